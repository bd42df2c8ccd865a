"""The description of the interface: complete, and its examples run."""

import re

import pytest
from pydantic import TypeAdapter

from schemas.problem import Problem
from service.docs import FILES, POLICY, PREFIX
from service.errors import kinds
from tests.service.conftest import Hands, running
from tests.service.learners import check, quiz, start
from tests.service.routes import ROUTES, bodies, carried, described, filled

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def operations(shared):
    """Method, path and description of every call."""
    return [
        (method, path, item[method])
        for path, item in shared.get("/openapi.json").json()["paths"].items()
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
        for body in operation.get("requestBody", {}).get("content", {}).values():
            examples = body.get("examples", {}).values()
            assert examples and all(each.get("summary") for each in examples), where
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), f"{where}: {parameter['name']}"


def test_generated_clients_get_names_of_functions(operations):
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in names), names


def test_names_of_schemas_are_names_of_classes(shared):
    schemas = shared.get("/openapi.json").json()["components"]["schemas"]
    assert all(re.fullmatch(r"([A-Z][a-z0-9]+)+", name) for name in schemas), list(schemas)
    assert not set(schemas) & {"HTTPValidationError", "ValidationError"}, "no call answers with these"


def test_a_field_with_a_default_may_be_left_out_of_requests_and_is_in_every_response(shared):
    schemas = shared.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["QuizCreate"]["required"] == ["title", "sections"]
    assert set(schemas["AttemptRead"]["required"]) == set(schemas["AttemptRead"]["properties"])
    assert "tolerance" not in schemas["NumberAnswer"]["required"], "part of requests too"


def test_pairs_are_arrays_of_two(shared):
    schemas = shared.get("/openapi.json").json()["components"]["schemas"]
    span = {"items": {"type": "integer"}, "type": "array", "minItems": 2, "maxItems": 2}
    assert span in schemas["Feedback"]["properties"]["span"]["anyOf"]
    assert "prefixItems" not in str(schemas)


def test_every_response_says_what_is_in_it(operations):
    for method, path, operation in operations:
        for status, response in operation["responses"].items():
            empty = status in ("204", "304")
            contents = response.get("content", {})
            assert empty == (not contents), f"{method} {path} {status}"
            assert all(content.get("schema") for content in contents.values()), f"{method} {path} {status}"


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


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """A service in which the examples leave what they make."""
    folder = tmp_path_factory.mktemp("examples")
    with running(Hands(), folder, f"sqlite:///{folder / 'test.db'}") as api:
        yield api


@pytest.mark.parametrize("call", [call for call in ROUTES if "/docs" not in call and call != "GET /openapi.json"])
def test_every_example_runs(used, call):
    """Each example of a body, of the query and of names in the catalogue, on what the table of routes makes for it."""
    operation = described(used.app, call)
    examples = {(each["in"], each["name"]): example_of(each) for each in operation.get("parameters", [])}
    query = {name: example for (where, name), example in examples.items() if where == "query" and example is not None}
    names = {name: examples["path", name] for name in ("id", "recipe") if ("path", name) in examples}
    for name, body in bodies(used.app, call).items():
        path = filled(call, ROUTES[call].make(used) | ({} if "figures" in call else names))
        response = used.send(call.partition(" ")[0], path, None, params=query, **carried(body))
        expected = {status for status in operation["responses"] if int(status) < 400}
        assert str(response.status_code) in expected, f"{name}: {response.text[:500]}"


def example_of(parameter):
    written = parameter.get("examples") or parameter["schema"].get("examples") or [None]
    return parameter.get("example", next(iter(written)))


def test_responses_fit_what_is_described(api):
    """The models of the description read what is really sent."""
    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    checked = check(api, attempt, 1, "{1, 2}")
    from schemas.attempt import AttemptRead, ItemChecked

    assert TypeAdapter(ItemChecked).validate_python(checked)
    assert TypeAdapter(AttemptRead).validate_python(api.get(f"/attempts/{attempt}").json())
    assert TypeAdapter(Problem).validate_python(api.get(f"/quizzes/{attempt}", 404).json())


def test_the_page_needs_nothing_from_elsewhere(shared):
    page = shared.client.get("/docs")
    assert page.headers["content-type"].startswith("text/html") and page.headers["content-security-policy"] == POLICY
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert linked and all(link.startswith("/") for link in linked)
    assert "<script>" not in page.text and "style=" not in page.text
    for link in linked:
        response = shared.client.get(link)
        assert response.status_code == 200 and len(response.content) > 100, link
    assert "'unsafe" not in POLICY
    shared.problem("GET", "/docs/../service/config.py", 404, "not-found")
    assert shared.client.get("/docs/swagger-ui.js").status_code == 404 and "swagger-ui.js" not in FILES
