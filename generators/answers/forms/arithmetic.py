"""What is left to work out in a formula, whatever form it is to have: idle ones, sums of numbers, like terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import gcd
from typing import Literal, TypeAlias

from flint import fmpq, fmpq_mpoly

from generators.answers.compare import is_complex
from generators.answers.exact import Field, Fraction, NotExact, Poly, lowest
from generators.answers.forms.numbers import NO_DECIMALS, REDUCE
from generators.answers.forms.parts import (
    Product,
    calls,
    digits,
    is_constant,
    is_product,
    literal,
    power_of,
    product_of,
    terms,
    tops,
    variables,
    whole,
)
from generators.answers.forms.written import Shape, shape_of
from generators.notation.tree import Call, Name, Neg, Node, Op, names, walk
from generators.notation.values import ONE
from schemas.answer import Assumption

IDLE = "Leave out idle zeros and ones."
SUMS = "Work out the sums of numbers."
PRODUCTS = "Work out the products of numbers."
POWERS = "Work out the powers of numbers."
NESTED = "No fractions inside a fraction."
SIGNS = "Write two signs in a row as one."
LIKE = "Collect like terms."
EQUAL = "Collect equal factors into a power."
STACKED = "Work out the power of a power or of a product."
SIMPLER = "This can be simplified further."
DEGREES = {"sqrt": 2, "cbrt": 3}
LONGEST_POWER = 10**6
"""Powers of numbers up to this are to be worked out."""


Ones: TypeAlias = Literal["no", "behind a minus", "anywhere"]


class Work:
    """A response and the key, with one field for both."""

    def __init__(self, symbols: Mapping[str, Assumption], node: Node, key: Node) -> None:
        self.symbols, self.node, self.key = symbols, node, key

    @cached_property
    def field(self) -> Field:
        """The rational functions that the response and the key are."""
        return Field(self.symbols, is_complex(frozenset(names(self.node) | names(self.key)), self.symbols))

    def fraction(self, node: Node) -> Fraction:
        """A part of the response as a reduced fraction. NotExact if it is none."""
        return lowest(self.field.form(node))

    @cached_property
    def known(self) -> frozenset[Node]:
        """Every part of the key."""
        return frozenset(walk(self.key))

    def irrational(self, node: Node) -> bool:
        """Whether a constant stands in it that is no plain number and not in the key, as sqrt(2) for x^2 - 2."""
        return any(
            type(each) in (Call, Name) and is_constant(each) and literal(each) is None and each not in self.known
            for each in walk(node)
        )

    # Sums

    def kind_of_term(self, term: Node) -> object | None:
        """What like terms have in common; None for a term that is a sum itself, by its value."""
        try:
            above, below = self.fraction(term)
        except NotExact:
            return _shape_without_numbers(term)
        if type(above) is fmpq_mpoly and len(above) > 1 and type(below) is fmpq:
            return None
        return monic(above), monic(below)

    def uncollected(self, node: Node) -> str | None:
        """Whether a sum has like terms, or terms that are zero."""
        seen: list[object] = []
        for _, term in terms(node):
            value = literal(term)
            if value is not None and not value:
                return IDLE
            kind = self.kind_of_term(term)
            if kind is None:
                continue
            if kind in seen:
                return SUMS if value is not None else LIKE
            seen.append(kind)
        return None

    # All of it

    def unfinished(self, *, expanding: bool = False, ones: Ones = "no") -> str | None:
        """What is still to be worked out. `expanding` takes powers of products apart too. A 1 may stand beside a factor
        where `ones` says so: in -1*(x - 2), or anywhere, as in 1/2*1/(x - 1)."""
        if not variables(self.node) <= variables(self.key):
            return SIMPLER  # a name that cancels
        if calls(self.node) and not calls(self.key):
            return SIMPLER
        for node, top in tops(self.node):
            message = self._unfinished_at(node, top, expanding, ones)
            if message is not None:
                return message
        return None

    def _unfinished_at(self, node: Node, top: bool, expanding: bool, ones: Ones) -> str | None:
        match node:
            case Neg(Neg()) | Op("-", _, Neg()):
                return SIGNS
            case Op("+" | "-") if top:
                return self.uncollected(node)
            case Op("/", left, right) if literal(node) is not None:
                return _unreduced(left, right)
            case Op("^", base, exponent):
                return self._unfinished_power(base, exponent, expanding)
            case Neg() | Op() if top and is_product(node.of if isinstance(node, Neg) else node):
                return self._unfinished_product(product_of(node), ones)
            case Call(name) if name != "percent" and is_constant(node) and self._is_rational(node):
                return f"Work out the value of {name}."
        return None

    def _unfinished_product(self, product: Product, ones: Ones) -> str | None:
        above = [(node, literal(node)) for node in product.above]
        numbers = [value for _, value in above if value is not None]
        below = [value for node in product.below if (value := literal(node)) is not None]
        if any(not value for value in (*numbers, *below)) or any(abs(value) == 1 for value in below):
            return IDLE
        if product.signs > 1:
            return SIGNS
        idle = sum(abs(value) == 1 for value in numbers)
        if idle and len(product.above) > 1 and ones != "anywhere":
            minus_one = product.signs and len(numbers) == 1 and above[0][1] is not None
            if not (minus_one and ones == "behind a minus"):
                return IDLE
        numbers = [value for value in numbers if abs(value) != 1]
        if len(numbers) > 1 or len(below) > 1:
            return PRODUCTS
        if any(power_of(node)[1] < 0 for node in product.below):
            return "Write negative powers in a denominator above the line."
        if below and below[0].q != 1:
            return NESTED
        if numbers and below:
            if numbers[0].q != 1:
                return PRODUCTS
            if gcd(int(numbers[0].p), int(below[0].p)) > 1:
                return REDUCE
        return self._repeated(product)

    def _repeated(self, product: Product) -> str | None:
        """Whether a factor stands there twice, below the line included."""
        seen: set[Shape] = set()
        for node, _ in product.operands:
            base, _ = power_of(node)
            if literal(base) is not None or (isinstance(node, Op) and node.symbol == "^" and base is node):
                continue  # numbers are looked at by themselves; e^x*e^y is as good as e^(x + y)
            shape = shape_of(base)
            if shape in seen:
                return EQUAL
            seen.add(shape)
        return None

    def _unfinished_power(self, base: Node, exponent: Node, expanding: bool) -> str | None:
        power = literal(exponent)
        if power is None:
            return None
        if power == 1 or not power:
            return IDLE
        number = literal(base)
        if number is not None:
            value = number ** int(power.p) if power.q == 1 and abs(power.p) <= 64 else None
            if power.q == 1:
                small = value is not None and max(abs(value.p), value.q) <= LONGEST_POWER
                return POWERS if small or abs(number) <= 1 else None
            return POWERS if self._is_rational(Op("^", base, exponent)) else None
        if (
            isinstance(base, Op)
            and base.symbol == "^"
            and whole(exponent) is not None
            and whole(base.right) is not None
        ):
            return STACKED
        if expanding and whole(exponent) is not None and (is_product(base) or isinstance(base, Neg)):
            return STACKED
        if whole(exponent) is not None and isinstance(base, Neg):
            return STACKED
        if isinstance(base, Call) and (degree := DEGREES.get(base.name)) is not None and (power / degree).q == 1:
            return "Work out the power of the root."
        return None

    def _is_rational(self, node: Node) -> bool:
        try:
            above, below = self.fraction(node)
        except NotExact:
            return False
        return type(above) is fmpq and type(below) is fmpq


def _unreduced(above: Node, below: Node) -> str | None:
    """What is left to do in a quotient of plain numbers."""
    p, q = literal(above), literal(below)
    if p is None or q is None:
        return None
    if whole(above) is None or whole(below) is None:
        return NO_DECIMALS if digits(above) is None or digits(below) is None else NESTED
    if not p or abs(q) == 1:
        return IDLE
    return REDUCE if gcd(int(p.p), int(q.p)) > 1 else None


def _shape_without_numbers(term: Node) -> object:
    product = product_of(term)
    above = sorted((shape_of(node) for node in product.above if literal(node) is None), key=repr)
    below = sorted((shape_of(node) for node in product.below if literal(node) is None), key=repr)
    return "shape", tuple(above), tuple(below)


def monic(poly: Poly) -> Poly:
    """The polynomial with leading coefficient 1."""
    return ONE if type(poly) is fmpq else poly / poly.leading_coefficient()
