"""Determinants of matrices that are built to have them, areas by shoelaces, and ranks of what is drawn."""

import re

import numpy as np
from scipy.optimize import brentq

from generators.notation.tree import Call, Chain, Name, Neg, Node, Num, Op, Rows
from schemas.exercise import Exercise
from schemas.figure import Curve, Dots, Figure
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, numbers, numeric, only


def built(n: int, det: float, seed: int) -> np.ndarray:
    """A matrix of n rows with this determinant."""
    rng = np.random.default_rng(seed)
    L, U = (np.tril(rng.integers(-2, 3, (n, n)).astype(float), -1) + np.eye(n) for _ in range(2))
    return L @ np.diag([det, *[1.0] * (n - 1)]) @ U.T


def combined(node: Node, named: dict[str, np.ndarray]) -> np.ndarray:
    """A product of matrices, numbers, powers and transposes."""
    match node:
        case Name(name):
            return named[name]
        case Neg(of):
            return -combined(of, named)
        case Op("^", base, Name("T")):
            return combined(base, named).T
        case Op("^", base, power):
            return np.linalg.matrix_power(combined(base, named), int(numeric(power)))
        case Op("*", left, right) if isinstance(left, Num | Neg | Op) and not uses_names(left):
            return numeric(left) * combined(right, named)
        case Op("*", left, right):
            return combined(left, named) @ combined(right, named)
    raise AssertionError(f"{node} is no product of matrices")


def uses_names(node: Node) -> bool:
    match node:
        case Name():
            return True
        case Op(_, left, right):
            return uses_names(left) or uses_names(right)
        case Neg(of):
            return uses_names(of)
    return False


def told(text: str) -> dict[str, float]:
    """`det(A) = 3` and the like, by the name of the matrix."""
    found = {}
    for node in formulas(text):
        match node:
            case Chain((Call("det", (Name(name),)), value)):
                found[name] = numeric(value)
    return found


@oracle("linear_algebra.determinant.det_rules")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    n = int(re.search(r"(\d) times \d", exercise.stem)[1])
    dets, answer = told(exercise.stem), numeric(part.answer.value)
    if "made from it" in exercise.stem:
        A = built(n, dets["A"], 3)
        assert np.isclose(np.linalg.det(A), dets["A"])
        assert np.isclose(np.linalg.det(operated(A, exercise.stem)), answer)
    elif "For which" in part.ask:
        wanted = next(numeric(node.terms[1]) for node in formulas(part.ask) if isinstance(node, Chain))
        A = built(n, dets["A"], 4)
        assert np.isclose(brentq(lambda k: np.linalg.det(k * A) - wanted, -9.1, 9.2), answer)
    elif "Find $det(A)$" in part.ask:
        named = {"A": built(n, answer, 5), "B": built(n, dets["B"], 6)}
        product, value = next(node.terms for node in formulas(exercise.stem) if is_product(node))
        assert np.isclose(np.linalg.det(combined(product.args[0], named)), numeric(value))
    else:
        named = {name: built(n, det, 7 + i) for i, (name, det) in enumerate(dets.items())}
        (asked,) = (node for node in formulas(part.ask) if isinstance(node, Call))
        assert np.isclose(np.linalg.det(combined(asked.args[0], named)), answer)


def is_product(node: Node) -> bool:
    return isinstance(node, Chain) and isinstance(node.terms[0], Call) and not isinstance(node.terms[0].args[0], Name)


def operated(A: np.ndarray, text: str) -> np.ndarray:
    """The row operations of a text, in its order."""
    patterns = {
        r"rows \$(\d)\$ and \$(\d)\$ are exchanged": exchange,
        r"row \$(\d)\$ is multiplied by \$(\S+)\$": scale,
        r"\$(\S+)\$ times row \$(\d)\$ is added to row \$(\d)\$": add,
    }
    found = [(hit.start(), do, hit.groups()) for pattern, do in patterns.items() for hit in re.finditer(pattern, text)]
    assert len(found) == 3
    for _, do, arguments in sorted(found, key=lambda each: each[0]):
        A = do(A.copy(), *arguments)
    return A


def exchange(A: np.ndarray, i: str, j: str) -> np.ndarray:
    A[[int(i) - 1, int(j) - 1]] = A[[int(j) - 1, int(i) - 1]]
    return A


def scale(A: np.ndarray, i: str, k: str) -> np.ndarray:
    A[int(i) - 1] *= numeric(k)
    return A


def add(A: np.ndarray, k: str, i: str, j: str) -> np.ndarray:
    A[int(j) - 1] += numeric(k) * A[int(i) - 1]
    return A


def shoelace(points: np.ndarray) -> float:
    """The area of a polygon, positive where its corners go round counter-clockwise."""
    x, y = points.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


@oracle("linear_algebra.determinant.area_scaling")
def _(exercise: Exercise) -> None:
    named = definitions(exercise.stem)
    if exercise.parts[0].answer.kind == "set":
        check_prescribed(exercise)
        return
    M = numeric(named["A"])
    if "B" in named:
        M = numeric(named["B"]) @ M
    det, area, orientation = exercise.parts
    assert np.isclose(numeric(det.answer.value), np.linalg.det(M))
    if len(M) == 3:
        corners = np.array(np.meshgrid(*[(0, edge) for edge in numbers(exercise.stem)[:3]])).reshape(3, -1)
        edges = M @ np.array([corner for corner in corners.T if (corner > 0).sum() == 1]).T
        volume = np.sqrt(np.linalg.det(edges.T @ edges))
        assert np.isclose(numeric(area.answer.value), volume)
        sign = np.linalg.det(M)
    else:
        outline = outline_of(exercise.stem)
        before, after = shoelace(outline), shoelace(outline @ M.T)
        assert np.isclose(numeric(area.answer.value), abs(after), rtol=1e-4)
        sign = before * after
    said = next(option.text for option in orientation.answer.options if option.id == orientation.answer.value)
    assert ("kept" in said, "reversed" in said, "flat" in said) == (sign > 1e-9, sign < -1e-9, abs(sign) <= 1e-9)


def outline_of(text: str) -> np.ndarray:
    if "circle" in text:
        t = np.linspace(0, 2 * np.pi, 3001)[:-1]
        return numbers(text)[0] * np.column_stack([np.cos(t), np.sin(t)])
    if "triangle" in text:
        return np.array([numeric(node) for node in formulas(text)[:3]])
    w, h = (1.0, 1.0) if "unit square" in text else numbers(text)[:2]
    return np.array([(0, 0), (w, 0), (w, h), (0, h)])


def check_prescribed(exercise: Exercise) -> None:
    (part,) = exercise.parts
    before, wanted = numbers(exercise.stem)[0], numbers(part.ask)[-1]
    A = only(exercise.stem, Rows)
    found = sorted(entries(part.answer))
    assert len(found) == 2
    square = np.sqrt(before) * np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    for k in found:
        assert np.isclose(abs(shoelace(square @ numeric(A, k=k).T)), wanted)
    between = np.mean(found)
    assert abs(shoelace(square @ numeric(A, k=between).T)) < wanted
    assert abs(shoelace(square @ numeric(A, k=found[1] + 1).T)) > wanted


@oracle("linear_algebra.determinant.rank_from_picture")
def _(exercise: Exercise) -> None:
    before, after = exercise.figures
    assert before.equal and after.equal and (before.x, before.y) == (after.x, after.y)
    rank, sign = seen(before, after)
    for part in exercise.parts:
        if "kernel" in part.ask:
            assert numeric(part.answer.value) == 2 - rank
        elif "rank" in part.ask:
            assert numeric(part.answer.value) == rank
        elif "sign" in part.ask:
            said = next(option.text for option in part.answer.options if option.id == part.answer.value)
            assert ("positive" in said) - ("negative" in said) == sign
        else:
            fitting = [option.id for option in part.answer.options if fits(numeric(only(option.text, Rows)), after)]
            assert fitting == [part.answer.value]


def points_of(figure: Figure) -> np.ndarray:
    """The letter, stroke by stroke."""
    return np.array([point for mark in figure.marks if isinstance(mark, Curve) and mark.colour == "ink"
                     for point in mark.points])  # fmt: skip


def coloured(figure: Figure) -> list[Curve]:
    """The grid lines."""
    return [mark for mark in figure.marks if isinstance(mark, Curve) and mark.colour != "ink"]


def seen(before: Figure, after: Figure) -> tuple[int, int]:
    """The rank and the sign of the determinant of what is drawn."""
    if any(isinstance(mark, Dots) for mark in after.marks):
        return 0, 0
    if len(coloured(after)) == 1:
        assert np.linalg.matrix_rank(points_of(after), tol=1e-3) == 1
        return 1, 0
    corner, other = points_of(before)[[0, 1, 2]], points_of(after)[[0, 1, 2]]
    sign = np.sign(shoelace(corner)) * np.sign(shoelace(other))
    families = {mark.style for mark in coloured(after)}
    assert families == {"solid", "dashed"}
    return 2, int(sign)


def fits(A: np.ndarray, after: Figure) -> bool:
    """Whether this matrix takes the letter, or the whole plane, to where it is drawn."""
    lines = coloured(after)
    if len(lines) == 1:
        return np.linalg.matrix_rank(np.vstack([A.T, lines[0].points[1]])) == 1
    letter = np.array([(0.25, 0.15), (0.25, 0.85), (0.75, 0.85)]) @ A.T
    return np.allclose(letter, points_of(after)[:3], atol=1e-3)
