"""Proofs in worker processes that can be killed.

What the fast tiers of the checker leave open goes to SymPy, which may run for hours or eat all memory. Neither signals
nor threads stop it, so it runs in a process of its own: past its time the process is killed and replaced, and the
answer is "not decided", never "wrong". A proof waits in a bounded queue; when that is full, the request is refused.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress

from generators.notation.tree import Node
from schemas.answer import Assumption
from service import worker
from service.config import Settings
from service.errors import CheckerBusy
from service.logs import log

Prove = Callable[[Node, Node, Mapping[str, Assumption]], bool | None]
TARGET = "generators.answers.symbolic:prove"
START_SECONDS = 60.0
"""Longest wait for the nursery, which imports SymPy, on a busy machine."""


class Prover:
    """At most `workers` proofs at a time, each for at most `seconds`; `queue` more may wait."""

    def __init__(
        self, *, workers: int, seconds: float, megabytes: int, queue: int, jobs: int, target: str = TARGET
    ) -> None:
        self.seconds = seconds
        self.busy = self.waiting = self.killed = self.replaced = 0
        self.tell: Callable[[Prover], None] = lambda prover: None
        """Called, with the lock held, whenever one of these numbers has changed."""
        self.span: Callable[[str], AbstractContextManager[object]] = lambda name: nullcontext()
        """What a proof is traced by."""
        self._workers, self._queue, self._jobs = workers, queue, jobs
        self._nursery = _Nursery(target, seconds, megabytes)
        self._free = threading.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> Prover:
        return cls(
            workers=settings.check_workers,
            seconds=settings.check_seconds,
            megabytes=settings.check_memory_mb,
            queue=settings.check_queue,
            jobs=settings.check_jobs,
        )

    @property
    def alive(self) -> int:
        """Workers there are, idle ones included."""
        return self.busy + len(self._idle)

    def within(self, seconds: float) -> Prove:
        """`prove` for one request: all its proofs together take at most so long; what is left then is not decided."""
        left = seconds

        def prove(one: Node, other: Node, symbols: Mapping[str, Assumption]) -> bool | None:
            nonlocal left
            if left <= 0:
                return None
            found, spent = self._ask((one, other, dict(symbols)), min(left, self.seconds))
            left -= spent
            return found

        return prove

    def prove(self, one: Node, other: Node, symbols: Mapping[str, Assumption]) -> bool | None:
        """Whether the two are equal; None if that was not decided in time. Raises `CheckerBusy`."""
        return self._ask((one, other, dict(symbols)), self.seconds)[0]

    def warm(self) -> None:
        """Start all workers, so that the first proof need not wait for SymPy to be imported."""
        workers = [self._nursery.fork() for _ in range(self._workers)]
        with self._lock:
            self._idle.extend(workers)
            self.tell(self)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            each.kill()
        self._nursery.close()

    def _ask(self, question: tuple[object, ...], seconds: float) -> tuple[bool | None, float]:
        """The answer and how long it took, waiting not counted."""
        try:
            message = worker.packed(question)
        except RecursionError:  # a tree too deep to be sent
            return None, 0.0
        with self.span("proof"), self._turn():
            mine = self._take()
            started = time.monotonic()
            try:
                answer = mine.ask(message, seconds)
            except (TimeoutError, OSError):
                answer = None
            spent = time.monotonic() - started
            self._give_back(mine, answer)
        return {worker.YES: True, worker.NO: False}.get(answer or b""), spent

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock:
            full = self.waiting >= self._queue and self.busy >= self._workers
            self.waiting += not full
            self.tell(self)
        if full:
            raise CheckerBusy(f"{self._workers} answers are being checked and {self._queue} wait already", seconds=2)
        self._free.acquire()
        with self._lock:
            self.waiting -= 1
            self.busy += 1
            self.tell(self)
        try:
            yield
        finally:
            with self._lock:
                self.busy -= 1
                self.tell(self)
            self._free.release()

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._nursery.fork()

    def _give_back(self, mine: _Worker, answer: bytes | None) -> None:
        if answer is None or answer == worker.OUT_OF_MEMORY:
            log.warning("worker killed", why="out of memory" if answer else "out of time")
            mine.kill()
            with self._lock:
                self.killed += 1
                self.replaced += 1
        elif mine.jobs >= self._jobs:
            mine.kill()
            with self._lock:
                self.replaced += 1
        else:
            with self._lock:
                self._idle.append(mine)


class _Worker:
    """One forked process and our end of its pipe."""

    def __init__(self, pipe: socket.socket, pid: int) -> None:
        self.pipe, self.pid, self.jobs = pipe, pid, 0
        self._handle: int | None = None
        with suppress(AttributeError, OSError):  # elsewhere than on Linux the number of the process must do
            self._handle = os.pidfd_open(pid)

    def ask(self, message: bytes, seconds: float) -> bytes | None:
        """One byte, None if the process has ended. Raises `TimeoutError`."""
        self.jobs += 1
        self.pipe.settimeout(seconds)
        self.pipe.sendall(message)
        return self.pipe.recv(1) or None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            if self._handle is None:
                os.kill(self.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        if self._handle is not None:
            os.close(self._handle)
        self.pipe.close()


class _Nursery:
    """The process that forks workers; started when the first is needed, and again should it have ended."""

    def __init__(self, target: str, seconds: float, megabytes: int) -> None:
        self._settings = target, seconds, megabytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._commands: socket.socket | None = None

    def fork(self) -> _Worker:
        """A new worker. Raises `CheckerBusy` if none can be made."""
        with self._lock:
            for last_try in (False, True):
                try:
                    return self._fork(self._commands or self._start())
                except OSError as error:
                    self._stop()
                    if last_try:
                        log.error("no worker", error=str(error))
                        raise CheckerBusy("no worker process can be started", seconds=10) from error
        raise AssertionError("the loop above returns or raises")

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _fork(self, commands: socket.socket) -> _Worker:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(commands, [b"f"], [theirs.fileno()])
            if not (answer := commands.recv(worker.LENGTH)):
                raise OSError("the nursery has ended")
        except OSError:
            ours.close()
            raise
        return _Worker(ours, int.from_bytes(answer, "big"))

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(START_SECONDS)
        self._commands = ours
        with theirs:
            self._process = subprocess.Popen(
                worker.command(theirs.fileno(), *self._settings),
                env=worker.environment(), cwd="/", pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
        if (said := ours.recv(1)) not in (worker.READY, worker.UNSEALED):
            raise OSError("the nursery did not start")
        if said == worker.UNSEALED:
            log.warning("the kernel does not keep workers from files, the network and other processes")
        return ours

    def _stop(self) -> None:
        if self._commands is not None:
            self._commands.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._commands = self._process = None
