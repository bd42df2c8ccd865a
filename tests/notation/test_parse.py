"""Authors' notation: what is read, how it is spelled, and what is refused where."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.notation import NotationError, clean, fill, house, parse, spans, text_of, tidy
from generators.notation.tree import Name, Num, walk
from tests.notation.strategies import structures

# (typed, canonical spelling): the spelling must read back as the same tree.
READINGS = [
    ("2x^2", "2*x^2"), ("-x^2", "-x^2"), ("-2^2", "-2^2"), ("(-2)^2", "(-2)^2"), ("2^-x", "2^(-x)"),
    ("x^y^z", "x^(y^z)"), ("(x^y)^z", "(x^y)^z"), ("x**2", "x^2"), ("-2*x*y", "-2*x*y"), ("2*-3", "2*(-3)"),
    ("a - (b - c)", "a - (b - c)"), ("a - b - c", "a - b - c"), ("a/b/c", "a/b/c"), ("a/(b/c)", "a/(b/c)"),
    ("a/b*c", "a/b*c"), ("a/(b*c)", "a/(b*c)"), ("(a + b)*c", "(a + b)*c"), ("((a))", "a"), ("+a", "a"),
    ("½x", "1/2*x"), ("x²y", "x^2*y"), ("x⁻¹", "x^(-1)"), ("√2", "sqrt(2)"), ("√(x+1)", "sqrt(x + 1)"),
    ("λ₁ + 2", "lambda_1 + 2"), ("f₁'(x)", "f_1'(x)"), ("∑", None), ("x·y − 3", "x*y - 3"), ("a ÷ b", "a/b"), ("3 × 4", "3*4"),
    ("sin x", "sin(x)"), ("sin 2x", "sin(2*x)"), ("sin^2 x", "sin(x)^2"), ("sin^2(x)", "sin(x)^2"),
    ("sin^-1(x)", "asin(x)"), ("arcsin(x)", "asin(x)"), ("sin x cos y", "sin(x)*cos(y)"), ("ln x/x", "ln(x)/x"),
    ("log(x)", "ln(x)"), ("log(x, 2)", "log(x, 2)"), ("log_2(x)", "log(x, 2)"), ("log_10 x", "log(x, 10)"),
    ("log10(x)", "log10(x)"), ("Abs(x)", "|x|"), ("|x|", "|x|"), ("|x - 1||x + 1|", "|x - 1|*|x + 1|"),
    ("||v||", "||v||"), ("|a*|b||", "abs(a*|b|)"), ("3!", "3!"), ("n!/(k!*(n - k)!)", "n!/(k!*(n - k)!)"),
    ("5%", "5%"), ("1e-20", "1e-20"), ("2E3", "2e3"), (".5", "0.5"), ("2.", "2"), ("0.50", "0.50"),
    ("f'(x)", "f'(x)"), ("f''(3)", "f''(3)"), ("f(x, y)", "f(x, y)"), ("x_1", "x_1"), ("a_1_new", "a_1_new"),
    ("x_(k + 1)", "x_(k + 1)"), ("x_{1}", "x_1"), ("x_{k+1}", "x_(k + 1)"), ("a_(i, j)", "a_(i, j)"),
    ("P(A | B)", "P(A | B)"), ("P(D cap bar(F))", "P(D cap bar(F))"), ("P(|X| > 2)", "P(|X| > 2)"),
    ("P(X > 1 | Y = 2, Z = 3)", "P(X > 1 | Y = 2, Z = 3)"), ("E[X]", "E[X]"), ("E(X)", "E[X]"),
    ("E[X | Y = 1]", "E[X | Y = 1]"), ("Var(X)", "Var(X)"), ("Cov(X, Y)", "Cov(X, Y)"),
    ('P("spam" | "win")', 'P("spam" | "win")'), ("X ~ N(mu, sigma^2)", "X ~ N(mu, sigma^2)"),
    ('P(",")', 'P(",")'), ('["-", 2]', '["-", 2]'), ('(")", U)', '(")", U)'), ("diff(f, x)", "diff(f, x)"), ("Derivative(f(x), x)", "diff(f(x), x)"),
    ("Derivative(f(x), (x, 2))", "diff(f(x), x, 2)"), ("partial(L, w_1)", "partial(L, w_1)"),
    ("integral(x^2, x, 0, 1)", "integral(x^2, x, 0, 1)"), ("Integral(x**2, (x, 0, 1))", "integral(x^2, x, 0, 1)"),
    ("integral(f(x), x)", "integral(f(x), x)"), ("Sum(i, (i, 1, n))", "sum(i, i, 1, n)"),
    ("sum(x_i^2, i, 1, n)", "sum(x_i^2, i, 1, n)"), ("product(p_i, i, 1, n)", "product(p_i, i, 1, n)"),
    ("limit(f(x), x, oo)", "limit(f(x), x, oo)"), ("argmin(f(x), x)", "argmin(f(x), x)"),
    ("A^T*x", "A^T*x"), ("A.T", "A^T"), ("A^(-1)", "A^(-1)"), ("A odot B", "A odot B"), ("A ~ B", "A ~ B"),
    ("det(A - lambda*I)", "det(A - lambda*I)"), ("det A", "det(A)"), ("u dot v", "u dot v"),
    ("[1, 2, 3]", "[1, 2, 3]"), ("[[1], [2]]", "[[1], [2]]"), ("[1, 2; 3, 4]", "[[1, 2], [3, 4]]"),
    ("Matrix([[1, 2], [3, 4]])", "[[1, 2], [3, 4]]"), ("[[1, 2 | 3], [4, 5 | 6]]", "[[1, 2 | 3], [4, 5 | 6]]"),
    ("R_2 -> R_2 - 3*R_1", "R_2 -> R_2 - 3*R_1"), ("R_1 <-> R_2", "R_1 <-> R_2"), ("m pm e", "m pm e"),
    ("x = ±2", "x = pm 2"), ("(1, 2]", "(1, 2]"), ("[1, 2) U (3, oo)", "[1, 2) cup (3, oo)"), ("(3, 4)", "(3, 4)"), ("(4,)", "[4]"),
    ("Interval(1, 2)", "Interval(1, 2)"), ("Interval.open(1, 2)", "(1, 2)"), ("Interval.Lopen(1, 2)", "(1, 2]"),
    ("{1, 2}", "{1, 2}"), ("FiniteSet(1, 2)", "{1, 2}"), ("{}", "emptyset"), ("∅", "emptyset"),
    ("Union(A, B)", "A cup B"), ("{x | x > 0}", "{x | x > 0}"), ("x in A cup B", "x in A cup B"),
    ("x > 1 and x < 5", "x > 1 and x < 5"), ("(x > 1) & (x < 5)", "x > 1 and x < 5"), ("Or(A, B)", "A or B"),
    ("not (A or B) and C", "not (A or B) and C"), ("a or b and c", "a or b and c"), ("x ≤ 2", "x <= 2"),
    ("Eq(x, 2)", "x = 2"), ("x != 2", "x != 2"), ("a = b\n = c", "a = b\n= c"), ("x = 1, y = 2", "x = 1, y = 2"),
    ("Piecewise((x, x > 0), (0, True))", "piecewise((x, x > 0), (0, otherwise))"),
    ("piecewise((x, x > 0), 0)", "piecewise((x, x > 0), (0, otherwise))"), ("1 + 2 + dots + n", "1 + 2 + dots + n"),
    ("x^2 = 4 => x = pm 2", "x^2 = 4 => x = pm 2"), ("0 < x <= 1", "0 < x <= 1"), ("root(x, 3)", "root(x, 3)"),
    ("∛8", "cbrt(8)"), ("binomial(n, k)", "binomial(n, k)"), ("max(0, z)", "max(0, z)"), ("bar(x)", "bar(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "spelled"), [row for row in READINGS if row[1]])
def test_reading_and_canonical_spelling(typed, spelled):
    tree = parse(typed)
    assert house(tree) == spelled
    assert parse(spelled) == tree


# (typed, column, a word of the message)
REFUSALS = [
    ("", 0, "nothing"), ("   ", 3, "nothing"), ("2*(3", 4, "`)` is missing"), ("(1 + 2", 6, "`)` is missing"),
    ("1 + 2)", 5, "closes nothing"), ("[1, 2", 5, "`]` is missing"), ("x +", 3, "missing at the end"),
    ("x + * 2", 4, "missing before `*`"), ("x^", 1, "exponent is missing"), ("2 3", 2, "side by side"),
    ("x 2", 2, "cannot follow"), ("1/2x", 1, "two ways"), ("a/b c", 1, "two ways"), ("1/2(x + 1)", 1, "two ways"),
    ("[1 2]", 3, "commas"), ("[1, [2]]", 0, "rows"), ("[[1, 2], [3]]", 0, "length"), ("()", 0, "nothing between"),
    ("(1, )", 2, "behind this comma"), ("f(1,)", 3, "behind this comma"), ("sin", 0, "needs an argument"),
    ("sin 2*x", 5, "argument of the function ends"), ("sin x/2", 5, "argument of the function ends"),
    ("√2x", 0, "how far the root reaches"), ("x!!", 1, "Two `!`"), ("a # b", 2, "`#`"), ("x ? 1", 2, "`?`"),
    ("__import__", 0, "`_`"), ("é", 0, "U+00E9"), ("х + 1", 0, "U+0445"), ('"open', 0, "quotation"),
    ("nan", 0, "not a value"), ("zoo + 1", 0, "not a value"), ("diff(x)", 0, "2 to 3 arguments"),
    ("log(x, 2, 3)", 0, "argument"), ("(1, 2, 3]", 0, "two ends"), ("piecewise((1, x > 0, 2), (2, otherwise))", 0, "case"),
    ("1e999", 0, "power of ten"), ("9" * 401, 0, "digits"), ("cos^-2^", 6, "exponent"), ("tan^-1", 0, "needs an argument"),
    ("|x", 2, "`|` is missing"), ("{1, 2", 5, "`}` is missing"), ("x = ", 4, "missing at the end"), ("a b ..", 4, "`.`"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "column", "word"), REFUSALS)
def test_refusal_names_the_column_and_the_reason(typed, column, word):
    with pytest.raises(NotationError) as caught:
        parse(typed)
    assert caught.value.at == column, str(caught.value)
    assert word in caught.value.message


@settings(max_examples=400, deadline=None)
@given(structures)
def test_printing_and_parsing_gives_the_same_tree(tree):
    assert parse(house(tree)) == tree


@settings(max_examples=300, deadline=None)
@given(structures)
def test_tidying_twice_changes_nothing(tree):
    once = tidy(tree)
    assert tidy(once) == once and parse(house(once)) == once


PIECES = st.sampled_from(
    ["x", "1", "(", ")", "[", "]", "{", "}", "|", "||", "+", "-", "*", "/", "^", ",", ";", "sin", "log", "_", "'", "!", "%",
     "=", "<", "and", "or", "not", "P(", "E[", "²", "½", "√", "\n", " ", "~", ":", '"', "f(", "piecewise(", "e", "1e5", "λ",
     "\\frac", "$", "."]
)  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=120).map("".join))


@settings(max_examples=1500, deadline=None)
@given(ANYTHING)
def test_no_text_raises_anything_else(text):
    try:
        tree = parse.__wrapped__(text)
    except NotationError as error:
        assert 0 <= error.at <= len(text) and error.message[-1] in ".?!"
    else:
        assert parse(house(tree)) == tree


@pytest.mark.parametrize(
    "text",
    ["(" * 4000, "-" * 4000, "+".join("x" * 1200), "*".join("x" * 1200), "^".join("x" * 1200), "[" * 8000, "|" * 8000,
     "f(" * 2000, "{" * 3000, "sin " * 1500, "x" * 8000, "1," * 2000 + "1", "not " * 1500 + "x", "x_(" * 2000, "9" * 8000,
     "a b " * 1000, "1/x " * 800, '"' * 8000, "\n" * 8000, "x=" * 1500 + "x", "e^-" * 1500 + "x", "()" * 3000,
     "x" * 100_000, "√" * 4000, "½" * 4000],
)  # fmt: skip
def test_hostile_texts_are_quick(text):
    best = 1.0
    for _ in range(5):
        started = time.process_time()
        with suppress(NotationError):
            house(parse.__wrapped__(text))
        best = min(best, time.process_time() - started)
    assert best < 0.02


def test_trees_are_bounded_in_depth():
    with pytest.raises(NotationError, match="at most 150"):
        parse("+".join(["x"] * 400))
    with pytest.raises(NotationError, match="at most 50 levels"):
        parse("(" * 51 + "x" + ")" * 51)
    assert house(parse("(" * 50 + "x" + ")" * 50)) == "x"


SCARS = [
    ("x + -3*y", "x - 3*y"), ("1*x - -2", "x + 2"), ("-1*x^2 + 0*x + 5", "-x^2 + 5"), ("0*x + 1*y", "y"), ("--2", "2"),
    ("(-3)/4", "-3/4"), ("2*(-3)", "2*(-3)"), ("1*3 + 0*5", "1*3 + 0*5"), ("x^1", "x"), ("x + 0", "x"), ("0 - x", "-x"),
    ("-2*x*y - -3/4*z", "-2*x*y + 3/4*z"), ("x - (y - z)", "x - (y - z)"), ("x/1", "x"), ("0*x", "0"), ("3 + 0", "3 + 0"),
    ("5*1 - (-1)*(-4)", "5*1 - ((-1)*(-4))"), ("5*1 - (-1)*4", "5*1 + 1*4"), ("x - (-1)*(-4)", "x - ((-1)*(-4))"),
]  # fmt: skip


@pytest.mark.parametrize(("spliced", "meant"), SCARS)
def test_splice_scars_are_mended(spliced, meant):
    assert house(tidy(parse(spliced))) == meant


def test_fill_keeps_signs_and_powers():
    assert fill("x^2 - 3*y", x=-2, y=-1) == "(-2)^2 - 3*(-1)"
    assert fill("1/x", x="a + b") == "1/(a + b)"


def test_prose_is_cut_and_cleaned():
    assert clean(r"It costs \$5 more: $x + -3$.") == r"It costs \$5 more: $x - 3$."
    assert [str(s) if isinstance(s, str) else house(s) for s in spans(r"A \$1 coin, $n = 2$ of them.")] == [
        "A $1 coin, ", "n = 2", " of them."
    ]  # fmt: skip
    for broken in ("one $x", "empty $$ span", "bad $1 +$"):
        with pytest.raises(NotationError):
            clean(broken)


def test_values_become_text():
    sympy = pytest.importorskip("sympy")
    assert text_of(sympy.exp(1) * sympy.I) == "e*i"
    assert text_of(sympy.Rational(-3, 4)) == "-3/4"
    assert text_of(sympy.Matrix([[1, 2], [3, -4]])) == "[[1, 2], [3, -4]]"
    with pytest.raises(NotationError, match=r"float 0\.1"):
        text_of(0.1)


SYMPY_TEXTS = [
    "sqrt(2)/2", "x**2 - 3*x + 2", "(x - 1)*(x - 2)", "exp(-x)*sin(x)", "log(x + 1)/x", "Matrix([[1/2, -1], [0, x]])",
    "Piecewise((x, x > 0), (-x, True))", "Sum(1/k**2, (k, 1, oo))", "Integral(exp(-x**2), (x, -oo, oo))", "Abs(x - 1)",
    "Interval.Ropen(0, 1)", "Union(Interval.open(-oo, 1), Interval(2, 3))", "{1, 2}", "(x > 1) & (x < 5)", "Max(0, x)",
    "binomial(n, k)", "factorial(n)", "Eq(x, 1)", "asin(x)", "x**(1/3)", "-x/2", "2*x/3", "(-1)**n", "I*pi",
]  # fmt: skip


@pytest.mark.parametrize("text", SYMPY_TEXTS)
def test_what_sympy_prints_is_read(text):
    tree = parse(text)
    assert parse(house(tree)) == tree


def test_names_and_numbers_stay_as_written():
    kinds = {type(node) for node in walk(parse("0.50*x_1"))}
    assert Num in kinds and Name in kinds and house(parse("0.50*x_1")) == "0.50*x_1"
