"""Bayesian statistics: posterior distributions, maximum a posteriori estimates, regularisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise, product
from math import isqrt, lcm, prod
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    choice,
    exercise,
    expression,
    matching,
    number,
    order,
    rounded,
    terminating,
    vector,
)
from generators.maths.beta import LOOKS, Beta, beta_curves
from generators.maths.designs import with_sum
from generators.maths.figures import at, axis, listed, plain, points_of, spot
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational
from generators.maths.rng import drawn
from schemas.answer import ChoiceAnswer, MatchingAnswer
from schemas.exercise import DataTable
from schemas.figure import Bars, Curve, Dots, Figure, Mark

# Prior, likelihood, posterior table --------------------------------------------------------------------------------


class Source(NamedTuple):
    """Things of several types, one of which is at work: what happens, how results are written, what is asked next."""

    scene: str
    type: str
    hit: str
    event: str
    letters: tuple[str, str]
    record: str
    next: str


SOURCES = (
    Source("A box holds bent coins of {n} types. One coin is drawn and tossed", "type", "heads", "probability of heads",
           ("H", "T"), "H for heads, T for tails", "the next toss shows heads"),
    Source("A bag holds loaded dice of {n} types. One die is drawn and rolled", "type", "a six", "probability of a six",
           ("S", "N"), "S for a six, N for another number", "the next roll shows a six"),
    Source("Someone has chosen one of {n} urns. Balls are drawn from it and put back", "urn", "red",
           "share of red balls", ("R", "W"), "R for red, W for white", "the next ball is red"),
    Source("A letter was written by one of {n} authors. Its sentences are examined", "author", "a long sentence",
           "share of long sentences", ("L", "S"), "L for long, S for short", "the next sentence is long"),
    Source("A part comes from one of {n} machines. Parts from the same machine are tested", "machine", "faulty",
           "share of faulty parts", ("F", "G"), "F for faulty, G for good", "the next part is faulty"),
    Source("A visitor belongs to one of {n} groups. For each page it is noted whether the visitor clicks", "group",
           "a click", "probability of a click", ("C", "N"), "C for a click, N for none",
           "the visitor clicks on the next page"),
)  # fmt: skip
WORDS = {2: "two", 3: "three", 4: "four"}
CHANCES = tuple(sorted({Fraction(i, q) for q in (4, 5, 10) for i in range(1, q)}))
SPLITS = {
    2: tuple((Fraction(i, q), Fraction(q - i, q)) for q in (3, 4, 5, 6, 8, 10) for i in range(1, q) if 2 * i != q),
    3: tuple(
        tuple(Fraction(i, q) for i in (a, b, q - a - b))
        for q in (4, 5, 6, 8, 10) for a in range(1, q - 1) for b in range(1, q - a) if not 3 * a == 3 * b == q
    ),
    4: tuple(
        tuple(Fraction(i, q) for i in (a, b, c, q - a - b - c))
        for q in (5, 6, 8, 10) for a in range(1, q) for b in range(1, q - a) for c in range(1, q - a - b)
        if not 4 * a == 4 * b == 4 * c == q
    ),
}  # fmt: skip
"""Prior probabilities by the number of hypotheses."""


class Belief(NamedTuple):
    """Hypotheses with their prior, the chance of a hit under each, and tries as a word of 1 (hit) and 0."""

    prior: Sequence[Fraction]
    chance: Sequence[Fraction]
    tries: Sequence[int]

    @property
    def likelihood(self) -> list[Fraction]:
        return [prod((p if hit else 1 - p for hit in self.tries), start=Fraction(1)) for p in self.chance]

    @property
    def joint(self) -> list[Fraction]:
        return [w * each for w, each in zip(self.prior, self.likelihood, strict=True)]

    @property
    def posterior(self) -> list[Fraction]:
        total = sum(self.joint)
        return [each / total for each in self.joint]

    @property
    def best(self) -> int:
        return largest(self.posterior)

    @property
    def likeliest(self) -> int:
        return largest(self.likelihood)

    def single(self, worth: Sequence[Fraction]) -> bool:
        """Whether the largest of them stands alone."""
        return list(worth).count(max(worth)) == 1


def largest(worth: Sequence[Rational]) -> int:
    return list(worth).index(max(worth))


@exercise(
    "prob_stats.map.discrete_posterior",
    title="Prior, likelihood, posterior table",
    skill="s.map.discrete",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 4.6",
    levels={"easy": {"stages": "one toss"}, "core": {"stages": "one"}, "hard": {"stages": "two"}},
)
def discrete_posterior(rng: Rng, *, stages: Literal["one toss", "one", "two"]) -> Multipart:
    """Update a discrete prior: likelihoods, posterior, the most probable hypothesis, a prediction."""
    about = rng.choice(SOURCES)
    if stages == "one toss":
        return one_toss(rng, about)
    return several_tosses(rng, about) if stages == "one" else two_stages(rng, about)


def believed(rng: Rng, hypotheses: int, tries: tuple[int, int], turn: bool | None, bound: int) -> Belief:
    """A draw whose posterior has denominators up to `bound`; with `turn` the most probable hypothesis is not the
    likeliest one, without it is, None leaves that open."""

    def draw() -> Belief:
        n = rng.integer(*tries)
        return Belief(
            rng.choice(SPLITS[hypotheses]), rng.sample(CHANCES, hypotheses), [rng.integer(0, 1) for _ in range(n)]
        )

    def fits(made: Belief) -> bool:
        if not (made.single(made.posterior) and made.single(made.likelihood)):
            return False
        if turn is not None and (made.best != made.likeliest) != turn:
            return False
        mixed = len(made.tries) == 1 or sum(made.tries) > 0
        return mixed and lcm(*(p.denominator for p in made.posterior)) <= bound and list(made.posterior) != made.prior

    return drawn(draw, fits, tries=300)


def written(about: Source, tries: Sequence[int]) -> str:
    hit, miss = about.letters
    return " ".join(hit if each else miss for each in tries)


def stem_of(about: Source, made: Belief) -> str:
    return (
        f"{about.scene.format(n=WORDS[len(made.prior)])}. The table shows the prior probability of each {about.type} "
        f"and its {about.event}; given the {about.type}, results are independent."
    )


def table_of(about: Source, made: Belief) -> DataTable:
    return DataTable(
        columns=(about.type, "prior probability", about.event),
        rows=tuple((str(i), str(w), str(p)) for i, (w, p) in enumerate(zip(made.prior, made.chance, strict=True), 1)),
    )


def row(worth: Sequence[Rational]) -> str:
    return f"[{', '.join(map(str, worth))}]"


def column(worth: Sequence[Rational]) -> str:
    """As rules need it: vector answers are columns."""
    return f"[{', '.join(f'[{each}]' for each in worth)}]"


def products(made: Belief) -> str:
    return listed(f"$({w})*({each}) = {w * each}$" for w, each in zip(made.prior, made.likelihood, strict=True))


def normalised(joint: Sequence[Fraction]) -> list[Fraction]:
    return [each / sum(joint) for each in joint]


def posterior_steps(made: Belief) -> list[str]:
    total = sum(made.joint)
    return [
        f"Prior times likelihood gives {products(made)}.",
        f"These add up to ${' + '.join(map(str, made.joint))} = {total}$.",
        f"Divide each by the sum: ${row(made.posterior)}$.",
    ]


def not_normalised(rule: str) -> Mistake:
    return Mistake(
        "posterior-not-normalised", rule, "Probabilities must add up to $1$: divide the products by their sum."
    )


LEGEND = "In the figure the bars are these probabilities, and the hollow squares are those before any data."


def with_legend(steps: Sequence[str]) -> list[str]:
    """The last step also tells what the figure below it shows."""
    return [*steps[:-1], f"{steps[-1]} {LEGEND}"]


def bars(made: Belief, about: Source) -> Figure:
    """The posterior as bars, the prior as hollow marks."""
    n = len(made.prior)
    told = "; ".join(
        f"{about.type} {i}: prior {plain(w)}, posterior {plain(p)}"
        for i, (w, p) in enumerate(zip(made.prior, made.posterior, strict=True), 1)
    )
    return Figure(
        alt=f"Bars for the posterior probabilities and hollow marks for the prior ones. {told}.",
        marks=(
            Bars(edges=tuple(i + 0.5 for i in range(n + 1)), heights=tuple(round(float(p), 4) for p in made.posterior)),
            Dots(points=tuple((float(i), round(float(w), 4)) for i, w in enumerate(made.prior, 1)), colour="orange",
                 hollow=True),
        ),
        x=axis((0.5, n + 0.5), about.type, step=1),
        y=axis((0, 1.1 * float(max(*made.prior, *made.posterior))), "probability"),
    )  # fmt: skip


def one_toss(rng: Rng, about: Source) -> Multipart:
    made = believed(rng, 2, (1, 1), None, 60)
    result = about.letters[1 - made.tries[0]]
    n = len(made.prior)
    likely = [str(each) for each in made.likelihood]
    return Multipart(
        f"{stem_of(about, made)} The first result is {result} ({about.record}).",
        data=table_of(about, made),
        given={"w": column(made.prior)},
        parts=[
            Part(
                name="L",
                ask=f"Give the likelihoods of this result under {about.type} 1 and {about.type} 2, as $[L_1, L_2]$.",
                answer=vector(*made.likelihood),
                hints=["A likelihood is the probability of the result under the hypothesis."],
                steps=[
                    f"The result is {result}, so the likelihood is the {about.event}"
                    + ("." if made.tries[0] else ", subtracted from $1$."),
                    f"This gives $[{', '.join(likely)}]$.",
                ],
                mistakes=[
                    Mistake("likelihood-as-posterior", vector(*normalised(made.likelihood)),
                            "Likelihoods need not add up to $1$. Leave them as they are."),
                    *([] if made.tries[0] else [
                        Mistake("wrong-result", vector(*made.chance), f"The result was {result}, the other one."),
                    ]),
                ],
            ),
            Part(
                name="J",
                ask="Give the products of prior and likelihood, as $[J_1, J_2]$.",
                answer=vector(*made.joint),
                follows="w odot L",
                steps=[f"The products are {products(made)}.", f"Together: ${row(made.joint)}$."],
                mistakes=[Mistake("adds-instead-of-multiplying", "w + L",
                                  "The probability of both, hypothesis and result, is a product.")],
            ),
            Part(
                name="P",
                ask="Give the posterior probabilities, as $[P_1, P_2]$.",
                answer=vector(*made.posterior),
                follows=f"J/(J dot {column([1] * n)})",
                hints=["The posterior is proportional to prior times likelihood, and it adds up to $1$."],
                steps=[
                    f"The products add up to ${' + '.join(map(str, made.joint))} = {sum(made.joint)}$, which is the "
                    "probability of the result.",
                    f"Divide each by it: ${row(made.posterior)}$. {LEGEND}",
                ],
                mistakes=[
                    not_normalised("J"),
                    Mistake("likelihood-as-posterior", vector(*normalised(made.likelihood)),
                            "You normalised the likelihoods. Multiply by the prior probabilities first."),
                ],
                figure=bars(made, about),
            ),
        ],
    )  # fmt: skip


def likelihoods_part(about: Source, made: Belief, name: str = "L") -> Part:
    texts = []
    for i, (p, worth) in enumerate(zip(made.chance, made.likelihood, strict=True), 1):
        factors = "*".join(f"({p if hit else 1 - p})" for hit in made.tries)
        texts.append(f"{about.type} {i}: ${factors} = {worth}$")
    letters = ", ".join(f"{name}_{i}" for i in range(1, len(made.prior) + 1))
    hits = [p ** sum(made.tries) for p in made.chance]
    added = [sum((p if hit else 1 - p for hit in made.tries), start=Fraction(0)) for p in made.chance]
    return Part(
        name=name,
        ask=f"Give the likelihoods of exactly this sequence under all hypotheses, as $[{letters}]$.",
        answer=vector(*made.likelihood),
        hints=["The results are independent given the hypothesis: multiply."],
        steps=[f"Multiply the probabilities of the results. For {'; '.join(texts)}.", f"So: ${row(made.likelihood)}$."],
        mistakes=[
            Mistake("complement-not-counted", vector(*hits),
                    f"Each {about.letters[1]} is a result too, with one minus the given probability."),
            Mistake("adds-probabilities", vector(*added), "Probabilities of independent results multiply."),
        ],
    )  # fmt: skip


def pick_part(
    about: Source, ask: str, right: int, others: int, steps: Sequence[str], *mistakes: tuple[str, int, str]
) -> Part:
    """Which hypothesis; mistakes as (misconception, hypothesis, feedback)."""
    texts = [f"{about.type} {i}" for i in range(1, others + 1)]

    def key(k: int) -> ChoiceAnswer:
        return choice(texts[k], *(text for i, text in enumerate(texts) if i != k))

    wrong = {k: Mistake(slip, key(k), told) for slip, k, told in reversed(mistakes) if k != right}
    return Part(
        ask=ask,
        answer=key(right),
        steps=[*steps, f"This is {texts[right]}."],
        mistakes=list(wrong.values()),
    )


def several_tosses(rng: Rng, about: Source) -> Multipart:
    turn = rng.chance(Fraction(2, 5))
    made = believed(rng, 3, (2, 4), turn, 120)
    n = 3
    favourite = largest(made.prior)
    return Multipart(
        f"{stem_of(about, made)} The results are {written(about, made.tries)} ({about.record}).",
        data=table_of(about, made),
        given={"w": column(made.prior)},
        parts=[
            likelihoods_part(about, made),
            Part(
                name="P",
                ask="Give the posterior probabilities, as $[P_1, P_2, P_3]$.",
                answer=vector(*made.posterior),
                follows="(w odot L)/(w dot L)",
                hints=["Multiply prior and likelihood, row by row. Then divide by the sum."],
                steps=with_legend(posterior_steps(made)),
                mistakes=[
                    Mistake("likelihood-as-posterior", f"L/(L dot {column([1] * n)})",
                            "You normalised the likelihoods. Multiply by the prior probabilities first."),
                    not_normalised("w odot L"),
                ],
                figure=bars(made, about),
            ),
            pick_part(
                about, f"Which {about.type} is the maximum a posteriori (MAP) choice?", made.best, n,
                [f"The largest posterior probability is ${max(made.posterior)}$."],
                ("map-is-mle", made.likeliest, "That one has the largest likelihood. Its prior counts too."),
                ("prior-wins", favourite, "That one was the most probable before. The data have changed this."),
            ),
            pick_part(
                about, f"Which {about.type} is the maximum likelihood choice?", made.likeliest, n,
                [f"The largest likelihood is ${max(made.likelihood)}$; the prior plays no part."],
                ("mle-is-map", made.best, "That one has the largest posterior probability. Leave the prior out."),
                ("prior-wins", favourite, "That one was the most probable before. Only the likelihood counts here."),
            ),
        ],
    )  # fmt: skip


def two_stages(rng: Rng, about: Source) -> Multipart:
    hypotheses = rng.choice((3, 3, 4))
    made = believed(rng, hypotheses, (3, 4), None, 150 if hypotheses == 3 else 300)
    cut = rng.integer(1, len(made.tries) - 1)
    first = Belief(made.prior, made.chance, made.tries[:cut])
    second = Belief(first.posterior, made.chance, made.tries[cut:])
    assert second.posterior == made.posterior  # in two stages or at once
    n = hypotheses
    letters = {name: ", ".join(f"{name}_{i}" for i in range(1, n + 1)) for name in "PQ"}
    predicted = sum((w * p for w, p in zip(made.posterior, made.chance, strict=True)), start=Fraction(0))
    L, M = column(first.likelihood), column(second.likelihood)
    before = sum((w * p for w, p in zip(made.prior, made.chance, strict=True)), start=Fraction(0))
    likely = "the likelihoods are ${}$"
    return Multipart(
        f"{stem_of(about, made)} First the {'result is' if cut == 1 else 'results are'} "
        f"{written(about, first.tries)}, later {'comes' if len(second.tries) == 1 else 'come'} "
        f"{written(about, second.tries)} ({about.record}).",
        data=table_of(about, made),
        given={"w": column(made.prior)},
        parts=[
            Part(
                name="P",
                ask=f"Give the posterior probabilities after the first stage, as $[{letters['P']}]$.",
                answer=vector(*first.posterior),
                follows=f"(w odot {L})/(w dot {L})",
                hints=["Multiply prior and likelihood, row by row. Then divide by the sum."],
                steps=[f"In the first stage {likely.format(row(first.likelihood))}.", *posterior_steps(first)],
                mistakes=[
                    Mistake("likelihood-as-posterior", vector(*normalised(first.likelihood)),
                            "You normalised the likelihoods. Multiply by the prior probabilities first."),
                    not_normalised(f"w odot {L}"),
                ],
            ),
            Part(
                name="Q",
                ask=f"Give the posterior probabilities after the second stage, as $[{letters['Q']}]$.",
                answer=vector(*second.posterior),
                follows=f"(P odot {M})/(P dot {M})",
                hints=["What was learnt in the first stage is the prior of the second."],
                steps=[
                    f"The posterior of the first stage is the prior now; {likely.format(row(second.likelihood))}.",
                    *with_legend(posterior_steps(second)),
                ],
                mistakes=[
                    Mistake("prior-not-updated", f"(w odot {M})/(w dot {M})",
                            "You began again with the first prior. The first stage has changed the probabilities."),
                    not_normalised(f"P odot {M}"),
                ],
                figure=bars(made, about),
            ),
            Part(
                ask=f"How probable is it now that {about.next}?",
                answer=number(predicted),
                follows=f"Q dot {column(made.chance)}",
                hints=[f"Condition on the {about.type}: the law of total probability."],
                steps=[
                    f"Weight the chance under each {about.type} with its posterior probability.",
                    f"The sum is ${' + '.join(f'{w}*({p})' for w, p in zip(made.posterior, made.chance, strict=True))} "
                    f"= {predicted}$.",
                ],
                mistakes=[
                    Mistake("best-guess-only", number(made.chance[made.best]),
                            f"You used the most probable {about.type} alone. The others are possible too."),
                    Mistake("predicts-with-prior", number(before),
                            "You weighted with the prior probabilities. The results have changed them."),
                    Mistake("unweighted-average", number(sum(made.chance, start=Fraction(0)) / n),
                            "The hypotheses are not equally probable: weight them."),
                ],
            ),
        ],
    )  # fmt: skip


# Beta-binomial update ----------------------------------------------------------------------------------------------


class Proportion(NamedTuple):
    """What the unknown p is, what is tried, and what some tries are."""

    unknown: str
    tries: str
    hits: str


PROPORTIONS = (
    Proportion("the probability that a visitor clicks on a banner", "visitors", "click on it"),
    Proportion("the share of cars in a town that are electric", "cars", "are electric"),
    Proportion("the probability that a seed sprouts", "seeds", "sprout"),
    Proportion("the share of mails that are spam", "mails", "are spam"),
    Proportion("the probability that a penalty is a goal", "penalties", "are goals"),
    Proportion("the share of voters for a candidate", "voters", "vote for her"),
    Proportion("the probability that a new drug helps", "patients", "are helped"),
    Proportion("the share of images in a collection that show a cat", "images", "show a cat"),
)


@exercise(
    "prob_stats.map.beta_update",
    title="Beta-binomial update",
    skill="s.map.beta",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 4.6.2",
    levels={"easy": {"prior": "uniform"}, "core": {"prior": "beta"}, "hard": {"prior": "in words"}},
)
def beta_update(rng: Rng, *, prior: Literal["uniform", "beta", "in words"]) -> Multipart:
    """Update a beta prior with successes and failures: posterior, its mode and mean, the MLE."""
    if prior == "in words":
        return rng.choice((pseudo_counts, two_batches, enough_data))(rng)

    def draw() -> tuple[Beta, int, int]:
        start = Beta(1, 1) if prior == "uniform" else Beta(rng.integer(2, 8), rng.integer(2, 8))
        n = rng.integer(5, 30)
        return start, n, rng.integer(2, n - 2)

    def fits(made: tuple[Beta, int, int]) -> bool:
        start, n, k = made
        after = start.updated(n, k)
        return len({after.mode, after.mean, Fraction(k, n), 1 - after.mode}) == (3 if prior == "uniform" else 4)

    start, n, k = drawn(draw, fits)
    about = rng.choice(PROPORTIONS)
    after = start.updated(n, k)
    known = (
        "is unknown; before any data all values of $p$ from $0$ to $1$ are equally plausible: the prior is the "
        "uniform distribution, $Beta(1, 1)$"
        if prior == "uniform"
        else f"is unknown, with the prior distribution $Beta({start.a}, {start.b})$"
    )
    parts = [updated_part(start, n, k), mode_part(start, n, k), mean_part(after)]
    if prior == "beta":
        parts.append(mle_part(after, n, k))
    return Multipart(f"Let $p$ be {about.unknown}. It {known}. {seen(about, n, k)} {DENSITY}", parts)


DENSITY = "(The density of $Beta(a, b)$ is proportional to $p^(a - 1)*(1 - p)^(b - 1)$.)"


def seen(about: Proportion, n: int, k: int) -> str:
    return f"Of ${n}$ {about.tries} ${k}$ {about.hits}."


def updated_part(start: Beta, n: int, k: int, name: str = "A", ask: str = "") -> Part:
    after, (a, b) = start.updated(n, k), start
    likelihood = f"p^({k})*(1 - p)^({n - k})"
    return Part(
        name=name,
        ask=ask or "The posterior is a beta distribution too. Give its parameters $[a, b]$.",
        answer=vector(after.a, after.b),
        hints=["Multiply the density of the prior by $p^k*(1 - p)^(n - k)$ and look at the exponents."],
        steps=[
            f"The prior density is constant, so the posterior is proportional to the likelihood ${likelihood}$."
            if start == Beta(1, 1)
            else f"Prior times likelihood is proportional to $p^({a} - 1)*(1 - p)^({b} - 1)*{likelihood} = "
            f"p^({after.a - 1})*(1 - p)^({after.b - 1})$.",
            f"Successes are added to the first parameter and failures to the second: "
            f"$[{a} + {k}, {b} + {n - k}] = [{after.a}, {after.b}]$.",
        ],
        mistakes=[
            Mistake("adds-n", vector(a + k, b + n), f"Only the failures are added: there are ${n} - {k}$ of them."),
            Mistake("prior-left-out", vector(k, n - k), "Add the data to the parameters of the prior."),
            *([Mistake("exponents-for-parameters", vector(after.a - 1, after.b - 1),
                       "The exponents are $a - 1$ and $b - 1$: the parameters are larger by one.")]
              if start != Beta(1, 1) else []),
        ],
        figure=pictured(start, n, k),
    )  # fmt: skip


def pictured(start: Beta, n: int, k: int) -> Figure:
    """Prior, likelihood (with area 1) and posterior; a flat prior has the likelihood for its posterior."""
    after = start.updated(n, k)
    if start == Beta(1, 1):
        return beta_curves({"prior": start, "posterior": after}, relative=False)
    return beta_curves({"prior": start, "likelihood": Beta(k + 1, n - k + 1), "posterior": after}, relative=False)


def mode_part(start: Beta, n: int, k: int, name: str = "A") -> Part:
    after = start.updated(n, k)
    a, b = after
    return Part(
        ask="Give the maximum a posteriori (MAP) estimate of $p$, the mode of the posterior.",
        answer=number(after.mode),
        follows=f"(entry({name}, 1) - 1)/(entry({name}, 1) + entry({name}, 2) - 2)",
        hints=["Where is $p^u*(1 - p)^v$ largest? Differentiate its logarithm."],
        steps=[
            "The logarithm $u*ln(p) + v*ln(1 - p)$ has the derivative $u/p - v/(1 - p)$, which is zero at "
            "$p = u/(u + v)$.",
            f"Here $u = {a} - 1$ and $v = {b} - 1$, so the mode is $({a} - 1)/({a} + {b} - 2) = {after.mode}$.",
        ],
        mistakes=[
            Mistake("mean-for-mode", f"entry({name}, 1)/(entry({name}, 1) + entry({name}, 2))",
                    "That is the mean of the posterior. The mode is $(a - 1)/(a + b - 2)$."),
            *([Mistake("ignores-prior", number(Fraction(k, n)), "That is the share in the data. The prior pulls it.")]
              if start != Beta(1, 1) else []),
            Mistake("one-for-two-in-the-mode", f"(entry({name}, 1) - 1)/(entry({name}, 1) + entry({name}, 2) - 1)",
                    "Both exponents are smaller by one: the denominator is $a + b - 2$."),
        ],
    )  # fmt: skip


def mean_part(after: Beta, name: str = "A") -> Part:
    a, b = after
    return Part(
        ask="Give the mean of the posterior.",
        answer=number(after.mean),
        follows=f"entry({name}, 1)/(entry({name}, 1) + entry({name}, 2))",
        steps=[
            "The mean of $Beta(a, b)$ is $a/(a + b)$.",
            f"Here it is ${a}/({a} + {b}) = {after.mean}$.",
        ],
        mistakes=[
            Mistake("mode-for-mean", f"(entry({name}, 1) - 1)/(entry({name}, 1) + entry({name}, 2) - 2)",
                    "That is the mode. The mean is $a/(a + b)$."),
            Mistake("odds-for-probability", f"entry({name}, 1)/entry({name}, 2)",
                    "Divide by the sum of both parameters."),
        ],
    )  # fmt: skip


def mle_part(after: Beta, n: int, k: int) -> Part:
    return Part(
        ask="For comparison, give the maximum likelihood estimate of $p$.",
        answer=number(Fraction(k, n)),
        steps=[f"Without the prior the estimate is the share in the data, ${k}/({n}) = {Fraction(k, n)}$."
               if Fraction(k, n).denominator < n else
               f"Without the prior the estimate is the share in the data, ${Fraction(k, n)}$."],
        mistakes=[
            Mistake("mle-is-map", number(after.mode), "That is the MAP estimate. Leave the prior out."),
            Mistake("odds-for-probability", number(Fraction(k, n - k)), "Divide by all tries, not by the failures."),
        ],
    )  # fmt: skip


def believed_share(rng: Rng) -> tuple[Fraction, int, Beta]:
    """(mean, strength, prior) with whole parameters, both above 1."""
    share = Fraction(rng.choice((1, 2, 3, 4, 6, 7, 8, 9)), 10)
    strength = rng.choice([s for s in (5, 10, 20, 30) if (share * s).denominator == 1 and 1 < share * s < s - 1])
    return share, strength, Beta(int(share * strength), int((1 - share) * strength))


def in_words(about: Proportion, share: Fraction, strength: int) -> str:
    return (
        f"Let $p$ be {about.unknown}. From experience one expects about ${terminating(100 * share)}%$, and trusts this "
        f"as much as the results of ${strength}$ {about.tries}: the prior is a distribution $Beta(a, b)$ with the mean "
        f"$a/(a + b) = {terminating(share)}$ and $a + b = {strength}$."
    )


def prior_part(share: Fraction, strength: int, start: Beta) -> Part:
    return Part(
        name="B",
        ask="Give the parameters $[a, b]$ of the prior.",
        answer=vector(start.a, start.b),
        hints=["The mean is $a/(a + b)$, and $a + b$ is known."],
        steps=[
            f"The first parameter is ${terminating(share)}*{strength} = {start.a}$, the second is the rest, "
            f"${strength} - {start.a} = {start.b}$.",
            f"So the parameters are $[{start.a}, {start.b}]$.",
        ],
        mistakes=[
            Mistake("parameters-exchanged", vector(start.b, start.a), "The first parameter belongs to the successes."),
            Mistake("strength-for-failures", vector(start.a, strength), "The parameters add up to the strength."),
        ],
    )


def follows_prior(part: Part, n: int, k: int) -> Part:
    """The same part, computed from the learner's own prior."""
    return replace(part, follows=f"B + {column([k, n - k])}")


def centres(beta: Beta) -> tuple[Fraction, Fraction]:
    return beta.mode, beta.mean


def pseudo_counts(rng: Rng) -> Multipart:
    """The prior in words, then an update."""
    about, (share, strength, start) = rng.choice(PROPORTIONS), believed_share(rng)
    n, k = drawn(
        lambda: (n := rng.integer(6, 30), rng.integer(2, n - 2)),
        lambda made: (
            len({Fraction(made[1], made[0]), start.mean, start.updated(*made).mode, start.updated(*made).mean}) == 4
        ),
    )
    return Multipart(
        f"{in_words(about, share, strength)} {seen(about, n, k)} {DENSITY}",
        [
            prior_part(share, strength, start),
            follows_prior(updated_part(start, n, k), n, k),
            mode_part(start, n, k),
        ],
    )


def two_batches(rng: Rng) -> Multipart:
    """Two updates, one after the other."""
    about = rng.choice(PROPORTIONS)

    def draw() -> tuple[Beta, int, int, int, int]:
        n, m = rng.integer(5, 15), rng.integer(5, 15)
        return Beta(rng.integer(2, 8), rng.integer(2, 8)), n, rng.integer(2, n - 2), m, rng.integer(2, m - 2)

    def fits(made: tuple[Beta, int, int, int, int]) -> bool:
        start, n, k, m, h = made
        after = start.updated(n, k).updated(m, h)
        return len({after.mode, after.mean, Fraction(h, m), start.updated(m, h).mode}) == 4 and n != m

    start, n, k, m, h = drawn(draw, fits)
    middle = start.updated(n, k)
    after = middle.updated(m, h)
    assert after == start.updated(n + m, k + h)  # at once
    second = updated_part(
        middle, m, h, "A", "Give the parameters $[a, b]$ of the posterior after the second batch too."
    )
    second = replace(
        second, follows=f"C + {column([h, m - h])}",
        mistakes=[
            Mistake("prior-not-updated", vector(start.a + h, start.b + m - h),
                    "You began again with the first prior. The first batch has changed it."),
            *second.mistakes,
        ],
    )  # fmt: skip
    first = updated_part(start, n, k, "C", "Give the parameters $[a, b]$ of the posterior after the first batch.")
    return Multipart(
        f"Let $p$ be {about.unknown}. It is unknown, with the prior distribution $Beta({start.a}, {start.b})$. Data "
        f"come in two batches: of ${n}$ {about.tries} ${k}$ {about.hits}, and later of ${m}$ {about.tries} ${h}$ "
        f"{about.hits}. {DENSITY}",
        [replace(first, figure=None), second, mode_part(middle, m, h)],
    )


def enough_data(rng: Rng) -> Multipart:
    """How many data bring the MAP estimate near the MLE."""
    about = rng.choice(PROPORTIONS)

    def draw() -> tuple[Fraction, int, Beta, Fraction, Fraction]:
        return (*believed_share(rng), Fraction(rng.integer(1, 9), 10), Fraction(1, rng.choice((20, 25, 50, 100))))

    def needed(made: tuple[Fraction, int, Beta, Fraction, Fraction]) -> Fraction:
        _, strength, start, share, d = made
        return abs(start.a - 1 - (strength - 2) * share) / d - (strength - 2)

    def fits(made: tuple[Fraction, int, Beta, Fraction, Fraction]) -> bool:
        n = needed(made)
        return n.denominator == 1 and 10 <= n <= 2000 and n % 10 == 0

    found = drawn(draw, fits, tries=200)
    believed, strength, start, share, d = found
    n = int(needed(found))
    a, b = start.a, start.b
    gap = abs(start.a - 1 - (strength - 2) * share)
    k = int(share * n)
    assert abs(start.updated(n, k).mode - share) == d
    return Multipart(
        f"{in_words(about, believed, strength)} {DENSITY} In the data the share of successes is "
        f"$k/n = {terminating(share)}$.",
        [
            prior_part(believed, strength, start),
            Part(
                name="g",
                ask="The MAP estimate and the maximum likelihood estimate $k/n$ differ by $g/(n + a + b - 2)$, where "
                "$g$ does not depend on $n$. Give $g >= 0$.",
                answer=number(terminating(gap)),
                follows=f"abs(entry(B, 1) - 1 - (entry(B, 1) + entry(B, 2) - 2)*{terminating(share)})",
                hints=["The MAP estimate is $(a + k - 1)/(a + b + n - 2)$. Subtract $k/n$."],
                steps=[
                    f"The MAP estimate is $({a} + k - 1)/({a} + {b} + n - 2)$ with $k = {terminating(share)}*n$.",
                    f"Minus ${terminating(share)}$ that is $({a} - 1 - ({a} + {b} - 2)*{terminating(share)})/"
                    f"({a} + {b} + n - 2)$: the terms with $n$ cancel in the numerator.",
                    f"So $g = |{a} - 1 - {a + b - 2}*{terminating(share)}| = {terminating(gap)}$.",
                ],
                mistakes=[
                    Mistake("mean-for-mode", f"abs(entry(B, 1) - (entry(B, 1) + entry(B, 2))*{terminating(share)})",
                            "That belongs to the mean of the posterior. The MAP estimate is its mode."),
                    Mistake("one-for-two-in-the-mode",
                            f"abs(entry(B, 1) - 1 - (entry(B, 1) + entry(B, 2) - 1)*{terminating(share)})",
                            "Both exponents are smaller by one: the denominator is $a + b + n - 2$."),
                ],
            ),
            Part(
                ask=f"How large must $n$ be at least, so that both estimates differ by at most ${terminating(d)}$?",
                answer=number(n),
                follows=f"g/{terminating(d)} - (entry(B, 1) + entry(B, 2) - 2)",
                hints=["Solve the inequality for $n$."],
                steps=[
                    f"From ${terminating(gap)}/(n + {a + b - 2}) <= {terminating(d)}$ follows "
                    f"$n + {a + b - 2} >= {terminating(gap / d)}$.",
                    f"So $n$ must be at least ${terminating(gap / d)} - {a + b - 2} = {n}$.",
                ],
                mistakes=[
                    Mistake("prior-not-subtracted", f"g/{terminating(d)}",
                            "The denominator is $n + a + b - 2$: the prior counts like some data."),
                    Mistake("strength-subtracted", f"g/{terminating(d)} - (entry(B, 1) + entry(B, 2))",
                            "The denominator is $n + a + b - 2$, not $n + a + b$."),
                ],
            ),
        ],
    )  # fmt: skip


# Which curve is which? ---------------------------------------------------------------------------------------------

NAMES = "123"
"""Of curves: numbers, since letters name the options."""
APART = Fraction(2, 25)
"""How far peaks are from one another at least."""


class Update(NamedTuple):
    """A beta prior and k successes in n tries."""

    prior: Beta
    n: int
    k: int

    @property
    def likelihood(self) -> Beta:
        """With area 1."""
        return Beta(self.k + 1, self.n - self.k + 1)

    @property
    def posterior(self) -> Beta:
        return self.prior.updated(self.n, self.k)

    @property
    def share(self) -> Fraction:
        return Fraction(self.k, self.n)


@exercise(
    "prob_stats.map.prior_posterior_picture",
    title="Prior, likelihood, posterior: which curve is which?",
    skill="s.map.beta",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 4.6.2",
    levels={"easy": {"task": "label"}, "core": {"task": "choose"}, "hard": {"task": "compare"}},
    tier="extra",
)
def prior_posterior_picture(rng: Rng, *, task: Literal["label", "choose", "compare"]) -> Multipart:
    """Tell prior, likelihood and posterior apart in a picture, and see how strong prior and data are."""
    if task == "label":
        return label_curves(rng)
    if task == "choose":
        return choose_posterior(rng)
    return prior_strengths(rng) if rng.chance(Fraction(1, 2)) else sample_sizes(rng)


def clear_update(rng: Rng, unequal: bool) -> Update:
    """Peaks well apart, the posterior narrowest; with `unequal` it lies visibly nearer to one of the others."""

    def draw() -> Update:
        strength = rng.choice((6, 8, 10, 12, 16, 20, 30, 40))
        a = rng.integer(2, strength - 2)
        n = rng.choice((5, 8, 10, 12, 15, 20, 25, 30, 40))
        return Update(Beta(a, strength - a), n, rng.integer(1, n - 1))

    def fits(made: Update) -> bool:
        prior, likelihood, posterior = made.prior.mode, made.share, made.posterior.mode
        if min(abs(prior - posterior), abs(likelihood - posterior)) < APART or abs(prior - likelihood) < Fraction(1, 4):
            return False
        if made.posterior.variance * 5 > 4 * min(made.prior.variance, made.likelihood.variance):
            return False
        return not unequal or abs((prior + likelihood) / 2 - posterior) >= APART

    return drawn(draw, fits, tries=400)


def numbered(rng: Rng, curves: Sequence[Beta]) -> dict[str, Beta]:
    return dict(zip(NAMES, rng.shuffled(curves), strict=True))


def name_of(shown: Mapping[str, Beta], wanted: Beta) -> str:
    return next(name for name, curve in shown.items() if curve == wanted)


def percent(share: Fraction) -> str:
    """`20%`, or to the nearest per cent."""
    return f"${rounded(100 * share, 0)}%$"


def label_curves(rng: Rng) -> Multipart:
    """Which of three curves is the prior, the likelihood, the posterior."""
    made, about = clear_update(rng, unequal=False), rng.choice(PROPORTIONS)
    shown = numbered(rng, [made.prior, made.likelihood, made.posterior])
    roles = {"P": "prior density", "L": "likelihood, scaled to area $1$", "Q": "posterior density"}
    left = {name: f"curve {name}" for name in NAMES}

    def key(prior: Beta, likelihood: Beta, posterior: Beta) -> MatchingAnswer:
        of = {prior: "P", likelihood: "L", posterior: "Q"}
        return matching(left, roles, {name: of[curve] for name, curve in shown.items()})

    widest = max(shown.values(), key=lambda curve: curve.variance)
    rest = [curve for curve in (made.prior, made.likelihood, made.posterior) if curve != widest]
    right = key(made.prior, made.likelihood, made.posterior)
    told = f"In the data {percent(made.share)} of the {about.tries} {about.hits}."
    if rng.chance(Fraction(1, 2)):
        told = f"Before the data {percent(made.prior.mode)} was the most plausible value of $p$."
    return Multipart(
        f"Let $p$ be {about.unknown}. The figure shows the prior density of $p$, the likelihood of the data as a "
        f"function of $p$, scaled to area $1$, and the posterior density. {told}",
        [
            Part(
                ask="Which curve is which?",
                answer=right,
                hints=["The posterior combines both kinds of information. Where does it lie, and how wide is it?"],
                steps=[
                    f"The posterior lies between prior and likelihood and is narrower than both: that is curve "
                    f"{name_of(shown, made.posterior)}.",
                    f"{told} So curve {name_of(shown, made.likelihood)} is the likelihood and curve "
                    f"{name_of(shown, made.prior)} the prior.",
                ],
                mistakes=[
                    Mistake("posterior-wider", key(rest[0], rest[1], widest),
                            "More information makes the density narrower, not wider."),
                    Mistake("prior-for-likelihood", key(made.likelihood, made.prior, made.posterior),
                            "The peak of the likelihood is at the share of successes in the data."),
                ],
            )
        ],
        figures=[beta_curves(shown, relative=False)],
    )  # fmt: skip


def choose_posterior(rng: Rng) -> Multipart:
    """Prior and likelihood are shown; which of three curves is the posterior."""
    made, about = clear_update(rng, unequal=True), rng.choice(PROPORTIONS)
    right, s = made.posterior, made.posterior.a + made.posterior.b - 2
    middle = (made.prior.mode + made.share) / 2
    midway = Beta(1 + middle * s, 1 + (1 - middle) * s)
    weak = Fraction(min(made.prior.a + made.prior.b - 2, made.n), 2)
    wide = Beta(1 + right.mode * weak, 1 + (1 - right.mode) * weak)
    shown = numbered(rng, [right, midway, wide])
    named = {curve: f"curve {name}" for name, curve in shown.items()}

    def key(curve: Beta) -> ChoiceAnswer:
        return choice(named[curve], *(text for other, text in named.items() if other != curve))

    nearer = "likelihood" if made.likelihood.variance < made.prior.variance else "prior"
    return Multipart(
        f"Let $p$ be {about.unknown}. Figure A shows the prior density of $p$ and the likelihood of the data as a "
        "function of $p$, scaled to area $1$.",
        [
            Part(
                ask="Which curve of figure B is the posterior density?",
                answer=key(right),
                hints=["Which of the two curves in figure A is narrower? Its information counts more."],
                steps=[
                    f"The {nearer} is the narrower of the two curves in figure A, so the posterior lies nearer to it "
                    "than to the other one.",
                    "The posterior is narrower than both, since it holds the information of both.",
                    f"Only {named[right]} has both properties.",
                ],
                mistakes=[
                    Mistake("posterior-midway", key(midway),
                            "This one lies half-way. The narrower curve of figure A must count more."),
                    Mistake("posterior-wider", key(wide),
                            "This one is wider than the curves of figure A. More information makes it narrower."),
                ],
            )
        ],
        figures=[
            beta_curves({"prior": made.prior, "likelihood": made.likelihood}, relative=False, label="A"),
            beta_curves(shown, relative=False, label="B"),
        ],
    )  # fmt: skip


def prior_strengths(rng: Rng) -> Multipart:
    """Three priors and the same data: which posterior belongs to which prior."""
    about = rng.choice(PROPORTIONS)

    def draw() -> list[Update]:
        n = rng.choice((10, 15, 20, 30))
        k = rng.integer(1, n - 1)
        share = Fraction(rng.choice((2, 3, 5, 7, 8)), 10)
        weak, strong = rng.choice(((10, 40), (10, 60), (20, 80)))
        priors = [Beta(1, 1), *(Beta(int(share * s), int((1 - share) * s)) for s in (weak, strong))]
        return [Update(prior, n, k) for prior in priors]

    def fits(made: list[Update]) -> bool:
        modes = sorted(each.posterior.mode for each in made)
        return all(v - u >= APART for u, v in pairwise(modes)) and abs(made[0].share - made[2].prior.mean) >= 3 * APART

    updates = drawn(draw, fits, tries=400)
    flat, weak, strong = updates
    shown = numbered(rng, [each.posterior for each in updates])
    left = {name: f"curve {name}" for name in NAMES}
    offered = rng.shuffled(updates)
    ids = {each.prior: id for id, each in zip("abc", offered, strict=True)}
    texts = {ids[each.prior]: f"prior ${beta_text(each.prior)}$" for each in offered}

    def key(order: Sequence[Update]) -> MatchingAnswer:
        """Which posterior is taken for that of the flat, the weak and the strong prior."""
        of = {each.posterior: ids[true.prior] for each, true in zip(order, updates, strict=True)}
        return matching(left, texts, {name: of[curve] for name, curve in shown.items()})

    n, k = flat.n, flat.k
    return Multipart(
        f"Let $p$ be {about.unknown}. {seen(about, n, k)} Three people start with different priors; the figure shows "
        "their posterior densities. "
        f"(The mean of $Beta(a, b)$ is $a/(a + b)$; the larger $a + b$, the narrower it is. $Beta(1, 1)$ is flat.)",
        [
            Part(
                ask="Which posterior belongs to which prior?",
                answer=key(updates),
                hints=["Where is the posterior of the flat prior? Where does a strong prior pull it?"],
                steps=[
                    f"The flat prior leaves the likelihood alone: its posterior has its peak at "
                    f"${k}/({n}) approx {rounded(flat.share, 2)}$, which is curve {name_of(shown, flat.posterior)}.",
                    f"The stronger the prior, the nearer the posterior is to its mean, "
                    f"${terminating(strong.prior.mean)}$: ${beta_text(strong.prior)}$ gives curve "
                    f"{name_of(shown, strong.posterior)} and ${beta_text(weak.prior)}$ curve "
                    f"{name_of(shown, weak.posterior)}.",
                ],
                mistakes=[
                    Mistake("strong-prior-near-data", key([strong, weak, flat]),
                            "A strong prior pulls the posterior towards itself; a flat one leaves it at the data."),
                    Mistake("strengths-exchanged", key([flat, strong, weak]),
                            "The prior with the larger $a + b$ is the stronger one and pulls more."),
                ],
            )
        ],
        figures=[beta_curves(shown, relative=False)],
    )  # fmt: skip


def beta_text(beta: Beta) -> str:
    return f"Beta({beta.a}, {beta.b})"


def sample_sizes(rng: Rng) -> Multipart:
    """One prior and three sets of data with the same share: order the posteriors by the number of data."""
    about = rng.choice(PROPORTIONS)

    def draw() -> list[Update]:
        share = Fraction(rng.integer(1, 9), 10)
        strength = rng.choice((8, 10, 12, 16, 20))
        a = rng.integer(2, strength - 2)
        return [Update(Beta(a, strength - a), n, int(share * n)) for n in rng.choice(((10, 30, 100), (10, 40, 200)))]

    def fits(made: list[Update]) -> bool:
        modes = [each.posterior.mode for each in made]
        return all(abs(v - u) >= APART for u, v in pairwise(modes)) and abs(modes[2] - made[2].share) < Fraction(1, 10)

    updates = drawn(draw, fits, tries=400)
    shown = numbered(rng, [each.posterior for each in updates])
    few, some, many = (f"curve {name_of(shown, each.posterior)}" for each in updates)
    share, prior = updates[0].share, updates[0].prior
    return Multipart(
        f"Let $p$ be {about.unknown}. Three people start with the same prior, ${beta_text(prior)}$, whose peak is at "
        f"about ${rounded(prior.mode, 2)}$. Each of them has data of a different size, but in all of them "
        f"{percent(share)} of the {about.tries} {about.hits}. The figure shows their posterior densities.",
        [
            Part(
                ask="Order the curves from the fewest data to the most.",
                answer=order(few, some, many),
                hints=["Where is the posterior if there are hardly any data? Where, if there are very many?"],
                steps=[
                    f"With few data the posterior stays near the prior, at about ${rounded(prior.mode, 2)}$; with many "
                    f"it comes near the share in the data, ${terminating(share)}$, and becomes narrow.",
                    f"So the order is {few}, {some}, {many}.",
                ],
                mistakes=[
                    Mistake("prior-wins", order(many, some, few),
                            "The more data, the nearer the posterior is to them and the narrower it is."),
                    Mistake("posterior-midway", order(few, many, some),
                            "The distances from the prior grow with the number of data, all in one direction."),
                ],
            )
        ],
        figures=[beta_curves(shown, relative=False)],
    )  # fmt: skip


# Normal prior for a mean -------------------------------------------------------------------------------------------


class Quantity(NamedTuple):
    """An unknown mean, how it is measured, the unit, and where the prior mean lies."""

    what: str
    measured: str
    unit: str
    about: tuple[int, int]


QUANTITIES = (
    Quantity("the weight of a parcel", "A scale", "grams", (200, 400)),
    Quantity("the temperature of an oven", "A thermometer", "degrees", (150, 220)),
    Quantity("the depth of a lake", "A sonar", "metres", (20, 80)),
    Quantity("the mean time of a runner", "Each of her runs", "seconds", (60, 90)),
    Quantity("the mean response time of a server", "Each request", "milliseconds", (80, 200)),
    Quantity("the height of a tower", "An instrument", "metres", (30, 90)),
    Quantity("the mean score of a team", "Each of its games", "points", (70, 110)),
    Quantity("the true speed of a car", "A radar", "kilometres per hour", (60, 130)),
)


class NormalPrior(NamedTuple):
    """N(mu_0, tau^2) for a mean, n observations with the mean xbar and the standard deviation sigma."""

    mean: Rational
    tau2: Rational
    n: int
    xbar: Rational
    sigma2: Rational

    @property
    def weight(self) -> Fraction:
        """Of the data: their precision over the sum of both."""
        data = Fraction(self.n) / self.sigma2
        return data / (data + 1 / Fraction(self.tau2))

    @property
    def posterior(self) -> tuple[Fraction, Fraction]:
        """Mean and variance."""
        w = self.weight
        return w * self.xbar + (1 - w) * self.mean, 1 / (1 / Fraction(self.tau2) + Fraction(self.n) / self.sigma2)


@exercise(
    "prob_stats.map.normal_normal_map",
    title="Normal prior for a mean",
    skill="s.map.gauss",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 4.6.4",
    levels={"easy": {"data": "one"}, "core": {"data": "several"}, "hard": {"data": "designed"}},
)
def normal_normal_map(rng: Rng, *, data: Literal["one", "several", "designed"]) -> Multipart:
    """Posterior mean and variance of a normal mean with a normal prior, as a weighted mean."""
    about = rng.choice(QUANTITIES)
    if data == "designed":
        return half_way(rng, about) if rng.chance(Fraction(1, 2)) else sequential(rng, about)
    made = weighted(rng, about, 1 if data == "one" else rng.integer(2, 6), humane)
    n, tau, sigma = made.n, sqrt_of(made.tau2), sqrt_of(made.sigma2)
    if data == "one":
        result = f"One measurement gives ${made.xbar}$."
    else:
        values = around(rng, made)
        result = f"The independent measurements are ${', '.join(map(str, values))}$."
    return Multipart(
        f"{believed_mean(about, made.mean, tau)} {with_errors(about, sigma)} {result}",
        [
            *([mean_of_data(made, values)] if data == "several" else []),
            weight_part(made),
            Part(
                name="m",
                ask="Give the posterior mean of $mu$. (Since the posterior is normal it is the MAP estimate too.)",
                answer=number(made.posterior[0]),
                follows=f"W*{'x' if data == 'several' else made.xbar} + (1 - W)*{made.mean}",
                hints=["It is a weighted mean of prior mean and data."],
                steps=[
                    f"The posterior mean weights the data with ${made.weight}$ and the prior mean with "
                    f"$1 - {made.weight} = {1 - made.weight}$.",
                    f"It is $({made.weight})*{made.xbar} + ({1 - made.weight})*{made.mean} = {made.posterior[0]}$.",
                ],
                mistakes=[
                    Mistake("weights-swapped", number((1 - made.weight) * made.xbar + made.weight * made.mean),
                            "The weights are exchanged. The more precise information counts more."),
                    Mistake("plain-average", number(Fraction(made.mean + made.xbar) / 2),
                            "Prior and data count alike only if their precisions are equal."),
                    *([ignored(made)] if n > 1 else []),
                ],
            ),
            variance_part(made),
        ],
    )  # fmt: skip


def sqrt_of(square: Rational) -> int:
    return isqrt(int(square))


def ignored(made: NormalPrior) -> Mistake:
    single = made._replace(n=1)
    return Mistake("n-ignored", number(single.posterior[0]),
                   f"All the data together have the precision $n/sigma^2$, here with $n = {made.n}$.")  # fmt: skip


def humane(made: NormalPrior) -> bool:
    """Weights with small denominators, and a posterior mean with at most two decimals or a small denominator."""
    mean, variance = made.posterior
    return (
        made.weight.denominator <= 20
        and made.weight != Fraction(1, 2)
        and mean.denominator <= 10
        and variance.denominator <= 20
        and made.mean != made.xbar
    )


def weighted(rng: Rng, about: Quantity, n: int, fits: Callable[[NormalPrior], bool]) -> NormalPrior:
    def draw() -> NormalPrior:
        mean = rng.integer(*about.about)
        return NormalPrior(mean, rng.integer(1, 6) ** 2, n, mean + rng.nonzero(-12, 12), rng.integer(1, 10) ** 2)

    return drawn(draw, fits, tries=400)


def around(rng: Rng, made: NormalPrior) -> list[int]:
    """Integers with that mean."""
    reach = max(2, sqrt_of(made.sigma2))
    return [int(made.xbar) + d for d in with_sum(rng, made.n, 0, -reach, reach)]


def believed_mean(about: Quantity, mean: Rational, tau: int) -> str:
    return (
        f"Let $mu$ be {about.what}, in {about.unit}. Before measuring it is believed to be about ${mean}$: the "
        f"prior is normal with the mean $mu_0 = {mean}$ and the standard deviation $tau = {tau}$."
    )


def with_errors(about: Quantity, sigma: int) -> str:
    return (
        f"{about.measured} gives a value that is normal with the mean $mu$ and the standard deviation "
        f"$sigma = {sigma}$."
    )


def mean_of_data(made: NormalPrior, values: Sequence[int]) -> Part:
    n, total = made.n, sum(values)
    return Part(
        name="x",
        ask="Give the mean of the data, the maximum likelihood estimate of $mu$.",
        answer=number(made.xbar),
        steps=[f"The mean is $({' + '.join(map(str, values))})/({n}) = {made.xbar}$."],
        mistakes=[
            Mistake("divides-by-n-minus-1", number(Fraction(total, n - 1)),
                    f"The mean of ${n}$ values divides by ${n}$."),
            Mistake("ignores-data", number(made.mean), "That is the prior mean. Here only the data count."),
        ],
    )  # fmt: skip


def weight_part(made: NormalPrior, name: str = "W") -> Part:
    n, tau, sigma = made.n, sqrt_of(made.tau2), sqrt_of(made.sigma2)
    data, prior = Fraction(n) / made.sigma2, 1 / Fraction(made.tau2)
    top = "1" if n == 1 else f"{n}"
    swapped = (Fraction(made.sigma2) / n) / (made.tau2 + Fraction(made.sigma2) / n)
    rough = Fraction(sigma, 1) / (tau + sigma) if n == 1 else made._replace(n=1).weight
    return Part(
        name=name,
        ask="How large is the weight of the data in the posterior mean (a number between $0$ and $1$)?",
        answer=number(made.weight),
        hints=[
            "A precision is one over a variance. Precisions add up when information is combined.",
            "The weight of the data is their precision over the sum of both precisions.",
        ],
        steps=[
            f"The precision of the prior is $1/tau^2 = 1/({tau})^2 = {prior}$, that of the data is "
            f"{'$1/sigma^2' if n == 1 else '$n/sigma^2'} = {top}/({sigma})^2 = {data}$.",
            f"The weight of the data is $({data})/({prior} + {data}) = {made.weight}$.",
        ],
        mistakes=[
            Mistake("weights-swapped", number(swapped),
                    "You weighted with the variances. A small variance means a large weight."),
            Mistake("n-ignored", number(rough), f"The ${n}$ observations together have the precision $n/sigma^2$.")
            if n > 1 else
            Mistake("deviations-for-variances", number(Fraction(tau, tau + sigma)),
                    "Precisions are reciprocals of variances, not of standard deviations."),
        ],
    )  # fmt: skip


def variance_part(made: NormalPrior) -> Part:
    n, variance = made.n, made.posterior[1]
    data, prior = Fraction(n) / made.sigma2, 1 / Fraction(made.tau2)
    return Part(
        ask="Give the posterior variance of $mu$.",
        answer=number(variance),
        hints=["The posterior precision is the sum of both precisions."],
        steps=[
            f"The posterior precision is ${prior} + {data} = {prior + data}$.",
            f"The variance is its reciprocal, ${variance}$, smaller than that of the prior and that of the data alone.",
        ],
        mistakes=[
            Mistake("variances-add", number(Fraction(made.tau2) + Fraction(made.sigma2) / n),
                    "Precisions add up, not variances: combined information is more precise."),
            Mistake("precision-for-variance", number(prior + data), "That is the precision. Take its reciprocal."),
            *([Mistake("n-ignored", number(made._replace(n=1).posterior[1]),
                       "The data have the precision $n/sigma^2$.")] if n > 1 else
              [Mistake("averages-variances", number(Fraction(made.tau2 + made.sigma2) / 2),
                       "The posterior is more precise than both: it cannot lie between.")]),
        ],
    )  # fmt: skip


def half_way(rng: Rng, about: Quantity) -> Multipart:
    """How many data, or how wide a prior, give the data a prescribed weight."""
    tau, ratio = rng.integer(1, 6), rng.integer(2, 6)
    sigma = tau * ratio
    share = rng.choice((Fraction(1, 2), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(4, 5)))
    odds = share / (1 - share)
    n = int(odds * ratio * ratio)
    mean = rng.integer(*about.about)
    off = rng.nonzero(-9, 9) * share.denominator
    if mean + off <= 0 < mean:  # no depth or weight is negative
        off = -off
    made = NormalPrior(mean, tau * tau, n, mean + off, sigma * sigma)
    assert made.weight == share and made.posterior[1] == tau * tau * (1 - share)
    where = (
        "exactly half-way between the prior mean and the mean of the data"
        if share == Fraction(1, 2)
        else f"at ${share}$ of the way from the prior mean to the mean of the data"
    )
    return Multipart(
        f"{believed_mean(about, mean, tau)} {with_errors(about, sigma)}",
        [
            Part(
                name="n",
                ask=f"How many independent measurements are needed so that the posterior mean lies {where}?",
                answer=number(n),
                hints=["Which precisions must the data have, compared with the prior?"],
                steps=[
                    f"The weight of the data must be ${share}$, so their precision must be ${odds}$ times that of the "
                    f"prior: $n/({sigma})^2 = {odds}/({tau})^2$.",
                    f"This gives $n = {odds}*({sigma})^2/({tau})^2 = {n}$.",
                ],
                mistakes=[
                    Mistake("deviations-for-variances", number(odds * ratio),
                            "Precisions are reciprocals of variances: square the standard deviations."),
                    Mistake("weight-for-odds", number(share * ratio * ratio),
                            "The weight is the share of both precisions together, not their ratio.")
                    if share != Fraction(1, 2) else
                    Mistake("ratio-upside-down", number(Fraction(1, ratio * ratio)),
                            "A measurement is less precise than the prior: several are needed."),
                ],
            ),
            Part(
                ask="Give the posterior variance of $mu$ after that many measurements.",
                answer=number(made.posterior[1]),
                follows=f"1/(1/{tau}^2 + n/{sigma}^2)",
                hints=["The posterior precision is the sum of both precisions."],
                steps=[
                    f"The posterior precision is $1/({tau})^2 + {n}/({sigma})^2 = {1 / made.posterior[1]}$.",
                    f"The variance is its reciprocal, ${made.posterior[1]}$.",
                ],
                mistakes=[
                    Mistake("variances-add", f"{tau}^2 + {sigma}^2/n", "Precisions add up, not variances."),
                    Mistake("precision-for-variance", f"1/{tau}^2 + n/{sigma}^2",
                            "That is the precision. Take its reciprocal."),
                ],
            ),
            Part(
                ask=f"The mean of these measurements is ${made.xbar}$. Give the MAP estimate of $mu$.",
                answer=number(made.posterior[0]),
                follows=f"(n/{sigma}^2*{made.xbar} + {mean}/{tau}^2)/(n/{sigma}^2 + 1/{tau}^2)",
                steps=[
                    f"The weights are ${share}$ and $1 - {share} = {1 - share}$.",
                    f"The estimate is $({share})*{made.xbar} + ({1 - share})*{mean} = {made.posterior[0]}$.",
                ],
                mistakes=[
                    Mistake("ignores-prior", number(made.xbar), "That is the mean of the data. The prior pulls it."),
                    Mistake("n-ignored", number(made._replace(n=1).posterior[0]),
                            "All the measurements count, not one."),
                    Mistake("weights-swapped", number((1 - share) * made.xbar + share * mean),
                            "The weights are exchanged."),
                ],
            ),
        ],
    )  # fmt: skip


def sequential(rng: Rng, about: Quantity) -> Multipart:
    """Two updates; the posterior of the first is the prior of the second."""

    def draw() -> tuple[NormalPrior, NormalPrior]:
        mean, unit = rng.integer(*about.about), rng.integer(1, 3)
        p, n, m = rng.integer(1, 4), rng.integer(1, 6), rng.integer(1, 6)
        sigma = unit * p
        first = NormalPrior(mean, unit * unit, n, mean + rng.nonzero(-10, 10), sigma * sigma)
        middle, variance = first.posterior
        return first, NormalPrior(middle, variance, m, mean + rng.nonzero(-10, 10), sigma * sigma)

    def fits(made: tuple[NormalPrior, NormalPrior]) -> bool:
        first, second = made
        small = all(x.denominator <= 12 for x in (*first.posterior, *second.posterior))
        return small and first.n != second.n and len({first.xbar, second.xbar, first.mean}) == 3

    first, second = drawn(draw, fits, tries=600)
    tau, sigma = sqrt_of(first.tau2), sqrt_of(first.sigma2)
    n, m = first.n, second.n
    total = Fraction(n * first.xbar + m * second.xbar) / (n + m)
    at_once = NormalPrior(first.mean, first.tau2, n + m, total, first.sigma2)
    assert at_once.posterior == second.posterior
    (u, v), (x, y) = first.posterior, second.posterior
    again = NormalPrior(first.mean, first.tau2, m, second.xbar, first.sigma2)
    plain_mean = Fraction(first.mean + first.xbar) / 2
    s2 = first.sigma2
    precision = f"1/({v})" if Fraction(v).denominator == 1 else f"1/({v}) = {1 / Fraction(v)}"
    seen_first = f"${n}$ measurements have the mean ${first.xbar}$" if n > 1 else f"one gives ${first.xbar}$"
    seen_second = f"${m}$ have the mean ${second.xbar}$" if m > 1 else f"one more gives ${second.xbar}$"
    return Multipart(
        f"{believed_mean(about, first.mean, tau)} {with_errors(about, sigma)} On the first day {seen_first}, on the "
        f"second day {seen_second}. All measurements are independent.",
        [
            Part(
                name="P",
                ask="Give mean and variance of the posterior after the first day, as $[m, v]$.",
                answer=vector(u, v),
                hints=["Add the precisions. The mean is weighted with them."],
                steps=[
                    f"The precisions are $1/({tau})^2 = {1 / Fraction(first.tau2)}$ and "
                    f"${n}/({sigma})^2 = {Fraction(n, s2)}$; the variance is one over their sum, ${v}$.",
                    f"The mean is ${v}*({first.mean}/({tau})^2 + {n}*{first.xbar}/({sigma})^2) = {u}$.",
                    f"Together: $[{u}, {v}]$.",
                ],
                mistakes=[
                    Mistake("plain-average", vector(plain_mean, v),
                            "Prior and data count alike only if their precisions are equal."),
                    Mistake("variances-add", vector(u, Fraction(first.tau2) + Fraction(s2) / n),
                            "Precisions add up, not variances."),
                ],
            ),
            Part(
                name="Q",
                ask="Give mean and variance of the posterior after the second day, as $[m, v]$.",
                answer=vector(x, y),
                follows=f"[[(entry(P, 1)/entry(P, 2) + {m}*{second.xbar}/{s2})/(1/entry(P, 2) + {m}/{s2})], "
                f"[1/(1/entry(P, 2) + {m}/{s2})]]",
                hints=["The posterior of the first day is the prior of the second."],
                steps=[
                    f"The prior of the second day has the precision ${precision}$, the new data have "
                    f"${m}/({sigma})^2 = {Fraction(m, s2)}$; the variance is one over their sum, ${y}$.",
                    f"The mean is ${y}*(({u})/({v}) + {m}*{second.xbar}/({sigma})^2) = {x}$.",
                    f"Together: $[{x}, {y}]$.",
                ],
                mistakes=[
                    Mistake("prior-not-updated", vector(*again.posterior),
                            "You began again with the first prior. The first day has changed it."),
                    Mistake("plain-average", vector((u + second.xbar) / 2, y),
                            "What is known and what is new count alike only if their precisions are equal."),
                ],
            ),
            Part(
                ask="How large is the weight of the first prior mean in the final posterior mean?",
                answer=number(1 - at_once.weight),
                hints=["What is its precision, compared with the final precision?"],
                steps=[
                    f"The precision of the first prior is ${1 / Fraction(first.tau2)}$, the final one is "
                    f"$1/({y}) = {1 / y}$.",
                    f"Its weight is their quotient, ${1 - at_once.weight}$.",
                ],
                mistakes=[
                    Mistake("weights-swapped", number(at_once.weight), "That is the weight of all the data."),
                    Mistake("weight-of-one-stage", number(1 - first.weight),
                            "That was its weight after the first day. The second day has reduced it."),
                ],
            ),
        ],
    )  # fmt: skip


# Ridge regression as MAP -------------------------------------------------------------------------------------------

SIGNALS = (
    ("the deviation of the dose from the usual one", "the deviation of the effect"),
    ("the change of a price", "the change in sales"),
    ("the deviation of the temperature from its mean", "the deviation of the yield"),
    ("the change of the interest rate", "the change of a share price"),
    ("the deviation of the brightness from its mean", "the deviation of the response of a cell"),
    ("the change of the rainfall", "the change of the water level"),
    ("the deviation of the load from the usual one", "the deviation of the response time"),
)
PENALTY = (
    "The MAP estimate minimises the penalised loss $J(w)$, the sum of all squared errors $(y - w*x)^2$ and the penalty "
    "$lambda*w^2$"
)


class Ridge(NamedTuple):
    """Points through whose origin a line is fitted, and the strength of the penalty."""

    x: Sequence[int]
    y: Sequence[int]
    strength: Rational

    @property
    def xx(self) -> int:
        return sum(u * u for u in self.x)

    @property
    def xy(self) -> int:
        return sum(u * v for u, v in zip(self.x, self.y, strict=True))

    @property
    def mle(self) -> Fraction:
        return Fraction(self.xy, self.xx)

    @property
    def map(self) -> Fraction:
        return Fraction(self.xy) / (self.xx + self.strength)

    def loss(self, w: Fraction) -> Fraction:
        errors = sum(((v - w * u) ** 2 for u, v in zip(self.x, self.y, strict=True)), start=Fraction(0))
        return errors + self.strength * w * w

    @property
    def errors(self) -> str:
        """The sum of squared errors as a formula in w."""
        return " + ".join(f"({v} - {Polynomial([u, 0], 'w')})^2" for u, v in zip(self.x, self.y, strict=True))


@exercise(
    "prob_stats.map.ridge_as_map",
    title="Ridge regression as MAP",
    skill="s.map.gauss",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 11.3",
    levels={"easy": {"task": "penalty"}, "core": {"task": "prior"}, "hard": {"task": "beyond"}},
)
def ridge_as_map(rng: Rng, *, task: Literal["penalty", "prior", "beyond"]) -> Multipart:
    """Fit a weight with a normal prior: the penalty, the MLE, the MAP estimate and the penalised loss."""
    if task == "beyond":
        return rng.choice((two_weights, prescribed_shrinkage, penalised_step))(rng)
    tau2 = rng.choice((1, 2, 3, 4))
    made = ridge(rng, (2, 3, 4, 5, 6, 8, 10))
    known = (
        f"Choose the penalty $lambda = {made.strength}$. {PENALTY}."
        if task == "penalty"
        else f"The noise has the variance $sigma^2 = {made.strength * tau2}$. The prior of $w$ is normal with "
        f"mean $0$ and variance $tau^2 = {tau2}$. {PENALTY}, where $lambda$ follows from the two variances."
    )
    given = {} if task == "prior" else {"lambda": made.strength}
    parts = [mle_weight(made), map_weight(made), objective_part(made)]
    if task == "prior":
        parts.insert(0, strength_part(made.strength * tau2, tau2))
    return Multipart(f"{data_text(rng, made)} {known}", parts, given=given)


def ridge(rng: Rng, strengths: Sequence[int]) -> Ridge:
    def draw() -> Ridge:
        n = rng.integer(3, 4)
        x = sorted(rng.sample([u for u in range(-3, 5) if u], n))
        w = rng.nonzero(-4, 4)
        return Ridge(x, [w * u + rng.integer(-2, 2) for u in x], rng.choice(strengths))

    def fits(made: Ridge) -> bool:
        neat = made.mle.denominator <= 30 and made.map.denominator <= 12 and made.loss(made.map).denominator <= 24
        return neat and made.map != 0 and max(map(abs, made.y)) <= 15 and made.loss(made.mle) > 0

    return drawn(draw, fits, tries=600)


def data_text(rng: Rng, made: Ridge) -> str:
    cause, effect = rng.choice(SIGNALS)
    points = ", ".join(f"({u}, {v})" for u, v in zip(made.x, made.y, strict=True))
    return (
        f"Let $x$ be {cause} and $y$ {effect}, both in suitable units. The points $(x, y)$ are ${points}$. The model "
        "is $y = w*x$ plus independent normal noise with mean $0$."
    )


def strength_part(sigma2: Rational, tau2: Rational, squares: str = "w^2") -> Part:
    strength = Fraction(sigma2) / tau2
    return Part(
        name="lambda",
        ask="Give $lambda$.",
        answer=number(strength),
        hints=[
            "Minus the logarithm of the posterior is, up to a constant, the sum of the squared errors over $2*sigma^2$ "
            f"plus $({squares})/(2*tau^2)$.",
            "Multiply by $2*sigma^2$.",
        ],
        steps=[
            "Minus the logarithm of prior times likelihood is the sum of the squared errors over $2*sigma^2$ plus "
            f"$({squares})/(2*tau^2)$, up to a constant.",
            f"Times $2*sigma^2$ this is the penalised loss, and ${squares}$ has the factor "
            f"$sigma^2/tau^2 = {sigma2}/({tau2}) = {strength}$.",
        ],
        mistakes=[
            Mistake("lambda-inverted", number(1 / strength),
                    "That is the other way round: a tight prior, with small $tau$, means a strong penalty."),
            Mistake("factor-two-of-lambda", number(strength / 2),
                    "Both terms have the factor $1/2$, so it cancels."),
        ],
    )  # fmt: skip


def mle_weight(made: Ridge) -> Part:
    products = " + ".join(f"({u})*({v})" for u, v in zip(made.x, made.y, strict=True))
    squares = " + ".join(f"({u})^2" for u in made.x)
    return Part(
        ask="Give the maximum likelihood estimate of $w$, without a penalty.",
        answer=number(made.mle),
        hints=["Differentiate the sum of the squared errors with respect to $w$."],
        steps=[
            "The sum of the squared errors is smallest where its derivative, $-2$ times the sum of $x*(y - w*x)$, is "
            "zero: $w$ is the sum of all $x*y$ over the sum of all $x^2$.",
            f"These sums are ${products} = {made.xy}$ and ${squares} = {made.xx}$, so the estimate is "
            f"${made.xy}/({made.xx})" + (f" = {made.mle}$." if made.mle.denominator < made.xx else "$."),
        ],
        mistakes=[
            *([Mistake("ratio-of-sums", number(Fraction(sum(made.y), sum(made.x))),
                       "Each point is weighted with its $x$: divide the sum of $x*y$ by the sum of $x^2$.")]
              if sum(made.x) else []),
            Mistake("sum-not-divided", number(made.xy), "Divide by the sum of all $x^2$."),
        ],
    )  # fmt: skip


def map_weight(made: Ridge) -> Part:
    strength, A = made.strength, made.xx + made.strength
    J = f"{made.errors} + {strength}*w^2"
    raw = sum(v * v for v in made.y)
    return Part(
        name="w",
        ask="Give the MAP estimate of $w$.",
        answer=number(made.map),
        follows=f"{made.xy}/({made.xx} + lambda)",
        hints=["Differentiate $J(w)$. The penalty adds a term to the derivative."],
        steps=[
            f"The penalised loss is $J(w) = {J} = {Polynomial([A, -2 * made.xy, raw], 'w')}$.",
            f"Its derivative $J'(w) = {Polynomial([2 * A, -2 * made.xy], 'w')}$ is zero at ${made.xy}/({A})"
            + (f" = {made.map}$" if made.map.denominator < A else "$")
            + f": only the denominator has grown, from ${made.xx}$ to ${made.xx} + {strength}$.",
            f"The MAP estimate is ${made.map}$.",
        ],
        mistakes=[
            Mistake("lambda-inverted", f"{made.xy}/({made.xx} + 1/lambda)", "The penalty is $lambda$, not $1/lambda$."),
            Mistake("lambda-in-numerator", f"({made.xy} + lambda)/({made.xx} + lambda)", "Only the denominator grows."),
            Mistake("factor-two-of-lambda", f"{made.xy}/({made.xx} + 2*lambda)",
                    "Both terms of $J$ bring a factor $2$ when they are differentiated: it cancels."),
        ],
        figure=parabolas(made),
    )  # fmt: skip


def objective_part(made: Ridge) -> Part:
    w, best = made.map, made.loss(made.map)
    errors = [v - w * u for u, v in zip(made.x, made.y, strict=True)]
    squares = " + ".join(f"({e})^2" for e in errors)
    total = sum((e * e for e in errors), start=Fraction(0))
    rule = " + ".join(f"({v} - w*({u}))^2" for u, v in zip(made.x, made.y, strict=True))
    return Part(
        ask="Give the value of $J$ at the MAP estimate.",
        answer=number(best),
        follows=f"{rule} + lambda*w^2",
        hints=["Do not forget the penalty."],
        steps=[
            f"The errors $y - w*x$ are ${', '.join(map(str, errors))}$; their squares add up to "
            f"${squares} = {total}$.",
            f"With the penalty this is ${total} + {made.strength}*({w})^2 = {best}$.",
        ],
        mistakes=[
            Mistake("penalty-forgotten", rule, "That is the loss without the penalty. Add $lambda*w^2$."),
            Mistake("penalty-not-squared", f"{rule} + lambda*abs(w)", "The penalty has the square of $w$."),
        ],
    )  # fmt: skip


def parabolas(made: Ridge) -> Figure:
    """The loss without and with the penalty, and where each is smallest."""
    centre, reach = float(made.map + made.mle) / 2, max(1.5, 2 * abs(float(made.mle - made.map)))
    span = (min(0.0, centre - reach), max(0.0, centre + reach))
    bare = made._replace(strength=0)
    top = max(float(each.loss(Fraction(x).limit_denominator(1000))) for each in (made, bare) for x in span)

    def curve(each: Ridge) -> tuple[tuple[float, float], ...]:
        points = tuple(points_of(lambda x: float(each.loss(Fraction(x).limit_denominator(10**4))), span, 60))
        return points if made.map > 0 else points[::-1]  # the name stands where the curves are apart

    low = (float(made.map), float(made.loss(made.map)))
    bottom = (float(made.mle), float(bare.loss(made.mle)))
    return Figure(
        alt=f"Two parabolas over w. The dashed one, the squared errors alone, is lowest at w = {plain(bottom[0])}; the "
        f"solid one, with the penalty, is lowest at w = {plain(low[0])}, nearer to 0.",
        marks=(
            Curve(points=curve(bare), style="dashed", colour="orange", label="errors"),
            Curve(points=curve(made), style="solid", colour="blue", label="$J$"),
            Dots(points=(spot(bottom),), colour="orange"),
            Dots(points=(spot(low),), colour="blue"),
        ),
        x=axis(span, "w"),
        y=axis((0, 1.1 * top), "loss"),
        grid=True,
    )


@cache
def orthogonal_inputs() -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Pairs of orthogonal columns with different sums of squares and no row of zeros."""
    found = []
    for entries, n in ((range(-2, 3), 3), ((-1, 1, 2), 4)):
        columns = [c for c in product(entries, repeat=n) if 4 <= sum(u * u for u in c) <= 12]
        for a, b in combinations(columns, 2):
            rows = list(zip(a, b, strict=True))
            different = sum(u * u for u in a) != sum(v * v for v in b)
            if sum(u * v for u, v in rows) == 0 and different and all(u or v for u, v in rows):
                found.append((a, b))
    return tuple(found)


def two_weights(rng: Rng) -> Multipart:
    """Two weights with orthogonal inputs: each is shrunk on its own."""
    tau2 = rng.choice((1, 2, 3))

    def draw() -> tuple[tuple[int, ...], tuple[int, ...], list[int], int]:
        a, b = rng.choice(orthogonal_inputs())
        u, v = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        y = [u * p + v * q + rng.integer(-1, 1) for p, q in zip(a, b, strict=True)]
        return a, b, y, rng.choice((2, 3, 4, 6, 8))

    def weights(made: tuple[tuple[int, ...], tuple[int, ...], list[int], int], strength: int) -> list[Fraction]:
        a, b, y, _ = made
        return [
            Fraction(sum(u * v for u, v in zip(c, y, strict=True)), sum(u * u for u in c) + strength) for c in (a, b)
        ]

    def fits(made: tuple[tuple[int, ...], tuple[int, ...], list[int], int]) -> bool:
        shrunk = weights(made, made[3])
        return all(shrunk) and all(w.denominator <= 12 for w in shrunk) and len(set(map(abs, shrunk))) == 2

    made = drawn(draw, fits, tries=400)
    a, b, y, strength = made
    bare, shrunk = weights(made, 0), weights(made, strength)
    A, B = sum(u * u for u in a), sum(v * v for v in b)
    C, D = (sum(u * v for u, v in zip(c, y, strict=True)) for c in (a, b))
    factors = [Fraction(A, A + strength), Fraction(B, B + strength)]
    return Multipart(
        "The table shows inputs $x_1$, $x_2$ and outputs $y$. The model is $y = w_1*x_1 + w_2*x_2$ plus independent "
        f"normal noise with mean $0$ and variance $sigma^2 = {strength * tau2}$. The priors of $w_1$ and $w_2$ are "
        f"independent and normal with mean $0$ and variance $tau^2 = {tau2}$. The MAP estimate minimises the sum of "
        "the squared errors plus $lambda*(w_1^2 + w_2^2)$.",
        data=DataTable(columns=("$x_1$", "$x_2$", "$y$"),
                       rows=tuple((str(p), str(q), str(r)) for p, q, r in zip(a, b, y, strict=True))),
        parts=[
            strength_part(strength * tau2, tau2, "w_1^2 + w_2^2"),
            Part(
                ask="Give the maximum likelihood estimate $[w_1, w_2]$, without a penalty.",
                answer=vector(*bare),
                hints=["The sum of all products $x_1*x_2$ is $0$. What does this mean for the two equations?"],
                steps=[
                    "The products $x_1*x_2$ add up to $0$, so each weight can be found on its own: the sum of its "
                    "$x*y$ over the sum of its $x^2$.",
                    f"For the first these sums are ${C}$ and ${A}$, for the second ${D}$ and ${B}$.",
                    f"So the estimate is $[{bare[0]}, {bare[1]}]$.",
                ],
                mistakes=[
                    Mistake("sum-not-divided", vector(C, D), "Divide each sum of $x*y$ by its sum of $x^2$."),
                    Mistake("one-denominator", vector(Fraction(C, A + B), Fraction(D, A + B)),
                            "Each weight has its own denominator."),
                ],
            ),
            Part(
                name="w",
                ask="Give the MAP estimate $[w_1, w_2]$.",
                answer=vector(*shrunk),
                follows=f"[[{C}/({A} + lambda)], [{D}/({B} + lambda)]]",
                hints=["The penalty adds $lambda$ to each denominator."],
                steps=[
                    f"The penalty adds $lambda = {strength}$ to each denominator: "
                    f"${C}/({A} + {strength}) = {shrunk[0]}$ and ${D}/({B} + {strength}) = {shrunk[1]}$.",
                    f"So the estimate is $[{shrunk[0]}, {shrunk[1]}]$.",
                ],
                mistakes=[
                    Mistake("lambda-inverted", f"[[{C}/({A} + 1/lambda)], [{D}/({B} + 1/lambda)]]",
                            "The penalty is $lambda$, not $1/lambda$."),
                    Mistake("factor-two-of-lambda", f"[[{C}/({A} + 2*lambda)], [{D}/({B} + 2*lambda)]]",
                            "Both terms bring a factor $2$ when they are differentiated: it cancels."),
                    Mistake("lambda-in-numerator",
                            f"[[({C} + lambda)/({A} + lambda)], [({D} + lambda)/({B} + lambda)]]",
                            "Only the denominators grow."),
                ],
            ),
            Part(
                ask="By which factors has the penalty shrunk the two weights? Give them in this order as a vector.",
                answer=vector(*factors),
                follows=f"[[{A}/({A} + lambda)], [{B}/({B} + lambda)]]",
                steps=[
                    f"The factors are ${A}/({A} + {strength}) = {factors[0]}$ and "
                    f"${B}/({B} + {strength}) = {factors[1]}$: the weight with the smaller sum of $x^2$ shrinks more.",
                    f"As a vector: $[{factors[0]}, {factors[1]}]$.",
                ],
                mistakes=[
                    Mistake("factor-upside-down", vector(1 / factors[0], 1 / factors[1]),
                            "Shrinking means factors below $1$."),
                    Mistake("complement-of-factor", vector(1 - factors[0], 1 - factors[1]),
                            "That is the part that was lost. Asked is the part that is left."),
                ],
            ),
        ],
    )  # fmt: skip


def prescribed_shrinkage(rng: Rng) -> Multipart:
    """Which penalty, and which prior, shrink the weight by a given factor."""
    factor = rng.choice([Fraction(*f) for f in ((1, 2), (2, 3), (3, 4), (4, 5), (1, 3), (3, 5), (5, 6), (9, 10))])

    def draw() -> Ridge:
        made = ridge(rng, (1,))
        return made._replace(strength=made.xx * (1 - factor) / factor)

    made = drawn(
        draw, lambda each: each.strength.denominator == 1 and each.strength != 1 and each.map.denominator <= 24
    )
    made = made._replace(strength=int(made.strength))
    sigma2 = made.strength * rng.choice((1, 2, 3))
    tau2 = Fraction(sigma2, int(made.strength))
    assert made.map == factor * made.mle
    return Multipart(
        f"{data_text(rng, made)} The noise has the variance $sigma^2 = {sigma2}$, the prior of $w$ is normal "
        f"with mean $0$ and variance $tau^2$. {PENALTY} with $lambda = sigma^2/tau^2$.",
        [
            mle_weight(made),
            Part(
                name="L",
                ask=f"The MAP estimate is to be ${factor}$ of the maximum likelihood estimate. Which $lambda$ does it?",
                answer=number(made.strength),
                hints=["Write the ratio of the two estimates with the sum of all $x^2$ and $lambda$."],
                steps=[
                    f"The sum of all $x^2$ is ${made.xx}$. The estimates differ only in the denominator, so their "
                    f"ratio is ${made.xx}/({made.xx} + lambda)$.",
                    f"It is ${factor}$ if ${made.xx} + lambda = {made.xx}/({factor})$, and "
                    f"${made.xx}/({factor}) = {made.xx / factor}$.",
                    f"The penalty is ${made.xx / factor} - {made.xx} = {made.strength}$.",
                ],
                mistakes=[
                    Mistake("complement-of-factor", number(made.xx * factor / (1 - factor)),
                            "You shrank by the complement of the factor.")
                    if factor != Fraction(1, 2) else
                    Mistake("factor-of-lambda", number(Fraction(made.xx, 2)),
                            "The denominator must double: $lambda$ is as large as the sum of all $x^2$."),
                    Mistake("share-for-lambda", number(made.xx * (1 - factor)),
                            f"That is ${1 - factor}$ of the sum of all $x^2$. Solve the equation for $lambda$."),
                ],
            ),
            Part(
                ask="Which variance $tau^2$ of the prior belongs to it?",
                answer=number(tau2),
                follows=f"{sigma2}/L",
                steps=[f"From $lambda = sigma^2/tau^2$ follows the variance ${sigma2}/({made.strength}) = {tau2}$."],
                mistakes=[
                    Mistake("lambda-inverted", f"L/{sigma2}", "Solve for $tau^2$, not for $1/tau^2$."),
                    Mistake("product-for-quotient", f"L*{sigma2}", "Solve $lambda = sigma^2/tau^2$ for $tau^2$."),
                ],
            ),
        ],
    )  # fmt: skip


def penalised_step(rng: Rng) -> Multipart:
    """One step of gradient descent on the penalised loss, beside its minimum."""
    rate = rng.choice((Fraction(1, 100), Fraction(1, 50), Fraction(1, 20)))

    def draw() -> tuple[Ridge, int]:
        return ridge(rng, (1, 2, 3, 4, 5, 6, 8, 10)), rng.integer(-3, 5)

    def fits(made: tuple[Ridge, int]) -> bool:
        each, start = made
        moved = start - rate * 2 * ((each.xx + each.strength) * start - each.xy)
        return start != each.map and moved != start and rate * 2 * (each.xx + each.strength) < 2 and start != 0

    made, start = drawn(draw, fits)
    A, C, strength = made.xx + made.strength, made.xy, made.strength
    slope = 2 * (A * start - C)
    moved = start - rate * slope
    alpha = terminating(rate)
    bare = 2 * (made.xx * start - C)
    raw = sum(v * v for v in made.y)
    return Multipart(
        f"{data_text(rng, made)} {PENALTY} with $lambda = {strength}$. It is to be found by gradient descent with the "
        f"learning rate $alpha = {alpha}$.",
        given={"lambda": strength},
        parts=[
            Part(
                ask="Give the derivative $J'(w)$.",
                answer=expression(f"{2 * A}*w - {2 * C}", w="real"),
                hints=["The penalty $lambda*w^2$ has a derivative too."],
                steps=[
                    f"The penalised loss is $J(w) = {made.errors} + {strength}*w^2 = "
                    f"{Polynomial([A, -2 * C, raw], 'w')}$.",
                    f"So $J'(w) = {Polynomial([2 * A, -2 * C], 'w')}$.",
                ],
                mistakes=[
                    Mistake("penalty-forgotten", expression(f"{2 * made.xx}*w - {2 * C}", w="real"),
                            "That is the derivative without the penalty, which adds $2*lambda*w$."),
                    Mistake("factor-two-of-lambda", expression(f"{2 * made.xx + strength}*w - {2 * C}", w="real"),
                            "The derivative of $lambda*w^2$ is $2*lambda*w$."),
                ],
            ),
            Part(
                name="g",
                ask=f"The descent starts at $w = {start}$. Give the value of the derivative there.",
                answer=number(slope),
                steps=[f"At the start the derivative is ${2 * A}*({start}) - ({2 * C}) = {slope}$."],
                mistakes=[
                    Mistake("penalty-forgotten", number(bare), "That is the derivative without the penalty."),
                    Mistake("uses-value", number(made.loss(Fraction(start))), "That is the value of $J$ itself."),
                ],
            ),
            Part(
                ask="Where does one step of gradient descent lead?",
                answer=number(terminating(moved)),
                follows=f"{start} - {alpha}*g",
                hints=["The step subtracts $alpha*J'(w)$."],
                steps=[f"The step leads to ${start} - {alpha}*({slope}) = {terminating(moved)}$."],
                mistakes=[
                    Mistake("ascent", f"{start} + {alpha}*g",
                            "The gradient points uphill: subtract the step."),
                    Mistake("rate-ignored", f"{start} - g", "Multiply the derivative by the learning rate."),
                ],
            ),
            replace(map_weight(made), name=None),
        ],
    )  # fmt: skip


# Which model wins after the penalty? -------------------------------------------------------------------------------

DEGREES = ("a line", "a parabola", "a cubic curve")
STUDIES = (
    "The deviation of a temperature from its target is measured at five times, counted from noon.",
    "The change of the sales of a shop is noted for five changes of the price.",
    "The deviation of a clock from the right time is measured on five days, counted from the middle one.",
    "The deviation of a boat from its course is measured for five angles of the rudder.",
    "The voltage of a sensor is measured in five positions on both sides of a magnet.",
    "The change of the error of a network is measured for five changes of a setting.",
)
BASIS: tuple[tuple[Fraction, ...], ...] = (
    (Fraction(1),),
    (Fraction(1), Fraction(0)),
    (Fraction(1), Fraction(0), Fraction(-2)),
    (Fraction(5, 6), Fraction(0), Fraction(-17, 6), Fraction(0)),
)
"""Polynomials that are orthogonal on -2, -1, 0, 1, 2, highest coefficients first; their squares add up to SIZES."""
SIZES = (5, 10, 14, 10)
REST = (1, -4, 6, -4, 1)
"""What is orthogonal to all of them."""


class Fits(NamedTuple):
    """Five points and the least-squares line, parabola and cubic; coefficients from the highest to the constant."""

    x: list[int]
    y: list[Fraction]
    models: tuple[tuple[Fraction, ...], ...]

    def value(self, k: int, x: Fraction) -> Fraction:
        total = Fraction(0)
        for c in self.models[k]:
            total = total * x + c
        return total

    @property
    def losses(self) -> list[Fraction]:
        """The sums of squared errors."""
        return [
            sum(((v - self.value(k, Fraction(u))) ** 2 for u, v in zip(self.x, self.y, strict=True)), start=Fraction(0))
            for k in range(3)
        ]

    @property
    def penalties(self) -> list[Fraction]:
        """The sums of squared coefficients without the constant."""
        return [sum((c * c for c in model[:-1]), start=Fraction(0)) for model in self.models]

    def totals(self, strength: Fraction, *, constant: bool = False, absolute: bool = False) -> list[Fraction]:
        """Loss plus penalty; by a wrong rule with `constant` or `absolute`."""
        found = []
        for loss, model in zip(self.losses, self.models, strict=True):
            counted = model if constant else model[:-1]
            size = sum((abs(c) if absolute else c * c for c in counted), start=Fraction(0))
            found.append(loss + strength * size)
        return found

    def threshold(self, k: int) -> Fraction:
        """The penalty at which models k and k + 1 are equally good."""
        L, P = self.losses, self.penalties
        return (L[k] - L[k + 1]) / (P[k + 1] - P[k])


def fitted(rng: Rng) -> Fits:
    """Exact least-squares fits with coefficients of at most two decimals."""
    h = rng.integer(-1, 2)
    c = [
        Fraction(rng.nonzero(-6, 6), 2), Fraction(rng.nonzero(-6, 6), 2), Fraction(rng.nonzero(-4, 4), 2),
        Fraction(3 * rng.nonzero(-2, 2), 5),
    ]  # fmt: skip
    rest = Fraction(rng.integer(1, 3), 10)
    u = range(-2, 3)
    shift = Polynomial([1, -h])
    models, summed = [], Polynomial([0])
    for weight, base in zip(c, BASIS, strict=True):
        term = Polynomial([0])
        for coefficient in base:
            term = term * shift + Polynomial([weight * coefficient])
        summed = summed + term
        models.append(tuple(Fraction(each) for each in summed.coefficients))
    y = [Fraction(summed(t + h)) + rest * r for t, r in zip(u, REST, strict=True)]
    return Fits([t + h for t in u], y, tuple(models[1:]))


def sensible(made: Fits) -> bool:
    """All coefficients there and small, losses falling and penalties rising with the degree."""
    there = all(len(model) == k + 2 and all(model) for k, model in enumerate(made.models))
    P = made.penalties
    return there and P[0] < P[1] < P[2] and max(abs(c) for model in made.models for c in model) <= 12


@exercise(
    "prob_stats.map.regularised_model_choice",
    title="Which model wins after the penalty?",
    skill="s.map.gauss",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 8.3 and 9.2",
    levels={"easy": {"task": "choose"}, "core": {"task": "threshold"}, "hard": {"task": "order"}},
)
def regularised_model_choice(rng: Rng, *, task: Literal["choose", "threshold", "order"]) -> Multipart:
    """Compare polynomial models by training loss plus an L2 penalty, and see how the choice depends on lambda."""
    if task == "choose":
        return choose_model(rng)
    return equal_totals(rng) if task == "threshold" else winners(rng)


def shown(model: Sequence[Fraction]) -> str:
    return str(Polynomial([terminating(c) for c in model]))


def models_text(made: Fits, which: Sequence[int]) -> str:
    losses = made.losses
    described = "; ".join(
        f"model {k + 1}, {DEGREES[k]}, $y = {shown(made.models[k])}$ with the training loss ${terminating(losses[k])}$"
        for k in which
    )
    return f"These models were fitted by least squares: {described}."


CRITERION = (
    "They are compared by training loss (the sum of the squared errors) plus $lambda$ times the sum of the squared "
    "coefficients; the constant term is not penalised."
)


def penalty_steps(made: Fits, which: Sequence[int]) -> list[str]:
    return [
        f"Model {k + 1}: the squares are ${' + '.join(f'({terminating(c)})^2' for c in made.models[k][:-1])} = "
        f"{terminating(made.penalties[k])}$."
        for k in which
    ]


def model_key(k: int, which: Sequence[int]) -> ChoiceAnswer:
    return choice(f"model {k + 1}", *(f"model {i + 1}" for i in which if i != k))


def smallest(worth: Sequence[Rational]) -> int:
    return list(worth).index(min(worth))


def choose_model(rng: Rng) -> Multipart:
    simpler = rng.chance(Fraction(7, 10))

    def draw() -> tuple[Fits, Fraction]:
        return fitted(rng), Fraction(rng.choice((1, 2, 5, 10, 20, 50)), 10)

    def fits(made: tuple[Fits, Fraction]) -> bool:
        each, strength = made
        if not sensible(each):
            return False
        T = sorted(each.totals(strength))
        return T[1] - T[0] >= Fraction(1, 5) and (smallest(each.totals(strength)) < 2) == simpler

    made, strength = drawn(draw, fits, tries=400)
    lam = terminating(strength)
    T = made.totals(strength)
    best, which = smallest(T), range(3)
    wrong: dict[int, Mistake] = {}
    for slip, k, told in (
        ("lowest-training-loss", 2, "This one has the smallest training loss. The penalty counts too."),
        ("penalises-intercept", smallest(made.totals(strength, constant=True)),
         "That would be the winner if the constant term were penalised as well."),
        ("abs-not-square", smallest(made.totals(strength, absolute=True)),
         "That would be the winner with absolute values in place of squares."),
        ("simplest-model", 0, "The penalty prefers small coefficients, but a poor fit costs too."),
    ):  # fmt: skip
        if k != best:
            wrong.setdefault(k, Mistake(slip, model_key(k, which), told))
    sums = [
        f"Model {k + 1}: ${terminating(loss)} + {lam}*{terminating(size)} = {terminating(total)}$."
        for k, (loss, size, total) in enumerate(zip(made.losses, made.penalties, T, strict=True))
    ]
    return Multipart(
        f"{rng.choice(STUDIES)} {models_text(made, which)} The figure shows them with the data. {CRITERION} Take "
        f"$lambda = {lam}$.",
        [
            Part(
                name="T",
                ask="Give the three totals of loss and penalty as $[T_1, T_2, T_3]$.",
                answer=vector(*map(terminating, T)),
                hints=["Square the coefficients of each model and add them. Leave the constant term out."],
                steps=[*penalty_steps(made, which), *sums, f"So the totals are ${row([*map(terminating, T)])}$."],
                mistakes=[
                    Mistake("penalises-intercept", vector(*map(terminating, made.totals(strength, constant=True))),
                            "The constant term is left free here."),
                    Mistake("abs-not-square", vector(*map(terminating, made.totals(strength, absolute=True))),
                            "The L2 penalty squares the coefficients."),
                ],
            ),
            Part(
                ask="Which model wins?",
                answer=model_key(best, which),
                steps=[f"The smallest total is ${terminating(min(T))}$: model {best + 1} wins."],
                mistakes=list(wrong.values()),
            ),
        ],
        figures=[fit_figure(made)],
    )  # fmt: skip


def penalties_part(made: Fits, which: Sequence[int]) -> Part:
    P = [made.penalties[k] for k in which]
    names = ", ".join(f"P_{k + 1}" for k in which)
    return Part(
        name="P",
        ask=f"Give the sums of the squared coefficients as $[{names}]$.",
        answer=vector(*map(terminating, P)),
        hints=["Leave the constant term out."],
        steps=[*penalty_steps(made, which), f"So the sums are $[{', '.join(str(terminating(p)) for p in P)}]$."],
        mistakes=[
            Mistake("penalises-intercept",
                    vector(*(terminating(made.penalties[k] + made.models[k][-1] ** 2) for k in which)),
                    "The constant term is left free here."),
            Mistake("abs-not-square",
                    vector(*(terminating(sum(map(abs, made.models[k][:-1]), start=Fraction(0))) for k in which)),
                    "The L2 penalty squares the coefficients."),
        ],
    )  # fmt: skip


def threshold_part(made: Fits, k: int, first: int, name: str) -> Part:
    """Where models k and k + 1 are equal; `first` is the place of model k in the answer P."""
    L, P = made.losses, made.penalties
    value = made.threshold(k)
    a, b, p, q = (terminating(each) for each in (L[k], L[k + 1], P[k], P[k + 1]))
    gap = terminating(L[k] - L[k + 1])
    return Part(
        name=name,
        ask=f"For which $lambda$ have model {k + 1} and model {k + 2} the same total?",
        answer=number(value),
        follows=f"{gap}/(entry(P, {first + 1}) - entry(P, {first}))",
        hints=["Set the two totals equal. They are linear in $lambda$."],
        steps=[
            f"The totals are ${a} + {p}*lambda$ and ${b} + {q}*lambda$.",
            f"They are equal for $lambda*({q} - {p}) = {a} - {b}$, that is, for "
            f"$lambda$ equal to $({a} - {b})/({q} - {p}) = {value}$.",
        ],
        mistakes=[
            Mistake("ratio-upside-down", f"(entry(P, {first + 1}) - entry(P, {first}))/{gap}",
                    "Divide the difference of the losses by that of the penalties."),
            Mistake("sums-for-differences", number((L[k] + L[k + 1]) / (P[k] + P[k + 1])),
                    "Bring the terms with $lambda$ to one side: differences, not sums."),
        ],
    )  # fmt: skip


def equal_totals(rng: Rng) -> Multipart:
    """At which penalty the simpler of two models overtakes the other."""
    k = rng.integer(0, 1)

    def fits(each: Fits) -> bool:
        return sensible(each) and each.threshold(k).denominator <= 60 and Fraction(1, 10) <= each.threshold(k) <= 12

    made = drawn(lambda: fitted(rng), fits, tries=400)
    value, which = made.threshold(k), (k, k + 1)
    larger = rng.chance(Fraction(1, 2))
    near = value * (Fraction(3, 2) if larger else Fraction(1, 2))
    lam = rounded(near, 1) if near >= Fraction(1, 5) else rounded(near, 2)
    winner = k if Fraction(lam) > value else k + 1
    texts = {k: f"model {k + 1}", k + 1: f"model {k + 2}"}
    third = "both have the same total"

    def key(i: int) -> ChoiceAnswer:
        return choice(texts[i], third, *(text for j, text in texts.items() if j != i))

    loser = k if winner == k + 1 else k + 1
    return Multipart(
        f"{rng.choice(STUDIES)} {models_text(made, which)} {CRITERION}",
        [
            penalties_part(made, which),
            threshold_part(made, k, 1, "t"),
            Part(
                ask=f"Which of the two wins for $lambda = {lam}$?",
                answer=key(winner),
                hints=["Which one wins without a penalty? What happens as $lambda$ grows?"],
                steps=[
                    f"Without a penalty model {k + 2} wins, since its loss is smaller; above the threshold "
                    f"model {k + 1} does, since its coefficients are smaller.",
                    f"The value ${lam}$ is {'above' if winner == k else 'below'} the threshold ${value}$: "
                    f"{texts[winner]} wins.",
                ],
                mistakes=[
                    Mistake("lowest-training-loss" if winner == k else "simplest-model", key(loser),
                            "The penalty counts too: here it is large enough." if winner == k else
                            "The penalty is still small here: the better fit counts more."),
                ],
            ),
        ],
    )  # fmt: skip


def winners(rng: Rng) -> Multipart:
    """Who wins as the penalty grows; the parabola may never."""
    skipped = rng.chance(Fraction(1, 2))

    def fits(each: Fits) -> bool:
        if not sensible(each):
            return False
        low, high = each.threshold(1), each.threshold(0)
        return low.denominator <= 60 and high.denominator <= 60 and low != high and (low > high) == skipped

    made = drawn(lambda: fitted(rng), fits, tries=400)
    L, P = made.losses, made.penalties
    low, high = made.threshold(1), made.threshold(0)
    direct = (L[0] - L[2]) / (P[2] - P[0])
    texts = {
        "all": "model 3, then model 2, then model 1",
        "skip": "model 3, then model 1",
        "back": "model 1, then model 2, then model 3",
        "stay": "model 3 for every $lambda$",
    }
    right = "skip" if skipped else "all"

    def key(name: str) -> ChoiceAnswer:
        return choice(texts[name], *(text for other, text in texts.items() if other != name))

    reason = (
        f"Model 2 beats model 3 only above ${low}$, but model 1 beats model 2 already above ${high}$: model 2 never "
        f"has the smallest total. Model 1 takes over from model 3 directly, at ${direct}$."
        if skipped
        else f"Model 3 wins up to ${low}$, model 2 from there to ${high}$, model 1 beyond."
    )
    return Multipart(
        f"{rng.choice(STUDIES)} {models_text(made, range(3))} {CRITERION}",
        [
            penalties_part(made, range(3)),
            threshold_part(made, 1, 2, "t"),
            threshold_part(made, 0, 1, "s"),
            Part(
                ask="Let $lambda$ grow from $0$. Which models win, in this order?",
                answer=key(right),
                hints=["Draw the three totals as straight lines over $lambda$. Which is the lowest?"],
                steps=["Without a penalty the smallest loss wins, for a large one the smallest coefficients.", reason],
                mistakes=[
                    Mistake("lowest-training-loss", key("stay"), "The penalty counts too, more and more."),
                    Mistake("order-of-penalty-reversed", key("back"),
                            "Without a penalty the smallest training loss wins, not the simplest model."),
                    Mistake("every-model-wins", key("all"),
                            "Compare the two thresholds: model 2 would have to be the best in between.")
                    if skipped else
                    Mistake("middle-model-skipped", key("skip"),
                            "Between the two thresholds model 2 has the smallest total."),
                ],
                figure=totals_figure(made, max(low, high, direct)),
            ),
        ],
    )  # fmt: skip


def fit_figure(made: Fits) -> Figure:
    """The data and the three fitted curves, each named at its right end."""
    span = (made.x[0] - 0.3, made.x[-1] + 0.3)
    marks: list[Mark] = []
    values: list[float] = [float(v) for v in made.y]
    for k, (style, colour) in enumerate(LOOKS):

        def curve(x: float, k: int = k) -> float:
            total = 0.0
            for c in made.models[k]:
                total = total * x + float(c)
            return total

        points = tuple(points_of(curve, span, 80))
        values += [y for _, y in points]
        marks.append(Curve(points=points, style=style, colour=colour, label=str(k + 1)))
    data = [(Fraction(u), v) for u, v in zip(made.x, made.y, strict=True)]
    marks.append(Dots(points=tuple(map(spot, data)), colour="ink"))
    low, high = min(0.0, *values), max(0.0, *values)
    return Figure(
        alt=f"The points {listed(map(at, data))} with three curves: model 1, solid, a line; model 2, dashed, a "
        "parabola; model 3, dotted, a cubic curve, which is nearest to the points.",
        marks=tuple(marks),
        x=axis((min(0.0, span[0]), span[1] + 0.2), "x", step=1),
        y=axis((low - 0.05 * (high - low), high + 0.08 * (high - low)), "y"),
        grid=True,
    )


def totals_figure(made: Fits, far: Fraction) -> Figure:
    """The three totals as straight lines over lambda."""
    right = float(far) * 1.4
    ends = [
        (float(loss), float(loss + p * Fraction(7, 5) * far))
        for loss, p in zip(made.losses, made.penalties, strict=True)
    ]
    top = 1.05 * max(end for _, end in ends)
    told = listed(f"model {k + 1} starts at {plain(a)} and reaches {plain(b)}" for k, (a, b) in enumerate(ends))
    return Figure(
        alt=f"Straight lines for the totals over lambda from 0 to {plain(right)}: {told}.",
        marks=tuple(
            Curve(
                points=((0.0, round(a, 4)), (round(right, 4), round(b, 4))),
                style=style,
                colour=colour,
                label=str(k + 1),
            )
            for k, ((a, b), (style, colour)) in enumerate(zip(ends, LOOKS, strict=True))
        ),
        x=axis((0, 1.08 * right), "lambda"),
        y=axis((0, top), "total"),
        grid=True,
    )
