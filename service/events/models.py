"""The table of events."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index
from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant, Serial


class Event(SQLModel, table=True):
    """Something others may want to know, written in the transaction that made it true."""

    __tablename__ = "event"
    __table_args__ = (Index("event_order", "tx", "id"),)

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    key: UUID = Field(default_factory=uuid4, unique=True, description="Names it to the outside.")
    tx: int = Field(
        default=0, sa_type=BigInteger, description="PostgreSQL's number of the transaction: what is ordered by it, and "
        "read up to the oldest that runs, is complete. 0 on SQLite, whose writers take turns.",
    )  # fmt: skip
    type: str = Field(max_length=40, index=True)
    at: datetime = Field(sa_type=Instant, index=True)
    data: dict[str, Any] = Field(sa_type=JSON)
