"""Tree to LaTeX, for amsmath, MathJax and KaTeX."""

from collections.abc import Sequence

from generators.notation.layout import draw_whole
from generators.notation.names import GREEK
from generators.notation.tree import Node

LETTERS = {letter: "\\" + name for name, letter in GREEK.items()} | {
    "ε": r"\varepsilon", "φ": r"\varphi", "∞": r"\infty", "∅": r"\emptyset", "ℝ": r"\mathbb{R}", "ℚ": r"\mathbb{Q}",
    "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}", "ℂ": r"\mathbb{C}", "…": r"\dots", "ℓ": r"\ell", "∂": r"\partial",
    "−": "-",
}  # fmt: skip
SIGNS = {
    "−": "-", "±": r"\pm", "⋅": r"\cdot", "×": r"\times", "⊙": r"\odot", "∪": r"\cup", "∩": r"\cap",
    "∖": r"\setminus", "≠": r"\ne", "≤": r"\le", "≥": r"\ge", "≈": r"\approx", "∼": r"\sim", "∈": r"\in",
    "∉": r"\notin", "⊆": r"\subseteq", "→": r"\to", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow", "≔": ":=", "∣": r"\mid", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "%": r"\%",
}  # fmt: skip
COMMANDS = {
    "sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "coth", "exp", "ln",
    "log", "det", "gcd", "max", "min",
}  # fmt: skip
FENCES = {
    "(": "(", ")": ")", "[": "[", "]": "]", "{": r"\{", "}": r"\}", "⌊": r"\lfloor ", "⌋": r" \rfloor",
    "⌈": r"\lceil ", "⌉": r" \rceil",
}  # fmt: skip
BARS = {"|": (r"\lvert ", r" \rvert"), "‖": (r"\lVert ", r" \rVert")}
ACCENTS = {
    "bar": (r"\bar", r"\overline"), "hat": (r"\hat", r"\widehat"), "vec": (r"\vec", r"\overrightarrow"),
    "tilde": (r"\tilde", r"\widetilde"),
}  # fmt: skip
ESCAPES = str.maketrans(
    {sign: "\\" + sign for sign in "#$%&_{}"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "\n": " "}
)


def latex(node: Node) -> str:
    r"""The formula in LaTeX, without dollars.

    A chain over several lines is an `aligned` block.
    """
    return draw_whole(node, PEN)


class LatexPen:
    times = times_function = ""
    transposed = r"\mathsf{T}"

    def number(self, digits: str) -> str:
        return digits

    def letter(self, sign: str) -> str:
        return LETTERS.get(sign, sign)

    def letters(self, letters: str) -> str:
        return letters

    def word(self, name: str) -> str:
        return rf"\mathrm{{{name.translate(ESCAPES)}}}"

    def function(self, name: str) -> str:
        return "\\" + name if name in COMMANDS else rf"\operatorname{{{name.translate(ESCAPES)}}}"

    def text(self, words: str) -> str:
        return rf"\text{{{words.translate(ESCAPES)}}}"

    def sign(self, sign: str) -> str:
        return SIGNS.get(sign, sign)

    def row(self, parts: Sequence[str]) -> str:
        return " ".join([part for part in parts if part])

    def prefix(self, sign: str, body: str) -> str:
        return f"{SIGNS[sign]} {body}" if sign == "±" else SIGNS[sign] + body

    def postfix(self, body: str, sign: str) -> str:
        return body + SIGNS.get(sign, sign)

    def slash(self, top: str, bottom: str) -> str:
        return f"{top}/{bottom}"

    def commas(self, parts: Sequence[str]) -> str:
        return ", ".join(parts)

    def series(self, parts: Sequence[str]) -> str:
        return r",\quad ".join(parts)

    def fence(self, left: str, body: str, right: str, tall: bool) -> str:
        opening = BARS[left][0] if left in BARS else FENCES[left]
        closing = BARS[right][1] if right in BARS else FENCES[right]
        if not tall:
            return opening + body + closing
        space = " " if closing[0] == " " else ""
        return rf"\left{opening}{body}{space}\right{closing.lstrip()}"

    def call(self, head: str, arguments: str) -> str:
        return rf"{head}\!{arguments}" if arguments.startswith(r"\left") else head + arguments

    def fraction(self, top: str, bottom: str) -> str:
        return rf"\frac{{{top}}}{{{bottom}}}"

    def binomial(self, top: str, bottom: str) -> str:
        return rf"\binom{{{top}}}{{{bottom}}}"

    def root(self, body: str, index: str) -> str:
        return rf"\sqrt[{index}]{{{body}}}" if index else rf"\sqrt{{{body}}}"

    def script(self, base: str, below: str, above: str, primes: int = 0) -> str:
        index = f"_{{{below}}}" if below else ""
        return base + "'" * primes + index + (f"^{{{above}}}" if above else "")

    def accent(self, sign: str, body: str, wide: bool) -> str:
        return f"{ACCENTS[sign][wide]}{{{body}}}"

    def big(self, sign: str, below: str, above: str, body: str) -> str:
        return f"{self.script(SIGNS[sign], below, above)} {body}"

    def integral(self, below: str, above: str, body: str, variable: str) -> str:
        return rf"{self.script(SIGNS['∫'], below, above)} {body}\,{self.differential('d', variable)}"

    def differential(self, d: str, variable: str) -> str:
        return f"{d} {variable}" if d.startswith("\\") and not d.endswith("}") else d + variable

    def under(self, name: str, below: str, body: str) -> str:
        return f"{UNDER[name]}_{{{below}}} {body}"

    def beside(self, left: str, right: str) -> str:
        return f"{left} {right}"

    def table(self, rows: Sequence[Sequence[str]], bar: int) -> str:
        body = r" \\ ".join([" & ".join(row) for row in rows])
        if not bar:
            return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
        columns = "c" * bar + "|" + "c" * (len(rows[0]) - bar)
        return rf"\left[\begin{{array}}{{{columns}}} {body} \end{{array}}\right]"

    def cases(self, rows: Sequence[tuple[str, str]]) -> str:
        body = r" \\ ".join([f"{value} & {when}" for value, when in rows])
        return rf"\begin{{cases}} {body} \end{{cases}}"

    def lines(self, rows: Sequence[tuple[str, str]]) -> str:
        body = r" \\ ".join([f"{left} &{right}".lstrip() for left, right in rows])
        return rf"\begin{{aligned}} {body} \end{{aligned}}"


UNDER = {"lim": r"\lim", "arg min": r"\operatorname*{arg\,min}", "arg max": r"\operatorname*{arg\,max}"}

PEN = LatexPen()
