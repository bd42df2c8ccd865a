"""The same formula up to the order and grouping of sums and products and the place of a minus."""

from __future__ import annotations

from collections.abc import Iterator

from generators.notation.balls import numeral
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, children

Shape = tuple[object, ...]


def as_written(node: Node, key: Node) -> str | None:
    """Whether a formula is the key as it is written: nothing worked out, nothing opened."""
    return None if shape_of(node) == shape_of(key) else "Write it in the form that is asked for."


def shape_of(node: Node) -> Shape:
    """A tree with sums and products flattened and in a fixed order."""
    match node:
        case Num(text):
            plain = "." not in text and "e" not in text.lower()
            return ("number", str(numeral(text))) if plain else ("decimal", text)
        case Name(text):
            return ("name", text)
        case Neg() | Op("*" | "times" | "dot" | "/"):
            return _product(*_factors(node))
        case Op("+" | "-"):
            return ("sum", tuple(sorted((_signed(sign, shape_of(term)) for sign, term in _terms(node)), key=repr)))
        case Call("exp", (of,)):
            return ("^", ("name", "e"), shape_of(of))
        case Op(symbol, left, right):
            return (symbol, shape_of(left), shape_of(right))
        case Call(name, args):
            return ("call", name, tuple(map(shape_of, args)))
    return (type(node).__name__, tuple(map(shape_of, children(node))))


def _terms(node: Node) -> Iterator[tuple[int, Node]]:
    """The terms of a sum with their signs; a bracket behind a minus stays closed."""
    match node:
        case Op("+", left, right):
            yield from _terms(left)
            yield from _terms(right)
        case Op("-", left, right):
            yield from _terms(left)
            yield -1, right
        case _:
            yield 1, node


def _product(minuses: int, above: list[Shape], below: list[Shape]) -> Shape:
    if not minuses and len(above) == 1 and not below:
        return above[0]
    return ("product", minuses, tuple(sorted(above, key=repr)), tuple(sorted(below, key=repr)))


def _signed(sign: int, shape: Shape) -> Shape:
    if sign > 0:
        return shape
    if shape[0] == "product":
        _, minuses, above, below = shape
        return _product(minuses + 1, list(above), list(below))  # type: ignore[operator, call-overload]
    return ("product", 1, (shape,), ())


def _factors(node: Node) -> tuple[int, list[Shape], list[Shape]]:
    """How many minuses, and the factors above and below the line; the 1 in 1/x is no factor."""
    match node:
        case Neg(of):
            minuses, above, below = _factors(of)
            return minuses + 1, above, below
        case Op("*" | "times" | "dot", left, right):
            s, a, b = _factors(left)
            t, c, d = _factors(right)
            return s + t, a + c, b + d
        case Op("/", Num("1"), right):
            t, c, d = _factors(right)
            return t, d, c
        case Op("/", left, right):
            s, a, b = _factors(left)
            t, c, d = _factors(right)
            return s + t, a + d, b + c
    return 0, [shape_of(node)], []
