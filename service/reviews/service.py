"""The queue of responses that could not be decided, and decisions about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from generators.answers import shown_text
from schemas.exercise import Exercise
from schemas.page import Page
from schemas.review import Decision, ReviewRead
from schemas.verdict import Verdict as Judgement
from service.attempts import marking, store
from service.attempts.models import Attempt, Response, Review, Verdict
from service.audit import service as audit
from service.errors import NotFound
from service.etags import must_match, quoted
from service.events import service as events
from service.paging import Slice, page
from service.quizzes import service as quizzes
from service.render.prose import text
from service.reviews import queue


def listed(session: Session, part: Slice, state: str | None, quiz: UUID | None) -> Page[ReviewRead]:
    """In the order they came in; with `quiz` those that were met at that quiz, first or later."""
    found = select(Review).order_by(col(Review.created_at), col(Review.id))
    if state is not None:
        found = found.where(Review.state == state)
    if quiz is not None:
        met = (
            select(Verdict.equal)
            .join(Response, col(Response.id) == Verdict.response_id)
            .join(Attempt, col(Attempt.id) == Response.attempt_id)
            .where(Attempt.quiz_id == quiz, col(Verdict.equal).is_not(None))
        )
        found = found.where(col(Review.equal).in_(met))
    return page(session, found, (Review.created_at, Review.id), part, lambda row: read(session, row))


def get(session: Session, id: UUID, *, lock: bool = False) -> Review:
    row = session.get(Review, id, with_for_update=lock or None)
    if row is None:
        raise NotFound(f"there is no review {id}")
    return row


def etag(row: Review) -> str:
    """Of the decision; how many learners typed it meanwhile is no part of it."""
    return quoted(row.decisions)


def decide(
    session: Session, caller: str, id: UUID, decision: Decision, if_match: str | None, now: datetime
) -> tuple[Review, int]:
    """All equal responses get the verdict of a person, and their attempts the score that follows: the review, and how
    many attempts. Raises `Stale` if the review is not at `if_match`.

    Attempts are locked in the order of their ids, so that two decisions at once cannot wait for each other.
    """
    row = get(session, id, lock=True)
    must_match(if_match, etag(row), f"review {id}")
    row.state, row.decisions, row.settled_at = "settled", row.decisions + 1, now
    row.outcome, row.score, row.reason, row.caller = decision.outcome, decision.share, decision.reason, caller
    touched = [_settle(session, row, attempt, now) for attempt in _attempts(session, row)]
    audit.note(
        session, caller, "review.decide", f"/reviews/{id}", now,
        outcome=decision.outcome, score=decision.share, reason=decision.reason, attempts=len(touched),
    )  # fmt: skip
    events.emit(session, "review.settled", now, quiz=row.quiz_id, review=row.id, outcome=row.outcome)
    return row, sum(touched)


def read(session: Session, row: Review) -> ReviewRead:
    response = session.get_one(Response, row.response_id)
    item = store.item(session, response.attempt_id, response.item)
    exercise = Exercise.model_validate_json(item.exercise)
    part = exercise.parts[response.part - 1]
    equal = col(Verdict.equal) == row.equal
    counts = (
        select(func.count(func.distinct(Verdict.response_id)), func.count(func.distinct(Attempt.learner)))
        .join(Response, col(Response.id) == Verdict.response_id)
        .join(Attempt, col(Attempt.id) == Response.attempt_id)
        .where(equal)
    )
    responses, learners = session.exec(counts).one()
    first = session.exec(select(Verdict).where(equal).order_by(col(Verdict.id)).limit(1)).one()
    return ReviewRead.model_validate(
        {
            "id": row.id,
            "quiz": row.quiz_id,
            "state": row.state,
            "stem": text(exercise.stem),
            "ask": text(part.ask),
            "part": response.part,
            "answer_text": shown_text(part.answer),
            "response": response.text,
            "format": response.format,
            "understood": Judgement.model_validate_json(first.verdict).understood,
            "responses": responses,
            "learners": learners,
            "outcome": row.outcome,
            "score": row.score,
            "reason": row.reason,
            "created_at": row.created_at,
            "settled_at": row.settled_at,
        }
    )


def _attempts(session: Session, row: Review) -> Sequence[UUID]:
    found = (
        select(Response.attempt_id)
        .join(Verdict, col(Verdict.response_id) == Response.id)
        .where(Verdict.equal == row.equal)
        .distinct()
        .order_by(col(Response.attempt_id))
    )
    return session.exec(found).all()


def _settle(session: Session, row: Review, attempt_id: UUID, now: datetime) -> bool:
    """Whether the attempt had such a response that waits, or was decided by a person before."""
    attempt = store.get(session, attempt_id, lock=True)
    quiz = quizzes.get(session, attempt.quiz_id)
    waiting = [
        (response, verdict) for response, verdict in store.outcomes(session, attempt_id) if verdict.equal == row.equal
    ]
    contexts = store.contexts(session, attempt_id, waiting)
    for response, verdict in waiting:
        before = Judgement.model_validate_json(verdict.verdict)
        decided = queue.decided(row, before.understood)
        store.add_verdict(
            session,
            response,
            f"review:{row.decisions}",
            decided,
            contexts[store.number(response)],
            now,
            equal=row.equal,
        )
    if waiting:
        marking.tallied(session, attempt, quiz, now)
    return bool(waiting)
