"""Sets of reals and confidence intervals."""

import pytest

from generators.answers import interval, number
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


@pytest.mark.parametrize(("key", "response", "outcome"), INTERVALS)
def test_intervals_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (interval("(1, 2]"), "[1, 2]", "ends-open-closed"),
        (interval(number(1), number(2)), "[2, 1]", "ends-swapped"),
        (interval(number(1), number(2)), "[1, 3]", "one-end"),
        (interval("(1, 2]"), "1 < x <= 2", "read-as"),
    ],
)
def test_what_is_said(key, response, code):
    assert code in codes(verdict(key, response))
