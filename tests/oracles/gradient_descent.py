"""Gradient descent, by a loop with gradients from complex steps."""

import numpy as np
import pytest

from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, function, numeric


@oracle("calculus.gradient_descent.gd_iterations")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    said = definitions(part.ask)
    names = part.answer.columns
    f, rate = function(said["f"], *names), numeric(said["alpha"])
    at = np.array([numeric(said[f"{name}_0"]) for name in names])
    rows = entries(part.answer)
    for row in rows:
        steps = 1e-25j * np.eye(len(names))
        at = at - rate * np.array([np.imag(f(*(at + step))) / 1e-25 for step in steps])
        assert row == pytest.approx(at, abs=1e-9)
        assert np.round(row, 3) == pytest.approx(row, abs=1e-12), "more than three decimals"
