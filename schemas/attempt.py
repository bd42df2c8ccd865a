"""Attempts, as learners see them: allow-lists without keys, steps, mistakes and seeds."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Shape, Text
from schemas.check import Format, PartResponses, ResponseText
from schemas.exercise import ItemExercise
from schemas.quiz import Moment, Title
from schemas.verdict import Feedback, Method, Outcome, Understood

LearnerId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
AttemptState = Literal["open", "submitted"]


class AttemptStart(Shape):
    learner: LearnerId = Field(description="The learner's id in your system.", examples=["s-17"])
    name: Title | None = Field(default=None, description="For the gradebook.", examples=["Ada"])


class SavedResponse(Shape):
    response: str
    format: Format | None = None
    saved_at: Moment
    late: bool = False


class AttemptItem(Shape):
    item: int
    points: float
    exercise: ItemExercise
    responses: dict[str, SavedResponse | None] = Field(description="By number of the part; null until one is saved.")
    tries_left: dict[str, int | None] = Field(description="With immediate feedback; null: no limit.")
    hints: dict[str, tuple[Text, ...]] = Field(description="Those that were taken, by number of the part.")
    hints_left: dict[str, int] = Field(description="Those that may still be taken; 0 where the quiz gives none.")


class EffectiveRule(Shape):
    """What holds for this learner instead of what the quiz says, and why."""

    rule: Literal["time_limit_s", "due_at", "closes_at", "attempts_allowed"]
    quiz: int | Moment = Field(description="What the quiz says.")
    learner: int | Moment = Field(description="What holds for this learner.")
    why: str = Field(examples=["time_factor 1.5"])


class AttemptRead(Shape):
    id: UUID
    quiz: UUID
    learner: str
    name: str | None
    state: AttemptState
    number: int = Field(description="1 is the learner's first at this quiz.")
    started_at: Moment
    deadline: Moment | None = Field(
        description="The last moment at which answers count, by the time limit or the quiz's end; after it the attempt "
        "is handed in by itself. null: there is none."
    )
    submitted_at: Moment | None
    effective: tuple[EffectiveRule, ...] = Field(description="Accommodations that changed the quiz's rules.")
    learner_token: str | None = Field(
        default=None,
        description="Opens this attempt and nothing else, for a while: from the moment on at which its time is over it "
        "opens nothing. Given when an attempt is started or resumed.",
    )
    items: tuple[AttemptItem, ...]


class PreviewItem(Shape):
    item: int
    points: float
    exercise: ItemExercise


class QuizPreview(Shape):
    """What a learner would see, without any of what belongs to an attempt."""

    quiz: UUID
    title: str
    variant: int
    time_limit_s: int | None
    max_score: float
    items: tuple[PreviewItem, ...]


class ResponseSave(Shape):
    response: ResponseText = Field(examples=["{-7, 2}"])
    format: Format | None = None


class Saved(Shape):
    saved_at: Moment
    late: bool = Field(default=False, description="Stored, but after it was due.")


class ItemCheck(PartResponses):
    """The responses to judge; the other parts' last ones are taken into account."""


class LearnerEvidence(Shape):
    method: Method


class LearnerVerdict(Shape):
    """A verdict without its evidence but for the method."""

    outcome: Outcome
    score: float
    understood: Understood | None
    feedback: tuple[Feedback, ...]
    evidence: LearnerEvidence


class LearnerJudgedPart(Shape):
    part: int
    verdict: LearnerVerdict


class ItemChecked(Shape):
    tries_left: dict[str, int | None] = Field(description="By number of the part; null: no limit.")
    parts: tuple[LearnerJudgedPart, ...]


class HintAsk(Shape):
    part: int = Field(strict=True, ge=1, le=100, examples=[1])


class HintGiven(Shape):
    part: int
    n: int = Field(description="Which of the part's hints it is, from 1.")
    hint: Text
    left: int = Field(description="How many more there are.")
    cost: float = Field(description="Share of the part's points that each hint costs the answers given after it.")


class PartResult(Shape):
    part: int
    score: float = Field(description="From 0 to 1, after penalties.")
    response: str | None
    late: bool = False
    verdict: LearnerVerdict | None = Field(description="Null if nothing was handed in or it has not been judged.")
    answer_text: str | None = Field(default=None, description="A right answer, once the attempt is handed in.")
    steps: tuple[Text, ...] | None = Field(default=None, description="The worked solution, once it is handed in.")


class ItemResult(Shape):
    item: int
    score: float
    points: float
    overridden: bool = Field(default=False, description="The points were given by a person.")
    parts: tuple[PartResult, ...]


class AttemptResult(Shape):
    state: AttemptState
    score: float
    max_score: float
    pending_review: int
    items: tuple[ItemResult, ...]


class Submitted(Shape):
    """`result` is null as long as the quiz's feedback rule or a judgement that is still running keeps it back."""

    state: AttemptState
    submitted_at: Moment
    result: AttemptResult | None
