from fastapi import APIRouter, Response

from generators import bank
from schemas.base import Shape
from service import database as db
from service.deps import Anyone, ServerDep
from service.docs import problems
from service.errors import DatabaseUnavailable, Unavailable
from service.metrics import MEDIA_TYPE

router = APIRouter(tags=["operations"])


class Health(Shape):
    status: str


class Readiness(Health):
    generators: int


@router.get("/healthz", summary="Whether the process is alive")
async def read_health(_: Anyone) -> Health:
    """Answers as long as the process does, whatever becomes of the database: restart it if this fails."""
    return Health(status="ok")


@router.get("/readyz", summary="Whether it can do its work", responses=problems(DatabaseUnavailable, Unavailable))
def read_readiness(_: Anyone, server: ServerDep) -> Readiness:
    """The database answers with the right tables and the bank is loaded: send requests only while this holds."""
    server.start()
    with server.database.read() as session:
        if missing := db.missing_revisions(session):
            raise DatabaseUnavailable(missing, seconds=30)
    return Readiness(status="ready", generators=len(bank.load()))


@router.get(
    "/metrics",
    summary="Counters for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def read_metrics(_: Anyone, server: ServerDep) -> Response:
    """Requests by route and status, durations, verdicts by outcome and method, workers. One process's own."""
    return Response(server.metrics.text(), media_type=MEDIA_TYPE)
