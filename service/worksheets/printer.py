"""The printer of one server process: a thread that takes orders from the table, one at a time.

Each is printed by a process of its own, so that the service goes on answering and its memory stays small. Orders are
rows, so they survive a restart; a printer that falls silent loses its order to another.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from datetime import datetime
from typing import Any

from service.config import Settings
from service.database import Database
from service.logs import log
from service.server import Clock
from service.worksheets import press
from service.worksheets import service as worksheets
from service.worksheets.models import Worksheet

LOOK = 5.0
"""Seconds between looks at the table when nobody rings."""
BEAT = 1.0
"""Seconds between notes of progress."""
LIMIT = 1_800.0
"""Seconds after which an order is given up."""

Message = dict[str, Any]


class Lost(Exception):
    """The order belongs to another printer now, or this one is to stop."""


class Printer:
    """`start` it with the service, `ring` when there is a new order, `close` it at the end."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database, self._settings, self._clock = database, settings, clock
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="printer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ring(self) -> None:
        self._bell.set()

    def close(self) -> None:
        """Stop; an order that is being printed goes back into the queue."""
        self._stopping.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                row = self._next()
                if row is not None:
                    self._print(row)
                    continue
            except Exception as error:  # the database is down, the disk is full: the order waits for better times
                log.warning("printer", error=str(error)[:300])
            self._bell.wait(LOOK)
            self._bell.clear()

    def _next(self) -> Worksheet | None:
        with self._database.write() as session:
            return worksheets.claim(session, self._clock())

    def _print(self, row: Worksheet) -> None:
        process = subprocess.Popen(
            press.command(worksheets.folder(self._settings, row.id), row.seed),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=press.environment(),
        )
        said: queue.Queue[Message | None] = queue.Queue()
        talk = threading.Thread(target=_converse, args=(process, row, said), daemon=True)
        talk.start()
        try:
            last = self._follow(process, said, row)
        except Lost:
            with self._database.write() as session:
                worksheets.give_back(session, row.id, row.tries)
            return
        finally:
            process.kill()
            process.wait()
            talk.join()
        with self._database.write() as session:
            if (mine := session.get(Worksheet, row.id)) is not None and mine.tries == row.tries:
                _finish(mine, last, self._clock())

    def _follow(self, process: subprocess.Popen[bytes], said: queue.Queue[Message | None], row: Worksheet) -> Message:
        """The press's last word; its steps are noted as they come. Raises `Lost`."""
        progress, noted, end = 0, time.monotonic(), time.monotonic() + LIMIT
        while True:
            try:
                message = said.get(timeout=BEAT)
            except queue.Empty:
                message = {}
            if message is None:
                return {"error": f"the printing process ended with status {process.wait()}"}
            if "done" in message or "error" in message:
                return message
            progress = message.get("step", progress)
            now = time.monotonic()
            if now > end:
                return {"error": f"printing took longer than {LIMIT:.0f} s"}
            if now - noted >= BEAT:
                noted = now
                self._note(row, progress)

    def _note(self, row: Worksheet, progress: int) -> None:
        if self._stopping.is_set():
            raise Lost
        with self._database.write() as session:
            if not worksheets.note(session, row.id, row.tries, progress, self._clock()):
                raise Lost


def _converse(process: subprocess.Popen[bytes], row: Worksheet, said: queue.Queue[Message | None]) -> None:
    """Hand the press its order and pass on what it says; None when it says no more."""
    assert process.stdin is not None and process.stdout is not None
    with process.stdout as words:
        try:
            with process.stdin as ears:
                ears.write(json.dumps(row.blueprint).encode())
            for line in words:
                said.put(json.loads(line))
        except BrokenPipeError:
            pass  # it did not listen to the end: its status says more
        except ValueError as error:
            said.put({"error": f"the printing process cannot be understood: {error}"})
    said.put(None)


def _finish(row: Worksheet, last: Message, now: datetime) -> None:
    worksheets.finish(row, now, repeated=int(last.get("repeated", 0)), error=last.get("error"))
    if row.error is not None:
        log.warning("worksheet", id=str(row.id), error=row.error)
