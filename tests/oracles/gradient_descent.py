"""Gradient descent, by a loop with gradients from complex steps."""

import re
from typing import Any

import numpy as np
import pytest

from schemas.exercise import Exercise
from schemas.figure import Curve, Dots
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, function, numbers, numeric


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


def rows_of(exercise: Exercise) -> np.ndarray:
    assert exercise.data is not None
    return np.array(exercise.data.rows, dtype=float)


@oracle("calculus.gradient_descent.convergence_threshold")
def _(exercise: Exercise) -> None:
    """Runs of descent with rates just inside and just outside the interval."""
    two = "f(x, y)" in exercise.stem
    names = ("x", "y") if two else ("x",)
    f = function(definitions(exercise.stem)["f"], *names)
    zero, eye = np.zeros(len(names)), np.eye(len(names))

    def gradient(at: np.ndarray) -> np.ndarray:
        return np.array([np.imag(f(*(at + 1e-25j * step))) / 1e-25 for step in eye])

    H = np.array([gradient(step) - gradient(zero) for step in eye])
    centre = np.linalg.solve(H, -gradient(zero))
    key = exercise.parts[1 if two else 0].answer
    low, high = numeric(key.value)
    assert low == 0
    for rate, converges in ((0.98 * high, True), (1.02 * high, False), (-0.01 * high, False), (0.02 * high, True)):
        at = centre + 1.0 + 0.3 * np.arange(len(names))
        start = np.hypot(*(at - centre)) if two else abs(at - centre)[0]
        for _ in range(600):
            at = at - rate * (H @ (at - centre))
            if np.abs(at - centre).max() > 1e6:
                break
        assert (np.abs(at - centre).max() < 0.5 * start) == converges
    if two:
        assert sorted(entries(exercise.parts[0].answer)) == pytest.approx(np.linalg.eigvalsh(H))
    elif len(exercise.parts) > 1:
        best = numeric(exercise.parts[1].answer.value)
        assert (centre + 7 - best * gradient(centre + 7)) == pytest.approx(centre)


@oracle("calculus.gradient_descent.regression_least_squares")
def _(exercise: Exercise) -> None:
    slope, intercept, *rest = exercise.parts
    m, b = numeric(slope.answer.value), numeric(intercept.answer.value)
    if exercise.data is None:
        n, sx, sxx, sy, sxy = numbers(exercise.stem)
        assert np.linalg.solve([[sxx, sx], [sx, n]], [sxy, sy]) == pytest.approx([m, b])
    else:
        x, y = rows_of(exercise).T
        assert np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0] == pytest.approx([m, b])
    for part in rest:
        height = m * numeric(exercise.given["x_1"]) + b
        value = numeric(exercise.given["y_1"]) - height if "residual" in part.ask else height
        assert numeric(part.answer.value) == pytest.approx(value)


@oracle("calculus.gradient_descent.regression_gd_step")
def _(exercise: Exercise) -> None:
    """The loss as a function of slope and intercept, its gradient by complex steps."""
    x, y = rows_of(exercise).T

    def loss(m: complex, b: complex) -> complex:
        return ((m * x + b - y) ** 2).sum() / (2 * len(x))

    def gradient(at: np.ndarray) -> np.ndarray:
        return np.array([np.imag(loss(*(at + 1e-25j * step))) / 1e-25 for step in np.eye(2)])

    if len(exercise.parts) == 2:
        m, b, rate = numbers(exercise.stem)[-3:]
        at = np.array([m, b])
        assert entries(exercise.parts[0].answer) == pytest.approx(gradient(at))
        for row in entries(exercise.parts[1].answer):
            at = at - rate * gradient(at)
            assert row == pytest.approx(at, abs=1e-7)
        return
    said = definitions(exercise.stem)
    at, rate = np.array([numeric(said["m"]), numeric(said["b"])]), numeric(said["alpha"])
    p, r, total, g, new = (part.answer for part in exercise.parts)
    assert entries(p) == pytest.approx(np.polyval(at, x)) and entries(r) == pytest.approx(np.polyval(at, x) - y)
    assert numeric(total.value) == pytest.approx(loss(*at)) and entries(g) == pytest.approx(gradient(at))
    assert entries(new) == pytest.approx(at - rate * gradient(at))


def listed_numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def speed_of(points: np.ndarray) -> str:
    """The kind of a path, from its steps alone."""
    steps = np.diff(points, axis=0)
    sizes = np.hypot(*steps.T) if points.ndim > 1 else np.abs(steps)
    turns = (steps[1:] * steps[:-1]).reshape(len(steps) - 1, -1).sum(axis=1)
    if (turns[-2:] < 0).any() and sizes[-1] > sizes[-2] * 1.02:
        return "diverges"
    if turns[0] < 0:
        return "zigzag"
    return "slow" if sizes[1] > 0.75 * sizes[0] else "good"


@oracle("calculus.gradient_descent.learning_rate_from_paths")
def _(exercise: Exercise) -> None:
    key = exercise.parts[0].answer
    for figure in exercise.figures:
        if figure.alt.startswith("Curve"):
            losses = listed_numbers(figure.alt.split("step.")[1])[1::2]
            option = next(o for o in key.right if o.id == key.value[figure.label])
            f = function(definitions(exercise.stem)["f"], "x")
            (rate,) = definitions(option.text).values()
            x = numeric(definitions(exercise.stem)["x_0"])
            after = x - numeric(rate) * np.imag(f(x + 1e-25j)) / 1e-25
            assert losses[:2] == pytest.approx([f(x), f(after)], abs=0.006)
            continue
        (curve,) = (m for m in figure.marks if isinstance(m, Curve) and m.colour == "orange")
        points = np.array(curve.points)
        (start,) = (m for m in figure.marks if isinstance(m, Dots) and m.colour == "ink")
        assert start.points == curve.points[:1], "backwards, shrinking steps would grow"
        told = listed_numbers(figure.alt.split("passes through" if "passes" in figure.alt else "x values")[1])
        read = np.array(told).reshape(len(points), -1)
        assert read == pytest.approx(points[:, : read.shape[1]], abs=0.006)
        assert speed_of(read if read.shape[1] > 1 else read[:, 0]) == key.value[figure.label]


@oracle("calculus.gradient_descent.basin_of_attraction")
def _(exercise: Exercise) -> None:
    """Many small steps down the curve that is drawn, until it is level, or down the formula."""
    if not exercise.figures:
        f = function(definitions(exercise.stem)["f"], "x")
        rate, x = numeric(definitions(exercise.stem)["alpha"]), numeric(definitions(exercise.stem)["x_0"])
        x -= rate * np.imag(f(x + 1e-25j)) / 1e-25
        assert numeric(exercise.parts[0].answer.value) == pytest.approx(x)
        for _ in range(4000):
            x -= 0.005 * np.imag(f(x + 1e-25j)) / 1e-25
        assert ended(exercise.parts[1].answer) == pytest.approx(x, abs=1e-3)
        return
    (figure,) = exercise.figures
    curve = np.unique(np.concatenate([m.points for m in figure.marks if isinstance(m, Curve)]), axis=0)
    (dots,) = (m for m in figure.marks if isinstance(m, Dots))
    for (x, _), part in zip(dots.points, exercise.parts, strict=True):
        k = int(np.abs(curve[:, 0] - x).argmin())
        slopes = np.gradient(curve[:, 1], curve[:, 0])
        way = -int(np.sign(slopes[k]))
        while -way * slopes[k] > 0 and not abs(slopes[k - 1]) > abs(slopes[k]) < abs(slopes[k + 1]):
            k += way
        assert ended(part.answer) == pytest.approx(curve[k, 0], abs=0.3)


def ended(key: Any) -> float:
    return numbers(next(option.text for option in key.options if option.id == key.value))[0]
