"""The tables of attempts: what was asked, what was typed, how it was judged.

`response` and `verdict` are only ever added to. What is on the attempt itself can be computed from them again.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import JSON, Field, SQLModel

from service.columns import Instant, Serial


class Attempt(SQLModel, table=True):
    """One learner's pass through one quiz. A learner has at most one open attempt at a quiz."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("quiz_id", "learner", "number", name="attempt_number"),
        Index(
            "attempt_open",
            "quiz_id",
            "learner",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "attempt_unmarked",
            "state",
            sqlite_where=text("marked_at IS NULL"),
            postgresql_where=text("marked_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    quiz_id: UUID = Field(foreign_key="quiz.id")
    learner: str = Field(max_length=200)
    name: str | None = Field(default=None, max_length=200)
    number: int = Field(description="1 is the learner's first.")
    state: str = Field(default="open", max_length=10, description="open or submitted.")
    started_at: datetime = Field(sa_type=Instant)
    deadline: datetime | None = Field(default=None, sa_type=Instant, description="By the time limit.")
    extension_s: int = Field(default=0, description="Seconds the quiz is due and closes later for this learner.")
    effective: str = Field(default="[]", sa_type=Text, description="`schemas.attempt.EffectiveRule`s.")
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)
    submitted_by: str | None = Field(default=None, max_length=10, description="learner, deadline or closing.")
    marked_at: datetime | None = Field(default=None, sa_type=Instant, description="When all of it had been judged.")
    judging: UUID | None = Field(default=None, description="The judgement that is running: one a learner.")
    judging_since: datetime | None = Field(default=None, sa_type=Instant)
    version: int = Field(default=0, description="Raised by whoever locks it, since they may change what belongs to it.")
    score: float = 0
    max_score: float = 0
    pending_review: int = 0
    tally: str = Field(default="", sa_type=Text, description="`schemas.score.Tally`, folded from the verdicts.")


class Standing(NamedTuple):
    """What of an attempt changes and decides whether an answer is taken, and its id, only to be read."""

    state: str
    deadline: datetime | None
    extension_s: int
    submitted_at: datetime | None
    submitted_by: str | None
    judging: UUID | None
    judging_since: datetime | None
    version: int
    id: UUID


class Item(SQLModel, table=True):
    """A frozen exercise: what the learner saw and is marked against, whatever becomes of its generator."""

    __tablename__ = "item"

    attempt_id: UUID = Field(foreign_key="attempt.id", primary_key=True)
    item: int = Field(primary_key=True)
    place: int = Field(default=0, description="In the order of the blueprint, from 1.")
    recipe: str = Field(default="", max_length=300)
    points: float
    shares: list[float] = Field(sa_type=JSON, description="How the points are shared among the parts.")
    exercise: str = Field(sa_type=Text, description="`schemas.exercise.Exercise`.")
    question: str = Field(default="", max_length=64, index=True, description="Digest of what is asked, but for pools.")


class Response(SQLModel, table=True):
    """What was typed, when. Order is the order of `id`."""

    __tablename__ = "response"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),
        Index("response_part", "attempt_id", "item", "part"),
    )

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    attempt_id: UUID
    item: int
    part: int
    text: str = Field(sa_type=Text)
    format: str | None = Field(default=None, max_length=10)
    at: datetime = Field(sa_type=Instant)
    cause: str = Field(max_length=10, description="save or check.")
    late: bool = Field(default=False, description="Came after it was due.")
    counts: bool = Field(default=True, description="Whether it may be scored: late work only if the quiz accepts it.")


class Sent(NamedTuple):
    """A row of `response`, only to be read."""

    id: int
    attempt_id: UUID
    item: int
    part: int
    text: str
    format: str | None
    at: datetime
    cause: str
    late: bool
    counts: bool


class Verdict(SQLModel, table=True):
    """How a response was judged, with evidence and the checker's version in `verdict`."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("response_id", "cause", name="verdict_once"),)

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    response_id: int = Field(foreign_key="response.id", sa_type=BigInteger)
    cause: str = Field(max_length=40, description="check, submit, review:N or regrade:ID.")
    outcome: str = Field(max_length=10)
    score: float
    verdict: str = Field(sa_type=Text, description="`schemas.verdict.Verdict`.")
    context: str = Field(sa_type=Text, description="Ids of the responses to the other parts it was judged beside.")
    checker: str = Field(max_length=40)
    at: datetime = Field(sa_type=Instant)
    equal: str | None = Field(default=None, max_length=64, index=True, description="Undecided: what equal ones share.")
    regrade_id: UUID | None = Field(default=None, foreign_key="regrade.id", index=True)


class Hint(SQLModel, table=True):
    """A hint that was taken. It costs the answers that were given after it."""

    __tablename__ = "hint"
    __table_args__ = (ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),)

    attempt_id: UUID = Field(primary_key=True)
    item: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    n: int = Field(primary_key=True, description="From 1.")
    after: int = Field(sa_type=BigInteger, description="The last response of the attempt before it; 0 if none.")
    at: datetime = Field(sa_type=Instant)


class Rekeyed(SQLModel, table=True):
    """The same question with other keys, by a regrade; they hold until it is undone."""

    __tablename__ = "rekeyed"
    __table_args__ = (ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),)

    regrade_id: UUID = Field(foreign_key="regrade.id", primary_key=True)
    attempt_id: UUID = Field(primary_key=True, index=True)
    item: int = Field(primary_key=True)
    exercise: str = Field(sa_type=Text, description="`schemas.exercise.Exercise`.")


class Override(SQLModel, table=True):
    """Points that a person gave for an item, whatever was computed; the last one counts."""

    __tablename__ = "override"
    __table_args__ = (
        ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),
        Index("override_item", "attempt_id", "item"),
    )

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    attempt_id: UUID
    item: int
    points: float | None = Field(default=None, description="null: what was computed counts again.")
    reason: str = Field(max_length=2_000)
    caller: str = Field(max_length=80, description="Id of the key.")
    at: datetime = Field(sa_type=Instant)


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


class Review(SQLModel, table=True):
    """What could not be decided: one row for all equal responses, with the decision once there is one."""

    __tablename__ = "review"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    equal: str = Field(max_length=64, unique=True, description="What equal responses share, as on `verdict`.")
    quiz_id: UUID = Field(foreign_key="quiz.id", index=True, description="Where it was met first.")
    response_id: int = Field(sa_type=BigInteger, foreign_key="response.id", description="The first such response.")
    state: str = Field(default="pending", max_length=10, index=True, description="pending or settled.")
    decisions: int = Field(default=0, description="How often it was decided: the last decision counts.")
    outcome: str | None = Field(default=None, max_length=10)
    score: float | None = None
    reason: str = Field(default="", sa_type=Text)
    caller: str | None = Field(default=None, max_length=80)
    created_at: datetime = Field(sa_type=Instant, index=True)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
