"""Exports over HTTP: ordered, made in the background, waited for, fetched, deleted."""

import json
import time
from datetime import timedelta

import pytest

from service.expiry import service as expiry
from service.exporting import endpoints, maker
from service.exporting import service as exporting
from service.exports.formats import FORMATS
from service.jobs import press

WEEK = {
    "title": "Größe & Week 3",
    "sections": [{"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 1}],
    "format": "jsonl",
    "pool": 2,
    "seed": 7,
}
NO_WAIT = {"Prefer": "respond-async"}


@pytest.fixture
def idle(api):
    """A service that does nothing in the background."""
    api.app.state.jobs.close()
    return api


def finished(api, id, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = api.get(f"/exports/{id}").json()
        if found["state"] in ("done", "failed"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"export {id} was not made in {seconds} s: {found}")


def test_the_answer_waits_for_the_export_and_its_file_is_there(api, monkeypatch):
    monkeypatch.setattr(endpoints, "LONGEST", 300)  # the machine may be busy
    response = api.post("/exports", WEEK, 201, headers={"Prefer": "wait=300", "Idempotency-Key": "one"})
    made = response.json()
    assert response.headers["location"] == f"/api/v1/exports/{made['id']}"
    assert response.headers["preference-applied"] == "wait=300"
    assert made["state"] == "done" and made["progress"] == 1 and made["seed"] == 7 and made["finished_at"]
    assert made["report"]["counts"] == {"kept": 1, "approximated": 0, "replaced": 0, "refused": 0}
    assert made["name"] == "groe-week-3.jsonl"
    file = api.get(made["file"].removeprefix("/api/v1"))
    assert file.headers["content-type"].startswith(FORMATS["jsonl"].media_type)
    assert 'filename="groe-week-3.jsonl"' in file.headers["content-disposition"]
    assert len(file.content) == made["bytes"] and len(file.text.splitlines()) == 2
    assert api.get(f"/exports/{made['id']}").json() == made
    again = api.post("/exports", WEEK, 201, headers={"Idempotency-Key": "one"})
    assert again.headers["idempotency-replayed"] == "true" and again.json() == made
    api.delete(f"/exports/{made['id']}")
    api.problem("GET", f"/exports/{made['id']}/file", 404, "not-found")
    assert not exporting.folder(api.app.state.server.settings, made["id"]).exists()


def test_who_does_not_wait_reads_it_until_it_is_done(api):
    response = api.post("/exports", WEEK, 202, headers=NO_WAIT)
    assert response.headers["preference-applied"] == "respond-async"
    made = response.json()
    assert made["state"] == "queued" and made["file"] is None and made["report"] is None
    assert finished(api, made["id"])["state"] == "done"


@pytest.mark.parametrize(
    ("prefer", "heard"),
    [
        (None, (endpoints.WAIT, "")),
        ("respond-async, wait=5", (0, "respond-async")),
        ("handling=strict, Wait = 5", (5, "wait=5")),
        ('wait="7"; x=y', (7, "wait=7")),
        ("wait=100000", (endpoints.LONGEST, f"wait={endpoints.LONGEST}")),
        ("wait=-1, wait=x, wait", (endpoints.WAIT, "")),
    ],
)
def test_preferences_are_heeded_as_far_as_they_can_be_read(prefer, heard):
    assert endpoints.patience(prefer) == heard


def test_an_unfinished_export_has_no_file_and_one_that_is_deleted_is_not_made(idle):
    made = idle.post("/exports", WEEK, 202, headers=NO_WAIT).json()["id"]
    assert "not finished" in idle.problem("GET", f"/exports/{made}/file", 409, "conflict")["detail"]
    idle.delete(f"/exports/{made}")
    job = held(made)
    maker.run(idle.app.state.server, job)
    maker.give_up(idle.app.state.server, job, "x")
    assert not exporting.folder(idle.app.state.server.settings, made).exists()


def held(subject):
    """A job in hand that nobody takes away."""
    import threading

    from service.jobs.kinds import Job

    return Job(1, exporting.JOB, str(subject), 1, lambda session, id, tries: True, threading.Event())


def test_an_export_that_is_deleted_while_it_is_made_leaves_no_file(idle, monkeypatch):
    made = idle.post("/exports", WEEK, 202, headers=NO_WAIT).json()["id"]
    server = idle.app.state.server

    def follow(job, program, order, note):
        idle.delete(f"/exports/{made}")
        exporting.folder(server.settings, made).mkdir(parents=True)
        return {"done": {"bytes": 1, "report": {}}}

    monkeypatch.setattr(press, "follow", follow)
    maker.run(server, held(made))
    assert not exporting.folder(server.settings, made).exists()


FAILURES = [
    ({"error": "jsonl can carry nothing of this blueprint: Stones.", "report": {"format": "jsonl", "items": [], "counts": {"refused": 1}}}, "Stones"),
    ({"error": "the file could not be written: No space left on device"}, "No space left on device"),
]  # fmt: skip


@pytest.mark.parametrize(("done", "told"), FAILURES)
def test_a_failure_tells_its_reason_and_keeps_the_report(idle, monkeypatch, done, told):
    made = idle.post("/exports", WEEK, 202, headers=NO_WAIT).json()["id"]
    monkeypatch.setattr(press, "follow", lambda *_: {"done": done})
    maker.run(idle.app.state.server, held(made))
    found = idle.get(f"/exports/{made}").json()
    assert found["state"] == "failed" and told in found["error"] and found["file"] is None
    assert (found["report"] is None) == ("report" not in done)
    assert told in idle.problem("GET", f"/exports/{made}/file", 409, "conflict")["detail"]


def test_a_folder_that_cannot_be_written_fails_with_a_clear_reason(api):
    server = api.app.state.server
    (server.settings.data / "exports").write_text("a file where the folder should be")
    made = finished(api, api.post("/exports", WEEK, 202, headers=NO_WAIT).json()["id"])
    assert made["state"] == "failed" and "the file could not be written" in made["error"]


BAD = [
    ({"format": "stone"}, "moodle-xml"),
    ({"pool": 501}, "500"),
    ({"pool": 500, "sections": [{**WEEK["sections"][0], "count": 21}]}, "10500 exercises together; at most 10000"),
    ({"nbgrader": True}, "nbgrader is an option of ipynb, not of jsonl"),
    ({"sections": [{"pick": {"topics": ["x.y"]}}]}, "x.y"),
]


@pytest.mark.parametrize(("changes", "told"), BAD)
def test_orders_out_of_bounds_are_refused(idle, changes, told):
    body = json.dumps(idle.send("POST", "/exports", 422, json=WEEK | changes).json())
    assert told in body
    assert idle.get("/exports").json()["items"] == []


def test_exports_are_listed_page_by_page_for_their_key_and_are_nobody_elses(idle, hands):
    other = idle.as_(idle.post("/keys", {"name": "other", "scopes": ["quizzes:write"]}, 201).json()["secret"])
    mine = []
    for _ in range(3):
        mine.append(idle.post("/exports", WEEK, 202, headers=NO_WAIT).json()["id"])
        hands.forward(seconds=1)
    theirs = other.post("/exports", WEEK, 202, headers=NO_WAIT).json()["id"]
    first = idle.get("/exports?limit=2").json()
    second = idle.get(f"/exports?limit=2&cursor={first['next']}").json()
    assert [each["id"] for each in first["items"] + second["items"]] == [*mine, theirs] and second["next"] is None
    assert [each["id"] for each in other.get("/exports").json()["items"]] == [theirs]
    for method, path in (("GET", ""), ("GET", "/file"), ("DELETE", "")):
        other.problem(method, f"/exports/{mine[0]}{path}", 404, "not-found")


def test_no_more_than_twenty_wait(idle):
    for _ in range(exporting.MAX_WAITING):
        idle.post("/exports", WEEK, 202, headers=NO_WAIT)
    assert "at most 20" in idle.problem("POST", "/exports", 429, "too-many-requests", json=WEEK)["detail"]


def test_old_files_are_deleted_and_the_reports_stay(api, hands):
    made = finished(api, api.post("/exports", WEEK, 202, headers=NO_WAIT).json()["id"])
    server = api.app.state.server
    assert exporting.clear(server, timedelta(days=1)) == 0
    hands.forward(days=2)
    server.settings = server.settings.model_copy(update={"printed_days": 1})
    expiry.expire(server)
    assert "order it again with seed 7" in api.problem("GET", f"/exports/{made['id']}/file", 404, "not-found")["detail"]
    assert api.get(f"/exports/{made['id']}").json()["report"] == made["report"]
