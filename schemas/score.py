"""Scores: what is folded from verdicts, and the gradebook."""

from typing import Literal

from pydantic import Field

from schemas.base import Shape
from schemas.verdict import Outcome


class PartTally(Shape):
    """`score` is the best try, from 0 to 1, after penalties; `outcome` is that of the last one judged."""

    part: int
    score: float
    tries: int
    outcome: Outcome | None


class ItemTally(Shape):
    item: int
    score: float
    points: float
    parts: tuple[PartTally, ...]


class Tally(Shape):
    """What an attempt is worth: a pure function of its responses, their verdicts and the quiz's rules."""

    score: float
    max_score: float
    pending_review: int = Field(description="Parts that could not be decided and wait for a person.")
    items: tuple[ItemTally, ...]


class ScoreRow(Shape):
    """One learner. The score is that of the best attempt handed in, else of the open one so far."""

    learner: str
    name: str | None
    attempts: int
    score: float
    max_score: float
    state: Literal["open", "submitted"] = Field(description="Of the latest attempt.")
    pending_review: int
    items: tuple[float, ...] = Field(description="Points of each item, in the order of the attempt.")
