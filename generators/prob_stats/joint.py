"""Several random variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import cos, pi, sin, sqrt
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    boolean,
    exercise,
    expression,
    fill,
    matching,
    number,
    rounded,
    terminating,
    vector,
)
from generators.maths.datasets import bell, correlated, covariance, uncorrelated, variance
from generators.maths.figures import axis, listed, plain, scatter, spot
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.reals import sqrt as root
from schemas.exercise import DataTable
from schemas.figure import Curve, Dots, Figure

LETTERS, PLACES = "ABCD", "1234"

# Correlation in pictures ----------------------------------------------------------------------------------------------


class Cloud(NamedTuple):
    """Points, their correlation as it is printed, and what is seen."""

    points: Sequence[tuple[Fraction, Fraction]]
    r: str
    says: str


class Belief(NamedTuple):
    """A misconception that takes cloud i for cloud `takes[i]`."""

    id: str
    takes: Sequence[int]
    feedback: str


SIZES = tuple(Fraction(c, 100) for c in (0, 28, 60, 80, 96))


@exercise(
    "prob_stats.joint.guess_correlation",
    title="Read correlation from scatter plots",
    skill="s.joint.picture",
    source="OpenIntro Statistics, 4th edition (2019), section 8.1",
    levels={"easy": {"clouds": "far apart"}, "core": {"clouds": "scaled"}, "hard": {"clouds": "patterns"}},
)
def guess_correlation(rng: Rng, *, clouds: Literal["far apart", "scaled", "patterns"]) -> Multipart:
    """Match four scatter plots with their correlations, whatever their scales, or with curves, outliers and groups."""
    if clouds == "patterns":
        flip = rng.sign()
        found = [
            curved(rng),
            with_outlier(rng, flip),
            two_groups(rng, flip),
            straight(rng, flip * Fraction(96, 100), Fraction(20)),
        ]
        beliefs = [
            Belief("curve-high-r", (3, 1, 2, 0), "Correlation sees only the straight part of a pattern."),
            Belief("outlier-ignored", (1, 0, 2, 3), "One point far away from the rest can make a correlation."),
        ]
    else:
        sizes = rng.sample((-96, 96, -60, 60, 0), 4) if clouds == "far apart" else scaled_sizes(rng)
        slopes = (
            [Fraction(1)] * 4
            if clouds == "far apart"
            else rng.sample(tuple(map(Fraction, ("1/4", "1/2", "1", "2"))), 4)
        )
        sizes.sort()
        if clouds == "scaled":  # the steepest cloud is not the closest to a line
            slopes.sort(reverse=True)
            sizes.sort(key=abs)
        found = [straight(rng, Fraction(r, 100), 20 * slope) for r, slope in zip(sizes, slopes, strict=True)]
        mirrored = [nearest(sizes, -r) for r in sizes]
        beliefs = [
            Belief(
                "correlation-sign",
                one_to_one(mirrored),
                "A cloud that falls from left to right has a negative correlation.",
            ),
            Belief(
                "slope-is-r", (3, 2, 1, 0), "Steepness depends on the scales: look how close the points are to a line."
            )
            if clouds == "scaled"
            else Belief(
                "tight-is-weak", (1, 0, 3, 2), "The closer the points are to a line, the further is $r$ from $0$."
            ),
        ]
    shown, listed_ones = rng.shuffled(range(4)), rng.shuffled(range(4))
    texts = (
        {x: f"Cloud {x}" for x in LETTERS},
        {n: f"$r = {found[i].r}$" for n, i in zip(PLACES, listed_ones, strict=True)},
    )

    def pairs(takes: Sequence[int] = range(4)) -> dict[str, str]:
        return {x: PLACES[listed_ones.index(takes[i])] for x, i in zip(LETTERS, shown, strict=True)}

    reach = max(abs(y) for cloud in found for _, y in cloud.points)
    rounding = ", rounded to two decimals" if clouds == "patterns" else ""
    return Multipart(
        "Clouds A to D are scatter plots of pairs $(x, y)$, all on the same axes.",
        figures=[
            scatter(found[i].points, ("$x$", (-60, 60)), ("$y$", (-limit(reach), limit(reach))), label=x)
            for x, i in zip(LETTERS, shown, strict=True)
        ],
        parts=[
            Part(
                ask=f"Which correlation coefficient{rounding} belongs to which cloud?",
                answer=matching(*texts, pairs()),
                hints=["Does the cloud rise or fall?", "How close are the points to a straight line?"],
                steps=[
                    "The sign tells whether the cloud rises or falls, the size how close the points are to a line. How "
                    "steep the line is does not matter.",
                    *(f"Cloud {x} {found[i].says}. Its correlation is ${found[i].r}$."
                      for x, i in zip(LETTERS, shown, strict=True)),
                ],
                mistakes=[Mistake(id, matching(*texts, pairs(takes)), told) for id, takes, told in beliefs],
            )
        ],
    )  # fmt: skip


def limit(reach: Rational) -> int:
    return int(reach) // 10 * 10 + 20


def scaled_sizes(rng: Rng) -> list[int]:
    """Four correlations at least 0.3 apart, in hundredths."""
    sign = rng.sign()
    return [
        sign * r for r in rng.choice(((96, 60, -28, -80), (96, 60, 0, -60), (96, 28, -28, -80), (80, 28, -28, -96)))
    ]


def nearest(sizes: Sequence[int], wanted: int) -> int:
    return min(range(4), key=lambda i: (abs(sizes[i] - wanted), i))


def one_to_one(takes: Sequence[int]) -> tuple[int, ...]:
    """Each once: who is wanted twice goes to the first, the others keep what is left."""
    left = [i for i in range(4) if i not in takes]
    seen: list[int] = []
    for i in takes:
        seen.append(i if i not in seen else left.pop(0))
    return tuple(seen)


def straight(rng: Rng, r: Fraction, spread: Rational) -> Cloud:
    """A cloud about a line with exactly this correlation."""
    points = [(Fraction(x, 100), Fraction(y, 2000) * spread) for x, y in correlated(rng, 24, r)]
    way = "rises" if r > 0 else "falls"
    close = {28: "and is very wide", 60: "with much scatter", 80: "and keeps near a line", 96: "and is nearly a line"}
    says = f"{way} {close[abs(int(100 * r))]}" if r else "neither rises nor falls"
    return Cloud(points, str(rounded(r, 2)), says)


def shown_r(points: Sequence[tuple[Fraction, Fraction]]) -> str:
    x, y = zip(*points, strict=True)
    return str(rounded(covariance(x, y) / root(variance(x) * variance(y)), 2))


def curved(rng: Rng) -> Cloud:
    """Points about a parabola whose covariance is exactly 0."""
    x = sorted(bell(rng, 24))
    sign = rng.sign()
    noise = uncorrelated(rng, x, [rng.integer(-3, 3) for _ in x])
    squares = [Fraction(a * a, 40) for a in x]
    # x is symmetric, so its squares have no covariance with it
    points = [(Fraction(a), sign * (s - 8) + b) for a, s, b in zip(x, squares, noise, strict=True)]
    return Cloud(list(points), "0.00", "follows a curve that falls and rises alike, so its straight part is level")


def with_outlier(rng: Rng, flip: int) -> Cloud:
    """An uncorrelated bunch and one point far away, up for flip 1 and down for -1."""
    bunch = [(Fraction(x, 250) - 20, flip * (Fraction(y, 250) - 8)) for x, y in correlated(rng, 20, Fraction(0))]
    points = [*bunch, (Fraction(48), Fraction(flip * rng.integer(16, 22)))]
    way = "rising" if flip > 0 else "falling"
    return Cloud(points, shown_r(points), f"is a round bunch and one far point; the two make a {way} line")


def two_groups(rng: Rng, flip: int) -> Cloud:
    """Two groups that rise for flip 1, the right one lower, so that the whole falls; mirrored for -1."""
    groups = {k: correlated(rng, 16, Fraction(80, 100)) for k in (-1, 1)}
    points = [
        (Fraction(x, 250) + 22 * k, flip * (Fraction(y, 400) - 10 * k)) for k, group in groups.items() for x, y in group
    ]
    each, right, whole = ("rises", "lower", "falls") if flip > 0 else ("falls", "higher", "rises")
    return Cloud(
        points, shown_r(points), f"has two groups; each {each}, but the right one is {right}: the whole {whole}"
    )


# Contours -------------------------------------------------------------------------------------------------------------

Law = tuple[int, int, int, int, int]
"""Means of X and Y, variance of X, covariance, variance of Y."""


@exercise(
    "prob_stats.joint.gaussian_contours",
    title="Match contour ellipses with covariance matrices",
    skill="s.joint.gauss",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 6.5",
    tier="extra",
    levels={"easy": {"differ": "means"}, "core": {"differ": "signs"}, "hard": {"differ": "variances"}},
)
def gaussian_contours(rng: Rng, *, differ: Literal["means", "signs", "variances"]) -> Multipart:
    """Match contours of two-dimensional normal densities with means and covariance matrices."""
    a, b = rng.choice(((4, 1), (9, 1), (16, 1), (9, 4), (16, 4), (25, 4), (25, 9)))
    if differ == "means":
        m, n = rng.nonzero(-4, 4), rng.nonzero(-4, 4)
        laws: list[Law] = [(m, n, a, 0, b), (m, n, b, 0, a), (-m, n, a, 0, b), (-m, n, b, 0, a)]
        first = Belief("variances-exchanged", (1, 0, 3, 2), "The first entry is the variance across, the last that up.")
        second = Belief("mean-sign", (2, 3, 0, 1), "The mean vector is the centre of the ellipses.")
    elif differ == "signs":
        c = tilt(rng, a, b)
        laws = [(0, 0, a, c, b), (0, 0, a, -c, b), (0, 0, b, c, a), (0, 0, b, -c, a)]
        first = Belief("variances-exchanged", (2, 3, 0, 1), "The first entry is the variance across, the last that up.")
        second = Belief("tilt-mirrored", (1, 0, 3, 2), "Rising ellipses have a positive covariance.")
    else:
        c, s = tilt(rng, a, b) * rng.sign(), rng.choice((4, 9))
        laws = [(0, 0, a, c, b), (0, 0, b, c, a), (0, 0, s, 0, s), (0, 0, b, -c, a)]
        first = Belief("variances-exchanged", (1, 0, 2, 3), "The first entry is the variance across, the last that up.")
        second = Belief("tilt-mirrored", (0, 3, 2, 1), "Rising ellipses have a positive covariance.")
    shown, listed_ones = rng.shuffled(range(4)), rng.shuffled(range(4))
    texts = (
        {x: f"Figure {x}" for x in LETTERS},
        {n: named(laws[i], means=differ == "means") for n, i in zip(PLACES, listed_ones, strict=True)},
    )

    def pairs(takes: Sequence[int] = range(4)) -> dict[str, str]:
        return {x: PLACES[listed_ones.index(takes[i])] for x, i in zip(LETTERS, shown, strict=True)}

    reach = max(max(abs(law[0]) + 2.2 * sqrt(law[2]), abs(law[1]) + 2.2 * sqrt(law[4])) for law in laws)
    return Multipart(
        "Figures A to D show contours of four two-dimensional normal densities, on the same axes: the ellipses one and "
        "two standard deviations away from the centre."
        + ("" if differ == "means" else " All have the mean at the origin."),
        figures=[contours(laws[i], int(reach) + 1, x) for x, i in zip(LETTERS, shown, strict=True)],
        parts=[
            Part(
                ask=f"Which {'mean and ' * (differ == 'means')}covariance matrix belongs to which figure?",
                answer=matching(*texts, pairs()),
                hints=["Where is the centre?" if differ == "means" else "Do the ellipses rise, or fall, or neither?",
                       "The inner ellipse reaches one standard deviation to the left and right, and up and down."],
                steps=[
                    "The inner ellipse reaches as far across as the standard deviation of $X$, and as far up as that "
                    "of $Y$. The sign of the covariance is that of the tilt.",
                    *(f"In figure {x} {seen(laws[i])} So it belongs to {named(laws[i], means=differ == 'means')}."
                      for x, i in zip(LETTERS, shown, strict=True)),
                ],
                mistakes=[Mistake(id, matching(*texts, pairs(takes)), told) for id, takes, told in (first, second)],
            )
        ],
    )  # fmt: skip


def tilt(rng: Rng, a: int, b: int) -> int:
    """A covariance for which the correlation is between 0.4 and 0.85."""
    root = int(sqrt(a * b))
    return rng.choice([c for c in range(1, root) if 40 * root <= 100 * c <= 85 * root])


def named(law: Law, *, means: bool) -> str:
    m, n, a, c, b = law
    S = f"$[[{a}, {c}], [{c}, {b}]]$"
    return f"mean $({m}, {n})$, covariance {S}" if means else S


def seen(law: Law) -> str:
    """What is read off the contours."""
    m, n, a, c, b = law
    tilt = "rise" if c > 0 else "fall" if c < 0 else "stand straight"
    centre = f"the centre is $({m}, {n})$, " if m or n else ""
    return (
        f"{centre}the ellipses {tilt}, and the inner one reaches ${rounded_root(a)}$ across and ${rounded_root(b)}$ "
        f"up: the variances are ${a}$ and ${b}$."
    )


def rounded_root(v: int) -> str:
    return plain(round(sqrt(v), 1))


def contours(law: Law, reach: int, label: str) -> Figure:
    """The ellipses at one and two standard deviations, by the Cholesky factor of the covariance matrix."""
    m, n, a, c, b = law
    u = sqrt(a)
    v, w = c / u, sqrt(b - c * c / a)

    def ellipse(k: int) -> tuple[tuple[float, float], ...]:
        turns = (2 * pi * i / 90 for i in range(91))
        return tuple(spot((m + k * u * cos(t), n + k * (v * cos(t) + w * sin(t)))) for t in turns)

    across = (
        f"at its leftmost and rightmost points ({plain(m - u)}, {plain(n - v)}) and ({plain(m + u)}, {plain(n + v)})"
    )
    top, side = sqrt(b), c / sqrt(b)
    up = f"at its lowest and highest ({plain(m - side)}, {plain(n - top)}) and ({plain(m + side)}, {plain(n + top)})"
    return Figure(
        alt=f"Figure {label}: two ellipses with the centre ({m}, {n}). The inner one is touched by upright lines "
        f"{across}, and by level lines {up}. The outer one is twice as large.",
        marks=(
            Curve(points=ellipse(1)),
            Curve(points=ellipse(2), style="dashed", colour="orange"),
            Dots(points=(spot((m, n)),), colour="ink"),
        ),
        x=axis((-reach, reach), "x", step=2 if reach < 9 else 4),
        y=axis((-reach, reach), "y", step=2 if reach < 9 else 4),
        equal=True,
        grid=True,
        rim=True,
        label=label,
    )


# Joint tables ---------------------------------------------------------------------------------------------------------


class Joint(NamedTuple):
    """Two counts with small values: how they are told, the values of both, and cells in parts of `total`."""

    story: str
    xs: tuple[int, ...]
    ys: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]
    total: int

    def p(self, i: int, j: int) -> Fraction:
        return Fraction(self.cells[i][j], self.total)

    @property
    def by_x(self) -> list[Fraction]:
        return [Fraction(sum(row), self.total) for row in self.cells]

    @property
    def by_y(self) -> list[Fraction]:
        return [Fraction(sum(column), self.total) for column in zip(*self.cells, strict=True)]

    @property
    def independent(self) -> bool:
        return all(self.p(i, j) == px * py for i, px in enumerate(self.by_x) for j, py in enumerate(self.by_y))


PAIRS = (
    "$X$ is the number of children and $Y$ the number of pets in a household.",
    "$X$ is the number of cars and $Y$ the number of bicycles of a household.",
    "$X$ is the number of coffees and $Y$ the number of teas that a student drinks on a day.",
    "$X$ is the number of goals at home and $Y$ the number of goals away of a team.",
    "$X$ is the number of faults in the paint and $Y$ the number of faults in the wiring of a machine.",
    "$X$ is the number of letters and $Y$ the number of parcels that come on a day.",
    "$X$ is the number of errors in the first test and $Y$ the number in the second test of a program.",
    "$X$ is the number of sisters and $Y$ the number of brothers of a pupil.",
    "$X$ is the number of calls in the first minute and $Y$ the number in the second minute.",
)


def joint_table(rng: Rng, m: int, n: int, *, independent: bool) -> Joint:
    """A table of m times n cells, all positive; a dependent one differs from every product table."""
    xs = tuple(range(s := rng.integer(0, 1), s + m))
    ys = tuple(range(t := rng.integer(0, 1), t + n))
    rows, columns = (tuple(rng.sample((1, 2, 3, 4, 5), k)) for k in (m, n))
    if independent:
        cells = tuple(tuple(a * b for b in columns) for a in rows)
    else:
        while True:
            cells = tuple(tuple(rng.integer(1, 6) for _ in range(n)) for _ in range(m))
            a, b = [sum(row) for row in cells], [sum(column) for column in zip(*cells, strict=True)]
            if (
                len(set(a)) == m
                and len(set(b)) == n
                and any(cells[i][j] * sum(a) != a[i] * b[j] for i in range(m) for j in range(n))
            ):
                break
    return Joint(rng.choice(PAIRS), xs, ys, cells, sum(map(sum, cells)))


def printed_table(joint: Joint, hidden: tuple[int, int] | None = None) -> DataTable:
    """Rows by x, columns by y; a hidden cell shows `?`."""
    return DataTable(
        columns=("P(X = x, Y = y)", *(f"y = {y}" for y in joint.ys)),
        rows=tuple(
            (f"x = {x}", *("?" if (i, j) == hidden else str(joint.p(i, j)) for j in range(len(joint.ys))))
            for i, x in enumerate(joint.xs)
        ),
    )


def plus(terms: Sequence[object]) -> str:
    return " + ".join(map(str, terms))


def marginal_part(joint: Joint, which: Literal["X", "Y"], follows: str | None = None) -> Part:
    rows = which == "X"
    values, right, other = (joint.xs, joint.by_x, joint.by_y) if rows else (joint.ys, joint.by_y, joint.by_x)
    lines = joint.cells if rows else tuple(zip(*joint.cells, strict=True))
    return Part(
        name=f"p_{which}",
        ask=f"Give the marginal distribution of ${which}$: the vector of its probabilities for the values "
        f"${', '.join(map(str, values))}$, in this order.",
        answer=vector(*right),
        follows=follows,
        hints=[f"What is fixed in ${which} = {values[0]}$, and what may vary?"],
        steps=[
            *(f"$P({which} = {value}) = {plus([Fraction(c, joint.total) for c in line])} = {p}$, the sum of a "
              f"{'row' if rows else 'column'}." for value, line, p in zip(values, lines, right, strict=True)),
            f"The vector is $({', '.join(map(str, right))})$.",
        ],
        mistakes=[
            Mistake("marginals-exchanged", vector(*other),
                    f"That is the distribution of the other variable. For ${which}$ add each "
                    f"{'row' if rows else 'column'}."),
            Mistake("first-line-for-marginal", vector(*(Fraction(line[0], joint.total) for line in lines)),
                    f"Those are cells of one {'column' if rows else 'row'}. Add all cells of each value."),
            Mistake("uniform-c", vector(*[Fraction(1, len(right))] * len(right)),
                    "The values need not be equally likely: add up the cells."),
        ],
    )  # fmt: skip


def independence_part(joint: Joint) -> Part:
    right = joint.independent
    px, py = joint.by_x, joint.by_y
    i, j = next(((i, j) for i in range(len(px)) for j in range(len(py)) if joint.p(i, j) != px[i] * py[j]), (0, 0))
    seen = f"P(X = {joint.xs[i]})*P(Y = {joint.ys[j]}) = {px[i]}*{py[j]} = {px[i] * py[j]}"
    return Part(
        ask="Are $X$ and $Y$ independent?",
        answer=boolean(right),
        hints=["Compare every cell with the product of its marginals."],
        steps=[
            f"For example ${seen}$, and the cell is ${joint.p(i, j)}$: "
            + ("equal. The same holds for all other cells, so $X$ and $Y$ are independent." if right
               else "not equal. One such cell is enough: $X$ and $Y$ are not independent."),
        ],
        mistakes=[
            Mistake("one-cell-independence" if not right else "rows-must-be-equal", boolean(not right),
                    "All cells must be the product of their marginals; one that is not is enough against it."
                    if not right else "The rows need not be equal, only proportional: each cell is the product of its "
                    "marginals."),
        ],
    )  # fmt: skip


@exercise(
    "prob_stats.joint.joint_marginals",
    title="Joint table and marginals",
    skill="s.joint.table",
    source="Wasserman, All of Statistics (2004), sections 2.5 to 2.7",
    levels={"easy": {"given": "table"}, "core": {"given": "gap"}, "hard": {"given": "density"}},
)
def joint_marginals(rng: Rng, *, given: Literal["table", "gap", "density"]) -> Multipart:
    """Find marginals, an event and independence from a joint table, one with a gap, or a joint density."""
    if given == "density":
        return joint_density(rng)
    independent = rng.chance(Fraction(2, 5))
    if given == "table":
        joint = joint_table(rng, 2, rng.choice((2, 3)), independent=independent)
        return Multipart(
            f"{joint.story} The table shows their joint distribution.",
            [marginal_part(joint, "X"), marginal_part(joint, "Y"), independence_part(joint)],
            data=printed_table(joint),
        )
    joint = joint_table(rng, rng.choice((2, 3)), 3, independent=independent)
    i, j = rng.integer(0, len(joint.xs) - 1), rng.integer(0, 2)
    c = joint.p(i, j)
    others = [joint.p(a, b) for a in range(len(joint.xs)) for b in range(3) if (a, b) != (i, j)]
    row = [joint.p(i, b) for b in range(3) if b != j]
    formula = ", ".join(str(p) if a != i else f"{plus(row)} + c" for a, p in enumerate(joint.by_x))
    event, fits, far = event_about(rng, joint)
    cells = [(a, b) for a, x in enumerate(joint.xs) for b, y in enumerate(joint.ys) if fits(x, y)]
    chance = sum((joint.p(a, b) for a, b in cells), Fraction(0))
    wrong = sum(
        (joint.p(a, b) for a, x in enumerate(joint.xs) for b, y in enumerate(joint.ys) if far(x, y)), Fraction(0)
    )
    known = [joint.p(a, b) for a, b in cells if (a, b) != (i, j)]
    return Multipart(
        f"{joint.story} The table shows their joint distribution; one cell is missing.",
        [
            Part(
                name="c",
                ask="Which probability is missing?",
                answer=number(c),
                hints=["What do all cells of the table add up to?"],
                steps=[f"The other cells add up to ${plus(others)} = {sum(others)}$.",
                       f"All cells together make $1$, so the missing one is $1 - ({sum(others)}) = {c}$."],
                mistakes=[
                    Mistake("conditional-rows-as-joint", number(1 - sum(row)),
                            "Not each row but the whole table adds up to $1$."),
                    Mistake("cells-equally-likely", number(Fraction(1, 3 * len(joint.xs))),
                            "The cells need not be equally likely."),
                ],
            ),
            marginal_part(joint, "X", f"[{formula}]"),
            Part(
                ask=f"Find $P({event})$.",
                answer=number(chance),
                follows=plus([*known, *(["c"] if (i, j) in cells else [])]) if cells else None,
                hints=["Which cells belong to the event?"],
                steps=[f"The cells of the event are {listed(f'$({joint.xs[a]}, {joint.ys[b]})$' for a, b in cells)}.",
                       f"They add up to $P({event}) = {plus([joint.p(a, b) for a, b in cells])} = {chance}$."],
                mistakes=[
                    Mistake("equality-counted-otherwise", number(wrong),
                            "Look at the sign of the event: which cells does it hold, and which just not?"),
                    Mistake("other-tail", number(1 - chance), "That is the probability of the opposite."),
                ],
            ),
            independence_part(joint),
        ],
        data=printed_table(joint, (i, j)),
    )  # fmt: skip


Holds = Callable[[int, int], bool]


def event_about(rng: Rng, joint: Joint) -> tuple[str, Holds, Holds]:
    """An event about both variables with at least one cell, and one that is easily taken for it."""
    s = joint.xs[0] + joint.ys[-1]
    events: tuple[tuple[str, Holds, Holds], ...] = (
        ("X < Y", lambda x, y: x < y, lambda x, y: x <= y),
        ("X <= Y", lambda x, y: x <= y, lambda x, y: x < y),
        (f"X + Y = {s}", lambda x, y: x + y == s, lambda x, y: x + y <= s),
        (f"X + Y > {s}", lambda x, y: x + y > s, lambda x, y: x + y >= s),
    )
    return rng.choice(events)


def joint_density(rng: Rng) -> Multipart:
    """A density on a rectangle, a product or a sum: its constant, a marginal, an event and independence."""
    a, b = rng.integer(1, 6), rng.integer(1, 6)
    product = rng.chance(Fraction(2, 5))
    i, j = rng.choice(((1, 1), (1, 2), (2, 1), (2, 2), (0, 1), (1, 0), (0, 2)))
    p, q = rng.integer(1, 6), rng.integer(1, 6)
    if product:
        g = {(0, 1): "y", (1, 0): "x", (1, 1): "x*y", (1, 2): "x*y^2", (2, 1): "x^2*y", (2, 2): "x^2*y^2",
             (0, 2): "y^2"}[i, j]  # fmt: skip
        terms = {(i, j): Fraction(1)}
    else:
        g = f"({p}*x + {q}*y)"
        terms = {(1, 0): Fraction(p), (0, 1): Fraction(q)}

    def area(u: Rational, v: Rational) -> Fraction:
        """The integral without k over [0, u] x [0, v]."""
        return sum(
            (w * Fraction(u) ** (r + 1) * Fraction(v) ** (s + 1) / ((r + 1) * (s + 1)) for (r, s), w in terms.items()),
            Fraction(0),
        )

    def in_x(factor: Rational) -> str:
        """The integral over y from 0 to b, times a factor."""
        made = {r: factor * w * Fraction(b) ** (s + 1) / (s + 1) for (r, s), w in terms.items()}
        return str(Polynomial([made.get(n, 0) for n in (2, 1, 0)]))

    k = rational(1 / area(a, b))
    inner, whole = in_x(1), in_x(k)
    u = shorter(rng, a)
    chance = k * area(u, b)
    return Multipart(
        f"The random variables $X$ and $Y$ have a joint density of the form $f(x, y) = k*{g}$ for $0 <= x <= {a}$ and "
        f"$0 <= y <= {b}$, and $0$ elsewhere.",
        [
            Part(
                name="k",
                ask="Find the constant $k$.",
                answer=number(k),
                hints=["The whole volume under the density is $1$. Integrate over $y$ first, then over $x$."],
                steps=[f"Without $k$ the integral over $y$ is $integral({g}, y, 0, {b}) = {inner}$.",
                       f"The integral of this over $x$ is $integral({inner}, x, 0, {a}) = {area(a, b)}$.",
                       f"So $k*({area(a, b)}) = 1$, and $k = {k}$."],
                mistakes=[
                    Mistake("area-for-constant", number(area(a, b)), "That is the volume without $k$."),
                    Mistake("k-is-height", number(Fraction(1, a * b)), "That height belongs to a level density."),
                ],
            ),
            Part(
                ask=f"Give the marginal density $f_X(x)$ for $0 <= x <= {a}$.",
                answer=expression(whole),
                hints=["Which variable has to go, and how?"],
                steps=[f"The other variable is integrated out: $f_X(x) = {k}*integral({g}, y, 0, {b}) = {whole}$."],
                mistakes=[
                    Mistake("constant-left-out", expression(inner), "Multiply by $k$: without it the area is not $1$."),
                    Mistake("slice-for-marginal", expression(fill(f"({k})*({g})", y=b)),
                            "You put in one value of $y$. Integrate over all of them."),
                ],
            ),
            Part(
                ask=f"Find $P(X <= {u})$.",
                answer=number(chance),
                follows=f"k*({area(u, b)})",
                steps=[f"It is $P(X <= {u}) = integral({whole}, x, 0, {u}) = {chance}$."],
                mistakes=[
                    Mistake("uniform-c", number(Fraction(u) / a), "That is the share of the width only."),
                    Mistake("other-tail", f"1 - k*({area(u, b)})", "That is the probability of the opposite."),
                ],
            ),
            Part(
                ask="Are $X$ and $Y$ independent?",
                answer=boolean(product),
                hints=["Can the density be written as one function of $x$ times one of $y$?"],
                steps=["The density is a function of $x$ times a function of $y$ on a rectangle: they are independent."
                       if product else "A sum with both variables is no product of a function of $x$ and one of $y$: "
                       "they are not independent."],
                mistakes=[Mistake("rectangle-is-independence" if not product else "one-formula-is-dependence",
                                  boolean(not product),
                                  "A rectangle is not enough: the density must be a product too." if not product else
                                  "Both in one formula can be independent: it is a product.")],
            ),
        ],
    )  # fmt: skip


def shorter(rng: Rng, a: int) -> Rational:
    """A number between 0 and a, halves for a = 1."""
    return terminating(Fraction(rng.integer(1, 2 * a - 1), 2))
