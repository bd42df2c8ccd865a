"""Graphs of straight pieces between lattice points, and the areas under them."""

from fractions import Fraction
from itertools import pairwise

from generators.maths.rng import Rng, drawn

Knot = tuple[int, int]


def zigzag(rng: Rng) -> tuple[Knot, ...]:
    """Corners of a graph from 0 to 8 to 10 that crosses the axis at corners only, from above and from below."""

    def draw() -> tuple[Knot, ...]:
        x, y = 0, rng.choice((0, *range(1, 5)))
        knots, side = [(x, y)], 1 if y else rng.sign()
        end = rng.integer(8, 10)
        while x < end:
            x = min(x + rng.integer(1, 3), end)
            if knots[-1][1] == 0:
                y = side * rng.integer(1, 4)
            elif rng.chance(0.45):
                y, side = 0, -side
            else:
                y = side * rng.integer(1, 4)
            knots.append((x, y))
        return tuple(knots)

    def fits(knots: tuple[Knot, ...]) -> bool:
        heights = [y for _, y in knots]
        up, down = (any(side * y > 0 for y in heights) for side in (1, -1))
        return up and down and 4 <= len(knots) <= 7 and sum(map(trapezium, pairwise(knots))) != 0

    return drawn(draw, fits, 200)


def trapezium(ends: tuple[Knot, Knot]) -> Fraction:
    """The signed area between a straight piece and the axis."""
    (a, u), (b, v) = ends
    return Fraction((b - a) * (u + v), 2)
