"""A database that is down, locked, full or not there: a clean 503, nothing half-done, and it recovers by itself."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from service import database as db
from service.attempts import service as attempts
from service.config import Settings
from tests.service.client import ADMIN
from tests.service.learners import SECTION, exercises, quiz, right, save, start

BLUEPRINT = {"title": "t", "sections": [SECTION]}


def unavailable(api, method, path, **more):
    response = api.send(method, path, 503, **more)
    assert response.json()["type"] == "urn:problembank:database-unavailable"
    assert int(response.headers["retry-after"]) >= 1
    return response.json()["detail"]


def test_a_database_that_cannot_be_reached_at_the_start_is_tried_again(serve, cluster, tmp_path):
    url = cluster.url()
    with serve(f"{url}&port=5999") as api:
        unavailable(api, "GET", "/quizzes")
        unavailable(api, "GET", "/readyz")
        assert api.client.get("/healthz").json() == {"status": "ok"}
    cluster.drop(url)


def test_a_service_starts_serving_when_its_database_appears(serve, tmp_path):
    folder = tmp_path / "later"
    folder.write_text("a file stands where the folder should be")
    with serve(f"sqlite:///{folder}/x.db") as api:
        assert "later" in unavailable(api, "GET", "/quizzes")
        folder.unlink()
        assert api.get("/quizzes").json()["items"] == []
        assert api.get("/readyz").json()["status"] == "ready"


def test_a_server_that_stops_and_comes_back(serve, cluster, postgres_url):
    with serve(postgres_url) as api:
        attempt = start(api, quiz(api))["id"]
        answer = right(exercises(api, attempt)[0])
        save(api, attempt, 1, answer)
        cluster.stop()
        try:
            unavailable(api, "PUT", f"/attempts/{attempt}/responses/2/1", json={"response": "{1}"})
            unavailable(api, "POST", f"/attempts/{attempt}/submit")
            unavailable(api, "GET", "/readyz")
        finally:
            cluster.start()
        assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0


def test_a_locked_database_is_told_and_waited_for(api, sqlite_url, monkeypatch):
    monkeypatch.setattr(db, "LOCK_SECONDS", 0.2)
    week = quiz(api)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), check_same_thread=False, isolation_level=None)
    with api.app.state.server.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 200")
        connection.rollback()
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "locked" in unavailable(api, "PATCH", f"/quizzes/{week}", json={"title": "x"})
        assert api.get(f"/quizzes/{week}").json()["title"] == "Week 1", "reading goes on"
        threading.Timer(0.1, other.rollback).start()
        api.patch(f"/quizzes/{week}", {"title": "y"})
    finally:
        other.close()
    assert api.get(f"/quizzes/{week}").json()["title"] == "y"


def test_a_full_disk_is_told_and_leaves_nothing_half_written(api, sqlite_url):
    week = quiz(api)
    attempt = start(api, week)["id"]
    server = api.app.state.server
    limit = "PRAGMA max_page_count = 1"  # SQLite then behaves as on a full disk: it may not grow
    fill = [server.database.engine.connect() for _ in range(3)]
    for connection in fill:
        connection.exec_driver_sql(limit)
        connection.rollback()
    for connection in fill:
        connection.close()
    long = "1 + " * 1_900 + "1"
    full = None
    for n in range(200):
        response = api.send("PUT", f"/attempts/{attempt}/responses/1/1", None, json={"response": f"{n} + {long}"})
        if response.status_code == 503:
            full = n
            break
        assert response.status_code == 200
    assert full is not None and response.json()["type"] == "urn:problembank:database-unavailable"
    assert "full" in response.json()["detail"]
    stored = api.get(f"/attempts/{attempt}").json()["items"][0]["responses"]["1"]
    assert stored is None or stored["response"].startswith(f"{full - 1} + ")
    server.database.close()  # new connections have no such limit: somebody made room
    save(api, attempt, 1, long)


def test_a_database_without_tables_says_what_to_do(serve, sqlite_url, tmp_path):
    with serve(sqlite_url, migrate=False) as api:
        assert "db upgrade" in unavailable(api, "GET", "/readyz")
        db.upgrade(Settings(database_url=sqlite_url, data=tmp_path))
        assert api.get("/readyz").json()["status"] == "ready"


def test_reading_goes_on_when_the_database_can_only_be_read(api, monkeypatch):
    week = quiz(api)
    with api.app.state.server.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.rollback()
    assert "only be read" in unavailable(api, "PATCH", f"/quizzes/{week}", json={"title": "x"})
    api.get(f"/quizzes/{week}")


# Backups -----------------------------------------------------------------------------------------------------------


def test_a_backup_made_while_serving_restores_to_the_same_scores(serve, sqlite_url, tmp_path):
    file = tmp_path / "backups" / "bank.db"
    file.parent.mkdir()
    with serve(sqlite_url) as api:
        week = quiz(api)
        attempt = start(api, week)["id"]
        save(api, attempt, 1, right(exercises(api, attempt)[0]))
        api.post(f"/attempts/{attempt}/submit")
        scores = api.get(f"/quizzes/{week}/scores").json()
        db.backup(api.app.state.server.settings, file)
        start(api, week, "somebody who comes later")
    assert [path.name for path in file.parent.iterdir()] == ["bank.db"]
    with serve(f"sqlite:///{file}") as restored:
        assert restored.get(f"/quizzes/{week}/scores").json() == scores
        with restored.app.state.server.database.read() as session:
            for row in session.exec(attempts.select(attempts.Attempt)).all():
                assert attempts.recompute(session, row.id).model_dump_json() == row.tally


def test_a_backup_of_postgresql_restores(serve, cluster, postgres_url, tmp_path):
    import shutil
    import subprocess

    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    with serve(postgres_url) as api:
        week = quiz(api)
        db.backup(api.app.state.server.settings, tmp_path / "bank.dump")
    other = cluster.url()
    restore = ["pg_restore", "--no-owner", f"--dbname={other}", str(tmp_path / "bank.dump")]
    subprocess.run(restore, check=True, capture_output=True)
    with serve(other) as restored:
        assert restored.get(f"/quizzes/{week}").json()["title"] == "Week 1"
    cluster.drop(other)


@pytest.mark.parametrize("place", ["taken.db", "no/such/folder/x.db"])
def test_a_backup_that_cannot_be_made_says_why_and_overwrites_nothing(serve, sqlite_url, tmp_path, place):
    (tmp_path / "taken.db").write_text("precious")
    with serve(sqlite_url) as api, pytest.raises(db.BackupFailed, match=Path(place).name):
        db.backup(api.app.state.server.settings, tmp_path / place)
    assert (tmp_path / "taken.db").read_text() == "precious"


def test_there_must_be_something_to_back_up(tmp_path):
    with pytest.raises(db.BackupFailed, match="there is no database"):
        db.backup(Settings(data=tmp_path / "empty", admin_key=ADMIN), tmp_path / "x.db")
    assert list(tmp_path.iterdir()) == []


def test_transactions_are_all_or_nothing(both):
    database = both.app.state.server.database
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.execute(text("DELETE FROM api_key"))
        raise ZeroDivisionError
    assert len(both.get("/keys").json()["items"]) == 1
