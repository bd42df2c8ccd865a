"""Exports: the bank in the formats of other platforms, with a report of what each format could carry."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from schemas.base import Shape
from schemas.exercise import MAX_SEED
from schemas.quiz import Blueprint

MAX_POOL = 500
"""Frozen exercises for one place of an export."""
MAX_EXERCISES = 10_000
"""Frozen exercises in one export."""
ExportFormat = Literal[
    "moodle-xml",
    "canvas-qti12",
    "qti21",
    "qti30",
    "ipynb",
    "latex",
    "docx",
    "markdown",
    "html",
    "jsonl",
    "parquet",
    "anki",
]
ExportState = Literal["queued", "running", "done", "failed"]
OPTIONS: dict[str, ExportFormat] = {"stack": "moodle-xml", "nbgrader": "ipynb", "service_url": "ipynb"}
"""Options that one format has."""
Fate = Literal["kept", "approximated", "replaced", "refused"]
FATES: tuple[Fate, ...] = ("kept", "approximated", "replaced", "refused")
"""From what lost nothing to what is not there."""


class Note(Shape):
    """What became of one thing, where it is not simply kept."""

    part: int | None = Field(default=None, description="Number of the part it concerns; null: the whole item.")
    what: str = Field(
        description="answer, tolerance, form, mistakes, follow-through, hints, solution, figure, data, options …",
        examples=["tolerance"],
    )
    fate: Fate
    text: str = Field(
        description="How it was approximated, by what it was replaced or why it was refused: a sentence.",
        examples=["The tolerance of 1 % was written as a range."],
    )


class ItemReport(Shape):
    """What became of the exercises at one place of the blueprint."""

    item: int
    generator: str
    exercises: int = Field(description="Frozen exercises there.")
    fate: Fate = Field(
        description="Of the item: refused if it is not in the file, else the least that its answers met."
    )
    notes: tuple[Note, ...] = ()


class Report(Shape):
    """The fidelity report: what the format carried."""

    format: ExportFormat
    items: tuple[ItemReport, ...]
    counts: dict[Fate, int] = Field(description="Items by fate.")


class ExportCreate(Blueprint):
    """What to export and how. The same blueprint, pool and seed give the same file."""

    format: ExportFormat
    pool: int = Field(
        strict=True, default=1, ge=1, le=MAX_POOL, description="Frozen exercises at each place, to be drawn from."
    )
    seed: int | None = Field(strict=True, default=None, ge=0, le=MAX_SEED, description="Drawn if absent.", examples=[7])
    stack: bool = Field(
        strict=True,
        default=False,
        description="moodle-xml: symbolic answers as questions of the STACK plugin, not as choices.",
    )
    nbgrader: bool = Field(strict=True, default=False, description="ipynb: with the metadata of nbgrader.")
    service_url: str | None = Field(
        default=None,
        max_length=500,
        pattern=r"^https?://[^\s\"'<>\\]+$",
        description="ipynb: check cells ask this service; else they compare salted hashes.",
        examples=["https://problembank.example.org"],
    )

    @model_validator(mode="after")
    def _sound(self) -> ExportCreate:
        if (count := self.pool * sum(section.count for section in self.sections)) > MAX_EXERCISES:
            raise ValueError(
                f"pool and sections ask for {count} exercises together; at most {MAX_EXERCISES} are allowed"
            )
        for name, format in OPTIONS.items():
            if getattr(self, name) and self.format != format:
                raise ValueError(f"{name} is an option of {format}, not of {self.format}")
        return self


class ExportRead(Shape):
    """An export as it stands. File and report appear when `state` is `done`; `error` tells why it `failed`."""

    id: UUID
    title: str
    format: ExportFormat
    state: ExportState
    progress: float = Field(ge=0, le=1, description="Share of the work that is done.")
    pool: int
    seed: int
    file: str | None = Field(default=None, description="Path of the file on this server.")
    name: str | None = Field(default=None, description="The file's name.")
    bytes: int | None = None
    report: Report | None = None
    error: str | None = None
    created_at: AwareDatetime
    finished_at: AwareDatetime | None = None
