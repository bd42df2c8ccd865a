"""Finite sets: every way to write the right one, near misses, and what is said about them."""

import pytest

from generators.answers import finite_set
from schemas.answer import SetAnswer
from tests.answers import codes, rows, verdict

SETS = rows([
    (finite_set(-1, 3), {
        "correct": ["{3, -1}", "{-1,3}", "-1, 3", "3; -1", "{-1; 3}", "x = -1 or x = 3", "x = -1, x = 3", "x = -1, 3", "x = -1 or 3",
                    "x in {-1, 3}", "x ∈ {-1, 3}", "x = {-1, 3}", "L = {-1, 3}", "1 ± 2", "x = 1 ± 2", "{1 ± 2}", "1 +/- 2", "{-1, 3, 3}",
                    "[-1, 3]", "{6/2, -1}", "x_1 = -1, x_2 = 3", "x1 = -1, x2 = 3", "x₁ = 3, x₂ = -1", r"\{-1, 3\}", "{sqrt(9), -1}",
                    "lambda = -1 or lambda = 3", "λ = -1, λ = 3", "λ₁ = -1, λ₂ = 3", "-1 and 3", "-1 or 3", "{-1} U {3}", "{-1} ∪ {3}",
                    "{x = -1, x = 3}", "-1\n3", "x = -1\nx = 3", "{−1, 3.0}", "x = -1 ∨ x = 3", "3 = x or x = -1", "= {-1, 3}",
                    r"x = -1 \text{ or } x = 3", r"\left\{-1, 3\right\}", r"x\in\{-1,3\}", r"1\pm2", r"\lambda_1=-1,\ \lambda_2=3",
                    r"x_{1} = -1, x_{2} = 3", "{log_2(8), cos(pi)}"],
        "incorrect": ["{1, -3}", "{3}", "{-1, 3, 4}", "∅", "{}", "no solution", "{-1, 2}", "{-1, 3.0000001}", "x = 3", "{oo}", "2 ± 1", "±3",
                      "{-1, 3, oo}", "{-1, 1, 3}", "{-2, 6}", "{-1, 3 + 10^-60}", "3", "{i, 3}", "{-1, 3} U {4}", "-1, 3 and 4", "{0}"],
        "invalid": ["(−1, 3)", "{x}", "{1/0}", "{-1, 3, 0/0}", "x = -1 and x = 3", "x > 1", "x < 0 or x > 2", "[[1,2],[3,4]]", "{-1, 3",
                    "-1, 3}", "{{-1}, {3}}", "{{-1, 3}}", "-1 3", "{-1, (3, 4)}", "", "t", "y = -1 or x = 3", "±1 ± 2", "x in [-1, 3]",
                    "-1 <= x <= 3", "[-1, 3)", "x != -1", "{-1, 3,}", "x^2 - 2x - 3 = 0", "{x | x^2 = 2x + 3}", "1, x = 3", "1+-2", "{-1, ..., 3}",
                    "solve(x)", "-1; x = 3", "{-1, nan}"],
    }),
    (finite_set(), {
        "correct": ["{}", "{ }", "∅", "emptyset", r"\emptyset", r"\varnothing", r"\{\}", "no solution", "No real solutions.", "none", "None",
                    "no solutions exist", "there is no solution", "empty", "the empty set", "Ø", "L = {}", "x ∈ ∅", "x = none",
                    r"\text{no solution}", "[]"],
        "incorrect": ["{0}", "0", "{1}", "{∅}", "x = 0", "{1, 2}"], "invalid": ["no", "x", "solution", "{1/0}", "nothing to see", ""],
    }),
    (finite_set("sqrt(2)", "-sqrt(2)"), {
        "correct": ["±√2", "{sqrt 2, -sqrt 2}", "{2^(1/2), -2^0.5}", "{-2/sqrt(2), sqrt(8)/2}", "x = ±sqrt(2)", r"\pm\sqrt2", "x = +/-√2"],
        "incorrect": ["{1.414, -1.414}", "{sqrt(2)}", "{2, -2}", "{sqrt(2), -sqrt(3)}", "√2", "{sqrt(2), -1.41421356237309504880168872420969}"],
        "invalid": ["+-√2"],
    }),
    (finite_set("(1 + sqrt(5))/2", "(1 - sqrt(5))/2"), {
        "correct": ["(1 ± √5)/2", "1/2 ± √5/2", "{(1+√5)/2, -1/((1+√5)/2)}", "{2/(√5-1), (1-√5)/2}"], "incorrect": ["(1 ± √5)/4", "1 ± √5"],
    }),
    (finite_set("1/3", "2/3", places=2), {
        "correct": ["{0.33, 0.67}", "{1/3, 2/3}", "{0.667, 0.333}"],
        "incorrect": ["{0.3, 0.7}", "{0.33, 0.66}", "{0.33}", "{0.33, 0.332}", "{0.33, 0.67, 0.332}"],
    }),
    (finite_set("0.1", "0.12", places=1), {"correct": ["{0.06, 0.16}", "{0.16, 0.06}"], "incorrect": ["{0.16, 0.165}", "{0.06, 0.055}"]}),
    (finite_set("1 + 2*i", "1 - 2*i"), {"correct": ["{1+2i, 1-2i}", "1 ± 2i", "{1 - 2i, (3+i)(1+i)/2}"], "incorrect": ["{1, 2}", "{1+2i}", "{1+2i, -1-2i}"]}),
    (finite_set(5), {"correct": ["5", "{5}", "x = 5", "{5, 10/2}", "[5]"], "incorrect": ["{5, 6}", "±5", "-5"]}),
    (SetAnswer(value=("a", "-a", "b/2")), {
        "correct": ["{a, -a, b/2}", "±a, b/2", "{0.5b, -a, a}", "x = ±a or x = b/2"], "incorrect": ["{a, b/2}", "{a, -a, b}", "{a, -a, 0, b/2}"],
        "invalid": ["{a, -a, c}", "a = x or b = x"],
    }),
    (finite_set("(1, 2)"), {
        "correct": ["{(1, 2)}", "(1, 2)", "{(1,2), (1,2)}", "{[1, 2]}"], "incorrect": ["{(2, 1)}", "{(1, 2), (3, 4)}"],
        "invalid": ["{1, 2}", "1, 2"],
    }),
    (finite_set("(1, 2)", "(3, 4)"), {
        "correct": ["{(1,2), (3,4)}", "(3,4), (1,2)", "{[1,2], [3,4]}", "[[1,2],[3,4]]", "[(1,2),(3,4)]", "x = 1 and y = 2 or x = 3 and y = 4",
                    "(1,2) or (3,4)", "(1,2) and (3,4)", "{<1,2>, <3,4>}", "{(1,2),(3,4),(1,2)}", r"\{(1,2),(3,4)\}", "L = {(2/2,2),(3,√16)}"],
        "incorrect": ["{(1,2)}", "{(2,1),(4,3)}", "{(1,2),(3,5)}", "{(1,2,0),(3,4,0)}", "x = 1, y = 2", "{(1,4),(3,2)}", "(1,2)", "∅", "(1, ±2)"],
        "invalid": ["{1,2,3,4}", "1, 2", "{(1,2),(3,4/0)}", "{(1,2),3}", "x = 1, x = 3", "{(1,2),(3,x)}"],
    }),
    (finite_set("{1}", "{1, 2}"), {
        "correct": ["{{1}, {1,2}}", "{{2,1}, {1}}", "{{1,1},{1,2}}"], "incorrect": ["{{1}, {2}}", "{{1}}", "{{}, {1,2}}", "{{1},{1,2},{2}}"],
        "invalid": ["{1, {1,2}}", "{1, 2}"],
    }),
    (SetAnswer(value=("1", "1", "2")), {"correct": ["{1, 2}", "{1, 1, 2}"], "incorrect": ["{1}", "{2, 2}"]}),
    (SetAnswer(value=("1", "4"), symbols={"none": "real"}), {"correct": ["{1, 4}"], "incorrect": ["{none, 4}", "none"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), SETS)
def test_sets_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (finite_set(1, 2), "{1, 2, 2}", "repeated"),
        (finite_set(1, 2), "{1}", "missing-element"),
        (finite_set(1, 2), "{}", "missing-element"),
        (finite_set(1, 2), "{1, 2, 3}", "extra-element"),
        (finite_set(), "{3}", "extra-element"),
        (finite_set(1, 2, 5), "{1, 2, 7}", "some-elements"),
        (finite_set(1, 2), "{-1, -2}", "sign"),
        (finite_set(1, 3, 7), "{1, -3, 7}", "sign"),
        (finite_set(3), "-3", "sign"),
        (finite_set(1, 3), "{2, 6}", "factor"),
        (finite_set("1/3", "sqrt(2)"), "{0.33, 1.41}", "rounded"),
        (finite_set("1/3", "sqrt(2)", places=2), "{0.3, 1.4}", "rounded-too-coarsely"),
        (finite_set(1, 2), "1, 2", "read-as"),
        (finite_set(1, 2), "[1, 2]", "read-as"),
        (finite_set(), "no solution", "read-as"),
        (finite_set(1, 2), "{5, 7}", None),
        (SetAnswer(value=("(1, 2)",)), "{(1, 2), (1, 2)}", "repeated"),
    ],
)
def test_what_is_said_about_sets(key, response, code):
    said = codes(verdict(key, response))
    assert (code in said) if code else not said


def test_the_feedback_counts_and_never_points():
    assert (
        verdict(finite_set(1, 2, 3, 4), "{1, 2}").feedback[0].text
        == "All of these belong to it, but 2 more are missing."
    )
    assert (
        verdict(finite_set(1, 2), "{1, 2, 3, 5}").feedback[0].text
        == "2 of these do not belong to it; nothing is missing."
    )
    assert verdict(finite_set(1, 2, 5), "{1, 2, 7}").feedback[0].text == "2 of these 3 belong to it, the rest does not."


def test_a_decimal_comma_leaves_the_semicolon_between_elements():
    assert verdict(finite_set("3/2", 2), "{1,5; 2}", locale="de").outcome == "correct"
