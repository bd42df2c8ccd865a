"""Two replicas on one PostgreSQL behind the proxy that is shipped: one dies, one is replaced, and nothing is lost.

Run by `make verify-deep`; it needs Debian's package caddy.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress

import httpx
import pytest

from service import database as db
from service.config import Settings
from tests.service.client import ADMIN
from tests.service.real import Real, free_port
from tests.test_docs import ROOT
from tests.waiting import wait_until
from tests.worksheets.blueprints import TWO

KEY = {"Authorization": f"Bearer {ADMIN}"}
BLUEPRINT = {
    "title": "Week",
    "sections": [{"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "level": "core", "count": 3}],
    "feedback": "immediate",
    "tries_per_part": 5,
}


@contextmanager
def proxy(port: int, replicas: list[str], folder):
    program = shutil.which("caddy")
    assert program, "this needs caddy: apt-get install caddy"
    environment = {
        **os.environ,
        "SITE": f":{port}",
        "UPSTREAMS": " ".join(replicas),
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
    }
    command = [program, "run", "--config", str(ROOT / "deploy" / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


class Class:
    """Learners who save, check and hand in through the proxy, sending again what was not answered."""

    def __init__(self, address: str, quiz: str) -> None:
        self.address, self.quiz = address, quiz
        self.acknowledged: dict[str, dict[int, str]] = {}
        self.handed_in: set[str] = set()
        self.seen: Counter[str] = Counter()
        self.times: list[float] = []
        self.waits: list[float] = []
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.broken: list[str] = []

    def send(self, client: httpx.Client, method: str, path: str, body=None):
        """The response, once there is one that is not an error of the proxy or the network."""
        headers = KEY | ({"Idempotency-Key": f"{random.getrandbits(64):x}"} if method == "POST" else {})
        began = time.monotonic()
        while True:
            once = time.monotonic()
            try:
                response = client.request(method, f"{self.address}/api/v1{path}", json=body, headers=headers)
                told = str(response.status_code)
            except httpx.HTTPError as error:
                response, told = None, type(error).__name__
            with self.lock:
                self.seen[told] += 1
                self.times.append(time.monotonic() - once)
            if response is not None and response.status_code not in (409, 502, 503, 504):
                with self.lock:
                    self.waits.append(time.monotonic() - began)
                return response
            assert time.monotonic() - began < 60, (method, path, told)
            time.sleep(0.2)

    def learn(self, number: int) -> None:
        try:
            with httpx.Client(timeout=30) as client:
                for turn in range(10_000):
                    if self.stop.is_set():
                        break
                    self._attempt(client, f"s-{number}-{turn}")
        except Exception as error:
            self.broken.append(repr(error))

    def _attempt(self, client: httpx.Client, learner: str) -> None:
        attempt = self.send(client, "POST", f"/quizzes/{self.quiz}/attempts", {"learner": learner}).json()["id"]
        for item in (1, 2, 3):
            typed = f"{{{random.randrange(1000)}, {random.randrange(1000)}}}"
            saved = self.send(client, "PUT", f"/attempts/{attempt}/responses/{item}/1", {"response": typed})
            assert saved.status_code == 200, saved.text
            with self.lock:
                self.acknowledged.setdefault(attempt, {})[item] = typed
        checked = self.send(client, "POST", f"/attempts/{attempt}/items/1/check", {"responses": {"1": "{1, 2}"}})
        assert checked.status_code == 200, checked.text
        with self.lock:
            self.acknowledged[attempt][1] = "{1, 2}"
        done = self.send(client, "POST", f"/attempts/{attempt}/submit")
        assert done.status_code == 200, done.text
        with self.lock:
            self.handed_in.add(attempt)


@pytest.mark.deep
def test_a_replica_dies_and_another_is_replaced_and_nothing_is_lost(tmp_path, postgres_url):
    settings = Settings(database_url=postgres_url, data=tmp_path)
    db.upgrade(settings)
    environment = {
        "DATABASE_URL": postgres_url,
        "PROBLEMBANK_MIGRATE": "false",
        "PROBLEMBANK_DRAIN_S": "5",
        "PROBLEMBANK_ADMIN_KEY": ADMIN,
        "PROBLEMBANK_RATE": "0",
    }
    ports = free_port(), free_port()

    def replica(n: int) -> Real:
        started = Real(tmp_path, ports[n], (), environment)
        started.ready()
        return started

    replicas = [replica(0), replica(1)]
    front = free_port()
    address = f"http://127.0.0.1:{front}"
    try:
        with proxy(front, [f"127.0.0.1:{port}" for port in ports], tmp_path), httpx.Client(timeout=30) as client:
            wait_until(lambda: answers(address), 60, 0.2)
            assert httpx.get(f"{address}/metrics").status_code == 404
            assert httpx.post(f"{address}/api/v1/check", content=b"x" * 3_000_000).status_code == 413
            helper = Class(address, "")
            quiz = helper.send(client, "POST", "/quizzes", BLUEPRINT).json()["id"]
            helper.send(client, "POST", f"/quizzes/{quiz}/publish")
            # What is begun at one replica goes on at the other.
            one, two = (Class(each.address, quiz) for each in replicas)
            attempt = one.send(client, "POST", f"/quizzes/{quiz}/attempts", {"learner": "both"}).json()["id"]
            assert two.send(client, "PUT", f"/attempts/{attempt}/responses/1/1", {"response": "{1}"}).status_code == 200
            held = one.send(client, "GET", f"/attempts/{attempt}").json()
            assert held["items"][0]["responses"]["1"]["response"] == "{1}"
            orders = [helper.send(client, "POST", "/worksheets", TWO | {"variants": 3}).json()["id"] for _ in range(6)]

            room = Class(address, quiz)
            learners = [threading.Thread(target=room.learn, args=(n,)) for n in range(8)]
            for each in learners:
                each.start()
            time.sleep(6)
            replicas[0].process.kill()
            replicas[0].process.wait()
            time.sleep(6)
            replicas[0] = replica(0)
            time.sleep(6)
            before = Counter(room.seen)
            began = time.monotonic()
            replicas[1].terminate()
            assert replicas[1].process.wait(30) in (0, -15)
            stopped = time.monotonic() - began
            time.sleep(2)
            during = room.seen - before
            replicas[1] = replica(1)
            time.sleep(4)
            room.stop.set()
            for each in learners:
                each.join(90)
            assert room.broken == []

            wait_until(lambda: all(state(client, address, id) == "done" for id in orders), 180, 0.2)
            for id in orders:
                for each in replicas:
                    pdf = client.get(f"{each.address}/api/v1/worksheets/{id}/sheets.pdf", headers=KEY)
                    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
            for attempt, responses in room.acknowledged.items():
                held = client.get(f"{replicas[0].address}/api/v1/attempts/{attempt}", headers=KEY).json()
                found = {
                    each["item"]: each["responses"]["1"]["response"] for each in held["items"] if each["responses"]["1"]
                }
                assert {item: found.get(item) for item in responses} == responses, attempt
                assert (held["state"] == "submitted") or attempt not in room.handed_in
            times = sorted(room.times)
            print(
                f"\n{len(room.acknowledged)} attempts, {sum(room.seen.values())} requests: {dict(room.seen)}; median "
                f"{times[len(times) // 2] * 1e3:.0f} ms, 99th percentile {times[len(times) * 99 // 100] * 1e3:.0f} ms; longest "
                f"wait for an answer {max(room.waits):.1f} s; stopped in {stopped:.1f} s, meanwhile {dict(during)}"
            )
            assert set(during) == {"200", "201"}, during  # a replica that is replaced is not noticed
    finally:
        for each in replicas:
            if each.process.poll() is None:
                each.terminate()
                each.process.wait(40)


def state(client, address, id):
    return client.get(f"{address}/api/v1/worksheets/{id}", headers=KEY).json()["state"]


def answers(address):
    """False also while nothing listens there."""
    with suppress(httpx.HTTPError):
        return httpx.get(f"{address}/readyz").status_code == 200
    return False
