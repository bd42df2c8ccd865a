"""What learners type as plain text is read as a careful person would; what can mean two things is asked back, never guessed."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.answers import (
    check,
    equation,
    expression,
    finite_set,
    interval,
    matrix,
    number,
    preview,
    table,
    vector,
)
from generators.answers.reading import in_words
from generators.notation import NotationError, Vocabulary, house, read
from generators.notation.functions import FUNCTIONS
from generators.notation.locales import decimal_comma
from generators.notation.tree import Braces, Call, Chain, Logic, Name, Neg, Num, Op, Rows, Series, Tuple
from tests.answers import codes, verdict


def words(symbols="", called="", **options):
    return Vocabulary(symbols=frozenset(symbols.split()), called=frozenset(called.split()), **options)


X = words("x y a lambda")
SERIES = words("n k x")
CALLED = words("x t", "f g")
NAMES = words("E I N S Q beta lambda i")
INDEXED = words("a_1 a_2 x_i a_ij x")
GREEK = words("r theta phi omega t A")
EULER = words("x", euler=True)
LETTER_E = words("e x")
COMPLEX = words("x", complex=True)
MIXED = words("x", mixed=True, single=True)
ONE = words("x y", single=True)
LIST = words("x y", lists=True)
COMMA = words("x y", decimal_comma=True)
COMMA_ONE = words("x y", decimal_comma=True, single=True)
COMMA_LIST = words("x y", decimal_comma=True, lists=True)
OPEN = Vocabulary(open_names=True)
WORDS_AS_NAMES = words("p m i n x")
VOCABULARIES = [
    X,
    SERIES,
    CALLED,
    NAMES,
    INDEXED,
    GREEK,
    EULER,
    LETTER_E,
    COMPLEX,
    MIXED,
    ONE,
    LIST,
    COMMA,
    COMMA_ONE,
    COMMA_LIST,
    OPEN,
    WORDS_AS_NAMES,
]

# (vocabulary, typed, canonical reading) or (vocabulary, typed, column of the error, its message, what may be meant)
ROWS = [
    # Products without a sign
    (X, "2x(x+1)", "2*x*(x + 1)"),
    (X, "xy", "x*y"),
    (X, "x y", "x*y"),
    (X, "x(y)", "x*y"),
    (X, "x (y+1)", "x*(y + 1)"),
    (X, "x(x-1)(x+1)", "x*(x - 1)*(x + 1)"),
    (X, "(x+1)^2(x-1)", "(x + 1)^2*(x - 1)"),
    (X, "2xy^2", "2*x*y^2"),
    (X, "2xyxy", "2*x*y*x*y"),
    (X, "x^2y", "x^2*y"),
    (X, "x^2 y", "x^2*y"),
    (X, "x^10", "x^10"),
    (X, "2(3)", "2*3"),
    (X, "(2)(3)", "2*3"),
    (X, "3(1/2)", "3*(1/2)"),
    (X, "2x*3y", "2*x*3*y"),
    (X, "xpi", "x*pi"),
    (X, "pix", "pi*x"),
    (X, "2pi", "2*pi"),
    (X, "pi x^2", "pi*x^2"),
    (X, "πx²", "pi*x^2"),
    (X, "2·x", "2*x"),
    (X, "2··x", 2, "Two `·` in a row.", None),
    (X, "x×y", "x*y"),
    (X, "3x×2", "3*x*2"),
    (X, "a√x", "a*sqrt(x)"),
    (X, "x√y", "x*sqrt(y)"),
    (X, "0x", "0*x"),
    (X, "2.(x+1)", "2*(x + 1)"),
    (X, "2⌊x⌋", "2*floor(x)"),
    (X, "5%", "5%"),
    (X, "lambda x", "lambda*x"),
    (X, "λx", "lambda*x"),
    (X, "lambdax", "lambda*x"),
    # Signs
    (X, "-x^2", "-x^2"),
    (X, "(-x)^2", "(-x)^2"),
    (X, "−x", "-x"),
    (X, "x – 1", "x - 1"),
    (X, "x—1", 1, "The character U+2014 cannot be read here. Write - for a minus.", None),
    (X, "x--1", "x - (-1)"),
    (X, "x---1", "x - (-(-1))"),
    (X, "x*-1", "x*(-1)"),
    (X, "x/-y", "x/(-y)"),
    (X, "2^-x", "2^(-x)"),
    (X, "2^-x^2", "2^(-x^2)"),
    (X, "x^+2", "x^2"),
    (X, "3 + -2", "3 + (-2)"),
    (X, "3+-2", 1, "`+-` can mean two things here.", "`±` or `+ (-...)`"),
    (X, "x=+-1", "x = pm 1"),
    (X, "x=±1", "x = pm 1"),
    (X, "x = 1 +/- 2", "x = 1 pm 2"),
    (X, "x ± 1", "x pm 1"),
    (X, "+x", "x"),
    (X, "x-+1", "x - 1"),
    (X, "x ++ y", "x + y"),
    # Powers
    (X, "x^y^a", "x^(y^a)"),
    (X, "x**2", "x^2"),
    (X, "x²", "x^2"),
    (X, "x⁻¹", "x^(-1)"),
    (X, "x²y³", "x^2*y^3"),
    (X, "2ˣ", "2^x"),
    (X, "x²ʸ", "x^(2*y)"),
    (X, "x²⁺ʸ", "x^(2 + y)"),
    (X, "x⁽ʸ⁺¹⁾", "x^(y + 1)"),
    (X, "10⁻³", "10^(-3)"),
    (X, "e^-x", "e^(-x)"),
    (X, "e^x y", "e^x*y"),
    (X, "e^2 x", "e^2*x"),
    (X, "e^2x", 1, "It is not clear where the exponent ends.", "`e^(2*x)` or `e^2*x`"),
    (X, "2^3x", 1, "It is not clear where the exponent ends.", "`2^(3*x)` or `2^3*x`"),
    (X, "e^-2x", 1, "It is not clear where the exponent ends.", "`e^(-2*x)` or `e^-2*x`"),
    (X, "e^xy", 1, "It is not clear where the exponent ends.", "`e^(x*y)` or `e^x*y`"),
    (X, "2^xy", 1, "It is not clear where the exponent ends.", "`2^(x*y)` or `2^x*y`"),
    (X, "e^xsiny", "e^x*sin(y)"),
    (X, "e^x(x+1)", "e^x*(x + 1)"),
    (X, "xe^x", "x*e^x"),
    (X, "xe^xsinx", "x*e^x*sin(x)"),
    (X, "e^xe^y", "e^x*e^y"),
    (X, "e^xlnx", 1, "It is not clear where the exponent ends.", "`e^(x*lnx)` or `e^x*lnx`"),
    (X, "2^xln2", "2^x*ln(2)"),
    (X, "x^2e^x", "x^2*e^x"),
    (X, "x^2(x+1)", "x^2*(x + 1)"),
    (X, "x^xlnx", "x^x*ln(x)"),
    (X, "x^1/2", "x^1/2"),
    (X, "x^(1/2)", "x^(1/2)"),
    (X, "x^-0.5", "x^(-0.5)"),
    (X, "(x+1)^2y", "(x + 1)^2*y"),
    (X, "e^{2x}", "e^(2*x)"),
    (X, "x^", 1, "The exponent is missing behind `^`.", None),
    (X, "x^*2", 2, "A number or a name is missing before `*`.", None),
    (X, "2x^^2", 3, "Two `^` in a row.", None),
    (X, "x^²", 2, "An exponent needs something before it.", None),
    # Quotients
    (X, "1/2x", 1, "This can be read in two ways: put parentheses where you mean them.", "`(1/2)*x` or `1/(2*x)`"),
    (X, "1/2 x", 1, "This can be read in two ways: put parentheses where you mean them.", "`(1/2)*x` or `1/(2*x)`"),
    (X, "(1/2)x", "1/2*x"),
    (X, "1/2*x", "1/2*x"),
    (X, "x/2y", 1, "This can be read in two ways: put parentheses where you mean them.", "`(x/2)*y` or `x/(2*y)`"),
    (X, "x/y a", 1, "This can be read in two ways: put parentheses where you mean them.", "`(x/y)*a` or `x/(y*a)`"),
    (X, "x/ya", 1, "This can be read in two ways: put parentheses where you mean them.", "`(x/y)*a` or `x/(y*a)`"),
    (X, "a/x(y+1)", 1, "This can be read in two ways: put parentheses where you mean them.", "`(a/x)*(y+1)` or `a/(x*(y+1))`"),
    (X, "1/x+1", "1/x + 1"),
    (X, "1/(2x)", "1/(2*x)"),
    (X, "x/y/a", "x/y/a"),
    (X, "x/y*a", "x/y*a"),
    (X, "4/3pi x^2", 1, "This can be read in two ways: put parentheses where you mean them.", "`(4/3)*pi x^2` or `4/(3*pi x^2)`"),
    (X, "3 + 1/2x", 5, "This can be read in two ways: put parentheses where you mean them.", "`(1/2)*x` or `1/(2*x)`"),
    (X, "x/", 2, "Something is missing at the end behind `/`.", None),
    (X, "1//2", 2, "Two `/` in a row.", None),
    (X, "x ÷ y", "x/y"),
    (X, "6:2", 1, "`:` is not expected here. Write / for a division.", None),
    (X, "1/sin x cos y", 1, "This can be read in two ways: put parentheses where you mean them.", "`(1/sin x)*cos y` or `1/(sin x*cos y)`"),
    (X, "x/sin x", "x/sin(x)"),
    (X, "1/2|x|", 1, "This can be read in two ways: put parentheses where you mean them.", "`(1/2)*|x|` or `1/(2*|x|)`"),
    (X, "½x", "1/2*x"),
    (X, "x½", 1, "It is not clear what this fraction does here.", "`x*(1/2)` or `x^(1/2)`"),
    # Functions
    (X, "sinx", "sin(x)"),
    (X, "sin x", "sin(x)"),
    (X, "sin2x", "sin(2*x)"),
    (X, "sin 2x", "sin(2*x)"),
    (X, "sin^2 x", "sin(x)^2"),
    (X, "sin²x", "sin(x)^2"),
    (X, "sin^2 2x", "sin(2*x)^2"),
    (X, "sin(x)^2", "sin(x)^2"),
    (X, "(sin x)^2", "sin(x)^2"),
    (X, "sin^-1(x)", "asin(x)"),
    (X, "sin⁻¹x", "asin(x)"),
    (X, "sin^-2 x", "sin(x)^(-2)"),
    (X, "tan^-1 x", "atan(x)"),
    (X, "tan(x)^-1", "tan(x)^(-1)"),
    (X, "sin(x)cos(x)", "sin(x)*cos(x)"),
    (X, "sin x cos y", "sin(x)*cos(y)"),
    (X, "2sinxcosx", "2*sin(x)*cos(x)"),
    (X, "xsinx", "x*sin(x)"),
    (X, "cosxsinx", "cos(x)*sin(x)"),
    (X, "sin(x)x", "sin(x)*x"),
    (X, "sin(x)(y+1)", "sin(x)*(y + 1)"),
    (X, "sin x(y+1)", 5, "It is not clear where the argument of the function ends.", "`sin(x)*(y+1)` or `sin(x*(y+1))`"),
    (X, "sin 2(x+1)", 5, "It is not clear where the argument of the function ends.", "`sin(2)*(x+1)` or `sin(2*(x+1))`"),
    (X, "sin x e^y", 6, "It is not clear where the argument of the function ends.", "`sin(x)*e^y` or `sin(x*e^y)`"),
    (X, "sin x/2", 5, "It is not clear where the argument of the function ends.", "`sin(x)/2` or `sin(x/2)`"),
    (X, "sinx/2", 4, "It is not clear where the argument of the function ends.", "`sin(x)/2` or `sin(x/2)`"),
    (X, "sin(x)/2", "sin(x)/2"),
    (X, "sin pi x", "sin(pi*x)"),
    (X, "sin x^2", "sin(x^2)"),
    (X, "sin -x", "sin(-x)"),
    (X, "ln x^2", "ln(x^2)"),
    (X, "ln|x|", "ln(|x|)"),
    (X, "ln|x|x", "ln(|x|)*x"),
    (X, "ln|x|/2", "ln(|x|)/2"),
    (X, "ln|x||y|", 5, "It is not clear where the argument of the function ends.", "`ln(|x|)*|y|` or `ln(|x|*|y|)`"),
    (X, "ln²x", "ln(x)^2"),
    (X, "lnx/x", "ln(x)/x"),
    (X, "ln ln x", "ln(ln(x))"),
    (X, "exp x", "exp(x)"),
    (X, "exp^x", 0, "`exp` needs its argument in parentheses.", "`exp(x)` or `e^x`"),
    (X, "asinx", 0, "`asinx` can be read in two ways.", "`a*sin(x)` or `asin(x)`"),
    (X, "arctan x", "atan(x)"),
    (X, "cosec x", "csc(x)"),
    (X, "sinhx", "sinh(x)"),
    (X, "arsinh x", "asinh(x)"),
    (X, "abs(x)", "|x|"),
    (X, "abs x", 0, "`abs` needs its argument in parentheses.", "`abs(...)`"),
    (X, "max(x, y)", "max(x, y)"),
    (X, "min x", 0, "`min` needs its argument in parentheses.", "`min(...)`"),
    (X, "gcd(4, 6)", "gcd(4, 6)"),
    (X, "sin", 0, "`sin` needs an argument.", "`sin(x)`"),
    (X, "sin +", 0, "`sin` needs an argument.", "`sin(x)`"),
    (X, "sin{x}", 0, "`sin` needs its argument in round parentheses.", "`sin(...)`"),
    (X, "sin(x, y)", 0, "`sin` takes 1 argument, not 2.", None),
    (X, "det(x)", 0, "Give the result: `det` only names what is to be worked out.", None),
    (X, "integrate(x, x)", 0, "Give the result: `integrate` only names what is to be worked out.", None),
    (X, "SIN(x)", 0, "`SIN` is not a function or variable of this exercise.", "`sin`"),
    (X, "Sin x", 0, "`Sin` is not a variable of this exercise.", "`sin`"),
    # Roots
    (X, "√x", "sqrt(x)"),
    (X, "√(x+1)", "sqrt(x + 1)"),
    (X, "√2", "sqrt(2)"),
    (X, "√x+1", "sqrt(x) + 1"),
    (X, "√x/2", "sqrt(x)/2"),
    (X, "√2x", 0, "It is not clear how far the root reaches: put parentheses.", "`sqrt(2)*x` or `sqrt(2*x)`"),
    (X, "√x²", 0, "It is not clear how far the root reaches: put parentheses.", "`sqrt(x)²` or `sqrt(x²)`"),
    (X, "√sin(x)", "sqrt(sin(x))"),
    (X, "√|x|", "sqrt(|x|)"),
    (X, "sqrt 2", "sqrt(2)"),
    (X, "sqrt2", "sqrt(2)"),
    (X, "sqrt x + 1", "sqrt(x) + 1"),
    (X, "sqrt x+1", 0, "It is not clear how far the root reaches: put parentheses.", "`sqrt(x)+1` or `sqrt(x+1)`"),
    (X, "sqrt2x", 0, "It is not clear how far the root reaches: put parentheses.", "`sqrt(2)*x` or `sqrt(2*x)`"),
    (X, "sqrt 2x", 0, "It is not clear how far the root reaches: put parentheses.", "`sqrt(2)*x` or `sqrt(2*x)`"),
    (X, "sqrt2/2", "sqrt(2)/2"),
    (X, "sqrt 2/2", 6, "It is not clear where the argument of the function ends.", "`sqrt(2)/2` or `sqrt(2/2)`"),
    (X, "2√3", "2*sqrt(3)"),
    (X, "√2√3", "sqrt(2)*sqrt(3)"),
    (X, "³√x", "cbrt(x)"),
    (X, "∛8", "cbrt(8)"),
    (X, "⁴√x", "root(x, 4)"),
    (X, "∜x", "root(x, 4)"),
    (X, "2 ³√x", "2*cbrt(x)"),
    (X, "2³√x", 1, "It is not clear whether this is an exponent or belongs to the root.", None),
    (X, "cbrt(x)", "cbrt(x)"),
    (X, "root(x, 3)", "root(x, 3)"),
    (X, "root3(x)", 0, "`root3` is not a function that is known here.", "`root(x, 3)`"),
    # Logarithms
    (X, "log(x)", "ln(x)"),
    (X, "lg x", "log10(x)"),
    (X, "log10(x)", "log10(x)"),
    (X, "log10 x", "log10(x)"),
    (X, "log(x, 2)", "log(x, 2)"),
    (X, "log_2 x", "log(x, 2)"),
    (X, "log_2(x)", "log(x, 2)"),
    (X, "log_2x", "log(x, 2)"),
    (X, "log_2^2 x", "log(x, 2)^2"),
    (X, "log₂x", "log(x, 2)"),
    (X, "log₂8", "log(8, 2)"),
    (X, "log_(y)(x)", "log(x, y)"),
    (X, "log_y x", "log(x, y)"),
    (X, "log2(x)", 0, "`log2` can mean two things.", "`log_2(x)` or `ln(2*x)`"),
    (X, "log2x", 0, "`log2x` can be read in two ways.", "`log_2(x)` or `ln(2*x)`"),
    (X, "log10x", 0, "`log10x` can be read in two ways.", "`ln(10*x)` or `log10(x)`"),
    (X, "log 2x", "ln(2*x)"),
    (X, "ln(x)/ln(2)", "ln(x)/ln(2)"),
    (X, "ln^-1 x", 0, "`ln^-1` can mean two things.", "`1/ln(x)`"),
    (X, "log_(2, 3)(x)", 4, "A logarithm has one base.", None),
    (X, "log(1,2,3)", 0, "`log` takes 1 or 2 arguments, not 3.", None),
    # Bars
    (X, "|x|y", "|x|*y"),
    (X, "x|y|", "x*|y|"),
    (X, "2|x|", "2*|x|"),
    (X, "|x-1||x+1|", "|x - 1|*|x + 1|"),
    (X, "||x|-1|", "abs(|x| - 1)"),
    (X, "|x-|y||", "abs(x - |y|)"),
    (X, "|x|^2", "|x|^2"),
    (X, "-|x|", "-|x|"),
    (X, "|x|+|y|", "|x| + |y|"),
    (X, "|x|y|a|", 0, "These bars can be read in two ways.", "`|x|*y*|a|` or `abs(x*|y|*a)`"),
    (X, "|x|(x+1)|x|", 0, "These bars can be read in two ways.", "`|x|*(x + 1)*|x|` or `abs(x*|x + 1|*x)`"),
    (X, "|x", 2, "`|` is missing: the `|` in column 1 is never closed.", None),
    (X, "||", 2, "Something is missing at the end behind `|`.", None),
    (X, "⌈x+1⌉", "ceil(x + 1)"),
    (X, "⌊x⌋⌊y⌋", "floor(x)*floor(y)"),
    (X, "⌊x", 2, "`⌋` is missing: the `⌊` in column 1 is never closed.", None),
    # Numbers
    (X, "5.", "5"),
    (X, ".5", "0.5"),
    (X, "5.0", "5.0"),
    (X, "1e-3", "1e-3"),
    (X, "2e3", "2e3"),
    (X, "2E3", "2e3"),
    (X, "3.2E5", "3.2e5"),
    (X, "3.2*10^5", "3.2*10^5"),
    (X, "3.2×10⁵", "3.2*10^5"),
    (X, "3.2x10^5", 3, "`x` is a variable here: write * for a product.", "`3.2*10^5`"),
    (X, "2e", "2*e"),
    (X, "2*e*3", "2*e*3"),
    (X, "5!", "5!"),
    (X, "2x!", "2*x!"),
    (X, "x!!", 1, "Two `!` in a row can mean two things.", "`(x!)!`"),
    (X, "1 1/2", 2, "Two numbers stand side by side: an operator or a comma is missing between them.", "`1 + 1/2` or `1*(1/2)`"),
    (X, "1½", 1, "Two numbers stand side by side: an operator or a comma is missing between them.", "`1 + 1/2` or `1*(1/2)`"),
    (X, "2 3", 2, "Two numbers stand side by side: an operator or a comma is missing between them.", "`2*3` or `2, 3`"),
    (X, "2 000", 2, "Two numbers stand side by side: an operator or a comma is missing between them.", "`2000`"),
    (X, "1.2.3", 3, "This number has two decimal points.", None),
    (X, "1..2", 1, "`.` cannot be read here. A point belongs inside a number, such as 0.5.", None),
    (X, "0.(3)", 0, "A repeating decimal cannot be read: write it as a fraction.", None),
    (X, "0.33...", 4, "`...` is not expected here. Write all of it.", None),
    (X, "1e400", 0, "The power of ten is too large: at most 300.", None),
    (X, "x 2", 2, "A number cannot follow here without a sign such as `*` or `^` before it.", "`x*2` or `x^2`"),
    (X, "x2", 0, "`x2` can mean several things.", "`x*2` or `x^2`"),
    (X, "3 x 4", 4, "A number cannot follow here without a sign such as `*` or `^` before it.", "`x*4` or `x^4`"),
    # Brackets and lists
    (X, "(x, y)", "(x, y)"),
    (X, "(1,2)", "(1, 2)"),
    (X, "[1, 2, 3]", "[1, 2, 3]"),
    (X, "[1 2]", 3, "Entries are separated by commas.", "`[1, 2]`"),
    (X, "[1;2]", "[[1], [2]]"),
    (X, "[1,2;3,4]", "[[1, 2], [3, 4]]"),
    (X, "[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
    (X, "[[1,2];[3,4]]", "[[1, 2], [3, 4]]"),
    (X, "<1,2>", "[1, 2]"),
    (X, "⟨x, y⟩", "[x, y]"),
    (X, "{1, 2}", "{1, 2}"),
    (X, "{}", "emptyset"),
    (X, "∅", "emptyset"),
    (X, "(1, 2]", "(1, 2]"),
    (X, "[1,2) U (3,oo)", "[1, 2) cup (3, oo)"),
    (X, "(-∞, 2)∪(3, ∞)", "(-oo, 2) cup (3, oo)"),
    (X, "{x = 1, y = 2}", "{x = 1, y = 2}"),
    (X, "x = 1, y = 2", "x = 1, y = 2"),
    (X, "[[1,2],[3]]", 0, "The rows differ in length: 2, 1.", None),
    (X, "(x+1]", 0, "`(` and `]` do not belong together.", None),
    (X, "()", 0, "There is nothing between these brackets.", None),
    (X, ")(", 0, "This `)` closes nothing.", None),
    (X, "x+1)", 3, "This `)` closes nothing.", None),
    (X, "(x+1", 4, "`)` is missing: the `(` in column 1 is never closed.", None),
    (X, "[1,2", 4, "`]` is missing: the `[` in column 1 is never closed.", None),
    (X, "((x)", 4, "`)` is missing: the `(` in column 1 is never closed.", None),
    (X, "(1, )", 2, "Something is missing behind this comma.", None),
    (X, "{1, ..., 5}", 4, "Write all of it: dots leave open what is meant.", None),
    (X, "x{2}", 1, "`{` is not expected here. Group with round parentheses.", None),
    # Statements
    (X, "y = 2x + 1", "y = 2*x + 1"),
    (X, "x = 1 or 2", "x = 1 or x = 2"),
    (X, "x = 1 or x = 2", "x = 1 or x = 2"),
    (X, "x = 1 and y = 2", "x = 1 and y = 2"),
    (X, "x < 1 or > 5", "x < 1 or x > 5"),
    (X, "x > 1 and < 5", "x > 1 and x < 5"),
    (X, "x<1 OR x>5", "x < 1 or x > 5"),
    (X, "x < 1 || x > 5", "x < 1 or x > 5"),
    (X, "x>1 && x<5", "x > 1 and x < 5"),
    (X, "x ∈ {1,2}", "x in {1, 2}"),
    (X, "x in R", "x in RR"),
    (X, "x ≠ 1", "x != 1"),
    (X, "x=/=1", "x != 1"),
    (X, "x!=1", "x != 1"),
    (X, "x <> 1", "x != 1"),
    (X, "x ≠ 1 or 2", 9, "It is not clear what is said about this value.", "`x != 1 and x != 2`"),
    (X, "x=<1", "x <= 1"),
    (X, "x<=1", "x <= 1"),
    (X, "x⩾1", "x >= 1"),
    (X, "x=>1", 1, "`=>` is not expected here.", "`>=`"),
    (X, "x==1", "x = 1"),
    (X, "1 < x ≤ 5", "1 < x <= 5"),
    (X, "x ~ 2", 2, "`~` is not expected here.", None),
    (X, "x -> 2", 2, "`->` is not expected here.", None),
    (X, "x+1 =", 5, "Something is missing at the end behind `=`.", None),
    (X, "= 2", 0, "A number or a name is missing before `=`.", None),
    (X, "x = = 1", 4, "A number or a name is missing before `=`.", None),
    (X, "{x : x > 1}", "{x | x > 1}"),
    (X, "{x | x > 1}", "{x | x > 1}"),
    # Characters
    (X, "𝑥 + 1", "x + 1"),
    (X, "𝜆", "lambda"),
    (X, "𝐱", 0, "The character U+1D431 cannot be read here. It is the mathematical bold small x: type the plain `x`.", None),
    (X, "ｘ", 0, "The character U+FF58 cannot be read here. It is the fullwidth Latin small letter x: type the plain `x`.", None),
    (X, "（x）", 0, "The character U+FF08 cannot be read here. It is the fullwidth left parenthesis: type the plain `(`.", None),
    (X, "х", 0, "The character U+0445 cannot be read here. It is the Cyrillic small letter ha: type the letter `x` of the Latin alphabet.", None),
    (X, "Α", 0, "The character U+0391 cannot be read here. It is the Greek capital letter alpha: type the letter `A` of the Latin alphabet.", None),
    (X, "ℝ", "RR"),
    (X, "x’", 0, "`x'` is not a variable of this exercise.", None),
    (X, "90°", 2, "The character U+00B0 cannot be read here. Angles are in radians: write pi/180 for one degree.", None),
    (X, "5€", 1, "The character U+20AC cannot be read here. Give the number without its currency.", None),
    (X, "∫x", 0, "The character U+222B cannot be read here. Give the result, not the integral.", None),
    (X, "Ø", 0, "The character U+00D8 cannot be read here. Write {} for the empty set.", None),
    (X, "x′", 0, "`x'` is not a variable of this exercise.", None),
    (X, "∑x", 0, "The character U+2211 cannot be read here. Give the result, not the sum.", None),
    (X, "x@2", 1, "`@` cannot be read here. Write * for a product.", None),
    (X, "x#", 1, "`#` cannot be read here. The number sign is not part of a formula.", None),
    (X, "\"x\"", 0, "Words in quotation marks cannot be part of an answer.", None),
    (X, "x\u200by", "x*y"),
    (X, "x\xa0+\u20091", "x + 1"),
    (X, "x\u202ey", 1, "The character U+202E cannot be read here. It is the right-to-left override.", None),
    # Words and names
    (X, "t", 0, "`t` is not a variable of this exercise.", None),
    (X, "xt", 1, "`t` is not a variable of this exercise.", None),
    (X, "2xt", 2, "`t` is not a variable of this exercise.", None),
    (X, "x sin t", 6, "`t` is not a variable of this exercise.", None),
    (X, "foo(x)", 0, "`foo` is not a function or variable of this exercise.", None),
    (X, "f(x)", 0, "`f` is not a function or variable of this exercise.", None),
    (X, "X", 0, "`X` is not a variable of this exercise.", "`x`"),
    (X, "lamda", 0, "`lamda` is not a variable of this exercise.", "`lambda`"),
    (X, "Pi x", 0, "`Pi` is not a variable of this exercise.", "`pi`"),
    (X, "5 m", 2, "`m` is not a variable of this exercise. Give the number without a unit.", None),
    (X, "3 cm", 2, "`cm` is not a variable of this exercise. Give the number without a unit.", None),
    (X, "x equals 5", 2, "`equals` is a word: write it as a sign.", "`=`"),
    (X, "x plus 1", 2, "`plus` is a word: write it as a sign.", "`+`"),
    (X, "90 degrees", 3, "`degrees` is a word: write it as a sign.", "`pi/180`"),
    (X, "nan", 0, "`nan` is not a value.", None),
    (X, "DNE", 0, "`DNE` is not a value.", None),
    (X, "speed", 0, "`speed` is not a variable of this exercise.", None),
    (X, "x_1", 0, "`x_1` is not a variable of this exercise.", None),
    (X, "x1", 0, "`x1` can mean several things.", "`x*1` or `x^1`"),
    (X, "x''", 0, "`x''` is not a variable of this exercise.", None),
    (X, "E[x]", 0, "The function `E` may not be used here.", None),
    (X, "i", 0, "`i` is not a variable of this exercise.", None),
    (X, "2i", 1, "`i` is not a variable of this exercise.", None),
    (X, "C + 1", 0, "`C` is not a variable of this exercise.", None),
    (X, "infinity", "oo"),
    (X, "-oo", "-oo"),
    (X, "x = 5.", "x = 5"),
    (X, "42.", "42"),
    (X, "(x+1).", "x + 1"),
    (X, "x..", 1, "`.` cannot be read here. A point belongs inside a number, such as 0.5.", None),
    (SERIES, "n!", "n!"),
    (SERIES, "n C k", "binomial(n, k)"),
    (SERIES, "nCk", "binomial(n, k)"),
    (SERIES, "nC2", "binomial(n, 2)"),
    (SERIES, "5C2", "binomial(5, 2)"),
    (SERIES, "C(n, k)", "binomial(n, k)"),
    (SERIES, "2C(n,k)", "2*binomial(n, k)"),
    (SERIES, "binom(n, k)", "binomial(n, k)"),
    (SERIES, "nCr(n, k)", "binomial(n, k)"),
    (SERIES, "n choose k", "binomial(n, k)"),
    (SERIES, "x^n x", "x^n*x"),
    (SERIES, "x^nx", 1, "It is not clear where the exponent ends.", "`x^(n*x)` or `x^n*x`"),
    (SERIES, "(-1)^nx^n", "(-1)^n*x^n"),
    (SERIES, "2^2n", 1, "It is not clear where the exponent ends.", "`2^(2*n)` or `2^2*n`"),
    (SERIES, "e^(n x)", "e^(n*x)"),
    (SERIES, "n!k!", "n!*k!"),
    (SERIES, "xⁿ", "x^n"),
    (SERIES, "xⁿ⁺¹", "x^(n + 1)"),
    (SERIES, "ⁿ√x", "root(x, n)"),
    (CALLED, "f(x)(x+1)", "f(x)*(x + 1)"),
    (CALLED, "f'(x)", "f'(x)"),
    (CALLED, "f''(t)", "f''(t)"),
    (CALLED, "f(x)g(x)", "f(x)*g(x)"),
    (CALLED, "2f(x)", "2*f(x)"),
    (CALLED, "xf(x)", "x*f(x)"),
    (CALLED, "f(2x)", "f(2*x)"),
    (CALLED, "f(g(x))", "f(g(x))"),
    (CALLED, "f(x)^2", "f(x)^2"),
    (CALLED, "f^2(x)", 0, "`f` is a function: it needs its argument in parentheses.", "`f(...)`"),
    (CALLED, "fx", 0, "`f` is a function: it needs its argument in parentheses.", "`f(...)`"),
    (CALLED, "f", 0, "`f` is a function: it needs its argument in parentheses.", "`f(...)`"),
    (CALLED, "x(t)", "x*t"),
    (CALLED, "g'(t) + t", "g'(t) + t"),
    (NAMES, "E + I", "E + I"),
    (NAMES, "NS/Q", "N*S/Q"),
    (NAMES, "EI", "E*I"),
    (NAMES, "beta E", "beta*E"),
    (NAMES, "λE", "lambda*E"),
    (NAMES, "2i", "2*i"),
    (NAMES, "i^2", "i^2"),
    (NAMES, "E(2)", "E*2"),
    (NAMES, "Sx", 1, "`x` is not a variable of this exercise.", None),
    (INDEXED, "a_1a_2", "a_1*a_2"),
    (INDEXED, "a₁a₂", "a_1*a_2"),
    (INDEXED, "a1", "a_1"),
    (INDEXED, "2a1", "2*a_1"),
    (INDEXED, "a1 + a2", "a_1 + a_2"),
    (INDEXED, "a1a2", 0, "`a1a2` can mean several things.", "`a_1*a_2`"),
    (INDEXED, "aij", 0, "`aij` is not a variable of this exercise.", "`a_ij`"),
    (INDEXED, "a_ij", "a_ij"),
    (INDEXED, "aᵢⱼ", "a_ij"),
    (INDEXED, "xᵢ", "x_i"),
    (INDEXED, "xi", 0, "`xi` is not a variable of this exercise.", "`x_i`"),
    (INDEXED, "x_1", 0, "`x_1` is not a variable of this exercise.", None),
    (INDEXED, "a3", 0, "`a3` is not a variable of this exercise.", None),
    (GREEK, "r cos θ", "r*cos(theta)"),
    (GREEK, "rcosθ", "r*cos(theta)"),
    (GREEK, "rcostheta", "r*cos(theta)"),
    (GREEK, "2r sin ωt", "2*r*sin(omega*t)"),
    (GREEK, "Acos ωt", "A*cos(omega*t)"),
    (GREEK, "A e^-t", "A*e^(-t)"),
    (GREEK, "Ae^-t", "A*e^(-t)"),
    (GREEK, "e^-tsin(ωt)", "e^(-t)*sin(omega*t)"),
    (GREEK, "θ/2", "theta/2"),
    (GREEK, "𝜃", "theta"),
    (GREEK, "ϕ", "phi"),
    (GREEK, "thetar", "theta*r"),
    (EULER, "2e-3", 0, "`2e-3` can mean two things here.", "`2*10^(-3)` or `2*e - 3`"),
    (EULER, "2e + 3", "2*e + 3"),
    (EULER, "2e3", "2e3"),
    (EULER, "2e", "2*e"),
    (LETTER_E, "2e3", 0, "`2e3` can mean two things here.", "`2*10^3` or `2*e*3`"),
    (LETTER_E, "2e", "2*e"),
    (LETTER_E, "e^x", "e^x"),
    (LETTER_E, "e2", 0, "`e2` can mean several things.", "`e*2` or `e^2`"),
    (COMPLEX, "3 + 4i", "3 + 4*i"),
    (COMPLEX, "2i", "2*i"),
    (COMPLEX, "e^(iπ)", "e^(i*pi)"),
    (COMPLEX, "e^iπ", 1, "It is not clear where the exponent ends.", "`e^(i*π)` or `e^i*π`"),
    (COMPLEX, "ix", "i*x"),
    (COMPLEX, "xi", "x*i"),
    (MIXED, "1 1/2", "1 + 1/2"),
    (MIXED, "1½", "1 + 1/2"),
    (MIXED, "-1 1/2", "-(1 + 1/2)"),
    (MIXED, "11/2", "11/2"),
    (MIXED, "2 x", "2*x"),
    (MIXED, "1 2", 2, "Two numbers stand side by side: an operator or a comma is missing between them.", "`1*2` or `1, 2`"),
    (ONE, "1,000", "1000"),
    (ONE, "1,000,000", "1000000"),
    (ONE, "12,345.67", "12345.67"),
    (ONE, "1,5", 1, "One value is asked for, and decimals are written with a point.", "`1.5`"),
    (ONE, "1.234,5", 5, "One value is asked for, and decimals are written with a point.", "`1234.5`"),
    (ONE, "3+-2", "3 + (-2)"),
    (ONE, "2[x(x+1) - 3]", "2*(x*(x + 1) - 3)"),
    (ONE, "{x + 1}^2", "(x + 1)^2"),
    (ONE, "[5]", "5"),
    (ONE, "sqrt(1,000)", "sqrt(1000)"),
    (ONE, "1,000 + 2,000", "1000 + 2000"),
    (ONE, "max(1,000, 5)", 5, "This comma can part thousands or two numbers.", "`1000` or `1, 000`"),
    (ONE, "sin[x]", "sin(x)"),
    (ONE, "sin{x}", "sin(x)"),
    (ONE, "x, y", "x, y"),
    (LIST, "1,000", 1, "This comma can part thousands or two numbers.", "`1000` or `1, 000`"),
    (LIST, "{1,000}", 2, "This comma can part thousands or two numbers.", "`1000` or `1, 000`"),
    (LIST, "{12,500, 13,500}", 3, "This comma can part thousands or two numbers.", "`12500` or `12, 500`"),
    (LIST, "{12,500}", "{12, 500}"),
    (LIST, "[1,2,3]", "[1, 2, 3]"),
    (LIST, "1,5", "1, 5"),
    (COMMA, "1,5", "1.5"),
    (COMMA, "1.5", "1.5"),
    (COMMA, "x = 1,5", "x = 1.5"),
    (COMMA, "y = 1,5x + 2", "y = 1.5*x + 2"),
    (COMMA, "1.500", 0, "This point can part thousands or stand before decimals.", "`1500` or `1,500`"),
    (COMMA, "0.125", "0.125"),
    (COMMA, "1.234,5", "1234.5"),
    (COMMA, "1.234.567", "1234567"),
    (COMMA, "(1,5]", "(1, 5]"),
    (COMMA, "(1,5)", 2, "This comma can part two numbers or stand in one.", "`(1; 5)` or `(1.5)`"),
    (COMMA, "[1,5; 2]", "[1.5, 2]"),
    (COMMA, "{1,5; 2,5}", "{1.5, 2.5}"),
    (COMMA, "{1,5, 2,5}", "{1.5, 2.5}"),
    (COMMA, "{1,2}", 2, "This comma can part two numbers or stand in one.", "`{1; 2}` or `{1.2}`"),
    (COMMA, "1,2,3", 1, "This comma can part two numbers or stand in one.", "`1; 2; 3`"),
    (COMMA, "sin(1,5)", "sin(1.5)"),
    (COMMA, "max(1,5; 2)", "max(1.5, 2)"),
    (COMMA, "max(1,5)", 5, "This comma can part two numbers or stand in one.", "`(1; 5)` or `(1.5)`"),
    (COMMA, "2*(1,5 + x)", "2*(1.5 + x)"),
    (COMMA, "1,5e3", "1.5e3"),
    (COMMA, "[1,5, 2; 3, 4]", "[[1.5, 2], [3, 4]]"),
    (COMMA, "x=1,5, y=2", "x = 1.5, y = 2"),
    (COMMA, "1,5,", 4, "Something is missing at the end behind `,`.", None),
    (COMMA_ONE, "1,5", "1.5"),
    (COMMA_ONE, "(1,5)", "1.5"),
    (COMMA_ONE, "{1,5}", "1.5"),
    (COMMA_ONE, "1,5x + 2,5", "1.5*x + 2.5"),
    (COMMA_ONE, "1;5", "1, 5"),
    (COMMA_ONE, "1,234,567", 1, "This comma can part two numbers or stand in one.", "`1234567`"),
    (COMMA_LIST, "1,5; 2,5", "1.5, 2.5"),
    (COMMA_LIST, "1,5", 1, "This comma can part two numbers or stand in one.", "`1; 5` or `1.5`"),
    (COMMA_LIST, "x > 1,5", "x > 1.5"),
    (COMMA_LIST, "x = 1,5 or x = 2,5", "x = 1.5 or x = 2.5"),
    (COMMA_LIST, "[1,5; 2]", "[1.5, 2]"),
    (COMMA_LIST, "1, 5", "1, 5"),
    (OPEN, "xy", "xy"),
    (OPEN, "xsinx", "x*sin(x)"),
    (OPEN, "speed*t", "speed*t"),
    (OPEN, "Asin(bt)", "A*sin(bt)"),
    (OPEN, "theta", "theta"),
    (OPEN, "x_1", "x_1"),
    (LETTER_E, "2e-3", 0, "`2e-3` can mean two things here.", "`2*10^(-3)` or `2*e - 3`"),
    (NAMES, "2E3", 0, "`2E3` can mean two things here.", "`2*10^3` or `2*E*3`"),
    # Lines, spaces and words
    (X, "x = 1\ny = 2", "x = 1, y = 2"),
    (X, "x = 1\n-y = 2", "x = 1, -y = 2"),
    (X, "x\n+ 1", "x + 1"),
    (X, "x = 1,\ny = 2", "x = 1, y = 2"),
    (X, "x = 1\nor x = 2", "x = 1 or x = 2"),
    (X, "(x,\ny)", "(x, y)"),
    (X, "x\ny", "x, y"),
    (X, "x+1 / x-1", 4, "The spaces and the order of operations disagree: put parentheses.", "`(x+1)/(x-1)` or `x+1/x-1`"),
    (X, "x+1 / y", 4, "The spaces and the order of operations disagree: put parentheses.", "`(x+1)/y` or `x+1/y`"),
    (X, "1 / x-1", 2, "The spaces and the order of operations disagree: put parentheses.", "`1/(x-1)` or `1/x-1`"),
    (X, "x-1 * 2", 4, "The spaces and the order of operations disagree: put parentheses.", "`(x-1)*2` or `x-1*2`"),
    (X, "x + 1 / y", "x + 1/y"),
    (X, "(x+1) / (x-1)", "(x + 1)/(x - 1)"),
    (X, "|x+1| * 2", "|x + 1|*2"),
    (X, "e^-x / 2", "e^(-x)/2"),
    (X, "x = 1;", 6, "Something is missing at the end behind `;`.", None),
    (X, "sin-1(x)", 0, "`sin-1` can mean two things.", "`sin^-1(...)` or `sin(-1...)`"),
    (X, "sin-1x", 0, "`sin-1` can mean two things.", "`sin^-1(...)` or `sin(-1...)`"),
    (X, "sin - 1", 0, "`sin` needs an argument.", "`sin(x)`"),
    (X, "ln 2 x", 5, "It is not clear where the argument of the function ends.", "`ln(2)*x` or `ln(2*x)`"),
    (X, "ln 2x", "ln(2*x)"),
    (X, "x!=1", "x != 1"),
    (X, "(x-1)!=0", 5, "`!=` can mean two things here.", "`(x-1) ≠ 0` or `(x-1)! = 0`"),
    (X, "ln|ln|x||", "ln(abs(ln(|x|)))"),
    (SERIES, "n!=6", 1, "`!=` can mean two things here.", "`n ≠ 6` or `n! = 6`"),
    (SERIES, "n != 6", "n != 6"),
    (SERIES, "n! = 6", "n! = 6"),
    (SERIES, "5!=120", 1, "`!=` can mean two things here.", "`5 ≠ 120` or `5! = 120`"),
    (WORDS_AS_NAMES, "2pm", "2*p*m"),
    (WORDS_AS_NAMES, "pm", "p*m"),
    (WORDS_AS_NAMES, "2in", "2*i*n"),
    (WORDS_AS_NAMES, "x in {1, 2}", "x in {1, 2}"),
    (WORDS_AS_NAMES, "x = ±1", "x = pm 1"),]  # fmt: skip
READINGS = [row for row in ROWS if len(row) == 3]
REFUSALS = [row for row in ROWS if len(row) == 5]


@pytest.mark.parametrize(("vocabulary", "typed", "tree"), READINGS)
def test_what_is_typed_is_read(vocabulary, typed, tree):
    assert house(read(typed, vocabulary)) == tree


@pytest.mark.parametrize(("vocabulary", "typed", "column", "message", "suggestion"), REFUSALS)
def test_what_is_not_clear_is_refused_with_its_column_and_what_may_be_meant(
    vocabulary, typed, column, message, suggestion
):
    with pytest.raises(NotationError) as caught:
        read(typed, vocabulary)
    error = caught.value
    assert (error.at, error.message, error.suggestion) == (column, message, suggestion)
    assert error.at <= error.end <= len(typed) + 1


def suggested(suggestion):
    """The texts that a suggestion holds, if they are whole formulas."""
    texts = re.findall(r"`([^`]*)`", suggestion)
    return [text for text in texts if "..." not in text and text not in FUNCTIONS and any(map(str.isalnum, text))]


@pytest.mark.parametrize(
    ("vocabulary", "typed", "column", "message", "suggestion"), [row for row in REFUSALS if row[4]]
)
def test_what_is_suggested_can_be_typed(vocabulary, typed, column, message, suggestion):
    trees = [house(read(text, vocabulary)) for text in suggested(suggestion)]
    assert len(set(trees)) == len(trees)


# Answers of a kind: (key, typed, locale, what was understood)
UNDERSTOOD = [
    *[(number(5), typed, "en", "5") for typed in (
        "x = 5", "x=5.", "5.", "5 .", "= 5", "a = 5", "5 = x", "≈ 5", "∴ x = 5", "P(X = 2) = 5", "E[X] = 5", "E(X)=5",
        "f(2) = 5", "f'(2) = 5", "det(A) = 5", "det A = 5", "|A| = 5", "||v|| = 5", "area = 5", "{5}", "[5]", "(5)", "x ∈ {5}",
    )],
    (number(5000), "5,000", "en", "5000"), (number(5), "5.000", "en", "5.000"), (number(10**6), "1,000,000", "en", "1000000"),
    (number(500), "sqrt(1,000,000)/2", "en", "sqrt(1000000)/2"), (number(5), "7+-2", "en", "7 + (-2)"),
    (number(5), "2[1+1] + 1", "en", "2*(1 + 1) + 1"), (number(5), "500%", "en", "500%"), (number(5), "log_2 32", "en", "log(32, 2)"),
    (number(10), "5C2", "en", "binomial(5, 2)"), (number(320000), "3.2x10^5", "en", "3.2*10^5"), (number(6), "2 x 3", "en", "2*3"),
    (number("3/2"), "1,5", "de", "1.5"), (number("3/2"), "1.5", "de", "1.5"), (number("3/2"), "x = 1,50", "fr-FR", "1.50"),
    (number(1500), "1.500,0", "de", "1500.0"), (number("3/2"), "sqrt(2,25)", "pl", "sqrt(2.25)"), (number("3/2"), "1.5", "de-CH", "1.5"),
    (number("3/2"), "max(1,5; 1)", "de", "max(1.5, 1)"), (number("3/2", mixed=True), "1 1/2", "en", "1 + 1/2"),
    (expression("x^2/2 + x"), "y = x^2/2 + x", "en", "x^2/2 + x"), (expression("x^2/2 + x"), "f(x) = x²/2 + x", "en", "x^2/2 + x"),
    (expression("2*x"), "dy/dx = 2x", "en", "2*x"), (expression("2*x"), "y' = 2x", "en", "2*x"), (expression("2*x"), "f'(x) = 2x", "en", "2*x"),
    (expression("2*x"), "2[x(x+1) - x^2]", "en", "2*(x*(x + 1) - x^2)"), (expression("x/2"), "0,5x", "de", "0.5*x"),
    (expression("x^2"), "𝑥²", "en", "x^2"), (expression("x + 1"), "x + 1.", "en", "x + 1"),
    (equation("y = 3/2*x + 1"), "y = 1,5x + 1", "de", "y = 1.5*x + 1"), (equation("x = 3/2"), "x = 1,5", "de", "x = 1.5"),
    (finite_set("3/2", "5/2"), "{1,5; 2,5}", "de", "{1.5, 2.5}"), (finite_set("3/2", "5/2"), "{1,5, 2,5}", "de", "{1.5, 2.5}"),
    (finite_set("3/2", "5/2"), "x = 1,5 or x = 2,5", "de", "{1.5, 2.5}"), (finite_set(1, 2), "x = 1 or 2", "en", "{1, 2}"),
    (interval("(3/2, 2]"), "(1,5; 2]", "de", "(1.5, 2]"), (interval("(3/2, 2]"), "1,5 < x <= 2", "de", "1.5 < x <= 2"),
    (interval("(1, 2]"), "(1,2]", "de", "(1, 2]"), (vector("3/2", 2), "[1,5; 2]", "de", "[[1.5], [2]]"),
    (vector("3/2", 2), "(1,5; 2)", "de", "[[1.5], [2]]"), (vector(1, 2), "⟨1, 2⟩", "en", "[[1], [2]]"), (vector(1, 2), "[1;2]", "en", "[[1], [2]]"),
    (matrix([["3/2", 2], [3, 4]]), "[1,5, 2; 3, 4]", "de", "[[1.5, 2], [3, 4]]"),
    (matrix([["3/2", 2], [3, 4]]), "[[1,5; 2]; [3; 4]]", "de", "[[1.5, 2], [3, 4]]"),
    (table({"r": ["3/2", 2]}, ["a", "b"]), "1,5; 2", "de", "[1.5, 2]"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "typed", "locale", "understood"), UNDERSTOOD)
def test_an_answer_is_understood_and_right(key, typed, locale, understood):
    found = verdict(key, typed, locale=locale)
    assert (found.outcome, found.understood.text) == ("correct", understood)


# (key, typed, locale, a part of what is said)
INVALID = [
    *[(number(5), typed, "en", "not words") for typed in ("none", "no solution", "DNE", "undefined", "true", "does not exist", "There is none.", "all real numbers")],
    (number(5), "5 m", "en", "without a unit"), (number(5), "5,0", "en", "Did you mean `5.0`?"), (number(5), "2x = 5", "en", "`x` is not a variable"),
    (number(5), "2 + 3 = 5", "en", "not a statement"), (number(5), "sin(pi) = 5", "en", "not a statement"), (number(5), "5 =", "en", "missing at the end"),
    (number(5), "5, 6", "en", "not several"), (number(5), "5 or 6", "en", "not a statement"), (number(5), "±5", "en", "± stands for two"),
    (number(5), "+-5", "en", "± stands for two"), (number(5), "5 + C", "en", "`C` is not a variable"), (number(5), "5 000", "en", "`5000`"),
    (number(5), "5'000", "en", "nothing between thousands"), (number("3/2"), "1.500", "de", "`1500` or `1,500`"), (number("3/2"), "1,5,", "de", "missing at the end"),
    (number("3/2"), "1,5", "en", "`1.5`"), (number("3/2"), "1,5", "de-CH", "`1.5`"), (number("3/2"), "max(1,5)", "de", "`(1; 5)` or `(1.5)`"),
    (finite_set(1, 2), "{1,2}", "de", "`{1; 2}` or `{1.2}`"), (vector(1, 2), "[1,2]", "de", "`[1; 2]` or `[1.2]`"), (interval("(1, 2)"), "(1,2)", "de", "`(1; 2)` or `(1.2)`"),
    (expression("2*e - 3 + 0*x"), "2e-3", "en", "`2*e - 3`"), (expression("x"), "x = 1", "en", None), (expression("x"), "no solution", "en", "not words"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "typed", "locale", "said"), [row for row in INVALID if row[3]])
def test_what_is_no_answer_is_invalid_and_says_why(key, typed, locale, said):
    found = verdict(key, typed, locale=locale)
    assert found.outcome == "invalid" and said in found.feedback[0].text


def test_a_power_before_a_quotient_is_remarked_on():
    found = verdict(expression("sqrt(x)"), "x^1/2")
    assert found.outcome == "incorrect" and "power-then-quotient" in codes(found)
    assert "power-then-quotient" not in codes(verdict(expression("x^3/3"), "x^3/3"))


@pytest.mark.parametrize(
    ("locale", "comma"),
    [("en", False), ("de", True), ("DE-at", True), ("de-CH", False), ("de-Latn-DE", True), ("fr-CA", True), ("es", True),
     ("es-MX", False), ("es-419", False), ("en-ZA", True), ("pt-BR", True), ("zh-Hant-TW", False), ("nb", True), ("de-DE-1996", True)],
)  # fmt: skip
def test_locales_say_how_decimals_are_written(locale, comma):
    assert decimal_comma(locale) is comma


@pytest.mark.parametrize("locale", ["", "xx", "german", "de_DE", "d", "en-", "12", "de-DE-", "klingon"])
def test_an_unknown_locale_is_the_callers_error(locale):
    for ask in (lambda: check(number(1), "1", locale=locale), lambda: preview("number", "1", locale=locale)):
        with pytest.raises(ValueError, match="is not the tag of a known locale"):
            ask()


def test_a_mistake_is_recognised_in_the_locale():
    from schemas.exercise import Mistake

    wrong = Mistake(misconception="sign", answer=number("-3/2"), feedback="The sign.")
    found = check(number("3/2"), "-1,5", locale="de", mistakes=[wrong])
    assert found.outcome == "incorrect" and codes(found) == ["sign"]


def test_a_preview_reads_names_that_nobody_declared():
    assert preview("expression", "2xsinx").text == "2*x*sin(x)"
    assert preview("number", "1,5", locale="de").text == "1.5"


# Properties ----------------------------------------------------------------------------------------------------------

numerals = st.one_of(st.integers(0, 999).map(str), st.sampled_from(["0.5", "2.50", "1e-3", "2.5e7"])).map(Num)
variables = st.sampled_from(["x", "y", "a", "lambda", "pi", "e"]).map(Name)


def _terms(inner):
    return st.one_of(
        st.builds(Op, st.sampled_from("+-*/^"), inner, inner),
        st.builds(Neg, inner),
        st.builds(lambda name, arg: Call(name, (arg,)), st.sampled_from(["sin", "ln", "sqrt", "cbrt", "abs", "factorial", "percent", "floor", "asin", "log10"]), inner),
        st.builds(lambda name, one, two: Call(name, (one, two)), st.sampled_from(["log", "root", "max", "binomial"]), inner, inner),
    )  # fmt: skip


terms = st.recursive(st.one_of(numerals, variables), _terms, max_leaves=12)
chains = st.builds(
    lambda left, sign, right: Chain((left, right), (sign,)), terms, st.sampled_from(["=", "<", "<=", "!="]), terms
)
answers = st.one_of(
    terms,
    chains,
    st.lists(terms, min_size=1, max_size=4).map(lambda items: Braces(tuple(items))),
    st.lists(terms, min_size=1, max_size=4).map(lambda items: Rows((tuple(items),))),
    st.lists(st.tuples(terms, terms), min_size=2, max_size=3).map(lambda rows: Rows(tuple(rows))),
    st.builds(lambda ends, marks: Tuple(ends, *marks), st.tuples(terms, terms), st.sampled_from(["()", "(]", "[)"])),
    st.builds(lambda word, items: Logic(word, items), st.sampled_from(["and", "or"]), st.tuples(chains, chains)),
    st.lists(chains, min_size=2, max_size=3).map(lambda items: Series(tuple(items))),
)  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(answers)
def test_what_a_tree_prints_is_read_back_by_a_learner(tree):
    assert read(house(tree), X) == tree


PIECES = st.sampled_from(
    ["x", "y", "a", "lambda", "f", "g", "t", "n", "1", "23", "1.5", ".5", "1,000", "1,5", "1.234", "2e3", "2e-3", "(", ")", "[", "]", "{", "}",
     "<", ">", "⟨", "⟩", "⌊", "⌋", "|", "||", "+", "-", "+-", "+/-", "±", "*", "/", "^", "^-", "**", ",", ";", ", ", "=", "=<", "<=", "!=", "≠", "and",
     "or", "not", "in", "R", "U", "sin", "ln", "log", "log_2", "log₂", "sqrt", "√", "³√", "∜", "_", "_1", "'", "″", "!", "%", "½", "²", "ⁿ⁺¹", "⁽", "x10", "C", "5C2",
     "nCk", "choose", "e", "pi", "oo", "i", ":", ".", "...", " ", "  ", "\n", "\u00a0", "\u200b", "\u202e", "х", "𝑥", "ᵀ", "∅", "OR", "&&", "~", "=>", '"', "\\", "$", "#"]
)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(VOCABULARIES),
    st.one_of(
        st.lists(PIECES, max_size=14).map("".join), st.lists(PIECES, max_size=14).map(" ".join), st.text(max_size=60)
    ),
)
def test_no_text_raises_anything_but_a_notation_error_inside_the_text(vocabulary, text):
    for format in ("text", None):
        try:
            read(text, vocabulary, format)
        except NotationError as error:
            assert 0 <= error.at <= len(text) and error.at <= error.end and error.message[-1] in ".?!"


@settings(max_examples=800, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["x", "y", "2", "sin", "ln", "(", ")", "+", "-", "*", "/", "^", "|", "sqrt", "e", "=", "½", "²"]
        ),
        max_size=9,
    )
)
def test_spaces_never_change_a_reading_in_silence(pieces):
    readings = set()
    for text in ("".join(pieces), " ".join(pieces)):
        try:
            readings.add(house(read(text, X, "text")))
        except NotationError:
            continue
    assert len(readings) <= 1 or "+-" in "".join(pieces) or "22" in "".join(pieces)


@settings(max_examples=800, deadline=None)
@given(
    st.lists(
        st.sampled_from(["x", "2", "sin ", "ln ", "(x + 1)", "e^", "^2", "/", "*", " ", "|x|", "√", "y", "sqrt "]),
        min_size=2,
        max_size=8,
    ).map("".join)
)
def test_two_suggestions_are_two_readings(text):
    found = []
    try:
        read(text, X, "text")
    except NotationError as error:
        for meant in suggested(error.suggestion or ""):
            with suppress(NotationError):  # the rest of the text may be wrong too
                found.append(house(read(meant, X)))
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("said", "tree"),
    [("no solution", "emptyset"), ("There are no real solutions.", "emptyset"), ("none", "emptyset"), ("{}", "emptyset"),
     ("the empty set", "emptyset"), ("all real numbers", "RR"), ("All reals", "RR"), ("R", "RR"), ("5", None), ("no idea", None)],
)  # fmt: skip
def test_words_name_the_empty_set_and_all_reals(said, tree):
    found = in_words(said)
    assert (None if found is None else house(found)) == tree
