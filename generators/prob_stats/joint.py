"""Several random variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import cos, gcd, pi, sin, sqrt
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    boolean,
    direction,
    exercise,
    expression,
    fill,
    finite_set,
    matching,
    matrix,
    number,
    rounded,
    terminating,
    vector,
)
from generators.maths.datasets import bell, correlated, covariance, mean, uncorrelated, variance
from generators.maths.designs import dot, orthogonal_designs
from generators.maths.distributions import normal_cdf, phi_table
from generators.maths.figures import axis, listed, plain, scatter, spot
from generators.maths.matrices import Mat
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.reals import PI
from generators.maths.reals import sqrt as root
from generators.maths.writing import summed
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
    rounding = ", rounded to two decimals," if clouds == "patterns" else ""
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
    tilt = "rise" if c > 0 else "fall" if c < 0 else "are circles" if a == b else "neither rise nor fall"
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
            *(f"$P({which} = {value}) = {summed([Fraction(c, joint.total) for c in line])} = {p}$, the sum of a "
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


def independence_part(joint: Joint, hint: str = "Compare every cell with the product of its marginals.") -> Part:
    right = joint.independent
    px, py = joint.by_x, joint.by_y
    i, j = next(((i, j) for i in range(len(px)) for j in range(len(py)) if joint.p(i, j) != px[i] * py[j]), (0, 0))
    seen = f"P(X = {joint.xs[i]})*P(Y = {joint.ys[j]}) = ({px[i]})*({py[j]}) = {px[i] * py[j]}"
    return Part(
        ask="Are $X$ and $Y$ independent?",
        answer=boolean(right),
        hints=[hint],
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
    formula = ", ".join(str(p) if a != i else f"{summed(row)} + c" for a, p in enumerate(joint.by_x))
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
                steps=[f"The other cells add up to ${summed(others)} = {sum(others)}$.",
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
                follows=summed([*known, *(["c"] if (i, j) in cells else [])]) if cells else None,
                hints=["Which cells belong to the event?"],
                steps=[f"The cells of the event are {listed(f'$({joint.xs[a]}, {joint.ys[b]})$' for a, b in cells)}.",
                       f"They add up to $P({event}) = {summed([joint.p(a, b) for a, b in cells])} = {chance}$."],
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
    i, j = rng.choice(((1, 1), (1, 2), (2, 1), (2, 2), (0, 1), (0, 2)))
    p, q = rng.integer(1, 6), rng.integer(1, 6)
    p, q = p // gcd(p, q), q // gcd(p, q)
    if product:
        g = {(0, 1): "y", (1, 1): "x*y", (1, 2): "x*y^2", (2, 1): "x^2*y", (2, 2): "x^2*y^2",
             (0, 2): "y^2"}[i, j]  # fmt: skip
        terms = {(i, j): Fraction(1)}
    else:
        g = f"({fill('p*x + q*y', p=p, q=q)})"
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
    assume(whole != str(a), "the marginal density stands among the bounds of the question")
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


# Conditional distributions --------------------------------------------------------------------------------------------


@exercise(
    "prob_stats.joint.conditional_distribution",
    title="Conditional distribution and expectation",
    skill="s.joint.table",
    source="Wasserman, All of Statistics (2004), sections 2.8 and 3.5",
    levels={"easy": {"ask": "distribution"}, "core": {"ask": "expectation"}, "hard": {"ask": "total"}},
)
def conditional_distribution(rng: Rng, *, ask: Literal["distribution", "expectation", "total"]) -> Multipart:
    """Find a conditional distribution and its expectation from a joint table or density, or E[Y] from all of them."""
    if ask == "total" and rng.chance(Fraction(1, 2)):
        return slice_of_density(rng)
    joint = joint_table(rng, rng.choice((2, 3)), 3, independent=False)
    if ask == "total":
        return total_expectation(joint)
    i = rng.integer(0, len(joint.xs) - 1)
    counts = ask == "expectation"
    cells: list[Rational] = [c if counts else joint.p(i, j) for j, c in enumerate(joint.cells[i])]
    whole = rational(sum(map(Fraction, cells)))
    q = [Fraction(c) / whole for c in cells]
    x, j = joint.xs[i], i % 3
    column = [Fraction(row[j]) for row in joint.cells]
    by_column = [c / sum(column) for c in column]
    columns = [Fraction(sum(c), 1 if counts else joint.total) for c in zip(*joint.cells, strict=True)]
    q_text = f"[{', '.join(f'({c})/p' for c in cells)}]"
    expected = sum((y * p for y, p in zip(joint.ys, q, strict=True)), Fraction(0))
    means = f"[{', '.join(map(str, joint.ys))}]"
    unit = "count" if counts else "probability"
    parts = [
        Part(
            name="p",
            ask=f"In how many of the cases is $X = {x}$?" if counts else f"Find the probability $P(X = {x})$.",
            answer=number(whole),
            hints=["Which cells belong to the condition?"],
            steps=[f"The row $x = {x}$ adds up to ${summed(cells)} = {whole}$."],
            mistakes=[
                Mistake(
                    "conditions-on-the-other",
                    number(sum(column) if counts else sum(column) / joint.total),
                    "That is a column. The condition tells the value of $X$, so take its row.",
                ),
                Mistake(
                    "one-cell-for-the-condition",
                    number(cells[0]),
                    f"That is one cell. All cells with $x = {x}$ belong to the condition.",
                ),
            ],
        ),
        Part(
            name="q",
            ask=f"Give the conditional distribution of $Y$ given $X = {x}$: the vector of its probabilities for the "
            f"values ${', '.join(map(str, joint.ys))}$.",
            answer=vector(*q),
            follows=q_text,
            hints=["The conditional probabilities must add up to $1$."],
            steps=[
                f"Divide each cell of the row by its sum: $({', '.join(f'({c})/({whole})' for c in cells)}) = "
                f"({', '.join(map(str, q))})$."
            ],
            mistakes=[
                Mistake(
                    "slice-not-normalised",
                    vector(*cells) if not counts else vector(*(Fraction(c, joint.total) for c in joint.cells[i])),
                    "Given the condition the probabilities must add up to $1$: divide by their sum.",
                ),
                Mistake(
                    "divides-by-other",
                    vector(*(Fraction(c) / d for c, d in zip(cells, columns, strict=True))),
                    f"The condition is $X = {x}$: divide by the {unit} of that row.",
                ),
                *(
                    [
                        Mistake(
                            "conditions-on-the-other",
                            vector(*by_column),
                            "That is a column. The condition tells the value of $X$.",
                        )
                    ]
                    if len(column) == 3
                    else []
                ),
            ],
        ),
    ]
    if counts:
        parts.append(
            Part(
                ask=f"Find the conditional expectation $E[Y | X = {x}]$.",
                answer=number(expected),
                follows=f"q dot {means}",
                hints=["Weigh each value of $Y$ with its conditional probability."],
                steps=[
                    f"Weigh the values: $E[Y | X = {x}] = "
                    f"{summed([f'{y}*({p})' for y, p in zip(joint.ys, q, strict=True)])} = {expected}$."
                ],
                mistakes=[
                    Mistake(
                        "mean-without-weights",
                        number(Fraction(sum(joint.ys), 3)),
                        "The values do not all have the same probability.",
                    ),
                    Mistake(
                        "condition-ignored",
                        number(
                            sum(
                                (
                                    y * Fraction(sum(c), joint.total)
                                    for y, c in zip(joint.ys, zip(*joint.cells, strict=True), strict=True)
                                ),
                                Fraction(0),
                            )
                        ),
                        f"That is $E[Y]$ without the condition. Use only the row $x = {x}$.",
                    ),
                ],
            )
        )
    data = count_table(joint) if counts else printed_table(joint)
    what = (
        f"The table shows how often each pair was seen in ${joint.total}$ cases."
        if counts
        else "The table shows their joint distribution."
    )
    return Multipart(f"{joint.story} {what}", parts, data=data)  # fmt: skip


def count_table(joint: Joint) -> DataTable:
    return DataTable(
        columns=("count", *(f"y = {y}" for y in joint.ys)),
        rows=tuple((f"x = {x}", *map(str, row)) for x, row in zip(joint.xs, joint.cells, strict=True)),
    )


def total_expectation(joint: Joint) -> Multipart:
    """E[Y | X = x] for every x, the distribution of X, and E[Y] from both."""
    shares = joint.by_x
    given = [
        sum((y * Fraction(c) for y, c in zip(joint.ys, row, strict=True)), Fraction(0)) / sum(row)
        for row in joint.cells
    ]
    expected = sum((m * p for m, p in zip(given, shares, strict=True)), Fraction(0))
    assert expected == sum((y * p for y, p in zip(joint.ys, joint.by_y, strict=True)), Fraction(0))
    n = len(shares)
    return Multipart(
        f"{joint.story} The table shows their joint distribution.",
        [
            Part(
                name="m",
                ask=f"Give the conditional expectations $E[Y | X = x]$ for $x$ in the order "
                f"${', '.join(map(str, joint.xs))}$, as a vector.",
                answer=vector(*given),
                hints=["Each row is divided by its sum before its values are weighed."],
                steps=[
                    *(f"$E[Y | X = {x}] = "
                      f"({summed([f'{y}*{c}' for y, c in zip(joint.ys, row, strict=True)])})/({sum(row)}) = {m}$, "
                      f"with the cells of the row in parts of ${joint.total}$."
                      for x, row, m in zip(joint.xs, joint.cells, given, strict=True)),
                    f"The vector is $({', '.join(map(str, given))})$.",
                ],
                mistakes=[
                    Mistake("slice-not-normalised", vector(*(m * p for m, p in zip(given, shares, strict=True))),
                            "Divide by the probability of the condition."),
                    Mistake("mean-without-weights", vector(*[Fraction(sum(joint.ys), 3)] * n),
                            "The values do not all have the same probability."),
                ],
            ),
            Part(
                name="p",
                ask="Give the marginal distribution of $X$ as a vector, in the same order.",
                answer=vector(*shares),
                steps=[f"The rows add up to $({', '.join(map(str, shares))})$."],
                mistakes=[
                    Mistake("marginals-exchanged", vector(*joint.by_y), "That is the distribution of $Y$. Add rows."),
                    Mistake("uniform-c", vector(*[Fraction(1, n)] * n), "The rows need not be equally likely."),
                ],
            ),
            Part(
                ask="Find $E[Y]$ by the law of total expectation.",
                answer=number(expected),
                follows="m dot p",
                hints=["How much does each conditional expectation count?"],
                steps=[f"Weigh the conditional expectations with the probabilities of $X$: $E[Y] = "
                       f"{summed([f'({m})*({p})' for m, p in zip(given, shares, strict=True)])} = {expected}$."],
                mistakes=[
                    Mistake("mean-without-weights", f"m dot {[1] * n}/{n}",
                            "The conditions do not all have the same probability: weigh with $P(X = x)$."),
                    Mistake("sum-for-mean", f"m dot {[1] * n}", "Weigh them: their sum counts each fully."),
                ],
            ),
        ],
        data=printed_table(joint),
    )  # fmt: skip


def slice_of_density(rng: Rng) -> Multipart:
    """The conditional density of Y and its mean, by a slice of a joint density on a rectangle."""
    a, b, n = rng.integer(1, 5), rng.integer(1, 5), rng.choice((1, 1, 2))
    p, q = rng.integer(1, 6), rng.integer(1, 6)
    p, q = p // gcd(p, q), q // gcd(p, q)
    x = rng.choice([x for x in range(1, a + 1) if 2 * x != a])  # there the condition tells nothing
    y_n = Fraction(b ** (n + 1), n + 1)  # the integral of y^n
    c = 1 / (Fraction(p * a * a * b, 2) + q * a * y_n)
    G, given = fill(f"p*x + q*y^{n}", p=p, q=q), Polynomial([q, *[0] * (n - 1), p * x], "y")
    whole = p * x * b + q * y_n  # of the slice, without c
    weighted = Fraction(p * x * b * b, 2) + Fraction(q * b ** (n + 2), n + 2)
    expected = weighted / whole
    size = Fraction(gcd(p * x * 6, q * 6, int(6 * whole)), 6)  # so that the conditional density has whole numbers
    h = f"({Polynomial([q / size, *[0] * (n - 1), p * x / size], 'y')})/({rational(whole / size)})"
    primitive = Polynomial([Fraction(q, n + 1), *[0] * (n - 1), p * x, 0], "y")
    moment = Polynomial([q / size / (n + 2), *[0] * (n - 1), p * x / size / 2, 0, 0], "y")  # that of y times the slice
    by_y = f"({Fraction(p * a * a, 2)} + {q * a}*y^{n})"  # f_Y without c
    mean_y = c * (Fraction(p * a * a * b * b, 4) + Fraction(q * a * b ** (n + 2), n + 2))
    assert 0 < expected < b and expected != mean_y
    half = Fraction(b, 2)
    return Multipart(
        f"The random variables $X$ and $Y$ have the joint density $f(x, y) = {c}*({G})$ for $0 <= x <= {a}$ and "
        f"$0 <= y <= {b}$, and $0$ elsewhere. You learn that $X = {x}$.",
        [
            Part(
                name="m",
                ask=f"Find the marginal density $f_X({x})$.",
                answer=number(rational(c * whole)),
                hints=[f"Put in $x = {x}$. Which variable has to go, and how?"],
                steps=[f"For $x = {x}$ the joint density is ${c}*({given})$.",
                       f"Integrated over all values of $y$ it is $f_X({x}) = {c}*integral({given}, y, 0, {b}) = "
                       f"({c})*({rational(whole)}) = {rational(c * whole)}$."],
                mistakes=[
                    Mistake("constant-left-out", number(rational(whole)), f"Multiply by the constant ${c}$."),
                    Mistake("slice-for-marginal", number(c * (p * x + q * b**n)),
                            "You put in one value of $y$. Integrate over all of them."),
                    *([Mistake("conditions-on-the-other", number(c * (Fraction(p * a * a, 2) + q * a * x**n)),
                               f"That is $f_Y({x})$. The condition tells the value of $X$: integrate over $y$.")]
                      if x <= b else []),
                ],
            ),
            Part(
                name="h",
                ask=f"Give the conditional density $h(y)$ of $Y$ given $X = {x}$, for $0 <= y <= {b}$.",
                answer=expression(h),
                follows=f"diff(({c})*({primitive})/m, y)",
                hints=["Over the slice the area must be $1$: divide by the density of the condition."],
                steps=[f"Divide the slice by its area. The constant ${c}$ cancels: without it the slice is ${given}$ "
                       f"and its area is ${rational(whole)}$.",
                       f"So the conditional density is $h(y) = {h}$."],
                mistakes=[
                    Mistake("slice-not-normalised", expression(f"({c})*({given})"),
                            "Its area is not $1$: divide by the density of the condition."),
                    Mistake("divides-by-other", expression(f"({given})/{by_y}"),
                            f"The condition is $X = {x}$: divide by $f_X({x})$."),
                    Mistake("condition-ignored", expression(f"({c})*{by_y}"),
                            f"That is the marginal density of $Y$, without the condition. Put in $x = {x}$."),
                ],
            ),
            Part(
                ask=f"Find the conditional expectation $E[Y | X = {x}]$.",
                answer=number(expected),
                # Simpson's rule, which is exact here: the integrand has at most the degree 3
                follows=f"({b})/6*(4*limit(y*h, y, {half}) + limit(y*h, y, {b}))",
                hints=["Integrate $y$ times the conditional density."],
                steps=[f"The values are weighed with the density: $E[Y | X = {x}] = integral(y*h(y), y, 0, {b})$.",
                       f"Without the denominator the integral is $integral({moment.diff()}, y, 0, {b}) = "
                       f"{moment(b)}$, with the antiderivative ${moment}$.",
                       f"So $E[Y | X = {x}] = ({moment(b)})/({rational(whole / size)}) = {expected}$."],
                mistakes=[
                    Mistake("slice-not-normalised", number(rational(c * weighted)),
                            f"Divide by $f_X({x})$: given the condition the area must be $1$."),
                    Mistake("condition-ignored", number(rational(mean_y)),
                            f"That is $E[Y]$ without the condition. Use the density given $X = {x}$."),
                    Mistake("mean-without-weights", number(half), "That is right for a level density only."),
                ],
            ),
        ],
    )  # fmt: skip


# Covariance and correlation -------------------------------------------------------------------------------------------

MEASURES = (
    ("hours of study", "points"),
    ("age in years", "price in hundred euros"),
    ("temperature in °C", "visitors"),
    ("distance in km", "time in minutes"),
    ("adverts", "sales"),
    ("height in dm", "weight in kg"),
    ("hours of sleep", "mistakes"),
    ("load in kg", "length in mm"),
)


@exercise(
    "prob_stats.joint.covariance_and_correlation",
    title="Covariance and correlation",
    skill="s.joint.cov",
    source="Wasserman, All of Statistics (2004), section 3.3",
    levels={"easy": {"ask": "covariance"}, "core": {"ask": "correlation"}, "hard": {"ask": "change"}},
)
def covariance_and_correlation(rng: Rng, *, ask: Literal["covariance", "correlation", "change"]) -> Multipart:
    """Find covariance and correlation of data or of a joint table, or what linear changes and sums make of them."""
    if ask == "change":
        return without_covariance(rng) if rng.chance(Fraction(1, 3)) else linear_change(rng)
    if ask == "covariance" and rng.chance(Fraction(1, 2)):
        return of_joint_table(rng)
    a, b = rng.choice(orthogonal_designs(4))
    if rng.chance(Fraction(1, 2)):  # a fifth pair in the middle
        a, b = (*a, 0), (*b, 0)
    n = len(a)
    order = rng.shuffled(range(n))
    p, q = rng.nonzero(-2, 2), rng.nonzero(-2, 2)
    low = 2 * max(abs(t) for t in a) + 2 * max(abs(t) for t in b) + rng.integer(1, 20)
    start = max(abs(t) for t in a) + rng.integer(1, 12)
    x = [start + a[i] for i in order]
    y = [low + p * a[i] + q * b[i] for i in order]
    m_x, m_y = mean(x), mean(y)
    c, v, w = covariance(x, y), variance(x), variance(y)
    assert c == Fraction(p * dot(a, a), n - 1)
    names = rng.choice(MEASURES)
    data = DataTable(
        columns=(f"x: {names[0]}", f"y: {names[1]}"), rows=tuple((str(s), str(t)) for s, t in zip(x, y, strict=True))
    )
    products = [(s - m_x) * (t - m_y) for s, t in zip(x, y, strict=True)]
    raw = sum(s * t for s, t in zip(x, y, strict=True))
    shown = rounded(c / root(v * w), 3)
    parts = [
        Part(
            name="m",
            ask="Give the two means as a vector $(bar(x), bar(y))$.",
            answer=vector(m_x, m_y),
            steps=[
                f"The sums are ${summed(x)} = {sum(x)}$ and ${summed(y)} = {sum(y)}$. Divided by ${n}$ they give "
                f"$({m_x}, {m_y})$."
            ],
            mistakes=[
                Mistake(
                    "divides-by-n-minus-1",
                    vector(Fraction(sum(x), n - 1), Fraction(sum(y), n - 1)),
                    f"A mean divides by ${n}$; only variances and covariances divide by $n - 1$.",
                ),
                Mistake("sum-for-mean", vector(sum(x), sum(y)), f"Those are the sums. Divide by ${n}$."),
            ],
        ),
        Part(
            name="c",
            ask="Find the sample covariance.",
            answer=number(c),
            follows=f"({raw} - {n}*entry(m, 1)*entry(m, 2))/{n - 1}",
            hints=["Multiply the two deviations of each pair, and add the products."],
            steps=[
                f"The products of the deviations add up to ${summed(products)} = {sum(products)}$.",
                f"Divided by $n - 1 = {n - 1}$ the covariance is ${sum(products)}/({n - 1}) = {c}$.",
            ],
            mistakes=[
                Mistake("divides-by-n", number(Fraction(sum(products), n)), f"Divide by $n - 1 = {n - 1}$."),
                Mistake(
                    "mean-product-for-covariance",
                    number(Fraction(raw, n - 1)),
                    "Subtract the means before you multiply.",
                ),
                Mistake("correlation-sign", number(-c), "Mind the signs of the deviations."),
            ],
        ),
    ]
    if ask == "correlation":
        parts += [
            Part(
                name="v",
                ask="Give the two sample variances as a vector $(s_x^2, s_y^2)$.",
                answer=vector(v, w),
                steps=[f"The squared deviations add up to ${v * (n - 1)}$ and ${w * (n - 1)}$. Divided by ${n - 1}$ "
                       f"they give $({v}, {w})$."],
                mistakes=[
                    Mistake("divides-by-n", vector(v * Fraction(n - 1, n), w * Fraction(n - 1, n)),
                            f"Divide by $n - 1 = {n - 1}$."),
                    Mistake("sum-for-mean-of-squares", vector(v * (n - 1), w * (n - 1)),
                            f"Those are the sums of squares. Divide by $n - 1 = {n - 1}$."),
                ],
            ),
            Part(
                ask="Find the correlation coefficient $r$, to three decimals.",
                answer=number(rounded(c / root(v * w), 11), places=3),
                follows="c/sqrt(entry(v, 1)*entry(v, 2))",
                hints=["Divide the covariance by both standard deviations."],
                steps=[f"It is $r = {c}/(sqrt({v})*sqrt({w})) approx {shown}$."],
                mistakes=[
                    Mistake("divides-by-variances", "c/(entry(v, 1)*entry(v, 2))",
                            "Divide by the standard deviations, not by the variances."),
                    Mistake("mixes-divisors", f"c*{n - 1}/{n}/sqrt(entry(v, 1)*entry(v, 2))",
                            "Use the same divisor in the covariance and in the variances."),
                    Mistake("divides-by-one-variance", "c/entry(v, 1)",
                            "That is the slope of the regression line. Divide by both standard deviations."),
                ],
            ),
        ]  # fmt: skip
    return Multipart(
        f"The table shows ${n}$ pairs $(x, y)$. Sample variances and covariances divide by $n - 1$.", parts, data=data
    )


def means_part(joint: Joint) -> Part:
    m, n = expectations(joint)
    rows, columns = (", ".join(map(str, each)) for each in (joint.by_x, joint.by_y))
    return Part(
        name="m",
        ask="Give the two expectations as a vector $(E[X], E[Y])$.",
        answer=vector(m, n),
        hints=["First find both marginal distributions."],
        steps=[
            f"The rows add up to $({rows})$, so $E[X] = "
            f"{summed([f'{x}*({p})' for x, p in zip(joint.xs, joint.by_x, strict=True)])} = {m}$.",
            f"The columns add up to $({columns})$, so $E[Y] = "
            f"{summed([f'{y}*({p})' for y, p in zip(joint.ys, joint.by_y, strict=True)])} = {n}$.",
            f"The vector is $({m}, {n})$.",
        ],
        mistakes=[
            Mistake("marginals-exchanged", vector(n, m), "Rows belong to $X$, columns to $Y$."),
            Mistake("mean-without-weights", vector(Fraction(sum(joint.xs), len(joint.xs)),
                                                   Fraction(sum(joint.ys), len(joint.ys))),
                    "The values do not all have the same probability: weigh them."),
        ],
    )  # fmt: skip


def product_part(joint: Joint) -> Part:
    m, n = expectations(joint)
    same = mean_product(joint) == m * n
    terms = [f"{x * y}*({joint.p(i, j)})" for i, x in enumerate(joint.xs) for j, y in enumerate(joint.ys) if x * y]
    return Part(
        name="e",
        ask="Find $E[X*Y]$.",
        answer=number(mean_product(joint)),
        hints=["Weigh the product of both values with its cell."],
        steps=[f"{'Cells with a $0$ add nothing. The others' if 0 in (*joint.xs, *joint.ys) else 'All cells'} give "
               f"$E[X*Y] = {summed(terms)} = {mean_product(joint)}$."],
        mistakes=[
            *([] if same else [
                Mistake("product-of-expectations", "entry(m, 1)*entry(m, 2)",
                        "That is $E[X]*E[Y]$, which need not be the same. Go through the cells.")]),
            Mistake("mean-without-weights",
                    number(Fraction(sum(joint.xs) * sum(joint.ys), len(joint.xs) * len(joint.ys))),
                    "The cells do not all have the same probability."),
            Mistake("cells-equally-likely", number(sum(joint.xs) * sum(joint.ys)), "Weigh each product with its cell."),
        ],
    )  # fmt: skip


def covariance_part(joint: Joint) -> Part:
    m, n = expectations(joint)
    e = mean_product(joint)
    return Part(
        name="c",
        ask="Find $Cov(X, Y)$.",
        answer=number(e - m * n),
        follows="e - entry(m, 1)*entry(m, 2)",
        hints=["Subtract the product of the expectations."],
        steps=[f"It is $Cov(X, Y) = E[X*Y] - E[X]*E[Y] = {e} - ({m})*({n}) = {e - m * n}$."],
        mistakes=[
            Mistake("mean-product-for-covariance", "e", "Subtract the product of the expectations."),
            Mistake("sum-for-product", "e - entry(m, 1) - entry(m, 2)", "Subtract their product, not their sum."),
            *([] if e == m * n else [
                Mistake("correlation-sign", "entry(m, 1)*entry(m, 2) - e", "Subtract in the other order.")]),
        ],
    )  # fmt: skip


def expectations(joint: Joint) -> tuple[Fraction, Fraction]:
    return (
        sum((x * p for x, p in zip(joint.xs, joint.by_x, strict=True)), Fraction(0)),
        sum((y * p for y, p in zip(joint.ys, joint.by_y, strict=True)), Fraction(0)),
    )


def mean_product(joint: Joint) -> Fraction:
    return sum(
        (x * y * joint.p(i, j) for i, x in enumerate(joint.xs) for j, y in enumerate(joint.ys)),
        Fraction(0),
    )


def of_joint_table(rng: Rng) -> Multipart:
    """Expectations, E[XY] and covariance from a joint table."""
    joint = joint_table(rng, 2, rng.choice((2, 3)), independent=False)
    return Multipart(
        f"{joint.story} The table shows their joint distribution.",
        [means_part(joint), product_part(joint), covariance_part(joint)],
        data=printed_table(joint),
    )


def without_covariance(rng: Rng) -> Multipart:
    """A joint table with covariance 0, whose variables are dependent or not."""
    if rng.chance(Fraction(1, 3)):
        joint = joint_table(rng, 3, 2, independent=True)
    else:
        while True:  # the outer rows alike: X is symmetric about its middle value whatever Y is
            outer, inner = (tuple(rng.integer(1, 6) for _ in range(2)) for _ in range(2))
            if outer[0] * inner[1] != outer[1] * inner[0]:
                break
        s, t = rng.integer(0, 1), rng.integer(0, 1)
        cells = (outer, inner, outer)
        joint = Joint(rng.choice(PAIRS), (s, s + 1, s + 2), (t, t + 1), cells, sum(map(sum, cells)))
    assert mean_product(joint) == expectations(joint)[0] * expectations(joint)[1]
    return Multipart(
        f"{joint.story} The table shows their joint distribution.",
        [
            means_part(joint),
            product_part(joint),
            covariance_part(joint),
            independence_part(joint, "The covariance $0$ alone does not decide: compare every cell with the product of "
                              "its marginals."),
        ],
        data=printed_table(joint),
    )  # fmt: skip


def linear_change(rng: Rng) -> Multipart:
    """Cov(aX + b, dY + e), Var(aX + dY) and the new correlation."""
    s, t = rng.integer(1, 5), rng.integer(1, 5)
    k = rng.choice([k for k in range(-s * t + 1, s * t) if k] or [0]) if s * t > 1 else 0
    s, t, k = (s, t, k) if k else (2, 3, rng.choice((-4, -2, 3, 5)))
    a, d = rng.choice((-3, -2, 2, 3)), rng.choice((-3, -2, -1, 2, 3))
    b, e = rng.integer(1, 9), rng.integer(1, 9)
    v, w = s * s, t * t
    new, total = a * d * k, a * a * v + d * d * w + 2 * a * d * k
    r = Fraction(k, s * t)
    U, V = fill("a*X + b", a=a, b=b), fill("d*Y + c", d=d, c=e)
    W = fill("a*X + d*Y", a=a, d=d)
    return Multipart(
        f"For the random variables $X$ and $Y$ it is known that $Var(X) = {v}$, $Var(Y) = {w}$ and $Cov(X, Y) = {k}$.",
        given={"v": v, "w": w, "k": k},
        parts=[
            Part(
                name="c",
                ask=f"Find $Cov({U}, {V})$.",
                answer=number(new),
                hints=["What do the added constants do? What do the factors do?"],
                steps=["Constants move the values and do not change deviations; each factor comes out.",
                       f"So $Cov({U}, {V}) = {fill('a*d*k', a=a, d=d, k=k)} = {new}$."],
                mistakes=[
                    Mistake("constant-counts", number(new + b * e), "Added constants do not change deviations."),
                    Mistake("factor-not-squared", number(a * k), "Both factors come out."),
                    Mistake("factor-squared-in-covariance", number(a * a * d * d * k),
                            "Each factor comes out once. Squares belong to variances."),
                ],
            ),
            Part(
                name="u",
                ask=f"Find $Var({W})$.",
                answer=number(total),
                hints=["The variance of a sum has a term with the covariance."],
                steps=[f"$Var({W}) = {fill('a^2*v + d^2*w + 2*a*d*k', a=a, d=d, v=v, w=w, k=k)} = {total}$."],
                mistakes=[
                    Mistake("squares-weights-only", number(a * a * v + d * d * w),
                            "Add twice the product of the factors and the covariance: $X$ and $Y$ go together."),
                    Mistake("covariance-counted-once", number(a * a * v + d * d * w + a * d * k),
                            "The covariance comes twice, once for each order."),
                    Mistake("weights-not-squared", number(abs(a) * v + abs(d) * w + 2 * a * d * k),
                            "Factors come out of a variance squared."),
                ],
            ),
            Part(
                ask=f"Find the correlation of ${U}$ and ${V}$, exactly.",
                answer=number(r if a * d > 0 else -r),
                follows=f"c/sqrt(({a})^2*v*({d})^2*w)",
                hints=["Which standard deviations do the changed variables have?"],
                steps=[f"The standard deviations are ${abs(a)}*{s} = {abs(a) * s}$ and ${abs(d)}*{t} = {abs(d) * t}$.",
                       f"The correlation is ${new}/({abs(a) * s}*{abs(d) * t}) = {r if a * d > 0 else -r}$: the old "
                       "one, " + ("with the same sign." if a * d > 0 else "with the other sign.")],
                mistakes=[
                    Mistake("divides-by-variances", f"c/(({a})^2*v*({d})^2*w)",
                            "Divide by the standard deviations, not by the variances."),
                    Mistake("factors-change-correlation", number(a * d * r),
                            "A factor changes covariance and standard deviation alike: all but its sign cancels."),
                ],
            ),
        ],
    )  # fmt: skip


# Linear maps ----------------------------------------------------------------------------------------------------------


def positive_definite(rng: Rng, bound: int = 9) -> Mat:
    """A covariance matrix of integers with a covariance that is not 0."""
    a, b = rng.integer(2, bound), rng.integer(2, bound)
    c = rng.nonzero(1 - min(a, b), min(a, b) - 1)
    return Mat([[a, c], [c, b]])


@exercise(
    "prob_stats.joint.covariance_of_linear_map",
    title="Covariance matrix of a linear map",
    skill="s.joint.linear",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 6.4",
    tier="extra",
    levels={"easy": {"map": "weights"}, "core": {"map": "matrix"}, "hard": {"map": "best"}},
)
def covariance_of_linear_map(rng: Rng, *, map: Literal["weights", "matrix", "best"]) -> Multipart:
    """Find the covariance matrix of a linear map, of one row or more, or the map that is best."""
    if map == "best":
        return decorrelated(rng) if rng.chance(Fraction(1, 2)) else least_variance(rng)
    S = positive_definite(rng)
    mu = Mat([[rng.integer(-5, 9)], [rng.integer(-5, 9)]])
    stem = f"The random vector $X$ has two components, the mean $mu = {mu}$ and the covariance matrix $Sigma = {S}$."
    if map == "weights":
        w = Mat([[rng.nonzero(-4, 5)], [rng.nonzero(-4, 5)]])
        p, q = w[0, 0], w[1, 0]
        half = w.T * S
        v = p * p * S[0, 0] + q * q * S[1, 1] + 2 * p * q * S[0, 1]
        assert (half * w)[0, 0] == v
        return Multipart(
            f"{stem} The random variable $Z = w^T*X$ has the weights $w = {w}$.",
            given={"mu": mu, "S": S, "w": w},
            parts=[
                Part(
                    ask="Find $E[Z]$.",
                    answer=number((w.T * mu)[0, 0]),
                    follows="w^T*mu",
                    steps=[f"The mean is linear: $E[Z] = {fill('p*a + q*b', p=p, q=q, a=mu[0, 0], b=mu[1, 0])} = "
                           f"{(w.T * mu)[0, 0]}$."],
                    mistakes=[
                        Mistake("mean-without-weights", number(sum(mu)), "Multiply each mean by its weight."),
                        Mistake("squares-the-weights", number(p * p * mu[0, 0] + q * q * mu[1, 0]),
                                "Squares of weights belong to variances, not to means."),
                    ],
                ),
                Part(
                    name="h",
                    ask="Find the row $w^T*Sigma$.",
                    answer=matrix(half),
                    follows="w^T*S",
                    steps=[f"Multiply the row of weights by the columns: $w^T*Sigma = {w.T}*{S} = {half}$."],
                    mistakes=[
                        Mistake("entrywise-product", matrix([[p * S[0, 0], q * S[1, 1]]]),
                                "The covariance stands in each column too: multiply the row by whole columns."),
                        Mistake("sum-of-rows", matrix([[S[0, 0] + S[1, 0], S[0, 1] + S[1, 1]]]),
                                "Multiply by the weights."),
                    ],
                ),
                Part(
                    ask="Find $Var(Z)$.",
                    answer=number(v),
                    follows="h*w",
                    hints=["Weights stand on both sides of $Sigma$."],
                    steps=[f"It is $Var(Z) = w^T*Sigma*w = {half}*{w} = {v}$."],
                    mistakes=[
                        Mistake("squares-weights-only", number(p * p * S[0, 0] + q * q * S[1, 1]),
                                "Add twice the product of the weights and the covariance."),
                        Mistake("one-factor-of-the-map", number(sum(half)), "The weights stand on the right too."),
                    ],
                ),
            ],
        )  # fmt: skip
    A = Mat([[rng.nonzero(-3, 3), rng.integer(-2, 3)], [rng.integer(-2, 3), rng.nonzero(-3, 3)]])
    b = Mat([[rng.integer(-4, 5)], [rng.integer(-4, 5)]])
    left = A * S
    C = left * A.T
    assert C == C.T
    return Multipart(
        f"{stem} Let $Y = A*X + b$ with $A = {A}$ and $b = {b}$.",
        given={"mu": mu, "S": S, "A": A, "b": b},
        parts=[
            Part(
                ask="Find the mean of $Y$.",
                answer=vector(*(A * mu + b)),
                follows="A*mu + b",
                steps=[f"The mean goes through the map: $A*mu + b = {A}*{mu} + {b} = {A * mu + b}$."],
                mistakes=[
                    Mistake("constant-forgotten", "A*mu", "The constant vector moves the mean too."),
                    Mistake("transpose-order", "A^T*mu + b", "Rows of $A$ make the new components."),
                ],
            ),
            Part(
                name="L",
                ask="Find $A*Sigma$.",
                answer=matrix(left),
                follows="A*S",
                steps=[f"Rows times columns: $A*Sigma = {A}*{S} = {left}$."],
                mistakes=[
                    Mistake("order-swapped", "S*A", "The order matters: $A$ stands on the left."),
                    Mistake("entrywise-product", "A odot S", "Multiply rows by columns, not entry by entry."),
                ],
            ),
            Part(
                ask="Find the covariance matrix of $Y$.",
                answer=matrix(C),
                follows="L*A^T",
                hints=["The map stands on both sides of $Sigma$, once transposed.", "The result must be symmetric."],
                steps=[f"It is $A*Sigma*A^T = {left}*{A.T} = {C}$, a symmetric matrix. The constant $b$ does not "
                       "matter."],
                mistakes=[
                    Mistake("one-factor-of-the-map", "L", "Multiply from both sides: by $A^T$ on the right too."),
                    Mistake("transpose-order", "A^T*S*A", "Rows of $A$ make the new components: $A$ stands first."),
                    Mistake("transpose-left-out", "L*A", "The factor on the right is transposed."),
                ],
            ),
        ],
    )  # fmt: skip


def least_variance(rng: Rng) -> Multipart:
    """The share of least variance of two assets."""
    v, w = rng.distinct(2, 16, count=2)
    c = rng.choice([c for c in range(-min(v, w) + 1, min(v, w)) if c])
    d = v + w - 2 * c
    a = Fraction(w - c, d)
    least = Fraction(v * w - c * c, d)
    assert a * a * v + (1 - a) ** 2 * w + 2 * a * (1 - a) * c == least
    V = Polynomial([d, 2 * c - 2 * w, w], "a")
    return Multipart(
        f"The returns $X$ and $Y$ of two shares have the variances $Var(X) = {v}$ and $Var(Y) = {w}$ and the "
        f"covariance $Cov(X, Y) = {c}$. You put the share $a$ of your money into the first one and $1 - a$ into the "
        "second, so the return is $Z = a*X + (1 - a)*Y$.",
        given={"v": v, "w": w, "c": c},
        parts=[
            Part(
                ask="Give the variance $V(a)$ of $Z$ as a function of $a$.",
                answer=expression(str(V)),
                hints=["Both weights are squared, and there is a term with the covariance."],
                steps=[f"It is $V(a) = {v}*a^2 + {w}*(1 - a)^2 + 2*({c})*a*(1 - a) = {V}$."],
                mistakes=[
                    Mistake("squares-weights-only", expression(f"{v}*a^2 + {w}*(1 - a)^2"),
                            "Add twice the product of the weights and the covariance."),
                    Mistake("weights-not-squared", expression(f"{v}*a + {w}*(1 - a)"),
                            "Weights come out of a variance squared."),
                    Mistake("covariance-counted-once", expression(f"{v}*a^2 + {w}*(1 - a)^2 + ({c})*a*(1 - a)"),
                            "The covariance comes twice."),
                ],
            ),
            Part(
                name="a",
                ask="For which $a$ is the variance smallest? (A number below $0$ or above $1$ means borrowing.)",
                answer=number(a),
                hints=["Set the derivative of $V$ to zero."],
                steps=[f"The derivative is $V'(a) = {V.diff()}$. It is zero at $a = {a}$."],
                mistakes=[
                    Mistake("covariance-ignored", number(Fraction(w, v + w)), "That is right for the covariance $0$."),
                    Mistake("shares-exchanged", number(1 - a), "That is the share of the second one."),
                ],
            ),
            Part(
                ask="How large is the smallest variance?",
                answer=number(least),
                follows="a^2*v + (1 - a)^2*w + 2*a*(1 - a)*c",
                steps=[f"Put it in: $V({a}) = {least}$."],
                mistakes=[
                    Mistake("squares-weights-only", "a^2*v + (1 - a)^2*w", "Add the term with the covariance."),
                    Mistake("smaller-variance-is-least", number(min(v, w)),
                            "Mixing can make the variance smaller than both."),
                ],
            ),
        ],
    )  # fmt: skip


TURNS = ((1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1), (1, 3), (3, 1), (3, -1), (1, -3), (2, 3), (3, 2))
"""Directions of the largest variance."""


def decorrelated(rng: Rng) -> Multipart:
    """The rotation after which the components have no covariance."""
    p, q = rng.choice(TURNS)
    k, small = rng.integer(1, 4), rng.integer(1, 9)
    large = small + k * (p * p + q * q)
    a, b, c = small + k * p * p, small + k * q * q, k * p * q
    S = Mat([[a, c], [c, b]])
    assert S * Mat([[p], [q]]) == large * Mat([[p], [q]]) and a * b - c * c == small * large
    mu = Mat([[rng.integer(-5, 9)], [rng.integer(-5, 9)]])
    D = Mat([[large, 0], [0, small]])
    return Multipart(
        f"The random vector $X$ has two components, the mean $mu = {mu}$ and the covariance matrix $Sigma = {S}$. "
        "Let $Y = R*X$, where $R$ is a rotation for which the components of $Y$ are uncorrelated and the first one has "
        "the larger variance.",
        given={"S": S},
        parts=[
            Part(
                name="l",
                ask="Which variances have $Y_1$ and $Y_2$? Give both as a set.",
                answer=finite_set(large, small),
                hints=["The covariance matrix of $Y$ is $R*Sigma*R^T$. When is it diagonal?"],
                steps=["The rows of $R$ must be eigenvectors of $Sigma$; then $R*Sigma*R^T$ is diagonal, with the "
                       "eigenvalues of $Sigma$.",
                       f"Their sum is the trace ${a + b}$ and their product the determinant "
                       f"${a}*{b} - ({c})^2 = {a * b - c * c}$.",
                       f"As $lambda^2 - {a + b}*lambda + {a * b - c * c} = (lambda - {large})*(lambda - {small})$, "
                       f"they are ${large}$ and ${small}$."],
                mistakes=[
                    Mistake("diagonal-is-spectrum", finite_set(a, b),
                            "Those are the variances before the rotation. Find the eigenvalues of $Sigma$."),
                    Mistake("trace-and-det", finite_set(a + b, a * b - c * c),
                            "Those are the sum and the product of both variances."),
                ],
            ),
            Part(
                ask="In which direction does the first row of $R$ point? Give any vector of this direction; its length "
                "and sign do not matter.",
                answer=direction(p, q),
                hints=[f"It is an eigenvector of $Sigma$ for the eigenvalue ${large}$."],
                steps=[f"The larger variance is ${large}$, and $Sigma - {large}*I = "
                       f"[[{a - large}, {c}], [{c}, {b - large}]]$.",
                       f"This times $({p}, {q})$ is $[[{a - large}, {c}], [{c}, {b - large}]]*[[{p}], [{q}]] = "
                       "[[0], [0]]$, so the first row of $R$ has this direction; it is divided by its length."],
                mistakes=[
                    Mistake("other-eigenvalue", direction(-q, p),
                            "Along this direction the variance is the smaller one."),
                    Mistake("column-for-eigenvector", direction(a, c),
                            "That is a column of $Sigma$. The row must be an eigenvector."),
                ],
            ),
            Part(
                ask="Give the covariance matrix of $Y$.",
                answer=matrix(D),
                follows="[[max(l), 0], [0, min(l)]]",
                hints=["The first component has the larger variance. Which covariance is left?"],
                steps=[f"The components are uncorrelated, and the first one has the larger variance: the matrix is "
                       f"${D}$."],
                mistakes=[
                    Mistake("components-exchanged", "[[min(l), 0], [0, max(l)]]",
                            "The first component is the one with the larger variance."),
                    Mistake("covariance-left-out", matrix([[a, 0], [0, b]]),
                            "The rotation changes the variances too: they become the eigenvalues."),
                    Mistake("map-ignored", matrix(S), "That is the covariance matrix of $X$."),
                ],
            ),
        ],
    )  # fmt: skip


# Two-dimensional normal distributions ---------------------------------------------------------------------------------


@exercise(
    "prob_stats.joint.multivariate_gaussian",
    title="Two-dimensional normal",
    skill="s.joint.gauss",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 6.5",
    tier="standard",
    levels={"easy": {"ask": "marginals"}, "core": {"ask": "density"}, "hard": {"ask": "conditional"}},
)
def multivariate_gaussian(rng: Rng, *, ask: Literal["marginals", "density", "conditional"]) -> Multipart:
    """Find marginals, the exponent and height of the density, a conditional distribution and a sum's probability."""
    r = rng.choice(tuple(map(Fraction, ("0", "3/5", "-3/5", "4/5", "-4/5", "1/2", "-1/2"))))
    if ask != "marginals" and r == 0:
        r = rng.sign() * Fraction(3, 5)
    s = rng.choice([s for s in range(1, 7)])
    t = rng.choice([t for t in range(1, 11) if (r * s * t).denominator == 1])
    c = int(r * s * t)
    m, n = rng.integer(-5, 9), rng.integer(-5, 9)
    S = Mat([[s * s, c], [c, t * t]])
    mu = Mat([[m], [n]])
    stem = (
        f"The vector of $X$ and $Y$ has a two-dimensional normal distribution with mean $mu = {mu}$ and covariance "
        f"matrix $Sigma = {S}$."
    )
    given = {"mu": mu, "S": S}
    if ask == "density":
        return density_at(rng, stem, S, mu)
    if ask == "conditional":
        return given_x(rng, stem, S, (m, n, s, t, c))
    return Multipart(
        stem,
        given=given,
        parts=[
            Part(
                ask="Give the mean and the standard deviation of $X$ as a vector.",
                answer=vector(m, s),
                hints=["Both numbers are read off: which entry is the variance of $X$?"],
                steps=[f"The first entry of $mu$ is ${m}$, the first of $Sigma$ is the variance ${s * s}$. So $X$ has "
                       f"the mean and standard deviation $({m}, {s})$."],
                mistakes=[
                    Mistake("variance-for-sd", vector(m, s * s), "That is the variance. Take its root."),
                    Mistake("marginals-exchanged", vector(n, t), "Those belong to $Y$."),
                ],
            ),
            Part(
                ask="Give the mean and the standard deviation of $Y$ as a vector.",
                answer=vector(n, t),
                steps=[f"The second entry of $mu$ is ${n}$, the last of $Sigma$ the variance ${t * t}$: $({n}, {t})$."],
                mistakes=[
                    Mistake("variance-for-sd", vector(n, t * t), "That is the variance. Take its root."),
                    Mistake("marginals-exchanged", vector(m, s), "Those belong to $X$."),
                ],
            ),
            Part(
                ask="Find the correlation of $X$ and $Y$, exactly.",
                answer=number(r),
                hints=["Where does the covariance stand?"],
                steps=[f"The covariance is ${c}$, so the correlation is ${c}/({s}*{t}) = {r}$."],
                mistakes=[
                    Mistake("divides-by-variances", number(Fraction(c, s * s * t * t)),
                            "Divide by the standard deviations, not by the variances."),
                    Mistake("covariance-for-correlation", number(c), "That is the covariance: divide it."),
                    Mistake("correlation-is-one", number(1), "That holds for a variable with itself."),
                ],
            ),
            Part(
                ask="Are $X$ and $Y$ independent?",
                answer=boolean(r == 0),
                steps=["The covariance is $0$; for a joint normal distribution this makes them independent." if r == 0
                       else "The covariance is not $0$, so they are not independent."],
                mistakes=[Mistake("covariance-ignored" if r else "zero-covariance-never-enough", boolean(r != 0),
                                  "Independent variables have the covariance $0$." if r else
                                  "For a joint normal distribution the covariance $0$ is enough.")],
            ),
        ],
    )  # fmt: skip


def density_at(rng: Rng, stem: str, S: Mat, mu: Mat) -> Multipart:
    """The inverse, the squared Mahalanobis distance and the height at the mean."""
    det = S[0, 0] * S[1, 1] - S[0, 1] ** 2
    inverse = Fraction(1, det) * Mat([[S[1, 1], -S[0, 1]], [-S[0, 1], S[0, 0]]])
    d = Mat([[rng.nonzero(-4, 4)], [rng.nonzero(-4, 4)]])
    x = mu + d
    q = (d.T * inverse * d)[0, 0]
    p, r = d
    assert q * det == p * p * S[1, 1] + r * r * S[0, 0] - 2 * p * r * S[0, 1]
    shown = rounded(1 / (2 * PI * root(det)), 5)
    return Multipart(
        f"{stem} The density is $1/(2*pi*sqrt(det(Sigma)))*exp(-q/2)$ with $q = (x - mu)^T*Sigma^(-1)*(x - mu)$.",
        given={"mu": mu, "S": S, "u": x},
        parts=[
            Part(
                name="K",
                ask="Find $Sigma^(-1)$.",
                answer=matrix(inverse),
                follows="inv(S)",
                hints=["Exchange the diagonal entries, change the signs of the others, and divide by the determinant."],
                steps=[f"The determinant is ${S[0, 0]}*{S[1, 1]} - ({S[0, 1]})^2 = {det}$.",
                       f"So $Sigma^(-1) = 1/({det})*[[{S[1, 1]}, {-S[0, 1]}], [{-S[0, 1]}, {S[0, 0]}]] = {inverse}$."],
                mistakes=[
                    Mistake("entrywise-inverse", matrix([[1 / Fraction(S[0, 0]), 1 / Fraction(S[0, 1])],
                                                         [1 / Fraction(S[0, 1]), 1 / Fraction(S[1, 1])]]),
                            "The inverse of a matrix is not made of the inverses of its entries."),
                    Mistake("determinant-forgotten", matrix([[S[1, 1], -S[0, 1]], [-S[0, 1], S[0, 0]]]),
                            "Divide by the determinant."),
                ],
            ),
            Part(
                name="q",
                ask=f"Find $q$ at the point $x = {x}$.",
                answer=number(q),
                follows="(u - mu)^T*K*(u - mu)",
                hints=["First the difference $x - mu$."],
                steps=[f"The difference is $x - mu = {d}$.",
                       f"So $q$ is ${d.T}*{inverse}*{d} = {q}$."],
                mistakes=[
                    Mistake("covariance-ignored", number(Fraction(p * p) / S[0, 0] + Fraction(r * r) / S[1, 1]),
                            "The covariance counts too: use the whole inverse matrix."),
                    Mistake("mean-not-subtracted-from-value", "u^T*K*u", "Subtract the mean first."),
                    Mistake("squared-length", number(p * p + r * r), "That is the squared length only."),
                ],
            ),
            Part(
                ask="How large is the density at the mean? Give five decimals, or the exact value.",
                answer=number(rounded(1 / (2 * PI * root(det)), 13), places=5),
                follows="1/(2*pi*sqrt(det(S)))",
                hints=["What is $q$ at the mean?"],
                steps=[f"At the mean $q$ is $0$ and the exponential is $1$: the height is "
                       f"$1/(2*pi*sqrt({det})) approx {shown}$."],
                mistakes=[
                    Mistake("root-of-determinant-forgotten", number(rounded(1 / (2 * PI * det), 13), places=5),
                            "Divide by the root of the determinant."),
                    Mistake("one-dimensional-constant", number(rounded(1 / root(2 * PI * det), 13), places=5),
                            "In two dimensions the factor is $2*pi$ without a root."),
                ],
            ),
        ],
    )  # fmt: skip


def given_x(rng: Rng, stem: str, S: Mat, law: tuple[int, int, int, int, int]) -> Multipart:
    """The conditional distribution of Y given X, and a probability about X + Y."""
    m, n, s, t, c = law
    x = m + rng.nonzero(-3, 3) * s
    slope = Fraction(c, s * s)
    centre, left = rational(n + slope * (x - m)), rational(Fraction(t * t) - slope * c)
    total = s * s + t * t + 2 * c
    z = terminating(Fraction(rng.choice([k for k in range(-150, 155, 10) if k]), 100))
    bound = rounded(m + n + z * root(total), 1)
    score = (bound - m - n) / root(total)
    near = rounded(score, 2)
    chance, shown = normal_cdf(-score), rounded(1 - phi_table(near), 4)
    return Multipart(
        stem,
        given={"m": m + n, "k": bound},
        parts=[
            Part(
                ask=f"Given $X = {x}$, find the conditional mean of $Y$.",
                answer=number(centre),
                hints=["How far is $X$ from its mean? The slope is the covariance over the variance of $X$."],
                steps=[f"The slope is $Cov(X, Y)/Var(X) = {c}/({s * s}) = {slope}$.",
                       f"So $E[Y | X = {x}] = {fill('n + b*(x - m)', n=n, b=slope, x=x, m=m)} = {centre}$."],
                mistakes=[
                    Mistake("slope-inverted", number(n + Fraction(s * s, c) * (x - m)),
                            "The slope is the covariance divided by the variance of $X$."),
                    Mistake("condition-ignored", number(n), "That is the mean without the condition."),
                    Mistake("mean-not-subtracted-from-value", number(n + slope * x), "Take the distance from $E[X]$."),
                ],
            ),
            Part(
                ask=f"Find the conditional variance of $Y$ given $X = {x}$.",
                answer=number(left),
                hints=["Knowing $X$ makes $Y$ less uncertain, whatever the value of $X$ is."],
                steps=[f"It is $Var(Y) - Cov(X, Y)^2/Var(X) = {t * t} - ({c})^2/({s * s}) = {left}$."],
                mistakes=[
                    Mistake("conditional-variance", number(t * t), "Knowing $X$ reduces the variance of $Y$."),
                    Mistake("covariance-not-squared", number(t * t - slope), "The covariance is squared."),
                ],
            ),
            Part(
                name="w",
                ask="Find $Var(X + Y)$.",
                answer=number(total),
                hints=["The covariance counts twice."],
                steps=[f"It is $Var(X) + Var(Y) + 2*Cov(X, Y) = {s * s} + {t * t} + 2*({c}) = {total}$."],
                mistakes=[
                    Mistake("squares-weights-only", number(s * s + t * t), "Add twice the covariance."),
                    Mistake("covariance-counted-once", number(s * s + t * t + c), "The covariance counts twice."),
                ],
            ),
            Part(
                ask=f"Find $P(X + Y > {bound})$, to three decimals. With a table or with exact values: both "
                "are accepted.",
                answer=number(rounded(shown, 11), places=3, or_with=rounded(chance, 11)),
                follows="(1 - erf((k - m)/sqrt(w)/sqrt(2)))/2",
                honest=[number(rounded(chance, 4)), number(shown)],
                hints=["The sum of joint normal variables is normal. Which mean and standard deviation has it?"],
                steps=[f"The sum is normal with mean ${m} + ({n}) = {m + n}$ and standard deviation $sqrt({total})$.",
                       f"The score is $({bound} - ({m + n}))/sqrt({total}) approx {near}$, and the table gives "
                       f"$Phi({near}) approx {phi_table(near)}$.",
                       f"So $P(X + Y > {bound}) = 1 - Phi({near}) approx 1 - ({phi_table(near)}) = {shown}$."],
                mistakes=[
                    Mistake("other-tail", "(1 + erf((k - m)/sqrt(w)/sqrt(2)))/2", "That is the other side."),
                    Mistake("variance-as-sd", "(1 - erf((k - m)/w/sqrt(2)))/2", "Divide by the standard deviation."),
                ],
            ),
        ],
    )  # fmt: skip
