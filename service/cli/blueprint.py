"""Blueprints in YAML files: what is wrong is told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from generators import bank
from schemas.quiz import Blueprint, QuizCreate
from service.cli.errors import Refused

MAX_BYTES = 1 << 20
Where = tuple[str | int, ...]


def load(file: Path) -> Blueprint:
    """The blueprint in a file. How a quiz is taken and marked may be in it too, and is left out.

    Raises `Refused`, which names the file and, where there is one, the line.
    """
    source = _read(file)
    try:
        tree = yaml.compose(source, Loader=yaml.SafeLoader)
        content = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        raise Refused(f"{file}{line}: not YAML: {getattr(error, 'problem', None) or error}") from None
    lines = {} if tree is None else lines_of(tree)
    if not isinstance(content, dict):
        raise Refused(f"{file}: a blueprint has a title and sections; see `problembank worksheet --help`")
    try:
        quiz = QuizCreate.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused(f"{at(file, lines, first['loc'])}: {_complaint(first)}") from None
    blueprint = Blueprint(title=quiz.title, sections=quiz.sections)
    for number, section in enumerate(blueprint.sections):
        try:
            bank.pick(section.pick, section.level)
        except bank.BankError as error:
            raise Refused(f"{at(file, lines, ('sections', number, 'pick'))}: {error}") from None
    return blueprint


def lines_of(root: yaml.Node) -> dict[Where, int]:
    """The line on which each value of a document stands; what an alias repeats is looked at once."""
    lines: dict[Where, int] = {(): root.start_mark.line + 1}
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
        lines |= {here: named.start_mark.line + 1 for here, named, _ in entries}
        waiting += [(here, value) for here, _, value in entries]
    return lines


def at(file: Path, lines: dict[Where, int], where: tuple[str | int, ...]) -> str:
    """`week3.yaml, line 4`: the line of the innermost value there is."""
    place: Where = tuple(where)
    while place not in lines and place:
        place = place[:-1]
    return f"{file}, line {lines[place]}" if place in lines else str(file)


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
