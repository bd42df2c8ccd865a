"""Inverse matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    finite_set,
    matrix,
    number,
    vector,
)
from generators.maths.determinants import two_by_two
from generators.maths.elimination import eliminate, lower, shown, worked
from generators.maths.figures import square_image
from generators.maths.matrices import Mat, diag, dot, eye, integer_matrix, matrix_of, upper_unit
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, size
from generators.maths.rng import drawn
from schemas.figure import Figure

Slip = tuple[str, Mat, str]
"""A misconception, the matrix it leads to, and what to say."""
NOT_SWAPPED = "The two entries of the diagonal change places; only the other two change their signs."
TRANSPOSED = "The cofactor of row $i$ and column $j$ belongs in row $j$ and column $i$ of the inverse."
CHECKERED = "The signs of the minors alternate like the colours of a chess board."
NOT_DIVIDED = "Divide every entry by the determinant."

# Two by two ------------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.inverse.inverse_2x2",
    title="Inverse of a 2x2 matrix",
    skill="s.inv.compute",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.2.2",
    levels={"easy": {"det": "one"}, "core": {"det": "more"}, "hard": {"det": "parameter"}},
)
def inverse_2x2(rng: Rng, *, det: Literal["one", "more", "parameter"]) -> Multipart:
    """Invert a matrix of two rows and columns, at the hard level with a parameter where it has an inverse."""
    if det == "parameter":
        return with_parameter(rng)
    A = with_det(rng, rng.choice((1, -1) if det == "one" else (2, -2, 3, -3, 4, -4, 5, -5, 6, -6)), 9)
    return Multipart(f"Let $A = {A}$.", parts=[inverse_part(A)])


def with_det(rng: Rng, det: int, bound: int = 7) -> Mat:
    """A matrix of four nonzero entries with this determinant whose diagonal entries differ."""

    def fits(made: tuple[int, int, int]) -> bool:
        a, d, b = made
        rest = a * d - det
        return abs(a) != abs(d) and rest != 0 and rest % b == 0 and abs(rest // b) <= bound

    a, d, b = drawn(
        lambda: (rng.nonzero(-bound, bound), rng.nonzero(-bound, bound), rng.nonzero(-bound, bound)), fits, 300
    )
    return Mat([[a, b], [(a * d - det) // b, d]])


def adjugate(A: Mat) -> Mat:
    """The diagonal exchanged and the other entries negated, of a 2 by 2 matrix."""
    (a, b), (c, d) = A.rows
    return Mat([[d, -b], [-c, a]])


def divided(A: Mat) -> str:
    """The inverse as the adjugate divided by the determinant, and the result."""
    det, turned = A.det(), adjugate(A)
    if det == 1:
        return str(turned)
    return f"-{turned} = {A.inv()}" if det == -1 else f"1/({det})*{turned} = {A.inv()}"


def inverse_part(A: Mat) -> Part:
    (a, b), (c, d) = A.rows
    det, inverse = Fraction(A.det()), A.inv()
    assert inverse == adjugate(A) / det
    slips: list[Slip] = [
        ("adjugate-for-inverse", adjugate(A), NOT_DIVIDED),
        ("diagonal-not-swapped", Mat([[a, -b], [-c, d]]) / det, NOT_SWAPPED),
        ("inverts-entries", A.map(lambda x: 1 / Fraction(x)), "The product with $A$ must be the identity; the "
         "reciprocals of the entries do not make it so."),
        ("determinant-reversed", -inverse, "The determinant is the product of the diagonal less the other product."),
    ]  # fmt: skip
    return Part(
        ask="Find the inverse of $A$.",
        answer=matrix(inverse),
        steps=[
            f"For the determinant, {two_by_two(A)}. This is not 0, so there is an inverse.",
            "Exchange the entries of the diagonal, change the signs of the other two, and divide by the determinant: "
            f"$A^(-1) = {divided(A)}$.",
            f"Check: $A*{inverse} = {eye(2)}$. So the inverse is ${inverse}$.",
        ],
        hints=[
            "What is the determinant?",
            "Which two entries change places, and which two change their signs?",
        ],
        mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in slips if wrong != adjugate(A) or det != 1],
    )


def with_parameter(rng: Rng) -> Multipart:
    """A matrix with a parameter k: where it has no inverse, and what its inverse is elsewhere."""
    rows, roots, slips = (two_parameters if rng.chance(Fraction(1, 2)) else one_parameter)(rng)
    (p, b), (c, q) = rows
    D = Polynomial([1, 0], "k") * 0 + p * q - b * c
    assert all(D(root) == 0 for root in roots) and D.degree == len(roots)
    adjoint = [[q, -b], [-c, p]]
    found = "{" + ", ".join(map(str, sorted(roots))) + "}"
    where = " and at ".join(f"${root}$" for root in sorted(roots))

    def over(entries: Sequence[Sequence[Polynomial]]) -> list[list[str]]:
        return [[f"({entry})/({D})" for entry in row] for row in entries]

    def written(entries: Sequence[Sequence[object]]) -> str:
        return f"[{', '.join(f'[{x}, {y}]' for x, y in entries)}]"

    return Multipart(
        f"The matrix $A = {written(rows)}$ has a parameter $k$.",
        parts=[
            Part(
                ask="For which $k$ does $A$ have no inverse? Give the set.",
                answer=finite_set(*roots),
                steps=[
                    f"$A$ has no inverse where its determinant $det(A) = ({p})*({q}) - ({b})*({c}) = {D}$ is 0.",
                    f"Since ${D} = {D.factored()}$, this happens at {where}: the set is ${found}$.",
                ],
                hints=["When does a matrix have no inverse?", "Write the determinant as a polynomial in $k$."],
                mistakes=[Mistake(id, finite_set(*wrong), told) for id, wrong, told in slips],
                points_share=0.4,
            ),
            Part(
                ask="Give the inverse of $A$ for all other $k$, as a matrix with entries that depend on $k$.",
                answer=matrix(over(adjoint), symbols={"k": "real"}),
                steps=[
                    f"Exchange the diagonal entries and change the signs of the other two: ${written(adjoint)}$.",
                    f"Divide every entry by the determinant ${D}$. The inverse is ${written(over(adjoint))}$.",
                ],
                hints=["The rule for matrices of numbers holds here too. By what must you divide?"],
                mistakes=[
                    Mistake("adjugate-for-inverse", matrix(adjoint, symbols={"k": "real"}), NOT_DIVIDED),
                    Mistake("diagonal-not-swapped", matrix(over([[p, -b], [-c, q]]), symbols={"k": "real"}),
                            NOT_SWAPPED),
                ],
                points_share=0.6,
            ),
        ],
    )  # fmt: skip


Rows = list[list[Polynomial]]
Sets = list[tuple[str, list[Rational], str]]


def in_k(*coefficients: int) -> Polynomial:
    return Polynomial(coefficients, "k")


def one_parameter(rng: Rng) -> tuple[Rows, list[int], Sets]:
    """A matrix with k in its diagonal, the k for which it is singular, and slips."""
    d, r = rng.integer(1, 6), rng.nonzero(-6, 6)
    b = rng.choice([b for b in range(-12, 13) if b and d * r % b == 0 and abs(d * r // b) <= 12])
    rows = [[in_k(1, 0), in_k(b)], [in_k(d * r // b), in_k(d)]]
    if rng.chance(Fraction(1, 2)):
        rows = [row[::-1] for row in rows[::-1]]
    return rows, [r], [
        ("det-sign", [-r], "The determinant is the product of the diagonal less the other product."),
        ("det-equals-one", [r + Fraction(1, d)], "There is no inverse where the determinant is 0, not 1."),
        ("off-diagonal-left-out", [0], "The determinant is the product of the diagonal less the other product."),
    ]  # fmt: skip


def two_parameters(rng: Rng) -> tuple[Rows, list[int], Sets]:
    """A matrix with k in both places of its diagonal, the two k for which it is singular, and slips."""
    r, s = rng.distinct(-5, 5, count=2)
    a = rng.choice([a for a in range(-6, 7) if a not in (r, s) and abs(r + s - a) <= 6 and 2 * a != r + s])
    product = -(a - r) * (a - s)
    b = rng.choice([b for b in range(-9, 10) if b and product % b == 0 and abs(product // b) <= 12])
    rows = [[in_k(1, -a), in_k(b)], [in_k(product // b), in_k(1, a - r - s)]]
    return rows, [r, s], [
        ("keeps-one-root", [r], "The determinant is quadratic in $k$: it is 0 for two values."),
        ("sign-of-root", [-r, -s], "A factor $k - r$ is zero at $k = r$, not at $-r$."),
        ("off-diagonal-left-out", [a, r + s - a], "Subtract the product of the entries beside the diagonal."),
    ]  # fmt: skip


# Three by three --------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.inverse.inverse_3x3",
    title="Inverse of a 3x3 matrix",
    skill="s.inv.compute",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.3.2",
    tier="extra",
    levels={"easy": {"form": "triangular"}, "core": {"form": "unimodular"}, "hard": {"form": "fractions"}},
)
def inverse_3x3(rng: Rng, *, form: Literal["triangular", "unimodular", "fractions"]) -> Multipart:
    """Invert a matrix of three rows and columns, by row operations on the matrix beside the identity."""
    A = drawn(lambda: three_rows(rng, form), lambda A: all(size(x) <= 9 for x in (*A, *adjugate_of(A))), 300)
    det, inverse = Fraction(A.det()), A.inv()
    assert inverse == adjugate_of(A) / det
    both = A.beside(eye(3))
    work = list(eliminate(both, reduced=True, columns=3))
    assert work[-1][1] == eye(3).beside(inverse)
    cofactors = adjugate_of(A).T
    minors = matrix_of(3, 3, lambda i, j: A.minor(j, i).det())
    if form == "triangular":
        slips: list[Slip] = [
            ("off-diagonal-negated", eye(3) * 2 - A, "Changing signs is not enough: multiply by $A$ and see. One entry "
             "needs a product more."),
            ("inverse-transposed", inverse.T, "The inverse of a triangular matrix has its zeros in the same places."),
        ]  # fmt: skip
    else:
        slips = [
            ("adjugate-not-transposed", cofactors / det, TRANSPOSED),
            ("no-checkerboard", minors / det, CHECKERED),
            *([("adjugate-for-inverse", adjugate_of(A), NOT_DIVIDED)] if det != 1 else []),
        ]  # fmt: skip
    row = ", ".join(str(dot(A.rows[0], col)) for col in inverse.columns)
    return Multipart(
        f"Let $A = {A}$.",
        parts=[
            Part(
                ask="Find the inverse of $A$.",
                answer=matrix(inverse),
                steps=[
                    f"Write the identity beside $A$, as ${shown(both, 3)}$, and bring the left half to the identity by "
                    "row operations. The right half then becomes the inverse.",
                    *worked(both, work, 3),
                    f"The right half is $A^(-1) = {inverse}$.",
                    f"Check: the first row of $A$ times this matrix is ${row}$, the first row of the identity. So the "
                    f"inverse is ${inverse}$.",
                ],
                hints=[
                    "Write $A$ and the identity side by side, and use row operations on both at once.",
                    "First make the entries below the diagonal 0, then those above it.",
                ],
                mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in slips],
            )
        ],
    )


def three_rows(rng: Rng, form: str) -> Mat:
    """A matrix whose elimination takes whole multipliers until the last pivot."""
    if form == "triangular":
        U = upper_unit(rng, 3, 3)
        return U if rng.chance(Fraction(1, 2)) else U.T
    L = lower(3, {(1, 0): rng.nonzero(-2, 2), (2, 0): rng.integer(-2, 2), (2, 1): rng.nonzero(-2, 2)})
    last = rng.choice((2, -2, 3, -3)) if form == "fractions" else rng.sign()
    return L * diag(1, 1, last) * upper_unit(rng, 3, 2)


def adjugate_of(A: Mat) -> Mat:
    """The transpose of the matrix of cofactors, of a 3 by 3 matrix."""
    return matrix_of(3, 3, lambda i, j: (-1) ** (i + j) * A.minor(j, i).det())


# Solving ---------------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.inverse.solve_with_inverse",
    title="Solve equations with an inverse",
    skill="s.inv.use",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.3",
    tier="extra",
    levels={"easy": {"form": "small"}, "core": {"form": "larger"}, "hard": {"form": "matrix"}},
)
def solve_with_inverse(rng: Rng, *, form: Literal["small", "larger", "matrix"]) -> Multipart:
    """Find a determinant, an inverse, and with it the solution of a system or of an equation for a matrix."""
    if form == "matrix":
        return matrix_equation(rng)
    if form == "larger" and rng.chance(Fraction(1, 2)):
        return three_unknowns(rng)
    A = with_det(rng, rng.choice((1, -1) if form == "small" else (2, -2, 3, -3, 4, -4, 5, -5)))
    x = integer_matrix(rng, 2, 1, 5)
    b = A * x
    return Multipart(
        f"Let $A = {A}$ and $b = {b}$.",
        given={"A": A, "b": b},
        parts=[*det_and_inverse(A), solution_part(A, x, b)],
    )


def det_and_inverse(A: Mat) -> list[Part]:
    """The determinant and the inverse of a 2 by 2 matrix."""
    (a, b), (c, d) = A.rows
    det, inverse = Fraction(A.det()), A.inv()
    return [
        Part(
            name="d",
            ask="Find the determinant of $A$.",
            answer=number(det),
            steps=[f"Here {two_by_two(A)}."],
            mistakes=[
                Mistake("adds-both-diagonals", number(a * d + b * c), "The second product is subtracted."),
                Mistake("determinant-reversed", number(-det), "The product of the diagonal comes first, and the other "
                        "one is subtracted."),
            ],
            points_share=0.2,
        ),
        Part(
            name="V",
            ask="Find the inverse of $A$.",
            answer=matrix(inverse),
            follows="(tr(A)*I - A)/d",
            steps=[
                "Exchange the entries of the diagonal, change the signs of the other two, and divide by the "
                f"determinant: $A^(-1) = {divided(A)}$.",
            ],
            hints=["Which two entries change places, and which two change their signs?"],
            mistakes=[
                *([Mistake("adjugate-for-inverse", "tr(A)*I - A", NOT_DIVIDED)] if det != 1 else []),
                Mistake("diagonal-not-swapped", matrix(Mat([[a, -b], [-c, d]]) / det), NOT_SWAPPED),
                Mistake("inverts-entries", matrix(A.map(lambda x: 1 / Fraction(x))), "The product with $A$ must be the "
                        "identity; the reciprocals of the entries do not make it so."),
            ],
            points_share=0.4,
        ),
    ]  # fmt: skip


def three_unknowns(rng: Rng) -> Multipart:
    """A system of three equations whose inverse has whole entries."""
    A = drawn(lambda: three_rows(rng, "unimodular"), lambda A: all(size(x) <= 9 for x in (*A, *A.inv())), 300)
    inverse, x = A.inv(), integer_matrix(rng, 3, 1, 4)
    both, b = A.beside(eye(3)), A * x
    work = list(eliminate(both, reduced=True, columns=3))
    cofactors = adjugate_of(A).T
    minors = matrix_of(3, 3, lambda i, j: A.minor(j, i).det())
    det = Fraction(A.det())
    return Multipart(
        f"Let $A = {A}$ and $b = {b}$.",
        given={"A": A, "b": b},
        parts=[
            Part(
                name="V",
                ask="Find the inverse of $A$.",
                answer=matrix(inverse),
                steps=[
                    "Write the identity beside $A$ and bring the left half to the identity.",
                    *worked(both, work, 3),
                    f"The right half is $A^(-1) = {inverse}$.",
                ],
                hints=["Write $A$ and the identity side by side, and use row operations on both at once."],
                mistakes=[
                    Mistake("adjugate-not-transposed", matrix(cofactors / det), TRANSPOSED),
                    Mistake("no-checkerboard", matrix(minors / det), CHECKERED),
                ],
                points_share=0.6,
            ),
            solution_part(A, x, b),
        ],
    )  # fmt: skip


def solution_part(A: Mat, x: Mat, b: Mat) -> Part:
    """The solution by the inverse."""
    assert A.inv() * b == x
    return Part(
        ask="Use the inverse to solve $A*x = b$.",
        answer=vector(x),
        follows="V*b",
        steps=[
            f"Multiply $A*x = b$ by the inverse from the left: $x = A^(-1)*b = {A.inv()}*{b} = {x}$.",
            f"Check: $A*{x} = {b}$, as it should be. The solution is ${x}$.",
        ],
        hints=["What remains on the left if you multiply by the inverse?"],
        mistakes=[
            Mistake("multiplies-by-a-itself", "A*b", "Multiply by the inverse of $A$, not by $A$."),
            Mistake("multiplies-from-the-wrong-side", "V^T*b", "Multiply the rows of the inverse by $b$, not its "
                    "columns."),
        ],
        points_share=0.4,
    )  # fmt: skip


def matrix_equation(rng: Rng) -> Multipart:
    """A*X = B, X*A = B, A*X + B = C or X*A + B = C for a 2 by 2 matrix X."""
    A = with_det(rng, rng.choice((1, -1, 1, -1, 2, -2)), 6)
    X = drawn(lambda: integer_matrix(rng, 2, 2, 4, zero=True), lambda X: X.det() != 0 and A * X != X * A)
    left, shifted = rng.chance(Fraction(1, 2)), rng.chance(Fraction(2, 3))
    product, V = A * X if left else X * A, A.inv()
    B = integer_matrix(rng, 2, 2, 5, zero=True) if shifted else product
    C = product + B
    assume(not shifted or any(B), "the summand is zero")
    R = C - B if shifted else B
    rest, side = ("(C - B)", "left" if left else "right") if shifted else ("B", "left" if left else "right")
    solved, wrong = (f"V*{rest}", f"{rest}*V") if left else (f"{rest}*V", f"V*{rest}")
    equation = f"{'A*X' if left else 'X*A'}{' + B = C' if shifted else ' = B'}"
    by_hand = f"A^(-1)*{rest}" if left else f"{rest}*A^(-1)"
    factors = f"{V}*{R}" if left else f"{R}*{V}"
    named = {"A": A, "B": B} | ({"C": C} if shifted else {})
    slips = [Mistake("multiplies-from-the-wrong-side", wrong, f"In ${equation}$ the matrix $A$ stands on the {side} of "
                     f"$X$, so its inverse must come from the {side} too.")]  # fmt: skip
    if shifted:
        slips += [
            Mistake("minus-after", "V*C - B" if left else "C*V - B", "Subtract $B$ first, then multiply by the "
                    "inverse."),
            Mistake("sign-kept-on-move", "V*(C + B)" if left else "(C + B)*V", "$B$ changes sides, and its sign."),
        ]  # fmt: skip
    else:
        slips.append(Mistake("multiplies-by-a-itself", "A*B" if left else "B*A", "Multiply by the inverse of $A$, not "
                             "by $A$."))  # fmt: skip
    moved = f"Subtract $B$ from both sides: $C - B = {R}$. " if shifted else ""
    return Multipart(
        f"Let {', '.join(f'${name} = {M}$' for name, M in list(named.items())[:-1])} and "
        f"${list(named)[-1]} = {list(named.values())[-1]}$.",
        given=named,
        parts=[
            *det_and_inverse(A),
            Part(
                ask=f"Solve ${equation}$ for the matrix $X$.",
                answer=matrix(X),
                follows=solved,
                steps=[
                    f"{moved}$A$ stands on the {side} of $X$, so multiply by its inverse from the {side}.",
                    f"This gives $X = {by_hand} = {factors} = {X}$.",
                ],
                hints=[
                    *(["Bring $B$ to the other side first."] if shifted else []),
                    "On which side of $X$ does $A$ stand? Cancel it there.",
                ],
                mistakes=slips,
                points_share=0.4,
            ),
        ],
    )


# Pictures --------------------------------------------------------------------------------------------------------

NONE = "No matrix brings it back."
SIMPLE = tuple(
    map(
        Mat,
        (
            *([[0, s], [-s, 0]] for s in (1, -1)),
            *([[a, 0], [0, b]] for a in (-1, 1, 2, 3) for b in (-1, 1, 2, 3) if (a, b) not in ((1, 1),)),
            *([[0, s], [s, 0]] for s in (1, -1)),
        ),
    )
)
"""Quarter turns, half turns, reflections, and stretches along the axes."""
SPARE = tuple(map(Mat, ([[1, 0], [0, -1]], [[0, 1], [1, 0]], [[-1, 0], [0, 1]], [[0, -1], [1, 0]], [[1, 1], [0, 1]])))


@exercise(
    "linear_algebra.inverse.undo_transformation",
    title="Which matrix brings the picture back?",
    skill="s.inv.picture",
    source="Sanderson, Essence of Linear Algebra (2016), chapter 7",
    tier="standard",
    levels={"easy": {"map": "simple"}, "core": {"map": "unimodular"}, "hard": {"map": "any"}},
)
def undo_transformation(rng: Rng, *, map: Literal["simple", "unimodular", "any"]) -> Multipart:
    """Find the matrix that brings a picture of the unit square back, or see that there is none."""
    if map == "simple":
        return among_options(rng, rng.choice(SIMPLE))
    if map == "unimodular":
        return among_options(rng, drawn(lambda: small_matrix(rng), lambda A: A.det() in (1, -1) and odd(A), 400))
    if rng.chance(Fraction(3, 10)):
        p, q = ((rng.nonzero(-2, 2), rng.nonzero(-2, 2)) for _ in range(2))
        return among_options(rng, Mat([[a * b for b in q] for a in p]))
    A = drawn(lambda: small_matrix(rng), lambda A: A.det() in (2, -2, 4, -4) and odd(A), 300)
    return among_options(rng, A) if rng.chance(Fraction(1, 2)) else written_down(A)


def small_matrix(rng: Rng) -> Mat:
    return integer_matrix(rng, 2, 2, 3, zero=True)


def odd(A: Mat) -> bool:
    """Whether it differs from its inverse, and its picture is neither larger than 5 nor thin."""
    (a, b), sums = A.columns, [int(sum(row)) for row in A.rows]
    wide = A.det() ** 2 > Fraction(1, 25) * dot(a, a) * dot(b, b)
    return eye(2) != A * A and max(abs(x) for x in sums) <= 5 and sum(x == 0 for x in A) < 2 and wide


def among_options(rng: Rng, A: Mat) -> Multipart:
    """Four matrices and the answer that there is none."""
    det, turned = Fraction(A.det()), adjugate(A)
    back = A.inv() if det else None
    others: list[Slip] = [
        ("adjugate-for-inverse", turned, NOT_DIVIDED) if det else ("collapsed-ok", turned, FLAT),
        ("transpose-undoes", A.T, "Exchanging rows and columns undoes rotations and reflections, not this map."),
        ("negative-undoes", -A, "That reverses all directions; it does not undo the map."),
    ]
    if back:
        others += [
            ("inverse-transposed", back.T, "Test it on the tips of the arrows: rows and columns have changed places."),
            ("swapped-columns", SWAP * back, "Test it: $e_1$ and $e_2$ would come back in each other's place."),
        ]
    wrong: dict[Mat, tuple[str, str]] = {}
    for id, M, told in [("gives-forward-map", A, FORWARD), *rng.shuffled(others)]:
        if back != M and len(wrong) < 3:
            wrong.setdefault(M, (id, told))
    matrices = [*([back] if back else []), *wrong]
    matrices += [M for M in rng.shuffled(SPARE) if M not in matrices][: 4 - len(matrices)]
    texts = [said(M) for M in matrices]
    right = said(back) if back else NONE
    mistakes = [Mistake(id, choice(said(M), *texts, NONE), told) for M, (id, told) in wrong.items()]
    if back:
        told = "The square did not become flat, so no two points landed on the same spot: it can be brought back."
        mistakes.append(Mistake("undoing-denied", choice(NONE, *texts), told))
    return Multipart(
        BROUGHT_BACK,
        figures=before_and_after(A),
        parts=[
            Part(
                ask="Which matrix brings the second picture back to the first?",
                answer=choice(right, *texts, NONE),
                steps=steps_back(A),
                hints=[
                    "First read off the matrix that made the picture: where do $e_1$ and $e_2$ go?",
                    "Test a matrix on the tips of the two arrows: they must come back.",
                ],
                mistakes=mistakes,
            )
        ],
    )


def written_down(A: Mat) -> Multipart:
    """The matrix itself is asked."""
    slips: list[Slip] = [
        ("gives-forward-map", A, FORWARD),
        ("adjugate-for-inverse", adjugate(A), NOT_DIVIDED),
        ("negative-undoes", -A, "That reverses all directions; it does not undo the map."),
    ]
    return Multipart(
        BROUGHT_BACK,
        figures=before_and_after(A),
        parts=[
            Part(
                ask="Give the matrix that brings the second picture back to the first.",
                answer=matrix(A.inv()),
                steps=steps_back(A),
                hints=[
                    "First read off the matrix that made the picture: where do $e_1$ and $e_2$ go?",
                    "Which matrix undoes what a matrix does?",
                ],
                mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in slips],
            )
        ],
    )


BROUGHT_BACK = (
    "The figures show the unit square with a letter F before and after a linear map; the arrows are $e_1$ and $e_2$, "
    "and where they go."
)
SWAP = Mat([[0, 1], [1, 0]])
FORWARD = "That matrix made the picture. Asked is the way back."
FLAT = "Different points landed on the same spot: no matrix can tell them apart again."


def steps_back(A: Mat) -> list[str]:
    """From the picture to the matrix, and from there to its inverse."""
    read = f"The arrows end at ${A.column(0)}$ and ${A.column(1)}$, so the map has the matrix $A = {A}$"
    det = Fraction(A.det())
    if det == 0:
        return [
            f"{read}, and the square became flat: {two_by_two(A)}.",
            f"{FLAT} {NONE}",
        ]
    return [
        f"{read}. For its determinant, {two_by_two(A)}.",
        f"The inverse brings the picture back: $A^(-1) = {divided(A)}$.",
        f"Test: ${A.inv()}*{A.column(0)} = {eye(2).column(0)}$ and ${A.inv()}*{A.column(1)} = {eye(2).column(1)}$, so "
        f"the matrix is ${A.inv()}$.",
    ]


def said(M: Mat) -> str:
    return f"The matrix ${M}$."


def before_and_after(A: Mat) -> list[Figure]:
    """The unit square and its image, on the same grid."""
    a, b = ((int(x), int(y)) for x, y in A.columns)
    reach = 1 + max(1, *(abs(x) for point in (a, b, (a[0] + b[0], a[1] + b[1])) for x in point))
    return [
        square_image((1, 0), (0, 1), reach, names=("e_1", "e_2"), label="before"),
        square_image(a, b, reach, names=("A*e_1", "A*e_2"), label="after"),
    ]
