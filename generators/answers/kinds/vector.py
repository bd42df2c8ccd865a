"""A vector, entry by entry; up to its sign and with credit per entry where the key says so."""

from __future__ import annotations

from collections.abc import Sequence

from generators.answers.compare import Comparison, Prove
from generators.answers.entrywise import DIFFERENT, by_entries, compared, must_exist
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, wrong
from generators.answers.reading.entries import entries
from generators.answers.tolerance import rounded_text
from generators.notation import parse
from generators.notation.tree import Neg, Node, Rows
from schemas.answer import VectorAnswer
from schemas.verdict import Feedback


def read(key: VectorAnswer | None, response: Response) -> Reading:
    if key is None:
        return entries(response, matrix=False)
    either = key.up_to == "sign"
    return entries(response, matrix=False, unknowns=tuple(key.symbols), size=len(key.value), either_sign=either)


def judge(key: VectorAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = column(reading)
    if len(key.value) != len(given):
        return wrong_length(given)
    found = compared(key.value, given, key.tolerance, key.symbols, prove)
    if key.up_to == "sign" and not all(each.equal for each in found):
        flipped = compared(key.value, [Neg(g) for g in given], key.tolerance, key.symbols, prove)
        found = max(found, flipped, key=_promise)
    return by_entries(found, key.partial is not None)


def _promise(found: list[Comparison]) -> tuple[bool, int]:
    """How near entries are to being right: whether all may be, and how many are."""
    return all(each.equal is not False for each in found), sum(each.equal is True for each in found)


def column(reading: Reading) -> list[Node]:
    assert isinstance(reading.tree, Rows)
    return [cell for row in reading.tree.rows for cell in row]


def wrong_length(given: Sequence[Node]) -> Judgement:
    """Raises Undefined where an entry has no value."""
    must_exist(given)
    some = "one entry" if len(given) == 1 else f"{len(given)} entries"
    return wrong(DIFFERENT, Feedback(code="wrong-shape", text=f"A vector with {some} does not fit here."))


def slips(key: VectorAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    given = column(reading)
    if len(given) != len(key.value):
        return ()
    sides = seen.both_sides(key.value, given, key.tolerance, key.symbols)
    return () if sides is None else seen.in_vector(sides, up_to_sign=key.up_to == "sign")


def text(key: VectorAnswer) -> str:
    return "[" + ", ".join(key.value) + "]"


def formulas(key: VectorAnswer) -> tuple[str, ...]:
    return key.value


def value(key: VectorAnswer) -> Node:
    return Rows(tuple((parse(entry),) for entry in key.value))


def rounded(key: VectorAnswer) -> VectorAnswer:
    return key.model_copy(update={"value": tuple(rounded_text(each, key.tolerance) for each in key.value)})


KIND = Kind(read, judge, text, formulas, value, rounded, slips, lists=True)
