"""Honest learners beside one client that means harm."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from generators.answers import expression
from tests.bench_checks import quantile
from tests.load import course
from tests.load.client import Connection
from tests.load.servers import Database, service
from tests.load.wrk import CONNECTIONS

LEARNERS = 64
PACE_S = 0.2
"""What an honest learner waits between two requests."""
ATTACKS = 8
"""Connections of the hostile client."""


@dataclass(frozen=True)
class Honest:
    p50_ms: float
    p99_ms: float
    requests: int
    errors: int


@dataclass(frozen=True)
class Hostile:
    before: Honest
    during: Honest
    answers: dict[int, int]
    """What the hostile client got, by status; 0: the connection was closed."""

    @property
    def factor(self) -> float:
        return self.during.p99_ms / self.before.p99_ms


def run(database: Database, seconds: float) -> Hostile:
    """The honest ones save, check and read on sixteen connections; the hostile client has one API key."""
    with service(database.new("hostile"), database.folder) as server:
        quiz = asyncio.run(course.quiz(server, course.blueprint()))
        started = asyncio.run(course.attempts(server, quiz, LEARNERS))
        answers = list(course.typed(started, course.exercises(server, started)))
        before = asyncio.run(_honest(server.port, answers, seconds))
        during, got = asyncio.run(_both(server.port, answers, seconds))
    return Hostile(before, during, dict(got))


async def _both(port: int, answers: list[Any], seconds: float) -> tuple[Honest, Counter[int]]:
    got: Counter[int] = Counter()
    attacks = [asyncio.create_task(_attack(port, n, got)) for n in range(ATTACKS)]
    await asyncio.sleep(1)
    try:
        return await _honest(port, answers, seconds), got
    finally:
        for each in attacks:
            each.cancel()
        await asyncio.gather(*attacks, return_exceptions=True)


async def _honest(port: int, answers: list[Any], seconds: float) -> Honest:
    end = time.perf_counter() + seconds
    times: list[float] = []
    errors = 0

    async def some(mine: Iterator[Any], lots: random.Random) -> None:
        nonlocal errors
        async with Connection(port) as api:
            while time.perf_counter() < end:
                attempt, item, part, text = next(mine)
                api.token = attempt.token
                for method, path, body in (
                    ("PUT", f"{attempt.path}/responses/{item}/{part}", {"response": text}),
                    ("POST", f"{attempt.path}/items/{item}/check", {"responses": {str(part): text}}),
                    ("GET", attempt.path, None),
                ):
                    started = time.perf_counter()
                    answer = await api.send(method, path, body)
                    times.append(time.perf_counter() - started)
                    errors += answer.status >= 400
                    await asyncio.sleep(PACE_S * lots.uniform(0.5, 1.5))

    shares = [cycle(answers[n::CONNECTIONS]) for n in range(CONNECTIONS)]
    await asyncio.gather(*(some(mine, random.Random(n)) for n, mine in enumerate(shares)))
    times.sort()
    return Honest(1_000 * quantile(times, 0.5), 1_000 * quantile(times, 0.99), len(times), errors)


async def _attack(port: int, number: int, got: Counter[int]) -> None:
    """As fast as it can: answers that need proofs, answers that cost as much as they may, bodies too large, no JSON."""
    key = expression("(x + y)^9 + sin(x)^2").model_dump(mode="json", exclude_none=True)
    lots = random.Random(number)
    while True:
        with suppress(OSError, EOFError):
            async with Connection(port) as api:
                while True:
                    n = lots.randrange(10**6)
                    body: Any = lots.choice(
                        (
                            {"answer": key, "response": f"(x+y)^9 + (1 - cos(2x))/2 + 10^(-40)*{n}"},
                            {"answer": key, "response": "+".join(["(x+y)^9*sin(x)^7*cos(y)"] * 40) + str(n)},
                            {"answer": key, "response": "9^9^9^9" + "!" * 90},
                            {"answer": key, "response": "(" * 400 + "x" + ")" * 400},
                            b"{" * 60_000,
                            b"[" * 500_000,
                            b'{"answer": ',
                            b"\xff\xfe" * 1_000,
                        )
                    )
                    got[(await api.send("POST", f"{course.API}/check", body)).status] += 1
        got[0] += 1
        await asyncio.sleep(0)
