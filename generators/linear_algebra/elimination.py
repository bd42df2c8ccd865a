"""Row echelon forms."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from generators.authoring import Mistake, Part, Rng, echelon, exercise, matrix
from generators.maths.elimination import added, eliminate, exchanged, lower, shown, staircase, worked
from generators.maths.matrices import Mat, diag, integer_matrix
from generators.maths.rationals import Rational
from generators.maths.rng import Redraw

LIMIT = 20
"""Entries of the matrix have at most this size."""


@exercise(
    "linear_algebra.elimination.echelon_form",
    title="Bring a matrix to (reduced) row echelon form",
    skill="s.elim.echelon",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.3.2",
    levels={"easy": {"form": "two rows"}, "core": {"form": "full rank"}, "hard": {"form": "reduced"}},
)
def echelon_form(rng: Rng, *, form: Literal["two rows", "full rank", "reduced"]) -> Part:
    """Bring a matrix to row echelon form, or to reduced row echelon form if it is rank-deficient."""
    reduced = form == "reduced"
    A, target = {"two rows": _two_rows, "full rank": _full_rank, "reduced": _rank_two}[form](rng)
    bar = A.shape[1] - 1 if rng.chance(Fraction(1, 2)) else 0
    work = list(eliminate(A, reduced=reduced))
    _, end = work[-1]
    assert end == target
    assert all(isinstance(entry, int) for _, after in work for entry in after)

    name = "reduced row echelon form" if reduced else "row echelon form"
    thing = "augmented matrix" if bar else "matrix"
    told = "" if reduced else " Any row echelon form is right; its pivots need not be 1."
    return Part(
        ask=f"Bring the {thing} ${shown(A, bar)}$ to {name}.{told}",
        answer=echelon(A, end, reduced=reduced),
        steps=[
            *worked(A, work, bar),
            f"{_end_reached(end, reduced)}, so this is {'the' if reduced else 'a'} {name}: ${shown(end, bar)}$.",
        ],
        hints=[
            "Work column by column from the left: choose a pivot, then make the entries below it 0.",
            *(["In the end make every pivot 1, and clear the entries above the pivots too."] if reduced else []),
            "To clear an entry, subtract (entry divided by pivot) times the pivot row from its row.",
        ],
        mistakes=list(_slips(A, end, reduced, bar)),
    )


# Drawing: the echelon form comes first ---------------------------------------------------------------------------


def _two_rows(rng: Rng) -> tuple[Mat, Mat]:
    """A 2 by 3 matrix whose second row is cleared with an integer multiplier, and its echelon form."""
    target = staircase(rng, (0, 1), 3)
    return lower(2, {(1, 0): rng.sign() * rng.integer(2, 3)}) * target, target


def _full_rank(rng: Rng) -> tuple[Mat, Mat]:
    """A 3 by 4 matrix of rank 3, in one draw of three with a 0 in its first place, and its echelon form."""
    target = staircase(rng, rng.choice(((0, 1, 2), (0, 1, 2), (0, 1, 2), (0, 1, 3), (0, 2, 3))), 4)
    factor = {(2, 0): rng.choice((-2, 2)), (2, 1): rng.choice((-2, -1, 1, 2))}
    if rng.chance(Fraction(1, 3)):
        return exchanged(lower(3, factor) * target, 0, 1), target
    return lower(3, {**factor, (1, 0): rng.choice((-2, -1, 1, 2))}) * target, target


def _rank_two(rng: Rng) -> tuple[Mat, Mat]:
    """A 3 by 4 matrix of rank 2, and its reduced echelon form, which has integer entries up to 4."""
    for _ in range(200):
        j = rng.choice((1, 1, 1, 2, 2, 3))
        free = integer_matrix(rng, 2, 4, 4)
        first = [1, *(0 if k == j else free[0, k] for k in range(1, 4))]
        second = [0 if k < j else 1 if k == j else free[1, k] for k in range(4)]
        upper = diag(rng.choice((1, 1, 2, -1)), rng.choice((1, 2, 3, -1, -2))) * Mat([[1, rng.nonzero(-2, 2)], [0, 1]])
        rows = (upper * Mat([first, second])).rows
        turned = rng.chance(Fraction(1, 4))
        factor = {(2, 0): rng.nonzero(-3, 3), (2, 1): rng.nonzero(-2, 2), (1, 0): 0 if turned else rng.nonzero(-3, 3)}
        A = lower(3, factor) * Mat([*rows, (0, 0, 0, 0)])
        if all(-LIMIT <= entry <= LIMIT for entry in A):
            return exchanged(A, 0, 1) if turned else A, Mat([first, second, (0, 0, 0, 0)])
    raise Redraw("no small entries were found")


# Saying why ------------------------------------------------------------------------------------------------------


def _end_reached(end: Mat, reduced: bool) -> str:
    zero_rows = sum(not any(row) for row in end.rows)
    told = "Each pivot stands further to the right than the one above it"
    if zero_rows:
        told += f", the zero row{'s come' if zero_rows > 1 else ' comes'} last"
    return f"{told}, and the pivots are 1 and alone in their columns" if reduced else told


# Slips -----------------------------------------------------------------------------------------------------------


def _slips(A: Mat, end: Mat, reduced: bool, bar: int) -> Iterator[Mistake]:
    """Where wrong rules lead; what follows the slip is done correctly."""

    def finished(first_column_done: Mat) -> Mat:
        return [first_column_done, *(after for _, after in eliminate(first_column_done, reduced=reduced))][-1]

    start = A if A[0, 0] else exchanged(A, 0, 1)
    if reduced:
        *_, (_, stopped) = eliminate(A)
        told = "This is a row echelon form, but not the reduced one: make pivots 1 and clear the entries above them."
        yield Mistake("stops-at-ref", echelon(A, stopped), told)
        adding = _cleared_above_by_adding(stopped, end)
    else:
        adding = finished(_cleared(start, lambda entry, pivot: -Fraction(entry) / pivot))
    told = "Subtract the multiple of the pivot row; check that the cleared entry really becomes 0."
    yield Mistake("adds-instead-of-subtracting-row", matrix(adding), told)
    inverted = finished(_cleared(start, lambda entry, pivot: Fraction(pivot) / entry))
    told = "To make the entry 0, subtract (entry divided by pivot) times the pivot row, not (pivot divided by entry)."
    yield Mistake("multiplier-inverted", matrix(inverted), told)
    if len(A.rows) == 3 and start[1, 0] and not reduced:
        changed = added(start, 1, -Fraction(start[1, 0]) / start[0, 0], 0)
        reused = added(changed, 2, -Fraction(start[2, 0]) / start[0, 0], 1).with_entry(2, 0, 0)
        told = "In the first column all rows are cleared with row 1. Row 2 has changed already and has no pivot there."
        yield Mistake("new-row-reused-wrongly", matrix(finished(reused)), told)
    elif bar:
        untouched = Mat([*done[:-1], old[-1]] for done, old in zip(end.rows, A.rows, strict=True))
        told = "A row operation changes the whole row: the entry right of the bar too."
        yield Mistake("skips-rhs", matrix(untouched), told)


def _cleared(A: Mat, multiplier: Callable[[Rational, Rational], Fraction]) -> Mat:
    """A with 0 below its first pivot, the rest of these rows less `multiplier(entry, pivot)` times the first row."""
    for i in range(1, A.shape[0]):
        if A[i, 0]:
            A = added(A, i, -multiplier(A[i, 0], A[0, 0]), 0).with_entry(i, 0, 0)
    return A


def _cleared_above_by_adding(stopped: Mat, end: Mat) -> Mat:
    """Two pivots made 1; 0 above the second one, but the rest of the first row with the second row added."""
    j = end.rows[1].index(1)
    above = Fraction(stopped[0, j]) / stopped[0, 0]
    return added(end, 0, 2 * above, 1).with_entry(0, j, 0)
