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
