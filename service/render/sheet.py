"""Printed sheets, answer keys and solutions: exercises to a PDF by Typst.

Words reach Typst as data, formulas as code from our own printers, figures as SVG: nothing an author wrote is a command.
The same sheets give the same bytes.
"""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from generators.notation import label, parse
from schemas.answer import (
    AnswerKey,
    ArgumentAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    MatchingAnswer,
    Option,
    OrderAnswer,
    TableAnswer,
)
from schemas.exercise import DataTable, Exercise, Part
from schemas.figure import Figure
from schemas.worksheet import Document, Paper, Sheet, SheetItem
from service.render import figures
from service.render.keys import Side, Spelled, cell, options_of, short, spelled
from service.render.plain import plain
from service.render.prose import Piece, formula, pieces, shown, spoken

if TYPE_CHECKING:
    from typst import Compiler

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SPACE = {"matrix": 3.0, "echelon": 3.6, "eigenpairs": 3.6, "text": 0.4}
"""Room to work in before the answer, in centimetres; what is not listed has room by the length of its solution."""
TALL = frozenset({"matrix", "echelon", "vector", "direction", "basis", "eigenpairs", "system"})
"""Kinds whose answers stand on several lines."""
Drawn = dict[str, Any]
"""JSON for the template."""
Gallery = dict[tuple[Figure, float | None], int]
"""Each picture once, by figure and width, with its number."""


def document(title: str, id: str, sheets: Sequence[Sheet], kind: Document = "sheets", paper: Paper = "a4") -> bytes:
    """One PDF with all sheets, their key or their solutions; `id` stands on every page."""
    gallery: Gallery = {}
    drawn = {
        "title": title,
        "id": id,
        "kind": kind,
        "paper": "us-letter" if paper == "letter" else "a4",
        "sheets": [_sheet(sheet, kind, gallery) for sheet in sheets],
        "wide": _columns(sheets) if kind == "key" else None,
    }
    drawn["figures"] = [{"svg": figures.svg(figure, width), "alt": spoken(figure.alt)} for figure, width in gallery]
    return compiled(drawn)


def compiled(drawn: Drawn) -> bytes:
    """The PDF of what the template takes."""
    inputs = {"doc": json.dumps(drawn, ensure_ascii=False)}
    made = _compiler().compile(_template(), format="pdf", sys_inputs=inputs, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__}, not one PDF")
    return made


AGES = 11
"""Compilations after which Typst drops what it has not used again."""


def forget() -> None:
    """Give back the memory of what was compiled: after ten sheets some hundred megabytes, for a few milliseconds."""
    for _ in range(AGES):
        _compiler().compile(b"", format="pdf", timestamp=0)


_local = threading.local()


def _compiler() -> "Compiler":
    """The compiler of this thread: it is not thread-safe. Its root is an empty folder, so it can read no file."""
    if not hasattr(_local, "compiler"):
        from typst import Compiler

        _local.compiler = Compiler(root=_nowhere(), ignore_system_fonts=True)
    found: Compiler = _local.compiler
    return found


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("service.render") / "templates" / "sheet.typ").read_bytes()


@lru_cache(maxsize=1)
def _nowhere() -> str:
    return mkdtemp(prefix="problembank-typst-")


# Sheets --------------------------------------------------------------------------------------------------------


def _sheet(sheet: Sheet, kind: Document, gallery: Gallery) -> Drawn:
    items = [_item(n, item, kind, gallery) for n, item in enumerate(sheet.items, 1)]
    return {"code": sheet.code, "points": points(sheet.points), "items": items}


def _item(n: int, item: SheetItem, kind: Document, gallery: Gallery) -> Drawn:
    exercise = item.exercise
    if kind == "key":
        return {"n": n, "parts": [{"label": name, "answer": answer(part.answer)} for name, part in named(exercise)]}
    return {
        "n": n,
        "points": points(item.points),
        "recipe": exercise.recipe if kind == "solutions" else "",
        "title": exercise.title if kind == "solutions" else "",
        "stem": pieces(exercise.stem),
        "figures": [[_hung(figure, width, gallery) for figure in row] for width, row in rows_of(exercise.figures)],
        "table": exercise.data and _table(exercise.data, upright=_speaks_of_rows(exercise)),
        "parts": [_part(name, part, item, kind, gallery) for name, part in named(exercise)],
    }


def _part(name: str, part: Part, item: SheetItem, kind: Document, gallery: Gallery) -> Drawn:
    share = item.points * part.points_share
    drawn: Drawn = {
        "label": name,
        "points": points(share) if name and share * 4 == round(share * 4) else "",
        "ask": pieces(part.ask),
        "field": _field(part),
    }
    if kind == "solutions":
        drawn["steps"] = [pieces(step) for step in part.steps]
        drawn["answer"] = answer(part.answer)
        drawn["figure"] = None if part.figure is None else _hung(part.figure, None, gallery)
    return drawn


def named(exercise: Exercise) -> Iterator[tuple[str, Part]]:
    """The parts with their letters; a single part has none."""
    several = len(exercise.parts) > 1
    return ((LETTERS[i].lower() if several else "", part) for i, part in enumerate(exercise.parts))


def points(value: float) -> str:
    """`2 points`, `1 point`, `0.5 points`."""
    return f"{value:.6g} point{'' if value == 1 else 's'}"


SIDE_BY_SIDE = {2: 216.0, 3: 150.0, 4: 114.0}
"""Width in points of figures that share a row."""


def rows_of(drawn: Sequence[Figure]) -> Iterator[tuple[float | None, Sequence[Figure]]]:
    """Figures in rows: single ones alone, those with labels two to four side by side, each kind in rows of its own."""
    for (labelled, _), same in groupby(drawn, key=lambda figure: (bool(figure.label), figure.marks[0].kind)):
        run = list(same)
        most = {4: 2, 7: 4, 8: 4}.get(len(run), min(len(run), 3)) if labelled else 1
        yield from ((SIDE_BY_SIDE.get(most), run[i : i + most]) for i in range(0, len(run), most))


def _hung(figure: Figure, width: float | None, gallery: Gallery) -> int:
    return gallery.setdefault((figure, width), len(gallery))


# Where the answer goes -----------------------------------------------------------------------------------------


def _field(part: Part) -> Drawn:
    """What the learner fills in: options, lines to number, two lists, a grid, or room to work and a line."""
    match part.answer:
        case BooleanAnswer():
            return {"kind": "choice", "shape": "circle", "columns": 4, "options": _ticks(["true", "false"])}
        case ChoiceAnswer(options=options):
            return {"kind": "choice", "shape": "circle", **_choice(options)}
        case ChoicesAnswer(options=options):
            return {"kind": "choice", "shape": "square", **_choice(options)}
        case OrderAnswer(items=items):
            return {"kind": "order", "items": _listed(items, "options")}
        case MatchingAnswer(left=left, right=right):
            return {"kind": "matching", "left": _listed(left, "left"), "right": _listed(right, "right")}
        case TableAnswer(columns=columns, rows=rows, start=start) as table:
            first = None if start is None else [[formula(parse(cell))] for cell in start]
            heads = [pieces(label(name)) for name in columns], [pieces(label(name)) for name in rows]
            below = [
                {"head": pieces(name), "options": _listed(options, side)} for name, side, options in options_of(table)
            ]
            return {"kind": "table", "columns": heads[0], "rows": heads[1], "start": first, "below": below}
        case ArgumentAnswer(value=lines):
            return {"kind": "lines", "count": min(12, len(lines) + 2)}
        case key:
            room = SPACE.get(key.kind, min(4.0, 1.0 + 0.7 * len(part.steps)))
            return {"kind": "line", "room": room, "tall": key.kind in TALL}


def _choice(options: Sequence[Option]) -> Drawn:
    longest = max(len(shown(option.text)) for option in options)
    columns = next((n for n, most in ((4, 14), (2, 34)) if longest <= most and len(options) >= n), 1)
    texts = [pieces(option.text) for option in options]
    return {"columns": columns, "options": _ticks(texts, LETTERS)}


def _ticks(texts: Sequence[str | Sequence[Piece]], marks: str = "") -> list[Drawn]:
    """What is written beside and in each circle or square to tick."""
    return [
        {"mark": marks[i : i + 1], "text": [text] if isinstance(text, str) else text} for i, text in enumerate(texts)
    ]


NUMBERS = tuple(str(n) for n in range(1, 27))


def marks(options: Sequence[Option], side: Side) -> Sequence[str]:
    """What stands beside options in print: letters; at a matching the short ids they have, else letters and numbers."""
    if side != "options" and all(len(option.id) <= 2 for option in options):
        return [option.id for option in options]
    return (NUMBERS if side == "right" else LETTERS)[: len(options)]


def _listed(options: Sequence[Option], side: Side) -> list[Drawn]:
    """Options with what to write for each."""
    return [
        {"mark": mark, "text": pieces(option.text), "told": side != "options" and option.text.endswith(mark)}
        for option, mark in zip(options, marks(options, side), strict=True)
    ]


def answer(key: AnswerKey) -> Drawn:
    """The key in print: words and formulas, or a table."""
    match key:
        case TableAnswer(columns=columns, rows=rows):
            cells = [[_printed(cell(key, i, j, marks)) for j in range(len(columns))] for i in range(len(rows))]
            heads = [pieces(label(name)) for name in columns], [pieces(label(name)) for name in rows]
            return {"table": {"columns": heads[0], "rows": heads[1], "cells": cells}}
        case ChoiceAnswer() | ChoicesAnswer():
            return {"text": _printed(spelled(key, marks)), "short": [short(key, marks)]}
        case _:
            return {"text": _printed(spelled(key, marks))}


def _printed(spelling: Spelled) -> list[Piece]:
    return [piece if isinstance(piece, str) else formula(piece) for piece in spelling]


# Data ----------------------------------------------------------------------------------------------------------

ACROSS, DOWN = 12, 14
"""Most values side by side, most rows of a block before another begins beside it."""


ROWS = re.compile(r"\b(row|column)s?\b")


def _speaks_of_rows(exercise: Exercise) -> bool:
    """Whether the words of an exercise name rows or columns: then those of its table must be what they are called."""
    said = (text for part in exercise.parts for text in (part.ask, *part.steps, *part.hints))
    return any(ROWS.search(text) for text in (exercise.stem, *said))


def _table(data: DataTable, *, upright: bool) -> Drawn:
    """A list of measurements lying on its side if it is short; a two-way table, whose rows have names, as it is.

    With `upright` rows stay rows.
    """
    heads = [pieces(label(name)) for name in data.columns]
    cells = [[_cell(cell) for cell in row] for row in data.rows]
    widest = max(len(cell) for row in data.rows for cell in row)
    if len(heads) == 1 and len(cells) > 3:
        return {"kind": "list", "head": heads[0], "cells": [row[0] for row in cells], "caption": pieces(data.caption)}
    named = len(heads) > 2 and not any(_numeric(row[0]) for row in data.rows)
    if not (upright or named) and len(cells) <= ACROSS and widest * len(cells) <= 70 and len(heads) <= 6:
        turned = [[head, *(row[i] for row in cells)] for i, head in enumerate(heads)]
        return {"kind": "lying", "rows": turned, "caption": pieces(data.caption)}
    blocks = [cells[i : i + DOWN] for i in range(0, len(cells), DOWN)]
    return {"kind": "standing", "heads": heads, "blocks": blocks, "caption": pieces(data.caption)}


def _cell(text: str) -> Sequence[Piece]:
    """A number with a true minus sign, words, or prose. A number set as a formula would take ten times as long."""
    return pieces(text) if "$" in text else (text.replace("-", "−", 1) if _numeric(text) else text,)


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.lstrip("-")[:1].isdigit()


def _columns(sheets: Sequence[Sheet]) -> list[str] | None:
    """The heads of the key's columns if all answers are short enough for a table, else None."""
    heads = [f"{n}{name}" for n, item in enumerate(sheets[0].items, 1) for name, _ in named(item.exercise)]
    widths = [0.0] * len(heads)
    for sheet in sheets:
        parts = [part for item in sheet.items for part in item.exercise.parts]
        if len(parts) != len(heads):
            return None
        for i, part in enumerate(parts):
            widths[i] = max(widths[i], _width(part.answer))
    return heads if sum(widths) <= 400 else None


def _width(key: AnswerKey) -> float:
    """About how many points an answer takes across, with what separates it from the next."""
    match key:
        case TableAnswer():
            return 1000.0
        case ChoiceAnswer() | ChoicesAnswer():
            return 10.0 + 6.0 * len(short(key, marks))
        case _:
            letters = sum(len(piece) if isinstance(piece, str) else len(plain(piece)) for piece in spelled(key, marks))
            return 14.0 + 5.2 * letters
