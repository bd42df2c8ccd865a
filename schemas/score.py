"""Scores: what is folded from verdicts, and the gradebook."""

from typing import Literal

from pydantic import Field

from schemas.base import Shape
from schemas.quiz import Moment
from schemas.verdict import Outcome


class PartTally(Shape):
    """`score` is the best try, from 0 to 1, after penalties; `outcome` is that of the last one judged."""

    part: int
    score: float
    tries: int
    hints: int = 0
    outcome: Outcome | None


class ItemTally(Shape):
    item: int
    score: float
    points: float
    overridden: bool = Field(default=False, description="A person gave the points.")
    parts: tuple[PartTally, ...]


class Tally(Shape):
    """What an attempt is worth: a pure function of its responses, their verdicts and the quiz's rules."""

    score: float
    max_score: float
    pending_review: int = Field(description="Parts that could not be decided and wait for a person.")
    items: tuple[ItemTally, ...]


class OverrideWrite(Shape):
    """Points for one item, whatever was computed; without points an earlier override is taken back."""

    points: float | None = Field(strict=True, default=None, ge=0, le=1_000, allow_inf_nan=False, examples=[1.5])
    reason: str = Field(min_length=1, max_length=2_000, examples=["Right idea, slip in the last line"])


class OverrideRead(Shape):
    item: int
    points: float | None
    reason: str
    caller: str = Field(description="Id of the key.")
    at: Moment


class Overridden(Shape):
    score: float
    max_score: float
    pending_review: int
    history: tuple[OverrideRead, ...] = Field(description="Of this item, the first one first; the last one counts.")


class ScoreRow(Shape):
    """One learner. The score is by the quiz's policy of the attempts handed in, else of the open one so far."""

    learner: str
    name: str | None
    attempts: int
    score: float
    max_score: float
    state: Literal["open", "submitted"] = Field(description="Of the latest attempt.")
    pending_review: int
    items: tuple[float, ...] = Field(description="Points of each item, in the order of the attempt; means, if need be.")
