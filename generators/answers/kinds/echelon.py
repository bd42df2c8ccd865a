"""An echelon form of a matrix: the same row space, and the staircase pattern. Judged by predicate, not by equality."""

from __future__ import annotations

from generators.answers.compare import Comparison, Prove
from generators.answers.entries import entries
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, right, wrong
from generators.answers.keys import staircase
from generators.answers.kinds.matrix import wrong_shape
from generators.notation import parse
from generators.notation.balls import evaluate
from generators.notation.rules import echelon, is_exact
from generators.notation.tree import Node, Rows
from generators.notation.values import Imprecise, Matrix
from schemas.answer import EchelonAnswer
from schemas.verdict import Feedback

PROVED = Comparison(True, "predicate")
REFUTED = Comparison(False, "predicate")


def read(key: EchelonAnswer | None, response: Response) -> Reading:
    return entries(response, matrix=True)


def judge(key: EchelonAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading.tree, Rows)
    A = evaluate(Rows(tuple(tuple(map(parse, row)) for row in key.matrix)))
    given = evaluate(reading.tree, bits=256)
    assert isinstance(A, Matrix) and isinstance(given, Matrix)
    if A.shape != given.shape:
        return wrong(REFUTED, wrong_shape(reading.tree.rows))
    form, _ = echelon(A)
    if not is_exact(given):
        return _with_roots(form, given, key.reduced)
    if echelon(given)[0] != form:
        return wrong(REFUTED, Feedback(code="row-space", text="This is not row equivalent to the matrix."))
    if not staircase(given):
        sentence = "This is row equivalent to the matrix, but not in row echelon form."
        return wrong(REFUTED, Feedback(code="not-echelon", text=sentence))
    if key.reduced and given != form:
        sentence = "This is a row echelon form, but not the reduced one."
        return wrong(REFUTED, Feedback(code="not-reduced", text=sentence))
    return right(PROVED)


def _with_roots(form: Matrix, given: Matrix, reduced: bool) -> Judgement:
    """Irrational entries: only what balls can refute is refuted."""
    try:
        reduced_given, _ = echelon(given)
    except Imprecise:
        return open_question(Comparison(None))
    for x, y in zip(form.entries, reduced_given.entries, strict=True):
        if not (y - x).contains(0) if type(y) is not type(x) else x != y:
            return wrong(REFUTED, Feedback(code="row-space", text="This is not row equivalent to the matrix."))
    return open_question(Comparison(None))


def text(key: EchelonAnswer) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in key.value) + "]"


def formulas(key: EchelonAnswer) -> tuple[str, ...]:
    return tuple(entry for row in key.matrix for entry in row)


def value(key: EchelonAnswer) -> Node:
    return Rows(tuple(tuple(map(parse, row)) for row in key.value))


KIND = Kind(read, judge, text, formulas, value)
