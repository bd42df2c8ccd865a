"""Distributions and data sets, with SciPy and NumPy as oracles."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from generators.maths import distributions as d
from generators.maths.datasets import (
    COSINES,
    SHAPES,
    correlated,
    counts,
    covariance,
    five_numbers,
    mean,
    median,
    normal_sample,
    outliers,
    quantile_sample,
    sum_of_squares,
    uncorrelated,
    variance,
    with_mean_and_variance,
)
from generators.maths.designs import TRIPLES, dot, integer_length_vectors, orthogonal_designs, with_sum
from generators.maths.rng import Redraw, Rng

PLACES = [Fraction(k, 10) for k in (-32, -17, -4, 0, 7, 25, 80)]
PROBABILITIES = [Fraction(k, 1000) for k in (1, 10, 50, 300, 500, 900, 975, 995, 999)]
DEGREES = (1, 2, 3, 7, 30, 100)


def close(ours, theirs):
    return abs(float(ours) - theirs) <= 1e-12 * max(1, abs(theirs))


@pytest.mark.parametrize("x", PLACES)
def test_distribution_functions_and_densities(x):
    y = float(x)
    assert close(d.normal_cdf(x), stats.norm.cdf(y)) and close(d.normal_density(x), stats.norm.pdf(y))
    assert close(d.normal_cdf(x, 2, 3), stats.norm.cdf(y, 2, 3)) and close(
        d.normal_density(x, 2, 3), stats.norm.pdf(y, 2, 3)
    )
    for df in DEGREES:
        assert close(d.t_cdf(x, df), stats.t.cdf(y, df)) and close(d.t_density(x, df), stats.t.pdf(y, df))
        assert close(d.t_cdf(x, Fraction(df) + Fraction(1, 3)), stats.t.cdf(y, df + 1 / 3))
        assert close(d.chi2_cdf(x, df), stats.chi2.cdf(y, df))
        assert x <= 0 or close(d.chi2_density(x, df), stats.chi2.pdf(y, df))


@pytest.mark.parametrize("p", PROBABILITIES)
def test_quantiles(p):
    assert close(d.normal_quantile(p), stats.norm.ppf(float(p)))
    for df in DEGREES:
        assert close(d.t_quantile(p, df), stats.t.ppf(float(p), df))
        assert close(d.chi2_quantile(p, df), stats.chi2.ppf(float(p), df))


@pytest.mark.parametrize("p", PROBABILITIES)
def test_quantiles_undo_distribution_functions_to_thirty_digits(p):
    tiny = Fraction(1, 10**30)
    assert abs(d.normal_cdf(d.normal_quantile(p)) - p) < tiny
    assert abs(d.t_cdf(d.t_quantile(p, 5), 5) - p) < tiny and abs(d.chi2_cdf(d.chi2_quantile(p, 5), 5) - p) < tiny


@pytest.mark.parametrize("quantile", [d.normal_quantile, lambda p: d.t_quantile(p, 3), lambda p: d.chi2_quantile(p, 3)])
@pytest.mark.parametrize("p", [0, 1, -1, 2])
def test_no_quantile_beyond_the_ends(quantile, p):
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        quantile(p)


def test_tables_say_what_printed_tables_say():
    assert [str(d.z_table(Fraction(p))) for p in ("0.9", "0.95", "0.975", "0.99", "0.995", "0.025")] == [
        "1.28", "1.645", "1.96", "2.33", "2.576", "-1.96",
    ]  # fmt: skip
    assert [str(d.t_table(Fraction("0.975"), df)) for df in (1, 4, 9, 30)] == ["12.706", "2.776", "2.262", "2.042"]
    assert [str(d.phi_table(Fraction(z))) for z in ("0", "1.25", "-1", "1.96")] == [
        "0.5000",
        "0.8944",
        "0.1587",
        "0.9750",
    ]


def test_counting_distributions():
    for k in range(9):
        assert close(d.binomial_pmf(k, 8, Fraction(1, 3)), stats.binom.pmf(k, 8, 1 / 3))
        assert close(d.binomial_cdf(k, 8, Fraction(1, 3)), stats.binom.cdf(k, 8, 1 / 3))
        assert close(d.poisson_pmf(k, Fraction(5, 2)), stats.poisson.pmf(k, 2.5))
    assert sum(d.binomial_pmf(k, 8, Fraction(1, 3)) for k in range(9)) == 1


@pytest.mark.parametrize("seed", range(12))
def test_summaries(seed):
    rng = Rng("summaries", seed)
    data, other = ([rng.integer(-20, 40) for _ in range(rng.integer(5, 14))] for _ in range(2))
    x = [float(v) for v in data]
    pairs = min(len(data), len(other))
    assert (
        close(mean(data), np.mean(x)) and close(variance(data), np.var(x, ddof=1)) and close(median(data), np.median(x))
    )
    assert close(variance(data, ddof=0), np.var(x)) and close(sum_of_squares(data), np.var(x) * len(x))
    assert close(covariance(data[:pairs], other[:pairs]), np.cov(data[:pairs], other[:pairs])[0, 1])
    low, q1, middle, q3, high = five_numbers(data)
    assert (low, middle, high) == (min(data), median(data), max(data)) and low <= q1 <= middle <= q3 <= high
    inside = [v for v in data if q1 - 1.5 * (q3 - q1) <= v <= q3 + 1.5 * (q3 - q1)]
    assert sorted(inside + outliers(data)) == sorted(data)
    edges = [-20, -5, 10, 25, 40]
    assert counts(data, edges) == list(np.histogram(data, edges)[0])


def test_quartiles_leave_the_middle_value_out():
    assert five_numbers([1, 2, 3, 4, 5, 6, 7]) == (1, 2, 4, 6, 7)
    assert five_numbers([1, 2, 3, 4]) == (1, Fraction(3, 2), Fraction(5, 2), Fraction(7, 2), 4)


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_have_the_shape_they_are_called(shape):
    data = quantile_sample(shape, 2, 101, 10, 20)
    low, q1, middle, q3, high = map(float, five_numbers(data))
    assert (low, high) == (10, 30) and data == sorted(data)
    skew = (q3 - middle) - (middle - q1)
    assert {"right-skewed": skew > 1, "left-skewed": skew < -1}.get(shape, abs(skew) < 0.05)
    spread = (q3 - q1) / 20
    assert {"peaked": spread < 0.3, "two-peaked": spread > 0.7}.get(shape, 0.3 < spread < 0.7)


@pytest.mark.parametrize("seed", range(10))
def test_drawn_data_have_exactly_the_summaries_asked_for(seed):
    rng = Rng("exactly", seed)
    data = with_mean_and_variance(rng, 5, 20, 10)
    assert mean(data) == 20 and variance(data) == 10
    total = rng.integer(-5, 30)
    drawn = with_sum(rng, 6, total, -1, 5)
    assert sum(drawn) == total and -1 <= min(drawn) <= max(drawn) <= 5
    assert all(len(str(x).partition(".")[2]) == 1 for x in normal_sample(rng, 5, 10, 2))


def test_impossible_data_are_refused():
    with pytest.raises(ValueError, match="cannot add to"):
        with_sum(Rng(0), 3, 10, 0, 3)
    with pytest.raises(ValueError, match="have variance"):
        with_mean_and_variance(Rng(0), 3, 0, 1000)


def test_designs_are_pleasant():
    assert (3, 4, 5) in TRIPLES and all(a * a + b * b == c * c for a, b, c in TRIPLES)
    for a, b in orthogonal_designs(4):
        assert sum(a) == sum(b) == dot(a, b) == 0 and dot(a, a) % 3 == dot(b, b) % 3 == 0 < dot(b, b) < dot(a, a)
    assert all(float(np.linalg.norm(v)).is_integer() for v in integer_length_vectors(3, 4))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("r", [*COSINES, Fraction(-3, 5)])
def test_clouds_have_exactly_the_correlation_asked_for(seed, r):
    x, y = zip(*correlated(Rng("cloud", seed), 15 + seed, r), strict=True)
    assert sum(x) == sum(y) == 0 and variance(x) == variance(y)
    assert covariance(x, y) == r * variance(x)


def test_values_are_not_put_in_an_uncorrelated_order_where_there_is_none():
    with pytest.raises(Redraw, match="no order"):
        uncorrelated(Rng(0), [-1, 0, 1], [0, 1, 3])
    with pytest.raises(ValueError, match="add up to 0"):
        uncorrelated(Rng(0), [1, 2], [1, 2])
