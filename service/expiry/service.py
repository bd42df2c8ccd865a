"""Forget what is kept for a time only: responses of repeated requests, events, attempts, printed files, failed jobs."""

from __future__ import annotations

from datetime import timedelta

from service.erasure import service as erasure
from service.exporting import service as exporting
from service.idempotency import forget
from service.jobs import service as jobs
from service.logs import log
from service.server import Server
from service.worksheets import service as worksheets

EVERY = 300.0
"""Seconds between two runs."""
FAILED = timedelta(days=30)
"""How long jobs that were given up can be looked at."""


def expire(server: Server) -> None:
    """Everything that is over by now."""
    settings, now = server.settings, server.clock()
    with server.database.write() as session:
        forget(session, now - timedelta(seconds=settings.idempotency_s))
        erasure.expire_events(session, settings.event_days, now)
        jobs.forget(session, FAILED)
    erased = 0
    while settings.retention_days:
        with server.database.write() as session:
            found = erasure.expire(session, settings.retention_days, now)
        erased += found
        if found < erasure.AT_ONCE:
            break
    if erased:
        log.info("erased by the retention rule", attempts=erased)
    if settings.printed_days and (cleared := worksheets.clear(server, timedelta(days=settings.printed_days))):
        log.info("printed files deleted", worksheets=cleared)
    if settings.printed_days and (cleared := exporting.clear(server, timedelta(days=settings.printed_days))):
        log.info("exported files deleted", exports=cleared)
