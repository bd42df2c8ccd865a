"""Who may call what: every route says so itself, and keys that do not open say why. `test_matrix.py` tries all."""

from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts

from service.app import create_app
from service.config import Settings
from service.deps import Needs, Open
from tests.service.learners import quiz

PUBLIC = {"/healthz", "/readyz", "/metrics", "/docs", "/docs/{name}", "/openapi.json"}


def routes():
    """Method, path and the `Needs` or `Open` of every route, found in what FastAPI will really run."""
    for context in iter_route_contexts(create_app(Settings()).routes):
        dependant = getattr(context, "dependant", None)
        guards = [] if dependant is None else [guard for guard in calls(dependant) if isinstance(guard, Needs | Open)]
        for method in sorted(context.methods or {"*"}):
            yield pytest.param(method, context.path, guards, id=f"{method} {context.path}")


def calls(dependant):
    for each in dependant.dependencies:
        yield each.call
        yield from calls(each)


@pytest.mark.parametrize(("method", "path", "guards"), list(routes()))
def test_every_route_says_who_may_call_it(method, path, guards):
    assert len(guards) == 1, f"{method} {path} has {len(guards)} guards"
    (guard,) = guards
    assert isinstance(guard, Open) == (path in PUBLIC)
    assert isinstance(guard, Open) or guard.scopes


def test_a_key_without_the_scope_is_told_which_it_needs_and_has(api):
    secret = api.post("/keys", {"name": "k", "scopes": ["check", "scores:read"]}, 201).json()["secret"]
    told = api.as_(secret).problem("GET", "/quizzes/00000000-0000-0000-0000-000000000000/preview", 403, "forbidden")
    assert "scope quizzes:write" in told["detail"] and "check, scores:read" in told["detail"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (None, "send a key"),
        ("Basic dXNlcjpwYXNz", "Bearer"),
        ("Bearer", "Bearer"),
        ("Bearer pb_000000000000.AAAA", "not known"),
        ("Bearer nonsense", "not known"),
        ("Bearer " + "x" * 400, "at most 300"),
        ("Bearer pb_testadmin0000.wrong", "not known"),
    ],
)
def test_wrong_keys_are_told_apart_from_none(api, header, words):
    headers = {"Authorization": header} if header else {}
    told = api.as_(None).problem("GET", "/topics", 401, "unauthorized", headers=headers)
    assert words in told["detail"]


def test_an_expired_key_says_so(api, hands):
    expires = hands.now + timedelta(hours=1)
    body = {"name": "short", "scopes": ["bank:read"], "expires_at": expires.isoformat()}
    short = api.as_(api.post("/keys", body, 201).json()["secret"])
    short.get("/topics")
    hands.forward(hours=1)
    told = short.problem("GET", "/topics", 401, "unauthorized")
    assert "expired" in told["detail"] and "'short'" in told["detail"]


def test_a_deleted_key_opens_nothing(api):
    made = api.post("/keys", {"name": "gone", "scopes": ["bank:read"]}, 201).json()
    api.delete(f"/keys/{made['id']}")
    api.as_(made["secret"]).problem("GET", "/topics", 401, "unauthorized")


def test_instructors_of_the_bank_do_not_drive_attempts(api):
    week = quiz(api)
    reader = api.as_(api.post("/keys", {"name": "r", "scopes": ["bank:read", "check"]}, 201).json()["secret"])
    reader.problem("POST", f"/quizzes/{week}/attempts", 403, "forbidden", json={"learner": "a"})


def test_rates_are_limited_for_each_key(serve, sqlite_url):
    with serve(sqlite_url, rate=0.01) as api:
        statuses = [api.send("GET", "/topics", None).status_code for _ in range(30)]
        assert statuses[:10] == [200] * 10 and 429 in statuses
        refused = api.send("GET", "/topics", 429)
        assert (
            refused.json()["type"] == "urn:problembank:too-many-requests" and int(refused.headers["retry-after"]) >= 1
        )
        assert api.client.get("/healthz").status_code == 200
