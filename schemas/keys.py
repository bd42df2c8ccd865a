"""API keys."""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from schemas.base import Shape
from schemas.quiz import Moment, Title

Scope = Literal["bank:read", "check", "quizzes:write", "attempts:write", "scores:read", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""`admin` includes all the others."""


class KeyCreate(Shape):
    name: Title = Field(description="What it is for.", examples=["course platform"])
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(SCOPES))] = Field(
        examples=[["attempts:write", "scores:read"]]
    )
    expires_at: Moment | None = Field(
        default=None, description="From this very moment on it opens nothing; null: never."
    )


class KeyRotate(Shape):
    overlap_s: int = Field(
        strict=True, default=86_400, ge=0, le=31 * 86_400, description="How long the old key still opens."
    )


class KeyRead(Shape):
    id: UUID
    name: str
    prefix: str = Field(description="What the key begins with: tells keys apart, opens nothing.")
    scopes: tuple[Scope, ...]
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None = Field(description="To the minute.")


class KeyCreated(KeyRead):
    """`secret` is the whole key, for `Authorization: Bearer`."""

    secret: str | None = Field(description="Shown this once; null when the request is repeated.")
