"""What a learner is granted, once for all quizzes."""

from pydantic import Field

from schemas.base import Shape
from schemas.quiz import Moment


class AccommodationWrite(Shape):
    """It holds for running attempts, whose time it may lengthen and never shortens, and for those to come."""

    time_factor: float = Field(
        strict=True, default=1, ge=1, le=10, allow_inf_nan=False, description="Of every time limit."
    )
    extra_time_s: int = Field(strict=True, default=0, ge=0, le=31 * 86_400, description="Added to every time limit.")
    extension_s: int = Field(
        strict=True,
        default=0,
        ge=0,
        le=366 * 86_400,
        description="Added to every due_at and closes_at; the moments mean the same, later.",
    )
    extra_attempts: int = Field(
        strict=True, default=0, ge=0, le=1_000, description="Added to the attempts of every quiz."
    )
    reason: str = Field(default="", max_length=2_000, description="For the audit log; learners never see it.")


class AccommodationRead(AccommodationWrite):
    """`revision` is also its ETag."""

    learner: str
    revision: int
    changed_at: Moment


class Erased(Shape):
    """What there was, and is no more."""

    attempts: int
    responses: int
    accommodations: bool
