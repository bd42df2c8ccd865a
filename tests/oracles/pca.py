"""Principal components, by NumPy's covariance and by singular values of the centred points."""

import re

import numpy as np

from generators.notation.tree import Rows
from schemas.exercise import Exercise
from schemas.figure import Dots, Line
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, numbers, numeric, only


@oracle("linear_algebra.pca.full_pca_by_hand")
def _(exercise: Exercise) -> None:
    X = np.array(exercise.data.rows, dtype=float)
    assert np.array_equal(X, numeric(exercise.given["X"]))
    mean, (values, vectors) = X.mean(axis=0), np.linalg.eigh(np.cov(X.T))
    _, singular, rows = np.linalg.svd(X - mean)
    first = vectors[:, 1]
    stated = {part.name: part.answer for part in exercise.parts}
    assert np.allclose(entries(stated["m"]), mean)
    assert np.allclose(entries(stated["C"]), np.cov(X.T))
    assert np.allclose(np.sort(entries(stated["L"])), values)
    assert np.allclose(values, np.sort(singular**2 / (len(X) - 1)))
    u = entries(stated["u"]) / np.linalg.norm(entries(stated["u"]))
    assert np.isclose(abs(u @ first), 1) and np.isclose(abs(u @ rows[0]), 1)
    assert np.isclose(numeric(stated["share"].value), singular[0] ** 2 / (singular**2).sum())
    scores = entries(stated["t"])
    assert np.allclose(np.abs(scores @ ((X - mean) @ first)), scores @ scores)
    assert np.allclose(np.abs(scores), np.abs((X - mean) @ first), atol=1e-7)
    for part in exercise.parts[6:]:
        y = numeric(definitions(part.ask)["y"]).ravel()
        assert y.tolist() in X.tolist()
        assert np.allclose(entries(part.answer), mean + first * (first @ (y - mean)))


@oracle("linear_algebra.pca.principal_axis_from_scatter")
def _(exercise: Exercise) -> None:
    (part,), (figure,) = exercise.parts, exercise.figures
    assert figure.equal and figure.x.high - figure.x.low == figure.y.high - figure.y.low
    (cloud,) = (np.array(mark.points) for mark in figure.marks if isinstance(mark, Dots))
    (small, large), vectors = np.linalg.eigh(np.cov(cloud.T))
    assert large / small > 3.8
    true = np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) % 180
    lines = {mark.label: slant(mark) for mark in figure.marks if isinstance(mark, Line)}
    if part.answer.kind == "number":
        assert not lines and 15 <= true <= 165
        assert between(numeric(part.answer.value), true) < 0.5
        assert numeric(part.answer.tolerance.abs) == 8
    else:
        assert between(lines.pop(part.answer.value), true) < 0.5
        apart = min(between(angle, true) for angle in lines.values())
        assert apart > (44 if exercise.level == "easy" else 19)
        told = dict(re.findall(r"line (\w) at (\d+) degrees", figure.alt))
        assert all(between(float(told[label]), angle) < 0.1 for label, angle in lines.items())


def slant(line: Line) -> float:
    """Degrees from the horizontal axis, from 0 to 180."""
    (a, b), (c, d) = line.through
    return float(np.degrees(np.arctan2(d - b, c - a)) % 180)


def between(first: float, second: float) -> float:
    """Degrees between two straight lines."""
    return abs((first - second + 90) % 180 - 90)


@oracle("linear_algebra.pca.covariance_matrix")
def _(exercise: Exercise) -> None:
    X = np.array(exercise.data.rows, dtype=float)
    stated = {part.name: entries(part.answer) for part in exercise.parts}
    assert np.array_equal(X, numeric(exercise.given["X"]))
    assert np.allclose(stated["m"], X.sum(axis=0) / len(X))
    assert np.allclose(stated["Z"], X - X.mean(axis=0)) and np.allclose(stated["C"], np.cov(X, rowvar=False))


@oracle("linear_algebra.pca.principal_direction")
def _(exercise: Exercise) -> None:
    C = numeric(definitions(exercise.stem)["C"])
    along, variance = exercise.parts
    u = entries(along.answer) / np.linalg.norm(entries(along.answer))
    values, vectors = np.linalg.eigh(C)
    assert np.isclose(abs(u @ vectors[:, -1]), 1) and np.isclose(values[-1], numeric(variance.answer.value))
    assert values[-1] - values[-2] > 0.5 and values[0] > -1e-9
    spread = np.random.default_rng(0).normal(size=(len(u), 500))
    assert np.all((spread * (C @ spread)).sum(axis=0) <= u @ C @ u * (spread * spread).sum(axis=0) + 1e-9)


@oracle("linear_algebra.pca.explained_variance")
def _(exercise: Exercise) -> None:
    stated = numbers(exercise.stem)
    stated_parts = {part.name: part.answer for part in exercise.parts}
    if exercise.level == "easy":
        (part,) = exercise.parts
        assert np.isclose(numeric(part.answer.value), max(stated) / sum(stated))
        return
    shown = np.array(stated)
    if exercise.figures:
        (bars,) = exercise.figures[0].marks
        shown = np.array(bars.heights)
        assert np.isclose(numeric(stated_parts["T"].value), sum(stated))
        assert all(np.cumsum(np.sort(stated)[::-1])[: len(shown)] <= np.cumsum(shown) + 1e-9)
    shares = np.cumsum(shown) / sum(stated)
    assert np.all(np.diff(shown) < 0) and np.allclose(entries(stated_parts["c"]), shares)
    target = float(re.findall(r"\$(\d+)%\$", exercise.parts[-1].ask)[0]) / 100
    assert numeric(exercise.parts[-1].answer.value) == np.argmax(shares >= target) + 1
    assert shares[-1] > target and np.abs(shares - target).min() > 0.005


@oracle("linear_algebra.pca.project_and_reconstruct")
def _(exercise: Exercise) -> None:
    known = {name: numeric(node) for name, node in definitions(exercise.stem).items()}
    v, m = known.get("v", known.get("u")), known["m"]
    if exercise.level == "hard":
        X = np.array(exercise.data.rows, dtype=float)
        scores, error, smaller = exercise.parts
        values, vectors = np.linalg.eigh(np.cov(X.T))
        assert np.allclose(X.mean(axis=0), m.ravel()) and np.isclose(abs(vectors[:, 1] @ v)[0], np.linalg.norm(v))
        u, Z = v / np.linalg.norm(v), X - X.mean(axis=0)
        assert np.allclose(entries(scores.answer), (Z @ u).ravel())
        assert np.isclose(numeric(error.answer.value), ((Z - Z @ u @ u.T) ** 2).sum())
        assert np.isclose(numeric(smaller.answer.value), values[0])
        return
    score, reconstruction, error = exercise.parts
    (fit,), *_ = np.linalg.lstsq(v, known["x"] - m, rcond=None)
    near = m + v * fit
    assert np.isclose(numeric(score.answer.value), fit[0] * np.linalg.norm(v))
    assert np.allclose(entries(reconstruction.answer), near.ravel())
    assert np.isclose(numeric(error.answer.value), ((known["x"] - near) ** 2).sum())


@oracle("linear_algebra.pca.match_covariance_to_scatter")
def _(exercise: Exercise) -> None:
    part, *shares = exercise.parts
    matrices = {option.id: numeric(only(option.text, Rows)) for option in part.answer.right}
    spans = {(figure.x.low, figure.x.high, figure.y.low, figure.y.high) for figure in exercise.figures}
    assert len(spans) == 1 and len(set(part.answer.value.values())) == len(exercise.figures) == 4
    for figure in exercise.figures:
        (cloud,) = (np.array(mark.points) for mark in figure.marks)
        assert figure.equal and np.abs(cloud).max() < figure.x.high
        found = np.cov(cloud.T)
        off = {id: np.abs(found - C).max() for id, C in matrices.items()}
        for share in shares if any(f"cloud {figure.label} " in each.ask for each in shares) else ():
            small, large = np.linalg.eigvalsh(found)
            assert np.isclose(numeric(share.answer.value), large / (small + large), atol=0.01)
        assert min(off, key=off.get) == part.answer.value[figure.label] and min(off.values()) < 0.05
