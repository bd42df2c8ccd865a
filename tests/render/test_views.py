"""Views, pages, sheets and the terminal: everything of an exercise is shown, and to learners nothing more."""

import json
import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

from generators import bank
from generators.notation import house, mathml, parse
from schemas.answer import (
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    MatchingAnswer,
    NumberAnswer,
    OrderAnswer,
    SetAnswer,
    TextAnswer,
    Tolerance,
)
from schemas.worksheet import Sheet, SheetItem
from service.cli.sheet import lines
from service.render import views
from service.render.keys import as_node, cell, spelled
from service.render.page import page
from service.render.sheet import document, rows_of
from service.render.words import points
from tests.render.exercises import EVIL, KEYS, OPTIONS, exercise
from tests.render.figures_to_draw import BOXES, HISTOGRAM, TANGENT

EVERYTHING = exercise(*KEYS)


# Views -----------------------------------------------------------------------------------------------------------


def test_the_learners_view_lacks_all_that_gives_the_answer_away():
    view = views.learner(EVERYTHING).model_dump(mode="json")
    for part in view["parts"]:
        assert not {"answer", "answer_text", "steps", "mistakes", "figure"} & set(part)
        assert part["hints"] == 1
    assert "source" not in view and view["recipe"] == EVERYTHING.recipe
    text = json.dumps(view)
    assert "Think" not in text and "Not so" not in text and "sign-of-root" not in text and "271828" not in text


def test_an_item_does_not_tell_the_seed():
    view = views.item(EVERYTHING, "/api/v1/attempts/7/figures/1/").model_dump(mode="json")
    assert not {"recipe", "seed", "version"} & set(view)
    assert "987654321987" not in json.dumps(view)
    assert [figure["svg"] for figure in view["figures"]] == [f"/api/v1/attempts/7/figures/1/{n}.svg" for n in (1, 2)]


def test_the_instructors_view_has_everything():
    view = views.instructor(EVERYTHING)
    assert [part.answer for part in view.parts] == list(KEYS)
    assert view.parts[0].steps[1].text == "Then $1 + 1 = 2$."
    assert view.parts[0].mistakes[0].misconception == "sign-of-root"
    assert view.parts[0].hints[0].latex == "Look at $x$."
    assert view.seed == 987654321987


def test_figures_of_the_solution_are_numbered_after_those_of_the_question():
    view = views.instructor(EVERYTHING)
    base = f"/api/v1/exercises/{EVERYTHING.recipe}/figures"
    assert [figure.svg for figure in view.figures] == [f"{base}/1.svg", f"{base}/2.svg"]
    assert (view.parts[0].figure.n, view.parts[0].figure.svg) == (3, f"{base}/3.svg")
    assert view.figures[1].label == "A"


def test_options_columns_and_rows_are_where_the_kind_has_them():
    parts = views.learner(EVERYTHING).parts
    by_kind = {part.kind: part for part in parts}
    assert [option.id for option in by_kind["choice"].options] == ["a", "b"]
    assert [option.id for option in by_kind["choices"].options] == ["p", "q", "r"]
    assert [option.id for option in by_kind["order"].options] == ["p", "q", "r"]
    assert [option.id for option in by_kind["matching"].options.right] == ["1", "2"]
    assert by_kind["number"].options is None and by_kind["number"].columns is None
    counts, mixed = [part for part in parts if part.kind == "table"][1:]
    assert [name.text for name in counts.columns] == ["count"] and counts.cells is None
    assert [[cell.kind for cell in row] for row in mixed.cells] == [
        ["vector", "boolean", "choice"],
        ["set", "text", "choice"],
    ]
    assert [option.id for option in mixed.cells[1][2].options] == ["p", "q", "r"]


def test_views_of_learners_hold_no_answer_of_any_kind():
    """The views of two exercises that differ in nothing but their answers are the same."""
    other = {
        BooleanAnswer: {"value": True},
        ChoiceAnswer: {"value": "a"},
        ChoicesAnswer: {"value": ("q",)},
        OrderAnswer: {"value": ("q", "r", "p")},
        MatchingAnswer: {"value": {"A": "1", "B": "2"}},
        TextAnswer: {"value": ("regular",)},
    }
    for key in KEYS:
        for kind, change in other.items():
            if isinstance(key, kind):
                changed = key.model_copy(update=change)
                assert changed != key
                assert views.learner(exercise(changed)) == views.learner(exercise(key))
                assert views.item(exercise(changed), "/x/") == views.item(exercise(key), "/x/")
    mixed = KEYS[-1]
    right = OPTIONS[0].id
    cells = tuple((*row[:2], row[2].model_copy(update={"value": right})) for row in mixed.value)
    changed = mixed.model_copy(update={"value": cells})
    assert changed != mixed and views.learner(exercise(changed)) == views.learner(exercise(mixed))


@pytest.mark.parametrize("id", sorted(bank.load()))
def test_every_generator_has_views_that_survive_json(id):
    made = bank.get(id)(5, "core")
    for view in (views.learner(made), views.instructor(made), views.item(made, "/x/")):
        assert type(view).model_validate_json(view.model_dump_json()) == view


# Keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "tolerance", "shown"),
    [
        ("1/3", None, "1/3"),
        ("1/3", {"decimals": 3}, "1/3 approx 0.333"),
        ("3/4", {"decimals": 3}, "3/4 = 0.75"),
        ("0.75", {"decimals": 3}, "0.75"),
        ("0.12345", {"decimals": 3}, "0.123"),
        ("-2/3", {"sigfigs": 2}, "-2/3 approx -0.67"),
        ("3/2", {"abs": "0.25"}, "1.5 pm 0.25"),
        ("4", {"abs": "0.5"}, "4"),
        ("200", {"rel": "0.01"}, "200"),
        ("sqrt(2)", {"decimals": 4}, "1.4142"),
        ("sqrt(2)", None, "sqrt(2)"),
        ("123456789123456789/987654321987654321", {"decimals": 2}, "0.12"),
        ("pi", {"decimals": 20 - 8}, "3.141592653590"),
    ],
)
def test_numbers_are_shown_as_the_question_asks_for_them(value, tolerance, shown):
    key = NumberAnswer(value=value, tolerance=tolerance and Tolerance(**tolerance))
    assert house(as_node(key)) == shown


def test_keys_of_all_kinds_are_shown():
    shown = [
        "".join(piece if isinstance(piece, str) else house(piece) for piece in spelled(key))
        for key in KEYS
        if key.kind != "table"
    ]
    assert shown == [
        "2.718", "2*x*sin(x)", "y = 2*x + 1", "{-1, 3}", "(0.333, 2)", "[[1, 2], [3, 4]]", "[[1, 2], [0, 1]]", "(1, -2)",
        "[1, 2) U (3, oo)".replace("U", "cup"), "Interval(1.235, 2)", f"b: {EVIL}", "A–2, B–1",
        "2*(x^2/2) + C", "x > 1 and x < 5", "x = 1 + 2*t, y = t",
        "{(1, 0, 1), (0, 1, 0)}", "(2, (1, 0)), (3, (0, 1))", "2*x = 6; x = 3", "1, 1, 2", "false",
        "p: line p; r: x_r^2 = 4", "r, p, q", f"singular {EVIL} or not invertible",
    ]  # fmt: skip
    assert house(as_node(SetAnswer(value=()))) == "emptyset"
    assert spelled(ChoicesAnswer(options=OPTIONS, value=())) == ("none of them",)


def test_cells_of_tables_are_decimals_where_they_have_short_ones():
    trace, counts, mixed = (key for key in KEYS if key.kind == "table")
    assert [house(cell(trace, 0, j)[0]) for j in range(2)] == ["0.8", "1.6"]
    assert [house(cell(counts, i, 0)[0]) for i in range(2)] == ["0.333", "0.75"]
    assert [cell(mixed, 0, 1), cell(mixed, 0, 2), cell(mixed, 1, 1)] == [("true",), ("q",), ("zero",)]


# Pages, sheets, terminals ----------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Which tags a page has, with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def test_a_page_shows_everything_and_runs_nothing():
    html = page(EVERYTHING)
    tags = Outline(html).tags
    assert not {"script", "b onclick", "link", "iframe", "img"} & {tag for tag, _ in tags}
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    assert not any(
        value and "http" in value and name != "xmlns" for _, attributes in tags for name, value in attributes.items()
    )
    assert sum(tag == "svg" for tag, _ in tags) == 3
    assert sum(tag == "details" for tag, _ in tags) == 3 * len(KEYS)
    assert not any("open" in attributes for tag, attributes in tags if tag == "details")
    assert any(
        "open" in attributes for tag, attributes in Outline(page(EVERYTHING, opened=True)).tags if tag == "details"
    )
    assert "&lt;b onclick=" in html and EVIL not in html


def test_a_page_is_the_same_every_time():
    assert page(EVERYTHING) == page(exercise(*KEYS))


@pytest.mark.parametrize("kind", ["sheets", "key", "solutions"])
def test_everything_can_be_printed_and_words_stay_words(kind):
    sheet = Sheet(code="ABCD", items=(SheetItem(exercise=EVERYTHING, points=len(KEYS)),))
    printed = document(EVIL, "X", [sheet], kind)
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages))
    evil = re.sub(r"\s", "", EVIL)
    assert text.count(evil) >= {"sheets": 17, "key": 1, "solutions": 30}[kind]
    if kind == "sheets":
        assert "Think" not in text and "2.718" not in text
        assert "0.5points" not in text and "1point" in text
    else:
        assert "2.718" in text and "A–2,B–1" in text


def test_points_are_told_in_words():
    assert [points(value) for value in (1, 2, 0.5, 2.25)] == ["1 point", "2 points", "0.5 points", "2.25 points"]


def test_figures_stand_in_rows():
    small = [HISTOGRAM.model_copy(update={"label": label}) for label in "ABCDE"]
    boxes = [BOXES.model_copy(update={"label": label}) for label in "12"]
    shape = [(width and round(width), len(row)) for width, row in rows_of([TANGENT, *small, *boxes, TANGENT])]
    assert shape == [(None, 1), (150, 3), (150, 2), (216, 2), (None, 1)]
    assert [len(row) for _, row in rows_of(small[:4])] == [2, 2]


def test_a_terminal_shows_everything():
    text = "\n".join(lines(EVERYTHING, True))
    for told in (
        "Answer: 2.718",
        "Answer: b",
        "A–2, B–1",
        "k = 1: 0.8, 1.6",
        "Figure A:",
        "−2.5",
        "x₁",
        "Source: Somewhere",
    ):
        assert told in text, told
    question = "\n".join(lines(EVERYTHING, False))
    assert "Answer" not in question and "Think" not in question


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 1), (30, 1), (8, 2), (40, 3), (200, 5)])
def test_tables_of_any_shape_can_be_printed(rows, columns):
    from schemas.exercise import DataTable

    data = DataTable(
        columns=tuple(f"x_{j}" for j in range(columns)),
        rows=tuple(tuple(f"{i}.{j}" for j in range(columns)) for i in range(rows)),
    )
    sheet = Sheet(code="ABCD", items=(SheetItem(exercise=exercise(KEYS[0], data=data, figures=()), points=1),))
    printed = document("Data", "X", [sheet])
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    assert f"{rows - 1}.{columns - 1}" in text and "0.0" in text


def test_a_trace_to_fill_in_shows_the_row_it_starts_from():
    made = bank.make("calculus.newton.newton_1d@1:easy:1")
    (key,) = (part.answer for part in made.parts if getattr(part.answer, "start", None))
    assert f'<th scope="row">start</th><td>{mathml(parse(key.start[0]))}</td>' in page(made)
