"""Hypothesis tests and A/B tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from math import exp
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
    vector,
)
from generators.maths.datasets import mean, variance, with_mean_and_deviation
from generators.maths.decimals import Decimal, percent
from generators.maths.designs import PRIMITIVE_TRIPLES
from generators.maths.distributions import (
    binomial_cdf,
    binomial_pmf,
    normal_cdf,
    normal_quantile,
    phi_table,
    t_cdf,
    t_quantile,
    t_table,
    z_table,
)
from generators.maths.figures import axis, listed, plain, points_of, shaded_density
from generators.maths.rationals import Rational, size
from generators.maths.reals import sqrt
from generators.maths.rng import Redraw, drawn
from schemas.answer import ChoiceAnswer, ChoicesAnswer, IntervalAnswer, MatchingAnswer, NumberAnswer, Option
from schemas.exercise import DataTable
from schemas.figure import Area, Curve, Figure, Marker

Side = Literal[-1, 0, 1]
"""What H1 says: less, different, greater."""
SIDES: tuple[Side, ...] = (1, -1, 0)
SIGN = {1: ">", -1: "<", 0: "!="}
WORDS = {1: "greater than", -1: "less than", 0: "different from"}
TAILS = {1: "right-tailed", -1: "left-tailed", 0: "two-tailed"}
LEVELS = (Fraction(1, 10), Fraction(1, 20), Fraction(1, 100))
SAFE = Fraction(3, 1000)
"""No p-value lies nearer to a level."""


# Stories -----------------------------------------------------------------------------------------------------------


class Mean(NamedTuple):
    """A mean and what is said of it: `scene` states its usual value {m}; `up`, `down` and `both` what is to be shown.

    `whole` is the population; its mean is drawn from `mean`, a multiple of the step that stands last, and the standard
    deviation lies within `spread`.
    """

    quantity: str
    unit: str
    one: str
    many: str
    whole: str
    scene: str
    up: str
    down: str
    both: str
    mean: tuple[int, int, int]
    spread: tuple[int, int]

    def claim(self, side: Side) -> str:
        return {1: self.up, -1: self.down, 0: self.both}[side]

    def says(self, side: Side, m: Rational) -> str:
        """`the mean content is greater than $500$ millilitres`."""
        return f"the mean {self.quantity} is {WORDS[side]} ${m}$ {self.unit}"

    def usual(self, rng: Rng) -> int:
        low, high, step = self.mean
        return step * rng.integer(low // step, high // step)


MEANS = (
    Mean("content", "millilitres", "bottle", "bottles", "all bottles that the machine fills",
         "A machine is set to fill bottles with {m} millilitres on average.",
         "The owner wants to show that it pours in more than that.",
         "A consumer group wants to show that it pours in less than that.",
         "An inspector wants to find out whether it is out of adjustment.", (250, 750, 10), (3, 15)),
    Mean("life", "hours", "battery", "batteries", "all batteries of the brand",
         "The maker of a battery states that it lasts {m} hours on average.",
         "A dealer believes that the batteries last longer, and wants to show it.",
         "A magazine suspects that the batteries do not last so long, and wants to show it.",
         "A laboratory wants to find out whether the statement is off, either way.", (30, 90, 1), (2, 10)),
    Mean("response time", "milliseconds", "request", "requests", "all requests after the change",
         "A web service has needed {m} milliseconds for a request on average. Then its code was changed.",
         "The engineers fear that it has become slower, and test for this.",
         "The engineers want to show that it has become faster.",
         "The engineers want to find out whether the mean response time is another one now.", (80, 300, 5), (8, 40)),
    Mean("yield", "kilograms", "plot", "plots", "all plots with the new sort",
         "Plots of one size have yielded {m} kilograms of potatoes on average. Now a new sort is tried.",
         "The breeder wants to show that it yields more.",
         "A sceptical farmer wants to show that it yields less.",
         "It is asked whether its yield is different.", (60, 180, 5), (5, 20)),
    Mean("score", "points", "pupil", "pupils", "all pupils who are taught in this way",
         "In a reading test the pupils of a country score {m} points on average. Some schools teach reading in another "
         "way.", "These schools want to show that their pupils do better.",
         "A critic wants to show that their pupils do worse.",
         "A researcher wants to find out whether their pupils do as well as the others.", (80, 500, 10), (8, 20)),
    Mean("travel time", "minutes", "ride", "rides", "all rides on this line",
         "By the timetable a ride with the bus takes {m} minutes on average.",
         "Passengers want to show that it takes longer.",
         "The bus company has a new lane and wants to show that it takes less time.",
         "A planner wants to find out whether the timetable is right.", (20, 70, 1), (2, 8)),
    Mean("resting pulse", "beats a minute", "person", "persons", "all people of this group",
         "The resting pulse of adults is {m} beats a minute on average. One group of people is studied.",
         "A doctor suspects that night work raises the pulse, and examines night workers.",
         "A trainer suspects that running lowers the pulse, and examines runners.",
         "A researcher asks whether life in high mountains changes the pulse, and examines people there.",
         (66, 76, 1), (4, 12)),
    Mean("length", "millimetres", "screw", "screws", "all screws that are made",
         "Screws are to be {m} millimetres long on average.",
         "A customer wants to show that they are too long.", "A customer wants to show that they are too short.",
         "It is checked whether the machine has lost its setting.", (20, 120, 5), (1, 3)),
    Mean("consumption", "kilowatt hours", "day", "days", "all days since the change",
         "A data centre has used {m} kilowatt hours a day on average. Then its cooling was replaced.",
         "The operator fears that it uses more now, and tests for this.",
         "The maker of the cooling wants to show that it saves energy.",
         "An auditor wants to find out whether the consumption has changed.", (400, 1500, 20), (20, 80)),
)  # fmt: skip


class Share(NamedTuple):
    """A proportion and what is said of it: `scene` states its usual value {p} in per cent, between those of `usual`.

    `event` follows the name of the units in the plural: `seeds germinate`.
    """

    many: str
    event: str
    whole: str
    scene: str
    up: str
    down: str
    both: str
    usual: tuple[int, int]

    def claim(self, side: Side) -> str:
        return {1: self.up, -1: self.down, 0: self.both}[side]

    def says(self, side: Side, p: int) -> str:
        """`the share of seeds that germinate is greater than 80%`."""
        return f"the share of {self.many} that {self.event} is {WORDS[side]} ${p}%$"


SHARES = (
    Share("seeds", "germinate", "all seeds of this kind", "By the packet {p} of the seeds germinate.",
          "The grower treats them in a new way and wants to show that more of them germinate.",
          "A customer wants to show that fewer of them germinate.",
          "An institute wants to find out whether the packet tells the truth.", (60, 90)),
    Share("votes", "go to the party", "all votes", "At the last election {p} of the votes went to one party.",
          "Its leaders want to show that its share has grown.", "A rival wants to show that its share has fallen.",
          "A newspaper wants to find out whether its share has changed.", (10, 45)),
    Share("parts", "are faulty", "all parts from the new machine",
          "Of the parts that a factory made, {p} were faulty. Then a new machine was bought.",
          "The workers want to show that it makes more faulty parts.",
          "The seller wants to show that it makes fewer faulty parts.",
          "It is asked whether the share of faulty parts is another one now.", (5, 20)),
    Share("readers", "open the newsletter", "all readers", "So far {p} of the readers have opened a newsletter.",
          "A new subject line is tried, and the editor wants to show that more of them open it.",
          "It is sent on another day, and the editor fears that fewer of them open it and tests for this.",
          "It gets a new layout, and the editor wants to find out whether this makes a difference.", (15, 50)),
    Share("photos", "are labelled rightly", "all photos of this kind",
          "A classifier labels {p} of the photos rightly.",
          "The team that made its successor wants to show that it is right more often.",
          "A critic wants to show that it is right less often with photos taken at night.",
          "A customer asks whether it does as well with photos of her own.", (60, 92)),
    Share("turns", "win a prize", "all turns of the wheel", "A wheel of fortune is to win a prize in {p} of its turns.",
          "The owner suspects that it wins too often, and wants to show it.",
          "A visitor suspects that it wins too seldom, and wants to show it.",
          "An inspector wants to find out whether the wheel is set rightly.", (10, 40)),
    Share("trains", "are late", "all trains on this line", "Last year {p} of the trains on a line were late.",
          "Passengers want to show that it has become worse.", "The company wants to show that it has become better.",
          "A ministry wants to find out whether anything has changed.", (8, 35)),
    Share("patients", "recover within a week", "all patients who get the new drug",
          "With the usual drug {p} of the patients recover within a week. A new drug is tried.",
          "Its maker wants to show that more of them recover.",
          "A critic wants to show that fewer of them recover.",
          "A hospital wants to find out whether it makes a difference.", (40, 85)),
)  # fmt: skip


class Comparison(NamedTuple):
    """A quantity under two conditions, the usual one `first`.

    `twice` tells of pairs, {n} of them; `apart` of groups of {n1} and {n2}. What is hoped for is that the second mean
    is greater (`better` 1) or less (-1); `hoped` says so without these words, `both` asks for any difference. Values
    have about the mean and the standard deviation given; `places` decimals are measured.
    """

    quantity: str
    unit: str
    many: str
    first: str
    second: str
    twice: str
    apart: str
    better: Side
    hoped: str
    both: str
    mean: tuple[int, int]
    spread: tuple[int, int]

    def claim(self, side: Side) -> str:
        """What is to be shown, where `side` is that of the second mean less the first: 0 or `better`."""
        return self.hoped if side else self.both

    def says(self, side: Side) -> str:
        """`the mean blood pressure with the tablet is less than that with the placebo`."""
        return f"the mean {self.quantity} {self.second} is {WORDS[side]} that {self.first}"


COMPARISONS = (
    Comparison("blood pressure", "millimetres of mercury", "patients", "with the placebo", "with the tablet",
               "Each of {n} patients takes the placebo for a month and the tablet for another, in an order by lot.",
               "By lot {n1} patients get the placebo and {n2} others the tablet.", -1,
               "The doctors want to show that the tablet helps against high blood pressure.",
               "The doctors want to find out whether the tablet acts on the blood pressure at all.",
               (130, 150), (5, 12)),
    Comparison("score", "points", "students", "without the course", "with the course",
               "Each of {n} students sits a test before the course and an equally hard one after it.",
               "A test is sat by {n1} students without the course and by {n2} others with it.", 1,
               "The teachers want to show that the course is worth its while.",
               "The teachers want to find out whether the course makes any difference.", (50, 75), (6, 12)),
    Comparison("reaction time", "milliseconds", "drivers", "in silence", "on the phone",
               "Each of {n} drivers is tested twice, once in silence and once on the phone.",
               "In a simulator {n1} drivers are tested in silence and {n2} others on the phone.", 1,
               "The police want to show that drivers on the phone react late.",
               "A maker of cars wants to find out whether talking on the phone makes any difference.",
               (450, 600), (20, 50)),
    Comparison("running time", "seconds", "runners", "in the old shoes", "in the new shoes",
               "Each of {n} runners covers the same course in the old shoes and in the new ones.",
               "The same course is covered by {n1} runners in the old shoes and by {n2} others in the new ones.", -1,
               "The maker wants to show that the new shoes make runners faster.",
               "A club wants to find out whether the shoes make any difference.", (240, 320), (8, 20)),
    Comparison("file size", "kilobytes", "files", "with program A", "with program B",
               "Each of {n} files is compressed with program A and with program B.",
               "From an archive {n1} files are compressed with program A, and {n2} others with program B.", -1,
               "The author of program B wants to show that it compresses better.",
               "A user wants to find out whether the programs differ.", (150, 400), (10, 40)),
    Comparison("accuracy", "per cent", "data sets", "with model A", "with model B",
               "Both models are trained and scored on the same {n} data sets.",
               "Model A is scored on {n1} data sets, and model B on {n2} others.", 1,
               "The team wants to show that model B is the better one.",
               "The team wants to find out whether one of the models is better.", (62, 78), (3, 6)),
    Comparison("yield", "kilograms", "fields", "with the old fertiliser", "with the new fertiliser",
               "Each of {n} fields is halved: one half gets the old fertiliser, the other the new one.",
               "The old fertiliser is used on {n1} fields and the new one on {n2} others.", 1,
               "The seller wants to show that the new fertiliser makes plants bear more.",
               "A farmer wants to find out whether it matters which one is used.", (300, 500), (15, 40)),
    Comparison("braking distance", "metres", "cars", "with tyre A", "with tyre B",
               "Each of {n} cars is braked on wet ground with tyre A and with tyre B.",
               "On wet ground {n1} cars are braked with tyre A and {n2} others with tyre B.", -1,
               "The maker of tyre B wants to show that it grips better.",
               "A magazine wants to find out whether the tyres differ.", (35, 60), (3, 6)),
    Comparison("loading time", "milliseconds", "pages", "without the cache", "with the cache",
               "Each of {n} pages is loaded once without the cache and once with it.",
               "Without the cache {n1} pages are loaded, and {n2} others with it.", -1,
               "The engineers want to show that the cache pays.",
               "The engineers want to find out whether the cache makes any difference.", (250, 500), (15, 40)),
    Comparison("recall", "words", "pupils", "in silence", "with music",
               "Each of {n} pupils learns one list of words in silence and another with music.",
               "A list of words is learnt by {n1} pupils in silence and by {n2} others with music.", -1,
               "A teacher wants to show that music distracts.",
               "A teacher wants to find out whether music makes any difference.", (20, 34), (3, 6)),
)  # fmt: skip


# Hypotheses --------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.testing.state_hypotheses",
    title="State H0 and H1",
    skill="s.test.setup",
    source="OpenStax, Introductory Statistics (2013), sections 9.1 and 10.4",
    levels={"easy": {"about": "one mean"}, "core": {"about": "a share or two means"}, "hard": {"about": "pairs"}},
)
def state_hypotheses(rng: Rng, *, about: Literal["one mean", "a share or two means", "pairs"]) -> Multipart:
    """Choose the parameter, both hypotheses and the tail of a test for a story."""
    if about == "one mean":
        return about_a_mean(rng)
    if about == "pairs":
        return about_pairs(rng)
    return about_a_share(rng) if rng.chance(Fraction(1, 2)) else about_two_means(rng)


def about_a_mean(rng: Rng) -> Multipart:
    about, side = rng.choice(MEANS), rng.choice(SIDES)
    n, mu = rng.integer(12, 90), about.usual(rng)
    m = terminating(mu + rng.nonzero(-9, 9) * Fraction(about.spread[0], 10))
    return Multipart(
        f"{about.scene.format(m=f'${mu}$')} {about.claim(side)} In a random sample of ${n}$ {about.many} the mean "
        f"{about.quantity} is ${m}$ {about.unit}.",
        parts=[
            parameter_part("mu", f"the mean {about.quantity} of {about.whole}",
                           f"the mean {about.quantity} of the ${n}$ {about.many} in the sample",
                           f"the {about.quantity} of a single {about.one}"),
            hypotheses("mu", mu, side, m, about.claim(side)),
            tail_part(side),
        ],
    )  # fmt: skip


def about_a_share(rng: Rng) -> Multipart:
    about, side = rng.choice(SHARES), rng.choice(SIDES)
    n, usual = rng.integer(8, 40) * 10, rng.integer(*about.usual)
    k = drawn(lambda: n * usual // 100 + rng.nonzero(-n // 12, n // 12), lambda k: 100 * k != n * usual and 0 < k < n)
    seen = rounded(Fraction(k, n), 3)
    return Multipart(
        f"{about.scene.format(p=f'${usual}%$')} {about.claim(side)} In a random sample of ${n}$ {about.many} there are "
        f"${k}$ that {about.event}, a share of about ${seen}$.",
        parts=[
            parameter_part("p", f"the share, among {about.whole}, of those that {about.event}",
                           f"the share, among the ${n}$ {about.many} in the sample, of those that {about.event}",
                           f"the number of {about.many} in the sample that {about.event}"),
            hypotheses("p", terminating(Fraction(usual, 100)), side, seen, about.claim(side)),
            tail_part(side),
        ],
    )  # fmt: skip


def about_two_means(rng: Rng) -> Multipart:
    """Two independent groups, in one direction or both; either mean may come first."""
    about = rng.choice(COMPARISONS)
    side: Side = rng.choice((0, about.better))
    first, second = group_means(rng, about)
    n1, n2 = rng.integer(15, 60), rng.integer(15, 60)
    options = comparing("mu_1", "mu_2", -side, 1 if first > second else -1, (first, second))
    relation = f"that $mu_2$ is {WORDS[side]} $mu_1$"
    return Multipart(
        f"{about.apart.format(n1=f'${n1}$', n2=f'${n2}$')} {about.claim(side)} The mean {about.quantity} in the "
        f"samples is ${first}$ {about.unit} {about.first} and ${second}$ {about.unit} {about.second}. Write $mu_1$ "
        f"for the mean {about.quantity} {about.first} and $mu_2$ for that {about.second}.",
        parts=[
            parameter_part("mu_1", f"the mean of all values that could be measured {about.first}",
                           f"the mean of the ${n1}$ values measured {about.first}",
                           f"a single value measured {about.first}"),
            Part(
                ask="Which hypotheses are tested?",
                answer=one_of(options, "right"),
                hints=["What is to be shown, and what does it say of the two means?"],
                steps=[f"To be shown is what the text says: “{about.claim(side)}” That would mean {relation}, which "
                       "becomes $H_1$. By $H_0$ both means are equal."],
                mistakes=[Mistake(id, one_of(options, id), BELIEFS[id]) for id in options if id != "right"],
            ),
        ],
    )  # fmt: skip


def about_pairs(rng: Rng) -> Multipart:
    """Pairs or groups, and hypotheses about a difference that may be taken either way round."""
    about, paired = rng.choice(COMPARISONS), rng.chance(Fraction(1, 2))
    side: Side = about.better if rng.chance(Fraction(3, 4)) else 0
    first, second = group_means(rng, about)
    turned = rng.chance(Fraction(1, 2))
    n1, n2 = rng.integer(8, 40), rng.integer(8, 40)
    one, other = (about.first, about.second) if turned else (about.second, about.first)
    seen = terminating(first - second if turned else second - first)
    of: Side = -side if turned else side
    options = pairs("delta", 0, of, seen)
    if side and "tail-from-data" not in options:
        options["reversed-difference"] = pairs("delta", 0, -of, -seen)["right"]
    designs = {
        "pairs": "Paired: each of the two values comes from the same unit, so look at the differences.",
        "groups": "Two independent samples: no value of one belongs to a value of the other.",
        "one": "One sample, whose mean is compared with a value that is known from elsewhere.",
    }
    told = {
        "pairs": ("paired-treatment", "No value of one group belongs to a value of the other: the units differ."),
        "groups": ("pairs-missed", "The same units were measured twice: each value has a partner."),
    }
    right, wrong = ("pairs", "groups") if paired else ("groups", "pairs")
    how = about.twice.format(n=f"${n1}$") if paired else about.apart.format(n1=f"${n1}$", n2=f"${n2}$")
    takes = f"Write $delta$ for the mean {about.quantity} {one} less that {other}."
    relation = f"the mean {about.quantity} {one} is {WORDS[of]} that {other}"
    return Multipart(
        f"{how} {about.claim(side)} In the sample the mean {about.quantity} is ${first}$ {about.unit} {about.first} "
        f"and ${second}$ {about.unit} {about.second}.",
        parts=[
            Part(
                ask="Which design is this?",
                answer=one_of(designs, right),
                hints=["Does each value of one kind belong to one value of the other kind?"],
                steps=[
                    "Each unit gives two values that belong together, one of each kind: the values are paired."
                    if paired
                    else "The values of the two kinds come from different units, and none belongs to another: these "
                    "are two independent samples."
                ],
                mistakes=[Mistake(told[wrong][0], one_of(designs, wrong), told[wrong][1])],
            ),
            Part(
                ask=f"{takes} Which hypotheses are tested?",
                answer=one_of(options, "right"),
                hints=["If what is to be shown is true, which of the two kinds of values are the larger ones?"],
                steps=[
                    f"To be shown is what the text says: “{about.claim(side)}” That would mean that {relation}.",
                    f"So by $H_1$ the difference $delta$ is {WORDS[of]} 0, and $H_0$ says that it is 0.",
                ],
                mistakes=[
                    Mistake(id, one_of(options, id), BELIEFS[id])
                    for id in options if id != "right"
                ],
            ),
            tail_part(of),
        ],
    )  # fmt: skip


def group_means(rng: Rng, about: Comparison) -> tuple[Decimal, Decimal]:
    """Two sample means with one decimal, not equal."""
    first = rng.integer(10 * about.mean[0], 10 * about.mean[1])
    second = first + rng.nonzero(-10 * about.spread[0], 10 * about.spread[0])
    return rounded(Fraction(first, 10), 1), rounded(Fraction(second, 10), 1)


def parameter_part(name: str, right: str, statistic: str, single: str) -> Part:
    """What the hypotheses speak of."""
    return Part(
        ask="Which number do the hypotheses speak of?" if name in ("mu", "p") else f"What exactly is ${name}$?",
        answer=choice(right, statistic, single),
        hints=["Which of these numbers is unknown, even when the sample has been seen?"],
        steps=[f"The sample is known; the question is what holds beyond it. So the parameter is {right}."],
        mistakes=[
            Mistake("sample-value", choice(statistic, right, single),
                    "That is known from the sample, so there is nothing to test. The hypotheses speak of all."),
            Mistake("individual-for-parameter", choice(single, right, statistic),
                    "That varies from case to case. The hypotheses speak of a number that describes all of them."),
        ],
    )  # fmt: skip


def tail_part(side: Side) -> Part:
    """Right-, left- or two-tailed."""
    texts = {1: "right-tailed", -1: "left-tailed", 0: "two-tailed"}

    def key(of: int) -> ChoiceAnswer:
        return choice(texts[of], *(text for other, text in texts.items() if other != of))

    says = {1: "only large values of the statistic speak", -1: "only small values of the statistic speak",
            0: "large and small values of the statistic both speak"}  # fmt: skip
    wrong = [
        Mistake("wrong-tail-count", key(0 if side else 1), "A direction is named, so only one tail counts."
                if side else "No direction is named, so both tails count."),
        *([Mistake("tail-exchanged", key(-side), "Which values of the statistic would speak for $H_1$?")] if side else
          [Mistake("tail-exchanged", key(-1), "No direction is named, so both tails count.")]),
    ]  # fmt: skip
    return Part(
        ask="Is the test right-tailed, left-tailed or two-tailed?",
        answer=key(side),
        steps=[f"For $H_1$ {says[side]}: the test is {texts[side]}."],
        mistakes=wrong,
    )


def comparing(one: str, other: str, side: Side, seen: Side, means: tuple[Rational, Rational]) -> dict[str, str]:
    """Hypotheses about two parameters by the misconception; `side` is that of the first against the second."""
    fourth = ("wrong-tail-count", 0) if side == seen else ("tail-from-data", seen)
    against = {1: "<=", -1: ">=", 0: "="}[side]
    return {
        "right": f"$H_0$: ${one} = {other}$, $H_1$: ${one} {SIGN[side]} {other}$",
        "claim-in-h0": f"$H_0$: ${one} {SIGN[side]} {other}$, $H_1$: ${one} {against} {other}$",
        "sample-value": f"$H_0$: ${one} = {means[0]}$, $H_1$: ${other} = {means[1]}$",
        fourth[0]: f"$H_0$: ${one} = {other}$, $H_1$: ${one} {SIGN[fourth[1]]} {other}$",
    }


# Errors ------------------------------------------------------------------------------------------------------------


class Alarm(NamedTuple):
    """A decision that may be wrong: what H0 says, the two truths, and what is done where it is rejected or kept."""

    null: str
    holds: str
    fails: str
    rejected: str
    kept: str


ALARMS = (
    Alarm("the drug has no effect", "it has none", "it has one", "the study concludes that it works",
          "the study finds no evidence that it works"),
    Alarm("the e-mail is wanted", "it is wanted", "it is spam", "the filter moves it to the spam folder",
          "the filter lets it pass"),
    Alarm("the accused is innocent", "she is innocent", "she is guilty", "she is convicted", "she is acquitted"),
    Alarm("there is no fire", "there is none", "there is one", "the smoke detector sounds",
          "the smoke detector stays silent"),
    Alarm("the patient is healthy", "he is healthy", "he is ill", "the test comes out positive",
          "the test comes out negative"),
    Alarm("the batch meets the standard", "it meets the standard", "it does not meet the standard",
          "the customer sends it back", "the customer accepts it"),
    Alarm("both versions of a page sell equally well", "they sell equally well", "one of them sells better",
          "the team announces a winner", "the team sees no evidence of a difference"),
    Alarm("the log-in is genuine", "it is genuine", "it is an attack", "the system blocks it", "the system admits it"),
    Alarm("the coin is fair", "it is fair", "it is loaded", "the gambler refuses to play with it",
          "the gambler plays with it"),
    Alarm("the bag holds no weapon", "it holds none", "it holds one", "the scanner raises an alarm",
          "the scanner lets it through"),
    Alarm("the card is used by its owner", "it is used by her", "it is used by a thief", "the bank blocks the card",
          "the bank carries the payment out"),
    Alarm("the model is as good as the old one", "it is as good", "it is better", "the team replaces the old one",
          "the team keeps the old one"),
)  # fmt: skip
OUTCOMES = ("A type I error.", "A type II error.", "$H_0$ is rejected rightly.", "$H_0$ is kept rightly.")
CELLS = ((True, True), (False, False), (False, True), (True, False))
"""For each outcome whether H0 holds, and whether it is rejected."""


class Trial(NamedTuple):
    """A rule about a count in {n} trials. By H0 each succeeds with the probability {p}.

    With `side` 1 the hypothesis is rejected from {c} successes on, with -1 up to {c}.
    """

    side: Side
    scene: str
    null: str
    rule: str
    successes: str


TRIALS = (
    Trial(1, "A basketball player goes to a training camp. Then her coach lets her throw {n} times.",
          "a throw hits with the probability {p}, as before", "$H_0$ is rejected if she hits at least {c} times.",
          "hits"),
    Trial(1, "A gardener sows {n} seeds of a new sort.", "a plant comes up with the probability {p}, as with the old "
          "sort", "$H_0$ is rejected if at least {c} plants come up.", "plants"),
    Trial(1, "A friend claims to have second sight, and is tested with {n} cards.",
          "he guesses, and names a card rightly with the probability {p}",
          "$H_0$ is rejected if he names at least {c} cards rightly.", "right cards"),
    Trial(1, "A new version of a recommender system is shown to {n} users.",
          "a user clicks with the probability {p}, as before", "$H_0$ is rejected if at least {c} users click.",
          "clicks"),
    Trial(-1, "A customer tests {n} bulbs of one kind.", "a bulb lasts a year with the probability {p}, as its maker "
          "states", "$H_0$ is rejected if at most {c} of them last a year.", "bulbs that last"),
    Trial(-1, "A buyer tries a classifier with {n} pictures.", "it labels a picture rightly with the probability {p}, "
          "as its maker states", "$H_0$ is rejected if it labels at most {c} of them rightly.", "right labels"),
    Trial(-1, "An inspector watches {n} buses.", "a bus is on time with the probability {p}, as the company states",
          "$H_0$ is rejected if at most {c} of them are on time.", "buses on time"),
    Trial(-1, "A newspaper asks {n} former pupils of a school.",
          "a pupil passes the exam at once with the probability {p}, as the school states",
          "$H_0$ is rejected if at most {c} of them passed at once.", "pupils that passed"),
)  # fmt: skip


@exercise(
    "prob_stats.testing.error_types",
    title="Type I or type II?",
    skill="s.test.setup",
    source="OpenStax, Introductory Statistics (2013), section 9.2",
    levels={"easy": {"about": "stories"}, "core": {"about": "alpha"}, "hard": {"about": "both"}},
)
def error_types(rng: Rng, *, about: Literal["stories", "alpha", "both"]) -> Multipart:
    """Tell both kinds of errors apart, and find their probabilities for a rule about a count."""
    return situations(rng) if about == "stories" else rule_of_a_count(rng, both=about == "both")


def situations(rng: Rng) -> Multipart:
    """Four situations to match with the four cells of the table."""
    alarms, cells = rng.sample(ALARMS, 4), rng.shuffled(range(4))
    left = {
        str(i): situation(alarm, *CELLS[cell]) for i, (alarm, cell) in enumerate(zip(alarms, cells, strict=True), 1)
    }
    right = dict(zip("ABCD", OUTCOMES, strict=True))

    def key(of: Mapping[int, int]) -> MatchingAnswer:
        """`of` says for which cell another one is taken."""
        return matching(left, right, {str(i): "ABCD"[of.get(cell, cell)] for i, cell in enumerate(cells, 1)})

    told = {
        0: "$H_0$ holds and was rejected: a false alarm, the type I error.",
        1: "$H_0$ does not hold and was kept: something was missed, the type II error.",
        2: "$H_0$ does not hold and was rejected, rightly.",
        3: "$H_0$ holds and was kept, rightly.",
    }
    return Multipart(
        "In each of the following situations a hypothesis $H_0$ is tested, and the truth comes to light later.",
        parts=[
            Part(
                ask="Match the situations with what happened.",
                answer=key({}),
                hints=["Is $H_0$ true? Was it rejected? These two questions make the four cells."],
                steps=[*(f"Situation {i}: {told[cell]}" for i, cell in enumerate(cells, 1))],
                mistakes=[
                    Mistake("error-types-exchanged", key({0: 1, 1: 0}),
                            "The type I error is to reject a true $H_0$, the type II error to keep a false one."),
                    Mistake("truth-for-decision", key({0: 2, 2: 0}),
                            "Where $H_0$ is rejected, ask whether it was true: then it is an error."),
                    Mistake("kept-for-true", key({1: 3, 3: 1}),
                            "Where $H_0$ is kept, ask whether it was false: then it is an error."),
                ],
            )
        ],
    )  # fmt: skip


def situation(alarm: Alarm, holds: bool, rejected: bool) -> str:
    truth, done = alarm.holds if holds else alarm.fails, alarm.rejected if rejected else alarm.kept
    return f"$H_0$: {alarm.null}. In truth {truth}, and {done}."


def rule_of_a_count(rng: Rng, *, both: bool) -> Multipart:
    """The error probabilities of a rule about a binomial count."""
    trial = rng.choice(TRIALS)
    n, c, p, q = drawn(lambda: drawn_rule(rng, trial.side), lambda found: telling(*found, trial.side), 400)
    alpha, power = rejects(n, c, p, trial.side), rejects(n, c, q, trial.side)
    beta = 1 - power
    shown, by_q, seen = terminating(p), terminating(q), rounded(power, 4)
    kept = f"X <= {c - 1}" if trial.side > 0 else f"X >= {c + 1}"
    event = f"X >= {c}" if trial.side > 0 else f"X <= {c}"
    further = rejects(n, c + trial.side, p, trial.side)
    nearer = rejects(n, c - trial.side, p, trial.side)
    assert abs(alpha - by_counting(n, c, p, trial.side)) == 0

    first = Part(
        name="a",
        ask="Find the probability $alpha$ of a type I error, to four decimals.",
        answer=decimal(alpha, 4),
        hints=["What is a type I error here? Which share holds then?"],
        steps=[
            f"A type I error is to reject a true $H_0$. If it is true, the number $X$ of {trial.successes} is binomial "
            f"with ${n}$ trials and the probability ${shown}$.",
            f"So $alpha = P({event}) = {summed(n, c, p, trial.side)} approx {rounded(alpha, 4)}$.",
        ],
        mistakes=[
            *([Mistake("error-types-exchanged", decimal(beta, 4),
                       f"That takes the probability ${by_q}$ and asks how often $H_0$ is kept: the type II error.")]
              if both else []),
            Mistake("boundary-not-counted", decimal(further, 4), f"The count ${c}$ itself leads to a rejection too."),
            Mistake("boundary-counted-twice", decimal(nearer, 4), f"$H_0$ is rejected only "
                                                                  f"{'from' if trial.side > 0 else 'up to'} ${c}$."),
            Mistake("one-value-for-a-tail", decimal(binomial_pmf(c, n, p), 4),
                    "That is one count. All counts that lead to a rejection belong to it."),
        ],
    )  # fmt: skip
    second = Part(
        name="b",
        ask=f"In truth this probability is ${by_q}$. Find the probability $beta$ of a type II error, to four decimals.",
        answer=decimal(beta, 4),
        hints=["What is a type II error here? It does not suppose that $H_0$ is true."],
        steps=[
            "A type II error is to keep a false $H_0$. The number of "
            f"{trial.successes} is binomial with ${n}$ trials and the probability ${by_q}$.",
            f"$H_0$ is rejected with the probability ${summed(n, c, q, trial.side)} approx {seen}$. It is kept for "
            f"${kept}$, with the probability $beta approx 1 - {seen} = {rounded(1 - seen, 4)}$.",
        ],
        mistakes=[
            Mistake("beta-is-1-minus-alpha", "1 - a",
                    "Both errors belong to different worlds: $alpha$ to a true $H_0$, $beta$ to a false one."),
            Mistake("power-for-beta", decimal(power, 4), "That is the probability of rejecting, the power."),
            Mistake("boundary-not-counted", decimal(1 - rejects(n, c + trial.side, q, trial.side), 4),
                    f"The count ${c}$ itself leads to a rejection."),
        ],
    )  # fmt: skip
    third = Part(
        ask="How large is the power of the test then, to four decimals?",
        answer=decimal(power, 4),
        follows="1 - b",
        steps=["The power is the probability of rejecting a false $H_0$: "
               f"$1 - beta approx {seen}$."],
        mistakes=[
            Mistake("power-is-one-minus-alpha", "1 - a", "The power belongs to a false $H_0$: it is $1 - beta$."),
            Mistake("beta-for-power", "b", "That is the probability of missing it. The power is the rest."),
        ],
    )  # fmt: skip
    stricter = 0 < c < n and rng.chance(Fraction(1, 2))
    moved = c + trial.side if stricter else c - trial.side
    return Multipart(
        f"{trial.scene.format(n=f'${n}$')} $H_0$: {trial.null.format(p=f'${shown}$')}. {trial.rule.format(c=f'${c}$')}",
        parts=[first, second, third, moved_part(moved, trial.side, stricter)]
        if both
        else [first, possible_error(rng, n, c, trial)],
    )


def moved_part(moved: int, side: Side, stricter: bool) -> Part:
    """What becomes of both errors if the rule is made stricter or less strict."""
    texts = {
        (-1, 1): "$alpha$ becomes smaller and $beta$ greater.",
        (1, -1): "$alpha$ becomes greater and $beta$ smaller.",
        (-1, -1): "Both become smaller.",
        (1, 1): "Both become greater.",
    }
    right = (-1, 1) if stricter else (1, -1)

    def key(of: tuple[int, int]) -> ChoiceAnswer:
        return choice(texts[of], *(text for each, text in texts.items() if each != of))

    where = f"at least ${moved}$" if side > 0 else f"at most ${moved}$" if moved else "$0$"
    return Part(
        ask=f"The rule is changed: $H_0$ is rejected if the count is {where}. What "
        "becomes of the probabilities of both errors?",
        answer=key(right),
        hints=["Are there more or fewer counts now that lead to a rejection?"],
        steps=[
            f"{'Fewer' if stricter else 'More'} counts lead to a rejection now, whatever the share is. So $H_0$ is "
            f"rejected {'less' if stricter else 'more'} often: wrongly if it is true, and rightly if it is false. "
            f"{texts[right]}"
        ],
        mistakes=[
            Mistake("error-types-exchanged", key((-right[0], -right[1])),
                    "$alpha$ is the probability of rejecting a true $H_0$, $beta$ that of keeping a false one."),
            Mistake("both-errors-move-together", key((right[0], right[0])),
                    "With the same number of trials one error can only shrink at the expense of the other."),
        ],
    )  # fmt: skip


def possible_error(rng: Rng, n: int, c: int, trial: Trial) -> Part:
    """Which error may have happened after a count."""
    reach = rng.integer(0, 2)
    rejected = rng.chance(Fraction(1, 2))
    k = c + trial.side * reach if rejected else c - trial.side * (reach + 1)
    k = min(max(k, 0), n)
    texts = {
        "I": "$H_0$ is rejected, so only a type I error is possible.",
        "II": "$H_0$ is kept, so only a type II error is possible.",
        "II after rejection": "$H_0$ is rejected, so only a type II error is possible.",
        "I after keeping": "$H_0$ is kept, so only a type I error is possible.",
    }
    right, swapped, other = ("I", "II after rejection", "II") if rejected else ("II", "I after keeping", "I")
    return Part(
        ask=f"The count is ${k}$. Which error may have happened?",
        answer=one_of(texts, right),
        hints=["What does the rule say for this count?"],
        steps=[
            f"The rule {'rejects' if rejected else 'keeps'} $H_0$ for ${k}$. "
            + ("If that is wrong, a true $H_0$ was rejected: a type I error." if rejected
               else "If that is wrong, a false $H_0$ was kept: a type II error.")
        ],
        mistakes=[
            Mistake("error-types-exchanged", one_of(texts, swapped),
                    "The type I error is to reject a true $H_0$, the type II error to keep a false one."),
            Mistake("decision-reversed", one_of(texts, other), "Read the rule again: does it reject for this count?"),
        ],
    )  # fmt: skip


def drawn_rule(rng: Rng, side: Side) -> tuple[int, int, Fraction, Fraction]:
    """Trials, the boundary of a region of at most four counts, and the probability by H0 and in truth."""
    n = rng.integer(5, 12)
    c = n - rng.integer(0, 3) if side > 0 else rng.integer(1, 3)
    p, q = sorted(rng.distinct(1, 19, count=2))
    if side < 0:
        p, q = q, p
    return n, c, Fraction(p, 20), Fraction(q, 20)


def telling(n: int, c: int, p: Fraction, q: Fraction, side: Side) -> bool:
    """Whether both errors are frequent enough to be seen, and beta and the power, as printed, add up to 1."""
    alpha, beta = rejects(n, c, p, side), 1 - rejects(n, c, q, side)
    add_up = rounded(beta, 4) + rounded(1 - beta, 4) == 1
    return Fraction(1, 200) < alpha < Fraction(1, 4) and Fraction(1, 50) < beta < Fraction(7, 10) and add_up


def rejects(n: int, c: int, p: Fraction, side: Side) -> Fraction:
    """The probability of a count from c on, or up to c."""
    return 1 - binomial_cdf(c - 1, n, p) if side > 0 else binomial_cdf(c, n, p)


def by_counting(n: int, c: int, p: Fraction, side: Side) -> Fraction:
    """The same as the probability of as many failures, the other way round."""
    return binomial_cdf(n - c, n, 1 - p) if side > 0 else 1 - binomial_cdf(n - c - 1, n, 1 - p)


def summed(n: int, c: int, p: Fraction, side: Side) -> str:
    """The terms of such a probability."""
    counts = range(c, n + 1) if side > 0 else range(c + 1)
    return " + ".join(term(n, k, p) for k in counts)


def term(n: int, k: int, p: Fraction) -> str:
    powers = [f"({terminating(x)})^{j}" if j > 1 else f"{terminating(x)}" for x, j in ((p, k), (1 - p, n - k)) if j]
    return "*".join([*([f"binomial({n}, {k})"] if 0 < k < n else []), *powers])


# z tests -----------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.testing.z_test",
    title="z test for a mean or a proportion",
    skill="s.test.z",
    source="OpenStax, Introductory Statistics (2013), sections 9.4 and 9.5",
    levels={"easy": {"test": "one tail"}, "core": {"test": "two tails"}, "hard": {"test": "proportion"}},
)
def z_test(rng: Rng, *, test: Literal["one tail", "two tails", "proportion"]) -> Multipart:
    """Carry out a z test: hypotheses, statistic, p-value, critical value, and what it says in words."""
    if test == "proportion":
        return proportion_test(rng)
    return mean_test(rng, 0 if test == "two tails" else rng.choice((1, -1)))


def mean_test(rng: Rng, side: Side) -> Multipart:
    """A mean against a value, the standard deviation known; two-tailed ones ask for the region of acceptance too."""
    about, alpha = rng.choice(MEANS), rng.choice(LEVELS)
    mu = about.usual(rng)
    sigma, k = spread_over(rng, about)
    n, error = k * k, sigma / k
    z = drawn(lambda: statistic(rng, side), lambda z: clear(p_value(z, side)))
    m = terminating(mu + z * error)
    p = p_value(z, side)
    c, exact = critical(alpha, side)
    assert (p < alpha) == (side * z > abs(exact) if side else abs(z) > exact)
    parts = [
        hypotheses("mu", mu, side, m, about.claim(side)),
        Part(
            name="z",
            ask="Find the test statistic $z$ exactly.",
            answer=number(terminating(z)),
            follows="(m - mu_0)/(sigma/sqrt(n))",
            hints=["By how much does a mean of so many values vary? Find its standard error first."],
            steps=[
                f"The standard error of the mean is $E = sigma/sqrt(n) = {terminating(sigma)}/sqrt({n}) = "
                f"{terminating(error)}$.",
                f"The mean lies so many standard errors from $mu_0$: $z = (bar(x) - mu_0)/E = "
                f"({m} - {mu})/({terminating(error)}) = {terminating(z)}$.",
            ],
            mistakes=[
                Mistake("forgot-root-n", "(m - mu_0)/sigma", VARIES_LESS),
                Mistake("standard-error-divides-by-n", "(m - mu_0)/(sigma/n)", BY_ROOT),
                Mistake("reversed-difference", "(mu_0 - m)/(sigma/sqrt(n))", "Take $mu_0$ from the sample mean."),
            ],
        ),
        p_part(z, side),
        critical_part(alpha, side, name="c"),
        *([acceptance(mu, terminating(error), c, exact, alpha)] if side == 0 else []),
        conclusion(
            about.says(side, mu), f"the mean {about.quantity} is exactly ${mu}$ {about.unit}", *by_p_value(p, alpha)
        ),
    ]
    return Multipart(
        f"{about.scene.format(m=f'${mu}$')} {about.claim(side)} A random sample of ${n}$ {about.many} has the mean "
        f"$bar(x) = {m}$ {about.unit}. From experience the standard deviation of single values is known: $sigma = "
        f"{terminating(sigma)}$ {about.unit}. Write $mu$ for the mean of {about.whole} and $mu_0 = {mu}$. "
        f"The test has the level ${percent(alpha)}$.",
        given={"m": m, "mu_0": mu, "sigma": terminating(sigma), "n": n},
        parts=parts,
    )  # fmt: skip


def proportion_test(rng: Rng) -> Multipart:
    """A proportion against a value, and the decision at three levels."""
    about, side = rng.choice(SHARES), rng.choice(SIDES)
    p0, n, k = drawn(lambda: counted(rng, about, side), lambda found: fair(*found, side))
    q0 = Fraction(p0, 100)
    share = Fraction(k, n)
    error = sqrt(q0 * (1 - q0) / n)
    z = (share - q0) / error
    shown, short = rounded(error, 5), rounded(z, 2)
    p = p_value(z, side)
    assert abs(z * z - (k - n * q0) ** 2 / (n * q0 * (1 - q0))) < Fraction(1, 10**20)
    ratio = terminating(share)

    return Multipart(
        f"{about.scene.format(p=f'${p0}%$')} {about.claim(side)} In a random sample of ${n}$ {about.many} there are "
        f"${k}$ that {about.event}. Write $p$ for the share among {about.whole} and $p_0 = {terminating(q0)}$. Use "
        "the normal approximation without a correction for continuity.",
        given={"k": k, "n": n, "p_0": terminating(q0)},
        parts=[
            hypotheses("p", terminating(q0), side, ratio, about.claim(side)),
            Part(
                name="z",
                ask="Find the test statistic $z$, to two decimals. Keep at least four figures on the way.",
                answer=decimal(z, 2),
                follows="(k/n - p_0)/sqrt(p_0*(1 - p_0)/n)",
                honest=[number(rounded((share - q0) / shown, 2))],
                hints=["The standard error is that of a share if $H_0$ is true."],
                steps=[
                    f"The observed share is $hat(p) = {k}/({n}) = {ratio}$.",
                    f"If $H_0$ is true, its standard error is $sqrt(p_0*(1 - p_0)/n) = "
                    f"sqrt({terminating(q0)}*{terminating(1 - q0)}/({n})) approx {shown}$.",
                    f"So $z approx ({ratio} - ({terminating(q0)}))/({shown}) approx {short}$.",
                ],
                mistakes=[
                    Mistake("phat-in-se", "(k/n - p_0)/sqrt(k/n*(1 - k/n)/n)",
                            "The test asks what happens if $H_0$ is true: the standard error is made of $p_0$."),
                    Mistake("forgot-root-n", "(k/n - p_0)/sqrt(p_0*(1 - p_0))",
                            "That is the spread of a single observation. Divide by $n$ under the root."),
                    Mistake("sqrt-p", "(k/n - p_0)/sqrt(p_0/n)", "The variance of one observation is $p_0*(1 - p_0)$."),
                ],
            ),
            p_part(z, side, shown=short),
            levels_part(p),
            conclusion(about.says(side, p0), f"the share is exactly ${p0}%$", *by_p_value(p, LEVELS[1])),
        ],
    )  # fmt: skip


def statistic(rng: Rng, side: Side) -> Fraction:
    """A multiple of 0.05 from 0.5 to 3.2; in one case of eight against what is to be shown."""
    z = Fraction(rng.integer(10, 64), 20)
    if side and rng.chance(Fraction(1, 8)):
        return -side * Fraction(rng.integer(4, 30), 20)
    return z * (side or rng.sign())


def spread_over(rng: Rng, about: Mean) -> tuple[Fraction, int]:
    """A standard deviation and the root of a sample size; the standard error is a multiple of 1/5."""
    low, high = about.spread
    k = rng.choice((4, 5, 6, 7, 8, 9, 10, 12))
    fifths = [x for x in range(1, 60) if low <= Fraction(x * k, 5) <= high]
    return (Fraction(rng.choice(fifths) * k, 5), k) if fifths else spread_over(rng, about)


def counted(rng: Rng, about: Share, side: Side) -> tuple[int, int, int]:
    """A usual share in per cent, a sample size and a count about as far off as z says."""
    low, high = about.usual
    p0, n = rng.integer(low, high), rng.choice((100, 125, 150, 160, 200, 250, 300, 400, 500, 600, 800))
    q0 = Fraction(p0, 100)
    return p0, n, int(n * q0 + statistic(rng, side) * sqrt(n * q0 * (1 - q0)))


def fair(p0: int, n: int, k: int, side: Side) -> bool:
    """Whether the normal approximation serves, the share ends within four decimals, and p is far from every level."""
    q0 = Fraction(p0, 100)
    if not 10 <= n * q0 <= n - 10 or not 0 < k < n or 10**4 % Fraction(k, n).denominator:
        return False
    z = (Fraction(k, n) - q0) / sqrt(q0 * (1 - q0) / n)
    p = p_value(z, side)
    return Fraction(3, 10) < abs(z) < Fraction(13, 4) and clear(p) and clear(p_value(rounded(z, 2), side))


# t tests -----------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.testing.t_test_one_sample",
    title="One-sample t test",
    skill="s.test.t",
    source="OpenStax, Introductory Statistics (2013), sections 9.4 and 9.5",
    levels={"easy": {"known": "summary"}, "core": {"known": "data"}, "hard": {"known": "data, two tails"}},
)
def t_test_one_sample(rng: Rng, *, known: Literal["summary", "data", "data, two tails"]) -> Multipart:
    """Test a mean with an estimated standard deviation: from a summary, from data, with the matching interval."""
    if known == "summary":
        return t_from_summary(rng)
    return t_from_data(rng, rng.choice((1, -1)) if known == "data" else 0)


def t_from_summary(rng: Rng) -> Multipart:
    """Hypotheses, t, degrees of freedom, and what a p-value from software says."""
    about, side, alpha = rng.choice(MEANS), rng.choice(SIDES), rng.choice(LEVELS)
    mu = about.usual(rng)

    def summary() -> tuple[int, Decimal, Decimal]:
        n, s = rng.integer(6, 30), Fraction(rng.integer(10 * about.spread[0], 10 * about.spread[1]), 10)
        away = statistic(rng, side) * s / sqrt(n)
        return n, rounded(mu + away, 1), rounded(s, 1)

    def telling(found: tuple[int, Decimal, Decimal]) -> bool:
        n, m, s = found
        return m != mu and clear(t_p_value((m - mu) * sqrt(n) / s, n - 1, side))

    n, m, s = drawn(summary, telling)
    t = (m - mu) * sqrt(n) / s
    p = rounded(t_p_value(t, n - 1, side), 4)
    return Multipart(
        f"{about.scene.format(m=f'${mu}$')} {about.claim(side)} A random sample of ${n}$ {about.many} has the mean "
        f"$bar(x) = {m}$ {about.unit} and the standard deviation $s = {s}$ {about.unit} (with $n - 1$). The values may "
        f"be taken as normal; their standard deviation is not known. Write $mu$ for the mean of {about.whole} and "
        f"$mu_0 = {mu}$.",
        given={"m": m, "mu_0": mu, "s": s, "n": n},
        parts=[
            hypotheses("mu", mu, side, m, about.claim(side)),
            t_part(m, mu, s, n),
            df_part(n),
            conclusion(
                about.says(side, mu), f"the mean {about.quantity} is exactly ${mu}$ {about.unit}", p < alpha, alpha,
                None, f"The p-value is {'less' if p < alpha else 'greater'} than ${percent(alpha)}$",
                f"Software gives the p-value ${p}$ for this test. ",
            ),
        ],
    )  # fmt: skip


def t_from_data(rng: Rng, side: Side) -> Multipart:
    """Mean, deviation, t, critical value and conclusion from 5 to 8 values; two-tailed with the matching interval."""
    about, alpha = rng.choice(MEANS), rng.choice(LEVELS)
    mu = about.usual(rng)
    n, k, away = drawn(
        lambda: design(rng, (max(3, about.spread[0]), about.spread[1]), side),
        lambda x: far_from_critical(x[2] * sqrt(x[0]) / x[1], x[0] - 1),
    )
    data = solved(rng, n, mu + away, k)
    m, s, df = mu + away, k, n - 1
    t = away * sqrt(n) / s
    assert mean(data) == m and variance(data) == s * s
    c, exact = t_critical(alpha, side, df)
    rejected = side * t > abs(exact) if side else abs(t) > exact
    margin, by_table = exact * s / sqrt(n), c * s / sqrt(n)
    E = rounded(by_table, 4)
    if any(rounded(m + sign * E, 2) != rounded(m + sign * by_table, 2) for sign in (-1, 1)):
        raise Redraw("the margin as printed leads to other ends")

    return Multipart(
        f"{about.scene.format(m=f'${mu}$')} {about.claim(side)} The table shows a random sample of {COUNT[n]} "
        f"{about.many}. The values may be taken as normal; their standard deviation is not known. Write $mu$ for the "
        f"mean of {about.whole} and $mu_0 = {mu}$.",
        data=DataTable(
            columns=(about.one, f"{about.quantity} in {about.unit}"),
            rows=tuple((str(i), str(x)) for i, x in enumerate(data, 1)),
        ),
        given={"x": f"[{', '.join(map(str, data))}]", "mu_0": mu, "n": n},
        parts=[
            *([hypotheses("mu", mu, side, m, about.claim(side))] if side else []),
            sample_mean_part(data, about.unit),
            deviation_part(data, m, s, about.unit),
            t_part(m, mu, s, n),
            *([df_part(n)] if side else []),
            t_critical_part(alpha, side, df, n),
            *([] if side else [
                Part(
                    ask=f"Give the ${percent(1 - alpha)}$ confidence interval for $mu$, its ends to two decimals.",
                    answer=around(m, margin, 2, by_table),
                    follows="m pm c*s/sqrt(n)",
                    honest=[interval(number(rounded(m - E, 2)), number(rounded(m + E, 2)))],
                    hints=["The margin is the same critical value times the standard error."],
                    steps=[
                        f"The margin is $c*s/sqrt(n) approx {c}*{s}/sqrt({n}) approx {E}$.",
                        f"So the interval is ${m} pm {E} approx Interval({rounded(m - E, 2)}, {rounded(m + E, 2)})$. "
                        f"It {'does not hold' if rejected else 'holds'} the value ${mu}$.",
                    ],
                    mistakes=[
                        Mistake("forgot-root-n", "m pm c*s", VARIES_LESS),
                        Mistake("centred-at-the-null-value", "mu_0 pm c*s/sqrt(n)",
                                "That is where sample means are expected if $H_0$ is true. A confidence interval has "
                                "the sample mean in its middle."),
                    ],
                )
            ]),
            conclusion(
                about.says(side, mu), f"the mean {about.quantity} is exactly ${mu}$ {about.unit}", rejected, alpha,
                T_RULES[side], beyond(rejected),
            ),
        ],
    )  # fmt: skip


@exercise(
    "prob_stats.testing.t_test_paired",
    title="Paired t test",
    skill="s.test.t",
    source="OpenStax, Introductory Statistics (2013), section 10.4",
    levels={"easy": {"shown": "differences"}, "core": {"shown": "pairs"}, "hard": {"shown": "pairs, both tests"}},
)
def t_test_paired(rng: Rng, *, shown: Literal["differences", "pairs", "pairs, both tests"]) -> Multipart:
    """Test the mean of differences, from these or from pairs; compare with what the two-sample test would say."""
    about, alpha = rng.choice(COMPARISONS), rng.choice(LEVELS)
    side: Side = rng.choice((about.better, about.better, 0))
    both = shown == "pairs, both tests"
    n, k, away = drawn(
        lambda: design(rng, between_pairs(about), side), lambda x: far_from_critical(x[2] * sqrt(x[0]) / x[1], x[0] - 1)
    )
    d = solved(rng, n, away, k)
    t, df = away * sqrt(n) / k, n - 1
    _, exact = t_critical(alpha, side, df)
    rejected = side * t > abs(exact) if side else abs(t) > exact
    rule = T_RULES[side]
    intro = (
        f"{about.twice.format(n=f'${n}$')} {about.claim(side)} The quantity is the {about.quantity} in {about.unit}. "
        f"Take each difference $d$ as the value {about.second} less the value {about.first}; the differences may be "
        "taken as normal."
    )
    closing = conclusion(about.says(side), same_means(about), rejected, alpha, rule, beyond(rejected))
    tested = [
        t_part(away, 0, k, n, centre="bar(d)", spread="s_d"),
        df_part(n, paired=True),
        t_critical_part(alpha, side, df, n),
        closing,
    ]
    if shown == "differences":
        return Multipart(
            intro,
            data=DataTable(columns=("pair", "difference"), rows=tuple((str(i), str(x)) for i, x in enumerate(d, 1))),
            given={"x": f"[{', '.join(map(str, d))}]", "mu_0": 0, "n": n},
            parts=[
                sample_mean_part(d, about.unit, symbol="bar(d)"),
                deviation_part(d, away, k, about.unit, symbol="s_d"),
                *tested,
            ],
        )
    u, v = pairs_around(rng, about, d)
    v1, v2 = (rounded(variance(x), 2) for x in (u, v))
    w = away / sqrt((v1 + v2) / n)
    assume(not both or far_from_critical(w, 2 * n - 2), "the two-sample test is too close")
    listed_u, listed_v = (f"[{', '.join(map(str, x))}]" for x in (u, v))
    differences = Part(
        name="x",
        ask="Give the differences as a vector, in the order of the table.",
        answer=vector(*d),
        follows="v - u",
        steps=[
            f"Always the value {about.second} less the value {about.first}: "
            f"${', '.join(f'{b} - {a} = {b - a}' for a, b in zip(u, v, strict=True))}$.",
            f"So the differences are $({', '.join(map(str, d))})$.",
        ],
        mistakes=[
            Mistake("reversed-difference", "u - v", f"Take the value {about.first} from the value {about.second}."),
            Mistake("differences-in-changing-direction", vector(*map(abs, d)),
                    "Keep the signs: a difference may be negative, and that counts."),
        ],
    )  # fmt: skip
    table = DataTable(
        columns=("pair", about.first, about.second),
        rows=tuple((str(i), str(a), str(b)) for i, (a, b) in enumerate(zip(u, v, strict=True), 1)),
        caption=f"{sentence(about.quantity)} in {about.unit}.",
    )
    given = {"u": listed_u, "v": listed_v, "mu_0": 0, "n": n}
    if not both:
        return Multipart(
            intro,
            data=table,
            given=given,
            parts=[
                differences,
                sample_mean_part(d, about.unit, symbol="bar(d)", follows="mean(x)"),
                deviation_part(d, away, k, about.unit, symbol="s_d"),
                *tested,
            ],
        )
    return Multipart(
        intro,
        data=table,
        given=given,
        parts=[
            differences,
            sample_mean_part(d, about.unit, symbol="bar(d)", follows="mean(x)"),
            deviation_part(d, away, k, about.unit, symbol="s_d"),
            t_part(away, 0, k, n, centre="bar(d)", spread="s_d"),
            t_critical_part(alpha, side, df, n),
            difference_interval(away, k, n, alpha),
            unpaired_part((v1, v2), away, n),
            which_rejects(w, alpha, side, n, rejected),
            closing,
        ],
    )


def difference_interval(away: int, k: int, n: int, alpha: Fraction) -> Part:
    """A two-sided interval for the mean of the differences."""
    q, exact = t_critical(alpha, 0, n - 1)
    margin, by_table = exact * k / sqrt(n), q * k / sqrt(n)
    E = rounded(by_table, 4)
    return Part(
        ask=f"Give the two-sided ${percent(1 - alpha)}$ confidence interval for the mean difference, its ends to two "
        "decimals.",
        answer=around(away, margin, 2, by_table),
        follows=f"m pm {q}*s/sqrt(n)",
        honest=[interval(number(rounded(away - E, 2)), number(rounded(away + E, 2)))],
        hints=["Use the quantile that leaves half of the rest on either side."],
        steps=[
            f"Each side leaves out ${percent(alpha / 2)}$: with ${n - 1}$ degrees of freedom the quantile is about "
            f"${q}$, and the margin ${q}*{k}/sqrt({n}) approx {E}$.",
            f"So the interval is ${away} pm {E} approx Interval({rounded(away - E, 2)}, {rounded(away + E, 2)})$.",
        ],
        mistakes=[
            Mistake("forgot-root-n", f"m pm {q}*s", VARIES_LESS),
            Mistake("z-for-t", f"m pm {z_table(1 - alpha / 2)}*s/sqrt(n)",
                    "The standard deviation is estimated: use Student's distribution."),
        ],
    )  # fmt: skip


def unpaired_part(others: tuple[Decimal, Decimal], away: int, n: int) -> Part:
    """What a two-sample test would make of the same values."""
    v1, v2 = others
    error = sqrt((v1 + v2) / n)
    E = rounded(error, 4)
    return Part(
        name="w",
        ask=f"Somebody takes the two columns for independent samples. They have the variances ${v1}$ and ${v2}$. Which "
        "value of $t$ does this give, to two decimals?",
        answer=decimal(away / error, 2),
        follows=f"m/sqrt({v1}/n + {v2}/n)",
        honest=[number(rounded(away / E, 2))],
        hints=["The standard error of a difference of independent means: add the variances over $n$."],
        steps=[
            f"The standard error would be $sqrt({v1}/({n}) + {v2}/({n})) approx {E}$.",
            f"This gives ${away}/({E}) approx {rounded(away / E, 2)}$.",
        ],
        mistakes=[
            Mistake("variance-not-divided", f"m/sqrt({v1} + {v2})", "Divide each variance by its $n$."),
            Mistake("sd-added", f"m/(sqrt({v1}/n) + sqrt({v2}/n))", "Add the variances, then take the root."),
        ],
    )  # fmt: skip


def which_rejects(w: Fraction, alpha: Fraction, side: Side, n: int, paired: bool) -> Part:
    """Whether the paired test rejects, and whether the two-sample test does."""
    c, exact = t_critical(alpha, side, 2 * n - 2)
    apart_from_it = side * w > abs(exact) if side else size(w) > exact
    texts = {
        (True, True): "Both reject $H_0$.",
        (True, False): "Only the paired test rejects $H_0$.",
        (False, True): "Only the two-sample test rejects $H_0$.",
        (False, False): "Neither rejects $H_0$.",
    }

    def key(of: tuple[bool, bool]) -> ChoiceAnswer:
        return choice(texts[of], *(text for each, text in texts.items() if each != of))

    right = (paired, apart_from_it)
    first, second = {1: ("t - c", f"w - ({c})"), -1: ("c - t", f"{c} - w"), 0: ("abs(t) - c", f"abs(w) - {c}")}[side]
    at = {of: place(key(right), text) for of, text in texts.items()}
    rule = (
        f"piecewise(({at[True, True]}, min({first}, {second}) > 0), ({at[True, False]}, {first} > 0), "
        f"({at[False, True]}, {second} > 0), ({at[False, False]}, otherwise))"
    )
    return Part(
        ask=f"The two-sample test has ${2 * n - 2}$ degrees of freedom, and its critical value is about ${c}$. Which "
            f"of the two tests rejects $H_0$ at the level ${percent(alpha)}$?",
        answer=key(right),
        follows=rule,
        steps=[
            "The units differ a lot from one another, and only the differences are free of that. "
            + ("The statistic of the paired test lies " if paired else "The statistic of the paired test does not lie ")
            + "beyond its critical value, that of the two-sample test "
            + ("does. " if apart_from_it else "does not. ") + texts[right]
        ],
        mistakes=[
            Mistake("decision-reversed", key((not paired, not apart_from_it)),
                    "A test rejects where its statistic lies beyond the critical value."),
            Mistake("pairing-without-influence", key((not paired, apart_from_it) if paired != apart_from_it
                                                     else (paired, not apart_from_it)),
                    "Compare each statistic with the critical value of its own test."),
        ],
    )  # fmt: skip


@exercise(
    "prob_stats.testing.t_test_two_sample",
    title="Two-sample t test",
    skill="s.test.t",
    source="OpenStax, Introductory Statistics (2013), section 10.1",
    levels={"easy": {"method": "standard error"}, "core": {"method": "pooled"}, "hard": {"method": "Welch"}},
)
def t_test_two_sample(rng: Rng, *, method: Literal["standard error", "pooled", "Welch"]) -> Multipart:
    """Compare two means: standard error and t, pooled or by Welch with its degrees of freedom."""
    about, alpha = rng.choice(COMPARISONS), rng.choice(LEVELS)
    side: Side = rng.choice((about.better, about.better, 0))
    make = {"standard error": from_standard_error, "pooled": pooled, "Welch": by_welch}[method]
    return make(rng, about, side, alpha)


def from_standard_error(rng: Rng, about: Comparison, side: Side, alpha: Fraction) -> Multipart:
    """Standard error and t, both exact, and what a p-value from software says."""
    a, b, c, k1, k2, u = rng.choice(exact_errors(*about.spread))
    n1, n2, error = k1 * k1, k2 * k2, c * u
    s1, s2 = terminating(a * u * k1), terminating(b * u * k2)
    df = welch(Fraction(s1) ** 2 / n1, Fraction(s2) ** 2 / n2, n1, n2)
    t = drawn(lambda: tenths(statistic(rng, side)), lambda t: bool(t) and clear(t_p_value(t, df, side)))
    m1 = rounded(Fraction(rng.integer(10 * about.mean[0], 10 * about.mean[1]), 10), 1)
    m2, p = terminating(m1 + t * error), rounded(t_p_value(t, df, side), 4)
    assert sqrt(Fraction(s1) ** 2 / n1 + Fraction(s2) ** 2 / n2) == error
    e = terminating(error)
    return Multipart(
        f"{compared(about, side, n1, n2)} {summaries(about, (m1, s1), (m2, s2))} The test statistic is $t = (m_2 - "
        "m_1)/E$, where $E$ is the standard error of the difference. Do not take the variances for equal.",
        given={"m_1": m1, "m_2": m2, "s_1": s1, "s_2": s2, "n_1": n1, "n_2": n2},
        parts=[
            Part(
                name="E",
                ask="Find the standard error $E$ exactly.",
                answer=number(e),
                follows="sqrt(s_1^2/n_1 + s_2^2/n_2)",
                hints=["The means are independent. Which of their measures of spread may be added?"],
                steps=[
                    "The samples are independent, so the variances of their means add up: "
                    f"$({s1})^2/({n1}) + ({s2})^2/({n2}) = {terminating(a * a * u * u)} + {terminating(b * b * u * u)} "
                    f"= {terminating(error * error)}$.",
                    f"The standard error is the root, $E = sqrt({terminating(error * error)}) = {e}$.",
                ],
                mistakes=[
                    Mistake("sd-added", "s_1/sqrt(n_1) + s_2/sqrt(n_2)", "Add the variances of the means, then root."),
                    Mistake("variance-not-divided", "sqrt(s_1^2 + s_2^2)", "Divide each variance by its $n$."),
                    Mistake("sd-not-rooted", "s_1^2/n_1 + s_2^2/n_2", "That is the variance. Take its root."),
                ],
            ),
            Part(
                name="t",
                ask="Find $t$ exactly.",
                answer=number(terminating(t)),
                follows="(m_2 - m_1)/E",
                steps=[f"The difference of the means is ${m2} - {m1} = {terminating(t * error)}$, so "
                       f"$t = {terminating(t * error)}/({e}) = {terminating(t)}$."],
                mistakes=[
                    Mistake("reversed-difference", "(m_1 - m_2)/E", f"Take the mean {about.first} from the other one."),
                    Mistake("sd-added", "(m_2 - m_1)/(s_1/sqrt(n_1) + s_2/sqrt(n_2))",
                            "Standard errors of independent means do not add up, their squares do."),
                ],
            ),
            conclusion(
                about.says(side), same_means(about), p < alpha, alpha, None,
                f"The p-value is {'less' if p < alpha else 'greater'} than ${percent(alpha)}$",
                f"Software gives the p-value ${p}$ for this test. ",
            ),
        ],
    )  # fmt: skip


def pooled(rng: Rng, about: Comparison, side: Side, alpha: Fraction) -> Multipart:
    """The pooled variance, t, degrees of freedom, critical value and conclusion."""

    def draw() -> tuple[int, int, Decimal, Decimal, Decimal]:
        n1, n2 = rng.integer(6, 18), rng.integer(6, 18)
        low, high = about.spread
        middle = rng.integer(10 * low, 10 * high)
        s1, s2 = (rounded(Fraction(middle * rng.integer(85, 115), 1000), 1) for _ in range(2))
        v = pooled_variance(s1, s2, n1, n2)
        away = statistic(rng, side) * Fraction(4, 3) * sqrt(v * (Fraction(1, n1) + Fraction(1, n2)))
        return n1, n2, s1, s2, rounded(away, 1)

    def fits(found: tuple[int, int, Decimal, Decimal, Decimal]) -> bool:
        n1, n2, s1, s2, gap = found
        error = sqrt(pooled_variance(s1, s2, n1, n2) * (Fraction(1, n1) + Fraction(1, n2)))
        return n1 != n2 and s1 != s2 and gap != 0 and far_from_critical(gap / error, n1 + n2 - 2)

    n1, n2, s1, s2, gap = drawn(draw, fits)
    m1 = rounded(Fraction(rng.integer(10 * about.mean[0], 10 * about.mean[1]), 10), 1)
    m2 = rounded(m1 + gap, 1)
    v, df = pooled_variance(s1, s2, n1, n2), n1 + n2 - 2
    inverse = Fraction(1, n1) + Fraction(1, n2)
    V = rounded(v, 3)
    error, E = sqrt(v * inverse), rounded(sqrt(V * inverse), 4)
    t = gap / error
    _, exact = t_critical(alpha, side, df)
    rejected = side * t > abs(exact) if side else abs(t) > exact
    return Multipart(
        f"{compared(about, side, n1, n2)} {summaries(about, (m1, s1), (m2, s2))} Both populations may be taken as "
        f"normal with the same variance, so pool the variances of the samples. The test statistic is the mean "
        f"{about.second} less the mean {about.first}, over its standard error.",
        given={"m_1": m1, "m_2": m2, "s_1": s1, "s_2": s2, "n_1": n1, "n_2": n2},
        parts=[
            Part(
                name="V",
                ask="Find the pooled variance, to three decimals.",
                answer=decimal(v, 3),
                follows="((n_1 - 1)*s_1^2 + (n_2 - 1)*s_2^2)/(n_1 + n_2 - 2)",
                hints=["It is a mean of both variances. How much does each of them weigh?"],
                steps=[
                    "Each variance weighs as much as it has degrees of freedom: "
                    f"$({n1 - 1}*({s1})^2 + {n2 - 1}*({s2})^2)/({n1 - 1} + {n2 - 1}) approx {V}$.",
                ],
                mistakes=[
                    Mistake("pooled-by-plain-mean", "(s_1^2 + s_2^2)/2", "The larger sample weighs more."),
                    Mistake("pooled-weights-n", "(n_1*s_1^2 + n_2*s_2^2)/(n_1 + n_2)",
                            "The weights are the degrees of freedom, $n - 1$ for each sample."),
                    Mistake("deviations-pooled",
                            "(((n_1 - 1)*s_1 + (n_2 - 1)*s_2)/(n_1 + n_2 - 2))^2", "Pool the variances, not their "
                                                                                   "roots."),
                ],
            ),
            Part(
                name="t",
                ask="Find the test statistic $t$, to two decimals. Keep at least four figures on the way.",
                answer=decimal(t, 2),
                follows="(m_2 - m_1)/sqrt(V*(1/n_1 + 1/n_2))",
                honest=[number(rounded(gap / E, 2))],
                hints=["Which variance has each mean, and so their difference?"],
                steps=[
                    f"The standard error of the difference is about $sqrt({V}*(1/({n1}) + 1/({n2}))) approx {E}$.",
                    f"So $t$ is about $({m2} - ({m1}))/({E}) approx {rounded(gap / E, 2)}$.",
                ],
                mistakes=[
                    Mistake("sum-under-one-root-wrong", "(m_2 - m_1)/sqrt(V/(n_1 + n_2))",
                            "The variances of both means add up: $1/n_1 + 1/n_2$, not $1/(n_1 + n_2)$."),
                    Mistake("variance-not-divided", "(m_2 - m_1)/sqrt(2*V)", "The variance of a mean is divided by "
                                                                             "$n$."),
                    Mistake("reversed-difference", "(m_1 - m_2)/sqrt(V*(1/n_1 + 1/n_2))",
                            f"Take the mean {about.first} from the other one."),
                ],
            ),
            Part(
                ask="How many degrees of freedom does the test have?",
                answer=number(df),
                steps=[f"Each sample gives one less than it has values: ${n1 - 1} + {n2 - 1} = {df}$."],
                mistakes=[
                    Mistake("paired-treatment", number(n1 - 1), "These are different units, not pairs: both samples "
                                                                "count."),
                    Mistake("df-n", number(n1 + n2), "Two means are estimated: two degrees are used up."),
                    Mistake("df-as-for-one-mean", number(n1 + n2 - 1), "Two means are estimated, not one."),
                ],
            ),
            t_critical_part(alpha, side, df, df + 1),
            conclusion(about.says(side), same_means(about), rejected, alpha, T_RULES[side], beyond(rejected)),
        ],
    )  # fmt: skip


def by_welch(rng: Rng, about: Comparison, side: Side, alpha: Fraction) -> Multipart:
    """Means, deviations, t, degrees of freedom by Welch, critical value and conclusion from data."""

    def draw() -> tuple[int, int, int, int, int]:
        n1, n2 = rng.distinct(5, 8, count=2)
        low, high = max(2, about.spread[0]), min(max(4, about.spread[1]), 14)
        k1, k2 = (rng.integer(low, max(low + 3, high)) for _ in range(2))
        k1, k2 = k1 + k1 % 2 * (n1 % 2 == 0), k2 + k2 % 2 * (n2 % 2 == 0)
        away = statistic(rng, side) * Fraction(4, 3) * sqrt(Fraction(k1 * k1, n1) + Fraction(k2 * k2, n2))
        return n1, n2, k1, k2, int(rounded(away, 0))

    def fits(found: tuple[int, int, int, int, int]) -> bool:
        n1, n2, k1, k2, gap = found
        v1, v2 = Fraction(k1 * k1, n1), Fraction(k2 * k2, n2)
        df = int(welch(v1, v2, n1, n2))
        t = gap / sqrt(v1 + v2)
        return k1 != k2 and gap != 0 and far_from_critical(t, df, df + 1)

    n1, n2, k1, k2, gap = drawn(draw, fits)
    m1 = rng.integer(*about.mean)
    m2 = m1 + gap
    x, y = solved(rng, n1, m1, k1), solved(rng, n2, m2, k2)
    v1, v2 = Fraction(k1 * k1, n1), Fraction(k2 * k2, n2)
    df, t = welch(v1, v2, n1, n2), gap / sqrt(v1 + v2)
    E = rounded(sqrt(v1 + v2), 4)
    V1, V2 = rounded(v1, 4), rounded(v2, 4)
    near = (V1 + V2) ** 2 / (V1**2 / (n1 - 1) + V2**2 / (n2 - 1))
    whole = int(df)
    c, exact = t_critical(alpha, side, whole)
    upper = t_critical(alpha, side, whole + 1)[1]
    rejected = side * t > abs(exact) if side else abs(t) > exact
    assert mean(x) == m1 and mean(y) == m2 and variance(x) == k1 * k1 and variance(y) == k2 * k2
    rows = [(str(i), str(x[i - 1]) if i <= n1 else "", str(y[i - 1]) if i <= n2 else "")
            for i in range(1, max(n1, n2) + 1)]  # fmt: skip
    q = side or 1
    by_n = [rounded(k * sqrt(Fraction(n - 1, n)), 11) for k, n in ((k1, n1), (k2, n2))]
    return Multipart(
        f"{compared(about, side, n1, n2)} The table shows the {about.quantity} in {about.unit}. Do not take the "
        "variances for equal: use Welch's test. Write $v_1 = s_1^2/n_1$ and $v_2 = s_2^2/n_2$ for the squared "
        "standard errors; the degrees of freedom are $(v_1 + v_2)^2/(v_1^2/(n_1 - 1) + v_2^2/(n_2 - 1))$.",
        data=DataTable(columns=("no.", about.first, about.second), rows=tuple(rows)),
        given={"n_1": n1, "n_2": n2},
        parts=[
            Part(
                name="m",
                ask=f"Give both means, first that {about.first}, then that {about.second}.",
                answer=vector(m1, m2, partial="entries"),
                steps=[f"They are $({added(x)})/({n1}) = {m1}$ and $({added(y)})/({n2}) = {m2}$, together $({m1}, "
                       f"{m2})$."],
                mistakes=[
                    Mistake("divides-by-n-minus-1", vector(Fraction(n1 * m1, n1 - 1), Fraction(n2 * m2, n2 - 1)),
                            "A mean divides by the number of values."),
                    Mistake("samples-exchanged", vector(m2, m1), f"First the mean {about.first}."),
                ],
            ),
            Part(
                name="s",
                ask="Give both standard deviations (with $n - 1$) in the same order. Give three decimals if they do "
                    "not end before.",
                answer=vector(k1, k2, places=3, partial="entries"),
                hints=["Take the deviations from the mean of the same sample, and add up their squares."],
                steps=[
                    f"The squared deviations {about.first} add up to ${squared([a - m1 for a in x])} = "
                    f"{(n1 - 1) * k1 * k1}$, those {about.second} to ${squared([b - m2 for b in y])} = "
                    f"{(n2 - 1) * k2 * k2}$.",
                    f"So the deviations are $sqrt({(n1 - 1) * k1 * k1}/({n1 - 1})) = {k1}$ and "
                    f"$sqrt({(n2 - 1) * k2 * k2}/({n2 - 1})) = {k2}$, together $({k1}, {k2})$.",
                ],
                mistakes=[
                    Mistake("divides-by-n",
                            vector(*by_n, places=3),
                            "A sample standard deviation divides by $n - 1$."),
                    Mistake("sd-not-rooted", vector(k1 * k1, k2 * k2, places=3), "These are the variances. Take "
                                                                                 "roots."),
                ],
            ),
            Part(
                name="t",
                ask=f"Find $t$, the mean {about.second} less the mean {about.first} over its standard error, to two "
                "decimals. Keep at least four figures on the way.",
                answer=decimal(t, 2),
                follows="(entry(m, 2) - entry(m, 1))/sqrt(entry(s, 1)^2/n_1 + entry(s, 2)^2/n_2)",
                honest=[number(rounded(gap / E, 2))],
                steps=[
                    f"The standard error is $sqrt(({k1})^2/({n1}) + ({k2})^2/({n2})) approx {E}$.",
                    f"So $t$ is about $({m2} - {m1})/({E}) approx {rounded(gap / E, 2)}$.",
                ],
                mistakes=[
                    Mistake("sd-added", "(entry(m, 2) - entry(m, 1))/(entry(s, 1)/sqrt(n_1) + entry(s, 2)/sqrt(n_2))",
                            "Add the squared standard errors, then take the root."),
                    Mistake("variance-not-divided", "(entry(m, 2) - entry(m, 1))/sqrt(entry(s, 1)^2 + entry(s, 2)^2)",
                            "Divide each variance by its $n$."),
                ],
            ),
            Part(
                ask="Find the degrees of freedom by the formula, to one decimal.",
                answer=decimal(df, 1),
                follows="(entry(s, 1)^2/n_1 + entry(s, 2)^2/n_2)^2/((entry(s, 1)^2/n_1)^2/(n_1 - 1) + "
                "(entry(s, 2)^2/n_2)^2/(n_2 - 1))",
                honest=[number(rounded(near, 1))],
                steps=[
                    f"With $v_1 = ({k1})^2/({n1}) approx {V1}$ and $v_2 = ({k2})^2/({n2}) approx {V2}$ the formula "
                    f"gives $({V1} + {V2})^2/(({V1})^2/({n1 - 1}) + ({V2})^2/({n2 - 1})) approx {rounded(near, 1)}$.",
                ],
                mistakes=[
                    Mistake("welch-as-pooled", decimal(n1 + n2 - 2, 1), "That is right for equal variances. Use the "
                                                                        "formula."),
                    Mistake("paired-treatment", decimal(n1 - 1, 1), "These are different units, not pairs."),
                ],
            ),
            Part(
                name="c",
                ask=f"Find the critical value $c$ of $t$ at the level ${percent(alpha)}$ with its sign, to three "
                    "decimals; for a table round the degrees of freedom down. If there are two, give the positive "
                    "one.",
                answer=decimal(exact, 3, upper),
                steps=[
                    f"A table is read at ${whole}$ degrees of freedom. The probability ${percent(alpha)}$ lies "
                    f"{'in both tails together' if side == 0 else 'in one tail'}: $c approx {c}$.",
                ],
                mistakes=[
                    Mistake("z-critical", decimal(critical(alpha, side)[1], 3),
                            "That is from the normal distribution. The spread is estimated: use Student's "
                            "distribution."),
                    Mistake("wrong-tail-count", decimal(q * t_quantile(1 - alpha / (2 if side else 1), whole), 3),
                            "The whole level lies in one tail here." if side
                            else "Both tails share the level: half of it lies in each."),
                ],
            ),
            conclusion(about.says(side), same_means(about), rejected, alpha, T_RULES[side], beyond(rejected)),
        ],
    )  # fmt: skip


T_RULES = {1: "t > c", -1: "t < c", 0: "abs(t) > c"}
"""When a t test rejects, by the side of H1."""


def compared(about: Comparison, side: Side, n1: int, n2: int) -> str:
    return f"{about.apart.format(n1=f'${n1}$', n2=f'${n2}$')} {about.claim(side)}"


def summaries(about: Comparison, first: tuple[Rational, Rational], second: tuple[Rational, Rational]) -> str:
    """Means and standard deviations of both samples."""
    return (
        f"The {about.quantity} {about.first} has the sample mean $m_1 = {first[0]}$ {about.unit} and the standard "
        f"deviation $s_1 = {first[1]}$ (with $n - 1$), that {about.second} has $m_2 = {second[0]}$ and "
        f"$s_2 = {second[1]}$."
    )


def same_means(about: Comparison) -> str:
    return f"the mean {about.quantity} is exactly the same {about.second} and {about.first}"


def pooled_variance(s1: Rational, s2: Rational, n1: int, n2: int) -> Fraction:
    return ((n1 - 1) * Fraction(s1) ** 2 + (n2 - 1) * Fraction(s2) ** 2) / (n1 + n2 - 2)


def welch(v1: Fraction, v2: Fraction, n1: int, n2: int) -> Fraction:
    """The degrees of freedom for squared standard errors v1 and v2 (B. L. Welch, 1947)."""
    return (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))


def tenths(x: Rational) -> Fraction:
    return Fraction(rounded(x, 1))


@cache
def exact_errors(low: int, high: int) -> tuple[tuple[int, int, int, int, int, Fraction], ...]:
    """(a, b, c, k1, k2, u): standard errors a*u and b*u of means of k1^2 and k2^2 values, c*u for the difference.

    The standard deviations lie about within low..high.
    """
    triples = [(a, b, c) for x, y, c in PRIMITIVE_TRIPLES if c < 20 for a, b in ((x, y), (y, x))]
    roots = [(k1, k2) for k1 in range(3, 8) for k2 in range(3, 8) if k1 != k2]
    return tuple(
        (a, b, c, k1, k2, Fraction(u, 20))
        for a, b, c in triples
        for k1, k2 in roots
        for u in (1, 2, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 30, 40)
        if all(3 * low <= 4 * x * k * Fraction(u, 20) <= 5 * high for x, k in ((a, k1), (b, k2)))
    )


# Parts of t tests --------------------------------------------------------------------------------------------------


def sample_mean_part(data: Sequence[int], unit: str, *, symbol: str = "bar(x)", follows: str | None = None) -> Part:
    n, total = len(data), sum(data)
    m = total // n
    return Part(
        name="m",
        ask=f"Find the mean ${symbol}$, in {unit}.",
        answer=number(m),
        follows=follows,
        steps=[
            f"The {'values' if symbol == 'bar(x)' else 'differences'} add up to ${added(data)} = {total}$.",
            f"There are ${n}$ of them, so ${symbol} = {total}/({n}) = {m}$.",
        ],
        mistakes=[
            Mistake("divides-by-n-minus-1", number(Fraction(total, n - 1)),
                    f"A mean divides by the number of values, ${n}$."),
            Mistake("midrange-for-mean", number(Fraction(min(data) + max(data), 2)),
                    "That is the middle of the smallest and the largest value. All values count."),
            *([Mistake("differences-in-changing-direction", number(Fraction(sum(map(abs, data)), n)),
                       "Keep the signs: differences may be negative, and that counts.")]
              if min(data) < 0 < max(data) else []),
        ],
    )  # fmt: skip


def deviation_part(data: Sequence[int], m: int, s: int, unit: str, *, symbol: str = "s") -> Part:
    n = len(data)
    away = [x - m for x in data]
    squares = sum(x * x for x in away)
    return Part(
        name="s",
        ask=f"Find the standard deviation ${symbol}$ (with $n - 1$), in {unit}. Give three decimals if it does not end "
        "before.",
        answer=decimal(s, 3),
        follows="sqrt(cov(x, m))",
        hints=["Take the deviations from the mean, square them, and add up the squares."],
        steps=[
            f"The deviations from the mean are ${', '.join(map(str, away))}$.",
            f"Their squares add up to ${squared(away)} = {squares}$.",
            f"So ${symbol} = sqrt({squares}/({n} - 1)) = {s}$.",
        ],
        mistakes=[
            Mistake("divides-by-n", "sqrt(cov(x, m)*(n - 1)/n)",
                    f"A sample standard deviation divides by $n - 1 = {n - 1}$."),
            Mistake("sd-not-rooted", "cov(x, m)", "That is the variance. Take its root."),
        ],
    )  # fmt: skip


def t_part(m: Rational, mu: int, s: Rational, n: int, *, centre: str = "bar(x)", spread: str = "s") -> Part:
    """The statistic of a t test with one list of values."""
    error = rounded(s / sqrt(n), 4)
    t = (m - mu) * sqrt(n) / s
    gap, less = (f"({m} - {mu})", f"({centre} - mu_0)") if mu else (f"({m})", centre)
    return Part(
        name="t",
        ask="Find the test statistic $t$, to two decimals. Keep at least four figures on the way.",
        answer=decimal(t, 2),
        follows="(m - mu_0)/(s/sqrt(n))",
        honest=[number(rounded((m - mu) / error, 2))],
        hints=["By how much does a mean of so many values vary? Estimate its standard error first."],
        steps=[
            f"The standard error of the mean is $E = {spread}/sqrt(n) = {s}/sqrt({n}) approx {error}$.",
            f"So $t = {less}/E$ is about ${gap}/({error}) approx {rounded(t, 2)}$.",
        ],
        mistakes=[
            Mistake("forgot-root-n", "(m - mu_0)/s", VARIES_LESS),
            Mistake("standard-error-divides-by-n", "(m - mu_0)/(s/n)", BY_ROOT),
            Mistake("divides-by-n", "(m - mu_0)/(s*sqrt(n - 1)/n)",
                    "The standard deviation divides by $n - 1$ already, and its standard error by $sqrt(n)$."),
        ],
    )  # fmt: skip


def df_part(n: int, *, paired: bool = False) -> Part:
    third = (
        Mistake("df-2n-2", number(2 * n - 2), f"There are ${n}$ differences, one for each pair: count these.")
        if paired
        else Mistake("df-as-for-a-line", number(n - 2), "One mean is estimated, not two parameters.")
    )
    return Part(
        ask="How many degrees of freedom does the test have?",
        answer=number(n - 1),
        hints=["The deviations from the mean add up to zero. How many of them are free?"],
        steps=[f"The standard deviation is estimated from ${n}$ deviations that add up to zero, so ${n} - 1 = {n - 1}$ "
               "of them are free."],
        mistakes=[Mistake("df-n", number(n), "The mean is estimated from the same values: one degree is used up."),
                  third],
    )  # fmt: skip


def t_critical_part(alpha: Fraction, side: Side, df: int, n: int) -> Part:
    """The critical value of a t test with one list of n values, or of another one with df degrees of freedom."""
    c, exact = t_critical(alpha, side, df)
    tails = "in both tails together" if side == 0 else f"in the {'right' if side > 0 else 'left'} tail"
    q, wrong_tail = (side or 1), 1 - alpha / (2 if side else 1)
    return Part(
        name="c",
        ask=f"Find the critical value $c$ of $t$ at the level ${percent(alpha)}$ with its sign, to three decimals. If "
        "there are two, give the positive one.",
        answer=decimal(c, 3, exact),
        hints=["Which distribution has $t$ if $H_0$ is true, and how much of it lies in the region of rejection?"],
        steps=[
            f"If $H_0$ is true, $t$ has Student's distribution with ${df}$ degrees of freedom. The probability "
            f"${percent(alpha)}$ lies {tails}{f', ${percent(alpha / 2)}$ in each' if side == 0 else ''}: the critical "
            f"value is $c approx {c}$.",
        ],
        mistakes=[
            Mistake("z-critical", decimal(critical(alpha, side)[1], 3),
                    "That is from the normal distribution. The spread is estimated: use Student's distribution."),
            Mistake("df-n", decimal(t_critical(alpha, side, df + 1)[1], 3), f"Use ${df}$ degrees of freedom."),
            Mistake("wrong-tail-count", decimal(q * t_quantile(wrong_tail, df), 3),
                    "The whole level lies in one tail here." if side
                    else "Both tails share the level: half of it lies in each."),
        ],
    )  # fmt: skip


def beyond(rejected: bool) -> str:
    return f"The statistic {'lies' if rejected else 'does not lie'} beyond the critical value"


def added(values: Sequence[int]) -> str:
    """`3 + (-2) + 5`, told so that it reads as a sum."""
    return " + ".join(str(x) for x in values)


def squared(values: Sequence[int]) -> str:
    return " + ".join(f"({x})^2" for x in values)


def t_p_value(t: Rational, df: Rational, side: Side) -> Fraction:
    return 2 * t_cdf(-size(t), df) if side == 0 else t_cdf(-side * t, df)


def t_critical(alpha: Fraction, side: Side, df: int) -> tuple[Decimal, Fraction]:
    """The critical value by the table, and exactly; negative in a left-tailed test."""
    order = 1 - alpha / (1 if side else 2)
    by_table, exact = t_table(order, df), t_quantile(order, df)
    return (-by_table, -exact) if side < 0 else (by_table, exact)


def far_from_critical(t: Rational, df: int, upto: int | None = None) -> bool:
    """Whether t lies at least 0.1 from all critical values, of one tail or two, with df (`upto`) degrees of freedom."""
    below, above = t_cdf(size(t) - Fraction(1, 10), df), t_cdf(size(t) + Fraction(1, 10), upto or df)
    return not any(below < 1 - alpha / tails < above for alpha in LEVELS for tails in (1, 2))


def decided(n: int, k: int, away: int) -> bool:
    """The same for n values of standard deviation k and mean `away`."""
    return far_from_critical(away * sqrt(n) / k, n - 1)


def design(rng: Rng, spread: tuple[int, int], side: Side) -> tuple[int, int, int]:
    """How many values, their standard deviation, and how far their mean lies from the null value; all integers."""
    n = rng.integer(5, 8)
    low, high = max(2, spread[0]), max(4, spread[1])
    k = rng.integer(low, max(low + 2, min(high, 12)))
    k += k % 2 * (n % 2 == 0)
    aim = statistic(rng, side) * Fraction(4, 3)
    return n, k, int(rounded(aim * k / sqrt(n), 0)) or (side or 1)


def solved(rng: Rng, n: int, centre: int, k: int) -> list[int]:
    """n integers with exactly this mean and standard deviation, in random order."""
    for _ in range(20):
        values = [int(rounded(rng.normal(centre, k), 0)) for _ in range(n)]
        with suppress(ValueError):
            return with_mean_and_deviation(values, centre, k, centre - 3 * k, centre + 3 * k)
    raise Redraw(f"no {n} integers with standard deviation {k}")


def pairs_around(rng: Rng, about: Comparison, d: Sequence[int]) -> tuple[list[int], list[int]]:
    """Values under both conditions with these differences; units differ from one another more than by these."""
    low, high = about.spread
    centre, reach = rng.integer(*about.mean), rng.integer(low, high)
    u = [centre + rng.integer(-2 * reach, 2 * reach) for _ in d]
    return u, [a + x for a, x in zip(u, d, strict=True)]


def between_pairs(about: Comparison) -> tuple[int, int]:
    """How much differences may vary, less than the values themselves."""
    low, _ = about.spread
    return max(2, low // 3), max(4, low // 2 + 2)


# Power -------------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.testing.power_of_test",
    title="Power and type II error",
    skill="s.test.power",
    source="Wasserman, All of Statistics (2004), section 10.1",
    levels={"easy": {"ask": "critical value"}, "core": {"ask": "power"}, "hard": {"ask": "sample size or both tails"}},
)
def power_of_test(rng: Rng, *, ask: Literal["critical value", "power", "sample size or both tails"]) -> Multipart:
    """Find the critical value of a mean, the type II error and the power, or the sample size for a wanted power."""
    if ask == "sample size or both tails":
        return sample_size(rng) if rng.chance(Fraction(1, 2)) else power_of_two_tails(rng)
    return one_tailed_power(rng, rng.choice((1, -1)), decide=ask == "critical value")


def one_tailed_power(rng: Rng, side: Side, *, decide: bool) -> Multipart:
    """The critical mean, then the decision for a sample, or the type II error and the power."""
    about, alpha = rng.choice(MEANS), rng.choice(LEVELS)
    mu = about.usual(rng)
    sigma, root = spread_over(rng, about)
    n, error = root * root, sigma / root
    z, exact = critical(alpha, side)
    k, by_table = mu + exact * error, mu + z * error
    shown = rounded(by_table, 2)
    e = terminating(error)
    first = [
        Part(
            name="E",
            ask="Find the standard error of the mean.",
            answer=number(e),
            follows="sigma/sqrt(n)",
            steps=[f"It is $sigma/sqrt(n) = {terminating(sigma)}/sqrt({n}) = {e}$."],
            mistakes=[
                Mistake("forgot-root-n", "sigma", VARIES_LESS),
                Mistake("standard-error-divides-by-n", "sigma/n", BY_ROOT),
            ],
        ),
        Part(
            name="k",
            ask=f"$H_0$ is rejected if the sample mean is {'greater' if side > 0 else 'less'} than a critical value "
                f"$k$. Find $k$ for the level ${percent(alpha)}$, to two decimals.",
            answer=decimal(by_table, 2, k),
            follows=f"mu_0 + ({z})*E",
            hints=["If $H_0$ is true, how many standard errors from $mu_0$ does the mean lie with so small a "
                   "probability?"],
            steps=[
                f"If $H_0$ is true, the mean lies {'above' if side > 0 else 'below'} $mu_0$ by more than "
                f"${size(z)}$ standard errors with probability ${percent(alpha)}$.",
                f"So $k approx {mu} {'+' if side > 0 else '-'} {size(z)}*{e} approx {shown}$.",
            ],
            mistakes=[
                Mistake("two-sided-z", f"mu_0 + ({critical(alpha, 0)[0] * side})*E", "The whole level lies in one "
                                                                                     "tail."),
                Mistake("wrong-side-of-the-null-value", f"mu_0 - ({z})*E",
                        "The region of rejection lies where $H_1$ says."),
            ],
        ),
    ]  # fmt: skip
    given: dict[str, object] = {"mu_0": mu, "sigma": terminating(sigma), "n": n}
    claim = about.claim(side)
    if decide:
        m = rounded(drawn(lambda: mu + statistic(rng, side) * error,
                          lambda m: Fraction(1, 10) <= abs(m - k) / error), 2)  # fmt: skip
        rejected = side * m > side * k
        return Multipart(
            power_stem(about, mu, claim, n, sigma, side),
            given=given,
            parts=[
                *first,
                conclusion(
                    about.says(side, mu), f"the mean {about.quantity} is exactly ${mu}$ {about.unit}", rejected, alpha,
                    f"{m} > k" if side > 0 else f"{m} < k",
                    f"The sample mean is {'greater' if m > k else 'less'} than the critical value, so it "
                    f"{'lies' if rejected else 'does not lie'} in the region of rejection",
                    f"The sample mean is ${m}$ {about.unit}. ",
                ),
            ],
        )  # fmt: skip
    mu1 = terminating(mu + side * drawn(lambda: Fraction(rng.integer(15, 75), 20),
                                        lambda d: Fraction(1, 5) < normal_cdf(d - size(exact)) < Fraction(97, 100))
                      * error)  # fmt: skip
    at = side * (by_table - mu1) / error
    near, low, high = rounded(at, 2), floor_2(at), -floor_2(-at)
    left = phi_table(size(near))
    miss = left if near > 0 else rounded(1 - left, 4)
    exact_beta = normal_cdf(side * (k - mu1) / error)
    readings = [exact_beta, normal_cdf(at), normal_cdf(side * (shown - mu1) / error), by_sign(low), by_sign(high)]
    assert abs(exact_beta - (1 - normal_cdf(side * (mu1 - mu) / error - size(exact)))) < Fraction(1, 10**20)
    inside = f"(k - mu_1)/{e}" if side > 0 else f"(mu_1 - k)/{e}"
    beta_rule = f"(1 + erf({inside}/sqrt(2)))/2"
    return Multipart(
        f"{power_stem(about, mu, claim, n, sigma, side)} In truth the mean is $mu_1 = {mu1}$ {about.unit}.",
        given={**given, "mu_1": mu1},
        parts=[
            *first,
            Part(
                name="b",
                ask="Find the probability $beta$ of a type II error, to four decimals. A table may be read at two "
                    "decimals.",
                answer=decimal(miss, 4, *readings),
                follows=beta_rule,
                hints=["When is a false $H_0$ not rejected? Work with the true mean."],
                steps=[
                    f"$H_0$ is wrongly kept if the mean is {'less' if side > 0 else 'greater'} than $k$. The true "
                    f"mean is ${mu1}$, so $k$, not rounded, lies $({terminating(by_table)} - ({mu1}))/({e}) approx "
                    f"{rounded((by_table - mu1) / error, 2)}$ standard errors from it.",
                    f"By the table $Phi({size(near)}) approx {left}$, so "
                    + (f"$beta approx {miss}$." if near > 0 else f"$beta approx 1 - {left} = {miss}$."),
                ],
                mistakes=[
                    Mistake("power-under-h0", decimal(1 - alpha, 4),
                            "That is the probability of keeping a true $H_0$. $beta$ belongs to the true mean."),
                    Mistake("power-for-beta", decimal(1 - exact_beta, 4),
                            "That is the probability of rejecting, the power."),
                    Mistake("two-sided-z",
                            decimal(normal_cdf(side * (mu + side * critical(alpha, 0)[1] * error - mu1) / error), 4),
                            "The whole level lies in one tail, so $k$ lies nearer to $mu_0$."),
                ],
                figure=overlapping(mu, mu1, error, [shown], "beta"),
            ),
            Part(
                ask="Find the power at this mean, to four decimals.",
                answer=decimal(1 - miss, 4, *(1 - x for x in readings)),
                follows="1 - b",
                steps=[f"The power is the probability of rejecting a false $H_0$: $1 - beta approx 1 - ({miss}) = "
                       f"{rounded(1 - miss, 4)}$."],
                mistakes=[
                    Mistake("beta-for-power", "b", "That is the probability of missing it. The power is the rest."),
                    Mistake("power-is-one-minus-alpha", decimal(1 - alpha, 4), "The power belongs to a false $H_0$."),
                ],
            ),
        ],
    )  # fmt: skip


def power_stem(about: Mean, mu: int, claim: str, n: int, sigma: Fraction, side: Side) -> str:
    return (
        f"{about.scene.format(m=f'${mu}$')} {claim} A z test of $H_0$: the mean is $mu_0 = {mu}$ against $H_1$: it is "
        f"{WORDS[side]} that is planned with ${n}$ {about.many}. Single values have the standard deviation "
        f"$sigma = {terminating(sigma)}$ {about.unit}."
    ).replace(f"{WORDS[side]} that is planned", f"{WORDS[side]} that, is planned")


def floor_2(x: Fraction) -> Fraction:
    """Down to two decimals."""
    return Fraction(x.numerator * 100 // x.denominator, 100)


def by_sign(z: Fraction) -> Fraction:
    """P(Z <= z) by a table of nonnegative z."""
    return Fraction(phi_table(z)) if z >= 0 else 1 - phi_table(-z)


def power_of_two_tails(rng: Rng) -> Multipart:
    """Where a two-tailed test keeps H0, and how often it does so at another mean."""
    about, alpha = rng.choice(MEANS), rng.choice(LEVELS)
    mu = about.usual(rng)
    sigma, root = spread_over(rng, about)
    n, error = root * root, sigma / root
    c, exact = critical(alpha, 0)
    away = drawn(lambda: Fraction(rng.integer(10, 75), 20) * rng.sign(),
                 lambda d: Fraction(1, 5) < power_at(d, exact) < Fraction(97, 100))  # fmt: skip
    mu1, e = terminating(mu + away * error), terminating(error)
    low, high = rounded(mu - c * error, 2), rounded(mu + c * error, 2)
    from_ends = [normal_cdf((high - mu1) / error) - normal_cdf((low - mu1) / error)]
    a, b = rounded((low - mu1) / error, 2), rounded((high - mu1) / error, 2)
    by_table = by_sign(Fraction(b)) - by_sign(Fraction(a))
    beta = 1 - power_at(away, exact)
    readings = [beta, 1 - power_at(away, c), *from_ends]
    shown = rounded(by_table, 4)
    near = rounded(1 - shown, 4)
    one = 1 - normal_cdf(size(away) - normal_quantile(1 - alpha))
    return Multipart(
        f"{power_stem(about, mu, about.both, n, sigma, 0)} In truth the mean is $mu_1 = {mu1}$ {about.unit}.",
        given={"mu_0": mu, "sigma": terminating(sigma), "n": n, "mu_1": mu1},
        parts=[
            Part(
                name="K",
                ask=f"For which sample means is $H_0$ not rejected at the level ${percent(alpha)}$? Give an "
                    f"interval, its ends to two decimals.",
                answer=around(mu, exact * error, 2, c * error),
                follows=f"mu_0 pm {c}*sigma/sqrt(n)",
                hints=["How far may the mean lie from $mu_0$, in standard errors?"],
                steps=[
                    f"The standard error is ${terminating(sigma)}/sqrt({n}) = {e}$, and the mean may lie ${c}$ of "
                    f"them from $mu_0$: the margin is ${c}*{e} = {terminating(c * error)}$.",
                    f"So $H_0$ is kept for means in ${mu} pm {terminating(c * error)} approx Interval({low}, {high})$.",
                ],
                mistakes=[
                    Mistake("one-tail-z", f"mu_0 pm {z_table(1 - alpha)}*sigma/sqrt(n)",
                            "Both tails share the level: half of it lies in each."),
                    Mistake("forgot-root-n", f"mu_0 pm {c}*sigma", VARIES_LESS),
                ],
            ),
            Part(
                name="b",
                ask="Find the probability $beta$ of a type II error, to four decimals. A table may be read at two "
                    "decimals.",
                answer=decimal(shown, 4, *readings),
                hints=["Which means does the true mean lead to, and how many of them lie in this interval?"],
                steps=[
                    f"Seen from $mu_1 = {mu1}$, the ends of the interval lie at "
                    f"$({low} - {mu1})/({e}) approx {a}$ and $({high} - {mu1})/({e}) approx {b}$ standard errors.",
                    f"A table says $Phi({a}) approx {rounded(by_sign(Fraction(a)), 4)}$ and $Phi({b}) approx "
                    f"{rounded(by_sign(Fraction(b)), 4)}$, so between them lies $beta approx Phi({b}) - Phi({a}) "
                    f"approx {shown}$.",
                ],
                mistakes=[
                    Mistake("power-under-h0", decimal(1 - alpha, 4),
                            "That is the probability of keeping a true $H_0$. $beta$ belongs to the true mean."),
                    Mistake("power-for-beta", decimal(1 - beta, 4), "That is the probability of rejecting, the power."),
                    Mistake("one-tail-z", decimal(one, 4), "Both tails share the level: half of it lies in each."),
                ],
                figure=overlapping(mu, mu1, error, [low, high], "beta"),
            ),
            Part(
                ask="Find the power at this mean, to four decimals.",
                answer=decimal(near, 4, *(1 - x for x in [*readings, shown])),
                follows="1 - b",
                steps=[f"The power is the rest, $1 - ({shown}) = {near}$."],
                mistakes=[
                    Mistake("beta-for-power", "b", "That is the probability of missing it. The power is the rest."),
                    Mistake("power-is-one-minus-alpha", decimal(1 - alpha, 4), "The power belongs to a false $H_0$."),
                ],
            ),
        ],
    )  # fmt: skip


def power_at(away: Fraction, c: Rational) -> Fraction:
    """Of a two-tailed z test whose true mean lies so many standard errors from the null value."""
    return normal_cdf(-c - away) + normal_cdf(away - c)


def sample_size(rng: Rng) -> Multipart:
    """How many observations give a one-tailed test a wanted power."""
    about, side = rng.choice(MEANS), rng.choice((1, -1))
    direction: Side = 1 if side > 0 else -1
    mu = about.usual(rng)

    def draw() -> tuple[Fraction, Fraction, Fraction, Fraction]:
        alpha, power = rng.choice(LEVELS), rng.choice((Fraction(4, 5), Fraction(9, 10), Fraction(19, 20)))
        low, high = about.spread
        sigma = Fraction(rng.integer(2 * low, 2 * high), 2)
        return alpha, power, sigma, rounded(sigma * Fraction(rng.integer(20, 90), 100), 1)

    def safe(found: tuple[Fraction, Fraction, Fraction, Fraction]) -> bool:
        alpha, power, sigma, gap = found
        sums = (z_table(1 - alpha) + z_table(power), normal_quantile(1 - alpha) + normal_quantile(power))
        raw = [(total * sigma / gap) ** 2 for total in (*sums, *(rounded(each, 2) for each in sums))]
        parts = [x - int(x) for x in raw]
        return min(raw) > 8 and len(set(map(int, raw))) == 1 and Fraction(1, 20) < min(parts) < Fraction(19, 20)

    alpha, power, sigma, gap = drawn(draw, safe, 300)
    z_a, z_b = z_table(1 - alpha), z_table(power)
    total, exact = z_a + z_b, normal_quantile(1 - alpha) + normal_quantile(power)
    raw = (total * sigma / gap) ** 2
    n = int(raw) + 1
    mu1, s, g = terminating(mu + side * gap), terminating(sigma), terminating(gap)
    q = rng.choice((2, 3))
    times = {q * q: f"about ${q * q}$ times as many", q: f"about ${q}$ times as many", 1: "as many as before",
             0: f"about $1/({q * q})$ of them"}  # fmt: skip

    def key(of: int) -> ChoiceAnswer:
        return choice(times[of], *(text for each, text in times.items() if each != of))

    return Multipart(
        f"{about.scene.format(m=f'${mu}$')} {about.claim(direction)} A z test of $H_0$: the mean is $mu_0 = {mu}$ "
        f"against $H_1$: it is {WORDS[side]} that, is planned at the level ${percent(alpha)}$. If the true mean is "
        f"${mu1}$ {about.unit}, $H_0$ is to be rejected with probability at least ${percent(power)}$. Single values "
        f"have the standard deviation $sigma = {s}$ {about.unit}.",
        given={"sigma": s},
        parts=[
            Part(
                name="Z",
                ask="By how many standard errors must the true mean lie from $mu_0$ for that? Give two decimals; "
                    "quantiles may be read from a table.",
                answer=decimal(total, 2, exact),
                hints=["The critical value lies between both means. How far from each, in standard errors?"],
                steps=[
                    f"The critical value lies ${z_a}$ standard errors from $mu_0$, so that the level is "
                    f"${percent(alpha)}$, and ${z_b}$ standard errors from the true mean, so that the power is "
                    f"${percent(power)}$.",
                    f"Together these are ${z_a} + {z_b} = {terminating(total)}"
                    f"{'' if rounded(total, 2) == total else f' approx {rounded(total, 2)}'}$ standard errors.",
                ],
                mistakes=[
                    Mistake("two-sided-z", decimal(normal_quantile(1 - alpha / 2) + normal_quantile(power), 2),
                            "The test has one tail, which holds the whole level."),
                    Mistake("level-without-power", decimal(normal_quantile(1 - alpha), 2),
                            "That would give the power 50%: the true mean would lie at the critical value."),
                ],
            ),
            Part(
                name="n",
                ask="What is the smallest sample size?",
                answer=number(n),
                hints=["How large must the standard error be at most?"],
                steps=[
                    f"The means differ by ${g}$, so $sigma/sqrt(n)$ must be at most ${g}/({terminating(total)})$.",
                    f"So $n$ must be at least $(({terminating(total)})*{s}/({g}))^2 approx {rounded(raw, 2)}$: the "
                    f"smallest is ${n}$.",
                ],
                mistakes=[
                    Mistake("rounds-down", number(n - 1), "Round up: with fewer values the power is too small."),
                    Mistake("not-squared", number(int(total * sigma / gap) + 1),
                            "The standard error falls with $sqrt(n)$: square the ratio."),
                    Mistake("level-without-power", number(int((z_a * sigma / gap) ** 2) + 1),
                            "That gives the power 50% only: the quantile for the power is missing."),
                ],
            ),
            Part(
                ask=f"The true mean lies only $1/({q})$ as far from $mu_0$. How many values are needed then, for the "
                    f"same power?",
                answer=key(q * q),
                steps=[f"The standard error must be $1/({q})$ of what it was, and it falls with $sqrt(n)$: that takes "
                       f"{times[q * q]}."],
                mistakes=[
                    Mistake("linear-in-n", key(q), "The standard error falls with $sqrt(n)$, not with $n$."),
                    Mistake("n-without-influence", key(1), "A smaller effect is harder to see: it takes more values."),
                ],
            ),
        ],
    )  # fmt: skip


Region = Literal["", "alpha", "beta", "power", "kept"]
NAMES = {"alpha": "$alpha$", "beta": "$beta$", "power": "the power", "kept": "$1 - alpha$"}


@exercise(
    "prob_stats.testing.power_regions",
    title="Find alpha, beta and power in the picture",
    skill="s.test.power",
    source="Wasserman, All of Statistics (2004), section 10.1",
    levels={"easy": {"show": "right tail"}, "core": {"show": "left or both tails"}, "hard": {"show": "changes"}},
)
def power_regions(rng: Rng, *, show: Literal["right tail", "left or both tails", "changes"]) -> Multipart:
    """Match shaded regions of two overlapping curves with error probabilities, or changed pictures with changes."""
    if show == "changes":
        return changed_pictures(rng)
    return shaded_regions(rng, 1 if show == "right tail" else rng.choice((-1, 0)))


class Plan(NamedTuple):
    """A test of a mean: the null value, the true mean, the standard error, and the critical values."""

    about: Mean
    mu: int
    mu1: Fraction
    error: Fraction
    ends: tuple[Fraction, ...]


def planned(rng: Rng, side: Side) -> Plan:
    """An effect of 1.5 to 3 standard errors, and critical values that leave all four regions to be seen."""
    about = rng.choice(MEANS)
    mu, error = about.usual(rng), Fraction(rng.integer(2 * about.spread[0], 2 * about.spread[1]), 10)
    tenths_of_effect = rng.integer(16, 30)
    effect = Fraction(tenths_of_effect, 10)
    c = Fraction(rng.integer(max(10, tenths_of_effect - 16), min(16, tenths_of_effect - 6)), 10)
    way = side or rng.sign()
    ends = (mu - c * error, mu + c * error) if side == 0 else (mu + way * c * error,)
    return Plan(about, mu, mu + way * effect * error, error, ends)


def shaded_regions(rng: Rng, side: Side) -> Multipart:
    """Four regions to be named, and what moving the critical value does."""
    plan = planned(rng, side)
    order: list[Region] = rng.shuffled(["alpha", "beta", "power", "kept"])
    left = {letter: f"Figure {letter}." for letter in "ABCD"}
    names: list[str] = rng.shuffled([*order])
    right = {str(i): f"{NAMES[name]}." for i, name in enumerate(names, 1)}

    def key(of: Mapping[str, str]) -> MatchingAnswer:
        """`of` says for which region another one is taken."""
        return matching(left, right, {letter: str(names.index(of.get(name, name)) + 1)
                                      for letter, name in zip("ABCD", order, strict=True)})  # fmt: skip

    beyond_it, before_it = ("right", "left") if side > 0 else ("left", "right")
    outside = f"{beyond_it} of the critical value" if side else "outside both critical values"
    inside = f"{before_it} of the critical value" if side else "between both critical values"
    told = {
        "alpha": f"under the solid curve, {outside}: $H_0$ is true and is rejected, which is $alpha$.",
        "beta": f"under the dashed curve, {inside}: $H_0$ is false and is kept, which is $beta$.",
        "power": f"under the dashed curve, {outside}: $H_0$ is false and is rejected, which is the power.",
        "kept": f"under the solid curve, {inside}: $H_0$ is true and is kept, which is $1 - alpha$.",
    }
    stricter = rng.chance(Fraction(1, 2))
    return Multipart(
        f"{plan.about.scene.format(m=f'${plan.mu}$')} {plan.about.claim(side)} In each figure the solid curve is the "
        f"density of the sample mean if $H_0$ is true, the dashed curve that for the true mean, "
        f"${terminating(plan.mu1)}$ {plan.about.unit}. $H_0$ is rejected {outside}. The figures differ in what is "
        f"shaded.",
        figures=[
            overlapping(plan.mu, plan.mu1, plan.error, plan.ends, name, label=letter)
            for letter, name in zip("ABCD", order, strict=True)
        ],
        parts=[
            Part(
                ask="Match the shaded areas with what they are.",
                answer=key({}),
                hints=["Under which curve is the area, and what is decided there?"],
                steps=[*(f"Figure {letter}: {told[name]}" for letter, name in zip("ABCD", order, strict=True))],
                mistakes=[
                    Mistake("beta-under-h0", key({"beta": "kept", "kept": "beta"}),
                            "$beta$ belongs to the true mean, so it lies under the dashed curve."),
                    Mistake("power-is-one-minus-alpha", key({"power": "kept", "kept": "power"}),
                            "The power belongs to the true mean, so it lies under the dashed curve."),
                    Mistake("alpha-under-h1", key({"alpha": "power", "power": "alpha"}),
                            "$alpha$ is the risk where $H_0$ is true, so it lies under the solid curve."),
                ],
            ),
            moved_line_part(side, stricter),
        ],
    )  # fmt: skip


def moved_line_part(side: Side, stricter: bool) -> Part:
    """What becomes of both errors if the critical value is moved."""
    texts = {
        (-1, 1): "$alpha$ becomes smaller and $beta$ greater.",
        (1, -1): "$alpha$ becomes greater and $beta$ smaller.",
        (-1, -1): "Both become smaller.",
        (1, 1): "Both become greater.",
    }
    right = (-1, 1) if stricter else (1, -1)

    def key(of: tuple[int, int]) -> ChoiceAnswer:
        return choice(texts[of], *(text for each, text in texts.items() if each != of))

    lines = "Both critical values are" if side == 0 else "The critical value is"
    return Part(
        ask=f"{lines} moved {'away from' if stricter else 'nearer to'} the null value. What becomes of $alpha$ and "
            f"$beta$?",
        answer=key(right),
        hints=["Which areas become larger in the figures, and which smaller?"],
        steps=[f"The region of rejection becomes {'smaller' if stricter else 'larger'}, under both curves. "
               f"{texts[right]}"],
        mistakes=[
            Mistake("error-types-exchanged", key((-right[0], -right[1])),
                    "$alpha$ lies in the region of rejection, $beta$ outside it."),
            Mistake("both-errors-move-together", key((right[0], right[0])),
                    "What one area gains, the other one loses: they lie on different sides of the line."),
        ],
    )  # fmt: skip


CHANGES = {
    "n": "The sample is four times as large.",
    "farther": "The true mean lies farther from the null value.",
    "nearer": "The true mean lies nearer to the null value.",
    "strict": "The critical value lies farther from the null value.",
    "lax": "The critical value lies nearer to the null value.",
}


def changed_pictures(rng: Rng) -> Multipart:
    """Four pictures that differ from a first one by one change each, and in which of them the power is greater."""
    side: Side = rng.choice((1, -1))
    plan = planned(rng, side)
    mu, mu1, error, (c,) = plan.mu, plan.mu1, plan.error, plan.ends
    shift = side * error
    made = {
        "n": (mu1, error / 2, c),
        "farther": (mu1 + shift, error, c),
        "nearer": (mu1 - shift * Fraction(1, 2), error, c),
        "strict": (mu1, error, c + shift * Fraction(1, 2)),
        "lax": (mu1, error, c - shift * Fraction(1, 2)),
    }
    others = rng.sample(["nearer", "strict", "lax"], 2)
    order = rng.shuffled(["n", "farther", *others])
    names = rng.shuffled(order)
    left = {letter: f"Figure {letter}." for letter in "ABCD"}
    right = {str(i): CHANGES[name] for i, name in enumerate(names, 1)}
    lettered = dict(zip("ABCD", order, strict=True))

    def key(of: Mapping[str, str]) -> MatchingAnswer:
        return matching(left, right, {x: str(names.index(of.get(name, name)) + 1) for x, name in lettered.items()})

    def power(mean: Fraction, spread: Fraction, line: Fraction) -> Fraction:
        return normal_cdf(side * (mean - line) / spread)

    before = power(mu1, error, c)
    greater = [x for x, name in lettered.items() if power(*made[name]) > before]
    options = tuple(Option(id=x.lower(), text=f"Figure {x}.") for x in "ABCD")

    def ticked(letters: Sequence[str]) -> ChoicesAnswer:
        return ChoicesAnswer(options=options, value=tuple(x.lower() for x in letters), partial="per_option")

    less_alpha = [x for x, name in lettered.items() if name in ("n", "strict")]
    places = [float(x) for name in order for x in made[name][:1]] + [float(mu), float(mu1)]
    view = min(places) - 3.2 * float(error), max(places) + 3.2 * float(error)
    told = {
        "n": "both curves are narrower and keep their places: the standard error is halved.",
        "farther": "the dashed curve has moved away from the solid one.",
        "nearer": "the dashed curve has moved towards the solid one.",
        "strict": "the line has moved away from the middle of the solid curve.",
        "lax": "the line has moved towards the middle of the solid curve.",
    }
    return Multipart(
        f"{plan.about.scene.format(m=f'${mu}$')} {plan.about.claim(side)} In each figure the solid curve is the "
        f"density of the sample mean if $H_0$ is true, the dashed curve that for the true mean; $H_0$ is rejected "
        f"{'right' if side > 0 else 'left'} of the line. The first figure shows the plan of the test. In each of the "
        f"others one thing is changed.",
        figures=[
            overlapping(mu, mu1, error, [c], "", label="the plan", view=view, top=2, named=False),
            *(overlapping(mu, m, e, [line], "", label=x, view=view, top=2, named=False,
                          height=float(error / e))
              for x, (m, e, line) in ((x, made[name]) for x, name in lettered.items())),
        ],
        parts=[
            Part(
                ask="Match the figures A to D with what was changed.",
                answer=key({}),
                hints=["What does a larger sample do to the mean of $bar(x)$, and what to its spread?"],
                steps=[*(f"Figure {x}: {told[name]} {CHANGES[name]}" for x, name in lettered.items())],
                mistakes=[
                    Mistake("n-moves-curves", key({"n": "farther", "farther": "n"}),
                            "A larger sample makes the curves narrower. It does not move the means."),
                    Mistake("changes-exchanged", key({others[0]: others[1], others[1]: others[0]}),
                            "Look what has moved, the dashed curve or the line, and in which direction."),
                ],
            ),
            Part(
                ask="In which of the figures A to D is the power greater than in the plan? Tick all of them.",
                answer=ticked(greater),
                hints=["The power is the area under the dashed curve in the region of rejection."],
                steps=[
                    "The power is the area under the dashed curve on the side of the line where $H_0$ is rejected. "
                    f"It is greater in {listed(f'figure {x}' for x in greater)}."
                ],
                mistakes=[
                    Mistake("beta-for-power", ticked([x for x in "ABCD" if x not in greater]),
                            "There the area on the other side, $beta$, is greater."),
                    Mistake("alpha-for-power", ticked(less_alpha),
                            "There $alpha$ is smaller. The power lies under the dashed curve."),
                ],
            ),
        ],
    )  # fmt: skip


def overlapping(
    mu: Rational,
    mu1: Rational,
    error: Rational,
    ends: Sequence[Rational],
    region: Region,
    *,
    label: str = "",
    view: tuple[float, float] | None = None,
    height: float = 1,
    top: float = 1,
    named: bool = True,
) -> Figure:
    """The densities of a sample mean by H0 and in truth, with critical values, and one region shaded.

    A single critical value belongs to the tail on the side of `mu1`. The curves are `height` tall in a picture of the
    height `top`.
    """
    a, b, e = float(mu), float(mu1), float(error)
    low, high = view or (min(a, b) - 3.4 * e, max(a, b) + 3.4 * e)
    lines = sorted(map(float, ends))

    def bell(centre: float) -> Callable[[float], float]:
        return lambda x: height * exp(-(((x - centre) / e) ** 2) / 2)

    before, after = (low, lines[0]), (lines[-1], high)
    outside = [before, after] if len(lines) > 1 else [after if b > a else before]
    inside = [(lines[0], lines[-1])] if len(lines) > 1 else [before if b > a else after]
    centre = a if region in ("alpha", "kept") else b
    spans = [] if not region else outside if region in ("alpha", "power") else inside
    which = "solid" if centre == a else "dashed"
    told = [
        f"Two bell curves, a solid one with its top at {plain(a)} and a dashed one with its top at {plain(b)}; both "
        f"have the standard deviation {plain(e)}.",
        f"A vertical line marks the critical value {plain(lines[0])}." if len(lines) == 1 else
        f"Vertical lines mark the critical values {plain(lines[0])} and {plain(lines[1])}.",
        *(f"The area under the {which} curve "
          + (f"left of {plain(end)}" if start == low else f"right of {plain(start)}" if end == high
             else f"from {plain(start)} to {plain(end)}") + " is shaded." for start, end in spans),
    ]  # fmt: skip
    return Figure(
        alt=" ".join(told),
        marks=(
            *(Area(points=tuple(points_of(bell(centre), span)), colour="green") for span in spans),
            Curve(points=tuple(points_of(bell(a), (low, high)))),
            Curve(points=tuple(points_of(bell(b), (low, high))), style="dashed", colour="orange"),
            *(Marker(x=round(x, 4), label=plain(x) if named else "", style="solid") for x in lines),
            *(Marker(x=round(x, 4), label=plain(x) if named else "", style="dotted") for x in (a, b)),
        ),
        x=axis((low, high), step=100 * (high - low) if named else None),
        y=axis((0, 1.1 * top), shown=False),
        label=label,
    )


# A/B tests ---------------------------------------------------------------------------------------------------------


class Versions(NamedTuple):
    """Two versions and an event: `scene` tells of {n1} and {n2} units, `happened` follows their name.

    `better` is the side of the second share less the first that is hoped for.
    """

    many: str
    first: str
    second: str
    scene: str
    happened: str
    better: Side
    hoped: str
    both: str
    usual: tuple[int, int]

    def claim(self, side: Side) -> str:
        return self.hoped if side else self.both

    def says(self, side: Side) -> str:
        """`the share of visitors that bought something is greater with the new page than with the old page`."""
        how = {1: f"greater {self.second} than", -1: f"smaller {self.second} than", 0: f"not the same {self.second} as"}
        return f"the share of {self.many} that {self.happened} is {how[side]} {self.first}"

    @property
    def same(self) -> str:
        return f"the share of {self.many} that {self.happened} is exactly the same {self.second} and {self.first}"


VERSIONS = (
    Versions("visitors", "with the old page", "with the new page",
             "An online shop shows {n1} visitors the old page and {n2} others the new one, by lot.", "bought something",
             1, "The shop wants to show that the new page sells better.",
             "The shop wants to find out whether the page matters.", (3, 15)),
    Versions("readers", "with subject A", "with subject B",
             "A newsletter goes to {n1} readers with subject A and to {n2} others with subject B.", "opened it", 1,
             "The editor wants to show that subject B draws more readers.",
             "The editor wants to find out whether the subject matters.", (15, 45)),
    Versions("users", "with the long form", "with the short form",
             "An app asks {n1} new users to fill in the long form and {n2} others the short one.", "registered", 1,
             "The team wants to show that the short form brings more registrations.",
             "The team wants to find out whether the form matters.", (20, 55)),
    Versions("people", "with the picture", "with the film",
             "An advertisement is shown to {n1} people as a picture and to {n2} others as a film.", "clicked on it", 1,
             "The agency wants to show that the film is clicked on more often.",
             "The agency wants to find out whether it matters what is shown.", (2, 8)),
    Versions("patients", "with the usual drug", "with the new drug",
             "By lot {n1} patients get the usual drug and {n2} others the new one.", "recovered within a week", 1,
             "The maker wants to show that the new drug helps more patients.",
             "A hospital wants to find out whether the drugs differ.", (35, 58)),
    Versions("searches", "with the old ranking", "with the new ranking",
             "A search engine answers {n1} searches by its old ranking and {n2} others by a new one.",
             "led to a click on the first result", 1, "The engineers want to show that the new ranking is better.",
             "The engineers want to find out whether the ranking matters.", (25, 55)),
    Versions("parcels", "with the old box", "with the new box",
             "A courier sends {n1} parcels in the old box and {n2} others in a new one.", "arrived damaged", -1,
             "The maker wants to show that the new box protects better.",
             "The courier wants to find out whether the box matters.", (3, 12)),
    Versions("photos", "with model A", "with model B",
             "Model A labels {n1} photos, and model B labels {n2} others.", "were labelled wrongly", -1,
             "The team wants to show that model B makes fewer mistakes.",
             "The team wants to find out whether the models differ.", (5, 25)),
)  # fmt: skip
SIZES = (200, 250, 400, 500, 625, 1000, 1250, 2000, 2500, 5000)
"""Sample sizes whose shares end within four decimals."""


class Counts(NamedTuple):
    """Successes and sizes of both samples, and what follows from them."""

    k1: int
    n1: int
    k2: int
    n2: int

    @property
    def rates(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.k1, self.n1), Fraction(self.k2, self.n2)

    @property
    def difference(self) -> Fraction:
        return self.rates[1] - self.rates[0]

    @property
    def pooled(self) -> Fraction:
        return Fraction(self.k1 + self.k2, self.n1 + self.n2)

    @property
    def inverse(self) -> Fraction:
        return Fraction(1, self.n1) + Fraction(1, self.n2)

    @property
    def error(self) -> Fraction:
        """If both shares are equal."""
        return sqrt(self.pooled * (1 - self.pooled) * self.inverse)

    @property
    def unpooled(self) -> Fraction:
        p, q = self.rates
        return sqrt(p * (1 - p) / self.n1 + q * (1 - q) / self.n2)

    @property
    def z(self) -> Fraction:
        return self.difference / self.error


@exercise(
    "prob_stats.testing.ab_test_two_proportions",
    title="A/B test: two proportions",
    skill="s.test.ab",
    source="OpenStax, Introductory Statistics (2013), section 10.3",
    levels={"easy": {"ask": "rates"}, "core": {"ask": "test"}, "hard": {"ask": "interval"}},
)
def ab_test_two_proportions(rng: Rng, *, ask: Literal["rates", "test", "interval"]) -> Multipart:
    """Compare two shares: pooled rate, standard error, z, p-value, decision, and the interval for the difference."""
    about = rng.choice(VERSIONS if ask != "interval" else [each for each in VERSIONS if each.better > 0])
    side: Side = rng.choice((about.better, 0)) if ask != "interval" else 0
    alpha = rng.choice(LEVELS[:2]) if ask == "interval" else rng.choice(LEVELS)
    x = drawn(lambda: two_counts(rng, about, side), lambda x: comparable(x, side))
    p, q = map(terminating, x.rates)
    parts = {"rates": rate_parts, "test": test_parts, "interval": interval_parts}[ask](rng, about, side, alpha, x)
    return Multipart(
        f"{about.scene.format(n1=f'${x.n1}$', n2=f'${x.n2}$')} {about.claim(side)} Of the {about.many} {about.first} "
        f"${x.k1}$ {about.happened}, of those {about.second} ${x.k2}$. Write $p_1$ for the true share {about.first}, "
        f"$p_2$ for that {about.second}, and $d$ for the observed share {about.second} less that {about.first}."
        + ("" if ask == "rates" else f" The observed shares are ${p}$ and ${q}$."),
        given={"k_1": x.k1, "n_1": x.n1, "k_2": x.k2, "n_2": x.n2},
        parts=parts,
    )


def rate_parts(rng: Rng, about: Versions, side: Side, alpha: Fraction, x: Counts) -> list[Part]:
    """Hypotheses, both rates, the pooled rate, and what a p-value from software says."""
    p, q = map(terminating, x.rates)
    value = rounded(p_value(x.z, side), 4)
    options = comparing("p_1", "p_2", -side, 1 if p > q else -1, (p, q))
    return [
        Part(
            ask="Which hypotheses are tested?",
            answer=one_of(options, "right"),
            hints=["What is to be shown, and what does it say of the two shares?"],
            steps=[f"To be shown is what the text says: “{about.claim(side)}” That would mean that $p_2$ is "
                   f"{WORDS[side]} $p_1$, which becomes $H_1$. By $H_0$ both shares are equal."],
            mistakes=[Mistake(id, one_of(options, id), BELIEFS[id]) for id in options if id != "right"],
        ),
        Part(
            name="r",
            ask=f"Give the observed shares as decimals, first that {about.first}, then that {about.second}.",
            answer=vector(p, q, partial="entries"),
            follows="[[k_1/n_1], [k_2/n_2]]",
            steps=[f"They are ${x.k1}/({x.n1}) = {p}$ and ${x.k2}/({x.n2}) = {q}$, together $({p}, {q})$."],
            mistakes=[
                Mistake("samples-exchanged", "[[k_2/n_2], [k_1/n_1]]", f"First the share {about.first}."),
                Mistake("share-of-all", "[[k_1/(n_1 + n_2)], [k_2/(n_1 + n_2)]]",
                        "Divide each count by the size of its own group."),
            ],
        ),
        pooled_part(x),
        conclusion(
            about.says(side), about.same, value < alpha, alpha, None,
            f"The p-value is {'less' if value < alpha else 'greater'} than ${percent(alpha)}$",
            f"Software gives the p-value ${value}$ for this test. ",
        ),
    ]  # fmt: skip


def pooled_part(x: Counts) -> Part:
    return Part(
        name="P",
        ask="Find the pooled share, to four decimals.",
        answer=decimal(x.pooled, 4),
        follows="(k_1 + k_2)/(n_1 + n_2)",
        hints=["If $H_0$ is true there is only one share. What is the best guess of it?"],
        steps=[
            "If $H_0$ is true, all belong to one population: count them together.",
            f"The pooled share is $({x.k1} + {x.k2})/({x.n1} + {x.n2}) = {x.k1 + x.k2}/({x.n1 + x.n2}) approx "
            f"{rounded(x.pooled, 4)}$.",
        ],
        mistakes=[
            Mistake("pooled-as-mean-of-rates", "(k_1/n_1 + k_2/n_2)/2", "The larger group weighs more: pool the "
                                                                        "counts."),
            Mistake("adds-rates", "k_1/n_1 + k_2/n_2", "Shares of different groups may not be added: pool the counts."),
        ],
    )  # fmt: skip


def z_of_shares_part(about: Versions, x: Counts) -> Part:
    """The statistic, standard error and all."""
    P = rounded(x.pooled, 5)
    E = rounded(sqrt(P * (1 - P) * x.inverse), 6)
    d, short = terminating(x.difference), rounded(x.z, 2)
    return Part(
        name="z",
        ask="Find the test statistic $z$, which is $d$ over its pooled standard error, to two decimals. Keep at "
            "least four figures on the way.",
        answer=decimal(x.z, 2),
        follows="(k_2/n_2 - k_1/n_1)/sqrt(P*(1 - P)*(1/n_1 + 1/n_2))",
        honest=[number(rounded(x.difference / E, 2))],
        hints=["If $H_0$ is true both groups have the pooled share. Which variance has each observed share then?"],
        steps=[
            f"The standard error is $sqrt({P}*(1 - ({P}))*(1/({x.n1}) + 1/({x.n2}))) approx {E}$.",
            f"With $d = {terminating(x.rates[1])} - ({terminating(x.rates[0])}) = {d}$ this gives "
            f"$z approx {short}$, since ${d}/({E}) approx {short}$.",
        ],
        mistakes=[
            Mistake("sum-under-one-root-wrong", "(k_2/n_2 - k_1/n_1)/sqrt(P*(1 - P)/(n_1 + n_2))",
                    "The variances of both shares add up: $1/n_1 + 1/n_2$, not $1/(n_1 + n_2)$."),
            Mistake("sqrt-p", "(k_2/n_2 - k_1/n_1)/sqrt(P*(1/n_1 + 1/n_2))",
                    "The variance of one observation is $p*(1 - p)$."),
            Mistake("reversed-difference", "(k_1/n_1 - k_2/n_2)/sqrt(P*(1 - P)*(1/n_1 + 1/n_2))",
                    f"Take the share {about.first} from the other one."),
        ],
    )  # fmt: skip


def test_parts(rng: Rng, about: Versions, side: Side, alpha: Fraction, x: Counts) -> list[Part]:
    """Pooled share, z, p-value and conclusion."""
    return [
        pooled_part(x),
        z_of_shares_part(about, x),
        p_part(x.z, side, shown=rounded(x.z, 2)),
        conclusion(about.says(side), about.same, *by_p_value(p_value(x.z, side), alpha)),
    ]


def interval_parts(rng: Rng, about: Versions, side: Side, alpha: Fraction, x: Counts) -> list[Part]:
    """Test, interval, and whether the difference is large enough to matter."""
    q, exact = critical(alpha, 0)
    E, d = rounded(x.unpooled, 6), terminating(x.difference)
    margin, by_table, near = exact * x.unpooled, q * x.unpooled, rounded(q * E, 5)
    low, high = x.difference - margin, x.difference + margin
    limits = [Fraction(k, 200) for k in range(1, 40)]
    clear_of = [each for each in limits if min(abs(each - low), abs(each - high)) > Fraction(1, 1000)]
    groups = {
        "pays": [each for each in clear_of if each < low][-6:],
        "open": [each for each in clear_of if low < each < high],
        "does not": [each for each in clear_of if each > high][:6],
    }
    name = rng.choice([name for name, found in groups.items() if found])
    limit = rng.choice(groups[name])
    points = terminating(100 * limit)
    texts = {
        "pays": "The data show that it is worth its while: even the lower end of the interval is large enough.",
        "does not": "The data show that it is not worth its while: even the upper end of the interval is too small.",
        "open": "The data leave it open: the interval holds smaller and larger differences.",
    }
    p, r = map(terminating, x.rates)
    told = f"The interval reaches from about ${rounded(low, 4)}$ to ${rounded(high, 4)}$, and the limit is " \
           f"${terminating(limit)}$."  # fmt: skip
    wrong = [each for each in texts if each != name]
    return [
        pooled_part(x),
        z_of_shares_part(about, x),
        p_part(x.z, side, shown=rounded(x.z, 2)),
        conclusion(about.says(side), about.same, *by_p_value(p_value(x.z, side), alpha)),
        Part(
            ask=f"Give the ${percent(1 - alpha)}$ confidence interval for $p_2 - p_1$, its ends to three decimals. "
                f"It does not suppose that both shares are equal.",
            answer=around(x.difference, margin, 3, by_table),
            follows=f"(k_2/n_2 - k_1/n_1) pm {q}*sqrt(k_1/n_1*(1 - k_1/n_1)/n_1 + k_2/n_2*(1 - k_2/n_2)/n_2)",
            honest=[interval(number(rounded(d - near, 3)), number(rounded(d + near, 3)))],
            hints=["Each share has a variance of its own here, and these add up."],
            steps=[
                f"The standard error is now $sqrt({p}*(1 - ({p}))/({x.n1}) + {r}*(1 - ({r}))/({x.n2})) approx {E}$.",
                f"The margin is ${q}*({E}) approx {near}$, so the interval is ${d} pm {near} approx "
                f"Interval({rounded(d - near, 3)}, {rounded(d + near, 3)})$.",
            ],
            mistakes=[
                Mistake("sd-added",
                        f"(k_2/n_2 - k_1/n_1) pm {q}*(sqrt(k_1/n_1*(1 - k_1/n_1)/n_1) + sqrt(k_2/n_2*(1 - "
                        f"k_2/n_2)/n_2))",
                        "Add the variances of both shares, then take the root."),
                Mistake("one-tail-z", f"(k_2/n_2 - k_1/n_1) pm {z_table(1 - alpha)}*sqrt(k_1/n_1*(1 - k_1/n_1)/n_1 + "
                        "k_2/n_2*(1 - k_2/n_2)/n_2)", "Each side of the interval leaves out half of the rest."),
            ],
        ),
        Part(
            ask=f"The change costs money, and is worth its while only if $p_2$ exceeds $p_1$ by at least ${points}$ "
            "percentage points. What does the interval say?",
            answer=one_of(texts, name),
            hints=["Where does this limit lie, seen from the interval?"],
            steps=[f"{told} {texts[name]}"],
            mistakes=[
                Mistake("significant-for-important" if each == "pays" else "interval-and-limit-confused",
                        one_of(texts, each),
                        "To differ from 0 is not enough: compare the whole interval with the limit." if each == "pays"
                        else "Compare both ends of the interval with the limit.")
                for each in wrong
            ],
        ),
    ]  # fmt: skip


def two_counts(rng: Rng, about: Versions, side: Side) -> Counts:
    """Counts whose z is about as large as drawn."""
    n1, n2 = rng.sample(SIZES, 2)
    usual = Fraction(rng.integer(*about.usual), 100)
    k1 = int(usual * n1) + rng.integer(-3, 3)
    first = Fraction(k1, n1)
    error = sqrt(usual * (1 - usual) * (Fraction(1, n1) + Fraction(1, n2)))
    return Counts(k1, n1, int((first + statistic(rng, side) * error) * n2), n2)


def comparable(x: Counts, side: Side) -> bool:
    """Whether counts are large enough for the normal approximation, differ, and leave no doubt about the decision."""
    if not all(10 <= k <= n - 10 for k, n in ((x.k1, x.n1), (x.k2, x.n2))) or x.difference == 0:
        return False
    return clear(p_value(x.z, side)) and clear(p_value(rounded(x.z, 2), side)) and abs(x.z) > Fraction(1, 5)


# Which test --------------------------------------------------------------------------------------------------------

Kind = Literal["z", "t", "paired", "pooled", "Welch", "share", "shares"]


class Design(NamedTuple):
    """What a study compares, which test suits it, of which tail, and how many values there are."""

    kind: Kind
    side: Side
    n1: int
    n2: int
    story: str


KINDS: Mapping[str, tuple[Kind, ...]] = {
    "one sample": ("z", "t", "share"),
    "all": ("paired", "pooled", "share", "shares", "t"),
    "all with tails": ("t", "paired", "pooled", "Welch", "shares"),
}


@exercise(
    "prob_stats.testing.choose_test",
    title="Which test and how many degrees of freedom?",
    skill="s.test.choose",
    source="OpenStax, Introductory Statistics (2013), sections 9.3 and 10.1 to 10.4",
    levels={"easy": {"among": "one sample"}, "core": {"among": "all"}, "hard": {"among": "all with tails"}},
)
def choose_test(rng: Rng, *, among: Literal["one sample", "all", "all with tails"]) -> Multipart:
    """Choose the test that suits a study, with its degrees of freedom, its tail, and what would spoil it."""
    design = designed(rng, rng.choice(KINDS[among]))
    tails = among == "all with tails"
    right, *wrong = [(tailed(text, design.side) if tails else text, id, told) for text, id, told in tests_for(design)]
    if tails:
        text, _, _ = tests_for(design)[0]
        other: Side = 0 if design.side else rng.choice((1, -1))
        wrong = [*wrong[:2], (tailed(text, other), "wrong-tail-count",
                              "A direction is named, so only one tail counts." if design.side
                              else "No direction is named, so both tails count.")]  # fmt: skip
    texts = [right[0], *(text for text, _, _ in wrong)]

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(each for each in texts if each != text))

    return Multipart(
        design.story,
        parts=[
            Part(
                ask="Which test suits this study?" + (" A difference is the value named second less the one named "
                                                      "first." if tails and
                                                      design.kind not in ("z", "t", "share") else ""),
                answer=key(right[0]),
                hints=["Means or shares? One group or two? Pairs? Is the standard deviation known?"],
                steps=[*reasons(design), f"So it is {right[0]}."],
                mistakes=[Mistake(id, key(text), told) for text, id, told in wrong],
            ),
            *([spoiled(rng, design)] if tails else []),
        ],
    )  # fmt: skip


def designed(rng: Rng, kind: Kind) -> Design:
    """A study of that kind in words."""
    if kind in ("z", "t"):
        mean_of, side = rng.choice(MEANS), rng.choice(SIDES)
        n, mu = rng.integer(7, 16), mean_of.usual(rng)
        low, high = mean_of.spread
        s = rounded(Fraction(rng.integer(10 * low, 10 * high), 10), 1)
        m = rounded(mu + statistic(rng, side) * s / sqrt(n), 1)
        known = (
            f"From long experience single values are known to be normal with the standard deviation ${s}$ "
            f"{mean_of.unit}."
            if kind == "z"
            else f"The standard deviation in the sample is ${s}$ {mean_of.unit}. The values look normal."
        )
        scene = mean_of.scene.format(m=f"${mu}$")
        return Design(kind, side, n, n, f"{scene} {mean_of.claim(side)} A random sample of ${n}$ {mean_of.many} has "
                                        f"the mean ${m}$ {mean_of.unit}. {known}")  # fmt: skip
    if kind == "share":
        about, side = rng.choice(SHARES), rng.choice(SIDES)
        usual = rng.integer(*about.usual)
        enough = 200 // min(usual, 100 - usual) + 1  # tens, so that 20 successes and 20 failures are expected
        n = 10 * rng.integer(max(15, enough), 60)
        k = n * usual // 100 + rng.nonzero(-9, 9)
        scene = about.scene.format(p=f"${usual}%$")
        return Design(kind, side, n, n, f"{scene} {about.claim(side)} In a random sample of ${n}$ {about.many} there "
                                        f"are ${k}$ that {about.event}.")  # fmt: skip
    if kind == "shares":
        pair = rng.choice(VERSIONS)
        side = rng.choice((pair.better, 0))
        n1, n2 = rng.integer(20, 60) * 10, rng.integer(20, 60) * 10
        k1, k2 = (n * rng.integer(*pair.usual) // 100 + 10 for n in (n1, n2))
        scene = pair.scene.format(n1=f"${n1}$", n2=f"${n2}$")
        return Design(kind, side, n1, n2, f"{scene} {pair.claim(side)} Of the {pair.many} {pair.first} ${k1}$ "
                      f"{pair.happened}, of those {pair.second} ${k2}$.")  # fmt: skip
    compared_with = rng.choice(COMPARISONS)
    side = rng.choice((compared_with.better, 0))
    first, second = group_means(rng, compared_with)
    means = (
        f"The mean {compared_with.quantity} is ${first}$ {compared_with.unit} {compared_with.first} and ${second}$ "
        f"{compared_with.unit} {compared_with.second}."
    )
    n1, n2 = rng.distinct(7, 15, count=2)
    if kind == "paired":
        return Design(kind, side, n1, n1, f"{compared_with.twice.format(n=f'${n1}$')} {compared_with.claim(side)} "
                      f"{means} The values look normal.")  # fmt: skip
    equal = (
        "From earlier studies both populations are known to have the same variance, whose size is not known."
        if kind == "pooled"
        else "Nothing is known of the variances, and in the samples they differ a lot."
    )
    return Design(
        kind, side, n1, n2, f"{compared(compared_with, side, n1, n2)} {means} The values look normal. {equal}"
    )


Named = tuple[str, str, str]
"""A test in words, and for a wrong one the misconception and what to say."""


def tests_for(design: Design) -> list[Named]:
    """The right test, then wrong ones."""
    n, m = design.n1, design.n2
    z_mean = "a z test for a mean"
    pairs_missed = "The same units were measured twice: take differences."
    not_a_mean = "These are yes-or-no data: a share is tested, by z."
    estimated = "The standard deviation is estimated from the sample: use Student's distribution."
    match design.kind:
        case "z":
            return [
                (z_mean, "", ""),
                (
                    one_t(n - 1),
                    "t-for-known-sigma",
                    "Student's distribution is for an estimated deviation. It is known.",
                ),
                ("a z test for a share", "mean-for-share", "A mean is tested here: each value is a measurement."),
                (one_t(n), "t-for-known-sigma", "Student's distribution is for an estimated deviation. It is known."),
            ]
        case "t":
            return [
                (one_t(n - 1), "", ""),
                (z_mean, "z-small-sample", estimated),
                (one_t(n), "df-n", "The mean is estimated too: one degree of freedom is used up."),
                (two_t(n - 2), "one-sample-as-two", "There is one sample, compared with a value that is given."),
            ]
        case "share":
            return [
                ("a z test for a share", "", ""),
                (one_t(n - 1), "t-for-proportion", not_a_mean),
                ("a z test for the difference of two shares", "one-sample-as-two",
                 "There is one sample, compared with a value that is given."),
                (z_mean, "mean-for-share", "Each observation is a yes or a no, so a share is tested."),
            ]  # fmt: skip
        case "shares":
            return [
                ("a z test for the difference of two shares", "", ""),
                (two_t(n + m - 2), "t-for-proportion", not_a_mean),
                (paired_t(min(n, m) - 1), "paired-treatment", "The groups consist of different units: nothing is "
                                                              "paired."),
                ("a z test for a share", "two-samples-as-one", "There are two samples, and both shares are estimated."),
            ]  # fmt: skip
        case "paired":
            return [
                (paired_t(n - 1), "", ""),
                (two_t(2 * n - 2), "pairs-missed", pairs_missed),
                (paired_t(2 * n - 2), "df-2n-2", f"There are ${n}$ differences, one for each pair: count these."),
                ("a z test for a mean difference", "z-small-sample", estimated),
            ]  # fmt: skip
        case "pooled":
            return [
                (two_t(n + m - 2), "", ""),
                (paired_t(min(n, m) - 1), "paired-treatment", "The groups consist of different units: nothing is "
                                                              "paired."),
                (two_t(n + m - 1), "df-as-for-one-mean", "Two means are estimated: two degrees of freedom are used "
                                                         "up."),
                ("a z test for the difference of two means", "z-small-sample", estimated),
            ]  # fmt: skip
        case _:
            least = min(n, m) - 1
            return [
                (f"Welch's two-sample t test, with between ${least}$ and ${n + m - 2}$ degrees of freedom", "", ""),
                (two_t(n + m - 2), "pooled-unequal", "To pool is to suppose that the variances are equal."),
                (paired_t(least), "paired-treatment", "The groups consist of different units: nothing is paired."),
                ("a z test for the difference of two means", "z-small-sample", estimated),
            ]  # fmt: skip


def one_t(df: int) -> str:
    return f"a one-sample t test with ${df}$ degrees of freedom"


def two_t(df: int) -> str:
    return f"a two-sample t test with pooled variance and ${df}$ degrees of freedom"


def paired_t(df: int) -> str:
    return f"a paired t test with ${df}$ degrees of freedom"


def tailed(test: str, side: Side) -> str:
    return f"{test}, {TAILS[side]}"


def reasons(design: Design) -> list[str]:
    """The questions that lead to the test, answered."""
    n, m = design.n1, design.n2
    means = "Each value is a measurement, so means are tested."
    estimated = "The standard deviation is estimated from the sample, so it is Student's distribution"
    match design.kind:
        case "z":
            return [f"{means} There is one sample, and the standard deviation is known."]
        case "t":
            return [f"{means} There is one sample, compared with a given value.",
                    f"{estimated}, with ${n} - 1 = {n - 1}$ degrees of freedom."]  # fmt: skip
        case "share":
            return ["Each observation is a yes or a no, so a share is tested: one, against a given value.",
                    "Its standard error follows from the share itself, and the sample is large, so it is a z "
                    "test."]  # fmt: skip
        case "shares":
            return ["Each observation is a yes or a no, so shares are tested, and there are two groups of different "
                    "units.",
                    "Their standard error follows from the shares, and both samples are large, so it is a z "
                    "test."]  # fmt: skip
        case "paired":
            return [f"{means} Each unit gives two values, so the ${n}$ differences are tested.",
                    f"{estimated}, with ${n} - 1 = {n - 1}$ degrees of freedom."]  # fmt: skip
        case "pooled":
            return [f"{means} There are two groups of different units, whose variances may be pooled.",
                    f"{estimated}, with ${n} + {m} - 2 = {n + m - 2}$ degrees of freedom."]  # fmt: skip
        case _:
            return [f"{means} There are two groups of different units, whose variances may not be pooled: Welch's "
                    f"test.",
                    "Its degrees of freedom follow from the variances, and lie between those of the smaller sample and "
                    f"those of the pooled test, ${min(n, m) - 1}$ and ${n + m - 2}$."]  # fmt: skip


def spoiled(rng: Rng, design: Design) -> Part:
    """Which condition of a test a further fact breaks."""
    texts = {
        "independence": "The observations must be independent of one another, and these are not.",
        "normality": "So few values must be about normal, and these are not.",
        "counts": "The counts of successes and failures must be large enough, and these are not.",
        "none": "Nothing speaks against it.",
    }
    about_shares = design.kind == "shares"
    facts = {
        "independence": ["the observations come in clusters, and those of one cluster resemble one another",
                         "most of the observations were made several times on the same few units",
                         "each observation influenced the next one"],
        "normality": ["two of the values are extreme outliers", "the values are strongly skewed, with a long tail",
                      "nearly all values are the same, and three lie far away"],
        "counts": ["the counts were mixed up, and in truth there were only two successes in the first group",
                   "the counts were mixed up, and in truth there were only three failures in one of the groups"],
        "none": ["the units were drawn at random by a computer", "the measurements were made in random order",
                 "the person who counted did not know which group was which"],
    }  # fmt: skip
    told = {
        "independence": "The standard error supposes that every observation brings something new. Dependent ones do "
        "not.",
        "normality": "With few values the t test relies on their normality.",
        "counts": "With so few successes or failures the normal approximation of a share is poor.",
        "none": "That is as it should be: it makes the test more trustworthy.",
    }
    if design.kind == "paired":
        facts["independence"] = facts["independence"][:1] + facts["independence"][2:]
    possible = ["independence", "counts" if about_shares else "normality", "none"]
    right = rng.choice(possible)
    fact = rng.choice(facts[right])

    def key(name: str) -> ChoiceAnswer:
        return one_of(texts, name)

    first, second = ("independence", "normality") if right == "none" else ("none", "independence")
    if second == right:
        second = "normality"
    return Part(
        ask=f"It turns out that {fact}. What does this mean for the test?",
        answer=key(right),
        hints=["On which conditions does the test rest, and which of them is this about?"],
        steps=[f"{told[right]} {texts[right]}"],
        mistakes=[
            Mistake("assumption-imagined" if right == "none" else "assumption-overlooked", key(first), told[right]),
            Mistake("assumption-exchanged", key(second), told[right]),
        ],
    )


# What a p-value says -----------------------------------------------------------------------------------------------


class Statement(NamedTuple):
    """A statement about a test, whether it is true, why, and for a false one the misconception behind it."""

    text: str
    true: bool
    why: str
    id: str = ""


@exercise(
    "prob_stats.testing.p_value_facts",
    title="What does this p-value say?",
    skill="s.test.z",
    source="OpenStax, Introductory Statistics (2013), sections 9.4 and 9.5",
    levels={"easy": {"about": "decisions"}, "core": {"about": "tails and intervals"}, "hard": {"about": "design"}},
)
def p_value_facts(rng: Rng, *, about: Literal["decisions", "tails and intervals", "design"]) -> Multipart:
    """Tick what is true of a test with its p-value: decisions, tails, intervals, sample size, repeated tests."""
    study, side = rng.choice(MEANS), rng.choice((1, -1))
    n, mu = rng.choice((25, 36, 49, 64, 81, 100)), study.usual(rng)
    lowest = 20 if about == "tails and intervals" else 12
    z = drawn(lambda: Fraction(rng.integer(lowest, 60), 20), lambda z: clear(p_value(z, 0)) and clear(p_value(z, 1)))
    p = rounded(p_value(z, 0), 4)
    direction: Side = 1 if side > 0 else -1
    make = {"decisions": decisions, "tails and intervals": tails_and_intervals, "design": designs}[about]
    pool = make(rng, Tested(study, mu, n, z, p, direction))
    shown = [*rng.sample([each for each in pool if each.true], 2), *rng.sample([s for s in pool if not s.true], 3)]
    if (spare := [each for each in pool if each.true and each not in shown]) and rng.chance(Fraction(1, 2)):
        shown.append(rng.choice(spare))
    right = [each.text for each in shown if each.true]
    wrong = [each for each in shown if not each.true]
    others = [each.text for each in wrong]
    above = "above" if side > 0 else "below"
    return Multipart(
        f"{study.scene.format(m=f'${mu}$')} {study.both} A z test of $H_0$: $mu = {mu}$ against $H_1$: $mu != {mu}$ "
        f"with a random sample of ${n}$ {study.many} gives a mean {above} ${mu}$ {study.unit} and the two-tailed "
        f"p-value ${p}$.",
        parts=[
            Part(
                ask="Which of these statements are true? Tick all of them.",
                answer=choices(right, others, partial=True),
                hints=["A p-value is worked out as if $H_0$ were true. Of what is it the probability?"],
                steps=[*(f"“{each.text}” {'True' if each.true else 'False'}: {each.why}" for each in shown)],
                mistakes=[
                    Mistake(each.id, choices([*right, each.text], [text for text in others if text != each.text],
                                             partial=True), sentence(each.why))
                    for each in wrong
                ],
            )
        ],
    )  # fmt: skip


class Tested(NamedTuple):
    """A two-tailed z test: the size of its statistic, its p-value, and on which side the sample mean lies."""

    study: Mean
    mu: int
    n: int
    z: Fraction
    p: Decimal
    side: Side


def decisions(rng: Rng, t: Tested) -> list[Statement]:
    """Statements about decisions at several levels, and what they mean."""
    p = t.p
    found = []
    for alpha in LEVELS:
        level = percent(alpha)
        if p < alpha:
            found += [
                Statement(
                    f"At the level ${level}$ the hypothesis $H_0$ is rejected.",
                    True,
                    f"the p-value is less than ${level}$.",
                ),
                Statement(
                    f"At the level ${level}$ the hypothesis $H_0$ is not rejected.",
                    False,
                    f"small p-values speak against $H_0$, and this one is less than ${level}$.",
                    "decision-reversed",
                ),
            ]
        else:
            found += [
                Statement(
                    f"At the level ${level}$ the hypothesis $H_0$ is not rejected.",
                    True,
                    f"the p-value is greater than ${level}$.",
                ),
                Statement(
                    f"At the level ${level}$ the hypothesis $H_0$ is rejected.",
                    False,
                    f"the p-value would have to be less than ${level}$, since small p-values speak against $H_0$.",
                    "decision-reversed",
                ),
            ]
    kept = [percent(alpha) for alpha in LEVELS if p > alpha]
    return [
        *one_of_each(rng, found),
        meaning(t),
        *about_hypotheses(t),
        Statement(f"The test rejects a true $H_0$ with probability ${percent(p)}$, whatever the level is.", False,
                  "this risk is the level, which is fixed before the sample is drawn.", "p-value-is-alpha"),
        *([Statement(f"At the level ${kept[0]}$ the test shows that $mu = {t.mu}$.", False,
                     "not to reject $H_0$ does not prove it: many other values fit the data as well.",
                     "not-rejected-true")] if kept else []),
    ]  # fmt: skip


def one_of_each(rng: Rng, pairs: Sequence[Statement], false: int = 1) -> list[Statement]:
    """Of a true statement and a false one that contradicts it one only, so that none gives the other away.

    `pairs` are three such pairs in a row; of so many pairs the false one is taken.
    """
    wrong = rng.sample(range(3), false)
    return [pairs[2 * i + (i in wrong)] for i in range(3)]


def meaning(t: Tested) -> Statement:
    return Statement(
        f"If $H_0$ is true, a sample mean at least as far from ${t.mu}$ as this one comes up with probability "
        f"${percent(t.p)}$.",
        True, "that is what the two-tailed p-value is.",
    )  # fmt: skip


def about_hypotheses(t: Tested) -> list[Statement]:
    """Probabilities of hypotheses, which the test does not know."""
    rest = rounded(1 - t.p, 4)
    return [
        Statement(f"The probability that $H_0$ is true is ${percent(t.p)}$.", False,
                  "the p-value is worked out as if $H_0$ were true, so it cannot be its probability.",
                  "p-is-prob-h0"),
        Statement(f"The probability that $H_1$ is true is ${percent(rest)}$.", False,
                  "the test knows no probabilities of hypotheses, only of samples.", "one-minus-p"),
    ]  # fmt: skip


def tails_and_intervals(rng: Rng, t: Tested) -> list[Statement]:
    """Statements about one-tailed tests with the same sample, and the confidence interval."""
    p, mu = t.p, t.mu
    half = rounded(p_value(t.z, 1), 4)
    there, back = f"a mean {WORDS[t.side]} ${mu}$", f"a mean {WORDS[-t.side]} ${mu}$"
    alpha = rng.choice(LEVELS)
    level, confidence = percent(alpha), percent(1 - alpha)
    outside = p < alpha
    between = half < alpha < p
    pairs = [
        Statement(
            f"The test of the same $H_0$ against {there} has the p-value ${half}$, rounded.",
            True,
            "the sample mean lies on that side, and the normal distribution is symmetric: one tail has half of "
            "the area.",
        ),
        Statement(
            f"The test of the same $H_0$ against {there} has the p-value ${rounded(2 * p, 4)}$, rounded.",
            False,
            "one tail has half of the area of both, not twice as much.",
            "wrong-tail-count",
        ),
        Statement(
            f"The test of the same $H_0$ against {back} has the p-value ${rounded(1 - half, 4)}$, rounded.",
            True,
            "the sample mean lies on the other side, so all but one tail speak at least as much for that.",
        ),
        Statement(
            f"The test of the same $H_0$ against {back} has the p-value ${half}$, rounded.",
            False,
            "the sample mean lies on the other side, so more than half of all samples speak as much for that.",
            "tail-exchanged",
        ),
        Statement(
            f"The ${confidence}$ confidence interval for $mu$ {'does not hold' if outside else 'holds'} the "
            f"value ${mu}$.",
            True,
            f"the two-tailed test at the level ${level}$ {'rejects' if outside else 'does not reject'} this "
            f"value, and the interval holds just the values that are not rejected.",
        ),
        Statement(
            f"The value ${mu}$ lies {'inside' if outside else 'outside'} the ${confidence}$ confidence interval "
            "for $mu$.",
            False,
            f"the interval holds just the values that the two-tailed test at the level ${level}$ does not "
            f"reject, "
            f"and ${mu}$ {'is rejected' if outside else 'is not rejected'}.",
            "interval-for-rejected-values",
        ),
    ]
    return [
        *one_of_each(rng, pairs, rng.choice((1, 2))),
        Statement(f"At the level ${level}$ the test against {there} "
                  f"{'rejects' if half < alpha else 'does not reject'} $H_0$"
                  f"{', although the two-tailed one does not' if between else ''}.", True,
                  f"its p-value is ${half}$."),
        *about_hypotheses(t),
    ]  # fmt: skip


def designs(rng: Rng, t: Tested) -> list[Statement]:
    """Statements about larger samples, power, and many tests."""
    m, alpha = rng.choice((5, 8, 10, 12, 15, 20)), rng.choice(LEVELS[1:])
    level = percent(alpha)
    alarm = rounded(1 - (1 - alpha) ** m, 3)
    all_true = f"Of ${m}$ independent tests at the level ${level}$, all with true $H_0$,"
    k = rng.choice((4, 9))
    root = int(k**0.5)
    p_more = p_value(root * t.z, 0)
    less = rounded(p_more, 4)
    told = f"about ${less}$" if less > 0 else "less than $0.0001$"
    return [
        Statement(f"{all_true} at least one rejects with probability ${alarm}$, rounded.", True,
                  f"that is $1 - (1 - ({terminating(alpha)}))^({m}) approx {alarm}$."),
        Statement(f"{all_true} at least one rejects with probability ${level}$.", False,
                  "every further test is another occasion for a false alarm.", "one-test-for-many"),
        Statement(f"{all_true} at least one rejects with probability ${percent(m * alpha)}$.", False,
                  "the probabilities may not be added: two tests can reject at once.", "adds-false-alarms"),
        Statement(f"The same sample mean and ${k}$ times as many {t.study.many} would give a p-value of {told}.", True,
                  f"the standard error is divided by ${root}$, so $z$ becomes ${root}$ times as large, "
                  f"${terminating(root * t.z)}$."),
        Statement(f"The same sample mean and ${k}$ times as many {t.study.many} would give the same p-value.", False,
                  f"the standard error is divided by ${root}$, so $z$ grows and the p-value falls.",
                  "n-without-influence"),
        Statement("With a larger sample the test would reject a true $H_0$ less often, at the same level.", False,
                  "the level is the probability of that, for any sample size. Only the power grows.",
                  "larger-n-smaller-alpha"),
        Statement("With a larger sample the test would detect a given departure from $H_0$ more often, at the same "
                  "level.", True, "the standard error becomes smaller, so the power grows."),
        Statement(f"The power of the test is ${rounded(1 - t.p, 4)}$.", False,
                  "the power depends on the true mean, not on the sample; the p-value says nothing about it.",
                  "power-is-one-minus-p"),
        Statement("The smaller the p-value, the larger the effect, whatever the sample size is.", False,
                  "with enough data even a tiny effect has a small p-value.", "p-for-effect-size"),
        *about_hypotheses(t),
    ]  # fmt: skip


def sentence(why: str) -> str:
    """With a capital; what begins with a formula is left as it is."""
    return why[:1].upper() + why[1:]


# Parts that tests share --------------------------------------------------------------------------------------------


def hypotheses(name: str, value: Rational, side: Side, sample: Rational, claim: str) -> Part:
    """H0 and H1 about one parameter; `sample` is what was seen of it."""
    options = pairs(name, value, side, sample)
    return Part(
        ask="Which hypotheses are tested?",
        answer=one_of(options, "right"),
        hints=["What is to be shown? It becomes $H_1$."],
        steps=[
            f"To be shown is what the text says: “{claim}” So $H_1$ says that {SPOKEN[name]} is {WORDS[side]} "
            f"${value}$, and $H_0$ that it is ${value}$.",
        ],
        mistakes=[Mistake(id, one_of(options, id), BELIEFS[id]) for id in options if id != "right"],
    )


SPOKEN = {"mu": "the mean", "p": "the share"}
BELIEFS = {
    "claim-in-h0": "What is to be shown becomes $H_1$. $H_0$ says that nothing is special, with equality.",
    "sample-value": "Hypotheses are about the population, and were there before the sample.",
    "wrong-tail-count": "Read what is to be shown: it names a direction, and the other one is of no interest.",
    "tail-from-data": "The direction comes from the question, not from the sample.",
    "reversed-difference": "Look again which mean is taken from which, and which of them is hoped to be greater.",
}
"""What to say of wrong hypotheses."""


def pairs(name: str, value: Rational, side: Side, sample: Rational) -> dict[str, str]:
    """Hypotheses one might think of, by the misconception; those from the data where these point elsewhere."""
    seen: Side = 1 if sample > value else -1
    against = {1: "<=", -1: ">=", 0: "="}[side]
    fourth = ("wrong-tail-count", 0) if side == seen else ("tail-from-data", seen)
    return {
        "right": f"$H_0$: ${name} = {value}$, $H_1$: ${name} {SIGN[side]} {value}$",
        "claim-in-h0": f"$H_0$: ${name} {SIGN[side]} {value}$, $H_1$: ${name} {against} {value}$",
        "sample-value": f"$H_0$: ${name} = {sample}$, $H_1$: ${name} {SIGN[side]} {sample}$",
        fourth[0]: f"$H_0$: ${name} = {value}$, $H_1$: ${name} {SIGN[fourth[1]]} {value}$",
    }


def p_part(z: Rational, side: Side, *, shown: Decimal | None = None) -> Part:
    """The p-value of a z statistic; `shown` is what z was rounded to."""
    at = rounded(z, 2) if shown is None else shown
    exact, by_table = p_value(z, side), table_p(at, side)
    left = phi_table(size(at))
    area = rounded(1 - left, 4)
    if side == 0:
        step = f"Both tails count: the p-value is $2*(1 - Phi({size(at)})) approx 2*{area} = {rounded(2 * area, 4)}$."
    else:
        extreme, where = ("large", f"P(Z >= {at})") if side > 0 else ("small", f"P(Z <= {at})")
        step = (
            f"Only {extreme} values speak for $H_1$: the p-value is ${where} = 1 - Phi({size(at)}) approx 1 - {left} = "
            f"{area}$."
            if side * at > 0
            else f"Only {extreme} values speak for $H_1$, and this one lies on the other side: the p-value is "
            f"${where} = Phi({size(at)}) approx {left}$."
        )
    return Part(
        name="p_v",
        ask=f"Find the p-value, to four decimals{'' if shown is None else ', with $z$ as it is or to two decimals'}.",
        answer=decimal(by_table, 4, exact, p_value(at, side)),
        follows=P_RULES[side],
        hints=["Which values of $z$ speak against $H_0$ as much as this one, or more?"],
        steps=[f"If $H_0$ is true, $z$ is standard normal, and a table says $Phi({size(at)}) approx {left}$.", step],
        mistakes=[
            Mistake("wrong-tail-count", P_RULES[0] if side else f"({P_RULES[0]})/2", TAIL_COUNT[side == 0]),
            Mistake("unshaded-for-shaded", f"1 - ({P_RULES[side]})",
                    "That is the probability of what speaks less against $H_0$ than the sample does."),
        ],
        figure=extremes(at, side),
    )  # fmt: skip


def critical_part(alpha: Fraction, side: Side, *, name: str | None = None) -> Part:
    """The critical value of a z test."""
    _, exact = critical(alpha, side)
    c, below = rounded(exact, 3), 1 - alpha / (1 if side else 2)
    other = normal_quantile(1 - alpha / (2 if side else 1)) * (side or 1)
    return Part(
        name=name,
        ask=f"Find the critical value $c$ of $z$ at the level ${percent(alpha)}$ with its sign, to three decimals "
        "(two, if your table has no more). If there are two values, give the positive one.",
        answer=by_a_table(exact),
        hints=["How much probability may lie in the region where $H_0$ is rejected, and in how many tails?"],
        steps=[
            f"In {'both tails together' if side == 0 else 'the ' + ('right' if side > 0 else 'left') + ' tail'} lies "
            f"the probability ${percent(alpha)}$"
            f"{f', so ${percent(alpha / 2)}$ in each' if side == 0 else ''}. Since $Phi({abs(c)}) approx "
            f"{terminating(below)}$, the critical value is $c approx {c}$.",
        ],
        mistakes=[
            Mistake("two-sided-z", by_a_table(other), "The whole level lies in one tail here.")
            if side
            else Mistake("one-tail-z", by_a_table(other), "Both tails share the level: half of it lies in each."),
            *([Mistake("sign-of-critical-value-lost", by_a_table(-exact),
                       "Small values speak against $H_0$, so the critical value lies left of 0.")] if side < 0 else []),
            *([Mistake("level-of-one-tail-doubled", by_a_table(normal_quantile(1 - 2 * alpha)),
                       "Above it lies twice the level.")] if side > 0 else []),
            *([Mistake("level-as-quantile", by_a_table(normal_quantile(1 - alpha / 4)),
                       "Each tail holds half of the level, not a quarter.")] if side == 0 else []),
        ],
    )  # fmt: skip


def by_a_table(z: Fraction) -> NumberAnswer:
    """A quantile to three decimals, or to two as a table of few columns has it."""
    c = rounded(z, 3)
    return decimal(c, 3, z, rounded(z, 2), rounded(c, 2))


def acceptance(mu: int, error: Rational, c: Decimal, exact: Fraction, alpha: Fraction) -> Part:
    """The sample means for which a two-tailed test does not reject."""
    margin = terminating(c * error)
    return Part(
        ask=f"For which sample means $bar(x)$ is $H_0$ not rejected at the level ${percent(alpha)}$? Give an interval, "
        "its ends to two decimals.",
        answer=around(mu, exact * error, 2, c * error),
        follows="mu_0 pm c*sigma/sqrt(n)",
        hints=["How far may $bar(x)$ lie from $mu_0$, in standard errors?"],
        steps=[
            f"$bar(x)$ may lie $c$ standard errors from $mu_0$: ${c}*{error} = {margin}$.",
            f"So $H_0$ is kept for means in ${mu} pm {margin} approx "
            f"Interval({rounded(mu - margin, 2)}, {rounded(mu + margin, 2)})$.",
        ],
        mistakes=[
            Mistake("forgot-root-n", "mu_0 pm c*sigma", VARIES_LESS),
            Mistake("centred-at-the-sample-mean", "m pm c*sigma/sqrt(n)",
                    "That is a confidence interval. The region belongs to $H_0$, so $mu_0$ lies in its middle."),
        ],
    )  # fmt: skip


def levels_part(p: Fraction) -> Part:
    """At which of three levels the hypothesis is rejected."""
    texts = ["at none of them", "only at $10%$", "at $10%$ and $5%$, not at $1%$", "at all three"]
    right = sum(p < alpha for alpha in LEVELS)
    key = choice(texts[right], *(text for text in texts if text != texts[right]))
    reversed_ = {0: 3, 1: 2, 2: 1, 3: 0}[right]
    places = [place(key, text) for text in texts]
    rule = f"piecewise(({places[3]}, p_v < 1/100), ({places[2]}, p_v < 1/20), ({places[1]}, p_v < 1/10), " \
           f"({places[0]}, otherwise))"  # fmt: skip
    above = [percent(alpha) for alpha in LEVELS if p < alpha]
    return Part(
        ask="At which of the levels $10%$, $5%$ and $1%$ is $H_0$ rejected?",
        answer=key,
        follows=rule,
        hints=["Small p-values speak against $H_0$."],
        steps=[
            "$H_0$ is rejected where the p-value is less than the level. It is "
            f"{'less than ' + listed(f'${level}$' for level in above) if above else 'greater than all three'}: "
            f"$H_0$ is rejected {texts[right]}."
        ],
        mistakes=[
            Mistake("decision-reversed", choice(texts[reversed_], *(t for t in texts if t != texts[reversed_])),
                    "Small p-values speak against $H_0$: reject where $p$ is less than the level."),
            Mistake("one-level-off", choice(texts[(near := right - 1 if right > 1 else right + 1)],
                                            *(t for t in texts if t != texts[near])),
                    "Compare the p-value with each level in turn."),
        ],
    )  # fmt: skip


def conclusion(
    claim: str, null: str, rejected: bool, alpha: Fraction, rule: str | None, because: str, told: str = ""
) -> Part:
    """The decision in words. `rule` says over earlier parts when H0 is rejected, `because` why it is or is not here."""
    options = sentences(claim, null, alpha)
    key = one_of(options, "reject" if rejected else "keep")
    yes, no = (place(key, options[name]) for name in ("reject", "keep"))
    return Part(
        ask=f"{told}What does the test say at the level ${percent(alpha)}$?",
        answer=key,
        follows=rule and f"piecewise(({yes}, {rule}), ({no}, otherwise))",
        hints=["Does the sample speak strongly enough against $H_0$ at this level? And if it does not, what follows?"],
        steps=[
            because
            + (
                ": so extreme a sample would be rare if $H_0$ were true. $H_0$ is rejected, which is evidence for "
                f"$H_1$, not a probability of it: there is evidence that {claim}."
                if rejected
                else ": such samples are not rare if $H_0$ is true. $H_0$ is not rejected. That does not prove it: the "
                f"data only fail to show that {claim}."
            )
        ],
        mistakes=misread(options, rejected),
    )


def by_p_value(p: Fraction, alpha: Fraction) -> tuple[bool, Fraction, str, str]:
    """Whether H0 is rejected, at which level, by which rule and why, as `conclusion` takes them."""
    compared = "less" if p < alpha else "greater"
    return p < alpha, alpha, f"p_v < {alpha}", f"The p-value is {compared} than ${percent(alpha)}$"


def sentences(claim: str, null: str, alpha: Fraction) -> dict[str, str]:
    """What one might say after a test, by a short name."""
    return {
        "reject": f"$H_0$ is rejected: there is evidence that {claim}.",
        "keep": f"$H_0$ is not rejected: the data do not show that {claim}.",
        "proved": f"$H_0$ is not rejected: the data show that {null}.",
        "probable": f"$H_0$ is rejected: with probability ${percent(1 - alpha)}$ {claim}.",
    }


def misread(options: Mapping[str, str], rejected: bool) -> list[Mistake]:
    reversed_ = "keep" if rejected else "reject"
    return [
        Mistake("decision-reversed", one_of(options, reversed_),
                "$H_0$ is rejected where the p-value is small, that is where the statistic lies beyond the critical "
                "value."),
        Mistake("one-minus-p", one_of(options, "probable"),
                "The level is the risk of rejecting a true $H_0$. No probability belongs to a hypothesis."),
        Mistake("not-rejected-true", one_of(options, "proved"),
                "Not to reject $H_0$ does not prove it: many other values fit the data as well."),
    ]  # fmt: skip


# Numbers -----------------------------------------------------------------------------------------------------------

P_RULES = {1: "(1 - erf(z/sqrt(2)))/2", -1: "(1 + erf(z/sqrt(2)))/2", 0: "1 - erf(abs(z)/sqrt(2))"}
"""The p-value of z, by the side of H1."""


def p_value(z: Rational, side: Side) -> Fraction:
    return 2 * normal_cdf(-size(z)) if side == 0 else normal_cdf(-side * z)


def table_p(z: Rational, side: Side) -> Fraction:
    """By a table of four decimals."""
    tail = 1 - phi_table(size(z))
    return 2 * tail if side == 0 else tail if side * z > 0 else 1 - tail


def critical(alpha: Fraction, side: Side) -> tuple[Decimal, Fraction]:
    """The critical value by the table, and exactly; negative in a left-tailed test."""
    order = 1 - alpha / (1 if side else 2)
    by_table, exact = z_table(order), normal_quantile(order)
    return (-by_table, -exact) if side < 0 else (by_table, exact)


def clear(p: Fraction) -> bool:
    """Whether a p-value is far from all levels, and not so small that four decimals say nothing."""
    return all(abs(p - alpha) >= SAFE for alpha in LEVELS) and p > Fraction(1, 2000)


def around(m: Rational, margin: Rational, places: int, by_table: Rational) -> IntervalAnswer:
    """From m - margin to m + margin, or with the margin by the table, which is the one that is shown."""
    low, high = (decimal(m + sign * by_table, places, m + sign * margin) for sign in (-1, 1))
    return interval(low, high)


# Options -----------------------------------------------------------------------------------------------------------


def place(key: ChoiceAnswer, text: str) -> int:
    """The number of an option, as rules name it."""
    return [option.text for option in key.options].index(text) + 1


# Pictures ----------------------------------------------------------------------------------------------------------


def extremes(z: Rational, side: Side) -> Figure:
    """The standard normal density with what is at least as extreme as z."""
    low, high = (-4.0, 4.0)
    far = float(size(z))
    beyond = {1: [(float(z), high)], -1: [(low, float(z))], 0: [(low, -far), (far, high)]}[side]
    figure = shaded_density(lambda x: exp(-x * x / 2), (low, high), beyond, name="Standard normal density")
    marks = [Marker(x=x, label=plain(x)) for x in ([float(z)] if side else [-far, far])]
    return figure.model_copy(update={"x": axis((low, high), "z", step=1), "marks": (*figure.marks, *marks)})


# Words -------------------------------------------------------------------------------------------------------------

COUNT = {5: "five", 6: "six", 7: "seven", 8: "eight"}
VARIES_LESS = "Single values vary so much. Their mean varies less: divide by $sqrt(n)$."
BY_ROOT = "The standard error divides by $sqrt(n)$, not by $n$."
TAIL_COUNT = {
    True: "The test is two-tailed: both tails count, so double the area of one.",
    False: "The test is one-tailed: only one tail counts.",
}
