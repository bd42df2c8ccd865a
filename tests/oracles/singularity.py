"""Determinants and ranks by NumPy, and by the sum over permutations."""

from itertools import permutations
from math import prod

import numpy as np

from generators.notation.tree import Node, Rows, names
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, numeric, only


def leibniz(A: np.ndarray) -> float:
    """The determinant as a sum over permutations; their signs from permutation matrices."""
    n = len(A)
    signs = {order: round(float(np.linalg.det(np.eye(n)[list(order)]))) for order in permutations(range(n))}
    return sum(sign * prod(A[i, j] for i, j in enumerate(order)) for order, sign in signs.items())


def at(matrix: Node, k: float) -> np.ndarray:
    return np.asarray(numeric(matrix, k=k), dtype=float)


KS = np.array([-7.5, -3.0, -1.0, 0.0, 0.5, 2.0, 6.0])


@oracle("linear_algebra.singularity.determinant_2x2")
def _(exercise: Exercise) -> None:
    """The signed area of the parallelogram of the rows, by the shoelace formula."""
    A = only(exercise.stem, Rows)
    first, second = exercise.parts
    for k in KS:
        (a, b), (c, d) = at(A, k)
        xs, ys = np.array([0, a, a + c, c]), np.array([0, b, b + d, d])
        area = (xs @ np.roll(ys, -1) - ys @ np.roll(xs, -1)) / 2
        assert np.isclose(area, numeric(first.answer.value, k=k))
    if second.answer.kind == "boolean":
        assert second.answer.value == (np.linalg.matrix_rank(at(A, 0.0)) < 2)
    else:
        assert np.linalg.matrix_rank(at(A, numeric(second.answer.value)), tol=1e-9) < 2


@oracle("linear_algebra.singularity.determinant_3x3")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    A = only(part.ask, Rows)
    assert ("k" in names(A)) == (part.answer.kind == "expression")
    for k in KS:
        assert np.isclose(leibniz(at(A, k)), numeric(part.answer.value, k=k))


@oracle("linear_algebra.singularity.select_singular")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    singular = {
        option.id
        for option in part.answer.options
        for node in formulas(option.text)
        if np.linalg.matrix_rank(numeric(node)) < len(numeric(node))
    }
    assert singular == set(part.answer.value) and singular


@oracle("linear_algebra.singularity.parameter_for_singularity")
def _(exercise: Exercise) -> None:
    """The determinant as a polynomial through its values; its real roots."""
    (part,) = exercise.parts
    A = next(node for node in formulas(part.ask) for node in getattr(node, "terms", ()) if isinstance(node, Rows))
    p = np.polyfit(KS, [np.linalg.det(at(A, k)) for k in KS], 2)
    p = np.where(np.abs(p) < 1e-8, 0, p)
    roots = np.roots(np.trim_zeros(p, "f"))
    assert np.allclose(np.sort(roots.real), np.sort(entries(part.answer))) and np.allclose(roots.imag, 0)


@oracle("linear_algebra.singularity.dependence_relation")
def _(exercise: Exercise) -> None:
    """By rank and by least squares."""
    *others, last = (numeric(v) for v in definitions(exercise.stem).values())
    A = np.column_stack(others)
    found, deciding = exercise.parts
    independent = np.linalg.matrix_rank(np.column_stack([A, last])) == len(others) + 1
    assert deciding.answer.value is bool(independent) and np.linalg.matrix_rank(A) == len(others)
    if independent:
        assert found.answer.value == ("0 = 1",)
    else:
        numbers = [numeric(formulas(f"${text}$")[0].terms[1]) for text in found.answer.value]
        x, *_ = np.linalg.lstsq(A, last, rcond=None)
        assert np.allclose(x, numbers) and np.allclose(A @ x, last)
