"""A quiz with learners in it, and what they send."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import col, select

from generators.answers import key_text
from schemas.exercise import Exercise
from service.attempts.models import Item
from service.config import Settings
from service.database import Database
from tests.load.client import Connection
from tests.load.servers import Running
from tests.load.wrk import Request

API = "/api/v1"
VARIANTS = 3
"""Different responses to each part, so that every one that is sent is another one than the last."""


def blueprint(items: int = 10, **rules: object) -> dict[str, object]:
    """From all topics; with immediate feedback, tries, penalties and hints, the rules that cost most to keep."""
    topics = ("linear_algebra", "calculus", "prob_stats", "refresher", "calculus.optimisation")
    sections = [{"pick": {"topics": [each]}, "count": items // len(topics), "points": 2} for each in topics]
    usual = {"feedback": "immediate", "tries_per_part": 100, "penalty": 0.1, "hint_penalty": 0.1}
    return {"title": "Load", "sections": sections, **usual, **rules}


@dataclass(frozen=True)
class Started:
    """An attempt and the token of its learner."""

    id: UUID
    token: str
    size: int
    """Bytes of the attempt as its learner reads it."""

    @property
    def path(self) -> str:
        return f"{API}/attempts/{self.id}"


async def quiz(server: Running, plan: dict[str, object]) -> str:
    """The id of a published quiz."""
    async with Connection(server.port) as api:
        id = str((await api.post(f"{API}/quizzes", plan))["id"])
        await api.post(f"{API}/quizzes/{id}/publish")
    return id


async def attempts(server: Running, quiz: str, learners: int) -> list[Started]:
    """One for each learner, four at a time."""
    waiting = list(range(learners))
    found: list[Started] = []

    async def some() -> None:
        async with Connection(server.port) as api:
            while waiting:
                answer = await api.send("POST", f"{API}/quizzes/{quiz}/attempts", {"learner": f"s-{waiting.pop()}"})
                assert answer.status == 201, answer.body
                found.append(Started(UUID(answer.json["id"]), answer.json["learner_token"], len(answer.body)))

    await asyncio.gather(*(some() for _ in range(4)))
    return found


def exercises(server: Running, wanted: Iterable[Started]) -> dict[UUID, list[Exercise]]:
    """What each was asked, with the keys, from the tables: no learner can do this."""
    ids = [each.id for each in wanted]
    database = Database(Settings(database_url=server.url, data=Path(server.folder)))
    try:
        with database.read() as session:
            rows = session.exec(select(Item).where(col(Item.attempt_id).in_(ids)).order_by(col(Item.item))).all()
            found: dict[UUID, list[Exercise]] = {id: [] for id in ids}
            for row in rows:
                found[row.attempt_id].append(Exercise.model_validate_json(row.exercise))
    finally:
        database.close()
    return found


def responses(exercise: Exercise, part: int) -> tuple[str, ...]:
    """The right answer, one that is wrong as predicted or not at all, and one that cannot be read."""
    asked = exercise.parts[part]
    right = key_text(asked.answer)
    return right, key_text(asked.mistakes[0].answer) if asked.mistakes else "17", f"{right} +"


def typed(
    started: list[Started], known: dict[UUID, list[Exercise]], seed: int = 1
) -> Iterator[tuple[Started, int, int, str]]:
    """Attempt, item, part, response: neighbours are of different attempts, and no part gets a response twice running."""
    lots = random.Random(seed)
    for variant in range(VARIANTS):
        places = {
            each.id: [(n, part) for n, one in enumerate(known[each.id], 1) for part in range(1, len(one.parts) + 1)]
            for each in started
        }
        for own in places.values():
            lots.shuffle(own)
        while any(places.values()):
            for each in started:
                if places[each.id]:
                    item, part = places[each.id].pop()
                    yield each, item, part, responses(known[each.id][item - 1], part - 1)[variant]


def checking(answers: Iterable[tuple[Started, int, int, str]]) -> list[Request]:
    return [
        Request("POST", f"{each.path}/items/{item}/check", each.token, json.dumps({"responses": {str(part): text}}))
        for each, item, part, text in answers
    ]


def saving(answers: Iterable[tuple[Started, int, int, str]]) -> list[Request]:
    return [
        Request("PUT", f"{each.path}/responses/{item}/{part}", each.token, json.dumps({"response": text}))
        for each, item, part, text in answers
    ]


def reading(started: Iterable[Started]) -> list[Request]:
    return [Request("GET", each.path, each.token) for each in started]
