"""Marking a quiz anew: what would change, for whom; doing it; undoing it."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Shape
from schemas.quiz import Moment


class RegradePlan(Shape):
    keys: Literal["frozen", "current"] = Field(
        default="frozen",
        description="`frozen`: today's checker against the keys that were frozen with the attempts. `current`: against "
        "the keys that today's generators give for the same questions; an exercise that would now ask something else "
        "keeps its key.",
    )
    policy: Literal["never_lower", "exact"] = Field(
        default="never_lower", description="`never_lower`: an attempt that would lose points keeps its verdicts."
    )
    reason: str = Field(min_length=1, max_length=1_000, description="For the audit log.", examples=["A key was wrong"])


class RegradeChange(Shape):
    """One attempt whose score changes, or would have changed but for the policy."""

    attempt: UUID
    learner: str
    number: int
    before: float
    after: float = Field(description="What it is worth from now on.")
    exact: float = Field(description="What it would be worth without `never_lower`.")
    verdicts: int = Field(description="How many outcomes or credits differ.")
    pending_review: int


class RegradeReport(Shape):
    attempts: int = Field(description="How many were looked at: those that are handed in and marked.")
    responses: int = Field(description="How many were judged anew.")
    changed: int
    raised: int
    lowered: int
    kept: int = Field(description="Attempts that would have lost points and keep them by the policy.")
    keys_changed: int = Field(description="Parts of items that are marked against another key than before.")
    changes: tuple[RegradeChange, ...]


class RegradeRead(Shape):
    id: UUID | None = Field(description="null for a dry run.")
    quiz: UUID
    plan: RegradePlan
    applied_at: Moment | None
    undone_at: Moment | None
    report: RegradeReport
