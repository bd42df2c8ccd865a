"""Work in a process of its own: `python -m MODULE ARGUMENTS… < order.json`, where `service.jobs.speak` speaks.

It is a process because large work takes hundreds of megabytes, which only the end of a process gives back, because it
can be killed, and because the service goes on answering meanwhile.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from sqlmodel import Session

from service.jobs.kinds import Job, Stopped
from service.jobs.speak import Message
from service.server import Server

BEAT = 1.0
"""Seconds between looks at whether the work is still wanted, and between notes of progress."""
LIMIT = 1_800.0
"""Seconds after which work is killed."""


class PressFailed(Exception):
    """The process ended before its work did: killed for its memory, say. It may go better another time."""


def follow(job: Job, program: Sequence[str], order: bytes, note: Callable[[Message], None]) -> Message:
    """Run a program for a job; its last word, `{"done": …}` or `{"error": …}`.

    `note` gets the latest of what it said on its way, at most once a `BEAT`, and also when it says nothing; whatever
    `note` raises, such as `Lost`, kills the process and goes on to the caller. Raises `Stopped` when the service stops
    and `PressFailed` when the process ends without a last word, or with one that says it may go better again.
    """
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    said: queue.Queue[Message | None] = queue.Queue()
    talk = threading.Thread(target=_converse, args=(process, order, said), name="press", daemon=True)
    talk.start()
    try:
        last = _last_word(job, process, said, note)
    finally:
        process.kill()
        process.wait()
        talk.join()
    if last.get("again"):
        raise PressFailed(str(last.get("error")))
    return last


def made(
    server: Server,
    job: Job,
    program: Sequence[str],
    order: bytes,
    note: Callable[[Session, int], None],
    put_back: Callable[[Session], None],
) -> Message:
    """Run a program for a job; its last word. Its steps are noted by `note`; what ends before its time is put back.

    Both write while the job is held, so they raise `Lost` once another has taken it over.
    """

    def noted(message: Message) -> None:
        with server.database.write() as session:
            job.hold(session)
            note(session, int(message.get("step", 0)))

    try:
        return follow(job, program, order, noted)
    except (PressFailed, Stopped):
        with server.database.write() as session:
            job.hold(session)
            put_back(session)
        raise


def module(name: str, *arguments: object) -> list[str]:
    """The command line that runs a module of ours."""
    return [sys.executable, "-m", name, *map(str, arguments)]


def environment() -> dict[str, str]:
    """What the program needs to know of its surroundings: no secret, no database."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR", "MPLCONFIGDIR") if name in os.environ}
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)
    return {**kept, "PYTHONPATH": path, "LANG": "C.UTF-8"}


def _last_word(
    job: Job, process: subprocess.Popen[bytes], said: queue.Queue[Message | None], note: Callable[[Message], None]
) -> Message:
    latest: Message = {}
    noted, end = time.monotonic(), time.monotonic() + LIMIT
    while True:
        try:
            message = said.get(timeout=BEAT)
        except queue.Empty:
            message = latest
        if message is None:
            raise PressFailed(f"the process ended with status {process.wait()}")
        if "done" in message or "error" in message:
            return message
        latest, now = message, time.monotonic()
        if job.stopping.is_set():
            raise Stopped
        if now > end:
            return {"error": f"it took longer than {LIMIT:.0f} s"}
        if now - noted >= BEAT:
            noted = now
            note(latest)


def _converse(process: subprocess.Popen[bytes], order: bytes, said: queue.Queue[Message | None]) -> None:
    """Hand the program its order and pass on what it says; None when it says no more."""
    assert process.stdin is not None and process.stdout is not None
    with process.stdout as words:
        try:
            with process.stdin as ears:
                ears.write(order)
            for line in words:
                said.put(json.loads(line))
        except BrokenPipeError:
            pass  # it did not listen to the end: its status says more
        except ValueError as error:
            said.put({"error": f"the process cannot be understood: {error}"})
    said.put(None)
