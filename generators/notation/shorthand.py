"""Signs that learners write with letters: `3 x 10^5`, `5C2`, `x < 1 OR x > 5`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from generators.notation.errors import NotationError
from generators.notation.numerals import put_together
from generators.notation.tokens import Token
from generators.notation.vocabulary import Vocabulary

WORDS = {"AND": "and", "And": "and", "OR": "or", "Or": "or", "NOT": "not", "Not": "not", "union": "cup", "Union": "cup"}
RELATIONS = {"<", ">", "<=", ">=", "="}
CHOOSING = re.compile(r"(?P<n>[A-Za-z]?)(?:C|nCr|Cr|choose)(?P<k>[0-9]+|[A-Za-z]?)")
"""What may stand for a binomial coefficient around the number before it: `5C2`, `nC2`, `5nCr2`."""

LETTERS = re.compile(r"C|choose|[xX]\s*10|[0-9]\s+[xX]\s|AND|And|OR|Or|NOT|Not|[Uu]nion")
"""What a text holds in which there are any: most have none."""


def spelled_out(found: list[Token], text: str, words: Vocabulary) -> list[Token]:
    """The tokens of an answer with such letters as the signs they stand for, and with every number as one token."""
    if LETTERS.search(text) and not words.open_names:
        found = list(_signs(found, text, words))
    if "||" in text:
        found = _either(found)
    if words.decimal_comma or "," in text:
        found = put_together(found, text, words)
    return found


def _signs(found: list[Token], text: str, words: Vocabulary) -> Iterator[Token]:
    known = words.symbols | words.called
    for i, token in enumerate(found):
        name = token.text
        if token.kind != "name" or name in known:
            yield token
        elif name in WORDS:
            yield token._replace(kind="op", text=WORDS[name])
        elif name[0] in "xX" and _is_cross(found, i):
            yield from _cross(found, i, text, known)
        else:
            yield from _chosen(found, i, words) or [token]


def _either(found: list[Token]) -> list[Token]:
    """`x < 1 || x > 5` with the two bars between statements as one sign."""
    for i, (one, other) in enumerate(pairwise(found)):
        if one.text != "|" or other.text != "|" or other.spaced or not (one.spaced and found[i + 2].spaced):
            continue
        sides = found[:i], found[i + 2 :]
        if all(any(token.text in RELATIONS for token in side) for side in sides):
            return [*found[:i], one._replace(text="or", end=other.end), *found[i + 2 :]]
    return found


def _is_cross(found: list[Token], i: int) -> bool:
    """Whether an x stands between a number and a power of ten, or with space between two numbers."""
    token, before, after = found[i], found[i - 1], found[i + 1]
    if not i or before.kind != "num":
        return False
    if token.text in ("x10", "X10"):
        return after.text == "^" or after.kind == "sup"
    return token.text in ("x", "X") and after.kind == "num" and (token.spaced or after.text == "10")


def _cross(found: list[Token], i: int, text: str, known: frozenset[str]) -> Iterator[Token]:
    token, before = found[i], found[i - 1]
    if token.text[0] in known:
        signed = i + 3 < len(found) and found[i + 2].text in ("-", "+")
        last = found[min(i + (3 if signed else 2 if found[i + 1].text == "^" else 1), len(found) - 1)]
        shown = f"`{before.text}*10{text[token.end : last.end]}`" if len(token.text) > 1 else f"`{before.text}*10^...`"
        raise NotationError(
            f"`{token.text[0]}` is a variable here: write * for a product.", text, token.at, token.end, shown
        )
    yield token._replace(kind="op", text="*", end=token.at + 1)
    if len(token.text) > 1:
        yield token._replace(kind="num", text="10", at=token.at + 1, spaced=False)


def _chosen(found: list[Token], i: int, words: Vocabulary) -> list[Token]:
    """`5C2` and the like as a sign between two values; nothing if it is nothing of the kind."""
    token, before, after = found[i], found[i - 1], found[i + 1]
    match = CHOOSING.fullmatch(token.text)
    if match is None or "C" in words.symbols or "binomial" not in words.allowed:
        return []
    n, k = match["n"], match["k"]
    if token.text == "C" and after.text == "(":
        return [token._replace(text="binomial")] if _has_two(found, i + 1) else []
    if any(each and not each.isdigit() and each not in words.symbols for each in (n, k)):
        return []
    valued = i > 0 and (before.kind == "num" or (before.kind == "name" and before.text in words.symbols))
    if bool(n) == valued or not (k or after.kind in ("num", "name")):
        return []
    sign = token._replace(kind="op", text="choose")
    left = [token._replace(text=n, end=token.at + 1)] if n else []
    right = [token._replace(kind="num" if k.isdigit() else "name", text=k, at=token.end - len(k), spaced=False)]
    return [*left, sign, *(right if k else [])]


def _has_two(found: list[Token], i: int) -> bool:
    """Whether the parentheses at `i` hold two things."""
    depth = commas = 0
    for token in found[i:]:
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        commas += depth == 1 and token.text == ","
        if depth == 0:
            break
    return commas == 1
