"""Rules of differentiation, and what they are for: tangents and linear approximation."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd, isqrt
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
from generators.maths.rationals import Rational, rational, size
from generators.maths.rng import drawn
from generators.maths.slopes import ACCURACY, is_derivative, slope_of, value_of
from generators.maths.terms import assembled, monomial, total
from generators.maths.writing import chain
from generators.notation import house, parse, text_of, tidy
from generators.notation.derivative import worked_out
from generators.notation.values import Undefined
from schemas.answer import ChoiceAnswer, ExpressionAnswer, Option, Symbols
from schemas.exercise import DataTable
from schemas.figure import Dots, Figure, Line

COEFFICIENTS = (-5, 6)

# Sums of basic functions -----------------------------------------------------------------------------------------


BASICS = {
    "exp": ("exp(x)", "exp(x)", "exp(x)", "x*exp(x - 1)"),
    "ln": ("ln(x)", "1/x", "x*ln(x) - x", "1/ln(x)"),
    "sin": ("sin(x)", "cos(x)", "-cos(x)", "-cos(x)"),
    "cos": ("cos(x)", "-sin(x)", "sin(x)", "sin(x)"),
}
"""Function, derivative, antiderivative, and a derivative by a wrong rule, by name."""
WRONG_RULES = {
    "exp": ("power-rule-on-exp", "The power rule needs a constant exponent. In $exp(x)$ the variable is the exponent, "
            "and this function is its own derivative."),
    "ln": ("reciprocal-of-ln", "The derivative of $ln(x)$ is $1/x$, not one over the logarithm."),
    "sin": ("sin-sign", "The derivative of $sin(x)$ is $cos(x)$ with a plus; the minus belongs to the cosine."),
    "cos": ("cos-sign", "The derivative of $cos(x)$ is $-sin(x)$: do not forget the minus."),
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A constant times a power of x, or times a basic function."""

    c: Rational
    n: Rational = 0
    name: str = ""

    def scaled(self, core: str) -> str:
        """c*core, without a minus or a fraction left inside."""
        c, inner = (-self.c, core[1:]) if core.startswith("-") else (self.c, core)
        return text_of(f"({c})/({inner[2:]})" if inner.startswith("1/") else f"({c})*({inner})")

    @property
    def f(self) -> str:
        return self.scaled(BASICS[self.name][0]) if self.name else monomial(self.c, self.n)

    @property
    def df(self) -> str:
        return self.scaled(BASICS[self.name][1]) if self.name else monomial(self.c * Fraction(self.n), self.n - 1)

    @property
    def lowered(self) -> str:
        """By the power rule, before it is worked out."""
        e, c = rational(Fraction(self.n) - 1), rational(self.c)
        front = "" if c == 1 else "-" if c == -1 else f"({c})*"
        return text_of(f"{front}({rational(self.n)})*x^({e})")

    @property
    def integral(self) -> str:
        if self.name:
            return self.scaled(BASICS[self.name][2])
        if self.n == -1:
            return self.scaled("ln(x)")
        n = Fraction(self.n) + 1
        return monomial(self.c / n, n)

    def diff(self, slip: str = "") -> "Term":
        """The derivative of a term with a power, the exponential, sine or cosine; `slip` has the wrong sign."""
        sign = -1 if slip and slip == self.name else 1
        match self.name:
            case "":
                return Term(self.c * Fraction(self.n), self.n - 1 if self.n else 0)
            case "sin":
                return Term(sign * self.c, name="cos")
            case "cos":
                return Term(-sign * self.c, name="sin")
            case _:
                return self


def value_at(terms: Sequence[Term], q: Fraction) -> str:
    """The sum at q*pi for q = 0, 1/2 or 1, as a polynomial in pi; at 0 the exponential is 1."""
    known = {"sin": int(q == Fraction(1, 2)), "cos": 1 - int(2 * q), "exp": 1}
    value = Polynomial([0], "pi")
    for term in terms:
        if term.name:
            value = value + term.c * known[term.name]
        else:
            value = value + Polynomial([term.c], "pi") * Polynomial([1, 0], "pi") ** int(term.n) * q ** int(term.n)
    return str(value)


def some_terms(rng: Rng, kind: str) -> tuple[Term, ...]:
    """Powers in descending order, then other functions; a constant may be among them."""

    def coefficient() -> Rational:
        return rng.nonzero(-9, 9)

    def power_term(n: Rational) -> Term:
        c = coefficient()
        if Fraction(n).denominator == 2 or (n in (2, 3) and rng.chance(0.15)):
            c = rational(Fraction(c, rng.choice((1, 2, 3)) if Fraction(n).denominator == 1 else 1))
        return Term(c, n)

    constant = [Term(coefficient())] if rng.chance(0.6) else []
    if kind == "polynomial":
        whole = sorted(rng.sample((1, 2, 3, 4, 5), rng.choice((2, 3))), reverse=True)
        return (*(power_term(n) for n in whole), *constant)
    if kind == "other powers":
        odd: list[Rational] = [-1, -2, -3, Fraction(1, 2), Fraction(-1, 2), Fraction(3, 2)]
        powers = sorted([*rng.sample(odd, rng.choice((1, 2))), *rng.sample((1, 2, 3), 1)], reverse=True)
        others = rng.sample(("exp", "ln"), 1)
        return (*(power_term(n) for n in powers), *(Term(coefficient(), name=name) for name in others))
    others = list(rng.choice((("sin", "cos"), ("sin", "cos"), ("cos", "exp"), ("sin", "exp"), ("sin", "cos", "exp"))))
    few = rng.sample((1, 2, 3), rng.choice((1, 1, 2))) if "exp" in others else rng.sample((1, 2), 1)
    return (*(power_term(n) for n in sorted(few, reverse=True)), *(Term(coefficient(), name=x) for x in others))


TERM_BY_TERM = "Differentiate term by term; constant factors stay."
LOWER = "The power rule brings the exponent down as a factor and lowers it by one: $n*x^(n - 1)$."


def worked_terms(terms: Sequence[Term]) -> list[str]:
    """The derivative of each term, as an identity."""
    shown = []
    for term in terms:
        if term.name:
            shown.append(f"$diff({term.f}, x) = {term.df}$")
        elif not term.n:
            shown.append(f"$diff({term.f}, x) = 0$")
        elif term.n == 1:
            shown.append(f"$diff({term.f}, x) = {term.df}$")
        else:
            as_power = text_of(f"({rational(term.c)})*x^({rational(term.n)})")
            rewritten = f" = diff({as_power}, x)" if as_power != text_of(term.f) else ""
            worked = "" if term.lowered == term.df else f" = {term.lowered}"
            shown.append(f"$diff({term.f}, x){rewritten}{worked} = {term.df}$")
    return shown


def sum_part(ask: str, terms: Sequence[Term], name: str | None = None) -> Part:
    f, answer = total([term.f for term in terms]), total([term.df for term in terms])
    assert is_derivative(answer, f, Fraction(1, 3))
    positive = any(term.n < 0 or Fraction(term.n).denominator > 1 or term.name == "ln" for term in terms)
    symbols: Symbols = {"x": "positive" if positive else "real"}

    def key(parts: Sequence[str]) -> ExpressionAnswer:
        return expression(total(parts), symbols=symbols)

    def instead(wrong: Callable[[Term], str | None]) -> ExpressionAnswer:
        return key([wrong(term) or term.df for term in terms])

    others = list(dict.fromkeys(term.name for term in terms if term.name))
    negative = any(term.n < 0 for term in terms)
    slips = [
        Mistake("exponent-not-lowered",
                instead(lambda t: monomial(t.c * Fraction(t.n), t.n) if not t.name and t.n else None),
                "The exponent comes down as a factor, but it is also lowered by one."),
        *(Mistake(WRONG_RULES[other][0],
                  instead(lambda t, other=other: t.scaled(BASICS[other][3]) if t.name == other else None),  # type: ignore[misc]
                  WRONG_RULES[other][1]) for other in others),
        *([Mistake("negative-exponent-raised",
                   instead(lambda t: monomial(t.c * Fraction(t.n), Fraction(t.n) + 1) if t.n < 0 else None),
                   "One less than a negative exponent is farther from 0: the exponent $-2$ becomes $-3$.")]
          if negative else []),
        *([Mistake("constant-kept", key([term.df if term.name or term.n else term.f for term in terms]),
                   "A constant does not change, so its derivative is 0.")]
          if any(not term.name and not term.n for term in terms) else []),
        Mistake("integrates-for-derivative", key([term.integral for term in terms]),
                "You went the other way: that is an antiderivative. A derivative lowers the exponents."),
    ]  # fmt: skip
    shown = worked_terms(terms)
    return Part(
        name=name,
        ask=ask,
        answer=expression(answer, symbols=symbols),
        steps=[
            f"{TERM_BY_TERM} {LOWER}",
            f"The terms give {', '.join(shown[:-1])} and {shown[-1]}.",
            f"Together, $f'(x) = {answer}$.",
        ],
        hints=[
            "The derivative of a sum is the sum of the derivatives. What does each term give?",
            "Write roots and fractions as powers first, then bring the exponent down and lower it by one."
            if positive
            else "Bring the exponent down as a factor and lower it by one.",
        ],
        mistakes=slips,
    )


def plain_sum(rng: Rng, kind: str) -> Part:
    terms = some_terms(rng, kind)
    f = total([term.f for term in terms])
    positive = any(term.n < 0 or Fraction(term.n).denominator > 1 or term.name == "ln" for term in terms)
    return sum_part(f"Differentiate $f(x) = {f}${', for $x > 0$' if positive else ''}.", terms)


def with_value(rng: Rng) -> Multipart:
    terms = some_terms(rng, "mixture")
    names = {term.name for term in terms}
    at = Fraction(0) if "exp" in names else rng.choice((Fraction(0), Fraction(1), Fraction(1, 2)))  # times pi
    f, df = total([term.f for term in terms]), total([term.df for term in terms])

    slope, height = value_at([term.diff() for term in terms], at), value_at(terms, at)
    place = {Fraction(0): "0", Fraction(1): "pi"}.get(at, "pi/2")
    assert abs(value_of(slope, 0) - slope_of(f, value_of(place, 0))) < ACCURACY * 10**6
    slips = {slip: value_at([term.diff(slip) for term in terms], at) for slip in ("cos", "sin") if slip in names}
    wrong = next(((slip, value) for slip, value in slips.items() if value != slope), None)
    first = sum_part("Differentiate $f(x)$.", terms, name="D")
    return Multipart(
        f"Let $f(x) = {f}$.",
        parts=[
            first,
            Part(
                ask=f"Give the exact value of $f'({place})$.",
                answer=number(slope),
                follows=f"limit(D, x, {place})",
                steps=[f"Put ${place}$ in for $x$: $f'({place}) = {fill(df, x=place)} = {slope}$."],
                hints=[f"Which values have sine and cosine at ${place}$?" if names & {"sin", "cos"} else
                       "What is $exp(0)$?"],
                mistakes=[
                    Mistake("point-before-derivative", number(0),
                            "If you put the number in first, a constant is left. Differentiate first, then put it in."),
                    Mistake("reads-value", number(height),
                            f"That is the value $f({place})$. Put the number into the derivative."),
                    *([Mistake(f"{wrong[0]}-sign", number(wrong[1]),
                               "Check the signs of the derivatives of sine and cosine.")] if wrong else []),
                ],
            ),
        ],
    )  # fmt: skip


Functions = Literal["polynomial", "other powers", "mixture"]


@exercise(
    "calculus.rules.basic_derivatives",
    title="Differentiate a sum of basic functions",
    skill="s.rule.basic",
    source="OpenStax, Calculus Volume 1, sections 3.3, 3.5 and 3.9",
    levels={
        "easy": {"functions": "polynomial"},
        "core": {"functions": "other powers"},
        "hard": {"functions": "mixture"},
    },
)
def basic_derivatives(rng: Rng, *, functions: Functions) -> Part | Multipart:
    """Differentiate a sum of powers, exponentials, logarithms, sines and cosines."""
    return with_value(rng) if functions == "mixture" else plain_sum(rng, functions)


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
        shown = [times_power_of_e(n, f.e) for n, f in zip(numbers, self.factors, strict=True)]
        told = "*".join(f"({n})" for n in shown if n != "1") or "1"
        return formula, told, rational(Fraction(math.prod(numbers)))

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


# The quotient rule -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fractional:
    """f/g with both derivatives, the numerator of the derivative collected, and the derivative."""

    f: str
    df: str
    g: str
    dg: str
    top: str
    answer: str
    positive: bool = False


def of_polynomials(p: Polynomial, q: Polynomial) -> Fractional:
    top = p.diff() * q - p * q.diff()
    return Fractional(str(p), str(p.diff()), str(q), str(q.diff()), str(top), text_of(f"({top})/({q})^2"))


def coprime(p: Polynomial, q: Polynomial) -> bool:
    """Whether two polynomials of degree 1 or 2 share no root; p is not 0."""
    while q.coefficients != (0,):
        p, q = q, p.divided(q)[1]
    return p.degree == 0


def two_polynomials(rng: Rng, top: int, bottom: int) -> Fractional:
    def draw() -> tuple[Polynomial, Polynomial]:
        p, q = (
            Polynomial([rng.nonzero(-6, 6), *(rng.integer(-6, 6) for _ in range(n - 1)), rng.nonzero(-6, 6)])
            for n in (top, bottom)
        )
        return p, q

    p, q = drawn(draw, lambda pair: coprime(*pair) and pair[1].lead > 0 and gcd(*map(int, pair[1].coefficients)) == 1)
    return of_polynomials(p, q)


def transcendental_quotient(rng: Rng) -> Fractional:
    kind = rng.choice(("exp", "exp", "ln over power", "ln", "sine", "sine", "logistic", "logistic"))
    k, a, b = rng.choice((1, 1, 2, 3, 4, 5, 6, -1, -2)), rng.integer(1, 6), rng.nonzero(-6, 6)
    p = Polynomial([a, b]) if gcd(a, b) == 1 and rng.chance(0.6) else Polynomial([1, 0, rng.integer(1, 6)])
    g, dg = str(p), str(p.diff())
    match kind:
        case "exp":
            f = text_of(f"{k}*exp(x)")
            return Fractional(f, f, g, dg, text_of(f"{k}*({p - p.diff()})*exp(x)"),
                              text_of(f"{k}*({p - p.diff()})*exp(x)/({g})^2"))  # fmt: skip
        case "ln over power":
            n = rng.integer(1, 4)
            g, dg = text_of(f"x^({n})"), text_of(f"{n}*x^({n - 1})")
            top = text_of(f"{k}*x^({n - 1})*(1 - {n}*ln(x))")
            return Fractional(text_of(f"{k}*ln(x)"), text_of(f"{k}/x"), g, dg, top,
                              text_of(f"{k}*(1 - {n}*ln(x))/x^({n + 1})"), True)  # fmt: skip
        case "ln":
            q = Polynomial([a // gcd(a, b), abs(b) // gcd(a, b)])
            top = text_of(f"{k}*({q} - {q.lead}*x*ln(x))/x")
            return Fractional(text_of(f"{k}*ln(x)"), text_of(f"{k}/x"), str(q), str(q.diff()), top,
                              text_of(f"{k}*({q} - {q.lead}*x*ln(x))/(x*({q})^2)"), True)  # fmt: skip
        case "sine":
            name, slope, sign = rng.choice((("sin", "cos", 1), ("cos", "sin", -1)))
            top = text_of(f"({sign * k})*({p})*{slope}(x) - ({k})*({p.diff()})*{name}(x)")
            return Fractional(text_of(f"{k}*{name}(x)"), text_of(f"{sign * k}*{slope}(x)"), g, dg, top,
                              text_of(f"({top})/({g})^2"))  # fmt: skip
        case _:
            c = rng.integer(1, 6)
            f, g = text_of(f"{k}*exp(x)"), text_of(f"{c} + {a}*exp(x)")
            top = text_of(f"{k * c}*exp(x)")
            return Fractional(f, f, g, text_of(f"{a}*exp(x)"), top, text_of(f"({top})/({g})^2"))


Kinds = Literal["lines", "polynomials", "other functions"]


@exercise(
    "calculus.rules.quotient_rule",
    title="Differentiate a quotient",
    skill="s.rule.quotient",
    source="OpenStax, Calculus Volume 1, section 3.3",
    tier="standard",
    levels={"easy": {"kinds": "lines"}, "core": {"kinds": "polynomials"}, "hard": {"kinds": "other functions"}},
)
def quotient_rule(rng: Rng, *, kinds: Kinds) -> Part:
    """Differentiate a quotient of two functions."""
    match kinds:
        case "lines":
            q = two_polynomials(rng, 1, 1)
        case "polynomials":
            q = two_polynomials(rng, *rng.choice(((1, 2), (2, 1), (2, 2))))
        case "other functions":
            q = transcendental_quotient(rng)
    h = text_of(f"({q.f})/({q.g})")
    symbols: Symbols = {"x": "positive" if q.positive else "real"}
    assert is_derivative(q.answer, h, Fraction(29, 11))

    def key(formula: str) -> ExpressionAnswer:
        return expression(formula, symbols=symbols)

    f, df, g, dg = q.f, q.df, q.g, q.dg
    return Part(
        ask=f"Differentiate $h(x) = {h}${', for $x > 0$' if q.positive else ''}.",
        answer=key(q.answer),
        steps=[
            f"The numerator is $f(x) = {f}$, the denominator $g(x) = {g}$.",
            f"Their derivatives are $f'(x) = {df}$ and $g'(x) = {dg}$.",
            "By the quotient rule $h'(x) = (f'(x)*g(x) - f(x)*g'(x))/g(x)^2$.",
            f"With these functions it is $h'(x) = (({df})*({g}) - ({f})*({dg}))/({g})^2$.",
            f"The numerator is $({df})*({g}) - ({f})*({dg}) = {q.top}$.",
            f"So $h'(x) = {q.answer}$.",
        ],
        hints=[
            "Which functions stand above and below the fraction bar, and what are their derivatives?",
            "The quotient rule is $(f'(x)*g(x) - f(x)*g'(x))/g(x)^2$: the derivative of the numerator comes first.",
        ],
        mistakes=[
            Mistake("quotient-of-derivatives", key(f"({df})/({dg})"),
                    "The derivative of a quotient is not the quotient of the derivatives. Use "
                    "$(f'(x)*g(x) - f(x)*g'(x))/g(x)^2$."),
            Mistake("quotient-rule-terms-exchanged", key(f"(({f})*({dg}) - ({df})*({g}))/({g})^2"),
                    "The order matters because of the minus: the derivative of the numerator comes first."),
            Mistake("denominator-not-squared", key(f"(({df})*({g}) - ({f})*({dg}))/({g})"),
                    "The denominator of the quotient rule is the square of $g(x)$."),
            Mistake("plus-in-quotient-rule", key(f"(({df})*({g}) + ({f})*({dg}))/({g})^2"),
                    "The two terms of the quotient rule are subtracted. The plus belongs to the product rule."),
        ],
    )  # fmt: skip


# The chain rule --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """An outer function of u with its derivative: c*top/bottom, as it is written, and in parts (empty for 1)."""

    f: str
    df: str
    c: Rational = 1
    top: str = ""
    bottom: str = ""


def power_layer(n: int) -> Layer:
    return Layer(f"u^({n})", text_of(f"{n}*u^({n - 1})"), n, text_of(f"u^({n - 1})"))


LAYERS = {
    "exp": Layer("exp(u)", "exp(u)", 1, "exp(u)"),
    "ln": Layer("ln(u)", "1/u", 1, "", "u"),
    "sqrt": Layer("sqrt(u)", "1/(2*sqrt(u))", Fraction(1, 2), "", "sqrt(u)"),
    "sin": Layer("sin(u)", "cos(u)", 1, "cos(u)"),
    "cos": Layer("cos(u)", "-sin(u)", -1, "sin(u)"),
    "reciprocal": Layer("1/u", "-1/u^2", -1, "", "u^2"),
}
INNER_FACTOR = "You differentiated the outer function only. Multiply by the derivative of what stands inside."
INSIDE_STAYS = "What stands inside stays as it is. Its derivative is a factor of its own, outside."
EVERY_LAYER = "Every layer gives a factor: the derivative of the innermost function is missing."


def content(p: Polynomial) -> tuple[int, str]:
    """The integer factor of a polynomial with integer coefficients, with the sign of the leading one, and the rest."""
    k = gcd(*map(int, p.coefficients)) * (1 if p.lead > 0 else -1)
    rest = Polynomial([Fraction(c, k) for c in p.coefficients])
    return k, "" if rest == Polynomial([1]) else str(rest)


def inner_line(rng: Rng) -> Polynomial:
    return Polynomial([rng.choice([a for a in range(-6, 8) if a not in (-1, 0, 1)]), rng.nonzero(-9, 9)])


def inner_parabola(rng: Rng, *, positive: bool) -> Polynomial:
    """A parabola without a common factor; `positive` ones lie above the axis."""
    if positive:
        r = rng.integer(-3, 3)
        p = rng.choice((1, 1, 2, 3)) * Polynomial([1, -r]) ** 2 + rng.integer(1, 7)
    else:
        p = Polynomial([rng.nonzero(-5, 5), rng.integer(-6, 6), rng.nonzero(-9, 9)])
    return p if gcd(*map(int, p.coefficients)) == 1 else p + 1


def nested(layer: Layer, inner: Polynomial, k: int) -> Part:
    """k times one function of a polynomial."""
    g, dg = str(inner), str(inner.diff())
    factor, rest = content(inner.diff())
    outer, slope = text_of(f"{k}*({layer.f})"), assembled(k * layer.c, [layer.top], [layer.bottom])
    h = fill(outer, u=f"({g})")
    answer = assembled(k * layer.c * factor, [rest, fill(layer.top or "1", u=f"({g})") if layer.top else ""],
                       [fill(layer.bottom, u=f"({g})") if layer.bottom else ""])  # fmt: skip
    assert is_derivative(answer, h, Fraction(1, 7))

    def key(formula: str) -> ExpressionAnswer:
        return expression(formula, symbols={"x": "real"})

    at_g, at_dg = fill(slope, u=f"({g})"), fill(slope, u=f"({dg})")
    powers = [
        Mistake("exponent-not-lowered", key(f"({dg})*{fill(f'{layer.c}*({outer})', u=f'({g})')}"),
                "The exponent comes down as a factor, but it is also lowered by one."),
    ] if "^" in layer.f else []  # fmt: skip
    inside = [Mistake("derivative-inside", key(at_dg), INSIDE_STAYS)] if defined_at(at_dg) else []
    return Part(
        ask=f"Differentiate $h(x) = {h}$.",
        answer=key(answer),
        steps=[
            f"Inside stands $g(x) = {g}$, and the outer function is $f(u) = {outer}$: $h(x) = f(g(x))$.",
            f"Their derivatives are $g'(x) = {dg}$ and $f'(u) = {slope}$.",
            f"By the chain rule $h'(x) = f'(g(x))*g'(x) = {at_g}*({dg})$.",
            f"Put in order, this is $h'(x) = {answer}$.",
        ],
        hints=[
            "What stands inside, and which function is applied to it?",
            "Differentiate the outer function, leave the inside alone, and multiply by the derivative of the inside.",
        ],
        mistakes=[
            Mistake("no-inner-derivative", key(at_g), INNER_FACTOR),
            *inside,
            *powers,
            Mistake("only-inner-derivative", key(fill(outer, u=f"({g})") + f"*({dg})"),
                    "You multiplied by the derivative of the inside, but the outer function has to be "
                    "differentiated as well.")
            if layer.f != "exp(u)"
            else Mistake("power-rule-on-exp", key(f"{k}*({g})*exp({g} - 1)*({dg})"),
                         "The power rule needs a constant exponent. The exponential is its own derivative."),
        ],
    )  # fmt: skip


def defined_at(formula: str) -> bool:
    """Whether it has a value at two points of either sign."""
    try:
        return all(value_of(formula, x) is not None for x in (Fraction(5, 3), Fraction(-7, 4)))
    except (Undefined, ValueError):
        return False


def one_layer(rng: Rng) -> Part:
    k = rng.choice((1, 1, 1, 2, 3, -1, -2, 4))
    if rng.chance(0.65):
        return nested(power_layer(rng.integer(3, 7)), inner_line(rng), k)
    return nested(LAYERS["exp"], inner_line(rng), k)


def of_a_parabola(rng: Rng) -> Part:
    name = rng.choice(("ln", "ln", "sin", "cos", "sqrt", "sqrt", "exp", "power", "reciprocal"))
    layer = power_layer(rng.integer(3, 5)) if name == "power" else LAYERS[name]
    inner = inner_parabola(rng, positive=name in ("ln", "sqrt", "reciprocal"))
    return nested(layer, inner, rng.choice((1, 1, 1, 2, 3, -1, -2)))


@dataclass(frozen=True)
class Chain3:
    """An outer layer, a middle one as a + b*m(v), and an inner polynomial."""

    outer: Layer
    middle: Layer
    a: int
    b: int
    inner: Polynomial


def three_deep(rng: Rng) -> Chain3:
    """Layers that have a value everywhere."""
    name = rng.choice(("ln", "sqrt", "reciprocal", "power", "exp", "sin", "cos"))
    a = rng.integer(1, 9)
    b = rng.choice((1, 1, 2, 3, 4, 5))
    size = rng.choice((2, 3, 4, 5))
    tail = rng.choice(([0], [0, 0], [0, 0], [rng.nonzero(-4, 4), 0]))
    if name in ("ln", "sqrt", "reciprocal", "power"):
        outer = power_layer(rng.integer(2, 5)) if name == "power" else LAYERS[name]
        middle = LAYERS["exp"] if name != "power" else LAYERS[rng.choice(("exp", "sin", "cos"))]
    else:
        outer, a = LAYERS[name], 0
        middle = LAYERS[rng.choice(("sin", "cos") if name == "exp" else ("exp", "cos"))]
    sign = rng.sign() if middle == LAYERS["exp"] else 1  # no angles of the wrong sign
    return Chain3(outer, middle, a, b, Polynomial([sign * size, *tail]))


def doubly_nested(rng: Rng) -> Part:
    c = three_deep(rng)
    v = f"({c.inner})"
    middle = text_of(f"{c.a} + {c.b}*({c.middle.f})")
    slope = assembled(c.b * c.middle.c, [c.middle.top], [c.middle.bottom])
    k, dk = str(c.inner), str(c.inner.diff())
    factor, rest = content(c.inner.diff())
    inside = fill(middle, u=v)
    h = fill(c.outer.f, u=f"({inside})")
    pieces = [fill(c.middle.top, u=v), fill(c.outer.top, u=f"({inside})") if c.outer.top else ""]
    bottom = fill(c.outer.bottom, u=f"({inside})") if c.outer.bottom else ""
    answer = assembled(c.outer.c * c.b * c.middle.c * factor, [rest, *pieces], [bottom])
    assert is_derivative(answer, h, Fraction(1, 7))
    first, second = fill(c.outer.df, u=f"({inside})"), fill(slope, u=v)

    def key(formula: str) -> ExpressionAnswer:
        return expression(formula, symbols={"x": "real"})

    return Part(
        ask=f"Differentiate $h(x) = {h}$.",
        answer=key(answer),
        steps=[
            f"There are three layers: innermost $k(x) = {k}$, then $g(v) = {fill(middle, u='v')}$, and outermost "
            f"$f(u) = {c.outer.f}$. So $h(x) = f(g(k(x)))$.",
            f"Their derivatives are $k'(x) = {dk}$, $g'(v) = {fill(slope, u='v')}$ and $f'(u) = {c.outer.df}$.",
            "The chain rule, used twice, gives a factor for every layer: "
            f"$h'(x) = f'(g(k(x)))*g'(k(x))*k'(x) = ({first})*({second})*({dk})$.",
            f"Put in order, this is $h'(x) = {answer}$.",
        ],
        hints=[
            "Peel the function layer by layer. Which function is applied last, and which first?",
            "There are three factors, one for each layer, and each is evaluated at what stands inside it.",
        ],
        mistakes=[
            Mistake("stops-after-one-inner-factor", key(f"({first})*({second})"), EVERY_LAYER),
            Mistake("no-inner-derivative", key(first), INNER_FACTOR),
            Mistake("middle-layer-skipped", key(f"({first})*({dk})"),
                    "The derivative of the middle layer is missing: every layer gives a factor."),
        ],
    )  # fmt: skip


def product_with_chain(rng: Rng) -> Part:
    """k*x^m times exp, sine or cosine of a polynomial without a constant."""
    k, m = rng.choice((1, 1, 2, 3, 4, -1, -2, -3)), rng.integer(1, 4)
    name = rng.choice(("exp", "exp", "sin", "cos"))
    layer = LAYERS[name]
    a, n = rng.choice((2, 3, 4, 5, 6)) * (rng.sign() if name == "exp" else 1), rng.choice((1, 2, 2))
    inner = Polynomial([a, *[0] * n])
    u, dg = f"({inner})", inner.diff()
    f, df = monomial(k, m), monomial(k * m, m - 1)
    g, slope = fill(layer.f, u=u), fill(layer.df, u=u)
    chained = assembled(a * n * layer.c, [monomial(1, n - 1) if n > 1 else "", fill(layer.top, u=u)], [])
    h = text_of(f"{f}*{g}")
    shared = gcd(m, a * n)
    tail = text_of(f"{a * n * layer.c // shared}*x^({n})")  # what x times the inner derivative adds
    common = monomial(k * shared, m - 1)
    sums = f"{m // shared} + {tail}" if name == "exp" else f"{m // shared}*{g} + {tail}*{fill(layer.top, u=u)}"
    answer = text_of(f"{common}*({sums})*{g}" if name == "exp" else f"{common}*({sums})")
    assert is_derivative(answer, h, Fraction(1, 7))

    def key(formula: str) -> ExpressionAnswer:
        return expression(formula, symbols={"x": "real"})

    return Part(
        ask=f"Differentiate $h(x) = {h}$.",
        answer=key(answer),
        steps=[
            f"This is a product of $f(x) = {f}$ and $g(x) = {g}$, and $g$ is a composition.",
            f"The first factor has the derivative $f'(x) = {df}$. By the chain rule the second one has "
            f"$g'(x) = {slope}*({dg}) = {chained}$.",
            f"By the product rule $h'(x) = f'(x)*g(x) + f(x)*g'(x) = ({df})*{g} + ({f})*({chained})$.",
            f"Take out the common factors: $h'(x) = {answer}$.",
        ],
        hints=[
            "Which two factors is this a product of, and which of them is a composition?",
            "Use the product rule, and the chain rule for the derivative of the second factor.",
        ],
        mistakes=[
            Mistake("no-inner-derivative", key(f"({df})*{g} + ({f})*({slope})"), INNER_FACTOR),
            Mistake("product-of-derivatives", key(f"({df})*({chained})"),
                    "The derivative of a product is not the product of the derivatives. " + IN_TURN),
            Mistake("one-term-of-product-rule", key(f"({f})*({chained})"),
                    "That is only one term of the product rule: the power has to be differentiated in its turn."),
        ],
    )  # fmt: skip


def two_rules(rng: Rng) -> Part:
    return doubly_nested(rng) if rng.chance(0.6) else product_with_chain(rng)


Nesting = Literal["power or exponential of a line", "function of a parabola", "two rules"]
NESTED: dict[Nesting, Callable[[Rng], Part]] = {
    "power or exponential of a line": one_layer,
    "function of a parabola": of_a_parabola,
    "two rules": two_rules,
}


@exercise(
    "calculus.rules.chain_rule",
    title="Differentiate a composition",
    skill="s.rule.chain",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 5.1.2",
    levels={
        "easy": {"nesting": "power or exponential of a line"},
        "core": {"nesting": "function of a parabola"},
        "hard": {"nesting": "two rules"},
    },
)
def chain_rule(rng: Rng, *, nesting: Nesting) -> Part:
    """Differentiate a function of a function."""
    return NESTED[nesting](rng)


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
            f"Put in order, the tangent is $y = {line}$. Check: where $x$ equals ${x}$ this gives "
            f"$({m})*({x}) + ({y - m * x}) = {y}$, as it should.",
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


# The derivative of an inverse function ---------------------------------------------------------------------------

BACK_FIRST = "The slope of $f$ is needed at the place that $f$ sends to this number, not at the number itself."
MIRRORED = "Mirroring a graph in the line $y = x$ turns its slope into the reciprocal."
NOT_ONE_OVER = "You differentiated $1/f(x)$. The inverse function undoes $f$; it is not one over $f$."


@dataclass(frozen=True)
class Undone:
    """f sends a to b with the slope m; `at_b` is its slope at b, if there is one. `told` leads to a, `slope` to m."""

    stem: str
    a: Rational
    b: Rational
    m: Rational
    at_b: str | None
    told: str
    slope: str
    data: DataTable | None = None


def from_a_table(rng: Rng) -> Undone:
    sign = rng.sign()
    start = rng.integer(-4, 1)
    xs = range(start, start + 6)
    a, b = rng.sample([x for x in xs if x], 2)
    steps = [rng.integer(1, 3) for _ in xs]
    values = {x: b + sign * (sum(steps[: x - start]) - sum(steps[: a - start])) for x in xs}
    slopes = dict(zip(xs, (sign * m for m in rng.distinct(1, 12, count=6)), strict=True))
    assert values[a] == b
    way = "increases" if sign > 0 else "decreases"
    return Undone(
        f"The function $f$ {way} everywhere. The table gives some of its values and slopes.",
        a, b, slopes[a], str(slopes[b]),
        f"In the table, $f({a}) = {b}$, so $g({b}) = {a}$.",
        f"Its slope there is $f'({a}) = {slopes[a]}$.",
        DataTable(columns=("$x$", "$f(x)$", "$f'(x)$"),
                  rows=tuple((str(x), str(values[x]), str(slopes[x])) for x in xs)),
    )  # fmt: skip


def by_value(f: str, df: str, a: Rational, b: Rational, m: Rational, domain: str = "", *, at_b: bool = True) -> Undone:
    """From a formula: a is found by trying."""
    return Undone(
        f"Let $f(x) = {f}${domain}. This function is strictly {'increasing' if m > 0 else 'decreasing'}.",
        a, b, m, fill(df, x=b) if at_b else None,
        f"Which $x$ does $f$ send to ${b}$? Trying simple numbers, $f({a}) = {fill(f, x=a)} = {b}$. So $g({b}) = {a}$.",
        f"The slope of $f$ is $f'(x) = {df}$, and at this place $f'({a}) = {fill(df, x=a)} = {m}$.",
    )  # fmt: skip


def of_a_cubic(rng: Rng) -> Undone:
    def draw() -> tuple[Polynomial, int]:
        sign = rng.sign()
        p = Polynomial([sign * rng.integer(1, 3), 0, sign * rng.integer(1, 9), rng.integer(-12, 12)])
        return p, rng.integer(-2, 2)

    p, a = drawn(draw, lambda pair: pair[0](pair[1]) not in (0, pair[1], -pair[1]) and size(pair[0](pair[1])) <= 40)
    return by_value(str(p), str(p.diff()), a, p(a), p.diff()(a))


def of_another_function(rng: Rng) -> Undone:
    kind = rng.choice(("exp", "ln", "sqrt", "logistic", "logistic", "tanh"))
    k, m, c = rng.integer(1, 6), rng.integer(1, 6), rng.integer(-6, 6)
    assume(c + k and c + m, "the value is 0")
    match kind:
        case "exp":
            return by_value(text_of(f"{k}*exp(x) + {m}*x + {c}"), text_of(f"{k}*exp(x) + {m}"), 0, k + c, k + m)
        case "ln":
            f, df = text_of(f"{k}*ln(x) + {m}*x + {c}"), text_of(f"{k}/x + {m}")
            return by_value(f, df, 1, m + c, k + m, ", for $x > 0$", at_b=m + c > 0)
        case "sqrt":
            root = rng.integer(1, 3)
            a, b = root * root, k * root + m * root * root + c
            f, df = text_of(f"{k}*sqrt(x) + {m}*x + {c}"), text_of(f"{k}/(2*sqrt(x)) + {m}")
            return by_value(f, df, a, b, rational(Fraction(k, 2 * root) + m), ", for $x > 0$", at_b=b > 0)
        case "logistic":
            s = rng.choice((1, 1, 2, 3, 4, 5))
            y = rational(Fraction(s * rng.choice((1, 2, 3, 4)), 5) if rng.chance(0.5) else
                         Fraction(s * rng.choice((1, 1, 3)), rng.choice((4, 8))))  # fmt: skip
            over_s = f"/{s}" if s > 1 else ""
            f = text_of(f"{s}/(1 + exp(-{k}*x))")
            slope = text_of(f"{k}*f(x)*({s} - f(x))" + over_s)
            return by_slope(
                f, slope, y, rational(Fraction(k) * y * (s - y) / s), text_of(f"{k}*({y})*({s} - ({y}))" + over_s)
            )
        case _:
            s = rng.choice((1, 1, 2, 3))
            y = rational(Fraction(s) * Fraction(rng.choice((1, 2, 3, -1, -2)), rng.choice((4, 5))))
            over_s = f"/{s}" if s > 1 else ""
            f = text_of(f"{s}*tanh({k}*x)")
            slope = text_of(f"{k}*({s * s} - f(x)^2)" + over_s)
            return by_slope(f, slope, y, rational(Fraction(k) * (s * s - Fraction(y) ** 2) / s),
                            text_of(f"{k}*({s * s} - ({y})^2)" + over_s))  # fmt: skip


def by_slope(f: str, slope: str, b: Rational, m: Rational, worked: str) -> Undone:
    """Where the slope of f is known from its value, the place need not be found."""
    return Undone(
        f"Let $f(x) = {f}$. This function is strictly increasing.",
        0, b, m, None,
        f"The place $a$ with $f(a) = {b}$ need not be known: the slope of $f$ can be told from its value. For all $x$ "
        f"the slope is $f'(x) = {slope}$.",
        f"So where the value is ${b}$, the slope of $f$ is ${worked} = {m}$.",
    )  # fmt: skip


Given = Literal["table", "cubic", "other functions"]
INVERTIBLE: dict[Given, Callable[[Rng], Undone]] = {
    "table": from_a_table,
    "cubic": of_a_cubic,
    "other functions": of_another_function,
}


@exercise(
    "calculus.rules.inverse_function_derivative",
    title="Derivative of the inverse",
    skill="s.rule.inverse",
    source="OpenStax, Calculus Volume 1, section 3.7",
    tier="standard",
    levels={"easy": {"given": "table"}, "core": {"given": "cubic"}, "hard": {"given": "other functions"}},
)
def inverse_function_derivative(rng: Rng, *, given: Given) -> Multipart:
    """Find the slope of an inverse function without solving for it."""
    u = INVERTIBLE[given](rng)
    b, m = u.b, Fraction(u.m)
    right = rational(1 / m)
    return Multipart(
        f"{u.stem} Let $g$ be the inverse function of $f$.",
        data=u.data,
        parts=[
            Part(
                ask=f"Find $g'({b})$.",
                answer=number(right),
                steps=[
                    u.told,
                    u.slope,
                    f"The inverse function has the reciprocal slope: $g'({b}) = 1/({u.m}) = {right}$."
                    if text_of(f"1/({u.m})") != str(right)
                    else f"The inverse function has the reciprocal slope: $g'({b}) = {right}$.",
                ],
                hints=[
                    "What does $g$ do with this number? Look for the place that $f$ sends to it."
                    if u.at_b or given != "other functions"
                    else "Which slope has $f$ where it has this value?",
                    "Mirrored in the line $y = x$, a line of slope $m$ has the slope $1/m$.",
                ],
                mistakes=[
                    *([Mistake("at-b", number(f"1/({u.at_b})"), BACK_FIRST)] if u.at_b else []),
                    Mistake("no-reciprocal", number(u.m), MIRRORED),
                    *([Mistake("reciprocal-function", number(-m / Fraction(b) ** 2), NOT_ONE_OVER)] if b else []),
                    *([Mistake("at-b-without-reciprocal", number(u.at_b),
                               "That is the slope of $f$ at this number. Go back with $g$ first, then take the "
                               "reciprocal.")]
                      if u.at_b else [Mistake("slope-sign", number(-right), "The inverse of an increasing function is "
                                              "increasing too: no minus comes in.")]),
                ],
            )
        ],
    )  # fmt: skip


# Find the mistake ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slip:
    """What a wrong rule in one line makes of it and of the lines after it."""

    line: int
    misconception: str
    told: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Derivation:
    """A function of a variable, the lines of its derivative with what each does, and the slips to be made."""

    name: str
    variable: str
    formula: str
    lines: tuple[tuple[str, str], ...]
    slips: tuple[Slip, ...]
    positive: bool = False


def not_lowered(p: Polynomial) -> Polynomial:
    """The derivative with the exponent of the leading term not lowered."""
    return (
        p.diff()
        + Polynomial([p.degree * p.lead, *[0] * p.degree])
        - Polynomial([p.degree * p.lead, *[0] * (p.degree - 1)])
    )


def half_subtracted(p: Polynomial, q: Polynomial) -> Polynomial:
    """p - q with the minus used for the leading term of q only."""
    lead = Polynomial([q.lead, *[0] * q.degree])
    return p - lead + (q - lead)


RULES = {
    "product": "uses the product rule",
    "quotient": "uses the quotient rule",
    "put in": "puts the derivatives in",
    "common": "takes out the common factor",
    "multiply": "multiplies out",
    "collect": "collects the terms",
    "inner": "uses the chain rule for the exponential",
}
NOT_LOWERED = "the exponent of the leading term has to be lowered by one."
WHOLE_BRACKET = "the minus belongs to every term of the bracket."


def quadratic(rng: Rng) -> Polynomial:
    return Polynomial([rng.nonzero(-5, 5), rng.integer(-6, 6), rng.nonzero(-9, 9)])


def coprime_line(rng: Rng) -> Polynomial:
    """a*x + b with a > 0 and without a common factor."""
    a = rng.integer(1, 5)
    return Polynomial([a, rng.choice([b for b in range(-7, 8) if b and gcd(a, b) == 1])])


def audited_product(rng: Rng) -> Derivation:
    """A polynomial times the exponential."""
    p = quadratic(rng)
    dp, wrong = p.diff(), not_lowered(p)
    E = "exp(x)"

    def end(d: Polynomial, sign: int) -> tuple[str, ...]:
        mark = "+" if sign > 0 else "-"
        return (f"({d})*{E} {mark} ({p})*{E}", f"({d} {mark} ({p}))*{E}", f"({d + p * sign})*{E}")

    first = f"diff({p}, x)*{E} + ({p})*diff({E}, x)"
    right = (first, *end(dp, 1))
    return Derivation(
        "h", "x", f"({p})*{E}",
        tuple(zip(right, (RULES["product"], RULES["put in"], RULES["common"], RULES["collect"]), strict=True)),
        (
            Slip(1, "minus-in-product-rule", "the two terms of the product rule are added.",
                 (f"diff({p}, x)*{E} - ({p})*diff({E}, x)", *end(dp, -1))),
            Slip(2, "exponent-not-lowered", NOT_LOWERED, end(wrong, 1)),
            Slip(4, "terms-added-wrongly", "both linear terms count.", (f"({dp + p - Polynomial([dp.lead, 0])})*{E}",)),
        ),
    )  # fmt: skip


def audited_quotient(rng: Rng) -> Derivation:
    """A parabola over a line."""
    p = quadratic(rng)
    q = coprime_line(rng)
    dp, dq, wrong = p.diff(), q.diff(), not_lowered(p)
    below = f"({q})^2"

    def end(d: Polynomial, under: str = below, turned: bool = False) -> tuple[str, ...]:
        pairs = [(f"({d})*({q})", d * q), (f"({p})*({dq})", p * dq)]
        (t1, e1), (t2, e2) = pairs[::-1] if turned else pairs
        return (f"({t1} - {t2})/{under}", f"({e1} - ({e2}))/{under}", f"({e1 - e2})/{under}")

    right = (f"(diff({p}, x)*({q}) - ({p})*diff({q}, x))/{below}", *end(dp))
    half = half_subtracted(dp * q, p * dq)
    return Derivation(
        "h", "x", f"({p})/({q})",
        tuple(zip(right, (RULES["quotient"], RULES["put in"], RULES["multiply"], RULES["collect"]), strict=True)),
        (
            Slip(1, "quotient-rule-terms-exchanged", "the term with the derivative of the numerator comes first.",
                 (f"(({p})*diff({q}, x) - diff({p}, x)*({q}))/{below}", *end(dp, turned=True))),
            Slip(1, "denominator-not-squared", "the denominator of the quotient rule is squared.",
                 (f"(diff({p}, x)*({q}) - ({p})*diff({q}, x))/({q})", *end(dp, f"({q})"))),
            Slip(2, "exponent-not-lowered", NOT_LOWERED, end(wrong)),
            Slip(4, "minus-for-first-term-only", WHOLE_BRACKET, (f"({half})/{below}",)),
        ),
    )  # fmt: skip


def audited_exponential(rng: Rng) -> Derivation:
    """A line or power times the exponential of a parabola."""
    p = Polynomial([rng.nonzero(-5, 5), rng.nonzero(-6, 6)])
    q = Polynomial([rng.nonzero(-4, 4), rng.integer(-5, 5), 0])
    dp, dq, wrong = p.diff(), q.diff(), not_lowered(q)
    E = f"exp({q})"

    def end(d: Polynomial) -> tuple[str, ...]:
        return (f"({dp})*{E} + ({p})*{E}*({d})", f"({dp} + ({p * d}))*{E}", f"({dp + p * d})*{E}")

    first = f"diff({p}, x)*{E} + ({p})*diff({E}, x)"
    right = (first, f"({dp})*{E} + ({p})*{E}*diff({q}, x)", *end(dq))
    swapped = f"diff({p}, x)*{E} - ({p})*diff({E}, x)"
    lost = p * dq - Polynomial([(p * dq)[1], 0])
    return Derivation(
        "h", "x", f"({p})*{E}",
        tuple(zip(right, (RULES["product"], RULES["inner"], RULES["put in"], RULES["common"], RULES["collect"]),
                  strict=True)),
        (
            Slip(1, "minus-in-product-rule", "the two terms of the product rule are added.",
                 (swapped, f"({dp})*{E} - ({p})*{E}*diff({q}, x)", f"({dp})*{E} - ({p})*{E}*({dq})",
                  f"({dp} - ({p * dq}))*{E}", f"({dp - p * dq})*{E}")),
            Slip(2, "no-inner-derivative", "the derivative of the exponent is missing as a factor.",
                 (f"({dp})*{E} + ({p})*{E}", f"({dp} + ({p}))*{E}", f"({dp + p})*{E}")),
            Slip(3, "exponent-not-lowered", NOT_LOWERED, end(wrong)),
            *([Slip(4, "mixed-terms-lost", "every term of one bracket is multiplied by every term of the other.",
                    (f"({dp} + ({lost}))*{E}", f"({dp + lost})*{E}"))] if (p * dq)[1] else []),
        ),
    )  # fmt: skip


def audited_exponential_quotient(rng: Rng) -> Derivation:
    """The exponential of a multiple of x over a line."""
    k = rng.choice((-4, -3, -2, 2, 3, 4, 5))
    q = coprime_line(rng)
    E, below, dq = text_of(f"exp({k}*x)"), f"({q})^2", q.diff()

    def end(factor: int, under: str = below) -> tuple[str, ...]:
        return (
            f"({factor}*{E}*({q}) - {E}*({dq}))/{under}",
            f"{E}*({factor}*({q}) - {dq})/{under}",
            f"{E}*({factor * q - dq})/{under}",
        )

    first = f"(diff({E}, x)*({q}) - {E}*diff({q}, x))"
    right = (f"{first}/{below}", *end(k))
    return Derivation(
        "h", "x", f"{E}/({q})",
        tuple(zip(right, (RULES["quotient"], RULES["put in"], RULES["common"], RULES["collect"]), strict=True)),
        (
            Slip(1, "denominator-not-squared", "the denominator of the quotient rule is squared.",
                 (f"{first}/({q})", *end(k, f"({q})"))),
            Slip(2, "no-inner-derivative", "the derivative of the exponent is missing as a factor.", end(1)),
            Slip(4, "factor-for-first-term-only", "the factor belongs to every term of the bracket.",
                 (f"{E}*({Polynomial([k * q.lead, q[0]]) - dq})/{below}",)),
        ),
    )  # fmt: skip


def audited_squared_loss(rng: Rng) -> Derivation:
    """The squared loss of one example by the weight, with numbers for input, bias and target."""
    x, c = rng.choice((-5, -4, -3, 3, 4, 5, 6)), rng.nonzero(-9, 9)
    e = str(Polynomial([x, c], "w"))
    return Derivation(
        "L", "w", f"1/2*({e})^2",
        (
            (f"1/2*2*({e})*diff({e}, w)", "uses the chain rule"),
            (f"1/2*2*({e})*({x})", "puts the inner derivative in"),
            (f"({x})*({e})", "cancels the factors one half and two"),
            (str(Polynomial([x * x, x * c], "w")), RULES["multiply"]),
        ),
        (
            Slip(1, "no-inner-derivative", "the derivative of the bracket is missing as a factor.",
                 (f"1/2*2*({e})", e)),
            Slip(1, "half-forgotten", "the exponent comes down as a factor 2, which cancels the one half.",
                 (f"1/2*({e})*diff({e}, w)", f"1/2*({e})*({x})",
                  str(Polynomial([x * x, x * c], "w") * Fraction(1, 2)))),
            Slip(4, "factor-for-first-term-only", "the factor belongs to both terms of the bracket.",
                 (str(Polynomial([x * x, c], "w")),)),
        ),
    )  # fmt: skip


def audited_log_loss(rng: Rng) -> Derivation:
    """The log loss of one example of the class 1 by the weight, written with the logarithm of 1 + exp(-z)."""
    k, b = rng.choice((-4, -3, -2, 2, 3, 4, 5)), rng.integer(-5, 5)
    z = Polynomial([k, b], "w")
    E, turned = f"exp({-z})", f"exp({z})"
    bottom = f"1 + {E}"
    return Derivation(
        "L", "w", f"ln({bottom})",
        (
            (f"1/({bottom})*diff({bottom}, w)", "uses the chain rule for the logarithm"),
            (f"1/({bottom})*{E}*({-k})", "uses the chain rule for the exponential"),
            (text_of(f"{-k}*{E}/({bottom})"), "writes one fraction"),
            (text_of(f"{-k}/(1 + {turned})"), "divides numerator and denominator by the exponential"),
        ),
        (
            Slip(2, "sigmoid-sign", "the inner derivative has another sign.",
                 (f"1/({bottom})*{E}*({k})", text_of(f"{k}*{E}/({bottom})"), text_of(f"{k}/(1 + {turned})"))),
            Slip(2, "stops-after-one-inner-factor", "the derivative of the exponent is missing as a factor.",
                 (f"1/({bottom})*{E}", text_of(f"{E}/({bottom})"), text_of(f"1/(1 + {turned})"))),
            Slip(4, "exponent-sign", "one over the exponential has the opposite exponent.",
                 (text_of(f"{-k}/({bottom})"),)),
        ),
    )  # fmt: skip


Lines = Literal["one rule", "two rules", "perhaps no mistake"]
AUDITED: dict[Lines, tuple[Callable[[Rng], Derivation], ...]] = {
    "one rule": (audited_product, audited_quotient),
    "two rules": (audited_exponential, audited_exponential_quotient),
    "perhaps no mistake": (
        audited_exponential, audited_quotient, audited_exponential_quotient, audited_squared_loss, audited_log_loss,
    ),
}  # fmt: skip
ALL_RIGHT = "All lines are right."


@exercise(
    "calculus.rules.find_faulty_line",
    title="Where is the mistake?",
    skill="s.rule.audit",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 5.1",
    tier="standard",
    levels={
        "easy": {"lines": "one rule"},
        "core": {"lines": "two rules"},
        "hard": {"lines": "perhaps no mistake"},
    },
)
def find_faulty_line(rng: Rng, *, lines: Lines) -> Multipart:
    """Find the first wrong line of a derivation, and correct it."""
    d = rng.choice(AUDITED[lines])(rng)
    slip = None if lines == "perhaps no mistake" and rng.chance(0.3) else rng.choice(d.slips)
    right = [text_of(line) for line, _ in d.lines]
    shown = right if slip is None else [*right[: slip.line - 1], *map(text_of, slip.lines)]
    if slip is None or (lines == "perhaps no mistake" and len(shown) > slip.line and rng.chance(0.5)):
        shown = shown[:-1]  # so that nothing can be told from where the derivation ends
    called = f"{d.name}'({d.variable})"
    symbols: Symbols = {d.variable: "real"}

    def key(formula: str) -> ExpressionAnswer:
        return expression(formula, symbols=symbols)

    texts = [*(f"Line {i}." for i in range(1, len(shown) + 1)), ALL_RIGHT]

    def line(text: str) -> ChoiceAnswer:
        options = tuple(Option(id="abcdefgh"[i], text=each) for i, each in enumerate(texts))
        return ChoiceAnswer(options=options, value=next(option.id for option in options if option.text == text))

    answer = ALL_RIGHT if slip is None else f"Line {slip.line}."
    at_fault = len(right) - 1 if slip is None else slip.line - 1
    good = typed(right[at_fault:])
    assert is_derivative(right[-1], d.formula, Fraction(3, 7), variable=d.variable)
    checked = [f"Line {i} {does}. It is right: ${called} = {formula}$." for i, (formula, does) in enumerate(
        ((formula, does) for formula, (_, does) in zip(right, d.lines, strict=True)), 1)]  # fmt: skip
    if slip is None:
        found = [*checked[:-1], "Every line follows from the one above it: there is no mistake."]
        wrong = [
            Mistake("always-an-error", line(f"Line {len(shown)}."),
                    "That line follows from the one above it. Compare both at one value of the variable."),
            Mistake("fault-where-none-is", line("Line 2."),
                    "That line follows from the one above it. Compare both at one value of the variable."),
        ]  # fmt: skip
    else:
        found = [
            *checked[: slip.line - 1],
            f"Line {slip.line} {d.lines[slip.line - 1][1]}, but wrongly: {slip.told} It should read "
            f"${called} = {right[at_fault]}$.",
        ]
        wrong = [
            *([Mistake("marks-consequence", line(f"Line {slip.line + 1}."),
                       "That line follows correctly from the one above it. The mistake is further up.")]
              if slip.line < len(shown) else []),
            *([Mistake("marks-line-above", line(f"Line {slip.line - 1}."),
                       "That line is right still. The mistake is made on the way to the next one.")]
              if slip.line > 1 else []),
            Mistake("overlooks-the-error", line(ALL_RIGHT),
                    "Put a number into the first and the last line: they do not agree, so a mistake is in between."),
        ]  # fmt: skip
    mended = [f"Put in order, the derivative is ${called} = {right[-1]}$, and every right line equals it."]
    if slip is None:
        mended = [f"All lines are right, and the next one is ${called} = {good}$."]
    elif good != right[-1]:
        mended.append(f"With its derivatives worked out, the line is ${called} = {good}$.")
    derived = "\n= ".join(shown)
    others = [each for each in d.slips if slip is None or each.misconception != slip.misconception]
    return Multipart(
        f"Someone differentiates ${d.name}({d.variable}) = {d.formula}$ and writes these lines, numbered from the top: "
        f"${called} = {derived}$",
        parts=[
            Part(
                ask="Which is the first line that does not follow from the one before it, or from the function?",
                answer=line(answer),
                steps=found,
                hints=["Check each line against the one above it. Which rule does it use?",
                       "If in doubt, put a simple number into two neighbouring lines."],
                mistakes=wrong,
            ),
            Part(
                ask="Give the right formula for this line, with all derivatives in it worked out. If all lines are "
                "right, give the next line.",
                answer=key(good),
                steps=mended,
                hints=["Start from the last line that is right, and do the next step once more."],
                mistakes=[
                    *([Mistake("wrong-line-kept", key(typed(shown[slip.line - 1 :])),
                               "That is the wrong line itself: it does not follow from the one above it.")]
                      if slip else []),
                    *(Mistake("repairs-with-other-error" if i == 0 else each.misconception, key(each.lines[-1]),
                              f"Not yet: {each.told}") for i, each in enumerate(others[:2])),
                ],
            ),
        ],
    )  # fmt: skip


def typed(lines: Sequence[str]) -> str:
    """The first of the lines with all derivatives worked out; if there is none, the first so far as that goes."""
    return next((line for line in lines if "diff(" not in line), house(tidy(worked_out(parse(lines[0])))))
