"""Learners' answers: shorthand, Unicode, calculator habits; what is ambiguous is asked back, what is unknown is named."""

import pytest
from hypothesis import given, settings

from generators.notation import NotationError, Vocabulary, house, read
from tests.notation.test_parse import ANYTHING

XY = Vocabulary(symbols=frozenset({"x", "y", "a", "lambda", "x_1"}))

READINGS = [
    ("2x(x+1)", "2*x*(x + 1)"), ("xy", "x*y"), ("x y", "x*y"), ("x(y)", "x*y"), ("x(x-1)(x+1)", "x*(x - 1)*(x + 1)"),
    ("2xy^2", "2*x*y^2"), ("x^2y", "x^2*y"), ("xpi", "x*pi"), ("pix", "pi*x"), ("3pi", "3*pi"),
    ("sinx", "sin(x)"), ("xsinx", "x*sin(x)"), ("sin2x", "sin(2*x)"), ("2sinx", "2*sin(x)"), ("lnx", "ln(x)"),
    ("sin x cos y", "sin(x)*cos(y)"), ("sin^2 x", "sin(x)^2"), ("sin^2x", "sin(x)^2"), ("sin^-1(x)", "asin(x)"),
    ("sin(x)^2", "sin(x)^2"), ("sin -x", "sin(-x)"), ("ln x/x", "ln(x)/x"), ("ln|x|", "ln(|x|)"), ("log(x)", "ln(x)"),
    ("log_2(x)", "log(x, 2)"), ("log10(x)", "log10(x)"), ("arctan x", "atan(x)"), ("exp(-x)", "exp(-x)"),
    ("e^x", "e^x"), ("e^-x", "e^(-x)"), ("2^-x", "2^(-x)"), ("-x^2", "-x^2"), ("x^y^a", "x^(y^a)"), ("x**2", "x^2"),
    ("x²", "x^2"), ("x⁻²", "x^(-2)"), ("½x", "1/2*x"), ("√2", "sqrt(2)"), ("√(x+1)", "sqrt(x + 1)"), ("a√x", "a*sqrt(x)"),
    ("(1/2)x", "1/2*x"), ("x/y/2", "x/y/2"), ("1/2*x", "1/2*x"), ("1/sin x", "1/sin(x)"), ("5%", "5%"), ("3!", "3!"),
    ("x·y", "x*y"), ("3x×2", "3*x*2"), ("x−1", "x - 1"), ("x – 1", "x - 1"), ("x ≤ 2", "x <= 2"), ("x==1", "x = 1"),
    ("λx", "lambda*x"), ("lambda x", "lambda*x"), ("lambdax", "lambda*x"), ("x₁", "x_1"), ("x_1", "x_1"), ("2x_1y", None),
    ("|x-1||x+1|", "|x - 1|*|x + 1|"), ("|x|", "|x|"), ("1e-3", "1e-3"), ("2e3", "2e3"), (".5", "0.5"), ("1,5", "1, 5"),
    ("[1, 2, 3]", "[1, 2, 3]"), ("[[1,2],[3,4]]", "[[1, 2], [3, 4]]"), ("[1,2;3,4]", "[[1, 2], [3, 4]]"),
    ("{1, 2}", "{1, 2}"), ("{}", "emptyset"), ("∅", "emptyset"), ("(1, 2]", "(1, 2]"), ("[1,2) U (3,oo)", "[1, 2) cup (3, oo)"),
    ("(-∞, 2)", "(-oo, 2)"), ("(-inf, 2)", "(-oo, 2)"), ("x = 1 or x = 2", "x = 1 or x = 2"),
    ("x > 1 and x < 5", "x > 1 and x < 5"), ("1 < x < 5", "1 < x < 5"), ("y = 2x + 1", "y = 2*x + 1"),
    ("[[1, 2 | 3], [4, 5 | 6]]", "[[1, 2 | 3], [4, 5 | 6]]"), ("[[-2,-1|1],[0,5|-6]]", "[[-2, -1 | 1], [0, 5 | -6]]"), ("[2 |x|, 3]", "[2*|x|, 3]"), ("[|x|, 1]", "[|x|, 1]"),
    ("x = ±2", "x = pm 2"), ("x = 1, y = 2", "x = 1, y = 2"), ("cbrt(x)", "cbrt(x)"), ("root(x, 3)", "root(x, 3)"),
    ("x\u00a0+\u20091", "x + 1"), ("sin(2 x)", "sin(2*x)"), ("Abs(x)", "|x|"), ("2 ( x + 1 )", "2*(x + 1)"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "tree"), [row for row in READINGS if row[1]])
def test_reading(typed, tree):
    assert house(read(typed, XY)) == tree


REFUSALS = [
    ("1/2x", "two ways", "`(1/2)*x` or `1/(2*x)`"), ("a/xy", "two ways", "`(a/x)*y` or `a/(x*y)`"),
    ("1/2(x+1)", "two ways", "`(1/2)*(x+1)` or `1/(2*(x+1))`"), ("(x+1)/2x", "two ways", "`((x+1)/2)*x` or `(x+1)/(2*x)`"),
    ("1/2sin(x)", "two ways", "`(1/2)*sin(x)` or `1/(2*sin(x))`"), ("3 + 1/2x", "two ways", "`(1/2)*x` or `1/(2*x)`"),
    ("asinx", "two ways", "`a*sin(x)` or `asin(x)`"), ("sin x/2", "argument of the function", "`sin(x)/2` or `sin(x/2)`"),
    ("√2x", "how far the root", "`sqrt(2)*x` or `sqrt(2*x)`"), ("e^2x", "exponent ends", "`e^(2*x)` or `e^2*x`"), ("x2", "several things", "`x*2` or `x^2`"), ("x1", "several", "`x*1` or `x^1` or `x_1`"),
    ("log2(x)", "two things", "`log_2(x)` or `ln(2*x)`"), ("t", "`t` is not a variable of this exercise", None),
    ("X", "`X` is not a variable", "`x`"), ("foo(x)", "not a function or variable", None), ("lamda", "not a variable", "`lambda`"),
    ("1 1/2", "side by side", "`1 + 1/2` or `1*(1/2)`"), ("x 2", "cannot follow", "`x*2` or `x^2`"), ("x=>1", "`=>`", "`>=`"), ("[1 2]", "commas", "`[1, 2]`"),
    ("det(x)", "Give the result", None), ("integrate(x)", "Give the result", None), ("diff(x, x)", "Give the result", None),
    ("solve(x)", "Give the result", None), ("nan", "not a value", None),
    ("sin", "needs an argument", "`sin(x)`"), ("min", "parentheses", "`min(...)`"), ("x ~ 2", "`~`", None), ("90°", "radians", None),
    ("import os", "not a variable", None), ("__class__", "`_`", None), ("x; import os", "not a variable", None), ("'x'", "prime", None),
    ("{1, ..., 5}", "dots", None), ("i", "`i` is not a variable", None), ("P(x)", "not be used", None), ("х", "U+0445", None),
    ("ｘ", "U+FF58", None), ("9" * 61, "digits", None), ("1e301", "power of ten", None), ("x" * 1001, "1,001 characters", None),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "word", "suggestion"), REFUSALS)
def test_refusal_says_why_and_what_else(typed, word, suggestion):
    with pytest.raises(NotationError) as caught:
        read(typed, XY)
    assert word in caught.value.message and caught.value.suggestion == suggestion


def test_declared_names_win():
    words = Vocabulary(symbols=frozenset({"E", "beta", "i", "in", "sin"}))
    assert house(read("E*beta", words)) == "E*beta"
    assert house(read("2i", words)) == "2*i"
    assert house(read("in + 1", words)) == "in + 1"
    assert house(read("sin + 1", words)) == "sin + 1"
    assert house(read("xy", Vocabulary(symbols=frozenset({"x", "y", "xy"})))) == "xy"
    with pytest.raises(NotationError, match="two ways"):
        read("xyz", Vocabulary(symbols=frozenset({"x", "yz", "xy", "z"})))


def test_scientific_numbers_give_way_to_a_declared_e():
    with pytest.raises(NotationError, match="two things"):
        read("2e3", Vocabulary(symbols=frozenset({"e"})))


def test_called_names_are_functions_only_if_declared():
    words = Vocabulary(symbols=frozenset({"x", "t"}), called=frozenset({"f"}))
    assert house(read("f(x) + f'(t)", words)) == "f(x) + f'(t)"
    assert house(read("x(t)", words)) == "x*t"


def test_options_of_the_vocabulary():
    assert house(read("1,5 + 2", Vocabulary(decimal_comma=True))) == "1.5 + 2"
    assert house(read("[1,5; 2]", Vocabulary(decimal_comma=True))) == "[1.5, 2]"
    assert house(read("1 1/2", Vocabulary(mixed=True))) == "1 + 1/2"
    assert house(read("1½", Vocabulary(mixed=True))) == "1 + 1/2"
    assert house(read("2i + 1", Vocabulary(complex=True))) == "2*i + 1"
    assert house(read("speed*t", Vocabulary(open_names=True))) == "speed*t"
    with pytest.raises(NotationError, match="`cos` may not be used"):
        read("cos(1)", Vocabulary(functions=frozenset({"sin"})))
    assert house(read("det([[1]])", Vocabulary(functions=frozenset({"det"})))) == "det([1])"


@settings(max_examples=1500, deadline=None)
@given(ANYTHING)
def test_no_text_raises_anything_else(text):
    for format in ("text", "latex", None):
        try:
            read(text, XY, format)
        except NotationError as error:
            assert 0 <= error.at <= len(text) and error.at <= error.end
