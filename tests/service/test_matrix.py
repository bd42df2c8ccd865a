"""Route × role × owner: every call is tried by everybody, on what is theirs, what is not, and what is not there.

The table is in `routes.py`: a new route needs a row there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from schemas.keys import SCOPES
from service.app import create_app
from service.config import Settings
from service.keys import tokens
from tests.service.client import PREFIX, Api
from tests.service.conftest import Hands, running
from tests.service.routes import (
    NOBODY,
    ROUTES,
    Params,
    attempt,
    bodies,
    carried,
    described,
    filled,
    named_in,
    served,
    without,
)

INVALID = ("no key", "a wrong key", "an expired key", "a deleted key", "an expired learner token")
ROLES = (*INVALID, *SCOPES)


@dataclass
class World:
    """A service with callers of every kind: by role what they send, and by scope another key that has it."""

    api: Api
    sends: dict[str, str | None]
    others: dict[str, str]
    made: dict[tuple[str, str | None], Params] = field(default_factory=dict)

    def thing(self, call: str, key: str | None) -> Params:
        """What the path of `call` needs, made with `key`. What is only read is made once."""
        row = ROUTES[call]
        if not call.startswith("GET "):
            return row.make(self.api.as_(key))
        name = (row.make.__name__, key if row.owned else None)
        if name not in self.made:
            self.made[name] = row.make(self.api.as_(key))
        return self.made[name]

    def token(self, attempt: str) -> str:
        server = self.api.app.state.server
        return tokens.issue(server.secret, UUID(attempt), server.clock(), 3_600)

    def status(self, call: str, params: Params, sent: str | None) -> int:
        """What is answered to a call with the first of its examples."""
        body = next(iter(bodies(self.api.app, call).values()))
        headers = {} if sent is None else {"Authorization": f"Bearer {sent}"}
        prefix = PREFIX if ROUTES[call].scopes else ""
        method = call.partition(" ")[0]
        path = prefix + filled(call, params)
        return self.api.client.request(method, path, headers=headers, **carried(body)).status_code

    def done(self, call: str) -> set[int]:
        """The statuses with which a call succeeds."""
        return {int(status) for status in described(self.api.app, call).get("responses", {200: {}})} & set(
            range(200, 300)
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder, hands = tmp_path_factory.mktemp("matrix"), Hands()
    with running(hands, folder, f"sqlite:///{folder / 'test.db'}") as api:

        def made(**more: object) -> dict[str, str]:
            return dict(api.post("/keys", {"name": "k", "scopes": ["admin"]} | more, 201).json())

        expired = made(expires_at=(hands.now + timedelta(hours=1)).isoformat())["secret"]
        deleted = made()
        token = tokens.issue(api.app.state.server.secret, UUID(attempt(api)["attempt"]), hands.now, 3_600)
        for each in (expired, deleted["secret"]):
            api.as_(each).get("/keys")  # they did open, and are remembered
        api.delete(f"/keys/{deleted['id']}")
        hands.forward(hours=1)
        wrong = dict(zip(INVALID, (None, "pb_testadmin0000.wrong", expired, deleted["secret"], token), strict=True))
        keys = {scope: made(scopes=[scope])["secret"] for scope in SCOPES}
        yield World(api, wrong | keys, {scope: made(scopes=[scope])["secret"] for scope in SCOPES})


def opened(call: str, role: str) -> bool:
    return role in ROUTES[call].scopes or role == "admin"


def test_every_route_has_a_row():
    found = served(create_app(Settings()))
    missing, gone = sorted(found - set(ROUTES)), sorted(set(ROUTES) - found)
    assert not missing and not gone, f"tests/service/routes.py needs rows for {missing}, and none for {gone}"


PUBLIC = [call for call, row in ROUTES.items() if not row.scopes]
GUARDED = [call for call, row in ROUTES.items() if row.scopes]
NAMING = [call for call in GUARDED if named_in(call)]


@pytest.mark.parametrize("call", PUBLIC)
def test_a_public_page_asks_nobody_for_a_key(world, call):
    found = {role: world.status(call, ROUTES[call].make(world.api), sent) for role, sent in world.sends.items()}
    assert found == dict.fromkeys(ROLES, 200)


@pytest.mark.parametrize("call", GUARDED)
def test_who_may_not_call_it_is_told_so_whatever_there_is(world, call):
    """401 without a valid key and 403 without the scope, the same for what is there and what is not."""
    there = world.thing(call, world.api.key)
    absent = there
    for name in named_in(call):
        absent = without(absent, name)
    refused = {role: 401 if role in INVALID else 403 for role in ROLES if not opened(call, role)}
    assert {role: world.status(call, there, world.sends[role]) for role in refused} == refused
    for role in {status: role for role, status in refused.items()}.values():
        assert world.status(call, absent, world.sends[role]) == refused[role]


@pytest.mark.parametrize("call", GUARDED)
def test_a_key_with_the_scope_opens_what_it_may_see(world, call):
    """Its own, and what belongs to everybody; of what another key owns it learns nothing, unless it is an admin's."""
    done, row = world.done(call), ROUTES[call]
    for role in filter(lambda role: opened(call, role), SCOPES):
        own = world.status(call, world.thing(call, world.sends[role]), world.sends[role])
        assert own in done, f"{role}, its own: {own}"
        if named_in(call):
            others = world.status(call, world.thing(call, world.others[role]), world.sends[role])
            expected = done if role == "admin" or not row.owned else {404}
            assert others in expected, f"{role}, somebody else's: {others}"


@pytest.mark.parametrize("call", NAMING)
def test_what_is_not_there_is_404(world, call):
    params = world.thing(call, world.api.key)
    expected = {404} if ROUTES[call].absent else world.done(call)
    for name in named_in(call):
        assert world.status(call, without(params, name), world.api.key) in expected, name


@pytest.mark.parametrize("call", [call for call in NAMING if len(named_in(call)) > 1])
def test_a_part_of_one_thing_is_not_found_in_another(world, call):
    outer, *_ = named_in(call)
    params, other = ROUTES[call].make(world.api), ROUTES[call].make(world.api)
    assert world.status(call, params | {outer: other[outer]}, world.api.key) == 404


@pytest.mark.parametrize("call", GUARDED)
def test_a_learner_token_opens_its_attempt_and_nothing_else(world, call):
    params = world.thing(call, world.api.key)
    theirs = world.thing("GET /attempts/{attempt}", world.api.key)
    if ROUTES[call].learner:
        mine = ROUTES[call].make(world.api)
        token = world.token(mine["attempt"])
        assert world.status(call, mine, token) in world.done(call)
        assert world.status(call, theirs, token) == 404
        assert world.status(call, mine | {"attempt": NOBODY}, token) == 404
    else:
        assert world.status(call, params, world.token(params.get("attempt", theirs["attempt"]))) == 403


@pytest.mark.parametrize("call", [call for call, row in ROUTES.items() if row.learner])
def test_the_token_of_an_attempt_that_was_erased_finds_nothing(world, call):
    params = attempt(world.api)
    learner = world.api.get(f"/attempts/{params['attempt']}").json()["learner"]
    world.api.delete(f"/learners/{learner}/data", 200)
    assert world.status(call, params, world.token(params["attempt"])) == 404
