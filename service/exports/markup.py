"""Exercises as HTML that is XML too, for platforms: what a learner reads, and what is shown as the solution.

How a formula is written is the platform's matter: it gives the function that turns prose into inline HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from generators.notation import Code, house, label, latex
from generators.notation.tree import Node
from schemas.answer import AnswerKey, Option, TableAnswer
from schemas.exercise import DataTable, Exercise, Part
from schemas.figure import Figure
from service.exports.fields import Question
from service.render import figures
from service.render.keys import Spelled, cell, spelled
from service.render.prose import displayed, spoken, with_tails

Say = Callable[[str], str]
"""Prose to inline HTML."""
RUNS = re.compile(r"^ | {2,}")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Picture(NamedTuple):
    """A file that belongs to the text; `alt` is escaped for an attribute."""

    name: str
    svg: str
    alt: str


class Pictures:
    """The figures of one exercise by the name of their file, in the order in which they are shown."""

    def __init__(self, prefix: str, address: str) -> None:
        """Names begin with `prefix`; `address` is what stands before a name in `src`."""
        self.prefix, self.address = prefix, address
        self.all: list[Picture] = []

    def show(self, figure: Figure) -> str:
        name = f"{self.prefix}{len(self.all) + 1}.svg"
        alt = escape(spoken(figure.alt))
        self.all.append(Picture(name, figures.svg(figure), alt))
        return f'<p><img src="{self.address}{name}" alt="{alt}"/></p>'


def with_latex(prose: str) -> str:
    r"""Inline HTML with formulas as LaTeX between `\(` and `\)`; those of several lines between `\[` and `\]`."""
    return "".join(words(span) if isinstance(span, str) else _tex(span, tail) for span, tail in with_tails(prose))


def _tex(node: Node, tail: str) -> str:
    code = escape(latex(node), quote=False)
    return rf"\[{code}{tail}\]" if displayed(node) else rf"\({code}\){tail}"


def words(span: str) -> str:
    """Words and code as inline HTML without styles."""
    if not isinstance(span, Code):
        return escape(span, quote=False)
    if not span.listing:
        return f"<code>{escape(span, quote=False)}</code>"
    lines = (_indented(escape(line, quote=False)) for line in span.strip("\n").split("\n"))
    return f"<br/><code>{'<br/>'.join(lines)}</code><br/>"


def _indented(line: str) -> str:
    """Runs of spaces as spaces that stay: nothing else keeps columns and indents where styles are not allowed."""
    return RUNS.sub(lambda run: "\u00a0" * len(run[0]), line)


def statement(exercise: Exercise, say: Say, pictures: Pictures) -> str:
    """What stands above all parts."""
    stem = f"<p>{say(exercise.stem)}</p>" if exercise.stem else ""
    data = "" if exercise.data is None else data_table(exercise.data, say)
    return stem + data + "".join(map(pictures.show, exercise.figures))


def data_table(data: DataTable, say: Say) -> str:
    head = "".join(f'<th scope="col">{say(label(name))}</th>' for name in data.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(each, quote=False)}</td>' for each in row)}</tr>" for row in data.rows)
    caption = f"<caption>{say(data.caption)}</caption>" if data.caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def asked(question: Question, several: bool, say: Say) -> str:
    """The part's letter, what it asks and how to answer."""
    letter = f"<strong>({letter_of(question.number)})</strong> " if several else ""
    lead = f"<p><em>{say(question.lead)}</em></p>" if question.lead else ""
    return f"<p>{letter}{say(question.part.ask)}</p>{lead}"


def letter_of(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26]


def laid_out(question: Question, controls: Sequence[str], say: Say) -> str:
    """Inline controls in one line, or in the grid they form."""
    grid = question.grid
    if grid is None:
        line = "".join(say(box.before) + control for box, control in zip(question.boxes, controls, strict=True))
        return f"<p>{line}{question.after}</p>"
    rows = [controls[at : at + grid.columns] for at in range(0, len(controls), grid.columns)]
    corner = "<td></td>" if grid.stubs else ""
    head = "".join(f'<th scope="col">{say(name)}</th>' for name in grid.heads)
    body = ""
    for n, row in enumerate(rows):
        stub = f'<th scope="row">{say(grid.stubs[n])}</th>' if grid.stubs else ""
        body += f"<tr>{stub}{''.join(f'<td>{control}</td>' for control in row)}</tr>"
    return f"<table>{f'<thead><tr>{corner}{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"


def solution(exercise: Exercise, say: Say, pictures: Pictures) -> str:
    """Worked steps and the answer of every part."""
    several = len(exercise.parts) > 1
    return "".join(_solved(part, n if several else 0, say, pictures) for n, part in enumerate(exercise.parts, 1))


def _solved(part: Part, number: int, say: Say, pictures: Pictures) -> str:
    head = f"<p><strong>({letter_of(number)})</strong></p>" if number else ""
    steps = "".join(f"<li>{say(step)}</li>" for step in part.steps)
    figure = "" if part.figure is None else pictures.show(part.figure)
    return f"{head}<ol>{steps}</ol>{figure}{_answer(part.answer, say)}"


def _answer(key: AnswerKey, say: Say) -> str:
    if not isinstance(key, TableAnswer):
        return f"<p>Answer: {say(prose_of(spelled(key)))}</p>"
    head = "".join(f'<th scope="col">{say(label(name))}</th>' for name in key.columns)
    body = "".join(
        f'<tr><th scope="row">{say(label(name))}</th>'
        + "".join(f"<td>{say(prose_of(cell(key, i, j)))}</td>" for j in range(len(key.columns)))
        + "</tr>"
        for i, name in enumerate(key.rows)
    )
    return f"<p>Answer:</p><table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"


def prose_of(spelling: Spelled) -> str:
    """Words and formulas in turn as prose again."""
    return "".join(_spelled(piece) for piece in spelling)


def _spelled(piece: str | Node) -> str:
    match piece:
        case Code():
            return f"`{piece}`"
        case str():
            return piece.replace("$", "\\$")
        case _:
            return f"${house(piece)}$"


def lettered(options: Sequence[Option], say: Say) -> str:
    """Options one below the other behind capital letters."""
    return "".join(
        f"<p><strong>{letter}.</strong> {say(option.text)}</p>"
        for letter, option in zip(LETTERS, options, strict=False)
    )
