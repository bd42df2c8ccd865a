"""The table of jobs on SQLite; on PostgreSQL they are procrastinate's."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from service.columns import Instant


class JobRow(SQLModel, table=True):
    """A job that waits, is being done or was given up; one that is done has no row."""

    __tablename__ = "job"
    __table_args__ = (Index("job_due", "state", "due_at"), {"info": {"only": "sqlite"}})

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=80)
    subject: str = Field(default="", max_length=200, description="Id of the row the work is for, and a `traceparent`.")
    state: str = Field(default="queued", max_length=10, description="queued, running or failed.")
    tries: int = Field(default=0, ge=0, description="How often it was begun.")
    due_at: datetime = Field(sa_type=Instant)
    seen_at: datetime | None = Field(default=None, sa_type=Instant, description="When its runner was last heard of.")
    error: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=Instant)
