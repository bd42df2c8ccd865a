"""Quizzes: blueprints that exercises are drawn from."""

from __future__ import annotations

from datetime import UTC
from itertools import pairwise
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator

from schemas.base import Shape
from schemas.exercise import Level
from schemas.locale import Locale

MAX_ITEMS = 100
"""Items in one quiz, sheet or batch of exercises."""

ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
"""Text without control characters that is not blank."""

CatalogueId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.\-]+$", max_length=120)]
CatalogueIds = Annotated[tuple[CatalogueId, ...], Field(min_length=1, max_length=200)]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=ONE_LINE)]


def _written_out(moment: object) -> object:
    """Refuses numbers, and texts that are numbers: they would be taken for seconds since 1970."""
    if isinstance(moment, int | float) or (isinstance(moment, str) and not moment[4:5] == "-"):
        raise ValueError("should be a time with a zone as RFC 3339 writes it, such as 2026-03-02T09:00:00Z")
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(lambda moment: moment.astimezone(UTC))]
"""A time with a zone, held in UTC."""
State = Literal["draft", "published", "closed"]
Policy = Literal["best", "last", "mean"]


class Pick(Shape):
    """Which generators to draw from: exactly one of the three. Topics are ids of topics or of whole courses."""

    topics: CatalogueIds | None = Field(default=None, examples=[["linear_algebra.eigen"]])
    skills: CatalogueIds | None = Field(default=None, examples=[["s.eig.values"]])
    generators: CatalogueIds | None = Field(default=None, examples=[["linear_algebra.eigen.eigenvalues_2x2"]])

    @model_validator(mode="after")
    def _one_way(self) -> Pick:
        given = [name for name in ("topics", "skills", "generators") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of topics, skills, generators; got {', '.join(given) or 'none'}")
        return self


class Section(Shape):
    """`count` items of one level, each worth `points`."""

    title: Title | None = Field(default=None, description="For people; nothing depends on it.")
    pick: Pick
    level: Level = "core"
    count: int = Field(strict=True, default=1, ge=1, le=MAX_ITEMS)
    points: float = Field(strict=True, default=1, gt=0, le=1_000, allow_inf_nan=False, description="Of each item.")
    pool: int | None = Field(strict=True,
        default=None, ge=1, le=1_000,
        description="Different exercises at each place for the whole class: 1 gives all learners the same. "
        "null: everyone gets exercises of their own.",
    )  # fmt: skip


class Blueprint(Shape):
    """What quizzes and worksheets have in common: a title and sections to draw items from."""

    title: Title = Field(examples=["Week 3: eigenvalues"])
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=MAX_ITEMS)]

    @model_validator(mode="after")
    def _not_too_long(self) -> Blueprint:
        bounded(self.sections)
        return self


class Rules(Shape):
    """How a quiz is taken and marked."""

    time_limit_s: int | None = Field(
        strict=True,
        default=None,
        ge=10,
        le=31 * 86_400,
        description="Seconds for one attempt; an answer that comes at the very end of the last one is in time.",
    )
    attempts_allowed: int | None = Field(
        strict=True, default=1, ge=1, le=1_000, description="For each learner; null: no limit."
    )
    opens_at: Moment | None = Field(default=None, description="Attempts start from this very moment on.")
    due_at: Moment | None = Field(
        default=None, description="What comes later is late; what comes at this very moment is in time."
    )
    closes_at: Moment | None = Field(
        default=None,
        description="The last moment at which attempts start and answers are taken; after it running attempts are "
        "handed in, and the quiz is `closed`.",
    )
    late: Literal["refuse", "flag", "accept"] = Field(
        default="flag",
        description="After `due_at`: `refuse` answers, store and `flag` them without scoring, or `accept` them, "
        "flagged and scored. After the end of an attempt nothing is scored; unless refused it is stored and flagged.",
    )
    feedback: Literal["immediate", "after_submit", "after_close"] = Field(
        default="after_submit", description="When verdicts, scores, answers and worked steps are shown."
    )
    tries_per_part: int | None = Field(
        strict=True, default=None, ge=1, le=100, description="Tries with immediate feedback; null: no limit."
    )
    penalty: float = Field(
        strict=True,
        default=0,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="Share of a part's points that each failed try costs.",
    )
    hint_penalty: float | None = Field(strict=True,
        default=None, ge=0, le=1, allow_inf_nan=False,
        description="Share of a part's points that each hint costs the answers given after it; null: no hints.",
    )  # fmt: skip
    shuffle: bool = Field(
        strict=True, default=False, description="Whether each learner gets the items in an order of their own."
    )
    policy: Policy = Field(default="best", description="Which of a learner's attempts make the score.")
    locale: Locale = "en"


class QuizCreate(Blueprint, Rules):
    """The blueprint of a new quiz."""

    @model_validator(mode="after")
    def _in_order(self) -> QuizCreate:
        ordered(self)
        return self


class QuizChange(Shape):
    """The fields to change; what is left out stays. `"state": "closed"` ends the quiz and hands in what is open."""

    title: Title | None = None
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=MAX_ITEMS)] | None = None
    time_limit_s: int | None = Field(strict=True, default=None, ge=10, le=31 * 86_400)
    attempts_allowed: int | None = Field(strict=True, default=None, ge=1, le=1_000)
    opens_at: Moment | None = None
    due_at: Moment | None = None
    closes_at: Moment | None = None
    late: Literal["refuse", "flag", "accept"] | None = None
    feedback: Literal["immediate", "after_submit", "after_close"] | None = None
    tries_per_part: int | None = Field(strict=True, default=None, ge=1, le=100)
    penalty: float | None = Field(strict=True, default=None, ge=0, le=1, allow_inf_nan=False)
    hint_penalty: float | None = Field(strict=True, default=None, ge=0, le=1, allow_inf_nan=False)
    shuffle: bool | None = Field(default=None, strict=True)
    policy: Policy | None = None
    locale: Locale | None = None
    state: Literal["closed"] | None = None

    @model_validator(mode="after")
    def _no_empty_fields(self) -> QuizChange:
        never_null = ("title", "sections", "late", "feedback", "penalty", "shuffle", "policy", "locale", "state")
        if empty := [name for name in never_null if name in self.model_fields_set and getattr(self, name) is None]:
            raise ValueError(f"{', '.join(empty)} may be left out, but not be null")
        if self.sections is not None:
            bounded(self.sections)
        return self


class QuizCopy(Shape):
    title: Title | None = Field(default=None, description="null: the same.")


class QuizRead(Blueprint, Rules):
    """A quiz as it stands. `revision` is also its ETag."""

    id: UUID
    state: State
    revision: int
    created_at: Moment
    max_score: float = Field(description="Points of all items together.")


def bounded(sections: tuple[Section, ...]) -> None:
    if (count := sum(section.count for section in sections)) > MAX_ITEMS:
        raise ValueError(f"sections ask for {count} items together; at most {MAX_ITEMS} are allowed")


def ordered(rules: Rules) -> None:
    """Raises `ValueError` unless opens_at, due_at and closes_at follow one another."""
    given = [(name, moment) for name in ("opens_at", "due_at", "closes_at") if (moment := getattr(rules, name))]
    for (earlier, start), (later, end) in pairwise(given):
        if end < start or (earlier == "opens_at" and end == start):
            raise ValueError(f"{later} ({end.isoformat()}) must come after {earlier} ({start.isoformat()})")
