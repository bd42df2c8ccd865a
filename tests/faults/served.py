"""A real `problembank serve` with several server processes, on a port of its own, and what may befall it."""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.faults.processes import command, descendants, kill
from tests.service.client import ADMIN
from tests.waiting import wait_until

ROOT = Path(__file__).parent.parent.parent
PROGRAM = [str(Path(sys.executable).with_name("problembank"))]
PATCHED = [sys.executable, "-m", "tests.faults.patched"]
"""The same command with faults built in, for negative controls."""


class Unanswered(Exception):
    """No response came: nobody can say whether the request had an effect."""


class Served:
    """`call` it, `kill` it, `start` it again: the port and the database stay the same."""

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        workers: int = 2,
        faults: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        arguments = ["serve", "--port", str(self.port), "--workers", str(workers)]
        self._command = [*(PATCHED if faults else PROGRAM), *arguments]
        self._environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("PROBLEMBANK_")},
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": url,
            "PROBLEMBANK_DATA": str(folder),
            "PROBLEMBANK_ADMIN_KEY": ADMIN,
            "PROBLEMBANK_LOG_LEVEL": "error",
            "PROBLEMBANK_CHECK_WORKERS": "1",
            "PROBLEMBANK_CHECK_PROCESSES": "1",
            "PROBLEMBANK_SWEEP_S": "1",
            "PROBLEMBANK_RATE": "0",
            "PROBLEMBANK_LEARNER_RATE": "0",
            "FAULTS": faults,
            **(environment or {}),
        }
        self._workers = workers
        self._local = threading.local()
        self._connections: list[http.client.HTTPConnection] = []

    def start(self) -> None:
        self.popen = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, start_new_session=True, stdout=subprocess.DEVNULL,
            preexec_fn=_end_with_the_tests,
        )  # fmt: skip
        wait_until(self.ready, 120, 0.1)

    def ready(self) -> bool:
        assert self.popen.poll() is None, f"the server ended with status {self.popen.returncode}"
        try:
            return self.request("GET", "/readyz")[0] == 200
        except Unanswered:
            return False

    def workers(self) -> list[int]:
        """The server processes."""
        if self._workers == 1:
            return [self.popen.pid]
        return [pid for pid in descendants(self.popen.pid) if "spawn_main" in command(pid)]

    def call(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """The body of the response, once its status is the expected one. Raises `Unanswered`."""
        found, text = self.request(method, f"/api/v1{path}", body, headers)
        assert found == status, f"{method} {path}: {found} {text[:500]}"
        return json.loads(text or "null")

    def request(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, timeout: float = 60
    ) -> tuple[int, str]:
        """Status and text, over the connection of this thread, or over a new one if that has ended."""
        sent = {"Authorization": f"Bearer {ADMIN}", "Content-Type": "application/json", **(headers or {})}
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
            self._connections.append(connection)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            self._local.heads = {name.lower(): text for name, text in response.getheaders()}
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self._local.connection = None
            raise Unanswered(f"{method} {path}: {error!r}") from None

    def heads(self, method: str, path: str) -> dict[str, str]:
        """The head of a response, by names in lower case."""
        self.request(method, path)
        return dict(self._local.heads)

    def kill(self) -> None:
        """All of it at once, as by a crash of the machine but for what the operating system holds."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def terminate(self, seconds: float = 30) -> float:
        """Ask it to stop; how long it took."""
        started = time.monotonic()
        self.popen.terminate()
        self.popen.wait(timeout=seconds)
        return time.monotonic() - started

    def close(self) -> None:
        """Whatever has happened, none of its processes is left."""
        for connection in self._connections:
            connection.close()
        mine = [self.popen.pid, *descendants(self.popen.pid)] if hasattr(self, "popen") else []
        for pid in mine:
            kill(pid, signal.SIGKILL)
        if mine:
            with suppress(ProcessLookupError):
                os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()


@contextmanager
def served(url: str, folder: Path, **more: Any) -> Iterator[Served]:
    server = Served(url, folder, **more)
    try:
        server.start()
        yield server
    finally:
        server.close()


_LIBC = ctypes.CDLL(None)


def _end_with_the_tests() -> None:
    _LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG; its workers notice, and end by themselves
