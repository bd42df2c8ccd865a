"""Antiderivatives and areas, by quadrature."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from generators.notation.tree import Call
from schemas.exercise import Exercise
from schemas.figure import Curve
from tests.oracles import oracle
from tests.oracles.reading import definitions, function, numbers, numeric, only


@oracle("calculus.integrals.antiderivative")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    f = function(definitions(part.ask)["f"], "x")
    F = function(part.answer.value, "x")
    places = (0.4, 1.1, 1.7) if part.answer.symbols["x"] == "positive" else (-1.2, 0.4, 1.1)
    for a, b in pairwise(places):
        area, _ = quad(f, a, b)
        assert F(b) - F(a) == pytest.approx(area, rel=1e-8, abs=1e-8)


@oracle("calculus.integrals.definite_integral_area")
def _(exercise: Exercise) -> None:
    first, *rest = exercise.parts
    if exercise.figures:
        (figure,) = exercise.figures
        x, y = np.array(next(mark.points for mark in figure.marks if isinstance(mark, Curve))).T
        fine = np.linspace(x[0], x[-1], 60 * int(x[-1] - x[0]) + 1)
        assert numeric(first.answer.value) == pytest.approx(np.trapezoid(np.interp(fine, x, y), fine), abs=1e-9)
        assert numeric(rest[0].answer.value) == pytest.approx(np.trapezoid(abs(np.interp(fine, x, y)), fine), abs=1e-9)
    elif "integral(" in first.ask:
        body, _, low, high = only(first.ask, Call).args
        area, _ = quad(function(body, "x"), numeric(low), numeric(high))
        assert numeric(first.answer.value) == pytest.approx(area, rel=1e-8)
    else:
        f = function(definitions(first.ask)["f"], "x")
        low, high = numbers(first.ask)
        area, _ = quad(lambda x: abs(f(x)), low, high, limit=400, epsabs=1e-10)
        assert numeric(first.answer.value) == pytest.approx(area, rel=1e-7)
