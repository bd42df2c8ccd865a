"""Comparing keys as numbers agrees with marking one's answer against the other."""

from fractions import Fraction

import pytest

from generators.answers import agrees, key_text
from generators.authoring import (
    antiderivative,
    argument,
    boolean,
    choice,
    choices,
    direction,
    echelon,
    equation,
    expression,
    finite_set,
    inequality,
    interval,
    matching,
    matrix,
    number,
    order,
    sequence,
    table,
    trace,
    vector,
    words,
)
from generators.authoring.collision import NotNumeric, coincide, numbers_coincide

TENTH = Fraction(1, 10)
LETTERS = {"A": "a", "B": "b"}
FAMILIES = {
    "number": [number(2), number("4/2"), number(-2), number("2.004"), number("2.005"), number("2.006"), number("sqrt(4)"), number("0")],
    "rounded": [number("2.004", places=2), number("2.0049", places=2), number("2.01", places=2), number("1.995", places=2), number("sqrt(4)", places=2)],
    "figures": [number("0.012345", sigfigs=3), number("0.01230", sigfigs=3), number("0.01235", sigfigs=3), number("0.0124", sigfigs=3)],
    "relative": [number(200, rel="0.01"), number(202, rel="0.01"), number("202.1", rel="0.01"), number(198, rel="0.01")],
    "absolute": [number(5, abs="0.5"), number("5.5", abs="0.5"), number("5.51", abs="0.5")],
    "between": [number("1.96", places=2, or_with="1.98"), number("1.97", places=2), number("1.99", places=2), number("1.954", places=2)],
    "surd": [number("sqrt(2)"), number("2/sqrt(2)"), number("-sqrt(2)"), number("1.41421356237")],
    "set": [finite_set(1, 2), finite_set("4/2", 1), finite_set(1), finite_set(1, 2, 3), finite_set(), finite_set("sqrt(2)", "-sqrt(2)"), finite_set("2/sqrt(2)", "-sqrt(2)")],
    "rounded set": [finite_set("1.234", "2", places=2), finite_set("1.231", "2.004", places=2), finite_set("1.24", "2", places=2)],
    "vector": [vector(1, 2), vector("1", "4/2"), vector(2, 1), vector(1, 2, 3), vector(-1, -2), vector("sqrt(2)", 0)],
    "signed vector": [vector(1, -2, up_to="sign"), vector(-1, 2, up_to="sign"), vector(1, 2, up_to="sign")],
    "rounded vector": [vector("0.333333", 1, places=2), vector("0.33", 1, places=2), vector("0.34", 1, places=2)],
    "direction": [direction(1, 2), direction(-2, -4), direction(2, 1), direction("sqrt(2)", "2*sqrt(2)"), direction(0, 1)],
    "matrix": [matrix([[1, 2], [3, 4]]), matrix([[1, 2], [3, "8/2"]]), matrix([[1, 3], [2, 4]]), matrix([[1, 2, 3, 4]])],
    "table": [table({"a": [1, 2], "b": [3, TENTH]}, "xy"), table({"a": [1, 2], "b": [3, "0.1"]}, "xy"), table({"a": [1, 2], "b": [3, 4]}, "xy")],
    "trace": [trace({"x": "x/2"}, [8], rows=2), trace({"x": "x - 4"}, [8], rows=2), trace({"x": "x/2 + 0"}, [8], rows=2)],
    "echelon": [echelon([[1, 2], [3, 4]], [[1, 2], [0, -2]]), echelon([[1, 2], [3, 4]], [[3, 4], [0, 1]]), echelon([[1, 2], [2, 4]], [[1, 2], [0, 0]])],
    "ends": [interval(number("1.234", places=2), number(2, places=2)), interval(number("1.231", places=2), number(2, places=2)), interval(number("1.23", places=2), number(3, places=2))],
    "interval": [interval("[1, 2)"), interval("[1, 4/2)"), interval("(1, 2)")],
    "choice": [choice("one", "two"), choice("two", "one")],
    "matching": [matching(LETTERS, {"1": "x", "2": "y"}, {"A": "1", "B": "2"}), matching(LETTERS, {"1": "x", "2": "y"}, {"A": "2", "B": "1"})],
    "boolean": [boolean(True), boolean(False)],
    "choices": [choices(["p", "q"], ["r"]), choices(["q"], ["p", "r"]), choices(["q", "p"], ["r"]), choices([], ["p", "q", "r"])],
    "partly choices": [choices(["p", "q"], ["r"], partial=True), choices(["q"], ["p", "r"], partial=True)],
    "order": [order("p", "q", "r"), order("q", "p", "r"), order("r", "q", "p")],
    "words": [words("singular", "flat"), words("flat"), words("regular"), words("Singular", case=True)],
    "argument": [argument("2*x = 6", "x = 3"), argument("x + x = 6", "2*x = 6", "x = 3"), argument("2*x = 6", "x = 4")],
    "list": [sequence(1, 2), sequence(2, 1), sequence(1, "4/2"), sequence(1, 2, 2)],
    "mixed table": [table({"a": [boolean(True), 2]}, "xy"), table({"a": [boolean(False), 2]}, "xy"), table({"a": [boolean(True), 3]}, "xy")],
    "antiderivative": [antiderivative("2*x", "x"), antiderivative("x + x", "x"), antiderivative("3*x", "x")],
    "inequality": [inequality("x > 1"), inequality("2*x > 2"), inequality("x >= 1")],
    "expression": [expression("x^2 - 1"), expression("(x - 1)*(x + 1)"), expression("x^2 + 1")],
    "equation": [equation("y = 2*x + 1"), equation("y = x + x + 1"), equation("y = 2*x"), equation("2*x - y = -1")],
    "upright line": [equation("x = 3"), equation("x = 6/2"), equation("x = 4")],
    "form": [number("3/2", form="lowest_terms"), number("6/4"), number("3/2")],
}  # fmt: skip
PAIRS = [
    pytest.param(a, b, id=f"{name}: {key_text(a)} / {key_text(b)}")
    for name, keys in FAMILIES.items()
    for a in keys
    for b in keys
]


@pytest.mark.parametrize(("key", "other"), PAIRS)
def test_keys_coincide_as_they_are_marked(key, other):
    assert coincide(key, other) == agrees(key, key_text(other))


@pytest.mark.parametrize(
    "name",
    [
        "number",
        "rounded",
        "set",
        "vector",
        "direction",
        "matrix",
        "table",
        "trace",
        "echelon",
        "ends",
        "boolean",
        "choice",
        "choices",
        "order",
        "matching",
        "list",
    ],
)
def test_numbers_are_compared_without_marking(name):
    for key in FAMILIES[name]:
        assert numbers_coincide(key, key)


@pytest.mark.parametrize("name", ["interval", "expression", "words", "argument", "mixed table", "antiderivative"])
def test_what_is_no_number_is_marked(name):
    for key in FAMILIES[name]:
        with pytest.raises(NotNumeric):
            numbers_coincide(key, key)


def test_an_echelon_form_may_be_given_as_a_matrix():
    key = echelon([[1, 2], [3, 4]], [[1, 2], [0, -2]])
    assert coincide(key, matrix([[1, 2], [0, 1]])) and not coincide(key, matrix([[1, 2], [1, 1]]))


def test_entries_with_symbols_are_marked():
    real = {"x": "real"}
    key = vector("2*x", 1, symbols=real)
    with pytest.raises(NotNumeric):
        numbers_coincide(key, key)
    assert coincide(key, vector("x + x", 1, symbols=real)) and not coincide(key, vector("x", 1, symbols=real))
