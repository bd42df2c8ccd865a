"""The tables of webhooks and of what is on its way to them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant


class Webhook(SQLModel, table=True):
    """Its secret is derived from the server's and stands nowhere."""

    __tablename__ = "webhook"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    url: str = Field(max_length=2_000)
    types: list[str] = Field(sa_type=JSON)
    name: str | None = Field(default=None, max_length=200)
    active: bool = True
    created_at: datetime = Field(sa_type=Instant, index=True)
    seen_tx: int = Field(default=0, sa_type=BigInteger, description="Up to which event deliveries have been made: tx.")
    seen_id: int = Field(default=0, sa_type=BigInteger, description="The same: id.")


class Delivery(SQLModel, table=True):
    """One event for one webhook."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id", name="delivery_once"),
        Index("delivery_due", "state", "next_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    webhook_id: UUID = Field(foreign_key="webhook.id")
    event_id: int = Field(sa_type=BigInteger, foreign_key="event.id")
    state: str = Field(default="pending", max_length=10, description="pending, delivered or failed.")
    tries: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    status: int | None = None
    error: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=Instant, index=True)
    delivered_at: datetime | None = Field(default=None, sa_type=Instant)
