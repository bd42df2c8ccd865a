"""Backpropagation, by central differences of the loss in every parameter."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from schemas.exercise import Exercise, Part
from tests.oracles import oracle
from tests.oracles.reading import entries, numeric

PARAMETERS = ("W_1", "b_1", "W_2", "b_2")
H = 1e-5


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def forward(stem: str, at: Mapping[str, Any]) -> dict[str, Any]:
    z_1 = at["W_1"] @ at["x"] + at["b_1"]
    a_1 = np.maximum(z_1, 0) if "ReLU" in stem else sigmoid(z_1)
    z_2 = (at["W_2"] @ a_1).item() + at["b_2"]
    if "linear" in stem:
        return {"z_1": z_1, "a_1": a_1, "a_2": z_2, "L": (at["y"] - z_2) ** 2 / 2}
    a_2 = sigmoid(z_2)
    loss = -(at["y"] * np.log(a_2) + (1 - at["y"]) * np.log(1 - a_2))
    return {"z_1": z_1, "a_1": a_1, "z_2": z_2, "a_2": a_2, "L": loss}


def gradient(stem: str, at: Mapping[str, Any], name: str) -> Any:
    """The loss differentiated by each entry of one parameter."""
    value = np.array(at[name], dtype=float)
    found = np.zeros_like(value)
    for place in np.ndindex(value.shape):
        step = np.zeros_like(value)
        step[place] = H
        ahead, behind = (forward(stem, {**at, name: value + side * step})["L"] for side in (1, -1))
        found[place] = (ahead - behind) / (2 * H)
    return found


def stated(part: Part) -> Any:
    value = numeric(part.answer.value) if part.answer.kind == "number" else entries(part.answer)
    return np.asarray(value, dtype=float)


@oracle("calculus.neural_networks.backprop_full_step")
def _(exercise: Exercise) -> None:
    at = {name: numeric(text) for name, text in exercise.given.items()}
    slopes = {name: gradient(exercise.stem, at, name) for name in PARAMETERS}
    true = forward(exercise.stem, at)
    true |= {"delta_2": slopes["b_2"], "delta_1": slopes["b_1"], "G_2": slopes["W_2"], "G_1": slopes["W_1"]}
    true |= {f"{name}_new": at[name] - at["alpha"] * slopes[name] for name in PARAMETERS}
    assert {part.name for part in exercise.parts} == set(true)
    for part in exercise.parts:
        within = 5e-4 if part.answer.tolerance else 1e-6
        assert stated(part).ravel() == pytest.approx(np.ravel(true[part.name]), abs=within), part.name
