"""What the service is measured beside: FastAPI and SQLModel with as little around them as there can be.

`DATABASE_URL=… uvicorn tests.load.bare:app`. Writing is as durable as in the service: WAL and `synchronous=FULL` on
SQLite, `synchronous_commit=on` on PostgreSQL. On SQLite writers take turns, or polling for the lock would slow it down.
"""

from __future__ import annotations

import os
import threading
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Response
from pydantic import BaseModel
from sqlalchemy import create_engine, event
from sqlmodel import Field, Session, SQLModel

URL = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")


class Typed(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    attempt: UUID
    item: int
    part: int
    text: str
    at: datetime


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str


class Body(BaseModel):
    response: str


class Stored(BaseModel):
    id: int


def _engine() -> Any:
    if not URL.startswith("sqlite"):
        return create_engine(URL, pool_size=20, max_overflow=20, connect_args={"options": "-c synchronous_commit=on"})
    engine = create_engine(URL, pool_size=20, max_overflow=20, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


engine = _engine()
SQLModel.metadata.create_all(engine, tables=[Typed.__table__, Page.__table__])  # type: ignore[attr-defined]
turn: Any = threading.Lock() if URL.startswith("sqlite") else nullcontext()
app = FastAPI(openapi_url=None)


@app.put("/responses/{attempt}/{item}/{part}")
def insert(attempt: UUID, item: int, part: int, body: Body) -> Stored:
    """Only inserts one row through the ORM."""
    row = Typed(attempt=attempt, item=item, part=part, text=body.response, at=datetime.now(UTC))
    with turn, Session(engine, expire_on_commit=False) as session:
        session.add(row)
        session.commit()
    assert row.id is not None
    return Stored(id=row.id)


@app.post("/pages")
def keep(page: dict[str, str]) -> Stored:
    """Something for `/pages/{id}` to read."""
    with turn, Session(engine, expire_on_commit=False) as session:
        row = Page(body=page["body"])
        session.add(row)
        session.commit()
    assert row.id is not None
    return Stored(id=row.id)


@app.get("/pages/{id}")
def read(id: int) -> Response:
    """Only reads one row through the ORM; its JSON is sent as it is stored."""
    with Session(engine) as session:
        row = session.get(Page, id)
        assert row is not None
        return Response(row.body, media_type="application/json")


@app.get("/small")
def small() -> dict[str, str]:
    """Asks no database."""
    return {"state": "open"}
