"""The gradebook of a large class."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import UUID

from schemas.quiz import QuizCreate
from schemas.verdict import Outcome
from service.attempts import store
from service.attempts.models import Attempt, Item
from service.config import Settings
from service.database import Database as Tables
from service.scores.fold import Asked, Costs, Judged, fold
from tests.load import course
from tests.load.servers import KEY, Database, Running, service

LEARNERS, ITEMS = 1_000, 20
OUTCOMES: tuple[Outcome, ...] = ("correct", "partial", "incorrect")


@dataclass(frozen=True)
class Gradebook:
    """Milliseconds, medians of repeated reading."""

    pages: float
    """All pages as JSON, one after the other."""
    csv: float


def run(database: Database, repeat: int = 7) -> Gradebook:
    with service(database.new("gradebook"), database.folder) as server:
        quiz = asyncio.run(course.quiz(server, course.blueprint(ITEMS)))
        _fill(server, UUID(quiz))
        path = f"{server.address}{course.API}/quizzes/{quiz}/scores"
        as_pages, as_csv = [], []
        for _ in range(repeat):
            started = time.perf_counter()
            rows, cursor = 0, ""
            while cursor is not None:
                page = json.loads(_read(f"{path}?limit=200{cursor and f'&cursor={cursor}'}", "application/json"))
                rows, cursor = rows + len(page["items"]), page["next"]
            as_pages.append(time.perf_counter() - started)
            started = time.perf_counter()
            lines = _read(path, "text/csv").count(b"\r\n")
            as_csv.append(time.perf_counter() - started)
            assert rows == LEARNERS and lines == LEARNERS + 1, (rows, lines)
    return Gradebook(1_000 * statistics.median(as_pages), 1_000 * statistics.median(as_csv))


def _read(address: str, accept: str) -> bytes:
    with urlopen(Request(address, headers={"Authorization": f"Bearer {KEY}", "Accept": accept})) as response:
        return bytes(response.read())


def _fill(server: Running, quiz: UUID) -> None:
    """Attempts that were handed in and marked, as they stand in the tables: drawing 20,000 exercises is not the point."""
    lots, now = random.Random(1), datetime.now(UTC)
    plan = QuizCreate.model_validate(course.blueprint(ITEMS))
    tables = Tables(Settings(database_url=server.url, data=Path(server.folder)))
    asked = [Asked(n, plan.sections[0].points, (1.0,)) for n in range(1, ITEMS + 1)]
    try:
        with tables.write() as session:
            for n in range(LEARNERS):
                row = Attempt(
                    quiz_id=quiz, learner=f"s-{n:04}", name=f"Learner {n}", number=1, state="submitted",
                    started_at=now, submitted_at=now, submitted_by="learner", marked_at=now,
                )  # fmt: skip
                judged = (Judged(i, i, 1, lots.choice(OUTCOMES), lots.random()) for i in range(1, ITEMS + 1))
                store.keep_tally(row, fold(asked, judged, Costs()))
                session.add(row)
                session.flush()
                session.add_all(
                    Item(attempt_id=row.id, item=i, points=2, shares=[1], exercise="{}") for i in range(1, 21)
                )
    finally:
        tables.close()
