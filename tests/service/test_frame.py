"""What every request and response goes through: ids, headers, logs, counters, settings."""

import json

import pytest

from service.config import BadSetting, Settings, load, variables
from service.limits import Buckets
from service.middleware import SECURITY
from tests.service.client import ADMIN
from tests.service.learners import quiz, save, start


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_every_response_has_an_id_and_the_headers_of_a_careful_server(api):
    for path, status in (("/topics", 200), ("/nothing", 404), ("/exercises/x", 422)):
        response = api.get(path, status)
        for name in SECURITY:
            assert response.headers[name]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert len(response.headers["x-request-id"]) == 32


@pytest.mark.parametrize(("sent", "kept"), [("abc-123", True), ("a b", False), ("x" * 65, False), ('"}{', False)])
def test_a_request_id_of_the_client_is_kept_if_it_is_harmless(api, sent, kept):
    assert (api.get("/topics", headers={"X-Request-ID": sent}).headers["x-request-id"] == sent) == kept


def test_each_request_is_one_log_line_with_its_route_and_without_secrets(serve, sqlite_url, capsys):
    with serve(sqlite_url, log_level="debug") as api:
        week = quiz(api)
        attempt = start(api, week, "canary-learner")
        save(api.as_(attempt["learner_token"]), attempt["id"], 1, "canary-response")
        api.get("/generators?q=canary-query&cursor=canary-cursor", 422)
    output = capsys.readouterr()
    text = output.out + output.err
    logged = [json.loads(line) for line in text.splitlines()]
    requests = [each for each in logged if each["event"] == "request"]
    assert [each["route"] for each in requests] == [
        "/api/v1/quizzes",
        "/api/v1/quizzes/{quiz}/publish",
        "/api/v1/quizzes/{quiz}/attempts",
        "/api/v1/attempts/{attempt}/responses/{item}/{part}",
        "/api/v1/generators",
    ]
    assert all(
        {"request_id", "method", "status", "ms", "caller", "level", "timestamp"} <= set(each) for each in requests
    )
    assert ADMIN.partition(".")[2] not in text and attempt["learner_token"] not in text
    assert "canary" not in text


def test_what_nobody_foresaw_is_a_500_with_an_id_that_the_log_has(api, monkeypatch, capsys):
    from service.quizzes import service as quizzes

    monkeypatch.setattr(quizzes, "listed", lambda *_: {}["a secret of the inside"])
    told = api.problem("GET", "/quizzes", 500, "internal")
    assert "secret" not in json.dumps(told)
    (logged,) = [each for each in lines(capsys) if each["event"] == "unforeseen"]
    assert logged["request_id"] == told["request_id"] and "KeyError" in logged["exception"]
    assert logged["exception"].endswith("KeyError")  # and not what it said


def test_what_was_typed_is_not_in_the_log_even_when_it_breaks_something(api, monkeypatch, capsys):
    from generators import answers

    def break_on(key, response, **_):
        raise ValueError(f"{response!r} is too much")

    monkeypatch.setattr(answers, "check", break_on)
    typed = 'canary-4711\n{"level": "info"}'
    api.problem("POST", "/check", 500, "internal", json={"answer": {"kind": "number", "value": "1"}, "response": typed})
    said = capsys.readouterr()
    assert "ValueError" in said.err and "canary-4711" not in said.err + said.out


@pytest.mark.parametrize(
    ("sent", "logged"),
    [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", None),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", None),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", None),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", None),
        ("nonsense", None),
    ],
)
def test_the_trace_of_a_caller_is_in_the_log(api, capsys, sent, logged):
    capsys.readouterr()
    api.get("/topics", headers={"traceparent": sent})
    (line,) = [each for each in lines(capsys) if each["event"] == "request"]
    assert line.get("trace_id") == logged


def test_methods_that_nobody_knows_are_counted_together(api):
    api.client.request("CANARY", "/healthz")
    text = api.client.get("/metrics").text
    assert 'method="(other)"' in text and "CANARY" not in text


def test_lines_of_libraries_have_the_form_of_our_own(api, capsys):
    import logging

    from service.logs import Forward

    logger = logging.getLogger("a.library")
    logger.addHandler(Forward())
    logger.propagate = False
    try:
        logger.warning("it is %s", "late")
    finally:
        logger.handlers.clear()
    (line,) = [each for each in lines(capsys) if each.get("logger") == "a.library"]
    assert line["event"] == "it is late" and line["level"] == "warning"


def test_counters_know_routes_and_not_paths(api):
    week = quiz(api)
    api.get(f"/quizzes/{week}")
    api.get("/no/such/path", 404)
    metrics = api.client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'method="GET",route="/api/v1/quizzes/{quiz}",status="200"} 1.0' in metrics.text
    assert 'route="(none)",status="404"} 1.0' in metrics.text
    assert week not in metrics.text and "no/such" not in metrics.text
    for name in ("problembank_workers_busy", "problembank_workers_killed_total", "problembank_request_seconds_bucket"):
        assert name in metrics.text


def test_health_and_readiness(api):
    assert api.client.get("/healthz").json() == {"status": "ok"}
    ready = api.client.get("/readyz").json()
    assert ready["status"] == "ready" and ready["generators"] >= 16


def test_cross_origin_requests_are_not_invited(api):
    response = api.get("/topics", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in response.headers if name.startswith("access-control")]


# Settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://root@host/db", ["DATABASE_URL", "mysql", "sqlite and postgresql"]),
        ("DATABASE_URL", "nonsense", ["DATABASE_URL", "not a URL"]),
        ("DATABASE_URL", "sqlite://", ["DATABASE_URL", "memory"]),
        ("PROBLEMBANK_CHECK_SECONDS", "0", ["PROBLEMBANK_CHECK_SECONDS", "greater than 0", "'0'"]),
        ("PROBLEMBANK_CHECK_WORKERS", "many", ["PROBLEMBANK_CHECK_WORKERS", "'many'"]),
        ("PROBLEMBANK_ADMIN_KEY", "short", ["PROBLEMBANK_ADMIN_KEY", "5", "8"]),
        ("PROBLEMBANK_SECRET", "also short", ["PROBLEMBANK_SECRET", "10", "32"]),
        ("PROBLEMBANK_LOG_LEVEL", "loud", ["PROBLEMBANK_LOG_LEVEL", "loud"]),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_bound(monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as refused:
        load()
    for word in words:
        assert word in str(refused.value)
    if name in ("PROBLEMBANK_ADMIN_KEY", "PROBLEMBANK_SECRET"):
        assert value not in str(refused.value), "secrets are not repeated"


@pytest.mark.parametrize("url", ["postgresql://a@b/c", "postgres://a@b/c", "postgresql+psycopg://a@b/c"])
def test_every_spelling_of_a_postgresql_url_uses_the_same_driver(url):
    assert Settings(database_url=url).url.drivername == "postgresql+psycopg"
    assert "a@b" not in repr(Settings(database_url=url))


def test_settings_that_are_empty_are_not_set(monkeypatch):
    for name in ("PROBLEMBANK_ADMIN_KEY", "DATABASE_URL", "PROBLEMBANK_RATE"):
        monkeypatch.setenv(name, "")
    settings = load()
    assert settings.admin_key is None and settings.on_sqlite and settings.rate > 0


def test_every_variable_is_documented():
    for name, default, told in variables():
        assert name == "DATABASE_URL" or name.startswith("PROBLEMBANK_")
        assert len(told) > 15, name
        assert default is not None


# Rates -------------------------------------------------------------------------------------------------------------


def test_buckets_fill_and_empty():
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    assert [buckets.take("a", 10) for _ in range(20)] == [0.0] * 20
    assert 0 < buckets.take("a", 10) <= 0.1
    assert buckets.take("b", 10) == 0.0, "everybody has a bucket of their own"
    now[0] += 0.1
    assert buckets.take("a", 10) == 0.0
    assert buckets.take("a", 10) > 0
    now[0] += 1_000
    assert [buckets.take("a", 10) for _ in range(21)][19:] != [0.0, 0.0]
    assert buckets.take("a", 0) == 0.0


def test_buckets_do_not_grow_without_end():
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    for n in range(30_000):
        now[0] += 0.01
        buckets.take(f"caller {n}", 10)
    assert len(buckets._left) <= 10_001
