"""Inverses by NumPy, products with the matrix itself, and pictures brought back point by point."""

import numpy as np

from generators.notation.tree import Chain, Name, Node, Op, Rows
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, function, numeric, only
from tests.oracles.transformations import drawn_map


@oracle("linear_algebra.inverse.inverse_2x2")
def _(exercise: Exercise) -> None:
    A = definitions(exercise.stem)["A"]
    if exercise.level != "hard":
        (part,) = exercise.parts
        check(numeric(A), entries(part.answer))
        dets = {"easy": (1,), "core": (2, 3, 4, 5, 6)}[exercise.level]
        assert round(abs(np.linalg.det(numeric(A)))) in dets
        return
    first, second = exercise.parts
    at = function(A, "k")
    singular = [k for k in range(-40, 41) if abs(np.linalg.det(at(float(k)))) < 1e-9]
    assert entries(first.answer).tolist() == singular
    inverse = [[function(entry, "k") for entry in row] for row in second.answer.value]
    for k in (0.5, -2.25, 7.3, 11.0):
        check(at(k), np.array([[entry(k) for entry in row] for row in inverse]))
    slope = np.linalg.det(at(1e6)) / 1e6 ** len(singular)
    assert 0.5 < abs(slope) < 7, "a determinant of another degree may have other roots"


def check(A: np.ndarray, inverse: np.ndarray) -> None:
    assert np.allclose(A @ inverse, np.eye(len(A))) and np.allclose(inverse, np.linalg.inv(A))


@oracle("linear_algebra.inverse.inverse_3x3")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    A = numeric(definitions(exercise.stem)["A"])
    check(A, entries(part.answer))
    det = round(np.linalg.det(A))
    assert np.abs(A).max() <= 9 and np.abs(entries(part.answer) * det).max() <= 9
    assert abs(det) in ((2, 3) if exercise.level == "hard" else (1,))


@oracle("linear_algebra.inverse.solve_with_inverse")
def _(exercise: Exercise) -> None:
    named = {name: numeric(node) for name, node in definitions(exercise.stem).items()}
    A = named["A"]
    *before, last = exercise.parts
    for part in before:
        if part.answer.kind == "number":
            assert np.isclose(numeric(part.answer.value), np.linalg.det(A))
        else:
            check(A, entries(part.answer))
    (asked,) = (node for node in formulas(last.ask) if isinstance(node, Chain))
    unknown = entries(last.answer)
    if last.answer.kind == "vector":
        assert np.allclose(unknown, np.linalg.solve(A, named["b"].ravel()))
    else:
        assert np.allclose(by_kronecker(asked, named), unknown)
    X = unknown[:, None] if unknown.ndim == 1 else unknown
    left, right = (numeric(term, **named, x=X, X=X) for term in asked.terms)
    assert np.array_equal(left, right)


def by_kronecker(equation: Chain, named: dict[str, np.ndarray]) -> np.ndarray:
    """X from the linear equations for its entries: A*X stacked is (I x A)*vec(X), X*A is (A^T x I)*vec(X)."""
    left, right = equation.terms
    wanted: np.ndarray = numeric(right, **named)
    term: Node = left
    if isinstance(left, Op) and left.symbol == "+":
        term, wanted = left.left, wanted - numeric(left.right, **named)
    assert isinstance(term, Op)
    A, identity = named["A"], np.eye(2)
    system = np.kron(identity, A) if term.left == Name("A") else np.kron(A.T, identity)
    return np.linalg.solve(system, wanted.ravel(order="F")).reshape(2, 2, order="F")


@oracle("linear_algebra.inverse.undo_transformation")
def _(exercise: Exercise) -> None:
    (part,), (before, after) = exercise.parts, exercise.figures
    A = drawn_map(before, after)
    if part.answer.kind == "matrix":
        check(A, entries(part.answer))
        return
    undoing = [
        option.id
        for option in part.answer.options
        if formulas(option.text) and np.allclose(numeric(only(option.text, Rows)) @ A, np.eye(2))
    ]
    none = [option.id for option in part.answer.options if not formulas(option.text)]
    assert (undoing or none) == [part.answer.value]
    assert bool(undoing) == (abs(np.linalg.det(A)) > 1e-9)
