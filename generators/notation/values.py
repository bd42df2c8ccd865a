"""What trees evaluate to: exact rationals, balls, matrices, sets; and arithmetic on them that never guesses.

A scalar is an exact `fmpq` while everything is rational; else an `arb` or `acb`, a ball that certainly holds the true
value. Every operation either gives such a value or raises: `Undefined` where there is provably none, `Imprecise`
where the balls are too wide to tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from types import TracebackType
from typing import Any, TypeAlias

from flint import acb, arb, ctx, fmpq, fmpz

from generators.notation.errors import NotationError

EXACT_BITS = 16_384
"""Longest numerator or denominator that stays exact; longer ones become balls, which cost the same at any size."""
WHOLE_BITS = 65_536
MAX_FACTORIAL = 1_000
"""Largest n whose factorial stays exact."""
MAX_TERMS = 20_000
"""Most terms of a sum or product, most factors of a matrix power, highest root."""

_LOCK = RLock()


class Undefined(ArithmeticError):
    """There is provably no value: division by zero, the logarithm of 0, the root of a negative real number."""


class Imprecise(ArithmeticError):
    """The balls are too wide to tell whether there is a value, or which: more bits may help."""


class precision:
    """Ball arithmetic with `bits` bits inside a `with` block.

    flint keeps one precision for the whole process, so the block holds a lock that other threads wait for.
    """

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        _LOCK.acquire()
        self.before = ctx.prec
        ctx.prec = self.bits

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ctx.prec = self.before
        _LOCK.release()


Scalar: TypeAlias = fmpq | arb | acb
SCALARS = frozenset({fmpq, arb, acb})
ZERO, ONE = fmpq(0), fmpq(1)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of scalars, all of one length, at least 1 by 1. A vector is a matrix with one row or one column."""

    rows: tuple[tuple[Scalar, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])

    @property
    def entries(self) -> tuple[Scalar, ...]:
        """All entries, row by row."""
        return tuple(entry for row in self.rows for entry in row)

    def map(self, change: Callable[[Scalar], Scalar]) -> Matrix:
        return Matrix(tuple(tuple(map(change, row)) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Identity:
    """A multiple of the identity matrix of whatever size it meets: `I` in `A - 2*I`."""

    factor: Scalar


@dataclass(frozen=True, slots=True)
class Infinite:
    """`oo` (sign 1) or `-oo` (sign -1): an end of an interval or a limit, with no arithmetic beyond its sign."""

    sign: int


@dataclass(frozen=True, slots=True)
class Region:
    """A set of reals with finitely many ends: intervals, points and unions of them.

    `ends` rise strictly; `gaps[i]` says whether what lies between ends i - 1 and i belongs to it, `on[i]` whether end i
    does. No end is idle, so equal sets have equal fields wherever ends compare exactly.
    """

    ends: tuple[fmpq | arb, ...]
    gaps: tuple[bool, ...]
    on: tuple[bool, ...]


Value: TypeAlias = Any
"""A scalar, Matrix, Identity, Infinite, Region, bool, or a tuple of values: a finite set in the order written.

flint has no types, so to a type checker a scalar is anything, and with it every union that holds one.
"""


# Scalars -----------------------------------------------------------------------------------------------------------


def rational(x: int, y: int = 1) -> fmpq:
    return fmpq(x, y)


def finite(x: arb | acb) -> arb | acb:
    if not x.is_finite():
        raise Imprecise("too wide")
    return x


def only_integer(x: arb) -> fmpz | None:
    """The only whole number in a ball; None if there is none, or several, or if it has more than `WHOLE_BITS` bits.

    FLINT ends the process when it is asked this about numbers beyond all bounds, be they huge or tiny.
    """
    if not x.is_finite() or not abs(x) < arb(2) ** WHOLE_BITS:
        return None
    if abs(x) < 1:
        return fmpz(0) if x.contains(0) else None
    return x.unique_fmpz()


def lean(x: Scalar) -> Scalar:
    """The number as it should be kept: no endless rationals, no complex number on the real line."""
    if type(x) is fmpq:
        return x if x.height_bits() <= EXACT_BITS else arb(x)
    if type(x) is acb and x.imag.is_zero():
        return x.real
    return x


def is_integer(x: Scalar) -> bool:
    return type(x) is fmpq and x.q == 1


def as_int(x: Value, what: str) -> int:
    """The integer a value is; NotationError, naming `what`, if it is none."""
    if type(x) is fmpq and x.q == 1:
        return int(x.p)
    raise NotationError(f"{what} needs a whole number here")


def sign(x: Scalar) -> int:
    """-1, 0 or 1."""
    if type(x) is acb:
        raise Undefined("a complex number has no sign")
    if not x:
        return 0
    if x > 0:
        return 1
    if x < 0:
        return -1
    if type(x) is arb and x.is_zero():
        return 0
    raise Imprecise("the sign is not clear")


def compare(x: Scalar, y: Scalar) -> int:
    """The sign of x - y."""
    if type(x) is fmpq and type(y) is fmpq:
        return int(x > y) - int(x < y)
    return sign(x - y)


def differ(x: Scalar, y: Scalar) -> bool:
    """Whether x and y are provably different; not so if they overlap."""
    if type(x) is fmpq and type(y) is fmpq:
        return bool(x != y)
    if type(x) is acb or type(y) is acb:
        return not acb(x).overlaps(acb(y))
    return not arb(x).overlaps(arb(y))


def is_zero(x: Scalar) -> bool:
    """Whether x is 0; Imprecise if its ball holds 0 and more."""
    if type(x) is fmpq:
        return not x
    if not x.contains(0):
        return False
    if x.is_zero():
        return True
    raise Imprecise("this may be zero")


def divide(x: Scalar, y: Scalar) -> Scalar:
    if type(y) is fmpq:
        if not y:
            raise Undefined("division by zero")
        return lean(x / y)
    if is_zero(y):
        raise Undefined("division by zero")
    return lean(finite(x / y))


def power(x: Scalar, y: Scalar, complex: bool = False) -> Scalar:
    """x^y: exact where it is rational and of moderate size. 0^0 is undefined.

    Real numbers: a negative base needs an integer as exponent, so that (-8)^(1/3) is outside the domain although
    `cbrt(-8)` is -2. Complex numbers: the principal value.
    """
    if type(y) is fmpq and y.q == 1:
        return _integer_power(x, int(y.p))
    if type(x) is acb or type(y) is acb:
        if is_zero(x):
            if sign(y.real if type(y) is acb else y) <= 0:
                raise Undefined("0 to this power")
            return ZERO
        return lean(finite(acb(x) ** acb(y)))
    s = sign(x)
    if s == 0:
        if sign(y) <= 0:
            raise Undefined("0 to a power that is not positive")
        return ZERO
    if s < 0:
        if type(y) is arb and y.contains_integer():
            raise Imprecise("the exponent may be a whole number")
        if not complex:
            raise Undefined("a negative number to a power that is no whole number")
        return lean(finite(acb(x) ** acb(y)))
    if type(y) is fmpq:
        if type(x) is fmpq and y.q <= 64 and (base := _exact_root(x, int(y.q))) is not None:
            return _integer_power(base, int(y.p))
        return finite(arb(x) ** y)
    return finite(arb(x) ** y)


def _integer_power(x: Scalar, n: int) -> Scalar:
    if type(x) is fmpq:
        if not x:
            if n <= 0:
                raise Undefined("0 to the power 0" if n == 0 else "division by zero")
            return ZERO
        if x == 1 or x == -1:
            return x if n % 2 else ONE
        if abs(n) * x.height_bits() <= EXACT_BITS:
            return x**n
        x = arb(x)
    if n <= 0 and is_zero(x):
        raise Undefined("0 to the power 0" if n == 0 else "division by zero")
    return lean(finite(x ** fmpz(n)))


def _exact_root(x: fmpq, n: int) -> fmpq | None:
    """The n-th root of x >= 0, if it is rational."""
    p, q = x.p.root(n), x.q.root(n)
    return fmpq(p, q) if p**n == x.p and q**n == x.q else None


def sqrt(x: Scalar, complex: bool = False) -> Scalar:
    if type(x) is acb:
        return lean(finite(x.sqrt()))
    if type(x) is fmpq and x >= 0:
        root = _exact_root(x, 2)
        return arb(x).sqrt() if root is None else root
    if x >= 0:
        return finite(x.sqrt())
    if complex:
        return lean(finite(acb(x).sqrt()))
    if x < 0:
        raise Undefined("the square root of a negative number")
    raise Imprecise("this may be negative")


def root(x: Scalar, n: int, complex: bool = False) -> Scalar:
    """The n-th root, n > 0: the real one of a negative number where n is odd, and the principal one of a complex."""
    if n < 1:
        raise Undefined(f"a root needs a positive whole number, not {n}")
    if n > MAX_TERMS:
        raise NotationError(f"this root is too high: at most {MAX_TERMS}")
    if n == 1:
        return x
    if n == 2:
        return sqrt(x, complex)
    if type(x) is acb:
        return lean(finite(x ** fmpq(1, n)))
    if type(x) is fmpq and n <= 64:
        exact = _exact_root(abs(x), n)
        if exact is not None and (x >= 0 or n % 2):
            return exact if x >= 0 else -exact
    if type(x) is arb and x.is_zero():
        return ZERO
    if x >= 0 and not (type(x) is arb and x.contains(0)):
        return finite(arb(x).root(n))
    if n % 2 == 0 and not x >= 0:
        if complex:
            return lean(finite(acb(x) ** fmpq(1, n)))
        if x < 0:
            raise Undefined("an even root of a negative number")
        raise Imprecise("this may be negative")
    if x < 0:
        return -finite((-arb(x)).root(n))
    bound = arb(x).abs_upper().root(n)
    return bound.union(-bound if n % 2 else arb(0))


def dyadic(x: arb) -> fmpq:
    """The middle of a ball, exactly; 0 below 2^-65536. Raises Imprecise beyond 2^65536."""
    mantissa, exponent = x.mid().man_exp()
    size = int(exponent)
    if size > 1 << 16:
        raise Imprecise("too large to write out")
    return fmpq(mantissa) * fmpq(2) ** size if size > -(1 << 16) else fmpq(0)


def magnitude(x: Scalar) -> int | None:
    """A whole k with 2^(k - 2) < |x| < 2^(k + 1), near enough to log2|x|; None for 0 and what may be 0."""
    if type(x) is fmpq:
        return int(x.p.bit_length()) - int(x.q.bit_length()) if x else None
    if type(x) is acb:
        x = abs(x)
    if x.contains(0) or not x.is_finite():
        return None
    mantissa, exponent = x.mid().man_exp()
    return int(mantissa.bit_length()) + int(exponent)
