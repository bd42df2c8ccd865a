"""Values in order, repeats included."""

from __future__ import annotations

from generators.answers.compare import Prove
from generators.answers.entrywise import DIFFERENT, assigned, by_entries, close, compared, must_exist
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, wrong
from generators.answers.reading.elements import EMPTY, of_key, sequence
from generators.answers.tolerance import rounded_text
from generators.notation.tree import Node, Rows
from schemas.answer import ListAnswer
from schemas.verdict import Feedback

MAX_LENGTH = 64


def read(key: ListAnswer | None, response: Response) -> Reading:
    if key is None:
        return sequence(response, None)
    return sequence(response, of_key(key.value)[0], tuple(key.symbols))


def judge(key: ListAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = _items(reading)
    must_exist(given)
    if len(given) != len(key.value):
        return wrong(DIFFERENT, _wrong_length(len(given), len(key.value)))
    of, wanted = of_key(key.value)
    if of == "values":
        return by_entries(compared(key.value, given, key.tolerance, key.symbols, prove), credit=False)
    pairs = zip(wanted, given, strict=True)
    return by_entries([close(w, g, key.tolerance, key.symbols, prove) for w, g in pairs], credit=False)


def _items(reading: Reading) -> tuple[Node, ...]:
    return reading.tree.rows[0] if isinstance(reading.tree, Rows) else ()


def _wrong_length(given: int, wanted: int) -> Feedback:
    some = "no values" if not given else "one value" if given == 1 else f"{given} values"
    more = "some are missing" if given < wanted else "these are too many"
    return Feedback(code="wrong-length", text=f"A list with {some} does not fit here: {more}.")


def slips(key: ListAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    given = _items(reading)
    of, wanted = of_key(key.value)
    if not 0 < len(given) <= MAX_LENGTH or len(wanted) != len(given):
        return ()
    if of == "values" and (sides := seen.both_sides(key.value, given, key.tolerance, key.symbols)) is not None:
        return seen.in_list(sides)
    pairs = [[close(w, g, key.tolerance, key.symbols) for g in given] for w in wanted]
    return seen.ANOTHER_ORDER if len(assigned(pairs, len(given))) == len(given) else ()


def text(key: ListAnswer) -> str:
    return ", ".join(key.value) if key.value else "{}"


def formulas(key: ListAnswer) -> tuple[str, ...]:
    return key.value


def value(key: ListAnswer) -> Node:
    return Rows((of_key(key.value)[1],)) if key.value else EMPTY


def rounded(key: ListAnswer) -> ListAnswer:
    return key.model_copy(update={"value": tuple(rounded_text(each, key.tolerance) for each in key.value)})


KIND = Kind(read, judge, text, formulas, value, rounded, slips, lists=True)
