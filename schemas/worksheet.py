"""Worksheets: printed quizzes, from one blueprint in many variants."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from schemas.base import Shape
from schemas.exercise import MAX_SEED, Exercise
from schemas.quiz import Blueprint

MAX_VARIANTS = 200
Paper = Literal["a4", "letter"]
Document = Literal["sheets", "key", "solutions"]
WorksheetState = Literal["queued", "running", "done", "failed"]


class WorksheetCreate(Blueprint):
    """What to print. The same blueprint, variants and seed give the same sheets."""

    variants: int = Field(default=1, ge=1, le=MAX_VARIANTS, description="How many different sheets.")
    paper: Paper = "a4"
    key: bool = Field(default=True, description="Whether to print the answers of all variants in short.")
    solutions: bool = Field(default=True, description="Whether to print every sheet with worked solutions.")
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED, description="Drawn if absent.", examples=[7])


class WorksheetFile(Shape):
    """One finished file; `url` is a path on this server."""

    name: str = Field(examples=["sheets.pdf"])
    url: str


class WorksheetRead(Shape):
    """An order of sheets as it stands. Files appear when `state` is `done`; `error` tells why it `failed`."""

    id: UUID
    title: str
    state: WorksheetState
    progress: float = Field(ge=0, le=1, description="Share of the work that is done.")
    variants: int
    seed: int
    paper: Paper
    repeated: int = Field(description="Exercises that variants share for want of more different ones.")
    files: tuple[WorksheetFile, ...] = ()
    error: str | None = None
    created_at: AwareDatetime
    finished_at: AwareDatetime | None = None


class SheetItem(Shape):
    """One numbered exercise of a sheet."""

    exercise: Exercise
    points: float


class Sheet(Shape):
    """One variant. `code` stands on every page and tells nothing about the seed."""

    code: str
    items: tuple[SheetItem, ...]

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)
