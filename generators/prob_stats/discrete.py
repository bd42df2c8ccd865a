"""Discrete distributions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate, combinations, pairwise
from math import comb, lcm
from typing import Any, Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    matching,
    number,
    rounded,
    terminating,
    vector,
)
from generators.maths.designs import with_sum
from generators.maths.distributions import binomial_cdf, binomial_pmf
from generators.maths.figures import axis, bar_chart, listed, plain
from generators.maths.rationals import Rational
from generators.maths.reals import sqrt
from generators.maths.writing import reduced
from schemas.answer import ChoiceAnswer, MatchingAnswer, NumberAnswer
from schemas.exercise import DataTable
from schemas.figure import Curve, Dots, Figure, Mark

# Probability and distribution function -----------------------------------------------------------------------------

COUNTS = (
    ("the number of people in a queue at the post office", 0),
    ("the number of goals of a team in a match", 0),
    ("the number of calls in a minute at a help desk", 0),
    ("the number of free tables in a café at noon", 0),
    ("the number of errors on a page of a draft", 0),
    ("the number of umbrellas left behind on a bus in a day", 0),
    ("the number of rooms of a flat in a town", 1),
    ("the number of stars a customer gives", 1),
    ("the number of tries until a game is won", 1),
    ("the number of books that a visitor borrows", 1),
    ("the number of passengers in a taxi", 1),
    ("the gain in euros in a game", -2),
    ("the change of a level in a game", -3),
)
"""What X is, and its smallest value."""


class Weight(NamedTuple):
    """A formula for probabilities up to a factor."""

    text: str
    at: tuple[int, ...]
    values: tuple[Fraction, ...]


@exercise(
    "prob_stats.discrete.pmf_cdf_table",
    title="Complete a PMF and its CDF",
    skill="s.dis.pmf",
    source="Wasserman, All of Statistics (2004), section 2.2",
    levels={"easy": {"given": "all_but_one"}, "core": {"given": "formula"}, "hard": {"given": "cdf"}},
)
def pmf_cdf_table(rng: Rng, *, given: Literal["all_but_one", "formula", "cdf"]) -> Multipart:
    """Find what is missing of a probability function, cumulate it, and read probabilities off the result."""
    if given == "cdf":
        return from_cdf(rng)
    if given == "formula":
        return from_formula(rng)
    about, low = rng.choice(COUNTS)
    n = rng.integer(4, 6)
    values = list(range(low, low + n))
    total = rng.choice((10, 12, 15, 16, 20, 20, 24, 25, 40, 50, 100))
    weights = with_sum(rng, n, total, 1, total // 2)
    nice = written(total)
    p = [nice(Fraction(w, total)) for w in weights]
    m = rng.integer(0, n - 1)
    others = [x for i, x in enumerate(p) if i != m]
    assert p[m] == 1 - sum(others, Fraction(0))
    cells = ["c" if i == m else str(x) for i, x in enumerate(p)]
    gone = nice(1 - Fraction(p[m]))
    return Multipart(
        f"The random variable $X$ is {about}. The table shows its probabilities $p(x) = P(X = x)$, one of which is "
        f"missing and called $c$. {EXACT}",
        data=DataTable(columns=("x", *map(str, values)), rows=(("p(x)", *cells),)),
        parts=[
            Part(
                name="c",
                ask="Find $c$.",
                answer=number(p[m]),
                hints=["What do all probabilities add up to?"],
                steps=[f"All probabilities add up to $1$, so $c = 1 - ({' + '.join(map(str, others))}) = "
                       f"1 - {gone} = {p[m]}$."],
                mistakes=[
                    Mistake("uniform-c", number(Fraction(1, n)),
                            "The values are not equally likely. All probabilities add up to $1$."),
                    Mistake("event-for-complement", number(gone), "That is the sum of the others. Take the rest."),
                ],
            ),
            cdf_part(values, p, [Fraction(0) if i == m else Fraction(x) for i, x in enumerate(p)],
                     [int(i == m) for i in range(n)], "c"),
            span_part(rng, values, p),
        ],
    )  # fmt: skip


def written(total: int) -> Callable[[Rational], Rational]:
    """How shares of so many are written: all as decimals if these end after three places, else all as fractions."""
    return terminating if 1000 % total == 0 else Fraction


def cdf_part(
    values: Sequence[int], p: Sequence[Rational], known: Sequence[Fraction], share: Sequence[Rational], name: str
) -> Part:
    """The distribution function at all values; each probability is `known` plus `share` times the unknown."""
    nice = written(lcm(*(Fraction(x).denominator for x in p)))
    F = [nice(x) for x in accumulate(map(Fraction, p))]
    assert F[-1] == 1
    told = [f"$F({v}) = {x}$" if i == 0 else f"$F({v}) = {F[i - 1]} + {p[i]} = {x}$"
            for i, (v, x) in enumerate(zip(values, F, strict=True))]  # fmt: skip
    rule = [f"{sum(known[: i + 1], Fraction(0))} + ({sum(map(Fraction, share[: i + 1]), Fraction(0))})*{name}"
            for i in range(len(p))]  # fmt: skip
    return Part(
        name="F",
        ask="Give the values of the distribution function $F(x) = P(X <= x)$ at "
        f"{listed(f'$x = {v}$' for v in values)} as a vector.",
        answer=vector(F),
        follows=f"[{', '.join(rule)}]",
        hints=["$F(x)$ is the probability of all values up to $x$, with $x$ itself."],
        steps=[
            f"Add up the probabilities from the left: {listed(told)}.",
            f"The last value is $1$, as it must be. The vector is $[{', '.join(map(str, F))}]$.",
        ],
        mistakes=[
            Mistake("strict-cdf", vector([0, *F[:-1]]), "$F(x)$ includes the value $x$ itself."),
            Mistake("pmf-for-cdf", vector(p), "These are the probabilities of the single values. Cumulate them."),
        ],
    )


def span_part(rng: Rng, values: Sequence[int], p: Sequence[Rational]) -> Part:
    """P(a < X <= b), with or without each end, by the distribution function F of an earlier part."""
    n = len(values)
    i = rng.integer(0, n - 3)
    j = rng.integer(i + 2, n - 1)
    lower, upper = rng.choice((("<", "<="), ("<=", "<="), ("<", "<"), ("<=", "<")))
    first, last = i + (lower == "<"), j - (upper == "<")
    a, b = values[i], values[j]
    event = f"{a} {lower} X {upper} {b}"
    nice = written(lcm(*(Fraction(x).denominator for x in p)))
    answer = nice(sum(map(Fraction, p[first : last + 1]), Fraction(0)))
    F = [nice(x) for x in accumulate(map(Fraction, p))]
    before = F[first - 1] if first else 0
    assert answer == Fraction(F[last]) - before
    minus = f" - F({values[first - 1]})" if first else ""
    minus_value = f" - {before}" if first else ""
    mistakes = [
        Mistake("drops-the-lower-endpoint", f"entry(F, {j + 1}) - entry(F, {i + 1})",
                f"$F({b}) - F({a})$ is $P({a} < X <= {b})$. Look again which ends belong to the event."),
        Mistake("both-ends-counted", f"entry(F, {j + 1})" + (f" - entry(F, {i})" if i else ""),
                f"That is $P({a} <= X <= {b})$. Look again which ends belong to the event."),
        Mistake("no-lower-end", f"entry(F, {last + 1})", "Subtract what lies below the interval."),
    ]  # fmt: skip
    wrong = {"<<=": mistakes[1:], "<=<=": [mistakes[0], mistakes[2]]}.get(lower + upper, mistakes)
    return Part(
        ask=f"Find $P({event})$.",
        answer=number(answer),
        follows=f"entry(F, {last + 1})" + (f" - entry(F, {first})" if first else ""),
        hints=["Which values of $X$ belong to the event? Mind the ends."],
        steps=[
            f"The values that belong to it are {listed(f'${v}$' for v in values[first : last + 1])}.",
            f"So $P({event}) = F({values[last]}){minus}{f' = {F[last]}{minus_value}' if minus else ''} = {answer}$.",
        ],
        mistakes=[each for each in wrong if first or each.misconception != "no-lower-end"],
    )


def from_formula(rng: Rng) -> Multipart:
    """p(x) = c*g(x): the constant, the distribution function, a probability."""
    about, low = rng.choice([each for each in COUNTS if each[1] >= 0])
    n = rng.integer(4, 5)
    at = tuple(range(low, low + n))
    weight = rng.choice(weights_on(at))
    g = weight.values
    total = sum(g, Fraction(0))
    c = 1 / total
    nice = written(lcm(*((c * x).denominator for x in g)))
    p = [nice(c * x) for x in g]
    assert sum(map(Fraction, p), Fraction(0)) == 1
    common = lcm(*(x.denominator for x in g))
    sums = " + ".join(map(str, g))
    reduced = f" = {total}" if common > 1 or len(g) > 1 else ""
    largest = max(g)
    return Multipart(
        f"The random variable $X$ is {about}. It takes the values {listed(f'${x}$' for x in at)}, and its "
        f"probabilities are $P(X = x) = {weight.text}$ with a constant $c$. {EXACT}",
        parts=[
            Part(
                name="c",
                ask="Find $c$.",
                answer=number(c),
                hints=["Put in all values of $x$. What do the probabilities add up to?"],
                steps=[
                    f"The probabilities are $c$ times {listed(f'${x}$' for x in g)}, "
                    f"which add up to ${sums}{reduced}$.",
                    f"They must add up to $1$, so $({total})*c = 1$, and $c = {c}$.",
                ],
                mistakes=[
                    Mistake("uniform-c", number(Fraction(1, n)),
                            f"That would make ${n}$ equal probabilities. The formula's values must add up to $1$."),
                    Mistake("constant-not-inverted", number(total), "The sum times $c$ is $1$: divide 1 by the sum."),
                    Mistake("one-value-for-all", number(1 / largest),
                            "That makes one probability 1. All of them together must be 1."),
                ],
            ),
            cdf_part(at, p, [Fraction(0)] * n, g, "c"),
            span_part(rng, at, p),
        ],
    )  # fmt: skip


def weights_on(at: Sequence[int]) -> list[Weight]:
    """Formulas that are positive on all these values and have a sum that is humane."""
    top, bottom = at[-1], at[0]
    made: list[tuple[str, list[Fraction]]] = []
    for k in (0, 1, 2, 3):
        shift = f"(x + {k})" if k else "x"
        made.append((f"c*{shift}", [Fraction(x + k) for x in at]))
        made.append((f"c*{shift}^2", [Fraction((x + k) ** 2) for x in at]))
        if bottom + k > 0:
            made.append((f"c/{shift}", [Fraction(1, x + k) for x in at]))
        made.append((f"c*({top + 1 + k} - x)", [Fraction(top + 1 + k - x) for x in at]))
        made.append((f"c*(2*x + {2 * k + 1})", [Fraction(2 * x + 2 * k + 1) for x in at]))
    made.append((f"c*({top + 1} - x)^2", [Fraction((top + 1 - x) ** 2) for x in at]))
    made.append(("c*2^x", [Fraction(2**x) for x in at]))
    made.append(("c*x*(x + 1)", [Fraction(x * (x + 1)) for x in at]))
    made.append((f"c*x*({top + 1} - x)", [Fraction(x * (top + 1 - x)) for x in at]))
    made.append((f"c*(x - {bottom + 1})^2 + c", [Fraction((x - bottom - 1) ** 2 + 1) for x in at]))
    return [
        Weight(text, tuple(at), tuple(values))
        for text, values in made
        if min(values) > 0 and max((x / sum(values)).denominator for x in values) <= 140
    ]


def from_cdf(rng: Rng) -> Multipart:
    """The distribution function in a table or as a step plot: probabilities, an interval, a conditional probability."""
    about, low = rng.choice(COUNTS)
    n = rng.integer(4, 6)
    values = list(range(low, low + n))
    drawn_on = rng.chance(Fraction(1, 2))
    total = rng.choice((10, 20)) if drawn_on else rng.choice((10, 12, 15, 16, 20, 24, 25, 40, 50))
    nice = written(total)
    p = [nice(Fraction(w, total)) for w in with_sum(rng, n, total, 1, total // 2)]
    F = [nice(x) for x in accumulate(map(Fraction, p))]
    i = rng.integer(0, n - 3)
    j = rng.integer(i + 1, n - 2)
    a, b = values[i], values[j]
    over_a, over_b = (nice(1 - Fraction(F[k])) for k in (i, j))
    conditional = Fraction(over_b) / Fraction(over_a)
    assert conditional == sum(map(Fraction, p[j + 1 :]), Fraction(0)) / sum(map(Fraction, p[i + 1 :]), Fraction(0))
    k = rng.integer(1, n - 2)
    least = nice(1 - Fraction(F[k - 1]))
    assume(least not in F, "a given value is asked for")
    where = "The figure shows" if drawn_on else "The table shows"
    jumps = [f"$F({values[0]}) = {p[0]}$"] + [
        f"${y} - {x} = {z}$" for (x, y), z in zip(pairwise(F), p[1:], strict=True)
    ]
    return Multipart(
        f"The random variable $X$ is {about}; its values are whole numbers. {where} its distribution function "
        f"$F(x) = P(X <= x)${' on a grid' if drawn_on else ''}. {EXACT}",
        data=None if drawn_on else DataTable(columns=("x", *map(str, values)), rows=(("F(x)", *map(str, F)),)),
        figures=[step_plot(values, F, total)] if drawn_on else [],
        parts=[
            Part(
                name="p",
                ask=f"Give the probabilities $P(X = x)$ for {listed(f'$x = {v}$' for v in values)} as a vector.",
                answer=vector(p),
                hints=["How much does $F$ rise at each value?"],
                steps=[
                    f"The probability of a value is the jump of $F$ there: {listed(jumps)}.",
                    f"They add up to $1$, as they must: the vector is $[{', '.join(map(str, p))}]$.",
                ],
                mistakes=[
                    Mistake("cdf-for-pmf", vector(F), "These are the probabilities of all values up to $x$: take "
                            "differences."),
                    Mistake("jumps-shifted", vector([*p[1:], 0]),
                            "Each jump belongs to the value where it happens, the first one too."),
                ],
            ),
            Part(
                ask=f"Find $P(X >= {values[k]})$.",
                answer=number(least),
                follows=" + ".join(f"entry(p, {m + 1})" for m in range(k, n)),
                hints=[f"Its opposite is $P(X < {values[k]})$. Which value of $F$ is that?"],
                steps=[f"The opposite is $X <= {values[k - 1]}$, so $P(X >= {values[k]}) = 1 - F({values[k - 1]}) = "
                       f"1 - {F[k - 1]} = {least}$."],
                mistakes=[
                    Mistake("strict-tail", " + ".join(f"entry(p, {m + 1})" for m in range(k + 1, n)),
                            f"$1 - F({values[k]})$ is $P(X > {values[k]})$. Here ${values[k]}$ itself belongs to it."),
                    Mistake("other-tail", " + ".join(f"entry(p, {m + 1})" for m in range(k + 1)),
                            f"That is $P(X <= {values[k]})$, the other side."),
                ],
            ),
            Part(
                ask=f"Find $P(X > {b} | X > {a})$.",
                answer=number(conditional),
                follows=f"({' + '.join(f'entry(p, {m + 1})' for m in range(j + 1, n))})/"
                f"({' + '.join(f'entry(p, {m + 1})' for m in range(i + 1, n))})",
                hints=["The condition leaves only the values above it: they are the new total."],
                steps=[
                    f"Whoever is above ${b}$ is above ${a}$ too, so $P(X > {b} | X > {a}) = P(X > {b})/P(X > {a})$.",
                    f"With $P(X > {b}) = 1 - {F[j]} = {over_b}$ and $P(X > {a}) = 1 - {F[i]} = {over_a}$ this is "
                    f"${over_b}/({over_a}) = {conditional}$.",
                ],
                mistakes=[
                    Mistake("marginal-for-conditional", number(over_b),
                            f"That is $P(X > {b})$. Divide by the probability of the condition."),
                    Mistake("difference-for-ratio", number(nice(Fraction(over_a) - Fraction(over_b))),
                            f"That is $P({a} < X <= {b})$, a difference. A condition divides."),
                    Mistake("condition-with-its-end",
                            f"({' + '.join(f'entry(p, {m + 1})' for m in range(j, n))})/"
                            f"({' + '.join(f'entry(p, {m + 1})' for m in range(i, n))})",
                            "“Greater than” does not include the value itself."),
                ],
            ),
        ],
    )  # fmt: skip


def step_plot(values: Sequence[int], F: Sequence[Rational], total: int) -> Figure:
    """A distribution function: level between its values, with a filled point where each step begins."""
    ends = [values[0] - 1, *values, values[-1] + 1]
    heights = [Fraction(0), *map(Fraction, F)]
    marks: list[Mark] = [
        Curve(points=((float(x), float(h)), (float(y), float(h))))
        for (x, y), h in zip(pairwise(ends), heights, strict=True)
    ]
    marks.append(Dots(points=tuple((float(v), float(h)) for v, h in zip(values, F, strict=True))))
    marks.append(Dots(points=tuple((float(v), float(h)) for v, h in zip(values, heights, strict=False)), hollow=True))
    told = listed(f"{plain(h)} at {v}" for v, h in zip(values, F, strict=True))
    return Figure(
        alt=f"Step function on a grid, 0 on the left. It jumps up to {told}, and is level between.",
        marks=tuple(marks),
        x=axis((ends[0], ends[-1]), "x", step=1),
        y=axis((0, 1.05), "F(x)", step=Fraction(1, 10 if total == 10 else 20)),
        grid=True,
        rim=True,
    )


EXACT = "Give exact values; fractions need not be reduced."


def nice(x: Rational) -> Rational:
    """As a decimal if it has at most four places, else as a fraction."""
    x = Fraction(x)
    return terminating(x) if 10_000 % x.denominator == 0 else x


# Binomial ----------------------------------------------------------------------------------------------------------


class Trials(NamedTuple):
    """Independent equal trials: the story with {n} and {p}, and what is counted."""

    text: str
    counted: str


TRIALS = (
    Trials("Each of {n} seeds germinates with the probability {p}, independently of the others.",
           "seeds that germinate"),
    Trials("A player scores with the probability {p} in each of {n} independent throws.", "throws that score"),
    Trials("Each of {n} messages is spam with the probability {p}, independently of the others.", "spam messages"),
    Trials("A sensor fails with the probability {p} each day, independently; look at {n} days.",
           "days on which the sensor fails"),
    Trials("Each of {n} visitors buys something with the probability {p}, independently of the others.",
           "visitors who buy something"),
    Trials("In each of {n} independent spins a wheel of fortune wins with the probability {p}.", "spins that win"),
    Trials("A student guesses all {n} answers of a quiz, each right with the probability {p}, independently.",
           "right answers"),
    Trials("Each of {n} cells of a memory is flipped by radiation with the probability {p}, independently.",
           "flipped cells"),
    Trials("Each of {n} plates from an oven has a crack with the probability {p}, independently of the others.",
           "plates with a crack"),
    Trials("Each of {n} bulbs flowers with the probability {p}, independently of the others.", "bulbs that flower"),
)  # fmt: skip
CHANCES = ("1/3", "1/4", "1/5", "1/10", "3/10", "2/5", "2/3", "3/4", "1/6")


@exercise(
    "prob_stats.discrete.binomial_probability",
    title="Binomial probabilities",
    skill="s.dis.binomial",
    source="Blitzstein and Hwang, Introduction to Probability, 2nd edition (2019), section 3.3",
    levels={"easy": {"asks": "one_value"}, "core": {"asks": "several_values"}, "hard": {"asks": "parameters"}},
)
def binomial_probability(rng: Rng, *, asks: Literal["one_value", "several_values", "parameters"]) -> Multipart:
    """Find binomial probabilities, mean and variance; find the parameters or the most likely value."""
    story = rng.choice(TRIALS)
    if asks == "several_values":
        return several_values(rng, story)
    if asks == "parameters":
        return parameters(rng, story) if rng.chance(Fraction(1, 2)) else most_likely(rng, story)
    n = rng.integer(3, 5)
    p = Fraction(rng.choice((*CHANCES, "1/2")))
    k = rng.choice([k for k in range(2, n) if 2 * k != n])
    q = 1 - p
    answer = comb(n, k) * p**k * q ** (n - k)
    assert answer == binomial_pmf(k, n, p)
    return Multipart(
        f"{told(story, n, p)} {EXACT}",
        given={"v": p**k * q ** (n - k)},
        parts=[
            Part(
                name="a",
                ask=f"In how many orders can exactly ${k}$ of the ${n}$ be successes and the others not?",
                answer=number(comb(n, k), form="integer"),
                hints=[f"Choose the ${k}$ places of the successes among ${n}$."],
                steps=[f"The places of the successes can be chosen in $binomial({n}, {k}) = {comb(n, k)}$ ways."],
                mistakes=[
                    Mistake("product-for-choice", number(n * k), "Choose places: the number is $n!/(k!*(n - k)!)$."),
                    Mistake("order-of-successes-counted", number(falling(n, k)),
                            "The successes are all alike: which of them comes first does not matter."),
                ],
            ),
            Part(
                ask=f"Find $P(X = {k})$.",
                answer=number(answer),
                follows="a*v",
                hints=["How probable is one such order? All of them are equally probable."],
                steps=[
                    f"One order has the probability $({p})^({k})*({q})^({n - k}) = {p**k * q ** (n - k)}$.",
                    f"So $P(X = {k}) = {comb(n, k)}*({p**k * q ** (n - k)}) = {answer}$.",
                ],
                mistakes=[
                    Mistake("no-coefficient", number(p**k * q ** (n - k)),
                            "That is one particular order. Multiply by the number of orders."),
                    Mistake("p-q-swapped", number(comb(n, k) * q**k * p ** (n - k)),
                            "$p$ goes with the successes, $1 - p$ with the others."),
                    Mistake("failures-forgotten", number(comb(n, k) * p**k),
                            f"The other ${n - k}$ must not be successes: that has a probability too."),
                ],
            ),
        ],
    )  # fmt: skip


def falling(n: int, k: int) -> int:
    """Ordered choices of k among n."""
    ways = 1
    for m in range(n, n - k, -1):
        ways *= m
    return ways


def told(story: Trials, n: int, p: Rational) -> str:
    return f"{story.text.format(n=f'${n}$', p=f'${p}$')} Let $X$ be the number of {story.counted}."


def four(value: Rational) -> NumberAnswer:
    """A key that is marked to four decimals."""
    return number(rounded(Fraction(value), 12), places=4)


def several_values(rng: Rng, story: Trials) -> Multipart:
    """A probability that takes up to four terms, the mean and the variance."""
    n = rng.integer(6, 12)
    p = nice(Fraction(rng.choice(CHANCES)))
    q = nice(1 - Fraction(p))
    low = rng.chance(Fraction(1, 2))
    terms = rng.integer(2, 4)
    ks = list(range(terms)) if low else list(range(n - terms + 1, n + 1))
    edge = ks[-1] if low else ks[0]
    complement = rng.chance(Fraction(1, 3))
    values = [binomial_pmf(k, n, p) for k in ks]
    inside = sum(values, Fraction(0))
    assert inside == (binomial_cdf(edge, n, p) if low else 1 - binomial_cdf(edge - 1, n, p))
    if complement:
        edge = edge + 1 if low else edge - 1
        low = not low
    answer = 1 - inside if complement else inside
    event = f"X {'<=' if low else '>='} {edge}"
    words = f"at {'most' if low else 'least'} ${edge}$"
    assume(Fraction(1, 10000) < answer < 1 - Fraction(1, 2000), "almost impossible or certain")
    mean, variance = nice(n * Fraction(p)), nice(n * Fraction(p) * Fraction(q))
    near = [rounded(value, 6) for value in values]
    rows = [f"$P(X = {k}) = binomial({n}, {k})*({p})^({k})*({q})^({n - k}) approx {x}$"
            for k, x in zip(ks, near, strict=True)]  # fmt: skip
    strict = answer - binomial_pmf(edge, n, p)
    other = 1 - answer
    loose = sum((Fraction(p) ** k * Fraction(q) ** (n - k) for k in ks), Fraction(0))
    return Multipart(
        told(story, n, p),
        parts=[
            Part(
                ask=f"Find $P({event})$, the probability of {words}, to four decimals.",
                answer=four(answer),
                honest=[four(rounded(1 - sum(near, Fraction(0)) if complement else sum(near, Fraction(0)), 4))],
                hints=["Which values of $X$ belong to the event, and which to its opposite? Take the fewer."],
                steps=[
                    f"$X$ is binomial with $n = {n}$ and $p = {p}$, and "
                    + (f"it is easier to look at the opposite, the values {listed(f'${k}$' for k in ks)}."
                       if complement else f"the event consists of the values {listed(f'${k}$' for k in ks)}."),
                    f"{'; '.join(rows)}.",
                    (f"So $P({event}) approx 1 - ({' + '.join(map(str, near))}) approx {rounded(answer, 4)}$."
                     if complement else
                     f"So $P({event}) approx {' + '.join(map(str, near))} approx {rounded(answer, 4)}$."),
                ],
                mistakes=[
                    Mistake("strict-tail", four(strict), f"“{words[:-len(str(edge)) - 3].capitalize()}” includes "
                            f"${edge}$ itself."),
                    Mistake("other-tail", four(other), "That is the opposite event."),
                    Mistake("no-coefficient", four(1 - loose if complement else loose),
                            "Each number of successes can come in several orders: multiply by their number."),
                ],
            ),
            Part(
                name="m",
                ask="Give the mean $E[X]$, exactly.",
                answer=number(mean),
                hints=["How many successes do you expect?"],
                steps=[f"The mean is $E[X] = n*p = {n}*({p}) = {mean}$."],
                mistakes=[
                    Mistake("middle-for-mean", number(Fraction(n, 2)), "The middle is the mean only for $p = 1/2$."),
                    Mistake("p-q-swapped", number(n * Fraction(q)), "That is the mean number of failures."),
                ],
            ),
            Part(
                ask="Give the variance $Var(X)$, exactly.",
                answer=number(variance),
                follows=f"m*({q})",
                steps=[f"The variance is $Var(X) = n*p*(1 - p) = {n}*({p})*({q}) = {variance}$."],
                mistakes=[
                    Mistake("mean-for-variance", "m", "That is the mean. Multiply it by $1 - p$."),
                    Mistake("p-not-multiplied", number(Fraction(p) * Fraction(q)),
                            f"That is the variance of one trial. There are ${n}$."),
                ],
            ),
        ],
    )  # fmt: skip


def parameters(rng: Rng, story: Trials) -> Multipart:
    """Mean and variance are given: p, n and the probability of no success or of one value."""
    n = rng.integer(4, 20)
    p = nice(Fraction(rng.choice((*CHANCES, "3/5", "4/5", "1/2"))))
    q = nice(1 - Fraction(p))
    mean, variance = n * Fraction(p), n * Fraction(p) * Fraction(q)
    assume(1000 % mean.denominator == 0 and 1000 % variance.denominator == 0, "the decimals do not end")
    assume(Fraction(p) not in (mean, variance), "the probability stands in the question")
    m, v = nice(mean), nice(variance)
    k = rng.integer(0, min(3, n - 1))
    answer = binomial_pmf(k, n, p)
    assume(answer > Fraction(1, 1000), "almost impossible")
    assert variance / mean == q and mean / p == n
    return Multipart(
        f"The number $X$ of {story.counted} is binomial, with parameters $n$ and $p$ that are not known. Its mean is "
        f"$E[X] = {m}$ and its variance $Var(X) = {v}$.",
        given={"mu": m, "v": v},
        parts=[
            Part(
                name="p",
                ask="Find the probability $p$ of a success, exactly.",
                answer=number(p),
                hints=["Write mean and variance with $n$ and $p$. What is their ratio?"],
                steps=[
                    f"The mean is $n*p$ and the variance $n*p*(1 - p)$, so their ratio is "
                    f"$1 - p = {v}/({m}) = {q}$.",
                    f"Hence $p = 1 - {q} = {p}$.",
                ],
                mistakes=[
                    Mistake("p-q-swapped", number(q), "The ratio of variance and mean is $1 - p$."),
                    Mistake("ratio-inverted", number(mean / variance), "Divide the variance by the mean, and take the "
                            "rest to $1$."),
                ],
            ),
            Part(
                name="n",
                ask="Find the number $n$ of trials.",
                answer=number(n),
                follows="mu/p",
                steps=[f"From $n*p = {m}$ it follows that $n = {m}/({p}) = {n}$."],
                mistakes=[
                    Mistake("divides-by-q", "mu/(1 - p)", "The mean is $n*p$: divide by $p$."),
                    Mistake("variance-for-mean", "v/p", "Divide the mean, not the variance."),
                ],
            ),
            Part(
                ask=f"Find $P(X = {k})$ to four decimals.",
                answer=four(answer),
                follows=f"binomial(n, {k})*p^{k}*(1 - p)^(n - {k})" if k else "(1 - p)^n",
                steps=[f"It is $P(X = {k}) = binomial({n}, {k})*({p})^({k})*({q})^({n - k}) approx "
                       f"{rounded(answer, 4)}$." if k else f"All ${n}$ fail: $P(X = 0) = ({q})^({n}) approx "
                       f"{rounded(answer, 4)}$."],
                mistakes=[
                    *([Mistake("no-coefficient", f"p^({k})*(1 - p)^(n - {k})",
                               "Multiply by the number of orders.")] if k else [
                        Mistake("all-for-none", "p^n", "That is the probability that all are successes.")]),
                    Mistake("p-q-swapped", f"binomial(n, {k})*(1 - p)^({k})*p^(n - {k})" if k else "1 - p^n",
                            "$p$ goes with the successes, $1 - p$ with the failures."),
                ],
            ),
        ],
    )  # fmt: skip


def most_likely(rng: Rng, story: Trials) -> Multipart:
    """The value with the largest probability, and how much larger it is than the next one."""
    n = rng.integer(7, 40)
    p = nice(Fraction(rng.choice((*CHANCES, "3/5", "1/8", "3/20"))))
    peak = (n + 1) * Fraction(p)
    assume(peak.denominator > 1, "two values are equally likely")
    k = int(peak)
    assume(0 < k < n, "the most likely value is at the edge")
    assert binomial_pmf(k, n, p) > max(binomial_pmf(k - 1, n, p), binomial_pmf(k + 1, n, p))
    q = nice(1 - Fraction(p))
    ratio = binomial_pmf(k, n, p) / binomial_pmf(k - 1, n, p)
    assert ratio == (n - k + 1) * Fraction(p) / (k * Fraction(q))
    answer = binomial_pmf(k, n, p)
    mean = nice(n * Fraction(p))
    up = k + 1 if mean > k else k - 1
    return Multipart(
        told(story, n, p),
        parts=[
            Part(
                name="k",
                ask="Which value of $X$ is the most likely?",
                answer=number(k),
                hints=["By which factor does $P(X = k)$ differ from $P(X = k - 1)$? While it is above 1, they rise."],
                steps=[
                    "From $k - 1$ to $k$ the probability changes by the factor $(n - k + 1)*p/(k*(1 - p))$, which is "
                    "at least $1$ as long as $k <= (n + 1)*p$.",
                    f"Here $(n + 1)*p = {n + 1}*({p}) = {nice(peak)}$, so the most likely value is ${k}$.",
                ],
                mistakes=[
                    Mistake("n-as-peak", number(n), "The largest value is not the most likely one."),
                    Mistake("middle-for-mode", number(n // 2), "The middle is the most likely value only near "
                            "$p = 1/2$."),
                    Mistake("mean-rounded-away", number(up if up not in (n, n // 2) else k + 2),
                            "The peak is at the largest whole number up to $(n + 1)*p$."),
                ],
            ),
            Part(
                ask="What is its probability, to four decimals?",
                answer=four(answer),
                follows=f"binomial({n}, k)*({p})^k*({q})^({n} - k)",
                steps=[f"It is $P(X = {k}) = binomial({n}, {k})*({p})^({k})*({q})^({n - k}) approx "
                       f"{rounded(answer, 4)}$."],
                mistakes=[
                    Mistake("uniform-c", four(Fraction(1, n + 1)), "The values are not equally likely."),
                    Mistake("one-value-up", four(binomial_pmf(k + 1, n, p)), f"That is $P(X = {k + 1})$."),
                ],
            ),
        ],
    )  # fmt: skip


# Pictures ----------------------------------------------------------------------------------------------------------


class Law(NamedTuple):
    """A distribution on whole numbers in words, with its probabilities; n orders laws by their number of parts."""

    text: str
    pmf: Mapping[int, Fraction]
    n: int
    mean: Fraction
    variance: Fraction

    @property
    def peak(self) -> int:
        return max(self.pmf, key=lambda x: self.pmf[x])


@cache
def binomial_law(n: int, p: Fraction) -> Law:
    pmf = {k: binomial_pmf(k, n, p) for k in range(n + 1)}
    text = f"binomial: ${n}$ trials, each a success with the probability ${terminating(p)}$"
    return Law(text, pmf, n, n * p, n * p * (1 - p))


@cache
def uniform_law(low: int, high: int) -> Law:
    n = high - low + 1
    text = f"uniform on the whole numbers ${low}$ to ${high}$"
    pmf = dict.fromkeys(range(low, high + 1), Fraction(1, n))
    return Law(text, pmf, high, Fraction(low + high, 2), Fraction(n * n - 1, 12))


@cache
def dice_law(k: int, sides: int) -> Law:
    """The sum of k dice, by adding one die after the other."""
    ways = {0: 1}
    for _ in range(k):
        after: dict[int, int] = {}
        for total, count in ways.items():
            for face in range(1, sides + 1):
                after[total + face] = after.get(total + face, 0) + count
        ways = after
    pmf = {total: Fraction(count, sides**k) for total, count in ways.items()}
    what = f"one die with ${sides}$ faces" if k == 1 else f"the sum of ${k}$ dice with ${sides}$ faces each"
    return Law(what, pmf, k, Fraction(k * (sides + 1), 2), Fraction(k * (sides**2 - 1), 12))


@exercise(
    "prob_stats.discrete.match_pmf_plot",
    title="Match bar charts with distributions",
    skill="s.dis.binomial",
    source="Blitzstein and Hwang, Introduction to Probability, 2nd edition (2019), section 3.3",
    tier="standard",
    levels={"easy": {"differ": "chance"}, "core": {"differ": "trials"}, "hard": {"differ": "spread"}},
)
def match_pmf_plot(rng: Rng, *, differ: Literal["chance", "trials", "spread"]) -> Multipart:
    """Match four bar charts with the distributions whose probabilities they show."""
    laws = {"chance": by_chance, "trials": by_trials, "spread": by_spread}[differ](rng)
    for one, other in combinations(laws, 2):
        far = abs(one.mean - other.mean) >= Fraction(3, 2)
        v, w = sorted((one.variance, other.variance))
        assert far or 100 * w >= 169 * v, "two charts look alike"
    span = shown_span(laws)
    listed_as, drawn_as = rng.shuffled(range(4)), rng.shuffled(range(4))
    name = dict(zip(drawn_as, "ABCD", strict=True))
    place = dict(zip(listed_as, "1234", strict=True))
    texts = (
        {letter: f"Figure {letter}" for letter in "ABCD"},
        {place[i]: laws[i].text for i in sorted(range(4), key=lambda i: place[i])},
    )

    def key(takes: Sequence[int]) -> MatchingAnswer:
        """Law i stands for the chart of law takes[i]."""
        return matching(*texts, {name[takes[i]]: place[i] for i in sorted(range(4), key=lambda i: name[takes[i]])})

    def ranked(value: Callable[[Law], Rational]) -> list[int]:
        return sorted(range(4), key=lambda i: value(laws[i]))

    def exchanged(i: int, j: int) -> list[int]:
        return [{i: j, j: i}.get(k, k) for k in range(4)]

    def crossed(option: Sequence[int], chart: Sequence[int]) -> list[int]:
        """The options in one order take the charts in another."""
        partner = dict(zip(option, chart, strict=True))
        return [partner[i] for i in range(4)]

    slips = {
        "chance": [
            Mistake("skew-side", key(exchanged(0, 1)),
                    "Where a success is rare the bars stand near $0$, where it is frequent near $n$."),
            Mistake("binomial-is-flat", key(exchanged(2, 3)),
                    "Middle numbers of successes can come in many orders, so a binomial chart has a hump."),
        ],
        "trials": [
            Mistake("skew-side", key([1, 0, 3, 2]),
                    "Where a success is rare the bars stand near $0$, where it is frequent near $n$."),
            Mistake("n-as-peak", key(crossed(ranked(lambda law: law.n), ranked(lambda law: law.peak))),
                    "The peak does not stand at $n$ but near $n*p$."),
        ],
        "spread": [
            Mistake("spread-reversed", key(crossed(ranked(lambda law: law.variance),
                                                   ranked(lambda law: -law.variance))),
                    "All have the same mean. Compute the variances: the largest belongs to the widest chart."),
            Mistake("neighbours-in-spread", key(exchanged(*ranked(lambda law: law.variance)[1:3])),
                    "Two of them are exchanged: compare their variances once more."),
        ],
    }[differ]  # fmt: skip
    dice = "dice" in laws[0].text or "dice" in laws[1].text
    told = [
        f"Figure {name[i]}: {look(laws[i], differ)}, which fits “{laws[i].text}”."
        for i in sorted(range(4), key=lambda i: name[i])
    ]
    return Multipart(
        "The four charts show the probabilities of "
        + ("throws with dice whose faces are numbered from $1$." if dice else "four distributions.")
        + " All have the same horizontal axis; values with a probability below 0.0005 are left out."
        if span[1] < max(max(law.pmf) for law in laws)
        else "The four charts show the probabilities of "
        + ("throws with dice whose faces are numbered from $1$." if dice else "four distributions.")
        + " All have the same horizontal axis.",
        figures=[chart(laws[i], span, name[i]) for i in sorted(range(4), key=lambda i: name[i])],
        parts=[
            Part(
                ask="Which distribution belongs to which figure?",
                answer=key(range(4)),
                hints=[
                    "All means are equal. What are the variances?"
                    if differ == "spread"
                    else "Where is the centre of each chart? The mean of a binomial distribution is $n*p$.",
                ],
                steps=[
                    "The sum of independent parts has the sum of the variances: "
                    "one die with $s$ faces has the variance $(s^2 - 1)/12$."
                    if dice
                    else "A binomial distribution has its hump near $n*p$ and the variance $n*p*(1 - p)$; a uniform "
                    "one is flat.",
                    *told,
                ],
                mistakes=slips,
            )
        ],
    )  # fmt: skip


def look(law: Law, differ: str) -> str:
    """What is seen of a chart, with the number that decides."""
    if differ == "spread":
        return f"mean ${plain(law.mean)}$ and standard deviation about ${rounded(sqrt(law.variance), 2)}$"
    if law.text.startswith("uniform"):
        return "all bars are equally high"
    return f"the hump is near ${plain(law.mean)}$"


def by_chance(rng: Rng) -> list[Law]:
    """p, 1 - p, 1/2 and the uniform distribution, with the same n."""
    n, p = rng.choice([(n, p) for n in range(5, 15) for p in (Fraction(1, 10), Fraction(1, 5), Fraction(1, 4),
                       Fraction(3, 10)) if (Fraction(1, 2) - p) * n >= Fraction(3, 2)])  # fmt: skip
    return [binomial_law(n, p), binomial_law(n, 1 - p), binomial_law(n, Fraction(1, 2)), uniform_law(0, n)]


def by_trials(rng: Rng) -> list[Law]:
    """Two values of n, each with a small p and its complement."""
    m, n, p = rng.choice(two_numbers())
    return [binomial_law(m, p), binomial_law(m, 1 - p), binomial_law(n, p), binomial_law(n, 1 - p)]


@cache
def two_numbers() -> list[tuple[int, int, Fraction]]:
    """(m, n, p) with four laws that look different."""
    return [
        (m, n, p)
        for m in range(5, 10)
        for n in range(m + 4, 19)
        for p in (Fraction(k, 20) for k in (2, 3, 4, 5, 6))
        if apart([(m, p), (m, 1 - p), (n, p), (n, 1 - p)])
    ]


def apart(laws: Sequence[tuple[int, Fraction]]) -> bool:
    """Means 1.5 apart, or standard deviations 30%."""
    for (m, p), (n, q) in combinations(laws, 2):
        v, w = sorted((m * p * (1 - p), n * q * (1 - q)))
        if abs(m * p - n * q) < Fraction(3, 2) and 100 * w < 169 * v:
            return False
    return True


def by_spread(rng: Rng) -> list[Law]:
    """The same mean, different variances: binomial and uniform, or sums of dice."""
    if rng.chance(Fraction(1, 20)):
        return [dice_law(k, s) for k, s in rng.choice(same_sums())]
    mu, ps, reach = rng.choice(same_means())
    laws = [binomial_law(int(mu / p), p) for p in ps]
    return [*laws, uniform_law(mu - reach, mu + reach)] if reach else laws


@cache
def same_sums() -> list[tuple[tuple[int, int], ...]]:
    """Four pairs (number of dice, faces) with one mean and standard deviations 30% apart."""
    found: list[tuple[tuple[int, int], ...]] = []
    for twice in range(14, 41):
        dice = [(k, twice // k - 1) for k in range(1, 8) if twice % k == 0 and twice // k - 1 >= 2]
        for four in combinations(dice, 4):
            spreads = sorted(k * (s * s - 1) for k, s in four)
            if all(100 * w >= 169 * v for v, w in pairwise(spreads)):
                found.append(four)
    return found


@cache
def same_means() -> list[tuple[int, tuple[Fraction, ...], int]]:
    """(mean, probabilities of binomial laws, how far a uniform one reaches to both sides), deviations 30% apart.

    No uniform law joins four binomial ones; it reaches 0.
    """
    found: list[tuple[int, tuple[Fraction, ...], int]] = []
    for mu in range(3, 13):
        fortieths = [k for k in range(2, 39) if 40 * mu % k == 0 and 40 * mu <= 60 * k]
        for chosen, reach in (
            *((four, 0) for four in combinations(fortieths, 4)),
            *((three, reach) for three in combinations(fortieths, 3) for reach in range(2, mu + 1)),
        ):
            flat = [40 * reach * (reach + 1)] if reach else []
            spreads = sorted([*(3 * mu * (40 - k) for k in chosen), *flat])  # 120 times the variances
            if spreads[0] > 30 and all(100 * w >= 169 * v for v, w in pairwise(spreads)):
                found.append((mu, tuple(Fraction(k, 40) for k in chosen), reach))
    return found


def shown_span(laws: Sequence[Law]) -> tuple[int, int]:
    """Where any of the laws has a probability of 0.0005 or more."""
    seen = [x for law in laws for x, w in law.pmf.items() if w >= Fraction(1, 2000)]
    return min(seen), max(seen)


def chart(law: Law, span: tuple[int, int], label: str) -> Figure:
    """The probabilities over the common axis."""
    weights = {k: law.pmf.get(k, Fraction(0)) for k in range(span[0], span[1] + 1)}
    figure = bar_chart({k: w if w >= Fraction(1, 2000) else 0 for k, w in weights.items()}, label=label)
    wide = span[1] - span[0] > 12
    return figure.model_copy(update={"x": axis((span[0] - 0.5, span[1] + 0.5), "k", step=5 if wide else 1)})


# Stories -----------------------------------------------------------------------------------------------------------


class Told(NamedTuple):
    """A story about X, its model, and wrong models: (misconception, model, feedback)."""

    text: str
    model: str
    wrong: tuple[tuple[str, str, str], ...]
    steps: tuple[str, ...]


NONE = "none of these models"
COMPLEMENT = "$p$ is the probability of what $X$ counts."
ONE_TRIAL = "A Bernoulli variable is only $0$ or $1$. $X$ counts over several trials."
FLAT = "The values are not equally likely."


def binomial(n: int, p: Rational) -> str:
    return f"binomial with $n = {n}$, $p = {p}$"


def bernoulli(p: Rational) -> str:
    return f"Bernoulli with $p = {p}$"


def whole(low: int, high: int) -> str:
    return f"uniform on the whole numbers ${low}$ to ${high}$"


def span_of(low: Rational, high: Rational) -> str:
    return f"uniform on the interval from ${low}$ to ${high}$"


def normal(mean: Rational, deviation: Rational) -> str:
    return f"normal with mean ${mean}$, standard deviation ${deviation}$"


def chi_squared(k: int) -> str:
    return f"chi-squared with ${k}$ degree{'s' * (k > 1)} of freedom"


@exercise(
    "prob_stats.discrete.identify_distribution",
    title="Which model and which parameters?",
    skill="s.dis.identify",
    source="Blitzstein and Hwang, Introduction to Probability, 2nd edition (2019), chapters 3 and 5",
    tier="standard",
    levels={"easy": {"models": "discrete"}, "core": {"models": "continuous"}, "hard": {"models": "all"}},
)
def identify_distribution(rng: Rng, *, models: Literal["discrete", "continuous", "all"]) -> Part:
    """Choose the distribution with its parameters for a random quantity that is described in words."""
    stories = {
        "discrete": (count_of_rolls, count_of_draws, count_of_guesses, single_trial, ticket),
        "continuous": (about_a_mean, waiting, count_of_percent, waiting, about_a_mean, ticket),
        "all": (sum_of_squares, without_putting_back, count_of_events, until_success, count_of_events),
    }[models]
    story = rng.choice(stories)(rng)
    texts = list(dict.fromkeys([story.model, *(model for _, model, _ in story.wrong)]))
    if models == "all":
        texts = list(dict.fromkeys([*texts, NONE]))

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    return Part(
        ask=f"{story.text} Which is the distribution of $X$?",
        answer=key(story.model),
        hints=["Is $X$ counted or measured? If counted: is there a fixed number of independent trials, all with the "
               "same probability?"],
        steps=[*story.steps, f"So the model is: {story.model}."],
        mistakes=[Mistake(id, key(model), feedback) for id, model, feedback in story.wrong if model != story.model],
    )  # fmt: skip


def counted(n: int, p: Fraction, one: str, told_p: str) -> dict[str, Any]:
    """What the stories with a binomial model share."""
    return {
        "model": binomial(n, p),
        "wrong": (
            ("parameters-swapped", binomial(n, 1 - p), COMPLEMENT),
            ("single-trial", bernoulli(p), ONE_TRIAL),
            ("binomial-is-flat", whole(0, n), FLAT),
        ),
        "steps": (
            f"$X$ counts successes in ${n}$ independent trials with the same probability: that is binomial.",
            f"A success is that {one}, which has the probability {told_p}.",
        ),
    }


def count_of_rolls(rng: Rng) -> Told:
    m, n = rng.choice((6, 8, 10, 12, 20)), rng.integer(3, 60)
    t = rng.choice([t for t in range(2, m - 1) if 2 * t != m])
    p = Fraction(m - t, m)
    return Told(
        f"A fair die with the faces $1$ to ${m}$ is rolled ${n}$ times, and $X$ is the number of rolls above ${t}$.",
        **counted(n, p, f"a roll is above ${t}$", f"$({m} - {t})/({m}) = {p}$"),
    )


def count_of_draws(rng: Rng) -> Told:
    N, n = rng.integer(6, 30), rng.integer(3, 40)
    K = rng.choice([K for K in range(2, N - 1) if 2 * K != N])
    what, kind = rng.choice((("balls", "red"), ("tickets", "golden"), ("marbles", "blue"), ("sweets", "green")))
    p = Fraction(K, N)
    return Told(
        f"Of ${N}$ {what} in a bag ${K}$ are {kind}. One of them is drawn at random and put back, ${n}$ times in a "
        f"row, and $X$ is the number of draws that show a {kind} one.",
        **counted(n, p, f"a draw shows a {kind} one", f"${reduced(K, N)}$"),
    )


def count_of_guesses(rng: Rng) -> Told:
    n, m = rng.integer(4, 60), rng.integer(3, 6)
    good = rng.chance(Fraction(1, 2))
    p = Fraction(1, m) if good else Fraction(m - 1, m)
    side = "right" if good else "wrong"
    return Told(
        f"A quiz has ${n}$ questions with ${m}$ possible answers each, one of which is right. Somebody guesses all of "
        f"them independently, and $X$ is the number of {side} answers.",
        **counted(n, p, f"a guess is {side}", f"${p}$"),
    )


def count_of_percent(rng: Rng) -> Told:
    n, q = rng.integer(5, 90), rng.choice([k for k in range(2, 99) if k != 50])
    what, yes, no = rng.choice((
        ("visitors of a page", "buy something", "buy nothing"),
        ("letters of a post office", "arrive the next day", "arrive later"),
        ("eggs of a farm", "are white", "are not white"),
        ("trains of a line", "are late", "are on time"),
    ))  # fmt: skip
    negative = rng.chance(Fraction(1, 2))
    p = terminating(Fraction(100 - q if negative else q, 100))
    other = terminating(1 - Fraction(p))
    return Told(
        f"Of all {what}, ${q}%$ {yes} and the others {no}, independently of each other. $X$ is the number of those "
        f"among ${n}$ of them that {no if negative else yes}.",
        model=binomial(n, p),
        wrong=(
            ("parameters-swapped", binomial(n, other), COMPLEMENT),
            ("single-trial", bernoulli(p), ONE_TRIAL),
            ("everything-normal", normal(n, p), "$X$ is a count; and these are no mean and standard deviation of it."),
        ),
        steps=(
            f"$X$ counts successes in ${n}$ independent trials with the same probability: that is binomial.",
            f"What is counted are those that {no if negative else yes}, with the probability ${p}$.",
        ),
    )


def single_trial(rng: Rng) -> Told:
    m = rng.choice((6, 8, 10, 12, 20))
    t = rng.choice([t for t in range(1, m) if 2 * t != m])
    p = Fraction(t, m)
    return Told(
        f"A fair die with the faces $1$ to ${m}$ is rolled once. $X$ is $1$ if the number is at most ${t}$, and else "
        "$0$.",
        bernoulli(p),
        (
            ("parameters-swapped", bernoulli(1 - p), "$p$ is the probability that $X$ is $1$."),
            ("count-for-single-trial", binomial(m, p), "The die is rolled once: there is one trial."),
            ("uniform-c", whole(0, 1), "$0$ and $1$ are not equally likely here."),
            ("number-for-indicator", whole(1, m), "That is the number on the die. $X$ only says whether it is small."),
        ),
        (
            "$X$ can only be $0$ or $1$, and there is a single trial: that is a Bernoulli variable.",
            f"It is $1$ with the probability ${reduced(t, m)}$.",
        ),
    )


def ticket(rng: Rng) -> Told:
    low = rng.integer(2, 40)
    high = low + rng.integer(5, 60)
    n = high - low + 1
    what = rng.choice((
        "One of the tickets with the numbers ${a}$ to ${b}$ is drawn at random, and $X$ is its number.",
        "A computer picks one of the whole numbers ${a}$ to ${b}$ at random, and $X$ is that number.",
        "A page of a chapter, which runs from page ${a}$ to page ${b}$, is opened at random, and $X$ is its number.",
        "One of the houses with the numbers ${a}$ to ${b}$ of a street is chosen at random, and $X$ is its number.",
    ))  # fmt: skip
    return Told(
        what.format(a=low, b=high),
        whole(low, high),
        (
            ("single-trial", bernoulli(Fraction(1, n)), f"That tells whether one particular number comes. $X$ has "
                                                        f"${n}$ values."),
            ("range-shifted", whole(1, n), f"It has ${n}$ values, but they begin with ${low}$."),
            ("everything-binomial", binomial(high, Fraction(1, n)), "Nothing is counted over several trials here."),
            ("discrete-as-continuous", span_of(low, high), "$X$ has only whole values."),
        ),
        (
            "$X$ has finitely many values, and all of them are equally likely: that is uniform.",
            f"They are the whole numbers from ${low}$ to ${high}$.",
        ),
    )  # fmt: skip


def about_a_mean(rng: Rng) -> Told:
    sigma = rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20))
    mu = sigma * rng.integer(6, 20) + rng.integer(0, sigma - 1)
    low, high = mu - 2 * sigma, mu + 2 * sigma
    what = rng.choice((
        "the weight in grams of an apple of a certain tree", "the life in hours of a lamp",
        "the time in seconds in which a swimmer covers a lane", "the length in millimetres of a leaf",
        "the daily demand for power in a village in kilowatts", "the contents in millilitres of a bottle",
    ))  # fmt: skip
    return Told(
        f"$X$ is {what}, a sum of many small independent influences. It is as often above ${mu}$ as below, values are "
        f"rarer the further they lie from that, and about $95%$ of them lie between ${low}$ and ${high}$.",
        normal(mu, sigma),
        (
            ("two-sigma-as-sigma", normal(mu, 2 * sigma), "About $95%$ lie within two standard deviations of the "
                                                          "mean."),
            ("variance-sd", normal(mu, sigma**2), "That is the variance, the square of the standard deviation."),
            ("bell-as-flat", span_of(low, high), "In a uniform model values far from the mean would be as frequent as "
                                                 "near ones, and none would lie outside."),
        ),
        (
            f"$X$ is measured, symmetric about ${mu}$, and a sum of many small influences: that is normal with mean "
            f"${mu}$.",
            f"About $95%$ lie within two standard deviations, so the standard deviation is "
            f"$({high} - {mu})/2 = {sigma}$.",
        ),
    )  # fmt: skip


def waiting(rng: Rng) -> Told:
    m = rng.integer(4, 90)
    text = rng.choice((
        "A bus leaves every ${m}$ minutes. Somebody comes to the stop at a random moment, without a timetable, and "
        "$X$ is the time in minutes until the next bus.",
        "A stick of ${m}$ centimetres is cut at a random place, and $X$ is the distance in centimetres of the cut from "
        "its left end.",
        "A phone rings once within ${m}$ minutes, at a completely random moment, and $X$ is the time in minutes from "
        "the beginning until it rings.",
        "A hand on a round dial of ${m}$ units is stopped at random, and $X$ is where it points, read exactly.",
        "A drop of rain falls at a random place on a rope of ${m}$ metres, and $X$ is its distance in metres from one "
        "end.",
        "A lighthouse flashes every ${m}$ seconds. You look up at a random moment, and $X$ is the time in seconds "
        "until the next flash.",
    ))  # fmt: skip
    return Told(
        text.format(m=m),
        span_of(0, m),
        (
            ("continuous-as-discrete", whole(0, m), "$X$ is measured: it need not be whole."),
            (
                "everything-normal",
                normal(terminating(Fraction(m, 2)), terminating(Fraction(m, 4))),
                "No value is more likely than others: there is no hump in the middle.",
            ),
            ("half-range", span_of(0, terminating(Fraction(m, 2))), f"It can be as large as ${m}$."),
        ),
        (
            "$X$ is measured, and intervals of the same length are equally likely: that is uniform on an interval.",
            f"It lies between $0$ and ${m}$.",
        ),
    )


def sum_of_squares(rng: Rng) -> Told:
    k, s = rng.integer(2, 30), rng.integer(2, 12)
    what = rng.choice((
        "errors of a measurement", "errors of a forecast", "deviations of screws from their nominal length",
        "noise values of pixels", "rounding errors of a long calculation",
    ))  # fmt: skip
    return Told(
        f"Take ${k}$ independent {what}, each normal with mean $0$ and standard deviation ${s}$. Each is divided by "
        f"${s}$ and squared, and $X$ is the sum of these ${k}$ squares.",
        chi_squared(k),
        (
            ("df-as-for-a-sample", chi_squared(k - 1), "One degree is lost only where the mean is estimated from the "
                                                       "data. Here it is known."),
            ("everything-normal", normal(0, s), "A square is never negative, so $X$ is not symmetric about $0$."),
            ("sum-of-squares-as-normal", normal(k, s), "The sum of squares is skewed to the right, and $s$ cancels."),
        ),
        (
            f"Divided by ${s}$ the errors are standard normal.",
            f"The sum of ${k}$ squares of independent standard normal variables is chi-squared with one degree of "
            "freedom for each.",
        ),
    )  # fmt: skip


def without_putting_back(rng: Rng) -> Told:
    N = rng.integer(8, 40)
    K = rng.choice([K for K in range(3, N - 2) if 2 * K != N])
    n = rng.integer(3, min(K, N - K, 8))
    who, kind = rng.choice((
        ("members of a club", "women"), ("phones in a shop", "refurbished ones"), ("cards of a game", "jokers"),
        ("students in a course", "physicists"), ("bottles in a cellar", "bottles from Spain"),
        ("puppies in a kennel", "males"),
    ))  # fmt: skip
    p = Fraction(K, N)
    return Told(
        f"Of ${N}$ {who} ${K}$ are {kind}. A random choice of ${n}$ of them is made, none of them twice, and $X$ is "
        f"the number of {kind} among these.",
        NONE,
        (
            ("dependence-ignored", binomial(n, p), "Nobody is chosen twice: each choice changes the rest, so the "
                                                   "trials are not independent."),
            ("parameters-swapped", binomial(n, 1 - p), COMPLEMENT + " And the trials are not independent."),
            ("binomial-is-flat", whole(0, n), FLAT),
            ("single-trial", bernoulli(p), ONE_TRIAL),
        ),
        (
            f"$X$ counts successes in ${n}$ choices, but none is made twice, so each choice changes the probabilities "
            "of the next one.",
            "The trials are dependent, and the binomial model does not hold. (The name of the right one is "
            "“hypergeometric”.)",
        ),
    )  # fmt: skip


def count_of_events(rng: Rng) -> Told:
    n = rng.integer(4, 40)
    if rng.chance(Fraction(1, 2)):
        s = rng.choice([s for s in range(3, 13) if s != 7])
        hits = sum(a + b >= s for a in range(1, 7) for b in range(1, 7))
        p = Fraction(hits, 36)
        wrong_p = Fraction(13 - s, 11)
        text = f"Two fair dice are rolled together ${n}$ times. $X$ is the number of times their sum is at least ${s}$."
        how = f"of the $36$ pairs of numbers ${hits}$ have a sum of at least ${s}$, so $p = {reduced(hits, 36)}$"
        told_wrong = ("sums-equally-likely", binomial(n, wrong_p), "The sums $2$ to $12$ are not equally likely.")
    else:
        m = rng.integer(3, 6)
        h = rng.choice([h for h in range(1, m) if 2 * h != m])
        p = Fraction(comb(m, h), 2**m)
        text = (
            f"${m}$ fair coins are thrown together, and this ${n}$ times. $X$ is the number of throws with exactly "
            f"${h}$ heads."
        )
        how = (
            f"of the ${2**m}$ results of a throw ${comb(m, h)}$ have ${h}$ heads, so $p = {reduced(comb(m, h), 2**m)}$"
        )
        told_wrong = ("sums-equally-likely", binomial(n, Fraction(1, m + 1)), f"The numbers $0$ to ${m}$ of heads are "
                      "not equally likely.")  # fmt: skip
    return Told(
        text,
        binomial(n, p),
        (
            ("parameters-swapped", binomial(n, 1 - p), COMPLEMENT),
            told_wrong,
            ("single-trial", bernoulli(p), ONE_TRIAL),
        ),
        (
            f"$X$ counts successes in ${n}$ independent trials with the same probability: that is binomial.",
            f"Here {how}.",
        ),
    )


def until_success(rng: Rng) -> Told:
    m = rng.integer(6, 20)
    t = rng.integer(1, m // 2 - 1)
    p = Fraction(t, m)
    return Told(
        f"A fair die with the faces $1$ to ${m}$ is rolled until a number up to ${t}$ comes for the first time, and "
        "$X$ is the number of rolls that this takes.",
        NONE,
        (
            ("no-fixed-number-of-trials", binomial(m, p), "The number of rolls is not fixed beforehand: it is $X$ "
                                                          "itself."),
            ("single-trial", bernoulli(p), "A Bernoulli variable is only $0$ or $1$. $X$ can be any whole number from "
                                           "$1$ on."),
            ("binomial-is-flat", whole(1, m), "$X$ can be larger than that, and its values are not equally likely."),
        ),
        (
            "$X$ is a count, but the number of trials is not fixed: they go on until the first success.",
            "It can be arbitrarily large, so neither a binomial nor a uniform model fits. (The name of the right one "
            "is “geometric”.)",
        ),
    )  # fmt: skip
