"""Expanded, factored, completed square."""

from __future__ import annotations

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import Poly, content
from generators.answers.forms.arithmetic import EQUAL, PRODUCTS, SUMS, Work, monic
from generators.answers.forms.parts import (
    digits,
    is_constant,
    is_product,
    is_sum,
    literal,
    power_of,
    product_of,
    terms_kept,
    variables,
)
from generators.notation.tree import Name, Neg, Node, Op, walk

MULTIPLY_OUT = "Multiply out: there is still a product or a power of a sum."
OPEN = "Multiply out: there is still a bracket behind a minus."
PRODUCT_FORM = "Write this as a product of factors that cannot be factored further."
FURTHER = "This can be factored further."
TAKE_OUT = "Take out the common numerical factor."
SQUARE = "Complete the square: the variable stands once, inside a square such as $(x - 1)^2$."
ONE_FACTOR = "Multiply the factor in front into the bracket, so that the constant stands alone."


def expanded(node: Node, key: Node, work: Work) -> str | None:
    """A sum of products of powers: no product or power of a sum, like terms collected, numbers worked out."""
    return unexpanded(node) or work.unfinished(expanding=True)


def unexpanded(node: Node) -> str | None:
    """Where a bracket is still to be multiplied out."""
    for _, term in terms_kept(node):
        if is_sum(term):
            return OPEN
        sums_below = 0
        for factor, side in product_of(term).operands:
            base, power = power_of(factor)
            if isinstance(base, Neg) and is_sum(base.of):
                base = base.of
            if not is_sum(base):
                continue
            if power * side > 0:
                return MULTIPLY_OUT
            sums_below += abs(power)
        if sums_below > 1:
            return MULTIPLY_OUT
    return None


def factored(node: Node, key: Node, work: Work) -> str | None:
    """A number times powers of different factors that are irreducible over Q, whole and without common numbers."""
    if not variables(node) and not variables(key):
        return _into_primes(node, key)
    if (message := work.unfinished(ones="behind a minus")) is not None:
        return message
    seen: list[Poly] = []
    for factor, _ in product_of(node).operands:
        base, _ = power_of(factor)
        if literal(base) is not None:
            continue
        if is_product(base) or isinstance(base, Neg):
            return "Take the power of each factor by itself."
        above, below = work.fraction(base)
        if is_sum(base):
            message = _reducible(base, above, below, work)
            if message is not None:
                return message
        if type(above) is not fmpq_mpoly:
            continue
        part = monic(above if is_sum(base) or above.total_degree() == 1 else above.factor()[1][0][0])
        if part in seen:
            return EQUAL
        seen.append(part)
    return None


def _reducible(base: Node, above: Poly, below: Poly, work: Work) -> str | None:
    """Why a sum is no factor that can stay as it is."""
    if type(above) is fmpq:
        return SUMS
    if type(below) is not fmpq:
        quotient = any(isinstance(each, Op) and each.symbol == "/" for each in walk(base))
        return "Take common denominators out of the sums." if quotient else PRODUCT_FORM
    parts = [] if above.total_degree() == 1 else above.factor()[1]
    if len(parts) > 1 or (parts and parts[0][1] > 1):
        return FURTHER if any(is_product(each) for each in walk(work.node)) else PRODUCT_FORM
    if content(above) != 1:
        return TAKE_OUT
    if not is_constant(base) and work.irrational(base):
        return "Factor over the rational numbers: no roots inside the factors."
    return unexpanded(base)


def _into_primes(node: Node, key: Node) -> str | None:
    """A whole number as a product of powers of different primes, or as it stands if the key is not factored either.

    Over Q a number other than 0 is no product of anything, so other constants need no factoring.
    """
    value = literal(node.of if isinstance(node, Neg) else node)
    if value is not None and (value.q != 1 or abs(value) <= 1 or literal(key) is not None):
        return None if value.q != 1 or digits(node.of if isinstance(node, Neg) else node) is not None else PRODUCTS
    seen: set[int] = set()
    for factor, side in product_of(node).operands:
        base, power = power_of(factor)
        n = digits(base)
        if n is None or side < 0 or power < 1 or (power == 1 and base is not factor):
            return "Write this as a product of powers of primes."
        if n == 1:
            return "Leave out the 1."
        if not _is_prime(n):
            return FURTHER
        if n in seen:
            return EQUAL
        seen.add(n)
    return None


def _is_prime(n: int) -> bool:
    return n.bit_length() <= 64 and bool(fmpq(n).p.is_prime())


def completed_square(node: Node, key: Node, work: Work) -> str | None:
    """Numbers times squares, and a number: every variable that was squared stands in squares only."""
    if (message := work.unfinished(ones="behind a minus")) is not None:
        return message
    above, _ = work.fraction(key)
    squared = _quadratic(above, work)
    bases: list[Node] = []
    constants = 0
    for _, term in terms_kept(node):
        if is_constant(term):
            constants += 1
            continue
        if is_sum(term):
            return ONE_FACTOR
        factors = [(factor, side) for factor, side in product_of(term).operands if not is_constant(factor)]
        if any(is_sum(factor) and side > 0 for factor, side in factors):
            return ONE_FACTOR if any(power_of(each)[1] == 2 for each in walk(term)) else SQUARE
        turning = [(factor, side) for factor, side in factors if variables(factor) & squared]
        if len(turning) == 1 and turning[0][1] > 0 and power_of(turning[0][0])[1] == 2:
            bases.append(power_of(turning[0][0])[0])
        elif turning:
            return SQUARE
    if constants > 1:
        return "Collect the constants."
    once = all(sum(each == Name(name) for each in walk(node)) == 1 for name in squared)
    if not once and (len(bases) > len(squared) or not all(_is_linear(base, work) for base in bases)):
        return SQUARE
    if any(is_product(base) or isinstance(base, Neg) for base in bases):
        return PRODUCTS
    return SQUARE if squared - {name for base in bases for name in variables(base)} else None


def _quadratic(above: Poly, work: Work) -> set[str]:
    """The names with a power of 2 or more in a polynomial."""
    degrees = above.degrees() if type(above) is fmpq_mpoly else ()
    return {
        str(kernel.args[0])
        for kernel, degree in zip(work.field.kernels, degrees, strict=False)
        if kernel.tag == "name" and degree >= 2
    }


def _is_linear(node: Node, work: Work) -> bool:
    above, below = work.fraction(node)
    return type(below) is fmpq and (type(above) is fmpq or above.total_degree() == 1)
