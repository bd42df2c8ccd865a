"""Pairs, credit per pair."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.answers import check, key_text, matching, preview
from schemas.answer import MatchingAnswer, Option
from tests.answers import codes, rows, verdict

THREE = matching({"1": "A", "2": "B", "3": "C"}, {"a": "x", "b": "y", "c": "z"}, {"1": "a", "2": "b", "3": "c"})
TEXTS = matching(
    {"1": "Histogram A, left", "2": "skewed - strongly", "3": "$f(x) = x^2$"},
    {"a": "Box plot 1", "b": "$f'(x) = 2*x$", "c": "salt and pepper", "d": "nothing"},
    {"1": "a", "2": "c", "3": "b"},
)
SHARED = matching({"1": "A", "2": "B", "3": "C"}, {"a": "x", "b": "y"}, {"1": "a", "2": "b", "3": "a"})

ROWS = rows([
    (THREE, {
        "correct": ["1=a, 2=b, 3=c", "3-c; 1-a; 2-b", "1:a\n2:b\n3:c", "1 -> a, 2 → b, 3 = c", "1=A,2=B,3=C", "1a, 2b, 3c",
                    "1a 2b 3c", "1 a, 2 b, 3 c", "(1,a), (2,b), (3,c)", "{1: a, 2: b, 3: c}", "[1=a, 2=b, 3=c]", "a=1, b=2, c=3",
                    "1 to a, 2 to b and 3 to c", "1=a,2=b,3=c,1=a", "1 <-> a, 2 <-> b, 3 <-> c", "A = x, B = y, C = z",
                    "1 – a, 2 – b, 3 – c", "1 = a\n2 = b\n3 = c\n", "1=a and 2=b and 3=c", r"1 \to a, 2 \to b, 3 \to c",
                    r"1 = \text{a}, 2 = \text{b}, 3 = \text{c}", '{"1": "a", "2": "b", "3": "c"}'],
        "partial": ["1=a", "1=a, 2=c, 3=b", "1=a, 2=b, 3=b", "1=a, 2=b"],
        "incorrect": ["1=b, 2=c, 3=a", "2=a", "1=c"],
        "invalid": ["", "1=q", "4=a", "abc", "1=a, 1=b", "1", "1=", "=a", "1=a, 2", "1=2", "1=a, 2=b, 3=c, 4=d", "1=a=b"],
    }),
    (TEXTS, {
        "correct": ["1=a, 2=c, 3=b", "Histogram A, left = Box plot 1; skewed - strongly = salt and pepper; 3 = b",
                    "Histogram A, left: a, skewed - strongly: c, 3: b"],
        "partial": ["1=a, 2=d, 3=b", "1=a", "1=d, 2=d, 3=b"],
        "incorrect": ["1=d, 2=d, 3=d"],
        "invalid": ["1=e", "Histogram A = a", "1=a, salt = 2"],
    }),
    (SHARED, {"correct": ["1=a, 2=b, 3=a"], "partial": ["1=a", "1=a, 2=b, 3=b", "1=a, 2=a, 3=a"], "incorrect": ["1=b, 2=a, 3=b"]}),
    (matching({"1": "A", "2": "B"}, {"a": "x", "b": "y"}, {"1": "a", "2": "b"}), {
        "correct": ["1=a, 2=b"], "incorrect": ["1=b, 2=a", "1=a", "1=a, 2=a"],
    }),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_matchings_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "score", "code"),
    [
        (THREE, "1=a, 2=c, 3=b", 1 / 2, "two-exchanged"),
        (THREE, "1=a, 2=b", 1 / 2, "missing-pairs"),
        (THREE, "1=a, 2=b, 3=b", 1 / 2, "partner-shared"),
        (THREE, "1=b, 2=c, 3=a", 0, "some-pairs"),
        (TEXTS, "1=a, 2=d, 3=b", 2 / 3, "some-pairs"),
        (SHARED, "1=a, 2=b, 3=b", 2 / 3, "some-pairs"),
        (SHARED, "1=a", 1 / 3, "some-pairs"),
        (THREE, "a=1, b=2, c=3", 1, "read-as"),
    ],
)
def test_what_is_earned_and_said(key, response, score, code):
    found = verdict(key, response)
    assert found.score == pytest.approx(score) and code in codes(found)


def test_a_wrong_pair_is_pointed_at():
    assert verdict(THREE, "1=a, 2=q").feedback[0].span == (4, 8)
    assert verdict(THREE, "1=a, 1=b").feedback[0].span == (4, 8)


@given(st.permutations("vwxyz"), st.randoms(use_true_random=False))
def test_credit_grows_with_the_pairs_that_are_right(partners, draw: random.Random):
    left, right = (tuple(Option(id=id, text=id * 3) for id in ids) for ids in ("12345", "vwxyz"))
    key = MatchingAnswer(left=left, right=right, value=dict(zip("12345", partners, strict=True)))
    given = dict(zip("12345", draw.sample("vwxyz", 5), strict=True))
    score = check(key, ", ".join(f"{a}={b}" for a, b in given.items())).score
    hits = sum(given[id] == key.value[id] for id in given)
    assert score == pytest.approx(1 if hits == 5 else hits / 4)
    less = {id: partner for id, partner in given.items() if id != draw.choice("12345")}
    assert check(key, ", ".join(f"{a}={b}" for a, b in less.items())).score <= score + 1e-9


def test_keys_and_previews():
    assert key_text(TEXTS) == "1=a, 2=c, 3=b"
    assert preview("matching", "1=b, 2=a").text == "1 = b, 2 = a"
