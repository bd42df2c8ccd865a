"""A bridge to densities: antiderivatives and areas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from generators.authoring import Mistake, Multipart, Part, Rng, antiderivative, exercise, fill, number
from generators.maths.figures import at, axis, listed, spot
from generators.maths.polylines import Knot, trapezium, zigzag
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import Rational, rational
from generators.maths.rng import drawn
from generators.maths.slopes import is_derivative
from generators.maths.terms import assembled, monomial, total
from generators.notation import house, parse, text_of, tidy
from generators.notation.derivative import derivative
from schemas.answer import AntiderivativeAnswer, Symbols
from schemas.figure import Area, Curve, Dots, Figure

# Antiderivatives -------------------------------------------------------------------------------------------------

BACK = "Differentiate your answer: it must give the function you started from."


@dataclass(frozen=True)
class Piece:
    """A term with its antiderivative: as it is first found, and tidied up. `slips` are wrong ones by misconception."""

    f: str
    raw: str
    F: str
    slips: tuple[tuple[str, str], ...]

    def slip(self, misconception: str) -> str:
        """What the wrong rule makes of it; where it does not concern this term, the right one."""
        return dict(self.slips).get(misconception, self.F)


def power_piece(c: Rational, n: Rational) -> Piece:
    """c*x^n; its antiderivative divides by the new exponent."""
    if n == -1:
        f, F = monomial(c, -1), text_of(f"({c})*ln(x)")
        return Piece(f, F, F, (("differentiates", monomial(-Fraction(c), -2)), ("not-divided", F)))
    up = Fraction(n) + 1
    F = monomial(Fraction(c) / up, up)
    raw = text_of(f"({c})*x^({rational(up)})/({rational(up)})") if up != 1 else F
    slips = [("differentiates", monomial(Fraction(c) * Fraction(n), Fraction(n) - 1)), ("not-divided", monomial(c, up))]
    return Piece(monomial(c, n), raw, F, (*slips, *([("constant-kept", str(c))] if n == 0 else [])))


def linear_piece(c: int, name: str, k: int, b: int = 0) -> Piece:
    """c times exp, sine or cosine of k*x + b."""
    inner = str(Polynomial([k, b]))
    f = text_of(f"({c})*{name}({inner})")
    back, sign = {"exp": ("exp", 1), "sin": ("cos", -1), "cos": ("sin", 1)}[name]
    down, turn = {"exp": ("exp", 1), "sin": ("cos", 1), "cos": ("sin", -1)}[name]
    grown = f"{back}({inner})"
    F = assembled(Fraction(sign * c, k), [grown], [])
    wrong_sign = assembled(Fraction(-sign * c, k), [grown], [])
    slips = [
        ("differentiates", assembled(turn * c * k, [f"{down}({inner})"], [])),
        ("multiplies-inner", assembled(sign * c * k, [grown], [])),
        ("inner-factor-ignored", assembled(sign * c, [grown], [])),
        *([("antiderivative-sign", wrong_sign)] if name != "exp" else []),
    ]
    return Piece(f, F, F, tuple(slips))


def shell_piece(c: int, shell: str, inner: Polynomial, n: int = 0) -> Piece:
    """c times a function of a line u, or c*x times one of a parabola u without a linear term."""
    u, m = str(inner), inner.degree * inner.lead  # the inner derivative is m, or m*x
    of_u, core, scale = {
        "exp": (f"exp({u})", f"exp({u})", Fraction(1)),
        "power": (f"({u})^({n})", f"({u})^({n + 1})", Fraction(1, n + 1)),
        "sin": (f"sin({u})", f"cos({u})", Fraction(-1)),
        "cos": (f"cos({u})", f"sin({u})", Fraction(1)),
    }[shell]
    f = text_of(f"({c})*{'x*' if inner.degree == 2 else ''}{of_u}")

    def times(factor: Rational) -> str:
        return assembled(c * scale * factor, [core], [])

    slips = [
        ("differentiates", house(tidy(derivative(parse(f), "x")))),
        ("inner-factor-ignored", times(1)),
        ("multiplies-inner", times(m)),
        *([("not-divided", assembled(Fraction(c) / m, [core], []))] if shell == "power" else []),
        *([("antiderivative-sign", times(-1 / Fraction(m)))] if shell in ("sin", "cos") else []),
    ]
    F = times(1 / Fraction(m))
    return Piece(f, F, F, tuple(slips))


FEEDBACK = {
    "differentiates": "That is the derivative. An antiderivative goes the other way: its own derivative is the given "
    "function.",
    "not-divided": "You raised the exponent without dividing by the new one. " + BACK,
    "multiplies-inner": "Going backwards, the inner derivative is divided out and not multiplied. " + BACK,
    "inner-factor-ignored": "The inner derivative has to be divided out. " + BACK,
    "antiderivative-sign": "Check the sign: sine and cosine change it when differentiated, and backwards as well.",
    "constant-kept": "A constant $c$ has the antiderivative $c*x$. " + BACK,
}


def sum_of(pieces: Sequence[Piece], steps: Sequence[str], hints: Sequence[str], positive: bool) -> Part:
    f, F = total([piece.f for piece in pieces]), total([piece.F for piece in pieces])
    assert is_derivative(f, F, Fraction(5, 7), Fraction(9, 4))
    symbols: Symbols = {"x": "positive" if positive else "real"}
    key = antiderivative(f, "x", F, constant="required", symbols=symbols)

    def instead(misconception: str) -> AntiderivativeAnswer:
        wrong = total([piece.slip(misconception) for piece in pieces])
        return key.model_copy(update={"value": wrong, "integrand": house(derivative(parse(wrong), "x"))})

    found = list(dict.fromkeys(slip for piece in pieces for slip, wrong in piece.slips if wrong != piece.F))[:3]
    return Part(
        ask=f"Find all antiderivatives of $f(x) = {f}${', for $x > 0$' if positive else ''}. "
        "Call the constant of integration $C$.",
        answer=key,
        steps=[
            *steps,
            f"Check by differentiating: $diff({F}, x) = {f}$, as it should be.",
            f"With the constant of integration, the antiderivatives are $F(x) = {F} + C$.",
        ],
        hints=hints,
        mistakes=[Mistake(slip, instead(slip), FEEDBACK[slip]) for slip in found],
    )


def worked(pieces: Sequence[Piece]) -> str:
    """What each term gives, as identities."""
    shown = [
        f"$integral({piece.f}, x) = {piece.raw}{'' if piece.raw == piece.F else f' = {piece.F}'}$" for piece in pieces
    ]
    return f"Without the constant, {listed(shown)}."


RAISE = "Go backwards term by term: raise the exponent by one and divide by the new exponent."


def of_a_polynomial(rng: Rng) -> Part:
    powers = sorted(rng.sample((1, 2, 3, 4, 5), rng.choice((2, 2, 3))), reverse=True)
    pieces = [power_piece(rng.nonzero(-9, 9), n) for n in powers]
    if rng.chance(0.6):
        pieces.append(power_piece(rng.nonzero(-9, 9), 0))
    return sum_of(
        pieces, [RAISE, worked(pieces)],
        ["Which function has this derivative? Go term by term.", "Raise each exponent by one, and divide by what you "
         "get."], False,
    )  # fmt: skip


def of_more_powers(rng: Rng) -> Part:
    exponents: list[Rational] = [2, 1, Fraction(1, 2), -2, -3, Fraction(-1, 2)]
    k = rng.choice((-5, -4, -3, -2, 2, 3, 4, 5))
    chosen = sorted([*rng.sample(exponents, rng.choice((1, 1, 2))), -1], reverse=True)
    pieces = [power_piece(rng.nonzero(-9, 9), n) for n in chosen]
    pieces.append(linear_piece(rng.nonzero(-9, 9), "exp", k))
    return sum_of(
        pieces,
        [
            f"{RAISE} The exponent $-1$ is the exception: $1/x$ has the antiderivative $ln(x)$.",
            f"Differentiating $exp({k}*x)$ brings the factor ${k}$, so going backwards divides by it.",
            worked(pieces),
        ],
        ["Write roots and fractions as powers. Which of them has the exponent $-1$?",
         "What does differentiating do with the factor in the exponent? Undo it."],
        True,
    )  # fmt: skip


def by_substitution(rng: Rng) -> Part:
    kind = rng.choice(("gauss", "gauss", "power of a line", "power", "wave", "wave of a square"))
    c = rng.choice([c for c in range(-6, 10) if c])
    k, b = rng.choice([k for k in range(-5, 7) if k not in (-1, 0, 1)]), rng.nonzero(-9, 9)
    square = Polynomial([rng.choice((1, 1, 2, 3)), 0, b])
    match kind:
        case "gauss":
            inner = Polynomial([rng.choice((-3, -2, -1, 1, 2, 3)), 0, rng.choice((0, 0, 1, -2))])
            shell, n = "exp", 0
        case "power of a line":
            inner, shell, n = Polynomial([k, b]), "power", rng.integer(2, 6)
        case "power":
            inner, shell, n = square, "power", rng.integer(2, 5)
        case "wave":
            inner, shell, n = Polynomial([abs(k), rng.choice((0, b))]), rng.choice(("sin", "cos")), 0
        case _:
            inner, shell, n = square, rng.choice(("sin", "cos")), 0
    piece = shell_piece(c, shell, inner, n)
    du = inner.diff()
    outer = {"exp": "exp(u)", "power": f"u^({n})", "sin": "sin(u)", "cos": "cos(u)"}[shell]
    back = {"exp": "exp(u)", "power": f"u^({n + 1})/({n + 1})", "sin": "-cos(u)", "cos": "sin(u)"}[shell]
    outside = "a constant factor" if inner.degree == 1 else "a multiple of $x$"
    return sum_of(
        [piece],
        [
            f"Inside stands $u = {inner}$, with the derivative ${du}$. Outside stands {outside}, so the inner "
            "derivative is "
            "there, up to a constant.",
            f"The outer function has the antiderivative $integral({outer}, u) = {back}$. By the chain rule, "
            "differentiating "
            f"it gives the inner derivative as well, so divide by its constant factor ${du.lead}$: "
            f"$integral({piece.f}, x) = {piece.F}$.",
        ],
        ["What stands inside, and what is its derivative? Look for that outside.",
         "Guess an antiderivative by the outer function, differentiate it, and mend the constant factor."],
        False,
    )  # fmt: skip


Terms = Literal["polynomial", "powers and exponential", "substitution"]
ANTI_DRAFTS: dict[Terms, Callable[[Rng], Part]] = {
    "polynomial": of_a_polynomial,
    "powers and exponential": of_more_powers,
    "substitution": by_substitution,
}


@exercise(
    "calculus.integrals.antiderivative",
    title="Antiderivative",
    skill="s.int.anti",
    source="OpenStax, Calculus Volume 1, sections 4.10, 5.5 and 5.6",
    tier="standard",
    levels={
        "easy": {"terms": "polynomial"},
        "core": {"terms": "powers and exponential"},
        "hard": {"terms": "substitution"},
    },
)
def antiderivatives(rng: Rng, *, terms: Terms) -> Part:
    """Find all antiderivatives of a function."""
    return ANTI_DRAFTS[terms](rng)


# Areas -----------------------------------------------------------------------------------------------------------

UPPER_FIRST = "The value at the upper limit comes first: $F(b) - F(a)$."
INTEGRATE_FIRST = "Those are values of the function itself. Find an antiderivative first, then put the limits in."
BELOW = "The integral counts area below the axis as negative."


def neat(value: Rational) -> bool:
    return Fraction(value).denominator <= 12 and abs(Fraction(value)) <= 200


def definite(rng: Rng) -> Part:
    """The integral of a polynomial."""

    def draw() -> tuple[Polynomial, int, int]:
        p = Polynomial([rng.nonzero(-6, 6), *(rng.integer(-6, 6) for _ in range(rng.choice((1, 2, 2))))])
        a = rng.integer(-3, 2)
        return p, a, a + rng.integer(1, 4)

    def fits(draft: tuple[Polynomial, int, int]) -> bool:
        p, a, b = draft
        F = p.integral()
        return neat(F(a)) and neat(F(b)) and neat(F(b) - F(a)) and F(b) != F(a) and len(p.terms()) > 1

    p, a, b = drawn(draw, fits)
    F = p.integral()
    low, high = F(a), F(b)
    value = rational(Fraction(high) - low)
    return Part(
        ask=f"Compute the integral $integral({p}, x, {a}, {b})$.",
        answer=number(value),
        steps=[
            f"An antiderivative of the integrand is $F(x) = {F}$, because $diff({F}, x) = {p}$.",
            f"Its values at the limits are $F({b}) = {fill(str(F), x=b)} = {high}$ and $F({a}) = "
            f"{fill(str(F), x=a)} = {low}$.",
            f"The integral is their difference, upper limit first: $integral({p}, x, {a}, {b}) = F({b}) - F({a}) = "
            f"{high} - ({low}) = {value}$.",
        ],
        hints=["Which function has this derivative?", "Subtract the value of the antiderivative at the lower limit."],
        mistakes=[
            Mistake("limits-exchanged", number(-value), UPPER_FIRST),
            Mistake("integrand-difference", number(rational(Fraction(p(b)) - p(a))), INTEGRATE_FIRST),
            Mistake("lower-limit-forgotten", number(high),
                    "That is the antiderivative at the upper limit. Its value at the lower limit has to be "
                    "subtracted."),
            Mistake("not-divided", number(rational(Fraction(raised(p)(b)) - raised(p)(a))),
                    "Raise the exponents by one, and divide by the new ones as well."),
        ],
    )  # fmt: skip


def raised(p: Polynomial) -> Polynomial:
    """An antiderivative in which nothing is divided."""
    return p * Polynomial([1, 0])


def shape_of(ends: tuple[Knot, Knot]) -> str:
    (a, u), (b, v) = ends
    area = trapezium(ends)
    size = rational(abs(area))
    side = "above" if area > 0 else "below"
    if u == v:
        return f"a rectangle {side} the axis with the area ${b - a}*{abs(u)} = {size}$"
    if not u or not v:
        return f"a triangle {side} the axis with the area $1/2*{b - a}*{abs(u + v)} = {size}$"
    return f"a trapezium {side} the axis with the area ${b - a}*({abs(u)} + {abs(v)})/2 = {size}$"


def from_a_graph(rng: Rng) -> Multipart:
    knots = zigzag(rng)
    pieces = list(pairwise(knots))
    areas = [trapezium(ends) for ends in pieces]
    end = knots[-1][0]
    signed, whole = rational(sum(areas, Fraction(0))), rational(sum(map(abs, areas), Fraction(0)))
    boxes = rational(sum(((b - a) * max(abs(u), abs(v)) * (1 if u + v > 0 else -1) for (a, u), (b, v) in pieces), 0))
    positive = rational(sum((area for area in areas if area > 0), Fraction(0)))
    figure = Figure(
        alt="The graph of a function on a grid of unit squares. It consists of straight pieces between the corners "
        f"{listed(map(at, knots))}.",
        marks=(Curve(points=tuple(map(spot, knots))), Dots(points=tuple(map(spot, knots)), colour="ink")),
        x=axis((0, end), "x", step=1),
        y=axis((min(y for _, y in knots) - 1, max(y for _, y in knots) + 1), "y", step=1),
        equal=True,
        grid=True,
        rim=True,
    )
    terms = text_of(" + ".join(f"({rational(area)})" for area in areas))
    return Multipart(
        f"The picture shows the graph of a function $f$ on the interval $Interval(0, {end})$. It consists of straight "
        "pieces.",
        figures=[figure],
        parts=[
            Part(
                ask=f"Find the integral $integral(f(x), x, 0, {end})$.",
                answer=number(signed),
                steps=[
                    "Cut the region between the graph and the axis at the corners of the graph.",
                    *(f"From ${a[0]}$ to ${b[0]}$ there is {shape_of((a, b))}." for a, b in pieces),
                    f"The integral counts what lies below the axis as negative: ${terms} = {signed}$.",
                ],
                hints=["Cut the region into triangles, rectangles and trapezia, and count squares.",
                       "Which of them lie below the axis?"],
                mistakes=[
                    Mistake("unsigned-mix", number(whole), BELOW),
                    Mistake("triangles-as-rectangles", number(boxes),
                            "A triangle has half the area of the rectangle around it, and a trapezium has the mean "
                            "of its "
                            "two heights."),
                    Mistake("below-left-out", number(positive),
                            "What lies below the axis is subtracted, not left out."),
                ],
            ),
            Part(
                ask="How large is the whole area between the graph and the axis?",
                answer=number(whole),
                steps=[f"Now every piece counts as positive, whichever side of the axis it is on. The areas add to "
                       f"${' + '.join(str(rational(abs(area))) for area in areas)} = {whole}$."],
                hints=["An area is never negative."],
                mistakes=[
                    Mistake("signed-for-area", number(signed), "That is the integral. As areas, the pieces below "
                                                               "the axis "
                            "count as positive."),
                    Mistake("below-left-out", number(positive), "The pieces below the axis have an area, too."),
                ],
            ),
        ],
    )  # fmt: skip


def shaded(p: Polynomial, a: int, b: int, cut: int) -> Figure:
    """The graph with the region between it and the axis, from a to b; the sign changes at `cut`."""

    def points(low: int, high: int) -> tuple[tuple[float, float], ...]:
        xs = (low + Fraction(high - low) * k / 40 for k in range(41))
        return tuple(spot((x, p(x))) for x in xs)

    left, right = points(a, cut), points(cut, b)
    heights = [y for _, y in (*left, *right)]
    margin = (max(heights) - min(heights)) / 8
    return Figure(
        alt=f"The graph of f from {a} to {b}. The region between it and the axis is shaded; the graph crosses the "
        "axis at "
        f"{cut}.",
        marks=(Area(points=left), Area(points=right, colour="orange"), Curve(points=(*left, *right[1:]))),
        x=axis((a, b), "x", step=1),
        y=axis((min(heights) - margin, max(heights) + margin), "y"),
    )


def area_with_signs(rng: Rng) -> Part:
    """The area between a graph and the axis, on both sides of a zero."""

    def draw() -> tuple[Polynomial, int, int, int]:
        cut, other = rng.distinct(-2, 4, count=2)
        p = from_roots(cut, other, lead=rng.nonzero(-3, 3))
        return p, cut - rng.integer(1, 3), cut, cut + rng.integer(1, 3)

    def fits(draft: tuple[Polynomial, int, int, int]) -> bool:
        p, a, cut, b = draft
        F = p.integral()
        inner = [r for r in p.roots() if a < r < b]
        parts = Fraction(F(cut)) - F(a), Fraction(F(b)) - F(cut)
        return inner == [cut] and parts[0] * parts[1] < 0 and all(map(neat, (*parts, *map(F, (a, cut, b)))))

    p, a, cut, b = drawn(draw, fits, 300)
    F = p.integral()
    one, two = rational(Fraction(F(cut)) - F(a)), rational(Fraction(F(b)) - F(cut))
    size1, size2 = rational(abs(Fraction(one))), rational(abs(Fraction(two)))
    whole, signed = rational(Fraction(size1) + size2), rational(Fraction(one) + two)
    first, then = ("below", "above") if one < 0 else ("above", "below")
    return Part(
        ask=f"How large is the area between the graph of $f(x) = {p}$ and the horizontal axis from ${a}$ to ${b}$?",
        answer=number(whole),
        steps=[
            f"In factors, $f(x) = {p.factored()}$. So the graph crosses the axis at ${cut}$: it lies {first} the "
            "axis from "
            f"${a}$ to ${cut}$ and {then} it from ${cut}$ to ${b}$.",
            f"An antiderivative is $F(x) = {F}$, with the values $F({a}) = {F(a)}$, $F({cut}) = {F(cut)}$ and "
            f"$F({b}) = {F(b)}$.",
            f"The integrals over the two pieces are $F({cut}) - F({a}) = {one}$ and $F({b}) - F({cut}) = {two}$.",
            f"Areas count as positive on both sides of the axis: ${size1} + {size2} = {whole}$.",
        ],
        hints=["Where does the graph cross the axis?", "Integrate from zero to zero, and take every piece as "
                                                       "positive."],
        mistakes=[
            Mistake("signed-for-area", number(signed), "That is the integral over the whole interval: area above "
                                                       "and below "
                    "the axis cancel in it. Integrate piece by piece."),
            *([] if signed >= 0 else [Mistake("size-of-the-integral", number(-signed), "Taking the whole integral "
                                                                                       "as positive "
                    "is too late: the pieces have cancelled already.")]),
            Mistake("below-left-out", number(size1 if one > 0 else size2), "The piece below the axis has an area, "
                                                                           "too."),
            Mistake("integrand-difference", number(rational(Fraction(p(b)) - p(a))), INTEGRATE_FIRST),
        ],
        figure=shaded(p, a, b, cut),
    )  # fmt: skip


def to_infinity(rng: Rng) -> Part:
    """c*exp(-k*x) from a to infinity, for a = 0, or up to a factor exp(-k*a)."""
    k = rng.choice((*map(Fraction, (2, 3, 4, 5, 6)), Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)))
    c = rng.integer(1, 12)
    a = rng.choice((0, 0, 0, 1, 2))
    E = text_of(f"exp(-{k}*x)" if k.denominator == 1 else f"exp(-x/{k.denominator})")
    f = text_of(f"{c}*{E}")
    F = assembled(Fraction(-c) / k, [E], [])
    tail = fill(E, x=a) if a else "1"
    size = rational(Fraction(c) / k)
    value = assembled(size, [tail if a else ""], [])
    filled, short = (text_of(text) for text in (fill(F, x=a), assembled(-Fraction(size), [tail if a else ""], [])))
    low = filled if filled == short else f"{filled} = {short}"
    return Part(
        ask=f"Compute the integral $integral({f}, x, {a}, oo)$.",
        answer=number(value),
        steps=[
            f"An antiderivative is $F(x) = {F}$, because $diff({F}, x) = {f}$.",
            f"For large $x$ the exponential goes to 0, so $limit({F}, x, oo) = 0$.",
            f"At the lower limit $F({a}) = {low}$.",
            f"So $integral({f}, x, {a}, oo) = 0 - F({a}) = {value}$.",
        ],
        hints=["Integrate up to some number $b$ first. What happens as $b$ goes to infinity?",
               "Going backwards, the factor in the exponent is divided out."],
        mistakes=[
            Mistake("multiplies-inner", number(assembled(Fraction(c) * k, [tail if a else ""], [])),
                    "Going backwards, the factor in the exponent is divided out and not multiplied."),
            Mistake("inner-factor-ignored", number(assembled(c, [tail if a else ""], [])),
                    "The factor in the exponent has to be divided out."),
            Mistake("limits-exchanged", number(assembled(-Fraction(size), [tail if a else ""], [])),
                    "The lower limit is subtracted, and the antiderivative is negative there: two minus signs."),
            Mistake("infinite-interval-infinite-area", number("oo"),
                    "An endless interval can hold a finite area: the exponential falls fast enough."),
        ],
    )  # fmt: skip


def signs_or_infinity(rng: Rng) -> Part:
    return area_with_signs(rng) if rng.chance(0.6) else to_infinity(rng)


Region = Literal["polynomial", "straight pieces", "signs or infinity"]
AREA_DRAFTS: dict[Region, Callable[[Rng], Part | Multipart]] = {
    "polynomial": definite,
    "straight pieces": from_a_graph,
    "signs or infinity": signs_or_infinity,
}


@exercise(
    "calculus.integrals.definite_integral_area",
    title="Area under a curve",
    skill="s.int.area",
    source="OpenStax, Calculus Volume 1, sections 5.2, 5.3 and 5.4",
    tier="standard",
    levels={
        "easy": {"region": "polynomial"},
        "core": {"region": "straight pieces"},
        "hard": {"region": "signs or infinity"},
    },
)
def definite_integral_area(rng: Rng, *, region: Region) -> Part | Multipart:
    """Compute a definite integral, or the area between a graph and the axis."""
    return AREA_DRAFTS[region](rng)
