"""Workers: what they answer, what they survive, what they may not do."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.checking import Prover
from service.errors import CheckerBusy
from tests.waiting import wait_until

HOSTILE = "tests.service.hostile:prove"


def pool(**changes):
    settings = {"workers": 2, "seconds": 1.0, "megabytes": 512, "queue": 64, "jobs": 300, "target": HOSTILE}
    return Prover(**settings | changes)


@pytest.fixture(scope="module")
def prover():
    prover = pool()
    prover.warm()
    yield prover
    prover.close()


def ask(prover, deed, argument=None):
    return prover.prove(deed, argument, {})


@pytest.mark.parametrize("answer", [True, False, None])
def test_answers_come_back(prover, answer):
    assert ask(prover, "agree", answer) is answer


@pytest.mark.parametrize("deed", ["spin", "eat memory", "recurse", "raise", "end", "many files"])
def test_a_misbehaving_proof_is_undecided_in_time_and_the_next_one_is_served(prover, deed):
    started = time.monotonic()
    assert ask(prover, deed) is None
    assert time.monotonic() - started < prover.seconds + 1
    assert ask(prover, "agree", True) is True


def test_time_out_kills_the_process(prover):
    pids = {worker.pid for worker in prover._idle}
    killed = prover.killed
    assert ask(prover, "spin") is None
    assert prover.killed == killed + 1
    gone = pids - {worker.pid for worker in prover._idle}
    assert gone
    for pid in gone:
        wait_until(lambda pid=pid: not alive(pid))


def test_a_replacement_takes_milliseconds(prover):
    ask(prover, "spin")
    started = time.monotonic()
    assert ask(prover, "agree", True) is True
    assert time.monotonic() - started < 0.5


def test_workers_write_no_files(prover, tmp_path):
    file = tmp_path / "stolen"
    assert ask(prover, "write", str(file)) is None
    assert not file.exists() or file.read_text() == ""


def test_workers_hold_no_secrets_and_no_connections(monkeypatch):
    monkeypatch.setenv("PROBLEMBANK_ADMIN_KEY", "canary-of-the-admin-key")
    monkeypatch.setenv("DATABASE_URL", "postgresql://canary-of-the-database/x")
    prover = pool()
    try:
        assert ask(prover, "environment", ("canary", "PROBLEMBANK", "DATABASE_URL")) is True
        assert ask(prover, "open files") is True
        assert ask(prover, "modules", ("sqlalchemy", "sqlmodel", "psycopg", "fastapi")) is True
    finally:
        prover.close()


def test_workers_are_replaced_after_some_jobs():
    prover = pool(workers=1, jobs=3)
    try:
        first = ask(prover, "agree", True) and prover._idle[0].pid
        assert [ask(prover, "pid", first) for _ in range(3)] == [True, True, False]
    finally:
        prover.close()


def test_a_full_queue_is_refused_at_once():
    prover = pool(workers=1, queue=1, seconds=5.0)
    prover.warm()
    try:
        with ThreadPoolExecutor(2) as threads:
            running = [threads.submit(ask, prover, "sleep", 1) for _ in range(2)]
            wait_until(lambda: prover.busy == 1 and prover.waiting == 1)
            started = time.monotonic()
            with pytest.raises(CheckerBusy) as refused:
                ask(prover, "agree", True)
            assert time.monotonic() - started < 0.2
            assert refused.value.status == 503 and "Retry-After" in refused.value.headers
            assert [each.result() for each in running] == [True, True]
    finally:
        prover.close()


def test_a_request_has_a_budget_for_all_its_proofs(prover):
    prove = prover.within(1.2)
    started = time.monotonic()
    assert [prove("spin", None, {}) for _ in range(10)] == [None] * 10
    assert time.monotonic() - started < 2.5
    assert prove("agree", True, {}) is None


def test_many_threads_share_the_workers(prover):
    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(lambda k: ask(prover, "agree", k % 2 == 0), range(60))) == [
            k % 2 == 0 for k in range(60)
        ]


def test_a_killed_nursery_is_started_again():
    prover = pool(workers=1, jobs=1)
    try:
        assert ask(prover, "agree", True) is True
        prover._nursery._process.kill()
        prover._nursery._process.wait()
        assert ask(prover, "agree", True) is True
    finally:
        prover.close()


def test_a_nursery_that_cannot_start_is_told():
    prover = pool(target="tests.service.no_such_module:prove")
    try:
        with pytest.raises(CheckerBusy, match="no worker"):
            ask(prover, "agree", True)
    finally:
        prover.close()


def test_closing_leaves_no_process_behind():
    prover = pool()
    prover.warm()
    pids = [worker.pid for worker in prover._idle] + [prover._nursery._process.pid]
    assert all(map(alive, pids))
    prover.close()
    for pid in pids:
        wait_until(lambda pid=pid: not alive(pid))


def test_workers_end_by_themselves_when_the_service_is_killed():
    code = (
        "from tests.service.test_checking import pool; import threading, time\n"
        "prover = pool(workers=2, seconds=1.0); prover.warm()\n"
        "print(*[worker.pid for worker in prover._idle], prover._nursery._process.pid, flush=True)\n"
        "threading.Thread(target=prover.prove, args=('spin', None, {}), daemon=True).start(); time.sleep(60)"
    )
    service = subprocess.Popen([os.sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=os.getcwd())
    pids = [int(word) for word in service.stdout.readline().split()]
    assert len(pids) == 3
    time.sleep(0.2)
    service.kill()
    service.communicate()
    for pid in pids:
        wait_until(lambda pid=pid: not alive(pid))


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_is_logged_never_stands_among_the_answers_of_a_command(capfd):
    from service.logs import log

    log.error("something went wrong")
    told = capfd.readouterr()
    assert told.out == "" and "something went wrong" in told.err
