"""What a generator returns. Text is prose with `$maths$` in house notation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.answer import AnswerKey
from schemas.exercise import DataTable
from schemas.figure import Figure


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of an integer knob, both ends included: `n: Annotated[int, Range(4, 20)]`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A predictable wrong answer: the misconception, where it leads, what to say.

    Where it leads is a key, or the wrong rule as a formula over `given` and the names of earlier parts.
    """

    misconception: str
    answer: AnswerKey | str
    feedback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing asked.

    `follows` is how the answer comes from earlier parts, as a formula over `given` and their names: it marks a
    learner's later parts from their own earlier ones, and must give `answer` from the true ones. Without `steps` the
    rule is the step. `honest` are answers that careful work may end in (rounding on the way, a value from the table):
    a draw whose key refuses one is drawn again. `hints` go from a nudge to nearly the method and never hold the answer.
    `figure` belongs to the solution. Shares of the points are equal unless every part states `points_share`.
    """

    ask: str
    answer: AnswerKey
    steps: Sequence[str]
    name: str | None = None
    follows: str | None = None
    mistakes: Sequence[Mistake] = ()
    honest: Sequence[AnswerKey] = ()
    hints: Sequence[str] = ()
    figure: Figure | None = None
    points_share: float | None = None


def by_rule(name: str, ask: str, answer: AnswerKey, rule: str, *mistakes: Mistake, hints: Sequence[str] = ()) -> Part:
    """A part whose one rule is the worked step (with the values put in), the second route and the follow-through."""
    return Part(name=name, ask=ask, answer=answer, follows=rule, steps=(), mistakes=mistakes, hints=hints)


@dataclass(frozen=True, slots=True)
class Multipart:
    """Several parts about one situation; also a single part with a stem, figures or data of its own.

    `given` are the values that formulas may name beside earlier parts: `{"X": X, "alpha": alpha}`.
    Figures here belong to the question, a part's figure to its solution. `data` is a table the learner works from.
    """

    stem: str
    parts: Sequence[Part]
    given: Mapping[str, object] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    data: DataTable | None = None
