"""Working, line by line."""

import random

import pytest

from generators.answers import argument, check, key_text, preview
from generators.answers.kinds.argument import pieces
from tests.answers import codes, rows, verdict

LINEAR = argument("2*x + 4 = 10", "2*x = 6", "x = 3")
QUADRATIC = argument("x^2 = 4*x", "x*(x - 4) = 0", "x = 0 or x = 4")
ROOTS = argument("x^2 = 9", "x = pm 3")
EXPANDED = argument("(x + 1)^2 - 1", "x^2 + 2*x + 1 - 1", "x^2 + 2*x")
LINES = argument("x + y = 3 and x - y = 1", "2*x = 4 and x - y = 1", "x = 2 and y = 1")
SQUARED = argument("x = 2 => x^2 = 4", "x = pm 2")
FORM = argument("x^2 - 2*x = 3", "(x - 1)^2 = 4")
EMPTY = argument("x + 1 = x", "1 = 0")
ONE = argument("x = 2")
ORDER = argument("-2*x + 1 < 7", "-2*x < 6", "x > -3")
DISTANCE = argument("abs(x - 1) <= 3", "x - 1 >= -3 and x - 1 <= 3", "x >= -2 and x <= 4")
RADICAL = argument("sqrt(x) = x - 2 => x = (x - 2)^2", "x = 1 or x = 4", "x = 4")
DERIVED = argument("diff(x^2*sin(x), x)", "2*x*sin(x) + x^2*cos(x)", "x*(2*sin(x) + x*cos(x))")
NOWHERE = argument("x^2 + 1 = 0", "x^2 = -1", "x in emptyset")

ROWS = rows([
    (LINEAR, {
        "correct": ["2x+4=10; 2x=6; x=3", "2x+4=10\n2x=6\nx=3", "2x=6; x=3", "2x + 4 = 10 <=> 2x = 6 <=> x = 3",
                    "2x+4=10 => 2x=6 => x=3", "2x+4=10 ⇔ 2x=6 ⇔ x=3", "2x+4=10; 6=2x; 3=x", "2x+4=10; x+2=5; x=3", "2x+4=10; x=3",
                    "2x+4=10\nso 2x=6\ntherefore x=3.", "2x+4=10, so\nx=3", "2x+4=10;2x=6;x=6/2", r"2x+4=10 \iff x=3",
                    r"\begin{align*}2x+4&=10\\2x&=6\\x&=3\end{align*}", "\n2x+4=10\n\n2x=6\n\nx=3\n", "4x+8=20; 2x=6; x=3",
                    "2x+4=10\n<=> 2x=6\n=> x=3", "2x = 10 - 4; 2x = 6; x = 6/2; x = 3",
                    "2x+4=10; 2x=6; x=3; 2*3+4=10", "2x+4=10; 2x=6; x=3; 6+4=10; 10=10"],
        "partial": ["x=3", "2x+4=10; 2x=14; x=7", "2x+4=10; 2x=6", "2x+4=10; 2x=6; x=4", "2x+4=10; 2x=7; x=3.5", "2x=7; x=3.5", "2x+4=10; 2x=6; x=3; 2*3+4=11"],
        "incorrect": ["2x+4=10", "x=4", "2x+4=10; 4+2x=10", "2x+4=10; 10=2x+4; 4+2x=10", "x=4; x=4", "2x+4=10; x=7"],
        "invalid": ["", ";", "2x+4; x=3", "3", "2x+4=10; x", "2x+4=10; t=3", "2x+4=10; x=1/0", "x", "x=3,y"],
    }),
    (QUADRATIC, {
        "correct": ["x^2=4x; x^2-4x=0; x(x-4)=0; x=0 or x=4", "x^2=4x; x(x-4)=0; x=0, x=4", "x^2=4x; x=0 or x=4",
                    "x^2=4x; x^3=4x^2; x=0 or x=4", "x^2=4x; x(x-4)=0; x=0 or x-4=0; x=4 or x=0", "x^2-4x=0; (x-2)^2=4; x-2=±2; x=2±2"],
        "partial": ["x^2=4x; x(x-4)=0; x=4", "x^2=4x; x(x-4)=0; x=0 or x-4=0", "x^2=4x; x(x-4)=0; x=0 or x=-4"],
        "incorrect": ["x^2=4x; x=4", "x=4", "x^2=4x; x(x-4)(x-1)=0"],
    }),
    (ROOTS, {"correct": ["x^2=9; x=±3", "x^2=9; x=3 or x=-3", "x^2-9=0; (x-3)(x+3)=0; x=3 or x=-3"],
             "incorrect": ["x^2=9; x=3", "x^2=9; x=9/2"]}),
    (EXPANDED, {
        "correct": ["(x+1)^2-1 = x^2+2x+1-1 = x^2+2x", "(x+1)^2-1\n= x^2+2x+1-1\n= x^2+2x", "(x+1)^2-1; 2x+x^2",
                    "(x+1)(x+1)-1; x^2+x+x+1-1; x^2+2x", "(x+1)^2-1; x^2+2x"],
        "partial": ["x^2+2x", "(x+1)^2-1; x(x+2)", "(x+1)^2-1; x^2+1-1; x^2", "(x+1)^2-1 = x^2+2x+1-1 = x^2+2x+2"],
        "incorrect": ["(x+1)^2-1", "x", "(x+1)^2-1; -(x^2+2x)", "x=1; x^2+2x"],
        "invalid": ["(x+1)^2-1; x<2", "{x}; x^2", "(x+1)^2 - 1 = t", "(x+1)^2-1; x^2+2x or x"],
    }),
    (LINES, {"correct": ["x+y=3 and x-y=1; 2x=4 and x-y=1; x=2 and y=1", "x+y=3, x-y=1; x=2, y=1"],
             "incorrect": ["x+y=3 and x-y=1; x=1 and y=2"]}),
    (SQUARED, {"correct": ["x=2; x^2=4; x=±2", "x=2 => x^2=4; x=2 or x=-2", "x=2 => x^2=4 <=> x=±2"],
               "partial": ["x=2; x^2=4", "x=2 <=> x^2=4; x=±2"], "incorrect": ["x=2; x=3"]}),
    (FORM, {"correct": ["x^2-2x=3; x^2-2x+1=4; (x-1)^2=4", "x^2-2x=3; 4=(x-1)^2"],
            "partial": ["x^2-2x=3; x^2-2x+1=4", "x^2-2x=3; (x-1)^2-4=0"], "incorrect": ["x^2-2x=3; (x-1)^2=3"]}),
    (EMPTY, {"correct": ["x+1=x; 1=0", "x+1=x; 0=1"], "incorrect": ["x+1=x; 1=1", "x+1=x; x=0"]}),
    (ONE, {"correct": ["x=2", "2x=4; x=2"], "partial": ["2x=4"], "incorrect": ["x=3"]}),
    (ORDER, {
        "correct": ["-2x+1<7; -2x<6; x>-3", "1-2x<7; -6<2x; -3<x", "-2x+1<7; 2x>-6; x>-3", "-2x+1<7; x in (-3, oo)"],
        "partial": ["-2x+1<7; -2x<6; x<-3", "-2x+1<7; -2x<8; x>-4", "-2x+1<7; -2x<6; x>=-3", "-2x+1<7; -2x<6"],
        "incorrect": ["-2x+1<7; x<-3", "-2x+1>7; x>4"],
        "invalid": ["-2x+1; x>-3", "-2x+1<7; x"],
    }),
    (DISTANCE, {"correct": ["|x-1| <= 3; -3 <= x-1 <= 3; -2 <= x <= 4", "|x-1|<=3; x-1<=3 and x-1>=-3; x in [-2, 4]"],
                "incorrect": ["|x-1| <= 3; x-1 <= 3", "|x-1|<=3; -2 < x < 4"]}),
    (RADICAL, {
        "correct": ["sqrt(x)=x-2; x=(x-2)^2; x^2-5x+4=0; x=1 or x=4; x=4", "sqrt(x)=x-2 => x=(x-2)^2 <=> x=1 or x=4 => x=4", "√x=x-2; x=4"],
        "partial": ["sqrt(x)=x-2; x=(x-2)^2; x=1 or x=4", "sqrt(x)=x-2 <=> x=(x-2)^2; x=4", "sqrt(x)=x-2; x=(x-2)^2; x=1"],
        "incorrect": ["sqrt(x)=x-2; x=1", "sqrt(x)=x-2; x=(x+2)^2"],
    }),
    (DERIVED, {"correct": ["2x*sin(x) + x^2*cos(x); x(2 sin x + x cos x)", "2*x*sin(x) + cos(x)*x^2 = x*(x*cos(x) + 2*sin(x))"],
               "partial": ["2x sin x + x^2 cos x; x(2 sin x + cos x)"], "incorrect": ["2x cos x"], "invalid": ["diff(x^2 sin x, x); 2x"]}),
    (NOWHERE, {"correct": ["x^2+1=0; x^2=-1; no solution", "x^2+1=0; x^2=-1; 1=0"], "incorrect": ["x^2+1=0; x=-1", "x^2+1=0; x=1"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_arguments_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    "key", [LINEAR, QUADRATIC, ROOTS, EXPANDED, LINES, SQUARED, FORM, EMPTY, ONE, ORDER, DISTANCE, RADICAL, NOWHERE]
)
def test_arguments_agree_with_their_own_text(key):
    assert verdict(key, key_text(key)).outcome == "correct"


@pytest.mark.parametrize(
    ("key", "response", "score", "said"),
    [
        (LINEAR, "2x+4=10; 2x=14; x=7", 1 / 3, ["line", "sign-kept-on-move"]),
        (LINEAR, "2x+4=10; 2x=6; x=4", 1 / 3, ["line"]),
        (LINEAR, "2x+4=10; 2x=6", 1 / 2, ["unfinished"]),
        (LINEAR, "x=3", 1 / 2, ["no-working"]),
        (LINEAR, "2x+4=10; 10=2x+4", 0, ["unfinished"]),
        (QUADRATIC, "x^2=4x; x=4", 0, ["line", "solutions-lost"]),
        (QUADRATIC, "x^2=4x; x(x-4)=0; x=4", 1 / 3, ["line", "solutions-lost"]),
        (QUADRATIC, "x^2=4x; x^2(x-4)(x-1)=0", 0, ["line", "solutions-gained"]),
        (ROOTS, "x^2=9; x=3", 0, ["line", "solutions-lost"]),
        (EXPANDED, "(x+1)^2-1; -(x^2+2x)", 0, ["line", "sign"]),
        (EXPANDED, "(x+1)^2-1; x^2+1-1; x^2", 1 / 3, ["line", "missing-term"]),
        (EXPANDED, "(x+1)^2-1; x(x+2)", 1 / 2, ["unfinished"]),
        (SQUARED, "x=2 <=> x^2=4; x=±2", 1 / 2, ["line", "solutions-gained"]),
        (ORDER, "-2x+1<7; -2x<6; x<-3", 1 / 3, ["line", "sign-not-turned"]),
        (ORDER, "-2x+1<7; -2x<6; x>=-3", 1 / 3, ["line", "ends-open-closed"]),
        (ORDER, "-2x+1<7; -2x<8; x>-4", 1 / 3, ["line", "sign-kept-on-move"]),
        (DISTANCE, "|x-1| <= 3; x-1 <= 3", 0, ["line", "solutions-gained"]),
        (RADICAL, "sqrt(x)=x-2; x=(x-2)^2; x=1 or x=4", 1 / 2, ["other-result"]),
        (RADICAL, "sqrt(x)=x-2 <=> x=(x-2)^2; x=4", 1 / 2, ["line", "solutions-gained"]),
    ],
)
def test_what_is_earned_and_said(key, response, score, said):
    found = verdict(key, response)
    assert found.score == pytest.approx(score) and codes(found) == said


@pytest.mark.parametrize(
    ("response", "line"),
    [
        ("2x+4=10\n2x=14\nx=7", "Line 2"),
        ("2x+4=10; 2x=6; x=4", "Line 3"),
        ("x=4; x=4", "Line 1"),
        ("2x=6; x=2", "Line 2"),
    ],
)
def test_the_first_line_that_does_not_follow_is_named(response, line):
    found = verdict(LINEAR, response)
    assert found.feedback[0].text.startswith(f"{line} does not follow") and "3" not in found.feedback[0].text.replace(
        line, ""
    )


def test_a_line_that_cannot_be_read_is_pointed_at():
    (feedback,) = verdict(LINEAR, "2x+4=10; 2x=(6; x=3").feedback
    assert feedback.span is not None and 9 <= feedback.span[0] <= 19
    (feedback,) = verdict(LINEAR, "2x+4=10; 2x; x=3").feedback
    assert feedback.span == (8, 11)


def test_lines_are_told_by_their_signs():
    assert [(text.strip(), sign) for text, _, sign in pieces("a = 1 <=> b = 2\n=> c = 3; d >= 4")] == [
        ("a = 1", ""), ("b = 2", "both"), ("c = 3", "then"), ("d >= 4", ""),
    ]  # fmt: skip


def test_true_steps_are_right_and_one_false_step_is_found():
    draw = random.Random(5)
    for _ in range(25):
        a, b, x = draw.choice([2, 3, 5, -2, -4]), draw.randint(-9, 9) or 1, draw.randint(-9, 9)
        c = a * x + b
        key = argument(f"{a}*x + ({b}) = {c}", f"{a}*x = {c - b}", f"x = {x}")
        steps = [f"{a}*x + ({b}) = {c}", f"{a}*x = {c} - ({b})", f"{a}*x = {c - b}", f"x = {x}"]
        assert check(key, "; ".join(steps)).outcome == "correct"
        at = draw.randrange(1, 4)
        wrong = [*steps[:at], steps[at] + " + 1", *steps[at + 1 :]]
        found = check(key, "; ".join(wrong))
        assert found.outcome == "partial" or (found.outcome == "incorrect" and found.score == 0)
        assert found.feedback[0].text.startswith(f"Line {at + 1} ")


def test_repeating_a_line_earns_nothing():
    once, often = (verdict(LINEAR, "; ".join(["2x+4=10", "2x=6", "x=4", *["4=x"] * k])).score for k in (0, 9))
    assert once == often


def test_a_preview_shows_the_lines():
    assert preview("argument", "2x = 6 <=> x = 3").text == "2*x = 6, x = 3"
