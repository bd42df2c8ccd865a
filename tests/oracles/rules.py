"""Products and tangents, by complex-step differentiation and by the size of what a tangent leaves."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq

from generators.notation import parse
from generators.notation.tree import Call, Chain, Node, Num, names, rebuild
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, formulas, function, numeric, only

Real = Callable[[float], float]


def derivative(f: Callable[..., complex]) -> Real:
    """Exact to rounding: the imaginary part of f beside the real axis."""
    return lambda x: np.imag(f(x + 1e-25j)) / 1e-25


@oracle("calculus.rules.product_rule")
def _(exercise: Exercise) -> None:
    h = function(definitions(exercise.stem, exercise.parts[0].ask)["h"], "x")
    found = function(exercise.parts[0].answer.value, "x")
    for x in (0.3, 0.8, 1.7, 2.9):
        assert found(x) == pytest.approx(derivative(h)(x), rel=1e-11, abs=1e-11)
    for part in exercise.parts[1:]:
        (point,) = only(part.ask, Call).args
        assert numeric(part.answer.value) == pytest.approx(derivative(h)(numeric(point)), rel=1e-12)


def differentiated(exercise: Exercise) -> None:
    """The key of the first part against the complex step, the value asked for next if there is one."""
    first, *rest = exercise.parts
    said = definitions(exercise.stem, first.ask)
    f = function(said.get("h", said.get("f")), "x")
    found = function(first.answer.value, "x")
    places = (0.3, 0.8, 1.7, 2.9) if first.answer.symbols["x"] == "positive" else (-2.313, -0.417, 0.303, 1.719)
    for x in places:
        assert found(x) == pytest.approx(derivative(f)(x), rel=1e-9, abs=1e-11)
    for part in rest:
        (point,) = only(part.ask, Call).args
        assert numeric(part.answer.value) == pytest.approx(derivative(f)(numeric(point)), rel=1e-12, abs=1e-14)


for name in ("basic_derivatives", "quotient_rule", "chain_rule"):
    oracle(f"calculus.rules.{name}")(differentiated)


@oracle("calculus.rules.tangent_line")
def _(exercise: Exercise) -> None:
    first = exercise.parts[0]
    said = definitions(exercise.stem, first.ask)
    f = function(said["f"], "x")
    if len(exercise.parts) == 1:
        equation = parse(first.answer.value)
        assert isinstance(equation, Chain)
        line = function(equation.terms[1], "x")
        assert line(7) - 2 * line(8) + line(9) == pytest.approx(0, abs=1e-9)
        touches(f, line, numeric(said["x_0"]))
        return
    m = numeric(said.get("m", first.answer.value))
    x0 = numeric(said.get("x_0", first.answer.value))
    x1 = numeric(exercise.given["x_1"])
    touches(f, lambda x: f(x0) + m * (x - x0), x0)
    if "m" in said:  # the only place with this slope
        assert brentq(lambda x: derivative(f)(x) - m, 0.1, 1000, xtol=1e-12) == pytest.approx(x0)
    assert numeric(formulas(exercise.stem)[-1]) == pytest.approx(f(x1), rel=1e-12)
    height = f(x0) + m * (x1 - x0)
    assert numeric(exercise.parts[1].answer.value) == pytest.approx(height, rel=1e-12)
    sign = exercise.parts[2].answer
    right = next(option.text for option in sign.options if option.id == sign.value)
    assert right == ("It is too large." if height > f(x1) else "It is too small.")


def touches(f: Real, line: Real, x0: float) -> None:
    """The difference of curve and tangent has a double zero: halving the distance quarters it, at least."""
    assert f(x0) == pytest.approx(line(x0), abs=1e-9)
    for h in (0.02, -0.02):
        far, near = (abs(f(x0 + k * h) - line(x0 + k * h)) for k in (1, 0.5))
        assert near < 0.3 * far + 1e-9
    assert derivative(f)(x0) == pytest.approx(line(x0 + 1) - line(x0), rel=1e-9, abs=1e-9)


@oracle("calculus.rules.inverse_function_derivative")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    (point,) = only(part.ask, Call).args
    b, found = numeric(point), numeric(part.answer.value)
    if exercise.data:
        _, values, slopes = np.array(exercise.data.rows, dtype=float).T
        assert found == pytest.approx(1 / slopes[values.tolist().index(b)])
        assert len(set(np.sign(np.diff(values)))) == 1
        return
    f = function(definitions(exercise.stem)["f"], "x")
    low = 1e-9 if "x > 0" in exercise.stem else -30.0
    down, up = (brentq(lambda x, y=y: f(x) - y, low, 30.0, xtol=1e-13) for y in (b - 1e-5, b + 1e-5))
    assert found == pytest.approx((up - down) / 2e-5, rel=1e-4)


def at(node: Node, name: str, x: float) -> float:
    """The value of a formula in which derivatives stand that are not worked out."""

    def slope(part: Node) -> Node:
        if isinstance(part, Call) and part.name == "diff":
            return Num(repr(float(derivative(function(part.args[0], name))(x))))
        return rebuild(part, slope)

    return numeric(slope(node), **{name: x})


@oracle("calculus.rules.find_faulty_line")
def _(exercise: Exercise) -> None:
    which, repaired = exercise.parts
    given, lines = (node for node in formulas(exercise.stem) if isinstance(node, Chain))
    (variable,) = names(given.terms[1])
    true = derivative(function(given.terms[1], variable))
    places = (0.31, 0.77, 1.43)
    sound = [all(at(line, variable, x) == pytest.approx(true(x), rel=1e-7) for x in places) for line in lines.terms[1:]]
    text = next(option.text for option in which.answer.options if option.id == which.answer.value)
    assert text == ("All lines are right." if all(sound) else f"Line {sound.index(False) + 1}.")
    for x in places:
        assert at(parse(repaired.answer.value), variable, x) == pytest.approx(true(x), rel=1e-7)
