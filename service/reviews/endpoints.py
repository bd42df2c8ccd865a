from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query

from schemas.page import Page
from schemas.review import Decision, ReviewRead, Settled
from service.deps import DatabaseDep, QuizWriter, ScoreReader, ServerDep
from service.docs import example, problems
from service.errors import AlreadyRunning, KeyReused
from service.idempotency import OnceDep
from service.paging import SliceDep
from service.reviews import service as reviews

router = APIRouter(prefix="/reviews", tags=["scores"])

ReviewId = Annotated[UUID, Path(description="Id of the review.")]


@router.get("", summary="List reviews")
def list_reviews(
    _: ScoreReader,
    database: DatabaseDep,
    part: SliceDep,
    state: Annotated[
        Literal["pending", "settled"] | None, Query(description="Only those that wait, or that are settled.")
    ] = None,
    quiz: Annotated[UUID | None, Query(description="Only those met at this quiz.")] = None,
) -> Page[ReviewRead]:
    """Responses that could not be decided, in the order they came in; equal ones are one review."""
    with database.read() as session:
        return reviews.listed(session, part, state, quiz)


@router.get("/{review}", summary="Read a review")
def read_review(_: ScoreReader, database: DatabaseDep, review: ReviewId) -> ReviewRead:
    """The question, the key, what was typed, and the decision if there is one."""
    with database.read() as session:
        return reviews.read(session, reviews.get(session, review))


@router.post("/{review}", summary="Decide a review", responses=problems(KeyReused, AlreadyRunning))
def decide_review(
    writer: QuizWriter,
    server: ServerDep,
    once: OnceDep,
    review: ReviewId,
    decision: Annotated[
        Decision,
        Body(
            openapi_examples={
                "right": example("It is right", {"outcome": "correct"}),
                "half": example("Half of it", {"outcome": "partial", "score": 0.5, "reason": "The domain is missing."}),
            }
        ),
    ],
) -> Settled:
    """One decision settles all equal responses, those to come as well; scores follow at once."""
    with server.database.write() as session:
        return once.run(session, 200, lambda: reviews.decide(session, writer.id, review, decision, server.clock()))
