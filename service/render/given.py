"""Data tables on paper: lying on their side, standing in blocks side by side, or as a list, so that they fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from generators.notation import label
from schemas.exercise import DataTable
from service.render.prose import shown

ROWS = re.compile(r"\b(row|column)s?\b")
LYING, DOWN = 6, 14
"""Most columns of a table that may lie on its side; most rows of a block before another begins beside it."""
BANDS = 3
"""Most bands of a table that lies on its side."""
CELL, BETWEEN = 1.15, 2.0
"""Ems around a cell and between blocks."""
LETTER = 0.5

Cells = Sequence[Sequence[str]]


class Spread(NamedTuple):
    """How a table is laid out. Cells are prose.

    A `list` has one block of two rows: its head and its values. Blocks of a `lying` table stand under one another and
    begin their rows with heads; those of a `standing` one begin with a row of heads, `abreast` of them in a line.
    """

    kind: Literal["list", "lying", "standing"]
    blocks: Sequence[Cells]
    abreast: int = 1
    shrink: float = 1.0


def spread(data: DataTable, texts: Sequence[str], across: float) -> Spread:
    """The layout for columns of `across` ems; rows stay rows where the texts speak of them."""
    heads = [label(name) for name in data.columns]
    cells = [[typeset(cell) for cell in row] for row in data.rows]
    if len(heads) == 1 and len(cells) > 3:
        return Spread("list", [[heads, [row[0] for row in cells]]])
    upright = any(map(ROWS.search, texts)) or (len(heads) > 2 and not any(numeric(row[0]) for row in data.rows))
    return (None if upright else _lying(heads, cells, across)) or _standing(heads, cells, across)


def _lying(heads: Sequence[str], cells: Cells, across: float) -> Spread | None:
    """On its side, in bands; None if that would be no help."""
    room = across - max(map(_width, heads)) - CELL
    each = CELL + max(_width(cell) for row in cells for cell in row)
    most = max(1, int(room / each))
    bands = -(-len(cells) // most)
    stands = _stands(heads, cells)
    better_upright = bands > 1 and (
        (len(cells) <= DOWN and stands < across / 2) or (len(cells) <= 2 * bands and stands <= across)
    )
    if len(heads) > LYING or bands > BANDS or better_upright:
        return None
    long = -(-len(cells) // bands)
    blocks = [
        [[head, *(row[i] for row in cells[start : start + long])] for i, head in enumerate(heads)]
        for start in range(0, len(cells), long)
    ]
    return Spread("lying", blocks, shrink=_shrunk(room, each))


def _standing(heads: Sequence[str], cells: Cells, across: float) -> Spread:
    blocks: list[Cells] = [[heads, *cells[i : i + DOWN]] for i in range(0, len(cells), DOWN)]
    wide = _stands(heads, cells)
    abreast = max(1, min(len(blocks), int((across + BETWEEN) / (wide + BETWEEN))))
    if abreast == 1:
        blocks = [[heads, *cells]]
    return Spread("standing", blocks, abreast, _shrunk(across, wide))


def _stands(heads: Sequence[str], cells: Cells) -> float:
    return sum(CELL + max(map(_width, column)) for column in zip(heads, *cells, strict=True))


def _shrunk(room: float, wide: float) -> float:
    return round(max(0.45, min(1.0, room / wide)), 2)


def _width(prose: str) -> float:
    return LETTER * len(shown(prose))


def typeset(text: str) -> str:
    """A cell with a true minus sign if it is a number."""
    return text.replace("-", "−", 1) if numeric(text) else text


def numeric(text: str) -> bool:
    try:
        float(text.replace("−", "-"))
    except ValueError:
        return False
    return text.lstrip("-−")[:1].isdigit()
