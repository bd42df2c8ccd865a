"""Confidence intervals, by scipy.stats."""

import re

import numpy as np
from scipy import stats

from schemas.exercise import Exercise, Part
from tests.oracles import oracle
from tests.oracles.reading import definitions, formulas, numbers, numeric


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


def percent(text: str) -> float:
    return int(re.findall(r"\$(\d+)%\$", text)[0]) / 100


def said(part: Part) -> str:
    return next(option.text for option in part.answer.options if option.id == part.answer.value)


def whole(exercise: Exercise) -> str:
    return " ".join([exercise.stem, *(part.ask for part in exercise.parts)])


@oracle("prob_stats.confidence.ci_mean_z")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    told = {name: numeric(node) for name, node in definitions(stem).items()}
    first, second, *rest = exercise.parts
    if span := re.search(r"from \$([\d.]+)\$ to \$([\d.]+)\$", stem):
        low, high = map(float, span.groups())
        close(first, (low + high) / 2)
        close(second, (high - low) / 2)
        if "sigma" not in told:
            n = int(re.findall(r"from \$(\d+)\$ values", stem)[0])
            sigma = (high - low) / 2 * n**0.5 / stats.norm.ppf((1 + percent(stem)) / 2)
            close(rest[0], sigma)
        elif "sample size" in rest[0].ask or "How large" in rest[0].ask:
            z = stats.norm.ppf((1 + percent(stem)) / 2)
            close(rest[0], round((z * told["sigma"] / ((high - low) / 2)) ** 2))
        else:
            n = int(re.findall(r"from \$(\d+)\$ values", stem)[0])
            level = stats.norm.cdf((high - low) / 2 * n**0.5 / told["sigma"]) * 2 - 1
            assert abs(percent(said(rest[0])) - level) < 0.005
        return
    n = int(re.findall(r"sample of \$(\d+)\$", stem)[0])
    error, level = told["sigma"] / n**0.5, percent(whole(exercise))
    if "confidence bound" in stem:
        close(first, stats.norm.ppf(level))
        lower, upper = stats.norm.interval(2 * level - 1, told["bar"], error)
        close(second, lower if "lower" in stem else upper)
        return
    close(first, error if "standard error" in first.ask else stats.norm.ppf((1 + level) / 2))
    low, high = stats.norm.interval(level, told["bar"], error)
    close(second, (high - low) / 2)
    ends(rest[0], (low, high), 10 * error)  # a quantile of two decimals may be 0.005 off


@oracle("prob_stats.confidence.ci_proportion")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    if span := re.search(r"from \$([\d.]+)\$ to \$([\d.]+)\$", stem):
        low, high = map(float, span.groups())
        p, margin = (low + high) / 2, (high - low) / 2
        z = stats.norm.ppf((1 + percent(stem)) / 2)
        for part, value in zip(exercise.parts, (p, margin, round(z**2 * p * (1 - p) / margin**2)), strict=True):
            close(part, value)
        return
    level = percent(whole(exercise))
    if "Second sample" in stem:
        counts = [int(x) for x in re.findall(r"\$(\d+)\$", stem)]
        k1, n1 = sorted(counts[:2])
        k2, n2 = counts[2:4]
        p1, p2 = k1 / n1, k2 / n2
        error = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) ** 0.5
        close(exercise.parts[0], p1 - p2)
        close(exercise.parts[1], error)
        low, high = stats.norm.interval(level, p1 - p2, error)
        ends(exercise.parts[2], (low, high), 10 * error)
        assert said(exercise.parts[3]).startswith("It contains 0" if low < 0 < high else "It does not contain 0")
        return
    k, n = sorted(int(x) for x in re.findall(r"\$(\d+)\$", stem)[:2])
    *conditions, first, second, last = exercise.parts
    for part in conditions:
        for option in part.answer.options:
            good, cases = numbers(option.text)
            assert (min(good, cases - good) >= 10) == (option.id in part.answer.value)
    close(first, k / n)
    error = (k / n * (1 - k / n) / n) ** 0.5
    close(second, error)
    ends(last, stats.norm.interval(level, k / n, error), 10 * error)


@oracle("prob_stats.confidence.sample_size")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    told = {name: numeric(node) for name, node in definitions(stem).items()}
    wanted = float(re.findall(r"at most \$([\d.]+)\$", stem)[0])
    for part in exercise.parts:
        asked = re.findall(r"margin (?:of at most )?\$([\d.]+)\$", part.ask)
        E = float(asked[0]) if asked else wanted
        levels = re.findall(r"\$(\d+)%\$", part.ask)
        z = stats.norm.ppf((1 + (int(levels[0]) if levels else 100 * percent(stem)) / 100) / 2)
        if "sigma" in told:
            spread = told["sigma"] * (2**0.5 if "each group" in part.ask else 1)
        else:
            p = float(re.findall(r"near \$([\d.]+)\$", part.ask)[0]) if "near" in part.ask else 0.5
            spread = (p * (1 - p)) ** 0.5
        n = np.arange(1, 20_000)
        close(part, n[z * spread / n**0.5 <= E][0])


@oracle("prob_stats.confidence.ci_width_scaling")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    n = float(re.findall(r"from \$(\d+)\$ values", stem)[0])
    width = float(re.findall(r"\$([\d.]+)\$ [a-z ]+ wide", stem)[0])
    levels = [int(x) / 100 for x in re.findall(r"\$(\d+)%\$", stem)]

    def interval(level: float, sigma: float, n: float) -> float:
        low, high = stats.norm.interval(level, 0, sigma / n**0.5)
        return float(high - low)

    if levels:
        sigma = width / interval(levels[0], 1, n)
        factor, wide, size = exercise.parts
        new = interval(levels[1], sigma, n)
        close(factor, new / width)
        close(wide, new)
        sizes = np.arange(1, 5_000)
        close(size, sizes[[interval(levels[1], sigma, k) <= width for k in sizes]][0])
        return
    factor, wide, best = exercise.parts
    more = float(re.findall(r"has \$(\d+)\$ values instead", stem)[0])
    times = [numeric(node) for node in formulas("".join(re.findall(r"values is (\$.+?\$) times as large", stem)))]
    sigma = width / interval(0.95, 1, n)
    new = interval(0.95, sigma * (times[0] if times else 1), more)
    (said_factor,) = numbers(said(factor))
    assert abs(said_factor - new / width) < 1e-9
    close(wide, new)
    found = {option.id: after(option.text) for option in best.answer.options}
    assert min(found, key=found.__getitem__) == best.answer.value


def after(change: str) -> float:
    """The width of a 95% interval with sigma = 1 and n = 1 after a change in words."""
    given = numbers(change)
    if "level" in change:
        to = [int(x) / 100 for x in re.findall(r"\$(\d+)%\$", change)][1]
        return float(2 * stats.norm.ppf((1 + to) / 2))
    n = 2.0 if "twice as many" in change else given[0] if "times as many" in change else 1.0
    sigma = 2.0 if "twice the" in change else given[0] if "falls" in change else 1.0
    return float(2 * stats.norm.ppf(0.975) * sigma / n**0.5)
