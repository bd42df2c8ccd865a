"""The whole bank: every generator, by id; recipes; and what a blueprint's pick stands for.

A generator `course.topic.name` lives in `generators/course/topic.py`, so that one exercise imports one topic.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from generators.authoring.registry import Generator, TooManyRedraws, catalogue, find
from generators.facts import FACTS
from generators.topics import COURSES, SKILLS, TOPICS
from schemas.catalogue import Course
from schemas.exercise import LEVELS, MAX_SEED, Exercise, Level
from schemas.quiz import Pick

RECIPE = re.compile(r"([a-z_]+\.[a-z_]+\.[a-z][a-z0-9_]*)@([1-9][0-9]{0,5}):([a-z]+):(0|[1-9][0-9]*)")
MAX_RECIPE = 200


class BankError(ValueError):
    """The bank does not have what was asked for; the message names it."""


class UnknownGenerator(BankError):
    """`close` are ids that look like the one asked for."""

    def __init__(self, id: str) -> None:
        self.close = tuple(get_close_matches(id, known_ids(), n=3, cutoff=0.6))
        hint = f"; did you mean {' or '.join(self.close)}?" if self.close else ""
        super().__init__(f"there is no generator {id!r}{hint}")


class UnknownLevel(BankError):
    def __init__(self, level: str) -> None:
        super().__init__(f"there is no level {level!r}: use {', '.join(LEVELS)}")


class BadRecipe(BankError):
    def __init__(self, text: str) -> None:
        shown = text if len(text) <= 80 else f"{text[:80]}…"
        super().__init__(
            f"{shown!r} is not a recipe: write generator@version:level:seed, such as "
            f"linear_algebra.eigen.eigenvalues_2x2@1:core:42, with a seed from 0 to {MAX_SEED}"
        )


class StaleVersion(BankError):
    """The recipe names a version that is no longer, or not yet, in the bank."""

    def __init__(self, generator: Generator, version: int) -> None:
        super().__init__(
            f"{generator.id} is at version {generator.version}, not {version}: that exercise cannot be made"
        )


class NotAdmitted(BankError):
    """No admissible draw was found for this seed."""


class NothingToPick(BankError):
    """A blueprint picks from what the bank does not have."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The name of one exercise: `generator@version:level:seed`."""

    generator: str
    version: int
    level: Level
    seed: int

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """The recipe a text names. Raises BadRecipe or UnknownLevel; whether the generator exists is not asked."""
        match = RECIPE.fullmatch(text) if len(text) <= MAX_RECIPE else None
        if match is None or int(match[4]) > MAX_SEED:
            raise BadRecipe(text)
        return cls(match[1], int(match[2]), known_level(match[3]), int(match[4]))

    def __str__(self) -> str:
        return f"{self.generator}@{self.version}:{self.level}:{self.seed}"


def known_level(level: str) -> Level:
    """The level of that name. Raises UnknownLevel."""
    for each in LEVELS:
        if each == level:
            return each
    raise UnknownLevel(level)


@cache
def load() -> Mapping[str, Generator]:
    """All generators by id, in alphabetical order."""
    for course in COURSES:
        package = importlib.import_module(f"generators.{course.id}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return dict(sorted(catalogue.items()))


def get(id: str) -> Generator:
    """The generator of that id; imports its topic only. Raises UnknownGenerator, which names close ones."""
    generator = find(id)
    if generator is None:
        raise UnknownGenerator(id)
    return generator


def make(recipe: str | Recipe) -> Exercise:
    """The exercise of a recipe, always the same. Raises BadRecipe, UnknownGenerator, StaleVersion or NotAdmitted."""
    if isinstance(recipe, str):
        recipe = Recipe.parse(recipe)
    generator = get(recipe.generator)
    if generator.version != recipe.version:
        raise StaleVersion(generator, recipe.version)
    return draw(generator, recipe.seed, recipe.level)


def draw(generator: Generator, seed: int, level: Level) -> Exercise:
    """The exercise of this seed, which may have up to 128 bits. Raises NotAdmitted."""
    try:
        return generator(seed, level)
    except TooManyRedraws as error:
        raise NotAdmitted(str(error)) from error


def pick(pick: Pick, level: Level) -> list[Generator]:
    """The generators a pick stands for, in alphabetical order. Raises UnknownGenerator or NothingToPick.

    Topics are ids of topics or of whole courses. Every generator has every level.
    """
    known_level(level)
    if pick.generators is not None:
        return [get(id) for id in sorted(set(pick.generators))]
    wanted = pick.topics if pick.topics is not None else pick.skills or ()
    kind = "topic" if pick.topics is not None else "skill"
    for id in wanted:
        _known(kind, id)
        if not any(_under(generator, id) for generator in load().values()):
            raise NothingToPick(f"there are no generators in {kind} {id!r} yet")
    return [generator for generator in load().values() if any(_under(generator, id) for id in wanted)]


def question_of(exercise: Exercise) -> str:
    """What is asked, without names and seed: equal for exercises that look the same."""
    shown = exercise.model_dump_json(include={"stem", "data", "figures"})
    options = (str(getattr(part.answer, "options", "")) for part in exercise.parts)
    return "|".join([shown, *(part.ask for part in exercise.parts), *options])


def courses() -> tuple[Course, ...]:
    """Courses, topics and skills with the number of generators of each."""
    per_skill = Counter(generator.skill for generator in load().values())
    return tuple(_counted(course, per_skill) for course in COURSES)


def known_ids() -> tuple[str, ...]:
    """Ids of all generators: without importing them if the frozen table names them."""
    return tuple(sorted({*FACTS, *catalogue} or load()))


def _known(kind: str, id: str) -> None:
    """Raises NothingToPick if there is no such topic (course) or skill, naming close ones."""
    ids: Iterable[str] = SKILLS if kind == "skill" else [*TOPICS, *(course.id for course in COURSES)]
    if id not in ids:
        close = get_close_matches(id, list(ids), n=3, cutoff=0.6)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise NothingToPick(f"there is no {kind} {id!r}{hint}")


def _under(generator: Generator, id: str) -> bool:
    return id in (generator.topic, generator.course, generator.skill)


def _counted(course: Course, per_skill: Mapping[str, int]) -> Course:
    topics = []
    for topic in course.topics:
        skills = tuple(skill.model_copy(update={"generators": per_skill[skill.id]}) for skill in topic.skills)
        topics.append(topic.model_copy(update={"skills": skills, "generators": sum(s.generators for s in skills)}))
    return course.model_copy(update={"topics": tuple(topics), "generators": sum(t.generators for t in topics)})
