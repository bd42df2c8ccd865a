"""Services in this process as in the tests of the service, and real ones that the tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests import postgres
from tests.faults.served import Served, served
from tests.service.conftest import api, both, hands, serve

__all__ = ["api", "both", "hands", "serve"]


@dataclass(frozen=True)
class Place:
    """A database, and if it is one of PostgreSQL, the cluster that serves it and nothing else."""

    url: str
    cluster: postgres.Cluster | None = None

    def another(self) -> str:
        return f"{self.url}.other" if self.cluster is None else self.cluster.url()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """For all tests of one file."""
    if request.param == "sqlite":
        yield Place(f"sqlite:///{tmp_path_factory.mktemp('rows') / 'test.db'}")
        return
    with postgres.cluster() as cluster:
        yield Place(cluster.url(), cluster)


@pytest.fixture(scope="module")
def server(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(place.url, tmp_path_factory.mktemp("files")) as running:
        yield running
