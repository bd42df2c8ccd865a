"""Two formulas side by side at a few shared points."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from flint import acb, fmpq, fmpz

from generators.answers.compare import CONSTANTS, is_complex, same
from generators.answers.points import points, survey
from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.tree import Node
from generators.notation.values import SCALARS, Imprecise, Scalar, Undefined, differ, only_integer, precision
from schemas.answer import Assumption

BITS = 128
POINTS = 3
LARGEST = 1_000
"""Greatest numerator and denominator of a factor that is told."""


class Probe:
    """Points of the domain at which both formulas have values, and what others are worth there."""

    def __init__(self, key: Node, given: Node, symbols: Mapping[str, Assumption]) -> None:
        here, there = survey(key), survey(given)
        used = here.names | there.names
        self.symbols = symbols
        self.complex = is_complex(used, symbols)
        self.variables = tuple(sorted(used - (CONSTANTS - symbols.keys())))
        self.at: list[Mapping[str, Scalar]] = []
        self.key: list[Scalar] = []
        self.given: list[Scalar] = []
        stream = points(here, there, self.variables, symbols) if self.variables else iter(())
        for sample in islice(stream, 12):
            if not sample.general:
                continue
            a, b = self.value_at(key, sample.at), self.value_at(given, sample.at)
            if a is not None and b is not None:
                self.at.append(sample.at)
                self.key.append(a)
                self.given.append(b)
            if len(self.at) == POINTS:
                break

    def __bool__(self) -> bool:
        return len(self.at) == POINTS

    def value_at(self, node: Node, at: Mapping[str, Scalar]) -> Scalar | None:
        try:
            value = evaluate(node, at, bits=BITS, complex=self.complex)
        except (Undefined, Imprecise, NotationError):
            return None
        return value if type(value) in SCALARS else None

    def values(self, node: Node) -> list[Scalar] | None:
        """The values of a formula at the points; None unless it has all of them."""
        found = [self.value_at(node, at) for at in self.at]
        return None if any(value is None for value in found) else found

    def is_given(self, node: Node) -> bool:
        """Whether the answer is this formula: at the points, and then proved."""
        for at, wanted in zip(self.at, self.given, strict=True):
            value = self.value_at(node, at)
            if value is None or differ(value, wanted):
                return False
        return True

    def proved(self, left: Node, right: Node) -> bool:
        return same(left, right, self.symbols).equal is True


def constant(above: list[Scalar], below: list[Scalar]) -> fmpq | None:
    """The rational number of moderate size that all quotients are; None if there is none."""
    with precision(BITS):
        quotients = [_quotient(a, b) for a, b in zip(above, below, strict=True)]
        found = None if quotients[0] is None else simple(quotients[0])
        if found is None or any(other is None or differ(other, found) for other in quotients):
            return None
        return found


def _quotient(a: Scalar, b: Scalar) -> Scalar | None:
    if (not b) if type(b) is fmpq else b.contains(0):
        return None
    return a / b


def simple(value: Scalar) -> fmpq | None:
    """The rational number with a small numerator and denominator in a ball."""
    if type(value) is acb:
        if not value.imag.contains(0):
            return None
        value = value.real
    if type(value) is fmpq:
        return value if max(abs(value.p), value.q) <= LARGEST else None
    if not value.is_finite() or not abs(value) < LARGEST:
        return None
    for q in _DENOMINATORS:
        whole: fmpz | None = only_integer(value * q)
        if whole is not None:
            return fmpq(whole, q)
    return None


_DENOMINATORS = (*range(1, 25), 25, 27, 30, 32, 36, 40, 48, 50, 60, 64, 72, 75, 80, 81, 90, 96, 100, 120, 125, 128, 144)
