"""Text to tokens: the one table of characters that count as maths."""

import re
from typing import NamedTuple

from generators.notation.errors import NotationError
from generators.notation.names import LETTERS
from generators.notation.tree import Node

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
             "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}  # fmt: skip

SPELLINGS = {
    "**": "^", "==": "=", "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "≈": "approx", "∼": "~", "∈": "in",
    "∉": "notin", "⊂": "subset", "⊆": "subset", "→": "->", "↔": "<->", "⇒": "=>", "⇔": "<=>", "−": "-", "–": "-",
    "·": "*", "⋅": "*", "∙": "*", "•": "*", "∗": "*", "×": "*", "÷": "/", "⁄": "/", "∕": "/", "±": "pm", "∪": "cup",
    "∩": "cap", "∖": "setminus", "⊙": "odot", "∧": "and", "&": "and", "∨": "or", "¬": "not", "‖": "||", "∣": "|",
    "√": "sqrt", "∛": "cbrt", "∞": "oo", "∅": "emptyset", "ℝ": "RR", "ℤ": "ZZ", "ℚ": "QQ", "ℕ": "NN", "ℂ": "CC",
    "…": "...",
}  # fmt: skip
"""Characters and other spellings to the token they stand for."""

SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u205f\u2061\u2062\u2063\ufeff\u3000\t\r"), " ") | dict.fromkeys(
    range(0x2000, 0x200C), " "
)
MARKS = {ord("’"): "'", ord("′"): "'", ord("“"): '"', ord("”"): '"'}

NAMED_SIGNS = {"sqrt", "cbrt", "oo", "emptyset", "RR", "ZZ", "QQ", "NN", "CC"}
LETTER = "A-Za-z" + "".join(LETTERS)
TOKEN = re.compile(
    rf"""(?P<space>[ \n]*)(?:
      (?P<num>(?:[0-9]+(?:\.[0-9]+|\.(?![0-9.T]))?|\.[0-9]+)(?:[eE][-+]?[0-9]+(?![A-Za-z0-9.]))?)
    | (?P<name>Interval\.(?:open|Lopen|Ropen)\b|[{LETTER}][{LETTER}0-9]*[₀-₉]*(?:_[A-Za-z0-9{LETTER}]+)*'*)
    | "(?P<text>[^"]*)"
    | (?P<sup>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+)
    | (?P<frac>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
    | (?P<transpose>\.T\b|ᵀ|(?<=\])')
    | (?P<op>\*\*|<=>|<->|<=|>=|!=|->|=>|:=|==|\.\.\.|[-+*/^()\[\]{{}},;=<>~|%!_&]
       |[≤⩽≥⩾≠≈∼∈∉⊂⊆→↔⇒⇔−–·⋅∙•∗×÷⁄∕±∪∩∖⊙∧∨¬‖∣√∛∞∅ℝℤℚℕℂ…])
    )""",
    re.VERBOSE,
)

KINDS = ["", *sorted(TOKEN.groupindex, key=TOKEN.groupindex.__getitem__)]
"""Kinds of token by the number of their group."""

HINTS = {
    "°": "Angles are in radians: write pi/180 for one degree.",
    "$": "The dollar sign is not part of a formula.",
    ":": "Write / for a division.",
    "\\": "A backslash begins a LaTeX command, which cannot be mixed with this text.",
    "'": "A prime belongs directly behind the name of a function.",
    "#": "The number sign is not part of a formula.",
    "@": "Write * for a product.",
    "?": "A question mark is not part of a formula.",
}


class Token(NamedTuple):
    """A piece of a text, at columns `at` to `end`.

    LaTeX has kinds of its own, with their meaning in `node`: a `tree` is a value that is whole in itself (a root, a
    group in braces), a `power` an exponent with its caret, a `frac` a fraction of two whole numbers, a `function` a
    logarithm with its base, a `binder` a sum or the like with its variable and limits.
    """

    kind: str  # num name text sup frac transpose op end, after the look at a run of letters: function
    text: str
    at: int
    end: int
    spaced: bool = False  # white space stands before it
    line: bool = False  # a line break stands before it
    node: Node | None = None


def tokens(text: str, limit: int) -> list[Token]:
    """The tokens of a text of at most `limit` tokens, ending with an `end` token."""
    found: list[Token] = []
    plain = text if text.isascii() and "\t" not in text and "\r" not in text else text.translate(SPACES | MARKS)
    lines = "\n" in plain
    at, match_at, make = 0, TOKEN.match, tuple.__new__  # the named tuple's own constructor takes twice as long
    while match := match_at(plain, at):
        group = match.lastindex or 0
        kind, token = KINDS[group], match[group]
        start, end = match.end(1), match.end()
        if kind == "op" and (spelled := SPELLINGS.get(token)):
            token = spelled
            kind = "name" if token in NAMED_SIGNS else "op"
        found.append(make(Token, (kind, token, start, end, start > at, lines and "\n" in match[1], None)))
        if len(found) > limit:
            raise NotationError(f"This is too long: at most {limit} symbols can be read.", text, start, end)
        at = end
    size = len(plain)
    rest = plain[at:]
    if stripped := rest.lstrip(" \n"):
        raise unreadable(text, size - len(stripped), stripped[0])
    found.append(Token("end", "", size, size, bool(rest)))
    return found


def unreadable(text: str, at: int, sign: str) -> NotationError:
    if sign == '"':
        return NotationError('The closing quotation mark is missing: `"`.', text, at)
    hint = HINTS.get(sign, "")
    shown = f"`{sign}`" if sign.isprintable() and sign.isascii() else f"The character U+{ord(sign):04X}"
    return NotationError(f"{shown} cannot be read here. {hint}".rstrip(), text, at)


def plain_name(text: str) -> str:
    """A name in house spelling: Greek letters by name, small digits as an index: `λ₁` is `lambda_1`."""
    if text.isascii():
        return text
    letters = "".join(LETTERS.get(c, c) for c in text if c not in SUBSCRIPTS)
    digits = "".join(SUBSCRIPTS[c] for c in text if c in SUBSCRIPTS)
    if not digits:
        return letters
    stem = letters.rstrip("'")
    return f"{stem}_{digits}{letters[len(stem) :]}"
