"""Newton's method and Hessians, by dual numbers, finite differences and what a tangent does."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from generators.notation import parse
from generators.notation.tree import Tuple
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, function, numbers, numeric, only

H = 1e-20


def slope(f: Callable[..., Any], *at: float, by: int = 0) -> float:
    point = [complex(x, H if i == by else 0) for i, x in enumerate(at)]
    return float(np.imag(f(*point)) / H)


def hessian(f: Callable[..., Any], at: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Central differences of gradients that are exact to rounding."""
    rows = []
    for step in h * np.eye(len(at)):
        ahead, behind = (np.array([slope(f, *p, by=i) for i in range(len(at))]) for p in (at + step, at - step))
        rows.append((ahead - behind) / (2 * h))
    return np.array(rows)


@oracle("calculus.newton.newton_1d")
def _(exercise: Exercise) -> None:
    first, *rest = exercise.parts
    f = function(definitions(first.ask)["f"], "x")
    x = numbers(first.ask)[0]
    for row in entries(first.answer):
        if "minimum" in first.ask:
            curvature = (slope(f, x + 1e-5) - slope(f, x - 1e-5)) / 2e-5
            x -= slope(f, x) / curvature
            assert row[0] == pytest.approx(x, abs=2e-6, rel=1e-5)
        else:  # the tangent's zero, by bisection
            m, y, x0 = slope(f, x), float(np.real(f(x))), x
            x = brentq(lambda t, m=m, y=y, x0=x0: y + m * (t - x0), x - 300, x + 301, xtol=1e-13)
            assert row[0] == pytest.approx(x, abs=2e-8)
        x = row[0]
    for part in rest:
        assert slope(f, numeric(part.answer.value)) == pytest.approx(0, abs=1e-9)


@oracle("calculus.newton.hessian_matrix")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    names = "xyz"[: len(part.answer.value)]
    f = function(definitions(part.ask)["f"], *names)
    if "at the point" in part.ask:
        point = only(part.ask, Tuple)
        assert entries(part.answer) == pytest.approx(hessian(f, numeric(point)), rel=1e-6, abs=1e-5)
        return
    for at in (np.array([0.7, 1.3, 0.4]), np.array([1.6, 0.8, -1.2])):
        at = at[: len(names)]
        found = [[function(parse(cell), *names)(*at) for cell in row] for row in part.answer.value]
        assert np.array(found, dtype=float) == pytest.approx(hessian(f, at), rel=1e-6, abs=1e-5)


def kind_near(f: Callable[..., Any], at: np.ndarray) -> str:
    """What the values on small circles around the point say."""
    turns = np.linspace(0, 2 * np.pi, 721)[:-1] + 0.001
    rises = np.array([float(f(at[0] + 0.01 * np.cos(t), at[1] + 0.01 * np.sin(t)) - f(*at)) for t in turns])
    return "A minimum." if (rises > 0).all() else "A maximum." if (rises < 0).all() else "A saddle point."


@oracle("calculus.newton.hessian_classify")
def _(exercise: Exercise) -> None:
    first = exercise.parts[0]
    if first.answer.kind == "interval":
        low, high = numeric(first.answer.value).ravel()
        for k, convex in ((low, True), (high, True), (low - 0.01, False), (high + 0.01, False)):
            g = function(definitions(first.ask)["f"], "x", "y", "k")
            H = hessian(lambda x, y, g=g, k=k: g(x, y, k), np.array([0.3, 0.4]))
            assert (np.linalg.eigvalsh(H).min() > -1e-6) == convex
        return
    f = function(definitions(exercise.stem)["f"], "x", "y")
    if first.answer.kind == "matching":
        texts = {option.id: option.text for option in first.answer.right}
        for option in first.answer.left:
            at = numeric(only(option.text, Tuple))
            assert texts[first.answer.value[option.id]] == kind_near(f, at)
        return
    at = np.zeros(2) if "origin" in exercise.stem else numeric(only(exercise.stem, Tuple))
    second = exercise.parts[1].answer
    assert next(o.text for o in second.options if o.id == second.value) == kind_near(f, at)
    if first.answer.kind == "matrix":
        assert entries(first.answer) == pytest.approx(hessian(f, at), abs=1e-5)
    else:
        assert np.linalg.det(hessian(f, at)) == pytest.approx(0, abs=1e-3)
