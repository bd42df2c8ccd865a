"""What is put together from pieces of JSON is exactly what the schema says, and what was kept of it is never another's."""

from uuid import UUID

from schemas.attempt import AttemptRead
from service.attempts import frozen
from tests.service.learners import check, exercises, mistaken, quiz, right, save, start

RULES = {"feedback": "immediate", "tries_per_part": 3, "hint_penalty": 0.1, "time_limit_s": 3_600}


def as_written(body: bytes) -> bytes:
    """The same attempt as its schema writes it."""
    return AttemptRead.model_validate_json(body).model_dump_json().encode()


def test_an_attempt_is_what_its_schema_writes(both, hands):
    both.put("/learners/ada/accommodations", {"time_factor": 1.5})
    week = quiz(both, sections=[{"pick": {"topics": ["linear_algebra", "prob_stats"]}, "count": 6}], **RULES)
    first = both.post(f"/quizzes/{week}/attempts", {"learner": "ada", "name": 'Ada \u2028 "L" é'}, 201)
    assert as_written(first.content) == first.content
    attempt = first.json()
    assert attempt["effective"] and attempt["learner_token"]
    known = exercises(both, attempt["id"])
    hands.forward(microseconds=1)
    save(both, attempt["id"], 1, right(known[0]))
    hands.forward(seconds=1)
    check(both, attempt["id"], 2, '\\u0022 "<é>')
    for item, exercise in enumerate(known, 1):
        if exercise.parts[0].hints:
            both.post(f"/attempts/{attempt['id']}/items/{item}/hints", {"part": 1})
    for body in (both.get(f"/attempts/{attempt['id']}").content, _submitted(both, attempt["id"])):
        assert as_written(body) == body
        shown = AttemptRead.model_validate_json(body)
        assert shown.items[0].responses["1"] is not None and shown.items[1].tries_left["1"] is not None
        assert any(item.hints["1"] for item in shown.items)


def _submitted(api, id):
    api.post(f"/attempts/{id}/submit")
    return api.get(f"/attempts/{id}").content


def test_what_is_kept_in_memory_changes_nothing(api):
    week = quiz(api, **RULES)
    attempts = [start(api, week, learner)["id"] for learner in ("ada", "ben")]
    warm = [api.get(f"/attempts/{id}").content for id in attempts]
    frozen.forget()
    assert [api.get(f"/attempts/{id}").content for id in attempts] == warm
    assert warm[0] != warm[1]


def test_one_item_folded_anew_gives_what_folding_all_gives(both, hands):
    from service.attempts.service import recompute, store

    week = quiz(both, **RULES | {"penalty": 0.25})
    id = start(both, week)["id"]
    known = exercises(both, id)
    for item, text in ((1, mistaken(known[0])), (2, "("), (1, right(known[0])), (2, right(known[1]))):
        check(both, id, item, text)
        with both.app.state.server.database.read() as session:
            assert store.get(session, UUID(id)).tally == recompute(session, UUID(id)).model_dump_json()
        hands.forward(minutes=1)


def test_memory_for_what_was_asked_is_bounded():
    kept = frozen.Kept[int, str](10)
    for n in range(100):
        kept.put(n, str(n), 4)
        assert kept.get(0) == "0", "what is asked for again and again stays"
    assert [n for n in range(100) if kept.get(n) is not None] == [0, 99]
    kept.put(100, "too large", 11)
    assert kept.get(100) is None
