"""A full disk: a clean 503, nothing half-done, and all goes on by itself once there is room."""

import os
import resource
import shutil
import sqlite3
import subprocess
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlmodel import select

from service.attempts.models import Response
from service.jobs import kinds
from tests.service.learners import SECTION, exercises, quiz, right, save, start
from tests.service.test_outages import unavailable

LONG = "1 + " * 1_900


class Small:
    """A file system of its own that can be filled up; removed with all it holds."""

    def __init__(self, folder):
        self.folder = folder
        self._filler = folder / "filler"

    @contextmanager
    def full(self):
        with self._filler.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue
        try:
            yield
        finally:
            self._filler.unlink()


@pytest.fixture
def small(tmp_path, request):
    folder = tmp_path / "small"
    folder.mkdir()
    size = getattr(request, "param", 8)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}m", "none", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here; what is limited by RLIMIT_FSIZE is tested all the same")
    try:
        yield Small(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


class Limited:
    """No file of this process may grow: what can be had where nothing can be mounted."""

    def __init__(self, folder):
        self.folder = folder

    @contextmanager
    def full(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        largest = max(file.stat().st_size for file in self.folder.iterdir() if file.is_file())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request, tmp_path):
    if request.param == "tmpfs":
        return request.getfixturevalue("small")
    (tmp_path / "limited").mkdir()
    return Limited(tmp_path / "limited")


def fill_up(api, attempt, most=3_000):
    """Save until it is refused; how many were acknowledged, and what the refusal said."""
    for n in range(most):
        response = api.send("PUT", f"/attempts/{attempt}/responses/1/1", None, json={"response": f"{n} + {LONG}1"})
        if response.status_code != 200:
            assert response.status_code == 503, response.text
            assert response.json()["type"] == "urn:problembank:database-unavailable"
            assert int(response.headers["retry-after"]) >= 1
            return n, response.json()["detail"]
    raise AssertionError("the disk was never full")


def refused(api, most=3_000):
    """Make quizzes until one is refused: room may have been left, or become free by a checkpoint."""
    for _ in range(most):
        if api.send("POST", "/quizzes", None, json={"title": "x", "sections": [SECTION]}).status_code != 201:
            break
    unavailable(api, "POST", "/quizzes", json={"title": "x", "sections": [SECTION]})


def stored(api):
    with api.app.state.server.database.read() as session:
        return len(session.exec(select(Response.id)).all())


def test_sqlite_on_a_full_disk(serve, disk):
    file = disk.folder / "test.db"
    with serve(f"sqlite:///{file}") as api:
        attempt = start(api, quiz(api))["id"]
        answer = right(exercises(api, attempt)[0])
        with disk.full():
            acknowledged, told = fill_up(api, attempt)
            assert "disk of the database" in told
            refused(api)
            assert stored(api) == acknowledged, "reading goes on, and nothing is half-done"
            api.get("/quizzes")
        save(api, attempt, 1, answer)
        assert stored(api) == acknowledged + 1
        assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@pytest.mark.parametrize("small", [32], indirect=True)
def test_postgresql_on_a_full_disk(serve, small, cluster):
    """Its tables on a small file system; a full disk under its log stops PostgreSQL, which other tests do."""
    if os.geteuid() == 0:
        shutil.chown(small.folder, cluster._user)
        for folder in small.folder.parents:
            if not folder.stat().st_mode & 0o001:
                folder.chmod(0o755)
    inner = small.folder / "tables"
    inner.mkdir()
    if os.geteuid() == 0:
        shutil.chown(inner, cluster._user)
    with psycopg.connect(cluster._where("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{inner}'".encode())
        connection.execute(b"CREATE DATABASE on_small TEMPLATE template0 TABLESPACE small")
    url = f"postgresql://tester@/on_small?host={cluster.folder}"
    try:
        with serve(url) as api:
            attempt = start(api, quiz(api))["id"]
            answer = right(exercises(api, attempt)[0])
            with small.full():
                acknowledged, told = fill_up(api, attempt)
                assert "disk of the database is full" in told
                assert stored(api) == acknowledged
            save(api, attempt, 1, answer)
            assert stored(api) == acknowledged + 1
            assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0
    finally:
        cluster.drop(url)
        with psycopg.connect(cluster._where("postgres"), autocommit=True) as connection:
            connection.execute(b"DROP DATABASE IF EXISTS on_small WITH (FORCE)")
            connection.execute(b"DROP TABLESPACE small")


def test_a_worksheet_is_printed_once_there_is_room(serve, sqlite_url, small, monkeypatch):
    monkeypatch.setattr(kinds, "PAUSES", (timedelta(seconds=0.5),))
    order = {"title": "t", "sections": [SECTION], "variants": 1, "seed": 7, "solutions": False, "key": False}
    with serve(sqlite_url, data=small.folder) as api:
        with small.full():
            made = api.post("/worksheets", order, 202).json()
            end = time.monotonic() + 40
            while (found := tries(api)) < 1 and time.monotonic() < end:
                time.sleep(0.05)
            time.sleep(2)
            assert found and api.get(f"/worksheets/{made['id']}").json()["state"] in ("queued", "running")
            assert [each for each in small.folder.rglob("*") if each.suffix in (".pdf", ".zip")] == []
        end = time.monotonic() + 40
        while (state := api.get(f"/worksheets/{made['id']}").json()["state"]) != "done" and time.monotonic() < end:
            time.sleep(0.1)
        assert state == "done"
        assert api.get(f"/worksheets/{made['id']}/sheets.pdf").content.startswith(b"%PDF")
        assert [each for each in small.folder.rglob("*") if each.suffix == ".tmp"] == []


def tries(api):
    from service.jobs.models import JobRow

    with api.app.state.server.database.read() as session:
        return max([row.tries for row in session.exec(select(JobRow)).all() if row.subject], default=0)
