"""The job that makes one export, by a process of its own."""

from __future__ import annotations

import json
from contextlib import suppress
from uuid import UUID

from service.exporting import service as exporting
from service.jobs import press
from service.jobs.kinds import Job
from service.logs import log
from service.server import Server

PROGRAM = "service.exporting.press"


def run(server: Server, job: Job) -> None:
    """Make the export and write down what came of it. Making again what was half made does no harm."""
    id = UUID(job.subject)
    with server.database.write() as session:
        job.hold(session)
        row = exporting.begin(session, id)
    if row is None:
        return
    folder = exporting.folder(server.settings, id)
    try:
        last = press.made(
            server,
            job,
            press.module(PROGRAM, folder, row.seed),
            json.dumps(row.blueprint).encode(),
            lambda session, step: exporting.note(session, id, step),
            lambda session: exporting.put_back(session, id),
        )
        done = last.get("done", {})
        _finish(server, job, done.get("bytes"), done.get("report"), last.get("error") or done.get("error"))
    except exporting.Deleted:
        exporting.discard(server.settings, id)


def give_up(server: Server, job: Job, error: str) -> None:
    """It was tried often enough: the export failed."""
    with suppress(exporting.Deleted):
        _finish(server, job, None, None, error)


def _finish(server: Server, job: Job, bytes: int | None, report: dict[str, object] | None, error: str | None) -> None:
    with server.database.write() as session:
        job.hold(session)
        exporting.finish(session, UUID(job.subject), server.clock(), bytes=bytes, report=report, error=error)
    if error is not None:
        log.warning("export", id=job.subject, error=error)
