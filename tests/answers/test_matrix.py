"""Matrices: every spelling of the right one, near misses, and what is said about them."""

import pytest

from generators.answers import matrix
from schemas.answer import MatrixAnswer
from tests.answers import codes, rows, verdict

A = matrix([[1, 2], [3, 4]])

MATRICES = rows([
    (A, {
        "correct": ["[[1,2],[3,4]]", "[1,2;3,4]", "[ [1, 2], [3, 4] ]", "1,2;3,4", "1,2\n3,4", "[1,2\n3,4]", "[1,2]\n[3,4]", "[1,2],\n[3,4]",
                    "[[1,2],\n [3,4]]", "((1,2),(3,4))", "(1,2;3,4)", "{{1,2},{3,4}}", "[(1,2),(3,4)]", "([1,2],[3,4])", "[1,2],[3,4]",
                    "(1,2),(3,4)", "[1,2];[3,4]", "A = [[1,2],[3,4]]", "A = 1,2;3,4", "AB = [[1,2],[3,4]]", "A^-1 = [[1,2],[3,4]]",
                    "A^{-1} = [1,2;3,4]", "A^T*A = [1,2;3,4]", "B + C = [[1,2],[3,4]]", "2*[[1/2,1],[3/2,2]]", "2[[1/2,1],[3/2,2]]",
                    "1/2[[2,4],[6,8]]", "1/2*((2,4),(6,8))", "[[2,4],[6,8]]/2", "-[[-1,-2],[-3,-4]]", "[[1,3],[2,4]]^T", "[[1,3],[2,4]]ᵀ",
                    "[[1,3],[2,4]]'", "[1,3;2,4].T", "1/2*[[2,6],[4,8]]^T", "[[1.0, 2],[9/3, sqrt(16)]]", "[[1, | -2 | ], [3, 4]]",
                    "[[1 | 2], [3 | 4]]", "[1 | 2; 3 | 4]", "[[1,2],[3,2^2]]", "[[1,2],[300%,4]]",
                    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", r"\begin{matrix}1&2\\3&4\end{matrix}",
                    r"\left(\begin{array}{cc}1&2\\3&4\end{array}\right)", r"\left[\begin{array}{c|c}1&2\\3&4\end{array}\right]",
                    r"\begin{pmatrix}1&3\\2&4\end{pmatrix}^T", r"\frac{1}{2}\begin{pmatrix}2&4\\6&8\end{pmatrix}",
                    r"A^{-1} = \begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\begin{smallmatrix}1&2\\3&4\end{smallmatrix}"],
        "incorrect": ["[[1,3],[2,4]]", "[1,2]", "[1,2,3,4]", "[[1,2],[3,5]]", "[[1,2,0],[3,4,0]]", "[[-1,-2],[-3,-4]]", "[[1],[2]]",
                      "[[4,3],[2,1]]", "[[3,4],[1,2]]", "[[1,2],[3,4],[0,0]]", "[[1,2],[3,4 + 10^-40]]", "[[2,4],[6,8]]", "2*[[1,2],[3,4]]",
                      "[[1,2],[3,4]]^T", "1,3;2,4", "[1;2;3;4]", "[[1,2],[3,-4]]", "[[0,0],[0,0]]", "[[1,2],[3,4i]]", "[[1,2],[3,oo]]",
                      "(1,2)", r"\begin{pmatrix}1&3\\2&4\end{pmatrix}", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^T", "[1,2;3,4]/2"],
        "invalid": ["[[1,2],[3]]", "5", "[[1,x],[3,4]]", "[[1,2],[3,1/0]]", "[1/0, 2]", "[[1 2],[3 4]]", "[1 2; 3 4]", "{(1,2),(3,4)}",
                    "{1,2,3,4}", "", "[[1,2],[3,4]]*[[1,0],[0,1]]", "[[1,2],[3,4]] + [[0,0],[0,0]]", "[[1,2],[3,4]]^1", "[[1,2],[3,±4]]",
                    "inv([[1,2],[3,4]])", "[[1,2],[3,4]]^-1", "[[1,2],[3,4]] = [[1,2],[3,4]]", "[[1,2],[3,4]", "det([[1,2],[3,4]])",
                    "[[[1,2],[3,4]]]", "1;2,3;4", "[[1,2],[3,4]] or [[1,2],[3,4]]", "I", "[[1,2],[3,{4}]]", "2A = [[1,2],[3,4]]"],
    }),
    (matrix([["1/3", "2/3"]], places=3), {
        "correct": ["[[0.333, 0.667]]", "[1/3, 2/3]", "[0.3333, 0.6667]", "1/3[1, 2]"], "incorrect": ["[0.33, 0.667]", "[0.667, 0.333]"],
    }),
    (matrix([["cos(t)", "-sin(t)"], ["sin(t)", "cos(t)"]], symbols={"t": "real"}), {
        "correct": ["[[cos t, -sin t],[sin t, cos t]]", "[[cos(t), cos(t+pi/2)],[sin(t), cos(-t)]]", "cos(t)[1,0;0,1] + sin(t)[0,-1;1,0]"],
        "incorrect": ["[[cos t, sin t],[-sin t, cos t]]", "[[cos t, -sin t],[sin t, -cos t]]"],
        "invalid": ["[[cos s, -sin s],[sin s, cos s]]", "[[cos t, -sin t],[sin t, 1/(t-t)]]"],
    }),
    (MatrixAnswer(value=(("a", "b"), ("0", "a*b"))), {
        "correct": ["[[a,b],[0,b a]]", "a[1,0;0,b] + b[0,1;0,0]"], "incorrect": ["[[a,b],[0,a]]", "[[b,a],[0,a*b]]"],
    }),
    (matrix([["1/2", "sqrt(2)"], ["pi", "-1"]]), {
        "correct": ["[[0.5, √2],[π, -1]]", "1/2[[1, √8],[2π, -2]]", "[[1/2, 2/sqrt(2)],[pi, cos(pi)]]"],
        "incorrect": ["[[0.5, 1.414],[3.14, -1]]", "[[1/2, sqrt(2)],[pi, 1]]"],
    }),
    (matrix([[1, 2, 3], [4, 5, 6]]), {
        "correct": ["[1,2,3;4,5,6]", "[[1,2|3],[4,5|6]]", "[1,2|3;4,5|6]", "1,2,3\n4,5,6", r"\left[\begin{array}{cc|c}1&2&3\\4&5&6\end{array}\right]"],
        "incorrect": ["[[1,4],[2,5],[3,6]]", "[[1,2],[3,4],[5,6]]", "[1,2,3,4,5,6]", "[4,5,6;1,2,3]"],
    }),
    (matrix([[1], [2]]), {"correct": ["[[1],[2]]", "[1;2]", "[1,2]^T", "1\n2"], "incorrect": ["[1,2]", "[[2],[1]]"]}),
    (matrix([[5]]), {"correct": ["5", "[5]", "[[5]]", "(5)"], "incorrect": ["6", "[5,5]"], "invalid": ["{5}", "5x"]}),
    (matrix([[1, "i"], ["-i", 1]]), {"correct": ["[[1,i],[-i,1]]"], "incorrect": ["[[1,-i],[i,1]]", "[[1,1],[-1,1]]"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), MATRICES)
def test_matrices_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (A, "[[1, 3], [2, 4]]", "transposed"),
        (matrix([[1, 2, 3]]), "[1; 2; 3]", "transposed"),
        (A, "[1, 2]", "wrong-shape"),
        (A, "[[1, 2, 0], [3, 4, 0]]", "wrong-shape"),
        (A, "[[-1, -2], [-3, -4]]", "sign"),
        (A, "[[1, -2], [3, 4]]", "sign"),
        (A, "[[1, -2], [-3, 4]]", "sign"),
        (A, "[[2, 4], [6, 8]]", "factor"),
        (A, "[[1/2, 1], [3/2, 2]]", "factor"),
        (A, "[[3, 6], [9, 12]]", "factor"),
        (A, "[[1, 2], [3, 5]]", "one-entry"),
        (A, "[[1, 2], [3, 8]]", "factor"),
        (matrix([[12, 7], [35, 4]]), "[[12, 7], [53, 4]]", "digit"),
        (A, "[[1, 2], [4, 3]]", "swapped"),
        (A, "[[3, 4], [1, 2]]", "rows-swapped"),
        (A, "[[2, 1], [4, 3]]", "columns-swapped"),
        (matrix([[1, 2], [3, 4], [5, 6]]), "[[3, 4], [5, 6], [1, 2]]", "rows-order"),
        (A, "[[5, 6], [3, 4]]", "one-row"),
        (A, "[[5, 2], [6, 4]]", "one-column"),
        (A, "[[-2, 1], [3/2, -1/2]]", "inverse"),
        (A, "[[-2, 3/2], [1, -1/2]]", "inverse"),
        (A, "[[2, -1], [-3/2, 1/2]]", "inverse"),
        (matrix([["1/3", 1], [0, "sqrt(2)"]]), "[[0.33, 1], [0, 1.41]]", "rounded"),
        (matrix([["1/3", 1], [0, "sqrt(2)"]], places=2), "[[0.3, 1], [0, 1.4]]", "rounded-too-coarsely"),
        (matrix([["t", 1], [2, 3]], symbols={"t": "real"}), "[[-t, 1], [2, 3]]", "sign"),
        (A, "((1, 2), (3, 4))", None),
        (A, "{{1, 2}, {3, 4}}", "read-as"),
        (A, "2*[[1/2, 1], [3/2, 2]]", "read-as"),
        (A, "[[9, 8], [7, 5]]", None),
    ],
)
def test_what_is_said_about_matrices(key, response, code):
    said = codes(verdict(key, response))
    assert (code in said) if code else not said


def test_the_place_that_is_wrong_is_named():
    (remark,) = verdict(A, "[[1, 2], [3, 5]]").feedback
    assert remark.text == "The entry in row 2, column 2 is not right; the others are."


@pytest.mark.parametrize(
    ("response", "score"),
    [("[[1, 2], [3, 5]]", 0.75), ("[[1, 3], [2, 4]]", 0.5), ("[[5, 6], [7, 8]]", 0.0), ("[[1, 2, 3], [3, 4, 5]]", 0.0)],
)
def test_credit_per_entry_where_the_key_gives_it(response, score):
    found = verdict(matrix([[1, 2], [3, 4]], partial="entries"), response)
    assert (found.score, found.outcome) == (score, "partial" if score else "incorrect")


@pytest.mark.parametrize(
    ("response", "outcome"),
    [("[[1,5; 2]; [3; 4]]", "correct"), ("[[1,5; 2], [3; 4]]", "correct"), ("[1,5; 2\n3; 4]", "invalid")],
)
def test_a_decimal_comma_leaves_the_semicolon_between_entries(response, outcome):
    assert verdict(matrix([["3/2", 2], [3, 4]]), response, locale="de").outcome == outcome
