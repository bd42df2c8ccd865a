"""The formats there are: a writer each, with the name and the type of what it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from schemas.export import ExportCreate, ExportFormat
from service.exports.plan import Plan
from service.exports.report import Ledger

Writer = Callable[[Plan, ExportCreate, Ledger], bytes]
"""The whole file. Deterministic: the same plan and options give the same bytes. What was not kept is noted."""


class Unavailable(Exception):
    """Something that a format needs is not installed: says what, and how to get it."""


class Format(NamedTuple):
    write: Writer
    media_type: str
    suffix: str
    """Of the file's name, with the dot."""
    about: str
    """One line for `--help` and the docs."""


# A writer is imported when it is needed: some bring large libraries.


def _markdown(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import markdown

    return markdown.write(plan, order, ledger)


def _html(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import page

    return page.write(plan, order, ledger)


def _latex(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import latex

    return latex.write(plan, order, ledger)


def _ipynb(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import notebook

    return notebook.write(plan, order, ledger)


def _docx(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import docx

    return docx.write(plan, order, ledger)


def _anki(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import anki

    return anki.write(plan, order, ledger)


def _parquet(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import corpus

    return corpus.parquet(plan, order, ledger)


def _jsonl(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import corpus

    return corpus.jsonl(plan, order, ledger)


def _canvas(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import canvas

    return canvas.write(plan, order, ledger)


def _moodle(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import moodle

    return moodle.write(plan, order, ledger)


def _qti21(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import qti21

    return qti21.write(plan, order, ledger)


def _qti30(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    from service.exports import qti30

    return qti30.write(plan, order, ledger)


ZIP = "application/zip"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARQUET = "application/vnd.apache.parquet"
FORMATS: Mapping[ExportFormat, Format] = {
    "moodle-xml": Format(_moodle, "application/xml", ".xml", "questions for Moodle, a category for each place"),
    "canvas-qti12": Format(_canvas, ZIP, ".zip", "a quiz for Canvas Classic (QTI 1.2), a question group for each pool"),
    "qti21": Format(_qti21, ZIP, ".zip", "a QTI 2.1 package: a test with a section for each place, MathML, SVG"),
    "qti30": Format(_qti30, ZIP, ".zip", "a QTI 3.0 package: a test with a section for each place, MathML, SVG"),
    "ipynb": Format(_ipynb, ZIP, ".zip", "exercises.ipynb with answer and check cells, solutions.ipynb apart"),
    "latex": Format(_latex, ZIP, ".zip", "exercises.tex with switches for solutions and key, figures as PDF"),
    "docx": Format(_docx, WORD, ".docx", "questions, then solutions, with equations that Word can edit"),
    "markdown": Format(_markdown, ZIP, ".zip", "exercises.md and solutions.md for GitHub and Pandoc, with figures"),
    "html": Format(_html, "text/html", ".html", "one self-contained page, hints and solutions folded away"),
    "anki": Format(_anki, "text/csv", ".csv", "a note for each exercise: question in front, solution at the back"),
    "jsonl": Format(_jsonl, "application/x-ndjson", ".jsonl", "one exercise a line with key, steps and mistakes"),
    "parquet": Format(_parquet, PARQUET, ".parquet", "the same as a table with typed columns (extra `corpus`)"),
}
