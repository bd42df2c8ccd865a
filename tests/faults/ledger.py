"""Learners who keep their own books: what was acknowledged to them, and whether it is there afterwards, once."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from schemas.exercise import Exercise
from service import database as db
from service.attempts import service as attempts
from service.attempts import store
from service.attempts.models import Attempt, Item, Response, Verdict
from service.config import Settings
from tests.faults.served import Served, Unanswered
from tests.service.learners import EIGEN, right

QUIZ = {
    "title": "Storm",
    "sections": [{"pick": {"generators": [EIGEN]}, "count": 2, "points": 2}],
    "feedback": "immediate",
    "penalty": 0.001,
}
PATIENCE = 5.0
"""Seconds after which a learner gives up a request that is said to be running: its process was killed in the midst of it,
and the claim is taken over only after a minute. Such requests are neither lost nor done."""


@dataclass
class Request:
    """A response that is saved, or checked as well; its text is unlike any other."""

    item: int
    text: str
    checked: bool
    key: str
    answer: Any = None


@dataclass
class Books:
    """Of one learner."""

    attempt: str
    acknowledged: list[Request] = field(default_factory=list)
    unsure: list[Request] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    """Requests that were sent again and got another answer."""
    score: float | None = None
    """As it was told when the attempt was handed in."""

    def send(self, server: Served, request: Request, stop: threading.Event) -> Any:
        """The answer, however often it has to be asked for; None if the learner gave up."""
        base = f"/api/v1/attempts/{self.attempt}"
        body: dict[str, Any] = {"response": request.text}
        method, path = "PUT", f"{base}/responses/{request.item}/1"
        if request.checked:
            method, path = "POST", f"{base}/items/{request.item}/check"
            body = {"responses": {"1": request.text}}
        end = time.monotonic() + PATIENCE
        while True:
            try:
                status, text = server.request(method, path, body, {"Idempotency-Key": request.key})
                if status == 200:
                    return json.loads(text)
                assert status in (409, 429, 503), text
                if status != 503 and time.monotonic() > end:
                    return None
            except Unanswered:
                pass
            if stop.is_set():
                return None
            time.sleep(0.02)

    def work(self, server: Served, stop: threading.Event, chance: random.Random, checks: bool) -> None:
        """Answer one item after the other until told to stop, and send some requests again."""
        for n in range(1_000_000):
            if stop.is_set():
                return
            checked = checks and chance.random() < 0.4
            request = Request(chance.choice((1, 2)), f"{{{n}, {1_000 + n}}}", checked, f"{self.attempt}-{n}")
            request.answer = self.send(server, request, stop)
            if request.answer is None:
                self.unsure.append(request)
                checks = False  # a judgement that was killed keeps others waiting for a minute
                continue
            self.acknowledged.append(request)
            if chance.random() < 0.25:
                old = chance.choice(self.acknowledged[-20:])
                again = self.send(server, old, stop)
                if again not in (None, old.answer):
                    self.different.append(old.text)


@contextmanager
def storm(server: Served, books: list[Books], seed: int, *, checks: bool = True) -> Iterator[None]:
    """All learners at work, each in a thread; without `checks` they only save."""
    stop = threading.Event()
    each = [
        threading.Thread(target=mine.work, args=(server, stop, random.Random(f"{seed} {n}"), checks), daemon=True)
        for n, mine in enumerate(books)
    ]
    for thread in each:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in each:
            thread.join(60)


def begin(server: Served, learners: int, **rules: Any) -> list[Books]:
    quiz = server.call("POST", "/quizzes", QUIZ | rules, 201)["id"]
    server.call("POST", f"/quizzes/{quiz}/publish")
    start = f"/quizzes/{quiz}/attempts"
    return [Books(server.call("POST", start, {"learner": f"l-{n}"}, 201)["id"]) for n in range(learners)]


def until(books: list[Books], more: int, seconds: float = 60) -> None:
    """Wait until every learner has had so many more requests acknowledged."""
    wanted = [len(mine.acknowledged) + more for mine in books]
    end = time.monotonic() + seconds
    while any(len(mine.acknowledged) < count for mine, count in zip(books, wanted, strict=True)):
        assert time.monotonic() < end, [len(mine.acknowledged) for mine in books]
        time.sleep(0.01)


@contextmanager
def rows(url: str, folder: Path) -> Iterator[Any]:
    """What is in the database, whatever becomes of the server."""
    database = db.Database(Settings(database_url=url, data=folder))
    try:
        with database.read() as session:
            yield session
    finally:
        database.close()


def hand_in(server: Served, books: list[Books], url: str, folder: Path) -> None:
    """With a right answer to the first item."""
    for mine in books:
        with rows(url, folder) as session:
            exercise = session.get(Item, (UUID(mine.attempt), 1)).exercise
        request = Request(1, right(Exercise.model_validate_json(exercise)), False, f"{mine.attempt}-right")
        request.answer = mine.send(server, request, threading.Event())
        mine.acknowledged.append(request)
        mine.score = server.call("POST", f"/attempts/{mine.attempt}/submit")["result"]["score"]
        assert mine.score is not None and 0 < mine.score < 4


def findings(books: list[Books], url: str, folder: Path) -> Counter[str]:
    """What is wrong: `lost`, `twice`, `disordered`, `different`, `unjudged`, `score`; nothing if all is well."""
    found: Counter[str] = Counter()
    with rows(url, folder) as session:
        for mine in books:
            responses = session.exec(
                select(Response).where(Response.attempt_id == UUID(mine.attempt)).order_by(col(Response.id))
            ).all()
            verdicts = Counter(
                row.response_id
                for row in session.exec(select(Verdict)).all()
                if row.response_id in {response.id for response in responses}
            )
            texts = Counter(row.text for row in responses)
            acknowledged, unsure = [each.text for each in mine.acknowledged], {each.text for each in mine.unsure}
            found["lost"] += sum(text not in texts for text in acknowledged)
            found["twice"] += sum(count > 1 for count in texts.values())
            stored = [row.text for row in responses if row.text not in unsure]
            known = [text for text in acknowledged if text in texts]
            found["disordered"] += list(dict.fromkeys(stored)) != known
            found["different"] += len(mine.different)
            by_text = {row.text: row.id for row in responses}
            checked = [by_text[each.text] for each in mine.acknowledged if each.checked and each.text in by_text]
            found["unjudged"] += sum(verdicts[id] != 1 for id in checked)
            attempt = session.get(Attempt, UUID(mine.attempt))
            computed = store.tally(session, attempt.id, attempts.quizzes.get(session, attempt.quiz_id))
            right_score = mine.score in (None, computed.score)
            found["score"] += not (right_score and computed.model_dump_json() == attempt.tally)
    return +found
