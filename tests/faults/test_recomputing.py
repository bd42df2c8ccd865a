"""Scores are a function of the stored rows: whatever the order of sets and dicts, in any process, on any restored copy."""

import os
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import select

from service import database as db
from service.attempts import service as attempts
from service.attempts.models import Attempt, Response
from service.config import Settings
from tests.service.client import ADMIN
from tests.service.learners import check, exercises, mistaken, quiz, right, save, start
from tests.service.test_erasure import new_database

ROOT = Path(__file__).parent.parent.parent
RULES = {"feedback": "immediate", "penalty": 0.1, "hint_penalty": 0.15, "policy": "mean", "attempts_allowed": 3}
MIXED = [
    {"pick": {"topics": ["linear_algebra.eigen"]}, "level": "core", "count": 3, "points": 3},
    {"pick": {"topics": ["calculus.gradients"]}, "level": "core", "count": 2, "points": 0.7},
]

__all__ = ["new_database"]


def term(api, seed=1):
    """A quiz that a class has taken, with all that goes into a score: failed tries, hints, overrides, several attempts."""
    chance = random.Random(seed)
    week = quiz(api, sections=MIXED, **RULES)
    for n in range(6):
        for _ in range(chance.choice((1, 2))):
            attempt = start(api, week, f"learner {n}")["id"]
            for item, exercise in enumerate(exercises(api, attempt), start=1):
                if chance.random() < 0.3:
                    api.send("POST", f"/attempts/{attempt}/items/{item}/hints", None, json={"part": 1})
                for _ in range(chance.randint(0, 2)):
                    check(api, attempt, item, chance.choice((mistaken, right))(exercise))
                save(api, attempt, item, chance.choice((mistaken, right, right))(exercise))
            api.post(f"/attempts/{attempt}/submit")
            if chance.random() < 0.3:
                api.put(f"/attempts/{attempt}/items/1/override", {"points": 1.5, "reason": "well argued"})
    return week


def printed(url, folder, seed):
    environment = {**os.environ, "DATABASE_URL": url, "PROBLEMBANK_DATA": str(folder), "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-m", "tests.faults.recomputed"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    "seeds", [(1, 2), pytest.param(range(10), marks=pytest.mark.deep)], ids=["two seeds", "ten seeds"]
)
def test_all_scores_come_out_the_same_to_the_byte_under_any_hash_seed(serve, sqlite_url, tmp_path, seeds):
    with serve(sqlite_url) as api:
        week = term(api)
        book = api.get(f"/quizzes/{week}/scores")
    with ThreadPoolExecutor(2) as threads:
        outputs = list(threads.map(lambda seed: printed(sqlite_url, tmp_path, seed), seeds))
    assert len(set(outputs)) == 1
    *lines, last = outputs[0].decode().splitlines()
    assert len(lines) >= 6 and last.partition("\t")[2] == book.text
    for line in lines:
        _, stored, computed = line.split("\t")
        assert stored == computed


def test_a_backup_taken_while_learners_write_restores_all_that_was_acknowledged_before(
    serve, database_url, tmp_path, new_database
):
    with serve(database_url) as api:
        week = quiz(api, **RULES)
        taken = [start(api, week, f"learner {n}")["id"] for n in range(3)]
        asked = {attempt: exercises(api, attempt) for attempt in taken}
        acknowledged: list[tuple[str, str]] = []
        stop = threading.Event()

        def write(attempt):
            for n in range(10_000):
                if stop.is_set():
                    return
                text = f"{{{n}, 99}}" if n % 5 else right(asked[attempt][0])
                check(api, attempt, 1, text)
                acknowledged.append((attempt, text))

        with ThreadPoolExecutor(3) as threads:
            writers = [threads.submit(write, attempt) for attempt in taken]
            while len(acknowledged) < 10:
                threading.Event().wait(0.01)
            after, before, taking = 0, list(acknowledged), 0
            while after <= len(before) and taking < 50:  # a small database is copied between two responses
                before, taking = list(acknowledged), taking + 1
                db.backup(api.app.state.server.database.settings, tmp_path / f"backup {taking}")
                after = len(acknowledged)
            while len(acknowledged) < after + 3:
                threading.Event().wait(0.01)
            stop.set()
            for each in writers:
                each.result()
        assert after > len(before), "learners went on while it was taken"
    settings = Settings(database_url=new_database, data=tmp_path / "restored", admin_key=ADMIN)
    db.restore(settings, tmp_path / f"backup {taking}")
    database = db.Database(settings)
    try:
        with database.read() as session:
            stored = {(str(row.attempt_id), row.text) for row in session.exec(select(Response)).all()}
            assert set(before) <= stored
            rows = session.exec(select(Attempt)).all()
            assert len(rows) == 3
            for row in rows:
                assert attempts.recompute(session, row.id).model_dump_json() == row.tally
    finally:
        database.close()
