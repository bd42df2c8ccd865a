"""What a writer is given: the places of a blueprint, each with its frozen exercises."""

from __future__ import annotations

from typing import NamedTuple

from schemas.exercise import Exercise, Level
from schemas.worksheet import Sheet


class Place(NamedTuple):
    """One place: exercises of one generator and level, of which a learner meets one."""

    number: int
    points: float
    exercises: tuple[Exercise, ...]

    @property
    def generator(self) -> str:
        return self.exercises[0].generator

    @property
    def title(self) -> str:
        return self.exercises[0].title

    @property
    def topic(self) -> str:
        return self.exercises[0].topic

    @property
    def level(self) -> Level:
        return self.exercises[0].level


class Plan(NamedTuple):
    title: str
    id: str
    """Names the export for ever: the same for the same blueprint and seed. Tells nothing about the seed."""
    places: tuple[Place, ...]


def plan_of(title: str, id: str, sheets: tuple[Sheet, ...]) -> Plan:
    """The exercises of composed sheets by place instead of by sheet; those that a sheet repeats are there once."""
    places = []
    for number, items in enumerate(zip(*(sheet.items for sheet in sheets), strict=True), 1):
        frozen = {item.exercise.recipe: item.exercise for item in items}
        places.append(Place(number, items[0].points, tuple(frozen.values())))
    return Plan(title, id, tuple(places))
