"""Tables, cell by cell: cells of every kind, credit per cell, and what is said about the others."""

import itertools
import random

import pytest
from pydantic import TypeAdapter, ValidationError

from generators.answers import (
    boolean,
    check,
    choice,
    equation,
    expression,
    finite_set,
    interval,
    key_text,
    matrix,
    number,
    preview,
    reference,
    shown_text,
    table,
    vector,
    words,
)
from generators.notation import house
from schemas.answer import AnswerKey, ChoicesAnswer, MatchingAnswer, Option, OrderAnswer, TableAnswer
from tests.answers import codes, rows, verdict

CELLS = table({"faulty": [1, "1/3"], "sound": [3, 4]}, ["flagged", "passed"], places=2)
MIXED = table({"f": [number(2), expression("2*x")], "g": [3, expression("sin(x)")]}, ["at 1", "slope"])
ROW = table({"only": [1, 2, 3]}, ["a", "b", "c"])
COLUMN = table({"a": [1], "b": [2], "c": [3]}, ["only"])
LONG = table({"p": [1, 2, 3], "q": [4, 5, 6]}, ["u", "v", "w"])
OPTIONS = tuple(Option(id=id, text=f"option {id}") for id in "pqr")
KINDS = TableAnswer(
    columns=("judged", "worth", "set"),
    rows=("u_1", "second one"),
    value=(
        (boolean(True), vector(1, 2), finite_set(1, 2)),
        (words("it, was"), interval("[1, 2)"), choice("r1", "r2")),
    ),
)
LISTS = TableAnswer(
    columns=("chosen", "ordered", "matched"),
    rows=("x",),
    value=(
        (
            ChoicesAnswer(options=OPTIONS, value=("p", "r"), partial="per_option"),
            OrderAnswer(items=OPTIONS, value=("r", "p", "q")),
            MatchingAnswer(left=OPTIONS[:2], right=OPTIONS, value={"p": "q", "q": "p"}),
        ),
    ),
)
VECTORS = TableAnswer(columns=("v",), rows=("a", "b"), value=((vector(1, 2),), (vector(3, 4),)))
LINES = TableAnswer(columns=("line", "matrix"), rows=("a",), value=((equation("y = 2*x"), matrix([[1, 2], [3, 4]])),))

ROWS = rows([
    (CELLS, {
        "correct": ["[[1, 0.33], [3, 4]]", "1, 0.33\n3, 4", "1,0.33;3,4", "[1, 1/3; 3, 4]", "[1,0.33]\n[3,4]", "[1,0.33],\n[3,4]",
                    "[1,0.33],[3,4]", "1\t0.33\n3\t4", r"\begin{pmatrix}1&\frac13\\3&4\end{pmatrix}", "[[1, 1/3], [3, sqrt(16)]]",
                    "\n1, 0.33\n\n3, 4\n", '[["1", "0.33"], ["3", "4"]]', "flagged, passed\n1, 0.33\n3, 4", "faulty, 1, 0.33\nsound, 3, 4",
                    ",flagged,passed\nfaulty,1,0.33\nsound,3,4", "1, 0.33\n3, x = 4"],
        "partial": ["[[1, 0.3], [3, 4]]", "[[1, ], [3, 4]]", "1, \n3, 4", "[[1, _], [_, _]]", "9,9;9,4", "1, ?\n3, -", "1,3;0.33,4"],
        "incorrect": ["[[9, 9], [9, 9]]", "[[,],[,]]", "0, 0\n0, 0", "3,4;1,0.33", "0.33,1;4,3"],
        "invalid": ["1, 0.33", "[[1, 0.33, 3, 4]]", "[[y, 1], [3, 4]]", "", "[[1, 1/0], [3, 4]]", "5", "[[1, (2,3)],[3,4]]", "\n",
                    ";", "[]", "[[1, 0.33], [3, 4], [5, 6]]", "1, 0.33; 3, 4, 5", "sound, 1, 0.33\nfaulty, 3, 4", "[[1, 0.33], [3, 4"],
    }),
    (MIXED, {"correct": ["[[2, 2x], [3, sin x]]", "2, x+x; 3, sin(x)", r"\begin{bmatrix} 2 & 2x \\ 3 & \sin x \end{bmatrix}"], "partial": ["2, 2; 3, cos(x)", "2, 2x; 4, cos x"],
             "invalid": ["x, 2x; 3, sin x", "2, 2t; 3, sin x"]}),
    (ROW, {"correct": ["1, 2, 3", "[1, 2, 3]", "[[1, 2, 3]]", "1\n2\n3", "1; 2; 3"], "partial": ["1, 2, 4"], "invalid": ["1, 2"]}),
    (COLUMN, {"correct": ["1, 2, 3", "[1, 2, 3]", "[[1], [2], [3]]", "1\n2\n3", "a, 1\nb, 2\nc, 3"], "partial": ["3, 2, 1"],
              "invalid": ["1, 2, 3, 4"]}),
    (LONG, {"correct": ["1,2,3;4,5,6"], "invalid": ["1,4;2,5;3,6", "1,2,3"], "partial": ["1,2,3;4,5,7"]}),
    (KINDS, {
        "correct": ['[[true, [1, 2], {1, 2}], ["it, was", [1, 2), a]]', 'yes, (1, 2), {2, 1}\n"It, was", 1 <= x < 2, r1',
                    "✓,[1;2],{1,2,2}\n“it, was”,[1,1.5]U(1.5,2),A"],
        "partial": ['no, [1, 2], {1, 2}\n"it, was", [1, 2), a', 'yes, [1, 3], {1}\n"it, is", [1, 2], b', "yes, , \n, , "],
        "incorrect": ["no, [2, 1], {3}\nwas, (1, 2), b"],
        "invalid": ["maybe, [1, 2], {1, 2}\nwas, [1, 2), a", "yes, 5, {1, 2}\nwas, [1, 2), a", "yes, [1, 2], {1, 2}\nit, was, [1, 2), a"],
    }),
    (LISTS, {
        "correct": ["{p, r}, (r, p, q), (p=q, q=p)", "[{p, r}, r < p < q, {p: q, q: p}]", "p r, rpq, [p=q, q=p]"],
        "partial": ["{p}, (r, p, q), (p=q, q=p)", "{p, r}, (q, r, p), _", "none, r p q, "],
        "invalid": ["{p, r}, (r, p), (p=q, q=p)", "p, r, (r, p, q), (p=q, q=p)"],
    }),
    (VECTORS, {"correct": ["[1,2]\n[3,4]", "[[1,2],[3,4]]", "(1,2),(3,4)", "(1,2);(3,4)", "[[[1,2]],[[3,4]]]"],
               "incorrect": ["[3,4]\n[1,2]"], "invalid": ["1,2\n3,4"]}),
    (LINES, {"correct": ["y = 2x, [[1,2],[3,4]]", "2x - y = 0, [1,2;3,4]"], "partial": ["y = 3x, [[1,2],[3,4]]"],
             "invalid": ["2x, [[1,2],[3,4]]"]}),
])  # fmt: skip
ALL = [CELLS, MIXED, ROW, COLUMN, LONG, KINDS, LISTS, VECTORS, LINES]


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_tables_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize("key", ALL)
def test_tables_agree_with_their_own_text(key):
    assert verdict(key, key_text(key)).outcome == verdict(key, shown_text(key)).outcome == "correct"


@pytest.mark.parametrize("key", ALL)
def test_tables_survive_json(key):
    loaded = TypeAdapter(AnswerKey)
    assert loaded.validate_json(loaded.dump_json(key)) == key


@pytest.mark.parametrize(
    ("key", "response", "score", "said"),
    [
        (CELLS, "1, 0.3; 3, 4", 3 / 4, {"some-cells", "wrong-cells", "rounded-too-coarsely"}),
        (CELLS, "-1, -0.33; 3, 4", 1 / 2, {"some-cells", "wrong-cells", "sign"}),
        (CELLS, "1, ; 3, 4", 3 / 4, {"some-cells", "empty-cells"}),
        (CELLS, "1, ; 3, 5", 1 / 2, {"some-cells", "empty-cells", "wrong-cells", "off-by-one"}),
        (CELLS, "1, 3; 0.33, 4", 1 / 2, {"some-cells", "transposed"}),
        (CELLS, "3, 4; 1, 0.33", 0, {"some-cells", "rows-exchanged"}),
        (CELLS, "0.33, 1; 4, 3", 0, {"some-cells", "columns-exchanged"}),
        (CELLS, "4, 0.33; 3, 1", 1 / 2, {"some-cells", "cells-exchanged"}),
        (LONG, "4, 5, 6; 1, 2, 3", 0, {"some-cells", "rows-exchanged"}),
        (LONG, "3, 2, 1; 6, 5, 4", 1 / 3, {"some-cells", "columns-exchanged"}),
        (CELLS, "faulty, 1, 0.33\nsound, 3, 4", 1, {"read-as"}),
        (LISTS, "{p}, (r, p, q), (p=q, q=p)", 5 / 6, {"some-cells", "wrong-cells", "too-few"}),
        (LISTS, "{p, r}, (q, r, p), (p=q, q=p)", 5 / 6, {"some-cells", "wrong-cells", "one-moved"}),
    ],
)
def test_what_is_earned_and_said(key, response, score, said):
    found = verdict(key, response)
    assert found.score == pytest.approx(score) and said <= set(codes(found))


@pytest.mark.parametrize(
    ("key", "response", "named"),
    [
        (CELLS, "1, 0.4; 3, 4", "row faulty, column passed"),
        (CELLS, "9, 9; 3, 4", "row faulty"),
        (CELLS, "1, 9; 3, 9", "column passed"),
        (LONG, "9, 9, 9; 4, 9, 6", "4 of 6 cells"),
        (LONG, "1, 9, 3; 4, 5, 9", "row $p$, column $v$; row $q$, column $w$"),
        (ROW, "1, 8, 9", "columns $b$ and $c$"),
        (COLUMN, "1, 8, 9", "rows $b$ and $c$"),
        (KINDS, "no, [1, 2], {1, 2}\n“it, was”, [1, 2), a", "row $u_1$, column judged"),
    ],
)
def test_wrong_cells_are_named(key, response, named):
    said = " ".join(feedback.text for feedback in verdict(key, response).feedback)
    assert named in said or named.replace("4 of 6 cells", "2 of 6 cells") in said
    assert key_text(key) not in said


def test_a_cell_that_cannot_be_read_is_pointed_at():
    (feedback,) = verdict(CELLS, "[[1, 2], [3, 4*]]").feedback
    assert feedback.span is not None and 12 <= feedback.span[0] <= 15
    (feedback,) = verdict(KINDS, "yes, (1, 2), {1, 2}\nwas, [1, 2), c").feedback
    assert feedback.span == (33, 34)


def test_a_table_on_its_side_is_told_so():
    assert "exchanged" in verdict(LONG, "1,4;2,5;3,6").feedback[0].text


def test_decimal_commas_part_no_cells_where_they_are_written():
    key = table({"p": ["1.5", 2], "q": [3, "4.25"]}, ["u", "v"])
    for typed in (
        "1,5; 2\n3; 4,25",
        "[[1,5; 2], [3; 4,25]]",
        "1,5, 2; 3, 4,25",
        "1,5\t2\n3\t4,25",
        "[1,5; 2]\n[3; 4,25]",
    ):
        assert check(key, typed, locale="de").outcome == "correct", typed
    assert check(key, "1.5, 2; 3, 4.25", locale="en").outcome == "correct"
    assert check(key, "1,5; 2\n3; 4,25").outcome == "invalid"


def test_credit_is_the_share_of_right_cells():
    draw = random.Random(7)
    right = ["1", "2", "3", "4", "5", "6"]
    for k in range(7):
        for wrong in itertools.islice(itertools.combinations(range(6), k), 4):
            cells = [str(draw.randrange(10, 99)) if i in wrong else right[i] for i in range(6)]
            found = verdict(LONG, f"{', '.join(cells[:3])}; {', '.join(cells[3:])}")
            assert found.score == pytest.approx((6 - k) / 6)
            assert found.outcome == ("correct" if k == 0 else "incorrect" if k == 6 else "partial")


def test_a_table_has_a_value_for_rules_only_if_all_its_cells_have():
    assert house(reference(MIXED)) == "[[2, 2*x], [3, sin(x)]]"
    assert reference(KINDS) is None


def test_no_cell_holds_a_table_or_an_argument():
    for inner in (ROW.model_dump(), {"kind": "argument", "value": ["x = 1"]}):
        with pytest.raises(ValidationError):
            TypeAdapter(AnswerKey).validate_python(
                {"kind": "table", "columns": ["c"], "rows": ["r"], "value": [[inner]]}
            )


def test_a_preview_reads_cells_of_any_kind():
    assert preview("table", "[[1, 2], [yes, {1, 2}]]").text == '[[1, 2], ["yes", "{1, 2}"]]'
    assert preview("table", "1, 2; 3").text == "[[1, 2], [3, _]]"
    assert preview("table", "pi, alpha; xy, x").text == '[[pi, alpha], ["xy", x]]'
