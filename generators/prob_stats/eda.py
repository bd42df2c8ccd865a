"""Exploratory data analysis."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import gcd, isqrt
from typing import Literal, NamedTuple

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
    finite_set,
    matching,
    number,
    rounded,
    table,
    terminating,
    vector,
)
from generators.maths.datasets import (
    counts,
    five_numbers,
    mean,
    median,
    sum_of_squares,
    variance,
    with_five_numbers,
    with_mean_and_deviation,
)
from generators.maths.decimals import at_most, ended
from generators.maths.distributions import normal_density, normal_quantile
from generators.maths.figures import Span, axis, box_plots, histogram, listed, plain, points_of
from generators.maths.rationals import Rational
from generators.maths.reals import sqrt
from generators.maths.rng import Redraw, drawn
from generators.maths.writing import summed
from schemas.answer import ChoiceAnswer, ChoicesAnswer, VectorAnswer
from schemas.exercise import DataTable
from schemas.figure import Area, Curve, Dots, Figure, Line, Marker

# Summary statistics ------------------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """What is measured: a sentence with {n}, the names of both columns, and where the mean may lie."""

    scene: str
    each: str
    what: str
    mean: tuple[int, int]


class Change(NamedTuple):
    """Values x turned into a*x + b: a sentence with {rule}, the name of the new values, what a and b may be."""

    measured: Measured
    text: str
    new: str
    factors: tuple[str, ...]
    constants: tuple[int, ...]


MEASURED = (
    Measured("On {n} mornings Ada notes how many minutes she waits for her bus.", "morning", "minutes", (12, 20)),
    Measured("A trainer counts the shots on goal in {n} matches.", "match", "shots", (12, 18)),
    Measured("A gardener measures {n} seedlings in centimetres.", "seedling", "height in cm", (15, 40)),
    Measured("A support team counts its tickets in {n} weeks.", "week", "tickets", (20, 60)),
    Measured("A runner takes her pulse after {n} runs, in beats per minute.", "run", "pulse", (110, 150)),
    Measured("On {n} winter days the temperature at noon is read, in °C.", "day", "temperature in °C", (-3, 9)),
    Measured("A laboratory lets {n} batteries run until they are empty, in hours.", "battery", "hours", (25, 60)),
    Measured("A magazine prints {n} short stories; these are their numbers of pages.", "story", "pages", (14, 30)),
    Measured("A cyclist writes down the lengths of {n} tours.", "tour", "kilometres", (35, 70)),
    Measured("A bookshop counts its customers on {n} days.", "day", "customers", (40, 90)),
    Measured("A canteen counts its leftover meals on {n} days.", "day", "meals", (13, 35)),
)
ROOMY = tuple(about for about in MEASURED if not 0 <= about.mean[0] < 20)
"""Where a value may change by 10 and stay possible."""
CHANGES = (
    Change(MEASURED[5], "The weather service turns each value $x$ into {rule} degrees Fahrenheit.",
           "temperatures in °F", ("1.8",), (32,)),
    Change(Measured("A taxi makes {n} trips; these are their lengths in kilometres.", "trip", "kilometres", (13, 25)),
           "A trip of $x$ kilometres costs {rule} euros.", "prices", ("2", "3", "1.5", "2.5"), (3, 4, 5)),
    Change(Measured("In a typing test the mistakes of {n} people are counted.", "person", "mistakes", (13, 20)),
           "With $x$ mistakes one gets {rule} points.", "points", ("-2", "-3", "-4"), (200, 250, 300)),
    Change(Measured("A teacher marks {n} papers.", "paper", "raw points", (15, 30)),
           "She then scales $x$ raw points to {rule} points.", "scaled points", ("2", "1.5", "3"), (5, 10, 20)),
    Change(MEASURED[2], "The ruler began {b} mm too late, and millimetres are wanted: what was read as $x$ centimetres "
           "is {rule} millimetres.", "heights in mm", ("10",), (3, 4, 5, 8)),
    Change(Measured("A drone records how long its {n} flights lasted, in minutes.", "flight", "minutes", (13, 25)),
           "After a flight of $x$ minutes {rule} per cent of its battery are left.", "charges in per cent",
           ("-2", "-1.5", "-2.5"), (98, 100)),
)  # fmt: skip
DIVISOR = "The sample variance divides by $n - 1$."


@exercise(
    "prob_stats.eda.summary_statistics",
    title="Summary statistics of a small data set",
    skill="s.eda.center",
    source="OpenStax, Introductory Statistics (2013), sections 2.5 and 2.7",
    levels={"easy": {"ask": "centre"}, "core": {"ask": "spread"}, "hard": {"ask": "change"}},
)
def summary_statistics(rng: Rng, *, ask: Literal["centre", "spread", "change"]) -> Multipart:
    """Find mean, median, mode and range, variance and standard deviation, and follow them through a change."""
    if ask == "centre":
        return centre(rng)
    if ask == "spread":
        return spread(rng)
    return rng.choice((linear_change, linear_change, added_value, corrected_value))(rng)


def centre(rng: Rng) -> Multipart:
    """Mean, median, mode and range."""
    about, n = rng.choice(MEASURED), rng.integer(5, 9)
    data = sample(rng, n, rng.integer(*about.mean), lambda squares: True)
    ordered, m, d = sorted(data), mean(data), median(data)
    mode = max(data, key=data.count)
    times, low, high = data.count(mode), min(data), max(data)
    assert sum(x - m for x in data) == 0
    assert sum(x < d for x in data) <= n // 2 >= sum(x > d for x in data)
    middle = (
        f"With ${n}$ values the middle one is number ${n // 2 + 1}$, which is ${d}$."
        if n % 2
        else f"With ${n}$ values the two in the middle are ${ordered[n // 2 - 1]}$ and ${ordered[n // 2]}$; "
        f"their mean is $({ordered[n // 2 - 1]} + {ordered[n // 2]})/2 = {terminating(d)}$."
    )

    return Multipart(
        about.scene.format(n=WORDS[n]),
        data=as_table(about, data),
        given={"n": n},
        parts=[
            Part(
                name="m",
                ask="Find the mean.",
                answer=number(m),
                steps=[f"The values add up to ${' + '.join(map(str, data))} = {sum(data)}$.",
                       f"There are ${n}$ of them, so the mean is $bar(x) = {sum(data)}/({n}) = {m}$."],
                mistakes=[
                    Mistake("midrange-for-mean", number(terminating(Fraction(low + high, 2))),
                            "That is the middle of the smallest and the largest value. All values count for the mean."),
                    Mistake("divides-by-n-minus-1", number(Fraction(sum(data), n - 1)),
                            f"A mean shares the sum among all ${n}$ values."),
                ],
            ),
            Part(
                ask="Find the median.",
                answer=number(terminating(d)),
                hints=["Put the values in order first."],
                steps=[f"In order the values are ${', '.join(map(str, ordered))}$.", middle],
                mistakes=[
                    Mistake("unsorted-median", number(median_as_listed(data)),
                            "That stands in the middle of the table. Sort the values before you look for the middle."),
                    Mistake("mean-for-median", "m", "That is the mean. The median has as many values below as above."),
                ],
            ),
            Part(
                ask="Find the mode.",
                answer=number(mode),
                steps=[f"The value ${mode}$ comes {TIMES[times]}, every other one once: the mode is ${mode}$."],
                mistakes=[
                    Mistake("frequency-for-mode", number(times),
                            "That is how often the most frequent value comes. The mode is the value itself."),
                    Mistake("largest-for-mode", number(high), "The mode is the most frequent value, not the largest."),
                ],
            ),
            Part(
                ask="Find the range.",
                answer=number(high - low),
                steps=[f"From the smallest to the largest it is ${fill('b - a', a=low, b=high)} = {high - low}$."],
                mistakes=[
                    Mistake("range-as-listed", number(abs(data[-1] - data[0])),
                            "You compared the first and the last entry. Look for the smallest and the largest."),
                    Mistake("counts-both-ends", number(high - low + 1),
                            "The range is the distance between both ends, not the number of whole numbers there."),
                ],
            ),
        ],
    )  # fmt: skip


def spread(rng: Rng) -> Multipart:
    """Mean, sample variance and standard deviation."""
    about, n = rng.choice(MEASURED), rng.integer(5, 9)
    data = sample(rng, n, rng.integer(*about.mean), lambda squares: squares % (n - 1) == 0)
    m, squares, v = mean(data), sum_of_squares(data), variance(data)
    assert squares == sum(x * x for x in data) - n * m**2
    away = [x - m for x in data]

    return Multipart(
        f"{about.scene.format(n=WORDS[n])} {DIVISOR}",
        data=as_table(about, data),
        given={"n": n, "x": f"[{', '.join(map(str, data))}]"},
        parts=[
            Part(
                name="m",
                ask="Find the mean.",
                answer=number(m),
                follows="mean(x)",
                steps=[f"The ${n}$ values add up to ${sum(data)}$, so $bar(x) = {sum(data)}/({n}) = {m}$."],
                mistakes=[
                    Mistake("midrange-for-mean", number(terminating(Fraction(min(data) + max(data), 2))),
                            "That is the middle of the smallest and the largest value. All values count for the mean."),
                    Mistake("divides-by-n-minus-1", number(Fraction(sum(data), n - 1)),
                            f"The mean shares the sum among all ${n}$ values; only the variance divides by $n - 1$."),
                ],
            ),
            Part(
                name="v",
                ask="Find the sample variance $s^2$.",
                answer=number(v),
                follows="cov(x, m)",
                hints=["How far is each value from the mean? A small table with two columns helps.",
                       "Square the deviations, add the squares, and divide by one less than their number."],
                steps=[
                    f"The deviations from the mean are ${', '.join(map(str, away))}$; they add up to $0$, as always.",
                    f"Their squares add up to ${' + '.join(f'({x})^2' for x in away)} = {squares}$.",
                    f"Hence $s^2 = {squares}/({n} - 1) = {v}$.",
                ],
                mistakes=[
                    Mistake("divides-by-n", "cov(x, m)*(n - 1)/n",
                            f"A sample variance divides by $n - 1 = {n - 1}$."),
                    Mistake("deviations-sum", number(0),
                            "Deviations always add up to 0: they must be squared first."),
                    Mistake("sum-for-mean-of-squares", "cov(x, m)*(n - 1)",
                            "That is the sum of the squares. The variance divides it by $n - 1$."),
                ],
            ),
            standard_deviation(v, "v", "s",
                               Mistake("divides-by-n", number(f"sqrt({squares}/({n}))", places=3),
                                       f"The variance under the root divides by $n - 1 = {n - 1}$.")),
        ],
    )  # fmt: skip


def linear_change(rng: Rng) -> Multipart:
    """Mean, median, variance and standard deviation of y = a*x + b from those of x."""
    change, n = rng.choice(CHANGES), rng.integer(5, 9)
    a: Rational = terminating(Fraction(rng.choice(change.factors)))
    b = rng.choice(change.constants)
    data = sample(rng, n, rng.integer(*change.measured.mean), lambda squares: square(Fraction(squares, n - 1)))
    m, d, v = mean(data), median(data), variance(data)
    s, new = isqrt(int(v)), [a * x + b for x in data]
    assert (mean(new), median(new), variance(new)) == (a * m + b, a * d + b, a * a * v)
    rule = "a*x + b" if a > 0 else "b + a*x"
    said = change.text.format(rule=f"$y = {fill(rule, a=a, b=b)}$", b=b)

    return Multipart(
        f"{change.measured.scene.format(n=WORDS[n])} {summarised(data)} {said} {DIVISOR}",
        data=as_table(change.measured, data),
        given={"a": a, "b": b, "m": m, "d": terminating(d), "v": v},
        parts=[
            Part(
                ask=f"Find the mean of the {change.new}.",
                answer=number(terminating(a * m + b)),
                follows="a*m + b",
                hints=["There is no need to change every value."],
                steps=[f"The mean changes as each value does: $bar(y) = {fill(rule, a=a, b=b, x=m)} = "
                       f"{terminating(a * m + b)}$."],
                mistakes=[
                    Mistake("constant-forgotten", "a*m", f"Every value moves by ${b}$, and so does their mean."),
                    Mistake("mean-unchanged", "m", "Each value changes, so the mean does too."),
                ],
            ),
            Part(
                ask=f"Find the median of the {change.new}.",
                answer=number(terminating(a * d + b)),
                follows="a*d + b",
                steps=[f"The order {'is turned round' if a < 0 else 'stays'}, and the middle stays in the middle: the "
                       f"median is ${fill(rule, a=a, b=b, x=d)} = {terminating(a * d + b)}$."],
                mistakes=[
                    Mistake("constant-forgotten", "a*d", f"Every value moves by ${b}$, the middle one too."),
                    Mistake("mean-for-median", "a*m + b", "That is the mean of the new values. Begin with the median."),
                ],
            ),
            Part(
                name="w",
                ask=f"Find the sample variance of the {change.new}.",
                answer=number(terminating(a * a * v)),
                follows="a^2*v",
                hints=["What does adding a constant do to the distances between values? What does a factor do?"],
                steps=[
                    f"Adding ${b}$ moves all values alike: the deviations do not notice.",
                    f"The factor ${a}$ multiplies every deviation, and their squares by "
                    f"$({a})^2 = {terminating(a * a)}$.",
                    f"The new variance is ${fill('a^2*v', a=a, v=v)} = {terminating(a * a * v)}$.",
                ],
                mistakes=[
                    Mistake("factor-not-squared", "abs(a)*v", "A variance is made of squares: square the factor too."),
                    Mistake("constant-counts", "a^2*v + b", "A constant moves all values alike and adds no spread."),
                ],
            ),
            Part(
                ask=f"Find the standard deviation of the {change.new}.",
                answer=number(terminating(s * abs(Fraction(a))), places=3),
                follows="sqrt(w)",
                hints=["A standard deviation is never negative."],
                steps=[f"It is the root, $sqrt({terminating(a * a * v)}) = {terminating(s * abs(Fraction(a)))}$: "
                       f"${abs(a)}$ times the old standard deviation."],
                mistakes=[
                    Mistake("sd-not-rooted", "w", "That is the variance. Take its root."),
                    Mistake("constant-counts", "sqrt(w) + b", "A constant moves all values alike and adds no spread."),
                ],
            ),
        ],
    )  # fmt: skip


def added_value(rng: Rng) -> Multipart:
    """Mean, median, variance and standard deviation when one value joins."""
    about, n, k = rng.choice(MEASURED), rng.integer(6, 8), rng.sign()  # of five values none would do
    data = sample(rng, n, rng.integer(*about.mean), lambda squares: squares % (n * (n - 1)) == 0)
    m, v = mean(data), variance(data)
    z = int(m) + k * (n + 1)
    longer = [*data, z]
    g, w = mean(longer), variance(longer)
    assert (g, w) == (m + k, (n - 1) * v / Fraction(n) + (n + 1) * k * k)

    return Multipart(
        f"{about.scene.format(n=WORDS[n])} {summarised(data)} Then one more value comes in: ${z}$. {DIVISOR}",
        data=as_table(about, data),
        given={"n": n, "m": m, "v": v, "z": z},
        parts=[
            Part(
                name="g",
                ask="Find the new mean.",
                answer=number(g),
                follows="(n*m + z)/(n + 1)",
                hints=["How large is the sum of the old values? You can tell without adding them up."],
                steps=[f"The old sum is ${fill('n*m', n=n, m=m)} = {n * m}$, "
                       f"the new one ${n * m} + {z} = {sum(longer)}$.",
                       f"The new mean is ${sum(longer)}/({n + 1}) = {g}$."],
                mistakes=[
                    Mistake("new-value-as-half", "(m + z)/2",
                            f"The old mean stands for ${n}$ values and weighs as much as these together."),
                    Mistake("old-count-kept", "(n*m + z)/n", f"Now there are ${n + 1}$ values."),
                ],
            ),
            new_median(longer, "new"),
            Part(
                name="w",
                ask="Find the new sample variance.",
                answer=number(w),
                follows="((n - 1)*v + n*(m - g)^2 + (z - g)^2)/n",
                hints=["The squares of the old deviations add up to $(n - 1)*s^2$, but these begin at the old mean.",
                       "From another point than their mean, the squares of $n$ values add up to more: by $n$ times the "
                       "square of the distance between that point and the mean."],
                steps=[
                    f"About their own mean the old squares add up to $({n} - 1)*{v} = {(n - 1) * v}$.",
                    f"About the new mean they add up to ${(n - 1) * v} + {n}*({fill('m - g', m=m, g=g)})^2 = "
                    f"{(n - 1) * v + n * (m - g) ** 2}$, and the new value brings ${fill('(z - g)^2', z=z, g=g)} = "
                    f"{(z - g) ** 2}$.",
                    f"Together that is ${(n - 1) * v + n * (m - g) ** 2} + {(z - g) ** 2} = {n * w}$, so the new "
                    f"variance is ${n * w}/({n + 1} - 1) = {w}$.",
                ],
                mistakes=[
                    Mistake("old-mean-kept", "((n - 1)*v + (z - m)^2)/n",
                            "The mean has moved: all deviations change, not only the new one."),
                    Mistake("old-count-kept", "((n - 1)*v + n*(m - g)^2 + (z - g)^2)/(n - 1)",
                            f"There are ${n + 1}$ values now: divide by ${n}$."),
                ],
            ),
            standard_deviation(w, "w", "t"),
        ],
    )  # fmt: skip


def corrected_value(rng: Rng) -> Multipart:
    """Mean, median, variance and standard deviation when one value is corrected."""
    about, (n, k) = rng.choice(ROOMY), rng.choice(((5, -2), (5, -1), (5, 1), (5, 2), (7, -1), (7, 1), (9, -1), (9, 1)))

    def correctable(data: Sequence[int]) -> bool:
        """Whether the correct variance is a whole number for some entry."""
        return any(2 * k * (x - mean(data)) % (n - 1) == 0 for x in data)

    data = sample(rng, n, rng.integer(*about.mean), lambda squares: squares % (n - 1) == 0, correctable)
    m, v = mean(data), variance(data)
    at = rng.choice([i for i in range(n) if 2 * k * (data[i] - m) % (n - 1) == 0])
    x, y = data[at], data[at] + n * k
    right = [*data[:at], y, *data[at + 1 :]]
    g, w = mean(right), variance(right)
    assert (n - 1) * w == (n - 1) * v + 2 * k * n * (x - m) + n * (n - 1) * k * k
    squares = (n - 1) * v - (x - m) ** 2 + (y - m) ** 2

    return Multipart(
        f"{about.scene.format(n=WORDS[n])} {summarised(data)} But {about.each} {at + 1} was copied wrongly: instead of "
        f"${x}$ it should be ${y}$. {DIVISOR}",
        data=as_table(about, data),
        given={"n": n, "m": m, "v": v, "x": x, "y": y},
        parts=[
            Part(
                name="g",
                ask="Find the correct mean.",
                answer=number(g),
                follows="m + (y - x)/n",
                hints=["By how much does the sum change?"],
                steps=[f"The sum changes by ${fill('y - x', x=x, y=y)} = {y - x}$, shared among ${n}$ values.",
                       f"The correct mean is ${m} + ({y - x})/({n}) = {g}$."],
                mistakes=[
                    Mistake("change-not-shared", "m + y - x",
                            f"The sum changes by that much. The mean shares this among ${n}$ values."),
                    Mistake("correction-reversed", "m - (y - x)/n",
                            "The other way round: the wrong value goes out and the right one comes in."),
                ],
            ),
            new_median(right, "correct"),
            Part(
                name="w",
                ask="Find the correct sample variance.",
                answer=number(w),
                follows="((n - 1)*v - (x - m)^2 + (y - m)^2 - n*(g - m)^2)/(n - 1)",
                hints=["The squares of the deviations add up to $(n - 1)*s^2$. Replace the wrong one by the right one.",
                       "These deviations begin at the old mean. From the new one the squares of $n$ values add up to "
                       "less: by $n$ times the square of the distance between both means."],
                steps=[
                    f"The squares of the deviations from ${m}$ add up to $({n} - 1)*{v} = {(n - 1) * v}$.",
                    f"With the correct value they add up to "
                    f"${fill('q - (x - m)^2 + (y - m)^2', q=(n - 1) * v, x=x, y=y, m=m)} = {squares}$.",
                    f"From the correct mean they add up to ${fill('q - n*(g - m)^2', q=squares, n=n, g=g, m=m)} = "
                    f"{(n - 1) * w}$, so the correct variance is ${(n - 1) * w}/({n} - 1) = {w}$.",
                ],
                mistakes=[
                    Mistake("old-mean-kept", "((n - 1)*v - (x - m)^2 + (y - m)^2)/(n - 1)",
                            "The mean has moved: all deviations change, not only the corrected one."),
                    Mistake("divides-by-n", "((n - 1)*v - (x - m)^2 + (y - m)^2 - n*(g - m)^2)/n",
                            f"A sample variance divides by $n - 1 = {n - 1}$."),
                ],
            ),
            standard_deviation(w, "w", "t"),
        ],
    )  # fmt: skip


WORDS = dict(
    enumerate(
        ("five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"), start=5
    )
)
TIMES = {2: "twice", 3: "three times"}


def sample(
    rng: Rng,
    n: int,
    centre: int,
    fits: Callable[[int], bool],
    also: Callable[[Sequence[int]], bool] = lambda data: True,
) -> list[int]:
    """n integers with this mean and within 10 of it: one comes two or three times, the others once, and the middle of
    the list is not the median.

    `fits` says which sums of squared deviations will do. The last value makes the mean whole; there are several such.
    """
    for _ in range(2000):
        mode = rng.integer(-5, 5)
        times = 3 if n >= 7 and rng.chance(Fraction(1, 2)) else 2
        others = rng.sample([x for x in range(-8, 9) if x != mode], n - times - 1)
        drawn = [mode] * times + others
        lasts = [x for x in range(-9, 10) if x not in drawn and (sum(drawn) + x) % n == 0]
        if not lasts:
            continue
        drawn.append(rng.choice(lasts))
        middle = sum(drawn) // n
        if not fits(sum((x - middle) ** 2 for x in drawn)) or max(abs(x - middle) for x in drawn) > 10:
            continue
        data = [x - middle + centre for x in rng.shuffled(drawn)]
        if median_as_listed(data) != median(data) and also(data):
            return data
    raise Redraw("no data with these sums")


def square(v: Fraction) -> bool:
    """Whether it is the square of a whole number above 1."""
    return v.denominator == 1 and v > 1 and isqrt(int(v)) ** 2 == v


def summarised(data: Sequence[int]) -> str:
    """What the stem tells of the values before they change."""
    m, d, v = mean(data), terminating(median(data)), variance(data)
    return f"The values in the table have mean ${m}$, median ${d}$ and sample variance ${v}$."


def median_as_listed(data: Sequence[int]) -> Rational:
    """What stands in the middle of the list as it is."""
    half = len(data) // 2
    return data[half] if len(data) % 2 else terminating(Fraction(data[half - 1] + data[half], 2))


def as_table(about: Measured, data: Sequence[int]) -> DataTable:
    rows = tuple((str(i), str(x)) for i, x in enumerate(data, 1))
    return DataTable(columns=(about.each, about.what), rows=rows)


def standard_deviation(v: Rational, variance_name: str, name: str, *mistakes: Mistake) -> Part:
    """The root of the variance, to three decimals."""
    s = sqrt(v)
    ending = f"= {isqrt(int(v))}" if s.denominator == 1 else f"approx {rounded(s, 3)}"
    return Part(
        ask="Find the standard deviation, to three decimals where it is not a whole number.",
        answer=number(f"sqrt({v})", places=3),
        follows=f"sqrt({variance_name})",
        steps=[f"It is the root of the variance: ${name} = sqrt({v}) {ending}$."],
        mistakes=[Mistake("sd-not-rooted", variance_name, "That is the variance. Take its root."), *mistakes],
    )


def new_median(data: Sequence[int], word: str) -> Part:
    """The median of the changed list."""
    ordered, n, half, d = sorted(data), len(data), len(data) // 2, terminating(median(data))
    found = (
        f"the middle one is ${d}$"
        if n % 2
        else f"the two in the middle have the mean $({ordered[half - 1]} + {ordered[half]})/2 = {d}$"
    )
    return Part(
        ask=f"Find the {word} median.",
        answer=number(d),
        steps=[f"In order the values are now ${', '.join(map(str, ordered))}$; {found}."],
        mistakes=[
            Mistake(
                "unsorted-median",
                number(median_as_listed(data)),
                "Sort the values, the changed one among them, before you look for the middle.",
            )
        ],
    )


# Histograms and box plots ------------------------------------------------------------------------------------------


class Scene(NamedTuple):
    """Four data sets of one kind: what they are, the quantity on the axis, and where the axis may begin and end."""

    sets: str
    quantity: str
    spans: tuple[tuple[int, int], ...]


class Shape(NamedTuple):
    """A data set by its quantiles at equal steps, in thousandths of the axis; isolated values replace the outermost."""

    says: str
    nodes: tuple[int, ...]
    low: tuple[int, ...] = ()
    high: tuple[int, ...] = ()


class Belief(NamedTuple):
    """A misconception that takes the data of shape i for those of shape `takes[i]`."""

    id: str
    takes: tuple[int, int, int, int]
    feedback: str


SCENES = (
    Scene("the delivery times of four couriers", "minutes", ((0, 50), (0, 100), (10, 60))),
    Scene("the ages of the visitors of four museums", "age in years", ((0, 100), (10, 90), (15, 65))),
    Scene("the points in four exams", "points", ((0, 100), (0, 50), (0, 80))),
    Scene("the weights of the parcels of four shops", "kilograms", ((0, 20), (0, 10), (0, 5))),
    Scene("the lengths of the calls to four help desks", "minutes", ((0, 20), (0, 40), (0, 60))),
    Scene("the temperatures at noon in four cities", "degrees Celsius", ((-10, 40), (-20, 30), (0, 40))),
    Scene("the prices of used bicycles in four towns", "euros", ((0, 500), (100, 600), (50, 450))),
    Scene("the response times of four web servers", "milliseconds", ((0, 200), (0, 500), (100, 600))),
)  # fmt: skip
CLASSES = 10
LETTERS, NUMBERS = "ABCD", "1234"


@exercise(
    "prob_stats.eda.histogram_to_boxplot",
    title="Match histograms and box plots",
    skill="s.eda.box",
    source="OpenStax, Introductory Statistics (2013), sections 2.2 and 2.4",
    levels={"easy": {"differ": "shape"}, "core": {"differ": "concentration"}, "hard": {"differ": "peaks and outliers"}},
)
def histogram_to_boxplot(rng: Rng, *, differ: Literal["shape", "concentration", "peaks and outliers"]) -> Multipart:
    """Match four histograms with the box plots, or at the hard level with box or violin plots, of the same data."""
    apart = differ == "peaks and outliers"
    violins = apart and rng.chance(Fraction(1, 2))
    shapes, beliefs = by_peaks(rng, violins) if apart else by_shape(rng) if differ == "shape" else by_quartiles(rng)
    scene, k = rng.choice(SCENES), rng.integer(5, 11)
    span = rng.choice(scene.spans)
    samples = [quantiles(shape, k) for shape in shapes]
    for one, other in combinations(samples, 2):
        assert differing(five_numbers(one), five_numbers(other)), (one, other)
    upper, lower = rng.shuffled(range(4)), rng.shuffled(range(4))
    plot = "violin plot" if violins else "box plot"
    texts = ({letter: f"Histogram {letter}" for letter in "ABCD"}, {n: f"{plot.capitalize()} {n}" for n in "1234"})

    def pairs(takes: Sequence[int] = range(4)) -> dict[str, str]:
        return {letter: "1234"[lower.index(takes[i])] for letter, i in zip("ABCD", upper, strict=True)}

    answer = pairs()
    below = (
        [violin(samples[i], span, scene.quantity, n) for n, i in zip("1234", lower, strict=True)]
        if violins
        else [boxes({n: samples[i] for n, i in zip("1234", lower, strict=True)}, span, scene.quantity, apart)]
    )
    found = [
        f"Histogram {letter} {shapes[i].says if violins else reading(shapes[i], samples[i], span)}. "
        f"It belongs to {plot} {n}."
        for (letter, n), i in zip(answer.items(), upper, strict=True)
    ]
    return Multipart(
        f"Histograms A to D show {scene.sets}, ${8 * k + 7}$ values each. {plot.capitalize()}s 1 to 4 show the same "
        f"data, in another order, on the same axis. {VIOLIN if violins else FENCED if apart else WHISKERS}",
        figures=[*histograms([samples[i] for i in upper], span, scene.quantity), *below],
        parts=[
            Part(
                ask=f"Which {plot} belongs to which histogram?",
                answer=matching(*texts, answer),
                hints=[
                    "Where do the bars stand, how many peaks are there, and does a bar stand apart from the rest?"
                    if apart
                    else "Count the bars from the left: where is a quarter of the values reached, where half of them?",
                ],
                steps=[
                    "The wider a violin, the more values lie there: its outline follows the bars."
                    if violins
                    else "Each whisker and each half of the box holds a quarter of the values: it is short where they "
                    "are dense." + (" A bar apart from the rest becomes separate points." if apart else ""),
                    *found,
                ],
                mistakes=[Mistake(id, matching(*texts, pairs(takes)), told) for id, takes, told in beliefs],
            )
        ],
    )


WHISKERS = "The box holds the middle half of the values; the whiskers reach to the smallest and the largest."
FENCED = (
    "The box holds the middle half of the values; the whiskers reach to the last values within one and a half box "
    "lengths of the box, and the values beyond are separate points."
)
LONG = "A long whisker holds a quarter of the values, like a short one: there they are spread thin."
VIOLIN = "A violin plot is wide where values are frequent; the point marks the median."


def by_shape(rng: Rng) -> tuple[list[Shape], list[Belief]]:
    """Skewed to the right and to the left, narrow and wide."""

    def skewed() -> tuple[int, ...]:
        return 0, inside(rng, 110, 170), inside(rng, 220, 280), inside(rng, 410, 480), 1000

    middle, half, reach = inside(rng, 460, 540), inside(rng, 60, 80), inside(rng, 250, 320)
    shapes = [
        Shape("is dense on the left and thin on the right", skewed()),
        Shape("is thin on the left and dense on the right", tuple(1000 - x for x in reversed(skewed()))),
        Shape("is narrow", (middle - reach, middle - half, middle, middle + half, middle + reach)),
        Shape("is wide and even", (0, inside(rng, 220, 270), inside(rng, 460, 540), inside(rng, 730, 780), 1000)),
    ]
    return shapes, [
        Belief("long-whisker-many", (1, 0, 2, 3), LONG),
        Belief("tall-is-wide", (0, 1, 3, 2), "Tall bars mean many values close together: there the box is short."),
    ]


def by_quartiles(rng: Rng) -> tuple[list[Shape], list[Belief]]:
    """The same ends and the same median, and halves that crowd near the median, at their end, or nowhere."""
    middle = inside(rng, 470, 530)
    near, even, far = inside(rng, 60, 90), inside(rng, 240, 260), inside(rng, 410, 440)
    words = {near: "crowds near the median", even: "is spread evenly", far: "crowds at its end"}
    if rng.chance(Fraction(1, 2)):
        quartiles = [(near, near), (far, far), (near, far), (far, near)]
        inverted, mirrored = (1, 0, 3, 2), (0, 1, 3, 2)
    else:
        quartiles = [(near, even), (even, near), (far, even), (even, far)]
        inverted, mirrored = (2, 3, 0, 1), (1, 0, 3, 2)
    shapes = [
        Shape(
            f"has a left half that {words[a]} and a right half that {words[b]}",
            (0, middle - a, middle, middle + b, 1000),
        )
        for a, b in quartiles
    ]
    exchanged = "Left and right are exchanged: where the bars are tall, the part of the box is short."
    return shapes, [Belief("long-whisker-many", inverted, LONG), Belief("skew-reversed", mirrored, exchanged)]


def by_peaks(rng: Rng, violins: bool) -> tuple[list[Shape], list[Belief]]:
    """One peak with and without isolated values, and two peaks, of the same or of different height."""

    def bulk() -> tuple[int, ...]:
        middle, half = inside(rng, 470, 530), inside(rng, 60, 70)
        reach = 4 * half - rng.choice((30, 40))  # the fences stand 4*half from the middle
        return middle - reach, middle - half, middle, middle + half, middle + reach

    def humps() -> tuple[int, ...]:
        return 0, 100, inside(rng, 170, 190), 270, inside(rng, 470, 530), 730, inside(rng, 810, 830), 900, 1000

    def lopsided() -> tuple[int, ...]:
        return 0, 80, inside(rng, 130, 150), 180, inside(rng, 220, 240), 320, inside(rng, 770, 790), 850, 1000

    def isolated() -> tuple[int, ...]:
        return tuple(sorted(rng.sample(range(0, 70, 10), rng.integer(2, 3))))

    rest = "has one peak and an isolated bar on the"
    alone = Shape("has one peak and no bar apart from the rest", bulk())
    high = Shape(f"{rest} right", bulk(), high=tuple(1000 - x for x in reversed(isolated())))
    low = Shape(f"{rest} left", bulk(), low=isolated())
    two = Shape("has two equal peaks", humps())
    left = Shape("has two peaks, the taller one on the left", lopsided())
    right = Shape("has two peaks, the taller one on the right", tuple(1000 - x for x in reversed(lopsided())))
    bars = "An isolated bar stands for values too, far from the rest. The other plot shows them as well."
    bulges = "Two peaks are two bulges, with a waist between them."
    valley = "With two peaks the middle half reaches across the valley: the box is wide."
    peaks = Belief("peaks-smoothed-away" if violins else "box-is-peak", (2, 1, 0, 3), bulges if violins else valley)
    turned = Belief("skew-reversed", (0, 1, 3, 2), "Left and right are exchanged: on which side is the taller peak?")
    return rng.choice((
        ([alone, high, two, low], [Belief("outlier-bars", (1, 3, 2, 0), bars), peaks]),
        ([alone, high, two, left], [Belief("outlier-bars", (1, 0, 2, 3), bars), peaks]),
        ([alone, low, two, right], [Belief("outlier-bars", (1, 0, 2, 3), bars), peaks]),
        ([low, high, left, right], [Belief("outlier-bars", (1, 0, 2, 3), bars), turned]),
    ))  # fmt: skip


def inside(rng: Rng, low: int, high: int) -> int:
    """A multiple of 10 on low..high that is not the edge of a class."""
    return rng.choice([x for x in range(low, high + 1, 10) if x % (1000 // CLASSES)])


def quantiles(shape: Shape, k: int) -> list[int]:
    """8*k + 7 values in ascending order whose quartiles, by the halves without the middle value, are those nodes.

    Between the nodes the quantile function is a monotone cubic (Fritsch and Carlson 1980; harmonic means as slopes).
    """
    nodes, pieces = shape.nodes, len(shape.nodes) - 1
    rises = [b - a for a, b in pairwise(nodes)]
    inner = [2 * a * b / (a + b) for a, b in pairwise(rises)]
    first, last = ((3 * a - b) / 2 for a, b in [(rises[0], rises[1]), (rises[-1], rises[-2])])
    slopes = [min(max(first, 0.4 * rises[0]), 3.0 * rises[0]), *inner, min(max(last, 0.4 * rises[-1]), 3.0 * rises[-1])]
    places = [0, *(8 // pieces * j * (k + 1) - 1 for j in range(1, pieces)), 8 * k + 6]
    drawn = []
    for j, (start, stop) in enumerate(pairwise(places)):
        for i in range(start, stop):
            t = (i - start) / (stop - start)
            bend = t * (1 - t) * ((1 - t) * (slopes[j] - rises[j]) - t * (slopes[j + 1] - rises[j]))
            drawn.append(round(nodes[j] + t * rises[j] + bend))
    drawn.append(nodes[-1])
    return [*shape.low, *drawn[len(shape.low) : len(drawn) - len(shape.high)], *shape.high]


def differing(one: Sequence[Rational], other: Sequence[Rational]) -> bool:
    """Whether some of the five numbers differ by at least 15% of the axis, more than a class is wide."""
    return any(abs(Fraction(a - b)) >= 150 for a, b in zip(one, other, strict=True))


def at(place: Rational, span: tuple[int, int]) -> Fraction:
    """Thousandths of the axis as a value on it."""
    return span[0] + Fraction(place) * (span[1] - span[0]) / 1000


def in_classes(values: Sequence[int]) -> list[int]:
    """How many values stand in each class; the last one is closed."""
    found = Counter(class_of(x) for x in values)
    return [found[c] for c in range(CLASSES)]


def class_of(x: int) -> int:
    return min(x // (1000 // CLASSES), CLASSES - 1)


def reading(shape: Shape, values: Sequence[int], span: tuple[int, int]) -> str:
    """What is read off a histogram by counting its bars."""
    n, bars = len(values), in_classes(values)
    ranks = [(n + 1) // 4, (n + 1) // 2, 3 * (n + 1) // 4]
    classes = [class_of(values[rank - 1]) for rank in ranks]
    for rank, c in zip(ranks, classes, strict=True):
        assert sum(bars[:c]) < rank <= sum(bars[: c + 1])
    first, second, third = (
        f"between ${plain(at(1000 * c // CLASSES, span))}$ and ${plain(at(1000 * (c + 1) // CLASSES, span))}$"
        for c in classes
    )
    return (
        f"{shape.says}. Counted from the left, value number ${ranks[0]}$ lies {first}, the median, number "
        f"${ranks[1]}$, {second}, and number ${ranks[2]}$ {third}"
    )


# Pictures ----------------------------------------------------------------------------------------------------------


def histograms(samples: Sequence[Sequence[int]], span: tuple[int, int], quantity: str) -> list[Figure]:
    """Four histograms labelled A to D with common axes."""
    edges = [at(1000 * c // CLASSES, span) for c in range(CLASSES + 1)]
    heights = [in_classes(values) for values in samples]
    top = axis((0, 1.1 * max(map(max, heights))), "count")
    drawn = [histogram(edges, h, x_label=quantity, label=letter) for letter, h in zip("ABCD", heights, strict=True)]
    return [figure.model_copy(update={"y": top}) for figure in drawn]


def boxes(samples: dict[str, list[int]], span: tuple[int, int], quantity: str, apart: bool) -> Figure:
    """Box plots above one another; `apart` draws the values beyond one and a half box lengths as points."""
    plots = {}
    for name, values in samples.items():
        low, q1, middle, q3, high = five_numbers(values)
        far: list[int] = []
        if apart:
            fences = int(5 * q1 - 3 * q3), int(5 * q3 - 3 * q1)  # twice where they stand
            assert all(abs(2 * x - fence) >= 10 for x in values for fence in fences), "a value at a fence"
            far = [x for x in values if not fences[0] <= 2 * x <= fences[1]]
            low, high = values[sum(x < q1 for x in far)], values[-1 - sum(x > q3 for x in far)]
        five = at(low, span), at(q1, span), at(middle, span), at(q3, span), at(high, span)
        plots[name] = five, [at(x, span) for x in far]
    return box_plots(plots, span, axis_label=quantity)


def violin(values: Sequence[int], span: tuple[int, int], quantity: str, label: str) -> Figure:
    """The density of the values, smoothed and mirrored, with a point at the median."""
    found = Counter(x // 25 for x in values)
    fine = [float(found[c]) for c in range(-8, 48)]
    for _ in range(2):
        padded = [0.0, 0.0, *fine, 0.0, 0.0]
        fine = [sum(w * x for w, x in zip((1, 4, 6, 4, 1), padded[c : c + 5], strict=True)) for c in range(len(fine))]
    widths = [width / max(fine) for width in fine[8:48]]
    seen = [c for c, width in enumerate(widths) if width > 0.004]
    pitch = (span[1] - span[0]) / 40
    upper = tuple((span[0] + (c + 0.5) * pitch, round(widths[c], 4)) for c in range(seen[0], seen[-1] + 1))
    under = tuple((x, -y) for x, y in upper)
    told = [
        f"{plain(span[0] + 4 * c * pitch)} to {plain(span[0] + 4 * (c + 1) * pitch)}: "
        f"{sum(widths[4 * c : 4 * c + 4]) / 4:.2f}"
        for c in range(CLASSES)
    ]
    middle = float(at(median(values), span))
    return Figure(
        alt=f"Violin plot {label}, relative width by class: {', '.join(told)}. A point at {plain(middle)} marks the "
        "median.",
        marks=(
            *(Area(points=side) for side in (upper, under)),
            *(Curve(points=side) for side in (upper, under)),
            Dots(points=((middle, 0.0),), colour="ink"),
        ),
        x=axis(span, quantity),
        y=axis((-1.15, 1.15), shown=False),
        label=label,
    )


# Five numbers and box plots ----------------------------------------------------------------------------------------


BOXED = (
    Measured("A runner takes her pulse after {n} runs, in beats per minute.", "run", "pulse", (110, 150)),
    Measured("A bookshop counts its customers on {n} days.", "day", "customers", (60, 110)),
    Measured("A laboratory lets {n} batteries run until they are empty, in hours.", "battery", "hours", (60, 90)),
    Measured("A cyclist writes down the lengths of {n} tours.", "tour", "kilometres", (60, 110)),
    Measured("A magazine prints {n} long stories; these are their numbers of pages.", "story", "pages", (60, 90)),
    Measured(
        "The typing speed of {n} people is measured, in words per minute.", "person", "words per minute", (60, 80)
    ),
    Measured("A server answers {n} requests; their response times are logged.", "request", "milliseconds", (80, 180)),
    Measured("An ice-cream stand notes how many scoops it sells on {n} evenings.", "evening", "scoops", (80, 160)),
    Measured("A farmer weighs what {n} apple trees bear, in kilograms.", "tree", "kilograms", (60, 120)),
    Measured("A network is trained {n} times; the number of epochs it takes is noted.", "run", "epochs", (60, 140)),
)
HALVES = (
    "The quartiles are the medians of the lower and the upper half of the ordered values; the median itself belongs to "
    "neither half."
)
EVEN_HALVES = "The quartiles are the medians of the lower and the upper half of the ordered values."
POSITIONS = (
    "The quartiles stand at the positions $1 + (n - 1)/4$ and $1 + 3*(n - 1)/4$ of the ordered values, counted from 1; "
    "between two values they lie in proportion (linear interpolation, as NumPy has it)."
)
BEYOND = "Outliers are the values beyond the fences, which stand one and a half box lengths outside the box."
FIVE = "Give the five numbers: smallest value, lower quartile, median, upper quartile and largest value, in this order."


@exercise(
    "prob_stats.eda.five_number_boxplot",
    title="Five-number summary, IQR and outliers",
    skill="s.eda.box",
    source="OpenStax, Introductory Statistics (2013), sections 2.3 and 2.4",
    levels={"easy": {"ask": "odd"}, "core": {"ask": "even"}, "hard": {"ask": "fences"}},
)
def five_number_boxplot(rng: Rng, *, ask: Literal["odd", "even", "fences"]) -> Multipart:
    """Find quartiles and interquartile range by a stated rule, then fences, outliers and whiskers."""
    if ask == "fences":
        return fences_and_outliers(rng)
    about = rng.choice(BOXED)
    n = rng.choice((9, 11, 13, 15) if ask == "odd" else (10, 12, 14))
    ordered = ungrouped(rng, n, rng.integer(*about.mean))
    linear = ask == "even" and rng.chance(Fraction(1, 3))
    data = rng.shuffled(ordered)
    rule = POSITIONS if linear else HALVES if n % 2 else EVEN_HALVES
    five = interpolated(ordered) if linear else five_numbers(ordered)

    return Multipart(
        f"{about.scene.format(n=WORDS[n])} The values are listed as they came. {rule}",
        data=as_list(about, data),
        parts=[
            by_position(data, five) if linear else by_halves(data),
            box_length(five),
            share_inside(five, about, n, linear),
        ],
    )


def by_halves(data: Sequence[int]) -> Part:
    """The five numbers by the halves without the middle value."""
    ordered, n, half = sorted(data), len(data), len(data) // 2
    five = five_numbers(data)
    inclusive = (ordered[0], median(ordered[: half + 1]), five[2], median(ordered[-half - 1 :]), ordered[-1])
    unsorted = ordered[0], median(data[:half]), median(data), median(data[-half:]), ordered[-1]
    assert all(sum(x < q for x in part) <= half // 2 >= sum(x > q for x in part) for part, q in
               ((ordered[:half], five[1]), (ordered[-half:], five[3])))  # fmt: skip
    mistakes = [
        quarters_of_range(ordered),
        Mistake("unsorted-median", five_key(unsorted), "Sort the values first: quartiles belong to the ordered list."),
    ]
    if n % 2:
        mistakes.insert(0, Mistake("middle-in-both-halves", five_key(inclusive),
                                   "You counted the median into both halves. By the stated rule it belongs to "
                                   "neither."))  # fmt: skip
    return Part(
        name="f",
        ask=FIVE,
        answer=five_key(five),
        hints=["Put the values in order first.", "How many values has each half, and what is their median?"],
        steps=[
            f"In order the values are ${', '.join(map(str, ordered))}$.",
            f"{middle_of(ordered)} That is the median.",
            f"The lower half is ${', '.join(map(str, ordered[:half]))}$. {middle_of(ordered[:half])} That is the lower "
            "quartile.",
            f"The upper half is ${', '.join(map(str, ordered[-half:]))}$. {middle_of(ordered[-half:])} That is the "
            "upper quartile.",
            f"The five numbers are ${tuple_of(five)}$.",
        ],
        mistakes=mistakes,
    )


def by_position(data: Sequence[int], five: Sequence[Rational]) -> Part:
    """The five numbers by linear interpolation."""
    ordered, n = sorted(data), len(data)
    places = [1 + Fraction(k * (n - 1), 4) for k in (1, 3)]
    steps = [f"In order the values are ${', '.join(map(str, ordered))}$.", f"{middle_of(ordered)} That is the median."]
    for name, k, place, value in zip(("lower", "upper"), ("", "3*"), places, (five[1], five[3]), strict=True):
        low, part = int(place), terminating(place - int(place))
        a, b = ordered[low - 1], ordered[low]
        steps.append(
            f"The {name} quartile stands at position $1 + {k}({n} - 1)/4 = {terminating(place)}$: from value number "
            f"${low}$, which is ${a}$, ${part}$ of the way to the next one, which is ${b}$. So it is "
            f"${a} + {part}*({b} - {a}) = {value}$."
        )
    return Part(
        name="f",
        ask=FIVE,
        answer=five_key(five),
        hints=["Put the values in order first.", "Which two values stand on both sides of that position?"],
        steps=[*steps, f"The five numbers are ${tuple_of(five)}$."],
        mistakes=[
            Mistake("other-quartile-rule", five_key(five_numbers(data)),
                    "These are the medians of both halves. The question asks for another rule: interpolate."),
            quarters_of_range(ordered),
            Mistake("unsorted-median", five_key((ordered[0], *interpolated(data)[1:4], ordered[-1])),
                    "Sort the values first: quartiles belong to the ordered list."),
        ],
    )  # fmt: skip


def box_length(five: Sequence[Rational]) -> Part:
    """The interquartile range, with the box plot."""
    _, q1, _, q3, _ = five
    low, high = int(five[0]) // 10 * 10, -(-int(five[4]) // 10) * 10
    return Part(
        name="I",
        ask="Find the interquartile range.",
        answer=number(terminating(q3 - q1)),
        follows="entry(f, 4) - entry(f, 2)",
        steps=[f"It is the length of the box: ${fill('b - a', a=q1, b=q3)} = {terminating(q3 - q1)}$."],
        figure=box_plots({"": (five_of(five), ())}, (low, high)),
        mistakes=[
            Mistake("range-for-iqr", "entry(f, 5) - entry(f, 1)",
                    "That is the range of all values. The interquartile range spans the middle half."),
            Mistake("half-box", "entry(f, 4) - entry(f, 3)",
                    "That is one half of the box. Go from the lower to the upper quartile."),
        ],
    )  # fmt: skip


def share_inside(five: Sequence[Rational], about: Measured, n: int, linear: bool) -> Part:
    """What the picture says: where the values lie closest."""
    lengths = {
        "between the smallest value and the lower quartile": five[1] - five[0],
        "between the lower quartile and the median": five[2] - five[1],
        "between the median and the upper quartile": five[3] - five[2],
        "between the upper quartile and the largest value": five[4] - five[3],
    }
    densest, thinnest = min(lengths, key=lengths.__getitem__), max(lengths, key=lengths.__getitem__)
    assume(sorted(lengths.values())[0] < sorted(lengths.values())[1], "two parts are equally short")
    assume(sorted(lengths.values())[3] > sorted(lengths.values())[2], "two parts are equally long")
    others = [text for text in lengths if text != densest]
    told = ", ".join(f"${terminating(length)}$" for length in lengths.values())
    return Part(
        ask="Each whisker and each half of the box holds about a quarter of the values. Where do they lie closest "
        "together?",
        answer=choice(densest, *others),
        steps=[f"The four parts have the lengths {told}, from left to right. In the shortest one a quarter of the "
               f"values shares the least room: they are densest {densest}."],
        mistakes=[
            Mistake("long-whisker-many", choice_of((densest, *others), thinnest),
                    "A long part does not hold more values: it holds its quarter spread thin."),
        ],
    )  # fmt: skip


def fences_and_outliers(rng: Rng) -> Multipart:
    """Five numbers, fences, outliers, whiskers, and what one corrected value does to the upper fence."""
    about, n = rng.choice(BOXED), rng.integer(11, 15)
    middle, a, b = rng.integer(*about.mean), rng.integer(3, 7), rng.integer(3, 7)
    q1, q3, length = middle - a, middle + b, a + b
    reach = Fraction(3 * length, 2)
    # mostly beyond where the fence would stand if it were measured from the median
    upper_end = rng.integer(int(middle + reach) + 1 if rng.chance(Fraction(4, 5)) else q3 + 3, q3 + int(reach) - 2)
    whiskers = rng.integer(q1 - int(reach) + 2, q1 - 2), upper_end
    far = [rng.integer(int(q3 + reach) + 2, int(q3 + reach) + 12)]
    if n >= 14 and rng.chance(Fraction(2, 3)):  # with fewer values the second one would be the quartile
        far.append(far[0] + rng.integer(2, 9))
    near = [rng.integer(int(q1 - reach) - 12, int(q1 - reach) - 2)] if rng.chance(Fraction(1, 3)) else []
    ordered = with_five_numbers(rng, n, whiskers, (q1, middle, q3), near, far)
    data = rng.shuffled(ordered)
    low, high, away = (terminating(Fraction(x)) for x in (q1 - reach, q3 + reach, reach))
    fences = Fraction(low), Fraction(high)
    wrong_low, wrong_high = middle - reach, middle + reach
    assume(all(abs(x - fence) >= 1 for x in ordered for fence in fences), "a value at a fence")
    x, y = ordered[-1], rng.integer(q1 + 1, middle)
    corrected = sorted([*ordered[:-1], y])
    r1, r3 = (terminating(r) for r in five_numbers(corrected)[1:4:2])
    box, upper = terminating(r3 - r1), terminating(r3 + Fraction(3, 2) * (r3 - r1))
    assume(r3 != q3 and upper != high, "the correction leaves the fence alone")
    inside = [value for value in ordered if fences[0] <= value <= fences[1]]
    assert [value for value in ordered if value not in inside] == [*near, *far]
    left, right = low_high(ordered)

    return Multipart(
        f"{about.scene.format(n=WORDS[n])} The values are listed as they came. {HALVES if n % 2 else EVEN_HALVES} "
        f"{BEYOND}",
        data=as_list(about, data),
        parts=[
            by_halves(data),
            Part(
                name="F",
                ask="Where do the lower and the upper fence stand? Give both, the lower one first.",
                answer=vector(low, high, partial="entries"),
                follows="[entry(f, 2) - 3/2*(entry(f, 4) - entry(f, 2)), "
                "entry(f, 4) + 3/2*(entry(f, 4) - entry(f, 2))]",
                hints=["First the box length, which is the interquartile range."],
                steps=[
                    f"The box is ${q3} - {q1} = {length}$ long, and one and a half times that is "
                    f"$1.5*{length} = {away}$.",
                    f"The fences stand at ${q1} - {away} = {low}$ and ${q3} + {away} = {high}$: $({low}, {high})$.",
                ],
                mistakes=[
                    Mistake("fence-from-median",
                            "[entry(f, 3) - 3/2*(entry(f, 4) - entry(f, 2)), entry(f, 3) + 3/2*(entry(f, 4) - "
                            "entry(f, 2))]",
                            "Fences are measured from the quartiles, the ends of the box, not from the median."),
                    Mistake("one-box-length",
                            "[2*entry(f, 2) - entry(f, 4), 2*entry(f, 4) - entry(f, 2)]",
                            "You went one box length out. It is one and a half."),
                ],
            ),
            Part(
                ask="Which values are outliers?",
                answer=finite_set(*near, *far),
                steps=[f"Beyond ${low}$ and ${high}$ there {'is' if len(near + far) == 1 else 'are'} only "
                       f"${{{', '.join(map(str, [*near, *far]))}}}$."],
                mistakes=[
                    Mistake("extremes-are-outliers", finite_set(ordered[0], ordered[-1]),
                            "The smallest and the largest value need not be outliers: compare them with the fences."),
                    Mistake("fence-from-median",
                            finite_set(*(value for value in ordered if not wrong_low <= value <= wrong_high)),
                            "Your fences seem to be measured from the median. They begin at the quartiles."),
                ],
            ),
            Part(
                ask="Where do the two whiskers of the box plot end? Give both ends, the lower one first.",
                answer=vector(inside[0], inside[-1], partial="entries"),
                hints=["Whiskers end at data."],
                figure=box_plots({"": ((inside[0], q1, middle, q3, inside[-1]), [*near, *far])}, (left, right)),
                steps=[f"They reach to the last values that are no outliers: $({inside[0]}, {inside[-1]})$."],
                mistakes=[
                    Mistake("whisker-at-fence", "F",
                            "There is nothing at the fences. A whisker ends at the last value inside them."),
                    Mistake("whisker-at-extreme", vector(ordered[0], ordered[-1]),
                            "Outliers stand alone as points: the whiskers do not reach them."),
                ],
            ),
            Part(
                ask=f"It turns out that the value ${x}$ was misread: it should be ${y}$. Where does the upper fence "
                "stand after the correction?",
                answer=number(upper),
                hints=["Which values belong to the upper half now?"],
                steps=[
                    f"In order the values are now ${', '.join(map(str, corrected))}$.",
                    f"The quartiles are now ${r1}$ and ${r3}$, and the box is ${r3} - {r1} = {box}$ long.",
                    f"The upper fence stands at ${r3} + 1.5*{box} = {upper}$.",
                ],
                mistakes=[
                    Mistake("quartiles-unchanged", "entry(F, 2)",
                            f"The value ${y}$ now stands in the lower part of the list, and the upper quartile moves."),
                    Mistake("fence-from-median",
                            number(terminating(median(corrected) + Fraction(3, 2) * (r3 - r1))),
                            "Fences are measured from the quartiles, not from the median."),
                ],
            ),
        ],
    )  # fmt: skip


def ungrouped(rng: Rng, n: int, middle: int) -> list[int]:
    """n values in order, with quartiles at different distances from the median."""
    a, b = rng.distinct(3, 9, count=2)
    whiskers = middle - a - rng.integer(4, 12), middle + b + rng.integer(4, 12)
    reach = Fraction(3 * (a + b), 2)
    inside = max(whiskers[0], int(middle - a - reach) + 1), min(whiskers[1], int(middle + b + reach) - 1)
    return with_five_numbers(rng, n, inside, (middle - a, middle, middle + b))


def interpolated(data: Sequence[int]) -> tuple[Rational, ...]:
    """The five numbers of a list as it is, by linear interpolation."""

    def at_position(k: int) -> Rational:
        place = Fraction(k * (len(data) - 1), 4)
        low = int(place)
        return terminating(data[low] + (place - low) * (data[min(low + 1, len(data) - 1)] - data[low]))

    return tuple(at_position(k) for k in range(5))


def quarters_of_range(ordered: Sequence[int]) -> Mistake:
    low, high = ordered[0], ordered[-1]
    step = Fraction(high - low, 4)
    return Mistake(
        "quarter-of-range",
        five_key(tuple(terminating(low + k * step) for k in range(5))),
        "You cut the distance from the smallest to the largest value into quarters. Quartiles count values instead.",
    )


def middle_of(ordered: Sequence[int]) -> str:
    """Which value is in the middle, as a sentence."""
    n, half = len(ordered), len(ordered) // 2
    if n % 2:
        return f"Of these ${n}$ values number ${half + 1}$ is in the middle: ${ordered[half]}$."
    a, b = ordered[half - 1], ordered[half]
    return f"Of these ${n}$ values numbers ${half}$ and ${half + 1}$ are in the middle: $({a} + {b})/2 = " + (
        f"{terminating(Fraction(a + b, 2))}$."
    )


def five_key(five: Sequence[Rational]) -> VectorAnswer:
    return vector(*map(terminating, five), partial="entries")


def tuple_of(five: Sequence[Rational]) -> str:
    return f"({', '.join(str(terminating(x)) for x in five)})"


def five_of(five: Sequence[Rational]) -> tuple[Rational, Rational, Rational, Rational, Rational]:
    low, q1, middle, q3, high = five
    return low, q1, middle, q3, high


def low_high(ordered: Sequence[int]) -> tuple[int, int]:
    """The tens around all values."""
    return ordered[0] // 10 * 10, -(-ordered[-1] // 10) * 10


def choice_of(options: Sequence[str], chosen: str) -> ChoiceAnswer:
    """The key that takes this option for the right one."""
    return choice(chosen, *(text for text in options if text != chosen))


def as_list(about: Measured, data: Sequence[int]) -> DataTable:
    return DataTable(columns=(about.what,), rows=tuple((str(x),) for x in data))


# Reading histograms ------------------------------------------------------------------------------------------------


class Counted(NamedTuple):
    """What a histogram shows: a sentence, one of its values, the quantity, class widths, where the axis begins."""

    scene: str
    values: str
    quantity: str
    widths: tuple[int, ...]
    starts: tuple[int, ...]


COUNTED = (
    Counted("A bakery notes how long its customers queue.", "customers", "minutes", (1, 2), (0,)),
    Counted("The ages of the visitors of a concert are noted.", "visitors", "age in years", (5, 10), (10, 15, 20)),
    Counted("The points in an exam are sorted into classes.", "students", "points", (5, 10), (0, 20, 40)),
    Counted("A post office weighs its parcels.", "parcels", "kilograms", (1, 2), (0, 1, 2)),
    Counted("The lengths of the calls to a help desk are logged.", "calls", "minutes", (2, 4, 5), (0,)),
    Counted("The temperature at noon is read day by day.", "days", "degrees Celsius", (2, 4, 5), (-10, 0, 10)),
    Counted("An estate agent lists the sizes of flats.", "flats", "square metres", (10, 20), (20, 30, 40)),
    Counted("A cyclist writes down the lengths of her tours.", "tours", "kilometres", (5, 10, 20), (0, 10, 20)),
    Counted("The response times of a web service are logged.", "requests", "milliseconds", (10, 20, 50), (0, 50, 100)),
    Counted("A forester measures the heights of young trees.", "trees", "centimetres", (10, 20), (40, 60, 100)),
)
EDGES = "A value on the edge of two classes belongs to the one on its right."


@exercise(
    "prob_stats.eda.read_histogram",
    title="Read a histogram",
    skill="s.eda.hist",
    source="OpenStax, Introductory Statistics (2013), section 2.2; Wasserman, All of Statistics (2004), section 20.2",
    levels={"easy": {"ask": "proportion"}, "core": {"ask": "centre"}, "hard": {"ask": "density"}},
)
def read_histogram(rng: Rng, *, ask: Literal["proportion", "centre", "density"]) -> Multipart:
    """Read counts, proportions, the class of the median and the approximate mean; areas where classes are unequal."""
    if ask == "proportion":
        return proportion_below(rng)
    if ask == "centre":
        return classed_centre(rng)
    return rng.choice((unequal_classes, unequal_classes, heights_from_counts, bin_width))(rng)


def proportion_below(rng: Rng) -> Multipart:
    """How many values there are, how many lie on one side of an edge, and which proportion that is."""
    about, edges, bars = classed(rng, rng.integer(5, 8))
    total, j = sum(bars), rng.integer(2, len(bars) - 2)
    under = rng.chance(Fraction(1, 2))
    chosen, rest = (bars[:j], bars[j:]) if under else (bars[j:], bars[:j])
    few, side = sum(chosen), "below" if under else "of at least"
    assert few + sum(rest) == total
    shifted = sum(bars[: j + 1]) if under else sum(bars[j + 1 :])

    return Multipart(
        f"{about.scene} The histogram shows how many {about.values} there are in each class. {EDGES}",
        figures=[counted(edges, bars, about)],
        parts=[
            whole_number_of_values(bars, about),
            Part(
                name="k",
                ask=f"How many {about.values} have a value {side} ${edges[j]}$?",
                answer=number(few),
                steps=[f"These are the {'first' if under else 'last'} ${len(chosen)}$ classes: "
                       f"${summed(chosen)} = {few}$."],
                mistakes=[
                    Mistake("wrong-side-of-edge", number(sum(rest)),
                            f"You counted the other side of ${edges[j]}$."),
                    Mistake("one-class-off", number(shifted),
                            f"Look again at where ${edges[j]}$ stands on the axis: you are off by one class."),
                    Mistake("counts-bars", number(len(chosen)),
                            "That is the number of bars. Add up their heights: each tells how many there are."),
                ],
            ),
            Part(
                ask="Which proportion of all is that? Give a fraction, or a decimal with three places.",
                answer=number(Fraction(few, total), places=3),
                follows="k/n",
                steps=[f"It is ${few}/({total}) {ended(Fraction(few, total), 3)}$."],
                mistakes=[
                    Mistake("part-to-rest", "k/(n - k)",
                            "You divided by the number of the others. A proportion compares with all."),
                    Mistake("counts-bars", number(Fraction(len(chosen), len(bars)), places=3),
                            "That is the proportion of bars. Bars of different height stand for different numbers."),
                ],
            ),
        ],
    )  # fmt: skip


def classed_centre(rng: Rng) -> Multipart:
    """The number of values, the class of the median, and the mean by midpoints."""

    def fits(found: tuple[Counted, list[int], list[int]]) -> bool:
        bars = found[2]
        c = median_class(bars)
        return bars.count(max(bars)) == 1 and max(bars) != bars[c] and 2 * sum(bars[:c]) < sum(bars)

    about, edges, bars = drawn(lambda: classed(rng, rng.integer(5, 8)), fits)
    total, c, width = sum(bars), median_class(bars), edges[1] - edges[0]
    mids = [terminating(Fraction(a + b, 2)) for a, b in pairwise(edges)]
    weighted = terminating(sum(n * x for n, x in zip(bars, mids, strict=True)))
    m = Fraction(weighted) / total
    texts = [f"from ${a}$ to ${b}$" for a, b in pairwise(edges)]
    so_far = [sum(bars[: i + 1]) for i in range(len(bars))]
    rank = f"number ${(total + 1) // 2}$" if total % 2 else f"numbers ${total // 2}$ and ${total // 2 + 1}$"
    middle = (len(bars) - 1) // 2
    by_edges = sum(n * a for n, a in zip(bars, edges, strict=False))
    assert m == Fraction(by_edges, total) + Fraction(width, 2)
    assert 2 * so_far[c] > total >= 2 * (so_far[c] - bars[c])

    return Multipart(
        f"{about.scene} The histogram shows how many {about.values} there are in each class. {EDGES}",
        figures=[counted(edges, bars, about)],
        parts=[
            whole_number_of_values(bars, about),
            Part(
                ask="In which class does the median lie?",
                answer=choice(texts[c], *texts),
                hints=["Which place has the median if all values are put in order?", "Add up the bars from the left."],
                steps=[
                    f"In order, the median is given by {rank} of ${total}$ values.",
                    f"Added up from the left, the classes reach ${', '.join(map(str, so_far))}$. The class "
                    f"{texts[c]} is the one that takes in the middle.",
                ],
                mistakes=[
                    Mistake("median-tallest", choice_of(texts, texts[bars.index(max(bars))]),
                            "That is the tallest class, the mode. Half of the values must lie on each side."),
                    Mistake("median-middle-of-range", choice_of(texts, texts[middle]),
                            "That class is in the middle of the axis. Half of the values, not of the classes, must lie "
                            "on each side."),
                ],
            ),
            Part(
                ask="Estimate the mean: take every value for the midpoint of its class. Give two decimals if it does "
                "not end before.",
                answer=number(m, places=2),
                hints=["A class with twice as many values counts twice as much."],
                steps=[
                    f"The midpoints are ${', '.join(map(str, mids))}$.",
                    f"Each counts as often as its bar is high: "
                    f"${' + '.join(f'{n}*{bracketed(x)}' for n, x in zip(bars, mids, strict=True))} = {weighted}$.",
                    f"Divided by the number of values that is ${weighted}/({total}) {ended(m, 2)}$.",
                ],
                mistakes=[
                    Mistake("midpoint-unweighted", number(sum(map(Fraction, mids), Fraction(0)) / len(mids), places=2),
                            "You gave every class the same weight. A class counts as often as it has values."),
                    Mistake("edge-for-midpoint", number(m - Fraction(width, 2), places=2),
                            "You used the left edges of the classes. Their midpoints stand for the values better."),
                ],
            ),
        ],
    )  # fmt: skip


def unequal_classes(rng: Rng) -> Multipart:
    """Number and proportion of values from the heights of a density with classes of unequal width."""
    about = rng.choice([each for each in COUNTED if each.starts != (-10, 0, 10)])
    base, start = axis_of(rng, about)
    wanted = rng.choice([area for area in (20, 25, 40, 50) if 10**4 % (area * base) == 0])  # four decimals are drawn
    times, high = unequal(rng, wanted)
    unit = terminating(Fraction(1, wanted * base))
    total = wanted * rng.choice((2, 4, 5))
    edges = [start + base * sum(times[:i]) for i in range(len(times) + 1)]
    widths = [b - a for a, b in pairwise(edges)]
    heights = [terminating(Fraction(unit) * h) for h in high]
    assert sum(Fraction(h) * w for h, w in zip(heights, widths, strict=True)) == 1
    # a proportion that is also a height could be read off without an area
    wide = rng.choice([i for i, t in enumerate(times) if t > 1])
    share = terminating(Fraction(heights[wide]) * widths[wide])
    number_there = terminating(share * total)
    j = rng.choice([i for i in range(2, len(times)) if len(set(times[:i])) > 1] or [len(times) - 1])
    under = terminating(sum(Fraction(h) * w for h, w in zip(heights[:j], widths[:j], strict=True)))
    at = rng.choice([i for i in range(len(times) - 1) if times[i] != times[i + 1] and high[i] != high[i + 1]] or [0])
    both = Fraction(heights[at] * widths[at] + heights[at + 1] * widths[at + 1]) / (widths[at] + widths[at + 1])
    assume(not {share, under, both} & set(heights), "a proportion is a height too")
    areas = [f"{h}*{w}" for h, w in zip(heights, widths, strict=True)]

    return Multipart(
        f"{about.scene} The histogram of ${total}$ {about.values} has classes of different widths, so its heights are "
        "densities: the area of a bar is the proportion of values in its class.",
        given={"n": total},
        figures=[densities(edges, heights, unit, about)],
        parts=[
            Part(
                name="p",
                ask=f"Which proportion of the {about.values} lies in the class from ${edges[wide]}$ to "
                f"${edges[wide + 1]}$?",
                answer=number(share),
                hints=["How wide is the bar, and how high?"],
                steps=[f"The bar is ${edges[wide + 1]} - {edges[wide]} = {widths[wide]}$ wide and ${heights[wide]}$ "
                       f"high, so its area is ${areas[wide]} = {share}$."],
                mistakes=[
                    Mistake("height-for-area", number(Fraction(high[wide], sum(high))),
                            "You compared the heights of the bars. In a density histogram the area tells the "
                            "proportion."),
                    Mistake("density-for-proportion", number(heights[wide]),
                            "That is the height, a proportion per unit of the axis. Multiply it by the width."),
                ],
            ),
            Part(
                ask=f"How many {about.values} are that?",
                answer=number(number_there),
                follows="n*p",
                steps=[f"Of ${total}$ {about.values} it is ${total}*{share} = {number_there}$."],
                mistakes=[
                    Mistake("counts-bars", number(Fraction(total, len(times))),
                            "You shared the values equally among the bars. Multiply by the proportion."),
                    Mistake("density-for-proportion", number(total * Fraction(heights[wide])),
                            "You multiplied by the height. The proportion is the area: height times width."),
                ],
            ),
            Part(
                ask=f"Which proportion of the {about.values} lies below ${edges[j]}$?",
                answer=number(under),
                steps=[f"The areas left of ${edges[j]}$ add up to ${' + '.join(areas[:j])} = {under}$."],
                mistakes=[
                    Mistake("height-for-area", number(Fraction(sum(high[:j]), sum(high))),
                            "You compared the heights of the bars. Compare their areas."),
                    Mistake("wrong-side-of-edge", number(terminating(1 - Fraction(under))),
                            f"That is the proportion above ${edges[j]}$."),
                ],
            ),
            merged(edges, heights, at, both),
        ],
    )  # fmt: skip


def heights_from_counts(rng: Rng) -> Multipart:
    """Densities of classes of unequal width from their counts, and where the values are densest."""
    about = rng.choice([each for each in COUNTED if each.starts != (-10, 0, 10)])
    base, start = axis_of(rng, about)
    wanted = rng.choice([area for area in (20, 25, 40, 50) if 10**4 % (area * base) == 0])  # four decimals are drawn
    times, high = unequal(rng, wanted)
    k, total = len(times), wanted * rng.choice((2, 4, 5))
    bars = [t * h * total // wanted for t, h in zip(times, high, strict=True)]
    edges = [start + base * sum(times[:i]) for i in range(k + 1)]
    widths = [b - a for a, b in pairwise(edges)]
    heights = [terminating(Fraction(n, total * w)) for n, w in zip(bars, widths, strict=True)]
    assert sum(bars) == total and sum(Fraction(h) * w for h, w in zip(heights, widths, strict=True)) == 1
    texts = [f"from ${a}$ to ${b}$" for a, b in pairwise(edges)]
    dense, tall = heights.index(max(heights)), bars.index(max(bars))
    at = rng.choice([i for i in range(k - 1) if times[i] != times[i + 1] and heights[i] != heights[i + 1]] or [0])
    both = Fraction(bars[at] + bars[at + 1], total * (widths[at] + widths[at + 1]))

    return Multipart(
        f"{about.scene} The table shows how many of ${total}$ {about.values} fall into each class. {EDGES} A histogram "
        "is to be drawn as a density: the area of a bar is the proportion of values in its class, and all areas "
        "together are $1$.",
        data=DataTable(
            columns=(f"class ({about.quantity})", about.values),
            rows=tuple((f"{a} to {b}", str(n)) for (a, b), n in zip(pairwise(edges), bars, strict=True)),
        ),
        parts=[
            Part(
                ask="How high are the bars, from left to right?",
                answer=vector(*heights, partial="entries"),
                hints=["Which area has each bar, and how wide is it?"],
                steps=[
                    "The area of a bar is the number in its class divided by the number of all; its height is this "
                    "proportion divided by the width.",
                    *(f"The class {text} has the height ${n}/({total}*{w}) = {h}$."
                      for text, n, w, h in zip(texts, bars, widths, heights, strict=True)),
                    f"The heights are $({', '.join(map(str, heights))})$.",
                ],
                mistakes=[
                    Mistake("proportion-for-density", vector(*(terminating(Fraction(n, total)) for n in bars)),
                            "These are the proportions, the areas. Divide each by the width of its class."),
                    Mistake("count-for-proportion", vector(*(terminating(Fraction(n, w)) for n, w in
                                                             zip(bars, widths, strict=True))),
                            "You divided the counts by the widths. With proportions in their place the areas add up "
                            "to 1."),
                ],
            ),
            Part(
                ask=f"In which class do the {about.values} lie closest together?",
                answer=choice(texts[dense], *texts),
                steps=[f"Where the density is highest, ${heights[dense]}$: {texts[dense]}."],
                mistakes=[
                    Mistake("height-for-area", choice_of(texts, texts[tall]),
                            "Most values lie there, but the class is wide. Compare the densities."),
                ],
            ),
            merged(edges, heights, at, both),
        ],
    )  # fmt: skip


def unequal(rng: Rng, area: int) -> tuple[list[int], list[int]]:
    """Widths 1 to 4 and heights 1 to 9 of four or five bars with this area; the highest one is not the largest."""

    def shape() -> tuple[list[int], list[int]]:
        times = [1, *(rng.choice((1, 2, 2, 3, 4)) for _ in range(rng.integer(3, 4)))]
        high = [rng.integer(1, 6) for _ in times[1:]]
        high.insert(0, area - sum(t * h for t, h in zip(times[1:], high, strict=True)))
        order = rng.shuffled(range(len(times)))
        return [times[i] for i in order], [high[i] for i in order]

    def fits(found: tuple[list[int], list[int]]) -> bool:
        times, high = found
        areas = [t * h for t, h in zip(times, high, strict=True)]
        return (
            min(high) > 0
            and max(high) <= 9
            and len(set(times)) > 1
            and high.count(max(high)) == areas.count(max(areas)) == 1
            and areas.index(max(areas)) != high.index(max(high))
        )

    return drawn(shape, fits, 600)


def bin_width(rng: Rng) -> Multipart:
    """Counts of the same data in narrow and in wide classes, and the peaks that are seen in each."""
    about = rng.choice([each for each in COUNTED if min(each.widths) >= 5 or max(each.widths) >= 10])
    base, start = axis_of(rng, about._replace(widths=(max(about.widths),)))

    def shape() -> list[int]:
        return [rng.integer(1, 8) for _ in range(8)]

    def fits(bars: list[int]) -> bool:
        wide = [a + b for a, b in zip(bars[::2], bars[1::2], strict=True)]
        level = any(a == b for row in (bars, wide) for a, b in pairwise(row))
        return 30 <= sum(bars) <= 40 and not level and peaks(bars) > peaks(wide)

    bars = drawn(shape, fits, 400)
    wide = [a + b for a, b in zip(bars[::2], bars[1::2], strict=True)]
    edges = [start + base * i for i in range(9)]
    data = rng.shuffled([x for a, n in zip(edges, bars, strict=False) for x in (a + rng.integer(0, base - 1)
                        for _ in range(n))])  # fmt: skip
    right = [sum(a < x <= b for x in data) for a, b in pairwise(edges)]
    right[0] += sum(x == edges[0] for x in data)
    assert counts(data, edges) == bars and counts(data, edges[::2]) == wide

    return Multipart(
        f"{about.scene} Here are ${len(data)}$ values ({about.quantity}). {EDGES}",
        data=DataTable(columns=(about.quantity,), rows=tuple((str(x),) for x in data)),
        figures=[],
        parts=[
            Part(
                name="c",
                ask=f"Sort them into classes of width ${base}$, from ${edges[0]}$ to ${edges[-1]}$. How many values "
                "are in each class, from left to right?",
                answer=vector(*bars, partial="entries"),
                hints=["A tally saves time: go through the list once."],
                figure=histogram(edges, bars, x_label=about.quantity),
                steps=[f"The eight classes hold $({', '.join(map(str, bars))})$ values, ${len(data)}$ together."],
                mistakes=[
                    Mistake("edge-to-the-left", vector(*right),
                            "You put values on an edge into the class on their left. They belong to the right one."),
                ],
            ),
            Part(
                name="d",
                ask=f"Now with classes of width ${2 * base}$, from ${edges[0]}$ to ${edges[-1]}$: how many values are "
                "in each class?",
                answer=vector(*wide, partial="entries"),
                follows="[" + ", ".join(f"entry(c, {i}) + entry(c, {i + 1})" for i in (1, 3, 5, 7)) + "]",
                hints=["Two narrow classes make a wide one."],
                figure=histogram(edges[::2], wide, x_label=about.quantity),
                steps=[f"Two neighbours each are put together: $({', '.join(map(str, wide))})$."],
                mistakes=[
                    Mistake("averages-neighbours",
                            "[" + ", ".join(f"(entry(c, {i}) + entry(c, {i + 1}))/2" for i in (1, 3, 5, 7)) + "]",
                            "A count of a wide class is the sum of both, not their mean."),
                ],
            ),
            Part(
                ask="A peak is a class with more values than each of its neighbours (at the ends: than its only "
                "neighbour). How many peaks has the histogram with the narrow classes, and how many the one with the "
                "wide classes? Give both numbers, the one for the narrow classes first.",
                answer=vector(peaks(bars), peaks(wide), partial="entries"),
                steps=[
                    f"With narrow classes the peaks are {peaks_listed(bars)}, with wide ones {peaks_listed(wide)}. "
                    f"That makes $({peaks(bars)}, {peaks(wide)})$. Wide classes smooth the picture; narrow ones show "
                    "more detail, and more chance.",
                ],
                mistakes=[
                    Mistake("peaks-independent-of-width", vector(peaks(bars), peaks(bars)),
                            "The number of peaks depends on the width of the classes: look at both histograms."),
                    Mistake("ends-are-no-peaks", vector(inner_peaks(bars), inner_peaks(wide)),
                            "A class at the end is a peak if its only neighbour is lower."),
                ],
            ),
        ],
    )  # fmt: skip


def whole_number_of_values(bars: Sequence[int], about: Counted) -> Part:
    total = sum(bars)
    return Part(
        name="n",
        ask=f"How many {about.values} are there altogether?",
        answer=number(total),
        hints=["How high is each bar?"],
        steps=[f"The heights of the bars add up to ${summed(bars)} = {total}$."],
        mistakes=[
            Mistake("counts-bars", number(len(bars)), "That is the number of bars. Add up how high they are."),
            Mistake("tallest-for-all", number(max(bars)), "That is the tallest bar only. Add up all heights."),
        ],
    )


def merged(edges: Sequence[int], heights: Sequence[Rational], at: int, both: Fraction) -> Part:
    """The height of one class made of two neighbours."""
    widths = [b - a for a, b in pairwise(edges)]
    (a, b), (v, w) = heights[at : at + 2], widths[at : at + 2]
    shown = f"= {terminating(both)}" if ends_soon(both) else f"approx {rounded(both, 5)}"
    return Part(
        ask=f"The classes from ${edges[at]}$ to ${edges[at + 1]}$ and from ${edges[at + 1]}$ to ${edges[at + 2]}$ are "
        "put together to one. How high is its bar? Give a fraction, or a decimal with five places.",
        answer=number(both, places=5),
        hints=["What stays the same when two bars are melted into one?"],
        steps=[f"The area stays: ${a}*{v} + {b}*{w}$. The new bar is ${v} + {w} = {v + w}$ wide, so it is "
               f"$({a}*{v} + {b}*{w})/({v + w}) {shown}$ high."],
        mistakes=[
            Mistake("adds-heights", number(Fraction(a) + b, places=5),
                    "Heights do not add up: areas do, and the new bar is wider."),
            Mistake("averages-heights", number((Fraction(a) + b) / 2, places=5),
                    "The wider class counts more. Add the areas and divide by the new width."),
        ],
    )  # fmt: skip


def classed(rng: Rng, k: int) -> tuple[Counted, list[int], list[int]]:
    """A scene, the edges of k classes of one width and their counts: a lattice of ones, twos or fives."""
    about = rng.choice(COUNTED)
    (width, start), unit = axis_of(rng, about), rng.choice((1, 1, 2, 5))
    middle, fall = rng.integer(0, k - 1), rng.integer(1, 3)
    top = {1: 12, 2: 10, 5: 8}[unit]
    bars = [unit * max(1, min(top, top - fall * abs(i - middle) + rng.integer(-3, 1))) for i in range(k)]
    if sum(bars) < 20:
        bars[middle] += 20 - sum(bars) + (-sum(bars) % unit)
    return about, [start + width * i for i in range(k + 1)], bars


def axis_of(rng: Rng, about: Counted) -> tuple[int, int]:
    """A class width and where the axis begins: at a multiple of it, since ticks stand at such."""
    width = rng.choice(about.widths)
    return width, rng.choice(about.starts) // width * width


def median_class(bars: Sequence[int]) -> int:
    """The class that takes in more than half of the values, added up from the left."""
    return next(c for c in range(len(bars)) if 2 * sum(bars[: c + 1]) > sum(bars))


def counted(edges: Sequence[int], bars: Sequence[int], about: Counted) -> Figure:
    """A histogram whose grid lines stand where bars may end."""
    step = next(step for step in (5, 2, 1) if all(n % step == 0 for n in bars))
    return ruled(histogram(edges, bars, x_label=about.quantity), step, edges)


def densities(edges: Sequence[int], heights: Sequence[Rational], unit: Rational, about: Counted) -> Figure:
    return ruled(histogram(edges, heights, x_label=about.quantity, y_label="density"), unit, edges)


def ruled(figure: Figure, step: Rational, edges: Sequence[int]) -> Figure:
    """With a grid of that step across and ticks where classes begin."""
    pitch = gcd(*(b - a for a, b in pairwise(edges)))
    top = float(step) * (int(figure.y.high / float(step)) + 1)
    x = figure.x.model_copy(update={"step": float(pitch)})
    return figure.model_copy(update={"x": x, "y": axis((0, top), figure.y.label, step=step), "grid": True})


def peaks(bars: Sequence[int]) -> int:
    """Classes higher than all their neighbours."""
    padded = [-1, *bars, -1]
    return sum(a < b > c for a, b, c in zip(padded, padded[1:], padded[2:], strict=False))


def inner_peaks(bars: Sequence[int]) -> int:
    return sum(a < b > c for a, b, c in zip(bars, bars[1:], bars[2:], strict=False))


def peaks_listed(bars: Sequence[int]) -> str:
    """How many values the peaks hold, in order."""
    padded = [-1, *bars, -1]
    found = [b for a, b, c in zip(padded, padded[1:], padded[2:], strict=False) if a < b > c]
    return listed([f"${n}$" for n in found])


def bracketed(x: Rational) -> str:
    return f"({x})" if x < 0 else str(x)


def ends_soon(x: Fraction) -> bool:
    """Whether it has a decimal of at most eight places."""
    return 10**8 % x.denominator == 0


# Kernel density estimates ------------------------------------------------------------------------------------------


class Kernel(NamedTuple):
    """A kernel by its name, as printed, and as it is drawn."""

    name: str
    printed: str
    drawn: Callable[[float], float]


BOX = Kernel("box", "$K(u) = 1/2$ for $|u| <= 1$ and $K(u) = 0$ elsewhere", lambda u: 0.5 if abs(u) <= 1 else 0.0)
TRIANGLE = Kernel(
    "triangular", "$K(u) = 1 - |u|$ for $|u| <= 1$ and $K(u) = 0$ elsewhere", lambda u: max(0.0, 1 - abs(u))
)
GAUSS = Kernel("Gaussian", "$K(u) = 1/sqrt(2*pi)*exp(-u^2/2)$", lambda u: math.exp(-u * u / 2) / math.sqrt(2 * math.pi))
OBSERVED = (
    "Waiting times at a bus stop were measured, in minutes", "A seismologist lists the days between tremors",
    "A shop notes how many umbrellas it sells a day", "A birdwatcher counts herons on her walks",
    "The lengths of songs were measured, in units of ten seconds",
    "Ages of trees were found by counting rings, in years",
    "A tester counts the failures of her programs", "The numbers of passengers of a small ferry were counted",
    "Response times were logged, in hundredths of a second", "A biologist counts the eggs in nests",
)  # fmt: skip
ESTIMATE = "$f(x) = 1/(n*h)*sum(K((x - x_i)/h), i, 1, n)$"


@exercise(
    "prob_stats.eda.kde",
    title="Kernel density estimate",
    skill="s.eda.kde",
    source="Wasserman, All of Statistics (2004), section 20.3",
    tier="standard",
    levels={"easy": {"ask": "box"}, "core": {"ask": "bandwidth"}, "hard": {"ask": "smooth kernels"}},
)
def kde(rng: Rng, *, ask: Literal["box", "bandwidth", "smooth kernels"]) -> Multipart:
    """Work out a kernel density estimate at a point; tell bandwidths by the pictures they make."""
    if ask == "bandwidth":
        return bandwidths(rng)
    if ask == "box":
        return box_kernel(rng)
    return rng.choice((triangular_kernel, gaussian_kernel))(rng)


def box_kernel(rng: Rng) -> Multipart:
    """How many values lie near, and the estimate."""
    n = rng.integer(4, 7)
    data = sorted(rng.distinct(1, 18, count=n))
    h: Rational = rng.choice((1, 2, 3, terminating(Fraction(3, 2)), terminating(Fraction(5, 2))))

    def fits(x: Rational) -> bool:
        return all(abs(x - value) != h for value in data) and 2 <= near(data, x, h) < n

    x = drawn(lambda: terminating(Fraction(rng.integer(2 * data[0], 2 * data[-1]), 2)), fits, 200)
    inside = [value for value in data if near([value], x, h)]
    c = len(inside)
    value = Fraction(c) / (2 * n * h)
    assert value == sum(Fraction(1, 2) * (abs(Fraction(x - v) / h) <= 1) for v in data) / (n * h)

    return Multipart(
        f"{observed(rng, data)} {estimated_by(BOX, h)}",
        given={"n": n, "h": h},
        parts=[
            Part(
                name="c",
                ask=f"How many of the values lie no further than $h$ from $x = {x}$?",
                answer=number(c),
                steps=[f"From ${x} - {h} = {terminating(x - h)}$ to ${x} + {h} = {terminating(x + h)}$ lie "
                       f"{listed(f'${v}$' for v in inside)}: that makes ${c}$."],
                mistakes=[
                    Mistake("half-bandwidth", number(near(data, x, Fraction(h) / 2)),
                            f"The box reaches from ${x}$ by the whole of $h$ to each side."),
                    Mistake("double-bandwidth", number(near(data, x, 2 * Fraction(h))),
                            "You went $2*h$ to each side. The box reaches $h$ to each side."),
                ],
            ),
            Part(
                ask=f"Find the estimate at $x = {x}$. Give a fraction, or a decimal with four places.",
                answer=number(value, places=4),
                follows="c/(2*n*h)",
                hints=["What does each value near $x$ add to the sum, and what do the others?"],
                figure=estimate_figure(data, h, BOX, marked=x),
                steps=[
                    f"Each of these values adds $K(u) = 1/2$ to the sum and the others nothing: together "
                    f"${terminating(Fraction(c, 2))}$.",
                    f"Divided by $n*h = {n}*{h}$ that is ${terminating(Fraction(c, 2))}/({terminating(n * h)}) "
                    f"{ended(value, 4)}$.",
                ],
                mistakes=[
                    Mistake("kernel-without-width", "c/(2*n)", WITH_WIDTH),
                    Mistake("kernel-without-n", "c/(2*h)", WITH_NUMBER),
                    Mistake("kernel-height-forgotten", "c/(n*h)",
                            "The box kernel has the height $1/2$, so that its own area, of width 2, is 1."),
                ],
            ),
        ],
    )  # fmt: skip


def triangular_kernel(rng: Rng) -> Multipart:
    """The sum of the kernel values, the estimate, and the estimate with twice the bandwidth."""
    n, h = rng.integer(4, 6), rng.integer(3, 6)
    data = sorted(rng.distinct(1, 20, count=n))

    def fits(x: int) -> bool:
        return all(abs(x - v) not in (h, 2 * h) for v in data) and 2 <= near(data, x, h) < near(data, x, 2 * h)

    x = drawn(lambda: rng.integer(data[0], data[-1]), fits, 200)
    values, wide = ([max(Fraction(0), 1 - Fraction(abs(x - v), width)) for v in data] for width in (h, 2 * h))
    total, double = sum(values, Fraction(0)), sum(wide, Fraction(0))
    assert total * h == sum(h - abs(x - v) for v in data if abs(x - v) < h)

    def added(width: int) -> str:
        inside = [v for v in data if abs(x - v) < width]
        return " + ".join(f"(1 - {abs(x - v)}/({width}))" if v != x else "1" for v in inside)

    return smooth_parts(
        f"{observed(rng, data)} {estimated_by(TRIANGLE, h)}",
        data, x, h, TRIANGLE,
        sums=(total, double),
        asked="Give a fraction, or a decimal with four places.",
        steps=(
            [f"Only values no further than ${h}$ from ${x}$ count: ${added(h)} = {total}$."],
            [f"Now values up to ${2 * h}$ away count: ${added(2 * h)} = {double}$."],
        ),
        slips=(
            Mistake("kernel-of-distance", number(sum(max(0, 1 - abs(x - v)) for v in data), places=4),
                    "You put the distances themselves into the kernel. Divide them by $h$ first."),
            Mistake("kernel-not-cut-off", number(sum(1 - Fraction(abs(x - v), h) for v in data), places=4),
                    "You let values further away than $h$ count too, with a minus. There the kernel is 0."),
        ),
        places=4,
    )  # fmt: skip


def gaussian_kernel(rng: Rng) -> Multipart:
    """The same with the density of the standard normal distribution as the kernel."""
    n, h = rng.integer(3, 4), rng.choice((1, 2, 2, 4))
    x = rng.integer(5, 15)
    away = rng.distinct(0, 5, count=n)
    data = sorted(x + (rng.sign() * d) * (h if h < 4 else 2) // (1 if h < 2 else 2) for d in away)
    assume(len(set(data)) == n and min(data) >= 0 and max(abs(x - v) for v in data) <= 3 * h, "a value too far away")

    def kernel_values(width: int) -> list[Fraction]:
        return [normal_density(Fraction(abs(x - v), width)) for v in data]

    values, wide = kernel_values(h), kernel_values(2 * h)
    total, double = (sum(each, Fraction(0)) for each in (values, wide))
    assert abs(float(total) - sum(GAUSS.drawn((x - v) / h) for v in data)) < 1e-9

    def told(width: int, found: Sequence[Fraction]) -> list[str]:
        rows = [f"$K({terminating(Fraction(x - v, width))}) approx {rounded(k, 4)}$"
                for v, k in zip(data, found, strict=True)]  # fmt: skip
        total = sum((rounded(k, 4) for k in found), Fraction(0))
        return [f"The kernel values at $({x} - x_i)/({width})$ are {listed(rows)}.",
                f"They add up to ${' + '.join(str(rounded(k, 4)) for k in found)} = {rounded(total, 4)}$, about "
                f"${rounded(total, 3)}$."]  # fmt: skip

    return smooth_parts(
        f"{observed(rng, data)} {estimated_by(GAUSS, h)}",
        data, x, h, GAUSS,
        sums=(rounded(total, 11), rounded(double, 11)),
        asked="Give three decimals.",
        steps=(told(h, values), told(2 * h, wide)),
        slips=(
            Mistake("kernel-of-distance",
                    number(rounded(sum((normal_density(abs(x - v)) for v in data), Fraction(0)), 11), places=3),
                    "You put the distances themselves into the kernel. Divide them by $h$ first."),
            Mistake("kernel-without-constant",
                    number(rounded(sum((v / normal_density(0) for v in values), Fraction(0)), 11), places=3),
                    "You left out the factor $1/sqrt(2*pi)$ of the kernel."),
        ),
        places=3,
        honest=tuple(sum((rounded(k, 4) for k in found), Fraction(0)) for found in (values, wide)),
    )  # fmt: skip


def smooth_parts(
    stem: str,
    data: Sequence[int],
    x: int,
    h: int,
    kernel: Kernel,
    *,
    sums: tuple[Rational, Rational],
    asked: str,
    steps: tuple[list[str], list[str]],
    slips: Sequence[Mistake],
    places: int,
    honest: tuple[Fraction, ...] = (),
) -> Multipart:
    """Sum of kernel values, estimate, and both with twice the bandwidth; `honest` are sums of rounded values."""
    n = len(data)
    total, double = sums
    f, g = (rounded(Fraction(s) / (n * width), places + 8) for s, width in ((total, h), (double, 2 * h)))
    exact_f, exact_g = (Fraction(s) / (n * width) for s, width in ((total, h), (double, 2 * h)))
    keys = (exact_f, exact_g) if not honest else (f, g)
    shown = [rounded(s, places) if honest else s for s in sums]
    ends = [f"approx {rounded(key, places)}" if honest else ended(Fraction(key), places) for key in keys]
    by_hand = [(rounded(s, places), rounded(rounded(s, places) / (n * width), places))
               for s, width in zip(honest, (h, 2 * h), strict=False)]  # fmt: skip
    return Multipart(
        stem,
        given={"n": n, "h": h},
        parts=[
            Part(
                name="S",
                ask=f"Find the sum of the kernel values at $x = {x}$. {asked}",
                answer=number(total, places=places),
                honest=[number(s) for s, _ in by_hand[:1]],
                hints=["How far is $x$ from each value, in units of $h$?"],
                steps=steps[0],
                mistakes=slips,
            ),
            Part(
                name="d",
                ask=f"Find the estimate at $x = {x}$. {asked}",
                answer=number(keys[0], places=places),
                follows="S/(n*h)",
                honest=[number(v) for _, v in by_hand[:1]],
                figure=estimate_figure(data, h, kernel, marked=x),
                steps=[f"Divide by $n*h = {n}*{h} = {n * h}$: $({shown[0]})/({n * h}) {ends[0]}$."],
                mistakes=[
                    Mistake("kernel-without-width", "S/n", WITH_WIDTH),
                    Mistake("kernel-without-n", "S/h", WITH_NUMBER),
                ],
            ),
            Part(
                ask=f"The bandwidth is doubled to ${2 * h}$. Find the estimate at $x = {x}$ now. {asked}",
                answer=number(keys[1], places=places),
                honest=[number(v) for _, v in by_hand[1:]],
                hints=["Both the kernel values and the divisor change."],
                steps=[
                    *steps[1],
                    f"Divided by ${n}*{2 * h} = {2 * n * h}$ that is $({shown[1]})/({2 * n * h}) {ends[1]}$.",
                ],
                mistakes=[
                    Mistake("kernel-values-kept", "d/2",
                            "You only changed the divisor. A wider kernel also gives other values."),
                    Mistake("divisor-kept", number(2 * Fraction(keys[1]), places=places),
                            f"The divisor is $n*h$ with the new bandwidth: ${2 * n * h}$."),
                ],
            ),
        ],
    )  # fmt: skip


def bandwidths(rng: Rng) -> Multipart:
    """Which picture has which bandwidth, and how high the bump of a lonely value is."""
    n = rng.integer(6, 9)
    left = rng.chance(Fraction(1, 2))
    start = rng.integer(1, 3)
    crowd = sorted(rng.distinct(0, 9, count=n - 1))
    gap = rng.integer(6, 8)
    data = [start + d for d in crowd] + [start + crowd[-1] + gap]
    if left:
        data = sorted(data[0] + data[-1] - v for v in data)
    lonely = data[0] if left else data[-1]
    low = rng.choice(("0.3", "0.4", "0.5", "0.6"))
    widths = [terminating(Fraction(low)), rng.choice((terminating(Fraction(3, 2)), 2)), rng.choice((5, 6))]
    letters = rng.shuffled("ABC")
    numbers_of = rng.shuffled(range(3))
    places = {k: numbers_of.index(k) for k in range(3)}
    answer = {letter: str(places[k] + 1) for letter, k in sorted(zip(letters, range(3), strict=True))}
    reverse = {letter: str(places[2 - k] + 1) for letter, k in sorted(zip(letters, range(3), strict=True))}
    by_letter = dict(sorted(zip(letters, widths, strict=True)))
    view = -2, data[-1] + 3
    top = max(y for width in widths for _, y in estimate_points(data, width, GAUSS, view))
    smallest = widths[0]
    height = sum((normal_density(Fraction(lonely - v) / smallest) for v in data), Fraction(0)) / (n * smallest)
    alone = rounded(normal_density(0), 4)
    assert abs(height - normal_density(0) / (n * smallest)) < Fraction(1, 10**7)
    words = ("it follows every value with a bump of its own", "it shows the groups and smooths what is smaller",
             "it runs over everything as one wide hill")  # fmt: skip
    said = [f"Picture {letter} has the bandwidth ${widths[letters.index(letter)]}$: {words[letters.index(letter)]}."
            for letter in "ABC"]  # fmt: skip

    return Multipart(
        f"{observed(rng, data)} The pictures show kernel density estimates {ESTIMATE} of these values with the "
        f"Gaussian kernel {GAUSS.printed} and three bandwidths. The points on the axis are the values.",
        given={"n": n, "h": smallest},
        figures=[bandwidth_figure(data, width, letter, view, top) for letter, width in by_letter.items()],
        parts=[
            Part(
                ask="Which picture has which bandwidth?",
                answer=matching(
                    {letter: f"Picture {letter}" for letter in "ABC"},
                    {str(i + 1): f"$h = {widths[k]}$" for i, k in enumerate(numbers_of)},
                    answer,
                ),
                hints=["Each value brings a bump of the kernel's shape. How wide is it if $h$ is small?"],
                steps=["The smaller the bandwidth, the narrower and the higher the bump of each value.", *said],
                mistakes=[
                    Mistake("wiggly-is-large-h",
                            matching({letter: f"Picture {letter}" for letter in "ABC"},
                                     {str(i + 1): f"$h = {widths[k]}$" for i, k in enumerate(numbers_of)}, reverse),
                            "The other way round: a small bandwidth follows every value, a large one smooths."),
                ],
            ),
            Part(
                ask=f"With $h = {smallest}$ the value ${lonely}$ stands alone: at $x = {lonely}$ the others add "
                "practically nothing. How high is the curve there? Give three decimals.",
                answer=number(rounded(height, 11), places=3),
                honest=[number(rounded(alone / (n * smallest), 3))],
                hints=["What is $K(0)$?"],
                steps=[f"Only the value itself adds $K(0) = 1/sqrt(2*pi) approx {alone}$. So the height is "
                       f"${alone}/({n}*{smallest}) approx {rounded(alone / (n * smallest), 3)}$."],
                mistakes=[
                    Mistake("kernel-without-width", number(rounded(normal_density(0) / n, 11), places=3), WITH_WIDTH),
                    Mistake("kernel-without-n", number(rounded(normal_density(0) / smallest, 11), places=3),
                            WITH_NUMBER),
                ],
            ),
        ],
    )  # fmt: skip


WITH_WIDTH = "Divide by $n*h$, not by $n$ alone: a wider kernel must be lower for the area to stay 1."
WITH_NUMBER = "Divide by $n*h$, not by $h$ alone: the estimate is a mean over all values, and its area is 1."


def observed(rng: Rng, data: Sequence[int]) -> str:
    return f"{rng.choice(OBSERVED)}: {', '.join(map(str, data))}."


def estimated_by(kernel: Kernel, h: Rational) -> str:
    return (
        f"Their density is estimated by {ESTIMATE} with the {kernel.name} kernel {kernel.printed}, and the bandwidth "
        f"$h = {h}$."
    )


def near(data: Sequence[int], x: Rational, h: Rational) -> int:
    """How many values lie no further than h from x."""
    return sum(-Fraction(h) <= x - v <= Fraction(h) for v in data)


def estimate(data: Sequence[int], h: Rational, kernel: Kernel) -> Callable[[float], float]:
    """The estimated density, for a picture."""
    width, n = float(h), len(data)
    return lambda x: sum(kernel.drawn((x - v) / width) for v in data) / (n * width)


def estimate_points(data: Sequence[int], h: Rational, kernel: Kernel, view: Span) -> list[tuple[float, float]]:
    """The graph of an estimate; steps stand upright."""
    width, f = float(h), estimate(data, h, kernel)
    if kernel is not BOX:
        return list(points_of(f, view, 300))
    found = [(float(view[0]), 0.0)]
    for edge in sorted({v + s * width for v in data for s in (-1, 1)}):
        found += [(edge, found[-1][1]), (edge, round(f(edge + 1e-6), 4))]
    return [*found, (float(view[1]), 0.0)]


def estimate_figure(data: Sequence[int], h: Rational, kernel: Kernel, *, marked: Rational) -> Figure:
    """The estimate with the point at which it was asked for, for a solution."""
    reach = int(3 * h if kernel is GAUSS else h) + 1
    view = data[0] - reach, data[-1] + reach
    points = estimate_points(data, h, kernel, view)
    top = max(y for _, y in points)
    return Figure(
        alt=f"The estimate with bandwidth {plain(h)} as a curve above the values {listed(map(str, data))}, which are "
        f"points on the axis; {plain(marked)} is marked.",
        marks=(
            Curve(points=tuple(points)),
            Dots(points=tuple((float(v), 0.0) for v in data), colour="orange"),
            Marker(x=float(marked), label="$x$"),
        ),
        x=axis(view),
        y=axis((0, 1.1 * top), "density"),
    )


def bandwidth_figure(data: Sequence[int], h: Rational, letter: str, view: tuple[int, int], top: float) -> Figure:
    """One estimate; its text alternative lists the peaks."""
    points = estimate_points(data, h, GAUSS, view)
    f = estimate(data, h, GAUSS)
    fine = [(x, f(x)) for x in (view[0] + k / 10 for k in range(10 * (view[1] - view[0]) + 1))]
    tops = [b for a, b, c in zip(fine, fine[1:], fine[2:], strict=False) if a[1] < b[1] >= c[1] and b[1] > 0.005]
    told = listed(f"{plain(round(x, 1))} (height {y:.2f})" for x, y in tops)
    return Figure(
        alt=f"Picture {letter}: a density curve over the values {listed(map(str, data))} with "
        f"{'one peak' if len(tops) == 1 else f'{len(tops)} peaks'}, near {told}.",
        marks=(Curve(points=tuple(points)), Dots(points=tuple((float(v), 0.0) for v in data), colour="orange")),
        x=axis(view),
        y=axis((0, 1.1 * top), "density"),
        label=letter,
    )


# QQ plots ----------------------------------------------------------------------------------------------------------


class Family(NamedTuple):
    """A shape by what is said of it, what its ends do, how its mean and its tails compare, and its quantiles.

    The quantile function takes the normal quantile z of the same probability and a strength from 0 to 1.
    """

    says: str
    ends: str
    mean: str
    tails: str
    quantile: Callable[[float, float], float]


def uniform_of(z: float, strength: float) -> float:
    """Between the uniform distribution and one with most values at its ends."""
    p = math.erf(z / math.sqrt(2))  # from -1 to 1
    return math.copysign(abs(p) ** (1 - 0.15 * strength), p)


FAMILIES = {
    "normal": Family(
        "roughly normal", "The points keep to the line from end to end.", "about equal to",
        "about as many values far above and far below the middle", lambda z, strength: z),
    "right": Family(
        "skewed to the right, with a long tail of large values",
        "At both ends the points lie above the line: the smallest values are closer to the middle, and the largest "
        "ones further away, than normal ones would be.", "greater than",
        "more values far above the middle, and fewer far below",
        lambda z, strength: math.exp((0.55 + 0.3 * strength) * z)),
    "left": Family(
        "skewed to the left, with a long tail of small values",
        "At both ends the points lie below the line: the smallest values are further from the middle, and the largest "
        "ones closer to it, than normal ones would be.", "less than",
        "fewer values far above the middle, and more far below",
        lambda z, strength: -math.exp(-(0.55 + 0.3 * strength) * z)),
    "heavy": Family(
        "symmetric with heavy tails",
        "At the left end the points lie below the line and at the right end above it: the outermost values are further "
        "out than normal ones would be.", "about equal to",
        "more values far above and far below the middle",
        lambda z, strength: math.sinh((1.15 + 0.35 * strength) * z)),
    "light": Family(
        "symmetric with light tails",
        "At the left end the points lie above the line and at the right end below it: the outermost values are less "
        "far out than normal ones would be.", "about equal to",
        "fewer values far above and far below the middle", uniform_of),
}  # fmt: skip
SLOPE_ONE = "not normal, since the line does not have slope 1"
AXES = (
    "Across stand the quantiles of the standard normal distribution, up those of the data; the line passes through the "
    "lower and the upper quartile."
)
OPPOSITE = {"right": "left", "left": "right", "heavy": "light", "light": "heavy"}
TURNED = {
    "right": "Data quantiles go up: where the right end bends up, the largest values are far out.",
    "left": "Data quantiles go up: where the left end bends down, the smallest values are far out.",
    "heavy": "Below the line at the left and above it at the right means further out than normal: heavy tails.",
    "light": "Above the line at the left and below it at the right means less far out than normal: light tails.",
}


@exercise(
    "prob_stats.eda.qq_plot",
    title="Diagnose a QQ plot",
    skill="s.eda.qq",
    source="NIST/SEMATECH e-Handbook of Statistical Methods (2012), sections 1.3.3.21 to 1.3.3.25",
    tier="standard",
    levels={"easy": {"ask": "skew"}, "core": {"ask": "tails"}, "hard": {"ask": "line or histogram"}},
)
def qq_plot(rng: Rng, *, ask: Literal["skew", "tails", "line or histogram"]) -> Multipart:
    """Name the shape of data by their normal QQ plot; read mean and standard deviation off its line."""
    if ask == "line or histogram":
        return rng.choice((line_of_plot, plots_to_histograms))(rng)
    return shape_of_plot(rng, tails=ask == "tails")


def shape_of_plot(rng: Rng, *, tails: bool) -> Multipart:
    """The shape, and what follows from it."""
    known = ("normal", "right", "left", "heavy", "light") if tails else ("normal", "right", "left")
    name = rng.choice((*known, *known[3:], *known[3:]))
    family, scene = FAMILIES[name], rng.choice(SCENES)
    n = rng.integer(30, 70)
    values = family_sample(rng, name, n, rng.choice(scene.spans))
    shapes = {each: FAMILIES[each].says for each in known}
    slipped = [*shapes.values(), SLOPE_ONE]
    mistakes = [] if name == "normal" else [
        Mistake("skew-reversed" if name in ("right", "left") else "tails-reversed",
                choice_of(slipped, shapes[OPPOSITE[name]]), TURNED[name]),
        Mistake("bend-overlooked", choice_of(slipped, shapes["normal"]),
                "Look at both ends: there the points leave the line, on a side that tells the shape."),
    ]  # fmt: skip
    mistakes.append(
        Mistake("normal-needs-slope-one", choice_of(slipped, SLOPE_ONE),
                "The slope of the line is the standard deviation, and its height at 0 the mean. What matters is "
                "whether the points keep to the line.")
    )  # fmt: skip
    if tails:
        ask = "Take a normal distribution with the same quartiles. What do the data have, compared with it?"
        texts = {each: FAMILIES[each].tails for each in known}
        step = f"{family.ends} So, compared with it, the data have {texts[name]}."
    else:
        ask = "How does the mean of these data compare with their median?"
        texts = {each: f"The mean is {FAMILIES[each].mean} the median." for each in known}
        why = (
            "Neither side has a long tail that could pull the mean away from the median."
            if name == "normal"
            else "A long tail pulls the mean to its side and leaves the median where it is."
        )
        step = f"{why} {texts[name]}"
    other = OPPOSITE.get(name, "right")

    return Multipart(
        f"The plot compares ${n}$ values with a normal distribution: {of_one(scene)}. {AXES}",
        figures=[qq_figure(values, scene.quantity)],
        parts=[
            Part(
                ask="Which shape do the data have?",
                answer=choice_of(slipped, family.says),
                hints=["Do the points keep to the line? If not: on which side of it are they at the two ends?"],
                steps=[f"{family.ends} The data are {family.says}."],
                mistakes=mistakes,
            ),
            Part(
                ask=ask,
                answer=choice_of(list(texts.values()), texts[name]),
                steps=[step],
                mistakes=[
                    Mistake("tails-reversed" if other in ("heavy", "light") else "skew-reversed",
                            choice_of(list(texts.values()), texts[other]),
                            TURNED.get(name, "The points keep to the line: neither end is further out than normal."))
                ],
            ),
        ],
    )  # fmt: skip


def line_of_plot(rng: Rng) -> Multipart:
    """Mean and standard deviation of a normal sample off the line, and a quantile."""
    scene = rng.choice([scene for scene in SCENES if scene.spans[0][0] >= 0])
    low, high = rng.choice(scene.spans)
    lines = rng.choice((10, 20, 25))
    grid = Fraction(high - low, lines)
    k = rng.integer(2, {10: 2, 20: 5, 25: 6}[lines])  # twice the standard deviation, in grid lines
    s = terminating(grid * k / 2)
    m = terminating(low + grid * rng.integer(3 * k // 2 + 1, lines - 3 * k // 2 - 1))
    n = rng.integer(30, 60)
    jitter = [Fraction(rng.integer(-100, 100), 100) * s * Fraction(6, 100) for _ in range(n)]
    values = sorted(float(m + s * normal_quantile(Fraction(2 * i + 1, 2 * n)) + away) for i, away in enumerate(jitter))
    q = terminating(Fraction(m) + 2 * Fraction(s))
    tolerance = terminating(grid / 4)
    edges = [m + sign * (3 * k // 2 + 1) * grid for sign in (-1, 1)]

    return Multipart(
        f"The plot compares ${n}$ values with a normal distribution: {of_one(scene)}. Across stand the quantiles $z$ "
        "of the standard normal distribution, up those of the data. The points keep to the line.",
        figures=[line_figure(values, scene.quantity, m, s, grid, (edges[0], edges[1]))],
        parts=[
            Part(
                name="m",
                ask="Read off the mean $mu$ of the normal distribution that the line stands for.",
                answer=number(m, abs=tolerance),
                hints=["Which quantile of the standard normal distribution is its mean?"],
                steps=[f"The mean belongs to the quantile $0$. There the line is at ${m}$."],
                mistakes=[
                    Mistake("mean-at-left-edge", number(terminating(m - 3 * Fraction(s))),
                            "You read the line at the left edge of the picture. Look at $z = 0$, in the middle."),
                    Mistake("intercept-at-one", number(terminating(Fraction(m) + s)),
                            "That is the line at $z = 1$. The mean belongs to $z = 0$."),
                ],
            ),
            Part(
                name="s",
                ask="Read off its standard deviation $sigma$.",
                answer=number(s, abs=tolerance),
                hints=["How much does the line rise for each unit across?"],
                steps=[f"The slope of the line is the standard deviation. From $0$ to $2$ across it rises from ${m}$ "
                       f"to ${q}$, so the slope is $({q} - {m})/2 = {s}$."],
                mistakes=[
                    Mistake("normal-needs-slope-one", number(1),
                            "The slope is 1 only for standardised data. Read off how much this line rises."),
                    Mistake("value-for-slope", number(terminating(Fraction(m) + s)),
                            "That is the height of the line at $z = 1$. The slope is how much it rises from $z = 0$."),
                    Mistake("rise-over-two-units", number(2 * s),
                            "That is the rise over two units. The slope is the rise over one."),
                ],
            ),
            Part(
                ask="About 2.3% of such a normal distribution lies above $z = 2$. Above which value do about 2.3% of "
                "the data lie?",
                answer=number(q, abs=terminating(grid / 2)),
                follows="m + 2*s",
                steps=[f"Two standard deviations above the mean: ${m} + 2*{s} = {q}$. The line has this height at "
                       "the quantile $2$."],
                mistakes=[
                    Mistake("one-deviation", "m + s", "That is one standard deviation above the mean, $z = 1$."),
                    Mistake("mean-forgotten", "2*s", "Begin at the mean and go up by $2*sigma$."),
                ],
            ),
        ],
    )  # fmt: skip


def plots_to_histograms(rng: Rng) -> Multipart:
    """Which QQ plot belongs to which histogram."""
    pair = rng.choice((("right", "left"), ("heavy", "light")))
    third = rng.choice([name for name in FAMILIES if name not in pair])
    names = rng.shuffled([*pair, third])
    scene, n = rng.choice(SCENES), rng.integer(50, 80)
    span = rng.choice(scene.spans)
    samples = [family_sample(rng, name, n, span) for name in names]
    lower = rng.shuffled(range(3))
    edges = [at(1000 * c // CLASSES, span) for c in range(CLASSES + 1)]
    bars = [counts([rounded(Fraction(x), 6) for x in values], edges) for values in samples]
    top = axis((0, 1.1 * max(map(max, bars))), "count")
    drawn_bars = [
        histogram(edges, row, x_label=scene.quantity, label=letter).model_copy(update={"y": top})
        for letter, row in zip("ABC", bars, strict=True)
    ]
    drawn_plots = [qq_figure(samples[i], scene.quantity, label=str(k + 1)) for k, i in enumerate(lower)]
    left = {letter: f"Histogram {letter}" for letter in "ABC"}
    right = {k: f"QQ plot {k}" for k in "123"}

    def pairs(takes: Sequence[int] = range(3)) -> dict[str, str]:
        return {letter: str(lower.index(takes[i]) + 1) for i, letter in enumerate("ABC")}

    i, j = (names.index(name) for name in pair)
    swapped = [j if k == i else i if k == j else k for k in range(3)]
    reversed_skew = pair == ("right", "left")
    answer = pairs()

    return Multipart(
        f"Histograms A to C show {of_one(scene)} in three samples of ${n}$ values each. The QQ plots 1 to 3 compare "
        f"the same samples, in another order, with a normal distribution. {AXES}",
        figures=[*drawn_bars, *drawn_plots],
        parts=[
            Part(
                ask="Which QQ plot belongs to which histogram?",
                answer=matching(left, right, answer),
                hints=["Where has the histogram a long tail? There the points of the QQ plot leave the line outwards."],
                steps=[
                    *(f"Histogram {letter} is {FAMILIES[name].says}. {FAMILIES[name].ends} That is QQ plot "
                      f"{answer[letter]}." for letter, name in zip("ABC", names, strict=True)),
                ],
                mistakes=[
                    Mistake("skew-reversed" if reversed_skew else "tails-reversed",
                            matching(left, right, pairs(swapped)), TURNED[pair[0]]),
                ],
            )
        ],
    )  # fmt: skip


def family_sample(rng: Rng, name: str, n: int, span: tuple[int, int]) -> list[float]:
    """n exact quantiles of the family, moved by at most 2% of the range, on the inner part of the span."""
    strength = rng.integer(0, 10) / 10
    raw = [FAMILIES[name].quantile(float(normal_quantile(Fraction(2 * i + 1, 2 * n))), strength) for i in range(n)]
    low, high = raw[0], raw[-1]
    reach = span[1] - span[0]
    inside = (span[0] + reach * rng.integer(4, 10) / 100, span[1] - reach * rng.integer(4, 10) / 100)
    placed = [inside[0] + (inside[1] - inside[0]) * (x - low) / (high - low) for x in raw]
    return sorted(round(x + reach * rng.integer(-6, 6) / 1000, 4) for x in placed)


def qq_figure(values: Sequence[float], quantity: str, *, label: str = "") -> Figure:
    """Points and the line through the quartiles; the text alternative tells both at nine places."""
    n = len(values)
    across = [float(normal_quantile(Fraction(2 * i + 1, 2 * n))) for i in range(n)]
    q1, q3 = (value_at(values, p) for p in (0.25, 0.75))
    slope = (q3 - q1) / (2 * QUARTILE)
    level = (q1 + q3) / 2
    told = []
    for z in (across[0], -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, across[-1]):
        k = min(range(n), key=lambda i: abs(across[i] - z))
        told.append(f"at {across[k]:.2f} a point at {values[k]:.4g}, the line at {level + slope * across[k]:.4g}")
    low, high = min(values[0], level + slope * across[0]), max(values[-1], level + slope * across[-1])
    room = 0.05 * (high - low)
    return Figure(
        alt=f"QQ plot{f' {label}' if label else ''} of {n} points with a straight line, from left to right: "
        f"{'; '.join(told)}.",
        marks=(
            Line(through=((-QUARTILE, round(q1, 4)), (QUARTILE, round(q3, 4)))),
            Dots(points=tuple((round(z, 4), round(x, 4)) for z, x in zip(across, values, strict=True))),
        ),
        x=axis((-2.8, 2.8), "normal quantile", step=1),
        y=axis((low - room, high + room), quantity),
        rim=True,
        label=label,
    )


QUARTILE = 0.6745
"""The upper quartile of the standard normal distribution."""


def value_at(values: Sequence[float], p: float) -> float:
    """The value at that share of an ordered list, by linear interpolation between the points (i - 1/2)/n."""
    place = min(max(p * len(values) - 0.5, 0.0), len(values) - 1.0)
    k = min(int(place), len(values) - 2)
    return values[k] + (place - k) * (values[k + 1] - values[k])


def line_figure(values: Sequence[float], quantity: str, m: Rational, s: Rational, grid: Rational, span: Span) -> Figure:
    """A QQ plot on a grid whose line passes through grid points; told at every whole z but 0."""
    n = len(values)
    points = [(round(float(normal_quantile(Fraction(2 * i + 1, 2 * n))), 4), round(x, 4)) for i, x in enumerate(values)]
    told = listed(f"({z}, {plain(m + z * s)})" for z in (-2, 1))
    return Figure(
        alt=f"QQ plot of {n} points along a straight line, on a grid. The line passes through {told}.",
        marks=(
            Line(through=((-2.0, float(m - 2 * s)), (2.0, float(m + 2 * s)))),
            Dots(points=tuple(points)),
        ),
        x=axis((-3, 3), "$z$", step=1),
        y=axis(span, quantity, step=grid),
        grid=True,
        rim=True,
    )


def of_one(scene: Scene) -> str:
    """`the delivery times of a courier` from what is said of four."""
    return ONE[scene.sets]


ONE = dict(
    zip(
        (scene.sets for scene in SCENES),
        ("the delivery times of a courier", "the ages of the visitors of a museum", "the points in an exam",
         "the weights of parcels", "the lengths of calls to a help desk", "temperatures at noon",
         "the prices of used bicycles", "the response times of a web server"),
        strict=True,
    )
)  # fmt: skip


# Robust statistics -------------------------------------------------------------------------------------------------


class Statement(NamedTuple):
    """What becomes of one statistic: said rightly and wrongly, why, and the belief behind the wrong one."""

    right: str
    wrong: str
    why: str
    belief: str
    feedback: str


CHANGED = (
    Measured("A runner takes her pulse after {n} runs, in beats per minute.", "run", "pulse", (110, 150)),
    Measured("A bookshop counts its customers on {n} days.", "day", "customers", (50, 90)),
    Measured("A gardener measures {n} seedlings in millimetres.", "seedling", "height", (40, 90)),
    Measured("A support team counts its tickets in {n} weeks.", "week", "tickets", (40, 80)),
    Measured("A cyclist writes down the lengths of {n} tours, in kilometres.", "tour", "length", (40, 80)),
    Measured("A magazine prints {n} stories; these are their numbers of pages.", "story", "pages", (30, 60)),
    Measured("A laboratory lets {n} batteries run until they are empty, in hours.", "battery", "hours", (40, 80)),
    Measured("A canteen counts its leftover meals on {n} days.", "day", "meals", (30, 60)),
    Measured("The response times of {n} requests are logged, in milliseconds.", "request", "time", (60, 120)),
)


@exercise(
    "prob_stats.eda.robust_statistics",
    title="What changes when one value changes?",
    skill="s.eda.robust",
    source="Wasserman, All of Statistics (2004), section 7.2; Maronna, Martin and Yohai, Robust Statistics (2006), "
    "section 1.2",
    tier="extra",
    levels={"easy": {"change": "typo"}, "core": {"change": "mean added"}, "hard": {"change": "all values or trimmed"}},
)
def robust_statistics(rng: Rng, *, change: Literal["typo", "mean added", "all values or trimmed"]) -> Multipart:
    """Tell which statistics of a data set change, and to what, when data are mistyped, added, rescaled or trimmed."""
    about = rng.choice(CHANGED)
    n = rng.choice((7, 9, 11))
    s, centre = rng.integer(3, 6), rng.integer(*about.mean)
    near = [centre + rng.integer(-2 * s, 2 * s) for _ in range(n)]
    data = sorted(with_mean_and_deviation(near, centre, s, centre - 3 * s, centre + 3 * s))
    if change == "typo":
        told, found = mistyped(rng, data, s)
    elif change == "mean added":
        told, found = mean_added(data, s)
    else:
        told, found = rng.choice((rescaled, trimmed_mean))(rng, data, s)
    _, q1, middle, q3, _ = five_numbers(data)
    assert (mean(data), variance(data)) == (centre, s * s)

    return Multipart(
        f"{about.scene.format(n=WORDS[n])} In order the values are {', '.join(map(str, data))}. Their mean is "
        f"${centre}$, their median ${terminating(middle)}$, their standard deviation ${s}$ (with $n - 1$), their range "
        f"${data[-1] - data[0]}$ and their interquartile range ${terminating(q3 - q1)}$ (quartiles are medians of the "
        f"halves{', the middle value left out' if n % 2 else ''}). {told}",
        parts=[
            ticked(
                rng,
                [each for each in (found if "trimmed" in told else rng.shuffled(found)) if each.right != each.wrong],
                "Which of these statements are true? Give all of them.",
            )
        ],
    )


def ticked(rng: Rng, statements: Sequence[Statement], ask: str) -> Part:
    """A part whose options are right and wrong versions of four statements, the first among them: both versions of it
    and of another one, and one of each of the others.
    """
    first, *others = statements
    chosen = [first, *rng.sample(others, 3)]
    both, alone = chosen[:2], [(each, rng.chance(Fraction(1, 2))) for each in chosen[2:]]
    right = [each.right for each in both] + [each.right for each, true in alone if true]
    wrong = {each.wrong: each for each in [*both, *(each for each, true in alone if not true)]}
    return Part(
        ask=ask,
        answer=choices(right, list(wrong), partial=True),
        hints=["Median and quartiles look at the order of the values, mean and standard deviation at all of them."],
        steps=[each.why for each in chosen],
        mistakes=[
            Mistake(
                each.belief,
                chosen_instead([*right, *wrong], [text for text in right if text != each.right] + [text]),
                each.feedback,
            )
            for text, each in wrong.items()
        ],
    )


def chosen_instead(options: Sequence[str], picked: Sequence[str]) -> ChoicesAnswer:
    return choices(list(picked), [text for text in options if text not in picked], partial=True)


def mistyped(rng: Rng, data: Sequence[int], s: int) -> tuple[str, list[Statement]]:
    """The largest value is typed too large."""
    n, m = len(data), mean(data)
    up = rng.integer(2, 5)
    x, y = data[-1], data[-1] + n * up
    new = [*data[:-1], y]
    d = terminating(median(data))
    assert mean(new) == m + up and five_numbers(new)[1:4] == five_numbers(data)[1:4]
    return (
        f"Then it turns out that the largest value, ${x}$, was entered as ${y}$ in a program. Compare what the program "
        "finds with the true data.",
        [
            mean_rises(m, up, n * up, n),
            median_stays(d, Fraction(n * up, n)),
            deviation_moves(s, new),
            *order_measures(data, new, n * up),
        ],
    )


def mean_added(data: Sequence[int], s: int) -> tuple[str, list[Statement]]:
    """One more value, equal to the mean."""
    n, m = len(data), mean(data)
    new = sorted([*data, int(m)])
    d, e = terminating(median(data)), terminating(median(new))
    v = Fraction(variance(new))
    assert v == Fraction((n - 1) * s * s, n)
    _, q1, _, q3, _ = five_numbers(data)
    _, r1, _, r3, _ = five_numbers(new)
    squares = (n - 1) * s * s
    moved = stays_or_moves("median", d, e)
    return (
        f"Then one more value comes in, and it is ${m}$.",
        [
            Statement(
                f"The mean stays ${m}$.", f"The mean falls to ${rounded(Fraction(n * m, n + 1), 2)}$.",
                f"The sum grows by the mean, and so ${n} + 1$ values have the mean ${m}$ as before.",
                "old-sum-kept", "The new value adds to the sum too.",
            ),
            Statement(
                f"The standard deviation falls to about ${rounded(sqrt(v), 2)}$.",
                f"The standard deviation stays ${s}$.",
                f"The new deviation is $0$: the squares still add up to ${squares}$, but now they are divided by "
                f"${n}$ instead of ${n - 1}$. The standard deviation becomes $sqrt({squares}/({n})) approx "
                f"{rounded(sqrt(v), 2)}$.",
                "sd-unchanged", "The squares add up to the same, but they are divided by one more.",
            ),
            Statement(
                f"The sum of the squared deviations stays ${squares}$.",
                f"The sum of the squared deviations grows to ${squares + m * m}$.",
                "The mean does not move, and the new value is no distance away from it.",
                "square-of-value-added", "It is the deviation from the mean that is squared, and it is 0 here.",
            ),
            Statement(
                moved,
                f"The median becomes ${m}$." if e != m else f"The median stays ${d}$.",
                f"In order the values are now ${', '.join(map(str, new))}$. The two in the middle are "
                f"${new[n // 2]}$ and ${new[n // 2 + 1]}$; the median is ${e}$.",
                "mean-for-median", "Put the new value into the ordered list and look at its middle.",
            ),
            Statement(
                f"The range stays ${data[-1] - data[0]}$.", f"The range grows to ${data[-1] - data[0] + 1}$.",
                "The smallest and the largest value are the same as before.",
                "range-counts-values", "The range is the distance from the smallest to the largest value.",
            ),
            Statement(
                stays_or_moves("interquartile range", terminating(q3 - q1), terminating(r3 - r1)),
                f"The interquartile range falls to about ${rounded((q3 - q1) * sqrt(Fraction(n - 1, n)), 2)}$.",
                f"Of ${n} + 1$ values each half has ${(n + 1) // 2}$: the quartiles are now ${terminating(r1)}$ and "
                f"${terminating(r3)}$.",
                "iqr-like-deviation", "Quartiles are found in the ordered list; they do not shrink as deviations do.",
            ),
        ],
    )  # fmt: skip


def rescaled(rng: Rng, data: Sequence[int], s: int) -> tuple[str, list[Statement]]:
    """Every value x becomes a*x + b."""
    a: Rational = rng.choice((2, 3, -2, 4, terminating(Fraction(1, 2)), terminating(Fraction(3, 2)), -1))
    b = rng.choice((5, 10, 20, 30)) if a > 0 else rng.choice((300, 400, 500))
    new = [a * x + b for x in data]
    m, d, v = mean(data), terminating(median(data)), s * s
    _, q1, _, q3, _ = five_numbers(data)
    box, size = terminating(q3 - q1), abs(Fraction(a))
    shown = terminating(size)
    assert (mean(new), median(new), variance(new)) == (a * m + b, a * d + b, a * a * v)
    rule = fill("a*x + b" if a > 0 else "b + a*x", a=a, b=b)
    return (
        f"Then every value $x$ is replaced by $y = {rule}$.",
        [
            Statement(
                f"The mean becomes ${terminating(a * m + b)}$.", f"The mean becomes ${terminating(a * m)}$.",
                f"The mean changes as each value does: to ${terminating(a * m + b)}$.",
                "constant-forgotten", f"Every value moves by ${b}$ too, and so does the mean.",
            ),
            Statement(
                f"The median becomes ${terminating(a * d + b)}$.",
                f"The median becomes ${terminating(d + b)}$.",
                f"The middle value stays in the middle: the median becomes ${terminating(a * d + b)}$.",
                "factor-forgotten", f"Every value is multiplied by ${a}$ as well.",
            ),
            Statement(
                f"The standard deviation becomes ${terminating(size * s)}$.",
                f"The standard deviation becomes ${terminating(size * s + b)}$.",
                f"Adding ${b}$ moves all values alike. The factor ${a}$ stretches all deviations: the standard "
                f"deviation becomes ${shown}*{s} = {terminating(size * s)}$.",
                "constant-counts", "A constant moves all values alike and adds no spread.",
            ),
            Statement(
                f"The variance becomes ${terminating(size * size * v)}$.",
                f"The variance becomes ${terminating(size * v)}$.",
                f"The variance is the square of the standard deviation: it becomes "
                f"$({shown})^2*{v} = {terminating(size * size * v)}$.",
                "factor-not-squared", "A variance is made of squares: square the factor too.",
            ),
            Statement(
                f"The interquartile range becomes ${terminating(size * box)}$.",
                f"The interquartile range becomes ${terminating(size * box + b)}$.",
                f"Both quartiles move by ${b}$, their distance does not: the interquartile range becomes "
                f"${shown}*{box} = {terminating(size * box)}$.",
                "constant-counts", "A constant moves both quartiles alike.",
            ),
            Statement(
                f"The range becomes ${terminating(size * (data[-1] - data[0]))}$.",
                f"The range becomes ${terminating(size * size * (data[-1] - data[0]))}$.",
                f"Both ends are stretched apart: the range becomes ${shown}*{data[-1] - data[0]} = "
                f"{terminating(size * (data[-1] - data[0]))}$.",
                "factor-squared", "The range is a distance, not a square: it is multiplied by the factor once.",
            ),
        ],
    )  # fmt: skip


def trimmed_mean(rng: Rng, data: Sequence[int], s: int) -> tuple[str, list[Statement]]:
    """One or two of the largest values are typed too large, and a mean is taken of all but the two ends."""
    n, m, typos = len(data), mean(data), rng.integer(1, 2)
    up = rng.integer(2, 4)
    away = [n * up] if typos == 1 else [(n - 2) * up, 2 * up + n * rng.integer(1, 3)]
    new = [*data[: n - typos], *(x + d for x, d in zip(data[n - typos :], away, strict=True))]
    assume(new == sorted(new), "the order of the largest values changes")
    d, rise = terminating(median(data)), Fraction(sum(away), n)
    t, u = (Fraction(sum(each[1:-1]), n - 2) for each in (data, new))
    assert mean(new) == m + rise and u - t == Fraction(sum(away[:-1]), n - 2)
    typed = listed(f"${y}$ instead of ${x}$" for x, y in zip(data[n - typos :], new[n - typos :], strict=True))
    stays = f"The trimmed mean stays {shown_as(t)}."
    moves = f"The trimmed mean rises from {shown_as(t)} to {shown_as(u)}."
    wrong = stays if typos == 2 else f"The trimmed mean rises to {shown_as(t + Fraction(sum(away), n - 2))}."
    why = (
        "Both ends are left out, and the typo is one of them: the same values remain."
        if typos == 1
        else "Only one value is left out at each end. The other typo stays and adds "
        f"${away[0]}$ to the sum of ${n - 2}$ values: the trimmed mean rises from {shown_as(t)} to {shown_as(u)}."
    )
    return (
        f"The trimmed mean leaves out the smallest and the largest value and is the mean of the others: here "
        f"{shown_as(t)}. Then it turns out that a program was given {typed}. Compare what the program finds with the "
        "true data.",
        [
            Statement(stays if typos == 1 else moves, wrong, why,
                      "trimmed-like-mean" if typos == 1 else "trimmed-never-moves",
                      "The typo is left out as the largest value." if typos == 1 else
                      "Only the larger of the two typos is left out."),
            mean_rises(m, int(rise), sum(away), n),
            median_stays(d, rise),
            deviation_moves(s, new),
            *order_measures(data, new, away[-1]),
        ],
    )  # fmt: skip


def mean_rises(m: Rational, up: int, change: int, n: int) -> Statement:
    return Statement(
        f"The mean rises to ${m + up}$.", f"The mean rises to ${m + change}$.",
        f"The sum is ${change}$ too large, and the mean shares this among ${n}$ values: it rises by "
        f"${change}/({n}) = {up}$ to ${m + up}$.",
        "change-not-shared", f"The sum grows by that much. The mean shares it among ${n}$ values.",
    )  # fmt: skip


def median_stays(d: Rational, rise: Fraction) -> Statement:
    return Statement(
        f"The median stays ${d}$.", f"The median rises to ${terminating(d + rise)}$.",
        f"The value in the middle of the ordered list is still ${d}$.",
        "median-moves", "The median looks only at the middle of the ordered list, and nothing changes there.",
    )  # fmt: skip


def deviation_moves(s: int, new: Sequence[int]) -> Statement:
    """That the standard deviation grows with an outlier."""
    v = Fraction(variance(new))
    squares = sum_of_squares(new)
    return Statement(
        f"The standard deviation rises to about ${rounded(sqrt(v), 2)}$.",
        f"The standard deviation stays ${s}$.",
        f"The deviations from the new mean are larger: their squares add up to ${squares}$, so the standard deviation "
        f"is $sqrt({squares}/({len(new) - 1})) approx {rounded(sqrt(v), 2)}$.",
        "sd-unchanged", "A far value enters with the square of its deviation: the standard deviation grows.",
    )  # fmt: skip


def order_measures(data: Sequence[int], new: Sequence[int], change: int) -> list[Statement]:
    """Interquartile range and range after the largest value has grown by `change`."""
    _, q1, _, q3, _ = five_numbers(data)
    _, r1, _, r3, _ = five_numbers(new)
    box, wide, span = terminating(q3 - q1), terminating(r3 - r1), new[-1] - new[0]
    return [
        Statement(
            stays_or_moves("interquartile range", box, wide),
            f"The interquartile range rises to ${terminating(box + change)}$.",
            f"The quartiles of the data the program has are ${terminating(r1)}$ and ${terminating(r3)}$.",
            "iqr-like-range", "The interquartile range is the length of the box, and that does not reach the largest "
            "value.",
        ),
        Statement(
            f"The range rises to ${span}$.", f"The range stays ${data[-1] - data[0]}$.",
            f"The range reaches to the largest value: ${new[-1]} - {new[0]} = {span}$.",
            "range-robust", "The range depends on the largest value alone, and on the smallest.",
        ),
    ]  # fmt: skip


def stays_or_moves(what: str, old: Rational, new: Rational) -> str:
    if old == new:
        return f"The {what} stays ${old}$."
    return f"The {what} {'rises' if new > old else 'falls'} to ${new}$."


def shown_as(x: Fraction) -> str:
    """`$12.5$`, or `about $12.33$`."""
    return f"${terminating(x)}$" if 100 % x.denominator == 0 else f"about ${rounded(x, 2)}$"


# Groups ------------------------------------------------------------------------------------------------------------


class Arms(NamedTuple):
    """Two ways to do something, and cases that are easy and hard for both."""

    scene: str
    arms: tuple[str, str]
    groups: tuple[str, str]
    group: str
    good: str
    cases: str
    case: str


COMPARED = (
    Arms("A hospital compares two treatments of kidney stones.", ("treatment A", "treatment B"),
         ("small stones", "large stones"), "stones", "cured", "patients", "a patient whose stone has been measured"),
    Arms("Two models classify the same kinds of photos.", ("model A", "model B"), ("day", "night"), "taken at",
         "right", "photos", "a photo whose time is known"),
    Arms("Two couriers bring parcels.", ("courier A", "courier B"), ("city", "country"), "address",
         "on time", "parcels", "a parcel whose address is known"),
    Arms("Two players throw at the basket.", ("player A", "player B"), ("near", "far"), "distance",
         "hits", "throws", "a throw whose distance is known"),
    Arms("Two schools enter students for an examination.", ("school A", "school B"), ("advanced", "beginners"),
         "course", "passed", "students", "a student whose course is known"),
    Arms("Two call centres answer requests.", ("centre A", "centre B"), ("simple", "difficult"), "request",
         "solved", "requests", "a request whose kind is known"),
    Arms("Two spam filters are tried out.", ("filter A", "filter B"), ("plain text", "with pictures"), "mail",
         "recognised", "mails", "a mail of a known kind"),
    Arms("Two versions of a page ask visitors to subscribe.", ("version A", "version B"),
         ("returning", "new"), "visitors", "subscribed", "visits", "a visitor known to be returning or new"),
)  # fmt: skip


@exercise(
    "prob_stats.eda.simpsons_paradox",
    title="Compare groups fairly",
    skill="s.eda.group",
    source="Wasserman, All of Statistics (2004), section 16.4",
    tier="extra",
    levels={"easy": {"ask": "rates"}, "core": {"ask": "reversal"}, "hard": {"ask": "standardised"}},
)
def simpsons_paradox(rng: Rng, *, ask: Literal["rates", "reversal", "standardised"]) -> Multipart:
    """Compare success rates within groups, overall, and with the same mixture of groups."""
    story = rng.choice(COMPARED)
    reversal = ask != "rates" and rng.chance(Fraction(1, 2) if ask == "reversal" else Fraction(3, 4))
    n, good, winner = drawn(lambda: successes(rng, reversal), lambda found: overall_gap(*found, reversal), 300)
    order = rng.shuffled((0, 1))
    sizes, hits = ([[row[i] for i in order] for row in counted] for counted in (n, good))
    groups = [story.groups[i] for i in order]
    names = story.arms
    loser = 1 - winner
    rate = [[Fraction(hits[a][g], sizes[a][g]) for g in (0, 1)] for a in (0, 1)]
    total, all_hits = [sum(row) for row in sizes], [sum(row) for row in hits]
    overall = [Fraction(h, t) for h, t in zip(all_hits, total, strict=True)]
    assert all(rate[winner][g] > rate[loser][g] for g in (0, 1)) and (overall[loser] > overall[winner]) == reversal
    pooled, counted_best = overall.index(max(overall)), all_hits.index(max(all_hits))
    texts = {
        (a, b): f"{upper_first(names[a])} has the higher rate in both groups and {'also' if a == b else names[b]} "
        "overall."
        for a in (0, 1) for b in (0, 1)
    }  # fmt: skip
    average = [(rate[a][0] + rate[a][1]) / 2 for a in (0, 1)]
    rows = [(groups[g], names[a], str(hits[a][g]), str(sizes[a][g])) for g in (0, 1) for a in (0, 1)]
    options = list(texts.values())
    slips = [
        Mistake("overall-only", choice_of(options, texts[pooled, pooled]),
                "You looked at the overall rates only. Compare within the groups too."),
        Mistake("mixture-overlooked", choice_of(options, texts[winner, winner]),
                "You looked at the groups only. Overall it depends on how many cases each group has."),
    ] if reversal else [
        Mistake("reversal-expected", choice_of(options, texts[winner, loser]),
                "A reversal is possible, but here the overall rates agree with those in the groups."),
    ]  # fmt: skip
    if counted_best == loser and not reversal:
        slips.append(
            Mistake("counts-not-rates", choice_of(options, texts[loser, loser]),
                    "You compared the numbers of successes. Divide them by the numbers of cases.")
        )  # fmt: skip

    parts = [
        Part(
            ask="Find the success rates in the groups, as decimals with three places.",
            answer=table({groups[g]: [rate[0][g], rate[1][g]] for g in (0, 1)}, names, places=3),
            steps=[f"In the group “{groups[g]}” {names[a]} has ${hits[a][g]}/({sizes[a][g]}) {ended(rate[a][g], 3)}$."
                   for g in (0, 1) for a in (0, 1)],
            mistakes=[
                Mistake("shares-of-successes",
                        table({groups[g]: [Fraction(hits[0][g], all_hits[0]), Fraction(hits[1][g], all_hits[1])]
                               for g in (0, 1)}, names, places=3),
                        "You divided by all successes. A rate divides by the number of cases in the group."),
            ],
        ),
        Part(
            name="o",
            ask=f"Find the overall success rates of {names[0]} and {names[1]}, in this order, as decimals with three "
            "places.",
            answer=vector(*overall, places=3, partial="entries"),
            hints=["Forget the groups: how many successes and how many cases are there in all?"],
            steps=[
                *(f"{upper_first(names[a])} has ${hits[a][0]} + {hits[a][1]} = {all_hits[a]}$ of "
                  f"${sizes[a][0]} + {sizes[a][1]} = {total[a]}$ cases, a rate of ${all_hits[a]}/({total[a]}) "
                  f"{ended(overall[a], 3)}$." for a in (0, 1)),
                f"Together: $({at_most(overall[0], 3)}, {at_most(overall[1], 3)})$.",
            ],
            mistakes=[
                Mistake("average-of-rates", vector(*average, places=3),
                        "You averaged the rates of both groups. The larger group counts more: divide all successes by "
                        "all cases."),
                Mistake("odds-for-rate",
                        vector(*(Fraction(h, t - h) for h, t in zip(all_hits, total, strict=True)), places=3),
                        "You divided successes by failures. A rate divides by all cases."),
            ],
        ),
        Part(
            ask="What is true?",
            answer=choice_of(options, texts[winner, pooled]),
            hints=["Compare within each group, and then overall."],
            steps=[
                f"In both groups {names[winner]} is better.",
                f"Overall {names[pooled]} is better{'' if reversal else ' too'}: " + (
                    f"most cases of {names[winner]} are of the difficult kind, and most of {names[loser]} are not."
                    if reversal else "the mixture of the groups does not turn the comparison round."
                ),
                texts[winner, pooled],
            ],
            mistakes=slips,
        ),
    ]  # fmt: skip
    if ask == "reversal":
        parts.append(recommended(story, names, winner, pooled))
    if ask == "standardised":
        parts.append(standardised(names, groups, rate, sizes, average))
    return Multipart(
        f"{story.scene} The table shows the successes (“{story.good}”) and all cases by group.",
        data=DataTable(columns=(story.group, "", story.good, story.cases), rows=tuple(rows)),
        parts=parts,
    )


def recommended(story: Arms, names: Sequence[str], winner: int, pooled: int) -> Part:
    """Which one to take for a case whose group is known."""
    options = [f"{name}" for name in names]
    return Part(
        ask=f"All other things being equal: for {story.case}, which one has the better record?",
        answer=choice_of(options, options[winner]),
        steps=[f"Where the group is known, the rates in that group count, whichever group it is: {names[winner]}."],
        mistakes=[
            Mistake(
                "overall-only",
                choice_of(options, options[1 - winner]),
                "Overall rates mix the groups in different proportions. In either group the other one is better.",
            )
        ],
    )


def standardised(
    names: Sequence[str],
    groups: Sequence[str],
    rate: Sequence[Sequence[Fraction]],
    sizes: Sequence[Sequence[int]],
    average: Sequence[Fraction],
) -> Part:
    """The rates that both would have with the mixture of groups of all cases together."""
    both = [sizes[0][g] + sizes[1][g] for g in (0, 1)]
    n = sum(both)
    found = [(rate[a][0] * both[0] + rate[a][1] * both[1]) / n for a in (0, 1)]
    other = [(rate[a][0] * both[1] + rate[a][1] * both[0]) / n for a in (0, 1)]
    return Part(
        ask=f"Standardise: which overall rates would {names[0]} and {names[1]} have if each kept its rates in the "
        "groups and had the mixture of groups that all cases in the table have together? Give three decimals.",
        answer=vector(*found, places=3, partial="entries"),
        hints=["How many cases are there in each group, both taken together?"],
        steps=[
            f"Together there are ${both[0]}$ cases in the group “{groups[0]}” and ${both[1]}$ in “{groups[1]}”, "
            f"${n}$ in all.",
            *(
                f"{upper_first(names[a])} would have $({rate[a][0]}*{both[0]} + {rate[a][1]}*{both[1]})/({n}) "
                f"{ended(found[a], 3)}$."
                for a in (0, 1)
            ),
            f"The standardised rates are $({at_most(found[0], 3)}, {at_most(found[1], 3)})$.",
        ],
        mistakes=[
            Mistake("average-of-rates", vector(*average, places=3),
                    "You gave both groups the same weight. Weight them by the numbers of cases."),
            Mistake("weights-exchanged", vector(*other, places=3),
                    "You gave each group the weight of the other one."),
            Mistake("own-weights", "o",
                    "These are the overall rates, each with its own mixture. Take the same mixture for both."),
        ],
    )  # fmt: skip


def successes(rng: Rng, reversal: bool) -> tuple[list[list[int]], list[list[int]], int]:
    """Cases and successes by arm and group, and the arm that is better in both groups.

    The first group is easy, with rates far above those of the other one. For a reversal the better arm has mostly hard
    cases: the rates come first, and the sizes follow from what is wanted.
    """
    low, high = 5 * rng.integer(3, 8), 5 * rng.integer(13, 16)
    worse = [high, low]
    better = [rate + 5 * rng.integer(1, 3) for rate in worse]

    def size(many: bool) -> int:
        return 20 * (rng.integer(5, 14) if many else rng.integer(1, 4))

    if reversal:
        sizes = [[size(False), size(True)], [size(True), size(False)]]
    else:
        sizes = [[size(rng.chance(Fraction(1, 2))) for _ in (0, 1)] for _ in (0, 1)]
    good = [[n * rate // 100 for n, rate in zip(row, rates, strict=True)]
            for row, rates in zip(sizes, (better, worse), strict=True)]  # fmt: skip
    if rng.chance(Fraction(1, 2)):
        return sizes, good, 0
    return sizes[::-1], good[::-1], 1


def overall_gap(sizes: list[list[int]], good: list[list[int]], winner: int, reversal: bool) -> bool:
    """Whether the overall rates differ by at least three points, in the direction that is wanted."""
    rates = [Fraction(sum(hits), sum(n)) for hits, n in zip(good, sizes, strict=True)]
    ahead = rates[winner] - rates[1 - winner]
    return (-ahead if reversal else ahead) >= Fraction(3, 100)


def upper_first(text: str) -> str:
    """As it begins a sentence."""
    return text[0].upper() + text[1:]
