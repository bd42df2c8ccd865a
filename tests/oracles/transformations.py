"""Linear maps done point by point, in words as they are printed, and read off what is drawn."""

import cmath
import re
from collections.abc import Callable, Iterator
from math import pi

import numpy as np

from generators.notation.tree import Chain, Node, Rows
from schemas.exercise import Exercise
from schemas.figure import Arrow, Curve, Figure, Polygon
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, numeric, only

Move = Callable[[complex], complex]


def columns(text: str) -> Iterator[np.ndarray]:
    """The vectors of a text in order."""
    for node in formulas(text):
        last: Node = node.terms[-1] if isinstance(node, Chain) else node
        if isinstance(last, Rows):
            yield numeric(last).ravel()


@oracle("linear_algebra.transformations.matrix_from_images")
def _(exercise: Exercise) -> None:
    found = list(columns(exercise.stem))
    U, V = np.column_stack(found[::2]), np.column_stack(found[1::2])
    first, *rest = exercise.parts
    A = entries(first.answer)
    assert np.allclose(np.linalg.solve(U.T, V.T).T, A) and np.allclose(A @ U, V)
    for part in rest:
        z = numeric(definitions(part.ask)["z"]).ravel()
        assert np.allclose(V @ np.linalg.solve(U, z), entries(part.answer))


MOVES: tuple[tuple[str, Callable[..., Move]], ...] = (
    (r"rotat\w+ by (\d+) degrees counter-clockwise", lambda t: lambda z: z * cmath.exp(1j * pi * float(t) / 180)),
    (r"rotat\w+ by (\d+) degrees clockwise", lambda t: lambda z: z * cmath.exp(-1j * pi * float(t) / 180)),
    (r"rotat\w+ by 180 degrees", lambda: lambda z: -z),
    (r"reflect\w* in the x-axis", lambda: lambda z: z.conjugate()),
    (r"reflect\w* in the y-axis", lambda: lambda z: -z.conjugate()),
    (r"reflect\w* in the line \$y = x\$", lambda: lambda z: 1j * z.conjugate()),
    (r"reflect\w* in the line \$y = -x\$", lambda: lambda z: -1j * z.conjugate()),
    (r"project\w* on the x-axis", lambda: lambda z: complex(z.real)),
    (r"project\w* on the y-axis", lambda: lambda z: 1j * z.imag),
    (r"stretch by the factor \$(\d)\$ in the x-direction", lambda k: lambda z: complex(float(k) * z.real, z.imag)),
    (r"stretch by the factor \$(\d)\$ in the y-direction", lambda k: lambda z: complex(z.real, float(k) * z.imag)),
    (r"enlargement by the factor \$(\d)\$", lambda k: lambda z: float(k) * z),
    (r"\$\(0, 1\)\$ (?:goes )?to \$\((\S+), 1\)\$", lambda k: lambda z: z + float(k) * z.imag),
    (r"\$\(1, 0\)\$ (?:goes )?to \$\(1, (\S+)\)\$", lambda k: lambda z: z + 1j * float(k) * z.real),
)
"""What the words do to a point as a complex number."""


def moves(text: str) -> list[Move]:
    """The maps that a text names, in order."""
    found = [(hit.start(), make(*hit.groups())) for pattern, make in MOVES for hit in re.finditer(pattern, text)]
    return [move for _, move in sorted(found, key=lambda each: each[0])]


def moved(text: str, point: np.ndarray) -> np.ndarray:
    z = complex(*point)
    for move in moves(text):
        z = move(z)
    return np.array([z.real, z.imag])


@oracle("linear_algebra.transformations.composition")
def _(exercise: Exercise) -> None:
    first, second = exercise.parts
    assert len(moves(exercise.stem)) in (2, 3)
    M = np.column_stack([moved(exercise.stem, e) for e in np.eye(2)])
    assert np.allclose(entries(first.answer), M)
    p = numeric(definitions(second.ask)["p"]).ravel()
    assert np.allclose(entries(second.answer), moved(exercise.stem, p))


@oracle("linear_algebra.transformations.identify_from_unit_square")
def _(exercise: Exercise) -> None:
    (part,), (before, after) = exercise.parts, exercise.figures
    A = drawn_map(before, after)
    if part.answer.kind == "matrix":
        assert not any(isinstance(mark, Arrow) for mark in after.marks)
        assert np.allclose(entries(part.answer), A)
        return
    fitting = [option.id for option in part.answer.options if np.allclose(said(option.text), A)]
    assert fitting == [part.answer.value]


def said(text: str) -> np.ndarray:
    """The matrix that an option gives, or describes."""
    if moves(text):
        return np.column_stack([moved(text, e) for e in np.eye(2)])
    return numeric(only(text, Rows))


def drawn_map(before: Figure, after: Figure) -> np.ndarray:
    """The map that takes all drawn points to those drawn afterwards, corners and letter alike."""
    start, end = (
        np.array([point for mark in figure.marks if isinstance(mark, Polygon | Curve) for point in mark.points])
        for figure in (before, after)
    )
    solution, *_ = np.linalg.lstsq(start, end, rcond=None)
    assert np.allclose(start @ solution, end)
    assert before.equal and after.equal and (before.x, before.y) == (after.x, after.y)
    assert np.abs(end).max() < after.x.high
    heads = {mark.label: mark.head for mark in after.marks if isinstance(mark, Arrow)}
    for label, head in heads.items():
        assert np.allclose(head, solution[int(label[-1]) - 1])
    return np.round(solution.T, 6)
