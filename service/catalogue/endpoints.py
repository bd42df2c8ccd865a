from typing import Annotated

from fastapi import Path, Query

from schemas.catalogue import Course, GeneratorInfo
from schemas.exercise import Level
from schemas.page import Page
from service import routing
from service.catalogue import service as catalogue
from service.deps import BankReader
from service.docs import problems
from service.errors import UnknownGenerator
from service.paging import SliceDep, page_of

router = routing.router(tags=["catalogue"])


@router.get("/topics", summary="List courses, topics and skills")
def list_topics(_: BankReader) -> Page[Course]:
    """Everything that is taught, with prerequisites and the number of generators of each. One page holds all of it."""
    return Page(items=catalogue.courses())


@router.get("/generators", summary="List generators")
def list_generators(
    _: BankReader,
    part: SliceDep,
    topic: Annotated[
        str | None, Query(max_length=120, description="Id of a topic or a course.", examples=["linear_algebra.eigen"])
    ] = None,
    level: Annotated[Level | None, Query(description="Those that have this level.", examples=["core"])] = None,
    skill: Annotated[str | None, Query(max_length=120, description="Id of a skill.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Words to look for.", examples=["eigenvalues"])] = None,
) -> Page[GeneratorInfo]:
    """The catalogue by id, narrowed down by all that is given."""
    return page_of(catalogue.search(topic, level, skill, q), lambda info: info.id, part)


@router.get("/generators/{id}", summary="Read one generator", responses=problems(UnknownGenerator))
def read_generator(
    _: BankReader,
    id: Annotated[
        str, Path(max_length=120, description="`course.topic.name`", examples=["linear_algebra.eigen.eigenvalues_2x2"])
    ],
) -> GeneratorInfo:
    """What the catalogue says of one generator."""
    return catalogue.get(id)
