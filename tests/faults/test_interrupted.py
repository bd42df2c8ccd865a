"""A judgement that is interrupted between storing the response and storing the verdict: the response is there once."""

import pytest
from sqlmodel import select

from service.attempts import service as attempts
from service.attempts.models import Response, Verdict
from service.errors import DatabaseUnavailable
from tests.service.learners import check, exercises, mistaken, quiz, right, start

ONCE = {"Idempotency-Key": "interrupted"}


def rows(api, table):
    with api.app.state.server.database.read() as session:
        return list(session.exec(select(table)).all())


def interrupted(*_):
    raise DatabaseUnavailable("the database went away", seconds=1)


def by_steps(broken):
    """As where a proof is needed: the response is stored first. Its verdict cannot be."""
    broken.setattr(attempts, "_checked_fast", lambda *_: None)
    broken.setattr(attempts, "_recorded", interrupted)


@pytest.fixture
def attempt(both):
    return start(both, quiz(both, feedback="immediate", tries_per_part=2, penalty=0.5))["id"]


@pytest.mark.parametrize("headers", [ONCE, {}], ids=["with a key", "without"])
def test_a_check_that_could_not_be_finished_and_is_sent_again_is_stored_once(both, attempt, monkeypatch, headers):
    wrong, good = (make(exercises(both, attempt)[0]) for make in (mistaken, right))
    with monkeypatch.context() as broken:
        by_steps(broken)
        for _ in range(2):
            check(both, attempt, 1, wrong, 503, headers=headers)
    assert [row.text for row in rows(both, Response)] == [wrong], "it was stored before it was judged"
    assert check(both, attempt, 1, wrong, headers=headers)["tries_left"]["1"] == 1
    check(both, attempt, 1, good)
    assert [row.text for row in rows(both, Response)] == [wrong, good] and len(rows(both, Verdict)) == 2
    assert both.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 1.0


def test_so_is_one_whose_process_was_killed(both, attempt, monkeypatch, hands):
    text = mistaken(exercises(both, attempt)[0])
    with monkeypatch.context() as killed:
        by_steps(killed)
        killed.setattr(attempts, "_let_go", lambda *_: None)
        check(both, attempt, 1, text, 503, headers=ONCE)
    check(both, attempt, 1, text, 409, headers=ONCE)
    hands.forward(seconds=61)
    assert check(both, attempt, 1, text, headers=ONCE)["tries_left"]["1"] == 1
    assert [row.text for row in rows(both, Response)] == [text] and len(rows(both, Verdict)) == 1


def test_another_answer_after_it_is_stored_besides(both, attempt, monkeypatch):
    wrong, good = (make(exercises(both, attempt)[0]) for make in (mistaken, right))
    with monkeypatch.context() as broken:
        by_steps(broken)
        check(both, attempt, 1, wrong, 503)
    check(both, attempt, 1, good)
    check(both, attempt, 1, good)
    assert [row.text for row in rows(both, Response)] == [wrong, good, good], "the same answer again is another try"
    assert both.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0


@pytest.mark.parametrize("headers", [ONCE, {}], ids=["with a key", "without"])
def test_a_quick_verdict_that_could_not_be_stored_leaves_nothing_and_takes_no_try(both, attempt, monkeypatch, headers):
    wrong = mistaken(exercises(both, attempt)[0])
    with monkeypatch.context() as broken:
        broken.setattr(attempts.store, "add_judged", interrupted)
        check(both, attempt, 1, wrong, 503, headers=headers)
    assert not rows(both, Response) and not rows(both, Verdict)
    assert check(both, attempt, 1, wrong, headers=headers)["tries_left"]["1"] == 1
    assert [row.text for row in rows(both, Response)] == [wrong]
