"""Worksheets over HTTP: ordered, printed in the background, fetched."""

import json
import sys
import time
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from service.expiry import service as expiry
from service.jobs import kinds, press
from service.jobs.runner import runner
from service.work import KINDS
from service.worksheets import service as worksheets
from service.worksheets.models import Worksheet
from tests.waiting import wait_until
from tests.worksheets.blueprints import TWO


def ordered(api, status=202, **changes):
    return api.post("/worksheets", TWO | changes, status).json()


def finished(api, id, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = api.get(f"/worksheets/{id}").json()
        if found["state"] in ("done", "failed"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"worksheet {id} was not printed in {seconds} s: {found}")


@pytest.fixture
def idle(api):
    """A service that does nothing in the background."""
    api.app.state.jobs.close()
    return api


def test_an_order_is_printed_and_its_files_are_there(api):
    response = api.post("/worksheets", TWO | {"variants": 2, "seed": 7}, 202)
    made = response.json()
    assert response.headers["location"] == f"/api/v1/worksheets/{made['id']}"
    assert made["state"] == "queued" and made["files"] == [] and made["seed"] == 7
    done = finished(api, made["id"])
    assert done["state"] == "done", done
    assert done["progress"] == 1 and done["repeated"] == 0 and done["finished_at"]
    assert [file["name"] for file in done["files"]] == ["sheets.pdf", "key.pdf", "solutions.pdf", "worksheet.zip"]
    for file in done["files"][:3]:
        response = api.get(file["url"].removeprefix("/api/v1"))
        assert response.headers["content-type"] == "application/pdf"
        assert len(PdfReader(BytesIO(response.content)).pages) >= 1
    bundle = ZipFile(BytesIO(api.get(f"/worksheets/{made['id']}.zip").content))
    assert bundle.namelist() == ["sheets.pdf", "key.pdf", "solutions.pdf"]
    assert bundle.read("sheets.pdf") == api.get(f"/worksheets/{made['id']}/sheets.pdf").content
    alone = ZipFile(BytesIO(api.get(f"/worksheets/{made['id']}/sheets.zip").content))
    assert alone.namelist() == ["sheets.pdf"]


def test_what_was_not_ordered_is_not_there(api):
    made = ordered(api, key=False, solutions=False)
    done = finished(api, made["id"])
    assert [file["name"] for file in done["files"]] == ["sheets.pdf", "worksheet.zip"]
    problem = api.problem("GET", f"/worksheets/{made['id']}/solutions.pdf", 404, "not-found")
    assert "without solutions" in problem["detail"]


def test_an_unfinished_worksheet_says_so(idle):
    made = ordered(idle)
    problem = idle.problem("GET", f"/worksheets/{made['id']}/sheets.pdf", 409, "conflict")
    assert "not finished" in problem["detail"]
    idle.problem("GET", f"/worksheets/{made['id']}.zip", 409, "conflict")


@pytest.mark.parametrize(
    ("changes", "status", "kind", "told"),
    [
        ({"variants": 0}, 422, "invalid", "variants"),
        ({"variants": 1_001}, 422, "invalid", "1000"),
        ({"paper": "a5"}, 422, "invalid", "letter"),
        ({"seed": 2**53}, 422, "invalid", "seed"),
        ({"colour": "red"}, 422, "invalid", "colour"),
        ({"sections": []}, 422, "invalid", "sections"),
        ({"sections": [{"pick": {"topics": ["linear_algebra.nothing"]}}]}, 422, "empty-pick", "body.sections.0.pick"),
        (
            {"sections": [{"pick": {"generators": ["linear_algebra.eigen.nothing"]}}]},
            422,
            "unknown-generator",
            "nothing",
        ),
    ],
)
def test_bad_orders_are_refused_by_name(shared, changes, status, kind, told):
    problem = shared.problem("POST", "/worksheets", status, kind, json=TWO | changes)
    assert told in problem["detail"]


def test_the_worksheets_of_others_are_not_there(idle):
    keys = [idle.post("/keys", {"name": f"k{n}", "scopes": ["quizzes:write"]}, 201).json()["secret"] for n in range(2)]
    mine, other = (idle.as_(key) for key in keys)
    made = ordered(mine)
    assert mine.get(f"/worksheets/{made['id']}").json()["id"] == made["id"]
    for path in (f"/worksheets/{made['id']}", f"/worksheets/{made['id']}/sheets.pdf", f"/worksheets/{made['id']}.zip"):
        other.problem("GET", path, 404, "not-found")
    idle.get(f"/worksheets/{made['id']}")  # an admin sees all


def test_only_who_may_write_quizzes_may_print(api):
    secret = api.post("/keys", {"name": "reader", "scopes": ["bank:read"]}, 201).json()["secret"]
    api.as_(secret).problem("POST", "/worksheets", 403, "forbidden", json=TWO)
    api.as_(None).problem("POST", "/worksheets", 401, "unauthorized", json=TWO)


def test_a_repeated_order_is_one_order(idle):
    headers = {"Idempotency-Key": "abc"}
    first = idle.post("/worksheets", TWO, 202, headers=headers).json()
    again = idle.post("/worksheets", TWO, 202, headers=headers).json()
    assert first == again


def test_one_key_may_not_fill_the_queue(idle, monkeypatch):
    monkeypatch.setattr(worksheets, "MAX_WAITING", 2)
    ordered(idle)
    ordered(idle)
    problem = idle.problem("POST", "/worksheets", 429, "too-many-requests", json=TWO)
    assert "at most 2" in problem["detail"]


# The job ---------------------------------------------------------------------------------------------------------


def printing(monkeypatch, *programs):
    """Print by these programs instead, one after another; the last one stays."""
    left = list(programs)
    monkeypatch.setattr(press, "module", lambda *_: left.pop(0) if len(left) > 1 else left[0])
    monkeypatch.setattr(kinds, "PAUSES", (timedelta(0),))


def says(*messages):
    return [sys.executable, "-c", f"import sys; sys.stdin.read(); print({chr(10).join(map(json.dumps, messages))!r})"]


def again(api):
    """The same service, working again."""
    api.app.state.jobs = runner(api.app.state.server, KINDS)
    api.app.state.jobs.start()


def test_a_restart_goes_on_with_what_waits(serve, database_url):
    with serve(database_url) as api:
        api.app.state.jobs.close()
        id = ordered(api)["id"]
    with serve(database_url) as api:
        assert finished(api, id)["state"] == "done"


def test_stopping_gives_the_order_back(serve, database_url, monkeypatch):
    """A service that stops while printing leaves the order for the next one, at once."""
    printing(monkeypatch, ["sleep", "60"])
    with serve(database_url) as api:
        made = ordered(api)
        wait_until(lambda: api.get(f"/worksheets/{made['id']}").json()["state"] == "running")
        api.app.state.jobs.close()
        after = api.get(f"/worksheets/{made['id']}").json()
        assert after["state"] == "queued" and after["files"] == []
        printing(monkeypatch, says({"done": {"repeated": 0}}))
        again(api)
        assert finished(api, made["id"])["state"] == "done"
        api.app.state.jobs.close()


def test_a_press_that_dies_is_tried_again(serve, database_url, monkeypatch):
    with serve(database_url) as api:
        printing(
            monkeypatch,
            ["false"],
            says({"step": 1}, {"error": "no space left", "again": True}),
            says({"done": {"repeated": 2}}),
        )
        done = finished(api, ordered(api)["id"])
        assert done["state"] == "done" and done["repeated"] == 2


def test_a_press_that_always_dies_is_told(serve, database_url, monkeypatch):
    with serve(database_url) as api:
        printing(monkeypatch, ["false"])
        failed = finished(api, ordered(api)["id"])
        assert failed["state"] == "failed" and "status 1" in failed["error"]
        assert 'problembank_jobs_total{kind="worksheet",outcome="failed"} 1.0' in api.client.get("/metrics").text


def test_a_press_that_takes_for_ever_is_killed(api, monkeypatch):
    printing(monkeypatch, ["sleep", "60"])
    monkeypatch.setattr(press, "LIMIT", 0.1)
    failed = finished(api, ordered(api)["id"])
    assert failed["state"] == "failed" and "longer than" in failed["error"]


def test_what_cannot_be_composed_is_told(idle):
    """The bank changed between order and printing."""
    id = ordered(idle)["id"]
    with idle.app.state.server.database.write() as session:
        row = session.get(Worksheet, worksheets.UUID(id))
        row.blueprint = row.blueprint | {"sections": [{"pick": {"generators": ["linear_algebra.eigen.gone"]}}]}
    again(idle)
    failed = finished(idle, id)
    idle.app.state.jobs.close()
    assert failed["state"] == "failed" and "linear_algebra.eigen.gone" in failed["error"]


def test_files_printed_long_ago_are_deleted(api, hands, monkeypatch):
    printing(monkeypatch, says({"done": {"repeated": 0}}))
    old, new = ordered(api)["id"], ordered(api)["id"]
    server = api.app.state.server
    server.settings = server.settings.model_copy(update={"printed_days": 30})
    shelf = worksheets.folder(server.settings, worksheets.UUID(old)).parent
    for id in (old, new):
        finished(api, id)
        (shelf / id).mkdir(parents=True)
        (shelf / id / "sheets.pdf").write_bytes(b"%PDF")
    (shelf / "of-somebody-else").mkdir()
    with server.database.write() as session:
        session.get(Worksheet, worksheets.UUID(old)).finished_at -= timedelta(days=31)
    expiry.expire(server)
    assert {each.name for each in shelf.iterdir()} == {new, "of-somebody-else"}
    problem = api.problem("GET", f"/worksheets/{old}/sheets.pdf", 404, "not-found")
    assert "order it again with seed" in problem["detail"]


def test_files_that_were_cleared_away_are_missed_politely(api):
    made = ordered(api)
    done = finished(api, made["id"])
    folder = worksheets.folder(api.app.state.server.settings, worksheets.UUID(made["id"]))
    (folder / "sheets.pdf").unlink()
    problem = api.problem("GET", f"/worksheets/{made['id']}/sheets.pdf", 404, "not-found")
    assert str(done["seed"]) in problem["detail"]
