"""Sampling distributions, the law of large numbers, estimators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    expression,
    matching,
    number,
    rounded,
    terminating,
)
from generators.maths.distributions import normal_cdf, phi_table
from generators.maths.figures import axis, listed, plain
from generators.maths.rationals import Rational, rational
from generators.maths.reals import sqrt
from generators.maths.rng import Redraw, drawn
from generators.notation import text_of
from schemas.answer import Assumption, ChoiceAnswer, ExpressionAnswer, MatchingAnswer, NumberAnswer, Option
from schemas.figure import Bars, Curve, Figure

# The distribution of a mean ----------------------------------------------------------------------------------------


class Quantity(NamedTuple):
    """Something skewed that is measured again and again: one value, its unit, and where the mean may lie."""

    what: str
    unit: str
    mean: tuple[int, int]


QUANTITIES = (
    Quantity("the time that a caller waits", "seconds", (60, 240)),
    Quantity("the amount that a customer spends", "euros", (20, 90)),
    Quantity("the life of a light bulb", "days", (200, 600)),
    Quantity("the length of a trip by taxi", "minutes", (10, 40)),
    Quantity("the size of an insurance claim", "hundred euros", (15, 80)),
    Quantity("the time between two messages", "seconds", (30, 120)),
    Quantity("the time that a page takes to load", "milliseconds", (200, 900)),
    Quantity("the rent of a flat", "ten euros", (50, 120)),
    Quantity("the number of words in a comment", "words", (20, 80)),
    Quantity("the weight of a parcel", "hundred grams", (15, 70)),
)
ROOTS = (6, 7, 8, 9, 10, 12, 15, 20)
"""Roots of sample sizes of 30 and more."""
ERRORS = tuple(Fraction(k, 10) for k in (2, 4, 5, 6, 8, 10, 12, 15, 16, 20, 25, 30, 40, 50))
SHARES = (
    ("users who click a button", (5, 10, 20, 36, 50, 64, 80)), ("parts that pass a test", (80, 90, 64, 50)),
    ("voters for a proposal", (20, 36, 50, 64)), ("seeds that sprout", (50, 64, 80, 90)),
    ("e-mails that are spam", (10, 20, 36, 50)), ("customers who come back", (20, 36, 50, 64)),
    ("passengers without a ticket", (5, 10, 20)), ("photos that a model labels rightly", (64, 80, 90)),
)  # fmt: skip
"""Shares in per cent for which the root of p*(1 - p) is, or nearly is, short."""


@exercise(
    "prob_stats.sampling.sample_mean_clt",
    title="Distribution of the sample mean",
    skill="s.samp.mean",
    source="OpenStax, Introductory Statistics (2013), sections 7.1 to 7.3",
    levels={"easy": {"ask": "error"}, "core": {"ask": "probability"}, "hard": {"ask": "variants"}},
)
def sample_mean_clt(rng: Rng, *, ask: Literal["error", "probability", "variants"]) -> Multipart:
    """Find mean and standard error of a sample mean, a sum or a share, a probability, or a sample size."""
    match ask:
        case "error":
            return mean_and_error(rng)
        case "probability":
            return probability_of_mean(rng)
        case "variants":
            return rng.choice((sum_of_values, share_of_sample, size_for_error))(rng)


class Sampled(NamedTuple):
    """A quantity with mean, standard deviation and sample size; the standard error is exact."""

    about: Quantity
    mu: int
    sigma: Fraction
    root: int

    @property
    def n(self) -> int:
        return self.root**2

    @property
    def error(self) -> Fraction:
        return self.sigma / self.root

    @property
    def stem(self) -> str:
        return (
            f"Let $X$ be {self.about.what}, in {self.about.unit}. It has the mean $mu = {self.mu}$ and the standard "
            f"deviation $sigma = {terminating(self.sigma)}$; its distribution is skewed. The mean $bar(X)$ of $n = "
            f"{self.n}$ "
            "independent values is taken."
        )


def sampled(rng: Rng) -> Sampled:
    about = rng.choice(QUANTITIES)
    for _ in range(60):
        mu, root, error = rng.integer(*about.mean), rng.choice(ROOTS), rng.choice(ERRORS)
        sigma = error * root
        if mu / 4 <= sigma <= mu * Fraction(5, 4):
            return Sampled(about, mu, sigma, root)
    raise Redraw("no fitting deviation")


def error_part(x: Sampled) -> Part:
    return Part(
        name="s",
        ask="Give the standard deviation of $bar(X)$, its standard error.",
        answer=number(terminating(x.error)),
        follows="d/sqrt(n)",
        steps=[
            f"The standard error is $sigma/sqrt(n) = {terminating(x.sigma)}/sqrt({x.n}) = "
            f"{terminating(x.sigma)}/({x.root}) = "
            f"{terminating(x.error)}$.",
        ],
        hints=["The variance of a mean of $n$ independent values is the variance of one value over $n$."],
        mistakes=[
            Mistake("forgot-root-n", "d", "That is the standard deviation of a single value. Means vary less: divide "
                                          "by the "
                    "root of $n$."),
            Mistake("standard-error-divides-by-n", "d/n", "The variance shrinks with $n$, so the standard deviation "
                                                          "shrinks "
                    "with the root of $n$."),
            Mistake("sum-for-mean", "d*sqrt(n)", "That is the standard deviation of the sum of all values."),
        ],
    )  # fmt: skip


def mean_and_error(rng: Rng) -> Multipart:
    """Expectation and standard error, and the sample size for a smaller one."""
    x, k = sampled(rng), rng.choice((2, 3, 4, 5))
    return Multipart(
        x.stem,
        given={"d": terminating(x.sigma), "n": x.n, "m": x.mu},
        parts=[
            Part(
                ask="Give the expectation of $bar(X)$.",
                answer=number(x.mu),
                steps=[f"The expectation of a mean is that of a single value: $E(bar(X)) = mu = {x.mu}$."],
                mistakes=[
                    Mistake("sum-for-mean", "m*n", "That is the expectation of the sum. A mean divides it by $n$."),
                    Mistake("expectation-shrinks-too", "m/sqrt(n)", "Only the spread shrinks; the centre stays at "
                        "$mu$."),
                ],
            ),
            error_part(x),
            Part(
                ask=f"How many values are needed to make the standard error {FACTORS[k]} as large as that?",
                answer=number(k * k * x.n),
                follows=f"{k}^2*n",
                steps=[
                    f"The standard error falls with the root of the number of values: for a ${k}$ times smaller one "
                    "there "
                    f"must be $({k})^2 = {k * k}$ times as many values.",
                    f"These are ${k * k}*{x.n} = {k * k * x.n}$.",
                ],
                hints=["What stands under the root?"],
                mistakes=[
                    Mistake("linear-in-n", f"{k}*n", f"The root of $n$ must grow ${k}$-fold, so $n$ must grow more."),
                    Mistake("more-for-larger", f"sqrt({k})*n", "The number must be multiplied by a square, not by a "
                        "root."),
                ],
            ),
        ],
    )  # fmt: skip


FACTORS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth"}


def decimal(value: Rational, places: int, other: Rational | None = None) -> NumberAnswer:
    """A key for so many decimals, with the value from the table as well."""
    kept = places + 8
    return number(rounded(value, kept), places=places, or_with=None if other is None else rounded(other, kept))


def tail_parts(z: Fraction, above: bool, what: str, rule: str, centre: str, spread: str, at: str) -> list[Part]:
    """The standardised bound and the probability beyond it, for something that is nearly normal.

    `rule` gives z from what is known; `what` is the event.
    """
    shown = terminating(z)
    p = 1 - normal_cdf(z) if above else normal_cdf(z)
    table = 1 - phi_table(z) if above else phi_table(z)
    area = "(1 - erf(z/sqrt(2)))/2" if above else "(1 + erf(z/sqrt(2)))/2"
    other = "(1 + erf(z/sqrt(2)))/2" if above else "(1 - erf(z/sqrt(2)))/2"
    told = phi_table(z)
    last = (
        f"so the probability is $1 - {told} = {terminating(1 - told)}$"
        if above
        else f"and this is the probability: ${told}$"
    )
    return [
        Part(
            name="z",
            ask=f"Standardise the bound ${at}$: how many of these standard deviations does it lie above the mean? "
                "Negative "
            "if it lies below.",
            answer=number(shown),
            follows=rule,
            steps=[f"$({at} - {centre})/({spread}) = {shown}$."],
            mistakes=[
                Mistake("standardised-backwards", f"-({rule})", "Take the bound less the mean, in this order."),
                Mistake("z-not-divided", f"({rule})*({spread})", "Divide the distance by the standard deviation."),
            ],
        ),
        Part(
            ask=f"Find {what} with the normal distribution, to four decimals.",
            answer=decimal(p, 4, table),
            follows=area,
            steps=[
                "By the central limit theorem the distribution is nearly normal.",
                f"The table has $P(Z <= {shown}) approx {told}$, {last}.",
            ],
            hints=["Which tail of the standard normal distribution is it?"],
            mistakes=[
                Mistake("other-tail", other, "That is the area on the other side of the bound."),
                Mistake("area-from-mean", "abs(erf(z/sqrt(2)))/2", "That is only the area between the mean and the "
                    "bound."),
            ],
        ),
    ]  # fmt: skip


def drawn_z(rng: Rng) -> Fraction:
    """A multiple of 1/20 up to 2.6 in size."""
    return Fraction(rng.sign() * rng.choice([k for k in range(6, 53)]), 20)


def probability_of_mean(rng: Rng) -> Multipart:
    """The probability that the mean lies beyond a bound."""
    x, z, above = sampled(rng), drawn_z(rng), rng.chance(Fraction(1, 2))
    bound = terminating(x.mu + z * x.error)
    event = f"bar(X) > {bound}" if above else f"bar(X) < {bound}"
    alone = z / x.root
    wrong = 1 - normal_cdf(alone) if above else normal_cdf(alone)
    parts = [
        error_part(x),
        *tail_parts(z, above, f"$P({event})$", f"({bound} - m)/s", str(x.mu), str(terminating(x.error)), str(bound)),
    ]
    last = parts[-1]
    slip = Mistake(
        "forgot-root-n", decimal(wrong, 4), "That is the probability for a single value. Use the standard error."
    )
    parts[-1] = Part(
        ask=last.ask, answer=last.answer, follows=last.follows, steps=last.steps, hints=last.hints,
        mistakes=[*last.mistakes, slip],
    )  # fmt: skip
    return Multipart(x.stem, given={"d": terminating(x.sigma), "n": x.n, "m": x.mu}, parts=parts)


def sum_of_values(rng: Rng) -> Multipart:
    """The sum of n values."""
    x, z, above = sampled(rng), drawn_z(rng), rng.chance(Fraction(1, 2))
    centre, spread = x.mu * x.n, x.sigma * x.root
    bound = terminating(centre + z * spread)
    event = f"S > {bound}" if above else f"S < {bound}"
    return Multipart(
        x.stem.replace("The mean $bar(X)$ of", "The sum $S$ of"),
        given={"d": terminating(x.sigma), "n": x.n, "m": x.mu},
        parts=[
            Part(
                name="c",
                ask="Give the expectation of $S$.",
                answer=number(centre),
                follows="n*m",
                steps=[f"Expectations add: $n*mu = {x.n}*{x.mu} = {centre}$."],
                mistakes=[
                    Mistake("mean-for-sum", "m", "That is the expectation of one value, and of the mean."),
                    Mistake("root-of-n-in-expectation", "sqrt(n)*m", "Expectations simply add; only standard "
                        "deviations grow "
                            "with the root."),
                ],
            ),
            Part(
                name="s",
                ask="Give the standard deviation of $S$.",
                answer=number(terminating(spread)),
                follows="sqrt(n)*d",
                steps=[
                    f"Variances add, so the variance is $n*sigma^2$ and the standard deviation "
                    f"$sqrt(n)*sigma = {x.root}*{terminating(x.sigma)} = {terminating(spread)}$.",
                ],
                hints=["What adds up: the standard deviations or the variances?"],
                mistakes=[
                    Mistake("sum-as-mean", "d/sqrt(n)", "That is the standard error of the mean. A sum spreads more."),
                    Mistake("sd-adds", "n*d", "Standard deviations do not add; variances do."),
                ],
            ),
            *tail_parts(z, above, f"$P({event})$", f"({bound} - "
                                                   "c)/s", str(centre), str(terminating(spread)), str(bound)),
        ],
    )  # fmt: skip


def share_of_sample(rng: Rng) -> Multipart:
    """The share of a sample."""
    what, shares = rng.choice(SHARES)
    p = Fraction(rng.choice([s for s in shares if s in (10, 20, 36, 50, 64, 80, 90)]), 100)
    root_pq = sqrt(p * (1 - p))
    if root_pq.denominator > 100:
        raise Redraw("a root that does not end")
    root, z, above = (
        rng.choice([r for r in (10, 12, 15, 20, 30, 40) if r * r * min(p, 1 - p) >= 10]),
        drawn_z(rng),
        rng.chance(Fraction(1, 2)),
    )
    n, error = root**2, root_pq / root
    if 10**5 % error.denominator:
        raise Redraw("a standard error that does not end")
    bound = terminating(p + z * error)
    if not 0 < bound < 1:
        raise Redraw("a bound that is no share")
    q, shown, e = terminating(p), terminating(root_pq), terminating(error)
    return Multipart(
        f"The share of {what} is $p = {q}$. In a random sample of $n = {n}$ let $h$ be the share that is observed.",
        given={"p": q, "n": n},
        parts=[
            Part(
                name="s",
                ask="Give the standard deviation of $h$.",
                answer=number(e),
                follows="sqrt(p*(1 - p)/n)",
                steps=[
                    f"A single observation is 1 with the probability ${q}$ and else 0: its standard deviation is "
                    f"$sqrt({q}*(1 - {q})) = {shown}$.",
                    f"The share is a mean of ${n}$ of them: ${shown}/sqrt({n}) = {e}$.",
                ],
                hints=["A share is the mean of zeros and ones. What is the variance of one of them?"],
                mistakes=[
                    Mistake("forgot-root-n", "sqrt(p*(1 - p))", "That is the standard deviation of a single "
                        "observation."),
                    Mistake("standard-error-divides-by-n", "sqrt(p*(1 - p))/n", "Divide by the root of $n$."),
                    Mistake("sqrt-p", "sqrt(p/n)", "The variance of a single observation is $p*(1 - p)$."),
                ],
            ),
            *tail_parts(z, above, f"the probability that $h$ is {'greater' if above else 'less'} than ${bound}$",
                        f"({bound} - p)/s", str(q), str(e), str(bound)),
        ],
    )  # fmt: skip


def size_for_error(rng: Rng) -> Multipart:
    """The sample size that a standard error, or a probability, needs."""
    about = rng.choice(QUANTITIES)
    mu = rng.integer(*about.mean)
    sigma, d = drawn(
        lambda: (rng.integer(max(4, mu // 3), mu), rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30))),
        lambda found: 4 <= Fraction(found[0], found[1]) <= 20,
    )
    first = Fraction(sigma, d) ** 2
    z = Fraction(196, 100)
    second = (z * sigma / d) ** 2
    half = (Fraction("1.645") * sigma / d) ** 2
    low, high = ceil(first), ceil(second)
    if (
        second.denominator == 1
        or first.denominator == 1
        or high - second > Fraction(9, 10)
        or second % 1 > Fraction(9, 10)
    ):
        raise Redraw("a size near a whole number")
    exact = (Fraction("1.959963985") * sigma / d) ** 2
    if ceil(exact) != high:
        raise Redraw("the quantile of the table matters")
    return Multipart(
        f"Let $X$ be {about.what}, in {about.unit}. It has the mean $mu = {mu}$ and the standard deviation $sigma = "
        f"{sigma}$. "
        "The mean of $n$ independent values is taken; $n$ is large enough for the central limit theorem.",
        given={"d": sigma, "e": d},
        parts=[
            Part(
                ask=f"How many values are needed at least for a standard error of at most ${d}$?",
                answer=number(low),
                follows="ceil((d/e)^2)",
                steps=[
                    f"From ${sigma}/sqrt(n) <= {d}$ follows $sqrt(n) >= {sigma}/({d})$, so $n >= ({sigma}/({d}))^2$, "
                    "which is "
                    f"about ${rounded(first, 2)}$.",
                    f"Rounded up this is ${low}$.",
                ],
                hints=["Solve for the root of $n$ first."],
                mistakes=[
                    Mistake("not-squared", "ceil(d/e)", "That is the root of $n$. Square it."),
                    Mistake("rounds-down", "floor((d/e)^2)", "Round up: with fewer values the error is still too "
                        "large."),
                    Mistake("variance-for-s", "ceil(d^2/e)", "Divide before you square."),
                ],
            ),
            Part(
                ask=f"How many are needed for the mean to lie within ${d}$ of $mu$ with a probability of at least "
                    "95%? Use "
                "$P(-1.96 <= Z <= 1.96) = 0.95$.",
                answer=number(high),
                follows="ceil((1.96*d/e)^2)",
                steps=[
                    f"The distance ${d}$ must be at least $1.96$ standard errors: $1.96*{sigma}/sqrt(n) <= {d}$.",
                    f"So $n >= (1.96*{sigma}/({d}))^2$, which is about ${rounded(second, 2)}$; rounded up this is "
                    f"${high}$.",
                ],
                hints=["How many standard errors must fit into that distance?"],
                mistakes=[
                    Mistake("one-tail-z", number(ceil(half)), "With 1.645 each tail would hold 5 per cent. Both "
                        "together may "
                            "hold 5 per cent only."),
                    Mistake("rounds-down", "floor((1.96*d/e)^2)", "Round up: with fewer values the probability is "
                        "too small."),
                    Mistake("not-squared", "ceil(1.96*d/e)", "That is the root of $n$. Square it."),
                ],
            ),
        ],
    )  # fmt: skip


# Estimators --------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.sampling.estimator_bias_variance",
    title="Compare estimators",
    skill="s.samp.estimator",
    source="Wasserman, All of Statistics (2004), section 6.3",
    levels={"easy": {"estimator": "weighted"}, "core": {"estimator": "shrunken"}, "hard": {"estimator": "compared"}},
)
def estimator_bias_variance(rng: Rng, *, estimator: Literal["weighted", "shrunken", "compared"]) -> Multipart:
    """Find expectation, bias, variance and mean squared error of estimators, and the better one."""
    match estimator:
        case "weighted":
            return weighted_mean(rng)
        case "shrunken":
            return shrunken_mean(rng)
        case "compared":
            return rng.choice((variance_divisor, best_factor, best_factor, pooled_means, pooled_means, pooled_means))(
                rng
            )


FOUR: dict[str, Assumption] = {"mu": "real", "sigma": "positive"}


def in_mu(formula: str) -> ExpressionAnswer:
    """A formula in mu and sigma."""
    return expression(text_of(formula), symbols=FOUR)


def moments(
    e: Fraction, v: Fraction, expectation: Sequence[str], variance: Sequence[str], wrong_v: Sequence[Mistake]
) -> list[Part]:
    """Expectation e*mu, bias, variance v*sigma^2 and mean squared error."""
    b = rational(e - 1)
    mse = text_of(f"({v})*sigma^2 + ({Fraction(b) ** 2})*mu^2")
    return [
        Part(
            name="E",
            ask="Give the expectation of $T$, by $mu$.",
            answer=in_mu(f"({e})*mu"),
            steps=[*expectation, f"So $E(T) = {text_of(f'({e})*mu')}$."],
            hints=["Expectation is linear."],
            mistakes=[
                Mistake("every-estimator-unbiased", in_mu("mu"), "Add the weights: they do not add "
                        "up to 1."),
                Mistake("weights-squared-in-expectation", in_mu(f"({v})*mu"), "Only the variance squares the weights."),
            ],
        ),
        Part(
            name="B",
            ask="Give the bias of $T$ as an estimator of $mu$.",
            answer=in_mu(f"({b})*mu"),
            follows="E - mu",
            steps=[f"The bias is the expectation less what is estimated: ${text_of(f'({e})*mu - mu')} = "
                   f"{text_of(f'({b})*mu')}$."],
            mistakes=[
                Mistake("bias-sign", "mu - E", "It is the expectation less what is estimated, in this order."),
                Mistake("bias-as-ratio", in_mu(str(e)), "The bias is a difference, not a ratio."),
            ],
        ),
        Part(
            name="V",
            ask="Give the variance of $T$, by $sigma$.",
            answer=in_mu(f"({v})*sigma^2"),
            steps=[*variance, f"So $Var(T) = {text_of(f'({v})*sigma^2')}$."],
            hints=["What happens to a factor when it is taken out of a variance?"],
            mistakes=wrong_v,
        ),
        Part(
            ask="Give the mean squared error of $T$, by $mu$ and $sigma$.",
            answer=in_mu(mse),
            follows="V + B^2",
            steps=[f"It is the variance plus the square of the bias: ${text_of(f'({v})*sigma^2 + (({b})*mu)^2')} = "
                   f"{mse}$."],
            hints=["The mean squared error has two parts."],
            mistakes=[
                Mistake("bias-not-squared", "V + B", "The bias enters squared."),
                Mistake("bias-left-out", "V", "That is the variance. Add the square of the bias."),
            ],
        ),
    ]  # fmt: skip


def weighted_mean(rng: Rng) -> Multipart:
    """Two or three observations with weights that do not add up to 1."""
    n = rng.choice((2, 3, 3))
    weights = drawn(
        lambda: [Fraction(rng.integer(1, 5), rng.choice((2, 3, 4, 5, 6))) for _ in range(n)],
        lambda w: (
            sum(w) != 1
            and max(w) < 1
            and sum(w).denominator <= 12
            and sum(w) != sum(k * k for k in w)
            and len(set(w)) > 1
        ),
        200,
    )
    signs = [1] * n
    if n == 3 and rng.chance(Fraction(1, 3)):
        signs[rng.integer(0, 2)] = -1
    c = [rational(s * w) for s, w in zip(signs, weights, strict=True)]
    e, v = sum(map(Fraction, c), Fraction(0)), sum((Fraction(k) ** 2 for k in c), Fraction(0))
    assume(e > 0 and e not in (1, 2, v), "weights that add up to 0 or 1, or a bias of just mu")
    assume(v != 1, "the variance of one observation")
    T = text_of(" + ".join(f"({k})*X_{i}" for i, k in enumerate(c, 1)))
    sizes = sum((abs(Fraction(k)) for k in c), Fraction(0))
    return Multipart(
        f"The observations {listed(f'$X_{i}$' for i in range(1, n + 1))} are independent, each with the mean $mu$ "
        "and the "
        f"variance $sigma^2$. Somebody estimates $mu$ by $T = {T}$.",
        given={"mu": "mu"},
        parts=moments(
            e, v,
            [f"Each observation has the expectation $mu$: the weights add up to ${' + '.join(f'({k})' for k in c)} = "
             f"{e}$."],
            [f"The weights are squared: ${' + '.join(f'({k})^2' for k in c)} = {v}$."],
            [
                Mistake("weights-not-squared", in_mu(f"({e})*sigma^2"), "Square the weights: a factor leaves a "
                    "variance "
                        "squared."),
                Mistake("square-of-sum", in_mu(f"({e**2})*sigma^2"), "Square each weight, then add."),
                *([Mistake("absolute-weights", in_mu(f"({sizes})*sigma^2"), "Square the weights; do not only drop "
                    "their "
                           "signs.")] if sizes != e else []),
            ],
        ),
    )  # fmt: skip


def shrunken_mean(rng: Rng) -> Multipart:
    """A multiple of the sample mean."""
    n, q = rng.integer(2, 100), rng.integer(2, 12)
    c = Fraction(rng.choice([p for p in range(1, 2 * q) if p != q]), q)
    v = c**2 / n
    assume(c != v and v != c**2, "a factor that hides a slip")
    cs = rational(c)
    return Multipart(
        f"The mean $bar(X)$ of $n = {n}$ independent observations is taken, each with the mean $mu$ and the variance "
        f"$sigma^2$. Somebody estimates $mu$ by $T = {text_of(f'({cs})*bar(X)')}$.",
        given={"mu": "mu"},
        parts=moments(
            c, v,
            [f"The sample mean has the expectation $mu$, and the factor ${cs}$ stays."],
            [f"The variance of the sample mean is $sigma^2/({n})$, and the factor is squared: $({cs})^2/({n}) = {v}$."],
            [
                Mistake("factor-not-squared", in_mu(f"({c / n})*sigma^2"), "A factor leaves a variance squared."),
                Mistake("forgot-root-n", in_mu(f"({c**2})*sigma^2"), f"A mean of ${n}$ observations has a variance "
                    f"${n}$ times "
                        "smaller."),
            ],
        ),
    )  # fmt: skip


def variance_divisor(rng: Rng) -> Multipart:
    """The bias of the sum of squares over some divisor."""
    n, k = rng.integer(4, 30), rng.choice((0, 0, 1, 2, -2))
    by = n + k
    e = Fraction(n - 1, by)
    divisor = {0: "n", 1: "n + 1", 2: "n + 2", -2: "n - 2"}[k]
    sigma2 = rng.choice((4, 9, 16, 25, 36, 49))
    bias = rational(e - 1)

    def key(formula: str) -> ExpressionAnswer:
        return expression(text_of(formula), symbols={"sigma": "positive"})

    slip = Mistake(
        "sum-of-squares-has-n",
        key(f"({Fraction(n, by)})*sigma^2"),
        "The deviations from the "
        "own mean are "
        "smaller than those from $mu$: the sum has the expectation $(n - 1)*sigma^2$.",
    )
    return Multipart(
        f"From $n = {n}$ independent observations with the mean $mu$ and the variance $sigma^2$ let $S$ be the sum "
        "of the "
        f"squared deviations $(X_i - bar(X))^2$ from their own mean. The variance is estimated by $T = S/({divisor})$.",
        given={"n": n, "sigma": "sigma"},
        parts=[
            Part(
                name="E",
                ask="Give the expectation of $T$, by $sigma$.",
                answer=key(f"({e})*sigma^2"),
                steps=[
                    "The deviations are taken from the mean of the same data, which costs one degree of freedom: $S$ "
                    "has the "
                    f"expectation $({n} - 1)*sigma^2 = {n - 1}*sigma^2$.",
f"So $E(T) = {text_of(f'({e})*sigma^2')}$: divide ${n - 1}$ by ${by}$.",
                ],
                hints=["Which divisor would make the estimator unbiased?"],
                mistakes=[
                    Mistake("n-unbiased", key("sigma^2"), "The sum of squares has the expectation $(n - 1)*sigma^2$, "
                                                          "so only "
                            "the divisor $n - 1$ is unbiased."),
                    *([slip] if k else []),
                ],
            ),
            Part(
                name="B",
                ask="Give the bias of $T$ as an estimator of $sigma^2$.",
                answer=key(f"({bias})*sigma^2"),
                follows="E - sigma^2",
                steps=[f"The bias is ${text_of(f'({e})*sigma^2 - sigma^2')} = {text_of(f'({bias})*sigma^2')}$."],
                mistakes=[
                    Mistake("bias-sign", key(f"({-Fraction(bias)})*sigma^2"), "It is the expectation less what is "
                        "estimated."),
                    Mistake("bias-as-ratio", key(str(e)), "The bias is a difference, not a ratio."),
                ],
            ),
            Part(
                ask=f"For some data $T$ is ${sigma2 * (n - 1)}$. Which value has the unbiased estimator for the same "
                    "data?",
                answer=number(sigma2 * by),
                steps=[
                    f"The sum of squares is ${by}*{sigma2 * (n - 1)}$, and the unbiased estimator divides it by $n - "
                    f"1 = {n - 1}$.",
                    f"This is ${by}*{sigma2 * (n - 1)}/({n - 1}) = {sigma2 * by}$.",
                ],
                hints=["What is the sum of squares here? By what does the unbiased estimator divide it?"],
                mistakes=[
                    Mistake("correction-reversed", number(Fraction(sigma2 * (n - 1) ** 2, by)), "Multiply by the old "
                        "divisor "
                            "and divide by the new one."),
                    Mistake("divides-by-n", number(Fraction(sigma2 * (n - 1) * by, n) if k else sigma2 * (n - 1)),
                            "The unbiased estimator divides by $n - 1$."),
                ],
            ),
        ],
    )  # fmt: skip


def best_factor(rng: Rng) -> Multipart:
    """The factor that makes the mean squared error of a shrunken mean smallest."""
    n, mu, sigma = rng.integer(2, 20), rng.integer(1, 9), rng.integer(2, 12)
    error = Fraction(sigma**2, n)
    best = mu**2 / (mu**2 + error)
    mse = best**2 * error + (1 - best) ** 2 * mu**2
    assert mse == best * error
    shown = terminating(error) if 1000 % error.denominator == 0 else error
    return Multipart(
        f"A mean $bar(X)$ of $n = {n}$ independent observations is shrunken: $T = c*bar(X)$ is to estimate the mean. "
        "Suppose "
        f"the true mean is ${mu}$ and the true standard deviation ${sigma}$.",
        given={"v": error, "m": mu},
        parts=[
            Part(
                name="c",
                ask="For which $c$ is the mean squared error of $T$ smallest?",
                answer=number(best),
                steps=[
                    f"The variance of the sample mean is $({sigma})^2/({n}) = {shown}$, so $T$ has the variance "
                    f"${shown}*c^2$ and the bias $(c - 1)*{mu}$.",
                    f"The mean squared error is ${shown}*c^2 + {mu**2}*(c - 1)^2$. Its derivative is 0 where "
                    f"${shown}*c + {mu**2}*(c - 1) = 0$.",
                    f"This gives $c = {mu**2}/({mu**2} + {shown}) = {best}$.",
                ],
                hints=["Write the mean squared error as variance plus squared bias, both depending on $c$.",
                       "Differentiate by $c$."],
                mistakes=[
                    Mistake("unbiased-is-best", number(1), "Unbiased is not always best: a little bias may save more "
                            "variance."),
                    Mistake("best-weights-exchanged", number(1 - best), "The larger the variance, the smaller $c$ "
                        "must be."),
                    Mistake("variance-of-one-value", number(Fraction(mu**2, mu**2 + sigma**2)), "The mean of $n$ "
                        "observations "
                            "has a variance $n$ times smaller."),
                ],
            ),
            Part(
                ask="How large is the mean squared error then?",
                answer=number(mse),
                follows="c^2*v + (c - 1)^2*m^2",
                steps=[
                    f"Put in: $({best})^2*{shown} + ({best} - 1)^2*{mu**2} = {mse}$. Without shrinking it would be "
                    f"${shown}$."
                ],
                mistakes=[
                    Mistake("bias-left-out", "c^2*v", "Add the square of the bias."),
                    Mistake("factor-not-squared", "c*v + (c - 1)^2*m^2", "A factor leaves a variance squared."),
                ],
            ),
        ],
    )  # fmt: skip


def pooled_means(rng: Rng) -> Multipart:
    """Two unbiased measurements, weighted for the least variance."""
    n_1, n_2 = rng.distinct(2, 15, count=2)
    s_1, s_2 = rng.integer(1, 9), rng.integer(1, 9)
    v_1, v_2 = Fraction(s_1**2, n_1), Fraction(s_2**2, n_2)
    assume(v_1 != v_2 and Fraction(n_1, n_1 + n_2) != v_2 / (v_1 + v_2), "weights that a wrong rule gives too")
    w = v_2 / (v_1 + v_2)
    least = w**2 * v_1 + (1 - w) ** 2 * v_2
    assert least == v_1 * v_2 / (v_1 + v_2)
    return Multipart(
        f"Two devices measure the same length without bias. The first one has the standard deviation ${s_1}$, and "
        "its mean $A$ "
        f"is taken over ${n_1}$ measurements; the second one has the standard deviation ${s_2}$, and its mean $B$ is "
        "taken "
        f"over ${n_2}$ measurements. All are independent. The length is estimated by $T = w*A + (1 - w)*B$.",
        given={"u": v_1, "v": v_2},
        parts=[
            Part(
                name="w",
                ask="Which weight $w$ gives the least variance?",
                answer=number(w),
                steps=[
                    f"$A$ has the variance $({s_1})^2/({n_1}) = {v_1}$ and $B$ the variance $({s_2})^2/({n_2}) = "
                    f"{v_2}$.",
                    f"The variance of $T$ is ${v_1}*w^2 + {v_2}*(1 - w)^2$. Its derivative is 0 where "
                    f"${v_1}*w - {v_2}*(1 - w) = 0$.",
                    f"This gives $w = {v_2}/({v_1} + {v_2}) = {w}$.",
                ],
                hints=["Write the variance of $T$ as a function of $w$, and differentiate."],
                mistakes=[
                    Mistake("best-weights-exchanged", number(1 - w), "The more precise mean gets the larger weight."),
                    Mistake("weights-by-counts", number(Fraction(n_1, n_1 + n_2)), "The numbers alone do not decide; "
                        "the devices "
                            "differ in precision."),
                    Mistake("equal-weights", number(Fraction(1, 2)), "Equal weights are best only for equal "
                        "variances."),
                ],
            ),
            Part(
                ask="How large is the variance of $T$ then?",
                answer=number(least),
                follows="w^2*u + (1 - w)^2*v",
                steps=[f"Put in: $({w})^2*{v_1} + (1 - {w})^2*{v_2} = {least}$, less than either variance alone."],
                mistakes=[
                    Mistake("weights-not-squared", "w*u + (1 - w)*v", "Square the weights: a factor leaves a "
                        "variance squared."),
                    Mistake("variances-added", number(v_1 + v_2), "The weights count, squared."),
                ],
            ),
        ],
    )  # fmt: skip


# Histograms of means -----------------------------------------------------------------------------------------------

Weights = tuple[int, ...]
"""How often each of the values 0, 1, 2, … comes, as whole numbers."""


class Population(NamedTuple):
    """Values from 0 on, with their weights, and what the shape is called."""

    weights: Weights
    shape: str

    @property
    def total(self) -> int:
        return sum(self.weights)

    @property
    def mu(self) -> Fraction:
        return Fraction(sum(k * w for k, w in enumerate(self.weights)), self.total)

    @property
    def variance(self) -> Fraction:
        return Fraction(sum(k * k * w for k, w in enumerate(self.weights)), self.total) - self.mu**2

    def sums(self, n: int) -> list[float]:
        """The probabilities of all sums of n values, from their generating function."""
        power = [1]
        for _ in range(n):
            made = [0] * (len(power) + len(self.weights) - 1)
            for i, a in enumerate(power):
                for k, w in enumerate(self.weights):
                    made[i + k] += a * w
            power = made
        whole = self.total**n
        return [a / whole for a in power]


def population(rng: Rng, level: str) -> Population:
    """Symmetric ones at the easy level; skewed, two-peaked and two-valued ones above."""
    a, b, c = sorted(rng.distinct(1, 12, count=3))
    m = rng.integer(4, 6)
    if level == "easy":
        return rng.choice((
            Population((c,) * (m + 1), "level"),
            Population((c, a, *([a] * (m - 3)), a, c), "higher at both ends"),
            Population((c, b, a, b, c), "like a valley"),
            Population((a, b, c, b, a), "like a hill"),
            Population((a, c, a, a, c, a), "with two peaks"),
        ))  # fmt: skip
    falling = tuple(max(1, round(c * Fraction(a, b) ** k)) for k in range(m + 1))
    every = [
        Population((5 * c, 2 * b, b, a, a, 1), "skewed to the right"), Population(falling, "skewed to the right"),
        Population((*reversed(falling),), "skewed to the left"), Population((c, *([0] * (m - 1)), a), "of two values "
            "only"),
        Population((a, *([0] * (m - 1)), c), "of two values only"), Population((4 * c, b, 1, a, b), "skewed, with "
            "two peaks"),
    ]  # fmt: skip
    if level == "hard":
        every = [each for each in every if "skewed" in each.shape]
    return rng.choice([each for each in every if len(set(each.weights)) > 1])


SIZES: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "easy": ((1, 4, 16), (1, 5, 25), (2, 8, 30), (1, 5, 30), (2, 6, 25), (1, 4, 25), (1, 3, 20)),
    "core": ((1, 3, 9, 25), (1, 4, 10, 25), (2, 5, 12, 32), (1, 3, 9, 30), (1, 4, 9, 25)),
    "hard": ((1, 4, 30), (1, 5, 30), (1, 3, 25), (2, 7, 32), (1, 4, 25), (2, 6, 30)),
}
SQUARES: Mapping[tuple[int, ...], tuple[int, int]] = {
    (1, 3, 9, 25): (1, 25), (1, 4, 10, 25): (1, 25), (2, 5, 12, 32): (2, 32), (1, 3, 9, 30): (1, 9),
           (1, 4, 9, 25): (1, 4),
}  # fmt: skip
"""By sizes, two sizes whose quotient is a square."""


@exercise(
    "prob_stats.sampling.clt_histograms",
    title="Which histogram belongs to which n?",
    skill="s.samp.clt",
    source="OpenStax, Introductory Statistics (2013), section 7.1",
    levels={"easy": {"means": "symmetric"}, "core": {"means": "skewed"}, "hard": {"means": "standardised"}},
)
def clt_histograms(rng: Rng, *, means: Literal["symmetric", "skewed", "standardised"]) -> Multipart:
    """Match histograms of sample means with the sizes of the samples."""
    level = {"symmetric": "easy", "skewed": "core", "standardised": "hard"}[means]
    people, sizes = population(rng, level), rng.choice(SIZES[level])
    order = rng.shuffled(sizes)
    names = "ABCD"[: len(sizes)]
    left = {name: f"figure {name}" for name in names}
    right = {str(k): f"$n = {n}$" for k, n in enumerate(sizes, 1)}
    number_of = {n: str(k) for k, n in enumerate(sizes, 1)}
    pairs = {name: number_of[n] for name, n in zip(names, order, strict=True)}
    standard = means == "standardised"

    def belief(taken: Mapping[int, int]) -> MatchingAnswer:
        """The key of who takes each size for another one."""
        return matching(left, right, {name: number_of[taken[n]] for name, n in zip(names, order, strict=True)})

    backwards = dict(zip(sizes, reversed(sizes), strict=True))
    like_people = dict(zip(sizes, (sizes[-1], *sizes[:-1]), strict=True))
    figures = [means_figure(people, 1, "population", standard=False)]
    figures += [means_figure(people, n, name, standard=standard) for name, n in zip(names, order, strict=True)]
    widths = {n: rounded(sqrt(people.variance / n), 2) for n in sizes}
    if standard:
        how = "All are standardised: their means are 0 and their standard deviations 1, so only their shapes differ."
        steps = [
            "Standardised, all have the same centre and the same width. With few values the shape still resembles the "
            f"population, which is {people.shape}; with more values it comes closer to a bell.",
            "More values also make more steps: the bars become narrower.",
        ]
    else:
        how = "All have the same horizontal axis."
        steps = [
            "The means scatter about the centre of the population whatever $n$ is; their standard deviation is "
            f"$sigma/sqrt(n)$, here about {listed(f'${widths[n]}$ for $n$ equal to ${n}$' for n in sizes)}.",
            f"So the widest histogram belongs to the smallest $n$. Its shape is the most like the population, which is "
            f"{people.shape}; the others come closer to a bell.",
        ]  # fmt: skip
    going = listed(f"${n}$ in figure {name}" for name, n in zip(names, order, strict=True))
    return Multipart(
        f"From the population in the first figure samples of $n$ independent values are drawn. The other figures "
        "show how the "
        f"mean of a sample is distributed, for {COUNTS[len(sizes)]} sizes $n$. {how}",
        figures=figures,
        parts=[
            Part(
                ask="Which figure belongs to which $n$?",
                answer=matching(left, right, pairs),
                steps=[*steps, f"So $n$ is {going}."],
                hints=["What becomes of the standard deviation of a mean as $n$ grows?" if not standard else
                       "What does the central limit theorem say about the shape?"],
                mistakes=[
                    Mistake("population-becomes-normal" if standard else "width-grows", belief(backwards),
                            "The population keeps its shape. It is the distribution of the mean that comes closer to "
                            "a bell "
                            "as $n$ grows." if standard else "Means of more values lie closer to the centre: the "
                                "histogram "
                            "becomes narrower."),
                    Mistake("means-look-like-population", belief(like_people), "Means are not distributed as the "
                        "population "
                            "is; only for $n$ equal to 1 they are."),
                ],
            ),
            second_part(rng, sizes, level),
        ],
    )  # fmt: skip


COUNTS = {3: "three", 4: "four"}


def second_part(rng: Rng, sizes: tuple[int, ...], level: str) -> Part:
    """What the theorems say, the ratio of two widths, or a standard deviation."""
    if level == "easy":
        texts = [
            "The mean of a sample is distributed more and more like a bell, and ever more narrowly.",
            "The values of the population are distributed more and more like a bell.",
            "The mean of a sample is distributed ever more widely, since there are more values.",
            "The mean of a sample keeps the shape of the population, only more narrowly.",
        ]

        options = tuple(Option(id="abcd"[k], text=text) for k, text in enumerate(rng.shuffled(texts)))

        def key(text: str) -> ChoiceAnswer:
            (id,) = (option.id for option in options if option.text == text)
            return ChoiceAnswer(options=options, value=id)

        return Part(
            ask="Which statement about growing $n$ is right?",
            answer=key(texts[0]),
            steps=[
                "The standard deviation of the mean is $sigma/sqrt(n)$, and by the central limit theorem its "
                "distribution "
                "comes closer to a normal one. The population stays as it is.",
            ],
            mistakes=[
                Mistake("population-becomes-normal", key(texts[1]), "The population does not change; the "
                    "distribution of the "
                        "mean does."),
                Mistake("width-grows", key(texts[2]), "Large and small values cancel more and more in a mean."),
                Mistake("means-look-like-population", key(texts[3]), "The shape changes too: it comes closer to a "
                    "bell."),
            ],
        )  # fmt: skip
    if level == "core":
        few, many = SQUARES[sizes]
        ratio = many // few
        root = int(sqrt(ratio))
        return Part(
            ask=f"How many times as large is the standard deviation of the mean of ${few}$ value{'s' * (few > 1)} as "
                "that of "
            f"the mean of ${many}$ values?",
            answer=number(root),
            steps=[f"It is $sigma/sqrt(n)$, so the ratio is $sqrt({many}/({few})) = {root}$."],
            hints=["How does the standard deviation of a mean depend on $n$?"],
            mistakes=[
                Mistake("width-over-n", number(ratio), "It falls with the root of $n$."),
                Mistake("width-grows", number(Fraction(1, root)), "More values make the mean less variable, not more."),
            ],
        )  # fmt: skip
    root, error = rng.choice((2, 3, 4, 5, 6, 7, 8, 9, 10)), Fraction(rng.integer(2, 30), 10)
    sigma = terminating(error * root)
    return Part(
        ask=f"Another population has the standard deviation ${sigma}$. Which standard deviation has the mean of "
            f"${root**2}$ "
        "values, before it is standardised?",
        answer=number(terminating(error)),
        steps=[f"It is $sigma/sqrt(n) = {sigma}/sqrt({root**2}) = {terminating(error)}$."],
        hints=["How does the standard deviation of a mean depend on $n$?"],
        mistakes=[
            Mistake("width-over-n", number(error / root), "It falls with the root of $n$."),
            Mistake("forgot-root-n", number(sigma), "That is the standard deviation of a single value."),
            Mistake("sum-for-mean", number(error * root**2), "That is the standard deviation of the sum."),
        ],
    )  # fmt: skip


def means_figure(people: Population, n: int, name: str, *, standard: bool) -> Figure:
    """The exact distribution of the mean of n values, as bars of equal width and of area 1."""
    chances = people.sums(n)
    shown = [k for k, p in enumerate(chances) if p > 1e-4]
    low, high = shown[0], shown[-1]
    mu, spread = float(people.mu), float(people.variance / n) ** 0.5

    def place(total: float) -> float:
        mean = total / n
        return (mean - mu) / spread if standard else mean

    edges = tuple(round(place(k - 0.5), 4) for k in range(low, high + 2))
    width = place(1) - place(0)
    heights = tuple(round(chances[k] / width, 4) for k in range(low, high + 1))
    ends = (-0.5, len(people.weights) - 0.5)
    deviation = float(people.variance) ** 0.5
    sides = [(end - mu) / deviation for end in ends]
    far = [side + (1 if side > 3 else -1 if side < -3 else 0) for side in sides]  # means have longer tails than values
    view = (min(-4, floor(far[0])), max(4, ceil(far[1]))) if standard else ends
    reached = 0.0
    quantiles: dict[float, float] = {}
    for k in range(len(chances)):
        reached += chances[k]
        for share in (0.025, 0.25, 0.5, 0.75, 0.975):
            if reached >= share - 1e-12:
                quantiles.setdefault(share, place(k))
    spelled = ", ".join(f"{plain(100 * share)} per cent up to {plain(round(x, 2))}" for share, x in quantiles.items())
    inside = [(i, h) for i, h in enumerate(heights) if view[0] <= edges[i] and edges[i + 1] <= view[1]]
    first, last = inside[0][0], inside[-1][0]
    return Figure(
        alt=f"Histogram {name} with {last - first + 1} bars. Of its area lie {spelled}.",
        marks=(Bars(edges=edges[first : last + 2], heights=heights[first : last + 1]),),
        x=axis(view, "z" if standard else "mean" if name != "population" else "x", step=1),
        y=axis((0, 1.1 * max(heights)), shown=False),
        label=name,
    )


# The law of large numbers ------------------------------------------------------------------------------------------

TRIALS = (
    ("A wheel of fortune is spun {n} times", "win", "spins"), ("A bent coin is tossed {n} times", "heads", "tosses"),
    ("A drawing pin is thrown {n} times", "point up", "throws"),
    ("A simulated player shoots {n} times", "hit", "shots"),
    ("A filter judges {n} e-mails", "spam", "e-mails"), ("A model labels {n} photos", "correct label", "photos"),
)  # fmt: skip
"""What is done again and again, what counts, and what it is counted in."""


@exercise(
    "prob_stats.sampling.running_mean_lln",
    title="Law of large numbers: running means",
    skill="s.samp.clt",
    source="Blitzstein and Hwang, Introduction to Probability, 2nd edition (2019), section 10.2",
    tier="standard",
    levels={"easy": {"paths": "one"}, "core": {"paths": "three"}, "hard": {"paths": "streak"}},
)
def running_mean_lln(rng: Rng, *, paths: Literal["one", "three", "streak"]) -> Multipart:
    """Read a probability, standard deviations, or what follows a streak, off paths of running means."""
    match paths:
        case "one":
            return limit_read(rng)
        case "three":
            return three_paths(rng)
        case "streak":
            return after_streak(rng)


def running(values: Sequence[int]) -> list[Fraction]:
    """The means of the first values."""
    total, means = 0, []
    for n, value in enumerate(values, 1):
        total += value
        means.append(Fraction(total, n))
    return means


def path_figure(means: Sequence[Fraction], y: tuple[Rational, Rational], what: str, *, name: str = "") -> Figure:
    """Running means over n; the text alternative tells some of them."""
    told = [n for n in (1, 5, 10, 20, 50, 100, 200, 300, 400, 600) if n <= len(means)]
    spelled = listed(f"{plain(round(float(means[n - 1]), 3))} after {n}" for n in told)
    return Figure(
        alt=f"{f'Figure {name}: a' if name else 'A'} curve of {what} over the number n of values. It is about "
        f"{spelled}.",
        marks=(Curve(points=tuple((float(n), round(float(m), 4)) for n, m in enumerate(means, 1))),),
        x=axis((0, len(means)), "n"),
        y=axis(y),
        grid=True,
        rim=True,
        label=name,
    )


STATEMENTS = (
    "The more {trials}, the closer the share is likely to be to the probability.",
    "After several {trials} without {success}, {success} becomes more likely, so that the share evens out.",
    "After ten {trials} the share is practically equal to the probability.",
    "The curve shows after each of the {trials} how it ended.",
)


def limit_read(rng: Rng) -> Multipart:
    """The probability that a path of shares tends to."""
    scene, success, trials = rng.choice(TRIALS)
    count = rng.choice((400, 500, 600))
    percent = rng.choice((20, 25, 30, 35, 40, 60, 65, 70, 75, 80))
    p = Fraction(percent, 100)
    error = float(p * (1 - p) / count) ** 0.5

    def fits(means: Sequence[Fraction]) -> bool:
        early = abs(float(means[9] - p))
        return (
            abs(float(means[-1] - p)) < 1.4 * error and abs(float(means[count // 2] - p)) < 3 * error and early >= 0.1
        )

    for _ in range(40):
        values = [int(rng.integer(1, 100) <= percent) for _ in range(count)]
        if fits(means := running(values)):
            break
    else:
        raise Redraw("no path that settles")
    others = {
        "mean-at-once": rational(rounded(means[9], 1)),
        "last-draw-for-mean": values[-1],
        "share-of-failures": terminating(1 - p),
        "always-one-half": terminating(Fraction(1, 2)),
    }
    told = {
        "mean-at-once": "That is the share after a few of them, when it still wanders. Look where the curve settles.",
        "last-draw-for-mean": "The curve shows shares of all so far, not single outcomes.",
        "share-of-failures": "That is the probability of the opposite.",
        "always-one-half": "Two outcomes need not be equally likely.",
    }
    kept: dict[str, Rational] = {}
    for id, x in others.items():
        if all(abs(Fraction(x) - Fraction(y)) >= Fraction(9, 100) for y in (p, *kept.values())):
            kept[id] = x
    texts = [f"${terminating(p)}$", *(f"${x}$" for x in kept.values())]
    words = [text.format(trials=trials, success=f'"{success}"') for text in STATEMENTS]

    def key(text: str, of: Sequence[str]) -> ChoiceAnswer:
        return choice(text, *(other for other in of if other != text))

    return Multipart(
        f'{scene.format(n=f"${count}$")}. The curve shows for each $n$ the share of "{success}" among the first $n$ '
        f"{trials}.",
        figures=[path_figure(means, (0, 1), f"the share of {success}")],
        parts=[
            Part(
                ask=f'Which of these is the probability of "{success}", as far as one can tell?',
                answer=key(texts[0], texts),
                steps=[
                    "By the law of large numbers the share settles near the probability.",
                    f"Far to the right the curve stays near ${terminating(p)}$.",
                ],
                hints=["Which part of the curve tells most?"],
                mistakes=[Mistake(id, key(f"${x}$", texts), told[id]) for id, x in kept.items()],
            ),
            Part(
                ask="Which statement does the law of large numbers support?",
                answer=key(words[0], words),
                steps=["It says that large deviations of the share become unlikely as the number grows; it says "
                       "nothing about "
                       "the next one, nor about small numbers."],
                mistakes=[
                    Mistake("later-draws-compensate", key(words[1], words), "The trials have no memory. A bad start "
                        "is diluted, "
                            "not made up for."),
                    Mistake("mean-at-once", key(words[2], words), "After ten of them the share may still be far off, "
                        "as the "
                            "curve shows."),
                    Mistake("last-draw-for-mean", key(words[3], words), "It shows shares, and they change less and "
                        "less."),
                ],
            ),
        ],
    )  # fmt: skip


def three_paths(rng: Rng) -> Multipart:
    """Which path belongs to the most variable values."""
    mu, unit = rng.integer(20, 200), rng.choice((1, 2, 3, 4, 5))
    spreads = [unit, 3 * unit, 9 * unit]
    length = 150

    def wobble(means: Sequence[Fraction]) -> float:
        return sum(abs(float(m) - mu) for m in means[5:100]) / 95

    for _ in range(30):
        found = []
        for s in spreads:
            # uniform on mu - 1.732*s to mu + 1.732*s, which has the standard deviation s
            reach = 1732 * s
            found.append([m / 1000 + mu for m in running([rng.integer(-reach, reach) for _ in range(length)])])
        sizes = [wobble(means) for means in found]
        settled = all(
            abs(float(means[-1] - mu)) < 1.5 * s / length**0.5 for means, s in zip(found, spreads, strict=True)
        )
        if settled and sizes[1] > 1.8 * sizes[0] and sizes[2] > 1.8 * sizes[1]:
            break
    else:
        raise Redraw("no paths that tell the spreads apart")
    order = rng.shuffled(range(3))
    y = (mu - 9 * unit, mu + 9 * unit)
    left = {name: f"figure {name}" for name in "ABC"}
    right = {str(k): f"$sigma = {s}$" for k, s in enumerate(spreads, 1)}
    pairs = {name: str(k + 1) for name, k in zip("ABC", order, strict=True)}
    backwards = {name: str(3 - k) for name, k in zip("ABC", order, strict=True)}
    small, large = rng.choice(((0, 1), (1, 2), (0, 2)))
    ratio = spreads[large] // spreads[small]
    n = rng.choice((10, 15, 20, 25, 30, 40, 50, 60, 80, 100))
    shift = {name: str((k + 1) % 3 + 1) for name, k in zip("ABC", order, strict=True)}
    return Multipart(
        f"Three computers draw independent random numbers. All of them have the mean $mu = {mu}$, but the three have "
        "different standard deviations $sigma$. The figures show for each $n$ the mean of the first $n$ numbers; "
        "their axes "
        "are the same.",
        figures=[path_figure(found[k], y, "the running mean", name=name) for name, k in zip("ABC", order, strict=True)],
        parts=[
            Part(
                ask="Which figure belongs to which standard deviation?",
                answer=matching(left, right, pairs),
                steps=[
                    "After $n$ values the mean typically lies $sigma/sqrt(n)$ away from $mu$: the larger $sigma$, "
                    "the wider a "
                    "path wanders before it settles.",
                    "The calmest path has the smallest standard deviation: "
                    + listed(f"figure {name} has ${spreads[k]}$" for name, k in zip("ABC", order, strict=True)) + ".",
                ],
                hints=["How far from $mu$ is the mean of $n$ values typically?"],
                mistakes=[
                    Mistake("calm-path-is-spread-out", matching(left, right, backwards), "A calm path means a small "
                        "standard "
                            "deviation."),
                    Mistake("paths-mixed-up", matching(left, right, shift), "Compare how far the paths wander in the "
                        "first "
                            "fifty values."),
                ],
            ),
            Part(
                ask=f"After $n = {n}$ values the mean with $sigma = {spreads[small]}$ is typically as near to $mu$ "
                    "as the mean "
                f"with $sigma = {spreads[large]}$ after how many values?",
                answer=number(n * ratio**2),
                steps=[
                    f"Both distances are $sigma/sqrt(n)$. With a ${ratio}$ times larger $sigma$ the root of the "
                    "number must be "
                    f"${ratio}$ times larger, so the number itself $({ratio})^2 = {ratio**2}$ times.",
                    f"This is ${ratio**2}*{n} = {n * ratio**2}$.",
                ],
                hints=["Set the two standard errors equal."],
                mistakes=[
                    Mistake("linear-in-n", number(n * ratio), "The root of the number counts, so its square must "
                        "grow."),
                    Mistake("same-n-same-error", number(n), "Larger deviations need more values."),
                ],
            ),
        ],
    )  # fmt: skip


STREAKS = (
    ("A fair coin shows heads", "heads", "tosses", Fraction(1, 2)), ("A fair die shows a "
        "six", "sixes", "rolls", Fraction(1, 6)),
    ("A fair wheel with four equal fields stops at red", "reds", "spins", Fraction(1, 4)),
    ("A fair wheel with five equal fields stops at red", "reds", "spins", Fraction(1, 5)),
    ("From a shuffled deck, which is put together again each time, comes a heart", "hearts", "draws", Fraction(1, 4)),
    ("A fair die shows an even number", "even numbers", "rolls", Fraction(1, 2)),
    ("A fair wheel with ten equal fields stops at zero", "zeros", "spins", Fraction(1, 10)),
)  # fmt: skip


def after_streak(rng: Rng) -> Multipart:
    """What is expected after a streak: it is diluted, and not made up for."""
    scene, what, trials, p = rng.choice(STREAKS)
    s = rng.integer(4, 12)
    q = p.denominator
    m = q * rng.integer(max(1, 20 // q), 200 // q)
    expected = s + p * m
    share = expected / (s + m)
    surplus = s - p * s
    written = f"{rational(expected)}/({s + m})" + f" = {share}" * (share.denominator != s + m)
    length = 200
    values = [1] * s + [int(rng.integer(1, q) == 1) for _ in range(length - s)]
    means = running(values)
    words = [
        f"The later {trials} dilute the streak; they do not make up for it.",
        f"The later {trials} bring fewer {what} than usual, until the share is right.",
        f"The streak shows that {what} are more likely from now on.",
        f"The share is ${p}$ from the next of the {trials} on.",
    ]

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in words if other != text))

    return Multipart(
        f"{scene} ${s}$ times in a row, at the very beginning. Then it goes on for ${m}$ more {trials}. The figure "
        "shows the "
        f"share of {what} in such a series that began in the same way.",
        given={"s": s, "m": m, "p": p},
        figures=[path_figure(means, (0, 1), f"the share of {what}")],
        parts=[
            Part(
                name="k",
                ask=f"How many {what} are expected among all ${s + m}$ {trials}, now that the streak has happened?",
                answer=number(rational(expected)),
                follows="s + p*m",
                steps=[
                    f"The streak is there: ${s}$. Of the ${m}$ others ${p}*{m} = {rational(p * m)}$ are expected.",
                    f"Together ${s} + {rational(p * m)} = {rational(expected)}$.",
                ],
                hints=["What is known already, and what is still open?"],
                mistakes=[
                    Mistake("later-draws-compensate", "p*(s + m)", "The later ones do not make up for the streak: "
                        "they have no "
                            "memory."),
                    Mistake("streak-forgotten", "p*m", f"The first ${s}$ count too."),
                ],
            ),
            Part(
                ask="Which share of all is that?",
                answer=number(share),
                follows="k/(s + m)",
                steps=[
                    f"It is ${written}$, which is about ${rounded(share, 3)}$. That is closer to "
                    f"${p}$ than the share 1 of the streak, but not equal to it.",
                ],
                mistakes=[
                    Mistake("later-draws-compensate", "p", "The share only comes closer to that, the more values "
                                                           "there are."),
                    Mistake("divides-by-new-values-only", "k/m", "Divide by all of them, the streak included."),
                ],
            ),
            Part(
                ask=f"By how much does this expected number exceed ${p}$ times ${s + m}$?",
                answer=number(rational(surplus)),
                follows="k - p*(s + m)",
                steps=[
                    f"${rational(expected)} - {p}*{s + m} = {rational(surplus)}$. The surplus of the streak stays; "
                    "only the share "
                    "forgets it.",
                ],
                hints=["How large was the surplus right after the streak?"],
                mistakes=[
                    Mistake("surplus-vanishes", number(0), "The surplus stays. Only divided by ever more values it "
                                                           "becomes "
                            "small."),
                    Mistake("whole-streak-as-surplus", "s", f"Of the ${s}$ first ones some were to be expected."),
                ],
            ),
            Part(
                ask="Which statement is right?",
                answer=key(words[0]),
                steps=["The expected surplus stays, while the number of values grows: the share tends to the "
                       "probability "
                       "because the streak counts ever less."],
                mistakes=[
                    Mistake("later-draws-compensate", key(words[1]), "They have no memory: as many as usual are "
                        "expected."),
                    Mistake("streak-goes-on", key(words[2]), "All are fair and independent: the probability stays."),
                    Mistake("mean-at-once", key(words[3]), "The share changes slowly, and only tends to that."),
                ],
            ),
        ],
    )  # fmt: skip
