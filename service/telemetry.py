"""Traces, where they are wanted: spans of requests, statements, proofs and jobs.

Without `PROBLEMBANK_OTLP_URL` OpenTelemetry's SDK is not imported and a span costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Protocol

from sqlalchemy import Engine

from service.config import Settings

TRACEPARENT: ContextVar[str] = ContextVar("traceparent", default="")
"""The span of the request that is being answered, as the W3C's recommendation writes it; empty without traces. What is
ordered by the request keeps it."""


class RequestSpan(Protocol):
    """The span of one request."""

    trace_id: str

    def answered(self, route: str, status: int, request_id: str) -> None: ...


class Tracing(Protocol):
    """`with request(…) as span`, `with span("proof")`; `watch` an engine's statements; `close` sends what is left.

    A span that was `ordered_by` another, by its `traceparent`, is linked to it and begins a trace of its own.
    """

    def request(self, method: str, headers: Mapping[str, str]) -> AbstractContextManager[RequestSpan | None]: ...
    def span(self, name: str, ordered_by: str = "") -> AbstractContextManager[object]: ...
    def watch(self, engine: Engine) -> None: ...
    def close(self) -> None: ...


class Off:
    """No traces."""

    def request(self, method: str, headers: Mapping[str, str]) -> AbstractContextManager[RequestSpan | None]:
        return nullcontext()

    def span(self, name: str, ordered_by: str = "") -> AbstractContextManager[object]:
        return nullcontext()

    def watch(self, engine: Engine) -> None:
        pass

    def close(self) -> None:
        pass


def tracing(settings: Settings) -> Tracing:
    if not settings.otlp_url:
        return Off()
    from service.otlp import Otlp  # needs the extra `telemetry`

    return Otlp(settings.otlp_url)
