"""Markov chains by powers of matrices in floats, and graphs read off what is drawn."""

import numpy as np

from schemas.answer import OrderAnswer
from schemas.exercise import Exercise
from schemas.figure import Figure, Network
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, function, numeric


def drawn_edges(figure: Figure) -> tuple[int, dict[tuple[int, int], str]]:
    (mark,) = figure.marks
    assert isinstance(mark, Network) and figure.equal
    return len(mark.nodes), {(link.tail, link.head): link.label for link in mark.links}


@oracle("linear_algebra.markov.transition_from_graph")
def _(exercise: Exercise) -> None:
    n, edges = drawn_edges(exercise.figures[0])
    (part,) = exercise.parts
    P = entries(part.answer)
    assert P.shape == (n, n) and np.allclose(P.sum(axis=0), 1)
    assert {(j, i) for i, j in zip(*np.nonzero(P), strict=True)} == set(edges)
    for (tail, head), label in edges.items():
        if label not in ("", "?"):
            assert np.isclose(P[head, tail], float(label))
    if exercise.level == "hard":
        assert all(len(set(column[column > 0])) == 1 for column in P.T)


@oracle("linear_algebra.markov.distribution_after_steps")
def _(exercise: Exercise) -> None:
    known = definitions(exercise.stem)
    P, start = numeric(known["P"]), numeric(known["x_0"]).ravel()
    assert np.allclose(P.sum(axis=0), 1)
    if exercise.level == "hard":
        second, limit, formula = exercise.parts
        assert np.allclose(np.sort(np.linalg.eigvals(P)), [numeric(second.answer.value), 1])
        assert np.isclose(np.linalg.matrix_power(P, 400)[0, 0], numeric(limit.answer.value))
        p = function(formula.answer.value, "n")
        assert all(np.isclose(p(n), (np.linalg.matrix_power(P, n) @ start)[0]) for n in range(6))
    else:
        for n, part in enumerate(exercise.parts, 1):
            assert np.allclose(entries(part.answer), np.linalg.matrix_power(P, n) @ start)


def in_the_long_run(P: np.ndarray) -> np.ndarray:
    return np.linalg.matrix_power(P, 4000)[:, 0]


def clicks(exercise: Exercise) -> np.ndarray:
    """The matrix of the links in the figure; a page without any leads everywhere."""
    n, edges = drawn_edges(exercise.figures[0])
    A = np.zeros((n, n))
    for tail, head in edges:
        A[head, tail] = 1
    A[:, A.sum(axis=0) == 0] = 1
    return A / A.sum(axis=0)


def ranked(key: OrderAnswer, x: np.ndarray) -> None:
    """The pages A, B, ... are in the order of falling entries, which differ."""
    texts = {item.id: item.text for item in key.items}
    order = ["ABCDE".index(texts[id][-1]) for id in key.value]
    assert sorted(order) == list(range(len(x))) and np.all(np.diff(x[order]) < -1e-9)


@oracle("linear_algebra.markov.stationary_distribution")
def _(exercise: Exercise) -> None:
    P = numeric(definitions(exercise.stem)["P"])
    long_run, *ranking = exercise.parts
    s = entries(long_run.answer)
    assert np.allclose(in_the_long_run(P), s) and np.allclose(P @ s, s)
    if exercise.figures:
        assert np.allclose(clicks(exercise), P)
        ranked(ranking[0].answer, s)


@oracle("linear_algebra.markov.pagerank_with_damping")
def _(exercise: Exercise) -> None:
    known = definitions(exercise.stem)
    P, x = clicks(exercise), numeric(known["x_0"]).ravel()
    n, d = len(P), numeric(known["d"]) if "d" in known else 1.0
    stated = {part.name: part.answer for part in exercise.parts if part.name}
    M = d * P + (1 - d) / n
    assert np.allclose(entries(stated["P"]), P)
    assert ("M" in stated) == (d < 1) and np.allclose(entries(stated.get("M", stated["P"])), M)
    for k in range(1, 3 if "x_2" in stated else 2):
        x = np.array([sum(M[i, j] * x[j] for j in range(n)) for i in range(n)])
        assert np.isclose(x.sum(), 1) and np.allclose(entries(stated[f"x_{k}"]), x)
    ranked(exercise.parts[-1].answer, x)
