"""What the calculus generators promise beyond the common contract."""

import pytest

from generators.answers import check, check_parts, key_text
from generators.authoring.verify import continued
from generators.bank import get
from generators.maths.slopes import is_derivative, slope_of, value_of
from generators.notation import parse
from generators.notation.tree import Call, walk
from schemas.exercise import LEVELS
from schemas.figure import Arrow, Dots, Line
from tests import oracles

ORACLES = oracles.load()
PRODUCT = get("calculus.rules.product_rule")
TANGENT = get("calculus.rules.tangent_line")
SLOPE = get("calculus.derivative_concept.slope_from_graph")
DESCENT = get("calculus.gradient_descent.gd_iterations")
BACKPROP = get("calculus.neural_networks.backprop_full_step")


def functions(text):
    return {node.name for node in walk(parse(text)) if isinstance(node, Call)}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("generator", [PRODUCT, TANGENT, SLOPE, DESCENT, BACKPROP], ids=lambda generator: generator.id)
def test_oracles_refuse_every_mistake(generator, level):
    """An oracle that a wrong key could pass would say nothing."""
    for seed in range(4):
        exercise = generator(seed, level)
        for n, part in enumerate(exercise.parts):
            for mistake in part.mistakes:
                wrong = part.model_copy(update={"answer": mistake.answer})
                parts = (*exercise.parts[:n], wrong, *exercise.parts[n + 1 :])
                with pytest.raises(AssertionError):
                    ORACLES[generator.id](exercise.model_copy(update={"parts": parts}))


def test_product_rule_levels_use_other_families():
    keys = {level: [PRODUCT(seed, level).parts for seed in range(40)] for level in LEVELS}
    assert {frozenset(functions(parts[0].answer.value)) for parts in keys["easy"]} == {frozenset({"exp"})}
    core = [functions(parts[0].answer.value) for parts in keys["core"]]
    assert all(found & {"ln", "sin", "cos"} and "exp" not in found for found in core)
    assert set().union(*core) == {"ln", "sin", "cos", "sqrt"}
    assert all(len(parts) == 2 for parts in keys["hard"])


def test_any_form_of_the_derivative_is_right():
    part = PRODUCT(0, "easy").parts[0]
    expanded = part.steps[2].rpartition("=")[2].strip(" $.")
    assert expanded != part.answer.value
    assert check(part.answer, expanded).outcome == "correct"


def test_tangents_have_integer_slopes_at_easy_and_other_functions_at_core():
    for seed in range(40):
        easy, core = (TANGENT.draw(seed, level).parts[0].answer for level in ("easy", "core"))
        assert "/" not in easy.value
        assert not functions(easy.value) and not functions(core.value)


def test_linear_approximations_start_from_the_slope_or_from_the_point():
    names = [TANGENT.draw(seed, "hard").parts[0].name for seed in range(60)]
    assert 10 < names.count("x_0") < 40 and set(names) == {"m", "x_0"}


def test_a_tangent_multiplied_by_a_constant_is_the_same_line():
    part = TANGENT(0, "easy").parts[0]
    left, right = part.answer.value.split(" = ")
    assert check(part.answer, f"2*({left}) - 2*({right}) = 0").outcome == "correct"


def test_the_tangent_is_drawn_at_easy_only():
    for seed in range(12):
        easy, core = (SLOPE(seed, level).figures[0] for level in ("easy", "core"))
        assert any(isinstance(mark, Line) for mark in easy.marks)
        assert not any(isinstance(mark, Line) for mark in core.marks)
        assert all(isinstance(c, float) and c == int(c) for m in easy.marks if isinstance(m, Dots) for c in m.points[0])


def test_estimates_of_a_slope_may_be_off_by_a_quarter():
    for seed in range(12):
        part = SLOPE(seed, "core").parts[0]
        slope = value_of(part.answer.value, 0)
        assert check(part.answer, str(float(slope) + 0.24)).outcome == "correct"
        assert check(part.answer, str(float(slope) + 0.26)).outcome == "incorrect"


def test_hard_pictures_ask_for_level_places_and_for_a_given_slope():
    guided = sum("dashed" in SLOPE.draw(seed, "hard").stem for seed in range(60))
    assert 15 < guided < 45


def test_descent_is_marked_from_the_row_above():
    """Who slips in the first row and goes on correctly loses one row, and is told which."""
    part = DESCENT(9, "core").parts[0]
    (step,) = part.answer.step
    rows = ["0"]
    for _ in part.answer.rows[1:]:
        rows.append(str(value_of(step, value_of(rows[-1], 0))))
    verdict = check(part.answer, "[" + ", ".join(f"[{row}]" for row in rows) + "]")
    assert verdict.outcome == "partial" and verdict.score == pytest.approx(1 - 1 / len(rows))
    assert verdict.feedback[0].code == "row" and "Row 1" in verdict.feedback[0].text


def test_core_descents_meet_all_three_kinds_of_function():
    asks = [DESCENT.draw(seed, "core").parts[0].ask for seed in range(60)]
    found = {kind: sum(sign in ask for ask in asks) for kind, sign in {"exp": "exp(", "4": "x^4", "3": "x^3"}.items()}
    assert min(found.values()) >= 4, found


def test_one_of_two_relu_units_is_inactive():
    for level in ("easy", "core"):
        for seed in range(20):
            a_1 = BACKPROP(seed, level).parts[1].answer.value
            assert sorted(value == "0" for value in a_1) == [False, True]


def test_a_slip_in_the_network_costs_one_part():
    """The sign of the output error runs through seven later parts; all of them follow from it."""
    exercise = BACKPROP(1, "core")
    (n,) = (n for n, part in enumerate(exercise.parts, 1) if part.name == "delta_2")
    slip = next(each for each in exercise.parts[n - 1].mistakes if each.misconception == "residual-sign")
    verdicts = check_parts(exercise, continued(exercise, n, slip.answer))
    assert [k for k, verdict in verdicts.items() if verdict.outcome != "correct"] == [n]
    assert verdicts[n].feedback[0].code == "residual-sign"
    assert [verdicts[k].feedback[0].code for k in range(n + 1, len(verdicts) + 1)] == ["followed"] * 7


def test_carrying_all_digits_through_the_network_is_right():
    """Without rounding on the way nobody is marked wrong."""
    for level in ("core", "hard"):
        for seed in range(10):
            for part in BACKPROP.attempt(seed, level)[0].parts:
                assert all(check(part.answer, key_text(answer)).outcome == "correct" for answer in part.honest)


def test_the_network_is_drawn_with_its_weights():
    (figure,) = BACKPROP(0, "core").figures
    assert sum(isinstance(mark, Arrow) for mark in figure.marks) == 6
    assert figure.alt.count("has weight") == 6


def test_slopes_of_formulas():
    assert slope_of("x^3", 2) == 12
    assert slope_of("3*t", 5, variable="t") == 3
    assert is_derivative("cos(x)*exp(sin(x))", "exp(sin(x))", 1, 2)
    assert not is_derivative("cos(x)*exp(sin(x)) + 10^-15", "exp(sin(x))", 1)
