"""Shaded areas, by integrating what is drawn."""

import re

import numpy as np
from scipy import stats

from schemas.exercise import Exercise
from schemas.figure import Area, Curve, Figure
from tests.oracles import oracle
from tests.oracles.reading import formulas, numeric


@oracle("prob_stats.continuous.area_under_pdf")
def _(exercise: Exercise) -> None:
    if "~ N(" in exercise.stem:
        bell(exercise)
    elif len(exercise.figures) == 3:
        order(exercise)
    elif len(exercise.figures) == 2:
        density_and_cdf(exercise)
    else:
        (part,) = exercise.parts
        assert abs(numeric(part.answer.value) - area(exercise.figures[0])) < 1e-6


def drawn(figure: Figure, kind: type) -> np.ndarray:
    """The points of the only mark of that kind."""
    (mark,) = [mark for mark in figure.marks if isinstance(mark, kind)]
    return np.array(mark.points)


def area(figure: Figure) -> float:
    """Of the shaded polygon; the whole curve holds 1, as far as the four decimals of the drawing tell."""
    assert abs(np.trapezoid(*drawn(figure, Curve).T[::-1]) - 1) < 1e-3
    return float(np.trapezoid(*drawn(figure, Area).T[::-1]))


def right_text(part) -> str:
    return next(option.text for option in part.answer.options if option.id == part.answer.value)


def order(exercise: Exercise) -> None:
    areas = {figure.label: area(figure) for figure in exercise.figures}
    first, largest = exercise.parts
    assert re.findall(r"P\((\w)\)", right_text(first)) == sorted(areas, key=areas.__getitem__)
    assert abs(numeric(largest.answer.value) - max(areas.values())) < 1e-6


def bell(exercise: Exercise) -> None:
    """One option alone is worth what is shaded, measured from the picture."""
    mu, sigma = map(float, re.findall(r"N\((\d+), (\d+)\^2\)", exercise.stem)[0])
    X, (figure,), (part,) = stats.norm(mu, sigma), exercise.figures, exercise.parts
    shaded = 0.0
    for mark in figure.marks:
        if isinstance(mark, Area):
            low, high = mark.points[0][0], mark.points[-1][0]
            shaded += X.cdf(np.inf if high >= figure.x.high else high) - X.cdf(-np.inf if low <= figure.x.low else low)
    worth = {option.id: value_of(option.text, X) for option in part.answer.options}
    assert abs(worth[part.answer.value] - shaded) < 1e-9
    assert sorted(abs(value - shaded) for value in worth.values())[1] > 0.0009, "a second option is right too"


def value_of(text: str, X) -> float:
    """An expression in F and f, with the normal distribution put in."""
    (formula,) = formulas(text)
    from generators.notation import house, parse

    def put(match: re.Match) -> str:
        return f"({(X.cdf if match[1] == 'F' else X.pdf)(float(match[2])):.15f})"

    return numeric(parse(re.sub(r"([Ff])\((\d+)\)", put, house(formula))))


def density_and_cdf(exercise: Exercise) -> None:
    density, cdf = exercise.figures
    choice, shaded, height = exercise.parts
    assert "rises" in right_text(choice)
    xs, values = drawn(cdf, Curve).T
    low, *_, high = drawn(density, Area).T[0]
    assert abs(numeric(shaded.answer.value) - (np.interp(high, xs, values) - np.interp(low, xs, values))) < 1e-9
    assert list(map(float, re.findall(r"\$(\d+)\$", right_text(choice)))) == [low, high]
    c, d = map(float, re.findall(r"\$(\d+)\$", height.ask))
    slope = (np.interp(d, xs, values) - np.interp(c, xs, values)) / (d - c)
    assert abs(numeric(height.answer.value) - slope) < 1e-9
    assert abs(area(density) - numeric(shaded.answer.value)) < 1e-3
