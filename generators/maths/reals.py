"""Irrational numbers as fractions: right to 40 digits and more, so that all further arithmetic is exact.

They mix with integers, fractions and `rounded` decimals, and the digits do not depend on the machine. A text should
show them only through `rounded`; where a surd itself is meant, write it in house notation.

>>> from generators.maths.decimals import rounded
>>> str(rounded(3 * sqrt(2), 4))
'4.2426'
>>> sqrt(Fraction(9, 4))
Fraction(3, 2)
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Any

from flint import arb, fmpq

from generators.notation.values import precision

Exact = int | float | Fraction
"""What the functions take. A float stands for the binary fraction it is."""
BITS = 160


def at_precision(function: Callable[[], Any], bits: int = BITS) -> Any:
    """The value of `function`, computed with `bits` bits of ball arithmetic."""
    with precision(bits):
        return function()


def ball(x: Exact) -> Any:
    """The number as a ball at the working precision."""
    x = Fraction(x)
    return arb(fmpq(x.numerator, x.denominator))


def exact(ball: Any, what: str) -> Fraction:
    """The middle of a ball. Raises ValueError, naming `what`, if the ball is not finite."""
    if not ball.is_finite():
        raise ValueError(f"{what} has no value")
    mantissa, exponent = map(int, ball.mid().man_exp())
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


@lru_cache(maxsize=4096)
def _value(name: str, x: Fraction) -> Fraction:
    return exact(at_precision(lambda: getattr(ball(x), name)()), f"{name}({x})")


def sqrt(x: Exact) -> Fraction:
    """The square root; exact where it is rational."""
    x = Fraction(x)
    if x >= 0:
        p, q = isqrt(x.numerator), isqrt(x.denominator)
        if p * p == x.numerator and q * q == x.denominator:
            return Fraction(p, q)
    return _value("sqrt", x)


def exp(x: Exact) -> Fraction:
    """e to the power x."""
    return _value("exp", Fraction(x))


def ln(x: Exact) -> Fraction:
    """The natural logarithm of x > 0."""
    return _value("log", Fraction(x))


def log10(x: Exact) -> Fraction:
    """The common logarithm of x > 0."""
    return exact(at_precision(lambda: ball(x).log() / arb(10).log()), f"log10({x})")


def power(x: Exact, y: Exact) -> Fraction:
    """x to the power y, for x > 0; exact where y is an integer."""
    y = Fraction(y)
    if y.denominator == 1:
        return Fraction(x) ** int(y)
    return exact(at_precision(lambda: ball(x) ** ball(y)), f"({x})^({y})")


def sin(x: Exact) -> Fraction:
    """The sine of x in radians."""
    return _value("sin", Fraction(x))


def cos(x: Exact) -> Fraction:
    """The cosine of x in radians."""
    return _value("cos", Fraction(x))


def tan(x: Exact) -> Fraction:
    """The tangent of x in radians."""
    return _value("tan", Fraction(x))


def asin(x: Exact) -> Fraction:
    """The angle in [-pi/2, pi/2] with that sine."""
    return _value("asin", Fraction(x))


def acos(x: Exact) -> Fraction:
    """The angle in [0, pi] with that cosine."""
    return _value("acos", Fraction(x))


def atan(x: Exact) -> Fraction:
    """The angle in (-pi/2, pi/2) with that tangent."""
    return _value("atan", Fraction(x))


def tanh(x: Exact) -> Fraction:
    """The hyperbolic tangent."""
    return _value("tanh", Fraction(x))


def sigmoid(x: Exact) -> Fraction:
    """1/(1 + exp(-x))."""
    return 1 / (1 + exp(-Fraction(x)))


def normal_quantile(p: Exact) -> Fraction:
    """The z with P(Z <= z) = p for a standard normal Z; 0 < p < 1."""
    p = Fraction(p)
    if not 0 < p < 1:
        raise ValueError(f"a probability strictly between 0 and 1 is needed, not {p}")
    if p > Fraction(1, 2):
        return -normal_quantile(1 - p)
    return exact(at_precision(lambda: -arb(2).sqrt() * (2 * ball(p)).erfcinv()), f"the quantile of {p}")


def normal_of_bits(bits: int) -> int:
    """The normal quantile of (bits + 1/2)/2^64 in units of 2^-48, the fraction dropped: a draw of a normal."""
    upper = bits >= 2**63
    tail = 2 * (2**64 - 1 - bits if upper else bits) + 1
    units = int(at_precision(lambda: ((arb(tail) / 2**64).erfcinv() * arb(2).sqrt() * 2**48).mid().floor().fmpz(), 100))
    return units if upper else -units


PI = exact(at_precision(arb.pi), "pi")
E = exact(at_precision(arb.const_e), "e")
