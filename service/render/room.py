"""Whether a part fits on a page, told before it is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from schemas.exercise import Part
from service.render.prose import Piece
from service.render.setting import Drawn, Setting

LEADING = 1.4
"""Ems from line to line."""
WHOLE, SHORT = 0.6, 0.25
"""Shares of a column that a question is not torn up to, and a solution: this would leave pages half-empty."""
HEAD, FIELDS = 3.4, 5.0
"""Ems for the line above an exercise, and for those above the first one."""


def keep(part: Part, drawn: Drawn, setting: Setting) -> bool | None:
    """Whether a part surely fits on a page, so that it must not be torn; None where the template has to measure.

    To measure takes as long as to print: long solutions may be torn, between two of their steps.
    """
    tall = _height(part, drawn, setting)
    if tall < (SHORT if setting.solved else WHOLE) * setting.face.down:
        return True
    return False if setting.solved or tall > 3 * setting.face.down else None


class Stick(NamedTuple):
    """What of an exercise stays with what comes below it. Where both do not fit, Typst would leave a column empty."""

    stem: bool
    shown: bool
    """Its figures and data, with the question."""


def stick(n: int, first: Part, item: Drawn, rows: Sequence[float], setting: Setting) -> Stick:
    """For exercise `n`, whose `rows` of figures take so many ems down the page."""
    stem: float = LEADING * (1 + _letters(item["stem"]) * 0.5 / setting.face.across)
    struts: float = sum(
        sum(piece["strut"]) for piece in item["stem"] if not isinstance(piece, str) and "strut" in piece
    )
    shown = [*([] if item["table"] is None else [_table_height(item["table"])]), *rows]
    room = setting.face.down - FIELDS * (n == 1) - HEAD - stem - struts
    question = _height(first, item["parts"][0], setting)
    if setting.solved:
        return Stick(room > sum(shown[:1], HEAD), False)
    return Stick(room > (shown[0] if shown else question), room > sum(shown) + question)


def _table_height(table: Drawn) -> float:
    blocks: list[int] = [len(rows) for rows in table["blocks"]]
    match table["kind"]:
        case "list":
            return LEADING * 3
        case "lying":
            return sum(1.6 * rows + 1.2 for rows in blocks)
        case _:
            return LEADING * (max(blocks) + 2) * -(-len(blocks) // int(table["abreast"]))


def _height(part: Part, drawn: Drawn, setting: Setting) -> float:
    """About how many ems a part takes down the page."""
    across = setting.face.across - 2.0
    texts = [part.ask, *(part.steps if setting.solved else ())]
    lines = sum(1.0 + len(text) * 0.5 / across for text in texts)
    high: float = sum(piece["strut"][0] + piece["strut"][1] for piece in _tall(drawn))
    blocks: float = sum(3.0 * piece["m"].count("\\ ") + 3.0 for piece in _formulas(drawn) if piece["size"] == "block")
    figure = 0.0 if part.figure is None or not setting.solved else 24.0
    return LEADING * (lines + 1) + high + blocks + figure + _field_height(drawn["field"], across, setting.solved) + 3.0


def _field_height(drawn: Drawn, across: float, solved: bool) -> float:
    if solved and drawn["kind"] in ("lines", "line"):
        return 0.0
    match drawn["kind"]:
        case "choice":
            return 2.0 * sum(1 + _letters(option["text"]) * 0.5 / across for option in drawn["options"])
        case "order" | "matching":
            entries = [*drawn.get("items", ()), *drawn.get("left", ()), *drawn.get("right", ())]
            return 2.5 * sum(1 + _letters(entry["text"]) / across for entry in entries)
        case "table":
            return 3.0 * (len(drawn["rows"]) + 2) + 2.0 * len(drawn["below"])
        case "lines":
            return 2.4 * float(drawn["count"])
        case _:
            return float(drawn["room"]) * 2.8 + 5.0


def _letters(text: Sequence[Piece]) -> int:
    return sum(len(piece) for piece in text if isinstance(piece, str))


def _formulas(drawn: Drawn) -> Iterator[Any]:
    for text in (drawn["ask"], *drawn.get("steps", ())):
        yield from (piece for piece in text if not isinstance(piece, str) and "m" in piece)


def _tall(drawn: Drawn) -> Iterator[Any]:
    return (piece for piece in _formulas(drawn) if "strut" in piece)
