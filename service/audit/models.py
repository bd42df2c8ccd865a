"""The table of the audit log."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant, Serial


class AuditEntry(SQLModel, table=True):
    """Who changed what, when. Rows are only ever added."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    at: datetime = Field(sa_type=Instant, index=True)
    caller: str = Field(max_length=80, description="Id of the key.")
    action: str = Field(max_length=40)
    subject: str = Field(max_length=300, index=True, description="Path of the resource.")
    detail: dict[str, Any] = Field(sa_type=JSON)
