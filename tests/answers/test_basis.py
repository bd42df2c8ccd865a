"""Bases: any independent vectors that span the subspace, in every spelling; each fault by its name."""

import pytest

from generators.answers import agrees, basis, key_text, rekey
from generators.notation import parse
from schemas.answer import BasisAnswer
from tests.answers import codes, rows, verdict

PLANE = basis([1, 0, 1], [0, 1, 0])
LINE = basis([1, 2])
ROOTS = BasisAnswer(value=(("sqrt(2)", "1", "0"), ("0", "1", "sqrt(3)")))
GENERAL = BasisAnswer(value=(("a", "1", "0"), ("0", "1", "a")))

BASES = rows([
    (PLANE, {
        "correct": ["[1,0,1], [0,1,0]", "{(1,0,1),(0,1,0)}", "(1,1,1),(1,-1,1)", "[[1,0,1],[0,1,0]]", "[[1,0],[0,1],[1,0]]", "[1,0,1];[0,1,0]",
                    "[1,0,1]\n[0,1,0]", "[1,0,1] and [0,1,0]", "v_1 = [1,0,1], v_2 = [0,1,0]", "v1 = (1,0,1), v2 = (0,1,0)", "B = {[1,0,1],[0,1,0]}",
                    "span{[1,0,1],[0,1,0]}", "span((1,0,1),(0,1,0))", "{{1,0,1},{0,1,0}}", "((1,0,1),(0,1,0))", "[(1,0,1),(0,1,0)]",
                    "<1,0,1>, <0,1,0>", "[sqrt(2),0,sqrt(2)], [0,pi,0]", "1/2[1,0,1], -[0,3,0]", "[1,0,1]^T, [0,1,0]^T", "[[1],[0],[1]], [[0],[1],[0]]",
                    "[π, e, π], [1, 0, 1]", r"\begin{pmatrix}1\\0\\1\end{pmatrix}, \begin{pmatrix}0\\1\\0\end{pmatrix}",
                    r"\left\{\begin{pmatrix}1\\0\\1\end{pmatrix}, \begin{pmatrix}0\\1\\0\end{pmatrix}\right\}",
                    r"\operatorname{span}\left\{(1,0,1),(0,1,0)\right\}", "[3,7,3], [1,1,1]"],
        "incorrect": ["[1,0,1]", "[1,0,1],[2,0,2]", "[1,0,1],[0,0,0]", "[1,0,1],[0,1,1]", "[1,0,1],[0,1,0],[1,1,1]", "[1,0],[0,1]", "{}",
                      "[1,0,-1],[0,1,0]", "[i,0,i],[0,1,0]", "[1,0,1],[0,1,10^-40]", "[√2,0,√2],[√8,0,√8]", "[√2,0,1.41421356],[0,1,0]", "∅",
                      "[1,0,1],[0,1,0],[0,0,0]", "[1,0,1,0],[0,1,0,0]", "1, 0, 1", "[1,0,1],[0,1]"],
        "invalid": ["t", "[1,0,1]+[0,1,0]", "[1,0,1/0],[0,1,0]", "s[1,0,1] + t[0,1,0]", "", "{1,0,1}", "[1,0,x],[0,1,0]", "[1,0,1] or [0,1,0]",
                    "[±1,0,1],[0,1,0]", "[1,0,1],[0,1,0", "x - z = 0", "[1 0 1], [0 1 0]"],
    }),
    (LINE, {
        "correct": ["[1,2]", "{(2,4)}", "1, 2", "[1;2]", "-[1,2]", "[[1],[2]]", "(-1/2,-1)", "{[1,2]}", "√2[1,2]"],
        "incorrect": ["[1,3]", "[2,-1]", "[0,0]", "[1,2],[2,4]", "{}"],
        "invalid": ["2", "[oo,1]", "t[1,2]", "v < [1,2]", "v in [1,2]", "[1,2] = [1,2]"],
    }),
    (basis([1, 0], [0, 1]), {
        "correct": ["[1,2],[3,4]", "[[1,2],[3,4]]", "[1,0],[0,1]", "[√2,1],[1,√2]"],
        "incorrect": ["[1,2],[2,4]", "[1,0]", "[1,0],[0,1],[1,1]", "[√2,2],[1,√2]"],
    }),
    (basis(), {"correct": ["{}", "∅", "none", "the empty set", "B = {}"], "incorrect": ["{0}", "[0,0]", "[1,0]"], "invalid": ["", "x"]}),
    (basis([3]), {"correct": ["{1}", "[5]", "{[2]}", "-1"], "incorrect": ["[0]", "{0}", "[1],[2]"]}),
    (ROOTS, {
        "correct": ["[√2,1,0],[0,1,√3]", "[2,√2,0],[0,√3,3]", "[√2,2,√3],[√2,0,-√3]", "[1,1/√2,0],[0,1/√3,1]"],
        "incorrect": ["[√2,1,0],[0,1,√2]", "[√2,1,0]", "[√2,1,0],[2,√2,0]", "[1.414,1,0],[0,1,√3]"],
    }),
    (GENERAL, {"correct": ["[a,1,0],[0,1,a]", "[a,2,a],[a,0,-a]"], "incorrect": ["[a,1,0],[0,1,1]", "[a,1,0],[2a,2,0]"], "invalid": ["[b,1,0],[0,1,b]"]}),
    (BasisAnswer(value=(("1", "i"),)), {"correct": ["[1,i]", "[i,-1]", "[1-i, 1+i]"], "incorrect": ["[1,-i]", "[1,1]"]}),
    (BasisAnswer(value=(("1", "2"), ("2", "4"))), {"correct": ["[1,2]"], "incorrect": ["[1,2],[2,4]"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), BASES)
def test_bases_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (PLANE, "[1, 0, 1]", "too-few"),
        (PLANE, "[1, 0, 1], [2, 0, 2]", "dependent"),
        (PLANE, "[1, 0, 1], [0, 1, 0], [1, 1, 1]", "dependent"),
        (PLANE, "[1, 0, 1], [0, 0, 0]", "zero-vector"),
        (PLANE, "[1, 0, 1], [5, 1, 7]", "not-in-subspace"),
        (PLANE, "[1, 0, -1], [0, 1, 0]", "sign"),
        (PLANE, "[1, 0, -1]", "perpendicular"),
        (PLANE, "[1, 0], [0, 1]", "wrong-shape"),
        (PLANE, "[i, 0, i], [0, 1, 0]", "complex"),
        (PLANE, "[[1, 0], [0, 1], [1, 0]]", "read-as"),
        (basis(), "[0, 0]", "zero-vector"),
        (basis(), "[1, 0]", "too-many"),
    ],
)
def test_what_is_said_about_bases(key, response, code):
    assert code in codes(verdict(key, response))


def test_the_vector_that_is_wrong_is_named():
    assert verdict(PLANE, "[1,0,1], [5,1,7]").feedback[0].text == "$[5, 1, 7]$ does not lie in the subspace."
    assert verdict(PLANE, "[1,0,1], [2,0,2]").feedback[0].text.startswith("These vectors are dependent: $[2, 0, 2]$")


@pytest.mark.parametrize("key", [PLANE, LINE, ROOTS, GENERAL, basis(), basis([3]), basis([1, 0], [0, 1])])
def test_a_key_agrees_with_its_own_text(key):
    assert agrees(key, key_text(key))


@pytest.mark.parametrize("make", [lambda: basis([1, 2], [2, 4]), lambda: basis([0, 0]), lambda: basis([1, "1/0"])])
def test_dependent_vectors_are_refused_as_a_key(make):
    with pytest.raises(ValueError):
        make()


@pytest.mark.parametrize(
    ("rule", "text"),
    [("A", "{[2, 0], [1, 3]}"), ("v", "{[1, 2]}"), ("{v, A*v}", "{[1, 2], [4, 6]}"), ("{v, 2*v}", None), ("3", None)],
)
def test_a_rule_gives_the_columns_of_a_matrix_or_several_vectors(rule, text):
    made = rekey(LINE, rule, {"A": parse("[[2, 1], [0, 3]]"), "v": parse("[[1], [2]]")})
    assert (None if made is None else key_text(made)) == text
