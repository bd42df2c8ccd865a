"""DOCX to edit in Word or LibreOffice: questions, then solutions, with true equations, tables and figures.

For worksheets, `document(title, leaves(sheets), kind, layout)` gives one document for sheets, key or solutions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL
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
from schemas.worksheet import Layout
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
from service.render.code import png
from service.render.face import PAPERS
from service.render.keys import Spelled
from service.render.prose import displayed, spoken, with_tails
from service.render.setting import named
from service.render.sheet import rows_of
from service.render.words import WORDS, Words, points

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

WIDEST, BETWEEN = 430.0, 6.0
"""Points across the text, and those left free in a row of figures."""
CODE = 40.0
"""Points across the code in the head of a page."""
PIXELS = 2.5
"""Pixels a point of a figure's width."""
MADE = datetime(1980, 1, 1, tzinfo=UTC)
"""The date inside the file: the same contents give the same bytes."""


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """One document: all questions, then, on a new page, all of them solved. Nothing is lost."""
    leaf, layout = Leaf("", questions(plan)), Layout()
    made = _begun(plan.title, layout)
    _sheet(made, plan.title, leaf, layout, solved=False)
    _new_page(made)
    _sheet(made, f"{plan.title}: solutions", leaf, layout, solved=True)
    return _bytes(made)


def document(title: str, leaves: Sequence[Leaf], kind: Kind = "sheets", layout: Layout = Layout()) -> bytes:
    """Sheets, each on pages of its own, their solutions, or the answers in short.

    Of the layout, paper, language, course and date count.
    """
    made = _begun(title, layout)
    for n, leaf in enumerate(leaves):
        if kind == "key":
            _key(made, title, leaf, WORDS[layout.language])
        else:
            if leaf.code:
                _head(made, title, leaf, layout, first=n == 0)
            elif n:
                _new_page(made)
            _sheet(made, title, leaf, layout, solved=kind == "solutions")
    return _bytes(made)


def _begun(title: str, layout: Layout) -> Document:
    made = empty()
    told = made.core_properties
    told.title, told.author, told.comments = title, "Problembank", ""
    told.created = told.modified = MADE
    page = made.sections[0]
    page.page_width, page.page_height = map(Pt, PAPERS[layout.paper])
    page.left_margin = page.right_margin = Pt((PAPERS[layout.paper][0] - WIDEST) / 2)
    return made


def _head(made: Document, title: str, leaf: Leaf, layout: Layout, *, first: bool) -> None:
    """A section for a sheet: on each page title and name, and the code by which the sheet is found again."""
    section = made.sections[0] if first else made.add_section(WD_SECTION.NEW_PAGE)
    section.header_distance = Pt(24)
    section.header.is_linked_to_previous = False
    body = section.header.add_table(1, 3, Pt(WIDEST))
    section.header.paragraphs[0]._p.addprevious(body._tbl)  # a table must not be the last thing
    body.autofit = False
    named, coded, pictured = cells = body.rows[0].cells
    for cell, column, width in zip(cells, body.columns, (0.58, 0.3, 0.12), strict=True):
        column.width = cell.width = Pt(width * WIDEST)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    named.paragraphs[0].add_run(" · ".join(filter(None, (title, leaf.who[0]))))
    line = coded.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.add_run(f"{WORDS[layout.language].variant} ")
    line.add_run(leaf.code).bold = True
    line.add_run(f"\n{leaf.reference}").font.size = Pt(8.5)
    shape = pictured.paragraphs[0].add_run().add_picture(BytesIO(png(leaf.mark)), height=Pt(CODE))
    shape._inline.docPr.set("descr", leaf.reference or leaf.code)


def _bytes(made: Document) -> bytes:
    stream = BytesIO()
    made.save(stream)
    with ZipFile(stream) as bundle:
        return packed({name: bundle.read(name) for name in bundle.namelist()})


def _sheet(made: Document, title: str, leaf: Leaf, layout: Layout, *, solved: bool) -> None:
    fixed = WORDS[layout.language]
    if leaf.code and layout.course:
        made.add_paragraph(layout.course)
    made.add_heading(f"{title}: {fixed.solutions}" if solved and leaf.code else title, 1)
    if leaf.code:
        _fields(made, leaf, layout, fixed, solved)
    for question in leaf.questions:
        _question(made, question, fixed, solved)


def _fields(made: Document, leaf: Leaf, layout: Layout, fixed: Words, solved: bool) -> None:
    """Name, number, date and points in a table without lines: what is not known is to be filled in."""
    name, number, line = leaf.who
    day = layout.date or ""
    told = [[(fixed.name, name, 26), (fixed.number, number, 14)], [("", line, 0), (fixed.date, day, 14)]]
    body = made.add_table(rows=2, cols=2)
    for cells, row in zip((line.cells for line in body.rows), told, strict=True):
        for cell, (what, known, blanks) in zip(cells, row, strict=True):
            if known or (blanks and not solved):
                cell.paragraphs[0].add_run(f"{what}: " * bool(what) + (known or "_" * blanks))
    made.add_paragraph(("" if solved else "_____ / ") + points(leaf.points, fixed)).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _key(made: Document, title: str, leaf: Leaf, fixed: Words) -> None:
    who = " · ".join(filter(None, (leaf.code, *leaf.who[:2])))
    made.add_heading(f"{title}: {fixed.key}" + (f", {fixed.variant} {who}" if leaf.code else ""), 1)
    for question in leaf.questions:
        for letter, part in named(question.exercise):
            line = made.add_paragraph()
            line.add_run(question.number + (f" ({letter})" if letter else "") + "   ").bold = True
            _spell(line, slip(part.answer))


def _question(made: Document, question: Question, fixed: Words, solved: bool) -> None:
    exercise = question.exercise
    told = f": {exercise.title}" if solved else ""
    made.add_heading(f"{fixed.exercise} {question.number}{told} ({points(question.points, fixed)})", 2)
    if exercise.stem:
        _prose(made, exercise.stem)
    if exercise.data:
        _data(made, exercise.data)
    _pictures(made, exercise.figures)
    for letter, part in named(exercise):
        _prose(made, part.ask, f"({letter}) " if letter else "")
        _field(made, part, fixed, solved)
        if solved:
            _solution(made, part, fixed)
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


def _field(made: Document, part: Part, fixed: Words, solved: bool) -> None:
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
        made.add_paragraph(f"{fixed.answer}: {'_' * 40}")


def _solution(made: Document, part: Part, fixed: Words) -> None:
    for hint in part.hints:
        _prose(made, hint, "Hint. ")
    for n, step in enumerate(part.steps, 1):
        _prose(made, step, f"{n}.  ")
    _pictures(made, [part.figure] if part.figure else [])
    right = answer(part.answer)
    line = made.add_paragraph()
    line.add_run(f"{fixed.answer}: ").bold = True
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
            across = min(figures.across(figure, width), (WIDEST - BETWEEN) / len(row))
            body = BytesIO(figures.png(figure, round(across * PIXELS)))
            shape = line.add_run().add_picture(body, width=Pt(across))
            shape._inline.docPr.set("descr", spoken(figure.alt))
            for side in "LR":  # where nothing is said LibreOffice leaves nine points
                shape._inline.set(f"dist{side}", "0")


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
    for line in body.rows[:-1]:  # rows stay together: a table is on one page if it fits
        for cell in line.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    made.add_paragraph()
