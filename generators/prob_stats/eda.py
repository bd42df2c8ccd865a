"""Exploratory data analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import isqrt
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    exercise,
    fill,
    matching,
    number,
    rounded,
    terminating,
)
from generators.maths.datasets import five_numbers, mean, median, sum_of_squares, variance
from generators.maths.figures import axis, box_plots, histogram, plain
from generators.maths.rationals import Rational
from generators.maths.reals import sqrt
from generators.maths.rng import Redraw
from schemas.exercise import DataTable
from schemas.figure import Area, Curve, Dots, Figure

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


WORDS = dict(zip(range(5, 10), ("five", "six", "seven", "eight", "nine"), strict=True))
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
