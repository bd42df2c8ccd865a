"""Markov matrices and PageRank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    exercise,
    expression,
    matrix,
    number,
    terminating,
    vector,
)
from generators.maths.figures import listed, network
from generators.maths.matrices import Mat, column, eye, matrix_of
from generators.maths.rng import drawn


class Story(NamedTuple):
    """Who is in which state, and what passes between two steps."""

    about: str
    states: tuple[str, ...]
    step: str


TWO: tuple[Story, ...] = (
    Story("The weather on an island is sunny or rainy", ("sunny", "rainy"), "day"),
    Story("A machine is working or broken", ("working", "broken"), "hour"),
    Story("People in a town go to work by bus or by bicycle", ("bus", "bicycle"), "week"),
    Story("Readers have a subscription to paper A or to paper B", ("paper A", "paper B"), "year"),
    Story("A telephone line is free or busy", ("free", "busy"), "minute"),
    Story("A fox hunts in the wood or in the field", ("wood", "field"), "night"),
    Story("A player in a team is fit or injured", ("fit", "injured"), "month"),
    Story("A road into a town is clear or jammed", ("clear", "jammed"), "quarter of an hour"),
)
THREE: tuple[Story, ...] = (
    Story("Rented cars stand at the airport, the station or the harbour", ("airport", "station", "harbour"), "week"),
    Story("A day is sunny, cloudy or rainy", ("sunny", "cloudy", "rainy"), "day"),
    Story("Customers buy from shop A, shop B or shop C", ("shop A", "shop B", "shop C"), "month"),
    Story("A person's mood is good, fair or bad", ("good", "fair", "bad"), "day"),
    Story("A share price rises, stays or falls", ("rises", "stays", "falls"), "day"),
    Story("A server is idle, busy or overloaded", ("idle", "busy", "overloaded"), "minute"),
    Story("Students learn at home, in the library or in a café", ("home", "library", "café"), "day"),
    Story("A visitor of a museum is in hall A, hall B or hall C", ("hall A", "hall B", "hall C"), "quarter of an hour"),
)
CONVENTION = (
    "Column $j$ of the transition matrix $P$ holds the probabilities of going from state $j$ to each of the states."
)
COLUMN = "Column $j$ lists the arrows that leave state $j$, row $i$ those that arrive at state $i$."
ADD_TO_ONE = "The probabilities of all arrows that leave a state add to 1."


def told(story: Story) -> str:
    """The story, with its states numbered."""
    numbered = listed(f"state {i} is {name}" for i, name in enumerate(story.states, 1))
    return f"{story.about}. {numbered[0].upper()}{numbered[1:]}; one step is one {story.step}."


def decimals(A: Mat) -> Mat:
    """The matrix in decimals, all of which end."""
    return A.map(terminating)


def stochastic(A: Mat) -> bool:
    return all(sum(col) == 1 and min(col) >= 0 for col in A.columns)


def two_states(rng: Rng) -> Mat:
    """Tenths that are left with different probabilities, which do not add to 1."""
    a, b = drawn(lambda: rng.distinct(1, 9, count=2), lambda ab: sum(ab) != 10)
    return Mat([[10 - a, b], [a, 10 - b]]) / 10


def three_states(rng: Rng) -> Mat:
    """Tenths, no two columns alike, no certain step, at most two zeros."""

    def shares() -> list[int]:
        low, high = sorted(rng.distinct(0, 9, count=2))
        return [low, high - low, 10 - high]

    def fits(P: Mat) -> bool:
        return len(set(P.columns)) == 3 and P != P.T and [*P].count(0) <= 2

    return drawn(lambda: Mat([shares(), shares(), shares()]).T / 10, fits)


# Transition matrices ---------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.markov.transition_from_graph",
    title="Transition matrix from a picture",
    skill="s.mk.model",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 10.3",
    levels={"easy": {"graph": "two"}, "core": {"graph": "three"}, "hard": {"graph": "pages"}},
)
def transition_from_graph(rng: Rng, *, graph: Literal["two", "three", "pages"]) -> Multipart:
    """Write down the transition matrix of a drawn graph."""
    if graph == "pages":
        return web_graph(rng)
    story = rng.choice(TWO if graph == "two" else THREE)
    P = decimals(two_states(rng) if graph == "two" else three_states(rng))
    n = len(story.states)
    states = [str(i + 1) for i in range(n)]
    hidden = None
    if graph == "three":
        hidden = rng.choice([(i, j) for i in range(n) for j in range(n) if P[i, j]])
    labels = {(j, i): "?" if (i, j) == hidden else str(P[i, j]) for j in range(n) for i in range(n) if P[i, j]}
    steps = [CONVENTION]
    slips = [Mistake("row-convention", matrix(P.T), COLUMN)]
    if hidden:
        i, j = hidden
        others = " + ".join(str(P[k, j]) for k in range(n) if k != i and P[k, j])
        steps.append(
            f"The arrows that leave state ${j + 1}$ must add to $1$, so the dashed one from ${j + 1}$ to ${i + 1}$ "
            f"has the probability $1 - ({others}) = {P[i, j]}$."
        )
        blank = P.with_entry(i, j, 0)
        slips += [
            Mistake("missing-zero", matrix(blank), "The arrow is there, so its probability is not 0. " + ADD_TO_ONE),
            Mistake("missing-by-row", matrix(P.with_entry(i, j, 1 - sum(blank.rows[i]))),
                    "It is the arrows leaving a state that add to 1; those arriving at one need not."),
        ]  # fmt: skip
    else:
        slips.append(Mistake("columns-of-other-state", matrix(Mat([P.rows[1], P.rows[0]])),
                             "The entry in row $i$ and column $j$ belongs to the arrow from $j$ to $i$: loops stand on "
                             "the diagonal."))  # fmt: skip
    for j in range(n):
        absent = [str(i + 1) for i in range(n) if not P[i, j]]
        zero = f" No arrow goes from it to {listed(absent)}, so there stands $0$." if absent else ""
        steps.append(f"Column ${j + 1}$ holds what leaves state ${j + 1}$: ${P.column(j)}$.{zero}")
    steps.append(f"Every column adds to $1$, as it must. So $P = {P}$.")
    missing = " The label of the dashed arrow is missing: work it out." if hidden else ""
    return Multipart(
        f"{told(story)} Each arrow of the figure is labelled with the probability of that step.{missing}",
        parts=[
            Part(
                ask="Give the transition matrix $P$. Its column $j$ holds the probabilities of the steps from state "
                "$j$.",
                answer=matrix(P),
                steps=steps,
                hints=["Which arrows leave state 1? They fill the first column.", "To what does every column add?"],
                mistakes=slips,
            )
        ],
        figures=[network(states, labels)],
    )


Links = Mapping[int, Sequence[int]]
"""For each page, counted from 0, the pages it links to."""


def share_matrix(links: Links) -> Mat:
    """Column j shares 1 among the pages that page j links to; a page without links shares it among all."""
    n = len(links)
    return matrix_of(n, n, lambda i, j: Fraction(int(i in links[j] or not links[j]), len(links[j]) or n))


def adjacency(links: Links) -> Mat:
    return matrix_of(len(links), len(links), lambda i, j: int(i in links[j]))


def in_link_shares(links: Links) -> Mat:
    """What comes out if a page's incoming links share 1; a page without any gets nothing."""
    return Mat([Fraction(x, sum(row) or 1) for x in row] for row in adjacency(links).rows)


def any_links(rng: Rng, n: int, dangling: bool = False) -> Links:
    """Each page links to 1 to n - 1 others; if `dangling`, one of them to none."""
    links = {j: tuple(sorted(rng.sample([i for i in range(n) if i != j], rng.integer(1, n - 1)))) for j in range(n)}
    if dangling:
        links[rng.integer(0, n - 1)] = ()
    return links


def connected(links: Links) -> bool:
    """Whether every page is reached from every other one."""
    for start in links:
        seen, waiting = {start}, [start]
        while waiting:
            waiting += [j for j in links[waiting.pop()] if j not in seen and not seen.add(j)]  # type: ignore[func-returns-value]
        if len(seen) < len(links):
            return False
    return True


PAGES = "ABCDE"


def pictured(links: Links) -> dict[tuple[int, int], str]:
    return {(j, i): "" for j, heads in links.items() for i in heads}


def columns_told(links: Links) -> list[str]:
    """Column by column where the links of a page lead."""
    P, n = share_matrix(links), len(links)
    found = []
    for j, heads in links.items():
        to = listed(PAGES[i] for i in heads) if heads else ""
        how = (
            f"has no links and is treated as linking to all ${n}$ pages"
            if not heads
            else f"has one link, to {to}"
            if len(heads) == 1
            else f"has {len(heads)} links, to {to}, and each gets ${Fraction(1, len(heads))}$"
        )
        found.append(f"Page {PAGES[j]} {how}: column ${j + 1}$ is ${P.column(j)}$.")
    return found


SHARED = "A page shares its 1 equally among its outgoing links, however many come in."


def web_graph(rng: Rng) -> Multipart:
    n = 4

    def fits(links: Links) -> bool:
        counts = {len(heads) for heads in links.values()}
        P = share_matrix(links)
        return connected(links) and len(counts) > 1 and P != P.T and sum(map(len, links.values())) <= 9

    links = drawn(lambda: any_links(rng, n), fits, 200)
    P = share_matrix(links)
    assert stochastic(P)
    return Multipart(
        f"The figure shows {n} web pages; an arrow is a link. A visitor clicks on one of the links of a page, each "
        "with the same probability.",
        parts=[
            Part(
                ask="Give the transition matrix $P$. Its column $j$ holds the probabilities of the steps from the "
                f"$j$-th page, in the order {', '.join(PAGES[:n])}.",
                answer=matrix(P),
                steps=[
                    *columns_told(links),
                    f"Every column adds to $1$, as it must. So $P = {P}$.",
                ],
                hints=["How many arrows leave page A, and to which pages do they lead?"],
                mistakes=[
                    Mistake("row-convention", matrix(P.T), "Column $j$ holds the steps from the $j$-th page; row $i$ "
                            "the steps to the $i$-th."),
                    Mistake("in-links", matrix(in_link_shares(links)), SHARED),
                    Mistake("links-not-shared", matrix(adjacency(links)),
                            "A visitor takes only one of the links: the entries of a column add to 1."),
                ],
            )
        ],
        figures=[network(PAGES[:n], pictured(links))],
    )  # fmt: skip


# Steps -----------------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.markov.distribution_after_steps",
    title="Distribution after n steps",
    skill="s.mk.evolve",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 10.3",
    levels={"easy": {"after": "one"}, "core": {"after": "two"}, "hard": {"after": "any"}},
)
def distribution_after_steps(rng: Rng, *, after: Literal["one", "two", "any"]) -> Multipart:
    """Find how probabilities of states are after one, two or n steps."""
    if after == "any":
        return after_any(rng)
    story = rng.choice(TWO if after == "one" else THREE)
    P = decimals(two_states(rng) if after == "one" else three_states(rng))
    n = len(story.states)
    if after == "one":
        p = rng.integer(1, 9)
        x_0 = column(p, 10 - p) / 10
        start = f"At the start the probabilities of the states are $x_0 = {decimals(x_0)}$."
    else:
        k = rng.integer(0, n - 1)
        x_0 = eye(n).column(k) if rng.chance(Fraction(1, 2)) else column(*(rng.sample((1, 2, 3, 4, 5, 6, 2), 2)), 0)
        x_0 = x_0 if sum(x_0) == 1 else column(*rng.shuffled([x_0[0, 0], x_0[1, 0], 10 - x_0[0, 0] - x_0[1, 0]])) / 10
        start = f"The chain starts with the probabilities $x_0 = {decimals(x_0)}$."
    x_0 = decimals(x_0)
    x_1 = decimals(P * x_0)
    assert sum(x_1) == sum(x_0) == 1
    parts = [step_part(P, x_0, x_1, 1, story)]
    if after == "two":
        x_2 = decimals(P * x_1)
        assert x_2 * 1000 == (P * 10) ** 2 * (x_0 * 10)  # in integers
        parts.append(step_part(P, x_1, x_2, 2, story))
    return Multipart(
        f"{told(story)} The transition matrix is $P = {P}$: its column $j$ holds the probabilities of the steps from "
        f"state $j$. {start}",
        given={"P": P, "x_0": x_0},
        parts=parts,
    )


def step_part(P: Mat, old: Mat, new: Mat, k: int, story: Story) -> Part:
    unit = next((j for j, x in enumerate(old) if x == 1), None)
    products = listed(
        f"${' + '.join(f'{p}*{x}' for p, x in zip(row, old, strict=True))} = {y}$"
        for row, y in zip(P.rows, new, strict=True)
    )
    back = Mistake(
        "transition-matrix-transposed",
        f"P^T*x_{k - 1}",
        "Multiply the rows of $P$ by the vector: the column of a state says where its probability goes.",
    )
    slips = [back, Mistake("mixes-columns-equally", "mean(P^T)", "Weight each column of $P$ by the probability of "
                           "the state it starts from.")]  # fmt: skip
    if k == 2:
        slips = [
            back,
            Mistake("power-entrywise", "(P odot P)*x_0", "$P^2$ is the product of two matrices, not the matrix of "
                    "squares."),
            Mistake("one-step-short", "x_1", "These are the probabilities after one step: multiply by $P$ again."),
        ]  # fmt: skip
    return Part(
        name=f"x_{k}",
        ask=f"Give the vector $x_{k}$ of the probabilities of all states after "
        f"{'one step' if k == 1 else 'two steps'}.",
        answer=vector(new),
        follows=f"P*x_{k - 1}",
        steps=[
            f"One {story.step} multiplies the vector of probabilities by $P$: $x_{k} = P*x_{k - 1}$.",
            f"Row by row that is {products}."
            if unit is None
            else f"The chain was in state ${unit + 1}$ for certain, so that is column ${unit + 1}$ of $P$.",
            f"The entries add to $1$, as they must. So $x_{k} = {new}$.",
        ],
        hints=[
            f"How does $x_{k}$ come from $x_{k - 1}$?",
            "The probability of being in state 1 now is that of having been in each state, times that of going from "
            "there to state 1, added up.",
        ],
        mistakes=slips,
    )


def after_any(rng: Rng) -> Multipart:
    """A formula for all steps: the difference from the long run shrinks by the second eigenvalue each time."""
    story = rng.choice(TWO)
    P, q = drawn(lambda: (two_states(rng), rng.choice((0, 1, Fraction(1, 2)))), lambda Pq: fits_formula(*Pq))
    a, b = P[1, 0], P[0, 1]
    L, s = 1 - a - b, Fraction(b) / (a + b)
    c = q - s
    assert P * column(s, 1 - s) == column(s, 1 - s) and P * column(1, -1) == column(L, -L)
    P, ratio = decimals(P), terminating(L)
    x_0 = column(q, 1 - q)
    p = f"{s} + ({c})*({L})^n"
    assert ((P * 10) ** 2 * x_0)[0, 0] == 100 * (s + c * L**2)
    begin = {
        Fraction(1): "It starts in state 1", Fraction(0): "It starts in state 2"
    }.get(Fraction(q), "It starts in either state with the probability $1/2$")  # fmt: skip
    return Multipart(
        f"{told(story)} The transition matrix is $P = {P}$: its column $j$ holds the probabilities of the steps from "
        f"state $j$. {begin}, so $x_0 = {x_0}$. Let $p_n$ be the probability of state 1 after $n$ steps.",
        given={"P": P, "x_0": x_0},
        parts=[
            Part(
                name="L",
                ask="One eigenvalue of $P$ is $1$. Give the other one.",
                answer=number(L),
                follows="tr(P) - 1",
                steps=[
                    "The eigenvalues add to the trace, the sum of the diagonal entries: "
                    f"$1 + L = {P[0, 0]} + {P[1, 1]} = {terminating(1 + L)}$.",
                    f"So the other eigenvalue is $L = {ratio}$.",
                ],
                hints=["To what do the eigenvalues of a matrix add?"],
                mistakes=[
                    Mistake("trace-is-eigenvalue", "tr(P)", "The trace is the sum of both eigenvalues: take 1 away."),
                    Mistake("sum-of-leaving", number(a + b), "The other eigenvalue is 1 less the sum of the "
                            "probabilities of leaving the states."),
                ],
            ),
            Part(
                name="s",
                ask="To which number does $p_n$ tend when $n$ grows?",
                answer=number(s),
                follows="entry(P, 1, 2)/(entry(P, 1, 2) + entry(P, 2, 1))",
                steps=[
                    "In the long run the probabilities no longer change: what leaves state 1 in a step is what comes "
                    f"back from state 2. With $s$ for the limit, ${P[1, 0]}*s$ leaves and ${P[0, 1]}*(1 - s)$ comes "
                    "back.",
                    f"These are equal for $s = {P[0, 1]}/({P[1, 0]} + {P[0, 1]}) = {s}$.",
                ],
                hints=["The limit vector does not change when it is multiplied by $P$."],
                mistakes=[
                    Mistake("leaving-rates-exchanged", number(1 - s), "That is the share of state 2: the state that is "
                            "left less often holds more."),
                    Mistake("stationary-is-uniform", number(Fraction(1, 2)), "Both states would have the same share "
                            "only if they were left equally often."),
                ],
            ),
            Part(
                ask="Give $p_n$ as a formula in $n$.",
                answer=expression(p, n="integer"),
                steps=[
                    f"The eigenvectors are ${column(s, 1 - s)}$ for $1$ and ${column(1, -1)}$ for ${ratio}$: check "
                    f"that $P*{column(1, -1)} = {decimals(column(L, -L))}$.",
                    f"The start is a combination of them: $x_0 = {column(s, 1 - s)} + ({c})*{column(1, -1)}$.",
                    f"Each step multiplies the second part by ${ratio}$. Its first entry after $n$ steps is "
                    f"$({c})*({ratio})^n$, and so $p_n = {s} + ({c})*({ratio})^n$.",
                ],
                hints=[
                    "Write $x_0$ as a combination of eigenvectors of $P$.",
                    "How far is $p_0$ from the limit, and by what is that distance multiplied in a step?",
                ],
                mistakes=[
                    Mistake("only-limit-deviation", expression(f"({c})*({L})^n", n="integer"),
                            "Add the limit: this is only how far $p_n$ is from it."),
                    *([Mistake("start-not-deviation", expression(f"{s} + ({q})*({L})^n", n="integer"),
                               "What shrinks is the distance of the start from the limit, not the start itself.")]
                      if q else []),
                    Mistake("power-off-by-one", expression(f"{s} + ({c})*({L})^(n - 1)", n="integer"),
                            "Put in $n = 0$: the formula must give the start."),
                ],
            ),
        ],
    )  # fmt: skip


def fits_formula(P: Mat, q: Fraction) -> bool:
    a, b = P[1, 0], P[0, 1]
    L, s = 1 - a - b, Fraction(b) / (a + b)
    return s != q and s != Fraction(1, 2) and abs(L) > Fraction(1, 20)
