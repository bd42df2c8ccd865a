"""Polynomials in several variables with rational coefficients, printed with true signs.

>>> p = MultiPolynomial({(2, 1): 3, (0, 2): -1, (1, 0): 4})
>>> f"{p};  {p.diff('x')};  {p.diff('y')};  {p(1, 2)}"
'3*x^2*y + 4*x - y^2;  6*x*y + 4;  3*x^2 - 2*y;  6'
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

from generators.maths.rationals import Rational, rational

Powers = tuple[int, ...]
"""One exponent a variable."""


class MultiPolynomial:
    """Coefficients by powers: `{(2, 1): 3}` is 3*x^2*y. Terms print in the order in which they are given."""

    __slots__ = ("terms", "variables")
    terms: dict[Powers, Rational]
    variables: tuple[str, ...]

    def __init__(self, terms: Mapping[Powers, Any], variables: tuple[str, ...] = ("x", "y")) -> None:
        kept = {powers: rational(c) for powers, c in terms.items()}
        self.terms = {powers: c for powers, c in kept.items() if c}
        self.variables = variables
        if any(len(powers) != len(variables) for powers in self.terms):
            raise ValueError(f"each term needs {len(variables)} exponents, one for each of {', '.join(variables)}")

    def __call__(self, *point: Rational) -> Rational:
        total = Fraction(0)
        for powers, c in self.terms.items():
            total += c * prod(Fraction(x) ** n for x, n in zip(point, powers, strict=True))
        return rational(total)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MultiPolynomial) and (self.terms, self.variables) == (other.terms, other.variables)

    def __hash__(self) -> int:
        return hash((frozenset(self.terms.items()), self.variables))

    def __add__(self, other: MultiPolynomial) -> MultiPolynomial:
        total = dict(self.terms)
        for powers, c in other.terms.items():
            total[powers] = total.get(powers, 0) + c
        return MultiPolynomial(total, self.variables)

    def __mul__(self, factor: Rational) -> MultiPolynomial:
        return MultiPolynomial({powers: factor * c for powers, c in self.terms.items()}, self.variables)

    __rmul__ = __mul__

    def diff(self, name: str) -> MultiPolynomial:
        """The partial derivative by that variable."""
        i = self.variables.index(name)
        lowered = {
            (*powers[:i], powers[i] - 1, *powers[i + 1 :]): powers[i] * c
            for powers, c in self.terms.items()
            if powers[i]
        }
        return MultiPolynomial(lowered, self.variables)

    def gradient(self) -> tuple[MultiPolynomial, ...]:
        return tuple(map(self.diff, self.variables))

    def hessian(self) -> tuple[tuple[MultiPolynomial, ...], ...]:
        return tuple(slope.gradient() for slope in self.gradient())

    def __str__(self) -> str:
        parts = [(c < 0, _term(abs(Fraction(c)), powers, self.variables)) for powers, c in self._printed()]
        if not parts:
            return "0"
        (minus, first), *rest = parts
        return f"{'-' * minus}{first}" + "".join(f" {'-' if below else '+'} {text}" for below, text in rest)

    __repr__ = __str__

    def _printed(self) -> list[tuple[Powers, Rational]]:
        """In the given order, but constants last."""
        return sorted(self.terms.items(), key=lambda term: not any(term[0]))


def _term(size: Fraction, powers: Powers, variables: tuple[str, ...]) -> str:
    factors = [name if n == 1 else f"{name}^{n}" for name, n in zip(variables, powers, strict=True) if n]
    if not factors:
        return str(size)
    return "*".join(factors if size == 1 else [str(size), *factors])
