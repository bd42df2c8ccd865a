"""Describing distributions: mean, variance, skewness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import gcd, lcm
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    number,
    order,
    rounded,
    terminating,
)
from generators.maths.designs import TRIPLES, with_sum
from generators.maths.distributions import normal_cdf, phi_table
from generators.maths.figures import axis, bar_chart, listed
from generators.maths.rationals import Rational, rational, size
from generators.maths.reals import exp, sqrt
from schemas.answer import ChoiceAnswer
from schemas.exercise import DataTable
from schemas.figure import Bars, Figure

EXACT = "Give exact values; fractions need not be reduced."

# Mean and variance -------------------------------------------------------------------------------------------------

GAMES = (
    ("A wheel of fortune pays $X$ euros.", "spin", "euros"),
    ("A scratch card pays $X$ euros.", "card", "euros"),
    ("A slot machine pays $X$ tokens.", "game", "tokens"),
    ("In a board game a card brings $X$ coins.", "card", "coins"),
    ("At a school fair a throw at tins wins $X$ vouchers.", "throw", "vouchers"),
    ("A raffle ticket wins $X$ euros.", "ticket", "euros"),
    ("In a computer game a chest holds $X$ gems.", "chest", "gems"),
)
"""What X is, what one plays for it, and the unit of both."""
QUANTITIES = (
    "the number of errors in a message", "the change of a share price in cents", "the goal difference of a team",
    "the number of bits that are flipped", "the score of a move in a game", "the error of a counter",
    "the number of children of a family", "the change of a stock of spare parts in a day",
)  # fmt: skip


@exercise(
    "prob_stats.moments.discrete_moments",
    title="E, Var, SD of a discrete variable",
    skill="s.mom.discrete",
    source="Wasserman, All of Statistics (2004), sections 3.1 and 3.3",
    levels={"easy": {"asks": "price"}, "core": {"asks": "variance"}, "hard": {"asks": "more"}},
)
def discrete_moments(rng: Rng, *, asks: Literal["price", "variance", "more"]) -> Multipart:
    """Find mean, mean square, variance and standard deviation from a table of probabilities."""
    if asks == "price":
        return fair_price(rng)
    if asks == "variance":
        return mean_and_variance(rng)
    return rng.choice((function_of, fair_game, loaded_die))(rng)


def table_of(values: Sequence[int], p: Sequence[Rational | str]) -> DataTable:
    return DataTable(columns=("x", *map(str, values)), rows=(("P(X = x)", *map(str, p)),))


def drawn_pmf(rng: Rng, low: int, high: int, n: int) -> tuple[list[int], list[Rational]]:
    """n values in order, and their probabilities out of a number that is humane."""
    values = sorted(rng.distinct(low, high, count=n))
    total = rng.choice((8, 10, 10, 12, 15, 16, 20, 20))
    weights = with_sum(rng, n, total, 1, total // 2 + 1)
    return values, [written(total)(Fraction(w, total)) for w in weights]


def written(total: int) -> Callable[[Rational], Rational]:
    """How shares of so many are written: all as decimals if these end after two places, else all as fractions."""
    return terminating if 100 % total == 0 else fraction


def styled(p: Sequence[Rational]) -> Callable[[Rational], Rational]:
    """How what comes of these probabilities is written: like them."""
    return written(lcm(*(Fraction(w).denominator for w in p)))


def fraction(x: Rational) -> Rational:
    return rational(Fraction(x))


def mean_of(values: Sequence[Rational], p: Sequence[Rational]) -> Fraction:
    return sum((Fraction(x) * w for x, w in zip(values, p, strict=True)), Fraction(0))


def products(values: Sequence[Rational], p: Sequence[Rational], power: int = 1) -> str:
    """`2*0.3 + (-1)^2*0.7`: as it is formed."""
    terms = [f"({x})" if x < 0 else f"{x}" for x in values]
    return " + ".join(f"{x}^{power}*({w})" if power > 1 else f"{x}*({w})" for x, w in zip(terms, p, strict=True))


def unweighted(values: Sequence[Rational]) -> Mistake:
    return Mistake("mean-without-weights", number(Fraction(sum(map(Fraction, values)), len(values))),
                   "That is the plain average. Weight each value with its probability.")  # fmt: skip


def fair_price(rng: Rng) -> Multipart:
    """The mean of a payment, the mean gain at a price, the mean gain in several games."""
    text, one, unit = rng.choice(GAMES)
    n = rng.integer(3, 5)
    values, p = drawn_pmf(rng, 0, 20, n)
    nice = styled(p)
    m = nice(mean_of(values, p))
    assert m == 20 - mean_of([20 - x for x in values], p)
    price = rng.choice([c for c in range(max(2, int(m) - 3), int(m) + 5) if c != m])
    k = rng.choice((10, 20, 30, 50, 100, 200))
    gain = nice(Fraction(m) - price)
    return Multipart(
        f"{text} The table shows the probabilities. {EXACT}",
        data=table_of(values, p),
        given={"c": price, "k": k},
        parts=[
            Part(
                name="m",
                ask="Find the mean $E[X]$.",
                answer=number(m),
                hints=["Multiply each value by its probability."],
                steps=[f"Weight each value with its probability: $E[X] = {products(values, p)} = {m}$."],
                mistakes=[unweighted(values), Mistake("most-likely-for-mean", number(most_likely(values, p)),
                          "That is the most likely value. The mean weighs all values.")],
            ),
            Part(
                name="g",
                ask=f"One {one} costs ${price}$ {unit}. What is the mean gain of a player in {unit}, a loss counting "
                "negative?",
                answer=number(gain),
                follows="m - c",
                hints=["What does the player get on average, and what does the player pay?"],
                steps=[f"The player gets ${m}$ on average and pays ${price}$: the mean gain is "
                       f"${m} - {price} = {gain}$."],
                mistakes=[
                    Mistake("sign-of-gain", "c - m", "That is the gain of the one who offers the game."),
                    Mistake("price-ignored", "m", "Subtract what the player pays."),
                ],
            ),
            Part(
                ask=f"What is the mean gain of a player who plays ${k}$ times?",
                answer=number(nice(k * Fraction(gain))),
                follows="k*g",
                steps=[f"Means add up, so it is ${k}*({gain}) = {nice(k * Fraction(gain))}$."],
                mistakes=[
                    Mistake("pays-once", "k*m - c", f"The price is paid ${k}$ times."),
                    Mistake("gain-not-multiplied", "g", f"That is the mean gain of one {one}."),
                ],
            ),
        ],
    )  # fmt: skip


def most_likely(values: Sequence[int], p: Sequence[Rational]) -> int:
    return max(zip(p, values, strict=True))[1]


def moment_parts(values: Sequence[int], p: Sequence[Rational], deviation: bool = True) -> list[Part]:
    """Mean, mean square, variance and perhaps the standard deviation."""
    nice = styled(p)
    m, s = nice(mean_of(values, p)), nice(mean_of([x * x for x in values], p))
    v = nice(Fraction(s) - Fraction(m) ** 2)
    assert v == mean_of([(x - Fraction(m)) ** 2 for x in values], p) > 0
    root = sqrt(v)
    parts = [
        Part(
            name="m",
            ask="Find $E[X]$.",
            answer=number(m),
            hints=["Multiply each value by its probability."],
            steps=[f"Weight each value with its probability: $E[X] = {products(values, p)} = {m}$."],
            mistakes=[unweighted(values), Mistake("most-likely-for-mean", number(most_likely(values, p)),
                      "That is the most likely value. The mean weighs all values.")],
        ),
        Part(
            name="s",
            ask="Find $E[X^2]$.",
            answer=number(s),
            hints=["The values are squared, the probabilities are not."],
            steps=[f"Square the values and weight them: $E[X^2] = {products(values, p, 2)} = {s}$."],
            mistakes=[
                Mistake("square-of-mean", "m^2", "Square first, then average: $E[X^2]$ is not $E[X]^2$."),
                Mistake("probabilities-squared", number(mean_of([x * x for x in values], [w * w for w in p])),
                        "Only the values are squared, not the probabilities."),
            ],
        ),
        Part(
            name="v",
            ask="Find $Var(X)$.",
            answer=number(v),
            follows="s - m^2",
            hints=["Use both means you have found."],
            steps=[f"The variance is $Var(X) = E[X^2] - E[X]^2 = {s} - ({m})^2 = {v}$."],
            mistakes=[
                Mistake("mean-not-squared", "s - m", "Subtract the square of the mean."),
                Mistake("mean-square-for-variance", "s", "Subtract the square of the mean from the mean square."),
            ],
        ),
    ]  # fmt: skip
    if deviation:
        exact = root * root == v
        parts.append(
            Part(
                ask="Find the standard deviation of $X$, exactly or to three decimals.",
                answer=number(nice(root) if exact else rounded(root, 11), places=3),
                follows="sqrt(v)",
                steps=[f"It is the root of the variance: $sqrt({v}) {'=' if exact else 'approx'} "
                       f"{nice(root) if exact else rounded(root, 3)}$."],
                mistakes=[
                    Mistake("sd-not-rooted", "v", "That is the variance. The standard deviation is its root."),
                    Mistake("half-for-root", "v/2", "Take the square root, not the half."),
                ],
            )
        )  # fmt: skip
    return parts


def mean_and_variance(rng: Rng) -> Multipart:
    values, p = drawn_pmf(rng, -6, 10, rng.integer(3, 4))
    return Multipart(
        f"The random variable $X$ is {rng.choice(QUANTITIES[1:3] + QUANTITIES[4:6] + QUANTITIES[7:])}. The table shows "
        f"its probabilities. {EXACT}",
        moment_parts(values, p),
        data=table_of(values, p),
    )


class Transform(NamedTuple):
    """A function of X as a formula, and its values."""

    text: str
    at: Callable[[Rational], Rational]


def function_of(rng: Rng) -> Multipart:
    """E[X], E[g(X)] and how g(E[X]) compares."""
    values, p = drawn_pmf(rng, -3, 6, rng.integer(3, 4))
    nice, a = styled(p), rng.integer(1, 4)
    transform = rng.choice((
        Transform("2^X", lambda x: Fraction(2) ** int(x)),
        Transform(f"(X - {a})^2", lambda x: (x - a) ** 2),
        Transform("X^3", lambda x: x**3),
        Transform("|X|", size),
        Transform(f"X^2 + {a}*X", lambda x: x * x + a * x),
        Transform(f"|X - {a}|", lambda x: size(x - a)),
    ))  # fmt: skip
    g = [nice(transform.at(x)) for x in values]
    m, e = nice(mean_of(values, p)), nice(mean_of(g, p))
    shape = transform.text
    if "2^X" in shape:
        wrong, id = sum(map(Fraction, g)) / len(g), "mean-without-weights"
        feedback = "That is the plain average of the values. Weight them with their probabilities."
    else:
        wrong, id = Fraction(transform.at(m)), "function-of-mean"
        feedback = "Apply the function first, then average: $E[g(X)]$ is not $g(E[X])$."
    assume(wrong != e, "the function of the mean is the mean of the function")
    pairs = "; ".join(f"at ${x}$ it is ${y}$" for x, y in zip(values, g, strict=True))
    return Multipart(
        f"The table shows the probabilities of a random variable $X$. {EXACT}",
        data=table_of(values, p),
        parts=[
            Part(
                name="m",
                ask="Find $E[X]$.",
                answer=number(m),
                steps=[f"Weight each value with its probability: $E[X] = {products(values, p)} = {m}$."],
                mistakes=[unweighted(values), Mistake("most-likely-for-mean", number(most_likely(values, p)),
                          "That is the most likely value. The mean weighs all values.")],
            ),
            Part(
                ask=f"Find $E[{shape}]$.",
                answer=number(e),
                hints=["First the values of the function, then their mean with the same probabilities."],
                steps=[
                    f"The values of ${shape}$: {pairs}.",
                    f"Weighted with the probabilities these give $E[{shape}] = {products(g, p)} = {e}$.",
                ],
                mistakes=[
                    Mistake(id, number(wrong), feedback),
                    Mistake("probabilities-forgotten", number(sum(map(Fraction, g))),
                            "Weight each value with its probability."),
                ],
            ),
        ],
    )  # fmt: skip


def fair_game(rng: Rng) -> Multipart:
    """A probability p that makes the mean gain 0; the variance then."""
    text = rng.choice((
        "In a game a player gains $X$ euros, a loss counting negative.",
        "In a bet you gain $X$ euros, a loss counting negative.",
        "A trading rule gains $X$ euros a day, a loss counting negative.",
        "A quiz gives $X$ points for an answer, a deduction counting negative.",
    ))  # fmt: skip
    total = rng.choice((8, 10, 12, 20))
    win, lose = rng.integer(2, 12), -rng.integer(1, 8)
    known = rng.choice([x for x in range(-4, 9) if x not in (win, lose)])
    q = Fraction(rng.integer(1, total // 2), total)
    # p*win + (1 - q - p)*lose + q*known = 0
    p = (-(1 - q) * lose - q * known) / (win - lose)
    assume(0 < p < 1 - q and p.denominator <= 60, "no such probability")
    rest = 1 - q - p
    pmf = sorted([(win, p), (lose, rest), (known, q)])
    values, weights = [x for x, _ in pmf], [fraction(w) for _, w in pmf]
    assert mean_of(values, weights) == 0
    v = rational(mean_of([x * x for x in values], weights))
    cells = {win: "p", lose: f"{1 - q} - p", known: str(q)}
    return Multipart(
        f"{text} The table shows the probabilities; one of them is $p$. {EXACT}",
        data=table_of(values, [cells[x] for x in values]),
        given={"a": win, "b": lose, "c": known, "q": q},
        parts=[
            Part(
                name="p",
                ask="For which $p$ is the game fair, that is, for which $p$ is $E[X] = 0$?",
                answer=number(p),
                hints=["Write down $E[X]$ with $p$ in it, and set it to $0$."],
                steps=[
                    f"The mean is $p*{win} + ({1 - q} - p)*({lose}) + ({q})*({known}) = "
                    f"{win - lose}*p + ({(1 - q) * lose + q * known})$.",
                    f"It is $0$ if ${win - lose}*p = {-(1 - q) * lose - q * known}$, that is, for $p = {p}$.",
                ],
                mistakes=[
                    Mistake("rest-not-reduced", number((-(1 - q) * lose - q * known) / win),
                            "The probability of the loss depends on $p$ too."),
                    Mistake("known-value-ignored", number(-(1 - q) * Fraction(lose) / (win - lose)),
                            f"The value ${known}$ counts too."),
                ],
            ),
            Part(
                ask="Find $Var(X)$ for this $p$.",
                answer=number(v),
                follows="p*a^2 + (1 - q - p)*b^2 + q*c^2 - (p*a + (1 - q - p)*b + q*c)^2",
                hints=["The mean is 0. What is left of $E[X^2] - E[X]^2$?"],
                steps=[
                    f"The probability of ${lose}$ is $1 - {q} - {p} = {rest}$.",
                    f"Since the mean is $0$, the variance is $E[X^2] = {products(values, weights, 2)} = {v}$.",
                ],
                mistakes=[
                    Mistake("square-of-mean", number(0), "The square of the mean is 0, the mean of the squares is "
                                                         "not."),
                    Mistake("deviations-not-squared", number(mean_of([abs(x) for x in values], weights)),
                            "Square the values."),
                ],
            ),
        ],
    )  # fmt: skip


def loaded_die(rng: Rng) -> Multipart:
    """A die with one face more likely: its probabilities, mean, variance."""
    n = rng.choice((4, 6, 6, 8))
    face, k = rng.integer(1, n), rng.integer(2, 5)
    total = n - 1 + k
    p = [Fraction(k if x == face else 1, total) for x in range(1, n + 1)]
    values = list(range(1, n + 1))
    first = Part(
        name="q",
        ask="What is the probability of each of the other faces?",
        answer=number(Fraction(1, total)),
        hints=["Call it $q$. What do all probabilities add up to?"],
        steps=[f"With $q$ for each of the others, ${n - 1}*q + {k}*q = 1$, so $q = {Fraction(1, total)}$."],
        mistakes=[
            Mistake("uniform-c", number(Fraction(1, n)), "That is a fair die. Here one face is more likely."),
            Mistake("all-faces-plus-weight", number(Fraction(1, n + k)),
                    f"The loaded face counts ${k}$ times instead of once, not in addition."),
        ],
    )  # fmt: skip
    m, s, v = moment_parts(values, p, deviation=False)
    return Multipart(
        f"A die with the faces $1$ to ${n}$ is loaded: the face ${face}$ is ${k}$ times as likely as each of the "
        f"others, which are all equally likely. $X$ is the number rolled. {EXACT}",
        [first, m, s, v],
    )


# Linear combinations -----------------------------------------------------------------------------------------------

PAIRS = (
    ("the signal of one sensor in volts", "the signal of another sensor in volts"),
    ("the value of one share in euros", "the value of another share in euros"),
    ("the first input of a neuron", "the second input of a neuron"),
    ("the score of one test", "the score of another test"),
    ("the level of one tank in centimetres", "the level of another tank in centimetres"),
    ("the first feature of a data point", "the second feature of a data point"),
    ("the yield of one field in tonnes", "the yield of another field in tonnes"),
    ("the load of one server", "the load of another server"),
)
CONVERSIONS = (
    ("the length of a call in minutes", "its price in cents"),
    ("the number of kilometres of a taxi ride", "its price in euros"),
    ("the number of points in an exam", "the number of points after a correction"),
    ("the daily sales of a stall in kilograms", "its income in euros"),
    ("the hours of sun in a day", "the energy that is fed in, in kilowatt-hours"),
)
"""What grows with X, and from a positive number on."""
READINGS = (
    ("a temperature in degrees Celsius", "the reading of an old instrument"),
    ("the level of a tank in centimetres", "the signal of a sensor in millivolts"),
    ("the error of a clock in seconds", "the correction that is made"),
    ("a feature of a data point", "the output of a linear model"),
)
REPEATED = (
    "the time in minutes of Anna's way to work", "the weight in grams of a jar", "the points of a team",
    "the delay in seconds of a train", "the demand for bread in kilograms", "the load of a server",
)  # fmt: skip
FACTORS = (Fraction(1), Fraction(2), Fraction(3), Fraction(1, 2))


@exercise(
    "prob_stats.moments.linear_combination_moments",
    title="Moments of aX+bY+c",
    skill="s.mom.linear",
    source="Wasserman, All of Statistics (2004), section 3.3",
    levels={"easy": {"of": "one"}, "core": {"of": "two"}, "hard": {"of": "normals"}},
)
def linear_combination_moments(rng: Rng, *, of: Literal["one", "two", "normals"]) -> Multipart:
    """Find mean, variance and standard deviation of a linear combination; a probability of normal ones."""
    if of == "one":
        return linear_change(rng)
    return independent_two(rng) if of == "two" else normal_combination(rng)


def combined(*terms: tuple[Rational, str], constant: Rational = 0) -> str:
    """`2*X - Y + 5`."""
    text = " + ".join(f"({a})*{name}" for a, name in terms)
    return text + (f" + ({constant})" if constant else "")


def linear_change(rng: Rng) -> Multipart:
    """aX + c: mean, variance, standard deviation."""
    a = rng.choice([rational(Fraction(k, 2)) for k in (-6, -4, -3, -2, -1, 1, 3, 4, 5, 6, 8)])
    c = rng.nonzero(-20, 20)
    x, y = rng.choice(CONVERSIONS if min(a, c) > 0 else READINGS)
    m, sd = rng.integer(2, 40), rng.integer(2, 12)
    by_variance = rng.chance(Fraction(1, 2))
    known = f"$Var(X) = {sd**2}$" if by_variance else f"the standard deviation ${sd}$"
    mean, variance, deviation = rational(a * m + c), rational(Fraction(a * a) * sd**2), rational(abs(Fraction(a)) * sd)
    assert deviation * deviation == variance
    return Multipart(
        f"$X$ is {x}, with the mean $E[X] = {m}$ and {known}. $Y = {combined((a, 'X'), constant=c)}$ is {y}. {EXACT}",
        given={"a": a, "v_X": sd**2},
        parts=[
            Part(
                ask="Find $E[Y]$.",
                answer=number(mean),
                steps=[f"The mean goes through the same change: $E[Y] = ({a})*{m} + ({c}) = {mean}$."],
                mistakes=[
                    Mistake("constant-forgotten", number(rational(a * m)), "The constant shifts the mean too."),
                    Mistake("factor-forgotten", number(m + c), "The factor multiplies the mean too."),
                ],
            ),
            Part(
                name="v",
                ask="Find $Var(Y)$.",
                answer=number(variance),
                hints=["Does a shift spread values? What does a factor do to squared deviations?"],
                steps=[
                    *([f"First, $Var(X) = ({sd})^2 = {sd**2}$."] if not by_variance else []),
                    f"A shift does not spread, and a factor counts squared: $Var(Y) = ({a})^2*Var(X) = "
                    f"({a})^2*{sd**2} = {variance}$.",
                ],
                mistakes=[
                    Mistake("factor-not-squared", number(rational(Fraction(a) * sd**2)),
                            "The variance takes the square of the factor."),
                    Mistake("constant-counts", number(rational(variance + c)), "Shifting all values does not spread "
                            "them."),
                    *([] if by_variance else [Mistake("sd-for-variance", number(rational(Fraction(a * a) * sd)),
                                                      "The variance of $X$ is the square of its deviation.")]),
                ],
            ),
            Part(
                ask="Find the standard deviation of $Y$.",
                answer=number(deviation),
                follows="sqrt(v)",
                steps=[f"It is the root of the variance, $sqrt({variance}) = {deviation}$."],
                mistakes=[
                    Mistake("sd-not-rooted", "v", "That is the variance. Take the root."),
                    Mistake("sd-with-constant", number(rational(deviation + c)),
                            "The constant shifts all values and spreads none."),
                    *([Mistake("negative-deviation", number(-deviation), "A standard deviation is never negative.")]
                      if a < 0 else []),
                ],
            ),
        ],
    )  # fmt: skip


def legs(rng: Rng) -> tuple[Fraction, Fraction, Fraction, Fraction, int]:
    """(a, s, b, t, hypotenuse) with a*s and b*t the legs of a Pythagorean triple, factors and deviations humane.

    At most one factor is negative.
    """
    u, v, w = rng.choice([triple for triple in TRIPLES if triple[2] <= 30])
    if rng.chance(Fraction(1, 2)):
        u, v = v, u
    a = rng.choice([f for f in FACTORS if (u / f).denominator == 1])
    b = rng.choice([f for f in FACTORS if (v / f).denominator == 1])
    first, second = rng.choice(((1, 1), (1, -1), (1, -1), (-1, 1)))
    return first * a, u / a, second * b, v / b, w


def independent_two(rng: Rng) -> Multipart:
    """aX + bY + c of independent variables: mean, variance, standard deviation."""
    x, y = rng.choice(PAIRS)
    a, s, b, t, w = legs(rng)
    A, B, S, T = (rational(each) for each in (a, b, s, t))
    m, k = rng.integer(1, 30), rng.integer(1, 30)
    c = rng.choice((0, rng.nonzero(-15, 15)))
    mean = rational(a * m + b * k + c)
    variance = w * w
    assert variance == a * a * s * s + b * b * t * t
    text = combined((A, "X"), (B, "Y"), constant=c)
    by_sd = rng.chance(Fraction(1, 2))
    told = (
        f"the standard deviations ${S}$ and ${T}$"
        if by_sd
        else f"the variances $Var(X) = {S * S}$ and $Var(Y) = {T * T}$"
    )
    return Multipart(
        f"$X$ is {x} and $Y$ is {y}. They are independent, with the means $E[X] = {m}$ and $E[Y] = {k}$ and {told}. "
        f"Let $Z = {text}$. {EXACT}",
        [
            Part(
                ask="Find $E[Z]$.",
                answer=number(mean),
                steps=[f"Means go through a linear combination: $E[Z] = ({A})*{m} + ({B})*{k}"
                       f"{f' + ({c})' if c else ''} = {mean}$."],
                mistakes=[
                    Mistake("factor-forgotten", number(m + k + c), "The factors multiply the means."),
                    Mistake("sign-of-factor", number(rational(abs(a) * m + abs(b) * k + c))
                            if a < 0 or b < 0 else number(rational(a * m - b * k + c)),
                            "Mind the signs of the factors."),
                ],
            ),
            Part(
                name="v",
                ask="Find $Var(Z)$.",
                answer=number(variance),
                hints=["Variances of independent variables add up, each with the square of its factor."],
                steps=[
                    *([f"The variances are $Var(X) = ({S})^2 = {S * S}$ and $Var(Y) = ({T})^2 = {T * T}$."] if by_sd
                      else []),
                    f"Each counts with the square of its factor, whatever its sign: $Var(Z) = ({A})^2*Var(X) + "
                    f"({B})^2*Var(Y) = ({A})^2*{S * S} + ({B})^2*{T * T} = {variance}$.",
                ],
                mistakes=[
                    Mistake("factor-not-squared", number(rational(a * s * s + b * t * t)),
                            "The variance takes the square of each factor."),
                    Mistake("variance-subtracts", number(rational(a * a * s * s - b * b * t * t)),
                            "Variances of independent variables add up, also for differences."),
                    Mistake("squares-a-sum", number(rational((abs(a) * s + abs(b) * t) ** 2)),
                            "Deviations do not add up: add the variances."),
                ],
            ),
            Part(
                ask="Find the standard deviation of $Z$.",
                answer=number(w),
                follows="sqrt(v)",
                steps=[f"It is the root of the variance, $sqrt({variance}) = {w}$."],
                mistakes=[
                    Mistake("sd-adds", number(rational(abs(a) * s + abs(b) * t)),
                            "Standard deviations do not add up. Take the root of the variance."),
                    Mistake("sd-not-rooted", "v", "That is the variance. Take the root."),
                ],
            ),
        ],
    )  # fmt: skip


def normal_combination(rng: Rng) -> Multipart:
    """A linear combination, a sum or a mean of independent normal variables: its law and a probability."""
    x, y = rng.choice(PAIRS)
    z = rng.choice([rounded(Fraction(k, 20), 2) for k in (*range(-45, -4), *range(5, 46))])
    above = rng.chance(Fraction(1, 2))
    if rng.chance(Fraction(2, 3)):
        a, s, b, t, w = legs(rng)
        A, B, S, T = (rational(each) for each in (a, b, s, t))
        m, k = rng.integer(20, 80), rng.integer(20, 80)
        text = combined((A, "X"), (B, "Y"))
        stem = (
            f"$X$ is {x} and $Y$ is {y}. They are independent, with $X ~ N({m}, ({S})^2)$ and $Y ~ N({k}, ({T})^2)$, "
            f"so the standard deviations are ${S}$ and ${T}$. Let $Z = {text}$."
        )
        mean = rational(a * m + b * k)
        how = f"$E[Z] = ({A})*{m} + ({B})*{k} = {mean}$"
        spread = f"$Var(Z) = ({A})^2*({S})^2 + ({B})^2*({T})^2 = {w * w}$"
        wrong_mean = rational(abs(a) * m + abs(b) * k) if min(a, b) < 0 else m + k
        wrong = [
            Mistake("factor-not-squared", number(rational(a * s * s + b * t * t)),
                    "The variance takes the square of each factor."),
            Mistake("variance-subtracts", number(rational(a * a * s * s - b * b * t * t)),
                    "Variances of independent variables add up, also for differences."),
            Mistake("squares-a-sum", number(rational((abs(a) * s + abs(b) * t) ** 2)),
                    "Deviations do not add up: add the variances."),
        ]  # fmt: skip
    else:
        n = rng.choice((4, 9, 16, 25))
        root = {4: 2, 9: 3, 16: 4, 25: 5}[n]
        m, averaged = rng.integer(20, 80), rng.chance(Fraction(1, 2))
        w = rng.integer(1, 5)
        S = w * root if averaged else w
        w = w if averaged else w * root
        what = "mean" if averaged else "sum"
        stem = (
            f"The values of $X$, {rng.choice(REPEATED)}, on ${n}$ days are independent, all with the distribution "
            f"$N({m}, ({S})^2)$, so the standard deviation is ${S}$. Let $Z$ be their {what}."
        )
        mean = m if averaged else n * m
        how = f"the mean of $Z$ is ${m}$, like that of each" if averaged else f"$E[Z] = {n}*{m} = {mean}$"
        spread = (
            f"$Var(Z) = ({S})^2/({n}) = {w * w}$" if averaged else f"$Var(Z) = {n}*({S})^2 = {w * w}$"
        )  # fmt: skip
        wrong_mean = rational(Fraction(m, n)) if averaged else m
        wrong = [
            Mistake("one-for-all-variances", number(S * S), f"That is the variance of one value. There are ${n}$."),
            Mistake("factor-not-squared", number(n * n * S * S if not averaged else rational(Fraction(S * S, n * n))),
                    "The values are independent and different: their variances add up."),
        ]  # fmt: skip
    border = rational(mean + z * w)
    assert (border - mean) / Fraction(w) == z
    cut = terminating(border)
    p = 1 - normal_cdf(z) if above else normal_cdf(z)
    table_p = 1 - phi_table(z) if above else phi_table(z)
    sign = ">" if above else "<"
    tail = f"1 - {phi_table(z)} = {terminating(1 - phi_table(z))}" if above else f"{phi_table(z)}"
    root_v = f"erf((({cut}) - m)/sqrt(2*v))"
    return Multipart(
        f"{stem} Probabilities may be taken from a table of the normal distribution or computed.",
        given={},
        parts=[
            Part(
                name="m",
                ask="Find the mean of $Z$.",
                answer=number(mean),
                steps=[f"Means go through sums and factors: {how}.", f"So the mean is ${mean}$."],
                mistakes=[
                    Mistake("sign-of-factor" if "X" in stem.partition("Let")[2] else "mean-of-sum-and-mean-mixed",
                            number(wrong_mean), "Look again how the means are combined."),
                    Mistake("deviation-added-to-mean", number(mean + w), "Only the means count here."),
                ],
            ),
            Part(
                name="v",
                ask="Find the variance of $Z$.",
                answer=number(w * w),
                hints=["Variances of independent variables add up, each with the square of its factor."],
                steps=[f"Variances add up, with squared factors: {spread}."],
                mistakes=wrong,
            ),
            Part(
                ask=f"Find $P(Z {sign} {cut})$ to four decimals.",
                answer=number(rounded(p, 12), places=4, or_with=rounded(table_p, 4)),
                honest=[number(table_p)],
                follows=f"(1 - {root_v})/2" if above else f"(1 + {root_v})/2",
                hints=["$Z$ is normal as well. Standardise."],
                steps=[
                    f"$Z$ is normal with standard deviation $sqrt({w * w}) = {w}$, so standardise: "
                    f"$z = ({cut} - ({mean}))/({w}) = {z}$.",
                    f"The table has $P(Z <= {cut}) approx {phi_table(z)}$"
                    + (f", so $P(Z > {cut}) approx {tail}$." if above else f", so $P(Z < {cut}) approx {tail}$."),
                ],
                mistakes=[
                    Mistake("other-tail", number(rounded(1 - p, 12), places=4), "That is the other side."),
                    Mistake("variance-as-sd", number(rounded(
                        normal_cdf(Fraction(z) / w) if not above else 1 - normal_cdf(Fraction(z) / w), 12), places=4),
                        "Divide by the standard deviation, not by the variance."),
                ],
            ),
        ],
    )  # fmt: skip


# Skewness and kurtosis ---------------------------------------------------------------------------------------------


class Shape(NamedTuple):
    """A distribution by whole deviations from its mean, with weights out of `total`; the standard deviation is "
    "whole."""

    deviations: tuple[int, ...]
    weights: tuple[int, ...]
    sigma: int

    @property
    def total(self) -> int:
        return sum(self.weights)

    def moment(self, k: int) -> Fraction:
        """The k-th central moment."""
        return Fraction(sum(w * d**k for d, w in zip(self.deviations, self.weights, strict=True)), self.total)


@cache
def shapes() -> tuple[Shape, ...]:
    """Three and four deviations, weights out of at most 20, a skewness that is not 0.

    With mean 0, E[(X - b)*(X - c)] = sigma^2 + b*c, and likewise: that gives the weights.
    """
    found = []
    for a, b, c in combinations(range(-9, 13), 3):
        for sigma in range(2, 7):
            s = sigma * sigma
            parts = (s + b * c) * (c - b), -(s + a * c) * (c - a), (s + a * b) * (b - a)
            whole = (b - a) * (c - a) * (c - b)
            if min(parts) > 0 and whole // gcd(*parts, whole) <= 20:
                weights = tuple(part // gcd(*parts, whole) for part in parts)
                found.append(Shape((a, b, c), weights, sigma))
    for a, b, c, d in combinations(range(-4, 7), 4):
        for total in (8, 10, 12, 16, 20):
            for last in range(1, total // 2):
                top, bottom = total * (4 + b * c) - last * (d - b) * (d - c), (a - b) * (a - c)
                first = top // bottom
                rest = total - first - last
                move = -(first * a + last * d) - b * rest
                third = move // (c - b)
                if top > 0 and top % bottom == 0 and move % (c - b) == 0 and 0 < third < rest:
                    found.append(Shape((a, b, c, d), (first, rest - third, third, last), 2))
    assert all(shape.moment(1) == 0 and shape.moment(2) == shape.sigma**2 for shape in found)
    return tuple(shape for shape in found if shape.moment(3))


@exercise(
    "prob_stats.moments.skew_kurtosis",
    title="Skewness and kurtosis of a small distribution",
    skill="s.mom.shape",
    source="Blitzstein and Hwang, Introduction to Probability, 2nd edition (2019), section 6.2",
    tier="standard",
    levels={"easy": {"asks": "sign"}, "core": {"asks": "skewness"}, "hard": {"asks": "kurtosis"}},
)
def skew_kurtosis(rng: Rng, *, asks: Literal["sign", "skewness", "kurtosis"]) -> Multipart:
    """Find third and fourth moments about the mean, standardised, and what a linear change does to them."""
    shape = rng.choice(shapes())
    m, s = rng.integer(-3, 6), shape.sigma
    values = [m + d for d in shape.deviations]
    write = written(shape.total)
    p = [write(Fraction(w, shape.total)) for w in shape.weights]
    assert mean_of(values, p) == m and mean_of([x * x for x in values], p) - m * m == s * s
    third, fourth = write(shape.moment(3)), write(shape.moment(4))
    skew, kurtosis = rational(Fraction(third) / s**3), rational(Fraction(fourth) / s**4)
    raw = mean_of([x**3 for x in values], p)
    first = Part(
        name="m",
        ask="Find the mean $mu = E[X]$.",
        answer=number(m),
        steps=[f"Weight each value with its probability: $mu = {products(values, p)} = {m}$."],
        mistakes=[unweighted(values), Mistake("most-likely-for-mean", number(most_likely(values, p)),
                  "That is the most likely value. The mean weighs all values.")],
    )  # fmt: skip
    about = f"The deviations from the mean are {listed(f'${d}$' for d in shape.deviations)}."

    def centred(power: int) -> str:
        """The moment about `m`, for the rules of later parts."""
        return " + ".join(f"({w})*(({x}) - m)^{power}" for x, w in zip(values, p, strict=True))

    variance = Part(
        name="v",
        ask="Find the variance $sigma^2$.",
        answer=number(s * s),
        follows=centred(2),
        hints=["Take the deviations from the mean, square them, and weight them with the probabilities."],
        steps=[about, f"Squared and weighted: $sigma^2 = {products(shape.deviations, p, 2)} = {s * s}$."],
        mistakes=[
            Mistake("mean-square-for-variance", number(s * s + m * m) if m else number(s),
                    "That is the mean of the squares of the values. Subtract the square of the mean."
                    if m else "That is the standard deviation. The variance is its square."),
            Mistake("deviations-not-squared", number(mean_of([abs(d) for d in shape.deviations], p)),
                    "Square the deviations."),
        ],
    )  # fmt: skip
    skewness = Part(
        name="g",
        ask="Find the skewness $E[(X - mu)^3]/sigma^3$.",
        answer=number(skew),
        follows=f"({centred(3)})/v^(3/2)",
        hints=["First the mean of the third powers of the deviations. Keep their signs."],
        steps=[
            f"The third central moment is $E[(X - mu)^3] = {products(shape.deviations, p, 3)} = {third}$.",
            f"With $sigma = sqrt({s * s}) = {s}$ the skewness is ${third}/({s})^3 = {skew}$.",
        ],
        mistakes=[
            Mistake("not-standardised", number(third), "Divide by $sigma^3$."),
            Mistake("raw-moment", number(rational(raw / s**3)), "Subtract the mean before taking the third power."),
            Mistake("power-of-variance", number(rational(Fraction(third) / s**6)),
                    "Divide by the third power of $sigma$, not of the variance."),
        ],
    )  # fmt: skip
    stem = f"The table shows the probabilities of {rng.choice(NAMED)}. {EXACT}"
    data = table_of(values, p)
    if asks == "sign":
        return Multipart(stem, [first, *sign_parts(values, p, m, third, raw, centred(3), about, shape)], data=data)
    if asks == "skewness":
        return Multipart(stem, [first, variance, skewness], data=data)
    a, b = rng.choice([k for k in (-5, -4, -3, -2, -1, 2, 3, 4, 5)]), rng.nonzero(-9, 9)
    sign = 1 if a > 0 else -1
    return Multipart(
        stem + " The kurtosis is not reduced by 3 here: a normal distribution has the kurtosis 3.",
        data=data,
        parts=[
            first,
            variance,
            skewness,
            Part(
                name="k",
                ask="Find the kurtosis $E[(X - mu)^4]/sigma^4$.",
                answer=number(kurtosis),
                follows=f"({centred(4)})/v^2",
                steps=[
                    f"The fourth central moment is $E[(X - mu)^4] = {products(shape.deviations, p, 4)} = {fourth}$.",
                    f"So the kurtosis is ${fourth}/({s})^4 = {kurtosis}$.",
                ],
                mistakes=[
                    Mistake("excess-kurtosis-unasked", number(rational(kurtosis - 3)),
                            "Here the kurtosis of a normal distribution is 3: nothing is subtracted."),
                    Mistake("not-standardised", number(fourth), "Divide by $sigma^4$."),
                    Mistake("power-of-variance", number(rational(Fraction(fourth) / s**2)),
                            "Divide by $sigma^4$, the square of the variance."),
                ],
            ),
            Part(
                ask=f"What is the skewness of $Y = {combined((a, 'X'), constant=b)}$?",
                answer=number(sign * skew),
                follows="g" if a > 0 else "-g",
                hints=["What does a shift do to deviations, what a factor? And to the standard deviation?"],
                steps=[
                    f"All deviations are multiplied by ${a}$ and the standard deviation by ${abs(a)}$, and the shift "
                    "changes neither.",
                    f"So the skewness is $({a})^3/({abs(a)})^3*({skew}) = {sign * skew}$.",
                ],
                mistakes=[
                    Mistake("scale-changes-shape", f"({a})*g" if abs(a) > 1 else f"g + ({b})",
                            "Skewness is standardised: the size of the factor and the shift do not matter."),
                    Mistake("skew-sign", "-g" if a > 0 else "g",
                            "A positive factor keeps the long tail on its side."
                            if a > 0 else "A negative factor mirrors the distribution."),
                ],
            ),
            Part(
                ask="And what is the kurtosis of $Y$?",
                answer=number(kurtosis),
                follows="k",
                steps=[f"Fourth powers have no sign: the factor cancels, and the kurtosis is ${kurtosis}$ again."],
                mistakes=[
                    Mistake("scale-changes-shape", f"({abs(a)})*k" if abs(a) > 1 else f"k + ({b})",
                            "Kurtosis is standardised: neither factor nor shift matters."),
                    Mistake("kurtosis-sign", "-k", "A kurtosis is never negative: fourth powers have no sign."),
                ],
            ),
        ],
    )  # fmt: skip


NAMED = (
    "the gain $X$ of a bet in euros", "the error $X$ of a sensor in millimetres", "the change $X$ of a share in cents",
    "the score $X$ of a move in a game", "the delay $X$ of a bus in minutes, early ones counting negative",
    "the residual $X$ of a model", "the goal difference $X$ of a team", "a random variable $X$",
)  # fmt: skip


def sign_parts(
    values: Sequence[int],
    p: Sequence[Rational],
    m: int,
    third: Rational,
    raw: Fraction,
    rule: str,
    about: str,
    shape: Shape,
) -> list[Part]:
    """The third central moment, and which way the distribution is skewed."""
    texts = ["skewed to the right (a long tail on the right)", "skewed to the left (a long tail on the left)",
             "not skewed"]  # fmt: skip
    right, wrong = (texts[0], texts[1]) if third > 0 else (texts[1], texts[0])

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    sizes = mean_of([abs(d) ** 3 for d in shape.deviations], p)
    return [
        Part(
            name="t",
            ask="Find the third central moment $E[(X - mu)^3]$.",
            answer=number(third),
            follows=rule,
            hints=["Take the third powers of the deviations from the mean, with their signs."],
            steps=[about, f"Third powers, weighted: $E[(X - mu)^3] = {products(shape.deviations, p, 3)} = {third}$."],
            mistakes=[
                Mistake("raw-moment", number(raw) if m else number(shape.moment(2)),
                        "Subtract the mean before taking the third power." if m else "That is the second moment."),
                Mistake("third-moment-positive", number(sizes), "Third powers keep their signs."),
            ],
        ),
        Part(
            ask="How is the distribution skewed?",
            answer=key(right),
            hints=["The sign of the third central moment tells which tail is the longer one."],
            steps=[
                f"The third central moment is {'positive' if third > 0 else 'negative'}: the far values on the "
                f"{'right' if third > 0 else 'left'} outweigh the others.",
                f"So the distribution is {right}.",
            ],
            mistakes=[
                Mistake("tail-side", key(wrong), "The skew is named after the long tail, not after the hump."),
                Mistake("shape-without-difference", key(texts[2]),
                        "The mean deviation is always 0. It is the third moment that shows the skew."),
            ],
            figure=bar_chart(dict(zip(values, p, strict=True)), x_label="x"),
        ),
    ]  # fmt: skip


# Shapes ------------------------------------------------------------------------------------------------------------

SEEN = (
    "the waiting times at a counter", "the incomes in a town", "the ages in a village", "the lengths of phone calls",
    "the prices of flats", "the points in an exam", "the file sizes on a disk", "the ages at which lamps fail",
    "the finishing times of a race", "the numbers of followers of accounts",
)  # fmt: skip
RIGHT, LEFT, EVEN, TWIN = (
    "skewed to the right", "skewed to the left", "symmetric with one peak", "symmetric with two peaks",
)  # fmt: skip


@exercise(
    "prob_stats.moments.shape_from_histogram",
    title="Mean, median, mode from the shape",
    skill="s.mom.shape",
    source="OpenStax, Introductory Statistics (2013), section 2.6",
    levels={"easy": {"asks": "skew"}, "core": {"asks": "order"}, "hard": {"asks": "two"}},
)
def shape_from_histogram(rng: Rng, *, asks: Literal["skew", "order", "two"]) -> Multipart:
    """Name the skew of a histogram, order mean, median and mode, or compare the spread and kurtosis of two."""
    if asks == "skew":
        return name_the_skew(rng)
    return order_of_centres(rng) if asks == "order" else two_histograms(rng)


def skewed(n: int, a: int, b: int) -> list[int]:
    """Bars of x^a*(1 - x)^b in thousandths of their sum, with the long tail on the right if b > a."""
    heights = [(2 * i + 1) ** a * (2 * n - 2 * i - 1) ** b for i in range(n)]
    return [(1000 * h + sum(heights) // 2) // sum(heights) for h in heights]


def centre_of(bars: Sequence[int]) -> Fraction:
    """The mean, with bar i over i to i + 1."""
    return Fraction(sum((2 * i + 1) * h for i, h in enumerate(bars)), 2 * sum(bars))


def moment_of(bars: Sequence[int], k: int) -> Fraction:
    """The k-th central moment of the middles of the bars."""
    m = centre_of(bars)
    return sum((h * (Fraction(2 * i + 1, 2) - m) ** k for i, h in enumerate(bars)), Fraction(0)) / sum(bars)


def median_of(bars: Sequence[int]) -> Fraction:
    """Where half of the area is reached."""
    left = Fraction(0)
    for i, h in enumerate(bars):
        if 2 * (left + h) >= sum(bars):
            return i + (Fraction(sum(bars), 2) - left) / h
        left += h
    raise ValueError("a histogram without area")


@cache
def clear_skews() -> tuple[tuple[int, int, int], ...]:
    """(n, a, b) whose mean and median, and median and mode, are 0.15 and 0.08 standard deviations apart or more."""
    found = []
    for n in range(9, 20):
        for a in (1, 2, 3):
            for b in range(2 * a + 1, 14):
                bars = skewed(n, a, b)
                mean, median, variance = centre_of(bars), median_of(bars), moment_of(bars, 2)
                top = sorted(bars)[-2:]
                mode = Fraction(2 * bars.index(top[1]) + 1, 2)
                gap, lag = mean - median, median - mode
                apart = gap > 0 and gap * gap * 400 >= 9 * variance and lag > 0 and lag * lag * 144 >= variance
                if apart and 100 * top[1] >= 104 * top[0]:
                    found.append((n, a, b))
    return tuple(found)


def name_the_skew(rng: Rng) -> Multipart:
    kind = rng.choice((RIGHT, RIGHT, LEFT, LEFT, EVEN, TWIN))
    if kind in (RIGHT, LEFT):
        bars = skewed(*rng.choice(clear_skews()))
        bars = bars[::-1] if kind == LEFT else bars
    else:
        n, a = rng.integer(10, 18), rng.integer(2, 6)
        bars = skewed(n, a, a)
        if kind == TWIN:
            half = skewed(rng.integer(6, 9), *rng.choice(((2, 2), (3, 3), (2, 3), (3, 4), (2, 4))))
            bars = [h + 12 for h in (*half, *half[::-1])]  # no empty bar in the middle: the median is there
        bars = [max(bars[i], bars[-1 - i]) for i in range(len(bars))]
    gap = centre_of(bars) - median_of(bars)
    assert (gap > 0) == (kind == RIGHT) and (gap < 0) == (kind == LEFT)
    texts = [RIGHT, LEFT, EVEN, TWIN]
    centres = ["the mean", "the median", "neither: they are equal"]
    larger = centres[0] if kind == RIGHT else centres[1] if kind == LEFT else centres[2]

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    def centre(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in centres if other != text))

    if kind in (RIGHT, LEFT):
        other = LEFT if kind == RIGHT else RIGHT
        slips = [
            Mistake("tail-side", key(other), "The skew is named after the side of the long tail, not of the hump."),
            Mistake("shape-without-difference", key(EVEN), "One tail is clearly longer than the other."),
        ]
        later = [
            Mistake("tail-side", centre(centres[1] if kind == RIGHT else centres[0]),
                    "The long tail pulls the mean to its side, away from the median."),
            Mistake("mean-at-peak", centre(centres[2]), "They are equal only where the shape is symmetric."),
        ]  # fmt: skip
        side = "right" if kind == RIGHT else "left"
        why = f"The long tail is on the {side}, and it pulls the mean more than the median."
    else:
        slips = [
            Mistake("peaks-smoothed-away" if kind == TWIN else "peaks-imagined", key(EVEN if kind == TWIN else TWIN),
                    "Count the peaks: is there a valley between?"),
            Mistake("skew-in-symmetry", key(RIGHT), "Both sides are mirror images of each other."),
        ]  # fmt: skip
        later = [
            Mistake(
                "skew-in-symmetry", centre(centres[0]), "Both sides are mirror images: they balance in the middle."
            ),
            Mistake("mean-at-peak", centre(centres[1]), "Both lie at the axis of symmetry."),
        ]
        why = "Both sides are mirror images, so half of the area and the point of balance are in the middle."
    return Multipart(
        f"The histogram shows {rng.choice(SEEN)}, small values on the left and large ones on the right.",
        figures=[unnumbered(bars)],
        parts=[
            Part(
                ask="Which description fits its shape?",
                answer=key(kind),
                hints=["Where is the peak? Which side takes longer to die away?"],
                steps=["The skew is named after the longer tail; without one a shape is symmetric.",
                       f"This one is {kind}."],
                mistakes=slips,
            ),
            Part(
                ask="Which of the two is larger, the mean or the median?",
                answer=centre(larger),
                hints=["The median halves the area. The mean is where the histogram would balance."],
                steps=[why, f"So the larger one is {larger}." if gap else "So neither is larger: they are equal."],
                mistakes=later,
            ),
        ],
    )  # fmt: skip


def order_of_centres(rng: Rng) -> Multipart:
    """Mean, median and mode from the smallest to the largest, or the other way."""
    bars = skewed(*rng.choice(clear_skews()))
    right = rng.chance(Fraction(1, 2))
    bars = bars if right else bars[::-1]
    up = rng.chance(Fraction(1, 2))
    places = {
        "mean": centre_of(bars),
        "median": median_of(bars),
        "mode": Fraction(2 * bars.index(max(bars)) + 1, 2),
    }

    def ranked(at: dict[str, Fraction]) -> list[str]:
        return sorted(at, key=lambda name: at[name] if up else -at[name])

    true = ranked(places)
    middle = Fraction(len(bars), 2)
    peak = places["mode"]
    swapped = {"mean": places["median"], "median": places["mean"], "mode": peak}
    balanced = {"mean": peak, "median": middle, "mode": peak + (Fraction(1, 1000) if right else -Fraction(1, 1000))}
    side = "right" if right else "left"
    return Multipart(
        f"The histogram shows {rng.choice(SEEN)}, small values on the left and large ones on the right.",
        figures=[unnumbered(bars)],
        parts=[
            Part(
                ask=f"Order mean, median and mode, the {'smallest' if up else 'largest'} first.",
                answer=order(*true),
                hints=["The mode is under the peak, the median halves the area, and the mean is where it balances."],
                steps=[
                    f"The mode is at the peak. The long tail lies on the {side} of it, and so does more than half of "
                    "the area: the median is on that side of the mode.",
                    f"The mean is the point of balance, and the far values of the tail pull it still further to the "
                    f"{side}.",
                    f"So the order, the {'smallest' if up else 'largest'} first, is: {', '.join(true)}.",
                ],
                mistakes=[
                    Mistake("tail-side", order(*reversed(true)), f"The tail is on the {side}: it pulls the mean "
                                                                 "there."),
                    Mistake("median-beyond-mean", order(*ranked(swapped)),
                            "Far values move the mean, and hardly the median: the mean is nearer to the tail."),
                    Mistake("mean-at-peak", order(*ranked(balanced)),
                            "The mean is not at the peak: it is the point of balance, on the side of the tail."),
                ],
            )
        ],
    )  # fmt: skip


HALF = 10
"""Bars on each side of the middle one, where two histograms are compared."""


def even_bars(height: Callable[[int], Fraction]) -> list[int]:
    """Bars of a symmetric shape by the distance from the middle, in thousandths of their sum."""
    heights = [height(abs(i)) for i in range(-HALF, HALF + 1)]
    return [int(1000 * h / sum(heights) + Fraction(1, 2)) for h in heights]


@cache
def even_shapes() -> tuple[tuple[str, list[int]], ...]:
    """Flat, bell-shaped, peaked and two-peaked histograms with their names."""
    found = [("flat", even_bars(lambda d, w=w: Fraction(d <= w))) for w in range(3, 10)]  # type: ignore[misc]
    found += [("bell-shaped", even_bars(lambda d, v=v: exp(Fraction(-d * d, 2 * v)))) for v in (1, 2, 3, 4, 6, 9)]  # type: ignore[misc]
    found += [
        ("sharply peaked, with long tails", even_bars(lambda d, r=r: r**d))  # type: ignore[misc]
        for r in (Fraction(2, 5), Fraction(1, 2), Fraction(3, 5), Fraction(13, 20))
    ]
    found += [
        ("two-peaked", even_bars(lambda d, k=k: exp(Fraction(-((d - k) ** 2), 3)) + exp(Fraction(-((d + k) ** 2), 3))))  # type: ignore[misc]
        for k in (3, 4, 5, 6, 7)
    ]
    return tuple(found)


@cache
def contrasts() -> tuple[tuple[int, int], ...]:
    """Pairs of shapes whose variances differ by half, and whose kurtoses by a third or more."""
    table = [(moment_of(bars, 2), moment_of(bars, 4) / moment_of(bars, 2) ** 2) for _, bars in even_shapes()]
    return tuple(
        (i, j)
        for i, j in combinations(range(len(table)), 2)
        if max(table[i][0], table[j][0]) >= Fraction(3, 2) * min(table[i][0], table[j][0])
        and max(table[i][1], table[j][1]) >= Fraction(4, 3) * min(table[i][1], table[j][1])
    )


def two_histograms(rng: Rng) -> Multipart:
    """Which of two symmetric histograms has the larger variance, and which the larger kurtosis."""
    pair = rng.shuffled(rng.choice(contrasts()))
    (look_a, bars_a), (look_b, bars_b) = (even_shapes()[i] for i in pair)
    spread = {"A": moment_of(bars_a, 2), "B": moment_of(bars_b, 2)}
    kurtosis = {"A": moment_of(bars_a, 4) / spread["A"] ** 2, "B": moment_of(bars_b, 4) / spread["B"] ** 2}
    wide, heavy = max("AB", key=lambda name: spread[name]), max("AB", key=lambda name: kurtosis[name])
    texts = {"A": "Figure A", "B": "Figure B", "=": "neither: both are the same"}

    def key(name: str) -> ChoiceAnswer:
        return choice(texts[name], *(text for other, text in texts.items() if other != name))

    tall = "B" if wide == "A" else "A"
    light = "B" if heavy == "A" else "A"
    looks = {"A": look_a, "B": look_b}
    top = max(*bars_a, *bars_b)
    same = f"Both are {look_a}" if look_a == look_b else f"A is {look_a}, and B is {look_b}"
    return Multipart(
        f"Two histograms of {rng.choice(SEEN)} in two years have the same axes and the same area.",
        figures=[unnumbered(bars, label=name, top=top) for name, bars in (("A", bars_a), ("B", bars_b))],
        parts=[
            Part(
                ask="Which of them has the larger variance?",
                answer=key(wide),
                hints=["The variance is the mean squared distance from the mean. Where do more values lie far from "
                       "it?"],
                steps=[
                    f"The middle is the mean. {same}.",
                    f"In figure {wide} more of the area lies far from the middle, so it has the larger variance.",
                ],
                mistakes=[
                    Mistake("tall-is-variable", key(tall), "A tall middle means that many values are near the mean: "
                            "that makes the variance small."),
                    Mistake("shape-without-difference", key("="), "The values are spread quite differently."),
                ],
            ),
            Part(
                ask="Which of them has the larger kurtosis $E[(X - mu)^4]/sigma^4$?",
                answer=key(heavy),
                hints=["The kurtosis compares the tails with the spread as a whole: it does not see a scale.",
                       "Two peaks or a flat top have a small kurtosis, a sharp peak with long tails a large one."],
                steps=[
                    f"Measured in standard deviations, figure {heavy} ({looks[heavy]}) has more values very near and "
                    "more very far from the mean.",
                    f"Its kurtosis is about ${rounded(kurtosis[heavy], 1)}$, that of figure {light} "
                    f"({looks[light]}) about ${rounded(kurtosis[light], 1)}$: figure {heavy}.",
                ],
                mistakes=[
                    Mistake("flat-is-heavy", key(light), "A broad top or two peaks are no heavy tails: measured in "
                            "standard deviations nothing is far out there."),
                    Mistake("shape-without-difference", key("="), "The tails are quite different."),
                ],
            ),
        ],
    )  # fmt: skip


def unnumbered(bars: Sequence[int], *, label: str = "", top: int | None = None) -> Figure:
    """A histogram without numbers; its text alternative tells the heights by the tallest of all."""
    highest = top or max(bars)
    told = ", ".join(str((100 * h + highest // 2) // highest) for h in bars)
    return Figure(
        alt=f"Histogram{f' {label}' if label else ''} without numbers. The heights of its {len(bars)} bars from left "
        f"to right, in per cent of the tallest bar{' of both' if top else ''}: {told}.",
        marks=(Bars(edges=tuple(map(float, range(len(bars) + 1))), heights=tuple(map(float, bars))),),
        x=axis((0, len(bars)), shown=False),
        y=axis((0, 1.1 * highest), shown=False),
        label=label,
    )
