"""Many at once: limits hold on SQLite and on PostgreSQL, within a process and between processes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from sqlmodel import select

from service.attempts import service as attempts
from service.attempts import store
from service.attempts.models import Attempt, Response, Verdict
from tests.service.learners import check, exercises, mistaken, quiz, right, save, start


def together(*deeds, threads=8):
    """What all deeds return, begun at the same time."""
    with ThreadPoolExecutor(threads) as pool:
        return [each.result() for each in [pool.submit(deed) for deed in deeds]]


@pytest.fixture
def two(serve, database_url):
    """Two services on one database, as two server processes would be."""
    with serve(database_url) as one, serve(database_url) as other:
        yield one, other


def test_a_learner_who_starts_many_times_at_once_has_one_attempt(two):
    week = quiz(two[0], attempts_allowed=1)
    sends = [
        lambda api=api: api.send("POST", f"/quizzes/{week}/attempts", None, json={"learner": "ada"}) for api in two * 4
    ]
    responses = together(*sends)
    assert {response.status_code for response in responses} <= {200, 201}
    assert len({response.json()["id"] for response in responses}) == 1
    assert [response.status_code for response in responses].count(201) == 1


def test_no_learner_gets_more_attempts_than_allowed(two):
    week = quiz(two[0], attempts_allowed=2)

    def start_and_submit(api):
        response = api.send("POST", f"/quizzes/{week}/attempts", None, json={"learner": "ada"})
        if response.status_code in (200, 201):
            api.send("POST", f"/attempts/{response.json()['id']}/submit", 200)
        return response.status_code

    statuses = together(*[lambda api=api: start_and_submit(api) for api in two * 6])
    assert set(statuses) <= {200, 201, 409}
    with two[0].app.state.server.database.read() as session:
        rows = session.exec(select(Attempt)).all()
    assert sorted(row.number for row in rows) == [1, 2]


def test_tries_hold_when_many_are_sent_at_once(two):
    attempt = start(two[0], quiz(two[0], feedback="immediate", tries_per_part=3))["id"]
    path = f"/attempts/{attempt}/items/1/check"
    sends = [
        lambda api=api, n=n: api.send("POST", path, None, json={"responses": {"1": f"{{{n}, 99}}"}})
        for n, api in enumerate(two * 8)
    ]
    statuses = [response.status_code for response in together(*sends)]
    while statuses.count(200) < 3 and len(statuses) < 100:  # those that met a running judgement come again
        statuses.append(two[0].send("POST", path, None, json={"responses": {"1": "{98, 99}"}}).status_code)
    assert set(statuses) <= {200, 409, 429} and statuses.count(200) == 3
    two[1].problem("POST", path, 409, "no-tries-left", json={"responses": {"1": "{97, 99}"}})
    with two[0].app.state.server.database.read() as session:
        assert len(session.exec(select(Verdict)).all()) == 3


def test_handing_in_while_saving_loses_nothing_that_was_acknowledged(two):
    for _ in range(5):
        week = quiz(two[0])
        attempt = start(two[0], week)["id"]
        answer = right(exercises(two[0], attempt)[0])
        path = f"/attempts/{attempt}/responses/1/1"
        saved, handed_in = together(
            lambda path=path, answer=answer: two[0].send("PUT", path, None, json={"response": answer}),
            lambda attempt=attempt: two[1].send("POST", f"/attempts/{attempt}/submit", 200),
        )
        assert saved.status_code in (200, 409)
        expected = 2.0 if saved.status_code == 200 else 0.0
        assert two[0].get(f"/attempts/{attempt}/result").json()["score"] == expected
        assert handed_in.json()["state"] == "submitted"


def test_marking_twice_at_once_marks_once(two):
    week = quiz(two[0])
    for learner in ("a", "b", "c"):
        attempt = start(two[0], week, learner)["id"]
        save(two[0], attempt, 1, right(exercises(two[0], attempt)[0]))
        attempts.hand_in(two[0].app.state.server, UUID(attempt), learner=True)
    together(*[lambda api=api: attempts.sweep(api.app.state.server) for api in two * 2])
    with two[0].app.state.server.database.read() as session:
        assert len(session.exec(select(Verdict)).all()) == 3
    assert [row["score"] for row in two[1].get(f"/quizzes/{week}/scores").json()["items"]] == [2.0] * 3


def test_more_requests_than_threads_all_get_through(both):
    """Transactions that wait must not hold the threads that those they wait for need."""
    attempt = start(both, quiz(both))["id"]
    sends = [
        lambda n=n: both.send("PUT", f"/attempts/{attempt}/responses/1/1", None, json={"response": f"{{{n}}}"})
        for n in range(120)
    ]
    statuses = {response.status_code for response in together(*sends, threads=60)}
    assert statuses == {200}


@pytest.mark.parametrize(("write", "send"), [("add_saved", save), ("add_judged", check)])
def test_nothing_is_written_after_what_was_read_has_changed(both, monkeypatch, write, send):
    attempt = start(both, quiz(both, feedback="immediate", tries_per_part=2))["id"]
    send(both, attempt, 1, mistaken(exercises(both, attempt)[0]))
    real, told = getattr(store, write), []

    def overtaken(connection, known, *more):
        read = known.attempt.version - (not told)  # the first time something has happened since
        stored = real(connection, replace(known, attempt=known.attempt._replace(version=read)), *more)
        told.append(bool(stored))
        return stored

    monkeypatch.setattr(store, write, overtaken)
    answer = right(exercises(both, attempt)[0])
    send(both, attempt, 1, answer)
    assert told[0] is False
    with both.app.state.server.database.read() as session:
        rows = session.exec(select(Response).order_by(Response.id)).all()
        versions = session.exec(select(Attempt.version)).one()
    assert [row.text for row in rows][1:] == [answer] and versions >= 2
    assert both.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0
