"""Reviews, overrides, regrades, accommodations; each leaves its trace in the audit log and among the events."""

from datetime import timedelta

import pytest
from sqlmodel import select

from generators import answers, bank
from generators.answers import key_text
from schemas.verdict import Verdict
from service.attempts import service as attempts
from service.attempts.models import Verdict as Row
from tests.service.learners import check, exercises, mistaken, outcome, quiz, right, save, start

HARD = "{1, 23}"
"""A response that the checker is made to leave undecided."""


@pytest.fixture
def undecided(monkeypatch):
    """The real checker, but for one text that it cannot decide."""
    real = answers.check_parts

    def some(exercise, given, **more):
        found = real(exercise, given, **more)
        return {n: Verdict(outcome="undecided", score=0) if given[n] == HARD else found[n] for n in found}

    monkeypatch.setattr(answers, "check_parts", some)


def handed_in(api, week, learner, *texts):
    attempt = start(api, week, learner)["id"]
    for item, text in enumerate(texts, start=1):
        save(api, attempt, item, text)
    api.post(f"/attempts/{attempt}/submit")
    return attempt


def score(api, attempt):
    return api.get(f"/attempts/{attempt}/result").json()["score"]


def queue(api, **query):
    return api.get("/reviews", params=query).json()["items"]


def decide(api, review, status=200, **decision):
    return api.post(f"/reviews/{review}", decision, status).json()


def recomputed(api, attempt):
    from uuid import UUID

    with api.app.state.server.database.read() as session:
        return attempts.recompute(session, UUID(attempt)), attempts.store.get(session, UUID(attempt)).tally


def same_for_all(**more):
    """A quiz whose learners all get the same exercises."""
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 2, "points": 2, "pool": 1}
    return {"sections": [section]} | more


# Reviews -----------------------------------------------------------------------------------------------------------


def test_one_decision_settles_all_equal_responses_and_those_to_come(both, undecided):
    week = quiz(both, **same_for_all())
    ada, ben = (handed_in(both, week, name, HARD) for name in ("ada", "ben"))
    (review,) = queue(both, state="pending")
    assert (review["responses"], review["learners"], review["response"]) == (2, 2, HARD)
    assert review["answer_text"] == right(exercises(both, ada)[0])
    settled = decide(both, review["id"], outcome="partial", score=0.5, reason="The other value is $2$.")
    assert settled["attempts"] == 2 and settled["review"]["state"] == "settled"
    assert [score(both, each) for each in (ada, ben)] == [1.0, 1.0]
    eve = handed_in(both, week, "eve", HARD)
    assert score(both, eve) == 1.0 and queue(both, state="pending") == []
    part = both.get(f"/attempts/{eve}/result").json()["items"][0]["parts"][0]
    assert part["verdict"]["evidence"] == {"method": "person"}
    assert "The other value is" in part["verdict"]["feedback"][0]["text"]
    assert queue(both)[0]["responses"] == 3
    for each in (ada, ben, eve):
        tally, stored = recomputed(both, each)
        assert tally.model_dump_json() == stored


def test_a_later_decision_replaces_an_earlier_one(both, undecided):
    week = quiz(both, **same_for_all())
    ada = handed_in(both, week, "ada", HARD)
    (review,) = queue(both)
    for decided, worth in (("correct", 2.0), ("incorrect", 0.0), ("correct", 2.0)):
        decide(both, review["id"], outcome=decided)
        assert score(both, ada) == worth
    with both.app.state.server.database.read() as session:
        causes = [row.cause for row in session.exec(select(Row)).all()]
    assert causes == ["submit", "review:1", "review:2", "review:3"]


def test_other_questions_and_other_texts_are_reviews_of_their_own(api, undecided):
    week = quiz(api)
    for name in ("ada", "ben"):
        handed_in(api, week, name, HARD, HARD)
    assert len(queue(api)) == 4
    assert len(queue(api, quiz=week)) == 4 and queue(api, quiz=quiz(api)) == []


def test_an_immediate_verdict_is_that_of_the_person_once_there_is_one(api, undecided):
    week = quiz(api, feedback="immediate", **same_for_all())
    ada = start(api, week)["id"]
    assert outcome(check(api, ada, 1, HARD)) == "undecided"
    decide(api, queue(api)[0]["id"], outcome="correct")
    assert outcome(check(api, ada, 1, HARD)) == "correct"
    assert api.get(f"/attempts/{ada}/result").json()["score"] == 2.0


@pytest.mark.parametrize(
    "decision", [{"outcome": "partial"}, {"outcome": "correct", "score": 0.5}, {"outcome": "undecided"}, {}]
)
def test_a_decision_that_is_none_is_refused(api, undecided, decision):
    handed_in(api, quiz(api), "ada", HARD)
    (review,) = queue(api)
    api.problem("POST", f"/reviews/{review['id']}", 422, "invalid", json=decision)
    assert queue(api, state="pending")


# Overrides ---------------------------------------------------------------------------------------------------------


def test_points_that_a_person_gives_count_and_can_be_taken_back(both):
    week = quiz(both)
    ada = start(both, week)["id"]
    save(both, ada, 1, mistaken(exercises(both, ada)[0]))
    put = {"points": 1.5, "reason": "Right idea"}
    both.problem("PUT", f"/attempts/{ada}/items/1/override", 409, "conflict", json=put)
    both.post(f"/attempts/{ada}/submit")
    given = both.put(f"/attempts/{ada}/items/1/override", put).json()
    assert given["score"] == 1.5 == score(both, ada) and given["history"][0]["reason"] == "Right idea"
    assert both.get(f"/attempts/{ada}/result").json()["items"][0]["overridden"]
    both.put(f"/attempts/{ada}/items/1/override", {"points": None, "reason": "No"})
    assert score(both, ada) == 0.0
    assert len(both.get(f"/attempts/{ada}/items/1/override").json()["history"]) == 2
    tally, stored = recomputed(both, ada)
    assert tally.model_dump_json() == stored


def test_more_points_than_there_are_are_refused(api):
    ada = handed_in(api, quiz(api), "ada")
    told = api.problem("PUT", f"/attempts/{ada}/items/1/override", 422, "invalid", json={"points": 2.5, "reason": "x"})
    assert "2 points" in told["detail"] and "2.5" in told["detail"]
    api.problem("PUT", f"/attempts/{ada}/items/3/override", 404, "not-found", json={"points": 1, "reason": "x"})
    api.problem("PUT", f"/attempts/{ada}/items/1/override", 422, "invalid", json={"points": 1, "reason": ""})


def test_an_overridden_item_waits_for_no_review(api, undecided):
    week = quiz(api)
    ada = handed_in(api, week, "ada", HARD)
    assert api.get(f"/quizzes/{week}/scores").json()["items"][0]["pending_review"] == 1
    api.put(f"/attempts/{ada}/items/1/override", {"points": 0, "reason": "Nonsense"})
    assert api.get(f"/quizzes/{week}/scores").json()["items"][0]["pending_review"] == 0


# Regrades ----------------------------------------------------------------------------------------------------------


def worse(monkeypatch, wrong, verdict):
    """A checker of tomorrow that judges some texts otherwise."""
    real = answers.check_parts

    def other(exercise, given, **more):
        found = real(exercise, given, **more)
        return {n: verdict if given[n] in wrong else found[n] for n in found}

    monkeypatch.setattr(answers, "check_parts", other)


def regrade(api, week, *, dry=False, **plan):
    return api.post(f"/quizzes/{week}/regrade", {"reason": "test"} | plan, params={"dry_run": dry}).json()


def test_a_dry_run_says_what_a_regrade_then_does_and_undoing_takes_it_back(both, monkeypatch):
    week = quiz(both, **same_for_all())
    ada = handed_in(both, week, "ada", "{5, 99}")
    ben = handed_in(both, week, "ben", right(exercises(both, ada)[0]))
    worse(monkeypatch, {"{5, 99}"}, Verdict(outcome="correct", score=1))
    ahead = regrade(both, week, dry=True)
    (change,) = ahead["report"]["changes"]
    assert (change["learner"], change["before"], change["after"]) == ("ada", 0.0, 2.0)
    assert ahead["id"] is None and score(both, ada) == 0.0
    done = regrade(both, week)
    assert done["report"] == ahead["report"] and done["report"]["raised"] == 1
    assert (score(both, ada), score(both, ben)) == (2.0, 2.0)
    tally, stored = recomputed(both, ada)
    assert tally.model_dump_json() == stored
    undone = both.post(f"/quizzes/{week}/regrades/{done['id']}/undo").json()
    assert undone["undone_at"] and score(both, ada) == 0.0
    assert both.post(f"/quizzes/{week}/regrades/{done['id']}/undo").json() == undone
    assert [each["id"] for each in both.get(f"/quizzes/{week}/regrades").json()["items"]] == [done["id"]]


def test_learners_see_the_tries_that_a_regrade_gives_back_and_that_undoing_it_takes_again(both, monkeypatch):
    week = quiz(both, **same_for_all(), feedback="immediate", tries_per_part=3)
    ada = start(both, week, "ada")["id"]
    check(both, ada, 1, "{5, 99}")
    both.post(f"/attempts/{ada}/submit")

    def tries_left():
        return both.get(f"/attempts/{ada}").json()["items"][0]["tries_left"]["1"]

    assert tries_left() == 2
    worse(monkeypatch, {"{5, 99}"}, Verdict(outcome="invalid", score=0))
    done = regrade(both, week)
    assert done["report"]["changed"] == 0 and tries_left() == 3
    both.post(f"/quizzes/{week}/regrades/{done['id']}/undo")
    assert tries_left() == 2


def test_nobody_loses_points_unless_that_is_said(both, monkeypatch):
    week = quiz(both, **same_for_all())
    ada = start(both, week, "ada")["id"]
    answer = right(exercises(both, ada)[0])
    save(both, ada, 1, answer)
    both.post(f"/attempts/{ada}/submit")
    worse(monkeypatch, {answer}, Verdict(outcome="incorrect", score=0))
    kept = regrade(both, week)["report"]
    assert (kept["kept"], kept["lowered"]) == (1, 0) and score(both, ada) == 2.0
    assert kept["changes"][0]["exact"] == 0.0 and kept["changes"][0]["after"] == 2.0
    lowered = regrade(both, week, policy="exact")["report"]
    assert lowered["lowered"] == 1 and score(both, ada) == 0.0


def test_a_wrong_key_is_mended_from_todays_generator_and_shown_in_the_result(both, monkeypatch):
    week = quiz(both, **same_for_all())
    ada = start(both, week, "ada")["id"]
    frozen = exercises(both, ada)
    save(both, ada, 1, "{5, 99}")
    both.post(f"/attempts/{ada}/submit")
    mended = (
        frozen[0]
        .parts[0]
        .model_copy(update={"answer": frozen[0].parts[0].answer.model_copy(update={"value": ("5", "99")})})
    )
    draw = bank.draw

    def today(generator, seed, level):
        made = draw(generator, seed, level)
        return (
            made.model_copy(update={"parts": (mended,)})
            if made.parts[0].ask == mended.ask and (made.stem == frozen[0].stem)
            else made
        )

    monkeypatch.setattr(bank, "draw", today)
    report = regrade(both, week, keys="current")["report"]
    assert report["keys_changed"] == 1 and score(both, ada) == 2.0
    result = both.get(f"/attempts/{ada}/result").json()["items"][0]["parts"][0]
    assert result["answer_text"] == key_text(mended.answer)
    (done,) = both.get(f"/quizzes/{week}/regrades").json()["items"]
    both.post(f"/quizzes/{week}/regrades/{done['id']}/undo")
    result = both.get(f"/attempts/{ada}/result").json()["items"][0]["parts"][0]
    assert score(both, ada) == 0.0 and result["answer_text"] == right(frozen[0])


def test_regrades_are_undone_from_the_last_one_on(api, hands):
    week = quiz(api)
    handed_in(api, week, "ada", "{1}")
    first = regrade(api, week)["id"]
    hands.forward(seconds=1)
    second = regrade(api, week)["id"]
    told = api.problem("POST", f"/quizzes/{week}/regrades/{first}/undo", 409, "conflict")
    assert second in told["detail"]
    for each in (second, first):
        api.post(f"/quizzes/{week}/regrades/{each}/undo")
    api.problem("POST", f"/quizzes/{quiz(api)}/regrades/{first}/undo", 404, "not-found")


def test_what_persons_decided_survives_a_regrade(both, undecided):
    week = quiz(both, **same_for_all())
    ada = handed_in(both, week, "ada", HARD, "{1}")
    decide(both, queue(both)[0]["id"], outcome="correct")
    both.put(f"/attempts/{ada}/items/2/override", {"points": 1, "reason": "x"})
    assert regrade(both, week, policy="exact")["report"]["changed"] == 0
    assert score(both, ada) == 3.0


def test_a_repeated_regrade_is_one(both):
    week = quiz(both)
    handed_in(both, week, "ada", "{1}")
    sent = [
        both.post(f"/quizzes/{week}/regrade", {"reason": "x"}, headers={"Idempotency-Key": "r"}).json()["id"]
        for _ in range(2)
    ]
    assert sent[0] == sent[1] and len(both.get(f"/quizzes/{week}/regrades").json()["items"]) == 1


# Accommodations ----------------------------------------------------------------------------------------------------


def grant(api, learner, status=200, **given):
    return api.put(f"/learners/{learner}/accommodations", given, status).json()


def test_more_time_is_granted_once_for_all_quizzes_and_traced(both, hands):
    grant(both, "ada", time_factor=1.5, extra_time_s=30, extra_attempts=1, reason="certificate")
    for _ in range(2):
        week = quiz(both, time_limit_s=100, attempts_allowed=1)
        ada, ben = start(both, week, "ada"), start(both, week, "ben")
        assert ben["effective"] == []
        assert {(each["rule"], each["learner"]) for each in ada["effective"]} == {
            ("time_limit_s", 180), ("attempts_allowed", 2),
        }  # fmt: skip
        assert "certificate" not in str(ada)
        assert moment(ada["deadline"]) - moment(ada["started_at"]) == timedelta(seconds=180)
        assert moment(ben["deadline"]) - moment(ben["started_at"]) == timedelta(seconds=100)
        both.post(f"/attempts/{ada['id']}/submit")
        assert start(both, week, "ada")["number"] == 2


def moment(text):
    from datetime import datetime

    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@pytest.mark.parametrize(("late", "kept"), [(59, 200), (61, 409)])
def test_an_extension_moves_due_and_close_for_one_learner(both, hands, late, kept):
    grant(both, "ada", extension_s=60)
    closes = (hands.now + timedelta(hours=1)).isoformat()
    week = quiz(both, closes_at=closes, due_at=closes, late="refuse")
    ada, ben = (start(both, week, name)["id"] for name in ("ada", "ben"))
    hands.forward(hours=1, seconds=late)
    both.put(f"/attempts/{ben}/responses/1/1", {"response": "{1}"}, 409)
    both.put(f"/attempts/{ada}/responses/1/1", {"response": "{1}"}, kept)
    assert start(both, week, "eve", 409)
    assert attempts.sweep(both.app.state.server) >= 1
    assert both.get(f"/attempts/{ada}").json()["state"] == ("open" if kept == 200 else "submitted")
    assert both.get(f"/attempts/{ben}").json()["state"] == "submitted"


def test_closing_by_hand_ends_it_for_everybody(api, hands):
    grant(api, "ada", extension_s=3600)
    week = quiz(api, closes_at=(hands.now + timedelta(hours=1)).isoformat())
    ada = start(api, week, "ada")["id"]
    api.patch(f"/quizzes/{week}", {"state": "closed"})
    hands.forward(seconds=1)
    assert api.get(f"/attempts/{ada}").json()["state"] == "submitted"


def test_a_running_attempt_gains_time_and_never_loses_any(both, hands):
    week = quiz(both, time_limit_s=100)
    before = start(both, week)["deadline"]
    grant(both, "ada", time_factor=2)
    longer = both.get(f"/quizzes/{week}").json() and start(both, week, status=200)
    assert moment(longer["deadline"]) - moment(before) == timedelta(seconds=100) and longer["effective"]
    grant(both, "ada")
    after = start(both, week, status=200)
    assert after["deadline"] == longer["deadline"] and after["effective"] == longer["effective"]


def test_answers_are_shown_after_close_only_when_nobody_writes_any_more(api, hands):
    grant(api, "ada", extension_s=600)
    week = quiz(api, feedback="after_close", closes_at=(hands.now + timedelta(hours=1)).isoformat())
    ada, ben = (start(api, week, name)["id"] for name in ("ada", "ben"))
    hands.forward(hours=1, seconds=1)
    told = api.problem("GET", f"/attempts/{ben}/result", 409, "feedback-not-yet")
    assert "extension" in told["detail"]
    api.post(f"/attempts/{ada}/submit")
    assert api.get(f"/attempts/{ben}/result").json()["score"] == 0.0


def test_accommodations_have_an_etag_and_learners_any_id(api):
    assert api.problem("GET", "/learners/ada/accommodations", 404, "not-found")
    path = "/learners/https://example.org/users/7/accommodations"
    first = api.put(path, {"time_factor": 2})
    api.put(path, {"time_factor": 3}, headers={"If-Match": first.headers["etag"]})
    api.problem("PUT", path, 412, "stale", json={}, headers={"If-Match": first.headers["etag"]})
    assert api.get(path).json()["learner"] == "https://example.org/users/7"
    api.problem("PUT", path, 422, "invalid", json={"time_factor": 0.5})


# The score of several attempts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "wanted"), [("best", 4.0), ("last", 0.0), ("mean", 2.0)])
def test_the_policy_says_which_attempts_make_the_score(both, policy, wanted):
    week = quiz(both, attempts_allowed=None, policy=policy)
    for good in (1, 2, 0):
        attempt = start(both, week)["id"]
        for item, exercise in enumerate(exercises(both, attempt)[:good], start=1):
            save(both, attempt, item, right(exercise))
        both.post(f"/attempts/{attempt}/submit")
    (row,) = both.get(f"/quizzes/{week}/scores").json()["items"]
    assert (row["score"], row["max_score"], row["attempts"]) == (wanted, 4.0, 3)
    assert sum(row["items"]) == pytest.approx(wanted, abs=1e-5)


# Events and the audit log ----------------------------------------------------------------------------------------------


def test_everything_that_happens_is_told_in_order(both, undecided):
    week = quiz(both, **same_for_all())
    ada = handed_in(both, week, "ada", HARD)
    decide(both, queue(both)[0]["id"], outcome="correct")
    done = regrade(both, week)["id"]
    both.post(f"/quizzes/{week}/regrades/{done}/undo")
    both.patch(f"/quizzes/{week}", {"state": "closed"})
    told = both.get("/events").json()["items"]
    assert [each["type"] for each in told] == [
        "quiz.published", "attempt.started", "attempt.submitted", "review.needed", "score.changed", "score.changed",
        "review.settled", "regrade.applied", "regrade.undone", "quiz.closed",
    ]  # fmt: skip
    assert all(each["data"]["quiz"] == week for each in told)
    changed = [each["data"] for each in told if each["type"] == "score.changed"]
    assert [each["score"] for each in changed] == [0.0, 2.0] and {each["attempt"] for each in changed} == {ada}


def test_a_reader_that_keeps_up_misses_nothing_and_sees_nothing_twice(both):
    seen, last = [], None
    for n in range(3):
        week = quiz(both)
        for name in ("ada", "ben"):
            handed_in(both, week, f"{name}{n}")
        query = {"limit": 4} | ({"after": last} if last else {})
        while True:
            page = both.get("/events", params=query).json()
            seen += page["items"]
            if page["next"] is None:
                break
            query["cursor"] = page["next"]
        last = seen[-1]["id"]
    assert len(seen) == len({each["id"] for each in seen}) == 3 * 7
    only = both.get("/events", params={"type": ["quiz.published"]}).json()["items"]
    assert {each["type"] for each in only} == {"quiz.published"} and len(only) == 3
    both.problem("GET", "/events", 404, "not-found", params={"after": "00000000-0000-0000-0000-000000000000"})


def test_every_change_by_a_person_is_in_the_audit_log(both, undecided):
    week = quiz(both)
    ada = handed_in(both, week, "ada", HARD)
    decide(both, queue(both)[0]["id"], outcome="correct", reason="seen")
    both.put(f"/attempts/{ada}/items/1/override", {"points": 1, "reason": "x"})
    grant(both, "ada", time_factor=2)
    both.patch(f"/quizzes/{week}", {"title": "New"})
    done = regrade(both, week)["id"]
    both.post(f"/quizzes/{week}/regrades/{done}/undo")
    log = both.get("/audit").json()["items"]
    assert [each["action"] for each in log] == [
        "quiz.publish", "review.decide", "score.override", "learner.accommodate", "quiz.change", "regrade.apply",
        "regrade.undo",
    ]  # fmt: skip
    assert log[4]["detail"] == {"title": {"before": "Week 1", "after": "New"}}
    assert log[2]["detail"]["before"] == 2.0 and log[2]["detail"]["after"] == 1.0
    assert {each["caller"] for each in log} == {log[0]["caller"]}
    assert len(both.get("/audit", params={"subject": f"/quizzes/{week}"}).json()["items"]) == 4
