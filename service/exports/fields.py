"""What a learning platform can ask for: numbers, choices, words, pairs, an order; and how it is laid out."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from generators.maths.decimals import rounded, terminating
from schemas.answer import Option
from schemas.exercise import Part
from schemas.export import Fate


class Range(NamedTuple):
    """The numbers from `low` to `high`, both included; `shown` is the one a person would type."""

    low: Fraction
    high: Fraction
    shown: str


class Number(NamedTuple):
    right: Range


class Choice(NamedTuple):
    """`right` holds the ids of the right options: one, or with `several` exactly those; `per_option` shares credit."""

    options: tuple[Option, ...]
    right: tuple[str, ...]
    several: bool = False
    per_option: bool = False
    shuffled: bool = True


class Words(NamedTuple):
    accepted: tuple[str, ...]
    case: bool = False


class Pairs(NamedTuple):
    left: tuple[Option, ...]
    right: tuple[Option, ...]
    value: dict[str, str]


class Order(NamedTuple):
    items: tuple[Option, ...]
    value: tuple[str, ...]


Field = Number | Choice | Words | Pairs | Order
Given = Range | str | tuple[str, ...] | dict[str, str]
"""An answer to a field: to numbers a range, to words a text, to choices ids, to an order ids, to pairs a dict."""


class Box(NamedTuple):
    """A place to answer; `before` is prose in front of it."""

    field: Field
    before: str = ""


class Slip(NamedTuple):
    """A predictable mistake: what stands in each box then, and what to say."""

    misconception: str
    feedback: str
    given: tuple[Given, ...]


class Grid(NamedTuple):
    """Boxes row by row; heads and stubs are prose, empty for a matrix."""

    columns: int
    heads: tuple[str, ...] = ()
    stubs: tuple[str, ...] = ()


class Loss(NamedTuple):
    """What a note says, without its item."""

    what: str
    fate: Fate
    text: str


class Question(NamedTuple):
    """One part as a platform asks it. With `together` there is credit only if all boxes are right."""

    number: int
    part: Part
    boxes: tuple[Box, ...]
    slips: tuple[Slip, ...] = ()
    lead: str = ""
    after: str = ""
    grid: Grid | None = None
    together: bool = False
    losses: tuple[Loss, ...] = ()


def decimal(value: Fraction, places: int = 15) -> str:
    """With all its decimals where they end within so many, else rounded."""
    return str(
        terminating(value) if 10 ** min(places, 12) % value.denominator == 0 else rounded(value, places)
    ).rstrip()


def within(given: Range, right: Range) -> bool:
    """Whether some number belongs to both."""
    return given.low <= right.high and right.low <= given.high
