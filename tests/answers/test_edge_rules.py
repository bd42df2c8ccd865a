"""The edge rules of the contract, one by one."""

import pytest

from generators.answers import (
    check,
    equation,
    expression,
    finite_set,
    interval,
    number,
    preview,
    vector,
)
from generators.notation import NotationError
from tests.answers import codes, verdict


def outcome(key, response):
    return verdict(key, response).outcome


def test_points_where_a_part_is_not_real_are_outside_the_domain():
    assert outcome(expression("(x^2-1)/(x-1)"), "x + 1") == "correct"
    assert outcome(expression("ln(x^2)"), "2 ln x") == "incorrect"
    assert outcome(expression("ln(x^2)", x="positive"), "2 ln x") == "correct"
    assert outcome(expression("x"), "sqrt(x)^2") == "incorrect"


def test_equations_are_compared_by_solution_set():
    assert outcome(equation("x = 1"), "(x - 1)^2 = 0") == "correct"
    assert outcome(equation("x^2 = x"), "x^2/x = 1") == "incorrect"  # 0 is cut out
    assert outcome(equation("1 = 2"), "0 = 1") == "correct"
    assert outcome(equation("1 = 1"), "1 = 2") == "incorrect"
    assert outcome(equation("y = 2*x + 1"), "1 = 1") == "incorrect"


@pytest.mark.parametrize(
    ("key", "response", "expected"),
    [
        (expression("x*y"), "xy", "correct"),  # split in one way
        (expression("x*y"), "xz", "invalid"),
        (expression("xy + x", xy="real"), "xy + x", "correct"),  # declared, so never split
        (expression("lambda*E + beta"), "E lambda + beta", "correct"),
        (expression("i + 1", i="integer"), "1 + i", "correct"),
        (expression("e*x", e="real"), "x e", "correct"),
        (expression("2*x"), "x(2)", "correct"),  # not declared as a function: a product
        (expression("x"), "X", "invalid"),
    ],
)
def test_names(key, response, expected):
    assert outcome(key, response) == expected


@pytest.mark.parametrize("response", ["1/2x", "1/x(x+1)", "a/bc"])
def test_two_readings_of_equal_right_are_invalid_and_both_are_shown(response):
    found = verdict(expression("a*b*c*x"), response)
    assert found.outcome == "invalid" and " or " in found.feedback[0].text


def test_functions_beyond_those_a_key_allows_are_invalid():
    key = expression("sin(x)", functions=["sin", "cos", "log"])
    assert outcome(key, "cos(pi/2 - x)") == "correct"
    assert outcome(key, "sin(x) + log(1)") == "correct"
    assert outcome(key, "tan(x) cos(x)") == "invalid"


@pytest.mark.parametrize("question", ["det([[1, 2], [3, 4]])", "integrate(x, x)", "diff(x^2, x)", "solve(x)", "limit(x, x, 0)",
                                      "sum(i, i, 1, 3)", "integral(x, x)", "product(i, i, 1, 2)", "inv([[1]])"])  # fmt: skip
def test_a_response_may_not_hand_the_question_back(question):
    assert outcome(number(-2), question) == "invalid"
    assert outcome(expression("x"), question) == "invalid"


def test_constants_of_integration_are_known_up_to_a_constant():
    for constant in ("C", "c", "K", "5", "ln(2)"):
        assert outcome(expression("x^2", up_to="constant"), f"x^2 + {constant}") == "correct"
    assert outcome(expression("x^2"), "x^2 + C") == "invalid"


@pytest.mark.parametrize("response", ["1/0", "0/0", "ln(0)", "sqrt(-1)", "nan", "1/(2-2)", "tan(pi/2)", "0^0"])
def test_an_undefined_value_is_invalid(response):
    assert outcome(number(1), response) == "invalid"


def test_the_right_value_in_the_wrong_form_has_a_message_of_its_own():
    key = expression("x^2 + 2*x + 1", form="expanded", form_credit=0.5)
    found = verdict(key, "(x + 1)^2")
    assert (found.outcome, found.score, codes(found)) == ("partial", 0.5, ["wrong-form"])
    assert outcome(key, "(x + 2)^2") == "incorrect"


def test_repeated_elements_count_once_and_that_is_said():
    found = verdict(finite_set(1), "{1, 1}")
    assert found.outcome == "correct" and "repeated" in codes(found)


def test_tolerances_are_inclusive_and_relative_to_the_key():
    assert outcome(number(200, rel="0.01"), "198") == "correct"
    assert outcome(number(200, rel="0.01"), "202") == "correct"
    assert outcome(number(200, rel="0.01"), "202.01") == "incorrect"
    assert outcome(number("0.125", places=2), "0.13") == "correct"
    assert outcome(number("0.125", places=2), "0.12") == "correct"


@pytest.mark.parametrize(
    ("key", "response", "shown"),
    [
        (number(5), "x = 5", "5"),
        (interval("(1, 2)"), "1 < x < 2", "1 < x < 2"),
        (finite_set(1, 2), "2, 1", "{2, 1}"),
        (finite_set(1, 2), "x = 1 or x = 2", "{1, 2}"),
        (vector(1, 2), "2*[1/2, 1]", "[[2*(1/2)], [2*1]]"),
    ],
)
def test_what_is_plainly_meant_is_read_so_and_said(key, response, shown):
    found = verdict(key, response)
    assert found.outcome == "correct" and found.understood.text == shown and "read-as" in codes(found)


@pytest.mark.parametrize(
    ("key", "response"),
    [(number(5), "x = 5 or x = 6"), (finite_set(1, 2), "x = 1, y = 2"), (interval("(1, 2)"), "x > 1 and y < 2")],
)
def test_what_could_mean_several_things_is_invalid(key, response):
    assert outcome(key, response) == "invalid"


def test_decimals_are_exact():
    assert outcome(number("1/10"), "0.1") == "correct"
    assert outcome(number("3/10"), "0.1 + 0.2") == "correct"
    assert outcome(number("1/3"), "0.3333333333333333") == "incorrect"


def test_a_preview_shows_the_reading_and_never_judges():
    shown = preview("expression", "2x sin x", {"x": "real"})
    assert shown.text == "2*x*sin(x)" and shown.latex and shown.mathml.startswith("<math")
    assert preview("set", "1, 2").text == "{1, 2}"
    assert preview("vector", "(1, a)").text == "[[1], [a]]"
    assert preview("interval", "[1, 2)").text == "[1, 2)"
    assert preview("number", "x = 5").text == "5"
    assert preview("matching", "1=a, 2=b").text == "1 = a, 2 = b"
    with pytest.raises(NotationError, match="is not a variable"):
        preview("expression", "2t", {"x": "real"})
    with pytest.raises(NotationError, match="no kind of answer"):
        preview("poem", "x")


def test_formats_are_told_apart_or_stated():
    assert check(expression("x/2"), r"\frac{x}{2}").outcome == "correct"
    assert check(expression("x/2"), r"\frac{x}{2}", format="latex").outcome == "correct"
    assert check(expression("x/2"), "x/2", format="text").outcome == "correct"
    assert check(expression("x/2"), r"\frac{x}{2}", format="text").outcome == "invalid"


def test_a_verdict_says_what_it_rests_on():
    found = check(number(5), "5")
    assert found.evidence.checker and found.evidence.method in ("tree", "exact") and found.evidence.elapsed_us >= 0
    assert check(number(5), "5 +").evidence.method == "none"
