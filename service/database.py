"""The database: transactions, migrations, backups.

Transactions are opened inside endpoints, not by dependencies: one that waits for a lock holds a thread of the pool,
and if its holder needed a further thread to go on, forty waiting requests would stop the forty-first from finishing.
A transaction is committed before the endpoint returns, so a failed commit never looks like a success.
"""

from __future__ import annotations

import math
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from service.config import Settings
from service.errors import DatabaseUnavailable
from service.files import settled
from service.together import Together

LOCK_SECONDS = 5.0
"""Longest wait for a lock; after it the client is told to come again."""
STATEMENT_SECONDS = 15.0
"""Longest that PostgreSQL works on one statement of a request."""
IDLE_SECONDS = 1.0
"""How long a connection to PostgreSQL may lie idle and still be used without being tried first."""
SILENCE_SECONDS = 5.0
"""How much longer a statement is waited for than PostgreSQL may take: past that it has stopped, or is cut off."""
MIGRATION_SECONDS = 3_600.0
"""Longest that one statement of a migration may take."""
MIGRATIONS = Path(__file__).parent.parent / "migrations"
POSTGRES = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "tcp_user_timeout": 15_000,
    "application_name": "problembank",
    "options": f"-c lock_timeout={LOCK_SECONDS:.0f}s -c synchronous_commit=on -c timezone=UTC "
    "-c idle_in_transaction_session_timeout=60s",
}
ADVISORY = 7_305_531_402
"""The lock of PostgreSQL that migrations and the first start take."""


class BackupFailed(Exception):
    """The message says which file and why."""


class Database:
    """`with database.read() as session`, `with database.write() as session`: one transaction each.

    Writers on SQLite begin with `BEGIN IMMEDIATE`, so that what they read stays true until they commit, and take turns
    within the process, since waiting in line is fairer than polling the file: `service/together.py`. Readers on
    PostgreSQL see what is committed when they ask, statement by statement, as they would within a transaction.
    """

    def __init__(self, settings: Settings, statement_seconds: float = STATEMENT_SECONDS) -> None:
        self.settings = settings
        self.engine = _engine(settings, statement_seconds)
        self._reading = _Snapshot if settings.on_sqlite else Session
        self._together = Together(self.engine, LOCK_SECONDS) if settings.on_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self._reading(self.engine) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """For one query that is a transaction by itself."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Commits at the end, or rolls back all of it. Never open one inside another."""
        with self._together.session() if self._together is not None else self._alone() as session:
            yield session

    @contextmanager
    def guarded(self) -> Iterator[Connection]:
        """To read, and then to write what holds only if nothing that was read has changed: one statement on PostgreSQL,
        which finds that out by itself, so that nothing is sent there and back to begin and to end a transaction. On
        SQLite it is one transaction, as with `write`.
        """
        with self._together.connection() if self._together is not None else self.glance() as connection:
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.connection().exec_driver_sql("BEGIN")
            yield session

    def alone(self, session: Session) -> None:
        """Wait until no other server process is in a transaction that called this; a writer on SQLite always is."""
        if not self.settings.on_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY})

    def close(self) -> None:
        self.engine.dispose()


class _Snapshot(Session):
    """Sees one state of an SQLite database, from its first query on."""


@event.listens_for(_Snapshot, "after_begin")
def _begin(_: Session, __: SessionTransaction, connection: Connection) -> None:
    """This touches no file, so that it cannot fail and needs none of SQLAlchemy's care."""
    cast(sqlite3.Connection, connection.connection.dbapi_connection).execute("BEGIN")


def _engine(settings: Settings, statement_seconds: float) -> Engine:
    # Drivers begin no transactions by themselves; what needs one says so, for an engine that listens to `begin` asks at
    # every statement who else listens. Parameters are hidden, or errors in the log would repeat what learners typed.
    # The connection that was used last is used next: what it holds in memory is warm, and the others stay small.
    make = partial(create_engine, settings.url, pool_timeout=LOCK_SECONDS, hide_parameters=True, pool_use_lifo=True)
    if not settings.on_sqlite:
        options = f"{POSTGRES['options']} -c statement_timeout={statement_seconds:.0f}s"
        engine = make(
            pool_size=20, max_overflow=10, pool_recycle=1_800,
            connect_args=POSTGRES | {"options": options, "autocommit": True},
        )  # fmt: skip
        event.listen(engine, "do_connect", partial(_connect, statement_seconds + SILENCE_SECONDS))
        event.listen(engine, "checkin", _on_checkin)
        event.listen(engine, "checkout", partial(_on_checkout, engine))
        return engine
    engine = make(pool_size=40, max_overflow=20, connect_args={"check_same_thread": False, "timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _on_connect)
    return engine


def _connect(seconds: float, _: object, __: object, where: Any, how: dict[str, Any]) -> Any:
    from service.bounded import connect  # not needed on SQLite

    return connect(seconds, *where, **how)


def _on_checkin(_: object, record: ConnectionPoolEntry) -> None:
    record.info["since"] = time.monotonic()


def _on_checkout(engine: Engine, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    """A connection that lay idle is tried before it is used; the pool makes another one if it is dead."""
    if time.monotonic() - record.info.get("since", math.inf) > IDLE_SECONDS:
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError(str(error)) from None


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    # Pages that a connection keeps, 500 kB of them here, are thrown away as soon as another connection has written.
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "cache_size = -500"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn to a write-ahead log. A new file must be free for that, and SQLite does not wait for others here."""
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.01)


# Migrations ------------------------------------------------------------------------------------------------------


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the tables up to `revision`, also while others do the same; on SQLite the file and its folder are made."""
    _migrate(settings, "upgrade", revision)


def downgrade(settings: Settings, revision: str) -> None:
    """Take the tables back to `revision`, `base` for none at all. What later revisions added is lost."""
    _migrate(settings, "downgrade", revision)


def _migrate(settings: Settings, direction: str, revision: str) -> None:
    from alembic import command  # slow to import, and a running service does not need it

    make_folder(settings)
    database = Database(settings, MIGRATION_SECONDS)
    try:
        with database.write() as session:
            database.alone(session)
            config = _alembic()
            config.attributes["connection"] = session.connection()
            getattr(command, direction)(config, revision)
    finally:
        database.close()


def make_folder(settings: Settings) -> None:
    """Make the folder of an SQLite file; raises `DatabaseUnavailable` naming it."""
    if not settings.on_sqlite:
        return
    folder = Path(str(settings.url.database)).absolute().parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(f"the folder of the database cannot be made: {error}", seconds=30) from None


def missing_revisions(session: Session) -> str | None:
    """What to say if the tables are not those of this version of the code; None if they are."""
    from alembic.runtime.migration import MigrationContext

    found = frozenset(MigrationContext.configure(session.connection()).get_current_heads())
    wanted = _heads()
    if found == wanted:
        return None
    return f"the tables are at revision {_names(found)}, not {_names(wanted)}: run `problembank db upgrade`"


@cache
def _heads() -> frozenset[str]:
    from alembic.script import ScriptDirectory

    return frozenset(ScriptDirectory.from_config(_alembic()).get_heads())


def _alembic() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _names(revisions: frozenset[str]) -> str:
    return " and ".join(sorted(revisions)) or "none"


# Backups ---------------------------------------------------------------------------------------------------------


def backup(settings: Settings, file: Path) -> None:
    """Copy the database into a new file while the service runs: SQLite's own format, or pg_dump's custom format.

    The file appears only when it is whole. Raises `BackupFailed`.
    """
    if file.exists():
        raise BackupFailed(f"{file} exists already; a backup never overwrites a file")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        if settings.on_sqlite:
            _copy(Path(str(settings.url.database)), part)
        else:
            _dump(settings, part)
        _keep(part, file)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} could not be written: {error}") from None
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def restore(settings: Settings, file: Path) -> None:
    """Put a backup into a place where there is no database yet. Raises `BackupFailed`, and then nothing is changed.

    On PostgreSQL the database must be there and empty.
    """
    if not file.is_file():
        raise BackupFailed(f"there is no backup at {file}")
    if not settings.on_sqlite:
        _pg_restore(settings, file)
        return
    make_folder(settings)
    target = Path(str(settings.url.database)).absolute()
    if target.exists():
        raise BackupFailed(f"there is a database at {target} already: move it away first")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _copy(file, part)
        _keep(part, target)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} could not be restored: {error}") from None
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _copy(source: Path, part: Path) -> None:
    if not source.exists():
        raise BackupFailed(f"there is no database at {source}")
    old, new = sqlite3.connect(source), sqlite3.connect(part)
    try:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
        (found,) = new.execute("PRAGMA integrity_check").fetchone()
    finally:
        old.close()
        new.close()
    if found != "ok":
        raise BackupFailed(f"the copy of {source} is damaged: {found}")


def _dump(settings: Settings, part: Path) -> None:
    _run(settings, "pg_dump", "--format=custom", f"--file={part}", "--dbname={}")


def _pg_restore(settings: Settings, file: Path) -> None:
    """In one transaction: all of it or nothing."""
    database = Database(settings)
    try:
        with database.read() as session:
            found = inspect(session.connection()).get_table_names()
    finally:
        database.close()
    if found:
        raise BackupFailed(f"the database holds {len(found)} tables already: restore into an empty one")
    _run(settings, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--dbname={}", str(file))


def _run(settings: Settings, name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; `{}` among its arguments is the database."""
    program = shutil.which(name)
    if program is None:
        raise BackupFailed(f"{name} is not installed; it comes with PostgreSQL's client programs")
    url = settings.url.set(drivername="postgresql")
    environment = {**os.environ, "PGPASSWORD": url.password} if isinstance(url.password, str) else dict(os.environ)
    where = url.set(password=None).render_as_string(hide_password=False)
    command = [program, *(each.replace("{}", where) for each in arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{name}: {done.stderr.strip() or done.returncode}")


def _keep(part: Path, file: Path) -> None:
    """Give the finished file its name, once its bytes are on the disk."""
    settled(part)
    os.replace(part, file)
    settled(file.absolute().parent)
