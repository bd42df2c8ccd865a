"""Eigenvalues of rational matrices, exactly: how many there are, how large their eigenspaces, and the pairs as texts.

An eigenvalue is a root of one irreducible factor p of the characteristic polynomial, and its eigenspace has dimension
dim ker p(A) / deg p. Where p = x^2 + b*x + c, and w in ker p(A), (A + (lambda + b)*I)*w is an eigenvector for lambda.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import gcd, lcm

from flint import arb, fmpq, fmpq_mat, fmpq_poly, fmpz

from generators.answers.compare import BITS
from generators.answers.subspaces import rational, rationals
from generators.notation import NotationError, house, parse, tidy
from generators.notation.balls import evaluate
from generators.notation.rules import null_space
from generators.notation.tree import Node
from generators.notation.values import Imprecise, Matrix, Scalar, Undefined, precision

MAX_BITS = 64
"""Longest integer under a root that is factored."""

Numbers = tuple[fmpq, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """An irreducible monic factor of the characteristic polynomial, and the dimension of its roots' eigenspaces."""

    poly: fmpq_poly
    dimension: int


@dataclass(frozen=True, slots=True)
class Spectrum:
    """A rational matrix, and the irreducible factors of its characteristic polynomial."""

    A: fmpq_mat
    factors: tuple[Factor, ...]

    @property
    def distinct(self) -> int:
        """How many eigenvalues there are, each counted once."""
        return sum(int(factor.poly.degree()) for factor in self.factors)

    def factor_of(self, eigenvalue: Node, complex: bool) -> Factor | None:
        """The factor whose root an eigenvalue is. None if it is no eigenvalue, or if that is not clear."""
        value = rational(eigenvalue)
        if value is not None:
            return next((factor for factor in self.factors if not factor.poly(value)), None)
        left = [factor for factor in self.factors if factor.poly.degree() > 1]
        for bits in BITS:
            try:
                x = evaluate(eigenvalue, bits=bits, complex=complex)
            except (NotationError, Undefined, Imprecise):
                return None
            with precision(bits):
                left = [factor for factor in left if not _apart_from_zero(factor.poly, x)]
            if len(left) < 2:
                break
        return left[0] if len(left) == 1 else None


def _apart_from_zero(poly: fmpq_poly, x: Scalar) -> bool:
    value: Scalar = fmpq(0)
    for c in reversed(poly.coeffs()):
        value = value * x + c
    return bool(value) if type(value) is fmpq else not value.contains(0)


@lru_cache(maxsize=512)
def spectrum(rows: tuple[tuple[str, ...], ...]) -> Spectrum | None:
    """The spectrum of a square matrix; None if it is not rational."""
    n = len(rows)
    entries = rationals([parse(cell) for row in rows for cell in row])
    if entries is None:
        return None
    A = fmpq_mat(n, n, list(entries))
    factors = []
    for poly, _ in A.charpoly().factor()[1]:
        monic = poly / poly.coeffs()[-1]
        factors.append(Factor(monic, (n - int(_at(monic, A).rank())) // int(poly.degree())))
    return Spectrum(A, tuple(factors))


def _at(poly: fmpq_poly, A: fmpq_mat) -> fmpq_mat:
    """The polynomial of a matrix, by Horner."""
    n = A.nrows()
    value = fmpq_mat(n, n)
    for c in reversed(poly.coeffs()):
        value = value * A + _multiple_of_one(n, c)
    return value


def _multiple_of_one(n: int, factor: fmpq) -> fmpq_mat:
    return fmpq_mat(n, n, [factor if i == j else fmpq(0) for i in range(n) for j in range(n)])


# The pairs as texts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """An eigenvalue and a basis of its eigenspace, as texts."""

    eigenvalue: str
    vectors: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=512)
def eigenpairs(rows: tuple[tuple[str, ...], ...]) -> tuple[Pair, ...]:
    """All pairs, those with real eigenvalues first and rising.

    NotationError where the matrix is not rational, or an eigenvalue needs more than a square root.
    """
    found = spectrum(rows)
    if found is None:
        raise NotationError("Eigenpairs are worked out for matrices of rational numbers only.")
    placed: list[tuple[bool, float, Pair]] = []
    for factor in found.factors:
        if factor.poly.degree() > 2:
            raise NotationError(
                f"The roots of ${_shown(factor.poly)}$ are eigenvalues that need more than a square root."
            )
        placed += [_rational_pair(found.A, factor)] if factor.poly.degree() == 1 else _surd_pairs(found.A, factor)
    return tuple(pair for *_, pair in sorted(placed, key=lambda each: each[:2]))


def _shown(poly: fmpq_poly) -> str:
    terms = [f"({c})*x^{k}" if k else f"({c})" for k, c in enumerate(poly.coeffs())]
    return house(tidy(parse(" + ".join(reversed(terms)))))


def _rational_pair(A: fmpq_mat, factor: Factor) -> tuple[bool, float, Pair]:
    value = -factor.poly.coeffs()[0]
    vectors = tuple(tuple(map(str, whole(v))) for v in _kernel(_at(factor.poly, A)))
    return False, _size(value), Pair(str(value), vectors)


def _kernel(A: fmpq_mat) -> list[Numbers]:
    return [v.entries for v in null_space(Matrix(tuple(map(tuple, A.tolist()))))]


def whole(numbers: Numbers) -> Numbers:
    """The multiple with integers of no common factor, the first that is not 0 positive."""
    q = lcm(*(int(x.q) for x in numbers))
    p = gcd(*(int((x * q).p) for x in numbers)) or 1
    first = next((x for x in numbers if x), fmpq(1))
    return tuple(x * fmpq(q, p) * (1 if first > 0 else -1) for x in numbers)


def _surd_pairs(A: fmpq_mat, factor: Factor) -> list[tuple[bool, float, Pair]]:
    """Both pairs of a factor x^2 + b*x + c, whose roots are -b/2 ± s*root."""
    c, b, _ = factor.poly.coeffs()
    square = b * b - 4 * c
    k, m = _square_part(abs(square.p) * square.q)
    s = fmpq(k, 2 * square.q)
    found = []
    for sign in (-1, 1):
        vectors = tuple(
            tuple(_surd(u, sign * v, m, square < 0) for u, v in _paired_entries(A, w, b, s))
            for w in _generators(A, factor)
        )
        value = _surd(-b / 2, sign * s, m, square < 0)
        found.append((bool(square < 0), _size(-b / 2) + sign * _size(s * m) * (square > 0), Pair(value, vectors)))
    return found


def _paired_entries(A: fmpq_mat, w: Numbers, b: fmpq, s: fmpq) -> list[tuple[fmpq, fmpq]]:
    """(u, v) for each entry u + v*root of the eigenvector (A + (lambda + b)*I)*w, with integers of no common factor."""
    n = len(w)
    image = [row[0] for row in (A * fmpq_mat(n, 1, list(w))).tolist()]
    both = whole((*(x + b / 2 * y for x, y in zip(image, w, strict=True)), *(s * y for y in w)))
    return list(zip(both[:n], both[n:], strict=True))


def _generators(A: fmpq_mat, factor: Factor) -> list[Numbers]:
    """Vectors w of ker p(A) such that all w and A*w are independent, as many as eigenvectors are needed."""
    n = A.nrows()
    chosen: list[Numbers] = []
    rows: list[fmpq] = []
    for w in _kernel(_at(factor.poly, A)):
        image = [row[0] for row in (A * fmpq_mat(n, 1, list(w))).tolist()]
        longer = [*rows, *w, *image]
        if fmpq_mat(len(longer) // n, n, longer).rank() == len(longer) // n:
            chosen.append(w)
            rows = longer
    assert len(chosen) == factor.dimension
    return chosen


def _square_part(n: fmpz) -> tuple[int, int]:
    """(k, m) with n = k^2*m and m free of squares. NotationError for numbers that are too long to be factored."""
    if n.bit_length() > MAX_BITS:
        raise NotationError("The numbers in this matrix are too long for its eigenpairs to be worked out.")
    k = m = 1
    for prime, power in n.factor():
        k *= int(prime) ** (power // 2)
        m *= int(prime) ** (power % 2)
    return k, m


def _surd(a: fmpq, b: fmpq, m: int, imaginary: bool) -> str:
    """a + b*sqrt(m), or a + b*sqrt(m)*i, as people write it."""
    if not b:
        return str(a)
    q = lcm(int(a.q), int(b.q))
    r = int(b.p) * (q // int(b.q))
    root = "*".join([str(abs(r))] * (abs(r) > 1) + [f"sqrt({m})"] * (m > 1) + ["i"] * imaginary)
    if not a:
        above = f"-{root}" if r < 0 else root
        return above if q == 1 else f"{above}/{q}"
    above = f"{int(a.p) * (q // int(a.q))} {'-' if r < 0 else '+'} {root}"
    return above if q == 1 else f"({above})/{q}"


def _size(x: fmpq) -> float:
    return float(arb(x).mid())
