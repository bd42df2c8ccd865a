"""The printers: one layout in three outputs, and speech.

The tables are the house style; the pictures they make were looked at in Chromium and as Typst PNG when they were written.
"""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import typst as compiler
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.notation import parse
from generators.notation.latex import COMMANDS, latex
from generators.notation.latex import LETTERS as LATEX_LETTERS
from generators.notation.latex import SIGNS as LATEX_SIGNS
from generators.notation.layout import CALLS, SHOWN, SIGNS
from generators.notation.mathml import mathml
from generators.notation.names import GREEK, SYMBOLS
from generators.notation.speech import RELATIONS as SPOKEN_RELATIONS
from generators.notation.speech import SIGNS as SPOKEN_SIGNS
from generators.notation.speech import speech
from generators.notation.tree import OPERATORS, RELATIONS, Call, Chain, Name, Neg, Num, Op, Rows, Sub, Text, Tuple
from generators.notation.typst import typst
from tests.notation.strategies import structures

PRINTED = [
    # Sums, products, quotients
    ("2*x^2 - 3*x + 2 = 0", "2 x^{2} - 3 x + 2 = 0"),
    ("1/2*x + 3/4*y", r"\frac{1}{2} x + \frac{3}{4} y"),
    ("-1/2*x", r"-\frac{1}{2} x"),
    ("(-3)/5", r"\frac{-3}{5}"),
    ("a - (b - c)", "a - (b - c)"),
    ("a + (-b)", "a + (-b)"),
    ("-(a + b)", "-(a + b)"),
    ("-(-a)", "-(-a)"),
    ("a pm b", r"a \pm b"),
    ("x = pm 2", r"x = \pm 2"),
    ("x*y*z", "x y z"),
    ("2*3*x", r"2 \cdot 3 x"),
    ("2*(-3)", r"2 \cdot (-3)"),
    ("(-2)*x", "(-2) x"),
    ("x*2", r"x \cdot 2"),
    ("x*x", r"x \cdot x"),
    ("x^2*x^3", r"x^{2} \cdot x^{3}"),
    ("x_1*x_2", "x_{1} x_{2}"),
    ("2*(x + 1)*(x - 1)", "2 (x + 1) (x - 1)"),
    ("x*(x + 1)", "x (x + 1)"),
    ("f*(x + 1)", r"f \cdot (x + 1)"),
    ("a*(b*c)", "a (b c)"),
    ("10*(1/2)", r"10 \cdot \frac{1}{2}"),
    ("a/b*(c/d)", r"\frac{a}{b} \cdot \frac{c}{d}"),
    ("a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
    ("(a + b)/(c + d)", r"\frac{a + b}{c + d}"),
    ("2*pi*r", r"2 \pi r"),
    ("2*rate*time", r"2 \cdot \mathrm{rate} \cdot \mathrm{time}"),
    ("5*sqrt(2)", r"5 \sqrt{2}"),
    ("x*|y|", r"x \lvert y \rvert"),
    ("|x|*|y|", r"\lvert x \rvert \cdot \lvert y \rvert"),
    ("x*5%", r"x \cdot 5\%"),
    ("n!*(n - k)!", "n! (n - k)!"),
    ("2*[[1, 2], [3, 4]]", r"2 \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
    ("a odot b + c", r"a \odot b + c"),
    ("W_2^T*delta_2 odot step(z_1)", r"W_{2}^{\mathsf{T}} \delta_{2} \odot \operatorname{step}(z_{1})"),
    ("(a odot b)*c", r"(a \odot b) c"),
    ("2 times 3", r"2 \times 3"),
    ("u dot v", r"u \cdot v"),
    # Powers and indices
    ("(x + 1)^2", "(x + 1)^{2}"),
    ("(-2)^2", "(-2)^{2}"),
    ("(2*x)^3", "(2 x)^{3}"),
    ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
    ("(x^y)^z", "(x^{y})^{z}"),
    ("x^y^z", "x^{y^{z}}"),
    ("x^(1/2) + x^(-3/2)", "x^{1/2} + x^{-3/2}"),
    ("x^(a/(2*b))", "x^{a/(2 b)}"),
    ("x^((n + 1)/2)", "x^{(n + 1)/2}"),
    ("e^(-x^2/2)", "e^{-x^{2}/2}"),
    ("e^(1/2*x)", r"e^{\frac{1}{2} x}"),
    ("exp(-x)", "e^{-x}"),
    ("exp(x^2)", "e^{x^{2}}"),
    ("exp(x/2)", r"\exp\!\left(\frac{x}{2}\right)"),
    ("exp(-(x - mu)^2/(2*sigma^2))", r"\exp\!\left(-\frac{(x - \mu)^{2}}{2 \sigma^{2}}\right)"),
    ("exp(x^y^2)", r"\exp(x^{y^{2}})"),
    ("sqrt(x)^3", r"(\sqrt{x})^{3}"),
    ("|x|^2", r"\lvert x \rvert^{2}"),
    ("n!^2", "(n!)^{2}"),
    ("5%^2", r"(5\%)^{2}"),
    ("sin(x)^2 + cos(x)^2 = 1", r"\sin^{2}(x) + \cos^{2}(x) = 1"),
    ("sin(x)^n", r"\sin^{n}(x)"),
    ("sin(x)^(-1)", r"(\sin(x))^{-1}"),
    ("ln(x)^2", r"\ln^{2}(x)"),
    ("f(x)^2", "f(x)^{2}"),
    ("f'(x)^2", "f'(x)^{2}"),
    ("f'^2", "(f')^{2}"),
    ("E[X^2] - E[X]^2", "E[X^{2}] - E[X]^{2}"),
    ("x_1^2 + x_max", r"x_{1}^{2} + x_{\mathrm{max}}"),
    ("a_ij + a_12 + a_1_new", r"a_{ij} + a_{12} + a_{1, \mathrm{new}}"),
    ("x_(k + 1) = x_k - f(x_k)/f'(x_k)", r"x_{k + 1} = x_{k} - \frac{f(x_{k})}{f'(x_{k})}"),
    ("a_(i, j)^2", "a_{i, j}^{2}"),
    ("z_(1 - alpha/2)", r"z_{1 - \alpha/2}"),
    ("f_1''(x)", "f''_{1}(x)"),
    ("A^T*A + A^(-1)*b", r"A^{\mathsf{T}} A + A^{-1} b"),
    ("(A*B)^T = B^T*A^T", r"(A B)^{\mathsf{T}} = B^{\mathsf{T}} A^{\mathsf{T}}"),
    ("entry(A, 1, 2)^2", "A_{1, 2}^{2}"),
    ("inv(A)*b", "A^{-1} b"),
    ("1e-20", "10^{-20}"),
    ("6.02e23*x", r"6.02 \times 10^{23} x"),
    ("0.10", "0.10"),
    # Functions
    ("sin(x)*cos(x)", r"\sin(x) \cos(x)"),
    ("sin(x)*x", r"\sin(x) \cdot x"),
    ("x*sin(x)", r"x \sin(x)"),
    ("f(x)*(x + 1)", r"f(x) \cdot (x + 1)"),
    ("f'(x)*g(x) + f(x)*g'(x)", "f'(x) g(x) + f(x) g'(x)"),
    ("f(x/2)", r"f\!\left(\frac{x}{2}\right)"),
    ("asin(x/2)", r"\arcsin\!\left(\frac{x}{2}\right)"),
    ("log(x, 2) + log10(y) + ln(z)", r"\log_{2}(x) + \log_{10}(y) + \ln(z)"),
    ("sqrt(b^2 - 4*a*c)", r"\sqrt{b^{2} - 4 a c}"),
    ("cbrt(x + 1) + root(x, n)", r"\sqrt[3]{x + 1} + \sqrt[n]{x}"),
    ("|x/y| + ||v||", r"\left\lvert \frac{x}{y} \right\rvert + \lVert v \rVert"),
    ("floor(x/2) + ceil(y)", r"\left\lfloor \frac{x}{2} \right\rfloor + \lceil y \rceil"),
    ("binomial(n, k)*p^k*(1 - p)^(n - k)", r"\binom{n}{k} p^{k} (1 - p)^{n - k}"),
    ("n!/(k!*(n - k)!)", r"\frac{n!}{k! (n - k)!}"),
    ("(n!)!", "(n!)!"),
    ("min(a, b) + gcd(12, 18) + lcm(4, 6)", r"\min(a, b) + \gcd(12, 18) + \operatorname{lcm}(4, 6)"),
    ("gamma(n + 1)", r"\Gamma(n + 1)"),
    ("relu(z) + acosh(x) + sign(x)", r"\operatorname{ReLU}(z) + \operatorname{arcosh}(x) + \operatorname{sgn}(x)"),
    ("bar(x) + hat(p_1)^2 + vec(v) + tilde(y)", r"\bar{x} + \hat{p}_{1}^{2} + \vec{v} + \tilde{y}"),
    (
        "bar(x*y) + hat(x + y) + vec(x + y) + tilde(x*y)",
        r"\overline{x y} + \widehat{x + y} + \overrightarrow{x + y} + \widetilde{x y}",
    ),
    ("phi(x)*Phi(x)", r"\varphi(x) \Phi(x)"),
    (
        "det(A - lambda*I) = lambda^2 - tr(A)*lambda + det(A)",
        r"\det(A - \lambda I) = \lambda^{2} - \operatorname{tr}(A) \cdot \lambda + \det(A)",
    ),
    ("(A - lambda*I)*v = 0", r"(A - \lambda I) v = 0"),
    # Probability
    ("P(A | B) = P(A cap B)/P(B)", r"P(A \mid B) = \frac{P(A \cap B)}{P(B)}"),
    ("P(A | B, C)", r"P(A \mid B, C)"),
    ("P(X <= 2)", r"P(X \le 2)"),
    ('P("spam" | "win")', r"P(\text{spam} \mid \text{win})"),
    ("P(D cap bar(F))", r"P(D \cap \bar{F})"),
    (
        "E[X | Y] + Var(X) + Cov(X, Y) + SD(X)",
        r"E[X \mid Y] + \operatorname{Var}(X) + \operatorname{Cov}(X, Y) + \operatorname{SD}(X)",
    ),
    ("E[(X - mu)^2]", r"E[(X - \mu)^{2}]"),
    ("X ~ N(mu, sigma^2)", r"X \sim N(\mu, \sigma^{2})"),
    # Calculus
    ("diff(y, x)", r"\frac{dy}{dx}"),
    ("diff(y, x, 2)", r"\frac{d^{2}y}{dx^{2}}"),
    ("diff(x^2, x) = 2*x", r"\frac{d}{dx} x^{2} = 2 x"),
    ("diff(f(x), x, 2)", r"\frac{d^{2}}{dx^{2}} f(x)"),
    ("diff(1/x, x)", r"\frac{d}{dx} \frac{1}{x}"),
    ("diff(x*sin(x), x)", r"\frac{d}{dx} (x \sin(x))"),
    ("diff(x + 1, x)*y", r"\left(\frac{d}{dx} (x + 1)\right) y"),
    ("partial(L, w_1)", r"\frac{\partial L}{\partial w_{1}}"),
    ("partial(f(x, y), x)", r"\frac{\partial}{\partial x} f(x, y)"),
    ("partial(L, z_1)*partial(z_1, w)", r"\frac{\partial L}{\partial z_{1}} \frac{\partial z_{1}}{\partial w}"),
    ("integral(x^2, x, 0, 1) = 1/3", r"\int_{0}^{1} x^{2}\,dx = \frac{1}{3}"),
    ("integral(x*e^x, x) + C", r"\int x e^{x}\,dx + C"),
    ("integral(x + 1, x, 0, pi/2)", r"\int_{0}^{\pi/2} (x + 1)\,dx"),
    ("2*integral(f(x), x)", r"2 \int f(x)\,dx"),
    ("integral(f(x), x)*2", r"\left(\int f(x)\,dx\right) \cdot 2"),
    ("sum(x_i, i, 1, n)/n", r"\frac{\sum_{i = 1}^{n} x_{i}}{n}"),
    ("1/n*sum((x_i - bar(x))^2, i, 1, n)", r"\frac{1}{n} \sum_{i = 1}^{n} (x_{i} - \bar{x})^{2}"),
    ("sum(i, i, 1, n) + 1", r"\sum_{i = 1}^{n} i + 1"),
    ("sum(i, i, 1, n)*2", r"\left(\sum_{i = 1}^{n} i\right) \cdot 2"),
    ("sum(sum(a_ij, j, 1, n), i, 1, m)", r"\sum_{i = 1}^{m} \sum_{j = 1}^{n} a_{ij}"),
    ("product(1 + x_i, i, 1, n)", r"\prod_{i = 1}^{n} (1 + x_{i})"),
    ("limit(sin(x)/x, x, 0) = 1", r"\lim_{x \to 0} \frac{\sin(x)}{x} = 1"),
    ('limit(1/x, x, 0, "+")', r"\lim_{x \to 0^{+}} \frac{1}{x}"),
    ("limit(1/x, x, oo)", r"\lim_{x \to \infty} \frac{1}{x}"),
    ("argmin(f(x), x)", r"\operatorname*{arg\,min}_{x} f(x)"),
    ("argmax(L(theta), theta)", r"\operatorname*{arg\,max}_{\theta} L(\theta)"),
    # Sets, matrices, relations
    ("{1, 2, 3} cup {x | x > 0}", r"\{1, 2, 3\} \cup \{x \mid x > 0\}"),
    ("{x in RR | x^2 < 2}", r"\{x \in \mathbb{R} \mid x^{2} < 2\}"),
    ("emptyset", r"\emptyset"),
    ("(A cap B) cup C", r"(A \cap B) \cup C"),
    ("A cap (B cup C)", r"A \cap (B \cup C)"),
    ("A cup B setminus C", r"(A \cup B) \setminus C"),
    ("(1, 2]", "(1, 2]"),
    ("(-oo, 1/2) cup [3, oo)", r"\left(-\infty, \frac{1}{2}\right) \cup [3, \infty)"),
    ("Interval(1.2, 3.4)", "[1.2, 3.4]"),
    ("(1, 2), (3, 4)", "(1, 2), (3, 4)"),
    ("[1, 2, 3]", r"\begin{bmatrix} 1 & 2 & 3 \end{bmatrix}"),
    (
        "[[1, 2], [3, 4]]*[[x], [y]] = [[5], [6]]",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} x \\ y \end{bmatrix} = \begin{bmatrix} 5 \\ 6 \end{bmatrix}",
    ),
    (
        "[[1, 2 | 3], [4, -5 | 6]] ~ [[1, 2 | 3], [0, -13 | -6]]",
        r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ 4 & -5 & 6 \end{array}\right] \sim \left[\begin{array}{cc|c} 1 & 2 & 3 \\ 0 & -13 & -6 \end{array}\right]",
    ),
    ("[[1/2], [x^2]]^T", r"\begin{bmatrix} \frac{1}{2} \\ x^{2} \end{bmatrix}^{\mathsf{T}}"),
    ("R_2 -> R_2 - 3*R_1", r"R_{2} \to R_{2} - 3 R_{1}"),
    ("R_1 <-> R_2", r"R_{1} \leftrightarrow R_{2}"),
    ("x != 1", r"x \ne 1"),
    ("x <= y < z", r"x \le y < z"),
    ("x >= 1", r"x \ge 1"),
    ("x approx 3.14", r"x \approx 3.14"),
    ("x in RR", r"x \in \mathbb{R}"),
    ("x notin ZZ", r"x \notin \mathbb{Z}"),
    ("A subset B", r"A \subseteq B"),
    ("a => b", r"a \Rightarrow b"),
    ("a <=> b", r"a \Leftrightarrow b"),
    ("x := 3", "x := 3"),
    ("x > 1 and x < 5", r"x > 1 \text{ and } x < 5"),
    ("x = 1 or (x = 2 and y = 3)", r"x = 1 \text{ or } x = 2 \text{ and } y = 3"),
    ("(x = 1 or x = 2) and y = 3", r"(x = 1 \text{ or } x = 2) \text{ and } y = 3"),
    ("not x = 1", r"\text{not } x = 1"),
    ("x = 1, y = 2", r"x = 1,\quad y = 2"),
    ("x_1, dots, x_n", r"x_{1}, \dots, x_{n}"),
    (
        "f(x) = piecewise((-x, x < 0), (x/2, otherwise))",
        r"f(x) = \begin{cases} -x & \text{if } x < 0 \\ \frac{x}{2} & \text{otherwise} \end{cases}",
    ),
    ('"speed" = 5', r"\text{speed} = 5"),
    ('(x + 1)^2\n= x^2 + 2*x + 1', r"\begin{aligned} &(x + 1)^{2} \\ &= x^{2} + 2 x + 1 \end{aligned}"),
    ('A = B + C\n= D\n<= E', r"\begin{aligned} A &= B + C \\ &= D \\ &\le E \end{aligned}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_latex(text, printed):
    assert latex(parse(text)) == printed


SPOKEN = [
    ("2*x^2 - 3*x + 2 = 0", "2 times x squared minus 3 times x plus 2 equals 0"),
    ("(x + 1)/2", "the fraction with numerator x plus 1 and denominator 2"),
    ("1/2*x", "1 over 2 times x"),
    ("1/(2*x)", "the fraction with numerator 1 and denominator 2 times x, end fraction"),
    ("(x + 1)^3", "open parenthesis x plus 1 close parenthesis, cubed"),
    ("x^(n + 1) - 1", "x to the power of n plus 1, end power minus 1"),
    ("e^(-x)", "e to the power of minus x"),
    ("sqrt(2)*x", "the square root of 2 times x"),
    ("sqrt(2*x)", "the square root of 2 times x, end root"),
    ("|x - 1|*2", "the absolute value of x minus 1, end absolute value times 2"),
    ("a - (b - c)", "a minus open parenthesis b minus c close parenthesis"),
    ("-(a + b)", "minus open parenthesis a plus b close parenthesis"),
    ("sin(x)^2", "sine squared of x"),
    ("sin(x + 1)", "sine of open parenthesis x plus 1 close parenthesis"),
    ("log(x, 2)", "the logarithm to base 2 of x"),
    ("f'(x_k) + Sigma", "f prime of x sub k plus capital Sigma"),
    ("x_(k + 1)", "x sub k plus 1, end index"),
    ("a_ij + a_1_new", "a sub i j plus a sub 1 new"),
    ("n!/5%", "the fraction with numerator n factorial and denominator 5 percent"),
    ("binomial(n, k)", "n choose k"),
    ("[[1, 2], [3, 4]]", "2 by 2 matrix with rows: 1, 2; 3, 4"),
    ("[[1, 2], [3, 4]]*x", "2 by 2 matrix with rows: 1, 2; 3, 4, end matrix times x"),
    ("[[1, 2 | 3]]", "1 by 3 augmented matrix with rows: 1, 2, bar, 3"),
    ("[[1], [-2]]", "column vector with entries 1, minus 2"),
    ("R_2 -> R_2 - 3*R_1", "R sub 2 becomes R sub 2 minus 3 times R sub 1"),
    ("[[1, 2]] ~ [[0, 2]]", "row vector with entries 1, 2, end vector is row equivalent to row vector with entries 0, 2"),
    ("A^T*B", "A transposed times B"),
    ("P(A | B)", "the probability of A given B"),
    ("P(X <= 2) = 1/2", "the probability that X is less than or equal to 2, end probability equals 1 over 2"),
    ("E[X] + Var(X)", "the expected value of X plus the variance of X"),
    ("X ~ N(0, 1)", "X is distributed as N of open parenthesis 0, 1 close parenthesis"),
    ("bar(x) pm 2", "x bar plus or minus 2"),
    ("{x | x > 0}", "the set of all x such that x is greater than 0"),
    ("(1, 2]", "the interval from 1, excluded, to 2, included"),
    ("(A cap B) cup C", "open parenthesis A intersection B close parenthesis union C"),
    ("diff(y, x, 2)", "the second derivative with respect to x of y"),
    ("integral(x^2, x, 0, 1) = 1/3", "the integral from 0 to 1 of x squared with respect to x equals 1 over 3"),
    ("sum(i, i, 1, n) + 1", "the sum from i equals 1 to n of i, end sum plus 1"),
    ("sum(i + 1, i, 1, n)", "the sum from i equals 1 to n of i plus 1"),
    ('limit(1/x, x, 0, "-")', "the limit as x goes to 0 from the left of 1 over x"),
    ("argmin(f(x), x)", "the x at the minimum of f of x"),
    ("piecewise((1, x < 0), (2, otherwise))", "by cases: 1 if x is less than 0; 2 otherwise"),
    ("x = 1 or (x = 2 and y = 3)", "x equals 1 or open parenthesis x equals 2 and y equals 3 close parenthesis"),
    ("1e-3", "10 to the power of minus 3"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SPOKEN)
def test_speech(text, said):
    assert speech(parse(text)) == said


# Typst and MathML ---------------------------------------------------------------------------------------------------


def compiled(formulas, **options):
    """One page an equation, as SVG; raises what Typst finds wrong."""
    pages = "\n#pagebreak()\n".join(f"$ {formula} $" for formula in formulas)
    source = f"#set page(width: auto, height: auto, margin: 4pt)\n{pages}"
    found = compiler.compile(source.encode(), format="svg", ignore_system_fonts=True, **options)
    return found if isinstance(found, list) else [found]


def test_every_row_of_the_table_compiles_as_typst_maths():
    pages = compiled([typst(parse(text)) for text, _ in PRINTED])
    assert len(pages) == len(PRINTED)


WORDS = ["#panic()", '" #panic() "', '\\" #panic("x")', "$ #panic() $", "a \\", 'say "hi"', "100% & more", "_x_^2", "<b>&", "]]"]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_words_stay_words(words):
    tree = Op("+", Text(words), Num("1"))
    assert compiled([typst(tree), typst(Call("P", (Text(words),)))])
    shown = "".join(ElementTree.fromstring(mathml(tree)).itertext())
    assert shown == words + "+1"
    assert not re.search(r"(?<!\\)[#$%&_]", latex(tree).replace(r"\textasciicircum{}", ""))


TYPST = [
    ("(1, 2]", r"\( 1\,2 \]"), ("f(x, y)", r"f \( x\,y \)"), ("(x/2)^2", r"lr(\( frac(x, 2) \))^(2)"),
    ("x^(1/2)", r"x^(1 \/ 2)"), ("[1, 2)", r"\[ 1\,2 \)"), ("sin(x)", r'op("sin") \( x \)'),
    ("[[1, 2 | 3], [4, 5 | 6]]", r'display(mat(delim: "[", augment: #2, 1, 2, 3; 4, 5, 6))'),
    ("[(1, 2), f(3, 4)]", r'display(mat(delim: "[", \( 1\,2 \), f \( 3\,4 \)))'), ("2*rate", r'2 ⋅ upright("rate")'),
    ("lambda_1*x", "λ_(1) x"), ("x >= 1", "x ≥ 1"), ("A^T", "A^(sans(T))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed"), TYPST)
def test_typst(text, printed):
    assert typst(parse(text)) == printed


CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mroot": 2}
ELEMENTS = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mtable", "mtr", "mtd", *CHILDREN}
ATTRIBUTES = {
    "display", "form", "stretchy", "lspace", "rspace", "movablelimits", "mathvariant", "linethickness", "width", "style",
    "displaystyle",
}  # fmt: skip


def check_mathml(markup):
    """Well-formed, only MathML Core, every element with as many children as it takes."""
    root = ElementTree.fromstring(markup)
    for element in root.iter():
        name = element.tag.removeprefix("{http://www.w3.org/1998/Math/MathML}")
        assert name in ELEMENTS and set(element.attrib) <= ATTRIBUTES
        assert len(element) == CHILDREN.get(name, len(element))
        assert name not in ("mi", "mn", "mo", "mtext") or (element.text and not len(element))
    return root


@pytest.mark.parametrize("text", [text for text, _ in PRINTED])
def test_mathml_is_well_formed(text):
    inline, block = mathml(parse(text)), mathml(parse(text), display=True)
    check_mathml(inline)
    assert check_mathml(block).get("display") == "block" and "display=" not in inline.partition(">")[0]


MATHML = [
    ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
    ("2*x", "<mrow><mn>2</mn><mo>&#8290;</mo><mi>x</mi></mrow>"),
    ("x < 1", "<mrow><mi>x</mi><mo>&lt;</mo><mn>1</mn></mrow>"),
    ("-x", '<mrow><mo form="prefix">−</mo><mi>x</mi></mrow>'),
    ("bar(x)", '<mover><mi>x</mi><mo stretchy="false">¯</mo></mover>'),
    ("f'(x)", '<mrow><mrow><mi>f</mi><mo lspace="0" rspace="0">′</mo></mrow><mo>&#8289;</mo><mrow><mo form="prefix" '
              'stretchy="false">(</mo><mi>x</mi><mo form="postfix" stretchy="false">)</mo></mrow></mrow>'),
    ("[[1 | 2]]", '<mrow><mo form="prefix">[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd style="border-left: 0.06em solid">'
                  '<mn>2</mn></mtd></mtr></mtable><mo form="postfix">]</mo></mrow>'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed"), MATHML)
def test_mathml(text, printed):
    assert mathml(parse(text)) == f'<math xmlns="http://www.w3.org/1998/Math/MathML">{printed}</math>'


# What holds for every tree ------------------------------------------------------------------------------------------

words = st.text(max_size=12).map(Text)
strange = st.one_of(
    words,
    words.map(lambda text: Call("P", (text,))),
    st.sampled_from(sorted({*CALLS, "f", "eigenvalues", "f_1'"})).flatmap(
        lambda name: st.lists(structures, max_size=5).map(lambda args: Call(name, tuple(args)))
    ),
    st.tuples(structures, structures).map(lambda pair: Op("^", *pair)),
    st.tuples(structures, structures).map(lambda pair: Op("-", *pair)),
    structures.map(Neg),
    st.tuples(structures, structures).map(lambda pair: Sub(pair[0], (pair[1], Name("i")))),
    st.tuples(structures, structures).map(lambda pair: Chain(pair, ("=",), (0,))),
    structures.map(lambda node: Tuple((node,))),
    structures.map(lambda node: Rows(((node, Text("end")),), 1)),
)
"""Trees that no parser makes: every call with any arguments, words with any characters, anything inside anything."""


@settings(max_examples=200, deadline=None)
@given(st.one_of(structures, strange))
def test_every_tree_prints_in_every_output(tree):
    assert latex(tree) and typst(tree)
    assert isinstance(speech(tree), str)
    check_mathml_structure(mathml(tree))


def check_mathml_structure(markup):
    root = ElementTree.fromstring(markup)
    for element in root.iter():
        name = element.tag.removeprefix("{http://www.w3.org/1998/Math/MathML}")
        assert len(element) == CHILDREN.get(name, len(element))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(structures, strange), min_size=1, max_size=6))
def test_every_tree_compiles_as_typst_maths(trees):
    assert len(compiled([typst(tree) for tree in trees])) >= len(trees)


@settings(max_examples=200, deadline=None)
@given(structures)
def test_parentheses_stand_in_the_same_places_in_every_output(tree):
    in_latex = re.findall(r"[()]", latex(tree))
    in_mathml = re.findall(r"<mo[^>]*>([()])</mo>", mathml(tree))
    in_typst = re.findall(r"\\([()])", typst(tree))
    assert in_latex == in_typst
    # MathML writes the parentheses of binomials out, and the index of a root behind the body.
    assert "\\binom" in latex(tree) or sorted(in_latex) == sorted(in_mathml)


@settings(max_examples=300, deadline=None)
@given(structures)
def test_no_bracket_of_latex_is_left_open(tree):
    printed = latex(tree)
    assert printed.count("{") - printed.count(r"\{") == printed.count("}") - printed.count(r"\}")
    assert len(re.findall(r"\\left(?![a-z])", printed)) == len(re.findall(r"\\right(?![a-z])", printed))


DEEP = ["/".join("x" * 140), " + ".join("x" * 140), "*".join("x" * 140), "(" * 45 + "x" + "+1)" * 45]


@pytest.mark.parametrize("text", DEEP)
def test_long_and_deep_formulas_print(text):
    tree = parse(text)
    assert latex(tree) and speech(tree) and compiled([typst(tree)])
    check_mathml(mathml(tree))


def test_only_a_whole_formula_runs_over_several_lines():
    chain = parse("a = b\n= c")
    assert r"\begin{aligned}" in latex(chain) and r" \ " in typst(chain) and "<mtable" in mathml(chain)
    inside = Op("+", Num("1"), chain)
    assert latex(inside) == "1 + (a = b = c)"
    assert "<mtable" not in mathml(inside) and r" \ " not in typst(inside)


def test_the_natural_logarithm_is_never_printed_as_log():
    for text in ("ln(x)", "log(x)", "ln(x)^2", "2*ln(x)/x"):
        tree = parse(text)
        assert "log" not in latex(tree) + typst(tree) + mathml(tree)


# The tables --------------------------------------------------------------------------------------------------------


def test_every_sign_and_letter_has_its_mark_in_every_output():
    assert set(SIGNS) == set(RELATIONS) | (set(OPERATORS) - {"/", "^"})
    assert set(SPOKEN_SIGNS) == set(OPERATORS) - {"/", "^"} and {*SPOKEN_RELATIONS, "~"} == set(RELATIONS)
    assert {sign for sign in SIGNS.values() if not sign.isascii()} <= set(LATEX_SIGNS)
    assert {*GREEK.values(), *SYMBOLS.values()} <= set(LATEX_LETTERS)


@pytest.mark.parametrize("command", sorted(COMMANDS - {"log", "exp"}))
def test_latex_prints_its_own_commands_for_functions(command):
    name = next((name for name, shown in SHOWN.items() if shown == command), command)
    arguments = "x, y" if command in ("gcd", "max", "min") else "x"
    assert latex(parse(f"{name}({arguments})")) == f"\\{command}({arguments})"
