"""The table of orders of sheets."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant


class Worksheet(SQLModel, table=True):
    """One order of sheets: what was asked for, how far it is and where it ended. The PDFs are files, not rows."""

    __table_args__ = (UniqueConstraint("set", name="worksheet_set"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    owner: str = Field(max_length=80, index=True, description="Id of the API key that asked for it.")
    blueprint: dict[str, object] = Field(sa_type=JSON, description="The order as it was accepted.")
    key: str = Field(default="", max_length=64, description="What sheet codes are drawn with, from the secret.")
    set: str | None = Field(default=None, max_length=8, description="What its sheet codes begin with.")
    quiz_id: UUID | None = Field(default=None, foreign_key="quiz.id", ondelete="SET NULL", description="For marks.")
    seed: int = Field(sa_type=BigInteger, ge=0, description="Together with the blueprint it names the sheets for ever.")
    state: str = Field(default="queued", max_length=10, index=True, description="queued, running, done or failed.")
    progress: int = Field(default=0, ge=0, description="Steps done, of `steps`.")
    steps: int = Field(default=0, ge=0)
    repeated: int = Field(default=0, ge=0, description="Exercises that several variants had to share.")
    error: str | None = Field(default=None, max_length=2_000)
    created_at: datetime = Field(sa_type=Instant, index=True)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)


class MarkedSheet(SQLModel, table=True):
    """A sheet whose marks have come in: whose it is, and the attempt that holds them."""

    __tablename__ = "marked_sheet"
    __table_args__ = (
        UniqueConstraint("attempt_id", name="marked_sheet_attempt"),
        UniqueConstraint("worksheet_id", "learner", name="marked_sheet_learner"),
    )

    worksheet_id: UUID = Field(foreign_key="worksheet.id", primary_key=True)
    number: int = Field(primary_key=True, description="Of the sheet, from 1.")
    learner: str = Field(max_length=200)
    attempt_id: UUID = Field(foreign_key="attempt.id", ondelete="CASCADE")
