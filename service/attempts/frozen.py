"""What is kept of attempts in memory: what never changes, and what learners were shown last, with the state it shows.

Kept by the attempt's id, so many bytes of it; what was not asked for lately goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from schemas.attempt import PreviewItem
from schemas.exercise import Exercise
from service.attempts.models import Attempt, Item
from service.docs import PREFIX
from service.errors import NotFound
from service.render import views
from service.scores.fold import Asked

State = tuple[int, int]
"""The version of an attempt and the revision of its quiz: one of them is another one whenever anything has changed of
what a learner is shown."""
K = TypeVar("K")
V = TypeVar("V")
ATTEMPTS = 20_000
"""Of so many the points and their shares are kept."""
EXERCISES = 8 << 20
"""Bytes of JSON of the exercises that are kept; as objects they take some six times as much."""
SHOWN = 32 << 20
"""Bytes of JSON, as learners see exercises, that are kept."""
PAGES = 32 << 20
"""Bytes of JSON of whole attempts that are kept."""


class Kept(Generic[K, V]):
    """Values that cost at most `most` together."""

    def __init__(self, most: int) -> None:
        self._most, self._cost = most, 0
        self._lock = threading.Lock()
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        with self._lock:
            if (found := self._values.get(key)) is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V, cost: int = 1) -> V:
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self._values[key] = value, cost
            self._cost += cost - before
            while self._cost > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self._cost -= freed
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._cost = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as its learner sees it."""

    item: int
    json: bytes
    """`schemas.attempt.PreviewItem`: all but what the learner has done."""
    hints: tuple[int, ...]
    """How many each part has."""


_ASKED: Kept[UUID, Mapping[int, Asked]] = Kept(ATTEMPTS)
_QUIZZES: Kept[UUID, UUID] = Kept(ATTEMPTS)
_EXERCISES: Kept[tuple[UUID, int], Exercise] = Kept(EXERCISES)
_SHOWN: Kept[UUID, tuple[Shown, ...]] = Kept(SHOWN)
_PAGES: Kept[UUID, tuple[State, bytes]] = Kept(PAGES)
_QUIZ = select(Attempt.quiz_id).where(Attempt.id == bindparam("attempt"))
_POINTS = select(Item.item, Item.points, Item.shares).where(Item.attempt_id == bindparam("attempt"))
_EXERCISE = select(Item.exercise).where(Item.attempt_id == bindparam("attempt"), Item.item == bindparam("item"))
_ITEMS = select(Item.item, Item.points, Item.exercise).where(Item.attempt_id == bindparam("attempt"))


def quiz(session: Session, attempt: UUID) -> UUID:
    """The id of its quiz. Raises `NotFound`."""
    if (found := _QUIZZES.get(attempt)) is not None:
        return found
    known = session.connection().execute(_QUIZ, {"attempt": attempt}).scalar_one_or_none()
    if known is None:
        raise NotFound(f"there is no attempt {attempt}")
    return _QUIZZES.put(attempt, known)


def asked(session: Session, attempt: UUID) -> Mapping[int, Asked]:
    """By number of the item, in order."""
    if (found := _ASKED.get(attempt)) is not None:
        return found
    rows = session.connection().execute(_POINTS.order_by(col(Item.item)), {"attempt": attempt})
    made = {item: Asked(item, points, tuple(shares)) for item, points, shares in rows}
    return _ASKED.put(attempt, made) if made else made


def item(session: Session, attempt: UUID, number: int) -> Asked:
    """Raises `NotFound`."""
    known = asked(session, attempt)
    if number not in known:
        raise NotFound(f"there is no item {number}; items are 1 to {len(known)}")
    return known[number]


def exercise(session: Session, attempt: UUID, number: int) -> Exercise:
    """What was asked, with its keys. Raises `NotFound`."""
    if (found := _EXERCISES.get((attempt, number))) is not None:
        return found
    item(session, attempt, number)
    json = session.connection().execute(_EXERCISE, {"attempt": attempt, "item": number}).scalar_one()
    return _EXERCISES.put((attempt, number), Exercise.model_validate_json(json), len(json))


def shown(session: Session, attempt: UUID) -> tuple[Shown, ...]:
    """In order."""
    if (found := _SHOWN.get(attempt)) is not None:
        return found
    rows = session.connection().execute(_ITEMS.order_by(col(Item.item)), {"attempt": attempt})
    made = tuple(_shown(attempt, number, points, json) for number, points, json in rows)
    return _SHOWN.put(attempt, made, sum(len(each.json) for each in made))


def page(attempt: UUID, state: State) -> bytes | None:
    """The JSON of the attempt if it was shown in this state."""
    found = _PAGES.get(attempt)
    return found[1] if found is not None and found[0] == state else None


def keep_page(attempt: UUID, state: State, json: bytes) -> bytes:
    return _PAGES.put(attempt, (state, json), len(json))[1]


def forget() -> None:
    """For tests, which change what never changes."""
    _ASKED.clear()
    _QUIZZES.clear()
    _EXERCISES.clear()
    _SHOWN.clear()
    _PAGES.clear()


def _shown(attempt: UUID, number: int, points: float, json: str) -> Shown:
    exercise = Exercise.model_validate_json(json)
    view = views.item(exercise, f"{PREFIX}/attempts/{attempt}/figures/{number}/")
    made = PreviewItem(item=number, points=points, exercise=view)
    return Shown(number, made.model_dump_json().encode(), tuple(len(part.hints) for part in exercise.parts))
