"""The job that prints one order, by a process of its own."""

from __future__ import annotations

from uuid import UUID

from service.jobs import press
from service.jobs.kinds import Job
from service.logs import log
from service.server import Server
from service.worksheets import service as worksheets
from service.worksheets.press import Errand

PROGRAM = "service.worksheets.press"


def run(server: Server, job: Job) -> None:
    """Print the order and write down what came of it. Printing again what was half printed does no harm."""
    id = UUID(job.subject)
    with server.database.write() as session:
        job.hold(session)
        row = worksheets.begin(session, id)
    if row is None:
        return
    folder = worksheets.folder(server.settings, id)
    errand = Errand(ticket=worksheets.ticket_of(row, server.settings), processes=server.settings.print_processes)
    last = press.made(
        server,
        job,
        press.module(PROGRAM, folder),
        errand.model_dump_json().encode(),
        lambda session, step: worksheets.note(session, id, step),
        lambda session: worksheets.put_back(session, id),
    )
    _finish(server, job, repeated=int(last.get("done", {}).get("repeated", 0)), error=last.get("error"))


def give_up(server: Server, job: Job, error: str) -> None:
    """It was tried often enough: the order failed."""
    _finish(server, job, error=error)


def _finish(server: Server, job: Job, *, repeated: int = 0, error: str | None = None) -> None:
    with server.database.write() as session:
        job.hold(session)
        worksheets.finish(session, UUID(job.subject), server.clock(), repeated=repeated, error=error)
    if error is not None:
        log.warning("worksheet", id=job.subject, error=error)
