"""Write events in the transaction that makes them true, and read them as a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from schemas.event import EventRead, EventType
from schemas.page import Page
from service.errors import NotFound
from service.events.models import Event as Event
from service.paging import Slice, page


def emit(session: Session, type: EventType, now: datetime, **about: UUID | str | float | int | None) -> None:
    """One event; ids become texts."""
    data = {name: str(value) if isinstance(value, UUID) else value for name, value in about.items()}
    event = Event(type=type, at=now, data=data)
    if _on_postgres(session):
        event.tx = func.txid_current()  # type: ignore[assignment]
    session.add(event)


def listed(session: Session, part: Slice, types: Iterable[EventType] | None, after: UUID | None) -> Page[EventRead]:
    """Events in an order to which others are only ever added at the end. Raises `NotFound` for an unknown `after`."""
    found = settled(session)
    if types:
        found = found.where(col(Event.type).in_(list(types)))
    if after is not None:
        last = session.exec(select(Event).where(Event.key == after)).one_or_none()
        if last is None:
            raise NotFound(f"there is no event {after}")
        later = or_(col(Event.tx) > last.tx, (col(Event.tx) == last.tx) & (col(Event.id) > last.id))
        found = found.where(later)
    return page(session, found, (Event.tx, Event.id), part, read)


def settled(session: Session) -> SelectOfScalar[Event]:
    """Selects, in order, the events before which no other can appear any more."""
    found = select(Event).order_by(col(Event.tx), col(Event.id))
    if _on_postgres(session):
        found = found.where(col(Event.tx) < func.txid_snapshot_xmin(func.txid_current_snapshot()))
    return found


def last(session: Session) -> Event | None:
    """The last event there is, settled or not."""
    return session.exec(select(Event).order_by(col(Event.tx).desc(), col(Event.id).desc()).limit(1)).first()


def read(row: Event) -> EventRead:
    return EventRead.model_validate({"id": row.key, "type": row.type, "at": row.at, "data": row.data})


def _on_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
