"""Eigenvalues and eigenvectors, by NumPy."""

import re

import numpy as np
import sympy

from generators.notation.tree import Rows
from schemas.exercise import Exercise
from schemas.figure import Arrow
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, numbers, numeric


@oracle("linear_algebra.eigen.check_eigenvectors")
def _(exercise: Exercise) -> None:
    """Parallel by 2 by 2 minors; the eigenvalue is the Rayleigh quotient."""
    A = numeric(definitions(exercise.stem)["A"])
    assert np.abs(A).max() <= 12
    first, second = exercise.parts
    found, values = set(), set()
    for option in first.answer.options:
        (node,) = formulas(option.text)
        v = numeric(node).ravel()
        image = A @ v
        if v.any() and not (np.outer(image, v) - np.outer(v, image)).any():
            found.add(option.id)
            values.add(round(float(image @ v / (v @ v)), 9))
    assert found == set(first.answer.value) and found
    assert sorted(values) == entries(second.answer).tolist()


@oracle("linear_algebra.eigen.characteristic_polynomial")
def _(exercise: Exercise) -> None:
    """The determinant at some numbers, the eigenvalues as its roots, and the theorem of Cayley and Hamilton."""
    (part,) = exercise.parts
    A = next(numeric(n) for node in formulas(part.ask) for n in getattr(node, "terms", ()) if isinstance(n, Rows))
    n = len(A)
    at = np.array([-7.5, -3.0, 0.5, 4.0])
    values = np.array([numeric(part.answer.value, **{"lambda": x}) for x in at])
    assert np.allclose(values, [np.linalg.det(A - x * np.eye(n)) for x in at])
    p = np.polyfit(at[: n + 1], values[: n + 1], n)
    assert np.allclose(p, (-1) ** n * np.poly(np.linalg.eigvals(A)), atol=1e-6)
    assert np.allclose(sum(c * np.linalg.matrix_power(A, n - k) for k, c in enumerate(p)), 0, atol=1e-5)


@oracle("linear_algebra.eigen.eigenvalues_2x2")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    A = numeric(definitions(part.ask)["A"])
    stated = entries(part.answer)
    assert len(set(stated)) == len(stated)
    for found in np.linalg.eigvals(A):
        assert np.abs(stated - found).min() < 1e-6, f"{found} is missing"  # a double root is found to half the digits
    for root in stated:
        assert abs(np.linalg.det(A - root * np.eye(2))) < 1e-8, f"{root} is no eigenvalue"


@oracle("linear_algebra.eigen.eigenvalues_3x3")
def _(exercise: Exercise) -> None:
    """The coefficients of the characteristic polynomial from NumPy, its roots among integers, ranks by SymPy."""
    A = numeric(definitions(exercise.stem)["A"])
    assert np.abs(A).max() <= 15
    first, *rest = exercise.parts
    p = np.round(np.poly(A))
    roots = [x for x in range(-60, 61) if np.polyval(p, x) == 0]
    assert roots == entries(first.answer).tolist()
    times = {x: 1 + (np.polyval(np.polyder(p), x) == 0) + (np.polyval(np.polyder(p, 2), x) == 0) for x in roots}
    assert sum(times[x] if np.polyval(np.polyder(p), x) == 0 else 1 for x in roots) == 3
    matrix = sympy.Matrix(A.astype(int))
    for part in rest:
        if "largest" in part.ask:
            assert numeric(part.answer.value) == times[max(roots)]
        elif "Which" in part.ask:
            assert times[int(numeric(part.answer.value))] == 2
        elif "How many" in part.ask:
            (double,) = (x for x in roots if times[x] == 2)
            assert numeric(part.answer.value) == 3 - (matrix - double * sympy.eye(3)).rank()
        else:
            assert part.answer.value == matrix.is_diagonalizable()


@oracle("linear_algebra.eigen.eigenvector_direction")
def _(exercise: Exercise) -> None:
    """Parallel to what NumPy finds for that eigenvalue."""
    (part,) = exercise.parts
    A = numeric(definitions(part.ask)["A"])
    (k,) = numbers(part.ask)
    values, vectors = np.linalg.eig(A)
    near = np.abs(values - k)
    assert sum(near < 1e-6) == 1
    v, found = entries(part.answer), vectors[:, near.argmin()].real
    assert np.allclose(A @ v, k * v) and abs(v @ found) > (1 - 1e-9) * np.linalg.norm(v)


@oracle("linear_algebra.eigen.spectral_rules")
def _(exercise: Exercise) -> None:
    """A matrix with these eigenvalues is built, and what is asked for is done to it."""
    known = numbers(exercise.stem.partition("eigenvalue")[2].partition(".")[0])
    n = int(numeric(re.search(r"A \$(\d)", exercise.stem)[1]))
    missing = "Its " in exercise.stem
    if missing:
        (value,) = numbers(exercise.stem.partition("Its ")[2].partition(".")[0])
        known.append(value - sum(known) if "trace" in exercise.stem else value / np.prod(known))
        assert np.isclose(known[-1], numeric(exercise.parts[0].answer.value))
    assert len(known) == n
    P = np.random.default_rng(5).normal(size=(n, n))
    A = P @ np.diag(known) @ np.linalg.inv(P)
    for part in exercise.parts[missing:]:
        if part.answer.kind == "boolean":
            assert part.answer.value == (abs(np.linalg.det(A)) > 1e-6)
            continue
        made = formulas(part.ask)[0]
        B = np.linalg.inv(A) if "-1" in part.ask else A.T if "A^T" in part.ask else numeric(made, A=A, I=np.eye(n))
        found = np.linalg.eigvals(B)
        stated = entries(part.answer)
        assert all(np.abs(found - x).min() < 1e-6 for x in stated)
        assert all(np.abs(stated - x).min() < 1e-5 for x in found)


@oracle("linear_algebra.eigen.diagonalise_and_power")
def _(exercise: Exercise) -> None:
    """Powers by repeated multiplication; their limit by a high one."""
    A = numeric(definitions(exercise.stem)["A"])
    values, v, w, Q, power = exercise.parts
    small, large = entries(values.answer)
    assert np.allclose(np.sort(np.linalg.eigvals(A)), [small, large])
    v, w = entries(v.answer), entries(w.answer)
    assert np.allclose(A @ v, large * v) and np.allclose(A @ w, small * w)
    assert np.allclose(entries(Q.answer) @ np.column_stack([v, w]), np.eye(2))
    if "tend" in power.ask:
        assert np.allclose(entries(power.answer), np.linalg.matrix_power(A, 80))
    elif "formula" in power.ask:
        for n in range(1, 7):
            found = [[numeric(cell, n=n) for cell in row] for row in power.answer.value]
            assert np.allclose(found, np.linalg.matrix_power(A, n))
    else:
        n = int(re.search(r"A\^\(?(\d)", power.ask)[1])
        assert np.allclose(entries(power.answer), np.linalg.matrix_power(A, n))
        assert np.abs(entries(power.answer)).max() <= 20_000


@oracle("linear_algebra.eigen.eigen_from_picture")
def _(exercise: Exercise) -> None:
    """How far each drawn arrow turns, by atan2; the factor from lengths."""
    before, after = exercise.figures
    assert before.equal and after.equal and (before.x, before.y) == (after.x, after.y)
    heads = [np.array(mark.head if isinstance(mark, Arrow) else mark.points[0]) for mark in before.marks]
    images = [np.array(mark.head if isinstance(mark, Arrow) else mark.points[0]) for mark in after.marks]
    for figure, drawn, name in ((before, heads, "v_"), (after, images, "A*v_")):
        labels = [mark.label if isinstance(mark, Arrow) else mark.labels[0] for mark in figure.marks]
        assert labels == [f"${name}{n + 1}$" for n in range(len(drawn))]
        rays = [np.arctan2(y, x) for x, y in drawn if x or y]
        assert all(np.cos(a - b) < np.cos(0.3) for i, a in enumerate(rays) for b in rays[:i]), "two on one line"
    found, values = set(), set()
    for n, (v, w) in enumerate(zip(heads, images, strict=True)):
        ratio = np.linalg.norm(w) / np.linalg.norm(v)
        turn = abs((np.arctan2(w[1], w[0]) - np.arctan2(v[1], v[0]) + np.pi) % (2 * np.pi) - np.pi)
        if ratio and min(turn, np.pi - turn) > 1e-9:
            assert np.pi / 13 < turn < 12 * np.pi / 13, "hardly turned"
            continue
        found.add("abcd"[n])
        values.add(float(ratio * np.sign(np.cos(turn))) if ratio else 0.0)
    first, second, *more = exercise.parts
    assert found == set(first.answer.value)
    assert np.allclose(sorted(values), entries(second.answer)) and len(values) == len(second.answer.value)
    for part in more:
        fitting = [
            option.id
            for option in part.answer.options
            if all(np.allclose(numeric(formulas(option.text)[0]) @ v, w) for v, w in zip(heads, images, strict=True))
        ]
        assert fitting == [part.answer.value]
