"""Draw the items of an attempt: unguessable, the same level for everybody, different for different learners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from generators import bank
from generators.authoring.registry import Generator
from schemas.exercise import Exercise, Level
from schemas.quiz import QuizCreate
from service.errors import NotAdmitted
from service.keys.secret import Secret

REDRAWS = 20
"""Seeds tried for one item before an exercise is asked a second time in an attempt."""
SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class Drawn:
    points: float
    exercise: Exercise


class Lots:
    """Everything chance decides in one attempt, as a keyed digest: nobody can guess it, and nothing need be stored."""

    def __init__(self, secret: Secret, quiz: UUID, learner: str, number: int) -> None:
        self._secret = secret
        self._words = (quiz.hex, learner, number)

    def seed(self, item: int, redraw: int) -> int:
        """128 bits."""
        return int.from_bytes(self._secret.digest("seed", *self._words, item, redraw)[:SEED_BYTES], "big")

    def rank(self, purpose: str, *words: str | int) -> bytes:
        """Sort by it to shuffle."""
        return self._secret.digest(purpose, *self._words, *words)


def draw(plan: QuizCreate, lots: Lots) -> list[Drawn]:
    """One exercise for each item of the blueprint; no two alike as far as the bank allows."""
    seen: set[str] = set()
    items = [
        Drawn(points, _exercise(generator, level, item, lots, seen))
        for item, (generator, level, points) in enumerate(_generators(plan, lots), start=1)
    ]
    if plan.shuffle:
        order = sorted(range(len(items)), key=lambda index: lots.rank("order", index))
        items = [items[index] for index in order]
    return items


def _generators(plan: QuizCreate, lots: Lots) -> Iterator[tuple[Generator, Level, float]]:
    """A generator for each item: by lot, but none a second time before all that may be picked have had their turn."""
    used: Counter[str] = Counter()
    item = 0
    for section in plan.sections:
        choices = bank.pick(section.pick, section.level)
        for _ in range(section.count):
            item += 1
            chosen = min(choices, key=lambda each: (used[each.id], lots.rank("generator", item, each.id)))
            used[chosen.id] += 1
            yield chosen, section.level, section.points


def _exercise(generator: Generator, level: Level, item: int, lots: Lots, seen: set[str]) -> Exercise:
    made: Exercise | None = None
    for redraw in range(REDRAWS):
        try:
            made = bank.draw(generator, lots.seed(item, redraw), level)
        except bank.NotAdmitted:
            continue
        if (question := _question(made)) not in seen:
            seen.add(question)
            return made
    if made is None:
        raise NotAdmitted(f"{generator.id} gave no exercise at level {level!r} in {REDRAWS} draws")
    return made


def _question(exercise: Exercise) -> str:
    """What is asked, without names and seed: equal for exercises that look the same."""
    asked = exercise.model_dump_json(include={"stem", "data", "figures"})
    return asked + "|".join(part.ask for part in exercise.parts)
