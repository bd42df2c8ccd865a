"""Writers on SQLite: one at a time, and those who wait in line share a commit.

A commit waits for the disk, some milliseconds, and SQLite lets one writer in at a time. So whoever finds others waiting
hands the transaction on to them with its own changes in it, and the last one commits for all. Nobody goes on before
that: what was written is on the disk, or all who took part are told that it is not.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from service.errors import DatabaseUnavailable

Mode = Literal["create_savepoint", "rollback_only"]
MOST = 32
"""Writers that share a commit."""


class _Batch:
    """One transaction of the database, with the changes of several writers in it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.writers = 0
        self.error: BaseException | None = None
        self._over = threading.Event()

    def commit(self) -> None:
        try:
            self.connection.commit()
        except BaseException as error:
            self.fail(error)
        self.end()

    def fail(self, error: BaseException) -> None:
        """All of it is taken back."""
        self.error = error
        with suppress(DBAPIError):
            self.connection.rollback()

    def end(self) -> None:
        with suppress(DBAPIError):
            self.connection.close()
        self._over.set()

    def wait(self) -> None:
        """Until it is on the disk. Raises what kept it from that."""
        self._over.wait()
        if isinstance(self.error, DBAPIError):
            raise self.error
        if self.error is not None:
            raise DatabaseUnavailable("another request that was written with this one failed", seconds=1)


class Together:
    """`with together.session() as session`, or `with together.connection() as connection`: what is written there is
    committed at the end, or none of it."""

    def __init__(self, engine: Engine, seconds: float) -> None:
        """Longest wait in line: `seconds`."""
        self._engine, self._seconds = engine, seconds
        self._line = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._turn() as batch:
            # The first one may undo the transaction itself; those after it only what they did.
            mode: Mode = "create_savepoint" if batch.writers else "rollback_only"
            made = Session(batch.connection, expire_on_commit=False, join_transaction_mode=mode)
            with made as session, session.begin():
                yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Cheaper, for there is nothing to go back to: whoever fails after having written takes all others along."""
        with self._turn() as batch:
            driver = cast(sqlite3.Connection, batch.connection.connection.dbapi_connection)
            before = driver.total_changes
            try:
                yield batch.connection
            except BaseException as error:
                if driver.total_changes != before:
                    batch.fail(error)
                raise

    @contextmanager
    def _turn(self) -> Iterator[_Batch]:
        self._enter()
        try:
            batch = self._batch or self._begun()
        except BaseException:
            self._line.release()
            raise
        mine: BaseException | None = None
        try:
            yield batch
        except BaseException as error:
            mine = error
            if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
                batch.fail(error)  # SQLite may have undone more than the statement
            raise
        finally:
            self._leave(batch)
            if mine is None or mine is not batch.error:
                batch.wait()

    def _enter(self) -> None:
        with self._counting:
            self._waiting += 1
        got = self._line.acquire(timeout=self._seconds)
        with self._counting:  # who leaves looks at the count and opens the line in one step, too
            self._waiting -= 1
            got = got or self._line.acquire(blocking=False)
        if not got:
            raise DatabaseUnavailable("the database is locked by other writers", seconds=1)

    def _begun(self) -> _Batch:
        connection = self._engine.connect()
        try:
            connection.begin()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            connection.close()
            raise
        self._batch = _Batch(connection)
        return self._batch

    def _leave(self, batch: _Batch) -> None:
        batch.writers += 1
        if batch.connection.in_transaction() and batch.error is None:
            with self._counting:
                if self._waiting and batch.writers < MOST:
                    self._line.release()
                    return
            batch.commit()
        else:
            batch.end()
        self._batch = None
        self._line.release()
