"""The named functions of authors' rules: matrices, vectors, data. Exact on exact entries, else by rigorous balls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from flint import acb, acb_mat, arb, arb_mat, fmpq, fmpq_mat, fmpz, fmpz_poly

from generators.notation.elementary import exp, extreme
from generators.notation.errors import NotationError
from generators.notation.values import (
    MAX_TERMS,
    ONE,
    SCALARS,
    ZERO,
    Imprecise,
    Matrix,
    Scalar,
    Undefined,
    Value,
    as_int,
    differ,
    divide,
    is_zero,
    lean,
    sign,
    sqrt,
)

# Shapes ------------------------------------------------------------------------------------------------------------


def as_matrix(value: Value, what: str) -> Matrix:
    """The matrix a value is, a scalar as 1 by 1; NotationError, naming `what`, if it is none."""
    if type(value) is Matrix:
        return value
    if type(value) in SCALARS:
        return Matrix(((value,),))
    raise NotationError(f"{what} needs a matrix or a vector")


def as_scalar(value: Value, what: str) -> Scalar:
    """The number a value is; NotationError, naming `what`, if it is none."""
    if type(value) in SCALARS:
        return value
    raise NotationError(f"{what} needs a number")


def slim(A: Matrix) -> Scalar | Matrix:
    """A matrix as the result of an operation: 1 by 1 is its entry."""
    return A.rows[0][0] if A.shape == (1, 1) else A


def square(A: Matrix, what: str) -> int:
    m, n = A.shape
    if m != n:
        raise NotationError(f"{what} needs a square matrix, not {m} by {n}")
    return n


def column(entries: Sequence[Scalar]) -> Matrix:
    return Matrix(tuple((entry,) for entry in entries))


def listed(value: Value, what: str) -> tuple[Scalar, ...]:
    """The entries of a vector, row or column."""
    A = as_matrix(value, what)
    if 1 not in A.shape:
        raise NotationError(f"{what} needs a vector, not a matrix of {A.shape[0]} by {A.shape[1]}")
    return A.entries


def is_exact(A: Matrix) -> bool:
    return all(type(x) is fmpq for row in A.rows for x in row)


# Arithmetic --------------------------------------------------------------------------------------------------------


def _fitting(A: Matrix, B: Matrix) -> None:
    if A.shape != B.shape:
        raise NotationError("a {} by {} and a {} by {} matrix do not fit together".format(*A.shape, *B.shape))


def entrywise(A: Matrix, B: Matrix, of: Callable[[Scalar, Scalar], Scalar]) -> Matrix:
    _fitting(A, B)
    return Matrix(tuple(tuple(map(of, *pair)) for pair in zip(A.rows, B.rows, strict=True)))


def add(A: Matrix, B: Matrix) -> Matrix:
    return entrywise(A, B, lambda x, y: lean(x + y))


def subtract(A: Matrix, B: Matrix) -> Matrix:
    return entrywise(A, B, lambda x, y: lean(x - y))


def hadamard(A: Matrix, B: Matrix) -> Matrix:
    return entrywise(A, B, lambda x, y: lean(x * y))


def scale(A: Matrix, factor: Scalar) -> Matrix:
    return A.map(lambda x: lean(x * factor))


def multiply(A: Matrix, B: Matrix) -> Scalar | Matrix:
    """The matrix product; a factor that is 1 by 1 scales if it fits no other way."""
    if A.shape[1] != B.shape[0]:
        if A.shape == (1, 1):
            return scale(B, A.rows[0][0])
        if B.shape == (1, 1):
            return scale(A, B.rows[0][0])
        raise NotationError("a {} by {} and a {} by {} matrix have no product".format(*A.shape, *B.shape))
    columns = tuple(zip(*B.rows, strict=True))
    return slim(Matrix(tuple(tuple(inner(row, c) for c in columns) for row in A.rows)))


def inner(u: Sequence[Scalar], v: Sequence[Scalar]) -> Scalar:
    return lean(reduce(lambda s, pair: s + pair[0] * pair[1], zip(u, v, strict=True), ZERO))


def transposed(A: Matrix) -> Matrix:
    return Matrix(tuple(zip(*A.rows, strict=True)))


def eye(n: int) -> Matrix:
    return Matrix(tuple(tuple(ONE if i == j else ZERO for j in range(n)) for i in range(n)))


def matrix_power(A: Matrix, n: int) -> Matrix:
    size = square(A, "a power")
    if n < 0:
        return matrix_power(inverse(A), -n)
    if n > MAX_TERMS:
        raise NotationError(f"this power is too large: at most {MAX_TERMS}")
    result = eye(size)
    while n:
        if n & 1:
            result = as_matrix(multiply(result, A), "a power")
        n >>= 1
        if n:
            A = as_matrix(multiply(A, A), "a power")
    return result


def dot(u: Value, v: Value) -> Scalar:
    """The dot product of two vectors, whichever way they are written."""
    left, right = listed(u, "a dot product"), listed(v, "a dot product")
    if len(left) != len(right):
        raise NotationError(f"vectors of lengths {len(left)} and {len(right)} have no dot product")
    return inner(left, right)


def cross(u: Value, v: Value) -> Matrix:
    """The vector product in three dimensions, as a column."""
    left, right = listed(u, "a vector product"), listed(v, "a vector product")
    if len(left) != 3 or len(right) != 3:
        raise NotationError("a vector product needs two vectors of length 3")
    (a, b, c), (x, y, z) = left, right
    return column([lean(b * z - c * y), lean(c * x - a * z), lean(a * y - b * x)])


# Linear algebra ----------------------------------------------------------------------------------------------------


def _flat(A: Matrix) -> fmpq_mat:
    return fmpq_mat(*A.shape, list(A.entries))


def _balls(A: Matrix) -> arb_mat | acb_mat:
    kind, mat = (acb, acb_mat) if any(type(x) is acb for x in A.entries) else (arb, arb_mat)
    return mat([[kind(x) for x in row] for row in A.rows])


def _rows(A: fmpq_mat | arb_mat | acb_mat) -> Matrix:
    return Matrix(tuple(tuple(row) for row in A.tolist()))


def determinant(A: Matrix) -> Scalar:
    square(A, "det")
    if is_exact(A):
        return lean(_flat(A).det())
    value = _balls(A).det()
    if not value.is_finite():
        raise Imprecise("the determinant is not clear")
    return lean(value)


def trace(A: Matrix) -> Scalar:
    return lean(reduce(lambda s, i: s + A.rows[i][i], range(square(A, "tr")), ZERO))


def inverse(A: Matrix) -> Matrix:
    square(A, "the inverse")
    if is_exact(A):
        try:
            return _rows(_flat(A).inv())
        except ZeroDivisionError:
            raise Undefined("a singular matrix has no inverse") from None
    if is_zero(determinant(A)):
        raise Undefined("a singular matrix has no inverse")
    try:
        return _rows(_balls(A).inv())
    except ZeroDivisionError:
        raise Imprecise("this matrix may be singular") from None


def echelon(A: Matrix) -> tuple[Matrix, tuple[int, ...]]:
    """The reduced row echelon form and its pivot columns (0-based)."""
    if is_exact(A):
        reduced = _rows(_flat(A).rref()[0])
        pivots = (next((j for j, x in enumerate(row) if x), None) for row in reduced.rows)
        return reduced, tuple(j for j in pivots if j is not None)
    rows, pivots_found, top = [list(row) for row in A.rows], [], 0
    for j in range(A.shape[1]):
        if top == len(rows):
            break
        below = [i for i in range(top, len(rows)) if not is_zero(rows[i][j])]
        if not below:
            continue
        rows[top], rows[below[0]] = rows[below[0]], rows[top]
        pivot = rows[top][j]
        rows[top] = [ZERO] * j + [ONE] + [divide(x, pivot) for x in rows[top][j + 1 :]]
        for i in range(len(rows)):
            if i != top:
                factor = rows[i][j]
                rows[i] = [
                    ZERO if k == j else x - factor * y for k, (x, y) in enumerate(zip(rows[i], rows[top], strict=True))
                ]
        pivots_found.append(j)
        top += 1
    return Matrix(tuple(map(tuple, rows))), tuple(pivots_found)


def rank(A: Matrix) -> Scalar:
    return fmpq(len(echelon(A)[1]))


def null_space(A: Matrix) -> list[Matrix]:
    """A basis of the solutions of A*x = 0, as columns."""
    reduced, pivots = echelon(A)
    n = A.shape[1]
    basis = []
    for free in range(n):
        if free not in pivots:
            entries = [ONE if j == free else ZERO for j in range(n)]
            for i, j in enumerate(pivots):
                entries[j] = -reduced.rows[i][free]
            basis.append(column(entries))
    return basis


def eigenvalues(A: Matrix) -> tuple[Value, ...]:
    """The distinct eigenvalues, real ones first and rising: exact where rational, else balls."""
    square(A, "eigenvalues")
    if not is_exact(A):
        return _eigenvalues_of_balls(A)
    found: list[Scalar] = []
    for factor, _ in _flat(A).charpoly().factor()[1]:
        if factor.degree() == 1:
            found.append(-factor[0] / factor[1])
        else:
            scale = reduce(lambda s, c: s.lcm(c.q), factor.coeffs(), fmpz(1))
            whole = fmpz_poly([fmpz((c * scale).p) for c in factor.coeffs()])
            found += [lean(value) for value, _ in whole.complex_roots()]
    reals = sorted((x for x in found if type(x) is not acb), key=lambda x: float(arb(x).mid()))
    return (*reals, *(x for x in found if type(x) is acb))


def _eigenvalues_of_balls(A: Matrix) -> tuple[Value, ...]:
    entries = A.entries
    if A.shape == (1, 1):
        return entries
    if A.shape == (2, 2) and all(type(x) is not acb for x in entries):
        a, b, c, d = entries
        half, gap = (a + d) / 2, lean((a - d) * (a - d) / 4 + b * c)
        if sign(gap) == 0:
            return (half,)
        radius = sqrt(gap, complex=True)
        return (half - radius, half + radius)
    try:
        found = _balls(A) if type(_balls(A)) is acb_mat else acb_mat(_balls(A))
        values = found.eig()
    except ValueError:
        raise Imprecise("the eigenvalues are not clear") from None
    symmetric = all(not differ(x, y) for x, y in zip(entries, transposed(A).entries, strict=True))
    if symmetric and all(type(x) is not acb for x in entries):
        return tuple(sorted((value.real for value in values), key=lambda x: float(x.mid())))
    return tuple(lean(value) for value in values)


def eigenvector(A: Matrix, value: Scalar) -> Matrix:
    """A nonzero solution v of (A - value*I)v = 0, as a column; Undefined if `value` is no eigenvalue.

    Where entries are balls it is a column of the adjugate, right for every true matrix in them that has `value` as a
    simple eigenvalue.
    """
    n = square(A, "eigenvector")
    shifted = subtract(A, scale(eye(n), value))
    if is_exact(shifted):
        space = null_space(shifted)
        if not space:
            raise Undefined(f"{value} is no eigenvalue of this matrix")
        return space[0]
    if not (d := determinant(shifted)).contains(0):
        raise Undefined(f"{value} is no eigenvalue of this matrix (the determinant is {d})")
    for i in range(n):
        cofactors = [_cofactor(shifted, i, j) for j in range(n)]
        if any(differ(x, ZERO) for x in cofactors):
            return column(cofactors)
    raise Imprecise("the eigenvector is not clear")


def _cofactor(A: Matrix, i: int, j: int) -> Scalar:
    rest = tuple(tuple(x for k, x in enumerate(row) if k != j) for h, row in enumerate(A.rows) if h != i)
    value = determinant(Matrix(rest)) if rest else ONE
    return -value if (i + j) % 2 else value


def norm(A: Matrix) -> Scalar:
    """The length of a vector; of a matrix the root of the sum of squares."""
    return sqrt(inner(A.entries, A.entries) if not any(type(x) is acb for x in A.entries) else _moduli(A))


def _moduli(A: Matrix) -> Scalar:
    return reduce(lambda s, x: s + abs(x) * abs(x), A.entries, ZERO)


def entry(A: Matrix, *at: Value) -> Scalar:
    """The entry in row i and column j, counted from 1; of a vector the i-th."""
    if len(at) == 1:
        entries, i = listed(A, "entry"), as_int(at[0], "entry")
        if not 1 <= i <= len(entries):
            raise NotationError(f"entry {i} of a vector of length {len(entries)}")
        return entries[i - 1]
    i, j = (as_int(each, "entry") for each in at)
    m, n = A.shape
    if not (1 <= i <= m and 1 <= j <= n):
        raise NotationError(f"entry ({i}, {j}) of a matrix of {m} by {n}")
    return A.rows[i - 1][j - 1]


def diagonal(A: Matrix) -> Matrix:
    """The diagonal matrix with these entries; of a square matrix its diagonal, as a column."""
    if 1 in A.shape:
        d = A.entries
        return Matrix(tuple(tuple(x if i == j else ZERO for j in range(len(d))) for i, x in enumerate(d)))
    return column([A.rows[i][i] for i in range(square(A, "diag"))])


# Data --------------------------------------------------------------------------------------------------------------


def mean(X: Matrix) -> Scalar | Matrix:
    """The mean of the rows, as a column; of a single row or column the mean of its entries."""
    if 1 in X.shape:
        entries = X.entries
        return lean(reduce(lambda s, x: s + x, entries, ZERO) / fmpq(len(entries)))
    m, n = X.shape
    return column([lean(reduce(lambda s, row: s + row[j], X.rows, ZERO) / fmpq(m)) for j in range(n)])


def centre(X: Matrix, m: Value) -> Matrix:
    """The rows of X less the point m; of a single row or column its entries less the number m."""
    if type(m) in SCALARS:
        return X.map(lambda x: lean(x - m))
    point = listed(m, "centre")
    if len(point) != X.shape[1]:
        raise NotationError(f"rows of length {X.shape[1]} less a point of length {len(point)}")
    return Matrix(tuple(tuple(lean(x - c) for x, c in zip(row, point, strict=True)) for row in X.rows))


def covariance(X: Matrix, m: Value | None = None) -> Scalar | Matrix:
    """The sample covariance of the rows about m (their mean unless told); of one row or column its variance."""
    centred = centre(X, mean(X) if m is None else m)
    if 1 in X.shape:
        entries = centred.entries
        return divide(inner(entries, entries), fmpq(len(entries) - 1))
    total = as_matrix(multiply(transposed(centred), centred), "cov")
    return slim(total.map(lambda x: divide(x, fmpq(X.shape[0] - 1))))


def deviation(X: Matrix) -> Scalar:
    """The sample standard deviation of a list, with n - 1."""
    if 1 not in X.shape:
        raise NotationError("sd needs a list of numbers")
    return sqrt(as_scalar(covariance(X), "sd"))


def relu(x: Scalar) -> Scalar:
    return extreme([x, ZERO], 1)


def step(x: Scalar) -> Scalar:
    """The slope of ReLU: 1 right of 0 and 0 left of it and at it."""
    return ONE if sign(x) > 0 else ZERO


def sigmoid(x: Scalar) -> Scalar:
    return divide(ONE, ONE + exp(-x))


def _each(of: Callable[[Scalar], Scalar]) -> Callable[..., Value]:
    return lambda z: z.map(of) if type(z) is Matrix else of(as_scalar(z, "this function"))


def _of_matrix(of: Callable[..., Value], name: str) -> Callable[..., Value]:
    return lambda A, *rest: of(as_matrix(A, name), *rest)


RULES: dict[str, Callable[..., Value]] = {
    "det": _of_matrix(determinant, "det"),
    "tr": _of_matrix(trace, "tr"),
    "rank": _of_matrix(rank, "rank"),
    "inv": _of_matrix(inverse, "inv"),
    "norm": _of_matrix(norm, "norm"),
    "diag": _of_matrix(diagonal, "diag"),
    "entry": _of_matrix(entry, "entry"),
    "eigenvalues": _of_matrix(eigenvalues, "eigenvalues"),
    "eigenvector": _of_matrix(lambda A, x: eigenvector(A, as_scalar(x, "eigenvector")), "eigenvector"),
    "mean": _of_matrix(mean, "mean"),
    "centre": _of_matrix(centre, "centre"),
    "cov": _of_matrix(covariance, "cov"),
    "sd": _of_matrix(deviation, "sd"),
    "relu": _each(relu),
    "step": _each(step),
    "sigmoid": _each(sigmoid),
}
