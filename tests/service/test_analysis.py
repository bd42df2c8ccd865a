"""What the attempts at a quiz tell about its items."""

import io
import zipfile
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.misconceptions import BELIEFS
from service.analysis import statistics
from tests.service.learners import EIGEN, exercises, mistaken, quiz, right, save, start

TABLES = st.integers(2, 5).flatmap(
    lambda items: st.lists(st.lists(st.integers(0, 4), min_size=items, max_size=items), min_size=2, max_size=12)
)


@given(TABLES)
def test_alpha_and_discrimination_are_those_of_numpy(table):
    scores = np.array(table, dtype=float)
    items = scores.shape[1]
    whole = scores.sum(axis=1)
    if np.ptp(whole) == 0:
        assert statistics.alpha(table) is None
    else:
        covariances = np.cov(scores, rowvar=False)  # alpha by mean covariance, not by variances of sums
        wanted = items**2 * (covariances.sum() - np.trace(covariances)) / (items * (items - 1)) / covariances.sum()
        assert statistics.alpha(table) == pytest.approx(wanted, abs=1e-9)
    for item in range(items):
        rest = whole - scores[:, item]
        found = statistics.discrimination(table, item)
        if np.ptp(scores[:, item]) == 0 or np.ptp(rest) == 0:
            assert found is None
        else:
            assert found == pytest.approx(np.corrcoef(scores[:, item], rest)[0, 1], abs=1e-9)


def test_a_textbook_alpha():
    """Four items, right or wrong: KR-20 by hand, 4/3 * (1 - 0.84/1.6 * 4/5)."""
    table = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1]]
    p = [sum(column) / 5 for column in zip(*table, strict=True)]
    kr20 = 4 / 3 * (1 - sum(each * (1 - each) for each in p) / np.var([sum(row) for row in table]))
    assert statistics.alpha(table) == pytest.approx(kr20)


def analysed(api, week):
    return api.get(f"/quizzes/{week}/analysis").json()


def takes(api, week, learner, *choices, hands=None):
    """Right, mistaken or nothing at each item."""
    attempt = start(api, week, learner)["id"]
    for item, (exercise, choice) in enumerate(zip(exercises(api, attempt), choices, strict=True), start=1):
        if hands:
            hands.forward(seconds=30 * item)
        if choice is not None:
            save(api, attempt, item, right(exercise) if choice else mistaken(exercise))
    api.post(f"/attempts/{attempt}/submit")
    return attempt


def test_items_are_analysed_at_their_places(both, hands):
    week = quiz(both)
    for learner, choices in enumerate([(1, 1), (1, 0), (1, 1), (0, 0), (None, None)]):
        takes(both, week, f"s-{learner}", *choices, hands=hands)
    found = analysed(both, week)
    first, second = found["items"]
    assert (first["facility"], second["facility"]) == (0.6, 0.4)
    assert (first["answered"], second["answered"]) == (4, 4)
    assert (first["median_seconds"], second["median_seconds"]) == (30.0, 60.0)
    assert first["generators"] == {EIGEN: 5} and first["outcomes"] == {"correct": 3, "incorrect": 1}
    table = [[2, 2], [2, 0], [2, 2], [0, 0], [0, 0]]
    assert found["mean"] == 2.0 and found["alpha"] == pytest.approx(statistics.alpha(table), abs=1e-4)
    assert first["discrimination"] == pytest.approx(np.corrcoef(*np.array(table).T)[0, 1], abs=1e-4)
    rates = {each["id"]: each for each in found["misconceptions"]}
    assert rates and set(rates) <= set(BELIEFS)
    assert sum(each["learners"] for each in first["misconceptions"]) == 1
    assert first["misconceptions"][0]["rate"] == 0.25


def test_shuffled_items_are_brought_back_to_their_places(api):
    sections = [
        {"pick": {"generators": [EIGEN]}, "points": 1},
        {"pick": {"topics": ["linear_algebra.vectors"]}, "points": 2},
        {"pick": {"topics": ["calculus.rules"]}, "points": 3},
    ]
    week = quiz(api, sections=sections, shuffle=True)
    for learner in range(6):
        api.post(f"/attempts/{start(api, week, f's-{learner}')['id']}/submit")
    items = analysed(api, week)["items"]
    assert [item["points"] for item in items] == [1, 2, 3]
    assert set(items[0]["generators"]) == {EIGEN} and all(sum(item["generators"].values()) == 6 for item in items)


def test_an_exercise_that_did_otherwise_than_the_rest_of_its_pool_stands_out(api):
    week = quiz(api, sections=[{"pick": {"generators": [EIGEN]}, "count": 1, "pool": 2}])
    kinds = {}
    for learner in range(16):
        attempt = start(api, week, f"s-{learner}")["id"]
        (exercise,) = exercises(api, attempt)
        kind = kinds.setdefault(exercise.recipe, len(kinds))
        save(api, attempt, 1, right(exercise) if kind else mistaken(exercise))
        api.post(f"/attempts/{attempt}/submit")
    outliers = analysed(api, week)["outliers"]
    assert {each["recipe"] for each in outliers} == set(kinds)
    assert {each["facility"] for each in outliers} == {0.0, 1.0} and all(abs(each["z"]) > 3 for each in outliers)


def test_attempts_that_do_not_count_are_left_out(api):
    week = quiz(api, attempts_allowed=None, policy="last")
    takes(api, week, "ada", 1, 1)
    takes(api, week, "ada", 0, 0)
    start(api, week, "ben")
    found = analysed(api, week)
    assert found["learners"] == 1 and [item["facility"] for item in found["items"]] == [0.0, 0.0]


def test_a_quiz_nobody_has_finished_has_an_empty_analysis(api):
    week = quiz(api)
    found = analysed(api, week)
    assert found["items"] == [] and found["learners"] == 0 and found["alpha"] is None and found["pictures"] == {}
    api.problem("GET", f"/quizzes/{week}/analysis/scores.svg", 404, "not-found")


def test_pictures_show_it(api):
    week = quiz(api)
    takes(api, week, "ada", 1, 0)
    for path in analysed(api, week)["pictures"].values():
        svg = api.client.get(path, headers={"Authorization": f"Bearer {api.key}"})
        assert svg.status_code == 200 and svg.text.startswith("<svg") and "</svg>" in svg.text
    api.problem("GET", f"/quizzes/{week}/analysis/other.svg", 422, "invalid")


# The gradebook as a workbook -----------------------------------------------------------------------------------------


def test_the_workbook_holds_the_gradebook_and_no_formula(api):
    week = quiz(api)
    for name in ("=HYPERLINK(1)", "-2+3"):
        api.post(f"/quizzes/{week}/attempts", {"learner": name, "name": "@SUM(A1)"}, 201)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sent = api.get(f"/quizzes/{week}/scores", headers={"Accept": kind})
    assert sent.headers["content-type"] == kind and sent.headers["content-disposition"].endswith('.xlsx"')
    with zipfile.ZipFile(io.BytesIO(sent.content)) as book:
        sheet, strings = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert all(f">{words}<" in strings for words in ("learner", "=HYPERLINK(1)", "-2+3", "@SUM(A1)", "item_2"))


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv, application/json;q=0.5", "text/csv"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.1", "application/vnd.openxml"),
        ("text/csv;q=0.2, application/*;q=0.1", "text/csv"),
    ],
)
def test_the_form_that_is_liked_best_is_sent(api, accept, kind):
    sent = api.get(f"/quizzes/{quiz(api)}/scores", headers={"Accept": accept})
    assert sent.headers["content-type"].startswith(kind)


# Keys ------------------------------------------------------------------------------------------------------------------


def test_a_key_is_rotated_with_an_overlap(both, hands):
    made = both.post("/keys", {"name": "platform", "scopes": ["bank:read"]}, 201).json()
    new = both.post(f"/keys/{made['id']}/rotate", {"overlap_s": 60}, 201).json()
    assert new["name"] == "platform" and new["scopes"] == ["bank:read"] and new["secret"] != made["secret"]
    both.as_(made["secret"]).get("/topics")
    both.as_(new["secret"]).get("/topics")
    hands.now += timedelta(seconds=60)
    both.as_(made["secret"]).problem("GET", "/topics", 401, "unauthorized")
    both.as_(new["secret"]).get("/topics")
    both.problem("POST", f"/keys/{made['id']}/rotate", 409, "conflict", json={})


def test_what_is_done_with_keys_is_in_the_audit_log(api):
    made = api.post("/keys", {"name": "platform", "scopes": ["bank:read"]}, 201).json()
    api.post(f"/keys/{made['id']}/rotate", {}, 201)
    api.delete(f"/keys/{made['id']}")
    log = api.get("/audit", params={"subject": f"/keys/{made['id']}"}).json()["items"]
    assert [each["action"] for each in log] == ["key.create", "key.rotate", "key.delete"]
    assert made["secret"] not in str(log)


def test_a_picture_of_a_quiz_that_nobody_solved_is_drawn(api):
    week = quiz(api)
    api.post(f"/attempts/{start(api, week)['id']}/submit")
    for picture in ("scores", "items"):
        assert api.get(f"/quizzes/{week}/analysis/{picture}.svg").text.startswith("<svg")
