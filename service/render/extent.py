"""About how much room formulas and words take in print, in ems: to tell what fits before it is set.

Estimates from the tree, a little generous; setting a formula only to measure it would take as long as printing it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from generators.notation.tree import (
    Braces,
    Call,
    Cases,
    Chain,
    Given,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Op,
    Rows,
    Series,
    Sub,
    Text,
    Tuple,
)
from service.render.plain import plain

LETTER, DIGIT = 0.5, 0.5
SIGN, RELATION, COMMA = 1.3, 1.35, 0.45
FENCE = 0.42
"""A bracket."""
GAP = 0.5
"""Between the columns of a matrix."""
SCRIPT = 0.75
BREAKING = frozenset(("+", "-", "pm", "cup", "cap", "setminus", "times", "odot"))
"""Operators behind which a line may end."""


@lru_cache(maxsize=8192)
def width(node: Node) -> float:
    """Of the whole formula on one line, or of its longest line where it has several."""
    match node:
        case Num(text):
            return DIGIT * len(text)
        case Name() | Text():
            return LETTER * len(plain(node))
        case Neg(of):
            return 0.8 + width(of)
        case Op("/", top, bottom):
            return 0.3 + max(width(top), width(bottom))
        case Op("^", base, exponent):
            return _enclosed(base) + SCRIPT * width(exponent) + 0.1
        case Op("*", left, right):
            return _enclosed(left) + _enclosed(right) + _dot(right)
        case Op(_, left, right):
            return width(left) + SIGN + (_enclosed(right) if isinstance(right, Neg) else width(right))
        case Sub(base, index):
            return width(base) + SCRIPT * _side_by_side(index)
        case Rows(rows):
            return 2 * FENCE + sum(_column(column) + GAP for column in zip(*rows, strict=True))
        case Braces(items) | Series(items) | Tuple(items):
            return 2 * FENCE + _side_by_side(items)
        case Cases(branches):
            return FENCE + max(width(value) + (2.0 + width(when) if when else 0.0) for value, when in branches)
        case Chain(terms, relations, breaks):
            return _longest_line([width(term) for term in terms], breaks) + RELATION * (not breaks) * len(relations)
        case Call(_, args):
            return max(LETTER * len(plain(node)), 1.5 + _side_by_side(args))
        case Given(event, condition):
            return width(event) + width(condition) + 0.6
        case Logic(_, items):
            return sum(width(item) + 2.5 for item in items)


def _enclosed(node: Node) -> float:
    """With parentheses where it has them beside a factor, under an exponent or behind a sign."""
    loose = isinstance(node, Neg) or (isinstance(node, Op) and node.symbol in ("+", "-", "pm"))
    return width(node) + 2 * FENCE * loose


def _dot(right: Node) -> float:
    return 0.75 if isinstance(right, Num | Neg) else 0.4


def _side_by_side(items: Iterable[Node]) -> float:
    return sum(width(item) + COMMA for item in items)


def _column(cells: tuple[Node, ...]) -> float:
    return max(map(width, cells))


def _longest_line(terms: list[float], breaks: tuple[int, ...]) -> float:
    """Chains over several lines are aligned at their relations: what stands left of the first widens all of them."""
    if not breaks:
        return sum(terms)
    starts = [0, *breaks, len(terms) - 1]
    lines = [sum(terms[1 + a : 1 + b]) + RELATION * (b - a) for a, b in pairwise(starts) if b > a]
    return terms[0] + max(lines, default=0.0)


@lru_cache(maxsize=8192)
def unbroken(node: Node) -> float:
    """Width of the widest piece of a formula that no line break can divide."""
    match node:
        case Chain(terms):
            return max(map(unbroken, terms)) + RELATION
        case Logic(_, items):
            return max(map(unbroken, items)) + COMMA
        case Op(symbol, left, right) if symbol in BREAKING:
            return max(unbroken(left) + SIGN, unbroken(right))
        case Neg(of):
            return 0.8 + unbroken(of)
        case _:
            return width(node)


@lru_cache(maxsize=8192)
def reach(node: Node, small: bool = False) -> tuple[float, float]:
    """How far a formula in display style goes above and below the baseline; `small` as it is set inside of matrices."""
    match node:
        case Op("/", top, bottom) if small:
            return 0.3 + 0.56 * _all((top,), small)[2], 0.56 * _all((bottom,), small)[2] - 0.18
        case Op("/", top, bottom):
            return 0.42 + sum(reach(top)), 0.02 + sum(reach(bottom))
        case Rows(rows):
            return _fenced(sum(_all(row, True)[2] + 0.32 for row in rows))
        case Cases(branches):
            return _fenced(sum(_all(filter(None, branch), True)[2] + 0.4 for branch in branches))
        case Op("^", base, exponent):
            up, down = reach(base, small)
            return up + 0.35 * sum(reach(exponent)), down
        case Call("sum" | "product" | "integral", _):
            return 1.55, 1.2
        case Call("limit" | "argmin" | "argmax", args):
            up, down, _ = _all(args, small)
            return up, max(down, 0.9)
        case Call("sqrt" | "cbrt" | "root", args):
            up, down, _ = _all(args, small)
            return up + 0.25, down
        case Chain(terms, _, breaks):
            up, down, _ = _all(terms, small)
            return up + len(breaks) * (up + down + 0.6), down
        case Call(_, items) | Series(items) | Logic(_, items) | Tuple(items) | Braces(items):
            return _all(items, small)[:2]
        case Op(_, left, right) | Given(left, right):
            return _all((left, right), small)[:2]
        case Neg(of):
            return reach(of, small)
        case Sub(base):
            up, down = reach(base, small)
            return up, down + 0.2
        case _:
            return 0.75, 0.25


def _all(nodes: Iterable[Node], small: bool) -> tuple[float, float, float]:
    """How far several formulas in a row go up, down, and how high each of them is at most."""
    both = [reach(node, small) for node in nodes] or [(0.75, 0.25)]
    return max(up for up, _ in both), max(down for _, down in both), max(map(sum, both))


def _fenced(rows: float) -> tuple[float, float]:
    """Of rows in brackets or behind a brace, with the middle at the height of a minus sign."""
    return 0.35 + rows / 2, rows / 2 - 0.15
