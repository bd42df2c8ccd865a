"""Every write: a repeated one has one effect, and one that was begun on an older state has none.

The table is in `routes.py`: a new write needs its columns `once` and `match` there.
"""

import time
from typing import Any

import pytest
from sqlalchemy import select

from service.jobs.models import JobRow
from service.tables import metadata
from tests.service.client import Api
from tests.service.conftest import Hands, running
from tests.service.routes import (
    ABOVE,
    COMPUTES,
    ITSELF,
    NOTHING,
    ROUTES,
    SAME,
    TAGGED,
    UNTAGGED,
    Params,
    bodies,
    carried,
    described,
    filled,
)

READS = ("GET", "HEAD")
WRITES = [call for call in ROUTES if not call.startswith(READS)]
ONCE = [call for call in WRITES if ROUTES[call].once]
MATCHING = [call for call in WRITES if ROUTES[call].match in TAGGED]
NOTES = ("idempotent", "job")
"""Tables of what is noted about requests and work: no effects of a call."""


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    folder = tmp_path_factory.mktemp("writes")
    with running(Hands(), folder, f"sqlite:///{folder / 'test.db'}") as api:
        api.get("/keys")  # its first use is noted
        yield api


def state(api: Api) -> dict[str, list[str]]:
    """All rows of all tables, once what was ordered has been done."""
    database, end = api.app.state.server.database, time.monotonic() + 60
    while True:
        with database.read() as session:
            if not session.execute(select(JobRow.id).where(JobRow.subject != "")).all():
                kept = [table for table in metadata.sorted_tables if table.name not in NOTES]
                return {table.name: sorted(map(repr, session.execute(select(table)))) for table in kept}
        assert time.monotonic() < end
        time.sleep(0.02)


def example(api: Api, call: str) -> Any:
    return next(iter(bodies(api.app, call).values()))


def send(api: Api, call: str, params: Params, **more: Any) -> Any:
    """A call with the first of its examples, or with other `content`."""
    more = carried(example(api, call)) | more
    if "content" in more:
        more.pop("json", None)
    return api.send(call.partition(" ")[0], filled(call, params), None, **more)


def succeeds(api: Api, call: str) -> set[int]:
    return {int(status) for status in described(api.app, call)["responses"]} & set(range(200, 300))


def headers_of(app: Any, call: str) -> set[str]:
    return {each["name"].lower() for each in described(app, call).get("parameters", []) if each["in"] == "header"}


def etag(api: Api, call: str, params: Params) -> str:
    """The ETag that a client would send: of the state that is there now."""
    match ROUTES[call].match:
        case str(own) if own == ITSELF:
            return str(send(api, call, params).headers["etag"])
        case where:
            path = filled(call, params)
            return str(api.get(path.rpartition("/")[0] if where == ABOVE else path).headers["etag"])


def shown(response: Any) -> Any:
    """What is in a response, but for a secret that is told once."""
    body = response.json() if response.content else None
    return {**body, "secret": None} if isinstance(body, dict) and "secret" in body else body


def test_every_write_says_how_it_bears_repetition_and_older_states(used):
    app = used.app
    silent = [call for call in WRITES if ROUTES[call].once is None or not ROUTES[call].match]
    assert not silent, f"tests/service/routes.py: {silent} need `once` and `match`"
    assert not [call for call in ROUTES if call not in WRITES and (ROUTES[call].once is not None or ROUTES[call].match)]
    for call in WRITES:
        row, takes = ROUTES[call], headers_of(app, call)
        assert ("idempotency-key" in takes) == bool(row.once), call
        assert ("if-match" in takes) == (row.match in TAGGED), call
        assert ("412" in described(app, call)["responses"]) == (row.match in TAGGED), call
        assert (row.once is NOTHING) == (row.match == COMPUTES), call
        assert call.startswith("POST ") or row.match in (*TAGGED, UNTAGGED), call


@pytest.mark.parametrize("call", ONCE)
def test_a_repeated_write_has_one_effect_and_the_same_response(used, call):
    params, key = ROUTES[call].make(used), {"Idempotency-Key": call.replace(" ", "-")}
    before = state(used)
    first = send(used, call, params, headers=key)
    assert first.status_code in succeeds(used, call), first.text
    after = state(used)
    assert after != before, "no effect at all"

    again = send(used, call, params, headers=key)
    assert (again.status_code, shown(again)) == (first.status_code, shown(first))
    for name in ("etag", "location", *(["content-type"] if first.content else [])):
        assert again.headers.get(name) == first.headers.get(name)
    assert state(used) == after, "a second effect"

    kind = {name: first.request.headers[name] for name in ("content-type",) if name in first.request.headers}
    other = send(used, call, params, headers=key | kind, content=first.request.content + b" ")
    assert (other.status_code, other.json()["type"]) == (422, "urn:problembank:idempotency-key-reused")
    assert state(used) == after, "another effect"


def test_without_a_key_a_repeated_write_has_a_second_effect(used):
    """The control: the comparison above sees it."""
    call = "POST /quizzes"
    send(used, call, {})
    after = state(used)
    send(used, call, {})
    assert state(used) != after


@pytest.mark.parametrize("call", [call for call in WRITES if ROUTES[call].once is NOTHING])
def test_what_needs_no_key_has_no_effect(used, call):
    params = ROUTES[call].make(used)
    before = state(used)
    assert send(used, call, params).status_code in succeeds(used, call)
    assert state(used) == before


@pytest.mark.parametrize("call", MATCHING)
def test_a_write_on_an_older_state_has_no_effect(used, call):
    params = ROUTES[call].make(used)
    tag = etag(used, call, params)
    before = state(used)
    for stale in ('"of another state"', f"W/{tag}"):  # a weak tag never matches where something is changed
        told = send(used, call, params, headers={"If-Match": stale})
        assert (told.status_code, told.json()["type"]) == (412, "urn:problembank:stale")
    assert state(used) == before, "it was told 412 and done"

    done = send(used, call, params, headers={"If-Match": tag})
    assert done.status_code in succeeds(used, call), done.text
    if call.startswith("DELETE "):
        return
    now = etag(used, call, params) if ROUTES[call].match in (SAME, ABOVE) else done.headers["etag"]
    assert done.headers["etag"] == now
    if now != tag:
        after = state(used)
        assert send(used, call, params, headers={"If-Match": tag}).status_code == 412
        assert state(used) == after
    assert send(used, call, params, headers={"If-Match": f'"x", {now}'}).status_code in succeeds(used, call)


@pytest.mark.parametrize("call", [call for call in WRITES if ROUTES[call].match == UNTAGGED])
def test_what_takes_no_if_match_tells_no_etag(used, call):
    path = call.replace("DELETE", "GET")
    if path in ROUTES:
        assert "etag" not in used.get(filled(path, ROUTES[call].make(used))).headers


def test_a_repeated_write_is_answered_as_before_although_its_state_is_an_older_one_by_now(used):
    """Whoever lost the response sends the same again, `If-Match` included."""
    params = ROUTES["PATCH /quizzes/{quiz}"].make(used)
    tag = etag(used, "PATCH /quizzes/{quiz}", params)
    headers = {"If-Match": tag, "Idempotency-Key": "lost"}
    first, again = (send(used, "PATCH /quizzes/{quiz}", params, headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
