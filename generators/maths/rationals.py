"""Integers and fractions as one kind of number: an integer whenever it is one."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt
from numbers import Rational as AnyRational
from typing import Any

from generators.maths.decimals import Decimal

Rational = int | Fraction


def rational(value: Any) -> Rational:
    """The number exactly: an `int` if it is whole. A `rounded` decimal stays one; a float or text is a TypeError."""
    if type(value) is int or isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, AnyRational):
        raise TypeError(f"an integer or a fraction is needed, not {value!r}: round it first")
    exact = Fraction(int(value.numerator), int(value.denominator))
    return exact.numerator if exact.denominator == 1 else exact


def size(x: Rational) -> Rational:
    """The absolute value; to the type checker `abs` of an integer or fraction is any object."""
    return -x if x < 0 else x


def square_part(n: int) -> tuple[int, int]:
    """(k, m) with n = k^2*m and m free of squares: 72 gives (6, 2). n >= 0; 0 gives (0, 1)."""
    if n < 0:
        raise ValueError(f"a square root of a number below 0 is asked for: {n}")
    if n == 0:
        return 0, 1
    k = next(k for k in range(isqrt(n), 0, -1) if n % (k * k) == 0)
    return k, n // (k * k)


def surd(a: Rational, b: Rational, n: int) -> str:
    """`a + b*sqrt(n)` in its simplest form, over one denominator: `surd(1, Fraction(1, 2), 12)` is `1 + sqrt(3)`.

    >>> surd(Fraction(3, 2), Fraction(-1, 2), 5)
    '(3 - sqrt(5))/2'
    """
    k, m = square_part(n)
    a, b = Fraction(a), Fraction(b) * k
    if m == 1 or b == 0:
        return str(rational(a + b * (m == 1)))
    q = a.denominator * b.denominator // gcd(a.denominator, b.denominator)
    p, r = int(a * q), int(b * q)
    root = f"sqrt({m})" if abs(r) == 1 else f"{abs(r)}*sqrt({m})"
    if not p:
        top = f"-{root}" if r < 0 else root
        return top if q == 1 else f"{top}/{q}"
    top = f"{p} {'-' if r < 0 else '+'} {root}"
    return top if q == 1 else f"({top})/{q}"
