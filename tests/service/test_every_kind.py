"""An exercise with a part of every kind, from the learner's view over autosave to the result."""

import json
from uuid import UUID

from sqlmodel import select

from generators.answers import key_text
from generators.answers.kinds import KINDS
from service.attempts import frozen
from service.attempts.models import Item
from tests.render.exercises import KEYS, exercise
from tests.service.learners import quiz, start

EVERYTHING = exercise(*KEYS, figures=(), data=None)


def planted(api):
    """An attempt whose one item is this exercise, and the client of its learner."""
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 1, "points": 10}
    attempt = start(api, quiz(api, sections=[section], feedback="after_submit"))
    with api.app.state.server.database.write() as session:
        for row in session.exec(select(Item).where(Item.attempt_id == UUID(attempt["id"]))).all():
            row.exercise = EVERYTHING.model_dump_json()
            row.shares = [part.points_share for part in EVERYTHING.parts]
    frozen.forget()
    return attempt["id"], api.as_(attempt["learner_token"])


def test_an_exercise_of_every_kind_is_shown_answered_and_scored(api):
    id, learner = planted(api)
    shown = learner.get(f"/attempts/{id}").json()["items"][0]["exercise"]
    assert [part["kind"] for part in shown["parts"]] == [key.kind for key in KEYS]
    seen = json.dumps(shown)
    assert "not invertible" not in seen and "271828" not in seen and '"answer"' not in seen and '"value"' not in seen
    for n, key in enumerate(KEYS, 1):
        learner.put(f"/attempts/{id}/responses/1/{n}", {"response": key_text(key)})
    result = learner.post(f"/attempts/{id}/submit").json()["result"]
    parts = result["items"][0]["parts"]
    assert [part["verdict"]["outcome"] for part in parts] == ["correct"] * len(KEYS)
    assert round(result["score"], 9) == 10
    assert all(part["answer_text"] for part in parts)


def test_previews_of_every_kind_answer(api):
    for kind in KINDS:
        for response in ("1", "yes", "a, b", "x = 1; x = 2", ""):
            found = api.post("/preview", {"kind": kind, "response": response}).json()
            assert (found["understood"] is None) == bool(found["feedback"])


def test_the_kinds_of_the_keys_are_those_that_are_judged():
    assert {key.kind for key in KEYS} == set(KINDS)
