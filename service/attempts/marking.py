"""Verdicts are written down, and what an attempt is worth is computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from schemas.exercise import Exercise
from schemas.score import Tally
from schemas.verdict import Verdict
from service.attempts import store
from service.attempts.models import Attempt, Response, Sent
from service.attempts.store import Event
from service.events import service as events
from service.quizzes.service import Quiz
from service.reviews import queue


def record(
    session: Session,
    quiz: Quiz,
    exercise: Exercise,
    response: Response | Sent | Event,
    verdict: Verdict,
    beside: Mapping[int, Response | Sent | Event],
    cause: str,
    now: datetime,
    *,
    regrade: UUID | None = None,
) -> Verdict:
    """The verdict that counts: a person's, where the checker could not decide and a person has decided the same before.

    What nobody has decided is put into the queue of reviews.
    """
    digest: str | None = None
    if verdict.outcome == "undecided":
        # Where the texts of other parts are not known, this one does not follow from them.
        texts = {part: each.text for part, each in beside.items() if not isinstance(each, Event)}
        formats = {part: each.format or "" for part, each in beside.items()}
        digest = queue.equal(exercise, response.part, texts, formats, quiz.locale)
        row = queue.put(session, digest, quiz.id, store.number(response), now)
        if row.state == "settled":
            verdict = queue.decided(row, verdict.understood)
    store.add_verdict(session, response, cause, verdict, beside, now, equal=digest, regrade=regrade)
    return verdict


def tallied(session: Session, attempt: Attempt, quiz: Quiz, now: datetime) -> Tally:
    """Folded anew and kept; a score that others may have seen and that is another one now is announced."""
    session.flush()
    before = attempt.score, attempt.pending_review
    found = store.tally(session, attempt.id, quiz)
    store.keep_tally(attempt, found)
    if attempt.marked_at is not None and (found.score, found.pending_review) != before:
        announce(session, attempt, now)
    return found


def announce(session: Session, attempt: Attempt, now: datetime) -> None:
    events.emit(
        session, "score.changed", now, quiz=attempt.quiz_id, attempt=attempt.id, learner=attempt.learner,
        score=attempt.score, max_score=attempt.max_score, pending_review=attempt.pending_review,
    )  # fmt: skip
