"""Eigenpairs: all eigenvalues with independent eigenvectors, in every spelling; each fault by its name."""

import pytest

from generators.answers import agrees, eigenpairs, key_text, rekey
from generators.notation import parse
from schemas.answer import EigenpairsAnswer
from tests.answers import codes, rows, verdict

UPPER = eigenpairs([[2, 1], [0, 3]])
TWICE = eigenpairs([[2, 0], [0, 2]])
DEFECTIVE = eigenpairs([[1, 1], [0, 1]])
GOLDEN = eigenpairs([[1, 1], [1, 0]])
TURN = eigenpairs([[0, -1], [1, 0]])
THREE = eigenpairs([[2, 1, 0], [1, 2, 0], [0, 0, 3]])
CUBIC = EigenpairsAnswer(matrix=(("0", "1", "0"), ("0", "0", "1"), ("2", "0", "0")))
PARAMETRIC = EigenpairsAnswer(matrix=(("a", "1"), ("0", "2*a")))

PAIRS = rows([
    (UPPER, {
        "correct": ["2: [1,0]; 3: [1,1]", "2: [1,0], 3: [1,1]", "3: [2,2], 2: [-1,0]", "(2,[1,0]), (3,[1,1])", "{(2,[1,0]),(3,[1,1])}",
                    "{2,[1,0]}, {3,[1,1]}", "{2: [1,0], 3: [1,1]}", "[(2,[1,0]),(3,[1,1])]", "(2,(1,0)),(3,(1,1))", "{{2,{1,0}},{3,{1,1}}}",
                    "lambda_1 = 2, v_1 = [1,0], lambda_2 = 3, v_2 = [1,1]", "lambda_1 = 2, lambda_2 = 3, v_1 = [1,0], v_2 = [1,1]",
                    "v_1 = [1,0], v_2 = [1,1], lambda_1 = 2, lambda_2 = 3", "lambda_2 = 2, lambda_1 = 3, v_1 = [1,1], v_2 = [1,0]",
                    "λ₁ = 2, v₁ = (1,0), λ₂ = 3, v₂ = (1,1)", "λ = 2: v = (1,0); λ = 3: v = (1,1)", "λ = 2, v = (1,0), λ = 3, v = (1,1)",
                    "2 -> [1,0], 3 -> [1,1]", "2 → (1,0), 3 → (1,1)", "2: [1,0]\n3: [1,1]", "2: <1,0>, 3: <1,1>", "[1,0]: 2; [1,1]: 3",
                    "eigenvalue 2 with eigenvector [1,0]; eigenvalue 3 with eigenvector [1,1]", "for λ = 2: [1,0], for λ = 3: [1,1]",
                    "2: [1,0]^T; 3: [1,1]^T", "2: [[1],[0]]; 3: [[1],[1]]", "2: √2[1,0]; 3: 1/√2[1,1]", "2 and [1,0], 3 and [1,1]",
                    "2: [i,0]; 3: [1,1]", "2, 3, [1,0], [1,1]", "(2, [1,0]) and (3, [1,1])", "4/2: [1,0]; √9: [1,1]",
                    r"\lambda_1 = 2, v_1=\begin{pmatrix}1\\0\end{pmatrix}, \lambda_2 = 3, v_2=\begin{pmatrix}1\\1\end{pmatrix}",
                    r"\lambda = 2: \begin{pmatrix}1\\0\end{pmatrix}, \lambda = 3: \begin{pmatrix}1\\1\end{pmatrix}",
                    r"\left(2, \begin{pmatrix}1\\0\end{pmatrix}\right), \left(3, \begin{pmatrix}1\\1\end{pmatrix}\right)"],
        "incorrect": ["2: [1,0]", "2: [1,1]; 3: [1,0]", "2: [1,0]; 4: [1,1]", "-2: [1,0]; 3: [1,1]", "2: [0,0]; 3: [1,1]", "2: [1,0]; 3: [1,2]",
                      "2: [1,0]; 3: [1,-1]", "2: [1,0],[2,0]; 3: [1,1]", "2: [1,0]; 2: [2,0]; 3: [1,1]", "2: [1,0]; 3: [1,1]; 4: [1,2]",
                      "2: [1,0,0]; 3: [1,1,0]", "3: [1,0]; 2: [1,1]", "2: [1,0]; 3: [1,1.0000001]", "lambda_1 = 2, v_2 = [1,0], lambda_2 = 3, v_1 = [1,1]",
                      "2: [1]; 3: [1]", "2: [1,0]; 3: [0,1]"],
        "invalid": ["2, 3", "oo: [1,0]; 3: [1,1]", "2: [oo,0]; 3: [1,1]", "[1,0], [1,1]", "{2, 3}", "2: 1,0; 3: 1,1", "2: t[1,0]; 3: [1,1]", "", "2: [1,0]; 3: [1,1/0]", "1/0: [1,0]; 3: [1,1]",
                    "2: [1,0]; 3", "2: [1,0]; x: [1,1]", "±2: [1,0]", "2: [1,0]+[0,0]; 3: [1,1]", "2: [1,0", "A*[1,0] = 2*[1,0]", "eigenvalues(A)",
                    "2: [1,0]; 3: [±1,1]", "2, 3, [1,0]"],
    }),
    (TWICE, {
        "correct": ["2: [1,0],[0,1]", "2: [1,1],[1,-1]", "2: {[1,0],[0,1]}", "(2,[1,0]),(2,[0,1])", "λ_1 = λ_2 = 2, v_1 = [1,0], v_2 = [0,1]",
                    "2: [[1,0],[0,1]]", "(2, [1,0], [0,1])", "2: [√2,1],[1,√2]", "lambda_1 = 2, v_1 = [1,0], v_2 = [0,1]"],
        "incorrect": ["2: [1,0]", "2: [1,0],[2,0]", "2: [1,0],[0,1],[1,1]", "2: [√2,2],[1,√2]", "(2,[1,0]),(2,[3,0])"],
    }),
    (DEFECTIVE, {"correct": ["1: [1,0]", "(1, [5,0])"], "incorrect": ["1: [1,0],[0,1]", "1: [0,1]", "1: [1,0]; 1: [2,0]", "1: [1,10^-30]"]}),
    (GOLDEN, {
        "correct": ["(1+√5)/2: [(1+√5)/2, 1]; (1-√5)/2: [(1-√5)/2, 1]", "(1+√5)/2: [2, √5-1]; (1-√5)/2: [2, -1-√5]",
                    "(1-√5)/2: [1, 2/(1-√5)]; (1+√5)/2: [1, 2/(1+√5)]", "1/2+√5/2: [1+√5, 2]; 1/2-√5/2: [1-√5, 2]"],
        "incorrect": ["1.618: [1.618, 1]; -0.618: [-0.618, 1]", "(1+√5)/2: [(1-√5)/2, 1]; (1-√5)/2: [(1+√5)/2, 1]", "(1+√5)/2: [(1+√5)/2, 1]",
                      "(1+√5)/2: [1, 1]; (1-√5)/2: [1, 1]"],
    }),
    (TURN, {
        "correct": ["i: [1,-i]; -i: [1,i]", "i: [i,1]; -i: [-i,1]", "i: [1+i,1-i]; -i: [1-i,1+i]"],
        "incorrect": ["i: [1,i]; -i: [1,-i]", "i: [1,-i]", "1: [1,0]; -1: [0,1]", "i: [1,-i]; -i: [1,i]; 0: [0,0]"],
    }),
    (THREE, {
        "correct": ["1: [1,-1,0]; 3: [1,1,0],[0,0,1]", "3: [1,1,1],[1,1,-1]; 1: [-1,1,0]"],
        "incorrect": ["1: [1,-1,0]; 3: [1,1,0]", "1: [1,-1,0]; 3: [1,1,0],[2,2,0]", "1: [1,-1,0]; 3: [1,1,0],[0,0,1],[1,1,1]", "3: [1,1,0],[0,0,1]"],
    }),
    (CUBIC, {
        "correct": ["cbrt(2): [1, cbrt(2), cbrt(4)]; cbrt(2)*(-1+sqrt(3)*i)/2: [1, cbrt(2)*(-1+sqrt(3)*i)/2, cbrt(4)*(-1-sqrt(3)*i)/2]; "
                    "cbrt(2)*(-1-sqrt(3)*i)/2: [1, cbrt(2)*(-1-sqrt(3)*i)/2, cbrt(4)*(-1+sqrt(3)*i)/2]"],
        "incorrect": ["cbrt(2): [1, cbrt(2), cbrt(4)]", "cbrt(2): [1, cbrt(2), 2]; 1: [1,1,1]"],
    }),
    (PARAMETRIC, {
        "correct": ["a: [1,0]; 2a: [1,a]", "2a: [1/a,1]; a: [-1,0]"], "incorrect": ["a: [1,0]; 2a: [1,1]", "a: [0,1]; 2a: [1,a]"],
        "undecided": ["a: [1,0]"],
    }),
    (eigenpairs([[7]]), {"correct": ["7: [1]", "(7, [3])"], "incorrect": ["7: [0]", "6: [1]"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), PAIRS)
def test_eigenpairs_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (UPPER, "2: [1,0]", "missing-pair"),
        (UPPER, "2: [1,1]; 3: [1,0]", "exchanged"),
        (UPPER, "2: [1,0]; 4: [1,1]", "not-eigenvalue"),
        (UPPER, "-2: [1,0]; 3: [1,1]", "sign"),
        (UPPER, "2: [0,0]; 3: [1,1]", "zero-vector"),
        (UPPER, "2: [1,0]; 3: [1,2]", "not-eigenvector"),
        (UPPER, "2: [1,0]; 3: [1,-1]", "sign"),
        (UPPER, "2: [1,0],[2,0]; 3: [1,1]", "dependent"),
        (UPPER, "2: [1,0,0]; 3: [1,1,0]", "wrong-shape"),
        (UPPER, "2: [1,0]; 3: [1,1]", "read-as"),
        (TWICE, "2: [1,0]", "missing-vector"),
        (GOLDEN, "1.618: [1.618, 1]; -0.618: [-0.618, 1]", "rounded"),
    ],
)
def test_what_is_said_about_eigenpairs(key, response, code):
    assert code in codes(verdict(key, response))


@pytest.mark.parametrize(
    "matrix",
    [
        [[2, 1], [0, 3]], [[2, 0], [0, 2]], [[1, 1], [0, 1]], [[1, 1], [1, 0]], [[0, -1], [1, 0]], [[2, 1, 0], [1, 2, 0], [0, 0, 3]],
        [["1/2", "1/3"], ["1/4", "1/5"]], [[1, 2], [-3, 1]], [[0, 0, -1, 0], [0, 0, 0, -1], [1, 0, 0, 0], [0, 1, 0, 0]], [[7]], [[0, 0], [0, 0]],
        [[0, 1, 0, 0], [2, 0, 0, 0], [0, 0, 0, 1], [0, 0, 2, 0]], [[0, 2, 1, 0], [1, 0, 0, 1], [0, 0, 0, 2], [0, 0, 1, 0]],
        [[4, 1, 2], [0, 4, 0], [0, 0, -3]],
    ],
)  # fmt: skip
def test_the_pairs_of_a_key_are_worked_out(matrix):
    key = eigenpairs(matrix)
    assert agrees(key, key_text(key))


@pytest.mark.parametrize(
    "matrix", [[[0, 1, 0], [0, 0, 1], [1, 1, 0]], [["sqrt(2)", 1], [0, 1]], [[1, 2, 3], [4, 5, 6]], [["1/0"]]]
)
def test_a_matrix_whose_pairs_cannot_be_written_is_refused(matrix):
    with pytest.raises(ValueError):
        eigenpairs(matrix)


@pytest.mark.parametrize(
    ("rule", "text"), [("A^T", "(2, [1, -1]), (3, [0, 1])"), ("[[1], [2]]", None), ("sqrt(2)*A", None)]
)
def test_a_rule_gives_the_matrix_whose_pairs_are_asked(rule, text):
    made = rekey(UPPER, rule, {"A": parse("[[2, 1], [0, 3]]")})
    assert (None if made is None else key_text(made)) == text
