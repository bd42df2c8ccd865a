"""Formulas: equality on the declared domain, names, shorthand, forms."""

import pytest

from generators.answers import expression
from tests.answers import codes, rows, verdict

EQUAL = rows([
    (expression("2*x*sin(x) + x^2*cos(x)"), {
        "correct": ["2x sin x + x^2 cos x", "x(2sin(x) + x*cos(x))", "x²cos(x)+2x·sin(x)", "y = 2x sin(x) + x^2 cos(x)",
                    "f(x) = 2x sin(x)+x^2cos(x)", r"2x\sin x+x^2\cos x", r"x\left(2\sin(x)+x\cos(x)\right)",
                    "f'(x) = 2x sin(x) + x^2 cos x", "sin(x)*2*x - -x^2*cos(x)", "2x sin(x) + x**2*cos(x)"],
        "incorrect": ["2x cos x", "2x sin x - x^2 cos x", "2x sin x + x^2", "-2x sin x - x^2 cos x", "0", "x", "1"],
        "invalid": ["2t sin t", "2x sin", "diff(x^2*sin(x), x)", "x^2*sin(x) dx", "{2x, x}", "2x = x", "x/0", "", "±x",
                    "2x sin x,", "sin", "a*x"],
    }),
    (expression("(x^2 - 1)/(x - 1)"), {"correct": ["x + 1", "(x+1)^2/(x+1)", "1+x"], "incorrect": ["x - 1", "|x+1|"]}),
    (expression("ln(x^2)"), {"correct": ["2 ln|x|", "ln(x*x)", "2*ln(abs(x))"], "incorrect": ["2ln(x)", "ln(x)^2"]}),
    (expression("ln(x^2)", x="positive"), {"correct": ["2ln(x)", "ln x + ln x"], "incorrect": ["ln(x)^2"]}),
    (expression("sqrt(x^2)"), {"correct": ["|x|", "abs(x)", "√(x²)"], "incorrect": ["x", "-x", "sqrt(x)^2"]}),
    (expression("sqrt(x^2)", x="nonnegative"), {"correct": ["x", "|x|", "sqrt(x)^2"], "incorrect": ["-x"]}),
    (expression("cbrt(x)"), {"correct": ["root(x,3)", "∛x", r"\sqrt[3]{x}", "-cbrt(-x)", "x^(1/3)"], "incorrect": ["|x|^(1/3)", "x/3"]}),
    (expression("x^(1/3)", x="positive"), {"correct": ["cbrt(x)", "root(x, 3)", "1/x^(-1/3)"], "incorrect": ["x^(1/2)"]}),
    (expression("exp(-x^2/2)/sqrt(2*pi)"), {
        "correct": ["(1/sqrt(2pi)) e^(-x^2/2)", "e^(-x²/2)/√(2π)", "(2pi)^(-1/2) exp(-0.5x^2)",
                    r"\frac{1}{\sqrt{2\pi}}e^{-\frac{x^2}{2}}", "1/(sqrt(2*pi)*e^(x^2/2))"],
        "incorrect": ["e^(-x^2/2)/(2pi)", "e^(-x^2)/sqrt(2pi)", "e^(x^2/2)/sqrt(2pi)", "0.3989*e^(-x^2/2)"],
        "invalid": ["1/sqrt(2pi) e^(-x^2/2)"],
    }),
    (expression("sin(2*x)"), {"correct": ["2 sin x cos x", "sin 2x", "cos(pi/2-2x)", "2tan(x)/(1+tan(x)^2)"],
                              "incorrect": ["2sin(x)", "sin(x)^2", "sin(2x)+10^-300", "-sin(2x)", "sin(2)*x"]}),
    (expression("cos(x)^2"), {"correct": ["cos^2 x", "1 - sin^2 x", "(1+cos(2x))/2"], "incorrect": ["cos(x^2)"]}),
    (expression("atan(x) + atan(1/x)"), {"correct": ["pi/2*sign(x)"], "incorrect": ["pi/2"]}),
    (expression("|x - 100|"), {"correct": ["|100 - x|", "sqrt((x-100)^2)", "max(x-100, 100-x)"],
                               "incorrect": ["100 - x", "x - 100", "|x| - 100"]}),
    (expression("floor(x)"), {"correct": ["-ceil(-x)"], "incorrect": ["ceil(x) - 1", "x", "ceil(x)"]}),
    (expression("(-1)^n", n="integer"), {"correct": ["cos(pi*n)", "1/(-1)^n"], "incorrect": ["1", "-1", "cos(2pi n)"]}),
    (expression("x^2 + y^2"), {"correct": ["(x+y)^2 - 2xy", "y^2+x^2"], "incorrect": ["(x+y)^2", "x^2-y^2", "x^2+y"],
                               "invalid": ["x^2+z^2", "X^2+y^2"]}),
    (expression("sqrt(x*y)"), {"incorrect": ["sqrt(x)*sqrt(y)"], "correct": ["sqrt(y x)", "(x*y)^0.5"]}),
    (expression("sqrt(x*y)", x="positive", y="positive"), {"correct": ["sqrt(x)*sqrt(y)"], "incorrect": ["x*y"]}),
    (expression("5", x="real"), {"correct": ["5", "5 + 0*x", "x - x + 5", "5x/x"], "incorrect": ["5x", "6", "5 + 0*ln(x)"]}),
    (expression("1/(1 + e^(-x))"), {"correct": ["e^x/(1+e^x)", "1 - 1/(1+e^x)", "(1+tanh(x/2))/2"],
                                    "incorrect": ["1/(1+e^x)", "e^-x/(1+e^x)", "1 + e^x"]}),
    (expression("2^(x + 1)"), {"correct": ["2*2^x", "e^((x+1)ln 2)", "4^((x+1)/2)"], "incorrect": ["2^x + 1", "2^x+2"]}),
    (expression("(x - 1)^6000"), {"correct": ["(1-x)^6000"], "incorrect": ["(x+1)^6000", "(x-1)^6001"]}),
    (expression("a*x + b"), {"correct": ["b + ax", "xa+b"], "incorrect": ["a+b*x"], "invalid": ["A*x + b", "cx + b"]}),
    (expression("e^(i*x)"), {"correct": ["cos(x) + i*sin(x)", "cos x + i sin x"], "incorrect": ["cos(x)", "e^x"]}),
    (expression("z^2", z="complex"), {"correct": ["z*z"], "incorrect": ["|z|^2"]}),
    (expression("x!", x="integer"), {"correct": ["x*(x-1)!", "gamma(x+1)"], "incorrect": ["x", "(x-1)!"]}),
    (expression("binomial(n, 2)", n="integer"), {"correct": ["n(n-1)/2"], "incorrect": ["n^2/2", "n(n+1)/2"]}),
    (expression("lambda^2 - 5*lambda + 6"), {"correct": ["(lambda-2)(lambda-3)", "(λ-2)(λ-3)"], "invalid": ["(x-2)(x-3)"]}),
    (expression("x^2 + C", up_to="constant"), {"correct": ["x^2", "x^2 + C", "x²+7", "x^2 + K", "(x-1)(x+1)"],
                                              "incorrect": ["2x", "x^2 + x", "x^3"]}),
    (expression("ln(x)", up_to="constant", x="positive"), {"correct": ["ln(3x)", "ln x + c"], "incorrect": ["ln(x)/2"]}),
    (expression("2*x + 4", up_to="factor"), {"correct": ["x+2", "-x-2", "3x+6"], "incorrect": ["x + 4", "0", "x^2+2x"]}),
    (expression("sin(x)^2", up_to="constant"), {"correct": ["-cos(x)^2", "-cos(2x)/2 + C", "sin(x)^2 - ln 2"], "incorrect": ["cos(x)^2", "sin(x)^2 + C x", "2sin(x)^2"], "invalid": ["sin(x)^2 + ln(0)"]}),
    (expression("ln|x|", up_to="constant"), {"correct": ["ln|3x|", "ln|x| + ln|C|"], "incorrect": ["ln(x)", "ln(x) + C", "ln|x| + sign(x)", "C ln|x|"]}),
    (expression("5", up_to="constant"), {"correct": ["0", "7 + C", "sqrt(2)"], "invalid": ["1/0", "x"]}),
    (expression("sqrt(x)", up_to="factor"), {"correct": ["-pi*sqrt(x)", "sqrt(4x)", "sqrt(x)/7"], "incorrect": ["x", "sqrt(-x)", "0*sqrt(x)", "x*sqrt(x)", "sqrt(x) + 1"]}),
    (expression("a*x", up_to="factor"), {"correct": ["2a x", "-a x/3"], "incorrect": ["a^2 x", "x", "a", "0"]}),
    (expression("0", up_to="factor", x="real"), {"correct": ["0", "x - x"], "incorrect": ["5", "x"]}),
    (expression("a*t + b", up_to="renaming"), {"correct": ["c*s + d", "p + q*r", "gamma*t + beta", "γt+δ", "E*t + I", "c_1*t + c_2"], "incorrect": ["a*b*t", "t", "a*t - a", "a + b", "e*t + b", "pi*t + b", "a*t + b + c"]}),
    (expression("a*b*c*x + y*z", up_to="renaming"), {"correct": ["p*q + r*s*t*u"], "incorrect": ["p*q*r + s*t*u", "p*q*r*s*t*u"]}),
    (expression("x^2 - y", up_to="renaming"), {"correct": ["y^2 - x", "u^2 - v"], "incorrect": ["x - y^2", "u - v"]}),
    (expression("f(x) + 1"), {"correct": ["1 + f(x)", "f(x + x - x) + 1"], "incorrect": ["2 + f(x)", "f(2x) + 1", "f(x + 1)", "f(x)^2 + 1"], "invalid": ["g(x) + 1"]}),
    (expression("f'(x)*g(x) + f(x)*g'(x)"), {"correct": ["g(x) f'(x) + g'(x) f(x)"], "incorrect": ["f'(x)*g'(x)", "f'(x) g(x) - f(x) g'(x)"]}),
])  # fmt: skip

FORMS = rows([
    (expression("x^2 + 2*x + 1", form="expanded"), {
        "correct": ["x^2+2x+1", "1 + 2x + x^2", "2x + 1 + x²"],
        "incorrect": ["(x+1)^2", "x(x+2)+1", "x^2+x+x+1", "x*x+2x+1", "x^2 + 2x + 3 - 2", "x^2+2*1*x+1", "2x^2/2+2x+1"],
    }),
    (expression("(x + 1)*(x - 2)", form="factored"), {
        "correct": ["(x+1)(x-2)", "(x-2)(1+x)", "-(x+1)(2-x)", "(x - 2)*(x + 1)"],
        "incorrect": ["x^2-x-2", "x(x-1)-2", "2(x+1)(x/2-1)", "(2x+2)(x-2)/2", "(x+1)(x-3)"],
    }),
    (expression("2*(x + 1)^2", form="factored"), {
        "correct": ["2(x+1)^2", "2(1+x)²"],
        "incorrect": ["(2x+2)(x+1)", "2(x+1)(x+1)", "2(x^2+2x+1)", "2x^2+4x+2"],
    }),
    (expression("x^2 - 2", form="factored"), {"correct": ["x^2-2"], "incorrect": ["x*x - 2 + x - x", "x^2-4/2"]}),
    (expression("e^x*(x + 1)", form="factored"), {"correct": ["(x+1)e^x", "e^x (1+x)"], "incorrect": ["x e^x + e^x"]}),
    (expression("(x + 1)/(x - 1)", form="single_fraction"), {
        "correct": ["(x+1)/(x-1)", "-(x+1)/(1-x)", "(2x+2)/(2x-2)"],
        "incorrect": ["1 + 2/(x-1)", "x/(x-1) + 1/(x-1)", "(x+1)(x-1)^-1"],
    }),
    (expression("(x + 1)/(x - 1)", form="lowest_terms"), {
        "correct": ["(x+1)/(x-1)", "(1+x)/(x-1)"],
        "incorrect": ["(x^2+x)/(x^2-x)", "(2x+2)/(2x-2)", "(0.5x+0.5)/(0.5x-0.5)"],
    }),
    (expression("1/(x - 1) - 1/(x + 1)", form="partial_fractions"), {
        "correct": ["1/(x-1) - 1/(x+1)", "-1/(x+1) + 1/(x-1)", "1/(x-1) + (-1)/(1+x)"],
        "incorrect": ["2/(x^2-1)", "2/((x-1)(x+1))", "2/(x-1) - 1/(x-1) - 1/(x+1)"],
    }),
    (expression("(x - 1)^2 + 3", form="completed_square"), {
        "correct": ["(x-1)^2+3", "3 + (1-x)^2"], "incorrect": ["x^2-2x+4", "(x-1)^2+1+2", "(x-1)(x-1)+3", "x(x-2)+4"],
    }),
    (expression("2*(x + 1/2)^2 - 1/2", form="completed_square"), {
        "correct": ["2(x+1/2)^2 - 1/2", "(2x+1)^2/2 - 0.5"], "incorrect": ["2x^2+2x", "2x(x+1)"],
    }),
    (expression("x^2 + 3*x", form="simplified"), {
        "correct": ["x^2+3x", "3x + x²", "x(x+3)"],
        "incorrect": ["x^2+x+2x", "x*x+3x", "1*x^2+3x", "x^2+(6/2)x", "x^2+3x+0", "x^2 + 3*2*x/2"],
    }),
    (expression("3*sqrt(2)", form="simplified"), {"correct": ["3sqrt(2)", "3√2"], "incorrect": ["sqrt(18)", "sqrt(2)+2sqrt(2)"]}),
    (expression("f + g*x", form="as_written"), {
        "correct": ["f + g*x", "xg + f", "x*g+f"], "incorrect": ["f - g(-x) + 0", "f + x*g*1/1 + 0", "(f/g + x)g"],
    }),
    (expression("(a + b)*c", form="as_written"), {"correct": ["c(b+a)", "(a+b)c"], "incorrect": ["ac+bc", "-(-a-b)c"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), EQUAL)
def test_formulas_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(("key", "response", "outcome"), FORMS)
def test_forms_are_judged_on_what_was_written(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (expression("2*x"), "-2x", "sign"),
        (expression("2*x"), "x", "factor-2"),
        (expression("x"), "2x", "factor-2"),
        (expression("ln(x^2)"), "2ln(x)", "domain"),
        (expression("x + 1", form="expanded"), "(x+1)^1*1", "wrong-form"),
        (expression("2*x"), "y = 2x", "read-as"),
        (expression("2*x"), "t", "unreadable"),
        (expression("2*x"), "x/0", "undefined"),
        (expression("2*x"), "ln(-1-x^2)", "undefined"),
    ],
)
def test_what_is_said_about_formulas(key, response, code):
    assert code in codes(verdict(key, response))


def test_an_unknown_name_is_named_with_its_column():
    (feedback,) = verdict(expression("2*x"), "2*x + t").feedback
    assert "`t`" in feedback.text and feedback.span == (6, 7)


@pytest.mark.parametrize(
    ("key", "response", "method"),
    [
        (expression("2*x"), "2x", "tree"),
        (expression("(x+1)^2"), "x^2+2x+1", "exact"),
        (expression("x*e^x + e^x"), "(x+1)e^x", "exact"),
        (expression("sin(2*x)"), "2sin(x)cos(x)", "exact"),
        (expression("asinh(x)"), "ln(x + sqrt(x^2+1))", "ball"),
        (expression("sin(x)"), "cos(x)", "ball"),
    ],
)
def test_evidence_says_what_a_verdict_rests_on(key, response, method):
    assert verdict(key, response).evidence.method == method


def test_what_the_fast_tiers_leave_open_is_asked_of_the_prover():
    key = expression("gamma(1/3)*gamma(2/3)")
    assert verdict(key, "2*pi/sqrt(3)").outcome == "undecided"
    asked = []
    found = verdict(key, "2*pi/sqrt(3)", prove=lambda left, right, symbols: asked.append((left, right)) or True)
    assert found.outcome == "correct" and found.evidence.method == "symbolic" and len(asked) == 1
