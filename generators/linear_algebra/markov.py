"""Markov matrices and PageRank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    exercise,
    expression,
    matrix,
    number,
    order,
    terminating,
    vector,
)
from generators.maths.designs import with_sum
from generators.maths.figures import listed, network
from generators.maths.matrices import Mat, column, eye, matrix_of, zeros
from generators.maths.rng import drawn
from generators.notation import text_of
from schemas.answer import OrderAnswer


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


def any_links(rng: Rng, n: int, most: int, dangling: bool = False) -> Links:
    """Each page links to 1 to `most` others; if `dangling`, one of them to none."""
    links = {j: tuple(sorted(rng.sample([i for i in range(n) if i != j], rng.integer(1, most)))) for j in range(n)}
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

    links = drawn(lambda: any_links(rng, n, 3), fits, 200)
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


STARTS = (Fraction(0), Fraction(1), Fraction(1, 2))


def after_any(rng: Rng) -> Multipart:
    """A formula for all steps: the difference from the long run shrinks by the second eigenvalue each time."""
    story = rng.choice(TWO)
    P, q = drawn(lambda: (two_states(rng), rng.choice(STARTS)), lambda Pq: fits_formula(*Pq))
    a, b = P[1, 0], P[0, 1]
    L, s = 1 - a - b, Fraction(b) / (a + b)
    c = q - s
    assert P * column(s, 1 - s) == column(s, 1 - s) and P * column(1, -1) == column(L, -L)
    P, ratio = decimals(P), terminating(L)
    x_0 = column(q, 1 - q)
    p = f"{s} + ({c})*({L})^n"
    assert ((P * 10) ** 2 * x_0)[0, 0] == 100 * (s + c * L**2)
    begin = "in either state with the probability $1/2$" if 0 < q < 1 else f"in state {2 - int(q)}"
    return Multipart(
        f"{told(story)} The transition matrix is $P = {P}$: its column $j$ holds the probabilities of the steps from "
        f"state $j$. It starts {begin}, so $x_0 = {x_0}$. Let $p_n$ be the probability of state 1 after $n$ steps.",
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
    return s != q and s != Fraction(1, 2) and Fraction(1, 400) < L * L


# The long run ----------------------------------------------------------------------------------------------------

ASK_LONG_RUN = (
    "Find the stationary distribution $s$, the probabilities of all states in the long run.",
    "Which probabilities $s$ do the states have after very many steps?",
    "Find the probability vector $s$ that a step does not change.",
)


@exercise(
    "linear_algebra.markov.stationary_distribution",
    title="Long-run distribution",
    skill="s.mk.stationary",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 10.3",
    levels={"easy": {"chain": "two"}, "core": {"chain": "three"}, "hard": {"chain": "pages"}},
)
def stationary_distribution(rng: Rng, *, chain: Literal["two", "three", "pages"]) -> Multipart:
    """Find the probabilities of all states in the long run."""
    if chain == "pages":
        return ranked_pages(rng)
    story = rng.choice(TWO if chain == "two" else THREE)
    P, weights = regular_two(rng) if chain == "two" else regular_three(rng)
    assert stochastic(P) and (P - eye(len(weights))).rank() == len(weights) - 1
    return Multipart(
        f"{told(story)} The transition matrix is $P = {P}$: its column $j$ holds the probabilities of the steps from "
        "state $j$.",
        given={"P": P},
        parts=[long_run_part(P, weights, rng.choice(ASK_LONG_RUN), [str(i + 1) for i in range(len(weights))])],
    )


def regular_two(rng: Rng) -> tuple[Mat, Mat]:
    """A matrix of fractions of small denominators, and integers in the ratio of its long run."""

    def fits(ab: tuple[Fraction, Fraction]) -> bool:
        a, b = ab
        return a != b and a + b != 1 and max(ab) < 1 and (b / (a + b)).denominator <= 60

    def leaving() -> Fraction:
        q = rng.integer(2, 10)
        return Fraction(rng.integer(1, q - 1), q)

    a, b = drawn(lambda: (leaving(), leaving()), fits)
    share = b / (a + b)
    return Mat([[1 - a, b], [a, 1 - b]]), column(share.numerator, share.denominator - share.numerator)


def regular_three(rng: Rng) -> tuple[Mat, Mat]:
    """A matrix with one zero off its diagonal, and integers in the ratio of its long run.

    Drawn backwards: as much as flows into a state flows out of it, once around and to and fro between neighbours.
    """

    def draw() -> tuple[Mat, tuple[int, ...]]:
        weights = tuple(rng.integer(3, 12) for _ in range(3))
        around, first, second = rng.integer(1, 3), rng.integer(1, 4), rng.integer(1, 4)
        flow = Mat([[0, first, around], [around + first, 0, second], [0, around + second, 0]])
        order = rng.shuffled(range(3))
        F = matrix_of(3, 3, lambda i, j: flow[order[i], order[j]])
        stay = [w - sum(col) for w, col in zip(weights, F.columns, strict=True)]
        return matrix_of(3, 3, lambda i, j: stay[j] if i == j else F[i, j]), weights

    def fits(found: tuple[Mat, tuple[int, ...]]) -> bool:
        F, weights = found
        return min(F) >= 0 and len(set(weights)) == 3 and gcd(*weights) == 1

    F, weights = drawn(draw, fits, 300)
    return matrix_of(3, 3, lambda i, j: Fraction(F[i, j], weights[j])), column(*weights)


def long_run_part(P: Mat, weights: Mat, ask: str, names: Sequence[str]) -> Part:
    """The stationary distribution, from integers in its ratio."""
    n, total = len(weights), sum(weights)
    s, uniform = weights / total, column(*[Fraction(1, n)] * n)
    assert P * s == s
    slips = [
        Mistake("eigenvector-not-normalised", vector(weights), "Probabilities add to 1: divide by the sum of the "
                "entries."),
        Mistake("stationary-is-uniform", vector(uniform), "That is not changed by a step only if the rows of $P$ add "
                "to 1 too."),
    ]  # fmt: skip
    if n == 2:
        told = "The state that is left less often holds more."
        slips.append(Mistake("leaving-rates-exchanged", vector(s[1, 0], s[0, 0]), told))
    else:
        told = "This is one step from equal shares. Another step changes it, so it is not the long run."
        slips.append(Mistake("one-step-is-the-long-run", vector(P * uniform), told))
    return Part(
        name="s",
        ask=ask,
        answer=vector(s),
        steps=[
            "In the long run a step no longer changes the probabilities: $P$ times $s$ is $s$ again. So look first for "
            f"any vector $v$ with $(P - I)*v = {zeros(n, 1)}$, where $P - I = {P - eye(n)}$.",
            *balance(P, weights, names),
            f"So $v = {weights}$ is not changed by a step. Its entries add to ${total}$, and probabilities add to "
            f"$1$: divide by ${total}$.",
            f"The result is $s = {s}$.",
        ],
        hints=[
            "Which vector is not changed by a step?",
            "Solve $(P - I)*v = 0$ up to a factor first. To what must the probabilities add?",
        ],
        mistakes=slips,
    )


def balance(P: Mat, weights: Mat, names: Sequence[str]) -> list[str]:
    """How the entries of the vector follow from each other, each from a row with one unknown.

    Gives the draw up if they do not.
    """
    n, A = len(weights), P - eye(len(weights))

    def chain_from(start: int) -> list[tuple[int, int]]:
        """Rows with the entries they give, in an order that works; too few if there is none."""
        found: list[tuple[int, int]] = []
        known, rows = {start}, set(range(n))
        while len(known) < n:
            ready = [(i, j) for i in sorted(rows) for j in range(n) if A[i, j] and j not in known]
            alone = [(i, j) for i, j in ready if sum(row == i for row, _ in ready) == 1]
            if not alone:
                break
            found.append(alone[0])
            rows.discard(alone[0][0])
            known.add(alone[0][1])
        return found

    start = next((k for k in range(n) if len(chain_from(k)) == n - 1), None)
    assume(start is not None, "no order of the equations gives one entry after the other")
    assert start is not None
    steps = [f"The factor is free. Begin with $v_{names[start]} = {weights[start, 0]}$, which avoids fractions."]
    for i, j in chain_from(start):
        row = text_of(" + ".join(f"({x})*v_{name}" for x, name in zip(A.rows[i], names, strict=True) if x))
        steps.append(
            f"The {ORDINALS[i]} row says ${row} = 0$, and with what is known this gives "
            f"$v_{names[j]} = {weights[j, 0]}$."
        )
    return steps


ORDINALS = ("first", "second", "third", "fourth", "fifth")


def ranked_pages(rng: Rng) -> Multipart:
    """Four pages, what they are worth in the long run, and their order."""

    def fits(found: tuple[Links, Mat | None]) -> bool:
        weights = found[1]
        return weights is not None and len(set(weights)) == 4 and sum(weights) <= 60

    links, weights = drawn(lambda: with_long_run(any_links(rng, 4, 3)), fits, 300)
    assert weights is not None
    P = share_matrix(links)
    pages = PAGES[:4]
    into = {page: sum(i in heads for heads in links.values()) for i, page in enumerate(pages)}
    worth = dict(zip(pages, weights, strict=True))
    ranking = sorted(pages, key=lambda page: -worth[page])
    key = order(*(f"Page {page}" for page in ranking))
    by_links = sorted(pages, key=lambda page: -into[page])
    return Multipart(
        f"The figure shows four web pages; an arrow is a link. A visitor keeps clicking on one of the links of a page, "
        f"each with the same probability. In the order A, B, C, D the transition matrix is $P = {P}$.",
        given={"P": P},
        parts=[
            long_run_part(P, weights, "Find the probabilities $s$ of the pages in the long run.", pages),
            Part(
                ask="Rank the pages by these probabilities, the largest first.",
                answer=key,
                steps=[
                    f"With the denominator ${sum(weights)}$ the numerators are "
                    f"{listed(f'{worth[page]} for page {page}' for page in ranking)}. "
                    f"So the ranking is {', '.join(ranking)}.",
                ],
                hints=["Compare the entries of $s$."],
                mistakes=[
                    Mistake("ranked-by-in-links", reordered(key, by_links), "A link counts more if it comes from an "
                            "important page with few links: the number of links does not tell."),
                    Mistake("ranked-from-the-last", reordered(key, ranking[::-1]), "The page with the largest "
                            "probability comes first."),
                ],
            ),
        ],
        figures=[network(pages, pictured(links))],
    )  # fmt: skip


def reordered(key: OrderAnswer, pages: Sequence[str]) -> OrderAnswer:
    """The key with the pages in this order."""
    ids = {item.text: item.id for item in key.items}
    return key.model_copy(update={"value": tuple(ids[f"Page {page}"] for page in pages)})


def with_long_run(links: Links) -> tuple[Links, Mat | None]:
    """The links with integers in the ratio of their long run, if every chain of clicks tends to it."""
    if not connected(links) or not mixes(links):
        return links, None
    (v,) = (share_matrix(links) - eye(len(links))).nullspace()
    factor = lcm(*(Fraction(x).denominator for x in v))
    return links, v * factor


def mixes(links: Links) -> bool:
    """Whether after some number of clicks every page can be reached from every page."""
    n = len(links)
    reached = {j: set(heads) for j, heads in links.items()}
    for _ in range(n * n):
        reached = {j: {k for i in heads for k in links[i]} for j, heads in reached.items()}
    return all(len(heads) == n for heads in reached.values())


# PageRank --------------------------------------------------------------------------------------------------------


class Surfer(NamedTuple):
    """The knobs of a level: pages, links a page at most, probabilities of following one, and how many steps."""

    pages: int
    most: int
    damping: tuple[Fraction, ...]
    dangling: bool
    steps: int


SURFERS = {
    "links": Surfer(3, 2, (Fraction(1),), False, 2),
    "damped": Surfer(4, 3, tuple(Fraction(k, 20) for k in (8, 12, 14, 15, 16, 18)), False, 1),
    "dangling": Surfer(4, 2, (Fraction(4, 5), Fraction(3, 5), Fraction(2, 5)), True, 2),
}


@exercise(
    "linear_algebra.markov.pagerank_with_damping",
    title="PageRank with damping",
    skill="s.mk.pagerank",
    source="Page, Brin, Motwani and Winograd, The PageRank Citation Ranking (1999), section 2",
    tier="standard",
    levels={"easy": {"surfer": "links"}, "core": {"surfer": "damped"}, "hard": {"surfer": "dangling"}},
)
def pagerank_with_damping(rng: Rng, *, surfer: Literal["links", "damped", "dangling"]) -> Multipart:
    """Do the first steps of PageRank: the matrix of the links, the one with jumps, a step or two, the ranking."""
    n, most, dampings, dangling, steps = SURFERS[surfer]
    d = rng.choice(dampings)
    known = {"damped": [1] * n, "dangling": [1] + [0] * (n - 1)}

    def draw() -> tuple[Links, list[int]]:
        start = known.get(surfer) or with_sum(rng, n, whole := rng.choice((10, 12, 15, 20)), 1, whole - 2)
        return varied_links(rng, n, most, dangling), rng.shuffled(start)

    def fits(found: tuple[Links, list[int]]) -> bool:
        links, start = found
        x, whole = visits(links, d, start, steps)[-1]
        near = min(b - a for a, b in pairwise(sorted(x)))
        return near * 80 >= whole and all(heads or start[j] == 0 for j, heads in links.items() if 0 in start)

    links, start = drawn(draw, fits, 100)
    P = share_matrix(links)
    M = P * d + matrix_of(n, n, lambda i, j: 1) * ((1 - d) / n)
    found = [column(*x) / whole for x, whole in visits(links, d, start, steps)]
    assert all(M * x == y for x, y in pairwise(found))
    if dangling:
        P, M, found = decimals(P), decimals(M), [decimals(x) for x in found]
    x_0, J = found[0], matrix_of(n, n, lambda i, j: 1)
    assert stochastic(P) and stochastic(M)
    pages = PAGES[:n]
    parts = [links_part(links, P)]
    if d != 1:
        parts.append(jumps_part(d, n, M))
    which = "P" if d == 1 else "M"
    parts += [surf_part(k, found[k], which, d) for k in range(1, steps + 1)]
    parts.append(ranking_part(pages, found[-1], links, steps))
    begins = f"The visit begins with the probabilities $x_0 = {x_0}$ of the pages"
    clicks = f"A visitor clicks on one of the links of a page, each with the same probability. {begins}."
    jumps = (
        f"With the probability $d = {d}$ a visitor clicks on one of the links of a page, each with the same "
        f"probability; else comes a jump to any of the ${n}$ pages, each as likely. {begins}."
    )
    no_links = " From a page without links any of all pages follows, each as likely." if dangling else ""
    return Multipart(
        f"The figure shows {n} web pages; an arrow is a link. {clicks if d == 1 else jumps}{no_links} "
        f"Vectors and matrices have the order {', '.join(pages)}.",
        given={"x_0": x_0} | ({"d": d, "J": J, "n": n} if d != 1 else {}),
        parts=parts,
        figures=[network(pages, pictured(links))],
    )


def varied_links(rng: Rng, n: int, most: int, dangling: bool) -> Links:
    """Links that reach every page, not of one number on all pages."""

    def fits(links: Links) -> bool:
        reached = {i for heads in links.values() for i in heads}
        different = len({len(heads) for heads in links.values() if heads})
        return len(reached) == n and different > 1 and (dangling or connected(links))

    return drawn(lambda: any_links(rng, n, most, dangling), fits, 200)


def visits(links: Links, d: Fraction, start: Sequence[int], steps: int) -> list[tuple[list[int], int]]:
    """The probabilities after each step as integers over a whole, from a start in this ratio, for up to 4 pages."""
    n, (p, q) = len(links), d.as_integer_ratio()
    x, whole = list(start), sum(start)
    found = [(x, whole)]
    for _ in range(steps):
        jumps = (q - p) * sum(x) * 12
        y = [jumps] * n
        for j, heads in links.items():
            for i in heads or range(n):
                y[i] += p * n * x[j] * 12 // (len(heads) or n)
        x, whole = y, whole * 12 * q * n
        found.append((x, whole))
    return found


def links_part(links: Links, P: Mat) -> Part:
    slips = [
        Mistake("row-convention", matrix(P.T), "Column $j$ holds the steps from the $j$-th page; row $i$ the steps to "
                "the $i$-th."),
        Mistake("in-links", matrix(in_link_shares(links)), SHARED),
    ]  # fmt: skip
    if not all(links.values()):
        bare = Mat([x if links[j] else 0 for j, x in enumerate(row)] for row in P.rows)
        told = "A visitor must go somewhere: a page without links is treated as linking to every page."
        slips.insert(0, Mistake("dangling-zero", matrix(bare), told))
    return Part(
        name="P",
        ask="Give the matrix $P$ of the links: its column $j$ holds the probabilities of the steps from the $j$-th "
        f"page{'.' if all(links.values()) else ', with no jumps but those from a page without links.'}",
        answer=matrix(P),
        steps=[*columns_told(links), f"So $P = {P}$."],
        hints=["How many arrows leave each page, and to which pages do they lead?"],
        mistakes=slips,
    )


def jumps_part(d: Fraction, n: int, M: Mat) -> Part:
    return Part(
        name="M",
        ask="Give the matrix $M$ of all steps, jumps included.",
        answer=matrix(M),
        follows="d*P + (1 - d)/n*J",
        steps=[
            f"A link is followed with the probability $d = {d}$. The rest, $1 - d = {1 - d}$, is shared by "
            f"${n}$ pages: each gets $(1 - d)/n = {(1 - d) / n}$ from every page.",
            f"So multiply $P$ by ${d}$ and add ${(1 - d) / n}$ to every entry: $M = d*P + (1 - d)/n*J = {M}$, "
            "where all entries of $J$ are $1$.",
        ],
        hints=["With which probability is a certain page reached by a jump?"],
        mistakes=[
            Mistake("damping-swapped", "(1 - d)*P + d/n*J", "$d$ is the probability of following a link, not that of a "
                    "jump."),
            Mistake("teleport-not-divided", "d*P + (1 - d)*J", "The jump is shared by all pages: the columns must "
                    "still add to 1."),
            Mistake("jump-left-out", "d*P", "The columns must add to 1: the jumps are missing."),
        ],
    )  # fmt: skip


def surf_part(k: int, x: Mat, which: str, d: Fraction) -> Part:
    slips = [
        Mistake("transition-matrix-transposed", f"{which}^T*x_{k - 1}", "Multiply the rows of the matrix by the "
                "vector: what arrives at a page stands in its row."),
    ]  # fmt: skip
    if d == 1:
        told = "Weight each column by the probability of the page it starts from."
        slips.append(Mistake("mixes-columns-equally", f"mean({which}^T)", told))
    else:
        told = "The visitor also jumps: use the matrix $M$ of all steps."
        slips.append(Mistake("steps-without-jumps", f"P*x_{k - 1}", told))
    return Part(
        name=f"x_{k}",
        ask=f"Give the probabilities $x_{k}$ of the pages after {'one step' if k == 1 else 'two steps'}.",
        answer=vector(x),
        follows=f"{which}*x_{k - 1}",
        steps=[
            f"A step multiplies the vector by the matrix of all steps: $x_{k} = {which}*x_{k - 1} = {x}$. "
            "Its entries add to $1$, as they must.",
        ],
        hints=[f"How does $x_{k}$ come from $x_{k - 1}$?"],
        mistakes=slips,
    )


def ranking_part(pages: str, x: Mat, links: Links, steps: int) -> Part:
    worth = dict(zip(pages, x, strict=True))
    ranking = sorted(pages, key=lambda page: -worth[page])
    into = {page: sum(i in heads for heads in links.values()) for i, page in enumerate(pages)}
    key = order(*(f"Page {page}" for page in ranking))
    common = lcm(*(Fraction(y).denominator for y in x))
    return Part(
        ask=f"Rank the pages by $x_{steps}$, the largest probability first.",
        answer=key,
        steps=[
            f"Over the common denominator ${common}$ the numerators are "
            f"{listed(f'{worth[page] * common} for page {page}' for page in ranking)}. "
            f"So the ranking is {', '.join(ranking)}.",
        ],
        hints=["Bring the entries to a common denominator."],
        mistakes=[
            Mistake("ranked-by-in-links", reordered(key, sorted(pages, key=lambda page: -into[page])),
                    "Not every link counts the same: it brings a share of what its page has."),
            Mistake("ranked-from-the-last", reordered(key, ranking[::-1]), "The page with the largest probability "
                    "comes first."),
        ],
    )  # fmt: skip
