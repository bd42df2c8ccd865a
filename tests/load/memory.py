"""Whether memory stays level while requests go by."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import chain, zip_longest

from tests.load import course
from tests.load.servers import Database, service
from tests.load.throughput import LEARNERS
from tests.load.wrk import measure


@dataclass(frozen=True)
class Memory:
    """MB of the server process."""

    at: list[tuple[int, float]]
    """After so many requests."""
    errors: int

    @property
    def growth(self) -> float:
        """Between a fifth of the way, when caches are full, and the end."""
        early = next(size for sent, size in self.at if sent >= self.at[-1][0] / 5)
        return self.at[-1][1] - early


def run(database: Database, requests: int, seconds: float = 10) -> Memory:
    """A mix of reading, saving and checking until so many requests are answered."""
    with service(database.new("memory"), database.folder) as server:
        quiz = asyncio.run(course.quiz(server, course.blueprint()))
        started = asyncio.run(course.attempts(server, quiz, LEARNERS))
        answers = list(course.typed(started, course.exercises(server, started)))
        turns = zip_longest(course.saving(answers), course.reading(started) * 99, course.checking(answers[::2]))
        mix = [each for each in chain.from_iterable(list(turns)[: len(answers)]) if each is not None]
        found: list[tuple[int, float]] = [(0, server.resident())]
        errors = 0
        while found[-1][0] < requests:
            done = measure(server, mix, seconds)
            errors += done.refused + done.broken
            found.append((found[-1][0] + done.requests, server.resident()))
    return Memory(found, errors)
