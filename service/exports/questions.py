"""What documents for people have in common: numbered questions, lettered parts, data, answers as words and formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generators.notation import label, parse, spans
from schemas.answer import (
    AnswerKey,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    MatchingAnswer,
    Option,
    OrderAnswer,
    TableAnswer,
)
from schemas.exercise import DataTable, Exercise
from schemas.worksheet import Candidate, Sheet
from service.exports.plan import Plan
from service.render.given import typeset
from service.render.keys import Marks, Side, Spelled, cell, options_of, short, spelled
from service.render.printed import marks


class Question(NamedTuple):
    """One exercise of a document. `number` is `3`, or `3.2` for the second of a pool; `slug` is fit for file names and
    differs from sheet to sheet."""

    number: str
    points: float
    exercise: Exercise
    variant: str = ""

    @property
    def slug(self) -> str:
        return "-".join(filter(None, (self.variant, self.number.replace(".", "-"))))


class Leaf(NamedTuple):
    """What one learner gets: questions under a heading of their own. `code` is empty where there is only one."""

    code: str
    questions: tuple[Question, ...]
    reference: str = ""
    """By which the sheet is found again."""
    link: str = ""
    """Its address, if there is one."""
    candidate: Candidate | None = None

    @property
    def mark(self) -> str:
        """What stands in its QR code."""
        return self.link or self.reference or self.code

    @property
    def who(self) -> tuple[str, str, str]:
        """Name, number and the line of one's own, empty where they are not known."""
        told = self.candidate
        return ("", "", "") if told is None else (told.name or "", told.id, told.line or "")

    @property
    def points(self) -> float:
        return sum(question.points for question in self.questions)


class Listed(NamedTuple):
    """Options under a heading: the two sides of a matching, or what the cells of a table choose from."""

    head: str
    """Prose; may be empty."""
    marks: tuple[str, ...]
    """What an answer names them by; empty where that is their text."""
    texts: tuple[str, ...]


class Grid(NamedTuple):
    """A table by rows, as long as `heads`, which are prose."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Spelled, ...], ...]


def questions(plan: Plan) -> tuple[Question, ...]:
    """All frozen exercises of an export, by place."""
    return tuple(
        Question(f"{place.number}.{i}" if len(place.exercises) > 1 else str(place.number), place.points, exercise)
        for place in plan.places
        for i, exercise in enumerate(place.exercises, 1)
    )


def leaves(sheets: Sequence[Sheet]) -> tuple[Leaf, ...]:
    """The sheets of a worksheet."""
    return tuple(
        Leaf(
            sheet.code,
            tuple(Question(str(n), item.points, item.exercise, sheet.code) for n, item in enumerate(sheet.items, 1)),
            sheet.reference,
            sheet.link,
            sheet.candidate,
        )
        for sheet in sheets
    )


def choices(key: AnswerKey, marks: Marks = marks) -> Iterator[Listed]:
    """What is to choose from, to order or to match, with the marks that answers are given by."""
    match key:
        case BooleanAnswer():
            yield Listed("", ("", ""), ("true", "false"))
        case ChoiceAnswer(options=options) | ChoicesAnswer(options=options) | OrderAnswer(items=options):
            yield _listed("", options, "options", marks)
        case MatchingAnswer(left=left, right=right):
            yield _listed("", left, "left", marks)
            yield _listed("to be matched with", right, "right", marks)
        case TableAnswer():
            for name, side, options in options_of(key):
                yield _listed(name, options, side, marks)


def _listed(head: str, options: Sequence[Option], side: Side, marks: Marks) -> Listed:
    return Listed(head, tuple(marks(options, side)), tuple(option.text for option in options))


def blank(key: AnswerKey) -> Grid | None:
    """The table to be filled in; None where the answer is none."""
    if not isinstance(key, TableAnswer):
        return None
    empty: tuple[Spelled, ...] = ((),) * len(key.columns)
    rows = [(prose_of(name), *empty) for name in key.rows]
    if key.start is not None:
        rows.insert(0, (("start",), *((parse(each),) for each in key.start)))
    return Grid(heads(key), tuple(rows))


def answer(key: AnswerKey, marks: Marks = marks) -> Spelled | Grid:
    """The key as words and formulas, options by the marks that `choices` gives them; or a filled table."""
    if not isinstance(key, TableAnswer):
        return spelled(key, marks)
    rows = tuple(
        (prose_of(name), *(cell(key, i, j, marks) for j in range(len(key.columns)))) for i, name in enumerate(key.rows)
    )
    return Grid(heads(key), rows)


def slip(key: AnswerKey, marks: Marks = marks) -> Spelled:
    """A wrong answer on one line: options by their marks alone, tables row by row."""
    match key:
        case ChoiceAnswer() | ChoicesAnswer():
            return (short(key, marks),)
        case TableAnswer():
            rows = [[cell(key, i, j, marks) for j in range(len(key.columns))] for i in range(len(key.rows))]
            told = [(*prose_of(name), ": ", *joined(row, ", "), "; ") for name, row in zip(key.rows, rows, strict=True)]
            return tuple(piece for row in told for piece in row)[:-1]
        case _:
            return spelled(key, marks)


def joined(each: Sequence[Spelled], between: str) -> Spelled:
    return tuple(piece for i, some in enumerate(each) for piece in ((between, *some) if i else some))


def heads(key: TableAnswer) -> tuple[str, ...]:
    return ("", *(label(name) for name in key.columns))


def prose_of(name: str) -> Spelled:
    """A name of a row, which may be a formula, as words and formulas."""
    return spans(label(name))


def table(data: DataTable) -> Grid:
    """The data of a question, numbers with a true minus sign."""
    return Grid(
        tuple(label(name) for name in data.columns),
        tuple(tuple(_value(each) for each in row) for row in data.rows),
    )


def _value(text: str) -> Spelled:
    return spans(text) if "$" in text else (typeset(text),)


class Series(NamedTuple):
    """Measurements of one kind, to be written side by side."""

    head: str
    cells: tuple[Spelled, ...]


FEW, DOWN = 3, 14
"""Values that may stand below one another; rows of a table before it goes on beside itself."""


def series(data: DataTable) -> Series | None:
    """The data as a list of values; None if it has several columns, or so few rows that a table is as good."""
    if len(data.columns) > 1 or len(data.rows) <= FEW or data.caption:
        return None
    return Series(label(data.columns[0]), tuple(_value(row[0]) for row in data.rows))


def beside(shown: Grid) -> tuple[Grid, ...]:
    """A long table in blocks to stand side by side, each with the heads."""
    return tuple(Grid(shown.heads, shown.rows[i : i + DOWN]) for i in range(0, len(shown.rows), DOWN))
