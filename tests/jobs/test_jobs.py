"""Jobs on both databases: done once, tried again, taken over, put back, given up; periodic ones by one at a time."""

import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from service.config import Settings
from service.jobs import kinds
from service.jobs import service as jobs
from service.jobs.kinds import PAUSES, Kind, Lost, Pace, Stopped, pause
from service.jobs.runner import runner
from service.server import Server
from tests.waiting import wait_until

BRISK = Pace(look=0.05, beat=0.1, silence=4)
SILENT = Pace(look=0.05, beat=60)
"""Gives no sign of life."""


class Diary:
    """What was done, by whom: `diary.wait(3)` returns the first three entries."""

    def __init__(self):
        self._lock = threading.Condition()
        self.entries = []

    def note(self, *entry):
        with self._lock:
            self.entries.append(entry)
            self._lock.notify_all()

    def wait(self, count, seconds=20):
        with self._lock:
            assert self._lock.wait_for(lambda: len(self.entries) >= count, seconds), self.entries
            return self.entries[:count]


@pytest.fixture
def diary():
    return Diary()


@pytest.fixture
def settings(database_url, tmp_path, monkeypatch):
    monkeypatch.setattr(kinds, "PAUSES", (timedelta(0),))
    return Settings(database_url=database_url, data=tmp_path, check_workers=1)


@contextmanager
def working(settings, *kinds, pace=None):
    """A server process that does jobs of these kinds."""
    server = Server(settings)
    server.start()
    at_work = runner(server, kinds, pace or BRISK)
    at_work.start()
    try:
        yield server
    finally:
        at_work.close()
        server.close()


def put(server, kind, subject):
    with server.database.write() as session:
        jobs.put(session, kind, subject)


def census(server):
    with server.database.read() as session:
        return {(each.kind, each.state): each.jobs for each in jobs.census(session)}


def becomes(server, wanted, seconds=10):
    end = time.monotonic() + seconds
    while census(server) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    assert census(server) == wanted


def test_a_job_is_done_once_whoever_works(settings, diary):
    kind = Kind("note", lambda server, job: diary.note(job.subject))
    with working(settings, kind) as server, working(settings, kind):
        for n in range(20):
            put(server, "note", n)
        assert sorted(int(subject) for (subject,) in diary.wait(20)) == list(range(20))
        becomes(server, {})
        assert len(diary.entries) == 20


def test_a_job_of_a_transaction_that_failed_was_never_there(settings, diary):
    with working(settings) as server:
        with suppress(ZeroDivisionError), server.database.write() as session:
            jobs.put(session, "note", 1)
            raise ZeroDivisionError
        assert census(server) == {}


def test_what_fails_is_tried_again_and_at_last_given_up(settings, diary):
    def run(server, job):
        diary.note(job.tries)
        raise OSError("the disk is full")

    kind = Kind("note", run, lambda server, job, error: diary.note("given up", job.subject, error), tries=3)
    with working(settings, kind) as server:
        put(server, "note", 7)
        assert diary.wait(4) == [(1,), (2,), (3,), ("given up", "7", "OSError: the disk is full")]
        becomes(server, {("note", "failed"): 1})
        with server.database.write() as session:
            jobs.forget(session, timedelta(days=1))
        assert census(server) == {("note", "failed"): 1}
        with server.database.write() as session:
            jobs.forget(session, timedelta(0))
        assert census(server) == {}


def test_giving_up_is_repeated_until_it_is_told(settings, diary):
    def give_up(server, job, error):
        diary.note(job.tries, error)
        if job.tries == 1:
            raise OSError("the database is down")

    def run(server, job):
        raise ValueError("no")

    with working(settings, Kind("note", run, give_up, tries=1)) as server:
        put(server, "note", 7)
        (_, first), (tries, second) = diary.wait(2)
    assert first == "ValueError: no" and tries == 2 and "begun 1 times" in second


def test_pauses_grow():
    assert [pause(tries) for tries in (1, 2, 3, 4, 5, 9)] == [*PAUSES, PAUSES[-1], PAUSES[-1]]


def test_what_stops_goes_back_and_is_begun_again(settings, diary):
    def run(server, job):
        diary.note(job.tries)
        if job.tries == 1:
            job.stopping.wait(20)
            raise Stopped

    kind = Kind("note", run)
    with working(settings, kind) as server:
        put(server, "note", 1)
        diary.wait(1)
    with working(settings, kind) as server:
        diary.wait(2)
        becomes(server, {})


def test_a_job_of_a_dead_worker_is_taken_over_and_who_wakes_up_changes_nothing(settings, diary):
    woken, taken = threading.Event(), threading.Event()

    def run(server, job):
        diary.note(job.tries)
        if job.tries == 1:  # frozen, as by SIGSTOP
            woken.wait(20)
            with server.database.write() as session:
                try:
                    job.hold(session)
                except Lost:
                    diary.note("lost")
                    raise
        taken.wait(20)
        with server.database.write() as session:
            job.hold(session)
        diary.note("done")

    kind = Kind(
        "note", run, lane=kinds.Lane.PRESS
    )  # whose one place the first keeps taken: it cannot take it over itself
    with working(settings, kind, pace=SILENT) as first:
        put(first, "note", 1)
        diary.wait(1)
        with working(settings, kind) as second:
            assert diary.wait(2)[1] == (2,)
            woken.set()
            assert diary.wait(3)[2] == ("lost",)
            time.sleep(0.5)
            assert census(second) == {("note", "running"): 1}
            taken.set()
            assert diary.wait(4)[3] == ("done",)
            becomes(second, {})


def test_a_periodic_job_is_done_by_one_process_at_a_time(settings, diary):
    running = threading.Lock()

    def run(server, job):
        alone = running.acquire(blocking=False)
        time.sleep(0.05)
        diary.note(alone)
        if alone:
            running.release()
        if len(diary.entries) == 2:
            raise ValueError("the next round comes anyway")

    kind = Kind("tick", run, every=lambda settings: 0.3)
    began = time.monotonic()
    with working(settings, kind), working(settings, kind), working(settings, kind):
        assert diary.wait(6) == [(True,)] * 6
    assert time.monotonic() - began > 5 * 0.3 * 0.9


def test_a_periodic_job_that_is_switched_off_is_not_done(settings, diary):
    off = Kind("tick", lambda server, job: diary.note("off"), every=lambda settings: 0.0)
    on = Kind("tock", lambda server, job: diary.note("on"), every=lambda settings: 0.2)
    with working(settings, on, off):
        assert diary.wait(3) == [("on",)] * 3


def test_long_work_does_not_keep_short_work_waiting(settings, diary):
    go = threading.Event()
    slow = Kind("slow", lambda server, job: (go.wait(20), diary.note("slow")), lane=kinds.Lane.PRESS)
    quick = Kind("quick", lambda server, job: diary.note("quick"))
    with working(settings, slow, quick) as server:
        for kind in ("slow", "slow", "quick"):
            put(server, kind, 1)
        assert diary.wait(1) == [("quick",)]
        becomes(server, {("slow", "running"): 1, ("slow", "queued"): 1})
        with server.database.read() as session:
            assert 0 < jobs.waited(session)["slow"] < 20
        go.set()
        assert diary.wait(3)[1:] == [("slow",)] * 2


def test_a_process_without_a_press_leaves_its_work_to_others(settings, diary):
    kind = Kind("print", lambda server, job: diary.note(server.settings.presses), lane=kinds.Lane.PRESS)
    with working(settings.model_copy(update={"presses": 0}), kind) as server:
        for n in range(3):
            put(server, "print", n)
        time.sleep(0.5)
        assert census(server) == {("print", "queued"): 3}
        with working(settings, kind):
            assert diary.wait(3) == [(1,)] * 3


def test_jobs_go_on_when_the_database_comes_back(cluster, postgres_url, tmp_path, diary):
    settings = Settings(database_url=postgres_url, data=tmp_path, check_workers=1)
    note = Kind("note", lambda server, job: diary.note(job.subject))
    tick = Kind("tick", lambda server, job: None, every=lambda settings: 0.2)
    with working(settings, note, tick) as server:
        put(server, "note", 1)
        diary.wait(1)
        cluster.stop()
        try:
            time.sleep(0.5)
        finally:
            cluster.start()
        try:
            put(server, "note", 2)
        except DBAPIError:  # a connection used within the last second is not tried first: a client sends again
            put(server, "note", 2)
        assert diary.wait(2) == [("1",), ("2",)]


def test_a_worker_ends_also_while_the_database_is_away(cluster, postgres_url, tmp_path):
    settings = Settings(database_url=postgres_url, data=tmp_path, check_workers=1)
    server = Server(settings)
    server.start()
    at_work = runner(server, [Kind("tick", lambda server, job: None, every=lambda settings: 0.2)], BRISK)
    at_work.start()
    time.sleep(0.5)
    cluster.stop()
    try:
        time.sleep(0.5)
        at_work.close()
        wait_until(lambda: not at_work._thread.is_alive())
    finally:
        cluster.start()
        server.close()
