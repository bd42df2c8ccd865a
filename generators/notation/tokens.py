"""Text to tokens."""

import re
from typing import NamedTuple

from generators.notation.characters import FRACTIONS, PLAIN, SIGNS, SPELLINGS, SUBSCRIPTS, SUPERSCRIPTS, refusal
from generators.notation.errors import NotationError
from generators.notation.names import LETTERS
from generators.notation.tree import Node

NAMED_SIGNS = {"sqrt", "cbrt", "oo", "emptyset", "RR", "ZZ", "QQ", "NN", "CC"}
LETTER = "A-Za-z" + "".join(LETTERS)
SMALL, RAISED, SPLIT = ("".join(table) for table in (SUBSCRIPTS, SUPERSCRIPTS, FRACTIONS))
TOKEN = re.compile(
    rf"""(?P<space>[ \n]*)(?:
      (?P<num>(?:[0-9]+(?:\.[0-9]+|\.(?![0-9.T]))?|\.[0-9]+)(?:[eE][-+]?[0-9]+(?![A-Za-z0-9.]))?)
    | (?P<name>Interval\.(?:open|Lopen|Ropen)\b
       |[{LETTER}][{LETTER}0-9]*[{SMALL}]*(?:_[A-Za-z0-9{LETTER}]+)*['″‴⁗]*)
    | "(?P<text>[^"]*)"
    | (?P<sup>[{RAISED}]+)
    | (?P<frac>[{SPLIT}])
    | (?P<transpose>\.T\b|ᵀ|(?<=\])')
    | (?P<op>\*\*|<=>|<->|<=|<>|>=|!=|->|=>|:=|==|=/=|=\u0338|\+/-|&&|\.\.\.|[-+*/^()\[\]{{}},;:=<>~|%!_&]|[{SIGNS}])
    )""",
    re.VERBOSE,
)

KINDS = ["", *sorted(TOKEN.groupindex, key=TOKEN.groupindex.__getitem__)]
"""Kinds of token by the number of their group."""


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
    plain = text if text.isascii() and text.isprintable() else text.translate(PLAIN)
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
    if sign == "'" and re.match(r"[0-9]{3}", text[at + 1 :]) and text[at - 1 : at].isdigit():
        return NotationError("Write nothing between thousands.", text, at)
    return NotationError(refusal(text[at] if sign != "'" else sign), text, at)


PRIMES = str.maketrans({"″": "''", "‴": "'''", "⁗": "''''"})


def plain_name(text: str) -> str:
    """A name in house spelling: Greek letters by name, small letters and digits as an index: `λ₁` is `lambda_1`."""
    if text.isascii():
        return text
    letters = "".join(LETTERS.get(c, c) for c in text.translate(PRIMES) if c not in SUBSCRIPTS)
    index = "".join(SUBSCRIPTS[c] for c in text if c in SUBSCRIPTS)
    if not index:
        return letters
    stem = letters.rstrip("'")
    return f"{stem}_{index}{letters[len(stem) :]}"
