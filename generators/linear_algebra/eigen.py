"""Eigenvalues and eigenvectors."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import atan2, dist, gcd, lcm, pi, prod
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    boolean,
    choice,
    choices,
    direction,
    exercise,
    expression,
    finite_set,
    matrix,
    number,
)
from generators.maths.figures import at, axis, listed, spot
from generators.maths.matrices import Mat, column, diag, eye
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import Rational, rational, surd
from generators.maths.rng import Redraw, drawn
from generators.notation import text_of
from schemas.answer import ChoiceAnswer, ChoicesAnswer, MatrixAnswer, Option
from schemas.figure import Arrow, Colour, Dots, Figure, Mark, Style

BOUND = 15  # entries have at most this size


class Conjugated(NamedTuple):
    """A matrix A = P*J*P^(-1) of integers; both P and its inverse are integer matrices."""

    A: Mat
    P: Mat


def conjugated(rng: Rng, J: Mat, *, bound: int = 12, vectors: int = 4) -> Conjugated:
    """A matrix with the Jordan form J and entries up to `bound`; those of P are at most `vectors`.

    P is a product of elementary matrices. Off its diagonal A has no zero, or only one if it is 3 by 3.
    """
    n = J.shape[0]
    A, P = [[int(x) for x in row] for row in J.rows], [[int(i == j) for j in range(n)] for i in range(n)]
    for done in range(120):
        zeros = sum(not A[i][j] for i in range(n) for j in range(n) if i != j)
        if done > n and zeros <= (n == 3):
            return Conjugated(Mat(A), Mat(P))
        i, j = rng.sample(range(n), 2)
        k = rng.nonzero(-2, 2)
        P_next, A_next = [row[:] for row in P], [row[:] for row in A]
        P_next[i] = [x + k * y for x, y in zip(P[i], P[j], strict=True)]
        A_next[i] = [x + k * y for x, y in zip(A[i], A[j], strict=True)]
        for row in A_next:
            row[j] -= k * row[i]
        small = max(abs(x) for row in A_next for x in row) <= bound
        if small and max(abs(x) for row in P_next for x in row) <= vectors:
            A, P = A_next, P_next
    raise Redraw("no small entries were found")


# Recognising eigenvectors ----------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.eigen.check_eigenvectors",
    title="Which vectors are eigenvectors?",
    skill="s.eig.check",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 6.1",
    levels={"easy": {"matrix": "positive"}, "core": {"matrix": "signed"}, "hard": {"matrix": "three"}},
)
def check_eigenvectors(rng: Rng, *, matrix: Literal["positive", "signed", "three"]) -> Multipart:
    """Find the eigenvectors among some vectors, and the eigenvalues they belong to."""
    values = spectrum(rng, matrix)
    A, P = conjugated(rng, diag(*values))
    shown = candidates(rng, A, P, values, matrix)
    right = [v for v in shown if factor(A, v) is not None]
    key = choices([f"${v}$" for v in right], [f"${v}$" for v in shown if v not in right], partial=True)
    vectors = {f"${v}$": v for v in shown}
    found = sorted({k for v in right if (k := factor(A, v)) is not None})
    by_first = {v: rational(Fraction((A * v)[0, 0]) / v[0, 0]) for v in shown if v[0, 0]}

    def those(belief: Callable[[Mat], bool]) -> Sequence[str]:
        return tuple(option.id for option in key.options if belief(vectors[option.text]))

    def ticked(id: str, belief: Callable[[Mat], bool], told: str) -> list[Mistake]:
        ids = those(belief)
        return [Mistake(id, key.model_copy(update={"value": ids}), told)] if ids != key.value else []

    mistakes = [
        *        ticked("sum-of-eigenvectors", lambda v: any(v), "One of these is a sum of eigenvectors for different "
               "eigenvalues: its two parts are stretched differently, so it leaves its line."),
    ]  # fmt: skip
    by_one = [v for v, k in by_first.items() if isinstance(k, int)]
    if {*by_one} != {v for v in shown if any(v)}:
        told = "All entries must be multiplied by the same number, not only the first one."
        mistakes.extend(ticked("one-coordinate", lambda v: v in by_one, told))
    if not all(map(any, shown)):
        told = "$A*0 = 0$ holds for every matrix, so the zero vector says nothing: it never counts as an eigenvector."
        mistakes.extend(ticked("zero-vector-is-eigenvector", lambda v: v in right or not any(v), told))
    if found[0] < 0:
        told = "A vector that is turned round stays on its line: it belongs to a negative eigenvalue."
        mistakes.extend(ticked("reversed-rejected", lambda v: v in right and (A * v)[0, 0] * v[0, 0] >= 0, told))
    if 0 in found:
        told = "A vector other than 0 that is taken to 0 is an eigenvector for the eigenvalue $0$."
        mistakes.extend(ticked("zero-eigenvalue-rejected", lambda v: v in right and any(A * v), told))
    numbers = ", ".join(map(str, found))
    alone = len(right) == 1
    return Multipart(
        f"Let $A = {A}$.",
        parts=[
            Part(
                ask="Which of these vectors are eigenvectors of $A$? Choose all of them.",
                answer=key,
                steps=[
                    "Multiply each vector by $A$, and see whether the result is a multiple of the vector.",
                    *(f"Vector {option.id.upper()}: {told_of(A, vectors[option.text])}" for option in key.options),
                    f"So only {key.value[0].upper()} is an eigenvector."
                    if alone
                    else f"So {listed(map(str.upper, key.value))} are eigenvectors.",
                ],
                hints=[
                    "Multiply each vector by $A$.",
                    "An eigenvector is not zero, and $A$ multiplies all of its entries by the same number.",
                ],
                mistakes=mistakes,
            ),
            Part(
                ask="To which eigenvalues do the eigenvectors among them belong? Give the set of these numbers.",
                answer=finite_set(*found),
                steps=[
                    "The eigenvalue is the number by which $A$ multiplies the eigenvector. "
                    f"The set of these numbers is ${{{numbers}}}$."
                ],
                hints=["By which number does $A$ multiply each of the eigenvectors?"],
                mistakes=[
                    Mistake("one-coordinate", finite_set(*by_first.values()), "Leave out the vectors whose entries are "
                            "multiplied by different numbers: they are no eigenvectors."),
                    *([Mistake("ratio-inverted", finite_set(*(Fraction(1, x) for x in found)), "Divide the entries of "
                               "$A*v$ by those of $v$, not the other way round.")]
                      if 0 not in found and {*found} - {1, -1} else []),
                ],
            ),
        ],
    )  # fmt: skip


def spectrum(rng: Rng, matrix: str) -> list[int]:
    """Two eigenvalues, or three of which two may be equal."""
    if matrix == "positive":
        return rng.distinct(1, 6, count=2)
    if matrix == "signed":
        other = rng.choice((0, 0, -1, -2, -3, -4))
        return rng.shuffled([other, rng.choice([x for x in range(-4, 7) if x not in (0, other)])])
    values = rng.distinct(-3, 5, count=3)
    return [values[0], values[0], values[2]] if rng.chance(Fraction(1, 3)) else values


def candidates(rng: Rng, A: Mat, P: Mat, values: Sequence[int], matrix: str) -> list[Mat]:
    """Three vectors at the level `positive`, else four: multiples of eigenvectors, a sum of two, and others."""
    columns = [P.column(j) for j in range(len(values))]
    first, second = rng.sample([j for j in range(len(values))], 2)
    if values[first] == values[second]:
        second = next(j for j, value in enumerate(values) if value != values[first])
    sums = [columns[first] * s + columns[second] * t for s in (1, -1) for t in (1, -1, 2, -2)]
    eigen = [columns[j] * rng.choice((1, -1, 2, -2, 3)) for j in rng.shuffled(range(len(values)))]
    if matrix == "signed":
        eigen.sort(key=lambda v: int(factor(A, v) or 0) > 0)
    if len(set(values)) < len(values):
        twins = [column for column, value in zip(columns, values, strict=True) if values.count(value) == 2]
        eigen[0] = twins[0] + twins[1] * rng.choice((1, -1, 2))
    entries = [x for x in range(-3, 4)]
    others = [column(*(rng.choice(entries) for _ in values)) for _ in range(30)]
    misled = [v for v in others if v[0, 0] and (A * v)[0, 0] % v[0, 0] == 0]
    pool = {v for v in (*misled, *sums) if factor(A, v) is None and max(map(abs, map(int, v))) <= 9 and any(v)}
    decoys = [v for v in rng.shuffled(sums) if v in pool][:1] + [v for v in misled if v in pool][:1]
    assume(len(set(decoys)) == 2, "the vectors that are no eigenvectors coincide")
    if matrix != "positive":
        zero = column(*(0 for _ in values))
        decoys = rng.choice(([*decoys], [decoys[0], zero], [decoys[0], zero]))
    count = {"positive": 3, "signed": 4, "three": 4}[matrix]
    chosen = [*decoys[: count - 1], *eigen][:count] if rng.chance(Fraction(3, 5)) else [decoys[0], *eigen, *decoys[1:]]
    chosen = list(dict.fromkeys(chosen))[:count]
    assume(len(chosen) == count, "some vectors coincide")
    return chosen


def factor(A: Mat, v: Mat) -> Rational | None:
    """The eigenvalue to which v belongs; None if it is no eigenvector."""
    image = A * v
    place = next((i for i, x in enumerate(v) if x), None)
    if place is None:
        return None
    k = rational(Fraction(image[place, 0]) / v[place, 0])
    return k if image == v * k else None


def told_of(A: Mat, v: Mat) -> str:
    """Why a vector is an eigenvector, or why not."""
    image = A * v
    if not any(v):
        return "this is the zero vector, which by definition is no eigenvector."
    k = factor(A, v)
    if k is not None:
        sign = " It is not zero, but taken to zero: this is allowed." if k == 0 else ""
        return f"$A*{v} = {image} = {k}*{v}$, so it is an eigenvector, and its eigenvalue is ${k}$.{sign}"
    pairs = list(zip(v, image, strict=True))
    moved = next((i for i, (x, y) in enumerate(pairs) if not x and y), None)
    if moved is not None:
        return f"$A*{v} = {image}$. The entry $0$ becomes ${image[moved, 0]}$, so this is no multiple of the vector."
    factors = list(dict.fromkeys(rational(Fraction(y) / x) for x, y in pairs if x))
    by = listed(f"${each}$" for each in factors)
    return f"$A*{v} = {image}$. The entries are multiplied by {by}, not by one number: it is no eigenvector."


# The characteristic polynomial -----------------------------------------------------------------------------------

LAMBDA = Polynomial([1, 0], "lambda")


@exercise(
    "linear_algebra.eigen.characteristic_polynomial",
    title="Characteristic polynomial",
    skill="s.eig.charpoly",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.2",
    levels={"easy": {"form": "two"}, "core": {"form": "blocks"}, "hard": {"form": "full"}},
)
def characteristic_polynomial(rng: Rng, *, form: Literal["two", "blocks", "full"]) -> Part:
    """Compute the characteristic polynomial of a matrix of order 2 or 3 as det(A - lambda*I)."""
    if form == "two":
        r, s = rng.integer(-6, 6), rng.integer(-6, 6)
        A = with_eigenvalues(rng, r, s)
        expected = from_roots(r, s, variable="lambda")
        work = two_by_two(A)
    elif form == "blocks":
        A, expected, work = with_block(rng)
    else:
        values = [rng.integer(-5, 5) for _ in range(3)]
        assume(len(set(values)) > 1, "the matrix is a multiple of the identity")
        A, _ = conjugated(rng, diag(*values), bound=9)
        expected = -from_roots(*values, variable="lambda")
        work = by_first_row(A)
    n = A.shape[0]
    p = A.charpoly() * (-1) ** n
    assert p == expected
    trace = "of $lambda$ is $-tr(A)$, and" if n == 2 else "of $lambda^2$ is"
    return Part(
        ask=f"Compute $det(A - lambda*I)$, the characteristic polynomial $p(lambda)$ of $A = {A}$.",
        answer=expression(str(p), symbols={"lambda": "real"}),
        steps=[
            f"Subtract $lambda$ from each entry of the diagonal: $A - lambda*I = {shifted(A)}$.",
            *work,
            f"Check: the coefficient {trace} $tr(A) = {A.trace()}$, and the constant one is $det(A) = {A.det()}$. "
            f"So $p(lambda) = {p}$.",
        ],
        hints=[
            "Where does $lambda$ stand in $A - lambda*I$?",
            "The determinant of a 2 by 2 matrix is the product of its diagonal less that of the other diagonal."
            if n == 2
            else "Expand along a row or column with two zeros."
            if form == "blocks"
            else "Expand along the first row.",
            "Check the constant term: it is the value at $lambda = 0$, the determinant of $A$.",
        ],
        mistakes=slips_of(A, p),
    )


def slips_of(A: Mat, p: Polynomial) -> list[Mistake]:
    """Where the usual slips lead."""
    n = A.shape[0]
    diagonal = [Polynomial([-1, A[i, i]], "lambda") for i in range(n)]
    product = diagonal[0] * diagonal[1] * (diagonal[2] if n == 3 else 1)
    all_over = determinant(tuple(tuple(Polynomial([-1, x], "lambda") for x in row) for row in A.rows))
    found = [
        (
            "drops-bc",
            product,
            "The product of the diagonal is not the whole determinant: the other products count too.",
        ),
        ("lambda-everywhere", all_over, "In $lambda*I$ the number $lambda$ stands on the diagonal only."),
    ]
    if n == 2:
        wrong = Polynomial([1, A.trace(), A.det()], "lambda")
        found.append(("trace-sign", wrong, "The middle term is $-tr(A)*lambda$: compare with the factors."))
    else:
        told = "This is $det(lambda*I - A)$. It has the same roots, but for an odd order the other sign."
        found.append(("opposite-characteristic-polynomial", -p, told))
    return [Mistake(id, expression(str(q), symbols={"lambda": "real"}), told) for id, q, told in found]


def shifted(A: Mat) -> str:
    """A - lambda*I with its entries written out."""
    return rows_of([linear(x) if i == j else x for j, x in enumerate(row)] for i, row in enumerate(A.rows))


def rows_of(rows: Iterable[Iterable[object]]) -> str:
    """House notation of a matrix by its entries."""
    return f"[{', '.join('[' + ', '.join(map(str, row)) + ']' for row in rows)}]"


def two_by_two(A: Mat) -> list[str]:
    """The determinant of A - lambda*I, formed and expanded."""
    (a, b), (c, d) = A.rows
    product = from_roots(a, d, variable="lambda")
    return [
        f"The product of the diagonal is $({linear(a)})*({linear(d)}) = {product}$, and that of the other diagonal is "
        f"$({b})*({c}) = {b * c}$.",
        f"The second is subtracted from the first: $p(lambda) = {product} - ({b * c}) = {A.charpoly()}$.",
    ]


def linear(a: Rational) -> str:
    """`3 - lambda`, `-lambda`."""
    return f"{a} - lambda" if a else "-lambda"


def with_block(rng: Rng) -> tuple[Mat, Polynomial, list[str]]:
    """A 3 by 3 matrix that has two zeros beside an entry of its diagonal, in one row or column."""
    r, s, t = (rng.integer(-6, 6) for _ in range(3))
    block = with_eigenvalues(rng, r, s)
    k, by_row = rng.integer(0, 2), rng.chance(Fraction(1, 2))
    rest = [i for i in range(3) if i != k]
    rows = [[0] * 3 for _ in range(3)]
    rows[k][k] = t
    for i, row in zip(rest, block.rows, strict=True):
        for j, x in zip(rest, row, strict=True):
            rows[i][j] = int(x)
        rows[i][k] = rng.nonzero(-6, 6)
    A = Mat(rows) if by_row else Mat(rows).T
    B = block if by_row else block.T
    (a, b), (c, d) = B.rows
    q = B.charpoly()
    line, across = ("row", "column") if by_row else ("column", "row")
    left, product = shifted(B), from_roots(a, d, variable="lambda")
    work = [
        f"In {line} {k + 1} only the entry ${linear(t)}$ on the diagonal is not zero, so expand along this {line}: "
        f"the determinant is ${linear(t)}$ times that of ${left}$, which remains without this {line} and without "
        f"{across} {k + 1}.",
        f"There the products of the diagonals are $({linear(a)})*({linear(d)}) = {product}$ and "
        f"$({b})*({c}) = {b * c}$, and their difference is ${q}$.",
        f"Multiply: $p(lambda) = ({linear(t)})*({q}) = {Polynomial([-1, t], 'lambda') * q}$.",
    ]
    return A, -from_roots(r, s, t, variable="lambda"), work


def by_first_row(A: Mat) -> list[str]:
    """The determinant of A - lambda*I by its first row."""
    cells = tuple(
        tuple(Polynomial([-1, x] if i == j else [x], "lambda") for j, x in enumerate(row))
        for i, row in enumerate(A.rows)
    )
    minors = [determinant(tuple(tuple(x for m, x in enumerate(row) if m != j) for row in cells[1:])) for j in range(3)]
    names = ("first", "second", "third")
    kept = [j for j in range(3) if any(cells[0][j].coefficients) and any(minors[j].coefficients)]
    told = [f"without the {names[j]} column it has the determinant ${minors[j]}$" for j in kept]
    products = {j: cells[0][j] * minors[j] * (-1) ** j for j in kept}
    terms = [
        f"({linear(A[0, 0])})*({minors[j]})" if j == 0
        else f"+ {products[j]}" if len(minors[j].terms()) == 1
        else f"{'-' if j == 1 else '+'} ({A[0, j]})*({minors[j]})"
        for j in kept
    ]  # fmt: skip
    below = [[linear(x) if i == j else x for j, x in enumerate(row)] for i, row in enumerate(A.rows) if i]
    return [
        f"Expand along the first row. What is below it are the rows ${rows_of(below)}$: {listed(told)}.",
        f"Multiply by the entries of the first row, with alternating signs: $p(lambda) = {' '.join(terms)}$.",
        f"The products are {listed(f'${product}$' for product in products.values())}. Collect the powers of $lambda$.",
    ]


def determinant(rows: tuple[tuple[Polynomial, ...], ...]) -> Polynomial:
    """By the first row."""
    if len(rows) == 1:
        return rows[0][0]
    total = Polynomial([0], "lambda")
    for j, x in enumerate(rows[0]):
        total = (
            total
            + x * determinant(tuple(tuple(y for m, y in enumerate(row) if m != j) for row in rows[1:])) * (-1) ** j
        )
    return total


# Eigenvalues -----------------------------------------------------------------------------------------------------


def with_diagonal(rng: Rng, a: int, d: int, product: int) -> Mat:
    """A matrix with a and d on its diagonal whose other entries, up to BOUND, have this nonzero product."""
    divisors = [b for b in range(-BOUND, BOUND + 1) if b and product % b == 0 and abs(product) <= BOUND * abs(b)]
    assume(divisors, "the product of the off-diagonal entries does not split")
    b = rng.choice(divisors)
    return Mat([[a, b], [product // b, d]])


def with_eigenvalues(rng: Rng, r: int, s: int) -> Mat:
    """A full integer matrix with eigenvalues r and s: the diagonal adds to r + s and does not hold them."""
    a = rng.choice([a for a in range(-9, 10) if a not in (r, s) and abs(r + s - a) <= BOUND])
    return with_diagonal(rng, a, r + s - a, -(a - r) * (a - s))


@exercise(
    "linear_algebra.eigen.eigenvalues_2x2",
    title="Eigenvalues of a 2 by 2 matrix",
    skill="s.eig.values",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.2",
    levels={"easy": {"form": "triangular"}, "core": {"form": "full"}, "hard": {"form": "special"}},
)
def eigenvalues_2x2(rng: Rng, *, form: Literal["triangular", "full", "special"]) -> Part:
    """Find the eigenvalues of a 2 by 2 integer matrix."""
    kind = rng.choice(("double", "zero", "surd")) if form == "special" else form
    if kind == "surd":
        centre, square, off = rng.nonzero(-5, 5), rng.choice((2, 3, 5, 6, 7)), rng.nonzero(-3, 3)
        A = with_diagonal(rng, centre + off, centre - off, square - off * off)
        expected = Polynomial([1, -centre], "lambda") ** 2 - square
        roots = [surd(centre, sign, square) for sign in (-1, 1)]
        opposite = [surd(-centre, sign, square) for sign in (-1, 1)]
        factored = f"({Polynomial([1, -centre], 'lambda')})^2 - {square}"
    else:
        r = 0 if kind == "zero" else rng.nonzero(-9, 9) if kind == "triangular" else rng.nonzero(-6, 6)
        s = r if kind == "double" else rng.choice([s for s in range(-6, 7) if s and abs(s) != abs(r)])
        A = Mat([[r, rng.nonzero(-9, 9)], [0, s]]) if kind == "triangular" else with_eigenvalues(rng, r, s)
        A = A.T if rng.chance(0.5) else A
        expected = from_roots(r, s, variable="lambda")
        roots = [str(root) for root in sorted({r, s})]
        opposite = [str(-root) for root in sorted({r, s})]
        factored = expected.factored()
    p = A.charpoly()
    assert p == expected
    zeros = " and at ".join(f"${root}$" for root in roots) + (", twice" if kind == "double" else "")
    if kind == "triangular":
        product = f"({A[0, 0]} - lambda)*({A[1, 1]} - lambda)"
        work = [f"One entry beside the diagonal is $0$, so $det(A - lambda*I) = {product}$. This is zero at {zeros}."]
    else:
        work = [
            f"For a 2 by 2 matrix $det(A - lambda*I) = lambda^2 - tr(A)*lambda + det(A) = {p}$.",
            f"Here ${p} = {factored}$, which is zero at {zeros}.",
        ]
    first, last, solution = roots[0], roots[-1], "{" + ", ".join(roots) + "}"

    mistakes = [
        Mistake("sign-of-root", finite_set(*opposite), "A factor $lambda - r$ is zero at $lambda = r$, not at $-r$."),
        Mistake(
            "trace-and-det",
            finite_set(A.trace(), A.det()),
            f"${A.trace()}$ is the sum of the eigenvalues and ${A.det()}$ their product.",
        ),
    ]
    if kind != "triangular":
        diagonal = finite_set(A[0, 0], A[1, 1])
        mistakes.append(
            Mistake("diagonal-is-spectrum", diagonal, "Only a triangular matrix shows its eigenvalues on the diagonal.")
        )
    return Part(
        ask=f"Find all eigenvalues of $A = {A}$, as a set.",
        answer=finite_set(*roots),
        steps=[
            "The eigenvalues are the numbers $lambda$ for which $A - lambda*I$ is singular: $det(A - lambda*I) = 0$.",
            *work,
            f"Check: the sum $({first}) + ({last}) = {A.trace()}$ is the trace, and the product "
            f"$({first})*({last}) = {A.det()}$ is the determinant. The set of eigenvalues is ${solution}$.",
        ],
        hints=[
            "For which numbers $lambda$ does $A - lambda*I$ have no inverse?",
            "Write $det(A - lambda*I)$ as a polynomial in $lambda$: its roots are the eigenvalues.",
            "The eigenvalues, a double one counted twice, add to the trace and multiply to the determinant.",
        ],
        mistakes=mistakes,
    )


@exercise(
    "linear_algebra.eigen.eigenvalues_3x3",
    title="Eigenvalues and multiplicities of a 3 by 3 matrix",
    skill="s.eig.values",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.2",
    tier="standard",
    levels={"easy": {"form": "triangular"}, "core": {"form": "distinct"}, "hard": {"form": "double"}},
)
def eigenvalues_3x3(rng: Rng, *, form: Literal["triangular", "distinct", "double"]) -> Multipart:
    """Find the eigenvalues of a 3 by 3 matrix; with a double one also how many independent eigenvectors it has."""
    if form == "triangular":
        values = sorted(rng.distinct(-9, 9, count=3)) if rng.chance(Fraction(1, 2)) else [*_with_a_pair(rng, 9)]
        values = rng.shuffled(values)
        A = Mat([values[i] if i == j else rng.nonzero(-9, 9) if j > i else 0 for j in range(3)] for i in range(3))
        A = A.T if rng.chance(Fraction(1, 2)) else A
        factors = "*".join(f"({linear(x)})" for x in values)
        work = [
            f"All entries on one side of the diagonal are zero, so $det(A - lambda*I) = {factors}$: only the product "
            "along the diagonal is left."
        ]
        return Multipart(f"Let $A = {A}$.", parts=[_spectrum_part(A, values, work), _multiplicity_part(values)])
    if form == "distinct":
        values = drawn(lambda: rng.distinct(-5, 6, count=3), lambda found: 0 not in found)
        A, _ = conjugated(rng, diag(*values), bound=BOUND)
        return Multipart(f"Let $A = {A}$.", parts=[_spectrum_part(A, values, _factoring(A, values))])
    values = [*_with_a_pair(rng, 4)]
    defective = rng.chance(Fraction(1, 2))
    J = diag(*values).with_entry(0, 1, 1) if defective else diag(*values)
    A, _ = conjugated(rng, J, bound=BOUND)
    return Multipart(
        f"Let $A = {A}$. Two of its eigenvalues coincide.",
        parts=[_spectrum_part(A, values, _factoring(A, values)), *_eigenspace_parts(A, values, defective)],
    )


def _with_a_pair(rng: Rng, bound: int) -> tuple[int, int, int]:
    """Three numbers that are not zero, the first two of them equal."""
    r = rng.nonzero(-bound, bound)
    return r, r, rng.choice([s for s in range(-bound, bound + 1) if s and abs(s) != abs(r)])


def _factoring(A: Mat, values: Sequence[int]) -> list[str]:
    """The characteristic polynomial, a root by trial, and the other factor."""
    p = A.charpoly()
    first = min(values, key=abs)
    q, rest = p.divided(Polynomial([1, -first], "lambda"))
    assert not any(rest.coefficients)
    return [
        f"Expanding the determinant gives $det(lambda*I - A) = {p}$, which has the same roots as $det(A - lambda*I)$.",
        f"A root that is an integer divides the constant term ${p[0]}$. Trying divisors, $lambda = {first}$ is a root, "
        f"and division by ${Polynomial([1, -first], 'lambda')}$ leaves ${q} = {q.factored()}$.",
    ]


def _spectrum_part(A: Mat, values: Sequence[int], work: Sequence[str]) -> Part:
    """The set of eigenvalues."""
    found = sorted(set(values))
    p = A.charpoly()
    assert all(p(x) == 0 for x in found) and sum(values) == A.trace()
    total = " + ".join(f"({x})" for x in sorted(values))
    triangular = not any(A[i, j] for i in range(3) for j in range(i)) or not any(
        A[j, i] for i in range(3) for j in range(i)
    )
    mistakes = [
        Mistake("sign-of-root", finite_set(*(-x for x in found)), "A factor $lambda - r$ is zero at $lambda = r$."),
        Mistake("trace-and-det", finite_set(A.trace(), A.det()), f"${A.trace()}$ is the sum of the eigenvalues and "
                f"${A.det()}$ is their product."),
    ]  # fmt: skip
    if not triangular:
        told = "Only a triangular matrix shows its eigenvalues on the diagonal."
        mistakes.append(Mistake("diagonal-is-spectrum", finite_set(*(A[i, i] for i in range(3))), told))
    return Part(
        name="L",
        ask="Find all eigenvalues of $A$, as a set.",
        answer=finite_set(*found),
        steps=[
            *work,
            f"The determinant is zero at {listed(f'${x}$' for x in found)}"
            f"{', where one factor occurs twice' if len(found) < 3 else ''}. Check: counted as often as they "
            f"occur, they add to the trace, ${total} = {A.trace()}$. The set of eigenvalues is "
            f"${{{', '.join(map(str, found))}}}$.",
        ],
        hints=[
            "For which numbers $lambda$ is $det(A - lambda*I) = 0$?",
            "What is the determinant of a triangular matrix?" if triangular
            else "Integer roots divide the constant term, the determinant. Try them, then divide by the factor found.",
        ],
        mistakes=mistakes,
    )  # fmt: skip


def _multiplicity_part(values: Sequence[int]) -> Part:
    """How often the largest eigenvalue counts."""
    top = max(values)
    m = list(values).count(top)
    times = "once" if m == 1 else "twice"
    other = 3 - m
    return Part(
        ask="What is the algebraic multiplicity of the largest eigenvalue?",
        answer=number(m),
        steps=[
            f"The largest eigenvalue is ${top}$. The factor ${linear(top)}$ occurs {times} in the characteristic "
            f"polynomial, so its algebraic multiplicity is ${m}$."
        ],
        hints=["How often does its factor occur in the characteristic polynomial?"],
        mistakes=[
            Mistake("multiplicity-of-the-others", number(other), "Count the factor of the largest eigenvalue only."),
        ],
    )


def _eigenspace_parts(A: Mat, values: Sequence[int], defective: bool) -> list[Part]:
    """Which eigenvalue is double, how many independent eigenvectors it has, and whether A is diagonalisable."""
    double, single = values[0], values[2]
    M = A - eye(3) * double
    dimension = 3 - M.rank()
    assert dimension == (1 if defective else 2)
    verdict = "is" if dimension == 2 else "is not"
    return [
        Part(
            ask="Which eigenvalue has the algebraic multiplicity 2?",
            answer=number(double),
            steps=[f"Its factor occurs twice in the characteristic polynomial: it is ${double}$."],
            hints=["Which factor occurs twice in the characteristic polynomial?"],
            mistakes=[
                Mistake("multiplicity-of-the-others", number(single), "Its factor occurs once. Compare with the trace: "
                        "the double eigenvalue counts twice."),
                Mistake("sign-of-root", number(-double), "A factor $lambda - r$ is zero at $lambda = r$."),
            ],
        ),
        Part(
            name="d",
            ask="How many linearly independent eigenvectors belong to this double eigenvalue?",
            answer=number(dimension),
            steps=[
                f"They solve $(A - ({double})*I)*v = 0$, where the matrix is ${M}$. Row reduction brings it to "
                f"${M.rref()[0]}$, which has rank ${3 - dimension}$.",
                f"So ${3} - {3 - dimension} = {dimension}$ unknown{'s are' if dimension > 1 else ' is'} free: there "
                f"{'are' if dimension > 1 else 'is'} ${dimension}$ independent "
                f"eigenvector{'s' if dimension > 1 else ''}.",
            ],
            hints=["What is the rank of $A - lambda*I$ for this eigenvalue?",
                   "The number of free unknowns is 3 less the rank."],
            mistakes=[
                Mistake("geometric-equals-algebraic" if defective else "rank-for-dimension", number(3 - dimension),
                        "A double eigenvalue may have one eigenvector only: count the free unknowns of "
                        "$(A - lambda*I)*v = 0$." if defective else "That is the rank of $A - lambda*I$. The number of "
                        "eigenvectors is 3 less the rank."),
                Mistake("columns-for-nullity", number(3), "Only the unknowns without a pivot are free."),
            ],
        ),
        Part(
            ask="Is $A$ diagonalisable?",
            answer=boolean(dimension == 2),
            follows="d = 2",
            steps=[f"The eigenvalue ${single}$ has one independent eigenvector, and ${double}$ has ${dimension}$: "
                   f"together ${1 + dimension}$. A basis of eigenvectors needs 3, so $A$ {verdict} diagonalisable."],
            hints=["Are there three independent eigenvectors?"],
            mistakes=[Mistake("double-decides" , boolean(dimension != 2), "A matrix is diagonalisable exactly if it "
                              "has as many independent eigenvectors as rows; equal eigenvalues alone decide nothing.")],
        ),
    ]  # fmt: skip


# Eigenvectors ----------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.eigen.eigenvector_direction",
    title="Eigenvector for a given eigenvalue",
    skill="s.eig.vectors",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.2",
    levels={"easy": {"form": "simple"}, "core": {"form": "fractions"}, "hard": {"form": "three"}},
)
def eigenvector_direction(rng: Rng, *, form: Literal["simple", "fractions", "three"]) -> Part:
    """Find an eigenvector for a stated eigenvalue of a matrix of order 2 or 3."""
    if form == "three":
        values = rng.distinct(-4, 5, count=3)
        A, P = conjugated(rng, diag(*values))
        k, v, w = values[0], P.column(0), P.column(1)
        assume(k, "the eigenvalue is 0")
    else:
        A, k, v, w = drawn(lambda: _two_with(rng, form), _fits, 200)
    n = A.shape[0]
    M = A - eye(n) * k
    assert A * v == v * k
    if n == 2:
        row = next(row for row in M.rows if any(row))
        work = [
            f"Its rows are multiples of each other, so one equation is left, ${terms(row, ('x', 'y'))} = 0$.",
            f"It is solved by $x = {v[0, 0]}$ and $y = {v[1, 0]}$, and by all multiples of these.",
        ]
    else:
        R, pivots = M.rref()
        free = next(j for j in range(3) if j not in pivots)
        names = ("x", "y", "z")
        solved = listed(f"${names[j]} = {text_of(f'({-R[i, free]})*{names[free]}')}$" for i, j in enumerate(pivots))
        work = [
            f"Row reduction leads to ${M} ~ {R}$. So ${names[free]}$ is free, and {solved}.",
            f"Choosing ${names[free]} = {v[free, 0]}$ gives whole numbers.",
        ]
    mistakes = [Mistake("other-eigenvalue", direction(w), "This is an eigenvector, but $A$ multiplies it by another "
                        "number than the one asked for.")]  # fmt: skip
    if n == 2:
        first = M.rows[0]
        plus = A + eye(2) * k
        mistakes += [
            Mistake("sign-slip-in-row", direction(first[1], first[0]), "Put your vector into the first equation: its "
                    "two terms must cancel."),
            *([Mistake("plus-lambda", direction(plus[0, 1], -plus[0, 0]), "Subtract the eigenvalue on the diagonal; "
                       "do not add it.")] if k else []),
        ]  # fmt: skip
    else:
        flipped = column(*(-x if j == free else x for j, x in enumerate(v)))
        mistakes.append(Mistake("sign-not-moved", direction(flipped), "Terms that change sides change their signs."))
    return Part(
        ask=f"The matrix $A = {A}$ has the eigenvalue ${k}$. Find an eigenvector for it.",
        answer=direction(v),
        steps=[
            f"Solve $(A - ({k})*I)*v = 0$. The matrix of this system is ${M}$.",
            *work,
            f"Check: $A*{v} = {A * v} = {k}*{v}$. So ${v}$ is an eigenvector, and so is every multiple of it except "
            "the zero vector.",
        ],
        hints=[
            "Subtract the eigenvalue from the entries of the diagonal.",
            "Which vector other than 0 does this matrix take to zero?",
        ],
        mistakes=mistakes,
    )


class WithPair(NamedTuple):
    """A 2 by 2 matrix, one of its eigenvalues, its eigenvector, and that of the other eigenvalue."""

    A: Mat
    k: int
    v: Mat
    w: Mat


def _two_with(rng: Rng, form: str) -> WithPair:
    v, w = rng.choice(PAIRS[form])
    k, other = rng.distinct(-6, 6, count=2) if form == "fractions" else rng.sample([x for x in range(-6, 7) if x], 2)
    P = v.beside(w)
    return WithPair(P * diag(k, other) * P.inv(), k, v, w)


def _fits(found: WithPair) -> bool:
    A = found.A
    return all(isinstance(x, int) and abs(x) <= BOUND for x in A) and bool(A[0, 1] and A[1, 0])


def _pairs(form: str) -> list[tuple[Mat, Mat]]:
    """Pairs of vectors with entries up to 4, determinant up to 2; without units at the level `fractions`."""
    entries = [x for x in range(-4, 5) if x]
    every = [(x, y) for x in range(1, 5) for y in entries if gcd(x, y) == 1]
    units = [(x, y) for x, y in every if 1 in (x, abs(y))]
    first = units if form == "simple" else [pair for pair in every if pair not in units]
    return [
        (column(*p), column(*q)) for p in first for q in every if abs(p[0] * q[1] - p[1] * q[0]) in (1, 2) and p != q
    ]


PAIRS = {form: _pairs(form) for form in ("simple", "fractions")}


def terms(row: Iterable[Rational], names: Sequence[str]) -> str:
    """`2*x - 3*y` by its coefficients; what has the coefficient 0 is left out."""
    return text_of(" + ".join(f"({a})*{name}" for a, name in zip(row, names, strict=True) if a))


# Rules -----------------------------------------------------------------------------------------------------------


class Rule(NamedTuple):
    """A matrix made of A, what it does to an eigenvalue, why, and where wrong rules lead."""

    shown: str
    of: Callable[[Fraction], Fraction]
    shown_of: str
    why: str
    wrong: tuple[tuple[str, Callable[[Fraction], Fraction], str], ...]


KEPT = "The change acts on the eigenvalues too: apply $A$ and what is done to it to an eigenvector."


def _square(rng: Rng) -> Rule:
    return Rule("A^2", lambda x: x * x, "lambda^2", "applying it twice multiplies twice by $lambda$", (
        ("doubles-for-square", lambda x: 2 * x, "Applying $A$ twice multiplies twice by the eigenvalue: square it."),
        ("adds-to-nothing", lambda x: x, KEPT)))  # fmt: skip


def _multiple(rng: Rng) -> Rule:
    k = rng.choice([k for k in range(-5, 6) if k not in (0, 1, -1)])
    return Rule(f"{k}*A", lambda x: k * x, f"{k}*lambda", f"the factor ${k}$ multiplies the result", (
        ("adds-the-factor", lambda x: x + k, "The factor multiplies every eigenvalue; nothing is added."),
        ("adds-to-nothing", lambda x: x, KEPT)))  # fmt: skip


def _transpose(rng: Rng) -> Rule:
    why = "$A^T - lambda*I$ is the transpose of $A - lambda*I$ and has the same determinant"
    return Rule("A^T", lambda x: x, "lambda", why, (
        ("inverse-negates", lambda x: -x, "Transposing does not change a determinant, so the characteristic "
         "polynomial stays the same."),
        ("reciprocal-for-transpose", lambda x: 1 / x if x else x, "That would be the inverse. Transposing keeps the "
         "characteristic polynomial.")))  # fmt: skip


def _shift(rng: Rng) -> Rule:
    k = rng.nonzero(-5, 5)
    shown = plus("A", k, "I")
    return Rule(shown, lambda x: x + k, plus("lambda", k), f"${k}*I$ multiplies every vector by ${k}$", (
        ("adds-to-nothing", lambda x: x, "A multiple of $I$ adds its factor to the multiplier of every vector: the "
         "eigenvalues are shifted."),
        ("multiplies-shift", lambda x: k * x, "A multiple of $I$ is added, so its factor is added to each "
         "eigenvalue.")))  # fmt: skip


def _inverse(rng: Rng) -> Rule:
    return Rule("A^(-1)", lambda x: 1 / x, "1/lambda", "the inverse undoes this", (
        ("inverse-negates", lambda x: -x, "$A^(-1)*v = (1/lambda)*v$: take reciprocals, not opposite numbers."),
        ("adds-to-nothing", lambda x: x, KEPT)))  # fmt: skip


def _polynomial(rng: Rng) -> Rule:
    b, c = rng.nonzero(-4, 4), rng.nonzero(-6, 6)
    shown = text_of(f"A^2 + ({b})*A + ({c})*I")
    of = text_of(f"lambda^2 + ({b})*lambda + ({c})")
    return Rule(shown, lambda x: x * x + b * x + c, of, "each term acts on $v$ as a number, with $I$ acting as $1$", (
        ("adds-to-nothing", lambda x: x * x + b * x, "The multiple of $I$ counts too: it is added to every value."),
        ("doubles-for-square", lambda x: 2 * x + b * x + c, "Square the eigenvalue; do not double it.")))  # fmt: skip


def plus(first: str, k: int, unit: str = "") -> str:
    """`A - 2*I`, `lambda + 3`."""
    return text_of(f"{first} + ({k})" + (f"*{unit}" if unit else ""))


@exercise(
    "linear_algebra.eigen.spectral_rules",
    title="Eigenvalues of A², A⁻¹, A + kI and others",
    skill="s.eig.rules",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 6.1",
    tier="standard",
    levels={"easy": {"rules": "products"}, "core": {"rules": "inverse"}, "hard": {"rules": "polynomial"}},
)
def spectral_rules(rng: Rng, *, rules: Literal["products", "inverse", "polynomial"]) -> Multipart:
    """Find the eigenvalues of matrices made of a matrix, or a missing one from trace and determinant."""
    n = rng.integer(2, 3)
    pool = [x for x in range(-5, 6) if x or rules == "products"]
    values = drawn(lambda: sorted(rng.sample(pool, n)), lambda found: {*found} != {-x for x in found})
    told = f"A ${n} times {n}$ matrix $A$ has the eigenvalues {listed(f'${x}$' for x in values)}."
    if rules == "products":
        made = [_multiple(rng), rng.choice((_square, _transpose))(rng)]
        return Multipart(told, parts=[_rule_part(rule, values) for rule in made])
    if rules == "inverse":
        return Multipart(told, parts=[_rule_part(rule, values) for rule in (_shift(rng), _inverse(rng))])
    return _missing(rng, n)


def _rule_part(rule: Rule, values: Sequence[int]) -> Part:
    """The eigenvalues of one matrix."""
    found = {x: rational(rule.of(Fraction(x))) for x in values}
    shown = sorted(set(found.values()))
    return Part(
        ask=f"Give the set of eigenvalues of ${rule.shown}$.",
        answer=finite_set(*shown),
        steps=[
            _sentence(rule),
            f"{'; '.join(f'${x}$ becomes ${y}$' for x, y in found.items())}. The set is "
            f"${{{', '.join(map(str, shown))}}}$.",
        ],
        hints=["Apply the new matrix to an eigenvector of $A$. By what is it multiplied?"]
        if rule.shown != "A^T"
        else ["How does transposing change a determinant, such as $det(A - lambda*I)$?"],
        mistakes=[
            Mistake(id, finite_set(*{rational(wrong(Fraction(x))) for x in values}), why)
            for id, wrong, why in rule.wrong
        ],
    )


def _sentence(rule: Rule) -> str:
    if rule.shown == "A^T":
        return f"The matrix {rule.why}: the eigenvalues are the same."
    return (
        f"Let $v$ be an eigenvector of $A$ for the eigenvalue $lambda$. $A$ multiplies $v$ by $lambda$, and "
        f"{rule.why}: so ${rule.shown}$ multiplies $v$ by ${rule.shown_of}$."
    )


def _missing(rng: Rng, n: int) -> Multipart:
    """All but one eigenvalue are told, and the trace or the determinant; then a polynomial in A."""
    by = rng.choice(("trace", "determinant"))
    pool = [x for x in range(-5, 6) if x or by == "trace"]
    *known, last = drawn(lambda: rng.sample(pool, n), lambda found: by == "trace" or all(found[:-1]))
    if by == "determinant":
        assume(all(known), "the product of the known eigenvalues is 0")
    values = [*known, last]
    total, product = sum(values), prod(values)
    value, others = (total, sum(known)) if by == "trace" else (product, prod(known))
    rule = _polynomial(rng)
    invertible = 0 not in values
    names = listed(f"${x}$" for x in known)
    has = "the eigenvalue" if n == 2 else "the eigenvalues"
    told = " + ".join(f"({x})" for x in known)
    work = f"{value} - ({told})" if by == "trace" else f"{value}/({others})"
    wrong = (
        [("sum-reversed", number(others - value), "Subtract the eigenvalues you know from the trace."),
         ("trace-is-product", number(Fraction(value, others) if others else value), "The trace is the sum of the "
          "eigenvalues. The determinant is their product.")]
        if by == "trace"
        else [("trace-is-product", number(value - others), "The determinant is the product of the eigenvalues. The "
               "trace is their sum."),
              ("sign-of-product", number(Fraction(-value, others)), "Count the minus signs of the factors once more.")]
    )  # fmt: skip
    last_parts = [_rule_part(rule, values)]
    if by == "trace":
        why = "none of the eigenvalues is 0" if invertible else "one of the eigenvalues is 0"
        last_parts.append(
            Part(
                ask="Is $A$ invertible?",
                answer=boolean(invertible),
                steps=[f"The determinant is the product of the eigenvalues, and {why}. So $A$ is "
                       f"{'' if invertible else 'not '}invertible."],
                hints=["What is the determinant of $A$?"],
                mistakes=[Mistake("singular-reversed", boolean(not invertible), "A matrix is invertible exactly if 0 "
                                  "is no eigenvalue.")],
            )
        )  # fmt: skip
    return Multipart(
        f"A ${n} times {n}$ matrix $A$ has {has} {names}{' and one more' if n == 3 else ' and another one'}. Its {by} "
        f"is ${value}$. The matrix ${rule.shown}$ is made of it.",
        parts=[
            Part(
                ask="Find the remaining eigenvalue of $A$.",
                answer=number(last),
                steps=[f"The {by} is the {'sum' if by == 'trace' else 'product'} of the eigenvalues, so the remaining "
                       f"one is ${work} = {last}$."],
                hints=[f"How does the {by} of a matrix come from its eigenvalues?"],
                mistakes=[Mistake(id, answer, why) for id, answer, why in wrong],
            ),
            *last_parts,
        ],
    )  # fmt: skip


# Powers ----------------------------------------------------------------------------------------------------------

P_OF = "[[entry(v, 1), entry(w, 1)], [entry(v, 2), entry(w, 2)]]"
"""The matrix of eigenvectors, as the learner chose them."""


@exercise(
    "linear_algebra.eigen.diagonalise_and_power",
    title="Diagonalise and compute a power",
    skill="s.eig.diagonalise",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.4",
    tier="standard",
    levels={"easy": {"power": "third"}, "core": {"power": "higher"}, "hard": {"power": "any"}},
)
def diagonalise_and_power(rng: Rng, *, power: Literal["third", "higher", "any"]) -> Multipart:
    """Find eigenvalues and eigenvectors of a 2 by 2 matrix, and with them a power, all powers or their limit."""
    limit = power == "any" and rng.chance(Fraction(1, 2))
    A, P, large, small = drawn(lambda: _powered(rng, power, limit), lambda each: _small(each[0], each[1]), 200)
    powers = [n for n in (4, 5, 6) if max(map(abs, map(int, A**n))) <= 2000] if power == "higher" else [3]
    assume(powers, "the entries of the power are too large")
    n = rng.choice(powers)
    Q = P.inv()
    v, w = P.column(0), P.column(1)
    assert A * v == v * large and A * w == w * small
    parts = [_two_values_part(A, large, small), _vector_part(A, v, large, "v"), _vector_part(A, w, small, "w"),
             _inverse_part(P, Q)]  # fmt: skip
    if power != "any":
        parts.append(_power_part(A, P, large, small, n))
    elif limit:
        parts.append(_limit_part(P, Q, small))
    else:
        parts.append(_formula_part(A, P, Q, large, small))
    end = "its limit" if limit else "any power" if power == "any" else f"$A^({n})$"
    return Multipart(
        f"Let $A = {A}$. Find its eigenvalues and eigenvectors, and with them "
        f"{'what its powers tend to' if limit else end}.",
        given={"A": A, "n": n} if power != "any" else {"A": A},
        parts=parts,
    )


def _powered(rng: Rng, power: str, limit: bool) -> tuple[Mat, Mat, Rational, Rational]:
    """A = P*D*P^(-1) with the larger eigenvalue first."""
    P = Mat([[rng.integer(1, 5) for _ in range(2)], [rng.nonzero(-5, 5) for _ in range(2)]])
    if limit:
        large, small = Fraction(1), Fraction(rng.sign(), rng.integer(2, 5))
    elif power == "third":
        first, other = rng.choice((0, 1)), rng.choice((-5, -4, -3, -2, 2, 3, 4, 5))
        large, small = Fraction(max(first, other)), Fraction(min(first, other))
    else:
        few = (-3, -2, -1, 1, 2, 3, 4) if power == "any" else (-3, -2, -1, 0, 1, 2, 3)
        second, first = sorted(drawn(lambda: rng.sample(few, 2), lambda pair: max(map(abs, pair)) > 1))
        large, small = Fraction(first), Fraction(second)
    if abs(int(P.det())) != 1:
        return P, P, 0, 0
    return P * diag(large, small) * P.inv(), P, rational(large), rational(small)


def _small(A: Mat, P: Mat) -> bool:
    return P.det() in (1, -1) and all(-30 <= x <= 30 for x in A) and bool(A[0, 1] and A[1, 0])


def _two_values_part(A: Mat, large: Rational, small: Rational) -> Part:
    p = A.charpoly()
    return Part(
        name="L",
        ask="Give the set of eigenvalues of $A$.",
        answer=finite_set(small, large),
        follows="eigenvalues(A)",
        steps=[
            f"The characteristic polynomial is $det(A - lambda*I) = lambda^2 - tr(A)*lambda + det(A) = {p}$.",
            f"It is zero at ${small}$ and at ${large}$: their sum is the trace, $({small}) + ({large}) = {A.trace()}$, "
            f"and their product the determinant, $({small})*({large}) = {A.det()}$. The set is ${{{small}, {large}}}$.",
        ],
        hints=["The eigenvalues are the roots of $lambda^2 - tr(A)*lambda + det(A)$."],
        mistakes=[
            Mistake("sign-of-root", finite_set(-small, -large), "A factor $lambda - r$ is zero at $lambda = r$."),
            Mistake("diagonal-is-spectrum", finite_set(A[0, 0], A[1, 1]), "Only a triangular matrix shows its "
                    "eigenvalues on the diagonal."),
        ],
    )  # fmt: skip


def _vector_part(A: Mat, v: Mat, value: Rational, name: str) -> Part:
    which, other = ("larger", "min") if name == "v" else ("smaller", "max")
    M = A - eye(2) * value
    row = next(row for row in M.rows if any(row))
    return Part(
        name=name,
        ask=f"Give an eigenvector ${name}$ for the {which} eigenvalue.",
        answer=direction(v),
        follows=f"eigenvector(A, {'max' if name == 'v' else 'min'}(L))",
        steps=[
            f"Solve $(A - ({value})*I)*{name} = [[0], [0]]$, where the matrix is ${M}$. One equation is left: "
            f"${terms(row, (f'{name}_1', f'{name}_2'))} = 0$.",
            f"So ${name} = {v}$, or any multiple of it but zero.",
        ],
        hints=["Subtract the eigenvalue on the diagonal, and look for a vector that this matrix takes to zero."],
        mistakes=[
            Mistake("other-eigenvalue", f"eigenvector(A, {other}(L))", f"This belongs to the other eigenvalue: the "
                    f"{which} one is asked for."),
            Mistake("sign-slip-in-row", direction(v[0, 0], -v[1, 0]), "Put your vector into the equation: the two "
                    "terms must cancel."),
        ],
    )  # fmt: skip


def _inverse_part(P: Mat, Q: Mat) -> Part:
    (a, b), (c, d) = P.rows
    return Part(
        name="Q",
        ask="Let $P$ be the matrix with your eigenvectors as columns, first $v$, then $w$. Give $Q = P^(-1)$.",
        answer=matrix(Q),
        follows=f"inv({P_OF})",
        steps=[
            f"Here $P = {P}$ with the determinant $det(P) = {P.det()}$. Exchange the entries of the diagonal, change "
            "the signs of the others and divide by the determinant.",
            f"So $Q = {Q}$.",
        ],
        hints=["A 2 by 2 matrix is inverted by a rule with its determinant."],
        mistakes=[
            Mistake("diagonal-not-swapped", matrix(Mat([[a, -b], [-c, d]]) / int(P.det())), "The entries of the "
                    "diagonal change places."),
            Mistake("inverse-transposed", matrix(Q.T), "The entries beside the diagonal keep their places; only their "
                    "signs change."),
        ],
    )  # fmt: skip


def _power_part(A: Mat, P: Mat, large: Rational, small: Rational, n: int) -> Part:
    D, power = diag(large, small) ** n, A**n
    Q = P.inv()
    assert power == P * D * Q
    swapped = f"{P_OF}*[[min(L)^n, 0], [0, max(L)^n]]*Q"
    return Part(
        ask=f"Give $A^({n})$.",
        answer=matrix(power),
        follows=f"{P_OF}*[[max(L)^n, 0], [0, min(L)^n]]*Q",
        steps=[
            f"In the basis of eigenvectors $A$ is diagonal, $A = P*D*Q$, so $A^({n}) = P*D^({n})*Q$ with "
            f"$D^({n}) = [[({large})^({n}), 0], [0, ({small})^({n})]] = {D}$.",
            f"First $P*D^({n}) = {P * D}$, then $A^({n}) = {P * D}*{Q} = {power}$.",
        ],
        hints=["What does $A$ do in the basis of eigenvectors?", "A diagonal matrix is raised to a power entry by "
               "entry. Then go back to the old coordinates."],
        mistakes=[
            Mistake("entrywise-power", matrix(A.map(lambda x: x**n)), "Only a diagonal matrix is raised to a power "
                    "entry by entry."),
            Mistake("missing-inverse", f"{P_OF}*[[max(L)^n, 0], [0, min(L)^n]]*{P_OF}", "The change of "
                    "coordinates must be undone: the last factor is the inverse of $P$."),
            Mistake("eigenvectors-out-of-order", swapped, "The first column of $P$ belongs to the first entry of the "
                    "diagonal matrix."),
        ],
    )  # fmt: skip


def _limit_part(P: Mat, Q: Mat, small: Rational) -> Part:
    E = diag(1, 0)
    return Part(
        ask="To which matrix does $A^n$ tend as $n$ grows?",
        answer=matrix(P * E * Q),
        follows=f"{P_OF}*[[1, 0], [0, 0]]*Q",
        steps=[
            f"In the basis of eigenvectors $A^n$ is diagonal with the entries $1$ and $({small})^n$. The second tends "
            "to 0, since the eigenvalue is smaller than 1 in size.",
            f"So the limit is $P*[[1, 0], [0, 0]]*Q = {P}*[[1, 0], [0, 0]]*{Q} = {P * E * Q}$.",
        ],
        hints=["What becomes of the powers of each eigenvalue?"],
        mistakes=[
            Mistake("missing-inverse", f"{P_OF}*[[1, 0], [0, 0]]*{P_OF}", "The change of coordinates must be undone: "
                    "the last factor is the inverse of $P$."),
            Mistake("eigenvectors-out-of-order", f"{P_OF}*[[0, 0], [0, 1]]*Q", "The first column of $P$ belongs to the "
                    "eigenvalue 1, which stays."),
            Mistake("limit-without-change-of-basis", matrix(E), "This is the limit in the basis of eigenvectors: go "
                    "back to the old coordinates."),
        ],
    )  # fmt: skip


def _formula_part(A: Mat, P: Mat, Q: Mat, large: Rational, small: Rational) -> Part:
    first, second = P * diag(1, 0) * Q, P * diag(0, 1) * Q

    def entry(a: Rational, b: Rational, r: Rational, s: Rational) -> str:
        return text_of(
            " + ".join(f"({c})" + ("" if x == 1 else f"*{_nth(x)}") for c, x in ((a, r), (b, s)) if c) or "0"
        )

    def formula(r: Rational, s: Rational, one: Mat, two: Mat) -> list[list[str]]:
        pairs = (zip(*rows, strict=True) for rows in zip(one.rows, two.rows, strict=True))
        return [[entry(a, b, r, s) for a, b in row] for row in pairs]

    right = formula(large, small, first, second)
    swapped, entrywise = formula(small, large, first, second), [[_nth(x) for x in row] for row in A.rows]
    unfinished = formula(large, small, P * diag(1, 0) * P, P * diag(0, 1) * P)

    def key(rows: list[list[str]]) -> MatrixAnswer:
        return matrix(rows, symbols={"n": "integer"})

    return Part(
        ask="Give a formula for $A^n$, a matrix with $n$ in its entries, for every positive integer $n$.",
        answer=key(right),
        steps=[
            "In the basis of eigenvectors $A$ is diagonal, so $A^n$ is the product of $P$, of the diagonal matrix with "
            f"the entries ${_nth(large)}$ and ${_nth(small)}$, and of $Q$.",
            f"The powers of ${large}$ are multiplied by ${first}$, the product of the first column of $P$ and the "
            f"first row of $Q$, and the powers of ${small}$ by ${second}$, that of the second ones.",
            f"Added, this is ${rows_of(right)}$.",
        ],
        hints=["What does $A$ do in the basis of eigenvectors?", "A diagonal matrix is raised to a power entry by "
               "entry. Then go back to the old coordinates."],
        mistakes=[
            Mistake("entrywise-power", key(entrywise), "Only a diagonal matrix is raised to a power entry by entry."),
            Mistake("missing-inverse", key(unfinished), "The change of coordinates must be undone: the last factor is "
                    "the inverse of $P$."),
            Mistake("eigenvectors-out-of-order", key(swapped), "The first column of $P$ belongs to the first entry of "
                    "the diagonal matrix."),
        ],
    )  # fmt: skip


def _nth(x: Rational) -> str:
    """`3^n`, `(-2)^n`; 1 where that is all."""
    return "1" if x == 1 else "0" if x == 0 else f"({x})^n" if x < 0 else f"{x}^n"


# Pictures --------------------------------------------------------------------------------------------------------

Pair = tuple[int, int]
REACH = 5
"""How far the pictures of arrows reach from the origin."""
LOOKS: tuple[tuple[Style, Colour], ...] = (
    ("solid", "blue"), ("dashed", "orange"), ("solid", "green"), ("dashed", "purple"),
)  # fmt: skip
"""Of the arrows, in order."""
DRAWN_VALUES: dict[str, tuple[tuple[Rational, Rational], ...]] = {
    "stretched": ((2, 3), (1, 2), (1, 3), (2, Fraction(1, 2)), (3, Fraction(1, 2)), (1, Fraction(1, 2))),
    "signed": (
        (2, -1), (-2, 1), (-1, 3), (-2, 3), (1, -1), (-1, -2), (2, -2), (-1, Fraction(1, 2)), (2, Fraction(-1, 2)),
        (1, 0), (2, 0), (-1, 0), (-2, 0),
    ),
    "matrix": ((2, 3), (1, 2), (1, 3), (2, -1), (-2, 1), (-1, 3), (1, -1), (-1, -2), (2, -2), (-2, 3)),
}  # fmt: skip
"""Eigenvalues that are drawn, by knob."""


class Shown(NamedTuple):
    """An arrow, its image, and the eigenvalue if it is an eigenvector."""

    v: Pair
    image: Pair
    value: Rational | None


@exercise(
    "linear_algebra.eigen.eigen_from_picture",
    title="Spot the eigenvectors",
    skill="s.eig.picture",
    source="Sanderson, Essence of Linear Algebra (2016), chapter 14",
    levels={"easy": {"values": "stretched"}, "core": {"values": "signed"}, "hard": {"values": "matrix"}},
)
def eigen_from_picture(rng: Rng, *, values: Literal["stretched", "signed", "matrix"]) -> Multipart:
    """Find eigenvectors and eigenvalues in a picture of arrows before and after, and choose the matrix."""
    A, arrows = pictured(rng, values)
    right = [n for n, each in enumerate(arrows) if each.value is not None]
    found = sorted({each.value for each in arrows if each.value is not None})
    options = tuple(Option(id=chr(97 + n), text=f"$v_{n + 1}$") for n in range(len(arrows)))
    key = ChoicesAnswer(options=options, value=tuple(options[n].id for n in right), partial="per_option")

    def ticked(id: str, belief: Callable[[Shown], bool], told: str) -> list[Mistake]:
        ids = tuple(option.id for option, each in zip(options, arrows, strict=True) if belief(each))
        used = [key, *(mistake.answer for mistake in mistakes)]
        made = key.model_copy(update={"value": ids})
        return [Mistake(id, made, told)] if ids and made not in used else []

    mistakes: list[Mistake] = []
    if 0 in found:
        told = "A vector other than 0 that is taken to 0 is an eigenvector for the eigenvalue $0$."
        mistakes += ticked("zero-eigenvalue-rejected", lambda each: bool(each.value), told)
    if found[0] < 0:
        told = "An arrow that is turned round stays on its line: it belongs to a negative eigenvalue."
        mistakes += ticked("reversed-rejected", lambda each: each.value is not None and each.value >= 0, told)
    told = "An eigenvector may become longer or shorter: what counts is that it stays on its own line."
    mistakes += ticked("same-length", lambda each: dist(each.v, (0, 0)) == dist(each.image, (0, 0)), told)
    told = "Compare each arrow with its own image: these do not lie on one line."
    mistakes += ticked("eigenvectors-for-others", lambda each: each.value is None, told)
    names = listed(f"$v_{n + 1}$" for n in range(len(arrows)))
    stem = f"A matrix $A$ takes the arrows {names} to their images. The figures show both on the same grid."
    if any(not any(each.image) for each in arrows):
        stem += " An image that is 0 is drawn as a point at the origin."
    parts = [
        Part(
            ask=f"Which of the arrows are eigenvectors of $A$? {MARKED_TOGETHER}",
            answer=key,
            steps=[
                "An eigenvector stays on its own line through the origin: its image is a multiple of it.",
                *(seen(n, each) for n, each in enumerate(arrows, 1)),
                f"So {listed(f'$v_{n + 1}$' for n in right)} {'are eigenvectors' if len(right) > 1 else ''}"
                f"{'is the only eigenvector among them' if len(right) == 1 else ''}.",
            ],
            hints=[
                "Which arrows stay on their own line through the origin?",
                "Read off where an arrow and its image end. Is the image a multiple of the arrow?",
            ],
            mistakes=mistakes,
        ),
        eigenvalues_read(arrows, found),
    ]
    if values == "matrix":
        parts.append(matrix_chosen(A, arrows, right))
    return Multipart(stem, figures=arrows_before_and_after(arrows), parts=parts)


MARKED_TOGETHER = "Choose all of them."


def eigenvalues_read(arrows: Sequence[Shown], found: Sequence[Rational]) -> Part:
    """The eigenvalues of the eigenvectors in the picture."""
    one = len(found) == 1
    mistakes = []
    if 0 not in found:
        told = "The eigenvalue is the new arrow divided by the old one."
        mistakes.append(Mistake("ratio-inverted", finite_set(*(Fraction(1) / k for k in found)), told))
    if found[0] < 0:
        told = "An arrow that is turned round is multiplied by a negative number."
        mistakes.append(Mistake("reversal-overlooked", finite_set(*(abs(Fraction(k)) for k in found)), told))
    told = "Divide the lengths; do not subtract them."
    mistakes.append(Mistake("difference-for-factor", finite_set(*(k - 1 for k in found)), told))
    told = "That is how the end of the arrow moved up or across. The eigenvalue multiplies the whole arrow."
    first = [each for each in arrows if each.value is not None]
    mistakes.append(Mistake("coordinate-for-factor", finite_set(*(each.image[0] for each in first)), told))
    return Part(
        ask="To which eigenvalues do the eigenvectors among them belong? Give the set of these numbers.",
        answer=finite_set(*found),
        steps=[
            *(
                f"$A*v_{n} = {column(*each.image)} = {each.value}*{column(*each.v)}$, so the eigenvalue of $v_{n}$ "
                f"is ${each.value}$."
                for n, each in enumerate(arrows, 1)
                if each.value is not None
            ),
            f"The {'eigenvalue is' if one else 'eigenvalues are'} {listed(f'${k}$' for k in found)}.",
        ],
        hints=["By which number must an eigenvector be multiplied to give its image?"],
        mistakes=mistakes,
    )  # fmt: skip


def matrix_chosen(A: Mat, arrows: Sequence[Shown], right: Sequence[int]) -> Part:
    """The matrix, among those that wrong rules give."""
    (v, image, k), (w, other, m) = (arrows[n] for n in right)
    assert k is not None and m is not None
    P = Mat([v, w]).T
    slips = other_matrices(A, P, k, m)
    texts = [f"${each}$" for each in (A, *(wrong for _, wrong, _ in slips))]

    def key(M: Mat) -> ChoiceAnswer:
        return choice(f"${M}$", *(text for text in texts if text != f"${M}$"))

    i, j = (n + 1 for n in right)
    return Part(
        ask="Which of these matrices is $A$?",
        answer=key(A),
        steps=[
            f"The matrix must take $v_{i} = {column(*v)}$ to ${column(*image)}$ and $v_{j} = {column(*w)}$ to "
            f"${column(*other)}$. Two vectors on different lines decide it.",
            f"For the matrix ${A}$ this is so: ${A}*{column(*v)} = {column(*image)}$ and "
            f"${A}*{column(*w)} = {column(*other)}$.",
        ],
        hints=["Multiply each matrix by an eigenvector whose image you can read off."],
        mistakes=[Mistake(id, key(wrong), told) for id, wrong, told in slips],
    )


def other_matrices(A: Mat, P: Mat, k: Rational, m: Rational) -> list[tuple[str, Mat, str]]:
    """Matrices of integers that wrong rules give, different from A and from each other."""
    swapped = P * diag(m, k) * P.inv()
    (a, b), (c, d) = A.rows
    every = [
        ("eigenvalues-exchanged", swapped, "Each eigenvector has its own eigenvalue: this matrix exchanges them."),
        ("rows-for-columns", A.T, "Multiply out: the rows of the matrix are multiplied by the vector."),
        ("diagonal-is-spectrum", diag(k, m), "This matrix has the right eigenvalues, but its eigenvectors lie on the "
         "axes."),
        ("sign-of-one-image", Mat([[a, -b], [-c, d]]), "Multiply it by an eigenvector: the image is another one."),
    ]  # fmt: skip
    found: dict[Mat, tuple[str, Mat, str]] = {}
    for slip in every:
        if slip[1] != A and all(Fraction(x).denominator == 1 for x in slip[1]):
            found.setdefault(slip[1], slip)
    return list(found.values())[:3]


def seen(n: int, each: Shown) -> str:
    """What the picture tells about one arrow."""
    v, image, k = each
    start = f"$v_{n} = {column(*v)}$"
    if k is None:
        return f"{start} goes to ${column(*image)}$, which is no multiple of it: it leaves its line."
    if k == 0:
        return f"{start} goes to $0$, which is $0$ times $v_{n}$."
    how = "stays where it is" if k == 1 else "is turned round" if k < 0 else "keeps its direction"
    return f"{start} goes to ${column(*image)} = {k}*{column(*v)}$: it stays on its line and {how}."


def pictured(rng: Rng, values: str) -> tuple[Mat, list[Shown]]:
    """A matrix and three or four arrows, one or two of them eigenvectors, that can be told apart before and after."""
    for _ in range(200):
        k, m = rng.sample(rng.choice(DRAWN_VALUES[values]), 2)
        p, q = rng.choice(eigenlines())
        P = Mat([p, q]).T
        A = P * diag(k, m) * P.inv()
        if values == "matrix" and not (
            all(Fraction(x).denominator == 1 for x in A) and len(other_matrices(A, P, k, m)) > 2
        ):
            continue
        every = all_moved(A)
        rest = [each for each in every if each.value is None]
        lines = [[each for each in every if each.value == x] for x in (k, m)]
        if not all(lines):
            continue
        both = values == "matrix" or 0 in (k, m) or rng.chance(Fraction(3, 4))
        chosen = [rng.choice(line) for line in (lines if both else [rng.choice(lines)])]
        if not apart(chosen):
            continue
        wanted = 3 if 0 in (k, m) else 4
        for other in rng.shuffled(rest):
            if len(chosen) < wanted and apart([*chosen, other]):
                chosen.append(other)
        if len(chosen) == wanted:
            return A, rng.shuffled(chosen)
    raise Redraw("no arrows that can be told apart")


def all_moved(A: Mat) -> list[Shown]:
    """The arrows whose images are on the grid and in view, and on the same line or clearly turned."""
    size = lcm(*(Fraction(x).denominator for x in A))
    (a, b), (c, d) = ([int(x * size) for x in row] for row in A.rows)
    found = []
    for v in lattice():
        x, y = a * v[0] + b * v[1], c * v[0] + d * v[1]
        if x % size or y % size or max(abs(x), abs(y)) >= REACH * size:
            continue
        image = x // size, y // size
        if v[0] * y == v[1] * x:
            part = Fraction(image[0], v[0]) if v[0] else Fraction(image[1], v[1])
            found.append(Shown(v, image, rational(part)))
        elif pi / 12 <= abs(angle(v) - angle(image)) % pi <= 11 * pi / 12:
            found.append(Shown(v, image, None))
    return found


def angle(v: Pair) -> float:
    return atan2(v[1], v[0])


def apart(arrows: Sequence[Shown]) -> bool:
    """Whether no two arrows, and no two images, point the same way or end near each other."""
    for one, other in combinations(arrows, 2):
        for a, b in ((one.v, other.v), (one.image, other.image)):
            if dist(a, b) < 1.5:
                return False
            between = abs(angle(a) - angle(b))
            if any(a) and any(b) and min(between, 2 * pi - between) < pi / 9:
                return False
        if one.value is not None and one.value == other.value:
            return False
    return True


@cache
def lattice() -> tuple[Pair, ...]:
    """Ends of arrows that are long enough to be seen."""
    every = ((x, y) for x in range(-4, 5) for y in range(-4, 5))
    return tuple(v for v in every if 2 <= v[0] ** 2 + v[1] ** 2 <= 18)


@cache
def eigenlines() -> tuple[tuple[Pair, Pair], ...]:
    """Directions of two eigenvectors, 30 degrees apart at least, of which one at most lies on an axis."""
    primitive = [v for v in lattice() if gcd(*v) == 1 and max(map(abs, v)) <= 3]
    primitive += [(1, 0), (0, 1)]
    up = [v for v in primitive if v[1] > 0 or (v[1] == 0 and v[0] > 0)]
    return tuple(
        (p, q)
        for p, q in combinations(up, 2)
        if pi / 6 <= abs(angle(p) - angle(q)) <= 5 * pi / 6 and {p, q} != {(1, 0), (0, 1)}
    )


def arrows_before_and_after(arrows: Sequence[Shown]) -> list[Figure]:
    """The arrows and their images on the same grid."""
    return [
        star([each.v for each in arrows], "v_{}", "before"),
        star([each.image for each in arrows], "A*v_{}", "after"),
    ]


def star(heads: Sequence[Pair], name: str, label: str) -> Figure:
    """Arrows from the origin; one of no length is a point."""
    marks: list[Mark] = []
    told = []
    for n, (head, (style, colour)) in enumerate(zip(heads, LOOKS, strict=False), 1):
        said = name.format(n)
        if any(head):
            marks.append(Arrow(head=spot(head), style=style, colour=colour, label=f"${said}$"))
            told.append(f"The arrow {said.replace('*', ' ')} points from the origin to {at(head)}.")
        else:
            marks.append(Dots(points=((0.0, 0.0),), colour=colour, labels=(f"${said}$",)))
            told.append(f"{said.replace('*', ' ')} is a point at the origin.")
    return Figure(
        alt=f"Arrows on a grid of unit squares, {label}. {' '.join(told)}",
        marks=tuple(marks),
        x=axis((-REACH, REACH), "x", step=1),
        y=axis((-REACH, REACH), "y", step=1),
        equal=True,
        grid=True,
        rim=True,
        label=label,
    )
