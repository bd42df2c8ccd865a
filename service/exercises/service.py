"""Make exercises, by recipe or by drawing a seed, and mark responses to them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from generators import bank
from generators.authoring.registry import Generator
from schemas.check import JudgedExercise, JudgedPart, PartResponses, ResponsesToCheck
from schemas.exercise import MAX_SEED, DataTable, Exercise, ExerciseRequest, InstructorExercise, LearnerExercise
from schemas.figure import Figure
from service.checks import service as checks
from service.errors import (
    BadRecipe,
    Gone,
    Invalid,
    NoData,
    NoSuchFigure,
    NotAdmitted,
    ServiceError,
    UnknownGenerator,
    UnknownGeneratorGiven,
)
from service.render import views
from service.server import Server

DRAWS = 20
"""Seeds tried when none is given; each fails with a probability far below one in a thousand."""


def make(asked: ExerciseRequest, where: str = "body") -> InstructorExercise | LearnerExercise:
    """The exercise of the seed given, or of one that is drawn. Raises what `where` can be told."""
    try:
        generator = bank.get(asked.generator)
        exercise = bank.draw(generator, asked.seed, asked.level) if asked.seed is not None else _drawn(generator, asked)
    except bank.BankError as error:
        raise _refused(error, where) from None
    return view(exercise, asked.view)


def make_all(asked: Sequence[ExerciseRequest]) -> tuple[InstructorExercise | LearnerExercise, ...]:
    """In the same order: all of them, or an error that says which one cannot be made."""
    return tuple(make(each, f"body.items.{number}") for number, each in enumerate(asked))


def by_recipe(recipe: str) -> Exercise:
    """The exercise of a recipe, always the same."""
    try:
        return bank.make(recipe)
    except bank.UnknownGenerator as error:
        raise UnknownGenerator(str(error)) from None
    except bank.StaleVersion as error:
        raise Gone(str(error)) from None
    except bank.NotAdmitted as error:
        raise NotAdmitted(str(error)) from None
    except bank.BankError as error:
        raise BadRecipe(str(error)) from None


def view(exercise: Exercise, name: str) -> InstructorExercise | LearnerExercise:
    return views.learner(exercise) if name == "learner" else views.instructor(exercise)


def figure(recipe: str, n: int) -> Figure:
    """Figure `n` of an exercise, from 1: those of the question first, then those of the solution, part by part."""
    exercise = by_recipe(recipe)
    found = [*exercise.figures, *(part.figure for part in exercise.parts if part.figure is not None)]
    return numbered(found, n, exercise.recipe)


def data(recipe: str) -> DataTable:
    """The data table of an exercise. Raises `NoData` if it has none."""
    return table_of(by_recipe(recipe), recipe)


def table_of(exercise: Exercise, owner: str) -> DataTable:
    """Raises `NoData`, which names the owner."""
    if exercise.data is None:
        raise NoData(f"{owner} has no data")
    return exercise.data


def numbered(figures: Sequence[Figure], n: int, owner: str) -> Figure:
    """Raises `NoSuchFigure`, which says how many there are."""
    if not 1 <= n <= len(figures):
        known = f"figures 1 to {len(figures)}" if figures else "no figures"
        raise NoSuchFigure(f"there is no figure {n}: {owner} has {known}")
    return figures[n - 1]


def check(server: Server, recipe: str, asked: ResponsesToCheck) -> JudgedExercise:
    """Verdicts on some parts, with follow-through between them."""
    exercise = by_recipe(recipe)
    responses = given(asked, len(exercise.parts))
    formats = {int(part): format for part, format in asked.formats.items()}
    found = checks.check_parts(server, exercise, responses, formats, asked.locale)
    score = sum(exercise.parts[part - 1].points_share * verdict.score for part, verdict in found.items())
    parts = tuple(JudgedPart(part=part, verdict=verdict) for part, verdict in sorted(found.items()))
    return JudgedExercise(score=round(score, 6), parts=parts)


def given(asked: PartResponses, parts: int) -> dict[int, str]:
    """Responses by number of the part. Raises `Invalid` for a part that is not there."""
    for field, numbers in (("responses", asked.responses), ("formats", asked.formats)):
        if stray := sorted((part for part in numbers if int(part) > parts), key=int):
            raise Invalid(f"body.{field}: there is no part {', '.join(stray)}; parts are 1 to {parts}")
    return {int(part): text for part, text in asked.responses.items()}


def _drawn(generator: Generator, asked: ExerciseRequest) -> Exercise:
    for _ in range(DRAWS - 1):
        try:
            return bank.draw(generator, secrets.randbelow(MAX_SEED + 1), asked.level)
        except bank.NotAdmitted:
            continue
    return bank.draw(generator, secrets.randbelow(MAX_SEED + 1), asked.level)


def _refused(error: bank.BankError, where: str) -> ServiceError:
    match error:
        case bank.UnknownGenerator():
            return UnknownGeneratorGiven(f"{where}.generator: {error}")
        case bank.NotAdmitted():
            return NotAdmitted(f"{where}.seed: {error}")
        case _:
            return Invalid(f"{where}: {error}")
