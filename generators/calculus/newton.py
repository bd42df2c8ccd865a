"""Newton's method and the Hessian."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    choices,
    exercise,
    fill,
    interval,
    matching,
    matrix,
    number,
    rounded,
    table,
    trace,
    vector,
)
from generators.maths.contours import Quadratic, contour_map
from generators.maths.figures import axis, graph, listed, plain, spot
from generators.maths.matrices import Mat, column
from generators.maths.multivariate import MultiPolynomial
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import rational
from generators.maths.rng import drawn
from generators.maths.slopes import ACCURACY, slope_of, value_of
from generators.notation import text_of
from schemas.answer import ChoiceAnswer, ChoicesAnswer, Symbols, TableAnswer
from schemas.figure import Dots, Figure, Line, Mark

# One variable ----------------------------------------------------------------------------------------------------

FAR = 200
"""A wrong step that leads so far is noticed: it is no mistake to foresee."""
SUBTRACT = "Newton's step is subtracted: the tangent leads back towards the axis."
BY_SLOPE = "Divide the function by its slope, not the slope by the function."
ROOT_OF_SLOPE = (
    "A minimum is a zero of the derivative. So Newton's step divides the first derivative by the second one."
)


@dataclass(frozen=True)
class Search:
    """A function, and what Newton's method looks for: a zero of `target`, whose derivative is `slope`."""

    f: str
    target: str
    slope: str
    start: int
    steps: int
    minimum: bool
    fails: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """Target and slope as formulas call them."""
        return ("f'", "f''") if self.minimum else ("f", "f'")

    def walk(self, step: Callable[[Fraction], Fraction]) -> list[Fraction] | None:
        """The start and the points that follow; None if one has no value or lies far away."""
        points = [Fraction(self.start)]
        for _ in range(self.steps):
            try:
                points.append(step(points[-1]))
            except (ZeroDivisionError, ValueError, ArithmeticError):
                return None
            if abs(points[-1]) > FAR:
                return None
        return points

    def at(self, formula: str, x: Fraction) -> Fraction:
        return value_of(formula, x)

    def newton(self, x: Fraction) -> Fraction:
        return x - self.at(self.target, x) / self.at(self.slope, x)


def table_of(points: Sequence[Fraction]) -> TableAnswer:
    rows = {str(k): [x if x.denominator <= 1000 else rounded(x, 8)] for k, x in enumerate(points[1:], 1)}
    return table(rows, ["x"], places=4)


def shown(x: Fraction) -> str:
    """A short fraction, or a decimal of four places."""
    return str(rational(x)) if x.denominator <= 60 else str(rounded(x, 4))


def told(formula: str, value: Fraction) -> str:
    """What a formula equals or is about."""
    return f"{formula} = {rational(value)}" if value.denominator <= 500 else f"{formula} approx {rounded(value, 6)}"


def newton_steps(s: Search, points: Sequence[Fraction]) -> list[str]:
    """One step a row; each is worked out from the number that is shown for the row before."""
    rows = []
    for k, old in enumerate(points[:-1]):
        here = Fraction(shown(old))
        above, below = s.at(s.target, here), s.at(s.slope, here)
        top, bottom = (rational(v) if v.denominator <= 500 else rounded(v, 6) for v in (above, below))
        after = here - Fraction(top) / Fraction(bottom)
        ends = f"= {rational(after)}" if after.denominator <= 60 else f"approx {rounded(after, 4)}"
        near = "=" if Fraction(shown(old)) == old else "approx"
        rows.append(
            f"At $x_{k} {near} {shown(old)}$ we have ${told(fill(s.target, x=shown(old)), above)}$ and "
            f"${told(fill(s.slope, x=shown(old)), below)}$. So the next point is "
            f"$x_{k + 1} = {shown(old)} - ({top})/({bottom}) {ends}$."
        )
    return rows


def newton_part(s: Search) -> Part:
    points = s.walk(s.newton)
    assert points
    key = trace({"x": f"x - ({s.target})/({s.slope})"}, [s.start], rows=s.steps, places=4)
    for old, new in pairwise(points):  # the tangent at the old point is zero at the new one
        assert abs(s.at(s.target, old) + slope_of(s.target, old) * (new - old)) < ACCURACY * 10**6
    beliefs: list[tuple[str, Callable[[Fraction], Fraction], str]] = [
        ("adds-the-newton-step", lambda x: x + s.at(s.target, x) / s.at(s.slope, x), SUBTRACT),
        ("newton-quotient-inverted", lambda x: x - s.at(s.slope, x) / s.at(s.target, x), BY_SLOPE),
    ]
    if s.minimum:
        beliefs.append(("root-for-minimum", lambda x: x - s.at(s.f, x) / s.at(s.target, x), ROOT_OF_SLOPE))
    else:
        beliefs.append(("vertical-drop", lambda x: x - s.at(s.target, x), "Divide by the slope before you subtract."))
    walks = [(slip, s.walk(step), text) for slip, step, text in beliefs]
    first, second = s.names
    goal = "minimum" if s.minimum else "zero"
    rule = f"x_(k + 1) = x_k - {first}(x_k)/{second}(x_k)"
    derivatives = (
        f"The derivatives are $f'(x) = {s.target}$ and $f''(x) = {s.slope}$."
        if s.minimum
        else f"The derivative is $f'(x) = {s.slope}$."
    )
    count = {1: "one step", 2: "two steps", 3: "three steps"}[s.steps]
    return Part(
        ask=f"Look for a {goal} of $f(x) = {s.f}${', for $x > 0$,' if 'ln' in s.f else ''} by Newton's method. Start "
        f"at ${s.start}$, do {count} and give the "
        "point "
        "after each step, one in each row, as a fraction or rounded to 4 decimals.",
        answer=key,
        steps=[
            (f"A minimum is a zero of $f'(x)$, so each step is ${rule}$. " if s.minimum else f"Each step is ${rule}$. ")
            + derivatives,
            *newton_steps(s, points),
        ],
        hints=[
            "At a minimum the derivative is zero. Of which function do you look for a zero?"
            if s.minimum
            else "Where does the tangent at the starting point meet the axis?",
            "Work out both numbers at the current point, divide, and subtract. Then do the same from the new point.",
        ],
        mistakes=[Mistake(slip, table_of(walk), text) for slip, walk, text in walks if walk],
    )


def settles(s: Search) -> bool:
    """Whether the points exist, differ, and end closer to a zero than they began, with short fractions."""
    points = s.walk(s.newton)
    if points is None or points[1].denominator > 60 or abs(points[-1]) > 12:
        return False
    sizes = [abs(s.at(s.target, x)) for x in points]
    return all(points[k] != points[k + 1] for k in range(s.steps)) and sizes[-1] < sizes[0] / 3 and sizes[-1] > 0


def square_root(rng: Rng) -> Search:
    """A zero of a quadratic that is not a fraction."""

    def draw() -> Search:
        a, b, c = rng.choice((1, 1, 1, 2, 3)), rng.choice((0, 0, rng.integer(-4, 4))), -rng.integer(2, 30)
        f = Polynomial([a, b, c])
        return Search(str(f), str(f), str(f.diff()), rng.nonzero(-6, 6), 2, False)

    return drawn(draw, lambda s: not has_easy_root(s) and settles(s), 200)


def has_easy_root(s: Search) -> bool:
    """Whether a small integer is a zero."""
    return any(s.at(s.target, Fraction(x)) == 0 for x in range(-12, 13))


def cubic_or_minimum(rng: Rng) -> Search:
    def draw() -> Search:
        start = rng.integer(-3, 4)
        if rng.chance(0.5):
            f = Polynomial([rng.choice((1, 1, 2)), rng.integer(-3, 3), rng.integer(-6, 6), rng.nonzero(-9, 9)])
            return Search(str(f), str(f), str(f.diff()), start, 2, False)
        lead = [rng.choice((1, 2)), rng.integer(-3, 3)] if rng.chance(0.5) else [1, 0, rng.integer(-3, 3)]
        f = Polynomial([*lead, rng.nonzero(-9, 9), rng.integer(-5, 5)])
        df = f.diff()
        return Search(str(f), str(df), str(df.diff()), start, 2, True)

    def fits(s: Search) -> bool:
        if not s.at(s.slope, Fraction(s.start)) or has_easy_root(s) or not settles(s):
            return False
        points = s.walk(s.newton)
        return points is not None and (not s.minimum or all(s.at(s.slope, x) > 0 for x in points))

    return drawn(draw, fits, 400)


def exponential_or_logarithm(rng: Rng) -> Search:
    """A zero or a minimum with an exponential or a logarithm; and where the step fails."""

    def draw() -> Search:
        k, c, start = rng.integer(2, 9), rng.integer(2, 12), rng.integer(-1, 4)
        match rng.choice(("exp root", "exp minimum", "ln root", "ln minimum")):
            case "exp root":
                f = f"exp(x) - {k}*x - {c}"
                return Search(f, f, f"exp(x) - {k}", start, 2, False, f"ln({k})")
            case "exp minimum":
                f, df = f"exp(x) + x^2 - {c}*x", f"exp(x) + 2*x - {c}"
                return Search(f, df, "exp(x) + 2", start, 2, True)
            case "ln root":
                f = f"{k}*ln(x) - x + {c - 7}"
                return Search(text_of(f), text_of(f), f"{k}/x - 1", max(start, 1), 2, False, str(k))
            case _:
                f, df, ddf = f"x^2 - {c}*x - {k}*ln(x)", f"2*x - {c} - {k}/x", f"2 + {k}/x^2"
                return Search(f, df, ddf, max(start, 1), 2, True)

    def fits(s: Search) -> bool:
        points = s.walk(lambda x: s.newton(x) if "ln" not in s.f or x > 0 else Fraction(FAR + 1))
        if points is None or ("ln" in s.f and min(points) <= Fraction(1, 20)):
            return False
        sizes = [abs(s.at(s.target, x)) for x in points]
        return (
            sizes[-1] < sizes[0] / 3 and sizes[0] > Fraction(1, 4) and abs(points[-1] - points[-2]) > Fraction(1, 5000)
        )

    return drawn(draw, fits, 400)


def failing_part(s: Search) -> Part:
    """Asks where the step is not defined, for functions whose derivative has a zero."""
    k = s.fails if "ln(" not in s.fails else s.fails[3:-1]
    log = "ln(" in s.fails
    wrong = str(k) if log else text_of(f"1/({k})")
    return Part(
        ask="From which starting point is Newton's step impossible? Give the exact value.",
        answer=number(s.fails),
        steps=[
            f"The step divides by $f'(x) = {s.slope}$. It is impossible where this is zero: there the tangent is "
            "horizontal and does not meet the axis.",
            f"From ${s.slope} = 0$ follows $x = {s.fails}$.",
        ],
        hints=["By what does the step divide?"],
        mistakes=[
            Mistake("exponential-not-undone" if log else "reciprocal-not-undone", number(wrong), "Solve $f'(x) = 0$ "
                    "for "
                    "$x$ to the end."),
            Mistake("sign-kept-on-move", number(text_of(f"-({s.fails})")), "Look at the signs when you solve $f'(x) "
                    "= 0$."),
        ],
    )  # fmt: skip


@exercise(
    "calculus.newton.newton_1d",
    title="Do Newton steps for zeros and minima",
    skill="s.newton.one",
    source="OpenStax, Calculus Volume 1, section 4.9",
    levels={
        "easy": {"function": "quadratic"},
        "core": {"function": "cubic or quartic"},
        "hard": {"function": "exponential or logarithm"},
    },
)
def newton_1d(rng: Rng, *, function: Literal["quadratic", "cubic or quartic", "exponential or logarithm"]) -> Multipart:
    """Carry out Newton steps towards a zero or a minimum of a function of one variable."""
    draw = {"quadratic": square_root, "cubic or quartic": cubic_or_minimum}.get(function, exponential_or_logarithm)
    s = draw(rng)
    parts = [newton_part(s), failing_part(s)] if s.fails else [newton_part(s)]
    return Multipart("", parts=parts)


# The Hessian -----------------------------------------------------------------------------------------------------

TWO_A = "The second derivative of $a*x^2$ is $2*a$, and the mixed derivative of $b*x*y$ is $b$."
MIXED = "Differentiate $partial(f, x)$ by $y$: the mixed derivatives are not zero."
NOT_A_PRODUCT = "A mixed second derivative is a derivative of a derivative, not the product of the two first ones."


@dataclass(frozen=True)
class Curved:
    """A function of several variables with its first and second derivatives, row by row, as formulas."""

    f: str
    names: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[tuple[str, ...], ...]
    symbols: tuple[str, ...] = ()

    def derived(self) -> list[str]:
        """The steps to the second derivatives; each is a claim that can be checked."""
        steps = [
            "The first derivatives are "
            + listed(f"$partial(f, {n}) = {d}$" for n, d in zip(self.names, self.first, strict=True))
            + "."
        ]
        seen = []
        for i, n in enumerate(self.names):
            for j in range(i, len(self.names)):
                m = self.names[j]
                seen.append(f"$partial({self.first[i]}, {m}) = {self.second[i][j]}$" if self.first[i] != "0" else
                            f"$0$ for ${n}$ and ${m}$")  # fmt: skip
        return [*steps, f"Differentiate these again: {listed(seen)}. The order of the two variables does not matter."]

    @property
    def rows(self) -> str:
        return "[" + ", ".join(f"[{', '.join(row)}]" for row in self.second) + "]"


def of_polynomial(p: MultiPolynomial) -> Curved:
    return Curved(
        str(p), p.variables, tuple(map(str, p.gradient())), tuple(tuple(map(str, row)) for row in p.hessian())
    )


def hessian_slips(c: Curved, symbols: Symbols) -> list[Mistake]:
    n = len(c.names)
    mixed_zero = [[c.second[i][j] if i == j else "0" for j in range(n)] for i in range(n)]
    products = [
        [c.second[i][j] if i == j else text_of(f"({c.first[i]})*({c.first[j]})") for j in range(n)] for i in range(n)
    ]
    return [
        Mistake("mixed-zero", matrix(mixed_zero, symbols=symbols), MIXED),
        Mistake("product-of-firsts", matrix(products, symbols=symbols), NOT_A_PRODUCT),
    ]


def hessian_of_form(rng: Rng) -> Part:
    a, b, c = rng.nonzero(-6, 6), rng.nonzero(-6, 6), rng.nonzero(-6, 6)
    p = MultiPolynomial({(2, 0): a, (1, 1): b, (0, 2): c, (1, 0): rng.integer(-6, 6), (0, 1): rng.integer(-6, 6)})
    curved, half = of_polynomial(p), Fraction(b, 2)
    return Part(
        ask=f"Give the Hessian of $f(x, y) = {p}$.",
        answer=matrix([list(row) for row in curved.second]),
        steps=[*curved.derived(), f"The Hessian is the matrix of the second derivatives, ${curved.rows}$."],
        hints=["Which four second derivatives stand in the Hessian?", "The two mixed derivatives are equal."],
        mistakes=[
            Mistake("half-missing", matrix([[a, half], [half, c]]), TWO_A),
            Mistake("mixed-zero", matrix([[2 * a, 0], [0, 2 * c]]), MIXED),
            Mistake("mixed-doubled", matrix([[2 * a, 2 * b], [2 * b, 2 * c]]), TWO_A),
        ],
    )


def hessian_at_point(rng: Rng) -> Part:
    def draw() -> tuple[MultiPolynomial, tuple[int, int]]:
        powers = [(3, 0), (2, 1), (1, 2), (0, 3), (2, 0), (1, 1), (0, 2)]
        chosen = [rng.choice(powers[:4]), rng.choice(powers[1:3]), *rng.sample(powers[4:], 2)]
        return MultiPolynomial({each: rng.nonzero(-5, 5) for each in chosen}), (rng.nonzero(-3, 3), rng.nonzero(-3, 3))

    def fits(found: tuple[MultiPolynomial, tuple[int, int]]) -> bool:
        p, at = found
        values = [Fraction(entry(*at)) for row in p.hessian() for entry in row]
        return all(abs(v) <= 60 for v in values) and all(values) and values[0] != values[3]

    p, (a, b) = drawn(draw, fits, 100)
    curved = of_polynomial(p)
    H = Mat([[entry(a, b) for entry in row] for row in p.hessian()])
    g = [slope(a, b) for slope in p.gradient()]
    mirrored = Mat([[entry(-a, -b) for entry in row] for row in p.hessian()])
    put_in = listed(f"${fill(t, x=a, y=b)} = {H[i, j]}$" for (i, j), t in _upper(curved) if not t.lstrip("-").isdigit())
    return Part(
        ask=f"Give the Hessian of $f(x, y) = {p}$ at the point $({a}, {b})$.",
        answer=matrix(H),
        steps=[
            *curved.derived(),
            f"At $({a}, {b})$ put the numbers in: {put_in}." if put_in else "They are constants.",
            f"The Hessian there is ${H}$.",
        ],
        hints=["Find the second derivatives as formulas first.", "The two mixed derivatives are equal."],
        mistakes=[
            Mistake("mixed-zero", matrix(Mat([[H[0, 0], 0], [0, H[1, 1]]])), MIXED),
            Mistake("product-of-firsts", matrix(Mat([[H[0, 0], g[0] * g[1]], [g[0] * g[1], H[1, 1]]])), NOT_A_PRODUCT),
            Mistake("gradient-at-mirrored-point", matrix(mirrored), "Look at the signs again: a negative number needs "
                    "parentheses when it is put in."),
        ],
    )  # fmt: skip


def _upper(c: Curved) -> list[tuple[tuple[int, int], str]]:
    return [((i, j), c.second[i][j]) for i in range(len(c.names)) for j in range(i, len(c.names))]


def harder_hessian(rng: Rng) -> Part:
    k, c, a = rng.nonzero(-5, 5), rng.nonzero(-5, 5), rng.choice((-3, -2, -1, 2, 3))
    b = rng.choice((-3, -2, 2, 3))
    match rng.choice(("power", "logarithm", "exponential", "three", "three")):
        case "power":
            e = text_of(f"exp({a}*y)")
            curved = Curved(
                text_of(f"{c}*x^2*{e} + {k}*x*y"),
                ("x", "y"),
                (text_of(f"{2 * c}*x*{e} + {k}*y"), text_of(f"{a * c}*x^2*{e} + {k}*x")),
                (
                    (text_of(f"{2 * c}*{e}"), text_of(f"{2 * a * c}*x*{e} + {k}")),
                    (text_of(f"{2 * a * c}*x*{e} + {k}"), text_of(f"{a * a * c}*x^2*{e}")),
                ),
            )
        case "logarithm":
            curved = Curved(
                text_of(f"{c}*x*ln(y) + {k}*x^2"),
                ("x", "y"),
                (text_of(f"{c}*ln(y) + {2 * k}*x"), text_of(f"{c}*x/y")),
                ((str(2 * k), f"{c}/y"), (f"{c}/y", text_of(f"{-c}*x/y^2"))),
                ("y",),
            )
        case "exponential":
            e = text_of(f"exp({a}*x + {b}*y)")
            curved = Curved(
                text_of(f"{c}*{e} + {k}*x^2"),
                ("x", "y"),
                (text_of(f"{a * c}*{e} + {2 * k}*x"), text_of(f"{b * c}*{e}")),
                (
                    (text_of(f"{a * a * c}*{e} + {2 * k}"), text_of(f"{a * b * c}*{e}")),
                    (text_of(f"{a * b * c}*{e}"), text_of(f"{b * b * c}*{e}")),
                ),
            )
        case _:
            pairs = rng.sample(((2, 1, 0), (0, 2, 1), (1, 0, 2), (1, 1, 1), (2, 0, 1), (0, 1, 2)), 2)
            squares = rng.choice(((2, 0, 0), (0, 2, 0), (0, 0, 2)))
            curved = of_polynomial(
                MultiPolynomial({each: rng.nonzero(-5, 5) for each in (*pairs, squares)}, ("x", "y", "z"))
            )
    symbols: Symbols = {name: "positive" if name in curved.symbols else "real" for name in curved.names}
    return Part(
        ask=f"Give the Hessian of $f({', '.join(curved.names)}) = "
        f"{curved.f}${', for $y > 0$,' if curved.symbols else ''} "
        "as a matrix of formulas.",
        answer=matrix([list(row) for row in curved.second], symbols=symbols),
        steps=[*curved.derived(), f"The Hessian is the matrix of the second derivatives, ${curved.rows}$."],
        hints=["Find the first derivatives, and differentiate each of them by every variable."],
        mistakes=hessian_slips(curved, symbols),
    )


@exercise(
    "calculus.newton.hessian_matrix",
    title="Find a Hessian",
    skill="s.newton.hessian",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 5.7",
    levels={
        "easy": {"function": "quadratic"},
        "core": {"function": "cubic at a point"},
        "hard": {"function": "other"},
    },
)
def hessian_matrix(rng: Rng, *, function: Literal["quadratic", "cubic at a point", "other"]) -> Part:
    """Find the matrix of second derivatives as formulas or at a point."""
    draw = {"quadratic": hessian_of_form, "cubic at a point": hessian_at_point}.get(function, harder_hessian)
    return draw(rng)


# Classifying -----------------------------------------------------------------------------------------------------

MINIMUM, MAXIMUM, SADDLE, OPEN = "A minimum.", "A maximum.", "A saddle point.", "The Hessian does not tell."
KINDS = (MINIMUM, MAXIMUM, SADDLE, OPEN)
POSITIVE_IS_VALLEY = "Positive curvature means that the graph bends upwards, like a valley: a minimum."
SADDLE_BY_DET = "A negative determinant means curvatures of both signs: up in one direction, down in another."
CHECK_DET = "A large mixed term makes a saddle although both diagonal entries have the same sign: check the "
"determinant."


def kind_of(H: Mat) -> str:
    det = H[0, 0] * H[1, 1] - H[0, 1] * H[1, 0]
    return SADDLE if det < 0 else OPEN if det == 0 else MINIMUM if H[0, 0] > 0 else MAXIMUM


def of_kind(kind: str) -> ChoiceAnswer:
    return choice(kind, *(other for other in KINDS if other != kind))


def why(H: Mat) -> list[str]:
    """The steps from the Hessian to the kind of the point."""
    det = H[0, 0] * H[1, 1] - H[0, 1] * H[1, 0]
    first = f"The determinant of the Hessian ${H}$ is $({H[0, 0]})*({H[1, 1]}) - ({H[0, 1]})^2 = {det}$."
    if det < 0:
        return [first, "It is negative, so the eigenvalues have different signs: the point is a saddle point."]
    if det == 0:
        return [first, "It is zero, so one eigenvalue is zero, and the Hessian does not tell which kind the point is."]
    sign, word, end = ("positive", "upwards", "minimum") if H[0, 0] > 0 else ("negative", "downwards", "maximum")
    return [
        first,
        f"It is positive, so both eigenvalues have the same sign, that of the entry ${H[0, 0]}$: they are {sign}. "
        "The graph "
        f"bends {word} in every direction, and the point is a {end}.",
    ]


def kind_slips(H: Mat) -> list[Mistake]:
    """Wrong verdicts, each of its own belief; only those that differ from the true one."""
    kind = kind_of(H)
    opposite = {MINIMUM: MAXIMUM, MAXIMUM: MINIMUM}
    if kind in opposite:
        return [
            Mistake("second-derivative-sign-misread", of_kind(opposite[kind]), POSITIVE_IS_VALLEY),
            Mistake("saddle-for-extremum", of_kind(SADDLE), "A saddle needs curvatures of different signs, so a "
                    "negative "
                    "determinant."),
        ]  # fmt: skip
    diagonal = MINIMUM if H[0, 0] > 0 else MAXIMUM
    if H[0, 0] * H[1, 1] > 0:
        return [
            Mistake("diagonal-signs-only", of_kind(diagonal), CHECK_DET),
            Mistake("det-negative-max", of_kind(opposite[diagonal]), SADDLE_BY_DET),
        ]
    return [
        Mistake(
            "first-entry-only", of_kind(diagonal), "Look at the other directions too: the curvatures differ in sign."
        ),
        Mistake("det-negative-max", of_kind(opposite[diagonal]), SADDLE_BY_DET),
    ]


def drawn_hessian(rng: Rng, mixed: bool) -> tuple[int, int, int]:
    """a, b, c of a*x^2 + b*x*y + c*y^2 by quota: saddles that look like extrema, other saddles, minima and maxima."""
    want = rng.choice(
        ("hidden", "hidden", "saddle", "minimum", "maximum") if mixed else ("saddle", "minimum", "maximum")
    )

    def draw() -> tuple[int, int, int]:
        return rng.nonzero(-5, 5), rng.nonzero(-9, 9) if mixed else 0, rng.nonzero(-5, 5)

    def fits(form: tuple[int, int, int]) -> bool:
        a, b, c = form
        det = 4 * a * c - b * b
        if not 0 < abs(det) <= 60:
            return False
        match want:
            case "hidden":
                return a * c > 0 > det
            case "saddle":
                return a * c < 0
            case _:
                return det > 0 and (a > 0) == (want == "minimum")

    return drawn(draw, fits, 200)


def around(form: tuple[int, int, int], at: tuple[int, int]) -> MultiPolynomial:
    """The quadratic with these terms and its stationary point there."""
    (a, b, c), (p, q) = form, at
    return MultiPolynomial({(2, 0): a, (1, 1): b, (0, 2): c, (1, 0): -2 * a * p - b * q, (0, 1): -b * p - 2 * c * q})


def contours_around(form: tuple[int, int, int], at: tuple[int, int], constant: int) -> Figure:
    """The contours near the stationary point, of the function with this constant term."""
    (a, b, c), (p, q) = form, at
    f = Quadratic(a, b, c, -2 * a * p - b * q, -b * p - 2 * c * q, constant)
    middle = rational(f(p, q))
    det = 4 * a * c - b * b
    step = 2 if max(map(abs, form)) < 4 else 4
    offsets = range(-4, 5) if det < 0 else range(1, 6)
    levels = [middle + step * k * (1 if a > 0 or det < 0 else -1) for k in offsets]
    told = f"The stationary point is marked at ({p}, {q})."
    marks = [Dots(points=(spot(at),), colour="orange")]
    return contour_map(f, levels, (p - 3, p + 3), (q - 3, q + 3), marks=marks, told=told)


def classify_quadratic(rng: Rng, *, mixed: bool) -> Multipart:
    form, at = drawn_hessian(rng, mixed), (rng.integer(-4, 4), rng.integer(-4, 4))
    constant = rng.nonzero(-9, 9)
    f = around(form, at) + MultiPolynomial({(0, 0): constant})
    a, b, c = form
    H = Mat([[2 * a, b], [b, 2 * c]])
    assert all(slope(*at) == 0 for slope in f.gradient())
    return Multipart(
        f"The gradient of $f(x, y) = {f}$ is zero at $({at[0]}, {at[1]})$.",
        parts=[
            Part(
                name="H",
                ask="Give the Hessian $H$ of $f$.",
                answer=matrix(H),
                steps=[
                    "The first derivatives are "
                    + listed(f"$partial(f, {n}) = {d}$" for n, d in zip("xy", f.gradient(), strict=True))
                    + ".",
                    f"Their derivatives are the entries of $H = {H}$.",
                ],
                hints=["Which second derivatives stand in the Hessian?"],
                mistakes=[
                    Mistake("half-missing", matrix([[a, Fraction(b, 2)], [Fraction(b, 2), c]]), TWO_A),
                    Mistake("mixed-zero", matrix([[2 * a, 0], [0, 2 * c]]), MIXED)
                    if mixed
                    else Mistake("exchanges-diagonal", matrix([[2 * c, 0], [0, 2 * a]]), "The second derivative by $x$ "
                                 "stands first."),
                ],
            ),
            Part(
                ask="Which kind of point is it?",
                answer=of_kind(kind_of(H)),
                steps=why(H),
                hints=["Look at the sign of the determinant first.", "If it is positive, look at one diagonal entry."],
                mistakes=kind_slips(H),
                figure=contours_around(form, at, constant),
            ),
        ],
    )  # fmt: skip


def several_kinds(rng: Rng) -> Multipart:
    """A cubic with two or four stationary points of different kinds."""
    s, r = rng.choice((1, -1)), sorted(rng.sample(range(-4, 5), 2))
    scale = 2 if sum(r) % 2 else 1
    cubic = (Polynomial([1, -r[0]]) * Polynomial([1, -r[1]]) * (3 * s * scale)).integral()
    q, t = rng.nonzero(-4, 4), rng.nonzero(-4, 4)
    f = MultiPolynomial({(n, 0): c for c, n in cubic.terms()}) + MultiPolynomial({(0, 2): t, (0, 1): -2 * t * q})
    points = [(x, q) for x in r]
    H = {p: Mat([[entry(*p) for entry in row] for row in f.hessian()]) for p in points}
    assert all(slope(*p) == 0 for p in points for slope in f.gradient())
    kinds = {"1": MINIMUM, "2": MAXIMUM, "3": SADDLE}
    ids = {kind: id for id, kind in kinds.items()}
    key = matching(
        {letter: f"$({x}, {y})$" for letter, (x, y) in zip("AB", points, strict=True)},
        kinds,
        {letter: ids[kind_of(H[p])] for letter, p in zip("AB", points, strict=True)},
    )

    def believing(belief: Callable[[Mat], str]) -> object:
        return {letter: ids[belief(H[p])] for letter, p in zip("AB", points, strict=True)}

    flipped = {MINIMUM: MAXIMUM, MAXIMUM: MINIMUM, SADDLE: SADDLE}
    beliefs = (
        ("second-derivative-sign-misread", believing(lambda M: flipped[kind_of(M)]), POSITIVE_IS_VALLEY),
        ("first-entry-only", believing(lambda M: MINIMUM if M[0, 0] > 0 else MAXIMUM), SADDLE_BY_DET),
        ("one-kind-for-all", believing(lambda M: SADDLE), "Put each point into the Hessian: its entries change from "
         "point to point."),
    )  # fmt: skip
    (by_x, by_y) = f.gradient()
    (xx, xy), (_, yy) = f.hessian()
    return Multipart(
        f"The gradient of $f(x, y) = {f}$ is zero at two points.",
        parts=[
            Part(
                ask="Which kind of point is each of them?",
                answer=key,
                steps=[
                    f"The derivatives are $partial(f, x) = {by_x}$ and $partial(f, y) = {by_y}$, and the Hessian is "
                    f"$[[{xx}, {xy}], [{xy}, {yy}]]$.",
                    *(
                        f"At $({p[0]}, {p[1]})$ the Hessian is ${H[p]}$ with the determinant "
                        f"${H[p][0, 0] * H[p][1, 1]}${_first(H[p])}: {_said(kind_of(H[p]))}"
                        for p in points
                    ),
                ],
                hints=["Work out the Hessian as formulas, and put each point in."],
                mistakes=[
                    Mistake(slip, key.model_copy(update={"value": value}), text) for slip, value, text in beliefs
                ],
            )
        ],
    )


def _first(H: Mat) -> str:
    """What else decides if the determinant is positive."""
    return "" if kind_of(H) == SADDLE else f" and the first entry ${H[0, 0]}$"


def _said(kind: str) -> str:
    return f"{kind[0].lower()}{kind[1:]}"


def which_k(rng: Rng) -> Multipart:
    """For which k a quadratic is convex."""
    a, c = rng.choice([(a, c) for a in range(1, 13) for c in range(1, 13) if isqrt(a * c) ** 2 == a * c])
    end, d, e = 2 * isqrt(a * c), rng.integer(-9, 9), rng.integer(-9, 9)
    f = text_of(f"{a}*x^2 + k*x*y + {c}*y^2 + {d}*x + {e}*y")
    return Multipart(
        "",
        parts=[
            Part(
                ask=f"For which $k$ is $f(x, y) = {f}$ convex everywhere? Give the interval.",
                answer=interval(f"[{-end}, {end}]"),
                steps=[
                    f"The Hessian is $[[{2 * a}, k], [k, {2 * c}]]$ at every point.",
                    "The function is convex if no eigenvalue is negative. Since the diagonal is positive, this holds "
                    "if the "
                    f"determinant is not negative: ${2 * a}*{2 * c} - k^2 >= 0$.",
                    f"So $k^2 <= {end * end}$, and the interval is ${-end} <= k <= {end}$.",
                ],
                hints=["What must hold for the eigenvalues of the Hessian?", "Use the sign of the determinant."],
                mistakes=[
                    Mistake("half-missing", interval(f"[{Fraction(-end, 2)}, {Fraction(end, 2)}]"), TWO_A),
                    Mistake("root-forgotten-in-bound", interval(f"[{-end * end}, {end * end}]"), "The square of $k$ is "
                            "bounded: take the root."),
                    Mistake("negative-k-forgotten", interval(f"[0, {end}]"), "A negative $k$ has a square too: both "
                            "signs "
                            "are allowed."),
                ],
            )
        ],
    )  # fmt: skip


def no_verdict(rng: Rng) -> Multipart:
    """A Hessian of determinant 0: at the origin of a quartic."""
    a, n, m = rng.nonzero(-6, 6), rng.choice((3, 4)), rng.nonzero(-6, 6)
    x_first = rng.chance(0.5)
    f = MultiPolynomial({(2, 0): a, (0, n): m} if x_first else {(0, 2): a, (n, 0): m})
    H = Mat([[2 * a, 0], [0, 0]] if x_first else [[0, 0], [0, 2 * a]])
    moving = "y" if x_first else "x"
    true = SADDLE if n == 3 or a * m < 0 else MINIMUM if a > 0 else MAXIMUM
    seen = [
        f"Look at $f$ itself. Along the axis of ${'x' if x_first else 'y'}$ it behaves like $({a})*t^2$, along that of "
        f"${moving}$ like $({m})*t^({n})$.",
        {
            SADDLE: "In one direction it rises and in another one it falls. So the origin is a saddle point.",
            MINIMUM: "Both are never negative, so $f$ is at least $0$ everywhere: the origin is a minimum.",
            MAXIMUM: "Both are never positive, so $f$ is at most $0$ everywhere: the origin is a maximum.",
        }[true],
    ]
    beliefs = {
        MINIMUM: ("diagonal-signs-only", "One curvature is zero: look at the function in that direction."),
        MAXIMUM: ("second-derivative-sign-misread", POSITIVE_IS_VALLEY),
        SADDLE: ("det-zero-saddle", "A determinant of zero gives no verdict. Look at the function itself."),
    }
    real = tuple(kind for kind in KINDS if kind != OPEN)

    def key(kind: str) -> ChoiceAnswer:
        return choice(kind, *(other for other in real if other != kind))

    return Multipart(
        f"The gradient of $f(x, y) = {f}$ is zero at the origin.",
        parts=[
            Part(
                ask="What does the Hessian at the origin tell about this point?",
                answer=of_kind(OPEN),
                steps=why(H),
                hints=["Which sign has the determinant?"],
                mistakes=[
                    Mistake("det-zero-saddle", of_kind(SADDLE), "A determinant of zero gives no verdict."),
                    Mistake("diagonal-signs-only", of_kind(MINIMUM if a > 0 else MAXIMUM), "One eigenvalue is zero, "
                            "so the "
                            "other one alone does not decide."),
                ],
            ),
            Part(
                ask="Which kind of point is it really? Look at $f$ itself.",
                answer=key(true),
                steps=seen,
                hints=["How does $f$ behave along each of the axes?"],
                mistakes=[Mistake(slip, key(kind), text) for kind, (slip, text) in beliefs.items() if kind != true],
            ),
        ],
    )  # fmt: skip


@exercise(
    "calculus.newton.hessian_classify",
    title="Minimum, maximum or saddle point?",
    skill="s.newton.classify",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 5.7 and 7.3",
    levels={
        "easy": {"function": "without mixed term"},
        "core": {"function": "with mixed term"},
        "hard": {"function": "several points or special"},
    },
)
def hessian_classify(
    rng: Rng, *, function: Literal["without mixed term", "with mixed term", "several points or special"]
) -> Multipart:
    """Classify points with zero gradient by the Hessian."""
    if function != "several points or special":
        return classify_quadratic(rng, mixed=function == "with mixed term")
    draw = rng.choice((several_kinds,) * 4 + (which_k,) * 4 + (no_verdict,))
    return draw(rng)


# Newton's method in two variables --------------------------------------------------------------------------------


def start_for(rng: Rng, level: str) -> tuple[MultiPolynomial, tuple[int, int], Mat, Mat, Mat]:
    """A function and a start, with gradient, Hessian and step of short fractions."""

    want = rng.choice((SADDLE, SADDLE, MAXIMUM, MINIMUM)) if level == "any Hessian" else MINIMUM

    def draw() -> tuple[MultiPolynomial, tuple[int, int]]:
        at = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        a, b, c = rng.nonzero(-4, 4), rng.nonzero(-5, 5), rng.nonzero(-4, 4)
        if want != SADDLE:
            a, c = (abs(a), abs(c)) if want == MINIMUM else (-abs(a), -abs(c))
        terms = {(2, 0): a, (1, 1): b, (0, 2): c, (1, 0): rng.integer(-9, 9), (0, 1): rng.integer(-9, 9)}
        p = MultiPolynomial({powers: v for powers, v in terms.items()})
        if level == "quartic":
            p = MultiPolynomial({rng.choice(((4, 0), (0, 4), (3, 0), (0, 3))): rng.nonzero(-2, 2)}) + p
        return p, at

    def fits(found: tuple[MultiPolynomial, tuple[int, int]]) -> bool:
        p, at = found
        H, g = at_point(p, at)
        det = H[0, 0] * H[1, 1] - H[0, 1] * H[1, 0]
        if not det or not all(g) or abs(Fraction(det)) > 60 or any(abs(Fraction(v)) > 60 for v in (*g, *H)):
            return False
        if kind_of(H) != want:
            return False
        s = solved(H, g)
        return all(Fraction(v).denominator <= 12 for v in s) and all(s) and H[0, 0] != 0 != H[1, 1]

    p, at = drawn(draw, fits, 600)
    H, g = at_point(p, at)
    return p, at, g, H, solved(H, g)


def at_point(p: MultiPolynomial, at: tuple[int, int]) -> tuple[Mat, Mat]:
    """Hessian and gradient."""
    return Mat([[entry(*at) for entry in row] for row in p.hessian()]), column(*(slope(*at) for slope in p.gradient()))


def solved(H: Mat, g: Mat) -> Mat:
    """The step s with H*s = g, by Cramer's rule."""
    det = Fraction(H[0, 0] * H[1, 1] - H[0, 1] * H[1, 0])
    return column(
        rational(Fraction(g[0, 0] * H[1, 1] - g[1, 0] * H[0, 1]) / det),
        rational(Fraction(H[0, 0] * g[1, 0] - H[1, 0] * g[0, 0]) / det),
    )


def newton_in_plane(rng: Rng, level: str) -> Multipart:
    p, at, g, H, s = start_for(rng, level)
    curved, x0 = of_polynomial(p), column(*at)
    new = x0 - s
    assert H * s == g
    a, b = at
    det = rational(H[0, 0] * H[1, 1] - H[0, 1] * H[1, 0])
    slopes = listed(f"${fill(t, x=a, y=b)} = {v}$" for t, v in zip(curved.first, g, strict=True))
    parts = [
        Part(
            name="g",
            ask="Give the gradient $g$ of $f$ at the start.",
            answer=vector(*g),
            steps=[
                "The derivatives are "
                + listed(f"$partial(f, {n}) = {d}$" for n, d in zip("xy", curved.first, strict=True))
                + ".",
                f"At the start they are {slopes}. So $g = {g}$.",
            ],
            hints=["Differentiate first, and put the numbers in last."],
            mistakes=[
                Mistake("partials-exchanged", vector(g[1, 0], g[0, 0]), "The derivative by $x$ stands first."),
                Mistake("not-evaluated-once", vector(0, 0), "If you put the numbers in first, only a constant is "
                        "left."),
            ],
        ),
        Part(
            name="H",
            ask="Give the Hessian $H$ of $f$ at the start.",
            answer=matrix(H),
            steps=[
                f"The second derivatives are the entries of ${curved.rows}$.",
                f"At the start this is $H = {H}$.",
            ],
            hints=["Differentiate each of the first derivatives by both variables."],
            mistakes=[
                Mistake("mixed-zero", matrix([[H[0, 0], 0], [0, H[1, 1]]]), MIXED),
                Mistake("exchanges-diagonal", matrix([[H[1, 1], H[0, 1]], [H[1, 0], H[0, 0]]]), "The second derivative "
                        "by $x$ stands first."),
            ],
        ),
        Part(
            name="s",
            ask="Give the step $s$ with $H*s = g$.",
            answer=vector(*s),
            follows="inv(H)*g",
            steps=[
                f"The determinant of $H$ is $({H[0, 0]})*({H[1, 1]}) - ({H[0, 1]})*({H[1, 0]}) = {det}$.",
                f"So $s = inv(H)*g = 1/({det})*[[{H[1, 1]}, {-H[0, 1]}], [{-H[1, 0]}, {H[0, 0]}]]*{g} = {s}$.",
            ],
            hints=["Solve the two linear equations, or use the inverse of $H$."],
            mistakes=[
                Mistake("entrywise-division", "[[entry(g, 1)/entry(H, 1, 1)], [entry(g, 2)/entry(H, 2, 2)]]",
                        "The mixed entries of $H$ matter too: solve both equations together."),
                Mistake("multiplies-by-hessian", "H*g", "Newton divides by the curvature: use the inverse of $H$."),
            ],
        ),
        Part(
            ask="Give the point after one Newton step.",
            answer=vector(*new),
            follows="x_0 - s",
            steps=[f"The step is subtracted: ${x0} - {s} = {new}$."]
            + (["A quadratic equals its second-order model, so this is its only stationary point, whatever the start."
                f" It is $({', '.join(map(str, new))})$."] if level == "quadratic" else []),
            hints=["Is the step added or subtracted?"],
            mistakes=[
                Mistake("adds-the-newton-step", "x_0 + s", "Newton's step is subtracted."),
                Mistake("gradient-step", "x_0 - g", "That is a gradient step with the learning rate $1$. Newton's step "
                        "uses the curvature too: solve $H*s = g$."),
            ],
        ),
    ]  # fmt: skip
    if level == "any Hessian":
        parts.append(
            Part(
                ask="The step leads to the stationary point of the quadratic model. Which kind of point of the model "
                "is "
                "it?",
                answer=of_kind(kind_of(H)),
                steps=[*why(H), "Newton's method looks for a zero of the "
                       "gradient, be it a minimum, a maximum or a saddle point."],
                hints=["Which signs have the eigenvalues of $H$?"],
                mistakes=kind_slips(H),
            )
        )  # fmt: skip
    return Multipart(
        f"Newton's method looks for a zero of the gradient of $f(x, y) = {p}$. It starts at $x_0 = {x0}$.",
        given={"x_0": x0},
        parts=parts,
    )


@exercise(
    "calculus.newton.newton_step_2d",
    title="Do a Newton step in two variables",
    skill="s.newton.two",
    source="Boyd and Vandenberghe, Convex Optimization (2004), section 9.5",
    levels={
        "easy": {"function": "quadratic"},
        "core": {"function": "quartic"},
        "hard": {"function": "any Hessian"},
    },
)
def newton_step_2d(rng: Rng, *, function: Literal["quadratic", "quartic", "any Hessian"]) -> Multipart:
    """Gradient, Hessian, step and new point of Newton's method in two variables."""
    return newton_in_plane(rng, function)


# Newton and gradient descent -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """What may be said of both methods: true and false versions, and the belief behind the false one."""

    true: str
    false: str
    belief: str
    feedback: str


def statements_part(rng: Rng, pool: Sequence[Statement], steps: Sequence[str]) -> Part:
    """Asks which of the statements are true; of each, one version is shown, and both kinds occur."""
    chosen = rng.sample(pool, len(pool))
    flags = [True, False, False, *(rng.chance(0.5) for _ in chosen[3:])]
    right = [each.true for each, flag in zip(chosen, flags, strict=True) if flag]
    wrong = [each for each, flag in zip(chosen, flags, strict=True) if not flag]
    key = choices(right, [each.false for each in wrong], partial=True)
    ids = {option.text: option.id for option in key.options}

    def also(statement: Statement) -> ChoicesAnswer:
        value = (*key.value, ids[statement.false])
        return key.model_copy(update={"value": tuple(option.id for option in key.options if option.id in value)})

    by_belief = {each.belief: each for each in reversed(wrong)}
    return Part(
        ask="Which of the statements are true?",
        answer=key,
        steps=[*steps, ("So these are true: " if len(right) > 1 else "So only this is true: ") + " ".join(right)],
        hints=["Compare both steps: by what does each method multiply the gradient?", "Try the first step by hand."],
        mistakes=[Mistake(belief, also(each), each.feedback) for belief, each in by_belief.items()],
    )


ONE_STEP_ONLY_QUADRATIC = "Newton's method reaches the end in one step only if the function is quadratic."


def on_a_parabola(rng: Rng) -> Multipart:
    a, b, c = rng.choice((1, 2, 3, 4, 5, 6)), rng.nonzero(-12, 12), rng.integer(-9, 9)
    start = rng.nonzero(-6, 6)
    f = Polynomial([a, b, c])
    bottom, curvature = rational(Fraction(-b, 2 * a)), 2 * a
    assume(bottom != start, "the start is the minimum")
    slow = Fraction(1, 10 * a)
    factor = rational(1 - slow * curvature)
    fast = rational(Fraction(3, curvature))
    double = rational(Fraction(2, curvature))
    pool = [
        Statement(
            f"Newton's first step from ${start}$ leads to ${bottom}$.",
            f"Newton's first step from ${start}$ leads to ${rational(start - f.diff()(start))}$.",
            "gradient-step",
            "Newton's step divides the slope by the second derivative.",
        ),
        Statement(
            f"Gradient descent with the learning rate ${rational(Fraction(1, curvature))}$ makes the same steps as "
            "Newton's method.",
            f"Gradient descent with the learning rate ${curvature}$ makes the same steps as Newton's method.",
            "curvature-for-rate",
            "Newton's step is a gradient step whose learning rate is one over the second derivative.",
        ),
        Statement(
            f"Gradient descent with the learning rate ${fast}$ moves away from the minimum.",
            f"Gradient descent with the learning rate ${fast}$ converges, since it goes downhill.",
            "large-rate-converges",
            "Each step multiplies the distance by $1$ less the rate times the second derivative: look at its size.",
        ),
        Statement(
            "Newton's method needs one step, whatever the start.",
            "Newton's method needs the more steps the farther away the start is.",
            "newton-slow-from-far",
            "A quadratic equals its second-order model, so one step is enough from everywhere.",
        ),
        Statement(
            f"With the learning rate ${rational(slow)}$ each step of gradient descent multiplies the distance from the "
            f"minimum by ${factor}$.",
            f"With the learning rate ${rational(slow)}$ gradient descent reaches the minimum in one step.",
            "always-one-step",
            "The distance is multiplied by a factor that is not zero.",
        ),
    ]
    steps = [
        f"The derivatives are $f'(x) = {f.diff()}$ and $f''(x) = {curvature}$, and the minimum lies at ${bottom}$.",
        f"Newton's step divides $f'(x)$ by ${curvature}$: it is a gradient step with the learning rate "
        f"${rational(Fraction(1, curvature))}$, and it leads to the minimum from every start.",
        "Gradient descent with the rate $alpha$ multiplies the distance from the minimum by $1 - "
        f"{curvature}*alpha$. This "
        f"is ${factor}$ for ${rational(slow)}$, and ${rational(1 - Fraction(fast) * curvature)}$ for ${fast}$. From "
        f"${double}$ on the distance does not shrink.",
    ]
    return Multipart(
        f"Newton's method and gradient descent look for the minimum of $f(x) = {f}$, both from ${start}$.",
        parts=[statements_part(rng, pool, steps)],
    )


def near_a_maximum(rng: Rng) -> Multipart:
    """A cubic between its inflection and its maximum: Newton goes up, gradient descent down."""
    d, s = rng.integer(1, 4), rng.choice((1, 1, 2))
    m = rng.integer(-3, 3)
    low, high = m + d, m - d
    f = (Polynomial([1, -low]) * Polynomial([1, -high]) * (3 * s)).integral() + rng.integer(-9, 9)
    ddf = f.diff().diff()
    start = Fraction(high) + Fraction(d, 4)
    at, curvature = rational(start), rational(ddf(rational(start)))
    step = rational(start - Fraction(f.diff()(at)) / Fraction(curvature))
    assert curvature < 0 and f.diff()(high) == 0 == f.diff()(low) and ddf(high) < 0 < ddf(low)
    assert abs(Fraction(step) - high) < abs(start - high) and f(step) > f(at)
    pool = [
        Statement(
            f"Newton's first step from ${at}$ goes uphill.",
            f"Newton's first step from ${at}$ goes downhill.",
            "newton-always-min",
            "Where the second derivative is negative, Newton's step goes towards a maximum.",
        ),
        Statement(
            f"Newton's method from ${at}$ converges to ${high}$.",
            f"Newton's method from ${at}$ converges to ${low}$.",
            "newton-finds-minimum",
            "Newton's method looks for a zero of the derivative, and the nearest one here is a maximum.",
        ),
        Statement(
            f"Gradient descent with a small learning rate from ${at}$ converges to ${low}$.",
            f"Gradient descent with a small learning rate from ${at}$ converges to ${high}$.",
            "uphill",
            "Gradient descent always goes downhill.",
        ),
        Statement(
            f"Newton's first step leads to ${step}$.",
            f"Newton's first step leads exactly to ${high}$.",
            "always-one-step",
            ONE_STEP_ONLY_QUADRATIC,
        ),
        Statement(
            f"The second derivative is negative at ${at}$.",
            f"The second derivative is positive at ${at}$.",
            "second-derivative-sign",
            "Put the point into the second derivative and look at the sign.",
        ),
    ]
    steps = [
        f"The derivatives are $f'(x) = {f.diff()}$ and $f''(x) = {ddf}$. There is a maximum at ${high}$ and a "
        "minimum at "
        f"${low}$.",
        f"At ${at}$ we have ${fill(str(f.diff()), x=at)} = {f.diff()(at)}$ and ${fill(str(ddf), x=at)} = "
        f"{curvature}$, so "
        f"Newton's step leads to ${at} - ({f.diff()(at)})/({curvature}) = {step}$, towards the maximum.",
        f"The slope at ${at}$ is negative, so gradient descent goes to the right, down to the minimum at ${low}$.",
    ]
    return Multipart(
        f"Newton's method (with $f'(x)$ and $f''(x)$) and gradient descent start at ${at}$ on $f(x) = {f}$.",
        parts=[statements_part(rng, pool, steps)],
    )


def needed(factor: Fraction, goal: Fraction) -> int:
    """After how many steps a distance that is multiplied by the factor has shrunk to the goal, or below."""
    steps, distance = 0, Fraction(1)
    while distance > goal:
        distance, steps = distance * factor, steps + 1
    return steps


def on_a_long_bowl(rng: Rng) -> Multipart:
    small, ratio = rng.choice((1, 2, 3)), rng.choice((4, 5, 8, 10, 20, 25, 50))
    large = small * ratio
    p, q = rng.nonzero(-6, 6), rng.nonzero(-6, 6)
    first, second = (small, large) if rng.chance(0.5) else (large, small)
    f = MultiPolynomial(
        {(2, 0): Fraction(first, 2), (0, 2): Fraction(second, 2), (1, 0): -first * p, (0, 1): -second * q}
    )
    flat = "x" if first == small else "y"
    rate = Fraction(1, large)
    shown_rate = rational(rate)
    factor = 1 - Fraction(1, ratio)
    count = needed(factor, Fraction(1, 1000))
    wrong_count = max(2, count // ratio)
    beyond = rational(Fraction(2, small))
    pool = [
        Statement(
            "Newton's method reaches the minimum in one step from every start.",
            f"Newton's method needs about ${ratio}$ steps, since the bowl is elongated.",
            "newton-slow-from-far",
            "A quadratic equals its second-order model, whatever its shape: one step is enough.",
        ),
        Statement(
            f"With the learning rate ${rational(rate)}$ gradient descent multiplies the distance in the direction of "
            f"${flat}$ by ${rational(factor)}$ in each step.",
            f"With the learning rate ${rational(rate)}$ gradient descent reaches the minimum in one step from every "
            "start.",
            "always-one-step",
            "One step is enough only in the direction whose curvature is one over the rate.",
        ),
        Statement(
            f"With the learning rate ${rational(rate)}$ the distance in the direction of ${flat}$ has shrunk to a "
            f"thousandth after ${count}$ steps, but not before.",
            f"With the learning rate ${rational(rate)}$ the distance in the direction of ${flat}$ has shrunk to a "
            f"thousandth after ${wrong_count}$ steps already.",
            "alpha-irrelevant",
            "The flat direction is slow: its distance is multiplied by a factor close to $1$.",
        ),
        Statement(
            f"Gradient descent converges with the learning rate ${shown_rate}$ and with every smaller positive one.",
            f"Gradient descent with the learning rate ${beyond}$ converges to the minimum from every start.",
            "smallest-eigenvalue",
            "The steepest direction decides: the rate must be below two over the largest eigenvalue.",
        ),
        Statement(
            f"If both eigenvalues were ${large}$, the rate ${rational(rate)}$ would lead to the minimum in one step.",
            f"If both eigenvalues were ${large}$, gradient descent would need as many steps.",
            "alpha-irrelevant",
            "The ratio of the eigenvalues decides how slow gradient descent is.",
        ),
    ]
    steps = [
        f"The Hessian is diagonal with the eigenvalues ${first}$ and ${second}$; the flat direction is that of "
        f"${flat}$.",
        f"Newton's step leads to the minimum at $({p}, {q})$ at once, since $f$ is quadratic.",
        f"Gradient descent with the rate ${rational(rate)}$ multiplies the distance in the steep direction by "
        f"$1 - ({shown_rate})*{large} = 0$ and in the flat one by $1 - ({shown_rate})*{small} = "
        f"{rational(factor)}$. "
        f"Only after ${count}$ steps a thousandth of it or less is left.",
        f"Rates from ${rational(Fraction(2, large))}$ on do not converge in the steep direction.",
    ]
    return Multipart(
        f"Newton's method and gradient descent look for the minimum of $f(x, y) = {f}$.",
        parts=[statements_part(rng, pool, steps)],
    )


@exercise(
    "calculus.newton.newton_vs_gd",
    title="Compare Newton's method and gradient descent",
    skill="s.newton.compare",
    source="Boyd and Vandenberghe, Convex Optimization (2004), sections 9.3 and 9.5",
    tier="extra",
    levels={
        "easy": {"function": "parabola"},
        "core": {"function": "cubic near its maximum"},
        "hard": {"function": "long bowl"},
    },
)
def newton_vs_gd(rng: Rng, *, function: Literal["parabola", "cubic near its maximum", "long bowl"]) -> Multipart:
    """Tell which statements about both methods are true for a given function."""
    draws = {"parabola": on_a_parabola, "cubic near its maximum": near_a_maximum, "long bowl": on_a_long_bowl}
    return draws[function](rng)


# Steps in pictures -----------------------------------------------------------------------------------------------

VIEW = (-9, 9)
NO_STEP = "None: the step is impossible."


@dataclass(frozen=True)
class Arc:
    """A parabola through (x, y) with slope y/d there, whose tangent meets the axis at x - d and which itself meets it
    farther on, at x - d - e."""

    x: int
    y: int
    d: int
    e: int

    def __call__(self, x: float) -> float:
        t = x - self.x
        bend = self.y * self.e / (self.d * (self.d + self.e) ** 2)
        return self.y + self.y / self.d * t + bend * t * t

    @property
    def after(self) -> int:
        return self.x - self.d

    @property
    def root(self) -> int:
        return self.x - self.d - self.e

    @property
    def slips(self) -> dict[int, tuple[str, str]]:
        """Wrong readings by where they lead."""
        return {
            self.x + self.d: ("iterates-away-from-the-root", "Follow the tangent towards the axis, not away from it."),
            self.x - self.y: ("vertical-drop", "The height is not subtracted itself: it is divided by the slope."),
            self.root: ("jumps-to-root", "That is where the curve meets the axis. Newton's step ends where the tangent "
                        "does."),
        }  # fmt: skip


def arc(rng: Rng, gap: int) -> Arc:
    """One whose places on the axis, right and wrong, lie at least that far apart."""

    def draw() -> Arc:
        side, d = rng.sign(), rng.integer(2, 6)
        return Arc(rng.integer(-7, 7), rng.nonzero(-8, 8), side * d, side * rng.integer(1, d - 1))

    def fits(a: Arc) -> bool:
        places = {a.x, a.after, *a.slips}
        close = any(q - p < gap for p, q in pairwise(sorted([a.after, *a.slips])))
        return (
            len(places) == 5
            and not close
            and max(map(abs, places)) <= 8
            and Fraction(1, 2) <= abs(Fraction(a.y, a.d)) <= 3
        )

    return drawn(draw, fits, 400)


def arc_figure(a: Arc, *, tangent: bool, marked: Mapping[int, str]) -> Figure:
    told = f"The graph of a function on a grid of unit squares. It passes through the start, ({a.x}, {a.y})"
    steep = "rises" if a.y * a.d > 0 else "falls"
    marks: list[Mark] = [*graph(a, VIEW, VIEW)]
    if tangent:
        marks.append(Line(through=(spot((a.x, a.y)), spot((a.after, 0)))))
        told += f", and its tangent there is a dashed line that {steep} by {abs(a.y)} over {abs(a.d)} units."
    else:
        heights = listed(f"{plain(round(a(x), 2))} at x = {x}" for x in (a.x - 1, a.x + 1))
        told += f", where it {steep} from left to right; its height is {heights}."
    marks.append(Dots(points=(spot((a.x, a.y)),), colour="ink", labels=("$x_0$",)))
    if marked:
        marks.append(Dots(points=tuple(spot((x, 0)) for x in marked), labels=tuple(marked.values()), colour="orange"))
        told += f" Marked on the axis are {listed(f'{letter} at {x}' for x, letter in marked.items())}."
    return Figure(
        alt=told,
        marks=tuple(marks),
        x=axis(VIEW, "x", step=1),
        y=axis(VIEW, "y", step=1),
        equal=True,
        grid=True,
        rim=True,
    )


def arc_steps(a: Arc, end: str) -> list[str]:
    return [
        f"Go from ${a.x}$ on the axis to the curve, at the height ${a.y}$, and follow the tangent there to the axis.",
        f"The tangent has the slope ${rational(Fraction(a.y, a.d))}$, so it meets the axis at "
        f"${a.x} - ({a.y})/({rational(Fraction(a.y, a.d))}) = {a.after}$. {end}",
    ]


def tangent_shown(rng: Rng) -> Multipart:
    a = arc(rng, 1)
    return Multipart(
        f"The picture shows the graph of a function $f$ and its tangent at the start $x_0 = {a.x}$.",
        figures=[arc_figure(a, tangent=True, marked={})],
        parts=[
            Part(
                ask="Read the next point of Newton's method for a zero of $f$ from the picture.",
                answer=number(a.after),
                steps=arc_steps(a, f"So $x_1 = {a.after}$."),
                hints=["Where does the dashed line meet the horizontal axis?"],
                mistakes=[Mistake(slip, number(x), text) for x, (slip, text) in a.slips.items()],
            )
        ],
    )


def tangent_hidden(rng: Rng) -> Multipart:
    a = arc(rng, 2)
    places = sorted([a.after, *a.slips])
    marked = dict(zip(places, "PQRS", strict=True))
    names = {x: f"Point {letter}" for x, letter in marked.items()}

    def key(x: int) -> ChoiceAnswer:
        return choice(names[x], *(name for other, name in names.items() if other != x))

    return Multipart(
        f"The picture shows the graph of a function $f$ with the start $x_0 = {a.x}$ of Newton's method, and the "
        "points P, "
        "Q, R and S on the axis.",
        figures=[arc_figure(a, tangent=False, marked=marked)],
        parts=[
            Part(
                ask="Which of the points is the next one of Newton's method for a zero of $f$?",
                answer=key(a.after),
                steps=arc_steps(a, f"That is {names[a.after][0].lower()}{names[a.after][1:]}."),
                hints=["Imagine the tangent at the start. Where does it meet the axis?"],
                mistakes=[Mistake(slip, key(x), text) for x, (slip, text) in a.slips.items()],
            )
        ],
    )


def which_root(rng: Rng) -> Multipart:
    """Starts on a parabola left and right of its vertex, close to it, and at the vertex itself."""
    vertex, half, sign = rng.integer(-5, 5), rng.integer(2, 4), rng.sign()
    k = Fraction(sign * rng.integer(2, 8), half * half)
    near = Fraction(rng.integer(1, 3), 2)
    side = rng.sign()
    starts = {
        "A": vertex + side * near,
        "B": Fraction(vertex),
        "C": vertex - side * Fraction(rng.integer(2, 2 * half + 2), 2),
    }
    assume(vertex - side * half != starts["C"], "the start is a zero")
    left, right, none = f"The zero at ${vertex - half}$.", f"The zero at ${vertex + half}$.", NO_STEP

    def f(x: float) -> float:
        return float(k) * ((x - vertex) ** 2 - half * half)

    order_of = sorted(starts.values())
    letters = dict(zip(order_of, "ABC", strict=True))
    points = [(x, f(float(x))) for x in order_of]
    figure = Figure(
        alt=f"A parabola with its vertex at x = {vertex} and zeros at {vertex - half} and {vertex + half}. Marked are "
        f"{listed(f'{letters[x]} at x = {plain(x)}' for x in order_of)}.",
        marks=(*graph(f, VIEW, VIEW), Dots(points=tuple(map(spot, points)), labels=tuple("ABC"), colour="orange")),
        x=axis(VIEW, "x", step=1),
        y=axis(VIEW, "y", step=1),
        grid=True,
        rim=True,
    )

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in (left, right, none) if other != text))

    parts = []
    for x, letter in letters.items():
        end = none if x == vertex else left if x < vertex else right
        why_it = (
            "The tangent at the vertex is horizontal and does not meet the axis."
            if end == none
            else f"On the {'left' if x < vertex else 'right'} of the vertex, inside the zeros, the tangent leads "
            "outwards, beyond the zero on this side. From there the following steps come back to it, closer and closer."
            if abs(x - vertex) < half
            else f"The start lies beyond the zero on the {'left' if x < vertex else 'right'}. From there the tangents "
            "lead back towards this zero, closer and closer, and not past it."
        )
        told = "So no step is possible." if end == none else f"The method leads to the z{end.removeprefix('The z')}"
        wrong = {
            none: ("flat-means-impossible", "A flat tangent makes a long step, but the step exists as long as the "
            "slope is "
                   "not zero."),
            left: ("iterates-away-from-the-root", "Follow the tangent at the start: on which side does it meet the "
            "axis?"),
            right: ("iterates-away-from-the-root", "Follow the tangent at the start: on which side does it meet the "
            "axis?"),
        }  # fmt: skip
        slips = [(text, slip) for text, slip in wrong.items() if text != end]
        if end == none:
            slips = [
                (left, ("divides-by-zero-slope", "At the vertex the slope is zero: nothing can be divided by it."))
            ]
        parts.append(
            Part(
                ask=f"To which zero of $f$ does Newton's method lead from the start {letter}?",
                answer=key(end),
                steps=[f"{why_it} {told}"],
                hints=["Draw the tangent at the start. Where does it meet the axis, if it does?"],
                mistakes=[Mistake(slip, key(text), said) for text, (slip, said) in slips],
            )
        )
    return Multipart(
        "The picture shows the graph of a quadratic function $f$ and three starts.", parts=parts, figures=[figure]
    )


@exercise(
    "calculus.newton.next_iterate_from_graph",
    title="Where does the tangent meet the axis?",
    skill="s.newton.one",
    source="OpenStax, Calculus Volume 1, section 4.9",
    tier="standard",
    levels={
        "easy": {"picture": "with tangent"},
        "core": {"picture": "without tangent"},
        "hard": {"picture": "several starts"},
    },
)
def next_iterate_from_graph(
    rng: Rng, *, picture: Literal["with tangent", "without tangent", "several starts"]
) -> Multipart:
    """Read the next point of Newton's method, or where it leads, from a graph."""
    draws = {"with tangent": tangent_shown, "without tangent": tangent_hidden, "several starts": which_root}
    return draws[picture](rng)
