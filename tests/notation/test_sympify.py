"""Trees to SymPy: node by node, exact, bounded, and back again by text."""

import time

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    And,
    Contains,
    E,
    Eq,
    FiniteSet,
    I,
    ImmutableMatrix,
    Integral,
    Interval,
    Limit,
    Not,
    Or,
    Piecewise,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Union,
    binomial,
    oo,
    pi,
    sqrt,
    symbols,
)

from generators.notation import NotationError, evaluate, parse, to_sympy, tree_of
from generators.notation.tree import Call, Name
from generators.notation.values import Imprecise, Undefined
from tests.notation.strategies import terms

x, y, n, k = symbols("x y n k")

NAMES = ("x", "y", "n", "A", "B", "X", "theta", "lambda", "mu", "x_1", "a_ij", "W_2", "a_1_new", "H_0")

TABLE = [
    ("x^2 + 1/3", x**2 + Rational(1, 3)), ("0.1", Rational(1, 10)), ("1e-3", Rational(1, 1000)), ("-x", -x), ("x/y", x / y),
    ("pi", pi), ("e^x", E**x), ("exp(x)", sympy.exp(x)), ("i^2", S(-1)), ("2 + 3*i", 2 + 3 * I), ("oo", oo), ("-oo", -oo),
    ("sin(x)^2", sympy.sin(x) ** 2), ("asin(x)", sympy.asin(x)), ("acot(x)", pi / 2 - sympy.atan(x)), ("ln(x)", sympy.log(x)),
    ("log(x, 2)", sympy.log(x) / sympy.log(2)), ("log10(100)", S(2)), ("sqrt(8)", 2 * sqrt(2)), ("cbrt(-8)", S(-2)),
    ("root(x, 4)", x ** Rational(1, 4)), ("|x|", sympy.Abs(x)), ("sign(x)", sympy.sign(x)), ("floor(7/2)", S(3)), ("ceil(7/2)", S(4)),
    ("max(x, 2)", sympy.Max(x, 2)), ("min(1, 2)", S(1)), ("gcd(12, 18)", S(6)), ("lcm(4, 6)", S(12)), ("5!", S(120)),
    ("binomial(n, 2)", binomial(n, 2)), ("gamma(1/2)", sqrt(pi)), ("erf(0)", S(0)), ("5%", Rational(1, 20)),
    ("piecewise((x, x > 0), (-x, x <= 0))", Piecewise((x, x > 0), (-x, True))),
    ("piecewise((1, x < 0), (2, otherwise))", Piecewise((1, x < 0), (2, True))),
    ("sum(i^2, i, 1, 4)", S(30)), ("sum(k^2, k, 1, n)", Sum(k**2, (k, 1, n))), ("product(k, k, 1, n)", Product(k, (k, 1, n))),
    ("product(k, k, 1, 5)", S(120)), ("integral(x^2, x)", Integral(x**2, x)), ("integral(x^2, x, 0, 1)", Integral(x**2, (x, 0, 1))),
    ("limit(sin(x)/x, x, 0)", Limit(sympy.sin(x) / x, x, 0, "+-")), ("limit(1/x, x, 0, \"+\")", Limit(1 / x, x, 0, "+")),
    ("diff(x^3, x)", 3 * x**2), ("diff(x^3, x, 2)", 6 * x), ("partial(x*y, y)", x),
    ("x = 1", Eq(x, 1)), ("1 < x <= 2", And(sympy.Lt(1, x), x <= 2)), ("x = 1 or x = 2", Or(Eq(x, 1), Eq(x, 2))), ("not x > 1", Not(x > 1)),
    ("x != 1", sympy.Ne(x, 1)), ("x in (1, 2]", Contains(x, Interval.Lopen(1, 2))), ("x notin {1}", Not(Contains(x, FiniteSet(1)))),
    ("(1, 2] cup [3, oo)", Union(Interval.Lopen(1, 2), Interval(3, oo))), ("[1, 3] cap (2, 5)", Interval.Lopen(2, 3)),
    ("RR setminus {0}", S.Reals - FiniteSet(0)), ("{1, 2} subset {1, 2, 3}", S.true), ("{2, 1}", FiniteSet(1, 2)),
    ("emptyset", S.EmptySet), ("3 pm 1", FiniteSet(2, 4)), ("Interval(1, 2)", Interval(1, 2)),
    ("[[1, 2], [3, 4]]", ImmutableMatrix([[1, 2], [3, 4]])), ("(1, 2)", ImmutableMatrix([[1, 2]])),
    ("[[1, 2], [3, 4]]*[[1], [1]]", ImmutableMatrix([3, 7])), ("[1, 2]*[[3], [4]]", S(11)), ("[1, 2]^T", ImmutableMatrix([1, 2])),
    ("[[1, 2], [3, 4]]^2", ImmutableMatrix([[7, 10], [15, 22]])), ("[[1, 2], [3, 4]] - x*I", ImmutableMatrix([[1 - x, 2], [3, 4 - x]])),
    ("det([[1, 2], [3, 4]] - x*I)", x**2 - 5 * x - 2), ("tr([[1, 2], [3, 4]])", S(5)), ("rank([[1, 2], [2, 4]])", S(1)),
    ("inv([[1, 2], [3, 4]])", ImmutableMatrix([[-2, 1], [Rational(3, 2), Rational(-1, 2)]])), ("norm([3, 4])", S(5)),
    ("eigenvalues([[2, 1], [1, 2]])", FiniteSet(1, 3)), ("mean([[1, 2], [3, 5]])", ImmutableMatrix([2, Rational(7, 2)])),
    ("cov([1, 2, 3])", S(1)), ("relu(-3)", S(0)), ("step(2)", S(1)), ("sigmoid(0)", Rational(1, 2)), ("diag([1, 2])", ImmutableMatrix([[1, 0], [0, 2]])),
    ("entry([[1, 2], [3, 4]], 2, 1)", S(3)), ("[1, 2] dot [3, 4]", S(11)), ("[1, 2] odot [3, 4]", ImmutableMatrix([[3, 8]])),
    ("1, 2", sympy.Tuple(1, 2)), ("sd([1, 3, 5])", S(2)), ("centre([1, 3], 2)", ImmutableMatrix([[-1, 1]])),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), TABLE)
def test_trees_become_sympy_objects(text, value):
    assert to_sympy(parse(text)) == value


@pytest.mark.parametrize(
    "value",
    [
        x**2 + Rational(1, 3), sympy.exp(-(x**2)) * sympy.sin(y), sqrt(2) / 2, Piecewise((x, x > 0), (-x, True)), Sum(k**2, (k, 1, n)),
        Integral(x**2, (x, 0, 1)), Eq(x, 2 * y), And(x > 1, x < 2), FiniteSet(1, 2), Interval.Ropen(1, 2),
        Union(Interval(1, 2), Interval.open(3, 4)), ImmutableMatrix([[1, x], [y, 2]]), binomial(n, k), sympy.Max(x, y), sympy.Abs(x),
        sympy.log(x, 2), sympy.factorial(n), 2 + 3 * I, oo, sympy.floor(x), sympy.asin(x),
    ],
)  # fmt: skip
def test_the_way_back_is_text(value):
    assert to_sympy(tree_of(value)) == value


def test_given_values_stand_for_parts_and_define_functions():
    assert to_sympy(parse("f(3) + f'(x)"), {parse("f(x)"): x**2}) == 9 + 2 * x
    assert to_sympy(parse("A*v"), {Name("A"): sympy.eye(2), Name("v"): ImmutableMatrix([1, 2])}) == ImmutableMatrix(
        [1, 2]
    )
    assert to_sympy(parse("P(A) + 1"), {Call("P", (Name("A"),)): Rational(1, 3)}) == Rational(4, 3)
    assert to_sympy(parse("diff(x^2, x)"), {Name("x"): S(3)}) == 6
    assert to_sympy(parse("sum(k, k, 1, 3)"), {Name("k"): S(7)}) == 6
    assert to_sympy(parse("x_(2)"), {Name("x"): ImmutableMatrix([5, 6])}) == 6


def test_symbols_carry_what_was_declared():
    assert to_sympy(parse("sqrt(x^2)"), {}, {"x": "positive"}) == Symbol("x", positive=True)
    assert to_sympy(parse("i"), {}, {"i": "integer"}) == Symbol("i", integer=True)
    assert to_sympy(parse("e + 1"), {}, {"e": "real"}) == Symbol("e", real=True) + 1


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9", "2^(10^9)", "(10!)!", "binomial(10^9, 5*10^8)", "gamma(10^9)", "sum(k, k, 1, 10^9)", "[[1, 2], [3, 4]]^(10^9)",
        "(x + y)^(10^6)", "1/0", "ln(0)", "x/(2 - 2)", "P(A)", "E[X]", "bar(x)", "[1, 2] + [1, 2, 3]", "det([1, 2])", "x approx 1",
        '"words"', "{x | x > 0}", "argmin(x^2, x)", "root(2, -1)", "sum(x, x)", "[1, 2] + 1", "1 in 5", "A ~ B", "R_1 <-> R_2",
        "entry([1, 2], 0)", "diff(x^2, x, 99)", "eigenvector([[2, 1], [1, 2]], 7)",
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_a_notation_error_and_quick(text):
    begin = time.process_time()
    with pytest.raises(NotationError):
        to_sympy(parse(text))
    assert time.process_time() - begin < 0.5


@settings(max_examples=120, deadline=None)
@given(node=terms, at=st.fractions(-2, 2, max_denominator=5))
def test_sympy_and_balls_agree(node, at):
    try:
        ball = evaluate(node, {name: fmpq(at.numerator, at.denominator) for name in NAMES}, bits=200)
        other = to_sympy(node, {Name(name): Rational(at.numerator, at.denominator) for name in NAMES})
    except (NotationError, Undefined, Imprecise):
        return
    if (
        type(ball) not in (fmpq, arb)
        or not isinstance(other, sympy.Expr)
        or not other.is_number
        or other.has(sympy.Sum, sympy.Limit)
    ):
        return
    if type(ball) is arb and not float(arb(abs(ball)).mid()) < 1e30:
        return
    value = other.evalf(30, maxn=200)
    if value.is_Float or value.is_Rational:
        low, high = arb(ball).lower(), arb(ball).upper()
        size = max(1.0, abs(float(value)))
        assert float(low) - 1e-9 * size <= float(value) <= float(high) + 1e-9 * size
