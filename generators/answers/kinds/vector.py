"""A vector, entry by entry; up to its sign and with credit per entry where the key says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generators.answers.compare import Comparison, Prove, both
from generators.answers.entries import entries
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, partly, right, wrong
from generators.answers.kinds.finite_set import close
from generators.answers.tolerance import rounded_text
from generators.notation import parse
from generators.notation.tree import Neg, Node, Rows
from schemas.answer import Assumption, Tolerance, VectorAnswer
from schemas.verdict import Feedback


def read(key: VectorAnswer | None, response: Response) -> Reading:
    return entries(response, matrix=False)


def judge(key: VectorAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    wanted, given = [parse(entry) for entry in key.value], column(reading)
    if len(wanted) != len(given):
        return wrong(Comparison(False, "exact"), wrong_length(len(given)))
    found = compared(wanted, given, key.tolerance, key.symbols, prove)
    if key.up_to == "sign" and not all(each.equal for each in found):
        flipped = compared([Neg(w) for w in wanted], given, key.tolerance, key.symbols, prove)
        if all(each.equal for each in flipped) or all(each.equal is not False for each in flipped):
            found = flipped
    slips = () if all(each.equal for each in found) else _slips(key, wanted, given)
    return by_entries(found, key.partial is not None, slips)


def column(reading: Reading) -> list[Node]:
    assert isinstance(reading.tree, Rows)
    return [cell for row in reading.tree.rows for cell in row]


def wrong_length(length: int) -> Feedback:
    return Feedback(code="wrong-shape", text=f"A vector with {length} entries does not fit here.")


def compared(
    wanted: Sequence[Node],
    given: Sequence[Node],
    tolerance: Tolerance | None,
    symbols: Mapping[str, Assumption],
    prove: Prove | None,
) -> list[Comparison]:
    return [close(w, g, tolerance, symbols, prove) for w, g in zip(wanted, given, strict=True)]


def by_entries(found: list[Comparison], credit: bool, slips: tuple[Feedback, ...]) -> Judgement:
    """Right if all entries are; with credit per entry, or none, where some are not."""
    evidence = both(found)
    if evidence.equal:
        return right(evidence)
    hits = sum(each.equal is True for each in found)
    if any(each.equal is None for each in found) and (credit or all(each.equal is not False for each in found)):
        return open_question(Comparison(None))
    if credit and hits:
        note = Feedback(code="some-entries", text=f"{hits} of {len(found)} entries are right.")
        return partly(hits / len(found), evidence, note)
    return wrong(evidence, *slips)


def _slips(key: VectorAnswer, wanted: list[Node], given: list[Node]) -> tuple[Feedback, ...]:
    def fits(target: list[Node]) -> bool:
        return all(each.equal for each in compared(target, given, key.tolerance, key.symbols, None))

    if key.up_to is None and fits([Neg(w) for w in wanted]):
        return (Feedback(code="sign", text="Check the signs: this is the opposite vector."),)
    if len(wanted) <= 6:
        for i in range(len(wanted)):
            for j in range(i):
                swapped = wanted.copy()
                swapped[i], swapped[j] = swapped[j], swapped[i]
                if fits(swapped):
                    return (Feedback(code="swapped", text="Two entries have changed places."),)
    return ()


def text(key: VectorAnswer) -> str:
    return "[" + ", ".join(key.value) + "]"


def formulas(key: VectorAnswer) -> tuple[str, ...]:
    return key.value


def value(key: VectorAnswer) -> Node:
    return Rows(tuple((parse(entry),) for entry in key.value))


def rounded(key: VectorAnswer) -> VectorAnswer:
    return key.model_copy(update={"value": tuple(rounded_text(each, key.tolerance) for each in key.value)})


KIND = Kind(read, judge, text, formulas, value, rounded)
