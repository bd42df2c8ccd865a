"""Systems that are to be solved: the right set of solutions is not enough."""

import pytest

from generators.answers import check, key_text, rekey, system
from generators.notation import parse

POINT = system("x = 2", "y = -1", form="solved")
FAMILY = system("x = 1 + 2*t", "y = t", "z = 3 - t", parameters=["t"], form="solved")
NOTHING = system("0 = 1", unknowns=["x", "y"], form="solved")


@pytest.mark.parametrize(
    ("key", "response"),
    [
        (POINT, "(2, -1)"),
        (POINT, "x = 2, y = -1"),
        (POINT, "y = -1 and x = 2"),
        (FAMILY, "(1 + 2t, t, 3 - t)"),
        (FAMILY, "x = 1 + 2s, y = s, z = 3 - s"),
        (FAMILY, "x = 7 - 2z, y = 3 - z"),
        (FAMILY, "(1, 0, 3) + t*(2, 1, -1)"),
        (NOTHING, "no solution"),
        (NOTHING, "0 = 1"),
    ],
)
def test_each_unknown_by_itself_is_right(key, response):
    assert check(key, response).outcome == "correct"


@pytest.mark.parametrize(
    ("key", "response"),
    [
        (POINT, "x + y = 1, x - y = 3"),
        (POINT, "x = 2, x + y = 1"),
        (POINT, "x = 1 - y, y = x - 3"),
        (FAMILY, "x + 2z = 7, y + z = 3"),
        (NOTHING, "x + y = 1, x + y = 2"),
    ],
)
def test_equations_that_are_still_to_be_solved_are_wrong(key, response):
    verdict = check(key, response)
    assert verdict.outcome == "incorrect" and [each.code for each in verdict.feedback] == ["wrong-form"]


def test_a_system_without_solution_says_so():
    assert key_text(NOTHING) == "emptyset" and check(NOTHING, key_text(NOTHING)).outcome == "correct"
    assert key_text(POINT) == "x = 2, y = -1"


def test_a_column_is_a_solution_that_follows():
    own = {"A": parse("[[2, 1], [1, 1]]"), "b": parse("[[3], [2]]")}
    assert rekey(POINT, "inv(A)*b", own).value == ("x = 1", "y = 1")
    assert rekey(POINT, "inv(A - A)*b", own) is None
