"""Confidence intervals, by scipy.stats."""

import re

import numpy as np
from scipy import stats

from schemas.exercise import Exercise, Part
from tests.oracles import oracle
from tests.oracles.reading import definitions, numeric


@oracle("prob_stats.confidence.ci_mean_t")
def _(exercise: Exercise) -> None:
    told = {name: numeric(node) for name, node in definitions(exercise.stem).items()}
    level = int(re.findall(r"\$(\d+)%\$", " ".join([exercise.stem, *(part.ask for part in exercise.parts)]))[0]) / 100
    if exercise.data is not None:
        from_data(exercise, np.array([float(value) for _, value in exercise.data.rows]), told, level)
        return
    n = int(re.findall(r"A sample of \$(\d+)\$", exercise.stem)[0])
    error = told["s"] / n**0.5
    if "t" in told:
        assert abs(told["t"] - stats.t.ppf((1 + level) / 2, n - 1)) < 0.00051
        margin, last = exercise.parts
        close(margin, told["t"] * error)
        ends(last, (told["bar"] - told["t"] * error, told["bar"] + told["t"] * error), error)
    else:
        degrees, quantile, last = exercise.parts
        close(degrees, n - 1)
        close(quantile, stats.t.ppf((1 + level) / 2, n - 1))
        ends(last, stats.t.interval(level, n - 1, told["bar"], error), error)


def from_data(exercise: Exercise, data: np.ndarray, told: dict[str, float], level: float) -> None:
    n, known = len(data), "sigma" in told
    law = stats.norm() if known else stats.t(n - 1)
    error = (told["sigma"] if known else data.std(ddof=1)) / n**0.5
    close(exercise.parts[0], data.mean())
    if not known:
        close(exercise.parts[1], data.std(ddof=1))
    *_, choice, last = exercise.parts
    text = next(option.text for option in choice.answer.options if option.id == choice.answer.value)
    quantile = float(re.findall(r"\$([\d.]+)\$", text)[0])
    assert abs(quantile - law.ppf((1 + level) / 2)) < 0.0006 and text.startswith("the normal") == known
    assert known or f"with ${n - 1}$ degrees" in text
    margin = law.ppf((1 + level) / 2) * error
    ends(last, (data.mean() - margin, data.mean() + margin), error)


def close(part: Part, value: float) -> None:
    assert abs(numeric(part.answer.value) - value) < 1e-6, f"{part.answer.value}, not {value}"


def ends(part: Part, exact: tuple[float, float], error: float) -> None:
    """Both ends are the exact ones; by a quantile of three decimals they may differ by little more than half of one."""
    for key, value in zip((part.answer.low, part.answer.high), exact, strict=True):
        assert abs(numeric(key.value) - value) < 1e-6, f"{key.value}, not {value}"
        assert all(abs(numeric(other) - value) < 0.0006 * error for other in key.between or ())
