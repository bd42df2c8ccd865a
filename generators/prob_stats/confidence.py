"""Confidence intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from itertools import combinations_with_replacement
from math import isqrt
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    choices,
    decimal,
    exercise,
    interval,
    matching,
    number,
    one_of,
    rounded,
    terminating,
)
from generators.maths.datasets import mean, variance
from generators.maths.decimals import Decimal, ended, significant
from generators.maths.distributions import normal_cdf, normal_quantile, t_cdf, t_quantile, t_table, z_table
from generators.maths.figures import axis, plain, spot
from generators.maths.rationals import Rational
from generators.maths.reals import sqrt
from generators.maths.rng import Redraw
from generators.maths.writing import lower_first
from schemas.answer import ChoiceAnswer, ChoicesAnswer, IntervalAnswer, NumberAnswer
from schemas.exercise import DataTable
from schemas.figure import Curve, Dots, Figure, Marker


class Story(NamedTuple):
    """What is measured, in which unit, to how many decimals; the usual mean and spread in units of the last decimal."""

    scene: str
    each: str
    what: str
    unit: str
    places: int
    mean: tuple[int, int]
    spread: tuple[int, int]


STORIES = (
    Story("A laboratory tests how long batteries of one brand last.", "battery", "life", "hours", 0, (30, 70), (3, 6)),
    Story("The contents of cups from a coffee machine are measured.", "cup", "content", "millilitres", 0,
          (150, 250), (4, 9)),
    Story("A student measures how long her way to the university takes.", "day", "time", "minutes", 0,
          (25, 60), (3, 8)),
    Story("An orchard weighs apples of a new sort.", "apple", "weight", "grams", 0, (140, 220), (5, 15)),
    Story("A sprinter runs 200 metres again and again.", "run", "time", "seconds", 1, (225, 270), (3, 9)),
    Story("An engineer measures the response times of a web service.", "request", "time", "milliseconds", 0,
          (80, 250), (5, 25)),
    Story("A zoologist measures the wings of adult thrushes.", "bird", "wing length", "millimetres", 0,
          (112, 124), (3, 6)),
    Story("A bakery weighs rolls of one kind.", "roll", "weight", "grams", 0, (48, 75), (2, 5)),
    Story("A neural network is trained again and again from new starting weights.", "run", "accuracy", "per cent", 1,
          (780, 930), (3, 9)),
)  # fmt: skip
CONFIDENCE = (90, 95, 99)
NORMAL = "The values may be taken as drawn from a normal distribution with unknown mean $mu$"


@exercise(
    "prob_stats.confidence.ci_mean_t",
    title="Confidence interval for a mean, sigma unknown",
    skill="s.ci.mean",
    source="OpenStax, Introductory Statistics (2013), sections 8.1 and 8.2",
    levels={"easy": {"known": "summary and quantile"}, "core": {"known": "summary"}, "hard": {"known": "data"}},
)
def ci_mean_t(rng: Rng, *, known: Literal["summary and quantile", "summary", "data"]) -> Multipart:
    """Find a confidence interval for a mean, by Student's t where the standard deviation is estimated."""
    if known == "data":
        return from_data(rng)
    return quantile_given(rng) if known == "summary and quantile" else quantile_wanted(rng)


def quantile_given(rng: Rng) -> Multipart:
    """Margin of error and interval from n, mean, s and t."""
    story, n, level = rng.choice(STORIES), rng.integer(5, 30), rng.choice(CONFIDENCE)
    m, s = summary(rng, story)
    t, places = t_table(upper(level), n - 1), story.places + 2
    margin = t * s / sqrt(n)
    E = stable(m, margin, places)
    assert abs(2 * t_cdf(margin * sqrt(n) / s, n - 1) - 1 - Fraction(level, 100)) < Fraction(1, 1000)

    return Multipart(
        f"{summarised(story, n, m, s)} With ${n - 1}$ degrees of freedom the quantile for ${level}%$ confidence is "
        f"$t = {t}$.",
        given={"m": m, "s": s, "n": n, "t": t},
        parts=[
            Part(
                name="E",
                ask=f"Find the margin of error $E$ of the ${level}%$ confidence interval for $mu$, to "
                f"{WORDS[places + 1]} decimals.",
                answer=decimal(margin, places + 1),
                follows="t*s/sqrt(n)",
                hints=["First the standard error: how much does a mean of so many values vary?"],
                steps=[
                    f"The standard error of the mean is $s/sqrt(n) = {s}/sqrt({n})$; the margin is $t$ times as much.",
                    f"So $E = t*s/sqrt(n) = {t}*{s}/sqrt({n}) approx {E}$.",
                ],
                mistakes=[
                    Mistake("forgot-root-n", "t*s", VARIES_LESS),
                    Mistake("standard-error-divides-by-n", "t*s/n", BY_ROOT),
                    Mistake("variance-for-s", "t*s^2/sqrt(n)", NOT_SQUARED),
                ],
            ),
            Part(
                ask=f"Give the interval, its ends to {WORDS[places]} decimals.",
                answer=around(m, margin, places),
                follows="m pm E",
                honest=[around(m, E, places, shown=True)],
                hints=["The margin reaches from the mean to both sides."],
                steps=[f"From the mean to both sides: ${m} pm {E} approx {printed(m, E, places)}$."],
                mistakes=[
                    Mistake("full-width-margin", "m pm E/2",
                            "The margin is the distance from the mean to each end, not the width of the interval."),
                    Mistake("deviation-for-standard-error", "m pm s",
                            "That is where many single values lie. The interval for $mu$ is the mean and the margin."),
                ],
            ),
        ],
    )  # fmt: skip


def quantile_wanted(rng: Rng) -> Multipart:
    """Degrees of freedom, quantile and interval from n, mean and s."""
    story, n, level = rng.choice(STORIES), rng.integer(5, 30), rng.choice(CONFIDENCE)
    m, s = summary(rng, story)
    p, places = upper(level), story.places + 2
    t, exact = t_table(p, n - 1), t_quantile(p, n - 1)
    margin, by_table = exact * s / sqrt(n), t * s / sqrt(n)
    E = stable(m, by_table, places)
    assert abs(t_cdf(margin * sqrt(n) / s, n - 1) - p) < Fraction(1, 10**12)

    return Multipart(
        summarised(story, n, m, s),
        given={"m": m, "s": s, "n": n},
        parts=[
            Part(
                ask=f"You want a ${level}%$ confidence interval for $mu$. How many degrees of freedom are there?",
                answer=number(n - 1),
                hints=["The deviations from the sample mean add up to zero."],
                steps=[f"The standard deviation is estimated from ${n}$ deviations that add up to zero. The last one "
                       f"follows from the others, so ${n} - 1 = {n - 1}$ are free."],
                mistakes=[
                    Mistake("df-n", number(n), "The mean is estimated from the same values; that uses up one degree."),
                    Mistake("df-as-for-a-line", number(n - 2),
                            "One mean is estimated, not two parameters: only one degree is used up."),
                ],
            ),
            Part(
                name="t",
                ask="Which quantile of Student's distribution do you need? Give it to three decimals.",
                answer=decimal(exact, 3),
                hints=["How much probability lies above the quantile, if the same is left out on both sides?"],
                steps=[f"On each side ${rest(level)}$ of the probability is left out. So ${below(level)}$ lies below "
                       f"the quantile: with ${n - 1}$ degrees of freedom $t approx {t}$."],
                mistakes=[
                    Mistake("z-for-t", decimal(normal_quantile(p), 3),
                            "That is from the normal distribution. The spread is estimated: use Student's $t$."),
                    Mistake("df-n", decimal(t_quantile(p, n), 3), f"Use ${n - 1}$ degrees of freedom."),
                    Mistake("level-as-quantile", decimal(t_quantile(Fraction(level, 100), n - 1), 3),
                            f"Above it lies ${100 - level}%$. The interval leaves out half of this on each side."),
                ],
            ),
            Part(
                ask=f"Give the ${level}%$ confidence interval for $mu$, its ends to {WORDS[places]} decimals.",
                answer=around(m, by_table, places, margin),
                follows="m pm t*s/sqrt(n)",
                honest=[around(m, E, places, shown=True)],
                hints=["First the margin: the quantile times the standard error $s/sqrt(n)$."],
                steps=[
                    f"The margin of error is $E = t*s/sqrt(n) approx {t}*{s}/sqrt({n}) approx {E}$.",
                    f"The interval is ${m} pm {E} approx {printed(m, E, places)}$.",
                ],
                mistakes=[
                    Mistake("variance-for-s", "m pm t*s^2/sqrt(n)", NOT_SQUARED),
                    Mistake("forgot-root-n", "m pm t*s", VARIES_LESS),
                    Mistake("standard-error-divides-by-n", "m pm t*s/n", BY_ROOT),
                ],
            ),
        ],
    )  # fmt: skip


def from_data(rng: Rng) -> Multipart:
    """An interval from 5 to 9 values; the standard deviation is known from elsewhere in one case of three."""
    return known_deviation(rng) if rng.chance(Fraction(1, 3)) else estimated_deviation(rng)


def estimated_deviation(rng: Rng) -> Multipart:
    """Mean, standard deviation, the quantile to use, and the t interval."""
    x = sampled(rng)
    n, m, s, p, places = x.n, x.m, x.s, upper(x.level), x.story.places + 2
    t, exact = t_table(p, n - 1), t_quantile(p, n - 1)
    margin, by_table = exact * s / sqrt(n), t * s / sqrt(n)
    E = stable(m, by_table, places)
    away = [rounded(value - m, x.story.places) for value in x.data]
    squares = rounded(sum((d * d for d in away), Fraction(0)), 2 * x.story.places)
    options = quantiles(n, x.level)
    assert squares == (n - 1) * s * s and sum(away) == 0

    return Multipart(
        f"{x.stem} {NORMAL} and unknown standard deviation.",
        data=x.table,
        given={"x": f"[{', '.join(map(str, x.data))}]", "n": n},
        parts=[
            mean_part(x),
            Part(
                name="s",
                ask=f"Find the sample standard deviation $s$ (with $n - 1$), in {x.story.unit}. Give three decimals if "
                "it does not end before.",
                answer=decimal(s, 3),
                follows="sqrt(cov(x, m))",
                hints=["Take the deviations from the mean, square them, and add up the squares."],
                steps=[
                    f"The deviations from the mean are ${', '.join(map(str, away))}$.",
                    f"Their squares add up to ${' + '.join(f'({d})^2' for d in away)} = {squares}$.",
                    f"So $s = sqrt({squares}/({n} - 1)) = {s}$.",
                ],
                mistakes=[
                    Mistake("divides-by-n", "sqrt(cov(x, m)*(n - 1)/n)",
                            f"A sample standard deviation divides by $n - 1 = {n - 1}$."),
                    Mistake("sd-not-rooted", "cov(x, m)", "That is the variance. Take its root."),
                ],
            ),
            Part(
                ask=f"You want a ${x.level}%$ confidence interval for $mu$. Which quantile do you use?",
                answer=one_of(options, "t"),
                hints=[KNOWN],
                steps=[f"The standard deviation is estimated from the ${n}$ values, which leaves ${n - 1}$ degrees of "
                       f"freedom: $t approx {t}$."],
                mistakes=[
                    Mistake("z-for-t", one_of(options, "z"),
                            "The normal quantile is for a known standard deviation. Here it is estimated."),
                    Mistake("df-n", one_of(options, "t n"), ONE_DEGREE),
                ],
            ),
            Part(
                ask=f"Give the interval, its ends to {WORDS[places]} decimals.",
                answer=around(m, by_table, places, margin),
                follows=f"m pm {t}*s/sqrt({n})",
                honest=[around(m, E, places, shown=True)],
                hints=["The margin is the quantile times the standard error $s/sqrt(n)$."],
                steps=[
                    f"The margin is $E = t*s/sqrt(n) approx {t}*{s}/sqrt({n}) approx {E}$.",
                    f"The interval is ${m} pm {E} approx {printed(m, E, places)}$.",
                ],
                mistakes=[
                    Mistake("z-for-t", around(m, normal_quantile(p) * s / sqrt(n), places),
                            f"The spread is estimated: use $t$ with ${n - 1}$ degrees of freedom."),
                    Mistake("df-n", around(m, t_quantile(p, n) * s / sqrt(n), places), ONE_DEGREE),
                    Mistake("variance-for-s", f"m pm {t}*s^2/sqrt({n})", NOT_SQUARED),
                ],
            ),
        ],
    )  # fmt: skip


def known_deviation(rng: Rng) -> Multipart:
    """Mean, the quantile to use, and the z interval."""
    x = sampled(rng)
    n, m, p, places = x.n, x.m, upper(x.level), x.story.places + 2
    sigma = rounded(x.s + Fraction(rng.choice((-1, 1)), 10**x.story.places), x.story.places)
    z, exact = z_table(p), normal_quantile(p)
    margin, by_table = exact * sigma / sqrt(n), z * sigma / sqrt(n)
    E = stable(m, by_table, places)
    options = quantiles(n, x.level)
    assert abs(normal_cdf(exact) - p) < Fraction(1, 10**12)

    return Multipart(
        f"{x.stem} {NORMAL}. From long experience its standard deviation is known: $sigma = {sigma}$ {x.story.unit}.",
        data=x.table,
        given={"n": n},
        parts=[
            mean_part(x),
            Part(
                ask=f"You want a ${x.level}%$ confidence interval for $mu$. Which quantile do you use?",
                answer=one_of(options, "z"),
                hints=[KNOWN],
                steps=[f"The standard deviation is known, only the mean is estimated, and the standardised mean is "
                       f"normal: $z approx {z}$, with ${rest(x.level)}$ above it."],
                mistakes=[
                    Mistake("t-for-known-sigma", one_of(options, "t"), NO_STUDENT),
                    Mistake("one-tail-z", one_of(options, "one z"),
                            f"Above it lies ${100 - x.level}%$. The interval leaves out half of this on each side."),
                ],
            ),
            Part(
                ask=f"Give the interval, its ends to {WORDS[places]} decimals.",
                answer=around(m, by_table, places, margin),
                follows=f"m pm {z}*{sigma}/sqrt({n})",
                honest=[around(m, E, places, shown=True)],
                hints=["The margin is the quantile times the standard error $sigma/sqrt(n)$."],
                steps=[
                    f"The margin is $E = z*sigma/sqrt(n) approx {z}*{sigma}/sqrt({n}) approx {E}$.",
                    f"The interval is ${m} pm {E} approx {printed(m, E, places)}$.",
                ],
                mistakes=[
                    Mistake("t-for-known-sigma", around(m, t_quantile(p, n - 1) * sigma / sqrt(n), places), NO_STUDENT),
                    Mistake("s-for-known-sigma", around(m, exact * x.s / sqrt(n), places),
                            "You estimated the standard deviation from the data. It is known: use $sigma$."),
                    Mistake("variance-for-s", f"m pm {z}*({sigma})^2/sqrt({n})", NOT_SQUARED),
                ],
            ),
        ],
    )  # fmt: skip


class Sample(NamedTuple):
    story: Story
    level: int
    data: list[Decimal]
    m: Decimal
    s: Decimal

    @property
    def n(self) -> int:
        return len(self.data)

    @property
    def stem(self) -> str:
        return f"{self.story.scene} The table shows {COUNT[self.n]} values, in {self.story.unit}."

    @property
    def table(self) -> DataTable:
        rows = tuple((str(i), str(x)) for i, x in enumerate(self.data, 1))
        return DataTable(columns=(self.story.each, f"{self.story.what} in {self.story.unit}"), rows=rows)


def sampled(rng: Rng) -> Sample:
    """Values with a mean and a standard deviation that end where the data do."""
    story, n = rng.choice(STORIES), rng.integer(5, 9)
    spreads = range(max(3, story.spread[0]), min(6, story.spread[1]) + 1)
    k = rng.choice([k for k in spreads if n % 2 or k % 2 == 0])  # an even number of integers has an even sum of squares
    centre = rng.integer(*story.mean)
    data = [rounded(Fraction(centre + d, 10**story.places), story.places) for d in deviations(rng, n, k)]
    m, s = rounded(mean(data), story.places), rounded(sqrt(variance(data)), story.places)
    return Sample(story, rng.choice(CONFIDENCE), data, m, s)


def mean_part(x: Sample) -> Part:
    total = rounded(sum(x.data, Fraction(0)), x.story.places)
    return Part(
        name="m",
        ask=f"Find the sample mean, in {x.story.unit}.",
        answer=number(x.m),
        steps=[
            f"The values add up to ${' + '.join(map(str, x.data))} = {total}$.",
            f"There are ${x.n}$ of them: $bar(x) = {total}/({x.n}) = {x.m}$.",
        ],
        mistakes=[
            Mistake(
                "divides-by-n-minus-1", number(total / (x.n - 1)), f"A mean divides by the number of values, ${x.n}$."
            ),
            Mistake(
                "midrange-for-mean",
                number((min(x.data) + max(x.data)) / 2),
                "That is the middle of the smallest and the largest value. All values count.",
            ),
        ],
    )


# Numbers -----------------------------------------------------------------------------------------------------------


def upper(level: int) -> Fraction:
    """The order of the quantile: what a two-sided interval of this level leaves below its upper end."""
    return 1 - Fraction(100 - level, 200)


def summary(rng: Rng, story: Story) -> tuple[Decimal, Decimal]:
    """A mean and a sample standard deviation, with one decimal more than the data."""
    scale, places = 10 ** (story.places + 1), story.places + 1
    low, high = story.spread
    m, s = rng.integer(10 * story.mean[0], 10 * story.mean[1]), rng.integer(10 * low, 10 * high)
    return rounded(Fraction(m, scale), places), rounded(Fraction(s, scale), places)


def deviations(rng: Rng, n: int, k: int) -> list[int]:
    """n integers with sum 0 and sum of squares (n - 1)*k^2, so that their standard deviation is k.

    All but three are drawn; the last three are looked up by what is left of both sums, or another draw is made.
    """
    for _ in range(1000):
        drawn = [rng.integer(-2 * k, 2 * k) for _ in range(n - 3)]
        rest = -sum(drawn), (n - 1) * k * k - sum(x * x for x in drawn)
        if rest in triples():
            return rng.shuffled([*drawn, *rng.choice(triples()[rest])])
    raise Redraw(f"no {n} integers with standard deviation {k}")


@cache
def triples() -> dict[tuple[int, int], list[tuple[int, ...]]]:
    """Three integers from -12 to 12 by their sum and their sum of squares."""
    found: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for triple in combinations_with_replacement(range(-12, 13), 3):
        found.setdefault((sum(triple), sum(x * x for x in triple)), []).append(triple)
    return found


def around(
    m: Rational, margin: Rational, places: int, other: Rational | None = None, *, shown: bool = False
) -> IntervalAnswer:
    """From m - margin to m + margin; `other` is the exact margin where this is by a table, `shown` rounds the ends."""
    low, high = m - margin, m + margin
    if shown:
        return interval(number(rounded(low, places)), number(rounded(high, places)))
    if other is None:
        return interval(decimal(low, places), decimal(high, places))
    return interval(decimal(low, places, m - other), decimal(high, places, m + other))


def stable(m: Rational, margin: Rational, places: int) -> Decimal:
    """The margin as one goes on with it, one decimal more; refused if that leads to other ends than the margin does."""
    E = rounded(margin, places + 1)
    assume(printed(m, E, places) == printed(m, margin, places), "the margin as printed leads to other ends")
    return E


def quantiles(n: int, level: int) -> dict[str, str]:
    """The quantiles one might think of, by a short name, as options."""
    p, one = upper(level), Fraction(level, 100)
    return {
        "t": f"Student's quantile ${t_table(p, n - 1)}$, with ${n - 1}$ degrees of freedom",
        "t n": f"Student's quantile ${t_table(p, n)}$, with ${n}$ degrees of freedom",
        "z": f"the normal quantile ${z_table(p)}$",
        "one z": f"the normal quantile ${rounded(normal_quantile(one), 3)}$",
    }


# Words -------------------------------------------------------------------------------------------------------------

WORDS = {2: "two", 3: "three", 4: "four"}
COUNT = {5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
KNOWN = "Is the standard deviation known, or estimated from the same values?"
ONE_DEGREE = "The mean is estimated from the same values and uses up one degree of freedom: there are $n - 1$."
NO_STUDENT = "Student's distribution is for an estimated standard deviation. Here it is known."
VARIES_LESS = "Single values vary by $s$. Their mean varies less, by $s/sqrt(n)$."
BY_ROOT = "The standard error divides by $sqrt(n)$, not by $n$."
NOT_SQUARED = "Use the standard deviation, not its square."


def summarised(story: Story, n: int, m: Decimal, s: Decimal) -> str:
    return (
        f"{story.scene} A sample of ${n}$ values has the mean $bar(x) = {m}$ {story.unit} and the standard deviation "
        f"$s = {s}$ {story.unit} (with $n - 1$). {NORMAL} and unknown standard deviation."
    )


def printed(m: Rational, margin: Rational, places: int) -> str:
    return f"Interval({rounded(m - margin, places)}, {rounded(m + margin, places)})"


def rest(level: int) -> str:
    """What is left out on each side, in per cent: `2.5%`."""
    return f"{(100 - level) / 2:g}%"


def below(level: int) -> str:
    return f"{(100 + level) / 2:g}%"


# Known standard deviation ------------------------------------------------------------------------------------------


ROOTS = (4, 5, 6, 7, 8, 9, 10, 12, 15, 20)
"""Square roots of sample sizes."""


class Known(NamedTuple):
    """A sample from a population whose standard deviation is known, with a standard error that ends soon."""

    story: Story
    n: int
    m: Decimal
    sigma: Rational
    error: Rational

    @property
    def stem(self) -> str:
        """The story, the sample size and sigma, without the mean."""
        return (
            f"{self.story.scene} From long experience the standard deviation of single values is known: "
            f"$sigma = {self.sigma}$ {self.story.unit}."
        )


def known_sample(rng: Rng) -> Known:
    story, root = rng.choice(STORIES), rng.choice(ROOTS)
    low, high = (Fraction(x, 10**story.places) for x in story.spread)
    target = low + (high - low) * Fraction(rng.integer(0, 20), 20)
    error = terminating(rounded(target / root, 2 if root > 6 or story.places else 1))
    m, _ = summary(rng, story)
    return Known(story, root**2, m, terminating(error * root), error)


@exercise(
    "prob_stats.confidence.ci_mean_z",
    title="Confidence interval for a mean, sigma known",
    skill="s.ci.mean",
    source="OpenStax, Introductory Statistics (2013), section 8.1; Wasserman, All of Statistics (2004), section 6.3",
    levels={"easy": {"ask": "95%"}, "core": {"ask": "level"}, "hard": {"ask": "one-sided or backwards"}},
)
def ci_mean_z(rng: Rng, *, ask: Literal["95%", "level", "one-sided or backwards"]) -> Multipart:
    """Find a confidence interval for a mean from a known standard deviation; find what led to a given interval."""
    if ask == "one-sided or backwards":
        return rng.choice((one_sided, recovered, recovered))(rng)
    return two_sided(rng, 95 if ask == "95%" else rng.choice(CONFIDENCE), told=ask == "95%")


def two_sided(rng: Rng, level: int, *, told: bool) -> Multipart:
    """Standard error or quantile, margin and interval; with `told` the quantile is given."""
    x = known_sample(rng)
    p, places = upper(level), x.story.places + 2
    z, exact = z_table(p), normal_quantile(p)
    margin, by_table = exact * x.error, z * x.error
    E = stable(x.m, by_table, places)
    assert abs(normal_cdf(margin / x.error) - normal_cdf(-margin / x.error) - Fraction(level, 100)) < Fraction(1, 10**9)
    error = Part(
        name="e",
        ask=f"Find the standard error of the mean, in {x.story.unit}.",
        answer=number(x.error),
        hints=["A mean of $n$ values varies less than a single one: how much less?"],
        steps=[f"It is $sigma/sqrt(n) = {x.sigma}/sqrt({x.n}) = {x.error}$."],
        mistakes=[
            Mistake("forgot-root-n", number(x.sigma), VARIES_LESS_KNOWN),
            Mistake("standard-error-divides-by-n", number(x.sigma / Fraction(x.n)), BY_ROOT),
        ],
    )
    quantile = Part(
        name="z",
        ask=f"Which quantile $z$ of the standard normal distribution does a ${level}%$ confidence interval for $mu$ "
        "need? Give three decimals.",
        answer=decimal(z, 3, exact),
        hints=["How much probability is left out above it, if the same is left out on both sides?"],
        steps=[f"On each side ${rest(level)}$ is left out, so ${below(level)}$ lies below the quantile: "
               f"$z approx {z}$."],
        mistakes=[
            Mistake("one-tail-z", decimal(normal_quantile(Fraction(level, 100)), 3),
                    f"Above it lies ${100 - level}%$. The interval leaves out half of this on each side."),
            Mistake("half-level-quantile", decimal(normal_quantile(Fraction(level, 200) + Fraction(1, 4)), 3),
                    f"Between $-z$ and $z$ must lie ${level}%$."),
        ],
    )  # fmt: skip
    used = f"{z}*e" if told else f"z*{x.sigma}/sqrt({x.n})"
    quantile_told = f" Use the quantile $z = {z}$." if told else ""
    return Multipart(
        f"{x.stem} A sample of ${x.n}$ values has the mean $bar(x) = {x.m}$ {x.story.unit}.{quantile_told}",
        given={"m": x.m},
        parts=[
            error if told else quantile,
            Part(
                name="E",
                ask=f"Find the margin of error $E$ of the ${level}%$ confidence interval for $mu$, to "
                f"{WORDS[places + 1]} decimals.",
                answer=decimal(by_table, places + 1, margin),
                follows=used,
                hints=["The margin is the quantile times the standard error."],
                steps=[f"The margin is the quantile times the standard error: "
                       f"$E = {z}*{x.sigma}/sqrt({x.n}) approx {E}$."],
                mistakes=[
                    Mistake("forgot-root-n", f"{z}*{x.sigma}", VARIES_LESS_KNOWN),
                    Mistake("full-width-margin", f"2*{used}",
                            "That is the width of the interval. The margin is half of it."),
                    Mistake("one-tail-z", decimal(normal_quantile(Fraction(level, 100)) * x.error, places + 1),
                            "That quantile leaves the whole rest on one side. Half of it belongs to each side."),
                ],
            ),
            Part(
                ask=f"Give the interval, its ends to {WORDS[places]} decimals.",
                answer=around(x.m, by_table, places, margin),
                follows="m pm E",
                honest=[around(x.m, E, places, shown=True)],
                figure=on_a_line(x.m, E),
                steps=[f"From the mean to both sides: ${x.m} pm {E} approx {printed(x.m, E, places)}$."],
                mistakes=[
                    Mistake("full-width-margin", "m pm E/2",
                            "The margin is the distance from the mean to each end, not the width of the interval."),
                    Mistake("deviation-for-standard-error", f"m pm {x.sigma}",
                            "That is where many single values lie. The interval for $mu$ is the mean and the margin."),
                ],
            ),
        ],
    )  # fmt: skip


def one_sided(rng: Rng) -> Multipart:
    """A lower or an upper confidence bound."""
    x, level, lower = known_sample(rng), rng.choice(CONFIDENCE), rng.chance(Fraction(1, 2))
    p, places = Fraction(level, 100), x.story.places + 2
    exact = normal_quantile(p)
    z, coarse = rounded(exact, 3), z_table(p)
    sign, side = (-1, "lower") if lower else (1, "upper")
    bound, by_table = x.m + sign * exact * x.error, x.m + sign * z * x.error
    other = x.m + sign * normal_quantile(upper(level)) * x.error
    say = "at least" if lower else "at most"
    assert abs(normal_cdf(abs(bound - x.m) / x.error) - p) < Fraction(1, 10**9)
    op = "-" if lower else "+"
    return Multipart(
        f"{x.stem} A sample of ${x.n}$ values has the mean $bar(x) = {x.m}$ {x.story.unit}. A ${level}%$ {side} "
        f"confidence bound for $mu$ is wanted: a statement of the form “$mu$ is {say} …”.",
        given={"m": x.m},
        parts=[
            Part(
                name="z",
                ask="Which quantile $z$ of the standard normal distribution do you need? Give three decimals.",
                answer=decimal(z, 3, exact, coarse),
                hints=["On how many sides is probability left out?"],
                steps=[f"All of the ${100 - level}%$ is left out on one side, so ${level}%$ lies below the quantile: "
                       f"$z approx {z}$."],
                mistakes=[
                    Mistake("two-sided-quantile", decimal(normal_quantile(upper(level)), 3),
                            "That is for an interval with two ends. A bound leaves everything out on one side."),
                    Mistake("half-level-quantile",
                            decimal(normal_quantile(Fraction(level, 200) + Fraction(1, 4)), 3),
                            f"Below it must lie ${level}%$."),
                ],
            ),
            Part(
                ask=f"Give the bound, to {WORDS[places]} decimals.",
                answer=decimal(by_table, places, bound, x.m + sign * coarse * x.error),
                follows=f"m {op} z*{x.sigma}/sqrt({x.n})",
                honest=[number(rounded(x.m + sign * rounded(q * x.error, places + 1), places)) for q in (z, coarse)],
                hints=["From the mean go the quantile times the standard error to one side."],
                steps=[
                    f"The standard error is ${x.sigma}/sqrt({x.n}) = {x.error}$.",
                    f"With ${level}%$ confidence $mu$ is {say} ${x.m} {op} {z}*{x.error} approx "
                    f"{rounded(by_table, places)}$.",
                ],
                mistakes=[
                    Mistake("two-sided-quantile", decimal(other, places),
                            "You used the quantile for two sides. A bound leaves everything out on one side."),
                    Mistake("wrong-side", f"m {'+' if lower else '-'} z*{x.sigma}/sqrt({x.n})",
                            "Below lies a lower bound, above an upper one. Look at which is wanted."),
                    Mistake("forgot-root-n", f"m {op} z*{x.sigma}", VARIES_LESS_KNOWN),
                ],
            ),
        ],
    )  # fmt: skip


def recovered(rng: Rng) -> Multipart:
    """From an interval back to mean, margin, and the sample size, the standard deviation or the level."""
    x, level = known_sample(rng), rng.choice(CONFIDENCE)
    z, exact = z_table(upper(level)), normal_quantile(upper(level))
    places = x.story.places + 2
    E = rounded(exact * x.error, places)
    low, high = rounded(x.m - E, places), rounded(x.m + E, places)
    missing = rng.choice(("n", "sigma", "level"))
    # what rounding of the ends and the quantile can do must not reach the next whole number
    spread = Fraction(1, 2 * 10**places) / E + abs(Fraction(z) - exact) / exact + Fraction(1, 1000)
    assume(missing != "n" or 2 * x.n * spread < Fraction(2, 5), "the sample size cannot be told from the ends")
    known = {
        "n": f"{x.stem} From a sample a ${level}%$ confidence interval for the mean $mu$ was found: from ${low}$ to "
        f"${high}$ {x.story.unit}.",
        "sigma": f"{x.story.scene} The standard deviation $sigma$ of single values is known to the author of a report. "
        f"It gives a ${level}%$ confidence interval for the mean $mu$ from ${x.n}$ values: from ${low}$ to ${high}$ "
        f"{x.story.unit}.",
        "level": f"{x.stem} A report gives a confidence interval for the mean $mu$ from ${x.n}$ values: from ${low}$ "
        f"to ${high}$ {x.story.unit}.",
    }[missing]  # fmt: skip
    asks = {"n": sample_size_back, "sigma": sigma_back, "level": level_back}
    return Multipart(
        known,
        given={"a": low, "b": high},
        parts=[
            Part(
                name="m",
                ask="What was the mean of the sample?",
                answer=number(x.m),
                follows="(a + b)/2",
                steps=[f"It lies in the middle: $({low} + {high})/2 = {x.m}$."],
                mistakes=[
                    Mistake("end-for-middle", number(high), "That is the upper end. The mean lies in the middle."),
                    Mistake("difference-for-middle", "(b - a)/2",
                            "That is half the distance of the ends. The mean is half of their sum."),
                ],
            ),
            Part(
                name="E",
                ask="What was the margin of error?",
                answer=number(E),
                follows="(b - a)/2",
                steps=[f"It is half the width: $({high} - {low})/2 = {E}$."],
                mistakes=[
                    Mistake("full-width-margin", "b - a", "That is the width. The margin is half of it."),
                    Mistake("end-for-margin", "b", "That is the upper end itself, not its distance from the middle."),
                ],
            ),
            asks[missing](x, level, z, E),
        ],
    )  # fmt: skip


def sample_size_back(x: Known, level: int, z: Decimal, E: Decimal) -> Part:
    q = (z * x.sigma / E) ** 2
    one = normal_quantile(Fraction(level, 100))
    return Part(
        ask="How large was the sample? Round to the nearest whole number.",
        answer=number(x.n),
        hints=["Solve $E = z*sigma/sqrt(n)$ for $n$."],
        steps=[
            f"Solved for $n$, the margin $z*sigma/sqrt(n)$ gives the square of $z*sigma/E$. For ${level}%$ the "
            f"quantile is ${z}$.",
            f"So $({z}*{x.sigma}/({E}))^2 approx {rounded(q, 1)}$ is about the sample size: ${x.n}$.",
        ],
        mistakes=[
            Mistake("not-squared", number(int(z * x.sigma / E + Fraction(1, 2))),
                    "That is the root of the sample size. Square it."),
            Mistake("full-width-margin", number(int(q / 4 + Fraction(1, 2))),
                    "You used the width for the margin, which is half of it."),
            Mistake("one-tail-z", number(int((one * x.sigma / E) ** 2 + Fraction(1, 2))),
                    f"The interval leaves out ${rest(level)}$ on each side: the quantile is ${z}$."),
        ],
    )  # fmt: skip


def sigma_back(x: Known, level: int, z: Decimal, E: Decimal) -> Part:
    root = isqrt(x.n)
    found, exact = E * root / z, E * root / normal_quantile(upper(level))
    return Part(
        ask="Which $sigma$ was used? Give two significant figures or more.",
        answer=number(significant(found, 3), rel="0.05", or_with=rounded(exact, 10)),
        hints=["Solve $E = z*sigma/sqrt(n)$ for $sigma$."],
        steps=[f"Solved for $sigma$, the margin $z*sigma/sqrt(n)$ gives $E*sqrt(n)/z$. For ${level}%$ the quantile is "
               f"${z}$: ${E}*sqrt({x.n})/({z}) approx {significant(found, 3)}$."],
        mistakes=[
            Mistake("forgot-root-n", number(rounded(E / z, 10), rel="0.05"),
                    "That is the standard error. Multiply by $sqrt(n)$ for the deviation of single values."),
            Mistake("full-width-margin", number(rounded(2 * found, 10), rel="0.05"),
                    "You used the width for the margin, which is half of it."),
            Mistake("multiplies-by-n", number(rounded(E * x.n / z, 10), rel="0.05"),
                    "The standard error is $sigma/sqrt(n)$: multiply by the root of $n$."),
        ],
    )  # fmt: skip


def level_back(x: Known, level: int, z: Decimal, E: Decimal) -> Part:
    options = {each: f"${each}%$" for each in (80, 90, 95, 98, 99)}
    half = {90: 95, 95: 98, 99: 98}[level]
    return Part(
        ask="Which confidence level was used?",
        answer=choice(options[level], *options.values()),
        hints=["How many standard errors is the margin?"],
        steps=[
            f"The standard error is ${x.sigma}/sqrt({x.n}) = {x.error}$, so the margin is ${E}/({x.error}) approx "
            f"{rounded(E / x.error, 2)}$ standard errors.",
            f"Between $-{z}$ and ${z}$ lies ${level}%$ of the standard normal distribution.",
        ],
        mistakes=[
            Mistake("one-tail-z", choice(options[half], *options.values()),
                    "On each side the same is left out: count both."),
        ],
    )  # fmt: skip


def on_a_line(m: Rational, E: Rational) -> Figure:
    """The interval on a number line."""
    low, high = m - Fraction(E), m + Fraction(E)
    reach = 2 * Fraction(E)
    return Figure(
        alt=f"A number line with an interval from {plain(low)} to {plain(high)} around {plain(m)}.",
        marks=(
            Curve(points=(spot((low, 0)), spot((high, 0)))),
            Dots(points=(spot((low, 0)), spot((high, 0)))),
            Dots(points=(spot((m, 0)),), colour="ink", labels=("$bar(x)$",)),
        ),
        x=axis((m - reach, m + reach)),
        y=axis((-0.4, 1), shown=False),
    )


# Proportions -------------------------------------------------------------------------------------------------------


class Poll(NamedTuple):
    """What is counted: a sentence with {n} and {k}, what the share is of, and which shares are usual, in per cent."""

    scene: str
    share: str
    usual: tuple[int, int]
    good: str
    cases: str


POLLS = (
    Poll("Of ${n}$ people asked in a survey, ${k}$ say that they cycle to work.", "people who cycle to work", (10, 45),
         "cyclists", "people"),
    Poll("A web shop had ${n}$ visitors, ${k}$ of whom bought something.", "visitors who buy", (4, 25), "buyers",
         "visitors"),
    Poll("A classifier labels ${k}$ of ${n}$ test photos correctly.", "photos labelled correctly", (70, 96),
         "right labels", "photos"),
    Poll("Of ${n}$ seeds that were sown, ${k}$ came up.", "seeds that come up", (60, 95), "seedlings", "seeds"),
    Poll("Of ${n}$ voters asked, ${k}$ want to keep the mayor.", "voters for the mayor", (30, 65), "supporters",
         "voters"),
    Poll("Of ${n}$ screws taken at random, ${k}$ are too short.", "screws that are too short", (3, 15), "short ones",
         "screws"),
    Poll("A new drug helps ${k}$ of ${n}$ patients.", "patients it helps", (40, 80), "successes", "patients"),
    Poll("Of ${n}$ e-mails sent out, ${k}$ were opened.", "e-mails that are opened", (15, 50), "opened ones",
         "e-mails"),
    Poll("Of ${n}$ trains watched, ${k}$ came late.", "trains that come late", (8, 35), "late ones", "trains"),
    Poll("A language model answers ${k}$ of ${n}$ test questions correctly.", "questions answered correctly", (50, 90),
         "right answers", "questions"),
)  # fmt: skip
RULE = "The normal approximation is used where there are at least $10$ successes and at least $10$ failures."


@exercise(
    "prob_stats.confidence.ci_proportion",
    title="Confidence interval for a proportion",
    skill="s.ci.prop",
    source="OpenStax, Introductory Statistics (2013), section 8.3; Wasserman, All of Statistics (2004), section 6.3",
    levels={"easy": {"ask": "95%"}, "core": {"ask": "conditions"}, "hard": {"ask": "difference or size"}},
)
def ci_proportion(rng: Rng, *, ask: Literal["95%", "conditions", "difference or size"]) -> Multipart:
    """Find a confidence interval for a proportion or for the difference of two; find the sample size behind one."""
    if ask == "difference or size":
        return rng.choice((difference, difference, proportion_back))(rng)
    return one_proportion(rng, 95 if ask == "95%" else rng.choice(CONFIDENCE), told=ask == "95%")


def one_proportion(rng: Rng, level: int, *, told: bool) -> Multipart:
    """Proportion, standard error, interval; unless the quantile is told, first where the approximation may be used."""
    poll, n, k = polled(rng)
    p = Fraction(k, n)
    error = sqrt(p * (1 - p) / n)
    z, exact = z_table(upper(level)), normal_quantile(upper(level))
    shown_p, S = shortened(p), rounded(error, 5)
    E = rounded(z * S, 5)
    assume(printed(shown_p, E, 3) == printed(p, z * error, 3), "the margin as printed leads to other ends")
    assert (error * n) ** 2 * n - k * (n - k) * Fraction(1) < Fraction(1, 10**9)
    parts = [
        Part(
            name="p",
            ask="Find the proportion $hat(p)$ in the sample, as a fraction or to four decimals.",
            answer=number(p, places=4),
            steps=[f"It is $hat(p) = {k}/({n}) {ended(p, 4)}$."],
            mistakes=[
                Mistake("part-to-rest", number(Fraction(k, n - k), places=4),
                        "You divided by the number of the others. A proportion divides by all."),
                Mistake("wrong-event", number(1 - p, places=4), "That is the proportion of the others."),
            ],
        ),
        Part(
            name="S",
            ask="Find its standard error $sqrt(hat(p)*(1 - hat(p))/n)$, to five decimals.",
            answer=decimal(error, 5),
            follows=f"sqrt(p*(1 - p)/{n})",
            honest=[number(rounded(sqrt(shown_p * (1 - shown_p) / n), 5))],
            steps=[f"It is $sqrt({shown_p}*(1 - {shown_p})/({n})) approx {S}$."],
            mistakes=[
                Mistake("variance-for-standard-error", f"p*(1 - p)/{n}",
                        "That is the variance of the proportion. Take its root."),
                Mistake("sqrt-p", f"sqrt(p/{n})", "One case has the variance $p*(1 - p)$: $1 - p$ is missing."),
                Mistake("forgot-root-n", "sqrt(p*(1 - p))", "That is for a single case. Divide by $sqrt(n)$."),
            ],
        ),
        Part(
            ask=f"Give the ${level}%$ confidence interval for the proportion of {poll.share}, its ends to three "
            "decimals.",
            answer=around(p, z * error, 3, exact * error),
            follows=f"p pm {z}*S",
            honest=[around(shown_p, E, 3, shown=True)],
            hints=["The margin is the normal quantile times the standard error."],
            steps=[
                f"With the quantile $z approx {z}$ the margin is ${z}*{S} approx {E}$.",
                f"The interval is ${shown_p} pm {E} approx {printed(shown_p, E, 3)}$.",
            ],
            mistakes=[
                Mistake("one-tail-z", around(p, normal_quantile(Fraction(level, 100)) * error, 3),
                        f"The interval leaves out ${rest(level)}$ on each side: the quantile is ${z}$."),
                Mistake("interval-for-counts", around(Fraction(k), exact * error * n, 3),
                        f"That is an interval for the number of {poll.good}. Divide by $n$ for the proportion."),
                Mistake("quantile-left-out", "p pm S",
                        f"One standard error to each side is far less than ${level}%$. Multiply by the quantile."),
            ],
        ),
    ]  # fmt: skip
    if not told:
        parts.insert(0, conditions(rng))
    used = f" Use the quantile $z = {z}$." if told else f" {RULE}"
    return Multipart(f"{poll.scene.format(n=n, k=k)}{used}", parts=parts)


def conditions(rng: Rng) -> Part:
    """In which of five samples the normal approximation may be used."""

    def pair(successes: int, failures: int) -> tuple[int, int]:
        return successes, successes + failures

    found = [
        pair(rng.integer(12, 60), rng.integer(100, 900)), pair(rng.integer(100, 900), rng.integer(3, 9)),
        pair(rng.integer(3, 9), rng.integer(100, 900)), pair(rng.integer(10, 14), rng.integer(12, 60)),
        pair(rng.integer(3, 9), rng.integer(11, 18)),
    ]  # fmt: skip
    sizes = rng.sample(found, 4)
    assume(len({n for _, n in sizes}) == 4, "two samples of one size")

    def fits(k: int, n: int) -> bool:
        return k >= 10 and n - k >= 10

    texts = {f"${k}$ successes in ${n}$ cases": (k, n) for k, n in sizes}
    right = [text for text, (k, n) in texts.items() if fits(k, n)]
    assume(right, "none may be used")

    def key(rule: Callable[[int, int], bool]) -> ChoicesAnswer:
        picked = [text for text, (k, n) in texts.items() if rule(k, n)]
        return choices(picked, [text for text in texts if text not in picked], partial=True)

    said = [f"{text[0].upper() if text[0] != '$' else '$'}{text[1:]} are ${k}$ successes and ${n - k}$ failures"
            for text, (k, n) in texts.items()]  # fmt: skip
    return Part(
        ask="In which of these samples, by that rule, may the normal approximation be used? Give all of them.",
        answer=key(fits),
        steps=[f"{'. '.join(said)}.", "Both numbers must be at least 10."],
        mistakes=[
            Mistake("only-successes", key(lambda k, n: k >= 10), "Count the failures too: there must be 10 of them."),
            Mistake("size-alone", key(lambda k, n: n >= 30),
                    "A large sample is not enough if nearly all of it falls on one side."),
        ],
    )  # fmt: skip


def difference(rng: Rng) -> Multipart:
    """Difference of two proportions, its standard error and interval, and whether it may be zero."""
    poll, level = rng.choice(POLLS), rng.choice(CONFIDENCE)
    (n1, k1), (n2, k2) = (sized(rng, poll) for _ in (1, 2))
    p1, p2 = Fraction(k1, n1), Fraction(k2, n2)
    assume(p1 != p2, "equal proportions")
    d = p1 - p2
    parts_of = [p1 * (1 - p1) / n1, p2 * (1 - p2) / n2]
    error = sqrt(sum(parts_of, Fraction(0)))
    z, exact = z_table(upper(level)), normal_quantile(upper(level))
    low, high = d - exact * error, d + exact * error
    assume(min(abs(low), abs(high)) > Fraction(2, 1000), "an end too near to zero")
    q1, q2, S = shortened(p1), shortened(p2), rounded(error, 5)
    shown, E = rounded(q1 - q2, 4), rounded(z * S, 5)
    assume(printed(shown, E, 3) == printed(d, z * error, 3), "the margin as printed leads to other ends")
    zero = low < 0 < high
    answers = {
        True: "It contains 0: the data do not show a difference at this level.",
        False: "It does not contain 0: at this level the data show a difference.",
    }
    return Multipart(
        f"Two samples are compared. First sample: {lower_first(poll.scene.format(n=n1, k=k1))} Second sample, "
        f"elsewhere: ${k2}$ {poll.good} among ${n2}$ {poll.cases}. Let $p_1$ and $p_2$ be the proportions of "
        f"{poll.share} in the two populations.",
        given={"p_1": p1, "p_2": p2},
        parts=[
            Part(
                name="d",
                ask="Find the difference $hat(p_1) - hat(p_2)$ of the proportions in the samples, to four decimals.",
                answer=number(d, places=4),
                follows="p_1 - p_2",
                honest=[number(shown)],
                steps=[f"They are ${k1}/({n1}) {ended(p1, 4)}$ and ${k2}/({n2}) {ended(p2, 4)}$; the difference is "
                       f"${k1}/({n1}) - {k2}/({n2}) {ended(d, 4)}$."],
                mistakes=[
                    Mistake("difference-reversed", "p_2 - p_1", "The first proportion comes first."),
                    Mistake("counts-not-rates", number(k1 - k2), "Those are counts. Divide each by its sample size."),
                ],
            ),
            Part(
                name="S",
                ask="Find its standard error, without pooling, to five decimals.",
                answer=decimal(error, 5),
                follows=f"sqrt(p_1*(1 - p_1)/{n1} + p_2*(1 - p_2)/{n2})",
                honest=[number(rounded(sqrt(q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2), 5))],
                hints=["Which quantities of independent estimates add up: standard errors, or their squares?"],
                steps=[f"The variances add up: $sqrt({q1}*(1 - {q1})/({n1}) + {q2}*(1 - {q2})/({n2})) approx {S}$."],
                mistakes=[
                    Mistake("sd-adds", f"sqrt(p_1*(1 - p_1)/{n1}) + sqrt(p_2*(1 - p_2)/{n2})",
                            "Standard errors do not add up: their squares do."),
                    Mistake("variance-for-standard-error", f"p_1*(1 - p_1)/{n1} + p_2*(1 - p_2)/{n2}",
                            "That is the variance of the difference. Take its root."),
                    Mistake("variance-subtracts", f"sqrt(|p_1*(1 - p_1)/{n1} - p_2*(1 - p_2)/{n2}|)",
                            "The variances add up, although the proportions are subtracted."),
                ],
            ),
            Part(
                ask=f"Give the ${level}%$ confidence interval for $p_1 - p_2$, its ends to three decimals.",
                answer=around(d, z * error, 3, exact * error),
                follows=f"d pm {z}*S",
                honest=[around(shown, E, 3, shown=True)],
                steps=[
                    f"With the quantile $z approx {z}$ the margin is ${z}*{S} approx {E}$.",
                    f"The interval is ${shown} pm {E} approx {printed(shown, E, 3)}$.",
                ],
                mistakes=[
                    Mistake("one-tail-z", around(d, normal_quantile(Fraction(level, 100)) * error, 3),
                            f"The interval leaves out ${rest(level)}$ on each side: the quantile is ${z}$."),
                    Mistake("quantile-left-out", "d pm S", "Multiply the standard error by the quantile."),
                ],
            ),
            Part(
                ask="What does the interval say about a difference between the two populations?",
                answer=choice(answers[zero], *answers.values(), EQUAL, CERTAIN),
                steps=[answers[zero]],
                mistakes=[
                    Mistake("zero-proves-equality", choice(EQUAL, *answers.values(), CERTAIN),
                            "An interval with 0 in it holds other values too: equality is possible, not proved."),
                    Mistake("estimate-for-truth", choice(CERTAIN, *answers.values(), EQUAL),
                            "The samples differ; what is true of the populations is known up to the margin only."),
                ],
            ),
        ],
    )  # fmt: skip


EQUAL = "It proves that both proportions are equal."
CERTAIN = "The proportions in the samples differ, so those in the populations differ for certain."


def proportion_back(rng: Rng) -> Multipart:
    """From an interval back to the proportion, the margin, and the sample size."""
    poll, n, k = polled(rng)
    n = -(-n // 10) * 10
    k = max(10, min(n - 10, -(-k // 10) * 10)) if n >= 100 else k
    level, p = rng.choice(CONFIDENCE), rounded(Fraction(k, n), 3)
    z = z_table(upper(level))
    E = rounded(z * sqrt(p * (1 - p) / n), 3)
    assume(100 * E > 1, "a margin too coarse")
    low, high = rounded(p - E, 3), rounded(p + E, 3)
    q = z**2 * p * (1 - p) / E**2
    exact = normal_quantile(upper(level)) ** 2 * p * (1 - p) / E**2
    assume(abs(q - int(q) - Fraction(1, 2)) > Fraction(1, 20) and low > 0, "a size halfway between two")
    assume(int(q + Fraction(1, 2)) == int(exact + Fraction(1, 2)), "table and exact quantile differ")
    found = int(q + Fraction(1, 2))
    return Multipart(
        f"A report gives a ${level}%$ confidence interval for the proportion of {poll.share}: from ${low}$ to "
        f"${high}$. It was found with the normal approximation, $hat(p) pm z*sqrt(hat(p)*(1 - hat(p))/n)$.",
        given={"a": low, "b": high},
        parts=[
            Part(
                name="p",
                ask="Which proportion $hat(p)$ had the sample?",
                answer=number(p),
                follows="(a + b)/2",
                steps=[f"The middle: $({low} + {high})/2 = {p}$."],
                mistakes=[
                    Mistake("end-for-middle", "b", "That is the upper end. The estimate lies in the middle."),
                    Mistake("difference-for-middle", "(b - a)/2",
                            "That is half the distance of the ends. The estimate is half of their sum."),
                ],
            ),
            Part(
                name="E",
                ask="Which margin of error has the interval?",
                answer=number(E),
                follows="(b - a)/2",
                steps=[f"Half the width: $({high} - {low})/2 = {E}$."],
                mistakes=[
                    Mistake("full-width-margin", "b - a", "That is the width. The margin is half of it."),
                    Mistake("end-for-margin", "b", "That is the upper end itself, not its distance from the middle."),
                ],
            ),
            Part(
                ask="About how many cases had the sample? Round to the nearest whole number.",
                answer=number(found),
                hints=["Solve $E = z*sqrt(hat(p)*(1 - hat(p))/n)$ for $n$."],
                steps=[
                    f"Solved for $n$, the margin $z*sqrt(hat(p)*(1 - hat(p))/n)$ gives $z^2*hat(p)*(1 - hat(p))/E^2$. "
                    f"For ${level}%$ the quantile is ${z}$.",
                    f"So it had about $({z})^2*{p}*(1 - {p})/({E})^2 approx {rounded(q, 1)}$, that is ${found}$ cases.",
                ],
                mistakes=[
                    Mistake("not-squared", number(int(z * p * (1 - p) / E + Fraction(1, 2))),
                            "Quantile and margin are squared when you solve for $n$."),
                    Mistake("full-width-margin", number(int(q / 4 + Fraction(1, 2))),
                            "You used the width for the margin, which is half of it."),
                    Mistake("sqrt-p", number(int(q / (1 - p) + Fraction(1, 2))), "The factor $1 - hat(p)$ is missing."),
                ],
            ),
        ],
    )  # fmt: skip


def polled(rng: Rng) -> tuple[Poll, int, int]:
    """What is asked, how many are asked, and how many say yes."""
    poll = rng.choice(POLLS)
    return poll, *sized(rng, poll)


def sized(rng: Rng, poll: Poll) -> tuple[int, int]:
    n = rng.choice((50, 80, 100, 120, 150, 200, 250, 300, 400, 500, 800, 1000)) + rng.choice((0, 0, rng.integer(1, 40)))
    k = n * rng.integer(*poll.usual) // 100 + rng.integer(-2, 2)
    return n, min(max(k, 10), n - 10)


def shortened(p: Fraction) -> Rational:
    """The proportion as one would go on with it: to five decimals at most."""
    return terminating(p) if 10**5 % p.denominator == 0 else rounded(p, 5)


VARIES_LESS_KNOWN = "Single values vary by $sigma$. Their mean varies less, by $sigma/sqrt(n)$."


# Sample size -------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.confidence.sample_size",
    title="How large must n be?",
    skill="s.ci.prop",
    source="OpenStax, Introductory Statistics (2013), sections 8.1 and 8.3",
    levels={"easy": {"ask": "mean"}, "core": {"ask": "proportion"}, "hard": {"ask": "compare"}},
)
def sample_size(rng: Rng, *, ask: Literal["mean", "proportion", "compare"]) -> Multipart:
    """Find the smallest sample for a given margin of error, for a mean, a proportion or two groups."""
    if ask == "mean":
        return size_for_mean(rng)
    return size_for_proportion(rng) if ask == "proportion" else sizes_compared(rng)


def size_for_mean(rng: Rng) -> Multipart:
    """The smallest n for a margin."""
    story, level, sigma, E = wanted_margin(rng)
    return Multipart(
        f"{story.scene} The standard deviation of single values is known: $sigma = {sigma}$ {story.unit}. A ${level}%$ "
        f"confidence interval for the mean is wanted whose margin of error is at most ${E}$ {story.unit}.",
        parts=[smallest_for_mean("How many values are needed at least?", level, sigma, E, story.unit)],
    )


def smallest_for_mean(ask: str, level: int, sigma: Rational, E: Rational, unit: str, *, groups: int = 1) -> Part:
    """The smallest n (of each of two groups) with z*sigma*sqrt(groups/n) <= E."""
    z = z_table(upper(level))
    n, raw = smallest(level, lambda q: groups * (q * sigma / Fraction(E)) ** 2)
    one = normal_quantile(Fraction(level, 100))
    twice = "2*" if groups == 2 else ""
    error = "sigma*sqrt(2/n)" if groups == 2 else "sigma/sqrt(n)"
    assert z * sigma * sqrt(Fraction(groups, n)) <= E < z * sigma * sqrt(Fraction(groups, n - 1))
    return Part(
        ask=ask,
        answer=number(n),
        hints=[f"For which $n$ is the margin $z*{error}$ equal to the one that is wanted?",
               "A larger sample has a smaller margin. In which direction must you round?"],
        steps=[
            f"The margin is $z*{error}$, and for ${level}%$ the quantile is ${z}$.",
            f"It is ${E}$ {unit} for the size ${twice}({z}*{sigma}/({E}))^2 approx {rounded(raw, 2)}$.",
            f"A smaller sample would have a larger margin, so the size is rounded up: ${n}$.",
        ],
        mistakes=[
            Mistake("rounds-down", number(int(raw)),
                    f"With ${int(raw)}$ the margin would still be too large: round up."),
            Mistake("not-squared", number(up(sqrt(raw))), "Solving for $n$ squares the whole ratio."),
            Mistake("width-for-margin", number(up(4 * raw)),
                    "The margin is half the width. Here the margin is given; you took it for the width."),
            Mistake("one-tail-z", number(up(raw * (one / z) ** 2)),
                    f"The interval leaves out ${rest(level)}$ on each side: the quantile is ${z}$."),
        ],
    )  # fmt: skip


def size_for_proportion(rng: Rng) -> Multipart:
    """The smallest n for a margin with a guess at the proportion, and without one."""
    poll, level = rng.choice(POLLS), rng.choice(CONFIDENCE)
    low, high = poll.usual
    p = terminating(Fraction(rng.choice([x for x in range(low, high + 1) if not 40 <= x <= 60]), 100))
    z = z_table(upper(level))

    def clear(margin: Fraction) -> bool:
        """Whether neither the guess nor the worst case leads near a whole number."""
        spreads = Fraction(p) * (1 - p), Fraction(1, 4)
        return all(clear_size(level, partial(size_of_proportion, spread, margin)) for spread in spreads)

    steps = [Fraction(k, 1000) for k in (20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90)]
    E = terminating(rng.choice([margin for margin in steps if clear(margin)]))
    one = normal_quantile(Fraction(level, 100))

    def part(name: str, share: Rational, ask: str, before: str, *slips: Mistake) -> Part:
        n, raw = smallest(level, lambda q: q**2 * share * (1 - share) / Fraction(E) ** 2)
        assert z * sqrt(share * (1 - share) / Fraction(n)) <= E < z * sqrt(share * (1 - share) / Fraction(n - 1))
        return Part(
            name=name,
            ask=ask,
            answer=number(n),
            hints=["Solve $E = z*sqrt(p*(1 - p)/n)$ for $n$.", "In which direction must you round?"],
            steps=[
                f"{before}The margin $z*sqrt(p*(1 - p)/n)$ is ${E}$ for the size "
                f"$({z})^2*{share}*(1 - {share})/({E})^2 approx {rounded(raw, 2)}$.",
                f"Rounded up, so that the margin is not larger, it is ${n}$.",
            ],
            mistakes=[
                Mistake("rounds-down", number(int(raw)),
                        f"With ${int(raw)}$ the margin would still be too large: round up."),
                *slips,
                Mistake("one-tail-z", number(up(raw * (one / z) ** 2)),
                        f"The interval leaves out ${rest(level)}$ on each side: the quantile is ${z}$."),
            ],
        )  # fmt: skip

    plain_ratio = z * Fraction(p) * (1 - p) / Fraction(E)
    return Multipart(
        f"The proportion of {poll.share} is to be estimated. The ${level}%$ confidence interval by the normal "
        f"approximation shall have a margin of error of at most ${E}$.",
        parts=[
            part(
                "n", p,
                f"From earlier studies the proportion is expected to be near ${p}$. How many {poll.cases} are needed "
                "at least?",
                f"For ${level}%$ the quantile is $z approx {z}$. ",
                Mistake("not-squared", number(up(plain_ratio)), "Quantile and margin are squared: solve for $n$."),
                Mistake("width-for-margin", number(up(4 * z**2 * Fraction(p) * (1 - p) / Fraction(E) ** 2)),
                        "The margin is half the width. Here the margin is given; you took it for the width."),
            ),
            part(
                "w", terminating(Fraction(1, 2)),
                f"Now nothing is known of the proportion, and the margin shall hold whatever it is. How many "
                f"{poll.cases} are needed at least?",
                "The product $p*(1 - p)$ is largest for a proportion of one half. ",
                Mistake("guess-kept", number(smallest(level, lambda q: q**2 * p * (1 - p) / Fraction(E) ** 2)[0]),
                        "That holds for the guess only. Take the worst case, in which the variance is largest."),
                Mistake("worst-case-one", number(up(z**2 / Fraction(E) ** 2)),
                        "The largest variance of one case is $1/2*1/2 = 1/4$, not 1."),
            ),
        ],
    )  # fmt: skip


def size_of_proportion(spread: Fraction, margin: Fraction, quantile: Fraction) -> Fraction:
    """The n with this margin, where one case has that variance; not rounded."""
    return quantile**2 * spread / margin**2


def sizes_compared(rng: Rng) -> Multipart:
    """A size, and what half the margin, a higher level, or a comparison of two groups asks for."""
    story, level, sigma, E = wanted_margin(rng)
    half = terminating(Fraction(E) / 2)
    higher = rng.choice([each for each in CONFIDENCE if each > level] or [0])
    stem = (
        f"{story.scene} The standard deviation of single values is known: $sigma = {sigma}$ {story.unit}. A ${level}%$ "
        f"confidence interval for the mean is wanted whose margin of error is at most ${E}$ {story.unit}."
    )
    first = smallest_for_mean("How many values are needed at least?", level, sigma, E, story.unit)
    old = Fraction(first.answer.value) if isinstance(first.answer, NumberAnswer) else Fraction(0)
    halved = smallest_for_mean(
        f"How many would be needed for a margin of at most ${half}$ {story.unit}, half as much?",
        level, sigma, half, story.unit,
    )  # fmt: skip
    doubled = Mistake(
        "linear-in-n", number(2 * old), "Half the margin needs four times as many values: the root of $n$ counts."
    )
    halved = replace(halved, mistakes=[halved.mistakes[0], doubled, halved.mistakes[2]])
    two = smallest_for_mean(
        "Now the means of two groups are compared, with the same $sigma$ in both and equally many values in each. How "
        f"many values does each group need at least for a ${level}%$ confidence interval for the difference of the "
        f"means with a margin of at most ${E}$ {story.unit}?",
        level, sigma, E, story.unit, groups=2,
    )  # fmt: skip
    two = replace(
        two,
        hints=["The variances of both means add up: the standard error is $sigma*sqrt(2/n)$.", *two.hints[1:]],
        mistakes=[
            two.mistakes[0],
            Mistake("second-group-overlooked", number(old), "The variances of both means add up."),
            Mistake("sd-adds", number(up(4 * smallest_raw(level, sigma, E))),
                    "Standard errors do not add up, their squares do: twice as many are needed, not four times."),
        ],
    )  # fmt: skip
    other = two
    if higher:
        raised = smallest_for_mean(
            f"How many would be needed for the margin ${E}$ {story.unit} at the level ${higher}%$?",
            higher, sigma, E, story.unit,
        )  # fmt: skip
        by_level = Mistake("width-scales-with-level", number(up(old * higher / level)),
                           "It is not the level that counts but the square of its quantile.")  # fmt: skip
        raised = replace(raised, mistakes=[raised.mistakes[0], by_level, raised.mistakes[3]])
        other = rng.choice((raised, two))
    return Multipart(stem, parts=[first, halved, other])


def wanted_margin(rng: Rng) -> tuple[Story, int, Rational, Rational]:
    """A story, a level, sigma, and a margin that needs 10 to 600 values."""
    story, level = rng.choice(STORIES), rng.choice(CONFIDENCE)
    scale = 10**story.places
    sigma = terminating(Fraction(rng.integer(2 * story.spread[0], 2 * story.spread[1]), 2 * scale))
    steps = [Fraction(k, 20 * scale) for k in (2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30, 40, 50, 60, 80, 100)]
    fitting = [E for E in steps if 10 <= smallest_raw(level, sigma, E) <= 600]
    return story, level, sigma, terminating(rng.choice(fitting))


def smallest_raw(level: int, sigma: Rational, E: Rational) -> Fraction:
    return Fraction((z_table(upper(level)) * sigma / Fraction(E)) ** 2)


def smallest(level: int, size: Callable[[Fraction], Fraction]) -> tuple[int, Fraction]:
    """What `size` gives by the quantile of the table, rounded up, and before that.

    The draw is refused if the exact quantile leads to another number, or either comes near a whole one.
    """
    assume(clear_size(level, size), "too near a whole number, or table and exact quantile differ")
    raw = size(Fraction(z_table(upper(level))))
    return up(raw), raw


def clear_size(level: int, size: Callable[[Fraction], Fraction]) -> bool:
    """Whether both quantiles lead to the same whole number and neither result is near one."""
    raw, exact = (size(Fraction(q)) for q in (z_table(upper(level)), normal_quantile(upper(level))))
    return up(raw) == up(exact) and all(2 < 100 * (x - int(x)) < 98 for x in (raw, exact))


def up(x: Rational) -> int:
    """Rounded up."""
    return -int(-Fraction(x) // 1)


# Widths ------------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.confidence.ci_width_scaling",
    title="How does the width change?",
    skill="s.ci.meaning",
    source="OpenStax, Introductory Statistics (2013), section 8.1",
    levels={"easy": {"ask": "n"}, "core": {"ask": "sigma and n"}, "hard": {"ask": "level"}},
)
def ci_width_scaling(rng: Rng, *, ask: Literal["n", "sigma and n", "level"]) -> Multipart:
    """Tell how the width of an interval changes with sample size, standard deviation and level."""
    if ask == "level":
        return other_level(rng)
    story = rng.choice(STORIES)
    root = rng.integer(2, 6)
    k = root**2
    grows = rng.chance(Fraction(2, 3))
    a = (
        rng.choice([x for x in (2, 3, 4, 5, Fraction(1, 2), Fraction(3, 2)) if x != root])
        if ask == "sigma and n"
        else 1
    )
    n = rng.integer(5, 30) * (1 if grows else k)
    more = n * k if grows else n // k
    by_n = Fraction(1, root) if grows else Fraction(root)
    factor = Fraction(a) * by_n
    unit = Fraction(1, 10**story.places)
    width = terminating(Fraction(root * rng.integer(2, 30), 10 if factor.denominator % 3 else 5) * unit)
    width = terminating(Fraction(width) * factor.denominator)
    new = terminating(Fraction(width) * factor)
    assume(1 not in (width, new) and new != width, "one unit reads badly, and the same width stands in the question")
    sigma_told = f" and the standard deviation of single values is ${shown(a)}$ times as large" if a != 1 else ""
    wrong = {
        "linear-in-n": Fraction(a) * (Fraction(1, k) if grows else Fraction(k)),
        "wider-with-n": Fraction(a) / by_n,
        "sigma-squared": Fraction(a) ** 2 * by_n if a != 1 else Fraction(1),
        "sigma-under-root": Fraction(a) * (Fraction(k) if grows else Fraction(1, k)),
    }
    texts = [f"${shown(each)}$" for each in (factor, *wrong.values())]
    feedback = {
        "linear-in-n": f"The width goes with $1/sqrt(n)$: ${k}$ times the data make it ${root}$ times smaller.",
        "wider-with-n": "More data make the estimate more exact: the interval becomes narrower.",
        "sigma-squared": "The width is proportional to the standard deviation, not to the variance.",
    }
    slips = [
        Mistake(id, choice_among(texts, f"${shown(wrong[id])}$"), feedback[id])
        for id in ("linear-in-n", "wider-with-n", *(["sigma-squared"] if a != 1 else []))
    ]  # fmt: skip
    said = f"has ${more}$ values instead of ${n}$"
    times = f"${k}$ times as many values" if grows else f"only one value in ${k}$"
    return Multipart(
        f"{story.scene} A confidence interval for the mean from ${n}$ values with known standard deviation is "
        f"${width}$ {story.unit} wide. A second sample {said}{sigma_told}. The level stays the same.",
        given={"w": width},
        parts=[
            Part(
                ask="By which factor does the width change?",
                answer=choice_among(texts, texts[0]),
                hints=["How does the width $2*z*sigma/sqrt(n)$ depend on $n$ and on $sigma$?"],
                steps=[
                    f"The width is $2*z*sigma/sqrt(n)$. With {times} the root of $n$ changes by the factor "
                    f"$sqrt({more}/({n})) = {Fraction(root) if grows else Fraction(1, root)}$, and the width by "
                    f"${by_n}$."
                    + (f" The standard deviation brings the factor ${shown(a)}$." if a != 1 else ""),
                    f"Together the factor is {texts[0]}.",
                ],
                mistakes=slips,
            ),
            Part(
                ask=f"How wide is the interval from the second sample, in {story.unit}?",
                answer=number(new),
                steps=[f"It is ${width}*({factor}) = {new}$ {story.unit} wide."],
                mistakes=[
                    Mistake("linear-in-n", f"w*{wrong['linear-in-n']}", feedback["linear-in-n"]),
                    Mistake("wider-with-n", f"w*{wrong['wider-with-n']}", feedback["wider-with-n"]),
                ],
            ),
            cheapest(rng),
        ],
    )  # fmt: skip


def cheapest(rng: Rng) -> Part:
    """Which of several changes makes the interval narrowest."""
    n, s, level = rng.choice(comparable())
    options = changes(n, s, level)
    ordered = sorted(options, key=options.__getitem__)
    more = next(iter(options))
    high, low = (z_table(upper(each)) for each in (START, level))
    told = ", ".join(f"${rounded(options[text], 3)}$" for text in options)
    return Part(
        ask="Which change makes an interval narrowest?",
        answer=choice_among(list(options), ordered[0]),
        hints=["By which factor does each of them change the width?"],
        steps=[
            f"In this order the width changes by the factors $1/sqrt({n})$, $1/({s})$, ${low}/({high})$ and "
            f"$2/sqrt(2)$: about {told}.",
            f"The smallest factor belongs to: {ordered[0]}.",
        ],
        mistakes=[
            Mistake("linear-in-n", choice_among(list(options), more if ordered[0] != more else ordered[1]),
                    "The number of values counts with its root only."
                    if ordered[0] != more else "Compare the factors: more data count with the root of their number."),
        ],
    )  # fmt: skip


START = 95
"""The level from which one may come down."""


def changes(n: int, s: int, level: int) -> dict[str, Rational]:
    """Ways to change an interval, with the factor by which each changes its width."""
    return {
        f"take ${n}$ times as many values": 1 / sqrt(n),
        f"measure so exactly that the standard deviation falls to $1/({s})$ of it": Fraction(1, s),
        f"lower the level from ${START}%$ to ${level}%$": normal_quantile(upper(level)) / normal_quantile(upper(START)),
        "take twice as many values with twice the standard deviation": 2 / sqrt(2),
    }


@cache
def comparable() -> tuple[tuple[int, int, int], ...]:
    """Numbers for which one change is clearly best, and for which more data seem to be who takes 1/n for the factor."""

    def clear(n: int, s: int, level: int) -> bool:
        first, second, *_ = sorted(found := [Fraction(x) for x in changes(n, s, level).values()])
        return second - first > Fraction(1, 50) and (found[0] == first or Fraction(1, n) < first)

    numbers = ((n, s, level) for n in range(2, 17) for s in (2, 3, 4, 5) for level in (80, 90))
    return tuple(each for each in numbers if clear(*each))


def other_level(rng: Rng) -> Multipart:
    """The factor between two levels, the new width, and how many values keep the old width."""
    story = rng.choice(STORIES)
    old, new = rng.choice(((90, 95), (90, 99), (95, 99), (95, 90), (99, 90), (99, 95)))
    z, y = z_table(upper(old)), z_table(upper(new))
    ratio, exact = y / z, normal_quantile(upper(new)) / normal_quantile(upper(old))
    n = rng.integer(20, 200)
    width = terminating(Fraction(rng.integer(20, 90), 10 * 10**story.places))
    wide = width * exact
    raw = [n * r**2 for r in (ratio, exact)]
    assume(all(2 < 100 * (each - int(each)) < 98 for each in raw), "too near a whole number")
    assume(up(raw[0]) == up(raw[1]), "table and exact quantile differ")
    places = story.places + 1
    return Multipart(
        f"{story.scene} A ${old}%$ confidence interval for the mean from ${n}$ values with known standard deviation is "
        f"${width}$ {story.unit} wide. Now the level is to be ${new}%$.",
        given={"w": width},
        parts=[
            Part(
                name="f",
                ask="By which factor does the width change if the sample stays the same? Give two decimals.",
                answer=number(rounded(ratio, 10), places=2, or_with=rounded(exact, 10)),
                hints=["Which quantile belongs to each level?"],
                steps=[f"The width is $2*z*sigma/sqrt(n)$ and goes with the quantile: "
                       f"${y}/({z}) approx {rounded(ratio, 2)}$."],
                mistakes=[
                    Mistake("width-scales-with-level", number(Fraction(new, old), places=2),
                            "The width is proportional to the quantile, not to the level itself."),
                    Mistake("ratio-reversed", number(rounded(1 / exact, 10), places=2),
                            "The other way round: a higher level needs a wider interval."),
                ],
            ),
            Part(
                ask=f"How wide is the interval then, in {story.unit}? Give {ONES[places]}.",
                answer=number(rounded(width * ratio, 12), places=places, or_with=rounded(wide, 12)),
                honest=[number(rounded(width * rounded(ratio, 3), places))],
                steps=[f"It is ${width}*{y}/({z}) approx {rounded(width * ratio, places)}$ {story.unit} wide."],
                mistakes=[
                    Mistake("width-scales-with-level", number(width * Fraction(new, old), places=places),
                            "Multiply by the ratio of the quantiles, not of the levels."),
                    Mistake("ratio-reversed", number(rounded(width / exact, 12), places=places),
                            "The other way round: a higher level needs a wider interval."),
                ],
            ),
            Part(
                ask=f"How many values are needed at least so that the ${new}%$ interval is not wider than ${width}$ "
                f"{story.unit}?",
                answer=number(up(raw[0])),
                hints=["By which factor must $sqrt(n)$ change to make up for the quantile?"],
                steps=[
                    f"The width stays if $sqrt(n)$ changes by the same factor as the quantile, and $n$ by its square: "
                    f"${n}*({y}/({z}))^2 approx {rounded(raw[0], 2)}$.",
                    f"Rounded up, so that the interval is not wider, that is ${up(raw[0])}$.",
                ],
                mistakes=[
                    Mistake("not-squared", number(up(n * ratio)), "The root of $n$ counts: the factor is squared."),
                    Mistake("rounds-down", number(int(raw[0])), "With fewer values it would be wider: round up."),
                    Mistake("width-scales-with-level", number(up(Fraction(n * new, old))),
                            "It is the quantile that counts, not the level itself."),
                ],
            ),
        ],
    )  # fmt: skip


ONES = {1: "one decimal", 2: "two decimals"}


def shown(x: Rational) -> str:
    return str(Fraction(x))


def choice_among(texts: list[str], chosen: str) -> ChoiceAnswer:
    """The key that takes this text for the right one, among all that differ."""
    return choice(chosen, *(text for text in dict.fromkeys(texts) if text != chosen))


# What an interval means --------------------------------------------------------------------------------------------


class Saying(NamedTuple):
    """A statement about an interval, why it is true or false, and the belief behind a false one."""

    text: str
    why: str
    belief: str = ""


@exercise(
    "prob_stats.confidence.ci_interpretation",
    title="True statements about this interval",
    skill="s.ci.meaning",
    source="Wasserman, All of Statistics (2004), section 6.3; OpenStax, Introductory Statistics (2013), section 8.1",
    levels={"easy": {"about": "repetition"}, "core": {"about": "tests"}, "hard": {"about": "several"}},
)
def ci_interpretation(rng: Rng, *, about: Literal["repetition", "tests", "several"]) -> Multipart:
    """Tell true statements about a confidence interval from false ones; work out what several intervals do together."""
    x, level = known_sample(rng), rng.choice(CONFIDENCE)
    places = x.story.places + 2
    E = rounded(z_table(upper(level)) * x.error, places)
    low, high = rounded(x.m - E, places), rounded(x.m + E, places)
    m = rng.choice([m for m in (20, 50, 100, 200) if m * level % 100 == 0])
    stem = (
        f"{x.stem} From a sample of ${x.n}$ values a ${level}%$ confidence interval for the mean $mu$ of all values "
        f"has been found: from ${low}$ to ${high}$ {x.story.unit}."
    )
    true, false = repetitions(x, level, m, low, high)
    if about == "tests":
        more_true, more_false = duality(rng, x, level, low, high, E, places)
        true, false = [rng.choice(true), *more_true], [*rng.sample(false, 2), *more_false]
    if about == "several":
        return several(rng, stem, level, true, false)
    return Multipart(stem, parts=[told_apart(rng, true, false)])


def told_apart(rng: Rng, true: Sequence[Saying], false: Sequence[Saying]) -> Part:
    """A part with five or six statements, two or three of them true."""
    right, wrong = rng.sample(true, min(len(true), rng.integer(2, 3))), rng.sample(false, 3)
    texts = [each.text for each in right]

    def ticking(extra: Saying) -> ChoicesAnswer:
        return choices([*texts, extra.text], [each.text for each in wrong if each != extra], partial=True)

    return Part(
        ask="Which of these statements are true? Give all of them.",
        answer=choices(texts, [each.text for each in wrong], partial=True),
        hints=["What is random: the mean $mu$ of all values, or the interval?"],
        steps=[
            f"“{each.text}” {verdict}. {each.why}"
            for sayings, verdict in ((right, "True"), (wrong, "False"))
            for each in sayings
        ],
        mistakes=[Mistake(each.belief, ticking(each), each.why) for each in wrong],
    )


def repetitions(x: Known, level: int, m: int, low: Decimal, high: Decimal) -> tuple[list[Saying], list[Saying]]:
    """What holds of many intervals found alike, and what is often read into a single one."""
    unit, hit = x.story.unit, m * level // 100
    true = [
        Saying(
            f"Of ${m}$ intervals found in this way from new samples, about ${hit}$ can be expected to contain $mu$.",
            f"The method hits $mu$ with probability ${level}%$: on average ${hit}$ times in ${m}$.",
        ),
        Saying(
            f"Of ${m}$ intervals found in this way from new samples, about ${m - hit}$ can be expected to miss $mu$.",
            f"The method misses $mu$ with probability ${100 - level}%$: on average "
            f"{f'${m - hit}$ times' if m - hit > 1 else 'once'} in ${m}$.",
        ),
        Saying(
            f"The sample had the mean ${x.m}$ {unit}.",
            f"The interval reaches equally far to both sides of the mean of the sample: $({low} + {high})/2 = {x.m}$.",
        ),
        Saying(
            f"Before the sample was taken, the probability was ${level}%$ that the interval would contain $mu$.",
            f"The method hits $mu$ with probability ${level}%$, as long as the sample is still random.",
        ),
    ]
    false = [
        Saying(
            f"The probability that $mu$ lies between ${low}$ and ${high}$ is ${level}%$.",
            f"This interval contains $mu$ or not, and nothing about that is random any more: ${level}%$ describes the "
            "method.",
            "prob-of-mu",
        ),
        Saying(
            f"About ${level}%$ of all single values lie between ${low}$ and ${high}$ {unit}.",
            "The interval is about the mean $mu$. Single values vary far more than the mean of a sample.",
            "data-share",
        ),
        Saying(
            f"Of the means of the next ${m}$ samples of this size, about ${hit}$ can be expected to lie between "
            f"${low}$ and ${high}$.",
            f"Other means vary about $mu$, not about ${x.m}$: fewer of them fall into this interval.",
            "next-mean",
        ),
        Saying(
            f"Of ${m}$ intervals found in this way from new samples, exactly ${m - hit}$ will miss $mu$.",
            f"How many miss is random: ${m - hit}$ is only the average.",
            "exactly-level",
        ),
        Saying(
            f"With four times as many values the interval would contain $mu$ in more than ${level}%$ of all cases.",
            f"It would be half as wide and contain $mu$ in ${level}%$ of all cases, as this one.",
            "coverage-grows-with-n",
        ),
    ]  # fmt: skip
    return true, false


def duality(
    rng: Rng, x: Known, level: int, low: Decimal, high: Decimal, E: Decimal, places: int
) -> tuple[list[Saying], list[Saying]]:
    """What the interval says about two-sided tests of single values of mu."""
    alpha = f"${100 - level}%$"
    outside = rounded(rng.choice((low - E / 2, high + E / 2)), places)
    inside = rounded(rng.choice((x.m - E / 2, x.m + E / 2)), places)
    assume(low < inside < high and inside != x.m and not low <= outside <= high, "too coarse for these values")
    test = "The two-sided test whether $mu$ is"
    true = [
        Saying(
            f"{test} ${outside}$, with the same data, rejects this value at the level {alpha}.",
            f"The value ${outside}$ lies outside the interval, so the test rejects it at the level {alpha}.",
        ),
        Saying(
            f"{test} ${inside}$, with the same data, does not reject this value at the level {alpha}.",
            f"The value ${inside}$ lies inside the interval, so the test does not reject it at the level {alpha}.",
        ),
        Saying(
            "A lower confidence level would give a narrower interval from the same data.",
            "A lower level has a smaller quantile and so a smaller margin.",
        ),
    ]
    false = [
        Saying(
            f"{test} ${outside}$, with the same data, does not reject this value at the level {alpha}.",
            f"The value ${outside}$ lies outside the interval, so the test rejects it at the level {alpha}.",
            "test-reversed",
        ),
        Saying(
            f"Since ${inside}$ lies inside the interval, the data prove that $mu$ is ${inside}$.",
            f"The data do not contradict ${inside}$; they do not contradict other values inside the interval either.",
            "inside-is-proved",
        ),
        Saying(
            f"{test} ${inside}$, with the same data, rejects this value at the level {alpha}.",
            f"The value ${inside}$ lies inside the interval, so the test does not reject it at the level {alpha}.",
            "test-reversed",
        ),
    ]
    kept = rng.sample((0, 2), 1)  # of two statements with the same belief one is enough
    return [true[1 if kept == [0] else 0], true[2]], [false[kept[0]], false[1]]


def several(rng: Rng, stem: str, level: int, true: Sequence[Saying], false: Sequence[Saying]) -> Multipart:
    """Independent intervals together: expected misses, and whether all of them hit."""
    k = rng.integer(3, 12)
    c = Fraction(level, 100)
    every = c**k
    all_hit = rounded(every, 3)
    assert every == sum((c**j * (1 - c) ** (k - j) for j in (k,)), Fraction(0)) and 1 - every > 1 - c
    return Multipart(
        f"{stem} In the same way ${level}%$ intervals for ${k}$ other, independent quantities will be found.",
        given={"c": c, "k": k},
        parts=[
            told_apart(rng, true, false),
            Part(
                ask=f"How many of those ${k}$ intervals can be expected to miss their quantity?",
                answer=number(terminating(k * (1 - c))),
                follows="k*(1 - c)",
                steps=[f"Each misses with probability ${100 - level}%$: on average "
                       f"${k}*{terminating(1 - c)} = {terminating(k * (1 - c))}$."],
                mistakes=[
                    Mistake("hits-for-misses", "k*c", "That is how many can be expected to hit."),
                    Mistake("one-rate-for-all", "1 - c",
                            f"That is the share of misses. Multiply it by the number of intervals, ${k}$."),
                ],
            ),
            Part(
                name="p",
                ask=f"What is the probability that all ${k}$ intervals contain their quantities? Give three decimals.",
                answer=number(rounded(every, 11), places=3),
                follows="c^k",
                hints=["They are independent: what does one do with the probabilities?"],
                steps=[f"Each contains its quantity with probability ${terminating(c)}$, and they are independent: "
                       f"$({terminating(c)})^({k}) approx {rounded(every, 3)}$."],
                mistakes=[
                    Mistake("adds-error-rates", "1 - k*(1 - c)",
                            "Error rates of independent intervals do not simply add up. Multiply the probabilities of "
                            "hits."),
                    Mistake("one-rate-for-all", "c",
                            "That is the probability for a single interval. All together must hit here."),
                ],
            ),
            Part(
                ask="What is the probability that at least one of them misses? Give three decimals.",
                answer=number(rounded(1 - every, 11), places=3),
                follows="1 - p",
                steps=[f"That is the opposite of all hitting: $1 - {all_hit} = {terminating(1 - all_hit)}$."],
                honest=[number(1 - all_hit)],
                mistakes=[
                    Mistake("one-rate-for-all", "1 - c",
                            "That is the probability that a single one misses. Any of them may miss here."),
                    Mistake("all-miss", "(1 - c)^k", "That is the probability that all of them miss."),
                ],
            ),
        ],
    )  # fmt: skip


# Many intervals ----------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.confidence.ci_coverage_picture",
    title="Many intervals for one mean",
    skill="s.ci.meaning",
    source="Wasserman, All of Statistics (2004), section 6.3",
    levels={"easy": {"ask": "misses"}, "core": {"ask": "levels"}, "hard": {"ask": "sizes"}},
)
def ci_coverage_picture(rng: Rng, *, ask: Literal["misses", "levels", "sizes"]) -> Multipart:
    """Count in a picture of many intervals which miss, tell levels apart by their widths, and sample sizes too."""
    return {"misses": misses_counted, "levels": levels_matched, "sizes": sizes_told}[ask](rng)


def misses_counted(rng: Rng) -> Multipart:
    """Misses, observed coverage, expected misses."""
    story, level = rng.choice(STORIES), rng.choice((80, 90, 95))
    m = rng.choice((20, 25, 30, 40))
    usual = m * (100 - level) // 100  # as many as can be expected
    k = max(2, usual + rng.integer(-1, 2))
    above = rng.integer(1, k - 1) if k > 2 else 1
    mu, E = rng.integer(*story.mean) * 10, rng.integer(8, 20)
    centres = missing(rng, m, above, k - above, mu, E)
    spans = [(c - E, c + E) for c in centres]
    scale = 10 ** (story.places + 1)
    over, under = sum(a > mu for a, _ in spans), sum(b < mu for _, b in spans)
    assert (over, under) == (above, k - above)
    share = Fraction(m - k, m)
    expected = terminating(Fraction(m * (100 - level), 100))

    return Multipart(
        f"{story.scene} From each of ${m}$ independent samples {'an' if level == 80 else 'a'} ${level}%$ "
        f"confidence interval for the mean $mu$ was "
        f"found, in {story.unit}. The vertical line stands at the true $mu$.",
        given={"m": m},
        figures=[interval_figure(spans, mu, scale, story)],
        parts=[
            Part(
                name="k",
                ask="How many of the intervals miss $mu$?",
                answer=number(k),
                steps=[f"Entirely to the right of the line {lie(over)}, entirely to the left of it {lie(under)}: "
                       f"${over} + {under} = {k}$."],
                mistakes=[
                    Mistake("counts-one-side", number(over),
                            "You counted only those right of the line. Those entirely left of it miss as well."),
                    Mistake("exactly-level", number(expected),
                            "That many can be expected. How many miss in this picture must be counted."),
                    Mistake("hits-for-misses", number(m - k), "Those are the intervals that contain $mu$."),
                ],
            ),
            Part(
                ask="Which proportion of the intervals in the picture contains $mu$?",
                answer=number(share),
                follows="(m - k)/m",
                steps=[f"It is $({m} - {k})/({m}) = {share}$."],
                mistakes=[
                    Mistake("hits-for-misses", "k/m", "That is the proportion of misses."),
                    Mistake("exactly-level", number(Fraction(level, 100)),
                            "That is the level, the probability of a hit. Count in the picture."),
                ],
            ),
            Part(
                ask=f"How many of ${m}$ such intervals can be expected to miss $mu$?",
                answer=number(expected),
                steps=[f"Each misses with probability ${100 - level}%$: on average "
                       f"${m}*{terminating(Fraction(100 - level, 100))} = {expected}$."],
                mistakes=[
                    Mistake("observed-for-expected", "k", "That many miss in this picture, by chance."),
                    Mistake("hits-for-misses", number(terminating(Fraction(m * level, 100))),
                            "That many can be expected to contain $mu$."),
                ],
            ),
        ],
    )  # fmt: skip


def levels_matched(rng: Rng) -> Multipart:
    """Three pictures of the same samples at three levels."""
    story, m = rng.choice(STORIES), rng.choice((20, 25, 30))
    levels = rng.choice(((80, 95, 99), (50, 80, 95), (50, 90, 99), (80, 90, 99)))
    mu, error = rng.integer(*story.mean) * 10, rng.integer(5, 10)
    quantiles_of = [Fraction(rounded(normal_quantile(upper(level)), 4)) for level in levels]
    standard = rng.shuffled(clear_of(normal_quantile(Fraction(2 * i + 1, 2 * m)), quantiles_of) for i in range(m))
    scale = 10 ** (story.places + 1)
    spans = {
        level: [(mu + error * (z - q), mu + error * (z + q)) for z in standard]
        for level, q in zip(levels, quantiles_of, strict=True)
    }
    reach = error * (quantiles_of[-1] + max(abs(z) for z in standard))
    letters = rng.shuffled("ABC")
    by_letter = dict(sorted(zip(letters, levels, strict=True)))
    lower = rng.shuffled(levels)
    key = {letter: str(lower.index(level) + 1) for letter, level in by_letter.items()}
    turned = dict(zip(levels, reversed(levels), strict=True))
    wrong = {letter: str(lower.index(turned[level]) + 1) for letter, level in by_letter.items()}
    left = {letter: f"Picture {letter}" for letter in "ABC"}
    right = {str(i + 1): f"${level}%$" for i, level in enumerate(lower)}
    chosen = rng.choice(levels[:2])
    letter = next(letter for letter, level in by_letter.items() if level == chosen)
    over, under = sum(a > mu for a, _ in spans[chosen]), sum(b < mu for _, b in spans[chosen])
    expected = terminating(Fraction(m * (100 - chosen), 100))

    return Multipart(
        f"{story.scene} From ${m}$ independent samples confidence intervals for the mean $mu$ were found, in "
        f"{story.unit}, at three levels. The three pictures show the same samples in the same order. The vertical line "
        "stands at the true $mu$.",
        figures=[
            interval_figure(spans[level], mu, scale, story, label=letter, reach=reach)
            for letter, level in by_letter.items()
        ],
        parts=[
            Part(
                ask="Which level has which picture?",
                answer=matching(left, right, key),
                hints=["What must an interval look like to contain $mu$ more often?"],
                steps=["From the same sample, a higher level gives a wider interval, and fewer intervals miss $mu$.",
                       *(f"In picture {letter} {missed(spans[level], mu)} of ${m}$ intervals miss $mu$: "
                         f"${level}%$." for letter, level in by_letter.items())],
                mistakes=[
                    Mistake("narrow-is-confident", matching(left, right, wrong),
                            "The other way round: to contain $mu$ more often, an interval must be wider."),
                ],
            ),
            Part(
                name="k",
                ask=f"How many of the intervals in picture {letter} miss $mu$?",
                answer=number(over + under),
                steps=[f"Entirely to the right of the line {lie(over)}, entirely to the left of it {lie(under)}: "
                       f"${over} + {under} = {over + under}$."],
                mistakes=[
                    Mistake("counts-one-side", number(over),
                            "You counted only those right of the line. Those entirely left of it miss as well."),
                    Mistake("hits-for-misses", number(m - over - under), "Those are the intervals that contain $mu$."),
                ],
            ),
            Part(
                ask=f"How many of ${m}$ intervals can be expected to miss $mu$ at the level ${chosen}%$?",
                answer=number(expected),
                steps=[f"Each misses with probability ${100 - chosen}%$: on average "
                       f"${m}*{terminating(Fraction(100 - chosen, 100))} = {expected}$."],
                mistakes=[
                    *([] if over + under == expected else [
                        Mistake("observed-for-expected", "k", "That many miss in the picture, by chance.")
                    ]),
                    Mistake("hits-for-misses", number(terminating(Fraction(m * chosen, 100))),
                            "That many can be expected to contain $mu$."),
                ],
            ),
        ],
    )  # fmt: skip


def sizes_told(rng: Rng) -> Multipart:
    """Two pictures of one level: which has the larger samples, how much larger, and whether it misses less."""
    story, level, m = rng.choice(STORIES), rng.choice((90, 95)), rng.choice((20, 25, 30))
    ratio: Rational = rng.choice((2, 3, terminating(Fraction(3, 2)), 4))
    narrow = Fraction(2 * rng.choice((2, 3, 4)))
    wide = narrow * Fraction(ratio)
    mu = rng.integer(*story.mean) * 10
    usual = max(1, m * (100 - level) // 100)
    spans = []
    for E in (wide, narrow):
        k = max(1, usual + rng.integer(-1, 1))
        above = rng.integer(0, k)
        spans.append([(c - E, c + E) for c in missing(rng, m, above, k - above, mu, E)])
    first_is_wide = rng.chance(Fraction(1, 2))
    pictures = spans if first_is_wide else spans[::-1]
    larger, other = ("B", "A") if first_is_wide else ("A", "B")
    scale = 10 ** (story.places + 1)
    reach = wide * Fraction(5, 2)
    expected = terminating(Fraction(m * (100 - level), 100))
    widths = [terminating(2 * E / scale) for E in (wide, narrow)]
    square = terminating(Fraction(ratio) ** 2)
    options = {"A": "the samples of picture A", "B": "the samples of picture B"}
    says = {
        "same": f"In the long run ${100 - level}%$ of the intervals miss $mu$, in both pictures.",
        "less": f"In the long run fewer than ${100 - level}%$ of all intervals as in picture {larger} miss.",
        "more": f"In the long run more than ${100 - level}%$ of all intervals as in picture {larger} miss.",
    }
    return Multipart(
        f"{story.scene} Each picture shows ${level}%$ confidence intervals for the mean $mu$ from ${m}$ independent "
        f"samples, in {story.unit}; the standard deviation of single values is known and the same everywhere. The "
        "samples of one picture are larger than those of the other. The vertical line stands at the true $mu$.",
        figures=[
            interval_figure(each, mu, scale, story, label=letter, reach=reach)
            for letter, each in zip("AB", pictures, strict=True)
        ],
        parts=[
            Part(
                ask="Which samples are larger?",
                answer=choice(options[larger], options[other]),
                steps=[f"The width is $2*z*sigma/sqrt(n)$: larger samples give narrower intervals. In picture {larger} "
                       f"they are narrower, so larger are {options[larger]}."],
                mistakes=[
                    Mistake("width-from-coverage", choice(options[other], options[larger]),
                            "Wider intervals come from a higher level or from smaller samples; the level is the same."),
                ],
            ),
            Part(
                ask=f"In one picture every interval is ${widths[0]}$ {story.unit} wide, in the other ${widths[1]}$. "
                "How many times as large are the larger samples?",
                answer=number(square),
                hints=["How does the width depend on $n$?"],
                steps=[f"The widths have the ratio ${widths[0]}/({widths[1]}) = {ratio}$. The width goes with "
                       f"$1/sqrt(n)$, so the larger samples have $({ratio})^2 = {square}$ times as many values."],
                mistakes=[
                    Mistake("linear-in-n", number(ratio),
                            "The width goes with the root of $n$: square the ratio."),
                    Mistake("ratio-times-four", number(terminating(4 * ratio)),
                            "The ratio of the widths is to be squared, nothing else."),
                ],
            ),
            Part(
                ask=f"How many of ${m}$ intervals can be expected to miss $mu$ in picture {larger}?",
                answer=number(expected),
                steps=[f"Whatever the size of the samples, each interval misses with probability ${100 - level}%$: on "
                       f"average ${m}*{terminating(Fraction(100 - level, 100))} = {expected}$."],
                mistakes=[
                    Mistake("hits-for-misses", number(terminating(Fraction(m * level, 100))),
                            "That many can be expected to contain $mu$."),
                    Mistake("coverage-grows-with-n", number(terminating(Fraction(expected) / 2)),
                            "Larger samples give narrower intervals, not more hits: the level is the same."),
                ],
            ),
            Part(
                ask="Which statement is true?",
                answer=choice(says["same"], says["less"], says["more"]),
                steps=[f"The level says how often intervals hit: ${level}%$ in both pictures. {says['same']}"],
                mistakes=[
                    Mistake("coverage-grows-with-n", choice(says["less"], says["same"], says["more"]),
                            "Larger samples make the intervals narrower; how often they hit is the level."),
                    Mistake("narrow-misses-more", choice(says["more"], says["same"], says["less"]),
                            "They are narrower, but their centres also lie closer to $mu$."),
                ],
            ),
        ],
    )  # fmt: skip


def missing(rng: Rng, m: int, above: int, below: int, mu: int, E: Rational) -> list[Fraction]:
    """Centres of m intervals of half width E in random order, so many of them entirely above mu and below it.

    The others are normal quantiles, squeezed: all clear mu by more than three hundredths of the width.
    """
    hits = m - above - below
    squeezed = [Fraction(rounded(normal_quantile(Fraction(2 * i + 1, 2 * hits)) / 3, 3)) for i in range(hits)]
    near = [max(Fraction(-9, 10), min(Fraction(9, 10), x)) for x in squeezed]
    far = [Fraction(rng.integer(110, 145), 100) for _ in range(above + below)]
    offsets = [*near, *far[:above], *(-x for x in far[above:])]
    return [mu + E * x for x in rng.shuffled(offsets)]


def clear_of(z: Fraction, quantiles: Sequence[Fraction]) -> Fraction:
    """z, moved away from any quantile or its opposite that it nearly equals."""
    z = Fraction(rounded(z, 3))
    for q in quantiles:
        for edge in (q, -q):
            if abs(z - edge) < q * Fraction(8, 100):
                return edge + (1 if abs(z) > q else -1) * (1 if edge > 0 else -1) * q * Fraction(8, 100)
    return z


def missed(spans: Sequence[tuple[Rational, Rational]], mu: int) -> str:
    return f"${sum(a > mu or b < mu for a, b in spans)}$"


def lie(count: int) -> str:
    return f"lies ${count}$" if count == 1 else f"lie ${count}$"


def interval_figure(
    spans: Sequence[tuple[Rational, Rational]],
    mu: int,
    scale: int,
    story: Story,
    *,
    label: str = "",
    reach: Rational | None = None,
) -> Figure:
    """Intervals above one another, the first on top, and a line at mu; told one by one, from the top."""
    m = len(spans)
    ends = [(float(a) / scale, float(b) / scale) for a, b in spans]
    far = float(reach) / scale if reach is not None else max(abs(x - mu / scale) for span in ends for x in span)
    told = "; ".join(f"{i} from {plain(round(a, 2))} to {plain(round(b, 2))}" for i, (a, b) in enumerate(ends, 1))
    return Figure(
        alt=f"{f'Picture {label}: ' if label else ''}{m} intervals above one another and a vertical line at the true "
        f"mean, {plain(mu / scale)}. The intervals, from the top: {told}.",
        marks=(
            *(
                Curve(points=((round(a, 4), float(m - i)), (round(b, 4), float(m - i))))
                for i, (a, b) in enumerate(ends)
            ),
            Marker(x=mu / scale, label="$mu$", style="solid"),
        ),
        x=axis((mu / scale - 1.05 * far, mu / scale + 1.05 * far), f"{story.what} in {story.unit}"),
        y=axis((0, m + 1), shown=False),
        label=label,
    )
