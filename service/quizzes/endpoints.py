from functools import partial
from typing import Annotated

from fastapi import Body, Path, Query, Response

from schemas.attempt import QuizPreview
from schemas.page import Page
from schemas.quiz import QuizChange, QuizCopy, QuizCreate, QuizRead
from service import routing
from service.attempts import preview
from service.attempts import service as attempts
from service.deps import ClockDep, DatabaseDep, QuizReader, QuizWriter, ServerDep
from service.docs import PREFIX, example, problems
from service.errors import (
    AlreadyRunning,
    Conflict,
    EmptyPick,
    KeyReused,
    NoSuchFigure,
    NotAdmitted,
    Stale,
    UnknownGeneratorGiven,
)
from service.etags import IfMatch, IfNoneMatch
from service.idempotency import OnceDep
from service.lasting import SVG, lasting
from service.paging import SliceDep
from service.paths import FigureNumber, ItemNumber, QuizId
from service.quizzes import service as quizzes
from service.render import figures

router = routing.router(prefix="/quizzes", tags=["quizzes"])

Variant = Annotated[int, Query(ge=1, le=1_000, description="Another number gives other exercises.")]
WRITES = (KeyReused, AlreadyRunning)
HOMEWORK = {
    "title": "Week 3: eigenvalues",
    "sections": [{"pick": {"topics": ["linear_algebra.eigen"]}, "level": "core", "count": 2, "points": 2}],
    "feedback": "immediate",
    "tries_per_part": 3,
}
EXAM = {
    "title": "Exam",
    "sections": [{"pick": {"topics": ["linear_algebra"]}, "level": "core", "count": 3, "points": 5}],
    "time_limit_s": 3600,
    "feedback": "after_close",
    "late": "refuse",
    "shuffle": True,
}


@router.post(
    "", status_code=201, summary="Create a quiz", responses=problems(UnknownGeneratorGiven, EmptyPick, *WRITES)
)
def create_quiz(
    _: QuizWriter,
    database: DatabaseDep,
    clock: ClockDep,
    once: OnceDep,
    response: Response,
    new: Annotated[
        QuizCreate, Body(openapi_examples={"homework": example("Homework", HOMEWORK), "exam": example("An exam", EXAM)})
    ],
) -> QuizRead:
    """A draft from a blueprint: sections say what items are drawn from, for each learner anew."""

    def make() -> QuizRead:
        quiz = quizzes.create(session, new, clock())
        response.headers["ETag"] = quizzes.etag(quiz)
        response.headers["Location"] = f"{PREFIX}/quizzes/{quiz.id}"
        return quizzes.read(quiz, clock())

    with database.write() as session:
        return once.run(session, 201, make)


@router.get("", summary="List quizzes")
def list_quizzes(_: QuizReader, database: DatabaseDep, clock: ClockDep, part: SliceDep) -> Page[QuizRead]:
    """Quizzes in the order they were made."""
    with database.read() as session:
        return quizzes.listed(session, part, clock())


@router.get("/{quiz}", summary="Read a quiz")
def read_quiz(_: QuizReader, database: DatabaseDep, clock: ClockDep, quiz: QuizId, response: Response) -> QuizRead:
    """The blueprint and its state. The ETag is for `If-Match`."""
    with database.read() as session:
        found = quizzes.get(session, quiz)
        response.headers["ETag"] = quizzes.etag(found)
        return quizzes.read(found, clock())


@router.patch(
    "/{quiz}", summary="Change a quiz", responses=problems(UnknownGeneratorGiven, EmptyPick, Conflict, Stale, *WRITES)
)
def change_quiz(
    writer: QuizWriter,
    database: DatabaseDep,
    clock: ClockDep,
    once: OnceDep,
    response: Response,
    quiz: QuizId,
    change: Annotated[
        QuizChange,
        Body(
            openapi_examples={
                "title": example("Another title", {"title": "Week 3, again"}),
                "later": example("More time", {"closes_at": "2099-12-31T22:00:00Z"}),
            }
        ),
    ],
    if_match: IfMatch = None,
) -> QuizRead:
    """Fields left out stay as they are. Once there are attempts, what they were drawn and are marked by is fixed.

    `{"state": "closed"}` ends the quiz: what is open is handed in.
    """

    def make() -> QuizRead:
        taken = partial(attempts.taken, session, quiz)
        changed = quizzes.change(session, quiz, change, taken, if_match, writer.id, clock())
        response.headers["ETag"] = quizzes.etag(changed)
        return quizzes.read(changed, clock())

    with database.write() as session:
        return once.run(session, 200, make)


@router.delete("/{quiz}", status_code=204, summary="Delete a quiz", responses=problems(Conflict, Stale, *WRITES))
def delete_quiz(
    writer: QuizWriter, database: DatabaseDep, clock: ClockDep, once: OnceDep, quiz: QuizId, if_match: IfMatch = None
) -> None:
    """Only as long as nobody has attempted it and it was not regraded."""
    with database.write() as session:
        taken = partial(attempts.taken, session, quiz)
        once.run(session, 204, lambda: quizzes.delete(session, quiz, taken, if_match, writer.id, clock()))


@router.post("/{quiz}/copy", status_code=201, summary="Copy a quiz", responses=problems(EmptyPick, *WRITES))
def copy_quiz(
    _: QuizWriter,
    database: DatabaseDep,
    clock: ClockDep,
    once: OnceDep,
    response: Response,
    quiz: QuizId,
    asked: Annotated[QuizCopy, Body(openapi_examples={"again": example("For next year", {"title": "Week 3, 2027"})})],
) -> QuizRead:
    """A draft with the same blueprint and rules. Its exercises are drawn anew."""

    def make() -> QuizRead:
        made = quizzes.copy(session, quiz, asked.title, clock())
        response.headers["ETag"] = quizzes.etag(made)
        response.headers["Location"] = f"{PREFIX}/quizzes/{made.id}"
        return quizzes.read(made, clock())

    with database.write() as session:
        return once.run(session, 201, make)


@router.get("/{quiz}/preview", summary="Preview a quiz", responses=problems(NotAdmitted))
def preview_quiz(_: QuizWriter, server: ServerDep, quiz: QuizId, variant: Variant = 1) -> QuizPreview:
    """The items as a learner would see them; each variant is what another learner might get. Nothing is stored."""
    return preview.shown(server, quiz, variant)


@router.get(
    "/{quiz}/preview/{variant}/figures/{item}/{n}.svg",
    summary="Read a figure of a preview",
    response_class=Response,
    responses=problems(NoSuchFigure, NotAdmitted) | {200: {"content": {SVG: {}}}, 304: {"description": "Unchanged"}},
)
def read_preview_figure(
    _: QuizWriter,
    server: ServerDep,
    quiz: QuizId,
    variant: Annotated[int, Path(ge=1, le=1_000, description="As of the preview.", examples=[1])],
    item: ItemNumber,
    n: FigureNumber,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The figures of the question."""
    return lasting(figures.svg(preview.figure(server, quiz, variant, item, n)), SVG, if_none_match)


@router.post(
    "/{quiz}/publish",
    summary="Publish a quiz",
    responses=problems(UnknownGeneratorGiven, EmptyPick, Conflict, Stale, *WRITES),
)
def publish_quiz(
    writer: QuizWriter,
    database: DatabaseDep,
    clock: ClockDep,
    once: OnceDep,
    response: Response,
    quiz: QuizId,
    if_match: IfMatch = None,
) -> QuizRead:
    """From now on learners may attempt it. Publishing again changes nothing."""

    def make() -> QuizRead:
        published = quizzes.publish(session, quiz, if_match, writer.id, clock())
        response.headers["ETag"] = quizzes.etag(published)
        return quizzes.read(published, clock())

    with database.write() as session:
        return once.run(session, 200, make)
