"""Printed sheets: real PDFs, read page by page."""

import os
import re
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import get_args
from zipfile import ZipFile

import pytest
import segno
from docx import Document
from PIL import Image
from pydantic import ValidationError
from pypdf import PdfReader
from typst import Compiler

from generators import answers, bank
from schemas.exercise import DataTable, Part
from schemas.worksheet import Candidate, Language, Layout, Sheet, SheetItem
from service.compose import compose
from service.files import kept as keep
from service.render.code import QUIET, qr
from service.render.face import BOTTOM, GUTTER, TOP, face_of
from service.render.joined import NotJoinable, join
from service.render.prose import spoken
from service.render.sheet import document, drawing
from service.render.signs import compiler as compiler_of_thread
from service.render.signs import unshown
from service.render.words import WORDS, points
from service.worksheets.kept import KEPT, sheets_in
from service.worksheets.printing import print_order, steps_of, zip_into
from service.worksheets.typed import unprintable
from tests.service.learners import EIGEN
from tests.worksheets.blueprints import MANY_KINDS, TWO, order, ticket

LANGUAGES = get_args(Language)
FIRST, SECOND = "calculus.gradient_descent.gd_iterations", "calculus.derivative_concept.average_rate"
SLOPE = "calculus.derivative_concept.slope_from_graph"
WIDE = (
    "linear_algebra.matrices.matrix_product",
    "linear_algebra.inverse.inverse_3x3",
    "calculus.neural_networks.backprop_full_step",
    "prob_stats.eda.five_number_boxplot",
    "prob_stats.eda.histogram_to_boxplot",
)
"""Wide matrices, long chains and lists, rows of figures."""


@lru_cache(maxsize=32)
def pages(pdf: bytes) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def words(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(pages(pdf)))


@pytest.fixture(scope="module")
def every():
    """Two variants with every kind of answer, as (sheets, key, solutions)."""
    made = compose(order(MANY_KINDS), 2, 11)
    printed = {
        kind: document("Every kind of answer", "ABCDEF", made.sheets, kind) for kind in ("sheets", "key", "solutions")
    }
    return made.sheets, printed


def test_sheets_ask_everything_and_tell_nothing(every):
    sheets, printed = every
    text = words(printed["sheets"])
    for number in range(1, 9):
        assert text.count(f"Exercise {number} ") == 2
    for sheet in sheets:
        assert sheet.code in text
        for item in sheet.items:
            assert str(item.exercise.seed) not in text
            assert item.exercise.generator not in text
    assert "Solutions" not in text
    assert "24 points" in text and "3 points" in text


@pytest.mark.parametrize("options", [{}, {"columns": 2}, {"large_print": True}], ids=str)
def test_the_text_of_a_sheet_is_that_of_its_exercises(every, options):
    sheets = every[0][:1]
    text = re.sub(r"\W", "", words(document("T", "ABCDEF", sheets, "sheets", Layout(**options))))
    for item in sheets[0].items:
        exercise = item.exercise
        for told in (exercise.stem, *(part.ask for part in exercise.parts)):
            for piece in re.split(r"\$[^$]*\$", told):
                assert re.sub(r"\W", "", piece) in text, piece


def test_sheets_hold_no_seed_in_their_bytes(every):
    sheets, printed = every
    reader = PdfReader(BytesIO(printed["sheets"]))
    hidden = [
        *(page.get_contents().get_data() for page in reader.pages),
        str(reader.metadata).encode(),
        printed["sheets"],
    ]
    for sheet in sheets:
        for item in sheet.items:
            assert not any(str(item.exercise.seed).encode() in each for each in hidden)


def test_every_page_says_which_sheet_it_is_of_and_how_many_there_are(every):
    sheets, printed = every
    told = [re.search(r"page (\d+) of (\d+)", text).groups() for text in pages(printed["sheets"])]
    assert all("ABCDEF" in text for text in pages(printed["sheets"]))
    ends = [i for i, (page, total) in enumerate(told) if page == total]
    assert len(ends) == len(sheets)
    assert [page for page, _ in told] == [
        str(n) for end, start in zip(ends, [-1, *ends], strict=False) for n in range(1, end - start + 1)
    ]
    for text, (page, _) in zip(pages(printed["sheets"]), told, strict=True):
        if page != "1":
            assert "Every kind of answer" in text and any(sheet.code in text for sheet in sheets)


def test_no_heading_stands_alone_at_the_foot_of_a_page(every):
    for kind in ("sheets", "solutions"):
        for text in pages(every[1][kind]):
            body = [line for line in text.strip().split("\n") if line.strip()]
            last = [line for line in body if not re.search(r"page \d+ of \d+|ABCDEF", line)][-1]
            assert not last.startswith("Exercise"), text


def test_the_key_has_the_answers_of_all_variants(every):
    sheets, printed = every
    text = words(printed["key"])
    for sheet in sheets:
        assert sheet.code in text
        for item in sheet.items:
            for part in item.exercise.parts:
                if part.answer.kind == "matching":
                    assert ", ".join(f"{left}–{right}" for left, right in part.answer.value.items()) in text


def test_solutions_show_every_step_and_the_recipe(every):
    sheets, printed = every
    text = words(printed["solutions"])
    for sheet in sheets:
        for item in sheet.items:
            assert item.exercise.recipe in text
            assert item.exercise.title in text
            for part in item.exercise.parts:
                for step in part.steps:
                    for words_of_it in re.split(r"\$[^$]*\$", step):
                        assert re.sub(r"\W", "", words_of_it) in re.sub(r"\W", "", text)


def test_the_key_is_a_grid_over_all_variants_and_a_page_for_each():
    made = compose(order(TWO), 30, 1)
    printed = pages(document("Week 3", "ABCDEF", made.sheets, "key"))
    grid, rest = printed[:-30], printed[-30:]
    assert len(grid) <= 2 and "Variant 1 2" in re.sub(r"\s+", " ", grid[0])
    assert all(sheet.code in " ".join(grid) for sheet in made.sheets)
    for sheet, page in zip(made.sheets, rest, strict=True):
        assert sheet.code in page and "page 1 of 1" in page


def test_a_band_of_the_grid_is_on_one_page_if_it_fits():
    wide = [bank.get(each)(1, "hard") for each in WIDE]
    items = tuple(SheetItem(exercise=exercise, points=1.0) for exercise in wide)
    sheets = [Sheet(code=f"Z{n:03}", items=items) for n in range(5)]
    grids = pages(document("T", "ABCDEF", sheets, "key"))
    grids = grids[: next(n for n, text in enumerate(grids) if "page 1 of" in text and n)]
    assert len(grids) > 1 and all(("Z000" in text) and ("Z004" in text) for text in grids)


def test_a_grid_that_is_too_wide_is_cut_into_bands(every):
    sheets, printed = every
    first = words(printed["key"]).split("page 1 of")[0]
    assert all(first.count(sheet.code) >= 2 for sheet in sheets)
    for head in ("1", "5", "6a", "6b", "6c", "8"):
        assert re.search(rf"\b{head}\b", first), head


def test_the_same_sheets_give_the_same_bytes_in_every_thread():
    sheets = compose(order(TWO), 2, 1).sheets

    def print_it(_):
        return document("Week 3", "ABCDEF", sheets, "solutions")

    first = print_it(0)
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(print_it, range(6))) == {first}
    assert print_it(0) == first


def test_printing_leaves_no_folder_behind_and_reads_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with ThreadPoolExecutor(1) as thread:
        compiler = thread.submit(compiler_of_thread).result()
    assert not list(tmp_path.iterdir())
    assert compiler.compile(b"$x$", format="pdf").startswith(b"%PDF")
    for file in ("/etc/passwd", "../../etc/passwd", "/etc/hostname"):
        with pytest.raises(RuntimeError, match=r"not found|escape"):
            compiler.compile(f'#read("{file}")'.encode(), format="pdf")


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_has_its_size(paper, size):
    printed = document("Week 3", "ABCDEF", compose(order(TWO), 1, 1).sheets, "sheets", Layout(paper=paper))
    box = PdfReader(BytesIO(printed)).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == size


@pytest.mark.parametrize("kind", ["sheets", "key", "solutions"])
def test_tagged_sheets_are_pdf_ua_with_words_for_every_formula_and_figure(every, kind):
    sheets = every[0][:1]
    printed = document("Every kind of answer", "ABCDEF", sheets, kind, Layout(tagged=True, language="fr"))
    root = PdfReader(BytesIO(printed)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(root["/Lang"]).startswith("fr")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    found = list(elements(root["/StructTreeRoot"]))
    kinds = Counter(element["/S"] for element in found)
    assert kinds["/H1"] >= 1 and kinds["/Formula"] >= 5
    assert all(str(element.get("/Alt", "")).strip() for element in found if element["/S"] in ("/Formula", "/Figure"))
    told = " ".join(str(element["/Alt"]) for element in found if "/Alt" in element)
    if kind != "key":
        assert "/Figure" in kinds and any(element.get("/Lang") == "en" for element in found)
        for figure in (figure for sheet in sheets for item in sheet.items for figure in item.exercise.figures):
            assert spoken(figure.alt) in told


def elements(node):
    """All elements of the structure of a PDF."""
    waiting = [node]
    while waiting:
        here = waiting.pop().get_object()
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            if here.get("/S"):
                yield here
            waiting += [here["/K"]] if "/K" in here else []


def test_sheets_have_no_tags_unless_they_are_asked_for(every):
    assert "/StructTreeRoot" not in PdfReader(BytesIO(every[1]["sheets"])).trailer["/Root"]


@pytest.mark.parametrize("tagged", [False, True])
def test_pieces_are_joined_with_their_tags_or_without(tmp_path, tagged):
    sheets, files = compose(order(TWO), 3, 1).sheets, []
    for k, some in enumerate((sheets[:2], sheets[2:])):
        files.append(tmp_path / f"{k}.pdf")
        files[k].write_bytes(document("Week 3", "ABCDEF", some, "sheets", Layout(tagged=tagged)))
    out = BytesIO()
    join(files, out)
    apart = [PdfReader(file, strict=True) for file in files]
    whole = PdfReader(BytesIO(out.getvalue()), strict=True)
    assert [page.extract_text() for page in whole.pages] == [
        page.extract_text() for reader in apart for page in reader.pages
    ]
    assert ("/StructTreeRoot" in whole.trailer["/Root"]) == tagged
    if tagged:
        counts = [
            Counter(each["/S"] for each in elements(r.trailer["/Root"]["/StructTreeRoot"])) for r in [whole, *apart]
        ]
        assert counts[0]["/Formula"] == counts[1]["/Formula"] + counts[2]["/Formula"] > 0
        assert counts[0]["/H1"] == 3
        files[1].write_bytes(document("Week 3", "ABCDEF", sheets[2:]))
        with pytest.raises(NotJoinable, match="some"):
            join(files, BytesIO())


# Layout ----------------------------------------------------------------------------------------------------------

ADA = Candidate(id="s-17", name="Ada Lovelace", line="Group 3")


def test_a_sheet_of_a_class_list_bears_its_name_on_every_page(every):
    mine = every[0][0].model_copy(update={"candidate": ADA, "reference": "74K7-9XQ2-MPLV"})
    layout = Layout(course="Mathematics for ML", date="24 November 2026")
    for kind in ("sheets", "key", "solutions"):
        printed = pages(document("Every kind of answer", "ABCDEF", [mine], kind, layout))
        first = printed[1] if kind == "key" else printed[0]
        assert all(told in first for told in ("Ada Lovelace", "s-17", "Group 3", "Mathematics for ML")), kind
        assert kind == "key" or "24 November 2026" in first
        for page in printed[kind == "key" :]:
            assert "Ada Lovelace" in page and "74K7-9XQ2-MPLV" in page and mine.code in page


def test_long_names_and_numbers_break_before_they_reach_what_stands_beside_them(every):
    long = Candidate(id="1234567890" * 4, name="Wolfeschlegelsteinhausenbergerdorff" * 3, line="x" * 100)
    sheet = every[0][0].model_copy(update={"candidate": long})
    for text in pages(document("Week 3", "ABCDEF", [sheet], "sheets")):
        assert max(map(len, text.split())) < 90, text
    first = pages(document("Week 3", "ABCDEF", [sheet], "sheets"))[0]
    assert max(map(len, re.findall(r"\d+", first))) < 22 and "1234567890" * 4 in re.sub(r"\s", "", first)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "𒀀"}, "title"),
        ({"class_list": [{"id": "1", "name": "Ada"}, {"id": "2", "name": "𒀀"}]}, "class_list.1.name"),
    ],
)
def test_signs_that_no_font_has_are_told_by_field(changes, field):
    found = unprintable(order(TWO, **changes))
    assert found is not None and found[0] == field and "no font here has signs for '𒀀'" in found[1]


def test_names_in_usual_scripts_need_no_font_of_the_system():
    names = ["Łukasz Žižek-O’Brien", "Đặng Thị Ngọc Ánh", "Αγγελική", "Грета", "נועה כהן", "محمد"]
    people = [{"id": str(n), "name": name} for n, name in enumerate(names)]
    assert unprintable(order(TWO, class_list=people)) is None
    assert not unshown("\n".join(names), foreign=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_words_are_in_the_language_of_the_sheet(language):
    told, english = WORDS[language], WORDS["en"]
    sections = [{"pick": {"generators": [FIRST, SECOND]}, "level": "core", "count": 2, "points": 1.5}]
    sheets = compose(order({"title": "T", "sections": sections}), 1, 1).sheets
    text = words(document("T", "ABCDEF", sheets, "sheets", Layout(language=language)))
    for word in (told.name, told.number, told.date, told.variant, told.answer, told.start, told.exact):
        assert word in text, word
    assert f"{told.exercise} 2" in text and points(1.5, told) in text and points(3, told) in text
    assert told.page.format(page=1, pages=1) in text
    for word in {english.exercise, english.answer, *english.points} - {
        told.exercise, told.answer, *told.points
    }:  # fmt: skip
        assert word not in text
    for kind, word in (("key", told.overview), ("key", told.key), ("solutions", told.solutions)):
        assert word in words(document("T", "ABCDEF", sheets, kind, Layout(language=language)))


def drawn(sheets, kind, **options):
    """The pages as pictures in grey of a pixel a point, with the face they were set for."""
    layout = Layout(**options)
    all = drawing("Every kind of answer", "ABCDEF", sheets, kind, layout)
    template = (files("service.render") / "templates" / "sheet.typ").read_bytes()
    made = Compiler(ignore_system_fonts=True).compile(template, format="png", ppi=72, sys_inputs=all.inputs)
    pages = made if isinstance(made, list) else [made]
    return [Image.open(BytesIO(page)).convert("L") for page in pages], face_of(layout)


def dark(picture, left, top, right, bottom):
    box = tuple(map(round, (left, top, right, bottom)))
    return picture.crop(box).point(lambda value: 255 * (value < 200)).getbbox()


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("large_print", [False, True])
def test_nothing_runs_out_of_its_column(paper, columns, large_print):
    wide = [bank.get(f"{id}")(1, "hard") for id in WIDE]
    sheets = [Sheet(code="ABCD", items=tuple(SheetItem(exercise=exercise, points=3.0) for exercise in wide))]
    pictures, face = drawn(sheets, "solutions", paper=paper, columns=columns, large_print=large_print)
    wide, tall = pictures[0].size
    assert (wide, tall) == tuple(map(round, face.page))
    for page, picture in enumerate(pictures):
        assert not dark(picture, 0, 0, face.margin - 3, tall), page
        assert not dark(picture, wide - face.margin + 3, 0, wide, tall), page
        assert not dark(picture, 0, tall - BOTTOM + 2, wide, tall - BOTTOM + 12), page
        middle = face.margin + face.column
        assert columns == 1 or not dark(picture, middle + 3, TOP + 90 * face.scale, middle + GUTTER - 3, tall - BOTTOM)


@pytest.mark.parametrize("layout", [{"columns": 2}, {"large_print": True}], ids=str)
def test_the_first_exercise_begins_on_the_first_page_however_tall_it_is(layout):
    tall = bank.get("calculus.derivative_concept.match_derivative_graph")(3, "core")
    sheet = Sheet(code="ABCD", items=(SheetItem(exercise=tall, points=3.0),))
    first = pages(document("T", "ABCDEF", [sheet], "sheets", Layout.model_validate(layout)))[0]
    assert "page 1 of" in first and "Exercise 1" in first


def test_the_letter_of_a_part_stands_with_its_question_in_solutions():
    steps = bank.get("calculus.neural_networks.backprop_full_step")(3, "core")
    sheet = Sheet(code="ABCD", items=(SheetItem(exercise=steps, points=3.0),))
    for text in pages(document("T", "ABCDEF", [sheet], "solutions", Layout(columns=2, large_print=True))):
        lines = [line for line in text.split("\n") if line.strip() and "page" not in line and "ABCDEF" not in line]
        assert not re.fullmatch(r"\([a-z]\)\s*", lines[-1]), text


@pytest.mark.parametrize("space", ["auto", "none", "lines", "grid"])
def test_room_to_work_in_is_as_ordered(space):
    sheets = compose(order(TWO), 1, 1).sheets
    auto, _ = drawn(sheets, "sheets")
    made, face = drawn(sheets, "sheets", space=space, space_cm=None if space == "none" else 9.0)
    body = (face.margin, TOP, face.page[0] - face.margin, face.page[1] - BOTTOM)
    assert len(made) == (1 if space == "none" else 2)
    if space == "none":
        assert dark(made[0], *body)[3] < dark(auto[0], *body)[3]
    grey = sum(sum(picture.crop(tuple(map(round, body))).histogram()[100:250]) for picture in made)
    least, most = {"auto": (0, 9_000), "none": (0, 9_000), "lines": (15_000, 35_000), "grid": (50_000, 200_000)}[space]
    assert least < grey < most


def test_the_code_on_every_page_holds_the_link():
    link = "https://bank.example.org/w/74K7-9XQ2-MPLV-33RT"
    sheet = compose(order(TWO), 1, 1).sheets[0].model_copy(update={"link": link})
    code = qr(link)
    squares = [list(row) for row in segno.make(link, error="m", micro=False).matrix]
    side = len(squares)
    assert code.side == side + 2 * QUIET and f'viewBox="0 0 {code.side} {code.side}"' in code.svg
    (page, *_), face = drawn([sheet], "sheets")
    assert dark(page, face.page[0] - face.margin - 44, TOP - 60, face.page[0] - face.margin, TOP - 10)
    inks = [[0] * side for _ in range(side)]
    for x, y, long in code.runs:
        for i in range(long):
            inks[y - QUIET][x - QUIET + i] = 1
    assert inks == squares


def test_the_title_is_text_whatever_it_holds():
    evil = '#panic("x") $ \\ <b> "quoted" *bold* _it_'
    printed = document(evil, "ABCDEF", compose(order(TWO), 1, 1).sheets)
    assert re.sub(r"\s", "", evil) in re.sub(r"\s", "", words(printed))
    assert PdfReader(BytesIO(printed)).metadata.title == evil


# Files -----------------------------------------------------------------------------------------------------------


def test_an_order_becomes_files(tmp_path):
    wanted, steps = ticket(TWO, variants=2, key=True, solutions=True), []
    printed = print_order(wanted, tmp_path / "new" / "folder", steps.append, bundle=True)
    assert [file.name for file in printed.files] == ["sheets.pdf", "key.pdf", "solutions.pdf", "worksheet.zip"]
    assert sum(steps) == steps_of(wanted.order)
    assert all(file.read_bytes()[:4] in (b"%PDF", b"PK\x03\x04") for file in printed.files)
    assert sorted(os.listdir(tmp_path / "new" / "folder")) == sorted([*(file.name for file in printed.files), KEPT])
    assert wanted.id in words(printed.files[0].read_bytes())


def test_only_what_is_ordered_is_printed(tmp_path):
    printed = print_order(ticket(TWO, key=False, solutions=False), tmp_path)
    assert [file.name for file in printed.files] == ["sheets.pdf"]


def test_an_order_is_printed_the_same_way_again(tmp_path):
    first = print_order(ticket(TWO, variants=2), tmp_path / "a", bundle=True)
    again = print_order(ticket(TWO, variants=2), tmp_path / "b", bundle=True)
    assert [file.read_bytes() for file in first.files] == [file.read_bytes() for file in again.files]


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    target = tmp_path / "sheets.pdf"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        keep(target, b"new")
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["sheets.pdf"]


def test_readers_never_see_half_a_file(tmp_path):
    target, seen, stop = tmp_path / "x.pdf", set(), threading.Event()
    keep(target, b"a" * 100_000)

    def read():
        while not stop.is_set():
            seen.add(len(target.read_bytes()))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        keep(target, b"a" * 100_000)
    stop.set()
    reader.join()
    assert seen == {100_000}


def test_zip_files_depend_on_their_content_only(tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x")
    zip_into(tmp_path / "1.zip", [("a.pdf", file)])
    os.utime(file, (1, 1))
    zip_into(tmp_path / "2.zip", [("a.pdf", file)])
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


@pytest.mark.parametrize(("ask", "upright"), [("Add the first column.", True), ("Find the mean.", False)])
def test_a_short_table_lies_unless_the_text_speaks_of_its_rows_or_columns(ask, upright):
    part = Part(ask=ask, answer=answers.number(6), steps=("It is $6$.",))
    exercise = bank.get(EIGEN)(1, "core").model_copy(
        update={"data": DataTable(columns=("first", "second"), rows=(("1", "4"), ("5", "8"))), "parts": (part,)}
    )
    text = words(document("Table", "ABCDEF", [Sheet(code="A", items=(SheetItem(exercise=exercise, points=1.0),))]))
    assert ("first second 1 4 5 8" in text) == upright and ("first 1 5 second 4 8" in text) == (not upright)


def test_documents_to_edit_have_every_sheet(tmp_path):
    people = [{"id": "s-17", "name": "Ada O'Brien", "line": "Group 3"}, {"id": "s-18", "name": "Žofia & Co."}]
    wanted = ticket(TWO, class_list=people, latex=True, docx=True, solutions=False, language="de", course="Mathe 1")
    printed = print_order(wanted, tmp_path / "files")
    assert [file.name for file in printed.files] == ["sheets.pdf", "key.pdf", "latex.zip", "sheets.docx", "key.docx"]
    bundle = ZipFile(tmp_path / "files" / "latex.zip")
    source, made = bundle.read("exercises.tex").decode(), Document(tmp_path / "files" / "sheets.docx")
    heads = [
        "".join(cell.text for cell in section.header.tables[0].rows[0].cells)
        + "".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
        for section in made.sections
    ]
    assert len(made.sections) == 2 and "Aufgabe 2" in source and "Mathe 1" in source
    for head, (_, sheet), spelled in zip(
        heads, sheets_in(tmp_path / "files" / KEPT), ("Ada O'Brien", r"Žofia \& Co."), strict=True
    ):
        assert spelled in source and sheet.candidate.name in head
        for told in (sheet.code, sheet.reference, sheet.candidate.id):
            assert told in source and told in head
        picture = Image.open(BytesIO(bundle.read(f"figures/code-{sheet.code}.png")))
        assert picture.size[0] == picture.size[1] > 100
    assert "Group 3" in source and "Group 3" in heads[0] and "Aufgabe 1" in " ".join(p.text for p in made.paragraphs)
    bundled = print_order(wanted, tmp_path / "bundled", bundle=True)
    assert {"latex.zip", "sheets.docx", "key.docx"} <= set(ZipFile(bundled.files[-1]).namelist())
    with pytest.raises(ValidationError, match="at most 100 sheets, not 101"):
        order(TWO, variants=101, docx=True)


def test_every_variant_to_edit_has_figures_of_its_own(tmp_path):
    drawn = {"title": "T", "sections": [{"pick": {"generators": [SLOPE]}, "level": "core", "count": 1}]}
    wanted = ticket(drawn, variants=3, latex=True, key=False, solutions=False)
    print_order(wanted, tmp_path)
    bundle = ZipFile(tmp_path / "latex.zip")
    included = re.findall(r"includegraphics\[[^]]*\]\{(figures/[^c][^}]*)\}", bundle.read("exercises.tex").decode())
    assert len(included) == len(set(included)) == 6
    assert len({bundle.read(name) for name in included}) == 6
