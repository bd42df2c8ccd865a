"""Systems by their solutions: none, points, families."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.answers import preview, system
from tests.answers import codes, rows, verdict

TABLE = rows([
    (system("x + y = 3", "x - y = -1"), {
        "correct": ["x = 1, y = 2", "(1, 2)", "{x = 1, y = 2}", "x = 1 and y = 2", "y = 2, x = 1", "x = 1; y = 2",
            "[1, 2]", "[[1],[2]]", "1, 2", "(x, y) = (1, 2)", "(x,y) in {(1,2)}", "{(1, 2)}",
            r"\begin{cases} x = 1 \\ y = 2 \end{cases}", "x + y = 3, x = 1", "2x + 2y = 6, x - y = -1",
            "x = y - 1, y = 2", "x = 2/2, y = 4/2"],
        "incorrect": ["x = 2, y = 1", "(2, 1)", "x = 1", "x = 1, y = 3", "x + y = 3", "x = 1 or y = 2",
            "no solution", "(1, 2) or (2, 1)", "x = 1, y = 2, x = 2", "x = y = 1", "x = 1 + t, y = 2 - t"],
        "invalid": ["(1, 2, 3)", "1", "x = 1, z = 2", "x = ", "x < 1", "hello"],
    }),
    (system("x - 2*y = 1"), {
        "correct": ["x = 1 + 2t, y = t", "x = 3 + 2s, y = 1 + s", "(1 + 2t, t)", "[1 + 2t, t]",
            "(x, y) = (1 + 2t, t)", "[1, 0] + t*[2, 1]", "(1, 0) + t(2, 1)", "(x,y) = (3,1) + k*(-4,-2)",
            "y = (x-1)/2", "x = 1 + 2y", "x = 1 + 2t, y = t, t in RR", "x = 1 + 2t, y = t, t free",
            "x = 1 + 2λ, y = λ", "{(1 + 2t, t) | t in RR}", "x = t, y = (t - 1)/2", "x = 1 + 2y, y free",
            "2x - 4y = 2", "{(x, y) | x = 2y + 1}", "x=1+2t_1, y=t_1",
            r"\begin{pmatrix}1\\0\end{pmatrix} + t\begin{pmatrix}2\\1\end{pmatrix}", "x = 1 + 4t + 2s, y = 2t + s"],
        "incorrect": ["x = 1 + 2t, y = 2t", "(1, 0)", "x = 1, y = 0", "x = 1 + t, y = t", "x = 2t, y = t",
            "no solution", "x - 2y = 2", "x = t, y = s", "x = 1 + 2t"],
        "invalid": ["x = 1 + 2t, z = t"],
    }),
    (system("x = 1 + 2*t", "y = t", parameters=["t"]), {
        "correct": ["x = 3 + 2s, y = 1 + s", "x - 2y = 1", "(1 + 2t, t)", "(1+2k, k)", "[1,0] + t*[2,1]",
            "x = 1 + 2y"],
        "incorrect": ["x = 1 + 2t, y = t + 1", "(1, 0)", "x = t, y = 1 + 2t"],
    }),
    (system("x + y = 1", "x + y = 2"), {
        "correct": ["no solution", "∅", "{}", "0 = 1", "x + y = 1, 2x + 2y = 4", "There are no solutions."],
        "incorrect": ["x = 1, y = 0", "x = t, y = 1 - t", "x + y = 1"],
    }),
    (system("x + y + z = 6", "x - y = -1", "y + z = 5"), {
        "correct": ["x = 1, y = 2, z = 3", "(1, 2, 3)", "[1;2;3]", "x=1,y=2,z=3.0"],
        "incorrect": ["(1, 3, 2)", "(3, 2, 1)", "(1, 2, 4)", "x = 1, y = 2"],
        "invalid": ["(1, 2)"],
    }),
    (system("x + y + z = 1", "x - z = 0"), {
        "correct": ["x = t, y = 1 - 2t, z = t", "(t, 1 - 2t, t)", "[0,1,0] + t[1,-2,1]", "x = z, y = 1 - 2z",
            "x = z, y = 1 - 2z, z free", "x = s, y = 1 - 2s, z = s with s arbitrary"],
        "incorrect": ["(t, 1 - t, t)", "(t, 1 - 2t, s)", "(0, 1, 0)"],
    }),
    (system("x + y + z = 1"), {
        "correct": ["x = 1 - s - t, y = s, z = t", "(1-s-t, s, t)", "(1,0,0) + s(-1,1,0) + t(-1,0,1)",
            "z = 1 - x - y"],
        "incorrect": ["x = 1 - s, y = s, z = 0", "x = 1 - 2t, y = t, z = t", "(1-s-t, s+t, 0)",
            "(1,0,0) + s(-1,1,0) + t(-2,2,0)"],
    }),
    (system("a*x + y = 1", "x - y = 2", unknowns=["x", "y"], symbols={"a": "real"}), {
        "correct": ["x = 3/(a+1), y = (1-2a)/(a+1)", "(3/(a+1), 3/(a+1) - 2)", "x = 3/(1+a), y = x - 2"],
        "incorrect": ["x = 3/(a-1), y = 1", "x = 3, y = 1", "(1, 2)"],
    }),
    (system("x + y = p", "x - y = q", unknowns=["x", "y"], symbols={"p": "real", "q": "real"}), {
        "correct": ["x = (p+q)/2, y = (p-q)/2", "((p+q)/2, (p-q)/2)"],
        "incorrect": ["x = (p-q)/2, y = (p+q)/2", "x = p + q, y = p - q"],
    }),
    (system("x^2 + y^2 = 5", "x - y = 1"), {
        "correct": ["(2, 1) or (-1, -2)", "{(2,1), (-1,-2)}", "x = 2, y = 1 or x = -1, y = -2",
            "(x = 2 and y = 1) or (x = -1 and y = -2)", "x = 2, y = 1; x = -1, y = -2", "(2,1), (-1,-2)",
            "y = x - 1, (x-2)(x+1) = 0", "y = x - 1, x = 1/2 ± 3/2"],
        "incorrect": ["(2, 1)", "(2, 1) or (1, 2)", "x = 2, y = 1", "(2,1) or (-1,2)", "(2,1) or (-1,-2) or (0,0)",
            "no solution", "y = x - 1"],
    }),
    (system("x^2 + y^2 = 4", "y = x^2 - 2"), {
        "correct": ["(0, -2) or (sqrt(3), 1) or (-sqrt(3), 1)", "{(0,-2), (√3, 1), (-√3, 1)}"],
        "incorrect": ["(0,-2) or (√3, 1)", "(0, -2)"],
    }),
    (system("x*y = 6", "x + y = 5"), {
        "correct": ["(2, 3) or (3, 2)", "x = 2, y = 3 or x = 3, y = 2", "y = 5 - x, x^2 - 5x + 6 = 0"],
        "incorrect": ["(2, 3)", "(1, 6) or (6, 1)"],
    }),
    (system("x^2 + y^2 = 1", "x^2 - y^2 = 0"), {
        "correct": ["x = ±sqrt(2)/2, y = x or x = ±sqrt(2)/2, y = -x", "x^2 = 1/2, y^2 = 1/2",
            "x = y, x^2 = 1/2 or x = -y, x^2 = 1/2"],
        "incorrect": ["x = sqrt(1/2), y = sqrt(1/2)"],
    }),
    (system("x^2 + x*y = 2", "y^2 + x*y = 2"), {
        "correct": ["(1, 1) or (-1, -1)"],
        "incorrect": ["(1, 1)"],
    }),
    (system("x^2 + y^2 = -1", "x = y"), {
        "correct": ["no solution"],
        "incorrect": ["(0,0)"],
    }),
    (system("x^3 - y = 0", "y^3 - x = 0"), {
        "correct": ["(0,0) or (1,1) or (-1,-1)"],
        "incorrect": ["(0,0)"],
    }),
    (system("x^2 + y = 3", "y^2 + x = 5"), {
        "correct": ["y = 3 - x^2, (3-x^2)^2 + x = 5"],
        "incorrect": ["(1, 2)", "(2, -1)"],
    }),
    (system("y = e^x", "x = 0"), {
        "correct": ["(0, 1)", "x = 0, y = 1"],
        "incorrect": ["(1, 0)", "(0, e)"],
    }),
    (system("x = 1", "y = 2"), {
        "correct": ["(1, 2)", "x=1,y=2", "x + y = 3, x - y = -1"],
        "incorrect": ["(2, 1)"],
    }),
    (system("x + 2*y = 4", "2*x + 4*y = 8"), {
        "correct": ["x = 4 - 2t, y = t", "x = 4 - 2y", "(4,0) + t(-2,1)", "x + 2y = 4"],
        "incorrect": ["(4, 0)", "(0,2)", "no solution"],
    }),
    (system("x_1 + x_2 = 3", "x_1 - x_2 = 1"), {
        "correct": ["x_1 = 2, x_2 = 1", "(2, 1)", "x₁ = 2, x₂ = 1", "x_2 = 1, x_1 = 2"],
        "incorrect": ["(1, 2)"],
        "invalid": ["x_3 = 1"],
    }),
    (system("b + a = 3", "a - b = 1", unknowns=["b", "a"]), {
        "correct": ["(1, 2)", "a = 2, b = 1"],
        "incorrect": ["(2, 1)"],
    }),
    (system("sqrt(2)*x + y = 2", "x - y = 0"), {
        "correct": ["x = 2/(1+sqrt(2)), y = 2/(1 + sqrt 2)", "(2*sqrt(2) - 2, 2 sqrt 2 - 2)"],
        "incorrect": ["(2, 2)"],
    }),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), TABLE)
def test_systems_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


POINT = system("x + y = 3", "x - y = -1")
FAMILY = system("x + y + z = 1")


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (POINT, "(2, 1)", "values-exchanged"),
        (POINT, "(1, 3)", "one-value"),
        (POINT, "(4, 4)", "not-satisfied"),
        (POINT, "x + y = 3", "too-many-solutions"),
        (POINT, "no solution", "never-true"),
        (POINT, "x = 1, x = 2", "never-true"),
        (POINT, "(1, 2) or (3, 4)", "solution-extra"),
        (POINT, "(1, 2)", "read-as"),
        (FAMILY, "(1, 0, 0)", "particular-solution"),
        (FAMILY, "x = 1 - t, y = t, z = 0", "dependent-parameters"),
        (FAMILY, "(1 - s - t, s + t, 0)", "dependent-parameters"),
        (system("x^2 + y^2 = 5", "x - y = 1"), "(2, 1)", "solution-missing"),
        (system("x^2 + y^2 = 5", "x - y = 1"), "(2, 1) or (3, 2)", "not-satisfied"),
        (system("x + y = 1", "x + y = 2"), "(1, 0)", "not-satisfied"),
    ],
)
def test_what_is_said(key, response, code):
    assert code in codes(verdict(key, response))


def test_an_equation_that_does_not_hold_is_named():
    (remark, _) = verdict(POINT, "(4, 4)").feedback
    assert "x + y = 3" in remark.text


def test_an_equation_that_tells_the_answer_is_not_named():
    found = verdict(system("x = 1", "y = 2"), "(7, 8)")
    assert "not-satisfied" not in codes(found)


def test_a_point_names_values_in_the_order_of_the_unknowns():
    key = system("a + b = 3", "a - b = 1", unknowns=["b", "a"])
    assert verdict(key, "(1, 2)").outcome == "correct"
    assert "b = 1, a = 2" in verdict(key, "(1, 2)").feedback[0].text


def test_a_point_can_be_previewed_without_its_key():
    assert preview("system", "(1, 2)").text == "(1, 2)"


def test_a_name_that_is_no_parameter_is_refused():
    (remark,) = verdict(POINT, "x = 1, z = 2").feedback
    assert remark.text.startswith("`z` is not a variable")


NUMBERS = st.integers(-5, 5)
MATRICES = st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=1, max_size=3)


def equations(rows_: list[list[int]]) -> list[str]:
    return [f"({a})*x + ({b})*y + ({c})*z = ({d})" for a, b, c, d in rows_]


@given(MATRICES, st.integers(0, 2), st.integers(0, 2), st.integers(-4, 4), st.integers(1, 5))
def test_row_operations_keep_a_system_and_another_right_side_does_not(matrix, i, j, k, s):
    i, j = i % len(matrix), j % len(matrix)
    key = system(*equations(matrix), unknowns=["x", "y", "z"])
    changed = [row.copy() for row in matrix]
    changed[i] = [-s * x for x in changed[i]]
    if i != j:
        changed[i] = [x + k * y for x, y in zip(changed[i], changed[j], strict=True)]
        changed[i], changed[j] = changed[j], changed[i]
    assert verdict(key, ", ".join(equations(changed))).outcome == "correct"
    solvable = verdict(key, "no solution").outcome == "incorrect"
    independent = [row for row in matrix if any(row[:3])]
    if solvable and len(matrix) == 1 and independent:
        moved = [[*matrix[0][:3], matrix[0][3] + s]]
        assert verdict(key, ", ".join(equations(moved))).outcome == "incorrect"


@given(NUMBERS, NUMBERS, st.integers(1, 5), st.integers(-5, -1), NUMBERS, st.integers(1, 4))
def test_a_line_has_many_parametrisations_and_no_point_more(a, b, p, q, shift, scale):
    key = system(f"x = {a} + {p}*t", f"y = {b} + ({q})*t", parameters=["t"])
    x, y, u, v = a + shift * p, b + shift * q, scale * p, scale * q
    assert verdict(key, f"x = {x} + {u}s, y = {y} + ({v})*s").outcome == "correct"
    assert verdict(key, f"({x}, {y}) + k*({-u}, {-v})").outcome == "correct"
    assert verdict(key, f"{q}*x - {p}*y = {q * a - p * b}").outcome == "correct"
    assert verdict(key, f"({x}, {y})").outcome == "incorrect"
    assert verdict(key, f"({x}, {y + 1}) + k*({u}, {v})").outcome == "incorrect"
    assert verdict(key, f"({x}, {y}) + k*({u}, {v + 1})").outcome == "incorrect"
