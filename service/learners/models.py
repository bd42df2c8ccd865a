"""The table of accommodations."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from service.columns import Instant


class Accommodation(SQLModel, table=True):
    """What one learner is granted at all quizzes."""

    __tablename__ = "accommodation"

    learner: str = Field(max_length=200, primary_key=True)
    time_factor: float = Field(default=1, description="Of every time limit.")
    extra_time_s: int = Field(default=0, description="Added to every time limit.")
    extension_s: int = Field(default=0, description="Added to due_at and closes_at.")
    extra_attempts: int = Field(default=0)
    reason: str = Field(default="", max_length=2_000)
    revision: int = 1
    changed_at: datetime = Field(sa_type=Instant)
