"""Spans, bases, coordinates, change of basis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    basis,
    choice,
    choices,
    exercise,
    fill,
    matrix,
    number,
    vector,
)
from generators.maths.elimination import augmented, eliminate, lower, worked
from generators.maths.figures import basis_arrows, listed
from generators.maths.matrices import Mat, beside, column, dot, eye, integer_matrix, matrix_of, upper_unit
from generators.maths.rationals import Rational, size
from generators.maths.rng import drawn
from schemas.answer import ChoicesAnswer, Option

LIMIT = 15
"""Entries of a matrix that is to be reduced have at most this size."""
Row = tuple[Rational, ...]
"""The entries of a vector."""


# Bases of subspaces ----------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.basis.subspace_basis",
    title="Basis of a subspace",
    skill="s.basis.subspace",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 3.5",
    levels={"easy": {"of": "line"}, "core": {"of": "plane"}, "hard": {"of": "columns or rows"}},
)
def subspace_basis(rng: Rng, *, of: Literal["line", "plane", "columns or rows"]) -> Multipart:
    """Find a basis of the null space, column space or row space of a matrix, or of a span."""
    if of == "columns or rows":
        return rng.choice((column_space, column_space, row_space, spanned_space))(rng)
    n = 3 if of == "line" else 4
    m = rng.integer(2, 3)
    R = reduced_form(rng, 2, n)
    A = mixed(rng, R, m)
    return Multipart(f"Let $A = {A}$.", parts=[null_space_part(A)])


def reduced_form(rng: Rng, r: int, n: int) -> Mat:
    """A reduced row echelon form of r rows; in one draw of three a free column stands before the last pivot."""
    others = range(1, n) if rng.chance(Fraction(1, 3)) else range(1, r)
    pivots = (0, *sorted(rng.sample(others, r - 1)))

    def entry(i: int, j: int) -> int:
        if j in pivots:
            return int(pivots[i] == j)
        return 0 if j < pivots[i] else rng.nonzero(-4, 4)

    return matrix_of(r, n, entry)


def mixed(rng: Rng, R: Mat, m: int) -> Mat:
    """A matrix of m rows with this reduced form; elimination takes whole multipliers."""
    r = R.shape[0]

    def draw() -> Mat:
        L = lower(m, {(i, j): rng.nonzero(-2, 2) for i in range(m) for j in range(min(i, r))})
        return Mat(row[:r] for row in L.rows) * upper_unit(rng, r) * R

    return drawn(draw, lambda A: all(size(x) <= LIMIT for x in A), 200)


def null_space_part(A: Mat) -> Part:
    """A basis of the solutions of A*x = 0, one vector a free unknown."""
    R, pivots = A.rref()
    n = A.shape[1]
    free = [j for j in range(n) if j not in pivots]
    found = [flat(v) for v in A.nullspace()]
    assert len(found) == len(free) == n - A.rank()
    one = len(free) == 1
    names = [f"v_{k + 1}" for k in range(len(free))]
    unknowns = listed(f"$x_{j + 1}$" for j in free)
    copied = [tuple(x if j in free else -x for j, x in enumerate(v)) for v in found]
    relations = [f"$x_{j + 1} = {free_terms(R.rows[i], free)}$" for i, j in enumerate(pivots)]
    setting = f"Set {unknowns} to 1" if one else "Set one free unknown to 1 and the other to 0, each in turn"
    return Part(
        ask="Give a basis of the null space of $A$, that is of all solutions of $A*x = 0$.",
        answer=basis(*found),
        steps=[
            *worked(A, eliminate(A, reduced=True)),
            f"The pivots stand in columns {listed(str(j + 1) for j in pivots)}, so {unknowns} "
            f"{'is' if one else 'are'} free. The rows of the reduced form say {listed(relations)}.",
            f"{setting}: this gives {listed(f'${name} = {point(v)}$' for name, v in zip(names, found, strict=True))}.",
            f"Check: {listed(f'$A*{column(*v)} = {A * column(*v)}$' for v in found)}.",
            f"Every solution is {'a multiple of this vector' if one else 'a combination of these vectors'}"
            f"{'' if one else ', and neither is a multiple of the other'}. So a basis is ${basis_text(found)}$.",
        ],
        hints=[
            "Bring $A$ to reduced row echelon form. Which unknowns have no pivot?",
            "Each free unknown gives one vector: set it to 1 and the other free unknowns, if there are any, to 0.",
        ],
        mistakes=[
            Mistake("sign-not-moved", basis(*copied), "In $x + r*t = 0$ the term $r*t$ changes sides, and its sign: "
                    "$x = -r*t$."),
            Mistake("row-space-for-null-space", basis(*filter(any, R.rows)), "These vectors span the rows of $A$. The "
                    "null space holds the solutions of $A*x = 0$."),
            *([] if one else [
                Mistake("one-vector-for-all-free", basis([x + y for x, y in zip(*found, strict=True)]),
                        "With all free unknowns set to 1 at once you get a single solution. Each free unknown gives a "
                        "vector of its own."),
            ]),
        ],
    )  # fmt: skip


def column_space(rng: Rng) -> Multipart:
    """The pivot columns of a matrix itself."""
    A = dependent_columns(rng)
    return Multipart(
        f"Let $A = {A}$.",
        parts=[
            pivot_columns_part(
                A,
                "Give a basis of the column space of $A$.",
                "Row operations do not change which columns depend on which others, but they do change the columns. "
                "So take these columns of $A$ itself",
            ),
        ],
    )


def dependent_columns(rng: Rng) -> Mat:
    """A matrix with fewer pivots than rows and columns."""
    m, n, r = rng.choice(((3, 3, 2), (3, 4, 2), (4, 3, 2), (4, 4, 3)))
    return mixed(rng, reduced_form(rng, r, n), m)


def spanned_space(rng: Rng) -> Multipart:
    """Some of the vectors that span a subspace."""
    A = drawn(lambda: dependent_columns(rng), lambda A: len(set(A.columns)) == A.shape[1])
    told = listed(f"$u_{j + 1} = {point(v)}$" for j, v in enumerate(A.columns))
    return Multipart(
        f"The subspace $U$ is spanned by the vectors {told}.",
        parts=[
            pivot_columns_part(
                A,
                "Give a basis of $U$.",
                "Row operations do not change which columns depend on which others. So keep the vectors that belong to "
                "these columns",
                before=f"Write the vectors as the columns of a matrix, $A = {A}$.",
            )
        ],
    )


def pivot_columns_part(A: Mat, ask: str, why: str, *, before: str = "") -> Part:
    """A basis of the column space, from columns of the matrix."""
    R, pivots = A.rref()
    found = [A.columns[j] for j in pivots]
    slips = [Mistake("rref-columns", basis(*(R.columns[j] for j in pivots)),
                     "Row operations change the column space: these columns show where the pivots are, but the vectors "
                     "must be columns before the elimination."),
             Mistake("whole-space-for-subspace", basis(*eye(len(A.rows)).rows), "Many vectors need not span the whole "
                     "space: the subspace has only as many dimensions as there are pivots.")]  # fmt: skip
    if A.shape[0] == A.shape[1]:
        slips.append(Mistake("row-space-for-column-space", basis(*filter(any, R.rows)),
                             "These vectors span the rows of the matrix, not its columns."))  # fmt: skip
    return Part(
        ask=ask,
        answer=basis(*found),
        steps=[
            *([before] if before else []),
            *worked(A, eliminate(A)),
            f"The pivots stand in columns {listed(str(j + 1) for j in pivots)}. {why}: "
            f"a basis is ${basis_text(found)}$.",
        ],
        hints=[
            "Which columns have a pivot in the echelon form"
            + (" of the matrix with these columns?" if before else "?"),
            "The other columns are combinations of those to their left. Which vectors can be left out?",
        ],
        mistakes=slips,
    )


def row_space(rng: Rng) -> Multipart:
    """The rows of the echelon form that are not zero."""
    A = dependent_columns(rng)
    m, n = A.shape
    *_, (_, E) = eliminate(A)
    pivots = A.rref()[1]
    found = [row for row in E.rows if any(row)]
    slips = [
        ("null-space-for-row-space", [flat(v) for v in A.nullspace()], "These vectors solve $A*x = 0$: they are "
         "perpendicular to the rows of $A$."),
        ("one-row-too-few", found[:1], "Count the rows of the echelon form that are not zero: each of them is needed."),
    ]  # fmt: skip
    if m == n:
        slips.insert(0, ("column-space-for-row-space", [A.columns[j] for j in pivots], "These vectors span the columns "
                         "of $A$, not its rows."))  # fmt: skip
    return Multipart(
        f"Let $A = {A}$.",
        parts=[
            Part(
                ask="Give a basis of the row space of $A$.",
                answer=basis(*found),
                steps=[
                    *worked(A, eliminate(A)),
                    "Row operations replace rows by combinations of rows, and can be undone: the row space stays the "
                    "same. Rows of an echelon form that are not zero are independent, because each has its pivot right "
                    f"of those above. So they are a basis: ${basis_text(found)}$.",
                ],
                hints=[
                    "Which rows can be left out? Elimination tells: they become zero.",
                    "Row operations do not change the row space, so it may be read off an echelon form.",
                ],
                mistakes=[Mistake(id, basis(*wrong), told) for id, wrong, told in slips],
            )
        ],
    )


def free_terms(row: Row, free: Sequence[int]) -> str:
    """What the pivot of a row equals, in the free unknowns."""
    return " + ".join(f"{-row[j]}*x_{j + 1}" for j in free if row[j]) or "0"


def flat(v: Mat) -> Row:
    """The entries of a column."""
    return v.columns[0]


def point(v: Sequence[Rational]) -> str:
    """`(1, -2)`."""
    return f"({', '.join(map(str, v))})"


def basis_text(vectors: Sequence[Sequence[Rational]]) -> str:
    """`{(1, 0), (0, 1)}`."""
    return f"{{{', '.join(map(point, vectors))}}}"


# Recognising bases -----------------------------------------------------------------------------------------------


class Candidate(NamedTuple):
    """A set of vectors, the dimension of its span, and a sentence that says why it is a basis or not."""

    vectors: tuple[Row, ...]
    rank: int
    why: str
    inside: bool = True
    """Whether all of them lie in the space whose bases are sought."""

    @property
    def text(self) -> str:
        return f"${basis_text(self.vectors)}$"


Belief = Callable[[Candidate], bool]
"""Which sets a learner takes for bases."""


@exercise(
    "linear_algebra.basis.is_basis",
    title="Which sets are bases?",
    skill="s.basis.basis",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.6.1",
    tier="standard",
    levels={"easy": {"of": "plane"}, "core": {"of": "space"}, "hard": {"of": "plane in space"}},
)
def is_basis(rng: Rng, *, of: Literal["plane", "space", "plane in space"]) -> Multipart:
    """Select the sets of vectors that are a basis of the plane, of space, or of a plane in space."""
    if of == "plane in space":
        return bases_of_a_plane(rng)
    n, name = (2, "$RR^2$") if of == "plane" else (3, "$RR^3$")
    right, others = chosen_sets(rng, lambda kind: whole_space_set(rng, n, kind))
    return Multipart(
        "A basis of a space is a set of independent vectors that span it.",
        parts=[
            which_part(
                f"Which of these sets are bases of {name}? Choose all of them.",
                right,
                others,
                dimension=n,
                hints=[
                    f"How many vectors does a basis of {name} have?",
                    f"Sets of ${n}$ vectors can still be dependent. Which number shows it?",
                ],
            )
        ],
    )


def chosen_sets(rng: Rng, draw: Callable[[str], Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """One to three bases, and sets that are none, five in all: of these each kind is wrong in a way of its own."""
    many = rng.choice((1, 1, 2, 2, 3))
    kinds = rng.shuffled(("few", "many", "dependent"))[: 5 - many] + ["dependent"] * max(0, 2 - many)
    sets = different(draw, ["right"] * many + kinds)
    return sets[:many], sets[many:]


def different(draw: Callable[[str], Candidate], kinds: Sequence[str]) -> list[Candidate]:
    """A set of each of these kinds, no two of them equal."""
    found: dict[frozenset[Row], Candidate] = {}
    for kind in kinds:
        while frozenset((fresh := draw(kind)).vectors) in found:
            pass
        found[frozenset(fresh.vectors)] = fresh
    return list(found.values())


def which_part(
    ask: str,
    right: Sequence[Candidate],
    others: Sequence[Candidate],
    *,
    dimension: int,
    hints: Sequence[str],
    more: Sequence[tuple[str, Belief, str]] = (),
) -> Part:
    """Select the bases; `more` are beliefs beyond the usual three, each with what to say."""
    sets = {each.text: each for each in (*right, *others)}
    key = choices([each.text for each in right], [each.text for each in others], partial=True)

    def those(belief: Belief) -> ChoicesAnswer:
        found = tuple(option.id for option in key.options if belief(sets[option.text]))
        return key.model_copy(update={"value": found})

    return Part(
        ask=ask,
        answer=key,
        steps=[
            f"A basis has ${dimension}$ vectors here. Fewer do not span the space, and more are dependent.",
            *(f"Set {option.id.upper()}, {option.text}: {sets[option.text].why} "
              f"It is {'a' if option.id in key.value else 'no'} basis." for option in key.options),
            f"So the bases are {listed(map(str.upper, key.value))}."
            if len(right) > 1
            else f"So only {key.value[0].upper()} is a basis.",
        ],
        hints=hints,
        mistakes=[
            Mistake("spanning-enough", those(lambda S: S.inside and S.rank == dimension),
                    "A basis has no spare vector: a set that spans the space may still be dependent."),
            Mistake("independent-enough", those(lambda S: S.rank == len(S.vectors)),
                    "A basis must also reach the whole space: independent vectors may be too few."),
            Mistake("count-only", those(lambda S: len(S.vectors) == dimension),
                    "The right number of vectors may still be dependent."),
            *(Mistake(id, those(belief), told) for id, belief, told in more),
        ],
    )  # fmt: skip


def whole_space_set(rng: Rng, n: int, kind: str) -> Candidate:
    """A set of vectors of the plane or of space: `right`, `few`, `many` or `dependent`."""
    if kind == "dependent":
        return dependent_set(rng, n)
    M = drawn(lambda: integer_matrix(rng, n, n, 5 - n, zero=True), lambda M: 1 <= size(M.det()) <= 4 and len({*M}) > 2)
    if kind == "right":
        why = f"with these columns the determinant is $det({M.T}) = {M.det()}$, which is not zero."
        return Candidate(M.rows, n, why)
    if kind == "few":
        short = M.rows[1:]
        span = "vector spans only a line." if n == 2 else "vectors span only a plane."
        return Candidate(short, n - 1, f"{'one' if n == 2 else 'two'} {span}")
    extra = drawn(lambda: tuple(rng.integer(-4, 4) for _ in range(n)), lambda v: any(v) and v not in M.rows)
    return Candidate(
        tuple(rng.shuffled((*M.rows, extra))),
        n,
        f"${n + 1}$ vectors are dependent where the dimension is ${n}$.",
    )


def dependent_set(rng: Rng, n: int) -> Candidate:
    """As many vectors as dimensions, but one is a combination of the others."""

    def small() -> Row:
        return drawn(lambda: tuple(rng.integer(-3, 3) for _ in range(n)), lambda v: sum(map(bool, v)) > 1)

    u = small()
    if n == 2:
        k = rng.choice((-3, -2, -1, 2, 3))
        w = times(k, u)
        rest, relation = [u], multiple(k, u)
    else:
        v = drawn(small, lambda v: not parallel(u, v))
        a, b = rng.choice((1, 1, -1, 2)), rng.choice((1, -1, -1, 2))
        w = tuple(x + y for x, y in zip(times(a, u), times(b, v), strict=True))
        rest, relation = [u, v], f"{multiple(a, u)} + {multiple(b, v)}"
    return Candidate(tuple(rng.shuffled([*rest, w])), n - 1, f"${point(w)} = {relation}$, so they are dependent.")


def bases_of_a_plane(rng: Rng) -> Multipart:
    """A plane through the origin of space, given by its equation."""
    p, q = drawn(lambda: (rng.nonzero(-3, 3), rng.nonzero(-3, 3)), lambda each: abs(each[0]) != abs(each[1]))
    normal = rng.shuffled((p, q, rng.sign()))
    if normal[0] < 0:
        normal = [-c for c in normal]
    one = next(j for j, c in enumerate(normal) if abs(c) == 1)
    equation = " + ".join(f"{c}*{name}" for c, name in zip(normal, "xyz", strict=True)) + " = 0"

    def vector_inside() -> Row:
        """Two coordinates are free, the one with the coefficient 1 or -1 follows."""
        v = [rng.integer(-3, 3) for _ in range(3)]
        v[one] = 0
        v[one] = -normal[one] * int(dot(normal, v))
        return tuple(v) if any(v) and max(abs(x) for x in v) <= 9 else vector_inside()

    def outside(v: Row) -> Row:
        """A vector that differs from one of the plane in one coordinate."""
        j = rng.integer(0, 2)
        return tuple(x + rng.sign() * (i == j) for i, x in enumerate(v))

    def draw(kind: str) -> Candidate:
        u, v = drawn(lambda: (vector_inside(), vector_inside()), lambda pair: not parallel(*pair))
        if kind == "right":
            return Candidate((u, v), 2, "both satisfy the equation, and neither is a multiple of the other.")
        if kind == "few":
            return Candidate((u,), 1, "one vector spans only a line.")
        if kind == "many":
            w = tuple(x + y for x, y in zip(u, v, strict=True))
            why = "all three satisfy the equation, but a plane has the dimension 2, so they are dependent."
            return Candidate(tuple(rng.shuffled((u, v, w))), 2, why)
        if kind == "outside":
            w = drawn(lambda: outside(v), lambda w: not parallel(u, w))
            value = fill(equation.partition(" =")[0], x=w[0], y=w[1], z=w[2])
            return Candidate(tuple(rng.shuffled((u, w))), 2, f"${point(w)}$ does not lie in the plane: "
                             f"${value} = {dot(normal, w)}$ is not 0.", inside=False)  # fmt: skip
        k = rng.choice((-3, -2, -1, 2, 3))
        return Candidate((u, times(k, u)), 1, f"${point(times(k, u))} = {multiple(k, u)}$, so they are dependent.")

    many = rng.integer(1, 2)
    kinds = ["right"] * many + ["outside"] + rng.shuffled(("few", "many", "dependent", "dependent"))[: 4 - many]
    sets = different(draw, kinds)
    part = which_part(
        "Which of these sets are bases of $E$? Choose all of them.",
        sets[:many],
        sets[many:],
        dimension=2,
        hints=["How many dimensions has a plane?", "Do all vectors of the set lie in the plane? Put them into its "
               "equation."],
        more=[("outside-overlooked", lambda S: S.rank == len(S.vectors) == 2,
               "A basis of a plane consists of vectors of that plane: put each into the equation.")],
    )  # fmt: skip
    return Multipart(f"$E$ is the plane in space of all $(x, y, z)$ with ${equation}$.", parts=[part])


def times(k: int, v: Row) -> Row:
    return tuple(k * x for x in v)


def multiple(k: Rational, v: Row) -> str:
    """`2*(1, -2)`; 1 is not written."""
    return ("" if k == 1 else "-" if k == -1 else f"{k}*") + point(v)


def parallel(u: Sequence[Rational], v: Sequence[Rational]) -> bool:
    """Whether they are dependent."""
    return all(u[i] * v[j] == u[j] * v[i] for i, j in combinations(range(len(u)), 2))


# Coordinates -----------------------------------------------------------------------------------------------------

NAMES = ("b_1", "b_2", "b_3")
TAKEN_FOR_VECTOR = "These are the coordinates. They say how often to take each vector of the basis."


@exercise(
    "linear_algebra.basis.coordinates_in_basis",
    title="Coordinates in a new basis",
    skill="s.basis.coords",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.6.1",
    levels={"easy": {"of": "orthogonal"}, "core": {"of": "plane"}, "hard": {"of": "space"}},
)
def coordinates_in_basis(rng: Rng, *, of: Literal["orthogonal", "plane", "space"]) -> Multipart:
    """Find the coordinates of a vector in a basis, or the vector from its coordinates."""
    if of == "orthogonal":
        return in_orthogonal_basis(rng)
    if of == "plane":
        return in_basis_of_the_plane(rng)
    return in_space(rng)


def in_orthogonal_basis(rng: Rng) -> Multipart:
    """From coordinates to a vector, and back by dot products."""
    p, q = drawn(lambda: (rng.nonzero(-3, 3), rng.nonzero(-3, 3)), lambda each: abs(each[0]) != abs(each[1]))
    k = rng.choice((1, -1, 2))
    B = Mat([[p, -k * q], [q, k * p]])
    b_1, b_2 = B.columns
    c, d = two_coordinates(rng), two_coordinates(rng)
    v, w = flat(B * column(*c)), flat(B * column(*d))
    squares = dot(b_1, b_1), dot(b_2, b_2)
    products = dot(w, b_1), dot(w, b_2)
    assert dot(b_1, b_2) == 0 and all(x == y * z for x, y, z in zip(products, squares, d, strict=True))
    quotients = [f"({point(w)} dot {point(b)})/({point(b)} dot {point(b)}) = {x}/{y} = {z}"
                 for b, x, y, z in zip((b_1, b_2), products, squares, d, strict=True)]  # fmt: skip
    return Multipart(
        f"The vectors $b_1 = {point(b_1)}$ and $b_2 = {point(b_2)}$ are a basis of the plane.",
        parts=[
            Part(
                ask=f"A vector $v$ has the coordinates ${point(c)}$ in this basis. Find $v$ itself.",
                answer=vector(c[0] * b_1[0] + c[1] * b_2[0], c[0] * b_1[1] + c[1] * b_2[1]),
                steps=[
                    "The coordinates say how often each vector of the basis is taken: "
                    f"$v = {multiple(c[0], b_1)} + {multiple(c[1], b_2)} = {point(v)}$."
                ],
                hints=["What do the two coordinates say about $b_1$ and $b_2$?"],
                mistakes=[
                    Mistake("row-basis", vector(B.T * column(*c)), "The coordinates multiply whole vectors of the "
                            "basis. These are the columns of the matrix $B$ in $v = B*c$, not its rows."),
                    Mistake("grid-steps-exchanged", vector(B * column(*c[::-1])), "The first coordinate belongs to "
                            "$b_1$."),
                    Mistake("coordinates-for-vector", vector(*c), TAKEN_FOR_VECTOR),
                ],
            ),
            Part(
                ask=f"Find the coordinates of $w = {point(w)}$ in this basis.",
                answer=vector(*d),
                steps=[
                    f"The vectors of the basis are perpendicular: ${point(b_1)} dot {point(b_2)} = 0$.",
                    "So the dot product of $w = c_1*b_1 + c_2*b_2$ with $b_1$ is $c_1$ times that of $b_1$ with "
                    f"itself: $c_1 = {quotients[0]}$. In the same way $c_2 = {quotients[1]}$.",
                    f"Check: ${multiple(d[0], b_1)} + {multiple(d[1], b_2)} = {point(w)}$. The coordinates are "
                    f"${point(d)}$.",
                ],
                hints=[
                    "The two vectors are perpendicular. What remains of $w = c_1*b_1 + c_2*b_2$ in the dot product "
                    "with $b_1$?"
                ],
                mistakes=[
                    Mistake("dot-products", vector(*products), "The vectors of the basis do not have the length 1: "
                            "divide by the dot product of each with itself."),
                    Mistake("multiplies-by-b", vector(B * column(*w)), "From $w = B*c$ follows $c = B^(-1)*w$."),
                    Mistake("grid-steps-exchanged", vector(*d[::-1]), "The first coordinate belongs to $b_1$."),
                ],
            ),
        ],
    )  # fmt: skip


def two_coordinates(rng: Rng) -> Row:
    """Two different numbers from -5..5 without 0."""
    return drawn(lambda: (rng.nonzero(-5, 5), rng.nonzero(-5, 5)), lambda c: c[0] != c[1])


def in_basis_of_the_plane(rng: Rng) -> Multipart:
    """A general basis, by the inverse of a 2 by 2 matrix."""
    B = drawn(lambda: skew(rng), lambda B: 1 <= size(B.det()) <= 3 and dot(*B.columns) != 0)
    c = two_coordinates(rng)
    w = flat(B * column(*c))
    (a, b), (p, q) = B.rows
    turned = Mat([[q, -b], [-p, a]])
    b_1, b_2 = B.columns
    reached = dict.fromkeys([f"{over(B.det())}{turned * column(*w)}", str(column(*c))])
    assert B.inv() * column(*w) == column(*c)
    return Multipart(
        f"The vectors $b_1 = {point(b_1)}$ and $b_2 = {point(b_2)}$ are a basis of the plane.",
        parts=[
            Part(
                ask=f"Find the coordinates of $w = {point(w)}$ in this basis.",
                answer=vector(*c),
                steps=[
                    f"Look for $c_1$ and $c_2$ with $c_1*{point(b_1)} + c_2*{point(b_2)} = {point(w)}$. With the basis "
                    f"in the columns of $B = {B}$ this is $B*c = {column(*w)}$.",
                    f"$det(B) = {B.det()}$, so $B^(-1) = {over(B.det())}{turned}$.",
                    f"Therefore $c = {over(B.det())}{turned}*{column(*w)} = {' = '.join(reached)}$.",
                    f"Check: ${multiple(c[0], b_1)} + {multiple(c[1], b_2)} = {point(w)}$. The coordinates are "
                    f"${point(c)}$.",
                ],
                hints=[
                    "How often do you have to take $b_1$ and $b_2$ to get $w$? That is two equations.",
                    "In $B*c = w$ the vectors of the basis are the columns of $B$.",
                ],
                mistakes=in_basis_mistakes(B, w),
            )
        ],
    )


def over(det: Rational) -> str:
    """What stands before the matrix to be divided by `det`."""
    return "" if det == 1 else "-" if det == -1 else f"1/({det})*"


def skew(rng: Rng) -> Mat:
    """A 2 by 2 matrix of numbers up to 4 with at most one zero, whose rows differ from its columns."""
    return drawn(lambda: integer_matrix(rng, 2, 2, 4, zero=True), lambda B: B != B.T and [*B].count(0) < 2)


def in_basis_mistakes(B: Mat, w: Row) -> list[Mistake]:
    """Usual wrong ways from a vector to its coordinates in a basis of the whole space."""
    z = column(*w)
    return [
        Mistake("multiplies-by-b", vector(B * z), "The vector is $w = B*c$, so its coordinates are $c = B^(-1)*w$."),
        Mistake("dot-products", vector(B.T * z), "Dot products with the basis give the coordinates only if its vectors "
                "are perpendicular and of length 1."),
        Mistake("row-basis", vector(B.T.inv() * z), "The vectors of the basis are the columns of $B$, not its rows."),
    ]  # fmt: skip


def in_space(rng: Rng) -> Multipart:
    """A basis of space, or of a plane in it."""
    k = rng.integer(2, 3)
    B = drawn(lambda: mixed(rng, eye(k), 3), lambda B: all(size(x) <= 6 for x in B) and B.rows[0] != B.columns[0])
    c = tuple(rng.nonzero(-3, 3) for _ in range(k))
    w = flat(B * column(*c))
    assume(sum(map(bool, w)) > 1, "w is a multiple of a standard vector")
    vectors = listed(f"${name} = {point(b)}$" for name, b in zip(NAMES, B.columns, strict=False))
    joined = B.beside(column(*w))
    whole = "space" if k == 3 else "a plane $E$ in space"
    if k == 3:
        mistakes = in_basis_mistakes(B, w)
    else:
        mistakes = [
            Mistake("dot-products", vector(B.T * column(*w)), "Dot products with the basis give the coordinates only "
                    "if its vectors are perpendicular and of length 1."),
            Mistake("standard-coordinates", vector(*w[:2]), "These are coordinates in the standard basis. How often do "
                    "you take $b_1$, and how often $b_2$?"),
            Mistake("grid-steps-exchanged", vector(*c[::-1]), "The first coordinate belongs to $b_1$."),
        ]  # fmt: skip
    total = " + ".join(multiple(x, b) for x, b in zip(c, B.columns, strict=True))
    return Multipart(
        f"The vectors {vectors} are a basis of {whole}.",
        parts=[
            Part(
                ask=f"Find the coordinates of $w = {point(w)}$ in this basis."
                if k == 3
                else f"The vector $w = {point(w)}$ lies in $E$. Find its coordinates in this basis.",
                answer=vector(*c),
                steps=[
                    "Write the vectors of the basis and $w$ as columns, "
                    f"${augmented(joined, k)}$, and solve by elimination.",
                    *worked(joined, eliminate(joined, columns=k, reduced=True), k),
                    f"The last column holds the coordinates. Check: ${total} = {point(w)}$. So they are ${point(c)}$.",
                ],
                hints=[
                    "How often do you have to take each vector of the basis to get $w$? That is a system of three "
                    "equations.",
                    "The vectors of the basis are the columns of the matrix of this system.",
                ],
                mistakes=mistakes,
            )
        ],
    )


# Change of basis -------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.basis.change_of_basis_matrix",
    title="Change-of-basis matrix",
    skill="s.basis.coords",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.7.2",
    tier="standard",
    levels={"easy": {"between": "standard"}, "core": {"between": "two bases"}, "hard": {"between": "maps"}},
)
def change_of_basis_matrix(rng: Rng, *, between: Literal["standard", "two bases", "maps"]) -> Multipart:
    """Find the matrix that changes coordinates between two bases, or the matrix of a map in another basis."""
    match between:
        case "standard":
            return to_standard_and_back(rng)
        case "two bases":
            return from_basis_to_basis(rng)
        case "maps":
            return map_in_basis(rng)


def basis_told(name: str, letter: str, B: Mat) -> str:
    """`The basis S consists of $b_1 = …$ and $b_2 = …$.`"""
    vectors = listed(f"${letter}_{j + 1} = {point(v)}$" for j, v in enumerate(B.columns))
    return f"The basis ${name}$ of the plane consists of {vectors}."


def to_standard_and_back(rng: Rng) -> Multipart:
    """The matrix with the basis in its columns, its inverse, and what that does to a vector."""
    B = drawn(lambda: skew(rng), lambda B: B.det() in (1, -1, 2, -2) and B * B not in (eye(2), -eye(2)))
    back = B.inv()
    (a, b), (p, q) = B.rows
    turned = Mat([[q, -b], [-p, a]])
    c = two_coordinates(rng)
    w = B * column(*c)
    return Multipart(
        f"{basis_told('S', 'b', B)} Vectors and coordinates are written as columns.",
        given={"w": w},
        parts=[
            Part(
                name="P",
                ask="Find the matrix $P$ that turns coordinates in the basis $S$ into standard coordinates.",
                answer=matrix(B),
                steps=[
                    f"$b_1$ has the coordinates $(1, 0)$ in $S$, and $P$ must turn them into ${point(B.columns[0])}$: "
                    f"that is its first column. In the same way $b_2$ is the second one. So $P = {B}$."
                ],
                hints=["Which coordinates has $b_1$ in $S$, and into what must they be turned?"],
                mistakes=[
                    Mistake("row-basis", matrix(B.T), "The vectors of the basis are the columns of the matrix."),
                    Mistake("change-of-basis-backwards", matrix(back), "Follow $b_1$: its coordinates in $S$ go "
                            "in, its standard coordinates come out."),
                ],
            ),
            Part(
                name="Q",
                ask="Find the matrix $Q$ that turns standard coordinates into coordinates in $S$.",
                answer=matrix(back),
                follows="P^(-1)",
                steps=[
                    f"$Q$ undoes $P$, so it is the inverse. With $det(P) = {B.det()}$ it is "
                    f"$Q = {' = '.join(dict.fromkeys([f'{over(B.det())}{turned}', str(back)]))}$."
                ],
                hints=["What must $Q*P$ be?"],
                mistakes=[
                    Mistake("adjugate-for-inverse", "det(P)*P^(-1)", "Divide by the determinant."),
                    Mistake("inverse-transposed", "(P^(-1))^T", "Test it: $Q*b_1$ must be $(1, 0)$."),
                ],
            ),
            Part(
                ask=f"Find the coordinates of $w = {w}$ in $S$.",
                answer=vector(*c),
                follows="Q*w",
                steps=[f"Multiply: $Q*w = {back}*{w} = {column(*c)}$."],
                hints=["Which of the two matrices takes standard coordinates?"],
                mistakes=[
                    Mistake("multiplies-by-b", "P*w", "$w$ has standard coordinates, and $P$ takes those in $S$."),
                    Mistake("column-by-column", "Q^T*w", "Multiply the rows of the matrix by $w$."),
                ],
            ),
        ],
    )  # fmt: skip


def from_basis_to_basis(rng: Rng) -> Multipart:
    """Through standard coordinates."""
    C = drawn(lambda: skew(rng), lambda C: C.det() in (1, -1) and C * C not in (eye(2), -eye(2)))
    M = drawn(lambda: integer_matrix(rng, 2, 2, 4, zero=True),
              lambda M: M.det() in (1, -1, 2, -2) and M != M.T and 0 not in [*M] and all(size(x) <= 9 for x in C * M),
              200)  # fmt: skip
    B = C * M
    back = C.inv()
    x = column(*two_coordinates(rng))
    assert back * B == M
    return Multipart(
        f"{basis_told('S', 'b', B)} {basis_told('T', 'c', C)} Vectors and coordinates are written as columns.",
        given={"x": x},
        parts=[
            Part(
                name="M",
                ask="Find the matrix $M$ that turns coordinates in the basis $S$ into coordinates in the basis $T$.",
                answer=matrix(M),
                steps=[
                    f"The matrix $B = {B}$ turns coordinates in $S$ into standard ones, and $C = {C}$ does so for $T$.",
                    f"Standard coordinates are turned into those in $T$ by the inverse $C^(-1) = {back}$.",
                    f"What is done first stands on the right: $M = C^(-1)*B = {back}*{B} = {M}$.",
                    f"Test: $b_1$ has the coordinates $(1, 0)$ in $S$. The first column of $M$ must be its coordinates "
                    f"in $T$, and indeed $C*{M.column(0)} = {B.column(0)}$. So $M = {M}$.",
                ],
                hints=[
                    "Go by way of the standard coordinates. Which matrix leads there from $S$?",
                    "Which matrix leads from standard coordinates to those in $T$? What is done first stands on the "
                    "right.",
                ],
                mistakes=[
                    Mistake("change-of-basis-backwards", matrix(M.inv()), "Follow one vector: its coordinates in $S$ "
                            "go in, those in $T$ come out."),
                    Mistake("change-of-basis-factors-exchanged", matrix(B * back), "What is done first stands on the "
                            "right, next to the vector."),
                    Mistake("stops-at-standard", matrix(B), "This leads to standard coordinates. They must still be "
                            "turned into those in $T$."),
                ],
            ),
            Part(
                ask=f"A vector has the coordinates $x = {x}$ in $S$. Find its coordinates in $T$.",
                answer=vector(M * x),
                follows="M*x",
                steps=[f"Multiply: $M*x = {M}*{x} = {M * x}$."],
                hints=["That is what the matrix is for."],
                mistakes=[
                    Mistake("change-of-basis-backwards", "M^(-1)*x", "These would be the coordinates in $S$ of a "
                            "vector with the coordinates $x$ in $T$."),
                    Mistake("column-by-column", "M^T*x", "Multiply the rows of the matrix by $x$."),
                ],
            ),
        ],
    )  # fmt: skip


def map_in_basis(rng: Rng) -> Multipart:
    """The matrix of a linear map, seen from another basis."""
    B = drawn(lambda: skew(rng), lambda B: B.det() in (1, -1) and B * B not in (eye(2), -eye(2)))
    back = B.inv()
    M = drawn(lambda: integer_matrix(rng, 2, 2, 3, zero=True),
              lambda M: M.det() != 0 and M * B != B * M and all(size(x) <= LIMIT for x in B * M * back))  # fmt: skip
    A = B * M * back
    x = column(*two_coordinates(rng))
    assert B * M == A * B
    return Multipart(
        f"In standard coordinates a linear map is $v -> A*v$ with $A = {A}$. {basis_told('S', 'b', B)} Vectors and "
        "coordinates are written as columns.",
        given={"A": A, "x": x},
        parts=[
            Part(
                name="M",
                ask="Find the matrix $M$ of the map in the basis $S$: it turns the coordinates of $v$ in $S$ into "
                "those of $A*v$ in $S$.",
                answer=matrix(M),
                steps=[
                    f"The matrix $B = {B}$ turns coordinates in $S$ into standard ones, and its inverse "
                    f"$B^(-1) = {back}$ turns them back.",
                    "Read from the right: to standard coordinates, apply the map, and back. So $M = B^(-1)*A*B$.",
                    f"First the images of the basis: $A*B = {A}*{B} = {A * B}$.",
                    f"Then their coordinates in $S$: $M = {back}*{A * B} = {M}$.",
                ],
                hints=[
                    "Start with the coordinates of $v$ in $S$. What must you do before $A$ can be applied?",
                    "After $A$ you have standard coordinates. How do you come back to $S$?",
                ],
                mistakes=[
                    Mistake("conjugation-flipped", matrix(B * A * back), "Read from the right: to standard coordinates "
                            "with $B$, apply $A$, and back with $B^(-1)$."),
                    Mistake("stops-at-standard", matrix(A * B), "These are the images of the basis in standard "
                            "coordinates. Give their coordinates in $S$."),
                    Mistake("starts-at-standard", matrix(back * A), "This takes standard coordinates. Turn those in "
                            "$S$ into standard ones first."),
                ],
            ),
            Part(
                ask=f"A vector $v$ has the coordinates $x = {x}$ in $S$. Find the coordinates of $A*v$ in $S$.",
                answer=vector(M * x),
                follows="M*x",
                steps=[f"Multiply: $M*x = {M}*{x} = {M * x}$."],
                hints=["That is what the matrix of the map in the basis $S$ is for."],
                mistakes=[
                    Mistake("starts-at-standard", "A*x", "$A$ takes standard coordinates, and $x$ are "
                            "coordinates in $S$."),
                    Mistake("column-by-column", "M^T*x", "Multiply the rows of the matrix by $x$."),
                ],
            ),
        ],
    )  # fmt: skip


# Slanted grids ---------------------------------------------------------------------------------------------------

REACH = 7
"""How far pictures go from the origin."""
ORDER_OF_STEPS = "The first coordinate counts steps along $b_1$, the solid arrow."
NOT_STANDARD = "These are the coordinates on the axes. Count steps along $b_1$ and $b_2$."


@exercise(
    "linear_algebra.basis.skew_grid_coordinates",
    title="Read coordinates in a skewed grid",
    skill="s.basis.coords",
    source="Sanderson, Essence of Linear Algebra (2016), chapter 13",
    tier="standard",
    levels={"easy": {"task": "read"}, "core": {"task": "choose"}, "hard": {"task": "convert"}},
)
def skew_grid_coordinates(rng: Rng, *, task: Literal["read", "choose", "convert"]) -> Multipart:
    """Read coordinates with respect to a drawn basis, find the point that has them, or convert them."""
    match task:
        case "read":
            return read_in_grid(rng)
        case "choose":
            return choose_in_grid(rng)
        case "convert":
            return convert(rng)


def drawn_basis(rng: Rng) -> Mat:
    """Two vectors of whole numbers up to 3 at an angle between 40 and 140 degrees that is not a right one."""

    def fits(B: Mat) -> bool:
        b_1, b_2 = B.columns
        square = dot(b_1, b_2) ** 2
        return 0 < square <= Fraction(3, 5) * dot(b_1, b_1) * dot(b_2, b_2) and B.det() ** 2 > 1

    return drawn(lambda: integer_matrix(rng, 2, 2, 3, zero=True), fits, 200)


def pair(v: Row) -> tuple[Rational, Rational]:
    """A vector of the plane as figures take it."""
    return v[0], v[1]


def seen(v: Sequence[Rational]) -> bool:
    """Whether a point lies inside the picture, clear of its rim and of the origin."""
    return any(v) and all(size(x) < REACH for x in v)


def walk(c: Sequence[Rational]) -> str:
    """`2 steps along $b_1$ and 1 step against $b_2$`."""
    steps = [f"{size(x)} step{'s' if size(x) > 1 else ''} {'along' if x > 0 else 'against'} $b_{j}$"
             for j, x in enumerate(c, 1) if x]  # fmt: skip
    return " and ".join(steps)


def read_in_grid(rng: Rng) -> Multipart:
    """The coordinates of a point where lines of the slanted grid meet."""
    B = drawn_basis(rng)
    b_1, b_2 = B.columns
    c = drawn(lambda: (rng.integer(-3, 3), rng.integer(-3, 3)), lambda c: seen(flat(B * column(*c))))
    P = flat(B * column(*c))
    drops = [Fraction(dot(P, b), dot(b, b)) for b in (b_1, b_2)]
    where = "" if 0 in c else "first parallel to $b_1$, then parallel to $b_2$. You go "
    total = " + ".join(multiple(x, b) for x, b in zip(c, (b_1, b_2), strict=True) if x)
    return Multipart(
        "The picture shows a basis $b_1$, $b_2$ of the plane, with a grid of lines that are parallel to these vectors.",
        figures=[basis_arrows(pair(b_1), pair(b_2), {"$P$": pair(P)}, REACH, slanted=True)],
        parts=[
            Part(
                ask="Read the coordinates of the point $P$ in the basis $b_1$, $b_2$.",
                answer=vector(*c),
                steps=[
                    f"Walk from the origin to $P$ along the lines of the grid: {where}{walk(c)}.",
                    f"Check: $b_1 = {point(b_1)}$ and $b_2 = {point(b_2)}$, and ${total} = {point(P)}$ is where $P$ "
                    f"lies. So its coordinates in the basis are ${point(c)}$.",
                ],
                hints=[
                    "Walk from the origin to $P$ along the slanted lines only.",
                    "How many steps as long as $b_1$ do you need, and how many as long as $b_2$? Steps against an "
                    "arrow count negative.",
                ],
                mistakes=[
                    Mistake("standard-coordinates", vector(*P), NOT_STANDARD),
                    Mistake("grid-steps-exchanged", vector(*c[::-1]), ORDER_OF_STEPS),
                    Mistake("perpendicular-drop", vector(*drops), "Walk parallel to the basis vectors; do not drop "
                            "perpendiculars on them."),
                ],
            )
        ],
    )  # fmt: skip


def choose_in_grid(rng: Rng) -> Multipart:
    """The point that has given coordinates, among those where usual mistakes lead."""

    def places(B: Mat, c: Row) -> list[Row]:
        a, b = c
        return [flat(B * column(*each)) for each in (c, (b, a), (-a, b), (a, -b))] + [c]

    B, c = drawn(
        lambda: (drawn_basis(rng), two_coordinates(rng)),
        lambda each: len(set(places(*each))) == 5 and all(map(seen, places(*each))),
        200,
    )
    b_1, b_2 = B.columns
    names = rng.shuffled(("$P$", "$Q$", "$R$", "$S$", "$T$"))
    placed = dict(sorted(zip(names, map(pair, places(B, c)), strict=True)))
    against = "A negative coordinate means steps against the arrow, a positive one steps along it."
    slips = zip(
        names[1:],
        ("grid-steps-exchanged", "sign-of-a-step", "sign-of-a-step", "standard-coordinates"),
        (ORDER_OF_STEPS, against, against, "This point has these coordinates on the axes. Count steps along $b_1$ and "
         "$b_2$."),
        strict=True,
    )  # fmt: skip
    return Multipart(
        "The picture shows a basis $b_1$, $b_2$ of the plane, and five points. The lines are parallel to the vectors "
        "of the basis.",
        figures=[basis_arrows(pair(b_1), pair(b_2), placed, REACH, slanted=True)],
        parts=[
            Part(
                ask=f"Which point has the coordinates ${point(c)}$ in the basis $b_1$, $b_2$?",
                answer=choice(names[0], *names[1:]),
                steps=[
                    f"Start at the origin and go {walk(c)}, along the lines of the grid.",
                    f"This leads to ${multiple(c[0], b_1)} + {multiple(c[1], b_2)} = {point(placed[names[0]])}$ in "
                    f"standard coordinates, where {names[0]} lies.",
                ],
                hints=["Start at the origin. How far do you walk along or against $b_1$, and how far along or against "
                       "$b_2$?"],
                mistakes=[Mistake(id, choice(name, *(each for each in names if each != name)), told)
                          for name, id, told in slips],
            )
        ],
    )  # fmt: skip


def convert(rng: Rng) -> Multipart:
    """The basis is read in the standard grid; one point is converted each way."""
    B = drawn(lambda: drawn_basis(rng), lambda B: B != B.T and B.det() in (2, -2, 3, -3, 4, -4, 5, -5))
    b_1, b_2 = B.columns
    c = drawn(lambda: two_coordinates(rng), lambda c: seen(flat(B * column(*c))))
    d = drawn(lambda: two_coordinates(rng), lambda d: d != c)
    p, q = B * column(*c), B * column(*d)
    (r, s), (t, u) = B.rows
    turned = Mat([[u, -s], [-t, r]])
    return Multipart(
        "The picture shows a basis $b_1$, $b_2$ of the plane and a point $P$ on the usual grid.",
        given={"p": p, "d": column(*d)},
        figures=[basis_arrows(pair(b_1), pair(b_2), {"$P$": pair(flat(p))}, REACH, slanted=False)],
        parts=[
            Part(
                name="B",
                ask="Read both vectors, and give the matrix $B$ that has $b_1$ and $b_2$ as its columns.",
                answer=matrix(B),
                steps=[f"The solid arrow is $b_1 = {point(b_1)}$, and the dashed one is $b_2 = {point(b_2)}$. So "
                       f"$B = {B}$."],
                hints=["Where do the tips of the two arrows lie?"],
                mistakes=[
                    Mistake("row-basis", matrix(B.T), "The vectors are the columns of $B$, not its rows."),
                    Mistake("swapped-columns", matrix(beside(B.column(1), B.column(0))), "$b_1$ is the solid arrow; it "
                            "makes the first column."),
                ],
            ),
            Part(
                ask="Find the coordinates of $P$ in the basis $b_1$, $b_2$.",
                answer=vector(*c),
                follows="B^(-1)*p",
                steps=[
                    f"On the usual grid $P$ lies at ${point(flat(p))}$, and its coordinates $c$ in the basis satisfy "
                    f"$B*c = {p}$.",
                    f"$B^(-1) = {over(B.det())}{turned}$, so $c = {over(B.det())}{turned}*{p} = {column(*c)}$.",
                ],
                hints=["Where does $P$ lie on the usual grid? How often do you need $b_1$ and $b_2$ to get there?"],
                mistakes=[
                    Mistake("standard-coordinates", "p", NOT_STANDARD),
                    Mistake("multiplies-by-b", "B*p", "$B$ takes coordinates in the basis. Here they are wanted: use "
                            "its inverse."),
                    Mistake("grid-steps-exchanged", vector(*c[::-1]), ORDER_OF_STEPS),
                ],
            ),
            Part(
                ask=f"A point $Q$ has the coordinates $d = {column(*d)}$ in the basis. Find its standard coordinates.",
                answer=vector(q),
                follows="B*d",
                steps=[f"The coordinates say how often each vector is taken: ${multiple(d[0], b_1)} + "
                       f"{multiple(d[1], b_2)} = {point(flat(q))}$, which is also $B*d = {q}$."],
                hints=["Go $d_1$ steps along $b_1$ and $d_2$ steps along $b_2$."],
                mistakes=[
                    Mistake("coordinates-for-vector", "d", TAKEN_FOR_VECTOR),
                    Mistake("multiplies-by-inverse", "B^(-1)*d", "The inverse leads from standard coordinates to those "
                            "in the basis. Here you go the other way."),
                    Mistake("row-basis", "B^T*d", "The coordinates multiply the vectors of the basis, which are the "
                            "columns of $B$."),
                ],
            ),
        ],
    )  # fmt: skip


# Spans -----------------------------------------------------------------------------------------------------------

ALL_COORDINATES = "All coordinates must fit, not only the first ones."
WHOLE_SPAN = "The span holds every combination with any factors, not only the vectors themselves and their sum."
NO_VECTOR_IN_ORDER = "The first coefficient belongs to $u$, the next one to $v$."


@exercise(
    "linear_algebra.basis.span_membership",
    title="Is w in the span?",
    skill="s.basis.span",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 3.1",
    levels={"easy": {"of": "plane"}, "core": {"of": "space"}, "hard": {"of": "more"}},
)
def span_membership(rng: Rng, *, of: Literal["plane", "space", "more"]) -> Multipart:
    """Find out which vectors lie in a span, and write one as a combination."""
    if of == "plane":
        return rng.choice((in_line, in_line, in_whole_plane))(rng)
    if of == "space":
        return in_span(rng, 3, 2)
    if rng.chance(Fraction(1, 2)):
        return in_span(rng, 4, rng.integer(2, 3))
    return with_letter(rng)


def selected(vectors: Sequence[Row], right: Callable[[Row], bool]) -> ChoicesAnswer:
    """The key that chooses the right ones among these vectors."""
    texts = {f"${point(v)}$": right(v) for v in vectors}
    return choices([text for text, fits in texts.items() if fits], [text for text, fits in texts.items() if not fits],
                   partial=True)  # fmt: skip


def in_line(rng: Rng) -> Multipart:
    """Multiples of one vector, or of two that are parallel."""
    u = drawn(lambda: (rng.nonzero(-4, 4), rng.nonzero(-4, 4)), lambda u: abs(u[0]) != abs(u[1]))
    k = rng.choice((-2, -1, 2, 3))
    two = rng.chance(Fraction(1, 2))
    inside = [times(m, u) for m in rng.sample((-3, -2, -1, 2, 3), rng.integer(1, 2))]
    if rng.chance(Fraction(1, 3)):
        inside.append((0, 0))
    m, n = rng.sample((-2, -1, 1, 2, 3), 2)
    i, shift = rng.integer(0, 1), rng.nonzero(-3, 3)
    outside = [(m * u[0], -m * u[1]), tuple(n * x + shift * (j == i) for j, x in enumerate(u))]
    vectors = [*inside, *outside]
    assume(len(set(vectors)) == len(vectors) and not parallel(u, outside[1]), "a vector stands there twice")

    def reason(v: Row) -> str:
        if not any(v):
            return "it is 0 times $u$, and lies in the span."
        if parallel(u, v):
            return f"${point(v)} = {multiple(Fraction(v[0], u[0]), u)}$, so it lies in the span."
        first, second = (Fraction(x, y) for x, y in zip(v, u, strict=True))
        return f"the first coordinate asks for the factor ${first}$, the second for ${second}$: it does not lie there."

    right = selected(vectors, lambda v: parallel(u, v))
    name, told = ("$u$ and $v$", f" and $v = {point(times(k, u))}$") if two else ("$u$", "")
    mistakes = [
        Mistake("sign-overlooked", selected(vectors, lambda v: parallel([*map(size, u)], [*map(size, v)])),
                "Look at the signs of both coordinates: one factor must fit both."),
        Mistake("negative-multiples-left-out", selected(vectors, lambda v: parallel(u, v) and u[0] * v[0] > 0),
                "The factor may be negative, or 0."),
    ]  # fmt: skip
    if two:
        mistakes.append(Mistake("two-vectors-fill-the-plane", selected(vectors, lambda v: True), "These two vectors "
                                "are parallel: their combinations stay on one line."))  # fmt: skip
    line = "$v$ is a multiple of $u$, so the combinations of both are the multiples of $u$."
    return Multipart(
        f"Let $u = {point(u)}${told}.",
        parts=[
            Part(
                ask=f"Which of these vectors lie in the span of {name}? Choose all of them.",
                answer=right,
                steps=[
                    line if two else "The span of a single vector holds its multiples, and nothing else.",
                    *(
                        f"Vector {option.id.upper()}, {option.text}: {reason(v)}"
                        for option, v in shown_vectors(right, vectors)
                    ),
                    f"So the vectors in the span are {listed(map(str.upper, right.value))}."
                    if len(right.value) > 1
                    else f"So only {right.value[0].upper()} lies in the span.",
                ],
                hints=["Which vectors are $c*u$ with some number $c$?", "Must $c$ be positive?"],
                mistakes=mistakes,
            ),
            dimension_of_line() if two else factor_part(rng, u),
        ],
    )


def shown_vectors(key: ChoicesAnswer, vectors: Sequence[Row]) -> list[tuple[Option, Row]]:
    """The options as they are shown, each with its vector."""
    known = {f"${point(v)}$": v for v in vectors}
    return [(option, known[option.text]) for option in key.options]


def dimension_of_line() -> Part:
    """The dimension of the span of two parallel vectors."""
    return Part(
        ask="What is the dimension of the span of $u$ and $v$?",
        answer=number(1),
        steps=["All combinations lie on the line through $u$, and a line has the dimension $1$."],
        hints=["What do all combinations of $u$ and $v$ look like in a picture?"],
        mistakes=[
            Mistake("counts-vectors-for-dimension", number(2), "Count independent vectors: $v$ brings nothing new."),
            Mistake("line-has-no-dimension", number(0), "Only the zero vector alone has the dimension 0."),
        ],
    )


def factor_part(rng: Rng, u: Row) -> Part:
    """The factor that leads from a vector to a multiple."""
    c = rng.choice((-6, -5, -4, 4, 5, 6))
    z = times(c, u)
    return Part(
        ask=f"For which number $c$ is $z = {point(z)}$ equal to $c*u$?",
        answer=number(c),
        steps=[f"The first coordinates say $c = {z[0]}/({u[0]}) = {c}$, and $({c})*({u[1]}) = {z[1]}$ fits the second "
               f"ones. So $c = {c}$."],
        hints=["By what must the first coordinate of $u$ be multiplied?"],
        mistakes=[
            Mistake("inverts-division", number(Fraction(1, c)), "Divide the coordinates of $z$ by those of $u$."),
            Mistake("sign-of-factor-lost", number(-c), "Check the sign: multiply $u$ by your factor."),
        ],
    )  # fmt: skip


def in_whole_plane(rng: Rng) -> Multipart:
    """Two independent vectors of the plane: everything lies in their span."""
    B = drawn(lambda: mixed(rng, eye(2), 2), lambda B: B != B.T)
    u, v = B.columns
    pairs = [(1, 1), (rng.choice((-2, 2, 3)), 0), *rng.sample(((1, -1), (2, 1), (-1, 2), (1, -2), (-2, 1)), 2)]
    vectors = [flat(B * column(*each)) for each in pairs]
    right = selected(vectors, lambda w: True)
    c = drawn(lambda: two_coordinates(rng), lambda c: c not in pairs)
    return Multipart(
        f"Let $u = {point(u)}$ and $v = {point(v)}$.",
        parts=[
            Part(
                ask="Which of these vectors lie in the span of $u$ and $v$? Choose all of them.",
                answer=right,
                steps=[
                    f"With $u$ and $v$ as columns the determinant is $det({B}) = {B.det()}$. It is not zero, so the "
                    "two vectors are independent.",
                    "Two independent vectors of the plane span all of it: every vector of the plane lies in the span, "
                    f"so {listed(right.value)} do.",
                ],
                hints=["Are $u$ and $v$ parallel? What do their combinations fill otherwise?"],
                mistakes=[
                    Mistake("span-is-the-sum", selected(vectors, lambda w: w == vectors[0]), WHOLE_SPAN),
                    Mistake("span-is-two-lines", selected(vectors, lambda w: parallel(u, w) or parallel(v, w)),
                            "The span holds sums of multiples of both vectors, too."),
                ],
            ),
            combination_part(B, c),
        ],
    )  # fmt: skip


def combination_part(V: Mat, c: Row) -> Part:
    """A vector of the span as a combination of the columns of V, by elimination."""
    k = len(c)
    z = flat(V * column(*c))
    joined = V.beside(column(*z))
    letters = "(c_1, c_2, c_3)" if k == 3 else "(c_1, c_2)"
    total = " + ".join(["c_1*u", "c_2*v", "c_3*w"][:k])
    return Part(
        ask=f"The vector $z = {point(z)}$ lies in the span. Give the coefficients ${letters}$ in $z = {total}$.",
        answer=vector(*c),
        steps=[
            f"Solve the equations with the augmented matrix ${augmented(joined, k)}$.",
            *worked(joined, eliminate(joined, columns=k, reduced=True), k),
            "The last column holds the coefficients: "
            f"${' + '.join(multiple(x, v) for x, v in zip(c, V.columns, strict=True))} = {point(z)}$. So they are "
            f"${point(c)}$.",
        ],
        hints=["Each coordinate gives an equation for the coefficients."],
        mistakes=[
            Mistake("factor-on-the-other-vector", vector(*c[::-1]), NO_VECTOR_IN_ORDER),
            Mistake("dot-products", vector(V.T * column(*z)), "Dot products give the coefficients only if the vectors "
                    "are perpendicular and of length 1."),
        ],
    )  # fmt: skip


def in_span(rng: Rng, n: int, k: int) -> Multipart:
    """Three candidates for the span of k independent vectors with n coordinates."""
    V = drawn(lambda: mixed(rng, eye(k), n), lambda V: all(size(x) <= 7 for x in V) and len({*V.rows}) == n)
    told = listed(f"${name} = {point(v)}$" for name, v in zip("uvw", V.columns, strict=False))
    names = listed(f"${name}$" for name in "uvw"[:k])
    plain_sum = flat(V * column(*[1] * k))

    def combined() -> Row:
        return flat(V * column(*drawn(lambda: [rng.integer(-3, 3) for _ in range(k)], lambda c: 0 not in c)))

    many = rng.integer(1, 2)
    inside = [plain_sum if rng.chance(Fraction(1, 2)) else combined(), combined()][:many]
    outside = []
    for _ in range(3 - many):
        i, shift = rng.integer(0, n - 1), rng.nonzero(-3, 3)
        outside.append(tuple(x + shift * (j == i) for j, x in enumerate(combined())))
    vectors = [*inside, *outside]
    assume(len(set(vectors)) == 3, "a vector stands there twice")
    assume(all(V.beside(column(*w)).rank() > k for w in outside), "a shifted vector lies in the span")
    right = selected(vectors, lambda w: w in inside)
    shown = shown_vectors(right, vectors)
    joined = beside(V, *(column(*w) for _, w in shown))
    *_, (_, E) = eliminate(joined, columns=k)
    zero = f"In the last {'row' if n - k == 1 else 'two rows'} all is zero left of the bar"
    where = {option.id: [row[k + j] for row in E.rows[k:]] for j, (option, _) in enumerate(shown)}
    there = "the right side there is" if n - k == 1 else "the right sides there are"
    verdicts = [
        f"For vector {id} {there} {listed(f'${x}$' for x in rest)}: "
        + ("something that is not 0 would have to be 0, so it does not lie in the span." if any(rest) else
           "the equations can be solved, so it lies in the span.")
        for id, rest in where.items()
    ]  # fmt: skip
    assert [id for id, rest in where.items() if not any(rest)] == list(right.value)
    c = drawn(lambda: tuple(rng.nonzero(-4, 4) for _ in range(k)), lambda c: c != c[::-1])
    mistakes = [
        Mistake("two-coordinates", selected(vectors, lambda w: True), ALL_COORDINATES),
        Mistake("dimension-argument", selected(vectors, lambda w: False), f"${k}$ vectors cannot reach every vector "
                f"with ${n}$ coordinates, but they reach some besides themselves: all their combinations."),
    ]  # fmt: skip
    if plain_sum in inside:
        mistakes.append(Mistake("span-is-the-sum", selected(vectors, lambda w: w == plain_sum), WHOLE_SPAN))
    return Multipart(
        f"Let {told}.",
        parts=[
            Part(
                ask=f"Which of these vectors lie in the span of {names}? Choose all of them.",
                answer=right,
                steps=[
                    f"A vector lies in the span if it is a combination of {names}. That is a linear system for each "
                    f"of them, with the same left side: ${augmented(joined, k)}$, the vectors "
                    f"{listed(option.id for option, _ in shown)} right of the bar.",
                    *worked(joined, eliminate(joined, columns=k), k),
                    f"{zero}. {' '.join(verdicts)}",
                    f"So {listed(right.value)} {'lie' if many > 1 else 'lies'} in the span.",
                ],
                hints=[
                    f"Which of them can you write as a combination of {names}?",
                    "All three systems have the same left side: you can eliminate for all of them at once.",
                ],
                mistakes=mistakes,
            ),
            combination_part(V, c),
        ],
    )


def with_letter(rng: Rng) -> Multipart:
    """One coordinate is h, and must be such that the vector lies in the span."""
    V = drawn(lambda: mixed(rng, eye(2), 3), lambda V: all(size(x) <= 7 for x in V) and 0 not in V.rows[2])
    j = rng.integer(0, 2)
    rows = list(V.rows)
    last = rows.pop()
    whole = Mat([*rows[:j], last, *rows[j:]])
    u, v = whole.columns
    c = drawn(lambda: two_coordinates(rng), lambda c: c != (1, 1))
    w = flat(whole * column(*c))
    others = Mat([*row, w[i]] for i, row in enumerate(whole.rows) if i != j)
    shown = f"({', '.join('h' if i == j else str(x) for i, x in enumerate(w))})"
    h = w[j]
    place = ("first", "second", "third")[j]
    return Multipart(
        f"Let $u = {point(u)}$, $v = {point(v)}$ and $w = {shown}$ with a number $h$.",
        parts=[
            Part(
                ask="For which $h$ does $w$ lie in the span of $u$ and $v$?",
                answer=number(h),
                steps=[
                    f"Look for $c_1$ and $c_2$ so that $c_1*u + c_2*v$ is $w$. The {place} coordinates hold $h$, so "
                    f"take the others first: their augmented matrix is ${augmented(others, 2)}$.",
                    *worked(others, eliminate(others, reduced=True, columns=2), 2),
                    f"So $c_1 = {c[0]}$ and $c_2 = {c[1]}$. The {place} coordinates must fit, too: "
                    f"$h = {fill('a*x + b*y', a=c[0], b=c[1], x=u[j], y=v[j])} = {h}$.",
                ],
                hints=[
                    "Two of the three equations do not hold $h$. What do they tell?",
                    "With these coefficients, what is the coordinate where $h$ stands?",
                ],
                mistakes=[
                    Mistake("span-is-the-sum", number(u[j] + v[j]), WHOLE_SPAN),
                    Mistake("factor-on-the-other-vector", number(c[1] * u[j] + c[0] * v[j]), "Take each vector with "
                            "its own coefficient."),
                    Mistake("sign-kept-on-move", number(-h), "Check the sign of $h$ in the equation where it stands."),
                ],
            ),
            Part(
                ask="Give the coefficients $(c_1, c_2)$ in $w = c_1*u + c_2*v$ for this $h$.",
                answer=vector(*c),
                steps=[f"They came out on the way: ${multiple(c[0], u)} + {multiple(c[1], v)} = {point(w)}$. So they "
                       f"are ${point(c)}$."],
                hints=["Which two equations tell them, without $h$?"],
                mistakes=[
                    Mistake("factor-on-the-other-vector", vector(*c[::-1]), NO_VECTOR_IN_ORDER),
                    Mistake("dot-products", vector(dot(u, w), dot(v, w)), "Dot products give the coefficients only if "
                            "the vectors are perpendicular and of length 1."),
                ],
            ),
        ],
    )  # fmt: skip
