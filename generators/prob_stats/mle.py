"""Maximum likelihood estimation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement, permutations, product
from math import exp, factorial, prod, sqrt
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    argument,
    assume,
    choice,
    exercise,
    expression,
    matching,
    number,
    rounded,
    table,
    terminating,
    vector,
)
from generators.maths import reals
from generators.maths.beta import LOOKS, Beta, beta_curves
from generators.maths.datasets import median
from generators.maths.decimals import Decimal
from generators.maths.designs import with_sum
from generators.maths.figures import at, axis, function_graph, listed, plain, points_of
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational
from generators.maths.rng import drawn
from schemas.answer import Assumption, ChoiceAnswer, ExpressionAnswer, MatchingAnswer, TableAnswer
from schemas.figure import Curve, Dots, Figure, Line, Mark

# Derive an MLE ---------------------------------------------------------------------------------------------------

FACTORS = "Each of the ${n}$ observations brings a factor ${factor}$, so its logarithm counts ${n}$ times."
"""What to say to someone who wrote it once."""


class Law(NamedTuple):
    """A model: its unknown `t`, and what the stem says of it."""

    t: str
    name: str
    f: str
    domain: str
    unknown: str


class Derivation(NamedTuple):
    """The way from data to the estimate, in house notation, all of it with the numbers of these data.

    `likelihood` are the forms of L(t) one after the other, `logged` is ln(L(t)) and `core` the same without terms that
    do not depend on t. `lines` solve l'(t) = 0. `summary` says what the letter of the general formula stands for.
    """

    law: Law
    scene: str
    data: Sequence[Rational]
    sums: str
    likelihood: Sequence[str]
    logged: str
    core: str
    slope: str
    lines: Sequence[str]
    solved: str
    value: str
    maximum: str
    summary: tuple[str, str]
    general: tuple[str, str]
    estimator: str
    wrong_core: Sequence[Mistake]
    wrong_slope: Sequence[Mistake]
    wrong_value: Sequence[Mistake]
    wrong_estimator: Sequence[Mistake]


BERNOULLI = Law(
    "p", "a Bernoulli distribution", "p^x*(1 - p)^(1 - x)", "for $x = 0$ and $x = 1$", "$p$ between $0$ and $1$"
)
GEOMETRIC = Law(
    "p", "a geometric distribution", "p*(1 - p)^(x - 1)", "for whole numbers $x >= 1$", "$p$ between $0$ and $1$"
)
POISSON = Law(
    "lambda", "a Poisson distribution", "lambda^x*exp(-lambda)/x!", "for whole numbers $x >= 0$", "$lambda > 0$"
)
EXPONENTIAL = Law("lambda", "an exponential distribution", "lambda*exp(-lambda*x)", "for $x > 0$", "$lambda > 0$")
POWER = Law("theta", "a distribution on the unit interval", "theta*x^(theta - 1)", "for $0 < x < 1$", "$theta > 0$")
RAYLEIGH = Law("theta", "a Rayleigh distribution", "x/theta*exp(-x^2/(2*theta))", "for $x > 0$", "$theta > 0$")
UNIFORM = Law("theta", "a uniform distribution", "1/theta", "for $0 < x <= theta$ and $0$ elsewhere", "$theta > 0$")

YES_NO = (
    "A website notes for each visitor whether they click on a banner ($1$) or not ($0$).",
    "An inspector notes for each screw whether it is faulty ($1$) or sound ($0$).",
    "A biologist notes for each seed whether it sprouts ($1$) or not ($0$).",
    "A spam filter notes for each mail whether it is spam ($1$) or not ($0$).",
    "A player notes for each penalty whether it is a goal ($1$) or not ($0$).",
)
TRIES = (
    "A robot tries to grip a part until it succeeds. In each run the number of tries is noted, the successful one "
    "included.",
    "A learner takes a driving test until it is passed. For several learners the number of tests is noted, the passed "
    "one included.",
    "A die that may be loaded is rolled until a six shows. In each round the number of rolls is noted, the six "
    "included.",
    "A phone tries to send a packet until it arrives. For each packet the number of tries is noted, the successful one "
    "included.",
)
COUNTS = (
    "A server counts its requests per second.",
    "A baker counts the raisins in buns.",
    "A help desk counts its calls per hour.",
    "A detector counts particles per minute.",
    "An ecologist counts snails on plots of one square metre.",
)
WAITS = (
    "The times between calls at a help desk are measured in minutes.",
    "The lives of lamps of one brand are measured in months.",
    "The times between the failures of a machine are measured in days.",
    "The times between two trams are measured in minutes.",
    "The distances between flaws of a cable are measured in metres.",
)
MEASUREMENTS = (
    "A scale weighs the same stone again and again, in grams.",
    "A thermometer reads the temperature of a bath again and again, in degrees.",
    "A laser measures the same distance again and again, in centimetres.",
    "A clock measures the same fall again and again, in hundredths of a second.",
)
SHARES = (
    "Samples of ore are examined for the share of metal in them.",
    "A survey asks for the share of the day that people spend outdoors.",
    "For several files the share of the original size that is left after packing is noted.",
    "For several images the share of pixels that a network marks is noted.",
)
SIZES = (
    "Wind speeds are measured in metres per second.",
    "The distances of darts from the middle of a board are measured in centimetres.",
    "The heights of waves are measured in decimetres.",
)
LIMITS = (
    "A tram comes at fixed intervals of $theta$ minutes. Someone arrives at random and notes the waiting times, in "
    "minutes.",
    "A machine cuts rods of random length, the longest possible one being $theta$ centimetres. Some lengths are "
    "measured, in centimetres.",
    "A random generator gives numbers between $0$ and $theta$, but $theta$ is not known. Some numbers are noted.",
)


def bernoulli(rng: Rng) -> Derivation:
    n = rng.integer(5, 9)
    s = rng.integer(1, n - 1)
    data = rng.shuffled([1] * s + [0] * (n - s))
    r = n - s
    return Derivation(
        BERNOULLI, rng.choice(YES_NO), data,
        f"Among the ${n}$ values there are ${s}$ ones and ${r}$ zeros, and $f(1) = p$, $f(0) = 1 - p$.",
        [times("f", data), f"p^{s}*(1 - p)^{r}"],
        f"{s}*ln(p) + {r}*ln(1 - p)", f"{s}*ln(p) + {r}*ln(1 - p)", f"{s}/p - {r}/(1 - p)",
        [f"{s}/p - {r}/(1 - p) = 0", f"{s}*(1 - p) = {r}*p", f"{s} = {n}*p"],
        f"{s}/{n}", str(Fraction(s, n)),
        f"The second derivative $l''(p) = -{s}/p^2 - {r}/(1 - p)^2$ is negative, so this is the maximum.",
        ("s", "the number of ones"),
        ("s*ln(p) + (n - s)*ln(1 - p)", "s/p - (n - s)/(1 - p)"), "s/n",
        [
            Mistake("n-forgotten", logged("p", "ln(p) + ln(1 - p)"),
                    "Every observation brings its own factor: each logarithm counts as often as its value occurs."),
            Mistake("complement-not-counted", logged("p", f"{s}*ln(p)"),
                    "The zeros are observations too: each of them brings a factor $1 - p$."),
        ],
        [chain_sign("p", f"{s}/p + {r}/(1 - p)")],
        [
            Mistake("reciprocal-of-estimator", number(Fraction(n, s)), "A probability is at most $1$: turn it over."),
            Mistake("odds-for-probability", number(Fraction(s, r)),
                    "You compared ones with zeros. Compare ones with all observations."),
        ],
        [
            Mistake("reciprocal-of-estimator", formula("n/s"), "A probability is at most $1$: turn it over."),
            Mistake("odds-for-probability", formula("s/(n - s)"),
                    "You compared ones with zeros. Compare ones with all observations."),
        ],
    )  # fmt: skip


def geometric(rng: Rng) -> Derivation:
    n = rng.integer(4, 6)
    s = rng.integer(n + 2, 4 * n)
    data = with_sum(rng, n, s, 1, 9)
    r = s - n
    return Derivation(
        GEOMETRIC, rng.choice(TRIES), data,
        f"The ${n}$ values add up to ${plus(data)} = {s}$. The exponents $x - 1$ add up to ${s} - {n} = {r}$.",
        [times("f", data), f"p^{n}*(1 - p)^{r}"],
        f"{n}*ln(p) + {r}*ln(1 - p)", f"{n}*ln(p) + {r}*ln(1 - p)", f"{n}/p - {r}/(1 - p)",
        [f"{n}/p - {r}/(1 - p) = 0", f"{n}*(1 - p) = {r}*p", f"{n} = {s}*p"],
        f"{n}/{s}", str(Fraction(n, s)),
        f"The second derivative $l''(p) = -{n}/p^2 - {r}/(1 - p)^2$ is negative, so this is the maximum.",
        ("s", "the sum of the values"),
        ("n*ln(p) + (s - n)*ln(1 - p)", "n/p - (s - n)/(1 - p)"), "n/s",
        [
            Mistake("n-forgotten", logged("p", f"ln(p) + {r}*ln(1 - p)"), once(n, "p")),
            Mistake("exponent-not-reduced", logged("p", f"{n}*ln(p) + {s}*ln(1 - p)"),
                    "The exponent of $1 - p$ is $x - 1$ for each observation, not $x$: the last try succeeds."),
        ],
        [chain_sign("p", f"{n}/p + {r}/(1 - p)")],
        [
            Mistake("reciprocal-of-estimator", number(Fraction(s, n)),
                    "That is the mean number of tries. The probability is its reciprocal."),
            Mistake("odds-for-probability", number(Fraction(n, r)),
                    "You compared successes with failures. Compare successes with all tries."),
        ],
        [
            Mistake("reciprocal-of-estimator", formula("s/n"),
                    "That is the mean number of tries. The probability is its reciprocal."),
            Mistake("n-forgotten", formula("1/s"), "There are $n$ factors $p$, so $ln(p)$ counts $n$ times."),
        ],
    )  # fmt: skip


def poisson(rng: Rng) -> Derivation:
    n = rng.integer(4, 6)
    s = rng.choice([s for s in range(n, 5 * n) if s != n])
    data = with_sum(rng, n, s, 0, 8)
    c = prod(map(factorial, data))
    return Derivation(
        POISSON, rng.choice(COUNTS), data,
        f"The ${n}$ values add up to ${plus(data)} = {s}$.",
        [times("f", data), f"lambda^{s}*exp(-{n}*lambda)/({' * '.join(f'{x}!' for x in data)})"],
        f"{s}*ln(lambda) - {n}*lambda - ln({' * '.join(f'{x}!' for x in data)})" if c > 1
        else f"{s}*ln(lambda) - {n}*lambda",
        f"{s}*ln(lambda) - {n}*lambda", f"{s}/lambda - {n}",
        [f"{s}/lambda - {n} = 0", f"{s}/lambda = {n}", f"{s} = {n}*lambda"],
        f"{s}/{n}", str(Fraction(s, n)),
        f"The second derivative $l''(lambda) = -{s}/lambda^2$ is negative, so this is the maximum.",
        ("s", "the sum of the values"),
        ("s*ln(lambda) - n*lambda", "s/lambda - n"), "s/n",
        [Mistake("n-forgotten", logged("lambda", f"{s}*ln(lambda) - lambda"), once(n, "exp(-lambda)"))],
        [Mistake("n-forgotten", slope("lambda", f"{s}/lambda - 1"), once(n, "exp(-lambda)"))],
        [],
        [
            Mistake("reciprocal-of-estimator", formula("n/s"), "The estimate is the mean of the values: turn it over."),
            Mistake("n-forgotten", formula("s"), "There are $n$ factors $exp(-lambda)$: $-lambda$ counts $n$ times."),
        ],
    )  # fmt: skip


def exponential(rng: Rng) -> Derivation:
    n = rng.integer(4, 6)
    s = rng.choice([s for s in range(2 * n, 7 * n) if s != n])
    data = with_sum(rng, n, s, 1, 12)
    return Derivation(
        EXPONENTIAL, rng.choice(WAITS), data,
        f"The ${n}$ values add up to ${plus(data)} = {s}$.",
        [times("f", data), f"lambda^{n}*exp(-{s}*lambda)"],
        f"{n}*ln(lambda) - {s}*lambda", f"{n}*ln(lambda) - {s}*lambda", f"{n}/lambda - {s}",
        [f"{n}/lambda - {s} = 0", f"{n}/lambda = {s}", f"{n} = {s}*lambda"],
        f"{n}/{s}", str(Fraction(n, s)),
        f"The second derivative $l''(lambda) = -{n}/lambda^2$ is negative, so this is the maximum.",
        ("s", "the sum of the values"),
        ("n*ln(lambda) - s*lambda", "n/lambda - s"), "n/s",
        [Mistake("n-forgotten", logged("lambda", f"ln(lambda) - {s}*lambda"), once(n, "lambda"))],
        [Mistake("n-forgotten", slope("lambda", f"1/lambda - {s}"), once(n, "lambda"))],
        [],
        [
            Mistake("reciprocal-of-estimator", formula("s/n"),
                    "That is the mean of the values. The rate is its reciprocal."),
            Mistake("n-forgotten", formula("1/s"), "There are $n$ factors $lambda$, so $ln(lambda)$ counts $n$ times."),
        ],
    )  # fmt: skip


def normal_mean(rng: Rng) -> Derivation:
    n, sigma = rng.integer(4, 6), rng.choice((2, 3, 4, 5))
    base = rng.integer(8, 60)
    data = [base + d for d in with_sum(rng, n, rng.integer(-2 * n, 2 * n), -2 * sigma, 2 * sigma)]
    s, v = sum(data), sigma * sigma
    law = Law("mu", f"a normal distribution with the known variance $sigma^2 = {v}$ (standard deviation ${sigma}$)",
              f"1/({sigma}*sqrt(2*pi))*exp(-(x - mu)^2/{2 * v})", "for real $x$", "the mean $mu$")  # fmt: skip
    squares = " + ".join(f"({x} - mu)^2" for x in data)
    return Derivation(
        law, rng.choice(MEASUREMENTS), data,
        f"The ${n}$ values add up to ${plus(data)} = {s}$.",
        [times("f", data), f"(1/({sigma}*sqrt(2*pi)))^{n}*exp(-({squares})/{2 * v})"],
        f"-{n}*ln({sigma}*sqrt(2*pi)) - ({squares})/{2 * v}", f"-({squares})/{2 * v}", f"({s} - {n}*mu)/{v}",
        [f"({s} - {n}*mu)/{v} = 0", f"{s} - {n}*mu = 0", f"{s} = {n}*mu"],
        f"{s}/{n}", str(Fraction(s, n)),
        "The derivative is positive below this value and negative above it, so this is the maximum.",
        ("s", "the sum of the values"),
        (f"-n*ln({sigma}*sqrt(2*pi)) - sum((x_i - mu)^2, i, 1, n)/{2 * v}", f"(s - n*mu)/{v}"), "s/n",
        [Mistake("sign-of-the-exponent", logged("mu", f"({squares})/{2 * v}"),
                 "The exponent of the normal density is negative: values far from $mu$ are less likely.")],
        [Mistake("no-inner-derivative", slope("mu", f"-({s} - {n}*mu)/{v}"),
                 "The inner derivative of $(x - mu)^2$ with respect to $mu$ is $-1$. It turns the sign.")],
        [],
        [
            Mistake("n-forgotten", formula("s"), "There are $n$ squares, so $mu$ counts $n$ times in the derivative."),
            Mistake("divides-by-n-minus-1", formula("s/(n - 1)"),
                    "The derivative holds $n$ terms $x_i - mu$. Divide by $n$."),
        ],
    )  # fmt: skip


def power_density(rng: Rng) -> Derivation:
    base, reach = rng.choice(((2, 4), (5, 3), (10, 3), (4, 3)))
    n = rng.integer(4, 6)
    k = rng.integer(n + 1, reach * n - 2)
    exponents = with_sum(rng, n, k, 1, reach)
    data = [terminating(Fraction(1, base**e)) for e in exponents]
    value = n / (k * reals.ln(base))
    return Derivation(
        POWER, rng.choice(SHARES), data,
        f"All values are powers of $1/{base}$; their product is $(1/{base})^{k}$, and $ln((1/{base})^{k}) = "
        f"-{k}*ln({base})$.",
        [times("f", data), f"theta^{n}*(1/{base})^({k}*(theta - 1))"],
        f"{n}*ln(theta) - {k}*(theta - 1)*ln({base})", f"{n}*ln(theta) - {k}*theta*ln({base})",
        f"{n}/theta - {k}*ln({base})",
        [f"{n}/theta - {k}*ln({base}) = 0", f"{n}/theta = {k}*ln({base})"],
        f"{n}/({k}*ln({base}))", f"{rounded(value, 3)}",
        f"The second derivative $l''(theta) = -{n}/theta^2$ is negative, so this is the maximum.",
        ("w", "the sum of the logarithms $ln(x_1), ln(x_2), dots, ln(x_n)$"),
        ("n*ln(theta) + (theta - 1)*w", "n/theta + w"), "-n/w",
        [
            Mistake("n-forgotten", logged("theta", f"ln(theta) - {k}*(theta - 1)*ln({base})"), once(n, "theta")),
            Mistake("exponent-not-reduced", logged("theta", f"{n}*ln(theta) + ({plus(data)})*theta"),
                    "The values are bases of powers: their logarithms add up, not they themselves."),
        ],
        [Mistake("n-forgotten", slope("theta", f"1/theta - {k}*ln({base})"), once(n, "theta"))],
        [
            Mistake("reciprocal-of-estimator", number(f"{k}*ln({base})/{n}", places=3),
                    f"The equation ${n}/theta = {k}*ln({base})$ has $theta$ in the denominator."),
            Mistake("n-forgotten", number(f"1/({k}*ln({base}))", places=3), once(n, "theta")),
        ],
        [
            Mistake("reciprocal-of-estimator", formula("-w/n"), "Here $theta$ stands in the denominator of $n/theta$."),
            Mistake("sign-kept-on-move", formula("n/w"),
                    "The logarithms of numbers below $1$ are negative, and so is $w$. The estimate must be positive."),
        ],
    )  # fmt: skip


def rayleigh(rng: Rng) -> Derivation:
    n = rng.integer(4, 6)
    data = [rng.integer(1, 9) for _ in range(n)]
    q, c = sum(x * x for x in data), prod(data)
    squared = " + ".join(f"{x}^2" for x in data)
    return Derivation(
        RAYLEIGH, rng.choice(SIZES), data,
        f"The squares of the ${n}$ values add up to ${squared} = {q}$, and the product of the values is ${c}$.",
        [times("f", data), f"{c}/theta^{n}*exp(-{q}/(2*theta))"],
        f"ln({c}) - {n}*ln(theta) - {q}/(2*theta)", f"-{n}*ln(theta) - {q}/(2*theta)",
        f"-{n}/theta + {q}/(2*theta^2)",
        [f"-{n}/theta + {q}/(2*theta^2) = 0", f"{q}/(2*theta^2) = {n}/theta", f"{q} = {2 * n}*theta"],
        f"{q}/{2 * n}", str(Fraction(q, 2 * n)),
        f"The derivative can be written $l'(theta) = ({q} - {2 * n}*theta)/(2*theta^2)$. It is positive below this "
        "value and negative above it, so this is the maximum.",
        ("q", "the sum of the squares of the values"),
        ("-n*ln(theta) - q/(2*theta)", "-n/theta + q/(2*theta^2)"), "q/(2*n)",
        [
            Mistake("n-forgotten", logged("theta", f"-ln(theta) - {q}/(2*theta)"), once(n, "1/theta")),
            Mistake("squares-the-sum", logged("theta", f"-{n}*ln(theta) - {sum(data) ** 2}/(2*theta)"),
                    "Square each value first, then add."),
        ],
        [Mistake("sign-of-reciprocal-rule", slope("theta", f"-{n}/theta - {q}/(2*theta^2)"),
                 f"The derivative of $-{q}/(2*theta)$ is positive: it is minus the derivative of a falling function.")],
        [
            Mistake("factor-two-lost", number(Fraction(q, n)), "Keep the $2$ in the denominator of the exponent."),
            Mistake("reciprocal-of-estimator", number(Fraction(2 * n, q)), "Solve for $theta$, not for $1/theta$."),
        ],
        [
            Mistake("factor-two-lost", formula("q/n"), "Keep the $2$ in the denominator of the exponent."),
            Mistake("n-forgotten", formula("q/2"), "There are $n$ factors $1/theta$: $-ln(theta)$ counts $n$ times."),
        ],
    )  # fmt: skip


MODELS: dict[str, Sequence[Callable[[Rng], Derivation]]] = {
    "tries": (bernoulli, geometric),
    "rates": (poisson, exponential, normal_mean),
    "others": (power_density, rayleigh),
}


@exercise(
    "prob_stats.mle.mle_closed_form",
    title="Derive an MLE",
    skill="s.mle.closed",
    source="Wasserman, All of Statistics (2004), section 9.3",
    levels={"easy": {"model": "tries"}, "core": {"model": "rates"}, "hard": {"model": "others"}},
)
def mle_closed_form(rng: Rng, *, model: Literal["tries", "rates", "others"]) -> Multipart:
    """Derive a maximum likelihood estimate: log-likelihood, score equation, value and formula."""
    if model == "others" and rng.chance(Fraction(1, 4)):
        return end_of_a_range(rng)
    way = rng.choice(MODELS[model])(rng)
    t = way.law.t
    letter, meaning = way.summary
    score = Part(
        ask=f"Set the derivative to zero and solve for ${t}$. Write one equation a line: begin with the equation "
        f"$l'({t}) = 0$ for these data, with the derivative written out, and end with ${t}$ alone on one side.",
        answer=argument(*way.lines, f"{t} = {way.value}"),
        hints=[f"Bring everything with ${t}$ to one side."],
        steps=[*solution_of(way), f"The last line is the maximum likelihood estimate, ${way.value}$."],
    )
    value = Part(
        ask=f"For which ${t}$ is the likelihood of these data largest?" + (
            " Give it exactly or to three decimals." if "ln" in way.solved else ""),
        answer=number(way.solved, places=3) if "ln" in way.solved else number(Fraction(way.value)),
        hints=[f"Where is $l'({t})$ zero?"],
        steps=[*solution_of(way), f"The maximum likelihood estimate is ${way.value}$."],
        mistakes=way.wrong_value,
    )  # fmt: skip
    return Multipart(
        stem(way.law, way.scene, way.data),
        [
            log_likelihood(way),
            Part(
                name="D",
                ask=f"Give the derivative $l'({t})$.",
                answer=slope(t, way.slope),
                follows=f"diff(l, {t})",
                steps=[f"Differentiate term by term: $l'({t}) = {way.slope}$."],
                mistakes=way.wrong_slope,
            ),
            score if model == "rates" else value,
            Part(
                ask=f"Now take any $n$ observations, and write ${letter}$ for {meaning}. Give the maximum likelihood "
                f"estimate of ${t}$ as a formula in $n$ and ${letter}$.",
                answer=formula(way.estimator),
                hints=["Write the log-likelihood again, with letters in place of your numbers."],
                steps=[
                    f"In place of the numbers of these data stand $n$ and ${letter}$: the log-likelihood is "
                    f"${way.general[0]}${' up to a constant' if way.core != way.logged and t != 'mu' else ''}, its "
                    f"derivative ${way.general[1]}$.",
                    f"The derivative is zero at ${way.estimator}$.",
                ],
                mistakes=way.wrong_estimator,
            ),
        ],
    )


def stem(law: Law, scene: str, data: Sequence[Rational]) -> str:
    what = "probability function" if law in (BERNOULLI, GEOMETRIC, POISSON) else "density"
    return (
        f"{scene} The values are modelled as independent draws from {law.name} with the {what} $f(x) = {law.f}$ "
        f"{law.domain}, where {law.unknown} is unknown. The data are ${', '.join(map(str, data))}$."
    )


def log_likelihood(way: Derivation) -> Part:
    """The log-likelihood of these data; named `l`."""
    t = way.law.t
    left_out = "" if way.core == way.logged else f" Terms without ${t}$ may be left out."
    last = f"The logarithm turns the product into a sum: $l({t}) = ln(L({t})) = {way.logged}$."
    return Part(
        name="l",
        ask=f"Give the log-likelihood $l({t})$ of these data as a function of ${t}$, with the natural logarithm. "
        f"Terms without ${t}$ may be left out.",
        answer=logged(t, way.core),
        hints=[
            "The likelihood is the product of the values of $f$ at the observations.",
            "Take the logarithm of that product: it is a sum.",
        ],
        steps=[
            way.sums,
            f"The observations are independent, so their {'probabilities' if way.law in DISCRETE else 'densities'} "
            f"multiply: $L({t}) = {' = '.join(way.likelihood)}$.",
            last + left_out,
        ],
        mistakes=way.wrong_core,
    )


DISCRETE = (BERNOULLI, GEOMETRIC, POISSON)


def solution_of(way: Derivation) -> list[str]:
    """The score equation solved, and why it is a maximum."""
    shown = way.solved if way.solved == way.value else (
        f"{way.solved} approx {way.value}" if "ln" in way.solved else f"{way.solved} = {way.value}"
    )  # fmt: skip
    lines = "; then ".join(f"${line}$" for line in way.lines)
    return [f"Set the derivative to zero: {lines}.", f"So $hat({way.law.t}) = {shown}$.", way.maximum]


def end_of_a_range(rng: Rng) -> Multipart:
    """The uniform distribution: the likelihood falls, so its maximum lies at the edge of what is possible."""
    n = rng.integer(4, 6)
    m = rng.integer(7, 20)
    below = [rng.integer(1, m - 1) for _ in range(n - 1)]
    data = rng.shuffled([m, *below])
    other = m + rng.integer(1, 6)
    s = sum(data)
    ratio = Fraction(other, m) ** n

    return Multipart(
        stem(UNIFORM, rng.choice(LIMITS), data),
        [
            Part(
                name="l",
                ask="Give the log-likelihood $l(theta)$ of these data, with the natural logarithm, for values of "
                "$theta$ that are at least as large as every observation.",
                answer=logged("theta", f"-{n}*ln(theta)"),
                hints=["What does each observation contribute to the product?"],
                steps=[
                    f"Each of the ${n}$ observations has the density $1/theta$, so "
                    f"$L(theta) = (1/theta)^({n}) = 1/theta^({n})$.",
                    f"The logarithm is $l(theta) = ln(L(theta)) = -{n}*ln(theta)$.",
                ],
                mistakes=[
                    Mistake("n-forgotten", logged("theta", "-ln(theta)"), once(n, "1/theta")),
                    Mistake("sign-of-the-exponent", logged("theta", f"{n}*ln(theta)"),
                            "The density is $1/theta$, and $ln(1/theta) = -ln(theta)$."),
                ],
            ),
            Part(
                name="D",
                ask="Give the derivative $l'(theta)$ there.",
                answer=slope("theta", f"-{n}/theta"),
                follows="diff(l, theta)",
                steps=[f"The derivative of the logarithm gives $l'(theta) = -{n}/theta$."],
                mistakes=[Mistake("n-forgotten", slope("theta", "-1/theta"), once(n, "1/theta"))],
            ),
            Part(
                ask="For which $theta$ is the likelihood of these data largest?",
                answer=number(m),
                hints=["The derivative is never zero. Where does the likelihood grow, where does it fall?",
                       "What is the likelihood if $theta$ is smaller than one of the observations?"],
                steps=[
                    "The derivative is negative for every such $theta$: the likelihood falls as $theta$ grows.",
                    f"But $theta$ cannot be smaller than any observation: for $theta < {m}$ the value ${m}$ would have "
                    "the density $0$, and the likelihood would be $0$.",
                    f"So the smallest $theta$ that allows all data is best: the largest observation, ${m}$.",
                ],
                mistakes=[
                    Mistake("matches-mean-at-the-boundary", number(Fraction(2 * s, n)),
                            "You made the mean of the model equal to the mean of the data. The likelihood falls in "
                            "$theta$: take the smallest $theta$ that is possible."),
                    Mistake("mean-for-maximum", number(Fraction(s, n)),
                            "With this $theta$ the observations above it would be impossible."),
                ],
            ),
            Part(
                ask=f"How many times as large is the likelihood there as at $theta = {other}$? Give the exact value.",
                answer=number(ratio),
                hints=["Divide the two values of $1/theta^n$."],
                steps=[
                    f"The ratio is $(1/({m})^({n}))/(1/({other})^({n})) = ({other}/({m}))^({n}) = {ratio}$.",
                ],
                mistakes=[
                    Mistake("n-forgotten", number(Fraction(other, m)), once(n, "1/theta")),
                    Mistake("ratio-upside-down", number(1 / ratio),
                            "The likelihood is larger at the maximum: the ratio must be above $1$."),
                ],
            ),
        ],
    )  # fmt: skip


def times(f: str, data: Sequence[Rational]) -> str:
    """`f(2)*f(5)*f(1)`."""
    return "*".join(f"{f}({x})" for x in data)


def plus(data: Sequence[Rational]) -> str:
    return " + ".join(f"({x})" if x < 0 else str(x) for x in data)


def assumed(t: str) -> dict[str, Assumption]:
    return {t: "real" if t == "mu" else "positive"}


def logged(t: str, text: str) -> ExpressionAnswer:
    """A log-likelihood: it counts up to a constant."""
    return expression(text, up_to="constant", symbols=assumed(t))


def slope(t: str, text: str) -> ExpressionAnswer:
    return expression(text, symbols=assumed(t))


def formula(text: str) -> ExpressionAnswer:
    """An estimator, in n and a sum."""
    return expression(text, symbols={"n": "positive", "w" if "w" in text else "q" if "q" in text else "s": "real"})


def once(n: int, factor: str) -> str:
    return FACTORS.format(n=n, factor=factor)


def chain_sign(t: str, wrong: str) -> Mistake:
    return Mistake(
        "chain-sign", slope(t, wrong), f"The inner derivative of $1 - {t}$ is $-1$: the second term has a minus."
    )


# Which model most likely produced the data? ------------------------------------------------------------------------

NAMES = "123"
"""Numbers, since letters name the options."""
CLEAR = Fraction(6, 5)
"""How many times as likely the best model is as the second at least."""


class Chances(NamedTuple):
    """Three things of one kind, of which one was used; what they do with the given probability, and what else."""

    things: str
    one: str
    does: str
    done: str
    letters: tuple[str, str]
    hit: str


COINS = (
    Chances("bent coins", "coin", "shows heads", "One of them was tossed", ("H", "T"), "H"),
    Chances("loaded dice", "die", "shows a six", "One of them was rolled", ("S", "N"), "S"),
    Chances("archers", "archer", "hits the target", "One of them shot", ("H", "M"), "H"),
    Chances("machines", "machine", "makes a faulty part", "One of them made these parts", ("F", "S"), "F"),
    Chances("spam filters", "filter", "lets a spam mail pass", "One of them was used", ("P", "B"), "P"),
    Chances("urns", "urn", "yields a red ball", "From one of them balls were drawn and put back", ("R", "W"), "R"),
)
RECORD = {
    "H": {"coin": "H for heads, T for tails", "archer": "H for a hit, M for a miss"},
    "S": {"die": "S for a six, N for another number"},
    "F": {"machine": "F for faulty, S for sound"},
    "P": {"filter": "P for passed, B for blocked"},
    "R": {"urn": "R for red, W for white"},
}
TENTHS = tuple(range(1, 10))


class Bell(NamedTuple):
    """Three sources of measurements, one of which produced the data; where their means lie."""

    scene: str
    source: str
    unit: str
    means: tuple[int, int]


BELLS = (
    Bell("Three machines fill bags of tea. The weight of a bag in grams", "machine", "grams", (95, 110)),
    Bell("Three runners train on the same track. The time of a lap in seconds", "runner", "seconds", (62, 80)),
    Bell("Three servers answer requests. The response time in milliseconds", "server", "milliseconds", (40, 90)),
    Bell(
        "Three kinds of beetle live in a wood. The length of a beetle in millimetres", "kind", "millimetres", (14, 26)
    ),
    Bell("Three springs feed a lake. The temperature of the water in degrees", "spring", "degrees", (9, 16)),
    Bell("Three bakers bake rolls. The weight of a roll in grams", "baker", "grams", (48, 64)),
)


@exercise(
    "prob_stats.mle.pick_model",
    title="Which model most likely produced the data?",
    skill="s.mle.likelihood",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 8.3",
    levels={"easy": {"models": "coins"}, "core": {"models": "means"}, "hard": {"models": "spreads"}},
)
def pick_model(rng: Rng, *, models: Literal["coins", "means", "spreads"]) -> Multipart:
    """Compute the likelihood of the data under three models and choose the best; with priors the choice may change."""
    if models == "coins":
        return three_coins(rng)
    return three_normals(rng, equal=models == "means")


def likelihoods(ps: Sequence[int], n: int, k: int) -> list[Fraction]:
    """Of k hits among n tries in a given order, for probabilities in tenths."""
    return [Fraction(p**k * (10 - p) ** (n - k), 10**n) for p in ps]


@cache
def coin_cases(trap: bool) -> tuple[tuple[tuple[int, ...], int, int], ...]:
    """(three probabilities in tenths, n, k) with a clear winner; with `trap` the sum of the chances picks another."""
    found = []
    for n, ps in product((3, 4, 5), combinations(TENTHS, 3)):
        for k in range(1, n):
            worth = likelihoods(ps, n, k)
            second, best = sorted(worth)[1:]
            adding = [k * p + (n - k) * (10 - p) for p in ps]
            other = adding.index(max(adding)) != worth.index(best) and adding.count(max(adding)) == 1
            if best >= CLEAR * second and len(set(worth)) == 3 and other == trap:
                found.append((ps, n, k))
    return tuple(found)


def three_coins(rng: Rng) -> Multipart:
    about = rng.choice(COINS)
    ps, n, k = rng.choice(coin_cases(rng.chance(Fraction(2, 5))))
    ps = tuple(rng.shuffled(ps))
    hit, miss = about.letters
    row = rng.shuffled([hit] * k + [miss] * (n - k))
    worth = [terminating(each) for each in likelihoods(ps, n, k)]
    p = [terminating(Fraction(each, 10)) for each in ps]
    q = [terminating(Fraction(10 - each, 10)) for each in ps]
    added = [terminating(Fraction(k * a + (n - k) * (10 - a), 10)) for a in ps]
    products = [
        f"${' * '.join(str(a if letter == hit else b) for letter in row)} = {x}$"
        for a, b, x in zip(p, q, worth, strict=True)
    ]
    assert all(
        prod(Fraction(a if letter == hit else b) for letter in row) == x for a, b, x in zip(p, q, worth, strict=True)
    )
    best = NAMES[worth.index(max(worth))]
    named = [f"{about.one} {name}" for name in NAMES]
    by_sum = named[added.index(max(added))] if added.count(max(added)) == 1 else ""
    by_hits = named[ps.index(max(ps))]
    right = f"{about.one} {best}"

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in named if other != text))

    return Multipart(
        f"There are three {about.things}: {about.one} 1 {about.does} with probability ${p[0]}$, {about.one} 2 with "
        f"probability ${p[1]}$, {about.one} 3 with probability ${p[2]}$, each time independently of the other times. "
        f"{about.done}, nobody knows which, and the result was {' '.join(row)} ({RECORD[about.hit][about.one]}).",
        [
            Part(
                ask="Give the likelihood of each of the three: the probability of exactly this result in exactly this "
                "order. Exact decimals, please.",
                answer=table({name: [x] for name, x in zip(named, worth, strict=True)}, ["likelihood"]),
                hints=["The tries are independent: what happens to their probabilities?"],
                steps=[
                    f"Each {hit} contributes the given probability and each {miss} one minus it; independent results "
                    "multiply.",
                    *(f"For {about.one} {name}: {text}." for name, text in zip(NAMES, products, strict=True)),
                ],
                mistakes=[
                    Mistake("adds-probabilities",
                            table({name: [x] for name, x in zip(named, added, strict=True)}, ["likelihood"]),
                            "Probabilities of independent results multiply; a sum may exceed $1$."),
                    Mistake("complement-not-counted",
                            table({name: [terminating(Fraction(a) ** k)] for name, a in zip(named, p, strict=True)},
                                  ["likelihood"]),
                            f"Each {miss} is a result too: it brings a factor of one minus the probability."),
                ],
            ),
            Part(
                ask="Under which of the three is the result most likely?",
                answer=key(right),
                steps=[f"The largest of the three likelihoods is ${max(worth)}$. It belongs to {right}."],
                mistakes=[
                    *([Mistake("adds-probabilities", key(by_sum), "That one has the largest sum of probabilities. "
                               "Independent observations multiply.")] if by_sum not in ("", right) else []),
                    *([Mistake("largest-probability", key(by_hits),
                               f"That one {about.does} most often. But each {miss} counts as well.")]
                      if by_hits not in (by_sum, right) else []),
                ],
            ),
        ],
    )  # fmt: skip


class Trio(NamedTuple):
    """Three normal models and data; `Q` are the sums of squared deviations from the three means."""

    means: list[int]
    sigmas: list[int]
    data: list[int]

    @property
    def Q(self) -> list[int]:
        return [sum((x - mu) ** 2 for x in self.data) for mu in self.means]

    @property
    def loglik(self) -> list[Fraction]:
        """-n*ln(sigma) - Q/(2*sigma^2): without the constant that all three share."""
        n = len(self.data)
        return [
            Fraction(-q, 2 * s * s) - n * log_of(s)
            for q, s in zip(self.Q, self.sigmas, strict=True)
        ]  # fmt: skip

    @property
    def nearest(self) -> int:
        """The model whose mean is nearest to the mean of the data."""
        n, total = len(self.data), sum(self.data)
        return first_of([-abs(n * mu - total) for mu in self.means])

    @property
    def added(self) -> int:
        """The model with the largest sum of densities."""
        return first_of(
            [
                Fraction(sum(reals.exp(Fraction(-((x - mu) ** 2), 2 * s * s)) for x in self.data)) / s
                for mu, s in zip(self.means, self.sigmas, strict=True)
            ]
        )

    @property
    def clear(self) -> bool:
        second, best = sorted(self.loglik)[1:]
        return best - second >= reals.ln(CLEAR) and len(set(self.Q)) == 3 and sorted(self.loglik)[0] < second


def first_of(worth: Sequence[Rational]) -> int:
    """Where the largest stands."""
    return worth.index(max(worth))


def trio(rng: Rng, means: tuple[int, int], equal: bool) -> Trio:
    """Three models and data such that the naive pick is wrong in two draws of five."""
    trap = rng.chance(Fraction(2, 5))

    def draw() -> Trio:
        s = rng.integer(2, 3)
        sigmas = [s] * 3 if equal else rng.distinct(1, 5, count=3)
        first = rng.integer(*means)
        mus = [first, first + rng.integer(2, 5), 0]
        mus[2] = mus[1] + rng.integer(2, 5)
        middle = rng.integer(mus[0], mus[2])
        spread = 2 * s if equal else rng.integer(2, 6)
        data = [middle + d for d in rng.distinct(-spread, spread, count=rng.integer(3, 5))]
        return Trio(rng.shuffled(mus), sigmas, data)

    def fits(made: Trio) -> bool:
        naive = made.added if equal else made.nearest
        return made.clear and (naive != first_of(made.loglik)) == trap and max(made.Q) < 400

    return drawn(draw, fits, tries=200)


def three_normals(rng: Rng, equal: bool) -> Multipart:
    about = rng.choice(BELLS)
    made = trio(rng, about.means, equal)
    data, n = made.data, len(made.data)
    if not equal:
        weights = prior_weights(rng, made)
    named = [f"{about.source} {name}" for name in NAMES]
    best = first_of(made.loglik)
    models = [f"${normal(mu, s)}$" for mu, s in zip(made.means, made.sigmas, strict=True)]
    cells = [rounded(each, 2) for each in made.loglik]

    def key(k: int) -> ChoiceAnswer:
        return choice(named[k], *(other for i, other in enumerate(named) if i != k))

    def table_of(rows: Sequence[Sequence[Rational]]) -> TableAnswer:
        columns = ["$Q$", "log-likelihood"]
        body = {
            f"{about.source} {name}": [q, ell if equal else rounded(ell, 10)]
            for name, (q, ell) in zip(NAMES, rows, strict=True)
        }
        return table(body, columns, places=None if equal else 2)

    exact = [Fraction(-q, 2 * s * s) for q, s in zip(made.Q, made.sigmas, strict=True)]
    right = list(zip(made.Q, exact if equal else made.loglik, strict=True))
    moved = [sum(x - mu for x in data) ** 2 for mu in made.means]
    steps = ["Both columns, model by model:"]
    for name, mu, s, q, shown in zip(NAMES, made.means, made.sigmas, made.Q, cells, strict=True):
        squares = " + ".join(f"({x} - {mu})^2" for x in data)
        value = f"-{q}/(2*({s})^2)" if equal else f"-{n}*ln({s}) - {q}/(2*({s})^2)"
        ends = f"= {Fraction(-q, 2 * s * s)}" if equal else f"approx {shown}"
        steps.append(
            f"For {about.source} {name}: $Q_{name} = {squares} = {q}$, and the log-likelihood is ${value} {ends}$."
        )
    asked = (
        "For each model give the sum $Q$ of the squared deviations of the data from its mean, and the log-likelihood "
        "without the terms that are equal for all three models, which is $-Q/(2*sigma^2)$. Give exact values."
        if equal
        else "For each model give the sum $Q$ of the squared deviations of the data from its mean, and the "
        "log-likelihood without the term $-n/2*ln(2*pi)$ that is equal for all three models, which is "
        "$-n*ln(sigma) - Q/(2*sigma^2)$. Round the log-likelihoods to two decimals."
    )
    values = Part(
        ask=asked,
        answer=table_of(right),
        honest=[] if equal else [table_of(list(zip(made.Q, cells, strict=True)))],
        hints=["The logarithm of a product of densities is a sum: the exponents add up."],
        steps=steps,
        mistakes=[
            Mistake("squares-the-sum",
                    table_of([(m, Fraction(-m, 2 * s * s) - (0 if equal else n * log_of(s)))
                              for m, s in zip(moved, made.sigmas, strict=True)]),
                    "Square each deviation first and add then: otherwise deviations to both sides cancel."),
            Mistake("difference-without-two-sigma" if equal else "no-spread-in-the-height",
                    table_of([(q, -q if equal else Fraction(-q, 2 * s * s))
                              for q, s in zip(made.Q, made.sigmas, strict=True)]),
                    "Each squared deviation is divided by $2*sigma^2$." if equal else
                    "The height of the density depends on $sigma$ too: each observation contributes $-ln(sigma)$."),
        ],
    )  # fmt: skip
    wrong = picks(made, best, equal, map(key, range(3)))
    parts = [
        values,
        Part(
            ask=f"Under which {about.source}'s model are the data most likely?",
            answer=key(best),
            hints=["The logarithm grows with its argument. Which log-likelihood is the largest?"],
            steps=[
                f"The largest log-likelihood is ${exact[best] if equal else cells[best]}$, so the data are most likely "
                f"for {named[best]}."
            ],
            mistakes=wrong,
        ),
    ]
    if not equal:
        parts.append(with_prior(made, weights, cells, named, about, list(map(key, range(3)))))
    return Multipart(
        f"{about.scene} is normally distributed for each of them: for {named[0]} {models[0]}, for {named[1]} "
        f"{models[1]} and for {named[2]} {models[2]}. ($N(mu, sigma^2)$ has the mean $mu$ and the standard deviation "
        f"$sigma$.) The independent values ${', '.join(map(str, data))}$ all come from one {about.source}. The figure "
        "shows the three densities and the values.",
        parts,
        figures=[three_bells(made, about.unit)],
    )


def log_of(s: int) -> Fraction:
    return reals.ln(s) if s > 1 else Fraction(0)


def normal(mu: int, sigma: int) -> str:
    return f"N({mu}, {sigma}^2)" if sigma > 1 else f"N({mu}, 1)"


def picks(made: Trio, best: int, equal: bool, keys: Iterable[ChoiceAnswer]) -> list[Mistake]:
    """Where wrong rules lead, as far as they lead away from the best model and from each other."""
    keys = list(keys)
    rules = [
        ("adds-probabilities", made.added,
         "That one has the largest sum of densities. The densities of independent observations multiply."),
        ("nearest-mean-ignores-sd", made.nearest,
         "Its mean is nearest to the mean of the data. But the spread matters too."),
        ("most-flexible", first_of(made.sigmas),
         "It has the widest density. A wide density is low everywhere, so it must pay for its width."),
    ]  # fmt: skip
    if equal:
        middle = sorted(made.data)[len(made.data) // 2]
        rules[1:] = [
            ("nearest-to-one-value", first_of([-abs(mu - middle) for mu in made.means]),
             "Its mean is nearest to the value in the middle. All the values count, those far away most of all."),
            ("nearest-to-one-value", first_of([-min(abs(x - mu) for x in made.data) for mu in made.means]),
             "Its mean is nearest to one of the values. All the values count, those far away most of all."),
        ]  # fmt: skip
    found: dict[int, Mistake] = {}
    for slip, pick, told in rules:
        if pick != best:
            found.setdefault(pick, Mistake(slip, keys[pick], told))
    return list(found.values())


PRIORS = ((50, 30, 20), (60, 30, 10), (70, 20, 10), (80, 15, 5), (90, 8, 2), (45, 35, 20), (40, 35, 25))
"""Prior probabilities of three models, in per cent."""


def posterior_scores(made: Trio, weights: Sequence[Rational]) -> list[Fraction]:
    """Log-likelihood and logarithm of the prior together."""
    return [ell + reals.ln(w) for ell, w in zip(made.loglik, weights, strict=True)]


def prior_weights(rng: Rng, made: Trio) -> list[Decimal]:
    """Prior probabilities with a clear winner, which in two draws of five is not the most likely model, if possible."""
    turn = rng.chance(Fraction(2, 5))
    orders = [[rounded(Fraction(w, 100), 2) for w in order] for each in PRIORS for order in permutations(each)]
    best = first_of(made.loglik)

    def gap(weights: Sequence[Rational]) -> Fraction:
        _, second, first = sorted(posterior_scores(made, weights))
        return first - second

    clear = [weights for weights in orders if gap(weights) >= reals.ln(CLEAR)]
    turned = [weights for weights in clear if (first_of(posterior_scores(made, weights)) != best) == turn]
    assume(clear, "no prior has a clear winner")
    return rng.choice(turned or clear)


def with_prior(
    made: Trio,
    weights: Sequence[Decimal],
    cells: Sequence[Decimal],
    named: Sequence[str],
    about: Bell,
    keys: Sequence[ChoiceAnswer],
) -> Part:
    """The model of the largest posterior probability."""
    scores = posterior_scores(made, weights)
    best, likeliest = first_of(scores), first_of(made.loglik)
    shown = [rounded(Fraction(cell) + reals.ln(w), 2) for cell, w in zip(cells, weights, strict=True)]
    assert first_of(shown) == best
    sums = "; ".join(
        f"{about.source} {name}: ${cell} + ln({w}) approx {total}$"
        for name, cell, w, total in zip(NAMES, cells, weights, shown, strict=True)
    )
    wrong = []
    if likeliest != best:
        wrong.append(
            Mistake(
                "map-is-mle",
                keys[likeliest],
                "There the likelihood alone is largest. The prior probabilities count as well.",
            )
        )
    if (favourite := first_of(weights)) not in (best, likeliest):
        wrong.append(
            Mistake("prior-wins", keys[favourite], "That one was the favourite before. The data have moved the belief.")
        )
    return Part(
        ask=f"Before the measurement the prior probabilities were ${weights[0]}$ for {named[0]}, ${weights[1]}$ for "
        f"{named[1]} and ${weights[2]}$ for {named[2]}. Which {about.source} has the largest posterior probability "
        "now?",
        answer=keys[best],
        hints=["The posterior is proportional to prior times likelihood. What does that mean for the logarithms?"],
        steps=[
            "The posterior probability is proportional to prior times likelihood, so add the logarithms.",
            f"For {sums}.",
            f"The largest is ${shown[best]}$: the maximum a posteriori choice is {named[best]}, "
            + ("as before." if best == likeliest else "not the most likely model."),
        ],
        mistakes=wrong,
    )  # fmt: skip


def three_bells(made: Trio, unit: str) -> Figure:
    """The three densities, each named at its peak, and the data on the axis."""
    low = min(*made.data, *(mu - 3 * s for mu, s in zip(made.means, made.sigmas, strict=True)))
    high = max(*made.data, *(mu + 3 * s for mu, s in zip(made.means, made.sigmas, strict=True)))
    marks: list[Mark] = []
    for name, mu, s, (style, colour) in zip(NAMES, made.means, made.sigmas, LOOKS, strict=True):

        def density(x: float, mu: int = mu, s: int = s) -> float:
            return exp(-(((x - mu) / s) ** 2) / 2) / s

        marks.append(Curve(points=tuple(points_of(density, (low, mu), 80)), style=style, colour=colour, label=name))
        marks.append(Curve(points=tuple(points_of(density, (mu, high), 80)), style=style, colour=colour))
    at = sorted(made.data)
    marks.append(Dots(points=tuple((float(x), 0.0) for x in at), colour="ink"))
    bells = listed(
        f"curve {name}, {style}, with its peak over {mu} and points of inflection over {mu - s} and {mu + s}"
        for name, mu, s, (style, _) in zip(NAMES, made.means, made.sigmas, LOOKS, strict=True)
    )
    return Figure(
        alt=f"Three normal densities: {bells}. Dots on the axis mark the data {listed(map(plain, at))}.",
        marks=tuple(marks),
        x=axis((low, high), unit),
        y=axis((0, 1.15 / min(made.sigmas)), shown=False),
    )


# Read a likelihood curve -------------------------------------------------------------------------------------------

PROPORTIONS = (
    ("visitors of a website", "clicked on a banner", "a click"),
    ("penalties", "were goals", "a goal"),
    ("seeds", "sprouted", "sprouting"),
    ("cars", "were electric", "an electric car"),
    ("mails", "were spam", "spam"),
    ("patients", "recovered within a week", "recovery"),
    ("tosses of a bent coin", "showed heads", "heads"),
)
"""What was counted, what some of them did, and what p is the probability of."""
GRID = Fraction(1, 10)


class Tries(NamedTuple):
    """k successes in n tries; `peak` is a multiple of the grid."""

    n: int
    k: int

    @property
    def peak(self) -> Fraction:
        return Fraction(self.k, self.n)

    def relative(self, p: Fraction) -> Fraction:
        """The likelihood over its largest value."""
        return self.ratio(p, self.peak)

    def ratio(self, a: Fraction, b: Fraction) -> Fraction:
        return (a / b) ** self.k * ((1 - a) / (1 - b)) ** (self.n - self.k)

    @property
    def shape(self) -> Beta:
        return Beta(self.k + 1, self.n - self.k + 1)


@exercise(
    "prob_stats.mle.likelihood_curve",
    title="Read a likelihood curve",
    skill="s.mle.likelihood",
    source="Pawitan, In All Likelihood (2001), sections 2.1 and 2.5",
    levels={"easy": {"task": "read"}, "core": {"task": "match"}, "hard": {"task": "change"}},
    tier="extra",
)
def likelihood_curve(rng: Rng, *, task: Literal["read", "match", "change"]) -> Multipart:
    """Read the estimate off a likelihood curve, and see in it how many data there were."""
    if task == "read":
        return read_parabola(rng) if rng.chance(Fraction(2, 5)) else read_curve(rng)
    if task == "match":
        return match_curves(rng)
    return doubled_data(rng) if rng.chance(Fraction(1, 2)) else curve_and_prior(rng)


def some_tries(rng: Rng, sizes: Sequence[int]) -> Tries:
    """The peak is not in the middle, so that successes and failures can be told apart."""
    n = rng.choice(sizes)
    return Tries(n, rng.choice([k for k in range(1, n) if 10 * k % n == 0 and 2 * k != n]))


def two_values(rng: Rng, tries: Tries) -> tuple[Fraction, Fraction, Fraction]:
    """(a, b, L(a)/L(b)) for two tenths whose likelihoods are neither equal nor far apart."""
    found = [
        (a, b, tries.ratio(a, b)) for a, b in permutations([GRID * i for i in range(1, 10)], 2)
        if tries.peak not in (a, b) and Fraction(3, 2) <= tries.ratio(a, b) <= 100
    ]  # fmt: skip
    return rng.choice(found)


def ratio_part(tries: Tries, a: Fraction, b: Fraction, intro: str = "") -> Part:
    n, k = tries
    p, q = terminating(a), terminating(b)
    value = tries.ratio(a, b)
    return Part(
        ask=f"{intro}How many times as large is the likelihood at $p = {p}$ as at $p = {q}$? Compute it from $n$ and "
        "$k$, to two decimals.",
        answer=number(rounded(value, 10), places=2),
        follows=None if intro else f"(({p})/({q}))^k*((1 - {p})/(1 - {q}))^(n - k)",
        hints=["The likelihood of $k$ successes in $n$ tries is $p^k*(1 - p)^(n - k)$. Divide its two values."],
        steps=[
            "The likelihood is $p^k*(1 - p)^(n - k)$, up to a factor that cancels.",
            f"The ratio is $({p}/({q})){power(k)}*({terminating(1 - a)}/({terminating(1 - b)})){power(n - k)} approx "
            f"{rounded(value, 2)}$.",
        ],
        mistakes=[
            Mistake("ratio-upside-down", number(rounded(1 / value, 10), places=2),
                    f"That is the likelihood at $p = {q}$ over the one at $p = {p}$."),
            *([Mistake("complement-not-counted", number(rounded((a / b) ** k, 10), places=2),
                       "Each failure brings a factor $1 - p$, and these differ too.")] if a**k < 10**6 * b**k else []),
            Mistake("ratio-of-parameters", number(rounded(a / b, 10), places=2),
                    "You divided the two values of $p$. Divide the likelihoods that belong to them."),
        ],
    )  # fmt: skip


def power(k: int) -> str:
    return f"^({k})" if k > 1 else ""


def peak_part(tries: Tries) -> Part:
    peak = terminating(tries.peak)
    return Part(
        name="m",
        ask="Read off the maximum likelihood estimate of $p$.",
        answer=number(peak, abs=GRID / 2),
        hints=["Which value of $p$ makes the data most likely?"],
        steps=[f"The estimate is the place where the curve is highest, not its height: ${peak}$."],
        mistakes=[
            Mistake("peak-height", number(1),
                    "That is the height of the peak. The estimate is its place on the horizontal axis."),
            Mistake("complement-for-p", number(terminating(1 - tries.peak)),
                    "That is the estimate of $1 - p$. Read the place of the peak itself."),
        ],
    )  # fmt: skip


def count_part(tries: Tries, what: str) -> Part:
    n, k = tries
    return Part(
        name="k",
        ask=f"How many of the ${n}$ {what}?",
        answer=number(k),
        follows="n*m",
        hints=["The maximum likelihood estimate is $k/n$."],
        steps=[
            f"The estimate is the share $k/n$ of the successes, so $k = {n}*{terminating(tries.peak)} = {k}$.",
        ],
        mistakes=[
            Mistake("complement-for-p", number(n - k), f"That is how many of the ${n}$ did not."),
        ],
    )


def read_curve(rng: Rng) -> Multipart:
    """The place of the peak, the number of successes, and a ratio of likelihoods."""
    tries = some_tries(rng, (5, 10, 10, 20, 20, 50))
    things, did, event = rng.choice(PROPORTIONS)
    a, b, _ = two_values(rng, tries)
    return Multipart(
        f"Of $n = {tries.n}$ {things} an unknown number $k$ {did}. The figure shows how the likelihood of this "
        f"result depends on the probability $p$ of {event}. It is divided by its largest value.",
        [peak_part(tries), count_part(tries, did), ratio_part(tries, a, b)],
        given={"n": tries.n},
        figures=[curves({"": tries})],
    )


def read_parabola(rng: Rng) -> Multipart:
    """The log-likelihood of a normal mean: its peak, the number of observations, and a difference."""
    sigma = rng.choice((1, 2))
    n = rng.choice((2, 4, 6, 8) if sigma == 1 else (4, 8, 12, 16))
    drop = Fraction(n, 2 * sigma * sigma)  # one unit beside the peak
    low = rng.integer(2, 40)
    peak = low + rng.integer(2, 4)
    reach = {True: 2, False: 3}[drop > 2]
    bottom = -int(drop * reach * reach) - 1
    near, far = peak + rng.sign(), peak + rng.sign() * 2
    gap = 3 * drop
    scene = rng.choice(MEASUREMENTS)
    step = 1 if bottom >= -10 else 2 if bottom >= -20 else 5

    def fall(x: float) -> float:
        return -float(drop) * (x - peak) ** 2

    known = f"${sigma}$"
    through = [(peak + d, -drop * d * d) for d in (-1, 0, 1)]
    figure = function_graph(
        fall, (low - 1, low + 7), (bottom, 1), name="the log-likelihood minus its largest value", through=through
    )
    return Multipart(
        f"{scene} The results are modelled as independent draws from a normal distribution with the unknown mean $mu$ "
        f"and the known standard deviation {known}. The figure shows the log-likelihood (natural logarithm) of the "
        "$n$ results as a function of $mu$, minus its largest value.",
        [
            Part(
                name="m",
                ask="Read off the maximum likelihood estimate of $mu$.",
                answer=number(peak, abs=Fraction(1, 2)),
                hints=["Which value of $mu$ makes the data most likely?"],
                steps=[f"The estimate is the place where the curve is highest: ${peak}$."],
                mistakes=[
                    Mistake("peak-height", number(0),
                            "That is the height of the peak. The estimate is its place on the horizontal axis."),
                ],
            ),
            Part(
                name="n",
                ask="The log-likelihood falls off like $n*(mu - m)^2/(2*sigma^2)$ on both sides of its peak $m$. How "
                "many observations were there?",
                answer=number(n),
                hints=["How far does the curve fall one unit beside its peak?"],
                steps=[
                    f"One unit beside the peak the curve has fallen by ${terminating(drop)}$, which is "
                    f"$n/(2*({sigma})^2)$.",
                    f"So $n = 2*({sigma})^2*{terminating(drop)} = {n}$: the more data, the steeper the curve falls.",
                ],
                mistakes=[
                    Mistake("factor-two-lost", number(drop * sigma * sigma),
                            "The square is divided by $2*sigma^2$, not by $sigma^2$."),
                    Mistake("drop-for-n", number(drop), "That is how far the curve falls. It is $n/(2*sigma^2)$."),
                ],
            ),
            Part(
                ask=f"How much larger is the log-likelihood at $mu = {near}$ than at $mu = {far}$?",
                answer=number(gap),
                hints=["The factor $n/(2*sigma^2)$ is the same at both places. How far are they from the peak?"],
                steps=[
                    f"At ${near}$ the curve has fallen by ${terminating(drop)}*1^2 = {terminating(drop)}$, "
                    f"at ${far}$ by ${terminating(drop)}*2^2 = {terminating(4 * drop)}$.",
                    f"The difference is ${terminating(4 * drop)} - ({terminating(drop)}) = {terminating(gap)}$.",
                ],
                mistakes=[
                    Mistake("distance-not-squared", number(drop),
                            "Twice as far from the peak the curve has fallen four times as far."),
                    Mistake("value-for-difference", number(4 * drop),
                            f"So far has the curve fallen at $mu = {far}$. Compare with $mu = {near}$."),
                ],
            ),
        ],
        figures=[figure.model_copy(update={"x": axis((low - 1, low + 7), "mu", step=1),
                                           "y": axis((bottom, 1), step=step)})],
    )  # fmt: skip


def match_curves(rng: Rng) -> Multipart:
    """Three curves: two with the same peak, and a third; which belongs to which data."""
    peak = rng.choice([Fraction(i, 10) for i in (2, 3, 4, 6, 7, 8)])
    sizes = [n for n in (5, 10, 20, 50) if (n * peak).denominator == 1]
    small, large = rng.choice([(a, b) for a, b in combinations(sizes, 2) if b >= 2 * a])
    other = rng.choice([Fraction(i, 10) for i in (2, 3, 4, 6, 7, 8) if abs(Fraction(i, 10) - peak) >= 2 * GRID])
    m = rng.choice([n for n in (10, 20, 50) if (n * other).denominator == 1])
    wide, narrow, third = (Tries(n, int(n * p)) for n, p in ((small, peak), (large, peak), (m, other)))
    mirror = Tries(m, m - third.k)
    order = rng.shuffled([wide, narrow, third])
    shown = dict(zip(NAMES, order, strict=True))
    offered = rng.shuffled([wide, narrow, third] + ([mirror] if mirror not in (wide, narrow) else []))
    right = dict(zip("abcd", offered, strict=False))
    id_of = {tries: id for id, tries in right.items()}
    left = {name: f"curve {name}" for name in NAMES}
    texts = {id: f"${tries.k}$ of ${tries.n}$" for id, tries in right.items()}

    def key(moved: dict[Tries, Tries]) -> MatchingAnswer:
        return matching(left, texts, {name: id_of[moved.get(tries, tries)] for name, tries in shown.items()})

    wrong = [Mistake("wide-more-data", key({wide: narrow, narrow: wide}),
                     "The more data, the more exactly they tell $p$: the curve becomes narrower.")]  # fmt: skip
    if mirror in id_of:
        wrong.append(
            Mistake(
                "complement-for-p",
                key({third: mirror}),
                "The peak stands at the share $k/n$ of the successes, not at that of the failures.",
            )
        )
    things, did, event = rng.choice(PROPORTIONS)
    smaller = min((wide, third), key=lambda tries: tries.n)
    a, b, _ = two_values(rng, smaller)
    places = ", ".join(f"curve {name} at ${terminating(tries.peak)}$" for name, tries in shown.items())
    return Multipart(
        f"In three studies it was counted how many of $n$ {things} {did}; their number is $k$. The figure shows for "
        f"each study how the likelihood depends on the probability $p$ of {event}, divided by its largest value.",
        [
            Part(
                ask="Which curve belongs to which result, $k$ of $n$?"
                + (" One result is left over." if len(right) > 3 else ""),
                answer=key({}),
                hints=["Where is the peak of the likelihood? What makes it narrow?"],
                steps=[
                    f"The peak of each curve is at the share of successes: {places}.",
                    f"Two studies have the same share. The curve of the one with ${large}$ {things} is narrower.",
                    f"So {listed(f'curve {name} belongs to {texts[id_of[tries]]}' for name, tries in shown.items())}.",
                ],
                mistakes=wrong,
            ),
            ratio_part(smaller, a, b, f"Take the study with $n = {smaller.n}$ and $k = {smaller.k}$. "),
        ],
        figures=[curves(shown)],
    )  # fmt: skip


def doubled_data(rng: Rng) -> Multipart:
    """What twice the data with the same share of successes do to the curve."""
    tries = some_tries(rng, (5, 10, 20))
    double = Tries(2 * tries.n, 2 * tries.k)
    at = rng.choice([p for p in (GRID * i for i in range(1, 10))
                     if p != tries.peak and Fraction(1, 5) <= tries.relative(p) <= Fraction(9, 10)])  # fmt: skip
    r = rounded(tries.relative(at), 2)
    squared = tries.relative(at) ** 2
    assert double.relative(at) == squared
    moved = Tries(tries.n, tries.n - tries.k)
    half = Beta(Fraction(tries.k, 2) + 1, Fraction(tries.n - tries.k, 2) + 1)  # of half as many data
    shown = dict(zip(NAMES, rng.shuffled([double.shape, half, moved.shape]), strict=True))
    by = {each: f"curve {name}" for name, each in shown.items()}
    things, did, event = rng.choice(PROPORTIONS)

    def key(each: Beta) -> ChoiceAnswer:
        return choice(by[each], *(text for other, text in by.items() if other != each))

    first = curves({"": tries}, label="A")
    dot = Dots(points=((float(at), round(float(r), 4)),), colour="ink", labels=(f"$({terminating(at)}, {r})$",))
    first = first.model_copy(update={
        "marks": (*first.marks, dot), "alt": f"{first.alt} The point ({plain(at)}, {r}) on it is marked."
    })  # fmt: skip
    return Multipart(
        f"Of $n$ {things} $k$ {did}. Figure A shows how the likelihood of this result depends on the probability $p$ "
        f"of {event}, divided by its largest value. Now twice as many are examined, and the share of those that {did} "
        "is the same as before: $2*n$ and $2*k$ stand in place of $n$ and $k$.",
        [
            Part(
                name="m",
                ask="What is the maximum likelihood estimate of $p$ from all the new data?",
                answer=number(terminating(tries.peak), abs=GRID / 2),
                hints=["The estimate is the share of successes. Does it change?"],
                steps=[
                    f"The share $(2*k)/(2*n)$ is the same as before, so the peak stays where it is in figure A: "
                    f"${terminating(tries.peak)}$.",
                ],
                mistakes=[
                    Mistake("peak-height", number(1),
                            "That is the height of the peak. The estimate is its place on the horizontal axis."),
                    Mistake("estimate-doubles", number(terminating(2 * tries.peak)),
                            "Successes and tries double both, so their ratio stays."),
                ],
            ),
            Part(
                ask=f"In figure A the curve has the height marked there at $p = {terminating(at)}$. What height does "
                "the curve of the new data have at this place, again divided by its largest value? Give two decimals.",
                answer=number(rounded(squared, 10), places=2),
                honest=[number(rounded(r * r, 2))],
                hints=["How do $p^k*(1 - p)^(n - k)$ and $p^(2*k)*(1 - p)^(2*n - 2*k)$ differ?"],
                steps=[
                    "With twice the data every factor of the likelihood occurs twice: the likelihood is squared.",
                    f"So the height becomes $({r})^2 approx {rounded(squared, 2)}$.",
                ],
                mistakes=[
                    Mistake("height-unchanged", number(r, places=2),
                            "The likelihood is a product over all observations: with twice the data it is squared."),
                    Mistake("height-doubles", number(2 * Fraction(r), places=2),
                            "The logarithm of the likelihood doubles. The likelihood itself is squared."),
                    Mistake("wide-more-data", number(rounded(reals.sqrt(tries.relative(at)), 10), places=2),
                            "The likelihood is squared, not its root taken: more data make the curve narrower."),
                ],
            ),
            Part(
                ask="Which curve of figure B belongs to the new data?",
                answer=key(double.shape),
                hints=["Where is its peak? Is it wider or narrower than in figure A?"],
                steps=[
                    "The peak stays, and everywhere else the curve lies lower than before: it is narrower.",
                    f"That is {by[double.shape]}.",
                ],
                mistakes=[
                    Mistake("wide-more-data", key(half),
                            "This one is wider. More data tell $p$ more exactly: the curve becomes narrower."),
                    Mistake("complement-for-p", key(moved.shape), "This one has its peak elsewhere."),
                ],
            ),
        ],
        figures=[first, beta_curves(shown, relative=True, label="B")],
    )  # fmt: skip


def curve_and_prior(rng: Rng) -> Multipart:
    """A likelihood and a prior: the place of the largest posterior density."""
    tries = some_tries(rng, (5, 10, 20))
    n, k = tries
    priors = [
        Tries(m, j) for m in (4, 5, 10) for j in range(1, m)
        if 10 * j % m == 0 and abs(Fraction(j, m) - tries.peak) >= 2 * GRID
    ]  # fmt: skip
    prior = rng.choice([each for each in priors if each.n != n])
    a, b = prior.k, prior.n - prior.k
    best = Fraction(k + a, n + a + b)
    things, did, event = rng.choice(PROPORTIONS)
    assert min(tries.peak, prior.peak) < best < max(tries.peak, prior.peak)

    return Multipart(
        f"Of $n = {n}$ {things} an unknown number $k$ {did}. The figure shows the likelihood of this result as a "
        f"function of the probability $p$ of {event}, and the prior density of $p$, which is proportional to "
        f"$p^({a})*(1 - p)^({b})$. Both are divided by their largest values.",
        [
            peak_part(tries),
            count_part(tries, did),
            Part(
                ask="At which $p$ is the posterior density largest (the maximum a posteriori estimate)?",
                answer=number(best),
                follows=f"(k + {a})/(n + {a + b})",
                hints=[
                    "The posterior density is proportional to prior times likelihood: add the exponents.",
                    "Where is $p^u*(1 - p)^v$ largest?",
                ],
                steps=[
                    f"The posterior is proportional to $p^({k})*(1 - p)^({n - k})*p^({a})*(1 - p)^({b}) = "
                    f"p^({k + a})*(1 - p)^({n - k + b})$.",
                    f"Like a likelihood with ${k + a}$ successes and ${n - k + b}$ failures it is largest at "
                    f"${k + a}/({n + a + b}) = {best}$, between the two peaks.",
                ],
                mistakes=[
                    Mistake("map-is-mle", number(tries.peak), "That is the peak of the likelihood alone."),
                    Mistake("posterior-midway", number((tries.peak + prior.peak) / 2),
                            "The peaks count according to how narrow the curves are, not alike."),
                    Mistake("prior-wins", number(prior.peak), "That is the peak of the prior. The data move it."),
                ],
            ),
        ],
        given={"n": n},
        figures=[curves({"likelihood": tries, "prior": prior})],
    )  # fmt: skip


def curves(shown: Mapping[str, Tries], label: str = "") -> Figure:
    """Likelihoods over their largest values."""
    return beta_curves({name: each.shape for name, each in shown.items()}, relative=True, label=label)


# MLE of a normal: mean and variance --------------------------------------------------------------------------------

SAMPLES = (
    *MEASUREMENTS,
    "The heights of seedlings of one kind are measured in millimetres.",
    "The lives of batteries of one brand are measured in hours.",
    "The times of a runner over the same distance are measured in seconds.",
    "The masses of apples of one sort are measured in decagrams.",
    "The response times of a server are measured in milliseconds.",
)
PAIRS = (
    "Two machines are adjusted differently but equally precise. Lengths of their parts are measured in millimetres.",
    "Two sorts of wheat vary equally. The heights of some plants are measured in centimetres.",
    "Two routes take different times with the same spread. Times are measured in minutes.",
    "Two groups of pupils work on the same task with the same spread. Their times are measured in seconds.",
    "Two thermometers of the same precision hang in two rooms. Temperatures are measured in degrees.",
)


@cache
def centred(n: int) -> tuple[tuple[int, ...], ...]:
    """Ascending lists of n integers, at most two of them equal, with sum 0 and a whole mean square from 2 to 25."""
    return tuple(
        d for d in combinations_with_replacement(range(-7, 8) if n < 6 else range(-6, 7), n)
        if sum(d) == 0 and len(set(d)) >= n - 1 and (squares := sum(x * x for x in d)) % n == 0
        and 2 * n <= squares <= 25 * n
    )  # fmt: skip


def squared(data: Sequence[int], centre: object) -> str:
    """`(3 - m)^2 + (5 - m)^2`."""
    return " + ".join(f"({x} - {centre})^2" for x in data)


@exercise(
    "prob_stats.mle.gaussian_mle",
    title="MLE of a normal: mean and variance",
    skill="s.mle.closed",
    source="Wasserman, All of Statistics (2004), section 9.3",
    levels={"easy": {"unknown": "mean"}, "core": {"unknown": "both"}, "hard": {"unknown": "compared"}},
)
def gaussian_mle(rng: Rng, *, unknown: Literal["mean", "both", "compared"]) -> Multipart:
    """Estimate mean and variance of a normal distribution by maximum likelihood and compare log-likelihoods."""
    if unknown == "compared":
        return two_groups(rng) if rng.chance(Fraction(1, 2)) else prescribed_mean(rng)
    n = rng.integer(4, 6)
    centre = rng.integer(8, 60)
    data = [centre + d for d in rng.shuffled(rng.choice(centred(n)))]
    if unknown == "mean":
        return known_variance(rng, data)
    return mean_and_variance(rng, data)


def independent(scene: str, data: Sequence[int], known: str) -> str:
    return (
        f"{scene} The values ${', '.join(map(str, data))}$ are modelled as independent draws from a normal "
        f"distribution $N(mu, sigma^2)$ {known}."
    )


def mean_part(data: Sequence[int]) -> Part:
    n, s = len(data), sum(data)
    m = s // n
    middle = median(data)
    return Part(
        name="m",
        ask="Give the maximum likelihood estimate of $mu$.",
        answer=number(m),
        hints=["Which $mu$ makes the sum of the squares $(x_i - mu)^2$ smallest?"],
        steps=[
            f"The log-likelihood is largest where ${squared(data, 'mu')}$ is smallest: where the deviations add up to "
            "zero.",
            f"That is at the mean of the data, $({plus(data)})/({n}) = {s}/({n}) = {m}$.",
        ],
        mistakes=[
            Mistake("n-forgotten", number(s), f"The ${n}$ deviations $x_i - mu$ must add up to zero: divide by ${n}$."),
            Mistake("divides-by-n-minus-1", number(Fraction(s, n - 1)), f"The mean of ${n}$ values divides by ${n}$."),
            Mistake("median-for-mean", number(middle),
                    "That is the median. It makes the sum of absolute deviations smallest, not that of squares."),
        ],
    )  # fmt: skip


def known_variance(rng: Rng, data: Sequence[int]) -> Multipart:
    n, m = len(data), sum(data) // len(data)
    sigma = rng.choice((1, 2, 3))
    other = m + rng.nonzero(-3, 3)
    gap = Fraction(n * (m - other) ** 2, 2 * sigma * sigma)
    Q, R = (sum((x - mu) ** 2 for x in data) for mu in (m, other))
    assert Fraction(R - Q, 2 * sigma * sigma) == gap
    return Multipart(
        independent(rng.choice(SAMPLES), data, f"with unknown mean and the known standard deviation $sigma = {sigma}$"),
        [
            mean_part(data),
            Part(
                ask="By how much is the log-likelihood (natural logarithm) larger at your estimate than at "
                f"$mu = {other}$? Give the exact value.",
                answer=number(gap),
                follows=f"({squared(data, other)} - ({squared(data, 'm')}))/(2*{sigma}^2)",
                hints=["The log-likelihood is $-n*ln(sigma*sqrt(2*pi)) - Q/(2*sigma^2)$, where $Q$ is the sum of the "
                       "squared deviations from $mu$. What is left in the difference?"],
                steps=[
                    f"The squared deviations from ${m}$ add up to ${squared(data, m)} = {Q}$, those from ${other}$ to "
                    f"${squared(data, other)} = {R}$.",
                    f"The rest of the log-likelihood is the same at both places, so the difference is "
                    f"$({R} - {Q})/(2*({sigma})^2) = {gap}$.",
                ],
                mistakes=[
                    Mistake("difference-without-two-sigma",
                            f"{squared(data, other)} - ({squared(data, 'm')})",
                            "In the exponent of the density the squares are divided by $2*sigma^2$."),
                    Mistake("n-forgotten", f"(m - {other})^2/(2*{sigma}^2)", "All the observations count, not one."),
                ],
            ),
        ],
    )  # fmt: skip


def mean_and_variance(rng: Rng, data: Sequence[int]) -> Multipart:
    n, m = len(data), sum(data) // len(data)
    Q, raw = sum((x - m) ** 2 for x in data), sum(x * x for x in data)
    v = Q // n
    assert Fraction(raw, n) - m * m == v
    largest = -Fraction(n, 2) * (reals.ln(2 * reals.PI * v) + 1)
    return Multipart(
        independent(rng.choice(SAMPLES), data, "with unknown mean and variance"),
        [
            mean_part(data),
            Part(
                name="v",
                ask="Give the maximum likelihood estimate of the variance $sigma^2$.",
                answer=number(v),
                follows=f"({squared(data, 'm')})/{n}",
                hints=["Differentiate $-n*ln(sigma) - Q/(2*sigma^2)$ with respect to $sigma$."],
                steps=[
                    f"The squared deviations from the estimate add up to $Q = {squared(data, m)} = {Q}$.",
                    "The log-likelihood $-n*ln(sigma) - Q/(2*sigma^2)$, up to a constant, has the derivative "
                    "$-n/sigma + Q/sigma^3$, which is zero for $sigma^2 = Q/n$: the divisor is $n$, not $n - 1$.",
                    f"So the estimate is ${Q}/({n}) = {v}$.",
                ],
                mistakes=[
                    Mistake("divides-by-n-minus-1", f"({squared(data, 'm')})/{n - 1}",
                            f"Maximum likelihood divides by $n = {n}$, although that makes the estimate too small on "
                            "average."),
                    Mistake("sd-for-variance", number(f"sqrt({v})"),
                            "That is the standard deviation. The variance is its square."),
                    Mistake("mean-of-raw-squares", number(Fraction(raw, n)),
                            "Subtract the mean before you square."),
                ],
                figure=fitted(data, m, v),
            ),
            Part(
                ask="How large is the log-likelihood (natural logarithm, all terms included) at these estimates? Give "
                "three decimals.",
                answer=number(rounded(largest, 11), places=3),
                follows=f"-{n}/2*ln(2*pi*v) - ({squared(data, 'm')})/(2*v)",
                hints=["Put the estimates into $-n/2*ln(2*pi*sigma^2) - Q/(2*sigma^2)$."],
                steps=[
                    "The log-likelihood is $-n/2*ln(2*pi*sigma^2) - Q/(2*sigma^2)$, and with $Q = n*sigma^2$ the last "
                    "term is $-n/2$.",
                    f"Its value is $-{n}/2*ln(2*pi*{v}) - {n}/2 approx {rounded(largest, 3)}$.",
                ],
                mistakes=[
                    Mistake("exponent-left-out", f"-{n}/2*ln(2*pi*v)",
                            "The exponents of the densities count too: they add up to $-n/2$."),
                    Mistake("likelihood-constant-left-out", f"-{n}/2*ln(v) - {n}/2",
                            "All terms are asked for, also $-n/2*ln(2*pi)$."),
                    Mistake("n-forgotten", "-1/2*ln(2*pi*v) - 1/2", f"Add the logarithms of all ${n}$ densities."),
                ],
            ),
        ],
    )  # fmt: skip


def two_groups(rng: Rng) -> Multipart:
    """Two means and one common variance."""
    a, b = rng.choice(((4, 4), (4, 5), (4, 6), (5, 5), (5, 6), (6, 4), (5, 4)))
    total = a + b
    first, second = (rng.shuffled(rng.choice(centred(n))) for n in (a, b))
    centre = rng.integer(8, 50)
    other = centre + rng.nonzero(-9, 9)
    X, Y = [centre + d for d in first], [other + d for d in second]
    P, Q = sum(d * d for d in first), sum(d * d for d in second)
    v = Fraction(P + Q, total)
    overall = Fraction(sum(X) + sum(Y), total)
    spread = sum((x - overall) ** 2 for x in X + Y) / total
    return Multipart(
        f"{rng.choice(PAIRS)} The values of the first group are ${', '.join(map(str, X))}$, those of the second "
        f"${', '.join(map(str, Y))}$. The model: all values are independent, those of the first group from "
        "$N(mu_1, sigma^2)$, those of the second from $N(mu_2, sigma^2)$, with the same unknown variance $sigma^2$.",
        [
            Part(
                name="m",
                ask="Give the maximum likelihood estimates of the two means as $[mu_1, mu_2]$.",
                answer=vector(centre, other),
                steps=[
                    "Each mean occurs in the densities of its own group only, so its estimate is the mean of that "
                    "group.",
                    f"These are $({plus(X)})/({a}) = {centre}$ and $({plus(Y)})/({b}) = {other}$, together "
                    f"$[{centre}, {other}]$.",
                ],
                mistakes=[
                    Mistake("one-mean-for-all", vector(overall, overall),
                            "The groups have means of their own: only the variance is shared."),
                    Mistake("n-forgotten", vector(sum(X), sum(Y)), "Divide each sum by the number of its values."),
                ],
            ),
            Part(
                name="v",
                ask="Give the maximum likelihood estimate of the common variance $sigma^2$.",
                answer=number(v),
                follows=f"({squared(X, 'entry(m, 1)')} + {squared(Y, 'entry(m, 2)')})/{total}",
                hints=["The squared deviations of both groups stand in one exponent."],
                steps=[
                    f"Each group has squared deviations from its own mean: ${squared(X, centre)} = {P}$ and "
                    f"${squared(Y, other)} = {Q}$.",
                    f"All ${total}$ values share one variance, so the estimate is $({P} + {Q})/({total}) = {v}$.",
                ],
                mistakes=[
                    Mistake("divides-by-n-minus-1", number(Fraction(P + Q, total - 2)),
                            f"That is the unbiased estimate. Maximum likelihood divides by all ${total}$ values."),
                    Mistake("one-mean-for-all", number(spread), "Subtract from each value the mean of its own group."),
                    Mistake("average-of-variances", number((Fraction(P, a) + Fraction(Q, b)) / 2),
                            "Groups of different size do not count alike: add all squares, then divide once."),
                    Mistake("sum-of-variances", number(Fraction(P, a) + Fraction(Q, b)),
                            "Add the squares first, and divide by the number of all values."),
                ],
            ),
            Part(
                ask="On average the maximum likelihood estimate of the variance is too small. By which factor must it "
                "be multiplied to be unbiased here?",
                answer=number(Fraction(total, total - 2)),
                hints=["Two means are estimated from the same data. Which divisor makes the estimate unbiased?"],
                steps=[
                    f"The unbiased divisor is $n - 2 = {total} - 2 = {total - 2}$: one less for each estimated mean.",
                    f"So the factor is ${total}/({total - 2})"
                    + (f" = {Fraction(total, total - 2)}$." if total % 2 == 0 else "$."),
                ],
                mistakes=[
                    Mistake("df-one-mean", number(Fraction(total, total - 1)),
                            "Two means are estimated, so the divisor is smaller by two."),
                    Mistake("factor-upside-down", number(Fraction(total - 2, total)),
                            "That would make the estimate even smaller."),
                ],
            ),
        ],
    )  # fmt: skip


def prescribed_mean(rng: Rng) -> Multipart:
    """The variance with a prescribed and with a free mean, and what the freedom gains in log-likelihood."""
    n = rng.integer(4, 6)
    d = rng.shuffled(rng.choice(centred(n)))
    target = rng.integer(10, 60)
    off = rng.nonzero(-4, 4)
    data = [target + off + x for x in d]
    m, Q = target + off, sum(x * x for x in d)
    v = Q // n
    restricted = v + off * off
    assert sum((x - target) ** 2 for x in data) == n * restricted
    gain = Fraction(n, 2) * reals.ln(Fraction(restricted, v))
    return Multipart(
        independent(rng.choice(SAMPLES), data, "with unknown variance")
        + f" A data sheet claims that $mu = {target}$. Compare this with the model in which $mu$ is unknown too.",
        [
            Part(
                name="u",
                ask=f"Suppose $mu = {target}$ as claimed. Give the maximum likelihood estimate of $sigma^2$.",
                answer=number(restricted),
                hints=["Nothing else is estimated: from which value do you measure the deviations?"],
                steps=[
                    f"The deviations are measured from the claimed mean: ${squared(data, target)} = {n * restricted}$.",
                    f"So the estimate is ${n * restricted}/({n}) = {restricted}$.",
                ],
                mistakes=[
                    Mistake("sample-mean-for-known", number(v),
                            "You subtracted the mean of the data. Here the mean is known."),
                    Mistake("divides-by-n-minus-1", number(Fraction(n * restricted, n - 1)),
                            f"Maximum likelihood divides by $n = {n}$."),
                    Mistake("sd-for-variance", number(f"sqrt({restricted})"),
                            "That is the standard deviation. The variance is its square."),
                ],
            ),
            Part(
                name="v",
                ask="Now suppose that $mu$ is unknown too. Give the maximum likelihood estimate of $sigma^2$.",
                answer=number(v),
                hints=["First estimate $mu$."],
                steps=[
                    f"The estimate of $mu$ is the mean of the data, $({plus(data)})/({n}) = {m}$.",
                    f"The squared deviations from it add up to ${squared(data, m)} = {Q}$, so the estimate is "
                    f"${Q}/({n}) = {v}$.",
                ],
                mistakes=[
                    Mistake("divides-by-n-minus-1", number(Fraction(Q, n - 1)),
                            f"Maximum likelihood divides by $n = {n}$, although that is too small on average."),
                    Mistake("known-for-sample-mean", "u", "Now $mu$ is estimated as well: subtract the mean of the "
                            "data."),
                    Mistake("mean-of-raw-squares", number(Fraction(sum(x * x for x in data), n)),
                            "Subtract the mean before you square."),
                ],
                figure=fitted(data, m, v),
            ),
            Part(
                ask="By how much is the largest log-likelihood (natural logarithm) of the second model above that of "
                "the first? Give three decimals.",
                answer=number(rounded(gain, 11), places=3),
                follows=f"{n}/2*ln(u/v)",
                hints=["At the estimates the log-likelihood is $-n/2*ln(2*pi*sigma^2) - n/2$ in both models."],
                steps=[
                    "At its estimate each model has the log-likelihood $-n/2*ln(2*pi*sigma^2) - n/2$; only the "
                    "variances differ.",
                    f"The difference is ${n}/2*ln({restricted}/({v})) approx {rounded(gain, 3)}$: the free mean can "
                    "only gain.",
                ],
                mistakes=[
                    Mistake("n-forgotten", "1/2*ln(u/v)", f"Each of the ${n}$ densities contributes."),
                    Mistake("factor-two-lost", f"{n}*ln(u/v)",
                            "The density has $1/sigma$, the square root of $1/sigma^2$: the factor is $n/2$."),
                    Mistake("ratio-upside-down", f"{n}/2*ln(v/u)",
                            "The second model can choose $mu$ as well, so it cannot be worse."),
                ],
            ),
        ],
    )  # fmt: skip


def fitted(data: Sequence[int], m: int, v: int) -> Figure:
    """The data on the axis below the fitted density."""
    sd = sqrt(v)
    low, high = min(*data, m - 3 * sd), max(*data, m + 3 * sd)
    return Figure(
        alt=f"The fitted normal density with its peak over {m}; dots for the data {listed(map(str, sorted(data)))}.",
        marks=(
            Curve(points=tuple(points_of(lambda x: exp(-((x - m) ** 2) / (2 * v)), (low, high)))),
            Dots(points=tuple((float(x), 0.0) for x in data), colour="ink"),
        ),
        x=axis((low, high), "x"),
        y=axis((0, 1.1), shown=False),
    )


# Least squares as maximum likelihood -------------------------------------------------------------------------------

RELATIONS = (
    ("the hours of practice", "the points in a test"),
    ("the days after sowing", "the height of a plant in centimetres"),
    ("the weight on a spring in newtons", "its length in centimetres"),
    ("the load of a server in requests per second", "its response time in milliseconds"),
    ("the floors of a building", "the time of the lift in seconds"),
    ("the kilometres of a taxi ride", "its price in euros"),
    ("the layers of a network", "its training time in minutes"),
)
LINES = "12"


class Fit(NamedTuple):
    """Points and two lines (slope, intercept)."""

    x: list[int]
    y: list[int]
    lines: tuple[tuple[int, int], tuple[int, int]]

    @property
    def residuals(self) -> list[list[int]]:
        return [[y - m * x - b for x, y in zip(self.x, self.y, strict=True)] for m, b in self.lines]

    @property
    def squares(self) -> list[int]:
        return [sum(r * r for r in row) for row in self.residuals]

    @property
    def sizes(self) -> list[int]:
        """The sums of absolute residuals."""
        return [sum(map(abs, row)) for row in self.residuals]


@exercise(
    "prob_stats.mle.regression_as_mle",
    title="Why squared error?",
    skill="s.mle.regression",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 9.2",
    levels={"easy": {"task": "compare"}, "core": {"task": "values"}, "hard": {"task": "other noise"}},
    tier="standard",
)
def regression_as_mle(rng: Rng, *, task: Literal["compare", "values", "other noise"]) -> Multipart:
    """Compare lines by likelihood: with normal noise by squared errors, with Laplace noise by absolute ones."""
    if task == "other noise":
        return laplace_noise(rng) if rng.chance(Fraction(1, 2)) else slope_by_likelihood(rng)
    return normal_noise(rng, full=task == "values")


def two_lines(rng: Rng, fits: Callable[[Fit], object]) -> Fit:
    def draw() -> Fit:
        n = rng.integer(3, 5)
        x = sorted(rng.sample(range(1, 8), n))
        m, b = rng.integer(1, 4), rng.integer(1, 9)
        y = [m * u + b + rng.integer(-2, 2) for u in x]
        other = (m + rng.integer(-1, 1), b + rng.integer(-3, 3))
        lines = ((m, b), other) if rng.chance(Fraction(1, 2)) else (other, (m, b))
        return Fit(x, y, lines)

    return drawn(draw, lambda made: min(made.y) >= 0 and made.lines[0] != made.lines[1] and fits(made))


def plot_of(fit: Fit) -> Figure:
    """The points and both lines, numbered."""
    right, top = max(fit.x) + 1, max(*fit.y, *(m * x + b for m, b in fit.lines for x in fit.x)) + 1
    marks: list[Mark] = [
        Line(through=((0.0, float(b)), (float(right), float(m * right + b))), style=style, colour=colour, label=name)
        for (m, b), name, (style, colour) in zip(fit.lines, LINES, LOOKS, strict=False)
    ]
    points = list(zip(fit.x, fit.y, strict=True))
    marks.append(Dots(points=tuple((float(x), float(y)) for x, y in points), colour="ink"))
    lines = " and ".join(
        f"line {name}, {style}, through {at((0, b))} and {at((1, m + b))}"
        for (m, b), name, (style, _) in zip(fit.lines, LINES, LOOKS, strict=False)
    )
    return Figure(
        alt=f"Scatter plot of the points {listed(map(at, points))} with {lines}.",
        marks=tuple(marks),
        x=axis((0, right), "x", step=1),
        y=axis((0, top), "y"),
        grid=True,
    )


def setting(rng: Rng, fit: Fit, noise: str) -> str:
    cause, effect = rng.choice(RELATIONS)
    points = ", ".join(f"({x}, {y})" for x, y in zip(fit.x, fit.y, strict=True))
    first, second = (f"$y = {Polynomial([m, b])}$" for m, b in fit.lines)
    return (
        f"Let $x$ be {cause} and $y$ {effect}. The points $(x, y)$ are ${points}$. The model is $y = m*x + b$ plus "
        f"noise, where {noise}. Two lines are compared: line 1 is {first}, line 2 is {second}."
    )


def errors_part(fit: Fit, name: str, absolute: bool) -> Part:
    """The two sums of squared (or absolute) residuals."""
    squares, sizes = fit.squares, fit.sizes
    plain_sums = [sum(row) for row in fit.residuals]
    what = "absolute values of the residuals" if absolute else "squared residuals"
    steps = []
    for line, row, q, t in zip(LINES, fit.residuals, squares, sizes, strict=True):
        shown = ", ".join(map(str, row))
        total = " + ".join(f"|{r}|" if absolute else f"({r})^2" for r in row)
        steps.append(f"Line {line} leaves the residuals ${shown}$, and ${total} = {t if absolute else q}$.")
    right = sizes if absolute else squares
    wrong = squares if absolute else sizes
    return Part(
        name=name,
        ask=f"Give the sums of the {what} $y - (m*x + b)$ of both lines as $[{name}_1, {name}_2]$.",
        answer=vector(*right),
        hints=["A residual is the observed $y$ minus the $y$ of the line."],
        steps=[*steps, f"Together these are $[{right[0]}, {right[1]}]$."],
        mistakes=[
            Mistake("residual-sum", vector(*plain_sums),
                    f"Positive and negative residuals cancel. Take {'absolute values' if absolute else 'squares'} "
                    "first."),
            Mistake("squares-for-sizes" if absolute else "sizes-for-squares", vector(*wrong),
                    "The exponent of the Laplace density has absolute values, not squares." if absolute else
                    "The exponent of the normal density has squares, not absolute values."),
        ],
    )  # fmt: skip


def line_part(worth: Sequence[int], ask: str, why: str, slip: str, told: str) -> Part:
    """Which of the two lines has the smaller sum of errors."""
    texts = ["line 1", "line 2", "both are equally likely"]
    right = texts[2] if worth[0] == worth[1] else texts[int(worth[1] < worth[0])]

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    wrong = texts[1 - texts.index(right)] if right != texts[2] else texts[0]
    return Part(
        ask=ask,
        answer=key(right),
        hints=["The errors stand in the exponent with a minus sign."],
        steps=[why, f"The sums are ${worth[0]}$ and ${worth[1]}$, so the answer is: {right}."],
        mistakes=[Mistake(slip, key(wrong), told)],
    )


LARGER_ERRORS = "Large errors make the data unlikely: they stand in the exponent with a minus sign."


def normal_noise(rng: Rng, full: bool) -> Multipart:
    sigma = rng.choice((1, 2))

    def fits(made: Fit) -> bool:
        gap = abs(made.squares[0] - made.squares[1])
        return 0 < gap <= (10 * sigma * sigma if full else 60) and max(made.squares) <= 60

    fit = two_lines(rng, fits)
    n, S = len(fit.x), fit.squares
    gap = Fraction(abs(S[0] - S[1]), 2 * sigma * sigma)
    first = -n * (reals.ln(sigma) + reals.ln(2 * reals.PI) / 2) - Fraction(S[0], 2 * sigma * sigma)
    high, low = max(S), min(S)
    better = LINES[int(S[1] < S[0])]
    noise = (
        f"the noise of each point is independent and normal with mean $0$ and the standard deviation $sigma = {sigma}$"
    )
    parts = [
        errors_part(fit, "S", absolute=False),
        line_part(S, "Under which line are the data more likely?",
                  "The log-likelihood is $-n*ln(sigma*sqrt(2*pi)) - S/(2*sigma^2)$: the smaller $S$, the larger it is.",
                  "larger-sse", LARGER_ERRORS),
    ]  # fmt: skip
    difference = f"abs(entry(S, 1) - entry(S, 2))/(2*{sigma}^2)"
    if not full:
        parts.append(Part(
            ask="By how much is the log-likelihood (natural logarithm) of the better line larger? Give the exact "
            "value.",
            answer=number(gap),
            follows=difference,
            hints=["Which terms of $-n*ln(sigma*sqrt(2*pi)) - S/(2*sigma^2)$ are the same for both lines?"],
            steps=[
                "The first term $-n*ln(sigma*sqrt(2*pi))$ is the same for both lines.",
                f"The difference is $({high} - {low})/(2*({sigma})^2) = {gap}$.",
            ],
            mistakes=[
                Mistake("difference-without-two-sigma", "abs(entry(S, 1) - entry(S, 2))",
                        "The squares are divided by $2*sigma^2$ in the exponent."),
                Mistake("residual-sum", number(Fraction(abs(sum(fit.residuals[0]) - sum(fit.residuals[1])),
                                                        2 * sigma * sigma)),
                        "Square the residuals first: signs cancel in the plain sum."),
            ],
        ))  # fmt: skip
    else:
        parts.append(Part(
            ask="Give the log-likelihood (natural logarithm, all terms included) of line 1 to three decimals.",
            answer=number(rounded(first, 11), places=3),
            follows=f"-{n}*ln({sigma}*sqrt(2*pi)) - entry(S, 1)/(2*{sigma}^2)",
            hints=["Add up the logarithms of the normal densities of all residuals."],
            steps=[
                "The logarithm of each density is $-ln(sigma*sqrt(2*pi)) - r^2/(2*sigma^2)$, where $r$ is the "
                "residual.",
                f"All together this gives $-{n}*ln({sigma}*sqrt(2*pi)) - {S[0]}/(2*({sigma})^2) approx "
                f"{rounded(first, 3)}$.",
            ],
            mistakes=[
                Mistake("n-forgotten", f"-ln({sigma}*sqrt(2*pi)) - entry(S, 1)/(2*{sigma}^2)",
                        f"Each of the ${n}$ densities brings the term $-ln(sigma*sqrt(2*pi))$."),
                Mistake("difference-without-two-sigma", f"-{n}*ln({sigma}*sqrt(2*pi)) - entry(S, 1)",
                        "The squares are divided by $2*sigma^2$ in the exponent."),
            ],
        ))  # fmt: skip
        ratio = reals.exp(gap)
        parts.append(Part(
            ask="How many times as likely are the data under the better line as under the other one? Give two "
            "decimals.",
            answer=number(rounded(ratio, 10), places=2),
            follows=f"exp({difference})",
            hints=["The ratio of likelihoods is $e$ to the difference of the log-likelihoods."],
            steps=[
                f"The log-likelihoods differ by $({high} - {low})/(2*({sigma})^2) = {gap}$.",
                f"So the data are $exp({gap}) approx {rounded(ratio, 2)}$ times as likely under line {better}.",
            ],
            mistakes=[
                Mistake("value-for-difference", difference, "That is the difference of the logarithms: take $e$ to "
                        "this power."),
                Mistake("ratio-upside-down", f"exp(-{difference})", "The better line comes first: above $1$."),
                Mistake("ratio-of-errors", number(rounded(Fraction(high, low), 10) if low else 0, places=2),
                        "Divide the likelihoods, not the sums of squares."),
            ],
        ))  # fmt: skip
    return Multipart(setting(rng, fit, noise), parts, figures=[plot_of(fit)])


def laplace_noise(rng: Rng) -> Multipart:
    """Absolute errors; in half of the draws the other line wins with squares."""
    turn, scale = rng.chance(Fraction(1, 2)), rng.choice((1, 2, 3))

    def fits(made: Fit) -> bool:
        (s, t), (p, q) = made.squares, made.sizes
        return s != t and p != q and ((s < t) != (p < q)) == turn and max(s, t) <= 60

    fit = two_lines_far(rng, fits)
    T = fit.sizes
    high, low = max(T), min(T)
    gap = Fraction(high - low, scale)
    noise = (
        f"the noise $r$ of each point is independent and has the Laplace density $1/(2*c)*exp(-|r|/c)$ with "
        f"$c = {scale}$"
    )
    return Multipart(
        setting(rng, fit, noise),
        [
            errors_part(fit, "T", absolute=True),
            line_part(T, "Under which line are the data more likely?",
                      "The log-likelihood is $-n*ln(2*c) - T/c$: the smaller the sum of absolute residuals, the larger "
                      "it is.", "larger-sse", LARGER_ERRORS),
            Part(
                ask="By how much is the log-likelihood (natural logarithm) of the better line larger? Give the exact "
                "value.",
                answer=number(gap),
                follows=f"abs(entry(T, 1) - entry(T, 2))/{scale}",
                steps=[
                    "The term $-n*ln(2*c)$ is the same for both lines.",
                    f"The difference is $({high} - {low})/({scale}) = {gap}$.",
                ],
                mistakes=[
                    Mistake("difference-without-two-sigma", f"abs(entry(T, 1) - entry(T, 2))/(2*{scale}^2)",
                            "That divisor belongs to the normal density. Here the absolute values are divided by $c$."),
                    Mistake("squares-for-sizes", number(Fraction(abs(fit.squares[0] - fit.squares[1]), scale)),
                            "The Laplace density has absolute values in its exponent, not squares."),
                ],
            ),
            line_part(fit.squares, "And if the noise were normal with a known standard deviation: under which line "
                      "would the data be more likely?",
                      f"Then the squares count: the sums of squared residuals are ${fit.squares[0]}$ and "
                      f"${fit.squares[1]}$. One large residual costs more than several small ones.",
                      "sizes-for-squares" if turn else "larger-sse",
                      "With normal noise the squares of the residuals count, not their sizes." if turn
                      else LARGER_ERRORS),
        ],
        figures=[plot_of(fit)],
    )  # fmt: skip


def two_lines_far(rng: Rng, fits: Callable[[Fit], object]) -> Fit:
    """Data with one outlier: line 1 or 2 passes through the rest, the other leans towards the outlier."""

    def draw() -> Fit:
        n = rng.integer(4, 5)
        x = sorted(rng.sample(range(1, 8), n))
        m, b = rng.integer(1, 3), rng.integer(3, 9)
        y = [m * u + b + rng.integer(-1, 1) for u in x]
        y[rng.integer(0, n - 1)] += rng.choice((-5, -4, 4, 5))
        other = (m + rng.integer(-1, 1), b + rng.integer(-3, 3))
        lines = ((m, b), other) if rng.chance(Fraction(1, 2)) else (other, (m, b))
        return Fit(x, y, lines)

    return drawn(draw, lambda made: min(made.y) >= 0 and made.lines[0] != made.lines[1] and fits(made), tries=300)


def slope_by_likelihood(rng: Rng) -> Multipart:
    """A line through the origin: log-likelihood, score equation, slope and variance."""
    n, sigma = rng.integer(3, 4), rng.choice((1, 2))
    cause, effect = rng.choice(RELATIONS)
    slope_of, x, y = through_origin(rng, n)
    A, B = sum(u * u for u in x), sum(u * v for u, v in zip(x, y, strict=True))
    m = Fraction(B, A)
    assert m == slope_of
    Q = sum((v - m * u) ** 2 for u, v in zip(x, y, strict=True))
    points = ", ".join(f"({u}, {v})" for u, v in zip(x, y, strict=True))
    squares = " + ".join(f"({v} - {Polynomial([u, 0], 'm')})^2" for u, v in zip(x, y, strict=True))
    raw = sum(v * v for v in y)
    two = 2 * sigma * sigma
    score = f"{B} - {A}*m" if sigma == 1 else f"({B} - {A}*m)/{sigma * sigma}"
    residuals = [v - m * u for u, v in zip(x, y, strict=True)]
    wrong_m = Fraction(sum(y), sum(x))
    return Multipart(
        f"Let $x$ be {cause} and $y$ {effect}. The points $(x, y)$ are ${points}$. The model is $y = m*x$ plus noise, "
        f"where the noise of each point is independent and normal with mean $0$ and the standard deviation ${sigma}$.",
        [
            Part(
                name="l",
                ask="Give the log-likelihood $l(m)$ of these data as a function of the slope $m$ (natural logarithm; "
                "terms without $m$ may be left out).",
                answer=expression(f"-({squares})/{two}", up_to="constant", m="real"),
                hints=["The residuals are $y - m*x$. Their densities multiply."],
                steps=[
                    "The logarithm of each density is $-ln(sigma*sqrt(2*pi)) - (y - m*x)^2/(2*sigma^2)$.",
                    f"Up to a constant their sum is $l(m) = -({squares})/({two}) = "
                    f"-({A}*m^2 - {2 * B}*m + {raw})/({two})$.",
                ],
                mistakes=[
                    Mistake("sign-of-the-exponent", expression(f"({squares})/{two}", up_to="constant", m="real"),
                            "The exponent is negative: large errors are unlikely."),
                    Mistake("difference-without-two-sigma", expression(f"-({squares})", up_to="constant", m="real"),
                            "The squares are divided by $2*sigma^2$."),
                ],
            ),
            Part(
                name="D",
                ask="Give the derivative $l'(m)$.",
                answer=expression(score, m="real"),
                follows="diff(l, m)",
                steps=[f"The derivative is $l'(m) = -({2 * A}*m - {2 * B})/({two}) = {score}$."],
                mistakes=[
                    Mistake("no-inner-derivative", expression(
                        "-(" + " + ".join(f"2*({v} - {Polynomial([u, 0], 'm')})" for u, v in zip(x, y, strict=True))
                        + f")/{two}", m="real"),
                        "The inner derivative of $y - m*x$ with respect to $m$ is $-x$."),
                ],
            ),
            Part(
                ask="Set the derivative to zero and solve for $m$. Write one equation a line: begin with $l'(m) = 0$, "
                "with the derivative written out, and end with $m$ alone on one side.",
                answer=argument(f"{score} = 0", f"{A}*m = {B}", f"m = {m}"),
                hints=["A fraction is zero where its numerator is zero."],
                steps=[
                    f"From ${score} = 0$ follows ${A}*m = {B}$.",
                    f"So the maximum likelihood slope is ${B}/({A})" + (f" = {m}$" if m.denominator < A else "$")
                    + ". It is the least-squares slope: $sigma$ has no influence on it.",
                ],
            ),
            Part(
                ask="Now suppose that the variance of the noise is unknown too. Give its maximum likelihood estimate, "
                "for the slope that you have found.",
                answer=number(Q / n),
                hints=["Which variance fits best to the residuals of this line?"],
                steps=[
                    f"The residuals of this line are ${', '.join(map(str, residuals))}$.",
                    f"The estimate is the mean of their squares, "
                    f"$({' + '.join(f'({r})^2' for r in residuals)})/({n}) = {Q / n}$.",
                ],
                mistakes=[
                    Mistake("divides-by-n-minus-1", number(Q / (n - 1)), f"Maximum likelihood divides by $n = {n}$."),
                    Mistake("sum-of-squares-for-variance", number(Q), f"Divide the sum of squares by $n = {n}$."),
                    Mistake("ratio-of-sums", number(sum((v - wrong_m * u) ** 2 for u, v in zip(x, y, strict=True)) / n),
                            "The slope divides the sum of all $x*y$ by the sum of all $x^2$."),
                ],
            ),
        ],
    )  # fmt: skip


def through_origin(rng: Rng, n: int) -> tuple[int, list[int], list[int]]:
    """(slope, x, y) of whole numbers such that the least-squares slope through the origin is exactly that."""

    def draw() -> tuple[int, list[int], list[int]]:
        m = rng.choice((1, 2, 3, 4))
        x = sorted(rng.sample(range(1, 7), n))
        r = [rng.integer(-3, 3) for _ in range(n)]
        return m, x, [m * u + e for u, e in zip(x, r, strict=True)]

    def fits(made: tuple[int, list[int], list[int]]) -> bool:
        m, x, y = made
        errors = [v - m * u for u, v in zip(x, y, strict=True)]
        return sum(u * e for u, e in zip(x, errors, strict=True)) == 0 and any(errors) and min(y) >= 0

    return drawn(draw, fits, tries=400)
