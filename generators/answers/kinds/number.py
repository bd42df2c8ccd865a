"""One number: exact, or within a tolerance; in a form if the key asks for one."""

from __future__ import annotations

from flint import arb, fmpq

from generators.answers.compare import Prove, same
from generators.answers.forms import number_form
from generators.answers.judging import Judgement, Kind, Reading, Response, found, right, wrong_form
from generators.answers.reading import scalar
from generators.answers.tolerance import decimals_of, near, rounded_text
from generators.notation import parse
from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.tree import Neg, Node, Num, Op
from generators.notation.values import Imprecise, Undefined
from schemas.answer import NumberAnswer, Tolerance
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
    return key.value


def slips(key: NumberAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """What a wrong number looks like, if it looks like anything."""
    if judgement.feedback:
        return ()
    between = None if key.between is None else (parse(key.between[0]), parse(key.between[1]))
    return _slips(parse(key.value), key.tolerance, reading.tree, between)


def _slips(
    key: Node, tolerance: Tolerance | None, given: Node, between: tuple[Node, Node] | None
) -> tuple[Feedback, ...]:
    decimals = decimals_of(given)
    if decimals is not None and _rounds_to(key, given, decimals):
        if tolerance is not None:
            return (Feedback(code="rounded-too-coarsely", text="This is rounded too coarsely: give more digits."),)
        if decimals and not _is_decimal(key):
            return (Feedback(code="rounded", text="Give the exact value, not a rounded decimal."),)
    for code, other, sentence in (
        ("sign", Neg(given), "Check the sign."),
        ("percent", Op("/", given, Num("100")), "Is this a percentage? Then write the sign %."),
        ("percent", Op("*", given, Num("100")), "A share or a percentage? This is off by a factor of 100."),
        ("reciprocal", Op("/", Num("1"), given), "This is one over the right value."),
    ):
        if _matches(key, tolerance, other, between):
            return (Feedback(code=code, text=sentence),)
    return ()


def _matches(key: Node, tolerance: Tolerance | None, other: Node, between: tuple[Node, Node] | None) -> bool:
    try:
        value = evaluate(other)
        if type(value) is fmpq and not value:
            return False
        if tolerance is None and between is None:
            return same(key, other).equal is True
        return near(key, tolerance, other, None, between).equal is True
    except (Undefined, Imprecise, NotationError):
        return False


def _rounds_to(key: Node, given: Node, decimals: int) -> bool:
    """Whether the key, rounded to as many decimals as were given, is what was given."""
    try:
        x, y = evaluate(key, bits=256), evaluate(given, bits=256)
    except (Undefined, Imprecise, NotationError):
        return False
    if type(x) not in (fmpq, arb) or type(y) not in (fmpq, arb) or (type(y) is fmpq and not y):
        return False
    return bool(abs(x - y) <= fmpq(1, 2 * 10**decimals))


def _is_decimal(key: Node) -> bool:
    """Whether the key has a finite decimal expansion."""
    value = evaluate(key)
    if type(value) is not fmpq:
        return False
    q = int(value.q)
    for prime in (2, 5):
        while q % prime == 0:
            q //= prime
    return q == 1


def formulas(key: NumberAnswer) -> tuple[str, ...]:
    return (key.value,)


def value(key: NumberAnswer) -> Node:
    return parse(key.value)


def rounded(key: NumberAnswer) -> NumberAnswer:
    return key.model_copy(update={"value": rounded_text(key.value, key.tolerance)})


KIND = Kind(read, judge, text, formulas, value, rounded, slips)
