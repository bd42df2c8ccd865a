"""The machine's clock jumps: deadlines stay those of the server, nothing closes twice, order is not that of the clock."""

from __future__ import annotations

import ast
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import select, update

from service.attempts.models import Attempt
from service.config import Settings
from service.idempotency import Idempotent
from service.jobs.kinds import Kind, Pace, by_name
from service.jobs.local import Local
from service.jobs.models import JobRow
from service.server import Server
from tests.faults.ledger import QUIZ, rows
from tests.faults.served import Served, served
from tests.service.learners import check, exercises, quiz, right, start
from tests.waiting import wait_until

PLACES = ("/usr/lib/*/faketime", "/usr/lib/faketime", "/usr/local/lib/faketime")


class Clock:
    """The clock of a served service: real time, and what is added to it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.server: Served | None = None
        self.ahead = timedelta()
        self.jump()

    def jump(self, **by: float) -> None:
        self.to(self.ahead + timedelta(**by))

    def to(self, ahead: timedelta) -> None:
        self.ahead = ahead
        new = self._file.with_suffix(".new")
        new.write_text(f"{ahead.total_seconds():+f}\n")
        os.replace(new, self._file)
        wait_until(self._seen, 60, 0.2)

    def _seen(self) -> bool:
        """Whether the service's clock shows it: the head of its responses says what time it is there."""
        if self.server is None:
            return True
        shown = parsedate_to_datetime(self.server.heads("GET", "/healthz")["date"])
        return abs(shown - self.now()) < timedelta(seconds=5)

    def show(self, moment: datetime) -> None:
        self.to(moment - datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@contextmanager
def with_clock(url: str, folder: Path) -> Iterator[tuple[Served, Clock]]:
    library = next((file for place in PLACES for file in Path("/").glob(f"{place[1:]}/libfaketimeMT.so.1")), None)
    if library is None:
        if os.environ.get("CI"):
            pytest.fail("libfaketime is not installed, and CI is set")
        pytest.skip("libfaketime is not installed")
    clock = Clock(folder / "clock")
    environment = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_CACHE_DURATION": "1",  # seconds; without, it would read the file each time somebody asks for the time
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # that clock does not jump in reality either
        "DONT_FAKE_MONOTONIC": "1",
        "TZ": "Europe/Berlin",
    }
    with served(url, folder / "files", workers=1, environment=environment) as server:
        clock.server = server
        yield server, clock


@pytest.fixture(scope="module")
def place_with_clock(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clocks")
    url = f"sqlite:///{folder / 'test.db'}"
    with with_clock(url, folder) as (server, clock):
        yield server, clock, url, folder


@pytest.fixture
def timed(place_with_clock):
    """The service with its clock put right, and an attempt of half an hour."""
    server, clock, url, folder = place_with_clock
    clock.to(timedelta())
    made = server.call("POST", "/quizzes", QUIZ | {"time_limit_s": 1_800}, 201)["id"]
    server.call("POST", f"/quizzes/{made}/publish")
    return server, clock, made, server.call("POST", f"/quizzes/{made}/attempts", {"learner": "ada"}, 201), url, folder


def save(server, attempt, text, **headers):
    return server.call("PUT", f"/attempts/{attempt['id']}/responses/1/1", {"response": text}, **headers)


def events(server, attempt):
    """The events of one attempt, in the order of the feed."""
    found, after = [], ""
    while page := server.call("GET", f"/events?limit=100{after}")["items"]:
        found += page
        after = f"&after={page[-1]['id']}"
    assert len({each["id"] for each in found}) == len(found)
    return [each for each in found if each["data"].get("attempt") == attempt["id"]]


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_a_jump_ahead_ends_a_timed_attempt_once_at_its_deadline_and_a_jump_back_does_not_open_it(timed):
    server, clock, _made, attempt, url, folder = timed
    with rows(url, folder) as session:
        answer = right(exercises_in(session, attempt))
    assert save(server, attempt, answer)["late"] is False
    clock.jump(hours=2)
    wait_until(lambda: [each for each in events(server, attempt) if each["type"] == "attempt.submitted"])
    read = server.call("GET", f"/attempts/{attempt['id']}")
    assert (read["state"], read["submitted_at"]) == ("submitted", attempt["deadline"])
    clock.jump(hours=-2)
    assert save(server, attempt, "{1}")["late"] is True
    assert server.call("POST", f"/attempts/{attempt['id']}/submit")["submitted_at"] == attempt["deadline"]
    clock.jump(hours=2)
    time.sleep(1.5)  # one more sweep
    kinds = [each["type"] for each in events(server, attempt)]
    assert kinds.count("attempt.submitted") == 1 and kinds.count("attempt.started") == 1
    assert server.call("GET", f"/attempts/{attempt['id']}/result")["score"] == 2.0


def exercises_in(session, attempt):
    from schemas.exercise import Exercise
    from service.attempts.models import Item

    return Exercise.model_validate_json(session.get(Item, (UUID(attempt["id"]), 1)).exercise)


def test_a_jump_back_keeps_deadline_order_and_token(timed):
    server, clock, made, attempt, _url, _folder = timed
    token = {"Authorization": f"Bearer {attempt['learner_token']}"}
    assert save(server, attempt, "{1}", **token)["late"] is False
    clock.jump(hours=-2)
    assert save(server, attempt, "{2}", **token)["late"] is False
    read = server.call("GET", f"/attempts/{attempt['id']}", **token)
    assert read["deadline"] == attempt["deadline"]
    assert read["items"][0]["responses"]["1"]["response"] == "{2}", "the last one is the one that came last"
    assert server.call("POST", f"/quizzes/{made}/attempts", {"learner": "ada"})["id"] == attempt["id"]
    handed = server.call("POST", f"/attempts/{attempt['id']}/submit", **token)
    assert moment(handed["submitted_at"]) < moment(attempt["started_at"])
    assert [each["type"] for each in events(server, attempt)] == [
        "attempt.started",
        "attempt.submitted",
        "score.changed",
    ]
    assert [each["type"] for each in events(server, attempt)][-1] == "score.changed"
    server.call("GET", f"/quizzes/{made}/analysis")


def test_a_token_ends_by_the_clock_of_the_server(timed):
    server, clock, _, attempt, *_ = timed
    token = {"Authorization": f"Bearer {attempt['learner_token']}"}
    clock.jump(hours=7, minutes=59)
    server.call("GET", f"/attempts/{attempt['id']}", **token)
    clock.jump(minutes=2)
    server.call("GET", f"/attempts/{attempt['id']}", status=401, **token)


@pytest.mark.parametrize("hours", [2, -2])
def test_a_repeated_request_is_recognised_after_a_jump(timed, hours):
    server, clock, *_ = timed
    key = {"Idempotency-Key": f"jump-{hours}"}
    first = server.call("POST", "/quizzes", QUIZ, 201, **key)
    clock.jump(hours=hours)
    time.sleep(1.5)  # the sweeper forgets what is old
    assert server.call("POST", "/quizzes", QUIZ, 201, **key) == first


@pytest.mark.parametrize("spring", [True, False])
def test_half_an_hour_is_half_an_hour_also_when_clocks_are_changed(timed, spring):
    """The service runs in Berlin, where at 01:00 UTC 02:00 becomes 03:00 in spring, and 03:00 becomes 02:00 in autumn."""
    server, clock, made, _, _url, _folder = timed
    change = datetime(2027, 3, 28, 1, tzinfo=UTC) if spring else datetime(2027, 10, 31, 1, tzinfo=UTC)
    clock.show(change - timedelta(minutes=15))
    attempt = server.call("POST", f"/quizzes/{made}/attempts", {"learner": f"spring {spring}"}, 201)
    assert abs(moment(attempt["deadline"]) - (change + timedelta(minutes=15))) < timedelta(minutes=1)
    clock.show(change + timedelta(minutes=13))
    assert save(server, attempt, "{1}")["late"] is False
    clock.show(change + timedelta(minutes=17))
    assert save(server, attempt, "{2}")["late"] is True
    assert server.call("GET", f"/attempts/{attempt['id']}")["submitted_at"] == attempt["deadline"]


# What was begun while the clock was ahead ---------------------------------------------------------------------------


def test_a_claim_from_the_future_is_taken_over(api, hands):
    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    once = {"headers": {"Idempotency-Key": "from-the-future"}}
    check(api, attempt, 1, "{77}", **once)
    with api.app.state.server.database.write() as session:  # as if its process had been killed before it answered
        row = session.exec(select(Idempotent)).one()
        row.status, row.body, row.headers = 0, "", ""
    path, body = f"/attempts/{attempt}/items/1/check", {"responses": {"1": "{77}"}}
    hands.forward(seconds=-30)
    api.problem("POST", path, 409, "already-running", json=body, **once)
    hands.forward(hours=-2)
    api.post(path, body, **once)


def test_a_judgement_from_the_future_keeps_nobody_waiting(api, hands):
    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    with api.app.state.server.database.write() as session:
        row = session.get(Attempt, UUID(attempt))
        row.judging, row.judging_since = uuid4(), hands.now
    path, body = f"/attempts/{attempt}/items/1/check", {"responses": {"1": "{77}"}}
    hands.forward(seconds=-30)
    api.problem("POST", path, 429, "judgement-running", json=body)
    hands.forward(hours=-2)
    api.post(path, body)


def test_jobs_put_while_the_clock_was_ahead_are_done(tmp_path, sqlite_url):
    """On SQLite the table of jobs holds times; on PostgreSQL they are procrastinate's, by the clock of the database."""
    ahead, done = datetime.now(UTC) + timedelta(hours=2), []
    once = Kind("once", lambda server, job: done.append(job.subject))
    often = Kind("often", lambda server, job: done.append("tick"), every=lambda settings: 0.2)
    server = Server(Settings(database_url=sqlite_url, data=tmp_path, check_workers=1))
    server.start()
    with server.database.write() as session:
        for subject, state, seen in (("waits", "queued", None), ("was begun", "running", ahead)):
            session.add(JobRow(kind="once", subject=subject, state=state, due_at=ahead, seen_at=seen, created_at=ahead))
    jobs = Local(server, by_name([once, often]), Pace(look=0.02))
    jobs.start()
    try:
        wait_until(lambda: {"waits", "was begun", "tick"} <= set(done), 10)
        with server.database.write() as session:  # the periodic one was done while the clock was ahead
            session.exec(update(JobRow).where(JobRow.kind == "often").values(due_at=ahead))
        ticks = done.count("tick")
        wait_until(lambda: done.count("tick") > ticks + 1, 10)
        assert done.count("waits") == done.count("was begun") == 1
    finally:
        jobs.close()
        server.close()


def test_whatever_is_measured_is_measured_by_a_clock_that_does_not_jump():
    """Budgets, waits and rates ask `time.monotonic` or `perf_counter`; what is stored asks the clock of the server, which
    tests set; only commands and the queue of jobs ask the machine."""
    root = Path(__file__).parent.parent.parent / "service"
    found = set()
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                name = f"{node.value.id}.{node.attr}"
                if name in ("time.time", "datetime.now", "datetime.utcnow", "date.today", "time.localtime"):
                    found.add(str(file.relative_to(root)))
    assert {name for name in found if not name.startswith(("cli/", "jobs/"))} <= {"server.py", "keys/service.py"}


def test_right_answers_are_right_at_any_time(api, hands):
    attempt = start(api, quiz(api))["id"]
    hands.forward(hours=-2)
    api.put(f"/attempts/{attempt}/responses/1/1", {"response": right(exercises(api, attempt)[0])})
    assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0
