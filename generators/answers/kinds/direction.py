"""A vector up to a nonzero factor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flint import fmpq

from generators.answers.compare import Comparison, Prove, both, is_complex, same
from generators.answers.entrywise import DIFFERENT, SAME, must_be_defined, must_be_finite
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, found, open_question, wrong
from generators.answers.kinds.vector import column, wrong_length
from generators.answers.points import survey
from generators.answers.reading.entries import entries
from generators.answers.subspaces import ZERO, rationals
from generators.notation import parse
from generators.notation.tree import Node, Op, Rows
from schemas.answer import DirectionAnswer
from schemas.verdict import Feedback

NO_DIRECTION = Feedback(code="zero-vector", text="The zero vector has no direction.")
NOT_REAL = Feedback(code="complex", text="A vector of real numbers is asked for.")


def read(key: DirectionAnswer | None, response: Response) -> Reading:
    if key is None:
        return entries(response, matrix=False)
    return entries(response, matrix=False, unknowns=tuple(key.symbols), size=len(key.value), either_sign=True)


def judge(key: DirectionAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = column(reading)
    if len(key.value) != len(given):
        return wrong_length(given)
    must_be_finite(given)
    wanted = [parse(entry) for entry in key.value]
    numbers, others = rationals(wanted), rationals(given)
    if numbers is None or others is None:
        return _by_formulas(key, wanted, given, prove)
    if not any(others):
        return wrong(DIFFERENT, NO_DIRECTION)
    return found(SAME if parallel(numbers, others) else DIFFERENT)


def parallel(u: Sequence[fmpq], v: Sequence[fmpq]) -> bool:
    """Whether v is a multiple of u, which is not the zero vector."""
    i = max(range(len(u)), key=lambda i: bool(u[i]))
    return all(u[i] * y == x * v[i] for x, y in zip(u, v, strict=True))


def _by_formulas(key: DirectionAnswer, wanted: list[Node], given: list[Node], prove: Prove | None) -> Judgement:
    zeros = [same(ZERO, g, key.symbols, prove=prove) for g in given]
    for g, zero in zip(given, zeros, strict=True):
        must_be_defined(g, key.symbols, zero)
    if all(each.equal for each in zeros):
        return wrong(both(zeros), NO_DIRECTION)
    if _is_complex(given, key) and not _is_complex(wanted, key):
        return wrong(DIFFERENT, NOT_REAL)
    pivots = [i for i, w in enumerate(wanted) if same(w, ZERO, key.symbols).equal is False]
    if not pivots:
        return open_question(Comparison(None))
    i = pivots[0]
    minors = [_minor(wanted, given, i, j, key, prove) for j in range(len(wanted)) if j != i]
    if not any(each.equal is False for each in zeros):
        minors.append(Comparison(None))
    return found(both([SAME, *minors]))


def _is_complex(nodes: Iterable[Node], key: DirectionAnswer) -> bool:
    return is_complex(frozenset[str]().union(*(survey(node).names for node in nodes)), key.symbols)


def _minor(
    wanted: list[Node], given: list[Node], i: int, j: int, key: DirectionAnswer, prove: Prove | None
) -> Comparison:
    """Whether w_i*g_j = w_j*g_i."""
    return same(Op("*", wanted[i], given[j]), Op("*", wanted[j], given[i]), key.symbols, prove=prove)


def slips(key: DirectionAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    given = column(reading)
    if judgement.feedback or len(given) != len(key.value):
        return ()
    sides = seen.both_sides(key.value, given, None, key.symbols)
    return () if sides is None else seen.in_direction(sides)


def text(key: DirectionAnswer) -> str:
    return "[" + ", ".join(key.value) + "]"


def formulas(key: DirectionAnswer) -> tuple[str, ...]:
    return key.value


def value(key: DirectionAnswer) -> Node:
    return Rows(tuple((parse(entry),) for entry in key.value))


KIND = Kind(read, judge, text, formulas, value, slips=slips, lists=True)
