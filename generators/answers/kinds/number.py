"""One number: exact, or within a tolerance; in a form if the key asks for one."""

from __future__ import annotations

from generators.answers.compare import Prove
from generators.answers.explain import number_slips
from generators.answers.forms import number_form, written_in
from generators.answers.judging import Judgement, Kind, Reading, Response, found, right, wrong_form
from generators.answers.reading import scalar
from generators.answers.tolerance import near, rounded_text
from generators.notation import parse
from generators.notation.tree import Node
from schemas.answer import NumberAnswer
from schemas.verdict import Feedback


def read(key: NumberAnswer | None, response: Response) -> Reading:
    return scalar(response)


def judge(key: NumberAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    target = parse(key.value)
    between = None if key.between is None else (parse(key.between[0]), parse(key.between[1]))
    comparison = near(target, key.tolerance, reading.tree, prove, between)
    if not comparison.equal:
        return found(comparison)
    if key.form is not None and (message := number_form(reading.tree, key.form, key.mixed)) is not None:
        return wrong_form(key.form_credit, comparison, message)
    return right(comparison)


def text(key: NumberAnswer) -> str:
    return key.value if key.form is None else written_in(key.value, key.form)


def slips(key: NumberAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """What a wrong number looks like, if it looks like anything."""
    if judgement.feedback:
        return ()
    between = None if key.between is None else (parse(key.between[0]), parse(key.between[1]))
    return number_slips(parse(key.value), key.tolerance, between, reading.tree)


def formulas(key: NumberAnswer) -> tuple[str, ...]:
    return (key.value,)


def value(key: NumberAnswer) -> Node:
    return parse(key.value)


def rounded(key: NumberAnswer) -> NumberAnswer:
    return key.model_copy(update={"value": rounded_text(key.value, key.tolerance)})


KIND = Kind(read, judge, text, formulas, value, rounded, slips)
