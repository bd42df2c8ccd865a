"""Scores: folded from verdicts, listed, exported."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.scores.fold import Asked, Costs, Judged, fold
from service.scores.table import cell
from tests.service.learners import check, exercises, quiz, right, save, start

# Folding -----------------------------------------------------------------------------------------------------------


def tally(*tried, penalty=0.0, points=2.0, shares=(1.0,)):
    """Of one item, from (part, outcome, score) in the order they were sent."""
    judged = [Judged(n, 1, part, outcome, score) for n, (part, outcome, score) in enumerate(tried)]
    return fold([Asked(1, points, shares)], judged, Costs(penalty))


CORRECT, WRONG, HALF = (1, "correct", 1.0), (1, "incorrect", 0.0), (1, "partial", 0.5)
INVALID, UNDECIDED = (1, "invalid", 0.0), (1, "undecided", 0.0)


@pytest.mark.parametrize(
    ("tried", "penalty", "score"),
    [
        ((), 0.0, 0.0),
        ((CORRECT,), 0.5, 2.0),
        ((WRONG, CORRECT), 0.0, 2.0),
        ((WRONG, CORRECT), 0.25, 1.5),
        ((WRONG, WRONG, WRONG, CORRECT), 0.25, 0.5),
        ((WRONG, WRONG, CORRECT), 1.0, 0.0),
        ((INVALID, UNDECIDED, INVALID, CORRECT), 0.5, 2.0),
        ((HALF,), 0.0, 1.0),
        ((HALF, CORRECT), 0.25, 1.5),
        ((HALF, WRONG), 0.25, 1.0),
        ((CORRECT, WRONG), 0.25, 2.0),
    ],
)
def test_the_best_try_counts_less_what_failed_ones_cost(tried, penalty, score):
    assert tally(*tried, penalty=penalty).score == score


@pytest.mark.parametrize(
    ("tried", "pending"),
    [((UNDECIDED,), 1), ((WRONG, UNDECIDED), 1), ((UNDECIDED, WRONG), 0), ((CORRECT, UNDECIDED), 0), ((), 0)],
)
def test_what_is_undecided_in_the_end_waits_for_a_person(tried, pending):
    assert tally(*tried).pending_review == pending


def test_shares_such_as_thirds_add_up():
    tried = [(part, "correct", 1.0) for part in (1, 2, 3)]
    assert tally(*tried, points=7.0, shares=(1 / 3, 1 / 3, 1 / 3)).score == 7.0
    assert tally(*tried[:2], points=1.0, shares=(1 / 3, 1 / 3, 1 / 3)).score == 0.666667


judgements = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(1, 2),
        st.sampled_from(["correct", "partial", "incorrect", "invalid", "undecided"]),
        st.sampled_from([0.0, 0.25, 0.5]),
    ),
    max_size=30,
)


@given(judgements, st.sampled_from([0.0, 0.1, 0.5, 1.0]), st.randoms(use_true_random=False))
def test_folding_is_pure_bounded_and_blind_to_the_order_of_rows(tried, penalty, random):
    asked = [Asked(item, points, (0.5, 0.5)) for item, points in ((1, 1.0), (2, 2.5), (3, 0.5))]
    judged = [
        Judged(n, item, part, outcome, {"correct": 1.0, "partial": score}.get(outcome, 0.0))
        for n, (item, part, outcome, score) in enumerate(tried)
    ]
    first = fold(asked, judged, Costs(penalty))
    shuffled = list(judged)
    random.shuffle(shuffled)
    assert fold(reversed(asked), shuffled, Costs(penalty)).model_dump_json() == first.model_dump_json()
    assert 0 <= first.score <= first.max_score == 4.0
    assert first.score == pytest.approx(sum(item.score for item in first.items))
    if penalty == 0:
        more = [*judged, Judged(99, 1, 1, "correct", 1.0)]
        assert fold(asked, more, Costs(penalty)).score >= first.score


# The gradebook -----------------------------------------------------------------------------------------------------


def test_the_best_attempt_counts(api):
    week = quiz(api, attempts_allowed=3)
    for wanted in (0, 2, 1):
        attempt = start(api, week)["id"]
        for item, exercise in enumerate(exercises(api, attempt)[:wanted], start=1):
            save(api, attempt, item, right(exercise))
        api.post(f"/attempts/{attempt}/submit")
    (row,) = api.get(f"/quizzes/{week}/scores").json()["items"]
    assert (row["attempts"], row["score"], row["items"], row["state"]) == (3, 4.0, [2.0, 2.0], "submitted")


def test_an_open_attempt_does_not_replace_one_that_was_handed_in(api):
    week = quiz(api, attempts_allowed=2, feedback="immediate")
    first = start(api, week)["id"]
    api.post(f"/attempts/{first}/submit")
    second = start(api, week)["id"]
    check(api, second, 1, right(exercises(api, second)[0]))
    (row,) = api.get(f"/quizzes/{week}/scores").json()["items"]
    assert (row["score"], row["state"], row["attempts"]) == (0.0, "open", 2)
    api.post(f"/attempts/{second}/submit")
    assert api.get(f"/quizzes/{week}/scores").json()["items"][0]["score"] == 2.0


def test_an_open_attempt_shows_its_score_so_far(api):
    week = quiz(api, feedback="immediate")
    attempt = start(api, week)["id"]
    check(api, attempt, 1, right(exercises(api, attempt)[0]))
    (row,) = api.get(f"/quizzes/{week}/scores").json()["items"]
    assert (row["score"], row["max_score"], row["state"]) == (2.0, 4.0, "open")


def test_the_gradebook_comes_in_pages_and_as_one_table(both):
    week = quiz(both)
    learners = [f"s-{n}" for n in range(7)]
    for learner in reversed(learners):
        start(both, week, learner)
    found, cursor = [], ""
    while cursor is not None:
        page = both.get(f"/quizzes/{week}/scores", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        found += [row["learner"] for row in page["items"]]
        cursor = page["next"]
    assert found == learners
    table = both.get(f"/quizzes/{week}/scores?limit=1", headers={"Accept": "text/csv"})
    assert [row["learner"] for row in csv.DictReader(io.StringIO(table.text))] == learners
    assert "attachment" in table.headers["content-disposition"]


def test_a_quiz_without_attempts_has_an_empty_gradebook(api):
    week = quiz(api)
    assert api.get(f"/quizzes/{week}/scores").json() == {"items": [], "next": None}
    table = api.get(f"/quizzes/{week}/scores", headers={"Accept": "text/csv"}).text
    assert table == "learner,name,attempts,score,max_score,state,pending_review\r\n"


@pytest.mark.parametrize(
    ("accept", "status", "media"),
    [
        ("*/*", 200, "application/json"),
        ("application/json", 200, "application/json"),
        ("text/csv", 200, "text/csv"),
        ("text/csv, */*;q=0.1", 200, "text/csv"),
        ("text/csv;q=0.2, application/json", 200, "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 200, "application/json"),
        ("text/*", 200, "text/csv"),
        ("image/png", 406, "application/problem+json"),
        ("text/csv;q=0", 406, "application/problem+json"),
    ],
)
def test_the_format_follows_accept(api, accept, status, media):
    response = api.send("GET", f"/quizzes/{quiz(api)}/scores", status, headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media


# Spreadsheets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["-2+3", "-2", "+1.5", "- 3", "s-17", "Ada Lovelace", "x=1", "2^3", "", "Zoë"])
def test_harmless_cells_are_left_alone(text):
    assert cell(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil","click")',
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "\t=1",
        " =1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "-A1",
        "|calc",
    ],
)
def test_cells_that_could_act_are_words(text):
    assert cell(text) == "'" + text


@given(st.text(max_size=40))
def test_no_cell_begins_like_a_formula_unless_it_is_plain_arithmetic(text):
    shown = cell(text)
    assert shown in (text, "'" + text)
    first = shown.lstrip()[:1]
    assert first not in "=@|%" or not first
    assert first not in "+-" or not first or set(shown) <= set("0123456789 .,+-*/^()")


def test_the_table_of_hostile_learners_is_safe_and_complete(api):
    week = quiz(api)
    for learner in ("-2+3", '=HYPERLINK("http://evil")', 'a,b"c', "Zoë"):
        api.post(f"/quizzes/{week}/attempts", {"learner": learner, "name": "=1+1"}, 201)
    table = api.get(f"/quizzes/{week}/scores", headers={"Accept": "text/csv"}).text
    rows = {row["learner"]: row["name"] for row in csv.DictReader(io.StringIO(table))}
    assert rows == dict.fromkeys(("-2+3", '\'=HYPERLINK("http://evil")', 'a,b"c', "Zoë"), "'=1+1")
