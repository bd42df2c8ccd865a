"""Beta distributions, and pictures of their densities: likelihoods of a proportion, priors, posteriors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import exp, lgamma, log
from typing import NamedTuple

from generators.maths.figures import axis, plain, points_of
from generators.maths.rationals import Rational
from schemas.figure import Colour, Curve, Figure, Mark, Style

LOOKS: tuple[tuple[Style, Colour], ...] = (("solid", "blue"), ("dashed", "orange"), ("dotted", "green"))
"""Of the first, second and third curve."""
FINE = 200
"""Pieces of a drawn curve."""


class Beta(NamedTuple):
    """Beta(a, b), a, b >= 1. The likelihood of k successes in n tries has the shape of Beta(k + 1, n - k + 1)."""

    a: Rational
    b: Rational

    @property
    def mode(self) -> Fraction:
        """Where the density is largest; a + b > 2."""
        return Fraction(self.a - 1) / (self.a + self.b - 2)

    @property
    def mean(self) -> Fraction:
        return Fraction(self.a) / (self.a + self.b)

    @property
    def variance(self) -> Fraction:
        s = self.a + self.b
        return Fraction(self.a * self.b) / (s * s * (s + 1))

    def updated(self, n: int, k: int) -> Beta:
        """After k successes in n tries."""
        return Beta(self.a + k, self.b + n - k)

    def density(self, *, relative: bool = False) -> Callable[[float], float]:
        """The density on [0, 1], or its share of its largest value, in floating point: for drawing."""
        u, v = float(self.a - 1), float(self.b - 1)

        def logarithm(p: float) -> float:
            p = min(max(p, 1e-12), 1 - 1e-12)
            return u * log(p) + v * log(1 - p)

        if relative:
            shift = -logarithm(float(self.mode)) if u or v else 0.0
        else:
            shift = lgamma(u + v + 2) - lgamma(u + 1) - lgamma(v + 1)
        return lambda p: exp(logarithm(p) + shift)


def beta_curves(shown: Mapping[str, Beta], *, relative: bool, label: str = "") -> Figure:
    """Densities over p, or their shares of their largest values; up to three, each named on its flank.

    The text alternative tells of each curve where its peak is and where it is at least half as high.
    """
    marks: list[Mark] = []
    told: list[str] = []
    top = 1.0
    for i, (name, beta) in enumerate(shown.items()):
        style, colour = LOOKS[i]
        points = tuple(points_of(beta.density(relative=relative), (0, 1), FINE))
        peak = max(range(len(points)), key=lambda j: points[j][1])
        highest = points[peak][1]
        top = max(top, highest)
        whole = Curve(points=points, style=style, colour=colour)
        marks += _named(whole, peak, (0.62, 0.42, 0.8)[i] * highest, name)
        called = (f"Curve {name}, {style}," if len(name) == 1 else f"The {name}, {style},") if name else "The curve"
        if beta.a == beta.b == 1:
            told.append(f"{called} is level at the height 1.")
            continue
        half = [x for x, y in points if 2 * y >= highest]
        height = "1" if relative else f"about {highest:.1f}"
        told.append(
            f"{called} rises to the height {height} at p = {plain(round(float(beta.mode), 2))}; it is at least half as "
            f"high from about {half[0]:.2f} to {half[-1]:.2f}."
        )
    return Figure(
        alt=f"{'Curves' if len(shown) > 1 else 'A curve'} over p from 0 to 1. {' '.join(told)}",
        marks=tuple(marks),
        x=axis((0, 1), "p", step=Fraction(1, 10)),
        y=axis((0, 1.1 * top), step=Fraction(1, 5) if relative else None),
        grid=True,
        label=label,
    )


def _named(whole: Curve, peak: int, height: float, name: str) -> list[Mark]:
    """The curve in two pieces, so that its name stands on its flank at that height, towards the wider side."""
    if not name:
        return [whole]
    points = whole.points
    right = 2 * peak < len(points)
    flank = range(peak, len(points)) if right else range(peak, -1, -1)
    cut = next((j for j in flank if points[j][1] < height), len(points) - 1)
    ahead, behind = points[: cut + 1], points[cut:]
    if not right:
        ahead, behind = tuple(reversed(behind)), tuple(reversed(ahead))
    pieces: list[Mark] = [whole.model_copy(update={"points": ahead, "label": name})]
    if len(behind) > 1:
        pieces.append(whole.model_copy(update={"points": behind}))
    return pieces
