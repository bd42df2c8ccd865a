"""A matrix, entry by entry; with credit per entry where the key says so."""

from __future__ import annotations

from collections.abc import Sequence

from generators.answers.compare import Prove
from generators.answers.entrywise import DIFFERENT, by_entries, compared, must_exist
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, wrong
from generators.answers.reading.entries import entries
from generators.answers.tolerance import rounded_text
from generators.notation import parse
from generators.notation.tree import Node, Rows
from schemas.answer import MatrixAnswer
from schemas.verdict import Feedback


def read(key: MatrixAnswer | None, response: Response) -> Reading:
    one = key is not None and len(key.value) == len(key.value[0]) == 1
    return entries(response, matrix=True, size=1 if one else None)


def judge(key: MatrixAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = rows_of(reading)
    if len(key.value) != len(given) or len(key.value[0]) != len(given[0]):
        return wrong_shape(given)
    found = compared(formulas(key), _flat(given), key.tolerance, key.symbols, prove)
    return by_entries(found, key.partial is not None)


def rows_of(reading: Reading) -> tuple[tuple[Node, ...], ...]:
    assert isinstance(reading.tree, Rows)
    return reading.tree.rows


def wrong_shape(given: Sequence[Sequence[Node]]) -> Judgement:
    """Raises Undefined where an entry has no value."""
    must_exist(_flat(given))
    text = f"A matrix of {len(given)} by {len(given[0])} does not fit here."
    return wrong(DIFFERENT, Feedback(code="wrong-shape", text=text))


def _flat(rows: Sequence[Sequence[Node]]) -> list[Node]:
    return [cell for row in rows for cell in row]


def slips(key: MatrixAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """What it looks like beside the right matrix; in another shape only whether it is the transpose."""
    m, n = len(key.value), len(key.value[0])
    given = rows_of(reading)
    if (len(given), len(given[0])) == (n, m) != (m, n):
        turned = [cell for row in zip(*given, strict=True) for cell in row]
        sides = seen.both_sides(formulas(key), turned, key.tolerance, key.symbols)
        return () if sides is None or sides.astray() else seen.TRANSPOSED
    if (len(given), len(given[0])) != (m, n):
        return ()
    sides = seen.both_sides(formulas(key), _flat(given), key.tolerance, key.symbols)
    return () if sides is None else seen.in_matrix(sides, m, n)


def text(key: MatrixAnswer) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in key.value) + "]"


def formulas(key: MatrixAnswer) -> tuple[str, ...]:
    return tuple(entry for row in key.value for entry in row)


def value(key: MatrixAnswer) -> Node:
    return Rows(tuple(tuple(map(parse, row)) for row in key.value))


def rounded(key: MatrixAnswer) -> MatrixAnswer:
    rows = tuple(tuple(rounded_text(entry, key.tolerance) for entry in row) for row in key.value)
    return key.model_copy(update={"value": rows})


KIND = Kind(read, judge, text, formulas, value, rounded, slips, lists=True)
