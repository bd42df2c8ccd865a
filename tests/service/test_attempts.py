"""Attempts: who gets what, when answers count, what is shown when."""

import json
from collections import Counter
from datetime import timedelta
from threading import get_ident
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlmodel import select

from generators import answers, bank
from generators.notation import parse
from service.attempts import frozen
from service.attempts import service as attempts
from service.attempts.draw import Lots, draw
from service.attempts.models import Response, Verdict
from service.errors import CheckerBusy
from service.keys.secret import Secret
from service.quizzes import service as quizzes
from tests.service.learners import EIGEN, SECTION, check, exercises, mistaken, outcome, quiz, right, save, start

IMMEDIATE = {"feedback": "immediate"}


def moment(hands, **later):
    return (hands.now + timedelta(**later)).isoformat()


# Starting --------------------------------------------------------------------------------------------------------


def test_an_open_attempt_is_resumed(api):
    week = quiz(api)
    first, again = start(api, week), start(api, week, status=200)
    assert again["id"] == first["id"] and again["items"] == first["items"]


def test_attempts_are_counted(api):
    week = quiz(api, attempts_allowed=2)
    numbers = []
    for _ in range(2):
        attempt = start(api, week)
        numbers.append(attempt["number"])
        api.post(f"/attempts/{attempt['id']}/submit")
    assert numbers == [1, 2]
    told = api.problem("POST", f"/quizzes/{week}/attempts", 409, "no-attempts-left", json={"learner": "ada"})
    assert "2 of 2" in told["detail"]
    start(api, week, "ben")


def test_a_second_attempt_has_other_items(api):
    week = quiz(api, attempts_allowed=None)
    first = start(api, week)
    api.post(f"/attempts/{first['id']}/submit")
    second = start(api, week)
    assert not {str(item["exercise"]["parts"]) for item in first["items"]} & {
        str(item["exercise"]["parts"]) for item in second["items"]
    }


@pytest.mark.parametrize(
    ("rules", "publish", "words"),
    [
        ({}, False, "draft"),
        ({"opens_at": timedelta(minutes=1)}, True, "opens at"),
        ({"closes_at": timedelta(minutes=1)}, True, "closed at"),
        ({"due_at": timedelta(minutes=1), "late": "refuse"}, True, "was due at"),
    ],
)
def test_a_quiz_that_is_not_open_cannot_be_started(api, hands, rules, publish, words):
    set_times = {name: moment(hands, seconds=value.seconds) for name, value in rules.items() if name.endswith("_at")}
    week = quiz(api, publish=publish, **rules | set_times)
    if "opens_at" not in rules:
        hands.forward(minutes=1, milliseconds=1)
    told = api.problem("POST", f"/quizzes/{week}/attempts", 409, "quiz-not-open", json={"learner": "ada"})
    assert words in told["detail"]


def test_items_are_distinct_and_of_one_level_and_use_every_generator_before_one_twice():
    pick = {"pick": {"topics": ["linear_algebra.eigen"]}, "level": "hard", "count": 12}
    plan = quizzes.QuizCreate.model_validate({"title": "t", "sections": [pick], "shuffle": True})
    choices = bank.pick(plan.sections[0].pick, "hard")
    drawn = draw(plan, Lots(Secret("s"), UUID(int=1), "ada", 1))
    assert {each.exercise.level for each in drawn} == {"hard"}
    asked = [each.exercise.model_dump_json(exclude={"seed", "generator", "title", "parts"}) for each in drawn]
    texts = [(text, tuple(part.ask for part in each.exercise.parts)) for text, each in zip(asked, drawn, strict=True)]
    assert len(set(texts)) == 12
    counts = [sum(each.exercise.generator == one.id for each in drawn) for one in choices]
    assert max(counts) - min(counts) <= 1


def test_chance_is_a_keyed_digest_of_quiz_learner_item_and_try():
    def seeds(secret="s", quiz=1, learner="ada", number=1):
        lots = Lots(Secret(secret), UUID(int=quiz), learner, number)
        return [lots.seed(item, redraw) for item in (1, 2) for redraw in (0, 1)]

    variants = [seeds(), seeds(secret="t"), seeds(quiz=2), seeds(learner="ben"), seeds(number=2)]
    assert len({seed for each in variants for seed in each}) == 20
    assert seeds() == seeds()
    assert max(max(each) for each in variants).bit_length() > 120


def test_shuffle_gives_learners_orders_of_their_own(api):
    sections = [{**SECTION, "level": level, "count": 3} for level in ("easy", "core", "hard")]
    orders = set()
    for shuffled in (False, True):
        week = quiz(api, sections=sections, shuffle=shuffled)
        for learner in ("a", "b", "c"):
            orders.add((shuffled, tuple(item["exercise"]["level"] for item in start(api, week, learner)["items"])))
    assert len({order for shuffled, order in orders if not shuffled}) == 1
    assert len({order for shuffled, order in orders if shuffled}) > 1


# Answering -------------------------------------------------------------------------------------------------------


def test_what_was_saved_is_there_on_resuming(api):
    week = quiz(api)
    attempt = start(api, week)
    saved = save(api, attempt["id"], 2, "  {1, 2} ")
    items = start(api, week, status=200)["items"]
    assert items[0]["responses"] == {"1": None}
    assert items[1]["responses"]["1"] == {
        "response": "  {1, 2} ",
        "format": None,
        "saved_at": saved["saved_at"],
        "late": False,
    }


def test_what_a_learner_reads_is_never_older_than_what_was_done(api):
    week = quiz(api, hint_penalty=0.1, tries_per_part=3, time_limit_s=600, **IMMEDIATE)
    attempt = start(api, week)["id"]
    known = [exercises(api, attempt)[n] for n in (0, 1)]
    plan = {"policy": "exact", "reason": "today"}
    done = [
        lambda: save(api, attempt, 1, "{1}"),
        lambda: save(api, attempt, 2, "{1}"),
        lambda: save(api, attempt, 1, "{2}"),
        lambda: check(api, attempt, 1, mistaken(known[0])),
        lambda: check(api, attempt, 1, "{"),
        lambda: api.post(f"/attempts/{attempt}/items/2/hints", {"part": 1}),
        lambda: api.put("/learners/ada/accommodations", {"time_factor": 1.5}),
        lambda: api.post(f"/attempts/{attempt}/submit"),
        lambda: api.post(f"/quizzes/{week}/regrade", plan),
    ]
    seen = set()
    for each in done:
        each()
        read = api.get(f"/attempts/{attempt}").text
        assert api.get(f"/attempts/{attempt}").text == read
        frozen.forget()
        assert api.get(f"/attempts/{attempt}").text == read
        seen.add(read)
    assert len(seen) >= 7


def test_the_last_saved_response_counts(api):
    attempt = start(api, quiz(api))["id"]
    answer = right(exercises(api, attempt)[0])
    for text in ("{0}", answer, "{0}", answer):
        save(api, attempt, 1, text)
    assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0


def test_saving_against_a_stale_etag_is_refused(api):
    attempt = start(api, quiz(api))["id"]
    path = f"/attempts/{attempt}/responses/1/1"
    first = api.put(path, {"response": "{1}"}).headers["etag"]
    second = api.put(path, {"response": "{2}"}, headers={"If-Match": first}).headers["etag"]
    assert first != second
    api.problem("PUT", path, 412, "stale", json={"response": "{3}"}, headers={"If-Match": first})
    assert start_response(api, attempt) == "{2}"


def start_response(api, attempt):
    return api.get(f"/attempts/{attempt}").json()["items"][0]["responses"]["1"]["response"]


def test_tries_are_limited_and_unreadable_ones_are_free(api):
    attempt = start(api, quiz(api, tries_per_part=2, **IMMEDIATE))["id"]
    left = [check(api, attempt, 1, text)["tries_left"]["1"] for text in ("{1", "{77}", "{1", "{78}")]
    assert left == [2, 1, 1, 0]
    path = f"/attempts/{attempt}/items/1/check"
    told = api.problem("POST", path, 409, "no-tries-left", json={"responses": {"1": "{79}"}})
    assert "item 1, part 1" in told["detail"] and "2" in told["detail"]
    api.problem("PUT", f"/attempts/{attempt}/responses/1/1", 409, "no-tries-left", json={"response": "{79}"})
    check(api, attempt, 2, "{79}")


def test_failed_tries_cost_the_penalty(api):
    attempt = start(api, quiz(api, penalty=0.25, **IMMEDIATE))["id"]
    first, second = exercises(api, attempt)
    for text in ("{77}", "{78}", right(first)):
        check(api, attempt, 1, text)
    check(api, attempt, 2, right(second))
    result = api.post(f"/attempts/{attempt}/submit").json()["result"]
    assert [item["score"] for item in result["items"]] == [1.0, 2.0]
    assert (result["score"], result["max_score"]) == (3.0, 4.0)


def test_a_saved_response_that_was_not_checked_is_a_further_try_when_handed_in(api):
    attempt = start(api, quiz(api, penalty=0.5, **IMMEDIATE))["id"]
    check(api, attempt, 1, "{77}")
    save(api, attempt, 1, right(exercises(api, attempt)[0]))
    assert api.post(f"/attempts/{attempt}/submit").json()["result"]["items"][0]["score"] == 1.0


def test_a_checked_response_is_not_judged_again_when_handed_in(api):
    attempt = start(api, quiz(api, penalty=0.5, **IMMEDIATE))["id"]
    check(api, attempt, 1, right(exercises(api, attempt)[0]))
    save(api, attempt, 1, right(exercises(api, attempt)[0]))
    item = api.post(f"/attempts/{attempt}/submit").json()["result"]["items"][0]
    assert item["score"] == 2.0
    with api.app.state.server.database.read() as session:
        tally = attempts.recompute(session, UUID(attempt))
    assert tally.items[0].parts[0].tries == 1


def test_what_could_not_be_decided_costs_no_try_and_waits_for_a_person(api, monkeypatch):
    attempt = start(api, quiz(api, tries_per_part=1, **IMMEDIATE))["id"]
    never_decided(monkeypatch)
    checked = check(api, attempt, 1, "{1, 2}")
    assert outcome(checked) == "undecided" and checked["tries_left"]["1"] == 1
    api.post(f"/attempts/{attempt}/submit")
    (row,) = scores(api, attempt)
    assert (row["pending_review"], row["score"]) == (1, 0.0)


def never_decided(monkeypatch):
    from schemas.verdict import Verdict

    open_question = Verdict(outcome="undecided", score=0)
    monkeypatch.setattr(answers, "check_parts", lambda exercise, given, **_: dict.fromkeys(given, open_question))


def scores(api, attempt):
    return api.get(f"/quizzes/{api.get(f'/attempts/{attempt}').json()['quiz']}/scores").json()["items"]


# Feedback --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["after_submit", "after_close"])
def test_without_immediate_feedback_nothing_is_judged_before_handing_in(api, hands, rule):
    attempt = start(api, quiz(api, feedback=rule, closes_at=moment(hands, hours=1)))["id"]
    body = {"responses": {"1": "{1}"}}
    api.problem("POST", f"/attempts/{attempt}/items/1/check", 409, "feedback-not-yet", json=body)
    api.problem("GET", f"/attempts/{attempt}/result", 409, "feedback-not-yet")


def test_after_close_nothing_is_shown_before_the_quiz_closes(api, hands):
    attempt = start(api, quiz(api, feedback="after_close", closes_at=moment(hands, hours=1)))["id"]
    save(api, attempt, 1, right(exercises(api, attempt)[0]))
    assert api.post(f"/attempts/{attempt}/submit").json()["result"] is None
    told = api.problem("GET", f"/attempts/{attempt}/result", 409, "feedback-not-yet")
    assert "after the quiz closes" in told["detail"]
    hands.forward(hours=1, milliseconds=1)
    assert api.get(f"/attempts/{attempt}/result").json()["score"] == 2.0


def test_immediate_results_hold_no_answers_before_handing_in(api):
    attempt = start(api, quiz(api, **IMMEDIATE))["id"]
    check(api, attempt, 1, "{77}")
    part = api.get(f"/attempts/{attempt}/result").json()["items"][0]["parts"][0]
    assert part["verdict"]["outcome"] == "incorrect" and part["answer_text"] is None and part["steps"] is None
    part = api.post(f"/attempts/{attempt}/submit").json()["result"]["items"][0]["parts"][0]
    assert part["answer_text"] == right(exercises(api, attempt)[0]) and "<math" in part["steps"][0]["html"]


def test_learners_see_of_the_evidence_only_the_method(api):
    attempt = start(api, quiz(api, **IMMEDIATE))["id"]
    verdict = check(api, attempt, 1, "{77}")["parts"][0]["verdict"]
    assert set(verdict["evidence"]) == {"method"}


def test_handing_in_twice_changes_nothing(api, hands):
    attempt = start(api, quiz(api))["id"]
    save(api, attempt, 1, right(exercises(api, attempt)[0]))
    first = api.post(f"/attempts/{attempt}/submit").json()
    hands.forward(minutes=5)
    assert api.post(f"/attempts/{attempt}/submit").json() == first
    told = api.problem("PUT", f"/attempts/{attempt}/responses/1/1", 409, "attempt-closed", json={"response": "{1}"})
    assert "handed in" in told["detail"]


# Time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "status", "score"), [("refuse", 409, 0.0), ("flag", 200, 0.0), ("accept", 200, 2.0)])
def test_late_work_follows_the_quiz(api, hands, late, status, score):
    attempt = start(api, quiz(api, due_at=moment(hands, minutes=1), closes_at=moment(hands, hours=1), late=late))["id"]
    hands.forward(minutes=2)
    saved = save(api, attempt, 1, right(exercises(api, attempt)[0]), status)
    assert saved.get("late", True)
    assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == score


def test_late_work_does_not_replace_what_was_in_time(api, hands):
    attempt = start(api, quiz(api, time_limit_s=60))["id"]
    answer = right(exercises(api, attempt)[0])
    save(api, attempt, 1, answer)
    hands.forward(seconds=61)
    assert save(api, attempt, 1, "{77}")["late"] is True
    part = api.get(f"/attempts/{attempt}/result").json()["items"][0]["parts"][0]
    assert (part["score"], part["response"], part["late"]) == (1.0, "{77}", True)


def test_an_attempt_past_its_time_is_handed_in_by_whoever_looks(api, hands):
    week = quiz(api, time_limit_s=60, attempts_allowed=2)
    attempt = start(api, week)["id"]
    save(api, attempt, 1, right(exercises(api, attempt)[0]))
    hands.forward(seconds=90)
    read = api.get(f"/attempts/{attempt}").json()
    assert (read["state"], read["submitted_at"]) == ("submitted", read["deadline"])
    (row,) = api.get(f"/quizzes/{week}/scores").json()["items"]
    assert (row["score"], row["state"]) == (2.0, "submitted")
    assert start(api, week)["number"] == 2


def test_the_sweeper_hands_in_and_marks(api, hands):
    week = quiz(api, closes_at=moment(hands, minutes=5))
    for learner in ("ada", "ben", "eve"):
        attempt = start(api, week, learner)["id"]
        save(api, attempt, 1, right(exercises(api, attempt)[0]))
    server = api.app.state.server
    assert attempts.sweep(server) == 0
    hands.forward(minutes=6)
    assert attempts.sweep(server) == 3
    assert attempts.sweep(server) == 0
    assert [row["score"] for row in api.get(f"/quizzes/{week}/scores").json()["items"]] == [2.0] * 3


def test_the_time_limit_ends_with_the_quiz(api, hands):
    attempt = start(api, quiz(api, time_limit_s=3600, closes_at=moment(hands, minutes=5)))
    assert attempt["deadline"] == moment(hands, minutes=5).replace("+00:00", "Z")


# Keeping ---------------------------------------------------------------------------------------------------------


def test_a_response_is_committed_before_it_is_judged(api, monkeypatch):
    attempt = start(api, quiz(api, tries_per_part=1, **IMMEDIATE))["id"]

    with monkeypatch.context() as broken:
        broken.setattr(answers, "check_parts", fails(CheckerBusy("full")))
        api.problem(
            "POST", f"/attempts/{attempt}/items/1/check", 503, "checker-busy", json={"responses": {"1": "{77}"}}
        )
    assert start_response(api, attempt) == "{77}"
    assert check(api, attempt, 1, "{77}")["tries_left"]["1"] == 0


def fails(error):
    def check_parts(*_, **__):
        raise error

    return check_parts


@pytest.mark.parametrize(("proof", "commits"), [(False, 1), (True, 2)])
def test_a_quick_verdict_shares_the_commit_of_its_response(api, monkeypatch, proof, commits):
    attempt = start(api, quiz(api, **IMMEDIATE))["id"]
    check(api, attempt, 2, "{77}")

    original, made = answers.check_parts, []

    def check_parts(*given, **more):
        if proof:
            more["prove"](parse("x"), parse("y"), {})
        return original(*given, **more)

    def responses(connection, _, statement, *__):
        if statement.startswith("INSERT INTO response ") or statement.startswith("INSERT INTO verdict "):
            made.append(connection.get_transaction())

    monkeypatch.setattr(answers, "check_parts", check_parts)
    event.listen(api.app.state.server.database.engine, "before_cursor_execute", responses)
    check(api, attempt, 1, "{77}")
    assert len(made) == 2 and len(set(made)) == commits


def test_what_is_saved_while_another_part_is_judged_is_judged_beside_it(api, monkeypatch):
    generator = {"pick": {"generators": ["linear_algebra.pca.full_pca_by_hand"]}, "level": "core"}
    attempt = start(api, quiz(api, sections=[generator], **IMMEDIATE))["id"]
    save(api, attempt, 1, "(1, 1)", part=1)

    original, texts = answers.check_parts, []

    def check_parts(exercise, responses, **more):
        texts.append(responses.get(1))
        if texts[-1] == "(1, 1)":
            save(api, attempt, 1, "(2, 2)", part=1)
        return original(exercise, responses, **more)

    monkeypatch.setattr(answers, "check_parts", check_parts)
    api.post(f"/attempts/{attempt}/items/1/check", {"responses": {"2": "[1, 2; 3, 4]"}})
    assert texts == [None, "(1, 1)", "(2, 2)"], "alone, beside what was there, beside what came in the meantime"
    with api.app.state.server.database.read() as session:
        sent = {row.id: (row.part, row.text) for row in session.exec(select(Response)).all()}
        (verdict,) = session.exec(select(Verdict)).all()
    assert [sent[id] for id in json.loads(verdict.context)] == [(1, "(2, 2)"), (2, "[1, 2; 3, 4]")]


def test_a_verdict_notes_the_other_responses_even_if_it_does_not_depend_on_them(api):
    generator = {"pick": {"generators": ["calculus.gradients.partial_derivatives"]}, "level": "core"}
    attempt = start(api, quiz(api, sections=[generator], **IMMEDIATE))["id"]
    assert not answers.follows(exercises(api, attempt)[0], [1])
    save(api, attempt, 1, "2", part=2)
    check(api, attempt, 1, "7")
    with api.app.state.server.database.read() as session:
        sent = {row.id: (row.part, row.text) for row in session.exec(select(Response)).all()}
        (verdict,) = session.exec(select(Verdict)).all()
    assert [sent[id] for id in json.loads(verdict.context)] == [(2, "2"), (1, "7")]


def test_no_transaction_is_open_while_judging(api, monkeypatch):
    attempt = start(api, quiz(api, **IMMEDIATE))["id"]

    original, seen, held = answers.check_parts, [], Counter()
    pool = api.app.state.server.database.engine.pool  # jobs use it, too, in threads of their own
    event.listen(pool, "checkout", lambda *_: held.update([get_ident()]))
    event.listen(pool, "checkin", lambda *_: held.subtract([get_ident()]))

    def check_parts(*given, **more):
        seen.append(held[get_ident()])
        return original(*given, **more)

    monkeypatch.setattr(answers, "check_parts", check_parts)
    check(api, attempt, 1, "{77}")
    save(api, attempt, 2, "{77}")
    api.post(f"/attempts/{attempt}/submit")
    assert seen == [0, 0]


def test_handing_in_is_accepted_while_no_worker_is_free_and_marked_later(api, monkeypatch):
    attempt = start(api, quiz(api))["id"]
    save(api, attempt, 1, right(exercises(api, attempt)[0]))

    with monkeypatch.context() as broken:
        broken.setattr(answers, "check_parts", fails(CheckerBusy("full")))
        handed_in = api.post(f"/attempts/{attempt}/submit").json()
        assert (handed_in["state"], handed_in["result"]) == ("submitted", None)
        api.problem("GET", f"/attempts/{attempt}/result", 503, "checker-busy")
    assert attempts.sweep(api.app.state.server) == 1
    assert api.get(f"/attempts/{attempt}/result").json()["score"] == 2.0


def test_a_judgement_whose_process_died_is_taken_over(api, hands, monkeypatch):
    attempt = start(api, quiz(api, **IMMEDIATE))["id"]
    with api.app.state.server.database.write() as session:
        row = attempts.store.get(session, UUID(attempt))
        row.judging, row.judging_since = uuid4(), hands.now
    path, body = f"/attempts/{attempt}/items/1/check", {"responses": {"1": "{77}"}}
    told = api.send("POST", path, 429, json=body)
    assert told.json()["type"].endswith("judgement-running") and told.headers["retry-after"] == "1"
    hands.forward(seconds=61)
    assert outcome(check(api, attempt, 1, "{77}")) == "incorrect"


def test_responses_and_verdicts_are_only_ever_added_to(api, hands):
    written = []
    engine = api.app.state.server.database.engine
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: written.append(statement))
    attempt = start(api, quiz(api, tries_per_part=3, penalty=0.1, **IMMEDIATE))["id"]
    for text in ("{1", "{77}", right(exercises(api, attempt)[0])):
        check(api, attempt, 1, text)
    save(api, attempt, 2, "{1}")
    save(api, attempt, 2, "{2}")
    api.post(f"/attempts/{attempt}/submit")
    changes = [each for each in written if each.startswith(("UPDATE", "DELETE"))]
    assert any("UPDATE attempt" in each for each in changes)
    assert not [each for each in changes if any(word in each.split()[1:3] for word in ("response", "verdict", "item"))]
    assert sum(each.startswith("INSERT INTO response") for each in written) == 5


def test_stored_scores_are_what_their_rows_give(api, hands):
    week = quiz(api, penalty=0.3, time_limit_s=600, **IMMEDIATE)
    for number, learner in enumerate(("a", "b", "c", "d")):
        attempt = start(api, week, learner)["id"]
        first, second = exercises(api, attempt)
        for text in ["{77}", "{1", mistaken(first)][:number]:
            check(api, attempt, 1, text)
        save(api, attempt, 1, right(first))
        check(api, attempt, 2, right(second))
        if number % 2:
            api.post(f"/attempts/{attempt}/submit")
    hands.forward(minutes=11)
    assert [row["score"] for row in api.get(f"/quizzes/{week}/scores").json()["items"]] == [4.0, 3.4, 3.4, 2.8]
    with api.app.state.server.database.read() as session:
        rows = session.exec(attempts.select(attempts.Attempt)).all()
        assert [attempts.recompute(session, row.id).model_dump_json() for row in rows] == [row.tally for row in rows]
        assert [attempts.recompute(session, row.id).score for row in rows] == [row.score for row in rows]


def test_marking_is_against_what_was_seen_not_against_the_generator_of_today(api, monkeypatch):
    attempt = start(api, quiz(api))["id"]
    answer = right(exercises(api, attempt)[0])
    monkeypatch.setattr(bank, "draw", fails(AssertionError("no generator runs at marking time")))
    monkeypatch.setattr(bank, "get", fails(AssertionError("no generator runs at marking time")))
    save(api, attempt, 1, answer)
    assert api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0


# Learner tokens --------------------------------------------------------------------------------------------------


def test_a_learner_token_opens_its_attempt_and_nothing_else(api):
    week = quiz(api)
    ada, ben = start(api, week, "ada"), start(api, week, "ben")
    learner = api.as_(ada["learner_token"])
    learner.get(f"/attempts/{ada['id']}")
    save(learner, ada["id"], 1, "{1}")
    for method, path in [
        ("GET", f"/attempts/{ben['id']}"),
        ("PUT", f"/attempts/{ben['id']}/responses/1/1"),
        ("POST", f"/attempts/{ben['id']}/submit"),
        ("GET", f"/attempts/{ben['id']}/result"),
        ("GET", f"/attempts/{uuid4()}"),
    ]:
        body = {"json": {"response": "{1}"}} if method == "PUT" else {}
        learner.problem(method, path, 404, "not-found", **body)
    for method, path in [("GET", f"/quizzes/{week}"), ("GET", "/generators"), ("GET", "/keys"), ("POST", "/preview")]:
        learner.problem(method, path, 403, "forbidden")
    assert learner.get(f"/attempts/{ada['id']}").json()["learner_token"] is None, "a token cannot prolong itself"


def test_a_learner_token_ends(api, hands):
    attempt = start(api, quiz(api))
    learner = api.as_(attempt["learner_token"])
    hands.forward(seconds=28_799)
    learner.get(f"/attempts/{attempt['id']}")
    hands.forward(seconds=1)
    learner.problem("GET", f"/attempts/{attempt['id']}", 401, "unauthorized")


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t[:-2] + "AA", lambda t: t + "A", lambda t: "learner.", str.upper]
)
def test_a_token_that_was_tampered_with_opens_nothing(api, spoil):
    attempt = start(api, quiz(api))
    api.as_(spoil(attempt["learner_token"])).problem("GET", f"/attempts/{attempt['id']}", 401, "unauthorized")


def test_generators_named_twice_in_a_pick_are_one(api):
    section = {"pick": {"generators": [EIGEN, EIGEN]}, "count": 1}
    assert len(start(api, quiz(api, sections=[section]))["items"]) == 1


def test_an_attempt_that_cannot_be_marked_does_not_keep_others_waiting(api, hands):
    week = quiz(api, time_limit_s=60)
    ids = [start(api, week, learner)["id"] for learner in ("a", "b", "c")]
    for id in ids:
        save(api, id, 1, right(exercises(api, id)[0]))
    with api.app.state.server.database.write() as session:
        attempts.store.item(session, UUID(ids[1]), 1).exercise = "{}"
    hands.forward(seconds=61)
    attempts.sweep(api.app.state.server)
    assert [row["score"] for row in api.get(f"/quizzes/{week}/scores").json()["items"]] == [2.0, 0.0, 2.0]


@pytest.mark.parametrize(("locale", "outcomes"), [("en", {"incorrect"}), ("de", {"correct"})])
def test_decimals_are_read_as_the_locale_of_the_quiz_writes_them(api, locale, outcomes):
    attempt = start(api, quiz(api, locale=locale, **IMMEDIATE))["id"]
    one, two = (
        "{" + "; ".join(f"{each},0" for each in exercise.parts[0].answer.value) + "}"
        for exercise in exercises(api, attempt)
    )
    at_once = outcome(check(api, attempt, 1, one))
    save(api, attempt, 2, two)
    items = api.post(f"/attempts/{attempt}/submit").json()["result"]["items"]
    assert {at_once, *(item["parts"][0]["verdict"]["outcome"] for item in items)} == outcomes


def test_the_locale_of_a_quiz_with_attempts_stays(api):
    week = quiz(api)
    start(api, week)
    told = api.problem("PATCH", f"/quizzes/{week}", 409, "conflict", json={"locale": "de"})
    assert "locale" in told["detail"]
