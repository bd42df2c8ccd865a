"""The description of the interface: complete, and its examples run."""

import re
import time

import pytest
from pydantic import TypeAdapter

from schemas.problem import Problem
from schemas.verdict import Verdict
from service.docs import FILES, POLICY, PREFIX
from service.errors import kinds
from service.quizzes.service import Quiz
from tests.service.learners import SECTION, check, quiz, start

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def operations(api):
    """Method, path and description of every call."""
    return [
        (method, path, item[method])
        for path, item in api.get("/openapi.json").json()["paths"].items()
        for method in METHODS
        if method in item
    ]


def test_every_call_is_described(operations):
    assert len(operations) >= 25
    for method, path, operation in operations:
        where = f"{method} {path}"
        assert operation["summary"] and len(operation["summary"]) < 60, where
        assert operation["description"].endswith((".", "`")), where
        assert operation["tags"], where
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), f"{where}: {parameter['name']}"


def test_every_error_is_a_described_problem(operations):
    known = {f"`urn:problembank:{kind.type}`" for kind in kinds()}
    for method, path, operation in operations:
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], f"{method} {path} {status}"
                named = set(re.findall(r"`urn:[^`]*`", response["description"]))
                assert named and named <= known, f"{method} {path} {status}: {response['description']}"
        if path.startswith(PREFIX):
            assert {"401", "403", "422", "429", "503"} <= set(operation["responses"]), f"{method} {path}"


def test_types_of_problems_are_unique_and_stable(operations):
    by_type = {}
    for kind in kinds():
        by_type.setdefault(kind.type, set()).add(kind.status)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.type) and kind.title[0].isupper()
    # A thing may be unknown as part of a path (404) or of a body (422); every other type has one status.
    assert {type for type, statuses in by_type.items() if len(statuses) > 1} == {"unknown-generator"}


def test_every_body_has_examples_and_every_example_runs(api, operations):
    """In an order in which they can: what one call makes, the next ones use."""
    made = {}
    ran = 0
    for method, path, operation in sorted(operations, key=order):
        body = operation.get("requestBody")
        examples = body["content"]["application/json"]["examples"] if body else {"none": {}}
        assert all(example.get("summary") for example in examples.values()) or not body, f"{method} {path}"
        for name, example in examples.items():
            url, query = filled(api, path, operation, made)
            more = {"json": example["value"]} if "value" in example else {}
            response = api.send(method.upper(), url, None, params=query, **more)
            expected = {status for status in operation["responses"] if int(status) < 400}
            assert str(response.status_code) in expected, f"{method} {path} {name}: {response.text[:500]}"
            remember(api, made, path, response)
            ran += 1
    assert ran > len(operations)


def order(each):
    """Deletions last, and short paths first, so that there is something to use."""
    method, path, _ = each
    return method == "delete", method == "get", path.count("/"), path


def filled(api, path, operation, made):
    """The path and the query with the examples of the description, and with ids of what was made before."""
    ids = {
        "quiz": lambda: finished_week(api) if "analysis" in path else week_with_figures(api),
        "attempt": lambda: fresh_attempt(api, over="override" in path),
        "review": lambda: fresh_review(api),
        "webhook": lambda: fresh_webhook(api),
        "delivery": lambda: fresh_delivery(api, path.split("/")[4]),
    }
    query = {}
    for parameter in operation.get("parameters", []):
        name, where = parameter["name"], parameter["in"]
        example = parameter.get(
            "example", next(iter(parameter.get("examples") or parameter["schema"].get("examples") or []), None)
        )
        if where == "query" and example is not None:
            query[name] = example
        if where == "path":
            if name == "regrade":
                week = path.split("/")[4]
                value = api.post(f"/quizzes/{week}/regrade", {"reason": "x"}).json()["id"]
            elif name in ids and not (method_deletes(operation) and name == "quiz"):
                value = ids[name]()
            elif name == "quiz":
                value = quiz(api, publish=False)
            elif name == "key":
                value = api.post("/keys", {"name": "to delete", "scopes": ["check"]}, 201).json()["id"]
            else:
                value = made.get(name, example)
            if "figures" in path and name == "recipe":
                value = with_figure()
            path = path.replace("{" + name + "}", str(value))
    return path.removeprefix(PREFIX), query


def method_deletes(operation):
    return "204" in operation["responses"]


def week_with_figures(api):
    section = SECTION | {"pick": {"generators": [with_figure().partition("@")[0]]}, "count": 1}
    return quiz(api, feedback="immediate", hint_penalty=0, sections=[section])


def finished_week(api):
    week = week_with_figures(api)
    api.post(f"/attempts/{start(api, week)['id']}/submit")
    return week


def fresh_attempt(api, *, over):
    attempt = start(api, week_with_figures(api))["id"]
    if over:
        api.post(f"/attempts/{attempt}/submit")
    return attempt


def fresh_webhook(api):
    return api.post("/webhooks", {"url": "https://platform.example.org/hook"}, 201).json()["id"]


def fresh_delivery(api, webhook):
    from service.webhooks import service as webhooks

    quiz(api)
    with api.app.state.server.database.write() as session:
        webhooks.spread(session, api.app.state.server.clock())
    return api.get(f"/webhooks/{webhook}/deliveries").json()["items"][0]["id"]


def fresh_review(api):
    """A response that was not decided, put into the queue by hand: the real checker decides nearly everything."""
    from uuid import UUID

    from service.attempts import marking, store
    from service.attempts.models import Response

    attempt = UUID(start(api, quiz(api))["id"])
    server = api.app.state.server
    with server.database.write() as session:
        row = store.get(session, attempt)
        week, now = session.get_one(Quiz, row.quiz_id), server.clock()
        typed = Response(attempt_id=attempt, item=1, part=1, text="{1}", at=now, cause="save")
        session.add(typed)
        session.flush()
        exercise = store.exercises(session, attempt)[1]
        marking.record(session, week, exercise, typed, Verdict(outcome="undecided", score=0), {1: typed}, "submit", now)
    return api.get("/reviews").json()["items"][-1]["id"]


def with_figure():
    from generators import bank

    generator = next(
        each
        for each in bank.load().values()
        if each.info().figures and each(0, "core").figures and each(0, "core").parts[0].hints
    )
    return generator(0, "core").recipe


def remember(api, made, path, response):
    """A worksheet is printed in the background: wait until its files are there."""
    if path.endswith("/worksheets") and response.status_code == 202:
        made["worksheet"] = response.json()["id"]
        end = time.monotonic() + 60
        while api.get(f"/worksheets/{made['worksheet']}").json()["state"] not in ("done", "failed"):
            assert time.monotonic() < end
            time.sleep(0.1)


def test_responses_fit_what_is_described(api):
    """The models of the description read what is really sent."""
    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    checked = check(api, attempt, 1, "{1, 2}")
    from schemas.attempt import AttemptRead, ItemChecked

    assert TypeAdapter(ItemChecked).validate_python(checked)
    assert TypeAdapter(AttemptRead).validate_python(api.get(f"/attempts/{attempt}").json())
    assert TypeAdapter(Problem).validate_python(api.get(f"/quizzes/{attempt}", 404).json())


def test_the_page_needs_nothing_from_elsewhere(api):
    page = api.client.get("/docs")
    assert page.headers["content-type"].startswith("text/html") and page.headers["content-security-policy"] == POLICY
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert linked and all(link.startswith("/") for link in linked)
    assert "<script>" not in page.text and "style=" not in page.text
    for link in linked:
        response = api.client.get(link)
        assert response.status_code == 200 and len(response.content) > 100, link
    assert "'unsafe" not in POLICY
    api.problem("GET", "/docs/../service/config.py", 404, "not-found")
    assert api.client.get("/docs/swagger-ui.js").status_code == 404 and "swagger-ui.js" not in FILES
