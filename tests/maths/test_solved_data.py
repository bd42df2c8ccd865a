"""Data that are solved for have exactly the statistics that were asked for, by the standard library."""

import statistics

import pytest

from generators.maths.datasets import outliers, with_five_numbers, with_mean_and_deviation, with_sums
from generators.maths.rng import Rng


@pytest.mark.parametrize("n", range(11, 16))
def test_quartiles_whiskers_and_outliers_are_those_asked_for(n):
    for seed in range(60):
        rng = Rng("quartiles", n, seed)
        q1, _, q3 = quartiles = (50 - rng.integer(3, 7), 50, 50 + rng.integer(3, 7))
        reach = 3 * (q3 - q1)  # twice what lies between box and fence
        below = [q1 - reach // 2 - 2] if rng.chance(0.5) else []
        above = [q3 + reach // 2 + 2]
        data = with_five_numbers(rng, n, (q1 - 4, q3 + 4), quartiles, below, above)
        half = n // 2
        assert data == sorted(data) and len(data) == n
        assert tuple(map(statistics.median, (data[:half], data, data[-half:]))) == quartiles
        fences = q1 - reach / 2, q3 + reach / 2
        inside = [x for x in data if fences[0] <= x <= fences[1]]
        assert (inside[0], inside[-1]) == (q1 - 4, q3 + 4)
        assert [x for x in data if x not in inside] == [*below, *above] == outliers(data)


def test_contradicting_quartiles_and_outliers_are_refused():
    with pytest.raises(ValueError, match="not the outliers"):
        with_five_numbers(Rng("no"), 11, (40, 60), (45, 50, 55), above=[62])
    with pytest.raises(ValueError, match="no 11 values"):
        with_five_numbers(Rng("no"), 11, (48, 60), (45, 50, 55))


@pytest.mark.parametrize(("n", "deviation"), [(7, 3), (9, 5), (8, 4), (30, 6), (48, 2)])
def test_mean_and_deviation_are_those_asked_for(n, deviation):
    for seed in range(20):
        rng = Rng("sums", n, seed)
        near = [rng.integer(50 - 2 * deviation, 50 + 2 * deviation) for _ in range(n)]
        data = with_mean_and_deviation(near, 50, deviation, 50 - 3 * deviation, 50 + 3 * deviation)
        assert (statistics.mean(data), statistics.stdev(data)) == (50, deviation)


def test_sums_that_no_integers_have_are_refused():
    with pytest.raises(ValueError, match="cannot add"):
        with_sums([1, 2, 3], 40, 100, 0, 10)
    with pytest.raises(ValueError, match="no integers near"):
        with_sums([1, 2, 3], 6, 15, 0, 10)
