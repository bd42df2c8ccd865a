"""Where learners answer on paper: circles to fill in, lines to number, a grid, room to work and a box."""

from __future__ import annotations

from collections.abc import Sequence

from generators.notation import label, parse
from schemas.answer import (
    AnswerKey,
    ArgumentAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    IntervalAnswer,
    ListAnswer,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    Option,
    OrderAnswer,
    SetAnswer,
    TableAnswer,
    Tolerance,
    VectorAnswer,
)
from schemas.exercise import Part
from service.render.keys import Side, options_of
from service.render.printed import marks
from service.render.prose import Piece, formula, shown
from service.render.setting import LETTERS, NARROW, Drawn, Setting
from service.render.words import Words, accuracy

SPACE = {"matrix": 3.0, "echelon": 3.6, "eigenpairs": 3.6, "text": 0.4}
"""Room to work in before the answer, in centimetres; what is not listed has room by the length of its solution."""
TALL = frozenset({"matrix", "echelon", "vector", "direction", "basis", "eigenpairs", "system"})
"""Kinds whose answers stand on several lines."""


def field_of(part: Part, setting: Setting, less: float) -> Drawn:
    """What the learner fills in: options, lines to number, two lists, a grid, or room to work and a line."""
    across = setting.face.across - less
    room = setting.layout.space_cm or 0.0
    match part.answer:
        case BooleanAnswer():
            ticks = _ticks([setting.words.true, setting.words.false])
            return {
                "kind": "choice",
                "shape": "circle",
                "columns": 4 if across > NARROW else 2,
                "options": ticks,
                "room": room,
            }
        case ChoiceAnswer(options=options):
            return {"kind": "choice", "shape": "circle", "room": room, **_choice(options, setting, across)}
        case ChoicesAnswer(options=options):
            return {"kind": "choice", "shape": "square", "room": room, **_choice(options, setting, across)}
        case OrderAnswer(items=items):
            return {"kind": "order", "items": _listed(items, "options", setting, across - 4), "room": room}
        case MatchingAnswer(left=left, right=right):
            half = across / 2 - 4
            lists = {"left": _listed(left, "left", setting, half), "right": _listed(right, "right", setting, half)}
            return {"kind": "matching", "room": room, **lists}
        case TableAnswer() as table:
            return {**_grid(table, setting, across), "room": room}
        case ArgumentAnswer(value=lines):
            return {"kind": "lines", "count": min(12, len(lines) + 2), "room": room}
        case key:
            return {
                "kind": "line",
                "room": _room(key, len(part.steps), setting),
                "tall": key.kind in TALL,
                "rule": _rule(key, setting.words),
            }


def _room(key: AnswerKey, steps: int, setting: Setting) -> float:
    """Room to work in, in centimetres."""
    layout = setting.layout
    if layout.space == "none":
        return 0.0
    if layout.space_cm is not None:
        return layout.space_cm
    room = SPACE.get(key.kind, min(4.0, 1.0 + 0.7 * steps))
    return room * (1.25 if layout.large_print else 1.0)


def _rule(key: AnswerKey, words: Words) -> str:
    """How the answer is to be rounded or written; empty where that is no question."""
    match key:
        case NumberAnswer(tolerance=tolerance, form=form):
            return accuracy(tolerance, form, words)
        case IntervalAnswer(low=NumberAnswer(tolerance=Tolerance() as tolerance)):
            return accuracy(tolerance, None, words)
        case VectorAnswer() | MatrixAnswer() | SetAnswer() | ListAnswer() | TableAnswer():
            return accuracy(key.tolerance, None, words) if key.tolerance else ""
    return ""


def _grid(table: TableAnswer, setting: Setting, across: float) -> Drawn:
    """A table to fill in, under it what its cells choose from."""
    first = (
        None if table.start is None else [[formula(parse(cell), told=setting.layout.tagged)] for cell in table.start]
    )
    widest = across / (len(table.columns) + 1) - 1.5
    below = [
        {
            "head": setting.set(setting.words.cells if name == "the cells" else name),
            "options": _listed(options, side, setting, across),
        }
        for name, side, options in options_of(table)
    ]
    return {
        "kind": "table",
        "columns": [setting.set(label(name), setting.face.across - widest) for name in table.columns],
        "rows": [setting.set(label(name), setting.face.across - widest) for name in table.rows],
        "start": first,
        "below": below,
        "rule": _rule(table, setting.words),
    }


def _choice(options: Sequence[Option], setting: Setting, across: float) -> Drawn:
    longest = max(len(shown(option.text)) for option in options)
    wide = min(across, 45.0)
    columns = next((n for n in (4, 2) if longest <= wide / n * 1.5 - 2.5 and len(options) >= n), 1)
    texts = [setting.set(option.text, 3.0, 1 / columns) for option in options]
    return {"columns": columns, "options": _ticks(texts, LETTERS)}


def _ticks(texts: Sequence[str | Sequence[Piece]], marks: str = "") -> list[Drawn]:
    """What is written beside and in each circle or square to tick."""
    return [
        {"mark": marks[i : i + 1], "text": [text] if isinstance(text, str) else text} for i, text in enumerate(texts)
    ]


def _listed(options: Sequence[Option], side: Side, setting: Setting, across: float) -> list[Drawn]:
    """Options with what to write for each."""
    less = setting.face.across - across
    return [
        {
            "mark": mark,
            "text": setting.set(option.text, less),
            "told": side != "options" and option.text.endswith(mark),
        }
        for option, mark in zip(options, marks(options, side), strict=True)
    ]
