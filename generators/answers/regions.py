"""Sets of reals as keys and learners write them: intervals, unions, inequalities; compared end by end, exactly."""

from __future__ import annotations

from dataclasses import dataclass

from flint import acb

from generators.answers.compare import same
from generators.notation import house, regions
from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.tree import (
    Braces,
    Chain,
    Logic,
    Name,
    Neg,
    Node,
    Op,
    Rows,
    Series,
    Tuple,
    names,
)
from generators.notation.values import SCALARS, Imprecise, Region, Undefined, compare

FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class End:
    """An end of an interval as written."""

    tree: Node


class Undecidable(Exception):
    """Two ends could not be put in order."""


def order(a: End, b: End) -> int:
    """The sign of a - b; exact where the two are equal."""
    if a.tree == b.tree:
        return 0
    for bits in (64, 512):
        try:
            x, y = evaluate(a.tree, bits=bits), evaluate(b.tree, bits=bits)
            return compare(x, y)
        except Imprecise:
            continue
    if same(a.tree, b.tree).equal:
        return 0
    raise Undecidable(f"{house(a.tree)} or {house(b.tree)}")


def region_of(node: Node, unknown: str | None = None) -> Region:
    """The set a tree denotes, its ends as `End`s: intervals, unions, points, and inequalities in one unknown."""
    match node:
        case Tuple((low, high), left, right):
            return _interval(low, high, left == "[", right == "]")
        case Rows(((low, high),), 0):
            return _interval(low, high, True, True)
        case Braces(items):
            result = regions.EMPTY
            for item in items:
                result = _combined("or", result, Region((_end(item),), (False, False), (True,)))
            return result
        case Op("cup" | "cap" | "setminus" as symbol, left, right):
            return _combined(symbol, region_of(left, unknown), region_of(right, unknown))
        case Name("RR"):
            return regions.LINE
        case Name("emptyset"):
            return regions.EMPTY
        case Logic("not", (item,)):
            return _combined("setminus", regions.LINE, region_of(item, unknown))
        case Logic(word, items):
            first, *rest = (region_of(item, unknown) for item in items)
            for other in rest:
                first = _combined(word, first, other)
            return first
        case Chain():
            return _of_chain(node)
    raise NotationError("An interval is expected here, such as `[1, 2)`, a union of intervals, or an inequality.")


def _of_chain(chain: Chain) -> Region:
    result = regions.LINE
    for relation, left, right in zip(chain.relations, chain.terms, chain.terms[1:], strict=False):
        result = _combined("and", result, _of_link(relation, left, right))
    return result


def _of_link(relation: str, left: Node, right: Node) -> Region:
    if relation in ("in", "notin"):
        inside = region_of(right)
        return inside if relation == "in" else _combined("setminus", regions.LINE, inside)
    if relation not in FLIPPED:
        raise NotationError(f"`{relation}` says nothing about an interval.")
    if isinstance(right, Name) and not is_constant(right):
        relation, left, right = FLIPPED[relation], right, left
    if not (isinstance(left, Name) and not is_constant(left)) or not is_constant(right):
        raise NotationError("Solve for the unknown first: `x < 3`.")
    if _infinity(right) is not None:
        sign = _infinity(right)
        if relation in ("<=", ">="):
            raise NotationError("Nothing is equal to infinity: write `<` or `>` there.")
        return regions.LINE if (relation == "<") == (sign == 1) else regions.EMPTY
    end = _end(right)
    shapes = {
        "<": ((True, False), False),
        "<=": ((True, False), True),
        ">": ((False, True), False),
        ">=": ((False, True), True),
        "=": ((False, False), True),
        "!=": ((True, True), False),
    }
    gaps, on = shapes[relation]
    return Region((end,), gaps, (on,))


def is_constant(node: Node) -> bool:
    return not names(node) - {"pi", "e", "oo"}


def _infinity(node: Node) -> int | None:
    match node:
        case Name("oo"):
            return 1
        case Neg(Name("oo")):
            return -1
    return None


def _end(node: Node) -> End:
    """A real number as an end. NotationError if it is none; Undefined if it has no value."""
    for bits in (64, 512):
        try:
            value = evaluate(node, bits=bits)
        except Imprecise:
            continue
        if type(value) not in SCALARS or type(value) is acb:
            break
        return End(node)
    else:
        raise Undefined(f"{house(node)} has no clear value")
    raise NotationError(f"`{house(node)}` is no real number.")


def _interval(low: Node, high: Node, closed_low: bool, closed_high: bool) -> Region:
    below, above = _infinity(low), _infinity(high)
    if (below is not None and closed_low) or (above is not None and closed_high):
        raise NotationError("An interval is open at infinity: write `(` or `)` there.")
    if below == 1 or above == -1:
        raise NotationError("The lower end of an interval comes first.")
    result = regions.LINE
    if below is None:
        result = Region((_end(low),), (False, True), (closed_low,))
    if above is None:
        if below is None and order(End(low), End(high)) > 0:
            raise NotationError("The lower end of an interval comes first.")
        result = _combined("and", result, Region((_end(high),), (True, False), (closed_high,)))
    return result


def _combined(how: str, left: Region, right: Region) -> Region:
    rules = {
        "or": lambda a, b: a or b,
        "cup": lambda a, b: a or b,
        "and": lambda a, b: a and b,
        "cap": lambda a, b: a and b,
        "setminus": lambda a, b: a and not b,
    }
    return regions.combine(left, right, rules[how], order)


def equal_regions(left: Region, right: Region) -> bool:
    """Whether two sets are the same. Raises Undecidable."""
    return (
        left.gaps == right.gaps
        and left.on == right.on
        and all(order(a, b) == 0 for a, b in zip(left.ends, right.ends, strict=True))
    )


def same_ends(left: Region, right: Region) -> bool:
    """Whether two sets differ at most in which ends belong to them."""
    ends = len(left.ends) == len(right.ends) and left.gaps == right.gaps
    return ends and all(order(a, b) == 0 for a, b in zip(left.ends, right.ends, strict=True))


def interval_text(node: Node) -> str:
    """A set of reals in house notation as a learner would write it: closed intervals as `[1, 2]`, unions with `U`."""
    match node:
        case Tuple((low, high), left, right):
            return f"{left}{house(low)}, {house(high)}{right}"
        case Op("cup", left, right):
            return f"{interval_text(left)} U {interval_text(right)}"
        case Op("cap" | "setminus" as symbol, left, right):
            shown = interval_text(right)
            return f"{interval_text(left)} {symbol} {f'({shown})' if isinstance(right, Op) else shown}"
        case _:
            return house(node)


def as_pair(node: Node) -> tuple[Node, Node] | None:
    """The two ends that a confidence interval is written with, however it is written."""
    match node:
        case Tuple((low, high)) | Rows(((low, high),), 0) | Rows(((low,), (high,)), 0) | Series((low, high)):
            return low, high
        case Op("pm", middle, margin):
            return Op("-", middle, margin), Op("+", middle, margin)
        case Chain((low, Name(), high), ("<" | "<=", "<" | "<=")) | Chain(
            (high, Name(), low), (">" | ">=", ">" | ">=")
        ):
            return low, high
        case Chain((Name(), inside), ("in" | "=",)):
            return as_pair(inside)
        case Logic("and", (Chain((Name(), low), (">" | ">=",)), Chain((Name(), high), ("<" | "<=",)))):
            return low, high
    return None
