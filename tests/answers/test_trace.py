"""Iterations, row by row from the learner's own row above."""

import random
from fractions import Fraction

import pytest

from generators.answers import check, key_text, shown_text, trace
from tests.answers import codes, rows, verdict

DESCENT = trace({"x": "x - 0.1*(2*x)"}, [5], rows=3, places=2)
NEWTON = trace({"x": "x - (x^2 - 2)/(2*x)"}, [1], rows=3, places=3)
POWER = trace({"u": "(u + v)/2", "v": "u - v"}, [4, 2], rows=2)
PLANE = trace({"x": "x - 0.1*(2*x + y)", "y": "y - 0.1*(x + 4*y)"}, [2, 1], rows=3, places=3)
FIGURES = trace({"x": "1000*x"}, ["1/7"], rows=2, rel="0.01")
EXACT = trace({"x": "x/3"}, [1], rows=3)
NAMED = trace({"w": "w + 1", "b": "2*b"}, [0, 1], rows=2).model_copy(update={"rows": ("k = 1", "last")})

ROWS = rows([
    (DESCENT, {
        "correct": ["[[4], [3.2], [2.56]]", "4, 3.2, 2.56", "4\n3.2\n2.56", "4;3.2;2.56", "4, 16/5, 64/25", "5, 4, 3.2, 2.56",
                    "5\n4\n3.2\n2.56", "1, 4\n2, 3.2\n3, 2.56", "0, 5\n1, 4\n2, 3.2\n3, 2.56", "k, x\n0, 5\n1, 4\n2, 3.2\n3, 2.56",
                    "x\n4\n3.2\n2.56", "4.00, 3.20, 2.56", "4, 3.2, 2.5600001", "4, 3.2, 2.564"],
        "partial": ["4, 3.3, 2.64", "4, 5, 6", "5, 4, 3.2", "4, , 2.56", "6, 4.8, 3.84", "4, 3.2, 2.5", "4, 4, 3.2", "4, 3.2, ",
                    "3, 2.4, 1.92", "4.5, 3.6, 2.88", "4, 2.56, 2.048", "4, 3.2, 2.57"],
        "incorrect": ["5, 5, 5", "1, 2, 3", "0, 0, 0", "0, 0.0, 0.00", ", , ", "-4, 3, 5"],
        "invalid": ["4, 3.2", "[[4, 3.2, 2.56, 2]]", "4, 3.2, x", "6, 4, 3.2, 2.56", "", "4, 3.2, 1/0", "4, 3.2, 2.56, 2.048"],
    }),
    (NEWTON, {
        "correct": ["1.5, 1.417, 1.414", "3/2, 17/12, 577/408", "1.500;1.4167;1.4142", "1, 1.5, 1.417, 1.414"],
        "partial": ["1.5, 1.45, 1.415", "1.5, 1.42, 1.414", "1.6, 1.425, 1.414"],
        "incorrect": ["2, 3, 4", "1.41421356, 1.41421356, 1.42"],
    }),
    (POWER, {
        "correct": ["[[3,2],[5/2,1]]", "3,2;2.5,1", "4,2;3,2;5/2,1", "u,v\n3,2\n2.5,1"],
        "partial": ["[[3,3],[3,0]]", "2,3;5/2,-1", "4,2;3,2", "3,2;2.5,1.01", "3,2;5/2,", "3,2;2.49,1"],
        "incorrect": ["[[2,1],[9,9]]", "3,;5/2,"],
        "invalid": ["3,2", "3,2;5/2,1;7,3/2", "3,2,5/2,1"],
    }),
    (PLANE, {
        "correct": ["1.5,0.4;1.16,0.09;0.919,-0.062", "1.500,0.400;1.160,0.090;0.919,-0.062"],
        "partial": ["1.5,0.45;1.155,0.12;0.912,-0.044", "1.5,1;1.1,0.45;1,1", "1.5,0.4;1.16,0.09;0.9,-0.062"],
    }),
    (FIGURES, {"correct": ["143, 142857", "142.857, 142857", "143, 143000"], "partial": ["150, 150000", "143, 150000"]}),
    (EXACT, {"correct": ["1/3, 1/9, 1/27"], "partial": ["0.333, 0.111, 0.037", "1/3, 1/6, 1/18", "0.3, 0.1, 1/27"]}),
    (NAMED, {"correct": ["1, 2; 2, 4", "k=1, 1, 2\nlast, 2, 4", "0,1;1,2;2,4"], "partial": ["1, 2; 2, 3"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_traces_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize("key", [DESCENT, NEWTON, POWER, PLANE, FIGURES, EXACT, NAMED])
def test_traces_agree_with_their_own_text(key):
    assert verdict(key, key_text(key)).outcome == verdict(key, shown_text(key)).outcome == "correct"


@pytest.mark.parametrize(
    ("key", "response", "row", "code"),
    [
        (DESCENT, "4, 3.3, 2.64", "Row 2", None),
        (DESCENT, "6, 4.8, 3.84", "Row 1", "step-sign"),
        (DESCENT, "4, 4.8, 3.84", "Row 2", "step-sign"),
        (DESCENT, "3, 2.4, 1.92", "Row 1", "step-doubled"),
        (DESCENT, "4.5, 3.6, 2.88", "Row 1", "step-halved"),
        (DESCENT, "4, 2.56, 2.048", "Row 2", "row-skipped"),
        (DESCENT, "4, 4, 3.2", "Row 2", "row-repeated"),
        (DESCENT, "5, 4, 3.2", "Row 1", "row-repeated"),
        (DESCENT, "4, -3.2, -2.56", "Row 2", "sign"),
        (DESCENT, "4, 3.2, 2.6", "Row 3", "rounded-too-coarsely"),
        (NEWTON, "1.5, 1.42, 1.414", "Row 2", "rounded-too-coarsely"),
        (NEWTON, "0.5, 2.25, 1.569", "Row 1", "step-sign"),
        (POWER, "3, 1; 2, 2", "Row 1", "updated-too-early"),
        (POWER, "2, 3; 5/2, -1", "Row 1", "columns-exchanged"),
        (POWER, "3, 2; 7/4, 3/2", "Row 2", "row-skipped"),
        (PLANE, "1.5, 0.45; 1.155, 0.12; 0.912, -0.044", "Row 1", "updated-too-early"),
        (PLANE, "1.56, 0.4; 1.192, 0.086; 0.945, -0.068", "Row 1", "updated-too-early"),
        (PLANE, "2.5, 1.6; 3.16, 2.49; 4.041, 3.802", "Row 1", "step-sign"),
        (PLANE, "1, -0.2; 0.82, -0.22; 0.678, -0.214", "Row 1", "step-doubled"),
        (PLANE, "1.5, 1; 1.1, 0.45; 0.835, 0.16", "Row 1", "not-updated"),
        (NAMED, "1, 2; 2, 5", "Row last", None),
        (NAMED, "1, 1; 2, 2", "Row $k = 1$", "not-updated"),
    ],
)
def test_the_first_wrong_row_is_named_and_its_slip(key, response, row, code):
    found = verdict(key, response)
    assert found.feedback[0].code == "row" and found.feedback[0].text.startswith(row)
    assert codes(found)[1:] == ([code] if code else [])


def test_a_row_left_open_is_told_so():
    assert "not complete" in verdict(DESCENT, "4, , 2.56").feedback[0].text


def test_the_start_is_taken_as_such_and_said():
    assert codes(verdict(DESCENT, "5, 4, 3.2, 2.56")) == ["read-as"]
    assert codes(verdict(POWER, "4,2;3,2;5/2,1")) == ["read-as"]


def test_a_trace_names_the_first_row_that_goes_wrong_and_credits_the_rest():
    found = verdict(DESCENT, "4, 3.3, 2.64")
    assert found.score == pytest.approx(2 / 3)
    assert "Row 2" in found.feedback[0].text


def test_a_rounded_row_may_lead_to_the_next_by_rounded_or_by_full_values():
    key = trace({"x": "10*x"}, ["1/30"], rows=2, places=2)
    assert verdict(key, "0.33, 3.33").outcome == "correct"
    assert verdict(key, "0.33, 3.30").outcome == "correct"
    assert verdict(key, "0.33, 3.50").outcome == "partial"


def test_rounding_widens_by_no_more_than_the_digits_asked_for():
    """Who rounds to one digit where two are asked for is not given ten times the room in the next row."""
    key = trace({"x": "10*x"}, ["1/30"], rows=3, places=2)
    assert verdict(key, "0.4, 4.04, 40.4").score == pytest.approx(2 / 3)
    assert verdict(key, "0.4, 4.40, 44").score == pytest.approx(1 / 3)
    assert verdict(key, "0.4, 4, 40.04").score == pytest.approx(2 / 3), "4 stands for 4.00 here"
    assert verdict(key, "0.4, 4, 40.4").score == pytest.approx(1 / 3)


def test_the_start_is_exact_and_widens_nothing():
    key = trace({"x": "10*x"}, ["0.5"], rows=1, places=2)
    assert [verdict(key, typed).outcome for typed in ("5", "5.004", "5.04")] == ["correct", "correct", "incorrect"]


def test_a_fixed_point_where_none_should_be_earns_nothing():
    assert verdict(DESCENT, "0, 0, 0").score == 0
    settled = trace({"x": "x/2 + 1"}, [2], rows=3)
    assert verdict(settled, "2, 2, 2").outcome == "correct"


def test_a_long_table_can_be_read():
    key = trace({"x": "x + 1", "y": "y + 2"}, [0, 0], rows=60)
    assert verdict(key, "\n".join(f"{k:>20}, {2 * k:>20}" for k in range(1, 61))).outcome == "correct"


def test_a_row_is_marked_from_an_irrational_step_too():
    key = trace({"x": "x - 0.2*exp(x)"}, [0], rows=2, places=3)
    assert verdict(key, "-0.2, -0.364").outcome == "correct"
    assert verdict(key, "-0.3, -0.448").outcome == "partial"
    assert verdict(key, "-0.3, -0.5").outcome == "incorrect"


def test_a_step_without_a_value_leaves_the_true_row():
    key = trace({"x": "1/x + 1"}, [1], rows=3)
    assert key.value == (("2",), ("3/2",), ("5/3",))
    assert verdict(key, "0, 3/2, 5/3").score == pytest.approx(2 / 3)


@pytest.mark.parametrize("places", [2, 3, 4])
def test_honest_work_is_right_however_it_is_rounded(places):
    """Rows from full values and rows from rounded ones, each number rounded to the digits asked for or to more."""
    draw = random.Random(places)
    for _ in range(25):
        a, b, c, d = (Fraction(draw.randint(-9, 9), 10) for _ in range(4))
        start = [Fraction(draw.randint(-20, 20), 4) for _ in range(2)]
        key = trace({"u": f"({a})*u + ({b})*v", "v": f"({c})*u + ({d})*v"}, start, rows=4, places=places)
        for full in (True, False):
            u, v = start
            lines = []
            for _ in range(4):
                u, v = a * u + b * v, c * u + d * v
                digits = places + draw.randint(0, 2)
                shown = [Fraction(round(x * 10**digits), 10**digits) for x in (u, v)]
                lines.append(", ".join(f"{float(x):.{digits}f}" for x in shown))
                if not full:
                    u, v = shown
            assert verdict(key, "\n".join(lines)).outcome == "correct", lines


def test_three_units_of_the_last_digit_are_never_forgiven_by_a_contraction():
    """A step that makes differences smaller widens a row by one unit at most, the tolerance by half of one."""
    draw = random.Random(11)
    for _ in range(40):
        a, b = Fraction(draw.randint(-9, 9), 10), Fraction(draw.randint(-30, 30), 10)
        key = trace({"x": f"({a})*x + ({b})"}, [Fraction(draw.randint(10, 40), 3)], rows=3, places=2)
        shown = [Fraction(round(Fraction(row[0]) * 100), 100) for row in key.value]
        at, by = draw.randrange(3), draw.choice([-3, 3])
        shown[at] += Fraction(by, 100)
        found = verdict(key, "; ".join(f"{float(x):.2f}" for x in shown))
        assert found.outcome != "correct" and found.feedback[0].text.startswith(f"Row {at + 1} ")


def test_one_wrong_row_costs_one_row():
    draw = random.Random(3)
    for _ in range(30):
        rows, at = 5, draw.randrange(5)
        x, lines = Fraction(draw.randint(3, 9)), []
        key = trace({"x": "3*x/2 - 1"}, [x], rows=rows)
        for k in range(rows):
            x = Fraction(3, 2) * x - 1 + (draw.randint(1, 5) if k == at else 0)
            lines.append(str(x))
        found = check(key, "; ".join(lines))
        assert found.score == pytest.approx((rows - 1) / rows) and found.feedback[0].text.startswith(f"Row {at + 1} ")
