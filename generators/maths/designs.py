"""Lists of integers with pleasant sums."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from math import gcd, isqrt

from generators.maths.rng import Rng

Design = tuple[int, ...]

TRIPLES: tuple[tuple[int, int, int], ...] = tuple(
    (a, b, c) for a, b in combinations(range(1, 40), 2) if (c := isqrt(a * a + b * b)) ** 2 == a * a + b * b and c <= 41
)
"""Pythagorean triples a < b < c up to 41, multiples of others too."""

PRIMITIVE_TRIPLES = tuple(triple for triple in TRIPLES if gcd(*triple) == 1)


@cache
def orthogonal_designs(n: int, bound: int = 3) -> tuple[tuple[Design, Design], ...]:
    """Pairs (a, b) of n integers: both of mean 0, a.b = 0, n - 1 divides a.a and b.b, and a.a > b.b > 0."""
    centred = [
        a for a in product(range(-bound, bound + 1), repeat=n) if sum(a) == 0 < dot(a, a) and dot(a, a) % (n - 1) == 0
    ]
    return tuple((a, b) for a in centred for b in centred if dot(a, a) > dot(b, b) and dot(a, b) == 0)


def dot(a: Design, b: Design) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


@cache
def integer_length_vectors(n: int, bound: int) -> tuple[Design, ...]:
    """Vectors of n nonzero integers up to `bound` whose length is an integer."""
    return tuple(
        v
        for v in product([k for k in range(-bound, bound + 1) if k], repeat=n)
        if isqrt(squares := dot(v, v)) ** 2 == squares
    )


def with_sum(rng: Rng, n: int, total: int, low: int, high: int) -> list[int]:
    """n integers from low..high that add to `total`, in random order; every list can come up.

    Raises ValueError if there is none.
    """
    if not n * low <= total <= n * high:
        raise ValueError(f"{n} integers from {low}..{high} cannot add to {total}")
    drawn: list[int] = []
    for left in range(n - 1, -1, -1):
        rest = total - sum(drawn)
        drawn.append(rng.integer(max(low, rest - left * high), min(high, rest - left * low)))
    return rng.shuffled(drawn)
