"""Connections to PostgreSQL that never wait without end.

The limits a server keeps do not help when it is the server that stands still, and neither do those of TCP: the kernel
goes on acknowledging what a stopped process does not read.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import psycopg


class Bounded(psycopg.Connection[Any]):
    """Closes itself, with an `OperationalError`, when an answer takes longer than `seconds`."""

    seconds = float("inf")

    def wait(self, gen: Generator[Any, Any, Any], *given: Any, **more: Any) -> Any:
        return super().wait(self._bounded(gen), *given, **more)

    def _bounded(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """The same conversation with the socket, as long as the time is not over: whoever waits looks in ten times a
        second with nothing."""
        end = time.monotonic() + self.seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() >= end:
                    self.pgconn.finish()  # what may still come belongs to no request any more
                    raise psycopg.OperationalError(f"no answer within {self.seconds:.0f} s")
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value


def connect(seconds: float, *where: Any, **how: Any) -> Bounded:
    """How long connecting may take is among `how`."""
    connection = Bounded.connect(*where, **how)
    connection.seconds = seconds
    return connection
