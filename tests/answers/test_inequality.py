"""Inequalities in one unknown and several, by their solution sets."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.answers import inequality
from generators.answers.loci import same_solutions
from generators.answers.loci.comparison import truth
from generators.answers.loci.statements import statement_of
from generators.notation import parse
from generators.notation.values import precision
from tests.answers import codes, rows, verdict
from tests.answers.test_equation import FACTORS, LINES, line

TABLE = rows([
    (inequality("x < 3"), {
        "correct": ["2x + 1 < 7", "x - 3 < 0", "3 > x", "-x > -3", "(-oo, 3)", "x in (-oo, 3)", "x ∈ (-∞, 3)",
            "3 - x > 0", "x/3 < 1", "not (x >= 3)", "e^x < e^3", "x^3 < 27", "{x | x < 3}", "]-oo, 3[", "x < 6/2"],
        "incorrect": ["x <= 3", "x > 3", "x < -3", "x < 2", "(-oo, 3]", "x^2 < 9", "x = 3", "1/x > 1/3"],
        "invalid": ["3", "x", "y < 3", "x <", "x < < 3"],
    }),
    (inequality("1 < x and x <= 3"), {
        "correct": ["1 < x <= 3", "(1, 3]", "x > 1, x <= 3", "x <= 3 and x > 1", "3 >= x > 1", "x in (1, 3]",
            "2 < 2x <= 6", "]1, 3]", "0 < x - 1 <= 2", "not (x <= 1 or x > 3)"],
        "incorrect": ["1 <= x <= 3", "1 < x < 3", "1 <= x < 3", "x > 1", "x > 1 or x <= 3", "x <= 1 or x > 3",
            "[1, 3]", "1 < x <= 4", "-3 <= x < -1"],
        "invalid": ["1 < y <= 3"],
    }),
    (inequality("x^2 - 4 > 0"), {
        "correct": ["x < -2 or x > 2", "|x| > 2", "(-oo, -2) U (2, oo)", "x^2 > 4", "(x-2)(x+2) > 0",
            "not (-2 <= x <= 2)", "x > 2 or x < -2", "x notin [-2, 2]", r"R \ [-2, 2]"],
        "incorrect": ["x > 2", "x > 2 and x < -2", "-2 < x < 2", "x <= -2 or x >= 2", "x < -2", "x^2 >= 4"],
        "invalid": ["x > ±2", "x < -2, x > 2"],
    }),
    (inequality("x^2 <= 4"), {
        "correct": ["-2 <= x <= 2", "|x| <= 2", "[-2, 2]", "x >= -2 and x <= 2"],
        "incorrect": ["x <= 2", "-2 < x < 2", "x <= -2 or x >= 2", "[0, 2]"],
        "invalid": ["x <= ±2"],
    }),
    (inequality("(x - 1)/(x + 2) >= 0"), {
        "correct": ["x < -2 or x >= 1", "(-oo,-2) U [1,oo)", "(x-1)(x+2) >= 0 and x != -2"],
        "incorrect": ["x <= -2 or x >= 1", "x >= 1", "(x-1)(x+2) >= 0", "-2 < x <= 1"],
    }),
    (inequality("abs(x - 1) < 3"), {
        "correct": ["-2 < x < 4", "(-2, 4)", "-3 < x - 1 < 3", "(x-1)^2 < 9"],
        "incorrect": ["|x| < 4", "x < 4", "-4 < x < 2", "x < -2 or x > 4"],
    }),
    (inequality("sqrt(x) < 3"), {
        "correct": ["0 <= x < 9", "[0, 9)"],
        "incorrect": ["x < 9", "0 < x < 9"],
    }),
    (inequality("sqrt(x + 2) > x"), {
        "correct": ["-2 <= x < 2", "[-2, 2)"],
        "incorrect": ["-1 < x < 2", "x < 2"],
    }),
    (inequality("e^x > 1"), {
        "correct": ["x > 0", "e^(2x) > 1", "(0, oo)"],
        "incorrect": ["x > 1", "x >= 0"],
    }),
    (inequality("e^x > 0"), {
        "correct": ["all real numbers", "x in RR", "ℝ", "x = x", "(-oo, oo)", "x^2 >= 0"],
        "incorrect": ["x > 0", "no solution"],
    }),
    (inequality("ln(x) < 0"), {
        "correct": ["0 < x < 1", "(0,1)"],
        "incorrect": ["x < 1", "x < 0"],
    }),
    (inequality("ln(x - 1) <= 0"), {
        "correct": ["1 < x <= 2"],
        "incorrect": ["x <= 2", "1 <= x <= 2"],
    }),
    (inequality("2^x >= 8"), {
        "correct": ["x >= 3", "4^x >= 64"],
        "incorrect": ["x >= 4", "x > 3"],
    }),
    (inequality("(1/2)^x > 4"), {
        "correct": ["x < -2"],
        "incorrect": ["x > -2"],
    }),
    (inequality("x*ln(x) < 0"), {
        "correct": ["0 < x < 1"],
        "incorrect": ["x < 1"],
    }),
    (inequality("e^x >= x + 1"), {
        "correct": ["all real numbers"],
        "incorrect": ["x >= 0", "x != 0"],
    }),
    (inequality("e^x > x + 1"), {
        "correct": ["x != 0", "x < 0 or x > 0", r"R \ {0}", "RR setminus {0}"],
        "incorrect": ["all real numbers"],
    }),
    (inequality("1/x < 2"), {
        "correct": ["x < 0 or x > 1/2"],
        "incorrect": ["x > 1/2", "x < 1/2", "1 < 2x"],
    }),
    (inequality("x^2 + 1 < 0"), {
        "correct": ["no solution", "∅", "x < x", "x > 1 and x < 0"],
        "incorrect": ["x = 0", "all real numbers"],
    }),
    (inequality("x^2 > 0"), {
        "correct": ["x != 0", "|x| > 0", "x<0 or x>0"],
        "incorrect": ["x > 0", "x >= 0", "x in RR"],
    }),
    (inequality("x^2 <= 0"), {
        "correct": ["x = 0", "{0}", "x in {0}"],
        "incorrect": ["no solution", "x <= 0"],
    }),
    (inequality("x^3 > x"), {
        "correct": ["-1 < x < 0 or x > 1", "(-1,0) U (1,oo)"],
        "incorrect": ["x > 1", "x < -1 or 0 < x < 1"],
    }),
    (inequality("x^2 < 2"), {
        "correct": ["-sqrt(2) < x < sqrt(2)", "|x| < √2", "(-√2, √2)"],
        "incorrect": ["-1.414 < x < 1.414", "x < sqrt 2"],
    }),
    (inequality("x^2 - x - 1 < 0"), {
        "correct": ["(1-sqrt(5))/2 < x < (1+sqrt(5))/2", "x^2 < x + 1"],
        "incorrect": ["x < (1+sqrt(5))/2"],
    }),
    (inequality("x^3 - 3*x + 1 > 0"), {
        "correct": ["2x^3 - 6x + 2 > 0"],
        "incorrect": ["x^3 - 3x - 1 > 0", "x^3-3x+1 >= 0"],
    }),
    (inequality("x > 3", x="integer"), {
        "correct": ["x >= 4", "x > 3.5", "x > 10/3"],
        "incorrect": ["x >= 3", "x > 4", "x >= 5"],
    }),
    (inequality("2*x >= 5", x="integer"), {
        "correct": ["x >= 3", "x > 2", "x > 2.5"],
        "incorrect": ["x >= 2"],
    }),
    (inequality("x^2 < 10", x="integer"), {
        "correct": ["-3 <= x <= 3", "-4 < x < 4", "|x| <= 3", "x in {-3,-2,-1,0,1,2,3}"],
        "incorrect": ["-3 < x < 3"],
    }),
    (inequality("x < 2", x="positive"), {
        "correct": ["0 < x < 2", "x^2 < 4"],
        "incorrect": ["x > 2", "1 < x < 2"],
    }),
    (inequality("x < 2", x="nonnegative"), {
        "correct": ["0 <= x < 2"],
        "incorrect": ["0 < x < 2"],
    }),
    (inequality("y <= 2*x + 1"), {
        "correct": ["2x - y >= -1", "y - 2x <= 1", "2y <= 4x + 2", "2x + 1 >= y", "-y >= -2x - 1", "x >= (y-1)/2"],
        "incorrect": ["y < 2x + 1", "y >= 2x + 1", "y <= 2x - 1", "y = 2x + 1", "x <= 2y + 1"],
        "invalid": ["y <=", "2x + 1", "(1, 2)"],
    }),
    (inequality("x + y < 3 and x > 0"), {
        "correct": ["x > 0 and y < 3 - x", "0 < x < 3 - y", "x > 0, x + y < 3"],
        "incorrect": ["x + y < 3 or x > 0", "x + y <= 3 and x > 0", "x + y < 3 and x >= 0", "x + y < 3",
            "x + y < 3 and x > 0 and y > 0"],
    }),
    (inequality("x > 0 and y > 0 and x + y < 1"), {
        "correct": ["x > 0 and y > 0 and y < 1 - x", "0 < x and 0 < y < 1 - x",
            "x>0 and y>0 and x<1 and y<1 and x+y<1"],
        "incorrect": ["x > 0 and x + y < 1", "x > 0 and y > 0 and x + y <= 1", "x>0 and y>0 and x<1 and y<1"],
    }),
    (inequality("x^2 + y^2 < 4"), {
        "correct": ["x^2 + y^2 - 4 < 0", "sqrt(x^2+y^2) < 2", "y^2 < 4 - x^2", "4 > x^2 + y^2",
            "|y| < sqrt(4 - x^2)", "-sqrt(4-x^2) < y < sqrt(4-x^2)"],
        "incorrect": ["x^2 + y^2 <= 4", "x^2 + y^2 > 4", "x^2 + y^2 < 2", "x + y < 2", "y < sqrt(4 - x^2)"],
    }),
    (inequality("y > x^2"), {
        "correct": ["x^2 - y < 0", "y - x^2 > 0", "|x| < sqrt(y)", "-sqrt(y) < x < sqrt(y)"],
        "incorrect": ["y >= x^2", "y < x^2", "x < sqrt(y)"],
    }),
    (inequality("x*y > 0"), {
        "correct": ["x > 0 and y > 0 or x < 0 and y < 0", "(x > 0 and y > 0) or (x < 0 and y < 0)", "x/y > 0"],
        "incorrect": ["x > 0 and y > 0", "x y >= 0", "x > 0 or y > 0"],
    }),
    (inequality("abs(x) + abs(y) <= 1"), {
        "correct": ["|y| <= 1 - |x|", "x + y <= 1 and x - y <= 1 and -x + y <= 1 and -x - y <= 1", "|x| - 1 <= -|y|"],
        "incorrect": ["x + y <= 1", "|x + y| <= 1", "x^2 + y^2 <= 1", "|x| <= 1 and |y| <= 1"],
    }),
    (inequality("abs(x - y) < 1"), {
        "correct": ["-1 < x - y < 1", "x - 1 < y < x + 1", "(x-y)^2 < 1"],
        "incorrect": ["x - y < 1", "|x| - |y| < 1"],
    }),
    (inequality("x^2 + y^2 <= 1 and y >= 0"), {
        "correct": ["0 <= y <= sqrt(1 - x^2)", "y >= 0, x^2 + y^2 <= 1"],
        "incorrect": ["y <= sqrt(1-x^2)", "x^2 + y^2 <= 1"],
    }),
    (inequality("1 <= x^2 + y^2 and x^2 + y^2 <= 4"), {
        "correct": ["1 <= x^2 + y^2 <= 4", "1 <= sqrt(x^2+y^2) <= 2"],
        "incorrect": ["1 < x^2+y^2 < 4", "x^2+y^2 <= 4"],
    }),
    (inequality("x + 2*y - z >= 4"), {
        "correct": ["z <= x + 2y - 4", "2x + 4y - 2z >= 8"],
        "incorrect": ["z >= x + 2y - 4", "x + 2y - z > 4"],
    }),
    (inequality("y >= abs(x)"), {
        "correct": ["-y <= x <= y", "y >= x and y >= -x"],
        "incorrect": ["y >= x", "y > |x|", "y^2 >= x^2"],
    }),
    (inequality("x >= 0 and y >= 0"), {
        "correct": ["min(x, y) >= 0", "x + |x| = 2x and y >= 0"],
        "incorrect": ["x y >= 0", "x >= 0"],
    }),
    (inequality("abs(x) <= 1 and abs(y) <= 1"), {
        "correct": ["max(|x|, |y|) <= 1", "-1 <= x <= 1 and -1 <= y <= 1", "x^2 <= 1 and y^2 <= 1"],
        "incorrect": ["|x| + |y| <= 1", "|x y| <= 1"],
    }),
    (inequality("sin(x) > 1/2 and 0 <= x and x <= 2*pi"), {
        "correct": ["pi/6 < x < 5pi/6", "(pi/6, 5pi/6)"],
        "incorrect": ["pi/6 < x", "pi/3 < x < 2pi/3"],
    }),
    (inequality("sin(x) >= 0"), {
        "correct": ["2 sin x >= 0"],
        "incorrect": ["sin x > 0", "cos x >= 0", "x >= 0"],
    }),
    (inequality("a <= x and x <= b"), {
        "correct": ["a <= x <= b"],
        "incorrect": ["a < x < b", "b <= x <= a"],
    }),
    (inequality("x + cos(x) > 0"), {
        "correct": ["cos x > -x", "2x + 2cos(x) > 0"],
        "incorrect": ["x - cos(x) > 0"],
    }),
    (inequality("y > sin(x)"), {
        "correct": ["y - sin x > 0"],
        "incorrect": ["y < sin x", "y >= sin x"],
    }),
    (inequality("y < e^x"), {
        "correct": ["y - e^x < 0", "e^x > y"],
        "incorrect": ["y > e^x", "ln y < x"],
    }),
    (inequality("y < ln(x)"), {
        "correct": ["e^y < x", "x > e^y"],
        "incorrect": ["x < e^y"],
    }),
    (inequality("x != 2"), {
        "correct": ["x < 2 or x > 2", r"RR \ {2}", "(-oo,2) U (2,oo)", "not x = 2", "(x-2)^2 > 0", "x ≠ 2"],
        "incorrect": ["x > 2", "x = 2", "all real numbers"],
    }),
    (inequality("x >= 1 or x <= -1"), {
        "correct": ["|x| >= 1", "x^2 >= 1", "x <= -1 ∨ x >= 1"],
        "incorrect": ["x >= 1 and x <= -1", "-1 <= x <= 1"],
    }),
    (inequality("(x-1)*(x-2)*(x-3) > 0"), {
        "correct": ["1 < x < 2 or x > 3", "(1,2) ∪ (3,∞)"],
        "incorrect": ["x > 3", "1 < x < 2", "x < 1 or 2 < x < 3"],
    }),
    (inequality("(x-1)^2*(x-2) > 0"), {
        "correct": ["x > 2"],
        "incorrect": ["x != 1 and x < 2"],
    }),
    (inequality("(x-1)^2*(x-2) >= 0"), {
        "correct": ["x >= 2 or x = 1", "{1} U [2, oo)"],
        "incorrect": ["x >= 2"],
    }),
    (inequality("x + 1/x >= 2"), {
        "correct": ["x > 0"],
        "incorrect": ["x >= 0", "x >= 1"],
    }),
    (inequality("abs(x-1) + abs(x+1) <= 4"), {
        "correct": ["-2 <= x <= 2"],
        "incorrect": ["-1 <= x <= 1"],
    }),
    (inequality("abs(x-2) < abs(x)"), {
        "correct": ["x > 1"],
        "incorrect": ["x < 1"],
    }),
    (inequality("3 - 2*x > 7"), {
        "correct": ["x < -2", "-2x > 4"],
        "incorrect": ["x > -2", "x < 2"],
    }),
    (inequality("-1 <= 2*x - 3 and 2*x - 3 < 5"), {
        "correct": ["1 <= x < 4", "[1, 4)"],
        "incorrect": ["1 < x <= 4", "1 <= x <= 4"],
    }),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), TABLE)
def test_inequalities_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (inequality("x < 3"), "x <= 3", "ends-open-closed"),
        (inequality("x < 3"), "x > 3", "direction"),
        (inequality("x < 3"), "x < -3", "sign-of-ends"),
        (inequality("x < 3"), "(-oo, 3)", "read-as"),
        (inequality("x^2 > 4"), "-2 < x < 2", "complement"),
        (inequality("x^2 > 4"), "x > 2", "piece-missing"),
        (inequality("x^2 > 4"), "x > 2 and x < -2", "and-or-exchanged"),
        (inequality("1 < x and x < 3"), "x > 1 or x < 3", "and-or-exchanged"),
        (inequality("1 < x and x < 3"), "1 < x < 4", "one-end"),
        (inequality("x > 1 and x < 2"), "1 < x < 2 or x > 5", "piece-extra"),
        (inequality("x > 1"), "no solution", "set-empty"),
        (inequality("x > 1"), "all real numbers", "set-everything"),
        (inequality("y <= 2*x + 1"), "y < 2x + 1", "ends-open-closed"),
        (inequality("y <= 2*x + 1"), "y >= 2x + 1", "direction"),
        (inequality("x + y < 3 and x > 0"), "x + y < 3 or x > 0", "and-or-exchanged"),
        (inequality("y <= 2*x + 1"), "y = 2x + 1", "not-an-inequality"),
    ],
)
def test_what_is_said(key, response, code):
    assert code in codes(verdict(key, response))


def test_inequalities_that_exclude_one_another_are_asked_back():
    (remark,) = verdict(inequality("x^2 > 4"), "x < -2, x > 2").feedback
    assert "x < -2 or x > 2" in remark.text and "x < -2 and x > 2" in remark.text


@given(LINES, FACTORS, st.sampled_from(["<", "<=", ">", ">="]))
def test_a_half_plane_turns_round_when_it_is_multiplied_by_a_negative_number(coefficients, k, sign):
    a, b, c = coefficients
    turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}[sign]
    key = inequality(line(a, b, c).replace("=", sign))
    changed = line(k * a, k * b, k * c)
    assert verdict(key, changed.replace("=", sign if k > 0 else turned)).outcome == "correct"
    assert verdict(key, changed.replace("=", turned if k > 0 else sign)).outcome == "incorrect"
    assert verdict(key, changed.replace("=", sign.strip("=") if "=" in sign else f"{sign}=")).outcome == "incorrect"


ATOMS = ["x + y - 1", "x - y", "2*x + y + 1", "x - 1", "y + 2", "x^2 + y^2 - 4", "y - x^2", "x*y - 1", "abs(x) + abs(y) - 2",
         "sqrt(x + 1) - y", "y - e^x", "ln(y) - x", "(x - 1)/(y + 1)", "max(x, y) - 1", "x^2 - y^2", "abs(x - y) - 1"]  # fmt: skip
GRID = [(x, y) for x in ("-2", "-1", "-1/2", "0", "1/2", "1", "3/2", "2") for y in ("-2", "-1", "0", "1/3", "1", "2")]


def region(draw: random.Random) -> str:
    parts = [
        f"{draw.choice(ATOMS)} {draw.choice(['<', '<=', '>', '>=', '=', '!='])} 0"
        for _ in range(draw.choice([1, 1, 2]))
    ]
    return f" {draw.choice(['and', 'or'])} ".join(parts)


@settings(max_examples=80)
@given(st.randoms(use_true_random=False))
def test_regions_that_are_found_equal_agree_everywhere_on_a_grid_and_rewritten_ones_are_found_equal(
    draw: random.Random,
):
    one, other = region(draw), region(draw)
    left, right = statement_of(parse(one)), statement_of(parse(other))
    for changed in (f"not (not ({one}))", f"({one}) and ({one} or {other})"):
        assert same_solutions(left, statement_of(parse(changed)), {}).equal is not False
    if same_solutions(left, right, {}).equal:
        with precision(128):
            for x, y in GRID:
                at = {"x": number(x), "y": number(y)}
                assert None in (truth(left, at), truth(right, at)) or truth(left, at) == truth(right, at)


def number(text: str):
    from generators.notation.balls import evaluate

    return evaluate(parse(text))
