"""Python and NumPy basics, by Python and NumPy."""

import re
from ast import literal_eval

import numpy as np

from generators.notation import Code, evaluate, parse, spans
from schemas.exercise import Exercise
from tests.oracles import oracle

SAFE = {"range": range, "len": len, "sum": sum, "max": max, "min": min}


def code(text: str) -> list[str]:
    return [str(span) for span in spans(text) if isinstance(span, Code)]


@oracle("refresher.python.trace_loop")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    program, call = code(part.ask)
    names: dict[str, object] = {}
    exec(program, {"__builtins__": SAFE}, names)
    found = eval(call, {"__builtins__": {}}, names)
    if part.answer.kind == "list":
        assert [int(entry) for entry in part.answer.value] == found
    else:
        assert type(found) is int and evaluate(parse(part.answer.value)) == found


def shape(expression: str, arrays: dict[str, np.ndarray]) -> tuple[int, ...] | None:
    try:
        return np.shape(eval(expression, {}, dict(arrays)))
    except ValueError:
        return None


@oracle("refresher.python.numpy_shapes")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    told = [piece.removesuffix(".shape") for piece in code(part.ask)]
    names = [piece for piece in dict.fromkeys(told) if piece.isidentifier()]
    shapes = [literal_eval(piece) for piece in told if re.fullmatch(r"\([\d, ]+\)", piece)]
    arrays = {name: np.ones(each) for name, each in zip(names, shapes, strict=True)}
    if part.answer.kind == "vector":
        assert shape(told[-1], arrays) == tuple(map(int, part.answer.value))
        return
    right = {option.id: option.text.strip("`") for option in part.answer.right}
    for option in part.answer.left:
        found = shape(option.text.strip("`"), arrays)
        assert right[part.answer.value[option.id]] == ("an error" if found is None else str(found)), option
