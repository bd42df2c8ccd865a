"""Rules of differentiation, and what they are for: tangents and linear approximation."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import isqrt
from typing import Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    equation,
    exercise,
    expression,
    fill,
    number,
    rounded,
    terminating,
)
from generators.maths import reals
from generators.maths.decimals import Decimal
from generators.maths.figures import Span, at, axis, graph, spot
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.slopes import ACCURACY, is_derivative, slope_of, value_of
from generators.notation import text_of
from schemas.answer import ExpressionAnswer, Symbols
from schemas.figure import Dots, Figure, Line

COEFFICIENTS = (-5, 6)

# The product rule ------------------------------------------------------------------------------------------------

NAME_FACTORS = "Which two factors is $h(x)$ a product of, and what is the derivative of each of them?"
BOTH_TERMS = "Each factor is differentiated in turn while the other one stays as it is; the two products are added."
IN_TURN = "Each factor is differentiated in turn, and the other one stays as it is: $f'(x)*g(x) + f(x)*g'(x)$."
PLUS = "The two terms of the product rule are added. The minus belongs to the quotient rule."
SECOND_TERM = "That is only the first term of the product rule. The second one, $f(x)*g'(x)$, has to be added."


def product_steps(f: str, df: str, g: str, dg: str, note: str = "") -> list[str]:
    """The steps of the product rule up to the sum it gives."""
    return [
        f"Name the factors: $f(x) = {f}$ and $g(x) = {g}$.",
        f"Their derivatives are $f'(x) = {df}$ and $g'(x) = {dg}$.{note}",
        f"By the product rule $h'(x) = f'(x)*g(x) + f(x)*g'(x) = ({df})*({g}) + ({f})*({dg})$.",
    ]


def polynomial_times_exponential(rng: Rng) -> Part:
    rest = rng.choice((1, 2, 2))
    p = Polynomial([rng.nonzero(*COEFFICIENTS), *(rng.integer(*COEFFICIENTS) for _ in range(rest))])
    h = f"({p})*exp(x)" if rng.chance(0.7) else f"exp(x)*({p})"
    dp, both = p.diff(), p + p.diff()
    answer = f"({both})*exp(x)"
    assert is_derivative(answer, h, Fraction(1, 3))

    return Part(
        ask=f"Differentiate $h(x) = {h}$.",
        answer=expression(answer),
        steps=[
            *product_steps(str(p), str(dp), "exp(x)", "exp(x)", " The exponential is its own derivative."),
            f"Take out the common factor $exp(x)$: $h'(x) = {answer}$.",
        ],
        hints=[NAME_FACTORS, BOTH_TERMS],
        mistakes=[
            Mistake("product-of-derivatives", expression(f"({dp})*exp(x)"),
                    "The derivative of a product is not the product of the derivatives. " + IN_TURN),
            Mistake("minus-in-product-rule", expression(f"({dp} - ({p}))*exp(x)"), PLUS),
            Mistake("power-rule-on-exp", expression(f"({dp})*exp(x) + ({p})*x*exp(x - 1)"),
                    "The power rule is for powers of $x$ such as $x^3$. In $exp(x)$ the variable is the exponent, and "
                    "this function is its own derivative."),
        ],
    )  # fmt: skip


def times(k: int, f: str) -> str:
    """k*f without an idle 1."""
    return f if k == 1 else f"-{f}" if k == -1 else f"{k}*{f}"


def power(k: int, n: Rational) -> tuple[str, str]:
    """k*x^n and its derivative as a course writes them; n is an integer or 1/2."""
    if n == Fraction(1, 2):
        half = Fraction(k, 2)
        return times(k, "sqrt(x)"), f"{half.numerator}/({times(half.denominator, 'sqrt(x)')})"
    if n < 0:
        return f"{k}/x^({-n})", f"{k * n}/x^({1 - n})"
    return f"{k}*x^({n})", f"{k * n}*x^({n - 1})"


EXPONENTS: tuple[Rational, ...] = (2, 3, 4, 5, -1, -2, Fraction(1, 2))
PARTNERS = {
    "ln": ("ln(x)", "1/x", "1"),
    "sin": ("sin(x)", "cos(x)", "x*cos(x)"),
    "cos": ("cos(x)", "-sin(x)", "-x*sin(x)"),
}
"""Function, derivative, and x times the derivative, by name."""


def factored_out(k: int, n: Rational, name: str, c: int) -> str:
    """The derivative of k*x^n*(g(x) + c) with its powers of x collected in front."""
    g, _, x_dg = PARTNERS[name]
    if n == Fraction(1, 2):
        n, half = 1, Fraction(k, 2)
        top, bottom = half.numerator, f"({half.denominator}*sqrt(x))"
        x_dg = {"ln": "2", "sin": "2*x*cos(x)", "cos": "-2*x*sin(x)"}[name]
    else:
        top, bottom = k, f"x^({1 - n})"
    rest = str(int(x_dg) + n * c) if name == "ln" else f"{n * c} + {x_dg}" if n < 0 else f"{x_dg} + {n * c}"
    inside = f"{n}*{g} + {rest}" if n > 0 else f"{rest} + {n}*{g}"
    return f"{top}*x^({n - 1})*({inside})" if n >= 2 else f"{top}*({inside})/{bottom}"


def power_times_transcendental(rng: Rng) -> Part:
    k, n = rng.nonzero(*COEFFICIENTS), rng.choice(EXPONENTS)
    name = rng.choice(("ln", "sin", "cos"))
    c = rng.nonzero(*COEFFICIENTS) if rng.chance(0.6) else 0
    (f, df), (plain, dg, _) = power(k, n), PARTNERS[name]
    g = f"{plain} + {c}"
    h, answer = f"{f}*({g})", factored_out(k, n, name, c)
    assert is_derivative(answer, h, Fraction(1, 3))
    domain = "" if name != "ln" and n >= 2 else ", for $x > 0$"
    symbols: Symbols = {"x": "positive"} if domain else {}
    note = " The constant drops out." if c else ""

    return Part(
        ask=f"Differentiate $h(x) = {h}${domain}.",
        answer=expression(answer, symbols=symbols),
        steps=[
            *product_steps(f, df, g, dg, note),
            f"Collected: $h'(x) = {answer}$.",
        ],
        hints=[NAME_FACTORS, BOTH_TERMS],
        mistakes=[
            Mistake("product-of-derivatives", expression(f"({df})*({dg})", symbols=symbols),
                    "The derivative of a product is not the product of the derivatives. " + IN_TURN),
            Mistake("minus-in-product-rule", expression(f"({df})*({g}) - ({f})*({dg})", symbols=symbols), PLUS),
            Mistake("one-term-of-product-rule", expression(f"({df})*({g})", symbols=symbols), SECOND_TERM),
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class Factor:
    """A function and its derivative, and what both are at the point asked about: multiples of e^`e`."""

    f: str
    df: str
    value: Rational
    slope: Rational
    e: int = 0

    def called(self, name: str, x: int) -> str:
        """Its value at x as a formula."""
        return chain(f"{name}({x})", fill(self.f, x=x), times_power_of_e(self.value, self.e))

    def sloped(self, name: str, x: int) -> str:
        """Its slope at x as a formula."""
        return chain(f"{name}'({x})", fill(self.df, x=x), times_power_of_e(self.slope, self.e))


def chain(*terms: str) -> str:
    """The terms joined by equals signs, each written once."""
    return " = ".join(dict.fromkeys(terms))


def times_power_of_e(r: Rational, n: int) -> str:
    """r*e^n as one writes it."""
    if n == 0 or r == 0:
        return str(rational(r))
    tail = "e" if n == 1 else f"e^{n}"
    return tail if r == 1 else f"-{tail}" if r == -1 else f"{rational(r)}*{tail}"


X = Polynomial([1, 0])


@dataclass(frozen=True)
class Triple:
    """A product of three factors, the point `at` asked about, and the derivative as it is collected in the end."""

    at: int
    factors: tuple[Factor, Factor, Factor]
    collected: str

    @property
    def formula(self) -> str:
        return "*".join(f"({factor.f})" for factor in self.factors)

    @property
    def symbols(self) -> Symbols:
        return {"x": "positive"} if "sqrt" in self.formula or "ln" in self.formula else {}

    def product(self, *differentiated: int) -> tuple[str, str, Rational]:
        """The product with these factors differentiated: as a formula, with the values at the point, and what that is
        without its power of e."""
        primed = [i in differentiated for i in range(3)]
        formula = "*".join(f"({f.df if prime else f.f})" for f, prime in zip(self.factors, primed, strict=True))
        numbers = [f.slope if prime else f.value for f, prime in zip(self.factors, primed, strict=True)]
        shown = "*".join(f"({times_power_of_e(n, f.e)})" for n, f in zip(numbers, self.factors, strict=True))
        return formula, shown, rational(Fraction(math.prod(numbers)))

    def value(self, *numbers: Rational) -> str:
        """The sum of such products at the point, with its power of e."""
        return times_power_of_e(sum(numbers), sum(factor.e for factor in self.factors))


def triple(rng: Rng) -> Triple:
    """A polynomial, the exponential or the root, and another function; none of them is 0 at the point."""
    kind = rng.choice(("exp ln", "exp sin", "exp cos", "sqrt ln", "sqrt exp"))
    second, third = kind.split()
    root = rng.choice((1, 2)) if third == "exp" else 1
    at = 0 if third in ("sin", "cos") else root * root
    b, c = rng.nonzero(*COEFFICIENTS), rng.nonzero(*COEFFICIENTS)
    leads = [a for a in range(-5, 7) if a and a * at + b and (a * at + b) * at + c and 2 * a * at + b]
    p = Polynomial([rng.choice(leads), b]) if rng.chance(0.6) else Polynomial([rng.choice(leads[:6]), b, c])
    k = rng.choice([k for k in range(-5, 7) if k not in (-1, 0)])
    u = Factor(str(p), str(p.diff()), p(at), p.diff()(at))
    if second == "exp":
        v = Factor("exp(x)", "exp(x)", 1, 1, at)
        g, dg, _ = PARTNERS[third]
        w = Factor(f"{g} + {k}", dg, k + (third == "cos"), 0 if third == "cos" else 1)
        last = {"ln": f"+ ({p})/x", "sin": f"+ ({p})*cos(x)", "cos": f"- ({p})*sin(x)"}[third]
        return Triple(at, (u, v, w), f"exp(x)*(({p + p.diff()})*({g} + {k}) {last})")
    v = Factor("sqrt(x)", "1/(2*sqrt(x))", root, Fraction(1, 2 * root))
    q = 2 * X * p.diff() + p
    if third == "ln":
        w = Factor(f"ln(x) + {k}", "1/x", k, 1)
        return Triple(at, (u, v, w), f"(({q})*(ln(x) + {k}) + {2 * p})/(2*sqrt(x))")
    w = Factor("exp(x)", "exp(x)", 1, 1, at)
    return Triple(at, (u, v, w), f"({q + 2 * X * p})*exp(x)/(2*sqrt(x))")


def three_factors(rng: Rng) -> Multipart:
    t = triple(rng)
    value = t.value(*(t.product(i)[2] for i in range(3)))
    assume(value != "0", "the slope is 0")
    assert is_derivative(t.collected, t.formula, Fraction(3, 2))
    assert abs(slope_of(t.formula, t.at) - value_of(value, 0)) < ACCURACY * 10**6
    domain = ", for $x > 0$" if t.symbols else ""
    return Multipart(f"Let $h(x) = {t.formula}${domain}.", parts=[derivative_part(t), value_part(t, value)])


ONE_AT_A_TIME = (
    "The derivative of a product is not the product of the derivatives: differentiate one factor at a time and add the "
    "three products."
)
LAST_MISSING = (
    "With three factors there are three terms. The one in which the last factor is differentiated is missing."
)
THREE_TURNS = "Every factor has its turn: there are three terms to add, not one."


def derivative_part(t: Triple) -> Part:
    u, v, w = t.factors
    first, second, third = (t.product(i)[0] for i in range(3))

    def key(formula: str) -> ExpressionAnswer:
        return expression(formula, symbols=t.symbols)

    return Part(
        ask="Differentiate $h(x)$.",
        answer=key(t.collected),
        steps=[
            f"There are three factors: $u(x) = {u.f}$, $v(x) = {v.f}$ and $w(x) = {w.f}$.",
            f"Their derivatives are $u'(x) = {u.df}$, $v'(x) = {v.df}$ and $w'(x) = {w.df}$.",
            "The product rule, used twice, differentiates each factor in turn while the other two stay: "
            "$h'(x) = u'(x)*v(x)*w(x) + u(x)*v'(x)*w(x) + u(x)*v(x)*w'(x)$.",
            f"Put in: $h'(x) = {first} + {second} + {third}$.",
            f"Collected: $h'(x) = {t.collected}$.",
        ],
        hints=[
            "Treat two of the factors as one, use the product rule, and then once more for those two.",
            "You get three products. In each of them exactly one factor is differentiated.",
        ],
        mistakes=[
            Mistake("product-of-derivatives", key(t.product(0, 1, 2)[0]), ONE_AT_A_TIME),
            Mistake("last-factor-not-differentiated", key(f"{first} + {second}"), LAST_MISSING),
            Mistake("one-term-of-product-rule", key(first), THREE_TURNS),
        ],
    )


def value_part(t: Triple, value: str) -> Part:
    named = tuple(zip("uvw", t.factors, strict=True))
    values = [f"${factor.called(name, t.at)}$" for name, factor in named]
    slopes = [f"${factor.sloped(name, t.at)}$" for name, factor in named]
    first, second, third = (t.product(i) for i in range(3))
    x = f"({t.at})"
    return Part(
        ask=f"Give the exact value of $h'{x}$.",
        answer=number(value),
        steps=[
            f"The factors have the values {values[0]}, {values[1]} and {values[2]}.",
            f"Their slopes are {slopes[0]}, {slopes[1]} and {slopes[2]}.",
            f"So $h'{x} = u'{x}*v{x}*w{x} + u{x}*v'{x}*w{x} + u{x}*v{x}*w'{x} = "
            f"{first[1]} + {second[1]} + {third[1]} = {value}$.",
        ],
        hints=["Put the number into $h'(x)$, not into $h(x)$. It is easiest before you collect the terms."],
        mistakes=[
            Mistake("product-of-derivatives", number(t.value(t.product(0, 1, 2)[2])), ONE_AT_A_TIME),
            Mistake("last-factor-not-differentiated", number(t.value(first[2], second[2])), LAST_MISSING),
            Mistake("one-term-of-product-rule", number(t.value(first[2])), THREE_TURNS),
            Mistake("point-before-derivative", number(0),
                    "If you put the number in first, a constant is left. Differentiate first, then put it in."),
        ],
    )  # fmt: skip


DRAFTS: dict[str, Callable[[Rng], Part | Multipart]] = {
    "polynomial and exponential": polynomial_times_exponential,
    "power and logarithm or sine": power_times_transcendental,
    "three factors": three_factors,
}


@exercise(
    "calculus.rules.product_rule",
    title="Differentiate a product",
    skill="s.rule.product",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 5.1",
    levels={
        "easy": {"factors": "polynomial and exponential"},
        "core": {"factors": "power and logarithm or sine"},
        "hard": {"factors": "three factors"},
    },
)
def product_rule(
    rng: Rng, *, factors: Literal["polynomial and exponential", "power and logarithm or sine", "three factors"]
) -> Part | Multipart:
    """Differentiate a product of functions of different kinds."""
    return DRAFTS[factors](rng)


# Tangents --------------------------------------------------------------------------------------------------------

Real = Callable[[float], float]


@dataclass(frozen=True)
class Contact:
    """A function and its derivative, and the point (x, y) where its graph has the slope m. `curve` draws it."""

    f: str
    df: str
    x: Rational
    y: Rational
    m: Rational
    curve: Real
    positive: bool = False

    def line(self, m: Rational) -> str:
        """The right side of the equation of the line through the point with slope m."""
        return f"({m})*x + {rational(self.y - m * self.x)}"


def horner(p: Polynomial) -> Real:
    """The polynomial as a function of floats."""
    coefficients = [float(c) for c in p.coefficients]

    def value(x: float) -> float:
        total = 0.0
        for c in coefficients:
            total = total * x + c
        return total

    return value


def polynomial_contact(rng: Rng) -> Contact:
    """The line comes first: f is the line plus a double zero at the point of contact."""
    x, m = rng.nonzero(-3, 3), rng.nonzero(-9, 9)
    y = rng.choice([y for y in range(-9, 10) if y not in (0, m)])
    extra = Polynomial([rng.nonzero(-4, 4)]) if rng.chance(0.6) else Polynomial([rng.sign(), rng.nonzero(-4, 4)])
    f = Polynomial([1, -x]) ** 2 * extra + Polynomial([m, y - m * x])
    assert f.diff()(x) == m and f(x) == y
    return Contact(str(f), str(f.diff()), x, y, m, horner(f))


def transcendental_contact(rng: Rng) -> Contact:
    """a*g(x) plus a power and a constant, where g is exp, ln or a root, at a point where all values are rational."""
    name = rng.choice(("exp", "ln", "ln", "sqrt", "sqrt", "sqrt"))
    x = 0 if name == "exp" else 1 if name == "ln" else rng.choice((1, 4, 9))
    a, root = rng.nonzero(*COEFFICIENTS), max(isqrt(x), 1)
    degree = rng.choice((1, 1, 2)) if x < 9 else 1
    own = Fraction(a, 2 * root) if name == "sqrt" else Fraction(a)  # the slope of a*g(x) there
    wide = 6 // degree if x < 4 else 2
    b = rng.choice([b for b in range(-wide, wide + 1) if own + b * degree * x ** (degree - 1) != 0])
    m = rational(own + b * degree * x ** (degree - 1))
    height = {"exp": a, "ln": 0, "sqrt": a * root}[name] + b * x**degree
    c = rng.choice([c for c in range(-6, 7) if height + c not in (0, m)])
    tail = Polynomial([b, *[0] * (degree - 1), c])
    plain = {"exp": (times(a, "exp(x)"),) * 2, "ln": (times(a, "ln(x)"), f"{a}/x")}
    g, dg = plain.get(name) or power(a, Fraction(1, 2))
    drawn, rest = {"exp": math.exp, "ln": math.log, "sqrt": math.sqrt}[name], horner(tail)
    f = f"{g} + {tail}" if tail.terms() else g
    df = f"{dg} + {tail.diff()}" if tail.diff().terms() else dg
    assert abs(slope_of(f, max(x, 0)) - m) < ACCURACY and value_of(f, x) == height + c
    return Contact(f, df, x, height + c, m, lambda t: a * drawn(t) + rest(t), name != "exp")


def near_contact(contact: Contact) -> Figure:
    """The picture of a tangent, at least four units to both sides where the function has values."""
    x, steep = contact.x, abs(Fraction(contact.m))
    if contact.positive and x >= 4:
        return picture(contact, (0, 2 * x), max(Fraction(4), steep * x))
    return picture(contact, (0 if contact.positive else x - 4, x + 4), max(Fraction(4), steep * 5 / 2))


def picture(contact: Contact, across: Span, reach: Rational) -> Figure:
    """The graph with its tangent, up to `reach` above and below the point of contact."""
    x, y, m = contact.x, contact.y, contact.m
    up = (y - reach, y + reach)
    pieces = graph(contact.curve, across, up)
    curve = next(piece for piece in pieces if piece.points[0][0] <= x <= piece.points[-1][0])
    other = (x + 1, y + m)
    return Figure(
        alt=f"The graph of f as a solid curve and its tangent as a dashed line. The tangent touches the graph at "
        f"{at((x, y))} and passes through {at(other)}.",
        marks=(
            curve.model_copy(update={"label": "$f$"}),
            Line(through=(spot((x, y)), spot(other)), label="tangent"),
            Dots(points=(spot((x, y)),), colour="ink"),
        ),
        x=axis(across, "x"),
        y=axis(up, "y"),
        grid=True,
    )


@exercise(
    "calculus.rules.tangent_line",
    title="Tangent line and linear approximation",
    skill="s.rule.tangent",
    source="OpenStax, Calculus Volume 1, sections 3.1 and 4.2",
    levels={
        "easy": {"task": "tangent to a polynomial"},
        "core": {"task": "tangent to another function"},
        "hard": {"task": "linear approximation"},
    },
)
def tangent_line(
    rng: Rng, *, task: Literal["tangent to a polynomial", "tangent to another function", "linear approximation"]
) -> Part | Multipart:
    """Find the tangent to a graph, and use it to approximate a number."""
    if task == "linear approximation":
        return linear_approximation(rng)
    return tangent(polynomial_contact(rng) if task == "tangent to a polynomial" else transcendental_contact(rng))


def tangent(contact: Contact) -> Part:
    x, y, m = contact.x, contact.y, contact.m
    line = contact.line(m)
    return Part(
        ask=f"Give the equation of the tangent to the graph of $f(x) = {contact.f}$ at $x_0 = {x}$.",
        answer=equation(f"y = {line}"),
        steps=[
            f"The point of contact: $f({x}) = {fill(contact.f, x=x)} = {y}$, so the tangent passes through "
            f"$({x}, {y})$.",
            f"Its slope is the derivative there: $f'(x) = {contact.df}$ and $f'({x}) = {fill(contact.df, x=x)} = {m}$.",
            f"The line through this point with this slope is $y = f(x_0) + f'(x_0)*(x - x_0) = "
            f"{y} + ({m})*(x - ({x}))$.",
            f"Check: where $x$ equals ${x}$ this gives $({m})*({x}) + ({y - m * x}) = {y}$, as it should. "
            f"Without the brackets, the tangent is $y = {line}$.",
        ],
        hints=[
            "A line is known from one point and its slope. Which point of the graph does the tangent pass through?",
            "The slope is the derivative with the number put in. Then use $y = f(x_0) + f'(x_0)*(x - x_0)$.",
        ],
        mistakes=[
            Mistake("value-as-slope", equation(f"y = {contact.line(y)}"),
                    f"The slope of the tangent is $f'({x})$; $f({x})$ is only the height of the point of contact."),
            Mistake("intercept-is-value", equation(f"y = ({m})*x + {y}"),
                    f"The height ${y}$ belongs to $x_0 = {x}$ and not to zero: write $x - x_0$ in place of $x$."),
            Mistake("unevaluated", equation(f"y = ({contact.df})*(x - ({x})) + {y}"),
                    f"A line has one slope everywhere: put ${x}$ into the derivative before you write the equation."),
        ],
        figure=near_contact(contact),
    )  # fmt: skip


# Linear approximation --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Family:
    """A function for x > 0 (exp for all x): its derivative, its values, and whether its slope falls as x grows."""

    f: str
    df: str
    value: Callable[[Fraction], Fraction]
    slope: Callable[[Fraction], Fraction]
    curve: Real
    falling: bool = False
    power: Fraction | None = None

    def isolated(self, x0: int) -> str:
        """A sentence on the way from the equation for the slope to its solution x0 > 0; empty if none is needed."""
        core = {"sqrt(x)": "sqrt(x)", "x^(1/3)": "x^(2/3)", "1/x": "x^2"}.get(self.f, "")
        if self.power and self.power > 2:
            core = f"x^({self.power - 1})"
        return f"This means that ${core} = {rational(value_of(core, x0))}$. " if core else ""


def power_family(n: int) -> Family:
    return Family(
        f"x^({n})",
        text_of(f"{n}*x^({n - 1})"),
        lambda x: x**n,
        lambda x: n * x ** (n - 1),
        lambda x: x**n,
        power=Fraction(n),
    )


def cbrt(x: Fraction) -> Fraction:
    """The cube root; exact for cubes of integers."""
    whole = round(float(x) ** (1 / 3))
    return Fraction(whole) if whole**3 == x else reals.power(x, Fraction(1, 3))


FAMILIES: dict[str, Family] = {
    "sqrt": Family("sqrt(x)", "1/(2*sqrt(x))", reals.sqrt, lambda x: 1 / (2 * reals.sqrt(x)), math.sqrt, True,
                   Fraction(1, 2)),
    "cbrt": Family("x^(1/3)", "1/(3*x^(2/3))", cbrt, lambda x: 1 / (3 * cbrt(x) ** 2), lambda x: x ** (1 / 3), True,
                   Fraction(1, 3)),
    "reciprocal": Family("1/x", "-1/x^2", lambda x: 1 / x, lambda x: -1 / x**2, lambda x: 1 / x, False, Fraction(-1)),
    "ln": Family("ln(x)", "1/x", reals.ln, lambda x: 1 / x, math.log, True),
    "exp": Family("exp(x)", "exp(x)", reals.exp, reals.exp, math.exp),
    **{f"power {n}": power_family(n) for n in (2, 3, 4, 5)},
}  # fmt: skip
PLACES = {
    "sqrt": [n * n for n in range(2, 13)],
    "cbrt": [8, 27, 64, 125],
    "reciprocal": [2, 4, 5, 8, 10],
    "ln": [1],
    "exp": [0],
    "power 2": [2, 3, 4, 5, 6, 7, 8, 9, 10],
    "power 3": [1, 2, 3, 4, 5, 10],
    "power 4": [1, 2, 3],
    "power 5": [1, 2],
}


@cache
def approximations(name: str) -> tuple[tuple[int, Fraction], ...]:
    """(x_0, x_1) where the tangent at x_0 is close at x_1, but not so close that four decimals agree."""
    family, found = FAMILIES[name], []
    for x0 in PLACES[name]:
        step = 1 if x0 > 10 else Fraction(1, 10) if name in ("sqrt", "cbrt", "reciprocal") else Fraction(1, 100)
        for k in (k for k in range(-10, 11) if k):
            x1 = x0 + k * step
            if x1 > 0 or name == "exp":
                exact = family.value(Fraction(x1))
                error = abs(family.value(Fraction(x0)) + family.slope(Fraction(x0)) * (x1 - x0) - exact)
                if Fraction(1, 4000) <= error <= Fraction(1, 50):
                    found.append((x0, Fraction(x1)))
    return tuple(found)


def display(value: Fraction) -> str:
    """What a calculator shows, with the sign that goes before it."""
    return f"= {terminating(value)}" if 10**6 % value.denominator == 0 else f"approx {rounded(value, 6)}"


SIZES = {size: f"It is too {size}." for size in ("large", "small")}
EXACT = "It is exact."


@dataclass(frozen=True)
class Approximation:
    """The value of a family's function at x1, approximated by its tangent at x0."""

    family: Family
    x0: int
    x1: Decimal | int

    @property
    def y0(self) -> Rational:
        return rational(self.family.value(Fraction(self.x0)))

    @property
    def m(self) -> Rational:
        return rational(self.family.slope(Fraction(self.x0)))

    @property
    def step(self) -> Decimal | int:
        return terminating(Fraction(self.x1) - self.x0)

    @property
    def height(self) -> Rational:
        """Of the tangent at x1."""
        return rational(self.y0 + self.m * Fraction(self.step))

    @property
    def truth(self) -> Fraction:
        return self.family.value(Fraction(self.x1))

    @property
    def target(self) -> str:
        return fill(self.family.f, x=self.x1)

    @property
    def shown(self) -> tuple[Rational, str]:
        """The height as it is written, and the text that follows it in a chain where its decimals do not end."""
        near = rounded(self.height, 4)
        return (terminating(self.height), "") if near == self.height else (self.height, f" approx {near}")


def linear_approximation(rng: Rng) -> Multipart:
    name = rng.choice(tuple(FAMILIES))
    family = FAMILIES[name]
    x0, x1 = rng.choice(approximations(name))
    a = Approximation(family, x0, terminating(x1))
    assert (a.height > a.truth) == family.falling and abs(slope_of(family.f, x0) - a.m) < ACCURACY
    slope_asked = name == "exp" or rng.chance(0.6)
    return Multipart(
        f"Let $f(x) = {family.f}${'' if name == 'exp' else ' for $x > 0$'}. A tangent to the graph of $f$ is to give "
        f"an approximation of ${a.target}$ without a calculator.",
        given={"x_1": a.x1, **({"x_0": x0} if slope_asked else {"m": a.m})},
        parts=[slope_part(a) if slope_asked else touch_part(a), height_part(a), error_part(a, name != "exp")],
    )


def slope_part(a: Approximation) -> Part:
    """Asks for the slope at a given point."""
    df, p = a.family.df, a.family.power
    mistakes = [
        Mistake("value-as-slope", number(a.y0),
                f"That is the height $f({a.x0})$. The slope of the tangent is the derivative, $f'({a.x0})$."),
        Mistake("slope-at-the-number", number(fill(df, x=a.x1)),
                f"That is the slope of the graph at ${a.x1}$. The tangent touches at $x_0 = {a.x0}$, where the numbers "
                "are easy."),
    ]  # fmt: skip
    if p is not None:
        text = "The power rule brings the exponent down and lowers it by one."
        mistakes.append(Mistake("exponent-not-lowered", number(rational(p * a.y0)), text))
    return Part(
        name="m",
        ask=f"Give the slope $m$ of the tangent at $x_0 = {a.x0}$.",
        answer=number(a.m),
        steps=[
            f"The slope of a tangent is the derivative at its point of contact: $f'(x) = {df}$.",
            f"With $x_0 = {a.x0}$ this is $m = f'({a.x0}) = {fill(df, x=a.x0)} = {a.m}$.",
        ],
        hints=["The slope of the tangent is the value of the derivative. Write the function as a power if it is one."],
        mistakes=mistakes,
    )


def with_power(p: Fraction, value: Rational) -> str:
    """The x with x^p = value; p is 1/2, 1/3, -1 or an integer from 2 on."""
    if p.numerator == 1 and p > 0:
        return str(rational(Fraction(value) ** p.denominator))
    if p == -1:
        return str(rational(1 / Fraction(value)))
    return f"sqrt({value})" if p == 2 else f"root({value}, {p})"


def touch_part(a: Approximation) -> Part:
    """Asks where the slope has a given value."""
    m, df, p = a.m, a.family.df, a.family.power
    mistakes = [
        Mistake("height-for-place", number(a.y0),
                "That is the height of the graph at the point of contact. Asked for is the place $x_0$ below it."),
    ]  # fmt: skip
    if p is None or p > 0:
        solution = "e" if p is None else with_power(p, m)
        text = f"You solved $f(x) = {m}$, but the slope of the graph is $f'(x)$: solve $f'(x) = {m}$."
        mistakes.append(Mistake("value-as-slope", number(solution), text))
    if p is not None:
        text = "The power rule brings the exponent down and lowers it by one; only then solve for $x$."
        mistakes.append(Mistake("exponent-not-lowered", number(with_power(p, rational(Fraction(m) / p))), text))
    return Part(
        name="x_0",
        ask=f"The tangent is to have the slope $m = {m}$. Give the place $x_0$ at which it touches the graph.",
        answer=number(a.x0),
        steps=[
            f"The slope of a tangent is the derivative at its point of contact: $f'(x) = {df}$.",
            f"So we solve ${df} = {m}$. {a.family.isolated(a.x0)}Since $x > 0$, the tangent touches at $x_0 = {a.x0}$.",
        ],
        hints=[f"Which equation says that the slope of the graph is ${m}$?"],
        mistakes=mistakes,
    )


def height_part(a: Approximation) -> Part:
    at_x0 = fill(a.family.f, x="x_0")
    written, ends = a.shown
    return Part(
        name="y_1",
        ask=f"Use this tangent to approximate ${a.target}$. Give an exact fraction, or a decimal rounded to 4 places.",
        answer=number(written, places=4),
        follows=f"{at_x0} + m*(x_1 - x_0)",
        steps=[
            f"The tangent touches the graph at $({a.x0}, {a.y0})$ and has the slope ${a.m}$, so its equation is "
            f"$y = f(x_0) + m*(x - x_0) = {a.y0} + ({a.m})*(x - {a.x0})$.",
            f"From $x_0 = {a.x0}$ to $x_1 = {a.x1}$ the step is $x_1 - x_0 = {a.step}$. Along the tangent this leads "
            f"to the height $y_1 = {a.y0} + ({a.m})*({a.step}) = {written}{ends}$.",
        ],
        hints=[
            "Close to the point of contact the tangent stands in for the graph. Start from the height there.",
            "To the height at $x_0$ add the slope times the step from $x_0$ to $x_1$.",
        ],
        honest=[number(rounded(a.height, 4))],
        mistakes=[
            Mistake("change-for-value", "m*(x_1 - x_0)",
                    "That is how much the tangent changes from $x_0$ to $x_1$. Add the height $f(x_0)$ from which it "
                    "starts."),
            Mistake("not-shifted", f"{at_x0} + m*x_1",
                    "The slope is multiplied by the step $x_1 - x_0$ from the point of contact, not by $x_1$."),
            Mistake("calculator-for-approximation", number(rounded(a.truth, 8), places=4),
                    f"That is ${a.target}$ itself. Asked for is the height of the tangent at $x_1 = {a.x1}$."),
        ],
    )  # fmt: skip


def error_part(a: Approximation, positive: bool) -> Part:
    falling = a.family.falling
    where, bend, change = ("below", "down", "smaller") if falling else ("above", "up", "larger")
    size, other = ("large", "small") if falling else ("small", "large")
    written, ends = a.shown
    return Part(
        ask=f"Is the approximation of ${a.target}$ too large or too small?",
        answer=choice(SIZES[size], SIZES[other], EXACT),
        steps=[
            f"As $x$ grows, the slope $f'(x) = {a.family.df}$ gets {change}. So the graph bends {bend}, away from its "
            f"tangent, and lies {where} it on both sides of the point of contact.",
            f"The height of the tangent is therefore too {size}. A calculator agrees: ${a.target} {display(a.truth)}$, "
            f"and the tangent gives ${written}{ends}$.",
        ],
        hints=["Does the slope of the graph grow or fall as $x$ grows? Sketch the graph and its tangent."],
        mistakes=[
            Mistake("graph-on-the-other-side", choice(SIZES[other], SIZES[size], EXACT),
                    f"The graph bends {bend}: on which side of its tangent does it lie then?"),
            Mistake("tangent-is-the-graph", choice(EXACT, SIZES[size], SIZES[other]),
                    "The tangent meets the graph at the point of contact. Away from there the two part."),
        ],
        figure=picture(
            Contact(a.family.f, a.family.df, a.x0, a.y0, a.m, a.family.curve, positive),
            (Fraction(a.x0, 10), 2 * a.x0) if positive else (-2, 2),
            abs(Fraction(a.m)) * a.x0 * Fraction(4, 3) if positive else 2,
        ),
    )  # fmt: skip
