"""Responses that could not be decided, and what a person decides about them."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from schemas.base import Shape, Text
from schemas.quiz import Moment
from schemas.verdict import Understood

Decided = Literal["correct", "partial", "incorrect"]


class ReviewRead(Shape):
    """One row for all equal responses: the same question, the same key and the same text."""

    id: UUID
    quiz: UUID = Field(description="Where it was met first.")
    state: Literal["pending", "settled"]
    stem: Text
    ask: Text
    part: int
    answer_text: str = Field(description="A right answer.")
    response: str = Field(description="What was typed.")
    format: str | None
    understood: Understood | None
    responses: int = Field(description="How many equal ones there are.")
    learners: int = Field(description="From how many learners.")
    outcome: Decided | None
    score: float | None
    reason: str
    created_at: Moment
    settled_at: Moment | None


class Decision(Shape):
    """It settles all equal responses, those to come as well. A later decision replaces an earlier one."""

    outcome: Decided
    score: float | None = Field(
        strict=True,
        default=None,
        gt=0,
        lt=1,
        allow_inf_nan=False,
        description="For `partial`, which needs it: from 0 to 1.",
    )
    reason: str = Field(default="", max_length=2_000, description="Shown to the learner as feedback, if there is one.")

    @model_validator(mode="after")
    def _score_where_it_is_needed(self) -> "Decision":
        if (self.outcome == "partial") != (self.score is not None):
            raise ValueError("give a score with `partial`, and with nothing else")
        return self

    @property
    def share(self) -> float:
        return {"correct": 1.0, "incorrect": 0.0}.get(self.outcome, self.score or 0.0)


class Settled(Shape):
    review: ReviewRead
    attempts: int = Field(description="Whose score was computed anew.")
