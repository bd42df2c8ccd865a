"""Printed sheets: real PDFs, read page by page."""

import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from generators import answers, bank
from schemas.exercise import DataTable, Part
from schemas.worksheet import Sheet, SheetItem
from service.compose import compose
from service.render.sheet import document
from service.worksheets.kept import KEPT, keep
from service.worksheets.printing import print_order, steps_of, zip_into
from tests.service.learners import EIGEN
from tests.worksheets.blueprints import MANY_KINDS, TWO, order, ticket


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


def test_a_short_key_is_one_table():
    made = compose(order(TWO), 30, 1)
    printed = pages(document("Week 3", "ABCDEF", made.sheets, "key"))
    assert len(printed) <= 2
    assert "Variant 1 2" in re.sub(r"\s+", " ", printed[0])
    assert all(sheet.code in " ".join(printed) for sheet in made.sheets)


def test_the_same_sheets_give_the_same_bytes_in_every_thread():
    sheets = compose(order(TWO), 2, 1).sheets

    def print_it(_):
        return document("Week 3", "ABCDEF", sheets, "solutions")

    first = print_it(0)
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(print_it, range(6))) == {first}
    assert print_it(0) == first


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_has_its_size(paper, size):
    printed = document("Week 3", "ABCDEF", compose(order(TWO), 1, 1).sheets, "sheets", paper)
    box = PdfReader(BytesIO(printed)).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == size


def test_pictures_and_formulas_have_text_alternatives(every):
    sheets, printed = every
    reader = PdfReader(BytesIO(printed["sheets"]))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    told = [
        str(each.get_object()["/Alt"])
        for each in reader.resolved_objects.values()
        if isinstance(each, dict) and each.get("/Type") == "/StructElem" and "/Alt" in each
    ] or alternatives(reader)
    for figure in (figure for sheet in sheets for item in sheet.items for figure in item.exercise.figures):
        assert figure.alt.replace("$", "")[:40] in " ".join(told)


def alternatives(reader):
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        here = waiting.pop().get_object()
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            found += [str(here["/Alt"])] if "/Alt" in here else []
            waiting += [here["/K"]] if "/K" in here else []
    return found


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
