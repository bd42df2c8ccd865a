"""A finite set: order and repetition do not matter."""

from __future__ import annotations

from collections.abc import Mapping

from generators.answers.compare import Comparison, Prove, both, same
from generators.answers.elements import elements
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, right, wrong
from generators.answers.tolerance import near, rounded_text
from generators.notation import house, parse
from generators.notation.tree import Braces, Neg, Node
from schemas.answer import Assumption, SetAnswer, Tolerance
from schemas.verdict import Feedback

MAX_ELEMENTS = 64


def read(key: SetAnswer | None, response: Response) -> Reading:
    return elements(response)


def judge(key: SetAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading.tree, Braces)
    if len(reading.tree.items) > MAX_ELEMENTS:
        return wrong(Comparison(False, "exact"))
    wanted = [parse(text) for text in key.value]
    given, note = distinct(reading.tree.items, key.symbols)
    pairs = [[close(w, g, key.tolerance, key.symbols, prove) for g in given] for w in wanted]
    partner = assigned(pairs, len(given))
    if len(partner) == len(wanted) == len(given):
        return right(both([pairs[i][j] for i, j in partner.items()] or [Comparison(True, "exact")]), *note)
    every = [pair for row in pairs for pair in row]
    if any(pair.equal is None for pair in every):
        doubtful = [[pair if pair.equal is not None else Comparison(True) for pair in row] for row in pairs]
        if len(assigned(doubtful, len(given))) == len(wanted) == len(given):
            return open_question(Comparison(None))
    evidence = max((pair for pair in every if pair.equal is False), key=lambda pair: pair.bits, default=None)
    slip = _slip(key, wanted, given, partner)
    return wrong(evidence or Comparison(False, "exact"), *slip, *note)


def close(
    wanted: Node, given: Node, tolerance: Tolerance | None, symbols: Mapping[str, Assumption], prove: Prove | None
) -> Comparison:
    if tolerance is None and symbols:
        return same(wanted, given, symbols, prove=prove)
    return near(wanted, tolerance, given, prove)


def distinct(items: tuple[Node, ...], symbols: Mapping[str, Assumption]) -> tuple[list[Node], tuple[Feedback, ...]]:
    """The elements without repeats, and a word about these."""
    kept: list[Node] = []
    for item in items:
        if not any(same(other, item, symbols).equal for other in kept):
            kept.append(item)
    if len(kept) == len(items):
        return kept, ()
    shown = house(Braces(tuple(kept)))
    return kept, (Feedback(code="repeated", text=f"An element counts once: this is the set ${shown}$."),)


def assigned(pairs: list[list[Comparison]], columns: int) -> dict[int, int]:
    """As many rows as possible, each with a column of its own that fits (augmenting paths)."""
    holder: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in range(columns):
            if pairs[i][j].equal and j not in tried:
                tried.add(j)
                if j not in holder or place(holder[j], tried):
                    holder[j] = i
                    return True
        return False

    for i in range(len(pairs)):
        place(i, set())
    return {i: j for j, i in holder.items()}


def _slip(key: SetAnswer, wanted: list[Node], given: list[Node], partner: dict[int, int]) -> tuple[Feedback, ...]:
    missing, extra = len(wanted) - len(partner), len(given) - len(partner)
    if given and not partner and missing == extra:
        flipped = [[close(w, Neg(g), key.tolerance, key.symbols, None) for g in given] for w in wanted]
        if len(assigned(flipped, len(given))) == len(wanted):
            return (Feedback(code="sign", text="Check the signs."),)
    if partner and missing and not extra:
        return (Feedback(code="missing-element", text="All of these belong to it, but something is missing."),)
    if extra and not missing:
        return (Feedback(code="extra-element", text="Not all of these belong to it."),)
    return ()


def text(key: SetAnswer) -> str:
    return "{" + ", ".join(key.value) + "}"


def formulas(key: SetAnswer) -> tuple[str, ...]:
    return key.value


def value(key: SetAnswer) -> Node:
    return Braces(tuple(map(parse, key.value)))


def rounded(key: SetAnswer) -> SetAnswer:
    return key.model_copy(update={"value": tuple(rounded_text(each, key.tolerance) for each in key.value)})


KIND = Kind(read, judge, text, formulas, value, rounded)
