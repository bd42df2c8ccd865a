"""The table of regrades."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Text
from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant


class Regrade(SQLModel, table=True):
    """Verdicts given anew for a whole quiz; they count until the regrade is undone."""

    __tablename__ = "regrade"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    quiz_id: UUID = Field(foreign_key="quiz.id", index=True)
    plan: dict[str, str] = Field(sa_type=JSON, description="`schemas.regrade.RegradePlan`.")
    report: str = Field(sa_type=Text, description="`schemas.regrade.RegradeReport`: what it changed, for whom.")
    caller: str = Field(max_length=80)
    applied_at: datetime = Field(sa_type=Instant, index=True)
    undone_at: datetime | None = Field(default=None, sa_type=Instant)
