"""Bayesian statistics: posterior distributions, maximum a posteriori estimates, regularisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm, prod
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, choice, exercise, number, terminating, vector
from generators.maths.beta import Beta, beta_curves
from generators.maths.figures import axis, listed, plain
from generators.maths.rationals import Rational
from generators.maths.rng import drawn
from schemas.answer import ChoiceAnswer
from schemas.exercise import DataTable
from schemas.figure import Bars, Dots, Figure

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


def bars(made: Belief, about: Source) -> Figure:
    """The posterior as bars, the prior as rings."""
    n = len(made.prior)
    told = "; ".join(
        f"{about.type} {i}: prior {plain(w)}, posterior {plain(p)}"
        for i, (w, p) in enumerate(zip(made.prior, made.posterior, strict=True), 1)
    )
    return Figure(
        alt=f"Bars for the posterior probabilities and rings for the prior ones. {told}.",
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
                    f"Divide each by it: ${row(made.posterior)}$.",
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
                steps=posterior_steps(made),
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
                    *posterior_steps(second),
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
    Proportion("the share of faulty screws in a delivery", "screws", "are faulty"),
    Proportion("the probability that a seed sprouts", "seeds", "sprout"),
    Proportion("the share of mails that are spam", "mails", "are spam"),
    Proportion("the probability that a penalty is a goal", "penalties", "are goals"),
    Proportion("the share of voters for a candidate", "voters", "vote for her"),
    Proportion("the probability that a new drug helps", "patients", "are helped"),
    Proportion("the share of images that a network labels wrongly", "images", "are labelled wrongly"),
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
