"""Stateless marking: what is sent to be judged and what comes back."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.answer import AnswerKey, Symbols
from schemas.base import Shape
from schemas.exercise import EitherExercise, ExerciseRequest, Mistake
from schemas.locale import Locale
from schemas.quiz import MAX_ITEMS
from schemas.verdict import Feedback, Understood, Verdict

MAX_CHECKS = 1_000
ResponseText = Annotated[str, Field(max_length=8_000, pattern=r"^[^\x00]*$")]
"""What somebody typed; of it at most 1,000 characters are read as maths."""
Format = Literal["text", "latex"]
PartNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")]
Kind = Literal[
    "number",
    "expression",
    "antiderivative",
    "equation",
    "inequality",
    "system",
    "vector",
    "matrix",
    "echelon",
    "direction",
    "basis",
    "eigenpairs",
    "set",
    "list",
    "interval",
    "boolean",
    "choice",
    "choices",
    "order",
    "matching",
    "table",
    "argument",
    "text",
]


class CheckRequest(Shape):
    answer: AnswerKey = Field(description="What is right.")
    response: ResponseText = Field(description="What was typed.", examples=["2x sin(x)"])
    format: Format | None = Field(default=None, description="How it is written; found out if absent.")
    locale: Locale = "en"
    mistakes: Annotated[tuple[Mistake, ...], Field(max_length=20)] = Field(
        default=(), description="Wrong answers to recognise, each with what to say."
    )


class BatchedCheck(CheckRequest):
    id: str | None = Field(default=None, max_length=200, description="Comes back with the verdict.")


class CheckBatch(Shape):
    items: Annotated[tuple[BatchedCheck, ...], Field(min_length=1, max_length=MAX_CHECKS)]


class BatchedVerdict(Shape):
    id: str | None
    verdict: Verdict


class VerdictBatch(Shape):
    """In the order of the request."""

    items: tuple[BatchedVerdict, ...]


class PreviewRequest(Shape):
    kind: Kind = Field(description="Kind of the answer that is asked for.", examples=["expression"])
    response: ResponseText = Field(examples=["x^2/2"])
    symbols: Symbols = Field(default={}, description="The names that may be used, and what they stand for.")
    format: Format | None = None
    locale: Locale = "en"


class Preview(Shape):
    """How a response is read, or where reading fails; never whether it is right."""

    understood: Understood | None
    feedback: tuple[Feedback, ...] = ()


class ExerciseBatch(Shape):
    items: Annotated[tuple[ExerciseRequest, ...], Field(min_length=1, max_length=MAX_ITEMS)]


class ExercisesMade(Shape):
    """In the order of the request."""

    items: tuple[EitherExercise, ...]


class PartResponses(Shape):
    responses: Annotated[dict[PartNumber, ResponseText], Field(min_length=1, max_length=100)] = Field(
        description="By number of the part.", examples=[{"1": "{-7, 2}"}]
    )
    formats: dict[PartNumber, Format] = Field(default={}, description="How they are written; found out if absent.")


class ResponsesToCheck(PartResponses):
    locale: Locale = "en"


class JudgedPart(Shape):
    part: int
    verdict: Verdict


class JudgedExercise(Shape):
    """`score` is the share of the exercise's points, from 0 to 1; parts without a response count as 0."""

    score: float
    parts: tuple[JudgedPart, ...]
