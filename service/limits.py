"""How many requests one key may send: a token bucket each, in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

KEPT = 10_000
"""Buckets remembered; when there are more, full ones are forgotten, which changes nothing."""


class Buckets:
    """`take(caller, rate)` says how many seconds to wait, 0 if the request may pass."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, caller: str, rate: float) -> float:
        """Bursts of `2*rate` requests, at least 10, pass at once; then `rate` a second. A rate of 0 never waits."""
        if rate == 0:
            return 0.0
        size, now = max(10.0, 2 * rate), self._clock()
        with self._lock:
            left, since = self._left.get(caller, (size, now))
            left = min(size, left + (now - since) * rate)
            wait = 0.0 if left >= 1 else (1 - left) / rate
            self._left[caller] = (left if wait else left - 1, now)
            if len(self._left) > KEPT:
                self._forget(now, rate)
        return wait

    def _forget(self, now: float, rate: float) -> None:
        self._left = {
            caller: (left, since)
            for caller, (left, since) in self._left.items()
            if left + (now - since) * rate < 2 * rate
        }
