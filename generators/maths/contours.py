"""Contour maps of functions of second degree in two variables: bowls, domes, saddles and planes.

Their level curves are ellipses, hyperbolas or straight lines, drawn from their equations and not from a grid of values.
Numbers may be integers, fractions or floats; figures hold floats of four decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asinh, atan2, cos, cosh, dist, hypot, pi, sin, sinh, sqrt

from generators.maths.figures import Number, Pair, Span, at, axis, listed, plain, spot
from schemas.figure import Colour, Curve, Dots, Figure, Mark, Point, Style

PIECES = 96
"""Pieces of a level curve, or of a branch of one."""
MARGIN = 0.08
"""Share of the view at its rim in which no value is written."""


@dataclass(frozen=True)
class Quadratic:
    """a*x^2 + b*x*y + c*y^2 + d*x + e*y + k, with 4*a*c != b^2, or a plane where a, b and c are 0."""

    a: Number
    b: Number
    c: Number
    d: Number = 0
    e: Number = 0
    k: Number = 0

    def __call__(self, x: Number, y: Number) -> Number:
        return self.a * x * x + self.b * x * y + self.c * y * y + self.d * x + self.e * y + self.k

    def gradient(self, x: Number, y: Number) -> Pair:
        return 2 * self.a * x + self.b * y + self.d, self.b * x + 2 * self.c * y + self.e

    @property
    def rough(self) -> Quadratic:
        """The same in floats: for many values, where digits do not matter."""
        return Quadratic(*(float(term) for term in (self.a, self.b, self.c, self.d, self.e, self.k)))

    @property
    def flat(self) -> bool:
        """Whether it is a plane."""
        return not (self.a or self.b or self.c)

    @property
    def centre(self) -> Pair:
        """Where the gradient is zero; ZeroDivisionError for a plane. As exact as the coefficients are."""
        det = 4 * self.a * self.c - self.b * self.b
        return (self.b * self.e - 2 * self.c * self.d) / det, (self.b * self.d - 2 * self.a * self.e) / det

    @property
    def axes(self) -> tuple[tuple[float, Point], tuple[float, Point]]:
        """Half the curvature along each main direction, the larger one first, with a unit vector along it."""
        a, b, c = map(float, (self.a, self.b, self.c))
        spread, turn = hypot(a - c, b), atan2(b, a - c) / 2
        u, v = cos(turn), sin(turn)
        return ((a + c + spread) / 2, (u, v)), ((a + c - spread) / 2, (-v, u))


def bowl(centre: Pair, first: Number, second: Number, tilt: Pair = (1, 0), bottom: Number = 0) -> Quadratic:
    """The function with this centre and half the curvatures `first` along `tilt` and `second` across it.

    Exact if the numbers are integers or fractions: `tilt` need not have the length 1.
    """
    (p, q), (u, v) = centre, tilt
    square = u * u + v * v
    a, c = (first * u * u + second * v * v) / square, (first * v * v + second * u * u) / square
    b = 2 * (first - second) * u * v / square
    d, e = -2 * a * p - b * q, -b * p - 2 * c * q
    return Quadratic(a, b, c, d, e, bottom + a * p * p + b * p * q + c * q * q)


def level_curve(f: Quadratic, level: Number, x: Span, y: Span) -> Iterator[tuple[Point, ...]]:
    """The pieces of the curve on which f has this value, as far as they reach through the view and beyond."""
    far = 2 * hypot(float(x[1]) - float(x[0]), float(y[1]) - float(y[0]))
    if f.flat:
        d, e, rest = float(f.d), float(f.e), float(level) - float(f.k)
        foot, span = (d * rest / (d * d + e * e), e * rest / (d * d + e * e)), hypot(d, e)
        far += hypot(*foot)
        yield tuple(spot((foot[0] - t * e / span, foot[1] + t * d / span)) for t in (-far, far))
        return
    (first, (ux, uy)), (second, (vx, vy)) = f.axes
    cx, cy = map(float, f.centre)
    rest = float(level) - float(f(*f.centre))
    far += hypot(cx, cy)

    def points(along: Callable[[float], float], across: Callable[[float], float], end: float) -> tuple[Point, ...]:
        ts = (end * (2 * k / PIECES - 1) for k in range(PIECES + 1))
        return tuple(
            spot((cx + along(t) * ux + across(t) * vx, cy + along(t) * uy + across(t) * vy)) for t in ts
        )  # fmt: skip

    if first * second > 0:
        if rest * first > 0:
            r, s = sqrt(rest / first), sqrt(rest / second)
            yield points(lambda t: r * cos(t), lambda t: s * sin(t), pi)
        return
    r, s = sqrt(abs(rest / first)), sqrt(abs(rest / second))
    for side in (1, -1):
        if abs(rest) < 1e-12:
            slope = side * sqrt(-first / second)
            yield tuple(spot((cx + t * (ux + slope * vx), cy + t * (uy + slope * vy))) for t in (-far, far))
        elif rest > 0:
            yield points(lambda t: side * r * cosh(t), lambda t: s * sinh(t), asinh(far / s))  # noqa: B023
        else:
            yield points(lambda t: r * sinh(t), lambda t: side * s * cosh(t), asinh(far / r))  # noqa: B023


def contour_map(
    f: Quadratic,
    levels: Sequence[Number],
    x: Span,
    y: Span,
    *,
    marks: Sequence[Mark] = (),
    told: str = "",
    written: bool = True,
    step: Number = 1,
    label: str = "",
) -> Figure:
    """Level curves of f with equal scales, with their values unless not `written`, and further marks on top.

    The text alternative tells the shape of the contours and their values, and then what is `told` of the marks.
    """
    curves: list[Mark] = []
    values: list[Mark] = []
    busy = [point for mark in marks for point in _points(mark)]
    gap = min((abs(float(a) - float(b)) for a, b in pairwise(levels)), default=1.0)
    for level in levels:
        pieces = list(level_curve(f, level, x, y))
        curves += [Curve(points=piece, colour="grey") for piece in pieces]
        if written and (place := _place(f.rough, gap, pieces, (x, y), busy)):
            busy.append(place)
            values.append(Curve(points=(place,), label=plain(level)))
    return Figure(
        alt=f"{described(f, levels)}{' ' if told else ''}{told}".replace("$", ""),
        marks=(*curves, *values, *marks),
        x=axis(x, "x", step=step),
        y=axis(y, "y", step=step),
        equal=True,
        rim=True,
        label=label,
    )


def described(f: Quadratic, levels: Sequence[Number]) -> str:
    """The contours in words: their shape, where they lie, their values."""
    values = listed(map(plain, levels))
    if f.flat:
        feet = [(float(level) - float(f.k)) / (float(f.d) ** 2 + float(f.e) ** 2) for level in levels]
        through = listed(at((foot * float(f.d), foot * float(f.e))) for foot in feet)
        run = f"in the direction {at((-f.e, f.d))}"
        return f"Contour map. The contours of the values {values} are parallel lines {run}, through {through}."
    (first, along), (second, across) = f.axes
    if first * second < 0:
        slopes = sqrt(-first / second)
        runs = listed(at((along[0] + s * across[0], along[1] + s * across[1])) for s in (slopes, -slopes))
        return (
            f"Contour map. The contours of the values {values} are hyperbolas around {at(f.centre)}, where the value "
            f"is {plain(f(*f.centre))}. They approach the lines through this point in the directions {runs}. Along "
            f"{at(along)} the values grow with the distance from it, along {at(across)} they fall."
        )
    long, narrow = (across, along) if abs(first) > abs(second) else (along, across)
    ratio = sqrt(max(first / second, second / first))
    shape = "circles" if ratio < 1.001 else "ellipses"
    stretched = f" {plain(round(ratio, 2))} times as long in the direction {at(long)} as across it"
    way = "outwards" if first > 0 else "inwards"
    size = next((level for level in levels if float(level) != float(f(*f.centre))), levels[0])
    reach = sqrt(abs((float(size) - float(f(*f.centre))) / (first if narrow is along else second)))
    return (
        f"Contour map. The contours of the values {values} are {shape} around {at(f.centre)}"
        f"{',' + stretched if shape == 'ellipses' else ''}. The one of the value {plain(size)} has the distance "
        f"{plain(round(reach, 2))} from the centre {'across' if shape == 'ellipses' else 'everywhere'}. Values grow "
        f"{way}."
    )


def path(points: Sequence[Pair], colour: Colour = "orange", style: Style = "solid", *, name: str = "") -> list[Mark]:
    """A path from point to point with its points marked, and its name beside the start."""
    way: list[Mark] = [Curve(points=tuple(map(spot, points)), colour=colour, style=style)]
    labels = (name, *[""] * (len(points) - 1)) if name else ()
    return [*way, Dots(points=tuple(map(spot, points)), colour=colour, labels=labels)]


def _points(mark: Mark) -> Iterator[Point]:
    """Points of a mark that a written value keeps away from."""
    if isinstance(mark, Curve | Dots):
        yield from mark.points
    elif mark.kind == "arrow":
        (a, b), (c, d) = mark.tail, mark.head
        yield from ((a + (c - a) * k / 4, b + (d - b) * k / 4) for k in range(5))


def _place(
    f: Quadratic, gap: float, pieces: Sequence[Sequence[Point]], view: tuple[Span, Span], busy: Sequence[Point]
) -> Point | None:
    """The point of a level curve, well inside the view, that is farthest from all else: marks, values, axes, curves.

    None where it would be too near.
    """
    (left, right), (low, high) = (tuple(map(float, span)) for span in view)
    edge = MARGIN * max(right - left, high - low)

    def inside(point: Point) -> bool:
        return left + edge <= point[0] <= right - edge and low + edge <= point[1] <= high - edge

    def room(point: Point) -> float:
        near = min((dist(point, other) for other in busy), default=edge)
        to_next = gap / (hypot(*map(float, f.gradient(*point))) + 1e-9)
        return min(near, 2 * abs(point[0]), 2 * abs(point[1]), 4 * to_next)

    found = max(filter(inside, (p for piece in pieces for p in _walked(piece))), key=room, default=None)
    return found if found and room(found) > edge / 2 else None


def _walked(piece: Sequence[Point]) -> Iterator[Point]:
    """The points of a curve; of a straight line points between its ends too."""
    if len(piece) > 2:
        yield from piece
        return
    (a, b), (c, d) = piece
    yield from (spot((a + (c - a) * k / PIECES, b + (d - b) * k / PIECES)) for k in range(PIECES + 1))
