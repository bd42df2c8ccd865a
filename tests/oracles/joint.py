"""Several random variables: by NumPy, enumeration, numerical integration, and by measuring what is drawn."""

import re
from fractions import Fraction

import numpy as np
from scipy.integrate import dblquad, quad

from schemas.exercise import Exercise
from schemas.figure import Curve, Dots
from tests.oracles import oracle
from tests.oracles.reading import entries, function, numeric


def matched(part) -> dict[str, str]:
    """The letters with the texts that belong to them."""
    texts = {option.id: option.text for option in part.answer.right}
    return {letter: texts[id] for letter, id in part.answer.value.items()}


def close(part, value: float) -> None:
    assert abs(numeric(part.answer.value) - value) < 1e-7 * max(1, abs(value)), f"{part.answer.value}, not {value}"


@oracle("prob_stats.joint.guess_correlation")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    told = {letter: float(re.findall(r"-?[\d.]+", text)[0]) for letter, text in matched(part).items()}
    slack = 0.0051 if "rounded" in part.ask else 1e-5
    for figure in exercise.figures:
        (dots,) = [mark for mark in figure.marks if isinstance(mark, Dots)]
        assert abs(np.corrcoef(np.array(dots.points).T)[0, 1] - told[figure.label]) < slack
    values = sorted(told.values())
    assert min(np.diff(values)) > 0.25, values


@oracle("prob_stats.joint.gaussian_contours")
def _(exercise: Exercise) -> None:
    """Points of the ellipses satisfy their equation with the matrix of the key and with no other one."""
    (part,) = exercise.parts
    laws = {letter: law(text) for letter, text in matched(part).items()}
    for figure in exercise.figures:
        one, two = [np.array(mark.points) for mark in figure.marks if isinstance(mark, Curve)]
        fits = [
            letter for letter, (m, S) in laws.items()
            if all(np.allclose(np.einsum("ij,jk,ik->i", P - m, np.linalg.inv(S), P - m), k * k, rtol=1e-2)
                   for P, k in ((one, 1), (two, 2)))
        ]  # fmt: skip
        assert fits == [figure.label]


def law(text: str) -> tuple[np.ndarray, np.ndarray]:
    *m, a, b, c, d = map(float, re.findall(r"-?\d+", text))
    return np.array(m or [0.0, 0.0]), np.array([[a, b], [c, d]])


def table_of(exercise: Exercise, missing: float | None = None) -> tuple[np.ndarray, list[int], list[int]]:
    """Cells, the values of X and those of Y."""
    xs = [int(row[0].split("= ")[1]) for row in exercise.data.rows]
    ys = [int(head.split("= ")[1]) for head in exercise.data.columns[1:]]
    cells = [[missing if cell == "?" else float(Fraction(cell)) for cell in row[1:]] for row in exercise.data.rows]
    return np.array(cells, dtype=float), xs, ys


@oracle("prob_stats.joint.joint_marginals")
def _(exercise: Exercise) -> None:
    if exercise.data is None:
        joint_density(exercise)
        return
    first, *others = exercise.parts
    missing = None
    if "missing" in first.ask:
        missing = numeric(first.answer.value)
        first, *others = others
    p, xs, ys = table_of(exercise, missing)
    assert abs(p.sum() - 1) < 1e-9 and p.min() > 0
    assert np.allclose(entries(first.answer), p.sum(axis=1))
    other, independence = others
    if missing is None:
        assert np.allclose(entries(other.answer), p.sum(axis=0))
    else:
        event = re.findall(r"P\((.+?)\)", other.ask)[0].replace(" = ", " == ")
        close(other, sum(p[i, j] for i, X in enumerate(xs) for j, Y in enumerate(ys) if eval(event, {"X": X, "Y": Y})))
    assert independence.answer.value == np.allclose(p, np.outer(p.sum(axis=1), p.sum(axis=0)))


def joint_density(exercise: Exercise) -> None:
    g = function(re.findall(r"f\(x, y\) = (.+?)\$", exercise.stem)[0], "k", "x", "y")
    a, b = map(float, re.findall(r"<= [xy] <= (\d+)", exercise.stem))
    constant, marginal, event, independence = exercise.parts
    k = 1 / dblquad(lambda y, x: g(1, x, y), 0, a, 0, b)[0]
    close(constant, k)

    def f_X(x: float) -> float:
        return quad(lambda y: g(k, x, y), 0, b)[0]

    for x in np.linspace(0.1, a, 4):
        assert abs(numeric(marginal.answer.value, x=x) - f_X(x)) < 1e-7
    close(event, quad(f_X, 0, float(re.findall(r"X <= ([\d.]+)", event.ask)[0]))[0])
    x0, y0 = a / 3, b / 5
    product = abs(g(k, x0, y0) - f_X(x0) * quad(lambda x: g(k, x, y0), 0, a)[0]) < 1e-7
    assert independence.answer.value == product
