"""One spelling for trees that differ in order, grouping, signs and plain arithmetic only: the first tier.

Sums and products are flattened and sorted, numbers in them worked out, like terms and powers of one factor collected.
Nothing is left out that could have no value: `ln(x) - ln(x)` keeps its logarithm.
"""

from __future__ import annotations

from functools import lru_cache

from flint import fmpq

from generators.notation.balls import numeral
from generators.notation.tree import Call, Name, Neg, Node, Num, Op
from generators.notation.values import ONE, ZERO

UNORDERED = frozenset({"min", "max", "gcd", "lcm"})
MAX_POWER = 64
"""Largest power to which a number is raised here."""
MAX_EXPONENT = 10**6
HALF = fmpq(1, 2)


class NotNormal(Exception):
    """This tree is no formula, or divides by zero."""


def spelled_alike(left: Node, right: Node) -> bool:
    """Whether two trees are the same up to order, grouping, signs and plain arithmetic."""
    return left == right or ((text := spelling(left)) is not None and text == spelling(right))


@lru_cache(maxsize=4096)
def spelling(node: Node) -> str | None:
    """The same text for equal formulas of this sort; None for what is no formula."""
    try:
        coefficient, factors = _product(node)
    except NotNormal:
        return None
    return _written(coefficient, factors)


Factors = dict[str, fmpq]
"""Spelled bases with their exponents."""


def _written(coefficient: fmpq, factors: Factors) -> str:
    parts = [base if power == 1 else f"{base}^{power}" for base, power in sorted(factors.items())]
    return "*".join([str(coefficient), *parts])


def _product(node: Node) -> tuple[fmpq, Factors]:
    """A node as a number times powers of other things."""
    factors: Factors = {}
    return _gather(node, 1, factors), factors


def _gather(node: Node, power: int, factors: Factors) -> fmpq:
    """Puts the factors of node^power into `factors`; the number among them."""
    if isinstance(node, Num):
        return _raised(numeral(node.text), power)
    if isinstance(node, Name):
        _multiply(factors, node.text, fmpq(power))
        return ONE
    if isinstance(node, Neg):
        return _gather(node.of, power, factors) * (-1 if power % 2 else 1)
    if isinstance(node, Op):
        symbol = node.symbol
        if symbol in ("*", "times", "dot"):
            return _gather(node.left, power, factors) * _gather(node.right, power, factors)
        if symbol == "/":
            return _gather(node.left, power, factors) * _gather(node.right, -power, factors)
        if symbol == "^":
            return _power(node, power, factors)
        if symbol in ("+", "-"):
            return _sum(node, power, factors)
        raise NotNormal
    if isinstance(node, Call):
        if node.name == "sqrt":
            _multiply(factors, f"({_text(node.args[0])})", power * HALF)
            return ONE
        _multiply(factors, _call(node), fmpq(power))
        return ONE
    raise NotNormal


def _power(node: Op, power: int, factors: Factors) -> fmpq:
    exponent, factor = _product(node.right)
    if not factor and exponent.q == 1 and abs(exponent) <= MAX_EXPONENT:
        return _gather(node.left, power * int(exponent.p), factors)
    if not factor:
        _multiply(factors, f"({_text(node.left)})", power * exponent)
    else:
        _multiply(factors, f"({_text(node.left)})^({_written(exponent, factor)})", fmpq(power))
    return ONE


def _sum(node: Node, power: int, factors: Factors) -> fmpq:
    terms: dict[str, fmpq] = {}
    last = _terms(node, ONE, terms)
    constant = terms.pop("", ZERO)
    if not terms:
        return _raised(constant, power)
    if len(terms) == 1 and not constant:
        for base, exponent in last.items():
            _multiply(factors, base, exponent * power)
        return _raised(next(iter(terms.values())), power)
    ordered = sorted(terms.items())
    lead = ordered[0][1] or ONE  # the first term has the coefficient 1, so that 2x - 2 and 1 - x share a factor
    inside = [f"{coefficient / lead}*{base}" for base, coefficient in ordered]
    if constant:
        inside.append(str(constant / lead))
    _multiply(factors, f"({'+'.join(inside)})", fmpq(power))
    return _raised(lead, power)


def _terms(node: Node, sign: fmpq, terms: dict[str, fmpq]) -> Factors:
    """Adds the terms of a sum to `terms`, numbers under ""; the factors of one that is no number, if there is one."""
    found: Factors = {}
    while isinstance(node, Op) and node.symbol in ("+", "-"):  # long sums lean to the left
        found = _terms(node.right, sign if node.symbol == "+" else -sign, terms) or found
        node = node.left
    if isinstance(node, Neg):
        return _terms(node.of, -sign, terms) or found
    coefficient, factors = _product(node)
    base = _written(ONE, factors)[2:] if factors else ""
    terms[base] = terms.get(base, ZERO) + sign * coefficient
    return factors or found


def _call(node: Call) -> str:
    arguments = [_text(argument) for argument in node.args]
    if node.name in UNORDERED:
        arguments.sort()
    return f"{node.name}({','.join(arguments)})"


def _text(node: Node) -> str:
    return _written(*_product(node))


def _multiply(factors: Factors, base: str, power: fmpq) -> None:
    factors[base] = factors.get(base, ZERO) + power


def _raised(value: fmpq, power: int) -> fmpq:
    if power == 1:
        return value
    if not value and power <= 0:
        raise NotNormal
    if abs(power) > MAX_POWER and abs(value) != 1:
        raise NotNormal
    return value**power
