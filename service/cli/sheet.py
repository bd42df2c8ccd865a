"""An exercise as plain text for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence

from generators.notation import label
from schemas.answer import (
    AnswerKey,
    ChoiceAnswer,
    ChoicesAnswer,
    MatchingAnswer,
    Option,
    OrderAnswer,
    TableAnswer,
)
from schemas.exercise import DataTable, Exercise, Part
from service.render.keys import Spelled, cell, options_of, spelled
from service.render.plain import plain
from service.render.prose import INDENT, shown, spoken


def lines(exercise: Exercise, solution: bool) -> Iterator[str]:
    """The exercise, line by line, folded to the width of the terminal."""
    several = len(exercise.parts) > 1
    yield f"{exercise.title}  [{exercise.recipe}]"
    yield ""
    yield from folded(shown(exercise.stem), "")
    if exercise.data:
        yield from table(exercise.data)
    for figure in exercise.figures:
        yield from folded(f"Figure {figure.label}: {spoken(figure.alt)}".replace("Figure :", "Figure:"), "  ")
    for n, part in enumerate(exercise.parts):
        name = f"({'abcdefghijklmnopqrstuvwxyz'[n]}) " if several else ""
        yield from folded(name + shown(part.ask), "", " " * len(name))
        yield from field(part)
        if solution:
            yield from solved(part)
        if several and n < len(exercise.parts) - 1:
            yield ""
    if solution:
        yield ""
        yield from folded(f"Source: {exercise.source}", "")


def field(part: Part) -> Iterator[str]:
    match part.answer:
        case ChoiceAnswer(options=options) | ChoicesAnswer(options=options) | OrderAnswer(items=options):
            yield from listed(options)
        case MatchingAnswer(left=left, right=right):
            yield from listed(left)
            yield "    to"
            yield from listed(right)
        case TableAnswer(columns=columns, rows=rows):
            yield f"    columns: {', '.join(shown(label(name)) for name in columns)}"
            yield f"    rows: {', '.join(shown(label(name)) for name in rows)}"
            for name, _, options in options_of(part.answer):
                yield f"    {shown(name)}:"
                yield from listed(options)


def listed(options: Sequence[Option]) -> Iterator[str]:
    for option in options:
        yield from folded(f"{option.id}: {shown(option.text)}", "    ", "       ")


def solved(part: Part) -> Iterator[str]:
    yield ""
    for n, step in enumerate(part.steps, 1):
        yield from folded(f"{n}. {shown(step)}", "  ", "     ")
    if part.figure:
        yield from folded(f"Figure: {spoken(part.figure.alt)}", "     ")
    yield f"  Answer: {answer(part.answer)}"
    for mistake in part.mistakes:
        told = f"Not {answer(mistake.answer)} ({mistake.misconception}): {shown(mistake.feedback)}"
        yield from folded(told, "  ", "      ")


def answer(key: AnswerKey) -> str:
    if isinstance(key, TableAnswer):
        cells = ((joined(cell(key, i, j)) for j in range(len(key.columns))) for i in range(len(key.rows)))
        return "; ".join(f"{shown(label(name))}: {', '.join(row)}" for name, row in zip(key.rows, cells, strict=True))
    return joined(spelled(key))


def joined(pieces: Spelled) -> str:
    return "".join(piece if isinstance(piece, str) else plain(piece) for piece in pieces)


def table(data: DataTable) -> Iterator[str]:
    rows = [
        [shown(label(name)) for name in data.columns],
        *([cell.replace("-", "−", 1) for cell in row] for row in data.rows),
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(data.columns))]
    if data.caption:
        yield f"  {shown(data.caption)}"
    for row in rows:
        yield "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    yield ""


def folded(text: str, first: str, rest: str | None = None) -> list[str]:
    width = max(40, min(shutil.get_terminal_size((100, 24)).columns, 110))
    indent = first if rest is None else rest
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(INDENT):
            lines.append(indent + line)
        else:
            lines += textwrap.wrap(
                line.strip(),
                width,
                initial_indent=indent if lines else first,
                subsequent_indent=indent,
                break_long_words=False,
            )
    return lines
