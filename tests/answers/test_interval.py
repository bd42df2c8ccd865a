"""Sets of reals and confidence intervals."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.answers import interval, number
from schemas.answer import IntervalAnswer
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


SPELLINGS = rows([
    (interval("(1, 2]"), {
        "correct": ["(1, 2]", "]1, 2]", "1 < x <= 2", "x > 1 and x <= 2", "x in (1, 2]", "x ∈ ]1;2]", "(1; 2]",
            "(1, 1.5] U (1.5, 2]", "(1,2) U {2}", "{x | 1 < x <= 2}", "{x ∈ ℝ | 1 < x ≤ 2}",
            "{x | x > 1 and x <= 2}", r"\left]1, 2\right]", r"\left(1,2\right]", "1<t<=2", "(1, sqrt(4)]",
            "S = (1, 2]"],
        "incorrect": ["[1, 2]", "(1, 2)", "[1, 2)", "]1, 2[", "[1; 2]", "(-2, -1]", "(1, 3]", "(2, oo)", "{1, 2}",
            "x <= 2", "no solution", "R"],
        "invalid": ["(2, 1]", "1, 2", "2", "(1, 2, 3)", "(1, y", "[1, 1/0]", "x^2 <= 2"],
    }),
    (interval("[1, 3]"), {
        "correct": ["[1, 2] U [2, 3]", "[1,2] ∪ [2,3]", "[1; 3]", "1 <= x <= 3", "[1,2) U [2,3]"],
        "incorrect": ["[1,2) U (2,3]", "[1, 3)", "(1, 3)", "[1,2] U [2.5, 3]", "{1, 2, 3}"],
    }),
    (interval("(1, 3)"), {
        "correct": ["(1, 3)", "]1,3[", "]1; 3[", "1<x<3"],
        "incorrect": ["[1,3]"],
        "invalid": ["(3, 1)"],
    }),
    (interval("(-oo, 0) U (0, oo)"), {
        "correct": [r"R \ {0}", r"RR \ {0}", r"ℝ \ {0}", "x != 0", "x ≠ 0", "(-oo,0) ∪ (0,oo)",
            r"\mathbb{R}\setminus\{0\}", "x < 0 or x > 0", "]-oo, 0[ U ]0, +oo["],
        "incorrect": ["R", "(0, oo)", "(-oo, oo)", "x > 0"],
    }),
    (interval("RR"), {
        "correct": ["R", "ℝ", "all real numbers", "(-oo, oo)", "]-∞, ∞[", "x in RR", r"\mathbb{R}"],
        "incorrect": ["(0, oo)", r"RR \ {0}", "[-1000, 1000]"],
        "invalid": ["[-oo, oo]"],
    }),
    (interval("{2}"), {
        "correct": ["{2}", "[2, 2]", "x = 2"],
        "incorrect": ["(2, 3)", "{3}", "no solution"],
    }),
    (interval("emptyset"), {
        "correct": ["∅", "{}", "no solution", "(1, 1)", "x < 1 and x > 2"],
        "incorrect": ["{0}", "R"],
    }),
    (interval("[0, 2*pi)"), {
        "correct": ["[0, 2pi)", "[0, 2π[", "0 <= x < 2pi"],
        "incorrect": ["[0, 6.28)", "[0, 2pi]", "[0, pi)"],
    }),
    (interval("[-sqrt(2), sqrt(2)]"), {
        "correct": ["[-√2, √2]", "[-2/sqrt 2, sqrt 2]", "-sqrt(2) <= x <= sqrt(2)", "[-2^(1/2), 2^(1/2)]"],
        "incorrect": ["[-1.41, 1.41]", "(-sqrt 2, sqrt 2)", "[0, sqrt 2]"],
    }),
    (interval("(ln(2), oo)"), {
        "correct": ["(ln 2, oo)", "(ln(4)/2, ∞)", "x > ln 2"],
        "incorrect": ["(0.69, oo)", "(e^2, oo)"],
    }),
    (IntervalAnswer(value="[a, b]", symbols={"a": "real", "b": "real"}), {
        "correct": ["[a, b]", "a <= x <= b", "[a; b]", "x in [a, b]"],
        "incorrect": ["(a, b)", "[b, a]", "[a, b)", "[a, a + b]"],
        "invalid": ["[a, c]"],
    }),
    (IntervalAnswer(value="(mu - 2*sigma, mu + 2*sigma)", symbols={"mu": "real", "sigma": "positive"}), {
        "correct": ["(mu - 2 sigma, mu + 2 sigma)", "mu - 2sigma < x < mu + 2sigma", "(-2sigma + mu, 2sigma + mu)"],
        "incorrect": ["(mu - sigma, mu + sigma)", "[mu - 2sigma, mu + 2 sigma]"],
    }),
    (interval("(-1, 1) U {3}"), {
        "correct": ["(-1,1) U {3}", "(-1, 1) ∪ [3, 3]", "{3} U (-1,1)", "-1 < x < 1 or x = 3"],
        "incorrect": ["(-1, 1)", "(-1, 3]", "[-1,1] U {3}"],
    }),
    (interval("[1, 2) U (3, oo)"), {
        "correct": ["[1,2) U (3,oo)", "(3, oo) U [1, 2)", "1 <= x < 2 or x > 3", r"[1, oo) \ [2, 3]"],
        "incorrect": ["[1, 2)", "(3, oo)", "[1,2] U [3,oo)", "1 <= x < 2 and x > 3", "[1, 2) U (4, oo)",
            "(1, 2) U [3, oo)"],
    }),
    (interval("(0, 5) cap (3, 9)"), {
        "correct": ["(3, 5)"],
        "incorrect": ["(0, 9)", "[3,5]"],
    }),
    (interval(number("1.02", places=2), number("2.98", places=2)), {
        "correct": ["[1.02, 2.98]", "(1.02; 2.98)", "2 ± 0.98", "1.02, 2.98", "]1.02, 2.98[", "1.02 < mu < 2.98",
            "mu in [1.02, 2.98]", "2 pm 0.98", "1.02 to 2.98"],
        "incorrect": ["[2.98, 1.02]", "[1.02, 3]", "[1.12, 3.08]", "[1.5, 2.5]", "2 ± 1"],
        "invalid": ["2", "[1.02, x]", "no answer"],
    }),
    (interval("[-sqrt(2), sqrt(2)]"), {
        "correct": ["|x| <= sqrt 2"],
        "incorrect": ["|x| < sqrt 2"],
    }),
    (interval("(1, 3)"), {
        "correct": ["|x - 2| < 1"],
        "incorrect": ["|x - 2| <= 1"],
        "invalid": ["x^2 < 4"],
    }),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), INTERVALS + SPELLINGS)
def test_intervals_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (interval("(1, 2]"), "[1, 2]", "ends-open-closed"),
        (interval(number(1), number(2)), "[2, 1]", "ends-swapped"),
        (interval(number(1), number(2)), "[1, 3]", "one-end"),
        (interval("(1, 2]"), "1 < x <= 2", "read-as"),
        (interval("(1, 2]"), "]1, 2]", "read-as"),
        (interval("(1, oo)"), "(-oo, 1)", "direction"),
        (interval("(1, 2)"), "(-oo, 1) U (2, oo)", "complement"),
        (interval("(-oo, 1) U (2, oo)"), "(2, oo)", "piece-missing"),
        (interval("(1, 2)"), "(1, 2) U (5, 6)", "piece-extra"),
        (interval("(1, 2)"), "(1, 3)", "one-end"),
        (interval("(1, 2)"), "(-2, -1)", "sign-of-ends"),
        (interval(number(1, places=2), number(3, places=2)), "[0, 4]", "width"),
        (interval(number(1, places=2), number(3, places=2)), "[2, 4]", "middle"),
        (IntervalAnswer(value="[a, b]", symbols={"a": "real", "b": "real"}), "(a, b)", "ends-open-closed"),
    ],
)
def test_what_is_said(key, response, code):
    assert code in codes(verdict(key, response))


def test_ends_in_the_wrong_order_are_named():
    (remark,) = verdict(interval("(1, 3)"), "(3, 1)").feedback
    assert "lower end" in remark.text and "(1, 3)" in remark.text


ENDS = st.lists(st.integers(-20, 20), min_size=2, max_size=8, unique=True).filter(lambda ends: len(ends) % 2 == 0)


@given(ENDS, st.randoms(use_true_random=False))
def test_a_union_may_be_spelled_in_many_ways_and_every_end_counts(ends, draw: random.Random):
    ends = sorted(ends)
    parts = [(a, b, draw.choice("(["), draw.choice(")]")) for a, b in zip(ends[::2], ends[1::2], strict=True)]
    key = interval(" U ".join(f"{left}{a}, {b}{right}" for a, b, left, right in parts))
    draw.shuffle(parts)
    assert verdict(key, " ∪ ".join(f"{left}{a}; {b}{right}" for a, b, left, right in parts)).outcome == "correct"
    french = " U ".join(
        f"{']' if left == '(' else '['}{a}, {b}{'[' if right == ')' else ']'}" for a, b, left, right in parts
    )
    assert verdict(key, french).outcome == "correct"
    chains = [
        f"{a} {'<' if left == '(' else '<='} x {'<' if right == ')' else '<='} {b}" for a, b, left, right in parts
    ]
    assert verdict(key, " or ".join(chains)).outcome == "correct"
    a, b, left, right = parts[0]
    others = "".join(f" U {c}{x}, {y}{d}" for x, y, c, d in parts[1:])
    assert verdict(key, f"{left}{a}, {a}/2 + {b}/2) U [{a}/2 + {b}/2, {b}{right}{others}").outcome == "correct"
    assert verdict(key, f"{'[' if left == '(' else '('}{a}, {b}{right}{others}").outcome == "incorrect"
    assert verdict(key, f"{left}{a}, {b} + 1/3{right}{others}").outcome == "incorrect"
