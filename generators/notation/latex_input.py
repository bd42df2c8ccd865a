r"""LaTeX, as MathLive and people write it, to house text with the column each character came from.

The house text is then read by the ordinary grammar, so LaTeX is only another spelling: `\frac{1}{2}x` is `((1)/(2))x`
and `1\frac{1}{2}` is `1 1/2`, a mixed number where an exercise allows it. One pass, no macros, nothing expanded.
What names a problem instead of its result (`\int`, `\sum`, `\lim`, determinants in bars) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

from generators.notation.errors import NotationError
from generators.notation.names import GREEK

MAX_NESTING = 50
MAX_INDEX = 40  # pieces of an index that may be part of a name

TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
WRAPPERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))

SIGNS = {
    r"\cdot": "*", r"\times": "*", r"\ast": "*", r"\div": "/", r"\%": "%", r"\lt": "<", r"\gt": ">", r"\colon": ":",
    r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lbrack": "[", r"\rbrack": "]", r"\lparen": "(",
    r"\rparen": ")", r"\vert": "|", r"\mid": "|", r"\|": "||", r"\Vert": "||", r"\slash": "/",
}  # fmt: skip
SPACED = {
    r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=", r"\leqq": "<=", r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=",
    r"\geqq": ">=", r"\ne": "!=", r"\neq": "!=", r"\sim": "~", r"\to": "->", r"\rightarrow": "->",
    r"\leftrightarrow": "<->", r"\Rightarrow": "=>", r"\implies": "=>", r"\Leftrightarrow": "<=>", r"\iff": "<=>",
    r"\coloneqq": ":=", r"\dots": "...", r"\ldots": "...", r"\cdots": "...", r"\vdots": "...",
}  # fmt: skip
WORDS = {
    r"\approx": "approx", r"\thickapprox": "approx", r"\in": "in", r"\notin": "notin", r"\subset": "subset",
    r"\subseteq": "subset", r"\cup": "cup", r"\cap": "cap", r"\setminus": "setminus", r"\smallsetminus": "setminus",
    r"\backslash": "setminus", r"\pm": "pm", r"\odot": "odot", r"\land": "and", r"\wedge": "and", r"\lor": "or",
    r"\vee": "or", r"\lnot": "not", r"\neg": "not", r"\infty": "oo", r"\emptyset": "emptyset",
    r"\varnothing": "emptyset", r"\ell": "ell", r"\exponentialE": "e", r"\imaginaryI": "i", r"\imaginaryJ": "i",
    r"\differentialD": "d", r"\doubleStruckCapitalR": "RR", r"\R": "RR", r"\N": "NN", r"\Z": "ZZ", r"\Q": "QQ",
    r"\C": "CC", r"\varepsilon": "epsilon", r"\vartheta": "theta", r"\varphi": "phi", r"\varsigma": "sigma",
    r"\varrho": "rho",
} | {"\\" + name: name for name in GREEK}  # fmt: skip
NAMED = {
    r"\sin", r"\cos", r"\tan", r"\sec", r"\csc", r"\cosec", r"\cot", r"\arcsin", r"\arccos", r"\arctan", r"\arcsec",
    r"\arccsc", r"\arccot", r"\asin", r"\acos", r"\atan", r"\sinh", r"\cosh", r"\tanh", r"\arsinh", r"\arcosh",
    r"\artanh", r"\arcsinh", r"\arccosh", r"\arctanh", r"\exp", r"\ln", r"\log", r"\lg", r"\max", r"\min", r"\gcd",
    r"\lcm", r"\sgn", r"\erf", r"\det", r"\tr", r"\rank",
}  # fmt: skip
"""Commands that are the name of a function."""

SPACES = {r"\,", r"\;", r"\:", r"\>", "\\ ", r"\quad", r"\qquad", r"\space", r"\nobreakspace", r"\enspace", "\\\n", "~"}
IGNORED = {
    r"\!", r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\limits", r"\nolimits", r"\hline", r"\big", r"\Big",
    r"\bigg", r"\Bigg", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\biggl", r"\biggr", r"\nonumber", r"\notag",
}  # fmt: skip
FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac")
BINOMIALS = (r"\binom", r"\dbinom", r"\tbinom")
ACCENTS = {
    r"\bar": "bar", r"\overline": "bar", r"\hat": "hat", r"\widehat": "hat", r"\vec": "vec",
    r"\overrightarrow": "vec", r"\tilde": "tilde", r"\widetilde": "tilde",
}  # fmt: skip
ALPHABETS = {
    r"\mathrm", r"\mathit", r"\mathbf", r"\mathsf", r"\mathtt", r"\mathcal", r"\boldsymbol", r"\bm", r"\mathnormal",
    r"\pmb", r"\mathup",
}  # fmt: skip
TEXTS = {r"\text", r"\textrm", r"\textit", r"\textbf", r"\textnormal", r"\mbox"}
SETS = {"R": "RR", "N": "NN", "Z": "ZZ", "Q": "QQ", "C": "CC"}
MATRICES = {"matrix", "pmatrix", "bmatrix", "smallmatrix", "array"}
LINES = {"aligned", "align", "align*", "split", "gathered", "gather", "gather*", "equation", "equation*"}
DETERMINANTS = {"vmatrix", "Vmatrix"}

DELIMITERS = {
    "(": "(", ")": ")", "[": "[", "]": "]", r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}",
    r"\lbrack": "[", r"\rbrack": "]", r"\lparen": "(", r"\rparen": ")", "|": "|", r"\vert": "|", r"\lvert": "|",
    r"\rvert": "|", r"\|": "||", r"\Vert": "||", r"\lVert": "||", r"\rVert": "||", r"\lfloor": "floor",
    r"\rfloor": "floor", r"\lceil": "ceil", r"\rceil": "ceil",
}  # fmt: skip
CALLED = {"|": "abs", "||": "norm", "floor": "floor", "ceil": "ceil"}
"""Fences that house text writes as a function."""
PAIRED = {r"\lvert": r"\rvert", r"\lVert": r"\rVert", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil"}

LEFT, RIGHT = (r"\left", r"\mleft"), (r"\right", r"\mright")
UNSOLVED = {
    r"\int", r"\iint", r"\iiint", r"\oint", r"\sum", r"\prod", r"\lim", r"\partial", r"\nabla", r"\argmin", r"\argmax",
}  # fmt: skip
DEGREES = "Angles are in radians: write \\frac{\\pi}{180} for one degree."
PRIMES = re.compile(r"(?:\\(?:double)?prime|'|\s)+")
TRANSPOSED = re.compile(r"T|\\(?:top|intercal|(?:math(?:sf|rm|up)|text)\s*(?:\{?\s*T\s*\}?))")
INDEX = re.compile(r"[A-Za-z0-9]+(?:\s*,\s*[A-Za-z0-9]+)*")

DIGITS = frozenset("0123456789")

Piece = tuple[str, int]


def from_latex(text: str) -> tuple[str, list[int]]:
    r"""House text, and for each of its characters the column in `text` that it came from.

    Raises NotationError with a column in `text` for what is no LaTeX, or none that is read here.

    >>> from_latex(r"\frac12x")[0]
    '((1)/(2))x'
    """
    begin, end = _unwrapped(text)
    reader = _Reader(text, [(m[0], m.start()) for m in TOKEN.finditer(text, begin, end)], end)
    reader.sequence(())
    if reader.i < len(reader.tokens):
        raise reader.stray()
    plain = "".join([piece for piece, _ in reader.pieces])
    return plain, [at for piece, at in reader.pieces for _ in piece]


def _unwrapped(text: str) -> tuple[int, int]:
    """Begin and end of what stands between dollars or `\\(` and `\\)`."""
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for opening, closing in WRAPPERS:
        if text.startswith(opening, begin) and text.endswith(closing, begin + len(opening), end):
            return begin + len(opening), end - len(closing)
    return begin, end


class _Reader:
    """One pass over the tokens of one text, writing house text piece by piece."""

    def __init__(self, text: str, tokens: list[Piece], end: int) -> None:
        self.text, self.tokens, self.end = text, tokens, end
        self.i = 0
        self.depth = 0
        self.cases = 0  # how many `cases` are open
        self.fresh()

    # Writing ----------------------------------------------------------------------------------------------------

    def fresh(self) -> None:
        self.pieces: list[Piece] = []
        self.last = ""  # the last character written
        self.gap = False  # whether a space is due before the next piece
        self.sealed = False  # whether a name has ended, so that letters behind it need a space
        self.number = False  # whether a plain number was written last
        self.function = False  # whether the name of a function was written last

    def put(self, text: str, at: int) -> None:
        """A sign, or a letter or digit that may continue a run."""
        joined = text[0].isalnum() or text[0] == "_"
        if self.last and ((self.gap and self.last not in " ([{*/^") or (self.sealed and joined)):
            self.pieces.append((" ", at))
            self.number = False
        follows = self.last.isalnum() and not self.gap
        digit = text in DIGITS
        self.number = (self.number if follows or self.last == "." else True) if digit else text == "." and self.number
        self.write(text, at)
        self.function = False

    def write(self, text: str, at: int) -> None:
        self.pieces.append((text, at))
        self.last = text[-1]
        self.gap = self.sealed = False

    def word(self, name: str, at: int, function: bool = False) -> None:
        """A name that is one piece, whatever stands beside it."""
        if self.last and (self.gap or self.last.isalnum() or self.last in "_'"):
            self.pieces.append((" ", at))
        self.write(name, at)
        self.sealed, self.number, self.function = True, False, function

    def captured(self, read: Callable[[], None]) -> list[Piece]:
        """What `read` writes, kept aside."""
        kept = self.pieces, self.last, self.gap, self.sealed, self.number, self.function
        self.fresh()
        read()
        found = self.pieces
        self.pieces, self.last, self.gap, self.sealed, self.number, self.function = kept
        return found

    def insert(self, pieces: list[Piece]) -> None:
        self.pieces += pieces
        self.last = pieces[-1][0][-1] if pieces else self.last
        self.gap = self.sealed = self.number = self.function = False

    # Reading ----------------------------------------------------------------------------------------------------

    def fail(self, message: str, at: int, size: int = 1, suggestion: str | None = None) -> NotationError:
        return NotationError(message, self.text, at, at + size, suggestion)

    def stray(self) -> NotationError:
        token, at = self.tokens[self.i]
        match token:
            case "}" | r"\right" | r"\mright" | r"\end":
                return self.fail(f"This `{token}` closes nothing.", at, len(token))
            case "&" | r"\\":
                return self.fail(f"`{token}` separates entries inside a matrix or list of cases only.", at, len(token))
            case _:
                return self.fail(f"`{token}` is not expected here.", at, len(token))

    def peek(self) -> str:
        """The next token that is no space, or ''; spaces are skipped."""
        while self.i < len(self.tokens) and self.tokens[self.i][0].isspace():
            self.i += 1
        return self.tokens[self.i][0] if self.i < len(self.tokens) else ""

    def take(self) -> Piece:
        self.i += 1
        return self.tokens[self.i - 1]

    def here(self) -> int:
        return self.tokens[self.i][1] if self.i < len(self.tokens) else self.end

    def deeper(self, at: int) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fail(f"This is nested too deeply: at most {MAX_NESTING} levels can be read.", at)

    def sequence(self, stops: tuple[str, ...]) -> None:
        """Everything up to one of `stops`, which is left, or to what only an opener further out can take."""
        while self.i < len(self.tokens):
            token = self.tokens[self.i][0]
            if token in stops or token in CLOSERS:
                return
            self.item()

    def closed(self, stops: tuple[str, ...], opening: str, at: int) -> None:
        """A sequence that must end with one of `stops`, which is taken."""
        self.deeper(at)
        self.sequence(stops)
        if self.i == len(self.tokens) or self.tokens[self.i][0] not in stops:
            raise self.fail(f"`{stops[0]}` is missing: this `{opening}` is never closed.", at, len(opening))
        self.depth -= 1
        self.i += 1

    def item(self) -> None:
        token, at = self.take()
        if len(token) > 1 and token[0] == "\\":
            self.command(token, at)
        elif token.isspace() or token == "~":
            self.gap = True
        elif token == "{":
            self.group(at)
        elif token in "^_'":
            self.i -= 1
            self.scripts()
        elif token == "$":
            raise self.fail("The dollar sign is not part of a formula.", at)
        elif token == "°":
            raise self.fail(DEGREES, at)
        elif token == "\\":
            raise self.fail("The name of a command is missing behind this backslash.", at)
        else:
            self.put(token, at)

    def group(self, at: int) -> None:
        """Braces group without a mark of their own, but behind a function they hold its argument."""
        if not self.function:
            self.closed(("}",), "{", at)
            return
        self.put("(", at)
        self.closed(("}",), "{", at)
        self.write(")", at)

    def argument(self, command: str, at: int, what: str = "argument") -> list[Piece]:
        """What a command applies to: a group or the next token."""
        token = self.peek()
        if not token or token in CLOSERS or token in "^_":
            raise self.fail(f"`{command}` needs {_article(what)}.", at, len(command))
        start = self.here()
        found = self.captured(lambda: self.enter(command, at))
        if not any(not piece.isspace() for piece, _ in found):
            raise self.fail(f"The {what} of `{command}` is empty.", start)
        return found

    def enter(self, command: str, at: int) -> None:
        if self.tokens[self.i][0] == "{":
            opening = self.take()[1]
            self.closed(("}",), "{", opening)
            return
        self.deeper(at)
        self.item()
        self.depth -= 1

    def raw(self, command: str, at: int) -> str:
        """The characters of a group, unread."""
        if self.peek() != "{":
            if self.i == len(self.tokens):
                raise self.fail(f"`{command}` needs an argument.", at, len(command))
            return self.take()[0]
        start = self.i + 1
        level = 0
        while self.i < len(self.tokens):
            token = self.take()[0]
            level += (token == "{") - (token == "}")
            if level == 0:
                return "".join([piece for piece, _ in self.tokens[start : self.i - 1]])
        raise self.fail(f"`}}` is missing: the `{{` of `{command}` is never closed.", at, len(command))

    # Commands ---------------------------------------------------------------------------------------------------

    def command(self, token: str, at: int) -> None:
        token = token if token in KNOWN or not token.endswith("*") else token[:-1]
        if token in SIGNS:
            self.put(SIGNS[token], at)
        elif token in WORDS:
            self.word(WORDS[token], at)
        elif token in SPACED:
            self.put(f" {SPACED[token]} ", at)
        elif token in NAMED:
            self.word(token[1:], at, function=True)
        elif token in SPACES:
            self.gap = True
        elif token in FRACTIONS:
            self.fraction(token, at)
        elif token in LEFT:
            self.left(token, at)
        elif token in PAIRED:
            self.fenced(CALLED[DELIMITERS[token]], (PAIRED[token],), token, at)
        elif token in ACCENTS:
            self.accent(token, at)
        elif token in ALPHABETS or token in TEXTS or token == r"\operatorname":
            self.upright(token, at)
        elif token in HANDLERS:
            HANDLERS[token](self, token, at)
        elif token not in IGNORED:
            raise self.unknown(token, at)

    def unknown(self, token: str, at: int) -> NotationError:
        if token in UNSOLVED:
            return self.fail(f"Give the result: `{token}` only names what is to be worked out.", at, len(token))
        if token in (r"\degree", r"\circ"):
            return self.fail(DEGREES, at, len(token))
        if token in CLOSERS or token in PAIRED.values():
            return self.fail(f"This `{token}` closes nothing.", at, len(token))
        close = get_close_matches(token, KNOWN, n=1, cutoff=0.75) if 3 < len(token) < 20 else []
        shown = token if len(token) < 20 else token[:20] + "…"
        suggestion = f"`{close[0]}`" if close else None
        return self.fail(f"The LaTeX command `{shown}` cannot be read here.", at, len(token), suggestion)

    def fraction(self, token: str, at: int) -> None:
        number = self.number
        top = self.argument(token, at, "numerator")
        bottom = self.argument(token, at, "denominator")
        if number and _digits(top) and _digits(bottom):  # a mixed number, or a slip: the grammar knows
            self.gap = True
            self.put(top[0][0], top[0][1])
            self.insert([*top[1:], ("/", at), *bottom])
            self.sealed = True
            return
        self.put("((", at)
        self.insert([*top, (")/(", at), *bottom, ("))", at)])

    def binomial(self, token: str, at: int) -> None:
        n, k = self.argument(token, at, "upper number"), self.argument(token, at, "lower number")
        self.word("binomial(", at)
        self.insert([*n, (", ", at), *k, (")", at)])

    def root(self, token: str, at: int) -> None:
        index: list[Piece] = []
        if self.peek() == "[":
            opening = self.take()[1]
            index = self.captured(lambda: self.closed(("]",), "[", opening))
        body = self.argument(token, at, "radicand")
        self.word("root(" if index else "sqrt(", at)
        self.insert([*body, *([(", ", at), *index] if index else []), (")", at)])

    def accent(self, token: str, at: int) -> None:
        body = self.argument(token, at)
        if self.peek() == "_" and _text(body).isalpha():
            body += self.index()
        self.word(ACCENTS[token] + "(", at)
        self.insert([*body, (")", at)])

    def left(self, token: str, at: int) -> None:
        opening = self.delimiter(token, at)
        if opening in ("(", "[") and self.peek() == r"\begin":
            here = self.i
            self.i += 1
            if self.raw(r"\begin", at) in MATRICES - {"pmatrix", "bmatrix"}:
                self.i = here
                self.deeper(at)
                self.item()
                self.depth -= 1
                if self.peek() not in RIGHT:
                    raise self.fail(f"`\\right` is missing: this `{token}` is never closed.", at, len(token))
                self.delimiter(*self.take())
                return
            self.i = here
        if opening in CALLED:
            self.word(CALLED[opening] + "(", at)
        else:
            self.put(opening, at)
        self.closed(RIGHT, token, at)
        right, where = self.tokens[self.i - 1]
        closing = self.delimiter(right, where)
        if closing != opening and not (opening in "([" and closing in ")]") and (opening, closing) != ("{", "}"):
            raise self.fail(f"This `{right}` does not close the `{token}` in column {at + 1}.", where, len(right))
        self.write(")" if opening in CALLED else closing, where)
        self.function = False

    def delimiter(self, token: str, at: int) -> str:
        found = DELIMITERS.get(self.peek())
        if found is None:
            raise self.fail(f"`{token}` needs a bracket that can be read here.", at, len(token))
        self.i += 1
        return found

    def fenced(self, name: str, stops: tuple[str, ...], opening: str, at: int) -> None:
        self.word(name + "(", at)
        self.closed(stops, opening, at)
        self.write(")", self.tokens[self.i - 1][1])
        self.function = False

    def upright(self, token: str, at: int) -> None:
        """Upright and bold letters: a name. Words: keywords or a name."""
        start = self.i
        content = self.raw(token, at)
        name = content.strip()
        if token in TEXTS and (not name or (self.cases and name.lower() in ("if", "for", "when", ","))):
            self.gap = True
        elif name.isascii() and name.isalnum() and name[0].isalpha():
            function = token == r"\operatorname" or "\\" + name in NAMED
            self.word(name, at, function=function)
        elif token in ALPHABETS and name:
            self.i = start
            self.peek()
            self.enter(token, at)
        elif token in TEXTS and all(word in _KEYWORDS for word in name.split()):
            self.word(name, at)
        else:
            raise self.fail("Words cannot be part of an answer.", at, len(token))

    def blackboard(self, token: str, at: int) -> None:
        name = self.raw(token, at).strip()
        if name not in SETS:
            raise self.fail(f"`{token}` is read for R, Q, Z, N and C only.", at, len(token))
        self.word(SETS[name], at)

    def negated(self, token: str, at: int) -> None:
        following = self.peek()
        if following not in ("=", r"\in"):
            raise self.fail(f"`{token}` is read before `=` and `\\in` only.", at, len(token))
        self.i += 1
        if following == "=":
            self.put(" != ", at)
        else:
            self.word("notin", at)

    def placeholder(self, token: str, at: int) -> None:
        raise self.fail("An empty box is left: fill it in.", at, len(token))

    def hspace(self, token: str, at: int) -> None:
        self.raw(token, at)
        self.gap = True

    # Indices, exponents, primes ---------------------------------------------------------------------------------

    def scripts(self) -> None:
        """All scripts of one base, in the order house text wants them: index, primes, exponent."""
        function = self.function
        at = self.here()
        below: list[Piece] = []
        above: list[Piece] = []
        primes = 0
        while True:
            before = self.i
            token = self.peek()
            if token == "'":
                self.i += 1
                primes += 1
            elif token == "_" and not below:
                below = self.index(base=function and self.pieces[-1][0] == "log")
            elif token == "^" and not above:
                marks, above = self.exponent()
                primes += marks
            elif token == "_" or (token == "^" and above):
                kind = "indices" if token == "_" else "exponents"
                raise self.fail(f"Two {kind} at one place: group with braces.", self.here())
            else:
                self.i = before
                break
        self.insert([*below, *([("'" * primes, at)] if primes else []), *above])
        self.sealed, self.function, self.number = self.last != ")", function, False

    def index(self, base: bool = False) -> list[Piece]:
        """An index that is part of a name, or in parentheses a formula; the base of a logarithm is always one."""
        at = self.take()[1]
        token = self.peek()
        if token.isalnum() and (token in DIGITS or not base):  # one letter or digit
            self.i += 1
            return [("_" + token, at)]
        inner = self.argument("_", at, "index")
        plain = _text(inner) if len(inner) < MAX_INDEX else ""
        if INDEX.fullmatch(plain) and (plain.isdigit() or not base):
            return [("_" + re.sub(r"\s*,\s*", "_", plain), at)]
        return [("_(", at), *inner, (")", at)]

    def exponent(self) -> tuple[int, list[Piece]]:
        """The primes or the exponent behind a caret."""
        caret = self.take()[1]
        token = self.peek()
        start, source = self.i, self.here()
        if token.isalnum() and token != "T":  # one letter or digit
            self.i += 1
            return 0, [("^(", caret), (token, source), (")", caret)]
        if token and token not in CLOSERS and self.is_short(start):
            content = self.raw("^", caret).strip()
            if PRIMES.fullmatch(content):
                return content.count("'") + content.count("prime") + content.count("double"), []
            if content in (r"\circ", r"\degree", "°"):
                raise self.fail(DEGREES, source)
            if content in (r"\mathsf", r"\mathrm"):  # without braces: the next token is its argument
                content += self.raw(content, source).strip() if self.is_short(self.i) else ""
            if TRANSPOSED.fullmatch(content):
                return 0, [(".T", caret)]
        self.i = start
        return 0, [("^(", caret), *self.argument("^", caret, "exponent"), (")", caret)]

    def is_short(self, start: int) -> bool:
        """Whether the argument here is one token or a group of a few: what is more is no mark but a formula."""
        few = [token for token, _ in self.tokens[start : start + 16]]
        return bool(few) and (few[0] != "{" or "}" in few)

    # Environments -----------------------------------------------------------------------------------------------

    def environment(self, token: str, at: int) -> None:
        name = self.raw(token, at).strip()
        self.deeper(at)
        if name in MATRICES or name.rstrip("*") in MATRICES:
            self.matrix(name, at)
        elif name in ("cases", "dcases"):
            self.cases += 1
            self.branches(name, at)
            self.cases -= 1
        elif name in LINES:
            self.lines(name, at)
        elif name in DETERMINANTS:
            raise self.fail("Give the value of the determinant.", at, len(token))
        else:
            shown = name if len(name) < 20 else name[:20] + "…"
            raise self.fail(f"The LaTeX environment `{shown}` cannot be read here.", at, len(token))
        self.depth -= 1

    def table(self, name: str, at: int) -> list[list[list[Piece]]]:
        """The cells of an environment, row by row, up to and past its end."""
        rows: list[list[list[Piece]]] = [[]]
        while True:
            rows[-1].append(self.captured(lambda: self.sequence((r"\cr",))))
            token = self.peek()
            if token == "&":
                self.i += 1
            elif token in (r"\\", r"\cr"):
                self.i += 1
                if self.peek() == "[" and (size := self.spacing()):
                    self.i += size
                rows.append([])
            else:
                self.finish(name, at)
                return rows[:-1] if len(rows) > 1 and len(rows[-1]) == 1 and not _text(rows[-1][0]) else rows

    def spacing(self) -> int:
        r"""How many tokens a `[2pt]` behind `\\` has."""
        text = "".join([piece for piece, _ in self.tokens[self.i : self.i + 12]])
        match = re.match(r"\[-?[0-9.]+[a-z]{2}\]", text)
        return len(match[0]) if match else 0

    def finish(self, name: str, at: int) -> None:
        if self.peek() != r"\end":
            if self.i < len(self.tokens):
                raise self.stray()
            raise self.fail(f"`\\end{{{name}}}` is missing.", at, 6)
        token, where = self.take()
        if self.raw(token, where).strip() != name:
            raise self.fail(f"`\\end{{{name}}}` is expected here.", where, len(token))

    def matrix(self, name: str, at: int) -> None:
        bar = 0
        if name == "array":
            columns = self.raw(r"\begin", at).strip().strip("|").replace(" ", "")
            bar = columns.find("|") if "|" in columns else 0
        elif self.peek() == "[":
            self.closed(("]",), "[", at)
        rows = self.table(name, at)
        for row in rows:
            for cell in row:
                self.check_cell(cell, at)
        self.put("[[", at)
        for i, row in enumerate(rows):
            if i:
                self.write("], [", at)
            for j, cell in enumerate(row):
                if j:
                    self.write(" | " if j == bar else ", ", at)
                self.insert(cell)
        self.write("]]", at)

    def check_cell(self, cell: list[Piece], at: int) -> None:
        text = _text(cell)
        if not text:
            raise self.fail("An entry of this matrix is empty.", cell[0][1] if cell else at)
        depth = 0
        for i, (piece, where) in enumerate(cell):
            depth += piece.count("(") + piece.count("[") + piece.count("{")
            depth -= piece.count(")") + piece.count("]") + piece.count("}")
            decimal = 0 < i < len(cell) - 1 and cell[i - 1][0].isdigit() and cell[i + 1][0].isdigit()
            if depth == 0 and piece == "," and not decimal:
                raise self.fail("A comma cannot stand in an entry of a matrix: write `&` between entries.", where)

    def branches(self, name: str, at: int) -> None:
        rows = self.table(name, at)
        if all(len(row) == 1 for row in rows):
            for i, row in enumerate(rows):
                if i:
                    self.write(", ", at)
                self.insert(row[0])
            return
        self.word("piecewise(", at)
        for i, row in enumerate(rows):
            if len(row) != 2 or not _text(row[0]) or not _text(row[1]):
                raise self.fail("Each case needs a value and a condition with `&` between them.", at)
            value = row[0]
            while len(value) > 1 and value[-1][0] in (",", " "):
                value = value[:-1]
            self.write(", (" if i else "(", at)
            self.insert(value)
            self.write(", ", at)
            self.insert(row[1])
            self.write(")", at)
        self.write(")", at)

    def lines(self, name: str, at: int) -> None:
        for i, row in enumerate(self.table(name, at)):
            for j, cell in enumerate(row):
                if i or j:
                    self.write(" " if j else "\n", at)
                self.insert(cell)


_KEYWORDS = {"and", "or", "not", "in"}
CLOSERS = frozenset(("}", "&", r"\\", r"\end", *RIGHT))

HANDLERS: dict[str, Callable[[_Reader, str, int], None]] = {
    **dict.fromkeys(BINOMIALS, _Reader.binomial),
    r"\sqrt": _Reader.root, r"\begin": _Reader.environment, r"\mathbb": _Reader.blackboard, r"\not": _Reader.negated,
    r"\placeholder": _Reader.placeholder, r"\hspace": _Reader.hspace, r"\mspace": _Reader.hspace,
}  # fmt: skip

KNOWN = frozenset((
    *SIGNS, *SPACED, *WORDS, *NAMED, *FRACTIONS, *PAIRED, *ACCENTS, *ALPHABETS, *TEXTS, *HANDLERS, *IGNORED, *SPACES,
    *LEFT, *RIGHT, r"\operatorname",
))  # fmt: skip


def _text(pieces: list[Piece]) -> str:
    return "".join([piece for piece, _ in pieces]).strip()


def _digits(pieces: list[Piece]) -> bool:
    return all(piece.isdigit() and piece.isascii() for piece, _ in pieces)


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
