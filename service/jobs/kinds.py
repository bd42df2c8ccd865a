"""What a kind of job is, and how one job is done, wherever it waited."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog
from sqlmodel import Session

from service.config import Settings
from service.logs import log

if TYPE_CHECKING:
    from service.server import Server

PAUSES = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600))
"""Before each further try of a job that failed; the last one also before all later ones."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done, in seconds."""

    look: float
    """Between looks at the queue."""
    beat: float = 5.0
    """Between signs of life."""
    silence: float = 30.0
    """After this long without a sign a worker is taken to be gone, and its jobs are begun anew by others."""


class Lane(StrEnum):
    """Kinds in one lane share its places, so that long work does not keep short work waiting."""

    LIGHT = "light"
    PRESS = "press"
    """A process of its own for each job."""


def places(settings: Settings) -> Mapping[Lane, int]:
    """How many jobs of each lane one server process does at a time."""
    return {Lane.LIGHT: 4, Lane.PRESS: settings.presses}


class Lost(Exception):
    """The job belongs to another runner now: leave everything as it is."""


class Stopped(Exception):
    """The service stops: the job goes back into the queue."""


class Outcome(StrEnum):
    DONE, AGAIN, FAILED, BACK, LOST = "done", "again", "failed", "back", "lost"


@dataclass(frozen=True, slots=True)
class Job:
    """One job in hand."""

    id: int
    kind: str
    subject: str
    tries: int
    """How often it was begun, this time included."""
    holds: Callable[[Session, int, int], bool] = field(repr=False)
    stopping: threading.Event = field(repr=False)
    """Set when the service stops: long work ends soon, with `Stopped`."""
    ordered_by: str = ""
    """The `traceparent` of the request that ordered it, if there are traces."""

    def hold(self, session: Session) -> None:
        """Make sure, for this transaction, that the job is still ours. Raises `Lost`."""
        if not self.holds(session, self.id, self.tries):
            raise Lost


@dataclass(frozen=True, slots=True)
class Kind:
    """`run` does one job. What it raises is logged and tried again, with growing pauses, `tries` times in all; then the
    job has failed, and `give_up` tells the row it was for. A job may be begun again after its process died, so `run`
    must bear being repeated."""

    name: str
    run: Callable[[Server, Job], None]
    give_up: Callable[[Server, Job, str], None] = lambda server, job, error: None
    lane: Lane = Lane.LIGHT
    tries: int = 5
    every: Callable[[Settings], float] | None = None
    """Seconds between the runs of a periodic job, 0 for never; it is done by one process at a time and needs no
    `put`."""


def by_name(kinds: Sequence[Kind]) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds}


def pause(tries: int) -> timedelta:
    return PAUSES[min(tries, len(PAUSES)) - 1]


def perform(server: Server, kind: Kind, job: Job) -> tuple[Outcome, str]:
    """Do it; what became of it, and what went wrong. Never raises."""
    started = time.perf_counter()
    named = structlog.contextvars.bound_contextvars(job=kind.name, subject=job.subject or None, tries=job.tries)
    with named, server.tracing.span(f"job {kind.name}", job.ordered_by):
        outcome, error = _performed(server, kind, job)
        if outcome in (Outcome.AGAIN, Outcome.FAILED):
            log.warning("job", outcome=outcome, error=error)
    server.metrics.worked(kind.name, outcome, time.perf_counter() - started)
    return outcome, error


def _performed(server: Server, kind: Kind, job: Job) -> tuple[Outcome, str]:
    try:
        if job.tries > kind.tries and kind.every is None:
            return _given_up(server, kind, job, f"it was begun {kind.tries} times and never finished")
        kind.run(server, job)
    except Stopped:
        return Outcome.BACK, ""
    except Lost:
        return Outcome.LOST, ""
    except Exception as error:  # the database is down, the disk is full: the job waits for better times
        told = f"{type(error).__name__}: {error}"[:500]
        if kind.every is not None or job.tries < kind.tries:
            return Outcome.AGAIN, told
        return _given_up(server, kind, job, told)
    return Outcome.DONE, ""


def _given_up(server: Server, kind: Kind, job: Job, error: str) -> tuple[Outcome, str]:
    try:
        kind.give_up(server, job, error)
    except Lost:
        return Outcome.LOST, ""
    except Exception as problem:  # nobody has been told yet: so the job has not ended
        return Outcome.AGAIN, f"{error}; giving it up failed too: {problem}"[:500]
    return Outcome.FAILED, error
