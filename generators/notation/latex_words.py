r"""What the commands of LaTeX are called here: names, signs, functions, and what is nothing but looks."""

import re

from generators.notation.functions import ALIASES
from generators.notation.functions import FUNCTIONS as KNOWN
from generators.notation.names import GREEK

WRAPPERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


def unwrapped(text: str) -> tuple[int, int]:
    r"""Begin and end of what stands between dollars or `\(` and `\)`."""
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for opening, closing in WRAPPERS:
        if text.startswith(opening, begin) and text.endswith(closing, begin + len(opening), end):
            return begin + len(opening), end - len(closing)
    return begin, end


def plain_names(text: str) -> str:
    r"""LaTeX with its names as house text spells them, for a look at which there are.

    >>> plain_names(r"\lambda_{1} = 3")
    ' lambda_1 = 3'
    """
    for pattern, spelling in SPELLINGS:
        text = pattern.sub(spelling, text)
    return text


def commands(names: str) -> frozenset[str]:
    return frozenset("\\" + name for name in names.split())


SIGNS = {
    r"\cdot": "*", r"\times": "*", r"\ast": "*", r"\bullet": "*", r"\centerdot": "*", r"\cdotp": "*",
    r"\div": "/", r"\slash": "/", r"\%": "%", r"\percentage": "%", r"\lt": "<", r"\gt": ">", r"\le": "<=",
    r"\leq": "<=", r"\leqslant": "<=", r"\leqq": "<=", r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=",
    r"\geqq": ">=", r"\ne": "!=", r"\neq": "!=", r"\sim": "~", r"\to": "->", r"\rightarrow": "->",
    r"\leftrightarrow": "<->", r"\Rightarrow": "=>", r"\implies": "=>", r"\Longrightarrow": "=>",
    r"\Leftrightarrow": "<=>", r"\iff": "<=>", r"\Longleftrightarrow": "<=>", r"\coloneqq": ":=", r"\dots": "...",
    r"\ldots": "...", r"\cdots": "...", r"\vdots": "...", r"\ddots": "...", r"\dotsc": "...", r"\dotsb": "...",
    r"\approx": "approx", r"\thickapprox": "approx", r"\approxeq": "approx", r"\in": "in", r"\notin": "notin",
    r"\subset": "subset", r"\subseteq": "subset", r"\cup": "cup", r"\cap": "cap", r"\setminus": "setminus",
    r"\smallsetminus": "setminus", r"\backslash": "setminus", r"\pm": "pm", r"\mp": "pm", r"\plusmn": "pm",
    r"\odot": "odot", r"\land": "and", r"\wedge": "and", r"\lor": "or", r"\vee": "or", r"\lnot": "not", r"\neg": "not",
    r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lbrack": "[", r"\rbrack": "]", r"\lparen": "(",
    r"\rparen": ")", r"\vert": "|", r"\mid": "|", r"\|": "||", r"\Vert": "||",
}  # fmt: skip
"""Signs between values. A lone minus-plus is a plus-minus, and two of them in one answer are refused anyway."""

NAMES = {
    r"\infty": "oo", r"\ell": "ell", r"\exponentialE": "e", r"\imaginaryI": "i", r"\imaginaryJ": "i",
    r"\imath": "i", r"\jmath": "j", r"\emptyset": "emptyset", r"\varnothing": "emptyset",
    r"\doubleStruckCapitalR": "RR", r"\doubleStruckCapitalN": "NN", r"\doubleStruckCapitalZ": "ZZ",
    r"\doubleStruckCapitalQ": "QQ", r"\doubleStruckCapitalC": "CC", r"\R": "RR", r"\N": "NN", r"\Z": "ZZ",
    r"\Q": "QQ", r"\C": "CC", r"\reals": "RR", r"\Reals": "RR", r"\varepsilon": "epsilon", r"\vartheta": "theta",
    r"\varphi": "phi", r"\varsigma": "sigma", r"\varrho": "rho", r"\varpi": "pi", r"\varkappa": "kappa",
    r"\thetasym": "theta",
} | {"\\" + name: name for name in GREEK} | {"\\var" + name: name for name in GREEK if name[0].isupper()}  # fmt: skip
SETS = {"R": "RR", "N": "NN", "Z": "ZZ", "Q": "QQ", "C": "CC"}

BINDERS = {r"\sum": "sum", r"\prod": "product", r"\lim": "limit", r"\int": "integral"}
"""What binds a variable, for keys that allow it."""
ELSEWHERE = {"gamma", "pm", "sqrt", "root", "choose"}
"""Functions whose names LaTeX has for something else."""
SPELLED = [
    *(name for name, known in KNOWN.items() if known.learner),
    *(name for name in ALIASES if ALIASES[name] in KNOWN),
]
FUNCTIONS = {
    "\\" + name: name
    for name in (*SPELLED, "log", "det", "tr", "rank")
    if name.isalpha() and name.islower() and name not in ELSEWHERE and ALIASES.get(name, name) not in BINDERS.values()
} | {
    r"\ctg": "cot", r"\cotg": "cot", r"\arctg": "atan", r"\arcctg": "acot", r"\sen": "sin", r"\sh": "sinh",
    r"\ch": "cosh", r"\th": "tanh", r"\arsh": "asinh", r"\arch": "acosh", r"\arth": "atanh",
}  # fmt: skip
"""Commands that are functions, and what these are called here."""
WRITTEN = {command[1:]: name for command, name in FUNCTIONS.items()} | {
    "arcsen": "asin", "senh": "sinh", "signum": "sign", "mcm": "lcm", "mcd": "gcd",
}  # fmt: skip
r"""The same for `\operatorname`."""

LOOKS = commands(
    "! / displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits hline big Big bigg Bigg bigl bigr Bigl "
    "Bigr biggl biggr Biggl Biggr bigm nonumber notag tiny scriptsize footnotesize small normalsize large Large LARGE "
    "huge Huge rm bf it sf tt cal mathstrut strut middle allowbreak nobreak relax ensuremath mathord mathbin mathrel "
    "mathopen mathclose mathpunct mathinner therefore"
)
"""Commands without a meaning of their own: sizes, styles, hints for breaking lines."""
SPACES = frozenset((
    r"\,", r"\;", r"\:", r"\>", "\\ ", r"\quad", r"\qquad", r"\space", r"\nobreakspace", r"\enspace", r"\enskip",
    r"\thinspace", r"\medspace", r"\thickspace", r"\negthinspace", r"\negmedspace", r"\negthickspace", "\\\n",
))  # fmt: skip
FONTS = commands(
    "mathrm mathit mathbf mathsf mathtt mathcal mathscr mathfrak mathnormal mathup mathbfit boldsymbol bm bold pmb "
    "symbf symup frak boxed fbox underline"
)
"""What changes the looks of its argument only."""
COLOURED = commands("textcolor color colorbox class cssId style htmlData htmlId htmlClass htmlStyle")
"""What changes the looks of its second argument; the first is no maths."""
TEXTS = commands("text textrm textit textbf textsf texttt textnormal textup mbox hbox")
BLANKS = commands("hspace mspace hskip mskip kern mkern vspace label tag")

FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac")
BINOMIALS = (r"\binom", r"\dbinom", r"\tbinom")
ACCENTS = {
    r"\bar": "bar", r"\overline": "bar", r"\hat": "hat", r"\widehat": "hat", r"\vec": "vec",
    r"\overrightarrow": "vec", r"\tilde": "tilde", r"\widetilde": "tilde", r"\dot": "dot", r"\ddot": "ddot",
}  # fmt: skip

DELIMITERS = {
    "(": "(", ")": ")", "[": "[", "]": "]", r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}",
    r"\lbrack": "[", r"\rbrack": "]", r"\lparen": "(", r"\rparen": ")", "|": "|", r"\vert": "|", r"\lvert": "|",
    r"\rvert": "|", r"\mid": "|", r"\|": "||", r"\Vert": "||", r"\lVert": "||", r"\rVert": "||", "‖": "||",
    r"\lfloor": "floor", r"\rfloor": "floor", r"\lceil": "ceil", r"\rceil": "ceil", r"\langle": "angle",
    r"\rangle": "angle", "<": "angle", ">": "angle", ".": ".",
}  # fmt: skip
r"""What may stand behind `\left` and `\right`, and which bracket it is."""
CALLED = {"|": "abs", "||": "norm", "floor": "floor", "ceil": "ceil"}
"""Brackets that are a function of what they hold."""
PAIRED = {
    r"\lvert": r"\rvert", r"\lVert": r"\rVert", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil", r"\langle": r"\rangle",
}  # fmt: skip
RIGHT = (r"\right", r"\mright")

MATRICES = frozenset(("matrix", "pmatrix", "bmatrix", "smallmatrix", "psmallmatrix", "bsmallmatrix", "array"))
BARE = frozenset(("matrix", "smallmatrix", "array"))
"""Matrices without brackets of their own."""
LINES = frozenset(
    ("aligned", "alignedat", "align", "alignat", "split", "gathered", "gather", "equation", "eqnarray", "multline",
     "math", "displaymath", "flalign")
)  # fmt: skip
CASES = frozenset(("cases", "dcases", "rcases", "drcases"))
DETERMINANTS = frozenset(("vmatrix", "Vmatrix"))

UNSOLVED = commands(
    "iint iiint oint smallint limsup liminf partial nabla argmin argmax dim ker sup inf differentialD "
    "capitalDifferentialD"
)
"""What names a problem instead of its result."""

SPELLINGS = (
    (re.compile(rf"\\(?:var)?({'|'.join(GREEK)})(?![A-Za-z])"), r" \1"),
    (re.compile(r"\\(?:math[a-z]+|text|vec|boldsymbol|bm|operatorname)\s*\{\s*([A-Za-z]\w*)\s*\}"), r"\1"),
    (re.compile(r"_\s*\{\s*(\w+)\s*\}"), r"_\1"),
    (re.compile(r"\\[,;:! ]|\\q?quad|&"), " "),
)
"""LaTeX's ways to write names, and what looks like nothing, to what house text has for them."""
