"""Items in an order, and credit per pair of neighbours."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.answers import check, key_text, order, preview
from schemas.answer import Option, OrderAnswer
from tests.answers import codes, rows, verdict

TEXTS = ("first", "$f(1)$", "the third, last but one", "fourth")
ABCD = OrderAnswer(
    items=tuple(Option(id=id, text=text) for id, text in zip("abcd", TEXTS, strict=True)), value=("b", "a", "d", "c")
)
TWO = OrderAnswer(items=ABCD.items[:2], value=("a", "b"))

ROWS = rows([
    (ABCD, {
        "correct": ["b, a, d, c", "b,a,d,c", "b a d c", "badc", "BADC", "b < a < d < c", "b<a<d<c", "b > a > d > c", "b ≤ a ≤ d ≤ c",
                    "b -> a -> d -> c", "b → a → d → c", "b-a-d-c", "b - a - d - c", "b; a; d; c", "b\na\nd\nc", "(b, a, d, c)",
                    "[b,a,d,c]", "{b, a, d, c}", "b, then a, then d, then c", "1. b\n2. a\n3. d\n4. c", "1) b 2) a 3) d 4) c",
                    "f(1), first, fourth, the third, last but one", "f(1) < first < fourth < the third, last but one",
                    "b, first, d, c", r"b \lt a \lt d \lt c", r"b \to a \to d \to c", r"\text{b}, \text{a}, \text{d}, \text{c}", '["b", "a", "d", "c"]', "b => a => d => c", "b) a) d) c)"],
        "partial": ["a, b, d, c", "b, a, c, d", "a, d, c, b", "d, c, b, a", "d, b, a, c", "c, b, a, d"],
        "incorrect": ["c, d, a, b", "a, b, c, d", "d, a, b, c"],
        "invalid": ["", " ", "b", "b, a, d", "b, a, d, d", "b, a, d, c, a", "b, a, d, e", "b < a > d < c", "b = a, d, c",
                    "b ~ a, d, c", "bad", "the third", "2. b\n1. a\n3. d\n4. c", "b, a, d, c, and so on", "1, 2, 3, 4", "b,, e"],
    }),
    (TWO, {"correct": ["a, b", "a<b", "ab"], "incorrect": ["b, a", "ba"], "invalid": ["a", "a, a", "a = b"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_orders_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("response", "score", "code"),
    [
        ("c, d, a, b", 0, "reversed"),
        ("a, b, d, c", 1 / 3, "two-exchanged"),
        ("a, d, c, b", 2 / 3, "one-moved"),
        ("d, c, b, a", 2 / 3, "some-neighbours"),
        ("badc", 1, "read-as"),
    ],
)
def test_what_is_earned_and_said(response, score, code):
    found = verdict(ABCD, response)
    assert found.score == pytest.approx(score) and code in codes(found)


def test_missing_and_double_items_are_named():
    assert "c is missing" in verdict(ABCD, "a, b, d").feedback[0].text
    assert "c, d are missing" in verdict(ABCD, "a, b").feedback[0].text
    assert verdict(ABCD, "a, b, b, c").feedback[0].span == (6, 7)
    assert verdict(ABCD, "a, b, e, c").feedback[0].span == (6, 7)
    assert "both directions" in verdict(ABCD, "a < b > c < d").feedback[0].text


@given(st.permutations("abcdef"), st.permutations("abcdef"))
def test_credit_is_the_share_of_neighbours_that_are_kept(wanted, given):
    key = OrderAnswer(items=tuple(Option(id=id, text=id * 3) for id in "abcdef"), value=tuple(wanted))
    found = check(key, ", ".join(given))
    kept = set(itertools.pairwise(wanted)) & set(itertools.pairwise(given))
    assert found.score == pytest.approx(len(kept) / 5)
    assert (found.outcome == "correct") == (given == wanted)
    assert check(key, ", ".join(reversed(wanted))).score == 0


def test_one_item_moved_costs_at_most_three_pairs():
    key = OrderAnswer(items=tuple(Option(id=id, text=id * 3) for id in "abcdefgh"), value=tuple("abcdefgh"))
    draw = random.Random(1)
    for _ in range(40):
        rest = list("abcdefgh")
        item = rest.pop(draw.randrange(8))
        rest.insert(draw.randrange(8), item)
        assert check(key, " ".join(rest)).score >= 4 / 7


def test_items_are_shown_in_an_order_of_their_own():
    key, other = order("one", "two", "three"), order("three", "two", "one")
    assert key.items == other.items and key.value == other.value[::-1]
    assert verdict(key, "one, two, three").outcome == verdict(key, key_text(key)).outcome == "correct"
    assert preview("order", "b < a").text == "b, a"


def test_items_named_by_letters_are_listed_by_them():
    key = order("Page C", "Page A", "Page B")
    assert [item.text for item in key.items] == ["Page A", "Page B", "Page C"]
    assert key.value == ("c", "a", "b")


@pytest.mark.parametrize("texts", [("Page A", "Page C", "Page B", "Point D"), ("Page B", "Page C"), ("one", "two")])
def test_other_items_are_mixed_by_their_texts_alone(texts):
    assert order(*texts).items == order(*reversed(texts)).items
