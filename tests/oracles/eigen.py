"""Eigenvalues and eigenvectors, by NumPy."""

import numpy as np

from generators.notation.tree import Rows
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, numeric


@oracle("linear_algebra.eigen.check_eigenvectors")
def _(exercise: Exercise) -> None:
    """Parallel by 2 by 2 minors; the eigenvalue is the Rayleigh quotient."""
    A = numeric(definitions(exercise.stem)["A"])
    assert np.abs(A).max() <= 12
    first, second = exercise.parts
    found, values = set(), set()
    for option in first.answer.options:
        (node,) = formulas(option.text)
        v = numeric(node).ravel()
        image = A @ v
        if v.any() and not (np.outer(image, v) - np.outer(v, image)).any():
            found.add(option.id)
            values.add(round(float(image @ v / (v @ v)), 9))
    assert found == set(first.answer.value) and found
    assert sorted(values) == entries(second.answer).tolist()


@oracle("linear_algebra.eigen.characteristic_polynomial")
def _(exercise: Exercise) -> None:
    """The determinant at some numbers, the eigenvalues as its roots, and the theorem of Cayley and Hamilton."""
    (part,) = exercise.parts
    A = next(numeric(n) for node in formulas(part.ask) for n in getattr(node, "terms", ()) if isinstance(n, Rows))
    n = len(A)
    at = np.array([-7.5, -3.0, 0.5, 4.0])
    values = np.array([numeric(part.answer.value, **{"lambda": x}) for x in at])
    assert np.allclose(values, [np.linalg.det(A - x * np.eye(n)) for x in at])
    p = np.polyfit(at[: n + 1], values[: n + 1], n)
    assert np.allclose(p, (-1) ** n * np.poly(np.linalg.eigvals(A)), atol=1e-6)
    assert np.allclose(sum(c * np.linalg.matrix_power(A, n - k) for k, c in enumerate(p)), 0, atol=1e-5)


@oracle("linear_algebra.eigen.eigenvalues_2x2")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    A = numeric(definitions(part.ask)["A"])
    stated = entries(part.answer)
    assert len(set(stated)) == len(stated)
    for found in np.linalg.eigvals(A):
        assert np.abs(stated - found).min() < 1e-6, f"{found} is missing"  # a double root is found to half the digits
    for root in stated:
        assert abs(np.linalg.det(A - root * np.eye(2))) < 1e-8, f"{root} is no eigenvalue"
