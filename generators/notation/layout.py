"""What a formula looks like: parentheses, dots, fractions and scripts are decided here, once for every output.

`draw(node, pen)` walks the tree and asks a pen for marks: LaTeX, MathML and Typst are three pens and differ in nothing else.
The rules are those of a good textbook:

- true fractions; a slash only for a flat fraction in an exponent or index (`e^(-x^2/2)`), never beside another factor;
- a leading minus stands before the fraction; what begins with a minus is in parentheses after another sign;
- factors stand side by side, with a dot where that would mislead: before a number or fraction, between equal letters,
  beside words, and behind `f(x)` unless another call follows;
- powers of elementary functions are `sin^2(x)`, but never with an exponent that could mean the inverse;
- parentheses grow only around what is tall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from generators.notation.names import GREEK, SYMBOLS, split_name
from generators.notation.tree import (
    PRECEDENCE,
    Braces,
    Call,
    Cases,
    Chain,
    Given,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Op,
    Rows,
    Series,
    Sub,
    Text,
    Tuple,
    children,
    level,
)

SUM, PRODUCT, POWER = PRECEDENCE["+"], PRECEDENCE["*"], PRECEDENCE["^"]

SIGNS = {
    "+": "+", "-": "−", "pm": "±", "*": "⋅", "dot": "⋅", "times": "×", "odot": "⊙", "cup": "∪", "cap": "∩",
    "setminus": "∖", "=": "=", "!=": "≠", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "approx": "≈", "~": "∼", "in": "∈",
    "notin": "∉", "subset": "⊆", "->": "→", "<->": "↔", "=>": "⇒", "<=>": "⇔", ":=": "≔",
}  # fmt: skip
"""Operators and relations to the sign that is drawn; each pen knows these signs."""

SHOWN = {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asec": "arcsec", "acsc": "arccsc", "acot": "arccot",
    "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "sign": "sgn", "relu": "ReLU",
}  # fmt: skip
"""Function names that are printed otherwise than they are written."""

POWERED = frozenset(
    "sin cos tan sec csc cot asin acos atan asec acsc acot sinh cosh tanh asinh acosh atanh ln".split()
)
"""Functions whose power is written on the name: `sin^2(x)`."""

OPEN = frozenset(("integral", "sum", "product", "limit", "argmin", "argmax", "diff", "partial"))
"""Calls that are printed without a closing mark: a further factor would seem to belong to them."""

UNFIT_BASES = OPEN | {"sqrt", "cbrt", "root", "exp", "inv", "transpose", "percent", "factorial"}
"""Calls that stand in parentheses under an exponent or index."""

TALL = frozenset(("integral", "sum", "product", "limit", "argmin", "argmax", "diff", "partial", "binomial"))

CALLABLE_LETTERS = frozenset("fghFGHPE")
"""Letters that a parenthesis behind them would make a function."""

INDEX_LETTERS = frozenset("ijklmnpqrst")
"""Two or three of these are several indices, `a_ij`; other letters together are a word, `x_new`."""


class Pen(Protocol):
    """The marks an output can make. Every method returns one piece that can stand wherever a piece is wanted."""

    times: str
    """Between factors side by side."""
    transposed: str
    """The raised T."""

    def number(self, digits: str) -> str: ...
    def letter(self, sign: str) -> str:
        """One letter, Latin (italic) or Greek, or a sign used like one: ∞, ∅, ℝ."""

    def word(self, name: str) -> str:
        """A name of several letters, upright."""

    def function(self, name: str) -> str:
        """The name of a function, upright."""

    def text(self, words: str) -> str:
        """Words, their spaces kept."""

    def sign(self, sign: str) -> str:
        """An operator or relation between two pieces."""

    def row(self, parts: Sequence[str]) -> str: ...
    def prefix(self, sign: str, body: str) -> str: ...
    def postfix(self, body: str, sign: str) -> str: ...
    def slash(self, top: str, bottom: str) -> str: ...
    def commas(self, parts: Sequence[str]) -> str: ...
    def series(self, parts: Sequence[str]) -> str:
        """Formulas side by side, with a comma and a wide space between them."""

    def fence(self, left: str, body: str, right: str, tall: bool) -> str:
        """Brackets `()[]{}`, bars `|‖`, or `⌊⌋⌈⌉`, grown to the height of the body if that is tall."""

    def call(self, head: str, arguments: str) -> str:
        """A function's name and its arguments in their brackets."""

    def fraction(self, top: str, bottom: str) -> str: ...
    def binomial(self, top: str, bottom: str) -> str: ...
    def root(self, body: str, index: str) -> str: ...
    def script(self, base: str, below: str, above: str) -> str: ...
    def prime(self, base: str, count: int) -> str: ...
    def accent(self, sign: str, body: str, wide: bool) -> str:
        """`sign` is one of bar, hat, vec, tilde."""

    def big(self, sign: str, below: str, above: str, body: str) -> str:
        """∑ and ∏ with limits below and above, and what they apply to."""

    def integral(self, below: str, above: str, body: str, variable: str) -> str: ...
    def under(self, name: str, below: str, body: str) -> str:
        """`lim`, `arg min`, `arg max` with what stands under them, and what they apply to."""

    def beside(self, left: str, right: str) -> str:
        """An operator such as d/dx and what it applies to."""

    def table(self, rows: Sequence[Sequence[str]], bar: int) -> str:
        """A matrix in square brackets, `bar` columns left of a vertical line."""

    def cases(self, rows: Sequence[tuple[str, str]]) -> str: ...
    def lines(self, rows: Sequence[tuple[str, str]]) -> str:
        """Lines aligned where left and right part meet."""


def draw(node: Node, pen: Pen) -> str:
    match node:
        case Name(text):
            return _name(text, pen)
        case Num(text):
            return _number(text, pen)
        case Op(symbol, left, right):
            if symbol == "/":
                return _fraction(left, right, pen)
            if symbol == "^":
                return _power(left, right, pen)
            return _sum(node, pen) if PRECEDENCE[symbol] == SUM else _product(node, pen)
        case Call(name, args):
            special = CALLS.get(name)
            return (special(args, pen) if special else None) or _called(name, args, pen)
        case Neg(of):
            return pen.prefix("−", _within(of, _unfit_after_minus(of), pen))
        case Chain():
            return _chain(node, pen)
        case Rows(rows, bar):
            return pen.table([[draw(cell, pen) for cell in row] for row in rows], bar)
        case Sub():
            base, below = _stem(node, pen)
            return pen.script(base, below, "")
        case Tuple(items, left, right):
            return pen.fence(left, _arguments(items, pen), right, any(map(tall, items)))
        case Braces(items):
            return pen.fence("{", _arguments(items, pen), "}", any(map(tall, items)))
        case Text(text):
            return pen.text(text)
        case Given(event, condition):
            parts = (_within(part, isinstance(part, Given), pen) for part in (event, condition))
            return pen.row([next(parts), pen.sign("∣"), next(parts)])
        case Series(items):
            parts = [_within(item, isinstance(item, Series | Given), pen) for item in items]
            wide = any(isinstance(item, Chain | Logic | Cases) for item in items)
            return pen.series(parts) if wide else pen.commas(parts)
        case Logic():
            return _logic(node, pen)
        case Cases(branches):
            return pen.cases([_branch(value, when, pen) for value, when in branches])


def draw_whole(node: Node, pen: Pen) -> str:
    """A formula that stands alone: only here a chain may run over several lines."""
    if isinstance(node, Chain) and node.breaks:
        return _broken_chain(node, pen)
    return draw(node, pen)


# Heights and minus signs ------------------------------------------------------------------------------------------


def tall(node: Node) -> bool:
    """Whether brackets around the node should grow."""
    stack = [node]
    while stack:
        match stack.pop():
            case Op("/") | Rows() | Cases():
                return True
            case Op("^", base, exponent):
                stack.append(base)
                if _tall_script(exponent):
                    return True
            case Call(name) if name in TALL:
                return True
            case Sub(base):
                stack.append(base)
            case Num() | Name() | Text():
                pass
            case other:
                stack.extend(children(other))
    return False


def _tall_script(node: Node) -> bool:
    while isinstance(node, Op) and PRECEDENCE[node.symbol] == SUM:
        if _tall_script(node.right):
            return True
        node = node.left
    if isinstance(node, Neg):
        return _tall_script(node.of)
    return not _slashed(node) if isinstance(node, Op) and node.symbol == "/" else tall(node)


def _slashed(node: Op) -> bool:
    """Whether a fraction in a script is flat enough for a slash."""
    return not (tall(node.left) or tall(node.right))


def _signed(node: Node) -> bool:
    """Whether the print begins with a minus."""
    while isinstance(node, Op) and node.symbol != "^":
        if node.symbol == "/":
            return isinstance(node.left, Neg)
        if level(node.left) < PRECEDENCE[node.symbol]:
            return False
        node = node.left
    return isinstance(node, Neg)


def _open(node: Node) -> bool:
    """Whether a further factor behind the print would seem to belong to it."""
    while isinstance(node, Neg):
        node = node.of
    if isinstance(node, Call) and node.name in OPEN:
        return not (node.name in ("diff", "partial") and node.args and isinstance(node.args[0], Name))
    return False


def _within(node: Node, parentheses: bool, pen: Pen) -> str:
    return pen.fence("(", draw(node, pen), ")", tall(node)) if parentheses else draw(node, pen)


def _unfit_after_minus(node: Node) -> bool:
    return level(node) <= SUM or isinstance(node, Cases) or _signed(node)


# Numbers and names ------------------------------------------------------------------------------------------------


def _number(text: str, pen: Pen) -> str:
    mantissa, e, exponent = text.lower().partition("e")
    if not e:
        return pen.number(text)
    sign, digits = exponent[:1] == "-", exponent.lstrip("+-")
    power = pen.prefix("−", pen.number(digits)) if sign else pen.number(digits)
    ten = pen.script(pen.number("10"), "", power)
    return ten if mantissa == "1" else pen.row([pen.number(mantissa), pen.sign("×"), ten])


@lru_cache(maxsize=4096)
def _name(text: str, pen: Pen) -> str:
    stem, below = _stem_of_name(text, pen)
    return pen.script(stem, below, "") if below else stem


@lru_cache(maxsize=4096)
def _stem_of_name(text: str, pen: Pen, function: bool = False) -> tuple[str, str]:
    base, index, primes = split_name(text)
    shown = _word(base, pen) if not function or len(base) == 1 or base in GREEK else pen.function(SHOWN.get(base, base))
    below = _index(index, pen) if index else ""
    return pen.prime(shown, len(primes)) if primes else shown, below


def _word(name: str, pen: Pen) -> str:
    sign = GREEK.get(name) or SYMBOLS.get(name)
    return pen.letter(sign or name) if sign or len(name) == 1 else pen.word(name)


def _index(text: str, pen: Pen) -> str:
    parts = [_index_part(part, pen) for part in text.split(",") if part]
    return parts[0] if len(parts) == 1 else pen.commas(parts)


def _index_part(text: str, pen: Pen) -> str:
    if text.isdigit():
        return pen.number(text)
    if 2 <= len(text) <= 3 and INDEX_LETTERS.issuperset(text):
        return pen.row([pen.letter(sign) for sign in text])
    return _word(text, pen)


# Sums, products, fractions, powers --------------------------------------------------------------------------------


def _sum(node: Op, pen: Pen, term: Callable[[Node, Pen], str] = draw) -> str:
    backwards: list[str] = []
    here: Node = node
    while isinstance(here, Op) and _same_kind(here.symbol, node.symbol):
        right = here.right
        unfit = level(right) <= SUM or isinstance(right, Cases) or _signed(right)
        backwards.append(_within(right, True, pen) if unfit else term(right, pen))
        backwards.append(pen.sign(SIGNS[here.symbol]))
        here = here.left
    unfit = level(here) <= SUM or isinstance(here, Cases)
    backwards.append(_within(here, True, pen) if unfit else term(here, pen))
    backwards.reverse()
    return pen.row(backwards)


def _same_kind(symbol: str, other: str) -> bool:
    """Plus and minus share a row; unions and differences of sets do not mix without parentheses."""
    return symbol == other or (symbol in _SIGNS_OF_SUMS and other in _SIGNS_OF_SUMS)


_SIGNS_OF_SUMS = ("+", "-", "pm")


def _product(node: Op, pen: Pen) -> str:
    symbols: list[str] = []
    factors: list[Node] = []
    here: Node = node
    while isinstance(here, Op) and here.symbol in ("*", symbols[-1] if symbols else node.symbol) and here.symbol != "/":
        symbols.append(here.symbol)
        factors.append(here.right)
        here = here.left
    unfit = level(here) <= SUM or _is_product(here) or isinstance(here, Cases) or _open(here)
    parts = [_within(here, unfit, pen)]
    left, fenced = here, unfit
    for i in range(len(factors) - 1, -1, -1):
        right = factors[i]
        unfit = _unfit_factor(right, last=i == 0)
        dot = symbols[i] != "*" or _needs_dot(left, fenced, right, unfit)
        parts.append(pen.sign(SIGNS[symbols[i]]) if dot else pen.times)
        parts.append(_within(right, unfit, pen))
        left, fenced = right, unfit
    return pen.row(parts)


def _is_product(node: Node) -> bool:
    return isinstance(node, Op) and PRECEDENCE[node.symbol] == PRODUCT and node.symbol != "/"


def _unfit_factor(node: Node, last: bool) -> bool:
    if isinstance(node, Name | Num):
        return False
    if level(node) <= SUM or isinstance(node, Neg | Cases) or _is_product(node):
        return True
    return _signed(node) or (not last and _open(node))


def _needs_dot(left: Node, left_fenced: bool, right: Node, right_fenced: bool) -> bool:
    """Whether two factors side by side would be misread."""
    if isinstance(left, Neg) and not left_fenced:
        left = _last_factor(left)
    end, start = _base(left), _base(right)
    if right_fenced:
        called = isinstance(end, Call) and end.name not in _CLOSED and not left_fenced
        return called or _wordy(end) or (isinstance(left, Name) and _looks_called(left.text))
    if isinstance(start, Num | Text | Tuple | Braces) or (isinstance(right, Op) and right.symbol == "/"):
        return True
    if _wordy(start) or (not left_fenced and _wordy(end)):
        return True
    if left_fenced:
        return False
    if isinstance(end, Call):
        if end.name in _BARS or end.name == "percent":
            return isinstance(start, Call) and start.name in _BARS or end.name == "percent"
        return end.name not in _CLOSED and not isinstance(start, Call)
    return isinstance(end, Name) and isinstance(start, Name) and end == start


_BARS = ("abs", "norm")
_CLOSED = frozenset(
    (*_BARS, "bar", "hat", "vec", "tilde", "exp", "sqrt", "cbrt", "root", "factorial", "floor", "ceil", "binomial",
     "diff", "partial", "inv", "transpose", "entry")
)  # fmt: skip
"""Calls that do not end with their arguments in brackets."""


def _last_factor(node: Node) -> Node:
    while isinstance(node, Neg) or _is_product(node):
        node = node.of if isinstance(node, Neg) else node.right  # type: ignore[union-attr]
    return node


def _base(node: Node) -> Node:
    """What stands first in a power, an indexed name or a factorial."""
    while True:
        match node:
            case Op("^", left):
                node = left
            case Sub(base) | Call("percent" | "factorial", (base,)) if not isinstance(base, Op):
                if isinstance(node, Call) and node.name == "percent":
                    return node if not isinstance(base, Num) else base
                node = base
            case _:
                return node


def _wordy(node: Node) -> bool:
    if not isinstance(node, Name):
        return isinstance(node, Text)
    base = split_name(node.text)[0]
    return len(base) > 1 and base not in GREEK and base not in SYMBOLS


def _looks_called(name: str) -> bool:
    base, _, primes = split_name(name)
    return bool(primes) or base in CALLABLE_LETTERS


def _fraction(top: Node, bottom: Node, pen: Pen) -> str:
    if isinstance(top, Neg):
        return pen.prefix("−", pen.fraction(draw(top.of, pen), draw(bottom, pen)))
    return pen.fraction(draw(top, pen), draw(bottom, pen))


def _power(base: Node, exponent: Node, pen: Pen) -> str:
    if isinstance(base, Call) and base.name in POWERED and _plain_exponent(exponent):
        head = pen.script(_stem_of_name(base.name, pen, True)[0], "", draw(exponent, pen))
        return _apply(head, base.args, pen)
    above = pen.transposed if exponent == _T else _script(exponent, pen)
    stem, below = _stem(base, pen)
    return pen.script(stem, below, above)


_T = Name("T")


def _plain_exponent(node: Node) -> bool:
    """An exponent that stays a power on the name of a function: `sin^2`, `sin^n`; `sin^(-1)` would be the inverse."""
    return (isinstance(node, Num) and node.text.isdigit()) or (
        isinstance(node, Name) and len(node.text) == 1 and node != _T
    )


def _stem(node: Node, pen: Pen) -> tuple[str, str]:
    """What carries a script, and the index it has already."""
    match node:
        case Name(text) if "'" not in text:
            return _stem_of_name(text, pen)
        case Sub(Name(text), index):
            stem, below = _stem_of_name(text, pen)
            return stem, _indices(index, pen, below)
        case Sub(base, index):
            stem, below = _stem(base, pen)
            return stem, _indices(index, pen, below)
        case Call("entry", (base, *index)) if index:
            stem, below = _stem(base, pen)
            return stem, _indices(index, pen, below)
        case Call("bar" | "hat" | "vec" | "tilde" as sign, (Name(text),)) if "'" not in text:
            stem, below = _stem_of_name(text, pen)
            base = text.partition("_")[0]
            return pen.accent(sign, stem, len(base) > 1 and base not in GREEK and base not in SYMBOLS), below
        case _:
            return _within(node, _unfit_base(node), pen), ""


def _indices(index: Iterable[Node], pen: Pen, already: str = "") -> str:
    parts = [already] if already else []
    parts += [_script(item, pen) for item in index]
    return parts[0] if len(parts) == 1 else pen.commas(parts)


def _unfit_base(node: Node) -> bool:
    match node:
        case Num(text):
            return "e" in text or "E" in text
        case Name(text):
            return "'" in text
        case Call(name, args):
            return name in UNFIT_BASES or name in POWERED or (name == "log" and len(args) == 2) or name == "log10"
        case Rows() | Tuple() | Braces() | Text():
            return False
        case _:
            return True


def _script(node: Node, pen: Pen) -> str:
    """A formula in an exponent or index, where a flat fraction is written with a slash."""
    match node:
        case Op("/", Neg(top), bottom):
            return pen.prefix("−", _script(Op("/", top, bottom), pen))
        case Op("/", top, bottom) if _slashed(node):
            over = _within(top, level(top) <= SUM or _signed(top), pen)
            under = _within(bottom, level(bottom) < POWER or isinstance(bottom, Neg), pen)
            return pen.slash(over, under)
        case Neg(of) if not _unfit_after_minus(of):
            return pen.prefix("−", _script(of, pen))
        case Op("+" | "-" | "pm"):
            return _sum(node, pen, _script)
        case _:
            return draw(node, pen)


# Chains, words, cases ---------------------------------------------------------------------------------------------


def _term(node: Node, pen: Pen) -> str:
    return _within(node, level(node) < SUM, pen)


def _chain(node: Chain, pen: Pen) -> str:
    parts = [_term(node.terms[0], pen)]
    for relation, term in zip(node.relations, node.terms[1:], strict=True):
        parts.append(pen.sign(SIGNS[relation]))
        parts.append(_term(term, pen))
    return pen.row(parts)


def _broken_chain(node: Chain, pen: Pen) -> str:
    """The first line has its left side before the alignment, unless it is only that; the others begin with a relation."""
    starts = sorted({at for at in node.breaks if 0 <= at < len(node.relations)})
    if not starts:
        return _chain(node, pen)
    head = _term(node.terms[0], pen)
    rows = [(head, _relations(node, 0, starts[0], pen))] if starts[0] > 0 else [("", head)]
    for start, end in zip(starts, [*starts[1:], len(node.relations)], strict=True):
        rows.append(("", _relations(node, start, end, pen)))
    return pen.lines(rows)


def _relations(node: Chain, start: int, end: int, pen: Pen) -> str:
    parts: list[str] = []
    for i in range(start, end):
        parts += [pen.sign(SIGNS[node.relations[i]]), _term(node.terms[i + 1], pen)]
    return pen.row(parts)


def _logic(node: Logic, pen: Pen) -> str:
    if node.word == "not":
        parts = [_within(item, level(item) < SUM, pen) for item in node.items]
        return pen.row([pen.text("not "), *parts])
    inner = ("and", "not") if node.word == "or" else ("not",)
    parts = [
        _within(item, isinstance(item, Series | Given) or (isinstance(item, Logic) and item.word not in inner), pen)
        for item in node.items
    ]
    return pen.row(_joined(parts, pen.text(f" {node.word} ")))


def _joined(parts: Sequence[str], between: str) -> list[str]:
    joined = [between] * (2 * len(parts) - 1)
    joined[::2] = parts
    return joined


def _branch(value: Node, when: Node | None, pen: Pen) -> tuple[str, str]:
    shown = _within(value, level(value) == 0, pen)
    if when is None:
        return shown, pen.text("otherwise")
    return shown, pen.row([pen.text("if "), _within(when, level(when) == 0, pen)])


# Calls ------------------------------------------------------------------------------------------------------------


def _arguments(args: Sequence[Node], pen: Pen) -> str:
    parts = [_within(arg, isinstance(arg, Series), pen) for arg in args]
    return parts[0] if len(parts) == 1 else pen.commas(parts)


def _apply(head: str, args: Sequence[Node], pen: Pen, left: str = "(", right: str = ")") -> str:
    high = any(map(tall, args))
    return pen.call(head, pen.fence(left, _arguments(args, pen), right, high))


def _called(name: str, args: Sequence[Node], pen: Pen) -> str:
    stem, below = _stem_of_name(name, pen, True)
    return _apply(pen.script(stem, below, "") if below else stem, args, pen)


Args = tuple[Node, ...]


def _root(args: Args, pen: Pen) -> str | None:
    if len(args) == 1:
        return pen.root(draw(args[0], pen), "")
    return None


def _cube_root(args: Args, pen: Pen) -> str | None:
    return pen.root(draw(args[0], pen), pen.number("3")) if len(args) == 1 else None


def _nth_root(args: Args, pen: Pen) -> str | None:
    return pen.root(draw(args[0], pen), _script(args[1], pen)) if len(args) == 2 else None


def _fenced(left: str, right: str) -> Callable[[Args, Pen], str | None]:
    def fenced(args: Args, pen: Pen) -> str | None:
        return pen.fence(left, draw(args[0], pen), right, tall(args[0])) if len(args) == 1 else None

    return fenced


def _accented(sign: str) -> Callable[[Args, Pen], str | None]:
    def accented(args: Args, pen: Pen) -> str | None:
        if len(args) != 1:
            return None
        if isinstance(args[0], Name) and "'" not in args[0].text:
            stem, below = _stem(Call(sign, args), pen)
            return pen.script(stem, below, "") if below else stem
        return pen.accent(sign, draw(args[0], pen), True)

    return accented


def _postfixed(sign: str) -> Callable[[Args, Pen], str | None]:
    def postfixed(args: Args, pen: Pen) -> str | None:
        if len(args) != 1:
            return None
        unfit = level(args[0]) < 9 or (not isinstance(args[0], Name) and _unfit_base(args[0]))
        return pen.postfix(_within(args[0], unfit, pen), sign)

    return postfixed


def _exp(args: Args, pen: Pen) -> str | None:
    if len(args) != 1 or _needs_upright_exp(args[0]):
        return None
    return pen.script(pen.letter("e"), "", draw(args[0], pen))


def _needs_upright_exp(node: Node) -> bool:
    return tall(node) or isinstance(node, Chain | Logic | Series | Given) or _tower(node) > 1


def _tower(node: Node) -> int:
    """How many exponents stand upon each other."""
    if isinstance(node, Op) and node.symbol == "^":
        return max(_tower(node.left), 1 + _tower(node.right))
    if isinstance(node, Call) and node.name == "exp":
        return 2
    return max(map(_tower, children(node)), default=0)


def _log(args: Args, pen: Pen) -> str | None:
    if len(args) != 2:
        return _called("ln", args, pen)
    return _apply(pen.script(pen.function("log"), _script(args[1], pen), ""), args[:1], pen)


def _log10(args: Args, pen: Pen) -> str | None:
    return _apply(pen.script(pen.function("log"), pen.number("10"), ""), args, pen)


def _gamma(args: Args, pen: Pen) -> str | None:
    return _apply(pen.letter("Γ"), args, pen)


def _expectation(args: Args, pen: Pen) -> str | None:
    return _apply(pen.letter("E"), args, pen, "[", "]")


def _binomial(args: Args, pen: Pen) -> str | None:
    return pen.binomial(draw(args[0], pen), draw(args[1], pen)) if len(args) == 2 else None


def _inverse(args: Args, pen: Pen) -> str | None:
    if len(args) != 1:
        return None
    stem, below = _stem(args[0], pen)
    return pen.script(stem, below, pen.prefix("−", pen.number("1")))


def _transpose(args: Args, pen: Pen) -> str | None:
    return _power(args[0], _T, pen) if len(args) == 1 else None


def _entry(args: Args, pen: Pen) -> str | None:
    if len(args) < 2:
        return None
    stem, below = _stem(Call("entry", args), pen)
    return pen.script(stem, below, "")


def _body(node: Node, pen: Pen) -> str:
    """What a big operator applies to."""
    return _within(node, level(node) <= SUM or isinstance(node, Neg | Cases) or _signed(node), pen)


def _integral(args: Args, pen: Pen) -> str | None:
    if not 2 <= len(args) <= 4:
        return None
    limits = [_script(limit, pen) for limit in args[2:]] + ["", ""]
    return pen.integral(limits[0], limits[1], _body(args[0], pen), draw(args[1], pen))


def _summed(sign: str) -> Callable[[Args, Pen], str | None]:
    def summed(args: Args, pen: Pen) -> str | None:
        if not 2 <= len(args) <= 4:
            return None
        below = draw(args[1], pen)
        if len(args) > 2:
            relation = pen.sign("=" if len(args) == 4 else "∈")
            below = pen.row([below, relation, _script(args[2], pen)])
        return pen.big(sign, below, _script(args[3], pen) if len(args) == 4 else "", _body(args[0], pen))

    return summed


SIDES = {"+": "+", "right": "+", "above": "+", "-": "−", "left": "−", "below": "−"}


def _limit(args: Args, pen: Pen) -> str | None:
    if not 3 <= len(args) <= 4:
        return None
    of, variable, goal = args[:3]
    shown = _script(goal, pen)
    if len(args) == 4:
        side = args[3].text if isinstance(args[3], Name | Text) else ""
        if side not in SIDES:
            return None
        base, index = _stem(goal, pen)
        shown = pen.script(base, index, pen.letter(SIDES[side]))
    below = pen.row([draw(variable, pen), pen.sign("→"), shown])
    return pen.under("lim", below, _body(of, pen))


def _extremum(name: str) -> Callable[[Args, Pen], str | None]:
    def extremum(args: Args, pen: Pen) -> str | None:
        return pen.under(name, draw(args[1], pen), _body(args[0], pen)) if len(args) == 2 else None

    return extremum


def _derivative(sign: str) -> Callable[[Args, Pen], str | None]:
    def derivative(args: Args, pen: Pen) -> str | None:
        orders = _orders(args[1:])
        if orders is None:
            return None
        d = pen.letter(sign)
        total = sum(order for _, order in orders)
        top = pen.script(d, "", pen.number(str(total))) if total > 1 else d
        below: list[str] = []
        for variable, order in orders:
            stem, index = _stem(variable, pen)
            below += [d, pen.script(stem, index, pen.number(str(order)) if order > 1 else "")]
        of = args[0]
        if isinstance(of, Name):
            return pen.fraction(pen.row([top, draw(of, pen)]), pen.row(below))
        unfit = level(of) < POWER and not (isinstance(of, Op) and of.symbol == "/" and not _signed(of))
        return pen.beside(pen.fraction(top, pen.row(below)), _within(of, unfit or isinstance(of, Cases), pen))

    return derivative


def _orders(args: Sequence[Node]) -> list[tuple[Node, int]] | None:
    """`x, 2, y` is twice by x and once by y."""
    found: list[tuple[Node, int]] = []
    for arg in args:
        if isinstance(arg, Num) and arg.text.isdigit() and len(arg.text) < 4 and found:
            found[-1] = (found[-1][0], int(arg.text))
        else:
            found.append((arg, 1))
    return found or None


CALLS: dict[str, Callable[[Args, Pen], str | None]] = {
    "sqrt": _root, "cbrt": _cube_root, "root": _nth_root, "exp": _exp, "log": _log, "log10": _log10,
    "abs": _fenced("|", "|"), "norm": _fenced("‖", "‖"), "floor": _fenced("⌊", "⌋"), "ceil": _fenced("⌈", "⌉"),
    "percent": _postfixed("%"), "factorial": _postfixed("!"), "gamma": _gamma, "E": _expectation,
    "bar": _accented("bar"), "hat": _accented("hat"), "vec": _accented("vec"), "tilde": _accented("tilde"),
    "binomial": _binomial, "inv": _inverse, "transpose": _transpose, "entry": _entry, "integral": _integral,
    "sum": _summed("∑"), "product": _summed("∏"), "limit": _limit, "argmin": _extremum("arg min"),
    "argmax": _extremum("arg max"), "diff": _derivative("d"), "partial": _derivative("∂"),
}  # fmt: skip
"""Calls with a print of their own; None means that the arguments do not fit it, and the call is printed as `name(…)`."""
