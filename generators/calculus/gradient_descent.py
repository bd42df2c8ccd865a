"""Gradient descent by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, gcd
from typing import Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    fill,
    finite_set,
    interval,
    matching,
    number,
    rounded,
    table,
    terminating,
    trace,
    vector,
)
from generators.maths.contours import Quadratic, contour_map
from generators.maths.contours import bowl as bowl_of
from generators.maths.contours import path as path_marks
from generators.maths.decimals import at_most
from generators.maths.figures import Pair, axis, graph, listed, plain, scatter, spot
from generators.maths.figures import at as pair
from generators.maths.matrices import Mat, column
from generators.maths.multivariate import MultiPolynomial
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.rng import drawn
from generators.maths.slopes import ACCURACY, slope_of, value_of
from generators.notation import text_of
from schemas.answer import ChoiceAnswer, IntervalAnswer, MatchingAnswer, TableAnswer
from schemas.exercise import DataTable
from schemas.figure import Dots, Figure, Mark

RATES = tuple(Fraction(1, n) for n in (10, 5, 4, 2))
COUNTS = {2: "two", 3: "three"}
BOWLS: Mapping[Fraction, Sequence[Rational]] = {
    Fraction(1, 10): (1, 2, 3, 4, 6, 7, 8),
    Fraction(1, 5): (1, 2, 3, 4),
    Fraction(1, 4): (1, 3),
    Fraction(1, 2): (Fraction(1, 2), Fraction(3, 2)),
}
"""By rate: a of a*x^2 such that a step shrinks the distance from the minimum, but not to 0."""
ASTRAY = 1000
"""A wrong step that leads so far is noticed: it is no mistake to foresee."""
SUBTRACT = "The gradient points uphill. Descent goes the other way: subtract the learning rate times the gradient."
AFRESH = "The slope changes from point to point: work out the gradient again at each new point."
USES_VALUE = "The step uses the slope of $f$ at the point, not the value of $f$ there."
RATE_IGNORED = "Multiply the gradient by the learning rate before you subtract it."


def neat(x: Fraction) -> bool:
    """Whether it has at most three decimals and is small enough to work with by hand."""
    return 1000 % x.denominator == 0 and abs(x) <= 9


# One variable ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Descent:
    """f and its derivative in house notation, the learning rate, and all points with the start."""

    f: str
    df: str
    rate: Fraction
    points: tuple[Fraction, ...]


def walked(slope: Callable[[Fraction], Rational], start: int, rate: Fraction, steps: int) -> tuple[Fraction, ...]:
    """The start and the points of gradient descent."""
    points = [Fraction(start)]
    for _ in range(steps):
        points.append(points[-1] - rate * slope(points[-1]))
    return tuple(points)


def quadratic(rng: Rng) -> Descent:
    """a*x^2 + b*x + c with a rate that neither reaches the minimum at once nor runs away from it."""
    rate = rng.choice(RATES)
    a = Fraction(rng.choice(BOWLS[rate]))
    largest = int(4 / rate)
    start = rng.choice([x for x in range(-5, 7) if x and 2 * a * abs(x) < 20 + largest])
    first = rng.choice([g for g in range(-largest, largest + 1) if g and abs(g - 2 * a * start) <= 20])
    f = Polynomial([a, first - 2 * a * start, rng.integer(-9, 9)])
    return Descent(str(f), str(f.diff()), rate, walked(f.diff(), start, rate, 2))


def towards_minimum(f: Polynomial, points: Sequence[Fraction]) -> bool:
    """Whether a cubic has a minimum and all points lie on its side of the maximum; quartics here have one anyway."""
    if f.degree != 3:
        return True
    a, b, c = map(Fraction, f.diff().coefficients)
    middle = -b / (2 * a)
    above = [
        f.diff()(p) * a < 0 or (p - middle) * a > 0 for p in points
    ]  # between the roots of f', or on the good side
    return b * b > 4 * a * c and all(above)


def higher(rng: Rng, degree: int, steps: int) -> Descent:
    """A cubic or a quartic on which every step goes down; the first slope is drawn, the linear term follows from it."""
    for _ in range(60):
        rate = rng.choice(RATES)
        a = rng.choice((Fraction(1, 3), Fraction(-1, 3), Fraction(1), Fraction(-1))) if degree == 3 else Fraction(1, 2)
        start, b = rng.integer(-3, 3), rng.integer(-5, 5)
        unit = 1 / rate if steps == 3 or degree == 4 else Fraction(1)
        step = rng.nonzero(-4, 4) if unit > 1 else rng.nonzero(-int(3 / rate), int(3 / rate))
        first = unit * step / (2 if degree == 4 else 1)
        partial = Polynomial([a, *[0] * (degree - 3), b, 0, 0])
        c = first - partial.diff()(start)
        if c.denominator > 1 or abs(c) > 15:
            continue
        f = partial + Polynomial([c, rng.integer(-5, 5)])
        points = walked(f.diff(), start, rate, steps)
        if all(map(neat, points)) and all(f(p) > f(q) for p, q in pairwise(points)) and towards_minimum(f, points):
            return Descent(str(f), str(f.diff()), rate, points)
    assume(False, "no polynomial with neat points was found")
    raise AssertionError


def exponential(rng: Rng) -> Descent:
    """a*e^((x - s)*(x - t)) + b*x, where the first step leads from s to t: at both the exponential is 1."""
    for _ in range(60):
        rate, a = rng.choice(RATES), rng.choice((1, 2, 3))
        s = rng.integer(-2, 2)
        t = s + rng.choice((-2, -1, 1, 2))
        inverse = int(1 / rate)
        b = (s - t) * (inverse - a)
        last = t - rate * (s - t) * (inverse - 2 * a)
        inner = Polynomial([1, -s]) * Polynomial([1, -t])
        f = text_of(f"{a}*exp({inner}) + {b}*x")
        if last != t and neat(last) and value_of(f, s) > value_of(f, t) > value_of(f, last):
            df = text_of(f"{a}*({inner.diff()})*exp({inner}) + {b}")
            return Descent(f, df, rate, (Fraction(s), Fraction(t), last))
    assume(False, "no exponential with neat points was found")
    raise AssertionError


def harder(rng: Rng) -> Descent:
    match rng.choice(("cubic", "cubic", "cubic", "quartic", "exponential")):
        case "cubic":
            return higher(rng, 3, rng.choice((2, 2, 3)))
        case "quartic":
            return higher(rng, 4, 2)
        case _:
            return exponential(rng)


def table_of(points: Sequence[Sequence[Fraction]], columns: Sequence[str]) -> TableAnswer:
    """The rows after the first, for what a wrong rule leads to: recognised when rounded to three decimals."""
    rows = {str(k): [readable(x) for x in row] for k, row in enumerate(points[1:], 1)}
    return table(rows, columns, places=3)


def readable(x: Fraction) -> Rational:
    return terminating(x) if 1000 % x.denominator == 0 else rounded(x, 6)


def valued(formula: str, f: str) -> str:
    """What a formula equals, to three decimals if they do not end before."""
    value = value_of(formula, 0)
    return f"{f} = {terminating(value)}" if 1000 % value.denominator == 0 else f"{f} approx {rounded(value, 3)}"


def one_variable(rng: Rng, descent: Descent) -> Part:
    f, df, points = descent.f, descent.df, descent.points
    steps, rate, start = len(points) - 1, terminating(descent.rate), rational(points[0])
    shown = [terminating(p) for p in points]
    key = trace({"x": f"x - {rate}*({df})"}, [start], rows=steps, places=3 if "exp" in f else None)
    assert [value_of(str(row[0]), 0) for row in key.value] == list(points[1:])
    for old, new in pairwise(points):  # by difference quotients of f itself
        assert abs(old - descent.rate * slope_of(f, old) - new) < ACCURACY * 1000
    first = (points[0] - points[1]) / descent.rate
    names = [f"$x_{k}$" for k in range(1, steps + 1)]

    wrong_steps: tuple[tuple[str, Callable[[Fraction], Fraction], str], ...] = (
        ("ascent", lambda x: x + descent.rate * value_of(df, x), SUBTRACT),
        ("old-gradient", lambda x: x - descent.rate * first, AFRESH),
        ("uses-value", lambda x: x - descent.rate * value_of(f, x), USES_VALUE),
        ("rate-ignored", lambda x: x - value_of(df, x), RATE_IGNORED),
    )
    mistakes = []
    for slip, step, feedback in wrong_steps:
        walk = [points[0]]
        while len(walk) <= steps and abs(walk[-1]) < ASTRAY:
            walk.append(step(walk[-1]))
        if abs(walk[-1]) < ASTRAY:
            mistakes.append(Mistake(slip, table_of([[x] for x in walk], ["x"]), feedback))
    moves = []
    for k, (old, new) in enumerate(pairwise(points)):
        here, after, slope = terminating(old), terminating(new), terminating((old - new) / descent.rate)
        moves.append(
            f"At $x_{k} = {here}$ the slope is $f'({here}) = {fill(df, x=here)} = {slope}$, so "
            f"$x_{k + 1} = x_{k} - alpha*f'(x_{k}) = {here} - {rate}*({slope}) = {after}$."
        )
    low, high = (valued(fill(f, x=shown[k]), f"f({shown[k]})") for k in (-1, 0))
    return Part(
        ask=f"Look for a minimum of $f(x) = {f}$ by gradient descent. Start at $x_0 = {start}$ with the learning rate "
        f"$alpha = {rate}$ and give the first {COUNTS[steps]} iterates {', '.join(names[:-1])} and {names[-1]}, one in "
        "each row. Their decimals end after three places at the latest.",
        answer=key.model_copy(update={"value": tuple((str(x),) for x in shown[1:])}),
        steps=[
            "Each step subtracts the learning rate times the slope at the current point: "
            "$x_(k + 1) = x_k - alpha*f'(x_k)$.",
            f"The derivative is $f'(x) = {df}$.",
            *moves,
            f"The iterates are {', '.join(f'${x}$' for x in shown[1:-1])} and ${shown[-1]}$. The values of $f$ show "
            f"that we went down: ${high}$ and ${low}$.",
        ],
        hints=[
            "First find the derivative. What does it say at the starting point?",
            "A step is $x_(k + 1) = x_k - alpha*f'(x_k)$. For the next row use the new point in the same way.",
        ],
        mistakes=mistakes,
    )


# Two variables ---------------------------------------------------------------------------------------------------


LINEAR = 24
"""Largest linear coefficient."""
SHAPES: Mapping[Fraction, Sequence[tuple[int, int, int]]] = {
    Fraction(1, 10): tuple((a, b, c) for a in (1, 2, 3, 4) for b in (1, 2, 3, 4) for c in (-3, -2, -1, 1, 2, 3)),
    Fraction(1, 5): tuple((a, b, c) for a in (1, 2, 3) for b in (1, 2, 3) for c in (-2, -1, 1, 2)),
    Fraction(1, 4): ((1, 2, 2), (2, 1, 2), (1, 2, -2), (2, 1, -2), (1, 3, 2), (3, 1, -2)),
    Fraction(1, 2): ((1, 1, 1), (1, 1, -1)),
}
"""By rate: (a, b, c) of a*x^2 + b*y^2 + c*x*y that is positive definite (4*a*b > c^2) and on which the rate is small
enough (both curvatures below 2/rate), with two steps of at most three decimals."""


Point = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Bowl:
    """a*x^2 + c*x*y + b*y^2 + d*x + e*y."""

    a: int
    b: int
    c: int
    d: int
    e: int

    @property
    def f(self) -> str:
        return text_of(f"{self.a}*x^2 + {self.c}*x*y + {self.b}*y^2 + {self.d}*x + {self.e}*y")

    @property
    def slopes(self) -> tuple[str, str]:
        """The partial derivatives."""
        by_x, by_y = f"{2 * self.a}*x + {self.c}*y + {self.d}", f"{self.c}*x + {2 * self.b}*y + {self.e}"
        return text_of(by_x), text_of(by_y)

    def __call__(self, x: Fraction, y: Fraction) -> Fraction:
        return self.a * x * x + self.c * x * y + self.b * y * y + self.d * x + self.e * y

    def gradient(self, x: Fraction, y: Fraction) -> Point:
        """By central differences, which are exact for quadratics."""
        return (self(x + 1, y) - self(x - 1, y)) / 2, (self(x, y + 1) - self(x, y - 1)) / 2

    def moved(self, rate: Fraction) -> Callable[[Fraction, Fraction], Point]:
        """A step of descent with this rate."""

        def step(x: Fraction, y: Fraction) -> Point:
            u, v = self.gradient(x, y)
            return x - rate * u, y - rate * v

        return step


def bowl(rng: Rng, rate: Fraction, x: int, y: int) -> Bowl:
    """One with slopes at (x, y) that lead at most two units away in each direction."""
    a, b, c = rng.choice(SHAPES[rate])
    slopes = [g for g in range(-int(2 / rate), int(2 / rate) + 1) if g]
    d = rng.choice([g - 2 * a * x - c * y for g in slopes if abs(g - 2 * a * x - c * y) <= LINEAR])
    e = rng.choice([g - 2 * b * y - c * x for g in slopes if abs(g - 2 * b * y - c * x) <= LINEAR])
    return Bowl(a, b, c, d, e)


def path(start: Point, step: Callable[[Fraction, Fraction], Point]) -> list[Point]:
    """The start and two steps."""
    points = [start]
    for _ in range(2):
        points.append(step(*points[-1]))
    return points


def wrong_paths(f: Bowl, start: Point, rate: Fraction) -> list[Mistake]:
    step, (gx, gy) = f.moved(rate), f.gradient(*start)

    def one_after_the_other(x: Fraction, y: Fraction) -> Point:
        x, _ = step(x, y)
        return x, step(x, y)[1]

    def by_value(x: Fraction, y: Fraction) -> Point:
        return x - rate * f(x, y), y - rate * f(x, y)

    def led(step: Callable[[Fraction, Fraction], Point]) -> TableAnswer:
        return table_of(path(start, step), ["x", "y"])

    return [
        Mistake("ascent", led(f.moved(-rate)), SUBTRACT),
        Mistake("old-gradient", led(lambda x, y: (x - rate * gx, y - rate * gy)), AFRESH),
        Mistake("new-x-in-y-step", led(one_after_the_other),
                "Both coordinates move at the same time: the slope for $y$ belongs to the old point, with its $x$."),
        Mistake("uses-value", led(by_value), USES_VALUE),
    ]  # fmt: skip


def two_variables(rng: Rng) -> Part:
    alpha, x0, y0 = rng.choice(RATES), rng.integer(-4, 4), rng.nonzero(-4, 4)
    f = bowl(rng, alpha, x0, y0)
    (fx, fy), rate, start = f.slopes, terminating(alpha), (Fraction(x0), Fraction(y0))
    points = path(start, f.moved(alpha))
    assume(all(neat(v) for point in points for v in point), "a point has too many decimals")
    key = trace({"x": f"x - {rate}*({fx})", "y": f"y - {rate}*({fy})"}, [x0, y0], rows=2)
    assert key.value == tuple(tuple(str(v) for v in point) for point in points[1:])
    shown = [tuple(terminating(v) for v in point) for point in points]
    moves = []
    for k, ((p, q), (r, s)) in enumerate(pairwise(shown)):
        u, v = map(terminating, f.gradient(Fraction(p), Fraction(q)))
        moves.append(
            f"At $({p}, {q})$ the partial derivatives are ${fill(fx, x=p, y=q)} = {u}$ and "
            f"${fill(fy, x=p, y=q)} = {v}$. So $x_{k + 1} = {p} - {rate}*({u}) = {r}$ and "
            f"$y_{k + 1} = {q} - {rate}*({v}) = {s}$."
        )
    return Part(
        ask=f"Look for the minimum of $f(x, y) = {f.f}$ by gradient descent. Start at $x_0 = {x0}$, $y_0 = {y0}$ with "
        f"the learning rate $alpha = {rate}$ and give the points $(x_1, y_1)$ and $(x_2, y_2)$, one in each row. Their "
        "decimals end after three places at the latest.",
        answer=key.model_copy(update={"value": tuple(tuple(map(str, point)) for point in shown[1:])}),
        steps=[
            f"The partial derivatives are $partial(f, x) = {fx}$ and $partial(f, y) = {fy}$.",
            "Each step subtracts the learning rate times the gradient at the current point, in both coordinates at the "
            "same time: $x_(k + 1) = x_k - alpha*partial(f, x)$ and $y_(k + 1) = y_k - alpha*partial(f, y)$.",
            *moves,
            f"The points are $({shown[1][0]}, {shown[1][1]})$ and $({shown[2][0]}, {shown[2][1]})$.",
        ],
        hints=[
            "First find both partial derivatives. What are they at the starting point?",
            "Both new coordinates come from the old point: work out both slopes before you move.",
        ],
        mistakes=wrong_paths(f, start, alpha),
    )


@exercise(
    "calculus.gradient_descent.gd_iterations",
    title="Do the first steps of gradient descent",
    skill="s.gd.step",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 7.1",
    levels={
        "easy": {"function": "quadratic"},
        "core": {"function": "cubic, quartic or exponential"},
        "hard": {"function": "in two variables"},
    },
)
def gd_iterations(
    rng: Rng, *, function: Literal["quadratic", "cubic, quartic or exponential", "in two variables"]
) -> Part:
    """Carry out the first steps of gradient descent, each from the one before."""
    if function == "in two variables":
        return two_variables(rng)
    return one_variable(rng, quadratic(rng) if function == "quadratic" else harder(rng))


# For which rates it converges ------------------------------------------------------------------------------------

OVERSHOOTS = "Up to twice that rate the steps overshoot the minimum, but each one ends closer to it than it began."
CURVATURES = tuple(Fraction(n, d) for n in range(1, 13) for d in (1, 2, 3, 4, 5) if gcd(n, d) == 1)


def to(end: Fraction) -> IntervalAnswer:
    """The open interval from 0."""
    return interval(f"(0, {end})")


def threshold_part(curvature: Fraction, slips: Sequence[Mistake], first_steps: Sequence[str]) -> Part:
    """Asks for the rates with |1 - rate*curvature| < 1; the curvature is that of the steepest direction."""
    end = rational(2 / curvature)
    shown = rational(curvature)
    return Part(
        ask="For which learning rates $alpha$ does gradient descent converge to the minimum from every start? Give the "
        "interval.",
        answer=to(Fraction(end)),
        steps=[
            *first_steps,
            f"The distance shrinks if this factor lies between $-1$ and $1$: $-1 < 1 - ({shown})*alpha < 1$.",
            f"The right side says $alpha > 0$. The left side says $({shown})*alpha < 2$, so $alpha < {end}$. At "
            "the ends the distance stays the same, so they do not belong to it.",
            f"The interval is $(0, {end})$.",
        ],
        hints=[
            "By which factor does one step change the distance from the minimum?",
            "A distance shrinks if its factor lies between $-1$ and $1$.",
        ],
        mistakes=[
            Mistake("one-over", to(Fraction(end) / 2), OVERSHOOTS),
            *slips,
        ],
    )


def one_step_part(curvature: Fraction) -> Part:
    rate, shown = rational(1 / curvature), rational(curvature)
    return Part(
        ask="With which learning rate $alpha$ does one step lead to the minimum, whatever the start?",
        answer=number(rate),
        steps=[
            f"The factor of the distance must be zero: $1 - ({shown})*alpha = 0$.",
            f"So $alpha = {rate}$.",
        ],
        hints=["What is the factor of the distance if the step ends at the minimum?"],
        mistakes=[
            Mistake("forgets-two", number(rational(2 / curvature)), "The second derivative of $a*x^2$ is $2*a$, not "
                    "$a$: the rate is one over that."),
            Mistake("curvature-for-rate", number(shown), "The best rate is one over the second derivative."),
        ],
    )  # fmt: skip


def parabola(rng: Rng, shifted: bool) -> tuple[Polynomial, Fraction]:
    """A parabola that opens upwards, with its minimum at 0 or anywhere, and its second derivative."""
    a = rng.choice(CURVATURES)
    if not shifted:
        return Polynomial([a, 0, rng.integer(-9, 9)]), 2 * a
    b = rng.nonzero(-9, 9)
    return Polynomial([a, b * (a.denominator if rng.chance(0.5) else 1), rng.integer(-9, 9)]), 2 * a


def converges_on_parabola(rng: Rng, *, shifted: bool) -> Multipart:
    f, curvature = parabola(rng, shifted)
    slope = f.diff()
    bottom = rational(-Fraction(f[1]) / curvature)
    part = threshold_part(
        curvature,
        [Mistake("forgets-two", to(4 / curvature), "The second derivative of $a*x^2$ is $2*a$, not $a$.")],
        [
            f"The slope is $f'(x) = {slope}$, which is zero at ${bottom}$. The second derivative is $f''(x) = "
            f"{rational(curvature)}$.",
            f"One step multiplies the distance from ${bottom}$ by $1 - alpha*f''(x) = 1 - "
            f"({rational(curvature)})*alpha$.",
        ],
    )
    parts = [part, one_step_part(curvature)] if shifted else [part]
    return Multipart(f"Gradient descent looks for the minimum of $f(x) = {f}$.", parts=parts)


FRAMES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
"""Directions of eigenvectors."""


def converges_on_bowl(rng: Rng) -> Multipart:
    """A quadratic of two variables whose Hessian has whole eigenvalues."""
    p, q = rng.choice(FRAMES)
    square = p * p + q * q
    pairs = [(a, b) for a in range(1, 13) for b in range(1, 13) if a != b and (a - b) * p * q % square == 0]
    pairs = [
        (a, b) for a, b in pairs if (a * p * p + b * q * q) % square == 0 and (a * q * q + b * p * p) % square == 0
    ]
    a, b = rng.choice(pairs)
    s = rng.sign()
    h, k, m = (a * p * p + b * q * q) // square, s * (a - b) * p * q // square, (a * q * q + b * p * p) // square
    H = Mat([[h, k], [k, m]])
    d, e = rng.integer(-9, 9), rng.integer(-9, 9)
    f = MultiPolynomial({(2, 0): Fraction(h, 2), (1, 1): k, (0, 2): Fraction(m, 2), (1, 0): d, (0, 1): e})
    low, high = sorted((a, b))
    assert (h + m, h * m - k * k) == (low + high, low * high)
    return Multipart(
        f"Gradient descent looks for the minimum of $f(x, y) = {f}$.",
        parts=[
            Part(
                ask="Give the set of the eigenvalues of the Hessian $H$ of $f$.",
                answer=finite_set(low, high),
                steps=[
                    f"The second derivatives are the entries of $H = {H}$.",
                    f"Its trace is ${h} + {m} = {h + m}$ and its determinant ${h}*{m} - ({k})^2 = {low * high}$, so "
                    "the "
                    f"eigenvalues solve $lambda^2 - {h + m}*lambda + {low * high} = 0$. The set of the eigenvalues is "
                    f"${{{low}, {high}}}$.",
                ],
                hints=["Find the three second derivatives.", "The eigenvalues add to the trace of $H$."],
                mistakes=[
                    Mistake("half-missing", finite_set(Fraction(low, 2), Fraction(high, 2)),
                            "The second derivative of $a*x^2$ is $2*a$."),
                    Mistake("diagonal-is-spectrum", finite_set(h, m), "The eigenvalues are the diagonal entries only "
                            "if the mixed entries are zero."),
                ],
            ),
            threshold_part(
                Fraction(high),
                [
                    Mistake("smallest-eigenvalue", to(Fraction(2, low)), "The steepest direction is the first in "
                            "which the steps grow: use the largest eigenvalue."),
                    Mistake("trace-for-eigenvalue", to(Fraction(2, low + high)), "Each direction has its own factor: "
                            "use the largest eigenvalue, not the sum of both."),
                ],
                [
                    "Along an eigenvector one step multiplies the distance from the minimum by $1 - alpha*lambda$, "
                    "where "
                    "$lambda$ is its eigenvalue. Both factors must lie between $-1$ and $1$.",
                    f"The larger eigenvalue is the stricter one: its factor is $1 - {high}*alpha$.",
                ],
            ),
        ],
    )  # fmt: skip


@exercise(
    "calculus.gradient_descent.convergence_threshold",
    title="Find the learning rates that converge",
    skill="s.gd.rate",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 7.1",
    levels={
        "easy": {"function": "parabola at zero"},
        "core": {"function": "any parabola"},
        "hard": {"function": "in two variables"},
    },
)
def convergence_threshold(
    rng: Rng, *, function: Literal["parabola at zero", "any parabola", "in two variables"]
) -> Multipart:
    """Find for which learning rates gradient descent on a quadratic converges from every start."""
    if function == "in two variables":
        return converges_on_bowl(rng)
    return converges_on_parabola(rng, shifted=function == "any parabola")


# Linear regression -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Data:
    """Points with whole coordinates."""

    x: tuple[int, ...]
    y: tuple[int, ...]

    @property
    def n(self) -> int:
        return len(self.x)

    @property
    def means(self) -> tuple[Fraction, Fraction]:
        return Fraction(sum(self.x), self.n), Fraction(sum(self.y), self.n)

    def spread(self, u: Sequence[int], v: Sequence[int]) -> Fraction:
        """The sum of products of deviations from the means."""
        a, b = Fraction(sum(u), self.n), Fraction(sum(v), self.n)
        return sum(((p - a) * (q - b) for p, q in zip(u, v, strict=True)), Fraction(0))

    @property
    def line(self) -> tuple[Fraction, Fraction]:
        """Slope and intercept of the least squares line."""
        m = self.spread(self.x, self.y) / self.spread(self.x, self.x)
        return m, self.means[1] - m * self.means[0]

    @property
    def table(self) -> DataTable:
        return DataTable(columns=("x", "y"), rows=tuple((str(a), str(b)) for a, b in zip(self.x, self.y, strict=True)))


def regression_data(rng: Rng, n: int, whole: bool) -> Data:
    """Points that scatter about a line; the mean of x is whole, slope and intercept are whole or short fractions."""

    def draw() -> Data:
        x = sorted(rng.distinct(0, 9, count=n))
        m, b = rng.nonzero(-4, 4), rng.integer(-5, 12)
        if whole:  # n is 3: residuals that are orthogonal to 1 and x are multiples of one vector
            r = (x[1] - x[2], x[2] - x[0], x[0] - x[1])
            g = gcd(*r)
            y = [m * a + b + side * e // g for a, e in zip(x, r, strict=True)]
        else:
            y = [m * a + b + rng.integer(-4, 4) for a in x]
        return Data(tuple(x), tuple(y))

    side = rng.sign()

    def fits(data: Data) -> bool:
        m, b = data.line
        xx, yy = data.spread(data.x, data.x), data.spread(data.y, data.y)
        exact = all(a * m + b == v for a, v in zip(data.x, data.y, strict=True))
        if sum(data.x) % data.n or exact or not m or yy == 0 or data.means[0] == 0 or m == b or m * m * xx < yy / 2:
            return False
        if whole:
            return m.denominator == b.denominator == 1 and max(map(abs, data.y)) <= 40
        return 1 < m.denominator <= 20 and b.denominator <= 20 and max(map(abs, data.y)) <= 40

    return drawn(draw, fits, 400)


def slope_mistakes(data: Data) -> list[Mistake]:
    xy = sum(a * b for a, b in zip(data.x, data.y, strict=True))
    return [
        Mistake("through-origin", number(rational(Fraction(xy, sum(a * a for a in data.x)))), "Take the deviations "
                "from "
                "the means, unless the line is forced through the origin."),
        Mistake("x-on-y", number(rational(data.spread(data.x, data.y) / data.spread(data.y, data.y))),
                "The errors are measured vertically: divide by the squared deviations of $x$."),
    ]  # fmt: skip


def line_parts(data: Data, steps: Sequence[str]) -> list[Part]:
    """Slope and intercept."""
    m, b = map(rational, data.line)
    xm, ym = map(rational, data.means)
    assert data.spread(data.x, data.x) * m == data.spread(data.x, data.y)
    return [
        Part(
            name="m",
            ask="Give the slope $m$ of the least-squares line $y = m*x + b$.",
            answer=number(m),
            steps=steps,
            hints=[
                "Begin with the means of $x$ and of $y$.",
                "The slope is the sum of the products of the deviations, divided by the sum of the squared "
                "deviations of "
                "$x$.",
            ],
            mistakes=slope_mistakes(data),
        ),
        Part(
            name="b",
            ask="Give its intercept $b$.",
            answer=number(b),
            follows="ym - m*xm",
            steps=[
                "The line passes through the point of the means, so the intercept is the mean of $y$ less the slope "
                "times "
                f"the mean of $x$: $b = {ym} - ({m})*({xm}) = {b}$."
            ],
            hints=["Through which point does every least-squares line pass?"],
            mistakes=[
                Mistake("b-is-mean", "ym", "That is the height of the line at the mean of $x$. Go back to $0$: "
                        "subtract "
                        "the slope times the mean of $x$."),
                Mistake("sign-kept-on-move", "ym + m*xm", "Subtract the slope times the mean of $x$."),
            ],
        ),
    ]  # fmt: skip


def deviations(data: Data) -> list[str]:
    xm, ym = map(rational, data.means)
    xy, xx = (rational(data.spread(data.x, other)) for other in (data.y, data.x))
    terms = " + ".join(f"({rational(a - xm)})*({rational(b - ym)})" for a, b in zip(data.x, data.y, strict=True))
    squares = " + ".join(f"({rational(a - xm)})^2" for a in data.x)
    m, ratio = str(rational(Fraction(xy) / xx)), text_of(f"({xy})/({xx})")
    return [
        f"The means are ${xm}$ for $x$ and ${ym}$ for $y$. Take the deviations from them.",
        f"The products of the deviations add to ${terms} = {xy}$, the squared deviations of $x$ to ${squares} = {xx}$.",
        f"So $m = {ratio} = {m}$." if ratio != m else f"So $m = {m}$.",
    ]


def fitted_picture(data: Data) -> Figure:
    m, b = data.line
    ys: list[Rational] = [*data.y, *(rational(m * a + b) for a in data.x)]
    x, y = (min(0, min(data.x)) - 1, max(data.x) + 1), (floor(min(0, *ys)) - 1, ceil(max(0, *ys)) + 1)
    far = data.x[-1]
    return scatter(list(zip(data.x, data.y, strict=True)), ("x", x), ("y", y), line=((0, b), (far, m * far + b)))


def least_squares(rng: Rng, n: int, whole: bool) -> Multipart:
    data = regression_data(rng, n, whole)
    slope, intercept = line_parts(data, deviations(data))
    xm, ym = map(rational, data.means)
    return Multipart(
        f"The table shows {n} points. A line is fitted to them so that the sum of the squared vertical errors is as "
        "small as possible.",
        given={"xm": xm, "ym": ym},
        data=data.table,
        parts=[slope, replace(intercept, figure=fitted_picture(data))],
    )


def from_sums(rng: Rng) -> Multipart:
    data = regression_data(rng, rng.choice((4, 5, 6)), False)
    n, sx, sy = data.n, sum(data.x), sum(data.y)
    sxx, sxy = sum(a * a for a in data.x), sum(a * b for a, b in zip(data.x, data.y, strict=True))
    xm, ym = map(rational, data.means)
    xy, xx = (rational(data.spread(data.x, other)) for other in (data.y, data.x))
    m, b = map(rational, data.line)
    new = max(data.x) + rng.integer(1, 3)
    mean_of_y = str(ym) if (shown := text_of(f"({sy})/({n})")) == str(ym) else f"{shown} = {ym}"
    steps = [
        f"The means are $({sx})/({n}) = {xm}$ for $x$ and ${mean_of_y}$ for $y$.",
        f"The products of the deviations add to ${sxy} - {n}*({xm})*({ym}) = {xy}$, and the squared deviations of "
        "$x$ to "
        f"${sxx} - {n}*({xm})^2 = {xx}$.",
        f"So $m = ({xy})/({xx}) = {m}$." if text_of(f"({xy})/({xx})") != str(m) else f"So $m = {m}$.",
    ]
    return Multipart(
        f"Of ${n}$ points only these sums are known: the values of $x$ add to ${sx}$ and their squares to ${sxx}$, the "
        f"values of $y$ add to ${sy}$, and the products of both to ${sxy}$. A line is fitted so that the sum of the "
        "squared vertical errors is as small as possible.",
        given={"xm": xm, "ym": ym, "x_1": new},
        parts=[*line_parts(data, steps), prediction_part(new, m, b)],
    )


def prediction_part(x: int, m: Rational, b: Rational, observed: int | None = None) -> Part:
    """Asks for the height of the line, or for what an observation lies above it."""
    height = rational(m * x + b)
    ask, rule, value, last = (
        (f"Which value does the line predict for $x = {x}$?", "m*x_1 + b", height, "")
        if observed is None
        else (
            f"Give the residual of the point with $x = {x}$: the observed value less the one on the line.",
            "y_1 - (m*x_1 + b)",
            rational(observed - height),
            f" The residual is ${observed} - ({height}) = {rational(observed - height)}$.",
        )
    )
    mistakes = [
        Mistake("exchanges-m-and-b", rule.replace("m*x_1 + b", "b*x_1 + m"), "The slope is multiplied by $x$, the "
                "intercept is added."),
        Mistake("intercept-left-out", rule.replace("m*x_1 + b", "m*x_1"), "Add the intercept.")
        if observed is None
        else Mistake("residual-sign", "m*x_1 + b - y_1", "Here the residual is the observed value less the one on the "
                     "line."),
    ]  # fmt: skip
    return Part(
        ask=ask,
        answer=number(value),
        follows=rule,
        steps=[f"The line has the height $({m})*{x} + ({b}) = {height}$ there.{last}"],
        hints=["Put $x$ into the equation of the line."],
        mistakes=mistakes,
    )


def with_residual(rng: Rng) -> Multipart:
    data = regression_data(rng, rng.choice((4, 5)), False)
    m, b = map(rational, data.line)
    xm, ym = map(rational, data.means)
    off = [i for i in range(data.n) if data.y[i] != m * data.x[i] + b]
    i = rng.choice(off)
    slope, intercept = line_parts(data, deviations(data))
    return Multipart(
        "A line is fitted to the points in the table so that the sum of the squared vertical errors is as small as "
        "possible.",
        given={"xm": xm, "ym": ym, "x_1": data.x[i], "y_1": data.y[i]},
        data=data.table,
        parts=[
            slope,
            intercept,
            replace(prediction_part(data.x[i], m, b, data.y[i]), figure=fitted_picture(data)),
        ],
    )


@exercise(
    "calculus.gradient_descent.regression_least_squares",
    title="Fit a line by least squares",
    skill="s.gd.lsq",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 9.2",
    levels={
        "easy": {"data": "three points"},
        "core": {"data": "four or five points"},
        "hard": {"data": "sums or residuals"},
    },
)
def regression_least_squares(
    rng: Rng, *, data: Literal["three points", "four or five points", "sums or residuals"]
) -> Multipart:
    """Find slope and intercept of the line with the least squared errors."""
    match data:
        case "three points":
            return least_squares(rng, 3, True)
        case "four or five points":
            return least_squares(rng, rng.choice((4, 5)), False)
        case _:
            return from_sums(rng) if rng.chance(0.5) else with_residual(rng)


# Gradient steps for regression -----------------------------------------------------------------------------------

GRADIENT_OF_LOSS = (
    "With residuals prediction less target, the loss is the mean of the squared residuals, halved, and its gradient "
    "has "
    "the entries mean of $r*x$ and mean of $r$."
)


def start_of(rng: Rng, n: int) -> tuple[Data, Fraction, Fraction, Fraction]:
    """Points, slope, intercept and learning rate, with neat numbers all the way."""

    def draw() -> tuple[Data, Fraction, Fraction, Fraction]:
        x = rng.distinct(-3, 6, count=n)
        m, b = rng.integer(-2, 3), rng.integer(-3, 3)
        y = [m * a + b + rng.integer(-4, 4) for a in x]
        guess = m + Fraction(rng.integer(-2, 2), 2)
        return Data(tuple(x), tuple(y)), guess, Fraction(b + rng.integer(-1, 1)), rng.choice(STEP_RATES)

    def fits(found: tuple[Data, Fraction, Fraction, Fraction]) -> bool:
        data, m, b, rate = found
        r = [m * a + b - v for a, v in zip(data.x, data.y, strict=True)]
        g = [Fraction(sum(e * a for e, a in zip(r, data.x, strict=True))), Fraction(sum(r))]
        neat_loss = 1000 % (Fraction(sum(e * e for e in r)) / (2 * data.n)).denominator == 0
        steep = rate * max(data.n, sum(a * a for a in data.x)) < Fraction(3, 2) * data.n
        return bool(
            steep and neat_loss and all(g) and g[0] != g[1] and all(1000 % (c / n).denominator == 0 for c in g)
            and len({abs(e) for e in r}) > 1
        )  # fmt: skip

    return drawn(draw, fits, 400)


STEP_RATES = (Fraction(1, 10), Fraction(1, 20), Fraction(1, 5))


def one_gradient_step(rng: Rng, n: int) -> Multipart:
    data, m, b, alpha = start_of(rng, n)
    A, y, w = Mat([[a, 1] for a in data.x]), column(*data.y), column(m, b)
    p = A * w
    r = p - y
    loss = Fraction(sum(Fraction(e) ** 2 for e in r)) / (2 * n)
    g = A.T * r * Fraction(1, n)
    new = w - alpha * g
    dec = terminating
    rate = dec(alpha)
    shown = {name: column(*(dec(e) for e in v)) for name, v in (("p", p), ("r", r), ("g", g), ("new", new))}
    products = " + ".join(f"({dec(e)})*({a})" for e, a in zip(r, data.x, strict=True))
    total = " + ".join(f"({dec(e)})" for e in r)
    return Multipart(
        "The line $y = m*x + b$ is fitted to the points in the table by gradient descent. The loss is the sum of the "
        f"squared residuals divided by $2*n$, with $n = {n}$ points; a residual is prediction less target. The line "
        f"now has the slope $m = {dec(m)}$ and the intercept $b = {dec(b)}$, together $w = {column(dec(m), dec(b))}$, "
        "and the "
        f"learning rate is $alpha = {rate}$.",
        given={"A": A, "y": y, "w": w, "alpha": alpha, "n": n, "J": Mat([[0, 1], [0, 1]])},
        data=data.table,
        parts=[
            Part(
                name="p",
                ask="Give the vector $p$ of the predictions for the points, in the order of the table.",
                answer=vector(*p),
                steps=[
                    "The predictions are "
                    + listed(f"$({dec(m)})*({a}) + ({dec(b)}) = {dec(v)}$" for a, v in zip(data.x, p, strict=True))
                    + f". So $p = {shown['p']}$."
                ],
                hints=["Put each $x$ into the equation of the line."],
                mistakes=[
                    Mistake("exchanges-m-and-b", vector(*(b * a + m for a in data.x)), "The slope is multiplied by "
                            "$x$, "
                            "the intercept is added."),
                    Mistake("intercept-left-out", vector(*(m * a for a in data.x)), "Add the intercept."),
                ],
            ),
            Part(
                name="r",
                ask="Give the vector $r$ of the residuals.",
                answer=vector(*r),
                follows="p - y",
                steps=[f"A residual is prediction less target: $r = p - y = {shown['p']} - {y} = {shown['r']}$."],
                hints=["Which is subtracted from which?"],
                mistakes=[Mistake("residual-sign", "y - p", "Here a residual is prediction less target.")],
            ),
            Part(
                name="L",
                ask="Give the loss $L$.",
                answer=number(dec(loss)),
                follows="norm(r)^2/(2*n)",
                steps=[
                    "The squared residuals are added and divided by $2*n$: $L = ("
                    + " + ".join(f"({dec(e)})^2" for e in r)
                    + f")/(2*{n}) = {dec(loss)}$."
                ],
                hints=["Square first, then add, and divide at the end."],
                mistakes=[
                    Mistake("half-forgotten", "norm(r)^2/n", "The sum of squares is divided by $2*n$ here."),
                    Mistake("squares-the-sum", "entry(A^T*r, 2)^2/(2*n)", "Square each residual first, and then add."),
                ],
            ),
            Part(
                name="g",
                ask="Give the gradient $g$ of the loss, the derivative by $m$ first and the one by $b$ second.",
                answer=vector(*(dec(e) for e in g)),
                follows="A^T*r/n",
                steps=[
                    f"By the chain rule the derivative by $m$ is the mean of $r*x$: $({products})/({n}) = "
                    f"{dec(g[0, 0])}$.",
                    f"The derivative by $b$ is the mean of the residuals: $({total})/({n}) = {dec(g[1, 0])}$. "
                    f"So $g = {shown['g']}$.",
                ],
                hints=["The inner derivative of a residual by $m$ is $x$. What is it by $b$?"],
                mistakes=[
                    Mistake("forgets-x", "J*A^T*r/n", "The derivative of $m*x + b$ by $m$ is $x$: this factor stays."),
                    Mistake("no-mean", "A^T*r", "The loss is an average: divide by $n$."),
                    Mistake("residual-sign", "-A^T*r/n", "With prediction less target the gradient has the sign of the "
                            "mean of $r*x$."),
                ],
            ),
            Part(
                ask="Give slope and intercept after one step of gradient descent, as a vector.",
                answer=vector(*(dec(e) for e in new)),
                follows="w - alpha*g",
                steps=[
                    "The step subtracts the learning rate times the gradient: $w - alpha*g = "
                    f"{column(dec(m), dec(b))} - "
                    f"{rate}*{shown['g']} = {shown['new']}$."
                ],
                hints=["In which direction does gradient descent go?"],
                mistakes=[
                    Mistake("ascent", "w + alpha*g", SUBTRACT),
                    Mistake("rate-ignored", "w - g", RATE_IGNORED),
                ],
            ),
        ],
    )  # fmt: skip


def two_gradient_steps(rng: Rng) -> Multipart:
    """The gradient at the start and two steps, marked row by row."""
    n = rng.choice((2, 4))
    data, m, b, alpha = start_of(rng, n)
    xx, xs, xy, ys = (
        rational(Fraction(total, n))
        for total in (
            sum(a * a for a in data.x), sum(data.x), sum(a * v for a, v in zip(data.x, data.y, strict=True)),
            sum(data.y),
        )
    )  # fmt: skip
    rate, dec = terminating(alpha), terminating
    assume(xs != 0, "the means separate slope and intercept")
    by_m, by_b = (text_of(text) for text in (f"{dec(xx)}*m + {dec(xs)}*b - {dec(xy)}", f"{dec(xs)}*m + b - {dec(ys)}"))
    step = {"m": f"m - {rate}*({by_m})", "b": f"b - {rate}*({by_b})"}
    key = trace(step, [m, b], rows=2, places=3)

    def path_of(by_m: Callable[..., Fraction], by_b: Callable[..., Fraction]) -> TableAnswer:
        points = [(m, b)]
        for _ in range(2):
            u, v = points[-1]
            points.append((u - by_m(u, v), v - by_b(u, v)))
        return table_of(points, ["m", "b"])

    def gm(u: Fraction, v: Fraction) -> Fraction:
        return Fraction(xx * u + xs * v - xy)

    def gb(u: Fraction, v: Fraction) -> Fraction:
        return Fraction(xs * u + v - ys)

    walk = [(m, b)]
    for _ in range(2):
        u, v = walk[-1]
        walk.append((u - alpha * gm(u, v), v - alpha * gb(u, v)))
    residuals = [m * a + b - v for a, v in zip(data.x, data.y, strict=True)]
    assert gm(m, b) == sum(e * a for e, a in zip(residuals, data.x, strict=True)) / n
    g0 = gm(m, b), gb(m, b)
    rows = []
    for k, ((u, v), (s, t)) in enumerate(pairwise(walk)):
        u3, v3, s3, t3 = (at_most(c, 3) for c in (u, v, s, t))
        rows.append(
            f"Step {k + 1}: at $({u3}, {v3})$ the gradient is about $({at_most(gm(u, v), 3)}, "
            f"{at_most(gb(u, v), 3)})$, and the step leads to $({s3}, {t3})$."
        )
    return Multipart(
        "The line $y = m*x + b$ is fitted to the points in the table by gradient descent. The loss is the sum of the "
        f"squared residuals, prediction less target, divided by $2*n$, with $n = {n}$ points. Start with the slope "
        f"${dec(m)}$ and the intercept ${dec(b)}$; the learning rate is ${rate}$.",
        data=data.table,
        parts=[
            Part(
                ask="Give the gradient of the loss at the start, the derivative by $m$ first and the one by $b$ "
                    "second.",
                answer=vector(*(dec(e) for e in g0)),
                steps=[
                    "The residuals are " + listed(f"${dec(e)}$" for e in residuals) + ".",
                    "The derivative by $m$ is the mean of $r*x$, which is $("
                    + " + ".join(f"({dec(e)})*({a})" for e, a in zip(residuals, data.x, strict=True))
                    + f")/({n}) = {dec(g0[0])}$, and the derivative by $b$ is the mean of the residuals, "
                      f"${dec(g0[1])}$.",
                    f"The gradient is $({dec(g0[0])}, {dec(g0[1])})$.",
                ],
                hints=["Begin with the residuals.", "The inner derivative of a residual by $m$ is $x$."],
                mistakes=[
                    Mistake("forgets-x", vector(g0[1], g0[1]), "The derivative of $m*x + b$ by $m$ is $x$: this factor "
                            "stays."),
                    Mistake("no-mean", vector(n * g0[0], n * g0[1]), "The loss is an average: divide by $n$."),
                    Mistake("residual-sign", vector(-g0[0], -g0[1]), "A residual is prediction less target."),
                ],
            ),
            Part(
                ask="Carry out two steps of gradient descent. Give slope and intercept after each step, one step in "
                    "each "
                "row, rounded to 3 decimals.",
                answer=key,
                steps=[
                    "Each step subtracts the learning rate times the gradient, and the gradient is worked out anew. "
                    "For "
                    f"these data its entries are $({xx})*m + ({xs})*b - ({xy})$ and $({xs})*m + b - ({ys})$.",
                    *rows,
                ],
                hints=["Use the new slope and intercept for the second gradient."],
                mistakes=[
                    Mistake("ascent", path_of(lambda u, v: -alpha * gm(u, v), lambda u, v: -alpha * gb(u, v)),
                            SUBTRACT),
                    Mistake("old-gradient", path_of(lambda u, v: alpha * g0[0], lambda u, v: alpha * g0[1]), AFRESH),
                    Mistake("forgets-x", path_of(lambda u, v: alpha * gb(u, v), lambda u, v: alpha * gb(u, v)),
                            "The derivative of $m*x + b$ by $m$ is $x$: this factor stays."),
                    Mistake("no-mean", path_of(lambda u, v: n * alpha * gm(u, v), lambda u, v: n * alpha * gb(u, v)),
                            "The loss is an average: divide by $n$."),
                ],
            ),
        ],
    )  # fmt: skip


@exercise(
    "calculus.gradient_descent.regression_gd_step",
    title="Do gradient steps for a regression line",
    skill="s.gd.regression",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 7.1 and 9.2",
    levels={
        "easy": {"work": "one step, two points"},
        "core": {"work": "one step, more points"},
        "hard": {"work": "two steps"},
    },
)
def regression_gd_step(
    rng: Rng, *, work: Literal["one step, two points", "one step, more points", "two steps"]
) -> Multipart:
    """Predictions, residuals, loss, gradient and the updated line in gradient descent for linear regression."""
    match work:
        case "one step, two points":
            return one_gradient_step(rng, 2)
        case "one step, more points":
            return one_gradient_step(rng, rng.choice((3, 4)))
        case _:
            return two_gradient_steps(rng)


# Learning rates in pictures --------------------------------------------------------------------------------------

SPEEDS = {
    "slow": "The learning rate is too small: the steps are short and the minimum is still far away.",
    "good": "The learning rate is good: the path reaches the minimum quickly without jumping across it.",
    "zigzag": "The learning rate is large: the path jumps from side to side, but comes closer to the minimum.",
    "diverges": "The learning rate is too large: the steps grow, and the path runs away from the minimum.",
}
FACTORS: Mapping[str, Sequence[Fraction]] = {
    "slow": tuple(Fraction(n, 100) for n in (86, 88, 90, 92)),
    "good": tuple(Fraction(n, 100) for n in (25, 30, 35, 40, 45)),
    "zigzag": tuple(Fraction(n, 100) for n in (-65, -70, -75, -80)),
    "diverges": tuple(Fraction(n, 100) for n in (-115, -120, -125, -130)),
}
"""By what one step multiplies the distance from the minimum."""
PATH = 9
"""Points of a path that are drawn at most, with the start."""
LETTERS = "ABCD"


def speeds_of(told: Mapping[str, str]) -> list[Mistake]:
    """Wrong pairings of the speeds by letter, each by its own belief."""
    key = speed_key(told)

    def believing(change: Mapping[str, str]) -> MatchingAnswer:
        return key.model_copy(update={"value": {letter: change.get(s, s) for letter, s in told.items()}})

    shown = set(told.values())
    beliefs = [
        ("slow-is-converged", {"slow": "good", "good": "slow"}, "Small steps far from the minimum mean that the "
         "rate is too small: they have not arrived."),
        ("long-first-step", {"good": "diverges", "diverges": "good"}, "A long first step is no bad sign. Watch whether "
         "the later steps shrink or grow."),
        ("zigzag-diverges", {"zigzag": "diverges", "diverges": "zigzag"}, "A zigzag whose steps shrink still "
         "converges."),
    ]  # fmt: skip
    return [Mistake(slip, believing(change), text) for slip, change, text in beliefs if shown & change.keys()]


def speed_key(told: Mapping[str, str]) -> MatchingAnswer:
    return matching({letter: f"Path {letter}." for letter in told}, SPEEDS, dict(told))


def speeds_part(told: Mapping[str, str]) -> Part:
    said = {
        "slow": "keeps to one side with short steps that hardly shrink",
        "good": "makes one long step and then ever shorter ones into the minimum",
        "zigzag": "jumps across the minimum with steps that shrink",
        "diverges": "jumps across the minimum with steps that grow",
    }
    return Part(
        ask="Match each path with what is true of its learning rate.",
        answer=speed_key(told),
        steps=[
            "Two questions decide: do the steps shrink or grow, and does the path stay on one side or jump across?",
            *(f"Path {letter} {said[speed]}. {SPEEDS[speed]}" for letter, speed in told.items()),
        ],
        hints=["Do the steps get shorter or longer?", "Does the path jump across the minimum?"],
        mistakes=speeds_of(told),
    )


def from_start(points: Sequence[Pair]) -> list[Mark]:
    """The path, with a black dot where it starts: shrinking steps read backwards would be growing ones."""
    way, _ = path_marks(points)
    start, *others = map(spot, points)
    return [way, Dots(points=tuple(others), colour="orange"), Dots(points=(start,), colour="ink")]


def path_on_parabola(rng: Rng, speed: str, bottom: int, side: int, letter: str) -> Figure:
    """The parabola with a path of points on it."""
    factor = rng.choice(FACTORS[speed])
    distance = Fraction(side * (11 if speed == "diverges" else 42), 10)
    xs = [bottom + distance * factor**k for k in range(PATH)]
    xs = [x for x in xs if abs(x - bottom) <= 5]
    points = [(x, (x - bottom) ** 2) for x in xs]
    told = listed(plain(round(float(x), 2)) for x in xs)
    return Figure(
        alt=f"Path {letter} on a parabola with its minimum at {bottom}. From the start on, its points have the "
        f"x values {told}.",
        marks=(
            *graph(lambda x: (x - bottom) ** 2, (bottom - 5, bottom + 5), (0, 26), colour="grey"),
            *from_start(points),
        ),
        x=axis((bottom - 5, bottom + 5), "x", step=2),
        y=axis((0, 26), "f(x)", step=5),
        rim=True,
        label=letter,
    )


def paths_in_one_variable(rng: Rng) -> Multipart:
    speeds = rng.shuffled(["slow", "good", rng.choice(("zigzag", "diverges"))])
    bottom, told = rng.integer(-5, 5), dict(zip(LETTERS, speeds, strict=False))
    figures = [path_on_parabola(rng, speed, bottom, rng.sign(), letter) for letter, speed in told.items()]
    return Multipart(
        "The pictures show paths of gradient descent on the same parabola, each with another learning rate. Every path "
        "starts at the black dot.",
        figures=figures,
        parts=[speeds_part(told)],
    )


RATES_BY_SPEED = {"slow": (8, 10, 12), "good": (85, 90, 95), "zigzag": (178, 182, 186), "diverges": (224, 230, 236)}
"""Hundredths of one over the larger curvature."""
TILTS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (-1, 2))


def path_on_bowl(rng: Rng, f: Quadratic, levels: Sequence[int], speed: str, letter: str) -> Figure:
    """Contours of an elongated bowl and a path down, or out of it."""
    (steep, across), (_, along) = f.rough.axes
    rate = rng.choice(RATES_BY_SPEED[speed]) / 100 / (2 * steep)
    u, v = rng.sign() * 3.4, rng.sign() * (0.4 if speed == "diverges" else 1.5)
    cx, cy = map(float, f.centre)
    at = (cx + u * along[0] + v * across[0], cy + u * along[1] + v * across[1])
    points = [at]
    for _ in range(PATH + 1):
        gx, gy = f.rough.gradient(*at)
        at = (at[0] - rate * gx, at[1] - rate * gy)
        if max(abs(at[0] - cx), abs(at[1] - cy)) > 5:
            break
        points.append(at)
    told = listed(pair((round(x, 2), round(y, 2))) for x, y in points)
    view = tuple((float(c) - 5, float(c) + 5) for c in f.centre)
    return contour_map(
        f,
        levels,
        view[0],
        view[1],
        marks=from_start(points),
        told=f"From the start on, path {letter} passes through {told}.",
        written=False,
        label=letter,
    )


def paths_in_two_variables(rng: Rng) -> Multipart:
    speeds = rng.shuffled(SPEEDS)
    told = dict(zip(LETTERS, speeds, strict=True))
    flat = rng.choice((Fraction(1, 2), Fraction(1)))
    f = bowl_of((rng.integer(-3, 3), rng.integer(-3, 3)), flat * rng.choice((3, 4, 5)), flat, rng.choice(TILTS))
    levels = [k * k for k in range(1, 6)]
    figures = [path_on_bowl(rng, f, levels, speed, letter) for letter, speed in told.items()]
    return Multipart(
        "The pictures show contours of the same function, whose minimum lies in the middle of the ellipses, and "
        "paths of "
        "gradient descent. Each path has another learning rate, and starts at the black dot.",
        figures=figures,
        parts=[speeds_part(told)],
    )


def loss_curve(a: int, start: int, rate: Fraction, letter: str) -> Figure:
    """The loss a*x^2 against the number of steps."""
    first = Fraction(a * start * start)
    factor = (1 - 2 * a * rate) ** 2
    losses = [first * factor**k for k in range(9)]
    seen = [(k, loss) for k, loss in enumerate(losses) if loss <= 2 * first]
    told = ", ".join(f"{k}: {plain(round(float(loss), 2))}" for k, loss in seen)
    return Figure(
        alt=f"Curve {letter}: the loss after each step. {told}.",
        marks=tuple(path_marks(seen)),
        x=axis((0, 8), "step", step=1),
        y=axis((0, 2 * float(first)), "loss"),
        rim=True,
        grid=True,
        label=letter,
    )


def loss_curves(rng: Rng) -> Multipart:
    a, start = rng.choice((1, 2, 4, 5)), rng.integer(1, 4)
    factors = [rng.choice(tenths) * Fraction(1, 10) for tenths in ((9, 8), (2, 1), (-7, -6), (-11, -12))]
    rates = {f: (1 - f) / (2 * a) for f in factors}
    order_of = rng.shuffled(factors)
    told = dict(zip(LETTERS, order_of, strict=True))
    ids = {f: str(n) for n, f in enumerate(sorted(factors, reverse=True), 1)}
    right = {ids[f]: f"$alpha = {terminating(rates[f])}$" for f in sorted(factors, reverse=True)}
    key = matching({c: f"Curve {c}." for c in told}, right, {c: ids[f] for c, f in told.items()})
    slow, good, zigzag, out = factors

    def swapped(*pairs: tuple[Fraction, Fraction]) -> MatchingAnswer:
        change = {one: other for pair_ in pairs for one, other in (pair_, pair_[::-1])}
        return key.model_copy(update={"value": {c: ids[change.get(f, f)] for c, f in told.items()}})

    return Multipart(
        f"Gradient descent runs on the loss $f(x) = {Polynomial([a, 0, 0])}$ from $x_0 = {start}$ with four learning "
        "rates. "
        "The pictures A to D show the loss after each step"
        + (", as far as it fits into the picture." if any(abs(f) > 1 for f in told.values()) else "."),
        figures=[loss_curve(a, start, rates[f], c) for c, f in told.items()],
        parts=[
            Part(
                ask="Which learning rate belongs to which curve?",
                answer=key,
                steps=[
                    f"One step multiplies $x$ by $1 - {2 * a}*alpha$, so the loss is multiplied by the square of this.",
                    *(
                        f"For the rate ${terminating(rates[f])}$ this is $({terminating(f)})^2 = "
                        f"{terminating(f * f)}$: that is "
                        f"curve {c}."
                        for c, f in told.items()
                    ),
                ],
                hints=["By which factor does one step change $x$, and by which the loss?"],
                mistakes=[
                    Mistake("slow-is-converged", swapped((slow, good)), "A small rate gives a slow fall of the loss."),
                    Mistake("zigzag-diverges", swapped((zigzag, out)), "Jumping across the minimum is no divergence as "
                            "long as the factor of $x$ lies between $-1$ and $1$."),
                    Mistake("faster-with-larger-rate", swapped((good, zigzag)), "A larger rate is not always faster: "
                            "square the factor of $x$."),
                ],
            )
        ],
    )  # fmt: skip


@exercise(
    "calculus.gradient_descent.learning_rate_from_paths",
    title="Judge learning rates by their paths",
    skill="s.gd.rate",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 7.1",
    levels={
        "easy": {"picture": "parabola"},
        "core": {"picture": "contours"},
        "hard": {"picture": "loss curves"},
    },
)
def learning_rate_from_paths(rng: Rng, *, picture: Literal["parabola", "contours", "loss curves"]) -> Multipart:
    """Tell from paths of gradient descent whether the learning rate is too small, good, large or too large."""
    draws = {"parabola": paths_in_one_variable, "contours": paths_in_two_variables, "loss curves": loss_curves}
    return draws[picture](rng)


# Where it ends ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hills:
    """A curve that is level at its nodes (x, height) and rises or falls between them, and beyond them."""

    nodes: tuple[tuple[int, int], ...]

    def __call__(self, x: float) -> float:
        if x <= self.nodes[0][0] or x >= self.nodes[-1][0]:
            end, height = self.nodes[0] if x <= self.nodes[0][0] else self.nodes[-1]
            return height + 1.2 * (x - end) ** 2
        (a, low), (b, high) = next((p, q) for p, q in pairwise(self.nodes) if p[0] <= x <= q[0])
        t = (x - a) / (b - a)
        return low + (high - low) * (3 * t * t - 2 * t**3)

    @property
    def minima(self) -> list[int]:
        """Nodes lower than both neighbours; the curve rises beyond both ends."""
        heights = [10**6, *(height for _, height in self.nodes), 10**6]
        return [x for k, (x, h) in enumerate(self.nodes, 1) if heights[k - 1] > h < heights[k + 1]]

    @property
    def ledge(self) -> int | None:
        """The node between a higher and a lower one, where the curve is level and goes on falling."""
        inner = zip(self.nodes, self.nodes[1:], self.nodes[2:], strict=False)
        return next((x for (_, a), (x, h), (_, b) in inner if a < h < b or a > h > b), None)

    def end(self, x: float) -> int:
        """Where small steps downhill lead to: the first level point, since no step leads away from one."""
        if self(x + 1e-4) > self(x - 1e-4):
            return max(node for node, _ in self.nodes if node < x)
        return min(node for node, _ in self.nodes if node > x)


def hills(rng: Rng, minima: int) -> Hills:
    """Minima and maxima in turn, heights that are easy to tell apart; with three minima also a ledge on one slope."""
    count = 2 * minima - 1

    def draw() -> Hills:
        gaps = [rng.integer(2, 3 if minima == 3 else 4) for _ in range(count - 1)]
        xs = [sum(gaps[:k]) for k in range(count)]
        hs = [rng.integer(0, 4) if k % 2 == 0 else rng.integer(5, 9) for k in range(count)]
        if minima == 3:
            k = rng.integer(1, count - 1)
            xs = [*xs[:k], xs[k - 1] + 2, *(x + 4 - gaps[k - 1] for x in xs[k:])]
            hs.insert(k, (hs[k - 1] + hs[k]) // 2)
        return Hills(tuple((x - xs[-1] // 2, h) for x, h in zip(xs, hs, strict=True)))

    def clear(f: Hills) -> bool:
        """Whether the minima differ in height and the ledge is well above and below its neighbours."""
        rises = [abs(b - a) for (_, a), (_, b) in pairwise(f.nodes)]
        return len({dict(f.nodes)[m] for m in f.minima}) == minima and min(rises) >= 2

    return drawn(draw, clear)


def starts_on(rng: Rng, f: Hills, count: int) -> list[Fraction]:
    """Starts away from the nodes, one whose end is not the lowest minimum and one whose end is not the nearest.

    Where there is a ledge, one starts above it. None if there are no such ones.
    """
    low, high = f.nodes[0][0], f.nodes[-1][0]
    xs = [Fraction(n, 2) for n in range(2 * low + 1, 2 * high)]
    xs = [x for x in xs if min(abs(x - node) for node, _ in f.nodes) >= Fraction(1, 2)]
    lowest = min(f.minima, key=lambda m: dict(f.nodes)[m])
    farther = [x for x in xs if f.end(float(x)) not in (f.ledge, min(f.minima, key=lambda m: abs(m - x)))]
    higher = [x for x in xs if f.end(float(x)) != lowest]
    if not farther or not higher:
        return []
    chosen = [rng.choice(farther), rng.choice(higher)]
    if f.ledge is not None:
        chosen[1] = rng.choice([x for x in xs if f.end(float(x)) == f.ledge])
    rest = [x for x in xs if x not in chosen]
    chosen += rng.sample(rest, min(len(rest), count - 2)) if count > 2 else []
    return sorted(chosen) if len(set(chosen)) == count else []


LEDGE = " The slope comes close to 0 there, so the steps become ever smaller and never lead beyond this point."


def ends_on_hills(rng: Rng, minima: int) -> Multipart:
    def draw() -> tuple[Hills, list[Fraction]]:
        f = hills(rng, minima)
        return f, starts_on(rng, f, minima)

    f, starts = drawn(draw, lambda found: found[1], 200)
    letters = dict(zip(starts, LETTERS, strict=False))
    span = (f.nodes[0][0] - 2, f.nodes[-1][0] + 2)
    lowest = min(f.minima, key=lambda m: dict(f.nodes)[m])
    names = {m: f"The minimum at ${m}$." for m in f.minima}
    if f.ledge is not None:
        names[f.ledge] = f"The level point at ${f.ledge}$, which is no minimum."
    nodes = listed(f"({x}, {h})" for x, h in f.nodes)
    points = listed(f"{letter} at x = {plain(x)}" for x, letter in letters.items())
    figure = Figure(
        alt=f"A curve that is level at {nodes}, falls or rises between these points and rises on both sides beyond "
        "them. "
        f"Marked are {points}.",
        marks=(
            *graph(f, span, (-0.5, 9.5)),
            Dots(points=tuple(spot((x, f(float(x)))) for x in starts), labels=tuple(letters.values()), colour="orange"),
        ),
        x=axis(span, "x", step=1),
        y=axis((-0.5, 9.5), "f(x)", step=1),
        grid=True,
        rim=True,
    )

    def key(m: int) -> ChoiceAnswer:
        return choice(names[m], *(name for other, name in names.items() if other != m))

    parts = []
    for x, letter in letters.items():
        end, falls = f.end(float(x)), f.end(float(x)) > x
        beyond = next(m for m in (f.minima if falls else reversed(f.minima)) if (m > x) == falls)
        nearest = min(f.minima, key=lambda m: (abs(m - x), m))
        others = [m for m in names if (m < x) == falls]
        uphill = (max(others) if falls else min(others)) if others else None
        beliefs = {
            uphill: ("uphill", "Where the curve rises to the right, descent goes to the left, and the other way "
            "round."),
            lowest: ("descent-finds-global-minimum", "Descent sees only the slope where it is. It does not look for "
            "the "
                     "lowest point of the curve."),
            nearest: ("nearest", "Descent follows the slope: it cannot climb over the hill to the nearest minimum."),
            beyond: ("slides-over-level-point", "At a level point the slope is 0, so the steps towards it become "
            "smaller and smaller and never lead beyond it."),
        }  # fmt: skip
        parts.append(
            Part(
                ask=f"Where does gradient descent with a small learning rate end if it starts at {letter}?",
                answer=key(end),
                steps=[
                    f"At {letter} the curve {'falls' if falls else 'rises'} from left to right, so descent goes to the "
                    f"{'right' if falls else 'left'}.",
                    f"It goes downhill to the first point where the curve is level, and ends there, at ${end}$."
                    + (LEDGE if end == f.ledge else ""),
                ],
                hints=["Does the curve rise or fall at the start?", "Walk downhill. Where do you stop?"],
                mistakes=[
                    Mistake(slip, key(m), text) for m, (slip, text) in beliefs.items() if m is not None and m != end
                ],
            )
        )  # fmt: skip
    return Multipart(
        "The picture shows the graph of a function $f$ and points from which gradient descent starts.",
        figures=[figure],
        parts=parts,
    )


def one_big_step(rng: Rng) -> Multipart:
    """A quartic with two minima and one step that may lead over the maximum."""

    def draw() -> tuple[int, int, int, Fraction, Fraction]:
        return (
            rng.choice((1, 2, 4)), rng.integer(1, 3), rng.integer(-3, 3), Fraction(rng.integer(-8, 8), 2),
            rng.choice((Fraction(1, 10), Fraction(1, 5), Fraction(1, 4), Fraction(1, 2), Fraction(1, 20))),
        )  # fmt: skip

    want = rng.chance(0.65)

    def fits(found: tuple[int, int, int, Fraction, Fraction]) -> bool:
        k, c, _, t, rate = found
        after = t - rate * k * (t**3 - c * c * t)
        inside = t != 0 and abs(t) != c and abs(t) <= 2 * c and after and abs(after) != c and abs(after) <= 2 * c
        return bool(inside and 1000 % after.denominator == 0 and (after * t < 0) == want)

    k, c, h, t, rate = drawn(draw, fits, 400)
    inner = Polynomial([1, -h])
    f = Polynomial([Fraction(k, 4), 0, Fraction(-k * c * c, 2), 0, 0]).of(inner)
    df = f.diff()
    x0 = terminating(h + t)
    slope = rational(df(rational(h + t)))
    x1 = terminating(h + t - rate * Fraction(slope))
    left, right = h - c, h + c
    end = right if Fraction(x1) > h else left
    other = left if end == right else right
    same = (Fraction(x1) > h) == (t > 0)
    names = {m: f"The minimum at ${m}$." for m in (left, right)}
    top = f"The maximum at ${h}$."
    assert df(left) == df(right) == df(h) == 0
    crossing = (
        f"The step leads from one side of the maximum at ${h}$ to the other."
        if not same
        else f"The point still lies on the same side of the maximum at ${h}$."
    )
    belief = (
        ("stays-in-its-valley", other, "One large step may lead over the hill: look on which side the new point lies.")
        if not same
        else ("large-step-crosses", other, "Look on which side of the maximum the new point lies.")
    )
    return Multipart(
        f"The function $f(x) = {f}$ has minima at ${left}$ and ${right}$ and a maximum between them at ${h}$. Gradient "
        f"descent starts at $x_0 = {x0}$. Its first step has the learning rate $alpha = {terminating(rate)}$, all "
        "later "
        "steps are very small.",
        parts=[
            Part(
                ask="Give the point $x_1$ after the first step.",
                answer=number(x1),
                steps=[
                    f"The derivative is $f'(x) = {df}$, and at the start it is $f'({x0}) = {slope}$.",
                    f"So $x_1 = {x0} - ({terminating(rate)})*({slope}) = {x1}$.",
                ],
                hints=["What is the slope at the start?"],
                mistakes=[
                    Mistake("ascent", number(rational(h + t + rate * Fraction(slope))), SUBTRACT),
                    Mistake("rate-ignored", number(rational(h + t - Fraction(slope))), RATE_IGNORED),
                ],
            ),
            Part(
                ask="Where does gradient descent end?",
                answer=choice(names[end], names[other], top),
                steps=[crossing, f"From there small steps lead downhill, to the minimum at ${end}$."],
                hints=["On which side of the maximum does the new point lie?"],
                mistakes=[
                    Mistake(belief[0], choice(names[belief[1]], names[end], top), belief[2]),
                    Mistake("ends-at-maximum", choice(top, names[end], names[other]), "Descent leaves a maximum as "
                            "soon "
                            "as it is beside it."),
                ],
            ),
        ],
    )  # fmt: skip


@exercise(
    "calculus.gradient_descent.basin_of_attraction",
    title="Where does gradient descent end?",
    skill="s.gd.basin",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 7.1",
    levels={
        "easy": {"curve": "two minima"},
        "core": {"curve": "three minima"},
        "hard": {"curve": "one big step"},
    },
)
def basin_of_attraction(rng: Rng, *, curve: Literal["two minima", "three minima", "one big step"]) -> Multipart:
    """Tell at which minimum gradient descent ends from a given start."""
    if curve == "one big step":
        return one_big_step(rng)
    return ends_on_hills(rng, 2 if curve == "two minima" else 3)
