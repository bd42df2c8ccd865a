"""What a response or a key says about its unknowns: two-sided relations joined by "and", "or" and "not".

`0 < x <= 1`, `x = ±2`, `x = 1, 2`, `x in [0, 1)`, `{x | x > 0}` and the like are spelled out, so that whoever decides
meets relations `left R right` with R one of = != < <= > >= only, and Logic over these.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache

from generators.answers.compare import CONSTANTS
from generators.answers.loci.shape import names_of
from generators.answers.reading import both_signs
from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.tree import Braces, Chain, Given, Logic, Name, Neg, Node, Num, Op, Rows, Series, Tuple

FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
NEGATED = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}
ORDERS = frozenset({"<", ">", "<=", ">="})
ZERO, ONE = Num("0"), Num("1")
TRUE = Chain((ZERO, ZERO), ("=",))
FALSE = Chain((ZERO, ONE), ("=",))
SETS = ("RR", "emptyset")


def relation(left: Node, sign: str, right: Node) -> Chain:
    return Chain((left, right), (sign,))


def conjunction(*items: Node) -> Node:
    return _joined("and", items, neutral=TRUE, other=FALSE)


def disjunction(*items: Node) -> Node:
    return _joined("or", items, neutral=FALSE, other=TRUE)


def _joined(word: str, items: tuple[Node, ...], neutral: Node, other: Node) -> Node:
    kept: list[Node] = []
    for item in items:
        if item == other:
            return other
        if isinstance(item, Logic) and item.word == word:
            kept += item.items
        elif item != neutral:
            kept.append(item)
    return Logic(word, tuple(kept)) if len(kept) > 1 else kept[0] if kept else neutral


@lru_cache(maxsize=8192)
def statement_of(node: Node, about: str | None = None) -> Node:
    """What a tree says. A bare set of reals speaks of the unknown `about`, if there is one.

    NotationError for what is no statement.
    """
    match node:
        case Chain(terms, relations):
            return conjunction(
                *(_link(a, sign, b) for sign, (a, b) in zip(relations, itertools.pairwise(terms), strict=True))
            )
        case Logic("not", (item,)):
            return Logic("not", (statement_of(item, about),))
        case Logic("or", items):
            return disjunction(*_continued(items, about))
        case Logic("and", items):
            return conjunction(*_continued(items, about))
        case Series(items):
            parts = _continued(items, about)
            return disjunction(*parts) if lists_values(items) else conjunction(*parts)
    if about is not None and is_set(node):
        return belongs(Name(about), node)
    raise NotationError("A statement is asked for: there must be a sign such as `=` or `<`.")


def is_set(node: Node) -> bool:
    """Whether a tree is written as a set of reals."""
    match node:
        case Tuple((_, _)) | Rows(((_, _),), 0) | Braces():
            return True
        case Name(text):
            return text in SETS
        case Op("cup" | "cap" | "setminus", left, right):
            return is_set(left) and is_set(right)
    return False


def _continued(items: tuple[Node, ...], about: str | None) -> list[Node]:
    """Statements side by side; in `x = 1, 2` and `x = 1 or 2` the second continues the first."""
    found: list[Node] = []
    subject: Node | None = None
    for item in items:
        if isinstance(item, Chain | Logic) or is_set(item):
            found.append(statement_of(item, about))
            match item:
                case Chain((Name() as name, _), ("=" | "!=" as sign,)):
                    subject, joined = name, sign
                case _:
                    subject = None
        elif subject is not None:
            found.append(_link(subject, joined, item))
        else:
            raise NotationError("A statement is asked for: there must be a sign such as `=` or `<`.")
    return found


def lists_values(items: tuple[Node, ...]) -> bool:
    """Whether equations side by side list the values of one unknown, as `x = 1, x = 2` and `x = 1, 2` do."""
    about: set[Node] = set()
    for item in items:
        if isinstance(item, Chain):
            if item.relations != ("=",):
                return False
            about.add(item.terms[0])
        value = item.terms[1] if isinstance(item, Chain) else item
        if names_of(value) - CONSTANTS:
            return False
    return len(about) == 1 and all(isinstance(name, Name) for name in about)


def _link(left: Node, sign: str, right: Node) -> Node:
    if sign in ("in", "notin"):
        inside = belongs(left, right)
        return inside if sign == "in" else Logic("not", (inside,))
    if sign == "approx":
        raise NotationError("Give exact values, joined by `=`.")
    if sign not in FLIPPED:
        raise NotationError(f"`{sign}` is not expected here.")
    if infinity(left) is not None or infinity(right) is not None:
        return _endless(left, sign, right)
    lefts, rights = both_signs(left), both_signs(right)
    if len(lefts) == len(rights) == 1:
        return Chain((left, right), (sign,))
    if len(lefts) == len(rights):
        raise NotationError("Write out the solutions: two signs ± leave open which belong together.")
    pairs = [Chain((a, b), (sign,)) for a in lefts for b in rights]
    if sign == "=":
        return disjunction(*pairs)
    if sign == "!=":
        return conjunction(*pairs)
    raise NotationError("A sign ± stands in an equation only: write two inequalities.")


def infinity(node: Node) -> int | None:
    match node:
        case Name("oo"):
            return 1
        case Neg(Name("oo")):
            return -1
    return None


def _endless(left: Node, sign: str, right: Node) -> Node:
    """`x < oo` says nothing, and `x > oo` is never so."""
    low, high = infinity(left), infinity(right)
    if sign not in ("<", ">"):
        raise NotationError("Nothing is equal to infinity: write `<` or `>` there.")
    a, b = low or 0, high or 0
    return TRUE if (a < b if sign == "<" else a > b) else FALSE


def belongs(element: Node, to: Node) -> Node:
    """That something lies in a set of reals."""
    match to:
        case Tuple((low, high), left, right):
            return _between(element, low, high, left == "[", right == "]")
        case Rows(((low, high),), 0):
            return _between(element, low, high, True, True)
        case Braces((Given(event, condition),)):
            return _set_builder(element, event, condition)
        case Braces(items):
            return disjunction(*(_link(element, "=", item) for item in items))
        case Op("cup", left, right):
            return disjunction(belongs(element, left), belongs(element, right))
        case Op("cap", left, right):
            return conjunction(belongs(element, left), belongs(element, right))
        case Op("setminus", left, right):
            return conjunction(belongs(element, left), Logic("not", (belongs(element, right),)))
        case Name("RR"):
            return relation(element, "=", element) if not isinstance(element, Name) else TRUE
        case Name("emptyset"):
            return FALSE
        case Name("ZZ" | "NN" | "QQ" | "CC" as text):
            raise NotationError(f"`{text}` cannot be used here: only sets of real numbers can.")
    raise NotationError("A set of real numbers is expected here, such as `[1, 2)` or `{1, 2}`.")


def _between(element: Node, low: Node, high: Node, closed_low: bool, closed_high: bool) -> Node:
    below, above = infinity(low), infinity(high)
    if (below is not None and closed_low) or (above is not None and closed_high):
        raise NotationError("An interval is open at infinity: write `(` or `)` there.")
    if below == 1 or above == -1:
        raise NotationError("The lower end of an interval comes first.")
    parts: list[Node] = []
    if below is None:
        parts.append(relation(element, ">=" if closed_low else ">", low))
    if above is None:
        parts.append(relation(element, "<=" if closed_high else "<", high))
    return conjunction(*parts)


def _set_builder(element: Node, event: Node, condition: Node) -> Node:
    """`{x | x > 0}`, `{x in [0, 5] | x != 1}`."""
    inside: Node = TRUE
    match event:
        case Name() as bound:
            pass
        case Chain((Name() as bound, within), ("in",)):
            inside = belongs(bound, within)
        case _:
            raise NotationError("A set is written `{x | condition}`.")
    said = conjunction(inside, statement_of(condition))
    return put_in(said, {bound: element})


def intervals_of(node: Node) -> Iterator[tuple[Node, Node]]:
    """The ends of every interval that is written in a tree."""
    match node:
        case Tuple((low, high)) | Rows(((low, high),), 0):
            yield low, high
        case Op("cup" | "cap" | "setminus", left, right):
            yield from intervals_of(left)
            yield from intervals_of(right)
        case Chain(terms, relations):
            for sign, (_, right) in zip(relations, itertools.pairwise(terms), strict=True):
                if sign in ("in", "notin"):
                    yield from intervals_of(right)
        case Logic(items=items) | Series(items):
            for item in items:
                yield from intervals_of(item)


def relations_of(statement: Node) -> Iterator[Chain]:
    """The relations that a statement is made of."""
    match statement:
        case Chain():
            yield statement
        case Logic(items=items):
            for item in items:
                yield from relations_of(item)


def function_of(chain: Chain) -> Node:
    """The function whose sign a relation is about: left - right."""
    left, right = chain.terms
    return left if right == ZERO else Op("-", left, right)


def unknowns(statement: Node, declared: frozenset[str] = frozenset()) -> frozenset[str]:
    return names_of(statement) - (CONSTANTS - declared)
