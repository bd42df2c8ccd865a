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
RELATIONS = {"<", ">", "<=", ">=", "=", "!=", "in", "approx"}
OPENERS, ENDERS = {"(", "[", "{", "floor(", "ceil(", "<|"}, {")", "]", "}", ")floor", ")ceil", "|>"}
BOUNDS = RELATIONS | {",", ";", "and", "or"}
SPACED = re.compile(r"\s[*/·×÷⋅]\s")
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
    if SPACED.search(text) and "\\" not in text:  # in LaTeX spaces say nothing
        _must_agree(found, text)
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


def _must_agree(found: list[Token], text: str) -> None:
    """Refuses `x+1 / x-1`, where the spaces say otherwise than the order of operations."""
    for i, sign in enumerate(found):
        if sign.kind != "op" or sign.text not in ("*", "/") or not (sign.spaced and found[i + 1].spaced):
            continue
        begin, end = _tight_before(found, i), _tight_behind(found, i)
        left, right = text[found[begin].at : found[i - 1].end], text[found[i + 1].at : found[end].end]
        sums = [_has_sum(found[begin:i]), _has_sum(found[i + 1 : end + 1])]
        if any(sums):
            grouped = f"({left})" if sums[0] else left, f"({right})" if sums[1] else right
            readings = f"`{grouped[0]}{sign.text}{grouped[1]}` or `{left}{sign.text}{right}`"
            message = "The spaces and the order of operations disagree: put parentheses."
            raise NotationError(message, text, sign.at, sign.end, readings)


def _tight_before(found: list[Token], i: int) -> int:
    """Where the tokens without spaces between them begin that end before `i`."""
    i -= 1
    depth = int(found[i].text in ENDERS)
    while i > 0 and not (found[i].spaced and depth == 0) and found[i - 1].text not in BOUNDS:
        depth += (found[i - 1].text in ENDERS) - (found[i - 1].text in OPENERS)
        if depth < 0:
            break
        i -= 1
    return max(i, 0)


def _tight_behind(found: list[Token], i: int) -> int:
    """Where the tokens without spaces between them end that begin behind `i`."""
    i += 1
    depth = int(found[i].text in OPENERS)
    while i + 2 < len(found) and not (found[i + 1].spaced and depth == 0) and found[i + 1].text not in BOUNDS:
        depth += (found[i + 1].text in OPENERS) - (found[i + 1].text in ENDERS)
        if depth < 0:
            break
        i += 1
    return i


def _has_sum(tokens: list[Token]) -> bool:
    """Whether a sign between two values stands outside brackets."""
    depth, barred = 0, False
    for before, token in pairwise(tokens):
        depth += (before.text in OPENERS) - (before.text in ENDERS)
        barred = barred != (before.text == "|")
        if depth < 0:
            return False
        valued = before.kind != "op" or before.text in ENDERS or before.text in ("!", "%", "|")
        if depth == 0 and not barred and valued and token.kind == "op" and token.text in ("+", "-"):
            return True
    return False


def parted(found: list[Token]) -> list[Token]:
    """The tokens of lines below each other, with a comma where a line begins something new."""
    result, depth, stated = found[:1], 0, False
    for i in range(1, len(found)):
        before, token = found[i - 1], found[i]
        depth += (before.text in OPENERS) - (before.text in ENDERS)
        stated = stated or before.text in RELATIONS
        if token.line and depth == 0 and _begins(before, token, stated and _is_stated(found, i)):
            result.append(Token("op", ",", token.at, token.at))
        stated = stated and not token.line
        result.append(token)
    return result


def _begins(before: Token, token: Token, both_stated: bool) -> bool:
    """Whether a line that begins with this token does not go on with the line above."""
    if token.kind == "end" or token.text in ("and", "or") or before.text in ("and", "or"):
        return False
    if before.kind == "op" and before.text not in ENDERS and before.text not in ("!", "%", "|"):
        return False
    if token.kind == "op" and token.text in ("+", "-", "pm"):
        return both_stated
    return token.kind != "op" or token.text in OPENERS or token.text in ("|", "not")


def _is_stated(found: list[Token], i: int) -> bool:
    """Whether the line that begins at `i` holds a relation."""
    for token in found[i:]:
        if token.line and token is not found[i]:
            return False
        if token.text in RELATIONS:
            return True
    return False


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
