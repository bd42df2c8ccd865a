"""Sampling distributions and estimators: SciPy, simulation, and all samples of small populations."""

import re
from itertools import product

import numpy as np
from scipy import stats

from schemas.exercise import Exercise
from schemas.figure import Bars, Curve
from tests.oracles import oracle
from tests.oracles.reading import definitions, numeric


@oracle("prob_stats.sampling.sample_mean_clt")
def _(exercise: Exercise) -> None:
    """SciPy's normal distribution; for shares the exact binomial one is near, for means a simulated skewed one."""
    said = {
        name: float(numeric(node))
        for name, node in definitions(exercise.stem).items()
        if name in ("mu", "sigma", "n", "p")
    }
    parts = list(exercise.parts)
    if "is large enough" in exercise.stem:
        sigma = said["sigma"]
        d = [float(re.search(r"(?:at most|within) \$([\d.]+)\$", part.ask)[1]) for part in parts]
        sizes = np.arange(1, 4000)
        assert numeric(parts[0].answer.value) == sizes[sigma / np.sqrt(sizes) <= d[0]][0]
        inside = 2 * stats.norm.cdf(d[1] * np.sqrt(sizes) / sigma) - 1
        assert numeric(parts[1].answer.value) == sizes[inside >= 0.95][0]
        return
    n = said["n"]
    sigma = np.sqrt(said["p"] * (1 - said["p"])) if "p" in said else said["sigma"]
    centre, spread = said.get("p", said.get("mu")), sigma / np.sqrt(n)
    if "The sum" in exercise.stem:
        centre, spread = n * centre, n * spread
    named = {part.name: part for part in parts if part.name}
    assert np.isclose(numeric(named["s"].answer.value), spread)
    if exercise.level == "easy":
        assert np.isclose(numeric(parts[0].answer.value), centre)
        times = {"half": 2, "a third": 3, "a quarter": 4, "a fifth": 5}
        (k,) = (k for text, k in times.items() if f"error {text} as" in parts[2].ask)
        assert np.isclose(sigma / np.sqrt(numeric(parts[2].answer.value)), spread / k)
        return
    if "c" in named:
        assert np.isclose(numeric(named["c"].answer.value), centre)
    bound = float(re.search(r"bound \$(-?[\d.]+)\$", named["z"].ask)[1])
    assert np.isclose(numeric(named["z"].answer.value), (bound - centre) / spread)
    above = " > " in parts[-1].ask or "greater" in parts[-1].ask
    p = stats.norm.sf(bound, centre, spread) if above else stats.norm.cdf(bound, centre, spread)
    assert abs(numeric(parts[-1].answer.value) - p) < 1e-8
    if "p" in said:
        true = stats.binom.sf(bound * n, n, centre) if above else stats.binom.cdf(bound * n - 1e-9, n, centre)
        assert abs(true - p) < 0.1  # the step of a binomial distribution of so few observations
    else:
        shape = (said["mu"] / sigma) ** 2
        means = np.random.default_rng(3).gamma(shape * n, said["mu"] / shape / n, size=40_000)
        values = means * n if "The sum" in exercise.stem else means
        assert abs(np.mean(values > bound if above else values < bound) - p) < 0.05


@oracle("prob_stats.sampling.estimator_bias_variance")
def _(exercise: Exercise) -> None:
    """All samples from two equally likely values; minima by trying."""
    parts = {part.name: part.answer for part in exercise.parts if part.name}
    last = exercise.parts[-1].answer
    if "T = w" in exercise.stem or "T = c" in exercise.stem:
        u = numeric(exercise.given.get("u", exercise.given["v"]))
        numbers = [float(x) for x in re.findall(r"\$(?:n = )?(\d+)\$", exercise.stem)]
        grid = np.linspace(0, 1, 200_001)
        if "T = w" in exercise.stem:
            s_1, n_1, s_2, n_2 = numbers
            errors = grid**2 * s_1**2 / n_1 + (1 - grid) ** 2 * s_2**2 / n_2
            assert np.isclose(u, s_1**2 / n_1)
        else:
            n, mu, sigma = numbers
            errors = grid**2 * sigma**2 / n + (grid - 1) ** 2 * mu**2
        assert abs(grid[np.argmin(errors)] - numeric(next(iter(parts.values())).value)) < 1e-5
        assert np.isclose(errors.min(), numeric(last.value), rtol=1e-6)
        return
    mu, sigma = 1.7, 0.6
    if "squared deviations" in exercise.stem:
        n = int(re.search(r"n = (\d+)", exercise.stem)[1])
        by = numeric(re.search(r"T = S/(\(?n.*?\)?)\$", exercise.stem)[1], n=float(n))
        heads = np.arange(n + 1)
        m = heads / n
        S = sigma**2 * 4 * n * m * (1 - m)  # of values mu + sigma and mu - sigma
        mean = stats.binom.pmf(heads, n, 0.5) @ S / by
        assert np.isclose(numeric(parts["E"].value, sigma=sigma), mean)
        assert np.isclose(numeric(exercise.parts[1].answer.value, sigma=sigma), mean - sigma**2)
        T = float(re.search(r"\$T\$ is \$(\d+)\$", exercise.parts[2].ask)[1])
        assert np.isclose(numeric(last.value), T * by / (n - 1))
        return
    T = definitions(exercise.stem)["T"]
    if "bar" in str(T) or "bar(X)" in exercise.stem:
        n = int(re.search(r"n = (\d+)", exercise.stem)[1])
        c = numeric(re.search(r"T = (.*?)\*?bar\(X\)(.*?)\$", exercise.stem)[1] or "1")
        heads = np.arange(n + 1)
        values, chances = c * (mu + sigma * (2 * heads / n - 1)), stats.binom.pmf(heads, n, 0.5)
    else:
        names = sorted(set(re.findall(r"X_\d", exercise.stem)))
        samples = list(product((mu - sigma, mu + sigma), repeat=len(names)))
        values = np.array([numeric(T, **dict(zip(names, sample, strict=True))) for sample in samples])
        chances = np.full(len(samples), 1 / len(samples))
    at = {"mu": mu, "sigma": sigma}
    mean = chances @ values
    assert np.isclose(numeric(parts["E"].value, **at), mean)
    assert np.isclose(numeric(parts["B"].value, **at), mean - mu)
    assert np.isclose(numeric(parts["V"].value, **at), chances @ (values - mean) ** 2)
    assert np.isclose(numeric(last.value, **at), chances @ (values - mu) ** 2)


@oracle("prob_stats.sampling.clt_histograms")
def _(exercise: Exercise) -> None:
    """NumPy's convolution of the population that is drawn; no other size fits a figure."""
    first, second = exercise.parts
    people, *figures = exercise.figures
    heights = np.array(people.marks[0].heights)
    weights = heights / heights.sum()
    values = np.array(people.marks[0].edges[:-1]) + 0.5
    sizes = {option.id: int(re.search(r"(\d+)\$", option.text)[1]) for option in first.answer.right}
    mu = weights @ values
    sigma = np.sqrt(weights @ values**2 - mu**2)
    standard = "standardised" in exercise.stem
    deviations = []
    for figure in figures:
        (bars,) = figure.marks
        assert isinstance(bars, Bars) and (figure.x.low, figure.x.high) == (figures[0].x.low, figures[0].x.high)
        places, area = (np.array(bars.edges[1:]) + bars.edges[:-1]) / 2, np.diff(bars.edges) * bars.heights
        assert abs(area.sum() - 1) < 5e-3
        n = sizes[first.answer.value[figure.label]]
        chances = np.array([1.0])
        for _ in range(n):
            chances = np.convolve(chances, weights)
        means = (n * values[0] + np.arange(len(chances))) / n
        x = (means - mu) / sigma * np.sqrt(n) if standard else means
        assert np.allclose(area, np.interp(places, x, chances), atol=2e-3)
        deviations.append(sigma / np.sqrt(n))
    ordered = np.sort(deviations)
    assert len(set(first.answer.value.values())) == len(figures) and (ordered[1:] / ordered[:-1] >= 1.49).all()
    if second.answer.kind == "choice":
        (text,) = (option.text for option in second.answer.options if option.id == second.answer.value)
        assert text.startswith("The mean of a sample is distributed more and more like a bell")
        return
    numbers = [float(x) for x in re.findall(r"\$([\d.]+)\$", second.ask)]
    answer = numeric(second.answer.value)
    assert np.isclose(answer, numbers[0] / np.sqrt(numbers[1]) if standard else np.sqrt(numbers[1] / numbers[0]))


@oracle("prob_stats.sampling.running_mean_lln")
def _(exercise: Exercise) -> None:
    """The drawn paths, and enumeration of what may follow a streak."""
    paths = {}
    for figure in exercise.figures:
        (curve,) = figure.marks
        assert isinstance(curve, Curve)
        paths[figure.label] = np.array(curve.points)[:, 1]
    first, second, *more = exercise.parts
    if exercise.level == "easy":
        (path,) = paths.values()
        away = {option.id: abs(numeric(option.text.strip("$")) - path[-1]) for option in first.answer.options}
        assert (
            min(away, key=away.get) == first.answer.value and sorted(away.values())[1] > 1.5 * away[first.answer.value]
        )
        (text,) = (option.text for option in second.answer.options if option.id == second.answer.value)
        assert text.startswith("The more")
        return
    if exercise.level == "core":
        mu = float(numeric(definitions(exercise.stem)["mu"]))
        spread = {option.id: float(re.search(r"= (\d+)\$", option.text)[1]) for option in first.answer.right}
        wander = {name: np.abs(path[5:100] - mu).mean() for name, path in paths.items()}
        by_wander = sorted(wander, key=wander.get)
        assert [spread[first.answer.value[name]] for name in by_wander] == sorted(spread.values())
        n, small, large = (float(x) for x in re.findall(r"= (\d+)\$", second.ask))
        assert np.isclose(small / np.sqrt(n), large / np.sqrt(numeric(second.answer.value)))
        return
    s, m, p = (numeric(exercise.given[name]) for name in "smp")
    heads = np.arange(int(m) + 1)
    expected = stats.binom.pmf(heads, int(m), p) @ (s + heads)
    surplus, statement = more
    assert np.isclose(numeric(first.answer.value), expected)
    assert np.isclose(numeric(second.answer.value), expected / (s + m))
    assert np.isclose(numeric(surplus.answer.value), expected - p * (s + m))
    (text,) = (option.text for option in statement.answer.options if option.id == statement.answer.value)
    assert "dilute" in text
    (path,) = paths.values()
    assert (path[: int(s)] == 1).all()
