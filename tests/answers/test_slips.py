"""One-step slips in numbers, formulas and antiderivatives: named where they are proved, and only there."""

import random
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generators.answers import expression
from generators.answers.explain.formulas import _changes
from generators.answers.keys import defined_somewhere
from generators.notation import house, parse
from generators.notation.derivative import derivative
from generators.notation.tree import Num, Op, names
from schemas.answer import AntiderivativeAnswer, ExpressionAnswer, NumberAnswer
from schemas.exercise import Mistake
from tests.answers import codes, verdict
from tests.answers.test_properties import formula


def figure(value: str, **others: object) -> NumberAnswer:
    return NumberAnswer(value=value, **others)


def places(value: str, n: int) -> NumberAnswer:
    return NumberAnswer(value=value, tolerance={"decimals": n})


def function(value: str, **symbols: str) -> ExpressionAnswer:
    return ExpressionAnswer(value=value, symbols=symbols)


def primitive(integrand: str, **others: object) -> AntiderivativeAnswer:
    return AntiderivativeAnswer(integrand=integrand, variable="x", **others)


NUMBERS = [
    (figure("5"), "-5", "sign"), (figure("-3/4"), "3/4", "sign"), (figure("sqrt(2)"), "-sqrt(2)", "sign"), (places("2.1972", 2), "-2.20", "sign"), (figure("oo"), "-oo", "sign"),
    (figure("1/4"), "4", "reciprocal"), (figure("sqrt(3)"), "1/sqrt(3)", "reciprocal"), (places("0.347", 3), "2.88", "reciprocal"), (figure("-3"), "-1/3", "reciprocal"),
    (figure("7"), "14", "factor-2"), (figure("7"), "7/2", "factor-2"), (figure("pi/3"), "2pi/3", "factor-2"), (places("0.333333", 2), "0.67", "factor-2"), (places("3.14159", 3), "1.571", "factor-2"),
    (figure("1/4"), "25", "percent"), (figure("0.35"), "35", "percent"), (figure("35"), "0.35", "percent"), (places("0.3528", 4), "35.28", "percent"), (figure("0.35"), "0.35%", "percent"),
    (figure("0.0123", tolerance={"sigfigs": 3}), "0.123", "power-of-ten"), (figure("4500"), "450", "power-of-ten"), (figure("4500"), "4.5", "power-of-ten"), (figure("0.007"), "7", "power-of-ten"),
    (figure("pi/6"), "30", "degrees"), (figure("30"), "pi/6", "degrees"), (places("0.523599", 4), "30", "degrees"), (figure("sin(2)"), "0.0349", "degrees"), (figure("2*cos(1)"), "1.9997", "degrees"),
    (figure("9"), "81", "square"), (figure("sqrt(5)"), "5", "square"), (places("2.4495", 3), "6", "square"), (figure("49"), "7", "square-root"), (places("6.25", 2), "2.5", "square-root"),
    (figure("ln(50)"), "log10(50)", "logarithm"), (figure("log10(50)"), "ln(50)", "logarithm"), (places("3.912023", 3), "1.699", "logarithm"),
    (figure("17"), "18", "off-by-one"), (figure("17"), "16", "off-by-one"), (figure("0"), "1", "off-by-one"), (figure("120"), "119", "off-by-one"),
    (figure("12345"), "12354", "digits-exchanged"), (places("3.1416", 3), "3.412", "digits-exchanged"), (figure("907"), "970", "digits-exchanged"),
    (figure("12345"), "12845", "digit"), (figure("0.125"), "0.135", "digit"), (places("2.7183", 3), "2.318", "digit"),
    (places("2.1972", 3), "2.2", "rounded-too-coarsely"), (places("0.6667", 3), "0.67", "rounded-too-coarsely"), (figure("12345", tolerance={"sigfigs": 4}), "12000", "rounded-too-coarsely"), (places("0.0456", 4), "4.6%", "rounded-too-coarsely"),
    (places("2.1972", 2), "2.19", "truncated"), (places("0.6667", 3), "0.666", "truncated"), (places("-1.9876", 2), "-1.98", "truncated"),
    (figure("sqrt(2)"), "1.41", "rounded"), (figure("2/3"), "0.67", "rounded"), (figure("2/3"), "0.66", "rounded"), (figure("1/3"), "33.3%", "rounded"), (figure("pi"), "3.14159", "rounded"), (figure("0.125"), "0.13", "rounded"),
    (places("1.2649", 4), "1.2651", "rounded-early"), (figure("152.3", tolerance={"rel": "0.001"}), "152.9", "rounded-early"),
    (figure("2 + 3*i"), "2 - 3i", "conjugate"), (figure("2 + 3*i"), "-2 - 3i", "sign"), (figure("2 + 3*i"), "3 + 2i", "parts-exchanged"),
    (figure("1.96", between=("1.96", "1.645"), tolerance={"decimals": 2}), "-1.96", "sign"),
]  # fmt: skip

FORMULAS = [
    (function("2*x"), "-2x", "sign"), (function("a - b"), "b - a", "sign"), (function("e^(-x)"), "-e^(-x)", "sign"),
    (function("2*x"), "x", "factor-2"), (function("x*sin(x)"), "2x sin(x)", "factor-2"), (function("3*x"), "x", "constant-factor"), (function("x^2/6"), "-x^2/2", "constant-factor"),
    (function("x/(x + 1)"), "(x+1)/x", "reciprocal"), (function("e^(2*x)"), "e^(-2x)", "reciprocal"), (function("x + 1"), "(x+1)^2", "square"), (function("x^4 + 2*x^2 + 1"), "x^2 + 1", "square-root"),
    (function("x^2 + 3*x + 1"), "2x + 3", "derivative-instead"), (function("x^3"), "3x^2", "derivative-instead"), (function("x^2*y"), "2x y", "derivative-instead"),
    (function("2*x + 3"), "x^2 + 3x + 4", "antiderivative-instead"), (function("3*x^2*cos(x^3)"), "sin(x^3)", "antiderivative-instead"), (function("6*x"), "3x^2", "antiderivative-instead"),
    (function("x^2 + 3*x + 1"), "x^2 - 3x + 1", "sign-of-term"), (function("x*sin(x) + cos(x)"), "x sin(x) - cos(x)", "sign-of-term"), (function("(x + 1)*(x - 2)"), "x^2 + x - 2", "sign-of-term"),
    (function("x^2 + 3*x + 1"), "x^2 + 3x", "missing-term"), (function("2*x*sin(x) + x^2*cos(x)"), "2x sin(x)", "missing-term"), (function("x^2 + sin(x) + C"), "x^2 + sin(x)", "missing-term"),
    (function("x^2 + sin(x) + pi"), "x^2 + sin(x)", "missing-constant"),
    (function("x^2 + 3*x + 1"), "x^2 + 4x + 1", "coefficient"), (function("2*x*sin(x) + x^2*cos(x)"), "2x sin(x) + 3x^2 cos(x)", "coefficient"), (function("(x + 1)*(x - 2)"), "x^2 - 3x - 2", "coefficient"),
    (function("x^2 + 3*x + 1"), "x^2 + 3x + 5", "constant-term"), (function("(x - 1)^2 + 3"), "(x-1)^2 + 4", "constant-term"), (function("x^2 + x"), "x^2 + x + 2", "constant-term"), (function("e^x + 2"), "e^x + 3", "constant-term"),
    (function("x^2 + 1"), "x^2 + x + 1", "extra-term"), (function("x^3 + 2*x"), "x^2 + 2x", "exponent"), (function("x^2*e^x"), "x*e^x", "exponent"), (function("1/x^2"), "1/x^3", "exponent"), (function("x^n"), "x^(n-1)", "exponent"),
    (function("a - b/(c - d)"), "a - b/(c + d)", "sign-of-term"), (function("x + e^(a - b)"), "x + e^(b - a)", "order-of-subtraction"), (function("(a - b)/(a + c) + 1"), "(b - a)/(a + c) + 1", "sign-of-term"), (function("1/(1 + x/y)"), "1/(1 + y/x)", "upside-down"),
    (function("x + (x - y)^3*x"), "x + (y - x)^3*x", "sign-of-term"), (function("a*sin(b*x + c)"), "sin(b x + c)", "missing-factor"), (function("x*y*e^x"), "x*e^x", "missing-factor"),
    (function("sqrt(x + 1)/2 + x"), "(x+1)/2 + x", "missing-root"), (function("sin(2*x)"), "sin(x)", "inner-factor"), (function("x*e^(3*x)"), "x*e^x", "inner-factor"), (function("e^(-2*x)"), "e^(-x)", None),
    (function("sin(2*x)"), "cos(2x)", "sine-cosine"), (function("x*cos(x)"), "x sin(x)", "sine-cosine"), (function("tan(x)/x"), "cot(x)/x", "tangent-cotangent"),
    (function("x*ln(x) + 2"), "x*log10(x) + 2", "logarithm"), (function("log(x, 2) + x"), "ln(x) + x", "logarithm"), (function("3"), "-3", "sign"), (function("pi/6"), "30", "degrees"),
    (function("ln(x^2)"), "2ln(x)", "domain"), (function("cos(x)"), "sin(x)", None), (function("(x + 1)*(x - 2)"), "(x+1)(x-3)", None), (function("x^2"), "x + 1", None), (function("x^2 + 1"), "e^x", None),
]  # fmt: skip

ANTIDERIVATIVES = [
    (primitive("x^3"), "3x^2", "derivative-instead"), (primitive("1/x"), "-1/x^2", "derivative-instead"), (primitive("x^3"), "x^3", "integrand-itself"), (primitive("e^(2*x)"), "e^(2x) + C", "integrand-itself"),
    (primitive("x^3"), "5", "definite-value"), (primitive("2*x"), "C", "definite-value"), (primitive("x^3"), "C x^4/4", "constant-misplaced"), (primitive("x^3"), "(x + C)^4/4", "constant-misplaced"),
    (primitive("e^x"), "e^(x + C)", "constant-misplaced"), (primitive("2*x"), "x^2 + C x", "constant-misplaced"), (primitive("sin(x)"), "cos(x)", "sign"), (primitive("x^2"), "-x^3/3 + C", "sign"), (primitive("cos(x)"), "-sin(x)", "sign"),
    (primitive("cos(3*x)"), "sin(3x)", "inner-factor"), (primitive("cos(3*x)"), "3sin(3x)", "inner-factor-inverted"), (primitive("(2*x + 1)^5"), "(2x+1)^6/6", "inner-factor"), (primitive("(2*x + 1)^5"), "(2x+1)^6/3", "inner-factor-inverted"),
    (primitive("1/(2*x + 1)"), "ln|2x+1| + C", "inner-factor"), (primitive("1/(3 - x/2)"), "ln|3 - x/2|", "inner-factor"), (primitive("e^(-4*x)"), "-4e^(-4x)", "inner-factor-inverted"),
    (primitive("x^3"), "x^4", "constant-factor"), (primitive("x*cos(x^2)"), "sin(x^2)", "constant-factor"), (primitive("1/x"), "2ln|x|", "constant-factor"), (primitive("x^3"), "x^3/4", "exponent-not-raised"), (primitive("x^3"), "x^3/3", "exponent-not-raised"),
    (primitive("(2*x + 1)^5"), "(2x+1)^5/12", "exponent-not-raised"), (primitive("sqrt(x)"), "2/3*sqrt(x)", "exponent-not-raised"), (primitive("x^2 - 3*x + 1"), "x^3/3 - 3x^2 + x", "one-term"), (primitive("x^2 - 3*x + 1"), "x^3/3 - 3x^2/2", "one-term"),
    (primitive("sin(x) + x"), "cos(x) + x^2/2 + C", "one-term"), (primitive("2*x"), "sqrt(x)^4", "domain"), (primitive("1/x", log_abs="required"), "ln(x)", "missing-absolute-value"), (primitive("2*x", constant="required"), "x^2", "missing-constant"),
    (primitive("x*e^x"), "x^2/2*e^x", None), (primitive("2*x"), "tan(x)", None),
]  # fmt: skip


@pytest.mark.parametrize(("key", "response", "code"), NUMBERS + FORMULAS + ANTIDERIVATIVES)
def test_slips_are_named(key, response, code):
    found = verdict(key, response)
    assert found.outcome != "correct" and codes(found) == ([] if code is None else [code]), found.feedback


@pytest.mark.parametrize(
    ("key", "response"),
    [
        (figure("4"), "2"), (figure("4"), "8"), (figure("2"), "1"), (figure("10"), "1"), (figure("3"), "17"), (figure("45"), "54"), (figure("100"), "1/100"), (places("0.05", 1), "0.3"), (places("6.2", 1), "10"),
        (figure("0.25"), "0.3"), (places("50", 0), "22"), (figure("sin(2)"), "0.03"), (figure("1"), "0.1"), (places("0.5", 0), "1.2"),
    ],
)  # fmt: skip
def test_nothing_is_named_where_several_slips_or_none_would_explain_it(key, response):
    found = verdict(key, response)
    assert found.outcome == "incorrect" and len({code for code in codes(found)}) <= 1
    assert not set(codes(found)) & {
        "square-root",
        "reciprocal",
        "degrees",
        "logarithm",
        "rounded",
        "rounded-too-coarsely",
        "digits-exchanged",
    }


def test_a_declared_mistake_goes_before_a_slip():
    mistake = Mistake(misconception="sign-of-root", answer=figure("-5"), feedback="A factor is zero at its root.")
    assert codes(verdict(figure("5"), "-5", mistakes=[mistake])) == ["sign-of-root"]
    assert codes(verdict(figure("5"), "10", mistakes=[mistake])) == ["factor-2"]


@pytest.mark.parametrize("response", ["x^2 + 2x + 1", "(x + 1)^2"])
def test_right_answers_are_searched_for_no_slips(response, monkeypatch):
    monkeypatch.setattr("generators.answers.kinds.expression.formula_slips", lambda *_: pytest.fail("searched"))
    assert verdict(function("x^2 + 2*x + 1"), response).outcome == "correct"


# What is said is true ------------------------------------------------------------------------------------------------

rationals = st.fractions(-40, 40, max_denominator=12).filter(bool)
CLAIMS = {
    "sign": lambda k, x: x == -k,
    "factor-2": lambda k, x: x in (2 * k, k / 2),
    "reciprocal": lambda k, x: x * k == 1,
    "percent": lambda k, x: x in (100 * k, k / 100),
    "power-of-ten": lambda k, x: any(x == k * Fraction(10) ** n for n in range(-6, 7)),
    "square": lambda k, x: x == k * k,
    "square-root": lambda k, x: x * x == k,
    "off-by-one": lambda k, x: abs(x - k) == 1,
    "rounded": lambda k, x: abs(x - k) < abs(k) / 9,
    "digit": lambda k, x: True,
    "digits-exchanged": lambda k, x: True,
}


@settings(max_examples=300)
@given(key=rationals, other=rationals, change=st.integers(0, 9))
def test_what_is_said_about_a_number_is_true_of_it(key, other, change):
    changed = [
        other,
        -key,
        2 * key,
        key / 2,
        1 / key,
        100 * key,
        key / 1000,
        key * key,
        key + 1,
        Fraction(round(key, 2)),
    ][change]
    assume(changed != key)
    found = verdict(figure(str(key)), str(changed))
    for code in codes(found):
        assert CLAIMS[code](key, changed)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**40), depth=st.integers(1, 3))
def test_a_slip_in_a_random_formula_is_named_or_nothing_is(seed, depth):
    """What is named is always one of the changes that lead from the key to the answer."""
    draw = random.Random(seed)
    node = formula(draw, depth)
    assume(names(node) and defined_somewhere(node, {}))
    changes = list(_changes(node))
    assume(changes)
    code, changed = draw.choice(changes)
    try:
        found = verdict(expression(house(node), x="real", y="real"), house(changed))
    except ValueError:
        return
    if found.outcome == "incorrect":
        whole = {
            "sign",
            "factor-2",
            "constant-factor",
            "reciprocal",
            "square",
            "square-root",
            "derivative-instead",
            "antiderivative-instead",
        }
        terms = {"missing-term", "missing-constant", "extra-term", "sign-of-term", "coefficient", "constant-term"}
        assert set(codes(found)) <= whole | terms | {code, "domain"} | {each for each, _ in changes}


@pytest.mark.parametrize("text", ["x^2*sin(x)", "e^(3*x)/x", "ln(x) + x^3"])
def test_derivatives_and_antiderivatives_are_told_apart(text):
    node = parse(text)
    slope = house(derivative(node, "x"))
    assert codes(verdict(function(text), slope)) == ["derivative-instead"]
    assert codes(verdict(function(slope), house(Op("+", node, Num("7"))))) == ["antiderivative-instead"]
