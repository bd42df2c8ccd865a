"""Optimisation in one variable: critical points, and the least squared loss and log loss."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    expression,
    fill,
    finite_set,
    interval,
    number,
    rounded,
    vector,
)
from generators.maths.figures import at, axis, graph, listed, plain, spot
from generators.maths.polylines import trapezium, zigzag
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import Rational, rational
from generators.maths.reals import ln
from generators.maths.rng import drawn
from generators.maths.slopes import is_derivative, value_of
from generators.notation import text_of
from schemas.figure import Curve, Dots, Figure

# Critical points -------------------------------------------------------------------------------------------------

EMPTY = "emptyset"


def set_text(values: Sequence[Rational]) -> str:
    return f"{{{', '.join(map(str, values))}}}" if values else EMPTY


def integrated(slope: Polynomial, constant: int) -> Polynomial:
    """An antiderivative with integer coefficients of the smallest fitting multiple."""
    for factor in (1, 2, 3, 4, 6, 12):
        F = (slope * factor).integral()
        if all(Fraction(c).denominator == 1 for c in F.coefficients):
            return F + constant
    raise AssertionError(slope)


@dataclass(frozen=True)
class Critical:
    """A function, its derivative and that in factors; the sign of the derivative is that of `q`, whose roots are the
    critical points. `note` says why."""

    f: str
    df: str
    factored: str
    q: Polynomial
    note: str = ""
    zeros: tuple[Rational, ...] = ()

    @property
    def points(self) -> list[Rational]:
        return list(self.q.roots())

    @property
    def tests(self) -> list[Rational]:
        """A place left of all critical points, one between each two, and one right of all."""
        points = self.points
        between = [rational(Fraction(a + b) / 2) for a, b in pairwise(points)]
        return [math.ceil(points[0]) - 1, *between, math.floor(points[-1]) + 1]

    def turning(self, before: int) -> list[Rational]:
        """Where the derivative changes from the sign `before` to the other one."""
        signs = [1 if self.q(x) > 0 else -1 for x in self.tests]
        return [p for p, (a, b) in zip(self.points, pairwise(signs), strict=True) if a == before == -b]


def polynomial_critical(f: Polynomial) -> Critical:
    slope = f.diff()
    return Critical(str(f), str(slope), slope.factored(), slope, zeros=tuple(f.roots()))


def easy_critical(rng: Rng) -> Critical:
    r, s = sorted(rng.distinct(-4, 5, count=2))
    if rng.chance(0.35):
        return polynomial_critical(Polynomial([rng.nonzero(-4, 4)]) * Polynomial([1, -r]) ** 2 + rng.integer(-9, 9))
    return polynomial_critical(integrated(from_roots(r, s, lead=rng.sign()), rng.integer(-9, 9)))


def core_critical(rng: Rng) -> Critical:
    kind = rng.choice(("three roots", "three roots", "double root", "line times exp", "square times exp"))
    if kind == "three roots":
        return polynomial_critical(integrated(from_roots(*rng.distinct(-3, 4, count=3), lead=rng.sign()),
                                              rng.integer(-9, 9)))  # fmt: skip
    if kind == "double root":
        r, s = rng.distinct(-3, 3, count=2)
        return polynomial_critical(integrated(from_roots(r, r, s, lead=rng.sign()), rng.integer(-9, 9)))
    k, c = rng.choice((-3, -2, -1, 1, 2, 3)), rng.nonzero(-5, 5)
    E = text_of(f"exp({k}*x)")
    p = Polynomial([c, c * rng.integer(-5, 5)]) if kind == "line times exp" else Polynomial([c, 0, 0])
    q = p.diff() + p * k
    f, df = text_of(f"({p.factored()})*{E}"), text_of(f"({p.diff()})*{E} + ({p})*({k})*{E}")
    note = f"The exponential is always positive, so the sign of $f'(x)$ is that of ${q.factored()}$."
    return Critical(f, df, text_of(f"({q.factored()})*{E}"), q, note, tuple(p.roots()))


def critical_part(c: Critical, inside: tuple[int, int] | None = None) -> Part:
    points = [p for p in c.points if inside is None or inside[0] < p < inside[1]]
    turned = [-p for p in points]
    double = c.q.diff().roots()
    slips: list[tuple[str, Sequence[Rational], str]] = [
        ("zeros-of-f", c.zeros, "There $f(x)$ is 0. Critical points are where the derivative is 0."),
        ("sign-of-root", turned, "Check the signs: a factor $x - r$ is zero at $r$."),
        ("zeros-of-second-derivative", list(double), "You went one derivative too far: solve $f'(x) = 0$."),
        (
            "one-critical-point-only",
            points[:1],
            "That is one of them. An equation of higher degree can have more roots.",
        ),
    ]
    mistakes = [
        Mistake(slip, finite_set(*values), told)
        for slip, values, told in slips
        if values and set(values) != set(points)
    ]
    where = "" if inside is None else f" inside the interval, that is for ${inside[0]} < x < {inside[1]}$"
    return Part(
        name="C",
        ask=f"Find all critical points of $f${where}. Give the set of these values of $x$.",
        answer=finite_set(*points),
        steps=[
            f"The derivative is $f'(x) = {c.df}$. In factors, this is $f'(x) = {c.factored}$.",
            f"A product is 0 where one of its factors is. {c.note.split('.')[0] + '. ' if c.note else ''}"
            f"So the critical points{where and ' inside the interval'} form the set ${set_text(points)}$.",
        ],
        hints=["Critical points are where the derivative is 0.", "Factor the derivative."],
        mistakes=mistakes,
    )


def type_part(c: Critical, word: str, before: int) -> Part:
    found, others = c.turning(before), c.turning(-before)
    flat = [p for p in c.points if p not in found and p not in others]
    signs = ("negative", "positive") if before < 0 else ("positive", "negative")
    shown = [f"${fill(str(c.q), x=x)} = {c.q(x)}$ at ${x}$" for x in c.tests]
    over = "" if not c.note else f" {c.note}"
    wrong: list[tuple[str, Sequence[Rational], str]] = [
        ("minimum-and-maximum-exchanged", others, f"At a local {word} the derivative changes from {signs[0]} to "
         f"{signs[1]}. You have the opposite."),
        ("flat-is-extremum", sorted([*found, *flat]), "At one of these the derivative is 0, but keeps its sign: the "
                                                      "graph "
         "is flat for a moment and goes on as before."),
        ("every-critical-point", c.points, f"Not every critical point is a local {word}: look how the sign changes."),
    ]  # fmt: skip
    taken = [sorted(found)]
    mistakes = []
    for slip, values, told in wrong:
        if sorted(values) not in taken:
            taken.append(sorted(values))
            mistakes.append(Mistake(slip, finite_set(*values), told))
    end = (
        f"So the local {'minima' if before < 0 else 'maxima'} of $f$ lie at the elements of ${set_text(found)}$."
        if found
        else f"So $f$ has no local {word}, and the set is ${EMPTY}$."
    )
    return Part(
        ask=f"Where does $f$ have a local {word}? Give the set of these values of $x$; it may be empty.",
        answer=finite_set(*found),
        steps=[
            f"Between critical points the derivative keeps its sign, so one place tells it.{over} From left to right, "
            f"its sign is that of {listed(shown)}.",
            f"At a local {word} the derivative changes from {signs[0]} to {signs[1]}. {end}",
        ],
        hints=[f"How does the sign of $f'(x)$ change at a local {word}?"],
        mistakes=mistakes,
    )  # fmt: skip


def classified(rng: Rng, draw: Callable[[Rng], Critical]) -> Multipart:
    c = drawn(lambda: draw(rng), lambda c: any(c.points) and {-p for p in c.points} != set(c.points))
    assert is_derivative(c.df, c.f, Fraction(3, 7)) and is_derivative(c.factored, c.f, Fraction(9, 5))
    return Multipart(
        f"Let $f(x) = {c.f}$.",
        parts=[critical_part(c), type_part(c, "minimum", -1), type_part(c, "maximum", 1)],
    )


def on_an_interval(rng: Rng) -> Multipart:
    """The largest and the smallest value of a cubic or quartic on an interval; one of them at an end."""

    def draw() -> tuple[Polynomial, int, int]:
        roots = rng.distinct(-3, 3, count=rng.choice((2, 2, 3)))
        f = integrated(from_roots(*roots, lead=rng.sign()), rng.integer(-9, 9))
        a, b = min(roots) - rng.integer(-1, 2), max(roots) + rng.integer(-1, 2)
        return f, a, b

    def fits(draft: tuple[Polynomial, int, int]) -> bool:
        f, a, b = draft
        inner = [p for p in f.diff().roots() if a < p < b]
        values = [f(x) for x in (a, b, *inner)]
        extreme = [values.index(max(values)), values.index(min(values))] if b - a > 1 else [9, 9]
        unique = len(set(values)) == len(values)
        return (
            bool(inner)
            and unique
            and -250 <= min(values) <= max(values) <= 250
            and min(extreme) < 2
            and max(extreme) < 9
        )

    f, a, b = drawn(draw, fits, 300)
    c = polynomial_critical(f)
    inner = [p for p in c.points if a < p < b]
    places = [a, *inner, b]
    values = {x: f(x) for x in places}

    def extreme(word: str, best: Callable[..., Rational], worst: Callable[..., Rational]) -> Part:
        x, other = best(places, key=f), worst(places, key=f)
        own, ends = best(inner, key=f), best((a, b), key=f)
        wrong = [
            ("minimum-and-maximum-exchanged", other, f"That is the other extreme. Asked for is the {word} value."),
            ("endpoints-forgotten", own, "On a closed interval the ends count as well: compare their values, too."),
            ("interior-forgotten", ends, "You compared the ends only. The critical points inside count as well."),
        ]
        return Part(
            ask=f"Where does $f$ take its {word} value on the interval, and what is it? Give the pair $(x, f(x))$.",
            answer=vector(x, values[x]),
            steps=[
                f"Candidates are the critical points inside and both ends: "
                f"{listed(f'$f({p}) = {fill(c.f, x=p)} = {values[p]}$' for p in places)}.",
                f"The {word} of these values is ${values[x]}$, at ${x}$. So the pair is $({x}, {values[x]})$.",
            ],
            hints=["Compare the values of $f$ at the critical points inside and at both ends."],
            mistakes=[Mistake(slip, vector(p, values[p]), told) for slip, p, told in wrong if p != x],
        )

    return Multipart(
        f"Let $f(x) = {f}$ on the interval $Interval({a}, {b})$.",
        parts=[critical_part(c, (a, b)), extreme("largest", max, min), extreme("smallest", min, max)],
    )


Task = Literal["parabola or cubic", "quartic or exponential", "interval"]


@exercise(
    "calculus.optimisation.critical_points",
    title="Find and classify critical points",
    skill="s.opt.critical",
    source="OpenStax, Calculus Volume 1, sections 4.3 and 4.5",
    levels={
        "easy": {"task": "parabola or cubic"},
        "core": {"task": "quartic or exponential"},
        "hard": {"task": "interval"},
    },
)
def critical_points(rng: Rng, *, task: Task) -> Multipart:
    """Find the critical points of a function, and tell minima from maxima."""
    match task:
        case "parabola or cubic":
            return classified(rng, easy_critical)
        case "quartic or exponential":
            return classified(rng, core_critical)
        case "interval":
            return on_an_interval(rng)


# The graph of the derivative -------------------------------------------------------------------------------------

REACH = 6
VIEW = (-REACH, REACH)


@dataclass(frozen=True)
class Slope:
    """A derivative to be drawn, with its zeros in the picture; it may touch the axis at one without crossing it."""

    p: Polynomial
    crossing: tuple[int, ...]
    touching: tuple[int, ...] = ()

    def sign(self, x: Rational) -> int:
        """Of the derivative at a place where it is not 0."""
        return 1 if self.p(x) > 0 else -1

    @property
    def cuts(self) -> list[int]:
        return [-REACH, *self.crossing, REACH]

    def region(self, sign: int) -> list[tuple[int, int]]:
        """Where the derivative has this sign, or touches 0."""
        return [(a, b) for a, b in pairwise(self.cuts) if self.sign(a + Fraction(b - a) * Fraction(37, 101)) == sign]

    def extrema(self, before: int) -> list[int]:
        """Where it changes from the sign `before` to the other one."""
        return [b for _, b in self.region(before) if b < REACH]

    @property
    def turns(self) -> list[Rational]:
        """Where the drawn curve itself is highest or lowest nearby, if that is rational."""
        return list(self.p.diff().roots())


def simple_slope(rng: Rng) -> Slope:
    if rng.chance(0.3):
        r = rng.nonzero(-4, 4)
        return Slope(Polynomial([1, -r]) * (rng.sign() * rng.choice((Fraction(1), Fraction(2), Fraction(1, 2)))), (r,))
    r = rng.integer(-4, 1)
    s = r + rng.choice((2, 4, 4, 6) if r < -1 else (2, 4))
    scales = {2: (1, 2, 3), 4: (Fraction(1, 2), 1), 6: (Fraction(1, 3), Fraction(4, 9))}
    return Slope(from_roots(r, s) * (rng.sign() * rng.choice([Fraction(k) for k in scales[s - r]])), (r, s))


def touching_slope(rng: Rng) -> Slope:
    """A cubic; its hump between a touching and a crossing zero is 2 to 4 high."""
    d = rng.choice((3, 6))
    t = rng.integer(-4, 4)
    s = rng.choice([s for s in (t - d, t + d) if abs(s) <= 4] or [0])
    assume(s - t in (d, -d), "the zeros do not fit")
    k = Fraction(27 * rng.choice((2, 3, 4)), 4 * d**3) * rng.sign()
    return Slope(from_roots(t, t, s) * k, (s,), (t,))


def drawn_slope(slope: Slope, told: str) -> Figure:
    coefficients = [float(c) for c in slope.p.coefficients]

    def value(x: float) -> float:
        y = 0.0
        for c in coefficients:
            y = y * x + c
        return y

    inside = [x for x in range(-REACH, REACH + 1) if -REACH <= slope.p(x) <= REACH]
    return Figure(
        alt=f"The graph of f' on a grid of unit squares. {told}Its heights at whole numbers inside the picture, "
        "rounded, "
        f"are {listed(f'{plain(round(value(x), 1))} at {x}' for x in inside)}.",
        marks=(*graph(value, VIEW, VIEW),),
        x=axis(VIEW, "x", step=1),
        y=axis(VIEW, "y", step=1),
        equal=True,
        grid=True,
        rim=True,
    )


def union(spans: Sequence[tuple[int, int]]) -> str:
    return " U ".join(f"({a}, {b})" for a, b in spans)


def extremum_part(slope: Slope, word: str, before: int) -> Part:
    found, others = slope.extrema(before), slope.extrema(-before)
    everything = sorted([*slope.crossing, *slope.touching])
    signs = ("negative", "positive") if before < 0 else ("positive", "negative")
    wrong: list[tuple[str, Sequence[Rational], str]] = [
        ("sign-change-misread", others, f"There the sign changes the other way. At a local {word} the derivative "
                                        "changes "
         f"from {signs[0]} to {signs[1]}."),
        ("every-zero-is-extremum", everything, "Not every zero of the derivative will do: look how its sign changes."),
        ("reads-as-f", slope.turns, "The picture shows the slope of $f$ and not $f$ itself: look at its zeros."),
    ]  # fmt: skip
    taken: list[list[Rational]] = [sorted(found)]
    mistakes = []
    for slip, values, told in wrong:
        if values and sorted(values) not in taken:
            taken.append(sorted(values))
            mistakes.append(Mistake(slip, finite_set(*values), told))
    touch = (
        f" At ${slope.touching[0]}$ the curve only touches the axis: the sign stays, and there is no extremum."
        if slope.touching
        else ""
    )
    end = (
        f"From left to right it does so at the elements of ${set_text(found)}$."
        if found
        else f"It never does so here: the set is ${EMPTY}$."
    )
    return Part(
        ask=f"Where does $f$ have a local {word}? Give the set of these values of $x$; it may be empty.",
        answer=finite_set(*found),
        steps=[
            f"The zeros of $f'$ in the picture form the set ${set_text(everything)}$.{touch}",
            f"At a local {word} the derivative changes from {signs[0]} to {signs[1]}. {end}",
        ],
        hints=["Where does the drawn curve cross the horizontal axis?",
               f"From which sign to which does the slope change at a local {word}?"],
        mistakes=mistakes,
    )  # fmt: skip


def monotone_part(slope: Slope, sign: int) -> Part:
    spans, others = slope.region(sign), slope.region(-sign)
    word, name = ("increasing", "positive") if sign > 0 else ("decreasing", "negative")
    rises = []
    turns = [-REACH, *sorted(x for x in slope.turns if -REACH < x < REACH), REACH]
    for a, b in pairwise(turns):
        middle = (Fraction(a) + b) / 2
        if (slope.p.diff()(rational(middle)) > 0) == (sign > 0):
            rises.append((a, b))
    whole = all(Fraction(x).denominator == 1 for x in turns)
    wrong = [
        *([Mistake("slope-sign", interval(union(others)),
                   f"There $f'$ has the other sign. Where it is {name}, $f$ is {word}.")] if others else []),
        *([Mistake("reads-as-f", interval(union([(int(a), int(b)) for a, b in rises])), "There the drawn curve "
                                                                                        "itself does "
                   "so. It shows the slope of $f$: look whether it is above or below the axis.")]
          if whole and rises and [(int(a), int(b)) for a, b in rises] != spans else []),
    ]  # fmt: skip
    return Part(
        ask=f"For which $x$ with ${-REACH} < x < {REACH}$ is $f$ {word}? Give the largest open interval, or several "
        "joined by U.",
        answer=interval(union(spans)),
        steps=[
            f"Where the drawn curve lies {'above' if sign > 0 else 'below'} the axis, the slope of $f$ is {name} "
            "and $f$ is "
            f"{word}.",
            f"In the picture this is so on ${union(spans).replace(' U ', ' cup ')}$.",
        ],
        hints=[f"Where is the slope of $f$ {name}?"],
        mistakes=wrong,
    )


def from_slope(rng: Rng, touching: bool) -> Multipart:
    slope = drawn(lambda: touching_slope(rng), bool) if touching else simple_slope(rng)
    sign = rng.sign()
    if touching:  # a question whose answer does not depend on the point of contact
        sign = -slope.sign(slope.touching[0] + Fraction(1, 10))
    assume(slope.region(sign), "no such region")
    told = f"It touches the axis at {slope.touching[0]} without crossing it. " if touching else ""
    return Multipart(
        "The picture shows the graph of the derivative $f'$ of a function $f$, not the graph of $f$. For "
        f"${-REACH} < x < {REACH}$ it meets the axis only where the picture shows it.",
        figures=[drawn_slope(slope, told)],
        parts=[extremum_part(slope, "maximum", 1), extremum_part(slope, "minimum", -1), monotone_part(slope, sign)],
    )


def by_area(rng: Rng) -> Multipart:
    """A derivative of straight pieces: where f is steepest, and the order of three of its values."""

    def values(knots: Sequence[tuple[int, int]]) -> dict[int, Fraction]:
        found = {knots[0][0]: Fraction(0)}
        for a, b in pairwise(knots):
            found[b[0]] = found[a[0]] + trapezium((a, b))
        return found

    def draw() -> tuple[tuple[tuple[int, int], ...], list[int]]:
        knots = zigzag(rng)
        return knots, sorted(rng.sample([x for x, _ in knots], 3))

    def fits(draft: tuple[tuple[tuple[int, int], ...], list[int]]) -> bool:
        knots, places = draft
        f, heights = values(knots), dict(knots)
        top = max(heights.values())
        order = sorted(places, key=f.__getitem__)
        different = len({f[x] for x in places}) == 3 and len({heights[x] for x in places}) == 3
        return different and list(heights.values()).count(top) == 1 and order != sorted(places, key=heights.__getitem__)

    knots, places = drawn(draw, fits, 400)
    f, heights = values(knots), dict(knots)
    end = knots[-1][0]

    def chain(order: Sequence[int]) -> str:
        return f"${' < '.join(f'f({x})' for x in order)}$"

    right = sorted(places, key=f.__getitem__)
    by_height = sorted(places, key=heights.__getitem__)
    total = {place: sum((abs(trapezium(ends)) for ends in pairwise(knots) if ends[1][0] <= place), Fraction(0))
             for place in places}  # fmt: skip
    unsigned = sorted(places, key=total.__getitem__)
    options = [chain(order) for order in dict.fromkeys([tuple(right), tuple(by_height), tuple(unsigned),
                                                        tuple(reversed(right))])]  # fmt: skip
    wrong = [
        ("reads-as-f", by_height, "You compared heights in the picture. They are slopes of $f$: compare areas."),
        ("unsigned-mix", unsigned, "Area below the axis makes $f$ fall: it counts as negative."),
        ("order-reversed", list(reversed(right)), "This is the order from the largest to the smallest."),
    ]
    steepest = max(heights, key=heights.__getitem__)
    falls = min(heights, key=heights.__getitem__)
    changes = [f"from ${a}$ to ${b}$ it changes by ${rational(f[b] - f[a])}$" for a, b in pairwise(places)]
    figure = Figure(
        alt="The graph of f' on a grid of unit squares. It consists of straight pieces between the corners "
        f"{listed(map(at, knots))}.",
        marks=(Curve(points=tuple(map(spot, knots))), Dots(points=tuple(map(spot, knots)), colour="ink")),
        x=axis((0, end), "x", step=1),
        y=axis((min(heights.values()) - 1, max(heights.values()) + 1), "y", step=1),
        equal=True,
        grid=True,
        rim=True,
    )
    return Multipart(
        f"The picture shows the graph of the derivative $f'$ of a function $f$ on $Interval(0, {end})$, not the "
        "graph of "
        "$f$. It consists of straight pieces.",
        figures=[figure],
        parts=[
            Part(
                ask="At which $x$ does $f$ rise most steeply?",
                answer=number(steepest),
                steps=[f"The slope of $f$ is the height of the drawn curve. This is largest at its highest point, at "
                       f"${steepest}$."],
                hints=["The picture shows slopes. Where is the slope largest?"],
                mistakes=[
                    Mistake("height-for-place", number(heights[steepest]), "That is how steep it is there. Asked "
                                                                           "for is the "
                            "place."),
                    Mistake("slope-sign", number(falls), "There $f$ falls most steeply."),
                ],
            ),
            Part(
                ask=f"In which order are ${', '.join(f'f({x})' for x in places[:2])}$ and $f({places[2]})$?",
                answer=choice(chain(right), *options),
                steps=[
                    "Between two places $f$ changes by the signed area between the drawn curve and the axis.",
                    f"Counting squares, {' and '.join(changes)}.",
                    f"So the order is {chain(right)}.",
                ],
                hints=["By how much does $f$ change between two places? Count squares below the drawn curve.",
                       "Area below the axis makes $f$ smaller."],
                mistakes=[Mistake(slip, choice(chain(order), *options), told) for slip, order, told in wrong
                          if order != right],
            ),
        ],
    )  # fmt: skip


Curves = Literal["line or parabola", "touching zero", "straight pieces"]


@exercise(
    "calculus.optimisation.extrema_from_derivative_graph",
    title="Given the graph of f'",
    skill="s.opt.graph",
    source="OpenStax, Calculus Volume 1, section 4.5",
    levels={
        "easy": {"curve": "line or parabola"},
        "core": {"curve": "touching zero"},
        "hard": {"curve": "straight pieces"},
    },
)
def extrema_from_derivative_graph(rng: Rng, *, curve: Curves) -> Multipart:
    """Tell from the graph of a derivative where its function rises, falls and turns."""
    return by_area(rng) if curve == "straight pieces" else from_slope(rng, curve == "touching zero")


# The least squared loss ------------------------------------------------------------------------------------------

STORIES = (
    "Along a straight power line, houses stand at the kilometres {a}. A transformer at the kilometre $x$ costs, for "
    "each "
    "house, the square of its distance",
    "A thermometer gave the readings {a}. How well a number $x$ stands for all of them is measured by adding, for each "
    "reading, the square of the difference",
    "Along a street, shops stand at the positions {a}. A store room at the position $x$ costs, for each shop, the "
    "square of "
    "its distance",
    "A model predicts the same number $x$ for examples with the targets {a}. Its loss adds, for each example, the "
    "square of "
    "the error",
)


def squares(rng: Rng, weighted: bool) -> Multipart:
    """The minimiser of a (weighted) sum of squares."""

    def draw() -> tuple[list[int], list[int]]:
        n = rng.choice((2, 3, 3)) if not weighted else rng.choice((3, 3, 4))
        a = sorted(rng.distinct(1, 14, count=n))
        return a, [rng.integer(1, 5) if weighted else 1 for _ in a]

    def fits(data: tuple[list[int], list[int]]) -> bool:
        a, w = data
        mean = Fraction(sum(x * y for x, y in zip(a, w, strict=True)), sum(w))
        cost = sum(y * (x - mean) ** 2 for x, y in zip(a, w, strict=True))
        plain_mean = Fraction(sum(a), len(a))
        middle = Fraction(a[0] + a[-1], 2)
        distinct = len(a) == 2 or mean not in (a[len(a) // 2], middle)
        return mean.denominator <= 2 and cost <= 200 and distinct and (not weighted or mean != plain_mean)

    a, w = drawn(draw, fits, 400)
    n, s = sum(w), sum(x * y for x, y in zip(a, w, strict=True))
    mean = rational(Fraction(s, n))
    cost = rational(sum((y * Fraction(x - Fraction(mean)) ** 2 for x, y in zip(a, w, strict=True)), Fraction(0)))
    square = [text_of(f"{y}*(x - ({x}))^2") for x, y in zip(a, w, strict=True)]
    f = text_of(" + ".join(square))
    at_m = text_of(" + ".join(f"{y}*(m - ({x}))^2" for x, y in zip(a, w, strict=True)))
    df = str(Polynomial([2 * n, -2 * s]))
    assert is_derivative(df, f, Fraction(5, 3))
    k = len(a)
    median = Fraction(a[(k - 1) // 2] + a[k // 2], 2)
    story = rng.choice(STORIES).format(a=listed(f"${x}$" for x in a))
    shown = listed(f"${y}$" for y in w)
    weights = f", times a weight. The weights are {shown} in this order" if weighted else ""
    slips = [
        ("n-forgotten-in-the-derivative", rational(Fraction(s)), "In the derivative every term brings its own $x$: the "
         f"factor of $x$ is $2*{n}$, not 2."),
        ("midrange-for-mean", rational(Fraction(a[0] + a[-1], 2)), "That is the middle of the extremes. All values "
                                                                   "count."),
        ("median", rational(median), "That is the value in the middle. The squared cost is least at the mean."),
        *([("weights-ignored", rational(Fraction(sum(a), k)), "Every value counts as often as its weight says.")]
          if weighted else []),
    ]  # fmt: skip
    squared = [text_of(f"{f'2*{y}' if y > 1 else 2}*(x - ({x}))") for x, y in zip(a, w, strict=True)]
    return Multipart(
        f"{story}{weights}. So the total cost is $c(x) = {f}$.",
        parts=[
            derivative_part("c", "x", f, df, squared,
                            str(Polynomial([2, -2 * s])) if n > 1 else "2*x", s, n),
            Part(
                name="m",
                ask="For which $x$ is the total cost least?",
                answer=number(mean),
                follows="limit(D, x, 0)/(limit(D, x, 0) - limit(D, x, 1))",
                steps=[
                    f"The cost is least where the derivative is 0: ${df} = 0$.",
                    f"So $x = {2 * s}/({2 * n}) = {mean}$. That is the {'weighted ' * weighted}mean of the values."
                    if text_of(f"{2 * s}/({2 * n})") != str(mean) else f"So $x = {mean}$, the mean of the values.",
                ],
                hints=["Where is the derivative 0?"],
                mistakes=[Mistake(slip, number(value), told) for slip, value, told in slips if value != mean],
            ),
            cost_part(f, at_m, mean, cost, a[-1]),
        ],
    )  # fmt: skip


def derivative_part(
    name: str, variable: str, f: str, df: str, terms: Sequence[str], forgotten: str, s: int, n: int
) -> Part:
    return Part(
        name="D",
        ask=f"Find the derivative ${name}'({variable})$.",
        answer=expression(df, symbols={variable: "real"}),
        steps=[
            f"Differentiate square by square with the chain rule: ${name}'({variable}) = "
            f"{text_of(' + '.join(terms))}$.",
            f"Collected, this is ${name}'({variable}) = {df}$.",
        ],
        hints=["The derivative of a square is twice the bracket, times the derivative of the bracket."],
        mistakes=[
            Mistake("n-forgotten-in-the-derivative", expression(forgotten, symbols={variable: "real"}),
                    f"Every square brings its own ${variable}$: collect all of them."),
            Mistake("factor-two-forgotten", expression(text_of(f"({df})/2"), symbols={variable: "real"}),
                    "The exponent 2 comes down as a factor."),
        ],
    )  # fmt: skip


def cost_part(f: str, rule: str, place: Rational, cost: Rational, last: int) -> Part:
    variable = "x" if "x" in f else "w"
    return Part(
        ask="What is the least value?",
        answer=number(cost),
        follows=rule,
        steps=[f"Put this in: ${fill(f, **{variable: place})} = {cost}$."],
        hints=["Put the place of the minimum into the function."],
        mistakes=[
            Mistake("value-at-zero", number(value_at(f, variable, 0)), "That is the value at 0, not at the minimum."),
            Mistake("squares-not-taken", number(0), "The differences add to 0 around the mean, but their squares do "
                                                    "not."),
            Mistake("value-at-a-data-point", number(value_at(f, variable, last)),
                    "That is the value at the last number, not at the minimum."),
        ],
    )  # fmt: skip


def value_at(f: str, variable: str, x: int) -> Rational:
    return rational(value_of(f, x, variable))


def through_data(rng: Rng) -> Multipart:
    """The slope of a line through the origin."""

    def draw() -> tuple[list[int], list[int]]:
        xs = rng.sample([x for x in range(-3, 6) if x], rng.choice((2, 3, 3)))
        return sorted(xs), [rng.nonzero(-6, 9) for _ in xs]

    def sums(xs: list[int], ys: list[int]) -> tuple[int, int, int]:
        return sum(x * x for x in xs), sum(x * y for x, y in zip(xs, ys, strict=True)), sum(y * y for y in ys)

    def fits(data: tuple[list[int], list[int]]) -> bool:
        xx, xy, yy = sums(*data)
        w = Fraction(xy, xx)
        return w.denominator <= 6 and w != 0 and 0 < yy - w * xy <= 200 and sum(data[0]) != 0

    xs, ys = drawn(draw, fits, 400)
    xx, xy, yy = sums(xs, ys)
    w = rational(Fraction(xy, xx))
    cost = rational(yy - Fraction(w) * xy)
    pairs = list(zip(xs, ys, strict=True))
    f = text_of(" + ".join(f"({y} - ({x})*w)^2" for x, y in pairs))
    rule = text_of(" + ".join(f"({y} - ({x})*m)^2" for x, y in pairs))
    df = str(Polynomial([2 * xx, -2 * xy], "w"))
    assert is_derivative(df, f, Fraction(5, 3), variable="w")
    slopes = [Fraction(y, x) for x, y in pairs]
    inverted = [
        Mistake("x-on-y", number(rational(Fraction(xy, yy))), "Divide by the sum of the squares of the inputs $x_i$."),
    ]  # fmt: skip
    return Multipart(
        f"A line $y = w*x$ through the origin is to fit the points {listed(f'$({x}, {y})$' for x, y in pairs)}. Its "
        "squared "
        f"loss is $L(w) = {f}$.",
        parts=[
            derivative_part("L", "w", f, df, [text_of(f"2*({y} - ({x})*w)*({-x})") for x, y in pairs],
                            str(Polynomial([2, -2 * xy], "w")), xy, xx),
            Part(
                name="m",
                ask="For which slope $w$ is the loss least?",
                answer=number(w),
                follows="limit(D, w, 0)/(limit(D, w, 0) - limit(D, w, 1))",
                steps=[
                    f"The loss is least where the derivative is 0: ${df} = 0$.",
                    f"So $w = {2 * xy}/({2 * xx}) = {w}$, the sum of the products $x_i*y_i$ over that of the squares."
                    if text_of(f"{2 * xy}/({2 * xx})") != str(w) else f"So $w = {w}$.",
                ],
                hints=["Where is the derivative 0?"],
                mistakes=[
                    *inverted,
                    Mistake("ratio-of-sums", number(rational(Fraction(sum(ys), sum(xs)))),
                            "That is the slope to the mean point. The squared loss weighs each point by its input."),
                    Mistake("mean-of-ratios", number(rational(sum(slopes, Fraction(0)) / len(slopes))),
                            "That is the mean of the slopes to the single points. Points with larger inputs count "
                            "more."),
                ],
            ),
            cost_part(f, rule, w, cost, 1),
        ],
    )  # fmt: skip


Data = Literal["equal weights", "weights", "slope"]


@exercise(
    "calculus.optimisation.squared_loss_minimiser",
    title="Best point for squared cost",
    skill="s.opt.sqloss",
    source="Boyd and Vandenberghe, Introduction to Applied Linear Algebra (2018), section 12.1",
    levels={"easy": {"data": "equal weights"}, "core": {"data": "weights"}, "hard": {"data": "slope"}},
)
def squared_loss_minimiser(rng: Rng, *, data: Data) -> Multipart:
    """Find where a sum of squares is least."""
    return through_data(rng) if data == "slope" else squares(rng, data == "weights")


# Log loss of a coin ----------------------------------------------------------------------------------------------

TRIALS = (
    ("A coin is tossed {n} times and shows heads {k} times.", "heads"),
    ("Of {n} messages, {k} are spam.", "spam"),
    ("A classifier is right on {k} of {n} examples.", "a right answer"),
    ("Of {n} visitors of a page, {k} sign up.", "a visitor who signs up"),
    ("Of {n} parts from a machine, {k} are faulty.", "a faulty part"),
    ("A basketball player scores {k} of {n} free throws.", "a score"),
)


ROOT = "(2*limit(D, p, 1/3) - limit(D, p, 2/3))/(3*(limit(D, p, 1/3) - limit(D, p, 2/3)))"
"""The p where a derivative s/p + t/(1 - p) is 0, that is s/(s - t), from its values at 1/3 and 2/3."""


def counts(rng: Rng) -> tuple[int, int]:
    """n and k with 1 < k < n, not one half each."""
    n = rng.integer(3, 20)
    return n, rng.choice([k for k in range(2, n) if 2 * k != n])


def best_coin(rng: Rng, task: str) -> Multipart:
    n, k = counts(rng)
    scale = rng.choice((1, 1, 2, 3, 4)) if task == "with another coin" else 1
    m = n - k
    best = Fraction(k, n)
    told, event = rng.choice(TRIALS)
    likelihood = text_of(f"{scale}*p^({k})*(1 - p)^({m})")
    log = text_of(f"{k}*ln(p) + {m}*ln(1 - p)" + (f" + ln({scale})" if scale > 1 else ""))
    dlog = text_of(f"{k}/p - {m}/(1 - p)")
    assert is_derivative(dlog, log, Fraction(3, 10), variable="p")
    log_part = Part(
        name="l",
        ask="Give its natural logarithm $l(p)$, written with $ln(p)$ and $ln(1 - p)$.",
        answer=expression(log, symbols={"p": "positive"}),
        steps=["The logarithm turns products into sums and powers into factors.", f"So $l(p) = ln({likelihood}) = "
                                                                                  f"{log}$."],
        hints=["What does a logarithm make of a product, and of a power?"],
        mistakes=[
            Mistake("log-of-product-is-product", expression(text_of(f"{k}*ln(p)*{m}*ln(1 - p)"), p="positive"),
                    "The logarithm of a product is the sum of the logarithms, not their product."),
            Mistake("counts-exchanged", expression(text_of(f"{m}*ln(p) + {k}*ln(1 - p)"), p="positive"),
                    "The exponent of $p$ belongs to $ln(p)$."),
        ],
    )  # fmt: skip
    slope_part = Part(
        name="D",
        ask="Give the derivative $l'(p)$.",
        answer=expression(dlog, symbols={"p": "positive"}),
        follows="diff(l, p)",
        steps=[
            "The logarithm has the derivative $1/p$; for $ln(1 - p)$ the chain rule brings the factor $-1$.",
            f"So $l'(p) = {dlog}$.",
        ],
        hints=["What is the inner derivative of $1 - p$?"],
        mistakes=[
            Mistake("chain-sign", expression(text_of(f"{k}/p + {m}/(1 - p)"), p="positive"),
                    "The inner derivative of $1 - p$ is $-1$: the second term has a minus."),
            Mistake("counts-exchanged", expression(text_of(f"{m}/p - {k}/(1 - p)"), p="positive"),
                    "The number of successes stands over $p$."),
        ],
    )  # fmt: skip
    wrong = [
        ("odds-for-probability", Fraction(k, m), "That is successes over failures. Clear the fractions: "
         f"${k}*(1 - p) = {m}*p$."),
        ("complement-for-probability", Fraction(m, n), "That is the share of failures. The successes belong to $p$."),
    ]  # fmt: skip
    derived = task != "logarithm"
    best_part = Part(
        name="b",
        ask="For which $p$ is the likelihood largest?",
        answer=number(best),
        follows=ROOT if derived else None,
        steps=[
            *([] if derived else [f"The derivative of the logarithm is $l'(p) = {dlog}$."]),
            f"At the maximum it is 0: ${dlog} = 0$. Multiplied by $p*(1 - p)$, this is ${k}*(1 - p) - {m}*p = 0$.",
            f"This means ${n}*p = {k}$, and $p = {best}$: the share of successes.",
        ],
        hints=["Where is the derivative of the logarithm 0? Clear the fractions."],
        mistakes=[Mistake(slip, number(rational(value)), text) for slip, value, text in wrong],
    )
    parts = [log_part, best_part]
    if derived:
        parts = [log_part, slope_part, best_part, curvature_part(k, m, best)]
    if task == "with another coin":
        parts = [log_part, slope_part, best_part, *loss_parts(rng, k, m, best, scale)]
    factor = " A likelihood may have a constant factor in front: let" if scale > 1 else " Let"
    return Multipart(
        f"{told.format(n=f'${n}$', k=f'${k}$')} The probability $p$ of {event} is unknown.{factor} the likelihood "
        "of $p$ be "
        f"${likelihood}$, for $0 < p < 1$.",
        parts=parts,
    )


def curvature_part(k: int, m: int, best: Fraction) -> Part:
    second = text_of(f"-{k}/p^2 - {m}/(1 - p)^2")
    one, two = Fraction(k) / best**2, Fraction(m) / (1 - best) ** 2
    value = rational(-one - two)
    return Part(
        ask="Is this a maximum? Give the value of the second derivative $l''(p)$ there.",
        answer=number(value),
        steps=[
            f"Differentiating once more, $diff({k}/p - {m}/(1 - p), p) = {second}$. Both terms are negative for "
            "every $p$.",
            f"At this place the value is ${fill(second, p=best)} = {value}$. It is negative, so the graph bends "
            "down and "
            "this is a maximum.",
        ],
        hints=["Differentiate once more, and put the best $p$ in."],
        mistakes=[
            Mistake("second-derivative-of-reciprocal-sign", number(-value), "Differentiating $1/p$ gives $-1/p^2$: "
                                                                            "mind the minus."),
            Mistake("chain-sign", number(rational(two - one)),
                    "Differentiating $-1/(1 - p)$ gives another minus: both terms are negative."),
        ],
    )  # fmt: skip


def loss_parts(rng: Rng, k: int, m: int, best: Fraction, scale: int) -> list[Part]:
    n = k + m
    without = f", without the term $ln({scale})$" if scale > 1 else ""
    other = rng.choice([Fraction(t, 10) for t in range(1, 10) if Fraction(t, 10) != best])

    def loss(p: Fraction) -> Fraction:
        return -(k * ln(p) + m * ln(1 - p)) / n

    def shown(p: Fraction) -> str:
        failures = f"{m}*" if m > 1 else ""
        return text_of(f"-({k}*ln({p}) + {failures}ln({1 - p}))/{n}")

    at_best, at_other = rounded(loss(best), 12), rounded(loss(other), 12)
    return [
        Part(
            ask=f"The log loss is minus the mean logarithm, $-l(p)/n$ with $n = {n}${without}. Give its least value, "
            "rounded to 4 decimals.",
            answer=number(at_best, places=4),
            steps=[f"At the best $p$ it is ${shown(best)} approx {rounded(loss(best), 4)}$."],
            hints=["Put the best $p$ into the formula for the log loss, with the natural logarithm."],
            honest=[number(rounded(loss(best), 4), places=4)],
            mistakes=[
                Mistake("loss-not-averaged", number(rounded(n * loss(best), 12), places=4),
                        "That is the sum over all trials. Divide it by their number."),
                Mistake("log-loss-sign", number(-at_best, places=4),
                        "The log loss has a minus in front, which makes it positive."),
            ],
        ),
        Part(
            ask=f"How large is the log loss with the probability ${rounded(other, 1)}$ instead, rounded to 4 decimals?",
            answer=number(at_other, places=4),
            steps=[f"For this $p$ it is ${shown(other)} approx {rounded(loss(other), 4)}$. That is more than the "
                   "least "
                   f"value, ${rounded(loss(best), 4)}$."],
            hints=["Put this $p$ into the same formula."],
            honest=[number(rounded(loss(other), 4), places=4)],
            mistakes=[
                Mistake("counts-exchanged", number(rounded(-(m * ln(other) + k * ln(1 - other)) / n, 12), places=4),
                        "The successes belong to $ln(p)$, the failures to $ln(1 - p)$."),
                Mistake("loss-not-averaged", number(rounded(n * loss(other), 12), places=4),
                        "That is the sum over all trials. Divide it by their number."),
            ],
        ),
    ]  # fmt: skip


Loss = Literal["logarithm", "derivative", "with another coin"]


@exercise(
    "calculus.optimisation.log_loss_coin",
    title="Best coin for the data",
    skill="s.opt.logloss",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 8.3.1",
    levels={
        "easy": {"task": "logarithm"},
        "core": {"task": "derivative"},
        "hard": {"task": "with another coin"},
    },
)
def log_loss_coin(rng: Rng, *, task: Loss) -> Multipart:
    """Find the probability under which the data are likeliest, through the logarithm."""
    return best_coin(rng, task)
