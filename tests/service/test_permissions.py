"""Who may call what. Every route says so itself."""

from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts

from schemas.keys import SCOPES
from service.app import create_app
from service.config import Settings
from service.deps import Needs, Open
from tests.service.learners import EIGEN, quiz

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


@pytest.mark.parametrize(("method", "path", "guards"), list(routes()))
def test_without_a_key_only_public_routes_answer(api, method, path, guards):
    url = path.replace("{name}", "start.js")
    for name in ("{quiz}", "{attempt}", "{key}", "{worksheet}", "{id}"):
        url = url.replace(name, "00000000-0000-0000-0000-000000000000")
    response = api.client.request(method, url)
    if path in PUBLIC:
        assert response.status_code == 200
    else:
        assert response.status_code == 401 and response.headers["www-authenticate"].startswith("Bearer")


CALLS = {
    "bank:read": [("GET", "/topics", None), ("POST", "/exercises", {"generator": EIGEN})],
    "check": [("POST", "/preview", {"kind": "number", "response": "1"})],
    "quizzes:write": [("DELETE", "/quizzes/00000000-0000-0000-0000-000000000000", None)],
    "attempts:write": [("POST", "/quizzes/00000000-0000-0000-0000-000000000000/attempts", {"learner": "a"})],
    "scores:read": [("GET", "/quizzes/00000000-0000-0000-0000-000000000000/scores", None)],
    "admin": [("GET", "/keys", None)],
}


@pytest.mark.parametrize("held", SCOPES)
def test_a_scope_opens_its_calls_and_no_others(api, held):
    secret = api.post("/keys", {"name": held, "scopes": [held]}, 201).json()["secret"]
    limited = api.as_(secret)
    for needed, calls_of_scope in CALLS.items():
        for method, path, body in calls_of_scope:
            response = limited.send(method, path, None, **({"json": body} if body else {}))
            allowed = held in (needed, "admin")
            assert (response.status_code != 403) == allowed, f"{held}: {method} {path}: {response.status_code}"
            if not allowed:
                assert needed in response.json()["detail"] and held in response.json()["detail"]


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
