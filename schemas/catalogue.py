"""The catalogue: courses, topics, skills, generators, misconceptions."""

from typing import Literal

from pydantic import Field

from schemas.base import Shape
from schemas.exercise import Level

Tier = Literal["core", "standard", "extra"]


class GeneratorInfo(Shape):
    """One entry of `GET /generators` and one line of `problembank list --json`."""

    id: str = Field(examples=["linear_algebra.eigen.eigenvalues_2x2"])
    title: str
    summary: str
    course: str
    topic: str
    skill: str
    levels: tuple[Level, ...]
    kinds: tuple[str, ...] = Field(description="Kinds of answer its parts ask for.")
    version: int
    tier: Tier
    figures: bool
    misconceptions: tuple[str, ...]
    source: str


class Skill(Shape):
    """`requires` are the skills to have before."""

    id: str
    title: str
    requires: tuple[str, ...] = ()
    generators: int = Field(default=0, description="How many generators train it.")


class Topic(Shape):
    id: str = Field(examples=["linear_algebra.eigen"])
    title: str
    week: int
    generators: int = 0
    skills: tuple[Skill, ...]


class Course(Shape):
    id: str = Field(examples=["linear_algebra"])
    title: str
    weeks: str
    generators: int = 0
    topics: tuple[Topic, ...]


class Misconception(Shape):
    """A belief that leads learners to a predictable wrong answer."""

    id: str = Field(examples=["sign-of-root"])
    belief: str
