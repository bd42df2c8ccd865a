"""What one server process holds: settings, database, secret, workers, clock, counters."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from anyio import CapacityLimiter

from service import database as db
from service.checking import Prover
from service.config import Settings
from service.database import Database
from service.errors import DatabaseUnavailable
from service.judges import Judges
from service.keys import secret as secrets
from service.keys import service as keys
from service.keys.keyring import Keyring
from service.keys.secret import Secret
from service.limits import Buckets
from service.metrics import Metrics
from service.telemetry import tracing

Clock = Callable[[], datetime]
STARTERS = 4
"""Attempts started at a time. Making exercises is slow: a whole class that starts at once waits in line for it, and
not for locks or connections of the database, while those who have started are answered."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Server:
    """Made when the application starts; `close` when it stops."""

    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings)
        self.metrics = Metrics()
        self.prover = Prover.from_settings(settings)
        self.judges = Judges(settings.check_processes)
        self.buckets = Buckets()
        self.starters = CapacityLimiter(STARTERS)
        self.keyring = Keyring(clock)
        self.draining = False
        """Whether it was told to stop: what still comes is answered, and nobody is invited to send more."""
        self._secret: Secret | None = None
        self._starting = threading.Lock()
        self.tracing = tracing(settings)
        self.tracing.watch(self.database.engine)
        self.prover.tell = self.metrics.workers
        self.prover.span = self.tracing.span
        self.metrics.watch(self.database.engine)

    @property
    def secret(self) -> Secret:
        """The server's secret; brings the database up first if it was not there when the service started."""
        return self._secret or self.start()

    @property
    def started(self) -> bool:
        return self._secret is not None

    def start(self) -> Secret:
        """Tables, secret and admin key, once. Raises what the database raises; then the next request tries again."""
        with self._starting:
            if self._secret is None:
                if self.settings.migrate:
                    db.upgrade(self.settings)
                self._secret = self._first_rows()
            return self._secret

    def _first_rows(self) -> Secret:
        with self.database.write() as session:
            if missing := db.missing_revisions(session):
                raise DatabaseUnavailable(missing, seconds=30)
            self.database.alone(session)
            secret = secrets.load(session, self.settings)
            made = keys.bootstrap(session, secret, self.settings, self.clock())
        if made is not None:
            print(f"admin key: {made}", flush=True)
        return secret

    def close(self) -> None:
        self.judges.close()
        self.prover.close()
        self.database.close()
        self.tracing.close()
