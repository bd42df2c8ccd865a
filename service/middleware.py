"""What happens to every request before routing and to every response after it, in plain ASGI."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import cast
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from service.errors import INTERNAL, MalformedBody, ServiceError, TooLarge, response
from service.logs import log
from service.server import Server
from service.telemetry import Off, RequestSpan

SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Sent with every response that does not set them itself."""
RAW = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY.items())
REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
OFF = Off()
UNROUTED = "(none)"
"""The route of requests that match none, so that scanners do not fill the counters with made-up paths."""


class Frame:
    """The outermost layer: request ids, security headers, one log line, counters, and a 500 for what nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sent = headers.get("x-request-id", "")
        request_id = sent if REQUEST_ID.fullmatch(sent) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        server = _server(scope)
        started, status = time.perf_counter(), 0

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = {name for name, _ in message["headers"]}
                ours = [each for each in RAW if each[0] not in given]
                if server is not None and server.draining:
                    ours.append((b"connection", b"close"))
                message["headers"] = [*message["headers"], *ours, (b"x-request-id", request_id.encode())]
            await send(message)

        with (
            (server.tracing if server is not None else OFF).request(scope["method"], headers) as span,
            bound_contextvars(request_id=request_id, **_trace(headers, span)),
        ):
            try:
                await self.app(scope, receive, send_framed)
            except Exception:
                log.exception("unforeseen", method=scope["method"], route=_route(scope))
                if status:  # half a response is out: let the server cut the connection
                    raise
                await response(scope, ServiceError(INTERNAL))(scope, receive, send_framed)
            finally:
                _record(scope, server, status, time.perf_counter() - started)
                if span is not None:
                    span.answered(_route(scope), status, request_id)


class BodyLimit:
    """Reads the body before anything else sees it: bounded in size, strict UTF-8, no NUL."""

    def __init__(self, app: ASGIApp, usual: int, batch: int, batches: Sequence[str]) -> None:
        self.app = app
        self.usual, self.batch, self.batches = usual, batch, re.compile("|".join(batches))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.batch if self.batches.fullmatch(scope["path"]) else self.usual
        try:
            body = await _read(scope, receive, limit)
        except ServiceError as error:
            await response(scope, error)(scope, receive, send)
            return
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return cast(Message, waiting.pop()) if waiting else await receive()

        await self.app(scope, receive_again, send)


async def _read(scope: Scope, receive: Receive, limit: int) -> bytes:
    told = Headers(scope=scope).get("content-length", "")
    if told.isdecimal() and int(told[:18]) > limit:
        raise TooLarge(f"the body is {int(told[:18]):,} bytes long; at most {limit:,} are read here")
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise TooLarge(f"the body is longer than the {limit:,} bytes that are read here")
    return _text(bytes(body))


def _text(body: bytes) -> bytes:
    try:
        body.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise MalformedBody(f"the body is not UTF-8: byte {error.start} is 0x{body[error.start]:02x}") from None
    if (at := body.find(0)) >= 0:
        raise MalformedBody(f"the body holds a NUL at byte {at}")
    return body


def _route(scope: Scope) -> str:
    """The path with its parameters' names in the place of their values."""
    context = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return str(getattr(context, "path", UNROUTED))


def _server(scope: Scope) -> Server | None:
    """None before the application has started."""
    return cast(Server | None, getattr(scope["app"].state, "server", None)) if "app" in scope else None


def _trace(headers: Headers, span: RequestSpan | None) -> dict[str, str]:
    """The trace that this request is part of: ours, or the one a caller tells of as the W3C's recommendation says."""
    if span is not None:
        return {"trace_id": span.trace_id}
    found = TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    return {} if found is None or not int(found[1], 16) or not int(found[2], 16) else {"trace_id": found[1]}


def _record(scope: Scope, server: Server | None, status: int, seconds: float) -> None:
    route = _route(scope)
    if server is not None:
        method = scope["method"] if scope["method"] in METHODS else "(other)"
        server.metrics.answered(method, route, status, seconds)
    principal, client = scope.get("state", {}).get("principal"), scope.get("client")
    log.info(
        "request",
        method=scope["method"],
        route=route,
        status=status,
        ms=round(1_000 * seconds, 2),
        caller=principal.id if principal is not None else None,
        client=client[0] if client else None,
    )
