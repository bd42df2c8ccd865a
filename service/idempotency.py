"""A repeated request has one effect: `Idempotency-Key`.

The key, a digest of the body and the response are stored in the same transaction as the effect. A request that takes
two transactions (store, judge, store) claims its key in the first and keeps its response in the second; who comes in
between is told to wait.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, delete, select

from service.columns import Instant
from service.deps import Principal, server_of
from service.errors import AlreadyRunning, KeyReused, shown

T = TypeVar("T", bound=BaseModel | None)
CLAIM = timedelta(seconds=60)
"""After this long a request that was never finished may be taken over: its process is gone. So it is if the request was
begun so long from now: then the clock was put back."""


class Idempotent(SQLModel, table=True):
    """One request that was sent with a key; while it runs, `status` is 0."""

    __tablename__ = "idempotent"

    caller: str = Field(max_length=80, primary_key=True)
    route: str = Field(max_length=400, primary_key=True)
    key: str = Field(max_length=200, primary_key=True)
    digest: str = Field(max_length=64, description="SHA-256 of the body.")
    status: int = 0
    headers: str = Field(default="", sa_type=Text)
    body: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=Instant, index=True)


class Replay(Exception):
    """Not a failure: the response to this request is known already."""

    def __init__(self, row: Idempotent) -> None:
        super().__init__(f"{row.route} was answered before")
        self.status, self.headers, self.body = row.status, row.headers, row.body


class Once:
    """What one request may do once. Without the header everything passes."""

    def __init__(self, request: Request, response: Response, key: str | None, digest: str, now: datetime) -> None:
        self._request = request
        self._key, self._digest, self._now = key, digest, now
        self.headers = response.headers
        """Headers of the response: those set before `keep` are kept with it."""

    @property
    def asked(self) -> bool:
        """Whether the request was sent with a key."""
        return self._key is not None

    def run(self, session: Session, status: int, make: Callable[[], T], *, hidden: str | None = None) -> T:
        """What `make` returns, kept as the response of `status`; raises `Replay` if it was made before."""
        self.claim(session)
        return self.keep(session, status, make(), hidden=hidden)

    def claim(self, session: Session) -> None:
        """From here on the key is ours. Raises `Replay`, `KeyReused` or `AlreadyRunning`."""
        if self._key is None or self._inserted(session):
            return
        row = self._found(session)
        if row.digest != self._digest:
            raise self._reused(row)
        if row.status:
            raise Replay(row)
        if abs(self._now - row.at) < CLAIM:
            raise AlreadyRunning(f"the request with Idempotency-Key {shown(self._key)} is still running")
        row.at = self._now

    def look(self, session: Session) -> None:
        """Raises `Replay` or `KeyReused` if the request was sent before; claims nothing."""
        row = session.get(Idempotent, self._name) if self._key is not None else None
        if row is not None and row.digest != self._digest:
            raise self._reused(row)
        if row is not None and row.status:
            raise Replay(row)

    def keep(self, session: Session, status: int, result: T, *, hidden: str | None = None) -> T:
        """Store the response, without its field `hidden`, and hand it back."""
        if self._key is not None:
            row = self._found(session)
            stored = result.model_copy(update={hidden: None}) if result is not None and hidden else result
            row.status, row.headers = status, json.dumps(dict(self.headers))
            row.body = "" if stored is None else stored.model_dump_json()
        return result

    def release(self, session: Session) -> None:
        """Give the claim up: the request failed, and may be sent again."""
        if self._key is not None and (row := session.get(Idempotent, self._name)) is not None and not row.status:
            session.delete(row)

    def _reused(self, row: Idempotent) -> KeyReused:
        return KeyReused(f"Idempotency-Key {shown(row.key)} was used for another body on {row.route}")

    def _inserted(self, session: Session) -> bool:
        caller, route, key = self._name
        row = Idempotent(caller=caller, route=route, key=key, digest=self._digest, at=self._now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            return False
        return True

    def _found(self, session: Session) -> Idempotent:
        caller, route, key = self._name
        same = select(Idempotent).filter_by(caller=caller, route=route, key=key)
        return session.exec(same.with_for_update()).one()

    @property
    def _name(self) -> tuple[str, str, str]:
        caller: Principal = self._request.state.principal
        return caller.id, f"{self._request.method} {self._request.url.path}"[:400], self._key or ""


async def once(
    request: Request,
    response: Response,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="Any text of your own; the same request sent again with it has no second effect and gets the "
            "same response.",
        ),
    ] = None,
) -> Once:
    digest = "" if idempotency_key is None else hashlib.sha256(await request.body()).hexdigest()
    return Once(request, response, idempotency_key, digest, server_of(request).clock())


OnceDep = Annotated[Once, Depends(once)]


def replayed(_: Request, replay: Exception) -> Response:
    """The response as it was, and a header that says so."""
    assert isinstance(replay, Replay)
    headers = {**json.loads(replay.headers), "Idempotency-Replayed": "true"}
    return Response(replay.body, replay.status, headers, "application/json" if replay.body else None)


def forget(session: Session, before: datetime) -> None:
    """Drop what was kept for requests older than `before`."""
    session.exec(delete(Idempotent).where(col(Idempotent.at) < before))
