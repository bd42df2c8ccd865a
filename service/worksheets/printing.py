"""Print an order: compose the sheets and write its files, whole or not at all.

A long order is worked on in chunks of a few sheets by several processes. What each has finished is a file in the folder
`.unfinished`: an order that was killed goes on from there, and what comes out does not depend on whether it was, nor on
how many processes there are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import TypeAdapter

from schemas.exercise import Exercise
from schemas.worksheet import Document, Sheet, SheetItem, WorksheetCreate
from service.compose import Asked, Composed, draw, plan, question, settle
from service.exports import docx, latex
from service.exports.questions import leaves
from service.files import EPOCH, packed, writing
from service.files import kept as keep
from service.render.joined import join
from service.render.sheet import document, forget
from service.worksheets import kept
from service.worksheets.kept import KEPT, Ticket

CHUNK = 10
"""Sheets that are composed and printed at a time: some 300 MB. Files depend on it."""
LIFE = 5
"""Tasks of one process."""
KEYS = 50
"""Variants in one key."""
ZIP = "worksheet.zip"
UNFINISHED = ".unfinished"
STEPS = {"sheets": 2, "solutions": 2}
"""Steps of progress that a document takes, for each sheet; drafting one takes one."""
APART: tuple[Document, ...] = ("sheets", "solutions")
"""Documents of which there may be a file for each sheet."""
T = TypeVar("T")
R = TypeVar("R")
Tick = Callable[[int], None]
Rows = TypeAdapter(list[Exercise])


class Printed(NamedTuple):
    files: tuple[Path, ...]
    repeated: int


class Chunk(NamedTuple):
    """Some sheets in a row; `number` from 0."""

    number: int
    first: int
    last: int

    def file(self, work: Path, name: str, suffix: str) -> Path:
        return work / f"{name}-{self.number:04}{suffix}"


def documents_of(order: WorksheetCreate) -> tuple[Document, ...]:
    return wanted(order.key, order.solutions)


def wanted(key: bool, solutions: bool) -> tuple[Document, ...]:
    asked: tuple[tuple[Document, bool], ...] = (("sheets", True), ("key", key), ("solutions", solutions))
    return tuple(kind for kind, yes in asked if yes)


def steps_of(order: WorksheetCreate) -> int:
    each = 1 + sum(_steps(order, kind) for kind in documents_of(order))
    return order.count * each + len(documents_of(order))


def _steps(order: WorksheetCreate, kind: Document) -> int:
    return STEPS.get(kind, 0) * (2 if order.separate else 1)


def chunks_of(sheets: int, size: int = CHUNK) -> list[Chunk]:
    return [Chunk(n, first, min(first + size - 1, sheets)) for n, first in enumerate(range(1, sheets + 1, size))]


def print_order(
    ticket: Ticket, folder: Path, tick: Tick = lambda steps: None, *, bundle: bool = False, processes: int = 1
) -> Printed:
    """Write `sheets.pdf` and what else is ordered into `folder`, and what is kept of it; with `bundle` a ZIP file too.

    `tick` is told of steps as they are done, `steps_of(order)` in all. A file appears when it is whole. What a killed
    process left of the same order is taken up. Raises `BankError` if the blueprint cannot be drawn, `OSError` if a file
    cannot be written: then nothing is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / UNFINISHED
    try:
        _take_up(work, ticket)
        files, repeated = _print(ticket, folder, work, tick, bundle, processes)
    except Exception:
        shutil.rmtree(work, ignore_errors=True)
        raise
    shutil.rmtree(work)
    return Printed(tuple(files), repeated)


def unfinished(folder: Path) -> Ticket | None:
    """The order that was begun there and not finished."""
    try:
        return kept.ticket_in(folder / UNFINISHED / "ticket.gz")
    except (kept.Unkept, ValueError):
        return None


def _take_up(work: Path, ticket: Ticket) -> None:
    """The folder of unfinished pieces, empty unless they are of this order."""
    head = kept.head(ticket)
    file = work / "ticket.gz"
    if work.exists() and not (file.exists() and file.read_bytes() == head):
        shutil.rmtree(work)
    work.mkdir(exist_ok=True)
    keep(file, head)


def _print(
    ticket: Ticket, folder: Path, work: Path, tick: Tick, bundle: bool, processes: int
) -> tuple[list[Path], int]:
    order = ticket.order
    chunks = chunks_of(order.count)
    kinds = documents_of(order)
    hands = min(processes, (len(chunks) + 1) // 2)
    for chunk in _each(hands, partial(draft, ticket, work), chunks):
        tick(chunk.last - chunk.first + 1)
    repeated = 0

    def settled() -> Iterator[tuple[Chunk, list[dict[int, Exercise]]]]:
        nonlocal repeated
        variants = settle(plan(order, ticket.seed), ticket.seed, _questions(work, chunks))
        for chunk in chunks:
            made = list(islice(variants, chunk.last - chunk.first + 1))
            repeated += sum(variant.repeated for variant in made)
            yield chunk, [variant.others for variant in made]

    for chunk in _each(hands, partial(print_chunk, ticket, work), settled()):
        tick((chunk.last - chunk.first + 1) * sum(_steps(order, kind) for kind in kinds))
    if "key" in kinds:
        for _ in _each(hands, partial(print_key, ticket, work), chunks_of(order.count, KEYS)):
            pass
    if order.latex or order.docx:
        for _ in _each(hands, partial(write_editable, ticket, work), [chunks]):
            pass
    for _ in _each(hands, partial(bind, work), [(kind, _pieces(work, kind, order.count)) for kind in kinds]):
        tick(1)
    return _finish(ticket, folder, work, chunks, bundle), repeated


def _pieces(work: Path, kind: Document, sheets: int) -> list[Path]:
    return [chunk.file(work, kind, ".pdf") for chunk in chunks_of(sheets, KEYS if kind == "key" else CHUNK)]


def _finish(ticket: Ticket, folder: Path, work: Path, chunks: Sequence[Chunk], bundle: bool) -> list[Path]:
    """Put everything in its place; from here on it is a matter of milliseconds, but for the ZIP file."""
    kinds = documents_of(ticket.order)
    with writing(work / KEPT) as stream:
        stream.write(kept.head(ticket))
        for chunk in chunks:
            stream.write(chunk.file(work, "kept", ".gz").read_bytes())
    apart = [kind for kind in kinds if kind in APART and ticket.order.separate]
    if bundle:
        inside = [(f"{kind}.pdf", work / f"{kind}.pdf") for kind in kinds]
        inside += [(f"{kind}/{file.name}", file) for kind in apart for file in sorted((work / kind).iterdir())]
        inside += [(name, work / name) for name in editable(ticket.order)]
        zip_into(work / ZIP, inside)
    files = [work / f"{kind}.pdf" for kind in kinds]
    files += [work / ZIP] if bundle else [work / name for name in editable(ticket.order)]
    if not bundle:
        for kind in filter(lambda kind: (work / kind).exists(), apart):
            shutil.rmtree(folder / kind, ignore_errors=True)
            os.replace(work / kind, folder / kind)
    for file in [*files, work / KEPT]:
        os.replace(file, folder / file.name)
    return [folder / file.name for file in files] + ([] if bundle else [folder / kind for kind in apart])


# Pieces, each made by one process ----------------------------------------------------------------------------------


def draft(ticket: Ticket, work: Path, chunk: Chunk) -> Chunk:
    """First drafts of the exercises of some sheets, in a file: their questions in its first line."""
    file = chunk.file(work, "drafts", ".json")
    if not file.exists():
        places = plan(ticket.order, ticket.seed)
        made = [
            [draw(place, ticket.seed, variant, n, Asked())[0] for n, place in enumerate(places, 1)]
            for variant in range(chunk.first, chunk.last + 1)
        ]
        asked = json.dumps([[question(exercise).hex() for exercise in row] for row in made])
        rows = [Rows.dump_json(row).decode() for row in made]
        keep(file, "\n".join([asked, *rows]).encode())
    return chunk


def _questions(work: Path, chunks: Iterable[Chunk]) -> Iterator[list[bytes]]:
    for chunk in chunks:
        with chunk.file(work, "drafts", ".json").open() as stream:
            for row in json.loads(stream.readline()):
                yield [bytes.fromhex(each) for each in row]


def print_chunk(ticket: Ticket, work: Path, task: tuple[Chunk, Sequence[dict[int, Exercise]]]) -> Chunk:
    """The documents of some sheets but for the key, and what is kept of them; this comes last."""
    chunk, others = task
    file = chunk.file(work, "kept", ".gz")
    if file.exists():
        return chunk
    order = ticket.order
    lines = chunk.file(work, "drafts", ".json").read_text().split("\n")[1:]
    made = [_sheet(order, line, instead) for line, instead in zip(lines, others, strict=True)]
    sheets = kept.dressed(ticket, made, chunk.first)
    for kind in documents_of(order):
        if kind != "key":
            keep(chunk.file(work, kind, ".pdf"), document(order.title, ticket.id, sheets, kind, order))
            if order.separate:
                (work / kind).mkdir(exist_ok=True)
                for number, sheet in enumerate(sheets, chunk.first):
                    body = document(order.title, ticket.id, [sheet], kind, order)
                    keep(work / kind / f"{file_name(sheet, number)}.pdf", body)
    forget()
    keep(file, kept.piece(sheets))
    return chunk


def _sheet(order: WorksheetCreate, line: str, others: dict[int, Exercise]) -> Sheet:
    points = [section.points for section in order.sections for _ in range(section.count)]
    made = [others.get(n, exercise) for n, exercise in enumerate(Rows.validate_json(line), 1)]
    items = (SheetItem(exercise=exercise, points=worth) for exercise, worth in zip(made, points, strict=True))
    return Sheet(code="", items=tuple(items))


def print_key(ticket: Ticket, work: Path, chunk: Chunk) -> Chunk:
    """The key to some variants; where there are several keys, each says of which."""
    file = chunk.file(work, "key", ".pdf")
    if not file.exists():
        order = ticket.order
        sheets: list[Sheet] = []
        for each in chunks_of(order.count):
            if chunk.first <= each.first <= chunk.last:
                sheets += kept.sheets_of_piece(each.file(work, "kept", ".gz"))
        id = ticket.id if order.count <= KEYS else f"{ticket.id} · {chunk.first}–{chunk.last}"
        keep(file, document(order.title, id, sheets, "key", order))
        forget()
    return chunk


def editable(order: WorksheetCreate) -> list[str]:
    """Files for those who want to edit."""
    documents = [f"{kind}.docx" for kind in documents_of(order)] if order.docx else []
    return ["latex.zip"] * order.latex + documents


def write_editable(ticket: Ticket, work: Path, chunks: Sequence[Chunk]) -> None:
    """All sheets as documents that people edit."""
    order = ticket.order
    sheets = [sheet for chunk in chunks for sheet in kept.sheets_of_piece(chunk.file(work, "kept", ".gz"))]
    if order.latex:
        keep(work / "latex.zip", packed(latex.sources(order.title, leaves(sheets), order)))
    if order.docx:
        for kind in documents_of(order):
            keep(work / f"{kind}.docx", docx.document(order.title, leaves(sheets), kind, order))


def bind(work: Path, task: tuple[Document, Sequence[Path]]) -> None:
    """One document of all its pieces."""
    kind, pieces = task
    with writing(work / f"{kind}.pdf") as stream:
        if len(pieces) == 1:
            stream.write(pieces[0].read_bytes())
        else:
            join(pieces, stream)


def print_alone(ticket: Ticket, sheet: Sheet, kind: Document) -> bytes:
    """One sheet, its key or its solutions."""
    body = document(ticket.order.title, ticket.id, [sheet], kind, ticket.order)
    forget()
    return body


UNSAFE = re.compile(r"[^\w.]+")


def file_name(sheet: Sheet, number: int) -> str:
    """`001-Ada-Lovelace-s-17`: safe on every system, in the order of the class list, different for different sheets."""
    who = sheet.candidate
    words = [sheet.code] if who is None else [who.name or "", who.id]
    safe = (UNSAFE.sub("-", word).strip("-._")[:60] for word in words)
    return "-".join([f"{number:03}", *filter(None, safe)])


def pdfs(
    made: Composed, title: str = "Worksheet", *, key: bool = True, solutions: bool = True
) -> dict[Document, bytes]:
    """The documents of composed sheets, without files: sheets, and what else is wanted."""
    return {kind: document(title, "", made.sheets, kind) for kind in wanted(key, solutions)}


def zip_into(file: Path, inside: Iterable[tuple[str, Path]]) -> None:
    """A ZIP file of files under these names; the same files give the same bytes."""
    with writing(file) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bundle:  # PDFs are packed already
        for name, each in inside:
            entry = zipfile.ZipInfo(name, date_time=EPOCH)
            entry.file_size = each.stat().st_size
            with each.open("rb") as source, bundle.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)


# Hands -------------------------------------------------------------------------------------------------------------


def _each(processes: int, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
    """What comes of the tasks, as soon as each is done: here, or by so many processes, which end with this one.

    The next tasks are thought up while others are done. After some tasks each process makes way for a fresh one,
    for it grows by some megabytes with every task.
    """
    if processes <= 1:
        yield from map(function, tasks)
        return
    context = get_context("forkserver")
    context.set_forkserver_preload(["service.worksheets.warm"])
    with ExitStack() as ending, ThreadPoolExecutor(processes) as hands:
        here = threading.local()

        def by_process(task: T) -> R:
            """By the process of this thread."""
            if getattr(here, "left", 0) == 0:
                if hasattr(here, "process"):
                    here.process.shutdown()
                here.process = ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent)
                ending.callback(here.process.shutdown)
                here.left = LIFE
            here.left -= 1
            done: Future[R] = here.process.submit(function, task)
            return done.result()

        waiting: set[Future[R]] = set()
        try:
            for task in tasks:
                waiting.add(hands.submit(by_process, task))
                ready = {each for each in waiting if each.done()}
                waiting -= ready
                yield from (each.result() for each in ready)
            for each in as_completed(waiting):
                yield each.result()
        except BaseException:
            hands.shutdown(wait=False, cancel_futures=True)
            raise


def _end_with_parent() -> None:
    """A process that waits for work does not notice by itself that nobody is left to give it any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers an interrupt
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
