"""Whether one key's answer is right for another: what tells a mistake from the key, and mistakes from each other.

Keys of numbers are compared as numbers, which costs a tenth of marking a typed answer with all its feedback; the others
are marked. Irrational numbers are compared to 40 digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import floor, log10

from flint import arb, fmpq

from generators.answers import agrees, key_text, same
from generators.maths.matrices import Mat, is_echelon, row_equivalent
from generators.maths.reals import BITS, exact
from generators.notation import NotationError, evaluate, parse
from generators.notation.tree import Chain, Name, Node, names
from generators.notation.values import Imprecise, Undefined
from schemas.answer import (
    AnswerKey,
    BasisAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    DirectionAnswer,
    EchelonAnswer,
    EquationAnswer,
    ExpressionAnswer,
    IntervalAnswer,
    ListAnswer,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    OrderAnswer,
    SetAnswer,
    TableAnswer,
    Tolerance,
    VectorAnswer,
)

NOISE = Fraction(1, 10**40)
ROUNDING = Fraction(1_000_001, 1_000_000)
"""Ends of a tolerance belong to it, and a millionth more."""


class NotNumeric(Exception):
    """These keys hold something else than numbers, or ask for a form."""


def coincide(key: AnswerKey, other: AnswerKey) -> bool:
    """Whether the answer of `other` earns full credit for `key`."""
    try:
        return numbers_coincide(key, other)
    except NotNumeric:
        pass
    mine, theirs = function(key), function(other)
    if mine is not None and theirs is not None and mine[0] == theirs[0] and not getattr(key, "form", None):
        equal = same(mine[1], theirs[1], key.symbols).equal
        if equal is not None:
            return equal
    return agrees(key, key_text(other))


def function(key: AnswerKey) -> tuple[str, Node] | None:
    """What a key says as a function: an expression, or an equation solved for a name; None for all others."""
    if isinstance(key, ExpressionAnswer):
        return None if key.up_to else ("", parse(key.value))
    if isinstance(key, EquationAnswer):
        node = parse(key.value)
        if isinstance(node, Chain) and node.relations == ("=",) and isinstance(node.terms[0], Name):
            name = node.terms[0].text
            return (name, node.terms[1]) if name not in names(node.terms[1]) else None
    return None


def numbers_coincide(key: AnswerKey, other: AnswerKey) -> bool:
    """The same for keys of numbers. Raises NotNumeric for all others."""
    match key, other:
        case NumberAnswer(form=None), NumberAnswer():
            return number_fits(key, number(other.value))
        case SetAnswer(), SetAnswer():
            mine, theirs = numbers(key.value), numbers(other.value)
            covered = all(any(fits(a, b, key.tolerance) for b in theirs) for a in mine)
            return covered and all(any(fits(a, b, key.tolerance) for a in mine) for b in theirs)
        case ListAnswer(), ListAnswer():
            return all_fit(numbers(key.value), numbers(other.value), key.tolerance)
        case BasisAnswer(value=mine), BasisAnswer(value=theirs) if mine and theirs:
            A, R = (Mat(map(numbers, rows)) for rows in (mine, theirs))
            return A.shape == R.shape and row_equivalent(A, R)
        case VectorAnswer(), VectorAnswer():
            mine, theirs = numbers(key.value), numbers(other.value)
            signs = (1, -1) if key.up_to == "sign" else (1,)
            return any(all_fit([sign * a for a in mine], theirs, key.tolerance) for sign in signs)
        case DirectionAnswer(), DirectionAnswer() | VectorAnswer():
            return parallel(numbers(key.value), numbers(other.value))
        case MatrixAnswer(), MatrixAnswer():
            return rows_fit(key.value, other.value, key.tolerance)
        case TableAnswer(), TableAnswer():
            return rows_fit(plain_cells(key), plain_cells(other), key.tolerance)
        case EchelonAnswer(), EchelonAnswer() | MatrixAnswer():
            A, R = (Mat(map(numbers, rows)) for rows in (key.matrix, other.value))
            return A.shape == R.shape and is_echelon(R, reduced=key.reduced) and row_equivalent(A, R)
        case IntervalAnswer(low=NumberAnswer() as a, high=NumberAnswer() as b), IntervalAnswer(
            low=NumberAnswer() as c, high=NumberAnswer() as d
        ):
            return number_fits(a, number(c.value)) and number_fits(b, number(d.value))
        case (
            (ChoiceAnswer(value=mine), ChoiceAnswer(value=theirs))
            | (MatchingAnswer(value=mine), MatchingAnswer(value=theirs))
            | (OrderAnswer(value=mine), OrderAnswer(value=theirs))
            | (BooleanAnswer(value=mine), BooleanAnswer(value=theirs))
        ):
            return mine == theirs
        case ChoicesAnswer(value=mine), ChoicesAnswer(value=theirs):
            return set(mine) == set(theirs)
        case _:
            raise NotNumeric


@lru_cache(maxsize=8192)
def number(text: str) -> Fraction:
    """The value of a constant: exact if it is rational, else right to 40 digits. Raises NotNumeric if there is none."""
    try:
        return Fraction(text)
    except ValueError:
        pass
    try:
        value = evaluate(parse(text), bits=BITS)
    except (NotationError, Undefined, Imprecise):
        raise NotNumeric from None
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    if not isinstance(value, arb):
        raise NotNumeric
    return exact(value, text)


def numbers(texts: Iterable[str]) -> list[Fraction]:
    return [number(text) for text in texts]


def slack(value: Fraction, tolerance: Tolerance | None) -> Fraction:
    """How far from `value` an answer may be."""
    if tolerance is None:
        return NOISE * max(Fraction(1), abs(value))
    if tolerance.decimals is not None:
        return ROUNDING / Fraction(2 * 10**tolerance.decimals)
    if tolerance.sigfigs is not None:
        leading = floor(log10(abs(value))) if value else 0
        return ROUNDING * Fraction(10) ** (leading - tolerance.sigfigs + 1) / 2
    if tolerance.abs is not None:
        return number(tolerance.abs)
    return number(tolerance.rel or "0") * abs(value)


def fits(value: Fraction, given: Fraction, tolerance: Tolerance | None) -> bool:
    return abs(value - given) <= slack(value, tolerance)


def number_fits(key: NumberAnswer, given: Fraction) -> bool:
    ends = sorted(numbers(key.between or (key.value,)))
    inside = len(ends) == 2 and ends[0] <= given <= ends[1]
    return inside or any(fits(end, given, key.tolerance) for end in ends)


def all_fit(mine: Sequence[Fraction], theirs: Sequence[Fraction], tolerance: Tolerance | None) -> bool:
    return len(mine) == len(theirs) and all(fits(a, b, tolerance) for a, b in zip(mine, theirs, strict=True))


def rows_fit(mine: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]], tolerance: Tolerance | None) -> bool:
    pairs = zip(mine, theirs, strict=False)
    return len(mine) == len(theirs) and all(all_fit(numbers(a), numbers(b), tolerance) for a, b in pairs)


def parallel(u: Sequence[Fraction], v: Sequence[Fraction]) -> bool:
    """Whether one is a nonzero multiple of the other."""
    if len(u) != len(v) or not any(v):
        return False
    size = max(map(abs, u)) * max(map(abs, v))
    n = len(u)
    return all(abs(u[i] * v[j] - u[j] * v[i]) <= NOISE * size for i in range(n) for j in range(i))


def plain_cells(key: TableAnswer) -> list[list[str]]:
    """The cells of a table of numbers under one tolerance."""
    rows = [[cell for cell in row if isinstance(cell, str)] for row in key.value]
    if any(len(texts) < len(row) for texts, row in zip(rows, key.value, strict=True)):
        raise NotNumeric
    return rows
