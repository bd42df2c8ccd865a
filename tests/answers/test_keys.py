"""Keys from values: what they hold, what is refused, and that they agree with their own text."""

from fractions import Fraction

import pytest
import sympy

from generators.answers import (
    agrees,
    basis,
    choice,
    direction,
    echelon,
    eigenpairs,
    equation,
    expression,
    finite_set,
    interval,
    key_text,
    matching,
    matrix,
    number,
    reference,
    sequence,
    shown_text,
    table,
    trace,
    vector,
)
from generators.maths.decimals import rounded
from generators.notation import house
from schemas.answer import NumberAnswer

x, y = sympy.symbols("x y")

KEYS = [
    number(3), number(Fraction(2, 3)), number(sympy.sqrt(2) / 2), number("2*ln(3)", places=2), number("1/3", sigfigs=3),
    number("-pi/1000", rel="0.01"), number(12345, abs="0.5"), number("1.96", or_with="1.645", places=2), number("oo"),
    number("2 + 3*i"), number(rounded(Fraction(1, 3), 4)), number("3/4", form="lowest_terms"), number(10**40),
    expression(sympy.exp(x) * sympy.sin(x)), expression("ln(x)", x="positive"), expression((x + 1) * (x - 2), form="factored"),
    expression("x^2 + C", up_to="constant"), expression("|x - 1|"), expression(sympy.Abs(x)), expression("5"),
    equation("y = 2*x + 1"), equation(sympy.Eq(y, 2 * x)), equation("x = 1 or x = 2"),
    finite_set(), finite_set(3, -1), finite_set("sqrt(2)", "-sqrt(2)"), finite_set(Fraction(1, 3), places=2),
    finite_set(*sympy.Matrix([[2, 1], [1, 2]]).eigenvals()), finite_set("1 + i", "1 - i"),
    vector(1, 2, 3), vector(sympy.Matrix([1, 2])), vector([1, Fraction(1, 2)]), vector("[1, 2]"), vector("sqrt(2)", places=3),
    vector("2*t", 1, symbols={"t": "real"}), direction(1, -2), direction("1/sqrt(2)", 1),
    matrix([[1, 2], [3, 4]]), matrix(sympy.eye(3)), matrix("[[1, 1/2]]"), matrix([["ln(2)"]], places=4),
    echelon([[1, 2], [3, 4]]), echelon([[1, 2], [2, 4]], [[2, 4], [0, 0]]), echelon(sympy.eye(2), reduced=True),
    sequence(1, 1, 2), sequence(), sequence("sqrt(2)", "1/3", places=3), sequence("(1, 2)", "(3, 4)"), finite_set("(1, 2)", "(3, 4)"),
    finite_set("a", "-a", symbols={"a": "positive"}), sequence("a", "a^2", symbols={"a": "real"}),
    basis([1, 0, 1], [0, 1, 0]), basis(), basis(sympy.Matrix([1, 2])), eigenpairs([[2, 1], [0, 3]]), eigenpairs(sympy.eye(2)),
    eigenpairs([[1, 1], [1, 0]]), eigenpairs([[0, -1], [1, 0]]),
    interval("(1, 2]"), interval("[1, 2) U (3, oo)"), interval("[1, 2]"), interval(sympy.Interval.open(0, 1)),
    interval(sympy.Union(sympy.Interval(1, 2), sympy.Interval.Ropen(3, 4))), interval("RR setminus {0}"),
    interval(number(1, places=2), number("2.5", places=2)),
    choice("yes", "no", "neither"), matching({"1": "A", "2": "B"}, {"a": "x", "b": "y"}, {"1": "b", "2": "a"}),
    table({"r": [1, "sqrt(2)"]}, ["c", "d"], places=3), table({"r": [number(1), expression("x")]}, ["c", "d"]),
    trace({"x": "x - 0.1*(2*x)"}, [5], rows=4), trace({"u": "v", "v": "u + v"}, [0, 1], rows=5),
    trace({"x": "x - (x^2 - 2)/(2*x)"}, [1], rows=6, places=6),
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.kind}: {key_text(key)[:40]}")
def test_a_key_agrees_with_its_own_text(key):
    assert agrees(key, key_text(key))
    assert agrees(key, shown_text(key))
    value = reference(key)
    assert (value is None) == (key.kind in ("choice", "matching", "eigenpairs"))
    if value is not None and key.kind != "table":
        assert agrees(key, house(value))


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.kind}: {key_text(key)[:40]}")
def test_a_key_survives_json(key):
    assert type(key).model_validate_json(key.model_dump_json()) == key


@pytest.mark.parametrize(
    "make",
    [
        lambda: number("1/0"), lambda: number("nan"), lambda: number("ln(0)"), lambda: number(0.5), lambda: number("0^0"),
        lambda: number("sqrt(-1)"), lambda: number("oo - oo"), lambda: number(sympy.nan), lambda: number(sympy.zoo),
        lambda: number("x"), lambda: number("[1, 2]"), lambda: number("{1}"), lambda: number("1 +"), lambda: number(""),
        lambda: number(float("nan")), lambda: number(float("inf")), lambda: number(1, or_with="1/0"),
        lambda: number(1, places=2, sigfigs=3), lambda: number("9^9^9", rel="0.01"), lambda: expression("1/(x - x)"), lambda: expression("ln(-1 - x^2)"),
        lambda: expression("x +"), lambda: expression("sqrt(-x)", x="positive"), lambda: expression(0.5 * x),
        lambda: equation("y"), lambda: equation("y < 2"), lambda: finite_set("1/0"), lambda: finite_set(0.1),
        lambda: vector(), lambda: vector("1/0"), lambda: vector(1, "nan"), lambda: direction(0, 0), lambda: matrix([[1], [1, 2]]),
        lambda: matrix("5"), lambda: matrix([["1/0"]]), lambda: echelon([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        lambda: echelon([[1, 2], [3, 4]], [[1, 2], [0, 0]]), lambda: echelon([[1, 0], [0, 2]], [[1, 0], [0, 2]], reduced=True),
        lambda: interval("(2, 1)"), lambda: interval("5"), lambda: interval(number(2), number(1)), lambda: interval(number(1)),
        lambda: choice("yes"), lambda: choice("yes", "yes"), lambda: trace({"x": "1/x"}, [0], rows=1),
        lambda: trace({"x": "sqrt(x)"}, [2], rows=1), lambda: trace({"x": "x"}, [1, 2], rows=1), lambda: table({"r": [1]}, ["a", "b"]),
    ],
)  # fmt: skip
def test_what_has_no_value_is_refused_as_a_key(make):
    with pytest.raises(ValueError):
        make()


def test_a_refusal_names_the_value():
    with pytest.raises(ValueError, match=r"'1/0' cannot be a key: division by zero"):
        number("1/0")


def test_a_key_with_a_tolerance_is_a_decimal_with_eight_places_to_spare():
    assert number("2*ln(3)", places=2).value == "2.1972245773"
    assert number("pi", sigfigs=3).value == "3.1415926536"
    assert number("1/3", places=2).value == "1/3"
    assert number("1/2 + 1/3", places=2).value == "5/6"


def test_people_see_a_key_rounded_as_it_asks():
    assert shown_text(number("2*ln(3)", places=2)) == "2.20"
    assert shown_text(number("1/30", sigfigs=2)) == "0.033"
    assert shown_text(number(3, places=2)) == "3"
    assert shown_text(finite_set("sqrt(2)", "1/2", places=3)) == "{1/2, 1.414}"
    assert shown_text(number("1/3")) == "1/3"


def test_sets_hold_each_element_once_in_ascending_order():
    assert finite_set(3, "2/sqrt(2)", -1, "sqrt(2)").value == ("-1", "2/sqrt(2)", "3")


def test_the_place_of_the_right_option_gives_nothing_away():
    places = [choice(f"${k}$", f"${k + 1}$", f"${2 * k}$", f"${k - 1}$").value for k in range(3, 120)]
    assert all(20 <= places.count(id) <= 40 for id in "abcd")
    assert choice("a", "b", "c") == choice("a", "c", "b")


def test_a_trace_carries_its_iteration_out():
    assert trace({"x": "x - 0.1*(2*x)"}, [5], rows=2).value == (("4",), ("16/5",))
    newton = trace({"x": "x - (x^2 - 2)/(2*x)"}, [1], rows=8, places=6)
    assert newton.value[-1] == ("1.41421356237309",)


def test_a_key_may_limit_functions_or_allow_more():
    assert isinstance(number("1/2", functions=["sqrt"]), NumberAnswer)
    assert agrees(number(-2, functions=["det"]), "det([[1, 2], [3, 4]])")
