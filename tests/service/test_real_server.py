"""A real server process: what it acknowledged survives `kill -9`, and it stops in an orderly way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from tests.service.client import ADMIN
from tests.service.learners import EIGEN

ROOT = Path(__file__).parent.parent.parent
QUIZ = {"title": "t", "sections": [{"pick": {"generators": [EIGEN]}, "count": 2}]}


class Process:
    """`uvicorn service.app:app` on a port of its own."""

    def __init__(self, url: str, folder: Path, workers: int = 1) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "PROBLEMBANK_DATA": str(folder),
            "PROBLEMBANK_ADMIN_KEY": ADMIN,
            "PROBLEMBANK_LOG_LEVEL": "error",
        }
        command = [sys.executable, "-m", "uvicorn", "service.app:app", "--port", str(self.port), "--log-level", "error"]
        self.popen = subprocess.Popen(
            [*command, "--workers", str(workers)], cwd=ROOT, env=environment, start_new_session=True
        )
        self._until_ready()

    def _until_ready(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                return self.call("GET", "/topics") and None
            except (URLError, ConnectionError):
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {ADMIN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or b"null")

    def kill(self) -> None:
        """The whole group at once, as a power cut would."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


@contextmanager
def process(url, folder, workers=1):
    server = Process(url, folder, workers)
    try:
        yield server
    finally:
        if server.popen.poll() is None:
            server.kill()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return request.getfixturevalue(f"{'sqlite' if request.param == 'sqlite' else 'postgres'}_url")


def test_what_was_acknowledged_survives_kill_9(url, tmp_path):
    acknowledged: dict[tuple[str, int], str] = {}
    with process(url, tmp_path) as server:
        week = server.call("POST", "/quizzes", QUIZ)["id"]
        server.call("POST", f"/quizzes/{week}/publish")
        attempts = [server.call("POST", f"/quizzes/{week}/attempts", {"learner": learner})["id"] for learner in "abc"]
        writers = [threading.Thread(target=write, args=(server, attempt, acknowledged)) for attempt in attempts]
        for writer in writers:
            writer.start()
        time.sleep(2)
        server.kill()
        for writer in writers:
            writer.join()
    assert len(acknowledged) == 6
    with process(url, tmp_path) as server:
        for (attempt, item), text in acknowledged.items():
            stored = server.call("GET", f"/attempts/{attempt}")["items"][item - 1]["responses"]["1"]["response"]
            # What was sent last may have been stored without its acknowledgement getting through, never the reverse.
            assert int(stored.strip("{}")) >= int(text.strip("{}"))
        for attempt in attempts:
            assert server.call("POST", f"/attempts/{attempt}/submit")["state"] == "submitted"


def write(server, attempt, acknowledged):
    for n in range(100_000):
        for item in (1, 2):
            text = f"{{{n}}}"
            try:
                server.call("PUT", f"/attempts/{attempt}/responses/{item}/1", {"response": text})
            except (URLError, ConnectionError, OSError):
                return
            acknowledged[attempt, item] = text


def test_several_workers_start_together_and_share_one_database(postgres_url, tmp_path):
    with process(postgres_url, tmp_path, workers=2) as server:
        week = server.call("POST", "/quizzes", QUIZ)["id"]
        server.call("POST", f"/quizzes/{week}/publish")
        ids = {server.call("POST", f"/quizzes/{week}/attempts", {"learner": "ada"})["id"] for _ in range(10)}
        assert len(ids) == 1
        assert len(server.call("GET", "/keys")["items"]) == 1


def test_a_terminated_server_finishes_what_it_is_doing(sqlite_url, tmp_path):
    with process(sqlite_url, tmp_path) as server:
        week = server.call("POST", "/quizzes", QUIZ)["id"]
        server.popen.send_signal(signal.SIGTERM)
        server.popen.wait(timeout=30)
        with pytest.raises((URLError, ConnectionError)):
            server.call("GET", "/topics")
    with process(sqlite_url, tmp_path) as again:
        assert again.call("GET", f"/quizzes/{week}")["title"] == "t"
        with pytest.raises(HTTPError):
            again.call("GET", "/quizzes/none")
