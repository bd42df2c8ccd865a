"""Some options out of several, and credit per option."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.answers import check, choices, key_text, preview
from schemas.answer import ChoicesAnswer, Option
from tests.answers import codes, rows, verdict

TEXTS = ("is symmetric", "is zero", "is $I$", "has rank 2, at most")
OPTIONS = tuple(Option(id=id, text=text) for id, text in zip("abcd", TEXTS, strict=True))
AD = ChoicesAnswer(options=OPTIONS, value=("a", "d"))
AD_PARTLY = AD.model_copy(update={"partial": "per_option"})
NOTHING = ChoicesAnswer(options=OPTIONS, value=(), partial="per_option")
WORDED = ChoicesAnswer(options=(Option(id="none", text="none"), Option(id="all", text="all")), value=("none",))

ROWS = rows([
    (AD, {
        "correct": ["a, d", "d, a", "a d", "a;d", "a\nd", "{a, d}", "[d,a]", "(a, d)", "A, D", "ad", "DA", "a & d", "a and d",
                    "a) d)", "(a), (d)", "option a, option d", "is symmetric; has rank 2, at most", "is symmetric and d",
                    "a, d, a", "both a and d", "a+d", r"\{a, d\}", r"\{\text{a}, \text{d}\}", r"\text{a},\ \text{d}", '["a", "d"]', "Is symmetric, has rank 2, at most", "options a and d"],
        "incorrect": ["a", "d", "a, b", "a, b, d", "abcd", "b, c", "none", "{}", "∅", "all", "All of them", "a, a", "is I",
                      "nothing", "keine", "none of them", "None."],
        "invalid": ["", " ", ", ,", "e", "a, e", "abe", "a, not b", "maybe", "{a, {d}}", "a, is", "1, 4", "а, d", "yes"],
    }),
    (AD_PARTLY, {
        "correct": ["a, d"],
        "partial": ["a", "d", "a, b, d", "a, c, d"],
        "incorrect": ["b", "b, c", "a, b", "a, b, c", "none", "all"],
    }),
    (NOTHING, {"correct": ["none", "{}", "no option", "∅"], "incorrect": ["a", "all", "a, b"], "invalid": [""]}),
    (WORDED, {"correct": ["none", "None"], "incorrect": ["all", "none, all"], "invalid": ["everything else"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_choices_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("response", "score", "code"),
    [
        ("a", 0.5, "too-few"),
        ("none", 0, "too-few"),
        ("a, b, d", 0.5, "too-many"),
        ("a, b, c, d", 0, "too-many"),
        ("b, c", 0, "complement"),
        ("a, b", 0, "some-options"),
        ("b", 0, "some-options"),
        ("ad", 1, "read-as"),
        ("a, a", 0.5, "repeated"),
    ],
)
def test_what_is_earned_and_said(response, score, code):
    found = verdict(AD_PARTLY, response)
    assert found.score == score and code in codes(found)


SETS = st.sets(st.sampled_from("abcdef"))
SIX = tuple(Option(id=id, text=f"option {id}") for id in "abcdef")


@given(SETS, SETS)
def test_credit_per_option_is_a_share_and_grows_with_what_is_right(wanted, given):
    key = ChoicesAnswer(options=SIX, value=tuple(sorted(wanted)), partial="per_option")

    def score(ids):
        return check(key, ", ".join(ids) or "none").score

    here = score(given)
    assert 0 <= here <= 1 and (here == 1) == (given == wanted)
    assert all(score(given | {id}) >= here for id in wanted - given)
    assert all(score(given - {id}) >= here for id in given - wanted)
    if wanted:
        assert score(set()) == 0 and here <= len(given & wanted) / len(wanted)


def test_ticking_everything_earns_nothing_where_half_is_right():
    for wanted in itertools.combinations("abcd", 2):
        key = ChoicesAnswer(options=OPTIONS, value=wanted, partial="per_option")
        assert verdict(key, "all").score == 0


def test_the_constructor_shows_options_in_an_order_of_their_own():
    key = choices(["first", "second"], ["third"], partial=True)
    again = choices(["third"], ["second", "first"])
    assert [option.text for option in key.options] == [option.text for option in again.options]
    assert verdict(key, key_text(key)).outcome == verdict(key, "first, second").outcome == "correct"
    assert key_text(NOTHING) == "none" and preview("choices", "{b, c}").text == "{b, c}"
