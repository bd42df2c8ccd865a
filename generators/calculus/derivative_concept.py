"""What a derivative is: average rates of change, limits, difference quotients, and slopes in pictures."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise, permutations, product
from math import gcd
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
    matching,
    number,
    rounded,
    sequence,
    terminating,
    vector,
)
from generators.maths.figures import at, axis, graph, listed, plain, spot
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import Rational, rational, size
from generators.maths.rng import drawn
from generators.maths.slopes import ACCURACY, is_derivative, slope_of, value_of
from generators.notation import text_of
from schemas.answer import ExpressionAnswer, MatchingAnswer, Symbols
from schemas.exercise import DataTable
from schemas.figure import Curve, Dots, Figure, Line, Mark

# Average rates of change ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """What is measured over time: a sentence, the letter and its meaning, units of time, of it, and of its rate."""

    told: str
    quantity: str
    time: str
    unit: str
    rate: str
    rates: tuple[int, ...]
    start: tuple[int, ...] = (0,)


STORIES = (
    Story("A cyclist looks at the odometer from time to time.", "distance", "hours", "km", "km per hour",
          tuple(range(9, 31)), (0, 4, 10, 15)),
    Story("On a train a passenger writes down the milestones.", "position", "minutes", "km", "km per minute",
          tuple(range(1, 6)), (3, 7, 12, 20)),
    Story("Water runs into a tank.", "volume", "minutes", "litres", "litres per minute", tuple(range(2, 16)),
          (5, 10, 30, 40)),
    Story("A file is being downloaded.", "amount received", "seconds", "MB", "MB per second", tuple(range(3, 41))),
    Story("A model is being trained, and a counter shows the examples seen so far.", "count", "minutes",
          "thousand examples", "thousand examples per minute", tuple(range(2, 21)), (0, 6, 16, 25)),
    Story("A sunflower is measured every now and then.", "height", "weeks", "cm", "cm per week", tuple(range(3, 17)),
          (5, 8, 12, 20)),
    Story("A drone flies up and down.", "height", "seconds", "m", "m per second", tuple(range(-5, 8)), (30, 40, 50)),
    Story("A battery is being charged while it is in use.", "charge", "hours", "percent", "percent per hour",
          tuple(range(-4, 13)), (20, 30, 35)),
)  # fmt: skip
LENGTHS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Log:
    """Five times, the values measured at them, and the rates between neighbours."""

    times: tuple[int, ...]
    values: tuple[int, ...]
    rates: tuple[int, ...]

    @property
    def changes(self) -> list[int]:
        return [b - a for a, b in pairwise(self.values)]

    def between(self, i: int, j: int) -> Fraction:
        """The average rate from one row to another."""
        return Fraction(self.values[j] - self.values[i], self.times[j] - self.times[i])

    @property
    def fastest(self) -> int:
        return self.rates.index(max(self.rates))

    @property
    def most(self) -> int:
        """Where the change is largest."""
        return self.changes.index(max(self.changes))


def log_of(rng: Rng, story: Story) -> Log:
    """The largest change, the largest rate and the last rows are in three different intervals."""

    def draw() -> Log:
        lengths = rng.sample((*LENGTHS, 1, 2), 4)
        rates = rng.sample(story.rates, 4)
        times, values = [rng.choice((0, 0, 1, 2))], [rng.choice(story.start)]
        for length, rate in zip(lengths, rates, strict=True):
            times.append(times[-1] + length)
            values.append(values[-1] + length * rate)
        return Log(tuple(times), tuple(values), tuple(rates))

    def fits(log: Log) -> bool:
        single = log.changes.count(max(log.changes)) == 1
        return single and len({log.fastest, log.most, 3}) == 3 and min(log.values) >= 0 and max(log.values) < 400

    return drawn(draw, fits, 300)


def quotient(a: Rational, b: Rational, text: str = "") -> str:
    """`a/b` and what it equals, unless it stays as it is; `text` is how the numerator is to be written."""
    top, value = text or f"({a})", rational(Fraction(a) / b)
    if b == 1:
        return f"{top} = {value}" if text else str(value)
    whole = f"{top}/({b})"
    return whole if not text and text_of(whole) == text_of(f"({value})") else f"{whole} = {value}"


INVERTED = (
    "That is the change of the input per unit of the output. Divide the change of the output by that of the input."
)
NOT_VALUES = "Divide the change of the value by the change of the input, not the value by the input."
NOT_MEAN = "That is the mean of the two values. A rate of change compares a change with a change."


def from_table(rng: Rng) -> Multipart:
    story = rng.choice(STORIES)
    log = log_of(rng, story)
    pairs = ((0, 2), (0, 3), (1, 3), (1, 4), (0, 4), (2, 4))
    neat = [(i, j) for i, j in pairs if log.between(i, j).denominator in (1, 2, 4, 5)]
    i, j = rng.choice(neat or pairs)
    (a, b), (u, v) = ((of[i], of[j]) for of in (log.times, log.values))
    rate = rational(log.between(i, j))
    assert rate == sum(r * (t - s) for r, (s, t) in list(zip(log.rates, pairwise(log.times), strict=True))[i:j]) * (
        Fraction(1, b - a)
    )
    mean = rational(Fraction(sum(log.rates[i:j]), j - i))
    mistakes = [
        *([Mistake("rate-inverted", number(1 / Fraction(rate)), INVERTED)] if rate else []),
        Mistake("value-over-input", number(Fraction(v, b)), NOT_VALUES),
        Mistake("mean-of-values", number(Fraction(u + v, 2)), NOT_MEAN),
        Mistake("mean-of-rates", number(mean),
                "You averaged the rates of the single intervals, but these last differently long. Divide the whole "
                "change by the whole time."),
    ]  # fmt: skip
    ends = [f"the times ${s}$ and ${t}$." for s, t in pairwise(log.times)]
    spans = [f"Between {each}" for each in ends]
    shown = [
        f"$({y - x})/({t - s}) = {r}$"
        for (s, t), (x, y), r in zip(pairwise(log.times), pairwise(log.values), log.rates, strict=True)
    ]
    return Multipart(
        f"{story.told} The table gives the {story.quantity} $s$ in {story.unit} at the time $t$ in {story.time}.",
        data=DataTable(columns=("$t$", "$s$"), rows=tuple((str(t), str(s)) for t, s in zip(log.times, log.values,
                                                                                          strict=True))),
        parts=[
            Part(
                ask=f"What is the average rate of change of $s$ between the times ${a}$ and ${b}$, in {story.rate}?",
                answer=number(rate),
                steps=[
                    f"In this time $s$ changes from ${u}$ to ${v}$, that is by ${v} - {u} = {v - u}$.",
                    f"The time that passes is ${b} - {a} = {b - a}$.",
                    "The average rate of change is the change of $s$ per unit of time, "
                    f"${quotient(v - u, b - a)}$, in {story.rate}.",
                ],
                hints=["By how much does $s$ change, and how much time passes meanwhile?"],
                mistakes=mistakes,
            ),
            Part(
                ask="In which of the intervals between neighbouring times is the average rate of change largest?",
                answer=choice(spans[log.fastest], *spans),
                steps=[
                    f"The four rates are {', '.join(shown[:3])} and {shown[3]}.",
                    f"The largest of them is ${max(log.rates)}$, so $s$ grows fastest between {ends[log.fastest]}",
                ],
                hints=["The times are not equally far apart: work out the rate of each interval."],
                mistakes=[
                    Mistake("change-for-rate", choice(spans[log.most], *spans),
                            "There the change is largest, but it takes longer. Divide by the length of the interval."),
                    Mistake("value-for-rate", choice(spans[3], *spans),
                            "That is the last interval, whatever the values there. A rate of change compares "
                            "neighbouring times."),
                ],
            ),
        ],
    )  # fmt: skip


def decimal(x: Rational) -> str:
    """The number as a decimal if it ends soon, else as a fraction."""
    exact = Fraction(x)
    return str(terminating(exact)) if 10**6 % exact.denominator == 0 else str(rational(exact))


def from_formula(rng: Rng) -> Part:
    kind = rng.choice(("quadratic", "quadratic", "cubic", "reciprocal"))
    if kind == "reciprocal":
        a, b = sorted(rng.distinct(1, 6, count=2))
        if rng.chance(0.3):
            a, b = -b, -a
        k, c = (
            rng.choice([k for k in (2, 3, 4, 5, 6, 8, 10, 12, 24, 30) if (Fraction(k, a * b)).denominator <= 12]),
            (rng.integer(-9, 9)),
        )
        k *= rng.sign()
        f, end = text_of(f"{k}/x + {c}"), Fraction(b)

        def value(x: Rational) -> Rational:
            return rational(Fraction(k) / Fraction(x) + c)
    else:
        cubic = kind == "cubic"
        p = Polynomial(
            [rng.nonzero(-2, 2), rng.choice((0, 0, rng.integer(-3, 3))), rng.integer(-5, 5), rng.integer(-9, 9)]
            if cubic
            else [rng.nonzero(-4, 4), rng.integer(-6, 6), rng.integer(-9, 9)]
        )
        a = rng.integer(-3, 4)
        step = rng.choice((Fraction(1, 10), Fraction(1, 2), *map(Fraction, range(1, 5))))
        f, end, value = str(p), a + step, p.__call__
    low, high = value(a), value(rational(end))
    rate = rational((Fraction(high) - low) / (end - a))
    assert abs((value_of(f, end) - value_of(f, a)) / (end - a) - rate) < ACCURACY
    at_end, u, v, d = decimal(end), decimal(low), decimal(high), decimal(end - a)
    change = decimal(Fraction(high) - low)
    mistakes = [
        *([Mistake("rate-inverted", number(1 / Fraction(rate)), INVERTED)] if rate else []),
        *([Mistake("value-over-input", number(Fraction(high) / end), NOT_VALUES)] if end else []),
        Mistake("mean-of-values", number((Fraction(low) + high) / 2), NOT_MEAN),
        Mistake("change-for-rate", number(Fraction(high) - low),
                "That is the change of the value. Divide it by the length of the interval."),
    ]  # fmt: skip
    where = "" if kind != "reciprocal" else f", for $x {'>' if a > 0 else '<'} 0$"
    return Part(
        ask=f"Let $f(x) = {f}${where}. What is the average rate of change of $f$ on the interval "
        f"$Interval({a}, {at_end})$?",
        answer=number(decimal(rate)),
        steps=[
            f"The values at the ends are $f({a}) = {fill(f, x=a)} = {u}$ and "
            f"$f({at_end}) = {fill(f, x=at_end)} = {v}$.",
            f"So $f$ changes by ${v} - ({u}) = {change}$ while $x$ changes by ${at_end} - ({a}) = {d}$.",
            f"The average rate of change is their quotient, "
            f"$(f({at_end}) - f({a}))/({at_end} - ({a})) = ({change})/({d}) = {decimal(rate)}$.",
        ],
        hints=[
            "Work out the values of $f$ at both ends of the interval.",
            "It is the slope of the straight line through these two points of the graph.",
        ],
        mistakes=mistakes,
    )


@dataclass(frozen=True)
class Steady:
    """A function and a point a where its slope m is known exactly; `wide` is how far to both sides it is drawn."""

    f: str
    a: int
    m: Rational
    wide: Rational = 2


def steady(rng: Rng) -> Steady:
    """A polynomial, or k*g(x) + c*x with another function g, at a point where the slope has two decimals at most."""
    kind = rng.choice(("quadratic", "quadratic", "cubic", "reciprocal", "sqrt", "exp", "ln"))
    k, c = rng.choice([k for k in range(-4, 6) if k]), rng.integer(-4, 4)
    if kind in ("quadratic", "cubic"):
        p = Polynomial([rng.nonzero(-3, 4), rng.integer(-5, 5), rng.integer(-6, 6)] if kind == "quadratic" else
                       [rng.sign(), rng.choice((0, 0, 1, -1, 2)), rng.integer(-5, 5), rng.integer(-6, 6)])  # fmt: skip
        a = rng.integer(-2, 3)
        return Steady(str(p), a, p.diff()(a))
    if kind == "reciprocal":
        a = rng.choice((1, 2, 4))
        k = k * a
        return Steady(f"{k}/x + {c}*x", a, rational(Fraction(-k, a * a) + c), Fraction(a, 2))
    if kind == "sqrt":
        a = rng.choice((1, 4))
        return Steady(f"{k}*sqrt(x) + {c}*x", a, rational(Fraction(k, 2 if a == 1 else 4) + c), a)
    g, a = ("exp(x)", 0) if kind == "exp" else ("ln(x)", 1)
    return Steady(f"{k}*{g} + {c}*x", a, k + c, 2 if kind == "exp" else Fraction(9, 10))


WIDTHS = (Fraction(1), Fraction(1, 10), Fraction(1, 100))


def shrinking(rng: Rng) -> Multipart:
    s = drawn(lambda: steady(rng), lambda s: s.m)
    f, a, m = text_of(s.f), s.a, s.m
    low = value_of(f, a)
    changes = [value_of(f, a + h) - low for h in WIDTHS]
    slopes = [rational(rounded(change / h, 12)) for change, h in zip(changes, WIDTHS, strict=True)]
    assert abs(slope_of(f, a) - m) < ACCURACY
    assume(size(slopes[2] - m) >= Fraction(1, 200), "the last slope is right to two decimals")
    ends = [terminating(a + h) for h in WIDTHS]
    shown = [shortest(slope, 4) for slope in slopes]
    worked = [
        f"$(f({b}) - f({a}))/({terminating(h)}) {sign_of(slope, 4)} {text}$"
        for b, h, slope, text in zip(ends, WIDTHS, slopes, shown, strict=True)
    ]
    domain = "ln" in f or "sqrt" in f or "/x" in f
    points = [
        f"$f({b}) {sign_of(y, 6)} {shortest(y, 6)}$"
        for b, y in zip((a, *ends), (low, *(low + change for change in changes)), strict=True)
    ]
    return Multipart(
        f"Let $f(x) = {f}${', for $x > 0$' if domain else ''}. The slope of $f$ at $x = {a}$ is to be found from "
        "average rates of change on shorter and shorter intervals.",
        parts=[
            Part(
                ask="Give the average rates of change of $f$ on "
                f"${', '.join(f'Interval({a}, {b})' for b in ends[:2])}$ and $Interval({a}, {ends[2]})$, in this "
                "order. Round to 4 decimals where there are more.",
                answer=sequence(*slopes, places=4),
                steps=[
                    "Each of them is the slope of the straight line through two points of the graph: "
                    f"$(f({a} + h) - f({a}))/h$ with the length $h$ of the interval.",
                    f"The values are {listed(points)}.",
                    f"The first rate is {worked[0]}.",
                    f"The other two are {worked[1]} and {worked[2]}.",
                    f"In order they are $({', '.join(shown)})$.",
                ],
                hints=["The lengths of the intervals are 1, 0.1 and 0.01. Divide the change of $f$ by the length."],
                honest=[sequence(*(rounded(slope, 4) for slope in slopes), places=4)],
                mistakes=[
                    Mistake("rate-inverted", sequence(*(rounded(1 / Fraction(x), 12) if x else 0 for x in slopes),
                                                      places=4), INVERTED),
                    Mistake("change-for-rate", sequence(*(rounded(x, 12) for x in changes), places=4),
                            "These are the changes of the value. Divide each by the length of its interval."),
                    Mistake("value-over-input", sequence(*(rounded((x + low) / (a + h), 12) if a + h else 0 for x, h in
                                                           zip(changes, WIDTHS, strict=True)), places=4), NOT_VALUES),
                ],
            ),
            Part(
                ask="As the intervals get shorter still, the average rates approach a number with at most two "
                f"decimals, the slope $f'({a})$. Which number?",
                answer=number(decimal(m)),
                steps=[
                    f"The three rates ${shown[0]}$, ${shown[1]}$ and ${shown[2]}$ get closer and closer to "
                    f"${decimal(m)}$: each time the interval is ten times shorter, the distance from it is about ten "
                    "times smaller.",
                    f"So the slope is $f'({a}) = {decimal(m)}$.",
                ],
                hints=["Towards which number do the three rates go? Their distance from it shrinks about tenfold each "
                       "time."],
                mistakes=[
                    Mistake("last-quotient-for-limit", number(rounded(slopes[2], 4), places=4),
                            "That is the rate on the shortest of the three intervals. On still shorter ones it goes on "
                            "changing: which number does it approach?"),
                    Mistake("first-quotient-for-limit", number(rounded(slopes[0], 4), places=4),
                            "That is the rate on an interval of length 1. Look where the rates go as the intervals get "
                            "shorter."),
                    Mistake("reads-value", number(rounded(low, 4), places=4),
                            f"That is the value $f({a})$. Asked for is the slope, which the rates approach."),
                ],
                figure=secants(s, f),
            ),
        ],
    )  # fmt: skip


def shortest(x: Rational, places: int) -> str:
    """To so many decimals, or with fewer if they end before."""
    return str(terminating(rounded(x, places)))


def sign_of(x: Rational, places: int) -> str:
    """Between a number and what `shortest` shows of it."""
    return "=" if rounded(x, places) == x else "approx"


def secants(s: Steady, f: str) -> Figure:
    """The graph near a, the secant over an interval of length 1, and the tangent."""
    a, y0, y1 = s.a, value_of(f, s.a), value_of(f, s.a + 1)
    low, high = a - Fraction(s.wide), a + max(Fraction(s.wide), Fraction(3, 2))
    points = [spot((x, value_of(f, x))) for x in (low + (high - low) * k / 48 for k in range(49))]
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    margin = (top - bottom) / 10
    return Figure(
        alt=f"The graph of f as a solid curve near the point {at((a, y0))}. A dashed line passes through this point "
        f"and {at((a + 1, y1))}; a dotted line touches the graph at {at((a, y0))} and passes through "
        f"{at((a + 1, y0 + s.m))}.",
        marks=(
            Curve(points=tuple(points)),
            Line(through=(spot((a, y0)), spot((a + 1, y1))), label="secant"),
            Line(through=(spot((a, y0)), spot((a + 1, y0 + s.m))), style="dotted", colour="green", label="tangent"),
            Dots(points=(spot((a, y0)), spot((a + 1, y1))), colour="ink"),
        ),
        x=axis((low, high), "x"),
        y=axis((bottom - margin, top + margin), "y"),
        grid=True,
    )


Source = Literal["table", "formula", "shrinking intervals"]
RATE_DRAFTS: dict[Source, Callable[[Rng], Part | Multipart]] = {
    "table": from_table,
    "formula": from_formula,
    "shrinking intervals": shrinking,
}


@exercise(
    "calculus.derivative_concept.average_rate",
    title="Average rate of change",
    skill="s.der.rate",
    source="OpenStax, Calculus Volume 1, sections 2.1 and 3.1",
    levels={
        "easy": {"source": "table"},
        "core": {"source": "formula"},
        "hard": {"source": "shrinking intervals"},
    },
)
def average_rate(rng: Rng, *, source: Source) -> Part | Multipart:
    """Find average rates of change, and the slope that they approach on shorter and shorter intervals."""
    return RATE_DRAFTS[source](rng)


# Limits ----------------------------------------------------------------------------------------------------------

ZERO_OVER_ZERO = (
    "Both numerator and denominator become 0 there, and $0/0$ has no value: any number may come out. Simplify first, "
    "then put the number in."
)
NOT_CANCELLED = "Two numbers that are both 0 do not cancel to 1. Simplify the fraction first, then put the number in."
LEADS_AT_A_POINT = (
    "The highest powers decide only where $x$ goes to infinity. At a point, simplify and put the number in."
)
CONSTANTS = "For large $x$ the constant terms hardly matter: the highest powers decide."


def cancelled(rng: Rng) -> Part:
    """A rational function with a hole at r: numerator and denominator share the factor x - r."""
    r, s, t = rng.distinct(-6, 6, count=3)
    k = rng.choice((1, 1, 1, 2, 3, -1, -2))
    m = rng.choice((1, 1, 2, 3, -1))
    double = rng.chance(0.7)
    above = from_roots(s, lead=k)
    below = from_roots(t) if double else Polynomial([m])
    p, q = above * Polynomial([1, -r]), below * Polynomial([1, -r])
    limit = rational(Fraction(above(r)) / below(r))
    assert limit == Fraction(p.diff()(r)) / q.diff()(r)  # as l'Hospital has it
    leads = Fraction(p.lead) / q.lead
    whole, simple = f"({p})/({q})", f"({above})/({below})" if below != Polynomial([1]) else str(above)
    constants = "That is the value where $x$ is zero. Simplify, then put in the place asked for."
    return Part(
        ask=f"Find the limit $limit({whole}, x, {r})$.",
        answer=number(limit),
        steps=[
            f"Putting ${r}$ in gives $0/0$, which says nothing yet: numerator and denominator share the factor "
            f"${Polynomial([1, -r])}$.",
            f"In factors, the fraction is ${whole} = ({p.factored()})/({q.factored()})$.",
            f"Near ${r}$, but not at ${r}$ itself, the common factor cancels: what is left is ${simple}$.",
            f"Now the number can be put in: $limit({whole}, x, {r}) = {fill(simple, x=r)} = {limit}$.",
        ],
        hints=[
            "What do numerator and denominator become if you put the number in?",
            "Factor both of them. Which factor do they share?",
        ],
        mistakes=[
            Mistake("zero-over-zero-is-zero", number(0), ZERO_OVER_ZERO),
            Mistake("zero-over-zero-is-one", number(1), NOT_CANCELLED),
            *([Mistake("leads-at-a-point", number(leads), LEADS_AT_A_POINT)] if leads not in (1, limit) else []),
            *([Mistake("constant-terms", number(Fraction(p[0]) / q[0]), constants)] if q[0] else []),
        ],
    )


def at_infinity(rng: Rng) -> Part:
    """A quotient of polynomials whose degrees are equal, or one is larger."""
    sign = rng.sign()
    goal = "oo" if sign > 0 else "-oo"
    top, bottom = rng.choice(((1, 1), (2, 2), (2, 2), (3, 3), (1, 2), (2, 3), (1, 3), (2, 1), (3, 2), (3, 1)))

    def draw(degree: int) -> Polynomial:
        middle = [rng.integer(-6, 6) for _ in range(degree - 1)]
        return Polynomial([rng.nonzero(-6, 8), *middle, rng.nonzero(-9, 9)])

    p, q = draw(top), draw(bottom)
    assume(top < bottom or p.divided(q)[1] != Polynomial([0]), "the fraction is a polynomial")
    leads, constants = rational(Fraction(p.lead) / q.lead), rational(Fraction(p[0]) / q[0])
    d = top - bottom
    up = (leads > 0) == (sign ** abs(d) > 0)
    limit = rational(leads) if d == 0 else 0 if d < 0 else "oo" if up else "-oo"
    whole, name = f"({p})/({q})", "x" if bottom == 1 else f"x^{bottom}"
    shrunk = f"({over_power(p, bottom)})/({over_power(q, bottom)})"
    if d == 0:
        end = f"Above and below the bar only the first terms stay, and the limit is ${quotient(p.lead, q.lead)}$"
    elif d < 0:
        end = f"The numerator goes to 0 and the denominator to ${q.lead}$"
    else:
        growth = f"{p.lead}*x" if d == 1 else f"{p.lead}*x^{d}"
        side = "positive" if (q.lead > 0) else "negative"
        end = (
            f"The numerator behaves like ${growth}$, which goes to "
            f"${'oo' if (p.lead > 0) == (sign**d > 0) else '-oo'}$, and the denominator goes to the {side} number "
            f"${q.lead}$"
        )
    told = {0: "has the same degree as", -1: "has a smaller degree than", 1: "has a larger degree than"}[
        (d > 0) - (d < 0)
    ]
    slips = [
        Mistake("constant-terms", number(constants), CONSTANTS),
        *([] if d == 0 else [
            Mistake("leads-whatever-the-degree", number(leads),
                    "The quotient of the leading coefficients is the limit only if both degrees are the same.")]),
        *([Mistake("zero-over-zero-is-one", number(1),
                   "Both go to infinity, but not equally fast. Compare the leading coefficients.")] if d == 0 else []),
        *([Mistake("sign-at-infinity", number("-oo" if up else "oo"),
                   "Look at the signs: those of the leading coefficients, and that of the power of $x$ that is left.")]
          if d > 0 else []),
        *([Mistake("zero-over-zero-is-one", number(1),
                   "Both go to infinity, but not equally fast. Compare the degrees.")] if d else []),
        *([Mistake("degrees-exchanged", number("oo" if d < 0 else 0),
                   "Compare the degrees: the part of the fraction with the larger degree wins.")] if d else
          [Mistake("degrees-exchanged", number(0), "The numerator grows as fast as the denominator: the limit is "
                   "the quotient of the leading coefficients.")]),
    ]  # fmt: skip
    return Part(
        ask=f"Find the limit $limit({whole}, x, {goal})$. If the values grow or fall beyond all bounds, answer $oo$ "
        "or $-oo$.",
        answer=number(limit),
        steps=[
            f"The numerator {told} the denominator. Divide both by the highest power in the denominator, ${name}$: "
            f"${whole} = {shrunk}$.",
            f"Terms with a power of $x$ below the fraction bar go to 0 when $x$ gets large. {end}.",
            f"So $limit({whole}, x, {goal}) = {limit}$.",
        ],
        hints=[
            "Which terms matter most when $x$ is very large, such as 1000?",
            f"Divide numerator and denominator by ${name}$.",
        ],
        mistakes=slips,
    )


def over_power(p: Polynomial, n: int) -> str:
    """p/x^n, term by term."""
    made = []
    for c, k in p.terms():
        e = n - k
        made.append(f"{c}*x^{-e}" if e < 0 else str(c) if e == 0 else f"({c})/x^{e}" if e > 1 else f"({c})/x")
    return text_of(" + ".join(f"({each})" for each in made))


def at_a_seam(rng: Rng) -> Multipart:
    """A function in pieces: limits from both sides, and whether they agree; the value at the seam is something else."""
    c = rng.choice([c for c in range(-3, 5) if c])
    joined = rng.chance(0.45)
    left = Polynomial([rng.nonzero(-3, 3), rng.integer(-4, 4), rng.integer(-6, 6)])
    slope = rng.nonzero(-4, 4)
    low = left(c)
    high = low if joined else rational(low + rng.choice([j for j in range(-6, 7) if j]))
    right = Polynomial([slope, high - slope * c])
    if rng.chance(0.5):
        left, right = right, left
        low, high = high, low
    value = rng.choice([v for v in range(-9, 10) if v not in (low, high) and 2 * v != low + high])
    mean = rational(Fraction(low + high) / 2)
    assert left(c) == low and right(c) == high
    none = "It does not exist."
    texts = [none, *(f"It is ${v}$." for v in dict.fromkeys((low, high, value, mean)))]
    said = texts[1] if joined else none
    told = (
        f"Both one-sided limits are ${low}$, so the limit is ${low}$. The value $f({c}) = {value}$ does not matter: "
        f"the limit only looks at points near ${c}$."
        if joined
        else f"From the left the values go to ${low}$, from the right to ${high}$. These differ, so there is no number "
        f"that the values approach from both sides: the limit does not exist."
    )
    slips = [
        Mistake("value-for-limit", choice(f"It is ${value}$.", *texts),
                f"That is the value at ${c}$. The limit looks at points near ${c}$, but not at ${c}$ itself."),
        Mistake("undefined-means-dne", choice(none, *texts),
                "Both one-sided limits agree, and then the limit exists, whatever the value at the point is.")
        if joined else
        Mistake("mean-of-one-sided-limits", choice(f"It is ${mean}$.", *texts),
                "One-sided limits are not averaged: if they differ, there is no limit."),
        *([] if joined else [
            Mistake("one-sided-for-limit", choice(f"It is ${low}$.", *texts),
                    "That is the limit from the left only. The values from the right go somewhere else.")]),
    ]  # fmt: skip

    def side(which: str, name: str, p: Polynomial, other: Polynomial, sign: str) -> Part:
        limit, wrong = p(c), other(c)
        return Part(
            ask=f'Find $limit(f(x), x, {c}, "{sign}")$, the limit from the {name}.',
            answer=number(limit),
            steps=[
                f"{which} of ${c}$ the function is ${p}$, which has no gap: put the number in.",
                f'The limit is $limit({p}, x, {c}, "{sign}") = {fill(str(p), x=c)} = {limit}$.',
            ],
            hints=[f"Which formula holds {which.lower()} of the point that is approached?"],
            mistakes=[
                Mistake("other-side", number(wrong), f"That is the limit from the other side. {which} of ${c}$ another "
                        "formula holds."),
                Mistake("value-for-limit", number(value), f"That is the value at ${c}$ itself, which a limit ignores."),
            ],
        )  # fmt: skip

    return Multipart(
        f"Let $f(x) = piecewise(({left}, x < {c}), ({value}, x = {c}), ({right}, x > {c}))$.",
        parts=[
            side("Left", "left", left, right, "-"),
            side("Right", "right", right, left, "+"),
            Part(
                ask=f"What can be said of the limit $limit(f(x), x, {c})$?",
                answer=choice(said, *texts),
                steps=[told],
                hints=["A limit exists where both one-sided limits are the same number."],
                mistakes=slips,
            ),
        ],
    )


def rational_or_pieces(rng: Rng) -> Part | Multipart:
    return at_infinity(rng) if rng.chance(0.6) else at_a_seam(rng)


def conjugate(rng: Rng) -> Part:
    """A root less its value, over the distance, or the other way up."""
    d, a = rng.integer(1, 6), rng.choice((1, 1, 2, 3, 4, 5, 6))
    x0 = rng.integer(-3, 6)
    c, k, m = d * d - a * x0, rng.choice((1, 1, 2, 3)), rng.choice((1, 1, 1, 2, 5))
    root, near = f"sqrt({a}*x + {c})", text_of(f"x - ({x0})")
    above, below = f"{k}*({root} - {d})", f"{m}*({near})"
    turned = rng.chance(0.35)
    whole = text_of(f"({below})/({above})" if turned else f"({above})/({below})")
    value = Fraction(k * a, 2 * d * m)
    limit = rational(1 / value if turned else value)
    simple = text_of(f"{m}*({root} + {d})/{k * a}" if turned else f"{k * a}/({m}*({root} + {d}))")
    difference = text_of(f"{a}*x + {c} - {d * d}")
    assert abs(slope_of(f"{k}*sqrt({a}*x + ({c}))/({m})", x0) - value) < ACCURACY
    return Part(
        ask=f"Find the limit $limit({whole}, x, {x0})$.",
        answer=number(limit),
        steps=[
            f"Putting ${x0}$ in gives $0/0$, because $sqrt({d * d}) = {d}$. With a root, multiply numerator and "
            f"denominator by the sum $sqrt({a}*x + {c}) + {d}$ that belongs to the difference.",
            f"The difference times the sum is $({root} - {d})*({root} + {d}) = {difference} = {a}*({near})$, so the "
            f"factor ${near}$ cancels.",
            f"What is left, ${simple}$, has a value at ${x0}$.",
            f"Now put the number in: $limit({whole}, x, {x0}) = {fill(simple, x=x0)} = {limit}$.",
        ],
        hints=[
            "What do numerator and denominator become if you put the number in?",
            f"Multiply both by ${root} + {d}$, and use $(u - v)*(u + v) = u^2 - v^2$.",
        ],
        mistakes=[
            Mistake("zero-over-zero-is-zero", number(0), ZERO_OVER_ZERO),
            Mistake("zero-over-zero-is-one", number(1), NOT_CANCELLED),
            Mistake("conjugate-not-doubled", number(Fraction(limit) / 2 if turned else 2 * limit),
                    f"The sum ${root} + {d}$ becomes ${d} + {d}$ there, not ${d}$."),
            Mistake("fraction-upside-down", number(1 / Fraction(limit)),
                    "Look which of the two stands above the fraction bar."),
        ],
    )  # fmt: skip


STANDARD = {"exp": "exp(u) - 1", "sin": "sin(u)", "ln": "ln(1 + u)"}
"""Functions g(u) with g(u)/u -> 1 as u -> 0."""


def standard(rng: Rng) -> Part:
    """A quotient with g(k*x)/x, where g(u)/u goes to 1, times a factor that has a value at 0."""
    name = rng.choice(("exp", "exp", "sin", "sin", "ln"))
    k = rng.choice([k for k in range(-6, 7) if k not in (0, 1)])
    m = rng.choice([m for m in range(1, 7) if m != abs(k)])
    b, a = rng.choice([b for b in range(-5, 6) if b]), rng.choice((0, 0, 1, 2, -1, 3))
    g = text_of(fill(STANDARD[name], u=text_of(f"{k}*x")))
    factor = text_of(f"{a}*x + {b}") if a else ""
    below = text_of(f"{m}*x")
    over_sine = name != "sin" and rng.chance(0.4)
    if over_sine:
        below = text_of(f"sin({m}*x)")
    whole = text_of(f"({factor})*({g})/({below})" if factor else f"({g})/({below})")
    scale = b if factor else 1
    limit = rational(Fraction(k * scale, m))
    shown = text_of(f"({g})/({k}*x)")
    rewritten = text_of(
        (f"({factor})*" if factor else "")
        + f"({Fraction(k, m)})*(({g})/({k}*x))"
        + (f"*({m}*x/sin({m}*x))" if over_sine else "")
    )
    end = f"({b})*({Fraction(k, m)}) = {limit}" if factor else str(limit)
    sine = (
        f" So does $sin({m}*x)/({m}*x)$, and its reciprocal."
        if over_sine and m > 1
        else (" So does $sin(x)/x$, and its reciprocal." if over_sine else "")
    )
    return Part(
        ask=f"Find the limit $limit({whole}, x, 0)$.",
        answer=number(limit),
        steps=[
            "Putting 0 in gives $0/0$. Write the fraction so that the same expression stands in the function and below "
            f"it: ${whole} = {rewritten}$.",
            f"As $x$ goes to 0, so does ${k}*x$, and ${shown}$ goes to 1: it is a difference quotient of a function "
            f"with the slope 1 at 0.{sine}",
            f"The rest goes to its value at 0, so $limit({whole}, x, 0) = {end}$.",
        ],
        hints=[
            f"Which limit has $({STANDARD[name]})/u$ as $u$ goes to 0?",
            f"Take $u = {k}*x$, and make the denominator fit.",
        ],
        mistakes=[
            Mistake("zero-over-zero-is-zero", number(0), ZERO_OVER_ZERO),
            Mistake("zero-over-zero-is-one", number(1), NOT_CANCELLED),
            Mistake("inner-factor-forgotten", number(Fraction(scale, m)),
                    f"The factor ${k}$ inside counts: it is ${shown}$ that goes to 1."),
            Mistake("fraction-upside-down", number(Fraction(m, k * scale)),
                    "Look which of the factors stands above the fraction bar."),
        ],
    )  # fmt: skip


def roots_and_others(rng: Rng) -> Part:
    return conjugate(rng) if rng.chance(0.45) else standard(rng)


Method = Literal["cancel", "infinity or sides", "root, exponential or sine"]
LIMIT_DRAFTS: dict[Method, Callable[[Rng], Part | Multipart]] = {
    "cancel": cancelled,
    "infinity or sides": rational_or_pieces,
    "root, exponential or sine": roots_and_others,
}


@exercise(
    "calculus.derivative_concept.limit",
    title="Evaluate a limit",
    skill="s.der.limit",
    source="OpenStax, Calculus Volume 1, sections 2.2, 2.3 and 4.6",
    levels={
        "easy": {"method": "cancel"},
        "core": {"method": "infinity or sides"},
        "hard": {"method": "root, exponential or sine"},
    },
)
def limit(rng: Rng, *, method: Method) -> Part | Multipart:
    """Evaluate a limit at a point, from one side or at infinity."""
    return LIMIT_DRAFTS[method](rng)


# The difference quotient -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quotient:
    """f and what becomes of it: f(x + h) as put in and in the form to go on with, the difference, the quotient and the
    derivative, each with the sentence that leads to it. `slips` are wrong f(x + h)."""

    f: str
    put: str
    shifted: str
    difference: str
    quotient: str
    derivative: str
    told: str
    slips: tuple[tuple[str, str, str], ...]
    positive: bool = False


REPLACE = "Replace every $x$ in the formula by $x + h$; adding $h$ at the end is something else."
NOT_ADDITIVE = "Most functions do not split over a sum: here $f(x + h)$ is not $f(x) + f(h)$."
MIXED_TERM = "When a sum is raised to a power, mixed terms arise: $(x + h)^2 = x^2 + 2*x*h + h^2$."
BINOMIAL = {1: (1, 1), 2: (1, 2, 1), 3: (1, 3, 3, 1)}


def product_text(c: Rational, i: int, j: int) -> str:
    """c*x^i*h^j without idle powers."""
    powers = [f"{name}^{n}" if n > 1 else name for name, n in (("x", i), ("h", j)) if n]
    return "*".join([str(c), *powers])


def of_polynomial(p: Polynomial) -> Quotient:
    """Its terms of x + h written out; those with h remain in the difference."""
    terms = [(c * b, n - j, j) for c, n in p.terms() for j, b in enumerate(BINOMIAL.get(n, (1,)))]
    mixed = [(c, i, j) for c, i, j in terms if j]

    def total(parts: Sequence[tuple[Rational, int, int]]) -> str:
        return text_of(" + ".join(product_text(*each) for each in parts))

    unmixed = [(c, i, j) for c, i, j in terms if not (i and j)]
    f = str(p)
    return Quotient(
        f=f,
        put=fill(f, x="(x + h)"),
        shifted=total(terms),
        difference=total(mixed),
        quotient=total([(c, i, j - 1) for c, i, j in mixed]),
        derivative=str(p.diff()),
        told="All terms without $h$ cancel, and every other term has a factor $h$.",
        slips=(
            ("adds-h", f"{f} + h", REPLACE),
            ("linear-f", text_of(f"{f} + {fill(f, x='h')}"), NOT_ADDITIVE),
            ("mixed-terms-lost", total(unmixed), MIXED_TERM),
        ),
    )


def of_reciprocal(a: int, b: int, c: int) -> Quotient:
    """a/(x + b) + c."""
    u, v = text_of(f"x + {b}"), text_of(f"x + h + {b}")
    f, shifted = text_of(f"{a}/({u}) + {c}"), text_of(f"{a}/({v}) + {c}")
    return Quotient(
        f=f,
        put=shifted,
        shifted=shifted,
        difference=text_of(f"({-a}*h)/(({u})*({v}))"),
        quotient=text_of(f"{-a}/(({u})*({v}))"),
        derivative=text_of(f"{-a}/({u})^2"),
        told=f"Over the common denominator $({u})*({v})$ the numerators are ${a}*({u})$ and ${a}*({v})$: their "
        f"difference is $({a})*({u}) - ({a})*({v}) = {-a}*h$.",
        slips=(
            ("adds-h", text_of(f"{f} + h"), REPLACE),
            ("linear-f", text_of(f"{f} + {a}/(h + {b}) + {c}"), NOT_ADDITIVE),
            ("h-beside-the-fraction", text_of(f"({a} + h)/({u}) + {c}"),
             "The variable stands below the fraction bar, so $h$ does too."),
        ),
        positive=True,
    )  # fmt: skip


def of_root(a: int, b: int, c: int) -> Quotient:
    """sqrt(a*x + b) + c."""
    f = text_of(f"sqrt({a}*x + {b}) + {c}")
    inner, root = text_of(f"{a}*(x + h) + {b}"), text_of(f"sqrt({a}*x + {b})")
    shifted = text_of(f"sqrt({inner}) + {c}")
    return Quotient(
        f=f,
        put=shifted,
        shifted=shifted,
        difference=text_of(f"{a}*h/(sqrt({inner}) + {root})"),
        quotient=text_of(f"{a}/(sqrt({inner}) + {root})"),
        derivative=text_of(f"{a}/(2*{root})") if a != 2 else text_of(f"1/{root}"),
        told=f"Multiply the difference of the two roots by their sum and divide by it again: "
        f"$(sqrt({inner}) - {root})*(sqrt({inner}) + {root}) = {a}*h$.",
        slips=(
            ("adds-h", text_of(f"{f} + h"), REPLACE),
            ("linear-f", text_of(f"{f} + sqrt({a}*h + {b}) + {c}"), NOT_ADDITIVE),
            ("h-not-multiplied", text_of(f"sqrt({a}*x + h + {b}) + {c}"),
             f"The factor ${a}$ belongs to the whole of $x + h$, so to $h$ as well."),
        ),
        positive=True,
    )  # fmt: skip


Shape = Literal["square", "polynomial", "reciprocal or root"]


def to_differentiate(rng: Rng, shape: Shape) -> Quotient:
    a, b, c = rng.choice([a for a in range(-5, 7) if a]), rng.nonzero(-9, 9), rng.integer(-9, 9)
    match shape:
        case "square":
            return of_polynomial(Polynomial([a, 0, b]))
        case "polynomial" if rng.chance(0.75):
            return of_polynomial(Polynomial([a, b, c]))
        case "polynomial":
            return of_polynomial(Polynomial([rng.sign() * rng.integer(1, 3), 0, rng.choice((0, 0, b)), c]))
        case _ if rng.chance(0.6):
            return of_reciprocal(a, rng.choice((0, 0, 1, 2, 3, 4)), rng.choice((0, b)))
        case _:
            return of_root(rng.choice((1, 2, 3, 5, 6, 7)), rng.integer(0, 5), rng.choice((0, b)))


@exercise(
    "calculus.derivative_concept.derivative_from_definition",
    title="Derivative by the difference quotient",
    skill="s.der.definition",
    source="OpenStax, Calculus Volume 1, section 3.2",
    levels={"easy": {"shape": "square"}, "core": {"shape": "polynomial"}, "hard": {"shape": "reciprocal or root"}},
)
def derivative_from_definition(rng: Rng, *, shape: Shape) -> Multipart:
    """Form the difference quotient, simplify it, and let h go to 0."""
    q = to_differentiate(rng, shape)
    symbols: Symbols = {"x": "positive", "h": "positive"} if q.positive else {"x": "real", "h": "real"}
    assert is_derivative(q.derivative, q.f, Fraction(7, 3))

    def key(formula: str) -> ExpressionAnswer:
        return expression(formula, symbols=symbols)

    domain = ", for $x > 0$ and $x + h > 0$" if q.positive else ""
    opened = q.shifted != q.put
    return Multipart(
        f"Let $f(x) = {q.f}${domain}. Find the derivative of $f$ from its definition, as the limit of the difference "
        "quotient $(f(x + h) - f(x))/h$ as $h$ goes to 0.",
        given={"f": q.f},
        parts=[
            Part(
                name="F",
                ask="Give $f(x + h)$.",
                answer=key(q.shifted),
                steps=[
                    f"Replace every $x$ by $x + h$: $f(x + h) = {q.put}$.",
                    *([f"Multiplied out, this is $f(x + h) = {q.shifted}$."] if opened else []),
                ],
                hints=["Write $(x + h)$ in place of every $x$ of the formula."],
                mistakes=[Mistake(slip, key(formula), feedback) for slip, formula, feedback in q.slips],
            ),
            Part(
                name="Q",
                ask="Give the difference quotient $(f(x + h) - f(x))/h$, simplified so far that $h$ may be put to 0.",
                answer=key(q.quotient),
                follows="(F - f)/h",
                steps=[
                    f"Subtract $f(x)$. {q.told}",
                    f"So $f(x + h) - f(x) = {q.difference}$.",
                    f"Divide by $h$, which is not 0 yet: $(f(x + h) - f(x))/h = {q.quotient}$.",
                ],
                hints=["Subtract $f(x)$ first. Which terms are left?", "Every term that is left has a factor $h$."],
                mistakes=[
                    Mistake("change-for-rate", key(q.difference),
                            "That is the difference $f(x + h) - f(x)$. Divide it by $h$."),
                    Mistake("difference-reversed", key(f"-({q.quotient})"),
                            "Subtract $f(x)$ from $f(x + h)$, not the other way round."),
                ],
            ),
            Part(
                name="D",
                ask="Give the derivative $f'(x)$.",
                answer=key(q.derivative),
                follows="limit(Q, h, 0)",
                steps=[
                    f"Let $h$ go to 0 in ${q.quotient}$.",
                    f"What is left is the derivative, $f'(x) = {q.derivative}$.",
                ],
                hints=["What becomes of the quotient if $h$ is put to 0?"],
                mistakes=[
                    Mistake("keeps-h", key(q.quotient),
                            "That is still the difference quotient. After cancelling, let $h$ go to 0."),
                    Mistake("reads-value", key(q.f), "That is $f(x)$ itself. The derivative is its slope."),
                    Mistake("difference-reversed", key(f"-({q.derivative})"),
                            "Check the sign: the difference is $f(x + h) - f(x)$."),
                ],
            ),
        ],
    )  # fmt: skip


# Slopes in pictures ----------------------------------------------------------------------------------------------

REACH = 6
"""The pictures show x and y from -REACH to REACH, on a grid of unit squares."""
VIEW = (-REACH, REACH)
HALF_STEP = "0.25"
"""Half of the step in which slopes can be told on the grid by eye."""


def on_grid(marks: Sequence[Mark], alt: str) -> Figure:
    """A picture in which slopes can be counted in squares."""
    return Figure(
        alt=alt, marks=tuple(marks), x=axis(VIEW, "x", step=1), y=axis(VIEW, "y", step=1), equal=True, grid=True
    )


@dataclass(frozen=True)
class Place:
    """A marked point (a, b) with the slope m there; `run` squares beside it are points to read from. `bend` is the
    curvature term of the graph."""

    a: int
    b: int
    m: Fraction
    run: int
    bend: Fraction = Fraction(0)


@dataclass(frozen=True)
class Spline:
    """A curve through (a, b) with slope m there: a parabola with curvature term c up to `reach` on both sides, and
    beyond it parabolas with terms of their own. Its slope has no jumps."""

    a: int
    b: int
    m: Fraction
    c: Fraction
    reach: int
    left: Fraction
    right: Fraction

    def __call__(self, x: float) -> float:
        t = x - self.a
        near = max(-self.reach, min(self.reach, t))
        rest, bend = t - near, float(self.right if t > 0 else self.left)
        return self.b + float(self.m) * t + float(self.c) * (near * near + 2 * near * rest) + bend * rest * rest


def in_one_piece(rng: Rng, place: Place, bends: Sequence[Fraction], reach: int, sides: Sequence[int]) -> Spline:
    """A spline that does not leave the picture and come back, its side terms from `sides` eighths of either sign."""
    eighths = [Fraction(sign * size, 8) for size in sides for sign in (1, -1)]
    for c, left, right in rng.shuffled(product(bends, eighths, eighths)):
        curve = Spline(place.a, place.b, place.m, c, reach, left, right)
        inside = [abs(curve(x / 4)) <= REACH for x in range(-4 * REACH, 4 * REACH + 1)]
        if sum(seen != after for seen, after in pairwise([False, *inside, False])) == 2:
            return curve
    raise AssertionError(f"every curve through {place} comes back")


SLOPES = tuple((p, q) for q in (1, 2, 3) for p in range(-4, 5) if p and gcd(p, q) == 1)
"""Slopes as fractions (p, q) in lowest terms."""


@cache
def on_tangents() -> tuple[Place, ...]:
    """Points whose tangent passes through another lattice point in view, and which no wrong reading gets right."""
    found = []
    for p, q in SLOPES:
        for a in (-4, -3, -2, -1, 1, 2, 3, 4):
            for b in (b for b in range(-4, 5) if b and b * q != p and b * q != p * a):
                steps = [k for k in range(-9, 10) if k and abs(a + k * q) <= 5 and abs(b + k * p) <= 5]
                if steps:
                    longest = max(steps, key=lambda k: (abs(k), k))
                    found.append(Place(a, b, Fraction(p, q), longest * q))
    return tuple(found)


@cache
def on_parabolas() -> tuple[Place, ...]:
    """Points on a parabola that meets lattice points at equal distances left and right of them, all in view."""
    found = []
    for run, rise in ((2, 1), (3, 1), (4, 2)):  # at the distance `run` the parabola has left its tangent by `rise`
        for p, q in ((p, q) for p, q in SLOPES if run % q == 0 and (run > 2 or abs(p) >= q)):
            for a in (a for a in range(run - 5, 6 - run) if a):
                for b in (b for b in range(-4, 5) if abs(b * q - p) > q and abs(b * q - p * a) > abs(a) * q):
                    ends = [b + p * run * side // q for side in (-1, 1)]
                    for bend in (rise, -rise):
                        if all(abs(end + bend) <= 5 for end in ends):
                            found.append(Place(a, b, Fraction(p, q), run, Fraction(bend, run * run)))
    return tuple(found)


def wrong_readings(place: Place) -> list[Mistake]:
    """The slope read in other ways."""
    a, b, m = place.a, place.b, place.m
    mistakes = [
        Mistake("reads-value", number(b),
                "That is the height of the graph at A. The derivative is its slope: how far does the tangent go up for "
                "one step to the right?"),
        Mistake("run-over-rise", number(1 / m),
                "Divide the change in $y$ by the change in $x$, not the other way round."),
        Mistake("slope-sign", number(-m),
                "Look from left to right: a line that falls has a negative slope, one that rises a positive slope."),
    ]  # fmt: skip
    ray = Fraction(b, a)
    if ray not in (b, 1 / m, -m):
        text = "That is the slope of the line from the origin to A. Use the tangent at A instead."
        mistakes.append(Mistake("secant-to-origin", number(ray), text))
    return mistakes


def direction(m: Fraction) -> str:
    rising = ("rises", "positive") if m > 0 else ("falls", "negative")
    return "{} from left to right, so its slope is {}".format(*rising)


def tangent_drawn(rng: Rng) -> Multipart:
    place = rng.choice(on_tangents())
    a, b, m, run = place.a, place.b, place.m, place.run
    other = (a + run, int(b + m * run))
    bends = [Fraction(sign * size, 8) for size in ((5, 6, 7) if abs(m) > 2 else (2, 3, 4)) for sign in (1, -1)]
    curve = in_one_piece(rng, place, bends, 2, (2, 3, 4))
    assert abs((curve(a + 1e-4) - curve(a - 1e-4)) / 2e-4 - m) < 1e-6
    (x1, y1), (x2, y2) = sorted(((a, b), other))
    assert Fraction(y2 - y1, x2 - x1) == m
    return Multipart(
        "The picture shows the graph of a function $f$ and, as a dashed line, its tangent at the point A, where $x$ is "
        f"${a}$.",
        figures=[
            on_grid(
                [
                    *graph(curve, VIEW, VIEW),
                    Line(through=(spot((a, b)), spot(other))),
                    Dots(points=(spot(other),), colour="orange"),
                    Dots(points=(spot((a, b)),), colour="ink", labels=("A",)),
                ],
                f"The graph of a function on a grid of unit squares, a curve that bends "
                f"{'up' if curve.c > 0 else 'down'} at the marked point A = {at((a, b))}. The tangent at A is a dashed "
                f"line; it passes through the lattice points {at((x1, y1))} and {at((x2, y2))}.",
            )
        ],
        parts=[
            Part(
                ask=f"Read $f'({a})$ from the picture, as an integer or a fraction.",
                answer=number(m),
                steps=[
                    f"The derivative $f'({a})$ is the slope of the tangent at A. The tangent passes through two "
                    f"corners of the grid, $({x1}, {y1})$ and $({x2}, {y2})$.",
                    f"From the first to the second $x$ grows by ${x2} - ({x1}) = {x2 - x1}$, and $y$ changes by "
                    f"${y2} - ({y1}) = {y2 - y1}$.",
                    f"The slope is the change in $y$ divided by the change in $x$: "
                    f"$f'({a}) = {quotient(y2 - y1, x2 - x1)}$. The line {direction(m)}.",
                ],
                hints=[
                    "Find two points at which the dashed line meets corners of the grid exactly.",
                    "The slope is the change in $y$ divided by the change in $x$, from the left point to the right "
                    "one.",
                ],
                mistakes=wrong_readings(place),
            )
        ],
    )


def tangent_not_drawn(rng: Rng) -> Multipart:
    place = rng.choice(on_parabolas())
    a, b, m, run, bend = place.a, place.b, place.m, place.run, place.bend
    curve = in_one_piece(rng, place, [bend], run, (1, 2, 3, 4))
    heights = {t: b + m * t + bend * t * t for t in range(-run, run + 1)}
    assert all(abs(curve(a + t) - height) < 1e-9 for t, height in heights.items())
    beyond = (x for x in range(-REACH, REACH + 1) if abs(x - a) > run)
    far = [(x, curve(x)) for x in beyond if abs(curve(x)) <= REACH]
    (x1, y1), (x2, y2) = ((a + t, int(heights[t])) for t in (-run, run))
    assert Fraction(y2 - y1, x2 - x1) == m  # of a parabola the chord is parallel to the tangent in the middle
    drawn = graph(curve, VIEW, VIEW)
    A = Dots(points=(spot((a, b)),), colour="ink", labels=("A",))
    return Multipart(
        f"The picture shows the graph of a function $f$ with a point A, where $x$ is ${a}$.",
        figures=[
            on_grid(
                [*drawn, A],
                f"The graph of a function on a grid of unit squares. It passes through the marked point "
                f"A = {at((a, b))}, and near A through "
                f"{listed(at((a + t, height)) for t, height in heights.items() if t)}. It bends only a little there."
                + (f" Farther away it passes through {listed(map(at, far))}." if far else ""),
            )
        ],
        parts=[
            Part(
                ask=f"Estimate $f'({a})$ from the picture. Every value that is off by at most ${HALF_STEP}$ counts as "
                "right.",
                answer=number(m, abs=HALF_STEP),
                steps=[
                    f"The derivative $f'({a})$ is the slope of the tangent at A. The tangent is not drawn, but the "
                    "graph bends only a little there: a line through two of its points, as far to the left of A as "
                    "to the right, has nearly the same slope.",
                    f"The graph passes through $({x1}, {y1})$ and $({x2}, {y2})$, and A lies half-way between them "
                    "as seen from the horizontal axis.",
                    f"The line through them has the slope $({y2} - ({y1}))/({x2} - ({x1})) = ({y2 - y1})/({x2 - x1})$. "
                    f"So $f'({a})$ is about ${m}$.",
                ],
                hints=[
                    "Lay a ruler along the graph at A, or imagine the tangent there. Does it rise or fall?",
                    "Take two points of the graph, as far to the left of A as to the right, and find the slope between "
                    "them.",
                ],
                honest=[
                    number(rounded(m, 1)),
                    *(number(m + side * bend) for side in (1, -1)),  # from A to a neighbouring grid line
                ],
                mistakes=[
                    *wrong_readings(place),
                    Mistake("chord-for-tangent", number(m + bend * run),
                            "That is the slope from A to a point far to the right, where the graph has bent away from "
                            "the tangent. Take points on both sides of A, or points close to it."),
                ],
                figure=on_grid(
                    [*drawn, Line(through=(spot((a, b)), spot((a + 1, b + m)))), A],
                    f"The same graph with its tangent at A = {at((a, b))} as a dashed line, which passes through "
                    f"{at((a - run, b - m * run))} and {at((a + run, b + m * run))}.",
                ),
            )
        ],
    )  # fmt: skip


# A whole curve ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cubic:
    """The slope is m + k*(x - r)*(x - s), and the height at r is `start`."""

    r: int
    s: int
    k: Fraction
    m: Fraction
    start: int

    def __call__(self, x: float) -> float:
        t, d = x - self.r, self.s - self.r
        return self.start + float(self.m) * t + float(self.k) * (t**3 / 3 - d * t**2 / 2)

    def height(self, x: Fraction | int) -> Fraction:
        t, d = Fraction(x) - self.r, self.s - self.r
        return self.start + self.m * t + self.k * (t**3 / 3 - d * t**2 / 2)

    def slope(self, x: Fraction | int) -> Fraction:
        return self.m + self.k * (x - self.r) * (x - self.s)


WAVES: Mapping[Fraction, Sequence[tuple[int, int]]] = {
    Fraction(0): ((3, 2), (4, 3), (4, 4), (5, 4), (5, 5), (5, 6), (6, 5), (6, 6), (6, 7)),
    Fraction(1, 2): ((4, 3), (4, 4), (6, 5), (6, 6), (6, 7)),
    Fraction(1): ((4, 3), (5, 4), (5, 5), (6, 6), (6, 7), (6, 8)),
}
"""By the size of the slope looked for: how far apart its two places are, and by how much the curve leaves the line with
this slope between them. It is sharp enough that the places can be told from their neighbours."""
TRIES = 10
"""Placings that are tried before another wave is."""


def curve_with_points(rng: Rng) -> tuple[Cubic, tuple[int, ...]]:
    """A cubic with the slope 0 (or m) at two lattice points in view, and four places to compare slopes at."""
    size = rng.choice((Fraction(0), Fraction(0), Fraction(1, 2), Fraction(1)))
    m = rng.sign() * size
    for d, n in rng.shuffled(WAVES[size]):
        k = rng.sign() * Fraction(6 * n, d**3)
        change = int(m * d - k * d**3 / 6)
        placings = [(r, y) for r in range(-4, 5 - d) for y in range(-5, 6) if abs(y + change) <= 5]
        for r, y in rng.shuffled(placings)[:TRIES]:
            f = Cubic(r, r + d, k, m, y)
            if places := four_points(rng, f):
                return f, places
    assume(False, "no four points with slopes that are easy to tell apart")
    raise AssertionError


def four_points(rng: Rng, f: Cubic) -> tuple[int, ...]:
    """Places in view whose slopes are easy to tell apart, and come in another order than heights and sizes; or none."""
    k, m = float(f.k), float(f.m)
    slopes = {x: m + k * (x - f.r) * (x - f.s) for x in range(1 - REACH, REACH)}
    heights = {x: f(x) for x in slopes}
    sizes = {x: abs(slope) for x, slope in slopes.items()}
    gaps = ((slopes, 0.59), (sizes, 0.24), (heights, 0.24))
    inside = [x for x in slopes if abs(heights[x]) <= 5.5 and sizes[x] <= 5]
    apart = {pair for pair in combinations(inside, 2) if all(abs(of[pair[0]] - of[pair[1]]) > gap for of, gap in gaps)}
    for places in rng.shuffled(combinations(inside, 4)) if len(apart) >= 6 else ():
        if apart.issuperset(combinations(sorted(places), 2)):
            orders = [sorted(places, key=of.__getitem__) for of, _ in gaps]
            if orders[0] not in orders[1:] and orders[0][::-1] not in orders and orders[1] != orders[2]:
                return tuple(sorted(places))
    return ()


Guide = tuple[tuple[int, Fraction], tuple[int, Fraction]]
"""Two points of a line."""


def curve_picture(f: Cubic, letters: Mapping[int, str], guide: Guide | None) -> Figure:
    """The whole curve, its marked points and, if there is one, the line whose slope is looked for."""
    seen = [x for x in range(-REACH, REACH + 1) if abs(f.height(x)) <= REACH]
    told = [
        "The graph of a function on a grid of unit squares. It passes through "
        f"{listed(at((x, f.height(x))) for x in seen)}. Marked are "
        f"{listed(f'{letter} at x = {plain(x)}' for x, letter in letters.items())}."
    ]
    marks: list[Mark] = [*graph(f, VIEW, VIEW)]
    if guide:
        marks.append(Line(through=(spot(guide[0]), spot(guide[1]))))
        told.append(f"A dashed line passes through {at(guide[0])} and {at(guide[1])}.")
    points = tuple(spot((x, f.height(x))) for x in letters)
    marks.append(Dots(points=points, colour="ink", labels=tuple(letters.values())))
    return on_grid(marks, " ".join(told))


def whole_curve(rng: Rng) -> Multipart:
    f, places = curve_with_points(rng)
    letters = dict(zip(places, "PQRS", strict=True))
    tiny = Fraction(1, 10**9)
    assert all(abs((f.height(x + tiny) - f.height(x - tiny)) / (2 * tiny) - f.m) < tiny for x in (f.r, f.s))
    guide = guide_line(rng, f) if f.m else None
    return Multipart(
        "The picture shows the graph of a function $f$ and four of its points, P to S."
        + (" A dashed line is drawn for comparison." if guide else ""),
        figures=[curve_picture(f, letters, guide)],
        parts=[places_part(f), order_part(f, letters)],
    )


def guide_line(rng: Rng, f: Cubic) -> Guide:
    """A line with the slope that is looked for, away from where it would touch the curve, in view if that can be."""
    run = f.s - f.r
    touching = (Fraction(f.start), f.height(f.s) - f.m * run)  # heights above r of the two tangents with this slope
    far = [y for y in range(-6, 7) if all(abs(y - height) >= 2 for height in touching)]
    visible = [y for y in far if abs(y) <= 5 and abs(y + float(f.m) * run) <= 5]
    lift = rng.choice(visible or far)
    return (f.r, Fraction(lift)), (f.s, lift + f.m * run)


def places_part(f: Cubic) -> Part:
    """Asks where the slope is 0, or that of the dashed line."""
    high, low = (f.r, f.s) if f.k > 0 else (f.s, f.r)
    if f.m:
        sought = f"For which $x$ in the picture does the graph have the slope $f'(x)$ of the dashed line, ${f.m}$?"
        hint = "Move a ruler along the graph as a tangent. Where is it parallel to the dashed line?"
        steps = [
            "The slope of the graph is the slope of its tangent. So we look for tangents that are parallel to the "
            "dashed line.",
            "Shift the dashed line up and down until it touches the graph without crossing it. This happens above or "
            f"below two places: the set of solutions is ${{{f.r}, {f.s}}}$.",
        ]
    else:
        sought = "For which $x$ in the picture is the slope $f'(x)$ equal to $0$?"
        hint = "Move a ruler along the graph as a tangent. Where is it horizontal?"
        steps = [
            "Where the slope is zero, the tangent is horizontal. So we look for the places where the graph is level.",
            f"The graph is level at its peak, where $x$ is ${high}$, and at the bottom of its valley, where $x$ is "
            f"${low}$: the set of solutions is ${{{f.r}, {f.s}}}$.",
        ]
    return Part(
        ask=f"{sought} Give the set of all solutions; they are integers.",
        answer=finite_set(f.r, f.s),
        steps=steps,
        hints=[hint, "There are two such places."],
        mistakes=[
            Mistake("keeps-one-root", finite_set(f.r),
                    "That is one of the places. Follow the graph further: there is another one."),
            Mistake("height-for-place", finite_set(f.height(f.r), f.height(f.s)),
                    "Those are the heights of the graph at the two places. Asked for is where they lie: the values of "
                    "$x$."),
        ],
    )  # fmt: skip


def order_part(f: Cubic, letters: Mapping[int, str]) -> Part:
    """Asks for the order of the marked points by slope; the wrong orders are those of other readings."""

    def order(key: Callable[[int], Fraction], *, down: bool = False) -> str:
        return ", ".join(letters[x] for x in sorted(letters, key=key, reverse=down))

    right = order(f.slope)
    slips = {
        "reads-value": (
            order(f.height),
            "You ordered the points by their height. The slope says how steeply the graph rises or falls.",
        ),
        "steepness-without-sign": (
            order(lambda x: abs(f.slope(x))),
            "A steep fall is a large negative slope, so it comes first and not last.",
        ),
        "order-reversed": (
            order(f.slope, down=True),
            "The order is right, but it was to begin with the smallest slope.",
        ),
    }
    orders = [right, *(text for text, _ in slips.values())]
    slopes = [f"${rounded(f.slope(x), 1) or 0}$ at {letter}" for x, letter in letters.items()]
    return Part(
        ask="Order the points P, Q, R and S by the slope of the graph there, from the smallest slope to the largest.",
        answer=choice(*orders),
        steps=[
            "Imagine the tangent at each point. Where the graph falls its slope is negative, and the steeper the fall "
            "the smaller the slope; where it rises the slope is positive.",
            f"By eye the slopes are about {', '.join(slopes[:3])} and {slopes[3]}.",
            f"From the smallest to the largest this is the order {right}.",
        ],
        hints=["First tell the points where the graph falls from those where it rises."],
        mistakes=[
            Mistake(slip, choice(text, *(each for each in orders if each != text)), feedback)
            for slip, (text, feedback) in slips.items()
        ],
    )


DRAFTS: dict[str, Callable[[Rng], Multipart]] = {
    "tangent drawn": tangent_drawn,
    "tangent not drawn": tangent_not_drawn,
    "whole curve": whole_curve,
}


@exercise(
    "calculus.derivative_concept.slope_from_graph",
    title="Read a derivative from a graph",
    skill="s.der.graph",
    source="OpenStax, Calculus Volume 1, sections 3.1 and 3.2",
    levels={
        "easy": {"picture": "tangent drawn"},
        "core": {"picture": "tangent not drawn"},
        "hard": {"picture": "whole curve"},
    },
)
def slope_from_graph(rng: Rng, *, picture: Literal["tangent drawn", "tangent not drawn", "whole curve"]) -> Multipart:
    """Read slopes from the picture of a graph."""
    return DRAFTS[picture](rng)


# Functions and their derivatives ---------------------------------------------------------------------------------

WINDOW = 4
"""The small graphs show x and y from -WINDOW to WINDOW."""
SMALL = (-WINDOW, WINDOW)
GRID = tuple(x / 8 for x in range(-8 * WINDOW, 8 * WINDOW + 1))
APART = 0.9
"""How far two graphs to choose between are apart somewhere, at least."""
Real = Callable[[float], float]


@dataclass(frozen=True)
class Known:
    """A function with its first two derivatives, what family it is of, and what its graph tells about its slope.

    `seam` is where its derivative jumps.
    """

    family: str
    f: Real
    df: Real
    ddf: Real
    told: str
    seam: int | None = None


def slanted_line(rng: Rng) -> Known:
    m, b = rng.sign() * rng.choice((0.5, 1.0, 1.5, 2.0)), rng.integer(-2, 2)
    rise = "rises" if m > 0 else "falls"
    told = f"{rise} with the slope ${plain(m)}$ everywhere, so its derivative has the value ${plain(m)}$ everywhere"
    return Known("line", lambda x: m * x + b, lambda x: m, lambda x: 0.0, told)


def bowl(rng: Rng) -> Known:
    a, r = rng.sign() * rng.choice((0.25, 0.5, 1.0)), rng.integer(-2, 2)
    c = rng.integer(-3, 0) if a > 0 else rng.integer(0, 3)
    first, then = ("falls", "rises") if a > 0 else ("rises", "falls")
    signs = ("negative", "positive") if a > 0 else ("positive", "negative")
    told = (
        f"{first} up to ${r}$, is flat there, and {then} after it, so its derivative is {signs[0]} before ${r}$, zero "
        f"at ${r}$ and {signs[1]} after it"
    )
    return Known("parabola", lambda x: a * (x - r) ** 2 + c, lambda x: 2 * a * (x - r), lambda x: 2 * a, told)


def wave_of_degree_three(rng: Rng) -> Known:
    r = rng.integer(-3, 0)
    s = r + rng.choice((2, 3, 4))
    k = rng.sign() * {2: 2.0, 3: 1.0, 4: 0.5}[s - r]
    mid = (r + s) / 2
    c = rng.integer(-1, 1)
    middle, outside = ("falls", "rises") if k > 0 else ("rises", "falls")
    told = (
        f"is flat at ${r}$ and at ${s}$, {middle} between them and {outside} elsewhere, so its derivative is zero "
        f"at ${r}$ and ${s}$, {'negative' if k > 0 else 'positive'} between them and "
        f"{'positive' if k > 0 else 'negative'} elsewhere"
    )
    half = (s - r) / 2

    def f(x: float) -> float:
        t = x - mid
        return c + k * (t**3 / 3 - half * half * t)

    return Known("cubic", f, lambda x: k * (x - r) * (x - s), lambda x: k * (2 * x - r - s), told)


def sine_wave(rng: Rng) -> Known:
    a, w, shift, c = rng.sign() * rng.choice((1.5, 2.0)), rng.choice((1.0, 1.5)), rng.integer(-2, 2), rng.integer(-1, 1)
    told = (
        "goes up and down again and again, so its derivative does so too; the derivative is zero at the tops and "
        "bottoms of this graph, and farthest from zero where it is steepest"
    )
    return Known(
        "sine",
        lambda x: c + a * math.sin(w * (x - shift)),
        lambda x: a * w * math.cos(w * (x - shift)),
        lambda x: -a * w * w * math.sin(w * (x - shift)),
        told,
    )


def growth(rng: Rng) -> Known:
    a, w, c = rng.sign(), rng.sign() * rng.choice((0.5, 0.75, 1.0)), rng.choice((-3, -2, -1, 1, 2))
    rise = "rises" if a * w > 0 else "falls"
    steep = "right" if w > 0 else "left"
    told = (
        f"{rise} everywhere, and the more steeply the farther to the {steep}, while it is nearly flat on the other "
        f"side: its derivative is {'positive' if a * w > 0 else 'negative'}, and close to zero on that side"
    )
    return Known(
        "exponential",
        lambda x: a * math.exp(w * x) + c,
        lambda x: a * w * math.exp(w * x),
        lambda x: a * w * w * math.exp(w * x),
        told,
    )


def corner_curve(rng: Rng) -> Known:
    r, c = rng.integer(-2, 2), rng.integer(-2, 1)
    left, right = rng.choice(
        ((-1.0, 1.0), (1.0, -1.0), (-0.5, 1.5), (2.0, 0.5), (-1.0, -0.25), (0.5, -2.0), (0.0, 1.0))
    )

    def f(x: float) -> float:
        return c + (left if x < r else right) * (x - r)

    told = (
        f"has the slope ${plain(left)}$ up to the corner at ${r}$ and the slope ${plain(right)}$ after it, so its "
        "derivative jumps there from the one value to the other"
    )
    return Known("corner", f, lambda x: left if x < r else right, lambda x: 0.0, told, seam=r)


def step_curve(rng: Rng) -> Known:
    a, r, c = rng.sign() * rng.choice((1.5, 2.0, 2.5)), rng.integer(-2, 2), rng.integer(-1, 1)
    rise = "rises" if a > 0 else "falls"
    told = (
        f"{rise} everywhere, most steeply at ${r}$, and is nearly flat far away on both sides, so its derivative is "
        f"farthest from zero at ${r}$ and close to zero far away"
    )
    return Known(
        "tanh",
        lambda x: c + a * math.tanh(x - r),
        lambda x: a / math.cosh(x - r) ** 2,
        lambda x: -2 * a * math.tanh(x - r) / math.cosh(x - r) ** 2,
        told,
    )


def bell(rng: Rng) -> Known:
    a, r, c = rng.sign() * rng.choice((2.0, 2.5, 3.0)), rng.integer(-2, 2), rng.integer(-1, 1)
    first, then = ("rises", "falls") if a > 0 else ("falls", "rises")
    told = (
        f"{first} up to ${r}$, is flat there, {then} after it, and is nearly flat far away, so its derivative is "
        f"zero at ${r}$, has different signs on both sides, and is close to zero far away"
    )

    def g(x: float) -> float:
        return a * math.exp(-((x - r) ** 2) / 2)

    return Known("bell", lambda x: c + g(x), lambda x: -(x - r) * g(x), lambda x: ((x - r) ** 2 - 1) * g(x), told)


FAMILY = {
    "lines and polynomials": (slanted_line, bowl, bowl, wave_of_degree_three, wave_of_degree_three),
    "more functions": (bowl, wave_of_degree_three, sine_wave, growth, corner_curve, step_curve, bell),
    "second derivatives": (wave_of_degree_three, sine_wave, step_curve, bell),
}


def seen(f: Real) -> list[float]:
    """Values over the window, cut off where the picture ends."""
    return [max(-WINDOW - 1.0, min(WINDOW + 1.0, f(x))) for x in GRID]


def distance(f: Sequence[float], g: Sequence[float]) -> float:
    return max(abs(a - b) for a, b in zip(f, g, strict=True))


def difference(f: Sequence[float], g: Sequence[float]) -> float:
    """The mean square distance."""
    return sum((a - b) ** 2 for a, b in zip(f, g, strict=True)) / len(f)


def against(f: Sequence[float], g: Sequence[float]) -> float:
    """In how many places the signs differ."""
    return sum((a > 0) != (b > 0) for a, b in zip(f, g, strict=True))


def best_pairs(
    left: Sequence[Sequence[float]], right: Sequence[Sequence[float]], cost: Callable[..., float]
) -> tuple[int, ...]:
    """For each on the left its partner on the right, so that the costs add to the least."""
    costs = [[cost(a, b) for b in right] for a in left]
    return min(permutations(range(len(right))), key=lambda order: sum(costs[i][j] for i, j in enumerate(order)))


def small_graph(f: Real, label: str, name: str, seam: int | None = None) -> Figure:
    """One of the small graphs; its text alternative gives its heights at whole numbers."""
    if seam is None:
        marks: list[Mark] = [*graph(f, SMALL, SMALL)]
    else:
        low, high = f(seam - 1), f(seam + 1)
        marks = [
            Curve(points=(spot((-WINDOW, low)), spot((seam, low)))),
            Curve(points=(spot((seam, high)), spot((WINDOW, high)))),
            Dots(points=(spot((seam, low)), spot((seam, high))), hollow=True),
        ]
    heights = [
        f"{plain(round(f(x), 1))} at {x}" for x in range(-WINDOW, WINDOW + 1) if x != seam and abs(f(x)) <= WINDOW
    ]
    jump = "" if seam is None else f" At {seam} it jumps and has no value."
    return Figure(
        alt=f"Graph of {name}. Its heights inside the picture, rounded, are {listed(heights)}.{jump}",
        marks=tuple(marks),
        x=axis(SMALL, "", step=2),
        y=axis(SMALL, "", step=2),
        equal=True,
        grid=True,
        rim=True,
        label=label,
    )


LETTERS = "ABCD"
Curves = Literal["lines and polynomials", "more functions", "second derivatives"]


def visible(f: Real) -> bool:
    """Whether at least half of the graph is in the picture, and it is not flat there."""
    inside = [y for y in map(f, GRID) if abs(y) <= WINDOW]
    return len(inside) >= len(GRID) / 2 and max(inside) - min(inside) > 1.4


def chosen(rng: Rng, curves: Curves) -> list[Known]:
    """Functions of different families, as far as there are any, whose derivatives are easy to tell apart."""

    def fits(found: list[Known]) -> bool:
        names = [each.family for each in found]
        shown = [each.df for each in found]
        if curves == "second derivatives":
            shown += [each.ddf for each in found]
            if not all(map(visible, shown)):
                return False
        samples = list(map(seen, shown))
        apart = all(distance(a, b) >= APART for a, b in combinations(samples, 2))
        return apart and len(set(names)) >= len(names) - (curves == "lines and polynomials")

    def draw() -> list[Known]:
        makers = rng.sample(FAMILY[curves], 2 if curves == "second derivatives" else 4)
        return [drawn(lambda make=make: make(rng), lambda known: visible(known.f)) for make in makers]  # type: ignore[misc]

    return drawn(draw, fits, 200)


@exercise(
    "calculus.derivative_concept.match_derivative_graph",
    title="Match functions with their derivatives",
    skill="s.der.graph",
    source="OpenStax, Calculus Volume 1, sections 3.2 and 4.5",
    levels={
        "easy": {"curves": "lines and polynomials"},
        "core": {"curves": "more functions"},
        "hard": {"curves": "second derivatives"},
    },
)
def match_derivative_graph(rng: Rng, *, curves: Curves) -> Multipart:
    """Match graphs of functions with graphs of their derivatives."""
    functions = chosen(rng, curves)
    return both_derivatives(rng, functions) if curves == "second derivatives" else first_derivatives(rng, functions)


ALIKE = "You looked for a graph of the same shape. The graph of $f'$ shows slopes: it is zero where $f$ is flat."
HEIGHTS = "Where $f$ lies above the axis need not be where $f'$ does: $f'$ is positive where $f$ rises."
TURNED = "Check the signs: where a graph rises its derivative is positive, where it falls it is negative."


def first_derivatives(rng: Rng, functions: Sequence[Known]) -> Multipart:
    shown = rng.shuffled(functions)
    right = {LETTERS[i]: str(shown.index(known) + 1) for i, known in enumerate(functions)}
    key = matching(
        {letter: f"Graph {letter}." for letter in right}, {str(k): f"Graph {k}." for k in range(1, 5)}, right
    )

    def pairing(order: Sequence[int]) -> MatchingAnswer:
        return key.model_copy(update={"value": {LETTERS[i]: str(j + 1) for i, j in enumerate(order)}})

    heights, slopes = [seen(known.f) for known in functions], [seen(known.df) for known in shown]
    turned = [[-y for y in seen(known.df)] for known in functions]
    wrong = {
        "same-shape": (best_pairs(heights, slopes, difference), ALIKE),
        "positive-means-rising": (best_pairs(heights, slopes, against), HEIGHTS),
        "slope-sign": (best_pairs(turned, slopes, difference), TURNED),
    }
    slips = different(pairing(tuple(shown.index(known) for known in functions)), wrong, pairing)
    return Multipart(
        "The graphs A to D show functions, and the graphs 1 to 4 their derivatives in another order. All have the same "
        f"scale; on both axes they show the numbers from $-{WINDOW}$ to ${WINDOW}$.",
        figures=[
            *(
                small_graph(known.f, letter, f"function {letter}")
                for letter, known in zip(right, functions, strict=True)
            ),
            *(small_graph(known.df, str(k), f"derivative {k}", known.seam) for k, known in enumerate(shown, 1)),
        ],
        parts=[
            Part(
                ask="Which derivative belongs to which function?",
                answer=key,
                steps=[
                    "The derivative shows the slope: it is zero where a graph is flat, positive where it rises, "
                    "negative where it falls, and farthest from zero where the graph is steepest.",
                    *(
                        f"Graph {letter} {known.told}. That is graph {right[letter]}."
                        for letter, known in zip(right, functions, strict=True)
                    ),
                ],
                hints=[
                    "Where is each of the functions flat? There its derivative is zero.",
                    "Where does each of them rise, and where is it steepest?",
                ],
                mistakes=slips,
            )
        ],
    )


def different(
    right: MatchingAnswer,
    wrong: Mapping[str, tuple[Sequence[int], str]],
    pairing: Callable[[Sequence[int]], MatchingAnswer],
) -> list[Mistake]:
    """The wrong pairings that differ from the right one and from those before; there must be two."""
    taken = [right]
    found = []
    for slip, (order, feedback) in wrong.items():
        key = pairing(order)
        if key not in taken:
            taken.append(key)
            found.append(Mistake(slip, key, feedback))
    assume(len(found) >= 2, "wrong pairings are not different enough")
    return found


def both_derivatives(rng: Rng, functions: Sequence[Known]) -> Multipart:
    f, g = functions
    names = ("$f'$", "$f''$", "$g'$", "$g''$")
    curves = (f.df, f.ddf, g.df, g.ddf)
    order = rng.shuffled(range(4))  # graph k + 1 shows curve order[k]
    right = {LETTERS[i]: str(order.index(i) + 1) for i in range(4)}
    key = matching(dict(zip(LETTERS, names, strict=True)), {str(k): f"Graph {k}." for k in range(1, 5)}, right)

    def pairing(curve: Sequence[int]) -> MatchingAnswer:
        """Each name is given the graph of curve[i]."""
        return key.model_copy(update={"value": {LETTERS[i]: str(order.index(j) + 1) for i, j in enumerate(curve)}})

    samples = list(map(seen, curves))
    like = [seen(f.f), samples[0], seen(g.f), samples[2]]
    wrong = {
        "order-of-derivatives": ((1, 0, 3, 2), "A derivative of a derivative is meant by $f''$: it shows where $f'$ "
                                 "rises and falls. You exchanged the two."),
        "same-shape": (best_pairs(like, samples, difference), ALIKE),
        "slope-sign": (best_pairs([[-y for y in each] for each in samples], samples, difference), TURNED),
    }  # fmt: skip
    slips = different(pairing((0, 1, 2, 3)), wrong, pairing)
    return Multipart(
        "The first two graphs show the functions $f$ and $g$. The graphs 1 to 4 show $f'$, $f''$, $g'$ and $g''$ in "
        f"some order. All have the same scale; on both axes they show the numbers from $-{WINDOW}$ to ${WINDOW}$.",
        figures=[
            small_graph(f.f, "f", "f"),
            small_graph(g.f, "g", "g"),
            *(small_graph(curves[i], str(k), f"derivative {k}") for k, i in enumerate(order, 1)),
        ],
        parts=[
            Part(
                ask="Which graph shows which derivative?",
                answer=key,
                steps=[
                    "A derivative is zero where a graph is flat, positive where it rises and negative where it falls.",
                    *(
                        f"The graph of ${name}$ {known.told}. So ${name}'$ is graph {right[first]}. In the same way, "
                        f"the zeros of graph {right[second]} lie where graph {right[first]} is flat, and graph "
                        f"{right[second]} is positive where graph {right[first]} rises: it shows ${name}''$."
                        for name, known, first, second in (("f", f, "A", "B"), ("g", g, "C", "D"))
                    ),
                ],
                hints=[
                    "Where is $f$ flat? There $f'$ is zero.",
                    "Once you have $f'$, look where it is flat: there $f''$ is zero.",
                ],
                mistakes=slips,
            )
        ],
    )  # fmt: skip


# Where there is no derivative ------------------------------------------------------------------------------------

Kind = Literal["corner", "jump", "cusp", "vertical", "top", "bottom", "terrace"]
TURNING = frozenset({"top", "bottom", "cusp"})
PASSING = frozenset({"terrace", "vertical"})
FLAT = frozenset({"top", "bottom", "terrace"})
UPRIGHT = frozenset({"cusp", "vertical"})


@dataclass(frozen=True)
class Joint:
    """Where two pieces of a graph meet: heights and slopes on the left and the right; None is a vertical tangent."""

    x: int
    kind: Kind
    left: int
    right: int
    before: Fraction | None
    after: Fraction | None

    @property
    def smooth(self) -> bool:
        return self.kind in FLAT


Path = tuple[Joint, ...]
ENDS = (-REACH, REACH)


def path_of(rng: Rng, kinds: Sequence[Kind], places: Sequence[int]) -> Path | None:
    """A graph with these joints, every piece of it rising or falling all the way; None if this draw leaves the picture
    or has corners that are too blunt, or flat places that look like corners."""
    way = rng.sign()
    ways = [way]
    for kind in kinds:
        turns = kind in TURNING or (kind not in PASSING and rng.chance(0.5))
        if kind in ("top", "bottom") and (way > 0) != (kind == "top"):
            return None
        way = -way if turns else way
        ways.append(way)
    xs = (-REACH, *places, REACH)
    heights, y = [], rng.integer(-4, 4)
    for i, step in enumerate(ways):
        start = y
        y = start + step * rng.integer(1, 4)
        heights.append((start, y))
        if i < len(kinds) and kinds[i] == "jump":
            y += rng.sign() * rng.integer(2, 4)
    if any(abs(height) > REACH - 1 for pair in heights for height in pair):
        return None
    secants = [Fraction(b - a, xs[i + 1] - xs[i]) for i, (a, b) in enumerate(heights)]
    joints = []
    for i, (kind, x) in enumerate(zip(kinds, places, strict=True)):
        before: Fraction | None = secants[i]
        after: Fraction | None = secants[i + 1]
        bend = abs(math.atan(secants[i]) - math.atan(secants[i + 1]))
        if (kind == "corner" and (abs(secants[i] - secants[i + 1]) < 1 or bend < 0.5)) or (
            kind in FLAT and (abs(x) > REACH - 2 or max(abs(secants[i]), abs(secants[i + 1])) > 2)
        ):
            return None
        if kind in FLAT:
            before = after = Fraction(0)
        if kind in UPRIGHT:
            before = after = None
        joints.append(Joint(x, kind, heights[i][1], heights[i + 1][0], before, after))
    first = Joint(-REACH, "jump", 0, heights[0][0], None, secants[0])
    last = Joint(REACH, "jump", heights[-1][1], 0, secants[-1], None)
    return (first, *joints, last)


def piece(start: Joint, end: Joint) -> Curve:
    """A Bezier curve of degree three; where both slopes are numbers, the graph of a polynomial."""
    width, rise = end.x - start.x, end.left - start.right

    def control(x: int, y: int, slope: Fraction | None, side: int) -> tuple[float, float]:
        if slope is None:
            return x, y + side * 0.6 * rise
        return x + side * width / 3, y + side * float(slope) * width / 3

    p = ((start.x, start.right), control(start.x, start.right, start.after, 1),
         control(end.x, end.left, end.before, -1), (end.x, end.left))  # fmt: skip
    weights = ((1 - t, t) for t in (k / 48 for k in range(49)))
    bernstein = ((u**3, 3 * u * u * t, 3 * u * t * t, t**3) for u, t in weights)
    return Curve(
        points=tuple(
            spot(
                (sum(w * q[0] for w, q in zip(row, p, strict=True)), sum(w * q[1] for w, q in zip(row, p, strict=True)))
            )
            for row in bernstein
        )
    )


def described(joint: Joint, way: int, then: int) -> str:
    """What a text alternative says of a joint; `way` and `then` are 1 where the graph rises before and after it."""
    x, y = joint.x, joint.left
    up, on = ("upwards" if side > 0 else "downwards" for side in (way, then))
    match joint.kind:
        case "top" | "bottom":
            return f"At {x} it has a {joint.kind} at the height {y}, where its tangent is horizontal."
        case "terrace":
            return f"At {x} it is flat for a moment, at the height {y}, and goes on {on} as before."
        case "corner":
            assert joint.before is not None and joint.after is not None
            before, after = (plain(round(float(slope), 2)) for slope in (joint.before, joint.after))
            return (
                f"It reaches {at((x, y))} with a slope of about {before} and leaves it with a slope of about {after}."
            )
        case "cusp":
            return (
                f"It reaches {at((x, y))} going {up} ever more steeply until it is upright, and leaves it {on}, "
                "upright at first."
            )
        case "vertical":
            return f"It passes {at((x, y))} {up}, and is upright for a moment there."
        case "jump":
            return f"At {x} it ends at the height {y}, a filled dot, and goes on from a hollow dot at {joint.right}."


def picture_of(path: Path) -> Figure:
    pieces = list(pairwise(path))
    ways = [1 if b.left > a.right else -1 for a, b in pieces]
    jumps = [joint for joint in path[1:-1] if joint.kind == "jump"]
    marks: list[Mark] = [piece(a, b) for a, b in pieces]
    if jumps:
        marks.append(Dots(points=tuple(spot((joint.x, joint.left)) for joint in jumps)))
        marks.append(Dots(points=tuple(spot((joint.x, joint.right)) for joint in jumps), hollow=True))
    told = (described(joint, *ways[i : i + 2]) for i, joint in enumerate(path[1:-1]))
    figure = on_grid(
        marks,
        f"The graph of a function on a grid of unit squares, from {at((path[0].x, path[0].right))} to "
        f"{at((path[-1].x, path[-1].left))}. {' '.join(told)} Elsewhere it bends gently.",
    )
    return figure.model_copy(update={"rim": True})


WHY: Mapping[Kind, str] = {
    "corner": "there is a corner: the slopes on the left and on the right differ, so there is no derivative.",
    "jump": "the graph jumps. A function that is not continuous at a point has no derivative there.",
    "cusp": "there is a tip: on both sides the graph becomes upright, and the slopes grow beyond all bounds.",
    "vertical": "the graph has no break, but its tangent is upright, and an upright line has no slope.",
    "top": "there is a smooth top: the tangent is horizontal and the derivative is 0.",
    "bottom": "there is a smooth bottom: the tangent is horizontal and the derivative is 0.",
    "terrace": "the graph is flat for a moment: the derivative is 0.",
}
BAD: Mapping[str, Sequence[Kind]] = {
    "corners and jumps": ("corner", "jump"),
    "all kinds": ("corner", "jump", "cusp", "vertical"),
}


def joints_of(rng: Rng, points: str) -> Path:
    """A graph with one to three points without a derivative and one or two where it only looks so."""

    def draw() -> Path | None:
        n = rng.choice((1, 2, 2, 3))
        bad = [rng.choice(BAD[points]) for _ in range(n)] if points != "all kinds" else rng.sample(BAD[points], n)
        decoys: list[Kind] = ["top", "bottom"] if points == "corners and jumps" else ["top", "bottom", "terrace"]
        kinds = rng.shuffled([*bad, *rng.sample(decoys, rng.choice((1, 2)) if n < 3 else 1)])
        places = sorted(rng.sample(range(-5, 6), len(kinds)))
        return path_of(rng, kinds, places) if all(b - a >= 2 for a, b in pairwise(places)) else None

    path = drawn(draw, lambda path: path is not None, 600)
    assert path is not None
    return path


def on_a_graph(rng: Rng, points: str) -> Multipart:
    path = joints_of(rng, points)
    inner = path[1:-1]
    bad = [joint.x for joint in inner if not joint.smooth]
    fine = [joint.x for joint in inner if joint.smooth]
    jumps = [joint.x for joint in inner if joint.kind == "jump"]
    breaks = [joint.x for joint in inner if joint.kind in ("jump", "corner")]
    slips = {
        "smooth-extrema": (bad + fine, "At a smooth top or bottom, or where the graph is flat for a moment, the "
                           "tangent is horizontal. That is a perfectly good derivative: 0."),
        "zero-for-no-derivative": (fine, "At these points the derivative is 0. Asked for is where there is none."),
        "only-jumps": (jumps, "Continuous is not enough: at a corner the slopes on both sides differ."
                       if points == "corners and jumps" else
                       "Continuous is not enough: at a corner the slopes on both sides differ, and an upright tangent "
                       "has no slope."),
        "upright-tangent": (breaks, "An upright tangent has no slope either, so there is no derivative."),
    }  # fmt: skip
    wrong: dict[str, tuple[list[int], str]] = {}
    for slip, (found, feedback) in slips.items():
        if sorted(found) not in [sorted(bad), *(sorted(other) for other, _ in wrong.values())]:
            wrong[slip] = found, feedback
    return Multipart(
        f"The picture shows the graph of a function $f$ on the interval $Interval(-{REACH}, {REACH})$.",
        figures=[picture_of(path)],
        parts=[
            Part(
                ask="At which values of $x$ inside this interval does $f'(x)$ not exist? Give the set of all of them.",
                answer=finite_set(*bad),
                steps=[
                    "The derivative exists where the graph has one tangent that is not upright. Look at every place "
                    "where the graph breaks, has a corner, or becomes flat or upright.",
                    *(f"At ${joint.x}$ {WHY[joint.kind]}" for joint in inner),
                    f"So the derivative does not exist exactly at the elements of ${{{', '.join(map(str, bad))}}}$.",
                ],
                hints=[
                    "Where does the graph jump? Where do the slopes on both sides differ?",
                    "Where is a tangent upright? A horizontal tangent is no obstacle.",
                ],
                mistakes=[Mistake(slip, finite_set(*found), feedback) for slip, (found, feedback) in wrong.items()],
            )
        ],
    )  # fmt: skip


Pair = tuple[int, int]
FORMS: Mapping[str, tuple[Callable[[int], Pair], Callable[[int], Pair], str]] = {
    "a*x + b": (lambda c: (c, 1), lambda c: (1, 0), "a"),
    "a*x^2 + b": (lambda c: (c * c, 1), lambda c: (2 * c, 0), "2*a*x"),
    "a*x^2 + b*x": (lambda c: (c * c, c), lambda c: (2 * c, 1), "2*a*x + b"),
}
"""Formulas in a and b: what these are multiplied by in the value and in the slope at c, and the derivative."""


def solved(values: Pair, slopes: Pair, v: Rational, m: Rational) -> tuple[Rational, Rational]:
    """The a and b that give the value v and the slope m."""
    (p, q), (r, s) = values, slopes
    det = Fraction(p * s - q * r)
    return rational((v * s - q * m) / det), rational((p * m - r * v) / det)


def in_pieces(rng: Rng) -> Part:
    """A parabola or cubic up to c and a formula in a and b after it, or the other way round."""
    form = rng.choice(tuple(FORMS))
    of_value, of_slope, df = FORMS[form]
    c, a, b = rng.nonzero(-3, 3), rng.nonzero(-4, 5), rng.nonzero(-6, 6)
    values, slopes = of_value(c), of_slope(c)
    v, m = (a * x + b * y for x, y in (values, slopes))
    assume(v and m and v != m, "the value or the slope is 0")
    k, step = rng.nonzero(-3, 3), Polynomial([1, -c])
    known = step**2 * k + step * m + v
    if rng.chance(0.25):
        known = known + step**2 * Polynomial([rng.sign(), 0])
    assert known(c) == v and known.diff()(c) == m and solved(values, slopes, v, m) == (a, b)
    first = rng.chance(0.7)
    f = (
        f"piecewise(({known}, x <= {c}), ({form}, x > {c}))"
        if first
        else f"piecewise(({form}, x < {c}), ({known}, x >= {c}))"
    )
    equation_of_values = text_of(f"({values[0]})*a + ({values[1]})*b")
    equation_of_slopes = text_of(f"({slopes[0]})*a + ({slopes[1]})*b" if slopes[1] else f"({slopes[0]})*a")
    swapped = solved(values, slopes, m, v)
    return Part(
        ask=f"Let $f(x) = {f}$. For which numbers $a$ and $b$ is $f$ differentiable at ${c}$? Answer with the vector "
        "$(a, b)$.",
        answer=vector(a, b),
        steps=[
            f"Both pieces must have the same value at ${c}$, so that $f$ is continuous. The known piece has the value "
            f"${fill(str(known), x=c)} = {v}$, so ${equation_of_values} = {v}$.",
            f"They must also have the same slope at ${c}$. The derivatives are ${known.diff()}$ and ${df}$. The first "
            f"has the value ${fill(str(known.diff()), x=c)} = {m}$ there, so ${equation_of_slopes} = {m}$.",
            f"From these two equations, $a = {a}$ and $b = {b}$.",
            f"The answer is $({a}, {b})$.",
        ],
        hints=[
            "A function that is differentiable is continuous: which equation makes both pieces meet?",
            "Which equation makes their slopes equal there?",
        ],
        mistakes=[
            Mistake("continuity-only", vector(Fraction(v, values[0]), 0),
                    "The pieces meet, but with a corner: match the slopes at the seam as well."),
            Mistake("slopes-only", vector(Fraction(m, slopes[0]), 0),
                    "The slopes agree, but the pieces do not meet: match the values at the seam as well."),
            Mistake("value-and-slope-exchanged", vector(*swapped),
                    "You used the value where the slope belongs and the slope where the value belongs."),
        ],
    )  # fmt: skip


Points = Literal["corners and jumps", "all kinds", "pieces"]


@exercise(
    "calculus.derivative_concept.differentiability",
    title="Where is f not differentiable?",
    skill="s.der.exist",
    source="OpenStax, Calculus Volume 1, section 3.2",
    levels={
        "easy": {"points": "corners and jumps"},
        "core": {"points": "all kinds"},
        "hard": {"points": "pieces"},
    },
)
def differentiability(rng: Rng, *, points: Points) -> Part | Multipart:
    """Find where a function has no derivative, or make two pieces meet so that it has one."""
    return in_pieces(rng) if points == "pieces" else on_a_graph(rng, points)
