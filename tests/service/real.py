"""The service as people run it: `problembank serve` in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Real:
    """`get` a path, `status` of it, `stop` it; what it logged is in `log`."""

    def __init__(self, folder: Path, port: int, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
        self.address, self.log = f"http://127.0.0.1:{port}", folder / f"log-{port}"
        command = [sys.executable, "-c", "from service.cli.main import main; main()", "serve", "--port", str(port)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROBLEMBANK", "PROMETHEUS"))}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, *arguments],
                env=kept | {"PROBLEMBANK_DATA": str(folder), "PYTHONPATH": str(ROOT)} | environment,
                cwd=folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as response:
            return str(response.read().decode())

    def status(self, path: str) -> int | None:
        """None if nobody listens."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def ready(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while self.status("/readyz") != 200:
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def serving(folder: Path, *arguments: str, **environment: Any) -> Iterator[Real]:
    """A running service on a free port, with its data in `folder`."""
    running = Real(folder, free_port(), arguments, {name: str(value) for name, value in environment.items()})
    try:
        running.ready()
        yield running
    finally:
        if running.process.poll() is None:
            running.terminate()
            try:
                running.process.wait(30)
            except subprocess.TimeoutExpired:
                running.process.kill()
                running.process.wait()
                raise
