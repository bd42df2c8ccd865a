"""Exercises: as a generator makes and an attempt freezes them, and as the outside world sees them."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.answer import AnswerKey
from schemas.base import Shape, Text
from schemas.figure import Figure

Level = Literal["easy", "core", "hard"]
LEVELS: tuple[Level, ...] = ("easy", "core", "hard")
GeneratorId = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+\.[a-z][a-z0-9_]*$", max_length=120)]
MAX_SEED = 2**53 - 1
"""Seeds of the interface: what every JSON reader holds exactly. Attempts draw theirs from 128 bits, never shown."""


class Mistake(Shape):
    """A wrong answer we can predict, the misconception behind it and what to say."""

    misconception: str = Field(description="Id in the misconception catalogue.")
    answer: AnswerKey
    feedback: str
    follows: str | None = Field(default=None, description="The wrong rule, as `Part.follows`.")


class Part(Shape):
    """One thing asked. `follows` computes the key from the answers to earlier parts, by their names."""

    name: str | None = None
    ask: str
    answer: AnswerKey
    follows: str | None = None
    steps: tuple[str, ...] = Field(min_length=1)
    figure: Figure | None = Field(default=None, description="Belongs to the solution.")
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    points_share: float = Field(default=1, gt=0, le=1, description="Share of the exercise's points; shares add to 1.")


class DataTable(Shape):
    """Data that belongs to the question: named columns of numbers or words, as a sheet prints and a CSV holds them."""

    columns: tuple[str, ...] = Field(min_length=1, max_length=16)
    rows: tuple[tuple[str, ...], ...] = Field(min_length=1, max_length=2_000)
    caption: str = ""


class Exercise(Shape):
    """One exercise, whole: text is house notation in canonical spelling. This is what an attempt freezes."""

    generator: str
    version: int = Field(ge=1)
    level: Level
    seed: int = Field(ge=0, lt=2**128)
    title: str
    topic: str
    skill: str
    source: str
    stem: str = ""
    given: dict[str, str] = Field(default={}, description="Values that formulas may name beside earlier parts.")
    data: DataTable | None = None
    figures: tuple[Figure, ...] = ()
    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def recipe(self) -> str:
        return f"{self.generator}@{self.version}:{self.level}:{self.seed}"


# What the outside world sees -----------------------------------------------------------------------------------


class FigureLink(Shape):
    n: int
    alt: str
    svg: str = Field(description="Path of the picture as SVG.")
    label: str = ""


class OptionText(Shape):
    id: str
    text: Text


class OptionsView(Shape):
    """Both sides of a matching."""

    left: tuple[OptionText, ...]
    right: tuple[OptionText, ...]


class CellView(Shape):
    """What one cell of a table asks for."""

    kind: str
    options: OptionsView | tuple[OptionText, ...] | None = None


class PartBase(Shape):
    """What everyone may see of a part: an allow-list without key, steps and mistakes."""

    part: int
    name: str | None = None
    ask: Text
    kind: str
    options: OptionsView | tuple[OptionText, ...] | None = Field(
        default=None, description="A list to choose from or to order, two lists for a matching, else null."
    )
    columns: tuple[Text, ...] | None = Field(default=None, description="Of a table to be filled in.")
    rows: tuple[Text, ...] | None = None
    cells: tuple[tuple[CellView, ...], ...] | None = Field(
        default=None, description="What each cell of a table asks for, by row, where they are not all numbers."
    )
    points_share: float


class PartView(PartBase):
    """A part as a learner sees it."""

    hints: int = Field(description="How many hints there are.")


class MistakeView(Shape):
    misconception: str
    answer: AnswerKey
    feedback: Text


class SolvedPart(PartBase):
    """A part with everything: the key, the key as a learner would type it, steps, mistakes, hints."""

    answer: AnswerKey
    answer_text: str
    steps: tuple[Text, ...]
    mistakes: tuple[MistakeView, ...]
    hints: tuple[Text, ...]
    figure: FigureLink | None = Field(default=None, description="Belongs to the solution.")


class ExerciseBase(Shape):
    generator: str
    level: Level
    title: str
    topic: str
    skill: str
    stem: Text
    figures: tuple[FigureLink, ...] = ()
    data: DataTable | None = None


class ItemExercise(ExerciseBase):
    """An exercise inside an attempt: nothing in it tells the seed."""

    parts: tuple[PartView, ...]


class LearnerExercise(ItemExercise):
    """The learner view of an exercise of the bank."""

    view: Literal["learner"] = "learner"
    recipe: str
    version: int
    seed: int


class InstructorExercise(ExerciseBase):
    """The instructor view: everything."""

    view: Literal["instructor"] = "instructor"
    recipe: str
    version: int
    seed: int
    parts: tuple[SolvedPart, ...]
    source: str


EitherExercise = Annotated[InstructorExercise | LearnerExercise, Field(discriminator="view")]
"""One view or the other, told apart by `view`."""


class ExerciseRequest(Shape):
    generator: GeneratorId = Field(examples=["linear_algebra.eigen.eigenvalues_2x2"])
    level: Level = "core"
    seed: int | None = Field(
        strict=True, default=None, ge=0, le=MAX_SEED, description="Drawn if absent.", examples=[42]
    )
    view: Literal["instructor", "learner"] = "instructor"
