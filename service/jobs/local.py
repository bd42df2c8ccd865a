"""Jobs on SQLite: a thread of the server looks at the table and starts a thread for each job."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select, update

from service.jobs.kinds import PAUSES, Job, Kind, Lane, Outcome, Pace, pause, perform, places
from service.jobs.models import JobRow
from service.jobs.service import parted
from service.logs import log

if TYPE_CHECKING:
    from service.server import Server

PACE = Pace(look=0.2)
"""A look at the table costs a fraction of a millisecond, and sees what other processes put."""
LONGEST_LOOK = 5.0
"""The same while the database cannot be reached."""
SLACK = timedelta(seconds=5)
"""What the clocks of server processes may differ by."""
PATIENCE = 10.0
"""Longest wait for jobs to end when the service stops, in seconds; what is not done by then is taken over later."""


class Local:
    """`start` it with the service, `close` it at the end."""

    def __init__(self, server: Server, kinds: Mapping[str, Kind], pace: Pace = PACE) -> None:
        self._server, self._kinds, self._pace = server, kinds, pace
        self._free = dict(places(server.settings))
        self._hands: dict[tuple[int, int], Job] = {}
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop; a job that is not done goes back into the queue."""
        self._stopping.set()
        end = time.monotonic() + PATIENCE
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _serve(self) -> None:
        look, beaten, prepared = self._pace.look, time.monotonic(), False
        while not self._stopping.wait(look):
            try:
                if not prepared:
                    self._prepare()
                    prepared = True
                if time.monotonic() - beaten >= self._pace.beat:
                    self._beat()
                    beaten = time.monotonic()
                for job in self._taken():
                    self._begin(job)
                look = self._pace.look
            except Exception as error:  # the database is down, the disk is full: jobs wait for better times
                log.warning("jobs", error=str(error)[:300])
                look = min(LONGEST_LOOK, 2 * look)

    def _prepare(self) -> None:
        """Tables that are up to date, and a row for each periodic job."""
        self._server.start()
        with self._server.database.write() as session:
            for kind in self._kinds.values():
                if seconds := _seconds(self._server, kind):
                    _settle(session, kind.name, timedelta(seconds=seconds))

    def _beat(self) -> None:
        with self._lock:
            ids = [id for id, _ in self._hands]
        if ids:
            with self._server.database.write() as session:
                session.exec(update(JobRow).where(col(JobRow.id).in_(ids)).values(seen_at=_now()))

    def _taken(self) -> Sequence[Job]:
        """Jobs that are due, as many as there are places for; they are ours now."""
        with self._lock:
            free = {lane: count for lane, count in self._free.items() if count > 0}
        wanted = {lane: [each for each in self._kinds.values() if self._does(each, lane)] for lane in free}
        names = [kind.name for kinds in wanted.values() for kind in kinds]
        now = _now()
        with self._server.database.read() as session:
            if session.exec(select(JobRow.id).where(self._due(names, now)).limit(1)).first() is None:
                return ()
        with self._server.database.write() as session:
            rows: list[JobRow] = []
            for lane, kinds in wanted.items():
                due = select(JobRow).where(self._due([kind.name for kind in kinds], now)).order_by(col(JobRow.due_at))
                rows += session.exec(due.order_by(col(JobRow.id)).limit(free[lane])).all()
            for row in rows:
                row.state, row.seen_at = "running", now
                row.tries += 1
            return [self._job(row) for row in rows]

    def _job(self, row: JobRow) -> Job:
        subject, ordered_by = parted(row.subject)
        return Job(row.id or 0, row.kind, subject, row.tries, holds, self._stopping, ordered_by)

    def _longest(self, name: str) -> timedelta:
        """Longest wait of a job: its period, or the last pause before a further try; twice, for periods may differ."""
        kind = self._kinds[name]
        return 2 * (PAUSES[-1] if kind.every is None else timedelta(seconds=_seconds(self._server, kind))) + SLACK

    def _due(self, names: Sequence[str], now: datetime) -> ColumnElement[bool]:
        """Also due is a job that waits for longer than its kind ever does, and abandoned one whose worker was heard of
        in the future: then the clock was put back."""
        early = [and_(JobRow.kind == name, col(JobRow.due_at) > now + self._longest(name)) for name in names]
        waiting = and_(JobRow.state == "queued", or_(col(JobRow.due_at) <= now, *early))
        silence = timedelta(seconds=self._pace.silence)
        silent = or_(col(JobRow.seen_at) < now - silence, col(JobRow.seen_at) > now + silence)
        abandoned = and_(JobRow.state == "running", silent)
        return and_(col(JobRow.kind).in_(names), or_(waiting, abandoned))

    def _does(self, kind: Kind, lane: Lane) -> bool:
        """Whether this process does such jobs: periodic ones only where they are switched on."""
        return kind.lane == lane and (kind.every is None or bool(_seconds(self._server, kind)))

    def _begin(self, job: Job) -> None:
        kind = self._kinds[job.kind]
        thread = threading.Thread(target=self._do, args=(kind, job), name=f"job-{job.kind}", daemon=True)
        with self._lock:
            self._free[kind.lane] -= 1
            self._hands[job.id, job.tries] = job
            self._threads.add(thread)
        thread.start()

    def _do(self, kind: Kind, job: Job) -> None:
        outcome, error = perform(self._server, kind, job)
        try:
            with self._server.database.write() as session:
                self._end(session, kind, job, outcome, error)
        except Exception as problem:  # the job is taken over when its silence is noticed
            log.warning("jobs", error=str(problem)[:300])
        with self._lock:
            self._free[kind.lane] += 1
            del self._hands[job.id, job.tries]
            self._threads.discard(threading.current_thread())

    def _end(self, session: Session, kind: Kind, job: Job, outcome: Outcome, error: str) -> None:
        row = session.get(JobRow, job.id)
        if row is None or row.tries != job.tries:
            return
        row.state, row.seen_at, row.error = "queued", None, error[:500] or None
        if outcome is Outcome.BACK:
            row.due_at = _now()
        elif kind.every is not None:
            row.tries, row.due_at = 0, _now() + timedelta(seconds=_seconds(self._server, kind))
        elif outcome is Outcome.AGAIN:
            row.due_at = _now() + pause(job.tries)
        elif outcome is Outcome.FAILED:
            row.state, row.due_at = "failed", _now()
        else:
            session.delete(row)


def holds(session: Session, id: int, tries: int) -> bool:
    row = session.get(JobRow, id)
    return row is not None and row.state == "running" and row.tries == tries


def _settle(session: Session, name: str, every: timedelta) -> None:
    """One row for a periodic job, due after its period; there may be one from before, with another period."""
    row = session.exec(select(JobRow).where(JobRow.kind == name)).first()
    due = _now() + every
    if row is None:
        session.add(JobRow(kind=name, due_at=due, created_at=_now()))
    elif row.due_at > due:
        row.due_at = due


def _seconds(server: Server, kind: Kind) -> float:
    return kind.every(server.settings) if kind.every is not None else 0.0


def _now() -> datetime:
    """The clock on the wall: how long to wait is no matter of the time at which learners answer."""
    return datetime.now(UTC)
