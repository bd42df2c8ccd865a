"""Jupyter notebooks: a ZIP file with `exercises.ipynb` to work in and `solutions.ipynb`.

Each part has an answer cell and a cell that checks it: by asking a service, which knows every kind of answer, or by
salted hashes of the answers that have one spelling or lie on a grid. Hashes keep an answer from being read by chance;
who tries all short answers finds it, so they are for practice. With nbgrader the check cells are its tests, and what
has no hash is graded by hand.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from importlib.resources import files
from math import ceil, floor, log10
from typing import Any, NamedTuple

import nbformat

from generators.answers.ranges import real_range
from schemas.answer import (
    AnswerKey,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    DirectionAnswer,
    IntervalAnswer,
    ListAnswer,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    OrderAnswer,
    SetAnswer,
    TextAnswer,
    Tolerance,
    VectorAnswer,
)
from schemas.exercise import DataTable, Part
from schemas.export import ExportCreate
from service.exports import markdown
from service.exports.plan import Plan
from service.exports.questions import Grid, Question, answer, blank, choices, questions, slip
from service.exports.report import Ledger
from service.exports.selfcheck import digest, tokens
from service.files import packed
from service.render import figures
from service.render.keys import ids
from service.render.prose import shown, spoken
from service.render.setting import named
from service.render.words import points

CELLS = 100
"""About how many points of the grid lie in the range that a tolerance accepts."""
EXACT = 10**12
"""A value with a larger denominator stands for an irrational one."""
DECIMALS = Tolerance(decimals=4)
"""How exactly an irrational value must be given where the key asks for the value itself."""
Cell = dict[str, Any]


class Sealed(NamedTuple):
    """What an answer is compared with: how it is read, the grid of its entries, hashes of what is right for each."""

    how: str
    grid: list[str]
    right: list[list[str]]
    rounded: bool = False
    """Whether an exact value was taken as a decimal."""


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The ZIP file with both notebooks."""
    asked = questions(plan)
    checks: dict[str, Cell] = {}
    body: list[Cell] = []
    for question in asked:
        body += _asked(question, order, plan.id, checks, ledger)
    cells = [_markdown(f"# {markdown.words(plan.title)}\n\n{_about(order)}"), _setup(checks, order), *body]
    solved = [_markdown(f"# {markdown.words(plan.title)}: solutions")]
    for question in asked:
        solved += _solved(question)
    return packed({"exercises.ipynb": _notebook(cells), "solutions.ipynb": _notebook(solved)})


def _at(question: Question) -> int:
    return int(question.number.partition(".")[0])


def _about(order: ExportCreate) -> str:
    how = (
        f"Answers are checked by {order.service_url}: set the environment variable `PROBLEMBANK_KEY` to an API key."
        if order.service_url
        else "Answers are checked here, by salted hashes."
    )
    return f'Type each answer between the quotes, such as `"3/4"`, `"[1, 2]"` or `"a, c"`, and run its cells. {how}'


def _notebook(cells: Sequence[Cell]) -> bytes:
    """The file; ids are numbers, so that the same cells give the same bytes."""
    named = [{**cell, "id": f"cell-{n}"} for n, cell in enumerate(cells)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "cells": named,
        }
    )
    return str(nbformat.writes(made)).encode() + b"\n"


def _markdown(source: str, pictures: dict[str, bytes] | None = None) -> Cell:
    cell: Cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    if pictures:
        cell["attachments"] = {name: {"image/png": base64.b64encode(body).decode()} for name, body in pictures.items()}
    return cell


def _code(source: str, metadata: Cell | None = None) -> Cell:
    return {
        "cell_type": "code", "execution_count": None, "metadata": metadata or {}, "outputs": [], "source": source
    }  # fmt: skip


def _setup(checks: dict[str, Cell], order: ExportCreate) -> Cell:
    """The code that checks, and what it needs, packed so that nobody reads feedback before its time."""
    module = (files("service.exports") / "selfcheck.py").read_text(encoding="utf-8")
    source = module[module.index("import hashlib") :].rstrip()
    sealed = base64.b64encode(zlib.compress(json.dumps(checks).encode(), 9)).decode()
    load = f'import base64\nimport zlib\n\nCHECKS.update(json.loads(zlib.decompress(base64.b64decode("{sealed}"))))'
    return _code(f"# Run this cell first.\n{source}\n\n\n{load}", _locked("setup") if order.nbgrader else None)


# Questions -------------------------------------------------------------------------------------------------------


def _asked(
    question: Question, order: ExportCreate, salt: str, checks: dict[str, Cell], ledger: Ledger
) -> Iterator[Cell]:
    exercise, at = question.exercise, _at(question)
    yield from _statement(question, solved=False)
    if order.service_url:
        told = "The notebook holds the recipe, which names the seed and with it the solution: it is for practice."
        ledger.note(at, "seed", "approximated", told)
    for n, (letter, part) in enumerate(named(exercise), 1):
        name = re.sub(r"\W", "_", question.number) + letter
        yield _markdown("\n\n".join(_ask(letter, part)))
        share = question.points * part.points_share
        if order.service_url:
            checks[name] = {"url": order.service_url.rstrip("/"), "recipe": exercise.recipe, "part": str(n)}
        elif (sealed := seal(part.answer, f"{salt}-{name}")) is not None:
            checks[name] = _check(part, sealed, f"{salt}-{name}")
            _note_sealed(ledger, at, n, part, sealed, checks[name])
        else:
            how = "it is graded by hand" if order.nbgrader else "compare with the solutions"
            told = f"An answer of the kind {part.answer.kind} has many spellings and no hash: {how}."
            ledger.note(at, "answer", "approximated", told, n)
        yield from _cells(name, share, order, checked=name in checks)


def _cells(name: str, share: float, order: ExportCreate, checked: bool) -> Iterator[Cell]:
    typed = f'answer_{name} = ""'
    if not checked:
        by_hand = _graded(f"answer-{name}", share, solution=True) if order.nbgrader else None
        yield _code(typed, by_hand)
    elif order.nbgrader:
        yield _code(typed, {"nbgrader": _nbgrader(f"answer-{name}", solution=True)})
        yield _code(f'assert check("{name}", answer_{name})', _graded(f"check-{name}", share, solution=False))
    else:
        yield _code(typed)
        yield _code(f'check("{name}", answer_{name});')


def _nbgrader(id: str, *, solution: bool, grade: bool = False, locked: bool = False) -> Cell:
    return {
        "grade": grade, "grade_id": id, "locked": locked, "schema_version": 3, "solution": solution, "task": False
    }  # fmt: skip


def _graded(id: str, share: float, *, solution: bool) -> Cell:
    """A cell that gives points: a test, or an answer that is graded by hand."""
    return {"nbgrader": {**_nbgrader(id, solution=solution, grade=True, locked=not solution), "points": share}}


def _locked(id: str) -> Cell:
    return {"nbgrader": _nbgrader(id, solution=False, locked=True)}


def _note_sealed(ledger: Ledger, at: int, n: int, part: Part, sealed: Sealed, check: Cell) -> None:
    if sealed.grid:
        told = f"A range of numbers is compared on a grid of about {CELLS} points."
        ledger.note(at, "tolerance", "approximated", told, n)
    if sealed.rounded:
        ledger.note(at, "answer", "approximated", "The exact value is asked for as a decimal with 4 places.", n)
    if getattr(part.answer, "form", None):
        ledger.note(at, "form", "approximated", "The form of the number is not checked.", n)
    if part.follows:
        told = "Each part is checked against the true answers of the parts before it."
        ledger.note(at, "follow-through", "refused", told, n)
    if lost := len(part.mistakes) - len(check["slips"]):
        told = (
            f"{lost} predictable mistake{'' if lost == 1 else 's'} cannot be told by a hash; the solutions name them."
        )
        ledger.note(at, "mistakes", "approximated", told, n)


def _statement(question: Question, solved: bool) -> Iterator[Cell]:
    exercise = question.exercise
    title = f": {markdown.words(exercise.title)}" if solved else ""
    blocks = [f"## Exercise {question.number} ({points(question.points)}){title}"]
    blocks += [markdown.prose(exercise.stem)] if exercise.stem else []
    pictures = {f"figure-{n}.png": figures.png(figure) for n, figure in enumerate(exercise.figures, 1)}
    for name, figure in zip(pictures, exercise.figures, strict=True):
        blocks.append(f"![{_alt(figure.alt)}](attachment:{name})")
        blocks += [f"*Figure {markdown.words(figure.label)}*"] if figure.label else []
    yield _markdown("\n\n".join(blocks), pictures)
    if exercise.data:
        yield _code(_data(exercise.data, re.sub(r"\W", "_", question.number)))


def _alt(alt: str) -> str:
    return markdown.words(spoken(alt).replace("\n", " "))


def _data(data: DataTable, number: str) -> str:
    """The data as a dictionary of lists, numbers as numbers."""
    columns = ((name, [row[i] for row in data.rows]) for i, name in enumerate(data.columns))
    lines = (f"    {json.dumps(shown(name), ensure_ascii=False)}: {_values(cells)}," for name, cells in columns)
    return "\n".join([f"data_{number} = {{", *lines, "}", f"data_{number}"])


def _values(cells: Sequence[str]) -> str:
    if all(re.fullmatch(r"-?\d+(\.\d+)?", cell) and not re.match(r"-?0\d", cell) for cell in cells):
        return f"[{', '.join(cells)}]"
    return json.dumps([shown(cell) for cell in cells], ensure_ascii=False)


def _ask(letter: str, part: Part) -> Iterator[str]:
    yield (f"**({letter})** " if letter else "") + markdown.prose(part.ask)
    if (open_table := blank(part.answer)) is not None:
        yield markdown.grid(open_table)
    for listed in choices(part.answer, ids):
        if listed.head:
            yield markdown.prose(listed.head)
        rows = zip(listed.marks, listed.texts, strict=True)
        yield "\n".join(f"- **{mark}** {markdown.line(text)}" if mark else f"- {text}" for mark, text in rows)
    if part.hints:
        told = "\n\n".join(markdown.prose(hint) for hint in part.hints)
        yield f"<details><summary>Hints</summary>\n\n{told}\n\n</details>"


def _solved(question: Question) -> Iterator[Cell]:
    yield from _statement(question, solved=True)
    for letter, part in named(question.exercise):
        blocks = list(_ask(letter, part))
        blocks.append(
            "\n".join(f"{n}. {markdown.set_in(markdown.prose(step), '   ')}" for n, step in enumerate(part.steps, 1))
        )
        pictures = {}
        if part.figure:
            pictures["solution.png"] = figures.png(part.figure)
            blocks.append(f"![{_alt(part.figure.alt)}](attachment:solution.png)")
        right = answer(part.answer, ids)
        if isinstance(right, Grid):
            blocks += ["**Answer**", markdown.grid(right)]
        else:
            blocks.append(f"**Answer:** {markdown.spelling(right)}")
        if part.mistakes:
            blocks.append("Where others went wrong:")
            slips = ((slip(each.answer, ids), each.feedback) for each in part.mistakes)
            told = (f"{markdown.spelling(wrong)}: {markdown.prose(feedback)}" for wrong, feedback in slips)
            blocks.append("\n".join(f"- {markdown.set_in(each, '  ')}" for each in told))
        yield _markdown("\n\n".join(blocks), pictures)
    exercise = question.exercise
    yield _markdown(f"Source: {markdown.words(exercise.source)} Recipe: `{exercise.recipe}`")


# Hashes ----------------------------------------------------------------------------------------------------------


def _check(part: Part, sealed: Sealed, salt: str) -> Cell:
    slips = []
    for mistake in part.mistakes:
        wrong = seal(mistake.answer, salt)
        if wrong is not None and (wrong.how, wrong.grid) == (sealed.how, sealed.grid):
            slips.append({"hashes": wrong.right, "text": shown(mistake.feedback)})
    return {"how": sealed.how, "grid": sealed.grid, "right": sealed.right, "salt": salt, "slips": slips}


def seal(key: AnswerKey, salt: str) -> Sealed | None:
    """Hashes of what a key accepts; None for kinds whose answers have many spellings."""
    match key:
        case BooleanAnswer(value=value):
            return _words(("true" if value else "false",), salt)
        case TextAnswer(value=accepted):
            return _words(accepted, salt)
        case ChoiceAnswer(value=value):
            return _spelt("options", value, salt)
        case ChoicesAnswer(value=value):
            return _spelt("options", ", ".join(value), salt)
        case OrderAnswer(value=value):
            return _spelt("order", ", ".join(value), salt)
        case MatchingAnswer(value=value):
            return _spelt("pairs", ", ".join(f"{left}-{right}" for left, right in value.items()), salt)
        case NumberAnswer(value=value, tolerance=tolerance, between=between):
            return _numbers("number", [(value, tolerance, between)], salt)
        case IntervalAnswer(low=NumberAnswer() as low, high=NumberAnswer() as high):
            return _numbers("list", [(end.value, end.tolerance, end.between) for end in (low, high)], salt)
        case SetAnswer(value=value, tolerance=tolerance):
            return _numbers("set", [(each, tolerance, None) for each in value], salt)
        case ListAnswer(value=value, tolerance=tolerance):
            return _numbers("list", [(each, tolerance, None) for each in value], salt)
        case VectorAnswer(value=value, tolerance=tolerance, up_to=None):
            return _numbers("list", [(each, tolerance, None) for each in value], salt)
        case DirectionAnswer(value=value):
            return _numbers("direction", [(each, None, None) for each in value], salt)
        case MatrixAnswer(value=rows, tolerance=tolerance):
            return _numbers("matrix", [(each, tolerance, None) for row in rows for each in row], salt, len(rows))
        case _:
            return None


def _spelt(how: str, text: str, salt: str) -> Sealed:
    return Sealed(how, [], [[digest(salt, token)] for token in tokens(how, text, [])])


def _words(accepted: Sequence[str], salt: str) -> Sealed:
    return Sealed("words", [], [[digest(salt, tokens("words", each, [])[0]) for each in accepted]])


Entry = tuple[str, Tolerance | None, tuple[str, str] | None]


def _numbers(how: str, entries: Sequence[Entry], salt: str, rows: int = 1) -> Sealed | None:
    ranges = [real_range(*entry) for entry in entries]
    known = [each for each in ranges if each is not None]
    if len(known) < len(ranges):
        return None
    exact = all(low == high and low.denominator < EXACT for low, high in known)
    if exact:
        values = [low for low, _ in known]
        width = len(values) // rows
        spelled = ["[" + ", ".join(map(str, values[i * width : (i + 1) * width])) + "]" for i in range(rows)]
        return _spelt(how, ", ".join(spelled) if values else "", salt)
    if how == "direction":
        return None
    rounded = any(low == high for low, high in known)
    if rounded:
        wide = [real_range(value, tolerance or DECIMALS, between) for value, tolerance, between in entries]
        known = [each for each in wide if each is not None]
    if how == "set":
        known = sorted(known)
    steps = [_step(high - low) for low, high in known]
    shape = str(rows) if how == "matrix" else ""
    right = [
        [digest(salt, f"{shape}|{i}|{n}") for n in range(ceil(low / step), floor(high / step) + 1)]
        for i, ((low, high), step) in enumerate(zip(known, steps, strict=True))
    ]
    return Sealed(how, [str(step) for step in steps], right, rounded)


def _step(width: Fraction) -> Fraction:
    """A power of ten of which about a hundred, never more than a thousand, fit into a range."""
    power = floor(log10(width)) - round(log10(CELLS))
    return Fraction(10) ** power
