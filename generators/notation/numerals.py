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
STATING = {"<", ">", "<=", ">=", "!=", "and", "or"}
OPERATORS = {"+", "-", "*", "/", "^", "pm"}


@dataclass(slots=True)
class Level:
    """What stands between two brackets, or outside all: its commas between digits, and how many other separators."""

    begin: int
    tight: list[int] = field(default_factory=list)
    others: int = 0
    stated: bool = False  # whether it holds a statement, such as `x > 1,5`

    def chains(self) -> list[list[int]]:
        """The commas between digits, those of `1,2,3` together."""
        found: list[list[int]] = []
        for i in self.tight:
            if found and i - found[-1][-1] == 2:
                found[-1].append(i)
            else:
                found.append([i])
        return found


def put_together(found: list[Token], text: str, words: Vocabulary) -> list[Token]:
    """The tokens with every number as one; NotationError where it is open whether a comma parts two numbers."""
    if words.decimal_comma:
        found = list(_without_points(found, text))
    merged: set[int] = set()
    for level, end in _levels(found):
        if level.tight:
            kind = _kind(found, level, end, words)
            rule = _decimals if words.decimal_comma else _thousands
            merged.update(rule(found, text, level, end, kind))
    return list(_joined(found, merged, "." if words.decimal_comma else "")) if merged else found


def _levels(found: list[Token]) -> Iterator[tuple[Level, int]]:
    """Every level with the position of its end, inner ones first."""
    open_ones = [Level(-1)]
    for i, token in enumerate(found):
        if token.text in STATING:
            open_ones[-1].stated = True
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
        return "value" if words.single else "list" if words.lists and not level.stated else "top"
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


def _decimals(found: list[Token], text: str, level: Level, end: int, kind: str) -> list[int]:
    """The commas of a level that are decimal ones, where such are written."""
    if kind == "ends" and not level.others:
        return []
    if all(len(chain) == 1 for chain in level.chains()) and (level.others or kind in ("value", "top")):
        fits = all(DECIMALS.fullmatch(found[i + 1].text) and found[i - 1].text.isdigit() for i in level.tight)
        return level.tight if fits else []
    first = found[level.tight[0]]
    listed, whole = _shown(found, text, level, end, "; "), _shown(found, text, level, end, ".")
    readings = f"`{listed}` or `{whole}`"
    if len(chain := level.chains()[0]) > 1:
        groups = [found[i + 1].text for i in chain]
        readings = (
            f"`{found[chain[0] - 1].text}{''.join(groups)}`" if all(map(GROUP.fullmatch, groups)) else f"`{listed}`"
        )
    message = "This comma can part two numbers or stand in one."
    raise NotationError(message, text, first.at, first.end, readings)


def _thousands(found: list[Token], text: str, level: Level, end: int, kind: str) -> list[int]:
    """The commas of a level that part thousands, where decimals are written with a point."""
    merged: list[int] = []
    for chain in level.chains():
        first, last = chain[0], chain[-1]
        head, groups = found[first - 1], [found[i + 1].text for i in chain]
        grouped = HEAD.fullmatch(head.text) and TAIL.fullmatch(groups[-1]) and all(map(GROUP.match, groups))
        whole = "".join([head.text, *groups])
        if kind == "value" and not level.others:
            if grouped:
                merged += chain
            elif len(chain) == 1 and level.begin < 0:
                message = "One value is asked for, and decimals are written with a point."
                meant = f"`{head.text.replace('.', '')}.{groups[0]}`"
                raise NotationError(message, text, found[first].at, found[first].end, meant)
        elif grouped and (level.others or any(group[0] == "0" for group in groups)):
            message = "This comma can part thousands or two numbers."
            readings = f"`{whole}` or `{', '.join([head.text, *groups])}`"
            raise NotationError(message, text, found[first].at, found[last].end, readings)
    return merged


def _shown(found: list[Token], text: str, level: Level, end: int, sign: str) -> str:
    begin = 0 if level.begin < 0 else found[level.begin].at
    stop = len(text) if level.begin < 0 else found[end].end
    pieces, at = [], begin
    for i in level.tight:
        pieces.append(text[at : found[i].at])
        at = found[i].end
    return sign.join([*pieces, text[at:stop]]).strip()


def _joined(found: list[Token], merged: set[int], sign: str) -> Iterator[Token]:
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
