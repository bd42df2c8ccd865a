"""Points that persons give, and take back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from schemas.score import Overridden, OverrideRead, OverrideWrite
from service.attempts import marking, store
from service.attempts.models import Override
from service.audit import service as audit
from service.errors import Conflict, Invalid
from service.etags import must_match, quoted
from service.quizzes import service as quizzes


def put(
    session: Session,
    caller: str,
    attempt_id: UUID,
    item: int,
    given: OverrideWrite,
    if_match: str | None,
    now: datetime,
) -> Overridden:
    """The attempt's score with these points. Raises `Conflict` for an attempt that is still open, and `Stale` if the
    item has other overrides than at `if_match`."""
    attempt = store.get(session, attempt_id, lock=True)
    quiz = quizzes.get(session, attempt.quiz_id)
    row = store.item(session, attempt_id, item)
    if attempt.state == "open":
        raise Conflict(f"attempt {attempt_id} is still open: it can be overridden once it is handed in")
    if given.points is not None and given.points > row.points:
        raise Invalid(f"body.points: item {item} is worth {row.points:g} points, so not {given.points:g}")
    must_match(if_match, etag(read(session, attempt_id, item)), f"item {item} of attempt {attempt_id}")
    before = attempt.score
    session.add(
        Override(attempt_id=attempt_id, item=item, points=given.points, reason=given.reason, caller=caller, at=now)
    )
    marking.tallied(session, attempt, quiz, now)
    audit.note(
        session, caller, "score.override", f"/attempts/{attempt_id}/items/{item}", now,
        points=given.points, reason=given.reason, before=before, after=attempt.score,
    )  # fmt: skip
    return read(session, attempt_id, item)


def etag(found: Overridden) -> str:
    """Of the overrides of the item; the attempt's score, which other items change as well, is no part of it."""
    return quoted(len(found.history))


def read(session: Session, attempt_id: UUID, item: int) -> Overridden:
    attempt = store.get(session, attempt_id)
    store.item(session, attempt_id, item)
    rows = [row for row in store.overrides(session, attempt_id) if row.item == item]
    return Overridden(
        score=attempt.score,
        max_score=attempt.max_score,
        pending_review=attempt.pending_review,
        history=tuple(OverrideRead.model_validate(row.model_dump(exclude={"id", "attempt_id"})) for row in rows),
    )
