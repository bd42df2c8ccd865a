"""Equality by tiers: what each proves, and what none does."""

from threading import Thread

import pytest
import sympy
from flint import ctx

from generators.answers import same
from generators.answers.algebraic import is_zero, separation, turns_of
from generators.answers.exact import identical
from generators.answers.points import points, real_roots, survey
from generators.notation import evaluate, parse, to_sympy
from generators.notation.derivative import derivative
from generators.notation.values import precision


def compared(left, right, **symbols):
    return same(parse(left), parse(right), symbols)


@pytest.mark.parametrize(
    ("left", "right", "method"),
    [
        ("x^2 + 1", "x^2 + 1", "tree"),
        ("(x + 1)^2", "x^2 + 2*x + 1", "exact"),
        ("(x + y + z)^12", "(z + y + x)^12", "tree"),
        ("(x - 1)^6000", "(1 - x)^6000", "tree"),
        ("sin(x)^2 + cos(x)^2", "1", "exact"),
        ("1 + tan(x)^2", "sec(x)^2", "exact"),
        ("cosh(x)^2 - sinh(x)^2", "1", "exact"),
        ("e^(2*x)", "(e^x)^2", "exact"),
        ("8^x", "2^(3*x)", "exact"),
        ("x^(3/2)", "x*sqrt(x)", "exact"),
        ("sqrt(8)", "2*sqrt(2)", "exact"),
        ("1/(sqrt(2) - 1)", "sqrt(2) + 1", "exact"),
        ("sqrt(5 + 2*sqrt(6))", "sqrt(2) + sqrt(3)", "exact"),
        ("root(5*sqrt(2) + 7, 3)", "1 + sqrt(2)", "exact"),
        ("ln(12)", "2*ln(2) + ln(3)", "exact"),
        ("asin(sqrt(3)/2)", "pi/3", "exact"),
        ("cos(pi/12)", "(sqrt(6) + sqrt(2))/4", "exact"),
        ("sin(pi/5)", "sqrt((5 - sqrt(5))/8)", "exact"),
        ("gamma(5/2)", "3*sqrt(pi)/4", "exact"),
        ("e^(i*pi) + 1", "0", "exact"),
        ("(1 + i)^2", "2*i", "exact"),
        ("log(8, 4)", "3/2", "exact"),
        ("sin(3*x)", "3*sin(x) - 4*sin(x)^3", "exact"),
        ("sin(x + pi/3)", "(sin(x) + sqrt(3)*cos(x))/2", "exact"),
        ("cos(x - 4*y)", "cos(x)*cos(4*y) + sin(x)*sin(4*y)", "exact"),
        ("tan(x/2)", "sin(x)/(1 + cos(x))", "ball"),
        ("asinh(x)", "ln(x + sqrt(x^2 + 1))", "ball"),
        ("max(x, y)", "(x + y + |x - y|)/2", "ball"),
        ("piecewise((x, x > 0), (-x, x <= 0))", "|x|", "ball"),
        ("atan(x) + atan(1/x)", "pi/2*sign(x)", "ball"),
        ("|x - 1|*|y - 1|", "|(x - 1)*(y - 1)|", "ball"),
        ("|e^x - 10^6|", "sqrt((e^x - 10^6)^2)", "ball"),
        ("[[1, 2], [3, 4]]*[[1], [1]]", "[[3], [7]]", "exact"),
        ("{1, 2}", "{2, 1}", "exact"),
    ],
)
def test_equal_things_are_found_equal_by_the_tier_that_proves_it(left, right, method):
    found = compared(left, right)
    assert found.equal is True and found.method == method


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x^2 + 1", "x^2 + 2"),
        ("sin(x)", "sin(x) + 10^-500"),
        ("x", "x + 1/10^400"),
        ("x", "x*(1 + 10^-600)"),
        ("cos(10^-300)*x", "x"),
        ("tanh(1000)*x", "x"),
        ("x", "x + e^(-1000)"),
        ("sin(4096*pi*x)", "0"),
        ("1/2^99", "1/2^98"),
        ("e^(pi*sqrt(163))", "262537412640768744"),
        ("sqrt(5 + 2*sqrt(6)) - 10^-50", "sqrt(2) + sqrt(3)"),
        ("x^100 - 1", "(x - 1)*(x^99 + 1)"),
        ("floor(x)", "ceil(x) - 1"),
        ("asin(sin(x))", "x"),
        ("sqrt(x^2)", "x"),
        ("ln(x^2)", "2*ln(x)"),
        ("x^(2/3)", "cbrt(x^2)"),
        ("|x - 1000|", "1000 - x"),
        ("sqrt(x - 1000)", "sqrt(|x - 1000|)"),
        ("piecewise((1, x > 0), (0, x <= 0))", "piecewise((1, x >= 0), (0, x < 0))"),
        ("9^9^9", "9^9^9 + 9^(9^9)"),
        ("(x + 1)^50", "(x + 1)^50 + x^25/10^40"),
        ("sin(x) + (|x - 7| + 7 - x)/10^40", "sin(x)"),
        ("sin(x) + (|x + 3000| - 3000 - x)/10^40", "sin(x)"),
        ("|x - 1000| + y", "1000 - x + y"),
        ("|x - y - 5000|", "5000 + y - x"),
        ("|e^x - 10^6|", "10^6 - e^x"),
        ("|ln(x) - 20|", "20 - ln(x)"),
        ("atan(1/(x - 2000)) + atan(x - 2000)", "-pi/2"),
        ("sqrt((x - 50)^2*(y - 60)^2)", "(50 - x)*(60 - y)"),
        ("max(x, y, 40)", "max(x, y)"),
    ],
)
def test_different_things_are_told_apart(left, right):
    assert compared(left, right).equal is False


@pytest.mark.parametrize(
    ("left", "right"),
    [("gamma(1/3)*gamma(2/3)", "2*pi/sqrt(3)"), ("9^9^9 + 1", "9^9^9"), ("ln(tanh(3*10^6)) + x", "x")],
)
def test_what_cannot_be_told_is_not_guessed(left, right):
    assert compared(left, right).equal is None


def test_assumptions_decide():
    assert compared("sqrt(x^2)", "x", x="positive").equal is True
    assert compared("ln(x*y)", "ln(x) + ln(y)").equal is False
    assert compared("ln(x*y)", "ln(x) + ln(y)", x="positive", y="positive").equal is True
    assert compared("cos(2*pi*n)", "1").equal is False
    assert compared("cos(2*pi*n)", "1", n="integer").equal is True
    assert compared("sqrt(z^2)", "z", z="complex").equal is False
    assert compared("|z|^2", "z^2", z="complex").equal is False


def test_one_side_undefined_on_an_interval_is_a_difference_of_domain():
    found = compared("ln(x^2)", "2*ln(x)")
    assert (found.equal, found.reason) == (False, "domain")


def test_isolated_gaps_in_the_domain_do_not_count():
    assert compared("(x^2 - 1)/(x - 1)", "x + 1").equal is True
    assert compared("sin(x)/tan(x)", "cos(x)").equal is True
    assert compared("1/(1/x)", "x").equal is True


@pytest.mark.parametrize("bits", [64, 320])
def test_a_separation_bound_is_never_too_generous(bits):
    """The roots of small expressions are far larger than the bound says they must at least be."""
    for text in (
        "sqrt(2) - 7/5",
        "sqrt(2) + sqrt(3) - sqrt(10)",
        "cbrt(2) - 5/4",
        "sin(pi/7) - 3/7",
        "sqrt(2)/3 - 1/2",
    ):
        node = parse(text)
        needed = separation(node)
        assert needed is not None
        with precision(bits):
            assert abs(evaluate(node, bits=bits)) > evaluate(parse("2")) ** -needed
        assert is_zero(node) == (False, 64)


def test_angles_are_recognised_with_proof():
    assert turns_of("atan", parse("sqrt(3)")) == evaluate(parse("1/3"))
    assert turns_of("acos", parse("-1/2")) == evaluate(parse("2/3"))
    assert turns_of("asin", parse("1/3")) is None
    assert turns_of("asin", parse("0.70710678")) is None


def test_exact_identity_leaves_what_it_cannot_tell():
    assert identical(parse("asinh(x)"), parse("ln(x + sqrt(x^2 + 1))"), {}) is None
    assert identical(parse("sqrt(x)^2"), parse("x"), {}) is None
    assert identical(parse("sqrt(x)^2"), parse("x"), {"x": "positive"}) is True
    assert identical(parse("x + 0*ln(x)"), parse("x"), {}) is None
    assert identical(parse("x/(y - y)"), parse("x"), {}) is None


def test_points_are_the_same_every_time_and_lie_in_the_domain():
    left, right = parse("sqrt(x)*y"), parse("y*x^(1/2)")
    symbols = {"x": "positive", "y": "integer"}
    stream = points(survey(left), survey(right), ("x", "y"), symbols)
    first = [next(stream) for _ in range(20)]
    again = points(survey(left), survey(right), ("x", "y"), symbols)
    assert first == [next(again) for _ in range(20)]
    assert all(sample.at["x"] > 0 and sample.at["y"].q == 1 for sample in first)


def test_every_interval_between_turning_places_gets_a_point():
    node = parse("|x - 3| + |x - 5|")
    stream = points(survey(node), survey(node), ("x",), {})
    xs = sorted(next(stream).at["x"] for _ in range(5))
    assert any(3 < x < 5 for x in xs) and any(x > 5 for x in xs) and any(x < 0 for x in xs)


def test_real_roots_are_found():
    assert set(map(str, real_roots(parse("x^2 - 4"), "x"))) == {"2", "-2"}
    found = {(str(root), exact) for root, exact in real_roots(parse("(x - 1/2)*(x^2 + 1)"), "x").items()}
    assert found == {("1/2", True)}


def test_threads_do_not_disturb_each_other_s_precision():
    before, wrong = ctx.prec, []
    left, right = parse("sin(3*x)"), parse("3*sin(x) - 4*sin(x)^3")

    def work():
        for _ in range(30):
            if same(left, right).equal is not True or same(left, parse("cos(x)")).equal is not False:
                wrong.append(1)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and ctx.prec == before


@pytest.mark.parametrize("text", ["x^2*sin(x)/(1 + x^2)", "exp(-x^2/2)*x^3", "ln(1 + x^2)*atan(x)", "sqrt(1 + x^4)/x"])
def test_sympy_agrees_that_derivatives_are_derivatives(text):
    x = sympy.Symbol("x")
    slope = sympy.diff(to_sympy(parse(text)), x)
    made = derivative(parse(text), "x")
    assert abs((to_sympy(made) - slope).subs(x, sympy.Rational(7, 5)).evalf(30)) < 1e-25
