"""Forms, judged on what was written: for each a table from its definition, and what is said about near misses."""

import random
from fractions import Fraction
from math import gcd

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generators.notation import parse, to_sympy
from schemas.answer import ExpressionAnswer, NumberAnswer
from tests.answers import codes, rows, verdict


def key(value: str, form: str, **symbols: str) -> ExpressionAnswer:
    """A key as the API takes it: its value may be written in any way."""
    return ExpressionAnswer(value=value, form=form, symbols=symbols)


def figure(value: str, form: str, **others: object) -> NumberAnswer:
    return NumberAnswer(value=value, form=form, **others)


EXPANDED = rows([
    (key("x^2 + 2*x + 1", "expanded"), {
        "correct": ["x^2+2x+1", "1 + 2x + x^2", "2x + 1 + x²", "x^2 + (2x + 1)", "(x^2) + (2x) + (1)", "1 + 2*x + x**2", "x^2 + x*2 + 1", "1 + x^2 + 2x",
                    "x^2 + 2.0x + 1", "x^2 + 2x + 1.00", r"x^{2}+2\cdot x+1", "x^2+2*x+1", "y = x^2 + 2x + 1"],
        "incorrect": ["(x+1)^2", "(x+1)(x+1)", "x(x+2)+1", "x^2+x+x+1", "x*x+2x+1", "x^2 + 2x + 3 - 2", "x^2+2*1*x+1", "2x^2/2+2x+1", "x^2 + 2x + 1 + 0", "1x^2 + 2x + 1", "x^2 + 2x^1 + 1",
                      "x^2 + 2x + x^0", "x^2 + 2(x) + 2 - 1", "x^2 + 2x + 1 + x - x", "x^2 - (-2x - 1)", "-(-x^2 - 2x - 1)", "x^2 + 2(x + 1/2)", "x^(1+1) + 2x + 1", "x^(4/2) + 2x + 1", "x^2 + 4x/2 + 1", "-1*(-x^2) + 2x + 1",
                      "x^2 + (6/3)x + 1", "x^2 + 2x + 1/1", "x^2/1 + 2x + 1", "x^2 + 2x + 2^0", "x^2 + sqrt(4)x + 1", "x^2 + 2x + |-1|", "x^2 + 2x + sin(x)^2 + cos(x)^2", "(2x^2 + 4x + 2)/2", "(x^2+2x+1)*1",
                      "3x^2 - 2x^2 + 2x + 1", "x^2 + 2x + 0.5 + 0.5", "x^3/x + 2x + 1", "x^2 - -2x + 1", "--x^2 + 2x + 1", "x^2 + 2x + ln(e)", "x^2 + 3x - x + 1", "(x)^2 + 2x + (2 - 1)"],
    }),
    (key("(x - 1)*(x + 1)/2", "expanded"), {
        "correct": ["x^2/2 - 1/2", "0.5x^2 - 0.5", "(1/2)x^2 - 1/2", "-1/2 + x^2/2", "x²/2 - 0.5", "½x^2 - ½"],
        "incorrect": ["(x^2-1)/2", "(1/2)(x^2-1)", "0.5(x^2 - 1)", "2x^2/4 - 1/2", "x^2/2 - 2/4", "(x-1)(x+1)/2", "x^2/2 - 1/4 - 1/4", "(3/6)x^2 - 1/2", "1/2*1*x^2 - 1/2"],
    }),
    (key("(x + y)^3", "expanded"), {
        "correct": ["x^3 + 3x^2 y + 3x y^2 + y^3", "y^3+x^3+3y^2x+3yx^2"],
        "incorrect": ["x^3 + 3x y(x + y) + y^3", "x^3 + 3x^2 y + 2x y^2 + x y^2 + y^3", "x^3 + 3x x y + 3x y y + y^3", "(x+y)(x^2+2x y+y^2)", "x^3 + 3*x^2*y + 3*y^2*x + y*y^2", "x^3 + 3x^2 y + 3x y^2 + (y)^2 y"],
    }),
    (key("(a*x)^2 + x", "expanded"), {"correct": ["a^2 x^2 + x"], "incorrect": ["(a x)^2 + x", "a^2 x x + x", "(a^1 x)^2 + x"]}),
    (key("(x^2)^3 - 1", "expanded"), {"correct": ["x^6 - 1"], "incorrect": ["(x^2)^3 - 1", "(x^3)^2 - 1", "x^2*x^4 - 1", "(x^3-1)(x^3+1)"]}),
    (key("e^x*(x + 1)", "expanded"), {"correct": ["x e^x + e^x", "e^x + x*exp(x)"], "incorrect": ["e^x (x+1)", "x e^x + 2e^x - e^x", "e^x + e^x x + 0"]}),
    (key("(sqrt(x) + 1)^2", "expanded"), {"correct": ["x + 2sqrt(x) + 1", "1 + x + 2x^(1/2)"], "incorrect": ["(sqrt(x)+1)^2", "sqrt(x)sqrt(x) + 2sqrt(x) + 1", "x + sqrt(x) + sqrt(x) + 1", "sqrt(x)^2 + 2sqrt(x) + 1"]}),
    (key("sqrt(2)*(x + 1)", "expanded"), {"correct": ["sqrt(2)x + sqrt(2)"], "incorrect": ["sqrt(2)(x+1)", "sqrt(2)*x + sqrt(8)/2 + sqrt(2) - sqrt(2)"]}),
    (key("(x + 1)/x", "expanded"), {"correct": ["1 + 1/x", "1 + x^-1"], "incorrect": ["(x+1)/x", "x/x + 1/x", "(x+1)*x^-1"]}),
    (key("-(x + 1)", "expanded"), {"correct": ["-x - 1", "-1 - x"], "incorrect": ["-(x+1)", "-1(x+1)", "(-1)(x + 1)", "0 - x - 1"]}),
    (key("1/((x + 1)*(x + 2))", "expanded"), {"correct": ["1/(x^2 + 3x + 2)"], "incorrect": ["1/((x+1)(x+2))", "1/(x+1) * 1/(x+2)"]}),
])  # fmt: skip

FACTORED = rows([
    (key("x^2 - x - 2", "factored"), {
        "correct": ["(x+1)(x-2)", "(x-2)(1+x)", "-(x+1)(2-x)", "(x - 2)*(x + 1)", "(-2+x)(x+1)", "-(2-x)(x+1)", "(2-x)(-x-1)", "((x+1))((x-2))", r"(x+1)\cdot(x-2)", "-1*(x+1)(2-x)", "-(-x-1)(x-2)"],
        "incorrect": ["x^2-x-2", "x(x-1)-2", "2(x+1)(x/2-1)", "(2x+2)(x-2)/2", "(x+1)(x-2)*1", "1(x+1)(x-2)", "(x+1)^1(x-2)", "(x+1)(x-2+0)", "(x+1)(x-3+1)", "(x+1)(x-2)/1", "(x + 1)(x - 2) + 0",
                      "(x+1)(x-4/2)", "(x-1/2)^2 - 9/4", "(x+1)x - 2(x+1)", "2(x+1)(x-2)/2", "(0.5x+0.5)(2x-4)", "(x+1)(x-2)^2/(x-2)", "(1/2)(2x+2)(x-2)", "(x+1)(x-sqrt(4))", "(x-2)(x+2-1)", "(2x+2)(0.5x-1)"],
    }),
    (key("2*x^2 + 4*x + 2", "factored"), {
        "correct": ["2(x+1)^2", "2(1+x)²", "2*(x+1)**2", "(x+1)^2*2", "2(-x-1)^2", "2(x + 1)^2"],
        "incorrect": ["(2x+2)(x+1)", "2(x+1)(x+1)", "2(x^2+2x+1)", "2x^2+4x+2", "(x+1)^2 + (x+1)^2", "1*2(x+1)^2", "4(x+1)^2/2", "(sqrt(2)x + sqrt(2))^2", "-2(x+1)(-x-1)", "2(x+1)^3/(x+1)", "8(x/2+1/2)^2", "2((x+1)^2)^1"],
    }),
    (key("x^2 - 2", "factored"), {"correct": ["x^2-2", "-(2-x^2)", "-2+x²"], "incorrect": ["x*x - 2 + x - x", "x^2-4/2", "(x-sqrt(2))(x+sqrt(2))", "x*x-2", "x^2 - 3 + 1", "1(x^2-2)"]}),
    (key("x^4 - 1", "factored"), {"correct": ["(x-1)(x+1)(x^2+1)", "(x^2+1)(x+1)(x-1)"], "incorrect": ["(x^2-1)(x^2+1)", "(x-1)(x^3+x^2+x+1)", "x^4-1"]}),
    (key("x^3", "factored"), {"correct": ["x^3"], "incorrect": ["x*x*x", "x*x^2", "x^2*x", "(x)^3*1", "x^4/x"]}),
    (key("6*x", "factored"), {"correct": ["6x", "x*6"], "incorrect": ["2*3*x", "12x/2", "2(3x)", "5x + x", "6x^1"]}),
    (key("x^2/2 - 1/2", "factored"), {"correct": ["(x-1)(x+1)/2", "(1/2)(x-1)(x+1)", "0.5(x-1)(x+1)", "½(x+1)(x-1)"], "incorrect": ["(x^2-1)/2", "(x/2-1/2)(x+1)", "2(x-1)(x+1)/4", "(2/4)(x-1)(x+1)", "(x-1)/2*(x+1)*1"]}),
    (key("4*x^2 - 1", "factored"), {"correct": ["(2x-1)(2x+1)", "-(1-2x)(1+2x)"], "incorrect": ["4(x-1/2)(x+1/2)", "(4x-2)(x+1/2)", "2(2x-1)(x+1/2)", "4(x^2 - 1/4)"]}),
    (key("x*e^x + e^x", "factored"), {"correct": ["(x+1)e^x", "e^x (1+x)", "exp(x)(x+1)"], "incorrect": ["x e^x + e^x", "e^x x + e^x", "e^x(x+1)*1"]}),
    (key("x^2*y - x*y^2", "factored"), {"correct": ["x y (x - y)", "-xy(y-x)", "xy(x-y)"], "incorrect": ["x(x y - y^2)", "y(x^2 - x y)", "x^2 y - x y^2", "x*y*x - x*y*y"]}),
    (key("x^2 - y^2", "factored"), {"correct": ["(x-y)(x+y)", "-(y-x)(x+y)"], "incorrect": ["x^2-y^2", "(x-y)(x-y+2y)", "(2x-2y)(x+y)/2"]}),
    (key("6*x*y + 9*y", "factored"), {"correct": ["3y(2x+3)", "3(2x+3)y"], "incorrect": ["y(6x+9)", "3(2x y+3y)", "9y(2x/3+1)", "6y(x+3/2)"]}),
    (key("x^2 + 1", "factored"), {"correct": ["x^2+1"], "incorrect": ["x*x+1", "(x+1)^2-2x", "x^2+2-1"]}),
    (key("5", "factored", x="real"), {"correct": ["5"], "incorrect": ["5x/x", "10/2"]}),
    (key("2^2*3", "factored"), {"correct": ["2^2*3", "3*2^2"], "incorrect": ["12", "2*2*3", "4*3", "2^2*3^1", "2*6", "2^2*3*1"]}),
    (key("12", "factored"), {"correct": ["12", "2^2*3", "3*2^2"], "incorrect": ["2*2*3", "4*3", "2*6", "24/2", "13 - 1"]}),
    (key("-x^2 + 1", "factored"), {"correct": ["-(x-1)(x+1)", "(1-x)(1+x)", "-1*(x-1)(x+1)", "-1(x+1)(x-1)"], "incorrect": ["-x^2+1", "1 - x^2", "(x-1)(x+1)(-1)", "(x-1)*(-1)*(x+1)"]}),
    (key("(x^2 - 1)/(x^2 + x)", "factored"), {"correct": ["(x-1)/x"], "incorrect": ["(x-1)(x+1)/(x(x+1))", "1 - 1/x", "(x^2-1)/(x^2+x)"]}),
    (key("sin(x)^2 + sin(x)", "factored"), {"correct": ["sin(x)(sin(x)+1)"], "incorrect": ["sin(x)^2+sin(x)", "sin x sin x + sin x"]}),
])  # fmt: skip

SINGLE = rows([
    (key("1 + 2/(x - 1)", "single_fraction"), {
        "correct": ["(x+1)/(x-1)", "-(x+1)/(1-x)", "(2x+2)/(2x-2)", "(1+x)/(-1+x)", "(x^2+x)/(x^2-x)", "(-x-1)/(1-x)", "(0.5x+0.5)/(0.5x-0.5)", r"\frac{x+1}{x-1}", "(x + 1)/(x - 1)", "((x+1))/((x-1))",
                    "((x+1)(x+2))/((x-1)(x+2))", "-((x+1)/(1-x))"],
        "incorrect": ["1 + 2/(x-1)", "x/(x-1) + 1/(x-1)", "(x+1)(x-1)^-1", "(x+1)*(1/(x-1))", "(1 + 1/x)/(1 - 1/x)", "1/((x-1)/(x+1))", "((x^2-1)/(x-1))/(x-1)", "(x+1)/(x-1) + 0", "(x+1)^2/(x-1)/(x+1)",
                      "2*((x+1)/(2x-2))", "1/(x-1)*(x+1)", "x/(x-1) - 1/(1-x)", "1/(1 - 2/(x+1))"],
    }),
    (key("1/x + 1/y", "single_fraction"), {
        "correct": ["(x+y)/(x y)", "(y+x)/(y*x)", "(2x+2y)/(2x y)"],
        "incorrect": ["1/x + 1/y", "(x+y)/x/y", "(1+x/y)/x", "1/(x y/(x+y))", "(x+y)*x^-1*y^-1", "(x+y)/x*(1/y)"],
    }),
    (key("x/2 + 1/3", "single_fraction"), {"correct": ["(3x+2)/6", "(6x+4)/12"], "incorrect": ["x/2+1/3", "(x+2/3)/2", "(1/6)(3x+2)", "1/6*(3x+2)", "0.5x + 1/3"]}),
    (key("e^(-x)/2 + 1/2", "single_fraction"), {"correct": ["(e^-x + 1)/2", "(1 + e^x)/(2e^x)"], "incorrect": ["e^(-x)/2 + 1/2", "(1/e^x + 1)/2"]}),
    (key("sin(x/2)/3", "single_fraction"), {"correct": ["sin(x/2)/3", "2sin(x/2)/6"], "incorrect": ["(1/3)sin(x/2)"]}),
    (key("x^(1/2)/(x + 1)", "single_fraction"), {"correct": ["x^(1/2)/(x+1)", "sqrt(x)/(x+1)"], "incorrect": ["1/(x^(-1/2)(x+1))", "sqrt(x)*(x+1)^(-1)"]}),
])  # fmt: skip

LOWEST = rows([
    (key("(x^2 + 2*x + 1)/(x^2 - 1)", "lowest_terms"), {
        "correct": ["(x+1)/(x-1)", "(1+x)/(x-1)", "-(x+1)/(1-x)", r"\frac{x+1}{x-1}", "1 + 2/(x-1)", "(-x-1)/(1-x)", "(x+1)*(1/(x-1))"],
        "incorrect": ["(x^2+x)/(x^2-x)", "(2x+2)/(2x-2)", "(0.5x+0.5)/(0.5x-0.5)", "(x+1)^2/((x-1)(x+1))", "(x^2+2x+1)/(x^2-1)", "2(x+1)/(2x-2)", "x/(x-1) + 1/(x-1)", "(x/2+1/2)/(x/2-1/2)", "(1+1/x)/(1-1/x)",
                      "2(x+1)/(2(x-1))", "(x+1)^2/(x-1)/(x+1)", "(x+1)/(x+2)*(x+2)/(x-1)", "(4x+4)/(6x-6)*(3/2)", "1/((x-1)/(x+1))", "-(x+1)(x+2)/((1-x)(x+2))", "(3x+3)/(3x-3)", "(x+1)/(x-1)*(2/2)"],
    }),
    (key("x/2 + 1/3", "lowest_terms"), {"correct": ["x/2 + 1/3", "(3x+2)/6", "1/2*x + 1/3"], "incorrect": ["2x/4 + 1/3", "x/2 + 2/6", "(6x+4)/12", "1.5x/3 + 1/3", "0.5x/1 + 2/6"]}),
    (key("6*x/(4*y)", "lowest_terms"), {"correct": ["3x/(2y)", "(3x)/(2y)", "3/2*x/y"], "incorrect": ["6x/(4y)", "1.5x/y", "3x^2/(2 x y)", "3x y/(2y^2)", "x/y*6/4"]}),
    (key("sin(x)/2", "lowest_terms"), {"correct": ["sin(x)/2"], "incorrect": ["2sin(x)/4", "sin(x)^2/(2sin(x))"]}),
    (key("3/4", "lowest_terms"), {"correct": ["3/4"], "incorrect": ["6/8", "0.75", "1.5/2", "1/2 + 1/4", "3*(1/4)"]}),
])  # fmt: skip

PARTIAL = rows([
    (key("2/(x^2 - 1)", "partial_fractions"), {
        "correct": ["1/(x-1) - 1/(x+1)", "-1/(x+1) + 1/(x-1)", "1/(x-1) + (-1)/(1+x)", "1/(x-1) + 1/(-x-1)", "-1/(1-x) - 1/(x+1)", "(x-1)^-1 - (x+1)^-1", "1/(x-1) - (1)/(x+1)", r"\frac{1}{x-1}-\frac{1}{x+1}"],
        "incorrect": ["2/(x^2-1)", "2/((x-1)(x+1))", "2/(x-1) - 1/(x-1) - 1/(x+1)", "(1+0)/(x-1) - 1/(x+1)", "x/(x-1) - 1 - 1/(x+1)", "1/(x-1) - 1/(x+1) + 0", "(x+1)/(x^2-1) - 1/(x+1)", "-(1/(x+1) - 1/(x-1))",
                      "(2-1)/(x-1) - 1/(x+1)", "1/(x-1) - (x-1)/(x^2-1)", "1/(x-1) - x/(x+1) + (x-1)/(x+1)"],
    }),
    (key("x/(x + 1)^2", "partial_fractions"), {
        "correct": ["1/(x+1) - 1/(x+1)^2", "-1/(x+1)^2 + 1/(1+x)", "1/(x+1) - (x+1)^-2"],
        "incorrect": ["x/(x+1)^2", "1/(x+1) - 1/(x^2+2x+1)", "(x+1)/(x+1)^2 - 1/(x+1)^2", "1/(x+1) - 1/((x+1)(x+1))", "2/(x+1) - 1/(x+1) - 1/(x+1)^2"],
    }),
    (key("(3*x + 5)/((x + 1)*(x^2 + 1))", "partial_fractions"), {
        "correct": ["1/(x+1) + (4-x)/(x^2+1)", "(-x+4)/(1+x^2) + 1/(x+1)", "1/(x+1) - (x-4)/(x^2+1)"],
        "incorrect": ["1/(x+1) - x/(x^2+1) + 4/(x^2+1)", "(3x+5)/((x+1)(x^2+1))", "1/(x+1) + (2(2) - x)/(x^2+1)", "1/(x+1) + (3-x+1)/(x^2+1)"],
    }),
    (key("1/(2*(x - 1)) - 1/(2*(x + 1))", "partial_fractions"), {
        "correct": ["1/(2(x-1)) - 1/(2(x+1))", "(1/2)/(x-1) - (1/2)/(x+1)", "0.5/(x-1) - 0.5/(x+1)", "1/2*1/(x-1) - 1/2*1/(x+1)", "1/(2x-2) - 1/(2x+2)", "(1/2)*(1/(x-1)) - (1/2)*(1/(x+1))"],
        "incorrect": ["1/((x-1)(x+1))", "1/2*(1/(x-1) - 1/(x+1))", "(1/(x-1) - 1/(x+1))/2", "2/(4(x-1)) - 1/(2(x+1))"],
    }),
    (key("(x^3 + 1)/(x^2 - 1)", "partial_fractions"), {"correct": ["x + 1/(x-1)"], "incorrect": ["x + (x+1)/(x^2-1)", "(x^2-x+1)/(x-1)", "1/(x-1) + 2x - x", "(x-1) + 1 + 1/(x-1)"]}),
    (key("1/(x^2 - a^2)", "partial_fractions"), {"correct": ["1/(2a(x-a)) - 1/(2a(x+a))", "(1/(2a))/(x-a) - (1/(2a))/(x+a)"], "incorrect": ["1/((x-a)(x+a))", "1/(x^2-a^2)", "(1/(2a))(1/(x-a) - 1/(x+a))"]}),
    (key("1/(x^2 + 1)", "partial_fractions"), {"correct": ["1/(x^2+1)"], "incorrect": ["2/(x^2+1) - 1/(x^2+1)"]}),
])  # fmt: skip

SQUARE = rows([
    (key("x^2 - 2*x + 4", "completed_square"), {
        "correct": ["(x-1)^2+3", "3 + (1-x)^2", "(x - 1)² + 3", "(-1 + x)^2 + 3", "3+(x-1)^2", r"\left(x-1\right)^2+3", "y = (x-1)^2 + 3", "(x-1.0)^2 + 3"],
        "incorrect": ["x^2-2x+4", "(x-1)^2+1+2", "(x-1)(x-1)+3", "x(x-2)+4", "(x-1)^2+6/2", "(x-2/2)^2+3", "(x-2+1)^2+3", "1(x-1)^2+3", "(x-1)^2*1+3", "(x-1)^2 + 3 + 0", "(x-1)^2+2x-2x+3", "(x-2)^2 + 2x", "2(x-1)^2/2 + 3",
                      "((x-1)^2+3)*1", "x^2 - 2x + 1 + 3", "(x-1)^(1+1)+3", "-(-(x-1)^2 - 3)", "(x-1)^2 + sqrt(9)", "3((x-1)^2/3 + 1)"],
    }),
    (key("2*x^2 + 2*x", "completed_square"), {
        "correct": ["2(x+1/2)^2 - 1/2", "(2x+1)^2/2 - 0.5", "2(x+0.5)^2 - 0.5", "-1/2 + 2(x+1/2)^2", "(2x+1)^2/2 - 1/2"],
        "incorrect": ["2x^2+2x", "2x(x+1)", "2((x+1/2)^2 - 1/4)", "2(x+2/4)^2 - 1/2", "2(x+1/2)^2 - 2/4", "(x+1)^2 + x^2 - 1", "2(x+1/2)(x+1/2) - 1/2"],
    }),
    (key("-x^2 + 4*x + 3", "completed_square"), {"correct": ["-(x-2)^2 + 7", "7 - (x-2)^2", "7-(2-x)²", "-1*(x-2)^2 + 7"], "incorrect": ["-((x-2)^2 - 7)", "-x^2+4x+3", "-(x-2)^2 + 4 + 3"]}),
    (key("x^2 + 6*x + 9", "completed_square"), {"correct": ["(x+3)^2", "(3+x)²"], "incorrect": ["(x+3)(x+3)", "x^2+6x+9", "(x+3)^2 + 0"]}),
    (key("x^2 + 4", "completed_square"), {"correct": ["x^2+4"], "incorrect": ["x*x+4", "(x-2)^2+4x"]}),
    (key("x^2 + y^2 - 2*x + 4*y", "completed_square"), {
        "correct": ["(x-1)^2 + (y+2)^2 - 5", "-5 + (y+2)^2 + (1-x)^2"],
        "incorrect": ["(x-1)^2 + y^2 + 4y - 1", "(x-1)^2 - 1 + (y+2)^2 - 4", "x^2 + y^2 - 2x + 4y"],
    }),
    (key("x^2 - 2*x + y", "completed_square"), {"correct": ["(x-1)^2 + y - 1"], "incorrect": ["x^2-2x+y"]}),
    (key("a*(x - h)^2 + k", "completed_square"), {"correct": ["a(x-h)^2 + k", "k + a(h-x)^2", "k+(x-h)^2*a"], "incorrect": ["a x^2 - 2a h x + a h^2 + k", "a((x-h)^2 + k/a)", "a(x-h)(x-h) + k"]}),
    (key("x^2 + b*x", "completed_square"), {"correct": ["(x + b/2)^2 - b^2/4"], "incorrect": ["x(x+b)", "(x+b)^2 - b x - b^2"]}),
])  # fmt: skip

SIMPLIFIED = rows([
    (key("x^2 + 3*x", "simplified"), {
        "correct": ["x^2+3x", "3x + x²", "x(x+3)"],
        "incorrect": ["x^2+x+2x", "x*x+3x", "1*x^2+3x", "x^2+(6/2)x", "x^2+3x+0", "x^2 + 3*2*x/2", "x^2 + 3x/1", "x^2 - -3x", "x^2+(-(-3))x", "(x^3+3x^2)/x", "x^2 + 3x + 1 - 1", "x^2+3x*sin(x)^2 + 3x*cos(x)^2", "x^2 + (1+2)x",
                      "(2x^2+6x)/2", "x(x+1+2)", "x^2 + 3x^1", "x(x + 1) + 2x", "(x+1)^2 + x - 1", "ln(e^(x^2+3x))", "x^2 + sqrt(9)x", "x^2 + 4x - x"],
    }),
    (key("3*sqrt(2)", "simplified"), {"correct": ["3sqrt(2)", "3√2"], "incorrect": ["sqrt(18)", "sqrt(2)+2sqrt(2)", "sqrt(9)*sqrt(2)", "3sqrt(8)/2", "3*2^0.5*1"]}),
    (key("sin(x)", "simplified"), {"correct": ["sin(x)", "sin x"], "incorrect": ["tan(x)cos(x)", "sin(x)*1", "sin(x)^2/sin(x)", "sin(x)(sin(x)^2+cos(x)^2)", "2sin(x)/2", "sin(2x/2)"]}),
    (key("1", "simplified", x="real"), {"correct": ["1"], "incorrect": ["sin(x)^2+cos(x)^2", "x/x", "(x+1)/(x+1)", "2/2", "cosh(x)^2-sinh(x)^2", "x - x + 1", "sec(x)^2 - tan(x)^2", "e^0"]}),
    (key("x", "simplified"), {"correct": ["x"], "incorrect": ["x(x+1) - x^2", "((x+1)^2-(x-1)^2)/4", "ln(e^x)", "(x^2)^(1/2)*sign(x)", "x^1", "2x - x", "(x^2-1)/(x-1) - 1", "-(-x)", "1/x^-1", "x^3/x^2", "cbrt(x)^3", "1/(1/x)"]}),
    (key("1/x", "simplified"), {"correct": ["1/x", "x^-1"], "incorrect": ["x/x^2", "1/(1*x)", "1*(1/x)", "2/(2x)", "x^-2*x", "1/x^1"]}),
    (key("-x*y", "simplified"), {"correct": ["-x y", "-(x y)", "x*(-y)"], "incorrect": ["-1*x*y", "(-x)*(-y)*(-1)", "x*y*(-1)", "-x*y/1"]}),
    (key("x/y", "simplified"), {"correct": ["x/y", "x*y^-1"], "incorrect": ["1/(y/x)", "x/(1/y^-1)", "x^2/(x y)", "1/(x^-1*y)", "-x/(-y)"]}),
    (key("sqrt(6)", "simplified"), {"correct": ["sqrt(6)"], "incorrect": ["sqrt(2)*sqrt(3)", "sqrt(24)/2", "sqrt(2)sqrt(3)*1"]}),
    (key("8*x^3", "simplified"), {"correct": ["8x^3"], "incorrect": ["(2x)^3", "2^3 x^3", "8x*x^2", "4x^3*2", "8(x)^2 x"]}),
    (key("(x + 1)/(x - 2)", "simplified"), {"correct": ["(x+1)/(x-2)", "(1+x)/(x-2)", "1 + 3/(x-2)"], "incorrect": ["(x^2+x)/(x^2-2x)", "(2x+2)/(2x-4)", "(x+1)^2/((x+1)(x-2))", "x/(x-2)+1/(x-2)", "(1+1/x)/(1-2/x)"]}),
    (key("e^(x + y)", "simplified"), {"correct": ["e^(x+y)", "exp(y+x)"], "incorrect": ["e^x e^y", "e^(x+y+0)", "e^(2x+y-x)"]}),
    (key("2*x*sin(x)", "simplified"), {"correct": ["2x sin(x)", "2sin(x) x"], "incorrect": ["x sin x + x sin x", "2*x*sin(x)*1", "x*2*sin(x)/1", "4x sin(x)/2"]}),
    (key("sqrt(x)", "simplified"), {"correct": ["sqrt(x)", "x^(1/2)", "x^0.5"], "incorrect": ["x/sqrt(x)", "sqrt(x)*1", "x^(2/4)", "sqrt(4x)/2"]}),
    (key("2/3", "simplified"), {"correct": ["2/3"], "incorrect": ["4/6", "1/3 + 1/3", "2*(1/3)", "1 - 1/3"]}),
])  # fmt: skip

WRITTEN = rows([
    (key("f + g*x", "as_written"), {
        "correct": ["f + g*x", "x g + f", "x*g+f", "(f) + (g*x)", "f + (x g)", "g x + f"],
        "incorrect": ["f - g(-x) + 0", "f + x*g*1/1", "(f/g + x)g", "f + 1*g*x", "f + g*x + 0", "f - (-g x)", "f + g*x^1", "f*1 + g x", "f + g*x/1", "-(-f) + g x", "f + g(x)*1", "(f^2 + f g x)/f"],
    }),
    (key("(a + b)*c", "as_written"), {"correct": ["c(b+a)", "(a+b)c", "(b+a)*c"], "incorrect": ["a c + b c", "-(-a-b)c", "c a + c b", "(a+b)*c*1", "c(a+b+0)"]}),
    (key("-a*b/c", "as_written"), {"correct": ["-a b/c", "-(a b/c)", "(-a)b/c", "a(-b)/c", "a b/(-c)", "-(b a)/c", "-a(b/c)", "(-a/c)b", "-b/c*a"], "incorrect": ["a b/c", "-1*a b/c", "a b/c*(-1)", "-a b c^-1", "-(a^1)b/c"]}),
    (key("a - b - c", "as_written"), {"correct": ["a - b - c", "-b - c + a", "a - c - b", "-b + a - c", "a + (-b) - c", "(a - b) - c"], "incorrect": ["a - (b + c)", "a + -1*b - c", "-(b + c) + a", "-(-a + b + c)"]}),
    (key("x^2 - 2*x + 1", "as_written"), {"correct": ["1 - 2x + x^2", "x^2 + 1 - 2x", "x^2 + (-2x) + 1", "x^2 + (-2)x + 1"], "incorrect": ["(x-1)^2", "x*x - 2x + 1", "x^2 - x - x + 1", "x^2 - 4x/2 + 1", "x^2 - 2x + 1^2", "(1-x)^2", "x^2 - 2x + 2 - 1"]}),
    (key("2^3*2^4", "as_written"), {"correct": ["2^3*2^4", "2^4*2^3"], "incorrect": ["2^7", "128", "8*16", "2^(3+4)"]}),
    (key("1/2*x", "as_written"), {"correct": ["1/2*x", "x/2", "x*(1/2)"], "incorrect": ["0.5x", "2x/4", "x*2^-1"]}),
    (key("sqrt(x)*x", "as_written"), {"correct": ["x sqrt(x)", "x√x"], "incorrect": ["x^(3/2)", "x*x^(1/2)", "sqrt(x^3)"]}),
    (key("0.50*x", "as_written"), {"correct": ["0.50x", "x*0.50"], "incorrect": ["x/2", "(1/2)x"]}),
])  # fmt: skip

NUMBERS = rows([
    (figure("6", "integer"), {"correct": ["6", "+6", "(6)", "x = 6", "06"], "incorrect": ["12/2", "6.0", "5", "6/1", "3!", "2*3", "5+1", "6e0", "--6", "sqrt(36)", "600%", "2^2 + 2", "-6"]}),
    (figure("-6", "integer"), {"correct": ["-6", "−6", "-(6)"], "incorrect": ["0-6", "-12/2", "-6.0", "-(-(-6))", "6", "-(7-1)"]}),
    (figure("-3/4", "fraction"), {"correct": ["-3/4", "3/-4", "(-3)/4", "-(3/4)", "-6/8", "6/(-8)", r"-\frac34", "-¾"], "incorrect": ["-0.75", "-75%", "-1.5/2", "-1/2 - 1/4", "-3*(1/4)", "3/4", "-(1 - 1/4)", "-sqrt(9)/4", "-3*4^-1", "-3/2/2"]}),
    (figure("-3/4", "lowest_terms"), {"correct": ["-3/4", "3/-4", "(-3)/4", "-(3/4)", "-¾"], "incorrect": ["-6/8", "-0.75", "-75%", "-1.5/2", "-3*(1/4)", "-1/2-1/4", "(-3)/(-4)", "-(6/8)", "6/-8", "-7.5e-1"]}),
    (figure("3/4", "lowest_terms"), {"correct": ["3/4", "¾", "(3)/(4)"], "incorrect": ["(-3)/(-4)", "6/8", "0.75", "1 - 1/4", "(3/2)/2", "3/4*1", "(1/4)*3", "2^-2*3", "0.75/1"]}),
    (figure("2", "lowest_terms"), {"correct": ["2"], "incorrect": ["4/2", "2.0", "1+1", "200%"]}),
    (figure("sqrt(2)/2", "lowest_terms"), {"correct": ["sqrt(2)/2", "1/sqrt(2)"], "incorrect": ["2sqrt(2)/4", "sqrt(8)/4", "0.5sqrt(2)", "sqrt(2)*0.5"]}),
    (figure("3/2", "lowest_terms", mixed=True), {"correct": ["1 1/2", "3/2", "1½"], "incorrect": ["1 2/4", "1.5", "6/4", "0 3/2"]}),
    (figure("3/2", "fraction", mixed=True), {"correct": ["1 1/2", "1 2/4", "6/4"], "incorrect": ["1.5", "1 + 0.5"]}),
    (figure("3/2", "fraction"), {"correct": ["3/2", "6/4"], "incorrect": ["1 + 1/2", "1.5", "3*1/2"]}),
    (figure("0.75", "decimal"), {"correct": ["0.75", ".75", "0.750", "+0.75"], "incorrect": ["3/4", "75%", "7.5e-1", "0.5+0.25", "1.5/2", "0.75*1", "75*10^-2"]}),
    (figure("1/3", "decimal", tolerance={"decimals": 2}), {"correct": ["0.33", "0.333", "0.3333333"], "incorrect": ["1/3", "33%", "33.3%", "0.3"]}),
    (figure("3", "decimal"), {"correct": ["3", "3.0"], "incorrect": ["6/2", "3e0"]}),
    (figure("45000", "scientific"), {
        "correct": ["4.5*10^4", "4.5e4", "4.50 * 10^4", "4.5·10⁴", r"4.5 \cdot 10^{4}", "4.5E4", "4.5×10^4", "4.5*10**4", "4.50e4", "4.5e+4", "4.5*10^(4)"],
        "incorrect": ["45000", "45*10^3", "0.45*10^5", "4.5*10^5", "45e3", "4.5*10000", "4.5*100^2", "(9/2)*10^4", "4.5*10^3*10", "4.5*10^(2+2)", "0.45e5", "450*10^2", "4.5/10^-4"],
    }),
    (figure("-0.0045", "scientific"), {"correct": ["-4.5*10^-3", "-4.5e-3", "-4.5*10^(-3)", "(-4.5)*10^-3"], "incorrect": ["-0.0045", "-45*10^-4", "4.5e-3", "-0.45e-2", "-4.5/10^3", "-4.5/1000"]}),
    (figure("1000", "scientific"), {"correct": ["10^3", "1*10^3", "1e3", "1.0e3"], "incorrect": ["1000", "10*10^2", "10e2"]}),
    (figure("0", "scientific"), {"correct": ["0", "0e0", "0.0"], "incorrect": ["1 - 1"]}),
    (figure("0.05", "percent"), {"correct": ["5%", "5.0%", "5 %", "(5)%"], "incorrect": ["0.05", "5", "1/20", "5e-2", "50%", "5%*1", "2% + 3%", "5/100"]}),
    (figure("-0.125", "percent"), {"correct": ["-12.5%", "(-12.5)%"], "incorrect": ["-0.125", "-1/8", "12.5%"]}),
    (figure("1/3", "percent"), {"correct": ["(100/3)%"], "incorrect": ["33%", "33.3%", "1/3"]}),
    (figure("1/3", "percent", tolerance={"decimals": 3}), {"correct": ["33.3%", "33.33%"], "incorrect": ["33%", "0.333", "1/3"]}),
])  # fmt: skip

TABLES = {
    "expanded": EXPANDED, "factored": FACTORED, "single_fraction": SINGLE, "lowest_terms": LOWEST, "partial_fractions": PARTIAL,
    "completed_square": SQUARE, "simplified": SIMPLIFIED, "as_written": WRITTEN, "number": NUMBERS,
}  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), [row for table in TABLES.values() for row in table])
def test_forms_are_judged_on_what_was_written(key, response, outcome):
    found = verdict(key, response)
    assert found.outcome == outcome, found.feedback


@pytest.mark.parametrize("form", TABLES)
def test_every_form_has_its_near_misses(form):
    assert len(TABLES[form]) >= 30


SAID = [
    (key("x^2 + 2*x + 1", "expanded"), "(x+1)^2", "Multiply out"), (key("x^2 + 2*x + 1", "expanded"), "x^2+x+x+1", "like terms"),
    (key("x^2 + 2*x + 1", "expanded"), "x^2+2x+3-2", "sums of numbers"), (key("x^2 + 2*x + 1", "expanded"), "x*x+2x+1", "equal factors"),
    (key("x^2 + 2*x + 1", "expanded"), "x^2+2x+1+0", "idle"), (key("x^2 + 2*x + 1", "expanded"), "x^2-(-2x-1)", "bracket behind a minus"),
    (key("x^2 + 2*x + 1", "expanded"), "x^2+4x/2+1", "reduced"), (key("x^2 + 2*x + 1", "expanded"), "x^2+2*1*x+1", "idle"),
    (key("x^2 - 1", "factored"), "x^2-1", "product of factors"), (key("2*x^2 - 2", "factored"), "2(x^2-1)", "factored further"),
    (key("2*x^2 - 2", "factored"), "(2x-2)(x+1)", "common numerical factor"), (key("x^2 + 2*x + 1", "factored"), "(x+1)(x+1)", "into a power"),
    (key("x^2 - 2", "factored"), "(x-sqrt(2))(x+sqrt(2))", "no roots"), (key("(x+1)/x", "single_fraction"), "1+1/x", "one fraction"),
    (key("(x+1)/x", "single_fraction"), "(x+1)*x^-1", "denominator"), (key("1/x", "lowest_terms"), "2/(2x)", "reduced"),
    (key("x/2", "lowest_terms"), "0.5x/1", "decimals"), (key("2/(x^2-1)", "partial_fractions"), "2/((x-1)(x+1))", "apart"),
    (key("x/(x-1)", "partial_fractions"), "x/(x-1)", "lower degree"), (key("x/(x+1)^2", "partial_fractions"), "1/(x+1)-1/(x^2+2x+1)", "power of a factor"),
    (key("x^2 - 2*x", "completed_square"), "x(x-2)", "square"), (key("x^2 - 2*x", "completed_square"), "(x-1)^2+1-2", "sums of numbers"),
    (key("2*x^2 - 4*x", "completed_square"), "2((x-1)^2-1)", "constant stands alone"), (key("x + 1", "simplified"), "(x^2+x)/x", "reduced"),
    (key("3*sqrt(2)", "simplified"), "sqrt(18)", "square factors"), (key("x", "simplified"), "ln(e^x)", "simplified"),
    (key("a + b", "as_written"), "a + b + 0", "form that is asked for"), (figure("6", "integer"), "6.0", "digits and a sign"),
    (figure("3/4", "lowest_terms"), "6/8", "reduced"), (figure("3/4", "lowest_terms"), "0.75", "not a decimal"), (figure("3/4", "lowest_terms"), "1.5/2", "No decimals"),
    (figure("3/4", "lowest_terms"), "75%", "not a percentage"), (figure("0.05", "percent"), "0.05", "sign %"), (figure("45", "scientific"), "45", "10^n"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "response", "said"), SAID)
def test_a_wrong_form_is_told_what_is_still_to_be_done(key, response, said):
    found = verdict(key, response)
    (feedback,) = found.feedback
    assert feedback.code == "wrong-form" and said in feedback.text, feedback.text


@pytest.mark.parametrize(
    "form",
    ["expanded", "factored", "simplified", "single_fraction", "lowest_terms", "partial_fractions", "completed_square"],
)
def test_a_wrong_value_is_told_as_such_whatever_its_form(form):
    found = verdict(key("x^2 - 2*x", form), "(x - 1)^2 + 5 - 2*3 + x")
    assert found.outcome == "incorrect" and "wrong-form" not in codes(found)


@pytest.mark.parametrize("form", ["expanded", "simplified", "lowest_terms"])
def test_credit_for_the_form_is_what_the_key_gives(form):
    asked = ExpressionAnswer(value="x + 1", form=form, form_credit=0.25)
    found = verdict(asked, "(2x + 2)/2")
    assert (found.outcome, found.score) == ("partial", 0.25)


# Random polynomials in random spellings -----------------------------------------------------------------------------

IRREDUCIBLE = ["x", "(x + 1)", "(x - 1)", "(x - 2)", "(2*x + 1)", "(3*x - 2)", "(x^2 + 1)", "(x^2 - 2)", "(x^2 + x + 1)", "(y + 2)", "(x + y)", "(x^2 + y)"]  # fmt: skip


def multiplied_out(text: str) -> str:
    """By SymPy, with its terms in an order of its own."""
    x, y = sympy.symbols("x y")
    return str(sympy.expand(sympy.Poly(to_sympy(parse(text)), x, y).as_expr()))


@settings(max_examples=150)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(IRREDUCIBLE), st.integers(1, 3)),
        min_size=1,
        max_size=3,
        unique_by=lambda part: part[0],
    ),
    number=st.integers(-6, 6).filter(bool),
    seed=st.integers(0, 999),
)
def test_polynomials_have_the_forms_they_are_written_in(parts, number, seed):
    draw = random.Random(seed)
    draw.shuffle(parts)
    powers = [base if power == 1 else f"{base}^{power}" for base, power in parts]
    product = "*".join(powers if abs(number) == 1 else [str(abs(number)), *powers])
    product = f"-{product}" if number < 0 else product
    out = multiplied_out(product)
    assume(len(out) < 400)  # what is much longer cannot be read
    swapped = product.replace("(x + 1)", "(1 + x)").replace("(x - 2)", "(-2 + x)")
    sums = [base for base, power in parts if base != "x"]
    alone = not sums or (len(parts) == 1 and parts[0][1] == 1 and abs(number) == 1)
    assert outcome(out, "expanded", out) == "correct"
    assert outcome(out, "factored", product) == outcome(out, "factored", swapped) == "correct"
    if number > 0 or not sums:
        assert outcome(out, "expanded", product) == ("correct" if alone else "incorrect")
    assert outcome(out, "factored", out) == ("correct" if alone else "incorrect")
    assert outcome(product, "simplified", f"{product} + 0") == "incorrect"
    for near in near_misses(parts, number, powers, product):
        assert outcome(out, "factored", near) == "incorrect", near


def near_misses(parts, number, powers, product):
    """The same polynomial, not quite factored."""
    yield f"{product} + 0"
    yield f"({product})*1" if number > 0 else f"({product})/1"
    yield f"2*({product})/2"
    if len(parts) > 1 and any(base != "x" for base, _ in parts):
        first, second, *rest = powers
        yield "*".join([str(number), f"({multiplied_out(f'{first}*{second}')})", *rest])
    for i, (base, power) in enumerate(parts):
        others = [each for j, each in enumerate(powers) if j != i]
        if power > 1:
            yield "*".join([f"({number})", *[base] * power, *others])
        if base != "x" and abs(number) > 1:
            yield "*".join([f"({multiplied_out(f'{number}*{base}')})", *[base] * (power - 1), *others])


def outcome(value: str, form: str, response: str) -> str:
    found = verdict(key(value, form, x="real", y="real"), response)
    assert found.outcome != "invalid" and ("wrong-form" in codes(found)) == (found.outcome == "incorrect"), (
        response,
        found,
    )
    return found.outcome


@settings(max_examples=150)
@given(p=st.integers(-60, 60), q=st.integers(1, 60), k=st.integers(1, 5))
def test_fractions_are_in_lowest_terms_exactly_when_nothing_divides_both(p, q, k):
    value = Fraction(p, q)
    asked = figure(str(value), "lowest_terms")
    reduced = gcd(p, q) == 1
    assert (verdict(asked, f"{p}/{q}").outcome == "correct") == reduced
    assert (verdict(asked, f"{k * p}/{k * q}").outcome == "correct") == (reduced and k == 1)
    assert (verdict(asked, f"-({-p}/{q})").outcome == "correct") == (reduced and p <= 0) or p > 0
    assert verdict(figure(str(value), "fraction"), f"{k * p}/{k * q}").outcome == "correct"


@settings(max_examples=100)
@given(digits=st.integers(1, 99_999), exponent=st.integers(-12, 12))
def test_numbers_are_scientific_exactly_with_one_digit_before_the_point(digits, exponent):
    text = str(digits)
    value = Fraction(digits) * Fraction(10) ** exponent
    asked = figure(str(value), "scientific")
    for point in range(1, len(text) + 1):
        mantissa = text[:point] + ("." + text[point:] if text[point:] else "")
        shifted = exponent + len(text) - point
        expected = "correct" if point == 1 else "incorrect"
        assert verdict(asked, f"{mantissa}*10^({shifted})").outcome == expected
        assert verdict(asked, f"{mantissa}e{shifted}").outcome == expected
