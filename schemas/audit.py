"""Who changed what, when."""

from typing import Any

from pydantic import Field

from schemas.base import Shape
from schemas.quiz import Moment


class AuditRead(Shape):
    at: Moment
    caller: str = Field(description="Id of the key.")
    action: str = Field(examples=["score.override"])
    subject: str = Field(description="Path of the resource.")
    detail: dict[str, Any]
