"""Values of trees: exact while rational, else balls that hold the true value; typed errors; no text is too dear."""

import contextlib
import math
import time
from fractions import Fraction

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.notation import NotationError, evaluate, house, parse
from generators.notation.balls import Evaluation, numeral
from generators.notation.regions import contains, difference, intersection, union
from generators.notation.values import (
    Identity,
    Imprecise,
    Infinite,
    Matrix,
    Region,
    Undefined,
    magnitude,
    precision,
)
from tests.notation.strategies import terms

NAMES = ("x", "y", "n", "A", "B", "X", "theta", "lambda", "mu", "x_1", "a_ij", "W_2", "a_1_new", "H_0")

EXACT = [
    ("1/3 + 1/6", "1/2"), ("2^10", "1024"), ("2^-3", "1/8"), ("(-2)^3", "-8"), ("-2^2", "-4"), ("0.1 + 0.2", "3/10"),
    ("1e-3", "1/1000"), ("sqrt(9/4)", "3/2"), ("8^(1/3)", "2"), ("4^(-3/2)", "1/8"), ("cbrt(-8)", "-2"), ("root(-32, 5)", "-2"),
    ("|3 - 5|", "2"), ("5%", "1/20"), ("5!", "120"), ("0!", "1"), ("10!/8!", "90"), ("floor(-7/2)", "-4"), ("ceil(-7/2)", "-3"),
    ("sign(-3)", "-1"), ("sign(0)", "0"), ("max(1, 3, 2)", "3"), ("min(1, -3)", "-3"), ("gcd(12, 18)", "6"), ("lcm(4, 6)", "12"),
    ("binomial(10, 3)", "120"), ("binomial(-1, 2)", "1"), ("binomial(1/2, 2)", "-1/8"), ("binomial(3, 5)", "0"),
    ("binomial(5, -1)", "0"), ("gamma(5)", "24"), ("log(8, 2)", "3"), ("log(8, 4)", "3/2"), ("log(1/9, 3)", "-2"), ("log10(1000)", "3"),
    ("ln(1)", "0"), ("exp(0)", "1"), ("sin(0)", "0"), ("cos(0)", "1"), ("sin(pi/6)", "1/2"), ("cos(2*pi/3)", "-1/2"),
    ("tan(pi/4)", "1"), ("tan(3*pi/4)", "-1"), ("cot(pi/4)", "1"), ("sec(pi/3)", "2"), ("csc(pi/6)", "2"), ("sin(7*pi)", "0"),
    ("sin(-pi/2)", "-1"), ("cos(pi/2 + pi)", "0"), ("tan(pi)", "0"), ("asin(0)", "0"), ("acos(1)", "0"), ("atan(0)", "0"),
    ("acosh(1)", "0"), ("tanh(0)", "0"), ("sum(i^2, i, 1, 10)", "385"), ("sum(1/k, k, 1, 3)", "11/6"), ("sum(i, i, 2, 1)", "0"),
    ("product(i, i, 1, 5)", "120"), ("product(i, i, 1, 0)", "1"), ("piecewise((1, 2 < 1), (3, otherwise))", "3"),
    ("det([[1, 2], [3, 4]])", "-2"), ("tr([[1, 2], [3, 4]])", "5"), ("rank([[1, 2], [2, 4]])", "1"), ("norm([3, 4])", "5"),
    ("||[3, 4]||", "5"), ("[1, 2, 3] dot [4, 5, 6]", "32"), ("[1, 2]*[[3], [4]]", "11"), ("entry([[1, 2], [3, 4]], 2, 1)", "3"),
    ("entry([5, 6], 2)", "6"), ("mean([1, 2, 6])", "3"), ("cov([1, 2, 3])", "1"), ("sd([1, 3, 5])", "2"), ("relu(-2)", "0"),
    ("relu(3)", "3"), ("step(0)", "0"), ("step(1/9)", "1"), ("sigmoid(0)", "1/2"), ("max(eigenvalues([[2, 1], [1, 2]]))", "3"),
    ("2 times 3", "6"), ("(1/3)^2*9", "1"), ("0^5", "0"), ("x^0", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), EXACT)
def test_rational_values_are_exact(text, value):
    found = evaluate(parse(text), {"x": fmpq(0)})
    assert type(found) is fmpq and str(found) == value


BALLS = [
    ("sqrt(2)", mpmath.sqrt(2)), ("2^(1/3)", mpmath.cbrt(2)), ("e^2", mpmath.e**2), ("pi^e", mpmath.pi**mpmath.e),
    ("ln(2)", mpmath.log(2)), ("log10(2)", mpmath.log10(2)), ("log(2, 3)", mpmath.log(2, 3)), ("sin(1)", mpmath.sin(1)),
    ("cos(1)", mpmath.cos(1)), ("tan(1)", mpmath.tan(1)), ("sec(1)", mpmath.sec(1)), ("csc(1)", mpmath.csc(1)),
    ("cot(1)", mpmath.cot(1)), ("asin(1/3)", mpmath.asin(mpmath.mpf(1) / 3)), ("acos(1/3)", mpmath.acos(mpmath.mpf(1) / 3)),
    ("atan(2)", mpmath.atan(2)), ("acot(2)", mpmath.pi / 2 - mpmath.atan(2)), ("acot(-2)", mpmath.pi / 2 + mpmath.atan(2)),
    ("asec(2)", mpmath.asec(2)), ("acsc(2)", mpmath.acsc(2)), ("sinh(1)", mpmath.sinh(1)), ("cosh(1)", mpmath.cosh(1)),
    ("tanh(1)", mpmath.tanh(1)), ("asinh(1)", mpmath.asinh(1)), ("acosh(2)", mpmath.acosh(2)), ("atanh(1/2)", mpmath.atanh(0.5)),
    ("erf(1)", mpmath.erf(1)), ("gamma(1/3)", mpmath.gamma(mpmath.mpf(1) / 3)), ("(1/2)!", mpmath.gamma(1.5)),
    ("binomial(1/2, 1/3)", mpmath.binomial(0.5, mpmath.mpf(1) / 3)), ("sigmoid(2)", 1 / (1 + mpmath.exp(-2))),
    ("sin(pi/5)", mpmath.sin(mpmath.pi / 5)), ("cos(pi/7)", mpmath.cos(mpmath.pi / 7)), ("norm([1, 1])", mpmath.sqrt(2)),
    ("sd([1, 2, 4])", mpmath.sqrt(mpmath.mpf(7) / 3)), ("max(1, sqrt(2))", mpmath.sqrt(2)), ("exp(-1/2)", mpmath.exp(-0.5)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), BALLS)
@pytest.mark.parametrize("bits", [64, 256])
def test_irrational_values_are_balls_around_the_truth(text, value, bits):
    found = evaluate(parse(text), bits=bits)
    assert type(found) is arb
    assert abs(float(found.mid()) - float(value)) < 1e-13
    assert float(found.rad()) < 2.0 ** (12 - bits) * max(1, abs(float(value)))
    assert found.overlaps(evaluate(parse(text), bits=2 * bits))


@pytest.mark.parametrize(
    "text",
    [
        "1/0", "0/0", "1/(2 - 2)", "0^0", "0^-1", "0^(-1/2)", "ln(0)", "ln(-1)", "log10(0)", "log(2, 1)", "log(-1, 2)", "sqrt(-1)",
        "(-8)^(1/3)", "(-8)^(2/3)", "(-1)^sqrt(2)", "root(-2, 2)", "asin(2)", "acos(-3/2)", "asec(1/2)", "acosh(0)", "atanh(1)",
        "atanh(2)", "tan(pi/2)", "sec(pi/2)", "csc(pi)", "cot(0)", "gamma(0)", "gamma(-3)", "(-1)!", "inv([[1, 2], [2, 4]])",
        "[[1, 2], [2, 4]]^(-1)", "eigenvector([[2, 1], [1, 2]], 7)", "piecewise((1, 2 < 1))", "1/oo", "oo - oo", "0*oo", "oo + 1",
        "cov([1])", "[1, 2]/0",
    ],
)  # fmt: skip
def test_what_provably_has_no_value_is_undefined(text):
    with pytest.raises(Undefined):
        evaluate(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "x + y", "f(2)", "x approx 1", "A ~ B", "[1, 2] + [1, 2, 3]", "[[1, 2]]*[[3, 4]]", "[1, 2] + 1", "det([[1, 2]])",
        "{1} + 1", "max(RR)", "gcd(1/2, 3)", "root(2, 1/2)", "sum(i, i, 1, 10^9)", "sum(i, i, 1/2, 2)", "P(A)", "E[X]", '"words"',
        "1, 2", "integral(x, x)", "entry([1, 2], 3)", "entry([[1, 2]], 0, 1)", "[[1, 2], [3, 4]]^(1/2)", "not 5", "oo <= oo",
        "sin([1, 2])", "1 < 2 and 3", "norm({1})", "cov([[1, 2], [3, 4]], [1, 2, 3])", "[1, 2] times [3, 4]",
    ],
)  # fmt: skip
def test_what_has_no_value_at_all_is_a_notation_error(text):
    with pytest.raises(NotationError):
        evaluate(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9", "9^9^9^9", "(10!)!", "((10!)!)!", "2^(10^9)", "10^10^10^10", "0.1^(10^9)", "(1/3 - 1)^6000", "3^(2^40)", "1^(10^30)",
        "(-1)^(10^30)", "binomial(10^9, 5*10^8)", "binomial(10^30, 10^29)", "binomial(10^12, 400)", "exp(exp(exp(exp(10))))", "sin(10^300)",
        "gamma(10^12)", "gamma(-10^12 + 1/3)", "log(10^300, 10^-300)", "lcm(10^300, 7^300)", "tanh(10^300)", "erf(10^300)",
        "sum(k^1000, k, 1, 300)", "product(10^300, k, 1, 300)", "[[1, 2], [3, 4]]^20000", "[[1.5, 2], [3, 4]]^9999",
        "sum(sum(1, i, 1, 1000), j, 1, 1000)", "root(2, 10^30)", "2^(1/10^30)", "(10^300)^(1/7)", "acosh(10^300)", "atan(10^300)",
    ],
)  # fmt: skip
def test_no_value_is_too_dear(text):
    begin = time.process_time()
    with contextlib.suppress(NotationError, Undefined, Imprecise):
        evaluate(parse(text), bits=128)
    assert time.process_time() - begin < 0.5


def test_numerals_are_bounded():
    with pytest.raises(NotationError, match="too large"):
        numeral("1e999999999")
    assert numeral("0.50") == fmpq(1, 2) and numeral("2.5e-2") == fmpq(1, 40)


def test_complex_numbers_are_known_where_they_are_meant():
    value = evaluate(parse("(1 + i)^2"), complex=True)
    assert value == acb(0, 2)
    assert evaluate(parse("i^2"), complex=True) == -1
    assert evaluate(parse("sqrt(-4)"), complex=True) == acb(0, 2)
    assert abs(evaluate(parse("(-8)^(1/3)"), complex=True) - acb(1, arb(3).sqrt())) < 1e-9
    assert evaluate(parse("cbrt(-8)"), complex=True) == -2
    with pytest.raises(NotationError):
        evaluate(parse("i"))


def test_matrices_know_the_identity_beside_them():
    assert house_of("[[1, 2], [3, 4]] - 2*I") == [["-1", "2"], ["3", "2"]]
    assert house_of("(I - [[1, 2], [3, 4]])*I") == [["0", "-2"], ["-3", "-3"]]
    assert house_of("[[1, 2], [3, 4]]^(-1)") == [["-2", "1"], ["3/2", "-1/2"]]
    assert house_of("[1, 2]^T") == [["1"], ["2"]]
    assert house_of("[[1, 2], [3, 4]] odot [[5, 6], [7, 8]]") == [["5", "12"], ["21", "32"]]
    assert house_of("[[1], [2]]*[3, 4]") == [["3", "4"], ["6", "8"]]
    assert house_of("[1, 0, 0] times [0, 1, 0]") == [["0"], ["0"], ["1"]]
    assert house_of("diag([1, 2])") == [["1", "0"], ["0", "2"]]
    assert house_of("mean([[1, 2], [3, 5]])") == [["2"], ["7/2"]]
    assert house_of("centre([[1, 2], [3, 5]], [2, 3])") == [["-1", "-1"], ["1", "2"]]
    assert house_of("cov([[1, 2], [3, 5]])") == [["2", "3"], ["3", "9/2"]]
    assert house_of("relu([[-1], [2]])") == [["0"], ["2"]]
    assert isinstance(evaluate(parse("2*I")), Identity)


def house_of(text):
    value = evaluate(parse(text))
    assert isinstance(value, Matrix)
    return [[str(x) for x in row] for row in value.rows]


def test_eigenvalues_are_exact_where_rational_and_balls_elsewhere():
    assert evaluate(parse("eigenvalues([[2, 1], [1, 2]])")) == (fmpq(1), fmpq(3))
    assert evaluate(parse("eigenvalues([[1, 1], [0, 1]])")) == (fmpq(1),)
    low, high = evaluate(parse("eigenvalues([[1, 1], [1, 0]])"))
    assert abs(float(high.mid()) - (1 + math.sqrt(5)) / 2) < 1e-15 and float(low.mid()) < 0
    pair = evaluate(parse("eigenvalues([[0, -1], [1, 0]])"))
    assert sorted(float(x.imag.mid()) for x in pair) == [-1, 1]
    three = evaluate(parse("eigenvalues([[2, 0, 0], [0, 1, 1], [0, 1, 0]])"))
    assert fmpq(2) in three and len(three) == 3
    irrational = evaluate(parse("eigenvalues([[sqrt(2), 0], [0, 1]])"))
    assert [round(float(arb(x).mid()), 6) for x in irrational] == [1.0, 1.414214]


def test_eigenvectors_solve_their_equation():
    assert house_of("eigenvector([[2, 1], [1, 2]], 3)") == [["1"], ["1"]]
    A, v = "[[1, 1], [1, 0]]", evaluate(parse("eigenvector([[1, 1], [1, 0]], (1 + sqrt(5))/2)"))
    gap = evaluate(parse(f"{A}*v - (1 + sqrt(5))/2*v"), {"v": v})
    assert all(x.contains(0) and float(x.rad()) < 1e-15 for x in gap.entries)


def test_sets_and_regions():
    assert evaluate(parse("{2, 1}")) == (fmpq(2), fmpq(1))
    assert evaluate(parse("5 pm 1")) == (fmpq(4), fmpq(6))
    assert evaluate(parse("pm 3")) == (fmpq(-3), fmpq(3))
    assert evaluate(parse("emptyset")) == ()
    region = evaluate(parse("(1, 2] cup [3, oo) setminus {5}"))
    assert region == Region(
        (fmpq(1), fmpq(2), fmpq(3), fmpq(5)), (False, True, False, True, True), (False, True, True, False)
    )
    assert evaluate(parse("2 in (1, 2]")) is True and evaluate(parse("1 in (1, 2]")) is False
    assert evaluate(parse("x notin {1, 2}"), {"x": fmpq(3)}) is True
    assert evaluate(parse("oo")) == Infinite(1) and evaluate(parse("-oo")) == Infinite(-1)


def test_relations_have_truth_values():
    assert evaluate(parse("1 < 2 <= 2")) is True
    assert evaluate(parse("sqrt(2) < 1.4")) is False
    assert evaluate(parse("pi != 3 and not 2 > 3")) is True
    assert evaluate(parse("[1, 2] = [1, 2]")) is True
    assert evaluate(parse("x < oo"), {"x": fmpq(5)}) is True
    with pytest.raises(Imprecise):
        evaluate(parse("sqrt(2)*sqrt(2) = 2"))


ends = st.lists(st.integers(-4, 4), min_size=1, max_size=5, unique=True).map(sorted)


@given(first=ends, second=ends, bits=st.integers(0, 2**22), x=st.fractions(-5, 5, max_denominator=4))
def test_regions_obey_the_laws_of_sets(first, second, bits, x):
    def region(places):
        nonlocal bits
        flags = [bool(bits >> i & 1) for i in range(2 * len(places) + 1)]
        bits >>= 2 * len(places) + 1
        raw = Region(tuple(map(fmpq, places)), tuple(flags[: len(places) + 1]), tuple(flags[len(places) + 1 :]))
        return union(raw, raw)  # idle ends removed

    A, B, point = region(first), region(second), fmpq(x.numerator, x.denominator)
    assert contains(union(A, B), point) == (contains(A, point) or contains(B, point))
    assert contains(intersection(A, B), point) == (contains(A, point) and contains(B, point))
    assert contains(difference(A, B), point) == (contains(A, point) and not contains(B, point))
    assert union(A, B) == union(B, A) and difference(A, A) == Region((), (False,), ())


@settings(max_examples=200, deadline=None)
@given(node=terms, bits=st.sampled_from([64, 200]))
def test_any_tree_has_a_value_or_a_typed_error(node, bits):
    values = {name: fmpq(k + 1, 3) for k, name in enumerate(NAMES)}
    with contextlib.suppress(NotationError, Undefined, Imprecise):
        evaluate(node, values, bits=bits)


@settings(max_examples=150, deadline=None)
@given(node=terms, x=st.fractions(-3, 3, max_denominator=7))
def test_more_bits_give_a_ball_inside_the_same_truth(node, x):
    values = {name: fmpq(x.numerator, x.denominator) for name in NAMES}
    try:
        coarse, fine = evaluate(node, values, bits=64), evaluate(node, values, bits=256)
    except (NotationError, Undefined, Imprecise):
        return
    if type(coarse) is arb and type(fine) in (arb, fmpq):
        assert coarse.overlaps(arb(fine)), house(node)


def test_precision_is_restored_even_after_an_error():
    before = ctx.prec
    with pytest.raises(Undefined):
        evaluate(parse("1/0"), bits=777)
    with precision(100), precision(200):
        assert ctx.prec == 200
    assert ctx.prec == before


def test_a_binding_shadows_a_constant_and_ends_with_its_sum():
    assert evaluate(parse("sum(e, e, 1, 3)")) == 6
    assert evaluate(parse("pi + 1"), {"pi": fmpq(3)}) == 4
    walk = Evaluation({"k": fmpq(7)})
    with precision(64):
        assert walk.value(parse("sum(k, k, 1, 2) + k")) == 10


@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**9))
def test_magnitudes_are_within_a_factor_of_four(x):
    size = magnitude(fmpq(x.numerator, x.denominator))
    assert 2.0 ** (size - 2) < x < 2.0 ** (size + 1)
