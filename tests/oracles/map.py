"""Posteriors by enumeration with fractions, and by maximising or integrating on a grid."""

import re
from fractions import Fraction

import numpy as np
from scipy import optimize, stats

from schemas.exercise import Exercise, Part
from tests.oracles import oracle
from tests.oracles.reading import entries, numeric


def fractions(key) -> list[Fraction]:
    return [Fraction(value) for value in key.value]


def chosen(part: Part) -> str:
    """The text of the right option."""
    return next(option.text for option in part.answer.options if option.id == part.answer.value)


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
        assert chosen(part).endswith(str(worth.index(max(worth)) + 1))


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
