"""Classical test theory on small tables of scores.

L. Crocker and J. Algina, Introduction to Classical and Modern Test Theory (1986), chapters 5 to 7 and 14.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isclose, sqrt

Scores = Sequence[Sequence[float]]
"""A row a learner, a column an item."""


def mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def deviation(values: Sequence[float]) -> float:
    """Standard deviation with n - 1; 0 for a single value."""
    if len(values) < 2:
        return 0.0
    middle = mean(values)
    return sqrt(fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's; None if either is the same throughout."""
    if len(x) < 2:
        return None
    mx, my = mean(x), mean(y)
    sx, sy = fsum((a - mx) ** 2 for a in x), fsum((b - my) ** 2 for b in y)
    if isclose(sx, 0, abs_tol=1e-12) or isclose(sy, 0, abs_tol=1e-12):
        return None
    return fsum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sqrt(sx * sy)


def discrimination(scores: Scores, item: int) -> float | None:
    """Correlation of one item with the sum of the others, so that no item is compared with itself."""
    own = [row[item] for row in scores]
    others = [fsum(row) - row[item] for row in scores]
    return correlation(own, others)


def alpha(scores: Scores) -> float | None:
    """Cronbach's alpha; None with fewer than two learners or items, or if all sums are the same."""
    items = len(scores[0]) if scores else 0
    if len(scores) < 2 or items < 2:
        return None
    whole = deviation([fsum(row) for row in scores]) ** 2
    if isclose(whole, 0, abs_tol=1e-12):
        return None
    parts = fsum(deviation([row[item] for row in scores]) ** 2 for item in range(items))
    return items / (items - 1) * (1 - parts / whole)


def without(scores: Scores, item: int) -> list[list[float]]:
    return [[*row[:item], *row[item + 1 :]] for row in scores]


def median(values: Sequence[float]) -> float | None:
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
