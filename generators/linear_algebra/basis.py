"""Spans, bases, coordinates, change of basis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, basis, choices, exercise, fill
from generators.maths.elimination import eliminate, lower, worked
from generators.maths.figures import listed
from generators.maths.matrices import Mat, column, dot, eye, integer_matrix, matrix_of, upper_unit
from generators.maths.rationals import Rational, size
from generators.maths.rng import drawn
from schemas.answer import ChoicesAnswer

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
            *(f"Set {option.id}, {option.text}: {sets[option.text].why} "
              f"It is {'a' if option.id in key.value else 'no'} basis." for option in key.options),
            f"So the bases are {listed(key.value)}." if len(right) > 1 else f"So only {key.value[0]} is a basis.",
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


def parallel(u: Row, v: Row) -> bool:
    """Whether they are dependent."""
    return all(u[i] * v[j] == u[j] * v[i] for i, j in combinations(range(len(u)), 2))
