"""Tree to Office MathML, the equations of Word and LibreOffice: one `<m:oMath>` element.

Every slot of it takes several elements in a row, so pieces side by side are simply joined. After ECMA-376, part 1,
section 22.1.
"""

from collections.abc import Sequence
from html import escape

from generators.notation.layout import draw_whole
from generators.notation.mathml import TEXT, UPRIGHT
from generators.notation.tree import Node

NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"
ACCENTS = {"bar": "\u0305", "hat": "\u0302", "vec": "\u20d7", "tilde": "\u0303"}
PRIMES = {1: "′", 2: "″", 3: "‴"}
PLAIN = '<m:rPr><m:sty m:val="p"/></m:rPr>'
NORMAL = "<m:rPr><m:nor/></m:rPr>"
THIN, WIDE = "\u2009", "\u2003"


def omml(node: Node, tail: str = "") -> str:
    """The formula as a whole `<m:oMath>` element with its namespace; `tail` is a stop or comma behind it."""
    end = _run(tail, NORMAL) if tail else ""
    return f'<m:oMath xmlns:m="{NAMESPACE}">{draw_whole(node, PEN)}{end}</m:oMath>'


def _run(text: str, style: str = "") -> str:
    return f'<m:r>{style}<m:t xml:space="preserve">{escape(text)}</m:t></m:r>'


def _slot(name: str, body: str) -> str:
    return f"<m:{name}>{body}</m:{name}>"


def _fenced(left: str, bodies: Sequence[str], right: str) -> str:
    look = f'<m:begChr m:val="{left}"/><m:sepChr m:val="|"/><m:endChr m:val="{right}"/>'
    return f"<m:d><m:dPr>{look}</m:dPr>{''.join([_slot('e', body) for body in bodies])}</m:d>"


def _matrix(rows: Sequence[Sequence[str]], side: str = "center") -> str:
    columns = f'<m:mc><m:mcPr><m:count m:val="{len(rows[0])}"/><m:mcJc m:val="{side}"/></m:mcPr></m:mc>'
    lines = "".join([_slot("mr", "".join([_slot("e", cell) for cell in row])) for row in rows])
    return f"<m:m><m:mPr><m:mcs>{columns}</m:mcs></m:mPr>{lines}</m:m>"


def _summed(sign: str, place: str, below: str, above: str, body: str) -> str:
    hidden = ("" if below else '<m:subHide m:val="1"/>') + ("" if above else '<m:supHide m:val="1"/>')
    look = f'<m:naryPr><m:chr m:val="{sign}"/><m:limLoc m:val="{place}"/>{hidden}</m:naryPr>'
    return f"<m:nary>{look}{_slot('sub', below)}{_slot('sup', above)}{_slot('e', body)}</m:nary>"


class OmmlPen:
    times = ""
    times_function = _run(THIN, PLAIN)
    transposed = _run("T", PLAIN)

    def number(self, digits: str) -> str:
        return _run(digits)

    def letter(self, sign: str) -> str:
        return _run(sign, PLAIN if sign in UPRIGHT else "")

    def letters(self, letters: str) -> str:
        return _run(letters)

    def word(self, name: str) -> str:
        return _run(name.translate(TEXT), PLAIN)

    function = word

    def text(self, words: str) -> str:
        return _run(words.translate(TEXT), NORMAL)

    def sign(self, sign: str) -> str:
        return _run(":=" if sign == "≔" else sign)

    def row(self, parts: Sequence[str]) -> str:
        return "".join(parts)

    def prefix(self, sign: str, body: str) -> str:
        return _run(sign) + body

    def postfix(self, body: str, sign: str) -> str:
        return body + _run(sign, PLAIN)

    def slash(self, top: str, bottom: str) -> str:
        return f"{top}{_run('/')}{bottom}"

    def commas(self, parts: Sequence[str]) -> str:
        return _run(", ").join(parts)

    def series(self, parts: Sequence[str]) -> str:
        return _run("," + WIDE).join(parts)

    def fence(self, left: str, body: str, right: str, tall: bool) -> str:
        return _fenced(left, [body], right) if tall else _run(left) + body + _run(right)

    def call(self, head: str, arguments: str) -> str:
        return head + arguments

    def fraction(self, top: str, bottom: str) -> str:
        return f"<m:f>{_slot('num', top)}{_slot('den', bottom)}</m:f>"

    def binomial(self, top: str, bottom: str) -> str:
        bare = f'<m:f><m:fPr><m:type m:val="noBar"/></m:fPr>{_slot("num", top)}{_slot("den", bottom)}</m:f>'
        return _fenced("(", [bare], ")")

    def root(self, body: str, index: str) -> str:
        look = "" if index else '<m:radPr><m:degHide m:val="1"/></m:radPr>'
        return f"<m:rad>{look}{_slot('deg', index)}{_slot('e', body)}</m:rad>"

    def script(self, base: str, below: str, above: str, primes: int = 0) -> str:
        if below and above:
            base = f"<m:sSubSup>{_slot('e', base)}{_slot('sub', below)}{_slot('sup', above)}</m:sSubSup>"
        elif below:
            base = f"<m:sSub>{_slot('e', base)}{_slot('sub', below)}</m:sSub>"
        elif above:
            base = f"<m:sSup>{_slot('e', base)}{_slot('sup', above)}</m:sSup>"
        return base + _run(PRIMES.get(primes, "′" * primes), PLAIN) if primes else base

    def accent(self, sign: str, body: str, wide: bool) -> str:
        if sign == "bar":
            return f'<m:bar><m:barPr><m:pos m:val="top"/></m:barPr>{_slot("e", body)}</m:bar>'
        return f'<m:acc><m:accPr><m:chr m:val="{ACCENTS[sign]}"/></m:accPr>{_slot("e", body)}</m:acc>'

    def big(self, sign: str, below: str, above: str, body: str) -> str:
        return _summed(sign, "undOvr", below, above, body)

    def integral(self, below: str, above: str, body: str, variable: str) -> str:
        return _summed("∫", "subSup", below, above, f"{body}{_run(THIN, PLAIN)}{_run('d')}{variable}")

    def under(self, name: str, below: str, body: str) -> str:
        limit = f"<m:limLow>{_slot('e', _run(name, PLAIN))}{_slot('lim', below)}</m:limLow>"
        return f"<m:func>{_slot('fName', limit)}{_slot('e', body)}</m:func>"

    def differential(self, d: str, variable: str) -> str:
        return d + variable

    def beside(self, left: str, right: str) -> str:
        return f"{left}{_run(THIN, PLAIN)}{right}"

    def table(self, rows: Sequence[Sequence[str]], bar: int) -> str:
        if not bar:
            return _fenced("[", [_matrix(rows)], "]")
        return _fenced("[", [_matrix([row[:bar] for row in rows]), _matrix([row[bar:] for row in rows])], "]")

    def cases(self, rows: Sequence[tuple[str, str]]) -> str:
        return _fenced("{", [_matrix(rows, "left")], "")

    def lines(self, rows: Sequence[tuple[str, str]]) -> str:
        align = '<m:r><m:t xml:space="preserve">&amp;</m:t></m:r>'
        return f"<m:eqArr>{''.join([_slot('e', left + align + right) for left, right in rows])}</m:eqArr>"


PEN = OmmlPen()
