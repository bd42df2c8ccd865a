"""Exact numbers that print as decimals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Self

from generators.maths.reals import Exact


class Decimal(Fraction):
    """A fraction that prints with a fixed number of decimals: `f"{rounded(Fraction(2, 3), 2)}"` is `0.67`.

    Arithmetic on it gives fractions; round again, or use `terminating`, to show the result as a decimal.
    """

    places: int

    def __new__(cls, units: int, places: int) -> Self:
        self = super().__new__(cls, units, 10**places)
        self.places = places
        return self

    @classmethod
    def from_float(cls, f: float) -> Fraction:  # type: ignore[override]
        """A plain fraction: comparisons with floats call this, and `cls` counts units of a decimal."""
        return Fraction.from_float(f)

    def __str__(self) -> str:
        units = abs(self.numerator) * (10**self.places // self.denominator)
        whole, rest = divmod(units, 10**self.places)
        point = f".{rest:0{self.places}d}" if self.places else ""
        return f"{'-' * (self < 0)}{whole}{point}"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __neg__(self) -> Decimal:
        return rounded(-Fraction(self), self.places)

    def __abs__(self) -> Decimal:
        return rounded(abs(Fraction(self)), self.places)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Decimal], tuple[int, int]]:
        return Decimal, (int(Fraction(self) * 10**self.places), self.places)


def rounded(value: Exact, places: int) -> Decimal:
    """`value` to that many decimals, halves away from zero. What is computed from it is computed from what is shown.

    >>> str(rounded(Fraction(-1, 8), 2))
    '-0.13'
    """
    scaled = abs(Fraction(value)) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-units if value < 0 else units, places)


def significant(value: Exact, figures: int) -> Decimal:
    """`value` to that many significant figures; no decimals where the last figure stands left of the point.

    >>> str(significant(Fraction(1, 30), 2))
    '0.033'
    """
    value = Fraction(value)
    places = figures - 1
    if value:
        while abs(value) * 10**places < 10 ** (figures - 1):
            places += 1
        while abs(value) * 10**places >= 10**figures:
            places -= 1
    if places >= 0:
        return rounded(value, places)
    return Decimal(int(Fraction(rounded(value / 10**-places, 0))) * 10**-places, 0)


def terminating(value: Exact) -> Decimal | int:
    """A fraction whose decimals end, with as many as it needs: 3/8 is `0.375`, 2 is `2`. At most 12.

    Raises ValueError if they do not end.
    """
    value = Fraction(value)
    places = next((p for p in range(13) if 10**p % value.denominator == 0), None)
    if places is None:
        raise ValueError(f"the decimals of {value} do not end within 12 places: round it")
    return rounded(value, places) if places else int(value)


def ended(x: Fraction, places: int) -> str:
    """`= 0.35`, or `approx 0.333` where that many decimals are not enough."""
    return f"= {terminating(x)}" if 10**places % x.denominator == 0 else f"approx {rounded(x, places)}"


def at_most(x: Fraction, places: int) -> Decimal | int:
    """With as many decimals as it needs, rounded to `places` where they do not suffice."""
    return terminating(x) if 10**places % x.denominator == 0 else rounded(x, places)


def percent(share: Exact) -> str:
    """`0.5%` for 0.005. Raises ValueError if the decimals do not end."""
    return f"{terminating(100 * Fraction(share))}%"
