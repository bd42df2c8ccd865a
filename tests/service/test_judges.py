"""Long batches on all cores: in order, and complete although a process is killed."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from service import sealing
from service.checks.service import Flawed, fast
from service.judges import SLICE, Judges
from tests.faults.test_workers import landlock

ITEMS = [f'{{"answer": {{"kind": "number", "value": "{n}"}}, "response": "{n % 5}"}}' for n in range(3 * SLICE + 1)]


@pytest.fixture(scope="module")
def judges():
    os.environ["PROBLEMBANK_SECRET"] = "x" * 32
    judges = Judges(2)
    until = time.monotonic() + 60
    while not judges.ready(reached):
        assert time.monotonic() < until
        time.sleep(0.05)
    del os.environ["PROBLEMBANK_SECRET"]
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
    assert not Judges(1).ready(whoami)


def reached(item):
    """What a judge can get at of what it does not need."""
    deeds = {
        "read a file": lambda: Path("/etc/passwd").read_text(),
        "read what it was started with": lambda: Path("/proc/self/environ").read_bytes(),
        "write a file": lambda: Path(item).write_text("x"),
        "open a socket": lambda: socket.socket().close(),
        "ask another process": lambda: os.kill(os.getppid(), 0),
        "start a process": os.fork,
        "read a secret": lambda: os.environ["PROBLEMBANK_SECRET"],
    }
    return {name for name, deed in deeds.items() if not fails(deed)}


def fails(deed):
    try:
        deed()
    except (OSError, KeyError):
        return True
    return False


@pytest.mark.skipif(not sealing.can_close_calls(), reason="this kernel has no filter of system calls")
def test_a_judge_reaches_no_file_no_socket_no_process_and_no_secret(judges, tmp_path):
    file = tmp_path / "stolen"
    known = set() if landlock else {"read a file", "read what it was started with"}
    assert all(each <= known for each in results(judges, reached, [str(file)] * 2 * SLICE))
    assert not file.exists()


def test_outside_a_judge_all_of_it_is_reached(monkeypatch, tmp_path):
    """The control: what is tried above can be done here, but for the child, which the tests do not want."""
    monkeypatch.setenv("PROBLEMBANK_SECRET", "x")
    monkeypatch.setattr(os, "fork", lambda: 1)
    assert len(reached(str(tmp_path / "file"))) == 7


def slow(item):
    time.sleep(0.002)
    return item


def test_a_killed_process_loses_nothing():
    judges = Judges(2)
    while not judges.ready(slow):
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
