"""The table of exports."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger
from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant


class Export(SQLModel, table=True):
    """One export: what was asked for, how far it is and what became of every item. Its file is no row."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    owner: str = Field(max_length=80, index=True, description="Id of the API key that asked for it.")
    blueprint: dict[str, object] = Field(sa_type=JSON, description="The order as it was accepted.")
    seed: int = Field(sa_type=BigInteger, ge=0, description="Together with the order it names the file for ever.")
    state: str = Field(default="queued", max_length=10, index=True, description="queued, running, done or failed.")
    progress: int = Field(default=0, ge=0, description="Steps done, of `steps`.")
    steps: int = Field(default=0, ge=0)
    bytes: int | None = Field(default=None, sa_type=BigInteger, description="Length of the file.")
    report: dict[str, object] | None = Field(default=None, sa_type=JSON, description="What became of every item.")
    error: str | None = Field(default=None, max_length=2_000)
    created_at: datetime = Field(sa_type=Instant, index=True)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
