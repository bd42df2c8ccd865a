"""A learner who is erased is erased everywhere; nobody else loses anything. Backups restore."""

import os
import subprocess
import sys
from uuid import UUID

import pytest
from sqlalchemy import inspect, select

from generators import answers
from schemas.verdict import Verdict
from service import database as db
from service.attempts import service as attempts
from service.config import Settings
from service.expiry import service as expiry
from service.tables import metadata
from tests.service.client import ADMIN
from tests.service.learners import quiz, save, start

CANARY, TYPED = "learner-canary-4711", "{424242, 515151}"


def everything(api):
    """All rows of all tables, as text."""
    with api.app.state.server.database.read() as session:
        there = inspect(session.connection()).get_table_names()
        tables = [table for table in metadata.sorted_tables if table.name in there]
        return "\n".join(str(tuple(row)) for table in tables for row in session.execute(select(table)).all())


def undecided(monkeypatch):
    monkeypatch.setattr(
        answers, "check_parts", lambda exercise, given, **_: dict.fromkeys(given, Verdict(outcome="undecided", score=0))
    )


@pytest.fixture
def told(both, monkeypatch):
    """A service where two learners have done all there is to do, one of them with a name to look for."""
    undecided(monkeypatch)
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 1, "pool": 1}
    week = quiz(both, sections=[section], hint_penalty=0)
    made = {}
    for learner in (CANARY, "ben"):
        both.put(f"/learners/{learner}/accommodations", {"extension_s": 5, "reason": f"because of {learner}"})
        body = {"learner": learner, "name": f"Name of {learner}"}
        made[learner] = both.post(f"/quizzes/{week}/attempts", body, 201, headers={"Idempotency-Key": learner}).json()[
            "id"
        ]
        both.post(f"/attempts/{made[learner]}/items/1/hints", {"part": 1})
        save(both, made[learner], 1, TYPED if learner == CANARY else "{1}", headers={"Idempotency-Key": "s"})
        both.post(f"/attempts/{made[learner]}/submit")
    (first, *_) = both.get("/reviews").json()["items"]
    both.post(f"/reviews/{first['id']}", {"outcome": "correct"})
    both.put(f"/attempts/{made[CANARY]}/items/1/override", {"points": 0.5, "reason": "x"})
    both.post(f"/quizzes/{week}/regrade", {"reason": "x"})
    return both, week, made


def test_nothing_of_an_erased_learner_is_left_anywhere(told):
    api, week, made = told
    before = everything(api)
    assert CANARY in before and TYPED in before and made[CANARY] in before
    others = api.get(f"/quizzes/{week}/scores").json()["items"][0]
    erased = api.delete(f"/learners/{CANARY}/data", 200).json()
    assert erased == {"attempts": 1, "responses": 1, "accommodations": True}
    after = everything(api)
    for secret in (CANARY, TYPED, UUID(made[CANARY]).hex):
        assert secret not in after.replace("-", "") and secret not in after
    (left,) = api.get(f"/quizzes/{week}/scores").json()["items"]
    assert left["learner"] == others["learner"] == "ben" and left == others
    assert api.get(f"/attempts/{made['ben']}/result").status_code == 200
    assert api.delete(f"/learners/{CANARY}/data", 200).json()["attempts"] == 0
    assert [each["action"] for each in api.get("/audit").json()["items"]].count("learner.erase") == 1


def test_a_review_stands_for_an_equal_response_of_somebody_else(both, monkeypatch):
    undecided(monkeypatch)
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 1, "pool": 1}
    week = quiz(both, sections=[section])
    for learner in ("ada", "ben"):
        attempt = start(both, week, learner)["id"]
        save(both, attempt, 1, "{1}")
        both.post(f"/attempts/{attempt}/submit")
    both.delete("/learners/ada/data", 200)
    (review,) = both.get("/reviews").json()["items"]
    assert (review["responses"], review["learners"]) == (1, 1)
    assert both.post(f"/reviews/{review['id']}", {"outcome": "correct"}).json()["attempts"] == 1
    both.delete("/learners/ben/data", 200)
    assert both.get("/reviews").json()["items"] == []


def test_old_attempts_are_erased_by_the_retention_rule_and_old_events_leave_the_feed(serve, database_url, hands):
    with serve(database_url, retention_days=30, event_days=10) as api:
        week = quiz(api, attempts_allowed=None)
        for learner in ("ada", "ben"):
            api.post(f"/attempts/{start(api, week, learner)['id']}/submit")
        running = start(api, week, "ada")["id"]
        hands.forward(days=11)
        expiry.expire(api.app.state.server)
        assert api.get("/events").json()["items"] == []
        assert len(api.get(f"/quizzes/{week}/scores").json()["items"]) == 2
        hands.forward(days=20)
        expiry.expire(api.app.state.server)
        (row,) = api.get(f"/quizzes/{week}/scores").json()["items"]
        assert row["learner"] == "ada" and row["state"] == "open"
        assert api.get(f"/attempts/{running}").json()["state"] == "open"


def test_only_administrators_erase(api):
    writer = api.post("/keys", {"name": "w", "scopes": ["quizzes:write", "attempts:write"]}, 201).json()["secret"]
    api.as_(writer).problem("DELETE", "/learners/ada/data", 403, "forbidden")


# Backups ---------------------------------------------------------------------------------------------------------------


def command(url, folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "service.cli.main", *map(str, words)],
        env={"DATABASE_URL": url, "PROBLEMBANK_DATA": str(folder), "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def new_database(request, database_url, tmp_path):
    """The URL of another database of the same sort: an SQLite file that is not there, an empty one on PostgreSQL."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'restored' / 'new.db'}"
        return
    cluster = request.getfixturevalue("cluster")
    url = cluster.url()
    yield url
    cluster.drop(url)


def test_a_backup_restores_and_gives_the_same_scores(serve, database_url, tmp_path, new_database):
    with serve(database_url) as api:
        week = quiz(api)
        attempt = start(api, week)["id"]
        save(api, attempt, 1, "{1}")
        api.post(f"/attempts/{attempt}/submit")
        before, rows = api.get(f"/quizzes/{week}/scores").json(), everything(api)
        file = tmp_path / "backup"
        db.backup(api.app.state.server.database.settings, file)
    settings = Settings(database_url=new_database, data=tmp_path / "restored", admin_key=ADMIN)
    db.restore(settings, file)
    with serve(new_database) as api:
        assert api.get(f"/quizzes/{week}/scores").json() == before
        with api.app.state.server.database.read() as session:
            stored = attempts.store.get(session, UUID(attempt)).tally
            assert attempts.recompute(session, UUID(attempt)).model_dump_json() == stored
        assert set(rows.splitlines()) - set(everything(api).splitlines()) == set()
    with pytest.raises(db.BackupFailed, match="already"):
        db.restore(settings, file)


def test_what_cannot_be_restored_is_told_in_one_line(sqlite_url, tmp_path):
    nothing = command(f"sqlite:///{tmp_path / 'a.db'}", tmp_path, "db", "restore", tmp_path / "none")
    assert nothing.returncode == 2 and "there is no backup" in nothing.stderr and nothing.stderr.count("\n") == 1
    (tmp_path / "junk").write_text("no database")
    junk = command(f"sqlite:///{tmp_path / 'b.db'}", tmp_path, "db", "restore", tmp_path / "junk")
    assert junk.returncode == 2 and not (tmp_path / "b.db").exists() and junk.stderr.count("\n") == 1


def test_a_learner_is_erased_from_the_command_line(serve, sqlite_url, tmp_path):
    with serve(sqlite_url) as api:
        start(api, quiz(api), "ada")
    done = command(sqlite_url, tmp_path, "learner", "erase", "ada")
    assert done.returncode == 0 and "1 attempts with 0 responses" in done.stdout
