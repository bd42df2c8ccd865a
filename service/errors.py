"""What can go wrong, and how it is told: RFC 9457 problem details.

Every error a client may be told about is a class here: its status, its stable `type` and its title are one line each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from generators.notation import NotationError
from schemas.problem import FieldError, Problem
from service import logs

MEDIA_TYPE = "application/problem+json"
SHOWN = 100
"""Characters of a refused value that an error repeats."""
INTERNAL = "something went wrong here; the log has it under this request_id"


class ServiceError(Exception):
    """Base of every error a client is told about. The message names the thing, shows the value and says the bound."""

    status: ClassVar[int] = 500
    type: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"

    def __init__(self, detail: str, *, errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None):
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class MalformedBody(ServiceError):
    status, type, title = 400, "malformed-body", "The body cannot be read"


class Unauthorized(ServiceError):
    status, type, title = 401, "unauthorized", "No valid key"

    def __init__(self, detail: str):
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="problembank"'})


class Forbidden(ServiceError):
    status, type, title = 403, "forbidden", "Not allowed with this key"


class NotFound(ServiceError):
    status, type, title = 404, "not-found", "Not found"


class UnknownGenerator(ServiceError):
    status, type, title = 404, "unknown-generator", "Unknown generator"


class NoSuchFigure(ServiceError):
    status, type, title = 404, "no-such-figure", "No such figure"


class NoData(ServiceError):
    status, type, title = 404, "no-data", "No data"


class MethodNotAllowed(ServiceError):
    status, type, title = 405, "method-not-allowed", "Method not allowed"


class NotAcceptable(ServiceError):
    status, type, title = 406, "not-acceptable", "Not available in this format"


class Conflict(ServiceError):
    status, type, title = 409, "conflict", "Conflict with the state of the resource"


class AttemptClosed(Conflict):
    type, title = "attempt-closed", "The attempt takes no more answers"


class QuizNotOpen(Conflict):
    type, title = "quiz-not-open", "The quiz is not open"


class NoAttemptsLeft(Conflict):
    type, title = "no-attempts-left", "No attempts left"


class NoTriesLeft(Conflict):
    type, title = "no-tries-left", "No tries left"


class NoHintsLeft(Conflict):
    type, title = "no-hints-left", "No hints left"


class FeedbackNotYet(Conflict):
    type, title = "feedback-not-yet", "Feedback is not available yet"


class AlreadyRunning(Conflict):
    type, title = "already-running", "The same thing is being done already"

    def __init__(self, detail: str):
        super().__init__(detail, headers={"Retry-After": "1"})


class Gone(ServiceError):
    status, type, title = 410, "stale-version", "That version of the generator is no more"


class Stale(ServiceError):
    status, type, title = 412, "stale", "Changed in the meantime"


class TooLarge(ServiceError):
    status, type, title = 413, "too-large", "The body is too large"


class Invalid(ServiceError):
    status, type, title = 422, "invalid", "Invalid request"


class EmptyPick(Invalid):
    type, title = "empty-pick", "The blueprint picks what the bank does not have"


class UnknownGeneratorGiven(Invalid):
    type, title = "unknown-generator", "Unknown generator"


class BadRecipe(Invalid):
    type, title = "bad-recipe", "Not a recipe"


class NotAdmitted(Invalid):
    type, title = "not-admitted", "This seed gives no admissible exercise"


class BadKey(Invalid):
    type, title = "bad-answer-key", "The answer key cannot be used"


class Unreadable(Invalid):
    type, title = "unreadable", "The text cannot be read"


class KeyReused(Invalid):
    type, title = "idempotency-key-reused", "The Idempotency-Key was used for another request"


class TooMany(ServiceError):
    status, type, title = 429, "too-many-requests", "Too many requests"


class JudgementRunning(TooMany):
    type, title = "judgement-running", "An answer is being judged already"

    def __init__(self, detail: str):
        super().__init__(detail, headers={"Retry-After": "1"})


class Unavailable(ServiceError):
    status, type, title = 503, "unavailable", "Not available at the moment"

    def __init__(self, detail: str, *, seconds: int = 5):
        super().__init__(detail, headers={"Retry-After": str(seconds)})


class DatabaseUnavailable(Unavailable):
    type, title = "database-unavailable", "The database is not available"


class CheckerBusy(Unavailable):
    type, title = "checker-busy", "Too many answers are being checked"


class OtherHttp(ServiceError):
    """Any other status the framework answers with."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None):
        super().__init__(detail, headers=headers)
        self.status, self.type, self.title = status, f"http-{status}", HTTPStatus(status).phrase  # type: ignore[misc]


def kinds() -> list[type[ServiceError]]:
    """Every kind of error there is, by status and type."""
    found: dict[tuple[int, str], type[ServiceError]] = {}
    waiting = [ServiceError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        found.setdefault((kind.status, kind.type), kind)
    return [found[key] for key in sorted(found)]


def urn(kind: str) -> str:
    return f"urn:problembank:{kind}"


def shown(value: object) -> str:
    """A value as an error repeats it: shortened, and as `repr` writes texts, so that it stays on one line."""
    text = _sendable(value) if isinstance(value, str) else repr(value)
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} characters)"
    return repr(short) if isinstance(value, str) else short


def _sendable(text: str) -> str:
    """With half characters (lone surrogates), which JSON can smuggle in and UTF-8 cannot carry, spelled out."""
    return text.encode("utf-8", "backslashreplace").decode()


# How errors become responses -----------------------------------------------------------------------------------


def add_error_handlers(app: FastAPI) -> None:
    """From here on every error of the application is a problem+json."""

    @app.exception_handler(ServiceError)
    def told(request: Request, error: ServiceError) -> Response:
        return response(request.scope, error)

    @app.exception_handler(RequestValidationError)
    def refused(request: Request, error: RequestValidationError) -> Response:
        return response(request.scope, from_validation(error.errors()))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        return response(request.scope, from_http(request, error))

    @app.exception_handler(NotationError)
    def unreadable(request: Request, error: NotationError) -> Response:
        return response(request.scope, from_notation(error))

    for kind in (OperationalError, InterfaceError, PoolTimeout, DBAPIError):
        app.add_exception_handler(kind, _database)


def response(scope: Mapping[str, Any], error: ServiceError) -> Response:
    problem = Problem(
        type=urn(error.type),
        title=error.title,
        status=error.status,
        detail=error.detail,
        instance=scope["path"],
        request_id=logs.request_id(scope),
        errors=error.errors or None,
    )
    headers = {"Cache-Control": "no-store", **error.headers}
    return Response(problem.model_dump_json(exclude_none=True), error.status, headers, MEDIA_TYPE)


def from_validation(errors: Sequence[Any]) -> ServiceError:
    """Pydantic's findings, each with its field, value and bound."""
    if errors and errors[0]["type"] == "json_invalid":
        where, why = errors[0]["loc"][-1], errors[0].get("ctx", {}).get("error", "")
        return MalformedBody(f"the body is not JSON: {why} at character {where}")
    found = [_field_error(error) for error in errors[:20]]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    first = found[0]
    value = f", not {shown(first.value)}" if first.value is not None else ""
    return Invalid(f"{first.field}: {first.message}{value}{more}", errors=found)


def from_http(request: Request, error: HTTPException) -> ServiceError:
    """What the framework itself refuses: unknown routes, wrong methods, unreadable bodies."""
    path = shown(request.url.path)
    match error.status_code:
        case 404:
            return NotFound(f"there is nothing at {path}; /docs lists what there is")
        case 405:
            allowed = ", ".join(_allowed(request))
            told = f"{request.method} is not possible at {path}; allowed: {allowed}"
            return MethodNotAllowed(told, headers={"Allow": allowed})
        case 400:
            return MalformedBody(str(error.detail))
        case 413:
            return TooLarge(str(error.detail))
        case status:
            return OtherHttp(status, str(error.detail), error.headers)


def _allowed(request: Request) -> list[str]:
    """The methods of all routes at a path; the framework names those of the first one only."""
    matching = (
        context.methods or ()
        for context in iter_route_contexts(request.app.routes)
        if compile_path(context.path or "")[0].match(request.scope["path"])
    )
    return sorted({method for methods in matching for method in methods})


def from_notation(error: NotationError) -> Unreadable:
    where = f" at column {error.at}" if error.text else ""
    hint = f"; {error.suggestion}" if error.suggestion else ""
    return Unreadable(f"{error.message}{where} of {shown(error.text)}{hint}")


def from_database(error: Exception) -> ServiceError | None:
    """503 for a database that is down, locked, full or read-only; None for what is our own fault."""
    if isinstance(error, PoolTimeout):
        return DatabaseUnavailable("all connections to the database are busy", seconds=1)
    if not isinstance(error, DBAPIError):
        return None
    text = str(error.orig).lower()
    for words, why, seconds in _OUTAGES:
        if words in text:
            return DatabaseUnavailable(why, seconds=seconds)
    lost = error.connection_invalidated or isinstance(error, InterfaceError)
    return DatabaseUnavailable("the database cannot be reached") if lost or _refused(error) else None


_OUTAGES = (
    ("is locked", "the database is locked by other writers", 1),
    ("is full", "the disk of the database is full", 30),
    ("no space left", "the disk of the database is full", 30),
    ("readonly", "the database can only be read", 30),
    ("read-only", "the database can only be read", 30),
    ("disk i/o error", "the disk of the database fails", 30),
    ("unable to open", "the database file cannot be opened", 30),
    ("no such table", "the database has no tables yet: run `problembank db upgrade`", 30),
    ("does not exist", "the database or its tables are not there: run `problembank db upgrade`", 30),
    ("too many clients", "the database takes no more connections", 1),
    ("statement timeout", "the database took too long", 5),
    ("lock timeout", "the database is locked by other writers", 1),
    ("deadlock", "two requests stood in each other's way", 1),
    ("could not serialize", "two requests stood in each other's way", 1),
)
"""What drivers say (in lower case), what a client is told, and when it may try again."""


def _refused(error: DBAPIError) -> bool:
    """Whether PostgreSQL's driver could not connect: such an error has no SQLSTATE, or one of class 08, 53 or 57."""
    state = getattr(error.orig, "sqlstate", "")
    return isinstance(error, OperationalError) and (state is None or str(state)[:2] in ("08", "53", "57"))


def _database(request: Request, error: Exception) -> Response:
    told = from_database(error)
    if told is None:
        raise error
    logs.log.warning("database", detail=told.detail, error=str(getattr(error, "orig", error))[:300])
    return response(request.scope, told)


def _field_error(error: Any) -> FieldError:
    context = {key: value for key, value in error.get("ctx", {}).items() if key != "error"}
    value = error.get("input")
    given = value if isinstance(value, str | int | float | bool) else None
    return FieldError(
        field=_sendable(".".join(map(str, error["loc"])))[:400],
        message=error["msg"].removeprefix("Value error, "),
        value=None if given is None else _sendable(str(given)[:SHOWN]),
        bound=", ".join(f"{key}={value}" for key, value in context.items())[:400] or None,
    )
