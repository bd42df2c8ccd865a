"""Learners who save responses as fast as they can: `python -m tests.faults.writer FOLDER JOURNAL COUNT SYNCHRONOUS`.

Runs under the recorder of power cuts. Prints each text that was acknowledged, and how long the journal was by then.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service import database as db
from tests.service.conftest import Hands, running
from tests.service.learners import quiz, start


def main(folder: str, journal: str, count: str, synchronous: str) -> None:
    careful = db._on_connect

    def connected(connection: sqlite3.Connection, record: object) -> None:
        careful(connection, record)
        connection.execute(f"PRAGMA synchronous = {synchronous}")

    db._on_connect = connected
    with running(Hands(), Path(folder), f"sqlite:///{folder}/test.db", migrate=True) as api:
        week = quiz(api)
        attempts = [start(api, week, learner)["id"] for learner in "abc"]

        def write(which: int) -> None:
            for n in range(int(count)):
                text = f"{{{which}, {n}}}"
                api.put(f"/attempts/{attempts[which]}/responses/1/1", {"response": text})
                said = f"{os.path.getsize(journal)} {text}\n"
                os.write(1, said.encode())

        with ThreadPoolExecutor(len(attempts)) as threads:
            list(threads.map(write, range(len(attempts))))
        os.write(1, b"done\n")
        os._exit(0)  # no orderly end, which would tidy up


if __name__ == "__main__":
    main(*sys.argv[1:])
