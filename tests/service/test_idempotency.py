"""A repeated request has one effect."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import select

from service.attempts.models import Attempt, Response, Verdict
from service.idempotency import Idempotent, forget
from service.quizzes.models import Quiz
from tests.service.learners import SECTION, check, exercises, quiz, right, start

ONCE = {"Idempotency-Key": "one-of-a-kind"}
BLUEPRINT = {"title": "Once", "sections": [SECTION]}


def rows(api, table):
    with api.app.state.server.database.read() as session:
        return list(session.exec(select(table)).all())


def test_a_repeated_creation_makes_one_quiz_and_gets_the_same_response(both):
    first = both.post("/quizzes", BLUEPRINT, 201, headers=ONCE)
    again = both.post("/quizzes", BLUEPRINT, 201, headers=ONCE)
    assert again.json() == first.json() and again.headers["idempotency-replayed"] == "true"
    for name in ("etag", "location", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert "idempotency-replayed" not in first.headers
    assert len(rows(both, Quiz)) == 1


def test_another_body_with_the_same_key_is_refused(api):
    api.post("/quizzes", BLUEPRINT, 201, headers=ONCE)
    told = api.problem("POST", "/quizzes", 422, "idempotency-key-reused", json=BLUEPRINT | {"title": "x"}, headers=ONCE)
    assert "one-of-a-kind" in told["detail"]
    assert len(rows(api, Quiz)) == 1


def test_a_request_that_failed_may_be_sent_again(api):
    week = quiz(api, publish=False)
    path = f"/quizzes/{week}/attempts"
    api.problem("POST", path, 409, "quiz-not-open", json={"learner": "ada"}, headers=ONCE)
    api.post(f"/quizzes/{week}/publish")
    api.post(path, {"learner": "ada"}, 201, headers=ONCE)


def test_keys_are_told_apart_by_caller_and_route(api):
    api.post("/quizzes", BLUEPRINT, 201, headers=ONCE)
    other = api.as_(api.post("/keys", {"name": "o", "scopes": ["admin"]}, 201, headers=ONCE).json()["secret"])
    other.post("/quizzes", BLUEPRINT, 201, headers=ONCE)
    assert len(rows(api, Quiz)) == 2


@pytest.mark.parametrize("key", ["", " ", "ü", "x" * 201])
def test_unusable_keys_are_refused(api, key):
    api.problem("POST", "/quizzes", 422, "invalid", json=BLUEPRINT, headers={"Idempotency-Key": key.encode()})
    assert rows(api, Quiz) == []


def test_a_replay_does_not_repeat_a_secret_and_none_is_stored(api):
    body = {"name": "platform", "scopes": ["check"]}
    first = api.post("/keys", body, 201, headers=ONCE).json()
    again = api.post("/keys", body, 201, headers=ONCE).json()
    assert again["secret"] is None and again["id"] == first["id"]
    (row,) = rows(api, Idempotent)
    assert first["secret"].partition(".")[2] not in row.body


def test_a_repeated_start_gives_the_same_attempt_even_after_it_was_handed_in(api):
    week = quiz(api, attempts_allowed=3)
    path = f"/quizzes/{week}/attempts"
    first = api.post(path, {"learner": "ada"}, 201, headers=ONCE).json()
    api.post(f"/attempts/{first['id']}/submit")
    again = api.post(path, {"learner": "ada"}, 201, headers=ONCE).json()
    assert again["id"] == first["id"] and len(rows(api, Attempt)) == 1
    assert api.as_(again["learner_token"]).get(f"/attempts/{first['id']}").json()["state"] == "submitted"
    assert first["learner_token"] not in rows(api, Idempotent)[0].body


def test_a_repeated_check_uses_one_try(api):
    attempt = start(api, quiz(api, feedback="immediate", tries_per_part=3))["id"]
    first = check(api, attempt, 1, "{77}", headers=ONCE)
    assert check(api, attempt, 1, "{77}", headers=ONCE) == first
    assert first["tries_left"]["1"] == 2 and len(rows(api, Response)) == len(rows(api, Verdict)) == 1


def test_a_repeated_save_stores_one_response(api):
    attempt = start(api, quiz(api))["id"]
    path = f"/attempts/{attempt}/responses/1/1"
    first = api.put(path, {"response": "{1}"}, headers=ONCE)
    api.put(path, {"response": "{2}"})
    again = api.put(path, {"response": "{1}"}, headers=ONCE)
    assert again.json() == first.json() and again.headers["etag"] == first.headers["etag"]
    assert [row.text for row in rows(api, Response)] == ["{1}", "{2}"]


def test_a_repeated_deletion_is_answered_as_the_first(api):
    week = quiz(api, publish=False)
    for _ in range(2):
        assert api.delete(f"/quizzes/{week}", headers=ONCE).content == b""
    api.problem("DELETE", f"/quizzes/{week}", 404, "not-found")


def test_what_is_still_running_is_not_begun_twice(api, monkeypatch):
    from generators import answers

    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    path, body = f"/attempts/{attempt}/items/1/check", {"responses": {"1": "{77}"}}
    original, begun, go_on = answers.check_parts, threading.Event(), threading.Event()

    def slow(*given, **more):
        begun.set()
        assert go_on.wait(10)
        return original(*given, **more)

    monkeypatch.setattr(answers, "check_parts", slow)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(api.post, path, body, 200, headers=ONCE)
        assert begun.wait(10)
        told = api.send("POST", path, 409, json=body, headers=ONCE)
        assert told.json()["type"] == "urn:problembank:already-running" and told.headers["retry-after"] == "1"
        go_on.set()
        first = running.result().json()
    assert api.post(path, body, headers=ONCE).json() == first
    assert len(rows(api, Verdict)) == 1


def test_a_claim_of_a_process_that_died_is_taken_over(api, hands):
    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    path, body = f"/attempts/{attempt}/items/1/check", {"responses": {"1": "{77}"}}
    api.post(path, body, headers=ONCE)
    with api.app.state.server.database.write() as session:  # as if it had died between the two transactions
        session.execute(update(Idempotent).values(status=0, body="", headers=""))
    api.problem("POST", path, 409, "already-running", json=body, headers=ONCE)
    hands.forward(seconds=61)
    api.post(path, body, headers=ONCE)


def test_what_is_kept_is_forgotten_after_a_while(api, hands):
    api.post("/quizzes", BLUEPRINT, 201, headers=ONCE)
    with api.app.state.server.database.write() as session:
        forget(session, hands.now)
    assert len(rows(api, Idempotent)) == 1
    with api.app.state.server.database.write() as session:
        forget(session, hands.now + timedelta(microseconds=1))
    assert rows(api, Idempotent) == []


def test_fifty_parallel_sends_have_one_effect(both):
    with ThreadPoolExecutor(50) as threads:
        sends = [threads.submit(both.send, "POST", "/quizzes", None, json=BLUEPRINT, headers=ONCE) for _ in range(50)]
        responses = [each.result() for each in sends]
    assert {response.status_code for response in responses} <= {201, 409}
    made = {response.json()["id"] for response in responses if response.status_code == 201}
    assert len(made) == 1 == len(rows(both, Quiz))


def test_a_failed_commit_keeps_neither_effect_nor_response(api, monkeypatch):
    from service.quizzes import service as quizzes

    with monkeypatch.context() as broken:
        broken.setattr(quizzes, "read", lambda *_: 1 / 0)
        api.send("POST", "/quizzes", 500, json=BLUEPRINT, headers=ONCE)
    assert rows(api, Quiz) == rows(api, Idempotent) == []
    api.post("/quizzes", BLUEPRINT, 201, headers=ONCE)


def test_right_answers_survive_a_replay(api):
    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    answer = right(exercises(api, attempt)[0])
    verdicts = [check(api, attempt, 1, answer, headers=ONCE)["parts"][0]["verdict"] for _ in range(2)]
    assert verdicts[0] == verdicts[1] and verdicts[0]["outcome"] == "correct"
    assert UUID(attempt) in {row.id for row in rows(api, Attempt)}


def test_a_repeated_handing_in_is_answered_as_the_first_even_if_more_is_known_by_now(api):
    attempt = start(api, quiz(api))["id"]
    first = api.post(f"/attempts/{attempt}/submit", headers=ONCE)
    api.put(f"/attempts/{attempt}/items/1/override", {"points": 1.5, "reason": "x"})
    again = api.post(f"/attempts/{attempt}/submit", headers=ONCE)
    assert again.content == first.content and again.headers["idempotency-replayed"] == "true"
    assert api.get(f"/attempts/{attempt}/result").json()["score"] == 1.5


def test_a_handing_in_that_failed_may_be_sent_again(api, monkeypatch):
    from service.attempts import views

    attempt = start(api, quiz(api))["id"]
    with monkeypatch.context() as broken:
        broken.setattr(views, "result", lambda *_: 1 / 0)
        api.send("POST", f"/attempts/{attempt}/submit", 500, headers=ONCE)
    assert api.post(f"/attempts/{attempt}/submit", headers=ONCE).json()["result"]["max_score"] == 4.0
