"""Sampling distributions, the law of large numbers, estimators."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    exercise,
    expression,
    number,
    rounded,
    terminating,
)
from generators.maths.distributions import normal_cdf, phi_table
from generators.maths.figures import listed
from generators.maths.rationals import Rational, rational
from generators.maths.reals import sqrt
from generators.maths.rng import Redraw, drawn
from generators.notation import text_of
from schemas.answer import Assumption, ExpressionAnswer, NumberAnswer

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
            return rng.choice((variance_divisor, best_factor, pooled_means))(rng)


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
    assume(e > 0 and e not in (1, v), "weights that add up to 0 or 1")
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
    n, q = rng.integer(2, 40), rng.integer(2, 12)
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
                    Mistake("sum-of-squares-has-n", key(f"({Fraction(n, by)})*sigma^2"), "The deviations from the "
                        "own mean are "
                            "smaller than those from $mu$: the sum has the expectation $(n - 1)*sigma^2$."),
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
    n_1, n_2 = rng.distinct(2, 12, count=2)
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
