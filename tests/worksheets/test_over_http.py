"""Worksheets over HTTP: ordered, printed in the background, fetched."""

import time
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from service.worksheets import service as worksheets
from service.worksheets.models import Worksheet
from service.worksheets.printer import Printer
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
    """A service whose printer does nothing."""
    api.app.state.printer.close()
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


# The queue -------------------------------------------------------------------------------------------------------


def rows(api, **wanted):
    with api.app.state.server.database.write() as session:
        return worksheets.claim(session, api.app.state.server.clock())


def test_orders_are_taken_once_and_the_oldest_first(idle, hands):
    first = ordered(idle)["id"]
    hands.forward(seconds=1)
    second = ordered(idle)["id"]
    assert [str(rows(idle).id), str(rows(idle).id), rows(idle)] == [first, second, None]


def test_an_abandoned_order_is_taken_over_and_at_last_given_up(idle, hands):
    id = ordered(idle)["id"]
    for turn in range(1, worksheets.MAX_TRIES + 1):
        row = rows(idle)
        assert (str(row.id), row.tries) == (id, turn)
        assert rows(idle) is None
        hands.forward(seconds=worksheets.SILENCE.total_seconds() + 1)
    assert rows(idle) is None
    failed = idle.get(f"/worksheets/{id}").json()
    assert failed["state"] == "failed" and "begun 3 times" in failed["error"]
    idle.problem("GET", f"/worksheets/{id}/sheets.pdf", 409, "conflict")


def test_who_lost_an_order_hears_of_it(idle, hands):
    ordered(idle)
    row, database = rows(idle), idle.app.state.server.database
    hands.forward(seconds=61)
    taken = rows(idle)
    with database.write() as session:
        assert not worksheets.note(session, row.id, row.tries, 1, hands())
        assert worksheets.note(session, taken.id, taken.tries, 2, hands())
    with database.write() as session:
        worksheets.give_back(session, row.id, row.tries)
        assert session.get(Worksheet, row.id).state == "running"
        worksheets.give_back(session, taken.id, taken.tries)
        assert session.get(Worksheet, row.id).state == "queued"


def test_a_restart_goes_on_with_what_waits(serve, sqlite_url):
    with serve(sqlite_url) as api:
        api.app.state.printer.close()
        id = ordered(api)["id"]
    with serve(sqlite_url) as api:
        assert finished(api, id)["state"] == "done"


def test_stopping_gives_the_order_back(api, monkeypatch):
    """A service that stops while printing leaves the order for the next one, at once."""
    made = ordered(api, variants=200)
    end = time.monotonic() + 30
    while api.get(f"/worksheets/{made['id']}").json()["state"] == "queued" and time.monotonic() < end:
        time.sleep(0.05)
    api.app.state.printer.close()
    after = api.get(f"/worksheets/{made['id']}").json()
    assert after["state"] == "queued" and after["files"] == []


def test_a_press_that_dies_is_told(idle, monkeypatch):
    from service.worksheets import press

    monkeypatch.setattr(press, "command", lambda folder, seed: ["false"])
    printer = Printer(idle.app.state.server.database, idle.app.state.server.settings, idle.app.state.server.clock)
    id = ordered(idle)["id"]
    printer.start()
    failed = finished(idle, id)
    printer.close()
    assert failed["state"] == "failed" and failed["error"]


def test_what_cannot_be_composed_is_told(idle, monkeypatch):
    """The bank changed between order and printing."""
    id = ordered(idle)["id"]
    with idle.app.state.server.database.write() as session:
        row = session.get(Worksheet, worksheets.UUID(id))
        row.blueprint = row.blueprint | {"sections": [{"pick": {"generators": ["linear_algebra.eigen.gone"]}}]}
    printer = Printer(idle.app.state.server.database, idle.app.state.server.settings, idle.app.state.server.clock)
    printer.start()
    failed = finished(idle, id)
    printer.close()
    assert failed["state"] == "failed" and "linear_algebra.eigen.gone" in failed["error"]


def test_files_that_were_cleared_away_are_missed_politely(api):
    made = ordered(api)
    done = finished(api, made["id"])
    folder = worksheets.folder(api.app.state.server.settings, worksheets.UUID(made["id"]))
    (folder / "sheets.pdf").unlink()
    problem = api.problem("GET", f"/worksheets/{made['id']}/sheets.pdf", 404, "not-found")
    assert str(done["seed"]) in problem["detail"]


def test_silence_is_longer_than_a_beat():
    from service.worksheets.printer import BEAT

    assert timedelta(seconds=10 * BEAT) < worksheets.SILENCE
