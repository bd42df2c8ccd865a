"""Many responses at once: processes that judge by the fast tiers, on all cores.

What the fast tiers leave open comes back to the caller, who alone has workers that can be killed. The processes start
in the background when they are first wanted; until they are ready, the caller judges by itself. They read what learners
typed, so they give up what they do not need, as the workers that prove do: secrets, files, the network, processes.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import Generic, TypeVar

from service import sealing

T = TypeVar("T")
R = TypeVar("R")

SLICE = 64
"""Responses handed to a process at a time: some ten milliseconds of work."""


@dataclass(frozen=True, slots=True)
class Task(Generic[T, R]):
    """A slice of items that is being judged; one without a future is judged by whoever asks for its results."""

    function: Callable[[T], R]
    items: Sequence[T]
    future: Future[list[R]] | None = None

    def results(self) -> list[R]:
        """In the order of the items. A process that was killed loses nothing: its slice is judged here."""
        if self.future is not None:
            with suppress(BrokenExecutor, CancelledError):
                return self.future.result()
        return _each(self.function, self.items)


class Judges:
    """At most `processes` at work; none are ever started where that is 1."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._ready = threading.Event()
        self._lock = threading.Lock()

    def ready(self, function: Callable[[T], R]) -> bool:
        """Whether the processes can take such work; the first to ask starts them, for functions of its module."""
        if self.processes > 1 and self._pool is None:
            with self._lock:
                if self._pool is None:
                    self._pool = self._started(function.__module__)
        return self._ready.is_set()

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[Task[T, R]]:
        """Slices of the items in order, at work. `function` is a module's, and judges one item."""
        for at in range(0, len(items), SLICE):
            part = items[at : at + SLICE]
            yield Task(function, part, self._submitted(function, part))

    def _submitted(self, function: Callable[[T], R], part: Sequence[T]) -> Future[list[R]] | None:
        try:
            return None if self._pool is None else self._pool.submit(_each, function, part)
        except BrokenExecutor:
            return None

    def close(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        self._ready.clear()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _started(self, module: str) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            self.processes, mp_context=get_context("spawn"), initializer=_prepare, initargs=(module,)
        )
        for _ in range(self.processes):
            pool.submit(os.getpid).add_done_callback(lambda _: self._ready.set())
        return pool


def _each(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [function(item) for item in items]


def _prepare(module: str) -> None:
    """Import what judges; then close the doors, as far as the kernel can do it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers an interrupt and ends its processes
    import_module(module)
    import_module("generators.answers")
    os.environ.clear()
    sealing.close_files()
    sealing.close_calls()
