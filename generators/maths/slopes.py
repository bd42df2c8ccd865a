"""Values and slopes of printed formulas: the second route for what a generator derives by rules.

>>> slope_of("x^3", 2)
Fraction(12, 1)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq

from generators.maths.reals import BITS, Exact, at_precision, exact
from generators.notation import parse
from generators.notation.balls import evaluate

STEP = fmpq(1, 2**40)
ACCURACY = Fraction(1, 10**18)
"""The quotients err by far less: by the fourth power of STEP, about 1e-48, and by rounding, about 1e-36."""


def value_of(formula: str, x: Exact, variable: str = "x") -> Fraction:
    """The formula at x. Raises `Undefined` where it has no value."""
    return _fraction(_at(formula, _rational(x), variable), formula)


def slope_of(formula: str, x: Exact, variable: str = "x") -> Fraction:
    """The derivative at x to 25 digits, by extrapolated central differences; exact for polynomials of degree 4."""
    at = _rational(x)

    def quotient(h: fmpq) -> Any:
        return (_at(formula, at + h, variable) - _at(formula, at - h, variable)) / (2 * h)

    extrapolated = at_precision(lambda: (4 * quotient(STEP / 2) - quotient(STEP)) / 3)
    return _fraction(extrapolated, f"the slope of {formula}")


def is_derivative(derivative: str, formula: str, *points: Exact, variable: str = "x") -> bool:
    """Whether the one is the slope of the other at these points."""
    for x in points:
        slope = slope_of(formula, x, variable)
        if abs(value_of(derivative, x, variable) - slope) > ACCURACY * (1 + abs(slope)):
            return False
    return True


def _at(formula: str, x: fmpq, variable: str) -> Any:
    return evaluate(parse(formula), {variable: x}, bits=BITS)


def _rational(x: Exact) -> fmpq:
    point = Fraction(x)
    return fmpq(point.numerator, point.denominator)


def _fraction(value: Any, what: str) -> Fraction:
    return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else exact(value, what)
