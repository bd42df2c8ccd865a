"""Formulas as a course writes them, from a constant and what it multiplies."""

from collections.abc import Sequence
from fractions import Fraction

from generators.maths.rationals import Rational, rational
from generators.notation import text_of


def monomial(c: Rational, n: Rational) -> str:
    """c*x^n as a course writes it: roots as roots, negative powers below a fraction bar."""
    c, n = Fraction(c), Fraction(n)
    if n == 0 or c == 0:
        return str(rational(c))
    core = {Fraction(1): "x", Fraction(1, 2): "sqrt(x)"}.get(abs(n)) or f"x^({rational(abs(n))})"
    if n > 0:
        return text_of(f"({rational(c)})*{core}")
    return text_of(f"{c.numerator}/({c.denominator}*{core})")


def total(parts: Sequence[str]) -> str:
    """The sum, without terms that are 0."""
    return text_of(" + ".join(f"({part})" for part in parts if part != "0") or "0")


def assembled(c: Rational, tops: Sequence[str], bottoms: Sequence[str]) -> str:
    """c times the tops over the bottoms, the constant in front."""
    c = Fraction(c)
    above = "*".join([str(c.numerator), *(f"({top})" for top in tops if top)])
    below = [str(c.denominator)] * (c.denominator > 1) + [f"({bottom})" for bottom in bottoms if bottom]
    return text_of(f"{above}/({'*'.join(below)})" if below else above)
