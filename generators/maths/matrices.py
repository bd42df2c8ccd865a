"""Small exact matrices, and how to draw ones that are pleasant by hand.

>>> A = Mat([[2, 1], [1, 3]])
>>> f"{A * A.inv()}  {A.det()}  {A.inv()}"
'[[1, 0], [0, 1]]  5  [[3/5, -1/5], [-1/5, 2/5]]'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.rng import Rng


class Mat:
    """An immutable matrix of integers and fractions that prints in house notation.

    Iterating gives the entries row by row. A `rounded` decimal stays one as long as it is not computed with.
    """

    __slots__ = ("rows",)
    rows: tuple[tuple[Rational, ...], ...]

    def __init__(self, rows: Iterable[Iterable[Any]]) -> None:
        self.rows = tuple(tuple(rational(entry) for entry in row) for row in rows)
        widths = {len(row) for row in self.rows}
        if len(widths) != 1 or 0 in widths:
            raise ValueError(f"rows of one length are needed, not {sorted(widths)}")

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])

    @property
    def columns(self) -> tuple[tuple[Rational, ...], ...]:
        return tuple(zip(*self.rows, strict=True))

    @property
    def T(self) -> Mat:
        """The transpose."""
        return Mat(self.columns)

    def __getitem__(self, at: tuple[int, int]) -> Rational:
        i, j = at
        return self.rows[i][j]

    def __iter__(self) -> Iterator[Rational]:
        return (entry for row in self.rows for entry in row)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.rows) * len(self.rows[0])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mat) and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(self.rows)

    def __str__(self) -> str:
        return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in self.rows) + "]"

    __repr__ = __str__

    def tolist(self) -> list[list[Rational]]:
        return [list(row) for row in self.rows]

    def map(self, change: Callable[[Rational], Any]) -> Mat:
        """The matrix with `change` applied to each entry, for example `A.map(terminating)`."""
        return Mat([change(entry) for entry in row] for row in self.rows)

    def with_entry(self, i: int, j: int, value: Any) -> Mat:
        """The matrix with one entry changed."""
        return self.with_row(i, [value if k == j else entry for k, entry in enumerate(self.rows[i])])

    def with_row(self, i: int, row: Iterable[Any]) -> Mat:
        """The matrix with one row changed."""
        return Mat(row if k == i else old for k, old in enumerate(self.rows))

    def row(self, i: int) -> Mat:
        return Mat([self.rows[i]])

    def column(self, j: int) -> Mat:
        return Mat([row[j]] for row in self.rows)

    def minor(self, i: int, j: int) -> Mat:
        """The matrix without row i and column j."""
        return Mat([x for m, x in enumerate(row) if m != j] for k, row in enumerate(self.rows) if k != i)

    def beside(self, other: Mat) -> Mat:
        """The two matrices side by side."""
        return Mat(a + b for a, b in zip(self.rows, other.rows, strict=True))

    def __add__(self, other: Mat) -> Mat:
        return self._entrywise(other, lambda a, b: a + b)

    def __sub__(self, other: Mat) -> Mat:
        return self._entrywise(other, lambda a, b: a - b)

    def __neg__(self) -> Mat:
        return self * -1

    def __mul__(self, other: Mat | Rational) -> Mat:
        """The matrix product, or a multiple."""
        if not isinstance(other, Mat):
            return Mat([entry * other for entry in row] for row in self.rows)
        if self.shape[1] != other.shape[0]:
            raise ValueError(f"cannot multiply {self.shape} by {other.shape}")
        columns = other.columns
        return Mat([sum(a * b for a, b in zip(row, col, strict=True)) for col in columns] for row in self.rows)

    __matmul__ = __mul__

    def __rmul__(self, factor: Rational) -> Mat:
        return self * factor

    def __truediv__(self, divisor: Rational) -> Mat:
        return self * Fraction(1, divisor)

    def __pow__(self, exponent: int) -> Mat:
        """A matrix power; a negative one of the inverse."""
        base = self if exponent >= 0 else self.inv()
        power = eye(self.shape[0])
        for _ in range(abs(exponent)):
            power = power * base
        return power

    def hadamard(self, other: Mat) -> Mat:
        """The entrywise product."""
        return self._entrywise(other, lambda a, b: a * b)

    def trace(self) -> Rational:
        return sum(self.rows[i][i] for i in range(self._order()))

    def det(self) -> Rational:
        """The determinant, by cofactors of the first row."""
        if self._order() == 1:
            return self.rows[0][0]
        if self._order() == 2:
            (a, b), (c, d) = self.rows
            return rational(a * d - b * c)
        return rational(sum((-1) ** j * x * self.minor(0, j).det() for j, x in enumerate(self.rows[0]) if x))

    def rref(self) -> tuple[Mat, tuple[int, ...]]:
        """The reduced row echelon form, and the columns that hold its pivots."""
        A = [[Fraction(x) for x in row] for row in self.rows]
        pivots: list[int] = []
        for j in range(self.shape[1]):
            top = len(pivots)
            found = next((i for i in range(top, len(A)) if A[i][j]), None)
            if found is None:
                continue
            A[top], A[found] = A[found], A[top]
            A[top] = [x / A[top][j] for x in A[top]]
            for i in range(len(A)):
                if i != top and (k := A[i][j]):
                    A[i] = [x - k * y for x, y in zip(A[i], A[top], strict=True)]
            pivots.append(j)
        return Mat(A), tuple(pivots)

    def rank(self) -> int:
        return len(self.rref()[1])

    def nullspace(self) -> tuple[Mat, ...]:
        """A basis of the kernel as columns, one a free variable, read off the reduced row echelon form."""
        R, pivots = self.rref()
        basis = []
        for free in (j for j in range(self.shape[1]) if j not in pivots):
            v = [Fraction(j == free) for j in range(self.shape[1])]
            for i, j in enumerate(pivots):
                v[j] = Fraction(-R[i, free])
            basis.append(column(*v))
        return tuple(basis)

    def inv(self) -> Mat:
        """The inverse. Raises ZeroDivisionError if there is none."""
        n = self._order()
        R, pivots = self.beside(eye(n)).rref()
        if pivots[:n] != tuple(range(n)):
            raise ZeroDivisionError(f"{self} has no inverse")
        return Mat(row[n:] for row in R.rows)

    def charpoly(self, variable: str = "lambda") -> Polynomial:
        """det(variable*I - A), by Faddeev and LeVerrier; for an even order the same as det(A - variable*I)."""
        n = self._order()
        if n == 2:
            return Polynomial([1, -self.trace(), self.det()], variable)
        M, coefficients = eye(n), [Fraction(1)]
        for k in range(1, n + 1):
            AM = self * M
            coefficients.append(Fraction(-AM.trace()) / k)
            M = AM + eye(n) * coefficients[-1]
        return Polynomial(coefficients, variable)

    def _order(self) -> int:
        if self.shape[0] != self.shape[1]:
            raise ValueError(f"a square matrix is needed, not one of shape {self.shape}")
        return self.shape[0]

    def _entrywise(self, other: Mat, join: Callable[[Rational, Rational], Rational]) -> Mat:
        if self.shape != other.shape:
            raise ValueError(f"cannot join {self.shape} and {other.shape} entry by entry")
        return Mat(map(join, a, b) for a, b in zip(self.rows, other.rows, strict=True))


def matrix_of(rows: int, columns: int, entry: Callable[[int, int], Any]) -> Mat:
    """The matrix whose entry in row i, column j (from 0) is `entry(i, j)`."""
    return Mat([entry(i, j) for j in range(columns)] for i in range(rows))


def column(*entries: Any) -> Mat:
    """A column vector."""
    return Mat([entry] for entry in entries)


def beside(*columns: Mat) -> Mat:
    """The matrices side by side."""
    first, *rest = columns
    for each in rest:
        first = first.beside(each)
    return first


def eye(n: int) -> Mat:
    """The identity matrix."""
    return matrix_of(n, n, lambda i, j: int(i == j))


def zeros(rows: int, columns: int) -> Mat:
    return matrix_of(rows, columns, lambda i, j: 0)


def diag(*entries: Any) -> Mat:
    """The diagonal matrix."""
    return matrix_of(len(entries), len(entries), lambda i, j: entries[i] if i == j else 0)


def dot(u: Iterable[Rational], v: Iterable[Rational]) -> Rational:
    """The sum of products of entries; for columns the dot product."""
    return rational(sum(a * b for a, b in zip(u, v, strict=True)))


def is_echelon(A: Mat, *, reduced: bool = False) -> bool:
    """Zero rows last and each pivot right of the one above; reduced: pivots 1 and alone in their columns."""
    width = A.shape[1]
    pivots = [next((j for j, x in enumerate(row) if x), width + i) for i, row in enumerate(A.rows)]
    return all(a < b for a, b in pairwise(pivots)) and (not reduced or A.rref()[0] == A)


def row_equivalent(A: Mat, B: Mat) -> bool:
    """Whether row operations lead from one to the other."""
    return A.shape == B.shape and A.rref()[0] == B.rref()[0]


# Drawing ---------------------------------------------------------------------------------------------------------


def integer_matrix(rng: Rng, rows: int, columns: int, bound: int, *, zero: bool = False) -> Mat:
    """Entries from -bound..bound, without 0 unless `zero`."""
    draw = rng.integer if zero else rng.nonzero
    return matrix_of(rows, columns, lambda i, j: draw(-bound, bound))


def upper_unit(rng: Rng, n: int, bound: int = 2) -> Mat:
    """An upper triangular integer matrix with ones on the diagonal and no zero above it."""
    return matrix_of(n, n, lambda i, j: int(i == j) if j <= i else rng.nonzero(-bound, bound))


def unimodular(rng: Rng, n: int, bound: int = 2) -> Mat:
    """An integer matrix of determinant 1, so that its inverse is an integer matrix too: lower unit times upper unit."""
    return upper_unit(rng, n, bound).T * upper_unit(rng, n, bound)


def permutation(order: Iterable[int]) -> Mat:
    """The matrix whose row i is the unit row with its 1 in column order[i]."""
    order = tuple(order)
    return matrix_of(len(order), len(order), lambda i, j: int(order[i] == j))


def orthogonal_frame(rng: Rng, n: int) -> Mat:
    """An integer matrix whose columns are at right angles and of one integer length: n is 2 or 3.

    From an integer quaternion: the columns divided by their length are a rotation with rational entries.
    """
    if n == 2:
        p, q = rng.choice(((2, 1), (3, 1), (3, 2), (4, 1), (4, 3)))
        a, b = rng.shuffled((p * p - q * q, 2 * p * q))
        frame = Mat([[a, -b], [b, a]])
    elif n == 3:
        a, b, c, d = rng.choice(((1, 1, 1, 0), (2, 1, 0, 0), (1, 1, 2, 0), (1, 1, 1, 2), (2, 1, 1, 1)))
        b, c, d = rng.shuffled((b, c, d))
        frame = Mat(
            [
                [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
                [2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b)],
                [2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d],
            ]
        )
    else:
        raise ValueError(f"frames are drawn in 2 or 3 dimensions, not {n}")
    return frame * diag(*(rng.sign() for _ in range(n)))
