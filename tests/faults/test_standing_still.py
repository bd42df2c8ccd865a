"""PostgreSQL stands still: every request is answered in bounded time, and all goes on when PostgreSQL does."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from service import database as db
from service.config import Settings
from tests.service.learners import exercises, quiz, right, save, start
from tests.service.test_outages import unavailable


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(db, "SILENCE_SECONDS", 0.5)
    monkeypatch.setitem(db.POSTGRES, "connect_timeout", 2)
    original = db.Database.__init__
    monkeypatch.setattr(db.Database, "__init__", lambda self, settings, seconds=0.5: original(self, settings, seconds))


def test_a_server_that_stands_still_is_answered_for_in_bounded_time(impatient, serve, cluster, postgres_url):
    with serve(postgres_url) as api:
        attempt = start(api, quiz(api))["id"]
        answer = right(exercises(api, attempt)[0])
        with ThreadPoolExecutor(6) as threads:  # so that several connections wait in the pool
            list(threads.map(lambda n: save(api, attempt, 1, f"{{{n}}}"), range(6)))
            with cluster.standing_still():
                path, started = f"/attempts/{attempt}/responses/1/1", time.monotonic()
                told = threads.map(lambda n: unavailable(api, "PUT", path, json={"response": f"{{9{n}}}"}), range(6))
                assert all("cannot be reached" in each for each in told)
                unavailable(api, "GET", "/readyz")
                assert api.client.get("/healthz").json() == {"status": "ok"}
                assert time.monotonic() - started < 30
        save(api, attempt, 1, answer)
        assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0


def test_what_was_not_acknowledged_while_it_stood_still_has_no_effect_or_one(impatient, serve, cluster, postgres_url):
    """A statement may reach PostgreSQL before it stops, or be carried out after the client gave up: then once."""
    body, once = {"title": "Once", "sections": [{"pick": {"topics": ["linear_algebra.eigen"]}, "count": 1}]}, {}
    with serve(postgres_url) as api:
        once = {"headers": {"Idempotency-Key": "while-it-stood"}}
        api.get("/quizzes")
        with cluster.standing_still():
            unavailable(api, "POST", "/quizzes", json=body, **once)
        made = [api.send("POST", "/quizzes", None, json=body, **once) for _ in range(2)]
        assert [each.status_code for each in made] == [201, 201] and made[0].json() == made[1].json()
        assert len(api.get("/quizzes").json()["items"]) == 1


def test_a_statement_that_takes_too_long_is_ended_by_the_server_or_else_by_the_client(postgres_url, tmp_path):
    from sqlalchemy import text

    settings = Settings(database_url=postgres_url, data=tmp_path)
    for seconds, ends in ((1, "statement timeout"), (0, "no answer within")):  # 0: PostgreSQL keeps no limit
        database = db.Database(settings, seconds)
        try:
            with pytest.raises(Exception, match=ends) as ended, database.read() as session:
                if not seconds:
                    session.connection().connection.driver_connection.seconds = 0.3
                session.execute(text("SELECT pg_sleep(10)"))
            assert isinstance(ended.value.orig, psycopg.OperationalError)
            with database.read() as session:
                assert session.execute(text("SELECT 1")).scalar() == 1
        finally:
            database.close()
