"""All eigenvalues of a matrix, each with independent eigenvectors, as many as its eigenspace has dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import acb, fmpq

from generators.answers.compare import Comparison, Prove, is_complex, plain, same
from generators.answers.entrywise import must_be_finite
from generators.answers.explain import entries as seen
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, right, wrong
from generators.answers.points import survey
from generators.answers.reading.vectors import Vector, pairs
from generators.answers.spectra import Spectrum, eigenpairs, spectrum
from generators.answers.subspaces import ZERO, independent, rational, rationals, total
from generators.answers.tolerance import decimals_of
from generators.notation import house, parse
from generators.notation.balls import evaluate
from generators.notation.tree import Braces, Call, Neg, Node, Op, Rows, Tuple
from schemas.answer import EigenpairsAnswer
from schemas.verdict import Feedback

PROVED, REFUTED, OPEN = Comparison(True, "predicate"), Comparison(False, "predicate"), Comparison(None)


@dataclass(slots=True)
class Eigenspace:
    """An eigenvalue and the vectors given for it, here and elsewhere in the answer."""

    value: Node
    vectors: list[Vector]


def read(key: EigenpairsAnswer | None, response: Response) -> Reading:
    return pairs(response, None if key is None else len(key.matrix))


def judge(key: EigenpairsAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    n = len(key.matrix)
    given = given_pairs(reading)
    for value, vectors in given:
        must_be_finite((value, *(x for v in vectors for x in v)))
    if any(len(v) != n for _, vectors in given for v in vectors):
        return wrong(REFUTED)
    holds = [is_pair(key, value, v, prove) for value, vectors in given for v in vectors]
    if False in holds:
        return wrong(REFUTED)
    spaces = _gathered(given, key)
    if spaces is None:
        return open_question(OPEN)
    complete = _complete(key, spaces)
    if complete is False:
        return wrong(REFUTED)
    return open_question(OPEN) if complete is None or None in holds else right(PROVED)


def given_pairs(reading: Reading) -> list[tuple[Node, list[Vector]]]:
    assert isinstance(reading.tree, Braces)
    return [
        (item.items[0], [part.rows[0] for part in item.items[1:] if isinstance(part, Rows)])
        for item in reading.tree.items
        if isinstance(item, Tuple)
    ]


def is_pair(key: EigenpairsAnswer, value: Node, v: Vector, prove: Prove | None = None) -> bool | None:
    """Whether v is an eigenvector for the value: not zero, and A*v = value*v."""
    numbers, factor, found = rationals(v), rational(value), spectrum(key.matrix)
    if numbers is not None and not any(numbers):
        return False
    if numbers is not None and factor is not None and found is not None:
        return all(
            sum((a * x for a, x in zip(row, numbers, strict=True)), fmpq(0)) == factor * y
            for row, y in zip(found.A.tolist(), numbers, strict=True)
        )
    images = zip(_rows(key), v, strict=True)
    verdicts = [same(_image(row, v), Op("*", value, y), key.symbols, prove=prove).equal for row, y in images]
    if False in verdicts:
        return False
    zeros = [same(ZERO, x, key.symbols, prove=prove).equal for x in v]
    if all(zeros):
        return False
    return None if None in verdicts or False not in zeros else True


def _rows(key: EigenpairsAnswer) -> list[list[Node]]:
    return [[parse(cell) for cell in row] for row in key.matrix]


def _image(row: Sequence[Node], v: Vector) -> Node:
    return total(Op("*", a, x) for a, x in zip(row, v, strict=True) if ZERO not in (a, x))


def _gathered(given: list[tuple[Node, list[Vector]]], key: EigenpairsAnswer) -> list[Eigenspace] | None:
    """The vectors by eigenvalue, each eigenvalue once; None where it is not clear whether two are equal."""
    spaces: list[Eigenspace] = []
    for value, vectors in given:
        for space in spaces:
            equal = same(space.value, value, key.symbols).equal
            if equal is None:
                return None
            if equal:
                space.vectors += vectors
                break
        else:
            spaces.append(Eigenspace(value, list(vectors)))
    return spaces


def _complete(key: EigenpairsAnswer, spaces: list[Eigenspace]) -> bool | None:
    """Whether these eigenvectors are independent and all that there are."""
    apart = [independent(space.vectors, key.symbols) for space in spaces]
    if False in apart:
        return False
    found, n = spectrum(key.matrix), len(key.matrix)
    if found is None:
        enough = sum(len(space.vectors) for space in spaces) == n and None not in apart
        return True if enough else None
    if len(spaces) < found.distinct:
        return False
    needed = [_dimension(found, space.value, key) for space in spaces]
    if any(d is not None and d != len(space.vectors) for d, space in zip(needed, spaces, strict=True)):
        return False
    return None if None in apart or None in needed else True


def _dimension(found: Spectrum, value: Node, key: EigenpairsAnswer) -> int | None:
    factor = found.factor_of(value, is_complex(survey(value).names, key.symbols))
    return None if factor is None else factor.dimension


# What is said ------------------------------------------------------------------------------------------------------


def slips(key: EigenpairsAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    given = given_pairs(reading)
    for _, vectors in given:
        for v in vectors:
            if len(v) != len(key.matrix):
                some = "one entry" if len(v) == 1 else f"{len(v)} entries"
                return seen.remark("wrong-shape", f"A vector with {some} does not fit here: ${_shown(v)}$.")
            if (numbers := rationals(v)) is not None and not any(numbers):
                return seen.remark("zero-vector", "The zero vector is never an eigenvector.")
    wrong_pairs = [(value, v) for value, vectors in given for v in vectors if is_pair(key, value, v) is False]
    if wrong_pairs:
        return _about_pair(key, given, *wrong_pairs[0])
    spaces = _gathered(given, key) or []
    for space in spaces:
        if independent(space.vectors, key.symbols) is False:
            said = f"The eigenvectors for ${house(space.value)}$ are dependent: give others, or fewer."
            return seen.remark("dependent", said)
    return _missing(key, spaces)


def _shown(v: Vector) -> str:
    return house(Rows((v,)))


def _about_pair(
    key: EigenpairsAnswer, given: list[tuple[Node, list[Vector]]], value: Node, v: Vector
) -> tuple[Feedback, ...]:
    """Why a value and a vector are no pair."""
    found = spectrum(key.matrix)
    if found is not None and _dimension(found, value, key) is None:
        if _dimension(found, Neg(value), key) is not None:
            return seen.remark("sign", f"Check the sign of the eigenvalue ${house(value)}$.")
        if _is_rounded(key, value):
            return seen.remark("rounded", "Give exact values, not rounded decimals.")
        return seen.remark("not-eigenvalue", f"${house(value)}$ is not an eigenvalue of the matrix.")
    if any(is_pair(key, other, v) for other, _ in given if other != value):
        said = f"${_shown(v)}$ is an eigenvector, but not for ${house(value)}$: look again which belong together."
        return seen.remark("exchanged", said)
    for i, x in enumerate(v):
        if x != ZERO and is_pair(key, value, (*v[:i], Neg(x), *v[i + 1 :])):
            return seen.remark("sign", f"Check the signs in ${_shown(v)}$.")
    return seen.remark("not-eigenvector", f"${_shown(v)}$ is not an eigenvector for the eigenvalue ${house(value)}$.")


def _is_rounded(key: EigenpairsAnswer, value: Node) -> bool:
    """Whether a decimal is an eigenvalue rounded to the places it has."""
    decimals, x = decimals_of(value), plain(value)
    if not decimals or x is None:
        return False
    true = evaluate(Call("eigenvalues", (Rows(tuple(map(tuple, _rows(key)))),)))
    return any(type(y) is not acb and bool(abs(y - x) <= fmpq(1, 2 * 10**decimals)) for y in true)


def _missing(key: EigenpairsAnswer, spaces: list[Eigenspace]) -> tuple[Feedback, ...]:
    """What of the pairs is not there."""
    found = spectrum(key.matrix)
    if found is None:
        return ()
    if (count := found.distinct - len(spaces)) > 0:
        more = "one more eigenvalue" if count == 1 else f"{count} more eigenvalues"
        return seen.remark("missing-pair", f"All of these are right, but there {'is' if count == 1 else 'are'} {more}.")
    for space in spaces:
        if len(space.vectors) < (_dimension(found, space.value, key) or 0):
            said = f"There are more independent eigenvectors for the eigenvalue ${house(space.value)}$."
            return seen.remark("missing-vector", said)
    return ()


def text(key: EigenpairsAnswer) -> str:
    def vector(entries: tuple[str, ...]) -> str:
        return "[" + ", ".join(entries) + "]"

    return ", ".join(f"({pair.eigenvalue}, {', '.join(map(vector, pair.vectors))})" for pair in eigenpairs(key.matrix))


def formulas(key: EigenpairsAnswer) -> tuple[str, ...]:
    return tuple(entry for row in key.matrix for entry in row)


KIND = Kind(read, judge, text, formulas, slips=slips, lists=True)
