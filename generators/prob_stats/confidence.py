"""Confidence intervals."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, choice, exercise, interval, number, rounded
from generators.maths.datasets import mean, variance
from generators.maths.decimals import Decimal
from generators.maths.distributions import normal_cdf, normal_quantile, t_cdf, t_quantile, t_table, z_table
from generators.maths.rationals import Rational
from generators.maths.reals import sqrt
from generators.maths.rng import Redraw
from schemas.answer import ChoiceAnswer, IntervalAnswer, NumberAnswer
from schemas.exercise import DataTable


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
    E = rounded(margin, places + 1)
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
    E = rounded(by_table, places + 1)
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
                answer=around(m, margin, places, by_table),
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
    E = rounded(by_table, places + 1)
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
                answer=chosen(options, "t"),
                hints=[KNOWN],
                steps=[f"The standard deviation is estimated from the ${n}$ values, which leaves ${n - 1}$ degrees of "
                       f"freedom: $t approx {t}$."],
                mistakes=[
                    Mistake("z-for-t", chosen(options, "z"),
                            "The normal quantile is for a known standard deviation. Here it is estimated."),
                    Mistake("df-n", chosen(options, "t n"), ONE_DEGREE),
                ],
            ),
            Part(
                ask=f"Give the interval, its ends to {WORDS[places]} decimals.",
                answer=around(m, margin, places, by_table),
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
    E = rounded(by_table, places + 1)
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
                answer=chosen(options, "z"),
                hints=[KNOWN],
                steps=[f"The standard deviation is known, only the mean is estimated, and the standardised mean is "
                       f"normal: $z approx {z}$, with ${rest(x.level)}$ above it."],
                mistakes=[
                    Mistake("t-for-known-sigma", chosen(options, "t"), NO_STUDENT),
                    Mistake("one-tail-z", chosen(options, "one z"),
                            f"Above it lies ${100 - x.level}%$. The interval leaves out half of this on each side."),
                ],
            ),
            Part(
                ask=f"Give the interval, its ends to {WORDS[places]} decimals.",
                answer=around(m, margin, places, by_table),
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
    """From m - margin to m + margin; `other` is the margin by the table, `shown` rounds the ends as one would."""
    low, high = m - margin, m + margin
    if shown:
        return interval(number(rounded(low, places)), number(rounded(high, places)))
    if other is None:
        return interval(decimal(low, places), decimal(high, places))
    return interval(decimal(low, places, m - other), decimal(high, places, m + other))


def decimal(x: Rational, places: int, other: Rational | None = None) -> NumberAnswer:
    """A number to so many decimals; the key keeps no more digits than are needed to mark it."""
    kept = places + 8
    return number(rounded(x, kept), places=places, or_with=None if other is None else rounded(other, kept))


def quantiles(n: int, level: int) -> dict[str, str]:
    """The quantiles one might think of, by a short name, as options."""
    p, one = upper(level), Fraction(level, 100)
    return {
        "t": f"Student's quantile ${t_table(p, n - 1)}$, with ${n - 1}$ degrees of freedom",
        "t n": f"Student's quantile ${t_table(p, n)}$, with ${n}$ degrees of freedom",
        "z": f"the normal quantile ${z_table(p)}$",
        "one z": f"the normal quantile ${rounded(normal_quantile(one), 3)}$",
    }


def chosen(options: dict[str, str], name: str) -> ChoiceAnswer:
    """The key whose right option is that one."""
    return choice(options[name], *(text for text in options.values() if text != options[name]))


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
