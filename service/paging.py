"""Pages of lists: `?limit=&cursor=` → `{"items": […], "next": "…"}`.

A cursor holds the sort key of the last item seen, so that pages neither repeat nor skip rows while others are added.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import TypeAdapter
from sqlalchemy import Integer, Uuid, tuple_
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from schemas.page import Page
from service.columns import Instant
from service.errors import Invalid, shown

MAX_LIMIT = 200
R = TypeVar("R")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is wanted: what comes after `after`, the sort key of an item, at most `limit` items."""

    limit: int = 50
    after: tuple[str, ...] | None = None


def slice_of(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items on a page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`next` of the page before.")] = None,
) -> Slice:
    return Slice(limit, None if cursor is None else _decode(cursor))


SliceDep = Annotated[Slice, Depends(slice_of)]


def page(
    session: Session,
    found: SelectOfScalar[R],
    keys: Sequence[Any],
    part: Slice,
    view: Callable[[R], V],
) -> Page[V]:
    """One page of the rows that `found` selects, ordered by the columns `keys`."""
    if part.after is not None:
        after = tuple_(*_typed(keys, part.after), types=[key.type for key in keys])
        found = found.where(tuple_(*keys) > after)
    rows = session.exec(found.limit(part.limit + 1)).all()
    return Page(items=tuple(map(view, rows[: part.limit])), next=_next(rows, keys, part.limit))


def page_of(items: Sequence[V], key: Callable[[V], str], part: Slice) -> Page[V]:
    """One page of a list in memory that is sorted by `key`."""
    rest = items if part.after is None else [item for item in items if key(item) > part.after[0]]
    shown_now = tuple(rest[: part.limit])
    return Page(items=shown_now, next=encode(key(shown_now[-1])) if len(rest) > part.limit else None)


def encode(*key: object) -> str:
    words = [each.isoformat() if isinstance(each, datetime) else str(each) for each in key]
    return urlsafe_b64encode(json.dumps(words, ensure_ascii=False).encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[str, ...]:
    try:
        words = json.loads(urlsafe_b64decode(f"{cursor}==".encode("ascii")))
        return tuple(TypeAdapter(list[str]).validate_python(words, strict=True))
    except ValueError:
        raise Invalid(f"cursor {shown(cursor)} is not one of ours: give the `next` of the page before") from None


def _typed(keys: Sequence[Any], words: tuple[str, ...]) -> list[object]:
    try:
        return [_read(key.type, word) for key, word in zip(keys, words, strict=True)]
    except ValueError:
        raise Invalid("cursor belongs to another list: give the `next` of the page before") from None


def _read(kind: object, word: str) -> object:
    match kind:
        case Instant():
            return datetime.fromisoformat(word).astimezone(UTC)
        case Uuid():
            return UUID(word)
        case Integer():
            if not -(2**63) <= (number := int(word)) < 2**63:
                raise ValueError("beyond 64 bits")
            return number
        case _:
            return word


def _next(rows: Sequence[Any], keys: Sequence[Any], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    return encode(*(getattr(rows[limit - 1], key.key) for key in keys))
