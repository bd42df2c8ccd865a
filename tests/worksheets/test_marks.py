"""Printed sheets over HTTP: found by their codes, printed again, marked, and their scores beside those of online."""

import csv
import io
import json
import re
import time

import pytest
from pypdf import PdfReader

from generators import answers
from schemas.worksheet import Sheet
from service.attempts.draw import Drawn
from service.worksheets import kept
from service.worksheets import service as worksheets
from service.worksheets.kept import KEPT
from tests.service.learners import save, start

PEOPLE = [{"id": "s-1", "name": "Ada"}, {"id": "s-2", "name": "Grace"}, {"id": "s-3"}]
WEEK = {
    "title": "Week 3",
    "sections": [
        {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "level": "easy", "count": 1, "points": 2},
        {"pick": {"generators": ["refresher.functions.line_from_points"]}, "level": "easy", "count": 1, "points": 1.5},
    ],
}


def printed(api, **changes):
    order = WEEK | {"class_list": PEOPLE, "key": False, "solutions": False, "seed": 7} | changes
    made = api.post("/worksheets", order, 202).json()["id"]
    end = time.monotonic() + 60
    while api.get(f"/worksheets/{made}").json()["state"] != "done":
        assert time.monotonic() < end
        time.sleep(0.05)
    return made


def sheets(api, made) -> dict[int, Sheet]:
    folder = worksheets.folder(api.app.state.server.settings, worksheets.UUID(made))
    return dict(kept.sheets_in(folder / KEPT))


def words(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def right(sheet, item):
    """The right answers to an exercise, by part."""
    parts = sheet.items[item - 1].exercise.parts
    return {str(n): answers.shown_text(part.answer) for n, part in enumerate(parts, 1)}


def scores(api, quiz):
    return {row["learner"]: row for row in api.get(f"/quizzes/{quiz}/scores").json()["items"]}


@pytest.fixture(scope="module")
def made(shared):
    return printed(shared)


# Codes -----------------------------------------------------------------------------------------------------------


def test_a_sheet_is_found_by_its_code_and_printed_as_it_was(shared, made):
    whole = PdfReader(io.BytesIO(shared.get(f"/worksheets/{made}/sheets.pdf").content))
    for number, sheet in sheets(shared, made).items():
        found = shared.get(f"/worksheets/by-code/{sheet.reference.lower().replace('-', '')}").json()
        assert (found["worksheet"], found["number"], found["variant"]) == (made, number, sheet.code)
        assert found["code"] == sheet.reference and found["candidate"]["id"] == f"s-{number}"
        assert found["points"] == 3.5 and found["attempt"] is None
        again = shared.get(f"/worksheets/by-code/{sheet.reference}/sheets.pdf").content
        page = re.sub(r"\s+", " ", whole.pages[number - 1].extract_text())
        assert words(again) == page and sheet.code in page
        assert again == shared.get(f"/worksheets/by-code/{sheet.reference}/sheets.pdf").content
        solved = words(shared.get(f"/worksheets/by-code/{sheet.reference}/solutions.pdf").content)
        assert all(item.exercise.recipe in solved for item in sheet.items)
        assert sheet.code in words(shared.get(f"/worksheets/by-code/{sheet.reference}/key.pdf").content)


def test_the_code_holds_after_the_generators_have_changed(shared, made, monkeypatch):
    from generators import bank

    reference = sheets(shared, made)[1].reference
    before = shared.get(f"/worksheets/by-code/{reference}/sheets.pdf").content
    monkeypatch.setattr(bank, "draw", lambda *_: pytest.fail("a kept sheet is not drawn again"))
    assert shared.get(f"/worksheets/by-code/{reference}/sheets.pdf").content == before


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("M2XD-9FBC-B7KQ-3", "mistyped"),
        ("M2XD-9FBC-B7KQ-2", "there is no sheet"),
        ("M2XD", "4 signs"),
        ("A", "'A'"),
        ("%20", "0 signs"),
    ],
)
def test_forged_and_garbled_codes_are_404(shared, code, told):
    assert told in shared.problem("GET", f"/worksheets/by-code/{code}", 404, "not-found")["detail"]
    assert told in shared.problem("GET", f"/worksheets/by-code/{code}/sheets.pdf", 404, "not-found")["detail"]


def test_codes_of_others_are_not_there(shared, made):
    reference = sheets(shared, made)[1].reference
    other = shared.post("/keys", {"name": "other", "scopes": ["quizzes:write"]}, 201).json()["secret"]
    problem = shared.as_(other).problem("GET", f"/worksheets/by-code/{reference}", 404, "not-found")
    assert problem["detail"] == f"there is no sheet {reference}"


def test_the_same_order_twice_has_other_codes_and_the_same_exercises(shared, made):
    first, second = sheets(shared, made), sheets(shared, printed(shared))
    assert not {sheet.reference for sheet in first.values()} & {sheet.reference for sheet in second.values()}
    assert [sheet.items for sheet in first.values()] == [sheet.items for sheet in second.values()]


def test_an_address_is_in_the_qr_code_where_one_is_known(serve, sqlite_url):
    with serve(sqlite_url, public_url="https://bank.example.org") as api:
        (sheet,) = sheets(api, printed(api, class_list=None)).values()
        assert sheet.link == f"https://bank.example.org/api/v1/worksheets/by-code/{sheet.reference}"
        assert api.get(sheet.link.removeprefix("https://bank.example.org/api/v1")).json()["code"] == sheet.reference


def test_sheets_that_were_cleared_away_are_missed_politely(api):
    id = printed(api)
    reference = sheets(api, id)[1].reference
    (worksheets.folder(api.app.state.server.settings, worksheets.UUID(id)) / KEPT).unlink()
    problem = api.problem("GET", f"/worksheets/by-code/{reference}/sheets.pdf", 404, "not-found")
    assert "no longer" in problem["detail"] and "seed 7" in problem["detail"]


# Class lists and quizzes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"class_list": [{"id": "s-1"}, {"id": "s-2"}, {"id": "s-1"}]}, "more than once: s-1"),
        ({"class_list": PEOPLE, "variants": 2}, "makes 3 sheets"),
        ({"class_list": []}, "class_list"),
        ({"class_list": [{"id": " "}]}, "body.class_list.0.id"),
        ({"columns": 3}, "body.columns"),
        ({"space_cm": 21}, "body.space_cm"),
        ({"language": "la"}, "body.language"),
    ],
)
def test_bad_orders_are_refused_by_name(shared, changes, told):
    assert told in shared.problem("POST", "/worksheets", 422, "invalid", json=WEEK | changes)["detail"]


def test_a_worksheet_may_belong_to_a_quiz_with_the_same_sections(shared):
    quiz = shared.post("/quizzes", WEEK, 201).json()["id"]
    assert shared.get(f"/worksheets/{printed(shared, quiz=quiz)}").json()["quiz"] == quiz
    other = shared.post("/quizzes", WEEK | {"sections": WEEK["sections"][:1]}, 201).json()["id"]
    assert (
        "same sections" in shared.problem("POST", "/worksheets", 422, "invalid", json=WEEK | {"quiz": other})["detail"]
    )
    none = "00000000-0000-4000-8000-000000000000"
    shared.problem("POST", "/worksheets", 404, "not-found", json=WEEK | {"quiz": none})


# Marks -----------------------------------------------------------------------------------------------------------


def test_points_from_paper_stand_in_the_gradebook(both):
    id = printed(both)
    one, two, _ = sheets(both, id).values()
    given = {
        "sheets": [{"code": one.reference, "points": {"1": 2, "2": 0.5}}, {"learner": "s-2", "points": {"2": 1.5}}]
    }
    taken = both.post(f"/worksheets/{id}/marks", given).json()
    assert [(each["learner"], each["score"], each["changed"]) for each in taken["sheets"]] == [
        ("s-1", 2.5, True),
        ("s-2", 1.5, True),
    ]
    assert both.get(f"/worksheets/{id}").json()["quiz"] == taken["quiz"]
    rows = scores(both, taken["quiz"])
    assert {learner: (row["name"], row["score"], row["max_score"]) for learner, row in rows.items()} == {
        "s-1": ("Ada", 2.5, 3.5),
        "s-2": ("Grace", 1.5, 3.5),
    }
    assert rows["s-1"]["items"] == [2, 0.5]
    history = both.get(f"/attempts/{taken['sheets'][0]['attempt']}/items/1/override").json()["history"]
    assert [each["reason"] for each in history] == ["marked on paper"]
    assert both.get(f"/worksheets/by-code/{two.reference}").json()["attempt"] == taken["sheets"][1]["attempt"]
    assert both.get(f"/quizzes/{taken['quiz']}").json()["state"] == "closed"


def test_marks_sent_again_change_nothing_and_sent_otherwise_correct(both):
    id = printed(both)
    one = sheets(both, id)[1]
    line = {"code": one.reference, "points": {"2": 1}, "responses": {"1": right(one, 1)}}
    first = both.post(f"/worksheets/{id}/marks", {"sheets": [line]}).json()
    again = both.post(f"/worksheets/{id}/marks", {"sheets": [line]}).json()
    assert first["sheets"][0]["score"] == again["sheets"][0]["score"] == 3.0
    assert (first["sheets"][0]["changed"], again["sheets"][0]["changed"]) == (True, False)
    line |= {"points": {"2": 0.5}, "responses": {"1": {"1": "{17, 18}"}}}
    other = both.post(f"/worksheets/{id}/marks", {"sheets": [line]}).json()
    assert (other["sheets"][0]["score"], other["sheets"][0]["attempt"]) == (0.5, first["sheets"][0]["attempt"])
    entries = [each for each in both.get("/audit").json()["items"] if each["action"] == "marks.enter"]
    assert [each["detail"]["after"] for each in entries] == [3.0, 0.5]
    assert entries[1]["detail"]["replaced"] == {"1.1": right(one, 1)["1"], "2": "1"}
    regraded = both.post(f"/quizzes/{first['quiz']}/regrade", {"reason": "again"}).json()
    assert regraded["report"]["changed"] == 0
    assert scores(both, first["quiz"])["s-1"]["score"] == 0.5
    assert len(scores(both, first["quiz"])) == 1


def test_responses_from_paper_are_worth_what_they_are_online(api, monkeypatch):
    """The same exercises, the same answers: right, wrong, unreadable and none."""
    id = printed(api)
    folder = sheets(api, id)
    typed = {
        1: {1: right(folder[1], 1), 2: right(folder[1], 2)},
        2: {1: {"1": "{1, 2, 3}"}, 2: right(folder[2], 2)},
        3: {1: {"1": "{1,"}},
    }
    lines = [
        {"code": folder[n].reference, "responses": {str(item): parts for item, parts in of.items()}}
        for n, of in typed.items()
    ]
    quiz = api.post(f"/worksheets/{id}/marks", {"sheets": lines}).json()["quiz"]
    online = api.post("/quizzes", WEEK, 201).json()["id"]
    api.post(f"/quizzes/{online}/publish")
    for n, of in typed.items():
        drawn = [Drawn(item.points, item.exercise, False, k) for k, item in enumerate(folder[n].items, 1)]
        monkeypatch.setattr("service.attempts.service.draw", lambda *_, drawn=drawn: drawn)
        attempt = start(api, online, f"s-{n}")["id"]
        for item, parts in of.items():
            for part, text in parts.items():
                save(api, attempt, item, text, part=int(part))
        api.post(f"/attempts/{attempt}/submit")
    paper, screen = scores(api, quiz), scores(api, online)
    assert {who: (row["score"], row["items"]) for who, row in paper.items()} == {
        who: (row["score"], row["items"]) for who, row in screen.items()
    }
    assert [paper[f"s-{n}"]["score"] for n in (1, 2, 3)] == [3.5, 1.5, 0.0]


def test_paper_stands_beside_attempts_online(api):
    quiz = api.post("/quizzes", WEEK, 201).json()["id"]
    api.post(f"/quizzes/{quiz}/publish")
    start(api, quiz, "s-9")
    id = printed(api, quiz=quiz)
    taken = api.post(f"/worksheets/{id}/marks", {"sheets": [{"learner": "s-3", "points": {"1": 1}}]}).json()
    assert taken["quiz"] == quiz
    assert {who: row["state"] for who, row in scores(api, quiz).items()} == {"s-3": "submitted", "s-9": "open"}


def test_what_is_wrong_with_marks_is_all_told_and_nothing_is_taken_in(shared, made):
    one, two, three = sheets(shared, made).values()
    lines = [
        {"code": one.reference, "points": {"1": 2.5}},
        {"code": one.reference, "points": {"1": 1}},
        {"code": "M2XD-9FBC-B7KQ-2", "points": {"1": 1}},
        {"code": "nonsense", "points": {"1": 1}},
        {"code": two.reference, "learner": "s-1", "points": {"1": 1}},
        {"code": three.reference, "responses": {"2": {"9": "x"}}, "points": {"3": 1}},
        {"learner": "s-77", "points": {"1": 1}},
    ]
    problem = shared.problem("POST", f"/worksheets/{made}/marks", 422, "invalid", json={"sheets": lines})
    assert "nothing was taken in" in problem["detail"]
    told = {each["field"]: each["message"] for each in problem["errors"]}
    assert told["body.sheets.0.points.1"] == "exercise 1 is worth 2 points"
    assert "body.sheets.0" in told["body.sheets.1"]
    assert "no sheet of this worksheet" in told["body.sheets.2.code"]
    assert "sheet code has" in told["body.sheets.3.code"]
    assert "'s-2'" in told["body.sheets.4.learner"]
    assert told["body.sheets.5.points.3"] == "the sheet has exercises 1 to 2"
    assert "has parts 1 to" in told["body.sheets.5.responses.2.9"]
    assert "class list" in told["body.sheets.6.learner"]
    assert shared.get(f"/worksheets/{made}").json()["quiz"] is None


def test_whose_sheet_it_is_must_be_said_where_no_class_list_says_so(shared):
    id = printed(shared, class_list=None, variants=2)
    one, two = sheets(shared, id).values()
    problem = shared.problem(
        "POST",
        f"/worksheets/{id}/marks",
        422,
        "invalid",
        json={"sheets": [{"code": one.reference, "points": {"1": 1}}]},
    )
    assert "whose sheet is it" in problem["detail"]
    lines = [{"code": each.reference, "learner": "s-1", "points": {"1": 1}} for each in (one, two)]
    problem = shared.problem("POST", f"/worksheets/{id}/marks", 422, "invalid", json={"sheets": lines})
    assert "another sheet" in problem["detail"]
    lines[1]["learner"] = "s-2"
    assert len(shared.post(f"/worksheets/{id}/marks", {"sheets": lines}).json()["sheets"]) == 2
    lines[0]["learner"] = "s-5"
    assert (
        "that of 's-1'"
        in shared.problem("POST", f"/worksheets/{id}/marks", 422, "invalid", json={"sheets": lines})["detail"]
    )


def test_the_table_to_fill_in_goes_back_filled_in(api):
    id = printed(api)
    table = list(csv.reader(io.StringIO(api.get(f"/worksheets/{id}/marks.csv").text)))
    assert table[0] == ["code", "learner", "name", "points_1", "points_2"]
    assert [row[1:3] for row in table[1:]] == [["s-1", "Ada"], ["s-2", "Grace"], ["s-3", ""]]
    table[1][3:] = ["2", "1,5"]
    text = "\n".join(";".join(row) for row in table)
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "k"}
    sent = api.send("POST", f"/worksheets/{id}/marks.csv", 200, content="\ufeff" + text, headers=headers)
    assert [(each["learner"], each["score"]) for each in sent.json()["sheets"]] == [("s-1", 3.5)]
    again = api.send("POST", f"/worksheets/{id}/marks.csv", 200, content="\ufeff" + text, headers=headers)
    assert again.json() == sent.json() and again.headers["idempotency-replayed"] == "true"
    responses = api.get(f"/worksheets/{id}/marks.csv?fill=responses").text.splitlines()[0]
    assert responses.startswith("code,learner,name,response_1,response_2")
    table[1][3] = "3"
    text = "\n".join(";".join(row) for row in table)
    problem = api.problem("POST", f"/worksheets/{id}/marks.csv", 422, "invalid", content=text)
    assert problem["errors"][0]["field"] == "line 2, points_1"
    assert (
        "line 1" in api.problem("POST", f"/worksheets/{id}/marks.csv", 422, "invalid", content="a,b\n1,2\n")["detail"]
    )


def test_what_the_checker_cannot_decide_waits_for_a_person(api, monkeypatch):
    from schemas.verdict import Verdict

    id = printed(api)
    undecided = {1: Verdict(outcome="undecided", score=0)}
    monkeypatch.setattr("service.checks.service.check_parts", lambda *_: undecided)
    line = {"learner": "s-1", "responses": {"1": {"1": "{1, 2}"}}}
    taken = api.post(f"/worksheets/{id}/marks", {"sheets": [line]}).json()
    assert taken["sheets"][0]["pending_review"] == 1
    (review,) = api.get(f"/reviews?state=pending&quiz={taken['quiz']}").json()["items"]
    api.post(f"/reviews/{review['id']}", {"outcome": "correct"})
    assert scores(api, taken["quiz"])["s-1"]["score"] == 2.0


def test_erasing_a_learner_takes_marks_and_name_along(api):
    id = printed(api)
    api.post(f"/worksheets/{id}/marks", {"sheets": [{"learner": "s-1", "points": {"1": 1}}]})
    before = sheets(api, id)
    api.delete("/learners/s-1/data", 200)
    after = sheets(api, id)
    found = api.get(f"/worksheets/by-code/{after[1].reference}").json()
    assert found["attempt"] is None and found["candidate"]["name"] is None and found["candidate"]["id"] != "s-1"
    assert "s-1" not in json.dumps(api.get("/audit").json())
    assert "Ada" not in words(api.get(f"/worksheets/by-code/{after[1].reference}/sheets.pdf").content)
    assert (after[2], after[1].items) == (before[2], before[1].items)
    api.problem("GET", f"/worksheets/{id}/sheets.pdf", 404, "not-found")
