"""Print an order: compose the sheets and write its files, whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from schemas.worksheet import Document, WorksheetCreate
from service.compose import Composed, compose, sheet_id
from service.files import EPOCH, kept
from service.render.sheet import document

COST = {"sheets": 0.6, "key": 0.2, "solutions": 1.0}
"""Steps of progress that a document takes, for each variant; composing one takes one."""
ZIP = "worksheet.zip"


class Printed(NamedTuple):
    files: tuple[Path, ...]
    repeated: int


def documents_of(order: WorksheetCreate) -> tuple[Document, ...]:
    return wanted(order.key, order.solutions)


def wanted(key: bool, solutions: bool) -> tuple[Document, ...]:
    asked: tuple[tuple[Document, bool], ...] = (("sheets", True), ("key", key), ("solutions", solutions))
    return tuple(kind for kind, yes in asked if yes)


def steps_of(order: WorksheetCreate) -> int:
    return order.variants + sum(worth(order, kind) for kind in documents_of(order))


def worth(order: WorksheetCreate, kind: Document) -> int:
    return max(1, round(COST[kind] * order.variants))


def print_order(
    order: WorksheetCreate,
    seed: int,
    folder: Path,
    tick: Callable[[int], None] = lambda steps: None,
    *,
    bundle: bool = False,
) -> Printed:
    """Write `sheets.pdf` and what else is ordered into `folder`; with `bundle` a ZIP file of them too.

    `tick` is told of steps as they are done, `steps_of(order)` in all. A file appears when it is whole. Raises
    `BankError` if the blueprint cannot be drawn, `OSError` if a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = compose(order, order.variants, seed, lambda: tick(1))
    files: list[Path] = []
    for kind in documents_of(order):
        body = document(order.title, sheet_id(order, seed), made.sheets, kind, order.paper)
        files.append(kept(folder / f"{kind}.pdf", body))
        tick(worth(order, kind))
    if bundle:
        files.append(kept(folder / ZIP, zipped(files)))
    return Printed(tuple(files), made.repeated)


def pdfs(
    made: Composed, title: str = "Worksheet", *, key: bool = True, solutions: bool = True
) -> dict[Document, bytes]:
    """The documents of composed sheets, without files: sheets, and what else is wanted."""
    return {kind: document(title, "", made.sheets, kind) for kind in wanted(key, solutions)}


def zipped(files: Sequence[Path]) -> bytes:
    """A ZIP file of them; the same files give the same bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bundle:  # PDFs are packed already
        for file in files:
            bundle.writestr(zipfile.ZipInfo(file.name, date_time=EPOCH), file.read_bytes())
    return stream.getvalue()
