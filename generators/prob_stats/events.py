"""Probability of events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache, partial
from itertools import permutations, product
from math import ceil, comb, cos, perm, pi, prod, sin
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    boolean,
    exercise,
    interval,
    number,
    rounded,
    terminating,
)
from generators.maths.decimals import ended, percent
from generators.maths.designs import with_sum
from generators.maths.figures import axis, caption, listed, spot
from generators.maths.rationals import size
from generators.maths.reals import ln
from generators.maths.rng import Redraw
from generators.maths.writing import reduced
from schemas.answer import IntervalAnswer, NumberAnswer
from schemas.exercise import DataTable
from schemas.figure import Colour, Dots, Figure, Polygon, Style

Counts = tuple[tuple[int, ...], ...]
"""Cells by row: an event and its opposite, over the groups of the columns."""
Pattern = tuple[bool, ...]
"""Which draws are to be of the kind that is watched."""


class Side(NamedTuple):
    """A row or a column: its name in the table, its letter, and what is said of one or many."""

    label: str
    letter: str
    says: str


class Story(NamedTuple):
    """What is counted. `scene` says who counts, `who` begins a relative clause; the first row is the rarer one."""

    counted: str
    one: str
    who: str
    scene: str
    rows: tuple[Side, Side]
    columns: tuple[Side, Side, Side]


STORIES = (
    Story(
        "students", "student", "who", "A school notes how its students come to school and when.",
        (Side("late", "L", "came late"), Side("on time", "T", "came on time")),
        (Side("by bus", "B", "came by bus"), Side("by bike", "K", "came by bike"),
         Side("on foot", "F", "came on foot")),
    ),
    Story(
        "parcels", "parcel", "that", "A courier logs how parcels travelled and in what state they arrived.",
        (Side("damaged", "D", "arrived damaged"), Side("intact", "W", "arrived intact")),
        (Side("by rail", "R", "went by rail"), Side("by ship", "S", "went by ship"),
         Side("by air", "A", "went by air")),
    ),
    Story(
        "e-mails", "e-mail", "that", "The mail of one week is sorted by hand to test a filter.",
        (Side("spam", "S", "proved to be spam"), Side("wanted", "W", "proved to be wanted")),
        (Side("with a link", "L", "contained a link"), Side("with a file", "F", "came with a file"),
         Side("text only", "T", "held text only")),
    ),
    Story(
        "trees", "tree", "that", "A city checks its trees for a fungus.",
        (Side("fungus", "F", "showed the fungus"), Side("healthy", "H", "looked healthy")),
        (Side("street", "S", "stood in a street"), Side("park", "K", "stood in a park"),
         Side("river bank", "R", "stood on the river bank")),
    ),
    Story(
        "loans", "loan", "that", "A library looks at the books it lent last month.",
        (Side("overdue", "D", "ended overdue"), Side("in time", "T", "ended in time")),
        (Side("novel", "N", "concerned a novel"), Side("comic", "C", "concerned a comic"),
         Side("guide book", "G", "concerned a guide book")),
    ),
    Story(
        "guests", "guest", "who", "A restaurant counts what its guests ordered on Saturday.",
        (Side("dessert", "D", "had a dessert"), Side("no dessert", "W", "went without dessert")),
        (Side("fish", "F", "had the fish"), Side("pasta", "S", "had the pasta"), Side("curry", "C", "had the curry")),
    ),
    Story(
        "photos", "photo", "that", "An image classifier is tested on photos of animals.",
        (Side("wrong label", "W", "got a wrong label"), Side("right label", "R", "got the right label")),
        (Side("cat", "C", "showed a cat"), Side("dog", "D", "showed a dog"), Side("bird", "B", "showed a bird")),
    ),
    Story(
        "visitors", "visitor", "who", "An online shop watches its visitors for one hour.",
        (Side("bought", "B", "bought something"), Side("left", "L", "left without buying")),
        (Side("advert", "A", "followed an advert"), Side("search", "S", "came from a search engine"),
         Side("newsletter", "N", "clicked in the newsletter")),
    ),
    Story(
        "patients", "patient", "who", "A practice compares three treatments of back pain.",
        (Side("better", "B", "felt better"), Side("no better", "W", "felt no better")),
        (Side("massage", "M", "had massages"), Side("exercise", "X", "did exercises"),
         Side("tablets", "T", "took tablets")),
    ),
)  # fmt: skip


@exercise(
    "prob_stats.events.conditional_from_table",
    title="Conditional probability from a table",
    skill="s.ev.conditional",
    source="Wasserman, All of Statistics (2004), section 1.6",
    levels={"easy": {"table": "counts"}, "core": {"table": "percentages"}, "hard": {"table": "draws"}},
)
def conditional_from_table(rng: Rng, *, table: Literal["counts", "percentages", "draws"]) -> Multipart:
    """Find conditional probabilities from a table, in both directions; chain them for draws without replacement."""
    return {"counts": from_counts, "percentages": from_percentages, "draws": without_replacement}[table](rng)


def from_counts(rng: Rng) -> Multipart:
    """A table of 2 by 2 counts: P(A | B), P(not A | B) and P(B | A)."""
    story = rng.choice(STORIES)
    columns = rng.sample(story.columns, 2)
    T = different_sums(lambda: rarer_first([[rng.integer(2, 30) for _ in columns] for _ in story.rows]))
    i, j = rng.integer(0, 1), rng.integer(0, 1)
    A, B = story.rows[i], columns[j]
    both, other = T[i][j], T[1 - i][j]
    column, row, total = both + other, sum(T[i]), sum(map(sum, T))
    p, back = Fraction(both, column), Fraction(both, row)
    assert p * Fraction(column, total) == back * Fraction(row, total)  # both are P(A cap B)
    of_a, of_b = added(T[i]), added([T[0][j], T[1][j]])

    return Multipart(
        f"{story.scene} The table shows the numbers of {story.counted}. {picked(story)} {meaning(A, B)} {EXACT}",
        data=DataTable(columns=(story.counted, *(c.label for c in columns)), rows=printed(story.rows, T)),
        parts=[
            Part(
                name="p",
                ask=f"{asked(rng, story, B, A)} Find $P({A.letter} | {B.letter})$.",
                answer=number(p),
                hints=[
                    f"Which {story.counted} are still possible once you know that the {story.one} {B.says}?",
                    f"Divide the cell that belongs to both by the total of “{B.label}”.",
                ],
                steps=[
                    f"Only “{B.label}” is left, with ${of_b} = {column}$ {story.counted}: the new total.",
                    f"Of these, ${both}$ belong to “{A.label}”: "
                    f"$P({A.letter} | {B.letter}) = {reduced(both, column)}$.",
                ],
                mistakes=[
                    reversed_condition(back, story, B),
                    joint(Fraction(both, total), story, B),
                    marginal(Fraction(row, total), story, B),
                ],
            ),
            Part(
                ask=f"Find $P(bar({A.letter}) | {B.letter})$, for the same {story.one}.",
                answer=number(1 - p),
                follows="1 - p",
                steps=[
                    f"A {story.one} {story.who} {B.says} is in one of two cells, so "
                    f"$P({A.letter} | {B.letter}) + P(bar({A.letter}) | {B.letter}) = 1$.",
                    f"Hence $P(bar({A.letter}) | {B.letter}) = 1 - {p} = {1 - p}$.",
                ],
                mistakes=[
                    marginal(Fraction(total - row, total), story, B),
                    joint(Fraction(other, total), story, B),
                ],
            ),
            Part(
                ask=f"Now the other way round. {asked(rng, story, A, B)} Find $P({B.letter} | {A.letter})$.",
                answer=number(back),
                hints=["The event after the bar has changed, and with it the total."],
                steps=[
                    f"Now only “{A.label}” is left, with ${of_a} = {row}$ {story.counted}.",
                    f"Of these, ${both}$ belong to “{B.label}”: "
                    f"$P({B.letter} | {A.letter}) = {reduced(both, row)}$.",
                ],
                mistakes=[
                    reversed_condition("p", story, A),
                    joint(Fraction(both, total), story, A),
                    marginal(Fraction(column, total), story, A),
                ],
            ),
        ],
    )  # fmt: skip


def from_percentages(rng: Rng) -> Multipart:
    """A table of 2 by 3 shares of the whole: P(A | B), P(B | A) and P(A | not B)."""
    story = rng.choice(STORIES)
    columns = rng.shuffled(story.columns)

    def shares() -> Counts:
        cells = with_sum(rng, 6, 100, 3, 34)
        return rarer_first([cells[:3], cells[3:]])

    T = different_sums(shares)
    j = rng.integer(0, 2)
    A, B = story.rows[0], columns[j]
    both, column, row = T[0][j], T[0][j] + T[1][j], sum(T[0])
    rest = [T[0][k] for k in range(3) if k != j]
    p, back, apart = Fraction(both, column), Fraction(both, row), Fraction(row - both, 100 - column)
    assert p * column + apart * (100 - column) == row  # total probability
    a, b = A.letter, B.letter

    return Multipart(
        f"{story.scene} The table shows which percentage of all {story.counted} falls into each cell. "
        f"{picked(story)} {meaning(A, B)} {EXACT}",
        data=DataTable(
            columns=("% of all", *(c.label for c in columns)),
            rows=printed(story.rows, T),
            caption=f"Percentages of all {story.counted}; they add up to 100.",
        ),
        parts=[
            Part(
                ask=f"{asked(rng, story, B, A)} Find $P({a} | {b})$.",
                answer=number(p),
                hints=[
                    f"Suppose there are 100 {story.counted}: how many of them remain once you know ${b}$?",
                    f"Divide the percentage of the cell by the percentage of “{B.label}” as a whole.",
                ],
                steps=[
                    f"The shares of “{B.label}” add up to $P({b}) = {T[0][j]}% + {T[1][j]}% = {column}%$.",
                    f"The share of “{A.label}” among them is $P({a} cap {b}) = {both}%$ of all, so "
                    f"$P({a} | {b}) = P({a} cap {b})/P({b}) = {reduced(both, column)}$.",
                ],
                mistakes=[
                    reversed_condition(back, story, B),
                    joint(Fraction(both, 100), story, B),
                    marginal(Fraction(row, 100), story, B),
                ],
            ),
            Part(
                ask=f"Now the other way round. {asked(rng, story, A, B)} Find $P({b} | {a})$.",
                answer=number(back),
                hints=["The event after the bar has changed, and with it the total."],
                steps=[
                    f"The shares of “{A.label}” add up to $P({a}) = {added(T[0], '%')} = {row}%$.",
                    f"Hence $P({b} | {a}) = P({a} cap {b})/P({a}) = {reduced(both, row)}$.",
                ],
                mistakes=[
                    reversed_condition(p, story, A),
                    joint(Fraction(both, 100), story, A),
                    marginal(Fraction(column, 100), story, A),
                ],
            ),
            Part(
                ask=f"This time the {story.one} belongs to one of the other two groups, not to “{B.label}”. "
                f"How probable is “{A.label}” now? Find $P({a} | bar({b}))$.",
                answer=number(apart),
                hints=[f"Put the other two groups together: what is their total, and how much of it is “{A.label}”?"],
                steps=[
                    f"The shares of the other two groups add up to $P(bar({b})) = 100% - {column}% = {100 - column}%$, "
                    f"those of “{A.label}” among them to $P({a} cap bar({b})) = {added(rest, '%')} = {sum(rest)}%$.",
                    f"Hence $P({a} | bar({b})) = P({a} cap bar({b}))/P(bar({b})) = "
                    f"{reduced(sum(rest), 100 - column)}$.",
                ],
                mistakes=[
                    Mistake(
                        "complement-of-the-condition",
                        number(1 - p),
                        f"$1 - P({a} | {b})$ is $P(bar({a}) | {b})$, still about “{B.label}”. "
                        f"The other groups have their own total.",
                    ),
                    joint(Fraction(sum(rest), 100), story, None),
                    marginal(Fraction(row, 100), story, None),
                ],
            ),
        ],
    )  # fmt: skip


def without_replacement(rng: Rng) -> Multipart:
    """Three draws from one column of a table of counts: P(A), P(B | A), P(C | A, B) and their product."""
    story = rng.choice(STORIES)
    columns = rng.shuffled(story.columns)
    m, k, pattern = rng.choice(chains())
    j, hits = rng.integer(0, 2), (k, m - k)

    def counts() -> Counts:
        return tuple(tuple(hits[i] if c == j else rng.integer(2, 20) for c in range(3)) for i in range(2))

    T = different_sums(counts)
    A, B = story.rows[0], columns[j]
    events = [f"{A.letter}_{n}" if wanted else f"bar({A.letter}_{n})" for n, wanted in enumerate(pattern, 1)]
    words = [A.label if wanted else story.rows[1].label for wanted in pattern]
    tops, (a, b, c) = branch(m, k, pattern)
    assert a * b * c == in_order(m, k, pattern)
    row, total = sum(T[0]), sum(map(sum, T))
    fresh = [Fraction(hits[0 if wanted else 1], m) for wanted in pattern]
    both, all_three = f"{events[0]} cap {events[1]}", " cap ".join(events)
    new = "One is gone" if pattern[1] == pattern[0] else f"One is gone, but not one that is “{words[1]}”"
    before = (
        f"the first two were “{words[0]}”"
        if pattern[0] == pattern[1]
        else f"the first was “{words[0]}” and the second “{words[1]}”"
    )
    taken = sum(wanted == pattern[2] for wanted in pattern[:2])

    return Multipart(
        f"{story.scene} The table shows the numbers of {story.counted}. Three of the {story.counted} {story.who} "
        f"{B.says} (“{B.label}” in the table) are picked at random, one after the other and none of them twice. "
        f"Write ${A.letter}_1$, ${A.letter}_2$, ${A.letter}_3$ for the events that the first, second, third one is "
        f"“{A.label}”. {EXACT}",
        data=DataTable(columns=(story.counted, *(c.label for c in columns)), rows=printed(story.rows, T)),
        parts=[
            Part(
                name="a",
                ask=f"Find $P({events[0]})$, the probability of “{words[0]}” for the first one.",
                answer=number(a),
                hints=[f"Which {story.counted} can be picked at all? Count only these."],
                steps=[
                    f"Only “{B.label}” counts, with ${hits[0]} + {hits[1]} = {m}$ {story.counted}.",
                    f"Of these, ${tops[0]}$ belong to “{words[0]}”: $P({events[0]}) = {reduced(tops[0], m)}$.",
                ],
                mistakes=[
                    reversed_condition(Fraction(k, row), story, B),
                    joint(Fraction(k, total), story, B),
                    marginal(Fraction(row, total), story, B),
                ],
            ),
            Part(
                name="b",
                ask=f"Find $P({events[1]} | {events[0]})$, where the first one was “{words[0]}”.",
                answer=number(b),
                hints=["One is gone. How many are left, and how many of the wanted kind?"],
                steps=[
                    f"{new}: ${m - 1}$ {story.counted} are left, ${tops[1]}$ of them “{words[1]}”.",
                    f"So $P({events[1]} | {events[0]}) = {reduced(tops[1], m - 1)}$.",
                ],
                mistakes=[replaced(fresh[1]), *total_kept(tops[1], m, fresh[1])],
            ),
            Part(
                name="c",
                ask=f"Find $P({events[2]} | {both})$, where {before}.",
                answer=number(c),
                hints=["Now two are gone."],
                steps=[
                    f"Two are gone, {NUMBER[taken]} of them “{words[2]}”: ${m - 2}$ {story.counted} are left, "
                    f"${tops[2]}$ of them “{words[2]}”.",
                    f"So $P({events[2]} | {both}) = {reduced(tops[2], m - 2)}$.",
                ],
                mistakes=[replaced(fresh[2]), *total_kept(tops[2], m, fresh[2])],
            ),
            Part(
                ask=f"Find $P({all_three})$.",
                answer=number(a * b * c),
                follows="a*b*c",
                hints=["Go along one branch of the tree: the three probabilities you have found lie on it."],
                steps=[
                    "By the chain rule the probabilities along the branch are multiplied.",
                    f"So $P({all_three}) = P({events[0]})*P({events[1]} | {events[0]})*P({events[2]} | {both}) = "
                    f"({a})*({b})*({c}) = {a * b * c}$.",
                ],
                mistakes=[
                    replaced(fresh[0] * fresh[1] * fresh[2]),
                    Mistake(
                        "adds-up-probabilities",
                        "a + b + c",
                        "All three must happen, one after the other: multiply along the branch.",
                    ),
                ],
            ),
        ],
    )  # fmt: skip


# Probabilities -----------------------------------------------------------------------------------------------------

EXACT = "Give exact values; fractions need not be reduced."
NUMBER = ("none", "one", "both")


def different_sums(draw: Callable[[], Counts]) -> Counts:
    """The first table drawn whose row and column sums all differ, so that no total stands in for another."""
    for _ in range(40):
        table = draw()
        sums = [*map(sum, table), *map(sum, zip(*table, strict=True))]
        if len(set(sums)) == len(sums):
            return table
    raise Redraw("no table with different row and column sums")


def rarer_first(rows: Sequence[Sequence[int]]) -> Counts:
    return tuple(sorted(map(tuple, rows), key=sum))


@cache
def chains() -> tuple[tuple[int, int, Pattern], ...]:
    """(m, k, pattern): three draws from m with k of a kind, the first of that kind, and a product that is humane."""
    patterns = list(product([True], [True, False], [True, False]))
    every = [(m, k, pattern) for m in range(6, 16) for k in range(2, m - 1) for pattern in patterns]
    return tuple(chain for chain in every if in_order(*chain) > 0 and in_order(*chain).denominator <= 60)


def branch(m: int, k: int, pattern: Pattern) -> tuple[list[int], list[Fraction]]:
    """How many of the wanted kind are left at each draw, and the probabilities along the branch."""
    left, tops, probabilities = [m - k, k], [], []
    for gone, wanted in enumerate(pattern):
        tops.append(left[wanted])
        probabilities.append(Fraction(left[wanted], m - gone))
        left[wanted] -= 1
    return tops, probabilities


def in_order(m: int, k: int, pattern: Pattern) -> Fraction:
    """The probability of the pattern by counting ordered choices: of k and of the other m - k, among all."""
    hits = sum(pattern)
    return Fraction(perm(k, hits) * perm(m - k, len(pattern) - hits), perm(m, len(pattern)))


# Words -------------------------------------------------------------------------------------------------------------


def picked(story: Story) -> str:
    return f"One of these {story.counted} is picked at random."


def meaning(A: Side, B: Side) -> str:
    return f"Write ${A.letter}$ for “{A.label}” and ${B.letter}$ for “{B.label}”."


def asked(rng: Rng, story: Story, given: Side, wanted: Side) -> str:
    """The question in words; which of them, the seed decides."""
    return rng.choice((
        f"Given that the {story.one} {given.says}, what is the probability that the {story.one} {wanted.says}?",
        f"We learn that the {story.one} {given.says}. How probable is it now that the {story.one} {wanted.says}?",
        f"Which share of the {story.counted} {story.who} {given.says} {wanted.says}?",
    ))  # fmt: skip


def printed(rows: Sequence[Side], T: Counts) -> tuple[tuple[str, ...], ...]:
    return tuple((side.label, *map(str, cells)) for side, cells in zip(rows, T, strict=True))


def added(cells: Sequence[int], unit: str = "") -> str:
    return " + ".join(f"{cell}{unit}" for cell in cells)


def reversed_condition(wrong: Fraction | str, story: Story, given: Side) -> Mistake:
    return Mistake(
        "conditions-the-wrong-way",
        wrong if isinstance(wrong, str) else number(wrong),
        f"Event and condition are exchanged. What stands after the bar is the new total: here the {story.counted} "
        f"{story.who} {given.says}.",
    )


def joint(wrong: Fraction, story: Story, given: Side | None) -> Mistake:
    only = f"the {story.counted} {story.who} {given.says}" if given else "the other two groups"
    return Mistake(
        "joint-for-conditional",
        number(wrong),
        f"You divided by all {story.counted}. Under the condition only {only} count.",
    )


def marginal(wrong: Fraction, story: Story, given: Side | None) -> Mistake:
    only = f"the {story.counted} {story.who} {given.says}" if given else "the other two groups"
    return Mistake(
        "marginal-for-conditional",
        number(wrong),
        f"That is the share among all {story.counted}. The condition leaves only {only}: look at these.",
    )


def replaced(wrong: Fraction) -> Mistake:
    return Mistake(
        "with-replacement", number(wrong), "Nothing is put back: each draw leaves fewer, and the numbers change."
    )


def total_kept(top: int, m: int, fresh: Fraction) -> list[Mistake]:
    """Who takes the first ones out of the numerator only; no mistake of its own where the numerator has not changed."""
    wrong = Fraction(top, m)
    feedback = "What was picked is missing from the total too, not only from its own kind."
    return [] if wrong == fresh else [Mistake("total-not-reduced", number(wrong), feedback)]


# Counting ----------------------------------------------------------------------------------------------------------


Look = Callable[[tuple[int, ...]], int]


class Event(NamedTuple):
    """An event in words, the outcomes that have it, and what is looked at in an outcome, if it is one number."""

    says: str
    holds: Callable[[tuple[int, ...]], bool]
    looks: Look | None = None


class Bag(NamedTuple):
    """Things of three kinds to draw from; in `text` stand the numbers a, b, c."""

    many: str
    kinds: tuple[str, str, str]
    text: str


BAGS = (
    Bag("balls", ("red", "blue", "white"), "An urn holds {a} red, {b} blue and {c} white balls."),
    Bag("socks", ("black", "grey", "striped"), "A drawer holds {a} black, {b} grey and {c} striped socks."),
    Bag("tea bags", ("mint", "rooibos", "camomile"), "A box holds {a} mint, {b} rooibos and {c} camomile tea bags."),
    Bag("books", ("crime", "travel", "cookery"), "On a shelf stand {a} crime, {b} travel and {c} cookery books."),
    Bag("chocolates", ("nut", "caramel", "nougat"), "A box holds {a} nut, {b} caramel and {c} nougat chocolates."),
    Bag("bulbs", ("tulip", "crocus", "daffodil"), "In a bag are {a} tulip, {b} crocus and {c} daffodil bulbs."),
    Bag("tickets", ("gold", "silver", "bronze"), "In a hat lie {a} gold, {b} silver and {c} bronze tickets."),
    Bag("players", ("junior", "senior", "guest"), "A chess club has {a} junior, {b} senior and {c} guest players."),
    Bag("chips", ("fast", "slow", "faulty"), "On a tray lie {a} fast, {b} slow and {c} faulty chips."),
)
DICE = (
    "Two dice are rolled: a red one with the faces $1$ to ${m}$ and a blue one with the faces $1$ to ${n}$.",
    "Two wheels of fortune are spun: the left one has the fields $1$ to ${m}$, the right one the fields $1$ to ${n}$, "
    "all of one size on each wheel.",
    "From a left hat one of the cards $1$ to ${m}$ is drawn at random, from a right hat one of the cards $1$ to ${n}$.",
    "A game asks for two random whole numbers: one from $1$ to ${m}$, then one from $1$ to ${n}$, each as likely as "
    "any other.",
)


@exercise(
    "prob_stats.events.counting_probability",
    title="Probability by counting",
    skill="s.ev.count",
    source="Wasserman, All of Statistics (2004), section 1.4",
    levels={"easy": {"draws": "two_dice"}, "core": {"draws": "two_draws"}, "hard": {"draws": "three_draws"}},
)
def counting_probability(rng: Rng, *, draws: Literal["two_dice", "two_draws", "three_draws"]) -> Multipart:
    """Find the probability of an event by counting equally likely outcomes."""
    if draws == "two_dice":
        return two_dice(rng) if rng.chance(Fraction(5, 6)) else coins(rng)
    if draws == "two_draws":
        return two_draws(rng)
    return three_dice(rng) if rng.chance(Fraction(2, 5)) else handful(rng)


def possible(wrong: Iterable[tuple[str, Fraction, str]]) -> list[Mistake]:
    """Mistakes by (misconception, value, feedback), those left out that would be no probability."""
    return [Mistake(id, number(value), feedback) for id, value, feedback in wrong if value <= 1]


def two_dice(rng: Rng) -> Multipart:
    """Two numbers, the sides perhaps different: an event about their sum, difference, product or the larger one."""
    m, n = rng.choice(((4, 6), (6, 6), (6, 6), (6, 8), (8, 6), (6, 4), (4, 8), (8, 8), (5, 6), (6, 10), (5, 5), (8, 4)))
    every = list(product(range(1, m + 1), range(1, n + 1)))
    event = rng.choice(pair_events(m, n))
    wanted = [pair for pair in every if event.holds(pair)]
    p = Fraction(len(wanted), len(every))
    assert len(wanted) == sum(event.holds((i, j)) for j in range(n, 0, -1) for i in range(m, 0, -1))
    by_first = [(i, [j for k, j in wanted if k == i]) for i in range(1, m + 1)]
    rows = [f"{spoken_pairs(i, others, n)}" for i, others in by_first if others]
    mistakes = [
        ("outcomes-added", Fraction(len(wanted), m + n),
         f"There are not ${m} + {n}$ outcomes: each of the ${m}$ numbers can go with each of the ${n}$, so multiply."),
        ("pairs-without-order", Fraction(len({tuple(sorted(pair)) for pair in wanted}), m * n),
         "$(1, 2)$ and $(2, 1)$ are different outcomes: count ordered pairs above and below."),
    ]  # fmt: skip
    if event.looks:
        values, hits = ({event.looks(pair) for pair in pairs} for pairs in (every, wanted))
        told = (
            "That takes all values as equally likely. They are not, since some arise from more pairs than others: "
            "count ordered pairs."
        )
        mistakes.insert(0, ("sums-equally-likely", Fraction(len(hits), len(values)), told))
    return Multipart(
        f"{rng.choice(DICE).format(m=m, n=n)}",
        [
            Part(
                ask=f"What is the probability that {event.says}? {ONE_EXACT}",
                answer=number(p),
                hints=[
                    "Write an outcome as a pair: the first number, then the second. How many such pairs are there?",
                    "Go through the first numbers one by one: which second numbers fit?",
                ],
                steps=[
                    f"There are ${m}*{n} = {m * n}$ pairs of a first and a second number, all equally likely.",
                    f"The pairs that fit: {'; '.join(rows)}.",
                    f"These are ${' + '.join(str(len(others)) for _, others in by_first if others)} = {len(wanted)}$ "
                    f"pairs, so the probability is ${reduced(len(wanted), m * n)}$.",
                ],
                mistakes=possible(mistakes),
                figure=pair_grid(m, n, wanted),
            )
        ],
    )  # fmt: skip


def pair_events(m: int, n: int) -> list[Event]:
    """Events about two numbers that 2 to 20 pairs have, and not most of them."""

    def gap(pair: tuple[int, ...]) -> int:
        return abs(pair[0] - pair[1])

    drawn_from: list[tuple[str, Iterable[int], Callable[[tuple[int, ...], int], bool], Look | None]] = [
        ("the sum of the two numbers is exactly ${}$", range(3, m + n), lambda pair, k: sum(pair) == k, sum),
        ("the sum of the two numbers is at least ${}$", range(3, m + n), lambda pair, k: sum(pair) >= k, sum),
        ("the sum of the two numbers is at most ${}$", range(3, m + n), lambda pair, k: sum(pair) <= k, sum),
        ("the two numbers differ by exactly ${}$", range(1, min(m, n)), lambda pair, k: gap(pair) == k, gap),
        ("the larger of the two numbers is ${0}$ (both may be ${0}$)", range(2, max(m, n) + 1),
         lambda pair, k: max(pair) == k, max),
        ("the smaller of the two numbers is ${0}$ (both may be ${0}$)", range(1, min(m, n)),
         lambda pair, k: min(pair) == k, min),
        ("the product of the two numbers is exactly ${}$", range(4, m * n), lambda pair, k: prod(pair) == k, prod),
        ("the sum of the two numbers is a multiple of ${}$", range(3, 6), lambda pair, k: sum(pair) % k == 0, None),
        ("at least one of the two numbers is ${}$", range(1, min(m, n) + 1), lambda pair, k: k in pair, None),
    ]  # fmt: skip
    found = [
        Event(says.format(k), partial(flipped, holds, k), looks)
        for says, values, holds, looks in drawn_from
        for k in values
    ]
    every = list(product(range(1, m + 1), range(1, n + 1)))
    return [event for event in found if 2 <= sum(map(event.holds, every)) <= 16 and mirrored(event, every)]


def flipped(holds: Callable[[tuple[int, ...], int], bool], k: int, pair: tuple[int, ...]) -> bool:
    return holds(pair, k)


def mirrored(event: Event, every: Sequence[tuple[int, ...]]) -> bool:
    """Whether the order of the numbers matters when the pairs with the event are counted."""
    wanted = [pair for pair in every if event.holds(pair)]
    return len({tuple(sorted(pair)) for pair in wanted}) < len(wanted)


def spoken_pairs(first: int, others: Sequence[int], n: int) -> str:
    """`$(2, 5)$ and $(2, 6)$`; a long run by its ends."""
    pairs = [f"$({first}, {other})$" for other in others]
    if len(pairs) > 3 and others[-1] - others[0] == len(others) - 1:
        return f"{pairs[0]} to {pairs[-1]}"
    return listed(pairs)


def coins(rng: Rng) -> Multipart:
    """Three to five tosses of a coin: so many heads."""
    n = rng.integer(3, 5)
    k = rng.integer(1, n - 1)
    how = rng.choice(("exactly", "at least", "at most"))
    counts = [k] if how == "exactly" else list(range(k, n + 1)) if how == "at least" else list(range(k + 1))
    ways = [comb(n, j) for j in counts]
    p = Fraction(sum(ways), 2**n)
    assert p == Fraction(sum(sum(tosses) in counts for tosses in product((0, 1), repeat=n)), 2**n)
    what, side = rng.choice((
        (f"A fair coin is tossed ${n}$ times.", "heads"),
        (f"{NUMERALS[n].capitalize()} fair coins are thrown at once.", "tails"),
        (f"A random number generator makes ${n}$ bits, each as likely $0$ as $1$.", "ones"),
        (f"A family has {NUMERALS[n]} cats, and each is as likely a tom as not.", "toms"),
        (f"A learner answers {NUMERALS[n]} yes-or-no questions by tossing a fair coin.", "right answers"),
    ))  # fmt: skip
    return Multipart(
        what,
        [
            Part(
                ask=f"What is the probability that the number of {side} is {how} ${k}$? {ONE_EXACT}",
                answer=number(p),
                hints=[
                    "How many sequences of two letters are there?",
                    "In how many ways can the places be chosen?",
                ],
                steps=[
                    f"There are $2^({n}) = {2**n}$ sequences, all equally likely.",
                    *(f"The places for ${j}$ of ${n}$ can be chosen in $binomial({n}, {j}) = {comb(n, j)}$ "
                      f"{'way' if comb(n, j) == 1 else 'ways'}." for j in counts),
                    *([f"Together these are ${added(ways)} = {sum(ways)}$."] if len(ways) > 1 else []),
                    f"So the probability is ${reduced(sum(ways), 2**n)}$.",
                ],
                mistakes=[
                    Mistake("sums-equally-likely", number(Fraction(len(counts), n + 1)),
                            f"The numbers $0$ to ${n}$ are not equally likely: count sequences."),
                    Mistake("one-order-only", number(Fraction(len(counts), 2**n)),
                            "The same number can come in several orders, and each of these is an outcome of its own."),
                    Mistake("outcomes-added", number(Fraction(sum(ways), 2 * n)),
                            f"There are not $2*{n}$ sequences: every toss doubles their number."),
                ][: 3 if sum(ways) <= 2 * n else 2],
            )
        ],
    )  # fmt: skip


def two_draws(rng: Rng) -> Multipart:
    """Two of a bag without putting back, counted as ordered pairs."""
    bag = rng.choice(BAGS)
    sizes = rng.distinct(2, 9, count=3)
    kinds = rng.shuffled(bag.kinds)
    size = dict(zip(bag.kinds, sizes, strict=True))
    total = sum(sizes)
    x, y, _ = kinds
    a, b = size[x], size[y]
    rest = total - a
    cases: dict[str, tuple[str, list[tuple[str, int, int]]]] = {
        "both": (f"both are {x}", [(f"{x}, then {x}", a, a - 1)]),
        "ordered": (f"the first is {x} and the second {y}", [(f"{x}, then {y}", a, b)]),
        "one each": (f"one is {x} and the other {y}", [(f"{x}, then {y}", a, b), (f"{y}, then {x}", b, a)]),
        "same": ("both are of the same kind", [(f"{k}, then {k}", size[k], size[k] - 1) for k in kinds]),
        "exactly one": (f"exactly one is {x}", [(f"{x}, then another kind", a, rest),
                                                (f"another kind, then {x}", rest, a)]),
        "none": (f"none is {x}", [("another kind, then another kind", rest, rest - 1)]),
    }  # fmt: skip
    which = rng.choice(tuple(cases))
    says, ways = cases[which]
    counted = sum(first * second for _, first, second in ways)
    p = Fraction(counted, total * (total - 1))
    things = [kind for kind in kinds for _ in range(size[kind])]
    assert p == Fraction(sum(fits(which, x, y, (things[i], things[j])) for i, j in permutations(range(total), 2)),
                         total * (total - 1))  # fmt: skip
    same = [(first, second + (second == first - 1)) for _, first, second in ways]
    back = Fraction(sum(first * second for first, second in same), total**2)
    mixed = Fraction(counted, comb(total, 2))
    one = ways[0][1] * ways[0][2]
    mistakes = [Mistake("with-replacement", number(back), "The first draw is not put back: one fewer is left for the "
                        "second, and perhaps one fewer of its kind.")]  # fmt: skip
    if len(ways) > 1 and which != "same":
        mistakes.append(Mistake("one-order-only", number(Fraction(one, total * (total - 1))),
                                "It can happen in both orders: the second one may come first too."))  # fmt: skip
    if mixed <= 1:
        mistakes.append(Mistake("unordered-mix", number(mixed),
                                "You counted the favourable pairs with their order and all pairs without it: count "
                                "both in the same way."))  # fmt: skip
    if which in ("both", "none", "same"):
        loose = Fraction(sum(first * (second + 1) for _, first, second in ways), total * (total - 1))
        mistakes.append(Mistake("total-not-reduced", number(Fraction(counted, total**2)),
                                "For the second draw one is missing from the total too."))  # fmt: skip
        if loose != back and loose <= 1:
            mistakes.append(Mistake("own-kind-not-reduced", number(loose),
                                    "For the second draw one is missing from its own kind too, not only from the "
                                    "total."))  # fmt: skip
    elif (added_up := Fraction(2 * a if which == "exactly one" else a + b, total)) < 1:
        mistakes.append(Mistake("adds-up-probabilities", number(added_up),
                                "Both draws must come out right: multiply along a path, and add only over different "
                                "paths."))  # fmt: skip
    products = [f"{first}*{second}" for _, first, second in ways]
    return Multipart(
        f"{bag.text.format(**dict(zip('abc', sizes, strict=True)))} Two of the {bag.many} are picked at random, one "
        "after the other and without putting back.",
        [
            Part(
                ask=f"What is the probability that {says}? {ONE_EXACT}",
                answer=number(p),
                hints=[
                    f"How many pairs of a first and a second one of the {bag.many} are there?",
                    "Which sequences of kinds fit? Count the pairs of each.",
                ],
                steps=[
                    f"There are ${added(sizes)} = {total}$ {bag.many}, so ${total}*{total - 1} = "
                    f"{total * (total - 1)}$ pairs of a first and a second one, all equally likely.",
                    *(f"“{path[0].upper()}{path[1:]}” has ${first}*{second} = {first * second}$ pairs."
                      for path, first, second in ways),
                    *([f"Together these are ${' + '.join(products)} = {counted}$."] if len(ways) > 1 else []),
                    f"So the probability is ${reduced(counted, total * (total - 1))}$.",
                ],
                mistakes=mistakes,
            )
        ],
    )  # fmt: skip


def fits(which: str, x: str, y: str, pair: tuple[str, str]) -> bool:
    """Whether two drawn kinds have the event."""
    match which:
        case "both":
            return pair == (x, x)
        case "ordered":
            return pair == (x, y)
        case "one each":
            return set(pair) == {x, y}
        case "same":
            return pair[0] == pair[1]
        case "exactly one":
            return pair.count(x) == 1
        case _:
            return x not in pair


def handful(rng: Rng) -> Multipart:
    """Three or four of a bag at once, counted as subsets."""
    bag = rng.choice(BAGS)
    r = rng.choice((3, 3, 4))
    sizes = rng.distinct(2, 7, count=3)
    x = rng.choice(bag.kinds)
    size = dict(zip(bag.kinds, sizes, strict=True))
    total, a = sum(sizes), size[x]
    rest = total - a
    every = comb(total, r)
    if r == 3 and rng.chance(Fraction(1, 4)):
        says, terms = "all three are of different kinds", [(f"{sizes[0]}*{sizes[1]}*{sizes[2]}", prod(sizes))]
        ordered, back = prod(sizes), 6 * Fraction(prod(sizes), total**3)
        told = ["The number of ways to choose one of each kind is"]
    else:
        options = [[k] for k in range(1, r) if k <= a and r - k <= rest]
        options += [list(range(k, min(a, r) + 1)) for k in range(2, r) if k < min(a, r)]
        if rest >= r:
            options += [[0, 1]]
        counts = rng.choice(options)
        says = (
            f"exactly ${counts[0]}$ of them {'is' if counts[0] == 1 else 'are'} {x}"
            if len(counts) == 1
            else f"at most one of them is {x}" if counts == [0, 1]
            else f"at least ${counts[0]}$ of them are {x}"
        )  # fmt: skip
        terms = [(f"binomial({a}, {k})*binomial({rest}, {r - k})", comb(a, k) * comb(rest, r - k)) for k in counts]
        told = [f"With exactly ${k}$ {x} {'one' if k == 1 else 'ones'}, the number of ways is" for k in counts]
        ordered = sum(perm(a, k) * perm(rest, r - k) for k in counts)
        back = sum(
            (comb(r, k) * Fraction(a, total) ** k * Fraction(rest, total) ** (r - k) for k in counts), Fraction(0)
        )
    ways = [value for _, value in terms]
    p = Fraction(sum(ways), every)
    if "different" not in says:
        assert p == sum(
            (Fraction(comb(r, k) * perm(a, k) * perm(rest, r - k), perm(total, r)) for k in counts), Fraction(0)
        )
    else:
        assert p == Fraction(6 * ordered, perm(total, 3))
    return Multipart(
        f"{bag.text.format(**dict(zip('abc', sizes, strict=True)))} {NUMERALS[r].capitalize()} of the {bag.many} are "
        "picked at random, all at once.",
        [
            Part(
                ask=f"What is the probability that {says}? {ONE_EXACT}",
                answer=number(p),
                hints=[
                    "They are picked at once, so the order does not matter: how many selections are there?",
                    "How many selections fit? Choose the ones of each kind separately and multiply.",
                ],
                steps=[
                    f"There are ${added(sizes)} = {total}$ {bag.many}, so $binomial({total}, {r}) = {every}$ "
                    "selections, all equally likely.",
                    *(f"{begin} ${text} = {value}$." for begin, (text, value) in zip(told, terms, strict=True)),
                    *([f"Together these are ${added(ways)} = {sum(ways)}$."] if len(ways) > 1 else []),
                    f"So the probability is ${reduced(sum(ways), every)}$.",
                ],
                mistakes=[
                    Mistake("with-replacement", number(back),
                            "That is for draws with putting back. Here nothing can be picked twice."),
                    Mistake("one-order-only", number(Fraction(ordered, perm(total, r))),
                            "That is the probability in one particular order. There are several."),
                    Mistake("unordered-mix", number(Fraction(sum(ways), perm(total, r))),
                            "You counted the selections that fit without order and all of them with it: count both in "
                            "the same way."),
                ],
            )
        ],
    )  # fmt: skip


CONDITIONS: tuple[tuple[str, Callable[[tuple[int, ...]], bool]], ...] = (
    ("", lambda roll: True),
    (" and all three are different", lambda roll: len(set(roll)) == 3),
    (" and no number is a $1$", lambda roll: 1 not in roll),
    (" and no number is a $2$", lambda roll: 2 not in roll),
    (" and at least two of them are equal", lambda roll: len(set(roll)) < 3),
)
"""What is said beside the sum of three numbers."""


def three_dice(rng: Rng) -> Multipart:
    """Three dice: a sum, perhaps with a condition."""
    sides = rng.choice((4, 6, 6, 6, 8))
    every = list(product(range(1, sides + 1), repeat=3))
    s = rng.integer(5, 3 * sides - 2)
    extra, holds = rng.choice(CONDITIONS)
    condition = f"the sum of the three numbers is ${s}${extra}"
    wanted = [roll for roll in every if sum(roll) == s and holds(roll)]
    triples = sorted({tuple(sorted(roll)) for roll in wanted})
    orders = [len(set(permutations(triple))) for triple in triples]
    assume(1 < len(triples) <= 7 and len(wanted) > len(triples), "too few or too many triples")
    assert sum(orders) == len(wanted)
    p = Fraction(len(wanted), len(every))
    grouped = [(k, [t for t, o in zip(triples, orders, strict=True) if o == k]) for k in (6, 3, 1)]
    told = {6: "Three different numbers can stand in $6$ orders", 3: "Two equal numbers and another one can stand in "
            "$3$ orders", 1: "Three equal numbers stand in one order only"}  # fmt: skip
    what = rng.choice((
        f"Three dice with the faces $1$ to ${sides}$ are rolled: a red, a green and a blue one.",
        f"A die with the faces $1$ to ${sides}$ is rolled three times.",
        f"A wheel of fortune with ${sides}$ fields of one size, numbered from $1$ to ${sides}$, is spun three times.",
        f"Three players each draw one of ${sides}$ cards, numbered from $1$ to ${sides}$, from a pack of their own.",
    ))  # fmt: skip
    parts = [
        f"{told[k]}: {listed(f'$({a}, {b}, {c})$' for a, b, c in group)} {'give' if len(group) > 1 else 'gives'} "
        f"${len(group)}*{k} = {len(group) * k}$."
        for k, group in grouped
        if group
    ]
    sums = [k * len(group) for k, group in grouped if group]
    mistakes = [
        ("pairs-without-order", Fraction(len(triples), len(every)),
         "Each of these triples can come in several orders, and each order is an outcome of its own."),
        ("all-orders-different", Fraction(6 * len(triples), len(every)),
         "Triples with equal numbers have fewer than $6$ orders."),
        ("outcomes-added", Fraction(len(wanted), 3 * sides),
         f"There are not $3*{sides}$ outcomes: the numbers of possibilities multiply."),
    ]  # fmt: skip
    return Multipart(
        what,
        [
            Part(
                ask=f"What is the probability that {condition}? {ONE_EXACT}",
                answer=number(p),
                hints=[
                    "How many ordered triples are there?",
                    "List the fitting triples by size first, then count in how many orders each can come.",
                ],
                steps=[
                    f"There are $({sides})^3 = {sides**3}$ ordered triples, all equally likely.",
                    *parts,
                    f"Together these are ${added(sums)} = {len(wanted)}$, so the probability is "
                    f"${reduced(len(wanted), len(every))}$."
                    if len(sums) > 1
                    else f"So the probability is ${reduced(len(wanted), len(every))}$.",
                ],
                mistakes=possible(mistakes),
            )
        ],
    )  # fmt: skip


ONE_EXACT = "Give the exact value; a fraction need not be reduced."
NUMERALS = ("no", "one", "two", "three", "four", "five", "six")


def pair_grid(m: int, n: int, wanted: Sequence[tuple[int, ...]]) -> Figure:
    """All pairs as points, those that fit filled."""
    others = [(i, j) for i in range(1, m + 1) for j in range(1, n + 1) if (i, j) not in wanted]
    return Figure(
        alt=f"All {m * n} pairs as points of a grid; filled are {listed(map(str, wanted))}.",
        marks=(
            Dots(points=tuple((float(i), float(j)) for i, j in others), colour="grey", hollow=True),
            Dots(points=tuple((float(i), float(j)) for i, j in wanted), colour="blue"),
        ),
        x=axis((0, m + 1), "first", step=1),
        y=axis((0, n + 1), "second", step=1),
        equal=True,
    )


# Unions ------------------------------------------------------------------------------------------------------------


class Group(NamedTuple):
    """Who is picked, and three things that can be said of them: (letter, "plays tennis")."""

    many: str
    one: str
    says: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]


GROUPS = (
    Group("members of a sports club", "member", (("T", "plays tennis"), ("S", "swims"), ("R", "rows"))),
    Group("tourists in a town", "tourist", (("M", "sees the museum"), ("C", "climbs the hill"), ("B", "takes a boat"))),
    Group("students of a school", "student", (("F", "learns French"), ("L", "learns Latin"), ("S", "learns Spanish"))),
    Group("phones in a repair shop", "phone",
          (("D", "has a broken display"), ("B", "has a weak battery"), ("K", "has a dead key"))),
    Group("days of a year", "day", (("W", "is windy"), ("R", "is rainy"), ("F", "is foggy"))),
    Group("e-mails of an office", "e-mail", (("L", "contains a link"), ("F", "has a file"), ("G", "is in German"))),
    Group("pictures of a data set", "picture", (("C", "shows a car"), ("B", "shows a bus"), ("W", "shows a walker"))),
    Group("users of an app", "user", (("M", "uses the map"), ("C", "uses the chat"), ("V", "uses the video call"))),
    Group("houses of a village", "house", (("G", "has a garage"), ("S", "has solar panels"), ("P", "has a pond"))),
    Group("guests of a café", "guest", (("C", "orders coffee"), ("K", "orders cake"), ("J", "orders juice"))),
)  # fmt: skip


@exercise(
    "prob_stats.events.addition_rule",
    title="Union, intersection, complement",
    skill="s.ev.union",
    source="Wasserman, All of Statistics (2004), section 1.3",
    levels={"easy": {"by": "diagram"}, "core": {"by": "two_events"}, "hard": {"by": "more"}},
)
def addition_rule(rng: Rng, *, by: Literal["diagram", "two_events", "more"]) -> Multipart:
    """Find probabilities of unions, intersections and complements from others."""
    if by == "diagram":
        return from_diagram(rng)
    if by == "two_events":
        return two_events(rng)
    return three_events(rng) if rng.chance(Fraction(3, 5)) else bounds(rng)


def from_diagram(rng: Rng) -> Multipart:
    """Counts in a Venn diagram, the circles apart or not: a complement, the union, neither."""
    group = rng.choice(GROUPS)
    (a, first), (b, second) = rng.sample(group.says, 2)
    N = rng.choice((20, 25, 30, 40, 50, 60))
    apart = rng.chance(Fraction(2, 5))
    if apart:
        (only_a, only_b, rest), both = with_sum(rng, 3, N, 2, N - 4), 0
    else:
        only_a, only_b, both, rest = with_sum(rng, 4, N, 2, N - 6)
    in_a, in_b, union = only_a + both, only_b + both, only_a + only_b + both
    u, neither = Fraction(union, N), Fraction(rest, N)
    assert u + neither == 1 and u == Fraction(in_a, N) + Fraction(in_b, N) - Fraction(both, N)
    doubled = Fraction(in_a + in_b, N)
    separate = "The circles do not overlap: nothing lies in both, and the probabilities simply add."
    return Multipart(
        f"In a sample there are ${N}$ {group.many}. The Venn diagram shows how many of them belong to ${a}$ "
        f"(“{first}”) and to ${b}$ (“{second}”). One {group.one} of the sample is picked at random. {EXACT}",
        figures=[venn(a, b, only_a, both, only_b, rest)],
        parts=[
            Part(
                ask=f"Find $P(bar({a}))$, the probability that the {group.one} does not belong to ${a}$.",
                answer=number(Fraction(N - in_a, N)),
                hints=[f"How many {group.many} lie inside the circle ${a}$, and how many outside it?"],
                steps=[
                    f"Inside the circle ${a}$ are ${only_a}{f' + {both}' * (not apart)}"
                    f"{f' = {in_a}' * (not apart)}$ of the ${N}$, so $P({a}) = {reduced(in_a, N)}$.",
                    f"All others belong to the complement: $P(bar({a})) = 1 - P({a}) = {reduced(N - in_a, N)}$.",
                ],
                mistakes=[
                    Mistake("event-for-complement", number(Fraction(in_a, N)), f"That is $P({a})$ itself."),
                    Mistake("other-event-for-complement", number(Fraction(in_b, N)),
                            f"$bar({a})$ is all that lies outside the circle ${a}$, not the other circle alone."),
                    Mistake("neither-for-complement", number(neither),
                            f"What lies only in ${b}$ is outside the circle ${a}$ too."),
                ],
            ),
            Part(
                name="u",
                ask=f"Find $P({a} cup {b})$.",
                answer=number(u),
                hints=["The union holds everything that lies in at least one of the two circles."],
                steps=[
                    separate if apart else f"In at least one circle are the numbers ${only_a}$, ${both}$ and "
                    f"${only_b}$; the ${both}$ in both are counted once.",
                    f"So $P({a} cup {b}) = {reducing_sum([only_a, only_b] if apart else [only_a, both, only_b], N)}$.",
                ],
                mistakes=[
                    Mistake("multiplies-dependent-events", number(Fraction(in_a * in_b, N * N)),
                            "A product is for events that happen both and are independent. Count what lies in at least "
                            "one circle."),
                    *([Mistake("event-for-complement", number(neither),
                               "That is the probability of lying in neither circle.")] if apart else [
                        Mistake("no-overlap", number(doubled),
                                f"The ${both}$ in both circles are counted twice that way."),
                        Mistake("subtract-twice", number(Fraction(only_a + only_b, N)),
                                "Those in both circles belong to the union too."),
                    ]),
                ],
            ),
            Part(
                ask=f"Find $P(bar({a}) cap bar({b}))$, the probability of neither.",
                answer=number(neither),
                follows="1 - u",
                hints=["Neither is the opposite of at least one."],
                steps=[
                    f"Neither ${a}$ nor ${b}$ is the complement of ${a} cup {b}$.",
                    f"So $P(bar({a}) cap bar({b})) = 1 - P({a} cup {b}) = {reduced(rest, N)}$.",
                ],
                mistakes=[
                    Mistake("multiplies-dependent-events", number(Fraction((N - in_a) * (N - in_b), N * N)),
                            "That would need independent events. Count what lies outside both circles."),
                    Mistake("not-both-for-neither", number(1 - Fraction(both, N)),
                            f"That is the probability of not both, $P(bar({a} cap {b}))$."),
                ],
            ),
        ],
    )  # fmt: skip


def reducing_sum(cells: Sequence[int], total: int) -> str:
    """`(3 + 4)/20 = 7/20`, reduced where it can be."""
    return f"({added(cells)})/{total} = {reduced(sum(cells), total)}"


def venn(a: str, b: str, only_a: int, both: int, only_b: int, rest: int) -> Figure:
    """Two circles with the numbers of what lies in each region."""
    reach = 1.15 if both else 2.0
    looks: tuple[tuple[float, Style, Colour], ...] = ((-reach, "solid", "blue"), (reach, "dashed", "orange"))
    circles = [
        Polygon(
            points=tuple(spot((x + 1.8 * cos(k * pi / 40), 1.8 * sin(k * pi / 40))) for k in range(80)),
            style=style,
            colour=colour,
            filled=False,
        )
        for x, style, colour in looks
    ]
    regions = {(-reach - 0.75 * (both > 0), 0.0): only_a, (reach + 0.75 * (both > 0), 0.0): only_b, (3.5, -1.7): rest}
    if both:
        regions[0.0, 0.0] = both
    overlap = f"in both {both}, " if both else "the circles do not overlap, "
    return Figure(
        alt=f"Venn diagram with two circles {a} and {b}: only in {a} {only_a}, {overlap}only in {b} {only_b}, outside "
        f"both circles {rest}.",
        marks=(
            Polygon(points=((-4.3, -2.2), (4.3, -2.2), (4.3, 2.2), (-4.3, 2.2)), colour="grey", filled=False),
            *circles,
            *(caption(place, str(count)) for place, count in regions.items()),
            caption((-reach - 1.5, 1.5), f"${a}$"),
            caption((reach + 1.3, 1.5), f"${b}$"),
        ),
        x=axis((-4.4, 4.4), shown=False),
        y=axis((-2.3, 2.3), shown=False),
        equal=True,
    )


def two_events(rng: Rng) -> Multipart:
    """Three of P(A), P(B), P(A and B), P(A or B), P(neither) are given: another one, then exactly one of the two."""
    group = rng.choice(GROUPS)
    (a, first), (b, second) = rng.sample(group.says, 2)
    N = rng.choice((20, 25, 40, 50, 100, 100, 100))
    cells = with_sum(rng, 4, N, max(1, N // 20), N)
    left, right, shared, outer = (Fraction(cell, N) for cell in cells)
    A, B, AB, union, none, only_a, only_b, one = (
        terminating(x) for x in (left + shared, right + shared, shared, 1 - outer, outer, left, right, left + right)
    )
    assert one == union - AB == A + B - 2 * AB and union + none == 1
    pa, pb, pab, pu, pn = f"P({a})", f"P({b})", f"P({a} cap {b})", f"P({a} cup {b})", f"P(bar({a}) cap bar({b}))"
    outside = f"{pu} = 1 - {pn} = 1 - {none} = {union}"
    rule = f"{pu} = {pa} + {pb} - {pab}"
    twice = Mistake("no-overlap", number(terminating(A + B)), f"What lies in both was counted twice: subtract ${pab}$.")
    known: list[tuple[str, Fraction | int]]
    which = rng.choice(("union", "both", "both from neither", "second", "first from neither"))
    product_of = Mistake("multiplies-dependent-events", number(terminating(A * B)),
                         "Multiplying would need independent events, and nothing says that they are.")  # fmt: skip
    match which:
        case "union":
            known, asked_for, value = [(pa, A), (pb, B), (pab, AB)], pu, union
            steps = [f"By the addition rule ${rule} = {A} + {B} - {AB} = {union}$."]
            mistakes = [twice, Mistake("subtract-twice", number(terminating(A + B - 2 * AB)),
                        "Subtract the overlap once: it was counted twice and shall count once.")]  # fmt: skip
            exact_one = "u - x_3"
        case "both":
            known, asked_for, value = [(pa, A), (pb, B), (pu, union)], pab, AB
            steps = [f"Solve the addition rule for the overlap: ${pab} = {pa} + {pb} - {pu} = "
                     f"{A} + {B} - {union} = {AB}$."]  # fmt: skip
            mistakes = [product_of, Mistake("event-for-complement", number(terminating(1 - union)),
                        "That is the probability of neither.")]  # fmt: skip
            exact_one = "x_3 - u"
        case "both from neither":
            known, asked_for, value = [(pa, A), (pb, B), (pn, none)], pab, AB
            steps = [f"What is not outside both belongs to the union: ${outside}$.",
                     f"By the addition rule ${pab} = {pa} + {pb} - {pu} = {A} + {B} - {union} = {AB}$."]  # fmt: skip
            mistakes = [product_of, Mistake("event-for-complement", number(terminating(size(A + B - none))),
                        f"The given ${none}$ is the probability of neither; the union is the rest.")]  # fmt: skip
            exact_one = "1 - x_3 - u"
        case "second":
            known, asked_for, value = [(pa, A), (pab, AB), (pu, union)], pb, B
            steps = [f"Solve the addition rule for ${pb}$: ${pb} = {pu} - {pa} + {pab} = "
                     f"{union} - {A} + {AB} = {B}$."]  # fmt: skip
            mistakes = [Mistake("no-overlap", number(only_b), f"That is ${b}$ alone. What lies in both belongs to "
                                f"${b}$ too."),
                        Mistake("event-for-complement", number(terminating(1 - A)),
                                f"That is $P(bar({a}))$.")]  # fmt: skip
            exact_one = "x_3 - x_2"
        case _:
            known, asked_for, value = [(pb, B), (pab, AB), (pn, none)], pa, A
            steps = [f"What is not outside both belongs to the union: ${outside}$.",
                     f"Solve the addition rule for ${pa}$: ${pa} = {pu} - {pb} + {pab} = "
                     f"{union} - {B} + {AB} = {A}$."]  # fmt: skip
            mistakes = [Mistake("no-overlap", number(only_a), f"That is ${a}$ alone. What lies in both belongs to "
                                f"${a}$ too."),
                        Mistake("event-for-complement", number(terminating(1 - B)),
                                f"That is $P(bar({b}))$.")]  # fmt: skip
            exact_one = "1 - x_3 - x_2"
    assume(not {value, one} & {share for _, share in known}, "a given number is asked for")
    shown: Callable[[Fraction | int], str] = percent if rng.chance(Fraction(1, 2)) else str
    told = [f"${event} = {shown(share)}$" for event, share in rng.shuffled(known)]
    return Multipart(
        f"One of the {group.many} is picked at random. Write ${a}$ for “{first}” and ${b}$ for “{second}”. It is known "
        f"that {listed(told)}. Give exact values, as decimals, fractions or percentages.",
        given={f"x_{i}": share for i, (_, share) in enumerate(known, 1)},
        parts=[
            Part(
                name="u",
                ask=f"Find ${asked_for}$.",
                answer=number(value),
                hints=["Draw a Venn diagram with four regions. What do you know about each of them?",
                       "The addition rule links the union, the two events and their overlap."],
                steps=steps,
                mistakes=mistakes,
            ),
            Part(
                ask="What is the probability that exactly one of the two is true of what was picked?",
                answer=number(one),
                follows=exact_one,
                hints=["In the Venn diagram these are two regions: only the one, only the other."],
                steps=[
                    "Exactly one means: in the union, but not in both.",
                    f"So the probability is ${union} - {AB} = {one}$.",
                ],
                mistakes=[
                    Mistake("union-for-exactly-one", number(union), "That is at least one of them: it includes both."),
                    Mistake("no-overlap", number(terminating(A + B)),
                            "Those in both are counted twice that way, and should not be counted at all."),
                    Mistake("not-both-for-exactly-one", number(terminating(1 - AB)),
                            "That is not both. It includes neither.")
                ],
            ),
        ],
    )  # fmt: skip


def three_events(rng: Rng) -> Multipart:
    """Three events with all their intersections: at least one, none, exactly one or two."""
    group = rng.choice(GROUPS)
    (a, first), (b, second), (c, third) = rng.shuffled(group.says)
    N = rng.choice((40, 50, 100, 100))
    cells = with_sum(rng, 8, N, 1, N // 3)
    x, y, z, xy, xz, yz, xyz, none = cells
    A, B, C = x + xy + xz + xyz, y + xy + yz + xyz, z + xz + yz + xyz
    AB, AC, BC = xy + xyz, xz + xyz, yz + xyz
    shares = {name: terminating(Fraction(value, N)) for name, value in
              {"A": A, "B": B, "C": C, "AB": AB, "AC": AC, "BC": BC, "t": xyz}.items()}  # fmt: skip
    union = terminating(Fraction(N - none, N))
    singles, pairs, t = Fraction(A + B + C, N), Fraction(AB + AC + BC, N), Fraction(xyz, N)
    assert union == singles - pairs + t
    S_1, S_2, several = terminating(singles), terminating(pairs), terminating(pairs - 2 * t)
    singles_text = f"{shares['A']} + {shares['B']} + {shares['C']}"
    pairs_text = f"({shares['AB']} + {shares['AC']} + {shares['BC']})"
    all_three = f"P({a} cap {b} cap {c})"
    exactly_two = rng.chance(Fraction(1, 2))
    wanted = terminating(Fraction(xy + xz + yz if exactly_two else x + y + z, N))
    assert wanted == (pairs - 3 * t if exactly_two else singles - 2 * pairs + 3 * t)
    assume(not {union, Fraction(none, N), wanted} & {*shares.values()}, "a given number is asked for")
    one_two = (
        Part(
            ask="What is the probability that exactly two of the three are true?",
            answer=number(wanted),
            hints=["The intersection of two events contains that of all three."],
            steps=[
                f"Each of the three pairs contains ${all_three} = {shares['t']}$, which is not wanted.",
                f"So the probability is ${pairs_text} - 3*{shares['t']} = {wanted}$.",
            ],
            mistakes=[
                Mistake("triple-not-removed", number(terminating(pairs)),
                        "The pairs overlap where all three are true: there it is three of them, not two."),
                Mistake("triple-removed-once", number(terminating(pairs - t)),
                        "All three lie in each of the three pairs: remove them three times."),
            ],
        )
        if exactly_two
        else Part(
            ask="What is the probability that exactly one of the three is true?",
            answer=number(wanted),
            follows=f"u - {shares['AB']} - {shares['AC']} - {shares['BC']} + 2*{shares['t']}",
            hints=["Take from the union all that lies in two events at least. How often does each pair count?"],
            steps=[
                f"In at least two events are ${pairs_text} - 2*{shares['t']} = {several}$: the part "
                "in all three is counted three times in the pairs and shall count once.",
                f"So the probability is ${union} - {several} = {wanted}$.",
            ],
            mistakes=[
                Mistake("triple-not-removed", number(terminating(singles - 2 * pairs)),
                        "Where all three are true you took away too much: add it back three times."),
                Mistake("no-overlap", number(terminating(singles - pairs)),
                        "What lies in two events was counted twice: take it away twice, then correct for all three."),
            ],
        )
    )  # fmt: skip
    return Multipart(
        f"One of the {group.many} is picked at random. Write ${a}$ for “{first}”, ${b}$ for “{second}” and ${c}$ for "
        f"“{third}”. It is known that $P({a}) = {shares['A']}$, $P({b}) = {shares['B']}$, $P({c}) = {shares['C']}$, "
        f"$P({a} cap {b}) = {shares['AB']}$, $P({a} cap {c}) = {shares['AC']}$, $P({b} cap {c}) = {shares['BC']}$ and "
        f"${all_three} = {shares['t']}$. Give exact values.",
        parts=[
            Part(
                name="u",
                ask=f"Find $P({a} cup {b} cup {c})$.",
                answer=number(union),
                hints=["Add the three events. What is counted twice then, and what three times?",
                       "Take away the pairs, and add back what was taken away once too often."],
                steps=[
                    f"The three events add up to ${singles_text} = {S_1}$.",
                    f"The pairs were counted twice: ${pairs_text} = {S_2}$ is taken away. What lies in "
                    f"all three was added three times and taken away three times, so ${shares['t']}$ is added back.",
                    f"So $P({a} cup {b} cup {c}) = {S_1} - {S_2} + {shares['t']} = "
                    f"{union}$.",
                ],
                mistakes=[
                    Mistake("no-overlap", number(terminating(singles)), "What lies in two events is counted twice."),
                    Mistake("triple-not-added-back", number(terminating(singles - pairs)),
                            "What lies in all three events has been taken away completely: add it back."),
                    Mistake("triple-subtracted", number(terminating(singles - pairs - t)),
                            "What lies in all three is added back, not taken away."),
                ],
            ),
            Part(
                ask="What is the probability that none of the three is true?",
                answer=number(terminating(Fraction(none, N))),
                follows="1 - u",
                steps=[f"None is the opposite of at least one: $1 - {union} = {terminating(Fraction(none, N))}$."],
                mistakes=[
                    Mistake("multiplies-dependent-events",
                            number(terminating(prod((1 - shares[k] for k in "ABC"), start=Fraction(1)))),
                            "That would need independent events. Take the complement of the union."),
                    Mistake("not-both-for-neither", number(terminating(1 - t)),
                            "That is the probability that not all three are true."),
                ],
            ),
            one_two,
        ],
    )  # fmt: skip


def bounds(rng: Rng) -> Multipart:
    """Only P(A) and P(B) are known: between which values the intersection and the union lie."""
    group = rng.choice(GROUPS)
    (a, first), (b, second) = rng.sample(group.says, 2)
    p, q = (rounded(Fraction(n, 20), 2) for n in rng.sample([*range(3, 18)], 2))
    small, large, total = min(p, q), max(p, q), Fraction(p) + q
    assume(total != 1, "both ends alike")
    low, high = terminating(max(total - 1, Fraction(0))), small
    least, most = large, terminating(min(total, Fraction(1)))
    assert least + small == total == Fraction(most) + low
    over = total > 1

    def between(x: object, y: object) -> IntervalAnswer:
        return interval(f"[{x}, {y}]")

    return Multipart(
        f"One of the {group.many} is picked at random. Write ${a}$ for “{first}” and ${b}$ for “{second}”. Only "
        f"$P({a}) = {p}$ and $P({b}) = {q}$ are known. Give closed intervals, with exact ends.",
        parts=[
            Part(
                ask=f"Write $x$ for $P({a} cap {b})$. Which values can $x$ have?",
                answer=between(low, high),
                hints=["When is the overlap largest? How far can one event lie inside the other?",
                       "When is it smallest? How much room is there outside each of the events?"],
                steps=[
                    f"The overlap lies inside both events, so it is at most the smaller of the two, ${small}$; it is "
                    "that if one event implies the other.",
                    f"The union is at most $1$, so the overlap is at least ${p} + {q} - 1 = {terminating(total - 1)}$."
                    if over
                    else f"The overlap may be empty, since ${p} + {q} = {terminating(total)}$ leaves room for both "
                    "events side by side: the least value is $0$.",
                    f"All values between are possible: ${low} <= x <= {high}$.",
                ],
                mistakes=[
                    Mistake("overlap-may-vanish" if over else "lower-bound-not-cut",
                            between(0, high) if over else between(rounded(total - 1, 2), high),
                            "The two events together are larger than $1$: they must overlap." if over else
                            "A probability is never negative: the least value is 0."),
                    Mistake("multiplies-dependent-events", between(low, terminating(Fraction(p) * q)),
                            "The product belongs to independent events. The overlap can be larger than that."),
                ],
            ),
            Part(
                ask=f"Write $y$ for $P({a} cup {b})$. Which values can $y$ have?",
                answer=between(least, most),
                hints=["The larger the overlap, the smaller the union."],
                steps=[
                    f"By the addition rule $y = {p} + {q} - x$.",
                    f"With the largest overlap it is ${p} + {q} - {small} = {least}$, with the smallest one "
                    f"${p} + {q} - {low} = {most}$.",
                    f"So ${least} <= y <= {most}$.",
                ],
                mistakes=[
                    *([Mistake("upper-bound-not-cut", between(least, terminating(total)),
                               "A probability is at most $1$.")] if over else [
                        Mistake("upper-bound-is-one", between(least, 1),
                                "The union is never larger than the sum of both probabilities.")]),
                    Mistake("smaller-for-larger", between(small, most),
                            "The union contains both events, so it is at least as large as the larger one."),
                ],
            ),
        ],
    )  # fmt: skip


# Independence ------------------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.events.independence_check",
    title="Independent or not?",
    skill="s.ev.independent",
    source="Wasserman, All of Statistics (2004), section 1.5",
    levels={"easy": {"given": "probabilities"}, "core": {"given": "counts"}, "hard": {"given": "three_counts"}},
)
def independence_check(rng: Rng, *, given: Literal["probabilities", "counts", "three_counts"]) -> Multipart:
    """Decide whether two events are independent, or find the count that makes them so."""
    if given == "three_counts":
        return missing_count(rng)
    return from_probabilities(rng) if given == "probabilities" else from_two_by_two(rng)


def from_probabilities(rng: Rng) -> Multipart:
    """P(A), P(B) and one more: the product, the intersection, the verdict."""
    group = rng.choice(GROUPS)
    (a, first), (b, second) = rng.sample(group.says, 2)
    kind = rng.choice(("independent",) * 4 + ("disjoint", "equal", "near", "near"))
    p, q = (Fraction(k, 20) for k in rng.distinct(2, 18, count=2))
    if kind == "equal":
        q = p
    if kind == "disjoint":
        assume(p + q < 1, "no room for two events side by side")
    step = rng.choice((Fraction(1, 50), Fraction(1, 100), Fraction(-1, 100), Fraction(-1, 50)))
    joint = {"independent": p * q, "disjoint": Fraction(0)}.get(kind, p * q + step)
    assume(joint >= 0 and p + q - 1 <= joint <= p and joint <= q, "impossible probabilities")
    P, Q, J, product_ = map(terminating, (p, q, joint, p * q))
    union = terminating(p + q - joint)
    assert (joint == p * q) == ((1 - p) * (1 - q) == 1 - union)  # the complements are independent just as well
    same = joint == p * q
    shown = rng.choice(("union", "neither", "only"))
    rest, only = terminating(1 - union), terminating(p - joint)
    known, step_text = {
        "union": (f"$P({a} cup {b}) = {union}$",
                  f"By the addition rule $P({a} cap {b}) = P({a}) + P({b}) - P({a} cup {b}) = {P} + {Q} - {union} = "
                  f"{J}$."),
        "neither": (f"$P(bar({a}) cap bar({b})) = {rest}$",
                    f"The union is $P({a} cup {b}) = 1 - {rest} = {union}$, so by the addition rule "
                    f"$P({a} cap {b}) = {P} + {Q} - {union} = {J}$."),
        "only": (f"$P({a} cap bar({b})) = {only}$",
                 f"What is in ${a}$ but not only in ${a}$ is in both: $P({a} cap {b}) = {P} - {only} = {J}$."),
    }[shown]  # fmt: skip
    given_number = {"union": union, "neither": rest, "only": only}[shown]
    assume(not {product_, J} & {P, Q, given_number}, "a given number is asked for")
    return Multipart(
        f"One of the {group.many} is picked at random. Write ${a}$ for “{first}” and ${b}$ for “{second}”. It is known "
        f"that $P({a}) = {P}$, $P({b}) = {Q}$ and {known}. {EXACT}",
        parts=[
            product_part(a, b, product_, f"$P({a})*P({b}) = {P}*{Q} = {product_}$.", p, q),
            Part(
                name="j",
                ask=f"What is $P({a} cap {b})$?",
                answer=number(J),
                hints=["Which of the four regions of a Venn diagram are given?"],
                steps=[step_text],
                mistakes=[
                    Mistake("no-overlap", number(P + Q), f"That adds ${a}$ and ${b}$. Asked is what lies in both."),
                    Mistake("given-for-overlap", number(given_number),
                            "That is another region of the Venn diagram than the overlap."),
                ],
            ),
            verdict_part(a, b, same, product_, J, kind),
        ],
    )  # fmt: skip


def product_part(a: str, b: str, value: object, told: str, p: Fraction, q: Fraction) -> Part:
    return Part(
        name="m",
        ask=f"What is $P({a})*P({b})$?",
        answer=number(value),
        steps=[told],
        mistakes=[
            Mistake("sum-test", number(p + q), "Independence is about the product, not about the sum."),
            Mistake("smaller-for-product", number(min(p, q)), "That is the smaller of the two. Multiply them."),
        ],
    )


def verdict_part(a: str, b: str, same: bool, product_: object, J: object, kind: str) -> Part:
    told = (
        f"The product ${product_}$ and $P({a} cap {b})$ are equal, so ${a}$ and ${b}$ are independent."
        if same
        else f"The product ${product_}$ is not $P({a} cap {b}) = {J}$, so ${a}$ and ${b}$ are not independent."
    )
    slip = {
        "independent": ("disjoint-is-independent",
                        "That events happen together says nothing yet: compare how often with the product."),
        "disjoint": ("disjoint-is-independent",
                     "Events without overlap are as dependent as can be: if one happens, the other cannot."),
        "equal": ("equal-conditionals",
                  f"$P({a} | {b})$ and $P({b} | {a})$ are equal here, but independence is that $P({a} | {b})$ equals "
                  f"$P({a})$."),
        "near": ("nearly-equal", "Nearly equal is not equal: these are exact probabilities, not data."),
    }[kind]  # fmt: skip
    return Part(
        ask=f"Are ${a}$ and ${b}$ independent?",
        answer=boolean(same),
        follows="m = j",
        hints=["Compare your two numbers."],
        steps=[told],
        mistakes=[Mistake(slip[0], boolean(not same), slip[1])],
    )


def from_two_by_two(rng: Rng) -> Multipart:
    """A table of counts: the product of the shares, the share of the cell, the verdict."""
    story = rng.choice(STORIES)
    columns = rng.sample(story.columns, 2)
    r = sorted(rng.distinct(1, 6, count=2))
    c = rng.distinct(2, 9, count=2)
    cells = [[r[i] * c[j] for j in range(2)] for i in range(2)]
    if not (same := rng.chance(Fraction(1, 2))):
        most = min(cells[0][1], cells[1][0]) - 1, min(cells[0][0], cells[1][1]) - 1
        shift = rng.choice([d for d in range(-min(most[1], 6), min(most[0], 6) + 1) if abs(d) >= 2] or [0])
        assume(shift, "no room to shift a cell")
        cells = [[cells[0][0] + shift, cells[0][1] - shift], [cells[1][0] - shift, cells[1][1] + shift]]
    T: Counts = tuple(map(tuple, cells))
    i, j = rng.integer(0, 1), rng.integer(0, 1)
    A, B = story.rows[i], columns[j]
    N, row, column = sum(map(sum, T)), sum(T[i]), T[0][j] + T[1][j]
    p, q, joint = Fraction(row, N), Fraction(column, N), Fraction(T[i][j], N)
    assert same == (T[0][0] * T[1][1] == T[0][1] * T[1][0]) == (p * q == joint)
    a, b = A.letter, B.letter
    return Multipart(
        f"{story.scene} The table shows the numbers of {story.counted}. {picked(story)} {meaning(A, B)} {EXACT}",
        data=DataTable(columns=(story.counted, *(side.label for side in columns)), rows=printed(story.rows, T)),
        parts=[
            product_part(
                a, b, p * q,
                f"There are ${N}$ {story.counted}. “{A.label}” has the total ${added(T[i])} = {row}$ and “{B.label}” "
                f"the total ${T[0][j]} + {T[1][j]} = {column}$, so $P({a})*P({b}) = ({row}/({N}))*({column}/({N})) = "
                f"{p * q}$.", p, q),
            Part(
                name="j",
                ask=f"What is $P({a} cap {b})$?",
                answer=number(joint),
                hints=["Which cell belongs to both? Divide it by the number of all."],
                steps=[f"The cell of both holds ${T[i][j]}$ of all ${N}$: $P({a} cap {b}) = {reduced(T[i][j], N)}$."],
                mistakes=[
                    Mistake("conditional-for-joint", number(Fraction(T[i][j], column)),
                            f"That is $P({a} | {b})$. Divide by the number of all {story.counted}."),
                    Mistake("conditions-the-wrong-way", number(Fraction(T[i][j], row)),
                            f"That is $P({b} | {a})$. Divide by the number of all {story.counted}."),
                ],
            ),
            verdict_part(a, b, same, p * q, joint, "independent" if same else "near"),
        ],
    )  # fmt: skip


def missing_count(rng: Rng) -> Multipart:
    """Three counts of four: the fourth that makes rows and columns independent, and what another count would mean."""
    story = rng.choice(STORIES)
    columns = rng.sample(story.columns, 2)
    r = sorted(rng.distinct(1, 7, count=2))
    c = rng.distinct(2, 9, count=2)
    T = [[r[i] * c[j] for j in range(2)] for i in range(2)]
    i, j = rng.integer(0, 1), rng.integer(0, 1)
    A, B = story.rows[i], columns[j]
    a, b = A.letter, B.letter
    x, right, below, across = T[i][j], T[i][1 - j], T[1 - i][j], T[1 - i][1 - j]
    assert Fraction(x, x + below) == Fraction(right, right + across)  # the same share in both columns
    N = x + right + below + across
    y = x + rng.choice([d for d in (-5, -4, -3, -2, 2, 3, 4, 5) if x + d > 0])
    rows = [[side.label, *(str(n) for n in counts)] for side, counts in zip(story.rows, T, strict=True)]
    rows[i][1 + j] = "?"
    other = columns[1 - j]
    wrong = right + below - across
    return Multipart(
        f"{story.scene} The table shows the numbers of {story.counted}, but one of them cannot be read. "
        f"{picked(story)} {meaning(A, B)} {EXACT}",
        data=DataTable(columns=(story.counted, *(side.label for side in columns)), rows=tuple(map(tuple, rows))),
        parts=[
            Part(
                name="x",
                ask=f"Which number in place of the question mark would make ${a}$ and ${b}$ independent?",
                answer=number(x),
                hints=[f"If they are independent, “{A.label}” has the same share in both columns.",
                       "Then the two columns are proportional."],
                steps=[
                    f"If ${a}$ and ${b}$ are independent, the rows “{story.rows[i].label}” and "
                    f"“{story.rows[1 - i].label}” stand in the same ratio in both columns.",
                    f"Under “{other.label}” the ratio is ${right}/({across})$, so under “{B.label}” it must be "
                    f"$x/({below}) = {right}/({across})$.",
                    f"Hence $x = {below}*{right}/({across}) = {x}$.",
                ],
                mistakes=[
                    *([Mistake("differences-for-ratios", number(wrong),
                               "Equal differences are not independence: the ratios must be equal.")] if wrong > 0
                      else []),
                    Mistake("proportion-upside-down", number(Fraction(below * across, right)),
                            "One of the two ratios is upside down: divide the same row by the same row."),
                    Mistake("wrong-neighbour-in-ratio", number(Fraction(right * across, below)),
                            "Multiply the two neighbours of the question mark and divide by the opposite cell."),
                ],
            ),
            Part(
                ask=f"What is $P({a} cap {b})$ with that number?",
                answer=number(Fraction(x, N)),
                follows=f"x/(x + {right} + {below} + {across})",
                steps=[f"There are then ${x} + {right} + {below} + {across} = {N}$ {story.counted}, so "
                       f"$P({a} cap {b}) = {reduced(x, N)}$."],
                mistakes=[
                    Mistake("conditional-for-joint", f"x/(x + {below})",
                            f"That is $P({a} | {b})$. Divide by the number of all {story.counted}."),
                    Mistake("missing-not-in-total", f"x/({right} + {below} + {across})",
                            "The missing number belongs to the total too."),
                ],
            ),
            Part(
                ask=f"The note is found, and the number is ${y}$. Is $P({a} | {b})$ then larger than $P({a})$?",
                answer=boolean(y > x),
                follows=f"{y} > x",
                hints=[f"With your number in the first part $P({a} | {b})$ and $P({a})$ are equal. What changes?"],
                steps=[
                    f"With ${x}$ the two are equal. Now there are {'more' if y > x else 'fewer'} in the cell of both, "
                    f"so “{A.label}” is {'more' if y > x else 'less'} frequent under “{B.label}” than under "
                    f"“{other.label}”.",
                    f"In numbers, $P({a} | {b}) = {y}/({y + below}) {ended(Fraction(y, y + below), 3)}$ and "
                    f"$P({a}) = {y + right}/({N - x + y}) {ended(Fraction(y + right, N - x + y), 3)}$.",
                ],
                mistakes=[
                    Mistake("direction-reversed", boolean(y < x),
                            "More in the cell of both makes each event more probable under the other.")
                ],
            ),
        ],
    )  # fmt: skip


# At least one ------------------------------------------------------------------------------------------------------


class Tries(NamedTuple):
    """A thing tried n times with the probability p: what is said if it succeeds at least once, or never."""

    text: str
    one: str
    none: str


TRIES = (
    Tries("A die with {k} faces is rolled {n} times.", "the highest number comes at least once",
          "the highest number never comes"),
    Tries("A wheel of fortune with {k} equal fields, one of which wins, is spun {n} times.", "at least one spin wins",
          "no spin wins"),
    Tries("Each of {n} lottery tickets wins with the probability {p}, independently of the others.",
          "at least one ticket wins", "no ticket wins"),
    Tries("Each of {n} seeds germinates with the probability {p}, independently of the others.",
          "at least one seed germinates", "no seed germinates"),
    Tries("A server fails on a day with the probability {p}, independently of other days; look at {n} days.",
          "it fails on at least one day", "it fails on none of the days"),
    Tries("Each of {n} calls is answered with the probability {p}, independently of the others.",
          "at least one call is answered", "no call is answered"),
    Tries("Each of {n} throws hits with the probability {p}, independently of the others.", "at least one throw hits",
          "no throw hits"),
    Tries("Each of {n} messages is spam with the probability {p}, independently of the others.",
          "at least one message is spam", "no message is spam"),
    Tries("A data packet is lost with the probability {p}, independently of others; {n} packets are sent.",
          "at least one packet is lost", "no packet is lost"),
    Tries("Each of {n} guests is a vegetarian with the probability {p}, independently of the others.",
          "at least one guest is a vegetarian", "no guest is a vegetarian"),
    Tries("A random search hits a good setting with the probability {p} in each of {n} independent tries.",
          "at least one try hits a good setting", "no try hits a good setting"),
)  # fmt: skip
CHECKS = (
    ("smoke detectors", "a fire is noticed", "a fire is not noticed", "notice a fire"),
    ("proof-readers", "a certain error is found", "a certain error is not found", "find a certain error"),
    ("backups", "the data can be restored", "the data are lost", "work"),
    ("hunting dogs", "the trail is found", "the trail is not found", "find the trail"),
    ("friends", "the password is remembered", "the password is forgotten by all", "remember the password"),
    ("cameras", "a certain car is seen", "a certain car is not seen", "see a certain car"),
    ("filters", "a certain virus is stopped", "a certain virus is not stopped", "stop a certain virus"),
    ("bees", "a certain flower is visited", "a certain flower is not visited", "visit a certain flower"),
)  # fmt: skip


@exercise(
    "prob_stats.events.at_least_one",
    title="At least one success",
    skill="s.ev.complement",
    source="Blitzstein and Hwang, Introduction to Probability, 2nd edition (2019), sections 1.4 and 2.5",
    levels={"easy": {"asks": "probability"}, "core": {"asks": "tries"}, "hard": {"asks": "coincidence"}},
)
def at_least_one(rng: Rng, *, asks: Literal["probability", "tries", "coincidence"]) -> Multipart:
    """Find the probability of at least one success by that of none; the tries it takes; coincidences."""
    if asks == "tries":
        return tries_needed(rng)
    if asks == "coincidence":
        return coincidence(rng)
    return equal_tries(rng) if rng.chance(Fraction(3, 5)) else unequal_tries(rng)


def equal_tries(rng: Rng) -> Multipart:
    story = rng.choice(TRIES)
    n, k = rng.integer(2, 4), rng.choice((4, 6, 8, 10, 20) if "die" in story.text else (3, 4, 5, 6, 8, 10, 20))
    p = Fraction(1, k)
    if "{p}" in story.text and rng.chance(Fraction(1, 2)):
        p = rng.choice((Fraction(1, 10), Fraction(2, 5), Fraction(3, 10), Fraction(2, 3), Fraction(3, 4)))
    none = (1 - p) ** n
    assert 1 - none == sum((comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(1, n + 1)), Fraction(0))
    return Multipart(
        f"{story.text.format(k=f'${k}$', n=f'${n}$', p=f'${p}$')} {EXACT}",
        none_and_some(
            none,
            f"In each single case it does not happen with the probability $1 - {p} = {1 - p}$, independently: "
            f"it never happens with the probability $({1 - p})^({n}) = {none}$.",
            story.one,
            story.none,
            [
                Mistake("all-for-at-least-one", number(p**n), "That is the probability that it happens every time."),
                Mistake("one-try-only", number(1 - p), "That is for a single one. It must not happen in any of them."),
            ],
            [
                Mistake("adds-up-probabilities", number(n * p),
                        "$n*p$ counts several successes several times; for large $n$ it even exceeds $1$."),
                Mistake("all-for-at-least-one", number(p**n),
                        "The opposite of none is at least one, not all."),
                Mistake("exactly-for-at-least-one", number(n * p * (1 - p) ** (n - 1)),
                        "That is exactly one success. More than one counts too."),
            ],
        ),
    )  # fmt: skip


def unequal_tries(rng: Rng) -> Multipart:
    what, some, not_one, verb = rng.choice(CHECKS)
    n = rng.choice((2, 3))
    ps = [terminating(Fraction(k, 20)) for k in rng.distinct(2, 18, count=n)]
    misses = [terminating(1 - p) for p in ps]
    none = terminating(prod(misses, start=Fraction(1)))
    one = sum(
        (ps[i] * prod([m for k, m in enumerate(misses) if k != i], start=Fraction(1)) for i in range(n)), Fraction(0)
    )
    written_out = "*".join(map(str, misses))
    return Multipart(
        f"{NUMERALS[n].capitalize()} {what} {verb} with the probabilities {listed(f'${p}$' for p in ps)}, "
        f"independently of each other. {EXACT}",
        none_and_some(
            none,
            f"They fail with the probabilities {listed(f'$1 - {p} = {m}$' for p, m in zip(ps, misses, strict=True))}. "
            f"Independently, all fail with the probability ${written_out} = {none}$.",
            some,
            not_one,
            [
                Mistake("all-for-at-least-one", number(terminating(prod(ps, start=Fraction(1)))),
                        "That is the probability that all of them succeed."),
                Mistake("not-all-for-none", number(terminating(1 - prod(ps, start=Fraction(1)))),
                        "That is the probability that not all of them succeed. Here none does."),
            ],
            [
                Mistake("adds-up-probabilities", number(terminating(sum(ps, Fraction(0)))),
                        "Adding counts it several times when several succeed. Take the opposite of none."),
                Mistake("all-for-at-least-one", number(terminating(prod(ps, start=Fraction(1)))),
                        "That is the probability that all of them succeed. One is enough."),
                Mistake("exactly-for-at-least-one", number(terminating(one)),
                        "That is exactly one success. More than one counts too."),
            ],
        ),
    )  # fmt: skip


def none_and_some(
    none: Fraction | int, told: str, some: str, not_one: str, slips: Sequence[Mistake], later: Sequence[Mistake]
) -> list[Part]:
    """P(no success), then its complement."""
    rest = terminating(1 - none) if hasattr(none, "places") else 1 - none
    return [
        Part(
            name="q",
            ask=f"What is the probability that {not_one}?",
            answer=number(none),
            hints=["Never means: not the first time, not the second time, and so on."],
            steps=[told],
            mistakes=slips,
        ),
        Part(
            ask=f"What is the probability that {some}?",
            answer=number(rest),
            follows="1 - q",
            hints=["What is the opposite of “at least one”?"],
            steps=[f"The opposite of at least one is none, so the probability is $1 - {none} = {rest}$."],
            mistakes=later,
        ),
    ]


LONGER = (
    ("A lottery ticket wins with the probability {p}, independently of the others.", "tickets must you buy"),
    ("A seed germinates with the probability {p}, independently of the others.", "seeds must be sown"),
    ("A die-hard caller gets through with the probability {p} at each call, independently.", "calls are needed"),
    ("A random search hits a good setting with the probability {p} in each independent try.", "tries are needed"),
    ("A throw hits with the probability {p}, independently of the others.", "throws are needed"),
    ("A packet of cards holds the rare one with the probability {p}, independently of the others.",
     "packets must be bought"),
    ("A trap catches a mouse in a night with the probability {p}, independently of other nights.",
     "nights must it stand there"),
    ("A user clicks on the advert with the probability {p}, independently of the others.", "users must see it"),
    ("A proof-reader finds a certain error with the probability {p}, independently of the others.",
     "proof-readers are needed"),
)  # fmt: skip


def tries_needed(rng: Rng) -> Multipart:
    """The smallest n with P(at least one) above a target, and the probability then."""
    text, needed = rng.choice(LONGER)
    p = rng.choice([*(Fraction(1, k) for k in (3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 50)),
                    *(rounded(Fraction(k, 100), 2) for k in (1, 2, 3, 5, 8, 12, 15, 30, 35, 40))])  # fmt: skip
    target = rng.choice([rounded(Fraction(k, 100), 2) for k in (50, 75, 80, 90, 95, 99)])
    q = 1 - Fraction(p)
    bound = ln(1 - target) / ln(q)
    n = next(n for n in range(1, 1000) if 1 - q**n >= target)
    assert n - 1 < bound <= n
    assume(n > 1 and abs(bound - round(bound)) > Fraction(1, 20), "the target is nearly hit")
    base = terminating(q) if hasattr(p, "places") else q
    return Multipart(
        text.format(p=f"${p}$"),
        given={"p": p},
        parts=[
            Part(
                name="n",
                ask=f"How many {needed}, at least, so that the probability of at least one success is "
                f"${percent(target)}$ or more?",
                answer=number(n, form="integer"),
                hints=["What is the probability of no success in $n$ tries? How large may it be?",
                       "Take logarithms; mind the direction of the inequality when you divide."],
                steps=[
                    f"In $n$ tries there is no success with the probability $({base})^n$, and this may be at most "
                    f"$1 - ({terminating(target)}) = {terminating(1 - target)}$.",
                    f"Take logarithms. Since $ln({base})$ is negative, dividing by it turns the inequality around: "
                    f"$n >= ln({terminating(1 - target)})/ln({base}) approx "
                    f"{rounded(bound, 2)}$.",
                    f"The smallest such whole number is ${n}$.",
                ],
                mistakes=[
                    Mistake("adds-up-probabilities", number(ceil(target / p)),
                            "The probabilities of the single tries do not add up: the probability of none is a power."),
                    Mistake("rounds-down", number(n - 1),
                            f"With ${n - 1}$ the target is just missed: round up."),
                    Mistake("p-q-swapped", number(ceil(ln(1 - target) / ln(p))),
                            "That is the power of $p$. No success means that every try fails, so it is a power of "
                            "$1 - p$."),
                ],
            ),
            Part(
                ask="And what is the probability of at least one success with that number? Give four decimals.",
                answer=to_four(1 - q**n),
                follows="1 - (1 - p)^n",
                steps=[f"It is $1 - ({base})^({n}) approx {rounded(1 - q**n, 4)}$."],
                mistakes=[
                    Mistake("none-for-at-least-one", "(1 - p)^n", "That is the probability of no success."),
                    Mistake("exactly-for-at-least-one", "n*p*(1 - p)^(n - 1)",
                            "That is the probability of exactly one success."),
                ],
            ),
        ],
    )  # fmt: skip


def to_four(value: Fraction) -> NumberAnswer:
    """A key that is marked to four decimals."""
    return number(rounded(value, 12), places=4)


BIRTHDAYS = (
    (7, "friends", "Suppose that births are equally frequent on all ${d}$ days of the week.",
     "the same day of the week", ("a Sunday", "a Monday", "a Friday", "a Saturday"), "was born on"),
    (12, "colleagues", "Suppose that all ${d}$ months are equally likely for a birthday.", "the same month",
     ("May", "March", "August", "December"), "has the birthday in"),
    (30, "bills", "Each bill is due on one of the ${d}$ days of April, all equally likely and independent.",
     "the same day", ("the 1st of April", "the 12th of April", "the 30th of April"), "is due on"),
    (365, "guests", "Suppose that all ${d}$ days of the year are equally likely for a birthday.", "the same day",
     ("the 1st of May", "the 24th of December", "the 3rd of August"), "has the birthday on"),
    (52, "holidays", "Each holiday begins in one of the ${d}$ weeks of a year, all equally likely and independent.",
     "the same week", ("week 1", "week 20", "week 31"), "begins in"),
    (100, "customers", "Each customer gets a random code of two digits, one of ${d}$.", "the same code",
     ("the code 00", "the code 37", "the code 99"), "gets"),
    (64, "keys", "A hash function sends each key to one of ${d}$ buckets, all equally likely and independent.",
     "the same bucket", ("bucket 1", "bucket 17", "bucket 64"), "goes to"),
    (24, "alarms", "Each alarm goes off in one of the ${d}$ hours of a day, all equally likely and independent.",
     "the same hour", ("the first hour", "the last hour"), "goes off in"),
    (20, "riders", "Each rider chooses one of ${d}$ cabins of a Ferris wheel, all equally likely and independent.",
     "the same cabin", ("cabin 1", "cabin 7", "cabin 20"), "chooses"),
    (1000, "files", "Each file gets a random name, a number of three digits out of ${d}$.", "the same name",
     ("the name 000", "the name 123", "the name 999"), "gets"),
    (26, "teams", "Each team draws one of the ${d}$ letters of the alphabet at random and puts it back.",
     "the same letter", ("the letter A", "the letter K", "the letter Z"), "draws"),
    (36, "players", "Each player bets on one of ${d}$ numbers, all equally likely and independent.", "the same number",
     ("the number 1", "the number 13", "the number 36"), "bets on"),
)  # fmt: skip


def coincidence(rng: Rng) -> Multipart:
    """Any two of n alike among d possibilities, against one of n alike with something fixed."""
    d, who, text, alike, ones, has = rng.choice(BIRTHDAYS)
    fixed = rng.choice(ones)
    sizes = [n for n in range(3, min(d, 40)) if Fraction(1, 25) <= Fraction(perm(d, n), d**n) <= Fraction(19, 20)]
    n = rng.choice(sizes)
    different = prod((Fraction(d - k, d) for k in range(n)), start=Fraction(1))
    assert different == Fraction(perm(d, n), d**n)
    mine = 1 - Fraction(d - 1, d) ** n
    pair = Fraction(d - 1, d) ** (n - 1)
    product_text = (
        "*".join([f"({d - k}/({d}))" for k in range(1, n)]) if n <= 6 else f"product(({d} - k)/({d}), k, 1, {n - 1})"
    )
    near = rounded(different, 4)
    assume(near + rounded(1 - different, 4) == 1, "both probabilities are rounded up")
    return Multipart(
        f"{text.format(d=d)} Look at ${n}$ {who}, independent of each other. Give probabilities to four decimals.",
        parts=[
            Part(
                name="d",
                ask=f"What is the probability that no two of the ${n}$ {who} share {alike}?",
                answer=to_four(different),
                hints=["Go through them one by one. How many possibilities are free for the second, the third?"],
                steps=[
                    f"The first one can have any of the ${d}$. For the second ${d - 1}$ of ${d}$ are free, for the "
                    f"third ${d - 2}${f', and so on down to ${d - n + 1}$' if n > 3 else ''}.",
                    f"So the probability is ${product_text} approx {near}$.",
                ],
                mistakes=[
                    Mistake("my-birthday", to_four(pair),
                            "That only keeps the others away from the first one. They must all differ."),
                    Mistake("multiplies-dependent-events", to_four(Fraction(d - 1, d) ** (n * (n - 1) // 2)),
                            "That treats all pairs as independent. Take the falling product."),
                ],
            ),
            Part(
                ask=f"What is the probability that at least two of the ${n}$ {who} share {alike}?",
                answer=to_four(1 - different),
                follows="1 - d",
                hints=["What is the opposite?"],
                steps=[f"That is the opposite, so the probability is $1 - {near} = {terminating(1 - near)}$."],
                mistakes=[
                    Mistake("my-birthday", to_four(1 - pair),
                            "That is a coincidence with the first one. Any two may coincide: use the falling product."),
                    Mistake("adds-up-probabilities", to_four(Fraction(n * (n - 1), 2 * d)),
                            "The pairs overlap: their probabilities do not add up."),
                ],
            ),
            Part(
                ask=f"What is the probability that at least one of the ${n}$ {who} {has} {fixed}?",
                answer=to_four(mine),
                hints=["Now one fixed possibility counts. With which probability does one of them miss it?"],
                steps=[
                    f"Each one misses it with the probability ${d - 1}/({d})$, independently, so all miss it with the "
                    f"probability $({d - 1}/({d}))^({n})$.",
                    f"So the probability is $1 - ({d - 1}/({d}))^({n}) approx {rounded(mine, 4)}$.",
                ],
                mistakes=[
                    Mistake("any-pair-for-fixed", to_four(1 - different),
                            "That is a coincidence of any two. Here only one fixed possibility counts."),
                    Mistake("adds-up-probabilities", to_four(Fraction(n, d)),
                            "Several may have it, and adding counts these cases several times."),
                ],
            ),
        ],
    )  # fmt: skip
