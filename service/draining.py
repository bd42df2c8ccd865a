"""A graceful stop: on SIGTERM the service first says that it stops, and stops when proxies have heard of it."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from service.logs import log
from service.server import Server


@contextmanager
def draining(server: Server, stop_jobs: Callable[[], None]) -> Iterator[None]:
    """While this is open, SIGTERM makes `/readyz` answer 503, has jobs put back, and after `drain_s` reaches uvicorn.

    A second SIGTERM reaches it at once. Where the application does not run in the main thread, as in tests, or nobody
    waits for the signal, nothing is changed.
    """
    known = signal.getsignal(signal.SIGTERM) if threading.current_thread() is threading.main_thread() else None
    if not callable(known):
        yield
        return
    stop, loop = known, asyncio.get_running_loop()

    def begin() -> None:
        log.info("stopping", seconds=server.settings.drain_s)
        threading.Thread(target=stop_jobs, name="stop-jobs", daemon=True).start()
        loop.call_later(server.settings.drain_s, stop, signal.SIGTERM, None)

    def told(number: int, frame: FrameType | None) -> None:
        if server.draining:
            stop(number, frame)
        else:
            server.draining = True
            loop.call_soon_threadsafe(begin)

    signal.signal(signal.SIGTERM, told)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, stop)
