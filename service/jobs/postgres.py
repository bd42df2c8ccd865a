"""Jobs on PostgreSQL, by procrastinate: workers that fetch, beat and listen in an event loop of their own thread."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.jobs import Job as Ticket
from procrastinate.manager import JobManager
from procrastinate.worker import Worker
from sqlalchemy import text
from sqlmodel import Session

from service.database import POSTGRES
from service.jobs.kinds import Job, Kind, Lane, Outcome, Pace, pause, perform, places
from service.jobs.service import parted
from service.logs import log

if TYPE_CHECKING:
    from service.server import Server

PACE = Pace(look=2.0)
"""Looks are for notifications that were missed, and for what is to be tried again."""
AGAIN = (1.0, 2.0, 5.0, 10.0)
"""Seconds until everything is opened again after the database went away."""
PATIENCE = 15.0
"""Longest wait for jobs to end when the service stops, in seconds; what is not done by then is taken over later."""
RESCUE = 7_305_531_403
"""The advisory lock of whoever looks for jobs of dead workers."""

HOLDS = text("SELECT 1 FROM procrastinate_jobs WHERE id = :id AND status = 'doing' AND attempts = :attempts FOR SHARE")
OURS = "(SELECT id FROM procrastinate_jobs WHERE id = %(id)s AND status = 'doing' AND attempts = %(tries)s FOR UPDATE)"
FINISH = f"SELECT procrastinate_finish_job_v1(ours.id, %(status)s, %(delete)s) FROM {OURS} ours"
RETRY = f"SELECT procrastinate_retry_job_v2(ours.id, %(at)s, NULL, NULL, NULL) FROM {OURS} ours"


class NotDone(Exception):
    """How procrastinate is told that a job ended otherwise than well."""

    def __init__(self, outcome: Outcome, tries: int) -> None:
        super().__init__(outcome)
        self.outcome, self.tries = outcome, tries


class Retries(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Ticket) -> RetryDecision | None:
        if isinstance(exception, NotDone) and exception.outcome is Outcome.AGAIN:
            return RetryDecision(retry_at=datetime.now(UTC) + pause(exception.tries))
        if isinstance(exception, NotDone) and exception.outcome in (Outcome.BACK, Outcome.LOST):
            return RetryDecision(retry_at=datetime.now(UTC))
        return None


class Turns(JobManager):
    """Ends a job only for the worker whose turn it is: one that was thought dead and wakes up changes nothing."""

    async def finish_job(self, job: Ticket, status: Status, delete_job: bool) -> None:
        done = {"id": job.id, "tries": job.attempts, "status": status.value, "delete": delete_job}
        await self.connector.execute_query_all_async(FINISH, **done)

    async def retry_job(
        self,
        job: Ticket,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Priority, queue and lock stay as they are."""
        at = retry_at or datetime.now(UTC)
        await self.connector.execute_query_all_async(RETRY, id=job.id, tries=job.attempts, at=at)


class Postgres:
    """`start` it with the service, `close` it at the end.

    Everything is told to end and nothing is cancelled: cancelled in the wrong moment, the pool would never end.
    """

    def __init__(self, server: Server, kinds: Mapping[str, Kind], pace: Pace = PACE) -> None:
        self._server, self._kinds, self._pace = server, kinds, pace
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._workers: list[Worker] = []
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what it would say of jobs is in our own log
        self._thread.start()

    def close(self) -> None:
        """Stop; a job that is not done goes back into the queue."""
        self._stopping.set()
        end = time.monotonic() + PATIENCE
        while self._thread.is_alive() and time.monotonic() < end:
            if self._loop is not None:
                with suppress(RuntimeError):  # it has ended meanwhile
                    self._loop.call_soon_threadsafe(self._end)
            self._thread.join(0.1)

    def _end(self) -> None:
        """Tell everything in the loop to end; said again and again, for a worker that just starts does not hear it."""
        if self._over is not None:
            self._over.set()
        for worker in self._workers:
            worker.stop()  # type: ignore[no-untyped-call]

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        failures = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._over, self._workers = asyncio.Event(), []
            try:
                await asyncio.to_thread(self._server.start)
                await self._work()
            except Exception as error:  # the database is down, or went away: jobs wait for better times
                log.warning("jobs", error=_told(error))
                failures = 0 if time.monotonic() - began > self._pace.silence else failures + 1
                self._over.clear()
                await self._rest(AGAIN[min(failures, len(AGAIN)) - 1])

    async def _work(self) -> None:
        """Workers for each lane, the clock of periodic jobs, the search for dead workers, until one of them fails."""
        settings = self._server.settings
        url = settings.url.set(drivername="postgresql").render_as_string(hide_password=False)
        # With a least size of 0 opening the pool waits for nothing.
        app = App(connector=PsycopgConnector(conninfo=url, kwargs=dict(POSTGRES), min_size=0, max_size=4, timeout=5))
        app.job_manager = Turns(app.connector)
        for kind in self._kinds.values():
            app.task(name=kind.name, queue=kind.name, pass_context=True, retry=Retries())(self._task(kind))
        parts = [self._rescue(app)]
        for lane, count in places(settings).items():
            if count and (names := [kind.name for kind in self._kinds.values() if self._does(kind, lane)]):
                parts.append(self._worker(app, names, count))
        for kind in self._kinds.values():
            if kind.every is not None and (seconds := kind.every(settings)):
                parts.append(self._periodic(app, kind, seconds))
        async with app.open_async():
            ended = await asyncio.gather(*map(self._ending, parts), return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error

    async def _ending(self, part: Coroutine[Any, Any, None]) -> None:
        """When one part ends, all do."""
        try:
            await part
        finally:
            self._end()

    async def _rest(self, seconds: float) -> bool:
        """Wait; whether to go on after it."""
        assert self._over is not None
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        return not self._over.is_set() and not self._stopping.is_set()

    def _does(self, kind: Kind, lane: Lane) -> bool:
        """Whether this process does such jobs: periodic ones only where they are switched on."""
        return kind.lane == lane and (kind.every is None or bool(kind.every(self._server.settings)))

    def _task(self, kind: Kind) -> Any:
        def task(context: JobContext, subject: str = "", timestamp: int = 0) -> None:
            ticket = context.job
            row, ordered_by = parted(subject)
            job = Job(ticket.id or 0, kind.name, row, ticket.attempts + 1, holds, self._stopping, ordered_by)
            outcome, _ = perform(self._server, kind, job)
            if outcome is not Outcome.DONE and kind.every is None:
                raise NotDone(outcome, job.tries)

        return task

    async def _rescue(self, app: App) -> None:
        """Put the jobs of dead workers back into the queue; one process at a time looks for them."""
        pool = app.connector.pool  # type: ignore[attr-defined]
        while True:
            async with pool.connection() as connection:
                found = await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (RESCUE,))
                if (await found.fetchone())[0]:
                    for ticket in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._pace.silence):
                        await self._rescued(app, ticket)
            if not await self._rest(self._pace.beat):
                break

    async def _rescued(self, app: App, ticket: Ticket) -> None:
        kind = self._kinds.get(ticket.task_name)
        log.warning("job abandoned", job=ticket.task_name, tries=ticket.attempts + 1)
        if kind is not None and kind.every is not None:  # the next one comes by itself
            await app.job_manager.finish_job(ticket, Status.FAILED, delete_job=True)
        else:
            await app.job_manager.retry_job(ticket)

    async def _worker(self, app: App, names: list[str], places: int) -> None:
        worker = Worker(
            app,
            queues=names,
            concurrency=places,
            fetch_job_polling_interval=self._pace.look,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            install_signal_handlers=False,
            update_heartbeat_interval=self._pace.beat,
            stalled_worker_timeout=self._pace.silence,
        )
        self._workers.append(worker)
        await worker.run()  # type: ignore[no-untyped-call]

    async def _periodic(self, app: App, kind: Kind, seconds: float) -> None:
        """Put the job once in each period, whichever process comes first; never while one still waits."""
        while await self._rest(seconds - time.time() % seconds):
            slot = math.floor(time.time() / seconds)
            ticket = Ticket(
                queue=kind.name,
                lock=kind.name,
                queueing_lock=kind.name,
                task_name=kind.name,
                task_kwargs={"timestamp": slot},
            )
            with suppress(AlreadyEnqueued):
                await app.job_manager.defer_periodic_job(ticket, periodic_id=f"{seconds:g}", defer_timestamp=slot)


def holds(session: Session, id: int, tries: int) -> bool:
    return session.execute(HOLDS, {"id": id, "attempts": tries - 1}).first() is not None


def _told(error: BaseException) -> str:
    """The innermost reason: libraries wrap one another's errors."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {error}"[:300]
