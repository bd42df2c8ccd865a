"""Tree to Typst maths, version 0.15.

Brackets, commas and slashes are escaped, so that nothing in a formula can be taken for a call, a group or a fraction.
"""

from collections.abc import Sequence

from generators.notation.layout import draw_whole
from generators.notation.tree import Node

FENCES = {"(": r"\(", ")": r"\)", "[": r"\[", "]": r"\]", "{": r"\{", "}": r"\}"}
ACCENTS = {
    "bar": ("macron", "overline"), "hat": ("hat", "hat"), "vec": ("arrow", "arrow"), "tilde": ("tilde", "tilde"),
}  # fmt: skip


def typst(node: Node) -> str:
    """The formula as it stands between the dollars of a Typst equation."""
    return draw_whole(node, PEN)


class TypstPen:
    times = times_function = ""
    transposed = "sans(T)"

    def number(self, digits: str) -> str:
        return digits

    def letter(self, sign: str) -> str:
        return sign

    def letters(self, letters: str) -> str:
        return " ".join(letters)

    def word(self, name: str) -> str:
        return f"upright({self.text(name)})"

    def function(self, name: str) -> str:
        return f"op({self.text(name)})"

    def text(self, words: str) -> str:
        # The spaces between pieces show beside words: those at the ends would be two.
        return '"' + words.strip(" ").replace("\\", "\\\\").replace('"', '\\"') + '"'

    def sign(self, sign: str) -> str:
        return sign

    def row(self, parts: Sequence[str]) -> str:
        return " ".join([part for part in parts if part])

    def prefix(self, sign: str, body: str) -> str:
        return sign + body

    def postfix(self, body: str, sign: str) -> str:
        return body + sign

    def slash(self, top: str, bottom: str) -> str:
        return rf"{top} \/ {bottom}"

    def commas(self, parts: Sequence[str]) -> str:
        return r"\,".join(parts)

    def series(self, parts: Sequence[str]) -> str:
        return r"\, quad ".join(parts)

    def fence(self, left: str, body: str, right: str, tall: bool) -> str:
        inner = f"{FENCES.get(left, left)} {body} {FENCES.get(right, right)}"
        return f"lr({inner})" if tall or left not in FENCES else inner

    def call(self, head: str, arguments: str) -> str:
        return f"{head} {arguments}"

    def fraction(self, top: str, bottom: str) -> str:
        return f"frac({top}, {bottom})"

    def binomial(self, top: str, bottom: str) -> str:
        return f"binom({top}, {bottom})"

    def root(self, body: str, index: str) -> str:
        return f"root({index}, {body})" if index else f"sqrt({body})"

    def script(self, base: str, below: str, above: str, primes: int = 0) -> str:
        index = f"_({below})" if below else ""
        return base + "'" * primes + index + (f"^({above})" if above else "")

    def accent(self, sign: str, body: str, wide: bool) -> str:
        return f"{ACCENTS[sign][wide]}({body})"

    def big(self, sign: str, below: str, above: str, body: str) -> str:
        return f"{self.script(sign, below, above)} {body}"

    def integral(self, below: str, above: str, body: str, variable: str) -> str:
        return f"{self.script('∫', below, above)} {body} thin {self.differential('d', variable)}"

    def differential(self, d: str, variable: str) -> str:
        return f"{d} {variable}"

    def under(self, name: str, below: str, body: str) -> str:
        return f'op("{name}", limits: #true)_({below}) {body}'

    def beside(self, left: str, right: str) -> str:
        return f"{left} thin {right}"

    def table(self, rows: Sequence[Sequence[str]], bar: int) -> str:
        augment = f"augment: #{bar}, " if bar else ""
        # In a line of text Typst would set the entries in script size.
        return f'display(mat(delim: "[", {augment}{"; ".join([", ".join(row) for row in rows])}))'

    def cases(self, rows: Sequence[tuple[str, str]]) -> str:
        return f"display(cases({', '.join([f'{value} & quad {when}' for value, when in rows])}))"

    def lines(self, rows: Sequence[tuple[str, str]]) -> str:
        return r" \ ".join([f"{left} & {right}" for left, right in rows])


PEN = TypstPen()
