"""Blueprints in YAML or JSON files: what is wrong is told with its line and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from generators import bank
from schemas.quiz import Blueprint, QuizCreate
from service.cli.errors import Refused

MAX_BYTES = 1 << 20
Where = tuple[str | int, ...]


class Spot(NamedTuple):
    """Where something stands, counted from 1."""

    line: int
    column: int


class Place(NamedTuple):
    """Where a value stands, and the name it has in its mapping; the same spot twice in a list."""

    name: Spot
    value: Spot


Places = dict[Where, Place]


def load(file: Path) -> Blueprint:
    """The blueprint in a file. How a quiz is taken and marked may be in it too, and is left out.

    Raises `Refused`, which names the file and, where there is one, the line and the column.
    """
    source = _read(file)
    content, places = _json(file, source) if file.suffix == ".json" else _yaml(file, source)
    if not isinstance(content, dict):
        raise Refused(f"{file}: a blueprint has a title and sections; see `problembank worksheet --help`")
    try:
        quiz = QuizCreate.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        stray = first["type"] == "extra_forbidden"
        raise Refused(f"{at(file, places, first['loc'], named=stray)}: {_complaint(first)}") from None
    blueprint = Blueprint(title=quiz.title, sections=quiz.sections)
    for number, section in enumerate(blueprint.sections):
        try:
            bank.pick(section.pick, section.level)
        except bank.BankError as error:
            raise Refused(f"{at(file, places, ('sections', number, 'pick'))}: {error}") from None
    return blueprint


def _yaml(file: Path, source: str) -> tuple[object, Places]:
    try:
        tree = yaml.compose(source, Loader=yaml.SafeLoader)
        content = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f", {_told(_spot(mark))}"
        raise Refused(f"{file}{where}: not YAML: {getattr(error, 'problem', None) or error}") from None
    except RecursionError:
        raise Refused(f"{file}: it is nested too deeply") from None
    return content, {} if tree is None else places_of(file, tree)


def _json(file: Path, source: str) -> tuple[object, Places]:
    try:
        content = json.loads(source)
    except json.JSONDecodeError as error:
        raise Refused(f"{file}, {_told(Spot(error.lineno, error.colno))}: not JSON: {error.msg}") from None
    except RecursionError:
        raise Refused(f"{file}: it is nested too deeply") from None
    # JSON is YAML but for tabs between its signs; inside its texts there are none.
    _, places = _yaml(file, source.replace("\t", " "))
    return content, places


def places_of(file: Path, root: yaml.Node) -> Places:
    """Where each value of a document stands; what an alias repeats is looked at once.

    Raises `Refused` if a name stands twice in one mapping: the first of the two would be lost.
    """
    start = _spot(root.start_mark)
    places: Places = {(): Place(start, start)}
    seen: set[int] = set()
    waiting: list[tuple[Where, yaml.Node]] = [((), root)]
    while waiting:
        where, node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            entries = [((*where, str(key.value)), key, value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            entries = [((*where, i), value, value) for i, value in enumerate(node.value)]
        else:
            continue
        for here, name, value in entries:
            place = Place(_spot(name.start_mark), _spot(value.start_mark))
            if here in places:
                raise Refused(f"{file}, {_told(place.name)}: {here[-1]!r} stands here a second time")
            places[here] = place
            waiting.append((here, value))
    return places


def at(file: Path, places: Places, where: Where, named: bool = False) -> str:
    """`week3.yaml, line 4, column 12`: where the innermost value there is begins; with `named` where its name does."""
    place = tuple(where)
    while place not in places and place:
        place = place[:-1]
    if place not in places:
        return str(file)
    return f"{file}, {_told(places[place].name if named else places[place].value)}"


def _told(spot: Spot) -> str:
    return f"line {spot.line}, column {spot.column}"


def _spot(mark: Any) -> Spot:
    return Spot(mark.line + 1, mark.column + 1)


def _complaint(error: Any) -> str:
    name = ".".join(map(str, error["loc"])) or "blueprint"
    given = error["input"] if isinstance(error["input"], str | int | float | bool) else None
    message = error["msg"].removeprefix("Value error, ")
    return f"{name}: {message}" + (f", not {given!r}" if given is not None else "")


def _read(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise Refused(f"{file}: more than {MAX_BYTES:,} bytes; that is no blueprint")
        return raw.decode("utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Refused(f"{file}: not UTF-8") from None
