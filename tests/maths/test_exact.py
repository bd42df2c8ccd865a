"""Exact numbers: decimals that print as they are meant, surds, polynomials, matrices; SymPy and NumPy as oracles."""

import copy
import math
import pickle
import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.maths import reals
from generators.maths.decimals import rounded, significant, terminating
from generators.maths.elimination import eliminate
from generators.maths.matrices import (
    Mat,
    beside,
    column,
    diag,
    eye,
    integer_matrix,
    is_echelon,
    matrix_of,
    orthogonal_frame,
    permutation,
    row_equivalent,
    unimodular,
    upper_unit,
)
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import rational, square_part, surd
from generators.maths.rng import Rng

fractions = st.fractions(-50, 50, max_denominator=12)
entries = st.one_of(st.integers(-9, 9), st.fractions(-5, 5, max_denominator=5))


def matrices(n):
    return st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n).map(Mat)


# Decimals


@pytest.mark.parametrize(
    "value, places, text",
    [
        (Fraction(1, 8), 2, "0.13"), (Fraction(-1, 8), 2, "-0.13"), (Fraction(1, 2), 0, "1"), (Fraction(-1, 2), 0, "-1"),
        (Fraction(-1, 1000), 2, "0.00"), (3, 2, "3.00"), (Fraction(2, 3), 4, "0.6667"), (-12.5, 1, "-12.5"), (0.1, 1, "0.1"),
        (Fraction(199, 2), 0, "100"), (Fraction(-7, 100), 1, "-0.1"),
    ],
)  # fmt: skip
def test_rounding_goes_away_from_zero_at_halves(value, places, text):
    assert str(rounded(value, places)) == f"{rounded(value, places)}" == text


@given(fractions, st.integers(0, 6))
def test_a_rounded_value_is_the_nearest_and_prints_as_what_it_is(value, places):
    near = rounded(value, places)
    assert abs(near - value) <= Fraction(1, 2 * 10**places)
    assert Fraction(str(near)) == near


@given(fractions, st.integers(0, 4))
def test_decimals_survive_copies_signs_and_storage(value, places):
    near = rounded(value, places)
    for same in (copy.copy(near), copy.deepcopy(near), pickle.loads(pickle.dumps(near))):
        assert same == near and str(same) == str(near)
    assert str(-near) == str(rounded(-value, places))
    assert str(abs(near)) == str(near).lstrip("-")


@pytest.mark.parametrize(
    "value, text",
    [(Fraction(3, 8), "0.375"), (2, "2"), (Fraction(-5, 2), "-2.5"), (0, "0"), (Fraction(1, 10**12), "0.000000000001")],
)
def test_terminating_decimals_show_all_their_places(value, text):
    assert str(terminating(value)) == text


def test_decimals_that_do_not_end_are_refused():
    with pytest.raises(ValueError, match="1/3"):
        terminating(Fraction(1, 3))


@pytest.mark.parametrize(
    "value, figures, text",
    [
        (Fraction(1, 30), 2, "0.033"),
        (123456, 2, "120000"),
        (0.996, 2, "1.00"),
        (Fraction(5, 2), 3, "2.50"),
        (0, 2, "0.0"),
        (-1499, 1, "-1000"),
    ],
)
def test_significant_figures(value, figures, text):
    assert str(significant(value, figures)) == text


# Reals


@pytest.mark.parametrize("name", ["sqrt", "exp", "ln", "log10", "sin", "cos", "tan", "atan", "tanh", "sigmoid"])
@settings(max_examples=25, deadline=None)
@given(x=st.fractions(Fraction(1, 20), 20, max_denominator=50))
def test_reals_are_right_to_forty_digits(name, x):
    with mpmath.workdps(60):
        exact = mpmath.mpf(x.numerator) / x.denominator
        wanted = {
            "ln": mpmath.log, "sigmoid": lambda v: 1 / (1 + mpmath.exp(-v)),
        }.get(name, getattr(mpmath, name, None))(exact)  # fmt: skip
        got = getattr(reals, name)(x)
        assert abs(mpmath.mpf(got.numerator) / got.denominator - wanted) <= abs(wanted) * mpmath.mpf(10) ** -40


def test_rational_roots_and_whole_powers_stay_exact():
    assert reals.sqrt(Fraction(9, 4)) == Fraction(3, 2)
    assert reals.sqrt(0) == 0
    assert reals.power(Fraction(2, 3), 3) == Fraction(8, 27)
    assert abs(reals.power(2, Fraction(1, 2)) - reals.sqrt(2)) < Fraction(1, 10**40)
    assert round(float(reals.asin(0.5) + reals.acos(0.5)), 12) == round(math.pi / 2, 12)


@pytest.mark.parametrize(
    "call", [lambda: reals.sqrt(-2), lambda: reals.ln(0), lambda: reals.ln(-1), lambda: reals.asin(2)]
)
def test_what_has_no_value_is_an_error(call):
    with pytest.raises(ValueError, match="has no value"):
        call()


# Rationals and surds


def test_rationals_are_integers_where_they_can_be():
    assert type(rational(Fraction(6, 3))) is int and type(rational(sympy.Rational(1, 2))) is Fraction
    assert str(rational(rounded(3, 1))) == "3.0"
    for stray in (0.5, "1/2", True, None):
        with pytest.raises(TypeError, match="round it first"):
            rational(stray)


@given(st.integers(0, 5000))
def test_square_parts(n):
    k, m = square_part(n)
    assert k * k * m == n and (n == 0 or all(m % (d * d) for d in range(2, 71)))


@settings(deadline=None)
@given(st.fractions(-9, 9, max_denominator=6), st.fractions(-9, 9, max_denominator=6), st.integers(0, 80))
def test_surds_have_their_value(a, b, n):
    text = surd(a, b, n)
    assert abs(float(sympy.sympify(text)) - (float(a) + float(b) * math.sqrt(n))) < 1e-9
    assert not re.search(r"(?<!\d)1\*sqrt|\+ -|sqrt\((0|1|4|9)\)", text)


@pytest.mark.parametrize(
    "a, b, n, text",
    [
        (Fraction(3, 2), Fraction(-1, 2), 5, "(3 - sqrt(5))/2"), (0, 1, 8, "2*sqrt(2)"), (0, -1, 3, "-sqrt(3)"),
        (1, 1, 9, "4"), (5, 0, 7, "5"), (0, Fraction(1, 2), 5, "sqrt(5)/2"), (-1, 2, 3, "-1 + 2*sqrt(3)"),
    ],
)  # fmt: skip
def test_surds_are_written_simply(a, b, n, text):
    assert surd(a, b, n) == text


# Polynomials


polynomials = st.lists(st.fractions(-6, 6, max_denominator=4), min_size=1, max_size=5).map(Polynomial)
X = sympy.Symbol("x")


def as_sympy(p):
    return sum((sympy.Rational(Fraction(c)) * X**power for c, power in p.terms()), sympy.Integer(0))


@settings(deadline=None, max_examples=60)
@given(polynomials, polynomials, st.fractions(-3, 3, max_denominator=3))
def test_polynomials_calculate_as_sympy_does(p, q, x):
    P, Q = as_sympy(p), as_sympy(q)
    for ours, theirs in [
        (p + q, P + Q), (p - q, P - Q), (p * q, P * Q), (-p, -P), (p**2, P**2), (p.diff(), sympy.diff(P, X)),
        (p.integral(), sympy.integrate(P, X)), (2 - p, 2 - P), (p.of(q), P.subs(X, Q)),
    ]:  # fmt: skip
        assert sympy.expand(as_sympy(ours) - theirs) == 0
    assert p(x) == Fraction(str(P.subs(X, sympy.Rational(x))))
    if any(q.coefficients):
        quotient, rest = p.divided(q)
        assert quotient * q + rest == p and (rest.degree < q.degree or not any(rest.coefficients))


@settings(deadline=None, max_examples=60)
@given(polynomials)
def test_polynomials_print_what_they_are_whole_and_factored(p):
    for text in (str(p), p.factored()):
        assert sympy.expand(sympy.sympify(text) - as_sympy(p)) == 0
        assert "+ -" not in text and "--" not in text


@given(st.lists(fractions, min_size=1, max_size=4), st.integers(1, 5))
def test_roots_are_found_with_their_multiplicities(roots, lead):
    p = from_roots(*roots, lead=lead)
    assert p.roots() == {root: roots.count(root) for root in sorted(set(roots))}
    assert p.lead == lead and p.degree == len(roots)


@pytest.mark.parametrize(
    "coefficients, text, factored",
    [
        ([1, -5, 6], "x^2 - 5*x + 6", "(x - 2)*(x - 3)"), ([0], "0", "0"), ([-1, 0], "-x", "-x"), ([2, 0, -2], "2*x^2 - 2", "2*(x + 1)*(x - 1)"),
        ([Fraction(1, 2), 1], "1/2*x + 1", "(1/2)*(x + 2)"), ([1, 0, 1], "x^2 + 1", "x^2 + 1"), ([6, 1, -1], "6*x^2 + x - 1", "(2*x + 1)*(3*x - 1)"),
        ([0, 0, 7], "7", "7"), ([1, 0, 0], "x^2", "x^2"),
    ],
)  # fmt: skip
def test_polynomials_are_written_as_one_writes_them(coefficients, text, factored):
    assert (str(Polynomial(coefficients)), Polynomial(coefficients).factored()) == (text, factored)


# Matrices


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 4).flatmap(lambda n: st.tuples(matrices(n), matrices(n))))
def test_matrices_calculate_as_sympy_does(pair):
    A, B = pair
    P, Q = (sympy.Matrix(M.tolist()) for M in pair)
    n = A.shape[0]

    def same(ours, theirs):
        return sympy.Matrix(ours.tolist()) == theirs

    assert same(A + B, P + Q) and same(A - B, P - Q) and same(A * B, P * Q) and same(A.T, P.T) and same(A * 3, P * 3)
    assert same(A.hadamard(B), P.multiply_elementwise(Q)) and same(-A, -P) and same(A**3, P**3) and same(A / 2, P / 2)
    assert A.det() == Fraction(str(P.det())) and A.trace() == Fraction(str(P.trace())) and A.rank() == P.rank()
    R, pivots = A.rref()
    assert same(R, P.rref()[0]) and pivots == P.rref()[1] and is_echelon(R, reduced=True) and row_equivalent(A, R)
    lam = sympy.Symbol("x")
    assert sympy.expand(as_sympy(A.charpoly("x")) - P.charpoly(lam).as_expr().subs(lam, X)) == 0
    for v in A.nullspace():
        assert not any(A * v)
    assert len(A.nullspace()) == n - A.rank()
    if A.det():
        assert A * A.inv() == eye(n) and A.inv() == A**-2 * A
    else:
        with pytest.raises(ZeroDivisionError):
            A.inv()


def test_matrices_print_in_house_notation_and_keep_decimals():
    assert str(Mat([[1, Fraction(1, 2)], [-3, 0]])) == "[[1, 1/2], [-3, 0]]"
    assert str(column(1, 2)) == "[[1], [2]]" and str(diag(1, 2)) == "[[1, 0], [0, 2]]"
    assert str(Mat([[rounded(1, 1), rounded(Fraction(5, 2), 2)]])) == "[[1.0, 2.50]]"
    assert str(Mat([[Fraction(1, 2)]]).map(terminating)) == "[[0.5]]"
    assert str(beside(column(1, 2), eye(2))) == "[[1, 1, 0], [2, 0, 1]]"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Mat([]), lambda: Mat([[1], [1, 2]]), lambda: Mat([[0.5]]), lambda: eye(2) + eye(3), lambda: eye(2) * eye(3),
        lambda: Mat([[1, 2]]).det(), lambda: Mat([[1, 2]]).trace(),
    ],
)  # fmt: skip
def test_misfits_are_refused(make):
    with pytest.raises((ValueError, TypeError)):
        make()


def test_changed_copies_leave_the_matrix_alone():
    A = Mat([[1, 2], [3, 4]])
    assert A.with_entry(0, 1, 9) == Mat([[1, 9], [3, 4]]) and A.with_row(1, [0, 0]) == Mat([[1, 2], [0, 0]])
    assert Mat([[1, 2], [3, 4]]) == A and hash(A) == hash(Mat([[1, 2], [3, 4]]))
    assert A.minor(0, 1) == Mat([[3]]) and A.row(0) == Mat([[1, 2]]) and A.column(1) == column(2, 4)
    assert list(A) == [1, 2, 3, 4] and len(A) == 4 and A.columns == ((1, 3), (2, 4))


@pytest.mark.parametrize("seed", range(20))
def test_drawn_matrices_are_what_they_are_called(seed):
    rng = Rng("matrices", seed)
    for n in (2, 3, 4):
        assert unimodular(rng, n).det() == 1 and upper_unit(rng, n).det() == 1
        assert all(type(x) is int for x in unimodular(rng, n).inv())
        assert max(map(abs, integer_matrix(rng, n, 2, 3))) <= 3 and 0 not in list(integer_matrix(rng, 2, n, 3))
    for n in (2, 3):
        Q = orthogonal_frame(rng, n)
        gram = Q.T * Q
        assert gram == eye(n) * gram[0, 0] and math.isqrt(int(gram[0, 0])) ** 2 == gram[0, 0]
    order = rng.shuffled(range(4))
    assert permutation(order) * column(*range(4)) == column(*order)
    assert np.allclose(np.array(matrix_of(2, 3, lambda i, j: i + j).tolist()), [[0, 1, 2], [1, 2, 3]])


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 4).flatmap(matrices), st.booleans())
def test_elimination_leads_to_echelon_form_by_the_steps_it_tells(A, reduced):
    before = A
    for told, after in eliminate(A, reduced=reduced):
        assert row_equivalent(before, after) and before != after
        rows = {f"R_{i + 1}": sympy.Matrix([list(row)]) for i, row in enumerate(before.rows)}
        if "<->" in told:
            i, j = (int(name[2:]) - 1 for name in told.split(" <-> "))
            assert after.rows[i] == before.rows[j] and after.rows[j] == before.rows[i]
        else:
            changed, _, source = told.partition(" -> ")
            value = sum(
                (sympy.sympify(term, rows) for term in [source.replace("R_", "R_")]), sympy.zeros(1, A.shape[1])
            )
            assert sympy.Matrix([list(after.rows[int(changed[2:]) - 1])]) == value
        before = after
    assert is_echelon(before, reduced=reduced)
    if reduced:
        assert before == A.rref()[0]


def test_decimals_compare_with_floats_by_value():
    assert 51.5 < rounded(Fraction("75.5"), 1) < 86.5
