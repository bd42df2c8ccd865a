"""A basis of a subspace: as many independent vectors as it takes, each in the subspace."""

from __future__ import annotations

from flint import fmpq

from generators.answers.compare import Comparison, Prove, is_complex
from generators.answers.entrywise import must_be_finite
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, right, wrong
from generators.answers.points import survey
from generators.answers.reading.vectors import Vector, vectors
from generators.answers.subspaces import ZERO, Span, independent, lies_in, rational, rationals, spanned
from generators.notation import house, parse
from generators.notation.tree import Braces, Neg, Node, Rows
from schemas.answer import BasisAnswer
from schemas.verdict import Feedback

PROVED, REFUTED, OPEN = Comparison(True, "predicate"), Comparison(False, "predicate"), Comparison(None)


def read(key: BasisAnswer | None, response: Response) -> Reading:
    return vectors(response, None if key is None else len(key.value[0]) if key.value else 0)


def judge(key: BasisAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = vectors_of(reading)
    must_be_finite(x for vector in given for x in vector)
    span = _span(key)
    if any(len(vector) != span.width for vector in given) or not_real(key, given):
        return wrong(REFUTED)
    inside = [lies_in(span, vector, key.symbols).equal for vector in given]
    if False in inside or (span.dimension is not None and len(given) != span.dimension):
        return wrong(REFUTED)
    apart = independent(given, key.symbols)
    if apart is False:
        return wrong(REFUTED)
    if apart is None or None in inside or span.dimension is None:
        return open_question(OPEN)
    return right(PROVED)


def not_real(key: BasisAnswer, given: list[Vector]) -> bool:
    """Whether there are complex numbers in vectors of a real subspace."""
    used = frozenset[str]().union(*(survey(x).names for vector in given for x in vector))
    mine = frozenset[str]().union(*(survey(parse(entry)).names for entry in formulas(key)))
    return is_complex(used, key.symbols) and not is_complex(mine, key.symbols)


def vectors_of(reading: Reading) -> list[Vector]:
    assert isinstance(reading.tree, Braces)
    return [item.rows[0] for item in reading.tree.items if isinstance(item, Rows)]


def _span(key: BasisAnswer) -> Span:
    return spanned(key.value, frozenset(key.symbols.items()))


def slips(key: BasisAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    given, span = vectors_of(reading), _span(key)
    if not key.value:
        zeros = all(rational(x) == 0 for vector in given for x in vector)
        said = "The only vector of this subspace is 0, and its basis is the empty set."
        return seen.remark("zero-vector" if zeros else "too-many", said)
    for vector in given:
        if len(vector) != span.width:
            some = "one entry" if len(vector) == 1 else f"{len(vector)} entries"
            return seen.remark("wrong-shape", f"A vector with {some} does not fit here: {_shown(vector)}.")
    for vector in given:
        if (numbers := rationals(vector)) is not None and not any(numbers):
            return seen.remark("zero-vector", "The zero vector cannot belong to a basis.")
    if not_real(key, given):
        return seen.remark("complex", "Vectors of real numbers are asked for.")
    strange = [vector for vector in given if lies_in(span, vector, key.symbols).equal is False]
    if strange:
        return _outside(key, span, given, strange[0])
    if independent(given, key.symbols) is False:
        return _dependent(key, given)
    if span.dimension is None or len(given) == span.dimension:
        return ()
    if len(given) < span.dimension:
        return seen.remark("too-few", "These vectors lie in the subspace, but do not span all of it.")
    return seen.remark("too-many", "These are more vectors than a basis of the subspace has.")


def _shown(vector: Vector) -> str:
    return f"${house(Rows((vector,)))}$"


def _outside(key: BasisAnswer, span: Span, given: list[Vector], strange: Vector) -> tuple[Feedback, ...]:
    """What can be said about a vector that does not lie in the subspace."""
    if _perpendicular(key, given):
        return seen.remark("perpendicular", "These vectors are perpendicular to the subspace, not in it.")
    for i, x in enumerate(strange):
        if x != ZERO and lies_in(span, (*strange[:i], Neg(x), *strange[i + 1 :]), key.symbols).equal:
            return seen.remark("sign", f"{_shown(strange)} does not lie in the subspace: check the signs.")
    return seen.remark("not-in-subspace", f"{_shown(strange)} does not lie in the subspace.")


def _perpendicular(key: BasisAnswer, given: list[Vector]) -> bool:
    """Whether all given vectors are rational and perpendicular to all of the key's."""
    mine = [rationals([parse(entry) for entry in row]) for row in key.value]
    theirs = [rationals(vector) for vector in given]
    return bool(mine) and all(
        u is not None and v is not None and not sum((x * y for x, y in zip(u, v, strict=True)), fmpq(0))
        for u in mine
        for v in theirs
    )


def _dependent(key: BasisAnswer, given: list[Vector]) -> tuple[Feedback, ...]:
    """Names the first vector that depends on those before it."""
    for n in range(2, len(given) + 1):
        if independent(given[:n], key.symbols) is False:
            said = f"These vectors are dependent: {_shown(given[n - 1])} is a combination of those before it."
            return seen.remark("dependent", said)
    return ()


def text(key: BasisAnswer) -> str:
    return "{" + ", ".join("[" + ", ".join(row) + "]" for row in key.value) + "}"


def formulas(key: BasisAnswer) -> tuple[str, ...]:
    return tuple(entry for row in key.value for entry in row)


def value(key: BasisAnswer) -> Node:
    return Braces(tuple(Rows((tuple(map(parse, row)),)) for row in key.value))


KIND = Kind(read, judge, text, formulas, value, slips=slips, lists=True)
