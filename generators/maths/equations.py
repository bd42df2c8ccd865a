"""Linear equations as text: `2*x - 3*y = 7` from coefficients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generators.maths.matrices import Mat
from generators.maths.rationals import Rational
from generators.notation import text_of

UNKNOWNS = "xyz"


def linear(coefficients: Iterable[Rational], unknowns: Iterable[str] = UNKNOWNS) -> str:
    """The sum of multiples, with true signs and without zero terms: `2*x - y`; `0` if nothing is left.

    An unknown without a name stands for 1: its coefficient is the constant term.

    >>> linear([2, 0, -1])
    '2*x - z'
    """
    terms = [(c, x) for c, x in zip(coefficients, unknowns, strict=False) if c]
    return text_of(" + ".join(f"{_factor(c)}*{x}" if x else str(c) for c, x in terms)) if terms else "0"


def equation_text(row: Sequence[Rational], unknowns: Iterable[str] = UNKNOWNS) -> str:
    """The equation that a row of an augmented matrix stands for.

    >>> equation_text([1, -2, 5])
    'x - 2*y = 5'
    """
    return f"{linear(row[:-1], unknowns)} = {row[-1]}"


def equations_text(augmented: Mat, unknowns: Iterable[str] = UNKNOWNS) -> list[str]:
    """The equations of all rows."""
    unknowns = tuple(unknowns)
    return [equation_text(row, unknowns) for row in augmented.rows]


def _factor(c: Rational) -> str:
    return str(c) if isinstance(c, int) or c.denominator == 1 else f"({c})"
