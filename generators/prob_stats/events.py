"""Probability of events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from math import perm
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, exercise, number
from generators.maths.designs import with_sum
from generators.maths.rng import Redraw
from schemas.exercise import DataTable

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
                    f"$P({A.letter} | {B.letter}) = {reducing(both, column)}$.",
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
                    f"$P({B.letter} | {A.letter}) = {reducing(both, row)}$.",
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
                    f"$P({a} | {b}) = P({a} cap {b})/P({b}) = {reducing(both, column)}$.",
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
                    f"Hence $P({b} | {a}) = P({a} cap {b})/P({a}) = {reducing(both, row)}$.",
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
                    f"{reducing(sum(rest), 100 - column)}$.",
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
                    f"Of these, ${tops[0]}$ belong to “{words[0]}”: $P({events[0]}) = {reducing(tops[0], m)}$.",
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
                    f"So $P({events[1]} | {events[0]}) = {reducing(tops[1], m - 1)}$.",
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
                    f"So $P({events[2]} | {both}) = {reducing(tops[2], m - 2)}$.",
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


def reducing(top: int, bottom: int) -> str:
    """`12/42 = 2/7`, or `5/7` where nothing cancels."""
    return " = ".join(dict.fromkeys([f"{top}/{bottom}", str(Fraction(top, bottom))]))


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
