"""Continuous distributions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import accumulate, combinations, pairwise
from math import erf, exp, gamma, gcd, lcm
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    boolean,
    choice,
    choices,
    exercise,
    expression,
    fill,
    interval,
    matching,
    number,
    rounded,
    terminating,
)
from generators.maths.decimals import Decimal
from generators.maths.designs import with_sum
from generators.maths.distributions import (
    chi2_quantile,
    normal_cdf,
    normal_density,
    normal_quantile,
    phi_table,
    z_table,
)
from generators.maths.figures import axis, listed, plain, shaded_density, spot
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational, size
from generators.maths.rng import Redraw
from schemas.answer import ChoiceAnswer, ChoicesAnswer, IntervalAnswer, NumberAnswer
from schemas.exercise import DataTable
from schemas.figure import Area, Curve, Figure, Marker

Span = tuple[int, int]
Corner = tuple[Fraction, Fraction]


class Trapezoid(NamedTuple):
    """A density that begins at `start`, rises over `up`, is level over `level` and falls over `down` units.

    A side of length 0 is a jump; with `level` 0 it is a triangle. Its area is 1.
    """

    start: int
    up: int
    level: int
    down: int

    @property
    def end(self) -> int:
        return self.start + self.up + self.level + self.down

    @property
    def height(self) -> Fraction:
        return Fraction(2, self.up + 2 * self.level + self.down)

    @property
    def grid(self) -> Fraction:
        """The height over the least common multiple of both slopes' widths: at whole numbers f is a multiple of it."""
        return self.height / lcm(max(self.up, 1), max(self.down, 1))

    @property
    def corners(self) -> list[Corner]:
        """From left to right; two with the same x where it jumps."""
        top, bottom = self.height, Fraction(0)
        places = (self.start, self.start + self.up, self.end - self.down, self.end)
        return [(Fraction(x), y) for x, y in zip(places, (bottom, top, top, bottom), strict=True)]

    def over(self, span: Span) -> list[tuple[Corner, Corner]]:
        """The sides over a span, each by its two ends; jumps and what has no length left out."""
        pieces: list[tuple[Corner, Corner]] = []
        for (xa, ya), (xb, yb) in pairwise(self.corners):
            low, high = max(xa, Fraction(span[0])), min(xb, Fraction(span[1]))
            if low < high:
                slope = (yb - ya) / (xb - xa)
                pieces.append(((low, ya + slope * (low - xa)), (high, ya + slope * (high - xa))))
        return pieces

    def area(self, span: Span) -> Fraction:
        return sum(((ya + yb) / 2 * (xb - xa) for (xa, ya), (xb, yb) in self.over(span)), Fraction(0))

    def cdf(self, x: int) -> Fraction:
        """By similar triangles, from whichever side is nearer."""
        if x <= self.start + self.up:
            return Fraction((x - self.start) ** 2, 2 * self.up) * self.height if x > self.start else Fraction(0)
        if x >= self.end - self.down:
            return 1 - (Fraction((self.end - x) ** 2, 2 * self.down) * self.height if x < self.end else Fraction(0))
        return (Fraction(self.up, 2) + x - self.start - self.up) * self.height


class Normal(NamedTuple):
    """A story about a normal variable: what it is, with its unit, and where mean and standard deviation may lie."""

    what: str
    unit: str
    mean: tuple[int, int]
    deviations: tuple[int, ...]


STORIES = (
    ("the time in minutes that a tram is late", 0),
    ("the time in hours until a technician comes", 1),
    ("the time in seconds that a page takes to load", 0),
    ("the length in metres of a throw", 6),
    ("the distance in kilometres to the next petrol station", 2),
    ("the amount of rain in millimetres on a wet day", 0),
    ("the place in centimetres where a rod breaks", 3),
    ("the price in euros of a used book", 2),
)
"""What X is, and where its values may begin at the latest."""
NORMALS = (
    Normal("the points of a candidate in a test", "points", (90, 110), (10, 12, 16, 20)),
    Normal("the height of an adult", "centimetres", (165, 180), (6, 8, 10)),
    Normal("the contents of a packet of flour", "grams", (495, 510), (2, 4, 6)),
    Normal("the life of a battery", "hours", (30, 60), (2, 4, 6)),
    Normal("the 10-kilometre time of a runner", "minutes", (45, 60), (2, 4, 6)),
    Normal("the weight of an apple", "grams", (150, 200), (10, 12, 20)),
    Normal("the response time of a server", "milliseconds", (120, 250), (10, 20, 30)),
)


@exercise(
    "prob_stats.continuous.area_under_pdf",
    title="Which area is it?",
    skill="s.con.area",
    source="OpenStax, Introductory Statistics (2013), sections 5.1 and 6.2",
    levels={"easy": {"density": "polygon"}, "core": {"density": "normal"}, "hard": {"density": "several"}},
)
def area_under_pdf(rng: Rng, *, density: Literal["polygon", "normal", "several"]) -> Multipart:
    """Read a probability off a shaded density: as an area, by the distribution function, against other areas."""
    if density == "polygon":
        return area_of_polygon(rng)
    if density == "normal":
        return expression_in_F(rng)
    return order_of_areas(rng) if rng.chance(Fraction(1, 2)) else density_and_cdf(rng)


def area_of_polygon(rng: Rng) -> Multipart:
    """The shaded area under a uniform, triangular or trapezoidal density."""
    what, latest = rng.choice(STORIES)
    sides = rng.choice(outlines())
    shape = Trapezoid(rng.integer(0, latest), *sides)
    span = low, high = rng.choice(intervals(sides)).moved(shape)
    p, pieces = shape.area(span), shape.over(span)
    assert p == shape.cdf(high) - shape.cdf(low)
    heights = [y for ends in pieces for _, y in ends]
    left, right = low == shape.start, high == shape.end
    edge = heights[0] if right else heights[-1]
    event = f"X <= {high}" if left else f"X >= {low}" if right else f"{low} <= X <= {high}"
    other = (
        Mistake("unshaded-for-shaded", number(shortest(1 - p)), "That is the area that is not shaded.")
        if left or right
        else Mistake("no-lower-end", number(shortest(shape.cdf(high))),
                     f"That is all the area left of ${high}$. The part left of ${low}$ is not shaded.")
    )  # fmt: skip

    return Multipart(
        f"The random variable $X$ is {what}. The figure shows its density.",
        figures=[polygon(shape, span, (max(shape.start - 1, 0), shape.end + 1), shape.height, shape.grid)],
        parts=[
            Part(
                ask="Which probability is shaded? Give its exact value.",
                answer=number(terminating(p)),
                hints=["Cut the shaded region into triangles and rectangles, or into trapezoids."],
                steps=[
                    "A probability is an area under the density.",
                    *(f"{measured(*ends)}." for ends in pieces),
                    f"Shaded is $P({event}) = {added(pieces)}$.",
                ],
                mistakes=[
                    Mistake("height-for-area-under-density", number(shortest(edge or max(heights))),
                            "That is a height of the curve. A probability is an area."),
                    Mistake("rectangle-for-area", number(shortest(max(heights) * (high - low))),
                            "Over this interval the curve is not everywhere as high as at its highest."),
                    Mistake("k-is-height", number(Fraction(high - low, shape.end - shape.start)),
                            "Equal widths are equally probable only where the density is level."),
                    other,
                ],
            )
        ],
    )  # fmt: skip


def expression_in_F(rng: Rng) -> Multipart:
    """Which expression in the distribution function is the shaded area under a bell curve."""
    about = rng.choice(NORMALS)
    mu, sigma = rng.integer(*about.mean), rng.choice(about.deviations)
    kind: Kind = rng.choice(("left", "right", "between", "outside", "central", "tails"))
    j, k = rng.choice([pair for pair in combinations(HALVES, 2) if (sum(pair) == 0) == (kind in ("central", "tails"))])
    a, b = mu + j * sigma // 2, mu + k * sigma // 2
    right, *wrong = readings(kind, a, b, mu, sigma)
    assert abs(right.worth - area_right_of(kind, a, b, mu, sigma)) < Fraction(1, 10**20)
    wrong = [each for each in wrong if abs(each.worth - right.worth) > Fraction(1, 1000)]
    texts = [f"${each.text}$" for each in (right, *wrong)]
    view = mu - 3.5 * sigma, mu + 3.5 * sigma
    two = [(view[0], a), (b, view[1])]
    middle: list[tuple[float, float]] = [(a, b)]
    shaded = {"left": two[:1], "right": two[1:], "between": middle, "central": middle}.get(kind, two)
    bell = shaded_density(
        lambda x: exp(-(((x - mu) / sigma) ** 2) / 2),
        view,
        shaded,
        name=f"Bell curve, symmetric about {mu}",
    )
    marks = [Marker(x=x, label=f"{x}") for x in {"left": [a], "right": [b]}.get(kind, [a, b])]
    marks.append(Marker(x=mu, label=f"{mu}", style="dotted"))

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    return Multipart(
        f"The random variable $X$ is {about.what}, in {about.unit}, and $X ~ N({mu}, ({sigma})^2)$, with standard "
        f"deviation ${sigma}$. It has the density $f$ and the distribution function $F(x) = P(X <= x)$. "
        "The figure shows $f$.",
        figures=[bell.model_copy(update={"marks": (*bell.marks, *marks), "x": axis(view, "x", step=10 * mu)})],
        parts=[
            Part(
                ask="Which expression is the shaded probability?",
                answer=key(texts[0]),
                hints=["$F(x)$ is all the area left of $x$. Which such areas make up the shaded one?"],
                steps=explained(kind, a, b, mu),
                mistakes=[Mistake(each.id, key(f"${each.text}$"), each.told) for each in wrong],
            )
        ],
    )


def order_of_areas(rng: Rng) -> Multipart:
    """Three shaded areas from the smallest to the largest, and the largest of them."""
    (what, _), shown = rng.choice(STORIES), three_areas(rng)
    spans = {name: each.moved(shape) for name, (shape, each) in shown.items()}
    for name, (shape, each) in shown.items():
        assert each.area == shape.cdf(spans[name][1]) - shape.cdf(spans[name][0])
    right, by_height, by_width = orders({name: each for name, (_, each) in shown.items()})
    *_, best = sorted(shown, key=lambda name: shown[name][1].area)
    shape, largest = shown[best]
    backwards = ascending({name: -each.area for name, (_, each) in shown.items()})
    texts = list(dict.fromkeys([right, by_height, by_width, backwards]))
    highest = max(shape.height for shape, _ in shown.values())

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    return Multipart(
        f"Three models describe {what}. Figures A, B and C show their densities on the same axes. Write $P(A)$, $P(B)$ "
        "and $P(C)$ for the shaded probabilities.",
        figures=[
            polygon(shape, spans[name], (0, 11), highest, Fraction(1, 10), label=name)
            for name, (shape, _) in shown.items()
        ],
        parts=[
            Part(
                ask="Which order is right?",
                answer=key(right),
                hints=["Neither the height nor the width alone decides. What is a probability in such a picture?"],
                steps=[
                    "Each probability is an area: the shaded regions consist of triangles, rectangles and trapezoids.",
                    *(f"Figure {name}: $P({name}) = {added(f.over(spans[name]))}$." for name, (f, _) in shown.items()),
                    f"Hence {right}.",
                ],
                mistakes=[
                    Mistake("height-for-area-under-density", key(by_height),
                            "You ordered them by the height of the curve. A probability is an area."),
                    Mistake("width-for-area-under-density", key(by_width),
                            "You ordered them by the width of the interval. A probability is an area."),
                ],
            ),
            Part(
                ask="Give the largest of the three probabilities exactly.",
                answer=number(terminating(largest.area)),
                steps=[
                    f"It is the area in figure {best}.",
                    *(f"{measured(*ends)}." for ends in shape.over(spans[best])),
                    f"So the area is ${added(shape.over(spans[best]))}$.",
                ],
                mistakes=[
                    Mistake("rectangle-for-area", number(shortest(largest.top * largest.width)),
                            "Over this interval the curve is not everywhere as high as at its highest."),
                    Mistake("height-for-area-under-density", number(shortest(largest.top)),
                            "That is a height of the curve. A probability is an area."),
                    Mistake("unshaded-for-shaded", number(shortest(1 - largest.area)),
                            "That is the area that is not shaded."),
                ],
            ),
        ],
    )  # fmt: skip


def density_and_cdf(rng: Rng) -> Multipart:
    """A shaded density without numbers, and the distribution function that has them."""
    what, latest = rng.choice(STORIES)
    knots = stairs(rng, rng.integer(0, latest))
    i, j = rng.choice([(i, j) for i, j in combinations(range(1, len(knots)), 2) if knots[j][0] - knots[i][0] > 1])
    (low, below), (high, above) = knots[i], knots[j]
    p = above - below
    k = rng.choice([k for k in range(len(knots) - 1) if knots[k + 1][0] - knots[k][0] > 1])
    (c, start), (d, stop) = knots[k : k + 2]
    slope, rise = (stop - start) / (d - c), stop - start
    heights = [(v - u) / (y - x) for (x, u), (y, v) in pairwise(knots)]
    assert p == sum(h * (y - x) for h, ((x, _), (y, _)) in zip(heights[i:j], list(pairwise(knots))[i:j], strict=True))
    under = sum(((u + v) / 2 * (y - x) for (x, u), (y, v) in pairwise(knots[i : j + 1])), Fraction(0))
    ends = f"between ${low}$ and ${high}$"
    texts = [
        f"how much the curve in figure B rises {ends}",
        f"the area under the curve in figure B {ends}",
        f"the height of the curve in figure B at ${high}$",
        f"the slope of the curve in figure B {ends}",
    ]

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    return Multipart(
        f"The random variable $X$ is {what}. Figure A shows its density $f$, without a scale for its height, and "
        "figure B its distribution function $F(x) = P(X <= x)$.",
        figures=[steps_figure(knots, heights, (low, high)), rising_figure(knots)],
        parts=[
            Part(
                ask="Where in figure B do you find the probability that is shaded in figure A?",
                answer=key(texts[0]),
                hints=["What does the height of the curve in figure B say?"],
                steps=[
                    "The height of the curve in figure B at $x$ is $P(X <= x)$, all the area left of $x$ in figure A.",
                    f"Shaded is the area between ${low}$ and ${high}$, so it is {texts[0]}.",
                ],
                mistakes=[
                    Mistake("cdf-as-pdf", key(texts[1]), "Areas are probabilities under a density, as in figure A."),
                    Mistake("no-lower-end", key(texts[2]), f"That is all the area left of ${high}$."),
                    Mistake("slope-for-rise", key(texts[3]), "The slope is the height of the density, not an area."),
                ],
            ),
            Part(
                ask="Find the shaded probability.",
                answer=number(terminating(p)),
                steps=[f"$P({low} <= X <= {high}) = F({high}) - F({low}) = "
                       f"{fill('b - a', a=terminating(below), b=terminating(above))} = {terminating(p)}$."],
                mistakes=[
                    Mistake("no-lower-end", number(shortest(above)),
                            f"That is $F({high})$. Take off what lies left of ${low}$."),
                    Mistake("cdf-as-pdf", number(shortest(under)),
                            "That is an area in figure B. There probabilities are differences of heights."),
                ],
            ),
            Part(
                ask=f"How high is the density between ${c}$ and ${d}$?",
                answer=number(shortest(slope)),
                hints=[f"The area under the density between ${c}$ and ${d}$ is a rectangle whose width you know."],
                steps=[
                    f"Between ${c}$ and ${d}$ the distribution function rises by "
                    f"${fill('b - a', a=terminating(start), b=terminating(stop))} = {terminating(rise)}$: so much area "
                    "has the rectangle under $f$.",
                    f"Its width is ${d} - {c} = {d - c}$, so its height is "
                    f"${terminating(rise)}/({d - c}) = {shortest(slope)}$.",
                ],
                mistakes=[
                    Mistake("probability-for-density", number(shortest(rise)),
                            "That is the area over this interval. Divide by its width to get the height."),
                    Mistake("cdf-as-pdf", number(shortest(stop)),
                            "That is a height in figure B. The density is the slope there."),
                ],
            ),
        ],
    )  # fmt: skip


# Shapes ------------------------------------------------------------------------------------------------------------


@cache
def outlines() -> tuple[tuple[int, int, int], ...]:
    """(up, level, down) of densities 3 to 10 wide with a height of 1/2, 2/5, 1/4 or 1/5, readable on a grid."""
    sides = (0, 1, 2, 4, 5)
    every = ((up, level, down) for up in sides for level in range(9) for down in sides)
    return tuple(
        (up, level, down)
        for up, level, down in every
        if (
            up + 2 * level + down in (4, 5, 8, 10)
            and 3 <= up + level + down <= 10
            and lcm(max(up, 1), max(down, 1)) in (1, 2, 4, 5)
            and not up == down == 0
        )
        or (up, level, down) in ((0, 4, 0), (0, 5, 0))
    )


class Shaded(NamedTuple):
    """An interval under a density, with its area, width and greatest height."""

    span: Span
    area: Fraction
    width: int
    top: Fraction

    def moved(self, shape: Trapezoid) -> Span:
        """Where it lies under the same density at another start."""
        return self.span[0] + shape.start, self.span[1] + shape.start


@cache
def intervals(sides: tuple[int, int, int]) -> tuple[Shaded, ...]:
    """Intervals between whole numbers under the density from 0, with a probability from 1/20 to 19/20.

    It is neither the greatest height nor one over the interval, so that no height stands in for it.
    """
    shape = Trapezoid(0, *sides)
    every = [
        Shaded(span, shape.area(span), span[1] - span[0], max(y for ends in shape.over(span) for _, y in ends))
        for span in combinations(range(shape.end + 1), 2)
    ]
    telling = [each for each in every if Fraction(1, 20) <= each.area <= Fraction(19, 20)]
    return tuple(each for each in telling if each.area not in (shape.height, *ends_of(shape, each.span)))


def ends_of(shape: Trapezoid, span: Span) -> tuple[Fraction, Fraction]:
    """The heights at both ends of a span, inside it."""
    sides = shape.over(span)
    return sides[0][0][1], sides[-1][1][1]


@cache
def on_tenths() -> tuple[tuple[int, int, int], ...]:
    """The outlines at most 10 wide that can be read on a grid of tenths."""
    return tuple(sides for sides in outlines() if (Trapezoid(0, *sides).grid * 10).denominator == 1)


def three_areas(rng: Rng) -> dict[str, tuple[Trapezoid, Shaded]]:
    """By name, shaded densities on 0 to 11 whose order by area is neither that by height nor that by width."""
    for _ in range(2000):
        drawn = {name: rng.choice(on_tenths()) for name in "ABC"}
        found = {name: rng.choice(intervals(sides)) for name, sides in drawn.items()}
        gaps = [abs(one.area - other.area) for one, other in combinations(found.values(), 2)]
        distinct = all(len({each[field] for each in found.values()}) == 3 for field in (2, 3))
        if distinct and min(gaps) >= Fraction(1, 10) and len({*orders(found)}) == 3:
            starts = {name: rng.integer(0, 10 - sum(sides)) for name, sides in drawn.items()}
            return {name: (Trapezoid(starts[name], *drawn[name]), found[name]) for name in "ABC"}
    raise Redraw("no three areas in an order of their own")


def orders(shown: Mapping[str, Shaded]) -> tuple[str, str, str]:
    """The names in ascending order of area, of height and of width."""
    return (
        ascending({name: each.area for name, each in shown.items()}),
        ascending({name: each.top for name, each in shown.items()}),
        ascending({name: Fraction(each.width) for name, each in shown.items()}),
    )


def stairs(rng: Rng, start: int) -> list[tuple[int, Fraction]]:
    """Corners of a distribution function made of four straight pieces, its values in tenths, all slopes different."""
    for _ in range(200):
        lengths, rises = [rng.integer(1, 3) for _ in range(4)], with_sum(rng, 4, 10, 1, 5)
        slopes = {Fraction(rise, length) for rise, length in zip(rises, lengths, strict=True)}
        if len(slopes) == 4 and max(lengths[1:]) > 1:
            places, values = accumulate(lengths, initial=start), accumulate(rises, initial=0)
            return [(x, Fraction(tenths, 10)) for x, tenths in zip(places, values, strict=True)]
    raise Redraw("no distribution function with four different slopes")


def shortest(x: Fraction) -> Rational:
    """As a decimal with at most four places, if it is one."""
    return terminating(x) if 10_000 % x.denominator == 0 else x


def ascending(values: Mapping[str, Rational]) -> str:
    """`$P(B) < P(A) < P(C)$` by their values."""
    return f"${' < '.join(f'P({name})' for name in sorted(values, key=lambda name: values[name]))}$"


def measured(left: Corner, right: Corner) -> str:
    """The area over one piece, in words."""
    (xa, ya), (xb, yb) = left, right
    where, f, g, width = f"From ${xa}$ to ${xb}$", terminating(ya), terminating(yb), xb - xa
    size = terminating(area_over(left, right))
    if ya == yb:
        return f"{where} the density is level at ${f}$: a rectangle of area ${width}*{f} = {size}$"
    shape = "triangle" if 0 in (ya, yb) else "trapezoid"
    verb = "rises" if ya < yb else "falls"
    sum_of = f"({f} + {g})" if shape == "trapezoid" else f"{max(f, g)}"
    return f"{where} the density {verb} from ${f}$ to ${g}$: a {shape} of area $1/2*{width}*{sum_of} = {size}$"


def added(pieces: Sequence[tuple[Corner, Corner]]) -> str:
    """`0.25 + 0.5 = 0.75`, or the one area."""
    sizes = [area_over(*ends) for ends in pieces]
    total = [str(terminating(sum(sizes)))] if len(sizes) > 1 else []
    return " = ".join([" + ".join(str(terminating(size)) for size in sizes), *total])


def area_over(left: Corner, right: Corner) -> Fraction:
    return (left[1] + right[1]) / 2 * (right[0] - left[0])


# Expressions in F --------------------------------------------------------------------------------------------------

Kind = Literal["left", "right", "between", "outside", "central", "tails"]
HALVES = (-4, -3, -2, -1, 1, 2, 3, 4)
"""Where marks stand, in halves of a standard deviation from the mean."""


class Reading(NamedTuple):
    """An expression, its value, and if it is wrong the misconception and what to say."""

    text: str
    worth: Fraction
    id: str = ""
    told: str = ""


def readings(kind: Kind, a: int, b: int, mu: int, sigma: int) -> list[Reading]:
    """The right expression, then wrong ones."""
    F_a, F_b, f_a, f_b = (g(x, mu, sigma) for g in (normal_cdf, normal_density) for x in (a, b))
    height = "height-for-area-under-density", "A height of the density is no probability: take areas, by $F$."
    left_of_b = f"$F({b})$ is the area left of ${b}$."
    match kind:
        case "left":
            return [
                Reading(f"F({a})", F_a),
                Reading(f"1 - F({a})", 1 - F_a, "unshaded-for-shaded", f"That is the area right of ${a}$."),
                Reading(f"f({a})", f_a, *height),
                from_mean(a, F_a, mu),
            ]
        case "right":
            return [
                Reading(f"1 - F({b})", 1 - F_b),
                Reading(f"F({b})", F_b, "left-area-for-right", left_of_b),
                Reading(f"f({b})", f_b, *height),
                from_mean(b, F_b, mu),
            ]
        case "between":
            return [
                Reading(f"F({b}) - F({a})", F_b - F_a),
                Reading(f"F({b})", F_b, "no-lower-end", f"The area left of ${a}$ is not shaded: take it off."),
                Reading(f"f({b}) - f({a})", f_b - f_a, *height),
                Reading(
                    f"F({a}) + F({b})", F_a + F_b, "adds-left-areas", "Both areas begin at the far left and overlap."
                ),
            ]
        case "outside":
            return [
                Reading(f"F({a}) + 1 - F({b})", F_a + 1 - F_b),
                Reading(
                    f"F({b}) - F({a})", F_b - F_a, "unshaded-for-shaded", "That is the area between the two marks."
                ),
                Reading(f"1 - F({b})", 1 - F_b, "one-tail-for-two", "Two regions are shaded."),
                Reading(f"F({a}) + F({b})", F_a + F_b, "left-area-for-right", left_of_b),
                Reading(f"f({a}) + f({b})", f_a + f_b, *height),
            ]
        case "central":
            return [
                Reading(f"2*F({b}) - 1", 2 * F_b - 1),
                Reading(f"F({b})", F_b, "no-lower-end", f"The area left of ${a}$ is not shaded: take it off."),
                Reading(
                    f"2 - 2*F({b})", 2 - 2 * F_b, "unshaded-for-shaded", "That is the area of the two tails together."
                ),
                Reading(f"2*f({b})", 2 * f_b, *height),
            ]
        case _:
            return [
                Reading(f"2*F({a})", 2 * F_a),
                Reading(f"F({a})", F_a, "one-tail-for-two", "Two tails are shaded, and they have the same area."),
                Reading(f"1 - 2*F({a})", 1 - 2 * F_a, "unshaded-for-shaded", "That is the area between the two marks."),
                Reading(f"2*f({a})", 2 * f_a, *height),
            ]


def from_mean(x: int, F_x: Fraction, mu: int) -> Reading:
    """The area between the mean and a mark."""
    text, worth = (f"F({x}) - 1/2", F_x - Fraction(1, 2)) if x > mu else (f"1/2 - F({x})", Fraction(1, 2) - F_x)
    return Reading(text, worth, "area-from-mean", f"That is the area between the mean ${mu}$ and ${x}$.")


def area_right_of(kind: Kind, a: int, b: int, mu: int, sigma: int) -> Fraction:
    """The shaded area from areas to the right, by the symmetry of the curve: P(X > x) = F(2*mu - x)."""
    beyond_a, beyond_b = (normal_cdf(2 * mu - x, mu, sigma) for x in (a, b))
    inside = beyond_a - beyond_b
    areas = {"left": 1 - beyond_a, "right": beyond_b, "between": inside, "central": inside}
    return areas.get(kind, 1 - inside)


def explained(kind: Kind, a: int, b: int, mu: int) -> list[str]:
    """How the shaded area is put together from areas to the left."""
    even = f"The marks ${a}$ and ${b}$ are equally far from the mean ${mu}$, so both tails have the same area"
    match kind:
        case "left":
            return [f"Shaded is all that lies left of ${a}$, and this area is what $F$ says at ${a}$: it is $F({a})$."]
        case "right":
            return [
                f"All the area is $1$, and left of ${b}$ lies $F({b})$.",
                f"Right of ${b}$ there remains $1 - F({b})$.",
            ]
        case "between":
            return [
                f"Left of ${b}$ lies the area $F({b})$. The part left of ${a}$, which is $F({a})$, is not shaded.",
                f"There remains $F({b}) - F({a})$.",
            ]
        case "outside":
            return [
                f"The region on the left is $F({a})$, the one on the right $1 - F({b})$.",
                f"Together they are $F({a}) + 1 - F({b})$.",
            ]
        case "central":
            return [
                f"{even}, which is $1 - F({b})$.",
                f"All the area is $1$. Without both tails $1 - 2*(1 - F({b}))$ remains, which is $2*F({b}) - 1$.",
            ]
        case _:
            return [f"{even}.", f"The left one is $F({a})$, so both together are $2*F({a})$."]


# Pictures ----------------------------------------------------------------------------------------------------------


def polygon(
    shape: Trapezoid, span: Span, view: Span, top: Rational | float, step: Rational, *, label: str = ""
) -> Figure:
    """A density of straight pieces on a grid, shaded over a span."""
    corners = [(x, y) for x, y in shape.corners]
    low, high = Fraction(view[0]), Fraction(view[1])
    feet = [(Fraction(shape.start), Fraction(0)), *corners[1:3], (Fraction(shape.end), Fraction(0))]
    shaded = [ends for piece in shape.over(span) for ends in piece]
    told = listed(f"({plain(x)}, {plain(y)})" for x, y in dict.fromkeys(feet))
    return Figure(
        alt=f"Density{f' {label}' if label else ''} on a grid, made of straight lines through {told}, zero elsewhere. "
        f"The area under it from {span[0]} to {span[1]} is shaded.",
        marks=(Area(points=tuple(map(spot, shaded))), Curve(points=tuple(map(spot, [(low, 0), *feet, (high, 0)])))),
        x=axis(view, "x", step=1),
        y=axis((0, 1.1 * float(top)), "f(x)", step=step),
        grid=True,
        label=label,
    )


def steps_figure(knots: Sequence[tuple[int, Fraction]], heights: Sequence[Fraction], span: Span) -> Figure:
    """A density that is level between its knots, without a scale, shaded over a span."""
    view = max(knots[0][0] - 1, 0), knots[-1][0] + 1
    outline: list[tuple[Rational, Rational]] = [(view[0], 0), (knots[0][0], 0)]
    shaded: list[tuple[Rational, Rational]] = []
    for ((x, _), (y, _)), h in zip(pairwise(knots), heights, strict=True):
        outline += [(x, h), (y, h)]
        if span[0] <= x < span[1]:
            shaded += [(x, h), (y, h)]
    outline += [(knots[-1][0], 0), (view[1], 0)]
    ranked = sorted(zip(heights, pairwise(knots), strict=True), reverse=True)
    told = listed(f"{x} to {y}" for _, ((x, _), (y, _)) in ranked)
    return Figure(
        alt=f"Density of four level steps without a scale; from the highest to the lowest step they lie over {told}. "
        f"The area from {span[0]} to {span[1]} is shaded.",
        marks=(Area(points=tuple(map(spot, shaded))), Curve(points=tuple(map(spot, outline)))),
        x=axis(view, "x", step=1),
        y=axis((0, 1.15 * float(max(heights))), shown=False),
        label="A",
    )


def rising_figure(knots: Sequence[tuple[int, Fraction]]) -> Figure:
    """A distribution function made of straight pieces, on a grid of tenths."""
    told = listed(f"({x}, {plain(y)})" for x, y in knots)
    ends = (max(knots[0][0] - 1, 0), 0), (knots[-1][0] + 1, 1)
    return Figure(
        alt=f"Distribution function on a grid, made of straight lines through {told}; it is 0 before and 1 after.",
        marks=(Curve(points=tuple(map(spot, [ends[0], *knots, ends[1]])), colour="orange"),),
        x=axis((ends[0][0], ends[1][0]), "x", step=1),
        y=axis((0, 1.05), "F(x)", step=Fraction(1, 10)),
        grid=True,
        label="B",
    )


# Densities with an unknown constant -----------------------------------------------------------------------------------


class Piece(NamedTuple):
    """Where a density is k*g(x), and how k*g(x) is written."""

    low: int
    high: int
    g: Polynomial
    text: str

    def clipped(self, span: Span) -> Span | None:
        """The part of the span over this piece; None if there is none."""
        low, high = max(self.low, span[0]), min(self.high, span[1])
        return (low, high) if low < high else None


X = Polynomial([1, 0])
WAITS = (
    ("the time in minutes until the next customer comes", "minutes"),
    ("the time in hours until the next e-mail arrives", "hours"),
    ("the life of an electronic part in years", "years"),
    ("the time in seconds between two clicks of a Geiger counter", "seconds"),
    ("the length of a phone call in minutes", "minutes"),
    ("the time in days until a server must be restarted", "days"),
)
"""What is often modelled by an exponential distribution, and its unit."""
BOUNDED = (
    *STORIES,
    ("the time in hours that a student works on a sheet", 1),
    ("the depth in metres of a lake at a random place", 0),
    ("the time in days until a letter arrives", 1),
    ("the distance in centimetres of a dart from the centre of the board", 0),
    ("the time in minutes between two shooting stars", 0),
    ("the weight in kilograms of a parcel", 4),
    ("the age in years of a used car", 4),
    ("the error in millimetres of a laser measurement", 0),
    ("the height in metres of a wave", 1),
    ("the temperature in degrees Celsius at noon on a day in May", 15),
    ("the height in centimetres of a seedling", 10),
    ("the time in minutes of a bus ride", 15),
    ("the price in euros of a theatre ticket", 20),
    ("the length in centimetres of a fish", 15),
    ("the speed in kilometres per hour of a cyclist", 12),
)
"""What X is when its values lie between two numbers, and where they may begin at the latest."""


@exercise(
    "prob_stats.continuous.density_normalise",
    title="From density to probabilities",
    skill="s.con.density",
    source="OpenStax, Introductory Statistics (2013), section 5.1; Wasserman, All of Statistics (2004), section 2.2",
    levels={"easy": {"density": "linear"}, "core": {"density": "polynomial"}, "hard": {"density": "composed"}},
)
def density_normalise(rng: Rng, *, density: Literal["linear", "polynomial", "composed"]) -> Multipart:
    """Find the constant of a density, then a probability, the mean and at the hard level the variance."""
    if density == "linear":
        return of_pieces(rng, [linear_piece(rng)])
    if density == "polynomial":
        return of_pieces(rng, [power_piece(rng)])
    return of_pieces(rng, two_pieces(rng), spread=True) if rng.chance(Fraction(1, 2)) else exponential(rng)


def linear_piece(rng: Rng) -> Piece:
    """A constant or linear density on two to ten units."""
    kind, width, d = rng.choice(("level", "up", "down", "raised")), rng.integer(2, 10), rng.integer(1, 12)
    a = rng.integer(0, 6)
    b = a + width
    match kind:
        case "level":
            return Piece(a, b, Polynomial([1]), "k")
        case "up":
            return Piece(a, b, X - a, f"k*(x - {a})" if a else "k*x")
        case "down":
            return Piece(a, b, b - X, f"k*({b} - x)")
        case _:
            return Piece(0, width, X + d, f"k*(x + {d})")


def power_piece(rng: Rng) -> Piece:
    """A density by a power, or by a polynomial of degree two or three."""
    kind = rng.choice(
        ("power", "arch", "arch", "shifted", "shifted", "falling", "skewed", "raised", "raised", "raised")
    )
    c, a, d = rng.integer(2, 6), rng.integer(1, 4), rng.integer(1, 9)
    match kind:
        case "power":
            n = rng.integer(2, 4)
            c = rng.integer(2, 7 - n)
            return Piece(0, c, X**n, f"k*x^{n}")
        case "arch":
            c = rng.integer(2, 12)
            return Piece(0, c, X * (c - X), f"k*x*({c} - x)")
        case "shifted":
            return Piece(a, a + c, (X - a) ** 2, f"k*(x - {a})^2")
        case "falling":
            return Piece(0, c, c * c - X**2, f"k*({c * c} - x^2)")
        case "skewed":
            c = min(c, 5)
            return Piece(0, c, X**2 * (c - X), f"k*x^2*({c} - x)")
        case _:
            return Piece(0, c, X**2 + d, f"k*(x^2 + {d})")


def two_pieces(rng: Rng) -> list[Piece]:
    """Up and down, up and level, level and down, or two steps."""
    a, d, h = rng.integer(1, 6), rng.integer(1, 6), rng.integer(2, 6)
    c = a + d
    match rng.choice(("tent", "plateau", "descent", "steps up", "steps down")):
        case "tent":
            n, m = (rational(Fraction(x, gcd(a, d))) for x in (d, a))
            return [Piece(0, a, n * X, f"{n}*k*x"), Piece(a, c, m * (c - X), f"{m}*k*({c} - x)")]
        case "plateau":
            return [Piece(0, a, X, "k*x"), Piece(a, c, Polynomial([a]), f"{a}*k")]
        case "descent":
            return [Piece(0, a, Polynomial([d]), f"{d}*k"), Piece(a, c, c - X, f"k*({c} - x)")]
        case "steps up":
            return [Piece(0, a, Polynomial([1]), "k"), Piece(a, c, Polynomial([h]), f"{h}*k")]
        case _:
            return [Piece(0, a, Polynomial([h]), f"{h}*k"), Piece(a, c, Polynomial([1]), "k")]


def of_pieces(rng: Rng, pieces: list[Piece], *, spread: bool = False) -> Multipart:
    """Constant, probability, mean and with `spread` variance of a density of polynomial pieces."""
    a, b = pieces[0].low, pieces[-1].high
    what = rng.choice([what for what, latest in BOUNDED if latest >= a])
    span, event = event_over(rng, a, b)
    whole, inside, first, second = (
        sum((over(piece, at, n) for piece in pieces if (at := piece.clipped(where))), Fraction(0))
        for where, n in (((a, b), 0), (span, 0), ((a, b), 1), ((a, b), 2))
    )
    k = rational(1 / Fraction(whole))
    p, m = rational(k * inside), rational(k * first)
    v = rational(k * second - m * m)
    assert v == k * sum(((X - m) ** 2 * piece.g).integral()(piece.high) - ((X - m) ** 2 * piece.g).integral()(piece.low)
                        for piece in pieces)  # fmt: skip
    low, high = max(a, span[0]), min(b, span[1])
    last = next(piece for piece in pieces if piece.low <= low < piece.high)
    outside = [
        Mistake("beyond-the-support", number(k * over(last, span, 0)),
                f"The density is $0$ outside of ${a} <= x <= {b}$: integrate only where it is not.")
    ] if len(pieces) == 1 and overlapping(span, a, b) else []  # fmt: skip

    parts = [
        Part(
            name="k",
            ask="Find the constant $k$ for which $f$ is a density.",
            answer=number(k),
            hints=["How large is the whole area under a density?", "Integrate without $k$ first."],
            steps=[
                "The whole area under a density is $1$.",
                *areas(pieces, (a, b), 0),
                f"So $k*({whole}) = 1$, and $k = {k}$.",
            ],
            mistakes=[
                Mistake("area-for-constant", number(whole),
                        "That is the area without $k$. The constant makes it $1$: divide by it."),
                Mistake("k-is-height", number(Fraction(1, b - a)),
                        "That height belongs to a density that is level. Here the area must be $1$."),
                *[Mistake("height-is-one", number(1 / highest),
                          "With this constant the greatest height is $1$. The area must be $1$.")
                  for highest in {Fraction(max(map(top, pieces)))} - {b - a}],
            ],
        ),
        Part(
            name="p",
            ask=f"Find $P({event})$.",
            answer=number(p),
            follows=f"k*({inside})",
            hints=["A probability is an area under the density.",
                   f"Between which numbers does the event lie, inside of ${a} <= x <= {b}$?"],
            steps=[
                f"The probability is the area under $f$ from ${low}$ to ${high}$"
                + ("; beyond, the density is $0$." if (low, high) != span else "."),
                *areas(pieces, (low, high), 0, known=True),
                f"Times $k$ it is $P({event}) = {k}*({inside}) = {p}$.",
            ],
            mistakes=[
                Mistake("uniform-c", number(Fraction(high - low, b - a)),
                        "That is the share of the width. Where the density is higher there is more probability.")
                if len({piece.g for piece in pieces}) > 1 or pieces[0].g.degree
                else Mistake("other-tail", f"1 - k*({inside})", "That is the probability of the opposite."),
                Mistake("value-as-probability", f"k*({height(pieces, high if high < b else low)})",
                        "That is a height of the density. A probability is an area under it."),
                Mistake("constant-left-out", number(inside), "Multiply by $k$: without it the whole area is not $1$."),
                *outside,
            ],
            figure=pieces_figure(pieces, k, span),
        ),
        Part(
            name="m",
            ask="Find the mean $E[X]$.",
            answer=number(m),
            follows=f"k*({first})",
            hints=["Which integral is the mean? It holds one factor more than that of the area."],
            steps=[
                "For the mean $x*f(x)$ is integrated.",
                *areas(pieces, (a, b), 1),
                f"So $E[X] = {k}*({first}) = {m}$.",
            ],
            mistakes=[
                Mistake("mean-without-x", number(1), "That is the area under $f$, always $1$. Integrate $x*f(x)$."),
                Mistake("mean-in-the-middle", number(Fraction(a + b, 2)),
                        "The middle is the mean only where the density is symmetric.")
                if 2 * m != a + b
                else Mistake("second-moment", f"k*({second})", "That is $E[X^2]$: one factor $x$ is enough."),
                Mistake("constant-left-out", number(first), "Multiply by $k$."),
            ],
        ),
        Part(
            ask="Find the variance $Var(X)$.",
            answer=number(v),
            follows=f"k*({second}) - m^2",
            hints=["First $E[X^2]$, by integrating $x^2*f(x)$.", "Then $Var(X) = E[X^2] - E[X]^2$."],
            steps=[
                "For $E[X^2]$ the function $x^2*f(x)$ is integrated.",
                *areas(pieces, (a, b), 2),
                f"So $E[X^2] = {k}*({second}) = {rational(k * second)}$.",
                f"Then $Var(X) = E[X^2] - E[X]^2 = {rational(k * second)} - ({m})^2 = {v}$.",
            ],
            mistakes=[
                Mistake("second-moment", f"k*({second})",
                        "That is $E[X^2]$. Subtract the square of the mean."),
                Mistake("not-squared", f"k*({second}) - m", "Subtract the square of the mean."),
            ],
        ),
    ]  # fmt: skip
    return Multipart(
        f"The random variable $X$ is {what}. It has a density of the form {written(pieces)}.",
        parts if spread else parts[:3],
    )


FAR = 99
"""Stands for infinity where an interval has one end."""


def event_over(rng: Rng, a: int, b: int) -> tuple[Span, str]:
    """An interval that holds part of [a, b] but not all of it, and the event about X."""
    low, high = sorted(rng.distinct(a, b, count=2))
    if (low, high) == (a, b):
        low, high = (a, b - 1) if rng.chance(Fraction(1, 2)) else (a + 1, b)
    kind = rng.integer(0, 5)
    if kind == 0 and low > a:
        return (low, FAR), f"X > {low}"
    if kind == 1 and high < b:
        return (-FAR, high), f"X < {high}"
    if kind == 2 and low > a:
        high = b + rng.integer(1, 3)
    if kind == 3 and a > 0 and high < b:
        low = rng.integer(0, a - 1)
    return (low, high), f"{low} < X < {high}"


def overlapping(span: Span, a: int, b: int) -> bool:
    """Whether an interval with two ends reaches beyond [a, b]."""
    return FAR not in (-span[0], span[1]) and not a <= span[0] < span[1] <= b


def over(piece: Piece, span: Span, power: int) -> Rational:
    """The integral of x^power*g(x) over the span."""
    G = (X**power * piece.g).integral()
    return rational(Fraction(G(span[1]) - G(span[0])))


def areas(pieces: Sequence[Piece], span: Span, power: int, *, known: bool = False) -> list[str]:
    """The integrals of x^power*g(x) over a span, piece by piece, and their sum; `known` are the antiderivatives."""
    said, found = [], []
    for piece, names in zip(pieces, ("GMS", "HNT"), strict=False):
        if part := piece.clipped(span):
            low, high = part
            g, name = X**power * piece.g, names[power]
            where = f"From ${piece.low}$ to ${piece.high}$, without" if len(pieces) > 1 else "Without"
            primitive = f"{where} the factor $k$, ${name}(x) = {g.integral()}$ is an antiderivative of ${g}$."
            said.append(
                f"{'' if known else primitive} The integral is $integral({g}, x, {low}, {high}) = "
                f"{name}({high}) - {name}({low}) = {over(piece, part, power)}$.".strip()
            )
            found.append(over(piece, part, power))
    if len(found) > 1:
        said.append(f"Together ${' + '.join(map(str, found))} = {rational(sum(found))}$.")
    return said


def written(pieces: Sequence[Piece]) -> str:
    """The density as a formula, and where it holds."""
    if len(pieces) == 1:
        (piece,) = pieces
        return f"$f(x) = {piece.text}$ for ${piece.low} <= x <= {piece.high}$, and $f(x) = 0$ elsewhere"
    first, second = pieces
    cases = f"({first.text}, {first.low} <= x <= {first.high}), ({second.text}, {second.low} < x <= {second.high})"
    return f"$f(x) = piecewise({cases}, (0, otherwise))$"


def height(pieces: Sequence[Piece], x: Rational) -> Rational:
    """g(x), by the first piece that holds x."""
    return next((piece.g(x) for piece in pieces if piece.low <= x <= piece.high), 0)


def top(piece: Piece) -> Rational:
    """The greatest height at whole and half places."""
    return max(piece.g(Fraction(n, 2)) for n in range(2 * piece.low, 2 * piece.high + 1))


def pieces_figure(pieces: Sequence[Piece], k: Rational, span: Span) -> Figure:
    """The density with the area over the span filled."""
    a, b = pieces[0].low, pieces[-1].high
    low, high = max(a, span[0]), min(b, span[1])

    def along(piece: Piece, ends: Span) -> list[Corner]:
        steps = 1 if piece.g.degree < 2 else 60
        places = (ends[0] + Fraction(i * (ends[1] - ends[0]), steps) for i in range(steps + 1))
        return [(x, Fraction(k * piece.g(x))) for x in places]

    curve = [point for piece in pieces for point in along(piece, (piece.low, piece.high))]
    filled = [point for piece in pieces if (ends := piece.clipped(span)) for point in along(piece, ends)]
    margin = Fraction(b - a, 10)
    rim = [(a - margin, 0), (a, 0), *curve, (b, 0), (b + margin, 0)]
    return Figure(
        alt=f"The density over {a} to {b}, zero elsewhere. The area under it from {low} to {high} is shaded.",
        marks=(Area(points=tuple(map(spot, filled))), Curve(points=tuple(map(spot, rim)))),
        x=axis((a - margin, b + margin), "x", step=1),
        y=axis((0, 1.15 * max(float(y) for _, y in curve)), "f(x)"),
    )


def exponential(rng: Rng) -> Multipart:
    """Constant, probability, mean and variance of an exponential density."""
    (what, _), n = rng.choice(WAITS), rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20))
    u, v = sorted(rng.distinct(1, 2 * n, count=2))

    def after(x: int) -> str:
        """What is left of 1 after x units."""
        return f"exp({Fraction(-x, n)})"

    kind = rng.choice(("right", "left", "between", "between"))
    event = {"right": f"X > {v}", "left": f"X < {u}", "between": f"{u} < X < {v}"}[kind]
    ends = {"right": after(v), "left": f"1 - {after(u)}", "between": f"{after(u)} - {after(v)}"}[kind]
    low, high = {"right": (str(v), "oo"), "left": ("0", str(u)), "between": (str(u), str(v))}[kind]
    edge = u if kind == "left" else v
    E = f"exp(-x/{n})"

    return Multipart(
        f"The random variable $X$ is {what}. It has a density of the form $f(x) = k*{E}$ for $x >= 0$, and $f(x) = 0$ "
        "elsewhere.",
        [
            Part(
                name="k",
                ask="Find the constant $k$ for which $f$ is a density.",
                answer=number(Fraction(1, n)),
                hints=["How large is the whole area under a density?", "Integrate without $k$ first."],
                steps=[
                    "The whole area under a density is $1$.",
                    f"Without $k$ an antiderivative is $G(x) = -{n}*{E}$. It is $G(0) = -{n}$ at the lower end and "
                    f"tends to $0$ for large $x$, so the area is $integral({E}, x, 0, oo) = 0 - G(0) = {n}$.",
                    f"So $k*{n} = 1$, and $k = 1/({n})$.",
                ],
                mistakes=[
                    Mistake("area-for-constant", number(n),
                            "That is the area without $k$. The constant makes it $1$: divide by it."),
                    Mistake("height-is-one", number(1),
                            "With this constant the greatest height is $1$. The area must be $1$."),
                ],
            ),
            Part(
                name="p",
                ask=f"Find $P({event})$. Give the exact value, with powers of $e$.",
                answer=number(ends),
                follows=f"k*{n}*({ends})",
                hints=["A probability is an area under the density.", "Which values does $G$ take at both ends?"],
                steps=[
                    f"The probability is the area under $f$ from ${low}$ "
                    + (f"to ${high}$." if kind != "right" else "on, without end."),
                    f"Without $k$ it is $integral({E}, x, {low}, {high}) = {n}*({ends})$.",
                    f"Times $k$ it is $P({event}) = 1/({n})*{n}*({ends}) = {ends}$.",
                ],
                mistakes=[
                    Mistake("value-as-probability", f"k*{after(edge)}",
                            "That is a height of the density. A probability is an area under it."),
                    Mistake("constant-left-out", number(f"{n}*({ends})"),
                            "Multiply by $k$: without it the whole area is not $1$."),
                    Mistake("other-tail", f"1 - k*{n}*({ends})", "That is the probability of the opposite."),
                ],
                figure=shaded_density(lambda x: exp(-x / n) / n, (0, 4 * n),
                                      [(0 if kind == "left" else u if kind == "between" else v,
                                        4 * n if kind == "right" else edge)], name="The density"),
            ),
            Part(
                name="m",
                ask="Find the mean $E[X]$.",
                answer=number(n),
                follows=f"k*({n})^2",
                hints=["Integrate $x*f(x)$ by parts."],
                steps=[
                    f"For the mean $x*f(x)$ is integrated. By parts, $M(x) = -({n}*x + {n * n})*{E}$ is an "
                    f"antiderivative of $x*{E}$. It is $M(0) = -{n * n}$ at the lower end and tends to $0$ for "
                    "large $x$.",
                    f"So $integral(x*{E}, x, 0, oo) = 0 - M(0) = {n * n}$,"
                    f" and $E[X] = 1/({n})*{n * n} = {n}$.",
                ],
                mistakes=[
                    Mistake("mean-without-x", number(1), "That is the area under $f$, always $1$. Integrate $x*f(x)$."),
                    Mistake("rate-for-mean", number(Fraction(1, n)),
                            "That is the rate. The larger it is, the smaller is the mean: it is one over the rate."),
                    Mistake("constant-left-out", number(n * n), "Multiply by $k$."),
                ],
            ),
            Part(
                ask="Find the variance $Var(X)$.",
                answer=number(n * n),
                follows=f"2*k*({n})^3 - m^2",
                hints=["First $E[X^2]$: integrate $x^2*f(x)$ by parts, twice.", "Then $Var(X) = E[X^2] - E[X]^2$."],
                steps=[
                    f"By parts, twice, $integral(x^2*{E}, x, 0, oo) = 2*({n})^3 = {2 * n**3}$.",
                    f"So $E[X^2] = 1/({n})*{2 * n**3} = {2 * n * n}$.",
                    f"Then $Var(X) = E[X^2] - E[X]^2 = {2 * n * n} - ({n})^2 = {n * n}$.",
                ],
                mistakes=[
                    Mistake("second-moment", f"2*k*({n})^3", "That is $E[X^2]$. Subtract the square of the mean."),
                    Mistake("not-squared", f"2*k*({n})^3 - m", "Subtract the square of the mean."),
                    Mistake("sd-for-variance", number(n), "That is the standard deviation: square it."),
                ],
            ),
        ],
    )  # fmt: skip


# Distribution functions and quantiles ---------------------------------------------------------------------------------


@exercise(
    "prob_stats.continuous.cdf_and_quantile",
    title="CDF and quantiles",
    skill="s.con.cdf",
    source="Wasserman, All of Statistics (2004), section 2.3",
    levels={"easy": {"density": "uniform"}, "core": {"density": "power"}, "hard": {"density": "several"}},
)
def cdf_and_quantile(rng: Rng, *, density: Literal["uniform", "power", "several"]) -> Multipart:
    """Go from a density to its distribution function, a probability and a quantile, or back to the density."""
    if density == "uniform":
        return uniform(rng)
    if density == "power":
        return power_law(rng)
    return rng.choice((second_piece, from_cdf, memoryless))(rng)


def uniform(rng: Rng) -> Multipart:
    """F, a probability and a quantile of a uniform distribution."""
    a, w = rng.integer(1, 12), rng.integer(3, 20)
    b = a + w
    what = rng.choice([what for what, _ in BOUNDED])
    u, v = sorted(rng.distinct(a + 1, b, count=2))
    p = terminating(Fraction(rng.choice([k for k in range(1, 20) if k != 10]), 20))
    share, q = Fraction(v - u, w), terminating(a + p * w)
    assert (q - a) / Fraction(b - a) == p

    return Multipart(
        f"The random variable $X$ is {what}. It is uniformly distributed between ${a}$ and ${b}$.",
        [
            Part(
                name="F",
                ask=f"Give the distribution function $F(x)$ for ${a} <= x <= {b}$.",
                answer=expression(f"(x - {a})/{w}"),
                hints=["The density is level. How high must it be for an area of $1$?",
                       f"How much of the area lies between ${a}$ and $x$?"],
                steps=[
                    f"The density is $f(x) = 1/({b} - {a}) = 1/({w})$ between both ends.",
                    f"$F(x)$ is the area left of $x$, a rectangle of width $x - {a}$: $F(x) = (x - {a})/({w})$.",
                ],
                mistakes=[
                    no_lower_end(f"x/{w}", a),
                    Mistake("density-for-cdf", expression(f"1/{w}"), FOR_CDF),
                    Mistake("divides-by-upper-end", expression(f"(x - {a})/{b}"),
                            f"At ${b}$ all the probability must be there: divide by the width ${w}$."),
                ],
            ),
            Part(
                ask=f"Find $P({u} < X < {v})$.",
                answer=number(share),
                follows=f"limit(F, x, {v}) - limit(F, x, {u})",
                steps=[f"It is $F({v}) - F({u}) = {Fraction(v - a, w)} - ({Fraction(u - a, w)}) = {share}$: the width "
                       f"${v - u}$ out of ${w}$."],
                mistakes=[
                    Mistake("left-area-for-between", number(Fraction(v - a, w)),
                            f"That is $F({v})$, all that lies left of ${v}$. Subtract $F({u})$."),
                    Mistake("divides-by-upper-end", number(Fraction(v - u, b)), f"The width of the range is ${w}$."),
                    Mistake("counts-both-ends", number(Fraction(v - u + 1, w)),
                            "Lengths are compared here. Whole numbers are not counted."),
                ],
            ),
            Part(
                ask=f"Find the quantile $q$ with $F(q) = {p}$.",
                answer=number(q),
                hints=[f"How far is it from ${a}$, if the share ${p}$ of the width lies left of it?"],
                steps=[f"The share ${p}$ of the width ${w}$ is ${p}*{w} = {terminating(p * w)}$.",
                       f"It begins at ${a}$, so $q = {a} + {terminating(p * w)} = {q}$."],
                mistakes=[
                    Mistake("start-forgotten", number(terminating(p * w)), f"The range begins at ${a}$: add it."),
                    Mistake("other-tail", number(terminating(b - p * w)),
                            f"So much lies right of this value. The share ${p}$ must lie left of $q$."),
                    Mistake("share-of-the-end", number(terminating(p * b)),
                            f"That takes the share of ${b}$, as if the range began at $0$."),
                ],
            ),
        ],
    )  # fmt: skip


def power_law(rng: Rng) -> Multipart:
    """F, a probability and a quantile where F is a power, rising from the lower end or mirrored."""
    n, a, w = rng.choice((2, 2, 2, 3)), rng.choice((0, *range(10))), rng.integer(2, 12)
    b, mirrored = a + w, rng.chance(Fraction(1, 3))
    what = rng.choice([what for what, latest in BOUNDED if latest >= a])
    base, c = (f"{b} - x" if mirrored else f"x - {a}" if a else "x"), Fraction(n, w**n)
    f = f"({c})*({base})^{n - 1}"
    F = f"1 - ({base})^{n}/{w**n}" if mirrored else f"({base})^{n}/{w**n}"

    def at(x: Rational) -> Fraction:
        t = Fraction(b - x if mirrored else x - a, w)
        return 1 - t**n if mirrored else t**n

    u, v = sorted(rng.distinct(a + (not mirrored), b - mirrored, count=2))
    share = at(v) - at(u)
    ratio = rng.choice([t for t in RATIOS[n] if (w * t).denominator <= 4])
    half = n == 2 and rng.chance(Fraction(1, 4))
    p = Fraction(1, 2) if half else 1 - ratio**n if mirrored else ratio**n
    inner, step = 1 - p if mirrored else p, f"{w}*sqrt(1/2)" if half else str(shortest(w * ratio))
    q = f"{b} - {step}" if mirrored else f"{a} + {step}" if a else step
    exact = q if half else str(shortest(b - w * ratio if mirrored else a + w * ratio))
    assume(share != p, SAME)
    G = Polynomial([c]) * (b - X if mirrored else X - a) ** (n - 1)
    unshifted = G.integral()
    assert unshifted(v) - unshifted(u) == share
    linear = shortest(a + p * w)
    at_height = p / c  # for n = 2, where the density reaches p, measured from its zero

    return Multipart(
        f"The random variable $X$ is {what}. Its density is $f(x) = {f}$ for ${a} <= x <= {b}$, and $f(x) = 0$ "
        "elsewhere.",
        [
            Part(
                name="F",
                ask=f"Give the distribution function $F(x)$ for ${a} <= x <= {b}$.",
                answer=expression(F),
                hints=[f"$F(x)$ is the area under the density from ${a}$ to $x$.",
                       f"It must be $0$ at ${a}$ and $1$ at ${b}$."],
                steps=[
                    f"$F(x)$ is the area left of $x$, so $F(x) = integral({f.replace('x', 't')}, t, {a}, x)$.",
                    f"An antiderivative in $t$ is ${primitive(c, base.replace('x', 't'), n, mirrored)}$; its value at "
                    f"${a}$ is " + ("$-1$" if mirrored else "$0$") + f", so $F(x) = {F}$.",
                ],
                mistakes=[
                    Mistake("density-for-cdf", expression(f), FOR_CDF),
                    Mistake("no-lower-end", expression(f"-({base})^{n}/{w**n}"),
                            f"$F$ must be $0$ at ${a}$: subtract the value of the antiderivative there.")
                    if mirrored
                    else Mistake("not-divided", expression(f"({c})*({base})^{n}"),
                                 f"Divide by the new exponent. $F$ must be $1$ at ${b}$."),
                    Mistake("upper-tail-for-cdf", expression(f"({base})^{n}/{w**n}" if mirrored else f"1 - {F}"),
                            "That is $P(X > x)$. $F(x)$ is the probability on the left."),
                ],
            ),
            Part(
                ask=f"Find $P({u} < X < {v})$.",
                answer=number(share),
                follows=f"limit(F, x, {v}) - limit(F, x, {u})",
                hints=["Two values of $F$ are enough."],
                steps=[f"It is $P({u} < X < {v}) = F({v}) - F({u}) = {at(v)} - ({at(u)}) = {share}$."],
                mistakes=[
                    Mistake("left-area-for-between", number(at(v)),
                            f"That is $F({v})$, all that lies left of ${v}$. Subtract $F({u})$."),
                    Mistake("uniform-c", number(Fraction(v - u, w)),
                            "That is the share of the width, as if the density were level."),
                    Mistake("integrand-difference", number(abs(G(v) - G(u))),
                            "You subtracted heights of the density. Take $F$."),
                ],
            ),
            Part(
                ask=f"Find the {'median, the value' if half else 'quantile'} $q$ with $F(q) = {p}$. "
                "Give the exact value.",
                answer=number(exact),
                hints=["Solve $F(q) = p$ for $q$. Which root lies in the range?"],
                steps=[
                    f"The equation is $F(q) = {p}$, which says $({base.replace('x', 'q')})^({n})/({w**n}) = {inner}$.",
                    f"The {'square' if n == 2 else 'cube'} root is $({base.replace('x', 'q')})/({w}) = "
                    f"{'sqrt(1/2)' if half else ratio}$, so "
                    + (f"$q = {exact}$." if q == exact else f"$q = {q} = {exact}$."),
                ],
                mistakes=[
                    Mistake("proportional-quantile", number(linear),
                            "That takes the share of the width, which is right for a level density only."),
                    *([Mistake("density-equals-p", number(b - at_height if mirrored else a + at_height),
                               "There the density has this height. A quantile comes from $F$.")] if n == 2 else []),
                    *([] if half else [
                        Mistake("other-tail", number(other_quantile(p, n, a, b, mirrored)),
                                f"So much lies right of this value. The share ${p}$ must lie left of $q$.")]),
                ],
            ),
        ],
    )  # fmt: skip


SAME = "the level of the quantile is the probability asked before"
FOR_CDF = "That is the density, a height. $F(x)$ is the area left of $x$."
RATIOS = {
    2: [Fraction(x) for x in ("1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5")],
    3: [Fraction(x) for x in ("1/2", "1/3", "2/3", "1/4", "3/4")],
}
"""Shares of the width whose powers are the levels of quantiles."""


def no_lower_end(text: str, a: Rational) -> Mistake:
    return Mistake(
        "no-lower-end",
        expression(text),
        f"$F$ must be $0$ at ${a}$: subtract the value of the antiderivative there.",
    )


def primitive(c: Fraction, base: str, n: int, mirrored: bool) -> str:
    """The antiderivative of c*base^(n - 1) that is a power of base."""
    return f"{'-' * mirrored}({base})^{n}/{c.denominator * n // c.numerator}"


def other_quantile(p: Fraction, n: int, a: int, b: int, mirrored: bool) -> str:
    """Where the share p lies on the right."""
    root = "sqrt" if n == 2 else "cbrt"
    return f"{b} - {b - a}*{root}({p})" if mirrored else f"{a} + {b - a}*{root}({1 - p})"


def second_piece(rng: Rng) -> Multipart:
    """F on the second of two pieces, a probability across both, and a quantile."""
    pieces = two_pieces(rng)
    first, second = pieces
    a, c = first.high, second.high
    what = rng.choice([what for what, _ in BOUNDED])
    k = rational(1 / Fraction(over(first, (0, a), 0) + over(second, (a, c), 0)))
    mass = k * over(first, (0, a), 0)
    known = [piece._replace(text=scaled(piece.text, k)) for piece in pieces]
    H = k * second.g.integral()
    F = H + (mass - H(a))
    assert F(c) == 1 and F(a) == mass
    u = rng.integer(0, a - 1)
    v = shortest(Fraction(a + c, 2)) if u == 0 and c == a + 1 else rng.integer(a + 1, c - (u == 0))
    low = k * over(first, (0, u), 0)
    share = rational(Fraction(F(v) - low))
    t = rng.choice([Fraction(x) for x in ("1/2", "1/3", "2/3", "1/4", "3/4")])
    q = rational(c - t * (c - a))
    p = F(q)
    assume(share != p, SAME)

    return Multipart(
        f"The random variable $X$ is {what}. It has the density {written(known)}.",
        [
            Part(
                name="F",
                ask=f"Give the distribution function $F(x)$ for ${a} <= x <= {c}$.",
                answer=expression(str(F)),
                hints=[f"How much probability lies left of ${a}$?",
                       f"Add the area under the second piece from ${a}$ to $x$."],
                steps=[
                    f"Left of ${a}$ lies $integral({known[0].text}, x, 0, {a}) = {mass}$.",
                    f"The area from ${a}$ to $x$ is $integral({known[1].text.replace('x', 't')}, t, {a}, x) = "
                    f"{H - H(a)}$.",
                    f"Together they are $F(x) = {F}$.",
                ],
                mistakes=[
                    Mistake("earlier-pieces-forgotten", expression(str(H - H(a))),
                            f"That is only the area from ${a}$ to $x$. Add what lies left of ${a}$."),
                    Mistake("no-lower-end", expression(str(H + mass)),
                            f"At ${a}$ the second piece must add nothing: subtract its antiderivative there.")
                    if H(a)
                    else Mistake("constant-left-out", expression(str((1 / Fraction(k)) * H)), "Use the whole density."),
                    Mistake("density-for-cdf", expression(known[1].text), FOR_CDF),
                ],
            ),
            Part(
                ask=f"Find $P({u} < X < {v})$.",
                answer=number(share),
                follows=f"limit(F, x, {v}) - ({low})",
                hints=[f"The interval reaches over both pieces: ${a}$ lies inside."],
                steps=[
                    f"Left of ${v}$ lies $F({v}) = {F(v)}$. "
                    + (f"Left of ${u}$ lies $integral({known[0].text}, x, 0, {u}) = {low}$." if u
                       else "Nothing lies left of $0$."),
                    f"So $P({u} < X < {v}) = {F(v)} - {low} = {share}$.",
                ],
                mistakes=[
                    Mistake("uniform-c", number((v - u) / Fraction(c)),
                            "That is the share of the width, as if the density were level."),
                    Mistake("one-piece-throughout", number(F(v) - F(u)),
                            f"The formula of the second piece holds only from ${a}$ on."),
                    Mistake("earlier-pieces-forgotten", number(F(v) - mass),
                            f"The part from ${u}$ to ${a}$ belongs to it too."),
                ],
            ),
            Part(
                ask=f"Find the quantile $q$ with $F(q) = {p}$.",
                answer=number(q),
                hints=[f"Is ${p}$ more or less than $F({a})$? That tells in which piece $q$ lies."],
                steps=[
                    f"As ${p} > {mass}$, $q$ lies right of ${a}$, where $F(q) = {str(F).replace('x', 'q')}$.",
                    f"Setting this to ${p}$ is a "
                    + (f"quadratic equation. Of its two solutions $q = {q}$ lies between ${a}$ and ${c}$."
                       if F.degree == 2 else f"linear equation, with the solution $q = {q}$."),
                ],
                mistakes=[
                    Mistake("proportional-quantile", number(rational(p * c)),
                            "That takes the share of the width, which is right for a level density only."),
                    Mistake("earlier-pieces-forgotten", number(rational(a + p * (c - a))),
                            f"Left of ${a}$ there is ${mass}$ already."),
                ],
            ),
        ],
    )  # fmt: skip


def scaled(text: str, k: Rational) -> str:
    """`3*k*x` with a number for k: one factor in front."""
    factor, _, rest = text.partition("k")
    return f"({Fraction(factor.rstrip('*') or 1) * k}){rest}"


def from_cdf(rng: Rng) -> Multipart:
    """The density, a probability and a quantile from a formula for F."""
    what = rng.choice([what for what, _ in BOUNDED])
    kind = rng.choice(("pareto", "ratio", "power"))
    ratio = rng.choice(RATIOS[2])
    if kind == "power":
        n, w = rng.choice((2, 3)), rng.integer(2, 12)
        ratio = rng.choice(RATIOS[n])
        F, f, domain = f"x^{n}/{w**n}", f"({Fraction(n, w**n)})*x^{n - 1}", f"0 <= x <= {w}"
        p, q = ratio**n, shortest(w * ratio)
        solved = f"$x^({n}) = {w**n * p}$ at the quantile"
        u, v = sorted(rng.distinct(1, w, count=2)) if w > 2 else (1, 2)
        both, mirror = expression(f"x^{n + 1}/{(n + 1) * w**n}"), f"{w}*root({1 - p}, {n})"
    elif kind == "ratio":
        d = rng.integer(1, 30)
        F, f, domain = f"x/(x + {d})", f"{d}/(x + {d})^2", "x >= 0"
        p = rng.choice([Fraction(x) for x in ("1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5")])
        q = rational(d * p / (1 - p))
        solved = f"$({p})*(x + {d}) = x$ at the quantile"
        u, v = sorted(rng.distinct(1, 3 * d, count=2))
        both, mirror = expression(f"x - {d}*ln(x + {d})", x="positive"), str(d * (1 - p) / p)
    else:
        n, a = rng.choice((1, 2)), rng.integer(1, 20)
        F, f, domain = f"1 - {a**n}/x^{n}", f"{n * a**n}/x^{n + 1}", f"x >= {a}"
        p, q = 1 - ratio**n, rational(a / ratio)
        solved = f"${a**n}/x^({n}) = {1 - p}$ at the quantile"
        u, v = sorted(rng.distinct(a + 1, 4 * a + 2, count=2))
        both = expression(f"x - {a}*ln(x)" if n == 1 else f"x + {a * a}/x", x="positive")
        mirror = f"{a}/root({p}, {n})" if n > 1 else str(a / p)

    def at(x: Rational) -> Fraction:
        if kind == "power":
            return Fraction(x, w) ** n
        return Fraction(x) / (x + d) if kind == "ratio" else 1 - Fraction(a, x) ** n

    share = at(v) - at(u)
    assume(share != p, SAME)
    assert at(q) == p
    f_u, f_v = fill(f, x=u), fill(f, x=v)
    return Multipart(
        f"The random variable $X$ is {what}. Its distribution function is $F(x) = {F}$ for ${domain}$.",
        [
            Part(
                ask=f"Give the density $f(x)$ for ${domain}$.",
                answer=expression(f, x="positive"),
                hints=["The distribution function is the integral of the density. What undoes an integral?"],
                steps=["The density is the derivative of the distribution function: $f(x) = F'(x)$.",
                       f"So $f(x) = diff({F}, x) = {f}$."],
                mistakes=[
                    Mistake("cdf-as-pdf", expression(F, x="positive"), "That is $F$ itself. The density is its slope."),
                    Mistake("integrates-for-density", both, "You integrated. The density is the derivative of $F$."),
                ],
            ),
            Part(
                ask=f"Find $P({u} < X < {v})$.",
                answer=number(share),
                steps=[f"It is $P({u} < X < {v}) = F({v}) - F({u}) = {at(v)} - ({at(u)}) = {share}$."],
                mistakes=[
                    Mistake("left-area-for-between", number(at(v)),
                            f"That is $F({v})$, all that lies left of ${v}$. Subtract $F({u})$."),
                    Mistake("integrand-difference", number(f"abs({f_v} - ({f_u}))"),
                            "You subtracted heights of the density. Take $F$."),
                ],
            ),
            Part(
                ask=f"Find the {'median, the value' if p == Fraction(1, 2) else 'quantile'} $q$ with $F(q) = {p}$.",
                answer=number(q),
                hints=["Solve $F(q) = p$ for $q$."],
                steps=[f"From $F(x) = {p}$ follows {solved}.", f"Its solution in the range is $q = {q}$."],
                mistakes=[
                    Mistake("other-tail", number(mirror), f"So much lies right of this value. The share ${p}$ must "
                            "lie left of $q$."),
                    Mistake("cdf-at-probability", number(fill(F, x=p)),
                            "You put the probability into $F$. Here the value of $F$ is given, and $q$ is wanted."),
                ],
            ),
        ],
    )  # fmt: skip


def memoryless(rng: Rng) -> Multipart:
    """F, a quantile and a conditional probability of an exponential waiting time."""
    (what, unit), n = rng.choice(WAITS), rng.integer(2, 60)
    s, t = rng.distinct(1, 2 * n, count=2)
    k = rng.choice((2, 3, 4, 5, 10, 20))
    p = terminating(1 - Fraction(1, k)) if k != 3 else Fraction(2, 3)
    past, more, both = (f"exp({Fraction(-x, n)})" for x in (s, t, s + t))

    return Multipart(
        f"The random variable $X$ is {what}. Its density is $f(x) = 1/({n})*exp(-x/({n}))$ for $x >= 0$, and "
        "$f(x) = 0$ elsewhere.",
        [
            Part(
                name="F",
                ask="Give the distribution function $F(x)$ for $x >= 0$.",
                answer=expression(f"1 - exp(-x/({n}))"),
                hints=["$F(x)$ is the area under the density from $0$ to $x$.", "It must be $0$ at $0$."],
                steps=[
                    f"$F(x)$ is the area left of $x$, so $F(x) = integral(1/({n})*exp(-t/({n})), t, 0, x)$.",
                    f"An antiderivative is $-exp(-t/({n}))$; at $0$ it is $-1$, so $F(x) = 1 - exp(-x/({n}))$.",
                ],
                mistakes=[
                    no_lower_end(f"-exp(-x/({n}))", 0),
                    Mistake("upper-tail-for-cdf", expression(f"exp(-x/({n}))"),
                            "That is $P(X > x)$. $F(x)$ is the probability on the left."),
                    Mistake("density-for-cdf", expression(f"1/({n})*exp(-x/({n}))"), FOR_CDF),
                ],
            ),
            Part(
                ask=f"Find the {'median, the value' if k == 2 else 'quantile'} $q$ with $F(q) = {p}$. Give the exact "
                "value, with a logarithm.",
                answer=number(f"{n}*ln({k})"),
                hints=["Solve $F(q) = p$ for the power of $e$, then take the logarithm."],
                steps=[
                    f"From $1 - exp(-q/({n})) = {p}$ follows $exp(-q/({n})) = {1 - Fraction(p)}$.",
                    f"The logarithm is $-q/({n}) = ln({1 - Fraction(p)}) = -ln({k})$, so $q = {n}*ln({k})$.",
                ],
                mistakes=[
                    *([] if k == 2 else [
                        Mistake("other-tail", number(f"-{n}*ln({p})"),
                                f"So much lies right of this value. The share ${p}$ must lie left of $q$.")]),
                    Mistake("rate-exchanged", number(f"ln({k})/{n}"), f"Undo the division by ${n}$: multiply."),
                    Mistake("mean-for-median" if k == 2 else "mean-for-quantile", number(n),
                            "That is the mean. A quantile solves $F(q) = p$."),
                ],
            ),
            Part(
                ask=f"${s}$ {unit} have passed already. Find the conditional probability that it takes more than ${t}$ "
                f"{unit} longer, $P(X > {s + t} | X > {s})$. Give the exact value.",
                answer=number(more),
                follows=f"(1 - limit(F, x, {s + t}))/(1 - limit(F, x, {s}))",
                hints=["Divide the probability of both events by that of the condition.",
                       f"Whoever has waited more than ${s + t}$ has waited more than ${s}$."],
                steps=[
                    f"Here $P(X > {s + t}) = 1 - F({s + t}) = {both}$ and $P(X > {s}) = 1 - F({s}) = {past}$.",
                    f"So $P(X > {s + t} | X > {s}) = {both}/({past}) = {more}$: the same as for ${t}$ {unit} from the "
                    "start. The waiting time has no memory.",
                ],
                mistakes=[
                    Mistake("condition-ignored", number(both),
                            f"That is the probability before any waiting. Divide by $P(X > {s})$."),
                    Mistake("other-tail", number(f"1 - {more}"), "That is the probability of the opposite."),
                    Mistake("past-for-future", number(past), f"That is $P(X > {s})$, what is known already."),
                ],
            ),
        ],
    )  # fmt: skip


# Normal probabilities -------------------------------------------------------------------------------------------------

BELLS = (
    *NORMALS[1:],
    Normal("the result of a candidate in a test", "points", (90, 110), (10, 12, 16, 20)),
    Normal("the yearly rainfall in a town", "millimetres", (600, 900), (40, 50, 60, 80)),
    Normal("the mark of a student in a large exam", "points", (55, 70), (8, 10, 12)),
    Normal("the weight of a newborn child", "grams", (3300, 3500), (400, 500)),
    Normal("the length of a screw", "millimetres", (40, 60), (2, 4)),
    Normal("the time of a swimmer over 100 metres", "seconds", (60, 75), (4, 5, 6)),
    Normal("the milk that a canteen uses on a day", "litres", (300, 500), (20, 30, 40)),
    Normal("the speed of a car on a country road", "kilometres per hour", (80, 95), (5, 6, 8, 10)),
    Normal("the resting pulse of an adult", "beats per minute", (65, 75), (6, 8, 10)),
)
BY_TABLE = "With a table or with exact values: both are accepted."


@exercise(
    "prob_stats.continuous.normal_probability",
    title="Normal probabilities and z-scores",
    skill="s.con.normal",
    source="OpenStax, Introductory Statistics (2013), sections 6.1 and 6.2",
    levels={"easy": {"by": "rule"}, "core": {"by": "standardising"}, "hard": {"by": "inverting"}},
)
def normal_probability(rng: Rng, *, by: Literal["rule", "standardising", "inverting"]) -> Multipart:
    """Find normal probabilities by standardising; at the hard level a parameter, or compare values on two scales."""
    if by == "rule":
        return by_rule_of_thumb(rng)
    if by == "standardising":
        return between(rng) if rng.chance(Fraction(1, 2)) else one_sided(rng)
    return two_scales(rng) if rng.chance(Fraction(1, 3)) else missing_parameter(rng)


def drawn_bell(rng: Rng) -> tuple[Normal, int, int]:
    """A story with a mean and a standard deviation."""
    story = rng.choice(BELLS)
    return story, rng.integer(*story.mean), rng.choice(story.deviations)


def decimal(value: Rational, places: int, or_with: Rational | None = None) -> NumberAnswer:
    """A number marked to so many decimals; eight more of them are kept. What lies between both values is right too."""
    return number(
        rounded(value, places + 8), places=places, or_with=None if or_with is None else rounded(or_with, places + 8)
    )


def distributed(story: Normal, mu: object, sigma: object) -> str:
    return (
        f"The random variable $X$ is {story.what} in {story.unit}. It is normally distributed with mean $mu = {mu}$ "
        f"and standard deviation $sigma = {sigma}$."
    )


def bell_figure(mu: Rational, sigma: Rational, spans: Sequence[tuple[Rational, Rational]]) -> Figure:
    """The density within three and a half standard deviations, shaded, its finite ends marked."""
    m, s = float(mu), float(sigma)
    low, high = m - 3.5 * s, m + 3.5 * s
    ends = sorted({x for span in spans for x in span if low < float(x) < high})
    return shaded_density(
        lambda x: exp(-(((x - m) / s) ** 2) / 2),
        (low, high),
        [(max(float(a), low), min(float(b), high)) for a, b in spans],
        name="Normal density",
        marked={f"${shortest(Fraction(x))}$": x for x in ends},
    )


THUMB = {1: Decimal(68, 2), 2: Decimal(95, 2), 3: Decimal(997, 3)}


def by_rule_of_thumb(rng: Rng) -> Multipart:
    """A tail, or what lies between two marks on either side of the mean, by the 68-95-99.7 rule."""
    story, mu, sigma = drawn_bell(rng)
    k = rng.integer(1, 3)
    tail = terminating((1 - THUMB[k]) / 2)
    right = rng.chance(Fraction(1, 2))
    x = mu + k * sigma if right else mu - k * sigma
    i, j = rng.sample((1, 2, 3), 2)
    low, high = mu - i * sigma, mu + j * sigma
    share = terminating((THUMB[i] + THUMB[j]) / 2)
    exact = normal_cdf(j) - normal_cdf(-i)
    assert abs(share - exact) < Fraction(1, 100) > abs(tail - normal_cdf(-k))
    far = "more" if right else "less"
    return Multipart(
        f"{distributed(story, mu, sigma)} Use the rule that $0.68$ of the probability lies within one standard "
        "deviation of the mean, $0.95$ within two and $0.997$ within three. (Exact values to four "
        "decimals are accepted too.)",
        [
            Part(
                ask=f"Find $P({mu - k * sigma} < X < {mu + k * sigma})$.",
                answer=decimal(THUMB[k], 4, 1 - 2 * normal_cdf(-k)),
                hints=["How many standard deviations are both ends away from the mean?"],
                steps=[
                    f"The ends are ${mu} pm {k * sigma}$, and ${k * sigma}/({sigma}) = {k}$: that is {WITHIN[k]} "
                    "on each side.",
                    f"By the rule the probability is ${THUMB[k]}$.",
                ],
                mistakes=[
                    Mistake("full-width-for-reach", decimal(THUMB[min(2 * k, 3) if k < 3 else 1], 4),
                            "Count the standard deviations from the mean to one end, not from end to end.")
                    if k < 3
                    else Mistake("everything-within-three", number(1),
                                 "Values still further away are rare, but possible."),
                    Mistake("one-side-only", decimal(terminating(THUMB[k] / 2), 4),
                            "That is one half of it, from the mean to one end."),
                ],
            ),
            Part(
                ask=f"Find $P(X {'>' if right else '<'} {x})$.",
                answer=decimal(tail, 4, normal_cdf(-k)),
                hints=["What lies outside of the interval before? How is it shared between both sides?"],
                steps=[
                    f"Outside of the interval lies $1 - {THUMB[k]} = {terminating(1 - THUMB[k])}$.",
                    f"The curve is symmetric, so each side has half of it: $P(X {'>' if right else '<'} {x}) = "
                    f"{terminating(1 - THUMB[k])}/2 = {tail}$.",
                ],
                mistakes=[
                    Mistake("two-tails-for-one", decimal(terminating(1 - THUMB[k]), 4),
                            f"That is the probability of both sides. Only values {far} than ${x}$ count."),
                    Mistake("other-tail", decimal(terminating(1 - tail), 4), "That is the probability of the rest."),
                ],
                figure=bell_figure(mu, sigma, [(x, mu + 9 * sigma) if right else (mu - 9 * sigma, x)]),
            ),
            Part(
                ask=f"Find $P({low} < X < {high})$.",
                answer=decimal(share, 4, exact),
                hints=["Cut the interval at the mean. Which share has each half?"],
                steps=[
                    f"From ${low}$ to the mean it is {WITHIN[i]}: half of ${THUMB[i]}$.",
                    f"From the mean to ${high}$ it is {WITHIN[j]}: half of ${THUMB[j]}$.",
                    f"Together $({THUMB[i]})/2 + ({THUMB[j]})/2 = {share}$.",
                ],
                mistakes=[
                    Mistake("adds-whole-intervals", decimal(terminating(THUMB[i] + THUMB[j]), 4),
                            "Take half of each: each side of the mean has one half only."),
                    Mistake("symmetric-interval-assumed", decimal(THUMB[max(i, j)], 4),
                            "One end is nearer to the mean than the other."),
                ],
            ),
        ],
    )  # fmt: skip


WITHIN = {1: "one standard deviation", 2: "two standard deviations", 3: "three standard deviations"}
SCALED = "Divide by the standard deviation, which is the root of the variance."
CENTRED = "First subtract the mean."


def looked_up(*scores: Rational) -> list[str]:
    """Values of Phi, those of negative scores by symmetry from a table that has none."""
    sizes = list(dict.fromkeys(size(z) for z in scores))
    return [
        f"The table gives {listed(f'$Phi({z}) approx {phi_table(z)}$' for z in sizes)}.",
        *(
            f"By symmetry $Phi({z}) = 1 - Phi({-z}) approx 1 - ({phi_table(-z)}) = {terminating(1 - phi_table(-z))}$."
            for z in scores
            if z < 0
        ),
    ]


def standard_score(name: str, x: Rational, mu: Rational, sigma: Rational) -> Part:
    """The z of a value."""
    z = terminating((x - mu) / Fraction(sigma))
    return Part(
        name=name,
        ask=f"Standardise ${x}$: give its $z$-score, exactly.",
        answer=number(z),
        hints=["How many standard deviations is it above the mean? Below the mean the score is negative."],
        steps=[f"The score is ${name} = {fill('(x - m)/s', x=x, m=mu, s=sigma)} = {z}$."],
        mistakes=[
            Mistake("variance-as-sd", number((x - mu) / Fraction(sigma) ** 2), SCALED),
            Mistake("deviation-reversed", number(-z), "Take the value less the mean, in this order."),
            Mistake("mean-not-subtracted-from-value", number(Fraction(x) / sigma), CENTRED),
        ],
    )


def with_variance(story: Normal, mu: int, sigma: int, rng: Rng) -> tuple[str, list[str]]:
    """The story with the standard deviation, or with the variance and a sentence that takes its root."""
    if rng.chance(Fraction(1, 2)):
        return distributed(story, mu, sigma), []
    stem = (
        f"The random variable $X$ is {story.what} in {story.unit}. It is normally distributed with mean $mu = {mu}$ "
        f"and variance $sigma^2 = {sigma**2}$."
    )
    return stem, [f"The standard deviation is the root of the variance, $sqrt({sigma**2}) = {sigma}$."]


def score(rng: Rng, low: int, high: int, sigma: int) -> Decimal | int:
    """A z between low and high hundredths, a multiple of 0.05 for which z*sigma has at most one decimal."""
    fits = [n for n in range(low, high + 1, 5) if n and n * sigma % 10 == 0]
    return terminating(Fraction(rng.choice(fits), 100))


def one_sided(rng: Rng) -> Multipart:
    """P(X < x) or P(X > x) by the z-score."""
    story, mu, sigma = drawn_bell(rng)
    stem, root = with_variance(story, mu, sigma, rng)
    z = score(rng, 30, 260, sigma) * rng.sign()
    z = terminating(z)
    x = terminating(mu + z * sigma)
    right = rng.chance(Fraction(1, 2))
    p = normal_cdf(-z) if right else normal_cdf(z)
    shown = terminating(1 - phi_table(z)) if right else phi_table(z)
    part = standard_score("z", x, mu, sigma)
    area = "(1 - erf(z/sqrt(2)))/2" if right else "(1 + erf(z/sqrt(2)))/2"
    rest = "(1 + erf(z/sqrt(2)))/2" if right else "(1 - erf(z/sqrt(2)))/2"
    step = f"$P(X {'>' if right else '<'} {x}) "
    return Multipart(
        stem,
        given={"mu": mu, "s": sigma},
        parts=[
            replace(part, steps=[*root, *part.steps]),
            Part(
                ask=f"Find $P(X {'>' if right else '<'} {x})$, to four decimals. {BY_TABLE}",
                answer=decimal(shown, 4, p),
                follows=area,
                honest=[decimal(p, 4)],
                hints=["$Phi(z)$ is the area on the left of $z$ under the standard normal density.",
                       "Draw the curve and shade the area that is asked."],
                steps=[
                    *looked_up(z),
                    f"{step}= 1 - Phi({z}) approx 1 - {phi_table(z)} = {shown}$." if right
                    else f"The area on the left is asked: {step}= Phi({z}) approx {shown}$.",
                ],
                mistakes=[
                    Mistake("other-tail", rest, "That is the area on the other side. Shade what is asked for."),
                    Mistake("area-from-mean", "abs(erf(z/sqrt(2)))/2",
                            "That is the area between the mean and the value. $Phi$ counts all on the left."),
                    Mistake("variance-as-sd", area.replace("z", "(z/s)"), SCALED),
                ],
                figure=bell_figure(mu, sigma, [(x, mu + 9 * sigma) if right else (mu - 9 * sigma, x)]),
            ),
        ],
    )  # fmt: skip


def between(rng: Rng) -> Multipart:
    """P(a < X < b) by two z-scores."""
    story, mu, sigma = drawn_bell(rng)
    stem, root = with_variance(story, mu, sigma, rng)
    low, high = rng.choice((((-230, -30), (40, 240)), ((20, 100), (140, 250)), ((-250, -140), (-100, -20))))
    z_1, z_2 = score(rng, *low, sigma), score(rng, *high, sigma)
    assume(z_1 != -z_2, "both scores are the same but for their signs")
    a, b = (terminating(mu + z * sigma) for z in (z_1, z_2))
    left, below = phi_table(z_1), phi_table(z_2)
    p, shown = normal_cdf(z_2) - normal_cdf(z_1), rounded(below - left, 4)
    first, second = standard_score("z_1", a, mu, sigma), standard_score("z_2", b, mu, sigma)
    return Multipart(
        stem,
        given={"mu": mu, "s": sigma},
        parts=[
            replace(first, steps=[*root, *first.steps]),
            second,
            Part(
                ask=f"Find $P({a} < X < {b})$, to four decimals. {BY_TABLE}",
                answer=decimal(shown, 4, p),
                follows="(erf(z_2/sqrt(2)) - erf(z_1/sqrt(2)))/2",
                honest=[decimal(p, 4)],
                hints=[f"All the area on the left of ${b}$ is too much. What must be taken off?"],
                steps=[
                    *looked_up(z_1, z_2),
                    f"So $P({a} < X < {b}) = Phi({z_2}) - Phi({z_1}) approx {below} - {left} = {shown}$.",
                ],
                mistakes=[
                    Mistake("left-area-for-between", "(1 + erf(z_2/sqrt(2)))/2",
                            f"That is all that lies left of ${b}$. Take off what lies left of ${a}$."),
                    Mistake("unshaded-for-shaded", "1 - (erf(z_2/sqrt(2)) - erf(z_1/sqrt(2)))/2",
                            "That is the area outside of the interval."),
                    Mistake("variance-as-sd", "(erf(z_2/s/sqrt(2)) - erf(z_1/s/sqrt(2)))/2", SCALED),
                ],
                figure=bell_figure(mu, sigma, [(a, b)]),
            ),
        ],
    )  # fmt: skip


def missing_parameter(rng: Rng) -> Multipart:
    """The mean or the standard deviation from the other one and a probability."""
    story, mu, sigma = drawn_bell(rng)
    z = score(rng, 40, 240, sigma)
    right = rng.chance(Fraction(1, 2))
    x = terminating(mu + z * sigma if right else mu - z * sigma)
    p = rounded(1 - phi_table(z), 4)
    exact = normal_quantile(1 - p)
    signed, exact_signed = (z, exact) if right else (terminating(-z), -exact)
    event = f"P(X {'>' if right else '<'} {x}) = {p}"
    wanted_sigma = rng.chance(Fraction(1, 2))
    told = f"mean $mu = {mu}$" if wanted_sigma else f"standard deviation $sigma = {sigma}$"
    missing = "its standard deviation is not known" if wanted_sigma else "its mean is not known"
    found = (x - mu) / Fraction(signed) if wanted_sigma else x - signed * sigma
    other = (x - mu) / exact_signed if wanted_sigma else x - exact_signed * sigma
    assert found == (sigma if wanted_sigma else mu)
    last = (
        Part(
            ask="Find the standard deviation $sigma$, to one decimal.",
            answer=decimal(sigma, 1, other),
            follows=f"({x} - mu)/z",
            honest=[decimal(other, 1)],
            hints=["Write down what the score of the value is, and solve for $sigma$."],
            steps=[f"From $({x} - {mu})/sigma = {signed}$ follows $sigma = ({x} - {mu})/({signed}) = {sigma}$."],
            mistakes=[
                Mistake("multiplies-by-the-score", f"({x} - mu)*z", "Solve for $sigma$: divide by the score."),
                Mistake("variance-as-sd", f"sqrt(({x} - mu)/z)",
                        "The score divides by the standard deviation, so no root is needed."),
            ],
        )
        if wanted_sigma
        else Part(
            ask="Find the mean $mu$, to one decimal.",
            answer=decimal(mu, 1, other),
            follows=f"{x} - z*s",
            honest=[decimal(other, 1)],
            hints=["Write down what the score of the value is, and solve for $mu$."],
            steps=[f"From $({x} - mu)/({sigma}) = {signed}$ follows $mu = {fill('x - z*s', x=x, z=signed, s=sigma)} = "
                   f"{mu}$."],
            mistakes=[
                Mistake("deviation-reversed", f"{x} + z*s", "The value is $z*sigma$ away from the mean, on the side "
                        "that the sign of $z$ tells."),
                Mistake("variance-as-sd", f"{x} - z*s^2", "The score counts standard deviations, not variances."),
            ],
        )
    )  # fmt: skip
    return Multipart(
        f"The random variable $X$ is {story.what} in {story.unit}. It is normally distributed with {told}; {missing}. "
        f"It is known that ${event}$.",
        given={"mu": mu} if wanted_sigma else {"s": sigma},
        parts=[
            Part(
                name="z",
                ask=f"Which $z$-score belongs to ${x}$? Give two decimals. {BY_TABLE}",
                answer=decimal(signed, 2, exact_signed),
                honest=[decimal(exact_signed, 2)],
                hints=[f"Does ${x}$ lie above or below the mean?", "How much area lies on its left?"],
                steps=[
                    (f"On the left of ${x}$ lies $1 - {p} = {phi_table(z)}$" if right
                     else f"Less than half lies on the left of ${x}$, so its score is negative; by symmetry $1 - {p} = "
                     f"{phi_table(z)}$ lies on the left of the score without its sign") + ".",
                    f"The table has this value at ${z}$, so $z approx {signed}$.",
                ],
                mistakes=[
                    Mistake("other-tail", decimal(-signed, 2),
                            f"Look at the sides: is ${x}$ above or below the mean?"),
                    Mistake("probability-as-score", number(p), "That is the probability. Look up its score."),
                ],
                figure=bell_figure(mu, sigma, [(x, mu + 9 * sigma) if right else (mu - 9 * sigma, x)]),
            ),
            last,
        ],
    )  # fmt: skip


def two_scales(rng: Rng) -> Multipart:
    """Which of two values is the better one on its own scale, and how many lie below it."""
    one, other = rng.sample(SCALES, 2)
    (mu_1, mu_2), (s_1, s_2) = ((rng.integer(*each.mean) for each in (one, other)),
                                (rng.choice(each.deviations) for each in (one, other)))  # fmt: skip
    z_1 = score(rng, 30, 240, s_1)
    z_2 = terminating(Fraction(rng.choice([
        n for n in range(30, 245, 5) if n * s_2 % 10 == 0 and not -10 < n - 100 * z_1 < 10
    ]), 100))  # fmt: skip
    x_1, x_2 = terminating(mu_1 + z_1 * s_1), terminating(mu_2 + z_2 * s_2)
    best = max(z_1, z_2)
    name = "A" if z_1 > z_2 else "B"
    texts = {"A": "The result in test A.", "B": "The result in test B."}
    shown = phi_table(best)
    return Multipart(
        f"Ines took two tests. In test A, {one.what}, the results are normally distributed with mean ${mu_1}$ and "
        f"standard deviation ${s_1}$, and she has ${x_1}$ points. In test B, {other.what}, the mean is ${mu_2}$ and "
        f"the standard deviation ${s_2}$, and she has ${x_2}$ points.",
        given={"t": s_1 if name == "A" else s_2},
        parts=[
            standard_score("z_1", x_1, mu_1, s_1),
            standard_score("z_2", x_2, mu_2, s_2),
            Part(
                ask="Which result is the better one, compared with all who took that test?",
                answer=choice(texts[name], texts["B" if name == "A" else "A"]),
                hints=["Standard scores can be compared, whatever the scales are."],
                steps=[f"The greater score is ${best}$: in test {name} she lies further above the mean, in standard "
                       "deviations."],
                mistakes=[
                    Mistake("compares-raw-values", choice(texts["B" if name == "A" else "A"], texts[name]),
                            "Points of two scales cannot be compared. Compare the standard scores."),
                ],
            ),
            Part(
                ask=f"Which share of those who took the better test has fewer points than she? Give four decimals. "
                f"{BY_TABLE}",
                answer=decimal(shown, 4, normal_cdf(best)),
                follows="(1 + erf(max(z_1, z_2)/sqrt(2)))/2",
                honest=[decimal(normal_cdf(best), 4)],
                steps=[f"It is the area on the left of the greater score, $Phi({best}) approx {shown}$."],
                mistakes=[
                    Mistake("other-tail", "(1 - erf(max(z_1, z_2)/sqrt(2)))/2",
                            "That is the share with more points."),
                    Mistake("area-from-mean", "erf(max(z_1, z_2)/sqrt(2))/2",
                            "Those below the mean have fewer points too: add their half."),
                ],
            ),
        ],
    )  # fmt: skip


SCALES = (
    Normal("about vocabulary", "points", (45, 60), (6, 8, 10)),
    Normal("about geometry", "points", (90, 110), (10, 12, 15, 20)),
    Normal("about reading", "points", (480, 520), (80, 90, 100)),
    Normal("about history", "points", (60, 75), (8, 10, 12)),
    Normal("about programming", "points", (140, 160), (15, 20, 25)),
    Normal("about music", "points", (25, 35), (4, 5, 6)),
)
"""Tests with their own scales."""


# Normal quantiles -----------------------------------------------------------------------------------------------------

TAILS = tuple(map(Fraction, ("0.01", "0.02", "0.025", "0.03", "0.04", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3")))
"""Probabilities of one tail."""


@exercise(
    "prob_stats.continuous.normal_quantile",
    title="Normal quantiles",
    skill="s.con.normal",
    source="OpenStax, Introductory Statistics (2013), section 6.2",
    levels={"easy": {"wanted": "tail"}, "core": {"wanted": "interval"}, "hard": {"wanted": "parameters"}},
)
def normal_quantile_of(rng: Rng, *, wanted: Literal["tail", "interval", "parameters"]) -> Multipart:
    """Find the value that cuts off a tail, a percentile, a central interval, or both parameters from two quantiles."""
    if wanted == "tail":
        return percentiles(rng) if rng.chance(Fraction(1, 3)) else tail_value(rng)
    return central_interval(rng) if wanted == "interval" else two_conditions(rng)


def score_part(
    name: str, ask: str, p: Fraction, z: Rational, because: str, *slips: Mistake, hints: Sequence[str] = ()
) -> Part:
    """The z with the area p on its left, to two decimals; `because` tells what lies on the left."""
    exact = normal_quantile(p)
    near = rounded(exact, 2)
    found = (
        f"The table has this area at ${name} approx {z}$."
        if z > 0
        else f"By symmetry look up ${shortest(1 - p)}$, which the table has at ${size(z)}$, "
        f"and change the sign: ${name} approx {z}$."
    )
    return Part(
        name=name,
        ask=f"{ask} Give two decimals or more. {BY_TABLE}",
        answer=decimal(z, 2, exact),
        honest=[decimal(exact, 2), decimal(exact, 4), number(near)],
        hints=hints,
        steps=[because, found],
        mistakes=slips,
    )


def tail_value(rng: Rng) -> Multipart:
    """The value exceeded, or not reached, with a given probability."""
    story, mu, sigma = drawn_bell(rng)
    tail, upper, below = rng.choice(TAILS), rng.chance(Fraction(1, 2)), rng.chance(Fraction(1, 2))
    p = 1 - tail if upper else tail
    z, exact = z_table(p), normal_quantile(p)
    x, by_exact = mu + z * sigma, mu + exact * sigma
    shown = rounded(x, 1)
    share = terminating(p if below else 1 - p)
    event = f"P(X < x) = {share}" if below else f"P(X > x) = {share}"
    left = f"${shortest(p)}$ of the area lies on the left of $x$" + (
        "." if below else f", as ${share}$ lies on its right."
    )
    return Multipart(
        f"{distributed(story, mu, sigma)} The value $x$ is the one with ${event}$.",
        given={"mu": mu, "s": sigma},
        parts=[
            score_part(
                "z", "Which $z$-score belongs to $x$?", p, z, left,
                Mistake("other-tail", decimal(-z, 2), "Draw the curve: on which side of the mean does $x$ lie?"),
                Mistake("two-tails-for-one", decimal(normal_quantile((1 - tail / 2) if upper else tail / 2), 2),
                        "The whole probability belongs to one side. It is not shared between two."),
                Mistake("probability-as-score", number(share), "That is the probability. Look up its score."),
                hints=["Is $x$ above or below the mean? How much area lies on its left?"],
            ),
            Part(
                ask="Find $x$, to one decimal.",
                answer=decimal(x, 1, by_exact),
                follows="mu + z*s",
                honest=[decimal(by_exact, 1), number(rounded(mu + rounded(exact, 2) * sigma, 1))],
                hints=["How do you get back from a $z$-score to the value?"],
                steps=[f"Back from the score: $x = mu + z*sigma = {fill('m + z*s', m=mu, z=z, s=sigma)} "
                       + (f"= {terminating(x)}" if shown == x else f"approx {shown}") + "$."],
                mistakes=[
                    Mistake("other-tail", "mu - z*s", "That value cuts off the tail on the other side."),
                    Mistake("z-only", "z", "That is the score. Transform it back: $mu + z*sigma$."),
                    Mistake("variance-as-sd", "mu + z*s^2", "The score counts standard deviations, not variances."),
                ],
                figure=bell_figure(mu, sigma, [(mu - 9 * sigma, shown) if below else (shown, mu + 9 * sigma)]),
            ),
        ],
    )  # fmt: skip


def percentiles(rng: Rng) -> Multipart:
    """The percentile of a value, and the value at a percentile."""
    story, mu, sigma = drawn_bell(rng)
    z = terminating(score(rng, 20, 230, sigma) * rng.sign())
    x = terminating(mu + z * sigma)
    below, shown = 100 * normal_cdf(z), terminating(100 * phi_table(z))
    rank = rng.choice([n for n in (10, 20, 25, 30, 70, 75, 80, 90, 95) if (n > 50) == (z < 0)])
    p = Fraction(rank, 100)
    y, by_exact = mu + z_table(p) * sigma, mu + normal_quantile(p) * sigma
    share, there = shortest(p), rounded(y, 1)
    look_up = (
        f"The table has the area ${share}$ at $u approx {z_table(p)}$."
        if rank > 50
        else f"By symmetry look up ${shortest(1 - p)}$, which the table has at ${size(z_table(p))}$, and change the "
        f"sign: $u approx {z_table(p)}$."
    )
    return Multipart(
        f"{distributed(story, mu, sigma)} A value is at the $n$th percentile if $n%$ of the probability lies below it.",
        given={"mu": mu, "s": sigma},
        parts=[
            standard_score("z", x, mu, sigma),
            Part(
                ask=f"At which percentile is ${x}$? Give $n$ to one decimal. {BY_TABLE}",
                answer=decimal(shown, 1, below),
                follows="50*(1 + erf(z/sqrt(2)))",
                honest=[decimal(below, 1)],
                hints=["How much of the area lies on the left of the score?"],
                steps=[
                    *looked_up(z),
                    f"On the left of ${x}$ lies the share $Phi({z}) approx {phi_table(z)}$, so it is at the percentile "
                    f"$n approx {rounded(shown, 1)}$.",
                ],
                mistakes=[
                    Mistake("other-tail", "50*(1 - erf(z/sqrt(2)))",
                            "So many per cent lie above it. A percentile counts those below."),
                    Mistake("area-from-mean", "50*abs(erf(z/sqrt(2)))",
                            "That is the area between the mean and the value. Count all on the left."),
                    Mistake("share-for-percent", "(1 + erf(z/sqrt(2)))/2",
                            "That is the share. The percentile is the number of per cent."),
                ],
                figure=bell_figure(mu, sigma, [(mu - 9 * sigma, x)]),
            ),
            Part(
                ask=f"Which value is at the percentile ${rank}$? Give one decimal. {BY_TABLE}",
                answer=decimal(y, 1, by_exact),
                honest=[decimal(by_exact, 1), number(rounded(mu + rounded(normal_quantile(p), 2) * sigma, 1))],
                hints=[f"Which score has the area ${share}$ on its left?"],
                steps=[look_up, f"Back from the score: $mu + u*sigma = "
                       f"{fill('m + u*s', m=mu, u=z_table(p), s=sigma)} "
                       + (f"= {terminating(y)}" if there == y else f"approx {there}") + "$."],
                mistakes=[
                    Mistake("other-tail", decimal(mu - z_table(p) * sigma, 1),
                            f"Above this value lie ${rank}%$, not below it."),
                    Mistake("z-only", decimal(z_table(p), 1), "That is the score. Transform it back: $mu + u*sigma$."),
                    Mistake("percent-of-the-mean", decimal(mu * p, 1),
                            "A percentile is no share of the mean. Look up the score with this area on its left."),
                ],
            ),
        ],
    )  # fmt: skip


def central_interval(rng: Rng) -> Multipart:
    """The interval about the mean that holds a given share."""
    story, mu, sigma = drawn_bell(rng)
    level = rng.choice((50, 60, 70, 80, 85, 90, 95, 96, 98, 99))
    p = Fraction(100 + level, 200)
    z, exact = z_table(p), normal_quantile(p)
    margin = z * sigma

    def around(reach: Rational, other: Rational) -> IntervalAnswer:
        return interval(decimal(mu - reach, 1, mu - other), decimal(mu + reach, 1, mu + other))

    low, high = rounded(mu - margin, 1), rounded(mu + margin, 1)
    rest, share = shortest(Fraction(100 - level, 200)), shortest(Fraction(level, 100))
    one_sided = normal_quantile(Fraction(level, 100))
    close = rounded(exact, 2)
    return Multipart(
        f"{distributed(story, mu, sigma)} You want the interval around the mean, with equal distances on both sides, "
        f"that holds ${level}%$ of the probability.",
        given={"mu": mu, "s": sigma},
        parts=[
            score_part(
                "z", f"Which positive $z$ has $P(-z < Z < z) = {share}$ for a standard normal "
                "$Z$?", p, z,
                f"Outside of the interval lies $1 - ({share}) = {shortest(2 * Fraction(rest))}$, "
                f"half of it, ${rest}$, on each side. So ${shortest(p)}$ lies on the left of $z$.",
                Mistake("one-for-two", decimal(one_sided, 2),
                        f"Left of this value lies ${share}$, so all the rest is on one side. It is shared between both "
                        "sides.") if level > 50 else
                Mistake("probability-as-score", decimal(Fraction(level, 100), 2), "That is the probability."),
                Mistake("area-from-mean", decimal(normal_quantile((1 + p) / 2), 2),
                        "You have taken half of the rest for the rest."),
                hints=["How much probability lies outside of the interval, and how much of it on each side?"],
            ),
            Part(
                ask="Give the interval, its ends to one decimal.",
                answer=around(margin, exact * sigma),
                follows="mu pm z*s",
                honest=[interval(number(rounded(mu - r, 1)), number(rounded(mu + r, 1)))
                        for r in (exact * sigma, close * sigma)],
                hints=["How do you get back from $-z$ and $z$ to the values?"],
                steps=[f"The ends are $mu pm z*sigma = {mu} pm {z}*{sigma} approx Interval({low}, {high})$."],
                mistakes=[
                    Mistake("z-only", "0 pm z", "These are scores. Transform them back: $mu pm z*sigma$."),
                    Mistake("full-width-margin", "mu pm z*s/2",
                            "The whole distance $z*sigma$ lies on each side of the mean."),
                    Mistake("variance-as-sd", "mu pm z*s^2", "The score counts standard deviations, not variances."),
                ],
                figure=bell_figure(mu, sigma, [(low, high)]),
            ),
        ],
    )  # fmt: skip


def two_conditions(rng: Rng) -> Multipart:
    """Mean and standard deviation from two quantiles."""
    story, mu, sigma = drawn_bell(rng)
    lower, upper = rng.sample(TAILS, 2)
    z_1, z_2 = z_table(lower), z_table(1 - upper)
    q_1, q_2 = normal_quantile(lower), normal_quantile(1 - upper)
    a, b = (terminating(rounded(mu + z * sigma, 1)) for z in (z_1, z_2))
    s, exact = Fraction(b - a) / (z_2 - z_1), Fraction(b - a) / (q_2 - q_1)
    shown = rounded(s, 2)
    slack = terminating(Fraction(sigma, 50))
    m, exact_mean = a - z_1 * shown, a - q_1 * exact
    return Multipart(
        f"The random variable $X$ is {story.what} in {story.unit}. It is normally distributed, with unknown mean $mu$ "
        f"and standard deviation $sigma$. It is known that $P(X < {a}) = {terminating(lower)}$ and $P(X > {b}) = "
        f"{terminating(upper)}$.",
        given={"a": a, "b": b},
        parts=[
            score_part(
                "z_1", f"Which $z$-score belongs to ${a}$?", lower, z_1,
                f"On the left of ${a}$ lies ${shortest(lower)}$.",
                Mistake("other-tail", decimal(-z_1, 2), f"Less than half lies below ${a}$: the score is negative."),
                Mistake("two-tails-for-one", decimal(normal_quantile(lower / 2), 2),
                        "The whole probability belongs to one side. It is not shared between two."),
                hints=["How much area lies on the left of this value?"],
            ),
            score_part(
                "z_2", f"Which $z$-score belongs to ${b}$?", 1 - upper, z_2,
                f"On the right of ${b}$ lies ${shortest(upper)}$, so $1 - ({shortest(upper)}) = {shortest(1 - upper)}$ "
                "lies on its left.",
                Mistake("other-tail", decimal(-z_2, 2), f"Less than half lies above ${b}$: the score is positive."),
                Mistake("two-tails-for-one", decimal(normal_quantile(1 - upper / 2), 2),
                        "The whole probability belongs to one side. It is not shared between two."),
            ),
            Part(
                name="sigma",
                ask="Find the standard deviation $sigma$, to within one per cent.",
                answer=relative(s, exact),
                follows="(b - a)/(z_2 - z_1)",
                honest=[relative(exact)],
                hints=["Write each value as $mu + z*sigma$. What remains if you subtract the two equations?"],
                steps=[
                    f"The two values say $mu + ({z_1})*sigma = {a}$ and $mu + {z_2}*sigma = {b}$.",
                    f"Their difference is $({z_2} - ({z_1}))*sigma = {terminating(b - a)}$, so $sigma = "
                    f"{terminating(b - a)}/({terminating(z_2 - z_1)}) approx {shown}$.",
                ],
                mistakes=[
                    Mistake("scores-added", "(b - a)/(z_2 + z_1)", "Subtract the scores as well: one of them is "
                            "negative, so their distance is the sum of their sizes."),
                    Mistake("multiplies-by-the-score", "(b - a)*(z_2 - z_1)", "Solve for $sigma$: divide."),
                ],
            ),
            Part(
                ask=f"Find the mean $mu$, with an error of at most ${slack}$.",
                answer=number(rounded(m, 6), abs=slack, or_with=rounded(exact_mean, 6)),
                follows="a - z_1*sigma",
                honest=[number(rounded(exact_mean, 6), abs=slack)],
                steps=[f"By the first equation $mu = {fill('a - z*s', a=a, z=z_1, s=shown)} approx {rounded(m, 1)}$."],
                mistakes=[
                    Mistake("deviation-reversed", "a + z_1*sigma", f"The mean lies above ${a}$: mind the sign of the "
                            "score."),
                    Mistake("middle-of-the-values", "(a + b)/2", "The mean is in the middle only where both tails have "
                            "the same probability."),
                ],
            ),
        ],
    )  # fmt: skip


def relative(value: Rational, or_with: Rational | None = None) -> NumberAnswer:
    """A number marked to within one per cent."""
    return number(rounded(value, 6), rel=Fraction(1, 100), or_with=None if or_with is None else rounded(or_with, 6))


# Curves and parameters ------------------------------------------------------------------------------------------------

CURVES, PLACES = "ABCD", "1234"


class Law(NamedTuple):
    """A distribution: how it is named, its density, what is read off its curve and what that tells."""

    name: str
    density: Callable[[float], float]
    read: str
    tells: str
    kinks: tuple[Rational, ...] = ()


def normal_law(mu: Rational, sigma: Rational, name: str = "", tells: str = "") -> Law:
    m, s = float(mu), float(sigma)
    half, shown = plain(round(1.1774 * s, 2)), shortest(Fraction(sigma))
    return Law(
        name or f"$N({mu}, ({sigma})^2)$",
        lambda x: 0.3989422804 / s * exp(-(((x - m) / s) ** 2) / 2),
        f"a bell that is highest at {plain(mu)}, with height {0.39894 / s:.3f}, and half as high {half} to either side",
        tells
        or f"is highest at the mean, ${mu}$, and a bell of standard deviation ${shown}$ has the height "
        f"$0.4/({shown}) approx {rounded(Fraction(4, 10) / sigma, 2)}$",
    )


def uniform_law(a: int, b: int) -> Law:
    return Law(
        f"$U({a}, {b})$",
        lambda x: 1 / (b - a) if a <= x <= b else 0.0,
        f"level at height {1 / (b - a):.3f} from {a} to {b}, and zero elsewhere",
        f"is level from ${a}$ to ${b}$, where its height must be $1/({b - a})$",
        (a, b),
    )


def chi_squared_law(k: int) -> Law:
    def density(x: float) -> float:
        return float(x ** (k / 2 - 1) * exp(-x / 2) / (2 ** (k / 2) * gamma(k / 2))) if x > 0 else 0.0

    seen = "falling from the start" if k < 3 else f"rising from 0 to its top at {k - 2}, then falling"
    heights = ", ".join(f"{density(x):.3f} at {x}" for x in (1, 4, 8))
    says = {
        1: "falls from a height without bound: squares of one standard normal crowd near $0$",
        2: "falls from the height $1/2$ like an exponential density",
    }
    return Law(
        f"$chi^2$ with ${k}$ degrees of freedom",
        density,
        f"{seen}; its height is {heights}",
        says.get(k, f"has its top at ${k - 2}$, two below the degrees of freedom, which are its mean"),
    )


@exercise(
    "prob_stats.continuous.match_density_parameters",
    title="Match density curves with parameters",
    skill="s.con.area",
    source="Wasserman, All of Statistics (2004), section 2.4",
    tier="extra",
    levels={"easy": {"differ": "normal"}, "core": {"differ": "kinds"}, "hard": {"differ": "several"}},
)
def match_density_parameters(rng: Rng, *, differ: Literal["normal", "kinds", "several"]) -> Multipart:
    """Match four density curves with their distributions, or at the hard level with distribution functions."""
    if differ == "normal":
        return named_curves(rng, four_bells(rng), [TALL, SHIFTED])
    if differ == "kinds":
        return named_curves(rng, bells_and_block(rng), [TALL, SHIFTED])
    kind = rng.choice(("chi-squared", "sums", "functions", "functions"))
    if kind == "chi-squared":
        k, step = rng.choice((1, 2, 3, 4)), 2
        laws = [chi_squared_law(k + step * i) for i in range(4)]
        return named_curves(rng, laws, [REVERSED, PEAK], view=(0, k + 14))
    if kind == "sums":
        return named_curves(rng, of_sums(rng), [WIDER, ADDED], about="X ~ N")
    return with_functions(rng)


class Belief(NamedTuple):
    """A misconception that takes the curve of law i for that of law `takes[i]`."""

    id: str
    takes: tuple[int, int, int, int]
    feedback: str


TALL = Belief("tall-is-wide", (1, 0, 3, 2), "The area is always $1$: the wider the curve, the lower it is.")
SHIFTED = Belief("shift-reversed", (2, 3, 0, 1), "A larger mean moves the curve to the right.")
REVERSED = Belief(
    "tall-is-wide", (3, 2, 1, 0), "More degrees of freedom add more squares: the curve moves right and grows wide."
)
PEAK = Belief(
    "top-at-the-mean", (1, 2, 3, 0), "The top lies two below the degrees of freedom; the mean is further right."
)
WIDER = Belief("width-grows", (1, 0, 2, 3), "A mean of several values varies less than one value.")
ADDED = Belief(
    "sd-adds", (0, 1, 3, 2), "Variances add for independent values: the sum of two varies less than twice one."
)


def four_bells(rng: Rng) -> list[Law]:
    """Two means with two standard deviations each."""
    narrow, wide = rng.choice((*((Fraction(a), Fraction(b)) for a, b in ((1, 2), (1, 3), (2, 3), (2, 4))),
                               (Fraction(1, 2), Fraction(1)), (Fraction(1, 2), Fraction(2))))  # fmt: skip
    low = rng.integer(-6, 6)
    high = low + rng.integer(4, 6)
    shown = {x: str(terminating(x)) for x in (narrow, wide)}
    return [
        normal_law(mu, sigma, f"normal, mean ${mu}$, standard deviation ${shown[sigma]}$")
        for mu in (low, high)
        for sigma in (narrow, wide)
    ]


def bells_and_block(rng: Rng) -> list[Law]:
    """Three normal densities, told by their variances, and a uniform one."""
    narrow, wide = rng.choice(((1, 2), (1, 3), (2, 3), (2, 4)))
    low = rng.integer(-5, 5)
    high = low + rng.integer(3, 6)
    half = rng.choice([h for h in range(1, 5) if abs(h - wide) + abs(h - narrow) > 1])
    centre = high if rng.chance(Fraction(1, 2)) else low
    return [
        *(
            normal_law(mu, s, f"$N({mu}, {s * s})$ (variance ${s * s}$)")
            for mu, s in ((low, narrow), (low, wide), (high, narrow))
        ),
        uniform_law(centre - half, centre + half),
    ]


def of_sums(rng: Rng) -> list[Law]:
    """X, the mean of n, the sum of two and twice X."""
    mu, sigma, n = rng.choice((-4, -3, -2, 2, 3, 4)), rng.choice((1, 2)), rng.choice((4, 9))
    root = 2 if n == 4 else 3
    double = rounded(Fraction(14142, 10000) * sigma, 2)
    narrow = Fraction(sigma, root)
    return [
        normal_law(mu, sigma, "$X$", f"has its centre at ${mu}$ and is the wider one of two there"),
        normal_law(mu, narrow, f"the mean of ${n}$ independent values of $X$",
                   f"has its centre at ${mu}$ and is the narrower one of two there: a mean of ${n}$ values has the "
                   f"same mean and only $1/({root})$ of the standard deviation"),
        normal_law(2 * mu, double, "the sum of two independent values of $X$",
                   f"has its centre at ${2 * mu}$; variances add, so it is $sqrt(2)$ times as wide as that of $X$"),
        normal_law(2 * mu, 2 * sigma, "$2*X$", f"has its centre at ${2 * mu}$ and is twice as wide as that of $X$"),
    ]  # fmt: skip


def named_curves(
    rng: Rng, laws: list[Law], beliefs: Sequence[Belief], *, view: tuple[int, int] | None = None, about: str = ""
) -> Multipart:
    """Four figures on the same axes, and the names of what they show."""
    shown, listed_ones = rng.shuffled(range(4)), rng.shuffled(range(4))
    letters = {law: CURVES[shown.index(law)] for law in range(4)}
    texts = (
        {letter: f"Curve {letter}" for letter in CURVES},
        {place: laws[i].name for place, i in zip(PLACES, listed_ones, strict=True)},
    )

    def pairs(takes: Sequence[int] = range(4)) -> dict[str, str]:
        return {letter: PLACES[listed_ones.index(takes[i])] for letter, i in zip(CURVES, shown, strict=True)}

    span = view or window(laws)
    figures = [curve_figure(laws[i], span, laws, letter) for letter, i in zip(CURVES, shown, strict=True)]
    bells = "The random variable $X$ is normally distributed. " if about else ""
    return Multipart(
        f"{bells}Curves A to D are the densities of four distributions, all on the same axes.",
        figures=figures,
        parts=[
            Part(
                ask="Which distribution belongs to which curve?",
                answer=matching(*texts, pairs()),
                hints=["Where is the centre of each curve?",
                       "The area is always $1$. Which curves are wide, and so low?"],
                steps=[
                    "The centre tells the mean, the width the spread. The area is $1$, so wide curves are low.",
                    *(f"Curve {letters[i]} {laws[i].tells}. It belongs to: {laws[i].name}."
                      for i in sorted(letters, key=letters.__getitem__)),
                ],
                mistakes=[Mistake(id, matching(*texts, pairs(takes)), told)
                          for id, takes, told in fitting(beliefs, laws)],
            )
        ],
    )  # fmt: skip


def fitting(beliefs: Sequence[Belief], laws: Sequence[Law]) -> Iterator[Belief]:
    """The beliefs; a block is never taken for a bell, so that only bells are exchanged."""
    for belief in beliefs:
        if laws[3].kinks:
            takes = {"tall-is-wide": (1, 0, 2, 3), "shift-reversed": (2, 1, 0, 3)}[belief.id]
            yield belief._replace(takes=takes)
        else:
            yield belief


def window(laws: Sequence[Law]) -> tuple[int, int]:
    """Whole numbers between which all curves are seen."""
    seen = [x for x in range(-40, 41) if any(law.density(x) > 0.004 for law in laws)]
    return min(seen) - 1, max(seen) + 1


def curve_figure(law: Law, span: tuple[int, int], laws: Sequence[Law], letter: str) -> Figure:
    """One density on the axes of all."""
    places = [span[0] + (span[1] - span[0]) * i / 200 for i in range(201)]
    top = min(1.05, 1.1 * max(each.density(x) for each in laws for x in places if x))
    points = [(x, y) for x in places if 0 < (y := law.density(x)) <= top or x > 0 or not y]
    if law.kinks:
        a, b = map(float, law.kinks)
        height = law.density(a)
        points = [(span[0], 0.0), (a, 0.0), (a, height), (b, height), (b, 0.0), (span[1], 0.0)]
    points = [(x, y) for x, y in points if y <= top]
    return Figure(
        alt=f"Curve {letter}: {law.read}.",
        marks=(Curve(points=tuple(map(spot, points))),),
        x=axis(span, "x", step=1 if span[1] - span[0] <= 14 else 2 if span[1] - span[0] <= 28 else 5),
        y=axis((0, top), "f(x)"),
        grid=True,
        rim=True,
        label=letter,
    )


def with_functions(rng: Rng) -> Multipart:
    """Four densities and their distribution functions, in another order."""
    narrow, wide = rng.choice(((1, 2), (1, 3)))
    low = rng.integer(-5, 5)
    high = low + rng.integer(3, 5)
    cases = [(mu, sigma) for mu in (low, high) for sigma in (narrow, wide)]
    laws = [normal_law(mu, sigma) for mu, sigma in cases]
    shown, below = rng.shuffled(range(4)), rng.shuffled(range(4))
    span = window(laws)
    texts = (
        {letter: f"Density {letter}" for letter in CURVES},
        {place: f"Distribution function {place}" for place in PLACES},
    )

    def pairs(takes: Sequence[int] = range(4)) -> dict[str, str]:
        return {letter: PLACES[below.index(takes[i])] for letter, i in zip(CURVES, shown, strict=True)}

    answer = pairs()
    return Multipart(
        "Curves A to D are densities. Curves 1 to 4 are the distribution functions of the same random variables, in "
        "another order.",
        figures=[
            *(curve_figure(laws[i], span, laws, letter) for letter, i in zip(CURVES, shown, strict=True)),
            *(cdf_figure(*cases[i], span, place) for place, i in zip(PLACES, below, strict=True)),
        ],
        parts=[
            Part(
                ask="Which distribution function belongs to which density?",
                answer=matching(*texts, answer),
                hints=["Where does each distribution function reach $1/2$?",
                       "The density is the slope of the distribution function. Which curves are steep?"],
                steps=[
                    "A symmetric density has its centre where $F$ is $1/2$, and a tall, narrow one makes $F$ steep.",
                    *(f"Density {letter} has its centre at ${cases[i][0]}$ and is "
                      f"{'narrow' if cases[i][1] == narrow else 'wide'}. Distribution function {answer[letter]} "
                      f"reaches $1/2$ there and is {'steep' if cases[i][1] == narrow else 'flat'}."
                      for letter, i in zip(CURVES, shown, strict=True)),
                ],
                mistakes=[
                    Mistake("steep-is-wide", matching(*texts, pairs(TALL.takes)),
                            "The slope of $F$ is the density: a steep $F$ belongs to a tall density."),
                    Mistake("shift-reversed", matching(*texts, pairs(SHIFTED.takes)),
                            "The centre of the density lies where $F$ is $1/2$."),
                ],
            )
        ],
    )  # fmt: skip


def cdf_figure(mu: int, sigma: int, span: tuple[int, int], label: str) -> Figure:
    """The distribution function of a normal distribution."""
    places = [span[0] + (span[1] - span[0]) * i / 120 for i in range(121)]
    points = [(x, (1 + erf((x - mu) / sigma / 2**0.5)) / 2) for x in places]
    return Figure(
        alt=f"Curve {label}: rises from 0 to 1; it is 0.16 at {mu - sigma}, one half at {mu} and 0.84 at {mu + sigma}.",
        marks=(Curve(points=tuple(map(spot, points)), colour="orange"),),
        x=axis(span, "x", step=1 if span[1] - span[0] <= 14 else 2 if span[1] - span[0] <= 28 else 5),
        y=axis((0, 1.05), "F(x)", step=Fraction(1, 4)),
        grid=True,
        rim=True,
        label=label,
    )


# Sums of squares ------------------------------------------------------------------------------------------------------

NOISES = (
    ("The voltage of a noise", "millivolts"),
    ("The error of a position sensor", "millimetres"),
    ("The error of a clock", "milliseconds"),
    ("The daily error of a forecast", "degrees"),
    ("The deviation of a robot arm", "millimetres"),
    ("The error of a scale", "grams"),
    ("The rounding noise of a filter", "units"),
)


@exercise(
    "prob_stats.continuous.chi_squared",
    title="Sums of squared standard normals",
    skill="s.con.chi2",
    source="Wasserman, All of Statistics (2004), section 2.4",
    tier="standard",
    levels={"easy": {"ask": "one square"}, "core": {"ask": "moments"}, "hard": {"ask": "tails"}},
)
def chi_squared(rng: Rng, *, ask: Literal["one square", "moments", "tails"]) -> Multipart:
    """Find moments and tails of sums of squared normal variables, scaled ones too."""
    what, unit = rng.choice(NOISES)
    sigma = rng.integer(2, 9)
    if ask == "one square":
        return one_square(rng, what, unit, sigma)
    if ask == "moments":
        return square_moments(rng, what, unit, sigma)
    return rng.choice((two_squares, squares_by_table))(rng, what, unit, sigma)


def one_square(rng: Rng, what: str, unit: str, sigma: int) -> Multipart:
    """P(X^2 > w) by two tails."""
    c = terminating(Fraction(rng.choice([n for n in range(30, 250, 5) if n * sigma % 10 == 0]), 100))
    w = terminating((c * sigma) ** 2)
    tail = 1 - phi_table(c)
    shown = rounded(2 * tail, 4)
    return Multipart(
        f"{what}, in {unit}, is a random variable $X$ with the normal distribution of mean $0$ and standard deviation "
        f"${sigma}$. Let $Z = X/({sigma})$, so that $Z^2$ has the chi-squared distribution with $1$ degree of freedom.",
        [
            Part(
                name="c",
                ask=f"$X^2 > {w}$ happens exactly if the size of $Z$ exceeds a number $c$. Find $c$.",
                answer=number(c),
                hints=["Divide by the variance first, then take the root."],
                steps=[f"Divided by the variance, $Z^2 > {w}/({sigma**2}) = {shortest(Fraction(w) / sigma**2)}$.",
                       f"So the size of $Z$ exceeds $c = {c}$."],
                mistakes=[
                    Mistake("sd-for-variance", number(f"sqrt({w}/({sigma}))"),
                            f"$X^2$ is divided by the variance $({sigma})^2$."),
                    Mistake("root-forgotten", number(shortest(Fraction(w) / sigma**2)), "That is $Z^2$: take a root."),
                    Mistake("not-standardised", number(terminating(c * sigma)),
                            f"That is the size of $X$. For $Z$ divide by ${sigma}$."),
                ],
            ),
            Part(
                ask=f"Find $P(X^2 > {w})$, to four decimals. {BY_TABLE}",
                answer=decimal(shown, 4, 2 * normal_cdf(-c)),
                follows="1 - erf(c/sqrt(2))",
                honest=[decimal(2 * normal_cdf(-c), 4)],
                hints=["A square is large for large positive and for large negative values."],
                steps=[f"The table gives $Phi({c}) approx {phi_table(c)}$, so one tail has the area "
                       f"$1 - ({phi_table(c)}) = {rounded(tail, 4)}$.",
                       f"The square is large on both sides: $P(X^2 > {w}) approx 2*{rounded(tail, 4)} = {shown}$."],
                mistakes=[
                    Mistake("one-tail-of-the-square", "(1 - erf(c/sqrt(2)))/2",
                            "$X^2$ is large for large negative values of $X$ too: count both tails."),
                    Mistake("unshaded-for-shaded", "erf(c/sqrt(2))", "That is the probability of the opposite."),
                    Mistake("left-area-for-right", "(1 + erf(c/sqrt(2)))/2", "That is all on the left of $c$."),
                ],
                figure=bell_figure(0, 1, [(-9, -c), (c, 9)]),
            ),
        ],
    )  # fmt: skip


def square_moments(rng: Rng, what: str, unit: str, sigma: int) -> Multipart:
    """Means and variances of a sum of squares, standard and scaled."""
    k = rng.integer(2, 30)
    v = sigma**2
    return Multipart(
        f"{what}, in {unit}, is normally distributed with mean $0$ and standard deviation ${sigma}$. It is observed "
        f"${k}$ times, independently: $X_1, dots, X_({k})$. Let $W$ be the sum of the squares of the standardised "
        f"values $X_i/({sigma})$, and $V$ the sum of the squares of the $X_i$ themselves. A squared standard normal "
        "variable has the mean $1$ and the variance $2$.",
        given={"s": sigma},
        parts=[
            Part(
                name="m",
                ask="Find $E[W]$.",
                answer=number(k),
                steps=[f"Each of the ${k}$ squares has the mean $1$, so $E[W] = {k}*1 = {k}$."],
                mistakes=[
                    Mistake("mean-zero-of-squares", number(0), "The values have mean $0$, but squares are positive."),
                    Mistake("degrees-less-one", number(k - 1), "No mean is estimated here: all squares count."),
                ],
            ),
            Part(
                name="w",
                ask="Find $Var(W)$.",
                answer=number(2 * k),
                steps=[f"The squares are independent, so their variances add: $Var(W) = {k}*2 = {2 * k}$."],
                mistakes=[
                    Mistake("variance-k", number(k), "Each square has the variance $2$."),
                    Mistake("sums-squared", number(2 * k * k), "Variances of independent variables add up."),
                ],
            ),
            Part(
                ask="Find $E[V]$.",
                answer=number(v * k),
                follows="s^2*m",
                hints=["How are $V$ and $W$ related?"],
                steps=[f"As $V = ({sigma})^2*W$, the mean is $({sigma})^2*{k} = {v * k}$."],
                mistakes=[
                    Mistake("sd-for-variance", "s*m", "Each square is scaled by the square of the standard deviation."),
                    Mistake("scale-forgotten", "m", "That is the mean of $W$."),
                ],
            ),
            Part(
                ask="Find $Var(V)$.",
                answer=number(v * v * 2 * k),
                follows="s^4*w",
                hints=["A factor comes out of a variance squared. What is the factor here?"],
                steps=[f"The factor is $({sigma})^2 = {v}$, and it comes out squared: $Var(V) = ({v})^2*{2 * k} = "
                       f"{v * v * 2 * k}$."],
                mistakes=[
                    Mistake("variance-scales-linearly", "s^2*w", "The factor $sigma^2$ comes out squared."),
                    Mistake("scale-forgotten", "w", "That is the variance of $W$."),
                ],
            ),
        ],
    )  # fmt: skip


def two_squares(rng: Rng, what: str, unit: str, sigma: int) -> Multipart:
    """Tails for two degrees of freedom, which are exponential."""
    w, m = rng.integer(1, 12), rng.choice((2, 3, 4, 5, 10, 20, 50, 100))
    v = 2 * sigma**2
    p = terminating(Fraction(1, m)) if m != 3 else Fraction(1, 3)
    bound = rng.integer(1, 3 * v)
    half = f"exp({Fraction(-w, 2)})"
    return Multipart(
        f"{what}, in {unit}, is normally distributed with mean $0$ and standard deviation ${sigma}$, in two directions "
        f"independently: $X$ and $Y$. Then $W = (X^2 + Y^2)/({sigma**2})$ has the chi-squared distribution with $2$ "
        "degrees of freedom, whose density is $f(x) = 1/2*exp(-x/2)$ for $x >= 0$.",
        [
            Part(
                ask=f"Find $P(W > {w})$, exactly.",
                answer=number(half),
                hints=["Integrate the density over the tail."],
                steps=["An antiderivative of the density is $-exp(-x/2)$, which tends to $0$.",
                       f"So $P(W > {w}) = integral(1/2*exp(-x/2), x, {w}, oo) = {half}$."],
                mistakes=[
                    Mistake("other-tail", number(f"1 - {half}"), "That is the probability of the opposite."),
                    Mistake("value-as-probability", number(f"1/2*{half}"), "That is the density, a height."),
                    Mistake("rate-exchanged", number(f"exp({-2 * w})"), "The exponent is divided by $2$."),
                ],
            ),
            Part(
                ask=f"Which value $q$ does $W$ exceed with the probability ${p}$? Give the exact value.",
                answer=number(f"2*ln({m})"),
                hints=["Solve $exp(-q/2) = p$ for $q$."],
                steps=[f"From $exp(-q/2) = {p}$ follows $-q/2 = ln({p}) = -ln({m})$.", f"So $q = 2*ln({m})$."],
                mistakes=[
                    Mistake("rate-exchanged", number(f"ln({m})/2"), "Undo the division by $2$: multiply."),
                    Mistake("mean-for-quantile", number(2), "That is the mean of $W$."),
                ],
            ),
            Part(
                ask=f"Find $P(X^2 + Y^2 > {bound})$, exactly.",
                answer=number(f"exp({Fraction(-bound, v)})"),
                hints=["Divide by the variance first."],
                steps=[f"Divided by the variance this is $W > {bound}/({sigma**2})$.",
                       f"So the probability is $exp(-{bound}/(2*{sigma**2})) = exp({Fraction(-bound, v)})$."],
                mistakes=[
                    Mistake("sd-for-variance", number(f"exp({Fraction(-bound, 2 * sigma)})"),
                            f"The squares are divided by the variance $({sigma})^2$."),
                    Mistake("scale-forgotten", number(f"exp({Fraction(-bound, 2)})"), "First divide by the variance."),
                ],
            ),
        ],
    )  # fmt: skip


def squares_by_table(rng: Rng, what: str, unit: str, sigma: int) -> Multipart:
    """A critical value from a printed table, scaled, and a decision."""
    k = rng.integer(3, 12)
    tail = rng.choice((Fraction(1, 10), Fraction(1, 20), Fraction(1, 40), Fraction(1, 100)))
    levels = [Fraction(n, 1000) for n in (25, 50, 900, 950, 975, 990)]
    rows = tuple((str(n), *(str(rounded(chi2_quantile(p, n), 2)) for p in levels)) for n in (k - 1, k, k + 1))
    q, low = rounded(chi2_quantile(1 - tail, k), 2), rounded(chi2_quantile(1 - tail, k - 1), 2)
    v = sigma**2
    bound = terminating(v * q)
    larger = rng.chance(Fraction(1, 2))
    seen = int(bound * (1 + Fraction(rng.integer(5, 30), 100) * (1 if larger else -1)))
    other = rounded(chi2_quantile(Fraction(1, 20) if tail >= Fraction(1, 20) else Fraction(1, 40), k), 2)
    return Multipart(
        f"{what}, in {unit}, is normally distributed with mean $0$ and standard deviation ${sigma}$. It is observed "
        f"${k}$ times, independently, and $V$ is the sum of the squares. The table gives, for chi-squared "
        "distributions, the values below which the probability at the head of the column lies.",
        data=DataTable(columns=("degrees of freedom", *(str(terminating(p)) for p in levels)), rows=rows),
        given={"s": sigma},
        parts=[
            Part(
                name="q",
                ask=f"Which value does $W = V/({v})$ exceed with the probability ${terminating(tail)}$?",
                answer=decimal(q, 2),
                hints=["How many squares are added? Which probability lies below the value?"],
                steps=[f"$W$ is a sum of ${k}$ squared standard normal variables: ${k}$ degrees of freedom.",
                       f"Below the value lies ${terminating(1 - tail)}$, and the table has ${q}$."],
                mistakes=[
                    Mistake("degrees-less-one", decimal(low, 2), f"No mean is estimated: all ${k}$ squares count."),
                    Mistake("other-tail", decimal(other, 2), "Look again: the table tells what lies below a value, not "
                            "above."),
                ],
            ),
            Part(
                name="b",
                ask=f"Which value does $V$ exceed with the probability ${terminating(tail)}$?",
                answer=decimal(bound, 2),
                follows="s^2*q",
                steps=[f"As $V = {v}*W$, the value is ${v}*{q} = {bound}$."],
                mistakes=[
                    Mistake("sd-for-variance", "s*q", "The squares are scaled by the variance."),
                    Mistake("scale-forgotten", "q", "That is the value for $W$."),
                ],
            ),
            Part(
                ask=f"The observed value of $V$ is ${seen}$. Is it among the largest ${terminating(100 * tail)}%$ of "
                "what is to be expected?",
                answer=boolean(larger),
                steps=[f"The value exceeded with this probability is ${bound}$, and ${seen}$ is "
                       f"{'larger, so yes' if larger else 'smaller, so no'}."],
                mistakes=[Mistake("compared-the-wrong-way", boolean(not larger), "Compare the observed value with the "
                                  "value that is exceeded with this probability.")],
            ),
        ],
    )  # fmt: skip


# What can be true -----------------------------------------------------------------------------------------------------


class Claim(NamedTuple):
    """A statement, whether it is true, and the misconception of who gets it wrong."""

    text: str
    true: bool
    id: str = ""
    told: str = ""


@exercise(
    "prob_stats.continuous.pdf_cdf_facts",
    title="True statements about f and F",
    skill="s.con.facts",
    source="Wasserman, All of Statistics (2004), sections 2.2 and 2.3",
    tier="extra",
    levels={"easy": {"about": "one density"}, "core": {"about": "candidates"}, "hard": {"about": "change"}},
)
def pdf_cdf_facts(rng: Rng, *, about: Literal["one density", "candidates", "change"]) -> Multipart:
    """Tick what is true of a density and its distribution function, or which functions are densities."""
    if about == "one density":
        stem, claims = of_one_density(rng)
        ask = "Which of these statements are true?"
    elif about == "candidates":
        stem, claims = candidates(rng)
        ask = "Which of these functions are densities? (Each is $0$ outside of the interval that is named.)"
    else:
        stem, claims = after_change(rng)
        ask = "Which of these statements are true?"
    claims = rng.shuffled(claims)
    right, wrong = ([each.text for each in claims if each.true is told] for told in (True, False))

    def believing(id: str) -> ChoicesAnswer:
        """The choice of a learner with that belief about one statement and right about the others."""
        ticked = [each.text for each in claims if each.true is not (each.id == id)]
        return choices(ticked, [each.text for each in claims if each.text not in ticked], partial=True)

    key = choices(right, wrong, partial=True)
    names = {option.text: option.id for option in key.options}
    ids = list(dict.fromkeys(each.id for each in claims if each.id))
    return Multipart(
        stem,
        [
            Part(
                ask=ask,
                answer=key,
                hints=["A density must not be negative, and its area is $1$. Its height may be anything else.",
                       "$F$ rises from $0$ to $1$. A probability is an area under $f$, and a rise of $F$."],
                steps=[f"Option {names[each.text].upper()} is {'right' if each.true else 'wrong'}. {each.told}"
                       for each in sorted(claims, key=lambda each: names[each.text])],
                mistakes=[
                    Mistake(id, believing(id), next(each.told for each in claims if each.id == id)) for id in ids
                ],
            )
        ],
    )  # fmt: skip


def of_one_density(rng: Rng) -> tuple[str, list[Claim]]:
    """About a level or a linear density, tall or low."""
    what = rng.choice([what for what, latest in BOUNDED if latest == 0])
    tall, level = rng.chance(Fraction(1, 2)), rng.chance(Fraction(1, 2))
    n = rng.choice([n for n in range(2, 13) if tall or n != (2 if level else 3)])  # there F has the area 1 by chance
    width = shortest(Fraction(1, n)) if tall else Fraction(n)
    height = 1 / Fraction(width) if level else 2 / Fraction(width)
    f = f"{height}" if level else f"({height / width})*x"
    middle = shortest(Fraction(width) / 2)
    at = height if level else height / 2
    below = Fraction(1, 2) if level else Fraction(1, 4)
    half_more = Fraction(3, 4) if rng.chance(Fraction(1, 2)) else below
    claims = [
        Claim("The density never exceeds $1$.", height <= 1, "density-below-one",
              f"The greatest height is ${shortest(height)}$; only the area is limited."),
        Claim(f"$P(X = {middle}) = {shortest(at)}$.", False, "point-probability",
              "A single point has the probability $0$; the density there is a height."),
        Claim(f"The area under $F$ from $0$ to ${shortest(Fraction(width))}$ is $1$.", False, "cdf-area",
              "That is true of $f$. The values of $F$ are probabilities already."),
        Claim(f"$F({middle}) = {half_more}$.", half_more == below, "proportional-quantile",
              f"Left of ${middle}$ lies the area ${below}$."),
        Claim(f"$P(X < {middle}) = P(X <= {middle})$.", True, "point-probability-counts",
              "They differ by a single point, which has the probability $0$."),
        Claim("$F$ never falls.", True, "cdf-may-fall", "Further right there is at least as much area on the left."),
    ]  # fmt: skip
    return (
        f"The random variable $X$ is {what}. It has the density $f(x) = {f}$ for $0 <= x <= "
        f"{shortest(Fraction(width))}$, and $f(x) = 0$ elsewhere. Its distribution function is $F$.",
        claims,
    )


def candidates(rng: Rng) -> tuple[str, list[Claim]]:
    """Functions that are densities, or broken in one way."""
    n, c, d, k = rng.integer(2, 9), rng.integer(3, 9), rng.integer(2, 9), rng.integer(2, 5)
    scaled_ramp, scaled_exp, fits = (rng.chance(Fraction(1, 2)) for _ in range(3))
    h = Fraction(rng.integer(3, 7), 2)
    claims = [
        Claim(f"${n}$ on $0 <= x <= 1/({n})$", True, "density-below-one",
              f"The height is ${n}$, but the area is $1$, and that is what counts."),
        Claim(f"$2*x/({c * c})$ on $0 <= x <= {c}$" if scaled_ramp else f"$x/({c})$ on $0 <= x <= {c}$", scaled_ramp,
              "constant-left-out" if scaled_ramp else "height-is-one",
              f"The triangle has the area ${Fraction(1) if scaled_ramp else Fraction(c, 2)}$."),
        Claim(f"$1/({d})*exp(-x/({d}))$ on $x >= 0$" if scaled_exp else f"$exp(-x/({d}))$ on $x >= 0$", scaled_exp,
              "area-for-constant" if scaled_exp else "area-unchecked",
              f"Its area is ${1 if scaled_exp else d}$."),
        Claim(f"${h} - {2 * h - 2}*x$ on $0 <= x <= 1$", h <= 2, "negative-part-overlooked",
              f"The area is $1$; at $1$ the value is ${2 - h}$, which is {'not ' * (h <= 2)}negative."),
        Claim(f"$1/({k})$ on $1 <= x <= {k + 1 if fits else k}$", fits, "k-is-height",
              f"The width is ${k if fits else k - 1}$, so the area is ${1 if fits else Fraction(k - 1, k)}$."),
    ]  # fmt: skip
    return "A density is a function that is nowhere negative and has the area $1$.", claims


def after_change(rng: Rng) -> tuple[str, list[Claim]]:
    """About Y = a*X + b for a uniform X."""
    w, a, b = rng.integer(2, 8), rng.integer(2, 5), rng.integer(1, 9)
    low, high = b, a * w + b
    y = rng.integer(low + 1, high - 1)
    F_y = Fraction(y - b, a * w)
    wrong_F = min(Fraction(y, a * w), Fraction(1))
    true_height = rng.chance(Fraction(1, 2))
    height = Fraction(1, a * w) if true_height else Fraction(a, w)
    true_F = rng.chance(Fraction(1, 2))
    true_ends = rng.chance(Fraction(1, 2))
    ends = (low, high) if true_ends else (0, a * w)
    claims = [
        Claim(f"Where it is not $0$, the density of $Y$ has the height ${height}$.", true_height, "height-times-factor",
              f"$Y$ is spread over ${a}$ times the width, so its density is lower: ${Fraction(1, a * w)}$."),
        Claim(f"The values of $Y$ lie between ${ends[0]}$ and ${ends[1]}$.", true_ends, "constant-forgotten",
              f"They lie between ${low}$ and ${high}$: the constant ${b}$ moves them all."),
        Claim(f"$P(Y <= {y}) = {F_y if true_F else wrong_F}$.", true_F or wrong_F == F_y, "start-forgotten",
              f"The share of the width left of ${y}$ is ${F_y}$."),
        Claim("The area under the density of $Y$ is $1$.", True, "area-scales",
              "Every density has the area $1$: it is wider, and so lower."),
        Claim(f"$P(X <= {w - 1}) = P(Y <= {a * (w - 1) + b})$.", True, "event-changes",
              "Both sides speak of the same event, written in $X$ and in $Y$."),
        Claim(f"The standard deviation of $Y$ is ${a * a}$ times that of $X$.", False, "factor-squared-in-sd",
              f"It is ${a}$ times that of $X$. The squared factor belongs to the variance."),
    ]  # fmt: skip
    return f"The random variable $X$ is uniformly distributed between $0$ and ${w}$, and $Y = {a}*X + {b}$.", claims
