"""Sets of reals: intervals, points, unions, and the operations on them.

A set is told by its ends and by whether what lies between and on them belongs to it, so union, intersection and
difference are the same walk along the merged ends with another rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from flint import arb, fmpq

from generators.notation.errors import NotationError
from generators.notation.values import Infinite, Region, Scalar, Value, compare

Real: TypeAlias = fmpq | arb

EMPTY = Region((), (False,), ())
LINE = Region((), (True,), ())


def interval(low: Value, high: Value, *, closed_low: bool, closed_high: bool) -> Region:
    """The interval between two reals or infinities; empty if they are in the wrong order, a point if they agree."""
    for end, closed in ((low, closed_low), (high, closed_high)):
        if isinstance(end, Infinite):
            if closed:
                raise NotationError("An interval is open at infinity: write `(` or `)` there.")
        elif not isinstance(end, (fmpq, arb)):
            raise NotationError("An interval needs two real numbers as its ends.")
    below, above = isinstance(low, Infinite), isinstance(high, Infinite)
    if below and above:
        return LINE if low.sign < 0 < high.sign else EMPTY
    if below:
        return half_line(high, up=False, closed=closed_high) if low.sign < 0 else EMPTY
    if above:
        return half_line(low, up=True, closed=closed_low) if high.sign > 0 else EMPTY
    order = compare(low, high)
    if order > 0 or (order == 0 and not (closed_low and closed_high)):
        return EMPTY
    return point(low) if order == 0 else Region((low, high), (False, True, False), (closed_low, closed_high))


def half_line(end: Real, *, up: bool, closed: bool) -> Region:
    return Region((end,), (not up, up), (closed,))


def point(x: Real) -> Region:
    return Region((x,), (False, False), (True,))


def combine(left: Region, right: Region, rule: Callable[[bool, bool], bool]) -> Region:
    """The points x for which `rule` holds for "x in left" and "x in right"."""
    return Region(*merged(left, right, rule, compare))


class Divided(Protocol):
    """The line in pieces: what holds between rising ends, and at them, as in `Region`."""

    @property
    def ends(self) -> tuple[Any, ...]: ...
    @property
    def gaps(self) -> tuple[Any, ...]: ...
    @property
    def on(self) -> tuple[Any, ...]: ...


def merged(
    left: Divided, right: Divided, rule: Callable[[Any, Any], Any], order: Callable[[Any, Any], int]
) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """Ends, gaps and values at the ends of what `rule` makes of two divided lines, without idle ends."""
    ends: list[Any] = []
    gaps = [rule(left.gaps[0], right.gaps[0])]
    on: list[Any] = []
    i = j = 0
    while i < len(left.ends) or j < len(right.ends):
        if i == len(left.ends):
            which = 1
        elif j == len(right.ends):
            which = -1
        else:
            which = order(left.ends[i], right.ends[j])
        here_left = left.on[i] if which <= 0 else left.gaps[i]
        here_right = right.on[j] if which >= 0 else right.gaps[j]
        end = left.ends[i] if which <= 0 else right.ends[j]
        i, j = i + (which <= 0), j + (which >= 0)
        here, after = rule(here_left, here_right), rule(left.gaps[i], right.gaps[j])
        if not gaps[-1] == here == after:
            ends.append(end)
            on.append(here)
            gaps.append(after)
    return tuple(ends), tuple(gaps), tuple(on)


def union(left: Region, right: Region) -> Region:
    return combine(left, right, lambda a, b: a or b)


def intersection(left: Region, right: Region) -> Region:
    return combine(left, right, lambda a, b: a and b)


def difference(left: Region, right: Region) -> Region:
    return combine(left, right, lambda a, b: a and not b)


def contains(region: Region, x: Scalar) -> bool:
    for i, end in enumerate(region.ends):
        if (order := compare(x, end)) <= 0:
            return region.on[i] if order == 0 else region.gaps[i]
    return region.gaps[-1]
