"""Writers on SQLite share commits: nobody goes on before the disk has it, and nobody suffers from another's failure."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from service.config import Settings
from service.database import Database
from service.errors import DatabaseUnavailable

WRITERS = 12
BROKEN = 99
"""The disk fails this writer."""
REFUSED = 98
"""This writer reads, and then does not write."""
Way = Callable[[Database], AbstractContextManager[Connection]]


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    made = Database(Settings(database_url=sqlite_url))
    with made.write() as session:
        session.connection().execute(text("CREATE TABLE kept (n INTEGER PRIMARY KEY)"))
    yield made
    made.close()


def kept(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.connection().execute(text("SELECT n FROM kept ORDER BY n")).scalars())


@contextmanager
def session(database: Database) -> Iterator[Connection]:
    with database.write() as session:
        yield session.connection()


def guarded(database: Database) -> AbstractContextManager[Connection]:
    return database.guarded()


def together(
    database: Database, numbers: list[int], way: Way = session
) -> tuple[list[BaseException | None], list[list[int]]]:
    """One writer a number, all in line before the first begins: what each was told, and what it could read then."""
    seen: list[list[int]] = []

    def write(n: int) -> BaseException | None:
        try:
            with way(database) as connection:
                if n == REFUSED:
                    raise ValueError(n)
                connection.execute(text("INSERT INTO kept VALUES (:n)"), {"n": n})
                if n == BROKEN:
                    raise OperationalError("INSERT", {}, Exception("disk I/O error"))
                if n < 0:
                    raise ValueError(n)
        except Exception as error:
            return error
        seen.append(kept(database))
        assert n in seen[-1], "acknowledged before it was committed"
        return None

    with ThreadPoolExecutor(len(numbers)) as pool:
        with suppress(OperationalError, DatabaseUnavailable), database.write():  # takes part, too
            told = [pool.submit(write, n) for n in numbers]
            end = time.monotonic() + 5
            while database._together._waiting < len(numbers) and time.monotonic() < end:
                time.sleep(0.001)
        return [each.result() for each in told], seen


@pytest.fixture
def commits(database: Database) -> list[int]:
    found: list[int] = []

    @event.listens_for(database.engine, "commit")  # readers have nothing to commit
    def count(_: Connection) -> None:
        found.append(1)

    return found


@pytest.mark.parametrize("way", [session, guarded])
def test_those_who_wait_share_a_commit_and_go_on_after_it(database, commits, way):
    told, seen = together(database, list(range(WRITERS)), way)
    assert told == [None] * WRITERS and kept(database) == list(range(WRITERS))
    assert 0 < len(commits) < WRITERS / 2, "each had a commit of its own"
    assert all(each == list(range(WRITERS)) for each in seen)


def test_a_writer_that_fails_takes_back_only_what_it_wrote(database):
    told, _ = together(database, [1, -2, 3, -4, 5])
    assert [type(each) for each in told] == [type(None), ValueError, type(None), ValueError, type(None)]
    assert kept(database) == [1, 3, 5]


@pytest.mark.parametrize("way", [session, guarded])
def test_a_writer_that_wrote_nothing_fails_alone(database, way):
    told, _ = together(database, [1, REFUSED, 3], way)
    assert [type(each) for each in told] == [type(None), ValueError, type(None)]
    assert kept(database) == [1, 3]


def test_a_guarded_writer_that_fails_after_it_wrote_takes_those_before_it_along(database):
    told, _ = together(database, [1, -2, 3], guarded)
    assert [type(each) for each in told] == [DatabaseUnavailable, ValueError, type(None)]
    assert kept(database) == [3]
    assert together(database, [4, 5], guarded)[0] == [None, None] and kept(database) == [3, 4, 5]


def test_a_row_that_is_there_already_harms_only_who_adds_it(database):
    told, _ = together(database, [1, 2, 3, 2, 4])
    assert sum(isinstance(each, IntegrityError) for each in told) == 1
    assert kept(database) == [1, 2, 3, 4]


def test_all_who_took_part_are_told_that_the_commit_failed(database, monkeypatch):
    def full(_: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(Connection, "commit", full)
    told, _ = together(database, [1, 2, 3])
    assert [type(each) for each in told] == [OperationalError] * 3
    monkeypatch.undo()
    assert kept(database) == []
    assert together(database, [4, 5])[0] == [None, None] and kept(database) == [4, 5]


def test_after_a_failure_of_the_disk_what_was_acknowledged_is_there_and_nothing_else(database):
    numbers = [1, 2, BROKEN, 3, 4]
    told, _ = together(database, numbers)
    assert isinstance(told[2], OperationalError)
    assert kept(database) == [n for n, error in zip(numbers, told, strict=True) if error is None]


def test_many_writers_for_a_while_lose_nothing(database):
    written = set()
    failed = threading.Event()

    def work(first: int) -> None:
        for n in range(first, first + 40):
            try:
                with database.write() as session:
                    session.connection().execute(text("INSERT INTO kept VALUES (:n)"), {"n": n})
                    if n % 7 == 0:
                        raise ValueError(n)
                written.add(n)
            except ValueError:
                failed.set()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(0, 8_000, 1_000)))
    assert failed.is_set() and set(kept(database)) == written == {n for n in written if n % 7}
