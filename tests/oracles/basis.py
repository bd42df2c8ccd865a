"""Spans, bases and coordinates, by singular values, least squares and ranks of stacked vectors."""

import re

import numpy as np

from generators.notation.tree import Braces, Tuple
from schemas.exercise import Exercise, Part
from schemas.figure import Arrow, Dots, Line
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, function, numeric, only


def rank(vectors: np.ndarray) -> int:
    return int(np.linalg.matrix_rank(vectors, tol=1e-9))


def named_vectors(*texts: str) -> dict[str, np.ndarray]:
    """The vectors `u = (1, 2)` that texts define, by their names."""
    return {name: numeric(node) for name, node in definitions(*texts).items() if isinstance(node, Tuple)}


@oracle("linear_algebra.basis.subspace_basis")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    found = entries(part.answer)
    if "null space" in part.ask:
        A = numeric(definitions(exercise.stem)["A"])
        assert np.allclose(A @ found.T, 0)
        singular = np.linalg.svd(A)[1]
        assert len(found) == rank(found) == A.shape[1] - sum(singular > 1e-9)
        return
    if "row space" in part.ask:
        spanning = numeric(definitions(exercise.stem)["A"])
    elif "column space" in part.ask:
        spanning = numeric(definitions(exercise.stem)["A"]).T
    else:
        spanning = np.array([*named_vectors(exercise.stem).values()])
        assert len(spanning) in (3, 4)
    assert np.abs(spanning).max() <= 15
    assert len(found) == rank(found) == rank(spanning) == rank(np.vstack([spanning, found]))


def sets_of(part: Part) -> dict[str, np.ndarray]:
    """The sets among which a part lets choose, by id: one vector a row."""
    return {
        option.id: np.array([numeric(v) for v in only(option.text, Braces).items]) for option in part.answer.options
    }


@oracle("linear_algebra.basis.is_basis")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    sets = sets_of(part)
    if hit := re.search(r"RR\^(\d)", part.ask):
        n = int(hit[1])
        space = np.eye(n)
    else:
        plane = function(re.search(r"with \$(.*) = 0\$", exercise.stem)[1], "x", "y", "z")
        normal = np.array([[plane(*e) for e in np.eye(3)]])
        space = np.linalg.svd(normal)[2][1:]
        assert np.allclose(normal @ space.T, 0)
    right = [
        id for id, S in sets.items() if len(S) == rank(S) == len(space) and rank(np.vstack([S, space])) == len(space)
    ]
    assert right == list(part.answer.value)
    assert len(sets) == 5


@oracle("linear_algebra.basis.coordinates_in_basis")
def _(exercise: Exercise) -> None:
    basis = np.column_stack([*named_vectors(exercise.stem).values()])
    for part in exercise.parts:
        if "$v$ itself" in part.ask:
            assert np.allclose(basis @ numeric(only(part.ask, Tuple)), entries(part.answer))
            continue
        w = named_vectors(part.ask)["w"]
        found, *_ = np.linalg.lstsq(basis, w, rcond=None)
        assert np.allclose(basis @ found, w) and np.allclose(found, entries(part.answer))


@oracle("linear_algebra.basis.change_of_basis_matrix")
def _(exercise: Exercise) -> None:
    """Random vectors go through both coordinate systems, each by a linear system of its own."""
    named = named_vectors(exercise.stem)
    S = np.column_stack([named["b_1"], named["b_2"]])
    vectors = np.random.default_rng(3).normal(size=(2, 20))
    first, *rest = exercise.parts
    if len(rest) == 2:
        back, w = rest[0], numeric(definitions(rest[1].ask)["w"]).ravel()
        assert np.allclose(entries(first.answer) @ np.linalg.solve(S, vectors), vectors)
        assert np.allclose(entries(back.answer) @ vectors, np.linalg.solve(S, vectors))
        assert np.allclose(S @ entries(rest[1].answer), w)
        return
    x = numeric(definitions(rest[0].ask)["x"]).ravel()
    if "c_1" in named:
        T, images = np.column_stack([named["c_1"], named["c_2"]]), np.eye(2)
    else:
        T, images = S, numeric(definitions(exercise.stem)["A"])
    assert np.allclose(entries(first.answer) @ np.linalg.solve(S, vectors), np.linalg.solve(T, images @ vectors))
    assert np.allclose(T @ entries(rest[0].answer), images @ S @ x)


@oracle("linear_algebra.basis.skew_grid_coordinates")
def _(exercise: Exercise) -> None:
    (figure,) = exercise.figures
    arrows = {mark.label: np.array(mark.head) for mark in figure.marks if isinstance(mark, Arrow)}
    B = np.column_stack([arrows["$b_1$"], arrows["$b_2$"]])
    (dots,) = (mark for mark in figure.marks if isinstance(mark, Dots))
    points = dict(zip(dots.labels, map(np.array, dots.points), strict=True))
    cosine = B[:, 0] @ B[:, 1] / np.prod(np.linalg.norm(B, axis=0))
    assert np.cos(np.radians(140)) <= cosine <= np.cos(np.radians(39))
    assert figure.equal and all(np.abs(v).max() < figure.x.high for v in [*points.values(), *B.T])
    first, *rest = exercise.parts
    lines = [np.array(mark.through) for mark in figure.marks if isinstance(mark, Line)]
    crossings = [np.linalg.solve(B, end) for line in lines for end in line]
    assert np.allclose(crossings, np.round(crossings)) and bool(lines) == (not rest)
    if rest:
        assert np.allclose(entries(first.answer), B)
        assert np.allclose(entries(rest[0].answer), np.linalg.solve(B, points["$P$"]))
        d = numeric(definitions(rest[1].ask)["d"]).ravel()
        assert np.allclose(entries(rest[1].answer), d[0] * arrows["$b_1$"] + d[1] * arrows["$b_2$"])
    elif first.answer.kind == "choice":
        told = numeric(only(first.ask, Tuple))
        right = [option.id for option in first.answer.options if np.allclose(B @ told, points[option.text])]
        assert right == [first.answer.value]
    else:
        assert np.allclose(entries(first.answer), np.linalg.solve(B, points["$P$"]))


@oracle("linear_algebra.basis.span_membership")
def _(exercise: Exercise) -> None:
    stem, _, letter = exercise.stem.partition(" and $w = (")
    first, second = exercise.parts
    if "h" in letter:
        spanning = np.array([*named_vectors(stem + ".").values()])
        a, b = entries(second.answer)
        whole = a * spanning[0] + b * spanning[1]
        told = letter.partition(")")[0].split(", ")
        assert [numeric(first.answer.value) if x == "h" else float(x) for x in told] == whole.tolist()
        assert rank(np.delete(spanning, told.index("h"), axis=1)) == 2
        return
    spanning = np.array([*named_vectors(exercise.stem).values()])
    options = {option.id: numeric(only(option.text, Tuple)) for option in first.answer.options}
    right = [id for id, w in options.items() if rank(np.vstack([spanning, w])) == rank(spanning)]
    assert right == list(first.answer.value)
    if "dimension" in second.ask:
        assert numeric(second.answer.value) == rank(spanning)
        return
    z = named_vectors(second.ask.partition(". ")[0])["z"]
    coefficients = (
        np.atleast_1d(entries(second.answer)) if second.answer.kind == "vector" else [numeric(second.answer.value)]
    )
    assert np.allclose(spanning.T @ coefficients, z) and rank(spanning) == len(spanning)
