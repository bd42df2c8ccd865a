"""Worksheets: printed quizzes, from one blueprint in many variants."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from schemas.base import Shape
from schemas.exercise import MAX_SEED, Exercise
from schemas.quiz import ONE_LINE, Blueprint

MAX_VARIANTS = 1_000
MAX_EDITED = 100
"""Sheets of one document that people edit."""
Paper = Literal["a4", "letter"]
Document = Literal["sheets", "key", "solutions"]
Language = Literal["en", "de", "fr", "es"]
"""Of the fixed words on sheets; exercises are in English."""
OneLine = Annotated[str, Field(min_length=1, max_length=120, pattern=ONE_LINE)]
Space = Literal["auto", "none", "lines", "grid"]
WorksheetState = Literal["queued", "running", "done", "failed"]


class Layout(Shape):
    """How sheets look. Everything has a default that prints well."""

    paper: Paper = "a4"
    columns: Literal[1, 2] = Field(default=1, description="Columns of exercises on a page.")
    large_print: bool = Field(strict=True, default=False, description="Everything in 18 point, for those who need it.")
    language: Language = Field(default="en", description="Of the fixed words: name, date, points, page …")
    course: OneLine | None = Field(default=None, description="Above the title.", examples=["Mathematics for ML"])
    date: OneLine | None = Field(default=None, description="As it shall be printed; a line to fill in if absent.")
    space: Space = Field(
        default="auto", description="Room to work in below a question: by its kind, none, ruled lines or squares."
    )
    space_cm: float | None = Field(
        strict=True,
        default=None,
        ge=0,
        le=20,
        allow_inf_nan=False,
        description="Height of that room; by the kind if absent.",
    )
    tagged: bool = Field(
        strict=True, default=False, description="Tagged PDF (PDF/UA-1) with alternatives in words for formulas."
    )


class Candidate(Shape):
    """One line of a class list: who gets a sheet."""

    id: OneLine = Field(description="Number or login: what marks are filed under.", examples=["s-17"])
    name: OneLine | None = Field(default=None, examples=["Ada Lovelace"])
    line: OneLine | None = Field(default=None, description="A line of its own on the sheet.", examples=["Group 3"])


class WorksheetCreate(Blueprint, Layout):
    """What to print. The same blueprint, variants, class list and seed give the same sheets."""

    variants: int = Field(strict=True, default=1, ge=1, le=MAX_VARIANTS, description="How many different sheets.")
    class_list: tuple[Candidate, ...] | None = Field(
        default=None, min_length=1, max_length=MAX_VARIANTS, description="A sheet each, with their names; ids differ."
    )
    separate: bool = Field(strict=True, default=False, description="Besides, one file for each sheet, in the ZIP file.")
    latex: bool = Field(
        strict=True,
        default=False,
        description=f"Besides, LaTeX sources to edit, in the ZIP file; at most {MAX_EDITED} sheets.",
    )
    docx: bool = Field(
        strict=True,
        default=False,
        description=f"Besides, DOCX documents to edit, in the ZIP file; at most {MAX_EDITED} sheets.",
    )
    key: bool = Field(strict=True, default=True, description="Whether to print the answers of all variants in short.")
    solutions: bool = Field(
        strict=True, default=True, description="Whether to print every sheet with worked solutions."
    )
    seed: int | None = Field(strict=True, default=None, ge=0, le=MAX_SEED, description="Drawn if absent.", examples=[7])
    quiz: UUID | None = Field(
        default=None,
        description="The quiz whose gradebook takes the marks: it has the same sections. If absent, one is made when "
        "the first marks come in.",
    )

    @property
    def count(self) -> int:
        """How many sheets: one for each line of the class list, else one for each variant."""
        return self.variants if self.class_list is None else len(self.class_list)

    @model_validator(mode="after")
    def _not_too_many_to_edit(self) -> WorksheetCreate:
        if (self.latex or self.docx) and self.count > MAX_EDITED:
            raise ValueError(f"documents to edit hold at most {MAX_EDITED} sheets, not {self.count}")
        return self

    @model_validator(mode="after")
    def _each_once(self) -> WorksheetCreate:
        if self.class_list is None:
            return self
        ids = [candidate.id for candidate in self.class_list]
        if doubled := [id for id, times in Counter(ids).items() if times > 1]:
            raise ValueError(f"class_list has ids more than once: {', '.join(doubled[:10])}")
        if self.variants not in (1, len(ids)):
            raise ValueError(f"a class list of {len(ids)} makes {len(ids)} sheets: leave out variants {self.variants}")
        return self


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
    set: str | None = Field(description="What all its sheet codes begin with.", examples=["M2XD-9FBC"])
    quiz: UUID | None = Field(description="Where its marks are; null: none have come in, and no quiz was named.")
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
    """One variant. Nothing on it tells anything about the seed."""

    code: str = Field(description="Name of the variant, as in the key: four signs.")
    items: tuple[SheetItem, ...]
    reference: str = Field(default="", description="On every page, to be typed: with it this sheet is found again.")
    link: str = Field(default="", description="What the QR code holds: an address, or the reference.")
    candidate: Candidate | None = Field(default=None, description="Whose sheet it is; null: a name is filled in.")

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)


class SheetRead(Shape):
    """One printed sheet, found by its code. Each path prints it again, just as it was."""

    code: str = Field(examples=["M2XD-9FBC-B7KQ-2"])
    worksheet: UUID
    title: str
    number: int = Field(description="Of the sheet in its worksheet, from 1.")
    variant: str = Field(description="As the key names it.", examples=["B7KQ"])
    candidate: Candidate | None
    points: float
    files: tuple[WorksheetFile, ...]
    attempt: UUID | None = Field(description="Where its marks are, once they have come in.")
