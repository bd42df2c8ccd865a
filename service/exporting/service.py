"""Take orders of exports, have them made, tell how far they are."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, select

from schemas.exercise import MAX_SEED
from schemas.export import ExportCreate, ExportRead
from schemas.page import Page
from service.config import Settings
from service.errors import Conflict, NotFound, TooMany
from service.exporting.files import written
from service.exporting.models import Export
from service.exports.formats import FORMATS, Format
from service.exports.make import steps_of
from service.jobs import service as jobs
from service.paging import Slice, page
from service.quizzes.service import check_picks
from service.server import Server

MAX_WAITING = 20
"""Exports of one key that may be waiting or being made."""
FINISHED = ("done", "failed")
EVERYTHING = "admin"
AT_ONCE = 500
"""Folders looked at in one transaction."""
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
JOB = "export"
"""The kind of job that makes an export."""


def create(session: Session, order: ExportCreate, owner: str, now: datetime) -> Export:
    """A waiting export, and the job to make it. Raises `UnknownGeneratorGiven`, `EmptyPick` or `TooMany`."""
    check_picks(order.sections)
    unfinished = select(Export.id).where(Export.owner == owner, col(Export.state).not_in(FINISHED))
    if (waiting := len(session.exec(unfinished).all())) >= MAX_WAITING:
        raise TooMany(
            f"{waiting} exports of this key are waiting to be made; at most {MAX_WAITING} may",
            headers={"Retry-After": "10"},
        )
    seed = secrets.randbelow(MAX_SEED + 1) if order.seed is None else order.seed
    row = Export(owner=owner, blueprint=order.model_dump(mode="json"), seed=seed, steps=steps_of(order), created_at=now)
    session.add(row)
    jobs.put(session, JOB, row.id)
    return row


def get(session: Session, id: UUID, owner: str, scopes: frozenset[str]) -> Export:
    """Raises `NotFound`, also for an export of another key, unless this one may do everything."""
    row = session.get(Export, id)
    if row is None or (row.owner != owner and EVERYTHING not in scopes):
        raise NotFound(f"there is no export {id}")
    return row


def all_of(session: Session, owner: str, scopes: frozenset[str], part: Slice, base: str) -> Page[ExportRead]:
    """The exports of this key, the oldest first; all there are for a key that may do everything."""
    found = select(Export).order_by(col(Export.created_at), col(Export.id))
    if EVERYTHING not in scopes:
        found = found.where(Export.owner == owner)
    keys = (col(Export.created_at), col(Export.id))
    return page(session, found, keys, part, lambda row: read(row, f"{base}/{row.id}"))


def read(row: Export, base: str) -> ExportRead:
    """As the outside world sees it; `base` is the path of this export."""
    order = order_of(row)
    return ExportRead.model_validate(
        {
            "id": row.id,
            "title": order.title,
            "format": order.format,
            "state": row.state,
            "progress": 1.0 if row.state == "done" else round(min(row.progress / max(row.steps, 1), 0.99), 3),
            "pool": order.pool,
            "seed": row.seed,
            "file": f"{base}/file" if row.state == "done" else None,
            "name": name_of(order) if row.state == "done" else None,
            "bytes": row.bytes,
            "report": row.report,
            "error": row.error,
            "created_at": row.created_at,
            "finished_at": row.finished_at,
        }
    )


def file(row: Export, settings: Settings) -> Path:
    """Where the finished file is. Raises `NotFound` if it was deleted, `Conflict` if there is none yet or never."""
    if row.state == "failed":
        raise Conflict(f"export {row.id} could not be made: {row.error}")
    if row.state != "done":
        raise Conflict(
            f"export {row.id} is not finished: {row.progress} of {row.steps} steps", headers={"Retry-After": "1"}
        )
    found = written(folder(settings, row.id), order_of(row))
    if not found.is_file():
        raise NotFound(f"the file of export {row.id} is no longer there; order it again with seed {row.seed}")
    return found


def discard(settings: Settings, id: UUID) -> None:
    """Delete the file of an export, if there is one."""
    shutil.rmtree(folder(settings, id), ignore_errors=True)


def folder(settings: Settings, id: UUID) -> Path:
    return settings.data / "exports" / str(id)


def format_of(order: ExportCreate) -> Format:
    return FORMATS[order.format]


def name_of(order: ExportCreate) -> str:
    """A name for the file that every system takes: `week-3-eigenvalues.xml`."""
    plain = unicodedata.normalize("NFKD", order.title).encode("ascii", "ignore").decode().lower()
    return (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "export") + format_of(order).suffix


def clear(server: Server, age: timedelta) -> int:
    """Delete the files of exports that ended longer ago than this; of how many. The exports stay."""
    shelf = server.settings.data / "exports"
    names = sorted(each.name for each in shelf.iterdir()) if shelf.is_dir() else []
    cleared = 0
    for at in range(0, len(names), AT_ONCE):
        ids = [UUID(name) for name in names[at : at + AT_ONCE] if ID.fullmatch(name)]
        old = select(Export.id).where(col(Export.id).in_(ids), col(Export.finished_at) < server.clock() - age)
        with server.database.read() as session:
            found = session.exec(old).all()
        for id in found:
            discard(server.settings, id)
        cleared += len(found)
    return cleared


def order_of(row: Export) -> ExportCreate:
    return ExportCreate.model_validate(row.blueprint)


# For the maker ---------------------------------------------------------------------------------------------------


class Deleted(Exception):
    """The export is no longer wanted."""


def begin(session: Session, id: UUID) -> Export | None:
    """The export that is to be made now; None if that has been done or it is no longer there."""
    row = session.get(Export, id, with_for_update=True)
    if row is None or row.state in FINISHED:
        return None
    row.state, row.progress = "running", 0
    return row


def note(session: Session, id: UUID, progress: int) -> None:
    """How far it is. Raises `Deleted`."""
    _wanted(session, id).progress = progress


def put_back(session: Session, id: UUID) -> None:
    """It will be made another time. Raises `Deleted`."""
    row = _wanted(session, id)
    row.state, row.progress = "queued", 0


def finish(
    session: Session,
    id: UUID,
    now: datetime,
    *,
    bytes: int | None = None,
    report: dict[str, object] | None = None,
    error: str | None = None,
) -> None:
    """It is done, or has failed with an error. Raises `Deleted`."""
    row = _wanted(session, id)
    row.state = "done" if error is None else "failed"
    row.progress = row.steps if error is None else row.progress
    row.bytes, row.report, row.error, row.finished_at = bytes, report, error and error[:2_000], now


def _wanted(session: Session, id: UUID) -> Export:
    row = session.get(Export, id, with_for_update=True)
    if row is None:
        raise Deleted
    return row
