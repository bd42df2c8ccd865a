from fastapi import Response
from sqlalchemy.exc import DBAPIError

from generators import bank
from schemas.base import Shape
from service import database as db
from service import routing
from service.deps import Anyone, ServerDep
from service.docs import problems
from service.errors import DatabaseUnavailable, ServiceError, Unavailable
from service.jobs import service as jobs
from service.metrics import MEDIA_TYPE, Stock
from service.server import Server
from service.webhooks import service as webhooks

router = routing.router(tags=["operations"])


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
    """The database answers with the right tables and the bank is loaded: send requests only while this holds.

    503 also from the moment on when the process is told to stop.
    """
    if server.draining:
        raise Unavailable("this process stops: send requests elsewhere")
    server.start()
    with server.database.read() as session:
        if missing := db.missing_revisions(session):
            raise DatabaseUnavailable(missing, seconds=30)
    return Readiness(status="ready", generators=len(bank.load()))


def stocks(server: Server) -> dict[str, Stock]:
    """What only the database knows, for the metrics of every process."""
    try:
        with server.database.read() as session:
            counted, waited, pending = jobs.census(session), jobs.waited(session), webhooks.pending(session)
    except (DBAPIError, ServiceError):
        return {"database_up": Stock("Whether the database answers.", (), [((), 0)])}
    present = [((each.kind, each.state), each.jobs) for each in counted]
    oldest = [((kind,), seconds) for kind, seconds in waited.items()]
    return {
        "database_up": Stock("Whether the database answers.", (), [((), 1)]),
        "jobs_present": Stock("Jobs in the queue.", ("kind", "state"), present),
        "jobs_oldest_seconds": Stock("How long the oldest job that is due has waited.", ("kind",), oldest),
        "webhook_deliveries_pending": Stock("Deliveries on their way.", (), [((), pending)]),
    }


@router.get(
    "/metrics",
    summary="Counters for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def read_metrics(_: Anyone, server: ServerDep) -> Response:
    """Requests, checks, workers, jobs, deliveries, connections: those of all processes of this service together."""
    return Response(server.metrics.text(), media_type=MEDIA_TYPE)
