"""Sets, vectors, directions, matrices, echelon forms."""

import pytest

from generators.answers import direction, echelon, finite_set, matrix, vector
from tests.answers import codes, rows, verdict

SETS = rows([
    (finite_set(-1, 3), {
        "correct": ["{3, -1}", "{-1,3}", "-1, 3", "3; -1", "x = -1 or x = 3", "x = -1, x = 3", "x in {-1, 3}", "1 ± 2",
                    "{-1, 3, 3}", "[-1, 3]", "{6/2, -1}", "x_1 = -1, x_2 = 3", r"\{-1, 3\}", "{sqrt(9), -1}",
                    "x = 1 ± 2", "lambda = -1 or lambda = 3"],
        "incorrect": ["{1, -3}", "{3}", "{-1, 3, 4}", "∅", "{}", "{-1, 2}", "{-1, 3.0000001}", "x = 3", "{oo}", "2 ± 1"],
        "invalid": ["(−1, 3)", "{x}", "{1/0}", "x = -1 and x = 3", "x > 1", "[[1,2],[3,4]]", "{-1, 3", "{{-1}, {3}}",
                    "-1 3", "{-1, (3, 4)}", "", "t", "y = -1 or x = 3", "±1 ± 2"],
    }),
    (finite_set(), {"correct": ["{}", "∅", "emptyset", r"\emptyset", r"\{\}"], "incorrect": ["{0}", "0", "{1}"]}),
    (finite_set("sqrt(2)", "-sqrt(2)"), {
        "correct": ["±√2", "{sqrt 2, -sqrt 2}", "{2^(1/2), -2^0.5}", "{-2/sqrt(2), sqrt(8)/2}"],
        "incorrect": ["{1.414, -1.414}", "{sqrt(2)}", "{2, -2}", "{sqrt(2), -sqrt(3)}"],
    }),
    (finite_set("1/3", "2/3", places=2), {
        "correct": ["{0.33, 0.67}", "{1/3, 2/3}", "{0.667, 0.333}"], "incorrect": ["{0.3, 0.7}", "{0.33, 0.66}", "{0.33}"],
    }),
    (finite_set("1 + 2*i", "1 - 2*i"), {"correct": ["{1+2i, 1-2i}", "1 ± 2i"], "incorrect": ["{1, 2}", "{1+2i}"]}),
    (finite_set(5), {"correct": ["5", "{5}", "x = 5", "{5, 10/2}"], "incorrect": ["{5, 6}", "±5"]}),
])  # fmt: skip

VECTORS = rows([
    (vector(1, 2, 3), {
        "correct": ["[1, 2, 3]", "(1,2,3)", "1, 2, 3", "[[1],[2],[3]]", "[1;2;3]", "[1,2,3]^T", "2*[1/2, 1, 3/2]", "v = [1,2,3]",
                    "[2,4,6]/2", "-[-1,-2,-3]", r"\begin{pmatrix}1\\2\\3\end{pmatrix}", "[1.0, 4/2, sqrt(9)]", "[1,2,3]*1"],
        "incorrect": ["[1, 2]", "[1, 2, 3, 4]", "[-1, -2, -3]", "[2, 1, 3]", "[3, 2, 1]", "[1, 2, 4]", "[0, 0, 0]",
                      "[1, 2, 3.0001]", "[1,2,3+i]"],
        "invalid": ["6", "{1, 2, 3}", "[[1,2],[3,4]]", "[1, x, 3]", "[1, 2, 1/0]", "[1 2 3]", "[1, 2, 3", "[1,2]+[0,0]",
                    "", "[[1,2,3],[4]]", "[1, 2, ±3]", "[1, 2, (3, 4)]", "[T, 2, 3]"],
    }),
    (vector("1/3", "2/3", places=2), {
        "correct": ["[0.33, 0.67]", "[1/3, 2/3]", "1/3*[1,2]", "[0.333, 0.6667]"], "incorrect": ["[0.3, 0.7]", "[0.33, 0.66]"],
    }),
    (vector("1/sqrt(2)", "1/sqrt(2)", up_to="sign"), {
        "correct": ["1/sqrt(2)*[1, 1]", "[-1/√2, -1/√2]", "[sqrt(2)/2, sqrt(2)/2]"],
        "incorrect": ["[1, 1]", "[1/sqrt(2), -1/sqrt(2)]", "[0.71, 0.71]"],
    }),
    (vector("2*t", "t + 1", symbols={"t": "real"}), {"correct": ["[2t, 1+t]", "(t+t, t+1)"], "incorrect": ["[t, t+1]"]}),
    (vector(7), {"correct": ["[7]"], "incorrect": ["[8]"], "invalid": ["7x"]}),
    (direction(1, -2), {
        "correct": ["[1,-2]", "[-1, 2]", "[1/2, -1]", "(3, -6)", "[sqrt(2), -sqrt(8)]", "[-0.5, 1]", "[1,-2]/sqrt(5)"],
        "incorrect": ["[0, 0]", "[2, 1]", "[1, 2]", "[1, -2, 0]", "[1, -2.0001]", "[0, 1]"],
        "invalid": ["-2", "[1, x]", "{1, -2}"],
    }),
    (direction(0, 1, 0), {"correct": ["[0, 5, 0]", "[0,-1,0]"], "incorrect": ["[0,0,0]", "[1, 1, 0]", "[0, 1, 10^-40]"]}),
])  # fmt: skip

MATRICES = rows([
    (matrix([[1, 2], [3, 4]]), {
        "correct": ["[[1,2],[3,4]]", "[1,2;3,4]", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "2*[[1/2,1],[3/2,2]]", "A = [[1,2],[3,4]]",
                    "[[2,4],[6,8]]/2", "[[1,3],[2,4]]^T", "([1,2],[3,4])", "[1,2],[3,4]", "[[1.0, 2],[9/3, sqrt(16)]]", "{{1,2},{3,4}}"],
        "incorrect": ["[[1,3],[2,4]]", "[1,2]", "[[1,2],[3,5]]", "[[1,2,0],[3,4,0]]", "[[-1,-2],[-3,-4]]", "[[1],[2]]",
                      "[[4,3],[2,1]]", "[[1,2],[3,4],[0,0]]"],
        "invalid": ["[[1,2],[3]]", "5", "[[1,x],[3,4]]", "[[1,2],[3,1/0]]", "[[1 2],[3 4]]", "{(1,2),(3,4)}", "",
                    "[[1,2],[3,4]]*[[1,0],[0,1]]", "[[1,2],[3,±4]]", "inv([[1,2],[3,4]])"],
    }),
    (matrix([["1/3", "2/3"]], places=3), {"correct": ["[[0.333, 0.667]]", "[1/3, 2/3]"], "incorrect": ["[0.33, 0.667]"]}),
    (matrix([["cos(t)", "-sin(t)"], ["sin(t)", "cos(t)"]], symbols={"t": "real"}), {
        "correct": ["[[cos t, -sin t],[sin t, cos t]]", "[[cos(t), cos(t+pi/2)],[sin(t), cos(-t)]]"],
        "incorrect": ["[[cos t, sin t],[-sin t, cos t]]"],
    }),
    (echelon([[1, 2], [3, 4]]), {
        "correct": ["[[1,2],[0,-2]]", "[[1,0],[0,1]]", "[[3,4],[0,1]]", "[[5,7],[0,3]]"],
        "incorrect": ["[[0,1],[1,0]]", "[[1,2],[3,4]]", "[[1,2],[0,0]]", "[[1,2,0],[0,1,0]]", "[[0,0],[0,0]]", "[[1,2]]"],
        "invalid": ["[[1,2],[0,x]]", "1", "[[1,2],[0]]"],
    }),
    (echelon([[1, 2, 3], [2, 4, 7], [1, 2, 4]], reduced=True), {
        "correct": ["[[1,2,0],[0,0,1],[0,0,0]]", "[1,2,0;0,0,1;0,0,0]"],
        "incorrect": ["[[1,2,3],[0,0,1],[0,0,0]]", "[[1,2,0],[0,0,0],[0,0,1]]", "[[2,4,0],[0,0,1],[0,0,0]]",
                      "[[1,2,0],[0,0,2],[0,0,0]]", "[[1,0,0],[0,1,0],[0,0,1]]", "[[1,2,0],[0,0,1]]"],
    }),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), SETS)
def test_sets_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(("key", "response", "outcome"), VECTORS)
def test_vectors_and_directions_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(("key", "response", "outcome"), MATRICES)
def test_matrices_and_echelon_forms_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (finite_set(1, 2), "{1, 2, 2}", "repeated"),
        (finite_set(1, 2), "{1}", "missing-element"),
        (finite_set(1, 2), "{1, 2, 3}", "extra-element"),
        (finite_set(1, 2), "{-1, -2}", "sign"),
        (finite_set(1, 2), "1, 2", "read-as"),
        (vector(1, 2), "[1, 2, 3]", "wrong-shape"),
        (vector(1, 2), "[-1, -2]", "sign"),
        (vector(1, 2), "[2, 1]", "swapped"),
        (matrix([[1, 2], [3, 4]]), "[[1, 3], [2, 4]]", "transposed"),
        (matrix([[1, 2], [3, 4]]), "[1, 2]", "wrong-shape"),
        (direction(1, 2), "[0, 0]", "zero-vector"),
        (echelon([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]", "not-echelon"),
        (echelon([[1, 2], [3, 4]]), "[[1, 2], [0, 0]]", "row-space"),
        (echelon([[1, 2], [3, 4]], reduced=True), "[[1, 2], [0, 1]]", "not-reduced"),
    ],
)
def test_what_is_said_about_collections(key, response, code):
    assert code in codes(verdict(key, response))


@pytest.mark.parametrize(
    ("key", "response", "score"),
    [
        (vector(1, 2, 3, 4, partial="entries"), "[1, 2, 3, 5]", 0.75),
        (matrix([[1, 2], [3, 4]], partial="entries"), "[[1, 2], [3, 5]]", 0.75),
        (vector(1, 2, partial="entries"), "[1, 2]", 1.0),
        (vector(1, 2, partial="entries"), "[3, 4]", 0.0),
        (vector(1, 2, partial="entries"), "[1, 2, 3]", 0.0),
        (vector(1, 2), "[1, 3]", 0.0),
    ],
)
def test_credit_per_entry_where_the_key_gives_it(key, response, score):
    assert verdict(key, response).score == score


def test_a_set_may_be_matched_in_one_way_only():
    key = finite_set("0.1", "0.12", places=1)
    assert verdict(key, "{0.06, 0.16}").outcome == "correct"
    assert verdict(key, "{0.16, 0.165}").outcome == "incorrect"
