"""Slopes, from the points of the curve that is drawn."""

import numpy as np
import pytest

from schemas.exercise import Exercise
from schemas.figure import Curve, Dots, Figure, Line
from tests.oracles import oracle
from tests.oracles.reading import entries, numeric


def drawn(figure: Figure) -> np.ndarray:
    """All points of the curve, two columns."""
    return np.array([point for mark in figure.marks if isinstance(mark, Curve) for point in mark.points])


def marked(figure: Figure) -> dict[str, tuple[float, float]]:
    return {
        name: point
        for mark in figure.marks
        if isinstance(mark, Dots)
        for name, point in zip(mark.labels, mark.points, strict=False)
    }


def slope_at(figure: Figure, x: float, reach: float = 0.225) -> float:
    """By a short chord; of a parabola it is parallel to the tangent."""
    points = drawn(figure)
    left, right = np.interp([x - reach, x + reach], points[:, 0], points[:, 1])
    return (right - left) / (2 * reach)


@oracle("calculus.derivative_concept.slope_from_graph")
def _(exercise: Exercise) -> None:
    (figure,) = exercise.figures
    lines = [mark.through for mark in figure.marks if isinstance(mark, Line)]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in lines]
    points = marked(figure)
    assert figure.equal and figure.grid
    if len(exercise.parts) == 1:
        (part,) = exercise.parts
        x, y = points["A"]
        stated = numeric(part.answer.value)
        assert stated == pytest.approx(slope_at(figure, x), abs=0.01)
        for (a, _), slope in zip(lines, slopes, strict=True):
            assert stated == pytest.approx(slope, abs=1e-3)
            assert y == pytest.approx(a[1] + slope * (x - a[0]), abs=1e-3)
        return
    where, order = exercise.parts
    x, y = drawn(figure).T
    cubic = np.poly1d(np.polyfit(x, y, 3))
    assert np.abs(cubic(x) - y).max() < 1e-3
    wanted = slopes[0] if slopes else 0.0
    assert np.sort(entries(where.answer)) == pytest.approx(np.sort((cubic.deriv() - wanted).roots.real), abs=1e-2)
    ranked = sorted(points, key=lambda name: slope_at(figure, points[name][0]))
    texts = {option.id: option.text for option in order.answer.options}
    assert texts.pop(order.answer.value) == ", ".join(ranked)
    assert ", ".join(ranked) not in texts.values()
