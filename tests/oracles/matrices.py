"""Matrices and their products, by NumPy and by combining columns."""

import re

import numpy as np

from generators.notation.tree import Name, Node, Op
from schemas.exercise import Exercise, Part
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, numeric


@oracle("linear_algebra.matrices.matrix_product")
def _(exercise: Exercise) -> None:
    named = {name: numeric(node) for name, node in definitions(exercise.stem).items()}
    for part in exercise.parts:
        (asked,) = (node for node in formulas(part.ask) if isinstance(node, Op))
        matrices = [factor(node, named) for node in factors(asked)]
        if part.answer.kind == "choice":
            check_size(part, matrices)
        else:
            stated = entries(part.answer)
            product = combined(matrices)
            assert np.array_equal(stated, np.linalg.multi_dot(matrices).reshape(stated.shape))
            assert np.array_equal(stated, product.reshape(stated.shape))
            assert np.abs(stated).max() <= 80


@oracle("linear_algebra.matrices.perceptron_gate")
def _(exercise: Exercise) -> None:
    table = np.array([row[1:] for row in exercise.data.rows], dtype=float)
    named = definitions(exercise.stem)
    w = numeric(named["w"]).ravel()
    X, bias = table[:, : len(w)], numeric(named["b"]) if "b" in named else 0.0
    scores = np.array([sum(a * b for a, b in zip(row, w, strict=True)) + bias for row in X])
    first, second, *rest = exercise.parts
    assert np.array_equal(entries(first.answer), scores)
    if exercise.level == "hard":
        ends = re.fullmatch(r"\((-?\d+), (-?\d+)\]", second.answer.value)
        low, high = map(float, ends.groups())
        for b in np.arange(-60, 60, 0.25):
            assert np.array_equal(scores + b > 0, table[:, -1] == 1) == (low < b <= high)
    else:
        assert scores.all()
        assert np.array_equal(entries(second.answer), np.heaviside(scores, 0))
    for part in rest:
        said = next(option.text for option in part.answer.options if option.id == part.answer.value)
        wanted = [RULES[part](*row) for part in RULES if part in said for row in X]
        assert wanted == list(np.heaviside(scores, 0))


@oracle("linear_algebra.matrices.algebra_identities")
def _(exercise: Exercise) -> None:
    named = {name: numeric(node) for name, node in definitions(exercise.stem).items()}
    (part,) = exercise.parts
    assert all(matrix.any() for matrix in named.values())
    for option in part.answer.options:
        (stated,) = formulas(option.text)
        left, right = (numeric(term, **named) for term in stated.terms)
        assert np.array_equal(left, right) == (option.id in part.answer.value), option.text
    always = [step for step in part.steps if "for all matrices" in step]
    for step in always:
        (stated,) = formulas(step)
        for seed in range(50):
            rng = np.random.default_rng(seed)
            others = {name: rng.integers(-9, 10, (2, 2)).astype(float) for name in named}
            left, right = (numeric(term, **others) for term in stated.terms)
            assert np.array_equal(left, right), step


RULES = {
    "1 exactly if both inputs are 1": lambda x, y: x == y == 1,
    "1 exactly if at least one input is 1": lambda x, y: x + y >= 1,
    "0 exactly if both inputs are 1": lambda x, y: x + y < 2,
    "1 exactly if both inputs are 0": lambda x, y: x == y == 0,
    "1 exactly if $x_1$ is 1 and $x_2$ is 0": lambda x, y: x > y,
    "1 exactly if $x_1$ is 0 and $x_2$ is 1": lambda x, y: x < y,
}
"""What the options say."""


def check_size(part: Part, matrices: list[np.ndarray]) -> None:
    chosen = next(option.text for option in part.answer.options if option.id == part.answer.value)
    try:
        shape = np.linalg.multi_dot(matrices).shape
    except ValueError:
        assert chosen == "It is not defined."
    else:
        assert tuple(map(int, re.findall(r"\d+", chosen))) == shape


def factors(product: Node) -> list[Node]:
    match product:
        case Op("*", left, right):
            return [*factors(left), right]
        case _:
            return [product]


def factor(node: Node, named: dict[str, np.ndarray]) -> np.ndarray:
    match node:
        case Op("^", Name(name), Name("T")):
            return named[name].T
        case Name(name):
            return named[name]
    raise AssertionError(f"{node} is no matrix")


def combined(matrices: list[np.ndarray]) -> np.ndarray:
    """From the right: column k of A*B is the sum of the columns of A, each times its entry in column k of B."""
    *left, result = matrices
    for A in reversed(left):
        result = np.column_stack([sum(b * A[:, j] for j, b in enumerate(column)) for column in result.T])
    return result
