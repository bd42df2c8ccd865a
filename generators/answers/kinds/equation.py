"""An equation: right is what has the same solutions."""

from __future__ import annotations

from generators.answers.compare import Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, found
from generators.answers.loci import equations_of, same_solutions
from generators.answers.reading import refuse, tree_of_response
from generators.notation import parse
from generators.notation.errors import NotationError
from generators.notation.tree import Node
from schemas.answer import EquationAnswer


def read(key: EquationAnswer | None, response: Response) -> Reading:
    tree = tree_of_response(response)
    try:
        equations_of(tree)
    except NotationError as error:
        raise refuse(error.message, response) from None
    return Reading(tree)


def judge(key: EquationAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    return found(same_solutions(equations_of(parse(key.value)), equations_of(reading.tree), key.symbols, prove))


def text(key: EquationAnswer) -> str:
    return key.value


def formulas(key: EquationAnswer) -> tuple[str, ...]:
    return (key.value,)


def value(key: EquationAnswer) -> Node:
    return parse(key.value)


KIND = Kind(read, judge, text, formulas, value)
