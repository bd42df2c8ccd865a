"""The syntax tree of house notation: what was written, not what it equals.

Nodes are frozen and compare by value, so a tree may be a key in a dict and the result of parsing may be cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce

RELATIONS = (
    "=", "!=", "<", ">", "<=", ">=", "approx", "~", "in", "notin", "subset", "->", "<->", "=>", "<=>", ":=",
)  # fmt: skip
"""What joins the terms of a chain. `->` also writes row operations, `~` row equivalence and distributions."""

OPERATORS = ("+", "-", "pm", "*", "/", "odot", "times", "^", "cup", "cap", "setminus", "dot")
"""Binary operators. `*` is the product, `times` the cross sign (sizes such as 2 times 3, vector product), `dot` the dot
product, `odot` the entrywise product."""


@dataclass(frozen=True, slots=True)
class Num:
    """A decimal numeral as written: `12`, `0.50`, `1e-3`."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its plain subscripts and primes: `x`, `lambda`, `x_1`, `a_1_new`, `f'`."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words inside maths: `P("spam" | "win")`."""

    text: str


@dataclass(frozen=True, slots=True)
class Neg:
    of: Node


@dataclass(frozen=True, slots=True)
class Op:
    """`symbol` is one of OPERATORS."""

    symbol: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A named function of its arguments.

    What has a sign of its own is a call too: `abs` |x|, `norm` ||x||, `percent` 5%, `factorial` 3!, `sqrt`, `exp`,
    `pm(a)` for a leading ±, `diff(f, x)`, `partial(L, w)`, `integral(f, x[, a, b])`, `sum(f, i, a, b)`,
    `product(f, i, a, b)`, `limit(f, x, a[, side])`, `argmin(f, x)`, `argmax(f, x)`, `bar(x)`, `hat(x)`, `vec(x)`,
    `tilde(x)`, `log(x, base)`.
    """

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sub:
    """An index that is a formula: `x_(k + 1)`, `a_(i, j)`."""

    base: Node
    index: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """`A | B` inside an argument or braces: P(A | B), E[X | Y], {x | x > 0}."""

    event: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Rows:
    """A matrix by rows, all of one length; `bar` is how many columns stand left of the bar of an augmented one."""

    rows: tuple[tuple[Node, ...], ...]
    bar: int = 0


@dataclass(frozen=True, slots=True)
class Braces:
    """A finite set, in the order written."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Tuple:
    """A point `(1, 2)`, or an interval told by its brackets: `(1, 2]`, `[1, 2)`; `Interval(1, 2)` is the closed one.

    With round brackets on both sides a pair may be a point or an open interval: who reads it knows which.
    """

    items: tuple[Node, ...]
    left: str = "("
    right: str = ")"


@dataclass(frozen=True, slots=True)
class Cases:
    """`piecewise((f, x < 0), (g, x >= 0))`; the condition of the last branch may be None, "otherwise"."""

    branches: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """`a = b <= c`: terms joined by relations. `breaks` are the relations (by index) that begin a new line."""

    terms: tuple[Node, ...]
    relations: tuple[str, ...]
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Logic:
    """`x > 1 and x < 5`, `x = 1 or x = 2`, `not A`: `word` is `and`, `or` or `not`."""

    word: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Several formulas side by side, separated by commas: `x = 1, y = 2`."""

    items: tuple[Node, ...]


Node = Num | Name | Text | Neg | Op | Call | Sub | Given | Rows | Braces | Tuple | Cases | Chain | Logic | Series


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, in reading order."""
    match node:
        case Op(left=left, right=right):
            return (left, right)
        case Neg(of):
            return (of,)
        case Call(args=items) | Braces(items) | Tuple(items=items) | Logic(items=items) | Series(items):
            return items
        case Chain(terms=terms):
            return terms
        case Rows(rows=rows):
            return tuple(cell for row in rows for cell in row)
        case Sub(base, index):
            return (base, *index)
        case Given(event, condition):
            return (event, condition)
        case Cases(branches):
            return tuple(each for branch in branches for each in branch if each is not None)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, parents first."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(children(here)))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to each child."""
    match node:
        case Op(symbol, left, right):
            return Op(symbol, change(left), change(right))
        case Neg(of):
            return Neg(change(of))
        case Call(name, args):
            return Call(name, tuple(map(change, args)))
        case Braces(items):
            return Braces(tuple(map(change, items)))
        case Tuple(items, left, right):
            return Tuple(tuple(map(change, items)), left, right)
        case Logic(word, items):
            return Logic(word, tuple(map(change, items)))
        case Series(items):
            return Series(tuple(map(change, items)))
        case Chain(terms, relations, breaks):
            return Chain(tuple(map(change, terms)), relations, breaks)
        case Rows(rows, bar):
            return Rows(tuple(tuple(map(change, row)) for row in rows), bar)
        case Sub(base, index):
            return Sub(change(base), tuple(map(change, index)))
        case Given(event, condition):
            return Given(change(event), change(condition))
        case Cases(branches):
            return Cases(tuple((change(value), None if when is None else change(when)) for value, when in branches))
        case _:
            return node


def names(node: Node) -> set[str]:
    """Every name in a tree, called ones left out."""
    return {each.text for each in walk(node) if isinstance(each, Name)}


def product(*factors: Node) -> Node:
    return reduce(lambda left, right: Op("*", left, right), factors)


# How tightly things bind, for parsers and printers alike ---------------------------------------------------------

PRECEDENCE = {
    "+": 3, "-": 3, "pm": 3, "cup": 3, "setminus": 3, "cap": 4,
    "*": 4, "/": 4, "odot": 4, "times": 4, "dot": 4, "^": 6,
}  # fmt: skip
SERIES, LOGIC, RELATION, SUM, PRODUCT, POWER, ATOM = 0, 1, 2, 3, 4, 6, 9


def level(node: Node) -> int:
    """How tightly a node binds: 0 (a series) over 2 (a relation), 3 (a sum), 4 (a product), 6 (a power) to 9 (an atom).

    A leading minus counts as a sum and takes a whole product: `-2*x` is the negative of `2*x`. So it stands bare at the
    beginning of a sum and in parentheses everywhere else, and what it negates needs at least the level of a product.
    """
    match node:
        case Series() | Given():
            return SERIES
        case Logic():
            return LOGIC
        case Chain():
            return RELATION
        case Op(symbol=symbol):
            return PRECEDENCE[symbol]
        case Neg() | Call("pm"):
            return SUM
        case Call("percent" | "factorial"):
            return 8
        case _:
            return ATOM
