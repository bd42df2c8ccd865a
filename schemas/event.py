"""Events: what others may want to know."""

from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import Field

from schemas.base import Shape
from schemas.quiz import Moment

EventType = Literal[
    "quiz.published",
    "quiz.closed",
    "attempt.started",
    "attempt.submitted",
    "score.changed",
    "review.needed",
    "review.settled",
    "regrade.applied",
    "regrade.undone",
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)


class EventRead(Shape):
    """`data` names the resources it is about by their ids: `quiz`, `attempt`, `learner`, `review`, `regrade`."""

    id: UUID = Field(description="The same in the feed and in every delivery of a webhook.")
    type: EventType
    at: Moment
    data: dict[str, Any]
