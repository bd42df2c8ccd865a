"""Vectors by NumPy and SciPy, from what is printed and drawn."""

import re

import numpy as np
from scipy.spatial import distance

from generators.notation.tree import Chain
from schemas.exercise import Exercise, Part
from schemas.figure import Arrow, Dots
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, function, numeric


def named(exercise: Exercise) -> dict[str, np.ndarray]:
    """The vectors of the stem by name."""
    return {name: numeric(node).ravel() for name, node in definitions(exercise.stem).items()}


@oracle("linear_algebra.vectors.linear_combination")
def _(exercise: Exercise) -> None:
    (part,), vectors = exercise.parts, named(exercise)
    assert all(np.any(each) for each in vectors.values())
    *_, asked = formulas(part.ask)
    answer = entries(part.answer)
    if isinstance(asked, Chain):
        left, right = (numeric(term, x=answer, **vectors) for term in asked.terms)
        assert np.allclose(left, right)
    else:
        assert np.allclose(answer, numeric(asked, **vectors))


@oracle("linear_algebra.vectors.norms_and_distances")
def _(exercise: Exercise) -> None:
    vectors = named(exercise)
    d = vectors["u"] - vectors["v"] if "v" in vectors else vectors["u"]
    orders = [1, 2, np.inf]
    for part in exercise.parts:
        if part.answer.kind == "number":
            assert np.isclose(numeric(part.answer.value), np.linalg.norm(d, orders.pop(0)))
        elif "length 1" in part.ask:
            unit = entries(part.answer)
            assert np.isclose(unit @ unit, 1) and np.isclose(unit @ d, np.sqrt(d @ d))
        else:
            assert np.array_equal(entries(part.answer), d)
    if exercise.level != "hard":
        assert np.linalg.norm(d) == int(np.linalg.norm(d))


@oracle("linear_algebra.vectors.dot_product")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    u, v = (definitions(exercise.stem)[name] for name in "uv")
    k = numeric(part.answer.value)
    if exercise.level == "hard":
        wanted = next(numeric(node.terms[1]) for node in formulas(part.ask) if isinstance(node, Chain))
        u, v = (function(vector, "k")(k).ravel() for vector in (u, v))
        assert np.isclose(u @ v, wanted)
    else:
        u, v = numeric(u).ravel(), numeric(v).ravel()
        assert np.isclose((np.sum((u + v) ** 2) - np.sum((u - v) ** 2)) / 4, k)
        assert np.dot(u, v) == k and abs(k) <= 150


@oracle("linear_algebra.vectors.cosine_and_angle")
def _(exercise: Exercise) -> None:
    u, v = (definitions(exercise.stem)[name] for name in "uv")
    first, *rest = exercise.parts
    value = numeric(first.answer.value)
    if exercise.level == "easy":
        u = function(u, "k")(value).ravel()
        v = numeric(v).ravel()
        assert abs(angle(u, v) - 90) < 1e-9
        return
    u, v = numeric(u).ravel(), numeric(v).ravel()
    assert np.isclose(value, 1 - distance.cosine(u, v))
    for part in rest:
        assert abs(numeric(part.answer.value) - angle(u, v)) < 1e-6
        assert part.answer.tolerance.decimals == 1


def angle(u: np.ndarray, v: np.ndarray) -> float:
    """Degrees, by the sine and the cosine (Kahan)."""
    a, b = u / np.linalg.norm(u), v / np.linalg.norm(v)
    return float(np.degrees(2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))))


@oracle("linear_algebra.vectors.projection")
def _(exercise: Exercise) -> None:
    vectors = named(exercise)
    u, v = vectors["u"], vectors["v"]
    factor, *_ = np.linalg.lstsq(v[:, None], u, rcond=None)
    p = factor[0] * v
    wanted = [p, u - p, np.linalg.norm(u - p)]
    for part, value in zip(exercise.parts, wanted, strict=False):
        stated = numeric(part.answer.value) if part.answer.kind == "number" else entries(part.answer)
        assert np.allclose(stated, value)
    assert not np.allclose(p, 0) and not np.allclose(p, u)


@oracle("linear_algebra.vectors.arrows_from_picture")
def _(exercise: Exercise) -> None:
    (part,), (figure,) = exercise.parts, exercise.figures
    assert figure.equal and figure.grid
    arrows = {mark.label: np.subtract(mark.head, mark.tail) for mark in figure.marks if isinstance(mark, Arrow)}
    for mark in figure.marks:
        for (x, y), (low, high) in zip(
            zip(mark.head, mark.tail, strict=True),
            [(figure.x.low, figure.x.high), (figure.y.low, figure.y.high)],
            strict=True,
        ):
            assert low <= min(x, y) and max(x, y) <= high
        assert re.search(rf"\b{mark.label} runs from \({mark.tail[0]:g}, {mark.tail[1]:g}\)", figure.alt)
    if part.answer.kind == "vector":
        factors = np.linalg.solve(np.column_stack([arrows["u"], arrows["v"]]), arrows["w"])
        assert np.allclose(factors, entries(part.answer))
        return
    (asked,) = formulas(part.ask)
    wanted = numeric(asked, u=arrows["u"], v=arrows["v"])
    fitting = [label for label in "ABCD" if np.array_equal(arrows[label], wanted)]
    assert fitting == [part.answer.value]


@oracle("linear_algebra.vectors.nearest_by_metric")
def _(exercise: Exercise) -> None:
    if exercise.data:
        points = {name: np.array(row, dtype=float) for name, *row in exercise.data.rows}
    else:
        (figure,) = exercise.figures
        points = {
            label: np.array(point)
            for mark in figure.marks
            if isinstance(mark, Dots)
            for label, point in zip(mark.labels, mark.points, strict=True)
        }
        assert all(f"{label} at ({x:g}, {y:g})" in figure.alt for label, (x, y) in points.items())
    q = points.pop("q")
    winners = [winner(part, q, points) for part in exercise.parts]
    assert len(set(winners)) == len(winners)


def winner(part: Part, q: np.ndarray, points: dict[str, np.ndarray]) -> str:
    """The nearest point, which the key must name, and which must be nearer by a margin."""
    measure = distance.cityblock if "L_1" in part.ask else distance.euclidean if "L_2" in part.ask else distance.cosine
    far = sorted((measure(q, point), label) for label, point in points.items())
    assert part.answer.value == far[0][1]
    assert far[1][0] > 1.09 * far[0][0] and far[1][0] - far[0][0] > 0.015
    return far[0][1]
