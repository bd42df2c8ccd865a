"""Keys of every kind, and what nobody who means well would type. No text here is right for the keys it is tried on."""

from collections.abc import Iterator

from generators.answers import (
    antiderivative,
    argument,
    basis,
    boolean,
    choice,
    choices,
    direction,
    echelon,
    eigenpairs,
    equation,
    expression,
    finite_set,
    inequality,
    interval,
    key_text,
    matching,
    matrix,
    number,
    order,
    sequence,
    system,
    table,
    trace,
    vector,
    words,
)
from generators.notation import NotationError
from schemas.answer import AnswerKey, VectorAnswer

PAIRS = matching({"1": "A", "2": "B"}, {"a": "x", "b": "y"}, {"1": "a", "2": "b"})
KEYS: dict[str, AnswerKey] = {
    "number": number("sqrt(2)"),
    "tolerant number": number("1/3", places=2),
    "number by its ratio": number(5, rel="0.1"),
    "fraction": number("3/7", form="lowest_terms"),
    "expression": expression("x^2*sin(x) + y"),
    "factored": expression("(x + 1)*(x - 2)", form="factored"),
    "simplified": expression("(x + 1)/(x - 2)", form="simplified"),
    "up to a constant": expression("x^2", up_to="constant"),
    "antiderivative": antiderivative("2*x*cos(x^2)", "x", "sin(x^2)"),
    "antiderivative with its constant": antiderivative("1/x", "x", constant="required", log_abs="required"),
    "equation": equation("y = 2*x + 1"),
    "inequality": inequality("x > 1 and x < 5"),
    "inequality in two unknowns": inequality("y <= 2*x + 1"),
    "system": system("x + y = 3", "x - y = 1"),
    "family": system("x = 1 + 2*t", "y = t", parameters=["t"]),
    "vector": vector(1, "sqrt(2)"),
    "matrix": matrix([[17, 2], [3, 5]]),
    "echelon": echelon([[1, 2], [3, 4]]),
    "direction": direction(17, 2),
    "basis": basis([1, 0, 1], [0, 1, 0]),
    "eigenpairs": eigenpairs([[2, 1], [1, 2]]),
    "set": finite_set(3, "sqrt(2)"),
    "empty set": finite_set(),
    "list": sequence(3, 3, "sqrt(2)"),
    "interval": interval("(3, 7 + sqrt(2)]"),
    "confidence interval": interval(number(3, places=2), number(4, places=2)),
    "boolean": boolean(True),
    "choice": choice("yes, it does", "no, it does not"),
    "choices": choices(["red", "blue"], ["green", "black"]),
    "order": order("first", "second", "third"),
    "matching": PAIRS,
    "table": table({"r": [17, 23]}, ["c", "d"]),
    "trace": trace({"x": "x/2"}, [1], rows=2),
    "argument": argument("2*x = 4", "x = 2"),
    "text": words("singular"),
    "set of points": finite_set("(1, 7)", "(3, 4)"),
    "formulas": VectorAnswer(value=("a", "b/a")),
    "choices in parts": choices(["one", "two"], ["three", "$x^2$"], partial=True),
    "order of formulas": order("first", "second", "$x^2$", "(1, 2), or so"),
    "mixed table": table(
        {"r": [boolean(True), choice("yes", "no")], "s": [finite_set(1, 2), words("zero")]}, ["c", "d"]
    ),
    "argument with branches": argument("x^2 = 4*x", "x = 0 or x = 4"),
    "argument of formulas": argument("(x + 1)^2", "x^2 + 2*x + 1"),
    "two words": words("singular", "not invertible"),
}

BOMBS = [
    "9^9^9", "9^9^9^9", "9^-9^9", "(10!)!", "2^(10^9)", "2^(2^(2^30))", "1e999999999", "1e300^1e300", "(x-1)^6000", "(x-a)^6000",
    "((x+1)^99)^99", "(x+y)^(10^6)", "(x+y+1)^300", "100!!!", "(100!)!", "((100!)!)!", "10^10^10", "-10^10^10", "0^0", "0^-1", "1/0", "0/0",
    "oo", "-oo", "oo - oo", "0*oo", "oo/oo", "1^oo", "oo^0", "nan", "zoo", "1/oo", "(1+2+3)^100000", "binomial(10^9, 5*10^8)",
    "binomial(10^30, 10^29)", "binomial(x, 10^8)", "lcm(10^300, 7)", "gcd(10^300, 3^600)", "lcm(2^999, 3^999, 5^999)",
    "gcd(9^9^9, 3)", "gamma(10^9)", "gamma(-1)", "tan(pi/2)", "ln(0)", "ln(-1)", "sqrt(-1)", "asin(2)", "log(2, 1)", "root(2, 0)",
    "root(-2, 2)", "root(2, 10^9)", "factorial(-1)", "factorial(1/2)", "factorial(10^9)", "exp(exp(exp(exp(10))))", "exp(-exp(exp(10)))",
    "sin(10^300)", "sin(exp(100))", "e^(e^(e^9))", "x^(x^(x^x))", "e^x^x^x^x", "floor(exp(200))", "sign(sin(10^40))", "erf(10^9)", "tanh(10^9)",
    "acosh(10^300)", "log10(10^(10^6))", "percent(1e300)", "5%%%%%%%%", "1" * 70, "9" * 900, "0." + "0" * 58 + "1", "0." + "9" * 500,
    "(" * 49 + "1" + ")" * 49, "(" * 500 + "1" + ")" * 500, "-" * 60 + "1", "+" * 300 + "1", "sqrt(" * 40 + "2" + ")" * 40, "x^" * 40 + "x",
    "sin " * 40 + "x", "1+" * 180 + "1", "x*" * 150 + "x", "1/" * 60 + "1", "{" * 40 + "}" * 40, "[" * 60, "]" * 60, "|" * 60, "||" * 30 + "x",
    "[[[1]]]", "((1,2),(3,4))", "[" + "1," * 190 + "1]", "{" + "1," * 190 + "1}", "1," * 190 + "1", "[[1,2],[3,4]]^(10^9)", "a" * 200, "ab" * 100,
    "x" * 100, "xy" * 100, "pi" * 20, "x_" * 50, "x'" * 50, "λ" * 50, "½" * 30, "²" * 30, "x²³", "^^", "**", "//", "==", "1..2", ".", ",", ";",
    "=", "<", "±", "x = 1 = 2 = 3", "x < y < z", "x = 1 or", "not not not 1", "1 and 2", "U", "∪", "(1,2) U", "∅∅", "x in x", "1 in {1}", "{{}}",
    "[[],[]]", "[]", "()", "((()))", "[1,[2,[3]]]", "x=" * 60 + "1", "1 or " * 80 + "1", "not " * 60 + "x", "x<" * 60 + "1", "(1,2)U" * 40 + "(1,2)",
    "±1" * 20, "1±1±1±1±1±1±1±1±1±1", "x ± x ± x", "max(" * 40 + "1" + ")" * 40, "sum(x, x)", "0 = 0", "1 = 1", "1 = 2", "x = x", "y = y",
]  # fmt: skip
"""Too large, too deep, without value, or no answer of any kind."""

LATEX = [
    r"\frac" * 30, r"\frac{1}{" * 20, r"\begin{matrix}", r"\sqrt[", r"\left(", r"\left(" * 60, r"\begin{cases}" * 30, "{" * 400 + "}" * 400,
    r"\input{/etc/passwd}", r"\include{x}", r"\write18{id}", r"\immediate\write18{id}", r"\openin5=/etc/passwd", r"\def\x{\x\x}\x", r"\let\x=\y",
    r"\newcommand{\x}{1}\x", r"\csname x\endcsname", r"\catcode`\^=11", r"\expandafter\x", r"\loop\iftrue\repeat", r"\special{x}", r"\url{http://x}",
    r"\href{javascript:alert(1)}{3}", r"\includegraphics{x}", r"\unicode{x41}", r"\char65", r"\verb|x|", r"\end{document}", r"\^^41", "$$$$",
    "$" * 20, r"\\\\\\\\", r"\begin{verbatim}1\end{verbatim}", r"\begin{matrix}1&\end{matrix}", "\\" * 99, r"\text{" * 30, r"x^{" * 200, r"x_{" * 99,
    r"\vec" * 40 + "x", r"\not" * 20, r"\color{red}" * 80, r"\textcolor{red}{" * 60, r"\sqrt{" * 45 + "2" + "}" * 45, r"\sum_{i=1}^{9} i",
    r"\int_0^1 x\,dx", r"\lim_{x\to 0} x", r"\frac{d}{dx}x", r"\prod_{i}i", r"\det A", r"\infty-\infty", r"0\cdot\infty", r"9^{9^{9^9}}",
    r"\left(10!\right)!", r"\binom{10^9}{5\cdot 10^8}", r"\placeholder{}", r"\frac{}{}", "%" * 30, r"1%1", r"\%\%\%",
]  # fmt: skip
"""TeX that would do something, and LaTeX that nobody can read."""

CODE = [
    "__import__('os').system('true')", "().__class__.__bases__[0]", "().__class__.__mro__[1].__subclasses__()", "exec('1')", "eval('1')", "eval(1)",
    "exec(1)", "compile('1', '', 'eval')", "open('/etc/passwd')", "globals()", "locals()", "getattr(x, 'y')", "breakpoint()", "exit()", "quit",
    "lambda: 0", "lambda x: x", "[x for x in range(9)]", "{x: x}", "x if x else y", "x := 1", "await x", "yield", "f'{1}'", "f\"{1+1}\"", "b'1'",
    "r'1'", "'''1'''", "1;2", "import os", "os.system", "os.system('id')", "subprocess.run('id')", "print(1)", "x.__class__", "{0.__class__}",
    "x.real", "x[0]", "x()", "x()()", "self", "self.x", "cls", "__class__", "__name__", "__builtins__", "_", "__", "_1", "@x", "!x", "~x", "x~y",
    "x&y", "x|y", "x<<1", "x>>1", "x//2", "1 if 1 else 2", "1_000", "0x10", "0b11", "0o17", "1j", "1L", "1e", "1e+", "2..3", "None", "True", "False",
    "Symbol('x')", "symbols('x')", "sympify('1')", "parse_expr('1')", "S('1')", "S(1)", "S.One", "N(1)", "Integer(1)", "Rational(1, 3)", "Float('1')",
    "I", "E", "Q", "Q.real", "O(x)", "beta(1, 2)", "zeta(2)", "Function('f')", "Lambda(x, x)", "Eq(x, 1)", "Matrix([[1]])", "Wild('x')", "Dummy()",
    "solve(x)", "integrate(x, x)", "diff(x)", "limit(x, x, 0)", "sum(1, 2)", "det([[1]])", "Integral(x, x)", "Sum(x, (x, 1, 2))",
    "`id`", "$(id)", "$HOME", "%s%s%s", "%n", "%x%x", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{%1%}", "@{7*7}", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<!--#exec cmd='id'-->", "<?php 1 ?>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "javascript:alert(1)",
    "'; DROP TABLE x; --", "1' OR '1'='1", "1 OR 1=1", "1 UNION SELECT 1", "=HYPERLINK(\"http://x\")", "=1+1", "=cmd|' /C calc'!A0", "+cmd", "@SUM(1)",
    "../../etc/passwd", "file:///etc/passwd", "#include <stdio.h>", "rm -rf /", "; ls", "| ls", "&& ls", "a\nimport os", "#!/bin/sh", "*.*", ".*", "^.*$",
    "[a-z]*", "(a+)+$", "(?=x)", "\\d+", "\\1", "%", "null", "undefined", "NaN", "Infinity", "-Infinity", "[object Object]", "{}", "[]", "{\"a\": 1}",
]  # fmt: skip
"""Code of every language that might be listening."""

MARKS = [
    "\x00", "1\x00", "\x1b[31m", "\x7f", "\x08", "\u202e1", "1\u202e", "\u2066x\u2069", "\ud800", "\udfff1", "\ud83d", "\ufeff", "\ufffe", "\uffff",
    "х", "х^2", "ѕin(x)", "е", "𝑥", "𝟏", "１", "１+１", "١", "१", "౩", "②", "Ⅷ", "a\u0301", "x\u0338", "1\u20dd", "e\u0301", "\u0301", "\u034f" * 50,
    "\u200b" * 5, "\u200d", "²", "∑", "∏", "∫ x dx", "∂x", "∇", "d/dx x", "∀x", "∃x", "ℵ", "ℯ", "ⅈ", "ℑ", "\n" * 50, "\t" * 9, "1\n\n2", "\r", "\u2028",
    "🙂", "👩‍👩‍👧", "﷽", "ﬁ", "ﬀ", "ª", "º", "™", "ß", "İ", "ǅ", "\u1e9e", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!", "\U000e0041", "\U0010ffff",
]  # fmt: skip
"""Characters that look like others, like nothing, or that are none."""

NAMES = [
    "abs",
    "all",
    "any",
    "bin",
    "bool",
    "bytes",
    "chr",
    "complex",
    "dict",
    "dir",
    "divmod",
    "float",
    "format",
    "frozenset",
    "hash",
    "hex",
    "id",
    "input",
    "int",
    "iter",
    "len",
    "list",
    "map",
    "next",
    "object",
    "oct",
    "ord",
    "pow",
    "property",
    "range",
    "repr",
    "round",
    "set",
    "slice",
    "str",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
    "None",
    "self",
    "class",
    "def",
    "return",
    "yield",
    "pass",
    "del",
    "global",
    "nonlocal",
    "assert",
    "raise",
    "Add",
    "Mul",
    "Pow",
    "Symbol",
    "Expr",
    "Eq",
    "Matrix",
    "Basic",
    "Atom",
    "Number",
    "Rational",
    "Integer",
    "Float",
    "Poly",
    "Derivative",
    "Integral",
    "Limit",
    "Sum",
    "Product",
    "Order",
    "Union",
    "Interval",
    "FiniteSet",
    "EmptySet",
    "Reals",
    "Naturals",
    "Contains",
    "Piecewise",
    "Heaviside",
    "DiracDelta",
    "Abs",
    "Max",
    "Min",
    "Mod",
    "Not",
    "And",
    "Or",
    "Xor",
    "ITE",
    "Tuple",
    "Lambda",
    "Function",
    "Dummy",
    "Wild",
    "sympy",
    "numpy",
    "flint",
    "arb",
    "acb",
    "fmpq",
    "fmpz",
    "ctx",
    "mpmath",
    "S",
    "N",
    "Q",
    "O",
    "C",
    "oo",
    "zoo",
    "nan",
    "inf",
    "NaN",
    "det",
    "inv",
    "rank",
    "tr",
    "trace",
    "transpose",
    "eigenvalues",
    "eigenvector",
    "eigenvectors",
    "norm",
    "mean",
    "median",
    "var",
    "std",
    "sd",
    "cov",
    "argmin",
    "argmax",
    "solve",
    "roots",
    "factor",
    "expand",
    "simplify",
    "diff",
    "derivative",
    "integrate",
    "integral",
    "limit",
    "lim",
    "sum",
    "product",
    "sigmoid",
    "relu",
    "step",
    "diag",
    "answer",
    "key",
    "value",
    "correct",
    "right",
    "solution",
    "result",
    "ans",
    "x_",
    "t_0",
    "this",
    "that",
    "it",
    "null",
    "nil",
    "void",
    "undefined",
    "true_",
    "maybe",
]
"""What SymPy, Python, and this project own."""

LONG = [
    "1" * 8_001,
    "é" * 4_001,
    "x" * 10**6,
    "(" * 10**5,
    "\\" * 10**5,
    "{" * 10**5,
    "\\frac{" * 10**5,
    " " * 10**6,
    "🙂" * 10**5,
    "1," * 10**5,
]

STRETCHED = [
    "a," * 3_999, "a " * 3_999, "ab" * 3_999, "a" * 7_999, "," * 7_999, "\n" * 7_999, "(1,a)" * 1_599, "1=a," * 1_999, "a<" * 3_999, "x=1;" * 1_999, "x=1=>" * 1_599, "\\\\" * 3_999, "[" * 7_999, "[1,2]," * 1_333,
    "{" * 3_999 + "}" * 3_999, '"' * 7_999, "(" * 7_999, "(a" * 3_999, "a)" * 3_999, "option " * 1_142, "1. " * 2_666, "a:" * 3_999, "- " * 3_999, "not " * 1_999, "é" * 3_999, "½-!6/" * 1_300, "1-" * 3_999, "x^" * 3_999,
    "1\n" * 3_999, "x = 1\n" * 1_300, "|" * 7_999, "' " * 3_999, "=" * 7_999, "1 a" * 2_600, r"\text{a}" * 999, r"\frac{1}{2}" * 700, "$a$" * 2_600, "* " * 3_999, "1" * 999, "x1" * 499, "±1" * 499, "<" * 999, "or " * 300,
    *(unit * times for unit in (" ", "\n", "\t", "a ", "and ", "x \n") for times in (50, 199, 390)),
]  # fmt: skip
"""Short things many times, up to the greatest length that is read."""

HANDED_BACK: list[tuple[AnswerKey, list[str]]] = [
    (number(-2), [
        "det([[1, 2], [3, 4]])", "det [[1, 2], [3, 4]]", "det([1, 2; 3, 4])", r"\det\begin{pmatrix}1&2\\3&4\end{pmatrix}", "Det([[1,2],[3,4]])",
        r"\begin{vmatrix}1&2\\3&4\end{vmatrix}", r"\left|\begin{matrix}1&2\\3&4\end{matrix}\right|", "|[[1, 2], [3, 4]]|", "|1, 2; 3, 4|",
        r"\operatorname{det}\begin{bmatrix}1&2\\3&4\end{bmatrix}", r"\left|\begin{array}{cc}1&2\\3&4\end{array}\right|", "det(A)", "-2*det([[1]])",
        "determinant([[1,2],[3,4]])", "M.det()", r"|\begin{pmatrix}1&2\\3&4\end{pmatrix}|", r"\mathrm{det}(A)",
    ]),
    (number(11), [
        "[1, 2] dot [3, 4]", "dot([1,2],[3,4])", "[1, 2]*[3, 4]", "[1, 2]*[3; 4]", "[1,2] . [3,4]", "[1, 2]*[3, 4]^T", "[1,2]·[3,4]", "⟨1,2⟩·⟨3,4⟩",
        r"\begin{pmatrix}1&2\end{pmatrix}\begin{pmatrix}3\\4\end{pmatrix}", r"\begin{pmatrix}1\\2\end{pmatrix}\cdot\begin{pmatrix}3\\4\end{pmatrix}",
        "[1, 2]^T*[3, 4]", "(1,2)*(3,4)", "(1,2) dot (3,4)", "u dot v", "[[1, 2]] * [[3], [4]]",
    ]),
    (number(5), [
        "norm([3, 4])", "||[3, 4]||", "‖[3, 4]‖", "|[3, 4]|", "|(3, 4)|", r"\left\|\begin{pmatrix}3\\4\end{pmatrix}\right\|", r"\lVert(3,4)\rVert", r"\|[3,4]\|",
        "sqrt([3,4] dot [3,4])", "rank(diag(1,1,1,1,1))", "tr([[2,0],[0,3]])", "trace([[2,0],[0,3]])", "mean([4, 6])", "mean(4, 6)", "entry([5, 6], 1)",
        "len([1,2,3,4,5])", "eigenvalues([[5]])", "max({4, 5})", "min([5, 6])", "|{1,2,3,4,5}|", "sd([0,10])", "cov([1,2],[3,4]) + 5", "diag(5)", "inv([[1/5]])",
        "sum([2, 3])", "median([4,5,6])", "relu(5)", "step(1)*5", "sigmoid(0)*10", "E[5]", "E(5)", "Var(5) + 5", "P(1)*5", "answer", "key", "value", "the answer",
    ]),
    (number(3), [
        "integral(2*x, x, 1, 2)", "integrate(2*x, x, 1, 2)", "∫2x dx", r"\int_1^2 2x\,dx", "sum(i, i, 1, 2)", "Sum(i, (i, 1, 2))", r"\sum_{i=1}^{2}i", "∑ i",
        "product(i, i, 1, 3)/2", r"\prod_{i=1}^{3}i/2", "limit(3, x, 0)", "lim(3, x, 0)", r"\lim_{x\to 0}3", "diff(3*x, x)", "d/dx(3*x)", r"\frac{d}{dx}3x",
        "(3*x)'", "solve(x = 3)", "solve(x - 3)", "roots(x - 3)", "argmin((x - 3)^2, x)", "argmax(-(x-3)^2, x)", "x where x = 3", "x - 3 = 0", "2*x = 6", "x^3 = 27",
        "derivative(3*x)", r"\frac{\partial}{\partial x}3x", "root of x - 3", "{x | x = 3}", "3 = x = 3", "x^2 = 9",
    ]),
    (expression("2*x"), [
        "diff(x^2, x)", "diff(x^2)", "(x^2)'", "d/dx x^2", r"\frac{d}{dx}x^2", r"\frac{d}{dx}\left(x^2\right)", r"\frac{dx^2}{dx}", "D(x^2)", "partial(x^2, x)",
        "derivative(x^2)", r"\frac{\partial x^2}{\partial x}", r"\frac{\mathrm{d}}{\mathrm{d}x}x^{2}", r"\frac{\differentialD}{\differentialD x}x^2",
        "integral(2, x)", "∫2dx", r"\int2\,dx", "limit(2*x, y, 0)", "limit(2*x, x, x)", "sum(x, i, 1, 2)", "expand(2*x)", "simplify(2*x)", "factor(2*x)", "x'*2*x",
        "f'(x)", "subs(2*y, y, x)", "det([[2*x]])", "tr([[x, 0], [0, x]])", "norm([2*x])", "entry([2*x, 1], 1)", "{2*x, x}", "relu(2*x)", "2*x = 2*x",
    ]),
    (expression("sin(x)", form="simplified"), ["limit(sin(x), y, 0)", "diff(-cos(x), x)", "integral(cos(x), x)", r"\int\cos x\,dx", r"-\frac{d}{dx}\cos x", "Im(e^(i x))"]),
    (antiderivative("2*x", "x"), [
        "integral(2*x, x)", "∫2x dx", "∫2x dx + C", r"\int 2x\,dx", r"\int 2x\,dx+C", "integrate(2*x, x) + C", "int(2x)", "F(x)", "F(x) + C", "2*x", "antiderivative(2x)",
        "sum(2*x)", "x^2 + x", "x^2 + t", "x^2 + C*x", "x^2 + y",
    ]),
    (equation("y = 2*x + 1"), [
        "1 = 1", "0 = 0", "y = y", "x = x", "y = 2*x + 1 or 1 = 1", "y = 2*x + 1 or y = 0", "y = 2*x + 1 or x = x", "y = diff(x^2 + x, x)", "y = integral(2, x) + 1",
        "0*y = 0*x", "y - y = 2*x - 2*x", "y = 2*x + 1 + 0/0", "y = 2*x + 1 + oo - oo", "(y - 2*x - 1)*0 = 0", "y = 2*x + 1, 1 = 1, y = x", "y = f(x)", "solve(y = 2*x + 1)",
        "y = 2*x + t", "y = 2*x + C", "y = 2*x + 1 and 1 = 2", "y >= 2*x + 1", "y = 2*x + 1 + 10^-100", "(y - 2*x - 1)*(y - 2*x - 1 - 10^-50) = 0",
    ]),
    (inequality("x > 1 and x < 5"), [
        "1 < 2", "true", "x > 1 or 1 = 1", "x > 1 and x < 5 or 1 = 1", "x > 1 or x < 5", "x > 1", "1 < x <= 5", "1 < x < 5 or x = 7", "solve(x > 1 and x < 5)",
        "x > 1 + 0/0 and x < 5", "x > 1 and x < 5 + 10^-90", "1 < t < 5", "1 < x + t - t < 5", "x > 1 and x < 5 and 1 = 2", "not (x > 1 and x < 5)", "1 < x, 5 > t",
    ]),
    (system("x = 2", "y = 1"), [
        "x = 2", "y = 1", "x = 2, y = 1, x = y", "x = 2 or y = 1", "x = 2, y = 1, 1 = 2", "1 = 1", "x = 2, y = y", "x = 1, y = 2", "(2, 1, 0)", "solve(x + y = 3, x - y = 1)",
        "x = 2 + 0/0, y = 1", "x = 2, y = 1 or 1 = 1", "x = 2, x = 2", "{x, y}", "x = 2, y = 1 + 10^-100", "x = 2*t, y = t",
    ]),
    (vector(1, 2), [
        "[1, 2, 0]", "[[1, 2], [0, 0]]", "{1, 2}", "[1]", "1, 2, 3", "eigenvector([[1,0],[0,2]], 1)", "inv([[1,0],[0,1]])*[1, 2]", "[1, 2] or [2, 1]", "[1 + t - t, 2]",
        "[1, 2 + 0*oo]", "[1, max(2, nan)]", "[[1, 2]]*[[1, 0], [0, 1]]", "[1 ± 0, 2]", "[1, [2]]", "[[1], [2], []]", "grad(x + 2*y)", "∇(x + 2*y)", "A*x", "[1, 2 + 10^-200]",
    ]),
    (direction(1, 2), ["[0, 0]", "0*[1, 2]", "[10^-300, 10^-300]", "[1, 2, 3]", "t*[1, 2]", "[t, 2*t]", "[oo, oo]", "[1/0, 2/0]", "[1, 2 + 10^-250]", "[0*oo, 2]"]),
    (matrix([[1, 2], [3, 4]]), [
        "inv(inv([[1, 2], [3, 4]]))", "[[1, 2], [3, 4]]*[[1, 0], [0, 1]]", "[[1, 2], [3, 4]]^1", "[[1, 2], [3, 4], [0, 0]]", "[1, 2, 3, 4]", "[[1, 2, 3, 4]]", "[[1, 3], [2, 4]]", "A",
        "[[1, 2], [3, 4 + t - t]]", "[[1, 2], [3, 4*oo/oo]]", "[[1, 2], [3, 4]] or [[1, 2], [3, 5]]", "[[1, 2 | 3, 4]]", "transpose([[1, 3], [2, 4]])", "{[1, 2], [3, 4]}", "A^-1",
        "[[[1, 2], [3, 4]]]", "[[1, 2], [3]]", "[[1, 2], [3, 4 + 10^-100]]",
    ]),
    (echelon([[1, 2], [3, 4]]), ["[[1, 2], [3, 4]]", "rref([[1, 2], [3, 4]])", "[[0, 0], [0, 0]]", "[[1, 2, 0], [0, 1, 0]]", "[[1, 0]]", "[[0, 1], [1, 0]]", "[[1, t - t], [0, 1]]", "[[1, 0], [0, 0]]"]),
    (echelon([[1, 2], [2, 4]]), ["[[0, 0], [1, 2]]", "[[1, 0], [0, 1]]", "[[1, 2], [0, 10^-200]]", "[[0, 0], [0, 0]]", "[[1, 2], [2, 4]]"]),
    (basis([1, 0, 1], [0, 1, 0]), [
        "[1, 0, 1]", "[1, 0, 1], [2, 0, 2]", "[1, 0, 1], [0, 1, 0], [0, 0, 0]", "[1, 0, 1], [0, 1, 0], [1, 1, 1]", "[0, 0, 0], [0, 0, 0]", "[1, 0], [0, 1]",
        "[1, 0, 1 + 10^-100], [0, 1, 0]", "[1, 0, 1], [0, t, 0]", "nullspace([[1, 0, -1]])", "{[1, 0, 1]}", "[1, 0, 1], [0, 0/0, 0]", "[1, 0, 0], [0, 1, 0]", "[1, 0, 1] or [0, 1, 0]",
    ]),
    (eigenpairs([[2, 1], [1, 2]]), [
        "eigenpairs([[2, 1], [1, 2]])", "[[2, 1], [1, 2]]", "1, 3", "eigenvalues([[2, 1], [1, 2]])", "1: [0, 0], 3: [1, 1]", "1: [1, -1], 3: [0, 0]", "3: [1, 1]", "1: [1, -1], 3: [1, -1]",
        "1: [1, -1], 3: [1, 1], 5: [1, 0]", "1: [1, -1], 3: [1, 1 + 10^-100]", "1: [t, -t], 3: [1, 1]", "1: [1, -1, 0], 3: [1, 1, 0]", "1 + 0/0: [1, -1], 3: [1, 1]", "diag(1, 3)",
    ]),
    (finite_set(-1, 2), [
        "roots(x^2 - x - 2)", "solve(x^2 - x - 2 = 0)", "{x | x^2 - x - 2 = 0}", "x^2 - x - 2 = 0", r"\{x\mid x^2-x-2=0\}", "(x + 1)(x - 2) = 0", "x^2 = x + 2", "{-1, 2, 3}", "{-1}", "[-1, 2]U[2,3]",
        "(-1, 2)", "{-1, 2 + t - t}", "{-1, 2} U {5}", "{-1, 2 + 0*oo}", "{-1, max(2, nan)}", "{-1, {2}}", "{{-1, 2}}", "-1 < x < 2", "{-1, 2, oo}", "1/2 ± 3/2 ± 0", "x = -1 or y = 2", "x = -1 or x = x",
        "{-1, 2 + 10^-200}", "-1 and 2 and 3", "RR", "{x in RR | x = -1 or x = 2 or x = 5}",
    ]),
    (finite_set(), ["{0}", "{{}}", "{∅}", "0", "none of these: 5", "{x | x^2 = 1}", "{1/0}", "{nan}", "{sqrt(-1)}", "{oo - oo}", "{t - t}", "[0]"]),
    (sequence(1, 1, 2), ["1, 2", "2, 1, 1", "1, 1, 2, 3", "1, 1, ...", "sequence(1, 1, 2)", "1, 1, 2 + t - t", "1, 1, 2*oo/oo", "[[1, 1, 2], [1, 1, 2]]", "1, [1, 2]", "1, 1, 2 or 3", "1, 1, 2 ± 0", "1 1 2 3"]),
    (interval("(1, 2)"), [
        "(1, 2) U {3}", "x > 1", "(1, 2 + 10^-90)", "[1, 2)", "[1, 2]", "(1, oo)", "(-oo, oo)", "RR", "solve(1 < x < 2)", "(x - 1)(x - 2) < 0", "{x | (x - 1)(x - 2) < 0}", "x^2 - 3x + 2 < 0",
        "{1, 2}", "(2, 1)", "(1, 2, 3)", "(1 + t - t, 2)", "(1, 2 + 0*oo)", "(1, t)", "1 < x < 2 or 1 = 1", "(1, 2) U (1.5, 2.5)", "|x - 3/2| <= 1/2", "(1, nan)", "not (1, 2)", "1 or 2",
    ]),
    (interval(number(1, places=2), number(2, places=2)), ["(1, 2) U (5, 6)", "(1, 2.01)", "(-oo, oo)", "1", "1, 2, 3", "(2, 1)", "(1, 2 + t - t)", "1.5 ± 0.6", "1.5 ± t", "(1, nan)", "(1, 1 + oo - oo)", "(0, 3)"]),
    (boolean(True), ["true or false", "true and false", "not true", "true, false", "yes no", "1 = 1", "2 > 1", "not false or true?", "truefalse", "maybe", "t f", "not not", "0", "bool(1)", "True == True", "true\x00", "!false", "yes?no"]),
    (boolean(False), ["not true or not false", "1", "False or True", "0 or 1", "no, yes", "0 = 0", "true", "None"]),
    (choice("yes", "no"), ["a, b", "a or b", "ab", "a b", "all", "both", "*", ".*", "a|b", "[ab]", "yes no", "yes, no", "yes or no", "%", "_", "a\nb", "?", "not no", "neither", "{a, b}", "a;b", "а"]),
    (choices(["red", "blue"], ["green", "black"]), ["a, b, c, d", "all", "*", ".*", "abcd", "red, blue, green", "red", "blue", "", "none", "not green, not black", "red, blue, green, black", "%", "a-d", "red blue green", "everything"]),
    (order("first", "second", "third"), ["first", "third, second, first", "first, second", "first, third, second", "first, second, third, first", "a b c a b c", "sorted", "first < second = third", "*, *, *", "first second"]),
    (PAIRS, ["1=a, 1=b, 2=a, 2=b", "1=a", "1=*, 2=*", "1=a, 2=a", "1=b, 2=a", "1=2=a=b", "*=*", "1=a, 2=b, 3=c", "1=a or b, 2=b or a", "1=ab, 2=ab", "1={a,b}, 2={a,b}"]),
    (table({"r": [17, 23]}, ["c", "d"]), ["17, 24", "17", "17, 23, 29", "r: 17 + t - t, 23", "17 or 18, 23", "17, 23 ± 0", "[[17, 23], [17, 23]]", "17, {23, 24}", "17, nan", "c, d", "17, 23 + 0*oo", "17, 23 + 10^-100"]),
    (trace({"x": "x/2"}, [1], rows=2), ["1/2", "x/2, x/4", "1/2, 1/4, 1/8", "1/2 + t - t, 1/4", "1/2, 1/2", "x/2", "1/2, x", "1/2 or 1, 1/4", "1/4, 1/2", "1/2, 1/4 + 10^-90"]),
    (argument("2*x = 4", "x = 2"), [
        "x = 2", "2*x = 4", "2*x = 4\nx = 2 or 1 = 1\nx = 2", "1 = 2\nx = 2", "2*x = 4\n1 = 2\nx = 2", "2*x = 4\nx = 3\nx = 2", "2*x = 4\nx = 2\n1 = 2", "2*x = 4\nx = 2\nx = 3", "2*x = 4\nx = 2 + t - t",
        "2*x = 4\nx = 0/0\nx = 2", "x = 2\n2*x = 4", "2*x = 4\nx = x\nx = 2", "0 = 0\nx = 2", "2*x = 4\nsolve(2*x = 4)\nx = 2", "2*x = 4 or 1 = 1\nx = 2",
    ]),
    (words("singular"), [".*", "*", "%", "singular or regular", "singular, regular", "singular regular", "not singular", "si*", "singul", "regular", "sïngular or not", "[singular]{regular}", "singular?regular", "ѕingular", "singular\x00", "singulаr"]),
]  # fmt: skip
"""The question instead of its answer, more than the answer, or something that only comes near it."""

TRICKS: list[tuple[AnswerKey, str]] = [
    (number(5), "5 + 0*oo"), (number(5), "5 + 0/0"), (number(5), "max(5, nan)"), (number(5), "{4, 5}"), (number(5), "4 or 5"), (number(5), "5 or 5"),
    (number(5), "[5, 5]"), (number(5), "5 ± 0"), (number(5), "x"), (number(5), "5 = 5"), (number(5), "5 < 6"), (number(5), "x = 5 or 1 = 1"), (number(5), "x = 5 or x = 6"),
    (number(5), "x = 5, 1 = 1"), (number(5), "x = 5 and 1 = 1"), (number(5), "5 if 1 else 0"), (number(5), "(5, 5)"), (number(5), "5,"), (number(5), "5, 5"),
    (number(5), "t - t + 5"), (number(5), "0*t + 5"), (number(5), "5*t/t"), (number(5), "5*t^0"), (number(5), "5 + 0^t"), (number(5), "5 + sin(t)*0"), (number(5), "5 + E - E"),
    (number(5), "5 + I*0"), (number(5), "5 + nan*0"), (number(5), "5 + zoo*0"), (number(5), "5 + oo*0"), (number(5), "5^1^oo"), (number(5), "5*1^oo"), (number(5), "5 + 1/oo"),
    (number(5), "5 + 10^-300"), (number(5), "5.00000000000000000000000000000000000000000000001"), (number(5), "4.99999999999999999999999999999999999999"),
    (number(5), "5 + e^(-10^4)"), (number(5), "5 + e^(-10^9)"), (number(5), "5 + 1/10!!"), (number(5), "5 + 1/(1000!)"), (number(5), "5 + 2^-(2^20)"), (number(5), "floor(5 + 10^-300) + 10^-299"),
    (number(5, places=0), "oo"), (number(5, places=0), "5.51"), (number(5, places=0), "4.49"), (number(5, places=0), "[4.5, 5.5]"), (number(5, places=0), "5 ± 10"),
    (number(5, rel="0.1"), "4.5 or 5.5"), (number(5, rel="0.1"), "5.5000000000000000000000000001"), (number(5, rel="0.1"), "4.4999999999999999999999999999"), (number(5, rel="0.1"), "nan"), (number(5, rel="0.1"), "5*oo/oo"),
    (number(5, rel="0.1"), "(4, 6)"), (number(5, rel="0.1"), "5 + t"), (number("0.001", abs="0.01"), "0.02"), (number("1/3", places=2), "0.3"), (number("1/3", places=2), "0.34"), (number("1/3", sigfigs=3), "0.33"),
    (number("3/7", form="lowest_terms"), "6/14"), (number("3/7", form="lowest_terms"), "0.428571428571428571428571428571428571428571"), (number("3/7", form="lowest_terms"), "(3.0)/7"),
    (number(6, form="integer"), "2*3"), (number(6, form="integer"), "6.0"), (number(6, form="integer"), "sqrt(36)"), (number(6, form="integer"), "3!"), (number(6, form="integer"), "12/2"), (number(6, form="integer"), "5 + 1"),
    (number("1/4", form="decimal"), "1/4"), (number("1/4", form="decimal"), "0.5^2"), (number("1/4", form="fraction"), "0.25"),
    (number(0), "10^-300"), (number(0), "sin(pi) + 10^-300"), (number(0), "1/9^9^9"), (number(0), "e^(-10^9)"), (number(0), "floor(10^-300) + 10^-300"), (number(0), "oo - oo"), (number(0), "0*oo"), (number(0), "0/0"), (number(0), "0^0"),
    (number(1), "tanh(1000)"), (number(1), "erf(100)"), (number(1), "cos(10^-200)"), (number(1), "0^0"), (number(1), "1^oo"), (number(1), "oo^0"), (number(1), "oo/oo"), (number(1), "0.99999999999999999999999999999999999"),
    (number(1), "e^(10^-300)"), (number(1), "(1 + 10^-300)^(10^10)"), (number(1), "x^0"), (number(1), "x/x"), (number(1), "1 = 1"), (number(1), "True"), (number(1), "١"), (number(1), "１"), (number(1), "¹"), (number(1), "𝟏"), (number(1), "I^4"),
    (number(2), "sqrt(4 + 10^-250)"), (number("pi"), "22/7"), (number("pi"), "355/113"), (number("pi"), "3.14159265358979323846264338327950288419716939937510582097"), (number("pi"), "ln(640320^3 + 744)/sqrt(163)"),
    (number("262537412640768744"), "e^(pi*sqrt(163))"), (number("e"), "(1 + 10^-40)^(10^40)"), (number("e"), "E"), (number("e"), "2.718281828459045235360287471352662497757"), (number("1/3"), "0.333333333333333333333333333333333333333333"),
    (number("1/2^99"), "1/2^98"), (number("10^40"), "10^40 + 1"), (number("sqrt(2)"), "1.41421356237309504880168872420969807856967187537694"), (number("sqrt(2)"), "sqrt(2) + 10^-200"), (number(30), "30°"), (number("pi/6"), "30°"), (number("pi/6"), r"30^{\circ}"),
    (number("1/20"), "5"), (number(5), "5%"), (number(5), "5‰"), (number(5), "5€"), (number(5), "5 m"), (number(5), "five"), (number(5), "V"), (number("1.5"), "1,5"), (number("3/2"), "1 1/2"), (number("3/2"), r"1\frac12"),
    (expression("x"), "x + t - t"), (expression("x"), "x*t/t"), (expression("x"), "x + 10^-300"), (expression("x"), "x + 0*t"), (expression("x"), "x or 2x"), (expression("x"), "{x}, 2"), (expression("x"), "x^(1 + 10^-200)"), (expression("x"), "x*(1 + 10^-100)"),
    (expression("x"), "floor(x*10^30)/10^30"), (expression("x"), "max(x, -10^9)"), (expression("x"), "max(x, -10^60)"), (expression("x"), "x + sign(x^2) - 1 + 10^-80"), (expression("x"), "x + floor(cos(x)^2/2)*0 + 1/10^250"), (expression("x"), "sqrt(x)^2"),
    (expression("x"), "e^(ln x)"), (expression("x"), "(x^2)^(1/2)"), (expression("x"), "|x|*sign(x) + 10^-99"), (expression("x"), "x + e^(-10^6*(x^2 + 1))"), (expression("x"), "x + 0/0"), (expression("x"), "x + oo - oo"), (expression("x"), "x = x"),
    (expression("x"), "asin(sin(x))"), (expression("x"), "atan(tan(x))"), (expression("x"), "x*x^0*0^0"), (expression("x"), "X"), (expression("x"), "x_"), (expression("x"), "x_1"), (expression("x"), "х"), (expression("x"), "x'"), (expression("x"), "(x)(x)/x + t"),
    (expression("0*x"), "x"), (expression("0", x="real"), "sin(10^9*pi*x)"), (expression("0", x="real"), "x - x + 10^-200"), (expression("0", x="real"), "e^(-10^9)"), (expression("1", x="real"), "x^0 + 0^x"), (expression("1", x="real"), "sin(x)^2 + cos(x)^2 + 10^-99"),
    (expression("1", x="real"), "tanh(10^6*(x^2 + 1))"), (expression("1", x="real"), "erf(1000 + x^2)"), (expression("1", x="real"), "sign(x)"), (expression("1", x="real"), "sign(x + 10^50)"), (expression("|x|"), "x"), (expression("ln(x^2)"), "2*ln(x)"),
    (expression("x^2 - 1"), "(x - 1)(x + 1 + 10^-60)"), (expression("(x + 1)^2", form="factored"), "x^2 + 2x + 1"), (expression("x^2 + 2*x + 1", form="expanded"), "(x + 1)^2"), (expression("2*x", form="simplified"), "x + x"),
    (expression("x^2", up_to="constant"), "x^2 + x"), (expression("x^2", up_to="constant"), "x^2 + t"), (expression("x^2", up_to="constant"), "x^2 + sign(x)"), (expression("x^2", up_to="factor"), "0*x^2"), (expression("x^2", up_to="factor"), "0"), (expression("x^2", up_to="factor"), "x^3"),
    (equation("y = x"), "1 = 1"), (equation("y = x"), "0 = 0*(y - x)"), (equation("y = x"), "y = y"), (equation("y = x"), "y = x or 1 = 1"), (equation("y = x"), "(y-x)(y-x-10^-50) = 0"), (equation("y = x"), "(y - x)(x^2 + y^2 - 10^-90) = 0"),
    (equation("x = 1"), "x^2 = 1"), (equation("x = 1"), "(x-1)(x-2)/(x-2)*(x-3) = 0"), (equation("x = 1"), "x*0 = 0"), (equation("x = 1"), "x = 1 or 1 = 1"), (equation("x = 1"), "x = 1 + 10^-200"), (equation("x = 1"), "(x - 1)^2 + (x - 1 - 10^-30)^2 = 0"),
]  # fmt: skip
"""What is the answer only by an error of whoever compares."""

IN_CODE = [
    "{answer} or 9", "9 or {answer}", "{answer}, 7", "7, {answer}", "{answer} or 1 = 1", "{answer} and 1 = 2", "{answer} if True else 0", "lambda: {answer}", "lambda x: {answer}",
    "print({answer})", "eval({answer})", "eval('{answer}')", "exec('{answer}')", "__import__('os') or {answer}", "[{answer} for _ in [1]][0]", "f'{answer}'", "f\"{{{answer}}}\"", "#{{{answer}}}", "<script>{answer}</script>",
    "{answer}; import os", "{answer}; DROP TABLE x", "S({answer})", "S('{answer}')", "sympify('{answer}')", "Symbol('{answer}')", "N({answer})", "simplify({answer})", "solve({answer})", "limit({answer}, x, 0)",
    "diff({answer}, x)", "integral({answer}, x)", "sum({answer}, i, 1, 1)", "det([[{answer}]])", "tr([[{answer}]])", "mean([{answer}])", "norm([{answer}])", "entry([{answer}, 1], 1)", "eigenvalues([[{answer}]])", "argmin({answer}, x)",
    r"\input{{{answer}}}", r"\def\x{{{answer}}}\x", r"\write18{{{answer}}}", r"\int {answer}\,dx", r"\lim_{{x\to 0}}{answer}", r"\frac{{d}}{{dx}}({answer})", r"\sum_{{i=1}}^{{1}}{answer}", r"\det({answer})", r"\cancel{{{answer}}}",
    r"\phantom{{{answer}}}", r"\href{{x}}{{{answer}}}", r"\placeholder{{}}{answer}", "{answer}\x00", "\x00{answer}", "{answer}\u202e", "\u202e{answer}", "{answer}\ud800", "{answer} 🙂", "not {answer} and 2", "{answer} mod 7",
]  # fmt: skip
"""The right answer in something that is no answer."""
IN_MATHS = [
    "{answer} + 0*oo", "{answer} + 0/0", "{answer} + nan", "max({answer}, nan)", "${{{answer}}}", "<b>{answer}</b>", "{answer} -- x", "{answer} # right",
    "{answer} // right", "{answer}\u0301", "{answer} ≈ 5 = 6", "{answer} ± 1", "|{answer}", "{answer})", "({answer}", "{answer} = {answer} = 7", "{answer} ? 1 : 0", "{answer}!!!!", "{answer}°", "{answer}€",
]  # fmt: skip
"""The same where the answer is a formula."""
WITH_STRANGERS = ["{answer} + t - t", "0*t + {answer}", "t*({answer})/t", "({answer})*t^0", "{answer} + 0*sin(t)"]
"""The same with a name that the exercise does not know, and that cancels."""
WORDED = {
    "boolean", "choice", "choices", "order", "matching", "text", "choices in parts", "order of formulas", "mixed table", "two words",
}  # fmt: skip
COARSE = {"tolerant number", "number by its ratio", "confidence interval", "echelon", "basis", "up to a constant"}
"""Keys that a number a little off can be right for."""
FREE = {"system", "family"}
"""Keys to which a learner may bring names of their own."""
FAIR = {
    "empty set": {"[]", "{}", "None", "EmptySet"},
    "boolean": {"True", "correct", "right"},
    "eigenpairs": {"eigenvalues([[(1, [1, -1]), (3, [1, 1])]])"},  # the pairs under a heading
}
"""What is no trick for these keys."""
LOOKALIKES = str.maketrans("aceopxysiABCEHKMOPTX1235", "асеорхуѕіАВСЕНКМОРТХ１２３５")


def hostile(name: str) -> Iterator[str]:
    """Texts that are not right for this key."""
    for text in (*BOMBS, *LATEX, *CODE, *MARKS, *NAMES, *STRETCHED, *LONG):
        if text not in FAIR.get(name, ()):
            yield text


def wrapped(name: str) -> Iterator[str]:
    """Texts around the right answer to this key, none of which is right; nothing for a kind that has no text of its own."""
    try:
        answer = key_text(KEYS[name])
    except NotationError:
        return
    patterns = IN_CODE if name in WORDED else (*IN_CODE, *IN_MATHS, *(WITH_STRANGERS if name not in FREE else ()))
    for pattern in patterns:
        if (text := pattern.format(answer=answer)) not in FAIR.get(name, ()):
            yield text
    if (lookalike := answer.translate(LOOKALIKES)) != answer:
        yield lookalike
    for at, sign in enumerate(answer):
        if sign.isdigit() and name not in WORDED:
            if name not in FREE:
                yield f"{answer[:at]}({sign} + t - t){answer[at + 1 :]}"
            if name not in COARSE:
                yield f"{answer[:at]}({sign} + 10^-300){answer[at + 1 :]}"
