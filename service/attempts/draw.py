"""Draw the items of an attempt: unguessable, the same level for everybody, different for different learners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from generators import bank
from generators.authoring.registry import Generator
from schemas.exercise import Exercise, Level
from schemas.quiz import QuizCreate
from service.errors import NotAdmitted
from service.keys.secret import Secret

REDRAWS = 20
"""Seeds tried for one item before an exercise is asked a second time in a class, or in an attempt."""
SEED_BYTES = 16
NOBODY = ""
"""In the place of a learner, who always has an id: lots that fall the same way for the whole class."""


@dataclass(frozen=True)
class Drawn:
    points: float
    exercise: Exercise
    pooled: bool
    """Whether others are meant to get it too."""
    place: int
    """In the order of the blueprint, from 1."""

    @cached_property
    def question(self) -> str:
        """A digest of what is asked."""
        return sha256(bank.question_of(self.exercise).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """One item of the blueprint, before an exercise is made for it."""

    item: int
    generator: Generator
    level: Level
    points: float
    pool: int | None


class Lots:
    """Everything chance decides in one attempt, as a keyed digest: nobody can guess it, and nothing need be stored."""

    def __init__(self, secret: Secret, quiz: UUID, learner: str, number: int) -> None:
        self._secret = secret
        self._words = (quiz.hex, learner, number)
        self._quiz = quiz

    def seed(self, item: int, redraw: int) -> int:
        """128 bits."""
        return int.from_bytes(self._secret.digest("seed", *self._words, item, redraw)[:SEED_BYTES], "big")

    def rank(self, purpose: str, *words: str | int) -> bytes:
        """Sort by it to shuffle."""
        return self._secret.digest(purpose, *self._words, *words)

    def member(self, item: int, pool: int) -> int:
        """Which exercise of a pool it is, from 1."""
        return 1 + int.from_bytes(self.rank("pool", item)[:SEED_BYTES], "big") % pool

    def of_class(self, member: int = 0) -> Lots:
        """What is decided once for everybody; for each member of a pool anew."""
        return Lots(self._secret, self._quiz, NOBODY, member)


def draw(plan: QuizCreate, lots: Lots, avoid: Container[str] = ()) -> list[Drawn]:
    """One exercise for each item of the blueprint; no two alike, and none of the questions in `avoid` but from a pool,
    as far as the bank allows."""
    seen: set[str] = set()
    items = [_exercise(place, lots, seen, avoid) for place in _places(plan, lots)]
    if plan.shuffle:
        order = sorted(range(len(items)), key=lambda index: lots.rank("order", index))
        items = [items[index] for index in order]
    return items


def _places(plan: QuizCreate, lots: Lots) -> Iterator[Place]:
    """A generator for each item: by lot, but none a second time before all that may be picked have had their turn."""
    used: Counter[str] = Counter()
    item = 0
    for section in plan.sections:
        choices = bank.pick(section.pick, section.level)
        mine = lots if section.pool is None else lots.of_class()
        for _ in range(section.count):
            item += 1
            ranks = {each.id: (used[each.id], mine.rank("generator", item, each.id)) for each in choices}
            chosen = min(choices, key=lambda each: ranks[each.id])
            used[chosen.id] += 1
            yield Place(item, chosen, section.level, section.points, section.pool)


def _exercise(place: Place, lots: Lots, seen: set[str], avoid: Container[str]) -> Drawn:
    pooled = place.pool is not None
    mine = lots if place.pool is None else lots.of_class(lots.member(place.item, place.pool))
    second: Drawn | None = None
    for redraw in range(REDRAWS):
        try:
            made = bank.draw(place.generator, mine.seed(place.item, redraw), place.level)
        except bank.NotAdmitted:
            continue
        drawn = Drawn(place.points, made, pooled, place.item)
        if drawn.question not in seen and (pooled or drawn.question not in avoid):
            seen.add(drawn.question)
            return drawn
        if second is None or (second.question in seen and drawn.question not in seen):
            second = drawn
    if second is None:
        raise NotAdmitted(f"{place.generator.id} gave no exercise at level {place.level!r} in {REDRAWS} draws")
    seen.add(second.question)
    return second
