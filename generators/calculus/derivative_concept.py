"""What a derivative is: slopes read from a graph."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise, product
from math import gcd
from typing import Literal

from generators.authoring import Mistake, Multipart, Part, Rng, assume, choice, exercise, finite_set, number, rounded
from generators.maths.figures import at, axis, graph, listed, plain, spot
from schemas.figure import Dots, Figure, Line, Mark

REACH = 6
"""The pictures show x and y from -REACH to REACH, on a grid of unit squares."""
VIEW = (-REACH, REACH)
HALF_STEP = "0.25"
"""Half of the step in which slopes can be told on the grid by eye."""


def on_grid(marks: Sequence[Mark], alt: str) -> Figure:
    """A picture in which slopes can be counted in squares."""
    return Figure(
        alt=alt, marks=tuple(marks), x=axis(VIEW, "x", step=1), y=axis(VIEW, "y", step=1), equal=True, grid=True
    )


@dataclass(frozen=True)
class Place:
    """A marked point (a, b) with the slope m there; `run` squares beside it are points to read from. `bend` is the
    curvature term of the graph."""

    a: int
    b: int
    m: Fraction
    run: int
    bend: Fraction = Fraction(0)


@dataclass(frozen=True)
class Spline:
    """A curve through (a, b) with slope m there: a parabola with curvature term c up to `reach` on both sides, and
    beyond it parabolas with terms of their own. Its slope has no jumps."""

    a: int
    b: int
    m: Fraction
    c: Fraction
    reach: int
    left: Fraction
    right: Fraction

    def __call__(self, x: float) -> float:
        t = x - self.a
        near = max(-self.reach, min(self.reach, t))
        rest, bend = t - near, float(self.right if t > 0 else self.left)
        return self.b + float(self.m) * t + float(self.c) * (near * near + 2 * near * rest) + bend * rest * rest


def in_one_piece(rng: Rng, place: Place, bends: Sequence[Fraction], reach: int, sides: Sequence[int]) -> Spline:
    """A spline that does not leave the picture and come back, its side terms from `sides` eighths of either sign."""
    eighths = [Fraction(sign * size, 8) for size in sides for sign in (1, -1)]
    for c, left, right in rng.shuffled(product(bends, eighths, eighths)):
        curve = Spline(place.a, place.b, place.m, c, reach, left, right)
        inside = [abs(curve(x / 4)) <= REACH for x in range(-4 * REACH, 4 * REACH + 1)]
        if sum(seen != after for seen, after in pairwise([False, *inside, False])) == 2:
            return curve
    raise AssertionError(f"every curve through {place} comes back")


SLOPES = tuple((p, q) for q in (1, 2, 3) for p in range(-4, 5) if p and gcd(p, q) == 1)
"""Slopes as fractions (p, q) in lowest terms."""


@cache
def on_tangents() -> tuple[Place, ...]:
    """Points whose tangent passes through another lattice point in view, and which no wrong reading gets right."""
    found = []
    for p, q in SLOPES:
        for a in (-4, -3, -2, -1, 1, 2, 3, 4):
            for b in (b for b in range(-4, 5) if b and b * q != p and b * q != p * a):
                steps = [k for k in range(-9, 10) if k and abs(a + k * q) <= 5 and abs(b + k * p) <= 5]
                if steps:
                    longest = max(steps, key=lambda k: (abs(k), k))
                    found.append(Place(a, b, Fraction(p, q), longest * q))
    return tuple(found)


@cache
def on_parabolas() -> tuple[Place, ...]:
    """Points on a parabola that meets lattice points at equal distances left and right of them, all in view."""
    found = []
    for run, rise in ((2, 1), (3, 1), (4, 2)):  # at the distance `run` the parabola has left its tangent by `rise`
        for p, q in ((p, q) for p, q in SLOPES if run % q == 0 and (run > 2 or abs(p) >= q)):
            for a in (a for a in range(run - 5, 6 - run) if a):
                for b in (b for b in range(-4, 5) if abs(b * q - p) > q and abs(b * q - p * a) > abs(a) * q):
                    ends = [b + p * run * side // q for side in (-1, 1)]
                    for bend in (rise, -rise):
                        if all(abs(end + bend) <= 5 for end in ends):
                            found.append(Place(a, b, Fraction(p, q), run, Fraction(bend, run * run)))
    return tuple(found)


def wrong_readings(place: Place) -> list[Mistake]:
    """The slope read in other ways."""
    a, b, m = place.a, place.b, place.m
    mistakes = [
        Mistake("reads-value", number(b),
                "That is the height of the graph at A. The derivative is its slope: how far does the tangent go up for "
                "one step to the right?"),
        Mistake("run-over-rise", number(1 / m),
                "Divide the change in $y$ by the change in $x$, not the other way round."),
        Mistake("slope-sign", number(-m),
                "Look from left to right: a line that falls has a negative slope, one that rises a positive slope."),
    ]  # fmt: skip
    ray = Fraction(b, a)
    if ray not in (b, 1 / m, -m):
        text = "That is the slope of the line from the origin to A. Use the tangent at A instead."
        mistakes.append(Mistake("secant-to-origin", number(ray), text))
    return mistakes


def direction(m: Fraction) -> str:
    rising = ("rises", "positive") if m > 0 else ("falls", "negative")
    return "{} from left to right, so its slope is {}".format(*rising)


def tangent_drawn(rng: Rng) -> Multipart:
    place = rng.choice(on_tangents())
    a, b, m, run = place.a, place.b, place.m, place.run
    other = (a + run, int(b + m * run))
    bends = [Fraction(sign * size, 8) for size in ((5, 6, 7) if abs(m) > 2 else (2, 3, 4)) for sign in (1, -1)]
    curve = in_one_piece(rng, place, bends, 2, (2, 3, 4))
    assert abs((curve(a + 1e-4) - curve(a - 1e-4)) / 2e-4 - m) < 1e-6
    (x1, y1), (x2, y2) = sorted(((a, b), other))
    assert Fraction(y2 - y1, x2 - x1) == m
    return Multipart(
        "The picture shows the graph of a function $f$ and, as a dashed line, its tangent at the point A, where $x$ is "
        f"${a}$.",
        figures=[
            on_grid(
                [
                    *graph(curve, VIEW, VIEW),
                    Line(through=(spot((a, b)), spot(other))),
                    Dots(points=(spot(other),), colour="orange"),
                    Dots(points=(spot((a, b)),), colour="ink", labels=("A",)),
                ],
                f"The graph of a function on a grid of unit squares, a curve that bends "
                f"{'up' if curve.c > 0 else 'down'} at the marked point A = {at((a, b))}. The tangent at A is a dashed "
                f"line; it passes through the lattice points {at((x1, y1))} and {at((x2, y2))}.",
            )
        ],
        parts=[
            Part(
                ask=f"Read $f'({a})$ from the picture, as an integer or a fraction.",
                answer=number(m),
                steps=[
                    f"The derivative $f'({a})$ is the slope of the tangent at A. The tangent passes through two "
                    f"corners of the grid, $({x1}, {y1})$ and $({x2}, {y2})$.",
                    f"From the first to the second $x$ grows by ${x2} - ({x1}) = {x2 - x1}$, and $y$ changes by "
                    f"${y2} - ({y1}) = {y2 - y1}$.",
                    f"The slope is the change in $y$ divided by the change in $x$: "
                    f"$f'({a}) = ({y2 - y1})/({x2 - x1}) = {m}$. The line {direction(m)}.",
                ],
                hints=[
                    "Find two points at which the dashed line meets corners of the grid exactly.",
                    "The slope is the change in $y$ divided by the change in $x$, from the left point to the right "
                    "one.",
                ],
                mistakes=wrong_readings(place),
            )
        ],
    )


def tangent_not_drawn(rng: Rng) -> Multipart:
    place = rng.choice(on_parabolas())
    a, b, m, run, bend = place.a, place.b, place.m, place.run, place.bend
    curve = in_one_piece(rng, place, [bend], run, (1, 2, 3, 4))
    heights = {t: b + m * t + bend * t * t for t in range(-run, run + 1)}
    assert all(abs(curve(a + t) - height) < 1e-9 for t, height in heights.items())
    beyond = (x for x in range(-REACH, REACH + 1) if abs(x - a) > run)
    far = [(x, curve(x)) for x in beyond if abs(curve(x)) <= REACH]
    (x1, y1), (x2, y2) = ((a + t, int(heights[t])) for t in (-run, run))
    assert Fraction(y2 - y1, x2 - x1) == m  # of a parabola the chord is parallel to the tangent in the middle
    drawn = graph(curve, VIEW, VIEW)
    A = Dots(points=(spot((a, b)),), colour="ink", labels=("A",))
    return Multipart(
        f"The picture shows the graph of a function $f$ with a point A, where $x$ is ${a}$.",
        figures=[
            on_grid(
                [*drawn, A],
                f"The graph of a function on a grid of unit squares. It passes through the marked point "
                f"A = {at((a, b))}, and near A through "
                f"{listed(at((a + t, height)) for t, height in heights.items() if t)}. It bends only a little there."
                + (f" Farther away it passes through {listed(map(at, far))}." if far else ""),
            )
        ],
        parts=[
            Part(
                ask=f"Estimate $f'({a})$ from the picture. Every value that is off by at most ${HALF_STEP}$ counts as "
                "right.",
                answer=number(m, abs=HALF_STEP),
                steps=[
                    f"The derivative $f'({a})$ is the slope of the tangent at A. The tangent is not drawn, but the "
                    "graph bends only a little there: a line through two of its points, as far to the left of A as "
                    "to the right, has nearly the same slope.",
                    f"The graph passes through $({x1}, {y1})$ and $({x2}, {y2})$, and A lies half-way between them "
                    "as seen from the horizontal axis.",
                    f"The line through them has the slope $({y2} - ({y1}))/({x2} - ({x1})) = ({y2 - y1})/({x2 - x1})$. "
                    f"So $f'({a})$ is about ${m}$.",
                ],
                hints=[
                    "Lay a ruler along the graph at A, or imagine the tangent there. Does it rise or fall?",
                    "Take two points of the graph, as far to the left of A as to the right, and find the slope between "
                    "them.",
                ],
                honest=[
                    number(rounded(m, 1)),
                    *(number(m + side * bend) for side in (1, -1)),  # from A to a neighbouring grid line
                ],
                mistakes=[
                    *wrong_readings(place),
                    Mistake("chord-for-tangent", number(m + bend * run),
                            "That is the slope from A to a point far to the right, where the graph has bent away from "
                            "the tangent. Take points on both sides of A, or points close to it."),
                ],
                figure=on_grid(
                    [*drawn, Line(through=(spot((a, b)), spot((a + 1, b + m)))), A],
                    f"The same graph with its tangent at A = {at((a, b))} as a dashed line, which passes through "
                    f"{at((a - run, b - m * run))} and {at((a + run, b + m * run))}.",
                ),
            )
        ],
    )  # fmt: skip


# A whole curve ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cubic:
    """The slope is m + k*(x - r)*(x - s), and the height at r is `start`."""

    r: int
    s: int
    k: Fraction
    m: Fraction
    start: int

    def __call__(self, x: float) -> float:
        t, d = x - self.r, self.s - self.r
        return self.start + float(self.m) * t + float(self.k) * (t**3 / 3 - d * t**2 / 2)

    def height(self, x: Fraction | int) -> Fraction:
        t, d = Fraction(x) - self.r, self.s - self.r
        return self.start + self.m * t + self.k * (t**3 / 3 - d * t**2 / 2)

    def slope(self, x: Fraction | int) -> Fraction:
        return self.m + self.k * (x - self.r) * (x - self.s)


WAVES: Mapping[Fraction, Sequence[tuple[int, int]]] = {
    Fraction(0): ((3, 2), (4, 3), (4, 4), (5, 4), (5, 5), (5, 6), (6, 5), (6, 6), (6, 7)),
    Fraction(1, 2): ((4, 3), (4, 4), (6, 5), (6, 6), (6, 7)),
    Fraction(1): ((4, 3), (5, 4), (5, 5), (6, 6), (6, 7), (6, 8)),
}
"""By the size of the slope looked for: how far apart its two places are, and by how much the curve leaves the line with
this slope between them. It is sharp enough that the places can be told from their neighbours."""
TRIES = 10
"""Placings that are tried before another wave is."""


def curve_with_points(rng: Rng) -> tuple[Cubic, tuple[int, ...]]:
    """A cubic with the slope 0 (or m) at two lattice points in view, and four places to compare slopes at."""
    size = rng.choice((Fraction(0), Fraction(0), Fraction(1, 2), Fraction(1)))
    m = rng.sign() * size
    for d, n in rng.shuffled(WAVES[size]):
        k = rng.sign() * Fraction(6 * n, d**3)
        change = int(m * d - k * d**3 / 6)
        placings = [(r, y) for r in range(-4, 5 - d) for y in range(-5, 6) if abs(y + change) <= 5]
        for r, y in rng.shuffled(placings)[:TRIES]:
            f = Cubic(r, r + d, k, m, y)
            if places := four_points(rng, f):
                return f, places
    assume(False, "no four points with slopes that are easy to tell apart")
    raise AssertionError


def four_points(rng: Rng, f: Cubic) -> tuple[int, ...]:
    """Places in view whose slopes are easy to tell apart, and come in another order than heights and sizes; or none."""
    k, m = float(f.k), float(f.m)
    slopes = {x: m + k * (x - f.r) * (x - f.s) for x in range(1 - REACH, REACH)}
    heights = {x: f(x) for x in slopes}
    sizes = {x: abs(slope) for x, slope in slopes.items()}
    gaps = ((slopes, 0.59), (sizes, 0.24), (heights, 0.24))
    inside = [x for x in slopes if abs(heights[x]) <= 5.5 and sizes[x] <= 5]
    apart = {pair for pair in combinations(inside, 2) if all(abs(of[pair[0]] - of[pair[1]]) > gap for of, gap in gaps)}
    for places in rng.shuffled(combinations(inside, 4)) if len(apart) >= 6 else ():
        if apart.issuperset(combinations(sorted(places), 2)):
            orders = [sorted(places, key=of.__getitem__) for of, _ in gaps]
            if orders[0] not in orders[1:] and orders[0][::-1] not in orders and orders[1] != orders[2]:
                return tuple(sorted(places))
    return ()


Guide = tuple[tuple[int, Fraction], tuple[int, Fraction]]
"""Two points of a line."""


def curve_picture(f: Cubic, letters: Mapping[int, str], guide: Guide | None) -> Figure:
    """The whole curve, its marked points and, if there is one, the line whose slope is looked for."""
    seen = [x for x in range(-REACH, REACH + 1) if abs(f.height(x)) <= REACH]
    told = [
        "The graph of a function on a grid of unit squares. It passes through "
        f"{listed(at((x, f.height(x))) for x in seen)}. Marked are "
        f"{listed(f'{letter} at x = {plain(x)}' for x, letter in letters.items())}."
    ]
    marks: list[Mark] = [*graph(f, VIEW, VIEW)]
    if guide:
        marks.append(Line(through=(spot(guide[0]), spot(guide[1]))))
        told.append(f"A dashed line passes through {at(guide[0])} and {at(guide[1])}.")
    points = tuple(spot((x, f.height(x))) for x in letters)
    marks.append(Dots(points=points, colour="ink", labels=tuple(letters.values())))
    return on_grid(marks, " ".join(told))


def whole_curve(rng: Rng) -> Multipart:
    f, places = curve_with_points(rng)
    letters = dict(zip(places, "ABCD", strict=True))
    tiny = Fraction(1, 10**9)
    assert all(abs((f.height(x + tiny) - f.height(x - tiny)) / (2 * tiny) - f.m) < tiny for x in (f.r, f.s))
    guide = guide_line(rng, f) if f.m else None
    return Multipart(
        "The picture shows the graph of a function $f$ and four of its points, A to D."
        + (" A dashed line is drawn for comparison." if guide else ""),
        figures=[curve_picture(f, letters, guide)],
        parts=[places_part(f), order_part(f, letters)],
    )


def guide_line(rng: Rng, f: Cubic) -> Guide:
    """A line with the slope that is looked for, away from where it would touch the curve, in view if that can be."""
    run = f.s - f.r
    touching = (Fraction(f.start), f.height(f.s) - f.m * run)  # heights above r of the two tangents with this slope
    far = [y for y in range(-6, 7) if all(abs(y - height) >= 2 for height in touching)]
    visible = [y for y in far if abs(y) <= 5 and abs(y + float(f.m) * run) <= 5]
    lift = rng.choice(visible or far)
    return (f.r, Fraction(lift)), (f.s, lift + f.m * run)


def places_part(f: Cubic) -> Part:
    """Asks where the slope is 0, or that of the dashed line."""
    high, low = (f.r, f.s) if f.k > 0 else (f.s, f.r)
    if f.m:
        sought = f"For which $x$ in the picture does the graph have the slope $f'(x)$ of the dashed line, ${f.m}$?"
        hint = "Move a ruler along the graph as a tangent. Where is it parallel to the dashed line?"
        steps = [
            "The slope of the graph is the slope of its tangent. So we look for tangents that are parallel to the "
            "dashed line.",
            "Shift the dashed line up and down until it touches the graph without crossing it. This happens above or "
            f"below two places: the set of solutions is ${{{f.r}, {f.s}}}$.",
        ]
    else:
        sought = "For which $x$ in the picture is the slope $f'(x)$ equal to $0$?"
        hint = "Move a ruler along the graph as a tangent. Where is it horizontal?"
        steps = [
            "Where the slope is zero, the tangent is horizontal. So we look for the places where the graph is level.",
            f"The graph is level at its peak, where $x$ is ${high}$, and at the bottom of its valley, where $x$ is "
            f"${low}$: the set of solutions is ${{{f.r}, {f.s}}}$.",
        ]
    return Part(
        ask=f"{sought} Give the set of all solutions; they are integers.",
        answer=finite_set(f.r, f.s),
        steps=steps,
        hints=[hint, "There are two such places."],
        mistakes=[
            Mistake("keeps-one-root", finite_set(f.r),
                    "That is one of the places. Follow the graph further: there is another one."),
            Mistake("height-for-place", finite_set(f.height(f.r), f.height(f.s)),
                    "Those are the heights of the graph at the two places. Asked for is where they lie: the values of "
                    "$x$."),
        ],
    )  # fmt: skip


def order_part(f: Cubic, letters: Mapping[int, str]) -> Part:
    """Asks for the order of the marked points by slope; the wrong orders are those of other readings."""

    def order(key: Callable[[int], Fraction], *, down: bool = False) -> str:
        return ", ".join(letters[x] for x in sorted(letters, key=key, reverse=down))

    right = order(f.slope)
    slips = {
        "reads-value": (
            order(f.height),
            "You ordered the points by their height. The slope says how steeply the graph rises or falls.",
        ),
        "steepness-without-sign": (
            order(lambda x: abs(f.slope(x))),
            "A steep fall is a large negative slope, so it comes first and not last.",
        ),
        "order-reversed": (
            order(f.slope, down=True),
            "The order is right, but it was to begin with the smallest slope.",
        ),
    }
    orders = [right, *(text for text, _ in slips.values())]
    slopes = [f"${rounded(f.slope(x), 1) or 0}$ at {letter}" for x, letter in letters.items()]
    return Part(
        ask="Order the points A, B, C and D by the slope of the graph there, from the smallest slope to the largest.",
        answer=choice(*orders),
        steps=[
            "Imagine the tangent at each point. Where the graph falls its slope is negative, and the steeper the fall "
            "the smaller the slope; where it rises the slope is positive.",
            f"By eye the slopes are about {', '.join(slopes[:3])} and {slopes[3]}.",
            f"From the smallest to the largest this is the order {right}.",
        ],
        hints=["First tell the points where the graph falls from those where it rises."],
        mistakes=[
            Mistake(slip, choice(text, *(each for each in orders if each != text)), feedback)
            for slip, (text, feedback) in slips.items()
        ],
    )


DRAFTS: dict[str, Callable[[Rng], Multipart]] = {
    "tangent drawn": tangent_drawn,
    "tangent not drawn": tangent_not_drawn,
    "whole curve": whole_curve,
}


@exercise(
    "calculus.derivative_concept.slope_from_graph",
    title="Read a derivative from a graph",
    skill="s.der.graph",
    source="OpenStax, Calculus Volume 1, sections 3.1 and 3.2",
    levels={
        "easy": {"picture": "tangent drawn"},
        "core": {"picture": "tangent not drawn"},
        "hard": {"picture": "whole curve"},
    },
)
def slope_from_graph(rng: Rng, *, picture: Literal["tangent drawn", "tangent not drawn", "whole curve"]) -> Multipart:
    """Read slopes from the picture of a graph."""
    return DRAFTS[picture](rng)
