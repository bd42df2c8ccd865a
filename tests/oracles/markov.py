"""Markov chains by powers of matrices in floats, and graphs read off what is drawn."""

import numpy as np

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
