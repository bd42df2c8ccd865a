"""Rates and limits by floats near the place, slopes from the points of the curve that is drawn."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from generators.notation.tree import Call, Cases, Chain, Tuple
from schemas.exercise import Exercise
from schemas.figure import Curve, Dots, Figure, Line
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, function, numbers, numeric, only


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


@oracle("calculus.derivative_concept.average_rate")
def _(exercise: Exercise) -> None:
    first, *rest = exercise.parts
    if exercise.data:  # the table holds t and s
        t, s = np.array(exercise.data.rows, dtype=float).T
        a, b = numbers(first.ask)
        assert numeric(first.answer.value) * (b - a) == pytest.approx(np.interp(b, t, s) - np.interp(a, t, s))
        k = int(np.argmax(np.diff(s) / np.diff(t)))
        right = next(option.text for option in rest[0].answer.options if option.id == rest[0].answer.value)
        assert right == f"Between the times ${t[k]:.0f}$ and ${t[k + 1]:.0f}$."
        return
    f = function(definitions(exercise.stem, first.ask)["f"], "x")
    spans = [numeric(node) for node in formulas(first.ask) if isinstance(node, Tuple)]
    slopes = [(f(b) - f(a)) / (b - a) for a, b in spans]
    if not rest:
        assert numeric(first.answer.value) == pytest.approx(slopes[0], rel=1e-12, abs=1e-12)
        return
    assert entries(first.answer) == pytest.approx(slopes, abs=1e-9)
    (a, _), m = spans[0], numeric(rest[0].answer.value)
    step = 1e-5  # the central difference errs by f'''/6 times its square
    assert (f(a + step) - f(a - step)) / (2 * step) == pytest.approx(m, abs=1e-8)


@oracle("calculus.derivative_concept.limit")
def _(exercise: Exercise) -> None:
    *sides, last = exercise.parts
    if not sides:
        body, _, goal, *_ = only(last.ask, Call).args
        approaches(function(body, "x"), numeric(goal), numeric(last.answer.value))
        return
    pieces = definitions(exercise.stem)["f"]
    assert isinstance(pieces, Cases)
    left, (value, _), right = pieces.branches
    c = numeric(only(last.ask, Call).args[2])
    ends = [function(piece, "x")(c - side * 1e-9) for (piece, _), side in ((left, 1), (right, -1))]
    for part, end in zip(sides, ends, strict=True):
        assert numeric(part.answer.value) == pytest.approx(end, abs=1e-7)
    right_text = next(option.text for option in last.answer.options if option.id == last.answer.value)
    agree = abs(ends[0] - ends[1]) < 1e-6
    assert right_text == (f"It is ${round(ends[0])}$." if agree else "It does not exist.")
    assert abs(numeric(value) - ends[0]) > 0.5


def approaches(f: Callable[[float], float], goal: float, limit: float) -> None:
    """Values ever nearer to the goal come ever nearer to the limit, or leave every bound with its sign."""
    near = (
        [math.copysign(10.0**k, goal) for k in (3, 4, 5, 6)]
        if math.isinf(goal)
        else ([goal + side * 10.0**-k for k in (2, 3, 4) for side in (1, -1)])
    )
    values = [f(x) for x in near]
    if math.isinf(limit):
        assert all(v * math.copysign(1, limit) > 0 for v in values[1:])
        assert abs(values[-1]) > 5 * abs(values[-2]) > 1000
    else:
        gaps = [abs(v - limit) for v in values]
        assert gaps[-1] < 2e-2 * (1 + abs(limit)) / 10 and gaps[-1] <= gaps[0] + 1e-9


@oracle("calculus.derivative_concept.derivative_from_definition")
def _(exercise: Exercise) -> None:
    f = function(definitions(exercise.stem)["f"], "x")
    shifted, quotient, derivative = (function(part.answer.value, "x", "h") for part in exercise.parts)
    for x in (0.7, 1.3, 2.9):
        assert derivative(x, 0) == pytest.approx(np.imag(f(x + 1e-25j)) / 1e-25, rel=1e-10)
        for h in (0.01, 0.5, 1.7):
            assert shifted(x, h) == pytest.approx(f(x + h), rel=1e-12)
            assert quotient(x, h) == pytest.approx((f(x + h) - f(x)) / h, rel=1e-9)
        assert quotient(x, 0) == pytest.approx(derivative(x, 0), rel=1e-12)  # no h is left below on its own


@oracle("calculus.derivative_concept.match_derivative_graph")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    figures = {figure.label: figure for figure in exercise.figures}
    assert all(figure.equal and figure.grid for figure in exercise.figures)
    if "f" in figures:
        numbers = {letter: figures[part.answer.value[letter]] for letter in "ABCD"}
        chain = ((figures["f"], "A"), (numbers["A"], "B"), (figures["g"], "C"), (numbers["C"], "D"))
    else:
        chain = tuple((figures[letter], letter) for letter in "ABCD")
    for source, letter in chain:
        misfits = {label: misfit(source, figure) for label, figure in figures.items() if label in "1234"}
        assert min(misfits, key=misfits.__getitem__) == part.answer.value[letter]
        assert misfits[part.answer.value[letter]] < 0.06 < sorted(misfits.values())[1]


def pieces(figure: Figure) -> list[np.ndarray]:
    """Of each piece of the graph a row of places and one of heights."""
    return [np.array(mark.points).T for mark in figure.marks if isinstance(mark, Curve)]


def height(graph: list[np.ndarray], x: float) -> float | None:
    """Of the piece of the graph that is drawn over x; None where there is none."""
    for across, up in graph:
        if across[0] <= x <= across[-1]:
            return float(np.interp(x, across, up))
    return None


def misfit(source: Figure, shown: Figure) -> float:
    """The mean gap between the slopes of one graph and the heights of the other, where both are drawn.

    Where the slope is that of a point inside the picture, the other graph must be there.
    """
    gaps = []
    sloping, drawn = pieces(source), pieces(shown)
    for x in np.linspace(-3.9, 3.9, 79) + 0.013:
        low, high, found = (height(sloping, x - 0.05), height(sloping, x + 0.05), height(drawn, x))
        if low is None or high is None:
            continue
        slope = (high - low) / 0.1
        if found is not None:
            gaps.append(abs(slope - found))
        elif abs(slope) < 3.2:
            gaps.append(4.0)
    return float(np.mean(gaps))


@oracle("calculus.derivative_concept.differentiability")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    if exercise.figures:
        (figure,) = exercise.figures
        pieces = [np.array(mark.points) for mark in figure.marks if isinstance(mark, Curve)]
        seams = {round(a[-1, 0]) for a, b in pairwise(pieces) if not meets(a, b)}
        assert seams == set(entries(part.answer))
        return
    pieces = definitions(part.ask)["f"]
    assert isinstance(pieces, Cases)
    a, b = entries(part.answer)
    (left, when), (right, _) = pieces.branches
    assert isinstance(when, Chain)
    c = numeric(when.terms[1])
    f, g = (lambda x, node=node: numeric(node, x=x, a=a, b=b) for node in (left, right))
    assert f(c) == pytest.approx(g(c))
    assert f(c + 1e-4) - f(c - 1e-4) == pytest.approx(g(c + 1e-4) - g(c - 1e-4), abs=1e-9)


def meets(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether two pieces meet without a corner, and not upright: their last chords have nearly the same slope."""
    (x1, y1), (x2, y2) = before[-2:]
    (x3, y3), (x4, y4) = after[:2]
    if abs(y2 - y3) > 1e-6:
        return False
    slopes = (y2 - y1) / (x2 - x1), (y4 - y3) / (x4 - x3)
    return max(map(abs, slopes)) < 5 and abs(slopes[0] - slopes[1]) < 0.9
