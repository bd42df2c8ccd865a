"""Numbers that a comma or several points part: `1,5` where decimals are written so, `1,000,000` where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from generators.notation.errors import NotationError
from generators.notation.functions import FUNCTIONS, canonical_name
from generators.notation.tokens import Token
from generators.notation.vocabulary import Vocabulary

HEAD, GROUP, TAIL = re.compile(r"[1-9][0-9]{0,2}"), re.compile(r"[0-9]{3}"), re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
POINTED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
DECIMALS = re.compile(r"[0-9]+\.?(?:[eE][-+]?[0-9]+)?")
CLOSED = {")": "(", "]": "[", "}": "{"}
OPERATORS = {"+", "-", "*", "/", "^", "pm"}


@dataclass(slots=True)
class Level:
    """What stands between two brackets, or outside all: its commas between digits, and how many other separators."""

    begin: int
    tight: list[int] = field(default_factory=list)
    others: int = 0


def put_together(found: list[Token], text: str, words: Vocabulary) -> list[Token]:
    """The tokens with every number as one; NotationError where it is open whether a comma parts two numbers."""
    if words.decimal_comma:
        found = list(_without_points(found, text))
    merged: dict[int, bool] = {}
    for level, end in _levels(found):
        if level.tight:
            kind = _kind(found, level, end, words)
            rule = _decimals if words.decimal_comma else _thousands
            merged |= dict.fromkeys(level.tight, True) if rule(found, text, level, end, kind, words) else {}
    return list(_joined(found, merged, "." if words.decimal_comma else "")) if merged else found


def _levels(found: list[Token]) -> Iterator[tuple[Level, int]]:
    """Every level with the position of its end, inner ones first."""
    open_ones = [Level(-1)]
    for i, token in enumerate(found):
        if token.kind != "op":
            continue
        if token.text in CLOSED.values():
            open_ones.append(Level(i))
        elif token.text in CLOSED and len(open_ones) > 1:
            yield open_ones.pop(), i
        elif token.text in (",", ";"):
            here = open_ones[-1]
            before, after = found[i - 1], found[i + 1]
            if token.text == "," and i and before.kind == after.kind == "num" and not (token.spaced or after.spaced):
                here.tight.append(i)
            else:
                here.others += 1
    for level in reversed(open_ones):
        yield level, len(found) - 1


def _kind(found: list[Token], level: Level, end: int, words: Vocabulary) -> str:
    """What a level is: a `value` (a comma separates nothing), `arguments`, `list`, `ends` of an interval, `top`."""
    if level.begin < 0:
        return "value" if words.single else "list" if words.lists else "top"
    opening, closing = found[level.begin], found[end]
    before = found[level.begin - 1] if level.begin else None
    if closing.kind == "op" and CLOSED.get(closing.text, opening.text) != opening.text:
        return "ends"
    name = before.text.rstrip("'") if before is not None and before.kind in ("name", "function") else ""
    if name and (name in words.called or canonical_name(name) in FUNCTIONS):
        known = FUNCTIONS.get(canonical_name(name))
        return "value" if known is not None and known.high == 1 and known.name != "ln" else "arguments"
    if words.single:
        return "value"
    after = found[end + 1] if end + 1 < len(found) else closing
    beside = name or (before is not None and (before.kind == "num" or before.text in OPERATORS))
    return "value" if opening.text == "(" and (beside or after.text in OPERATORS) else "list"


def _decimals(found: list[Token], text: str, level: Level, end: int, kind: str, words: Vocabulary) -> bool:
    """Whether the commas of a level are decimal ones, where such are written."""
    if kind == "ends" and not level.others:
        return False
    chained = any(after - before == 2 for before, after in zip(level.tight, level.tight[1:], strict=False))
    if not chained and (level.others or kind in ("value", "top")):
        return all(DECIMALS.fullmatch(found[i + 1].text) and found[i - 1].text.isdigit() for i in level.tight)
    first = level.tight[0]
    listed, whole = _shown(found, text, level, end, "; "), _shown(found, text, level, end, ".")
    readings = f"`{listed}`" if chained else f"`{listed}` or `{whole}`"
    raise NotationError("This comma can part two numbers or stand in one.", text, found[first].at, found[first].end,
                        readings)  # fmt: skip


def _thousands(found: list[Token], text: str, level: Level, end: int, kind: str, words: Vocabulary) -> bool:
    """Whether the commas of a level part thousands, where decimals are written with a point."""
    first, last = level.tight[0], level.tight[-1]
    chained = last - first == 2 * (len(level.tight) - 1)
    middle = all(GROUP.fullmatch(found[i + 1].text) for i in level.tight[:-1])
    grouped = chained and middle and HEAD.fullmatch(found[first - 1].text) and TAIL.fullmatch(found[last + 1].text)
    if kind == "value" and not level.others:
        if not grouped and len(level.tight) == 1 and level.begin < 0:
            whole = f"{found[first - 1].text.replace('.', '')}.{found[first + 1].text}"
            raise NotationError("One value is asked for, and decimals are written with a point.", text, found[first].at,
                                found[first].end, f"`{whole}`")  # fmt: skip
        return bool(grouped)
    for i in level.tight:
        after = found[i + 1].text
        doubtful = GROUP.fullmatch(after) and HEAD.fullmatch(found[i - 1].text)
        if doubtful and (after[0] == "0" or level.others):
            readings = f"`{found[i - 1].text}{after}` or `{found[i - 1].text}, {after}`"
            raise NotationError(
                "This comma can part thousands or two numbers.", text, found[i].at, found[i].end, readings
            )
    return False


def _shown(found: list[Token], text: str, level: Level, end: int, sign: str) -> str:
    begin = 0 if level.begin < 0 else found[level.begin].at
    stop = len(text) if level.begin < 0 else found[end].end
    pieces, at = [], begin
    for i in level.tight:
        pieces.append(text[at : found[i].at])
        at = found[i].end
    return sign.join([*pieces, text[at:stop]]).strip()


def _joined(found: list[Token], merged: dict[int, bool], sign: str) -> Iterator[Token]:
    i = 0
    while i < len(found):
        token = found[i]
        while i + 1 in merged:
            after = found[i + 2]
            token = token._replace(text=token.text + sign + after.text.rstrip(".") if sign else token.text + after.text,
                                   end=after.end)  # fmt: skip
            i += 2
        yield token
        i += 1


def _without_points(found: list[Token], text: str) -> Iterator[Token]:
    """Numbers without the points between thousands: `1.234.567`, `1.234,5`; `1.234` alone can be read in two ways."""
    i = 0
    while i < len(found):
        token = found[i]
        if token.kind == "num" and POINTED.fullmatch(token.text):
            digits = token.text.replace(".", "")
            more = i + 1
            while _is_group(found[more]):
                digits += found[more].text[1:]
                more += 1
            comma, decimals = found[more], found[min(more + 1, len(found) - 1)]
            if more == i + 1 and not (
                comma.text == "," and not comma.spaced and decimals.kind == "num" and not decimals.spaced
            ):
                raise NotationError("This point can part thousands or stand before decimals.", text, token.at,
                                    token.end, f"`{digits}` or `{token.text.replace('.', ',')}`")  # fmt: skip
            token, i = token._replace(text=digits, end=found[more - 1].end), more - 1
        yield token
        i += 1


def _is_group(token: Token) -> bool:
    return token.kind == "num" and not token.spaced and re.fullmatch(r"\.[0-9]{3}", token.text) is not None
