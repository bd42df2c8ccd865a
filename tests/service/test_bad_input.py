"""Bad input: each has its status and type, names the thing and the bound, and leaves nothing half-written."""

import sqlite3
from uuid import uuid4

import pytest

from tests.service.learners import EIGEN, SECTION, quiz, start

NOWHERE = "00000000-0000-0000-0000-000000000000"
TOO_LONG = "x" * 1_000_000


def blueprint(**changes):
    return {"title": "t", "sections": [SECTION | changes]}


CASES = {
    # what is asked for does not exist
    "unknown generator": ("GET", "/generators/linear_algebra.eigen.eigenvalues_2x3", None, 404, "unknown-generator",
                          ["eigenvalues_2x3", "did you mean", EIGEN]),
    "unknown generator to make": ("POST", "/exercises", {"generator": "calculus.rules.product_rul"}, 422,
                                  "unknown-generator", ["product_rul", "calculus.rules.product_rule"]),
    "unknown level": ("POST", "/exercises", {"generator": EIGEN, "level": "extreme"}, 422, "invalid",
                      ["body.level", "'easy', 'core' or 'hard'", "extreme"]),
    "unknown field": ("POST", "/exercises", {"generator": EIGEN, "sead": 4}, 422, "invalid", ["body.sead", "not permitted"]),
    "generator id of another shape": ("POST", "/exercises", {"generator": "../etc/passwd"}, 422, "invalid",
                                      ["body.generator", "../etc/passwd"]),
    "seed too large": ("POST", "/exercises", {"generator": EIGEN, "seed": 2**53}, 422, "invalid",
                       ["body.seed", "9007199254740991", "9007199254740992"]),
    "negative seed": ("POST", "/exercises", {"generator": EIGEN, "seed": -1}, 422, "invalid", ["body.seed", "0", "-1"]),
    "too many exercises": ("POST", "/exercises:batch", {"items": [{"generator": EIGEN}] * 101}, 422, "invalid",
                           ["body.items", "100", "101"]),
    "one bad exercise of many": ("POST", "/exercises:batch", {"items": [{"generator": EIGEN}, {"generator": "a.b.c"}]},
                                 422, "unknown-generator", ["body.items.1.generator", "a.b.c"]),
    "unknown view": ("GET", f"/exercises/{EIGEN}@1:core:42?view=teacher", None, 422, "invalid",
                     ["query.view", "learner", "teacher"]),
    # recipes
    "malformed recipe": ("GET", "/exercises/nonsense", None, 422, "bad-recipe",
                         ["nonsense", "generator@version:level:seed"]),
    "recipe of an unknown generator": ("GET", "/exercises/a.b.c@1:core:1", None, 404, "unknown-generator", ["a.b.c"]),
    "recipe of an unknown level": ("GET", f"/exercises/{EIGEN}@1:extreme:1", None, 422, "bad-recipe", ["extreme", "easy"]),
    "recipe of another version": ("GET", f"/exercises/{EIGEN}@99:core:1", None, 410, "stale-version", ["99", EIGEN]),
    "recipe with a huge seed": ("GET", f"/exercises/{EIGEN}@1:core:{2**53}", None, 422, "bad-recipe", ["9007199254740991"]),
    "recipe with a negative seed": ("GET", f"/exercises/{EIGEN}@1:core:-1", None, 422, "bad-recipe", ["-1"]),
    "endless recipe": ("GET", f"/exercises/{'a' * 5_000}", None, 422, "invalid", ["path.recipe", "400"]),
    "part out of range": ("POST", f"/exercises/{EIGEN}@1:core:42/check", {"responses": {"2": "1"}}, 422, "invalid",
                          ["part 2", "1 to 1"]),
    "part that is no number": ("POST", f"/exercises/{EIGEN}@1:core:42/check", {"responses": {"one": "1"}}, 422, "invalid",
                               ["body.responses", "one"]),
    "no responses": ("POST", f"/exercises/{EIGEN}@1:core:42/check", {"responses": {}}, 422, "invalid",
                     ["body.responses", "1"]),
    # data and figures
    "data of an exercise without": ("GET", f"/exercises/{EIGEN}@1:core:42/data.csv", None, 404, "no-data", ["no data"]),
    "figure of an exercise without": ("GET", f"/exercises/{EIGEN}@1:core:42/figures/1.svg", None, 404, "no-such-figure",
                                      ["figure 1", "no figures"]),
    "figure 0": ("GET", f"/exercises/{EIGEN}@1:core:42/figures/0.png", None, 404, "no-such-figure", ["figure 0"]),
    "figure that is no number": ("GET", f"/exercises/{EIGEN}@1:core:42/figures/one.svg", None, 422, "invalid",
                                 ["path.n", "one"]),
    # blueprints
    "unknown topic": ("POST", "/quizzes", blueprint(pick={"topics": ["linear_algebra.eigan"]}), 422, "empty-pick",
                      ["sections.0.pick", "linear_algebra.eigan", "linear_algebra.eigen"]),
    "skill without generators": ("POST", "/quizzes", blueprint(pick={"skills": ["s.pca.code"]}), 422, "empty-pick",
                                 ["sections.0.pick", "s.pca.code"]),
    "unknown skill": ("POST", "/quizzes", blueprint(pick={"skills": ["s.eig.value"]}), 422, "empty-pick",
                      ["s.eig.value", "s.eig.values"]),
    "unknown generator in a pick": ("POST", "/quizzes", blueprint(pick={"generators": [EIGEN + "2"]}), 422,
                                    "unknown-generator", [EIGEN + "2", EIGEN]),
    "two ways to pick": ("POST", "/quizzes", blueprint(pick={"topics": ["a"], "skills": ["b"]}), 422, "invalid",
                         ["body.sections.0.pick", "exactly one", "topics, skills"]),
    "no way to pick": ("POST", "/quizzes", blueprint(pick={}), 422, "invalid", ["exactly one", "none"]),
    "no items": ("POST", "/quizzes", blueprint(count=0), 422, "invalid", ["body.sections.0.count", "1", "0"]),
    "too many items": ("POST", "/quizzes", {"title": "t", "sections": [SECTION | {"count": 60}] * 2}, 422, "invalid",
                       ["120", "100"]),
    "no points": ("POST", "/quizzes", blueprint(points=0), 422, "invalid", ["body.sections.0.points", "greater than 0"]),
    "points that are no number": ("POST", "/quizzes", blueprint(points="many"), 422, "invalid", ["points", "many"]),
    "no sections": ("POST", "/quizzes", {"title": "t", "sections": []}, 422, "invalid", ["body.sections", "1"]),
    "blank title": ("POST", "/quizzes", {"title": "  ", "sections": [SECTION]}, 422, "invalid", ["body.title"]),
    "no title": ("POST", "/quizzes", {"sections": [SECTION]}, 422, "invalid", ["body.title", "required"]),
    "NUL in the title": ("POST", "/quizzes", {"title": "a\0b", "sections": [SECTION]}, 422, "invalid", ["body.title"]),
    "long title": ("POST", "/quizzes", {"title": "x" * 201, "sections": [SECTION]}, 422, "invalid", ["body.title", "200"]),
    "time without a zone": ("POST", "/quizzes", blueprint() | {"opens_at": "2026-01-01T00:00:00"}, 422, "invalid",
                            ["body.opens_at", "timezone"]),
    "closes before it opens": ("POST", "/quizzes",
                               blueprint() | {"opens_at": "2026-01-02T00:00:00Z", "closes_at": "2026-01-01T00:00:00Z"},
                               422, "invalid", ["closes_at", "opens_at", "2026-01-01", "2026-01-02"]),
    "penalty above one": ("POST", "/quizzes", blueprint() | {"penalty": 1.5}, 422, "invalid", ["body.penalty", "1", "1.5"]),
    "unknown feedback rule": ("POST", "/quizzes", blueprint() | {"feedback": "never"}, 422, "invalid",
                              ["body.feedback", "after_close", "never"]),
    "unknown locale": ("POST", "/quizzes", blueprint() | {"locale": "english"}, 422, "invalid", ["body.locale", "english"]),
    # marking
    "unknown kind of answer": ("POST", "/check", {"answer": {"kind": "poem", "value": "x"}, "response": "1"}, 422, "invalid",
                               ["body.answer", "poem", "number"]),
    "key that cannot be read": ("POST", "/check", {"answer": {"kind": "number", "value": "2*("}, "response": "1"}, 422,
                                "bad-answer-key", ["body.answer", "("]),
    "key without a value": ("POST", "/check", {"answer": {"kind": "number", "value": "1/0"}, "response": "1"}, 422,
                            "bad-answer-key", ["body.answer", "division by zero"]),
    "two tolerances": ("POST", "/check",
                       {"answer": {"kind": "number", "value": "1", "tolerance": {"abs": "1", "rel": "1"}}, "response": "1"},
                       422, "invalid", ["tolerance", "exactly one", "abs, rel"]),
    "bad key of a batch": ("POST", "/check:batch",
                           {"items": [{"answer": {"kind": "number", "value": v}, "response": "1"} for v in ("1", "1/0")]},
                           422, "bad-answer-key", ["body.items.1.answer", "division by zero"]),
    "too many checks": ("POST", "/check:batch",
                        {"items": [{"answer": {"kind": "number", "value": "1"}, "response": "1"}] * 1_001}, 422, "invalid",
                        ["body.items", "1000", "1001"]),
    "response of another type": ("POST", "/check", {"answer": {"kind": "number", "value": "1"}, "response": 1}, 422,
                                 "invalid", ["body.response", "string"]),
    "response over 8,000 characters": ("POST", "/check",
                                       {"answer": {"kind": "number", "value": "1"}, "response": "1" * 8_001}, 422,
                                       "invalid", ["body.response", "8000"]),
    "response of 1 MB": ("POST", "/check", {"answer": {"kind": "number", "value": "1"}, "response": TOO_LONG}, 413,
                         "too-large", ["65,536"]),
    "preview of an unknown kind": ("POST", "/preview", {"kind": "poem", "response": "1"}, 422, "invalid",
                                   ["body.kind", "poem"]),
    # attempts, quizzes, keys
    "attempt that is not there": ("GET", f"/attempts/{NOWHERE}", None, 404, "not-found", ["attempt", NOWHERE]),
    "attempt id that is none": ("GET", "/attempts/1", None, 422, "invalid", ["path.attempt"]),
    "quiz that is not there": ("POST", f"/quizzes/{NOWHERE}/attempts", {"learner": "a"}, 404, "not-found", ["quiz", NOWHERE]),
    "scores of no quiz": ("GET", f"/quizzes/{NOWHERE}/scores", None, 404, "not-found", ["quiz", NOWHERE]),
    "key that is not there": ("DELETE", f"/keys/{NOWHERE}", None, 404, "not-found", ["key", NOWHERE]),
    "key without scopes": ("POST", "/keys", {"name": "k", "scopes": []}, 422, "invalid", ["body.scopes", "1"]),
    "key with an unknown scope": ("POST", "/keys", {"name": "k", "scopes": ["root"]}, 422, "invalid", ["body.scopes.0", "root"]),
    "key that has expired already": ("POST", "/keys",
                                     {"name": "k", "scopes": ["check"], "expires_at": "2020-01-01T00:00:00Z"}, 422,
                                     "invalid", ["expires_at", "2020"]),
    # the frame
    "unknown path": ("GET", "/nothing/here", None, 404, "not-found", ["/api/v1/nothing/here", "/docs"]),
    "wrong method": ("DELETE", "/topics", None, 405, "method-not-allowed", ["DELETE", "GET"]),
    "page too long": ("GET", "/generators?limit=201", None, 422, "invalid", ["query.limit", "200", "201"]),
    "made-up cursor": ("GET", "/generators?cursor=x!", None, 422, "invalid", ["cursor", "x!"]),
    "cursor of another list": ("GET", "/keys?cursor=WyJhIl0", None, 422, "invalid", ["cursor", "another list"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bad_input(shared, name):
    method, path, body, status, kind, words = CASES[name]
    database = str(shared.app.state.server.settings.url.database)
    before = contents(database)
    told = shared.problem(method, path, status, kind, **({"json": body} if body is not None else {}))
    for word in words:
        assert word in told["detail"], f"{word!r} is not in {told['detail']!r}"
    assert len(told["detail"]) < 800
    assert contents(database) == before, "something was written"


def contents(file):
    """All rows of the database but the note when a key was last used, and jobs that come by the clock."""
    connection = sqlite3.connect(file)
    try:
        return [line for line in connection.iterdump() if "api_key" not in line and '"job"' not in line]
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"answer": ', ["not JSON", "character 11"]),
        (b"not json", ["not JSON"]),
        (b'{"answer": "\xff"}', ["not UTF-8", "byte 12", "0xff"]),
        ('{"answer": 1}'.encode("utf-16"), ["not UTF-8"]),
        ('{"answer": 1}'.encode("utf-16-le"), ["NUL", "byte 1"]),
        (b"[" * 50_000, ["body"]),
        (b"1" * 60_000, ["body"]),
    ],
    ids=["cut off", "words", "stray byte", "utf-16", "utf-16-le", "deep", "long number"],
)
def test_bodies_that_cannot_be_read(shared, body, words):
    told = shared.problem(
        "POST", "/check", 400, "malformed-body", content=body, headers={"Content-Type": "application/json"}
    )
    for word in words:
        assert word in told["detail"]


def test_a_body_that_grows_beyond_the_limit_is_cut_off(api):
    sent = []

    def chunks():
        for _ in range(1_000):
            sent.append(1)
            yield b" " * 1_000

    api.problem("POST", "/check", 413, "too-large", content=chunks(), headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_numbers_that_are_none_are_refused(api, text):
    body = '{"title": "t", "sections": [{"pick": {"topics": ["calculus"]}, "points": ' + text + "}]}"
    headers = {"Content-Type": "application/json"}
    told = api.problem("POST", "/quizzes", 422, "invalid", content=body, headers=headers)
    assert "points" in told["detail"] and "finite" in told["detail"]


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\u0000"'])
def test_characters_that_cannot_be_stored_are_refused(both, text):
    attempt = start(both, quiz(both))["id"]
    path, headers = f"/attempts/{attempt}/responses/1/1", {"Content-Type": "application/json"}
    both.problem("PUT", path, 422, "invalid", content='{"response": ' + text + "}", headers=headers)
    both.problem("POST", "/quizzes", 422, "invalid", content='{"title": ' + text + "}", headers=headers)


def test_a_learner_may_be_called_anything_printable(both):
    week = quiz(both)
    for learner in ("-2+3", "=HYPERLINK(1)", "Zoë ∀ 名", "o'; DROP TABLE attempt; --", "../..", "%00", "<script>"):
        assert start(both, week, learner)["learner"] == learner
    for learner in ("", "a\nb", "x" * 201, "a\u0000b"):
        both.problem("POST", f"/quizzes/{week}/attempts", 422, "invalid", json={"learner": learner})


def test_items_and_parts_out_of_range_are_named(api):
    attempt = start(api, quiz(api, feedback="immediate"))["id"]
    for method, path, body in [
        ("PUT", "responses/3/1", {"response": "1"}),
        ("PUT", "responses/0/1", {"response": "1"}),
        ("POST", "items/99/check", {"responses": {"1": "1"}}),
        ("GET", "figures/3/1.svg", None),
    ]:
        told = api.problem(method, f"/attempts/{attempt}/{path}", 404, "not-found", **({"json": body} if body else {}))
        assert "items are 1 to 2" in told["detail"]
    beyond = f"/attempts/{attempt}/responses/161272054009603804134113280/1"
    api.problem("PUT", beyond, 422, "invalid", json={"response": "1"})
    told = api.problem("PUT", f"/attempts/{attempt}/responses/1/2", 404, "not-found", json={"response": "1"})
    assert "parts are 1 to 1" in told["detail"]
    told = api.problem("POST", f"/attempts/{attempt}/items/1/check", 422, "invalid", json={"responses": {"2": "1"}})
    assert "parts are 1 to 1" in told["detail"]
    api.problem("GET", f"/attempts/{attempt}/figures/1/1.svg", 404, "no-such-figure")


def test_responses_of_the_wrong_kind_are_verdicts_not_errors(shared):
    for response in ("[[1, 2], [3]]", "x = ", "", "   ", "{", "1" * 7_000, "кот", "1/0", "(((", "__import__('os')"):
        verdict = shared.post("/check", {"answer": {"kind": "matrix", "value": [["1"]]}, "response": response}).json()
        assert verdict["outcome"] == "invalid" and verdict["feedback"][0]["text"], response


def test_a_seed_that_cannot_be_admitted_is_named(api, monkeypatch):
    from generators import bank

    def refuse(generator, seed, level):
        raise bank.NotAdmitted(f"{generator.id} at level {level!r}, seed {seed}: 100 draws refused")

    monkeypatch.setattr(bank, "draw", refuse)
    told = api.problem("POST", "/exercises", 422, "not-admitted", json={"generator": EIGEN, "seed": 5})
    assert "seed 5" in told["detail"] and "100" in told["detail"]
    api.problem("GET", f"/exercises/{EIGEN}@1:core:5", 422, "not-admitted")
    api.problem("POST", "/exercises", 422, "not-admitted", json={"generator": EIGEN})


def test_a_seed_that_is_drawn_is_drawn_again_until_it_is_admitted(api, monkeypatch):
    from generators import bank

    original, refused = bank.draw, []

    def picky(generator, seed, level):
        if len(refused) < 3:
            refused.append(seed)
            raise bank.NotAdmitted("no")
        return original(generator, seed, level)

    monkeypatch.setattr(bank, "draw", picky)
    assert api.post("/exercises", {"generator": EIGEN}).json()["seed"] not in refused
    refused.clear()
    assert start(api, quiz(api), str(uuid4()))["items"]
    assert len(refused) == 3
