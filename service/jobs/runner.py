"""The runner of one server process: procrastinate on PostgreSQL, threads and a table on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from service.jobs.kinds import Kind, Pace, by_name

if TYPE_CHECKING:
    from service.server import Server


class Runner(Protocol):
    """`start` it with the service, `close` it at the end."""

    def start(self) -> None: ...
    def close(self) -> None: ...


def runner(server: Server, kinds: Sequence[Kind], pace: Pace | None = None) -> Runner:
    """For the database of this server, at its usual pace or at another."""
    if server.settings.on_sqlite:
        from service.jobs import local

        return local.Local(server, by_name(kinds), pace or local.PACE)
    from service.jobs import postgres  # slow to import, and needless on SQLite

    return postgres.Postgres(server, by_name(kinds), pace or postgres.PACE)
