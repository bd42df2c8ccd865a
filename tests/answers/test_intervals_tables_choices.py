"""Sets of reals, confidence intervals, tables, traces, choices, matchings."""

import pytest

from generators.answers import choice, expression, interval, key_text, matching, number, table, trace
from tests.answers import codes, rows, verdict

INTERVALS = rows([
    (interval("(1, 2]"), {
        "correct": ["(1,2]", "1 < x <= 2", "x > 1 and x <= 2", "x in (1, 2]", "2 >= x > 1", "x <= 2 and x > 1", "(1, 4/2]",
                    "(1, 1.5] U (1.5, 2]", "(1, 1.5] U [1.5, 2]", "(1,2) U {2}", "x = (1, 2]", r"1 < x \le 2", r"\left(1, 2\right]", "(1, 3] cap (0, 2]"],
        "incorrect": ["[1,2]", "(1,2)", "[1,2)", "(1,3]", "x > 1", "(1, 2] U [3, 4]", "{1, 2}", "x = 2", "RR",
                      "(1, 1.5) U (1.5, 2]", "x < 1 or x > 2", "(1, 2.0000001]"],
        "invalid": ["2", "(2, 1]", "(1, 2, 3]", "1, 2", "(1, y]", "x > y", "(1, oo]", "x^2 < 4", "", "(1; 2", "[1, 1/0]",
                    "x > 1 and y < 2", "(1, i)"],
    }),
    (interval("(-oo, 0) U (sqrt(2), oo)"), {
        "correct": ["(-oo,0) U (sqrt(2),oo)", "x<0 or x>sqrt(2)", "(2/√2, ∞) ∪ (-∞, 0)", "RR setminus [0, sqrt(2)]",
                    r"(-\infty,0)\cup(\sqrt2,\infty)", "not (x >= 0 and x <= sqrt 2)"],
        "incorrect": ["(-oo,0] U (sqrt(2),oo)", "(-oo, 0) U (1.414, oo)", "x < 0", "x < 0 and x > sqrt(2)", "∅"],
        "invalid": ["(-oo, 0) + (1, oo)", "[-oo, 0)"],
    }),
    (interval("[1, 2]"), {"correct": ["[1,2]", "1 <= x <= 2", "x >= 1 and x <= 2"], "incorrect": ["(1,2)", "{1,2}"]}),
    (interval("RR setminus {2}"), {"correct": ["x != 2", "(-oo,2) U (2,oo)", "x < 2 or x > 2"], "incorrect": ["RR"]}),
    (interval(number("1.02", places=2), number("2.98", places=2)), {
        "correct": ["[1.02, 2.98]", "(1.02, 2.98)", "1.02, 2.98", "2 ± 0.98", "1.02 < mu < 2.98", "[1.0249, 2.9751]",
                    "1.02 <= p <= 2.98", "x > 1.02 and x < 2.98"],
        "incorrect": ["[1.02, 2.97]", "[1.01, 2.98]", "[2.98, 1.02]", "[0, 0]", "2 ± 1"],
        "invalid": ["1.02", "{1.02, 2.98, 3}", "[1.02, x]", "x > 1.02", "[1.02; 2.98"],
    }),
])  # fmt: skip

CELLS = table({"faulty": [1, "1/3"], "sound": [3, 4]}, ["flagged", "passed"], places=2)
MIXED = table({"f": [number(2), expression("2*x")], "g": [3, expression("sin(x)")]}, ["at 1", "slope"])
DESCENT = trace({"x": "x - 0.1*(2*x)"}, [5], rows=3, places=2)
NEWTON = trace({"x": "x - (x^2 - 2)/(2*x)"}, [1], rows=3, places=3)
POWER = trace({"u": "(u + v)/2", "v": "u - v"}, [4, 2], rows=2)

TABLES = rows([
    (CELLS, {
        "correct": ["[[1, 0.33], [3, 4]]", "1, 0.33\n3, 4", "1,0.33;3,4", "[1, 1/3; 3, 4]", "[1,0.33]\n[3,4]",
                    r"\begin{pmatrix}1&\frac13\\3&4\end{pmatrix}", "[[1, 1/3], [3, sqrt(16)]]"],
        "partial": ["[[1, 0.3], [3, 4]]", "[[1, ], [3, 4]]", "1, \n3, 4", "[[1, _], [_, _]]", "9,9;9,4"],
        "incorrect": ["[[9, 9], [9, 9]]", "[[,],[,]]", "0, 0\n0, 0"],
        "invalid": ["1, 0.33", "[[1, 0.33, 3, 4]]", "[[y, 1], [3, 4]]", "", "[[1, 1/0], [3, 4]]", "5", "[[1, (2,3)],[3,4]]"],
    }),
    (MIXED, {"correct": ["[[2, 2x], [3, sin x]]", "2, x+x; 3, sin(x)"], "partial": ["2, 2; 3, cos(x)", "2, 2x; 4, cos x"],
             "invalid": ["x, 2x; 3, sin x", "2, 2t; 3, sin x"]}),
    (DESCENT, {
        "correct": ["[[4], [3.2], [2.56]]", "4, 3.2, 2.56", "4\n3.2\n2.56", "4;3.2;2.56", "4, 16/5, 64/25"],
        "partial": ["4, 3.3, 2.64", "4, 5, 6", "5, 4, 3.2", "4, , 2.56"],
        "incorrect": ["5, 5, 5", "1, 2, 3"],
        "invalid": ["4, 3.2", "[[4, 3.2, 2.56, 2]]", "4, 3.2, x"],
    }),
    (NEWTON, {"correct": ["1.5, 1.417, 1.414", "3/2, 17/12, 577/408", "1.500;1.4167;1.4142"], "partial": ["1.5, 1.45, 1.415"]}),
    (POWER, {"correct": ["[[3,2],[5/2,1]]", "3,2;2.5,1"], "partial": ["[[3,3],[3,0]]"], "incorrect": ["[[2,1],[9,9]]"]}),
])  # fmt: skip

ANSWERS = rows([
    (choice("yes", "no", "it depends"), {
        "invalid": ["", "z", "a, b", "maybe", "1", "det(A)"],
        "correct": ["yes"],
        "incorrect": ["no", "it depends"],
    }),
    (matching({"1": "A", "2": "B", "3": "C"}, {"a": "x", "b": "y", "c": "z"}, {"1": "a", "2": "b", "3": "c"}), {
        "correct": ["1=a, 2=b, 3=c", "3-c; 1-a; 2-b", "1:a\n2:b\n3:c", "1 -> a, 2 → b, 3 = c", "1=A,2=B,3=C"],
        "partial": ["1=a", "1=a, 2=c, 3=b", "1=a, 2=b, 3=b"],
        "incorrect": ["1=b, 2=c, 3=a", "2=a"],
        "invalid": ["", "1=q", "4=a", "abc", "1=a, 1=b", "1"],
    }),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), INTERVALS)
def test_intervals_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(("key", "response", "outcome"), TABLES)
def test_tables_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(("key", "response", "outcome"), ANSWERS)
def test_choices_and_matchings_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize("spelling", ["{0}", " {0} ", "({0})", "{0}.", "{1}"])
def test_a_choice_is_told_by_its_id(spelling):
    key = choice("yes", "no")
    assert verdict(key, spelling.format(key.value, key.value.upper())).outcome == "correct"


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (interval("(1, 2]"), "[1, 2]", "ends-open-closed"),
        (interval(number(1), number(2)), "[2, 1]", "ends-swapped"),
        (interval(number(1), number(2)), "[1, 3]", "one-end"),
        (interval("(1, 2]"), "1 < x <= 2", "read-as"),
        (DESCENT, "4, 3.3, 2.64", "row"),
        (CELLS, "1, 0.3; 3, 4", "some-cells"),
        (matching({"1": "A", "2": "B", "3": "C"}, {"a": "x", "b": "y"}, {"1": "a", "2": "b", "3": "a"}), "1=a", "some-pairs"),
    ],
)  # fmt: skip
def test_what_is_said(key, response, code):
    assert code in codes(verdict(key, response))


def test_a_trace_names_the_first_row_that_goes_wrong_and_credits_the_rest():
    found = verdict(DESCENT, "4, 3.3, 2.64")
    assert found.score == pytest.approx(2 / 3)
    assert "Row 2" in found.feedback[0].text


def test_a_rounded_row_may_lead_to_the_next_by_rounded_or_by_full_values():
    key = trace({"x": "10*x"}, ["1/30"], rows=2, places=2)
    assert verdict(key, "0.33, 3.33").outcome == "correct"
    assert verdict(key, "0.33, 3.30").outcome == "correct"
    assert verdict(key, "0.33, 3.50").outcome == "partial"


def test_a_cell_that_cannot_be_read_is_pointed_at():
    (feedback,) = verdict(CELLS, "[[1, 2], [3, 4*]]").feedback
    assert feedback.span is not None and 12 <= feedback.span[0] <= 15


def test_a_long_table_can_be_read():
    key = trace({"x": "x + 1", "y": "y + 2"}, [0, 0], rows=60)
    assert verdict(key, "\n".join(f"{k:>20}, {2 * k:>20}" for k in range(1, 61))).outcome == "correct"


@pytest.mark.parametrize("key", [CELLS, MIXED, DESCENT, NEWTON, POWER])
def test_tables_agree_with_their_own_text(key):
    assert verdict(key, key_text(key)).outcome == "correct"


def test_a_row_is_marked_from_an_irrational_step_too():
    key = trace({"x": "x - 0.2*exp(x)"}, [0], rows=2, places=3)
    assert verdict(key, "-0.2, -0.364").outcome == "correct"
    assert verdict(key, "-0.3, -0.448").outcome == "partial"
    assert verdict(key, "-0.3, -0.5").outcome == "incorrect"
