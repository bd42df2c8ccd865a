"""How a quiz did: its items, its scores, the misconceptions that showed."""

from uuid import UUID

from pydantic import Field

from schemas.base import Shape


class MisconceptionRate(Shape):
    id: str
    belief: str = Field(description="What the learner believes.")
    learners: int = Field(description="How many learners showed it.")
    rate: float = Field(description="Of those who answered.")


class ItemAnalysis(Shape):
    """One place of the blueprint. Shares and means are over the attempts that count, one a learner."""

    place: int = Field(description="In the order of the blueprint, from 1.")
    generators: dict[str, int] = Field(description="How many learners had an exercise of which generator.")
    points: float
    answered: int = Field(description="How many learners answered something.")
    facility: float = Field(description="Mean score as a share of the points.")
    deviation: float = Field(description="Standard deviation of that share, n - 1.")
    discrimination: float | None = Field(
        description="Correlation of the item's score with the sum of all others (point-biserial where the item is "
        "right or wrong); null where either is the same for all."
    )
    alpha_without: float | None = Field(description="Cronbach's alpha of the quiz without this item.")
    mean_tries: float = Field(description="Of those who answered.")
    mean_hints: float
    median_seconds: float | None = Field(
        description="From the response before it, or the start, to its last one; null if nobody answered."
    )
    outcomes: dict[str, int] = Field(description="Last outcomes of its parts.")
    misconceptions: tuple[MisconceptionRate, ...]


class SeedOutlier(Shape):
    """One exercise that was given to several learners and did otherwise than the others at its place."""

    place: int
    recipe: str
    learners: int
    facility: float
    expected: float = Field(description="Facility of the other exercises at the place.")
    z: float = Field(description="By how many standard errors they differ.")


class QuizAnalysis(Shape):
    quiz: UUID
    learners: int
    mean: float | None = Field(description="Of the scores, in points.")
    deviation: float | None = Field(description="Standard deviation of the scores, n - 1.")
    max_score: float
    alpha: float | None = Field(description="Cronbach's alpha; null with fewer than two learners or items.")
    standard_error: float | None = Field(description="Of a score: deviation times sqrt(1 - alpha).")
    items: tuple[ItemAnalysis, ...]
    misconceptions: tuple[MisconceptionRate, ...] = Field(description="Over all items.")
    outliers: tuple[SeedOutlier, ...] = Field(description="From 2 standard errors on, the farthest first.")
    pictures: dict[str, str] = Field(description="Paths of pictures as SVG.")
