from typing import Annotated
from uuid import UUID

from fastapi import Body, Path, Query

from schemas.page import Page
from schemas.regrade import RegradePlan, RegradeRead
from service import routing
from service.deps import QuizReader, QuizWriter, ServerDep
from service.docs import example, problems
from service.errors import AlreadyRunning, CheckerBusy, Conflict, KeyReused
from service.idempotency import OnceDep
from service.paging import SliceDep
from service.paths import QuizId
from service.regrades import service as regrades

router = routing.router(prefix="/quizzes", tags=["scores"])

RegradeId = Annotated[UUID, Path(description="Id of the regrade.")]


@router.post(
    "/{quiz}/regrade", summary="Mark a quiz anew",
    responses=problems(Conflict, CheckerBusy, KeyReused, AlreadyRunning),
)  # fmt: skip
def regrade_quiz(
    writer: QuizWriter,
    server: ServerDep,
    once: OnceDep,
    quiz: QuizId,
    plan: Annotated[
        RegradePlan,
        Body(
            openapi_examples={
                "checker": example("With today's checker", {"reason": "A new version of the checker"}),
                "keys": example("With today's keys", {"keys": "current", "reason": "A key was wrong"}),
            }
        ),
    ],
    dry_run: Annotated[bool, Query(description="Only say what would change, for whom.")] = False,
) -> RegradeRead:
    """All that was judged is judged anew, and what differs counts from now on; nothing is overwritten.

    With `dry_run` nothing is changed. What persons decided, and points they gave, stay.
    """
    return regrades.regrade(server, quiz, plan, writer.id, once, dry=dry_run)


@router.get("/{quiz}/regrades", summary="List regrades")
def list_regrades(_: QuizReader, server: ServerDep, part: SliceDep, quiz: QuizId) -> Page[RegradeRead]:
    """Regrades of a quiz in the order they were applied, each with what it changed."""
    with server.database.read() as session:
        return regrades.listed(session, quiz, part)


@router.post(
    "/{quiz}/regrades/{regrade}/undo", summary="Undo a regrade",
    responses=problems(Conflict, KeyReused, AlreadyRunning),
)  # fmt: skip
def undo_regrade(writer: QuizWriter, server: ServerDep, once: OnceDep, quiz: QuizId, regrade: RegradeId) -> RegradeRead:
    """All verdicts and scores are what they were before. Undoing again changes nothing."""
    with server.database.write() as session:
        return once.run(session, 200, lambda: regrades.undo(session, quiz, regrade, writer.id, server.clock()))
