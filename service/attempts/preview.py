"""What a learner would see of a quiz: drawn as an attempt is, and not stored."""

from __future__ import annotations

from math import fsum
from uuid import UUID

from schemas.attempt import PreviewItem, QuizPreview
from schemas.figure import Figure
from service.attempts.draw import NOBODY, Drawn, Lots, draw
from service.docs import PREFIX
from service.errors import NotFound
from service.exercises.service import numbered
from service.quizzes import service as quizzes
from service.quizzes.service import Quiz
from service.render import views
from service.server import Server

OFFSET = 1_000_000
"""Added to the number of a variant: smaller numbers of nobody are members of pools."""


def shown(server: Server, quiz_id: UUID, variant: int) -> QuizPreview:
    """Raises `NotAdmitted` if the bank gives no exercise."""
    quiz, drawn = _drawn(server, quiz_id, variant)
    path = f"{PREFIX}/quizzes/{quiz_id}/preview/{variant}/figures"
    return QuizPreview(
        quiz=quiz_id,
        title=quiz.title,
        variant=variant,
        time_limit_s=quiz.time_limit_s,
        max_score=fsum(each.points for each in drawn),
        items=tuple(
            PreviewItem(item=n, points=each.points, exercise=views.item(each.exercise, f"{path}/{n}/"))
            for n, each in enumerate(drawn, start=1)
        ),
    )


def figure(server: Server, quiz_id: UUID, variant: int, item: int, n: int) -> Figure:
    _, drawn = _drawn(server, quiz_id, variant)
    if not 1 <= item <= len(drawn):
        raise NotFound(f"there is no item {item}; items are 1 to {len(drawn)}")
    return numbered(drawn[item - 1].exercise.figures, n, f"item {item}")


def _drawn(server: Server, quiz_id: UUID, variant: int) -> tuple[Quiz, list[Drawn]]:
    with server.database.read() as session:
        quiz = quizzes.get(session, quiz_id)
    return quiz, draw(quizzes.blueprint(quiz), Lots(server.secret, quiz_id, NOBODY, OFFSET + variant))
