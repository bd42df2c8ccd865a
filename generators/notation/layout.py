"""What a formula looks like: parentheses, dots, fractions and scripts are decided here, once for every output.

`draw(node, pen)` walks the tree and asks a pen for marks: LaTeX, MathML and Typst are three pens, and that is all in
which they differ.
The rules are those of a good textbook:

- true fractions; a slash only for a flat fraction in an exponent or index (`e^(-x^2/2)`), never beside another factor;
- what begins with a minus is in parentheses, except at the beginning of a sum;
- factors stand side by side, with a dot where that would mislead: before a number or fraction, between equal letters,
  beside words, and behind `f(x)` unless another call follows;
- powers of elementary functions are `sin^2(x)`, but never with an exponent that could mean the inverse;
- parentheses grow only around what is tall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

from generators.notation.functions import FUNCTIONS
from generators.notation.names import GREEK, SYMBOLS, split_name
from generators.notation.tree import (
    ATOM,
    POWER,
    PRECEDENCE,
    PRODUCT,
    RELATION,
    SERIES,
    SUM,
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

SIGNS = {
    "+": "+", "-": "−", "pm": "±", "*": "⋅", "dot": "⋅", "times": "×", "odot": "⊙", "cup": "∪", "cap": "∩",
    "setminus": "∖", "=": "=", "!=": "≠", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "approx": "≈", "~": "∼", "in": "∈",
    "notin": "∉", "subset": "⊆", "->": "→", "<->": "↔", "=>": "⇒", "<=>": "⇔", ":=": "≔",
}  # fmt: skip
"""Operators and relations to the sign that is drawn; each pen knows these signs."""

SHOWN = {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asec": "arcsec", "acsc": "arccsc", "acot": "arccot",
    "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "asech": "arsech", "acsch": "arcsch",
    "acoth": "arcoth", "sign": "sgn", "relu": "ReLU",
}  # fmt: skip
"""Function names that are printed otherwise than they are written."""

POWERED = frozenset(name for name, function in FUNCTIONS.items() if function.prefix and function.learner) - {
    "exp", "sqrt", "cbrt", "log10",
}  # fmt: skip
"""Functions whose power is written on the name: `sin^2(x)`."""

OPEN = frozenset(("integral", "sum", "product", "limit", "argmin", "argmax", "diff", "partial"))
"""Calls that are printed without a closing mark: a further factor would seem to belong to them."""

UNFIT_BASES = OPEN | {"sqrt", "cbrt", "root", "exp", "inv", "transpose", "percent", "factorial", "pm"}
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
    times_function: str
    """The same before the upright name of a function."""
    transposed: str
    """The raised T."""

    def __hash__(self) -> int: ...
    def number(self, digits: str) -> str: ...
    def letter(self, sign: str) -> str:
        """One letter, Latin (italic) or Greek, or a sign used like one: ∞, ∅, ℝ."""

    def letters(self, letters: str) -> str:
        """Several italic letters side by side, as in an index."""

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
    def script(self, base: str, below: str, above: str, primes: int = 0) -> str:
        """Index and exponent, either may be "", or an index and primes."""

    def accent(self, sign: str, body: str, wide: bool) -> str:
        """`sign` is one of bar, hat, vec, tilde."""

    def big(self, sign: str, below: str, above: str, body: str) -> str:
        """∑ and ∏ with limits below and above, and what they apply to."""

    def integral(self, below: str, above: str, body: str, variable: str) -> str: ...
    def under(self, name: str, below: str, body: str) -> str:
        """`lim`, `arg min`, `arg max` with what stands under them, and what they apply to."""

    def differential(self, d: str, variable: str) -> str: ...
    def beside(self, left: str, right: str) -> str:
        """An operator such as d/dx and what it applies to."""

    def table(self, rows: Sequence[Sequence[str]], bar: int) -> str:
        """A matrix in square brackets, `bar` columns left of a vertical line."""

    def cases(self, rows: Sequence[tuple[str, str]]) -> str: ...
    def lines(self, rows: Sequence[tuple[str, str]]) -> str:
        """Lines aligned where left and right part meet."""


def draw(node: Node, pen: Pen) -> str:
    return DRAWN[type(node)](node, pen)


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


def _open(node: Node) -> bool:
    """Whether a further factor behind the print would seem to belong to it."""
    if isinstance(node, Call) and node.name in OPEN:
        return not (node.name in ("diff", "partial") and node.args and isinstance(node.args[0], Name))
    return False


def loose(node: Node) -> bool:
    """What stands in parentheses beside a sign: sums, signed terms, relations, words, cases."""
    if isinstance(node, Op):
        return PRECEDENCE[node.symbol] == SUM
    if isinstance(node, Call):
        return node.name == "pm"
    return type(node) in _LOOSE


_LOOSE = frozenset((Neg, Chain, Logic, Series, Given, Cases))


def _within(node: Node, parentheses: bool, pen: Pen) -> str:
    return pen.fence("(", draw(node, pen), ")", tall(node)) if parentheses else DRAWN[type(node)](node, pen)


def _op(node: Op, pen: Pen) -> str:
    symbol = node.symbol
    if symbol == "/":
        return pen.fraction(draw(node.left, pen), draw(node.right, pen))
    if symbol == "^":
        return _power(node.left, node.right, pen)
    return _sum(node, pen) if PRECEDENCE[symbol] == SUM else _product(node, pen)


def _minus(node: Neg, pen: Pen) -> str:
    return pen.prefix("−", _within(node.of, loose(node.of), pen))


# Numbers and names ------------------------------------------------------------------------------------------------


def _number(node: Num, pen: Pen) -> str:
    text = node.text
    if text.isdigit():
        return pen.number(text)
    mantissa, e, exponent = text.lower().partition("e")
    if not e:
        return pen.number(text)
    sign, digits = exponent[:1] == "-", exponent.lstrip("+-")
    power = pen.prefix("−", pen.number(digits)) if sign else pen.number(digits)
    ten = pen.script(pen.number("10"), "", power)
    return ten if mantissa == "1" else pen.row([pen.number(mantissa), pen.sign("×"), ten])


@lru_cache(maxsize=4096)
def _name(text: str, pen: Pen, function: bool = False) -> str:
    base, index, primes = split_name(text)
    upright = function and len(base) > 1 and base not in GREEK
    stem = pen.function(SHOWN.get(base, base)) if upright else _word(base, pen)
    return pen.script(stem, _index(index, pen), "", len(primes)) if index or primes else stem


@lru_cache(maxsize=4096)
def _stem_of_name(text: str, pen: Pen) -> tuple[str, str]:
    base, index, _ = split_name(text)
    return _word(base, pen), _index(index, pen)


def _word(name: str, pen: Pen) -> str:
    sign = GREEK.get(name) or SYMBOLS.get(name)
    return pen.letter(sign or name) if sign or len(name) == 1 else pen.word(name)


def _index(text: str, pen: Pen) -> str:
    parts = [_index_part(part, pen) for part in text.split(",") if part]
    return pen.commas(parts) if len(parts) > 1 else "".join(parts)


def _index_part(text: str, pen: Pen) -> str:
    if text.isdigit():
        return pen.number(text)
    if 2 <= len(text) <= 3 and INDEX_LETTERS.issuperset(text):
        return pen.letters(text)
    return _word(text, pen)


# Sums, products, fractions, powers --------------------------------------------------------------------------------


def _sum(node: Op, pen: Pen, term: Callable[[Node, Pen], str] = draw) -> str:
    backwards: list[str] = []
    here: Node = node
    while isinstance(here, Op) and same_kind(here.symbol, node.symbol):
        right = here.right
        backwards.append(_operand(right, node, pen, term))
        backwards.append(pen.sign(SIGNS[here.symbol]))
        here = here.left
    backwards.append(term(here, pen) if leading(here) else _operand(here, node, pen, term))
    backwards.reverse()
    return pen.row(backwards)


def leading(node: Node) -> bool:
    """A sign that may stand at the beginning of a sum."""
    return isinstance(node, Neg) or (isinstance(node, Call) and node.name == "pm")


def same_kind(symbol: str, other: str) -> bool:
    """Plus and minus share a row; unions and differences of sets do not mix without parentheses."""
    return symbol == other or (symbol in _SIGNS_OF_SUMS and other in _SIGNS_OF_SUMS)


_SIGNS_OF_SUMS = ("+", "-", "pm")


def mixed_sets(node: Node, around: Op) -> bool:
    """An intersection in a union or difference is clearer in parentheses."""
    return isinstance(node, Op) and node.symbol == "cap" and around.symbol in ("cup", "setminus")


def _operand(node: Node, around: Op, pen: Pen, term: Callable[[Node, Pen], str]) -> str:
    if loose(node) or mixed_sets(node, around):
        return _within(node, True, pen)
    return term(node, pen)


def _product(node: Op, pen: Pen) -> str:
    symbols: list[str] = []
    factors: list[Node] = []
    here: Node = node
    while isinstance(here, Op) and here.symbol in ("*", symbols[-1] if symbols else node.symbol):
        symbols.append(here.symbol)
        factors.append(here.right)
        here = here.left
    unfit = loose(here) or is_product(here) or _open(here)
    parts = [_within(here, unfit, pen)]
    left, fenced = here, unfit
    for i in range(len(factors) - 1, -1, -1):
        right = factors[i]
        unfit = _unfit_factor(right, last=i == 0)
        dot = symbols[i] != "*" or _needs_dot(left, fenced, right, unfit)
        if dot:
            parts.append(pen.sign(SIGNS[symbols[i]]))
        else:
            parts.append(pen.times_function if not unfit and _begins_with_function(right) else pen.times)
        parts.append(_within(right, unfit, pen))
        left, fenced = right, unfit
    return pen.row(parts)


def is_product(node: Node) -> bool:
    return isinstance(node, Op) and PRECEDENCE[node.symbol] == PRODUCT and node.symbol != "/"


def _unfit_factor(node: Node, last: bool) -> bool:
    return loose(node) or is_product(node) or (not last and _open(node))


def _needs_dot(left: Node, left_fenced: bool, right: Node, right_fenced: bool) -> bool:
    """Whether two factors side by side would be misread; a fence is one of parentheses."""
    end, start = left if left_fenced else _end(left), _start(right)
    if not left_fenced and (_wordy(end) or (isinstance(end, Call) and end.name == "percent")):
        return True
    if leading(right):
        return True
    called = isinstance(end, Call) and end.name not in _CLOSED and not left_fenced
    if right_fenced or (start is not right and _unfit_base(start)):
        return called or (isinstance(left, Name) and _looks_called(left.text))
    if isinstance(start, Num | Text | Tuple | Braces) or _wordy(start) or _is_fraction(right):
        return True
    if left_fenced:
        return False
    if isinstance(end, Call) and end.name in _BARS:
        return isinstance(start, Call) and start.name in _BARS
    same = isinstance(end, Name) and end == start and not (_is_matrix_power(left) or _is_matrix_power(right))
    return same or (called and not isinstance(start, Call))


_BARS = ("abs", "norm")
_CLOSED = frozenset(
    (*_BARS, "bar", "hat", "vec", "tilde", "exp", "sqrt", "cbrt", "root", "factorial", "floor", "ceil", "binomial",
     "diff", "partial", "inv", "transpose", "entry")
)  # fmt: skip
"""Calls that do not end with their arguments in brackets."""


def _is_matrix_power(node: Node) -> bool:
    """A transpose or inverse, which may stand beside its own letter: `A^T*A`."""
    return isinstance(node, Op) and node.symbol == "^" and node.right in (_T, Neg(Num("1")))


def _begins_with_function(node: Node) -> bool:
    first = _start(node)
    if not isinstance(first, Call):
        return False
    if first.name == "exp":
        return len(first.args) != 1 or _needs_upright_exp(first.args[0])
    upright = len(first.name) > 1 and first.name not in GREEK
    return upright and (first.name not in CALLS or first.name in ("log", "log10", "limit", "argmin", "argmax"))


def _is_fraction(node: Node) -> bool:
    return isinstance(node, Op) and node.symbol == "/"


def _start(node: Node) -> Node:
    """What carries the scripts and marks of a factor."""
    while True:
        match node:
            case Op("^", base) | Sub(base) | Call("percent" | "factorial", (base,)):
                node = base
            case _:
                return node


def _end(node: Node) -> Node:
    """The last factor, without its scripts."""
    while True:
        match node:
            case Op("^", inner) | Sub(inner) | Call("factorial", (inner,)):
                node = inner
            case Op(symbol, _, right) if symbol != "/" and PRECEDENCE[symbol] == PRODUCT:
                node = right
            case _:
                return node


def _wordy(node: Node) -> bool:
    return _is_word(node.text) if isinstance(node, Name) else isinstance(node, Text)


@lru_cache(maxsize=4096)
def _is_word(name: str) -> bool:
    base = split_name(name)[0]
    return len(base) > 1 and base not in GREEK and base not in SYMBOLS


def _looks_called(name: str) -> bool:
    base, _, primes = split_name(name)
    return bool(primes) or base in CALLABLE_LETTERS


def _power(base: Node, exponent: Node, pen: Pen) -> str:
    if isinstance(base, Call) and base.name in POWERED and _plain_exponent(exponent):
        head = pen.script(_name(base.name, pen, True), "", draw(exponent, pen))
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
        case Sub(base, index):
            stem, below = _stem(base, pen)
            return stem, _indices(index, pen, below)
        case Call("entry", (base, *index)) if index:
            stem, below = _stem(base, pen)
            return stem, _indices(index, pen, below)
        case Call("bar" | "hat" | "vec" | "tilde" as sign, (Name(text),)) if "'" not in text:
            stem, below = _stem_of_name(text, pen)
            return pen.accent(sign, stem, _wordy(node.args[0])), below
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
        case Op("/", top, bottom) if _slashed(node):
            over = _within(top, loose(top), pen)
            return pen.slash(over, _within(bottom, level(bottom) < POWER, pen))
        case Neg(of) if not loose(of):
            return pen.prefix("−", _script(of, pen))
        case Op("+" | "-" | "pm"):
            return _sum(node, pen, _script)
        case _:
            return draw(node, pen)


# Chains, words, cases ---------------------------------------------------------------------------------------------


_CLAUSES = frozenset((Chain, Logic, Series, Given))


def _term(node: Node, pen: Pen) -> str:
    return _within(node, type(node) in _CLAUSES, pen)


def _chain(node: Chain, pen: Pen) -> str:
    parts = [_term(node.terms[0], pen)]
    for relation, term in zip(node.relations, node.terms[1:], strict=True):
        parts.append(pen.sign(SIGNS[relation]))
        parts.append(_term(term, pen))
    return pen.row(parts)


def _broken_chain(node: Chain, pen: Pen) -> str:
    """The first line has its left side before the alignment, unless it is only that; others begin with a relation."""
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
        parts = [_within(item, level(item) < RELATION, pen) for item in node.items]
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


def _rows(node: Rows, pen: Pen) -> str:
    return pen.table([[draw(cell, pen) for cell in row] for row in node.rows], node.bar)


def _indexed(node: Sub, pen: Pen) -> str:
    base, below = _stem(node, pen)
    return pen.script(base, below, "")


def _tuple(node: Tuple, pen: Pen) -> str:
    return pen.fence(node.left, _arguments(node.items, pen), node.right, any(map(tall, node.items)))


def _braces(node: Braces, pen: Pen) -> str:
    if not node.items:
        return pen.letter("∅")
    return pen.fence("{", _arguments(node.items, pen), "}", any(map(tall, node.items)))


def _given(node: Given, pen: Pen) -> str:
    event, condition = (_within(part, isinstance(part, Given), pen) for part in (node.event, node.condition))
    return pen.row([event, pen.sign("∣"), condition])


def _series(node: Series, pen: Pen) -> str:
    parts = [_within(item, isinstance(item, Series | Given), pen) for item in node.items]
    wide = any(isinstance(item, Chain | Logic | Cases) for item in node.items)
    return pen.series(parts) if wide else pen.commas(parts)


def _cases(node: Cases, pen: Pen) -> str:
    return pen.cases([_branch(value, when, pen) for value, when in node.branches])


def _branch(value: Node, when: Node | None, pen: Pen) -> tuple[str, str]:
    shown = _within(value, level(value) == SERIES, pen)
    if when is None:
        return shown, pen.text("otherwise")
    return shown, pen.row([pen.text("if "), _within(when, level(when) == SERIES, pen)])


# Calls ------------------------------------------------------------------------------------------------------------


def _arguments(args: Sequence[Node], pen: Pen) -> str:
    parts = [_within(arg, isinstance(arg, Series), pen) for arg in args]
    return parts[0] if len(parts) == 1 else pen.commas(parts)


def _apply(head: str, args: Sequence[Node], pen: Pen, left: str = "(", right: str = ")") -> str:
    high = not (len(args) == 1 and isinstance(args[0], Name)) and any(map(tall, args))
    return pen.call(head, pen.fence(left, _arguments(args, pen), right, high))


def _call(node: Call, pen: Pen) -> str:
    special = CALLS.get(node.name)
    return (special(node.args, pen) if special else None) or _called(node.name, node.args, pen)


def _called(name: str, args: Sequence[Node], pen: Pen) -> str:
    return _apply(_name(name, pen, True), args, pen)


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
        unfit = level(args[0]) < ATOM or (not isinstance(args[0], Name) and _unfit_base(args[0]))
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


def _plus_minus(args: Args, pen: Pen) -> str | None:
    if len(args) != 1:
        return None
    return pen.prefix("±", _within(args[0], loose(args[0]), pen))


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
    return _within(node, loose(node), pen)


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
        total = sum(order for _, order in orders)
        d = pen.letter(sign)
        top = pen.script(d, "", pen.number(str(total))) if total > 1 else d
        below: list[str] = []
        for variable, order in orders:
            stem, index = _stem(variable, pen)
            power = pen.number(str(order)) if order > 1 else ""
            below.append(pen.differential(d, pen.script(stem, index, power)))
        of = args[0]
        if isinstance(of, Name):
            return pen.fraction(pen.differential(top, draw(of, pen)), pen.row(below))
        unfit = level(of) < POWER and not _is_fraction(of)
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
    "percent": _postfixed("%"), "factorial": _postfixed("!"), "gamma": _gamma, "pm": _plus_minus, "E": _expectation,
    "bar": _accented("bar"), "hat": _accented("hat"), "vec": _accented("vec"), "tilde": _accented("tilde"),
    "binomial": _binomial, "inv": _inverse, "transpose": _transpose, "entry": _entry, "integral": _integral,
    "sum": _summed("∑"), "product": _summed("∏"), "limit": _limit, "argmin": _extremum("arg min"),
    "argmax": _extremum("arg max"), "diff": _derivative("d"), "partial": _derivative("∂"),
}  # fmt: skip
"""Calls with a print of their own. None means that the arguments do not fit it: the call is printed as `name(…)`."""

DRAWN: dict[type, Callable[[Any, Pen], str]] = {
    Num: _number, Name: lambda node, pen: _name(node.text, pen), Op: _op, Neg: _minus, Call: _call, Chain: _chain,
    Sub: _indexed, Rows: _rows, Tuple: _tuple, Braces: _braces, Text: lambda node, pen: pen.text(node.text),
    Given: _given, Series: _series, Logic: _logic, Cases: _cases,
}  # fmt: skip
"""How each kind of node is drawn: a look-up, because a match over fifteen kinds takes longer than the drawing."""
