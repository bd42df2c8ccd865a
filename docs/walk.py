"""A walk along the main path, from the catalogue to scores that survive a restart.

    python docs/walk.py

Starts a server of its own on a free port with a database in a temporary folder, and talks to it as a learning platform
would. Every step prints what came back and checks it; the walk ends with status 0 only if all of it held.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

GENERATOR = "linear_algebra.eigen.eigenvalues_2x2"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def server(data: Path, key: str, port: int):
    """A running service; yields a client with the admin key."""
    command = [Path(sys.executable).with_name("problembank"), "serve", "--port", str(port)]
    environment = {**os.environ, "PROBLEMBANK_DATA": str(data), "PROBLEMBANK_ADMIN_KEY": key}
    environment.pop("DATABASE_URL", None)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"}, timeout=30)
    try:
        for _ in range(150):
            if process.poll() is not None:
                raise SystemExit(f"the server stopped: {process.stderr.read().decode()}")
            try:
                if client.get("/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        yield client
    finally:
        client.close()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stderr.close()


def call(client: httpx.Client, method: str, path: str, expected: int = 200, **more) -> httpx.Response:
    response = client.request(method, f"/api/v1{path}", **more)
    if response.status_code != expected:
        raise SystemExit(f"{method} {path}: {response.status_code}, expected {expected}\n{response.text}")
    return response


def eigenvalues(exercise: dict) -> list[int]:
    """The learner's own work: read the matrix off the exercise and let NumPy do it."""
    matrix = re.search(r"A = (\[\[.*?\]\])", exercise["stem"]["text"] + exercise["parts"][0]["ask"]["text"])
    rows = [[int(entry) for entry in row.split(",")] for row in re.findall(r"\[([-0-9, ]+)\]", matrix[1])]
    return sorted(round(value.real) for value in np.linalg.eigvals(np.array(rows)))


def say(title: str, *lines: object) -> None:
    print(f"\n== {title}")
    for line in lines:
        print(f"   {line}")


def walk() -> None:
    key = "pb" + secrets.token_hex(4) + "." + secrets.token_urlsafe(32)
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder), free_port()
        with server(data, key, port) as client:
            before = on_the_first_run(client)
        with server(data, key, port) as client:
            quiz, scores = before
            again = call(client, "GET", f"/quizzes/{quiz}/scores").json()
            assert again == scores, (again, scores)
            say("After a restart", "the same scores")


def on_the_first_run(client: httpx.Client) -> tuple[str, dict]:
    courses = call(client, "GET", "/topics").json()["items"]
    say("Topics", *(f"{course['title']}: {len(course['topics'])} topics" for course in courses))

    exercise = call(client, "POST", "/exercises", json={"generator": GENERATOR, "level": "core", "seed": 42}).json()
    part = exercise["parts"][0]
    steps = [step["text"] for step in part["steps"]]
    say(f"An exercise: {exercise['recipe']}", part["ask"]["text"], *steps, part["answer_text"])
    assert eigenvalues(exercise) == sorted(int(value) for value in part["answer"]["value"])

    blueprint = {
        "title": "Eigenvalues, week 3",
        "sections": [{"pick": {"generators": [GENERATOR]}, "level": "core", "count": 2, "points": 2}],
        "feedback": "immediate",
        "tries_per_part": 3,
    }
    quiz = call(client, "POST", "/quizzes", 201, json=blueprint).json()["id"]
    call(client, "POST", f"/quizzes/{quiz}/publish")
    say("A quiz, published", quiz)

    ada, ben = (
        call(client, "POST", f"/quizzes/{quiz}/attempts", 201, json={"learner": learner}).json()
        for learner in ("ada", "ben")
    )
    asked = [[item["exercise"]["parts"][0]["ask"]["text"] for item in attempt["items"]] for attempt in (ada, ben)]
    assert not set(asked[0]) & set(asked[1]), "two learners got the same variant"
    say("Two learners, different variants", *asked[0], *asked[1])

    first, second = (item["exercise"] for item in ada["items"])
    roots = eigenvalues(first)
    answers = {
        "unreadable": "{" + f"{roots[0]}, ",
        "wrong": "{1000, 1001}",
        "a misconception": "{" + ", ".join(str(-root) for root in roots) + "}",
        "right": "{" + ", ".join(map(str, roots)) + "}",
    }
    outcomes = {}
    for name, response in answers.items():
        path = f"/attempts/{ada['id']}/items/1/check"
        checked = call(client, "POST", path, json={"responses": {"1": response}}).json()
        verdict = checked["parts"][0]["verdict"]
        outcomes[name] = verdict["outcome"]
        remarks = " ".join(remark["text"] for remark in verdict["feedback"])
        left = checked["tries_left"]["1"]
        say(f"Ada types something {name}: {response}", f"{verdict['outcome']}. {remarks}", f"tries left: {left}")
    assert list(outcomes.values()) == ["invalid", "incorrect", "incorrect", "correct"], outcomes

    learner = httpx.Client(base_url=client.base_url, headers={"Authorization": f"Bearer {ada['learner_token']}"})
    with learner:  # Ada's browser holds a token that opens this attempt and nothing else
        response = {"response": ", ".join(map(str, eigenvalues(second)))}
        call(learner, "PUT", f"/attempts/{ada['id']}/responses/2/1", json=response)
        call(learner, "GET", f"/attempts/{ben['id']}", 404)
        result = call(learner, "POST", f"/attempts/{ada['id']}/submit").json()["result"]
    call(client, "POST", f"/attempts/{ben['id']}/submit")
    say("Ada hands in", f"{result['score']} of {result['max_score']} points")
    assert result["score"] == 4

    scores = call(client, "GET", f"/quizzes/{quiz}/scores").json()
    table = call(client, "GET", f"/quizzes/{quiz}/scores", headers={"Accept": "text/csv"}).text
    say("Scores", *(f"{row['learner']}: {row['score']} of {row['max_score']}" for row in scores["items"]))
    say("The same as CSV", *table.splitlines())
    return quiz, scores


if __name__ == "__main__":
    walk()
