"""Newton's method and Hessians, by dual numbers, finite differences and what a tangent does."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from generators.notation import parse
from generators.notation.tree import Tuple
from schemas.exercise import Exercise
from schemas.figure import Curve, Dots
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
    rises = f(at[0] + 0.01 * np.cos(turns), at[1] + 0.01 * np.sin(turns)) - f(*at)
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


@oracle("calculus.newton.newton_step_2d")
def _(exercise: Exercise) -> None:
    """The new point is a zero of the linearised gradient."""
    said = definitions(exercise.stem)
    f, start = function(said["f"], "x", "y"), numeric(said["x_0"]).ravel()
    g, A, s, new = (entries(part.answer) for part in exercise.parts[:4])
    assert g == pytest.approx([slope(f, *start, by=i) for i in range(2)], rel=1e-9)
    assert hessian(f, start) == pytest.approx(A, rel=1e-6, abs=1e-5)
    assert s == pytest.approx(np.linalg.solve(A, g)) and A @ (new - start) + g == pytest.approx(np.zeros(2), abs=1e-9)
    for part in exercise.parts[4:]:
        low, high = np.linalg.eigvalsh(A)
        kind = "A minimum." if low > 0 else "A maximum." if high < 0 else "A saddle point."
        assert next(o.text for o in part.answer.options if o.id == part.answer.value) == kind


@oracle("calculus.newton.newton_vs_gd")
def _(exercise: Exercise) -> None:
    """Every statement is tried out by running both methods."""
    key = exercise.parts[0].answer
    two = "f(x, y)" in exercise.stem
    names = ("x", "y") if two else ("x",)
    f = function(definitions(exercise.stem)["f"], *names)
    start = np.zeros(2) + 3.1 if two else np.array([numbers(exercise.stem)[-1 if "both from" in exercise.stem else 0]])
    for option in key.options:
        assert holds(option.text, f, start) == (option.id in key.value), option.text


def gradient(f: Callable[..., Any], at: np.ndarray) -> np.ndarray:
    return np.array([slope(f, *at, by=i) for i in range(len(at))])


def newton(f: Callable[..., Any], at: np.ndarray) -> np.ndarray:
    return at - np.linalg.solve(hessian(f, at), gradient(f, at))


def descent(f: Callable[..., Any], at: np.ndarray, rate: float, steps: int) -> np.ndarray:
    for _ in range(steps):
        at = at - rate * gradient(f, at)
        if np.abs(at).max() > 1e8:
            break
    return at


def holds(text: str, f: Callable[..., Any], start: np.ndarray) -> bool:
    """Whether a statement is true, by trying it."""
    told, first = numbers(text), newton(f, start)
    rest = descent(f, start, told[0], 1) if told else start
    if text.startswith(("Newton's first step from", "Newton's first step leads")) and "leads" in text:
        return bool(abs(first[0] - told[-1]) < 1e-4)
    if "first step" in text and "goes" in text:
        return bool((f(*first) > f(*start)) == ("uphill" in text))
    if "converges to $" in text and "Newton" in text:
        at = start
        for _ in range(30):
            at = newton(f, at)
        return bool(abs(at[0] - told[-1]) < 1e-5)
    if "small learning rate" in text:
        return bool(abs(descent(f, start, 0.002, 6000)[0] - told[-1]) < 1e-2)
    if "second derivative is" in text:
        return bool((hessian(f, start)[0, 0] > 0) == ("positive" in text))
    if "same steps" in text:
        return bool(np.allclose(rest, first, atol=1e-4))
    if "moves away" in text or "converges, since" in text:
        return bool((abs(rest - first)[0] < abs(start - first)[0]) == ("converges" in text))
    if text.startswith("Newton's method"):
        return "one step" in text
    if "reaches the minimum in one step" in text:
        return bool(np.allclose(rest, first, atol=1e-4))
    if "eigenvalues were" in text:
        return "in one step" in text
    if "converges" in text:
        top = float(np.linalg.eigvalsh(hessian(f, start)).max())
        return bool(told[0] < 2 / top - 1e-9)
    by = "xy".index(next(letter for letter in "xy" if f"${letter}$" in text)) if len(start) > 1 else 0
    factor = (rest - first)[by] / (start - first)[by]
    if "multiplies" in text:
        return bool(abs(factor - told[-1]) < 1e-4)
    count = int(told[-1])
    return bool(factor**count <= 1e-3 and factor ** (count - 1) > 1e-3)


@oracle("calculus.newton.next_iterate_from_graph")
def _(exercise: Exercise) -> None:
    """The parabola through points of the drawn curve, and steps on it."""
    (figure,) = exercise.figures
    curve = np.concatenate([m.points for m in figure.marks if isinstance(m, Curve)])
    f = np.polynomial.Polynomial.fit(*curve.T, 2).convert()
    dots = [m for m in figure.marks if isinstance(m, Dots)]

    def step(x: float) -> float:
        return float(x - f(x) / f.deriv()(x))

    if len(exercise.parts) == 1:
        after = step(dots[0].points[0][0])
        key = exercise.parts[0].answer
        told = numeric(key.value) if key.kind == "number" else dict(zip(dots[1].labels, dots[1].points, strict=True))[
            next(o.text for o in key.options if o.id == key.value)[-1]][0]  # fmt: skip
        assert told == pytest.approx(after, abs=0.02)
        return
    for (x, _), part in zip(dots[0].points, exercise.parts, strict=True):
        said = next(o.text for o in part.answer.options if o.id == part.answer.value)
        if abs(f.deriv()(x)) < 1e-3:
            assert "impossible" in said
            continue
        low, high = sorted(f.roots().real)
        assert ("inside the zeros" in part.steps[0]) == (low < x < high), "from outside no tangent leads outwards"
        for _ in range(60):
            x = step(x)
        assert numbers(said)[0] == pytest.approx(x, abs=0.02)
