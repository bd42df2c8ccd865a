"""Forget a learner: everything that was typed, marked or told about them, but for the numbers of a class.

What stays says nothing about a person: audit entries name a digest instead of the learner.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from schemas.learner import Erased
from schemas.regrade import RegradeReport
from service.attempts.models import Attempt, Hint, Item, Override, Regrade, Rekeyed, Response, Review, Verdict
from service.audit import service as audit
from service.audit.models import AuditEntry
from service.config import Settings
from service.events.models import Event
from service.idempotency import Idempotent
from service.keys.secret import Secret
from service.learners.models import Accommodation
from service.webhooks.models import Delivery
from service.worksheets import service as worksheets

AT_ONCE = 200
"""Attempts erased in one transaction by the retention rule."""


def erase(session: Session, settings: Settings, secret: Secret, learner: str, caller: str, now: datetime) -> Erased:
    """Nothing of the learner is left when this is committed. Erasing again finds nothing."""
    ids = session.exec(select(Attempt.id).where(Attempt.learner == learner)).all()
    found = _attempts(session, ids)
    pseudonym = f"erased-{secret.digest('erased', learner).hex()[:16]}"
    granted = session.get(Accommodation, learner)
    if granted is not None:
        session.delete(granted)
    _events(session, learner)
    _reports(session, learner)
    listed = worksheets.forget(session, settings, learner, pseudonym)
    told = [col(AuditEntry.subject) == f"/learners/{learner}/accommodations"]
    told += [col(AuditEntry.subject).startswith(f"/attempts/{id}") for id in ids]
    for condition in told:
        for entry in session.exec(select(AuditEntry).where(condition)).all():
            entry.subject, entry.detail = f"/learners/{pseudonym}", {}
    if ids or granted is not None or listed:
        audit.note(session, caller, "learner.erase", f"/learners/{pseudonym}", now, attempts=len(ids), listed=listed)
    return Erased(attempts=len(ids), responses=found, accommodations=granted is not None)


def expire(session: Session, days: int, now: datetime) -> int:
    """Erase attempts that were handed in more than `days` ago, at most `AT_ONCE`; how many there were."""
    old = col(Attempt.submitted_at) < now - timedelta(days=days)
    ids = session.exec(select(Attempt.id).where(Attempt.state == "submitted", old).limit(AT_ONCE)).all()
    _attempts(session, ids)
    return len(ids)


def expire_events(session: Session, days: int, now: datetime) -> None:
    """Events older than `days` are no longer in the feed; what waits to be delivered is kept until it has been."""
    before = now - timedelta(days=days)
    waiting = select(Delivery.event_id).where(Delivery.state == "pending")
    old = select(Event.id).where(Event.at < before, col(Event.id).not_in(waiting))
    session.exec(delete(Delivery).where(col(Delivery.event_id).in_(old)))
    session.exec(delete(Event).where(col(Event.id).in_(old)))


def _attempts(session: Session, ids: Sequence[UUID]) -> int:
    """Delete attempts with all that hangs on them; how many responses there were."""
    responses = select(Response.id).where(col(Response.attempt_id).in_(ids))
    count = len(session.exec(responses).all())
    _reviews(session, ids)
    session.exec(delete(Verdict).where(col(Verdict.response_id).in_(responses)))
    for table in (Response, Hint, Override, Rekeyed, Item):
        session.exec(delete(table).where(col(table.attempt_id).in_(ids)))
    session.exec(delete(Attempt).where(col(Attempt.id).in_(ids)))
    for id in ids:
        session.exec(delete(Idempotent).where(col(Idempotent.route).contains(f"/attempts/{id}/")))
        session.exec(delete(Idempotent).where(col(Idempotent.body).contains(str(id))))
    return count


def _reviews(session: Session, ids: Sequence[UUID]) -> None:
    """A review that stood for one of these responses stands for an equal one of somebody else, or for none any more."""
    mine = select(Response.id).where(col(Response.attempt_id).in_(ids))
    for review in session.exec(select(Review).where(col(Review.response_id).in_(mine))).all():
        others = select(Verdict.response_id).where(Verdict.equal == review.equal, col(Verdict.response_id).not_in(mine))
        other = session.exec(others.order_by(col(Verdict.id)).limit(1)).first()
        if other is None:
            session.delete(review)
        else:
            review.response_id = other
    session.flush()


def _events(session: Session, learner: str) -> None:
    mine = select(Event.id).where(Event.data["learner"].as_string() == learner)
    session.exec(delete(Delivery).where(col(Delivery.event_id).in_(mine)))
    session.exec(delete(Event).where(col(Event.id).in_(mine)))


def _reports(session: Session, learner: str) -> None:
    """Reports of regrades keep their sums and forget whose scores they were."""
    for row in session.exec(select(Regrade)).all():
        report = RegradeReport.model_validate_json(row.report)
        kept = tuple(change for change in report.changes if change.learner != learner)
        if kept != report.changes:
            row.report = report.model_copy(update={"changes": kept}).model_dump_json()
