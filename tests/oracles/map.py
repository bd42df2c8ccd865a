"""Posteriors by enumeration with fractions, and by maximising or integrating on a grid."""

import re
from fractions import Fraction

import numpy as np
from scipy import optimize, stats

from generators.notation import parse
from schemas.exercise import Exercise, Part
from schemas.figure import Dots
from tests.oracles import oracle
from tests.oracles.reading import curves, entries, formulas, function, numeric, peak_of, right_option


def fractions(key) -> list[Fraction]:
    return [Fraction(value) for value in key.value]


@oracle("prob_stats.map.discrete_posterior")
def _(exercise: Exercise) -> None:
    prior = [Fraction(row[1]) for row in exercise.data.rows]
    chance = [Fraction(row[2]) for row in exercise.data.rows]
    assert sum(prior) == 1
    hit = re.search(r"\((\w) for", exercise.stem)[1]
    batches = [each.split() for each in re.findall(r"(?:result is|results are|later comes|later come) ([A-Z](?: [A-Z])*)\b",
                                                   exercise.stem)]  # fmt: skip

    def likelihood(batch: list[str]) -> list[Fraction]:
        worth = []
        for p in chance:
            product = Fraction(1)
            for letter in batch:
                product *= p if letter == hit else 1 - p
            worth.append(product)
        return worth

    def posterior(batch: list[str]) -> list[Fraction]:
        joint = [w * worth for w, worth in zip(prior, likelihood(batch), strict=True)]
        return [each / sum(joint) for each in joint]

    keys = [part.answer for part in exercise.parts]
    if len(batches) == 2:
        everything = posterior(batches[0] + batches[1])  # at once
        assert fractions(keys[0]) == posterior(batches[0]) and fractions(keys[1]) == everything
        assert Fraction(keys[2].value) == sum(w * p for w, p in zip(everything, chance, strict=True))
        return
    (batch,) = batches
    assert fractions(keys[0]) == likelihood(batch)
    if len(batch) == 1:
        assert fractions(keys[1]) == [w * each for w, each in zip(prior, likelihood(batch), strict=True)]
        assert fractions(keys[2]) == posterior(batch)
        return
    assert fractions(keys[1]) == posterior(batch)
    for part, worth in zip(exercise.parts[2:], (posterior(batch), likelihood(batch)), strict=True):
        assert worth.count(max(worth)) == 1
        assert right_option(part).endswith(str(worth.index(max(worth)) + 1))


GRID = (np.arange(200_000) + 0.5) / 200_000


@oracle("prob_stats.map.beta_update")
def _(exercise: Exercise) -> None:
    stem, parts = exercise.stem, list(exercise.parts)
    if found := re.search(r"Beta\((\d+), (\d+)\)", stem):
        a, b = map(float, found.groups())
    else:
        mean, strength = (float(x) for x in re.search(r"= ([\d.]+)\$ and \$a \+ b = (\d+)\$", stem).groups())
        a, b = mean * strength, (1 - mean) * strength
        assert np.allclose(entries(parts.pop(0).answer), [a, b])
    if "share of successes is" in stem:
        return enough(parts, a, b, float(re.search(r"k/n = ([\d.]+)", stem)[1]))
    tried = re.findall(r"[oO]f \$(\d+)\$ [a-z]+ \$(\d+)\$", stem)
    logarithm = (a - 1) * np.log(GRID) + (b - 1) * np.log(1 - GRID)
    n = k = 0.0
    for tries, hits in tried:
        n, k = n + float(tries), k + float(hits)
        logarithm = logarithm + stats.binom.logpmf(float(hits), float(tries), GRID)
        u, v = entries(parts.pop(0).answer)
        assert np.ptp((u - 1) * np.log(GRID) + (v - 1) * np.log(1 - GRID) - logarithm) < 1e-6
    weights = np.exp(logarithm - logarithm.max())
    for part in parts:
        value = numeric(part.answer.value)
        if "MAP" in part.ask:
            assert abs(GRID[weights.argmax()] - value) < 1e-5
        elif "mean" in part.ask:
            assert abs((GRID * weights).sum() / weights.sum() - value) < 1e-6
        else:
            assert np.isclose(value, k / n)


def enough(parts: list[Part], a: float, b: float, share: float) -> None:
    """From the smallest n on the two estimates are near; found by trying."""
    distance = float(re.search(r"at most \$([\d.]+)\$", parts[1].ask)[1])

    def gap(n: float) -> float:
        k = share * n
        best = optimize.minimize_scalar(lambda p: -stats.beta.logpdf(p, a + k, b + n - k), bounds=(1e-9, 1 - 1e-9),
                                        method="bounded", options={"xatol": 1e-12}).x  # fmt: skip
        return abs(best - share)

    n = numeric(parts[1].answer.value)
    assert gap(n + 1) < distance + 1e-6 and gap(n - 2) > distance - 1e-6
    assert np.isclose(gap(n) * (n + a + b - 2), numeric(parts[0].answer.value), rtol=1e-3)
    tries = np.arange(1, 3000)
    near = np.abs((a + share * tries - 1) / (a + b + tries - 2) - share) <= distance + 1e-12
    assert tries[near][0] == n


def width(curve: np.ndarray) -> float:
    """The standard deviation of the drawn density; its area is 1."""
    xs, ys = curve
    assert abs(np.trapezoid(ys, xs) - 1) < 0.02
    mean = np.trapezoid(xs * ys, xs)
    return float(np.sqrt(np.trapezoid((xs - mean) ** 2 * ys, xs)))


def same(curve: np.ndarray, a: float, b: float) -> bool:
    return bool(np.abs(stats.beta.pdf(curve[0], a, b) - curve[1])[1:-1].max() < 2e-3)


@oracle("prob_stats.map.prior_posterior_picture")
def _(exercise: Exercise) -> None:
    (part,), stem = exercise.parts, exercise.stem
    key = part.answer
    if "Figure A" in stem:
        (prior, likelihood), candidates = map(curves, exercise.figures)
        product = prior[1] * likelihood[1]
        product = product / np.trapezoid(product, prior[0])
        gaps = [np.abs(each[1] - product).max() for each in candidates]
        assert right_option(part) == f"curve {np.argmin(gaps) + 1}" and min(gaps) < 0.4 * sorted(gaps)[1]
        return
    shown = curves(exercise.figures[0])
    if key.kind == "order":
        texts = {item.id: int(item.text[-1]) - 1 for item in key.items}
        widths = [width(shown[texts[id]]) for id in key.value]
        share = float(re.search(r"\$(\d+)%\$", stem)[1]) / 100
        away = [abs(peak_of(shown[texts[id]]) - share) for id in key.value]
        assert widths == sorted(widths, reverse=True) and away == sorted(away, reverse=True)
    elif "which is which" in part.ask.lower() or "Which curve is which" in part.ask:
        by = {role: shown[int(name) - 1] for name, role in key.value.items()}
        assert width(by["Q"]) < min(width(by["P"]), width(by["L"]))
        assert sorted(map(peak_of, by.values()))[1] == peak_of(by["Q"])
        product = by["P"][1] * by["L"][1]
        assert (
            np.abs(product / np.trapezoid(product, by["P"][0]) - by["Q"][1]).max() < 0.1 * by["Q"][1].max()
        )  # of tails
        told = float(re.search(r"\$(\d+)%\$", stem)[1]) / 100
        assert abs(peak_of(by["L" if "In the data" in stem else "P"]) - told) < 0.011
        assert abs(peak_of(by["P"]) - peak_of(by["L"])) > 0.2
    else:
        n, k = map(float, re.search(r"Of \$(\d+)\$ [a-z]+ \$(\d+)\$", stem).groups())
        priors = {option.id: tuple(map(float, re.findall(r"\d+", option.text))) for option in key.right}
        for name, id in key.value.items():
            a, b = priors[id]
            assert same(shown[int(name) - 1], a + k, b + n - k)


def gaussian_posterior(
    mean: float, variance: float, data: list[tuple[int, float]], sigma: float
) -> tuple[float, float]:
    """Mode by maximising the log posterior, variance from its curvature."""

    def loss(mu: float) -> float:
        return (mu - mean) ** 2 / (2 * variance) + sum(n * (x - mu) ** 2 for n, x in data) / (2 * sigma**2)

    best = optimize.minimize_scalar(loss, bracket=(mean, mean + 1)).x
    h = 0.5
    return best, h * h / (loss(best + h) - 2 * loss(best) + loss(best - h))


@oracle("prob_stats.map.normal_normal_map")
def _(exercise: Exercise) -> None:
    stem, parts = exercise.stem, list(exercise.parts)
    mean, tau, sigma = (float(re.search(rf"{name} = (\d+)\$", stem)[1]) for name in ("mu_0", "tau", "sigma"))
    values = [numeric(part.answer.value) for part in parts if part.answer.kind == "number"]
    if "On the first day" in stem:
        days = re.search(r"On the first day (.*), on the second day (.*)\. All", stem).groups()
        batches = []
        for day in days:
            found = [float(x) for x in re.findall(r"\$(\d+)\$", day)]
            batches.append((int(found[0]), found[1]) if len(found) == 2 else (1, found[0]))
        assert np.allclose(entries(parts[0].answer), gaussian_posterior(mean, tau**2, batches[:1], sigma), rtol=1e-6)
        assert np.allclose(entries(parts[1].answer), gaussian_posterior(mean, tau**2, batches, sigma), rtol=1e-6)
        moved = (
            gaussian_posterior(mean + 1, tau**2, batches, sigma)[0]
            - gaussian_posterior(mean, tau**2, batches, sigma)[0]
        )
        assert abs(moved - values[0]) < 1e-5
        return
    if "How many" in parts[0].ask:
        n = round(values[0])
        share = 0.5 if "half-way" in parts[0].ask else numeric(formulas(parts[0].ask)[0])
        x = float(re.search(r"mean of these measurements is \$(\d+)\$", parts[2].ask)[1])
        best, variance = gaussian_posterior(mean, tau**2, [(n, x)], sigma)
        assert np.isclose(best, mean + share * (x - mean), rtol=1e-7) and np.isclose(variance, values[1], rtol=1e-6)
        assert np.isclose(best, values[2], rtol=1e-7)
        return
    if "One measurement" in stem:
        data = [float(re.search(r"One measurement gives \$(\d+)\$", stem)[1])]
    else:
        data = [float(x) for x in re.search(r"measurements are \$([-\d, ]+)\$", stem)[1].split(",")]
        assert np.isclose(values.pop(0), np.mean(data))
    batch = [(1, x) for x in data]
    best, variance = gaussian_posterior(mean, tau**2, batch, sigma)
    shifted = gaussian_posterior(mean, tau**2, [(1, x + 1) for x in data], sigma)[0]
    assert np.allclose(values, [shifted - best, best, variance], rtol=1e-5)


@oracle("prob_stats.map.ridge_as_map")
def _(exercise: Exercise) -> None:
    stem, parts = exercise.stem, list(exercise.parts)

    def value_of(name: str) -> float | None:
        found = re.search(rf"\${re.escape(name)} = (\d+)\$", stem)
        return float(found[1]) if found else None

    sigma2, tau2, strength = value_of("sigma^2"), value_of("tau^2"), value_of("lambda")
    if exercise.data:
        rows = np.array(exercise.data.rows, dtype=float)
        A, y = rows[:, :-1], rows[:, -1]
        assert abs(A[:, 0] @ A[:, 1]) < 1e-12
    else:
        x, y = np.array(re.findall(r"\((-?\d+), (-?\d+)\)", stem), dtype=float).T
        A = x[:, None]

    def penalised(lam: float) -> np.ndarray:
        """Least squares on data with one more row a weight, sqrt(lambda)*w = 0."""
        n = A.shape[1]
        return np.linalg.lstsq(np.vstack([A, np.sqrt(lam) * np.eye(n)]), np.append(y, np.zeros(n)), rcond=None)[0]

    if "is to be $" in "".join(part.ask for part in parts):
        factor = numeric(formulas(parts[1].ask)[0])
        assert np.isclose(numeric(parts[0].answer.value), penalised(0)[0])
        strength = numeric(parts[1].answer.value)
        assert np.isclose(penalised(strength)[0], factor * penalised(0)[0])
        assert np.isclose(sigma2 / numeric(parts[2].answer.value), strength)
        return
    if strength is None:
        strength = sigma2 / tau2
        first = parts.pop(0)
        assert np.isclose(numeric(first.answer.value), strength)
        posterior = optimize.minimize(  # the posterior itself, without lambda
            lambda w: -stats.norm(0, sigma2**0.5).logpdf(y - A @ w).sum() - stats.norm(0, tau2**0.5).logpdf(w).sum(),
            np.zeros(A.shape[1]),
        ).x
        assert np.allclose(posterior, penalised(strength), atol=1e-4)
    if exercise.data:
        assert np.allclose(entries(parts[0].answer), penalised(0))
        assert np.allclose(entries(parts[1].answer), penalised(strength))
        assert np.allclose(entries(parts[2].answer) * penalised(0), penalised(strength))
        return

    def loss(w: float) -> float:
        return float(((y - A[:, 0] * w) ** 2).sum() + strength * w * w)

    if "gradient descent" in stem:
        slope, there, moved, best = parts
        rate = float(re.search(r"alpha = ([\d.]+)", stem)[1])
        start = numeric(parse(re.search(r"\$w = (-?\d+)\$", there.ask)[1]))
        D = function(slope.answer.value, "w")
        for w in (-2.0, 0.5, 3.0, start):
            assert abs((loss(w + 1e-4) - loss(w - 1e-4)) / 2e-4 - D(w)) < 1e-5
        assert np.isclose(numeric(there.answer.value), D(start))
        assert np.isclose(numeric(moved.answer.value), start - rate * D(start))
        assert np.isclose(numeric(best.answer.value), penalised(strength)[0])
        return
    mle, best, least = (numeric(part.answer.value) for part in parts)
    assert np.isclose(mle, penalised(0)[0]) and np.isclose(best, penalised(strength)[0])
    assert np.isclose(least, optimize.minimize_scalar(loss).fun)


@oracle("prob_stats.map.regularised_model_choice")
def _(exercise: Exercise) -> None:
    found = re.findall(r"model (\d), a [a-z ]+, \$y = ([^$]+)\$ with the training loss \$([\d.]+)\$", exercise.stem)
    numbers_of = [int(k) for k, _, _ in found]
    curves = [function(parse(text), "x") for _, text, _ in found]
    losses = np.array([float(loss) for *_, loss in found])
    at = np.arange(-3.0, 4.0)
    powers = [np.polyfit(at, [curve(x) for x in at], degree) for curve, degree in zip(curves, numbers_of, strict=True)]
    sizes = np.array([(p[:-1] ** 2).sum() for p in powers])  # the constant is last
    first, *rest = exercise.parts

    def totals(lam: float) -> np.ndarray:
        return losses + lam * sizes

    if len(found) == 3 and len(rest) == 1:
        lam = float(re.search(r"lambda = ([\d.]+)", exercise.stem)[1])
        assert np.allclose(entries(first.answer), totals(lam))
        assert right_option(rest[0]) == f"model {totals(lam).argmin() + 1}"
        (dots,) = [mark for mark in exercise.figures[0].marks if isinstance(mark, Dots)]
        x, y = np.array(dots.points).T
        for curve, degree, loss in zip(curves, numbers_of, losses, strict=True):
            assert np.allclose(np.polyval(np.polyfit(x, y, degree), x), [curve(u) for u in x], atol=1e-6)
            assert np.isclose(((y - [curve(u) for u in x]) ** 2).sum(), loss, atol=1e-6)
        return
    assert np.allclose(entries(first.answer), sizes)
    for part in rest[:-1]:
        i, j = (numbers_of.index(int(k)) for k in re.findall(r"model (\d)", part.ask))
        lam = numeric(part.answer.value)
        assert np.isclose(totals(lam)[i], totals(lam)[j])
    if len(found) == 2:
        lam = float(re.search(r"lambda = ([\d.]+)", rest[-1].ask)[1])
        assert right_option(rest[-1]) == f"model {numbers_of[totals(lam).argmin()]}"
        return
    grid = np.concatenate([np.linspace(0, 60, 60_001), [1e4]])
    seen = [int((losses + lam * sizes).argmin()) + 1 for lam in grid]
    order = [k for n, k in enumerate(seen) if n == 0 or seen[n - 1] != k]
    assert [int(k) for k in re.findall(r"model (\d)", right_option(rest[-1]))] == order
