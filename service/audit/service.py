"""Write and read the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from schemas.audit import AuditRead
from schemas.page import Page
from service.audit.models import AuditEntry
from service.paging import Slice, page

MAX_SUBJECT = 300


def note(session: Session, caller: str, action: str, subject: str, now: datetime, **detail: Any) -> None:
    """In the transaction of the change itself: there is no change without its entry, and no entry without a change."""
    session.add(AuditEntry(at=now, caller=caller, action=action, subject=subject[:MAX_SUBJECT], detail=detail))


def listed(session: Session, part: Slice, subject: str | None) -> Page[AuditRead]:
    """Entries in the order they were made; with `subject` those about what begins with it."""
    found = select(AuditEntry).order_by(col(AuditEntry.id))
    if subject is not None:
        found = found.where(col(AuditEntry.subject).startswith(subject, autoescape=True))
    return page(session, found, (AuditEntry.id,), part, read)


def read(row: AuditEntry) -> AuditRead:
    return AuditRead.model_validate(row.model_dump(exclude={"id"}))
