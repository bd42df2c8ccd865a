"""Take orders of sheets, have them printed, tell how far they are."""

from __future__ import annotations

import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, select

from schemas.exercise import MAX_SEED
from schemas.worksheet import WorksheetCreate, WorksheetFile, WorksheetRead
from service.config import Settings
from service.errors import Conflict, NotFound, TooMany
from service.jobs import service as jobs
from service.quizzes.service import check_picks
from service.server import Server
from service.worksheets.models import Worksheet
from service.worksheets.printing import ZIP, documents_of, steps_of

MAX_WAITING = 20
"""Orders of one key that may be waiting or printing."""
FINISHED = ("done", "failed")
EVERYTHING = "admin"
AT_ONCE = 500
"""Folders looked at in one transaction."""
JOB = "worksheet"
"""The kind of job that prints an order."""


def create(session: Session, order: WorksheetCreate, owner: str, now: datetime) -> Worksheet:
    """A waiting order, and the job to print it. Raises `UnknownGeneratorGiven`, `EmptyPick` or `TooMany`."""
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
    jobs.put(session, JOB, row.id)
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


def clear(server: Server, age: timedelta) -> int:
    """Delete the files of orders that ended longer ago than this; of how many orders. The orders stay."""
    shelf = server.settings.data / "worksheets"
    names = sorted(each.name for each in shelf.iterdir()) if shelf.is_dir() else []
    cleared = 0
    for at in range(0, len(names), AT_ONCE):
        ids = [UUID(name) for name in names[at : at + AT_ONCE] if is_id(name)]
        old = select(Worksheet.id).where(col(Worksheet.id).in_(ids), col(Worksheet.finished_at) < server.clock() - age)
        with server.database.read() as session:
            found = session.exec(old).all()
        for id in found:
            shutil.rmtree(folder(server.settings, id), ignore_errors=True)
        cleared += len(found)
    return cleared


def is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def order_of(row: Worksheet) -> WorksheetCreate:
    return WorksheetCreate.model_validate(row.blueprint)


# For the printer -------------------------------------------------------------------------------------------------


def begin(session: Session, id: UUID) -> Worksheet | None:
    """The order that is to be printed now; None if that has been done or it is no longer there."""
    row = session.get(Worksheet, id, with_for_update=True)
    if row is None or row.state in FINISHED:
        return None
    row.state, row.progress = "running", 0
    return row


def note(session: Session, id: UUID, progress: int) -> None:
    """How far it is."""
    session.get_one(Worksheet, id).progress = progress


def put_back(session: Session, id: UUID) -> None:
    """It will be printed another time."""
    row = session.get_one(Worksheet, id)
    row.state, row.progress = "queued", 0


def finish(session: Session, id: UUID, now: datetime, *, repeated: int = 0, error: str | None = None) -> None:
    row = session.get_one(Worksheet, id)
    row.state = "done" if error is None else "failed"
    row.progress = row.steps if error is None else row.progress
    row.repeated, row.error, row.finished_at = repeated, error and error[:2_000], now
