"""Formulas as one line of Unicode text, for terminals: `x² − 2·x ≤ 3/(n − 1)`."""

import re
from collections.abc import Sequence
from functools import lru_cache

from generators.notation.layout import draw
from generators.notation.tree import Node

RAISED = str.maketrans("0123456789+−-=()abcdefghijklmnoprstuvwxyzT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ")
LOWERED = str.maketrans("0123456789+−-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
COMBINING = {"bar": "\u0304", "hat": "\u0302", "vec": "\u20d7", "tilde": "\u0303"}
ALONE = re.compile(r"[^\s+−/·×⋅=<>≤≥,;|()\[\]{}]*(\([^()]*\)|\[[^\[\]]*\])?|\{[^{}]*\}|\|[^|]*\||‖[^‖]*‖")
"""What needs no parentheses under a slash or an exponent: a name, a number, a call, what stands in brackets."""


@lru_cache(maxsize=8192)
def plain(node: Node) -> str:
    """The formula on one line; every known sign has its character, tall things lie flat."""
    return draw(node, PEN)


class PlainPen:
    times = times_function = "·"
    transposed = "T"

    def number(self, digits: str) -> str:
        return digits

    def letter(self, sign: str) -> str:
        return sign

    def letters(self, letters: str) -> str:
        return letters

    def word(self, name: str) -> str:
        return name

    def function(self, name: str) -> str:
        return name

    def text(self, words: str) -> str:
        return words

    def sign(self, sign: str) -> str:
        return "·" if sign == "⋅" else f" {sign} "

    def row(self, parts: Sequence[str]) -> str:
        return "".join(parts)

    def prefix(self, sign: str, body: str) -> str:
        return sign + body

    def postfix(self, body: str, sign: str) -> str:
        return body + sign

    def slash(self, top: str, bottom: str) -> str:
        return self.fraction(top, bottom)

    def commas(self, parts: Sequence[str]) -> str:
        return ", ".join(parts)

    def series(self, parts: Sequence[str]) -> str:
        return ",  ".join(parts)

    def fence(self, left: str, body: str, right: str, tall: bool) -> str:
        return f"{left}{body}{right}"

    def call(self, head: str, arguments: str) -> str:
        return head + (arguments if arguments.startswith(("(", "[", "{", "|")) else f" {arguments}")

    def fraction(self, top: str, bottom: str) -> str:
        return f"{enclosed(top)}/{enclosed(bottom)}"

    def binomial(self, top: str, bottom: str) -> str:
        return f"C({top}, {bottom})"

    def root(self, body: str, index: str) -> str:
        return f"{raised(index) if index else ''}√{enclosed(body)}"

    def script(self, base: str, below: str, above: str, primes: int = 0) -> str:
        return base + (lowered(below) if below else "") + "′" * primes + (raised(above) if above else "")

    def accent(self, sign: str, body: str, wide: bool) -> str:
        return f"{sign}({body})" if wide else body + COMBINING[sign]

    def big(self, sign: str, below: str, above: str, body: str) -> str:
        limits = (lowered(below) if below else "") + (raised(above) if above else "")
        return f"{sign}{limits} {body}"

    def integral(self, below: str, above: str, body: str, variable: str) -> str:
        return f"{self.big('∫', below, above, body)} d{variable}"

    def under(self, name: str, below: str, body: str) -> str:
        return f"{name}_({below}) {body}"

    def differential(self, d: str, variable: str) -> str:
        return d + variable

    def beside(self, left: str, right: str) -> str:
        return f"{left} {right}"

    def table(self, rows: Sequence[Sequence[str]], bar: int) -> str:
        shown = (f"{', '.join(row[:bar])} | {', '.join(row[bar:])}" if bar else ", ".join(row) for row in rows)
        return f"[{'; '.join(shown)}]"

    def cases(self, rows: Sequence[tuple[str, str]]) -> str:
        return "{ " + "; ".join(f"{value} {when}".strip() for value, when in rows) + " }"

    def lines(self, rows: Sequence[tuple[str, str]]) -> str:
        return " ".join(f"{left} {right}".strip() for left, right in rows)


def enclosed(body: str) -> str:
    return body if ALONE.fullmatch(body) else f"({body})"


def raised(body: str) -> str:
    """As superscript where every sign has one, else behind a caret."""
    tight = body.replace(" ", "")
    small = tight.translate(RAISED)
    return small if body and not set(small) & set(tight) else f"^{enclosed(body)}"


def lowered(body: str) -> str:
    tight = body.replace(" ", "")
    small = tight.translate(LOWERED)
    return small if body and not set(small) & set(tight) else f"_{enclosed(body)}"


PEN = PlainPen()
