"""Functions and graphs."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from math import gcd
from typing import Literal, NamedTuple

from generators.answers import agrees
from generators.answers.keys import defined_somewhere
from generators.authoring import Mistake, Multipart, Part, Rng, assume, choice, equation, exercise, expression, fill
from generators.maths.figures import at, axis, graph, listed, plain, spot
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.undoing import built, undone, wrong_ways
from generators.notation import parse, text_of
from schemas.answer import Assumption, ChoiceAnswer, EquationAnswer, ExpressionAnswer
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


# Composition and inverse -----------------------------------------------------------------------------------------


class Composed(NamedTuple):
    """An outer and an inner rule in x, the composition worked out, steps on the way, slips and the domain."""

    outer: str
    inner: str
    result: str
    steps: tuple[str, ...]
    slip: tuple[str, str, str]
    x: Assumption = "real"


@exercise(
    "refresher.functions.compose_and_invert",
    title="Compose functions, invert functions",
    skill="s.fun.compose",
    source="OpenStax, College Algebra 2e (2021), sections 3.4 and 3.7",
    levels={"easy": {"rules": "linear"}, "core": {"rules": "algebraic"}, "hard": {"rules": "exponential"}},
)
def compose_and_invert(rng: Rng, *, rules: Literal["linear", "algebraic", "exponential"]) -> Part:
    """Give a composition of functions, or the inverse of a function, as an expression."""
    if rng.chance(Fraction(1, 2)):
        return _inverse(*rng.choice(INVERTIBLE[rules])(rng))
    if rules == "exponential" and rng.chance(Fraction(1, 3)):
        return _three_composed(rng)
    return _composition(rng, rng.choice(COMPOSED[rules])(rng))


def _composition(rng: Rng, made: Composed) -> Part:
    """One function of the other, asked for under the names f and g in either order."""
    f, g = rng.shuffled("fg")
    rules = {f: made.outer, g: made.inner}
    asked, filled = f"{f}({g}(x))", fill(made.outer, x=made.inner)
    reversed_order = fill(made.inner, x=made.outer)

    def key(text: str) -> ExpressionAnswer:
        return expression(text, x=made.x)

    assume(not agrees(key(made.result), reversed_order), "the order does not matter")
    positive = " (where $x$ is positive)" if made.x == "positive" else ""
    first = f"The inner function is ${g}$: its result takes the place of $x$ in the rule of ${f}$, so "
    collected = text_of(filled) != text_of(made.result)
    return Part(
        ask=f"Let $f(x) = {rules['f']}$ and $g(x) = {rules['g']}${positive}. Give ${asked}$ as an expression in $x$.",
        answer=key(made.result),
        steps=[
            f"{first}${asked} = {filled}$.",
            *made.steps,
            *([f"Collect: ${asked} = {made.result}$."] if collected else []),
        ],
        hints=[
            "Which of the two functions is applied first?",
            f"Write the rule of ${f}$ with an empty bracket in place of $x$, then fill the bracket.",
        ],
        mistakes=[
            Mistake(id, key(value), told)
            for id, value, told in (
                (
                    "composes-in-reversed-order",
                    reversed_order,
                    f"In ${asked}$ the function ${g}$ comes first, and its result goes into ${f}$.",
                ),
                (
                    "product-for-composition",
                    f"({made.outer})*({made.inner})",
                    "One function is applied to the result of the other: nothing is multiplied.",
                ),
                made.slip,
            )
            if defined_somewhere(parse(value), {"x": made.x})
        ],
    )


def _linear(rng: Rng) -> Polynomial:
    """A linear polynomial with a slope other than 1 and -1, and a constant."""
    return Polynomial([rng.choice((-5, -4, -3, -2, 2, 3, 4, 5, 6)), rng.nonzero(-6, 6)])


def _after(line: Polynomial, inner: Polynomial) -> Composed:
    """A linear function of a polynomial."""
    half = Polynomial([line[1] * inner.lead, *inner.coefficients[1:]]) + line[0]
    slip = ("factor-to-first-term-only", str(half), f"The factor ${line[1]}$ multiplies every term of the bracket.")
    return Composed(str(line), str(inner), str(line.of(inner)), (), slip)


def _linear_of_linear(rng: Rng) -> Composed:
    return _after(_linear(rng), _linear(rng))


def _quadratic(rng: Rng) -> Polynomial:
    return Polynomial([rng.choice((1, 1, -1, 2, 3)), rng.choice((0, 0, -4, -3, -2, 2, 3, 4)), rng.nonzero(-6, 6)])


def _linear_of_quadratic(rng: Rng) -> Composed:
    return _after(_linear(rng), _quadratic(rng))


def _quadratic_of_linear(rng: Rng) -> Composed:
    outer, inner = _quadratic(rng), _linear(rng)
    square = Polynomial([inner[1] ** 2, 0, inner[0] ** 2])
    half = outer[2] * square + outer[1] * inner + outer[0]
    steps = (f"The square is $({inner})^2 = {inner**2}$.",)
    told = f"The square of a sum has a middle term: here it is ${Polynomial([2 * inner[1] * inner[0], 0])}$."
    result = str(outer.of(inner))
    return Composed(str(outer), str(inner), result, steps, ("binomial-without-middle-term", str(half), told))


def _root_of_linear(rng: Rng) -> Composed:
    a, b, inner = rng.choice((1, 2, 3, 4)), rng.nonzero(-6, 6), _linear(rng)
    told = f"All of ${inner}$ takes the place of $x$, so all of it stands under the root."
    slip = ("inner-left-outside", f"{a}*sqrt({inner[1]}*x) + {b + inner[0]}", told)
    result = f"{a}*sqrt({inner}) + {b}"
    return Composed(f"{a}*sqrt(x) + {b}", str(inner), result, (), slip)


def _linear_of_root(rng: Rng) -> Composed:
    outer, a, b = _linear(rng), rng.choice((1, 2, 3, 4)), rng.nonzero(-6, 6)
    told = f"The factor ${outer[1]}$ multiplies every term of the bracket."
    slip = ("factor-to-first-term-only", f"{outer[1] * a}*sqrt(x) + {b + outer[0]}", told)
    result = f"{outer[1] * a}*sqrt(x) + {outer[1] * b + outer[0]}"
    return Composed(str(outer), f"{a}*sqrt(x) + {b}", result, (), slip, "positive")


def _exponential_of_linear(rng: Rng) -> Composed:
    a, b, c, inner = rng.integer(2, 6), rng.nonzero(-3, 3), rng.nonzero(-6, 6), _linear(rng)
    told = f"All of ${inner}$ takes the place of $x$, so all of it stands in the exponent."
    slip = ("inner-left-outside", f"{a}*exp({b * inner[1]}*x) + {c + inner[0]}", told)
    return Composed(f"{a}*exp({b}*x) + {c}", str(inner), f"{a}*exp({b * inner}) + {c}", (), slip)


def _linear_of_exponential(rng: Rng) -> Composed:
    outer, a, b, c = _linear(rng), rng.integer(2, 6), rng.nonzero(-4, 4), rng.nonzero(-6, 6)
    told = f"The factor ${outer[1]}$ multiplies every term of the bracket."
    slip = ("factor-to-first-term-only", f"{outer[1] * a}*exp({b}*x) + {c + outer[0]}", told)
    result = f"{outer[1] * a}*exp({b}*x) + {outer[1] * c + outer[0]}"
    return Composed(str(outer), f"{a}*exp({b}*x) + {c}", result, (), slip)


def _logarithm_of_exponential(rng: Rng) -> Composed:
    a, b, c = rng.integer(2, 9), rng.choice((-4, -3, -2, 2, 3, 4, 5)), rng.nonzero(-5, 5)
    inner, result = f"{a}*exp({b}*x)", f"{b}*x + ln({a}) + {c}"
    steps = (f"The logarithm of a product is a sum: $ln({inner}) = ln({a}) + ln(exp({b}*x)) = ln({a}) + {b}*x$.",)
    told = "The logarithm of a product is the sum of the logarithms, not their product."
    return Composed(f"ln(x) + {c}", inner, result, steps, ("log-of-product-as-product", f"{b}*x*ln({a}) + {c}", told))


def _exponential_of_logarithm(rng: Rng) -> Composed:
    a, b, c, d = rng.integer(2, 6), rng.integer(2, 4), rng.nonzero(-6, 6), rng.integer(2, 6)
    steps = (
        f"A factor in front of a logarithm is an exponent inside: $exp({b}*ln({d}*x)) = exp(ln(({d}*x)^({b}))) = "
        f"({d}*x)^({b})$.",
    )
    told = f"The factor ${b}$ becomes an exponent when the logarithm and the power of $e$ cancel."
    slip = ("exponent-as-factor", f"{a * b * d}*x + {c}", told)
    result = f"{a * d**b}*x^{b} + {c}"
    return Composed(f"{a}*exp({b}*x) + {c}", f"ln({d}*x)", result, steps, slip, "positive")


def _sigmoid_of_linear(rng: Rng) -> Composed:
    inner, a = _linear(rng), rng.choice((1, 1, 2, 3, 5))
    told = f"All of ${inner}$ takes the place of $x$: the minus in the exponent belongs to each of its terms."
    slip = ("minus-to-first-term-only", f"{a}/(1 + exp({Polynomial([-inner[1], inner[0]])}))", told)
    result = f"{a}/(1 + exp({-inner}))"
    return Composed(f"{a}/(1 + exp(-x))", str(inner), result, (), slip)


COMPOSED: Mapping[str, tuple[Callable[[Rng], Composed], ...]] = {
    "linear": (_linear_of_linear,),
    "algebraic": (_linear_of_quadratic, _quadratic_of_linear, _root_of_linear, _linear_of_root),
    "exponential": (
        _exponential_of_linear,
        _linear_of_exponential,
        _logarithm_of_exponential,
        _exponential_of_logarithm,
        _sigmoid_of_linear,
    ),
}


def _three_composed(rng: Rng) -> Part:
    """A linear function, then an exponential or a square, then a quotient, a logarithm or a difference."""
    h, a = _linear(rng), rng.integer(2, 9)
    g = rng.choice(("exp(x)", "x^2", "exp(-x)"))
    f = rng.choice((f"{a}/(1 + x)", f"ln({a} + x^2)", f"{a} - 2*x", f"1/({a} + x)", f"{a}*sqrt(1 + x^2)"))
    within = fill(g, x=h)
    result, backwards = fill(f, x=within), fill(h, x=fill(g, x=f))
    swapped = fill(f, x=fill(h, x=g))
    return Part(
        ask=f"Let $h(x) = {h}$, $g(x) = {g}$ and $f(x) = {f}$. Give $f(g(h(x)))$ as an expression in $x$.",
        answer=expression(result),
        steps=[
            "Work from the inside out: the innermost function is applied first.",
            f"The result of $h$ goes into $g$: $g(h(x)) = {within}$.",
            f"This goes into $f$: $f(g(h(x))) = {result}$.",
        ],
        hints=["Which of the three functions is applied first?", "Begin with $g(h(x))$."],
        mistakes=[
            Mistake(
                "composes-in-reversed-order",
                expression(backwards),
                "The function next to $x$ comes first: here this is $h$, and $f$ comes last.",
            ),
            Mistake(
                "inner-two-exchanged",
                expression(swapped),
                "$g(h(x))$ means that $h$ comes first and its result goes into $g$.",
            ),
            Mistake(
                "product-for-composition",
                expression(f"({f})*({g})*({h})"),
                "One function is applied to the result of the other: nothing is multiplied.",
            ),
        ],
    )


def _inverse(operations: Sequence[str], domain: str = "", x: Assumption = "real") -> Part:
    """The inverse of a function that is built by operations, undone from the last to the first."""
    stages = built(operations, "x")
    rule, reached, steps = stages[-1], "y", []
    for operation, inside in zip(reversed(operations), reversed(stages[:-1]), strict=True):
        undo = undone(operation, inside, reached)
        reached = undo.value
        steps.append(f"{undo.how}: ${reached} = {inside}$.")
    answer = fill(reached, y="x")

    def key(text: str) -> ExpressionAnswer:
        return expression(text, x=x)

    slips = [
        Mistake(slip.misconception, key(value), slip.told)
        for slip in wrong_ways(operations, "y")
        if slip.misconception != "reciprocal-for-inverse-function"
        and defined_somewhere(parse(value := fill(slip.value, y="x")), {"x": x})
    ]
    return Part(
        ask=f"Find the inverse function $g$ of $f(x) = {rule}${domain}. Give $g(x)$ as an expression in $x$.",
        answer=key(answer),
        steps=[
            f"Write $y = {rule}$ and solve for $x$. What is done last is undone first.",
            *steps,
            f"Exchange the letters: $g(x) = {answer}$.",
            f"Check: $g(f(x)) = {fill(answer, x=rule)} = x$, as it must be.",
            f"So the inverse function is $g(x) = {answer}$.",
        ],
        hints=[
            "Write $y = f(x)$ and solve this equation for $x$.",
            "Which operation in the rule of $f$ is done last? Undo it first.",
        ],
        mistakes=[
            Mistake(
                "reciprocal-for-inverse-function",
                key(f"1/({rule})"),
                "The inverse function undoes $f$; one over $f(x)$ is something else.",
            ),
            *slips[:3],
        ],
    )


Invertible = tuple[tuple[str, ...], str, Assumption]
"""Operations, the domain in words, and what x is."""
NOT_NEGATIVE = " for $x >= 0$"


def _invertible_line(rng: Rng) -> Invertible:
    a, b = rng.integer(2, 9), rng.integer(1, 9)
    multiples, sums = (f"{a}*u", f"u/{a}"), (f"u + {b}", f"u - {b}", f"{b} - u")
    if rng.chance(Fraction(2, 3)):
        return (rng.choice(multiples), rng.choice(sums)), "", "real"
    return (rng.choice(sums), f"u/{a}"), "", "real"


def _invertible_square(rng: Rng) -> Invertible:
    a, h, k = rng.integer(1, 5), rng.integer(0, 5), rng.nonzero(-9, 9)
    last = f"u + {k}" if k > 0 else f"u - {-k}"
    return (*[f"u + {h}"] * (h > 0), "u^2", *[f"{a}*u"] * (a > 1), last), NOT_NEGATIVE, "positive"


def _invertible_root(rng: Rng) -> Invertible:
    a, h, k = rng.integer(1, 5), rng.integer(0, 5), rng.nonzero(-9, 9)
    last = f"u + {k}" if k > 0 else f"u - {-k}"
    return (*[f"u + {h}"] * (h > 0), "sqrt(u)", *[f"{a}*u"] * (a > 1), last), NOT_NEGATIVE, "positive"


def _invertible_quotient(rng: Rng) -> Invertible:
    a, h = rng.integer(2, 9), rng.integer(1, 9)
    k = rng.choice([k for k in range(-9, 10) if k not in (0, -h)])  # else the function is its own inverse
    last = f"u + {k}" if k > 0 else f"u - {-k}"
    return (f"u + {h}", f"{a}/u", last), NOT_NEGATIVE, "positive"


def _invertible_exponential(rng: Rng) -> Invertible:
    a, k, c = rng.integer(2, 9), rng.integer(2, 6), rng.nonzero(-9, 9)
    last = f"u + {c}" if c > 0 else f"u - {-c}"
    return (f"{k}*u" if rng.chance(Fraction(1, 2)) else f"u/{k}", "exp(u)", f"{a}*u", last), "", "real"


def _invertible_logarithm(rng: Rng) -> Invertible:
    a, h, c = rng.integer(2, 9), rng.nonzero(-6, 6), rng.nonzero(-9, 9)
    first, last = (f"u + {n}" if n > 0 else f"u - {-n}" for n in (h, c))
    return (first, "ln(u)", f"{a}*u", last), f" for $x > {-h}$", "real"


def _invertible_sigmoid(rng: Rng) -> Invertible:
    a, k = rng.integer(1, 9), rng.integer(1, 6)
    return (*[f"{k}*u"] * (k > 1), "-u", "exp(u)", "1 + u", f"{a}/u"), "", "real"


INVERTIBLE: Mapping[str, tuple[Callable[[Rng], Invertible], ...]] = {
    "linear": (_invertible_line,),
    "algebraic": (_invertible_square, _invertible_root, _invertible_quotient),
    "exponential": (_invertible_exponential, _invertible_logarithm, _invertible_sigmoid),
}


# Transformations -------------------------------------------------------------------------------------------------


class Base(NamedTuple):
    """A function whose graph is moved: as text with `u` for its argument, and as numbers.

    `mark` names its landmark, at `spot`; one more point is `across` and `up` from there. `rests` are the heights of
    lines that the graph approaches. `turns` tells whether a reflection in the vertical axis makes another graph,
    `factors` by which it may be stretched so that its points stay on the grid and in view.
    """

    text: str
    value: Callable[[float], float]
    mark: str
    spot: tuple[int, int]
    across: int
    up: int
    rests: tuple[int, ...] = ()
    turns: bool = False
    factors: tuple[Fraction, ...] = (Fraction(2), Fraction(1, 2))


BASES = (
    Base("|u|", abs, "corner", (0, 0), 2, 2),
    Base("u^2", lambda u: u * u, "vertex", (0, 0), 2, 4),
    Base("sqrt(u)", math.sqrt, "starting point", (0, 0), 4, 2, turns=True),
    Base("relu(u)", lambda u: max(u, 0.0), "corner", (0, 0), 2, 2, turns=True),
    Base("exp(u)", math.exp, "point above $x = 0$", (0, 1), 0, 0, (0,), True, (Fraction(2), Fraction(3))),
    Base("4/(1 + exp(-u))", lambda u: 4 / (1 + math.exp(-u)), "centre", (0, 2), 0, 0, (0, 4), False, (Fraction(1, 2),)),
)


class Moved(NamedTuple):
    """a*f(b*(x - h)) + k, where b is 1 or -1."""

    a: int | Fraction
    b: int
    h: int
    k: int

    def text(self, base: Base) -> str:
        """The formula in x."""
        inside = f"x - ({self.h})" if self.b > 0 else f"{self.h} - x"
        if base.rests == (0, 4):
            return text_of(f"{4 * self.a}/(1 + exp(-({text_of(inside)}))) + {self.k}")
        return text_of(f"{self.a}*{fill(base.text, u=text_of(inside))} + {self.k}")

    def value(self, base: Base, x: float) -> float:
        return float(self.a) * base.value(self.b * (x - self.h)) + self.k

    def point(self, base: Base, across: int = 0, up: int = 0) -> tuple[Rational, Rational]:
        """Where the landmark goes, or the point so far from it."""
        x, y = base.spot
        return self.h + self.b * (x + across), rational(self.a * (y + up) + self.k)

    def second(self, base: Base) -> tuple[Rational, Rational]:
        """A second point to be read off: a lattice point in view, for the parabola nearer to its vertex if need be."""
        x, y = self.point(base, base.across, base.up)
        return (x, y) if VIEW[0] <= y <= VIEW[1] else self.point(base, 1, 1)


VIEW = (-8, 8)
CHANGES = {
    "shift": "by a shift",
    "reflect": "by a reflection in one of the axes and a shift",
    "stretch": "by a vertical stretch or compression, perhaps a reflection in the $x$ axis, and a shift",
}


@exercise(
    "refresher.functions.graph_transformations",
    title="Which formula has this graph?",
    skill="s.fun.graphs",
    source="OpenStax, College Algebra 2e (2021), section 3.5",
    tier="extra",
    levels={"easy": {"change": "shift"}, "core": {"change": "reflect"}, "hard": {"change": "stretch"}},
)
def graph_transformations(rng: Rng, *, change: Literal["shift", "reflect", "stretch"]) -> Multipart:
    """Choose the formula of a shifted, reflected or stretched graph."""
    base = rng.choice(BASES)
    h, k = rng.nonzero(-4, 4), rng.nonzero(-4, 4)
    right = Moved(1, 1, h, k)
    if change == "reflect":
        right = Moved(1, -1, h, k) if base.turns and rng.chance(Fraction(1, 2)) else Moved(-1, 1, h, k)
    elif change == "stretch":
        right = Moved(rng.sign() * rng.choice(base.factors), 1, h, k)
    wrong: dict[str, tuple[Moved, str]] = {}
    for id, moved, told in _misread(base, right, change):
        shown = [right, *(each for each, _ in wrong.values())]
        if len(wrong) < 4 and all(_tell_apart(base, moved, other) for other in shown):
            wrong[id] = moved, told
    texts = [right.text(base), *(moved.text(base) for moved, _ in wrong.values())]

    def key(text: str) -> ChoiceAnswer:
        return choice(f"$y = {text}$", *(f"$y = {other}$" for other in texts if other != text))

    return Multipart(
        f"The figure shows a graph that comes from the graph of $f(x) = {fill(base.text, u='x')}$ {CHANGES[change]}. "
        + "($relu(x)$ is $x$ where $x$ is positive, else $0$.)" * base.text.startswith("relu"),
        parts=[
            Part(
                ask="Which of these formulas does it have?",
                answer=key(right.text(base)),
                steps=_read_off(base, right),
                hints=[
                    f"Where is the {base.mark} of the graph of $f$, and where is it now?",
                    "A change of $x$ before $f$ is applied moves the graph sideways, a change afterwards up or down.",
                ],
                mistakes=[Mistake(id, key(moved.text(base)), told) for id, (moved, told) in wrong.items()],
            )
        ],
        figures=[_moved_graph(base, right)],
    )


def _misread(base: Base, right: Moved, change: str) -> Iterator[tuple[str, Moved, str]]:
    """Where wrong rules lead, the most telling first."""
    a, b, h, k = right.a, right.b, right.h, right.k
    if change == "stretch":
        told = "Compare how far the graph rises or falls from there with how far the graph of $f$ does."
        yield "inverse-stretch", right._replace(a=rational(1 / Fraction(a))), told
    if change == "reflect" and base.turns:
        told = "Reflected in the $x$ axis the graph is upside down, reflected in the $y$ axis left and right change."
        yield "other-axis-of-reflection", right._replace(a=-a, b=-b), told
    told = "$f(x - h)$ is the graph moved to the right by $h$: its landmark sits where $x - h = 0$."
    yield "h-sign", right._replace(h=-h), told
    yield "swap-h-k", right._replace(h=k, k=h), "What is inside moves sideways, what is added outside moves up."
    if a < 0:
        yield "overlooks-reflection", right._replace(a=-a), "Does the graph open, rise or fall as that of $f$ does?"
        yield "reflects-the-shift", right._replace(k=-k), "The graph is reflected first and shifted then."
    yield "k-sign", right._replace(k=-k), "A number that is added outside moves the graph up, a negative one down."
    yield "both-shift-signs", right._replace(h=-h, k=-k), "Check the formula at the landmark of the graph."


def _tell_apart(base: Base, one: Moved, other: Moved) -> bool:
    """Whether the graphs differ by more than half a unit somewhere in view, or only one of them is there."""
    for tick in range(2 * VIEW[0], 2 * VIEW[1] + 1):
        heights = []
        for moved in (one, other):
            with suppress(ValueError):
                heights.append(moved.value(base, tick / 2))
        inside = [y for y in heights if VIEW[0] <= y <= VIEW[1]]
        if inside and (len(heights) == 1 or abs(heights[0] - heights[1]) > 0.5):
            return True
    return False


def _read_off(base: Base, moved: Moved) -> list[str]:
    """From the landmark to the formula, and a check."""
    a, b, h, k, factor = moved.a, moved.b, moved.h, moved.k, abs(Fraction(moved.a))
    spot, there = at(base.spot), at(moved.point(base))
    shift = f"${abs(h)}$ to the {'right' if h > 0 else 'left'} and ${abs(k)}$ {'up' if k > 0 else 'down'}"
    inside = f"${text_of(f'x - ({h})')}$ takes the place of $x$, and ${abs(k)}$ is {'added' if k > 0 else 'subtracted'}"
    if base.rests:
        before, after = (
            f"the height{'s' * (len(base.rests) > 1)} {listed(f'${y}$' for y in heights)}"
            for heights in (base.rests, sorted(rational(a * y + k) for y in base.rests))
        )
        steps = [
            f"The graph of $f$ passes through ${spot}$ and approaches {before}; now it is the marked point ${there}$ "
            f"and {after}.",
            f"So the graph is moved {shift}: {inside}.",
        ]
        if factor != 1:
            unit = base.rests[-1] or 1
            instead = f"${factor * unit}$ instead of ${unit}$"
            told = "The lines are {} apart" if base.rests[-1] else "The marked point is {} away from the dashed line"
            steps.append(f"{told.format(instead)}: the factor has the size ${factor}$.")
    else:
        steps = [
            f"The graph of $f$ has its {base.mark} at ${spot}$; here it is at ${there}$.",
            f"So the graph is moved {shift}: {inside}.",
        ]
        if factor != 1:
            x, y = moved.second(base)
            risen = round(base.value(float(x - h)))
            change = f"{'rises' if a > 0 else 'falls'} by ${abs(y - k)}$"
            steps.append(
                f"From there to a point ${x - h}$ further to the right the graph of $f$ rises by ${risen}$; "
                f"this one {change}, so the factor is ${a}$."
            )
    if a < 0 and (factor == 1 or base.rests):
        steps.append("It is upside down compared with the graph of $f$, so there is a minus in front.")
    if b < 0:
        steps.append(f"It runs to the other side, so it is reflected in the $y$ axis too: "
                     f"${text_of(f'-(x - ({h}))')} = {text_of(f'{h} - x')}$ takes the place of $x$.")  # fmt: skip
    x, y = moved.second(base)
    text = moved.text(base)
    return [*steps, f"Check: at ${x}$ the formula ${text}$ gives ${fill(text, x=x)} = {y}$, as the figure shows.",
            f"So the formula is $y = {text}$."]  # fmt: skip


def _moved_graph(base: Base, moved: Moved) -> Figure:
    """The graph with its landmark and one more point marked, and dashed lines where it comes to rest."""
    points = list(dict.fromkeys([moved.point(base), moved.second(base)]))
    heights = [moved.a * y + moved.k for y in base.rests]
    if base.rests:
        sides = ("left", "right") if moved.b > 0 else ("right", "left")
        lines = listed(f"the dashed line y = {plain(y)} on the {side}" for y, side in zip(heights, sides, strict=False))
        told = f"It approaches {lines}; its point {at(points[0])} is marked."
    else:
        told = f"Its {base.mark} {at(points[0])} and the point {at(points[1])} are marked."
    return Figure(
        alt=f"A curve on a grid of unit squares, x and y from {VIEW[0]} to {VIEW[1]}. {told}",
        marks=(
            *graph(lambda x: moved.value(base, x), VIEW, VIEW),
            *(Line(through=((0.0, float(y)), (1.0, float(y))), style="dashed", colour="grey") for y in heights),
            Dots(points=tuple(map(spot, points)), colour="ink"),
        ),
        x=axis(VIEW, "x", step=1),
        y=axis(VIEW, "y", step=1),
        equal=True,
        grid=True,
    )
