"""Sums, products and equations as they are written down in worked steps."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction


def chain(*terms: object) -> str:
    """The terms joined by equals signs, each written once."""
    return " = ".join(dict.fromkeys(map(str, terms)))


def reduced(top: int, bottom: int) -> str:
    """`12/42 = 2/7`, or `5/7` where nothing cancels."""
    return chain(f"{top}/{bottom}", Fraction(top, bottom))


def summed(terms: Iterable[object]) -> str:
    """`2 + 3 + 4`, the terms as they are."""
    return " + ".join(map(str, terms))


def dotted(u: Iterable[object], v: Iterable[object]) -> str:
    """A sum of products, such as `2*3 + (-1)*4`."""
    return " + ".join(f"({a})*({b})" for a, b in zip(u, v, strict=True))


def lower_first(text: str) -> str:
    """A sentence as it goes on after a colon."""
    return text[0].lower() + text[1:]
