"""Confidence intervals, by scipy.stats."""

import re
from typing import Any

import numpy as np
from scipy import stats

from schemas.exercise import Exercise, Part
from schemas.figure import Curve, Figure, Marker
from tests.oracles import oracle
from tests.oracles.reading import definitions, formulas, numbers, numeric, right_option


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


def close(part: Part, value: float, spare: float = 1e-6) -> None:
    reaches(part.answer, value, spare)


def reaches(key: Any, value: float, spare: float) -> None:
    """The key takes the exact value, and nothing farther from it than a table is."""
    taken = sorted(map(numeric, (key.value, *(key.between or ()))))
    assert taken[0] - 1e-6 <= value <= taken[-1] + 1e-6, f"{taken}, not {value}"
    assert taken[-1] - value < spare and value - taken[0] < spare, f"{taken} are too far from {value}"


def ends(part: Part, exact: tuple[float, float], error: float) -> None:
    """Both ends are the exact ones; by a quantile of three decimals they may differ by little more than half of one."""
    for key, value in zip((part.answer.low, part.answer.high), exact, strict=True):
        reaches(key, value, max(0.0006 * error, 1e-6))


def percent(text: str) -> float:
    return int(re.findall(r"\$(\d+)%\$", text)[0]) / 100


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
            close(rest[0], sigma, 0.006 * sigma)
        elif "sample size" in rest[0].ask or "How large" in rest[0].ask:
            z = stats.norm.ppf((1 + percent(stem)) / 2)
            close(rest[0], round((z * told["sigma"] / ((high - low) / 2)) ** 2))
        else:
            n = int(re.findall(r"from \$(\d+)\$ values", stem)[0])
            level = stats.norm.cdf((high - low) / 2 * n**0.5 / told["sigma"]) * 2 - 1
            assert abs(percent(right_option(rest[0])) - level) < 0.005
        return
    n = int(re.findall(r"sample of \$(\d+)\$", stem)[0])
    error, level = told["sigma"] / n**0.5, percent(whole(exercise))
    if "confidence bound" in stem:
        close(first, stats.norm.ppf(level), 0.005)
        lower, upper = stats.norm.interval(2 * level - 1, told["bar"], error)
        close(second, lower if "lower" in stem else upper, 0.005 * error)
        return
    close(first, error if "standard error" in first.ask else stats.norm.ppf((1 + level) / 2), 0.0005)
    low, high = stats.norm.interval(level, told["bar"], error)
    close(second, (high - low) / 2, 0.0005 * error)
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
        assert right_option(exercise.parts[3]).startswith(
            "It contains 0" if low < 0 < high else "It does not contain 0"
        )
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

    def interval(level: float, sigma: float, n: Any) -> Any:
        low, high = stats.norm.interval(level, 0, sigma / n**0.5)
        return high - low

    if levels:
        sigma = width / interval(levels[0], 1, n)
        factor, wide, size = exercise.parts
        new = interval(levels[1], sigma, n)
        close(factor, new / width, 0.001)
        close(wide, new, 0.001 * width)
        sizes = np.arange(1, 5_000)
        close(size, sizes[interval(levels[1], sigma, sizes) <= width][0])
        return
    factor, wide, best = exercise.parts
    more = float(re.findall(r"has \$(\d+)\$ values instead", stem)[0])
    times = [numeric(node) for node in formulas("".join(re.findall(r"values is (\$.+?\$) times as large", stem)))]
    sigma = width / interval(0.95, 1, n)
    new = interval(0.95, sigma * (times[0] if times else 1), more)
    (said_factor,) = numbers(right_option(factor))
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


@oracle("prob_stats.confidence.ci_interpretation")
def _(exercise: Exercise) -> None:
    statements, *rest = exercise.parts
    stem = exercise.stem
    n, level = int(re.findall(r"sample of \$(\d+)\$", stem)[0]), percent(stem)
    low, high = (float(x) for x in re.search(r"from \$([\d.]+)\$ to \$([\d.]+)\$", stem).groups())
    sigma = numeric(definitions(stem)["sigma"])
    error = sigma / n**0.5
    margin = stats.norm.ppf((1 + level) / 2) * error
    assert abs((high - low) / 2 - margin) < 0.01 + 0.01 * margin
    rng = np.random.default_rng(1)
    means = rng.normal(0, error, 200_000)  # about any mu
    covered = (np.abs(means) <= margin).mean()
    assert abs(covered - level) < 0.004  # four standard errors
    next_mean = (np.abs(means[::2] - means[1::2]) <= margin).mean()
    assert next_mean < level - 0.02
    for option in statements.answer.options:
        assert holds(option.text, level, low, high, covered, next_mean, sigma) == (
            option.id in statements.answer.value
        ), option.text
    if rest:
        k = numeric(exercise.given["k"])
        misses, every, some = rest
        close(misses, k * (1 - level))
        close(every, stats.binom.pmf(k, k, level))
        close(some, stats.binom.sf(0, k, 1 - level))


def holds(text: str, level: float, low: float, high: float, covered: float, next_mean: float, sigma: float) -> bool:
    """Whether a statement about the interval is true."""
    given = numbers(text)
    if "contain $mu$" in text and "can be expected" in text:
        return abs(given[1] / given[0] - covered) < 0.01
    if "can be expected to miss" in text:
        return abs(given[1] / given[0] - (1 - covered)) < 0.01
    if "means of the next" in text:
        return abs(given[1] / given[0] - next_mean) < 0.01
    if "single values" in text:  # however far mu is from the middle, fewer lie there
        return level <= stats.norm.cdf((high - low) / 2 / sigma) * 2 - 1
    if text.startswith("The two-sided test"):
        value = float(re.findall(r"\$mu\$ is \$([\d.]+)\$", text)[0])
        return ("does not reject" in text) == (low < value < high)
    if "had the mean" in text:
        return abs(given[0] - (low + high) / 2) < 1e-9
    return "Before the sample" in text or "lower confidence level would give a narrower" in text


@oracle("prob_stats.confidence.ci_coverage_picture")
def _(exercise: Exercise) -> None:
    level = [int(x) / 100 for x in re.findall(r"\$(\d+)%\$", exercise.stem)]
    pictures = {figure.label: spans(figure) for figure in exercise.figures}
    parts = exercise.parts
    if parts[0].answer.kind == "number":
        (intervals,) = pictures.values()
        misses = missed(intervals)
        close(parts[0], misses)
        close(parts[1], 1 - misses / len(intervals))
        close(parts[2], len(intervals) * (1 - level[0]))
    elif parts[0].answer.kind == "matching":
        levels = {option.id: percent(option.text) for option in parts[0].answer.right}
        said_levels = {letter: levels[id] for letter, id in parts[0].answer.value.items()}
        widths = {letter: float(np.mean([b - a for a, b, _ in each])) for letter, each in pictures.items()}
        quantiles = {letter: stats.norm.ppf((1 + value) / 2) for letter, value in said_levels.items()}
        ratios = [widths[letter] / quantiles[letter] for letter in widths]
        assert max(ratios) / min(ratios) < 1.01
        shown = re.findall(r"picture ([ABC])", parts[1].ask)[0]
        close(parts[1], missed(pictures[shown]))
        close(parts[2], len(pictures[shown]) * (1 - said_levels[shown]))
        assert percent(parts[2].ask) == said_levels[shown]
    else:
        widths = {letter: float(np.mean([b - a for a, b, _ in each])) for letter, each in pictures.items()}
        larger = min(widths, key=widths.__getitem__)
        assert right_option(parts[0]).endswith(f"picture {larger}")
        assert abs(numeric(parts[1].answer.value) - (max(widths.values()) / min(widths.values())) ** 2) < 0.01
        close(parts[2], len(pictures[larger]) * (1 - level[0]))
        assert "both pictures" in right_option(parts[3])


def spans(figure: Figure) -> list[tuple[float, float, float]]:
    """The intervals of a picture with the true mean; each clearly contains it or clearly does not."""
    (line,) = [mark for mark in figure.marks if isinstance(mark, Marker)]
    found = [(mark.points[0][0], mark.points[1][0], line.x) for mark in figure.marks if isinstance(mark, Curve)]
    for a, b, mu in found:
        assert min(abs(a - mu), abs(b - mu)) >= 0.025 * (b - a), "an interval ends too near the line"
    return found


def missed(intervals: list[tuple[float, float, float]]) -> int:
    return sum(not a <= mu <= b for a, b, mu in intervals)
