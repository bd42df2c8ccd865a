"""A matrix, entry by entry; with credit per entry where the key says so."""

from __future__ import annotations

from collections.abc import Sequence

from generators.answers.compare import Comparison, Prove
from generators.answers.entries import entries
from generators.answers.judging import Judgement, Kind, Reading, Response, wrong
from generators.answers.kinds.vector import by_entries, compared
from generators.answers.tolerance import rounded_text
from generators.notation import parse
from generators.notation.tree import Node, Rows
from schemas.answer import MatrixAnswer
from schemas.verdict import Feedback


def read(key: MatrixAnswer | None, response: Response) -> Reading:
    return entries(response, matrix=True)


def judge(key: MatrixAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading.tree, Rows)
    wanted = [[parse(entry) for entry in row] for row in key.value]
    given = reading.tree.rows
    if (len(wanted), len(wanted[0])) != (len(given), len(given[0])):
        return wrong(Comparison(False, "exact"), wrong_shape(given))
    found = compared(_flat(wanted), _flat(given), key.tolerance, key.symbols, prove)
    slips = () if all(each.equal for each in found) else _slips(key, wanted, given)
    return by_entries(found, key.partial is not None, slips)


def wrong_shape(given: Sequence[Sequence[Node]]) -> Feedback:
    return Feedback(code="wrong-shape", text=f"A matrix of {len(given)} by {len(given[0])} does not fit here.")


def _flat(rows: Sequence[Sequence[Node]]) -> list[Node]:
    return [cell for row in rows for cell in row]


def _slips(key: MatrixAnswer, wanted: list[list[Node]], given: Sequence[Sequence[Node]]) -> tuple[Feedback, ...]:
    if len(wanted) == len(wanted[0]):
        turned = [list(row) for row in zip(*wanted, strict=True)]
        if all(each.equal for each in compared(_flat(turned), _flat(given), key.tolerance, key.symbols, None)):
            return (Feedback(code="transposed", text="This is the transpose: rows and columns have changed places."),)
    return ()


def text(key: MatrixAnswer) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in key.value) + "]"


def formulas(key: MatrixAnswer) -> tuple[str, ...]:
    return tuple(entry for row in key.value for entry in row)


def value(key: MatrixAnswer) -> Node:
    return Rows(tuple(tuple(map(parse, row)) for row in key.value))


def rounded(key: MatrixAnswer) -> MatrixAnswer:
    rows = tuple(tuple(rounded_text(entry, key.tolerance) for entry in row) for row in key.value)
    return key.model_copy(update={"value": rows})


KIND = Kind(read, judge, text, formulas, value, rounded)
