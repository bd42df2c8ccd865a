"""Everything that is done in the background: a function and a line in `KINDS` for each kind of job."""

from __future__ import annotations

from service.attempts import service as attempts
from service.expiry import service as expiry
from service.exporting import maker
from service.exporting import service as exporting
from service.jobs.kinds import Job, Kind, Lane
from service.logs import log
from service.server import Server
from service.webhooks import sending
from service.worksheets import printer
from service.worksheets import service as worksheets


def _sweep(server: Server, job: Job) -> None:
    """Hand in and mark what is due."""
    if touched := attempts.sweep(server):
        log.info("handed in or marked", attempts=touched)


def _send(server: Server, job: Job) -> None:
    """Send events to webhooks until nothing is due."""
    while sending.send_due(server, job.stopping) and not job.stopping.is_set():
        pass


def _expire(server: Server, job: Job) -> None:
    expiry.expire(server)


KINDS = (
    Kind(worksheets.JOB, printer.run, printer.give_up, lane=Lane.PRESS),
    Kind(exporting.JOB, maker.run, maker.give_up, lane=Lane.PRESS),
    Kind("sweep", _sweep, every=lambda settings: settings.sweep_s),
    Kind("webhooks", _send, every=lambda settings: settings.webhook_s),
    Kind("expiry", _expire, every=lambda settings: expiry.EVERY),
)
