"""Linear transformations: their matrices, their composition, their pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, choice, choices, exercise, matrix, vector
from generators.maths.figures import listed, square_image
from generators.maths.matrices import Mat, beside, column, dot, eye, integer_matrix
from generators.maths.rationals import surd
from generators.maths.rng import drawn
from generators.notation import clean
from schemas.answer import ChoicesAnswer
from schemas.figure import Figure

COLUMNS = "The images of the basis vectors are the columns of the matrix, not its rows."

# Matrices from images --------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.transformations.matrix_from_images",
    title="Matrix from images of vectors",
    skill="s.lt.matrix",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.7.1",
    levels={"easy": {"of": "basis"}, "core": {"of": "pair"}, "hard": {"of": "more"}},
)
def matrix_from_images(rng: Rng, *, of: Literal["basis", "pair", "more"]) -> Multipart:
    """Find the matrix of a linear map from the images of some vectors."""
    if of == "basis":
        return from_basis(rng)
    n = rng.integer(2, 3) if of == "more" else 2
    dets = (1, -1) if of == "pair" or n == 3 else (2, -2, 3, -3)
    bound = 3 if n == 2 else 1
    U = drawn(lambda: integer_matrix(rng, n, n, bound, zero=True), lambda U: U.det() in dets and tangled(U), 300)
    A = drawn(lambda: integer_matrix(rng, 2, n, 4, zero=True), lambda A: all(map(any, A.rows)) and A.rank() == 2)
    V, inverse = A * U, U.inv()
    assert V * inverse == A
    told = "The columns of $A$ are the images of the standard basis, and these are images of other vectors."
    slips = [("images-as-columns", V, told)]
    if n == 2:
        told = "From $A*U = V$ follows $A = V*U^(-1)$: the inverse stands on the right."
        slips += [("inverse-on-the-left", inverse * V, told), ("images-as-rows", A.T, COLUMNS)]
    else:
        told = "Put the vectors into the columns of $U$, not into its rows."
        slips.append(("vectors-as-rows", V * inverse.T, told))
    first = Part(
        name="A",
        ask="Find its matrix $A$.",
        answer=matrix(A),
        steps=[
            f"Put the vectors into the columns of a matrix, $U = {U}$, and their images into those of another, "
            f"$V = {V}$. Then $A*U = V$.",
            f"Multiply by the inverse $U^(-1) = {inverse}$ from the right: $A = V*U^(-1) = {V}*{inverse} = {A}$.",
            f"Check with the first vector: $A*{U.column(0)} = {A * U.column(0)}$, as it should be. So $A = {A}$.",
        ],
        hints=[
            "Which product of matrices says that $A$ takes these vectors to their images?",
            "In $A*U = V$ the matrix $U$ stands on the right of $A$. On which side must its inverse stand?",
        ],
        mistakes=[Mistake(id, matrix(wrong), why) for id, wrong, why in slips],
    )
    pairs = listed(f"${U.column(j)}$ to ${V.column(j)}$" for j in range(n))
    if of == "pair":
        return Multipart(f"A linear map takes {pairs}.", parts=[first])
    z = drawn(lambda: integer_matrix(rng, n, 1, 4), lambda z: z not in [U.column(j) for j in range(n)])
    return Multipart(f"A linear map takes {pairs}.", given={"z": z, "V": V}, parts=[first, image_part(A, z)])


def from_basis(rng: Rng) -> Multipart:
    """The images of the standard basis, told in another order than that of the columns."""
    m, n = rng.choice(((2, 2), (2, 2), (2, 3), (3, 2)))
    A = drawn(lambda: integer_matrix(rng, m, n, 6, zero=True), lambda A: A != A.T and len(set(A.columns)) == n)
    order = drawn(lambda: rng.shuffled(range(n)), lambda order: order != list(range(n)))
    space = {2: "the plane", 3: "space"}
    pairs = listed(f"$e_{j + 1} = {eye(n).column(j)}$ to ${A.column(j)}$" for j in order)
    as_told = beside(*(A.column(j) for j in order))
    return Multipart(
        f"A linear map from {space[n]} to {space[m] if m != n else 'itself'} takes {pairs}.",
        parts=[
            Part(
                ask="Find its matrix $A$.",
                answer=matrix(A),
                steps=[
                    "$A*e_1$ is the first column of $A$, $A*e_2$ the second"
                    f"{', and so on' if n > 2 else ''}: the images stand in the columns, in the order of the basis.",
                    f"So $A = {A}$.",
                ],
                hints=["What is a matrix times the first vector of the standard basis?"],
                mistakes=[
                    Mistake("images-as-rows", matrix(A.T), COLUMNS),
                    Mistake("columns-as-told", matrix(as_told), "The first column is the image of $e_1$, whatever is "
                            "told first."),
                ],
            )
        ],
    )  # fmt: skip


def image_part(A: Mat, z: Mat) -> Part:
    """The image of a further vector."""
    return Part(
        ask=f"To which vector does the map take $z = {z}$?",
        answer=vector(A * z),
        follows="A*z",
        steps=[f"Multiply by the matrix: $A*z = {A}*{z} = {A * z}$."],
        hints=["Now that you know the matrix, multiply."],
        mistakes=[
            Mistake("images-as-columns", "V*z", "The numbers in $z$ say how to combine the images of the standard "
                    "basis, not those that were told."),
            *([Mistake("column-by-column", "A^T*z", "Multiply the rows of $A$ by $z$.")] if len(z) == 2 else []),
        ],
    )  # fmt: skip


def tangled(U: Mat) -> bool:
    """Whether no column is a multiple of a vector of the standard basis, and rows differ from columns."""
    return U != U.T and all(sum(map(bool, col)) > 1 for col in U.columns)


# Composition -----------------------------------------------------------------------------------------------------


class Exact(NamedTuple):
    """The matrix `whole + root*sqrt(n)`."""

    whole: Mat
    root: Mat
    n: int = 1

    def times(self, other: Exact) -> Exact:
        """The product; where both have roots they are of the same number."""
        n = max(self.n, other.n)
        whole = self.whole * other.whole + self.root * other.root * n
        return Exact(whole, self.whole * other.root + self.root * other.whole, n)

    def plus(self, other: Exact) -> Exact:
        return Exact(self.whole + other.whole, self.root + other.root, max(self.n, other.n))

    def texts(self) -> list[list[str]]:
        pairs = zip(self.whole.rows, self.root.rows, strict=True)
        return [[surd(a, b, self.n) for a, b in zip(row, other, strict=True)] for row, other in pairs]

    def column(self) -> list[str]:
        """The entries of the first column."""
        return [row[0] for row in self.texts()]

    def __str__(self) -> str:
        rows = (", ".join(row) for row in self.texts())
        return f"[{', '.join(f'[{row}]' for row in rows)}]"


class Map(NamedTuple):
    """What to do to the plane, and its matrix; of a rotation also that of the rotation the other way."""

    text: str
    matrix: Exact
    backwards: Exact | None = None


def whole(text: str, *rows: Sequence[int]) -> Map:
    A = Mat(rows)
    return Map(text, Exact(A, A * 0))


def rotation(degrees: int, way: str = "counter-clockwise") -> Map:
    """By an angle of the table of exact sines and cosines."""
    (a, b, n), (c, d, _) = COSINES[degrees], COSINES[(degrees - 90) % 360]
    turned = Exact(Mat([[a, -c], [c, a]]), Mat([[b, -d], [d, b]]), n)
    back = Exact(turned.whole.T, turned.root.T, n)
    return Map(
        f"rotate by {degrees} degrees {way}", *((turned, back) if way == "counter-clockwise" else (back, turned))
    )


HALF = Fraction(1, 2)
COSINES = {
    0: (1, 0, 1), 30: (0, HALF, 3), 45: (0, HALF, 2), 60: (HALF, 0, 3), 90: (0, 0, 1), 120: (-HALF, 0, 3),
    135: (0, -HALF, 2), 150: (0, -HALF, 3), 180: (-1, 0, 1), 300: (HALF, 0, 3), 315: (0, HALF, 2), 330: (0, HALF, 3),
}  # fmt: skip
"""a + b*sqrt(n)."""
MIRRORS = (
    whole("reflect in the x-axis", (1, 0), (0, -1)),
    whole("reflect in the y-axis", (-1, 0), (0, 1)),
    whole("reflect in the line $y = x$", (0, 1), (1, 0)),
    whole("reflect in the line $y = -x$", (0, -1), (-1, 0)),
)
STRETCHES = tuple(
    each
    for k in (2, 3)
    for each in (
        whole(f"stretch by the factor ${k}$ in the x-direction", (k, 0), (0, 1)),
        whole(f"stretch by the factor ${k}$ in the y-direction", (1, 0), (0, k)),
    )
)
SHEARS = tuple(
    each
    for k in (-3, -2, -1, 1, 2, 3)
    for each in (
        whole(f"shear parallel to the x-axis, so that $(0, 1)$ goes to $({k}, 1)$", (1, k), (0, 1)),
        whole(f"shear parallel to the y-axis, so that $(1, 0)$ goes to $(1, {k})$", (1, 0), (k, 1)),
    )
)
PROJECTIONS = (whole("project on the x-axis", (1, 0), (0, 0)), whole("project on the y-axis", (0, 0), (0, 1)))
QUARTERS = (rotation(90), rotation(90, "clockwise"))
TURNS = tuple(rotation(degrees) for degrees in (30, 45, 60, 120, 135, 150))


@exercise(
    "linear_algebra.transformations.composition",
    title="First S, then T",
    skill="s.lt.compose",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 8.2",
    levels={"easy": {"maps": "two"}, "core": {"maps": "rotation"}, "hard": {"maps": "three or roots"}},
)
def composition(rng: Rng, *, maps: Literal["two", "rotation", "three or roots"]) -> Multipart:
    """Find the matrix of a composition of rotations, reflections, shears and stretches, and the image of a point."""
    done = drawn(lambda: rng.shuffled(maps_of(rng, maps)), lambda each: product_of(each) != product_of(each[::-1]))
    names = "RST"[-len(done) :]
    M = product_of(done)
    p = column(rng.nonzero(-6, 6), rng.nonzero(-6, 6))
    start = image = Exact(p, p * 0)
    for each in done:
        image = each.matrix.times(image)
    assert image == M.times(start)
    other = product_of(done[::-1]).times(start)
    transposed = Exact(M.whole.T, M.root.T, M.n).times(start)
    slips = [
        ("composition-in-reading-order", product_of(done[::-1]), "The map done first stands on the right, next to the "
         "vector."),
        ("adds-the-matrices", reduce(Exact.plus, (each.matrix for each in done)), "One after the other is a product "
         "of matrices, not a sum."),
    ]  # fmt: skip
    turned = [each._replace(matrix=each.backwards) if each.backwards else each for each in done]
    if turned != done:
        told = "Counter-clockwise by an angle is $[[cos(t), -sin(t)], [sin(t), cos(t)]]$; clockwise the signs change."
        slips.append(("rotation-sign", product_of(turned), told))
    first, *rest = (each.text for each in done)
    task = f"First {first}, then {rest[0]}" + (f", and finally {rest[1]}" if len(rest) > 1 else "")
    written = "*".join(reversed(names))
    steps = done[0].matrix.whole.column(0), M.whole.column(0)
    checked = f" Check: $e_1$ goes to ${steps[0]}$ first, and in the end to ${steps[1]}$, the first column."
    return Multipart(
        f"{task}. All this is done to the whole plane and to its point $p = {p}$.",
        given={"p": p},
        parts=[
            Part(
                name="M",
                ask="Give the matrix $M$ of the whole transformation.",
                answer=matrix(M.texts()),
                steps=[
                    "The columns of a matrix are the images of $e_1$ and $e_2$, so the single maps have the matrices "
                    f"{listed(f'${name} = {each.matrix}$' for name, each in zip(names, done, strict=True))}, in the "
                    "order in which they are done.",
                    f"The map done first stands on the right: $M = {written} = "
                    f"{'*'.join(str(each.matrix) for each in reversed(done))} = {M}$."
                    f"{'' if any(M.root) else checked}",
                ],
                hints=[
                    "Where do $e_1$ and $e_2$ go under each of the maps? That gives their matrices.",
                    f"A vector $v$ becomes ${names[0]}*v$ first. What is done to that vector?",
                ],
                mistakes=[Mistake(id, matrix(wrong.texts()), why) for id, wrong, why in slips],
            ),
            Part(
                ask="Where does the point $p$ end up?",
                answer=vector(image.column()),
                follows="M*p",
                steps=[f"Multiply: $M*p = {M}*{p} = {image}$."],
                hints=["Multiply by the matrix of the whole transformation."],
                mistakes=[
                    Mistake("column-by-column", vector(transposed.column()) if any(M.root) else "M^T*p",
                            "Multiply the rows of $M$ by $p$, not its columns."),
                    Mistake("composition-in-reading-order", vector(other.column()), "That is where $p$ ends up if the "
                            "maps are done in the other order."),
                ],
            ),
        ],
    )  # fmt: skip


def maps_of(rng: Rng, kind: str) -> list[Map]:
    """Two maps, or at the hard level in half of the draws three."""
    integer = (*MIRRORS, *STRETCHES, *SHEARS)
    if kind == "two":
        return rng.sample(integer, 2)
    if kind == "rotation":
        return [rng.choice(QUARTERS), rng.choice(integer)]
    if rng.chance(HALF):
        return [rng.choice(TURNS), rng.choice((*MIRRORS, *STRETCHES))]
    return [rng.choice((*QUARTERS, *MIRRORS)), *rng.sample((*STRETCHES, *SHEARS, *PROJECTIONS), 2)]


def product_of(done: Sequence[Map]) -> Exact:
    """The matrix of these maps done one after the other."""
    return reduce(Exact.times, (each.matrix for each in reversed(done)))


# Pictures --------------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """What a picture may show, and what it is taken for: with misconceptions and what to say."""

    text: str
    matrix: Mat
    taken: tuple[tuple[str, str, str], ...] = ()


MIRRORED = "Look at the F: is it mirrored, or only turned?"
OTHER_MIRROR = "Look where $e_1$ and $e_2$ go: a mirror leaves the points on its own line in place."
OTHER_AXIS = "Look which of the two vectors keeps its place."


def seen_maps() -> dict[str, Seen]:
    """By short names."""
    turn = {90: "by 90 degrees counter-clockwise", 180: "by 180 degrees", 270: "by 90 degrees clockwise"}
    found = {
        "r90": Seen(f"a rotation {turn[90]}", Mat([[0, -1], [1, 0]]), (
            ("rotation-sign", "r270", "Look where $e_1$ goes: which way was it turned?"),
            ("flip-overlooked", "m=", MIRRORED))),
        "r270": Seen(f"a rotation {turn[270]}", Mat([[0, 1], [-1, 0]]), (
            ("rotation-sign", "r90", "Look where $e_1$ goes: which way was it turned?"),
            ("flip-overlooked", "m-", MIRRORED))),
        "r180": Seen(f"a rotation {turn[180]}", Mat([[-1, 0], [0, -1]]), (
            ("flip-overlooked", "mx", MIRRORED), ("flip-overlooked", "my", MIRRORED))),
        "mx": Seen("a reflection in the x-axis", Mat([[1, 0], [0, -1]]), (
            ("wrong-mirror", "my", OTHER_MIRROR), ("flip-overlooked", "r180", MIRRORED))),
        "my": Seen("a reflection in the y-axis", Mat([[-1, 0], [0, 1]]), (
            ("wrong-mirror", "mx", OTHER_MIRROR), ("flip-overlooked", "r180", MIRRORED))),
        "m=": Seen("a reflection in the line $y = x$", Mat([[0, 1], [1, 0]]), (
            ("wrong-mirror", "m-", OTHER_MIRROR), ("flip-overlooked", "r90", MIRRORED))),
        "m-": Seen("a reflection in the line $y = -x$", Mat([[0, -1], [-1, 0]]), (
            ("wrong-mirror", "m=", OTHER_MIRROR), ("flip-overlooked", "r270", MIRRORED))),
        "px": Seen("a projection on the x-axis", Mat([[1, 0], [0, 0]]), (
            ("wrong-axis", "py", OTHER_AXIS), ("projection-for-reflection", "mx", "A reflection would not make the "
             "square flat."))),
        "py": Seen("a projection on the y-axis", Mat([[0, 0], [0, 1]]), (
            ("wrong-axis", "px", OTHER_AXIS), ("projection-for-reflection", "my", "A reflection would not make the "
             "square flat."))),
    }  # fmt: skip
    for k in (2, 3):
        one, all = "Only one of the two vectors became longer.", "Both vectors became longer."
        found[f"sx{k}"] = Seen(f"a stretch by the factor ${k}$ in the x-direction", Mat([[k, 0], [0, 1]]), (
            ("wrong-axis", f"sy{k}", OTHER_AXIS), ("stretch-in-all-directions", f"s{k}", one)))  # fmt: skip
        found[f"sy{k}"] = Seen(f"a stretch by the factor ${k}$ in the y-direction", Mat([[1, 0], [0, k]]), (
            ("wrong-axis", f"sx{k}", OTHER_AXIS), ("stretch-in-all-directions", f"s{k}", one)))  # fmt: skip
        found[f"s{k}"] = Seen(f"an enlargement by the factor ${k}$", Mat([[k, 0], [0, k]]), (
            ("stretch-in-one-direction", f"sx{k}", all), ("stretch-in-one-direction", f"sy{k}", all)))  # fmt: skip
    for k in (-2, -1, 1, 2):
        found[f"hx{k}"] = Seen(f"a shear that takes $(0, 1)$ to $({k}, 1)$", Mat([[1, k], [0, 1]]), (
            ("wrong-axis", f"hy{k}", OTHER_AXIS), ("inverse-map", f"hx{-k}", BACK)))  # fmt: skip
        found[f"hy{k}"] = Seen(f"a shear that takes $(1, 0)$ to $(1, {k})$", Mat([[1, 0], [k, 1]]), (
            ("wrong-axis", f"hx{k}", OTHER_AXIS), ("inverse-map", f"hy{-k}", BACK)))  # fmt: skip
    return found


BACK = "That is the way back, from the second picture to the first."
SEEN = seen_maps()


@exercise(
    "linear_algebra.transformations.identify_from_unit_square",
    title="Which matrix made this picture?",
    skill="s.lt.picture",
    source="Sanderson, Essence of Linear Algebra (2016), chapter 3",
    levels={"easy": {"answer": "name"}, "core": {"answer": "choice"}, "hard": {"answer": "matrix"}},
)
def identify_from_unit_square(rng: Rng, *, answer: Literal["name", "choice", "matrix"]) -> Multipart:
    """Read off a picture of the unit square before and after which map made it, or its matrix."""
    match answer:
        case "name":
            return by_name(rng)
        case "choice":
            return by_matrix(rng)
        case "matrix":
            return by_glyph(rng)


def by_name(rng: Rng) -> Multipart:
    """A rotation, a reflection, a stretch, a shear or a projection, among four of these in words."""
    kinds = {name.rstrip("-0123456789") for name in SEEN}
    kind = rng.choice(sorted(kinds))
    name = rng.choice([name for name in SEEN if name.rstrip("-0123456789") == kind])
    right = SEEN[name]
    wrong = [other for _, other, _ in right.taken]
    spare = rng.choice([other for other in SEEN if other != name and other not in wrong])
    texts = [f"It is {SEEN[other].text}." for other in (name, *wrong, spare)]
    a, b = right.matrix.columns
    return Multipart(
        f"{BEFORE_AND_AFTER} The arrows are $e_1$ and $e_2$, and where they go.",
        figures=before_and_after(right.matrix, arrows=True),
        parts=[
            Part(
                ask="Which map is it?",
                answer=choice(*texts),
                steps=[
                    f"The solid arrow $e_1$ goes to ${column(*a)}$ and the dashed arrow $e_2$ to ${column(*b)}$.",
                    f"{oriented(right.matrix)} This is {right.text}.",
                ],
                hints=["Where do the two arrows go?", "Is the letter F mirrored, turned, or out of shape?"],
                mistakes=[
                    Mistake(id, choice(f"It is {SEEN[other].text}.", *texts), told) for id, other, told in right.taken
                ],
            )
        ],
    )


def by_matrix(rng: Rng) -> Multipart:
    """One of four integer matrices; it may be singular, or turn the picture over."""

    def others(A: Mat) -> list[tuple[str, Mat, str]]:
        (a, b), (c, d) = A.rows
        found = [
            ("rows-for-columns", A.T, "The points where the arrows end are the columns of the matrix, not its rows."),
            ("swapped-columns", Mat([[b, a], [d, c]]), "The solid arrow is $e_1$: where it ends is the first column."),
            ("sign-of-one-image", Mat([[a, -b], [c, -d]]), "Follow the dashed arrow: it points the other way."),
        ]
        if A.det() in (1, -1, 2, -2):
            found.append(("inverse-map", A.inv(), BACK))
        return found

    def fits(A: Mat) -> bool:
        matrices = [A, *(matrix for _, matrix, _ in others(A))]
        sums = [int(sum(row)) for row in A.rows]
        wide = A.det() == 0 or opening(A) > 0.1
        return len(set(matrices)) == len(matrices) and all(map(any, A.columns)) and max(map(abs, sums)) <= 5 and wide

    A = drawn(lambda: integer_matrix(rng, 2, 2, 3, zero=True), fits, 200)
    slips = rng.sample(others(A), 3)
    texts = [f"It is ${matrix}$." for matrix in (A, *(matrix for _, matrix, _ in slips))]
    a, b = A.columns
    return Multipart(
        f"{BEFORE_AND_AFTER} The arrows are $e_1$ and $e_2$, and where they go.",
        figures=before_and_after(A, arrows=True),
        parts=[
            Part(
                ask="Which is the matrix of the map?",
                answer=choice(*texts),
                steps=[
                    f"The solid arrow $e_1$ goes to ${column(*a)}$: this is the first column.",
                    f"The dashed arrow $e_2$ goes to ${column(*b)}$: this is the second column. {oriented(A)}",
                    f"So the matrix is ${A}$.",
                ],
                hints=["Where does $e_1$ go, and which part of the matrix tells that?"],
                mistakes=[Mistake(id, choice(f"It is ${matrix}$.", *texts), told) for id, matrix, told in slips],
            )
        ],
    )


def by_glyph(rng: Rng) -> Multipart:
    """The matrix from the corners, where only the letter tells which corner is which."""

    def fits(A: Mat) -> bool:
        sums = [int(sum(row)) for row in A.rows]
        different = len({A, A.T, A * SWAP}) == 3
        return A.det() not in (-1, 0, 1) and different and max(map(abs, sums)) <= 5 and opening(A) > 0.25

    A = drawn(lambda: integer_matrix(rng, 2, 2, 3, zero=True), fits, 200)
    (a, b), turned = A.columns, A.det() < 0
    slips = [
        ("swapped-columns", A * SWAP, "The upright of the F stands along $e_2$, and its arms point along $e_1$."),
        ("rows-for-columns", A.T, "The corners are the columns of the matrix, not its rows."),
    ]
    if A.det() in (2, -2):
        slips.append(("inverse-map", A.inv(), BACK))
    return Multipart(
        BEFORE_AND_AFTER,
        figures=before_and_after(A, arrows=False),
        parts=[
            Part(
                ask="Give the matrix of the map.",
                answer=matrix(A),
                steps=[
                    "Before, the upright of the F runs along the side from the origin to $e_2$, and its arms point "
                    "in the direction of $e_1$.",
                    f"Afterwards the upright runs along the side from the origin to ${column(*b)}$, so this is the "
                    f"image of $e_2$. The arms point along the other side at the origin, which leads to "
                    f"${column(*a)}$: this is the image of $e_1$.{' The F is mirrored.' if turned else ''}",
                    f"The images are the columns of the matrix: it is ${A}$.",
                ],
                hints=[
                    "Two sides of the parallelogram begin at the origin. Which of them is the image of $e_1$?",
                    "Compare how the upright and the arms of the F lie in both pictures.",
                ],
                mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in slips],
            )
        ],
    )


SWAP = Mat([[0, 1], [1, 0]])
BEFORE_AND_AFTER = "The figures show the unit square with a letter F before and after a linear map."


def before_and_after(A: Mat, *, arrows: bool) -> list[Figure]:
    """The unit square and its image, on the same grid."""
    a, b = ((int(x), int(y)) for x, y in A.columns)
    reach = 1 + max(1, *(abs(x) for point in (a, b, (a[0] + b[0], a[1] + b[1])) for x in point))
    return [
        square_image((1, 0), (0, 1), reach, names=("e_1", "e_2") if arrows else None, label="before"),
        square_image(a, b, reach, names=("A*e_1", "A*e_2") if arrows else None, label="after"),
    ]


def opening(A: Mat) -> float:
    """The square of the sine of the angle between the columns, which are not zero."""
    a, b = A.columns
    return float(Fraction(A.det() ** 2) / (dot(a, a) * dot(b, b)))


def oriented(A: Mat) -> str:
    """What became of the letter."""
    if A.det() == 0:
        return "The square became flat."
    return "The F is mirrored." if A.det() < 0 else "The F is not mirrored."


# Linear or not ---------------------------------------------------------------------------------------------------

Rule = Callable[[int, int], tuple[int, int]]


class Candidate(NamedTuple):
    """A map in words or by a formula, what kind it is, and why.

    `odd` maps look otherwise than they are; `statistical` ones are linear though they come from statistics.
    """

    text: str
    kind: Literal["linear", "shifted", "zero kept"]
    why: str
    odd: bool = False
    statistical: bool = False


@exercise(
    "linear_algebra.transformations.is_linear_map",
    title="Which maps are linear?",
    skill="s.lt.linearity",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.7",
    tier="standard",
    levels={"easy": {"maps": "formulas"}, "core": {"maps": "disguised"}, "hard": {"maps": "words"}},
)
def is_linear_map(rng: Rng, *, maps: Literal["formulas", "disguised", "words"]) -> Part:
    """Tell which of five maps are linear, given by formulas, by formulas that hide it, or by words."""
    pool = {"formulas": by_formulas, "disguised": in_disguise, "words": in_words}[maps](rng)
    linear, shifted, kept = (
        [each for each in pool if each.kind == kind] for kind in ("linear", "shifted", "zero kept")
    )
    count = rng.integer(1, 3)
    must = [rng.choice(shifted), rng.choice(kept)]
    wrong = must + rng.sample([each for each in shifted + kept if each not in must], 3 - count)
    if maps == "disguised":
        hidden = rng.choice([each for each in linear if each.odd])
        right = [hidden, *rng.sample([each for each in linear if each != hidden], count - 1)]
    else:
        right = rng.sample(linear, count)
    found = {each.text: each for each in (*right, *wrong)}

    def key(*chosen: Candidate) -> ChoicesAnswer:
        return choices([each.text for each in chosen], [text for text, each in found.items() if each not in chosen])

    answer = key(*right)
    slips = [
        ("shift-is-linear", [*right, *(each for each in wrong if each.kind == "shifted")], "A linear map takes zero to "
         "zero: a map that shifts everything is not linear."),
        ("origin-enough", [*right, *(each for each in wrong if each.kind == "zero kept")], "That zero goes to zero is "
         "not enough. Test whether twice a vector goes to twice its image, and sums to sums."),
    ]  # fmt: skip
    if any(each.odd for each in right):
        looks = "Do not judge by the looks: work the formula out, and see what remains."
        slips.append(("judged-by-looks", [each for each in right if not each.odd], looks))
    if any(each.statistical for each in right):
        means = "A mean is a sum of multiples of the entries, so subtracting it is linear."
        slips.append(("mean-centre-not-linear", [each for each in right if not each.statistical], means))
    return Part(
        ask="Which of these maps are linear? Choose all of them.",
        answer=answer,
        steps=[
            "A map is linear if sums go to sums and multiples to multiples; then zero goes to zero.",
            *(f"{option.text} {found[option.text].why}" for option in answer.options),
        ],
        hints=[
            "Where does zero go?",
            "Does twice a vector go to twice its image, and the opposite vector to the opposite?",
            "Or find a matrix that does the same.",
        ],
        mistakes=[Mistake(id, key(*chosen), told) for id, chosen, told in slips],
    )


def formula(first: str, second: str, rule: Rule, simple: str = "") -> Candidate:
    """A map of the plane by the formulas of its coordinates; `simple` is what they come down to."""
    text = clean(f"The point $(x, y)$ goes to $({first}, {second})$.")
    if rule(0, 0) != (0, 0):
        return Candidate(text, "shifted", f"Not linear: the origin goes to ${point(rule(0, 0))}$.", bool(simple))
    for u in PROBES:
        for k in (2, -1):
            image, other = rule(*u), rule(k * u[0], k * u[1])
            if other != (k * image[0], k * image[1]):
                which, times = ("twice as far out", "twice that") if k == 2 else ("the opposite point", "its opposite")
                why = (
                    f"Not linear: ${point(u)}$ goes to ${point(image)}$, but {which}, "
                    f"${point((k * u[0], k * u[1]))}$, goes to ${point(other)}$, which is not {times}."
                )
                return Candidate(text, "zero kept", why, bool(simple))
    A = Mat(zip(rule(1, 0), rule(0, 1), strict=True))
    assert all(column(*rule(*u)) == A * column(*u) for u in PROBES)
    worked = f"this is $({simple})$, with" if simple else "it has"
    return Candidate(text, "linear", f"Linear: {worked} the matrix ${A}$.", bool(simple))


PROBES = ((1, 0), (0, 1), (1, 1), (2, 1), (1, 2), (2, -1), (-1, 3))
"""Points at which maps are tried, the plainest first."""


def point(p: tuple[int, int]) -> str:
    return f"({p[0]}, {p[1]})"


def by_formulas(rng: Rng) -> list[Candidate]:
    """Maps whose formulas tell at a glance."""
    a, b, c, d = (rng.nonzero(-4, 4) for _ in range(4))
    e, f = rng.nonzero(-5, 5), rng.nonzero(-5, 5)
    return [
        formula(f"{a}*x + {b}*y", f"{c}*x + {d}*y", lambda x, y: (a * x + b * y, c * x + d * y)),
        formula(f"{a}*y", f"{b}*x", lambda x, y: (a * y, b * x)),
        formula("0", f"{c}*x + {d}*y", lambda x, y: (0, c * x + d * y)),
        formula(f"x - {abs(d)}*y", "x", lambda x, y: (x - abs(d) * y, x)),
        formula(f"{a}*x + {e}", f"{b}*y", lambda x, y: (a * x + e, b * y)),
        formula(f"y + {e}", f"x + {f}", lambda x, y: (y + e, x + f)),
        formula("x", f"{c}*y + {f}", lambda x, y: (x, c * y + f)),
        formula("x*y", f"{a}*x", lambda x, y: (x * y, a * x)),
        formula(f"{a}*x^2", f"{b}*y", lambda x, y: (a * x * x, b * y)),
        formula(f"{c}*x", "abs(y)", lambda x, y: (c * x, abs(y))),
        formula(f"{d}*y", "x^2 + y^2", lambda x, y: (d * y, x * x + y * y)),
    ]


def in_disguise(rng: Rng) -> list[Candidate]:
    """Maps whose formulas look otherwise than they are, and some plain ones."""
    a, b, c = rng.integer(1, 5), rng.nonzero(-4, 4), rng.nonzero(-4, 4)
    sines = "sin(y)^2 + cos(y)^2"
    return [
        formula(f"(x + {a})^2 - x^2 - {a * a}", f"{b}*y", lambda x, y: (2 * a * x, b * y), f"{2 * a}*x, {b}*y"),
        formula(f"{b}*(x + {a}) - {a * b}", f"{c}*x", lambda x, y: (b * x, c * x), f"{b}*x, {c}*x"),
        formula("(x + 1)*(y + 1) - x*y - 1", f"{b}*x", lambda x, y: (x + y, b * x), f"x + y, {b}*x"),
        formula("max(x, y) + min(x, y)", f"{c}*y", lambda x, y: (x + y, c * y), f"x + y, {c}*y"),
        formula(f"x + {sines} - 1", f"{b}*y", lambda x, y: (x, b * y), f"x, {b}*y"),
        formula("(x^2 + 1)*y - x^2*y", f"{c}*x", lambda x, y: (y, c * x), f"y, {c}*x"),
        formula(f"{b}*x + y", f"x - {a}*y", lambda x, y: (b * x + y, x - a * y)),
        formula(f"{c}*y", "x", lambda x, y: (c * y, x)),
        formula(f"(x + {a})^2 - x^2", f"{b}*y", lambda x, y: (2 * a * x + a * a, b * y), f"{2 * a}*x + {a * a}, {b}*y"),
        formula(f"x + {sines}", f"{c}*y", lambda x, y: (x + 1, c * y), f"x + 1, {c}*y"),
        formula(f"{b}*(x + {a})", "y", lambda x, y: (b * (x + a), y), f"{b}*x + {a * b}, y"),
        formula("x*abs(y)", f"{b}*y", lambda x, y: (x * abs(y), b * y), f"x*abs(y), {b}*y"),
        formula("(x + y)^2 - x^2 - y^2", f"{c}*x", lambda x, y: (2 * x * y, c * x), f"2*x*y, {c}*x"),
        formula("sqrt(x^2)", f"{b}*y", lambda x, y: (abs(x), b * y), f"abs(x), {b}*y"),
        formula("max(x, y) - min(x, y)", f"{c}*x", lambda x, y: (abs(x - y), c * x), f"abs(x - y), {c}*x"),
    ]


def in_words(rng: Rng) -> list[Candidate]:
    """What is done to points of the plane, or to the entries of a vector."""
    angle, k, m = rng.choice((30, 45, 60, 90, 120)), rng.choice((2, 3, -2, -3)), rng.choice((2, 3, -1, -2))
    a, b, c = rng.nonzero(-4, 4), rng.nonzero(-4, 4), rng.nonzero(-5, 5)
    linear = [
        (f"Every point of the plane is rotated by ${angle}$ degrees about the origin.", "A rotated parallelogram is a "
         "parallelogram, so sums go to sums.", False),
        (f"Every point of the plane is reflected in the line through the origin with the slope ${m}$.",
         "Parallelograms at the origin go to parallelograms at the origin.", False),
        (f"Every point of the plane is projected orthogonally on the line through the origin with the slope ${m}$.",
         "The image is a fixed vector times a dot product, a sum of multiples of the coordinates.", False),
        ("From every entry of a vector the mean of its entries is subtracted.", "The mean is a sum of multiples of the "
         "entries.", True),
        ("Every entry of a vector is replaced by the mean of all its entries.", "The mean is a sum of multiples of the "
         "entries.", True),
        ("The entries of a vector are put in reverse order.", "Entries change places, which a matrix of zeros and ones "
         "does.", False),
        ("A vector goes to the sum of its entries.", "This is the dot product with a vector of ones.", False),
        ("Every entry of a vector after the first is replaced by its difference from the entry before it.", "Every "
         "entry of the result is a sum of multiples of entries.", False),
        ("All entries of a vector but the first two are replaced by 0.", "A diagonal matrix of ones and zeros does "
         "this.", False),
        (f"Every entry of a vector is multiplied by ${k}$.", f"The matrix is ${k}$ times the identity.", False),
    ]  # fmt: skip
    shifted = [
        (f"Every point of the plane is shifted by $({a}, {b})$.", f"the origin goes to $({a}, {b})$."),
        (f"Every point of the plane is rotated by ${angle}$ degrees about the point $({a}, {b})$.", "only that point "
         "stays in place, so the origin does not."),
        (f"Every point of the plane is reflected in the line through $(0, {c})$ with the slope $1$.", "the origin does "
         "not lie on the line, so it goes elsewhere."),
        (f"To every entry of a vector the number ${c}$ is added.", f"zeros become ${c}$."),
    ]  # fmt: skip
    kept = [
        ("Every vector is divided by its length; the zero vector stays.", "$(1, 0)$ and $(2, 0)$ both go to $(1, 0)$."),
        ("The entries of a vector are sorted in ascending order.", "$(1, 2)$ and $(2, 1)$ both go to $(1, 2)$, but "
         "their sum $(3, 3)$ stays, and it is not $(2, 4)$."),
        ("Negative entries of a vector are replaced by 0.", "$(1, 0)$ stays, but the opposite $(-1, 0)$ goes to zero."),
        ("Every entry of a vector is squared.", "$(1, 0)$ stays, but $(2, 0)$ goes to $(4, 0)$."),
        ("Every entry of a vector is replaced by its absolute value.", "$(1, 0)$ and its opposite $(-1, 0)$ both go to "
         "$(1, 0)$."),
        ("A vector goes to its largest entry.", "$(1, 0)$ goes to $1$, but the opposite $(-1, 0)$ goes to $0$."),
        ("A vector goes to its length.", "$(1, 0)$ and its opposite $(-1, 0)$ both go to $1$."),
        ("A vector of three entries goes to its median.", "$(1, 0, 0)$, $(0, 1, 0)$ and $(0, 0, 1)$ all go to $0$, but "
         "their sum $(1, 1, 1)$ goes to $1$."),
    ]  # fmt: skip
    return [
        *(Candidate(text, "linear", f"Linear. {why}", statistical=means) for text, why, means in linear),
        *(Candidate(text, "shifted", f"Not linear: {why}") for text, why in shifted),
        *(Candidate(text, "zero kept", f"Not linear: {why}") for text, why in kept),
    ]
