"""Answer keys in print: the answer to a part, and the grid of all answers over all sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.notation import label
from schemas.answer import (
    AnswerKey,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    Option,
    TableAnswer,
    TextAnswer,
)
from schemas.worksheet import Sheet
from service.render.extent import width
from service.render.keys import Side, Spelled, cell, short, spelled
from service.render.prose import shown
from service.render.setting import LETTERS, Drawn, Setting, named
from service.render.words import Words

NUMBERS = tuple(str(n) for n in range(1, 27))


def marks(options: Sequence[Option], side: Side) -> Sequence[str]:
    """What stands beside options in print: letters; at a matching the short ids they have, else letters and numbers."""
    if side != "options" and all(len(option.id) <= 2 for option in options):
        return [option.id for option in options]
    return (NUMBERS if side == "right" else LETTERS)[: len(options)]


def answer(key: AnswerKey, setting: Setting, across: float) -> Drawn:
    """The key in print: words and formulas, or a table."""
    match key:
        case TableAnswer(columns=columns, rows=rows):
            widest = across / (len(columns) + 1)
            less = setting.face.across - widest
            cells = [
                [
                    setting.spelling(_worded(cell(key, i, j, marks), key.value[i][j], setting.words), widest)
                    for j in range(len(columns))
                ]
                for i in range(len(rows))
            ]
            heads = (
                [setting.set(label(name), less) for name in columns],
                [setting.set(label(name), less) for name in rows],
            )
            return {"table": {"columns": heads[0], "rows": heads[1], "cells": cells}}
        case ChoiceAnswer() | ChoicesAnswer():
            return {
                "text": setting.spelling(_spelled(key, setting.words), across),
                "short": [_marks(key, setting.words)],
            }
        case _:
            return {"text": setting.spelling(_spelled(key, setting.words), across)}


def _marks(key: ChoiceAnswer | ChoicesAnswer, words: Words) -> str:
    return words.none if isinstance(key, ChoicesAnswer) and not key.value else short(key, marks)


def _spelled(key: AnswerKey, words: Words) -> Spelled:
    return _worded(spelled(key, marks), key, words)


def _worded(spelling: Spelled, key: AnswerKey | str, words: Words) -> Spelled:
    """The fixed words of a key in the language of the sheet."""
    match key:
        case BooleanAnswer(value=value):
            return (words.true if value else words.false,)
        case ChoicesAnswer(value=()):
            return (words.none,)
        case TextAnswer(value=accepted):
            return (f" {words.either} ".join(accepted),)
        case _:
            return spelling


# The key over all sheets ---------------------------------------------------------------------------------------

CELL = 1.3
"""Ems around what stands in a cell."""
ROW, BELOW = 1.7, 4.0
"""Ems that a row of the grid takes at least, and that are left free below a grid that is not torn."""
CODE, NAME = 5.0, 9.0
"""Ems for the code of a variant and the name of a candidate."""


def bands(sheets: Sequence[Sheet], setting: Setting) -> Iterator[Drawn]:
    """The grid of all answers, cut into bands of columns where it is too wide for a page."""
    heads = _heads(sheets)
    needed = {head: CELL + max(_width(key, setting.words) for key in keys.values()) for head, keys in heads.items()}
    room = setting.face.text / setting.face.size - CODE - NAME * any(sheet.candidate for sheet in sheets)
    room_down = setting.face.down - BELOW
    for columns in _packed(needed, room):
        wide = sum(needed[head] for head in columns)
        fit = {head: min(needed[head], room) * max(1.0, min(2.0, room / wide)) for head in columns}
        rows = [
            [
                answer(heads[head][k], setting, fit[head] - CELL) if k in heads[head] else {"text": []}
                for head in columns
            ]
            for k in range(len(sheets))
        ]
        yield {
            "heads": [f"{n}{name}" for n, name in columns],
            "widths": [fit[head] for head in columns],
            "rows": rows,
            "whole": ROW + sum(_row_height(sheet, row) for sheet, row in zip(sheets, rows, strict=True)) < room_down,
        }


def _row_height(sheet: Sheet, row: Sequence[Drawn]) -> float:
    """About how many ems a row of the grid takes down the page, with a long name."""
    name = (sheet.candidate and sheet.candidate.name) or ""
    return max(ROW * (1 + len(name) // 18), *map(_cell_height, row))


def _cell_height(drawn: Drawn) -> float:
    if "table" in drawn:
        rows: list[Drawn] = drawn["table"]["rows"]
        return ROW * (1.5 + len(rows))
    struts: list[float] = [sum(piece.get("strut", ())) for piece in drawn["text"] if not isinstance(piece, str)]
    return max([ROW, *(strut + 0.6 for strut in struts)])


Place = tuple[int, str]
"""Number of an exercise and letter of its part."""


def _heads(sheets: Sequence[Sheet]) -> dict[Place, dict[int, AnswerKey]]:
    """The keys at each place, by sheet."""
    found: dict[Place, dict[int, AnswerKey]] = {}
    for k, sheet in enumerate(sheets):
        for n, item in enumerate(sheet.items, 1):
            for name, part in named(item.exercise):
                found.setdefault((n, name), {})[k] = part.answer
    return dict(sorted(found.items()))


def _packed(needed: dict[Place, float], room: float) -> Iterator[list[Place]]:
    """Columns in as few bands as their order allows."""
    band: list[Place] = []
    used = 0.0
    for head, wide in needed.items():
        if band and used + wide > room:
            yield band
            band, used = [], 0.0
        band.append(head)
        used += wide
    yield band


def _width(key: AnswerKey, words: Words) -> float:
    """About how many ems an answer takes across."""
    match key:
        case TableAnswer(columns=columns, rows=rows):
            each = [max(_spread(cell(key, i, j, marks)) for i in range(len(rows))) for j in range(len(columns))]
            names = [len(shown(label(name))) * 0.5 for name in columns]
            first = max(len(shown(label(name))) * 0.5 for name in rows)
            return first + 1.4 + sum(max(pair) + 1.4 for pair in zip(each, names, strict=True))
        case ChoiceAnswer() | ChoicesAnswer():
            return 0.6 * len(_marks(key, words))
        case TextAnswer():
            return min(12.0, _spread(_spelled(key, words)))
        case _:
            return _spread(_spelled(key, words))


def _spread(spelling: Spelled) -> float:
    return sum(0.5 * len(piece) if isinstance(piece, str) else width(piece) for piece in spelling)
