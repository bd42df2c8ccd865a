"""A running service for each test, with a clock that tests set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.config import Settings
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
    app = create_app(Settings(**{"database_url": url} | given | changes), hands)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Api(app, client)


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


@pytest.fixture
def both(serve: Serve, database_url: str) -> Iterator[Api]:
    """A service on SQLite, and on PostgreSQL."""
    with serve(database_url) as running:
        yield running
