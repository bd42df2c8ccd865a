"""A formula as written, taken apart: terms, factors, plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flint import fmpq

from generators.notation.balls import numeral
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, children, names, walk

ALWAYS = frozenset({"pi", "e", "i", "oo"})
"""Names that are numbers."""
PRODUCTS = frozenset({"*", "/", "times", "dot"})


def digits(node: Node) -> int | None:
    """A whole number that is written in digits only."""
    return int(node.text) if isinstance(node, Num) and node.text.isdigit() else None


def whole(node: Node) -> int | None:
    """A whole number in digits, with or without a minus."""
    if isinstance(node, Neg):
        n = digits(node.of)
        return None if n is None else -n
    return digits(node)


def literal(node: Node) -> fmpq | None:
    """The value of a number written as a numeral, a percentage, or a quotient of such, signs included."""
    match node:
        case Num(text):
            value = numeral(text)
            return value if type(value) is fmpq else None
        case Neg(of):
            value = literal(of)
            return None if value is None else -value
        case Op("/", above, below):
            x, y = literal(above), literal(below)
            return None if x is None or not y else x / y
        case Call("percent", (of,)):
            value = literal(of)
            return None if value is None else value / 100
    return None


def is_constant(node: Node) -> bool:
    """Whether no variable stands in it."""
    return not names(node) - ALWAYS


def is_sum(node: Node) -> bool:
    return isinstance(node, Op) and (node.symbol == "+" or node.symbol == "-")


def is_product(node: Node) -> bool:
    """Products and quotients that are no plain numbers."""
    return isinstance(node, Op) and node.symbol in PRODUCTS and literal(node) is None


def terms(node: Node) -> Iterator[tuple[int, Node]]:
    """The terms of a sum with their signs; brackets behind a sign are opened."""
    match node:
        case Op("+", left, right):
            yield from terms(left)
            yield from terms(right)
        case Op("-", left, right):
            yield from terms(left)
            yield from ((-sign, term) for sign, term in terms(right))
        case Neg(of):
            yield from ((-sign, term) for sign, term in terms(of))
        case _:
            yield 1, node


def terms_kept(node: Node) -> Iterator[tuple[int, Node]]:
    """The terms of a sum with their signs; a sum in brackets behind a minus stays one term."""
    match node:
        case Op("+", left, right):
            yield from terms_kept(left)
            yield from terms_kept(right)
        case Op("-", left, right):
            yield from terms_kept(left)
            yield -1, right
        case Neg(of) if not is_sum(of):
            yield from ((-sign, term) for sign, term in terms_kept(of))
        case Neg(of):
            yield -1, of
        case _:
            yield 1, node


@dataclass(slots=True)
class Product:
    """The factors above and below the line, as written, plain numbers whole; `signs` counts the minuses among them."""

    above: list[Node]
    below: list[Node]
    signs: int = 0

    @property
    def operands(self) -> Iterator[tuple[Node, int]]:
        """Each factor with 1 above the line and -1 below it."""
        yield from ((node, 1) for node in self.above)
        yield from ((node, -1) for node in self.below)


def product_of(node: Node) -> Product:
    """The factors of a product or quotient; anything else is its own only factor."""
    found = Product([], [])
    _gather(node, found, found.above, found.below)
    return found


def _gather(node: Node, found: Product, above: list[Node], below: list[Node]) -> None:
    if isinstance(node, Neg):
        found.signs += 1
        _gather(node.of, found, above, below)
    elif isinstance(node, Op) and node.symbol in PRODUCTS and literal(node) is None:
        _gather(node.left, found, above, below)
        if node.symbol == "/":
            _gather(node.right, found, below, above)
        else:
            _gather(node.right, found, above, below)
    elif isinstance(node, Op) and node.symbol == "/" and isinstance(node.left, Neg):  # (-1)/2
        found.signs += 1
        above.append(Op("/", node.left.of, node.right))
    else:
        above.append(node)


def power_of(node: Node) -> tuple[Node, int]:
    """Base and exponent, where the exponent is a whole number; else the node itself and 1."""
    if isinstance(node, Op) and node.symbol == "^" and (n := whole(node.right)) is not None:
        return node.left, n
    return node, 1


def tops(node: Node) -> Iterator[tuple[Node, bool]]:
    """Every node, with whether it is a whole sum or product, no part of a longer one.

    A minus belongs to its product.
    """
    stack: list[tuple[Node, bool, bool]] = [(node, False, False)]
    while stack:
        here, in_sum, in_product = stack.pop()
        if is_sum(here):
            yield here, not in_sum
            stack += [(child, True, False) for child in children(here)]
        elif is_product(here):
            yield here, not in_product
            stack += [(child, False, True) for child in children(here)]
        elif isinstance(here, Neg):
            yield here, not in_product
            stack.append((here.of, in_sum, True))
        else:
            yield here, True
            stack += [(child, False, False) for child in children(here)]


def variables(node: Node) -> set[str]:
    return names(node) - ALWAYS


POWERS = frozenset({"sqrt", "cbrt", "root", "exp", "percent"})
"""Functions that are powers and products under another name."""


def calls(node: Node) -> set[str]:
    """The functions that are applied to something with a variable in it; roots count as powers."""
    return {each.name for each in walk(node) if isinstance(each, Call) and each.name not in POWERS and variables(each)}


def weight(node: Node) -> int:
    """How much there is to read: names, numbers and functions."""
    return sum(isinstance(each, Num | Name | Call) for each in walk(node))
