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

    def wait(self, gen: Generator[Any, Any, Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        end = time.monotonic() + self.seconds
        try:
            return super().wait(gen, interval, self.seconds)
        except psycopg.OperationalError:
            if time.monotonic() < end:
                raise
            self.pgconn.finish()  # what may still come belongs to no request any more
            raise psycopg.OperationalError(f"no answer within {self.seconds:.0f} s") from None


def connect(seconds: float, *where: Any, **how: Any) -> Bounded:
    """How long connecting may take is among `how`."""
    connection = Bounded.connect(*where, **how)
    connection.seconds = seconds
    return connection
