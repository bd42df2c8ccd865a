"""The one zero of a function between two places where it is strictly monotone, if it has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import GENS, Field, NotExact, Poly, lowest
from generators.answers.loci.places import (
    BITS,
    ZERO,
    Place,
    Undecidable,
    Zero,
    ball,
    between,
    constant_sign,
    order,
    sign_at,
    value_at,
)
from generators.answers.loci.polynomials import (
    over,
    poly_tree,
    used,
)
from generators.answers.loci.shape import names_of
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, rebuild
from generators.notation.values import Imprecise, Undefined, only_integer, precision

EXPONENTIALS = frozenset({"exp", "power"})
LOGARITHMIC = frozenset({"ln", "atan", "asinh", "asin", "acosh", "atanh"})


@dataclass(frozen=True, slots=True)
class Monotone:
    """A function that is strictly monotone between two places; `slope` is 1 or -1."""

    function: Node
    name: str
    low: Place | None
    high: Place | None
    slope: int

    def zero(self, left: int | None, right: int | None) -> list[Place]:
        """Its one zero, if it has one. `left` and `right` are its signs at its ends, None where it has no value."""
        begin, end = (left, right) if self.slope > 0 else (right, left)  # where it is least, where it is greatest
        if (begin is not None and begin >= 0) or (end is not None and end <= 0):
            return []
        negative = self.sample(-1)
        positive = self.sample(1)
        if negative is not None and positive is not None:
            low, high = min(negative, positive), max(negative, positive)
            return [self.told(low, high)]
        if negative is None and positive is None:
            raise Undecidable("a function whose sign is not clear")
        if self.bounded(1 if positive is None else -1):
            return []
        raise Undecidable("a function that may have a zero near an end")

    def sample(self, wanted: int) -> fmpq | None:
        """A point where the function has this sign, looked for towards the end where it must have it."""
        rising = self.slope * wanted > 0  # towards the upper end
        for x in self.towards(rising):
            for bits in (64, 1024):
                with precision(bits):
                    try:
                        value = value_at(self.function, self.name, x)
                    except (Imprecise, Undefined):
                        continue
                    if (value > 0) if wanted > 0 else (value < 0):
                        return x
                    break
        return None

    def towards(self, upper: bool) -> Iterator[fmpq]:
        middle = between(self.low, self.high)
        yield middle
        end = self.high if upper else self.low
        for k in (1, 2, 3, 5, 8, 12, 20, 30, 60):
            if end is None:
                yield middle + (fmpq(2) ** k if upper else -(fmpq(2) ** k)) if k < 30 else middle
            else:
                step = fmpq(1, 2**k)
                try:
                    edge = ball(end, BITS[1])
                except Imprecise:
                    return
                near = edge if type(edge) is fmpq else _dyadic(edge)
                x = near + (middle - near) * step
                if (self.low is None or order(self.low, x) < 0) and (self.high is None or order(x, self.high) < 0):
                    yield x

    def bounded(self, side: int) -> bool:
        """Whether the function is proved never to be positive (side 1) or negative (side -1): by its limit."""
        upper = self.slope * side > 0
        end = self.high if upper else self.low
        if end is not None:
            try:
                return sign_at(self.function, self.name, end) * side <= 0
            except Undefined:
                return False
        return limit_sign(self.function, self.name, upper) * side <= 0

    def told(self, low: fmpq, high: fmpq) -> Place:
        """The zero between two points: a simple fraction if it is one."""
        zero = Zero(self.function, self.name, low, high)
        x = ball(zero, 64)
        if type(x) is not fmpq:
            for q in range(1, 13):
                p = only_integer(x * q)
                if p is not None and sign_at(self.function, self.name, fmpq(p, q)) == 0:
                    return fmpq(p, q)
        return zero if type(x) is not fmpq else x


def _dyadic(x: object) -> fmpq:
    mantissa, exponent = x.mid().man_exp()  # type: ignore[attr-defined]
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def limit_sign(function: Node, name: str, upper: bool) -> int:
    """The sign of a sum of products of powers of x, e^(c*x) and ln(x) far out, by its fastest term."""
    field = Field({name: "positive"})
    node = function if upper else _reflected(function, name)
    try:
        above, below = lowest(field.form(node))
    except (NotExact, Imprecise, Undefined):
        raise Undecidable("no limit") from None
    return _far_sign(above, field, name) * _far_sign(below, field, name)


def _reflected(node: Node, name: str) -> Node:
    if node == Name(name):
        return Neg(node)
    return rebuild(node, lambda child: _reflected(child, name))


def _far_sign(poly: Poly, field: Field, name: str) -> int:
    if type(poly) is fmpq:
        return int(poly > 0) - int(poly < 0)
    best: list[Growth] = []
    for monomial, c in poly.to_dict().items():
        rates: dict[int, Node] = {}
        degree = logs = 0
        constant: Poly = c
        for i, power in enumerate(monomial):
            if not power:
                continue
            kernel = field.kernels[i]
            if i not in field.varying:
                constant = constant * GENS[i] ** power
            elif kernel.tag == "name":
                degree += power
            elif kernel.tag == "ln" and kernel.args[0] == _generator(field, name) and kernel.args[1] == 1:
                logs += power
            elif kernel.tag in EXPONENTIALS:
                k, rate = _rate(field, i, name)
                rates[k] = Op("+", rates.get(k, ZERO), Op("*", Num(str(power)), rate))
            else:
                raise Undecidable("no limit")
        best = _faster(best, Growth(rates, degree, logs, constant))
    total: Poly = sum((each.constant for each in best), fmpq(0))
    sign = constant_sign(poly_tree(total, field))
    if sign == 0:
        raise Undecidable("terms that cancel")
    return sign


def _generator(field: Field, name: str) -> fmpq_mpoly:
    return field.kernel("name", name)


@dataclass(frozen=True, slots=True)
class Growth:
    """constant*x^degree*ln(x)^logs*e^(the sum of rates[k]*x^k)."""

    rates: dict[int, Node]
    degree: int
    logs: int
    constant: Poly


def _rate(field: Field, i: int, name: str) -> tuple[int, Node]:
    """(k, c) where a kernel is e^(c*x^k)."""
    kernel = field.kernels[i]
    monomial, q = kernel.args[-2:]
    x = used(_generator(field, name))[0]
    k = 0 if type(monomial) is fmpq else int(monomial.degrees()[x])
    constant = monomial / _generator(field, name) ** k
    tree = over(poly_tree(constant.leading_coefficient() if constant.is_constant() else constant, field), q)
    if k == 0 or name in names_of(tree):
        raise Undecidable("no limit")
    return k, Op("*", tree, Call("ln", (Num(str(kernel.args[0])),))) if kernel.tag == "power" else tree


def _faster(best: list[Growth], term: Growth) -> list[Growth]:
    """The fastest terms: the new one alone, beside, or not at all."""
    if not best:
        return [term]
    first = best[0]
    for k in sorted({*term.rates, *first.rates}, reverse=True):
        sign = constant_sign(Op("-", term.rates.get(k, ZERO), first.rates.get(k, ZERO)))
        if sign:
            return [term] if sign > 0 else best
    here, there = (term.degree, term.logs), (first.degree, first.logs)
    return [*best, term] if here == there else [term] if here > there else best
