"""The exercises of a place that a platform can ask for, with the notes on what they lose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from generators.notation import NotationError
from schemas.exercise import Exercise
from service.exports.asking import Unaskable, questions
from service.exports.fields import Question
from service.exports.plan import Place
from service.exports.report import Ledger


class Item(NamedTuple):
    """One frozen exercise as questions. `number` counts within its place from 1."""

    place: Place
    number: int
    exercise: Exercise
    questions: tuple[Question, ...]

    @property
    def several(self) -> bool:
        return len(self.exercise.parts) > 1

    @property
    def id(self) -> str:
        """Place and number in a pool, both with leading zeros: tells neither seed nor answer."""
        return f"{self.place.number:03d}-{self.number:03d}"


def items(place: Place, ledger: Ledger, otherwise: Callable[[Exercise], bool] = lambda _: False) -> Iterator[Item]:
    """What can be asked there; what cannot is noted and left out.

    Exercises that the writer asks for `otherwise` come without questions and without notes.
    """
    refused: list[str] = []
    for number, exercise in enumerate(place.exercises, 1):
        if otherwise(exercise):
            yield Item(place, number, exercise, ())
            continue
        try:
            asked = questions(exercise)
        except (Unaskable, NotationError) as error:
            refused.append(str(error))
            continue
        for question in asked:
            part = question.number if len(asked) > 1 else None
            for loss in question.losses:
                ledger.note(place.number, loss.what, loss.fate, loss.text, part)
        yield Item(place, number, exercise, asked)
    if refused and len(refused) < len(place.exercises):
        ledger.note(
            place.number,
            "exercises",
            "refused",
            f"{len(refused)} of {len(place.exercises)} exercises are left out: {refused[0]}",
        )
    elif refused:
        ledger.note(place.number, "answer", "refused", refused[0])
