"""`problembank` with faults built in: `FAULTS=early,unlocked python -m tests.faults.patched serve …`.

Negative controls: what holds with the real program must break with these, or the tests could not fail.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from service import database as db
from service import idempotency
from service.attempts import frozen, store
from service.attempts import service as attempts
from service.attempts.models import Attempt, Sent
from service.quizzes import service as quizzes

DELAY = 0.15
"""Seconds between looking and acting."""
LATE = 0.6
"""Seconds between the answer and the commit."""


def early() -> None:
    """What learners save is answered before it is committed."""

    line, add = threading.Lock(), store.add_saved

    def added(connection: Connection, known: store.History, sent: Sent) -> Sent | None:
        connection.info["saved"] = True
        return add(connection, known, sent)

    def guarded(self: db.Database) -> Any:
        raise attempts._Changed  # so that all are written below

    @contextmanager
    def write(self: db.Database) -> Iterator[Session]:
        on_sqlite = self._together is not None
        session = Session(self.engine, expire_on_commit=False)
        if on_sqlite:
            line.acquire()
        session.begin()
        session.connection().exec_driver_sql("BEGIN IMMEDIATE" if on_sqlite else "BEGIN")

        def done() -> None:
            session.close()
            if on_sqlite:
                line.release()

        try:
            yield session
            session.flush()
        except BaseException:
            session.rollback()
            done()
            raise
        later = session.connection().info.pop("saved", False)

        def commit() -> None:
            if later:
                time.sleep(LATE)
            session.commit()
            done()

        if later:
            threading.Thread(target=commit, daemon=True).start()
        else:
            commit()

    store.add_saved = added
    db.Database.guarded = guarded  # type: ignore[method-assign]
    db.Database.write = write  # type: ignore[method-assign]


def asynchronous() -> None:
    """PostgreSQL acknowledges commits before they are on the disk."""
    db.POSTGRES["options"] = str(db.POSTGRES["options"]).replace("synchronous_commit=on", "synchronous_commit=off")


def unlocked() -> None:
    """Tries are counted in one transaction and used in another, and rows are not locked."""
    allowed, kept, add_judged = attempts._may_try, store.get, store.add_judged
    looked = threading.local()

    def may_try(*given: Any) -> None:
        if not getattr(looked, "done", False):
            allowed(*given)

    def check_item(server: Any, attempt_id: Any, item: int, asked: Any, once: Any) -> Any:
        with server.database.read() as session:
            row, known = frozen.item(session, attempt_id, item), store.history(session.connection(), attempt_id, item)
            quiz = quizzes.at_revision(session, frozen.quiz(session, attempt_id), known.revision)
            allowed(quiz, row, known.judged, attempts.given(asked, len(row.shares)))
        time.sleep(DELAY)
        looked.done = True
        try:
            return original(server, attempt_id, item, asked, once)
        finally:
            looked.done = False

    def blindly(connection: Connection, known: store.History, *more: Any) -> bool:
        row, _ = store.read(connection, known.attempt.id)
        now = replace(known, attempt=known.attempt._replace(version=row.version))
        return add_judged(connection, now, *more)

    original: Callable[..., Any] = attempts.check_item
    attempts._may_try = may_try
    attempts.check_item = check_item
    store.get = lambda session, id, *, lock=False: kept(session, id)  # type: ignore[assignment]
    store.hold = lambda session, id: None
    store.add_judged = blindly


def uncounted() -> None:
    """Attempts are counted before the transaction that adds one, which neither locks the quiz nor counts again.

    The number is drawn, for the unique constraint on it would hold the limit all the same, and the index that allows one
    open attempt must be dropped by the test.
    """
    of_learner, get, add = store.of_learner, quizzes.get, attempts._add
    counted = threading.local()

    def first_only(session: Session, quiz: Any, learner: str) -> Any:
        if getattr(counted, "known", None) is None:
            counted.known = of_learner(session, quiz, learner)
            time.sleep(DELAY)
        return counted.known

    def start(*given: Any) -> Any:
        counted.known = None
        return original(*given)

    def added(session: Session, quiz: Any, asked: Any, number: int, *more: Any) -> Attempt:
        return add(session, quiz, asked, 1 + int.from_bytes(os.urandom(3), "big"), *more)

    original: Callable[..., Any] = attempts.start
    attempts.start = start
    attempts._add = added
    store.of_learner = first_only
    quizzes.get = lambda session, id, *, lock=False: get(session, id)  # type: ignore[assignment]


def forgetful() -> None:
    """A request that is sent again is done again."""
    idempotency.Once.claim = lambda self, session: None  # type: ignore[method-assign]
    idempotency.Once.look = lambda self, session: None  # type: ignore[method-assign]
    idempotency.Once.release = lambda self, session: None  # type: ignore[method-assign]
    idempotency.Once.keep = lambda self, session, status, result, *, hidden=None: result  # type: ignore[method-assign,assignment]


FAULTS: dict[str, Callable[[], None]] = {
    "early": early,
    "asynchronous": asynchronous,
    "unlocked": unlocked,
    "uncounted": uncounted,
    "forgetful": forgetful,
}
for name in filter(None, os.environ.get("FAULTS", "").split(",")):
    FAULTS[name]()

if __name__ == "__main__":
    from service.cli.main import main

    main()
