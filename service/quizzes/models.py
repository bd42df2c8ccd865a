"""The table of quizzes."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant


class Quiz(SQLModel, table=True):
    """`sections` are `schemas.quiz.Section`s; the other columns are named as the blueprint's fields."""

    __tablename__ = "quiz"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    title: str = Field(max_length=200)
    state: str = Field(default="draft", max_length=10, description="draft, published or closed.")
    revision: int = 1
    sections: list[dict[str, Any]] = Field(sa_type=JSON)
    time_limit_s: int | None = None
    attempts_allowed: int | None = None
    opens_at: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    closes_at: datetime | None = Field(default=None, sa_type=Instant)
    late: str = Field(max_length=10)
    feedback: str = Field(max_length=20)
    tries_per_part: int | None = None
    penalty: float = 0
    hint_penalty: float | None = None
    shuffle: bool = False
    policy: str = Field(default="best", max_length=10, description="best, last or mean.")
    locale: str = Field(default="en", max_length=35, description="How the learners' decimals are read.")
    created_at: datetime = Field(sa_type=Instant, index=True)
