"""Rewriting by true identities stays correct, perturbing never is; verdicts are symmetric and repeatable."""

import random
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.answers import (
    check,
    direction,
    equation,
    expression,
    finite_set,
    interval,
    matrix,
    number,
    same,
    vector,
)
from generators.answers.keys import defined_somewhere
from generators.notation import house, parse
from generators.notation.tree import Call, Name, Neg, Node, Num, Op
from tests.answers import verdict

X, ONE, TWO = Name("x"), Num("1"), Num("2")
FUNCTIONS = ("sin", "cos", "exp", "ln", "sqrt", "atan", "abs", "tanh", "cbrt")


def formula(draw: random.Random, depth: int) -> Node:
    """A random formula in x and y."""
    if depth == 0:
        return draw.choice([X, X, Name("y"), Num(str(draw.randrange(1, 9))), Num("0.5"), Op("/", Num("2"), Num("3"))])
    kind = draw.randrange(7)
    if kind < 2:
        return Op(draw.choice("+-"), formula(draw, depth - 1), formula(draw, depth - 1))
    if kind < 4:
        return Op("*", formula(draw, depth - 1), formula(draw, depth - 1))
    if kind == 4:
        return Op("/", formula(draw, depth - 1), Op("+", Op("^", formula(draw, depth - 1), TWO), ONE))
    if kind == 5:
        return Op("^", formula(draw, depth - 1), Num(str(draw.randrange(2, 4))))
    return Call(draw.choice(FUNCTIONS), (formula(draw, depth - 1),))


def rewritten(node: Node, draw: random.Random) -> Node:
    """The same function by identities that hold wherever it is defined, domain included."""
    match node:
        case Op("+", a, b) if draw.random() < 0.5:
            node = Op("+", b, a)
        case Op("-", a, b) if draw.random() < 0.5:
            node = Op("+", a, Neg(b))
        case Op("*", a, Op("+", b, c)) if draw.random() < 0.7:
            node = Op("+", Op("*", a, b), Op("*", a, c))
        case Op("*", a, b) if draw.random() < 0.5:
            node = Op("*", b, a)
        case Op("/", a, b) if draw.random() < 0.5:
            node = Op("*", a, Op("^", b, Neg(ONE)))
        case Op("^", a, Num("2")) if draw.random() < 0.7:
            node = Op("*", a, a)
        case Call("sin", (a,)) if draw.random() < 0.7:
            node = Call("cos", (Op("-", Op("/", Name("pi"), TWO), a),))
        case Call("exp", (a,)) if draw.random() < 0.7:
            node = Op("/", ONE, Call("exp", (Neg(a),)))
        case Call("ln", (a,)) if draw.random() < 0.7:
            node = Neg(Call("ln", (Op("/", ONE, a),)))
        case Call("sqrt", (a,)) if draw.random() < 0.7:
            node = Op("^", a, Op("/", ONE, TWO))
        case Call("abs", (a,)) if draw.random() < 0.7:
            node = Call("sqrt", (Op("^", a, TWO),))
        case Num() if draw.random() < 0.3:
            node = Op("-", Op("+", node, ONE), ONE)
    match node:
        case Op(symbol, a, b):
            return Op(symbol, rewritten(a, draw), b if symbol == "^" else rewritten(b, draw))
        case Neg(a):
            return Neg(rewritten(a, draw))
        case Call(name, (a,)):
            return Call(name, (rewritten(a, draw),))
    return node


@settings(max_examples=250, deadline=None)
@given(seed=st.integers(0, 2**40), depth=st.integers(1, 4))
def test_true_rewritings_are_never_incorrect(seed, depth):
    draw = random.Random(seed)
    node = formula(draw, depth)
    if not defined_somewhere(node, {}):
        return
    found = same(node, rewritten(node, draw))
    assert found.equal is not False, house(node)


@settings(max_examples=250, deadline=None)
@given(seed=st.integers(0, 2**40), depth=st.integers(1, 4))
def test_perturbed_formulas_are_never_correct(seed, depth):
    draw = random.Random(seed)
    node = formula(draw, depth)
    if not defined_somewhere(node, {}):
        return
    small = Op("/", ONE, Op("^", Num("10"), Num(str(draw.randrange(1, 60)))))
    for other in (Op("+", node, small), Op("-", rewritten(node, draw), small), Op("+", node, Op("*", small, X))):
        assert same(node, other).equal is not True, house(node)


def test_most_rewritings_are_decided():
    """Equality of formulas of this size is left open in one case of fifty at most."""
    tried, left_open = 0, []
    for seed in range(300):
        draw = random.Random(seed)
        node = formula(draw, 1 + seed % 3)
        if not defined_somewhere(node, {}, tries=8):
            continue
        tried += 1
        other = rewritten(node, draw)
        found = same(node, other).equal
        assert found is not False, (house(node), house(other))
        if found is None:
            left_open.append((house(node), house(other)))
    assert tried > 200 and len(left_open) <= tried / 50, left_open


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**40), depth=st.integers(1, 3))
def test_equality_is_symmetric(seed, depth):
    draw = random.Random(seed)
    a, b = formula(draw, depth), formula(draw, depth)
    assert same(a, b).equal == same(b, a).equal


rationals = st.fractions(min_value=-50, max_value=50, max_denominator=40)


@settings(max_examples=150, deadline=None)
@given(value=rationals, other=rationals)
def test_numbers_are_right_exactly_when_equal(value, other):
    assert (verdict(number(value), str(other)).outcome == "correct") == (value == other)


@settings(max_examples=150, deadline=None)
@given(value=rationals, places=st.integers(0, 4), off=st.fractions(min_value=-2, max_value=2, max_denominator=97))
def test_decimals_accept_half_a_unit_and_no_more(value, places, off):
    given_value = value + off / 10**places
    inside = abs(off) <= Fraction(1000001, 2000000)
    assert (verdict(number(value, places=places), str(given_value)).outcome == "correct") == inside


@settings(max_examples=80, deadline=None)
@given(values=st.lists(rationals, min_size=1, max_size=5, unique=True), seed=st.integers(0, 99), change=rationals)
def test_sets_do_not_depend_on_order_and_see_every_change(values, seed, change):
    shuffled = values.copy()
    random.Random(seed).shuffle(shuffled)
    key = finite_set(*values)
    assert verdict(key, "{" + ", ".join(map(str, shuffled)) + "}").outcome == "correct"
    changed = [change, *shuffled[1:]]
    expected = "correct" if set(changed) == set(values) else "incorrect"
    assert verdict(key, "{" + ", ".join(map(str, changed)) + "}").outcome == expected


@settings(max_examples=80, deadline=None)
@given(entries=st.lists(st.integers(-9, 9), min_size=2, max_size=4), factor=rationals)
def test_directions_know_multiples(entries, factor):
    if not any(entries):
        return
    response = "[" + ", ".join(str(entry * factor) for entry in entries) + "]"
    assert (verdict(direction(*entries), response).outcome == "correct") == (factor != 0)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=2, max_size=2), i=st.integers(0, 3))
def test_matrices_see_every_entry(rows, i):
    changed = [row.copy() for row in rows]
    changed[i // 2][i % 2] += 1
    assert verdict(matrix(rows), str(rows)).outcome == "correct"
    assert verdict(matrix(rows), str(changed)).outcome == "incorrect"


@settings(max_examples=60, deadline=None)
@given(a=st.integers(1, 9), b=st.integers(-9, 9), c=st.integers(-9, 9), k=st.integers(-5, 5), d=st.integers(-3, 3))
def test_lines_are_told_by_their_points(a, b, c, k, d):
    key = equation(f"{a}*y = ({b})*x + ({c})")
    response = f"{a}*({k})*y - ({k})*({b})*x = ({k})*({c}) + ({d})"
    assert (verdict(key, response).outcome == "correct") == (k != 0 and d == 0)


@settings(max_examples=60, deadline=None)
@given(
    a=st.integers(-9, 9),
    b=st.integers(-9, 9),
    which=st.sampled_from(["()", "(]", "[)", "[]"]),
    other=st.sampled_from(["()", "(]", "[)", "[]"]),
)
def test_intervals_are_told_by_ends_and_brackets(a, b, which, other):
    low, high = min(a, b), max(a, b) + 1
    key = interval(f"{which[0]}{low}, {high}{which[1]}")
    response = f"x {'>=' if other[0] == '[' else '>'} {low} and x {'<=' if other[1] == ']' else '<'} {high}"
    assert (verdict(key, response).outcome == "correct") == (which == other)


CASES = [
    (expression("sin(2*x)"), "2 sin x cos x"), (expression("ln(x^2)"), "2ln(x)"), (number("sqrt(2)/2"), "1/sqrt(2)"),
    (equation("y = e^x"), "ln(y) = x"), (finite_set(1, 2), "{2, 1, 3}"), (vector(1, 2), "[1, 2]"),
    (expression("|x| + |y|"), "sqrt(x^2) + sqrt(y^2)"), (number(5), "x +"),
]  # fmt: skip


def verdicts() -> str:
    shown = (check(key, response).model_dump(exclude={"evidence": {"elapsed_us"}}) for key, response in CASES)
    return repr(list(shown))


def test_the_same_question_has_the_same_answer_under_every_hash_seed():
    code = "from tests.answers.test_properties import verdicts; print(verdicts())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}, capture_output=True, text=True,
            check=True, timeout=60,
        ).stdout
        for seed in ("0", "1", "4242")
    }  # fmt: skip
    assert found == {verdicts() + "\n"}


def test_checking_does_not_import_sympy():
    code = (
        "import sys; from generators.answers import check; from schemas.answer import ExpressionAnswer;"
        "v = check(ExpressionAnswer(value='x*sin(x)'), 'sin(x)x'); assert v.outcome == 'correct';"
        "print('sympy' in sys.modules, 'numpy' in sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert made.stdout.split() == ["False", "False"]


def test_formulas_with_no_value_anywhere_are_known():
    assert not defined_somewhere(parse("ln(-1 - x^2)"), {})
    assert defined_somewhere(parse("sqrt(x - 1000)"), {})


@pytest.mark.parametrize(("key", "response"), CASES)
def test_a_check_is_repeatable(key, response):
    first, second = check(key, response), check(key, response)
    assert first.outcome == second.outcome and first.feedback == second.feedback
