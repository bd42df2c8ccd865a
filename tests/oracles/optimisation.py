"""Minima and maxima by dense scans, and by scipy."""

import re

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from generators.notation.tree import Tuple
from schemas.exercise import Exercise
from schemas.figure import Curve
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, function, numbers, numeric

FINE = np.linspace(-9, 9, 360_001)


@oracle("calculus.optimisation.critical_points")
def _(exercise: Exercise) -> None:
    f = function(definitions(exercise.stem)["f"], "x")
    critical, *rest = exercise.parts
    spans = [numeric(node) for node in formulas(exercise.stem) if isinstance(node, Tuple)]
    for x in entries(critical.answer):
        assert abs(f(x + 1e-5) - f(x - 1e-5)) / 2e-5 < 1e-5 * (1 + abs(f(x)))
    if spans:
        low, high = spans[0]
        x = FINE[(low <= FINE) & (high >= FINE)]
        for part, best in zip(rest, (np.argmax, np.argmin), strict=True):
            place, value = entries(part.answer)
            k = best(f(x))
            assert (x[k], f(x)[k]) == pytest.approx((place, value), abs=1e-3)
        return
    y = f(FINE)
    for part, sign in zip(rest, (1, -1), strict=True):
        inner = sign * y[1:-1]
        found = FINE[1:-1][(inner < sign * y[:-2]) & (inner < sign * y[2:])]
        assert np.sort(entries(part.answer)) == pytest.approx(found, abs=1e-3)


@oracle("calculus.optimisation.squared_loss_minimiser")
def _(exercise: Exercise) -> None:
    said = definitions(exercise.stem)
    name = "L" if "L" in said else "c"
    variable = "w" if name == "L" else "x"
    cost = function(said[name], variable)
    derivative, place, least = exercise.parts
    found = minimize_scalar(cost)
    assert numeric(place.answer.value) == pytest.approx(found.x, abs=1e-6)
    assert numeric(least.answer.value) == pytest.approx(found.fun, abs=1e-9)
    slope = function(derivative.answer.value, variable)
    for x in (-1.3, 2.9):
        assert slope(x) == pytest.approx((cost(x + 1e-4) - cost(x - 1e-4)) / 2e-4, rel=1e-6)


@oracle("calculus.optimisation.extrema_from_derivative_graph")
def _(exercise: Exercise) -> None:
    (figure,) = exercise.figures
    x, slope = np.array([point for mark in figure.marks if isinstance(mark, Curve) for point in mark.points]).T
    f = np.concatenate([[0], np.cumsum(np.diff(x) * (slope[1:] + slope[:-1]) / 2)])
    if len(exercise.parts) == 2:
        steepest, order = exercise.parts
        assert numeric(steepest.answer.value) == x[np.argmax(slope)]
        text = next(option.text for option in order.answer.options if option.id == order.answer.value)
        (chain,) = formulas(text)
        values = [float(np.interp(numeric(call.args[0]), x, f)) for call in chain.terms]
        assert values == sorted(values) and len(set(values)) == 3
        return
    highest, lowest, monotone = exercise.parts
    for part, sign in ((highest, 1), (lowest, -1)):
        grown = sign * f
        inner = (grown[1:-1] > grown[:-2] + 1e-9) & (grown[1:-1] >= grown[2:])
        assert np.sort(entries(part.answer)) == pytest.approx(x[1:-1][inner], abs=0.11)
    down = "decreasing" in monotone.ask
    spans = [tuple(map(float, pair)) for pair in re.findall(r"\((-?\d+), (-?\d+)\)", monotone.answer.value)]
    for a, height in zip(x, slope, strict=True):
        if abs(height) > 0.2 and abs(a) < 6:
            assert any(low < a < high for low, high in spans) == ((height < 0) == down)


@oracle("calculus.optimisation.log_loss_coin")
def _(exercise: Exercise) -> None:
    likelihood = function(formulas(exercise.stem)[-2], "p")
    found = minimize_scalar(lambda p: -np.log(likelihood(p)), bounds=(1e-9, 1 - 1e-9), method="bounded",
                            options={"xatol": 1e-10})  # fmt: skip
    log, *rest = exercise.parts
    best = rest[0] if len(exercise.parts) == 2 else rest[1]
    assert numeric(best.answer.value) == pytest.approx(found.x, abs=1e-6)
    ell = function(log.answer.value, "p")
    for p in (0.2, 0.7):
        assert ell(p) == pytest.approx(np.log(likelihood(p)), rel=1e-12)
    if len(exercise.parts) > 2:
        slope = function(rest[0].answer.value, "p")
        assert slope(0.37) == pytest.approx((ell(0.37 + 1e-6) - ell(0.37 - 1e-6)) / 2e-6, rel=1e-7)
    if len(exercise.parts) == 5:
        n, k = sorted((numeric(node) for node in formulas(exercise.stem)[:2]), reverse=True)
        (p,) = numbers(rest[3].ask)
        for part, q in ((rest[2], k / n), (rest[3], p)):
            assert numeric(part.answer.value) == pytest.approx(-(k * np.log(q) + (n - k) * np.log(1 - q)) / n, abs=1e-9)
