"""A running service for each test, with a clock that tests set."""

from __future__ import annotations

import gc
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from sqlalchemy import make_url

from service import database as db
from service.app import create_app, lifespan
from service.config import Settings
from tests import postgres
from tests.service.client import ADMIN, Api, TestClient

EIGEN = "linear_algebra.eigen.eigenvalues_2x2"
Serve = Callable[..., AbstractContextManager[Api]]


class Hands:
    """A clock: `hands()` tells the time, `hands.forward(...)` moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def serve(hands: Hands, tmp_path: Path) -> Serve:
    """`with serve(database_url, rate=5) as api`: start a service, as often as you like on the same database."""

    return partial(running, hands, tmp_path)


@contextmanager
def running(hands: Hands, folder: Path, url: str, **changes: Any) -> Iterator[Api]:
    given = {
        "admin_key": ADMIN,
        "sweep_s": 0,
        "webhook_s": 0,
        "check_workers": 1,
        "rate": 0,
        "learner_rate": 0,
        "data": folder,
    }
    if "migrate" not in changes:
        given["migrate"] = not copied(url)
    settings = Settings(**{"database_url": url} | given | changes)
    with application(settings, hands) as app, started(app) as client:
        yield Api(app, client)


@contextmanager
def application(settings: Settings, hands: Hands) -> Iterator[FastAPI]:
    """One that has stopped is started again with other settings, if there is one: putting routes together is slow.

    What an application itself takes from the settings are bounds of bodies.
    """
    stopped = STOPPED[settings.body_kb, settings.batch_kb]
    app = stopped.pop() if stopped else create_app(settings, hands)
    app.router.lifespan_context = lifespan(settings, hands)
    yield app
    stopped.append(app)


STOPPED: defaultdict[tuple[int, int], list[FastAPI]] = defaultdict(list)


@contextmanager
def started(app: FastAPI) -> Iterator[TestClient]:
    with ExitStack() as stack:
        quick = SimpleNamespace(collect=lambda: None, freeze=frozen_once, set_threshold=lambda *given: None)
        with patch("service.app.gc", quick):
            client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
        yield client


@cache
def frozen_once() -> None:
    """What is frozen is never given back: if each start did it, all that each test has made would stay in memory."""
    gc.collect()
    gc.freeze()


def copied(url: str) -> bool:
    """Whether a file of SQLite that was not there is now, with all tables: migrations take half the time of a start."""
    where = make_url(url)
    file = Path(where.database or "")
    if where.get_backend_name() != "sqlite" or file.exists() or not file.parent.is_dir():
        return False
    file.write_bytes(empty_tables())
    return True


@cache
def empty_tables() -> bytes:
    """A file of SQLite after all migrations."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "test.db"
        db.upgrade(Settings(database_url=f"sqlite:///{file}"))
        return file.read_bytes()


@pytest.fixture
def api(serve: Serve, sqlite_url: str) -> Iterator[Api]:
    """A service on SQLite, called with the admin key."""
    with serve(sqlite_url) as running:
        yield running


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One service on SQLite for all tests that leave nothing behind: it starts once."""
    folder = tmp_path_factory.mktemp("shared")
    with running(Hands(), folder, f"sqlite:///{folder / 'test.db'}") as api:
        yield api


@cache
def empty_tables_of(cluster: postgres.Cluster) -> str:
    """A database of PostgreSQL after all migrations, to be copied."""
    url = cluster.url()
    db.upgrade(Settings(database_url=url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, serve: Serve) -> Iterator[Api]:
    """A service on SQLite, and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("api")
        return
    cluster = request.getfixturevalue("cluster")
    url = cluster.url(like=empty_tables_of(cluster))
    try:
        with serve(url, migrate=False) as running:
            yield running
    finally:
        cluster.drop(url)
