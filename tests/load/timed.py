"""A whole class in one timed quiz: start, read, save, check, submit."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bench_checks import quantile
from tests.load import course
from tests.load.client import Answer, Connection
from tests.load.servers import Database, service

ITEMS = 5
STEPS = ("start", "read", "save", "check", "submit")


@dataclass
class Timed:
    seconds: float = 0.0
    """Of the whole quiz."""
    times: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        return sum(map(len, self.times.values()))

    def quantiles(self) -> Iterator[tuple[str, float, float]]:
        """Step, median and 99th percentile in ms."""
        for step, found in self.times.items():
            yield step, 1_000 * quantile(sorted(found), 0.5), 1_000 * quantile(sorted(found), 0.99)


def run(database: Database, learners: int, arrive_s: float, think_s: float) -> Timed:
    """They arrive one after the other within `arrive_s`, and think about `think_s` between two requests."""
    plan = course.blueprint(ITEMS, time_limit_s=1_800, tries_per_part=3)
    found = Timed()
    workers = 1 if database.name == "sqlite" else 2  # writers of one process share commits on SQLite
    with service(database.new("timed"), database.folder, workers) as server:
        quiz = asyncio.run(course.quiz(server, plan))

        async def everybody() -> None:
            waits = [arrive_s * n / learners for n in range(learners)]
            await asyncio.gather(
                *(_learner(server.port, quiz, n, wait, think_s, found) for n, wait in enumerate(waits))
            )

        started = time.perf_counter()
        asyncio.run(everybody())
        found.seconds = time.perf_counter() - started
    return found


async def _learner(port: int, quiz: str, number: int, wait: float, think: float, found: Timed) -> None:
    lots = random.Random(number)
    await asyncio.sleep(wait)
    async with Connection(port) as api:
        begun = await _step(
            found, "start", api, "POST", f"{course.API}/quizzes/{quiz}/attempts", {"learner": f"s-{number}"}
        )
        if begun.status != 201:
            return
        attempt = begun.json
        api.token, path = attempt["learner_token"], f"{course.API}/attempts/{attempt['id']}"
        await _pause(lots, think)
        await _step(found, "read", api, "GET", path)
        for item in attempt["items"]:
            parts = item["exercise"]["parts"]
            for part in parts:
                text = str(lots.randrange(-9, 10))
                await _pause(lots, think)
                await _step(
                    found, "save", api, "PUT", f"{path}/responses/{item['item']}/{part['part']}", {"response": text}
                )
            await _pause(lots, think)
            answers = {str(part["part"]): str(lots.randrange(-9, 10)) for part in parts}
            await _step(found, "check", api, "POST", f"{path}/items/{item['item']}/check", {"responses": answers})
        await _pause(lots, think)
        done = await _step(found, "submit", api, "POST", f"{path}/submit")
        if done.status == 200 and json.loads(done.body)["state"] != "submitted":
            found.errors["not handed in"] += 1


async def _pause(lots: random.Random, seconds: float) -> None:
    await asyncio.sleep(lots.uniform(0.5, 1.5) * seconds)


async def _step(found: Timed, step: str, api: Connection, method: str, path: str, body: Any = None) -> Answer:
    started = time.perf_counter()
    try:
        answer = await api.send(method, path, body)
    except (OSError, EOFError) as error:
        found.errors[f"{step}: {type(error).__name__}"] += 1
        return Answer(0, b"")
    found.times[step].append(time.perf_counter() - started)
    if answer.status >= 400:
        found.errors[f"{step}: {answer.status}"] += 1
    return answer
