"""Stateless marking and previews over HTTP."""

import time

import pytest

from generators.notation import parse
from service.checks import service as checks
from tests.service.learners import EIGEN

NUMBER = {"kind": "number", "value": "1/3", "tolerance": {"decimals": 2}}
SLOW = {"kind": "expression", "value": "exp(sin(n))*(1 + sin(n)^10)^5", "symbols": {"n": "real"}}


@pytest.mark.parametrize(
    ("answer", "response", "outcome"),
    [
        ({"kind": "expression", "value": "2*x*sin(x)"}, "2x sin x", "correct"),
        ({"kind": "expression", "value": "2*x*sin(x)"}, r"2x\sin x", "correct"),
        ({"kind": "expression", "value": "2*x*sin(x)"}, "2x cos x", "incorrect"),
        ({"kind": "expression", "value": "2*x*sin(x)"}, "2x sin (", "invalid"),
        (NUMBER, "0.33", "correct"),
        (NUMBER, "0,33", "invalid"),
        ({"kind": "set", "value": ["-1", "3"]}, "{3, -1, -1}", "correct"),
        ({"kind": "vector", "value": ["1", "2"]}, "[1, 2]", "correct"),
        (
            {"kind": "choice", "options": [{"id": "a", "text": "1"}, {"id": "b", "text": "2"}], "value": "b"},
            "b",
            "correct",
        ),
    ],
)
def test_verdicts(shared, answer, response, outcome):
    verdict = shared.post("/check", {"answer": answer, "response": response}).json()
    assert verdict["outcome"] == outcome
    assert verdict["score"] == (1.0 if outcome == "correct" else 0.0)
    assert (verdict["evidence"]["method"] == "none") == (outcome == "invalid")
    assert verdict["evidence"]["checker"]


def test_the_format_may_be_said(shared):
    body = {"answer": {"kind": "expression", "value": "x/2"}, "response": "\\frac{x}{2}"}
    assert shared.post("/check", body | {"format": "latex"}).json()["outcome"] == "correct"
    assert shared.post("/check", body | {"format": "text"}).json()["outcome"] == "invalid"


def test_decimals_are_read_as_the_locale_writes_them(shared):
    body = {"answer": NUMBER, "response": "0,33"}
    assert shared.post("/check", body | {"locale": "de"}).json()["outcome"] == "correct"
    items = [body, body | {"locale": "fr-FR"}, body | {"locale": "de-CH"}]
    found = shared.post("/check:batch", {"items": items}).json()["items"]
    assert [each["verdict"]["outcome"] for each in found] == ["invalid", "correct", "invalid"]
    shown = shared.post("/preview", {"kind": "number", "response": "0,33", "locale": "de"}).json()
    assert shown["understood"]["text"] == "0.33"
    told = shared.problem("POST", "/check", 422, "invalid", json=body | {"locale": "xx"})
    assert "known locale" in told["detail"]


def test_a_batch_keeps_its_order_and_ids(shared):
    items = [{"id": f"n{n}", "answer": {"kind": "number", "value": str(n)}, "response": str(n % 7)} for n in range(50)]
    found = shared.post("/check:batch", {"items": items}).json()["items"]
    assert [each["id"] for each in found] == [f"n{n}" for n in range(50)]
    assert [each["verdict"]["outcome"] == "correct" for each in found] == [n < 7 for n in range(50)]


def test_a_batch_of_a_thousand_is_marked(shared):
    items = [
        {"answer": {"kind": "expression", "value": "(x+1)^2"}, "response": f"x^2 + 2x + {n}"} for n in range(1_000)
    ]
    started = time.monotonic()
    found = shared.post("/check:batch", {"items": items}).json()["items"]
    assert [each["verdict"]["outcome"] for each in found] == [
        "correct" if n == 1 else "incorrect" for n in range(1_000)
    ]
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("kind", "response", "shown"),
    [
        ("expression", "x^2/2", "x"),
        ("set", "{2, 1}", "{2, 1}"),
        ("number", "1/3", "1/3"),
        ("matrix", "[[1,2],[3,4]]", "[[1"),
    ],
)
def test_a_preview_shows_how_a_response_is_read(shared, kind, response, shown):
    preview = shared.post("/preview", {"kind": kind, "response": response, "symbols": {"x": "real"}}).json()
    assert preview["understood"]["text"].startswith(shown) and preview["understood"]["mathml"].startswith("<math")
    assert preview["feedback"] == []


def test_a_preview_of_what_cannot_be_read_says_where(shared):
    preview = shared.post("/preview", {"kind": "expression", "response": "2*(x", "symbols": {"x": "real"}}).json()
    assert preview["understood"] is None
    (remark,) = preview["feedback"]
    assert remark["text"] and remark["span"] and remark["html"]


@pytest.mark.parametrize(
    "response",
    ["9^9^9", "(10!)!", "(x-3)^6000", "1e999999999", "(" * 1_000, "9" * 900 + "!", "exp(" * 60 + "x" + ")" * 60,
     "7^20000000", "x^x^x^x^x^x", "sin(" * 40 + "x" + ")" * 40],
)  # fmt: skip
def test_hostile_responses_are_answered_in_time(shared, response):
    started = time.monotonic()
    verdict = shared.post("/check", {"answer": {"kind": "expression", "value": "x"}, "response": response}).json()
    assert verdict["outcome"] in ("invalid", "incorrect", "undecided")
    assert time.monotonic() - started < 5


def test_what_was_typed_is_escaped_where_it_is_shown(shared):
    for response in ("<script>alert(1)</script>", "x<img src=x onerror=alert(1)>", "$x$ <b>", '"><svg/onload=1>'):
        verdict = shared.post("/check", {"answer": {"kind": "expression", "value": "x"}, "response": response}).json()
        shown = " ".join(remark["html"] or "" for remark in verdict["feedback"]) + (
            verdict["understood"]["mathml"] if verdict["understood"] else ""
        )
        assert "<script" not in shown and "<img" not in shown and "<svg" not in shown and "<b>" not in shown


def test_proofs_are_asked_for_within_a_budget(shared, monkeypatch):
    asked = []
    server = shared.app.state.server

    def prove(one, other, symbols):
        asked.append((one, other, symbols))
        return True

    monkeypatch.setattr(server.prover, "within", lambda seconds: asked.append(seconds) or prove)
    shared.post("/check", {"answer": {"kind": "expression", "value": "x"}, "response": "x"})
    shared.post(f"/exercises/{EIGEN}@1:core:42/check", {"responses": {"1": "{1}"}})
    assert asked[:2] == [checks.CHECK * server.prover.seconds, checks.ITEM * server.prover.seconds]


def test_the_real_prover_runs_in_workers(shared):
    prover = shared.app.state.server.prover
    assert prover.prove(parse("sin(x)^2 + cos(x)^2"), parse("1"), {"x": "real"}) is True
    assert prover.prove(parse("x + 1"), parse("x + 2"), {"x": "real"}) in (False, None)
    deep = parse(" + ".join(["x"] * 149))
    assert prover.prove(deep, parse("149*x"), {"x": "real"}) in (True, None)


def test_verdicts_are_counted(api):
    for response in ("1", "2", "("):
        api.post("/check", {"answer": {"kind": "number", "value": "1"}, "response": response})
    metrics = api.client.get("/metrics").text
    for outcome in ("correct", "incorrect", "invalid"):
        assert [line for line in metrics.splitlines() if f'outcome="{outcome}"' in line and line.endswith(" 1.0")]
