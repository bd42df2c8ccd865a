"""The rank of a matrix."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, choice, exercise, finite_set, number
from generators.maths.elimination import eliminate, exchanged, lower, staircase, worked
from generators.maths.figures import listed, pixels
from generators.maths.matrices import Mat, integer_matrix
from generators.maths.rng import Redraw

LIMIT = 15
"""Entries of a matrix have at most this size."""
Slip = tuple[str, int, str]
"""A misconception, the number it leads to, and what to say."""


# Rank, pivots, nullity -------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.rank.rank_and_nullity",
    title="Rank, pivots, nullity",
    skill="s.rank.rank",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 2.6.2 and 2.7.3",
    levels={"easy": {"ask": "rank"}, "core": {"ask": "nullity"}, "hard": {"ask": "product"}},
)
def rank_and_nullity(rng: Rng, *, ask: Literal["rank", "nullity", "product"]) -> Multipart:
    """Find the rank, the pivot columns and the nullity of a matrix, or of a matrix that is given as a product."""
    match ask:
        case "rank":
            return rank_only(rng)
        case "nullity":
            return pivots_and_nullity(rng)
        case "product":
            return of_a_product(rng)


def rank_only(rng: Rng) -> Multipart:
    """The rank of a matrix with two or three rows and columns."""
    m, n = rng.choice(((2, 2), (2, 3), (3, 2), (3, 3), (3, 3), (3, 3)))
    r = 1 if m == n == 2 else rng.integer(1, min(m, n))
    A = of_rank(rng, m, n, r)
    return Multipart(f"Let $A = {A}$.", parts=[rank_part(A, r)])


def pivots_and_nullity(rng: Rng) -> Multipart:
    """Rank, pivot columns and nullity of a matrix of 3 by 4 or 4 by 3."""
    m, n = rng.choice(((3, 4), (4, 3)))
    r = rng.choice((2, 2, 3))
    A = of_rank(rng, m, n, r)
    _, pivots = A.rref()
    places = [j + 1 for j in pivots]
    others = [j for j in range(1, n + 1) if j not in places]
    first = list(range(1, r + 1))
    slips = [
        ("free-columns-for-pivots", others, "These are the columns without a pivot: they belong to the free unknowns."),
        ("columns-from-zero", [j - 1 for j in places], "The first column has the number 1 here, not 0."),
    ]
    if places != first:
        slips.append(("first-columns-are-pivots", first, "Look where the pivots stand: a column may have none."))
    stand = "The pivot stands in a column" if r == 1 else "The pivots stand in columns"

    return Multipart(
        f"Let $A = {A}$.",
        given={"n": n},
        parts=[
            rank_part(A, r),
            Part(
                ask="Which columns of $A$ are pivot columns? Give the set of their numbers, counted from 1.",
                answer=finite_set(*places),
                steps=[f"{stand} of the echelon form whose numbers form the set ${as_set(places)}$. Row operations do "
                       "not move columns, so these are the pivot columns of $A$."],
                hints=["The first entry that is not zero, in a row of the echelon form, is a pivot."],
                mistakes=[Mistake(id, finite_set(*found), told) for id, found, told in slips],
            ),
            nullity_part(A, r),
        ],
    )  # fmt: skip


def of_a_product(rng: Rng) -> Multipart:
    """Rank and nullity of a product of 4 by q and q by 5, rank of its transpose, and a bound for another product."""
    q, r = rng.choice(((2, 2), (2, 1), (3, 2), (3, 2), (3, 3)))
    C = Mat([*(lower(q, {(i, j): rng.nonzero(-3, 3) for i in range(q) for j in range(i)})).rows,
             *integer_matrix(rng, 4 - q, q, 3).rows])  # fmt: skip
    F = of_rank(rng, q, 5, r)
    assert (C * F).rank() == (C * F).T.rank() == r
    s = rng.choice([s for s in range(1, 5) if s != r])
    k = rng.integer(max(s, 2), 6)
    triangle = f"The first ${q}$ rows of $C$ form a triangular matrix with ones on its diagonal"
    bounds = [
        ("larger-rank", max(r, s), "Neither factor can be made up for by the other: the smaller rank is the bound."),
        ("min-dim", min(4, k), f"A $4 times {k}$ matrix could have this rank, but the factors do not let it."),
        ("ranks-multiply", r * s, "Ranks are not multiplied: a product has at most the rank of each of its factors."),
    ]

    return Multipart(
        f"The $4 times 5$ matrix $A$ is the product of $C = {C}$ and $F = {F}$, that is $A = C*F$.",
        given={"m": 4, "n": 5, "s": s},
        parts=[
            Part(
                name="r",
                ask="What is the rank of $A$? You need not work out the product.",
                answer=number(r),
                steps=[
                    f"{triangle}, so $C*y$ is zero only if $y$ is. Therefore $A*x = C*(F*x)$ is zero exactly where "
                    "$F*x$ is: both have the same solutions, and $A$ and $F$ have the same rank.",
                    *worked(F, eliminate(F)),
                    f"This echelon form of $F$ has {pivot_count(r)}. So $rank(A) = rank(F) = {r}$.",
                ],
                hints=[
                    "Can $C*y$ be zero if $y$ is not? Look at the first rows of $C$.",
                    "For which $x$ is $A*x = C*(F*x)$ zero?",
                ],
                mistakes=as_numbers(r, [
                    ("inner-size-for-rank", q, f"That is the largest rank this product could have. Are the ${q}$ rows "
                     "of $F$ independent?"),
                    ("min-dim", 4, "That is the largest rank a $4 times 5$ matrix can have. Look at the factors."),
                    ("ranks-add", q + r, "Ranks of factors are not added; the product has at most the rank of each."),
                ]),
            ),
            nullity_part(C * F, r),
            Part(
                ask="What is the rank of $A^T$?",
                answer=number(r),
                follows="r",
                steps=[f"A matrix has as many independent rows as columns, so transposing does not change the rank: "
                       f"$rank(A^T) = rank(A) = {r}$."],
                mistakes=as_numbers(r, [
                    ("transpose-changes-rank", 5 - r, "That is the nullity of $A$. Transposing keeps the rank."),
                    ("nullity-for-rank", 4 - r, "That is the nullity of $A^T$: its columns less its rank."),
                ]),
            ),
            Part(
                ask=f"$B$ is some $5 times {k}$ matrix of rank ${s}$. What is the largest rank that $A*B$ can have?",
                answer=number(min(r, s)),
                follows="min(r, s)",
                steps=[
                    f"The columns of $A*B$ are combinations of the columns of $A$, so its rank is at most ${r}$. Its "
                    f"rows are combinations of the rows of $B$, so its rank is at most ${s}$.",
                    f"Some matrix $B$ reaches the smaller bound: the largest possible rank is "
                    f"$min({r}, {s}) = {min(r, s)}$.",
                ],
                hints=["Of what are the columns of $A*B$ combinations, and of what its rows?"],
                mistakes=as_numbers(min(r, s), bounds),
            ),
        ],
    )  # fmt: skip


def of_rank(rng: Rng, m: int, n: int, r: int) -> Mat:
    """An integer matrix of this shape and rank; elimination takes whole multipliers, and in one draw of four it
    begins with an exchange of rows."""
    for _ in range(200):
        target = Mat([*staircase(rng, (0, *sorted(rng.sample(range(1, n), r - 1))), n).rows, *[[0] * n] * (m - r)])
        turned = m > r > 1 and rng.chance(Fraction(1, 4))
        below = {(i, j): rng.nonzero(-3, 3) for i in range(m) for j in range(min(i, r))}
        A = lower(m, below | ({(1, 0): 0} if turned else {})) * target
        if all(-LIMIT <= entry <= LIMIT for entry in A):
            assert A.rank() == r
            return exchanged(A, 0, 1) if turned else A
    raise Redraw("no small entries were found")


def rank_part(A: Mat, r: int) -> Part:
    """The rank by elimination."""
    m, n = A.shape
    filled = sum(map(any, A.rows))
    return Part(
        name="r",
        ask="What is the rank of $A$?",
        answer=number(r),
        steps=[
            *worked(A, eliminate(A)),
            f"This is a row echelon form with {pivot_count(r)}, so $rank(A) = {r}$.",
        ],
        hints=["Bring $A$ to row echelon form, and count the pivots."],
        mistakes=as_numbers(r, [
            ("nonzero-rows-of-a", filled, "Reduce first: rows that are combinations of others become zero."),
            ("min-dim", min(m, n), "That is only the largest rank a matrix of this size can have."),
            ("columns-for-rank", n, "A column without a pivot does not count."),
            ("nullity-for-rank", n - r, "That is the number of columns without a pivot. The rank counts the others."),
        ]),
    )  # fmt: skip


def nullity_part(A: Mat, r: int) -> Part:
    """Columns less rank."""
    m, n = A.shape
    told = "The equation $A*x = 0$ has an unknown for every column: subtract the rank from the number of columns."
    return Part(
        ask="What is the nullity of $A$, the dimension of the space of solutions of $A*x = 0$?",
        answer=number(n - r),
        follows="n - r",
        steps=[
            f"$A$ has ${n}$ columns, and each belongs to an unknown. "
            f"{'One unknown has a pivot' if r == 1 else f'${r}$ unknowns have a pivot'} and "
            f"{'is' if r == 1 else 'are'} determined by the others, which are free: the nullity is "
            f"${n} - {r} = {n - r}$."
        ],
        hints=["How many unknowns are there, and how many of them may be chosen freely?"],
        mistakes=as_numbers(n - r, [
            ("rows-minus-rank", m - r, told),
            ("rank-for-nullity", r, "That is the number of unknowns with a pivot. The nullity counts the others."),
            ("columns-for-nullity", n, "Only the unknowns without a pivot may be chosen freely."),
        ]),
    )  # fmt: skip


def as_numbers(right: int, slips: Iterable[Slip]) -> list[Mistake]:
    """The slips that lead to another number than the right one, and than the slips before them."""
    wrong: dict[int, Mistake] = {}
    for id, value, told in slips:
        if value != right:
            wrong.setdefault(value, Mistake(id, number(value), told))
    return list(wrong.values())


def pivot_count(r: int) -> str:
    return f"${r}$ pivot{'s' if r > 1 else ''}"


def as_set(numbers: Iterable[int]) -> str:
    return f"{{{', '.join(map(str, numbers))}}}"


# Pictures --------------------------------------------------------------------------------------------------------


PixelRow = tuple[int, ...]
"""Shades from 0 for white."""


class Image(NamedTuple):
    """A picture, its rank, and why it is that."""

    rows: tuple[PixelRow, ...]
    rank: int
    told: list[str]


SMALL = ((4, 4),)
MIDDLE = ((6, 6),)
LARGE = ((8, 8), (7, 9), (9, 7), (6, 10), (8, 10), (10, 8))


@exercise(
    "linear_algebra.rank.image_rank",
    title="Rank of a pixel picture",
    skill="s.rank.image",
    source="Strang, Linear Algebra and Learning from Data (2019), section I.8",
    tier="standard",
    levels={"easy": {"rows": "repeated"}, "core": {"rows": "added"}, "hard": {"rows": "grey"}},
)
def image_rank(rng: Rng, *, rows: Literal["repeated", "added", "grey"]) -> Multipart:
    """Find the rank of a small picture, and how many values store it as a sum of columns times rows."""
    image = picture(rng, rows)
    m, n, r = len(image.rows), len(image.rows[0]), image.rank
    grey = rows == "grey"
    pays = (m * n - 1) // (m + n)
    assert Mat(image.rows).rank() == r
    assert pays * (m + n) < m * n <= (pays + 1) * (m + n)
    dark = sum(map(bool, (x for row in image.rows for x in row)))
    kept = r * (m + n)
    rest = [
        Part(
            ask=f"Pictures of this size can have ranks up to ${min(m, n)}$. What is the largest rank for which $r$ "
            "columns and $r$ rows are fewer values than all pixels?",
            answer=number(pays),
            steps=[
                f"There are ${m}*{n} = {m * n}$ pixels, and rank $r$ needs $r*({m} + {n}) = {m + n}*r$ values.",
                f"For rank ${pays}$ these are ${m + n}*{pays} = {(m + n) * pays}$, which is less; for rank "
                f"${pays + 1}$ they are ${m + n}*{pays + 1} = {(m + n) * (pays + 1)}$, which is not. The largest such "
                f"rank is ${pays}$.",
            ],
            hints=[f"For which $r$ is $r*({m} + {n})$ less than ${m}*{n}$?"],
            mistakes=as_numbers(pays, [
                ("one-rank-too-many", pays + 1, "Count the values for this rank: they are not fewer than the pixels."),
                ("rank-saves-always", min(m, n), "A picture of this rank needs more values as columns and rows than "
                 "it has pixels."),
            ]),
        )
    ] if grey else []  # fmt: skip

    return Multipart(
        f"The picture stands for {'an' if m == 8 else 'a'} ${m} times {n}$ matrix $M$ with the entry 0 for a white "
        f"pixel{', 1 for a grey one and 2 for a black one' if grey else ' and 1 for a black one'}.",
        given={"m": m, "n": n},
        figures=[pixels(image.rows, black=2 if grey else 1)],
        parts=[
            Part(
                name="r",
                ask="What is the rank of $M$?",
                answer=number(r),
                steps=[
                    *image.told,
                    f"So the rank of $M$ is the number of rows that remain, ${r}$.",
                ],
                hints=[
                    "Leave out blank rows, and all but one of equal rows.",
                    *([] if rows == "repeated" else ["Which of the other rows can be made of two others?"]),
                ],
                mistakes=as_numbers(r, [
                    ("distinct-rows", len(set(image.rows)), "Rows may differ and still bring nothing new: a blank row, "
                     "a multiple of a row, a sum or a difference of rows."),
                    ("rank-counts-pixels", dark, "Count independent rows, not pixels: one row can hold many."),
                    ("nonzero-rows-of-a", sum(map(any, image.rows)), "A row that repeats other rows, or is made of "
                     "them, brings nothing new."),
                    ("min-dim", min(m, n), "That is only the largest rank a picture of this size can have."),
                ]),
            ),
            Part(
                name="k",
                ask="A matrix of rank $r$ is a sum of $r$ products, each of a column and a row. How many values have "
                "to be stored if these columns and rows are stored instead of the pixels?",
                answer=number(kept),
                follows="r*(m + n)",
                steps=[
                    f"A column has ${m}$ entries and a row ${n}$. With rank ${r}$ there are "
                    f"{'one column and one row' if r == 1 else f'${r}$ columns and ${r}$ rows'}: "
                    f"${r}*({m} + {n}) = {kept}$ values.",
                ],
                hints=["How many entries does one column have, and how many one row?"],
                mistakes=[
                    *([] if m * n == kept else [
                        Mistake("rank-saves-nothing", "m*n", "That is the number of pixels. Count the entries of the "
                                "columns and the rows."),
                    ]),
                    *([] if r == 1 else [
                        Mistake("one-pair-for-all", "m + n", "That is one column and one row; each of the products "
                                "needs its own."),
                        Mistake("products-stored-in-full", "r*m*n", "The products need not be stored, only the columns "
                                "and rows that they are made of."),
                    ]),
                ],
            ),
            *rest,
        ],
    )  # fmt: skip


def picture(rng: Rng, kind: Literal["repeated", "added", "grey"]) -> Image:
    """A picture with repeated and blank rows; beyond the easy kind some rows are combinations of others."""
    grey = kind == "grey"
    m, n = rng.choice({"repeated": SMALL, "added": MIDDLE, "grey": LARGE}[kind])
    r = rng.choice({"repeated": (1, 2, 2, 3), "added": (2, 3, 3), "grey": (2, 3, 3, 4)}[kind])
    base = independent(rng, r, n, grey=grey)
    made = {} if kind == "repeated" else combinations_of(base, 2 if grey else 1)
    extra = rng.sample(made, min(len(made), m - r, rng.integer(2, 3) if grey else rng.integer(1, 2)))
    spare = m - r - len(extra)
    blank = rng.integer(0, min(spare, 1))
    repeated = [rng.choice([*base, *extra]) for _ in range(spare - blank)]
    rows = rng.shuffled([*base, *extra, *repeated, *[(0,) * n] * blank])
    return Image(tuple(rows), r, explained(rows, base, {row: made[row] for row in extra}))


def independent(rng: Rng, r: int, n: int, *, grey: bool) -> list[PixelRow]:
    """Rows each of which is dark in a column where those before it are white.

    Black and white ones share no column. Grey ones do in half of the draws: each then holds the one before it.
    """
    labels = rng.shuffled([*range(r), *(rng.integer(-1, r - 1) for _ in range(n - r))])
    if not grey:
        return [tuple(int(label == k) for label in labels) for k in range(r)]
    if rng.chance(Fraction(1, 2)):
        return [tuple(int(0 <= label <= k) for label in labels) for k in range(r)]
    shades = [rng.integer(1, 2) for _ in labels]
    return [tuple(shade * (label == k) for label, shade in zip(labels, shades, strict=True)) for k in range(r)]


def combinations_of(base: Sequence[PixelRow], top: int) -> dict[PixelRow, str]:
    """New rows with shades up to `top`, and how they are made; `{0}` stands for the number of the first base row."""
    found: dict[PixelRow, str] = {}

    def note(row: Iterable[int], told: str) -> None:
        shades = tuple(row)
        if all(0 <= x <= top for x in shades) and any(shades) and shades not in base:
            found.setdefault(shades, told)

    for i, row in enumerate(base):
        note((2 * x for x in row), f"twice row {{{i}}}")
    for (i, a), (j, b) in combinations(enumerate(base), 2):
        note((x + y for x, y in zip(a, b, strict=True)), f"the sum of rows {{{i}}} and {{{j}}}")
        note((y - x for x, y in zip(a, b, strict=True)), f"row {{{j}}} less row {{{i}}}")
    for (i, a), (j, b), (k, c) in combinations(enumerate(base), 3):
        told = f"the sum of rows {{{i}}}, {{{j}}} and {{{k}}}"
        note((x + y + z for x, y, z in zip(a, b, c, strict=True)), told)
    return found


def explained(rows: Sequence[PixelRow], base: Sequence[PixelRow], extra: Mapping[PixelRow, str]) -> list[str]:
    """Which rows are left out and why, and why the others are independent."""
    first = [rows.index(row) + 1 for row in base]
    nested = any(x and y for a, b in pairwise(base) for x, y in zip(a, b, strict=True))
    told = []
    for row in dict.fromkeys(rows):
        places = [i + 1 for i, other in enumerate(rows) if other == row]
        if not any(row):
            told.append(f"{named(places)} {'is' if len(places) == 1 else 'are'} blank and {gives(places)} nothing new.")
            continue
        if len(places) > 1:
            told.append(f"{named(places)} are equal: keep only row {places[0]}.")
        if row in extra:
            told.append(f"Row {places[0]} is {extra[row].format(*first)}: it brings nothing new.")
    if len(first) == 1:
        told.append(f"Only row {first[0]} remains, and it is not blank.")
    elif nested:
        told.append(
            f"{named(first)} remain. Taken in this order, each is dark in a column where all those before it are "
            "white, so it is no combination of them: these rows are independent."
        )
    else:
        others = "the other is" if len(first) == 2 else "the others are"
        told.append(
            f"{named(sorted(first))} remain. Where one of them is dark, {others} white, so none is a combination of "
            "the others: these rows are independent."
        )
    return told


def named(places: Sequence[int]) -> str:
    return f"Row{'s' if len(places) > 1 else ''} {listed(map(str, places))}"


def gives(places: Sequence[int]) -> str:
    return "gives" if len(places) == 1 else "give"


# Ranks and solutions ---------------------------------------------------------------------------------------------

SYSTEMS = (
    "A system of ${m}$ linear equations in ${n}$ unknowns is written as $A*x = b$.",
    "For a road network with ${n}$ roads, a balance of cars at ${m}$ crossings gives a system $A*x = b$ of ${m}$ "
    "linear equations for the ${n}$ numbers of cars.",
    "A linear model with ${n}$ weights $x$ shall fit ${m}$ examples exactly, which is a system $A*x = b$ of ${m}$ "
    "linear equations in ${n}$ unknowns.",
    "A kitchen mixes ${n}$ ingredients in the amounts $x$ so that the content of ${m}$ nutrients comes out exactly, "
    "which is a system $A*x = b$ of ${m}$ linear equations in ${n}$ unknowns.",
    "The ${n}$ currents $x$ in a circuit satisfy ${m}$ linear equations, written as $A*x = b$.",
    "A picture of ${n}$ pixels $x$ is to be found from ${m}$ measurements, each of which is a linear equation: "
    "together they are $A*x = b$.",
)
NONE, UNIQUE = "It has no solution.", "It has exactly one solution."


@exercise(
    "linear_algebra.rank.solutions_from_ranks",
    title="Solutions from ranks",
    skill="s.rank.solutions",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 3.3",
    tier="standard",
    levels={"easy": {"system": "square"}, "core": {"system": "rectangular"}, "hard": {"system": "echelon form"}},
)
def solutions_from_ranks(rng: Rng, *, system: Literal["square", "rectangular", "echelon form"]) -> Multipart:
    """Tell how many solutions a linear system has from ranks, or ranks from its solutions."""
    story = rng.choice(SYSTEMS)
    if system == "echelon form":
        tell = rng.choice((by_pivots, by_zero_rows, backwards))
        return tell(rng, story)
    m, n, r, s = ranks(rng, square=system == "square")
    told = f"The rank of $A$ is ${r}$, and the rank of the augmented matrix is ${s}$."
    compare = (
        f"The augmented matrix has the larger rank, ${s} > {r}$: in echelon form it has a pivot in the last column."
        if s > r
        else f"Both ranks are ${r}$: in echelon form the last column has no pivot, so the equations do not contradict "
        "each other."
    )
    return Multipart(f"{story.format(m=m, n=n)} {told}", parts=[count_part(m, n, r, s, compare)])


def ranks(rng: Rng, *, square: bool) -> tuple[int, int, int, int]:
    """Equations, unknowns, the rank of A, and that of the augmented matrix; each kind of answer is as likely."""
    kind = rng.choice(("none", "unique", "many"))
    sizes = [(m, n) for m in range(2, 8) for n in range(2, 8) if (m == n) == square and (kind != "unique" or m >= n)]
    m, n = rng.choice(sizes)
    if kind == "unique":
        return m, n, n, n
    r = rng.integer(1, min(n, m - 1) if kind == "none" else min(m, n - 1))
    return m, n, r, r + (kind == "none")


def count_part(m: int, n: int, r: int, s: int, *steps: str) -> Part:
    """How many solutions there are; `steps` say what the ranks are, and compare them."""
    right = NONE if s > r else UNIQUE if r == n else family(n - r)
    if s > r:
        ending = "That row says $0 = c$ with a number $c$ that is not 0, so the system has no solution."
    elif r == n:
        ending = f"Each of the ${n}$ unknowns has a pivot, so none is free: the system has exactly one solution."
    else:
        pivots = "One unknown has a pivot" if r == 1 else f"${r}$ unknowns have a pivot"
        ending = (
            f"{pivots}, and the other ${n} - {r} = {n - r}$ may be "
            f"chosen freely: the system has infinitely many solutions, with {parameters(n - r)}."
        )
    counts = "The rank counts pivots. The free unknowns are those without one."
    slips = [
        ("augmented-ignored", family(n - r) if n > r else UNIQUE, "The augmented matrix has one pivot more than $A$: "
         "some row says $0 = c$ with a number $c$ that is not 0."),
        ("rank-counts-parameters", family(r), counts),
        ("rows-count", family(m - r) if m > r else UNIQUE, "Equations less rank is the number of superfluous "
         "equations. Free unknowns are counted among the unknowns."),
        ("square-is-unique" if m == n else "enough-equations-are-unique", UNIQUE, "The number of equations does not "
         "settle it: every unknown must have a pivot, and nothing may be contradictory."),
        ("zero-is-contradiction", NONE, "A row $0 = 0$ is no contradiction. The system is solvable when both ranks are "
         "equal."),
    ]  # fmt: skip
    wrong: dict[str, tuple[str, str]] = {}
    for id, text, told in slips:
        if text != right and (s > r or id != "augmented-ignored"):
            wrong.setdefault(text, (id, told))
    others = [text for text in (NONE, UNIQUE, *wrong, family(1), family(2)) if text != right]
    others = list(dict.fromkeys(others))[: max(3, len(wrong))]
    return Part(
        ask="What is true of the system?",
        answer=choice(right, *others),
        steps=[*steps, ending],
        hints=[
            "Is there a pivot in the last column of the augmented matrix?",
            "Compare the number of pivots with the number of unknowns.",
        ],
        mistakes=[Mistake(id, choice(text, right, *others), told) for text, (id, told) in wrong.items()],
    )


def by_pivots(rng: Rng, story: str) -> Multipart:
    """The pivot columns of an echelon form of the augmented matrix are told."""
    m, n, r, s = ranks(rng, square=False)
    places = sorted(rng.sample(range(1, n + 1), r)) + [n + 1] * (s - r)
    told = (
        f"In an echelon form of the augmented matrix, which has ${n + 1}$ columns, the pivots stand in column"
        f"{'s' if len(places) > 1 else ''} {listed(f'${j}$' for j in places)}."
    )
    compare = (
        f"Column ${n + 1}$ is the last one, and it has a pivot: the augmented matrix has rank ${s}$, and $A$ has only "
        f"rank ${r}$."
        if s > r
        else f"Column ${n + 1}$, the last one, has no pivot: both ranks are ${r}$, and the equations do not contradict "
        "each other."
    )
    return Multipart(f"{story.format(m=m, n=n)} {told}", parts=[count_part(m, n, r, s, compare)])


def by_zero_rows(rng: Rng, story: str) -> Multipart:
    """The zero rows of an echelon form of the augmented matrix are told, and those of A in it."""
    m, n, r, s = ranks(rng, square=False)
    told = (
        f"In an echelon form of the augmented matrix {zero_rows(m - s)}. If its last column is left out, "
        f"{zero_rows(m - r, again=r == s)}."
    )
    compare = (
        f"The augmented matrix has rank ${m} - {m - s} = {s}$, and $A$ has rank ${m} - {m - r} = {r}$: in one row only "
        "the entry of the last column is not zero."
        if s > r
        else f"Both ranks are ${m} - {m - s} = {s}$, so the last column has no pivot, and the equations do not "
        "contradict each other."
    )
    return Multipart(f"{story.format(m=m, n=n)} {told}", parts=[count_part(m, n, r, s, compare)])


def backwards(rng: Rng, story: str) -> Multipart:
    """The number of free parameters is told; rank and superfluous equations are asked."""
    n = rng.integer(4, 9)
    k = rng.choice([k for k in range(1, n - 1) if 2 * k != n])
    r = n - k
    m = rng.choice([m for m in range(r + 1, r + 4) if m != n])
    return Multipart(
        f"{story.format(m=m, n=n)} It has infinitely many solutions, with {parameters(k)}.",
        given={"m": m, "n": n, "k": k},
        parts=[
            Part(
                name="r",
                ask="What is the rank of $A$?",
                answer=number(r),
                follows="n - k",
                steps=[f"Of the ${n}$ unknowns {'one is' if k == 1 else f'${k}$ are'} free, and each of the others has "
                       f"a pivot: the rank is ${n} - {k} = {r}$."],
                hints=["How many unknowns are not free?"],
                mistakes=as_numbers(r, [
                    ("rank-counts-parameters", k, "These unknowns are free: they have no pivot."),
                    ("rows-count", m - k, "Count the unknowns that are not free, not equations."),
                ]),
            ),
            Part(
                ask="In echelon form, how many rows of the augmented matrix are zero?",
                answer=number(m - r),
                follows="m - r",
                steps=[f"The system has solutions, so the augmented matrix has the same rank, ${r}$. Of its ${m}$ rows "
                       f"${m} - {r} = {m - r}$ {'is' if m - r == 1 else 'are'} zero in echelon form."],
                hints=["What do you know of the rank of the augmented matrix, since there are solutions?"],
                mistakes=as_numbers(m - r, [
                    ("rank-counts-parameters", k, "Zero rows are superfluous equations; the number of free unknowns "
                     "is another one."),
                    ("counts-zero-rows-of-rank", r, "That many rows are not zero: they hold the pivots."),
                ]),
            ),
        ],
    )  # fmt: skip


def family(k: int) -> str:
    return f"It has infinitely many solutions, with {parameters(k)}."


def parameters(k: int) -> str:
    return f"${k}$ free parameter{'s' if k > 1 else ''}"


def zero_rows(k: int, *, again: bool = False) -> str:
    still = "still " if again else ""
    if k == 0:
        return f"{still}no row is zero"
    return f"{still}exactly ${k}$ row{'s are' if k > 1 else ' is'} zero"
