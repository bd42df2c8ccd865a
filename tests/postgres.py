"""A PostgreSQL cluster of our own: in a temporary folder, over a Unix socket, gone with the test run."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.faults.processes import descendants, kill

FAST = ("-c fsync=off", "-c full_page_writes=off", "-c max_wal_size=1GB", "-c max_connections=120")


class Cluster:
    """`url()` makes an empty database and says where it is."""

    def __init__(self, folder: Path, options: Sequence[str] = FAST) -> None:
        self.folder = folder
        self._options = options
        self._user = _unprivileged()

    def initialise(self) -> None:
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        settings = ("--auth=trust", "--username=tester", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", "-D", str(self.folder / "data"), *settings)

    def start(self) -> None:
        options = " ".join((*self._options, "-c listen_addresses=''", f"-c unix_socket_directories='{self.folder}'"))
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Nothing answers, and no connection breaks: every process of the cluster is stopped by SIGSTOP."""
        server = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        stopped = [server]
        os.kill(server, signal.SIGSTOP)  # first, so that it starts no more
        for pid in descendants(server):
            if kill(pid, signal.SIGSTOP):
                stopped.append(pid)
        try:
            yield
        finally:
            for pid in stopped:
                kill(pid, signal.SIGCONT)

    def url(self, like: str | None = None) -> str:
        """With `like` a copy of that database, which nobody may be connected to, and not an empty one."""
        name = f"test_{uuid4().hex}"
        template = "template0" if like is None else _name(like)
        with psycopg.connect(self._where("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return f"postgresql://tester@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        with psycopg.connect(self._where("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)".encode())

    def _where(self, database: str) -> str:
        return f"postgresql://tester@/{database}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [_program(program), *arguments],
            user=self._user,
            cwd=self.folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            stdout=subprocess.DEVNULL,  # not a pipe: the server would inherit it, and reading it would never end
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed: {log.read_text() if log.exists() else done.returncode}")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster. Skips where PostgreSQL is not installed, unless CI is set: there it must be."""
    if _found("initdb") is None or _found("pg_ctl") is None:
        if os.environ.get("CI"):
            pytest.fail("initdb and pg_ctl are not installed, and CI is set")
        pytest.skip("PostgreSQL's programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    made = Cluster(folder)
    try:
        made.initialise()
        made.start()
        yield made
        made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _program(name: str) -> str:
    found = _found(name)
    assert found is not None, name
    return found


def _found(name: str) -> str | None:
    """The newest version in Debian's folders, else what is on PATH."""
    installed = Path("/usr/lib/postgresql")
    versions = [path for path in installed.glob(f"*/bin/{name}") if path.parts[-3].isdigit()]
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return str(newest) if newest is not None else shutil.which(name)


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: whom to be instead; None if we are somebody else already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.fail("running as root, and there is neither a user postgres nor nobody to run PostgreSQL as")
