"""Partial derivatives and gradients."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product as product_of
from math import acos, cos, degrees, dist, gcd, hypot, isqrt, log, pi, sin, sqrt
from typing import Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    choice,
    equation,
    exercise,
    expression,
    fill,
    finite_set,
    number,
    rounded,
    terminating,
    vector,
)
from generators.maths import reals
from generators.maths.contours import Quadratic, bowl, contour_map
from generators.maths.figures import at, listed, plain, spot
from generators.maths.matrices import column
from generators.maths.multivariate import MultiPolynomial, Powers
from generators.maths.polynomials import from_roots
from generators.maths.rationals import Rational, rational, size
from generators.maths.rng import drawn
from generators.maths.slopes import ACCURACY, slope_of, value_of
from generators.maths.writing import chain
from generators.notation import text_of
from schemas.answer import ChoiceAnswer, Option, OrderAnswer, Symbols
from schemas.figure import Arrow, Dots, Figure, Mark

PAIR = ("x", "y")
TRIPLE = ("x", "y", "z")
ONLY_ONE_MOVES = "Only the variable by which you differentiate moves. The others are treated as fixed numbers."
FACTORS_STAY = "A constant factor stays when you differentiate, and a fixed letter is such a factor."
CONSTANTS_GO = "A term without the letter that moves is a constant, and its derivative is zero."
NAMES_THE_MOVER = "Look which variable is asked for: you gave the derivative by another one."
INNER = "The derivative of the outer function is multiplied by the derivative of its inside."
PRODUCT = "Both factors hold the letter that moves: the product rule has two terms."


def others(name: str, names: Sequence[str]) -> str:
    """The letters that stay, as in `$y$ and $z$`."""
    return " and ".join(f"${other}$" for other in names if other != name)


def mono(c: Rational, *powers: int, names: tuple[str, ...] = PAIR) -> str:
    """c*x^i*y^j as one writes it."""
    return str(MultiPolynomial({powers: c}, names))


def agrees_with(f: str, slopes: Mapping[str, str], at: Mapping[str, Rational]) -> bool:
    """Whether the slopes are those of f at the point, by difference quotients of f itself."""
    for name, slope in slopes.items():
        rest = {other: value for other, value in at.items() if other != name}
        found = slope_of(fill(f, **rest), at[name], name)
        if abs(value_of(fill(slope, **rest), at[name], name) - found) > ACCURACY * (1 + abs(found)):
            return False
    return True


# Partial derivatives ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slope:
    """A partial derivative: how it is formed, term by term, how it is written in the end, and where slips lead."""

    formed: str
    final: str
    note: str
    slips: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Field:
    """A function of several variables with its partial derivatives by name."""

    f: str
    slopes: Mapping[str, Slope]
    positive: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.slopes)


def polynomial(rng: Rng) -> MultiPolynomial:
    """Three or four terms: one in both variables, one or two more of them or of one variable alone."""
    mixed = rng.choice(((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3)))
    second = rng.choice([powers for powers in ((1, 1), (2, 1), (1, 2)) if powers != mixed])
    terms: list[Powers] = [mixed, (rng.integer(1, 3), 0), (0, rng.integer(1, 3))]
    if rng.chance(0.4):
        terms.insert(1, second)
    return MultiPolynomial({powers: rng.nonzero(-6, 6) for powers in terms})


def by_all(p: MultiPolynomial, name: str) -> MultiPolynomial:
    """Every letter of every term differentiated once, as someone does who lets all of them move."""
    total = MultiPolynomial({}, p.variables)
    for powers, c in p.terms.items():
        term = MultiPolynomial({powers: c}, p.variables)
        for letter, n in zip(p.variables, powers, strict=True):
            term = term.diff(letter) if n else term
        total += term
    return total


def without_factors(p: MultiPolynomial, name: str) -> MultiPolynomial:
    """The derivative by `name` with the other letters dropped."""
    i = p.variables.index(name)
    total = MultiPolynomial({}, p.variables)
    for powers, c in p.diff(name).terms.items():
        total += MultiPolynomial({tuple(n if j == i else 0 for j, n in enumerate(powers)): c}, p.variables)
    return total


def with_constants(p: MultiPolynomial, name: str) -> MultiPolynomial:
    """The derivative by `name` with the terms kept that do not hold it."""
    i = p.variables.index(name)
    return p.diff(name) + MultiPolynomial({powers: c for powers, c in p.terms.items() if not powers[i]}, p.variables)


def of_polynomial(p: MultiPolynomial) -> Field:
    def slope(name: str) -> Slope:
        i = p.variables.index(name)
        parts = [
            f"${MultiPolynomial({powers: c}, p.variables)}$ gives "
            f"${MultiPolynomial({powers: c}, p.variables).diff(name)}$"
            for powers, c in p.terms.items()
        ]
        other = p.variables[1 - i]
        return Slope(
            "",
            str(p.diff(name)),
            f"Term by term: {', '.join(parts[:-1])}, and {parts[-1]}.",
            (
                ("differentiates-all", str(by_all(p, name)), ONLY_ONE_MOVES),
                ("drops-factor", str(without_factors(p, name)), FACTORS_STAY),
                ("keeps-constant-terms", str(with_constants(p, name)), CONSTANTS_GO),
                ("partials-exchanged", str(p.diff(other)), NAMES_THE_MOVER),
            ),
        )

    return Field(str(p), {name: slope(name) for name in p.variables})


def linear(rng: Rng, *, positive: bool = False) -> tuple[int, int, str]:
    """a*x + b*y."""
    low = 1 if positive else -4
    a, b = rng.nonzero(low, 5), rng.nonzero(low, 5)
    if not positive and (g := gcd(a, b)) > 1:
        a, b = a // g, b // g
    return a, b, text_of(f"{a}*x + {b}*y")


def power_times_exponential(rng: Rng) -> Field:
    """c*x^m*e^(a*x + b*y), or the same with the letters exchanged."""
    (a, b, inner), c, m = drawn(lambda: linear(rng), lambda form: 1 not in form), rng.nonzero(-6, 6), rng.integer(1, 3)
    one, two, inside = ("x", "y", (a, b)) if rng.chance(0.5) else ("y", "x", (b, a))

    def term(k: Rational, n: int) -> str:
        return mono(k, n, names=(one,))

    e = f"exp({inner})"
    f = text_of(f"{term(c, m)}*{e}")
    first = f"{term(c * m, m - 1)}*{e} + {term(c, m)}*({inside[0]})*{e}"
    bracket = text_of(f"{m} + {inside[0]}*{one}")
    moving = Slope(
        first,
        text_of(f"{term(c, m - 1)}*({bracket})*{e}"),
        f"Both ${term(c, m)}$ and ${e}$ hold ${one}$, so the product rule applies. The inside ${inner}$ has the "
        f"derivative ${inside[0]}$.",
        (
            ("one-term-of-product-rule", text_of(f"{term(c * m, m - 1)}*{e}"), PRODUCT),
            ("no-inner-derivative", text_of(f"({term(c * m, m - 1)} + {term(c, m)})*{e}"), INNER),
            ("partials-exchanged", text_of(f"{term(c * inside[1], m)}*{e}"), NAMES_THE_MOVER),
        ),
    )
    fixed = Slope(
        f"{term(c, m)}*({inside[1]})*{e}",
        text_of(f"{term(c * inside[1], m)}*{e}"),
        f"The factor ${term(c, m)}$ does not hold ${two}$ and stays. The inside ${inner}$ has the derivative "
        f"${inside[1]}$.",
        (
            ("differentiates-all", text_of(f"{term(c * m * inside[1], m - 1)}*{e}"), ONLY_ONE_MOVES),
            ("no-inner-derivative", f, INNER),
            ("drops-factor", text_of(f"{inside[1]}*{e}"), FACTORS_STAY),
        ),
    )
    return Field(f, {name: moving if name == one else fixed for name in PAIR})


def linear_times_exponential(rng: Rng) -> Field:
    """(a*x + b*y)*e^(c*x), or the same with the letters exchanged in the exponent."""
    a, b, factor = linear(rng)
    c = rng.nonzero(-4, 4)
    one, (p, q) = ("x", (a, b)) if rng.chance(0.5) else ("y", (b, a))
    e = text_of(f"exp({c}*{one})")
    bracket = MultiPolynomial({(1, 0): c * a, (0, 1): c * b, (0, 0): p})
    moving = Slope(
        f"{p}*{e} + ({factor})*({c})*{e}",
        f"({bracket})*{e}",
        f"Both factors hold ${one}$, so the product rule applies. The exponent has the derivative ${c}$.",
        (
            ("product-of-derivatives", text_of(f"{p * c}*{e}"), PRODUCT),
            ("no-inner-derivative", text_of(f"({factor} + {p})*{e}"), INNER),
            ("partials-exchanged", text_of(f"{q}*{e}"), NAMES_THE_MOVER),
        ),
    )
    fixed = Slope(
        f"({q})*{e}",
        text_of(f"{q}*{e}"),
        f"The factor ${e}$ holds ${one}$ only: it is a constant factor here, and stays.",
        (
            ("differentiates-all", text_of(f"{q * c}*{e}"), ONLY_ONE_MOVES),
            ("drops-factor", str(q), FACTORS_STAY),
            ("partials-exchanged", f"({bracket})*{e}", NAMES_THE_MOVER),
        ),
    )
    return Field(f"({factor})*{e}", {name: moving if name == one else fixed for name in PAIR})


def power_plus_logarithm(rng: Rng) -> Field:
    """c*x^m*y^n + k*ln(a*x + b*y)."""
    a, b, inner = linear(rng, positive=True)
    c, k, m, n = rng.nonzero(-6, 6), rng.nonzero(-5, 5), rng.integer(1, 3), rng.integer(1, 2)
    p = MultiPolynomial({(m, n): c})

    def slope(name: str, inside: int, factor: str) -> Slope:
        dp, top = p.diff(name), k * inside
        other = p.diff(PAIR[1 - PAIR.index(name)])
        return Slope(
            f"{dp} + {k}/({inner})" + (f"*({inside})" if inside != 1 else ""),
            text_of(f"{dp} + {top}/({inner})"),
            f"In the first term ${factor}$ is a constant factor. In the second one the derivative of the logarithm, "
            f"$1/({inner})$, is multiplied by the derivative of the inside, ${inside}$.",
            (
                ("no-inner-derivative", text_of(f"{dp} + {k}/({inner})"), INNER),
                ("drops-factor", text_of(f"{without_factors(p, name)} + {top}/({inner})"), FACTORS_STAY),
                ("partials-exchanged", text_of(f"{other} + {k * (a + b - inside)}/({inner})"), NAMES_THE_MOVER),
                ("differentiates-all", text_of(f"{by_all(p, name)} + {k * (a + b)}/({inner})"), ONLY_ONE_MOVES),
            ),
        )

    slopes = {"x": slope("x", a, mono(1, 0, n)), "y": slope("y", b, mono(1, m, 0))}
    return Field(text_of(f"{p} + {k}*ln({inner})"), slopes, PAIR)


def two_products(rng: Rng) -> Field:
    """c*x^m*ln(y) + k*y^n*e^x."""
    c, k, m, n = rng.nonzero(-6, 6), rng.nonzero(-6, 6), rng.integer(1, 3), rng.integer(1, 3)
    power, lowered = mono(c, m, 0), mono(c * m, m - 1, 0)
    second, second_lowered = mono(k, 0, n), mono(k * n, 0, n - 1)
    by_x = text_of(f"{lowered}*ln(y) + {second}*exp(x)")
    by_y = text_of(f"{power}/y + {second_lowered}*exp(x)")
    both = text_of(f"{lowered}/y + {second_lowered}*exp(x)")
    slopes = {
        "x": Slope(
            "",
            by_x,
            f"Here $ln(y)$ and ${second}$ are constant factors. Only ${power}$ and $exp(x)$ are differentiated.",
            (
                ("differentiates-all", both, ONLY_ONE_MOVES),
                ("drops-factor", text_of(f"{lowered} + exp(x)"), FACTORS_STAY),
                ("partials-exchanged", by_y, NAMES_THE_MOVER),
            ),
        ),
        "y": Slope(
            "",
            by_y,
            f"Here ${power}$ and $exp(x)$ are constant factors. Only $ln(y)$ and ${second}$ are differentiated.",
            (
                ("differentiates-all", both, ONLY_ONE_MOVES),
                ("drops-factor", text_of(f"1/y + {second_lowered}"), FACTORS_STAY),
                ("partials-exchanged", by_x, NAMES_THE_MOVER),
            ),
        ),
    }
    return Field(text_of(f"{power}*ln(y) + {second}*exp(x)"), slopes, ("y",))


def over_a_square(rng: Rng) -> Field:
    """(a*x*y + b)/(z^2 + k)."""
    a, b, k = rng.nonzero(-6, 6), rng.nonzero(-6, 6), rng.integer(1, 9)
    top, below = text_of(f"{a}*x*y + {b}"), f"z^2 + {k}"

    def above(name: str, other: str) -> Slope:
        return Slope(
            "",
            text_of(f"{a}*{other}/({below})"),
            f"The denominator does not hold ${name}$: it is a constant factor below the line and stays. The numerator "
            f"${top}$ has the derivative ${text_of(f'{a}*{other}')}$.",
            (
                ("differentiates-all", text_of(f"{a}/(2*z)"), ONLY_ONE_MOVES),
                ("drops-factor", text_of(f"{a}/({below})"), FACTORS_STAY),
                ("partials-exchanged", text_of(f"{a}*{name}/({below})"), NAMES_THE_MOVER),
            ),
        )

    final = text_of(f"{-2}*z*({top})/({below})^2")
    by_z = Slope(
        f"({top})*(-1/({below})^2)*2*z",
        final,
        f"The numerator ${top}$ is a constant factor here. The derivative of $1/u$ is $-1/u^2$, and the inside "
        f"${below}$ has the derivative $2*z$.",
        (
            ("no-inner-derivative", text_of(f"-({top})/({below})^2"), INNER),
            ("quotient-of-derivatives", text_of(f"({top})/(2*z)"),
             "The derivative of $1/u$ is $-1/u^2$ times the derivative of $u$: it is not one over the derivative."),
            ("denominator-not-squared", text_of(f"{-2}*z*({top})/({below})"), "The derivative of $1/u$ is $-1/u^2$: "
             "the denominator is squared."),
        ),
    )  # fmt: skip
    return Field(f"({top})/({below})", {"x": above("x", "y"), "y": above("y", "x"), "z": by_z})


def exponential_of_a_quotient(rng: Rng) -> Field:
    """c*x*e^(y/z) + k*z^n, for z > 0."""
    c, k, n = rng.nonzero(-6, 6), rng.nonzero(-6, 6), rng.integer(2, 3)
    e, tail, lowered = "exp(y/z)", mono(k, n, names=("z",)), mono(k * n, n - 1, names=("z",))
    slopes = {
        "x": Slope(
            "",
            text_of(f"{c}*{e}"),
            f"The factor ${e}$ does not hold $x$ and stays, and ${tail}$ is a constant.",
            (
                ("keeps-constant-terms", text_of(f"{c}*{e} + {tail}"), CONSTANTS_GO),
                ("drops-factor", str(c), FACTORS_STAY),
                ("partials-exchanged", text_of(f"{c}*x*{e}/z"), NAMES_THE_MOVER),
            ),
        ),
        "y": Slope(
            f"{c}*x*{e}*1/z",
            text_of(f"{c}*x*{e}/z"),
            f"The factor ${text_of(f'{c}*x')}$ stays, and ${tail}$ is a constant. The inside $y/z$ has the derivative "
            "$1/z$.",
            (
                ("no-inner-derivative", text_of(f"{c}*x*{e}"), INNER),
                ("differentiates-all", text_of(f"{c}*{e}/z"), ONLY_ONE_MOVES),
                ("keeps-constant-terms", text_of(f"{c}*x*{e}/z + {tail}"), CONSTANTS_GO),
            ),
        ),
        "z": Slope(
            f"{c}*x*{e}*(-y/z^2) + {lowered}",
            text_of(f"{-c}*x*y*{e}/z^2 + {lowered}"),
            "The inside $y/z$ has the derivative $-y/z^2$ when $z$ moves.",
            (
                ("no-inner-derivative", text_of(f"{c}*x*{e} + {lowered}"), INNER),
                ("inner-quotient-sign", text_of(f"{c}*x*y*{e}/z^2 + {lowered}"),
                 "The derivative of $1/z$ is $-1/z^2$: the minus is missing."),
                ("one-term-of-sum", text_of(f"{-c}*x*y*{e}/z^2"), f"The term ${tail}$ holds $z$ too: its derivative "
                 "is added."),
            ),
        ),
    }  # fmt: skip
    return Field(text_of(f"{c}*x*{e} + {tail}"), slopes, ("z",))


def logarithm_of_squares(rng: Rng) -> Field:
    """c*ln(a*x^2 + b*y^2 + d*z) + k*x*y*z, for z > 0."""
    a, b, d = (rng.integer(1, 5) for _ in range(3))
    c, k = rng.nonzero(-4, 4), rng.nonzero(-6, 6)
    inner = text_of(f"{a}*x^2 + {b}*y^2 + {d}*z")

    def slope(name: str, inside: int, letter: str, rest: str) -> Slope:
        tail = text_of(f"{k}*{rest}")
        within, top = (text_of(f"{m}*{letter}") if letter else str(m) for m in (inside, c * inside))
        return Slope(
            f"{c}/({inner})*({within}) + {tail}",
            text_of(f"{top}/({inner}) + {tail}"),
            f"The derivative of the logarithm is one over its inside. The inside has the derivative ${within}$, since "
            f"only ${name}$ moves. In the last term the factors beside ${name}$ stay.",
            (
                ("no-inner-derivative", text_of(f"{c}/({inner}) + {tail}"), INNER),
                ("drops-factor", text_of(f"{top}/({inner}) + {k}"), FACTORS_STAY),
                ("log-of-derivative", text_of(f"{c}/({within}) + {tail}"), "The derivative of $ln(u)$ is the "
                 "derivative of $u$ divided by $u$ itself."),
            ),
        )  # fmt: skip

    slopes = {"x": slope("x", 2 * a, "x", "y*z"), "y": slope("y", 2 * b, "y", "x*z"), "z": slope("z", d, "", "x*y")}
    return Field(text_of(f"{c}*ln({inner}) + {k}*x*y*z"), slopes, ("z",))


def power_times_quotient(rng: Rng) -> Field:
    """c*x^m*y/(y + a*z), for y > 0 and z > 0."""
    a, c, m = rng.integer(1, 5), rng.nonzero(-6, 6), rng.integer(2, 3)
    below, power, lowered = text_of(f"y + {a}*z"), mono(c, m, names=("x",)), mono(c * m, m - 1, names=("x",))
    x_m = mono(1, m, names=("x",))
    by_y, by_z = text_of(f"{c * a}*{x_m}*z/({below})^2"), text_of(f"{-c * a}*{x_m}*y/({below})^2")
    squared = "In the quotient rule the denominator is squared."
    slopes = {
        "x": Slope(
            "",
            f"{lowered}*y/({below})",
            f"The quotient $y/({below})$ does not hold $x$: it is a constant factor and stays.",
            (
                ("drops-factor", lowered, FACTORS_STAY),
                ("partials-exchanged", by_y, NAMES_THE_MOVER),
            ),
        ),
        "y": Slope(
            f"{power}*(1*({below}) - y*1)/({below})^2",
            by_y,
            f"The factor ${power}$ stays. Numerator and denominator of the quotient both hold $y$, so the quotient "
            "rule applies, and both have the derivative $1$.",
            (
                ("quotient-of-derivatives", power, "The derivative of a quotient is not the quotient of the "
                 "derivatives: use the quotient rule."),
                ("denominator-not-squared", text_of(f"{c * a}*{x_m}*z/({below})"), squared),
                ("quotient-rule-terms-exchanged", text_of(f"{-c * a}*{x_m}*z/({below})^2"), "The quotient rule "
                 "begins with the derivative of the numerator: $(u'*v - u*v')/v^2$."),
            ),
        ),
        "z": Slope(
            f"{power}*y*(-1/({below})^2)*{a}",
            by_z,
            f"Here ${power}*y$ is a constant factor. The derivative of $1/u$ is $-1/u^2$, and the inside ${below}$ has "
            f"the derivative ${a}$.",
            (
                ("no-inner-derivative", text_of(f"{-c}*{x_m}*y/({below})^2"), INNER),
                ("denominator-not-squared", text_of(f"{-c * a}*{x_m}*y/({below})"), squared),
                ("inner-quotient-sign", text_of(f"{c * a}*{x_m}*y/({below})^2"),
                 "The derivative of $1/u$ is $-1/u^2$: the minus is missing."),
            ),
        ),
    }  # fmt: skip
    return Field(f"{power}*y/({below})", slopes, ("y", "z"))


FIELDS: Mapping[str, Sequence[Callable[[Rng], Field]]] = {
    "polynomials": (lambda rng: of_polynomial(polynomial(rng)),),
    "products": (power_times_exponential, linear_times_exponential, power_plus_logarithm, two_products),
    "three variables": (over_a_square, exponential_of_a_quotient, logarithm_of_squares, power_times_quotient),
}
SOMEWHERE: Mapping[str, Rational] = {"x": Fraction(3, 4), "y": Fraction(7, 5), "z": Fraction(5, 3)}


def domain(positive: Sequence[str]) -> str:
    """`, for $x > 0$ and $y > 0$`."""
    return f", for {' and '.join(f'${name} > 0$' for name in positive)}" if positive else ""


@exercise(
    "calculus.gradients.partial_derivatives",
    title="Find partial derivatives",
    skill="s.grad.partial",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 5.2",
    levels={
        "easy": {"functions": "polynomials"},
        "core": {"functions": "products"},
        "hard": {"functions": "three variables"},
    },
)
def partial_derivatives(rng: Rng, *, functions: Literal["polynomials", "products", "three variables"]) -> Multipart:
    """Find all partial derivatives of a function of two or three variables."""
    field = rng.choice(FIELDS[functions])(rng)
    names = field.names
    assert agrees_with(field.f, {n: s.final for n, s in field.slopes.items()}, {n: SOMEWHERE[n] for n in names})
    symbols: Symbols = {name: "positive" if name in field.positive else "real" for name in names}
    parts = []
    for name, slope in field.slopes.items():
        formed = f"{slope.formed} = " if slope.formed and text_of(slope.formed) != text_of(slope.final) else ""
        parts.append(
            Part(
                ask=f"Give $partial(f, {name})$, the partial derivative by ${name}$.",
                answer=expression(slope.final, symbols=symbols),
                steps=[
                    f"Only ${name}$ moves. Treat {others(name, names)} as fixed, like "
                    f"{'a number' if len(names) == 2 else 'numbers'}.",
                    slope.note,
                    f"So $partial(f, {name}) = {formed}{slope.final}$.",
                ],
                hints=[
                    f"Imagine a number such as $5$ in place of {others(name, names)}. How would you differentiate then?"
                ],
                mistakes=[
                    Mistake(slip, expression(wrong, symbols=symbols), feedback) for slip, wrong, feedback in slope.slips
                ],
            )
        )
    return Multipart(f"Let $f({', '.join(names)}) = {field.f}${domain(field.positive)}.", parts=parts)


# Gradients at a point --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Surface:
    """A polynomial, and perhaps `weight` times a function of a linear form whose value and slope at the point are
    known: the whole formula, the gradient in formulas, the point, and value and gradient there."""

    smooth: MultiPolynomial
    at: tuple[int, ...]
    outer: str = ""
    weight: int = 0
    inner: MultiPolynomial | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.smooth.variables

    @property
    def f(self) -> str:
        return text_of(f"{self.smooth} + {self.weight}*{self.outer}({self.inner})") if self.inner else str(self.smooth)

    def slope(self, name: str) -> str:
        """The partial derivative as a formula."""
        plain = self.smooth.diff(name)
        if self.inner is None:
            return str(plain)
        top = self.weight * Fraction(self.inner.diff(name)(*self.at))
        match self.outer:
            case "exp":
                return text_of(f"{plain} + {rational(top)}*exp({self.inner})")
            case "ln":
                return text_of(f"{plain} + {rational(top)}/({self.inner})")
            case _:
                return text_of(f"{plain} + {rational(top / 2)}/sqrt({self.inner})")

    @property
    def slopes(self) -> tuple[str, ...]:
        return tuple(map(self.slope, self.names))

    def filled(self, formula: str) -> str:
        """A formula with the numbers of the point put in."""
        return fill(formula, **self.place)

    def filled_but(self, name: str) -> str:
        """f with the numbers of the point put in for all letters but one."""
        return fill(self.f, **{other: value for other, value in self.place.items() if other != name})

    @property
    def place(self) -> dict[str, Rational]:
        return dict(zip(self.names, self.at, strict=True))

    def number(self, formula: str) -> Rational:
        """What a formula is at the point, which is rational."""
        return rational(value_of(self.filled(formula), 0))

    @property
    def gradient(self) -> tuple[Rational, ...]:
        return tuple(map(self.number, self.slopes))


LINEAR_TERMS = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def with_gradient(p: MultiPolynomial, at: Sequence[int], goal: Sequence[int]) -> MultiPolynomial:
    """The polynomial with linear terms added that give it this gradient at the point."""
    n = len(p.variables)
    missing = [g - slope(*at) for g, slope in zip(goal, p.gradient(), strict=True)]
    return p + MultiPolynomial({LINEAR_TERMS[i][:n]: c for i, c in enumerate(missing)}, p.variables)


def curved(rng: Rng, names: tuple[str, ...], degree: int) -> MultiPolynomial:
    """Two or three terms without linear ones: a mixed one, and for three variables one that holds the third."""
    powers: list[Powers]
    if len(names) == 3:
        powers = [rng.choice(((1, 1, 0), (2, 1, 0), (1, 2, 0))), rng.choice(((0, 1, 1), (1, 0, 1), (0, 1, 2)))]
        powers.append(rng.choice(((2, 0, 0), (0, 2, 0), (0, 0, 2))))
    else:
        mixed = ((1, 1), (2, 1), (1, 2)) if degree == 3 else ((1, 1),)
        powers = [rng.choice(mixed), (rng.integer(2, degree), 0), (0, rng.integer(2, degree))]
    return MultiPolynomial({each: rng.nonzero(-3, 3) for each in powers}, names)


def modest(p: MultiPolynomial) -> bool:
    """Whether its coefficients are small enough to write."""
    return all(size(c) <= 30 for c in p.terms.values())


def polynomial_at(rng: Rng, names: tuple[str, ...], degree: int = 3) -> Surface:
    """A polynomial and a point at which the gradient was drawn, no entry of it 0."""

    def draw() -> Surface:
        at = tuple(rng.nonzero(-3, 3) for _ in names)
        goal = [rng.nonzero(-12, 12) for _ in names]
        return Surface(with_gradient(curved(rng, names, degree), at, goal), at)

    return drawn(draw, lambda s: modest(s.smooth) and len(set(s.gradient)) == len(names))


def special_at(rng: Rng, outers: Sequence[str] = ("exp", "ln")) -> Surface:
    """A polynomial and an exponential, logarithm or root whose inside has an easy value at the point."""
    outer = rng.choice(outers)

    def draw() -> Surface:
        at = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        p, q = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        root = rng.choice((1, 2, 3))
        goal = {"exp": 0, "ln": 1}.get(outer, root * root)
        inner = MultiPolynomial({(1, 0): p, (0, 1): q, (0, 0): goal - p * at[0] - q * at[1]})
        smooth = MultiPolynomial({rng.choice(((1, 1), (2, 0), (0, 2), (2, 1), (1, 2))): rng.nonzero(-3, 3)})
        weight = rng.nonzero(-5, 5) * (2 * root if outer == "sqrt" else 1)
        return Surface(smooth, at, outer, weight, inner)

    def fits(s: Surface) -> bool:
        return all(size(g) <= 40 for g in s.gradient) and all(s.gradient) and len(set(s.gradient)) > 1

    return drawn(draw, fits)


def gradient_steps(s: Surface) -> list[str]:
    """The steps to the gradient at the point."""
    named = list(zip(s.names, s.slopes, s.gradient, strict=True))
    return [
        "First find the partial derivatives, then put the numbers in: "
        + listed(f"$partial(f, {name}) = {slope}$" for name, slope, _ in named)
        + ".",
        f"At $({', '.join(map(str, s.at))})$ they are "
        + listed(f"${chain(s.filled(slope), str(value))}$" for _, slope, value in named)
        + ".",
    ]


def gradient_slips(s: Surface) -> list[Mistake]:
    return [
        Mistake("not-evaluated-once", vector([0] * len(s.at)), "If you put the numbers in first, only a constant is "
                "left. Differentiate first, and then put them in."),
        Mistake("partials-exchanged", vector(s.gradient[::-1]), "The order of the entries is that of the "
                "variables: the derivative by $x$ comes first."),
        Mistake("gradient-at-mirrored-point", vector([_at_other(s, [-x for x in s.at], slope) for slope in s.slopes]),
                "Look at the signs again: a negative number needs parentheses when it is put in.")
        if s.inner is None
        else Mistake("no-inner-derivative", vector(_flat_inner(s)), INNER),
    ]  # fmt: skip


def _at_other(s: Surface, point: Sequence[int], slope: str) -> Rational:
    return rational(value_of(fill(slope, **dict(zip(s.names, point, strict=True))), 0))


def gradient_part(s: Surface, name: str | None = None) -> Part:
    point = ", ".join(map(str, s.at))
    return Part(
        name=name,
        ask=f"Give the gradient of $f$ at the point $({point})$ as a vector{f' ${name}$' if name else ''}.",
        answer=vector(s.gradient),
        steps=[
            *gradient_steps(s),
            f"The gradient is the vector of these numbers{f', ${name} = ' if name else ': $'}"
            f"[{', '.join(f'[{g}]' for g in s.gradient)}]$.",
        ],
        hints=[
            "The gradient is a vector. Which numbers are its entries?",
            "Find all partial derivatives as formulas first, and put the numbers in last.",
        ],
        mistakes=gradient_slips(s),
    )


PYTHAGOREAN = ((3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13), (8, 15, 17), (15, 8, 17))


def with_directions(rng: Rng) -> Multipart:
    """The gradient, the slope in a direction, and the direction of steepest descent; all lengths are whole."""

    def draw() -> Surface:
        at = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        p, q, _ = rng.choice(PYTHAGOREAN[:4])
        k = rng.integer(1, 3)
        return Surface(
            with_gradient(curved(rng, PAIR, rng.integer(2, 3)), at, [k * p * rng.sign(), k * q * rng.sign()]), at
        )

    s = drawn(draw, lambda s: modest(s.smooth))
    a, b = (Fraction(x) for x in s.gradient)
    length = rational(Fraction(isqrt(int(a * a + b * b))))
    ways = [(u * s, v * t, h) for u, v, h in PYTHAGOREAN for s in (1, -1) for t in (1, -1)]
    u, v, h = rng.choice([(u, v, h) for u, v, h in ways if a * u + b * v and a * v != b * u])
    dot = rational(a * u + b * v)
    slope = Fraction(dot) / h
    down = (-a / length, -b / length)
    assert (
        abs(slope_of(fill(s.f, x=f"{s.at[0]} + ({u})/{h}*t", y=f"{s.at[1]} + ({v})/{h}*t"), 0, "t") - slope) < ACCURACY
    )
    return Multipart(
        f"Let $f(x, y) = {s.f}$.",
        given={"v": column(u, v)},
        parts=[
            gradient_part(s, "g"),
            Part(
                name="m",
                ask=f"How steep is $f$ at this point in the direction of $v = {column(u, v)}$? Give the directional "
                "derivative, the change of $f$ for one unit of length.",
                answer=number(rational(slope)),
                follows="v^T*g/norm(v)",
                steps=[
                    f"The directional derivative is the dot product of the gradient with a vector of length $1$ along "
                    f"$v$. The length of $v$ is $norm(v) = sqrt({u * u} + {v * v}) = {h}$.",
                    f"The dot product is $v^T*g = ({u})*({a}) + ({v})*({b}) = {dot}$, so the slope is "
                    f"$m = {chain('v^T*g/norm(v)', text_of(f'{dot}/({h})'), str(rational(slope)))}$.",
                ],
                hints=["Use the dot product of the gradient with the direction.", "How long is $v$?"],
                mistakes=[
                    Mistake("direction-not-normalised", "v^T*g", "Divide by the length of $v$: the slope is the change "
                            "for one unit of length."),
                    Mistake("divides-by-squared-length", "v^T*g/norm(v)^2", "Divide by the length of $v$ once, not by "
                            "its square."),
                    Mistake("length-for-directional-derivative", "norm(g)", "That is the slope in the direction of the "
                            "gradient itself. Along $v$ it is the dot product with a unit vector."),
                ],
            ),
            Part(
                ask="In which direction does $f$ fall fastest at this point? Give the vector of length $1$.",
                answer=vector(*map(rational, down)),
                follows="-g/norm(g)",
                steps=[
                    "The gradient points in the direction of steepest ascent, so $-g$ points in that of steepest "
                    f"descent. Its length is $norm(g) = sqrt({a * a} + {b * b}) = {length}$.",
                    f"Divide by it: the direction is $-g/norm(g) = {column(*map(rational, down))}$.",
                ],
                hints=["Where does the gradient point?", "Give the vector the length $1$ at the end."],
                mistakes=[
                    Mistake("descent-for-ascent", "g/norm(g)", "The gradient points uphill. Steepest descent is the "
                            "opposite direction."),
                    Mistake("not-unit", "-g", "The direction is right, but the vector was to have the length $1$."),
                    Mistake("steepest-along-v", "-v/norm(v)", "The steepest way down does not depend on $v$: it is "
                            "opposite to the gradient."),
                ],
            ),
        ],
    )  # fmt: skip


def three_or_special(rng: Rng) -> Multipart:
    s = polynomial_at(rng, TRIPLE) if rng.chance(0.5) else special_at(rng)
    return Multipart(f"Let $f({', '.join(s.names)}) = {s.f}$.", parts=[gradient_part(s)])


def two_variables(rng: Rng) -> Multipart:
    s = polynomial_at(rng, PAIR)
    return Multipart(f"Let $f(x, y) = {s.f}$.", parts=[gradient_part(s)])


AT_A_POINT: Mapping[str, Callable[[Rng], Multipart]] = {
    "gradient of a polynomial": two_variables,
    "gradient of other functions": three_or_special,
    "slopes in directions": with_directions,
}


@exercise(
    "calculus.gradients.gradient_at_point",
    title="Find a gradient and slopes in directions",
    skill="s.grad.gradient",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 5.2",
    levels={
        "easy": {"asked": "gradient of a polynomial"},
        "core": {"asked": "gradient of other functions"},
        "hard": {"asked": "slopes in directions"},
    },
)
def gradient_at_point(
    rng: Rng, *, asked: Literal["gradient of a polynomial", "gradient of other functions", "slopes in directions"]
) -> Multipart:
    """Evaluate a gradient at a point, and find slopes in given directions with it."""
    return AT_A_POINT[asked](rng)


# Tangent planes --------------------------------------------------------------------------------------------------

SHIFT = "The slopes are multiplied by the steps from the point of contact, not by the coordinates themselves."


@dataclass(frozen=True)
class Plane:
    """Height and slopes of a surface at a point (a, b), all of them whole."""

    a: int
    b: int
    height: Rational
    by_x: Rational
    by_y: Rational

    @classmethod
    def of(cls, s: Surface) -> "Plane":
        (a, b), (by_x, by_y) = s.at, s.gradient
        return cls(a, b, s.number(s.f), by_x, by_y)

    @property
    def formed(self) -> str:
        return text_of(f"{self.height} + ({self.by_x})*(x - {self.a}) + ({self.by_y})*(y - {self.b})")

    @property
    def final(self) -> str:
        return self.through(rational(self.height - self.by_x * self.a - self.by_y * self.b))

    def through(self, constant: Rational) -> str:
        """The plane with these slopes and this height over the origin."""
        return str(MultiPolynomial({(1, 0): self.by_x, (0, 1): self.by_y, (0, 0): constant}))

    def slips(self) -> list[Mistake]:
        swapped = replace(self, by_x=self.by_y, by_y=self.by_x)
        return [
            Mistake("no-height", equation(f"z = {self.through(-self.by_x * self.a - self.by_y * self.b)}"),
                    f"The plane must pass through the point of contact: the height ${self.height}$ there is missing."),
            Mistake("not-shifted", equation(f"z = {self.through(self.height)}"), SHIFT),
            Mistake("partials-swapped", equation(f"z = {swapped.final}"), "The slope by $x$ belongs to the step "
                    "in $x$, and the slope by $y$ to the step in $y$."),
        ]  # fmt: skip


def plane_part(plane: Plane, steps: Sequence[str], ask: str) -> Part:
    expanded = "" if plane.formed == plane.final else f" = {plane.final}"
    return Part(
        ask=ask,
        answer=equation(f"z = {plane.final}"),
        steps=[
            *steps,
            "The tangent plane starts from the height at the point of contact. To it the slopes are added, each times "
            f"the step from there, $x - ({plane.a})$ and $y - ({plane.b})$: $z = {plane.formed}{expanded}$.",
        ],
        hints=[
            "A plane is fixed by one of its points and its slopes in the directions of $x$ and $y$.",
            "How far are $x$ and $y$ from the point of contact?",
        ],
        mistakes=plane.slips(),
    )


def height_step(s: Surface) -> str:
    point = ", ".join(map(str, s.at))
    return f"The height is ${chain(f'f({point})', s.filled(s.f), str(s.number(s.f)))}$."


def tangent_to_polynomial(rng: Rng, degree: int) -> Multipart:
    def draw() -> Surface:
        at = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        if degree == 2:
            squares = MultiPolynomial({(2, 0): rng.nonzero(-4, 4), (0, 2): rng.nonzero(-4, 4)})
            p = with_gradient(squares, at, [rng.nonzero(-9, 9), rng.nonzero(-9, 9)])
        else:
            p = with_gradient(curved(rng, PAIR, 3), at, [rng.nonzero(-9, 9), rng.nonzero(-9, 9)])
        return Surface(p + MultiPolynomial({(0, 0): rng.nonzero(-9, 9) - p(*at)}), at)

    s = drawn(draw, lambda s: modest(s.smooth) and len(set(s.gradient)) == 2)
    a, b = s.at
    return Multipart(
        f"The graph of $f(x, y) = {s.f}$ is the surface $z = f(x, y)$.",
        parts=[
            plane_part(
                Plane.of(s),
                [height_step(s), *gradient_steps(s)],
                f"Give the tangent plane of the surface at the point with $x = {a}$ and $y = {b}$, as an equation in "
                "$x$, $y$ and $z$.",
            )
        ],
    )


NEAR = tuple(Fraction(sign * n, 100) for n in (5, 10, 20) for sign in (1, -1))
"""How far from the point of contact a value is approximated, in each direction."""


def tangent_to_special(rng: Rng) -> Multipart:
    """Height and slopes, the plane, and a value near the point read from the plane."""

    def draw() -> tuple[Surface, Fraction, Fraction]:
        return special_at(rng, ("exp", "ln", "sqrt")), rng.choice(NEAR), rng.choice(NEAR)

    def apart(found: tuple[Surface, Fraction, Fraction]) -> bool:
        """Whether the surface has a value there that is close to the plane's, and not the same to three decimals."""
        s, h, k = found
        inside = s.inner(s.at[0] + h, s.at[1] + k) if s.inner else 1
        if inside <= 0 or abs(Fraction(s.number(s.f))) > 40:
            return False
        plane = Plane.of(s)
        error = abs(_value_near(s, h, k) - Fraction(plane.height + plane.by_x * h + plane.by_y * k))
        return Fraction(1, 400) < error < Fraction(1, 2)

    s, h, k = drawn(draw, apart, 200)
    plane, (a, b) = Plane.of(s), s.at
    x, y = terminating(a + h), terminating(b + k)
    near = terminating(plane.height + plane.by_x * h + plane.by_y * k)
    dx, dy = terminating(h), terminating(k)
    heights = column(plane.height, plane.by_x, plane.by_y)
    assert abs(slope_of(s.filled_but("x"), a) - plane.by_x) < ACCURACY * 100
    return Multipart(
        f"Let $f(x, y) = {s.f}$. The graph of $f$ is the surface $z = f(x, y)$.",
        given={"dx": dx, "dy": dy, "x_1": x, "y_1": y},
        parts=[
            Part(
                name="w",
                ask=f"Give the height and the slopes at the point $({a}, {b})$ as a vector $w$ with the entries "
                f"$f({a}, {b})$, $partial(f, x)$ and $partial(f, y)$.",
                answer=vector(plane.height, plane.by_x, plane.by_y),
                steps=[
                    height_step(s),
                    *gradient_steps(s),
                    f"Together they are $w = {heights}$.",
                ],
                hints=["Find both partial derivatives as formulas, and put the numbers in last."],
                mistakes=[
                    Mistake("partials-swapped", vector(plane.height, plane.by_y, plane.by_x), "The slope by $x$ comes "
                            "before the slope by $y$."),
                    Mistake("no-inner-derivative", vector(plane.height, *_flat_inner(s)), INNER),
                    Mistake("not-evaluated-once", vector(plane.height, 0, 0), "If you put the numbers in first, only a "
                            "constant is left. Differentiate first."),
                ],
            ),
            plane_part(
                plane, [], f"Give the tangent plane of the surface at the point with $x = {a}$ and $y = {b}$, as an "
                "equation in $x$, $y$ and $z$."
            ),
            Part(
                ask=f"Use the tangent plane to approximate $f({x}, {y})$. Give the decimal that the plane leads to, "
                "rounded to 3 places if it is longer.",
                answer=number(near, places=3),
                follows="entry(w, 1) + entry(w, 2)*dx + entry(w, 3)*dy",
                steps=[
                    f"The steps from the point of contact are ${x} - ({a}) = {dx}$ and ${y} - ({b}) = {dy}$.",
                    f"The plane leads to the height ${plane.height} + ({plane.by_x})*({dx}) + ({plane.by_y})*({dy}) = "
                    f"{near}$.",
                ],
                hints=["Near the point of contact the plane stands in for the surface. How large are the steps?"],
                mistakes=[
                    Mistake("change-for-value", "entry(w, 2)*dx + entry(w, 3)*dy", "That is the change along the "
                            "plane. Add the height from which it starts."),
                    Mistake("not-shifted", "entry(w, 1) + entry(w, 2)*x_1 + entry(w, 3)*y_1", SHIFT),
                    Mistake("partials-swapped", "entry(w, 1) + entry(w, 3)*dx + entry(w, 2)*dy", "The slope by $x$ "
                            "belongs to the step in $x$, and the slope by $y$ to the step in $y$."),
                    Mistake("calculator-for-approximation", number(rounded(_value_near(s, h, k), 8), places=3),
                            "That is the value of $f$ itself. Asked for is the height of the tangent plane there."),
                ],
            ),
        ],
    )  # fmt: skip


def _value_near(s: Surface, h: Fraction, k: Fraction) -> Fraction:
    return value_of(fill(s.f, x=s.at[0] + h, y=s.at[1] + k), 0)


def _flat_inner(s: Surface) -> list[Rational]:
    """The slopes of someone who forgets the derivative of the inside."""
    assert s.inner is not None
    weight = s.weight * Fraction(1, 2) / reals.sqrt(s.inner(*s.at)) if s.outer == "sqrt" else Fraction(s.weight)
    return [rational(slope(*s.at) + weight) for slope in s.smooth.gradient()]


@exercise(
    "calculus.gradients.tangent_plane",
    title="Find a tangent plane",
    skill="s.grad.plane",
    source="OpenStax, Calculus Volume 3, section 4.4",
    levels={
        "easy": {"surface": "quadratic"},
        "core": {"surface": "cubic or mixed"},
        "hard": {"surface": "exponential, logarithm or root"},
    },
)
def tangent_plane(
    rng: Rng, *, surface: Literal["quadratic", "cubic or mixed", "exponential, logarithm or root"]
) -> Multipart:
    """Find the tangent plane of a surface, and approximate a value with it."""
    if surface == "exponential, logarithm or root":
        return tangent_to_special(rng)
    return tangent_to_polynomial(rng, 2 if surface == "quadratic" else 3)


# Stationary points -----------------------------------------------------------------------------------------------

TWO_TIMES = "The derivative of a square has the factor $2$: that of $x^2$ is $2*x$."
BOTH_TOGETHER = "Both partial derivatives must be zero at the same point. You used only one of the two equations."
WITHOUT_DIVIDING = (
    "If you divide an equation by a variable, the solutions in which this variable is zero are lost. Factor instead."
)


def times(k: int, which: str) -> str:
    return f"the {which}" if k == 1 else f"${k}$ times the {which}"


def one_point(rng: Rng, mixed: bool) -> Multipart:
    """A quadratic whose two linear equations have one integer solution."""

    def draw() -> tuple[int, int, int]:
        return rng.nonzero(-5, 5), rng.nonzero(-6, 6) if mixed else 0, rng.nonzero(-5, 5)

    a, b, c = drawn(draw, lambda form: form[1] ** 2 not in (4 * form[0] * form[2], form[0] * form[2]))
    p, q = drawn(lambda: (rng.nonzero(-6, 6), rng.nonzero(-6, 6)), lambda at: at[0] != at[1] or rng.chance(0.2))
    d, e = -2 * a * p - b * q, -b * p - 2 * c * q
    f = MultiPolynomial({(2, 0): a, (1, 1): b, (0, 2): c, (1, 0): d, (0, 1): e, (0, 0): rng.integer(-9, 9)})
    by_x, by_y = f.gradient()
    assert by_x(p, q) == 0 == by_y(p, q)
    alone = Fraction(-d, 2 * a), Fraction(-e, 2 * c)
    if mixed:
        det = 4 * a * c - b * b
        k = gcd(2 * c, b) * (1 if c > 0 else -1)
        m, n = 2 * c // k, b // k
        first, second = times(m, "first"), times(abs(n), "second")
        left = m * by_x + -n * by_y
        steps = [
            f"Both must be zero: ${by_x} = 0$ and ${by_y} = 0$. These are two linear equations.",
            f"To remove $y$, {f'subtract {second} from {first}' if n > 0 else f'add {second} to {first}'}: ${left} = "
            "0$. "
            f"So $x = {p}$.",
            f"Put in: ${fill(str(by_y), x=p)} = 0$ gives $y = {q}$.",
        ]  # fmt: skip
        small = a * c * 4 - b * b - 3 * a * c  # the determinant with half the curvatures: a*c - b^2
        halved = Fraction(-d * c + b * e, small), Fraction(-e * a + b * d, small)
        slips = [
            Mistake("mixed-term-ignored", vector(*map(rational, alone)), "The term with $x*y$ belongs to both "
                    "derivatives: its derivative by $x$ holds $y$."),
            Mistake("half-missing", vector(*map(rational, halved)), TWO_TIMES),
            Mistake("one-partial", vector(rational(alone[0]), 0), BOTH_TOGETHER),
            Mistake("sign-kept-on-move", vector(-p, -q), "Look at the signs when the constants change sides."),
        ]  # fmt: skip
        assert det * p == b * e - 2 * c * d
    else:
        steps = [
            f"Both must be zero. From ${by_x} = 0$ follows $x = {p}$, and from ${by_y} = 0$ follows $y = {q}$.",
        ]
        slips = [
            Mistake("factor-two-forgotten", vector(2 * p, 2 * q), TWO_TIMES),
            Mistake("one-partial", vector(p, 0), BOTH_TOGETHER),
            Mistake("sign-kept-on-move", vector(-p, -q), "Look at the signs when the constants change sides."),
            Mistake("coordinates-exchanged", vector(q, p), "The coordinate $x$ comes first."),
        ]
    return Multipart(
        f"Let $f(x, y) = {f}$.",
        parts=[
            Part(
                ask="At which point is the gradient of $f$ zero? Give the point $(x, y)$.",
                answer=vector(p, q),
                steps=[
                    f"The partial derivatives are $partial(f, x) = {by_x}$ and $partial(f, y) = {by_y}$.",
                    *steps,
                    f"So the only stationary point is $({p}, {q})$.",
                ],
                hints=[
                    "Which two equations say that the gradient is zero?",
                    "Solve the two equations together: each of them holds at the same point.",
                ],
                mistakes=slips,
            )
        ],
    )


@dataclass(frozen=True)
class Stationary:
    """A cubic with all points at which its gradient is zero, how to find them, and where slips lead."""

    f: MultiPolynomial
    points: tuple[tuple[int, int], ...]
    steps: tuple[str, ...]
    slips: tuple[tuple[str, tuple[tuple[int, int], ...], str], ...]


ALL_PAIRS = (
    "A value of $x$ and a value of $y$ belong together only if they solve both equations. Put each value of $x$ in, "
    "and see which $y$ goes with it."
)
EVERY_PAIR = (
    "Each of the equations holds one variable only, so every solution for $x$ goes with every solution for $y$."
)


def folium(rng: Rng) -> Stationary:
    """s*(x^3 + y^3 - 3*k*x*y): (0, 0) and (k, k)."""
    s, k = rng.choice((1, -1, 2, -2, 3)), rng.nonzero(-6, 6)
    f = MultiPolynomial({(3, 0): s, (0, 3): s, (1, 1): -3 * k * s, (0, 0): rng.integer(-9, 9)})
    by_x, by_y = f.gradient()
    y = f"{'-' * (k < 0)}x^2/{abs(k)}" if abs(k) > 1 else f"{'-' * (k < 0)}x^2"
    return Stationary(
        f,
        ((0, 0), (k, k)),
        (
            f"From ${by_x} = 0$ follows $y = {y}$. Put it into ${by_y} = 0$, divided by ${3 * s}$: "
            f"$x^4/({k * k}) - {k}*x = 0$.",
            f"Multiply by ${k * k}$ and factor: $x*(x^3 - ({k**3})) = 0$. So $x$ is $0$ or ${k}$, and since $y = {y}$, "
            f"the values of $y$ are $0$ and ${k}$.",
        ),
        (
            ("pairs-every-value", ((0, 0), (k, k), (0, k), (k, 0)), ALL_PAIRS),
            ("sign-of-root", ((0, 0), (-k, -k)), "Look at the sign: put your point into both equations."),
        ),
    )


def separate(rng: Rng) -> Stationary:
    """A cubic in x plus a quadratic or cubic in y, without products."""
    s, r = rng.choice((1, -1, 2)), rng.sample(range(-4, 5), 2)
    if sum(r) % 2 and s % 2:
        s *= 2
    cubic = from_roots(*r, lead=3 * s).integral()
    quartet = rng.chance(0.4)
    q = rng.sample(range(-4, 5), 2) if quartet else [rng.nonzero(-5, 5)]
    t = rng.choice((1, -1, 2)) * (2 if quartet and sum(q) % 2 else 1)
    other = from_roots(*q, lead=3 * t if quartet else 2 * t).integral()
    terms: dict[Powers, Rational] = {(n, 0): c for c, n in cubic.terms()}
    terms |= {(0, n): c for c, n in other.terms()}
    f = MultiPolynomial(terms)
    by_x, by_y = f.gradient()
    points = tuple((a, b) for a in sorted(r) for b in sorted(q))
    mirrored = tuple((-a, -b) for a, b in points)
    factored = from_roots(*q, lead=other.diff().lead, variable="y").factored()
    roots = f"$y$ is ${q[0]}$ or ${q[1]}$" if quartet else f"$y = {q[0]}$"
    slips = [("sign-of-root", mirrored, "A factor such as $x - 2$ is zero at $2$, not at $-2$.")]
    if quartet:
        slips.append(("matches-in-order", tuple(zip(sorted(r), sorted(q), strict=True)), EVERY_PAIR))
    else:
        slips.append(("one-partial", tuple((a, 0) for a in r), BOTH_TOGETHER))
    return Stationary(
        f,
        points,
        (
            f"The first holds only $x$: ${by_x} = {from_roots(*r, lead=3 * s).factored()} = 0$, so $x$ is ${r[0]}$ or "
            f"${r[1]}$.",
            f"The second holds only $y$: ${by_y} = {factored} = 0$, so {roots}. "
            f"{EVERY_PAIR if quartet else 'It goes with both values of $x$.'}",
        ),
        tuple(slips),
    )


def product(rng: Rng) -> Stationary:
    """s*x*y*(3*m - x - y): three corners of a triangle and a point inside."""
    s, m = rng.choice((1, -1, 2, -2)), rng.nonzero(-4, 4)
    f = MultiPolynomial({(1, 1): 3 * m * s, (2, 1): -s, (1, 2): -s})
    k = 3 * m
    corners = ((0, 0), (k, 0), (0, k))
    first, second = text_of(f"{s}*y*({k} - 2*x - y)"), text_of(f"{s}*x*({k} - x - 2*y)")
    by_x, by_y = f.gradient()
    return Stationary(
        f,
        (*corners, (m, m)),
        (
            f"Factor them: ${by_x} = {first} = 0$ and ${by_y} = {second} = 0$. In each equation one of the factors is "
            "zero.",
            f"If $y$ is $0$, the second one is ${text_of(f'{s}*x*({k} - x)')} = 0$: $x$ is $0$ or ${k}$. If $x$ is "
            "$0$, the "
            f"first one gives that $y$ is $0$ or ${k}$.",
            f"If neither is zero, both brackets are: ${k} - 2*x - y = 0$ and ${k} - x - 2*y = 0$. Their difference "
            "says "
            f"that $x$ and $y$ are equal, and then both are ${m}$.",
        ),
        (
            ("lost-solution", ((0, k), (m, m)), WITHOUT_DIVIDING),
            ("f-zero", corners, "You looked for points where the factors of $f$ are zero. Stationary means that both "
             "slopes are zero: there is one more point."),
        ),
    )  # fmt: skip


HALF_SQUARES = tuple((b, c) for b in range(1, 10) for c in range(1, 10) if isqrt(2 * b * c) ** 2 == 2 * b * c)


def ridge(rng: Rng) -> Stationary:
    """x^2*y + b*y^2 - 2*b*c*y: (0, c) and (s, 0), (-s, 0) with s^2 = 2*b*c; times a factor."""
    b, c = rng.choice(HALF_SQUARES)
    sign, factor = rng.sign(), rng.choice((1, -1, 2))
    b, c, s = b * sign, c * sign, isqrt(2 * b * c)
    f = factor * MultiPolynomial({(2, 1): 1, (0, 2): b, (0, 1): -2 * b * c})
    f = f + MultiPolynomial({(0, 0): rng.integer(-9, 9)})
    by_x, by_y = f.gradient()
    return Stationary(
        f,
        ((0, c), (s, 0), (-s, 0)),
        (
            f"The first equation, ${by_x} = 0$, holds if $x$ is $0$ or if $y$ is $0$.",
            f"If $x$ is $0$, the second equation is ${fill(str(by_y), x=0)} = 0$, and $y$ is ${c}$.",
            f"If $y$ is $0$, the second equation is ${fill(str(by_y), y=0)} = 0$, so $x^2$ is ${s * s}$, and $x$ is "
            f"${s}$ or ${-s}$.",
        ),
        (
            ("lost-solution", ((s, 0), (-s, 0)), WITHOUT_DIVIDING),
            ("keeps-one-root", ((0, c), (s, 0)), "A square has two roots, a positive and a negative one."),
        ),
    )


def several_points(rng: Rng) -> Multipart:
    found = rng.choice((folium, separate, separate, product, ridge))(rng)
    by_x, by_y = found.f.gradient()
    assert all(by_x(*point) == 0 == by_y(*point) for point in found.points)
    return Multipart(
        f"Let $f(x, y) = {found.f}$.",
        parts=[
            Part(
                ask="At which points is the gradient of $f$ zero? Give the set of all these points.",
                answer=finite_set(*(f"({x}, {y})" for x, y in found.points)),
                steps=[
                    f"The partial derivatives are $partial(f, x) = {by_x}$ and $partial(f, y) = {by_y}$. Both must be "
                    "zero.",
                    *found.steps,
                    "So the set of the stationary points is "
                    f"${{{', '.join(f'({x}, {y})' for x, y in found.points)}}}$.",
                ],
                hints=[
                    "Which two equations say that the gradient is zero?",
                    "Do not divide by a variable: factor, and look at each case.",
                ],
                mistakes=[
                    Mistake(slip, finite_set(*(f"({x}, {y})" for x, y in wrong)), feedback)
                    for slip, wrong, feedback in found.slips
                ],
            )
        ],
    )


@exercise(
    "calculus.gradients.stationary_points_2d",
    title="Find where a gradient is zero",
    skill="s.grad.stationary",
    source="OpenStax, Calculus Volume 3, section 4.7",
    levels={
        "easy": {"function": "sum of squares"},
        "core": {"function": "quadratic with a mixed term"},
        "hard": {"function": "cubic"},
    },
)
def stationary_points_2d(
    rng: Rng, *, function: Literal["sum of squares", "quadratic with a mixed term", "cubic"]
) -> Multipart:
    """Find the points at which both partial derivatives of a function are zero."""
    return several_points(rng) if function == "cubic" else one_point(rng, function != "sum of squares")


# Contour maps ----------------------------------------------------------------------------------------------------

WINDOW = (-5, 5)
SADDLES = (Fraction(1), Fraction(3, 2), Fraction(2))
"""Half the curvatures of saddles, without sign."""
ARROW = 1.3
"""Length of the arrows on a contour map: they tell a direction and nothing else."""
LETTERS = "ABCD"
GRID = range(-4, 5)
TURNS = ((1, 0), (2, 1), (1, 1), (1, 2), (0, 1), (-1, 2), (-1, 1), (-2, 1), (3, 1), (1, 3), (-3, 1), (-1, 3))


@dataclass(frozen=True)
class Map:
    """A function with a point on its contour map, and the values of the contours, at equal distances."""

    f: Quadratic
    at: tuple[int, int]
    levels: tuple[Rational, ...]

    @property
    def uphill(self) -> tuple[float, float]:
        """The direction of the gradient at the point, of length 1."""
        return unit(self.f.gradient(*self.at))

    def along(self, turn: float) -> tuple[float, float]:
        """The direction that stands at this angle to the gradient, counted against the clock."""
        (u, v), c, s = self.uphill, cos(turn), sin(turn)
        return u * c - v * s, u * s + v * c

    def crossings(self, across: bool, at: tuple[int, int] | None = None) -> list[tuple[Rational, float]]:
        """Where the horizontal (or vertical) line through the point meets the contours in view: (value, coordinate)."""
        x, y = at or self.at
        a, b, c, d, e, k = (float(t) for t in (self.f.a, self.f.b, self.f.c, self.f.d, self.f.e, self.f.k))
        square, linear, rest = (a, b * y + d, (c * y + e) * y + k) if across else (c, b * x + e, (a * x + d) * x + k)
        found = []
        for level in self.levels:
            for t in _roots(square, linear, rest - float(level)):
                if abs(t) <= WINDOW[1]:
                    found.append((level, t))
        return sorted(found, key=lambda each: each[1])

    def neighbours(self, across: bool, at: tuple[int, int] | None = None) -> list[tuple[Rational, float]]:
        """The nearest contours on both sides of the point, along that line."""
        here = (at or self.at)[0 if across else 1]
        met = self.crossings(across, at)
        below = [each for each in met if each[1] < here - 1e-9]
        above = [each for each in met if each[1] > here + 1e-9]
        return [*below[-1:], *above[:1]]

    def told(self, name: str, at: tuple[int, int] | None = None) -> str:
        """What lies next to the point on the map, in words."""
        point = at or self.at
        sentences = []
        for across, word in ((True, "horizontal"), (False, "vertical")):
            near = self.neighbours(across, at)
            places = ((t, point[1]) if across else (point[0], t) for _, t in near)
            seen = listed(
                f"{plain(level)} at {at_(place)}" for (level, _), place in zip(near, places, strict=True)
            ) if near else "none in view"  # fmt: skip
            sentences.append(f"On the {word} line through {name} the nearest contours are {seen}.")
        return " ".join(sentences)


def at_(point: tuple[float, float]) -> str:
    return at((round(point[0], 2), round(point[1], 2)))


def _roots(a: float, b: float, c: float) -> list[float]:
    """The real zeros of a*t^2 + b*t + c."""
    if abs(a) < 1e-12:
        return [-c / b] if abs(b) > 1e-12 else []
    square = b * b - 4 * a * c
    return [(-b + side * sqrt(square)) / (2 * a) for side in (-1, 1)] if square > 0 else []


def unit(v: tuple[Rational, Rational] | tuple[float, float]) -> tuple[float, float]:
    length = hypot(float(v[0]), float(v[1]))
    return float(v[0]) / length, float(v[1]) / length


def angle(u: tuple[float, float], v: tuple[float, float]) -> float:
    """Between two directions, in degrees."""
    (a, b), (c, d) = unit(u), unit(v)
    return degrees(acos(max(-1.0, min(1.0, a * c + b * d))))


def spaced(value: float) -> int:
    """A round number near it: the distance of the values of neighbouring contours."""
    return min((1, 2, 4, 5, 10, 20), key=lambda step: abs(log(step / max(value, 0.1))))


def in_view(f: Quadratic, step: int, first: int, last: int) -> tuple[int, ...]:
    """The multiples of the step, by their factors, that f takes in the view; measured from the bottom of a bowl."""
    bottom = 0 if f.flat or first < 0 else float(f(*f.centre))
    reached = [float(f(x, y)) - bottom for x in WINDOW for y in WINDOW]
    if first > 0:
        return tuple(step * k for k in range(first, last + 1) if step * k < max(map(abs, reached)))
    low, high = (-step * last, step * last) if not f.flat else (min(reached), max(reached))
    return tuple(step * k for k in range(first, last + 1) if low <= step * k <= high)


MOST = 12
"""Contours of a bowl that are drawn at most."""


def map_of(rng: Rng, kinds: Sequence[str], ratios: Sequence[int] = (6, 8, 10, 12)) -> Map:
    """A bowl, a dome, a saddle or a plane, and a point with a slope in both directions that are easy to see."""
    kind = rng.choice(kinds)
    at = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
    centre = rng.integer(-2, 2), rng.integer(-2, 2)
    if kind == "plane":
        p, q = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        f = Quadratic(0, 0, 0, p, q, rng.integer(-4, 4))
        step = 2 if abs(p) + abs(q) < 5 else 4
        return Map(f, at, in_view(f, step, -20, 20))
    sign = -1 if kind == "dome" else 1
    small = rng.choice((Fraction(1, 4), Fraction(1, 3), Fraction(1, 2)))
    if kind == "saddle":
        up, down = rng.choice(SADDLES), rng.choice(SADDLES)
        f = bowl(centre, up, -down, rng.choice(TURNS))
        step = spaced(hypot(*map(float, f.gradient(*at))) * 0.9)
        return Map(f, at, in_view(f, step, -5, 5))
    bottom = rng.integer(0, 4) * sign
    f = bowl(centre, sign * small * rng.choice(ratios), sign * small, rng.choice(TURNS), bottom)
    step = spaced(abs(float(f(*at)) - bottom) / 2.5)
    return Map(f, at, tuple(bottom + sign * level for level in in_view(f, step, 1, MOST)))


def readable(m: Map) -> bool:
    """Whether contours lie close to the point on every side, and neither slope is small."""
    gx, gy = (float(g) for g in m.f.gradient(*m.at))
    size = hypot(gx, gy)
    if min(abs(gx), abs(gy)) < 0.3 * size or size < 0.8:
        return False
    spacing = abs(float(m.levels[1]) - float(m.levels[0])) / size
    near = [m.neighbours(across) for across in (True, False)]
    return 0.35 <= spacing <= 1.6 and all(len(pair) == 2 and pair[0][0] != pair[1][0] for pair in near)


def radial(m: Map) -> tuple[float, float]:
    """From the point towards the centre of the ellipses."""
    x, y = m.f.centre
    return float(x) - m.at[0], float(y) - m.at[1]


def arrows_at(m: Map) -> dict[str, tuple[float, float]]:
    """Directions by role: `up`, `down`, `along` the contour, and `centre` (or `other`, along it the other way)."""
    roles = {"up": m.uphill, "down": m.along(pi)}
    if m.f.flat or float(m.f.axes[0][0]) * float(m.f.axes[1][0]) < 0:
        return {**roles, "along": m.along(pi / 2), "other": m.along(-pi / 2)}
    inwards = unit(radial(m))
    side = max((pi / 2, -pi / 2), key=lambda turn: angle(m.along(turn), inwards))
    return {**roles, "along": m.along(side), "centre": inwards}


def with_arrows(rng: Rng) -> tuple[Map, dict[str, str], Figure]:
    """A map, the letters of its arrows by role, and the picture."""

    def fits(m: Map) -> bool:
        if not m.f.flat and float(m.f.axes[0][0]) * float(m.f.axes[1][0]) > 0:
            off = angle(m.uphill, radial(m)) if hypot(*radial(m)) > 1.4 else 0.0
            if not 38 <= min(off, 180 - off) <= 60:
                return False
        return readable(m)

    m = drawn(lambda: map_of(rng, ("bowl", "bowl", "dome", "saddle", "plane")), fits, 400)
    roles = arrows_at(m)
    letters = dict(zip(rng.shuffled(roles), LETTERS, strict=True))
    letters = dict(sorted(letters.items(), key=lambda each: each[1]))
    p = m.at
    marks: list[Mark] = [
        Arrow(tail=spot(p), head=spot((p[0] + ARROW * roles[r][0], p[1] + ARROW * roles[r][1])), label=letter)
        for r, letter in letters.items()
    ]
    marks.append(Dots(points=(spot(p),), colour="ink", labels=("P",)))
    told = (
        f"At the point P = {at(p)} four arrows begin. "
        + " ".join(f"{letter} points in the direction {at_(roles[r])}." for r, letter in letters.items())
        + f" {m.told('P')}"
    )
    return m, letters, contour_map(m.f, m.levels, WINDOW, WINDOW, marks=marks, told=told)


def arrow_part(m: Map, letters: Mapping[str, str], sought: Literal["up", "down"]) -> Part:
    """Asks for the arrow that is the gradient, or minus the gradient."""
    names = {role: f"Arrow {letter}" for role, letter in letters.items()}
    opposite = "down" if sought == "up" else "up"
    beliefs = {
        opposite: ("descent-for-ascent" if sought == "up" else "ascent-for-descent",
                   "The gradient points uphill, towards larger values, and descent goes the opposite way."),
        "along": ("along-contour", "Along a contour the value does not change. The gradient stands at a right angle to "
                  "the contour."),
        "centre": ("towards-centre", "Only for circles the way to the centre stands at a right angle to the contours. "
                   "For ellipses it does not."),
    }  # fmt: skip

    def key(role: str) -> ChoiceAnswer:
        options = tuple(Option(id=id, text=name) for id, name in zip("abcd", names.values(), strict=True))
        return ChoiceAnswer(options=options, value=next(each.id for each in options if each.text == names[role]))

    asked = (
        "Which arrow has the direction of the gradient of $f$ at P?"
        if sought == "up"
        else "Which arrow points in the direction of steepest descent at P, the way a step of gradient descent goes?"
    )
    end = (
        f"That is arrow {letters['up']}."
        if sought == "up"
        else f"Arrow {letters['up']} points that way. Steepest descent is the opposite direction: arrow "
        f"{letters['down']}."
    )
    return Part(
        ask=asked,
        answer=key(sought),
        steps=[
            "The gradient stands at a right angle to the contour through P, since along the contour the value does not "
            f"change. Only the arrows {' and '.join(sorted((letters['up'], letters['down'])))} do so.",
            f"It points to the side of the larger values, as the numbers on the contours show. {end}",
        ],
        hints=["How does $f$ change along a contour?", "On which side of P are the values larger?"],
        mistakes=[Mistake(slip, key(role), text) for role, (slip, text) in beliefs.items() if role in letters],
    )


SIGNS = {
    (1, 1): "Both are positive.",
    (1, -1): "$partial(f, x)$ is positive and $partial(f, y)$ is negative.",
    (-1, 1): "$partial(f, x)$ is negative and $partial(f, y)$ is positive.",
    (-1, -1): "Both are negative.",
}


def sign_of(x: float) -> int:
    return 1 if x > 0 else -1


def signs_part(m: Map) -> Part:
    """Asks for the signs of the partial derivatives."""
    gx, gy = (float(g) for g in m.f.gradient(*m.at))
    right = sign_of(gx), sign_of(gy)

    def key(signs: tuple[int, int]) -> ChoiceAnswer:
        return choice(SIGNS[signs], *(text for each, text in SIGNS.items() if each != signs))

    wrong = [
        ("descent-for-ascent", (-right[0], -right[1]), "Go to the right, and then up, from P: do you come to larger or "
         "to smaller values?"),
        ("vertical-slope-sign", (right[0], -right[1]), "Go straight up from P: do you come to larger or smaller "
         "values?"),
        ("horizontal-slope-sign", (-right[0], right[1]), "Go to the right from P: do you come to larger or smaller "
         "values?"),
    ]  # fmt: skip
    words = {1: ("larger", "positive"), -1: ("smaller", "negative")}
    across, up = words[right[0]], words[right[1]]
    return Part(
        ask="Which signs do the partial derivatives of $f$ have at P?",
        answer=key(right),
        steps=[
            f"To the right of P the values get {across[0]}, so $partial(f, x)$ is {across[1]}.",
            f"Above P the values get {up[0]}, so $partial(f, y)$ is {up[1]}. The right statement is: {SIGNS[right]}",
        ],
        hints=["For the derivative by $x$ look along the horizontal line through P. What happens to the values?"],
        mistakes=[Mistake(slip, key(signs), text) for slip, signs, text in wrong],
    )


STEM = "The picture shows contours of a function $f$ with their values"


def one_arrow(rng: Rng) -> Multipart:
    m, letters, figure = with_arrows(rng)
    return Multipart(
        f"{STEM}, a point P and four arrows, all of the same length.",
        figures=[figure],
        parts=[arrow_part(m, letters, "up")],
    )


def descent_and_signs(rng: Rng) -> Multipart:
    m, letters, figure = with_arrows(rng)
    return Multipart(
        f"{STEM}, a point P and four arrows, all of the same length.",
        figures=[figure],
        parts=[arrow_part(m, letters, "down"), signs_part(m)],
    )


Reading = tuple[tuple[int, int], Fraction, tuple[tuple[Rational, float], tuple[Rational, float]]]
"""A point, the derivative by x there, and the neighbouring contours left and right of it: (value, x)."""


SEARCHES = 6
"""How often four points are looked for on one map."""


def _told_apart(slope: float, other: float) -> bool:
    """Whether it is plain to see at which of two points the contours are closer."""
    return max(slope, other) > 1.35 * min(slope, other)


def four_places(rng: Rng, m: Map) -> list[tuple[int, int]]:
    """Points whose slopes are easy to tell apart and come in another order than heights and distances; or none."""
    step = abs(float(m.levels[1]) - float(m.levels[0])) if len(m.levels) > 3 else 0.0
    f, (cx, cy) = m.f.rough, m.f.rough.centre
    reach, bottom = len(m.levels) * step, f(cx, cy)
    slopes, heights, far = {}, {}, {}
    for x, y in product_of(GRID, GRID):
        slope, height = hypot(*f.gradient(x, y)), abs(f(x, y) - bottom)
        if x * y and 0.3 * slope < step < 2.5 * slope and height < reach:
            slopes[x, y], heights[x, y], far[x, y] = slope, height, hypot(x - cx, y - cy)
    if len(slopes) < 8 or max(slopes.values()) < 2.6 * min(slopes.values()):
        return []
    for _ in range(SEARCHES):
        places: list[tuple[int, int]] = []
        for p in rng.shuffled(slopes):
            if len(places) < 4 and all(_told_apart(slopes[p], slopes[q]) and dist(p, q) > 1.5 for q in places):
                places.append(p)
        orders = [sorted(places, key=of.__getitem__) for of in (slopes, heights, far)]
        if len(places) == 4 and orders[0] not in orders[1:] and orders[1] != orders[2] and orders[0] != places:
            return places
    return []


def order_and_estimate(rng: Rng) -> Multipart:
    """Points on a bowl ordered by the length of the gradient, and a partial derivative from the spacing."""

    def draw() -> tuple[Map, list[tuple[int, int]], Reading | None]:
        m = map_of(rng, ("bowl", "dome"), (3, 4, 5))
        places = four_places(rng, m)
        return m, places, _read(rng, m) if places else None

    m, places, found = drawn(draw, lambda drawing: drawing[2], 200)
    assert found
    q, slope, (low, high) = found
    letters = dict(zip(places, LETTERS, strict=True))

    def ordered(by: Callable[[tuple[int, int]], float], down: bool = False) -> OrderAnswer:
        ids = dict(zip(places, "abcd", strict=True))
        return OrderAnswer(
            items=tuple(Option(id=ids[p], text=f"Point {letters[p]}") for p in places),
            value=tuple(ids[p] for p in sorted(places, key=by, reverse=down)),
        )

    def steepness(p: tuple[int, int]) -> float:
        return hypot(*map(float, m.f.gradient(*p)))

    def height(p: tuple[int, int]) -> float:
        return abs(float(m.f(*p)) - float(m.f(*m.f.centre)))

    key, right = ordered(steepness), sorted(places, key=steepness)
    marks: list[Mark] = [
        Dots(points=tuple(map(spot, places)), labels=tuple(LETTERS), colour="ink"),
        Dots(points=(spot(q),), labels=("Q",), colour="orange"),
    ]
    told = " ".join(
        f"{letter} lies at {at(p)}; the contours there are about {plain(round(_gap(m, p), 2))} apart."
        for p, letter in letters.items()
    )
    told += f" Q lies at {at(q)}. {m.told('Q', q)}"
    rise = rational(high[0] - low[0])
    run = rounded(Fraction(high[1]) - Fraction(low[1]), 1)
    estimate = rounded(Fraction(rise) / run, 1)
    slack = max(Fraction(1, 2), rounded(abs(slope) / 4, 1))
    return Multipart(
        f"{STEM}, and the points A, B, C, D and Q. From contour to contour the value changes by the same amount.",
        figures=[contour_map(m.f, m.levels, WINDOW, WINDOW, marks=marks, told=told)],
        parts=[
            Part(
                ask="Order the points A, B, C and D by the length of the gradient of $f$ there, the shortest first.",
                answer=key,
                steps=[
                    "The closer the contours, the faster the value changes, and the longer is the gradient.",
                    "So order the points by the distance of the contours, the widest first: "
                    f"{', '.join(letters[p] for p in right)}.",
                ],
                hints=["Where does the value change fastest?", "Compare how close the contours are at the points."],
                mistakes=[
                    Mistake("order-reversed", ordered(steepness, True), "The order is right, but it was to begin with "
                            "the shortest gradient."),
                    Mistake("height-for-slope", ordered(height), "You ordered the points by the value "
                            "of $f$. The length of the gradient tells how fast it changes."),
                    Mistake("distance-for-slope", ordered(lambda p: hypot(*radial(replace(m, at=p)))), "You ordered "
                            "the points by their distance from the centre. What counts is how close the contours are."),
                ],
            ),
            Part(
                ask="Estimate $partial(f, x)$ at Q from the contours left and right of it. Every value that is off "
                    "by at "
                f"most ${slack}$ counts as right.",
                answer=number(rational(slope), abs=slack),
                steps=[
                    f"Go along the horizontal line through Q. To the left it meets the contour of the value ${low[0]}$ "
                    f"where $x$ is about ${rounded(Fraction(low[1]), 1)}$, to the right the one of the value "
                    f"${high[0]}$ "
                    f"where $x$ is about ${rounded(Fraction(high[1]), 1)}$.",
                    f"The value changes by ${high[0]} - ({low[0]}) = {rise}$ over about ${run}$ units, and "
                    f"${rise}/{run} approx {estimate}$. The exact value is ${rational(slope)}$.",
                ],
                hints=["For the derivative by $x$ only $x$ moves: go along the horizontal line through Q."],
                honest=[number(estimate)],
                mistakes=[
                    Mistake("slope-sign", number(rational(-slope)), "Going to the right, do the values grow or fall?"),
                    Mistake("change-without-run", number(rise), "That is the change of the value. Divide it by the "
                            "distance over which it changes."),
                    Mistake("reads-value", number(rational(m.f(*q))), "That is the value of $f$ at Q, not how fast it "
                            "changes."),
                ],
            ),
        ],
    )  # fmt: skip


def _gap(m: Map, p: tuple[int, int]) -> float:
    """The distance of the contours near the point."""
    return abs(float(m.levels[1]) - float(m.levels[0])) / hypot(*map(float, m.f.gradient(*p)))


def _read(rng: Rng, m: Map) -> Reading | None:
    """A point at which the derivative by x can be read from the two neighbouring contours, with these."""
    rough = replace(m, f=m.f.rough)
    for x, y in rng.shuffled(product_of(range(-3, 4), range(-3, 4))):
        slope = rough.f.gradient(x, y)[0]
        near = rough.neighbours(True, (x, y)) if x * y and abs(slope) >= 1 else []
        if len(near) < 2 or near[0][0] == near[1][0]:
            continue
        low, high = near
        rise, run = float(high[0] - low[0]), high[1] - low[1]
        fair = abs(rise / run - slope) < 0.3 and min(x - low[1], high[1] - x) > 0.15 and run > 0.8
        if fair and min(abs(slope - rise), abs(slope - rough.f(x, y))) > abs(slope) / 3 + 1:
            return (x, y), Fraction(m.f.gradient(x, y)[0]), (low, high)
    return None


CONTOURS: Mapping[str, Callable[[Rng], Multipart]] = {
    "gradient": one_arrow,
    "descent and signs": descent_and_signs,
    "lengths": order_and_estimate,
}


@exercise(
    "calculus.gradients.gradient_from_contours",
    title="Read gradients from contours",
    skill="s.grad.contour",
    source="Boyd and Vandenberghe, Introduction to Applied Linear Algebra (2018), appendix C",
    levels={
        "easy": {"asked": "gradient"},
        "core": {"asked": "descent and signs"},
        "hard": {"asked": "lengths"},
    },
)
def gradient_from_contours(rng: Rng, *, asked: Literal["gradient", "descent and signs", "lengths"]) -> Multipart:
    """Read the direction and the length of gradients from a contour map."""
    return CONTOURS[asked](rng)
