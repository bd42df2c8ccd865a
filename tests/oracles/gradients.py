"""Gradients, by complex steps and by numerical search."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import root

from generators.notation import parse
from generators.notation.tree import Chain, Name, Tuple
from schemas.exercise import Exercise
from schemas.figure import Curve, Figure
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


@oracle("calculus.gradients.tangent_plane")
def _(exercise: Exercise) -> None:
    """The gap between surface and plane is of second order: a tenth of the distance leaves a hundredth of it."""
    f = function(definitions(exercise.stem)["f"], "x", "y")
    part = exercise.parts[1 if len(exercise.parts) > 1 else 0]
    a, b = (numeric(definitions(part.ask)[name]) for name in "xy")
    equation = parse(part.answer.value)
    assert isinstance(equation, Chain) and equation.terms[0] == Name("z")
    plane = function(equation.terms[1], "x", "y")
    assert f(a, b) == pytest.approx(plane(a, b), abs=1e-9)
    for turn in np.linspace(0, 2 * np.pi, 7):
        far, near = (
            abs(f(*at) - plane(*at)) for r in (1e-2, 1e-3) for at in [(a + r * np.cos(turn), b + r * np.sin(turn))]
        )
        assert near < 0.013 * far + 1e-7
    if len(exercise.parts) > 1:
        assert entries(exercise.parts[0].answer) == pytest.approx([f(a, b), *slopes(f, np.array([a, b]))], rel=1e-9)
        x, y = (numeric(exercise.given[name]) for name in ("x_1", "y_1"))
        assert numeric(exercise.parts[2].answer.value) == pytest.approx(plane(x, y), rel=1e-9)


@oracle("calculus.gradients.stationary_points_2d")
def _(exercise: Exercise) -> None:
    """Newton's method on the gradient from a grid of starts finds the same points."""
    f = function(definitions(exercise.stem)["f"], "x", "y")
    key = exercise.parts[0].answer
    told = [entries(key)] if key.kind == "vector" else [numeric(point) for point in key.value]
    found: list[np.ndarray] = []
    for start in np.ndindex(6, 6):
        end = root(lambda at: slopes(f, at), np.array(start) * 4.2 - 10.3, tol=1e-10)
        if end.success and not any(np.allclose(end.x, point, atol=1e-4) for point in found):
            found.append(end.x)
    assert len(found) == len(told)
    for point in told:
        assert slopes(f, np.array(point)) == pytest.approx(np.zeros(2), abs=1e-9)
        assert any(np.allclose(point, other, atol=1e-4) for other in found)


ARROWS = re.compile(r"([A-D]) points in the direction \((\S+), (\S+)\)")
PLACES = re.compile(r"([A-DPQ])(?: =| lies at) \((\S+), (\S+)\)")


def fitted(figure: Figure) -> Callable[[np.ndarray], np.ndarray]:
    """The gradient of the quadratic through the contours that are drawn, from their points and written values."""
    curves = [mark for mark in figure.marks if isinstance(mark, Curve) and len(mark.points) > 1]
    values = [mark for mark in figure.marks if isinstance(mark, Curve) and len(mark.points) == 1]
    rows, sides = [], []
    for value in values:
        at = np.array(value.points[0])
        on = min(curves, key=lambda c: near(at, np.array(c.points)))
        rows += [(x * x, x * y, y * y, x, y, 1) for x, y in on.points[:: max(1, len(on.points) // 12)]]
        sides += [float(value.label)] * (len(rows) - len(sides))
    scaled = np.array(rows)
    a, b, c, d, e, _ = np.linalg.lstsq(scaled, np.array(sides), rcond=None)[0]
    return lambda p: np.array([2 * a * p[0] + b * p[1] + d, b * p[0] + 2 * c * p[1] + e])


def near(point: np.ndarray, curve: np.ndarray) -> float:
    """The distance of a point from a polyline."""
    starts, ways = curve[:-1], np.diff(curve, axis=0)
    squares = (ways**2).sum(axis=1)
    t = np.clip(((point - starts) * ways).sum(axis=1) / np.where(squares, squares, 1), 0, 1)
    return float(np.hypot(*(starts + ways * t[:, None] - point).T).min())


@oracle("calculus.gradients.gradient_from_contours")
def _(exercise: Exercise) -> None:
    (figure,) = exercise.figures
    gradient = fitted(figure)
    places = {name: np.array([float(x), float(y)]) for name, x, y in PLACES.findall(figure.alt)}
    first, *rest = exercise.parts
    if first.answer.kind == "order":
        by_length = sorted("ABCD", key=lambda name: float(np.hypot(*gradient(places[name]))))
        texts = {item.id: item.text for item in first.answer.items}
        assert [texts[id] for id in first.answer.value] == [f"Point {name}" for name in by_length]
        assert numeric(rest[0].answer.value) == pytest.approx(gradient(places["Q"])[0], abs=0.02)
        return
    g = gradient(places["P"])
    sought = -g if rest else g
    ways = {name: np.array([float(x), float(y)]) for name, x, y in ARROWS.findall(figure.alt)}
    best = max(ways, key=lambda name: float(ways[name] @ sought) / float(np.hypot(*ways[name])))
    assert best == right_text(first.answer)[-1]
    assert ways[best] @ sought > 0.99 * np.hypot(*sought)
    for part in rest:
        words = {True: "positive", False: "negative"}
        said = right_text(part.answer)
        if g[0] * g[1] > 0:
            assert said == f"Both are {words[bool(g[0] > 0)]}."
        else:
            assert f"partial(f, x)$ is {words[bool(g[0] > 0)]}" in said


def right_text(key: Any) -> str:
    return next(option.text for option in key.options if option.id == key.value)
