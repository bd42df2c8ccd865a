"""Printed maths as floats, arrays and Python functions, by arithmetic of its own.

>>> numeric("1/2*x + sqrt(2)", x=3.0)
2.914213562373095
>>> numeric("[[1, 2], [3, 4]]").tolist()
[[1.0, 2.0], [3.0, 4.0]]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from generators.notation import parse, spans
from generators.notation.tree import Braces, Call, Chain, Name, Neg, Node, Num, Op, Rows, Series, Text, Tuple, names
from schemas.exercise import Part
from schemas.figure import Curve, Figure

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "exp": np.exp, "ln": np.log, "log10": np.log10,
    "log": lambda x, base: np.log(x) / np.log(base), "sqrt": np.sqrt, "cbrt": np.cbrt, "abs": np.abs, "sign": np.sign,
    "root": lambda x, n: x ** (1 / n), "floor": np.floor, "ceil": np.ceil, "max": lambda *of: np.max(np.broadcast_arrays(*of), axis=0), "min": lambda *of: np.min(np.broadcast_arrays(*of), axis=0),
    "factorial": lambda n: float(math.factorial(int(n))), "binomial": lambda n, k: float(math.comb(int(n), int(k))),
    "percent": lambda x: x / 100, "relu": lambda x: np.maximum(x, 0), "step": lambda x: np.where(x > 0, 1.0, 0.0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "norm": np.linalg.norm, "det": np.linalg.det, "tr": np.trace,
    "inv": np.linalg.inv, "gamma": math.gamma, "erf": math.erf,
}  # fmt: skip
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "/": lambda a, b: a / b,
    "odot": lambda a, b: a * b,
    "*": lambda a, b: a @ b if _is_matrix(a) and _is_matrix(b) else a * b,
    "^": lambda a, b: np.linalg.matrix_power(a, int(b)) if _is_matrix(a) else a**b,
}


def _is_matrix(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 2


def numeric(maths: str | Node, **values: Any) -> Any:
    """The value as a float or an array; a finite set as a sorted list, a point as an array of one dimension."""
    return function(maths, *values)(*values.values())


def function(maths: str | Node, *names: str) -> Callable[..., Any]:
    """A formula as a Python function of these names, in this order; it takes arrays where its functions do."""
    value = _compiled(parse(maths) if isinstance(maths, str) else maths, names)

    def of(*at: Any) -> Any:
        if len(at) != len(names):
            raise ValueError(f"{len(at)} values for {names}")
        return value(at)

    return of


def _compiled(node: Node, names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """From the values of `names` to the value of `node`; oracles ask for it thousands of times."""
    match node:
        case Num(text):
            number = float(text)
            return lambda at: number
        case Name(text) if text in names:
            return itemgetter(names.index(text))
        case Name("pi" | "e" | "oo" as text):
            number = {"pi": math.pi, "e": math.e, "oo": math.inf}[text]
            return lambda at: number
        case Neg(inner):
            of = _compiled(inner, names)
            return lambda at: -of(at)
        case Op("^", base, Name("T")) if "T" not in names:
            of = _compiled(base, names)
            return lambda at: of(at).T
        case Op(symbol, left, right):
            operator, first, second = OPERATORS[symbol], _compiled(left, names), _compiled(right, names)
            return lambda at: operator(first(at), second(at))
        case Call(name, args):
            called, given = FUNCTIONS[name], [_compiled(arg, names) for arg in args]
            return lambda at: called(*(each(at) for each in given))
        case Rows(rows):
            cells = [[_compiled(cell, names) for cell in row] for row in rows]
            return lambda at: np.array([[cell(at) for cell in row] for row in cells])
        case Braces(items):
            each_item = [_compiled(item, names) for item in items]
            return lambda at: sorted(item(at) for item in each_item)
        case Tuple(items):
            each_item = [_compiled(item, names) for item in items]
            return lambda at: np.array([item(at) for item in each_item])
        case _:
            raise ValueError(f"{node} has no number")


def formulas(text: str) -> list[Node]:
    """The formulas of a text in order; the items of a list one by one."""
    found: list[Node] = []
    for span in spans(text):
        if not isinstance(span, str):
            found += span.items if isinstance(span, Series) else (span,)
    return found


def definitions(*texts: str) -> dict[str, Node]:
    """What the texts say with `name = …`: the name (or `f` for `f(x) = …`) to the last term of its chain."""
    return dict(_defined(texts))


def _defined(texts: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    for text in texts:
        for node in formulas(text):
            if isinstance(node, Chain) and set(node.relations) <= {"=", "approx"}:
                match node.terms[0]:
                    case Name(name) | Call(name):
                        yield name, node.terms[-1]


def only(text: str, kind: type[Node]) -> Node:
    """The one formula of that type in the text, wherever it stands."""
    found = [each for node in formulas(text) for each in _within(node) if isinstance(each, kind)]
    assert len(found) == 1, f"{len(found)} of {kind.__name__} in {text!r}"
    return found[0]


def _within(node: Node) -> tuple[Node, ...]:
    return (node, *node.terms) if isinstance(node, Chain) else (node,)


def numbers(text: str) -> list[float]:
    """Every formula of the text that is a plain number, in order."""
    return [numeric(node) for node in formulas(text) if isinstance(node, Num | Neg) or _fraction(node)]


def _fraction(node: Node) -> bool:
    return isinstance(node, Op) and node.symbol == "/" and isinstance(node.left, Num) and isinstance(node.right, Num)


def word(node: Node) -> str:
    """The words of a quoted text."""
    assert isinstance(node, Text)
    return node.text


def entries(key: Any) -> np.ndarray:
    """The value of a vector, set, direction (one dimension) or matrix, echelon (two) key."""
    rows = [[numeric(cell) for cell in row] if isinstance(row, tuple) else numeric(row) for row in key.value]
    return np.array(rows, dtype=float)


def coefficients(text: str, **known: float) -> tuple[np.ndarray, np.ndarray]:
    """A and b of all equations of a text, the unknowns in alphabetical order: by putting in zeros and ones."""
    equations = [node for node in formulas(text) if isinstance(node, Chain)]
    unknowns = sorted(set().union(*map(names, equations)) - known.keys())

    def gap(equation: Chain, *values: float) -> float:
        at = dict(zip(unknowns, values, strict=True))
        left, right = (numeric(term, **known, **at) for term in equation.terms)
        return left - right

    zero = [0.0] * len(unknowns)
    b = np.array([-gap(equation, *zero) for equation in equations])
    A = [[gap(equation, *row) + c for row in np.eye(len(unknowns))] for equation, c in zip(equations, b, strict=True)]
    return np.array(A), b


# What is chosen and drawn ------------------------------------------------------------------------------------------


def right_option(part: Part) -> str:
    """The text of the right option."""
    return next(option.text for option in part.answer.options if option.id == part.answer.value)


def close(part: Part, value: float) -> None:
    """The key is this number, to seven figures."""
    assert abs(numeric(part.answer.value) - value) < 1e-7 * max(1, abs(value)), f"{part.answer.value}, not {value}"


def curves(figure: Figure) -> list[np.ndarray]:
    """Each drawn curve as xs and ys: pieces of one style belong together."""
    pieces: dict[str, list] = {}
    for mark in figure.marks:
        if isinstance(mark, Curve):
            pieces.setdefault(mark.style, []).extend(mark.points)
    return [np.array(sorted(set(points))).T for points in pieces.values()]


def peak_of(curve: np.ndarray) -> float:
    """Where a drawn curve is highest."""
    return float(curve[0][curve[1].argmax()])
