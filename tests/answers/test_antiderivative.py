"""Antiderivatives: told by their derivative, on the domain of the integrand, up to a constant."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.answers import agrees, antiderivative, key_text
from generators.answers.keys import Refused, defined_somewhere
from generators.notation import house, parse
from generators.notation.derivative import derivative
from generators.notation.integral import antiderivative as tabulated
from generators.notation.tree import Call, Name, Neg, Node, Num, Op
from schemas.answer import AntiderivativeAnswer
from tests.answers import codes, rows, verdict


def key(integrand: str, variable: str = "x", **others: object) -> AntiderivativeAnswer:
    return AntiderivativeAnswer(integrand=integrand, variable=variable, **others)


TABLE = rows([
    (key("2*x"), {
        "correct": ["x^2", "x^2 + C", "x^2 - C", "C + x²", "x^2 + 5", "x^2+c", "x^2 + K", "x^2 + 2C", "x^2 + C/3", "x^2 - 7", "(x-1)(x+1)", "F(x) = x^2 + C",
                    "y = x^2 + C", "x^2 + C + K", "x^2 + C^2", "x^2 + e^C", "x^2 + ln C", "x^2 + ln|C|", "x^2 + sqrt(C)", "x^2 + sin(C)", "(x^2 + C)", "(2x^2 + C)/2",
                    "x^3/x + C", "(x+1)^2 - 2x", r"x^2 + C", r"\frac{2x^2}{2} + C", "x^2 + pi", "x*x + C", "x|x|sign(x)", "x^2 + sin(x)^2 + cos(x)^2", "x^2 + sqrt(2)",
                    "∫2x dx = x^2 + C", r"\int 2x\,dx = x^{2} + C", "∫ 2x dx = x²", "x^2 + C, C ∈ ℝ", "x^2 + c, c in R", r"x^{2} + C, \quad C \in \mathbb{R}", "∫2x dx = x^2 + C, C ∈ ℝ", "x^2 + C; C ∈ R"],
        "incorrect": ["2x", "2", "x^2 + x", "x^2/2", "2x^2", "-x^2", "x^3", "C", "0", "x", "C x^2", "x^2 C", "x^2 + C x", "(x + C)^2", "x^(2 + C)", "x^2 + sign(x)", "x^2 + floor(x)",
                      "x^2 + |x|/x", "x|x|", "x^2 + 10^-50*x", "x^2 + ceil(x/2)", "x^2 + x!", "sqrt(x)^4", "x^2 + sign(x - 5)", "x^2 + C*sign(x)", "x^2 + sqrt(x^2)/x", "x^2 + (x^2)^(1/2)/x", "x^2 + max(x,0)/x", "x^2 + (x-1)/|x-1|"],
        "invalid": ["", "x^2 + t", "x^2 + A", "integral(2x, x)", "∫2x dx", "x^2 + 1/0", "{x^2}, 3", "x^2 = C", "x^2, C", "t^2", "ln(-1 - x^2)", "x^2 + C + k", "x^2 + ln(-1)", "∫2x dx", "∫2x dx =", ", C ∈ ℝ"],
    }),
    (key("1/x"), {
        "correct": ["ln|x|", "ln|x| + C", "ln(x)", "ln x + C", "ln(-x)", "ln|2x|", "ln(2x)", "ln|C x|", "ln(C x)", "ln(x^2)/2", "ln(sqrt(x^2))", "2*ln(sqrt(x))", "-ln|1/x|", "-ln(1/x)",
                    "ln|x| + sign(x)", "ln(3) + ln(x)", "ln|x|/1", "ln(abs(x))+c", "log(x)", "log|x|", "log10(x)*ln(10)", "log_2(x) ln 2", "ln(x^3)/3", "ln(x/5)", "ln|-x|", "(1/2)ln(x²)",
                    r"\ln|x| + C", r"\ln\left|x\right|", "ln(x) + ln(C)", "ln|x| + |x|/x"],
        "incorrect": ["-1/x^2", "ln|x|/2", "2ln|x|", "1/x", "x^0/0.1", "log10(x)", "log_2|x|", "ln(x+1)", "-ln|x|", "ln|x| + x", "ln(x)^2", "C ln|x|", "ln|x + C|", "e^x", "ln|x| + floor(x)"],
        "invalid": ["x^0/0", "ln(0)", "ln|t|"],
    }),
    (key("1/x", log_abs="required"), {
        "correct": ["ln|x|", "ln|x| + C", "ln|C x|", "ln(x^2)/2", "ln|5x|", "ln(sqrt(x^2)) + C", "-ln|1/x|", "ln|x| + ln C", "(ln|x| + ln|x|)/2"],
        "incorrect": ["ln(x)", "ln x + C", "ln(-x)", "ln(2x)", "ln(C x)", "2 ln(sqrt(x))", "log10(x) ln(10)", "ln|x| - x"],
    }),
    (key("1/x", log_abs="required", symbols={"x": "positive"}), {"correct": ["ln(x)", "ln|x|", "ln(3x) + C"], "incorrect": ["ln(x)/2"]}),
    (key("2*x/(x^2 + 1)", log_abs="required"), {"correct": ["ln(x^2+1)", "ln|x^2+1| + C", "ln(1+x²)"], "incorrect": ["ln(x^2)", "ln|x^2 - 1|", "atan(x)"]}),
    (key("1/(x - 3)"), {"correct": ["ln|x-3|", "ln(x-3)", "ln(3-x)", "ln|3-x| + C", "ln|x/3 - 1|"], "incorrect": ["ln|x|", "ln|x+3|", "-ln|x-3|", "-1/(x-3)^2"]}),
    (key("1/(2*x + 1)"), {"correct": ["ln|2x+1|/2", "0.5 ln(2x+1) + C", "(1/2)ln|x + 1/2|", "ln(sqrt(2x+1))"], "incorrect": ["ln|2x+1|", "2ln|2x+1|", "ln|2x|/2", "ln(2x+1)/x"]}),
    (key("x^n", symbols={"x": "positive", "n": "positive"}), {"correct": ["x^(n+1)/(n+1)", "x*x^n/(n+1) + C"], "incorrect": ["x^n/n", "n x^(n-1)", "x^(n+1)/n", "x^(n+1)"]}),
    (key("sqrt(x)"), {"correct": ["(2/3)x^(3/2)", "(2/3)*x*sqrt(x) + C", "2sqrt(x)^3/3", "2sqrt(x^3)/3"], "incorrect": ["1/(2sqrt(x))", "x^(3/2)", "(3/2)x^(3/2)", "(2/3)x^(2/3)", "sqrt(x^3)"]}),
    (key("cbrt(x)"), {"correct": ["3cbrt(x)^4/4", "(3/4) x cbrt(x) + C", "3/4*cbrt(x^4)", "3/4*x^(4/3)"], "incorrect": ["cbrt(x)^4", "4/3*cbrt(x)^4"]}),
    (key("x^(1/3)"), {"correct": ["3/4*x^(4/3)", "3/4*cbrt(x)^4"], "incorrect": ["x^(4/3)"]}),
    (key("e^(3*x)"), {"correct": ["e^(3x)/3", "exp(3x)/3 + C", "(e^x)^3/3", "1/3*e^(3x)"], "incorrect": ["e^(3x)", "3e^(3x)", "e^(3x+1)/(3x+1)", "e^(3x + C)/3", "e^x/3"]}),
    (key("2^x"), {"correct": ["2^x/ln(2)", "2^x/ln 2 + C", "e^(x ln 2)/ln(2)", "log_2(e)*2^x"], "incorrect": ["2^x", "2^x ln 2", "2^(x+1)/(x+1)", "x*2^(x-1)"]}),
    (key("a^x", symbols={"a": "positive"}), {"correct": ["a^x/ln(a)", "a^x/ln a + C"], "incorrect": ["a^x", "a^x ln a", "a^(x+1)/(x+1)", "a^x/ln(x)"]}),
    (key("sin(2*x)"), {"correct": ["-cos(2x)/2", "sin(x)^2", "-cos^2 x + C", "sin^2(x) + 3", "-0.5 cos 2x"], "incorrect": ["cos(2x)/2", "-cos(2x)", "-2cos(2x)", "2cos(2x)", "-cos(x)", "-sin(x)^2"]}),
    (key("sin(x)*cos(x)"), {"correct": ["sin(x)^2/2", "-cos(x)^2/2", "-cos(2x)/4 + C"], "incorrect": ["sin(x)^2", "cos(x)^2/2", "-cos(x) sin(x)"]}),
    (key("tan(x)"), {"correct": ["-ln|cos(x)|", "ln|sec x| + C", "-ln(cos(x))", "ln(sec(x))"], "incorrect": ["sec(x)^2", "ln|sin x|", "ln|cos x|", "-ln|sin x|"]}),
    (key("sec(x)^2"), {"correct": ["tan(x)", "tan x + C", "sin(x)/cos(x)", "(sin(x) + cos(x))/cos(x)"], "incorrect": ["sec(x)", "-tan(x)", "cot(x)", "sec(x)^3/3"]}),
    (key("sec(x)"), {"correct": ["ln|sec x + tan x|", "-ln|sec x - tan x|", "ln(sec(x) + tan(x))", "ln|tan(x/2 + pi/4)|", "asinh(tan(x))sign(cos(x))", "2 atanh(tan(x/2))"], "incorrect": ["ln|sec x|", "sec x tan x"]}),
    (key("1/(1 + x^2)"), {
        "correct": ["atan(x)", "arctan x + C", "-acot(x)", "-arccot(x) + c", "atan(x) + pi/2", "-atan(1/x)", "tan^-1(x)", "atan((1+x)/(1-x))", "2atan(x/(1+sqrt(1+x^2)))", "asin(x/sqrt(1+x^2))"],
        "incorrect": ["acot(x)", "ln(1+x^2)", "atan(x)/2", "ln|1+x^2|/(2x)", "atan(1/x)", "tan(x)", "x - x^3/3", "acos(1/sqrt(1+x^2))"],
    }),
    (key("1/sqrt(1 - x^2)"), {"correct": ["asin(x)", "-acos(x) + C", "arcsin x", "atan(x/sqrt(1-x^2))", "2asin(sqrt((1+x)/2))"], "incorrect": ["acos(x)", "-asin(x)", "sqrt(1-x^2)", "-sqrt(1-x^2)", "asinh(x)"]}),
    (key("-1/sqrt(1 - x^2)"), {"correct": ["acos(x)", "-asin(x)", "pi - asin(x)"], "incorrect": ["asin(x)", "-acos(x)"]}),
    (key("1/sqrt(x^2 + 1)"), {"correct": ["asinh(x)", "ln(x + sqrt(x^2+1))", "ln|x + sqrt(1+x^2)| + C", "arsinh(x)"], "incorrect": ["acosh(x)", "ln(x^2+1)", "atan(x)", "sqrt(x^2+1)"]}),
    (key("1/sqrt(x^2 - 1)"), {"correct": ["ln|x + sqrt(x^2-1)|", "acosh(x)", "ln(x+sqrt(x^2-1))"], "incorrect": ["asin(x)", "asinh(x)", "sqrt(x^2-1)"]}),
    (key("1/sqrt(x^2 - 1)", log_abs="required"), {"correct": ["ln|x + sqrt(x^2-1)|"], "incorrect": ["acosh(x)", "ln(x+sqrt(x^2-1))"]}),
    (key("1/(1 - x^2)"), {"correct": ["atanh(x)", "ln|(1+x)/(1-x)|/2", "(ln|1+x| - ln|1-x|)/2", "0.5ln((1+x)/(1-x))", "acoth(x)", "-atanh(-x)", "ln(sqrt((1+x)/(1-x)))"], "incorrect": ["ln|1-x^2|", "-atanh(x)", "ln|1-x^2|/(-2x)", "atan(x)"]}),
    (key("1/(x*sqrt(x^2 - 1))"), {"correct": ["asec(|x|)", "atan(sqrt(x^2-1))", "-asin(1/|x|)"], "incorrect": ["asec(x)", "acos(x)", "-acsc(x)"]}),
    (key("ln(x)"), {"correct": ["x ln x - x", "x*(ln(x)-1) + C", "x ln|x| - x", "xlnx - x"], "incorrect": ["1/x", "x ln x", "ln(x)^2/2", "x ln x + x", "x ln(x) - 1"]}),
    (key("ln(x)/x"), {"correct": ["ln(x)^2/2", "0.5(ln x)^2 + C", "(ln|x|)^2/2"], "incorrect": ["ln(x)^2", "ln(x^2)/2", "ln(ln(x))", "1/x^2", "ln x*x"]}),
    (key("1/(x*ln(x))"), {"correct": ["ln|ln x|", "ln(ln x)", "ln(ln(x)) + C", "ln|ln|x||"], "incorrect": ["ln(x)", "1/ln(x)", "ln(x)^2/2", "ln(x ln x)"]}),
    (key("1/(x*ln(x))", log_abs="required"), {"correct": ["ln|ln(x)|"], "incorrect": ["ln(ln(x))"]}),
    (key("x*e^x"), {"correct": ["x e^x - e^x", "(x-1)e^x", "e^x(x - 1) + C"], "incorrect": ["x e^x", "x^2/2*e^x", "(x+1)e^x", "e^x", "(x-1)e^x C"]}),
    (key("e^x*sin(x)"), {"correct": ["e^x(sin x - cos x)/2", "e^x*sin(x - pi/4)/sqrt(2)"], "incorrect": ["-e^x cos x", "e^x(sin x + cos x)/2", "e^x sin x"]}),
    (key("x*cos(x)"), {"correct": ["x sin x + cos x", "cos x + x sin x + C"], "incorrect": ["x sin x - cos x", "x^2/2*sin x", "-x sin x", "x sin x", "cos x - x sin x"]}),
    (key("x*cos(x^2)"), {"correct": ["sin(x^2)/2", "0.5 sin(x²)+C"], "incorrect": ["sin(x^2)", "2sin(x^2)", "x^2/2*sin(x^2)", "-sin(x^2)/2"]}),
    (key("(2*x + 1)^5"), {"correct": ["(2x+1)^6/12", "(2x+1)^6/12 + C", "16x^6/3 + 16x^5 + 20x^4 + 40x^3/3 + 5x^2 + x"], "incorrect": ["(2x+1)^6/6", "(2x+1)^6/3", "10(2x+1)^4", "(2x+1)^5/12"]}),
    (key("1/x^2"), {"correct": ["-1/x", "-x^-1 + C", "C - 1/x", "(x-1)/x"], "incorrect": ["1/x", "-2/x^3", "ln(x^2)", "-1/(3x^3)", "1/x + C"]}),
    (key("|x|"), {"correct": ["x|x|/2", "x^2 sign(x)/2", "x*abs(x)/2 + C"], "incorrect": ["x^2/2", "|x^2|/2", "|x|^2/2", "x|x|", "sign(x)"]}),
    (key("sign(x)"), {"correct": ["|x|", "abs(x)+C", "sqrt(x^2)", "max(x, -x)"], "incorrect": ["x", "x sign(x)^2", "1", "-|x|"]}),
    (key("max(x, 0)"), {"correct": ["x*max(x,0)/2", "max(x,0)^2/2", "(x^2 + x|x|)/4"], "incorrect": ["x^2/2", "max(x^2, 0)/2", "max(x, 0)"]}),
    (key("0"), {"correct": ["0", "C", "5", "C + 3"], "incorrect": ["x", "C x"], "invalid": ["oo", "1/0", "{1, 2}"]}),
    (key("5"), {"correct": ["5x", "5x + C", "5(x - 1)"], "incorrect": ["5", "5C", "x^5", "0"]}),
    (key("a*x + b"), {"correct": ["a x^2/2 + b x", "x(a x/2 + b) + C", "a x^2/2 + b x + a*b"], "incorrect": ["a", "a x^2 + b x", "a^2 x/2 + a b", "a x^2/2 + b"]}),
    (key("C*x"), {"correct": ["C x^2/2", "C x^2/2 + K", "C x^2/2 + c"], "incorrect": ["x^2/2 + C", "C"]}),
    (key("t*e^(-t)", "t"), {"correct": ["-t e^-t - e^-t", "-(t+1)e^(-t) + C"], "incorrect": ["-t e^-t", "(t+1) e^-t"], "invalid": ["-(x+1)e^-x"]}),
    (key("lambda*e^(-lambda*x)", symbols={"lambda": "positive"}), {"correct": ["-e^(-λx)", "1 - e^(-lambda x)"], "incorrect": ["e^(-lambda x)", "-lambda^2 e^(-lambda x)", "-e^(-x)"]}),
    (key("2*x", constants=("k", "D")), {"correct": ["x^2 + k", "x^2 + D", "x^2 + C"], "incorrect": ["k x^2"], "invalid": ["x^2 + m"]}),
    (key("e^(-x^2)"), {"correct": ["sqrt(pi)/2*erf(x)", "(sqrt(pi)/2)*erf(x) + C"], "incorrect": ["erf(x)", "-e^(-x^2)/(2x)", "e^(-x^2)"]}),
    (key("x^x*(ln(x) + 1)"), {"correct": ["x^x", "e^(x ln x)"], "incorrect": ["x^(x+1)/(x+1)", "x^x ln x"]}),
    (key("cosh(x)"), {"correct": ["sinh(x)", "(e^x - e^-x)/2"], "incorrect": ["-sinh(x)", "(e^x + e^-x)/2", "cosh(x)"]}),
    (key("1/(2 + cos(x))"), {"correct": ["2/sqrt(3)*atan(tan(x/2)/sqrt(3))"], "incorrect": ["ln|2 + cos x|", "2/sqrt(3)*atan(tan(x/2))"]}),
    (key("cos(x)", symbols={"x": "real", "C": "real"}), {"correct": ["sin(x) + K", "sin(x) + C"], "incorrect": ["-sin(x)"]}),
    (key("e^(i*x)"), {"correct": ["-i e^(ix)", "e^(i x)/i + C"], "incorrect": ["e^(ix)", "i e^(i x)"]}),
    (key("1/z", "z", symbols={"z": "complex"}), {"correct": ["ln(z)", "ln(2z)"], "incorrect": ["1/z", "-1/z^2"]}),
    (key("e^x", "x", symbols={"e": "positive", "x": "real"}), {"correct": ["e^x/ln(e)"], "incorrect": ["e^x"]}),
])  # fmt: skip

REQUIRED = rows([
    (key("2*x", constant="required"), {
        "correct": ["x^2 + C", "x^2 - C", "x^2 + c", "C + x^2", "x^2 + K", "x^2 + 2C + 1", "x^2 + ln|C|", "x^2 + ln C", "x^2 + C^3", "x^2 + C + K", "(2x^2 + C)/2", "F(x) = x^2 + C", "x^2 + C/10"],
        "partial": ["x^2", "x^2 + 5", "x^2 + 0C", "x^2 + C - C", "x^2 + C^2", "x^2 + e^C", "x^2 + |C|", "x^2 + sin(C)", "x^2 + sqrt(C)", "x^2 + C^0"],
        "incorrect": ["x^3 + C", "C x^2", "x^2 + C x", "2x + C", "C", "2 + C", "(x + C)^2"],
        "invalid": ["x^2 + D", "x^2 + const"],
    }),
    (key("1/x", constant="required", log_abs="required"), {"correct": ["ln|x| + C", "ln|C x|"], "partial": ["ln|x|", "ln|3x|"], "incorrect": ["ln(x) + C", "ln(x)", "C ln|x|"]}),
    (key("1/x", constant="required"), {"correct": ["ln(x) + C", "ln(C x)", "ln|x| + C"], "partial": ["ln(x)", "ln|x| + sign(x)"]}),
    (key("a*x", constant="required"), {"correct": ["a x^2/2 + C"], "partial": ["a x^2/2 + a", "a x^2/2"]}),
    (key("0", constant="required"), {"correct": ["C", "C + 1"], "partial": ["0", "7"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), TABLE + REQUIRED)
def test_antiderivatives_are_judged(key, response, outcome):
    found = verdict(key, response)
    assert found.outcome == outcome, (found.feedback, found.evidence)


def test_a_missing_constant_costs_half_unless_the_key_says_otherwise():
    assert verdict(key("2*x", constant="required"), "x^2").score == 0.5
    assert verdict(key("2*x", constant="required", form_credit=0.8), "x^2").score == 0.8
    assert verdict(key("2*x", constant="required", form_credit=0), "x^2").outcome == "incorrect"


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (key("2*x", constant="required"), "x^2", "missing-constant"),
        (key("2*x", constant="required"), "x^2 + C^2", "missing-constant"),
        (key("1/x", log_abs="required"), "ln(x)", "missing-absolute-value"),
        (key("2*x"), "F(x) = x^2", "read-as"),
        (key("2*x"), "x^2 + t", "unreadable"),
        (key("2*x"), "ln(-1 - x^2)", "undefined"),
    ],
)
def test_what_is_said_about_antiderivatives(key, response, code):
    assert code in codes(verdict(key, response))


@pytest.mark.parametrize(
    ("key", "response", "method"),
    [
        (key("2*x"), "x^2 + C", "tree"),
        (key("x*e^x"), "(x-1)e^x", "exact"),
        (key("1/x"), "ln(x)", "tree"),
        (key("2*x"), "x^2 + x", "exact"),
    ],
)
def test_evidence_says_what_the_comparison_of_derivatives_rests_on(key, response, method):
    assert verdict(key, response).evidence.method == method


INTEGRALS = [
    "2*x", "3", "a*x + b", "x^5", "sqrt(x)", "1/x", "1/(2*x + 1)", "e^(3*x)", "2^x", "sin(x)", "cos(2*x)", "(3*x - 1)^4", "1/x^3", "1/sqrt(x)", "-x^2/7", "5*exp(-2*x)", "tan(x)",
    "sinh(x/2)", "|x|", "ln(x)", "x^(1/3)", "1/(5 - x)", "a*cos(b*x)", "x^2 - 3*x + 2", "1/(3*x)", "2/(3*(x + 1))", "atan(x)", "sqrt(1 - 2*x)", "1/(2 - 3*x)^2", "cot(x)", "tanh(x)", "0",
]  # fmt: skip


@pytest.mark.parametrize("integrand", INTEGRALS)
def test_a_key_knows_an_antiderivative_from_the_table(integrand):
    made = antiderivative(integrand, "x", b="positive")
    assert agrees(made, key_text(made)) and made.value


def test_a_key_takes_the_antiderivative_that_is_given():
    assert key_text(antiderivative("2*x*cos(x^2)", "x", "sin(x^2)")) == "sin(x^2) + C"


@pytest.mark.parametrize(("integrand", "value"), [("sin(x^2)", None), ("2*x", "x^3"), ("1/x", "ln(|x|)/2")])
def test_a_key_with_a_wrong_antiderivative_or_none_is_refused(integrand, value):
    with pytest.raises(Refused):
        antiderivative(integrand, "x", value)


FUNCTIONS = ("sin", "cos", "tan", "exp", "atan", "asinh", "tanh", "sqrt", "ln", "cbrt")


def formula(draw: random.Random, depth: int) -> Node:
    if depth == 0:
        return draw.choice([Name("x"), Name("x"), Name("a"), Num(str(draw.randrange(1, 7)))])
    kind = draw.randrange(6)
    if kind < 2:
        return Op(draw.choice("+-"), formula(draw, depth - 1), formula(draw, depth - 1))
    if kind == 2:
        return Op("*", formula(draw, depth - 1), formula(draw, depth - 1))
    if kind == 3:
        return Op("/", formula(draw, depth - 1), Op("+", Op("^", formula(draw, depth - 1), Num("2")), Num("1")))
    if kind == 4:
        return Op("^", formula(draw, depth - 1), Num(str(draw.randrange(2, 4))))
    return Call(draw.choice(FUNCTIONS), (formula(draw, depth - 1),))


@settings(max_examples=120)
@given(seed=st.integers(0, 2**40), depth=st.integers(1, 3))
def test_any_function_is_an_antiderivative_of_its_derivative_and_no_other_is(seed, depth):
    draw = random.Random(seed)
    F = formula(draw, depth)
    f = derivative(F, "x")
    if not defined_somewhere(Op("+", F, f), {"a": "positive"}):
        return
    asked = key(house(f), symbols={"a": "positive"}, constants=("C", "K"))
    for shift in ("+ C", "- 7", "+ a*C"):
        assert verdict(asked, f"{house(F)} {shift}").outcome in ("correct", "undecided"), house(F)
    for spoiled in (Op("+", F, Name("x")), Op("-", F, Op("/", Name("x"), Num("10000000"))), Op("+", F, parse("C*x"))):
        assert verdict(asked, house(spoiled)).outcome in ("incorrect", "undecided"), house(spoiled)
    for factor in (Neg(F), Op("*", Num("2"), F)):
        if f != Num("0") and verdict(key(house(f)), "C").outcome == "incorrect":
            assert verdict(asked, house(factor)).outcome in ("incorrect", "undecided"), house(factor)


@settings(max_examples=100)
@given(coefficients=st.lists(st.fractions(-9, 9, max_denominator=6), min_size=1, max_size=5), slope=st.integers(1, 5))
def test_the_table_of_integrals_integrates_polynomials(coefficients, slope):
    node = parse(" + ".join(f"({c})*({slope}*x - 1)^{k}" for k, c in enumerate(coefficients)))
    made = tabulated(node, "x")
    assert made is not None and verdict(key(house(node), symbols={"x": "real"}), house(made)).outcome == "correct"
