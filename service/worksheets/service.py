"""Take orders of sheets, hand them to printers one at a time, tell how far they are."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, and_, col, or_, select

from schemas.exercise import MAX_SEED
from schemas.worksheet import WorksheetCreate, WorksheetFile, WorksheetRead
from service.config import Settings
from service.errors import Conflict, NotFound, TooMany
from service.quizzes.service import check_picks
from service.worksheets.models import Worksheet
from service.worksheets.printing import ZIP, documents_of, steps_of

MAX_WAITING = 20
"""Orders of one key that may be waiting or printing."""
SILENCE = timedelta(seconds=60)
"""After this long without a sign its printer is taken to be gone."""
MAX_TRIES = 3
EVERYTHING = "admin"


def create(session: Session, order: WorksheetCreate, owner: str, now: datetime) -> Worksheet:
    """A waiting order. Raises `UnknownGeneratorGiven`, `EmptyPick` or `TooMany`."""
    check_picks(order.sections)
    unfinished = select(Worksheet.id).where(Worksheet.owner == owner, col(Worksheet.state).in_(("queued", "running")))
    if (waiting := len(session.exec(unfinished).all())) >= MAX_WAITING:
        raise TooMany(
            f"{waiting} worksheets of this key are waiting to be printed; at most {MAX_WAITING} may",
            headers={"Retry-After": "10"},
        )
    seed = secrets.randbelow(MAX_SEED + 1) if order.seed is None else order.seed
    row = Worksheet(
        owner=owner, blueprint=order.model_dump(mode="json"), seed=seed, steps=steps_of(order), created_at=now
    )
    session.add(row)
    return row


def get(session: Session, id: UUID, owner: str, scopes: frozenset[str]) -> Worksheet:
    """Raises `NotFound`, also for an order of another key, unless this one may do everything."""
    row = session.get(Worksheet, id)
    if row is None or (row.owner != owner and EVERYTHING not in scopes):
        raise NotFound(f"there is no worksheet {id}")
    return row


def read(row: Worksheet, base: str) -> WorksheetRead:
    """As the outside world sees it; `base` is the path of this worksheet."""
    order = order_of(row)
    return WorksheetRead.model_validate(
        {
            "id": row.id,
            "title": order.title,
            "state": row.state,
            "progress": 1.0 if row.state == "done" else round(min(row.progress / max(row.steps, 1), 0.99), 3),
            "variants": order.variants,
            "seed": row.seed,
            "paper": order.paper,
            "repeated": row.repeated,
            "files": [WorksheetFile(name=name, url=f"{base}{end}") for name, end in files_of(row)],
            "error": row.error,
            "created_at": row.created_at,
            "finished_at": row.finished_at,
        }
    )


def files_of(row: Worksheet) -> list[tuple[str, str]]:
    """Finished files, each with what its path adds to the worksheet's."""
    if row.state != "done":
        return []
    return [*((f"{kind}.pdf", f"/{kind}.pdf") for kind in documents_of(order_of(row))), (ZIP, ".zip")]


def file(row: Worksheet, name: str, settings: Settings) -> Path:
    """Where a finished file is. Raises `NotFound` for what was not ordered, `Conflict` for what is not finished."""
    if name != ZIP and name not in [f"{kind}.pdf" for kind in documents_of(order_of(row))]:
        raise NotFound(f"worksheet {row.id} was ordered without {name.removesuffix('.pdf')}")
    if row.state == "failed":
        raise Conflict(f"worksheet {row.id} could not be printed: {row.error}")
    if row.state != "done":
        raise Conflict(
            f"worksheet {row.id} is not finished: {row.progress} of {row.steps} steps", headers={"Retry-After": "1"}
        )
    found = folder(settings, row.id) / name
    if not found.is_file():
        raise NotFound(
            f"{name} of worksheet {row.id} is no longer in the data folder; order it again with seed {row.seed}"
        )
    return found


def folder(settings: Settings, id: UUID) -> Path:
    return settings.data / "worksheets" / str(id)


def order_of(row: Worksheet) -> WorksheetCreate:
    return WorksheetCreate.model_validate(row.blueprint)


# For printers ----------------------------------------------------------------------------------------------------


def claim(session: Session, now: datetime) -> Worksheet | None:
    """The oldest order that waits, or that was begun and then abandoned; it is ours now. None if there is nothing."""
    abandoned = and_(col(Worksheet.state) == "running", col(Worksheet.seen_at) < now - SILENCE)
    waiting = (
        select(Worksheet)
        .where(or_(col(Worksheet.state) == "queued", abandoned))
        .order_by(col(Worksheet.created_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.exec(waiting).first()
    if row is None:
        return None
    if row.tries >= MAX_TRIES:
        finish(row, now, error=f"printing was begun {row.tries} times and never finished")
        return None
    row.state, row.seen_at, row.progress = "running", now, 0
    row.tries += 1
    return row


def note(session: Session, id: UUID, turn: int, progress: int, now: datetime) -> bool:
    """That the printer lives; False if the order was taken from it."""
    row = session.get(Worksheet, id, with_for_update=True)
    if row is None or row.state != "running" or row.tries != turn:
        return False
    row.progress, row.seen_at = progress, now
    return True


def finish(row: Worksheet, now: datetime, *, repeated: int = 0, error: str | None = None) -> None:
    row.state = "done" if error is None else "failed"
    row.progress = row.steps if error is None else row.progress
    row.repeated, row.error, row.finished_at = repeated, error and error[:2_000], now


def give_back(session: Session, id: UUID, turn: int) -> None:
    """The printer stops before it is done: another may begin at once."""
    row = session.get(Worksheet, id, with_for_update=True)
    if row is not None and row.state == "running" and row.tries == turn:
        row.state = "queued"
        row.tries -= 1
