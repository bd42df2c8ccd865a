"""What a tree is made of, found in one walk and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generators.notation.tree import Call, Name, Node, Num, Op, walk

ARITHMETIC = frozenset({"+", "-", "*", "/", "^", "times", "dot"})


@dataclass(frozen=True, slots=True)
class Shape:
    """`names` with constants among them; `calls` are the functions; `whole`: a polynomial in names, whatever is called;
    `plain`: nothing but sums, products, quotients and powers."""

    names: frozenset[str]
    calls: frozenset[str]
    whole: bool
    plain: bool


@lru_cache(maxsize=16_384)
def shape(node: Node) -> Shape:
    names: set[str] = set()
    calls: set[str] = set()
    whole = plain = True
    for each in walk(node):
        kind = type(each)
        if kind is Name:
            names.add(each.text)  # type: ignore[union-attr]
        elif kind is Call:
            calls.add(each.name)  # type: ignore[union-attr]
        elif kind is Op:
            symbol = each.symbol  # type: ignore[union-attr]
            if symbol == "/" or (symbol == "^" and not is_digits(each.right)):  # type: ignore
                whole = False
            plain = plain and symbol in ARITHMETIC
    return Shape(frozenset(names), frozenset(calls), whole, plain)


def is_digits(node: Node) -> bool:
    return type(node) is Num and node.text.isdigit()


def names_of(node: Node) -> frozenset[str]:
    """Every name in a tree, constants included, called ones left out."""
    return shape(node).names
