"""A vector up to a nonzero factor."""

from __future__ import annotations

from generators.answers.compare import Comparison, Prove, both, same
from generators.answers.entries import entries
from generators.answers.judging import Judgement, Kind, Reading, Response, found, wrong
from generators.answers.kinds.vector import column, wrong_length
from generators.notation import parse
from generators.notation.tree import Node, Num, Op, Rows
from schemas.answer import DirectionAnswer
from schemas.verdict import Feedback

ZERO = Num("0")


def read(key: DirectionAnswer | None, response: Response) -> Reading:
    return entries(response, matrix=False)


def judge(key: DirectionAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    wanted, given = [parse(entry) for entry in key.value], column(reading)
    if len(wanted) != len(given):
        return wrong(Comparison(False, "exact"), wrong_length(len(given)))
    nonzero = [same(g, ZERO, key.symbols, prove=prove) for g in given]
    if all(each.equal for each in nonzero):
        return wrong(both(nonzero), Feedback(code="zero-vector", text="The zero vector has no direction."))
    at = _pivot(wanted, key)
    pairs = [_minor(wanted, given, at, j, key, prove) for j in range(len(wanted)) if j != at]
    if all(each.equal is not True for each in nonzero) and any(each.equal is None for each in nonzero):
        pairs.append(Comparison(None))
    return found(both([*pairs, Comparison(True, "exact")]))


def _pivot(wanted: list[Node], key: DirectionAnswer) -> int:
    """An entry of the key that is not zero."""
    return next(i for i, w in enumerate(wanted) if same(w, ZERO, key.symbols).equal is False)


def _minor(
    wanted: list[Node], given: list[Node], i: int, j: int, key: DirectionAnswer, prove: Prove | None
) -> Comparison:
    """Whether w_i*g_j = w_j*g_i."""
    return same(Op("*", wanted[i], given[j]), Op("*", wanted[j], given[i]), key.symbols, prove=prove)


def text(key: DirectionAnswer) -> str:
    return "[" + ", ".join(key.value) + "]"


def formulas(key: DirectionAnswer) -> tuple[str, ...]:
    return key.value


def value(key: DirectionAnswer) -> Node:
    return Rows(tuple((parse(entry),) for entry in key.value))


KIND = Kind(read, judge, text, formulas, value)
