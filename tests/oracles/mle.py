"""Maximum likelihood, by summing logarithms of the printed density and maximising the sum numerically."""

import re

import numpy as np
from scipy import optimize, stats

from generators.notation import house, parse
from generators.notation.tree import Call, Chain
from schemas.exercise import Exercise, Part
from schemas.figure import Dots
from tests.oracles import oracle
from tests.oracles.reading import curves, definitions, entries, formulas, function, numeric, peak_of, right_option


@oracle("prob_stats.mle.mle_closed_form")
def _(exercise: Exercise) -> None:
    density = definitions(exercise.stem)["f"]
    data = observed(exercise.stem)
    text = house(density)
    t = next(name for name in ("lambda", "theta", "mu", "p") if re.search(rf"\b{name}\b", text))
    f = function(density, "x", t)
    uniform = text == "1/theta"

    def loglik(at: float) -> float:
        return float(sum(np.log(f(x, at)) for x in data))

    core, slope, third, last = exercise.parts
    low = max(data) if uniform else min(data) if t == "mu" else 1e-6
    high = 1 - 1e-6 if t == "p" else 60.0 if t != "mu" else max(data)
    at = np.linspace(low, high, 9)[1:-1]
    ell, D = function(core.answer.value, t), function(slope.answer.value, t)
    assert np.ptp([ell(u) - loglik(u) for u in at]) < 1e-8
    for u in at:
        h = 1e-5 * max(abs(u), 1)
        assert abs((loglik(u + h) - loglik(u - h)) / (2 * h) - D(u)) < 1e-4 * (1 + abs(D(u)))
    best = estimate(third.answer)
    if uniform:
        assert best == max(data)
        other = float(re.findall(r"theta = (\d+)", last.ask)[0])
        assert np.isclose(np.log(numeric(last.answer.value)), loglik(best) - loglik(other))
        return
    found = optimize.minimize_scalar(lambda u: -loglik(u), bounds=(low, high), method="bounded",
                                     options={"xatol": 1e-9}).x  # fmt: skip
    assert abs(found - best) < 1e-4 * (1 + abs(best)), (found, best)
    n, x = len(data), np.array(data)
    letter = re.findall(r"write \$(\w)\$", last.ask)[0]
    worth = {"s": np.sum, "q": lambda v: (v**2).sum(), "w": lambda v: np.log(v).sum()}[letter](x)
    assert abs(numeric(last.answer.value, n=n, **{letter: worth}) - best) < 1e-8 * (1 + abs(best))


def observed(text: str) -> list[float]:
    """What stands behind `The data are`."""
    return [numeric(node) for node in formulas(text[text.index("The data are") :])]


def estimate(answer) -> float:
    """The value of a number, or what the last line of an argument says."""
    if answer.kind == "number":
        return numeric(answer.value)
    chain = parse(answer.value[-1])
    assert isinstance(chain, Chain) and not isinstance(chain.terms[-1], Call)
    return numeric(chain.terms[-1])


@oracle("prob_stats.mle.pick_model")
def _(exercise: Exercise) -> None:
    values, pick, *more = exercise.parts
    cells = entries(values.answer)
    if "normally distributed" not in exercise.stem:
        p = re.findall(r"probability \$([\d.]+)\$", exercise.stem)
        tries = re.search(r"the result was ((?:[A-Z] )+)", exercise.stem)[1].split()
        letter = re.search(r"\((\w) for", exercise.stem)[1]
        worth = np.array([np.prod([float(a) if t == letter else 1 - float(a) for t in tries]) for a in p])
        assert np.allclose(cells[:, 0], worth, atol=1e-12)
        assert right_option(pick)[-1] == "123"[worth.argmax()]
        return
    text = exercise.stem
    models = np.array(re.findall(r"N\((\d+), (\d+)(?:\^2)?\)", exercise.stem), dtype=float)
    data = np.array(
        [numeric(node) for node in formulas(text[text.index("independent values") : text.index(" all come")])]
    )
    log_likelihoods = np.array([stats.norm(mu, s).logpdf(data).sum() for mu, s in models])
    assert np.allclose(cells[:, 0], [((data - mu) ** 2).sum() for mu, _ in models])
    assert np.ptp(cells[:, 1] - log_likelihoods) < 1e-6
    assert right_option(pick)[-1] == "123"[log_likelihoods.argmax()]
    assert np.diff(np.sort(log_likelihoods))[-1] >= np.log(1.2) - 1e-9
    (dots,) = [mark for mark in exercise.figures[0].marks if isinstance(mark, Dots)]
    assert sorted(x for x, _ in dots.points) == sorted(data)
    for part in more:
        prior = np.array(re.findall(r"\$(0\.\d+)\$ for", part.ask), dtype=float)
        assert np.isclose(prior.sum(), 1)
        assert right_option(part)[-1] == "123"[(prior * np.exp(log_likelihoods)).argmax()]


@oracle("prob_stats.mle.likelihood_curve")
def _(exercise: Exercise) -> None:
    first, *rest = exercise.parts
    if "normal distribution" in exercise.stem:
        return parabola(exercise)
    drawn = curves(exercise.figures[0])
    if first.answer.kind == "matching":
        texts = {option.id: option.text for option in first.answer.right}
        for name, id in first.answer.value.items():
            worth = {other: misfit(drawn[int(name) - 1], *results(text)) for other, text in texts.items()}
            assert min(worth, key=worth.__getitem__) == id and worth[id] < 1e-3
        n, k = (float(re.search(rf"\${letter} = (\d+)\$", rest[0].ask)[1]) for letter in "nk")
        return likelihood_ratio(rest[0], n, k)
    peak = peak_of(drawn[0])
    assert abs(numeric(first.answer.value) - peak) < 1e-9
    if "twice as many" in exercise.stem:
        height, choice = rest
        at = numeric(parse(re.search(r"\$p = ([\d.]+)\$", height.ask)[1]))
        xs, ys = drawn[0]
        assert abs(numeric(height.answer.value) - np.interp(at, xs, ys) ** 2) < 1e-3
        candidates = curves(exercise.figures[1])
        gaps = [np.abs(np.interp(xs, *each) - ys**2).max() for each in candidates]
        assert right_option(choice) == f"curve {np.argmin(gaps) + 1}" and min(gaps) < 1e-3
        return
    n = numeric(exercise.given["n"])
    k = round(n * peak)
    assert numeric(rest[0].answer.value) == k and misfit(drawn[0], n, k) < 1e-3
    if len(drawn) == 1:
        return likelihood_ratio(rest[1], n, k)
    grid = np.linspace(0, 1, 100_001)
    posterior = np.interp(grid, *drawn[1]) * np.interp(grid, *drawn[0])
    assert abs(grid[posterior.argmax()] - numeric(rest[1].answer.value)) < 0.02
    a, b = (float(e or 1) for e in re.search(r"\$p(?:\^(\d+))?\*\(1 - p\)(?:\^(\d+))?\$", exercise.stem).groups())
    best = optimize.minimize_scalar(lambda p: -(k + a) * np.log(p) - (n - k + b) * np.log(1 - p), bounds=(0.001, 0.999),
                                    method="bounded", options={"xatol": 1e-10}).x  # fmt: skip
    assert abs(best - numeric(rest[1].answer.value)) < 1e-6


def results(text: str) -> tuple[float, float]:
    """n and k of `$3$ of $10$`."""
    k, n = map(float, re.findall(r"\d+", text))
    return n, k


def misfit(curve: np.ndarray, n: float, k: float) -> float:
    """How far a drawn curve is from the binomial likelihood over its largest value."""
    xs, ys = curve
    return float(np.abs(stats.binom.pmf(k, n, xs) / stats.binom.pmf(k, n, k / n) - ys).max())


def likelihood_ratio(part: Part, n: float, k: float) -> None:
    a, b = (float(each) for each in re.findall(r"\$p = ([\d.]+)\$", part.ask))
    assert np.isclose(numeric(part.answer.value), stats.binom.pmf(k, n, a) / stats.binom.pmf(k, n, b), atol=1e-8)


def parabola(exercise: Exercise) -> None:
    """The estimate, n and a difference, from the drawn points."""
    peak, n, gap = exercise.parts
    xs, ys = curves(exercise.figures[0])[0]
    at = peak_of(np.array([xs, ys]))
    assert abs(numeric(peak.answer.value) - at) < 0.03
    sigma = float(re.search(r"standard deviation \$(\d)\$", exercise.stem)[1])
    a, _, c = np.polyfit(xs - at, ys, 2)
    assert abs(-2 * sigma**2 * a - numeric(n.answer.value)) < 0.01 and abs(c) < 0.01
    near, far = (float(x) - numeric(peak.answer.value) for x in re.findall(r"\$mu = (\d+)\$", gap.ask))
    assert abs(a * near**2 - a * far**2 - numeric(gap.answer.value)) < 0.01


@oracle("prob_stats.mle.gaussian_mle")
def _(exercise: Exercise) -> None:
    groups = [np.array(each) for each in samples(exercise.stem)]
    keys = [part.answer for part in exercise.parts]
    data = groups[0]
    m, sd = stats.norm.fit(data)
    if len(groups) == 2:
        assert np.allclose(entries(keys[0]), [each.mean() for each in groups])
        start = [each.mean() + 0.1 for each in groups] + [1.0]

        def loss(at: np.ndarray) -> float:
            return -sum(stats.norm.logpdf(each, mu, np.exp(at[2])).sum() for each, mu in zip(groups, at, strict=False))

        found = optimize.minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}).x
        assert np.isclose(np.exp(2 * found[2]), numeric(keys[1].value), rtol=1e-4)
        n = sum(map(len, groups))
        assert np.isclose(numeric(keys[2].value) * (n - 2), n)
    elif "claims that" in exercise.stem:
        target = float(re.search(r"claims that \$mu = (\d+)\$", exercise.stem)[1])
        _, restricted = stats.norm.fit(data, floc=target)
        assert np.isclose(restricted**2, numeric(keys[0].value)) and np.isclose(sd**2, numeric(keys[1].value))
        gain = stats.norm(m, sd).logpdf(data).sum() - stats.norm(target, restricted).logpdf(data).sum()
        assert np.isclose(gain, numeric(keys[2].value), atol=1e-9)
    elif "known standard deviation" in exercise.stem:
        sigma = float(re.search(r"sigma = (\d)", exercise.stem)[1])
        other = float(re.search(r"mu = (\d+)", exercise.parts[1].ask)[1])
        assert np.isclose(m, numeric(keys[0].value))
        gain = stats.norm(m, sigma).logpdf(data).sum() - stats.norm(other, sigma).logpdf(data).sum()
        assert np.isclose(gain, numeric(keys[1].value))
    else:
        assert np.isclose(m, numeric(keys[0].value)) and np.isclose(sd**2, numeric(keys[1].value))
        assert np.isclose(stats.norm(m, sd).logpdf(data).sum(), numeric(keys[2].value), atol=1e-9)


def samples(text: str) -> list[list[float]]:
    """The lists of four numbers or more."""
    found = re.findall(r"\$((?:-?\d+, ){3,}-?\d+)\$", text)
    return [list(map(float, each.split(", "))) for each in found]


@oracle("prob_stats.mle.regression_as_mle")
def _(exercise: Exercise) -> None:
    stem, parts = exercise.stem, exercise.parts
    x, y = np.array(re.findall(r"\((\d+), (-?\d+)\)", stem[: stem.index("The model")]), dtype=float).T
    if "y = m*x$ plus" in stem:
        return slope_through_origin(exercise, x, y)
    lines = [function(node.terms[1], "x") for node in formulas(stem[stem.index("line 1") :]) if isinstance(node, Chain)]
    residuals = [y - line(x) for line in lines]
    normal = "Laplace" not in stem
    scale = float(re.search(r"\$(?:sigma|c) = (\d)\$", stem)[1])
    noise = stats.norm(0, scale) if normal else stats.laplace(0, scale)
    worth = np.array([noise.logpdf(r).sum() for r in residuals])
    sums = [(r**2).sum() if normal else np.abs(r).sum() for r in residuals]
    assert np.allclose(entries(parts[0].answer), sums)
    assert right_option(parts[1]) == f"line {worth.argmax() + 1}"
    if not normal:
        assert np.isclose(numeric(parts[2].answer.value), np.ptp(worth))
        assert right_option(parts[3]) == f"line {np.argmin([(r**2).sum() for r in residuals]) + 1}"
    elif len(parts) == 3:
        assert np.isclose(numeric(parts[2].answer.value), np.ptp(worth))
    else:
        assert np.isclose(numeric(parts[2].answer.value), worth[0], atol=1e-9)
        assert np.isclose(numeric(parts[3].answer.value), np.exp(np.ptp(worth)), atol=1e-8)
    (dots,) = [mark for mark in exercise.figures[0].marks if isinstance(mark, Dots)]
    assert np.allclose(dots.points, np.transpose([x, y]))


def slope_through_origin(exercise: Exercise, x: np.ndarray, y: np.ndarray) -> None:
    core, slope, third, variance = exercise.parts
    sigma = float(re.search(r"standard deviation \$(\d)\$", exercise.stem)[1])
    at = np.linspace(-3, 8, 12)
    worth = [stats.norm(0, sigma).logpdf(y - m * x).sum() for m in at]
    ell, D = function(core.answer.value, "m"), function(slope.answer.value, "m")
    assert np.ptp([ell(m) - w for m, w in zip(at, worth, strict=True)]) < 1e-8
    assert all(abs((ell(m + 1e-5) - ell(m - 1e-5)) / 2e-5 - D(m)) < 1e-3 for m in at)
    (best,), (rest,), *_ = np.linalg.lstsq(x[:, None], y, rcond=None)
    assert np.isclose(estimate(third.answer), best) and np.isclose(numeric(variance.answer.value), rest / len(x))
