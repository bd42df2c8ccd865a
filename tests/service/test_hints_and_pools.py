"""Hints at a price, pools, and questions that are different for everybody in a class."""

from collections import Counter
from functools import cache

import pytest

from generators import bank
from tests.service.learners import EIGEN, SECTION, check, exercises, mistaken, quiz, right, save, start


def take(api, attempt, status=200, item=1, part=1):
    return api.post(f"/attempts/{attempt}/items/{item}/hints", {"part": part}, status).json()


def test_hints_come_one_by_one_and_no_more_than_there_are(both):
    attempt = start(both, quiz(both, hint_penalty=0.25))
    id, (first, *_) = attempt["id"], exercises(both, attempt["id"])
    wanted = list(first.parts[0].hints)
    assert wanted and attempt["items"][0]["hints_left"] == {"1": len(wanted)}
    given = [take(both, id) for _ in wanted]
    assert [each["hint"]["text"] for each in given] == wanted
    assert [each["left"] for each in given] == list(range(len(wanted) - 1, -1, -1))
    assert both.problem("POST", f"/attempts/{id}/items/1/hints", 409, "no-hints-left", json={"part": 1})
    read = both.get(f"/attempts/{id}").json()["items"]
    assert [hint["text"] for hint in read[0]["hints"]["1"]] == wanted and read[1]["hints"]["1"] == []


def test_a_quiz_gives_no_hints_unless_it_says_what_they_cost(api):
    attempt = start(api, quiz(api))
    assert attempt["items"][0]["hints_left"] == {"1": 0}
    told = api.problem("POST", f"/attempts/{attempt['id']}/items/1/hints", 409, "no-hints-left", json={"part": 1})
    assert "gives no hints" in told["detail"]


def test_a_hint_costs_the_answers_after_it_and_none_before(both):
    attempt = start(both, quiz(both, feedback="immediate", hint_penalty=0.25))["id"]
    first, second = exercises(both, attempt)
    check(both, attempt, 1, right(first))
    take(both, attempt, item=1)
    take(both, attempt, item=2)
    check(both, attempt, 2, right(second))
    result = both.post(f"/attempts/{attempt}/submit").json()["result"]
    assert [item["score"] for item in result["items"]] == [2.0, 1.5]


def test_hints_and_failed_tries_add_up_and_never_fall_below_nothing(api):
    attempt = start(api, quiz(api, feedback="immediate", hint_penalty=0.5, penalty=0.3))["id"]
    first, second = exercises(api, attempt)
    take(api, attempt)
    check(api, attempt, 1, mistaken(first))
    check(api, attempt, 1, right(first))
    take(api, attempt, item=2)
    save(api, attempt, 2, right(second))
    items = api.post(f"/attempts/{attempt}/submit").json()["result"]["items"]
    assert [item["score"] for item in items] == [pytest.approx(0.4), 1.0]


def test_no_hints_after_the_end(api, hands):
    attempt = start(api, quiz(api, hint_penalty=0, time_limit_s=60))["id"]
    hands.forward(seconds=61)
    api.problem("POST", f"/attempts/{attempt}/items/1/hints", 409, "attempt-closed", json={"part": 1})


def test_a_repeated_request_takes_one_hint(both):
    attempt = start(both, quiz(both, hint_penalty=0))["id"]
    sent = [
        both.post(f"/attempts/{attempt}/items/1/hints", {"part": 1}, headers={"Idempotency-Key": "h"}).json()
        for _ in range(2)
    ]
    assert sent[0] == sent[1] and sent[0]["n"] == 1


# Pools -------------------------------------------------------------------------------------------------------------


def asked(api, week, learners, items=1):
    """The questions of each learner."""
    return [
        tuple(bank.question_of(each) for each in exercises(api, start(api, week, f"s-{n}")["id"]))[:items]
        for n in range(learners)
    ]


@pytest.mark.parametrize("pool", [1, 3])
def test_a_pool_holds_so_many_exercises_for_the_whole_class(both, pool):
    week = quiz(both, sections=[SECTION | {"count": 1, "pool": pool}])
    found = Counter(asked(both, week, 12))
    assert len(found) <= pool and (pool == 1 or len(found) > 1)


def test_a_pool_of_many_generators_has_the_same_generator_for_all(api):
    section = {"pick": {"topics": ["linear_algebra"]}, "level": "easy", "count": 3, "pool": 2}
    week = quiz(api, sections=[section])
    names = {tuple(each.generator for each in exercises(api, start(api, week, f"s-{n}")["id"])) for n in range(6)}
    assert len(names) == 1 and len(set(*names)) == 3


@cache
def fewest():
    """A generator that has hardly any different questions at its easiest."""
    return min(bank.load().values(), key=lambda each: len({bank.question_of(each(seed, "easy")) for seed in range(4)}))


def test_no_two_in_a_class_have_the_same_question_as_long_as_there_are_others(both):
    few = fewest()
    week = quiz(both, sections=[{"pick": {"generators": [few.id]}, "level": "easy", "count": 1}])
    possible = len({bank.question_of(bank.draw(few, seed, "easy")) for seed in range(200)})
    found = asked(both, week, 8)
    assert len(set(found)) == min(8, possible)


def test_a_class_that_has_nearly_used_up_a_generator_can_still_start(api):
    few = "calculus.optimisation.extrema_from_derivative_graph"
    week = quiz(api, sections=[{"pick": {"generators": [few]}, "level": "core", "count": 6}])
    found = [question for each in asked(api, week, 20, items=6) for question in each]
    possible = {bank.question_of(bank.draw(bank.get(few), seed, "core")) for seed in range(400)}
    assert len(set(found)) > len(possible) / 2, "most of them were asked"


def test_drawing_keeps_clear_of_what_others_have():
    from uuid import UUID

    from schemas.quiz import QuizCreate
    from service.attempts.draw import Lots, draw
    from service.keys.secret import Secret

    plan = QuizCreate.model_validate({"title": "t", "sections": [SECTION]})
    lots = Lots(Secret("s"), UUID(int=1), "ada", 1)
    first = draw(plan, lots)
    other = draw(plan, lots, {first[0].question})
    assert other[0].question != first[0].question and other[1].question == first[1].question
    everything = {each.question for each in draw(plan, lots)}
    assert {each.question for each in draw(plan, lots, everything)}.isdisjoint(everything)


# Previews and copies -----------------------------------------------------------------------------------------------


def test_a_preview_shows_what_a_learner_would_see_and_stores_nothing(api):
    week = quiz(api, publish=False)
    first, again, other = (api.get(f"/quizzes/{week}/preview", params={"variant": n}).json() for n in (1, 1, 2))
    assert first == again and first["items"] != other["items"]
    assert first["max_score"] == 4.0 and first["items"][0]["exercise"]["parts"][0]["kind"]
    learner = start(api, quiz(api))
    assert set(first["items"][0]["exercise"]) == set(learner["items"][0]["exercise"])
    assert api.get(f"/quizzes/{week}/scores").json()["items"] == []
    api.problem("GET", f"/quizzes/{week}/preview", 422, "invalid", params={"variant": 0})


def test_a_preview_has_its_figures(api):
    drawn = next(each for each in bank.load().values() if each.info().figures and each(0, "easy").figures)
    week = quiz(api, sections=[{"pick": {"generators": [drawn.id]}, "level": "easy"}], publish=False)
    (item,) = api.get(f"/quizzes/{week}/preview").json()["items"]
    svg = api.client.get(item["exercise"]["figures"][0]["svg"], headers={"Authorization": f"Bearer {api.key}"})
    assert svg.status_code == 200 and svg.headers["content-type"].startswith("image/svg+xml")
    api.problem("GET", f"/quizzes/{week}/preview/1/figures/2/1.svg", 404, "not-found")
    api.problem("GET", f"/quizzes/{week}/preview/1/figures/1/99.svg", 404, "no-such-figure")


def test_a_copy_is_a_draft_with_the_same_rules_and_other_exercises(both):
    week = quiz(both, hint_penalty=0.1, policy="mean", sections=[SECTION | {"pool": 1}])
    copied = both.post(f"/quizzes/{week}/copy", {"title": "Again"}, 201).json()
    before = both.get(f"/quizzes/{week}").json()
    assert copied["state"] == "draft" and copied["title"] == "Again"
    changed = {"id", "title", "state", "revision", "created_at"}
    assert {name: copied[name] for name in copied if name not in changed} == {
        name: before[name] for name in before if name not in changed
    }
    both.post(f"/quizzes/{copied['id']}/publish")
    assert exercises(both, start(both, week)["id"]) != exercises(both, start(both, copied["id"])["id"])


def test_what_would_alter_attempts_is_refused_with_the_list(api):
    week = quiz(api, closes_at="2026-03-09T09:00:00Z")
    start(api, week)
    change = {"penalty": 0.5, "policy": "last", "shuffle": True, "closes_at": "2026-03-08T09:00:00Z"}
    told = api.problem("PATCH", f"/quizzes/{week}", 409, "conflict", json=change)
    assert [each["field"] for each in told["errors"]] == ["body.penalty", "body.shuffle", "body.closes_at"]
    assert api.patch(f"/quizzes/{week}", {"policy": "last"}).json()["policy"] == "last"
    assert EIGEN in str(api.get(f"/quizzes/{week}").json())
