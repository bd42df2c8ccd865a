"""Nothing a learner can see tells the key, the steps, the mistakes or the seed before the rules allow it."""

import json
import re
from uuid import UUID

import pytest
from sqlmodel import select

from generators import bank
from schemas.exercise import Exercise
from schemas.quiz import MAX_ITEMS
from service.attempts import frozen
from service.attempts.models import Attempt, Item
from tests.service.canary import KEY, birds_in, planted
from tests.service.learners import quiz, start

HIDDEN = ("answer", "answer_text", "steps", "mistakes", "seed", "recipe", "version", "given", "follows", "source")


def keys_of(value):
    """Every name of a field, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def plant(row):
    made = planted(Exercise.model_validate_json(row.exercise))
    row.exercise, row.recipe = made.model_dump_json(), made.recipe


PICKS = [{"pick": {"generators": [id]}, "level": "core", "count": 1} for id in bank.load()]
QUIZZES = [PICKS[start : start + MAX_ITEMS] for start in range(0, len(PICKS), MAX_ITEMS)]
"""An item of every generator, as many together as a quiz may have."""


@pytest.fixture(params=QUIZZES, ids=lambda picks: picks[0]["pick"]["generators"][0])
def planted_attempt(api, request):
    """An attempt with one item of each generator whose exercises have birds in them; and the client of its learner."""
    picks = request.param
    attempt = start(api, quiz(api, sections=picks, feedback="after_submit"))
    with api.app.state.server.database.write() as session:
        for row in session.exec(select(Item).where(Item.attempt_id == UUID(attempt["id"]))).all():
            plant(row)
    frozen.forget()
    return attempt, api.as_(attempt["learner_token"])


def seeds(api, attempt):
    with api.app.state.server.database.read() as session:
        rows = session.exec(select(Item).where(Item.attempt_id == UUID(attempt))).all()
    return [Exercise.model_validate_json(row.exercise).seed for row in rows]


def test_nothing_hidden_is_seen_before_handing_in(api, planted_attempt):
    attempt, learner = planted_attempt
    id = attempt["id"]
    read = learner.get(f"/attempts/{id}")
    responses = [read, learner.get(f"/attempts/{id}/result", 409), learner.get("/topics", 403)]
    responses.append(learner.post(f"/attempts/{id}/items/1/hints", {"part": 1}, 409))
    responses.append(learner.get(f"/attempts/{id}/data/99.csv", 404))
    for item in read.json()["items"]:
        number = item["item"]
        responses.append(learner.put(f"/attempts/{id}/responses/{number}/1", {"response": "1"}))
        responses.append(learner.put(f"/attempts/{id}/responses/{number}/99", {"response": "1"}, 404))
        body = {"responses": {"1": KEY}}
        responses.append(learner.post(f"/attempts/{id}/items/{number}/check", body, 409))
        if item["exercise"]["data"]:
            responses.append(learner.get(f"/attempts/{id}/data/{number}.csv"))
        for figure in item["exercise"]["figures"]:
            responses.append(learner.get(figure["svg"].removeprefix("/api/v1")))
        last = len(item["exercise"]["figures"])
        responses.append(learner.get(f"/attempts/{id}/figures/{number}/{last + 1}.svg", 404))
    assert len(responses) > 60
    for response in responses:
        assert not birds_in(response.content, json.dumps(dict(response.headers))), response.text
        if response.headers["content-type"].startswith("application/json"):
            assert not set(keys_of(response.json())) & set(HIDDEN)


def test_an_open_immediate_quiz_shows_remarks_and_nothing_else(api):
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 1}
    attempt = start(api, quiz(api, sections=[section], feedback="immediate"))
    learner = api.as_(attempt["learner_token"])
    responses = [
        learner.post(f"/attempts/{attempt['id']}/items/1/check", {"responses": {"1": text}})
        for text in ("{1, 2", "{1000, 2}", "")
    ]
    responses.append(learner.get(f"/attempts/{attempt['id']}/result"))
    exercise = Exercise.model_validate_json(item_rows(api, attempt["id"])[0].exercise)
    for response in responses:
        assert str(exercise.seed) not in response.text
        assert exercise.parts[0].steps[0] not in response.text
        shown = response.json()
        for part in shown.get("parts", []):
            assert set(part["verdict"]) == {"outcome", "score", "understood", "feedback", "evidence"}
            assert set(part["verdict"]["evidence"]) == {"method"}


def item_rows(api, attempt):
    with api.app.state.server.database.read() as session:
        return session.exec(select(Item).where(Item.attempt_id == UUID(attempt))).all()


@pytest.mark.parametrize("picks", QUIZZES, ids=lambda picks: picks[0]["pick"]["generators"][0])
def test_after_handing_in_answers_and_steps_are_shown_but_never_seeds(api, picks):
    attempt = start(api, quiz(api, sections=picks))
    result = api.as_(attempt["learner_token"]).post(f"/attempts/{attempt['id']}/submit")
    assert all(
        part["answer_text"] and part["steps"] for item in result.json()["result"]["items"] for part in item["parts"]
    )
    assert not set(keys_of(result.json())) & {"seed", "recipe", "mistakes", "version"}
    assert not [seed for seed in seeds(api, attempt["id"]) if str(seed) in result.text]


def test_the_learner_view_of_the_bank_leaves_out_what_is_hidden(api):
    for generator in bank.load():
        made = api.post("/exercises", {"generator": generator, "seed": 3, "view": "learner"})
        again = api.get(f"/exercises/{made.json()['recipe']}?view=learner")
        assert again.json() == made.json()
        assert not set(keys_of(made.json())) & (set(HIDDEN) - {"seed", "recipe", "version"})


def test_options_of_choices_do_not_tell_which_is_right(api):
    for id, generator in bank.load().items():
        for part in generator(0, "core").parts:
            if part.answer.kind in ("choice", "choices", "order"):
                shown = api.post("/exercises", {"generator": id, "seed": 0, "view": "learner"}).json()
                told = [each["options"] or [] for each in shown["parts"]]
                sides = [[*each["left"], *each["right"]] if isinstance(each, dict) else each for each in told]
                options = [option for each in sides for option in each]
                assert options and all(set(option) == {"id", "text"} for option in options)


def test_ids_cannot_be_counted_through(api):
    week = quiz(api)
    ids = [start(api, week, f"s-{n}")["id"] for n in range(4)]
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", id) for id in ids)
    with api.app.state.server.database.read() as session:
        assert {str(row.id) for row in session.exec(select(Attempt)).all()} == set(ids)


def test_the_search_finds_what_is_let_out(api):
    """The control: a bird in what learners do see is found where the tests above look."""
    attempt = start(api, quiz(api))
    with api.app.state.server.database.write() as session:
        row = session.exec(select(Item).where(Item.attempt_id == UUID(attempt["id"]), Item.item == 1)).one()
        exercise = Exercise.model_validate_json(row.exercise)
        row.exercise = exercise.model_copy(update={"stem": f"{exercise.stem} canary-stem"}).model_dump_json()
    frozen.forget()
    read = api.as_(attempt["learner_token"]).get(f"/attempts/{attempt['id']}")
    assert birds_in(read.content, json.dumps(dict(read.headers))) == {"canary"}


def test_an_exam_tells_nothing_when_it_is_handed_in(api):
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 1}
    attempt = start(api, quiz(api, sections=[section], feedback="after_close", hint_penalty=0))
    with api.app.state.server.database.write() as session:
        row = session.exec(select(Item).where(Item.attempt_id == UUID(attempt["id"]))).one()
        plant(row)
    frozen.forget()
    learner = api.as_(attempt["learner_token"])
    path = f"/attempts/{attempt['id']}"
    hint = learner.post(f"{path}/items/1/hints", {"part": 1})  # what it is there to tell, and no more
    assert birds_in(hint.content) == {"canary"} and "canaryhints" in hint.text
    for sent in (
        learner.put(f"{path}/responses/1/1", {"response": "5"}),
        learner.post(f"{path}/submit"),
        learner.get(f"{path}/result", 409),
    ):
        assert not birds_in(sent.content, json.dumps(dict(sent.headers)))


def test_events_tell_neither_answers_nor_seeds(api):
    attempt = start(api, quiz(api))["id"]
    api.put(f"/attempts/{attempt}/responses/1/1", {"response": "{987654321}"})
    api.post(f"/attempts/{attempt}/submit")
    feed = api.get("/events")
    assert {"attempt.started", "attempt.submitted"} <= {event["type"] for event in feed.json()["items"]}
    assert not set(keys_of(feed.json())) & set(HIDDEN)
    assert "987654321" not in feed.text
    assert not [seed for seed in seeds(api, attempt) if str(seed) in feed.text or f"{seed:x}" in feed.text]
