"""From what was typed to a tree of the kind that is asked for; what is plainly meant is taken so, and said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from generators.answers.judging import Reading, Response
from generators.notation import NotationError, Vocabulary, house, parse, read
from generators.notation.functions import ALIASES, FUNCTIONS
from generators.notation.latex_words import plain_names, unwrapped
from generators.notation.names import LETTERS
from generators.notation.read import is_latex
from generators.notation.rules import RULES
from generators.notation.tokens import plain_name
from generators.notation.tree import (
    Braces,
    Call,
    Chain,
    Logic,
    Name,
    Neg,
    Node,
    Op,
    Rows,
    Series,
    Tuple,
    children,
    rebuild,
    walk,
)
from schemas.answer import Assumption
from schemas.verdict import Feedback

SEVERAL = frozenset({Series, Braces, Rows, Tuple, Chain, Logic})
"""What is no single value."""
CONSTANTS = frozenset({"pi", "e", "oo", "i", "I", "emptyset", "RR", "T"})
ASSIGNED = re.compile(rf"(?<![\w\\{{])([A-Za-z{''.join(LETTERS)}][\w]*'*)\s*(?:=(?!=)|∈|≈|in\b|\\in\b|\\approx\b)")
LED = re.compile(r"\s*(?:=|≈|\\approx)\s*")
DEFINED = re.compile(
    rf"\s*(?:\\?[A-Za-z]|[{''.join(LETTERS)}])\w*(?:_\{{\w+\}})?'*\s*"
    r"(?:(?:\\m?left\s*)?\(\s*\\?\w+(?:\s*,\s*\w+)*\s*(?:\\m?right\s*)?\))?\s*=(?!=)\s*"
)


@lru_cache(maxsize=8192)
def vocabulary(
    texts: tuple[str, ...],
    symbols: frozenset[tuple[str, Assumption]],
    functions: tuple[str, ...] | None,
    mixed: bool = False,
    extra: frozenset[str] = frozenset(),
) -> Vocabulary:
    """What a learner may write for a key with these texts: its declared names and those in it, no others."""
    declared = {name for name, _ in symbols}
    names: set[str] = set()
    called: set[str] = set()
    for text in texts:
        for node in walk(parse(text)):
            if isinstance(node, Name):
                names.add(node.text)
            elif isinstance(node, Call) and node.name not in FUNCTIONS and node.name != "pm":
                called.add(node.name.rstrip("'"))
    complex = "i" not in declared and ("i" in names or "I" in names or any(kind == "complex" for _, kind in symbols))
    return Vocabulary(
        symbols=frozenset((names - (CONSTANTS - declared)) | declared | extra),
        called=frozenset(called),
        functions=None if functions is None else frozenset(_canonical(name) for name in functions),
        mixed=mixed,
        complex=complex,
    )


def _canonical(name: str) -> str:
    return "ln" if name == "log" else ALIASES.get(name, name)


def with_names(response: Response, *, complex: bool = False) -> Response:
    """The response with the names it assigns to (`x = 5`) in its vocabulary, and `i` where that can be no name."""
    text = plain_names(response.text) if is_latex(response.text, response.format) else response.text
    assigned = {name for name in map(plain_name, ASSIGNED.findall(text)) if name.isascii()} - {"e", "pi", "i"}
    words = response.vocabulary
    known = words.symbols | (assigned - FUNCTIONS.keys())
    imaginary = words.complex or (complex and "i" not in known)
    if known == words.symbols and imaginary == words.complex:
        return response
    return Response(response.text, response.format, replace(words, symbols=known, complex=imaginary))


def tree_of_response(response: Response, limit: int = 1_000) -> Node:
    return read(response.text, response.vocabulary, response.format, limit=limit)


def led_off(response: Response, pattern: re.Pattern[str] = LED) -> tuple[Response, int]:
    """The response without what `pattern` matches at its beginning, and how many columns that was."""
    text, format = response.text, response.format
    latex = is_latex(text, format)
    begin, end = unwrapped(text) if latex else (0, len(text))
    match = pattern.match(text, begin, end)
    if match is None or match.end() >= end:
        return response, 0
    return Response(text[match.end() : end], "latex" if latex else format, response.vocabulary), match.end()


def read_after(response: Response, pattern: re.Pattern[str] = LED) -> tuple[Node, bool]:
    """The tree of the response behind what `pattern` matches, errors with the columns of the whole; whether it did."""
    rest, shift = led_off(response, pattern)
    try:
        return tree_of_response(rest), bool(shift)
    except NotationError as error:
        if not shift:
            raise
        raise NotationError(
            error.message, response.text, error.at + shift, error.end + shift, error.suggestion
        ) from None


def refuse(message: str, response: Response, suggestion: str | None = None) -> NotationError:
    """The whole response is of another kind."""
    return NotationError(message, response.text, 0, max(1, len(response.text)), suggestion)


def meant(tree: Node, code: str = "read-as") -> Feedback:
    """Says how something was taken."""
    return Feedback(code=code, text=f"Read as ${house(tree)}$.")


def without_strangers(tree: Node, response: Response, words: Vocabulary) -> Node:
    """The tree, if what is left of it holds only names of the exercise."""
    if words.open_names:
        return tree
    for node in walk(tree):
        if isinstance(node, Name) and node.text not in words.symbols and node.text not in CONSTANTS:
            at = response.text.find(node.text)
            raise NotationError(
                f"`{node.text}` is not a variable of this exercise.",
                response.text,
                max(at, 0),
                max(at, 0) + len(node.text),
            )
    return tree


def scalar(response: Response) -> Reading:
    """One number or formula: `x = 5` is read as 5, `{5}` and `[5]` likewise."""
    words = response.vocabulary
    wide = with_names(response, complex=not words.symbols)
    tree, led = read_after(wide)
    inner = tree
    match tree:
        case Chain((Name(), value), ("=" | "approx" | "in",)):
            inner = value
        case Chain((value, Name() as name), ("=",)) if name.text not in words.symbols:
            inner = value
        case Chain(terms, relations) if set(relations) <= {"=", "approx"} and isinstance(terms[0], Name):
            raise refuse("Give one value only, without the working.", response)
        case Chain() | Logic():
            raise refuse("One value is asked for, not a statement.", response)
    match inner:
        case Braces((one,)) | Rows(((one,),)):
            inner = one
        case Series() | Braces() | Rows() | Tuple():
            raise refuse("One value is asked for, not several.", response)
        case Call("pm") | Op("pm"):
            raise refuse("One value is asked for; ± stands for two.", response)
    for node in outside_rules(inner):
        if type(node) in SEVERAL:
            raise refuse("One value is asked for, not several.", response)
        if is_plus_minus(node):
            raise refuse("One value is asked for; ± stands for two.", response)
    without_strangers(inner, response, words)
    return Reading(inner, (meant(inner),) if inner is not tree or led else ())


def outside_rules(node: Node) -> Iterator[Node]:
    """The node and what is under it, but not the arguments of functions of matrices and data."""
    yield node
    if not (isinstance(node, Call) and node.name in RULES):
        for child in children(node):
            yield from outside_rules(child)


def formula(response: Response) -> Reading:
    """A formula in the names of the exercise: `y = 2*x` and `f(x) = 2*x` are read as 2*x."""
    tree, led = read_after(response, DEFINED)
    match tree:
        case Chain() | Logic():
            raise refuse("A formula is asked for, not an equation or a statement.", response)
        case Braces((one,)):
            tree, led = one, True
    for node in walk(tree):
        if type(node) in SEVERAL:
            raise refuse("One formula is asked for, not several.", response)
        if is_plus_minus(node):
            raise refuse("One formula is asked for; ± stands for two.", response)
    return Reading(tree, (meant(tree),) if led else ())


def is_plus_minus(node: Node) -> bool:
    """Whether a node is a sign ±, with or without something before it."""
    kind = type(node)
    return (kind is Op and node.symbol == "pm") or (kind is Call and node.name == "pm")  # type: ignore[union-attr]


def both_signs(item: Node) -> tuple[Node, ...]:
    """`1 ± 2` as its two values."""
    signs = sum(is_plus_minus(node) for node in walk(item))
    if signs == 0:
        return (item,)
    if signs > 1:
        raise NotationError("Write out the values: two signs ± leave open which belong together.", house(item))
    return _choose(item, "+"), _choose(item, "-")


def _choose(node: Node, sign: str) -> Node:
    match node:
        case Call("pm", (of,)):
            return _choose(of, sign) if sign == "+" else Neg(_choose(of, sign))
        case Op("pm", left, right):
            return Op(sign, _choose(left, sign), _choose(right, sign))
    return rebuild(node, lambda child: _choose(child, sign))


def words_of(
    texts: tuple[str, ...],
    symbols: Mapping[str, Assumption],
    functions: tuple[str, ...] | None,
    *,
    mixed: bool = False,
    extra: frozenset[str] = frozenset(),
) -> Vocabulary:
    return vocabulary(texts, frozenset(symbols.items()), functions, mixed, extra)
