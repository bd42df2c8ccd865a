"""Gaussian elimination that says what it does."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generators.maths.matrices import Mat
from generators.maths.rationals import Rational


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
