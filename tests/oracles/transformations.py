"""Linear maps done point by point, in words as they are printed, and read off what is drawn."""

import cmath
import re
from collections.abc import Callable, Iterator
from math import pi

import numpy as np

from generators.notation.tree import Chain, Node, Rows, Tuple
from schemas.exercise import Exercise
from schemas.figure import Arrow, Curve, Figure, Polygon
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, function, numeric, only

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
    p = numeric(definitions(exercise.stem)["p"]).ravel()
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


def about(z: complex, centre: complex, move: Move) -> complex:
    return centre + move(z - centre)


WORDS: tuple[tuple[str, Callable[..., Callable[[np.ndarray], np.ndarray]]], ...] = (
    (r"rotated by \$(\d+)\$ degrees about the origin", lambda t: plane(lambda z: z * turn(t))),
    (
        r"rotated by \$(\d+)\$ degrees about the point \$\((\S+), (\S+)\)\$",
        lambda t, a, b: plane(lambda z: about(z, complex(float(a), float(b)), lambda w: w * turn(t))),
    ),
    (
        r"reflected in the line through the origin with the slope \$(\S+)\$",
        lambda m: plane(lambda z: line(m) ** 2 * z.conjugate()),
    ),
    (
        r"reflected in the line through \$\(0, (\S+)\)\$ with the slope \$1\$",
        lambda c: plane(lambda z: about(z, 1j * float(c), lambda w: 1j * w.conjugate())),
    ),
    (
        r"projected orthogonally on the line through the origin with the slope \$(\S+)\$",
        lambda m: plane(lambda z: line(m) * (z * line(m).conjugate()).real),
    ),
    (r"shifted by \$\((\S+), (\S+)\)\$", lambda a, b: lambda v: v + np.pad([float(a), float(b)], (0, len(v) - 2))),
    (r"the mean of its entries is subtracted", lambda: lambda v: v - v.mean()),
    (r"replaced by the mean of all its entries", lambda: lambda v: np.full(len(v), v.mean())),
    (r"put in reverse order", lambda: lambda v: v[::-1]),
    (r"goes to the sum of its entries", lambda: np.sum),
    (r"replaced by its difference from the entry before", lambda: lambda v: np.diff(v, prepend=0.0)),
    (r"but the first two are replaced by 0", lambda: lambda v: np.append(v[:2], 0 * v[2:])),
    (r"is multiplied by \$(\S+)\$", lambda k: lambda v: float(k) * v),
    (r"the number \$(\S+)\$ is added", lambda c: lambda v: v + float(c)),
    (r"divided by its length", lambda: lambda v: v / (np.linalg.norm(v) or 1)),
    (r"sorted in ascending order", lambda: np.sort),
    (r"Negative entries of a vector are replaced by 0", lambda: lambda v: np.maximum(v, 0)),
    (r"is squared", lambda: np.square),
    (r"its absolute value", lambda: np.abs),
    (r"its largest entry", lambda: np.max),
    (r"goes to its length", lambda: np.linalg.norm),
    (r"goes to its median", lambda: np.median),
)
"""What the words do to a vector of three entries; what is said of the plane leaves the third alone."""


def turn(degrees: str) -> complex:
    return cmath.exp(1j * pi * float(degrees) / 180)


def line(slope: str) -> complex:
    """The direction of a line, of length 1."""
    return complex(1, float(slope)) / abs(complex(1, float(slope)))


def plane(move: Move) -> Callable[[np.ndarray], np.ndarray]:
    def on(v: np.ndarray) -> np.ndarray:
        z = move(complex(v[0], v[1]))
        return np.array([z.real, z.imag, *v[2:]])

    return on


def map_of(text: str) -> Callable[[np.ndarray], np.ndarray]:
    """The map of an option, by its words or its formulas."""
    for pattern, make in WORDS:
        if found := re.search(pattern, text):
            return make(*found.groups())
    _, image = (node for node in formulas(text) if isinstance(node, Tuple))
    first, second = (function(item, "x", "y") for item in image.items)
    return lambda v: np.array([first(v[0], v[1]), second(v[0], v[1])], dtype=float)


@oracle("linear_algebra.transformations.is_linear_map")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    rng = np.random.default_rng(5)
    tried = [(*rng.normal(size=(2, 3)), a) for a in (2.0, -1.0, 0.3)]
    for option in part.answer.options:
        f = map_of(option.text)
        additive = all(np.allclose(f(u + v), f(u) + f(v)) for u, v, _ in tried)
        homogeneous = all(np.allclose(f(a * u), a * f(u)) for u, _, a in tried)
        assert (additive and homogeneous) == (option.id in part.answer.value), option.text
    assert 1 <= len(part.answer.value) <= 3
