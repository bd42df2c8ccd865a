"""What an endpoint may ask for: its caller, the database, the clock.

Every route has exactly one `Needs`, which says who may call it; `tests/service/test_permissions.py` fails for one
without. Transactions are opened inside endpoints; `service/database.py` says why.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, cast
from uuid import UUID

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy.exc import DBAPIError

from schemas.keys import SCOPES, Scope
from service.config import Settings
from service.database import Database
from service.errors import DatabaseUnavailable, Forbidden, NotFound, TooMany, Unauthorized, shown
from service.keys import service as keys
from service.keys import tokens
from service.keys.keyring import Known
from service.server import Clock, Server


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: an API key with its scopes, or the learner of one attempt."""

    id: str
    scopes: frozenset[str] = frozenset()
    attempt: UUID | None = None


ANYONE = Principal("anyone")


def server_of(request: Request) -> Server:
    return cast(Server, request.app.state.server)


async def server(request: Request) -> Server:
    return server_of(request)


ServerDep = Annotated[Server, Depends(server)]


# None of these asks for another one: following them takes FastAPI longer than what they do.
async def _database(request: Request) -> Database:
    return server_of(request).database


async def _settings(request: Request) -> Settings:
    return server_of(request).settings


async def _clock(request: Request) -> Clock:
    return server_of(request).clock


DatabaseDep = Annotated[Database, Depends(_database)]
SettingsDep = Annotated[Settings, Depends(_settings)]
ClockDep = Annotated[Clock, Depends(_clock)]


class Open:
    """Anybody may call it, without a key."""

    scopes: tuple[Scope, ...] = ()

    async def __call__(self, request: Request) -> Principal:
        request.state.principal = ANYONE
        return ANYONE


class Needs(SecurityBase):
    """The caller's key has one of `scopes`; with `learner`, the learner token of the attempt in the path will do."""

    model = HTTPBearer(description="An API key, `prefix.secret`, or for calls on one attempt its learner token.").model
    scheme_name = HTTPBearer.__name__

    def __init__(self, *scopes: Scope, learner: bool = False) -> None:
        self.scopes = scopes
        self.learner = learner

    async def __call__(self, request: Request) -> Principal:
        server = server_of(request)
        text = _sent(request)
        if not server.started:
            await to_thread.run_sync(server.start)
        if text.startswith(f"{tokens.PREFIX}."):
            principal = self._learner(request, server, text)
        else:
            known = server.keyring.get(text)
            if known is None:
                known = await to_thread.run_sync(_look_up, server, text)
            principal = self._holder(known, server)
        request.state.principal = principal
        _slow_down(server, principal)
        return principal

    def _learner(self, request: Request, server: Server, text: str) -> Principal:
        attempt = tokens.opens(server.secret, text, server.clock())
        if attempt is None:
            raise Unauthorized("the learner token is not valid or has expired: start the attempt again to resume it")
        if not self.learner:
            raise Forbidden("a learner token opens its own attempt and nothing else")
        asked = str(request.path_params.get("attempt", "")).lower()
        if asked != str(attempt):
            raise NotFound(f"there is no attempt {asked}")
        return Principal(f"attempt:{attempt}", attempt=attempt)

    def _holder(self, known: Known, server: Server) -> Principal:
        if known.expires_at is not None and known.expires_at <= server.clock():
            raise Unauthorized(f"key {shown(known.name)} expired at {known.expires_at.isoformat()}")
        if not known.scopes & set(self.scopes):
            needed, held = " or ".join(self.scopes), ", ".join(sorted(known.scopes))
            raise Forbidden(f"this needs a key with scope {needed}; key {shown(known.name)} has {held}")
        return Principal(str(known.id), known.scopes)


def _look_up(server: Server, text: str) -> Known:
    """The key as the database knows it; notes its use, to the minute. Raises `Unauthorized`."""
    now = server.clock()
    with server.database.read() as session:
        row = keys.recognise(session, server.secret, text)
    if row.last_used_at is None or now - row.last_used_at >= timedelta(minutes=1):
        with suppress(DBAPIError, DatabaseUnavailable), server.database.write() as session:
            keys.touch(session, row.id, now)  # a note only: a request does not fail because it could not be written
    scopes = frozenset(SCOPES if "admin" in row.scopes else row.scopes)
    return server.keyring.put(text, Known(row.id, row.name, scopes, row.expires_at))


def _sent(request: Request) -> str:
    """The key or token. Raises `Unauthorized`."""
    header = request.headers.get("authorization")
    scheme, text = get_authorization_scheme_param(header)
    if scheme.lower() != "bearer" or not text:
        raise Unauthorized(
            "send a key: `Authorization: Bearer <key>`"
            if header is None
            else "the Authorization header must be `Bearer <key>`"
        )
    if len(text) > keys.MAX_LENGTH:
        raise Unauthorized(f"the key is {len(text)} characters long; at most {keys.MAX_LENGTH}")
    return text


def _slow_down(server: Server, principal: Principal) -> None:
    rate = server.settings.rate if principal.attempt is None else server.settings.learner_rate
    if wait := server.buckets.take(principal.id, rate):
        seconds = math.ceil(wait)
        raise TooMany(f"more than {rate:g} requests a second", headers={"Retry-After": str(seconds)})


Anyone = Annotated[Principal, Depends(Open())]
BankReader = Annotated[Principal, Depends(Needs("bank:read"))]
Checks = Annotated[Principal, Depends(Needs("check"))]
QuizWriter = Annotated[Principal, Depends(Needs("quizzes:write"))]
QuizReader = Annotated[Principal, Depends(Needs("quizzes:write", "attempts:write", "scores:read"))]
AttemptStarter = Annotated[Principal, Depends(Needs("attempts:write"))]
AttemptDriver = Annotated[Principal, Depends(Needs("attempts:write", learner=True))]
AttemptReader = Annotated[Principal, Depends(Needs("attempts:write", "scores:read", learner=True))]
ScoreReader = Annotated[Principal, Depends(Needs("scores:read"))]
Admin = Annotated[Principal, Depends(Needs("admin"))]
