"""Lists: order and repetition count."""

import pytest

from generators.answers import key_text, rekey, sequence
from generators.notation import parse
from schemas.answer import ListAnswer
from tests.answers import codes, rows, verdict

LISTS = rows([
    (sequence(1, 1, 2, 3), {
        "correct": ["1, 1, 2, 3", "[1,1,2,3]", "(1,1,2,3)", "{1,1,2,3}", "1;1;2;3", "[1;1;2;3]", "[[1],[1],[2],[3]]", "1\n1\n2\n3", "<1,1,2,3>",
                    "a = [1,1,2,3]", "a_1 = 1, a_2 = 1, a_3 = 2, a_4 = 3", "a_1 = 1, a_3 = 2, a_2 = 1, a_4 = 3", "a_0=1, a_1=1, a_2=2, a_3=3",
                    "1, 1, 2 and 3", "1, 2/2, sqrt(4), 3.0", r"\left(1, 1, 2, 3\right)", "= 1, 1, 2, 3"],
        "incorrect": ["1, 2, 1, 3", "3, 2, 1, 1", "1, 2, 3", "1, 1, 2, 4", "1, 1, 2, 3, 5", "-1, -1, -2, -3", "{1,2,3}", "none", "{}", "1",
                      "1, 1, 2, 3 + 10^-40", "a_1 = 1, a_2 = 2, a_3 = 1, a_4 = 3", "2, 2, 4, 6"],
        "invalid": ["1, 1, 2, ±3", "1 1 2 3", "1, 1, 2, ...", "x", "", "1, 1, 2, (3, 4)", "[[1,1],[2,3]]", "1, 1, 2, 1/0", "1 < 2 < 3",
                    "a_1 = 1, a_2 = 1, a_4 = 2, a_5 = 3", "1, 1, 2, {3}", "1+-1, 1, 2, 3", "[1,1,2,3] + 0"],
    }),
    (sequence("1/3", "1/2", places=2), {"correct": ["0.33, 0.5", "1/3, 0.50"], "incorrect": ["0.3, 0.5", "0.5, 0.33"]}),
    (sequence(), {"correct": ["{}", "none", "∅", "[]"], "incorrect": ["0", "1, 2"]}),
    (sequence(4), {"correct": ["4", "[4]", "x = 4", "8/2"], "incorrect": ["5", "4, 4"]}),
    (sequence("(1, 2)", "(3, 4)"), {
        "correct": ["(1,2), (3,4)", "[(1,2),(3,4)]", "[[1,2],[3,4]]", "((1,2),(3,4))", "<1,2>, <3,4>"],
        "incorrect": ["(3,4), (1,2)", "(1,2)", "(1,2), (3,5)", "(1,2,0), (3,4,0)"], "invalid": ["1, 2, 3, 4"],
    }),
    (ListAnswer(value=("a", "a^2")), {"correct": ["a, a^2", "[a, a a]"], "incorrect": ["a^2, a", "a, 2a"], "invalid": ["a, b"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), LISTS)
def test_lists_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (sequence(1, 2, 3), "3, 2, 1", "reversed"),
        (sequence(1, 2, 4), "2, 1, 4", "order"),
        (sequence(1, 2), "1, 2, 3", "wrong-length"),
        (sequence(1, 2, 9), "1, 2, 7", "one-entry"),
        (sequence(1, 2, 9), "1, -2, 9", "sign"),
        (sequence(1, 2, 9), "2, 4, 18", "factor"),
        (sequence("1/3", "1/7"), "0.33, 0.14", "rounded"),
        (sequence(1, 2), "{1, 2}", "read-as"),
        (sequence("(1, 2)", "(3, 4)"), "(3, 4), (1, 2)", "order"),
    ],
)
def test_what_is_said_about_lists(key, response, code):
    assert code in codes(verdict(key, response))


@pytest.mark.parametrize(
    ("rule", "text"), [("eigenvalues(A)", "2, 3"), ("{5, 5}", "5, 5"), ("A*[[1], [1]]", "3, 3"), ("A", None)]
)
def test_a_rule_gives_values_in_order(rule, text):
    made = rekey(sequence(1, 2), rule, {"A": parse("[[2, 1], [0, 3]]")})
    assert (None if made is None else key_text(made)) == text
