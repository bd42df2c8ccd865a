"""Gradient descent by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from generators.authoring import Mistake, Part, Rng, assume, exercise, fill, rounded, table, terminating, trace
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.slopes import ACCURACY, slope_of, value_of
from generators.notation import text_of
from schemas.answer import TableAnswer

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
