"""Requests made from the description, by every role: what is described is what happens, for good data and bad.

All checks of schemathesis: no server errors; statuses, headers, media types and bodies as described; what breaks the
description is refused; what keeps to it is not, but for what a schema cannot say; other methods are 405 and name the
right ones; without a key nothing opens.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from schemas.keys import SCOPES
from service.keys import service as keys
from service.keys import tokens
from tests.service.client import Api
from tests.service.conftest import Hands, running
from tests.service.routes import (
    NO_IDS,
    ROUTES,
    attempt,
    described,
    generator,
    learner,
    recipe,
    regraded,
    review,
    submitted,
)

ROLES = ("no key", "a learner", *SCOPES)
SYMBOLIC = {"check_response", "check_responses"}
"""Calls with a schema of 23 kinds of keys: thousands of cases for coverage alone."""
SEMANTIC = ["406", "409", "410", "412", "413", "422"]
"""How data that keeps to its schema may still be refused: texts that cannot be read, generators that are not there, an
`Accept`, a version or an ETag of something else, a state that does not allow it, more bytes than are read."""


@dataclass
class Found:
    """`cases`: how many requests were sent; `statuses`: how often each was answered."""

    cases: int
    failures: list[str]
    statuses: Counter[int] = field(default_factory=Counter)


@contextmanager
def fresh(folder: Path) -> Iterator[Api]:
    with running(Hands(), folder, f"sqlite:///{folder / 'test.db'}", log_level="error") as api:
        yield api


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with fresh(tmp_path_factory.mktemp("schemathesis")) as api:
        yield api


def there(api: Api) -> dict[str, str]:
    """Parameters of paths that name things which are there. An admin may have deleted the key of these tests."""
    server = api.app.state.server
    with server.database.write() as session:
        keys.bootstrap(session, server.secret, server.settings, server.clock())
    names = submitted(api) | attempt(api) | recipe(api) | generator(api) | regraded(api) | learner(api) | review(api)
    return {f"path.{name}": str(value) for name, value in names.items() if name not in NO_IDS}


def secret_of(api: Api, role: str, attempt: str) -> str | None:
    if role == "no key":
        return None
    if role == "a learner":
        server = api.app.state.server
        return tokens.issue(server.secret, UUID(attempt), server.clock(), 3_600)
    return str(api.post("/keys", {"name": role, "scopes": [role]}, 201).json()["secret"])


def search(
    api: Api, role: str, calls: list[str], phases: tuple[str, ...], examples: int, *, known: bool = False
) -> Found:
    """Try `calls` as `role`, the same requests every time; with `known` good data only, on things that are there."""
    names = there(api)
    secret = secret_of(api, role, names["path.attempt"])
    generation = {"deterministic": True, "max-examples": examples, "database": "none", "no-shrink": True}
    config = SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {secret}"} if secret else {},
            "seed": 1,
            "continue-on-failure": True,
            "generation": generation | ({"mode": "positive"} if known else {}),
            "parameters": names if known else {},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "401", "403", "404", *SEMANTIC]}
            },
            "phases": {name: {"enabled": name in phases} for name in ("examples", "coverage", "fuzzing", "stateful")},
        }
    )
    schema = schemathesis.openapi.from_asgi("/openapi.json", api.app, config=config)
    found = Found(0, [])
    for event in from_schema(schema.include(operation_id=calls)).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.failures.append(str(getattr(event, "value", event)))
        if isinstance(event, events.ScenarioFinished):
            found.cases += len(event.recorder.cases)
            found.statuses.update(
                each.response.status_code for each in event.recorder.interactions.values() if each.response is not None
            )
            for id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info is not None:
                        sent = event.recorder.cases[id].value.as_curl_command()[:1_000]
                        failure = check.failure_info.failure
                        found.failures.append(f"{event.recorder.label}: {failure.title}: {failure.message}\n{sent}")
    return found


def operations(api: Api, role: str) -> list[str]:
    """The calls that a role opens; without a key all of them."""
    rows = {described(api.app, call).get("operationId"): row for call, row in ROUTES.items()}
    return [
        name
        for name, row in rows.items()
        if name and (role == "no key" or role in row.scopes or (role == "a learner" and row.learner))
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_call_does_what_is_described(service, role):
    """A few requests to every call of a role, and what covers its schema where that is not too much."""
    mine = operations(service, role)
    found = search(service, role, mine, ("fuzzing",), 1 if role == "no key" else 2)
    if role != "no key":
        covered = search(service, role, [name for name in mine if name not in SYMBOLIC], ("coverage",), 2)
        found = Found(found.cases + covered.cases, found.failures + covered.failures)
    assert not found.failures, "\n\n".join(found.failures[:10])
    assert found.cases >= len(mine)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "no key"])
def test_good_data_does_what_is_described_on_things_that_are_there(service, role):
    found = search(service, role, operations(service, role), ("fuzzing",), 2, known=True)
    assert not found.failures, "\n\n".join(found.failures[:10])
    assert found.statuses[200], found.statuses


@pytest.mark.deep
@pytest.mark.parametrize("role", ROLES)
def test_many_requests_do_what_is_described(service, role):
    """Every call of the service by every role, also those that it does not open, and one call after another."""
    opened = set() if role == "no key" else set(operations(service, role))
    closed = SYMBOLIC - opened  # to cover their schema takes twenty thousand requests, and all are answered alike here
    calls = [name for name in operations(service, "no key") if name not in closed]
    found = search(service, role, calls, ("examples", "coverage", "fuzzing", "stateful"), 25)
    few = search(service, role, sorted(closed), ("examples", "fuzzing"), 25) if closed else Found(0, [])
    failures = found.failures + few.failures
    assert not failures, "\n\n".join(failures[:10])


def test_what_is_not_described_is_found(tmp_path, monkeypatch):
    """The search is no formality: a status that the description does not have is reported.

    On a service of its own: where an admin has called everything, keys may be gone.
    """
    from service.catalogue import service as catalogue
    from service.errors import Gone

    def gone(*_: object) -> None:
        raise Gone("a status that nobody was told of")

    monkeypatch.setattr(catalogue, "get", gone)
    with fresh(tmp_path) as service:
        found = search(service, "bank:read", ["read_generator"], ("fuzzing",), 2)
    assert any("Undocumented status code" in failure for failure in found.failures)
