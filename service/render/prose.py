"""Prose with `$maths$` and code in every spelling that is shown: LaTeX, HTML, Typst, speech, a terminal.

Words are escaped for where they go; only what the printers make of a parsed formula is markup.
"""

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from html import escape
from math import inf
from typing import Literal, NotRequired, TypedDict

from generators.notation import Code, latex, mathml, spans, speech, typst
from generators.notation.tree import Call, Cases, Chain, Name, Neg, Node, Num, Op, Rows, Series, walk
from schemas.base import Text
from service.render.extent import reach, unbroken, width
from service.render.plain import plain

REMEMBERED = 8192
SAFE = 1.06
"""What estimates of widths are multiplied by."""
LEAST, SMALLEST = 0.75, 0.4
"""A formula on a line of its own that would have to be smaller is broken instead; none is set smaller than that."""
LETTERED = (1.0, 0.6)
"""How far a small fraction with letters reaches above and below its line, in ems."""
LATEX = str.maketrans(
    {c: "\\" + c for c in "{}$&#_%"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "\n": " "}
    | {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}"}
)

LATEX_CODE = LATEX | str.maketrans({" ": "~", "'": r"\textquotesingle{}"})
INDENT = "    "
"""Before the lines of a program in a terminal."""
LISTING = "display: block; white-space: pre; overflow-x: auto"
"""How lines stay lines where an HTML fragment is all there is; `<pre>` would end the paragraph it stands in."""


class Formula(TypedDict):
    """A formula for Typst: its code in `math` mode and the space it takes.

    `flat` fits a line of words; `tall` is set as large as on a line of its own; `block` stands on one.
    """

    m: str
    size: Literal["flat", "tall", "block"]
    alt: NotRequired[str]
    """How it is spoken."""
    tail: NotRequired[str]
    """The full stop or comma behind a formula on a line of its own."""
    strut: NotRequired[tuple[float, float]]
    """How far it goes above and below its line, in ems, with a little air."""
    shrink: NotRequired[float]
    """Its size, where it would be too wide for a line."""


class Program(TypedDict):
    """Code for Typst: a `block` stands on lines of its own."""

    code: str
    size: Literal["flat", "block"]


Piece = str | Formula | Program


@lru_cache(maxsize=REMEMBERED)
def text(prose: str) -> Text:
    """The three spellings of the interface. Raises `NotationError` if a formula cannot be read."""
    return Text(text=prose, latex=_joined(prose, latex_words, _latex), html=_html(prose))


@lru_cache(maxsize=REMEMBERED)
def pieces(prose: str, across: float = inf, told: bool = True) -> tuple[Piece, ...]:
    """Words and formulas in turn, as a printed sheet takes them: words are data there, never code.

    Formulas are made to fit lines of `across` ems; with `told` they say in words what they are.
    """
    return tuple(
        _words(span) if isinstance(span, str) else numeral(span) or _set(span, tail, across, told)
        for whole, tail in with_tails(prose)
        for span in divided(whole, across)
    )


def divided(span: str | Node, across: float) -> Iterator[str | Node]:
    """A long list in a formula as formulas with words between them, where lines can end."""
    if not isinstance(span, Series) or width(span) < across / 3:
        yield span
        return
    for i, item in enumerate(span.items):
        if i:
            yield ", "
        yield item


def _words(words: str) -> str | Program:
    if isinstance(words, Code):
        return {"code": str(words).strip("\n"), "size": "block" if words.listing else "flat"}
    return words


def numeral(node: Node) -> str:
    """A number as words: it looks the same, and to set a formula takes ten times as long. Empty for all else."""
    match node:
        case Num(text) if "e" not in text.lower():
            return text
        case Neg(Num(text)) if "e" not in text.lower():
            return f"−{text}"
    return ""


def _set(node: Node, tail: str, across: float, told: bool) -> Formula:
    made = formula(node, across, told)
    return {**made, "tail": tail} if tail else made


def with_tails(prose: str) -> Iterator[tuple[str | Node, str]]:
    """Words and formulas in turn; the stop behind a displayed formula goes with it, not with the words."""
    whole = spans(prose)
    cut = ""
    for before, span, following in zip(("", *whole), whole, (*whole[1:], ""), strict=False):
        if isinstance(span, str):
            words = span if isinstance(span, Code) else _beside_listings(span.removeprefix(cut), before, following)
            if words:
                yield words, ""
            cut = ""
        else:
            after = following if isinstance(following, str) and not isinstance(following, Code) else ""
            cut = after[:1] if after[:1] and after[0] in ".,;:" and displayed(span) else ""
            yield span, cut


def _beside_listings(words: str, before: str | Node, behind: str | Node) -> str:
    """Without the white space that parts words from a program, which has its own."""
    if isinstance(before, Code) and before.listing:
        words = words.lstrip()
    return words.rstrip() if isinstance(behind, Code) and behind.listing else words


@lru_cache(maxsize=REMEMBERED)
def formula(node: Node, across: float = inf, told: bool = True) -> Formula:
    """A formula for lines of `across` ems: one that is too wide is broken, or set smaller if it cannot be."""
    alone = displayed(node) and width(node) * LEAST <= across
    if not alone and isinstance(node, Chain):
        node = replace(node, breaks=())
    made: Formula = {"m": typst(node), "size": "block" if alone else "tall" if roomy(node) else "flat"}
    if told:
        made["alt"] = speech(node)
    if made["size"] == "tall":
        up, down = reach(node)
        made["strut"] = (round(up, 2), round(down, 2))
    elif made["size"] == "flat" and lettered(node):
        made["strut"] = LETTERED
    if (needed := SAFE * (width(node) if alone else unbroken(node))) > across:
        made["shrink"] = round(max(across / needed, SMALLEST), 2)
    return made


@lru_cache(maxsize=REMEMBERED)
def spoken(prose: str) -> str:
    """As it is read aloud, for text alternatives."""
    return _joined(prose, str, speech)


@lru_cache(maxsize=REMEMBERED)
def shown(prose: str) -> str:
    """As a terminal shows it: one line of Unicode text, but for the lines of programs, which are set in."""
    return _joined(prose, _typed, plain)


def _typed(words: str) -> str:
    if isinstance(words, Code) and words.listing:
        return "\n" + textwrap.indent(words.strip("\n"), INDENT) + "\n"
    return words


@lru_cache(maxsize=REMEMBERED)
def displayed(node: Node) -> bool:
    """Whether a formula needs a line of its own: chains over several lines, and chains of several matrices."""
    several = sum(isinstance(each, Rows) for each in walk(node)) > 2
    return isinstance(node, Chain) and (bool(node.breaks) or several)


LARGE = frozenset(("integral", "sum", "product", "limit", "binomial"))


def roomy(node: Node) -> bool:
    """Whether a formula would be too small between words: matrices, cases, and fractions of more than two signs."""
    return any(
        isinstance(each, Rows | Cases)
        or (isinstance(each, Call) and each.name in LARGE)
        or (isinstance(each, Op) and each.symbol == "/" and not all(map(_sign, (each.left, each.right))))
        for each in walk(node)
    )


def lettered(node: Node) -> bool:
    """Whether there is a small fraction with letters, whose feet would touch the line below."""
    return any(
        (isinstance(each, Op) and each.symbol == "/" and isinstance(each.right, Name))
        or (isinstance(each, Call) and each.name in ("diff", "partial"))
        for each in walk(node)
    )


def _sign(node: Node) -> bool:
    return isinstance(node, Num | Name) or (isinstance(node, Neg) and isinstance(node.of, Num | Name))


def _joined(prose: str, words: Callable[[str], str], maths: Callable[[Node], str]) -> str:
    return "".join(words(span) if isinstance(span, str) else maths(span) for span in spans(prose))


def latex_words(words: str) -> str:
    if not isinstance(words, Code):
        return words.translate(LATEX)
    if not words.listing:
        return rf"\texttt{{{words.translate(LATEX_CODE)}}}"
    lines = r"\\{}".join(line.translate(LATEX_CODE) for line in words.strip("\n").split("\n"))
    return rf"\begin{{flushleft}}\ttfamily {lines}\end{{flushleft}}"


def _latex(node: Node) -> str:
    return f"${latex(node)}$"


def _html(prose: str) -> str:
    return "".join(
        _html_words(span) if isinstance(span, str) else _mathml(span, tail) for span, tail in with_tails(prose)
    )


def _html_words(words: str) -> str:
    if not isinstance(words, Code):
        return escape(words)
    if not words.listing:
        return f"<code>{escape(words)}</code>"
    return f'<code class="listing" style="{LISTING}">{escape(words.strip(chr(10)))}</code>'


def _mathml(node: Node, tail: str) -> str:
    made = mathml(node, display=displayed(node))
    return made.removesuffix("</math>") + f"<mtext>{tail}</mtext></math>" if tail else made
