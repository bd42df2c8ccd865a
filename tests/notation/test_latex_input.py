r"""LaTeX as MathLive and people write it reads as the same tree as the text; what it cannot mean is named with its column."""

import pytest
from flint import fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generators.notation import NotationError, Vocabulary, evaluate, house, parse, read
from generators.notation.functions import FUNCTIONS, LEARNER_FUNCTIONS, UNSOLVED, canonical_name
from generators.notation.latex import latex
from generators.notation.latex_input import COMMANDS, read_latex
from generators.notation.latex_words import FUNCTIONS as FUNCTION_COMMANDS
from generators.notation.latex_words import WRITTEN
from generators.notation.read import is_latex
from generators.notation.tree import Braces, Call, Chain, Logic, Name, Neg, Num, Op, Rows, Series, Tuple, rebuild

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
PLAIN = Vocabulary(symbols=frozenset("xyt"))
COMMA = Vocabulary(symbols=frozenset("xy"), decimal_comma=True)
MIXED = Vocabulary(symbols=frozenset("x"), mixed=True)
STATISTICS = Vocabulary(symbols=frozenset({"x_bar", "phat", "beta_1_hat", "v", "mu_0", "sigma_X", "n_1_2", "b_12"}))
DECLARED = Vocabulary(symbols=frozenset({"e", "i", "T", "d", "x", "E", "Gamma", "U", "in"}))
ALL = Vocabulary(symbols=frozenset("xyikn"), functions=LEARNER_FUNCTIONS | UNSOLVED)

READINGS = [
    # fractions and roots
    (r"\frac{1}{2}", "1/2"), (r"\frac12", "1/2"), (r"\frac1{2}x", "1/2*x"), (r"\frac{1}{2}x", "1/2*x"),
    (r"\frac12 x", "1/2*x"), (r"\frac12x", "1/2*x"), (r"\frac{x}2", "x/2"), (r"\frac\pi2", "pi/2"), (r"\frac{\pi}4", "pi/4"),
    (r"\frac1x", "1/x"), (r"\frac1{x}", "1/x"), (r"\frac{x}{2}y", "x/2*y"), (r"\dfrac{x+1}{2}", "(x + 1)/2"),
    (r"\tfrac ab", "a/b"), (r"\cfrac{1}{1+\cfrac{1}{x}}", "1/(1 + 1/x)"), (r"x\frac{1}{2}", "x*(1/2)"),
    (r"2\frac{x}{3}", "2*(x/3)"), (r"a/\frac{x}{2}", "a/(x/2)"), (r"\frac{x}{y}/n", "x/y/n"),
    (r"\frac{\frac{1}{x}}{y}", "1/x/y"), (r"\frac{x+1}{x-1}-\frac{2}{x}", "(x + 1)/(x - 1) - 2/x"),
    (r"-\frac{3}{5}", "-3/5"), (r"\frac{-3}{5}", "(-3)/5"), (r"-\frac{1}{2}x", "-1/2*x"),
    (r"\left(\frac{1}{2}\right)^{n}", "(1/2)^n"), (r"\frac{\sqrt{2}}{2}", "sqrt(2)/2"), (r"\frac(x+1)(2)", "(x + 1)/2"),
    (r"{a \over b}", "a/b"), (r"x+1 \over 2", "(x + 1)/2"), (r"2^{3}\frac{1}{2}", "2^3*(1/2)"), (r"\sqrt{x}", "sqrt(x)"),
    (r"\sqrt x", "sqrt(x)"), (r"\sqrt2", "sqrt(2)"), (r"\sqrt2x", "sqrt(2)*x"), (r"\sqrt{2}x", "sqrt(2)*x"),
    (r"\sqrt x\sqrt y", "sqrt(x)*sqrt(y)"), (r"\sqrt[3]{x+1}", "root(x + 1, 3)"), (r"\sqrt[n]x", "root(x, n)"),
    (r"\sqrt[]{x}", "sqrt(x)"), (r"\sqrt{\sqrt{x}}", "sqrt(sqrt(x))"), (r"2\sqrt{3}", "2*sqrt(3)"), (r"\sqrt(x+1)", "sqrt(x + 1)"),
    (r"\sqrt\frac12", "sqrt(1/2)"), (r"\sqrt\pi", "sqrt(pi)"), (r"√2", "sqrt(2)"), (r"½x", "1/2*x"),
    # powers and indices
    (r"x^2", "x^2"), (r"x^{2}", "x^2"), (r"x^2y", "x^2*y"), (r"x^{2}y", "x^2*y"), (r"x^{2y}", "x^(2*y)"),
    (r"x^{y^{n}}", "x^(y^n)"), (r"x ^ { - 1 }", "x^(-1)"), (r"x^-1", "x^(-1)"), (r"e^-x", "e^(-x)"), (r"x^{+2}", "x^2"),
    (r"{x}^{2}", "x^2"), (r"{2x}^2", "(2*x)^2"), (r"{x^2}^3", "(x^2)^3"), (r"{10}^{3}", "10^3"), (r"2^{10}", "2^10"),
    (r"x^ab", "x^a*b"), (r"e^\pi", "e^pi"), (r"2^speed", "2^speed"), (r"e^(2x)", "e^(2*x)"), (r"x^(1/2)y", "x^(1/2)*y"),
    (r"x^{\left(2\right)}", "x^2"), (r"x^\frac12", "x^(1/2)"), (r"x^{1/2}", "x^(1/2)"), (r"x²", "x^2"),
    (r"\left(x+1\right)^{2}", "(x + 1)^2"), (r"(x+1)^2(x-1)", "(x + 1)^2*(x - 1)"), (r"-x^{2}", "-x^2"), (r"-2^{2}", "-2^2"),
    (r"\left(-2\right)^{2}", "(-2)^2"), (r"x_{1}", "x_1"), (r"x_1y", "x_1*y"), (r"x_1^2", "x_1^2"), (r"x^2_1", "x_1^2"),
    (r"x_{\max}", "x_max"), (r"x_{\text{max}}", "x_max"), (r"x_\mathrm{max}", "x_max"), (r"x_{\mathrm{max}}+1", "x_max + 1"),
    (r"a_{ij}", "a_ij"), (r"a_{i j}", "a_ij"), (r"a_{i,j}", "a_ij"), (r"a_{1,\mathrm{new}}", "a_1_new"), (r"x₁", "x_1"),
    (r"ax_1", "a*x_1"), (r"n!", "n!"), (r"\left(n+1\right)!", "(n + 1)!"), (r"n^{2}!", "(n^2)!"), (r"A^{T}", "A^T"),
    (r"A^T B", "A^T*B"), (r"A^TB", "A^T*B"), (r"A^{\top}", "A^T"), (r"A^\top B", "A^T*B"), (r"A^{\mathsf{T}}B", "A^T*B"),
    (r"A^\mathsf{T}", "A^T"), (r"A^\mathrm TB", "A^T*B"), (r"A^{\intercal}", "A^T"), (r"A^{-1}", "A^(-1)"),
    # groups
    (r"{x+1}y", "(x + 1)*y"), (r"1/{2x}", "1/(2*x)"), (r"{x}{y}", "x*y"), (r"x{}y", "x*y"), (r"{-}x", "-x"), (r"x{=}2", "x = 2"),
    # signs, relations, words
    (r"2\cdot 3", "2*3"), (r"2\times x", "2*x"), (r"x\ast y", "x*y"), (r"x\div 2", "x/2"), (r"2x\cdot(-3)", "2*x*(-3)"),
    (r"x\cdot-y", "x*(-y)"), (r"x--y", "x - (-y)"), (r"5\%", "5%"), (r"5\,\%", "5%"), (r"5%", "5%"), (r"\frac{5}{2}%", "(5/2)%"),
    (r"2.5\times10^{3}", "2.5*10^3"), (r"2.5\cdot10^{-3}", "2.5*10^(-3)"), (r"1.5e-3", "1.5e-3"), (r".5", "0.5"), (r"1.", "1"),
    (r"10\,000", "10000"), (r"1\,234\,567", "1234567"), (r"x=\pm 2", "x = pm 2"), (r"1\pm\sqrt2", "1 pm sqrt(2)"), (r"\mp2", "pm 2"),
    (r"x\le 2", "x <= 2"), (r"x\leq2", "x <= 2"), (r"x\leqslant 2", "x <= 2"), (r"x\ge 2", "x >= 2"), (r"x\geq 2", "x >= 2"),
    (r"x\geqslant 2", "x >= 2"), (r"x\ne 1", "x != 1"), (r"x\neq 1", "x != 1"), (r"x\not=1", "x != 1"), (r"x\not< 1", "x >= 1"),
    (r"x\lt 2", "x < 2"), (r"x\gt 2", "x > 2"), (r"x≤2", "x <= 2"), (r"x\approx 2", "x approx 2"), (r"x\in\mathbb{R}", "x in RR"),
    (r"x\in\R", "x in RR"), (r"x\notin\mathbb Z", "x notin ZZ"), (r"x\not\in\N", "x notin NN"),
    (r"x\in\mathbb{R}\setminus\{0\}", "x in RR setminus {0}"), (r"x\in(1,2)\cup(3,\infty)", "x in (1, 2) cup (3, oo)"),
    (r"x < 1 \text{ or } x > 2", "x < 1 or x > 2"), (r"x=1\lor x=2", "x = 1 or x = 2"), (r"x=1\vee x=2", "x = 1 or x = 2"),
    (r"x=1\quad\text{or}\quad x=2", "x = 1 or x = 2"), (r"x = \frac12 or x = 2", "x = 1/2 or x = 2"),
    (r"x>1\land x<5", "x > 1 and x < 5"), (r"x>1\text{ and }x<5", "x > 1 and x < 5"), (r"1<x<5", "1 < x < 5"),
    (r"y=2x+1", "y = 2*x + 1"), (r"x=1,\quad y=2", "x = 1, y = 2"), (r"x=1\text{, }y=2", "x = 1, y = 2"), (r"x=2.", "x = 2"),
    (r"\therefore x=2", "x = 2"), (r"x^2 % the square", "x^2"),
    # letters
    (r"2\pi x", "2*pi*x"), (r"x\pi", "x*pi"), (r"\lambda x+\mu", "lambda*x + mu"), (r"\theta\lambda", "theta*lambda"),
    (r"x\lambda", "x*lambda"), (r"\vartheta", "theta"), (r"\mathrm{e}^{x}", "e^x"), (r"\exponentialE^{2x}", "e^(2*x)"),
    (r"\mathbf{A}x", "A*x"), (r"\mathbf{x}_1", "x_1"), (r"\mathbf A\mathbf x", "A*x"), (r"\boldsymbol{\theta}", "theta"),
    (r"\vec{x}", "x"), (r"\vec x_1", "x_1"), (r"\underline{x}", "x"), (r"2\imaginaryI", "2*i"), (r"\mathrm{i}x", "i*x"),
    (r"a+bi", "a + b*i"), (r"e^{i\pi}", "e^(i*pi)"), (r"-\infty", "-oo"), (r"\mathrm{speed}", "speed"), (r"speed", "speed"),
    (r"2\,\text{speed}", "2*speed"), (r"x\,y", "x*y"), (r"x~y", "x*y"), (r"x\quad y", "x*y"), (r"x\!y", "x*y"), (r"x\ y", "x*y"),
    (r"xy", "x*y"), (r"xe^{x}+e^{x}", "x*e^x + e^x"), (r"e^{-\frac{x^2}{2}}", "e^(-x^2/2)"), (r"\emptyset", "emptyset"),
    (r"\varnothing", "emptyset"),
    # functions
    (r"\sin x", "sin(x)"), (r"\sin\left(x\right)", "sin(x)"), (r"\sin(x)", "sin(x)"), (r"\sin{x}", "sin(x)"),
    (r"\sin{\left(x \right)} y", "sin(x)*y"), (r"\sin{2x}y", "sin(2*x)*y"), (r"\sin 2x", "sin(2*x)"), (r"\sin2x", "sin(2*x)"),
    (r"\sin^{2}x", "sin(x)^2"), (r"\sin^2\left(x\right)+\cos^2 x", "sin(x)^2 + cos(x)^2"), (r"\sin^{2}{\left(x \right)}", "sin(x)^2"),
    (r"\sin^{-1}x", "asin(x)"), (r"\sin^{-1}{x}", "asin(x)"), (r"\tan^{-1}\left(\frac{y}{x}\right)", "atan(y/x)"),
    (r"\sin\frac{x}{2}", "sin(x/2)"), (r"\sin\frac{1}{2}x", "sin(1/2*x)"), (r"\cos\frac{n\pi}{2}x", "cos(n*pi/2*x)"),
    (r"\sin\frac{x}{2}\cos x", "sin(x/2)*cos(x)"), (r"\sin\sqrt{x}", "sin(sqrt(x))"), (r"\sin x^{2}", "sin(x^2)"),
    (r"\sin(x)^2", "sin(x)^2"), (r"\sin 2\pi x", "sin(2*pi*x)"), (r"\arctan x", "atan(x)"), (r"\operatorname{arctan}x", "atan(x)"),
    (r"\operatorname{arcsin}\left(x\right)", "asin(x)"), (r"\operatorname{sen}x", "sin(x)"), (r"\operatorname{arctg}x", "atan(x)"),
    (r"\tg x", "tan(x)"), (r"\sinh x", "sinh(x)"), (r"\operatorname{arsinh}x", "asinh(x)"), (r"\operatorname{sgn}(x)", "sign(x)"),
    (r"\operatorname{lcm}(a,b)", "lcm(a, b)"), (r"\mathrm{sin}x", "sin(x)"), (r"sin x", "sin(x)"), (r"sqrt(2)\cdot x", "sqrt(2)*x"),
    (r"x\sin x", "x*sin(x)"), (r"\sin x\cos x", "sin(x)*cos(x)"), (r"\sin x\cdot y", "sin(x)*y"), (r"\cos\theta", "cos(theta)"),
    (r"\ln x", "ln(x)"), (r"\ln\left|x\right|", "ln(|x|)"), (r"\ln\left|x\right|y", "ln(|x|)*y"), (r"\ln^{2}x", "ln(x)^2"),
    (r"\log x", "ln(x)"), (r"\lg x", "log10(x)"), (r"\log_{2}x", "log(x, 2)"), (r"\log_2 x", "log(x, 2)"), (r"\log_2(x)", "log(x, 2)"),
    (r"\log_{2}\left(x\right)", "log(x, 2)"), (r"\log_{10}x", "log(x, 10)"), (r"\log_{\pi}(x)", "log(x, pi)"),
    (r"\log_{x+1}y", "log(y, x + 1)"), (r"\log_2^3 x", "log(x, 2)^3"), (r"\log_{2}^{3}\left(x\right)", "log(x, 2)^3"),
    (r"\operatorname{log}_2x", "log(x, 2)"), (r"log_2(x)+\pi", "log(x, 2) + pi"), (r"\exp\left(-x\right)", "exp(-x)"), (r"\exp{x}", "exp(x)"),
    (r"\max\left(a,b\right)", "max(a, b)"), (r"\max\{a,b\}", "max(a, b)"), (r"\min\left\{a,b\right\}", "min(a, b)"), (r"\gcd(a,b)", "gcd(a, b)"),
    (r"\binom{n}{k}", "binomial(n, k)"), (r"\binom nk", "binomial(n, k)"), (r"{n \choose k}", "binomial(n, k)"),
    (r"\frac{n!}{k!\left(n-k\right)!}", "n!/(k!*(n - k)!)"), (r"\Gamma\left(\frac12\right)", "gamma(1/2)"), (r"\abs{x}", "|x|"),
    (r"f\left(x\right)", "f(x)"), (r"f(x)g(x)", "f(x)*g(x)"), (r"f'(x)", "f'(x)"), (r"f^{\prime}(x)", "f'(x)"), (r"f^\prime(x)", "f'(x)"),
    (r"f^{\prime\prime}\left(x\right)", "f''(x)"), (r"f^{\doubleprime}(x)", "f''(x)"), (r"f^{''}(x)", "f''(x)"), (r"f(x)=x^2", "f(x) = x^2"),
    # fences
    (r"\left(x+1\right)\left(x-1\right)", "(x + 1)*(x - 1)"), (r"\left| x \right|", "|x|"), (r"|x-1|", "|x - 1|"),
    (r"\lvert x\rvert", "|x|"), (r"\left\lvert x\right\rvert", "|x|"), (r"\left\vert x\right\vert", "|x|"), (r"\vert x\vert", "|x|"),
    (r"\mid x\mid", "|x|"), (r"\bigl|x\bigr|", "|x|"), (r"2\left|x\right|", "2*|x|"), (r"x\left|y\right|", "x*|y|"),
    (r"|x-1||x+1|", "|x - 1|*|x + 1|"), (r"\left|x\right|\left|y\right|", "|x|*|y|"), (r"\left|{x}\right|", "|x|"),
    (r"\left|\left|x\right|-1\right|", "abs(|x| - 1)"), (r"\lfloor x\rfloor", "floor(x)"), (r"\left\lfloor x\right\rfloor", "floor(x)"),
    (r"\left\lceil \frac{x}{2}\right\rceil", "ceil(x/2)"), (r"\mleft(x+1\mright)^2", "(x + 1)^2"),
    (r"\bigl(x+1\bigr)^{2}", "(x + 1)^2"), (r"\left(1,2\right)", "(1, 2)"), (r"\{1,2\}", "{1, 2}"), (r"{1,2}", "{1, 2}"),
    (r"{\frac12, 3}", "{1/2, 3}"), (r"\left\lbrace 1,2\right\rbrace", "{1, 2}"), (r"\left\{-\frac{1}{2};3\right\}", "{-1/2, 3}"),
    (r"\{\}", "emptyset"), (r"{}", "emptyset"), (r"\{x\mid x>0\}", "{x | x > 0}"), (r"\left\{x\middle|x>0\right\}", "{x | x > 0}"),
    (r"\left[1,2\right)", "[1, 2)"), (r"[0,1)", "[0, 1)"), (r"\left[0;1\right[", "[0, 1)"), (r"\left]0,1\right[", "(0, 1)"),
    (r"\left]-\infty,1\right]", "(-oo, 1]"), (r"\left(-\infty,1\right]\cup\left[2,\infty\right)", "(-oo, 1] cup [2, oo)"),
    (r"\langle 1,2,3\rangle", "[1, 2, 3]"), (r"\left\langle 1,2\right\rangle", "[1, 2]"), (r"\lbrack1,2\rbrack", "[1, 2]"),
    # matrices
    (r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", "[[1, 2], [3, 4]]"), (r"\begin{pmatrix}1\\2\\\end{pmatrix}", "[[1], [2]]"),
    (r"\left(\begin{matrix}1&2\end{matrix}\right)", "[1, 2]"), (r"\left[\begin{matrix}1 & 2\\3 & 4\end{matrix}\right]", "[[1, 2], [3, 4]]"),
    (r"\begin{bmatrix}1 & 2 \\[2pt] 3 & 4\end{bmatrix}", "[[1, 2], [3, 4]]"), (r"\begin{smallmatrix}1&2\end{smallmatrix}", "[1, 2]"),
    (r"\left[\begin{array}{cc}1&\frac12\\0&f(x,y)\end{array}\right]", "[[1, 1/2], [0, f(x, y)]]"),
    (r"\begin{array}{c} 1 \\ 2 \end{array}", "[[1], [2]]"), (r"\begin{pmatrix}1\\2\end{pmatrix}^T", "[[1], [2]]^T"),
    (r"\frac{1}{2}\begin{pmatrix}1\\-2\end{pmatrix}", "1/2*[[1], [-2]]"), (r"-\begin{pmatrix}1\\2\end{pmatrix}", "-[[1], [2]]"),
    (r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ 4 & 5 & 6 \end{array}\right]", "[[1, 2 | 3], [4, 5 | 6]]"),
    (r"\begin{bmatrix}\max(1,2)&x\end{bmatrix}", "[max(1, 2), x]"),
    # systems, cases, lines
    (r"\begin{cases}x+y=1\\x-y=2\end{cases}", "x + y = 1, x - y = 2"), (r"\begin{cases} x+y=1, \\ x-y=2. \end{cases}", "x + y = 1, x - y = 2"),
    (r"\begin{cases} x &=1 \\ y &=2 \end{cases}", "x = 1, y = 2"), (r"\left\{\begin{array}{l} x=1\\y=2\end{array}\right.", "x = 1, y = 2"),
    (r"\left\{\begin{array}{rcl} x&=&1\\y&=&2\end{array}\right.", "x = 1, y = 2"), (r"\left\{\begin{matrix} x=1\\y=2\end{matrix}\right.", "x = 1, y = 2"),
    (r"\displaylines{x=1\\y=2}", "x = 1, y = 2"), (r"x=1\\y=2", "x = 1, y = 2"), (r"x=1\\", "x = 1"),
    (r"\begin{aligned}y&=x+x\\&=2x\end{aligned}", "y = x + x\n= 2*x"), (r"\displaylines{y=x+x\\=2x}", "y = x + x\n= 2*x"),
    (r"\begin{eqnarray*} y&=&x+x\\&=&2x\end{eqnarray*}", "y = x + x\n= 2*x"), (r"\begin{align} y&=x\\&\quad+1\end{align}", "y = x + 1"),
    # wrappers and looks
    (r"$x^2$", "x^2"), (r"\(x^2\)", "x^2"), (r"\[x^2\]", "x^2"), (r"$$\frac{x}{2}$$", "x/2"), (r"  $x$ ", "x"), (r"\begin{equation}x=1\end{equation}", "x = 1"),
    (r"\displaystyle\frac{x}{2}", "x/2"), (r"\boxed{42}", "42"), (r"\textcolor{red}{x}+1", "x + 1"), (r"\textcolor{#f00}{2x}^{2}", "2*x^2"),
    (r"\color{red}{x}+1", "x + 1"), (r"{\color{blue}x}y", "x*y"), (r"\class{a}{x}", "x"), (r"\htmlData{a=1}{x+y}", "x + y"), (r"{\large x}y", "x*y"),
    (r"\placeholder[a]{3}", "3"), (r"\mathord{x}", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "text"), READINGS)
def test_latex_reads_as_the_text_does(typed, text):
    assert house(read(typed, LETTERS, "latex")) == text


READINGS_BY_VOCABULARY = [
    (COMMA, r"1{,}5", "1.5"), (COMMA, r"1,5", "1.5"), (COMMA, r"-0{,}25x", "-0.25*x"), (COMMA, r"\frac{1{,}5}{2}", "1.5/2"),
    (COMMA, r"\begin{bmatrix}1{,}5&2\end{bmatrix}", "[1.5, 2]"), (COMMA, r"\left\{1{,}5;2\right\}", "{1.5, 2}"),
    (MIXED, r"1\frac{1}{2}", "1 + 1/2"), (MIXED, r"1\frac12", "1 + 1/2"), (MIXED, r"-1\frac12", house(read("-1 1/2", MIXED))),
    (MIXED, r"x-2\frac34", "x - (2 + 3/4)"), (MIXED, r"1 1/2+\pi", "1 + 1/2 + pi"), (MIXED, r"2\frac{x}{3}", "2*(x/3)"),
    (STATISTICS, r"\bar{x}", "x_bar"), (STATISTICS, r"\overline x", "x_bar"), (STATISTICS, r"\hat p^2", "phat^2"),
    (STATISTICS, r"\hat{\beta}_1", "beta_1_hat"), (STATISTICS, r"\hat{\beta}_{1}v", "beta_1_hat*v"), (STATISTICS, r"2\vec{v}", "2*v"),
    (STATISTICS, r"\overrightarrow{v}", "v"), (STATISTICS, r"\mu_0", "mu_0"), (STATISTICS, r"\sigma_X^2", "sigma_X^2"),
    (STATISTICS, r"n_{12}", "n_1_2"), (STATISTICS, r"b_{1,2}", "b_12"),
    (DECLARED, r"e^2", "e^2"), (DECLARED, r"i+1", "i + 1"), (DECLARED, r"x^T", "x^T"), (DECLARED, r"\frac{d}{dx}", "d/(d*x)"),
    (DECLARED, r"\Gamma(x)", "Gamma*x"), (DECLARED, r"E\,U", "E*U"),
    (Vocabulary(open_names=True), r"\bar{x}_1+\beta", "bar(x_1) + beta"), (Vocabulary(open_names=True), r"\vec{q}", "vec(q)"),
    (ALL, r"\sum_{k=1}^{n}k^2+1", "sum(k^2, k, 1, n) + 1"), (ALL, r"2\prod_{k=1}^n k", "2*product(k, k, 1, n)"),
    (ALL, r"\lim_{x\to\infty}\frac{1}{x}", "limit(1/x, x, oo)"), (ALL, r"\int_0^1 x^2\,dx+1", "integral(x^2, x, 0, 1) + 1"),
    (ALL, r"\int x\,\mathrm{d}x", "integral(x, x)"), (ALL, r"\frac{d}{dx}x^2", "diff(x^2, x)"), (ALL, r"\frac{dy}{dx}", "diff(y, x)"),
    (ALL, r"\det\begin{pmatrix}1&2\\3&4\end{pmatrix}", "det([[1, 2], [3, 4]])"), (ALL, r"\lVert x\rVert", "||x||"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "typed", "text"), READINGS_BY_VOCABULARY)
def test_latex_is_read_with_the_names_of_the_exercise(words, typed, text):
    assert house(read(typed, words, "latex")) == text


def test_two_columns_of_cases_are_a_piecewise_function():
    source = r"\begin{cases} x^2, & \text{if } x<0 \\ 2x & \text{otherwise} \end{cases}"
    assert house(read(source, LETTERS)) == "piecewise((x^2, x < 0), (2*x, otherwise))"


REFUSALS = [
    # commands
    (r"\foo", r"`\foo` cannot be read", 0, 4), (r"x+\fracx", r"`\fracx`", 2, 8), (r"\input{/etc/passwd}", r"`\input`", 0, 6),
    (r"\write18{ls}", r"`\write`", 0, 6), (r"\def\x{1}", r"`\def`", 0, 4), (r"\newcommand{\x}{1}", r"`\newcommand`", 0, 11),
    (r"\catcode`\x=1", r"`\catcode`", 0, 8), (r"\csname x\endcsname", r"`\csname`", 0, 7), (r"\cancel{x}", r"`\cancel`", 0, 7),
    (r"\href{u}{x}", r"`\href`", 0, 5), (r"\phantom{x}", r"`\phantom`", 0, 8), ("x\\", "backslash", 1, 2), (r"x\_1", r"`\_`", 1, 3),
    # something is missing
    (r"\placeholder{}", "empty box", 0, 14), (r"\frac{1}{\placeholder{}}", "empty box", 9, 23), (r"\placeholder{⬚}", "empty box", 0, 15),
    (r"\frac{}{2}", "numerator", 5, 7), (r"\frac{1}{ }", "denominator", 8, 11), (r"\frac", "numerator", 0, 5), (r"\frac{1}", "denominator", 0, 5),
    (r"\sqrt", "radicand", 0, 5), (r"\sqrt{}", "radicand", 5, 7), (r"x^", "exponent", 1, 2), (r"x^{}", "exponent", 2, 4), (r"x_", "index", 1, 2),
    (r"^2", "something before it", 0, 1), (r"x\cdot", "missing at the end", 6, 6), (r"x\cdot", r"`\cdot`", 6, 6), (r"\times x", r"before `\times`", 0, 6),
    (r"2\cdot\cdot3", r"Two `\cdot`", 6, 11), (r"\frac{x+}{2}", "missing at the end", 8, 8), (r"\left(x+\right)", "missing", 8, 15), (r"\\", "nothing to read", 2, 2),
    (r"\left(\right)", "nothing between", 0, 6), (r"||", "missing", 2, 2), (r"\sin", r"`\sin` needs an argument", 0, 4), (r"\over 2", "before", 0, 5),
    # brackets
    (r"\left(x", r"`\right` is missing", 0, 5), (r"x\right)", "closes nothing", 1, 7), (r"{x", "never closed", 0, 1), (r"x}", "closes nothing", 1, 2),
    (r"\left(x\right|", "does not close", 7, 14), (r"\left x", "bracket", 0, 5), (r"\left.x\right|", "does not close", 7, 14), (r"\left(x}", r"`\right` is missing", 0, 5),
    (r"\lvert x", r"`\rvert` is missing", 0, 6), (r"x\rvert", "closes nothing", 1, 7), (r"\frac{x}{2}+(x", "never closed", 14, 14), (r"(x", "never closed", 2, 2),
    (r"\sqrt[3{x}", "never closed", 5, 6), ("{" * 60 + "x" + "}" * 60, "too deeply", 50, 51),
    # two readings
    (r"1/2x", "two ways", 1, 4), (r"x^23", "first digit", 2, 4), (r"2^10", "first digit", 2, 4), (r"x^-12", "first digit", 3, 5), (r"2^1.5", "first digit", 2, 5),
    (r"x_12", "first digit", 2, 4), (r"\log_10 x", "first digit", 5, 7), (r"\sqrt12", "first digit", 5, 7), (r"x^2 3", "without a sign", 4, 5), (r"x2", "several things", 0, 2),
    (r"\sin{x}^2", "not clear", 7, 9), (r"\ln\left|x\right|^2", "not clear", 17, 19), (r"\sin x/2", "not clear", 6, 7), (r"\sin x(y)", "not clear", 6, 7),
    (r"1\frac{1}{2}", "side by side", 1, 12), (r"\frac123", "side by side", 7, 8), (r"2\ 3", "side by side", 3, 4), (r"1\,00", "side by side", 3, 5),
    (r"50%+3", "comment", 2, 3), (r"1{,}5", "point", 1, 4), (r"x_1_2", "indices", 3, 4), (r"x^2^3", "exponents", 3, 4), (r"x^{2}{^3}", "something before it", 6, 7),
    # names
    (r"\frac{q}{2}", "`q`", 6, 7), (r"x+\theta_{7}", r"`\theta_{7}`", 2, 12), (r"\beta x", r"`\beta`", 0, 5), (r"\mathrm{rate}", r"`rate`", 8, 12), (r"x'", "`x'`", 0, 2),
    (r"\bar{x}", r"`\bar{x}`", 0, 7), (r"\hat{x}_{1}", r"`\hat{x}_{1}`", 0, 11), (r"\overline{xy}", r"`\overline{xy}`", 0, 13), (r"\bar{x+y}", "over a name", 0, 9),
    (r"x_{n+1}", "index", 1, 7), (r"\left(x\right)_1", "An index belongs", 14, 16), (r"2'", "A prime belongs", 1, 2), (r"\mathbb{X}", "R, Q, Z, N and C", 0, 10),
    (r"\operatorname{Var}(x)", r"`\operatorname{Var}` may not", 0, 18), (r"\operatorname{foo}x", r"`\operatorname{foo}`", 0, 18), (r"\text{hello world}", "Words", 0, 18),
    # marks
    (r"30^\circ", "radians", 2, 8), (r"30^{\circ}", "radians", 2, 10), (r"30\degree", "radians", 2, 9), (r"30°", "radians", 2, 3), (r"x^*", "exponent", 1, 3), (r"A^\dagger", "exponent", 1, 9),
    (r"a$b", "dollar", 1, 2), (r"x&y", "separates", 1, 2), (r"\not x", "before", 0, 4), (r"x\to 2", r"`\to`", 1, 4), (r"x:2", "Write / for a division", 1, 2),
    # the question handed back
    (r"\int_0^1 x\,dx", "Give the result", 0, 4), (r"\sum_{i=1}^{n} i", "Give the result", 0, 4), (r"\lim_{x\to0}x", "Give the result", 0, 4), (r"\prod_{i=1}^{n} i", "Give", 0, 5),
    (r"\frac{d}{dx}x^2", "Give the result", 0, 12), (r"\frac{\mathrm{d}y}{\mathrm{d}x}", "Give the result", 0, 31), (r"\frac{\partial f}{\partial x}", "Give", 6, 14), (r"\differentialD x", "Give", 0, 14),
    (r"\det A", "Give the result", 0, 4), (r"\operatorname{rank}A", "Give the result", 0, 19), (r"\operatorname{tr}(A)", "Give the result", 0, 17), (r"\lVert x\rVert", "Give the result", 0, 6),
    (r"\left\|x\right\|", "Give the result", 0, 7), (r"\|x\|", "Give the result", 0, 2), (r"\begin{vmatrix}1&2\\3&4\end{vmatrix}", "determinant", 0, 15), (r"\left|\begin{matrix}1&2\\3&4\end{matrix}\right|", "determinant", 0, 47),
    # matrices and other environments
    (r"\begin{bmatrix}1&\\3&4\end{bmatrix}", "empty", 17, 18), (r"\begin{bmatrix}x,y&3\end{bmatrix}", "comma", 16, 17), (r"\begin{bmatrix}1&2\\3\end{bmatrix}", "differ in length", 0, 6),
    (r"\begin{bmatrix}1&2", r"`\end{bmatrix}` is missing", 0, 6), (r"\begin{bmatrix}1\end{pmatrix}", "expected", 16, 29), (r"\begin{bmatrix}1}\end{bmatrix}", "closes nothing", 16, 17),
    (r"\begin{bmatrix}1&q\end{bmatrix}", "`q`", 17, 18), (r"\begin{tikzpicture}\end{tikzpicture}", "tikzpicture", 0, 19), (r"\begin", "argument", 0, 6), (r"\begin{bmatrix", "never closed", 0, 6),
    (r"\begin{cases}1&x<0\\2\end{cases}", "condition", 0, 6),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "word", "at", "end"), REFUSALS)
def test_refusal_names_what_and_where(typed, word, at, end):
    with pytest.raises(NotationError) as caught:
        read(typed, LETTERS, "latex")
    error = caught.value
    assert word in error.message and (error.at, error.end, error.text) == (at, end, typed)


SUGGESTIONS = [
    (r"\fracc{1}{2}", r"`\frac`"), (r"\sinx", r"`\sin x`"), (r"\pix", r"`\pi x`"), (r"x^23", r"`^{23}` or `^{2}\cdot 3`"),
    (r"\sin{2x}^2", r"`\sin(2x)^2` or `\sin(2x^2)`"), (r"\thet", r"`\theta`"), (r"\mathrm{sped}", "`speed`"), (r"\input{x}", None),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "suggestion"), SUGGESTIONS)
def test_a_slip_is_answered_with_what_may_have_been_meant(typed, suggestion):
    with pytest.raises(NotationError) as caught:
        read(typed, LETTERS, "latex")
    assert caught.value.suggestion == suggestion


NO_LATEX = ["x^2", "2x(x+1)", "{1, 2}", "5%", "a_1", "|x|", "x_1*2"]
LATEX = [r"\pi", r"2\cdot x", "x^{2}", "x_{1}", "$x$", r"5\%", r"\{1\}", "x ^ {2}", r"x\\y"]


def test_latex_is_told_from_text_by_what_only_latex_has():
    assert not any(is_latex(text, None) for text in NO_LATEX) and all(is_latex(text, None) for text in LATEX)
    assert is_latex("x^2", "latex") and not is_latex(r"\pi", "text")


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
simple = [name for name, each in FUNCTIONS.items() if each.learner and each.high == 1 and name != "pm"]


def _larger(inner):
    return st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/", "^", "pm", "times", "dot"]), inner, inner).map(lambda p: Op(*p)),
        inner.map(Neg),
        inner.map(lambda of: Call("pm", (of,))),
        inner.map(lambda base: Op("^", base, Name("T"))),
        st.tuples(st.sampled_from([*simple, "f", "f'"]), inner).map(lambda p: Call(p[0], (p[1],))),
        st.tuples(st.sampled_from(["log", "root", "binomial", "min", "max", "gcd", "lcm"]), inner, inner).map(
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


def respelled(node):
    """The tree as LaTeX spells it: powers of e, logarithms and roots by their numbers, one sign for all products."""
    match rebuild(node, respelled):
        case Call("exp", (of,)):
            return Op("^", Name("e"), of)
        case Call("log10", (of,)):
            return Call("log", (of, Num("10")))
        case Call("cbrt", (of,)):
            return Call("root", (of, Num("3")))
        case Op("times" | "dot", left, right):
            return Op("*", left, right)
        case other:
            return other


@settings(max_examples=500, deadline=None)
@given(written)
def test_what_is_printed_as_latex_reads_as_the_same_tree(tree):
    assert respelled(read(latex(tree), LETTERS, "latex", limit=8_000)) == respelled(tree)


@pytest.mark.parametrize("text", ["2.5e7", "x + 1e-3", "2e-3*x", "x*2.5e7", "(1.5e2)^2", "x/2e3"])
def test_powers_of_ten_read_as_the_same_number(text):
    read_again = read(latex(parse(text)), LETTERS, "latex")
    assert evaluate(read_again, {"x": fmpq(7)}) == evaluate(parse(text), {"x": fmpq(7)})
