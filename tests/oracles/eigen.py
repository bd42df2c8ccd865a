"""Eigenvalues and eigenvectors, by NumPy."""

import numpy as np

from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, numeric


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
