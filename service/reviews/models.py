"""The table of reviews."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from service.columns import Instant


class Review(SQLModel, table=True):
    """What could not be decided: one row for all equal responses, with the decision once there is one."""

    __tablename__ = "review"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    equal: str = Field(max_length=64, unique=True, description="What equal responses share, as on `verdict`.")
    quiz_id: UUID = Field(foreign_key="quiz.id", index=True, description="Where it was met first.")
    response_id: int = Field(sa_type=BigInteger, foreign_key="response.id", description="The first such response.")
    state: str = Field(default="pending", max_length=10, index=True, description="pending or settled.")
    decisions: int = Field(default=0, description="How often it was decided: the last decision counts.")
    outcome: str | None = Field(default=None, max_length=10)
    score: float | None = None
    reason: str = Field(default="", sa_type=Text)
    caller: str | None = Field(default=None, max_length=80)
    created_at: datetime = Field(sa_type=Instant, index=True)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
