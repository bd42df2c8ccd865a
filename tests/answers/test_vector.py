"""Vectors: every spelling of the right one, near misses, and what is said about them."""

import pytest

from generators.answers import vector
from schemas.answer import VectorAnswer
from tests.answers import codes, rows, verdict

VECTORS = rows([
    (vector(1, 2, 3), {
        "correct": ["[1, 2, 3]", "(1,2,3)", "1, 2, 3", "1;2;3", "[[1],[2],[3]]", "[[1,2,3]]", "[1;2;3]", "(1;2;3)", "[1,2,3]^T",
                    "[1,2,3]ᵀ", "[1,2,3].T", "[1,2,3]'", "(1,2,3)^T", "<1,2,3>", "⟨1,2,3⟩", "< 1, 2, 3 >", "1\n2\n3", "[1\n2\n3]",
                    "2*[1/2, 1, 3/2]", "2[1/2, 1, 3/2]", "1/2[2,4,6]", "½(2,4,6)", "[2,4,6]/2", "(2,4,6)/2", "[1,2,3]*1", "-[-1,-2,-3]",
                    "-1/2*[-2,-4,-6]", "v = [1,2,3]", "= (1,2,3)", "[1,2,3] = v", "u x v = [1,2,3]", "A*x = (1,2,3)", "v ≈ [1,2,3]",
                    "[1.0, 4/2, sqrt(9)]", "[+1, 2, 3]", "[ 1 ,2,  3 ]", "[100%, 2, 3]", "[2^0, 2^1, 9^0.5]", "[sin(pi/2), 2, 3]",
                    "x = 1, y = 2, z = 3", "z = 3, x = 1, y = 2", "x=1; y=2; z=3", "x = 1 and y = 2 and z = 3", "x_1=1, x_2=2, x_3=3",
                    "x_3 = 3, x_1 = 1, x_2 = 2", "a=1, b=2, c=3", "x₁ = 1, x₂ = 2, x₃ = 3", "(x,y,z) = (1,2,3)", "[x;y;z] = [1;2;3]",
                    "i + 2j + 3k", "i+2*j+3*k", "3k + i + 2j", "-(-i - 2j - 3k)", "î + 2ĵ + 3k̂", "e_1 + 2e_2 + 3e_3", "6k/2 + i + 2j",
                    r"\begin{pmatrix}1\\2\\3\end{pmatrix}", r"\begin{bmatrix}1&2&3\end{bmatrix}", r"\left[\begin{array}{c}1\\2\\3\end{array}\right]",
                    r"\frac12\begin{pmatrix}2\\4\\6\end{pmatrix}", r"\begin{pmatrix}1&2&3\end{pmatrix}^T", r"\vec v = (1,2,3)",
                    r"\langle 1, 2, 3\rangle", r"\hat{i} + 2\hat{j} + 3\hat{k}", r"\mathbf{i}+2\mathbf{j}+3\mathbf{k}",
                    r"\begin{pmatrix}x\\y\\z\end{pmatrix} = \begin{pmatrix}1\\2\\3\end{pmatrix}"],
        "incorrect": ["[1, 2]", "[1, 2, 3, 4]", "[-1, -2, -3]", "[2, 1, 3]", "[3, 2, 1]", "[1, 2, 4]", "[0, 0, 0]", "[1, 2, 3.0001]",
                      "[1,2,3+i]", "[1, 2, 3 + 10^-50]", "2*[1,2,3]", "[2,4,6]", "[1,-2,3]", "[1,3,2]", "i + 2j", "i+2j+2k", "x=1, y=2",
                      "x=2, y=1, z=3", "x_1=2, x_2=1, x_3=3", "1,2,3,0", "[1,2,oo]", "e_1+2e_2", "[1,2,3]/2", "(1,2)", "<1,3,2>",
                      "[[1],[2],[3],[0]]", "1/3*[1,2,3]", r"\begin{pmatrix}1\\2\end{pmatrix}"],
        "invalid": ["6", "{1, 2, 3}", "[[1,2],[3,4]]", "[1, x, 3]", "[1, 2, 1/0]", "[1, 1/0]", "[1 2 3]", "[1, 2, 3", "1, 2, 3)",
                    "[1,2,3]+[0,0,0]", "[1,0,0] + 2*[0,1,0] + 3*[0,0,1]", "", "[[1,2,3],[4]]", "[1, 2, ±3]", "[1, 2, (3, 4)]",
                    "[T, 2, 3]", "[1,2,3] or [0,0,0]", "[1,2,3] = [1,2,3]", "2x = [1,2,3]", "[[1,2,3],[1,2,3]]", "x=1, y=2, x=3",
                    "x = 1", "x=1, w=2, y=3", "[1,2,,3]", "[]", "()", "norm([1,2,3])", "[1,2,3]^2", "[1,2,3]*[1,1,1]", "1 + 2 + 3",
                    "[1,2,3] + 0", "x_1=1, x_3=2, x_4=3", "(1, 2]", "i + 2j + 3", "[1,2,...]", "[1/0, 2/0, 3]", "[1, 2, nan]", "6/2 k + i + 2j"],
    }),
    (vector("1/3", "2/3", places=2), {
        "correct": ["[0.33, 0.67]", "[1/3, 2/3]", "1/3*[1,2]", "1/3(1,2)", "[0.333, 0.6667]", "[0.335, 0.665]", "i/3 + 2/3*j"],
        "incorrect": ["[0.3, 0.7]", "[0.33, 0.66]", "[0.34, 0.67]", "[0.67, 0.33]", "[0.33, 0.6749]"],
    }),
    (vector(100, -50, rel="0.01"), {"correct": ["[101, -49.5]", "[99, -50.5]"], "incorrect": ["[101.01, -50]", "[100, 50]"]}),
    (vector("1/sqrt(2)", "1/sqrt(2)", up_to="sign"), {
        "correct": ["1/sqrt(2)*[1, 1]", "[-1/√2, -1/√2]", "[sqrt(2)/2, sqrt(2)/2]", "1/√2 [1,1]", "(i + j)/√2", "√2/2(1,1)", "√(1/2)*(1,1)", "±[1/√2, 1/√2]",
                    r"\frac{1}{\sqrt2}\begin{pmatrix}1\\1\end{pmatrix}"],
        "incorrect": ["[1, 1]", "[1/sqrt(2), -1/sqrt(2)]", "[0.71, 0.71]", "[-1/2, -1/2]"],
        "invalid": ["1/√2", "±1/√2", "[±1/√2, 1/√2]"],
    }),
    (vector("2*t", "t + 1", symbols={"t": "real"}), {
        "correct": ["[2t, 1+t]", "(t+t, t+1)", "[0,1] + t[2,1]", "(0,1) + t*(2,1)", "t[2,1] + (0,1)", "<0,1> + t<2,1>", "x = 2t, y = 1 + t", "2t i + (t+1) j",
                    r"\begin{pmatrix}0\\1\end{pmatrix} + t\begin{pmatrix}2\\1\end{pmatrix}", "[2t^2/t, t+1]"],
        "incorrect": ["[t, t+1]", "[0,1] + t[1,2]", "[2t, t]", "[2|t|, t+1]", "[2*t, t + 1, 0]"],
        "invalid": ["[2s, s+1]", "t", "[0,1] + t[2,1,0]", "[2/(t-t), t+1]", "2t + [0,1]"],
    }),
    (VectorAnswer(value=("a", "b")), {"correct": ["[a,b]", "a i + b j", "(a, 2b/2)"], "incorrect": ["[b,a]", "[a,b,0]"], "invalid": ["[c,b]"]}),
    (vector("x", "y", symbols={"y": "real", "x": "real"}), {"correct": ["[x,y]"], "incorrect": ["[y,x]", "x = 1, y = 2"]}),
    (VectorAnswer(value=("2", "5"), symbols={"q": "real", "p": "real"}), {
        "correct": ["q = 2, p = 5", "p = 5, q = 2", "[2,5]"], "incorrect": ["p = 2, q = 5", "q = 5, p = 2"],
    }),
    (VectorAnswer(value=("T", "k*T")), {"correct": ["[T, k T]", "T[1,k]", "[T, kT]^T"], "incorrect": ["[k, T]"]}),
    (vector("3 + i", 2), {"correct": ["[3+i, 2]", "(i+3, 2)"], "incorrect": ["[3-i, 2]", "[3, 2]"], "invalid": ["3i + 2j"]}),
    (vector(3, 4), {"correct": ["3i + 4j", "4j+3i", "<3,4>", "(x,y) = (3,4)", "x = 3, y = 4", r"\binom{3}{4}", r"(3,4)^{\top}",
                                r"3\hat{\mathbf{i}} + 4\hat{\mathbf{j}}", r"\begin{cases}x = 3\\y = 4\end{cases}", r"x=3,\quad y=4"],
                    "incorrect": ["3i - 4j", "4i + 3j", r"\binom{4}{3}", "3i", "3i + 4j + 5k"], "invalid": ["3 + 4i", "x < 3, y > 4", "±[3,4]", "3 < 4, 4 > 3", "x=3 or y=4", "[3,4)", "x=4"]}),
    (vector(7), {"correct": ["[7]", "7", "x = 7", "(7)"], "incorrect": ["[8]", "8", "[7,7]"], "invalid": ["7x", "{7}"]}),
    (vector(0, 0), {"correct": ["[0,0]", "0[1,2]", "(0, sin(pi))"], "incorrect": ["[0,1]", "[0,0,0]", "[0,10^-99]"], "invalid": ["0", "1/0*[0,0]"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), VECTORS)
def test_vectors_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (vector(1, 2), "[1, 2, 3]", "wrong-shape"),
        (vector(1, 2), "[-1, -2]", "sign"),
        (vector(1, 2), "[1, -2]", "sign"),
        (vector(1, 2, 4), "[1, -2, -4]", "sign"),
        (vector(1, 2), "[2, 1]", "swapped"),
        (vector(1, 2, 3, 4), "[4, 3, 2, 1]", "reversed"),
        (vector(1, 2, 3), "[2, 4, 6]", "factor"),
        (vector(1, 2, 3), "[1/2, 1, 3/2]", "factor"),
        (vector(1, 2, 3), "[5, 10, 15]", "factor"),
        (vector(1, 2, 7), "[1, 2, 5]", "one-entry"),
        (vector(1, 2, 6), "[1, 2, 3]", "factor"),
        (vector(1, 2, 75), "[1, 2, 57]", "digit"),
        (vector(1, 2, 75), "[1, 2, 76]", "digit"),
        (vector(3, 4), "[0.6, 0.8]", "normalised"),
        (vector(1, 1), "[1/√2, 1/√2]", "normalised"),
        (vector("3/5", "4/5"), "[3, 4]", "not-normalised"),
        (vector("1/sqrt(2)", "1/sqrt(2)"), "[1, 1]", "not-normalised"),
        (vector("1/3", "2/3"), "[0.33, 0.67]", "rounded"),
        (vector("sqrt(2)", 1), "[1.414, 1]", "rounded"),
        (vector("1/3", "2/3", places=3), "[0.33, 0.67]", "rounded-too-coarsely"),
        (vector("t", "t^2", symbols={"t": "real"}), "[-t, -t^2]", "sign"),
        (vector("t", "t^2", symbols={"t": "real"}), "[t^2, t]", "swapped"),
        (vector(1, 2), "1, 2", None),
        (vector(1, 2), "i + 2j", "read-as"),
        (vector(1, 2), "x = 1, y = 2", "read-as"),
        (vector(1, 2, partial="entries"), "[1, 3]", "some-entries"),
        (vector(5, 7), "[1, 9]", None),
        (vector(1, 2, up_to="sign"), "[1, -2]", "sign"),
    ],
)
def test_what_is_said_about_vectors(key, response, code):
    said = codes(verdict(key, response))
    assert (code in said) if code else not said


def test_the_entry_that_is_wrong_is_named():
    (remark,) = verdict(vector(1, 2, 7), "[1, 5, 7]").feedback
    assert remark.text == "Entry 2 is not right; the others are."


@pytest.mark.parametrize(
    ("key", "response", "score"),
    [
        (vector(1, 2, 3, 4, partial="entries"), "[1, 2, 3, 5]", 0.75),
        (vector(1, 2, partial="entries"), "[1, 2]", 1.0),
        (vector(1, 2, partial="entries"), "[3, 4]", 0.0),
        (vector(1, 2, partial="entries"), "[1, 2, 3]", 0.0),
        (vector(1, 2), "[1, 3]", 0.0),
        (vector(1, 2, 3, partial="entries", up_to="sign"), "[-1, -2, 3]", 2 / 3),
    ],
)
def test_credit_per_entry_where_the_key_gives_it(key, response, score):
    assert verdict(key, response).score == pytest.approx(score)


@pytest.mark.parametrize("response", ["[1,5; 2,5]", "1,5; 2,5", "(1,5; 2,5)", "1,5\n2,5", "[3/2; 5/2]"])
def test_a_decimal_comma_leaves_the_semicolon_between_entries(response):
    assert verdict(vector("3/2", "5/2"), response, locale="de").outcome == "correct"


def test_errors_point_at_the_column_that_was_typed():
    (remark,) = verdict(vector(1, 2), "v = 1; y").feedback
    assert remark.span == (7, 8)
