"""Moments, by sums over the outcomes, by exact convolution and by SciPy."""

import re
from fractions import Fraction
from itertools import product

import numpy as np
from scipy import stats

from generators.notation.tree import Chain, Name
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import formulas, numeric


def value_of(part) -> float:
    return float(Fraction(part.answer.value))


def near(part, value: float, within: float = 1e-9) -> None:
    assert abs(value_of(part) - value) < within, (part.ask, part.answer.value, value)


def outcomes(exercise: Exercise) -> tuple[np.ndarray, np.ndarray]:
    """Values and probabilities of a table whose probabilities are all given."""
    assert exercise.data is not None
    x = np.array([float(cell) for cell in exercise.data.columns[1:]])
    p = np.array([float(Fraction(cell)) for cell in exercise.data.rows[0][1:]])
    assert abs(p.sum() - 1) < 1e-12
    return x, p


@oracle("prob_stats.moments.discrete_moments")
def _(exercise: Exercise) -> None:
    if exercise.data is None:
        loaded(exercise)
    elif "one of them is $p$" in exercise.stem:
        fair(exercise)
    else:
        x, p = outcomes(exercise)
        mean = float(x @ p)
        near(exercise.parts[0], mean)
        if "k" in exercise.given:
            price, games = (float(exercise.given[name]) for name in "ck")
            near(exercise.parts[1], float((x - price) @ p))
            near(exercise.parts[2], games * float((x - price) @ p))
        elif len(exercise.parts) == 2:
            (formula,) = [node.args[0] for node in formulas(exercise.parts[1].ask)]
            near(exercise.parts[1], sum(numeric(formula, X=each) * share for each, share in zip(x, p, strict=True)))
        else:
            variance = float((x - mean) ** 2 @ p)
            for part, value in zip(exercise.parts[1:], [x**2 @ p, variance, variance**0.5], strict=True):
                near(part, float(value))


def loaded(exercise: Exercise) -> None:
    """A population of faces."""
    n, face, times = (int(each) for each in re.findall(r"\$(\d+)\$", exercise.stem)[1:])
    faces = [x for x in range(1, n + 1) for _ in range(times if x == face else 1)]
    share, mean, square, variance = exercise.parts
    near(share, faces.count(1 if face != 1 else 2) / len(faces))
    near(mean, float(np.mean(faces)))
    near(square, float(np.mean(np.square(faces))))
    near(variance, float(np.var(faces)))


def fair(exercise: Exercise) -> None:
    assert exercise.data is not None
    x = np.array([float(cell) for cell in exercise.data.columns[1:]])
    p = value_of(exercise.parts[0])
    chances = np.array([numeric(cell, p=p) for cell in exercise.data.rows[0][1:]])
    assert abs(chances.sum() - 1) < 1e-12 and chances.min() > 0 and abs(x @ chances) < 1e-9
    near(exercise.parts[1], float(x**2 @ chances))


@oracle("prob_stats.moments.linear_combination_moments")
def _(exercise: Exercise) -> None:
    """Two-point variables with the given means and deviations, added by enumeration; SciPy for a probability."""
    stem = exercise.stem
    if "~ N(" in stem or "$N(" in stem:
        laws = [(float(m), float(s)) for m, s in re.findall(r"N\((\d+), (\d+)\^2\)", stem)]
        if len(laws) == 1:
            n = int(re.search(r"on \$(\d+)\$ days", stem)[1])
            m, s = laws[0]
            mean, variance = (m, s * s / n) if "be their mean" in stem else (n * m, n * s * s)
        else:
            mean, variance = by_enumeration(stem, laws)
        near(exercise.parts[0], mean)
        near(exercise.parts[1], variance)
        sign, border = re.search(r"P\(Z ([<>]) (-?[\d.]+)\)", exercise.parts[2].ask).groups()
        Z = stats.norm(mean, variance**0.5)
        near(exercise.parts[2], Z.sf(float(border)) if sign == ">" else Z.cdf(float(border)))
        return
    if "standard deviation" in stem:
        found = re.findall(r"standard deviations? \$(\d+)\$(?: and \$(\d+)\$)?", stem)[0]
        deviations = [float(each) for each in found if each]
    else:
        deviations = [float(each) ** 0.5 for each in re.findall(r"Var\(\w\) = (\d+)", stem)]
    means = [float(each) for each in re.findall(r"E\[\w\] = (\d+)", stem)]
    mean, variance = by_enumeration(stem, list(zip(means, deviations, strict=True)))
    near(exercise.parts[0], mean)
    near(exercise.parts[1], variance)
    near(exercise.parts[2], variance**0.5)


def said(text: str) -> list[Chain]:
    return [node for node in formulas(text) if isinstance(node, Chain)]


def by_enumeration(stem: str, laws: list[tuple[float, float]]) -> tuple[float, float]:
    """Mean and variance of the combination if each variable is its mean plus or minus its deviation, equally likely."""
    combination = next(
        chain.terms[1] for chain in said(stem) if chain.relations == ("=",) and chain.terms[0] in (Name("Y"), Name("Z"))
    )
    values = [
        numeric(combination, **dict(zip("XY", point, strict=False)))
        for point in product(*[(m - s, m + s) for m, s in laws])
    ]
    return float(np.mean(values)), float(np.var(values))
