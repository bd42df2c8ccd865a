"""Functions and graphs."""

from fractions import Fraction
from functools import cache
from math import gcd
from typing import Literal

from generators.authoring import Mistake, Multipart, Part, Rng, equation, exercise, fill
from generators.maths.figures import at, axis, spot
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational
from generators.notation import text_of
from schemas.answer import EquationAnswer
from schemas.figure import Dots, Figure, Line

REACH = 8
"""How far the grid reaches in each direction."""
Lattice = tuple[int, int]


@exercise(
    "refresher.functions.line_from_points",
    title="Equation of a line from points or a graph",
    skill="s.fun.lines",
    source="OpenStax, College Algebra 2e (2021), section 4.1",
    levels={"easy": {"given": "points"}, "core": {"given": "graph"}, "hard": {"given": "words"}},
)
def line_from_points(rng: Rng, *, given: Literal["points", "graph", "words"]) -> Part | Multipart:
    """Find the equation of a straight line from two points, from its graph, or from a description."""
    match given:
        case "points":
            return _through_points(rng)
        case "graph":
            return _from_graph(rng)
        case "words":
            return rng.choice((_from_story, _perpendicular))(rng)


def _through_points(rng: Rng) -> Part:
    """Two points and an integer slope."""
    m, b = Fraction(rng.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5))), Fraction(rng.nonzero(-8, 8))
    x1, x2 = rng.choice([(p, q) for p in range(-6, 7) for q in range(-6, 7) if p and q and abs(p - q) >= 3])
    first, second = (x1, int(m * x1 + b)), (x2, int(m * x2 + b))
    return Part(
        ask=f"Find an equation of the straight line through the points ${at(first)}$ and ${at(second)}$.",
        answer=line(m, b),
        steps=_two_point_steps(first, second, m, b),
        hints=["First find the slope: the change in $y$ divided by the change in $x$.", INTERCEPT_HINT],
        mistakes=_slips(first, m),
    )


def _from_graph(rng: Rng) -> Multipart:
    """A line on a grid, to be read at two marked lattice points."""
    p, q = rng.choice(SLOPES)
    p *= rng.sign()
    m, whole = Fraction(p, q), rng.chance(Fraction(1, 2))
    first, second = rng.choice(_marked_points(p, q, whole))
    b = first[1] - m * first[0]
    return Multipart(
        "The figure shows a straight line on a grid. It passes through the two marked grid points.",
        parts=[
            Part(
                ask="Find an equation of this line.",
                answer=line(m, b),
                steps=[
                    f"The marked points are ${at(first)}$ and ${at(second)}$.",
                    *_two_point_steps(first, second, m, b),
                ],
                hints=["Read off the coordinates of the two marked points.", INTERCEPT_HINT],
                mistakes=_slips(first, m),
            )
        ],
        figures=[_line_on_grid(first, second)],
    )


STORIES: tuple[tuple[str, str, str, int], ...] = (
    (
        "A phone is charging: its battery gains {p} percent every {q} minutes. After {x} minutes it is at {y} percent.",
        "the charge $y$ (in percent)",
        "the time $x$ (in minutes)",
        1,
    ),
    (
        "A candle burns down by {p} millimetres every {q} minutes. After {x} minutes it is {y} millimetres tall.",
        "the height $y$ (in millimetres)",
        "the time $x$ (in minutes)",
        -1,
    ),
    (
        "A pump drains a tank: {p} litres every {q} minutes. After {x} minutes there are {y} litres left.",
        "the volume $y$ (in litres)",
        "the time $x$ (in minutes)",
        -1,
    ),
    (
        "On top of a fixed fee a taxi company charges {p} euros for every {q} kilometres. A ride of {x} kilometres "
        "costs {y} euros.",
        "the price $y$ (in euros)",
        "the distance $x$ (in kilometres)",
        1,
    ),
    (
        "A regression line predicts the points in a test from the hours of practice: {p} points more for every {q} "
        "hours, and {y} points for {x} hours.",
        "the predicted number $y$ of points",
        "the practice time $x$ (in hours)",
        1,
    ),
    (
        "A seedling grows steadily: {p} millimetres every {q} days. After {x} days it is {y} millimetres tall.",
        "the height $y$ (in millimetres)",
        "the time $x$ (in days)",
        1,
    ),
    (
        "The level of a lake falls by {p} centimetres every {q} days. After {x} days it is at {y} centimetres.",
        "the water level $y$ (in centimetres)",
        "the time $x$ (in days)",
        -1,
    ),
)
"""Slope and one point in words; what y and x are; whether the line rises or falls."""


def _from_story(rng: Rng) -> Part:
    """A rate and one observation away from the start."""
    story, y_is, x_is, sign = rng.choice(STORIES)
    p, q = rng.choice([(p, q) for p in range(2, 6) for q in range(2, 5) if gcd(p, q) == 1])
    m = Fraction(sign * p, q)
    times = rng.integer(2, 6)
    b = Fraction(rng.integer(3, 20) if sign > 0 else p * times + rng.integer(5, 30))
    point = (q * times, int(b + m * q * times))
    x, y = point
    change = "rises" if sign > 0 else "falls"
    return Part(
        ask=f"{story.format(p=p, q=q, x=x, y=y)} "
        f"Find an equation of the straight line that describes {y_is} as a function of {x_is}.",
        answer=line(m, b),
        steps=[
            f"When $x$ grows by ${q}$, $y$ {change} by ${p}$, so the slope is $m = {fill('a/b', a=sign * p, b=q)}$.",
            *_intercept_steps(point, m, b),
            f"Hence the equation is ${line_text(m, b)}$.",
        ],
        hints=[
            "The slope is the change in $y$ divided by the change in $x$. Does $y$ grow or shrink?",
            "The observation is a point of the line, but it is not the value at $x = 0$.",
        ],
        mistakes=_slips(point, m),
    )


def _perpendicular(rng: Rng) -> Part:
    """A line at right angles to a given one, through a given point away from the vertical axis."""
    p, q = rng.choice([(p, q) for p in range(1, 6) for q in range(1, 5) if gcd(p, q) == 1 and (p, q) != (1, 1)])
    p *= rng.sign()
    m, b = Fraction(p, q), Fraction(rng.nonzero(-8, 8))
    x1 = q * rng.nonzero(-2, 2) if q > 2 else q * rng.nonzero(-4, 4)
    point = (x1, int(m * x1 + b))
    slope = -1 / m
    c = rng.nonzero(-9, 9)
    assert slope == Fraction(-q, p)  # the slope of q*x + p*y = c
    return Part(
        ask=f"Find an equation of the straight line through the point ${at(point)}$ that is perpendicular to the line "
        f"${q}*x + {p}*y = {c}$.",
        answer=line(m, b),
        steps=[
            f"Solved for $y$, the given line is the graph of $g(x) = {Polynomial([slope, Fraction(c, p)])}$: "
            f"its slope is $m_g = {slope}$.",
            f"Slopes of perpendicular lines have the product $-1$, so the slope wanted is $m = -1/m_g = {m}$.",
            *_intercept_steps(point, m, b),
            f"Hence the equation is ${line_text(m, b)}$.",
        ],
        hints=[
            "Which slope has the given line? Solve its equation for $y$.",
            "Slopes of perpendicular lines have the product $-1$.",
        ],
        mistakes=[
            Mistake(
                "perpendicular-as-parallel",
                _line_through(point, slope),
                "This line is parallel to the given one: the perpendicular slope is the negative reciprocal.",
            ),
            Mistake(
                "perpendicular-without-minus",
                _line_through(point, 1 / slope),
                "The product of perpendicular slopes is $-1$: the reciprocal changes its sign as well.",
            ),
            Mistake(
                "perpendicular-without-reciprocal",
                _line_through(point, -slope),
                "The product of perpendicular slopes is $-1$: take the reciprocal as well as the other sign.",
            ),
            _intercept_slip(point, m),
        ],
    )


# Lines -----------------------------------------------------------------------------------------------------------

INTERCEPT_HINT = "The intercept is the value at $x = 0$: put the slope and one of the points into $y = m*x + b$."
SLOPES = [(p, q) for p in range(1, 6) for q in range(2, 5) if gcd(p, q) == 1]


def line_text(m: Rational, b: Rational) -> str:
    return f"y = {Polynomial([m, b])}"


def line(m: Rational, b: Rational) -> EquationAnswer:
    return equation(line_text(m, b))


def _line_through(point: Lattice, m: Fraction) -> EquationAnswer:
    return line(m, point[1] - m * point[0])


def _two_point_steps(first: Lattice, second: Lattice, m: Fraction, b: Fraction) -> list[str]:
    """From two points to the equation: slope, intercept, check."""
    (x1, y1), (x2, y2) = first, second
    links = ("m", fill("(d - b)/(c - a)", a=x1, b=y1, c=x2, d=y2), fill("r/s", r=y2 - y1, s=x2 - x1), m)
    return [
        "The slope is the change in $y$ divided by the change in $x$: "
        f"${' = '.join(dict.fromkeys(map(text_of, links)))}$.",
        *_intercept_steps(first, m, b),
        f"Check with the other point: ${fill('m*x + b', m=m, x=x2, b=b)} = {y2}$.",
        f"Hence the equation of the line is ${line_text(m, b)}$.",
    ]


def _intercept_steps(point: Lattice, m: Fraction, b: Fraction) -> list[str]:
    x, y = point
    return [
        f"A line of this slope through ${at(point)}$ satisfies ${y} = {fill('m*x', m=m, x=x)} + b$, "
        f"so its intercept is $b = {fill('y - m*x', m=m, x=x, y=y)} = {b}$."
    ]


def _slips(point: Lattice, m: Fraction) -> list[Mistake]:
    direction = "rises" if m > 0 else "falls"
    return [
        Mistake(
            "run-over-rise",
            _line_through(point, 1 / m),
            "The slope is rise over run: the change in $y$ for each unit of $x$, not the other way round.",
        ),
        _intercept_slip(point, m),
        Mistake(
            "slope-sign",
            _line_through(point, -m),
            f"This line {direction} from left to right, so its slope is {'positive' if m > 0 else 'negative'}.",
        ),
    ]


def _intercept_slip(point: Lattice, m: Fraction) -> Mistake:
    x, y = point
    told = f"${y}$ is the value at $x = {x}$. The intercept is the value at $x = 0$."
    return Mistake("intercept-is-y1", line(m, y), told)


# Reading from a grid ---------------------------------------------------------------------------------------------


@cache
def _marked_points(p: int, q: int, whole: bool) -> tuple[tuple[Lattice, Lattice], ...]:
    """Pairs of lattice points inside the grid, off the vertical axis, 3 or more apart, on lines of slope p/q.

    The lines meet the vertical axis inside the grid too, at a whole number or between two.
    """
    inside = range(1 - REACH, REACH)
    return tuple(
        ((x, y), (x + k * q, y + k * p))
        for x in inside
        for y in inside
        for k in range(1, 6)
        if x and x + k * q and max(k * q, k * abs(p)) >= 3 and x + k * q in inside and y + k * p in inside
        if abs(y - Fraction(p, q) * x) <= REACH and (p * x % q == 0) == whole
    )


def _line_on_grid(first: Lattice, second: Lattice) -> Figure:
    span = (-REACH, REACH)
    return Figure(
        alt=f"A straight line on a grid of unit squares, x and y from {-REACH} to {REACH}. "
        f"The points {at(first)} and {at(second)} of the line are marked.",
        marks=(
            Line(through=(spot(first), spot(second)), style="solid", colour="blue"),
            Dots(points=(spot(first), spot(second)), colour="ink"),
        ),
        x=axis(span, "x", step=1),
        y=axis(span, "y", step=1),
        equal=True,
        grid=True,
    )
