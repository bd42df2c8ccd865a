from typing import Annotated, Literal
from uuid import UUID

from fastapi import Body, Path, Query, Response

from schemas.page import Page
from schemas.review import Decision, ReviewRead, Settled
from service import routing
from service.deps import DatabaseDep, QuizWriter, ScoreReader, ServerDep
from service.docs import example, problems
from service.errors import AlreadyRunning, KeyReused, Stale
from service.etags import IfMatch
from service.idempotency import OnceDep
from service.paging import SliceDep
from service.reviews import service as reviews

router = routing.router(prefix="/reviews", tags=["scores"])

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
def read_review(_: ScoreReader, database: DatabaseDep, review: ReviewId, response: Response) -> ReviewRead:
    """The question, the key, what was typed, and the decision if there is one. The ETag is for `If-Match`."""
    with database.read() as session:
        found = reviews.get(session, review)
        response.headers["ETag"] = reviews.etag(found)
        return reviews.read(session, found)


@router.post("/{review}", summary="Decide a review", responses=problems(Stale, KeyReused, AlreadyRunning))
def decide_review(
    writer: QuizWriter,
    server: ServerDep,
    once: OnceDep,
    response: Response,
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
    if_match: IfMatch = None,
) -> Settled:
    """One decision settles all equal responses, those to come as well; scores follow at once.

    With `If-Match` it counts only if nobody has decided since you read the review.
    """

    def make() -> Settled:
        row, attempts = reviews.decide(session, writer.id, review, decision, if_match, server.clock())
        response.headers["ETag"] = reviews.etag(row)
        return Settled(review=reviews.read(session, row), attempts=attempts)

    with server.database.write() as session:
        return once.run(session, 200, make)
