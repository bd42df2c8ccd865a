"""Traces, where they are wanted: spans of requests, statements, proofs and jobs.

Without `PROBLEMBANK_OTLP_URL` OpenTelemetry's SDK is not imported and a span costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from sqlalchemy import Engine

from service.config import Settings


class RequestSpan(Protocol):
    """The span of one request."""

    trace_id: str

    def answered(self, route: str, status: int, request_id: str) -> None: ...


class Tracing(Protocol):
    """`with request(…) as span`, `with span("proof")`; `watch` an engine's statements; `close` sends what is left."""

    def request(self, method: str, headers: Mapping[str, str]) -> AbstractContextManager[RequestSpan | None]: ...
    def span(self, name: str) -> AbstractContextManager[object]: ...
    def watch(self, engine: Engine) -> None: ...
    def close(self) -> None: ...


class Off:
    """No traces."""

    def request(self, method: str, headers: Mapping[str, str]) -> AbstractContextManager[RequestSpan | None]:
        return nullcontext()

    def span(self, name: str) -> AbstractContextManager[object]:
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
