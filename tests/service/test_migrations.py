"""Migrations give the tables the code expects, and keep rows."""

import hashlib
import json
import threading
from datetime import UTC, datetime
from importlib.resources import files
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, select, text

from service import database as db
from service.config import Settings
from service.tables import TABLES, metadata

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
ROWS = {
    "server_secret": [{"id": 1, "value": "a" * 64}],
    "api_key": [
        {"id": ONE, "name": "Größe ∀", "prefix": "pb_1", "digest": "d", "scopes": ["admin"], "created_at": NOW,
         "expires_at": None, "last_used_at": NOW},
    ],
    "quiz": [
        {"id": ONE, "title": "q", "state": "published", "revision": 3, "sections": [{"pick": {"topics": ["a.b"]}}],
         "time_limit_s": 60, "attempts_allowed": None, "opens_at": NOW, "due_at": None, "closes_at": NOW, "late": "flag",
         "feedback": "immediate", "tries_per_part": 2, "penalty": 0.1, "shuffle": True, "locale": "de",
         "hint_penalty": 0.25, "policy": "mean", "created_at": NOW},
    ],
    "regrade": [
        {"id": ONE, "quiz_id": ONE, "plan": {"reason": "x"}, "report": "{}", "caller": "c", "applied_at": NOW,
         "undone_at": None},
    ],
    "attempt": [
        {"id": each, "quiz_id": ONE, "learner": f"s-{n}", "name": None, "number": 1, "state": "open", "started_at": NOW,
         "deadline": NOW, "submitted_at": None, "submitted_by": None, "marked_at": None, "judging": None,
         "judging_since": None, "score": 1 / 3, "max_score": 2.0, "pending_review": 0, "tally": "{}", "extension_s": 60,
         "effective": "[]", "version": 7}
        for n, each in enumerate((ONE, TWO))
    ],
    "item": [{"attempt_id": ONE, "item": 1, "points": 2.5, "shares": [0.25, 0.75], "exercise": '{"generator": "a.b.c", "version": 1, "level": "core", "seed": 340282366920938463}', "question": "f" * 64, "place": 1, "recipe": "a.b.c@1:core:340282366920938463"}],
    "response": [
        {"id": 2**40, "attempt_id": ONE, "item": 1, "part": 1, "text": "-2+3 ≤ \\frac12\n", "format": "latex", "at": NOW,
         "cause": "save", "late": False, "counts": True},
    ],
    "verdict": [
        {"id": 1, "response_id": 2**40, "cause": "submit", "outcome": "correct", "score": 1.0, "verdict": "{}",
         "context": "[]", "checker": "1", "at": NOW, "equal": "e" * 64, "regrade_id": ONE},
    ],
    "hint": [{"attempt_id": ONE, "item": 1, "part": 1, "n": 1, "after": 2**40, "at": NOW}],
    "rekeyed": [{"regrade_id": ONE, "attempt_id": ONE, "item": 1, "exercise": "{}"}],
    "override": [{"id": 1, "attempt_id": ONE, "item": 1, "points": 0.5, "reason": "Größe", "caller": "c", "at": NOW}],
    "accommodation": [
        {"learner": "s-1", "time_factor": 1.5, "extra_time_s": 60, "extension_s": 3600, "extra_attempts": 1, "reason": "",
         "revision": 2, "changed_at": NOW},
    ],
    "worksheet": [
        {"id": ONE, "owner": "k", "blueprint": {"title": "Größe"}, "key": "ab" * 16, "set": "M2XD9FBC", "quiz_id": ONE,
         "seed": 2**52, "state": "done", "progress": 1, "steps": 1, "repeated": 0, "error": None,
         "created_at": NOW, "finished_at": NOW},
    ],
    "marked_sheet": [{"worksheet_id": ONE, "number": 3, "learner": "s-1", "attempt_id": ONE}],
    "review": [
        {"id": ONE, "equal": "e" * 64, "quiz_id": ONE, "response_id": 2**40, "state": "settled", "decisions": 1,
         "outcome": "partial", "score": 0.5, "reason": "", "caller": "c", "created_at": NOW, "settled_at": NOW},
    ],
    "audit": [{"id": 1, "at": NOW, "caller": "c", "action": "a", "subject": "/quizzes", "detail": {"∀": 1}}],
    "event": [{"id": 1, "key": ONE, "tx": 2**40, "type": "score.changed", "at": NOW, "data": {"score": 0.1}}],
    "webhook": [
        {"id": ONE, "url": "https://a.example", "types": ["score.changed"], "name": "Größe", "active": True,
         "created_at": NOW, "seen_tx": 2**40, "seen_id": 7},
    ],
    "delivery": [
        {"id": ONE, "webhook_id": ONE, "event_id": 1, "state": "pending", "tries": 2, "next_at": NOW, "status": 503,
         "error": None, "created_at": NOW, "delivered_at": None},
    ],
    "idempotent": [
        {"caller": "c", "route": "POST /x", "key": "k", "digest": "d", "status": 201, "headers": "{}", "body": "b",
         "at": NOW},
    ],
    "export": [
        {"id": ONE, "owner": "c", "blueprint": {"title": "Größe"}, "seed": 2**52, "state": "done", "progress": 2, "steps": 2,
         "bytes": 2**40, "report": {"items": []}, "error": None, "created_at": NOW, "finished_at": NOW},
    ],
    "job": [
        {"id": 1, "kind": "worksheet", "subject": str(ONE), "state": "queued", "tries": 1, "due_at": NOW, "seen_at": None,
         "error": "x", "created_at": NOW},
    ],
}  # fmt: skip


@pytest.fixture
def settings(database_url, tmp_path):
    return Settings(database_url=database_url, data=tmp_path)


ADDED = {
    "quiz": {"locale", "hint_penalty", "policy"},
    "attempt": {"extension_s", "effective", "version"},
    "item": {"question", "place", "recipe"},
    "verdict": {"equal", "regrade_id"},
}
"""Columns that came after the first revision."""
LATER = {
    "worksheet",
    "marked_sheet",
    "regrade",
    "hint",
    "rekeyed",
    "override",
    "accommodation",
    "review",
    "audit",
    "event",
    "webhook",
    "delivery",
    "job",
    "export",
}
"""Tables that came after it."""
FIRST = [name for name in ROWS if name not in LATER]


def here(database, names):
    """Those tables that this kind of database has."""
    kind = database.engine.dialect.name
    return [name for name in names if metadata.tables[name].info.get("only", kind) == kind]


def digests(database, tables, *, first=False):
    """A hash of all rows of each table, in order; with `first` of the columns of the first revision only."""
    found = {}
    with database.read() as session:
        for name in here(database, tables):
            table = metadata.tables[name]
            columns = [column for column in table.columns if column.name not in ADDED.get(name, ()) or not first]
            rows = session.execute(select(*columns).order_by(*table.primary_key.columns)).all()
            assert rows, name
            text = json.dumps([tuple(map(str, row)) for row in rows])
            found[name] = hashlib.sha256(text.encode()).hexdigest()
    return found


def fill(database):
    with database.write() as session:
        for name in here(database, ROWS):
            session.execute(insert(metadata.tables[name]), ROWS[name])


def test_tables_are_what_the_code_expects(settings):
    db.upgrade(settings)
    database = db.Database(settings)
    with database.write() as session:
        ours = here(database, metadata.tables)
        opts = {"compare_type": True, "include_name": lambda name, type, _: type != "table" or "procrastinate" not in name,
                "include_object": lambda thing, name, type, *_: type != "table" or name in ours}  # fmt: skip
        context = MigrationContext.configure(session.connection(), opts=opts)
        assert compare_metadata(context, metadata) == []
        assert db.missing_revisions(session) is None
    database.close()


def test_a_fresh_database_says_what_is_missing(settings):
    db.make_folder(settings)
    database = db.Database(settings)
    with database.write() as session:
        assert "db upgrade" in db.missing_revisions(session)
    database.close()


def test_up_down_up_keeps_every_row(settings):
    db.upgrade(settings)
    database = db.Database(settings)
    fill(database)
    before = digests(database, FIRST, first=True)
    db.downgrade(settings, "0001")
    assert digests(database, FIRST, first=True) == before
    with database.read() as session:
        assert not LATER & set(inspect(session.connection()).get_table_names())
    db.upgrade(settings)
    assert digests(database, FIRST, first=True) == before
    with database.read() as session:
        item = metadata.tables["item"]
        assert session.execute(select(item.c.place, item.c.recipe)).all() == [(1, "a.b.c@1:core:340282366920938463")]
        assert session.execute(select(metadata.tables["quiz"].c.policy)).scalars().all() == ["best"]
        assert session.execute(select(metadata.tables["quiz"].c.locale)).scalars().all() == ["en"]
    database.close()


def test_down_to_nothing_and_up_again(settings):
    db.upgrade(settings)
    db.downgrade(settings, "base")
    database = db.Database(settings)
    with database.read() as session:
        assert set(inspect(session.connection()).get_table_names()) <= {"alembic_version"}
    db.upgrade(settings)
    fill(database)
    assert len(digests(database, ROWS)) == len(here(database, ROWS))
    database.close()


def test_what_waited_to_be_printed_still_waits(settings):
    db.upgrade(settings, "0006")
    database = db.Database(settings)
    columns = "id, owner, blueprint, seed, state, progress, steps, repeated, tries, created_at"
    with database.write() as session:
        for n, state in enumerate(("queued", "running", "done")):
            id = UUID(int=n).hex if settings.on_sqlite else UUID(int=n)
            values = f"'{id}', 'o', '{{}}', 1, '{state}', 0, 1, 0, 1, '2026-03-01 12:00:00'"
            session.execute(text(f"INSERT INTO worksheet ({columns}) VALUES ({values})"))
    db.upgrade(settings)
    asked = "SELECT subject FROM job" if settings.on_sqlite else "SELECT args->>'subject' FROM procrastinate_jobs"
    with database.read() as session:
        assert {*session.execute(text(asked)).scalars()} == {str(UUID(int=0)), str(UUID(int=1))}
    database.close()


def test_the_tables_of_procrastinate_are_those_of_the_package_that_is_installed():
    """When this fails, the package has new tables: they need a migration, and this copy stays as it is."""
    copy = (db.MIGRATIONS / "procrastinate.sql").read_text().partition("\n")[2]
    assert copy == (files("procrastinate") / "sql" / "schema.sql").read_text()


def test_every_table_is_listed_and_filled_here():
    assert {table.__tablename__ for table in TABLES} == set(metadata.tables) == set(ROWS)


def test_processes_that_start_together_migrate_once(settings):
    failures = []

    def start():
        try:
            db.upgrade(settings)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    database = db.Database(settings)
    with database.write() as session:
        assert db.missing_revisions(session) is None
    database.close()


def test_a_new_sqlite_file_can_be_opened_by_many_at_once(tmp_path):
    """Its journal is changed when nobody else is in the file, and SQLite does not wait for that by itself."""
    failures = []

    def come(database, together):
        together.wait()
        try:
            with database.read() as session:
                assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        except Exception as error:
            failures.append(error)

    for n in range(40):
        settings = Settings(database_url=f"sqlite:///{tmp_path / str(n)}.db", data=tmp_path)
        databases, together = [db.Database(settings) for _ in range(8)], threading.Barrier(8)
        threads = [threading.Thread(target=come, args=(each, together)) for each in databases]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for each in databases:
            each.close()
    assert failures == []


def test_sqlite_keeps_what_it_acknowledged(sqlite_url, tmp_path):
    database = db.Database(Settings(database_url=sqlite_url, data=tmp_path))
    with database.read() as session:
        connection = session.connection()
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    database.close()
