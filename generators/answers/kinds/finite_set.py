"""A finite set of values, points or sets: order and repetition do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from generators.answers.compare import Comparison, Prove, both, plain
from generators.answers.entrywise import (
    DIFFERENT,
    SAME,
    Window,
    assigned,
    close,
    distinct,
    must_exist,
    windows,
)
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, right, wrong
from generators.answers.reading.elements import elements, of_key
from generators.answers.tolerance import rounded_text
from generators.notation import house, parse
from generators.notation.tree import Braces, Node
from schemas.answer import Assumption, SetAnswer, Tolerance
from schemas.verdict import Feedback

MAX_ELEMENTS = 64


def read(key: SetAnswer | None, response: Response) -> Reading:
    if key is None:
        return elements(response, None)
    return elements(response, of_key(key.value)[0], tuple(key.symbols))


def judge(key: SetAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    items = _items(reading)
    must_exist(items)
    if len(items) > MAX_ELEMENTS:
        return wrong(DIFFERENT)
    given = distinct(items, key.symbols)
    note = _repeats(items, given)
    found = pairs(key, given, prove)
    width = len(given)
    partner = assigned(found, width)
    if len(partner) == len(found) == width:
        return right(both([SAME, *(found[i][j] for i, j in partner.items())]), *note)
    if len(found) == width == len(assigned(found, width, doubtful=True)):
        return open_question(Comparison(None))
    refuted = [pair for row in found for pair in row if pair.equal is False]
    return wrong(max(refuted, key=lambda pair: pair.bits, default=DIFFERENT), *note)


def _items(reading: Reading) -> tuple[Node, ...]:
    assert isinstance(reading.tree, Braces)
    return reading.tree.items


def _repeats(items: tuple[Node, ...], given: list[Node]) -> tuple[Feedback, ...]:
    if len(items) == len(given):
        return ()
    shown = house(Braces(tuple(given)))
    return (Feedback(code="repeated", text=f"An element counts once: this is the set ${shown}$."),)


@lru_cache(maxsize=1024)
def _wanted(
    texts: tuple[str, ...], tolerance: Tolerance | None, symbols: frozenset[tuple[str, Assumption]]
) -> tuple[tuple[Node, Window | None], ...]:
    """The elements of a key, each once, with the window of those that are rational."""
    kept = distinct(of_key(texts)[1], dict(symbols))
    found: list[tuple[Node, Window | None]] = []
    for node, window in zip(of_key(texts)[1], windows(texts, tolerance), strict=True):
        if len(found) < len(kept) and node is kept[len(found)]:
            found.append((node, window))
    return tuple(found)


def pairs(key: SetAnswer, given: Sequence[Node], prove: Prove | None) -> list[list[Comparison]]:
    """Each element of the key compared with each that was given."""
    numbers = [plain(g) for g in given]
    found = []
    for w, window in _wanted(key.value, key.tolerance, frozenset(key.symbols.items())):
        row = []
        for g, x in zip(given, numbers, strict=True):
            if window is None or x is None:
                row.append(close(w, g, key.tolerance, key.symbols, prove))
            else:
                row.append(SAME if window[0] <= x <= window[1] else DIFFERENT)
        found.append(row)
    return found


def slips(key: SetAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    given = distinct(_items(reading), key.symbols)
    if len(given) > MAX_ELEMENTS:
        return ()
    found = pairs(key, given, None)
    hits = len(assigned(found, len(given)))
    missing, extra = len(found) - hits, len(given) - hits
    if missing and extra:
        return _altered(key, given) or _some(hits, len(given))
    if extra:
        if not found:
            return seen.remark("extra-element", "It has fewer elements.")
        do_not = "One of these does" if extra == 1 else f"{extra} of these do"
        return seen.remark("extra-element", f"{do_not} not belong to it; nothing is missing.")
    if missing and given:
        more = "one more is" if missing == 1 else f"{missing} more are"
        return seen.remark("missing-element", f"All of these belong to it, but {more} missing.")
    return seen.remark("missing-element", "It is not empty.") if missing else ()


def _altered(key: SetAnswer, given: list[Node]) -> tuple[Feedback, ...]:
    """What a set of numbers looks like beside the right one."""
    if of_key(key.value)[0] != "values":
        return ()
    sides = seen.both_sides(key.value, given, key.tolerance, key.symbols)
    return () if sides is None else seen.in_set(sides)


def _some(hits: int, size: int) -> tuple[Feedback, ...]:
    if not hits:
        return ()
    belong = "One of these belongs" if hits == 1 else f"{hits} of these {size} belong"
    return seen.remark("some-elements", f"{belong} to it, the rest does not.")


def text(key: SetAnswer) -> str:
    return "{" + ", ".join(key.value) + "}"


def formulas(key: SetAnswer) -> tuple[str, ...]:
    return key.value


def value(key: SetAnswer) -> Node:
    return Braces(tuple(map(parse, key.value)))


def rounded(key: SetAnswer) -> SetAnswer:
    return key.model_copy(update={"value": tuple(rounded_text(each, key.tolerance) for each in key.value)})


KIND = Kind(read, judge, text, formulas, value, rounded, slips, lists=True)
