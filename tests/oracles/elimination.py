"""Row echelon forms, by SymPy, by fraction-free elimination and by ranks."""

from itertools import pairwise

import numpy as np
import sympy

from generators.notation.tree import Chain, Rows
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import coefficients, definitions, entries, formulas, numeric


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


def operation_matrix(operation: Chain, n: int) -> np.ndarray:
    """The elementary matrix of a row operation: what it makes of the unit rows."""
    rows = {f"R_{i + 1}": row for i, row in enumerate(np.eye(n))}
    changed, source = operation.terms
    E = np.eye(n)
    index = {name: i for i, name in enumerate(rows)}
    E[index[changed.text]] = numeric(source, **rows)
    if operation.relations == ("<->",):
        E[index[source.text]] = rows[changed.text]
    return E


def operations(text: str) -> list[Chain]:
    return [node for node in formulas(text) if isinstance(node, Chain) and node.relations in (("->",), ("<->",))]


@oracle("linear_algebra.elimination.row_operation")
def _(exercise: Exercise) -> None:
    """By elementary matrices."""
    if len(exercise.parts) == 1:
        (part,) = exercise.parts
        A = numeric(next(node for node in formulas(part.ask) if isinstance(node, Rows)))
        for operation in operations(part.ask):
            A = operation_matrix(operation, len(A)) @ A
        assert np.allclose(A, entries(part.answer))
        return
    A, B = (numeric(node) for node in definitions(exercise.stem).values())
    which, factor = exercise.parts
    made = {option.id: operation_matrix(operations(option.text)[0], 3) for option in which.answer.options}
    assert [id for id, E in made.items() if np.allclose(E @ A, B)] == [which.answer.value]
    assert np.isclose(np.linalg.det(made[which.answer.value]), numeric(factor.answer.value))


@oracle("linear_algebra.elimination.recognise_echelon")
def _(exercise: Exercise) -> None:
    """By the places of the first nonzero entries; the reduced form by SymPy."""
    (part,) = exercise.parts
    found = set()
    for option in part.answer.options:
        A = numeric(formulas(option.text)[0])
        firsts = [int(np.flatnonzero(row)[0]) if row.any() else A.shape[1] + i for i, row in enumerate(A)]
        rises = all(a < b for a, b in pairwise(firsts))
        reduced = np.array_equal(A, np.array(sympy.Matrix(A.astype(int)).rref()[0].tolist(), dtype=float))
        if rises and (reduced or "reduced row echelon" not in part.ask):
            found.add(option.id)
    assert found == set(part.answer.value) and found


@oracle("linear_algebra.elimination.gaussian_elimination_full")
def _(exercise: Exercise) -> None:
    """The system as it is told; L*U = M; the solution by NumPy."""
    written, multiplied, reduced, solved = exercise.parts
    M, U = entries(written.answer), entries(reduced.answer)
    n = len(M)
    A, b = coefficients(exercise.stem)
    told = np.column_stack([A, b])
    assert np.array_equal(M, told[[1, 0, *range(2, n)]] if "exchange" in written.ask else told)
    m = np.atleast_1d(entries(multiplied.answer) if n == 3 else numeric(multiplied.answer.value))
    L = np.eye(n)
    L[np.tril_indices(n, -1)] = m
    assert np.allclose(L @ U, M) and np.allclose(U[:, :n], np.triu(U[:, :n])) and M[0, 0] != 0
    if np.linalg.matrix_rank(A) < n:
        assert np.linalg.matrix_rank(told) > np.linalg.matrix_rank(A) and solved.answer.value == ("0 = 1",)
    else:
        assert np.allclose(np.linalg.solve(A, b), stated(solved.answer.value))


def stated(equations: tuple[str, ...], **parameters: float) -> np.ndarray:
    """The right sides of `x = …` in order."""
    return np.array([numeric(formulas(f"${text}$")[0].terms[1], **parameters) for text in equations])


@oracle("linear_algebra.elimination.parametric_solution")
def _(exercise: Exercise) -> None:
    """Random parameters solve the system, and there are as many as the nullity."""
    (part,) = exercise.parts
    A, b = coefficients(part.ask)
    names, rng = part.answer.parameters, np.random.default_rng(exercise.seed)
    assert A.shape[1] - np.linalg.matrix_rank(A) == len(names)
    base = stated(part.answer.value, **dict.fromkeys(names, 0.0))
    directions = []
    for name in names:
        directions.append(stated(part.answer.value, **(dict.fromkeys(names, 0.0) | {name: 1.0})) - base)
    assert np.linalg.matrix_rank(np.array(directions)) == len(names)
    for _ in range(5):
        x = stated(part.answer.value, **{name: rng.uniform(-9, 9) for name in names})
        assert np.allclose(A @ x, b)
