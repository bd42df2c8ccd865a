"""Continuous distributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate, combinations, pairwise
from math import exp, lcm
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, choice, exercise, fill, number, terminating
from generators.maths.designs import with_sum
from generators.maths.distributions import normal_cdf, normal_density
from generators.maths.figures import axis, listed, plain, shaded_density, spot
from generators.maths.rationals import Rational
from generators.maths.rng import Redraw
from schemas.answer import ChoiceAnswer
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
