"""Webhooks: where events are sent."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Shape
from schemas.event import EVENT_TYPES, EventType
from schemas.quiz import Moment, Title

Address = Annotated[str, Field(max_length=2_000, pattern=r"^https?://[^\s\x00-\x1f\x7f]+$")]


class WebhookCreate(Shape):
    url: Address = Field(description="Where events are posted to.", examples=["https://platform.example.org/hook"])
    types: Annotated[tuple[EventType, ...], Field(min_length=1, max_length=len(EVENT_TYPES))] = Field(
        default=EVENT_TYPES, description="Events of these types; all if absent."
    )
    name: Title | None = Field(default=None, description="What it is for.")


class WebhookRead(Shape):
    id: UUID
    url: str
    types: tuple[EventType, ...]
    name: str | None
    active: bool = Field(description="False once deliveries have failed for days: switch it on again with PATCH.")
    created_at: Moment
    pending: int = Field(description="Deliveries that wait.")
    failed: int = Field(description="Deliveries that were given up.")


class WebhookCreated(WebhookRead):
    secret: str | None = Field(
        description="Verifies signatures, as the Standard Webhooks specification says; shown this once; null when the "
        "request is repeated."
    )


class WebhookChange(Shape):
    url: Address | None = None
    types: Annotated[tuple[EventType, ...], Field(min_length=1, max_length=len(EVENT_TYPES))] | None = None
    active: bool | None = Field(default=None, strict=True)


class DeliveryRead(Shape):
    """One event on its way to one webhook."""

    id: UUID = Field(description="Sent as `webhook-id`: the same at every try, so that receivers can tell repeats.")
    event: UUID
    type: EventType
    state: Literal["pending", "delivered", "failed"]
    tries: int
    next_at: Moment | None = Field(description="When it is tried next; null if it is not.")
    status: int | None = Field(description="What the receiver answered last.")
    error: str | None = Field(description="Why it could not be sent.")
    created_at: Moment
    delivered_at: Moment | None
