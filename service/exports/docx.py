"""DOCX to edit in Word or LibreOffice: questions, then solutions, with true equations, tables and figures.

For worksheets, `document(title, leaves(sheets), kind)` gives one document for sheets, key or solutions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.shared import Pt

from generators.notation import Code, omml, spans
from generators.notation.omml import NAMESPACE
from generators.notation.tree import Node
from schemas.exercise import DataTable, Part
from schemas.export import ExportCreate
from schemas.figure import Figure
from schemas.worksheet import Document as Kind
from service.exports.docx_parts import empty
from service.exports.plan import Plan
from service.exports.questions import (
    Grid,
    Leaf,
    Question,
    answer,
    blank,
    choices,
    questions,
    series,
    slip,
    table,
)
from service.exports.report import Ledger
from service.files import packed
from service.render import figures
from service.render.keys import Spelled
from service.render.prose import displayed, spoken, with_tails
from service.render.setting import named
from service.render.sheet import rows_of
from service.render.words import points

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

WIDEST = 430.0
"""Points across the text."""
PIXELS = 2.5
"""Pixels a point of a figure's width."""
MADE = datetime(1980, 1, 1, tzinfo=UTC)
"""The date inside the file: the same contents give the same bytes."""


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """One document: all questions, then, on a new page, all of them solved. Nothing is lost."""
    leaf = Leaf("", questions(plan))
    made = _begun(plan.title)
    _sheet(made, plan.title, leaf, solved=False)
    _new_page(made)
    _sheet(made, f"{plan.title}: solutions", leaf, solved=True)
    return _bytes(made)


def document(title: str, leaves: Sequence[Leaf], kind: Kind = "sheets") -> bytes:
    """Sheets, each on pages of its own, their solutions, or the answers in short."""
    made = _begun(title)
    for n, leaf in enumerate(leaves):
        if n and kind != "key":
            _new_page(made)
        if kind == "key":
            _key(made, title, leaf)
        else:
            _sheet(made, title, leaf, solved=kind == "solutions")
    return _bytes(made)


def _begun(title: str) -> Document:
    made = empty()
    told = made.core_properties
    told.title, told.author, told.comments = title, "Problembank", ""
    told.created = told.modified = MADE
    return made


def _bytes(made: Document) -> bytes:
    stream = BytesIO()
    made.save(stream)
    with ZipFile(stream) as bundle:
        return packed({name: bundle.read(name) for name in bundle.namelist()})


def _sheet(made: Document, title: str, leaf: Leaf, *, solved: bool) -> None:
    made.add_heading(title, 1)
    if leaf.code:
        made.add_paragraph(f"Variant {leaf.code}" + ("" if solved else f"     Name: {'_' * 36}     Date: {'_' * 12}"))
    for question in leaf.questions:
        _question(made, question, solved)


def _key(made: Document, title: str, leaf: Leaf) -> None:
    made.add_heading(f"{title}: key" + (f", variant {leaf.code}" if leaf.code else ""), 1)
    for question in leaf.questions:
        for letter, part in named(question.exercise):
            line = made.add_paragraph()
            line.add_run(question.number + (f" ({letter})" if letter else "") + "   ").bold = True
            _spell(line, slip(part.answer))


def _question(made: Document, question: Question, solved: bool) -> None:
    exercise = question.exercise
    told = f": {exercise.title}" if solved else ""
    made.add_heading(f"Exercise {question.number}{told} ({points(question.points)})", 2)
    if exercise.stem:
        _prose(made, exercise.stem)
    if exercise.data:
        _data(made, exercise.data)
    _pictures(made, exercise.figures)
    for letter, part in named(exercise):
        _prose(made, part.ask, f"({letter}) " if letter else "")
        _field(made, part, solved)
        if solved:
            _solution(made, part)
    if solved:
        made.add_paragraph().add_run(f"{exercise.source}  {exercise.recipe}").italic = True


def _data(made: Document, data: DataTable) -> None:
    if (values := series(data)) is not None:
        line = made.add_paragraph()
        _spell(line, (*spans(values.head), ": ", *_commas(values.cells)))
        return
    if data.caption:
        _prose(made, data.caption)
    _grid(made, table(data))


def _commas(cells: Sequence[Spelled]) -> Iterator[str | Node]:
    for n, cell in enumerate(cells):
        if n:
            yield ", "
        yield from cell


def _field(made: Document, part: Part, solved: bool) -> None:
    open_table, listed = blank(part.answer), list(choices(part.answer))
    if open_table is not None and not solved:
        _grid(made, open_table)
    for each in listed:
        if each.head:
            _prose(made, each.head)
        for mark, text in zip(each.marks, each.texts, strict=True):
            line = made.add_paragraph(style="List")
            line.add_run(f"{mark or '○'}  ").bold = True
            _spell(line, spans(text))
    if open_table is None and not listed and not solved:
        made.add_paragraph("\n\n")
        made.add_paragraph(f"Answer: {'_' * 40}")


def _solution(made: Document, part: Part) -> None:
    for hint in part.hints:
        _prose(made, hint, "Hint. ")
    for n, step in enumerate(part.steps, 1):
        _prose(made, step, f"{n}.  ")
    _pictures(made, [part.figure] if part.figure else [])
    right = answer(part.answer)
    line = made.add_paragraph()
    line.add_run("Answer: ").bold = True
    if isinstance(right, Grid):
        _grid(made, right)
    else:
        _spell(line, right)
    if part.mistakes:
        made.add_paragraph().add_run("Where others went wrong").bold = True
    for mistake in part.mistakes:
        line = made.add_paragraph(style="List Bullet")
        _spell(line, (*slip(mistake.answer), ": ", *spans(mistake.feedback)))


def _pictures(made: Document, drawn: Sequence[Figure]) -> None:
    for width, row in rows_of(drawn):
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for figure in row:
            across = min(figures.picture(figure, width).width, WIDEST / len(row))
            body = BytesIO(figures.png(figure, round(across * PIXELS)))
            shape = line.add_run().add_picture(body, width=Pt(across))
            shape._inline.docPr.set("descr", spoken(figure.alt))


# Text ------------------------------------------------------------------------------------------------------------


def _prose(made: Document, text: str, before: str = "") -> None:
    """Words and formulas in a paragraph; a formula over several lines has a paragraph of its own."""
    line, fresh = made.add_paragraph(), False
    if before:
        line.add_run(before).bold = True
    for span, tail in with_tails(text):
        if isinstance(span, str):
            _words(line, span if isinstance(span, Code) or not fresh else span.lstrip())
            fresh = False
        elif displayed(span):
            apart = made.add_paragraph()
            _append(apart, f'<m:oMathPara xmlns:m="{NAMESPACE}">{omml(span, tail)}</m:oMathPara>')
            line, fresh = made.add_paragraph(), True
        else:
            _append(line, omml(span))
            fresh = False
    element: Any = line._p
    if not element.xpath("./*[not(self::w:pPr)]"):  # nothing came behind the last displayed formula
        element.getparent().remove(element)


def _append(line: Paragraph, xml: str) -> None:
    element: Any = line._p
    element.append(parse_xml(xml))


def _new_page(made: Document) -> None:
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _spell(line: Paragraph, pieces: Spelled) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            _words(line, piece)
        else:
            _append(line, omml(piece))


def _words(line: Paragraph, words: str) -> None:
    run = line.add_run(words.strip("\n") if isinstance(words, Code) else words.replace("\n", " "))
    if isinstance(words, Code):
        run.font.name, run.font.size = "Courier New", Pt(9.5)


def _grid(made: Document, shown: Grid) -> None:
    body = made.add_table(rows=1 + len(shown.rows), cols=len(shown.heads), style="Table Grid")
    for cell, head in zip(body.rows[0].cells, shown.heads, strict=True):
        _spell(cell.paragraphs[0], spans(head))
    for line, row in zip(body.rows[1:], shown.rows, strict=True):
        for cell, pieces in zip(line.cells, row, strict=True):
            _spell(cell.paragraphs[0], pieces)
    made.add_paragraph()
