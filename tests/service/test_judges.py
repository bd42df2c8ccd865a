"""Long batches on all cores: in order, and complete although a process is killed."""

import os
import signal
import time

import pytest

from service.checks.service import Flawed, fast
from service.judges import SLICE, Judges

ITEMS = [f'{{"answer": {{"kind": "number", "value": "{n}"}}, "response": "{n % 5}"}}' for n in range(3 * SLICE + 1)]


@pytest.fixture(scope="module")
def judges():
    judges = Judges(2)
    until = time.monotonic() + 60
    while not judges.ready:
        assert time.monotonic() < until
        time.sleep(0.05)
    yield judges
    judges.close()


def results(judges, function, items):
    return [each for task in judges.map(function, items) for each in task.results()]


def test_verdicts_come_in_the_order_of_the_items(judges):
    found = results(judges, fast, ITEMS)
    assert [('"correct"' in each) for each in found] == [n < 5 for n in range(len(ITEMS))]


def test_what_needs_a_proof_comes_back_undecided_and_a_bad_key_is_named(judges):
    hard = '{"answer": {"kind": "expression", "value": "gamma(7/3)"}, "response": "4/9*gamma(1/3)"}'
    bad = '{"answer": {"kind": "number", "value": "1/0"}, "response": "1"}'
    proof, flawed = results(judges, fast, [hard, bad])
    assert proof is None and isinstance(flawed, Flawed) and flawed.field == "answer"


def whoami(item):
    return os.getpid()


def test_judges_of_one_process_never_start_any():
    assert not Judges(1).ready


def slow(item):
    time.sleep(0.002)
    return item


def test_a_killed_process_loses_nothing():
    judges = Judges(2)
    while not judges.ready:
        time.sleep(0.05)
    tasks = list(judges.map(slow, range(4 * SLICE)))
    here = {task.future.result()[0] for task in judges.map(whoami, range(4 * SLICE))}
    for pid in here:
        os.kill(pid, signal.SIGKILL)
    assert [each for task in tasks for each in task.results()] == list(range(4 * SLICE))
    assert results(judges, slow, range(3)) == [0, 1, 2]  # nobody is left, and the caller judges
    judges.close()


def test_long_batches_are_answered_alike_by_one_process_and_by_many(shared):
    items = [{"id": str(n), "answer": {"kind": "number", "value": "1/3"}, "response": f"{n}/3"} for n in range(300)]
    items[7] = {
        "id": "7",
        "answer": {"kind": "expression", "value": "gamma(7/3)"},
        "response": "4/9*gamma(1/3)",
    }
    first = shared.post("/check:batch", {"items": items}).json()["items"]
    time.sleep(2)  # by then the processes have started
    second = shared.post("/check:batch", {"items": items}).json()["items"]
    assert [each["id"] for each in second] == [str(n) for n in range(300)]
    assert [each["verdict"]["outcome"] for each in first] == [each["verdict"]["outcome"] for each in second]
    assert second[7]["verdict"]["evidence"]["method"] == "symbolic"
    assert (
        second[1]["verdict"]["outcome"] == "correct"
        and first[2]["verdict"]["feedback"] == second[2]["verdict"]["feedback"]
    )
    bad = {"answer": {"kind": "number", "value": "1/0"}, "response": "1"}
    broken = shared.post("/check:batch", {"items": [*items, bad]}, status=422)
    assert "items.300.answer" in broken.text
