"""Polynomials in several variables, against NumPy's."""

from fractions import Fraction

import pytest
from numpy.polynomial.polynomial import polyder, polyval2d

from generators.maths.multivariate import MultiPolynomial


def test_values_and_derivatives_are_those_of_numpy():
    p = MultiPolynomial({(2, 1): 3, (0, 2): -1, (1, 0): 4, (0, 0): 7, (3, 3): Fraction(1, 2)})
    grid = [[0.0] * 4 for _ in range(4)]
    for (i, j), c in p.terms.items():
        grid[i][j] = float(c)
    for x, y in ((1, 2), (-3, 2), (Fraction(1, 2), -1)):
        assert float(p(x, y)) == pytest.approx(polyval2d(float(x), float(y), grid))
        assert float(p.diff("x")(x, y)) == pytest.approx(polyval2d(float(x), float(y), polyder(grid, axis=0)))
        assert float(p.diff("y")(x, y)) == pytest.approx(polyval2d(float(x), float(y), polyder(grid, axis=1)))


def test_the_hessian_is_symmetric():
    (a, b), (c, d) = MultiPolynomial({(2, 1): 3, (1, 2): -1, (1, 1): 4}).hessian()
    assert b == c and str(a) == "6*y" and str(d) == "-2*x"


@pytest.mark.parametrize(
    ("terms", "text"),
    [({}, "0"), ({(0, 0): -3, (1, 0): 1}, "x - 3"), ({(1, 1): -1}, "-x*y"), ({(2, 0): Fraction(1, 2)}, "1/2*x^2")],
)
def test_they_print_as_one_writes_them(terms, text):
    assert str(MultiPolynomial(terms)) == text


def test_a_term_needs_an_exponent_for_each_variable():
    with pytest.raises(ValueError, match="3 exponents"):
        MultiPolynomial({(1, 2): 1}, ("x", "y", "z"))
