"""Marks from paper: what was read off printed sheets, and what became of it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from schemas.base import Shape
from schemas.worksheet import MAX_VARIANTS, OneLine

MAX_RESPONSE = 8_000
Code = Annotated[str, Field(min_length=1, max_length=700)]
Points = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]
Typed = Annotated[str, Field(min_length=1, max_length=MAX_RESPONSE)]
Number = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")]


class SheetMarks(Shape):
    """One sheet. What is left out stays as it is: marks may come in several times."""

    code: Code | None = Field(
        default=None,
        description="The reference on the sheet; with a class list, `learner` will do.",
        examples=["M2XD-9FBC-B7KQ-2"],
    )
    learner: OneLine | None = Field(
        default=None, description="Whose sheet it is; the class list says so if absent.", examples=["s-17"]
    )
    name: OneLine | None = Field(default=None, examples=["Ada Lovelace"])
    points: dict[Number, Points] = Field(default={}, description="By number of the exercise.", examples=[{"1": 1.5}])
    responses: dict[Number, dict[Number, Typed]] = Field(
        default={},
        description="What was written, by number of the exercise and of the part; the checker marks it. Points for the "
        "same exercise count instead.",
        examples=[{"2": {"1": "{-7, 2}"}}],
    )

    @model_validator(mode="after")
    def _named(self) -> SheetMarks:
        if self.code is None and self.learner is None:
            raise ValueError("give the code of the sheet or the learner")
        return self


class MarksWrite(Shape):
    """All of it is taken in, or nothing."""

    sheets: tuple[SheetMarks, ...] = Field(min_length=1, max_length=MAX_VARIANTS)


class SheetMarked(Shape):
    """How one sheet stands."""

    code: str
    learner: str
    attempt: UUID
    score: float
    max_score: float
    pending_review: int = Field(description="Parts that could not be decided and wait for a person.")
    changed: bool = Field(description="Whether this request brought anything new.")


class MarksRead(Shape):
    """What became of the marks. `quiz` is where the scores are: `GET /quizzes/{quiz}/scores`."""

    worksheet: UUID
    quiz: UUID
    sheets: tuple[SheetMarked, ...]
