"""Exercises as the outside world sees them: a frozen exercise to the view of a learner, an item or an instructor.

The learner's views are built field by field, so that a new field of an exercise stays inside until it is let out here.
"""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from generators.answers import shown_text
from generators.notation import label
from schemas.answer import (
    AnswerKey,
    Cell,
    ChoiceAnswer,
    ChoicesAnswer,
    MatchingAnswer,
    Option,
    OrderAnswer,
    TableAnswer,
)
from schemas.base import Text
from schemas.exercise import (
    CellView,
    DataTable,
    Exercise,
    FigureLink,
    InstructorExercise,
    ItemExercise,
    LearnerExercise,
    Level,
    MistakeView,
    OptionsView,
    OptionText,
    Part,
    PartView,
    SolvedPart,
)
from schemas.figure import Figure
from service.render.prose import spoken, text


def learner(exercise: Exercise) -> LearnerExercise:
    """An exercise of the bank without key, steps and mistakes."""
    return LearnerExercise(
        **_open(exercise, f"{base_of(exercise)}/"),
        parts=_parts(exercise),
        recipe=exercise.recipe,
        version=exercise.version,
        seed=exercise.seed,
    )


def item(exercise: Exercise, figure_base: str) -> ItemExercise:
    """An exercise inside an attempt: nothing tells the seed. Figures are at `figure_base` + `1.svg` and so on."""
    return ItemExercise(**_open(exercise, figure_base), parts=_parts(exercise))


def instructor(exercise: Exercise) -> InstructorExercise:
    """Everything. Figures of the solution are numbered after those of the question."""
    base = f"{base_of(exercise)}/"
    parts: list[SolvedPart] = []
    n = len(exercise.figures)
    for number, part in enumerate(exercise.parts, 1):
        n += part.figure is not None
        figure = None if part.figure is None else link(part.figure, n, base)
        parts.append(_solved(part, number, figure))
    return InstructorExercise(
        **_open(exercise, base),
        parts=tuple(parts),
        recipe=exercise.recipe,
        version=exercise.version,
        seed=exercise.seed,
        source=exercise.source,
    )


def base_of(exercise: Exercise) -> str:
    """Where the figures of an exercise of the bank are."""
    return f"/api/v1/exercises/{exercise.recipe}/figures"


def link(figure: Figure, n: int, base: str) -> FigureLink:
    return FigureLink(n=n, alt=spoken(figure.alt), svg=f"{base}{n}.svg", label=figure.label)


class _Open(TypedDict):
    """What every view shows."""

    generator: str
    level: Level
    title: str
    topic: str
    skill: str
    stem: Text
    figures: tuple[FigureLink, ...]
    data: DataTable | None


class _Asked(TypedDict):
    """What every view of a part shows."""

    part: int
    name: str | None
    ask: Text
    kind: str
    options: OptionsView | tuple[OptionText, ...] | None
    columns: NotRequired[tuple[Text, ...]]
    rows: NotRequired[tuple[Text, ...]]
    cells: NotRequired[tuple[tuple[CellView, ...], ...] | None]
    points_share: float


def _open(exercise: Exercise, base: str) -> _Open:
    return {
        "generator": exercise.generator,
        "level": exercise.level,
        "title": exercise.title,
        "topic": exercise.topic,
        "skill": exercise.skill,
        "stem": text(exercise.stem),
        "figures": tuple(link(figure, n, base) for n, figure in enumerate(exercise.figures, 1)),
        "data": exercise.data,
    }


def _parts(exercise: Exercise) -> tuple[PartView, ...]:
    return tuple(PartView(**_asked(part, n), hints=len(part.hints)) for n, part in enumerate(exercise.parts, 1))


def _asked(part: Part, number: int) -> _Asked:
    asked: _Asked = {
        "part": number,
        "name": part.name,
        "ask": text(part.ask),
        "kind": part.answer.kind,
        "options": _options(part.answer),
        "points_share": part.points_share,
    }
    if isinstance(part.answer, TableAnswer):
        asked["columns"] = tuple(text(label(name)) for name in part.answer.columns)
        asked["rows"] = tuple(text(label(name)) for name in part.answer.rows)
        asked["cells"] = _cells(part.answer)
    return asked


def _cells(key: TableAnswer) -> tuple[tuple[CellView, ...], ...] | None:
    """What the cells ask for; None where all are numbers."""
    cells = tuple(tuple(_cell(cell) for cell in row) for row in key.value)
    return None if all(cell.kind == "number" for row in cells for cell in row) else cells


def _cell(cell: Cell) -> CellView:
    return CellView(kind="number") if isinstance(cell, str) else CellView(kind=cell.kind, options=_options(cell))


def _options(key: AnswerKey) -> OptionsView | tuple[OptionText, ...] | None:
    match key:
        case ChoiceAnswer(options=options) | ChoicesAnswer(options=options) | OrderAnswer(items=options):
            return _listed(options)
        case MatchingAnswer(left=left, right=right):
            return OptionsView(left=_listed(left), right=_listed(right))
        case _:
            return None


def _listed(options: Sequence[Option]) -> tuple[OptionText, ...]:
    return tuple(OptionText(id=option.id, text=text(option.text)) for option in options)


def _solved(part: Part, number: int, figure: FigureLink | None) -> SolvedPart:
    return SolvedPart(
        **_asked(part, number),
        answer=part.answer,
        answer_text=shown_text(part.answer),
        steps=tuple(map(text, part.steps)),
        mistakes=tuple(
            MistakeView(misconception=mistake.misconception, answer=mistake.answer, feedback=text(mistake.feedback))
            for mistake in part.mistakes
        ),
        hints=tuple(map(text, part.hints)),
        figure=figure,
    )
