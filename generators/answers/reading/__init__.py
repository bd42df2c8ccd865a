"""From what was typed to a tree of the kind that is asked for; what is plainly meant is taken so, and said."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from generators.answers.judging import Reading, Response
from generators.notation import NotationError, Vocabulary, house, parse, read
from generators.notation.functions import ALIASES, FUNCTIONS, LEARNER_FUNCTIONS, canonical_name
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
    Num,
    Op,
    Rows,
    Series,
    Tuple,
    children,
    names,
    rebuild,
    walk,
)
from schemas.answer import Assumption
from schemas.verdict import Feedback

SEVERAL = frozenset({Series, Braces, Rows, Tuple, Chain, Logic})
"""What is no single value."""
CONSTANTS = frozenset({"pi", "e", "oo", "i", "I", "emptyset", "RR", "T"})
ASSIGNED = re.compile(rf"(?<![\w\\{{])([A-Za-z{''.join(LETTERS)}][\w]*'*)\s*(?:=(?!=)|∈|≈|in\b|\\in\b|\\approx\b)")
ASSIGNED_TO = re.compile(r"(?<![<>=])=\s*([A-Za-z]\w*)\s*$")
MAY_ASSIGN = re.compile(r"[=∈≈]|\bin\b|\\in\b|\\approx")
LED = re.compile(r"\s*(?:∴|=|≈|~|∼|\\approx|(?:approx(?:imately)?|about)\b|(?:=>|⇒|→|->)(?=\s*[A-Za-z]))\s*")
DEFINED = re.compile(
    rf"\s*\\?((?:[A-Za-z]|[{''.join(LETTERS)}])\w*)(?:_\{{\w+\}})?'*\s*"
    r"(?:(?:\\m?left\s*)?\(\s*\\?\w+(?:\s*,\s*\w+)*\s*(?:\\m?right\s*)?\))?\s*=(?!=)\s*"
)
LABEL = re.compile(
    r"\s*(?:(?P<name>[A-Za-z]+(?:_[A-Za-z0-9]+)*)'*\s*(?=[(\[])"  # P(X = 2), E[X], f'(2)
    r"|d(?:\^?\d)?[A-Za-z]?\s*/\s*d[A-Za-z](?:\^?\d)?|\|[A-Z]\||\|\|[A-Za-z]\|\||(?:det|rank|tr|dim|lim)\s+[A-Za-z])\s*"
)
PHRASE = re.compile(
    r"(?i)\s*(no|none|all|every|any|the|there|does|do|not|it|is|undefined|dne|true|false|yes|impossible|empty|never|always|"
    r"infinitely|answer)\b(?!\s*[=(+*/^-])"
)
"""How an answer in words begins."""

NOTHING = re.compile(
    r"""\s*(?:[A-Za-z]\w*\s*(?:=|∈)\s*)?
    (?: (?:there\s+(?:is|are)\s+)? (?:no|not\s+any) (?:\s+(?:real|such|complex|rational|integer|possible))*
        \s+(?:solutions?|roots?|zeros?|elements?|values?|numbers?|answers?) (?:\s+exists?)?
      | none | (?:the\s+)? empty (?:\s*set)? | [Øø⌀] | \{\s*\} | \[\s*\]
      | \\text\s*\{\s*(?:no\s+(?:real\s+)?solutions?|none)\s*\} )
    \s*\.?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
"""The empty set in words."""
LONGEST_WORDS = 60
EVERYTHING = re.compile(
    r"""\s*(?: (?:(?:all|any|every|the)\s+)+ (?:real\s*)? (?:numbers?|reals?|values?|x)?
      | (?:the\s+)? (?:real\s+numbers|reals|real\s+line|whole\s+line|number\s+line) | always (?:\s+true)? | R
      | \\text\s*\{\s* all \s+ (?:reals | real\s+numbers) \s*\} )\s*\.?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
"""All real numbers in words."""


@lru_cache(maxsize=8192)
def vocabulary(
    texts: tuple[str, ...],
    symbols: frozenset[tuple[str, Assumption]],
    functions: tuple[str, ...] | None,
    mixed: bool = False,
    extra: frozenset[str] = frozenset(),
    *,
    decimal_comma: bool = False,
    lists: bool = False,
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
        symbols=frozenset((names - (CONSTANTS - declared - {"T"})) | declared | extra),
        called=frozenset(called),
        functions=None if functions is None else frozenset(_canonical(name) for name in functions),
        decimal_comma=decimal_comma,
        mixed=mixed,
        complex=complex,
        euler="e" in names and "e" not in declared,
        lists=lists,
    )


def _canonical(name: str) -> str:
    return "ln" if name == "log" else ALIASES.get(name, name)


def with_names(response: Response, *, complex: bool = False) -> Response:
    """The response with the names it assigns to (`x = 5`) in its vocabulary, and `i` where that can be no name."""
    words = response.vocabulary
    text = response.text
    if not MAY_ASSIGN.search(text):
        if words.complex or not complex or "i" in words.symbols:
            return response
        return Response(text, response.format, replace(words, complex=True))
    if is_latex(text, response.format):
        text = plain_names(text.replace(r"\\", " ").replace("&", " "))
    named = [*ASSIGNED.findall(text), *ASSIGNED_TO.findall(text)]
    assigned = {name for name in map(plain_name, named) if name.isascii()} - {"e", "pi", "i"}
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
    stop = match.end() if match is not None else 0 if latex else _label_end(text)
    if stop == 0 or stop >= end:
        return response, 0
    return Response(text[stop:end], "latex" if latex else format, response.vocabulary), stop


def _label_end(text: str) -> int:
    """Where the value begins behind a label such as `P(X = 2) =`, `E[X] =`, `dy/dx =`, `|A| =`; 0 if there is none."""
    match = LABEL.match(text)
    if match is None:
        return 0
    name, end, depth = match["name"], match.end(), 0
    if name is not None:
        if name in LEARNER_FUNCTIONS or canonical_name(name) in LEARNER_FUNCTIONS:
            return 0
        for end in range(match.end(), len(text)):
            depth += (text[end] in "([") - (text[end] in ")]")
            if depth == 0:
                break
        end += 1
    sign = LED.match(text, end)
    return 0 if sign is None or text.startswith("==", sign.start()) else sign.end()


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


def in_words(text: str) -> Node | None:
    """The set that words name: the empty one or all real numbers; None for anything else."""
    if len(text) > LONGEST_WORDS:
        return None
    if NOTHING.fullmatch(text):
        return Braces(())
    return Name("RR") if EVERYTHING.fullmatch(text) else None


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
    """One number or formula: `x = 5` is read as 5, `{5}`, `[5]` and `P(X = 2) = 5` likewise."""
    words = response.vocabulary
    wide = with_names(response, complex=not words.symbols)
    tree, led = _one_of(wide, LED)
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
    remarks = _one_value(inner, "value", response)
    if wide.vocabulary is not words:
        without_strangers(inner, response, words)
    return Reading(inner, (meant(inner), *remarks) if inner is not tree or led else remarks)


def formula(response: Response) -> Reading:
    """A formula in the names of the exercise: `y = 2*x`, `f(x) = 2*x` and `dy/dx = 2*x` are read as 2*x."""
    tree, led = _one_of(response, DEFINED)
    defined = DEFINED.match(response.text) if led else None
    match tree:
        case _ if defined and defined[1] in names(tree):  # `x = x` defines nothing
            raise refuse("A formula is asked for, not an equation or a statement.", response)
        case Chain() | Logic():
            raise refuse("A formula is asked for, not an equation or a statement.", response)
        case Braces((one,)):
            tree, led = one, True
    remarks = _one_value(tree, "formula", response)
    return Reading(tree, (meant(tree), *remarks) if led else remarks)


def _one_of(response: Response, pattern: re.Pattern[str]) -> tuple[Node, bool]:
    """The tree of a response that gives one value, behind what `pattern` or a label matches; whether one did."""
    alone = Response(response.text, response.format, replace(response.vocabulary, single=True))
    try:
        return read_after(alone, pattern)
    except NotationError:
        first = PHRASE.match(response.text)
        if first is not None and first[1] not in response.vocabulary.symbols:
            raise refuse("A number or a formula is asked for, not words.", response) from None
        raise


def _one_value(tree: Node, what: str, response: Response) -> tuple[Feedback, ...]:
    """Refuses lists, statements and ± in what should be one value or formula; remarks on what may be meant otherwise.

    The arguments of functions of matrices and data are left alone.
    """
    remarks: tuple[Feedback, ...] = ()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is Num or kind is Name:
            continue
        if kind in SEVERAL:
            raise refuse(f"One {what} is asked for, not several.", response)
        if is_plus_minus(node):
            raise refuse(f"One {what} is asked for; ± stands for two.", response)
        if kind is Op and node.symbol == "/":  # type: ignore[union-attr]
            remarks = remarks or _power_then_quotient(node)
        if not (isinstance(node, Call) and node.name in RULES):
            waiting += children(node)
    return remarks


def _power_then_quotient(node: Node) -> tuple[Feedback, ...]:
    """`x^1/2` and `2*x^1/2` have an idle exponent, which nobody writes: says how a root is written."""
    match node:
        case Op("/", Op("*", _, last), below):
            return _power_then_quotient(Op("/", last, below))
        case Op("/", Op("^", base, Num("1") | Neg(Num("1")) as power), Num(below)):
            root = house(Op("^", base, Op("/", power, Num(below))))
            text = f"Powers come before quotients: this is ${house(node)}$. A root is ${root}$."
            return (Feedback(code="power-then-quotient", text=text),)
    return ()


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
