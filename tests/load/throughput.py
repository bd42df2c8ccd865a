"""Marking, saving and reading at full speed, beside endpoints that do next to nothing."""

from __future__ import annotations

import asyncio
import json
import statistics
from collections.abc import Callable
from uuid import uuid4

from tests.load import course
from tests.load.client import Connection
from tests.load.servers import Database, Running, bare, service
from tests.load.wrk import Measured, Request, measure

LEARNERS = 200
Row = Callable[[str, list[Measured], list[Measured], str], None]


def run(database: Database, seconds: float, rounds: int, row: Row) -> None:
    """Rounds take turns, so that a busy machine is as busy for all of them."""
    with (
        service(database.new("service"), database.folder) as ours,
        bare(database.new("bare"), database.folder) as other,
    ):
        quiz = asyncio.run(course.quiz(ours, course.blueprint()))
        started = asyncio.run(course.attempts(ours, quiz, LEARNERS))
        answers = list(course.typed(started, course.exercises(ours, started)))
        page = sum(each.size for each in started) // len(started)
        pages = asyncio.run(_pages(other, page))
        sent: dict[str, tuple[Running, list[Request]]] = {
            "bare insert": (other, _inserts([text for _, _, _, text in answers])),
            "save": (ours, course.saving(answers)),
            "check": (ours, course.checking(answers)),
            "bare read": (other, [Request("GET", f"/pages/{id}") for id in pages]),
            "read": (ours, course.reading(started)),
            "bare": (other, [Request("GET", "/small")]),
        }
        for server, requests in sent.values():
            measure(server, requests, 1)
        found: dict[str, list[Measured]] = {name: [] for name in sent}
        for _ in range(rounds):
            for name, (server, requests) in sent.items():
                found[name].append(measure(server, requests, seconds))
    on = f" ({database.name})"
    row("bare: insert one row" + on, found["bare insert"], [], "")
    row("PUT …/responses/{item}/{part}" + on, found["save"], found["bare insert"], "≥ 50 %")
    row("POST …/items/{item}/check" + on, found["check"], found["bare insert"], "≥ 50 %")
    row(f"bare: read one row of {page / 1024:.0f} kB" + on, found["bare read"], [], "")
    row("GET /attempts/{id}" + on, found["read"], found["bare read"], "≥ 60 %")
    row("bare: no database, 16 bytes" + on, found["bare"], [], "")
    row("GET /attempts/{id} beside that" + on, found["read"], found["bare"], "")


def ratio(ours: list[Measured], beside: list[Measured]) -> float:
    """Of the throughputs, each round with its own."""
    return statistics.median(one.rate / other.rate for one, other in zip(ours, beside, strict=True))


def _inserts(texts: list[str]) -> list[Request]:
    return [Request("PUT", f"/responses/{uuid4()}/1/1", body=json.dumps({"response": text})) for text in texts]


async def _pages(other: Running, size: int) -> list[int]:
    body = json.dumps({"body": json.dumps({"text": "x" * (size - 13)})}).encode()
    async with Connection(other.port) as api:
        return [(await api.post("/pages", body))["id"] for _ in range(LEARNERS)]
