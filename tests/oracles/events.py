"""Conditional probabilities, by listing the population of the table and counting."""

import re
from fractions import Fraction
from itertools import permutations

from generators.notation.tree import Call, Given, Name, Node, Op
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import formulas

Person = tuple[str, str]
"""Row and column of one member of the population."""


@oracle("prob_stats.events.conditional_from_table")
def _(exercise: Exercise) -> None:
    assert exercise.data is not None
    _, *columns = exercise.data.columns
    people = [
        (row, column)
        for row, *cells in exercise.data.rows
        for column, count in zip(columns, cells, strict=True)
        for _ in range(int(count))
    ]
    if picked := re.search(r"\(“([^”]+)” in the table\)", exercise.stem):
        in_order(exercise, [person for person in people if person[1] == picked[1]])
    else:
        letters = dict(re.findall(r"\$(\w)\$ for “([^”]+)”", exercise.stem))
        for part in exercise.parts:
            assert share(asked(part.ask), [({person}, letters) for person in people]) == Fraction(part.answer.value)


def in_order(exercise: Exercise, people: list[Person]) -> None:
    """Every way to pick three of them, one after the other."""
    label = re.findall(r"“([^”]+)”", exercise.stem)[-1]
    threes = list(permutations([person[0] == label for person in people], 3))
    letter = re.findall(r"\$(\w)_1\$", exercise.stem)[0]
    worlds = [({f"{letter}_{n}" for n, hit in enumerate(three, 1) if hit}, {}) for three in threes]
    for part in exercise.parts:
        assert share(asked(part.ask), worlds) == Fraction(part.answer.value)


def asked(text: str) -> Node:
    (probability,) = [node for node in formulas(text) if isinstance(node, Call) and node.name == "P"]
    (event,) = probability.args
    return event


def share(event: Node, worlds: list) -> Fraction:
    """How many of the worlds in which the condition holds have the event."""
    if isinstance(event, Given):
        worlds = [world for world in worlds if holds(event.condition, *world)]
        event = event.event
    return Fraction(sum(holds(event, *world) for world in worlds), len(worlds))


def holds(event: Node, world: set, letters: dict[str, str]) -> bool:
    match event:
        case Name(letter):
            return any(letters[letter] in person for person in world) if letters else letter in world
        case Call("bar", (of,)):
            return not holds(of, world, letters)
        case Op("cap", left, right):
            return holds(left, world, letters) and holds(right, world, letters)
    raise ValueError(f"{event} is no event")
