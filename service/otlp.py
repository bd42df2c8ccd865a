"""Traces by OpenTelemetry, sent in batches as OTLP over HTTP. Statements are sent without their values.

OpenTelemetry's own variables hold: `OTEL_TRACES_SAMPLER`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`,
`OTEL_EXPORTER_OTLP_HEADERS` …
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode, format_trace_id, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy import Engine, event

from service.telemetry import TRACEPARENT

TIMEOUT = 5
"""Longest wait for the receiver, in seconds."""
FLUSH_MS = 3_000
"""Longest wait for what is left to be sent when the service stops."""
SPAN = "problembank_span"


class RequestSpan:
    def __init__(self, span: Span, method: str) -> None:
        self.trace_id = format_trace_id(span.get_span_context().trace_id)
        self._span, self._method = span, method

    def answered(self, route: str, status: int, request_id: str) -> None:
        """Names as in OpenTelemetry's conventions for HTTP."""
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attributes(
            {"http.route": route, "http.response.status_code": status, "problembank.request_id": request_id}
        )
        if status >= 500:
            self._span.set_status(Status(StatusCode.ERROR))


class Otlp:
    """See `service.telemetry.Tracing`."""

    def __init__(self, url: str) -> None:
        name = {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": "problembank"}
        self._provider = TracerProvider(resource=Resource.create(name), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url, timeout=TIMEOUT)))
        self._tracer = self._provider.get_tracer("problembank")
        self._caller = TraceContextTextMapPropagator()

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator[RequestSpan]:
        """Part of the caller's trace, if `traceparent` says so."""
        caller = self._caller.extract({name: headers.get(name, "") for name in ("traceparent", "tracestate")})
        attributes = {"http.request.method": method}
        started = self._tracer.start_as_current_span(
            method, context=caller, kind=SpanKind.SERVER, attributes=attributes, record_exception=False
        )
        with started as span:
            carrier: dict[str, str] = {}
            self._caller.inject(carrier)
            before = TRACEPARENT.set(carrier.get("traceparent", ""))
            try:
                yield RequestSpan(span, method)
            finally:
                TRACEPARENT.reset(before)

    def span(self, name: str, ordered_by: str = "") -> AbstractContextManager[object]:
        """An exception marks it as failed; what the exception says stays here."""
        there = get_current_span(self._caller.extract({"traceparent": ordered_by})).get_span_context()
        return self._tracer.start_as_current_span(
            name, links=[Link(there)] if there.is_valid else [], record_exception=False, set_status_on_exception=False
        )

    def watch(self, engine: Engine) -> None:
        """A span for each statement that is sent within another span."""
        event.listen(engine, "before_cursor_execute", self._begun)
        event.listen(engine, "after_cursor_execute", _ended)
        event.listen(engine, "handle_error", _failed)

    def close(self) -> None:
        self._provider.force_flush(FLUSH_MS)
        self._provider.shutdown()

    def _begun(self, _: Any, __: Any, statement: str, ___: Any, context: Any, ____: bool) -> None:
        if context is not None and get_current_span().is_recording():
            attributes = {"db.system.name": context.dialect.name, "db.query.text": statement}
            verb = statement.split(maxsplit=1)[0].upper() if statement.strip() else "SQL"
            setattr(context, SPAN, self._tracer.start_span(verb, kind=SpanKind.CLIENT, attributes=attributes))


def _ended(_: Any, __: Any, ___: str, ____: Any, context: Any, _____: bool) -> None:
    if (span := getattr(context, SPAN, None)) is not None:
        span.end()


def _failed(problem: Any) -> None:
    if (span := getattr(problem.execution_context, SPAN, None)) is not None:
        span.set_status(Status(StatusCode.ERROR))
        span.end()
