"""In an exam an answer is recorded, and nothing that comes back, nor how much work it took, says whether it is right."""

import re
import threading

import pytest
from sqlalchemy import event

from generators import answers
from tests.service.learners import exercises, mistaken, quiz, right, save, start

EXAM = {"feedback": "after_close", "closes_at": "2026-03-02T12:00:00Z"}
ANSWERS = {"right": right, "wrong": mistaken, "unreadable": lambda exercise: "{1,"}


class Work:
    """What a request makes the service do: statements to the database, judgements."""

    def __init__(self, api, monkeypatch):
        self.statements, self.judged = [], 0
        event.listen(api.app.state.server.database.engine, "before_cursor_execute", self._noted)
        original = answers.check_parts

        def counted(*given, **more):
            self.judged += 1
            return original(*given, **more)

        monkeypatch.setattr(answers, "check_parts", counted)

    def _noted(self, connection, cursor, statement, *_):
        if not threading.current_thread().name.startswith("job"):  # those who look for jobs have nothing to do with it
            self.statements.append(statement)

    def of(self, request):
        self.statements, self.judged = [], 0
        answer = request()
        return answer, tuple(self.statements), self.judged


def shape(response):
    """The response without moments and ids."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", response.text)
    text = re.sub(r'"request_id":"[0-9a-f]+"', "REQUEST", text)
    return response.status_code, re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "MOMENT", text), frozenset(response.headers)


@pytest.mark.parametrize("feedback", ["after_close", "after_submit"])
def test_saving_does_the_same_whatever_the_answer(both, monkeypatch, feedback):
    week = quiz(both, **(EXAM | {"feedback": feedback}))
    work, seen = Work(both, monkeypatch), {}
    for kind, make in ANSWERS.items():
        attempt = start(both, week, kind)["id"]
        body = {"response": make(exercises(both, attempt)[0])}
        path = f"/attempts/{attempt}/responses/1/1"
        response, statements, judged = work.of(lambda path=path, body=body: both.put(path, body))
        assert judged == 0 and response.json().keys() == {"saved_at", "late"}
        seen[kind] = shape(response), statements
    assert seen["right"] == seen["wrong"] == seen["unreadable"]


def test_handing_in_does_the_same_whatever_the_answers(both, monkeypatch):
    week = quiz(both, **EXAM)
    work, seen = Work(both, monkeypatch), {}
    for kind, make in ANSWERS.items():
        attempt = start(both, week, kind)["id"]
        for item, exercise in enumerate(exercises(both, attempt), start=1):
            save(both, attempt, item, make(exercise))
        path = f"/attempts/{attempt}/submit"
        response, statements, judged = work.of(lambda path=path: both.post(path))
        assert judged == 0 and response.json()["result"] is None
        again = work.of(lambda attempt=attempt: both.send("GET", f"/attempts/{attempt}/result", 409))
        assert again[2] == 0
        seen[kind] = shape(response), statements, shape(again[0]), again[1]
    assert seen["right"] == seen["wrong"] == seen["unreadable"]


def test_what_was_handed_in_is_marked_by_the_sweeper_and_shown_after_the_close(both, hands):
    from service.attempts import service as attempts

    week = quiz(both, **EXAM)
    attempt = start(both, week)["id"]
    save(both, attempt, 1, right(exercises(both, attempt)[0]))
    both.post(f"/attempts/{attempt}/submit")
    assert attempts.sweep(both.app.state.server) == 1
    both.problem("GET", f"/attempts/{attempt}/result", 409, "feedback-not-yet")
    hands.forward(hours=4)
    assert both.get(f"/attempts/{attempt}/result").json()["score"] == 2.0


def test_control_where_verdicts_are_shown_at_once_the_same_comparison_differs(both, monkeypatch):
    week = quiz(both, feedback="immediate")
    work, seen = Work(both, monkeypatch), {}
    for kind, make in ANSWERS.items():
        attempt = start(both, week, kind)["id"]
        body = {"responses": {"1": make(exercises(both, attempt)[0])}}
        path = f"/attempts/{attempt}/items/1/check"
        response, statements, judged = work.of(lambda path=path, body=body: both.post(path, body))
        assert judged == 1
        seen[kind] = shape(response), statements
    assert seen["right"] != seen["wrong"] != seen["unreadable"]
