"""Gaussian elimination that says what it does, and matrices it is pleasant to do it with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from generators.maths.figures import listed
from generators.maths.matrices import Mat, integer_matrix
from generators.maths.rationals import Rational
from generators.maths.rng import Rng


def eliminate(A: Mat, *, columns: int | None = None, reduced: bool = False) -> Iterator[tuple[str, Mat]]:
    """Row operations, each with the matrix it leads to, until the first `columns` (all) are in echelon form.

    Rows are exchanged only where a pivot would be 0. `reduced` makes pivots 1 and clears above them too.
    """
    height, width = A.shape
    row = 0
    for j in range(width if columns is None else columns):
        pivot = next((i for i in range(row, height) if A[i, j] != 0), None)
        if pivot is None:
            continue
        if pivot != row:
            A = exchanged(A, row, pivot)
            yield f"R_{row + 1} <-> R_{pivot + 1}", A
        if reduced and (p := A[row, j]) != 1:
            A = A.with_row(row, [x * Fraction(1, p) for x in A.rows[row]])
            yield scaling(row, Fraction(1, p)), A
        for i in range(height):
            if (i > row or (reduced and i < row)) and (k := Fraction(A[i, j]) / A[row, j]) != 0:
                A = added(A, i, -k, row)
                yield adding(i, -k, row), A
        row += 1


def exchanged(A: Mat, i: int, j: int) -> Mat:
    """A with rows i and j exchanged."""
    return A.with_row(i, A.rows[j]).with_row(j, A.rows[i])


def added(A: Mat, i: int, k: Rational, j: int) -> Mat:
    """A with k times row j added to row i."""
    return A.with_row(i, [x + k * y for x, y in zip(A.rows[i], A.rows[j], strict=True)])


def adding(i: int, k: Rational, j: int) -> str:
    """The operation in house notation: `R_2 -> R_2 - 3*R_1`. Rows count from 0 here, from 1 in the text."""
    factor = "" if abs(k) == 1 else f"{abs(k)}*" if Fraction(k).denominator == 1 else f"({abs(k)})*"
    return f"R_{i + 1} -> R_{i + 1} {'-' if k < 0 else '+'} {factor}R_{j + 1}"


def scaling(i: int, k: Rational) -> str:
    """The operation in house notation: `R_2 -> 1/3*R_2`."""
    factor = "-" if k == -1 else f"{k}*" if Fraction(k).denominator == 1 else f"({k})*"
    return f"R_{i + 1} -> {factor}R_{i + 1}"


def augmented(A: Mat, bar: int) -> str:
    """House notation of a matrix with a bar after its first `bar` columns."""
    rows = (f"[{', '.join(map(str, row[:bar]))} | {', '.join(map(str, row[bar:]))}]" for row in A.rows)
    return f"[{', '.join(rows)}]"


def shown(A: Mat, bar: int = 0) -> str:
    """House notation, with a bar after the first `bar` columns unless that is 0."""
    return augmented(A, bar) if bar else str(A)


# Saying why ------------------------------------------------------------------------------------------------------


def worked(A: Mat, work: Iterable[tuple[str, Mat]], bar: int = 0) -> Iterator[str]:
    """A sentence for each exchange and for all operations with one pivot row, and the matrix they lead to."""
    for _, group in groupby(work, key=lambda each: each[0] if "<->" in each[0] else pivot_row(each[0])):
        operations, states = zip(*group, strict=True)
        done = listed(f"${did}$" for did in operations)
        leads = "leads" if len(operations) == 1 else "lead"
        yield f"{_reason(operations)}: {done} {leads} to ${shown(A, bar)} ~ {shown(states[-1], bar)}$."
        A = states[-1]


def pivot_row(did: str) -> int:
    """The row, counted from 1, that an operation in house notation multiplies or adds to another."""
    changed, *others = map(int, re.findall(r"R_(\d)", did))
    return next((row for row in others if row != changed), changed)


def _reason(operations: tuple[str, ...]) -> str:
    """The beginning of a sentence about operations with one pivot row, or about an exchange."""
    row = pivot_row(operations[0])
    changed = [int(did[2]) for did in operations]
    if "<->" in operations[0]:
        return f"Row {changed[0]} has a 0 where its pivot should be, so exchange it with row {row}"
    cleared = [other for other in changed if other != row]
    sides = {"above": any(other < row for other in cleared), "below": any(other > row for other in cleared)}
    where = " and ".join(side for side, found in sides.items() if found)
    entries = "entry" if len(cleared) == 1 else "entries"
    if row not in changed:
        return f"Clear the {entries} {where} the pivot of row {row}"
    return f"Make the pivot of row {row} a 1" + (f" and clear the {entries} {where} it" if cleared else "")


# Drawing ---------------------------------------------------------------------------------------------------------


def staircase(rng: Rng, pivots: Sequence[int], width: int) -> Mat:
    """A row echelon form of full rank with nonzero entries up to 4 and pivots up to 3."""
    entries = integer_matrix(rng, len(pivots), width, 4)
    return Mat(
        [0 if j < pivot else rng.choice((1, 1, 2, 3, -1, -2)) if j == pivot else entries[i, j] for j in range(width)]
        for i, pivot in enumerate(pivots)
    )


def lower(n: int, below: Mapping[tuple[int, int], Rational]) -> Mat:
    """Ones on the diagonal and these entries below it: the multipliers of the elimination."""
    return Mat([1 if i == j else below.get((i, j), 0) for j in range(n)] for i in range(n))
