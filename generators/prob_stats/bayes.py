"""Bayes' theorem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Annotated, Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Range,
    Rng,
    assume,
    boolean,
    exercise,
    matrix,
    number,
    order,
    rounded,
    table,
    terminating,
    vector,
)
from generators.maths.decimals import Decimal, ended, percent
from generators.maths.figures import axis, caption, listed
from generators.maths.matrices import Mat
from generators.maths.rationals import Rational
from generators.maths.rng import drawn
from generators.maths.writing import reduced
from schemas.answer import NumberAnswer, OrderAnswer, TableAnswer
from schemas.exercise import DataTable
from schemas.figure import Axis, Curve, Dots, Figure, Mark, Polygon


class Test(NamedTuple):
    """A yes-or-no test for a hidden state. `has` and `lacks` stand before `many`; in `text` stand three percentages."""

    many: str
    one: str
    has: str
    lacks: str
    shows: str
    quiet: str
    letters: tuple[str, str]
    text: str


class Sources(NamedTuple):
    """Three causes of one observation. In `text` stand the shares a, b, c and the rates p, q, r, bounded by `rates`."""

    one: str
    causes: tuple[str, str, str]
    shows: str
    rates: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
    text: str


TESTS = (
    Test("adults", "adult", "infected", "uninfected", "positive", "negative", ("D", "S"),
         "In a town {prior} of the adults are infected with a virus. A rapid test is positive for {hit} of the "
         "infected adults and, by mistake, for {alarm} of the uninfected ones."),
    Test("e-mails", "e-mail", "spam", "wanted", "blocked", "let through", ("S", "B"),
         "At an office {prior} of the e-mails are spam. The filter blocks {hit} of the spam and, by mistake, {alarm} "
         "of the wanted e-mails."),
    Test("boards", "board", "faulty", "sound", "rejected", "accepted", ("D", "R"),
         "Of the circuit boards from one line {prior} are faulty. A camera rejects {hit} of the faulty boards and, by "
         "mistake, {alarm} of the sound ones."),
    Test("payments", "payment", "fraudulent", "honest", "flagged", "not flagged", ("D", "F"),
         "Among certain payments {prior} are fraudulent. The model of a bank flags {hit} of the fraudulent payments "
         "and, by mistake, {alarm} of the honest ones."),
    Test("essays", "essay", "copied", "original", "marked", "unmarked", ("C", "M"),
         "In a large course {prior} of the essays are copied. A checker marks {hit} of the copied essays and, by "
         "mistake, {alarm} of the original ones."),
    Test("suitcases", "suitcase", "dangerous", "harmless", "stopped", "let through", ("D", "S"),
         "In a training course {prior} of the suitcases hold something dangerous. The scanner stops {hit} of the "
         "dangerous suitcases and, by mistake, {alarm} of the harmless ones."),
    Test("wells", "well", "polluted", "clean", "red", "yellow", ("D", "R"),
         "In a region {prior} of the wells are polluted. A test strip turns red for {hit} of the polluted wells and, "
         "by mistake, for {alarm} of the clean ones; else it is yellow."),
    Test("cows", "cow", "sick", "healthy", "reacting", "calm", ("D", "R"),
         "On the farms of a valley {prior} of the cows are sick. In a skin test {hit} of the sick cows react, and so "
         "do {alarm} of the healthy ones."),
)  # fmt: skip

SOURCES = (
    Sources("screw", ("machine 1", "machine 2", "machine 3"), "is faulty", ((1, 9), (1, 9), (1, 9)),
            "Three machines make all the screws of a factory: {a} come from machine 1, {b} from machine 2 and {c} "
            "from machine 3. Of their screws {p}, {q} and {r} are faulty."),
    Sources("visitor", ("advert", "search engine", "newsletter"), "buys something", ((1, 8), (3, 12), (5, 20)),
            "Of the visitors to an online shop {a} come by an advert, {b} by a search engine and {c} by the "
            "newsletter. Of these {p}, {q} and {r} buy something."),
    Sources("message", ("billing", "delivery", "technology"), "is angry", ((10, 40), (10, 40), (5, 25)),
            "A help desk gets messages about three subjects: {a} are about billing, {b} about delivery and {c} about "
            "technology. Of these {p}, {q} and {r} are angry."),
    Sources("photo", ("cat", "dog", "fox"), "gets the label “dog”", ((2, 10), (80, 97), (11, 40)),
            "A classifier looks at photos of animals: {a} show a cat, {b} a dog and {c} a fox. It gives the label "
            "“dog” to {p} of the cats, {q} of the dogs and {r} of the foxes."),
    Sources("train", ("north line", "east line", "south line"), "is late", ((2, 25), (2, 25), (2, 25)),
            "Of the trains that reach a station {a} belong to the north line, {b} to the east line and {c} to the "
            "south line. Of their trains {p}, {q} and {r} are late."),
    Sources("patient", ("cold", "flu", "allergy"), "has a fever", ((6, 25), (70, 95), (1, 5)),
            "Of the coughing patients in a practice {a} have a cold, {b} the flu and {c} an allergy. Of these {p}, "
            "{q} and {r} have a fever."),
    Sources("review", ("books", "films", "games"), "has five stars", ((20, 60), (15, 50), (15, 60)),
            "Of the reviews on a website {a} are about books, {b} about films and {c} about games. Of these {p}, {q} "
            "and {r} have five stars."),
)  # fmt: skip


@exercise(
    "prob_stats.bayes.bayes_posterior",
    title="Posterior after a test",
    skill="s.bay.posterior",
    source="Wasserman, All of Statistics (2004), section 1.7",
    levels={"easy": {"by": "counts"}, "core": {"by": "probabilities"}, "hard": {"by": "more"}},
)
def bayes_posterior(rng: Rng, *, by: Literal["counts", "probabilities", "more"]) -> Multipart:
    """Find the total probability of what a test shows and the posterior probability of what caused it."""
    if by == "counts":
        return natural_frequencies(rng)
    if by == "probabilities":
        return one_test(rng)
    return three_causes(rng) if rng.chance(Fraction(1, 2)) else two_tests(rng)


def natural_frequencies(rng: Rng) -> Multipart:
    """The counts among 1000 or 10000, then the share of the true positives."""
    story, (total, prior, hit, alarm) = rng.choice(TESTS), whole_rates(rng)
    has = int(total * prior)
    lacks = total - has
    a, c = int(has * hit), int(lacks * alarm)
    n, posterior = a + c, Fraction(a, a + c)
    assert posterior / (1 - posterior) == prior / (1 - prior) * hit / alarm  # odds times likelihood ratio
    D, S = story.letters
    J = {story.has: [a, has - a], story.lacks: [c, lacks - c]}
    rates = {"prior": percent(prior), "hit": percent(hit), "alarm": percent(alarm)}

    return Multipart(
        f"{story.text.format(**rates)} Imagine ${total}$ {story.many} with exactly these proportions. "
        f"Write ${D}$ for “{story.has}” and ${S}$ for “{story.shows}”.",
        given={"N": total},
        parts=[
            Part(
                name="J",
                ask=f"How many of the ${total}$ {story.many} belong to each cell?",
                answer=table(J, [story.shows, story.quiet]),
                hints=[
                    f"Begin with the rows: how many {story.has} {story.many} are there, how many {story.lacks} ones?",
                    f"Each rate belongs to its own row: the first to the {story.has} {story.many}, the second to the "
                    f"{story.lacks} ones.",
                ],
                steps=[
                    f"There are ${percent(prior)}*{total} = {has}$ {story.has} {story.many} and "
                    f"${total} - {has} = {lacks}$ {story.lacks} ones.",
                    f"Of the {story.has} {story.many} ${percent(hit)}*{has} = {a}$ are “{story.shows}”, the other "
                    f"${has} - {a} = {has - a}$ are “{story.quiet}”.",
                    f"Of the {story.lacks} ones ${percent(alarm)}*{lacks} = {c}$ are “{story.shows}”, the other "
                    f"${lacks} - {c} = {lacks - c}$ are “{story.quiet}”.",
                ],
                mistakes=[
                    rate_of_all(story, table(J | {story.lacks: [total * alarm, total * (1 - alarm)]},
                                             [story.shows, story.quiet])),
                ],
                figure=tree(
                    [(str(has), story.has, [str(a), str(has - a)]),
                     (str(lacks), story.lacks, [str(c), str(lacks - c)])],
                    [story.shows, story.quiet],
                    str(total),
                ),
            ),
            Part(
                name="n",
                ask=f"How many of them are “{story.shows}” altogether?",
                answer=number(n),
                follows="entry(J, 1, 1) + entry(J, 2, 1)",
                steps=[f"The column “{story.shows}” adds up to ${a} + {c} = {n}$."],
                mistakes=[
                    only_true(story, "entry(J, 1, 1)"),
                    Mistake("row-for-column", "entry(J, 1, 1) + entry(J, 1, 2)",
                            f"These are all the {story.has} {story.many}. Add up the column “{story.shows}”."),
                ],
            ),
            Part(
                ask=f"One of the {story.many} is picked at random and turns out “{story.shows}”. "
                f"{posterior_of(f'{D} | {S}')}",
                answer=number(posterior, places=4),
                follows="entry(J, 1, 1)/n",
                hints=[f"Only those “{story.shows}” are left. Which share of them is {story.has}?"],
                steps=[
                    f"Of the ${n}$ {story.many} that are “{story.shows}”, ${a}$ are {story.has}.",
                    f"So $P({D} | {S}) = {quotient(a, n)}$.",
                ],
                mistakes=[
                    inverse(f"{S} | {D}", hit),
                    unnormalised("entry(J, 1, 1)/N", f"You divided by all {story.many}. Divide by those "
                                                     f"“{story.shows}”."),
                    no_base_rate(hit / (hit + alarm)),
                ],
            ),
        ],
    )  # fmt: skip


def one_test(rng: Rng) -> Multipart:
    """Joint probabilities, P(S) and P(D | S) from three percentages."""
    story = rng.choice(TESTS)
    prior, hit, alarm = (percentage(rng.integer(*ends)) for ends in [(1, 40), (70, 99), (1, 20)])
    lacks, miss, quiet = (terminating(1 - share) for share in (prior, hit, alarm))
    a, b, c, d = (terminating(x) for x in (prior * hit, prior * miss, lacks * alarm, lacks * quiet))
    p = terminating(a + c)
    posterior = Fraction(a) / p
    assert a + b + c + d == 1
    assert posterior / (1 - posterior) == Fraction(prior) / lacks * hit / alarm  # odds times likelihood ratio
    D, S = story.letters
    J, heads = {f"${D}$": [a, b], f"$bar({D})$": [c, d]}, [f"${S}$", f"$bar({S})$"]
    rates = {"prior": percent(prior), "hit": percent(hit), "alarm": percent(alarm)}

    return Multipart(
        f"{story.text.format(**rates)} One of the {story.many} is picked at random. Write ${D}$ for “{story.has}” and "
        f"${S}$ for “{story.shows}”.",
        [
            Part(
                name="J",
                ask="Fill in the joint probabilities, as exact decimals.",
                answer=table(J, heads),
                hints=["Draw a tree: first the state, then the test. Which number stands on which branch?",
                       "Multiply along each of the four branches."],
                steps=[
                    f"The tree begins with $P({D}) = {prior}$ and $P(bar({D})) = 1 - {prior} = {lacks}$; then "
                    f"$P({S} | {D}) = {hit}$ and $P({S} | bar({D})) = {alarm}$.",
                    f"Along the branches from ${D}$, $P({D} cap {S}) = {prior}*{hit} = {a}$ and "
                    f"$P({D} cap bar({S})) = {prior}*{miss} = {b}$.",
                    f"Along those from $bar({D})$, $P(bar({D}) cap {S}) = {lacks}*{alarm} = {c}$ and "
                    f"$P(bar({D}) cap bar({S})) = {lacks}*{quiet} = {d}$.",
                ],
                mistakes=[
                    Mistake("conditional-rows-as-joint",
                            table(dict(zip(J, ([hit, miss], [alarm, quiet]), strict=True)), heads),
                            "These are the rates inside each group. Multiply each by the share of its group."),
                    rate_of_all(story, table(J | {f"$bar({D})$": [alarm, quiet]}, heads)),
                ],
                figure=tree([(f"{prior}", f"${D}$", [f"{hit}", f"{miss}"]),
                             (f"{lacks}", f"$bar({D})$", [f"{alarm}", f"{quiet}"])], heads),
            ),
            Part(
                name="p",
                ask=f"Find $P({S})$, exactly.",
                answer=number(p),
                follows="entry(J, 1, 1) + entry(J, 2, 1)",
                hints=[f"Which branches of the tree end in ${S}$?"],
                steps=[f"Two branches end in ${S}$: $P({S}) = P({D} cap {S}) + P(bar({D}) cap {S}) = "
                       f"{a} + {c} = {p}$."],
                mistakes=[
                    only_true(story, "entry(J, 1, 1)"),
                    Mistake("ignores-base-rate", number(hit + alarm),
                            "The two rates belong to groups of different size: weight each by the share of its group."),
                ],
            ),
            Part(
                ask=f"The {story.one} turns out “{story.shows}”. {posterior_of(f'{D} | {S}')}",
                answer=number(posterior, places=4),
                follows="entry(J, 1, 1)/p",
                hints=[f"Only the two branches that end in ${S}$ are left. Which share of them comes from ${D}$?"],
                steps=[f"By Bayes' theorem $P({D} | {S}) = P({D} cap {S})/P({S}) = {quotient(a, p)}$."],
                mistakes=[
                    inverse(f"{S} | {D}", hit),
                    unnormalised("entry(J, 1, 1)", f"That is $P({D} cap {S})$. Divide by $P({S})$."),
                    no_base_rate(Fraction(hit) / (hit + alarm)),
                ],
            ),
        ],
    )  # fmt: skip


def three_causes(rng: Rng) -> Multipart:
    """Three hypotheses: joint probabilities, P(F) and the posterior of one of them."""
    story = rng.choice(SOURCES)
    shares, rates = three_shares(rng), three_rates(rng, story)
    joint = [terminating(s * q) for s, q in zip(shares, rates, strict=True)]
    p, k = terminating(sum(joint)), rng.integer(0, 2)
    posterior = Fraction(joint[k]) / p
    assert 1 / posterior == sum(s * q / (shares[k] * rates[k]) for s, q in zip(shares, rates, strict=True))
    H = [f"H_{i}" for i in (1, 2, 3)]
    named = ", ".join(f"${h}$ for “{cause}”" for h, cause in zip(H, story.causes, strict=True))
    text = story.text.format(**dict(zip("abcpqr", map(percent, [*shares, *rates]), strict=True)))
    along = [f"$P({h} cap F) = {s}*{q} = {x}$" for h, s, q, x in zip(H, shares, rates, joint, strict=True)]

    return Multipart(
        f"{text} One {story.one} is picked at random. Write {named}, and $F$ if the {story.one} {story.shows}.",
        [
            Part(
                name="J",
                ask="Fill in the joint probabilities, as exact decimals.",
                answer=table({f"${h}$": [x] for h, x in zip(H, joint, strict=True)}, ["$P(H_i cap F)$"]),
                hints=["Draw a tree with one branch for each of the three causes.", "Multiply along each branch."],
                steps=[f"Each share is multiplied by the rate of its cause: {along[0]}, {along[1]} and {along[2]}."],
                mistakes=[
                    Mistake("conditional-rows-as-joint",
                            table({f"${h}$": [q] for h, q in zip(H, rates, strict=True)}, ["$P(H_i cap F)$"]),
                            "These are the rates $P(F | H_i)$. Multiply each by the share of its cause."),
                ],
                figure=tree([(f"{s}", f"${h}$", [f"{q}", f"{terminating(1 - q)}"])
                             for h, s, q in zip(H, shares, rates, strict=True)], ["$F$", "$bar(F)$"]),
            ),
            Part(
                name="p",
                ask=f"Find $P(F)$, the probability that a {story.one} {story.shows}, exactly.",
                answer=number(p),
                follows="entry(J, 1, 1) + entry(J, 2, 1) + entry(J, 3, 1)",
                steps=[f"The three branches add up: $P(F) = {joint[0]} + {joint[1]} + {joint[2]} = {p}$."],
                mistakes=[
                    Mistake("average-of-rates", number(sum(rates) / Fraction(3)),
                            "The causes are not equally frequent: weight each rate by the share of its cause."),
                    Mistake("ignores-base-rate", number(sum(rates)),
                            "The rates belong to different groups. Multiply each by the share of its cause, then add."),
                ],
            ),
            Part(
                ask=f"The {story.one} {story.shows}. How probable is “{story.causes[k]}” now? "
                f"{posterior_of(f'{H[k]} | F')}",
                answer=number(posterior, places=4),
                follows=f"entry(J, {k + 1}, 1)/p",
                hints=[f"Which share of $P(F)$ comes along the branch of ${H[k]}$?"],
                steps=[f"By Bayes' theorem $P({H[k]} | F) = P({H[k]} cap F)/P(F) = {quotient(joint[k], p)}$."],
                mistakes=[
                    inverse(f"F | {H[k]}", rates[k]),
                    unnormalised(f"entry(J, {k + 1}, 1)", f"That is $P({H[k]} cap F)$. Divide by $P(F)$."),
                    no_base_rate(Fraction(rates[k]) / sum(rates)),
                ],
            ),
        ],
    )  # fmt: skip


def two_tests(rng: Rng) -> Multipart:
    """Two tests, independent given the state: the posterior after the first and after both."""
    story, again = rng.choice(TESTS), rng.chance(Fraction(2, 3))  # whether the second shows the same as the first
    prior, hit, alarm = (percentage(rng.integer(*ends)) for ends in [(1, 20), (70, 99), (1, 20)])
    hit_2, alarm_2 = percentage(5 * rng.integer(14, 19)), percentage(5 * rng.integer(1, 4))
    r, s = (hit_2, alarm_2) if again else (terminating(1 - hit_2), terminating(1 - alarm_2))
    lacks = terminating(1 - prior)
    a, c = terminating(prior * hit), terminating(lacks * alarm)
    b, d = terminating(a * r), terminating(c * s)
    first, both, sum_1, q = Fraction(a) / (a + c), Fraction(b) / (b + d), terminating(a + c), terminating(b + d)
    assert both == updated(first, r, s)  # the first posterior is the second prior
    D, S = story.letters
    S_1, S_2 = f"{S}_1", f"{S}_2" if again else f"bar({S}_2)"
    J, heads = {f"${D}$": [a, b], f"$bar({D})$": [c, d]}, [f"${S_1}$", f"${S_1} cap {S_2}$"]
    rates = {"prior": percent(prior), "hit": percent(hit), "alarm": percent(alarm)}

    return Multipart(
        f"{story.text.format(**rates)} A second check, by another method, comes out “{story.shows}” for "
        f"{percent(hit_2)} of the {story.has} {story.many} and for {percent(alarm_2)} of the {story.lacks} ones. "
        f"Among the {story.has} {story.many} the two checks are independent of each other, and so they are among the "
        f"{story.lacks} ones. Write ${D}$ for “{story.has}” and ${S}_1$, ${S}_2$ for “{story.shows}” in the first and "
        "in the second check.",
        [
            Part(
                name="J",
                ask="Fill in the joint probabilities, as exact decimals.",
                answer=table(J, heads),
                hints=["Draw a tree with three stages: the state, the first check, the second check.",
                       "Given the state the checks are independent: multiply all three rates along a branch."],
                steps=[
                    f"After the first check $P({D} cap {S_1}) = {prior}*{hit} = {a}$ and "
                    f"$P(bar({D}) cap {S_1}) = {lacks}*{alarm} = {c}$.",
                    f"There the second check goes on, with $P({S_2} | {D}) = {r}$ and $P({S_2} | bar({D})) = {s}$.",
                    f"So $P({D} cap {S_1} cap {S_2}) = {a}*{r} = {b}$ and "
                    f"$P(bar({D}) cap {S_1} cap {S_2}) = {c}*{s} = {d}$.",
                ],
                mistakes=[
                    Mistake("prior-not-updated",
                            table(dict(zip(J, ([a, prior * r], [c, lacks * s]), strict=True)), heads),
                            "The second check goes on where the first has ended: multiply all three rates."),
                ],
            ),
            Part(
                name="p",
                ask=f"The {story.one} is “{story.shows}” in the first check. {posterior_of(f'{D} | {S_1}')}",
                answer=number(first, places=4),
                follows="entry(J, 1, 1)/(entry(J, 1, 1) + entry(J, 2, 1))",
                hints=["The first column of your table is all you need."],
                steps=[
                    f"The first column adds up to $P({S_1}) = {a} + {c} = {sum_1}$.",
                    f"So $P({D} | {S_1}) = P({D} cap {S_1})/P({S_1}) = {quotient(a, sum_1)}$.",
                ],
                mistakes=[
                    inverse(f"{S_1} | {D}", hit),
                    unnormalised("entry(J, 1, 1)", f"That is $P({D} cap {S_1})$. Divide by $P({S_1})$."),
                    no_base_rate(Fraction(hit) / (hit + alarm)),
                ],
            ),
            Part(
                name="q",
                ask=f"Find $P({S_1} cap {S_2})$, exactly.",
                answer=number(q),
                follows="entry(J, 1, 2) + entry(J, 2, 2)",
                steps=[f"The second column adds up to $P({S_1} cap {S_2}) = {b} + {d} = {q}$."],
                mistakes=[
                    Mistake("only-true-positives", "entry(J, 1, 2)",
                            f"That is the branch through ${D}$ alone. The one through $bar({D})$ counts too."),
                    Mistake("multiplies-dependent-events", number((a + c) * (Fraction(prior * r) + lacks * s)),
                            "The checks are independent only once the state is given: add the two branches."),
                ],
            ),
            Part(
                ask=f"The second check says “{story.shows if again else story.quiet}”. "
                f"Find $P({D} | {S_1} cap {S_2})$ to three decimals.",
                answer=number(both, places=3),
                honest=[number(rounded(updated(rounded(first, 4), r, s), 3))],
                follows="entry(J, 1, 2)/q",
                hints=["What you knew after the first check is where the second one begins."],
                steps=[
                    f"$P({D} | {S_1} cap {S_2}) = P({D} cap {S_1} cap {S_2})/P({S_1} cap {S_2}) = "
                    f"{b}/({q}) approx {rounded(both, 3)}$."
                ],
                mistakes=[
                    Mistake("prior-not-updated", number(updated(prior, r, s), places=3),
                            "That uses the second check alone. The first result has changed the probability already."),
                    unnormalised("entry(J, 1, 2)", f"Divide by $P({S_1} cap {S_2})$."),
                ],
            ),
        ],
    )  # fmt: skip


# Numbers -----------------------------------------------------------------------------------------------------------


def whole_rates(rng: Rng) -> tuple[int, Fraction, Fraction, Fraction]:
    """(total, prior, hit, alarm) that make every count among the total a whole number."""
    if rng.chance(Fraction(1, 5)):
        total, prior = 10_000, Fraction(rng.choice((1, 2, 4, 5, 8)), 1000)
    else:
        total, prior = rng.choice((1000, 10_000)), Fraction(rng.integer(1, 40), 100)
    hits = [Fraction(hit, 100) for hit in range(70, 100)]
    alarms = [Fraction(alarm, 100) for alarm in range(1, 21)]
    return (
        total,
        prior,
        rng.choice([hit for hit in hits if (total * prior * hit).denominator == 1]),
        rng.choice([alarm for alarm in alarms if (total * (1 - prior) * alarm).denominator == 1]),
    )


def three_shares(rng: Rng) -> list[Decimal]:
    """Three different shares in steps of 5% that add to 100%, none below 10%."""
    splits = [(a, b, 20 - a - b) for a in range(2, 17) for b in range(2, 17) if len({a, b, 20 - a - b}) == 3]
    return [percentage(5 * units) for units in rng.choice([split for split in splits if split[2] >= 2])]


def updated(prior: Rational, hit: Rational, alarm: Rational) -> Fraction:
    """The posterior after one result."""
    return Fraction(prior * hit) / (prior * hit + (1 - prior) * alarm)


def three_rates(rng: Rng, story: Sources) -> list[Decimal]:
    """Three different rates, within the bounds of the story."""
    drawn: list[int] = []
    for low, high in story.rates:
        drawn.append(rng.choice([rate for rate in range(low, high + 1) if rate not in drawn]))
    return [percentage(rate) for rate in drawn]


def percentage(whole: int) -> Decimal:
    return rounded(Fraction(whole, 100), 2)


def quotient(top: Rational, bottom: Rational) -> str:
    """`0.02/(0.059) = 20/59 approx 0.3390`: as it stands, reduced, and to four decimals."""
    exact = Fraction(top) / Fraction(bottom)
    near = rounded(exact, 4)
    ending = f"= {terminating(exact)}" if near == exact else f"approx {near}"
    return f"{' = '.join(dict.fromkeys([f'{top}/({bottom})', str(exact)]))} {ending}"


# Words -------------------------------------------------------------------------------------------------------------


def posterior_of(event: str) -> str:
    return f"Find $P({event})$, as a fraction or to four decimals."


def rate_of_all(story: Test, wrong: TableAnswer) -> Mistake:
    return Mistake(
        "rate-of-all",
        wrong,
        f"The second rate is a share of the {story.lacks} {story.many}, not of all {story.many}.",
    )


def only_true(story: Test, rule: str) -> Mistake:
    return Mistake(
        "only-true-positives", rule, f"The {story.lacks} {story.many} that are “{story.shows}” by mistake count too."
    )


def inverse(event: str, rate: Fraction) -> Mistake:
    return Mistake(
        "inverse-conditional",
        number(rate, places=4),
        f"That is $P({event})$. Asked is the other way round: what is seen stands after the bar.",
    )


def unnormalised(rule: str, feedback: str) -> Mistake:
    return Mistake("unnormalised", rule, feedback)


def no_base_rate(wrong: Fraction) -> Mistake:
    return Mistake(
        "ignores-base-rate",
        number(wrong, places=4),
        "The groups are of different size: each rate must be weighted by the share of its group.",
    )


# Pictures ----------------------------------------------------------------------------------------------------------


def tree(branches: Sequence[tuple[str, str, Sequence[str]]], leaves: Sequence[str], root: str = "") -> Figure:
    """A probability tree: (number on the branch, name of its node, numbers on its two branches) and names of leaves."""
    spread = 2 * len(branches)
    marks: list[Mark] = []
    dots: list[tuple[float, float, str]] = [(0.0, 0.0, root)]
    told = []
    for i, (share, name, rates) in enumerate(branches):
        y = (len(branches) - 1) / 2 * 2 - 2.0 * i
        marks += branch((0.0, 0.0), (1.0, y), share)
        dots.append((1.0, y, name))
        for rate, leaf, way in zip(rates, leaves, (0.5, -0.5), strict=True):
            marks += branch((1.0, y), (2.0, y + way), rate)
            dots.append((2.0, y + way, leaf))
            told.append(f"{share} to {spoken(name)}, then {rate} to {spoken(leaf)}")
    marks.append(Dots(points=tuple((x, y) for x, y, _ in dots), colour="ink", labels=tuple(name for *_, name in dots)))
    return Figure(
        alt=f"Probability tree with {spread} paths: {'; '.join(told)}.",
        marks=tuple(marks),
        x=Axis(low=-0.3, high=2.1 + 0.08 * max(len(spoken(leaf)) for leaf in leaves), shown=False),
        y=Axis(low=-len(branches), high=len(branches), shown=False),
    )


def spoken(name: str) -> str:
    """`not D` for `$bar(D)$`."""
    return name.strip("$").replace("bar(", "not ").rstrip(")")


def branch(tail: tuple[float, float], head: tuple[float, float], text: str) -> list[Mark]:
    """A line with its number at the middle."""
    middle = ((tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2)
    return [
        Curve(points=(tail, middle), colour="ink", label=text),
        Curve(points=(middle, head), colour="ink"),
    ]


# Base rates --------------------------------------------------------------------------------------------------------

PLACES = (
    ("the clinic", "the airport", "the school", "the factory", "the prison"),
    ("the sales office", "the front desk", "the lab", "the library", "the workshop"),
    ("the north line", "the south line", "the east line", "the west line", "the old line"),
    ("the jeweller", "the book shop", "the ticket office", "the travel agency", "the toy shop"),
    ("the history course", "the law course", "the maths course", "the art course", "the biology course"),
    ("the ferry port", "the night train", "the city airport", "the town hall", "the stadium"),
    ("the valley", "the coast", "the plain", "the hills", "the city"),
    ("Mill Farm", "Lake Farm", "Hill Farm", "Wood Farm", "Sand Farm"),
)
"""Where the tests of TESTS are made, by their order."""
BRANDS = ("Alba", "Bora", "Cira", "Dona", "Elva", "Fara")
RARE = ((1, 4), (1, 5), (1, 8), (1, 10), (1, 20), (1, 25), (1, 40), (1, 50), (1, 100), (1, 200), (1, 400), (1, 500),
        (2, 5), (3, 10), (3, 20), (3, 50), (3, 100), (7, 40), (7, 100), (9, 100), (9, 200), (11, 50), (12, 50),
        (15, 100), (20, 100), (30, 200), (30, 400), (40, 1000))  # fmt: skip
"""Shares as people say them: 3 in 50."""


class Situation(NamedTuple):
    """A test somewhere: how frequent what is tested for is, and the rates of the test; `said` is the prior in words."""

    name: str
    prior: Fraction
    hit: Fraction
    alarm: Fraction
    said: str

    @property
    def posterior(self) -> Fraction:
        return updated(self.prior, self.hit, self.alarm)


@exercise(
    "prob_stats.bayes.base_rate_ranking",
    title="Which positive result is most convincing?",
    skill="s.bay.base",
    source="Gigerenzer, Reckoning with Risk (2002), chapter 4",
    levels={"easy": {"differ": "priors"}, "core": {"differ": "tests"}, "hard": {"differ": "both"}},
)
def base_rate_ranking(rng: Rng, *, differ: Literal["priors", "tests", "both"]) -> Multipart:
    """Order situations by the posterior probability after a positive result, and compute the largest."""
    k = rng.integer(0, len(TESTS) - 1)
    story, places = TESTS[k], PLACES[k]
    count = 4 if differ == "both" else 3
    names = rng.sample(BRANDS if differ == "tests" else places, count)
    situations = drawn(lambda: some_situations(rng, differ, names), lambda found: instructive(found, differ), 3000)
    ranked = sorted(situations, key=lambda each: -each.posterior)
    odds = {each.name: each.prior / (1 - each.prior) * each.hit / each.alarm for each in situations}
    assert [each.name for each in ranked] == sorted(odds, key=lambda name: -odds[name])
    one = rng.choice(situations)

    def by(value: Callable[[Situation], Fraction]) -> OrderAnswer:
        return order(*(each.name for each in sorted(situations, key=value, reverse=True)))

    if differ == "priors":
        slips = [
            Mistake("rare-is-convincing", by(lambda each: -each.posterior),
                    f"Where “{story.has}” is rare, most positive results are mistakes: there they convince least."),
            Mistake("by-one-number", by(lambda each: Fraction(int(each.said.split()[-1]))),
                    "You looked at one number of each share only. Compare the shares themselves."),
        ]  # fmt: skip
    else:
        slips = [
            Mistake("by-sensitivity", by(lambda each: each.hit),
                    "You ordered by the rate among those who have it. How often it is wrong counts at least as much."),
            Mistake("by-specificity", by(lambda each: -each.alarm),
                    "You ordered by the rate of false alarms alone. Divide the first rate by it, and weigh the share."),
        ]  # fmt: skip
        if differ == "both":
            slips.append(Mistake("by-prior", by(lambda each: each.prior),
                                 "You ordered by the share alone. The test can matter more."))  # fmt: skip
    row = "test" if differ == "tests" else "where"
    what = {
        "priors": "The same test is used in three places, where different shares are",
        "tests": "Three tests can be used in the same place, for",
        "both": "Four places use different tests, and different shares are",
    }[differ]
    head = (
        f"{what} “{story.has}”." if differ != "tests" else f"{what} {story.many} that may be “{story.has}”."
    )  # fmt: skip
    return Multipart(
        f"{head} The table shows which share of the {story.many} is “{story.has}”, which share of these is "
        f"“{story.shows}”, and which share of the {story.lacks} ones is “{story.shows}” by mistake.",
        data=DataTable(
            columns=(row, story.has, f"{story.shows} if {story.has}", f"{story.shows} if {story.lacks}"),
            rows=tuple((each.name, each.said, percent(each.hit), percent(each.alarm)) for each in situations),
        ),
        parts=[
            Part(
                ask=f"In each case one of the {story.many} turns out “{story.shows}”. Order the cases by how "
                f"probable it is then that the {story.one} is {story.has}, the most probable first.",
                answer=order(*(each.name for each in ranked)),
                hints=[
                    f"Imagine ${1000}$ {story.many} in each case. How many are rightly “{story.shows}”, how many by "
                    "mistake?",
                    "In odds: prior odds times the ratio of both rates.",
                ],
                steps=[
                    "The posterior odds are the prior odds, times the ratio of the rate of true results to the rate of "
                    "false ones.",
                    *(f"For {each.name} they are {odds_of(each)}." for each in situations),
                    f"The larger the odds, the larger the probability, so the order is: "
                    f"{', '.join(each.name for each in ranked)}.",
                ],
                mistakes=slips,
            ),
            Part(
                ask=f"What is this probability for {one.name}? Give it as a fraction or to four decimals.",
                answer=share_of(one.posterior),
                hints=["Multiply along the two branches of the tree that end in this result, and take the share of the "
                       "first."],
                steps=[
                    f"Among all {story.many} the share “{story.has} and {story.shows}” is "
                    f"${shown(one.prior)}*{shown(one.hit)} = {shown(one.prior * one.hit)}$, and "
                    f"“{story.lacks} and {story.shows}” is ${shown(1 - one.prior)}*{shown(one.alarm)} = "
                    f"{shown((1 - one.prior) * one.alarm)}$.",
                    f"So the probability is ${shown(one.prior * one.hit)}/({shown(one.prior * one.hit)} + "
                    f"{shown((1 - one.prior) * one.alarm)}) {ended(one.posterior, 4)}$.",
                ],
                mistakes=[
                    inverse(f"\"{story.shows}\" | \"{story.has}\"", one.hit),
                    unnormalised_value(one.prior * one.hit, story.shows),
                    no_base_rate(one.hit / (one.hit + one.alarm)),
                ],
            ),
        ],
    )  # fmt: skip


def some_situations(rng: Rng, differ: str, names: Sequence[str]) -> list[Situation]:
    one = rng.choice(RARE), rng.integer(75, 99), rng.integer(1, 20)
    found = []
    for name in names:
        (a, b), hit, alarm = one
        if differ != "tests":
            a, b = rng.choice(RARE)
        if differ != "priors":
            hit, alarm = rng.integer(55, 99), rng.integer(1, 25)
        found.append(Situation(name, Fraction(a, b), Fraction(hit, 100), Fraction(alarm, 100), f"{a} in {b}"))
    return found


def instructive(found: Sequence[Situation], differ: str) -> bool:
    """Posteriors 5 points apart at least, and no single number of them in the same order."""
    posteriors = sorted(each.posterior for each in found)
    if any(high - low < Fraction(1, 20) for low, high in pairwise(posteriors)):
        return False
    ranked = sorted(found, key=lambda each: -each.posterior)
    single: list[Callable[[Situation], Fraction]] = (
        [lambda each: Fraction(int(each.said.split()[-1]))]
        if differ == "priors"
        else [lambda each: each.hit, lambda each: -each.alarm]
    )
    if differ == "both":
        single.append(lambda each: each.prior)
    wrong = [[value(each) for each in ranked] for value in single]
    return all(len(set(values)) == len(values) and values != sorted(values, reverse=True) for values in wrong)


def shown(share: Fraction) -> Decimal | int:
    return terminating(share)


def share_of(value: Fraction) -> NumberAnswer:
    """A key that is marked to four decimals, shown as a fraction where that is short."""
    return number(value if value.denominator < 10**6 else rounded(value, 12), places=4)


def odds_of(each: Situation) -> str:
    """Prior odds times likelihood ratio, with its value."""
    prior, ratio = each.prior / (1 - each.prior), each.hit / each.alarm
    return f"$({prior})*({shown(each.hit)}/({shown(each.alarm)})) approx {rounded(prior * ratio, 3)}$"


def unnormalised_value(wrong: Fraction, shows: str) -> Mistake:
    return Mistake("unnormalised", number(wrong, places=4), f"Divide by the share of all that are “{shows}”.")


# Monty Hall --------------------------------------------------------------------------------------------------------


class Show(NamedTuple):
    """A game with hiding places: what they are, what is hidden, who knows."""

    many: str
    one: str
    text: str
    host: str


SHOWS = (
    Show("doors", "door", "In a game show a car stands behind one of {n} closed doors, behind each with the same "
         "probability.", "the host"),
    Show("boxes", "box", "A diamond lies in one of {n} closed boxes, in each with the same probability.",
         "the showmaster"),
    Show("cups", "cup", "A conjurer has put a coin under one of {n} cups, under each with the same probability.",
         "the conjurer"),
    Show("envelopes", "envelope", "One of {n} sealed envelopes holds a cheque, each with the same probability.",
         "the notary"),
    Show("caves", "cave", "A dragon sleeps in one of {n} caves and hides its gold there, in each with the same "
         "probability.", "the wizard"),
    Show("drawers", "drawer", "A key lies in one of {n} drawers, in each with the same probability.", "the butler"),
    Show("cards", "card", "One of {n} cards that lie face down is the ace, each with the same probability.",
         "the dealer"),
    Show("lockers", "locker", "A prize waits in one of {n} lockers, in each with the same probability.",
         "the caretaker"),
    Show("chests", "chest", "A pirate has left his gold in one of {n} chests, in each with the same probability.",
         "the cook"),
    Show("eggs", "egg", "One of {n} chocolate eggs hides a ring, each with the same probability.", "the baker"),
    Show("parcels", "parcel", "One of {n} parcels at a fair holds the first prize, each with the same probability.",
         "the stallholder"),
    Show("safes", "safe", "The only copy of a contract lies in one of {n} safes, in each with the same probability.",
         "the lawyer"),
    Show("tents", "tent", "A lost guitar lies in one of {n} tents, in each with the same probability.",
         "the guard"),
)  # fmt: skip


@exercise(
    "prob_stats.bayes.monty_hall",
    title="Generalised Monty Hall",
    skill="s.bay.base",
    source="Blitzstein and Hwang, Introduction to Probability, 2nd edition (2019), section 2.7",
    tier="standard",
    levels={"easy": {"doors": "three"}, "core": {"doors": "two_left"}, "hard": {"doors": "many_left"}},
)
def monty_hall(rng: Rng, *, doors: Literal["three", "two_left", "many_left"]) -> Multipart:
    """Find the chances of staying and of switching when a host who knows opens empty doors."""
    show = rng.choice(SHOWS)
    n = 3 if doors == "three" else rng.integer(4, 12)
    k = rng.integer(1, n - 3) if doors == "many_left" else n - 2
    mine, *opened = rng.distinct(1, n, count=k + 1)
    opened.sort()
    left = n - k - 1
    stay, other = Fraction(1, n), Fraction(n - 1, n * left)
    assert stay + left * other == 1
    choose = rng.choice(("You choose", "You point at", "Your choice is"))
    lies = f"{show.text.format(n=f'${n}$')} {choose} {show.one} ${mine}$"
    seen = listed(f"${door}$" for door in opened)
    knows = (
        f"{show.host.capitalize()}, who knows where it is and never opens the right one or yours, then opens "
        f"{show.one if k == 1 else f'the {show.many}'} {seen}: it is not there."
    )  # fmt: skip
    equal = Mistake("equal-doors", number(Fraction(1, n - k)),
                    f"The {show.many} still closed are not equally likely: {show.host} could never open yours, "
                    "whatever was in it.")  # fmt: skip
    target = "the other closed one" if left == 1 else f"one of the other ${left}$ closed ones, chosen at random"
    parts = [
        Part(
            name="s",
            ask=f"What is the probability that you win if you stay with {show.one} ${mine}$?",
            answer=number(stay),
            hints=[f"{show.host.capitalize()} can always open {'one' if k == 1 else f'${k}$'} of the others. What does "
                   "that tell you about your own?"],
            steps=[
                f"At first each {show.one} has the probability ${stay}$.",
                f"{show.host.capitalize()} can open {'an empty one' if k == 1 else 'that many empty ones'} among the "
                f"others whether you are right or not, so that tells nothing about yours: it keeps ${stay}$.",
            ],
            mistakes=[equal, Mistake("switching-for-staying", number(1 - stay), "That is the probability that yours "
                                     "is wrong.")],
        ),
        Part(
            name="w",
            ask=f"What is the probability that you win if you switch to {target}?",
            answer=number(other),
            follows=f"(1 - s)/{left}" if left > 1 else "1 - s",
            hints=["With which probability is it not yours? And then, where is it?"],
            steps=[
                f"It is among the others with the probability $1 - {stay} = {1 - stay}$.",
                "Only one of the others is still closed, so the whole of this belongs to it: the probability is "
                f"${other}$."
                if left == 1
                else f"The ${left}$ others that are still closed share this: $({1 - stay})/({left}) = {other}$.",
            ],
            mistakes=[
                equal,
                Mistake("staying-for-switching", "s", "That is the chance of staying."),
                *([Mistake("no-sharing", number(1 - stay),
                           f"That is shared by ${left}$ {show.many}, and you can open only one.")] if left > 1 else []),
            ],
        ),
    ]  # fmt: skip
    if doors == "many_left":
        luck, missed = Fraction(1, n - k), (1 - stay) * Fraction(left, n - 1)
        parts.append(
            Part(
                ask=f"Suppose instead that {show.host} does not know where it is either, opens "
                f"{'one' if k == 1 else f'${k}$'} of the others at random, and by luck "
                f"{'it is' if k == 1 else 'all are'} empty. What is the probability now that you win if you stay?",
                answer=number(luck),
                hints=["Now it could have been found. How probable is what happened if yours is right, and if not?"],
                steps=[
                    f"If yours is right, with the probability ${stay}$, only empty ones can be opened.",
                    f"If it is among the other ${n - 1}$, with the probability ${1 - stay}$, it is missed with the "
                    f"probability ${left}/({n - 1})$, which makes "
                    f"$({1 - stay})*({left}/({n - 1})) = {missed}$.",
                    f"By Bayes' theorem the probability is $({stay})/({stay} + {missed}) = "
                    f"{luck}$: now all that are closed are equally likely.",
                ],
                mistakes=[
                    Mistake("luck-as-knowledge", number(stay),
                            "That holds if the one who opens knows. Missing it by luck is evidence that it is yours."),
                    Mistake("staying-for-switching", number(1 - luck), "That is the probability that yours is wrong."),
                ],
            )
        )  # fmt: skip
    else:
        parts.append(
            Part(
                ask="How many times as probable is winning if you switch, compared with staying?",
                answer=number(other / stay),
                follows="w/s",
                steps=[
                    f"Dividing by ${stay}$ is multiplying by ${n}$.",
                    f"It is ${n}*({other}) = {other / stay}$ times as probable.",
                ],
                mistakes=[
                    Mistake("equal-doors", number(1), "That would mean that switching makes no difference. It does."),
                    Mistake("difference-for-ratio", "w - s", "That is the difference. Asked is the ratio."),
                ],
            )
        )
    return Multipart(f"{lies}. {knows}", parts, figures=[doors_figure(n, mine, opened, show)])


def doors_figure(n: int, mine: int, opened: Sequence[int], show: Show) -> Figure:
    """A row of doors: yours filled, the open ones dashed."""
    marks: list[Mark] = []
    for door in range(1, n + 1):
        x = door - 0.4
        marks.append(
            Polygon(
                points=((x, 0.0), (x + 0.8, 0.0), (x + 0.8, 1.5), (x, 1.5)),
                style="dashed" if door in opened else "solid",
                colour="orange" if door == mine else "grey" if door in opened else "blue",
                filled=door == mine,
            )
        )
        marks.append(caption((float(door), -0.4), str(door)))
    return Figure(
        alt=f"A row of {n} {show.many}. Number {mine} is filled: it is yours. Dashed, and open, "
        f"{'is' if len(opened) == 1 else 'are'} {listed(map(str, opened))}.",
        marks=tuple(marks),
        x=axis((0.3, max(n, 6) + 0.7), shown=False),
        y=axis((-0.7, 1.7), shown=False),
        equal=True,
    )


# Naive Bayes -------------------------------------------------------------------------------------------------------


class Corpus(NamedTuple):
    """Texts of two classes, and words that may be in them."""

    many: str
    one: str
    classes: tuple[str, str]
    letters: tuple[str, str]
    words: tuple[str, ...]


CORPORA = (
    Corpus("e-mails", "e-mail", ("spam", "wanted"), ("S", "H"),
           ("prize", "free", "click", "offer", "bank", "urgent", "invoice", "winner")),
    Corpus("film reviews", "review", ("praise", "blame"), ("A", "B"),
           ("touching", "boring", "clever", "long", "great", "music", "plot", "ending")),
    Corpus("messages to a help desk", "message", ("complaint", "question"), ("C", "Q"),
           ("broken", "refund", "how", "late", "please", "account", "again", "price")),
    Corpus("newspaper articles", "article", ("sport", "politics"), ("A", "B"),
           ("match", "win", "vote", "team", "law", "coach", "party", "race")),
    Corpus("comments in a forum", "comment", ("trolling", "serious"), ("T", "S"),
           ("idiot", "source", "lol", "thanks", "fake", "study", "never", "always")),
)  # fmt: skip
SIZES = (10, 12, 15, 16, 18, 20, 24, 25, 30, 36, 40, 45, 48, 50, 60)


@exercise(
    "prob_stats.bayes.naive_bayes_spam",
    title="Naive Bayes classifier by hand",
    skill="s.bay.naive",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 9.3",
    levels={"easy": {"words": 1}, "core": {"words": 2}, "hard": {"words": 3, "smoothing": True}},
)
def naive_bayes_spam(rng: Rng, *, words: Annotated[int, Range(1, 3)], smoothing: bool = False) -> Multipart:
    """Find priors, likelihoods of words, scores and the posterior of a class from counts of words."""
    about = rng.choice(CORPORA)
    c, d = about.letters
    chosen = rng.sample(about.words, words)
    m, n = rng.sample(SIZES, 2)
    low = 0 if smoothing else 1
    T = [[rng.integer(low, size - 1) for _ in chosen] for size in (m, n)]
    present = [True] * words
    if smoothing:
        present[rng.integer(0, words - 1)] = False
    add = 1 if smoothing else 0
    prior = [Fraction(m, m + n), Fraction(n, m + n)]
    L = Mat([[Fraction(count + add, size + 2 * add) for count in row] for row, size in zip(T, (m, n), strict=True)])
    factors = [[x if here else 1 - x for x, here in zip(row, present, strict=True)] for row in L.rows]
    s = [p * prod(row, start=Fraction(1)) for p, row in zip(prior, factors, strict=True)]
    posterior = s[0] / (s[0] + s[1])
    assume(abs(posterior - Fraction(1, 2)) >= Fraction(1, 20), "too near to a tie")
    assume(Fraction(1, 200) < posterior < Fraction(199, 200), "too clear")
    odds = prior[0] / prior[1] * prod((x / y for x, y in zip(*factors, strict=True)), start=Fraction(1))
    assert odds / (1 + odds) == posterior
    has = listed(f"“{word}”" for word, here in zip(chosen, present, strict=True) if here)
    lacks = [word for word, here in zip(chosen, present, strict=True) if not here]
    new = f"A new {about.one} contains {has}{f' but not “{lacks[0]}”' if lacks else ''}."
    names = [f"W_{j}" for j in range(1, words + 1)] if words > 1 else ["W"]
    told = listed(f"${name}$ for “contains ‘{word}’”" for name, word in zip(names, chosen, strict=True))
    inverted = [[Fraction(T[i][j] + add, T[0][j] + T[1][j] + 2 * add) for j in range(words)] for i in range(2)]
    everyone = [[Fraction(T[i][j] + add, m + n + 4 * add) for j in range(words)] for i in range(2)]
    without = [prod(row, start=Fraction(1)) for row in factors]
    entries = [
        [(f"entry(L, {i}, {j})" if here else f"(1 - entry(L, {i}, {j}))") for j, here in enumerate(present, 1)]
        for i in (1, 2)
    ]
    letters = [name if here else f"bar({name})" for name, here in zip(names, present, strict=True)]
    rule = (
        f"Add $1$ to each count and $2$ to each size of a class (Laplace's rule, so that no probability is $0$): "
        f"$P(W_1 | {c}) = ({T[0][0]} + 1)/({m} + 2) = {L[0, 0]}$, and so on."
        if smoothing
        else f"Within its class each word is counted: $P({names[0]} | {c}) = {reduced(T[0][0], m)}$ and "
        f"$P({names[0]} | {d}) = {reduced(T[1][0], n)}${', and so on' if words > 1 else ''}."
    )

    def score(i: int) -> str:
        letter = about.letters[i]
        given = "*".join(f"P({name} | {letter})" for name in letters)
        values = "*".join(f"({x})" for x in (prior[i], *factors[i]))
        return f"$P({letter})*{given} = {values} = {s[i]}$"

    slips_in_scores = [
        Mistake("prior-left-out", f"[{'*'.join(entries[0])}, {'*'.join(entries[1])}]",
                "The classes are of different size: multiply by the prior as well."),
        *([Mistake("sums-likelihoods",
                   f"[entry(p, 1)*({' + '.join(entries[0])}), entry(p, 2)*({' + '.join(entries[1])})]",
                   "Independent pieces of evidence multiply.")] if words > 1 else [
            Mistake("adds-instead-of-multiplying", "[entry(p, 1) + entry(L, 1, 1), entry(p, 2) + entry(L, 2, 1)]",
                    "Prior and likelihood are multiplied, as along a branch of a tree."),
        ]),
        *([Mistake("ignores-absent", vector(
            [p * prod([x for x, here in zip(row, present, strict=True) if here], start=Fraction(1))
             for p, row in zip(prior, factors, strict=True)]),
            "That a word is missing is evidence too: multiply by one less its probability.")] if smoothing else []),
    ]  # fmt: skip
    return Multipart(
        f"A naive Bayes classifier is trained with ${m + n}$ {about.many}: ${m}$ are “{about.classes[0]}” and "
        f"${n}$ are “{about.classes[1]}”. The table shows how many of each class contain "
        f"{'a certain word' if words == 1 else 'certain words'}. {new} Write ${c}$ for “{about.classes[0]}”, "
        f"${d}$ for “{about.classes[1]}”, {told}. {EXACT}"
        + (" The classifier takes account of all three words, also of the missing one." if smoothing else ""),
        data=DataTable(
            columns=("class", *chosen, "all"),
            rows=tuple(
                (name, *map(str, row), str(size))
                for name, row, size in zip(about.classes, T, (m, n), strict=True)
            ),
        ),
        parts=[
            Part(
                name="p",
                ask=f"Give the prior probabilities as a vector $(P({c}), P({d}))$.",
                answer=vector(prior),
                steps=[f"They are the shares of the classes: $P({c}) = {reduced(m, m + n)}$ and "
                       f"$P({d}) = {reduced(n, m + n)}$, so the vector is $[{prior[0]}, {prior[1]}]$."],
                mistakes=[
                    Mistake("uniform-c", vector([Fraction(1, 2)] * 2),
                            "The classes are not equally frequent among the training data."),
                    Mistake("classes-exchanged", vector(prior[::-1]), "The two classes are exchanged."),
                ],
            ),
            Part(
                name="L",
                ask=f"Give the likelihoods as a matrix: a row for ${c}$ and one for ${d}$"
                + (f", a column for each of {listed(f'${name}$' for name in names)}." if words > 1
                   else f", with the one column $P({names[0]} | \"class\")$.")
                + (" Use Laplace's rule: add 1 to each count of a word and 2 to the size of the class." if smoothing
                   else ""),
                answer=matrix(L),
                hints=["Look at one class alone. Which share of it contains the word?"],
                steps=[rule, f"So the matrix is ${L}$."],
                mistakes=[
                    Mistake("inverted-likelihood", matrix(Mat(inverted)),
                            "That is the share of a class among the texts with the word. Count within each class."),
                    Mistake("joint-for-conditional", matrix(Mat(everyone)),
                            "Divide by the size of the class, not by the number of all texts."),
                    *([Mistake("smoothing-denominator",
                               matrix(Mat([[Fraction(x + 1, size) for x in row]
                                           for row, size in zip(T, (m, n), strict=True)])),
                               "With 1 added for “contains” and 1 for “does not”, the size of a class grows by 2.")]
                      if smoothing else []),
                ],
            ),
            Part(
                name="s",
                ask=f"Give the scores of ${c}$ and ${d}$ as a vector: prior times the likelihoods of what is seen.",
                answer=vector(s),
                follows=f"[entry(p, 1)*{'*'.join(entries[0])}, entry(p, 2)*{'*'.join(entries[1])}]",
                hints=["Naive means: within a class the words are taken as independent, so their probabilities are "
                       "multiplied."],
                steps=[
                    *([f"The word “{lacks[0]}” is missing, which has the probability one less the entry of the matrix."]
                      if lacks else []),
                    f"For ${c}$ the score is {score(0)}.",
                    f"For ${d}$ it is {score(1)}, so the vector is $[{s[0]}, {s[1]}]$.",
                ],
                mistakes=slips_in_scores,
            ),
            Part(
                name="q",
                ask=f"What is the posterior probability of ${c}$? Give it as a fraction or to four decimals.",
                answer=share_of(posterior),
                follows="entry(s, 1)/(entry(s, 1) + entry(s, 2))",
                hints=["The scores do not add up to 1 yet."],
                steps=[f"Divide the score by the sum of both: $({s[0]})/({s[0]} + {s[1]}) "
                       f"{ended(posterior, 4)}$."],
                mistakes=[
                    Mistake("unnormalised", "entry(s, 1)", "Divide by the sum of both scores."),
                    Mistake("prior-left-out", share_of(Fraction(without[0]) / (without[0] + without[1])),
                            "Multiply by the prior of each class as well."),
                    Mistake("odds-for-probability", "entry(s, 1)/entry(s, 2)", "These are the odds, no probability."),
                ],
            ),
            Part(
                ask=f"Does the classifier call the new {about.one} “{about.classes[0]}”?",
                answer=boolean(posterior > Fraction(1, 2)),
                follows="q > 1/2",
                steps=[f"The posterior is {'above' if posterior > Fraction(1, 2) else 'below'} $1/2$, so the "
                       f"classifier says “{about.classes[posterior < Fraction(1, 2)]}”."],
                mistakes=[Mistake("decision-reversed", boolean(posterior < Fraction(1, 2)),
                                  "The class with the larger posterior probability is taken.")],
            ),
        ],
    )  # fmt: skip


EXACT = "Give exact values; fractions need not be reduced."
