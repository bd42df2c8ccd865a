"""Bayes' theorem."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, exercise, number, rounded, table, terminating
from generators.maths.decimals import Decimal
from generators.maths.rationals import Rational
from schemas.answer import TableAnswer
from schemas.figure import Axis, Curve, Dots, Figure, Mark


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


def percent(share: Rational) -> str:
    """`0.5%` for 0.005."""
    return f"{terminating(100 * Fraction(share))}%"


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
