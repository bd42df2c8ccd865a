"""Kill -9 of anything at any moment, races for the last attempt and try: over HTTP, with books kept outside.

What is found to hold is then looked for in the same service with faults built in, where it must be found broken.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlmodel import select

from service.attempts.models import Attempt, Verdict
from tests.faults.conftest import Place
from tests.faults.ledger import QUIZ, Books, begin, findings, hand_in, rows, storm, until
from tests.faults.processes import descendants, kill
from tests.faults.served import Served, Unanswered, served
from tests.waiting import wait_until

CLIENTS = 8


def together(server: Served, method: str, path: str, bodies: list[Any]) -> list[int]:
    """The statuses of requests that are sent at the same moment, each by a client of its own."""
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(lambda _: server.request("GET", "/healthz"), range(CLIENTS)))  # connections are open
        sent = [threads.submit(server.request, method, f"/api/v1{path}", body) for body in bodies]
        return [each.result()[0] for each in sent]


def race_for_attempts(server: Served, url: str, folder: Any, allowed: int = 2) -> int:
    """How many attempts a learner gets who may have two and starts many at once."""
    quiz = server.call("POST", "/quizzes", QUIZ | {"attempts_allowed": allowed}, 201)["id"]
    server.call("POST", f"/quizzes/{quiz}/publish")
    for _ in range(allowed - 1):
        made = server.call("POST", f"/quizzes/{quiz}/attempts", {"learner": "ada"}, 201)["id"]
        server.call("POST", f"/attempts/{made}/submit")
    statuses = together(server, "POST", f"/quizzes/{quiz}/attempts", [{"learner": "ada"}] * CLIENTS)
    assert set(statuses) <= {200, 201, 409}, statuses
    with rows(url, folder) as session:
        return len(session.exec(select(Attempt).where(Attempt.quiz_id == UUID(quiz))).all())


def race_for_tries(server: Served, url: str, folder: Any, *others: int) -> int:
    """How often a learner is judged who has one try and sends many answers at once; `others` are further statuses that
    may be answered."""
    (mine,) = begin(server, 1, tries_per_part=1)
    bodies = [{"responses": {"1": f"{{{n}, 99}}"}} for n in range(CLIENTS)]
    statuses = together(server, "POST", f"/attempts/{mine.attempt}/items/1/check", bodies)
    assert set(statuses) <= {200, 409, 429, *others}, statuses
    with rows(url, folder) as session:
        judged = len(session.exec(select(Verdict).join(attempts_of(mine.attempt))).all())
    assert judged == statuses.count(200) or others
    return judged


def attempts_of(attempt: str) -> Any:
    from service.attempts.models import Response

    return select(Response).where(Response.attempt_id == UUID(attempt)).subquery()


# What holds ------------------------------------------------------------------------------------------------------


def test_no_learner_gets_more_attempts_than_allowed_however_many_are_sent_at_once(server, place, tmp_path):
    for _ in range(3):
        assert race_for_attempts(server, place.url, tmp_path) == 2


def test_no_learner_gets_more_tries_than_allowed_however_many_are_sent_at_once(server, place, tmp_path):
    for _ in range(3):
        assert race_for_tries(server, place.url, tmp_path) == 1


def strike(server: Served, place: Place, chance: random.Random) -> None:
    """One misfortune: a server process is killed, or a process that serves it, or all at once; or the database is."""
    match chance.choice(["worker", "worker", "anything", "all", "supervisor", *["database"] * 3 * bool(place.cluster)]):
        case "worker":
            kill(chance.choice(server.workers()), signal.SIGKILL)
        case "anything":
            kill(chance.choice(descendants(server.popen.pid)), signal.SIGKILL)
        case "all":
            server.kill()
            server.start()
        case "supervisor":
            orphans = descendants(server.popen.pid)
            server.popen.kill()
            server.popen.wait()
            wait_until(lambda: not any(kill(pid, 0) for pid in orphans), 40)
            server.start()
        case "database":
            assert place.cluster is not None
            place.cluster.stop("immediate")
            time.sleep(chance.random())
            place.cluster.start()


def test_what_was_acknowledged_is_there_once_and_with_its_score_after_kill_9(server, place, tmp_path):
    books = begin(server, 4)
    with storm(server, books, seed=1):
        until(books, 5)
        kill(server.workers()[0], signal.SIGKILL)
        until(books, 5)
        if place.cluster:
            place.cluster.stop("immediate")
            place.cluster.start()
            until(books, 5)
    hand_in(server, books, place.url, tmp_path)
    if place.cluster:
        place.cluster.stop("immediate")
        place.cluster.start()
        wait_until(server.ready)
    else:
        server.kill()
        server.start()
    assert not findings(books, place.url, tmp_path)
    for mine in books:
        assert server.call("GET", f"/attempts/{mine.attempt}/result")["score"] == mine.score


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(6))
def test_kills_at_random_lose_nothing_and_repeat_nothing(server, place, tmp_path, seed):
    chance = random.Random(seed)
    books = begin(server, 6)
    with storm(server, books, seed):
        for _ in range(8):
            until(books, 2, 120)
            time.sleep(chance.random())
            strike(server, place, chance)
            wait_until(server.ready, 120)
    hand_in(server, books, place.url, tmp_path)
    server.kill()
    server.start()
    assert not findings(books, place.url, tmp_path)
    for mine in books:
        assert server.call("GET", f"/attempts/{mine.attempt}/result")["score"] == mine.score


def test_server_processes_end_when_the_one_that_started_them_is_killed(server):
    wait_until(lambda: len(server.workers()) == 2, 40)  # those that an earlier test killed are replaced
    orphans = server.workers()
    server.popen.kill()
    server.popen.wait()
    wait_until(lambda: not any(kill(pid, 0) for pid in orphans), 40)
    with pytest.raises(Unanswered):
        server.request("GET", "/healthz")


# What the same checks find where faults are built in ---------------------------------------------------------------


@pytest.fixture(scope="module")
def faulty(place, tmp_path_factory):
    faults, url = "early,unlocked,uncounted,forgetful", place.another()
    with served(
        url, tmp_path_factory.mktemp("faulty"), faults=faults + ",asynchronous" * bool(place.cluster)
    ) as server:
        yield server, url


on_both = pytest.mark.parametrize(
    "place", ["sqlite", pytest.param("postgresql", marks=pytest.mark.deep)], indirect=True, scope="module"
)


@on_both
def test_control_without_locks_the_same_races_break_the_limits(place, faulty, tmp_path):
    server, url = faulty
    drop_the_index(url)
    assert any(race_for_attempts(server, url, tmp_path) > 2 for _ in range(3))
    assert any(race_for_tries(server, url, tmp_path, 500) > 1 for _ in range(5))


@on_both
def test_control_answers_before_the_commit_are_found_lost_and_repeats_doubled(place, faulty, tmp_path):
    server, url = faulty
    books = begin(server, 4)
    with storm(server, books, seed=1, checks=False):
        wait_until(lambda: findings(books, url, tmp_path)["twice"])
        now = acknowledged(books)
        wait_until(lambda: acknowledged(books) > now)
        if place.cluster:
            place.cluster.stop("immediate")
        server.kill()
    if place.cluster:
        place.cluster.start()
    found = findings(books, url, tmp_path)
    assert found["lost"] and found["twice"] and found["different"], found


def acknowledged(books: list[Books]) -> int:
    return sum(len(mine.acknowledged) for mine in books)


def drop_the_index(url: str) -> None:
    """The one that allows a learner one open attempt at a quiz."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("DROP INDEX attempt_open")
        connection.close()
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP INDEX attempt_open")
