"""Parts as questions that platforms can mark: which numbers are right, which options are offered, what is lost."""

from fractions import Fraction

import pytest
from pydantic import TypeAdapter

from generators.answers import check
from generators.answers.ranges import real_range, real_value
from schemas.answer import AnswerKey, Tolerance
from schemas.exercise import Mistake, Part
from service.exports.asking import Unaskable, question, questions
from service.exports.fields import Choice, Number
from tests.exports.kinds import drawn, part

KEY = TypeAdapter(AnswerKey)


def asked(mistakes=(), **key):
    made = Part(ask="What?", answer=KEY.validate_python(key), steps=("So.",), mistakes=mistakes)
    return question(made, 1, "salt")


def mistake(**key):
    return Mistake(misconception="sign", answer=KEY.validate_python(key), feedback="No.")


def shown(found):
    return [box.field.right.shown for box in found.boxes]


@pytest.mark.parametrize(
    ("text", "tolerance", "between", "inside", "outside"),
    [
        ("5/2", Tolerance(abs="0.1"), None, ("2.4", "2.6"), ("2.399", "2.601")),
        ("200", Tolerance(rel="0.01"), None, ("198", "202"), ("197.9", "202.1")),
        ("1/3", Tolerance(decimals=2), None, ("0.33", "0.3383"), ("0.328", "0.339")),
        ("12345", Tolerance(sigfigs=3), None, ("12300", "12395"), ("12294", "12396")),
        ("1", Tolerance(decimals=1), ("1", "2"), ("0.95", "2.05"), ("0.94", "2.06")),
        ("sqrt(2)", Tolerance(decimals=3), None, ("1.414", "1.4147"), ("1.4136", "1.4148")),
    ],
)
def test_a_range_holds_what_the_checker_accepts(text, tolerance, between, inside, outside):
    low, high = real_range(text, tolerance, between)
    key = KEY.validate_python({"kind": "number", "value": text, "tolerance": tolerance, "between": between})
    for each in (*inside, *outside):
        assert (low <= Fraction(each) <= high) == (check(key, each).outcome == "correct") == (each in inside)


def test_what_is_no_real_number_has_no_range():
    assert [real_value(text) for text in ("i", "oo", "x", "1/0")] == [None] * 4


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ({"kind": "set", "value": ["3", "-1", "1/2"]}, ["-1", "0.5", "3"]),
        ({"kind": "direction", "value": ["0", "4", "-2"]}, ["0", "1", "-0.5"]),
        ({"kind": "vector", "value": ["-0.6", "0.8"], "up_to": "sign"}, ["0.6", "-0.8"]),
        ({"kind": "vector", "value": ["2/3", "1"]}, ["0.6667", "1"]),
        ({"kind": "system", "value": ["y = 2", "x = -1/2"], "unknowns": ["y", "x"]}, ["2", "-0.5"]),
        ({"kind": "number", "value": "1/30000"}, ["0.00003333"]),
        ({"kind": "basis", "value": [["2", "4"]]}, ["1", "2"]),
    ],
)
def test_entries_are_asked_for_as_numbers(key, wanted):
    assert shown(asked(**key)) == wanted


def test_how_to_type_is_said_where_it_matters():
    assert "Round to 4 decimals" in asked(kind="number", value="1/3").lead
    assert asked(kind="number", value="7").lead == ""
    assert "ascending" in asked(kind="set", value=["1", "2"]).lead


def test_a_fraction_in_lowest_terms_is_asked_for_as_words():
    found = asked(kind="number", value="2/3", form="lowest_terms")
    assert found.boxes[0].field.accepted == ("2/3",)


def test_few_known_mistakes_make_a_formula_two_values():
    found = asked((mistake(kind="expression", value="x^2 + 1"),), kind="expression", value="x^2 - 1")
    assert shown(found) == ["3", "8"]
    assert [given.shown for given in found.slips[0].given] == ["5", "10"]


def test_an_argument_of_two_lines_cannot_be_asked_for():
    with pytest.raises(Unaskable):
        asked(kind="argument", value=["x = 1", "2*x = 2"])


def test_sets_without_numbers_become_choices():
    for key in ({"kind": "set", "value": ["x", "y"]}, {"kind": "set", "value": ["i", "-i"]}):
        found = asked((mistake(kind="set", value=["1"]),), **key)
        assert isinstance(found.boxes[0].field, Choice)


def test_options_that_are_made_up_are_wrong_and_the_right_one_is_right():
    checked = 0
    for exercise in drawn(every=3):
        for one in questions(exercise):
            field = one.boxes[0].field
            if not isinstance(field, Choice) or one.part.answer.kind in ("choice", "choices", "boolean"):
                continue
            assert 2 <= len(field.options) <= 6
            known = {slip.given[0][0] for slip in one.slips}
            for option in field.options:
                outcome = check(one.part.answer, option.text[1:-1].replace("Interval(", "(")).outcome
                if option.id in field.right:
                    assert option.text.count("$") == 2
                elif option.id not in known:
                    assert outcome == "incorrect", (exercise.recipe, option.text)
                    checked += 1
    assert checked


def test_mistakes_lie_outside_what_is_right():
    for exercise in drawn(every=3):
        for one in questions(exercise):
            for slip in one.slips:
                pairs = zip(one.boxes, slip.given, strict=True)
                assert any(
                    given.low > box.field.right.high or given.high < box.field.right.low
                    if isinstance(box.field, Number)
                    else True
                    for box, given in pairs
                )


def test_the_right_option_stands_at_every_place():
    made = part("equation")
    places = {
        [option.id for option in field.options].index(field.right[0])
        for n in range(40)
        for field in [question(made, 1, f"salt {n}").boxes[0].field]
    }
    assert places == {0, 1, 2, 3}
