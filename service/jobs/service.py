"""Put a job into the queue, in the transaction that asks for it; see what is in the queue."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, text
from sqlmodel import Session, col, delete, select

from service.jobs.models import JobRow
from service.telemetry import TRACEPARENT

PUT = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:kind AS varchar), CAST(:kind AS varchar), 0, NULL, NULL,"
    " CAST(:args AS jsonb), NULL)::procrastinate_job_to_defer_v1])"
)
CENSUS = text(
    "SELECT task_name, CASE status WHEN 'todo' THEN 'queued' WHEN 'doing' THEN 'running' ELSE 'failed' END, count(*)"
    " FROM procrastinate_jobs GROUP BY 1, 2"
)
OLDEST = text(
    "SELECT job.task_name, extract(epoch FROM now() - min(greatest(event.at, job.scheduled_at)))"
    " FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'"
    " WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now()) GROUP BY 1"
)
FORGET = text(
    "DELETE FROM procrastinate_jobs WHERE status IN ('failed', 'cancelled', 'aborted') AND NOT EXISTS"
    " (SELECT 1 FROM procrastinate_events event WHERE event.job_id = procrastinate_jobs.id AND event.at > :before)"
)


ORDERED_BY = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Counted(NamedTuple):
    kind: str
    state: str
    """queued, running or failed."""
    jobs: int


def put(session: Session, kind: str, subject: object) -> None:
    """A new job, once this transaction is committed; never if it is not."""
    told = f"{subject} {TRACEPARENT.get()}".strip()
    if on_sqlite(session):
        now = datetime.now(UTC)
        session.add(JobRow(kind=kind, subject=told, due_at=now, created_at=now))
    else:
        session.execute(PUT, {"kind": kind, "args": json.dumps({"subject": told})})


def parted(told: str) -> tuple[str, str]:
    """The subject of a job, and the `traceparent` of the request that ordered it, which may be behind it."""
    subject, _, ordered_by = told.rpartition(" ")
    return (subject, ordered_by) if ORDERED_BY.fullmatch(ordered_by) else (told, "")


def census(session: Session) -> Sequence[Counted]:
    """How many jobs of each kind there are in each state."""
    if on_sqlite(session):
        found = session.execute(select(JobRow.kind, JobRow.state, func.count()).group_by(JobRow.kind, JobRow.state))
    else:
        found = session.execute(CENSUS)
    return [Counted(*row) for row in found.all()]


def waited(session: Session) -> dict[str, float]:
    """For each kind how long its oldest job has been waiting though it could be done, in seconds."""
    if not on_sqlite(session):
        return {kind: float(seconds) for kind, seconds in session.execute(OLDEST).all()}
    now = datetime.now(UTC)
    due = select(JobRow.kind, func.min(JobRow.due_at)).where(JobRow.state == "queued", col(JobRow.due_at) <= now)
    return {kind: (now - since).total_seconds() for kind, since in session.exec(due.group_by(JobRow.kind)).all()}


def forget(session: Session, age: timedelta) -> None:
    """Drop jobs that were given up longer ago than this."""
    before = datetime.now(UTC) - age
    if on_sqlite(session):
        session.exec(delete(JobRow).where(col(JobRow.state) == "failed", col(JobRow.due_at) < before))
    else:
        session.execute(FORGET, {"before": before})


def on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
