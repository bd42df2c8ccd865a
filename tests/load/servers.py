"""Processes under load: the service as `problembank serve` runs it, and the bare application."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import Cluster

ROOT = Path(__file__).parent.parent.parent
KEY = "pbload00.c3VyZWx5LW5vdC1hLXNlY3JldC1vbmx5LWZvci1sb2FkLXRlc3Rz"
SECRET = "only-for-load-tests-and-long-enough-for-a-secret"
DURABLE = ("-c fsync=on", "-c max_connections=200")
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Running:
    """One server: where it listens, where its data is."""

    port: int
    pid: int
    url: str
    folder: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def family(self) -> list[int]:
        """The server and the processes it started, in any generation."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
        found = [self.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def cpu(self) -> float:
        """Seconds of CPU of the server process and its workers so far."""
        ticks = 0
        for pid in self.family():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """MB of the server process alone."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


@contextmanager
def databases(names: Sequence[str] = DATABASES) -> Iterator[dict[str, Database]]:
    """Empty, durable databases of both kinds in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="load-"))
    folder.chmod(0o755)
    cluster: Cluster | None = None
    try:
        if "postgresql" in names:
            (folder / "pg").mkdir()
            cluster = Cluster(folder / "pg", DURABLE)
            cluster.initialise()
            cluster.start()
        yield {name: Database(name, folder, cluster) for name in names}
    finally:
        if cluster is not None:
            cluster.stop("fast")
        shutil.rmtree(folder, ignore_errors=True)


class Database:
    """Makes databases of one kind."""

    def __init__(self, name: str, folder: Path, cluster: Cluster | None) -> None:
        self.name = name
        self.folder = folder
        self._cluster = cluster

    def new(self, name: str) -> str:
        """The URL of an empty one."""
        if self.name == "sqlite":
            return f"sqlite:///{self.folder / f'{name}.db'}"
        assert self._cluster is not None
        return self._cluster.url()


@contextmanager
def service(url: str, folder: Path, workers: int = 1, **settings: str) -> Iterator[Running]:
    """The service with its default settings, but for the keys and what is given: `rate="0"` sets PROBLEMBANK_RATE."""
    given = {f"PROBLEMBANK_{name.upper()}": value for name, value in settings.items()}
    environment = {
        "DATABASE_URL": url,
        "PROBLEMBANK_DATA": str(folder),
        "PROBLEMBANK_ADMIN_KEY": KEY,
        "PROBLEMBANK_SECRET": SECRET,
        **given,
    }
    program = [str(Path(sys.executable).with_name("problembank")), "serve", "--workers", str(workers)]
    with _served(program, environment, "/readyz", url, folder) as running:
        yield running


@contextmanager
def bare(url: str, folder: Path) -> Iterator[Running]:
    program = [sys.executable, "-m", "uvicorn", "tests.load.bare:app", "--no-access-log", "--no-server-header"]
    with _served([*program, "--log-level", "error"], {"DATABASE_URL": url}, "/small", url, folder) as running:
        yield running


@contextmanager
def _served(program: list[str], environment: dict[str, str], path: str, url: str, folder: Path) -> Iterator[Running]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    log = folder / f"{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*program, "--port", str(port)],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            cwd=ROOT,
            stdout=out,
            stderr=out,
        )
    try:
        _until_ready(process, f"http://127.0.0.1:{port}{path}", log)
        yield Running(port, process.pid, url, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        log.unlink()


def _until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            if urllib.request.urlopen(address, timeout=5).status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2_000:]}")
