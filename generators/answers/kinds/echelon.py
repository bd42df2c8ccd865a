"""An echelon form of a matrix: the same row space, and the staircase pattern. Judged by predicate, not by equality."""

from __future__ import annotations

from itertools import pairwise

from generators.answers.compare import Comparison, Prove, same
from generators.answers.entrywise import must_be_defined, must_be_finite
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, right, wrong
from generators.answers.kinds.matrix import rows_of, wrong_shape
from generators.answers.reading.entries import entries
from generators.answers.subspaces import ZERO, lies_in, rational, spanned
from generators.notation import house, parse
from generators.notation.tree import Node, Num, Rows
from schemas.answer import EchelonAnswer
from schemas.verdict import Feedback

PROVED, REFUTED, OPEN = Comparison(True, "predicate"), Comparison(False, "predicate"), Comparison(None)
ONE = Num("1")
Grid = list[list[bool | None]]


def read(key: EchelonAnswer | None, response: Response) -> Reading:
    return entries(response, matrix=True)


def judge(key: EchelonAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = rows_of(reading)
    if (len(key.matrix), len(key.matrix[0])) != (len(given), len(given[0])):
        return wrong_shape(given)
    must_be_finite(cell for row in given for cell in row)
    zeros = [[is_zero(cell, key, prove) for cell in row] for row in given]
    span = spanned(key.matrix, frozenset(key.symbols.items()))
    inside = [lies_in(span, row, key.symbols).equal for row in given]
    if False in inside:
        return _lost(f"Row {inside.index(False) + 1} is no combination of the rows of the matrix.")
    leading = _leading(zeros)
    if leading is None or None in inside or span.dimension is None:
        return open_question(OPEN)
    if sum(place is not None for place in leading) < span.dimension:
        return _lost("The rows do not give back all rows of the matrix: one got lost.")
    if (fault := _fault(leading)) is not None:
        return _said("not-echelon", f"This is not in echelon form: {fault}.")
    return _reduced(key, given, zeros, leading, prove) if key.reduced else right(PROVED)


def _lost(sentence: str) -> Judgement:
    return _said("row-space", f"This is not row equivalent to the matrix. {sentence}")


def _said(code: str, text: str) -> Judgement:
    return wrong(REFUTED, Feedback(code=code, text=text))


def is_zero(cell: Node, key: EchelonAnswer, prove: Prove | None) -> bool | None:
    """Raises Undefined where the entry has no value."""
    x = rational(cell)
    if x is not None:
        return not x
    found = same(ZERO, cell, key.symbols, prove=prove)
    must_be_defined(cell, key.symbols, found)
    return found.equal


def _leading(zeros: Grid) -> list[int | None] | None:
    """In which column each row has its first entry that is not 0, None for rows of zeros; None if it is not clear."""
    places: list[int | None] = []
    for row in zeros:
        place = next((j for j, zero in enumerate(row) if not zero), None)
        if place is not None and row[place] is None:
            return None
        places.append(place)
    return places


def _fault(leading: list[int | None]) -> str | None:
    """What breaks the staircase, if anything does."""
    for i, (above, below) in enumerate(pairwise(leading), 1):
        if above is None and below is not None:
            return f"row {i} is zero and stands above a row that is not: zero rows come last"
        if above is not None and below is not None and below <= above:
            return f"the first entry of row {i + 1} that is not 0 must stand further right than that of row {i}"
    return None


def _reduced(
    key: EchelonAnswer,
    given: tuple[tuple[Node, ...], ...],
    zeros: Grid,
    leading: list[int | None],
    prove: Prove | None,
) -> Judgement:
    """An echelon form is right if its leading entries are 1 and alone in their columns."""
    doubt = False
    for i, j in enumerate(leading):
        if j is None:
            continue
        if (one := same(ONE, given[i][j], key.symbols, prove=prove).equal) is False:
            return _said("not-reduced", f"This is an echelon form, but the first entry of row {i + 1} must be 1.")
        if False in (above := [zeros[k][j] for k in range(i)]):
            sentence = f"This is an echelon form, but above the leading 1 of row {i + 1} there must be zeros."
            return _said("not-reduced", sentence)
        doubt = doubt or one is None or None in above
    return open_question(OPEN) if doubt else right(PROVED)


def slips(key: EchelonAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """Where only one form is right, what is wrong beside it."""
    given = rows_of(reading)
    if not key.reduced or all(remark.code != "row-space" for remark in judgement.feedback):
        return ()
    span = spanned(key.matrix, frozenset(key.symbols.items()))
    if span.numbers is None:
        return ()
    m, n = len(given), len(given[0])
    form = [house(cell) for row in span.vectors for cell in row]
    form += ["0"] * (m * n - len(form))
    sides = seen.both_sides(form, [cell for row in given for cell in row], None, key.symbols)
    return () if sides is None else seen.in_matrix(sides, m, n)


def text(key: EchelonAnswer) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in key.value) + "]"


def formulas(key: EchelonAnswer) -> tuple[str, ...]:
    return tuple(entry for row in key.matrix for entry in row)


def value(key: EchelonAnswer) -> Node:
    return Rows(tuple(tuple(map(parse, row)) for row in key.value))


KIND = Kind(read, judge, text, formulas, value, slips=slips, lists=True)
