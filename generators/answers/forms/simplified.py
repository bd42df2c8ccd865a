"""Simplified: nothing is left to work out, reduce, collect or cancel, and it is not much longer than the key."""

from __future__ import annotations

from generators.answers.exact import NotExact, content
from generators.answers.forms.arithmetic import EQUAL, SIGNS, SIMPLER, Work
from generators.answers.forms.fractions import lowest_terms
from generators.answers.forms.numbers import square_factor
from generators.answers.forms.parts import (
    calls,
    is_product,
    is_sum,
    literal,
    power_of,
    product_of,
    terms,
    tops,
    variables,
    weight,
)
from generators.notation.tree import Call, Name, Neg, Node, Op
from generators.notation.values import ONE

ROOT = "A root can be simplified: take out square factors."

ROOTS = "Write the product of roots as one root."


def simplified(node: Node, key: Node, work: Work) -> str | None:
    """Fractions reduced, numbers worked out, like terms and equal factors collected, nothing idle."""
    if (message := work.unfinished()) is not None:
        return message
    for each, top in tops(node):
        if (message := _unsimplified(each, top, work)) is not None:
            return message
    quotient = literal(node) is None and any(isinstance(each, Op) and each.symbol == "/" for each, _ in tops(node))
    if (variables(node) or quotient) and (message := lowest_terms(node, key, work)) is not None:
        return message
    if calls(node) - calls(key) and weight(node) > weight(key) + 1:
        return SIMPLER
    return None


def _unsimplified(node: Node, top: bool, work: Work) -> str | None:
    match node:
        case Op("+", _, Neg()):
            return SIGNS
        case Call("sqrt", (of,)) if _square_inside(of, work):
            return ROOT
        case Op("^", base, exponent) if literal(exponent) is not None and is_product(base):
            if any(literal(each) is not None or power_of(each)[1] != 1 for each, _ in product_of(base).operands):
                return "Work out the power of the product."
        case Call("ln" | "log10" | "log" | "exp" | "sqrt" | "abs", _) if variables(node):
            return _undone(node, work)
        case Op("^", Name("e"), exponent) if variables(exponent):
            return _undone(node, work)
        case Op("+" | "-") if top:
            return _shorter_when_multiplied_out(node, work)
        case Neg() | Op() if top and is_product(node.of if isinstance(node, Neg) else node):
            return _powers_apart(node)
    return None


def _square_inside(of: Node, work: Work) -> bool:
    """Whether a number under a root has a square factor above or below the line."""
    try:
        above, below = work.fraction(of)
    except NotExact:
        return False
    shared = content(above) / content(below)
    return any(n.bit_length() <= 64 and square_factor(int(n)) > 1 for n in (shared.p, shared.q))


def _undone(node: Node, work: Work) -> str | None:
    """Whether a function undoes another, as in ln(e^x) and e^(ln x)."""
    try:
        above, below = work.fraction(node)
    except NotExact:
        return None
    kernels = [
        work.field.kernels[i].tag
        for part in (above, below)
        if type(part) is not type(ONE)
        for i, power in enumerate(part.degrees())
        if power
    ]
    return SIMPLER if all(tag == "name" for tag in kernels) else None


def _shorter_when_multiplied_out(node: Node, work: Work) -> str | None:
    """Whether a sum with brackets in its terms is shorter without them, as x*(x + 1) - x^2 is."""
    listed = [term for _, term in terms(node)]
    if not any(is_sum(power_of(each)[0]) for term in listed for each, _ in product_of(term).operands):
        return None
    try:
        above, below = work.fraction(node)
    except NotExact:
        return None
    if type(below) is not type(ONE):
        return None
    written = sum(weight(term) for term in listed)
    if type(above) is type(ONE):
        return SIMPLER
    needed = 0
    for powers, coefficient in above.to_dict().items():
        ones = sum(power == 1 for power in powers)
        higher = sum(power > 1 for power in powers)
        needed += ones + 2 * higher + (abs(coefficient) != 1 or not (ones or higher)) + (coefficient.q != 1)
    return "Multiply out and collect like terms." if needed <= written else None


def _powers_apart(node: Node) -> str | None:
    """Whether powers of one base stand side by side, with any exponents: e^x*e^y, sqrt(x)*x."""
    bases: set[Node] = set()
    roots: set[int] = set()
    for factor, side in product_of(node).operands:
        if isinstance(factor, Call) and factor.name == "sqrt" and literal(factor.args[0]) is not None:
            if side in roots:
                return ROOTS
            roots.add(side)
        match factor:
            case Op("^", base, _) | Call("sqrt", (base,)):
                pass
            case Call("exp", _):
                base = Name("e")
            case _:
                base = factor
        if literal(base) is None:
            if base in bases:
                return EQUAL
            bases.add(base)
    return None
