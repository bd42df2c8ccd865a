from typing import Annotated, Any, Literal

from fastapi import Body, Path, Query, Response

from schemas.check import ExerciseBatch, ExercisesMade, JudgedExercise, ResponsesToCheck
from schemas.exercise import EitherExercise, ExerciseRequest
from service import routing
from service.deps import BankReader, Checks, ServerDep
from service.docs import example, problems
from service.errors import (
    BadRecipe,
    CheckerBusy,
    Gone,
    NoData,
    NoSuchFigure,
    NotAdmitted,
    UnknownGenerator,
    UnknownGeneratorGiven,
)
from service.etags import IfNoneMatch
from service.exercises import service as exercises
from service.lasting import CSV, JSON, PNG, SVG, lasting
from service.paths import FigureNumber
from service.render import figures
from service.render.columns import as_csv

router = routing.router(tags=["exercises"])

EXAMPLE = "linear_algebra.eigen.eigenvalues_2x2@1:core:42"
RecipePath = Annotated[
    str,
    Path(max_length=400, description="`generator@version:level:seed`", examples=[EXAMPLE]),
]
RecipeWithData = Annotated[
    str,
    Path(
        max_length=400,
        description="`generator@version:level:seed`",
        examples=["prob_stats.eda.summary_statistics@1:core:42"],
    ),
]
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged"}}
OF_RECIPES = problems(UnknownGenerator, Gone, BadRecipe, NotAdmitted)
OF_DATA = problems(NoData, UnknownGenerator, Gone, BadRecipe, NotAdmitted)
OF_FIGURES = problems(NoSuchFigure, UnknownGenerator, Gone, BadRecipe, NotAdmitted)


@router.post(
    "/exercises",
    summary="Make an exercise",
    responses=problems(UnknownGeneratorGiven, NotAdmitted),
)
def make_exercise(
    _: BankReader,
    asked: Annotated[
        ExerciseRequest,
        Body(
            openapi_examples={
                "seeded": example(
                    "A certain one", {"generator": "linear_algebra.eigen.eigenvalues_2x2", "level": "core", "seed": 42}
                ),
                "drawn": example("Any one", {"generator": "linear_algebra.eigen.eigenvalues_2x2", "view": "learner"}),
            }
        ),
    ],
) -> EitherExercise:
    """An exercise with key, worked steps and predictable mistakes; `"view": "learner"` leaves them out."""
    return exercises.make(asked)


@router.post(
    "/exercises:batch",
    summary="Make up to 100 exercises",
    responses=problems(UnknownGeneratorGiven, NotAdmitted),
)
def make_exercises(
    _: BankReader,
    asked: Annotated[
        ExerciseBatch,
        Body(
            openapi_examples={
                "two": example(
                    "Two of a kind",
                    {
                        "items": [
                            {"generator": "linear_algebra.eigen.eigenvalues_2x2", "level": level, "seed": 7}
                            for level in ("easy", "hard")
                        ]
                    },
                )
            }
        ),
    ],
) -> ExercisesMade:
    """Exercises in the order of the request, all or none."""
    return ExercisesMade(items=exercises.make_all(asked.items))


@router.get(
    "/exercises/{recipe}",
    summary="Read an exercise",
    response_model=EitherExercise,
    responses=UNCHANGED | OF_RECIPES,
)
def read_exercise(
    _: BankReader,
    recipe: RecipePath,
    view: Annotated[Literal["learner", "instructor"], Query(description="Whether with key and steps.")] = "instructor",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The exercise of a recipe: always the same."""
    body = exercises.view(exercises.by_recipe(recipe), view).model_dump_json()
    return lasting(body, JSON, if_none_match)


@router.get(
    "/exercises/{recipe}/figures/{n}.svg",
    summary="Read a figure as SVG",
    response_class=Response,
    responses=OF_FIGURES | {200: {"content": {SVG: {}}}, 304: {"description": "Unchanged"}},
)
def read_figure_svg(_: BankReader, recipe: RecipePath, n: FigureNumber, if_none_match: IfNoneMatch = None) -> Response:
    """The figures of the question are numbered first, then those of the solution."""
    return lasting(figures.svg(exercises.figure(recipe, n)), SVG, if_none_match)


@router.get(
    "/exercises/{recipe}/figures/{n}.png",
    summary="Read a figure as PNG",
    response_class=Response,
    responses=OF_FIGURES | {200: {"content": {PNG: {}}}, 304: {"description": "Unchanged"}},
)
def read_figure_png(_: BankReader, recipe: RecipePath, n: FigureNumber, if_none_match: IfNoneMatch = None) -> Response:
    """The same picture for those who cannot show SVG."""
    return lasting(figures.png(exercises.figure(recipe, n)), PNG, if_none_match)


@router.get(
    "/exercises/{recipe}/data.csv",
    summary="Read the data of an exercise as CSV",
    response_class=Response,
    responses=OF_DATA | {200: {"content": {CSV: {}}}, 304: {"description": "Unchanged"}},
)
def read_exercise_data(_: BankReader, recipe: RecipeWithData, if_none_match: IfNoneMatch = None) -> Response:
    """The data table that belongs to the question: the heads, then a line a row."""
    return lasting(as_csv(exercises.data(recipe)), CSV, if_none_match)


@router.post(
    "/exercises/{recipe}/check", summary="Judge responses to an exercise", responses=problems(CheckerBusy) | OF_RECIPES
)
def check_exercise(
    _: Checks,
    server: ServerDep,
    recipe: RecipePath,
    asked: Annotated[
        ResponsesToCheck,
        Body(openapi_examples={"first": example("The first part", {"responses": {"1": "{-7, 2}"}})}),
    ],
) -> JudgedExercise:
    """Verdicts on the parts that were answered, with follow-through between them. Nothing is stored."""
    return exercises.check(server, recipe, asked)
