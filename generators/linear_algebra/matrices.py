"""Matrices and their products."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache, reduce
from itertools import pairwise, permutations, product
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    choice,
    choices,
    exercise,
    fill,
    interval,
    matrix,
    vector,
)
from generators.maths.figures import listed
from generators.maths.matrices import Mat, column, dot, eye, integer_matrix, matrix_of
from generators.maths.rng import drawn
from generators.maths.writing import dotted
from generators.notation import evaluate, parse
from schemas.answer import ChoiceAnswer, ChoicesAnswer, Option
from schemas.exercise import DataTable

Shape = tuple[int, int]
Factors = tuple[str, ...]
"""The names of the factors of a product in order; `B^T` is transposed."""
Named = Mapping[str, Mat]

LIMIT = 60
"""Entries of a product have at most this size."""
UNDEFINED = "It is not defined."
SIZES: tuple[Shape | None, ...] = ((2, 2), (2, 3), (3, 2), (3, 3), None)
ROW_TIMES_COLUMN = "Multiply a row of the left factor by a column of the right one, entry by entry, and add up."
SIGNS = "A product of two numbers with different signs is negative: add it with its sign."


@exercise(
    "linear_algebra.matrices.matrix_product",
    title="Matrix times vector, matrix times matrix",
    skill="s.mat.product",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.2.1",
    levels={"easy": {"factors": "vector"}, "core": {"factors": "two"}, "hard": {"factors": "three"}},
)
def matrix_product(rng: Rng, *, factors: Literal["vector", "two", "three"]) -> Multipart:
    """Decide whether a product of matrices is defined, give its size, and compute it."""
    match factors:
        case "vector":
            return _times_vector(rng)
        case "two":
            return _times_matrix(rng)
        case "three":
            return _three_factors(rng)


def _times_vector(rng: Rng) -> Multipart:
    """A matrix with two rows times a vector."""
    n = rng.choice((2, 3))
    A, x = drawn(
        lambda: (integer_matrix(rng, 2, n, 5), integer_matrix(rng, n, 1, 5)),
        lambda pair: n == 3 or pair[0] != pair[0].T,
    )
    y = A * x
    assert y == reduce(Mat.__add__, (A.column(j) * x[j, 0] for j in range(n)))
    told = "Every entry of a row has its own partner in $x$: multiply entry by entry, then add up."
    mistakes = [
        Mistake("signs-lost-in-products", vector(_signless(A, x)), SIGNS),
        Mistake("row-times-one-entry", vector([sum(row) * x[i, 0] for i, row in enumerate(A.rows)]), told),
    ]
    if n == 2:
        told = "Each entry of the result comes from a row of $A$, not from a column."
        mistakes.append(Mistake("column-by-column", vector(A.T * x), told))
    return Multipart(
        f"Let $A = {A}$ and $x = {x}$.",
        given={"A": A, "x": x},
        parts=[
            Part(
                ask="Compute $A*x$.",
                answer=vector(y),
                steps=[
                    f"$A$ has as many columns as $x$ has entries, namely ${n}$, so the product is defined. "
                    "It has one entry for each row of $A$.",
                    *(f"Row {i + 1} of $A$ times $x$: ${dotted(A.rows[i], x)} = {y[i, 0]}$." for i in range(2)),
                    f"Hence $A*x = {y}$.",
                ],
                hints=["How many entries does the result have?", ROW_TIMES_COLUMN],
                mistakes=mistakes,
            )
        ],
    )


def _times_matrix(rng: Rng) -> Multipart:
    """Two matrices: the size of their product, then the product."""
    rows, inner, columns = rng.choice(((2, 3, 2), (2, 3, 2), (3, 2, 2), (2, 2, 3)))
    A, B = drawn(
        lambda: (integer_matrix(rng, rows, inner, 5), integer_matrix(rng, inner, columns, 5)),
        lambda pair: _small(pair[0] * pair[1]),
    )
    named, C = {"A": A, "B": B}, A * B
    slips: list[tuple[str, Factors, str]] = [
        ("factors-exchanged", ("B", "A"), "Order matters: the left factor gives the rows, the right one the columns."),
        ("row-by-row", ("A", "B^T"), "Multiply the rows of $A$ by the columns of $B$, not by its rows."),
        ("column-by-column", ("A^T", "B"), "Multiply the columns of $B$ by the rows of $A$, not by its columns."),
    ]
    told = "Row $i$ of $A$ times column $j$ of $B$ stands in row $i$ and column $j$ of the product."
    return Multipart(
        f"Let $A = {A}$ and $B = {B}$.",
        given=named,
        parts=[
            _shape_part("What is true of the product $A*B$?", ("A", "B"), named),
            Part(
                ask="Compute $A*B$.",
                answer=matrix(C),
                steps=[
                    "Row $i$ of $A$ times column $j$ of $B$ gives the entry in row $i$ and column $j$. For example, "
                    f"row 1 and column 1 give ${dotted(A.rows[0], B.column(0))} = {C[0, 0]}$.",
                    f"All entries together: $A*B = {_worked(A, B)} = {C}$.",
                ],
                hints=[ROW_TIMES_COLUMN],
                mistakes=[
                    *(Mistake(id, matrix(_value(p, named)), why) for id, p, why in slips if _shape(p, named)),
                    Mistake("product-transposed", matrix(C.T), told),
                    Mistake("signs-lost-in-products", matrix(_signless(A, B)), SIGNS),
                ],
                points_share=0.8,
            ),
        ],
    )


PATTERNS: tuple[tuple[Factors, Shape, Shape], ...] = (
    (("A", "B", "C"), (2, 3), (3, 2)),
    (("C", "A", "B"), (2, 3), (3, 2)),
    (("A", "B^T", "C"), (2, 3), (2, 3)),
    (("C", "A", "B^T"), (2, 3), (2, 3)),
    (("A^T", "B", "C"), (3, 2), (3, 2)),
    (("C^T", "A", "B"), (2, 3), (3, 2)),
    (("A", "B", "C^T"), (2, 3), (3, 2)),
)
"""What is computed, and the shapes of A and B; C is 2 by 2, as the product of the other two is."""


def _three_factors(rng: Rng) -> Multipart:
    """Three matrices: the size of one product, which may not exist, and the value of another."""
    asked, *shapes = rng.choice(PATTERNS)
    others = tuple(name for name in asked if name[0] != "C")
    (own,) = set(asked) - set(others)
    outer = (own, "M") if asked[0] == own else ("M", own)

    def draw() -> dict[str, Mat]:
        A, B = (integer_matrix(rng, *shape, 3) for shape in shapes)
        named = {"A": A, "B": B, "C": integer_matrix(rng, 2, 2, 2)}
        return {**named, "M": _value(others, named)}

    made = drawn(draw, lambda named: _small(_value(outer, named)) and _lopsided(named["C"]))
    M, named = made["M"], {name: made[name] for name in "ABC"}
    left, right = (_value((name,), made) for name in outer)
    result = left * right
    assert result == _value(asked, named)
    whole, inside = "*".join(asked), "*".join(others)
    side = "left" if asked[0] == own else "right"
    slips = [
        ("factors-exchanged", right * left, f"${own}$ stands on the {side} in this product and must stay there."),
        ("entrywise-product", left.hadamard(right), "Rows times columns here as well: do not multiply entry by entry."),
        ("product-transposed", result.T, "Row $i$ times column $j$ stands in row $i$ and column $j$ of the product."),
    ]
    if own == "C^T":
        told = "Transpose $C$ before you multiply: its rows become columns."
        slips.append(("transpose-overlooked", _value(tuple(name[0] for name in outer), made), told))
    return Multipart(
        f"Let $A = {named['A']}$, $B = {named['B']}$ and $C = {named['C']}$.",
        given=named,
        parts=[
            _judged_part(rng, asked, named),
            Part(
                ask=f"Compute ${whole}$.",
                answer=matrix(result),
                steps=[
                    *(
                        f"The rows of ${name[0]}$ are the columns of ${name} = {_value((name,), named)}$."
                        for name in asked
                        if name.endswith("^T")
                    ),
                    f"First $M = {inside} = {_worked(*(_value((name,), named) for name in others))} = {M}$.",
                    f"Then ${whole} = {'*'.join(outer)} = {_worked(left, right)} = {result}$.",
                ],
                hints=[
                    f"You may begin with ${inside}$, as long as the factors stay in their order.",
                    ROW_TIMES_COLUMN,
                ],
                mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in slips],
                points_share=0.8,
            ),
        ],
    )


def _judged_part(rng: Rng, asked: Factors, named: Named) -> Part:
    """The size of another product of these matrices: undefined in 15 of 100 draws, else each size is as likely."""
    by_size: dict[Shape | None, list[Factors]] = {}
    for count in (2, 3):
        for names, turns in product(permutations("ABC", count), product(("", "^T"), repeat=count)):
            judged = tuple(name + turn for name, turn in zip(names, turns, strict=True))
            if judged != asked:
                by_size.setdefault(_shape(judged, named), []).append(judged)
    undefined = rng.chance(Fraction(15, 100))
    size = None if undefined else rng.choice([size for size in SIZES if size and size in by_size])
    judged = rng.choice(by_size[size])
    return _shape_part(f"What is true of the product ${'*'.join(judged)}$?", judged, named)


def _shape_part(ask: str, factors: Factors, named: Named) -> Part:
    """Whether a product is defined, and its size."""
    shapes, shape = _shapes(factors, named), _shape(factors, named)
    untransposed = _shape(tuple(name[0] for name in factors), named)
    rows, columns = shapes[0][0], shapes[-1][1]
    slips: list[tuple[str, Shape | None, str]] = [
        ("inner-sizes-unchecked", (rows, columns), "Each factor needs as many columns as the next one has rows."),
        ("transpose-overlooked", untransposed, "Transposing exchanges rows and columns, and so both sizes."),
        ("inner-sizes-outside", (shapes[0][1], shapes[-1][0]), "The inner sizes must agree and then disappear."),
        ("outer-sizes-exchanged", (columns, rows), "A size tells the number of rows first, then the columns."),
        ("equal-sizes-needed", None, "Sizes may differ: the columns of each factor must match the rows of the next."),
        ("rows-of-the-last-factor", (rows, shapes[-1][0]), "The columns of the product are those of the last factor."),
    ]
    wrong: dict[Shape | None, tuple[str, str]] = {}
    for id, size, told in slips:
        if size != shape:
            wrong.setdefault(size, (id, told))
    return Part(
        ask=ask,
        answer=_chosen(shape),
        steps=_shape_steps(factors, shapes),
        hints=["Write the sizes of the factors side by side. Which of these numbers must agree?"],
        mistakes=[Mistake(id, _chosen(size), told) for size, (id, told) in wrong.items()],
        points_share=0.2,
    )


def _shape_steps(factors: Factors, shapes: list[Shape]) -> list[str]:
    listed = [f"${name}$ is a ${_times(shape)}$ matrix" for name, shape in zip(factors, shapes, strict=True)]
    sizes = f"{', '.join(listed[:-1])} and {listed[-1]}."
    for (left, right), ((_, columns), (rows, _)) in zip(pairwise(factors), pairwise(shapes), strict=True):
        if columns != rows:
            misfit = f"${left}$ has ${columns}$ columns but ${right}$ has ${rows}$ rows"
            return [sizes, f"{misfit}, so the product is not defined."]
    return [
        sizes,
        "Each factor has as many columns as the next one has rows, so the product is defined. It has the rows of the "
        f"first factor and the columns of the last: it is a ${_times((shapes[0][0], shapes[-1][1]))}$ matrix.",
    ]


# Products by the names of their factors --------------------------------------------------------------------------


def _value(factors: Factors, named: Named) -> Mat:
    return reduce(Mat.__mul__, (named[name[0]].T if name.endswith("^T") else named[name] for name in factors))


def _shapes(factors: Factors, named: Named) -> list[Shape]:
    """The shapes of the factors as they stand in the product."""
    shapes = [named[name[0]].shape for name in factors]
    return [(n, m) if name.endswith("^T") else (m, n) for name, (m, n) in zip(factors, shapes, strict=True)]


def _shape(factors: Factors, named: Named) -> Shape | None:
    """The shape of the product; None if it is not defined."""
    shapes = _shapes(factors, named)
    fits = all(left[1] == right[0] for left, right in pairwise(shapes))
    return (shapes[0][0], shapes[-1][1]) if fits else None


def _worked(A: Mat, B: Mat) -> str:
    """The product with the sums in its entries not yet worked out."""
    rows = (", ".join(dotted(row, column) for column in B.columns) for row in A.rows)
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def _signless(A: Mat, B: Mat) -> Mat:
    return A.map(abs) * B.map(abs)


def _lopsided(C: Mat) -> bool:
    """Neither symmetric nor singular."""
    return C != C.T and C.det() != 0


def _small(A: Mat) -> bool:
    """Whether no entry is larger than LIMIT, signs left out."""
    return all(-LIMIT <= entry <= LIMIT for entry in A)


def _times(shape: Shape) -> str:
    return f"{shape[0]} times {shape[1]}"


def _chosen(shape: Shape | None) -> ChoiceAnswer:
    """This size among all that products of such matrices may have, so that the options tell nothing."""
    options = tuple(
        Option(id=id, text=UNDEFINED if size is None else f"It is a ${_times(size)}$ matrix.")
        for id, size in zip("abcde", SIZES, strict=True)
    )
    return ChoiceAnswer(options=options, value="abcde"[SIZES.index(shape)])


# Rules of algebra ------------------------------------------------------------------------------------------------


class Identity(NamedTuple):
    """Two sides, whether they are equal for all matrices, and whether they would be for numbers."""

    left: str
    right: str
    always: bool = False
    for_numbers: bool = True
    rule: str = ""

    def __str__(self) -> str:
        return f"${self.left} = {self.right}$"

    def sides(self, named: Named) -> tuple[Mat, Mat]:
        return _worth(self.left, named), _worth(self.right, named)


ZERO = "[[0, 0], [0, 0]]"
SUMS = (
    Identity("(A + B)^T", "A^T + B^T", always=True, rule="a sum may be transposed term by term"),
    Identity("(A + B)^T", "B^T + A^T", always=True, rule="a sum may be transposed term by term, in any order"),
    Identity("(2*A)^T", "2*A^T", always=True, rule="a factor stays when a matrix is transposed"),
    Identity("(A^T)^T", "A", always=True, rule="transposing twice changes nothing"),
    Identity("3*(A + B)", "3*A + 3*B", always=True, rule="a number multiplies every entry of a sum"),
    Identity("A - B", "-(B - A)", always=True, rule="a minus before a bracket changes all signs"),
    Identity("A^T", "A"),
    Identity("B^T", "B"),
    Identity("A + A^T", "2*A"),
    Identity("(A + B)^T", "A + B"),
    Identity("3*(A + B)", "3*A + B", for_numbers=False),
    Identity("(A - B)^T", "B^T - A^T", for_numbers=False),
    Identity("A - B", "B - A", for_numbers=False),
    Identity("(2*A)^T", "1/2*A^T", for_numbers=False),
)
PRODUCTS = (
    Identity("(A*B)^T", "B^T*A^T", always=True, rule="transposing a product exchanges its factors"),
    Identity("A*(A + B)", "A^2 + A*B", always=True, rule="a bracket may be multiplied out if factors keep their order"),
    Identity("(A + B)*B", "A*B + B^2", always=True, rule="a bracket may be multiplied out if factors keep their order"),
    Identity("(A*A^T)^T", "A*A^T", always=True, rule="transposing exchanges the factors and transposes each of them"),
    Identity("A*(B*A)", "(A*B)*A", always=True, rule="brackets in a product may be moved"),
    Identity("A*B", "B*A"),
    Identity("(A*B)^T", "A^T*B^T"),
    Identity("(A + B)^2", "A^2 + 2*A*B + B^2"),
    Identity("(A + B)*(A - B)", "A^2 - B^2"),
    Identity("(A*B)^2", "A^2*B^2"),
    Identity("A*(A + B)", "A^2 + B*A"),
    Identity("A^T*A", "A*A^T"),
)
VANISHING = (
    Identity("A*B", ZERO, for_numbers=False),
    Identity("B*A", ZERO, for_numbers=False),
    Identity("A^2", ZERO, for_numbers=False),
    Identity("B^2", ZERO, for_numbers=False),
    Identity("(A + B)^2", "A^2 + B^2", for_numbers=False),
    Identity("(A + B)^2", "A^2 + B*A + B^2", for_numbers=False),
    Identity("A*B", "A*C", for_numbers=False),
    Identity("B*A", "C*A", for_numbers=False),
    Identity("A*(B - C)", ZERO, for_numbers=False),
)


@exercise(
    "linear_algebra.matrices.algebra_identities",
    title="Which identities hold for these matrices?",
    skill="s.mat.algebra",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), sections 2.4 and 2.7",
    tier="extra",
    levels={"easy": {"about": "sums"}, "core": {"about": "products"}, "hard": {"about": "zeros"}},
)
def algebra_identities(rng: Rng, *, about: Literal["sums", "products", "zeros"]) -> Multipart:
    """Tell which identities hold for two given matrices: rules of all matrices, and those of lucky pairs."""
    draw = {"sums": _sums, "products": _products, "zeros": _zeros}[about]
    named, stated = drawn(lambda: draw(rng), _tells, 200)
    true = [each for each in stated if _holds(each, named)]

    def key(*chosen: Identity) -> ChoicesAnswer:
        return choices([str(each) for each in chosen], [str(each) for each in stated if each not in chosen])

    answer = key(*true)
    by_text = {str(each): each for each in stated}
    return Multipart(
        f"Let {listed(f'${name} = {matrix}$' for name, matrix in named.items())}.",
        given=named,
        parts=[
            Part(
                ask="Which of these statements are true for these matrices? Choose all of them.",
                answer=answer,
                steps=[_judged(by_text[option.text], named) for option in answer.options],
                hints=[
                    "Which of the statements hold for all matrices?",
                    "Test a doubtful one on a single entry of both sides: if they differ there, it is false.",
                ],
                mistakes=[Mistake(id, key(*chosen), told) for id, chosen, told in _beliefs(stated, true)],
            )
        ],
    )


def _sums(rng: Rng) -> tuple[dict[str, Mat], list[Identity]]:
    """Sums, multiples and transposes; one or both of the matrices may be symmetric."""
    symmetric = rng.choice((0, 1, 2))
    A, B = ((_symmetric(rng) if k < symmetric else integer_matrix(rng, 2, 2, 5)) for k in range(2))
    if symmetric == 1 and rng.chance(Fraction(1, 2)):
        A, B = B, A
    return {"A": A, "B": B}, _five(rng, SUMS, 2)


def _products(rng: Rng) -> tuple[dict[str, Mat], list[Identity]]:
    """Products and their transposes; in half of the draws the matrices commute."""
    A = integer_matrix(rng, 2, 2, 3)
    if rng.chance(Fraction(1, 2)):
        B = A * rng.choice((1, -1, 2)) + eye(2) * rng.nonzero(-3, 3)
    else:
        B = integer_matrix(rng, 2, 2, 3)
    return {"A": A, "B": B}, _five(rng, PRODUCTS, 2)


def _zeros(rng: Rng) -> tuple[dict[str, Mat], list[Identity]]:
    """Products that vanish though no factor does, and factors that may not be cancelled: A*B is zero."""
    p, q, r, s = ((rng.nonzero(-2, 2), rng.nonzero(-2, 2)) for _ in range(4))
    kind, across = rng.choice(("one side", "both sides", "square")), column(-q[1], q[0])
    A = (across if kind == "square" else column(*p)) * Mat([q])
    B = across * Mat([(-p[1], p[0]) if kind == "both sides" else r])
    C = B + across * Mat([s]) if rng.chance(Fraction(2, 3)) else integer_matrix(rng, 2, 2, 4)
    vanishing = rng.sample(VANISHING, 3)
    return {"A": A, "B": B, "C": C}, [*vanishing, *rng.sample(PRODUCTS[:5], 1), *rng.sample(PRODUCTS[5:11], 1)]


def _symmetric(rng: Rng) -> Mat:
    a, b, d = (rng.nonzero(-5, 5) for _ in range(3))
    return Mat([[a, b], [b, d]])


def _five(rng: Rng, pool: Sequence[Identity], always: int) -> list[Identity]:
    """Five statements, so many of them true for all matrices; no two with the same sides."""
    general, others = ([each for each in pool if each.always == kind] for kind in (True, False))
    return [*rng.sample(general, always), *rng.sample(others, 5 - always)]


def _tells(made: tuple[dict[str, Mat], list[Identity]]) -> bool:
    """Whether something is true and something is false, and no matrix is zero or equal to another."""
    named, stated = made
    true = [each for each in stated if _holds(each, named)]
    matrices = list(named.values())
    entries = [*matrices, *(side for each in stated for side in each.sides(named))]
    small = all(-400 <= x <= 400 for matrix in entries for x in matrix)
    fresh = len(set(matrices)) == len(matrices) and all(map(any, matrices))
    return fresh and small and 0 < len(true) < 5 and len(_beliefs(stated, true)) > 1


def _beliefs(stated: Sequence[Identity], true: Sequence[Identity]) -> list[tuple[str, list[Identity], str]]:
    """What is chosen by those who believe that matrices are like numbers, and the like; each choice once."""
    exchanged = {("(A*B)^T", "B^T*A^T"): False, ("(A*B)^T", "A^T*B^T"): True}
    kept = [each for each in stated if exchanged.get((each.left, each.right), each in true)]
    found = [
        ("zero-product", [each for each in true if each not in VANISHING], "A product of matrices can be zero though "
         "no factor is, and factors cannot always be cancelled: compute the products."),
        ("like-numbers", [each for each in stated if each.always or each.for_numbers], "Matrices are not like numbers: "
         "factors may not change places, and transposing changes a matrix."),
        ("only-general-rules", [each for each in stated if each.always], "What does not hold for all matrices may "
         "still hold for these: compute both sides."),
        ("transpose-same-order", kept, "Transposing a product exchanges its factors."),
        ("factor-on-one-term", [each for each in stated if each in true or each.right == "3*A + B"], "The number in "
         "front multiplies both matrices in the bracket."),
    ]  # fmt: skip
    once = {frozenset(chosen): (id, chosen, told) for id, chosen, told in reversed(found)}
    once.pop(frozenset(true), None)
    return [each for each in found if each in once.values()]


def _holds(each: Identity, named: Named) -> bool:
    left, right = each.sides(named)
    return left == right


def _judged(each: Identity, named: Named) -> str:
    """Why a statement is true or false."""
    left, right = each.sides(named)
    if each.always:
        return f"{each} is true for all matrices: {each.rule}."
    if each.right == ZERO:
        return (
            f"${each.left} = {left}$ is true here, although none of the matrices is zero."
            if left == right
            else f"${each.left} = {left}$, which is not zero."
        )
    if left == right:
        return f"${each.left} = {left}$ and ${each.right} = {right}$ are equal, so the statement is true here."
    return f"${each.left} = {left}$ differs from ${each.right} = {right}$: the statement is false."


def _worth(text: str, named: Named) -> Mat:
    """The value of a formula in the matrices."""
    value = evaluate(parse(text), {name: evaluate(parse(str(matrix))) for name, matrix in named.items()})
    return Mat([Fraction(int(x.p), int(x.q)) for x in row] for row in value.rows)


# Perceptrons -----------------------------------------------------------------------------------------------------

Outputs = tuple[int, ...]
GATES: Mapping[Outputs, tuple[str, str]] = {
    (0, 0, 0, 1): ("AND", "gives 1 exactly if both inputs are 1"),
    (0, 1, 1, 1): ("OR", "gives 1 exactly if at least one input is 1"),
    (1, 1, 1, 0): ("NAND", "gives 0 exactly if both inputs are 1"),
    (1, 0, 0, 0): ("NOR", "gives 1 exactly if both inputs are 0"),
    (0, 0, 1, 0): ("", "gives 1 exactly if $x_1$ is 1 and $x_2$ is 0"),
    (0, 1, 0, 0): ("", "gives 1 exactly if $x_1$ is 0 and $x_2$ is 1"),
    (0, 1, 1, 0): ("XOR", "gives 1 exactly if one input is 1 and the other is 0"),
}
"""Names, and what is done, by the outputs for the inputs (0, 0), (0, 1), (1, 0), (1, 1)."""
AND, OR, NAND, NOR, FIRST, SECOND, XOR = GATES
CONFUSED: Mapping[Outputs, tuple[tuple[str, Outputs, str], ...]] = {
    AND: (("or-for-and", OR, "Look at the inputs with a single 1: the output is 0."),
          ("negation-overlooked", NAND, "That gate gives 0 where this one gives 1.")),
    OR: (("and-for-or", AND, "Look at the inputs with a single 1: the output is 1."),
         ("xor-for-or", XOR, "Look at the last input: with both numbers 1 the output is 1.")),
    NAND: (("negation-overlooked", AND, "That gate gives 1 where this one gives 0."),
           ("nor-for-nand", NOR, "Look at the inputs with a single 1: the output is 1.")),
    NOR: (("negation-overlooked", OR, "That gate gives 1 where this one gives 0."),
          ("nand-for-nor", NAND, "Look at the inputs with a single 1: the output is 0.")),
    FIRST: (("inputs-exchanged", SECOND, "Look which column of the table is $x_1$."),
            ("xor-for-one-of-two", XOR, "The output is 1 for only one of the two inputs with a single 1.")),
    SECOND: (("inputs-exchanged", FIRST, "Look which column of the table is $x_1$."),
             ("xor-for-one-of-two", XOR, "The output is 1 for only one of the two inputs with a single 1.")),
}  # fmt: skip
INPUTS = Mat([[0, 0], [0, 1], [1, 0], [1, 1]])
FIRES = "It gives 1 if its score is greater than 0, and otherwise 0."
FILTERS = (
    ("e-mail", "spam", (("win", "meeting", "free"), ("prize", "invoice", "click"), ("loan", "hello", "now"))),
    ("review", "negative", (("slow", "great", "poor"), ("broken", "love", "refund"), ("late", "fast", "rude"))),
    (
        "article",
        "doubtful",
        (("shock", "study", "secret"), ("miracle", "source", "truth"), ("hoax", "report", "they")),
    ),
)
"""What is filtered, what it is marked as, and words that are counted."""


@exercise(
    "linear_algebra.matrices.perceptron_gate",
    title="A single perceptron as a classifier",
    skill="s.mat.perceptron",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 12.1; Rosenblatt, The "
    "Perceptron (1958)",
    levels={"easy": {"task": "gate"}, "core": {"task": "words"}, "hard": {"task": "bias"}},
)
def perceptron_gate(rng: Rng, *, task: Literal["gate", "words", "bias"]) -> Multipart:
    """Work out the scores and outputs of a perceptron and name its gate, or find all biases that classify rightly."""
    match task:
        case "gate":
            return _gate(rng)
        case "words":
            return _words(rng)
        case "bias":
            return _bias(rng)


def _gate(rng: Rng) -> Multipart:
    """The four binary inputs, and the name of the gate."""
    outputs = rng.choice(tuple(CONFUSED))
    w, b = rng.choice(_perceptrons()[outputs])
    confused = [wrong for _, wrong, _ in CONFUSED[outputs]]
    rest = [table for table in GATES if table not in (outputs, *confused)]
    texts = [_gate_text(table) for table in (outputs, *confused, *rng.sample(rest, 2))]
    return Multipart(
        f"A perceptron has the weights $w = {column(*w)}$ and the bias $b = {b}$: for the inputs $x_1$ and $x_2$ its "
        f"score is ${fill('p*x_1 + q*x_2 + b', p=w[0], q=w[1], b=b)}$. {FIRES}",
        given=_given(INPUTS, w, b),
        data=DataTable(columns=("input", "x_1", "x_2"), rows=_cells(INPUTS)),
        parts=[
            *_score_and_output(INPUTS, w, b, "input"),
            Part(
                ask="What does this perceptron do?",
                answer=choice(*texts),
                steps=[
                    f"In the order of the table the outputs are ${', '.join(map(str, outputs))}$. So this perceptron "
                    f"{GATES[outputs][1]}{f': it is the gate {GATES[outputs][0]}' if GATES[outputs][0] else ''}."
                ],
                hints=["For which inputs is the output 1?"],
                mistakes=[
                    Mistake(id, choice(_gate_text(wrong), *texts), told) for id, wrong, told in CONFUSED[outputs]
                ],
            ),
        ],
    )


def _gate_text(outputs: Outputs) -> str:
    name, does = GATES[outputs]
    return f"{name}: it {does}." if name else f"It {does}."


@cache
def _perceptrons() -> dict[Outputs, list[tuple[tuple[int, int], int]]]:
    """Weights and biases by the outputs they lead to; no score is 0."""
    found: dict[Outputs, list[tuple[tuple[int, int], int]]] = {outputs: [] for outputs in GATES}
    weights = [k for k in range(-4, 5) if k]
    for p, q, b in product(weights, weights, range(-7, 8)):
        scores = [p * x + q * y + b for x, y in INPUTS.rows]
        outputs = tuple(int(score > 0) for score in scores)
        if b and p != q and all(scores) and outputs in found:
            found[outputs].append(((p, q), b))
    return found


def _words(rng: Rng) -> Multipart:
    """Counts of three words in four texts."""
    text, mark, lists = rng.choice(FILTERS)
    words = rng.choice(lists)

    def draw() -> tuple[Mat, tuple[int, ...], int]:
        X = matrix_of(4, 3, lambda i, j: rng.integer(0, 3))
        return X, (rng.integer(1, 4), -rng.integer(1, 4), rng.choice((-1, 1, 2, 3))), -rng.integer(1, 5)

    def fits(made: tuple[Mat, tuple[int, ...], int]) -> bool:
        X, w, b = made
        outputs, unbiased = ([s > 0 for s in _scores(X, w, bias)] for bias in (b, 0))
        return all(_scores(X, w, b)) and 1 <= sum(outputs) <= 3 and len(set(X.rows)) == 4 and outputs != unbiased

    X, w, b = drawn(draw, fits)
    order = rng.shuffled(range(3))
    X, w = Mat([row[j] for j in order] for row in X.rows), tuple(w[j] for j in order)
    names = tuple(words[j] for j in order)
    return Multipart(
        f"A perceptron marks {text}s as {mark}. It counts three words; the table tells how often they stand in four "
        f"{text}s. Its weights for them are $w = {column(*w)}$, in the order of the table, and its bias is $b = {b}$. "
        f"{FIRES}",
        given=_given(X, w, b),
        data=DataTable(columns=(text, *names), rows=_cells(X)),
        parts=_score_and_output(X, w, b, text),
    )


def _score_and_output(X: Mat, w: Sequence[int], b: int, thing: str) -> list[Part]:
    scores = _scores(X, w, b)
    outputs = [int(s > 0) for s in scores]
    worked = (f"{dotted(w, each)} + ({b})" for each in X.rows)
    plain = [sum(each) + b for each in X.rows]
    return [
        Part(
            name="s",
            ask=f"Give the scores, one for each {thing}, in the order of the table.",
            answer=vector(scores),
            steps=[
                f"For each {thing}, multiply by the weights, add the products, and add the bias: the scores are "
                f"$s = [{', '.join(f'[{each}]' for each in worked)}] = {column(*scores)}$.",
            ],
            hints=[f"The score of {'an' if thing[0] in 'aeio' else 'a'} {thing} is $w dot x + b$."],
            mistakes=[
                Mistake("bias-ignored", "X*w", "Add the bias to every score."),
                Mistake("weights-ignored", vector(plain), "Each input is multiplied by its own weight."),
                Mistake("bias-subtracted", "X*w - b*e", "The bias is added with its sign."),
            ],
        ),
        Part(
            ask="Give the outputs, 0 or 1, in the order of the table.",
            answer=vector(outputs),
            follows="step(s)",
            steps=[f"The output is 1 where the score is greater than 0, else 0: $step(s) = {column(*outputs)}$."],
            hints=["Only the signs of the scores matter."],
            mistakes=[
                Mistake("threshold-reversed", "e - step(s)", "It gives 1 where the score is greater than 0, not where "
                        "it is less."),
                Mistake("bias-ignored", "step(s - b*e)", "Compare the scores with 0 after the bias has been added."),
            ],
        ),
    ]  # fmt: skip


def _bias(rng: Rng) -> Multipart:
    """All biases for which a perceptron with given weights is a gate, or agrees with the labels of some rows."""
    gate = rng.chance(Fraction(1, 2))
    if gate:
        outputs = rng.choice((AND, OR, NAND, NOR))
        sign = 1 if outputs in (AND, OR) else -1
        X, w, labels = INPUTS, tuple(sign * k for k in rng.distinct(1, 6, count=2)), list(outputs)
    else:
        n = rng.integer(2, 3)
        w = tuple(rng.nonzero(-4, 4) for _ in range(n))
        X = drawn(lambda: integer_matrix(rng, 5, n, 4, zero=True), lambda X: len(set(_scores(X, w, 0))) == 5)
        ranked = sorted(_scores(X, w, 0))
        cut = ranked[rng.integer(1, 3)]
        labels = [int(s > cut) for s in _scores(X, w, 0)]
    scores = _scores(X, w, 0)
    least = min(s for s, label in zip(scores, labels, strict=True) if label)
    most = max(s for s, label in zip(scores, labels, strict=True) if not label)
    names = tuple(f"x_{j + 1}" for j in range(len(w)))
    rows = tuple((*cells, str(label)) for cells, label in zip(_cells(X), labels, strict=True))
    told = (
        "It should be the gate {}, which {}; the table shows its outputs.".format(*GATES[tuple(labels)])
        if gate
        else "The table shows five examples, and in its last column the outputs they should have."
    )
    right = f"({-least}, {-most}]"
    biases = [
        ("threshold-for-bias", f"[{most}, {least})", "That is where $w dot x$ may be cut. The bias is added, so it has "
         "the opposite sign."),
        ("ends-opened", f"({-least}, {-most})", f"With $b = {-most}$ the largest score of an output 0 is 0, and the "
         "output is 0, as it should be."),
        ("ends-closed", f"[{-least}, {-most}]", f"With $b = {-least}$ the smallest score of an output 1 is 0, and the "
         "output would be 0."),
    ]  # fmt: skip
    return Multipart(
        f"A perceptron has the weights $w = {column(*w)}$ and a bias $b$ that is still to be chosen; its score is "
        f"$w dot x + b$. {FIRES} {told}",
        given={"X": X, "w": column(*w)},
        data=DataTable(columns=("example", *names, "output"), rows=rows),
        parts=[
            Part(
                name="s",
                ask="Give $w dot x$, the score without the bias, for each example, in the order of the table.",
                answer=vector(scores),
                steps=[
                    "For each example, multiply by the weights and add the products: the numbers are "
                    f"$s = [{', '.join(f'[{dotted(w, each)}]' for each in X.rows)}] = {column(*scores)}$.",
                ],
                hints=["Multiply each number of an example by its weight, and add up."],
                mistakes=[
                    Mistake("weights-ignored", vector([sum(each) for each in X.rows]), "Each input is multiplied by "
                            "its own weight."),
                    Mistake("signs-lost-in-products", vector([sum(abs(int(x) * k) for x, k in zip(each, w, strict=True))
                            for each in X.rows]), SIGNS),
                ],
                points_share=0.4,
            ),
            Part(
                ask="For which biases $b$ are all outputs of the table right? Give the interval.",
                answer=interval(right),
                steps=[
                    f"Examples with the output 1 need $w dot x + b > 0$. The smallest such $w dot x$ is ${least}$, so "
                    f"$b > {-least}$.",
                    f"Examples with the output 0 need $w dot x + b <= 0$. The largest such $w dot x$ is ${most}$, so "
                    f"$b <= {-most}$.",
                    f"Together these biases are the interval ${right}$.",
                ],
                hints=[
                    "Which of the examples with the output 1 is the last to keep a score greater than 0?",
                    "What happens if a score is exactly 0?",
                ],
                mistakes=[Mistake(id, interval(text), why) for id, text, why in biases],
                points_share=0.6,
            ),
        ],
    )  # fmt: skip


def _scores(X: Mat, w: Sequence[int], b: int) -> list[int]:
    return [int(dot(row, w)) + b for row in X.rows]


def _given(X: Mat, w: Sequence[int], b: int) -> dict[str, object]:
    """What formulas may name: `e` is a column of ones."""
    return {"X": X, "w": column(*w), "b": b, "e": column(*(1 for _ in X.rows))}


def _cells(X: Mat) -> tuple[tuple[str, ...], ...]:
    """The rows with letters before them."""
    return tuple((letter, *map(str, row)) for letter, row in zip("ABCDE", X.rows, strict=False))
