r"""LaTeX as MathLive and people write it reads as the same tree as the text; what it cannot mean is named with its column.

The sublanguage in which `read(latex(tree))` gives the tree again, exactly: what learners may write, without what LaTeX
writes in two ways or not at all: numbers with a power of ten and `exp` (printed as powers), `log10` (printed as a
logarithm with base 10), the cross and dot products (printed as the signs of the ordinary product) and indices that are
formulas.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generators.notation import NotationError, Vocabulary, house, read
from generators.notation.functions import FUNCTIONS, canonical_name
from generators.notation.latex import latex
from generators.notation.latex_input import COMMANDS, read_latex
from generators.notation.latex_words import FUNCTIONS as FUNCTION_COMMANDS
from generators.notation.latex_words import WRITTEN
from generators.notation.tree import Braces, Call, Chain, Logic, Name, Neg, Num, Op, Rows, Series, Tuple

SYMBOLS = frozenset(
    [
        "x",
        "y",
        "n",
        "k",
        "a",
        "b",
        "A",
        "B",
        "T",
        "theta",
        "lambda",
        "mu",
        "x_1",
        "x_max",
        "a_ij",
        "a_1_new",
        "W_2",
        "speed",
    ]
)
LETTERS = Vocabulary(symbols=SYMBOLS, called=frozenset({"f", "g"}), complex=True)

READINGS = [
    # fractions and roots
    (r"\frac{1}{2}", "1/2"), (r"\frac12", "1/2"), (r"\frac1{2}x", "1/2*x"), (r"\frac{1}{2}x", "1/2*x"),
    (r"\dfrac{x+1}{2}", "(x + 1)/2"), (r"\tfrac ab", "a/b"), (r"\cfrac{1}{1+\cfrac{1}{x}}", "1/(1 + 1/x)"),
    (r"x\frac{1}{2}", "x*(1/2)"), (r"2\frac{x}{3}", "2*(x/3)"), (r"a/\frac{x}{2}", "a/(x/2)"),
    (r"\frac{x+1}{x-1}-\frac{2}{x}", "(x + 1)/(x - 1) - 2/x"), (r"-\frac{3}{5}", "-3/5"), (r"\frac{-3}{5}", "(-3)/5"),
    (r"\left(\frac{1}{2}\right)^{n}", "(1/2)^n"), (r"\frac{\sqrt{2}}{2}", "sqrt(2)/2"), (r"\sqrt{x}", "sqrt(x)"),
    (r"\sqrt x", "sqrt(x)"), (r"\sqrt2x", "sqrt(2)*x"), (r"\sqrt[3]{x+1}", "root(x + 1, 3)"),
    (r"\sqrt{\sqrt{x}}", "sqrt(sqrt(x))"), (r"2\sqrt{3}", "2*sqrt(3)"),
    # powers and indices
    (r"x^2", "x^2"), (r"x^{2}", "x^2"), (r"x^2y", "x^2*y"), (r"x^{2y}", "x^(2*y)"), (r"x^{y^{n}}", "x^(y^n)"),
    (r"x ^ { - 1 }", "x^(-1)"), (r"{x}^{2}", "x^2"), (r"\left(x+1\right)^{2}", "(x + 1)^2"), (r"x_{1}", "x_1"),
    (r"x_1y", "x_1*y"), (r"x_1^2", "x_1^2"), (r"x^2_1", "x_1^2"), (r"x_{\max}", "x_max"), (r"x_{\text{max}}", "x_max"),
    (r"x_{\mathrm{max}}+1", "x_max + 1"), (r"a_{ij}", "a_ij"), (r"a_{1,\mathrm{new}}", "a_1_new"), (r"n!", "n!"),
    (r"A^{T}", "A^T"), (r"A^T B", "A^T*B"), (r"A^{\top}", "A^T"), (r"A^{\mathsf{T}}B", "A^T*B"), (r"A^\mathsf{T}", "A^T"),
    (r"A^{\intercal}", "A^T"), (r"A^{-1}", "A^(-1)"),
    # signs, relations, words
    (r"2\cdot 3", "2*3"), (r"2\times x", "2*x"), (r"x\div 2", "x/2"), (r"2x\cdot(-3)", "2*x*(-3)"), (r"5\%", "5%"),
    (r"2.5\times10^{3}", "2.5*10^3"), (r"x=\pm 2", "x = pm 2"), (r"x\le 2", "x <= 2"), (r"x\leq2", "x <= 2"),
    (r"x\leqslant 2", "x <= 2"), (r"x\ge 2", "x >= 2"), (r"x\geq 2", "x >= 2"), (r"x\ne 1", "x != 1"),
    (r"x\neq 1", "x != 1"), (r"x\not=1", "x != 1"), (r"x\lt 2", "x < 2"), (r"x\approx 2", "x approx 2"),
    (r"x\in\mathbb{R}", "x in RR"), (r"x\in\R", "x in RR"), (r"x\notin\mathbb Z", "x notin ZZ"),
    (r"x < 1 \text{ or } x > 2", "x < 1 or x > 2"), (r"x>1\land x<5", "x > 1 and x < 5"),
    (r"x>1\text{ and }x<5", "x > 1 and x < 5"), (r"1<x<5", "1 < x < 5"), (r"y=2x+1", "y = 2*x + 1"),
    (r"x=1,\quad y=2", "x = 1, y = 2"),
    # letters
    (r"2\pi x", "2*pi*x"), (r"\lambda x+\mu", "lambda*x + mu"), (r"\theta\lambda", "theta*lambda"),
    (r"x\lambda", "x*lambda"), (r"\mathrm{e}^{x}", "e^x"), (r"\exponentialE^{x}", "e^x"), (r"\mathbf{A}x", "A*x"),
    (r"\boldsymbol{\theta}", "theta"), (r"2\imaginaryI", "2*i"), (r"-\infty", "-oo"), (r"\mathrm{speed}", "speed"),
    (r"2\,\text{speed}", "2*speed"), (r"x\,y", "x*y"), (r"x~y", "x*y"), (r"x\quad y", "x*y"), (r"x\!y", "x*y"),
    (r"xy", "x*y"), (r"e^{-\frac{x^2}{2}}", "e^(-x^2/2)"),
    # functions
    (r"\sin x", "sin(x)"), (r"\sin\left(x\right)", "sin(x)"), (r"\sin(x)", "sin(x)"), (r"\sin{x}", "sin(x)"),
    (r"\sin 2x", "sin(2*x)"), (r"\sin^{2}x", "sin(x)^2"), (r"\sin^2\left(x\right)+\cos^2 x", "sin(x)^2 + cos(x)^2"),
    (r"\sin^{-1}x", "asin(x)"), (r"\tan^{-1}\left(\frac{y}{x}\right)", "atan(y/x)"), (r"\sin\frac{x}{2}", "sin(x/2)"),
    (r"\arctan x", "atan(x)"), (r"\operatorname{arctan}x", "atan(x)"), (r"\operatorname{sgn}(x)", "sign(x)"),
    (r"x\sin x", "x*sin(x)"), (r"\sin x\cos x", "sin(x)*cos(x)"), (r"\cos\theta", "cos(theta)"), (r"\ln x", "ln(x)"),
    (r"\ln\left|x\right|", "ln(|x|)"), (r"\log x", "ln(x)"), (r"\log_{2}x", "log(x, 2)"), (r"\log_2(x)", "log(x, 2)"), (r"\log_{\pi}(x)", "log(x, pi)"),
    (r"\exp\left(-x\right)", "exp(-x)"), (r"\max\left(a,b\right)", "max(a, b)"), (r"\binom{n}{k}", "binomial(n, k)"),
    (r"\binom nk", "binomial(n, k)"), (r"f\left(x\right)", "f(x)"), (r"f(x)g(x)", "f(x)*g(x)"), (r"f'(x)", "f'(x)"),
    (r"f^{\prime}(x)", "f'(x)"), (r"f^{\prime\prime}\left(x\right)", "f''(x)"), (r"f^{\doubleprime}(x)", "f''(x)"),
    # fences
    (r"\left(x+1\right)\left(x-1\right)", "(x + 1)*(x - 1)"), (r"\left| x \right|", "|x|"), (r"|x-1|", "|x - 1|"),
    (r"\lvert x\rvert", "|x|"), (r"2\left|x\right|", "2*|x|"), (r"x\left|y\right|", "x*|y|"),
    (r"\left|\left|x\right|-1\right|", "abs(|x| - 1)"), (r"\lfloor x\rfloor", "floor(x)"),
    (r"\left\lceil \frac{x}{2}\right\rceil", "ceil(x/2)"), (r"\mleft(x+1\mright)^2", "(x + 1)^2"),
    (r"\bigl(x+1\bigr)^{2}", "(x + 1)^2"), (r"\left(1,2\right)", "(1, 2)"), (r"\{1,2\}", "{1, 2}"),
    (r"\left\lbrace 1,2\right\rbrace", "{1, 2}"), (r"\{\}", "emptyset"), (r"\emptyset", "emptyset"),
    (r"\varnothing", "emptyset"), (r"\left[1,2\right)", "[1, 2)"),
    (r"\left(-\infty,1\right]\cup\left[2,\infty\right)", "(-oo, 1] cup [2, oo)"),
    # matrices, systems, lines, wrappers
    (r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", "[[1, 2], [3, 4]]"), (r"\begin{pmatrix}1\\2\\\end{pmatrix}", "[[1], [2]]"),
    (r"\left(\begin{matrix}1&2\end{matrix}\right)", "[1, 2]"), (r"\begin{bmatrix}1 & 2 \\[2pt] 3 & 4\end{bmatrix}", "[[1, 2], [3, 4]]"),
    (r"\left[\begin{array}{cc}1&\frac12\\0&f(x,y)\end{array}\right]", "[[1, 1/2], [0, f(x, y)]]"),
    (r"\begin{cases}x+y=1\\x-y=2\end{cases}", "x + y = 1, x - y = 2"),
    (r"\begin{aligned}y&=x+x\\&=2x\end{aligned}", "y = x + x\n= 2*x"),
    (r"$x^2$", "x^2"), (r"\(x^2\)", "x^2"), (r"\[x^2\]", "x^2"), (r"$$\frac{x}{2}$$", "x/2"), (r"  $x$ ", "x"),
    (r"\displaystyle\frac{x}{2}", "x/2"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "text"), READINGS)
def test_latex_reads_as_the_text_does(typed, text):
    assert house(read(typed, LETTERS, "latex")) == text


def test_a_whole_number_before_a_fraction_is_a_mixed_number_or_nothing():
    mixed = Vocabulary(mixed=True)
    assert house(read(r"1\frac{1}{2}", mixed, "latex")) == "1 + 1/2"
    assert house(read(r"-1\frac12", mixed, "latex")) == house(read("-1 1/2", mixed))
    with pytest.raises(NotationError, match="side by side"):
        read(r"1\frac{1}{2}", LETTERS, "latex")
    assert house(read(r"x-2\frac34", Vocabulary(symbols=frozenset("x"), mixed=True), "latex")) == "x - (2 + 3/4)"


def test_a_decimal_comma_in_braces_is_one_where_commas_are_decimal():
    comma = Vocabulary(decimal_comma=True)
    assert house(read(r"1{,}5", comma, "latex")) == "1.5"
    assert house(read(r"\begin{bmatrix}1{,}5&2\end{bmatrix}", comma, "latex")) == "[1.5, 2]"


def test_two_columns_of_cases_are_a_piecewise_function():
    source = r"\begin{cases} x^2, & \text{if } x<0 \\ 2x & \text{otherwise} \end{cases}"
    assert house(read(source, LETTERS)) == "piecewise((x^2, x < 0), (2*x, otherwise))"


def test_an_augmented_matrix_keeps_its_bar():
    source = r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ 4 & 5 & 6 \end{array}\right]"
    assert house(read(source, LETTERS)) == "[[1, 2 | 3], [4, 5 | 6]]"


def test_accents_are_part_of_the_name():
    words = Vocabulary(frozenset({"x_bar", "phat", "beta_1_hat", "v"}))
    assert house(read(r"\bar{x}+\hat p+\hat{\beta}_1+\vec{v}", words)) == "x_bar + phat + beta_1_hat + v"
    assert house(read(r"\bar{x}_1", Vocabulary(open_names=True))) == "bar(x_1)"


REFUSALS = [
    (r"\foo", r"`\foo` cannot be read", 0), (r"x+\fracx", r"`\fracx`", 2), (r"\placeholder{}", "empty box", 0),
    (r"\frac{1}{\placeholder{}}", "empty box", 9), (r"\frac{}{2}", "numerator", 5), (r"\frac{1}{ }", "denominator", 8),
    (r"\frac", "numerator", 0), (r"\frac{1}", "denominator", 0), (r"\sqrt", "radicand", 0), (r"x^", "exponent", 1),
    (r"x^{}", "exponent", 2), (r"x_", "index", 1), (r"30^\circ", "radians", 2), (r"30^{\circ}", "radians", 2),
    (r"30\degree", "radians", 2), (r"30°", "radians", 2), (r"\begin{vmatrix}1&2\\3&4\end{vmatrix}", "determinant", 0),
    (r"\int_0^1 x\,dx", "Give the result", 0), (r"\sum_{i=1}^{n} i", "Give the result", 0), (r"\lim_{x\to0}x", "Give", 0),
    (r"\left(x", r"`\right` is missing", 0), (r"x\right)", "closes nothing", 1), (r"{x", "never closed", 0),
    (r"x}", "closes nothing", 1), (r"\left(x\right|", "does not close", 7), (r"\left x", "bracket", 0),
    (r"\left.x\right|", "does not close", 7), (r"\left(x}", r"`\right` is missing", 0), (r"\lvert x", r"`\rvert` is missing", 0),
    (r"x\rvert", "closes nothing", 1), (r"x_1_2", "indices", 3), (r"x^2^3", "exponents", 3),
    (r"\begin{bmatrix}1&\\3&4\end{bmatrix}", "empty", 17), (r"\begin{bmatrix}x,y&3\end{bmatrix}", "comma", 16),
    (r"\begin{bmatrix}1&2", r"`\end{bmatrix}` is missing", 0), (r"\begin{bmatrix}1\end{pmatrix}", "expected", 16),
    (r"\begin{bmatrix}1}\end{bmatrix}", "closes nothing", 16), (r"\begin{tikzpicture}\end{tikzpicture}", "tikzpicture", 0),
    (r"\begin", "argument", 0), (r"\begin{bmatrix", "never closed", 0), (r"\text{hello world}", "Words", 0),
    (r"\\", "nothing to read", 2), (r"x&y", "separates", 1), ("x\\", "backslash", 1), (r"a$b", "dollar", 1),
    (r"\mathbb{X}", "R, Q, Z, N and C", 0), (r"\not<", "before", 0), (r"\input{file}", r"`\input`", 0),
    (r"\def\x{1}", r"`\def`", 0), (r"\newcommand{\x}{1}", r"`\newcommand`", 0), (r"\sqrt[3{x}", "never closed", 5),
    (r"\begin{cases}1&x<0\\2\end{cases}", "condition", 0), ("{" * 60 + "x" + "}" * 60, "too deeply", 50),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "word", "at"), REFUSALS)
def test_refusal_names_what_and_where(typed, word, at):
    with pytest.raises(NotationError) as caught:
        read(typed, LETTERS, "latex")
    error = caught.value
    assert word in error.message and (error.at, error.text) == (at, typed)
    assert error.at <= error.end <= len(typed) + 1


def test_a_slip_in_a_command_is_answered_with_a_suggestion():
    with pytest.raises(NotationError) as caught:
        read(r"\fracc{1}{2}", LETTERS)
    assert caught.value.suggestion == r"`\frac`"


PASSED_ON = [
    (r"1/2x", "two ways", (1, 4)), (r"\frac{q}{2}", "`q`", (6, 7)), (r"x+\theta_{7}", r"`\theta_{7}`", (2, 9)),
    (r"\frac{x}{2}+(x", "never closed", (14, 14)), (r"x\cdot", "missing at the end", (6, 6)), (r"\left(x+\right)", "missing", (8, 9)),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "word", "span"), PASSED_ON)
def test_errors_of_the_grammar_point_into_the_latex(typed, word, span):
    with pytest.raises(NotationError) as caught:
        read(typed, LETTERS, "latex")
    error = caught.value
    assert word in error.message and error.text == typed
    assert span[0] <= error.at <= span[1] and error.at <= error.end <= len(typed)


def test_every_function_command_is_a_known_function():
    for name in (*FUNCTION_COMMANDS.values(), *WRITTEN.values()):
        assert canonical_name(name) in FUNCTIONS, name


pieces = st.one_of(
    st.sampled_from(sorted(COMMANDS)),
    st.sampled_from(
        [r"\\", r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{cases}", r"\end{cases}", r"\begin{array}{c|c}",
         r"\end{array}", r"\left(", r"\right)", r"\left|", r"\right|", "{}", "^{", "_{", r"\begin{aligned}", r"\end",
         r"\end{aligned}", "^T", "\n", "½", "²", "x'", "{,}", "é", "\\"]
    ),
    st.text("abxyz0123456789{}[]()^_&|'~$%,.;:=<>+-*/ \\", min_size=1, max_size=5),
)  # fmt: skip
latex_like = st.lists(pieces, max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(latex_like, st.text(max_size=60)))
@example("\\" * 3)
@example(r"\left(\begin")
@example(r"\frac" * 300)
@example("x^{" * 300)
@example("{" * 45 + "x_1" * 900 + "}" * 45)
def test_no_input_raises_anything_but_a_notation_error(text):
    try:
        read_latex(text, LETTERS, 4_000)
    except NotationError as error:
        assert 0 <= error.at <= len(text) and error.at <= error.end <= len(text) + 1


numbers = st.one_of(st.integers(0, 999).map(str), st.sampled_from(["0.5", "12.75", "3.0"])).map(Num)
names = st.sampled_from([*sorted(SYMBOLS), "pi", "e", "oo"]).map(Name)
simple = ["sin", "cos", "atan", "sinh", "ln", "sqrt", "abs", "floor", "ceil", "factorial", "percent", "erf", "f", "f'"]


def _larger(inner):
    return st.one_of(
        st.tuples(st.sampled_from("+-*/^"), inner, inner).map(lambda p: Op(*p)),
        inner.map(Neg),
        inner.map(lambda base: Op("^", base, Name("T"))),
        st.tuples(st.sampled_from(simple), inner).map(lambda p: Call(p[0], (p[1],))),
        st.tuples(st.sampled_from(["log", "root", "binomial", "min", "gcd"]), inner, inner).map(
            lambda p: Call(p[0], p[1:])
        ),
    )


terms = st.recursive(st.one_of(numbers, names), _larger, max_leaves=10)
relations = st.tuples(terms, st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "approx", "in"]), terms).map(
    lambda p: Chain((p[0], p[2]), (p[1],))
)
intervals = st.tuples(terms, terms, st.sampled_from(["()", "(]", "[)"])).map(lambda p: Tuple(p[:2], *p[2]))
written = st.one_of(
    terms,
    relations,
    st.tuples(terms, terms, terms).map(lambda items: Chain(items, ("=", "="), (1,))),
    intervals,
    st.tuples(intervals, intervals).map(lambda p: Op("cup", *p)),
    st.lists(terms, max_size=3).map(lambda items: Braces(tuple(items))),
    st.lists(st.tuples(terms, terms), min_size=1, max_size=3).map(lambda rows: Rows(tuple(rows))),
    st.tuples(relations, relations, st.sampled_from(["and", "or"])).map(lambda p: Logic(p[2], p[:2])),
    st.lists(relations, min_size=2, max_size=3).map(lambda items: Series(tuple(items))),
)


@settings(max_examples=300, deadline=None)
@given(written)
def test_what_is_printed_as_latex_reads_as_the_same_tree(tree):
    assert read(latex(tree), LETTERS, "latex", limit=8_000) == tree
