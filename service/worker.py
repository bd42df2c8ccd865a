"""The process in which proofs run: `python -m service.worker FD MODULE:FUNCTION SECONDS MEGABYTES`.

It begins as a nursery, which imports the function's module once and then forks a worker in milliseconds whenever it is
asked to. It is started with an empty environment and no open files but its socket, so that neither it nor its workers
hold a secret, a database handle or a connection; where the kernel allows it, a worker can reach none either. It gets
one question at a time and answers with one byte.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import resource
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from service import sealing

YES, NO, UNKNOWN, OUT_OF_MEMORY, FAILED = b"1", b"0", b"?", b"m", b"!"
READY, UNSEALED = b"r", b"u"
"""What the nursery says once it can fork; the second if the kernel does not keep its workers from files or calls."""
LENGTH = 4
"""Bytes that say how long a question is."""
OPEN_FILES = 16
GRACE = 1.0
"""Seconds past the limit after which a worker ends itself, should the service have died and not have killed it."""

Ask = Callable[..., bool | None]


def main(fd: str, target: str, seconds: str, megabytes: str) -> None:
    """Serve as the nursery until the service closes its end."""
    commands = socket.socket(fileno=int(fd))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # workers that end leave no zombies
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the terminal is for the service to handle
    module, _, name = target.partition(":")
    function: Ask = getattr(importlib.import_module(module), name)
    gc.collect()
    gc.freeze()  # or the collector would touch, and so copy, every page that workers share
    files_closed = sealing.close_files()
    commands.sendall(READY if files_closed and sealing.can_close_calls() else UNSEALED)
    while fds := socket.recv_fds(commands, 1, 1)[1]:
        pid = os.fork()
        if pid == 0:
            commands.close()
            _work(socket.socket(fileno=fds[0]), function, float(seconds), int(megabytes))
        os.close(fds[0])
        commands.sendall(pid.to_bytes(LENGTH, "big"))


def _work(pipe: socket.socket, function: Ask, seconds: float, megabytes: int) -> None:
    """Answer questions until the service closes its end; never returns."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit(megabytes)
    sealing.close_calls()
    try:
        while question := _receive(pipe):
            signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
            answer = _answer(function, question)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.sendall(answer)
            if answer == OUT_OF_MEMORY:
                break
    finally:
        os._exit(0)


def _answer(function: Ask, question: bytes) -> bytes:
    try:
        found = function(*pickle.loads(question))  # only the service writes to this pipe
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception:  # whatever SymPy raises on strange input: it has not been decided
        return FAILED
    return UNKNOWN if found is None else YES if found else NO


def _receive(pipe: socket.socket) -> bytes:
    """One question, empty at the end."""
    head = _exactly(pipe, LENGTH)
    return _exactly(pipe, int.from_bytes(head, "big")) if head else b""


def _exactly(pipe: socket.socket, length: int) -> bytes:
    read = bytearray()
    while len(read) < length:
        chunk = pipe.recv(length - len(read))
        if not chunk:
            return b""
        read += chunk
    return bytes(read)


def _limit(megabytes: int) -> None:
    """Bound memory, and forbid files, processes and core dumps."""
    wanted: dict[int, int] = {
        resource.RLIMIT_AS: megabytes << 20,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))


def command(fd: int, target: str, seconds: float, megabytes: int) -> list[str]:
    """The command line that starts a nursery."""
    return [sys.executable, "-m", "service.worker", str(fd), target, str(seconds), str(megabytes)]


def environment() -> dict[str, str]:
    """All that a nursery may know of its surroundings."""
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)
    return {"PYTHONPATH": path, "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}


def packed(question: tuple[Any, ...]) -> bytes:
    """A question as `_receive` reads it."""
    body = pickle.dumps(question, pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(LENGTH, "big") + body


if __name__ == "__main__":
    main(*sys.argv[1:])
