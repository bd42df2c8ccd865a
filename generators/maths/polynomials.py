"""Polynomials in one variable with rational coefficients, printed in descending powers with true signs.

>>> p = Polynomial([2, -4, 0, 1])
>>> f"{p};  {p.diff()};  {p(3)};  {from_roots(1, 1, -2, lead=3).factored()}"
'2*x^3 - 4*x^2 + 1;  6*x^2 - 8*x;  19;  3*(x + 2)*(x - 1)^2'
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from flint import fmpq, fmpq_poly

from generators.maths.rationals import Rational, rational


class Polynomial:
    """Coefficients from the highest power down, as one writes them; leading zeros are dropped, zero is `[0]`."""

    __slots__ = ("coefficients", "variable")
    coefficients: tuple[Rational, ...]
    variable: str

    def __init__(self, coefficients: Iterable[Any], variable: str = "x") -> None:
        given = [rational(c) for c in coefficients]
        first = next((i for i, c in enumerate(given) if c), len(given))
        self.coefficients = tuple(given[first:]) or (0,)
        self.variable = variable

    @property
    def degree(self) -> int:
        """The highest power; 0 for every constant, zero too."""
        return len(self.coefficients) - 1

    @property
    def lead(self) -> Rational:
        return self.coefficients[0]

    def __getitem__(self, power: int) -> Rational:
        """The coefficient of that power."""
        return self.coefficients[self.degree - power] if 0 <= power <= self.degree else 0

    def __call__(self, x: Rational) -> Rational:
        """The value at x, by Horner."""
        value: Rational = 0
        for c in self.coefficients:
            value = value * x + c
        return rational(value)

    def of(self, inner: Polynomial) -> Polynomial:
        """The composition: this polynomial of `inner`."""
        value = Polynomial([0], inner.variable)
        for c in self.coefficients:
            value = value * inner + c
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and (self.coefficients, self.variable) == (
            other.coefficients,
            other.variable,
        )

    def __hash__(self) -> int:
        return hash((self.coefficients, self.variable))

    def __add__(self, other: Polynomial | Rational) -> Polynomial:
        other = self._like(other)
        n = max(self.degree, other.degree)
        return Polynomial((self[k] + other[k] for k in range(n, -1, -1)), self.variable)

    __radd__ = __add__

    def __neg__(self) -> Polynomial:
        return Polynomial((-c for c in self.coefficients), self.variable)

    def __sub__(self, other: Polynomial | Rational) -> Polynomial:
        return self + -self._like(other)

    def __rsub__(self, other: Rational) -> Polynomial:
        return -self + other

    def __mul__(self, other: Polynomial | Rational) -> Polynomial:
        other = self._like(other)
        product: list[Rational] = [0] * (self.degree + other.degree + 1)
        for i, a in enumerate(self.coefficients):
            for j, b in enumerate(other.coefficients):
                product[i + j] += a * b
        return Polynomial(product, self.variable)

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Polynomial:
        power = Polynomial([1], self.variable)
        for _ in range(exponent):
            power = power * self
        return power

    def divided(self, by: Polynomial) -> tuple[Polynomial, Polynomial]:
        """Quotient and remainder."""
        rest, quotient = list(map(Fraction, self.coefficients)), []
        for _ in range(self.degree - by.degree + 1):
            factor = rest[0] / by.lead
            quotient.append(factor)
            for i, c in enumerate(by.coefficients):
                rest[i] -= factor * c
            rest.pop(0)
        return Polynomial(quotient or [0], self.variable), Polynomial(rest or [0], self.variable)

    def diff(self) -> Polynomial:
        """The derivative."""
        return Polynomial(
            (k * c for k, c in zip(range(self.degree, 0, -1), self.coefficients, strict=False)), self.variable
        )

    def integral(self) -> Polynomial:
        """The antiderivative that is 0 at 0."""
        n = self.degree
        return Polynomial([*(Fraction(c) / (n - i + 1) for i, c in enumerate(self.coefficients)), 0], self.variable)

    def roots(self) -> dict[Rational, int]:
        """The rational roots with their multiplicities, ascending."""
        _, factors = _flint(self).factor()
        found = {rational(Fraction(-int(f[0].p), int(f[0].q)) / _fraction(f[1])): m for f, m in factors if len(f) == 2}
        return dict(sorted(found.items()))

    def factored(self) -> str:
        """The product of its factors over the rationals: integers inside the brackets, roots ascending."""
        constant, factors = _flint(self).factor()
        content, made = _fraction(constant), []
        for factor, multiplicity in factors:
            whole = Polynomial(map(_fraction, reversed(factor.coeffs())), self.variable)
            scale = Fraction(
                lcm(*(Fraction(c).denominator for c in whole.coefficients)),
                gcd(*(Fraction(c).numerator for c in whole.coefficients)),
            )
            content /= scale**multiplicity
            made.append((whole * scale, multiplicity))
        made.sort(key=lambda each: (each[0].degree, len(each[0].terms()) > 1, -Fraction(each[0][0]) / each[0].lead))
        texts = [
            (f"({p})" if len(p.terms()) > 1 or (m > 1 and p.lead != 1) else str(p)) + (f"^{m}" if m > 1 else "")
            for p, m in made
        ]
        if content == 1 and len(made) == 1 and made[0][1] == 1:
            return str(made[0][0])
        if content == -1 and texts:
            return "-" + "*".join(texts)
        head = [] if content == 1 and texts else [str(content) if content.denominator == 1 else f"({content})"]
        return "*".join([*head, *texts])

    def terms(self) -> list[tuple[Rational, int]]:
        """The nonzero terms as (coefficient, power), highest first."""
        return [(c, self.degree - i) for i, c in enumerate(self.coefficients) if c]

    def __str__(self) -> str:
        parts = [_term(-c if c < 0 else c, power, self.variable) for c, power in self.terms()]
        signs = [c < 0 for c, _ in self.terms()]
        if not parts:
            return "0"
        joined = "".join(f" {'-' if sign else '+'} {part}" for sign, part in zip(signs[1:], parts[1:], strict=True))
        return f"{'-' * signs[0]}{parts[0]}{joined}"

    __repr__ = __str__

    def _like(self, other: Polynomial | Rational) -> Polynomial:
        return other if isinstance(other, Polynomial) else Polynomial([other], self.variable)


def from_roots(*roots: Rational, lead: Rational = 1, variable: str = "x") -> Polynomial:
    """The polynomial with these roots and this leading coefficient."""
    product = Polynomial([lead], variable)
    for root in roots:
        product = product * Polynomial([1, -root], variable)
    return product


def _term(size: Rational, power: int, variable: str) -> str:
    if power == 0:
        return str(size)
    name = variable if power == 1 else f"{variable}^{power}"
    return name if size == 1 else f"{size}*{name}"


def _flint(p: Polynomial) -> Any:
    return fmpq_poly([fmpq(Fraction(c).numerator, Fraction(c).denominator) for c in reversed(p.coefficients)])


def _fraction(q: Any) -> Fraction:
    q = fmpq(q)
    return Fraction(int(q.p), int(q.q))
