"""One fraction, lowest terms, partial fractions."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import NotExact, Poly
from generators.answers.forms.arithmetic import LIKE, NESTED, Work, monic
from generators.answers.forms.numbers import NO_DECIMALS, REDUCE, integer_content, number_form
from generators.answers.forms.parts import (
    PRODUCTS,
    digits,
    is_constant,
    is_sum,
    literal,
    power_of,
    product_of,
    terms,
    terms_kept,
    variables,
    whole,
)
from generators.answers.forms.polynomials import unexpanded
from generators.notation.tree import Call, Neg, Node, Num, Op, children, walk

ONE_FRACTION = "Write this as one fraction: one numerator over one denominator."
APART = "Take this apart: each denominator is a power of one factor that cannot be factored further."
DENOMINATORS = "Write each denominator as a power of a factor that cannot be factored further."
PROPER = "Each numerator has a lower degree than the factor below it."
SAME_BELOW = "Collect the terms with the same denominator."


def single_fraction(node: Node, key: Node, work: Work) -> str | None:
    """One quotient, with or without a minus before it; neither fractions nor negative powers inside."""
    inner = node.of if isinstance(node, Neg) else node
    parts = children(inner) if isinstance(inner, Op) and inner.symbol == "/" else (inner,)
    for part in parts:
        for each in _along_the_line(part):
            if isinstance(each, Op) and each.symbol == "/":
                return ONE_FRACTION
            if isinstance(each, Op) and each.symbol == "^" and _is_below(each):
                return "Write negative powers as a denominator."
    return None


def _along_the_line(node: Node) -> Iterator[Node]:
    """The parts of a formula that stand on the line: no exponents, no arguments of functions."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        if isinstance(here, Neg | Op):
            stack += [here.left] if isinstance(here, Op) and here.symbol == "^" else children(here)


def _is_below(power: Op) -> bool:
    """Whether a power belongs below the line: x^(-1), 2^(-3), not e^(-x)."""
    exponent = literal(power.right)
    return exponent is not None and exponent < 0 and not isinstance(power.left, Call)


def lowest_terms(node: Node, key: Node, work: Work) -> str | None:
    """No common factor in any fraction, no decimals and no fractions inside one."""
    if not variables(node):
        return number_form(node, "lowest_terms")
    for each in walk(node):
        if isinstance(each, Op) and each.symbol == "/" and (message := _reducible(each, work)) is not None:
            return message
    return _shared_denominator(node, work) or _product_reducible(node, work)


def _reducible(fraction: Op, work: Work) -> str | None:
    if any(isinstance(n, Num) and digits(n) is None for n in walk(fraction)):
        return NO_DECIMALS
    if gcd(integer_content(fraction.left), integer_content(fraction.right)) > 1:
        return REDUCE
    if isinstance(fraction.left, Neg) and isinstance(fraction.right, Neg):
        return "Leave out the two minus signs."
    if literal(fraction) is not None:
        return None
    product = product_of(fraction)
    if any(literal(n) is None and is_sum(n) and _holds_fraction(n) for n in (*product.above, *product.below)):
        return NESTED
    if any(isinstance(n, Op) and n.symbol == "/" for n in _factors_along(fraction.right)):
        return NESTED
    return None


def _factors_along(node: Node) -> Iterator[Node]:
    """A denominator and the products and quotients it is built of."""
    yield node
    if isinstance(node, Neg):
        yield from _factors_along(node.of)
    elif isinstance(node, Op) and node.symbol in PRODUCTS:
        yield from _factors_along(node.left)
        yield from _factors_along(node.right)


def _holds_fraction(node: Node) -> bool:
    return any(isinstance(each, Op) and each.symbol == "/" for each in _along_the_line(node))


def _product_reducible(node: Node, work: Work) -> str | None:
    """Whether a product of fractions, taken together, has a common factor."""
    for _, term in terms(node):
        above: Node = Num("1")
        below: Node = Num("1")
        for factor, side in product_of(term).operands:
            base, power = power_of(factor)
            if side * power > 0:
                above = Op("*", above, Op("^", base, Num(str(abs(power)))) if abs(power) != 1 else base)
            elif power:
                below = Op("*", below, Op("^", base, Num(str(abs(power)))) if abs(power) != 1 else base)
        try:
            (p, over), (q, under) = work.fraction(above), work.fraction(below)
        except NotExact:
            continue
        if type(over) is not fmpq or type(under) is not fmpq:
            continue  # a fraction inside a function
        if type(p) is fmpq_mpoly and type(q) is fmpq_mpoly and not p.gcd(q).is_constant():
            return REDUCE
    return None


def _shared_denominator(node: Node, work: Work) -> str | None:
    """Whether two terms of a sum have the same denominator."""
    seen: list[Poly] = []
    for _, term in terms(node):
        try:
            _, below = work.fraction(term)
        except NotExact:
            continue
        if type(below) is fmpq_mpoly and monic(below) in seen:
            return SAME_BELOW
        seen.append(monic(below))
    return None


# Partial fractions -------------------------------------------------------------------------------------------------


def partial_fractions(node: Node, key: Node, work: Work) -> str | None:
    """A polynomial and fractions, each a numerator over a power of an irreducible factor of higher degree, no two over
    the same one."""
    if (message := work.unfinished(ones="anywhere")) is not None and message != LIKE:
        return message
    _, below = work.fraction(key)
    names = sorted(variables(key))
    messages = [_apart_in(name, node, work) for name in names if type(below) is fmpq_mpoly] or [unexpanded(node)]
    return None if None in messages else messages[0]


def _apart_in(name: str, node: Node, work: Work) -> str | None:
    """The same for one variable, the other names taken as numbers."""
    i = next((i for i, each in enumerate(work.field.kernels) if each.tag == "name" and each.args[0] == name), None)
    if i is None:
        return APART
    seen: list[tuple[Poly, int]] = []
    polynomial: list[Poly] = []
    for _, term in terms_kept(node):
        if is_sum(term):
            return "Write this as a sum of fractions: there is a bracket behind a minus."
        above, below = work.fraction(term)
        parts = [] if type(below) is fmpq else [each for each in below.factor()[1] if each[0].degrees()[i]]
        if not parts:
            if (message := unexpanded(term)) is not None:
                return message
            shape = monic(above)
            if shape in polynomial:
                return LIKE
            polynomial.append(shape)
            continue
        if len(parts) > 1:
            return APART
        base, power = monic(parts[0][0]), int(parts[0][1])
        degree = above.degrees()[i] if type(above) is fmpq_mpoly else 0
        if degree >= base.degrees()[i]:
            return PROPER
        if (base, power) in seen:
            return SAME_BELOW
        seen.append((base, power))
        if (message := _written_apart(term, work)) is not None:
            return message
    return None


def _written_apart(term: Node, work: Work) -> str | None:
    """Whether one fraction is written with a multiplied-out numerator over powers of irreducible factors."""
    product = product_of(term)
    for factor in product.below:
        base, power = power_of(factor)
        if is_constant(base):
            continue
        poly, _ = work.fraction(base)
        parts = poly.factor()[1] if type(poly) is fmpq_mpoly else []
        if sum(int(each[1]) for each in parts) > 1 or power < 1:
            return DENOMINATORS
        if is_sum(base) and (message := unexpanded(base)) is not None:
            return message
    for factor in product.above:
        if is_sum(factor) and (message := unexpanded(factor)) is not None:
            return message
        if whole_power_of_sum(factor):
            return "Multiply the numerators out."
    if sum(is_sum(factor) for factor in product.above) > 1:
        return "Multiply the numerators out."
    return None


def whole_power_of_sum(node: Node) -> bool:
    return isinstance(node, Op) and node.symbol == "^" and is_sum(node.left) and (whole(node.right) or 0) > 1
