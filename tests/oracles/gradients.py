"""Gradients, by complex steps and by numerical search."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from generators.notation.tree import Tuple
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, function, numeric, only

H = 1e-25


def slopes(f: Callable[..., Any], point: np.ndarray) -> np.ndarray:
    """The gradient, exact to rounding: imaginary parts of f beside the real axes."""
    return np.array([np.imag(f(*(point + step))) / H for step in 1j * H * np.eye(len(point))])


@oracle("calculus.gradients.partial_derivatives")
def _(exercise: Exercise) -> None:
    names = tuple("xyz"[: len(exercise.parts)])
    f = function(definitions(exercise.stem)["f"], *names)
    for point in ([0.4, 1.3, 0.7], [1.9, 0.6, 2.3], [2.5, 2.1, 1.2]):
        at = np.array(point[: len(names)])
        for part, true in zip(exercise.parts, slopes(f, at), strict=True):
            assert function(part.answer.value, *names)(*at) == pytest.approx(true, rel=1e-9, abs=1e-12)


@oracle("calculus.gradients.gradient_at_point")
def _(exercise: Exercise) -> None:
    said = definitions(exercise.stem)
    first = exercise.parts[0]
    at = numeric(only(first.ask, Tuple))
    f = function(said["f"], *"xyz"[: len(at)])
    g = entries(first.answer)
    assert g == pytest.approx(slopes(f, at), rel=1e-9)
    if len(exercise.parts) == 1:
        return
    v = numeric(exercise.given["v"]).ravel()
    unit = v / np.hypot(*v)
    along = np.imag(f(*(at + 1j * H * unit))) / H
    assert numeric(exercise.parts[1].answer.value) == pytest.approx(along, rel=1e-9)
    turns = np.linspace(0, 2 * np.pi, 20001)  # the fastest fall among many directions
    steepest = min(turns, key=lambda t: g @ [np.cos(t), np.sin(t)])
    assert entries(exercise.parts[2].answer) == pytest.approx([np.cos(steepest), np.sin(steepest)], abs=1e-3)
    assert np.hypot(*entries(exercise.parts[2].answer)) == pytest.approx(1)
