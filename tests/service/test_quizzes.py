"""Quizzes: what may be changed when."""

from datetime import timedelta

import pytest

from tests.service.learners import EIGEN, SECTION, quiz, start

BLUEPRINT = {"title": "Week 1", "sections": [SECTION]}


def in_future(hands, **later):
    return (hands.now + timedelta(**later)).isoformat()


def test_a_quiz_is_what_was_asked_for(both, hands):
    rules = {
        "time_limit_s": 600,
        "attempts_allowed": None,
        "opens_at": in_future(hands, hours=1),
        "due_at": in_future(hands, hours=2),
        "closes_at": "2026-03-02T14:30:00+02:00",
        "late": "accept",
        "feedback": "after_close",
        "tries_per_part": 2,
        "penalty": 0.1,
        "shuffle": True,
        "locale": "fr-CA",
    }
    made = both.post("/quizzes", BLUEPRINT | rules, 201)
    read = both.get(f"/quizzes/{made.json()['id']}")
    assert read.json() == made.json() and read.headers["etag"] == made.headers["etag"] == '"1"'
    assert made.headers["location"] == f"/api/v1/quizzes/{made.json()['id']}"
    expected = rules | {"closes_at": "2026-03-02T12:30:00Z", "opens_at": "2026-03-02T10:00:00Z"}
    assert {name: made.json()[name] for name in rules} == expected | {"due_at": "2026-03-02T11:00:00Z"}
    assert made.json()["state"] == "draft" and made.json()["sections"][0]["count"] == 2


def test_quizzes_come_in_pages(both):
    made = [quiz(both, title=f"Week {n}", publish=False) for n in range(5)]
    first = both.get("/quizzes?limit=2").json()
    rest = both.get("/quizzes", params={"cursor": first["next"], "limit": 10}).json()
    assert {each["id"] for each in first["items"] + rest["items"]} == set(made)
    assert len(first["items"]) == 2 and rest["next"] is None


def test_a_change_touches_only_what_it_names(api):
    week = quiz(api, publish=False, penalty=0.5)
    before = api.get(f"/quizzes/{week}").json()
    after = api.patch(f"/quizzes/{week}", {"title": "Week 2", "time_limit_s": 60}).json()
    assert after == before | {"title": "Week 2", "time_limit_s": 60, "revision": 2}
    assert api.patch(f"/quizzes/{week}", {"time_limit_s": None}).json()["time_limit_s"] is None


@pytest.mark.parametrize(
    ("method", "path", "body"), [("PATCH", "", {"title": "x"}), ("DELETE", "", None), ("POST", "/publish", None)]
)
def test_a_stale_etag_is_refused(api, method, path, body):
    week = quiz(api, publish=False)
    stale = api.get(f"/quizzes/{week}").headers["etag"]
    api.patch(f"/quizzes/{week}", {"title": "Week 2"})
    more = {"headers": {"If-Match": stale}} | ({"json": body} if body else {})
    told = api.problem(method, f"/quizzes/{week}{path}", 412, "stale", **more)
    assert stale in told["detail"] and '"2"' in told["detail"]
    more["headers"] = {"If-Match": '"7", "2"'}
    api.send(method, f"/quizzes/{week}{path}", 204 if method == "DELETE" else 200, **more)


def test_publishing_twice_changes_nothing(api):
    week = quiz(api)
    assert api.post(f"/quizzes/{week}/publish").json() == api.get(f"/quizzes/{week}").json()


@pytest.mark.parametrize(
    "change",
    [
        {"sections": [SECTION | {"count": 3}]},
        {"time_limit_s": 60},
        {"feedback": "immediate"},
        {"penalty": 0.5},
        {"tries_per_part": 1},
        {"late": "refuse"},
        {"shuffle": True},
    ],
)
def test_once_there_are_attempts_what_they_are_marked_by_is_fixed(api, change):
    week = quiz(api)
    api.patch(f"/quizzes/{week}", change)
    week = quiz(api)
    attempt = start(api, week)["id"]
    for _ in range(2):  # while it is running, and when it has been handed in
        told = api.problem("PATCH", f"/quizzes/{week}", 409, "conflict", json=change)
        assert next(iter(change)) in told["detail"]
        api.post(f"/attempts/{attempt}/submit")
    api.patch(f"/quizzes/{week}", {"title": "Another title", "attempts_allowed": 5})


def test_running_attempts_may_get_more_time_but_not_less(api, hands):
    week = quiz(api, closes_at=in_future(hands, hours=2))
    attempt = start(api, week)["id"]
    told = api.problem("PATCH", f"/quizzes/{week}", 409, "conflict", json={"closes_at": in_future(hands, hours=1)})
    assert "closes_at" in told["detail"]
    api.problem("PATCH", f"/quizzes/{week}", 409, "conflict", json={"due_at": in_future(hands, hours=1)})
    api.patch(f"/quizzes/{week}", {"closes_at": in_future(hands, hours=3)})
    assert api.get(f"/attempts/{attempt}").json()["deadline"] == "2026-03-02T12:00:00Z"


def test_closing_hands_in_what_is_open_and_stays(api, hands):
    week = quiz(api)
    attempt = start(api, week)["id"]
    hands.forward(minutes=1)
    closed = api.patch(f"/quizzes/{week}", {"state": "closed"}).json()
    assert (closed["state"], closed["closes_at"]) == ("closed", "2026-03-02T09:01:00Z")
    hands.forward(milliseconds=1)
    assert api.get(f"/attempts/{attempt}").json()["state"] == "submitted"
    api.problem("POST", f"/quizzes/{week}/attempts", 409, "quiz-not-open", json={"learner": "ben"})
    api.problem("POST", f"/quizzes/{week}/publish", 409, "conflict")
    told = api.problem("PATCH", f"/quizzes/{week}", 409, "conflict", json={"closes_at": None})
    assert "closed" in told["detail"]
    api.patch(f"/quizzes/{week}", {"title": "Still to be found"})


def test_a_quiz_closes_by_itself(api, hands):
    week = quiz(api, closes_at=in_future(hands, hours=1))
    hands.forward(hours=1)
    assert api.get(f"/quizzes/{week}").json()["state"] == "published"
    hands.forward(microseconds=1)
    assert api.get(f"/quizzes/{week}").json()["state"] == "closed"


def test_a_draft_cannot_be_closed_and_what_is_over_not_be_published(api, hands):
    week = quiz(api, publish=False, closes_at=in_future(hands, hours=1))
    api.problem("PATCH", f"/quizzes/{week}", 409, "conflict", json={"state": "closed"})
    hands.forward(hours=2)
    told = api.problem("POST", f"/quizzes/{week}/publish", 409, "conflict")
    assert "closes_at" in told["detail"]


def test_only_quizzes_without_attempts_are_deleted(api):
    week = quiz(api)
    api.delete(f"/quizzes/{week}")
    api.problem("GET", f"/quizzes/{week}", 404, "not-found")
    week = quiz(api)
    start(api, week)
    told = api.problem("DELETE", f"/quizzes/{week}", 409, "conflict")
    assert "close it instead" in told["detail"]


def test_fields_cannot_be_emptied_or_made_up(api):
    week = quiz(api, publish=False)
    for change in ({"title": None}, {"sections": []}, {"state": "published"}, {"id": week}, {"revision": 9}):
        api.problem("PATCH", f"/quizzes/{week}", 422, "invalid", json=change)
    told = api.problem("PATCH", f"/quizzes/{week}", 422, "invalid", json={"title": None})
    assert "title" in told["detail"]
    body = {"sections": [{"pick": {"generators": [EIGEN]}, "count": 101}]}
    api.problem("PATCH", f"/quizzes/{week}", 422, "invalid", json=body)
    assert api.get(f"/quizzes/{week}").json()["revision"] == 1


def test_a_change_that_does_not_fit_what_stays_is_refused(api, hands):
    week = quiz(api, publish=False, opens_at=in_future(hands, hours=1))
    told = api.problem("PATCH", f"/quizzes/{week}", 422, "invalid", json={"closes_at": in_future(hands, minutes=5)})
    assert "closes_at" in told["detail"] and "opens_at" in told["detail"]


def test_a_quiz_that_was_regraded_is_kept(api):
    week = quiz(api)
    api.post(f"/quizzes/{week}/regrade", {"reason": "x"})
    told = api.problem("DELETE", f"/quizzes/{week}", 409, "conflict")
    assert "has regrades" in told["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opens_at", 0),
        ("opens_at", "0"),
        ("closes_at", 4_102_444_800.0),
        ("time_limit_s", "60"),
        ("attempts_allowed", True),
        ("penalty", "0.5"),
        ("shuffle", "yes"),
        ("shuffle", 1),
    ],
)
def test_nothing_is_taken_for_another_type(api, field, value):
    """Neither numbers for times, nor texts for numbers, nor numbers for flags."""
    body = {"title": "t", "sections": [SECTION], field: value}
    told = api.problem("POST", "/quizzes", 422, "invalid", json=body)
    assert f"body.{field}" in told["detail"]
