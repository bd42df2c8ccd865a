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


@oracle("prob_stats.moments.skew_kurtosis")
def _(exercise: Exercise) -> None:
    """SciPy's moments of a population with these shares."""
    x, p = outcomes(exercise)
    total = next(n for n in range(1, 41) if np.allclose(p * n, np.rint(p * n)))
    people = np.repeat(x, np.rint(p * total).astype(int))
    mean, *rest = exercise.parts
    near(mean, float(x @ p))
    skewness, kurtosis = float(stats.skew(people)), float(stats.kurtosis(people, fisher=False))
    if len(rest) == 2 and rest[1].answer.kind == "choice":
        near(rest[0], float(stats.moment(people, order=3)))
        right = next(option.text for option in rest[1].answer.options if option.id == rest[1].answer.value)
        assert ("to the right" in right) == (skewness > 0) and ("to the left" in right) == (skewness < 0)
        return
    near(rest[0], float(np.var(people)))
    near(rest[1], skewness)
    if len(rest) > 2:
        near(rest[2], kurtosis)
        (line,) = said(rest[3].ask)
        changed = np.array([numeric(line.terms[1], X=each) for each in people])
        near(rest[3], float(stats.skew(changed)))
        near(rest[4], float(stats.kurtosis(changed, fisher=False)))


@oracle("prob_stats.moments.shape_from_histogram")
def _(exercise: Exercise) -> None:
    """Statistics of what is drawn: mean, median, mode and central moments of its bars."""
    drawn = {}
    for figure in exercise.figures:
        (bars,) = figure.marks
        heights, edges = np.array(bars.heights), np.array(bars.edges)
        middles = (edges[:-1] + edges[1:]) / 2
        share = heights / heights.sum()
        mean = float(middles @ share)
        median = float(np.interp(0.5, np.concatenate([[0.0], np.cumsum(share)]), edges))
        central = [float((middles - mean) ** k @ share) for k in range(5)]
        drawn[figure.label] = heights, mean, median, float(middles[heights.argmax()]), central

    def right(part) -> str:
        return next(option.text for option in part.answer.options if option.id == part.answer.value)

    if len(drawn) == 2:
        variance = {name: central[2] for name, (*_, central) in drawn.items()}
        kurtosis = {name: central[4] / central[2] ** 2 for name, (*_, central) in drawn.items()}
        for part, measure in zip(exercise.parts, (variance, kurtosis), strict=True):
            assert right(part) == f"Figure {max(measure, key=measure.__getitem__)}"
            assert max(measure.values()) > 1.3 * min(measure.values())
        return
    heights, mean, median, mode, central = drawn[""]
    if exercise.parts[0].answer.kind == "order":
        (part,) = exercise.parts
        texts = {item.id: item.text for item in part.answer.items}
        places = {"mean": mean, "median": median, "mode": mode}
        ranked = sorted(places, key=places.__getitem__, reverse="largest first" in part.ask)
        assert [texts[id] for id in part.answer.value] == ranked
        assert abs(mean - median) >= 0.149 * central[2] ** 0.5
        return
    shape, larger = exercise.parts
    peaks = sum(
        heights[i] > (heights[i - 1] if i else 0) and heights[i] >= (heights[i + 1] if i + 1 < len(heights) else 0)
        for i in range(len(heights))
    )
    if np.array_equal(heights, heights[::-1]):
        assert right(shape) == f"symmetric with {'one peak' if peaks == 1 else 'two peaks'}"
        assert "equal" in right(larger)
    else:
        side = "right" if central[3] > 0 else "left"
        assert right(shape) == f"skewed to the {side}"
        assert right(larger) == ("the mean" if mean > median else "the median")
