"""Functions and graphs, by fitting lines to what is printed or drawn."""

import re
from collections.abc import Callable

import numpy as np

from generators.notation.tree import Call, Chain, Node, Tuple
from schemas.exercise import Exercise
from schemas.figure import Curve, Dots
from tests.oracles import oracle
from tests.oracles.reading import definitions, formulas, function, numeric, only


@oracle("refresher.functions.line_from_points")
def _(exercise: Exercise) -> None:
    """Two points of the line, however it is described, fix it: by polyfit, and both satisfy the key."""
    (part,) = exercise.parts
    left, right = (function(side, "x", "y") for side in only(f"${part.answer.value}$", Chain).terms)
    points = described(exercise)
    slope, intercept = np.polyfit(points[:, 0], points[:, 1], 1)
    for x in (*points[:, 0], 0.0, 10.0):
        y = slope * x + intercept
        assert abs(left(x, y) - right(x, y)) < 1e-8, f"({x}, {y}) is not on {part.answer.value}"
        assert abs(left(x, y + 1) - right(x, y + 1)) > 0.5


@oracle("refresher.functions.compose_and_invert")
def _(exercise: Exercise) -> None:
    """Numerically: the functions one after the other, or there and back again."""
    (part,) = exercise.parts
    rules = {name: function(body, "x") for name, body in definitions(part.ask).items()}
    key, xs = function(part.answer.value, "x"), np.random.default_rng(exercise.seed).uniform(-12, 12, 900)
    with np.errstate(all="ignore"):
        if "inverse" in part.ask:
            if ">= 0" in part.ask:
                xs = xs[xs >= 0]
            ys = rules["f"](xs)
            told = np.abs(rules["f"](xs + 1e-3) - ys) > 1e-9 * np.abs(ys)  # else floats cannot tell x from y
            assert close(key(ys)[told], xs[told]) > 20
        else:
            (asked,) = [
                node for node in formulas(part.ask) if isinstance(node, Call) and isinstance(node.args[0], Call)
            ]
            assert close(applied(asked, rules, xs), key(xs)) > 20


@oracle("refresher.functions.graph_transformations")
def _(exercise: Exercise) -> None:
    """The curve as it is drawn against every option."""
    (part,) = exercise.parts
    drawn = [point for mark in exercise.figures[0].marks if isinstance(mark, Curve) for point in mark.points]
    xs, ys = np.array(drawn).T
    assert len(xs) > 20
    fits = {}
    for option in part.answer.options:
        with np.errstate(all="ignore"):
            made = function(only(option.text, Chain).terms[1], "x")(xs + 0.0)
        fits[option.id] = np.allclose(made, ys, atol=2e-4)
    assert [id for id, fit in fits.items() if fit] == [part.answer.value]
    marked = [point for mark in exercise.figures[0].marks if isinstance(mark, Dots) for point in mark.points]
    for x, y in marked:
        assert np.hypot(xs - x, ys - y).min() < 0.15 and x == round(x) and y == round(y)


def applied(node: Node, rules: dict[str, Callable[[np.ndarray], np.ndarray]], xs: np.ndarray) -> np.ndarray:
    return rules[node.name](applied(node.args[0], rules, xs)) if isinstance(node, Call) else xs


def close(a: np.ndarray, b: np.ndarray) -> int:
    """At how many points both are finite, and equal."""
    both = np.isfinite(a) & np.isfinite(b)
    assert np.allclose(a[both], b[both], rtol=1e-6, atol=1e-6), "the values differ"
    return int(both.sum())


def described(exercise: Exercise) -> np.ndarray:
    """Two points of the line as rows."""
    ask = exercise.parts[0].ask
    if exercise.figures:
        (dots,) = (mark for mark in exercise.figures[0].marks if isinstance(mark, Dots))
        return np.array(dots.points)
    points = [numeric(node) for node in formulas(ask) if isinstance(node, Tuple)]
    if len(points) == 1:
        left = function(only(ask, Chain).terms[0], "x", "y")
        normal = [left(1, 0) - left(0, 0), left(0, 1) - left(0, 0)]
        return np.array([points[0], np.add(points[0], normal)])
    return np.array(points) if points else told(ask)


def told(story: str) -> np.ndarray:
    """The observation, and the point one step further, from the four numbers of a story."""
    p, q, x, y = map(float, re.findall(r"\d+", story))
    if re.search(r"\d+ points for \d+ hours", story):
        x, y = y, x  # the value is told before the place
    falls = re.search(r"\b(falls|drains|burns down)\b", story)
    rises = re.search(r"\b(gains|charges|more|grows)\b", story)
    assert bool(falls) != bool(rises), story
    return np.array([[x, y], [x + q, y - p if falls else y + p]])
