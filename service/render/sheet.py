"""Printed sheets, answer keys and solutions: exercises to a PDF by Typst.

Words reach Typst as data, formulas as code from our own printers, figures as SVG: nothing an author wrote is a command.
The same sheets give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from schemas.exercise import Exercise, Part
from schemas.figure import Figure
from schemas.worksheet import Document, Layout, Sheet, SheetItem
from service.render import figures
from service.render.code import qr
from service.render.face import Face, face_of
from service.render.fields import field_of
from service.render.given import spread
from service.render.plot.frame import natural
from service.render.printed import answer, bands
from service.render.prose import Piece, spoken
from service.render.room import keep, stick
from service.render.setting import NARROW, Drawn, Setting, named
from service.render.signs import compiler, unshown
from service.render.words import WORDS, Words, points

INDENT, STEP = 2.0, 1.0
"""Ems that parts with letters and worked steps are set in."""
SMALL, LETTER = 0.86, 0.46
"""Size of the points beside a part; width of a letter in ems of its size, about."""


def document(
    title: str,
    id: str,
    sheets: Sequence[Sheet],
    kind: Document = "sheets",
    layout: Layout = Layout(),
) -> bytes:
    """One PDF with all sheets, their key or their solutions; `id` stands on every page.

    The key begins with a grid over all sheets, then there is a page for each.
    """
    return compiled(drawing(title, id, sheets, kind, layout), tagged=layout.tagged)


class Drawing(NamedTuple):
    """All that the template sets, and the pictures that it names."""

    drawn: Drawn
    pictures: dict[str, str]

    @property
    def inputs(self) -> dict[str, str]:
        return {"doc": json.dumps(self.drawn, ensure_ascii=False), **self.pictures}


def drawing(title: str, id: str, sheets: Sequence[Sheet], kind: Document, layout: Layout) -> Drawing:
    """What is to be compiled."""
    face = face_of(layout.model_copy(update={"columns": 1}) if kind == "key" else layout)
    setting = Setting(kind, layout, face, WORDS[layout.language])
    drawn: Drawn = {
        "title": title,
        "id": id,
        "kind": kind,
        "course": layout.course or "",
        "date": layout.date or "",
        "space": layout.space,
        "language": layout.language,
        "tagged": layout.tagged,
        "face": _face(setting.face),
        "words": _words(setting.words),
        "sheets": [_sheet(sheet, setting) for sheet in sheets],
        "bands": list(bands(sheets, setting)) if kind == "key" else [],
        "named": any(sheet.candidate for sheet in sheets),
    }
    drawn["figures"] = [_picture(figure, wide, setting) for figure, wide in setting.gallery]
    return Drawing(drawn, setting.pictures)


def compiled(made: Drawing, *, tagged: bool = False) -> bytes:
    """The PDF of a drawing; with `tagged` it is PDF/UA-1."""
    body = compiler(foreign=bool(unshown(_typed(made.drawn), foreign=False))).compile(
        _template(),
        format="pdf",
        sys_inputs=made.inputs,
        timestamp=0,
        pdf_standards=["ua-1"] if tagged else [],
        pdf_tags=tagged,
    )
    if not isinstance(body, bytes):
        raise TypeError(f"typst gave {type(body).__name__}, not one PDF")
    return body


AGES = 11
"""Compilations after which Typst drops what it has not used again."""


def _typed(drawn: Drawn) -> str:
    """What people typed, of whatever script; all else is in English or in the languages of the fixed words."""
    people = (sheet[field] for sheet in drawn["sheets"] for field in ("name", "number", "line"))
    return "\n".join((drawn["title"], drawn["course"], drawn["date"], *people))


def forget() -> None:
    """Give back the memory of what was compiled: after ten sheets some hundred megabytes, for a few milliseconds."""
    for _ in range(AGES):
        compiler().compile(b"", format="pdf", timestamp=0)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("service.render") / "templates" / "sheet.typ").read_bytes()


def _face(face: Face) -> Drawn:
    return {
        "size": face.size,
        "columns": face.columns,
        "margin": face.margin,
        "width": face.page[0],
        "height": face.page[1],
        "column": face.column,
        "narrow": face.across <= NARROW,
    }


def _words(words: Words) -> dict[str, str]:
    """The words that the template sets itself."""
    return {name: word for name, word in words._asdict().items() if isinstance(word, str)}


def _picture(figure: Figure, wide: float | None, setting: Setting) -> Drawn:
    width = round(figures.across(figure, wide) * setting.face.scale, 2)
    if setting.layout.tagged:
        return {"svg": figures.svg(figure, wide), "width": width, "alt": spoken(figure.alt)}
    return {"pdf": setting.picture(figures.pdf(figure, wide)), "width": width}


def _code(sheet: Sheet, setting: Setting) -> Drawn:
    code = qr(sheet.link or sheet.reference or sheet.code)
    if setting.layout.tagged:
        return {"svg": code.svg, "alt": sheet.reference or sheet.code}
    return {"pdf": setting.picture(code.pdf)}


# Sheets --------------------------------------------------------------------------------------------------------


def _sheet(sheet: Sheet, setting: Setting) -> Drawn:
    who = sheet.candidate
    return {
        "code": sheet.code,
        "reference": sheet.reference or sheet.code,
        "qr": _code(sheet, setting),
        "points": points(sheet.points, setting.words),
        "name": breakable((who and who.name) or "", 24 if setting.kind != "key" else 14),
        "number": breakable(who.id if who else "", 14),
        "line": breakable((who and who.line) or "", 30),
        "items": [_item(n, item, setting) for n, item in enumerate(sheet.items, 1)],
    }


LONG = re.compile(r"[^\s-]+")


def breakable(text: str, most: int) -> str:
    """With marks where words of more than `most` signs may be broken: they do not fit a line otherwise."""
    return LONG.sub(lambda word: "\u200b".join(word[0]) if len(word[0]) > most else word[0], text)


def _item(n: int, item: SheetItem, setting: Setting) -> Drawn:
    exercise, solved = item.exercise, setting.solved
    if setting.kind == "key":
        across = setting.face.across / (1 if setting.layout.large_print else 2) - 8.0
        answers = [{"label": name, "answer": answer(part.answer, setting, across)} for name, part in named(exercise)]
        return {"n": n, "points": points(item.points, setting.words), "parts": answers}
    drawn: Drawn = {
        "n": n,
        "points": points(item.points, setting.words),
        "recipe": exercise.recipe if solved else "",
        "title": exercise.title if solved else "",
        "stem": setting.set(exercise.stem),
        "figures": _rows(exercise.figures, setting, 0.0),
        "table": exercise.data and _table(exercise, setting),
        "parts": [_part(name, part, item, setting) for name, part in named(exercise)],
    }
    drawn["stick"] = stick(n, exercise.parts[0], drawn, _heights(exercise.figures, setting), setting)._asdict()
    return drawn


def _part(name: str, part: Part, item: SheetItem, setting: Setting) -> Drawn:
    share = item.points * part.points_share
    worth = points(share, setting.words) if name and share * 4 == round(share * 4) else ""
    less = INDENT * bool(name)
    drawn: Drawn = {
        "label": name,
        "points": worth,
        "aside": SMALL * LETTER * len(worth) + 1.0,
        "ask": setting.set(part.ask, less + 4.0 * bool(name) * (setting.face.across > NARROW)),
        "field": field_of(part, setting, less),
    }
    if setting.solved:
        less += STEP
        drawn["steps"] = [setting.set(step, less) for step in part.steps]
        drawn["answer"] = answer(part.answer, setting, setting.face.across - less - 5.0)
        drawn["figure"] = [] if part.figure is None else _rows((part.figure,), setting, less)
    drawn["keep"] = keep(part, drawn, setting)
    return drawn


# Figures -------------------------------------------------------------------------------------------------------

AROUND = 1.4
"""Ems above and below a row of figures."""
SIDE_BY_SIDE = {2: 216.0, 3: 150.0, 4: 114.0}
"""Width in points of figures that share a row, where there is room for them."""
BETWEEN, SMALLEST = 9.0, 100.0
WHOLE = 471.0
"""Points across a page of A4 in one column."""


def _rows(drawn: Sequence[Figure], setting: Setting, less: float) -> list[list[int]]:
    return [[setting.hang(figure, wide) for figure in row] for wide, row in rows_of(drawn, _room(setting, less))]


def _room(setting: Setting, less: float = 0.0) -> float:
    return (setting.face.across - less) * setting.face.size / setting.face.scale


def _heights(drawn: Sequence[Figure], setting: Setting) -> list[float]:
    """How many ems each row of figures takes down the page."""
    high = (max(figures.picture(each, wide).height for each in row) for wide, row in rows_of(drawn, _room(setting)))
    return [AROUND + points * setting.face.scale / setting.face.size for points in high]


def rows_of(drawn: Sequence[Figure], across: float = WHOLE) -> Iterator[tuple[float | None, Sequence[Figure]]]:
    """Figures in rows: single ones alone, those with labels two to four side by side, each kind in rows of its own.

    Each row comes with the width of its figures; None is the width that suits them, which then is less than `across`.
    """
    for (labelled, _), same in groupby(drawn, key=lambda figure: (bool(figure.label), figure.marks[0].kind)):
        run = list(same)
        most = {4: 2, 7: 4, 8: 4}.get(len(run), min(len(run), 3)) if labelled else 1
        while most > 1 and _share(most, across) < SMALLEST:
            most -= 1
        wide = min(SIDE_BY_SIDE[most], _share(most, across)) if most > 1 else None
        for i in range(0, len(run), most):
            row = run[i : i + most]
            yield (across if wide is None and max(map(natural, row)) > across else wide), row


def _share(most: int, across: float) -> float:
    return (across - (most - 1) * BETWEEN) / most


# Data ----------------------------------------------------------------------------------------------------------


def _table(exercise: Exercise, setting: Setting) -> Drawn:
    """The data of an exercise as a table that fits the column; what is too wide even so is set smaller."""
    assert exercise.data is not None
    texts = [text for part in exercise.parts for text in (part.ask, *part.steps, *part.hints)]
    laid = spread(exercise.data, (exercise.stem, *texts), setting.face.across)
    return {
        "kind": laid.kind,
        "blocks": [[[_cell(cell, setting) for cell in row] for row in block] for block in laid.blocks],
        "abreast": laid.abreast,
        "shrink": laid.shrink,
        "caption": setting.set(exercise.data.caption),
    }


def _cell(text: str, setting: Setting) -> Sequence[Piece]:
    """A number with a true minus sign, words, or prose. A number set as a formula would take ten times as long."""
    return setting.set(text) if "$" in text else (text,)
