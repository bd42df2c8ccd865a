"""One option: by its id, its letter, its text, in what people put around it."""

import pytest

from generators.answers import choice, key_text, preview
from schemas.answer import ChoiceAnswer, Option
from tests.answers import codes, rows, verdict


def options(*texts: str, ids: str = "abcdef") -> tuple[Option, ...]:
    return tuple(Option(id=id, text=text) for id, text in zip(ids, texts, strict=False))


MEANS = ChoiceAnswer(options=options("the mean $mu$", "the median", "$x^2/2$", "(1, 2), or so"), value="a")
NAMED = ChoiceAnswer(
    options=(Option(id="Line A", text="$y = x$"), Option(id="Line B", text="$y = -x$")), value="Line A"
)
SIDES = ChoiceAnswer(
    options=(Option(id="left", text="It tips left."), Option(id="right", text="It stays.")), value="left"
)
CASES = ChoiceAnswer(options=(Option(id="x", text="small"), Option(id="X", text="large")), value="X")
DIGITS = ChoiceAnswer(options=options("two", "1", "0.5", ids="123"), value="2")

ROWS = rows([
    (choice("yes", "no", "it depends"), {
        "invalid": ["", "z", "a, b", "maybe", "1", "det(A)", "yes or no", "not a", "abc", "a" * 9000],
        "correct": ["yes", "Yes", "YES.", '"yes"'],
        "incorrect": ["no", "it depends", "It  depends."],
    }),
    (MEANS, {
        "correct": ["a", "A", " a ", "(a)", "a)", "a.", "[a]", "{a}", "'a'", "option a", "Choice A", "answer (a)",
                    "the mean $mu$", "the mean mu", "The mean mu.", "a) the mean mu", "a: the mean $mu$", "a. The Mean mu", r"\text{a}", "$a$", r"\mathrm{A}", r"\text{the mean mu}"],
        "incorrect": ["b", "the median", "x^2/2", "x**2/2", "x²/2", r"\frac{x^2}{2}", "(1,2), or so", "(1, 2), or so", "d)"],
        "invalid": ["e", "mean", "a, b", "a and b", "a or c", "a;b", "c: the median", "b) the mean mu", "x^2", "ab", "а"],
    }),
    (NAMED, {"correct": ["Line A", "line a", "y = x", "y=x", "a"], "incorrect": ["Line B", "y = -x", "B"],
             "invalid": ["Line C", "x", "c", "Line"]}),
    (SIDES, {"correct": ["left", "Left", "a", "it tips left"], "incorrect": ["right", "b"], "invalid": ["l", "c", "tips"]}),
    (CASES, {"correct": ["X", "large"], "incorrect": ["x", "small"], "invalid": ["xX"]}),
    (DIGITS, {"correct": ["2", "2.", "(2)"], "incorrect": ["1", "3", "two", "0.5"], "invalid": ["4", "12", "a"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_choices_of_one_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize("spelling", ["{0}", " {0} ", "({0})", "{0}.", "{1}"])
def test_a_choice_is_told_by_its_id(spelling):
    key = choice("yes", "no")
    assert verdict(key, spelling.format(key.value, key.value.upper())).outcome == "correct"


def test_two_options_are_asked_back():
    found = verdict(MEANS, "a and b")
    assert "Only one" in found.feedback[0].text
    assert "a, b, c or d" in verdict(MEANS, "e").feedback[0].text


def test_an_id_goes_before_a_text_that_looks_like_another_id():
    key = ChoiceAnswer(options=options("b", "a"), value="a")
    assert [verdict(key, text).outcome for text in ("a", "b")] == ["correct", "incorrect"]


def test_two_options_with_one_text_are_told_by_their_ids_only():
    key = ChoiceAnswer(options=options("none of these", "None of these."), value="a")
    assert verdict(key, "none of these").outcome == "correct"
    assert verdict(key, "None of these").outcome == "invalid"
    assert verdict(key, "b").outcome == "incorrect"


def test_a_wrong_choice_says_nothing_that_tells_the_right_one():
    assert codes(verdict(MEANS, "b")) == []


def test_a_preview_shows_any_short_id():
    assert preview("choice", "b").text == "b"
    assert key_text(MEANS) == "a"
