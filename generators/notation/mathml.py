"""Tree to presentation MathML (MathML Core), which browsers draw without a script.

Every piece is one element. Accents are spacing characters and no attribute is used that MathML Core ignores.
"""

from collections.abc import Iterable, Sequence
from html import escape

from generators.notation.layout import draw_whole
from generators.notation.tree import Node

ACCENTS = {"bar": ("¯", "¯"), "hat": ("ˆ", "&#770;"), "vec": ("→", "→"), "tilde": ("˜", "~")}
UPRIGHT = frozenset("ΓΔΘΛΞΠΣΥΦΨΩ∞∅ℝℚℤℕℂ")
"""Letters that stand upright although they stand alone."""
PRIMES = {1: "′", 2: "″", 3: "‴"}
LINE = "border-left: 0.06em solid"
LEFT, RIGHT = "text-align: left; padding-left: 0", "text-align: right; padding-right: 0"
TIGHT = '<mo lspace="0" rspace="0">'
APPLY = "<mo>&#8289;</mo>"
WIDE_COMMA = '<mo>,</mo><mspace width="1em"/>'
THIN = '<mspace width="0.167em"/>'
TEXT = {code: None for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000))} | {
    10: " ", 13: " "
}  # fmt: skip
"""What XML cannot hold is left out of words."""


def mathml(node: Node, display: bool = False) -> str:
    """The formula as a whole `<math>` element, inline or in display style."""
    block = ' display="block"' if display else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{block}>{draw_whole(node, PEN)}</math>'


class MathmlPen:
    times = "<mo>&#8290;</mo>"
    times_function = times + THIN
    transposed = '<mi mathvariant="normal">T</mi>'

    def number(self, digits: str) -> str:
        return f"<mn>{digits}</mn>"

    def letter(self, sign: str) -> str:
        return f'<mi mathvariant="normal">{sign}</mi>' if sign in UPRIGHT else f"<mi>{sign}</mi>"

    def letters(self, letters: str) -> str:
        return f"<mrow>{''.join([f'<mi>{letter}</mi>' for letter in letters])}</mrow>"

    def word(self, name: str) -> str:
        return f"<mi>{escape(name.translate(TEXT))}</mi>"

    function = word

    def text(self, words: str) -> str:
        plain = words.translate(TEXT)
        inner = plain.strip(" ")
        if inner == plain:  # not mtext: beside an operator that would count as a space
            return f'<mi mathvariant="normal">{escape(inner)}</mi>'
        before, after = len(plain) - len(plain.lstrip(" ")), len(plain) - len(plain.rstrip(" "))
        return f"<mtext>{'&#160;' * before}{escape(inner)}{'&#160;' * after if inner else ''}</mtext>"

    def sign(self, sign: str) -> str:
        return f"<mo>{ESCAPED.get(sign, sign)}</mo>"

    def row(self, parts: Sequence[str]) -> str:
        return f"<mrow>{''.join(parts)}</mrow>"

    def prefix(self, sign: str, body: str) -> str:
        return f'<mrow><mo form="prefix">{sign}</mo>{body}</mrow>'

    def postfix(self, body: str, sign: str) -> str:
        return f'<mrow>{body}<mo form="postfix" lspace="0" rspace="0">{sign}</mo></mrow>'

    def slash(self, top: str, bottom: str) -> str:
        return f"<mrow>{top}{TIGHT}/</mo>{bottom}</mrow>"

    def commas(self, parts: Sequence[str]) -> str:
        return f"<mrow>{'<mo>,</mo>'.join(parts)}</mrow>"

    def series(self, parts: Sequence[str]) -> str:
        return f"<mrow>{WIDE_COMMA.join(parts)}</mrow>"

    def fence(self, left: str, body: str, right: str, tall: bool) -> str:
        still = "" if tall else ' stretchy="false"'
        return f'<mrow><mo form="prefix"{still}>{left}</mo>{body}<mo form="postfix"{still}>{right}</mo></mrow>'

    def call(self, head: str, arguments: str) -> str:
        return f"<mrow>{head}{APPLY}{arguments}</mrow>"

    def fraction(self, top: str, bottom: str) -> str:
        return f"<mfrac>{top}{bottom}</mfrac>"

    def binomial(self, top: str, bottom: str) -> str:
        return self.fence("(", f'<mfrac linethickness="0">{top}{bottom}</mfrac>', ")", True)

    def root(self, body: str, index: str) -> str:
        return f"<mroot>{body}{index}</mroot>" if index else f"<msqrt>{body}</msqrt>"

    def script(self, base: str, below: str, above: str, primes: int = 0) -> str:
        below, above = _tight(below), _tight(above)
        if below:
            base = f"<msubsup>{base}{below}{above}</msubsup>" if above else f"<msub>{base}{below}</msub>"
        elif above:
            base = f"<msup>{base}{above}</msup>"
        # Beside the base: browsers would make the small raised sign smaller and raise it once more.
        return f"<mrow>{base}{TIGHT}{PRIMES.get(primes, '′' * primes)}</mo></mrow>" if primes else base

    def accent(self, sign: str, body: str, wide: bool) -> str:
        if sign == "bar" and wide:  # few fonts have a bar that grows
            return f'<mrow style="border-top: 0.06em solid; padding-top: 0.1em">{body}</mrow>'
        return f'<mover>{body}<mo stretchy="{"true" if wide else "false"}">{ACCENTS[sign][wide]}</mo></mover>'

    def big(self, sign: str, below: str, above: str, body: str) -> str:
        if above:
            return f"<mrow><munderover><mo>{sign}</mo>{_tight(below)}{_tight(above)}</munderover>{body}</mrow>"
        return f"<mrow><munder><mo>{sign}</mo>{_tight(below)}</munder>{body}</mrow>"

    def integral(self, below: str, above: str, body: str, variable: str) -> str:
        sign = self.script("<mo>∫</mo>", below, above)
        return f"<mrow>{sign}{body}{THIN}<mi>d</mi>{variable}</mrow>"

    def differential(self, d: str, variable: str) -> str:
        return f"<mrow>{d}{variable}</mrow>"

    def under(self, name: str, below: str, body: str) -> str:
        shown = f'<mo form="prefix" movablelimits="true" lspace="0" rspace="0">{name}</mo>'
        return f"<mrow><munder>{shown}{_tight(below)}</munder>{THIN}{body}</mrow>"

    def beside(self, left: str, right: str) -> str:
        return f"<mrow>{left}{THIN}{right}</mrow>"

    def table(self, rows: Sequence[Sequence[str]], bar: int) -> str:
        openings = ["<mtd>"] * (len(rows[0]) if rows else 0)
        if bar:
            openings[bar] = f'<mtd style="{LINE}">'
        return self.fence("[", _table([zip(openings, row, strict=True) for row in rows]), "]", True)

    def cases(self, rows: Sequence[tuple[str, str]]) -> str:
        openings = ['<mtd style="text-align: left">'] * 2
        return f'<mrow><mo form="prefix">{{</mo>{_table([zip(openings, row, strict=True) for row in rows])}</mrow>'

    def lines(self, rows: Sequence[tuple[str, str]]) -> str:
        openings = [f'<mtd style="{RIGHT}">', f'<mtd style="{LEFT}">']
        return _table([zip(openings, row, strict=True) for row in rows], ' displaystyle="true"')


def _tight(script: str) -> str:
    """Without the space around operators that TeX leaves out in scripts too."""
    return script.replace("<mo>", TIGHT) if script else script


def _table(rows: Iterable[Iterable[tuple[str, str]]], style: str = "") -> str:
    """Rows of cells, each with its opening tag."""
    lines = ["<mtr>" + "".join([f"{opening}{cell}</mtd>" for opening, cell in row]) + "</mtr>" for row in rows]
    return f"<mtable{style}>{''.join(lines)}</mtable>"


ESCAPED = {"<": "&lt;", ">": "&gt;", "≔": ":="}

PEN = MathmlPen()
