"""Take orders of sheets, have them printed, tell how far they are."""

from __future__ import annotations

import secrets
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from math import fsum
from pathlib import Path
from typing import NamedTuple, get_args
from uuid import UUID

from sqlmodel import Session, col, select

from schemas.exercise import MAX_SEED
from schemas.quiz import Blueprint
from schemas.worksheet import Candidate, Document, Sheet, SheetRead, WorksheetCreate, WorksheetFile, WorksheetRead
from service.config import Settings
from service.docs import PREFIX
from service.errors import Conflict, Invalid, NotFound, TooMany
from service.files import kept as keep
from service.jobs import service as jobs
from service.keys.secret import Secret
from service.quizzes import service as quizzes
from service.quizzes.service import check_picks
from service.server import Server
from service.worksheets import kept, references
from service.worksheets.kept import KEPT, Ticket
from service.worksheets.models import MarkedSheet, Worksheet
from service.worksheets.printing import UNFINISHED, ZIP, documents_of, print_alone, steps_of
from service.worksheets.typed import unprintable

MAX_WAITING = 20
"""Orders of one key that may be waiting or printing."""
FINISHED = ("done", "failed")
EVERYTHING = "admin"
AT_ONCE = 500
"""Folders looked at in one transaction."""
JOB = "worksheet"
"""The kind of job that prints an order."""

COMMAND_LINE = "command line"
"""Owner of what was printed there."""


def create(session: Session, secret: Secret, order: WorksheetCreate, owner: str, now: datetime) -> Worksheet:
    """A waiting order, and the job to print it.

    Raises `UnknownGeneratorGiven`, `EmptyPick`, `TooMany`; `Invalid` for names that no font has signs for; for its quiz
    `NotFound` or `Invalid`.
    """
    check_picks(order.sections)
    if (found := unprintable(order)) is not None:
        raise Invalid(f"body.{found[0]}: {found[1]}")
    if order.quiz is not None:
        _same_as(quizzes.blueprint(quizzes.get(session, order.quiz)), order)
    unfinished = select(Worksheet.id).where(Worksheet.owner == owner, col(Worksheet.state).in_(("queued", "running")))
    if (waiting := len(session.exec(unfinished).all())) >= MAX_WAITING:
        raise TooMany(
            f"{waiting} worksheets of this key are waiting to be printed; at most {MAX_WAITING} may",
            headers={"Retry-After": "10"},
        )
    row = Worksheet(
        owner=owner,
        blueprint=order.model_dump(mode="json"),
        seed=secrets.randbelow(MAX_SEED + 1) if order.seed is None else order.seed,
        quiz_id=order.quiz,
        steps=steps_of(order),
        created_at=now,
    )
    row.key = secret.digest("worksheet", row.id.hex).hex()[:32]
    row.set = references.set_of(row.key)
    while session.exec(select(Worksheet.id).where(Worksheet.set == row.set)).first() is not None:
        row.key = secret.digest("worksheet", row.id.hex, row.key).hex()[:32]
        row.set = references.set_of(row.key)
    session.add(row)
    jobs.put(session, JOB, row.id)
    return row


def adopt(session: Session, settings: Settings, file: Path, now: datetime) -> Worksheet:
    """The order that was printed on the command line and is kept in `file`, so that it can be marked here.

    The same order is taken in once. Raises `Unkept`, `OSError`.
    """
    ticket = kept.ticket_in(file)
    if (known := session.exec(select(Worksheet).where(Worksheet.set == ticket.set)).first()) is not None:
        return known
    row = Worksheet(
        owner=COMMAND_LINE, blueprint=ticket.order.model_dump(mode="json"), seed=ticket.seed, key=ticket.key,
        set=ticket.set, state="done", steps=1, progress=1, created_at=now, finished_at=now,
    )  # fmt: skip
    place = folder(settings, row.id)
    place.mkdir(parents=True, exist_ok=True)
    keep(place / KEPT, file.read_bytes())
    session.add(row)
    session.flush()
    return row


def _same_as(quiz: Blueprint, order: WorksheetCreate) -> None:
    """Raises `Invalid` unless an exercise of the order is worth what it is in the quiz, place by place."""
    asked = [[(each.level, each.points) for each in plan.sections for _ in range(each.count)] for plan in (quiz, order)]
    if asked[0] != asked[1]:
        raise Invalid(
            f"body.quiz: quiz {order.quiz} has {len(asked[0])} items of other levels or points than the "
            f"{len(asked[1])} of this worksheet: give the same sections"
        )


def get(session: Session, id: UUID, owner: str, scopes: frozenset[str], *, lock: bool = False) -> Worksheet:
    """Raises `NotFound`, also for an order of another key, unless this one may do everything."""
    row = session.get(Worksheet, id, with_for_update=lock or None)
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
            "variants": order.count,
            "seed": row.seed,
            "paper": order.paper,
            "set": row.set and references.shown_set(row.set),
            "quiz": row.quiz_id,
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


def forget(session: Session, settings: Settings, learner: str, pseudonym: str) -> int:
    """Take a learner out of class lists and off what is kept of their sheets; PDF files that may name the learner are
    deleted, and single sheets can still be printed again. In how many worksheets that was."""
    named = 0
    for row in session.exec(select(Worksheet)).all():
        order = order_of(row)
        ids = [each.id for each in order.class_list or ()]
        if learner not in ids:
            continue
        named += 1
        nobody, number = Candidate(id=pseudonym), ids.index(learner) + 1
        people = tuple(nobody if each.id == learner else each for each in order.class_list or ())
        order = order.model_copy(update={"class_list": people})
        row.blueprint = order.model_dump(mode="json")
        place = folder(settings, row.id)
        if (place / KEPT).exists():
            kept.rewrite(place / KEPT, ticket_of(row, settings), nobody, number)
        for file in (*place.glob("*.pdf"), *place.glob("*.zip")):
            file.unlink()
        shutil.rmtree(place / UNFINISHED, ignore_errors=True)
    return named


def order_of(row: Worksheet) -> WorksheetCreate:
    return WorksheetCreate.model_validate(row.blueprint)


# Single sheets ---------------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """A sheet that was asked for by its code."""

    row: Worksheet
    number: int
    code: str


def by_code(session: Session, text: str, owner: str, scopes: frozenset[str]) -> Found:
    """Raises `NotFound` for what is no code, belongs to no sheet, or to one of another key."""
    try:
        reference = references.read(text)
    except references.Mistyped as error:
        raise NotFound(str(error)) from None
    shown = references.spell(*reference)
    row = session.exec(select(Worksheet).where(Worksheet.set == reference.set)).first()
    mine = row is not None and (row.owner == owner or EVERYTHING in scopes)
    number = kept.number_of(ticket_of(row), reference) if row is not None and mine else None
    if row is None or number is None:
        raise NotFound(f"there is no sheet {shown}")
    return Found(row, number, shown)


def read_sheet(session: Session, found: Found, base: str) -> SheetRead:
    """`base` is the path of the sheet."""
    order = order_of(found.row)
    marked = session.get(MarkedSheet, (found.row.id, found.number))
    return SheetRead(
        code=found.code,
        worksheet=found.row.id,
        title=order.title,
        number=found.number,
        variant=references.read(found.code).code,
        candidate=kept.candidate_of(order, found.number),
        points=fsum(section.count * section.points for section in order.sections),
        files=tuple(WorksheetFile(name=f"{kind}.pdf", url=f"{base}/{kind}.pdf") for kind in get_args(Document)),
        attempt=None if marked is None else marked.attempt_id,
    )


def sheets_of(row: Worksheet, settings: Settings, wanted: frozenset[int]) -> dict[int, Sheet]:
    """Sheets as they were printed, by number. Raises `Conflict` before they are, `NotFound` when they were cleared."""
    if row.state != "done":
        raise Conflict(f"worksheet {row.id} is not printed yet", headers={"Retry-After": "1"})
    try:
        return dict(kept.sheets_in(folder(settings, row.id) / KEPT, wanted))
    except kept.Unkept:
        raise NotFound(
            f"the sheets of worksheet {row.id} are no longer in the data folder; order it again with seed {row.seed}"
        ) from None


_desk = ThreadPoolExecutor(1, "reprint")
"""Single sheets are printed by one thread: each thread has a compiler of its own, and each takes memory."""


def reprint(row: Worksheet, number: int, kind: Document, settings: Settings) -> bytes:
    """One document of one sheet, as it was."""
    (sheet,) = sheets_of(row, settings, frozenset({number})).values()
    return _desk.submit(print_alone, ticket_of(row), sheet, kind).result()


def ticket_of(row: Worksheet, settings: Settings | None = None) -> Ticket:
    """What sheets depend on; with `settings` also where their QR codes lead."""
    base = "" if settings is None else settings.public_url
    address = f"{base}{PREFIX}/worksheets/by-code/{kept.MARK}" if base else ""
    return Ticket(order=order_of(row), seed=row.seed, key=row.key, address=address)


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
