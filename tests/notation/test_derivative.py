"""Derivatives of trees, against difference quotients in ball arithmetic."""

import random

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.notation import NotationError, evaluate, house, parse
from generators.notation.balls import Imprecise, Undefined
from generators.notation.derivative import derivative, worked_out
from generators.notation.functions import FUNCTIONS
from generators.notation.tree import Call, Name, Neg, Node, Num, Op
from generators.notation.values import dyadic, precision

X, Y = Name("x"), Name("y")
BITS = 512
STEP = fmpq(1, 2**100)

WRITTEN = [
    ("x^3", "3*x^2"), ("x", "1"), ("y", "0"), ("5", "0"), ("x^2*y", "2*x*y"), ("sin(x)*cos(x)", "cos(x)*cos(x) + sin(x)*(-sin(x))"),
    ("e^(2*x)", "e^(2*x)*2"), ("exp(-x)", "exp(-x)*(-1)"), ("ln(x)", "1/x"), ("ln(|x|)", "1/x"), ("ln(|x^2 - 1|)", "2*x/(x^2 - 1)"), ("1/x", "-1/x^2"), ("x^(1/2)", "1/2*x^((-1)/2)"), ("x^(-2)", "(-2)*x^(-3)"),
    ("x/y", "1/y"), ("2^x", "2^x*ln(2)"), ("x^y", "y*x^(y - 1)"), ("y^x", "y^x*ln(y)"), ("|x|", "x/|x|"), ("sign(x)", "0"), ("floor(x)", "0"), ("x%", "1/100"),
    ("atan(2*x)", "1/(1 + (2*x)^2)*2"), ("gamma(y)*x", "gamma(y)"), ("-x", "-1"), ("x^0", "0"), ("x - x^1", "1 - 1"), ("max(x, y)", "(1 + (x - y)/|x - y|)/2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "slope"), WRITTEN)
def test_derivatives_are_written_without_idle_parts(text, slope):
    assert house(derivative(parse(text), "x")) == slope


@pytest.mark.parametrize(
    "text", ["x!", "gamma(x)", "gcd(x, 2)", "lcm(x, 2)", "binomial(6, x)", "f(x)", "root(2, x)", "x = 2"]
)
def test_what_has_no_derivative_here_says_so(text):
    with pytest.raises(NotationError):
        derivative(parse(text), "x")


PLACES = {"asec": fmpq(13, 5), "acsc": fmpq(13, 5), "acosh": fmpq(9, 4), "acoth": fmpq(7, 3)}
"""Arguments in the domains of functions; 25/169 for the others."""
ONE_ARGUMENT = sorted(
    name for name, known in FUNCTIONS.items()
    if known.learner and known.low == 1 and known.high == 1 and name not in ("factorial", "gamma", "pm")
)  # fmt: skip


@pytest.mark.parametrize("name", ONE_ARGUMENT)
@pytest.mark.parametrize("inner", ["x", "-x", "x^2", "x/3 + 1/5"])
def test_every_function_of_learners_has_its_slope(name, inner):
    value = PLACES.get(name, fmpq(25, 169))
    at = {"x": value, "-x": -value, "x^2": dyadic(arb(value).sqrt()), "x/3 + 1/5": 3 * value - fmpq(3, 5)}[inner]
    assert_slope(Call(name, (parse(inner),)), at)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("acsc(x)", "-13/5"), ("asec(x)", "-13/5"), ("acsch(x)", "-2"), ("acoth(x)", "-2"), ("|x|", "-2"), ("cbrt(x)", "-2"), ("root(x, 5)", "-2"),
        ("root(x, 4)", "2"), ("log(x, 2)", "3"), ("log(2, x)", "3"), ("log(x + 1, x)", "3"), ("x^x", "3/2"), ("x^(sin(x))", "3/2"), ("(-2)^3*x^7", "3"),
        ("max(x, 1, x^2)", "3"), ("max(x, 1, x^2)", "1/2"), ("max(x, 1, x^2)", "-2"), ("min(x, 1, x^2)", "3"), ("min(x, 1, x^2)", "1/2"), ("min(x, x^2)", "1/2"),
        ("binomial(x, 3)", "7/2"), ("binomial(x^2, 1)", "7/2"), ("floor(x)*x", "7/2"), ("ceil(x)*x^2", "-7/2"), ("piecewise((x^2, x < 1), (x^3, x >= 1))", "2"),
        ("piecewise((x^2, x < 1), (x^3, x >= 1))", "0"), ("(x + 1)^(-3)", "1"), ("(2*x)^(5/3)", "1"), ("1/(1 + e^(-x))", "1/2"),
    ],
)  # fmt: skip
def test_slopes_in_every_part_of_a_domain(text, x):
    assert_slope(parse(text), evaluate(parse(x)))


def assert_slope(node: Node, x: fmpq, **others: fmpq) -> None:
    """The derivative lies in the ball that holds the difference quotients, which err by less than 1e-50 here."""
    slope = evaluate(derivative(node, "x"), {"x": x, **others}, bits=BITS)
    ahead, behind = (evaluate(node, {"x": x + h, **others}, bits=BITS) for h in (STEP, -STEP))
    with precision(BITS):
        gap = arb(slope) - arb(ahead - behind) / (2 * STEP)
        assert abs(gap) < arb(10) ** -40 * (1 + abs(arb(slope))), f"{house(node)} at {x}: off by {gap}"


def formula(draw: random.Random, depth: int) -> Node:
    if depth == 0:
        return draw.choice([X, X, X, Y, Num(str(draw.randrange(1, 9))), Op("/", Num("2"), Num("3"))])
    kind = draw.randrange(8)
    if kind < 2:
        return Op(draw.choice("+-"), formula(draw, depth - 1), formula(draw, depth - 1))
    if kind < 4:
        return Op(draw.choice("*/"), formula(draw, depth - 1), formula(draw, depth - 1))
    if kind == 4:
        return Op(
            "^", formula(draw, depth - 1), draw.choice([Num("2"), Neg(Num("3")), Op("/", Num("1"), Num("2")), X, Y])
        )
    if kind == 5:
        return Neg(formula(draw, depth - 1))
    if kind == 6:
        return Call(draw.choice(["max", "min"]), (formula(draw, depth - 1), formula(draw, depth - 1)))
    return Call(draw.choice(ONE_ARGUMENT), (formula(draw, depth - 1),))


@settings(max_examples=300)
@given(seed=st.integers(0, 2**40), depth=st.integers(1, 4), place=st.fractions(-4, 4, max_denominator=97))
def test_slopes_of_random_formulas(seed, depth, place):
    node = formula(random.Random(seed), depth)
    x, y = fmpq(place.numerator, place.denominator), fmpq(37, 29)
    try:
        values = [evaluate(node, {"x": x + h, "y": y}, bits=BITS) for h in (STEP, -STEP, 2 * STEP, -2 * STEP)]
        slope = evaluate(derivative(node, "x"), {"x": x, "y": y}, bits=BITS)
    except (Undefined, Imprecise):
        return
    with precision(BITS):
        fine, coarse = arb(values[0] - values[1]) / (2 * STEP), arb(values[2] - values[3]) / (4 * STEP)
        if abs(fine - coarse) < arb(10) ** -30 * (1 + abs(fine)):  # else a jump, or not yet steady at this step
            assert abs(arb(slope) - fine) < arb(10) ** -25 * (1 + abs(fine)), house(node)


def test_rules_are_worked_out_innermost_first():
    assert house(worked_out(parse("diff(diff(x^3, x), x) + diff(x^3, x, 3) + partial(x*y, y)"))) == "3*(2*x) + 3*2 + x"


def test_a_limit_is_what_stands_there_unless_the_formula_jumps():
    assert house(worked_out(parse("limit(2*x + h, h, 0) + limit(x/h, h, 2*x)"))) == "2*x + 0 + x/(2*x)"
    assert house(worked_out(parse("limit(sign(h), h, 0)"))) == "limit(sign(h), h, 0)"
