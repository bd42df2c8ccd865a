"""Distributions by ball arithmetic: values as fractions, right to 30 digits and more.

`z_table` and `t_table` are the values one reads in the usual tables.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Any

from flint import arb

from generators.maths.decimals import Decimal, rounded
from generators.maths.reals import BITS, Exact, at_precision, ball, exact, normal_quantile

__all__ = [
    "binomial_cdf",
    "binomial_pmf",
    "chi2_cdf",
    "chi2_density",
    "chi2_quantile",
    "normal_cdf",
    "normal_density",
    "normal_quantile",
    "phi_table",
    "poisson_pmf",
    "t_cdf",
    "t_density",
    "t_quantile",
    "t_table",
    "z_table",
]


@lru_cache(maxsize=4096)
def normal_cdf(x: Exact, mu: Exact = 0, sigma: Exact = 1) -> Fraction:
    """P(X <= x)."""
    z = (Fraction(x) - Fraction(mu)) / Fraction(sigma)
    return exact(at_precision(lambda: (-ball(z) / arb(2).sqrt()).erfc() / 2), f"P(Z <= {z})")


@lru_cache(maxsize=4096)
def normal_density(x: Exact, mu: Exact = 0, sigma: Exact = 1) -> Fraction:
    z = (Fraction(x) - Fraction(mu)) / Fraction(sigma)
    return exact(at_precision(lambda: (-(ball(z) ** 2) / 2).exp() / (2 * arb.pi()).sqrt() / ball(sigma)), "a density")


@lru_cache(maxsize=4096)
def t_cdf(x: Exact, df: Exact) -> Fraction:
    """P(T <= x) for Student's t, by the incomplete beta function; df > 0 need not be whole."""
    return exact(at_precision(lambda: _t_cdf(ball(x), ball(df))), f"P(T <= {x})") if x else Fraction(1, 2)


@lru_cache(maxsize=4096)
def t_density(x: Exact, df: int) -> Fraction:
    return exact(at_precision(lambda: _t_density(ball(x), df)), "a density")


@lru_cache(maxsize=1024)
def t_quantile(p: Exact, df: int) -> Fraction:
    """The t with P(T <= t) = p; 0 < p < 1.

    >>> str(t_table(Fraction(39, 40), 7))
    '2.365'
    """
    p = _probability(p)
    if p < Fraction(1, 2):
        return -t_quantile(1 - p, df)
    if p == Fraction(1, 2):
        return Fraction(0)
    start = normal_quantile(p)
    return _solved(lambda x: _t_cdf(x, df), lambda x: _t_density(x, df), p, start)


@lru_cache(maxsize=4096)
def chi2_cdf(x: Exact, df: int) -> Fraction:
    """P(X <= x) for the chi-squared distribution."""
    return exact(at_precision(lambda: _chi2_cdf(ball(x), df)), f"P(X <= {x})") if x > 0 else Fraction(0)


@lru_cache(maxsize=4096)
def chi2_density(x: Exact, df: int) -> Fraction:
    """For x > 0."""
    return exact(at_precision(lambda: _chi2_density(ball(x), df)), "a density") if x > 0 else Fraction(0)


@lru_cache(maxsize=1024)
def chi2_quantile(p: Exact, df: int) -> Fraction:
    """The x with P(X <= x) = p; 0 < p < 1."""
    p = _probability(p)
    shrink = 1 - Fraction(2, 9 * df) + normal_quantile(p) * Fraction(str(round((2 / (9 * df)) ** 0.5, 6)))
    start = max(df * shrink**3, Fraction(1, 1000))  # Wilson and Hilferty (1931)
    return _solved(lambda x: _chi2_cdf(x, df), lambda x: _chi2_density(x, df), p, start)


def binomial_pmf(k: int, n: int, p: Exact) -> Fraction:
    """P(X = k), exactly."""
    p = Fraction(p)
    return comb(n, k) * p**k * (1 - p) ** (n - k)


def binomial_cdf(k: int, n: int, p: Exact) -> Fraction:
    """P(X <= k), exactly."""
    return sum((binomial_pmf(j, n, p) for j in range(k + 1)), Fraction(0))


def poisson_pmf(k: int, rate: Exact) -> Fraction:
    """P(X = k)."""
    return exact(at_precision(lambda: (-ball(rate)).exp() * ball(rate) ** k / arb(k).fac()), "a probability")


def phi_table(z: Exact) -> Decimal:
    """P(Z <= z) as a table of the normal distribution has it, to 4 decimals."""
    return rounded(normal_cdf(z), 4)


def z_table(p: Exact) -> Decimal:
    """The quantile of the normal distribution as tables have it: 1.645 and 2.576 with 3 decimals, the others with 2.

    >>> [str(z_table(Fraction(p))) for p in ("0.95", "0.975", "0.995")]
    ['1.645', '1.96', '2.576']
    """
    z = normal_quantile(Fraction(p))
    return rounded(
        z, 3 if Fraction(p) in (Fraction("0.95"), Fraction("0.995"), Fraction("0.05"), Fraction("0.005")) else 2
    )


def t_table(p: Exact, df: int) -> Decimal:
    """The quantile of Student's t as tables have it, to 3 decimals."""
    return rounded(t_quantile(p, df), 3)


def _probability(p: Exact) -> Fraction:
    p = Fraction(p)
    if not 0 < p < 1:
        raise ValueError(f"a probability strictly between 0 and 1 is needed, not {p}")
    return p


def _t_cdf(x: Any, df: int) -> Any:
    tail = (df / (df + x * x)).beta_lower(arb(df) / 2, arb(1) / 2, regularized=True) / 2
    return 1 - tail if x > 0 else tail


def _t_density(x: Any, df: int) -> Any:
    half = arb(df) / 2
    return (
        (half + arb(1) / 2).gamma() / half.gamma() / (df * arb.pi()).sqrt() * (1 + x * x / df) ** (-half - arb(1) / 2)
    )


def _chi2_cdf(x: Any, df: int) -> Any:
    return (x / 2).gamma_lower(arb(df) / 2, regularized=1)


def _chi2_density(x: Any, df: int) -> Any:
    half = arb(df) / 2
    return x ** (half - 1) * (-x / 2).exp() / (2**half * half.gamma())


def _solved(cdf: Callable[[Any], Any], density: Callable[[Any], Any], p: Fraction, start: Fraction) -> Fraction:
    """The x >= 0 with cdf(x) = p, by Newton's method kept inside a bracket; right to 2^-110 of its size."""

    def search() -> Any:
        wanted, x = ball(p), ball(start)
        low, high = arb(0), None
        for _ in range(300):
            gap = (cdf(x) - wanted).mid()
            if gap < 0:
                low = x
            else:
                high = x
            step = (x - gap / density(x)).mid()
            if step < low or (high is not None and step > high) or not step.is_finite():
                step = x * 2 if high is None else ((low + high) / 2).mid()
            if abs(step - x) <= abs(step) * arb(2) ** -110:
                return step
            x = step
        raise ArithmeticError(f"no quantile of {p} found")

    return exact(at_precision(search, BITS), f"the quantile of {p}")
