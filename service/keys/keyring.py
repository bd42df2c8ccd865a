"""Keys that were recognised a moment ago, so that not every request has to ask the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

REMEMBERED = timedelta(seconds=5)
"""A key that is deleted opens nothing at once in the process that deletes it, and after this long in all others."""
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """What matters of a key that was recognised."""

    id: UUID
    name: str
    scopes: frozenset[str]
    expires_at: datetime | None


class Keyring:
    """Holds keys by their digest, never themselves, and forgets them soon."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._known: dict[bytes, tuple[Known, datetime]] = {}

    def get(self, text: str) -> Known | None:
        found = self._known.get(_digest(text))
        fresh = found is not None and timedelta() <= self._clock() - found[1] < REMEMBERED
        return found[0] if found is not None and fresh else None

    def put(self, text: str, known: Known) -> Known:
        if len(self._known) >= MOST:
            self.forget()
        self._known[_digest(text)] = known, self._clock()
        return known

    def forget(self) -> None:
        self._known = {}


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
