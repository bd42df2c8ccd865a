"""What every kind of answer has in common: a response, how it was read, and what was found about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generators.answers.compare import Comparison, Prove
from generators.notation import Vocabulary
from generators.notation.tree import Node
from schemas.verdict import Feedback, Method, Outcome


@dataclass(frozen=True, slots=True)
class Response:
    """What a learner sent. `format` is "text", "latex" or None (told from the text)."""

    text: str
    format: str | None
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """How a response was read. `notes` say what was taken as meant; `cells` are those of a table, by row."""

    tree: Node
    notes: tuple[Feedback, ...] = ()
    cells: tuple[tuple[Reading | None, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found. `score` is the share of the credit; `evidence` what it rests on."""

    outcome: Outcome
    score: float
    evidence: Comparison
    feedback: tuple[Feedback, ...] = ()

    @property
    def method(self) -> Method:
        return self.evidence.method


def no_formulas(key: Any) -> tuple[str, ...]:
    return ()


def no_value(key: Any) -> Node | None:
    return None


def as_it_is(key: Any) -> Any:
    return key


def no_slips(key: Any, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of answer: how it is read, judged, and typed.

    `read(key, response)` raises NotationError for what cannot be an answer of this kind; `key` is None in a preview.
    `judge(key, reading, prove)` raises Undefined where the response has no value. `text(key)` is the key as a learner
    would type it. `formulas(key)` are the texts whose names a learner may use; `value(key)` is the key's value as a
    tree that rules can use (a vector is a column of `Rows`, a set `Braces`, a table its `Rows` of cells), None for
    kinds without one; `rounded(key)` is the key with its numbers rounded to what its tolerance counts.
    `slips(key, reading, judgement)` says what a wrong answer looks like, where no foreseen mistake fits.
    With `lists` values stand side by side, with commas between them.
    """

    read: Callable[[Any, Response], Reading]
    judge: Callable[[Any, Reading, Prove | None], Judgement]
    text: Callable[[Any], str]
    formulas: Callable[[Any], tuple[str, ...]] = no_formulas
    value: Callable[[Any], Node | None] = no_value
    rounded: Callable[[Any], Any] = as_it_is
    slips: Callable[[Any, Reading, Judgement], tuple[Feedback, ...]] = no_slips
    lists: bool = False


def right(evidence: Comparison, *feedback: Feedback) -> Judgement:
    return Judgement("correct", 1.0, evidence, feedback)


def wrong(evidence: Comparison, *feedback: Feedback) -> Judgement:
    return Judgement("incorrect", 0.0, evidence, feedback)


def open_question(evidence: Comparison, *feedback: Feedback) -> Judgement:
    return Judgement("undecided", 0.0, evidence, feedback)


def partly(score: float, evidence: Comparison, *feedback: Feedback) -> Judgement:
    """Partial credit; none and all of it are `incorrect` and `correct`."""
    if score <= 0:
        return wrong(evidence, *feedback)
    return right(evidence, *feedback) if score >= 1 else Judgement("partial", score, evidence, feedback)


def wrong_form(credit: float, evidence: Comparison, message: str) -> Judgement:
    """The right value in the wrong form."""
    return partly(credit, evidence, Feedback(code="wrong-form", text=message))


def found(comparison: Comparison, *feedback: Feedback) -> Judgement:
    """Right, wrong or open, as the comparison says; the feedback goes with "wrong"."""
    if comparison.equal is None:
        return open_question(comparison)
    return right(comparison) if comparison.equal else wrong(comparison, *feedback)
