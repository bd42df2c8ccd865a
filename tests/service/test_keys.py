"""API keys: made, shown once, listed, deleted; and the first one."""

import sqlite3

from schemas.keys import KeyCreate
from service.app import create_app
from service.config import Settings
from service.keys import service as keys
from service.keys.secret import Secret
from tests.service.client import ADMIN, Api, TestClient


def test_the_secret_is_shown_once_and_stored_nowhere(api, sqlite_url):
    made = api.post("/keys", {"name": "platform", "scopes": ["check"]}, 201).json()
    prefix, _, secret = made["secret"].partition(".")
    assert made["prefix"] == prefix and len(secret) >= 43, "256 bits"
    (listed,) = [key for key in api.get("/keys").json()["items"] if key["id"] == made["id"]]
    assert "secret" not in listed and listed["scopes"] == ["check"]
    assert secret not in dump(sqlite_url) and ADMIN.partition(".")[2] not in dump(sqlite_url)


def dump(url):
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def test_use_is_noted_to_the_minute(api, hands):
    made = api.post("/keys", {"name": "platform", "scopes": ["bank:read"]}, 201).json()
    assert made["last_used_at"] is None
    seen = []
    for _ in range(3):
        api.as_(made["secret"]).get("/topics")
        seen += [key["last_used_at"] for key in api.get("/keys").json()["items"] if key["id"] == made["id"]]
        hands.forward(seconds=40)
    assert seen == ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T09:01:20Z"]


def test_the_last_admin_key_cannot_be_deleted(api):
    (admin,) = api.get("/keys").json()["items"]
    told = api.problem("DELETE", f"/keys/{admin['id']}", 409, "conflict")
    assert "last admin key" in told["detail"]
    other = api.post("/keys", {"name": "second", "scopes": ["admin"]}, 201).json()
    api.delete(f"/keys/{admin['id']}")
    api.problem("GET", "/keys", 401, "unauthorized")
    assert len(api.as_(other["secret"]).get("/keys").json()["items"]) == 1


def test_keys_come_in_pages(api):
    names = [f"key {n}" for n in range(7)]
    for name in names:
        api.post("/keys", {"name": name, "scopes": ["check"]}, 201)
    found, cursor = [], ""
    while cursor is not None:
        page = api.get(f"/keys?limit=3{cursor and f'&cursor={cursor}'}").json()
        assert len(page["items"]) <= 3
        found += [key["name"] for key in page["items"]]
        cursor = page["next"]
    assert sorted(found) == sorted(["PROBLEMBANK_ADMIN_KEY", *names])


def test_the_first_start_prints_an_admin_key_once(tmp_path, capsys):
    app = create_app(Settings(data=tmp_path, sweep_s=0))
    with TestClient(app) as client:
        printed = capsys.readouterr().out
        assert printed.startswith("admin key: pb_") and printed.count("\n") == 1
        api = Api(app, client, printed.removeprefix("admin key: ").strip())
        (key,) = api.get("/keys").json()["items"]
        assert (key["name"], key["scopes"]) == ("first admin", ["admin"])
    with TestClient(create_app(Settings(data=tmp_path, sweep_s=0))):
        assert "admin key" not in capsys.readouterr().out


def test_an_admin_key_of_the_environment_is_not_printed_and_replaces_the_one_before(tmp_path, capsys):
    for key in ("the-first-admin-key", "pb_second.admin-key-of-the-environment"):
        app = create_app(Settings(data=tmp_path, sweep_s=0, admin_key=key))
        with TestClient(app) as client:
            api = Api(app, client, key)
            assert len(api.get("/keys").json()["items"]) == 1
            assert capsys.readouterr().out == ""
            if key != "the-first-admin-key":
                api.as_("the-first-admin-key").problem("GET", "/keys", 401, "unauthorized")


def test_the_command_line_makes_keys_without_a_service(tmp_path):
    settings = Settings(data=tmp_path, sweep_s=0, admin_key=ADMIN)
    with TestClient(create_app(settings)):
        pass
    made = keys.create_in(settings, KeyCreate(name="cli", scopes=("check",)))
    app = create_app(settings)
    with TestClient(app) as client:
        Api(app, client, made.secret).post("/preview", {"kind": "number", "response": "1"})


def test_two_secrets_or_purposes_have_nothing_in_common():
    digests = {
        Secret(secret).digest(purpose, *words)
        for secret in ("s", "t")
        for purpose in ("p", "q")
        for words in (("ab", "c"), ("a", "bc"), ("abc",), ("a", "b", "c"), (1, "a"))
    }
    assert len(digests) == 20
