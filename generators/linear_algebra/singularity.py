"""Singularity, dependence, determinants."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    boolean,
    choices,
    exercise,
    expression,
    fill,
    finite_set,
    number,
    system,
)
from generators.maths.equations import linear
from generators.maths.figures import listed
from generators.maths.matrices import Mat
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.rng import Redraw
from generators.maths.undoing import numbers_first
from generators.notation import text_of
from schemas.answer import AnswerKey, ChoicesAnswer, SystemAnswer

Entry = int | Polynomial
"""A number, or a polynomial in k."""
Square = tuple[tuple[Entry, ...], ...]
ORDINALS = ("first", "second", "third", "fourth")

# Two by two ------------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.singularity.determinant_2x2",
    title="Determinant of a 2 by 2 matrix",
    skill="s.sing.det2",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.1",
    levels={"easy": {"entries": "small"}, "core": {"entries": "signed"}, "hard": {"entries": "one letter"}},
)
def determinant_2x2(rng: Rng, *, entries: Literal["small", "signed", "one letter"]) -> Multipart:
    """Compute the determinant of a 2 by 2 matrix and say whether, or for which k, the matrix is singular."""
    if entries == "one letter":
        return _with_letter(rng)
    a, b, c, d = _four(rng, 1 if entries == "small" else -9)
    D = a * d - b * c
    assert Mat([[a, b], [c, d]]).det() == D
    return Multipart(
        f"Let $A = [[{a}, {b}], [{c}, {d}]]$.",
        parts=[
            Part(
                name="D",
                ask="Find the determinant of $A$.",
                answer=number(D),
                steps=[
                    f"The product along the main diagonal is ${fill('a*d', a=a, d=d)} = {a * d}$, along the other one "
                    f"it is ${fill('b*c', b=b, c=c)} = {b * c}$.",
                    "The second is subtracted from the first: "
                    f"$det(A) = {fill('p - q', p=a * d, q=b * c)} = {D}$.",
                ],
                hints=["Multiply along both diagonals. Which product is subtracted from which?"],
                mistakes=[
                    Mistake("adds-both-diagonals", number(a * d + b * c), "The second product is subtracted."),
                    Mistake("determinant-reversed", number(b * c - a * d), "The main diagonal comes first."),
                    Mistake("rows-multiplied", number(a * b - c * d), "Multiply along the diagonals, not along rows."),
                ],
            ),
            Part(
                ask="Is $A$ singular?",
                answer=boolean(D == 0),
                follows="D = 0",
                steps=["A matrix is singular exactly if its determinant is zero. "
                       + (f"Here it is ${D}$, so $A$ is not singular." if D else
                          f"Here it is, so $A$ is singular: the second row is ${rational(Fraction(c, a))}$ times the "
                          "first.")],
                hints=["What is special about the determinant of a singular matrix?"],
                mistakes=[Mistake("singular-reversed", boolean(D != 0),
                                  "Singular means that the determinant is zero; any other number means invertible.")],
            ),
        ],
    )  # fmt: skip


def _four(rng: Rng, low: int) -> tuple[int, int, int, int]:
    """Entries up to 9 without zeros; in three of ten draws the rows are multiples of one."""
    if rng.chance(Fraction(3, 10)):
        signs = (1,) if low > 0 else (1, -1)
        u, v = rng.choice(
            [(u * s, v * t) for u in range(1, 5) for v in range(1, 5) for s in signs for t in signs if u != v]
        )
        p, q = rng.choice([(p, q * s) for p in range(1, 4) for q in range(1, 4) for s in signs if p != q * s])
        if max(abs(x) for x in (p * u, p * v, q * u, q * v)) <= 9:
            return p * u, p * v, q * u, q * v
    while True:
        a, b, c, d = (rng.nonzero(low, 9) if low < 0 else rng.integer(low, 9) for _ in range(4))
        if a * d != b * c and a * d != -b * c:
            return a, b, c, d


def _with_letter(rng: Rng) -> Multipart:
    """One entry is k: the determinant as a polynomial, and where it is zero."""
    y, z = rng.nonzero(-8, 8), rng.nonzero(-8, 8)
    x = rng.choice([x for x in range(-9, 10) if x and y * z % x == 0 and abs(y * z // x) <= 9])
    k0 = y * z // x  # x is opposite k: on its diagonal
    at_k: dict[int, tuple[Entry, Entry, Entry, Entry]] = {
        0: (_K, y, z, x),
        1: (y, _K, x, z),
        2: (y, x, _K, z),
        3: (x, y, z, _K),
    }
    a, b, c, d = at_k[rng.integer(0, 3)]
    D, plus = _poly(a) * _poly(d) - _poly(b) * _poly(c), _poly(a) * _poly(d) + _poly(b) * _poly(c)
    assert D(k0) == 0 and D.degree == 1
    first, second = _poly(a) * _poly(d), _poly(b) * _poly(c)

    def key(value: Polynomial) -> AnswerKey:
        return expression(str(value), k="real")

    return Multipart(
        f"Let $A = [[{a}, {b}], [{c}, {d}]]$ with a number $k$.",
        parts=[
            Part(
                ask="Find the determinant of $A$ as an expression in $k$.",
                answer=key(D),
                steps=[
                    f"The product along the main diagonal is ${first}$, along the other one it is ${second}$.",
                    "The second is subtracted from the first: "
                    f"$det(A) = {' = '.join(dict.fromkeys([text_of(f'{first} - ({second})'), str(D)]))}$.",
                ],
                hints=["Multiply along both diagonals. Which product is subtracted from which?"],
                mistakes=[
                    Mistake("adds-both-diagonals", key(plus), "The second product is subtracted, not added."),
                    Mistake("determinant-reversed", key(-D), "The main diagonal comes first."),
                    Mistake("rows-multiplied", key(_poly(a) * _poly(b) - _poly(c) * _poly(d)),
                            "Multiply along the diagonals, not along rows."),
                ],
            ),
            Part(
                ask="For which value of $k$ is $A$ singular?",
                answer=number(k0),
                steps=[
                    f"$A$ is singular exactly if its determinant is zero: ${D} = 0$.",
                    f"This is solved by $k = {k0}$.",
                ],
                hints=["What is special about the determinant of a singular matrix?"],
                mistakes=[
                    Mistake("det-sign", number(-k0), "The product of the other diagonal is subtracted."),
                    Mistake("det-equals-one", number((1 - Fraction(D[0])) / D[1]),
                            "Singular means that the determinant is 0, not 1."),
                ],
            ),
        ],
    )  # fmt: skip


_K = Polynomial([1, 0], "k")


def _poly(entry: Entry) -> Polynomial:
    return entry if isinstance(entry, Polynomial) else Polynomial([entry], "k")


# Three by three --------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.singularity.determinant_3x3",
    title="Determinant of a 3 by 3 matrix",
    skill="s.sing.det3",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.1",
    levels={"easy": {"form": "zeros"}, "core": {"form": "full"}, "hard": {"form": "letter or blocks"}},
)
def determinant_3x3(rng: Rng, *, form: Literal["zeros", "full", "letter or blocks"]) -> Part:
    """Compute the determinant of a 3 by 3 matrix, or of a 4 by 4 matrix of blocks."""
    if form == "zeros":
        return _triangular(rng) if rng.chance(Fraction(1, 2)) else _by_cofactors(rng, _two_zeros(rng))
    if form == "full":
        return _by_cofactors(rng, _full(rng))
    return _blocks(rng) if rng.chance(Fraction(2, 5)) else _by_cofactors(rng, _lettered(rng))


ASK_DETERMINANT = ("Find the determinant of $A = {}$.", "Compute $det(A)$ for $A = {}$.")


def _triangular(rng: Rng) -> Part:
    """Zeros below or above the diagonal."""
    diagonal = [rng.nonzero(-5, 5) for _ in range(3)]
    upper = rng.chance(Fraction(1, 2))
    A = Mat(
        [diagonal[i] if i == j else rng.nonzero(-5, 5) if (j > i) == upper else 0 for j in range(3)] for i in range(3)
    )
    D = diagonal[0] * diagonal[1] * diagonal[2]
    assert A.det() == D
    factors = "*".join(f"({x})" for x in diagonal)
    anti = A[0, 2] * A[1, 1] * A[2, 0]
    return Part(
        ask=rng.choice(ASK_DETERMINANT).format(A),
        answer=number(D),
        steps=[
            f"All entries {'below' if upper else 'above'} the main diagonal are zero: the matrix is triangular.",
            "Every product of three entries from different rows and columns contains one of these zeros, except that "
            "along the main diagonal.",
            f"So $det(A) = {factors} = {D}$.",
        ],
        hints=["Where are the zeros? Expand along a row or column with two of them."],
        mistakes=[
            Mistake("trace-for-determinant", number(sum(diagonal)), "The diagonal entries are multiplied, not added."),
            Mistake("sign-of-product", number(-D), "Count the minus signs of the factors once more."),
            Mistake("zero-entry", number(0), "A zero entry does not make a determinant zero; a zero row would."),
            *([Mistake("two-diagonals", number(D - anti), "That diagonal has a zero in it.")] if anti else []),
        ],
    )


def _two_zeros(rng: Rng) -> Square:
    """A row or a column that is not the first holds two zeros."""
    k, j = rng.integer(1, 2), rng.integer(0, 2)
    rows = [[rng.nonzero(-5, 5) for _ in range(3)] for _ in range(3)]
    rows[k] = [x if i == j else 0 for i, x in enumerate(rows[k])]
    return _square(Mat(rows) if rng.chance(Fraction(1, 2)) else Mat(rows).T)


def _full(rng: Rng) -> Square:
    """Entries up to 5, at most one zero; in a quarter of the draws the rows are dependent."""
    for _ in range(200):
        rows = [[rng.integer(-5, 5) for _ in range(3)] for _ in range(3)]
        if rng.chance(Fraction(1, 4)):
            p, q = rng.choice(((1, 1), (1, -1), (2, 1), (2, -1), (1, 2), (-1, 2), (-1, -1)))
            rows[2] = [p * x + q * y for x, y in zip(rows[0], rows[1], strict=True)]
        A = Mat(rows)
        small = all(-5 <= x <= 5 for x in A) and [*A].count(0) <= 1 and abs(int(A.det())) <= 120
        if small and A[0, 1] and A.minor(0, 1).det() and A.rank() > 1:
            return _square(A)
    raise Redraw("no such matrix was found")


def _lettered(rng: Rng) -> Square:
    """One entry is k, two are zero; the coefficient of k is not zero."""
    for _ in range(200):
        rows: list[list[Entry]] = [[rng.nonzero(-4, 4) for _ in range(3)] for _ in range(3)]
        (i, j), *zeros = rng.sample([(i, j) for i in range(3) for j in range(3)], rng.choice((2, 3)))
        for m, n in zeros:
            rows[m][n] = 0
        rows[i][j] = _K
        A = tuple(map(tuple, rows))
        if _det(A).degree == 1 and _det(A)[0]:
            return A
    raise Redraw("no such matrix was found")


def _square(A: Mat) -> Square:
    return tuple(tuple(int(x) for x in row) for row in A.rows)


def _shown(A: Square) -> str:
    rows = (", ".join(map(str, row)) for row in A)
    return f"[[{'], ['.join(rows)}]]"


def _minor(A: Square, i: int, j: int) -> Square:
    return tuple(tuple(x for n, x in enumerate(row) if n != j) for m, row in enumerate(A) if m != i)


def _det(A: Square, sign: int = -1) -> Polynomial:
    """By cofactors of the first row; with `sign` 1 all signs are plus: the permanent."""
    if len(A) == 1:
        return _poly(A[0][0])
    total = Polynomial([0], "k")
    for j, x in enumerate(A[0]):
        total = total + _poly(x) * _det(_minor(A, 0, j), sign) * sign**j
    return total


class Expansion(NamedTuple):
    """A row or column, the places in it that are not zero, and the determinant with minors and with their values."""

    line: str
    places: list[tuple[int, int]]
    with_minors: str
    with_values: str


def _expanded(A: Square) -> Expansion:
    """Along a row or column with as many zeros as possible."""
    lines = {f"{ORDINALS[i]} row": [(i, j) for j in range(3)] for i in range(3)}
    lines |= {f"{ORDINALS[j]} column": [(i, j) for i in range(3)] for j in range(3)}
    line = max(lines, key=lambda name: sum(A[i][j] == 0 for i, j in lines[name]))
    places = [(i, j) for i, j in lines[line] if A[i][j] != 0]
    minors = [f"det({_shown(_minor(A, i, j))})" for i, j in places]
    values = [f"({_det(_minor(A, i, j))})" for i, j in places]
    return Expansion(line, places, _alternating(A, places, minors), _alternating(A, places, values))


def _alternating(A: Square, places: Sequence[tuple[int, int]], factors: Sequence[str]) -> str:
    """Entries times factors, with the signs of the chessboard."""
    terms = [
        f"{'-' if (i + j) % 2 else '+'} ({A[i][j]})*{factor}" for (i, j), factor in zip(places, factors, strict=True)
    ]
    return numbers_first(" ".join(terms).removeprefix("+ "))


def _by_cofactors(rng: Rng, A: Square) -> Part:
    """By expansion along the row or column with most zeros."""
    line, places, with_minors, with_values = _expanded(A)
    D, zeros = _det(A), 3 - len(places)
    why = f", which holds {('no', 'one', 'two')[zeros]} zero{'s' * (zeros > 1)}" if zeros else ""
    letter = any(isinstance(x, Polynomial) for row in A for x in row)
    plus = Polynomial([0], "k")
    for i, j in places:
        plus = plus + _poly(A[i][j]) * _det(_minor(A, i, j))
    long = _poly(A[0][0]) * _poly(A[1][1]) * _poly(A[2][2]) - _poly(A[0][2]) * _poly(A[1][1]) * _poly(A[2][0])

    def key(value: Polynomial) -> AnswerKey:
        return expression(str(value), k="real") if letter else number(value[0])

    slips = [
        ("permanent", _det(A, 1), "Three of the six products are subtracted: a determinant has minus signs too."),
        (
            "no-checkerboard",
            plus,
            "The signs alternate as on a chessboard, beginning with plus in the upper left corner.",
        ),
        ("two-diagonals", long, "A 3 by 3 determinant has six products, not two."),
    ]
    minors = [_small(_minor(A, i, j)) for i, j in places]
    return Part(
        ask=f"{rng.choice(ASK_DETERMINANT).format(_shown(A))}" + " Give it as an expression in $k$." * letter,
        answer=key(D),
        steps=[
            f"Expand along the {line}{why}: $det(A) = {with_minors}$.",
            f"The smaller determinant{'s are' if len(minors) > 1 else ' is'} {listed(minors)}.",
            f"So $det(A) = {with_values} = {D}$.",
        ],
        hints=[
            "Choose the row or column with most zeros, and expand along it.",
            "Mind the signs: they alternate as on a chessboard.",
        ],
        mistakes=[Mistake(id, key(value), told) for id, value, told in slips if value != D],
    )


def _small(A: Square) -> str:
    """`$det([[a, b], [c, d]]) = a*d - b*c = value$`."""
    (a, b), (c, d) = A
    return f"$det({_shown(A)}) = {numbers_first(fill('a*d - b*c', a=a, b=b, c=c, d=d))} = {_det(A)}$"


def _blocks(rng: Rng) -> Part:
    """Two blocks of 2 by 2 on the diagonal and zeros in a corner."""
    P, S = (Mat([[rng.nonzero(-5, 5) for _ in range(2)] for _ in range(2)]) for _ in range(2))
    Q = Mat([[rng.integer(-5, 5) for _ in range(2)] for _ in range(2)])
    upper = rng.chance(Fraction(1, 2))
    zero = Mat([[0, 0], [0, 0]])
    top, bottom = ((P, Q), (zero, S)) if upper else ((P, zero), (Q, S))
    A = Mat([*top[0].beside(top[1]).rows, *bottom[0].beside(bottom[1]).rows])
    p, s = P.det(), S.det()
    assert A.det() == p * s
    diagonal = P[0, 0] * P[1, 1] * S[0, 0] * S[1, 1]
    plus = (P[0, 0] * P[1, 1] + P[0, 1] * P[1, 0]) * (S[0, 0] * S[1, 1] + S[0, 1] * S[1, 0])
    return Part(
        ask=rng.choice(ASK_DETERMINANT).format(A),
        answer=number(p * s),
        steps=[
            f"The four entries in the {'lower left' if upper else 'upper right'} corner are zero: the matrix consists "
            "of blocks of 2 by 2, and its determinant is the product of those of the two blocks on the diagonal.",
            f"They are {_small(_square(P))} and {_small(_square(S))}.",
            f"So $det(A) = {fill('p*s', p=p, s=s)} = {p * s}$.",
        ],
        hints=["Divide the matrix into four blocks of 2 by 2. What do you notice?"],
        mistakes=[
            Mistake("adds-block-determinants", number(p + s), "The determinants of the blocks are multiplied."),
            Mistake("diagonal-product", number(diagonal),
                    "The blocks are not triangular themselves: each needs its own determinant."),
            Mistake("adds-both-diagonals", number(plus), "In each block the second product is subtracted."),
        ],
    )  # fmt: skip


# Recognising -----------------------------------------------------------------------------------------------------


class Candidate(NamedTuple):
    """A matrix, and a sentence about it that says why it is singular or not."""

    A: Mat
    why: str


@exercise(
    "linear_algebra.singularity.select_singular",
    title="Which of these matrices are singular?",
    skill="s.sing.select",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 2.2",
    levels={"easy": {"size": "two"}, "core": {"size": "visible"}, "hard": {"size": "hidden"}},
)
def select_singular(rng: Rng, *, size: Literal["two", "visible", "hidden"]) -> Part:
    """Select all singular matrices among four or five."""
    many = rng.integer(1, 3) if size != "two" else rng.integer(1, 2)
    singular = {"two": _singular_two, "visible": _singular_visible, "hidden": _singular_hidden}[size]
    decoys = (_decoy_with_zero, _decoy_with_unit, _decoy_nearly, _decoy_with_unit)
    n = 2 if size == "two" else 3
    chosen: dict[Mat, str] = {}
    while len(chosen) < many:
        candidate = singular(rng)
        chosen.setdefault(candidate.A, candidate.why)
    right = list(chosen)
    for decoy in decoys[: 5 - many]:
        while (candidate := decoy(rng, n)).A in chosen:
            pass
        chosen[candidate.A] = candidate.why
    key = choices([f"${A}$" for A in right], [f"${A}$" for A in chosen if A not in right], partial=True)
    matrices = {f"${A}$": A for A in chosen}

    def those(belief: Callable[[Mat], bool]) -> ChoicesAnswer:
        found = tuple(option.id for option in key.options if belief(matrices[option.text]))
        return key.model_copy(update={"value": found})

    return Part(
        ask="Which of these matrices are singular? Choose all of them.",
        answer=key,
        steps=[
            *(f"Matrix {option.id}, {option.text}: {chosen[matrices[option.text]]}" for option in key.options),
            f"So the singular ones are {listed(key.value)}." if many > 1 else f"So only {key.value[0]} is singular.",
        ],
        hints=[
            "Is there a row or column of zeros, or one that is a multiple of another?",
            "If you see no relation between the rows, compute the determinant.",
        ],
        mistakes=[
            Mistake("zero-entry", those(lambda A: 0 in [*A]), "A zero entry is harmless; a zero row is not."),
            Mistake("det-one-is-singular", those(lambda A: abs(int(A.det())) <= 1),
                    "Only a determinant of 0 makes a matrix singular; with 1 it can be inverted."),
            *([Mistake("only-proportional-rows", those(_has_proportional_rows),
                       "Rows can be dependent without one being a multiple of another, and so can columns.")]
              if n == 3 else []),
        ],
    )  # fmt: skip


def _has_proportional_rows(A: Mat) -> bool:
    return any(Mat([u, v]).rank() < 2 for u, v in combinations(A.rows, 2))


def _row(rng: Rng, n: int, bound: int = 4) -> list[int]:
    """Without zeros and without a common factor."""
    while True:
        row = [rng.nonzero(-bound, bound) for _ in range(n)]
        if gcd(*row) == 1 and len(set(row)) > 1:
            return row


def _times(row: Sequence[int], k: int) -> list[int]:
    return [k * x for x in row]


def _singular_two(rng: Rng) -> Candidate:
    row = _row(rng, 2, 5)
    p, q = rng.choice(((1, 2), (1, -2), (1, 3), (2, 3), (1, -1), (2, -1), (3, 2), (3, -2), (-1, 3)))
    A = Mat([_times(row, p), _times(row, q)])
    return Candidate(A, f"the second row is ${rational(Fraction(q, p))}$ times the first, so it is singular.")


def _singular_visible(rng: Rng) -> Candidate:
    """Two equal or proportional rows or columns, or a zero row or column."""
    for _ in range(200):
        i, j = sorted(rng.distinct(0, 2, count=2))
        row, other = _row(rng, 3), _row(rng, 3)
        kind = rng.choice(("equal", "multiple", "multiple", "zero"))
        k = {"equal": 1, "zero": 0}.get(kind, rng.choice((-3, -2, -1, 2, 3)))
        rows = [other] * 3
        rows[i], rows[j] = row, _times(row, k)
        across = rng.chance(Fraction(1, 2))
        A = Mat(rows) if across else Mat(rows).T
        if A.rank() < 2 or max(map(abs, map(int, A))) > 9:
            continue
        line = "row" if across else "column"
        told = {
            "zero": f"the {ORDINALS[j]} {line} is zero, so it is singular.",
            "equal": f"the {ORDINALS[i]} and the {ORDINALS[j]} {line} are equal, so it is singular.",
        }.get(kind, f"the {ORDINALS[j]} {line} is ${k}$ times the {ORDINALS[i]}, so it is singular.")
        return Candidate(A, told)
    raise Redraw("no such matrix was found")


def _singular_hidden(rng: Rng) -> Candidate:
    """One row or column is a combination of the two others, none of which is a multiple of another."""
    for _ in range(200):
        u, v = _row(rng, 3, 3), _row(rng, 3, 3)
        p, q = rng.choice(((1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (-1, 2), (3, 1), (-1, -1), (1, 3), (-2, 1)))
        w = [p * a + q * b for a, b in zip(u, v, strict=True)]
        order = rng.shuffled(range(3))
        rows = [(u, v, w)[k] for k in order]
        across = rng.chance(Fraction(2, 3))
        A = Mat(rows) if across else Mat(rows).T
        if (
            A.rank() < 2
            or max(map(abs, w)) > 9
            or not any(w)
            or _has_proportional_rows(A)
            or _has_proportional_rows(A.T)
        ):
            continue
        line = "row" if across else "column"
        first, second, third = (ORDINALS[order.index(k)] for k in range(3))
        plus = "plus" if q > 0 else "minus"
        times = (f"${k}$ times " if k != 1 else "" for k in (p, abs(q)))
        a, b = times
        return Candidate(A, f"the {third} {line} is {a}the {first} {plus} {b}the {second}, so it is singular.")
    raise Redraw("no such matrix was found")


def _not_singular(A: Mat) -> Candidate:
    D = int(A.det())
    assert D
    return Candidate(A, f"the determinant is ${D}$, so it is not singular.")


def _decoy_with_zero(rng: Rng, n: int) -> Candidate:
    """One or more zero entries, but no zero row or column, and another determinant than 0, 1 and -1."""
    for _ in range(200):
        A = Mat(
            [rng.choice((0, 0, *range(-4, 5))) if n == 3 else rng.integer(-5, 5) for _ in range(n)] for _ in range(n)
        )
        if 0 in [*A] and all(any(line) for line in (*A.rows, *A.columns)) and 2 <= abs(int(A.det())) <= 60:
            return _not_singular(A)
    raise Redraw("no such matrix was found")


def _decoy_with_unit(rng: Rng, n: int) -> Candidate:
    """Determinant 1 or -1, no zeros."""
    for _ in range(400):
        A = Mat([rng.nonzero(-5, 5) for _ in range(n)] for _ in range(n))
        if n == 3:  # the last entry makes the determinant 1, if its cofactor lets it
            m = int(A.minor(2, 2).det())
            rest = int(A.det()) - m * int(A[2, 2])
            wanted = [x for sign in (1, -1) for x in [Fraction(sign - rest, m)] if x.denominator == 1] if m else []
            if not wanted or not 1 <= abs(wanted[0]) <= 7:
                continue
            A = A.with_entry(2, 2, int(wanted[0]))
        if abs(int(A.det())) == 1 and not _has_proportional_rows(A):
            return _not_singular(A)
    raise Redraw("no such matrix was found")


def _decoy_nearly(rng: Rng, n: int) -> Candidate:
    """A singular matrix with one entry changed by 1 or 2."""
    for _ in range(200):
        A = (_singular_two if n == 2 else _singular_hidden)(rng).A
        i, j = rng.integer(0, n - 1), rng.integer(0, n - 1)
        B = A.with_entry(i, j, A[i, j] + rng.choice((-2, -1, 1, 2)))
        if 2 <= abs(int(B.det())) <= 60 and 0 not in [*B]:
            return _not_singular(B)
    raise Redraw("no such matrix was found")


# Parameters ------------------------------------------------------------------------------------------------------

ASK_PARAMETER = (
    "For which real numbers $k$ is the matrix $A = {}$ singular?",
    "Find all real $k$ for which $A = {}$ has no inverse.",
    "For which real $k$ are the rows of $A = {}$ linearly dependent?",
    "For which real $k$ does $A*x = 0$ with $A = {}$ have other solutions than the zero vector?",
)


@exercise(
    "linear_algebra.singularity.parameter_for_singularity",
    title="For which k is it singular?",
    skill="s.sing.parameter",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 2.2",
    tier="standard",
    levels={"easy": {"place": "two"}, "core": {"place": "three"}, "hard": {"place": "twice"}},
)
def parameter_for_singularity(rng: Rng, *, place: Literal["two", "three", "twice"]) -> Part:
    """Find every k for which a matrix is singular."""
    A = {"two": _k_in_two, "three": _k_in_three, "twice": _k_twice}[place](rng)
    D = _det(A)
    roots = list(D.roots())
    assert len(roots) == D.degree and all(_square_at(A, k).rank() < len(A) for k in roots)
    steps = _determinant_steps(A)
    checks = list(_dependences(A, roots))
    slips: list[tuple[str, list[Rational], str]]
    if len(roots) == 1:
        (k0,) = roots
        steps += [f"A matrix is singular exactly if its determinant is zero: ${D} = 0$ is solved by $k = {k0}$."]
        slips = [("det-equals-one", [Fraction(1 - D[0]) / D[1]], "Singular means that the determinant is 0, not 1.")]
        if len(A) > 2:
            slips.append(("sign-of-root", [-k0], "Put your value into the determinant: it must become 0."))
    else:
        low, high = roots
        steps.append(
            f"A matrix is singular exactly if its determinant is zero. It factors as ${D} = {D.factored()}$, "
            f"which is zero for $k_1 = {low}$ and $k_2 = {high}$."
        )
        slips = [
            ("keeps-one-root", [high], "A quadratic can be zero at two places."),
            ("sign-of-root", [-low, -high], "A factor $k - r$ is zero at $k = r$."),
        ]
    plus = _det(A, 1).roots()
    if plus and sorted(plus) != sorted(roots):
        slips.append(("det-sign", list(plus), "Some of the products are subtracted: mind the signs of a determinant."))
    return Part(
        ask=f"{rng.choice(ASK_PARAMETER).format(_shown(A))} Give the set of all of them.",
        answer=finite_set(*roots),
        steps=[*steps, *checks, f"So the set is ${{{', '.join(map(str, roots))}}}$."],
        hints=["Write the determinant as an expression in $k$.", "Which value of the determinant means singular?"],
        mistakes=[Mistake(id, finite_set(*values), told) for id, values, told in slips],
    )  # fmt: skip


def _square_at(A: Square, k: Rational) -> Mat:
    return Mat([_poly(x)(k) for x in row] for row in A)


def _determinant_steps(A: Square) -> list[str]:
    if len(A) == 2:
        (a, b), (c, d) = A
        products = numbers_first(fill("a*d - b*c", a=a, b=b, c=c, d=d))
        return [f"The determinant is $det(A) = {products} = {_det(A)}$."]
    expansion = _expanded(A)
    return [
        f"Expand the determinant along the {expansion.line}: $det(A) = {expansion.with_minors}$.",
        f"With the smaller determinants worked out, $det(A) = {expansion.with_values} = {_det(A)}$.",
    ]


def _dependences(A: Square, roots: Sequence[Rational]) -> Iterator[str]:
    """How the rows depend on each other for these k: the check."""
    for k in roots:
        relation = [Fraction(x) for x in _square_at(A, k).T.nullspace()[0]]
        first = next(x for x in relation if x)
        sign = 1 if first > 0 else -1
        whole = [int(sign * x * lcm(*(x.denominator for x in relation))) for x in relation]
        total = text_of(" + ".join(f"({c // gcd(*whole)})*r_{i}" for i, c in enumerate(whole, 1) if c))
        names = listed(f"$r_{i + 1}$" for i in range(len(A)))
        yield f"Check: with ${k}$ in place of $k$ the rows {names} satisfy ${total} = 0$."


def _k_in_two(rng: Rng) -> Square:
    """Rows that are multiples of one, and k in place of an entry."""
    while True:
        u, v = rng.nonzero(-5, 5), rng.nonzero(-5, 5)
        p, q = rng.choice([(p, q) for p in (1, 2, 3) for q in (-3, -2, -1, 1, 2, 3) if gcd(p, q) == 1 and p != q])
        rows: list[list[Entry]] = [[p * u, p * v], [q * u, q * v]]
        i, j = rng.integer(0, 1), rng.integer(0, 1)
        k0 = rows[i][j]
        if all(abs(int(_poly(x)[0])) <= 9 for row in rows for x in row) and abs(u) != abs(v) and k0 != 0:
            rows[i][j] = _K
            return tuple(map(tuple, rows))


def _k_in_three(rng: Rng) -> Square:
    """Dependent rows, and k in place of an entry whose cofactor is not zero."""
    for _ in range(300):
        u, v = [rng.integer(-3, 3) for _ in range(3)], [rng.integer(-3, 3) for _ in range(3)]
        p, q = rng.choice(((1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (-1, 2), (-1, -1), (-2, 1)))
        rows: list[list[Entry]] = [u, v, [p * a + q * b for a, b in zip(u, v, strict=True)]]  # type: ignore[list-item]
        rows = rng.shuffled(rows)
        i, j = rng.integer(0, 2), rng.integer(0, 2)
        k0 = int(_poly(rows[i][j])[0])
        A = tuple(tuple(_K if (m, n) == (i, j) else x for n, x in enumerate(row)) for m, row in enumerate(rows))
        numbers = [int(_poly(x)[0]) for row in rows for x in row]
        cofactor = _det(_minor(A, i, j))[0]
        if cofactor and k0 and max(map(abs, numbers)) <= 7 and 1 <= numbers.count(0) <= 2 and _det(A, 1).degree == 1:
            return A
    raise Redraw("no such matrix was found")


def _k_twice(rng: Rng) -> Square:
    """k plus a number twice, so that the determinant is a quadratic with two integer roots."""
    for _ in range(300):
        low, high = sorted(rng.distinct(-6, 7, count=2))
        a = rng.integer(-4, 4)
        d = -(low + high) - a
        bc = a * d - low * high
        pairs = [(b, bc // b) for b in range(-8, 9) if b and bc % b == 0 and 0 < abs(bc // b) <= 8]
        if not pairs or abs(d) > 6 or low == -high:
            continue
        b, c = rng.choice(pairs)
        block: Square = ((Polynomial([1, a], "k"), b), (c, Polynomial([1, d], "k")))
        if rng.chance(Fraction(1, 2)):
            return block
        m, x, y = rng.choice((2, 3, -1, -2, 1)), rng.nonzero(-4, 4), rng.nonzero(-4, 4)
        if rng.chance(Fraction(1, 2)):
            return ((m, x, y), (0, *block[0]), (0, *block[1]))
        return ((*block[0], x), (*block[1], y), (0, 0, m))
    raise Redraw("no such matrix was found")


# Dependence ------------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.singularity.dependence_relation",
    title="Find the dependence",
    skill="s.sing.dependence",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.5",
    levels={"easy": {"vectors": "two"}, "core": {"vectors": "three"}, "hard": {"vectors": "in four dimensions"}},
)
def dependence_relation(rng: Rng, *, vectors: Literal["two", "three", "in four dimensions"]) -> Multipart:
    """Decide whether vectors are linearly independent, and express the last one by the others."""
    if vectors == "two":
        others, coefficients = _one_other(rng)
    elif vectors == "three":
        others, coefficients = _two_others(rng)
    else:
        others, coefficients = _three_others(rng) if rng.chance(Fraction(1, 3)) else _two_with_fractions(rng)
    last = [rational(sum(c * v[j] for c, v in zip(coefficients, others, strict=True))) for j in range(len(others[0]))]
    dependent, used = rng.chance(Fraction(3, 5)), _usable(others)
    if not dependent:
        j = rng.choice([j for j in range(len(last)) if j not in used])
        last[j] += rng.choice((-2, -1, 1, 2))
    assert Mat([*others, last]).rank() == len(others) + (not dependent)
    labels = [f"v_{i}" for i in range(1, len(others) + 2)]
    shown = listed(f"${v} = ({', '.join(map(str, x))})$" for v, x in zip(labels, (*others, last), strict=True))
    return Multipart(
        f"Let {shown}.",
        parts=[
            _relation_part(others, last, coefficients, used, dependent),
            Part(
                ask=f"Are {listed(f'${v}$' for v in labels)} linearly independent?",
                answer=boolean(not dependent),
                steps=[
                    _first_are_independent(len(others)),
                    f"So all are independent exactly if ${labels[-1]}$ is no combination of them. "
                    + ("It is one, so they are dependent." if dependent else "It is none, so they are independent."),
                ],
                hints=["What does the answer before tell about this?"],
                mistakes=[
                    Mistake(
                        "dependence-reversed",
                        boolean(dependent),
                        "Vectors are dependent exactly if one of them is a combination of the others.",
                    )
                ],
            ),
        ],
    )


Vectors = tuple[Sequence[int], ...]


def _relation_part(
    others: Vectors, last: Sequence[Rational], coefficients: Sequence[Rational], used: Sequence[int], dependent: bool
) -> Part:
    """The last vector as a combination of the others: from the coordinates in `used`, tested in the others."""
    names, goal = "abc"[: len(others)], f"v_{len(others) + 1}"
    values = dict(zip(names, coefficients, strict=True))
    several = len(names) > 1

    def key(*values: Rational) -> SystemAnswer:
        return system(*(f"{c} = {x}" for c, x in zip(names, values, strict=True)), unknowns=names, form="solved")

    def left(j: int) -> str:
        return linear([v[j] for v in others], names)

    which = listed(f"the {ORDINALS[j]}" for j in used)
    demands = listed(f"${left(j)} = {last[j]}$" for j in used)
    found = listed(f"${c} = {x}$" for c, x in values.items())
    hence = f", hence {found}" if demands != found else ""
    first = f"Compare coordinates: {which} {'demand' if several else 'demands'} {demands}{hence}."
    tests = []
    for j in (j for j in range(len(last)) if j not in used):
        made = rational(sum(Fraction(c) * v[j] for c, v in zip(coefficients, others, strict=True)))
        told = "as it must be" if made == last[j] else f"but ${goal}$ has ${last[j]}$ there"
        tests.append(f"In the {ORDINALS[j]} coordinate this gives ${fill(left(j), **values)} = {made}$, {told}.")
    point = f"({', '.join(names)}) = ({', '.join(map(str, coefficients))})" if several else f"a = {coefficients[0]}"
    nothing = system("0 = 1", unknowns=names, form="solved")
    if dependent:
        end = f"So ${point}$."
        slips = [
            ("moved-sign", [-c for c in coefficients], "These make the sum of all vectors zero: move the last one.")
        ]
        if several:
            slips.append(("coefficients-exchanged", list(coefficients[::-1]), "Which number belongs to which vector?"))
            if others[0][0] and last[0]:
                ratio = [rational(Fraction(last[0]) / others[0][0]), *[0] * (len(names) - 1)]
                slips.append(("checks-one-coordinate", ratio, "The same numbers must work in every coordinate."))
        else:
            slips.append(("ratio-reversed", [rational(1 / Fraction(coefficients[0]))], "Which vector is multiplied?"))
        extra = Mistake("sees-no-relation", nothing, "There is such a combination: compare two coordinates first.")
    else:
        end = "So there is nothing that fits all coordinates: the set of solutions is $emptyset$."
        told = "Test what you found in the coordinates that are left."
        slips = [("last-coordinate-unchecked", list(coefficients), told)]
        extra = Mistake("zero-vector-for-none", key(*[0] * len(names)), f"This gives the zero vector, not ${goal}$.")
    sum_of_all = " + ".join(f"{c}*v_{i}" for i, c in enumerate(names, 1))
    return Part(
        ask=f"Find {'numbers' if several else 'a number'} {listed(f'${c}$' for c in names)} with "
        f"${sum_of_all} = {goal}$. If there {'are none' if several else 'is none'}, say so.",
        answer=key(*coefficients) if dependent else nothing,
        steps=[first, *tests, end],
        hints=["Write one equation for each coordinate.", "Solve some of them, and test the others."],
        mistakes=[*(Mistake(id, key(*wrong), told) for id, wrong, told in slips), extra],
    )


def _first_are_independent(count: int) -> str:
    if count == 1:
        return "The first vector is not the zero vector, so it is independent by itself."
    if count == 2:
        return "The first two vectors are independent, since none of them is a multiple of the other."
    return "The first three vectors are independent: each has a leading entry further down than the one before."


def _usable(others: Vectors) -> tuple[int, ...]:
    """The first coordinates that fix the coefficients."""
    m, n = len(others), len(others[0])
    return next(js for js in combinations(range(n), m) if Mat([[v[j] for v in others] for j in js]).det())


def _one_other(rng: Rng) -> tuple[Vectors, tuple[Rational, ...]]:
    """A vector whose multiple by a small fraction has integer entries."""
    n, unit = rng.integer(2, 3), rng.choice((1, 1, 2))
    top = rng.choice((-4, -3, -2, 2, 3, 4) if unit == 1 else (-3, -1, 1, 3))
    return ([unit * x for x in _row(rng, n, 4)],), (rational(Fraction(top, unit)),)


def _two_others(rng: Rng) -> tuple[Vectors, tuple[Rational, ...]]:
    while True:
        u, v = _row(rng, 3, 4), _row(rng, 3, 4)
        a, b = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        if Mat([u, v]).rank() == 2 and abs(a) != abs(b):
            return (u, v), (a, b)


def _two_with_fractions(rng: Rng) -> tuple[Vectors, tuple[Rational, ...]]:
    """w = (p*u + v)/r in four dimensions."""
    r, p = rng.choice(((3, 2), (3, -2), (2, 3), (2, -3)))
    while True:
        u, w = _row(rng, 4, 3), _row(rng, 4, 3)
        v = [r * y - p * x for x, y in zip(u, w, strict=True)]
        if all(-9 <= x <= 9 for x in v) and Mat([u, v]).rank() == 2:
            return (u, v), (Fraction(p, r), Fraction(1, r))


def _three_others(rng: Rng) -> tuple[Vectors, tuple[Rational, ...]]:
    """Three vectors in four dimensions, each beginning one entry later."""
    while True:
        rows = [[0] * i + [rng.choice((1, 1, -1, 2))] + [rng.nonzero(-3, 3) for _ in range(3 - i)] for i in range(3)]
        c = tuple(rng.nonzero(-3, 3) for _ in range(3))
        last = [sum(k * row[j] for k, row in zip(c, rows, strict=True)) for j in range(4)]
        if max(map(abs, last)) <= 12 and abs(c[0]) != abs(c[2]):
            return tuple(rows), c
