"""Echelon forms by predicate, and directions up to a factor."""

import pytest

from generators.answers import direction, echelon
from schemas.answer import DirectionAnswer, EchelonAnswer
from tests.answers import codes, rows, verdict

FULL = echelon([[1, 2], [3, 4]])
REDUCED = echelon([[1, 2, 3], [2, 4, 7], [1, 2, 4]], reduced=True)
ROOTS = EchelonAnswer(matrix=(("sqrt(2)", "1"), ("1", "sqrt(2)")), value=(("sqrt(2)", "1"), ("0", "1")))
GENERAL = EchelonAnswer(matrix=(("a", "1"), ("0", "1")), value=(("a", "1"), ("0", "1")))

ECHELON = rows([
    (FULL, {
        "correct": ["[[1,2],[0,-2]]", "[[1,0],[0,1]]", "[[3,4],[0,1]]", "[[5,7],[0,3]]", "[1,2;0,1]", "[[sqrt(2),sqrt(8)],[0,1]]", "1/2[[2,4],[0,1]]",
                    "[[1,2],[0,10^-50]]", r"\begin{pmatrix}1&2\\0&-2\end{pmatrix}", "[[-1,-2],[0,pi]]", "{{1,2},{0,-2}}"],
        "incorrect": ["[[0,1],[1,0]]", "[[1,2],[3,4]]", "[[1,2],[0,0]]", "[[1,2,0],[0,1,0]]", "[[0,0],[0,0]]", "[[1,2]]", "[[1,2],[10^-50,1]]",
                      "[[0,1],[0,1]]", "[[0,0],[1,2]]"],
        "invalid": ["[[1,2],[0,x]]", "[[1,2],[0,oo]]", "1", "[[1,2],[0]]", "[[1,2],[0,1/0]]", "[[1,2],[0,1]] or [[1,2],[0,2]]"],
    }),
    (REDUCED, {
        "correct": ["[[1,2,0],[0,0,1],[0,0,0]]", "[1,2,0;0,0,1;0,0,0]", "[[1,√4,0],[0,0,1],[0,0,0]]", "[[1,2|0],[0,0|1],[0,0|0]]"],
        "incorrect": ["[[1,2,3],[0,0,1],[0,0,0]]", "[[1,2,0],[0,0,0],[0,0,1]]", "[[2,4,0],[0,0,1],[0,0,0]]", "[[1,2,0],[0,0,2],[0,0,0]]",
                      "[[1,0,0],[0,1,0],[0,0,1]]", "[[1,2,0],[0,0,1]]", "[[1,-2,0],[0,0,1],[0,0,0]]", "[[√2,√8,0],[0,0,1],[0,0,0]]"],
    }),
    (echelon([[1, 2], [2, 4]]), {
        "correct": ["[[1,2],[0,0]]", "[[3,6],[0,0]]", "[[√2,√8],[0,0]]", "[[1/3,2/3],[0,0]]"],
        "incorrect": ["[[0,0],[1,2]]", "[[1,2],[0,1]]", "[[1,2],[1,2]]", "[[0,0],[0,0]]", "[[√2,√8+10^-30],[0,0]]", "[[0.33,0.67],[0,0]]"],
    }),
    (echelon([[0, 0], [0, 0]]), {"correct": ["[[0,0],[0,0]]"], "incorrect": ["[[1,0],[0,0]]", "[[0,0]]"]}),
    (ROOTS, {
        "correct": ["[[√2,1],[0,1]]", "[[2,√2],[0,1/√2]]", "[[1,0],[0,1]]"], "incorrect": ["[[√2,1],[0,0]]", "[[0,1],[√2,1]]", "[[√2,1],[1,√2]]"],
    }),
    (GENERAL, {
        "correct": ["[[a,1],[0,1]]", "[[a,0],[0,1]]", "[[1,1/a],[0,2a]]"], "incorrect": ["[[0,1],[a,1]]", "[[a,1],[0,0]]"], "invalid": ["[[b,1],[0,1]]"],
    }),
])  # fmt: skip

DIRECTIONS = rows([
    (direction(1, -2), {
        "correct": ["[1,-2]", "[-1, 2]", "[1/2, -1]", "(3, -6)", "[sqrt(2), -sqrt(8)]", "[-0.5, 1]", "[1,-2]/sqrt(5)", "1/√5 (1,-2)", "i - 2j", "v = [2,-4]",
                    "[pi, -2pi]", "[1/(1+√2), 2(1-√2)]", "x = 1, y = -2", r"\begin{pmatrix}1\\-2\end{pmatrix}", "10^-99[1,-2]", "±[1,-2]", "v = ±(1,-2)"],
        "incorrect": ["[0, 0]", "[2, 1]", "[1, 2]", "[1, -2, 0]", "[1, -2.0001]", "[0, 1]", "[i, -2i]", "[0.45, -0.89]", "[√2, -2.828]", "[1,0]", "[1]"],
        "invalid": ["-2", "[oo, 1]", "[1, x]", "{1, -2}", "t[1,-2]", "[1/0, 2]", "[1,-2] + [1,-2]", "[±1,-2]", "[[1,-2],[2,-4]]"],
    }),
    (direction(0, 1, 0), {"correct": ["[0, 5, 0]", "[0,-1,0]", "j", "[0, √2, sin(pi)]"], "incorrect": ["[0,0,0]", "[1, 1, 0]", "[0, 1, 10^-40]"]}),
    (direction("1", "(1 + sqrt(5))/2"), {
        "correct": ["[2, 1+√5]", "[√5-1, 2]", "[(1+√5)/2, (3+√5)/2]"], "incorrect": ["[1, 1.618]", "[1, (1-√5)/2]", "[1+√5, 2]"],
    }),
    (direction("1", "i"), {"correct": ["[1,i]", "[i,-1]", "[1-i, 1+i]", "[2,2i]"], "incorrect": ["[1,-i]", "[1,1]", "[0,0]"]}),
    (direction("t", "t^2", symbols={"t": "real"}), {
        "correct": ["[1, t]", "[t, t^2]", "[1/t, 1]", "[-2t, -2t^2]"], "incorrect": ["[1, t^2]", "[t-t, 0]", "[1, |t|]"], "invalid": ["[1, s]", "[1/(t-t), 1]"],
    }),
    (DirectionAnswer(value=("a", "b")), {"correct": ["[a,b]", "[1, b/a]", "[a b, b^2]"], "incorrect": ["[b,a]", "[a,-b]"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ECHELON)
def test_echelon_forms_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(("key", "response", "outcome"), DIRECTIONS)
def test_directions_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (FULL, "[[1, 2], [3, 4]]", "not-echelon"),
        (FULL, "[[0, 1], [1, 0]]", "not-echelon"),
        (FULL, "[[1, 2], [0, 0]]", "row-space"),
        (FULL, "[[1, 2, 0], [0, 1, 0]]", "wrong-shape"),
        (echelon([[1, 2], [2, 4]]), "[[0, 0], [1, 2]]", "not-echelon"),
        (echelon([[1, 2], [2, 4]]), "[[1, 3], [0, 0]]", "row-space"),
        (echelon([[1, 2], [3, 4]], reduced=True), "[[1, 2], [0, 1]]", "not-reduced"),
        (echelon([[1, 2], [3, 4]], reduced=True), "[[2, 0], [0, 1]]", "not-reduced"),
        (REDUCED, "[[1, -2, 0], [0, 0, 1], [0, 0, 0]]", "sign"),
        (echelon([[3, 1], [6, 2]], reduced=True), "[[1, 0.33], [0, 0]]", "rounded"),
        (direction(1, 2), "[0, 0]", "zero-vector"),
        (direction(1, 2), "[1, 2, 3]", "wrong-shape"),
        (direction(1, 2), "[2, 1]", "swapped"),
        (direction(1, 2), "[3, -6]", "sign"),
        (direction(1, 2, 5), "[2, 4, 9]", "one-entry"),
        (direction(1, 2), "[i, 2i]", "complex"),
    ],
)
def test_what_is_said(key, response, code):
    assert code in codes(verdict(key, response))


def test_the_row_that_is_wrong_is_named():
    (remark,) = verdict(FULL, "[[1, 2], [1, 3]]").feedback
    assert remark.text.endswith("the first entry of row 2 that is not 0 must stand further right than that of row 1.")
    assert "Row 1" in verdict(echelon([[1, 2], [2, 4]]), "[[1, 3], [0, 0]]").feedback[0].text
