"""Row echelon forms, by SymPy, by fraction-free elimination and by ranks."""

import numpy as np
import sympy

from generators.notation.tree import Rows
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import entries, formulas, numeric


@oracle("linear_algebra.elimination.echelon_form")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    (shown,) = (node for node in formulas(part.ask) if isinstance(node, Rows))
    A, E = numeric(shown).astype(int), entries(part.answer)
    assert np.array_equal(A, entries(part.answer.model_copy(update={"value": part.answer.matrix})))
    assert np.abs(A).max() <= 20
    ranks = {np.linalg.matrix_rank(M) for M in (A, E, np.vstack([A, E]))}
    assert len(ranks) == 1, "the row spaces differ"
    assert np.array_equal(E.astype(int), E)
    firsts = [np.flatnonzero(row)[0] if row.any() else A.shape[1] + i for i, row in enumerate(E)]
    assert firsts == sorted(set(firsts)), "no staircase"
    assert firsts[: len(bareiss(A))] == bareiss(A)
    if "reduced" in part.ask:
        assert part.answer.reduced
        assert np.array_equal(E, np.array(sympy.Matrix(A).rref()[0].tolist(), dtype=float))


def bareiss(A: np.ndarray) -> list[int]:
    """The columns of the pivots, by fraction-free elimination in integers."""
    M, pivots, previous = [list(map(int, row)) for row in A], [], 1
    for j in range(len(M[0])):
        top = len(pivots)
        found = next((i for i in range(top, len(M)) if M[i][j]), None)
        if found is None:
            continue
        M[top], M[found] = M[found], M[top]
        for i in range(top + 1, len(M)):
            M[i] = [(M[top][j] * x - M[i][j] * y) // previous for x, y in zip(M[i], M[top], strict=True)]
        previous = M[top][j]
        pivots.append(j)
    return pivots
