"""Grant accommodations."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from schemas.learner import AccommodationRead, AccommodationWrite
from service.audit import service as audit
from service.errors import NotFound
from service.etags import must_match, quoted
from service.learners.models import Accommodation as Accommodation


def find(session: Session, learner: str) -> Accommodation | None:
    return session.get(Accommodation, learner)


def get(session: Session, learner: str) -> Accommodation:
    row = find(session, learner)
    if row is None:
        raise NotFound(f"learner {learner!r} has no accommodations")
    return row


def put(
    session: Session, caller: str, learner: str, given: AccommodationWrite, if_match: str | None, now: datetime
) -> Accommodation:
    """What is granted from now on. Raises `Stale`."""
    row = session.get(Accommodation, learner, with_for_update=True)
    must_match(if_match, None if row is None else etag(row), f"the accommodations of learner {learner!r}")
    if row is None:
        row = Accommodation(learner=learner, changed_at=now, **given.model_dump())
        session.add(row)
    elif any(getattr(row, name) != value for name, value in given):
        row.sqlmodel_update(given.model_dump())
        row.revision += 1
        row.changed_at = now
    audit.note(session, caller, "learner.accommodate", f"/learners/{learner}/accommodations", now, **given.model_dump())
    return row


def read(row: Accommodation) -> AccommodationRead:
    return AccommodationRead.model_validate(row.model_dump())


def etag(row: Accommodation) -> str:
    return quoted(row.revision)
