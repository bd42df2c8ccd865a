"""What learners do, and what tests may look up behind their backs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from generators.answers import key_text
from schemas.exercise import Exercise
from service.attempts.models import Item
from tests.service.client import Api

EIGEN = "linear_algebra.eigen.eigenvalues_2x2"
SECTION = {"pick": {"generators": [EIGEN]}, "level": "core", "count": 2, "points": 2}


def quiz(api: Api, *, publish: bool = True, **blueprint: Any) -> str:
    """The id of a new quiz of two items."""
    id = str(api.post("/quizzes", {"title": "Week 1", "sections": [SECTION]} | blueprint, 201).json()["id"])
    if publish:
        api.post(f"/quizzes/{id}/publish")
    return id


def start(api: Api, quiz: str, learner: str = "ada", status: int = 201) -> dict[str, Any]:
    """The attempt."""
    return dict(api.post(f"/quizzes/{quiz}/attempts", {"learner": learner}, status).json())


def exercises(api: Api, attempt: str) -> list[Exercise]:
    """The frozen exercises with their keys, read from the database: no learner can do this."""
    with api.app.state.server.database.read() as session:
        rows = session.exec(select(Item).where(Item.attempt_id == UUID(attempt)).order_by(col(Item.item))).all()
    return [Exercise.model_validate_json(row.exercise) for row in rows]


def right(exercise: Exercise, part: int = 1) -> str:
    return key_text(exercise.parts[part - 1].answer)


def mistaken(exercise: Exercise, part: int = 1) -> str:
    return key_text(exercise.parts[part - 1].mistakes[0].answer)


def save(api: Api, attempt: str, item: int, text: str, status: int = 200, part: int = 1, **more: Any) -> dict[str, Any]:
    return dict(api.put(f"/attempts/{attempt}/responses/{item}/{part}", {"response": text}, status, **more).json())


def check(api: Api, attempt: str, item: int, text: str, status: int = 200, **more: Any) -> dict[str, Any]:
    return dict(api.post(f"/attempts/{attempt}/items/{item}/check", {"responses": {"1": text}}, status, **more).json())


def outcome(checked: dict[str, Any]) -> str:
    return str(checked["parts"][0]["verdict"]["outcome"])
