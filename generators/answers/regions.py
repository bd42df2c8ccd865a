"""Sets of reals as keys and learners write them: intervals, unions, solved inequalities; ends exact or by formulas."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generators.answers.compare import CONSTANTS, Comparison, both, same
from generators.answers.loci.line import solution_set
from generators.answers.loci.places import Pieces, order, place
from generators.answers.loci.shape import names_of
from generators.answers.loci.statements import (
    FALSE,
    FLIPPED,
    TRUE,
    infinity,
    intervals_of,
    is_set,
    relations_of,
    statement_of,
)
from generators.notation import house
from generators.notation.errors import NotationError
from generators.notation.tree import Call, Chain, Given, Logic, Name, Node, Op, Rows, Series, Tuple, walk
from schemas.answer import Assumption

Region = Pieces[bool]
FRESH = ("x", "t", "u", "v", "w", "z", "x_0")
"""Names for an unknown that is not named."""
WANTED = "An interval is expected here, such as `[1, 2)`, a union of intervals, or an inequality."


def unknown_of(node: Node, declared: frozenset[str] = frozenset()) -> str:
    """The unknown that a set is told about, `x` where none is named. NotationError where there are several."""
    bound = {each.event for each in walk(node) if isinstance(each, Given)}
    bound = {each.terms[0] if isinstance(each, Chain) else each for each in bound}
    about = names_of(node) - CONSTANTS - declared - {each.text for each in bound if isinstance(each, Name)}
    if len(about) > 1:
        raise NotationError("This speaks of more than one unknown.")
    (first, *_) = (*about, "")
    if first and is_set(node):
        raise NotationError(f"The ends of an interval are numbers here, and `{first}` is none.")
    return first or next(name for name in FRESH if name not in names_of(node))


def region_of(node: Node) -> Region:
    """The set a tree denotes. NotationError for what is none, or not solved for its unknown; Undefined where an end
    has no value; Undecidable where ends cannot be put in order."""
    if not is_set(node) and not isinstance(node, Chain | Logic):
        raise NotationError(WANTED)
    about = unknown_of(node)
    statement = statement_of(node, about)
    for chain in relations_of(statement):
        if chain not in (TRUE, FALSE):
            place(_end_of(chain, about)[1])
    for low, high in intervals_of(node):
        _in_order(low, high)
    return solution_set(statement, about)


def _in_order(low: Node, high: Node) -> None:
    if infinity(low) is None and infinity(high) is None and order(place(low), place(high)) > 0:
        raise NotationError("The lower end of an interval comes first.", suggestion=f"`({house(high)}, {house(low)})`")


def _end_of(chain: Chain, about: str) -> tuple[str, Node]:
    """(relation, end) of a relation that is solved for its unknown."""
    (left, right), (sign,) = chain.terms, chain.relations
    if right == Name(about):
        left, right, sign = right, left, FLIPPED[sign]
    if about in names_of(right) or not (left == Name(about) or _is_distance(left, about)):
        raise NotationError("Solve for the unknown first: `x < 3`.")
    return sign, right


def _is_distance(node: Node, about: str) -> bool:
    """Whether a tree is `|x|` or `|x - 2|`."""
    match node:
        case Call("abs", (Name(text),)):
            return text == about
        case Call("abs", (Op("+" | "-", Name(text), by),)) | Call("abs", (Op("+" | "-", by, Name(text)),)):
            return text == about and about not in names_of(by)
    return False


def is_constant(node: Node) -> bool:
    return not names_of(node) - {"pi", "e", "oo"}


# Ends with parameters ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """An interval by its ends as formulas; None is infinity."""

    low: Node | None
    closed_low: bool
    high: Node | None
    closed_high: bool


def spans_of(node: Node, declared: frozenset[str]) -> tuple[Span, ...]:
    """The intervals of a union as written, their ends as formulas in declared names."""
    about = unknown_of(node, declared)
    statement = statement_of(node, about)
    parts = statement.items if isinstance(statement, Logic) and statement.word == "or" else (statement,)
    return tuple(_span(part, about) for part in parts)


def _span(statement: Node, about: str) -> Span:
    low: tuple[Node, bool] | None = None
    high: tuple[Node, bool] | None = None
    for chain in _conjuncts(statement):
        sign, end = _end_of(chain, about)
        if sign in (">", ">=", "=") and low is None:
            low = end, sign != ">"
        elif sign in (">", ">=", "=", "!="):
            raise NotationError(WANTED)
        if sign in ("<", "<=", "=") and high is None:
            high = end, sign != "<"
        elif sign in ("<", "<="):
            raise NotationError(WANTED)
    return Span(
        low[0] if low else None, low is not None and low[1], high[0] if high else None, high is not None and high[1]
    )


def _conjuncts(statement: Node) -> Iterator[Chain]:
    match statement:
        case Chain():
            if statement != TRUE:
                yield statement
        case Logic("and", items) if all(isinstance(item, Chain) for item in items):
            yield from (item for item in items if isinstance(item, Chain))
        case _:
            raise NotationError(WANTED)


def same_spans(
    wanted: tuple[Span, ...], given: tuple[Span, ...], symbols: Mapping[str, Assumption], brackets: bool = True
) -> Comparison:
    """Whether two unions have the same intervals in some order; without `brackets` only ends count."""
    if len(wanted) != len(given):
        return Comparison(None if len(wanted) + len(given) > 2 else False, "exact")
    best = Comparison(False, "exact")
    for choice in itertools.permutations(given):
        found = both(_same_span(a, b, symbols, brackets) for a, b in zip(wanted, choice, strict=True))
        if found.equal:
            return found
        if found.equal is None:
            best = found
    return best


def _same_span(a: Span, b: Span, symbols: Mapping[str, Assumption], brackets: bool) -> Comparison:
    if brackets and (a.closed_low, a.closed_high) != (b.closed_low, b.closed_high):
        return Comparison(False, "exact")
    return both(_same_end(x, y, symbols) for x, y in ((a.low, b.low), (a.high, b.high)))


def _same_end(x: Node | None, y: Node | None, symbols: Mapping[str, Assumption]) -> Comparison:
    if x is None or y is None:
        return Comparison(x is y, "exact")
    return same(x, y, symbols)


# Texts -------------------------------------------------------------------------------------------------------------


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
        case Logic("and", (Chain((Name(), high), ("<" | "<=",)), Chain((Name(), low), (">" | ">=",)))):
            return low, high
    return None
