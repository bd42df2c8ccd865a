from typing import Annotated

from fastapi import Body, Path, Response

from schemas.attempt import LearnerId
from schemas.learner import AccommodationRead, AccommodationWrite, Erased
from service import routing
from service.attempts import service as attempts
from service.deps import Admin, ClockDep, DatabaseDep, QuizReader, QuizWriter, ServerDep
from service.docs import example, problems
from service.erasure import service as erasure
from service.errors import AlreadyRunning, KeyReused, Stale
from service.etags import IfMatch
from service.idempotency import OnceDep
from service.learners import service as learners

router = routing.router(prefix="/learners", tags=["learners"])

Learner = Annotated[LearnerId, Path(description="The learner's id in your system.", examples=["s-17"])]


@router.put(
    "/{learner:path}/accommodations",
    summary="Grant accommodations",
    responses=problems(Stale, KeyReused, AlreadyRunning),
)
def put_accommodations(
    writer: QuizWriter,
    database: DatabaseDep,
    clock: ClockDep,
    once: OnceDep,
    response: Response,
    learner: Learner,
    given: Annotated[
        AccommodationWrite,
        Body(
            openapi_examples={
                "time": example("Half as much time again", {"time_factor": 1.5, "reason": "Certificate of 3 March"}),
                "illness": example("A week later", {"extension_s": 604800}),
                "none": example("Nothing any more", {}),
            }
        ),
    ],
    if_match: IfMatch = None,
) -> AccommodationRead:
    """Once for all quizzes; what is left out is not granted. Attempts name in `effective` what it changed for them.

    Attempts that are running get what they gain by it at once, and never lose time that they have.
    """

    def make() -> AccommodationRead:
        row = learners.put(session, writer.id, learner, given, if_match, clock())
        attempts.lengthen(session, row)
        response.headers["ETag"] = learners.etag(row)
        return learners.read(row)

    with database.write() as session:
        return once.run(session, 200, make)


@router.delete("/{learner:path}/data", summary="Erase a learner", responses=problems(KeyReused, AlreadyRunning))
def erase_learner(admin: Admin, server: ServerDep, once: OnceDep, learner: Learner) -> Erased:
    """Attempts, responses, verdicts, accommodations and events of one learner are deleted for good.

    The audit log keeps that it was done, under a digest; erasing again finds nothing. Backups are not touched.
    """
    with server.database.write() as session:
        return once.run(
            session, 200,
            lambda: erasure.erase(session, server.settings, server.secret, learner, admin.id, server.clock()),
        )  # fmt: skip


@router.get("/{learner:path}/accommodations", summary="Read accommodations")
def read_accommodations(
    _: QuizReader, database: DatabaseDep, response: Response, learner: Learner
) -> AccommodationRead:
    """What a learner is granted. The ETag is for `If-Match`."""
    with database.read() as session:
        row = learners.get(session, learner)
        response.headers["ETag"] = learners.etag(row)
        return learners.read(row)
