"""Every generator in every document format: no crash, nothing lost, the exercise's own words and formulas, same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree

from generators import bank
from generators.notation import Code, omml, parse, spans
from generators.notation.omml import NAMESPACE
from schemas.exercise import LEVELS, Exercise
from schemas.export import ExportCreate
from schemas.worksheet import Layout, Sheet, SheetItem
from service.exports import anki, docx, markdown
from service.exports import latex as tex
from service.exports.formats import FORMATS
from service.exports.plan import Plan, plan_of
from service.exports.questions import leaves
from service.exports.report import Ledger
from service.render.prose import text

DOCUMENTS = ("markdown", "html", "latex", "anki", "ipynb", "jsonl", "parquet")
NASTY = r"100 % & $5 #1 _{x}^~\ <b>‘é’ 中文"


def drawn(levels: tuple[str, ...] | None) -> Iterator[Exercise]:
    for each in bank.load().values():
        for level in levels or ("core" if "core" in each.levels else each.levels[0],):
            if level in each.levels:
                yield next(made for seed in range(1, 60) if (made := tried(each, seed, level)))


def tried(generator: object, seed: int, level: str) -> Exercise | None:
    try:
        return bank.draw(generator, seed, level)
    except bank.NotAdmitted:
        return None


@cache
def sheet(levels: tuple[str, ...] | None = None) -> Sheet:
    return Sheet(code="BANK", items=tuple(SheetItem(exercise=each, points=1) for each in drawn(levels)))


def planned(first: int | None = None, levels: tuple[str, ...] | None = None, title: str = NASTY) -> Plan:
    whole = sheet(levels)
    return plan_of(title, "ABC", (Sheet(code=whole.code, items=whole.items[:first]),))


def written(format: str, plan: Plan) -> bytes:
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}}
    order = ExportCreate.model_validate({"title": "t", "sections": [section], "format": format})
    ledger = Ledger()
    body = FORMATS[format].write(plan, order, ledger)
    assert ledger.report(format, plan.places).counts["refused"] == 0
    return body


def unpacked(body: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(body)) as bundle:
        names = (name for name in bundle.namelist() if not name.endswith(".pdf"))
        return {name: bundle.read(name).decode() for name in names}


def told(exercise: Exercise) -> Iterator[str]:
    """All prose of an exercise."""
    yield exercise.stem
    for part in exercise.parts:
        yield from (part.ask, *part.steps, *part.hints, *(each.feedback for each in part.mistakes))


def exercises(plan: Plan) -> list[Exercise]:
    return [each for place in plan.places for each in place.exercises]


def test_markdown_says_what_the_exercises_say():
    plan = planned(title="Week 3")
    files = unpacked(written("markdown", plan))
    flat = {name: re.sub(r"\s+", " ", body) for name, body in files.items() if name.endswith(".md")}
    for each in exercises(plan):
        for prose in told(each):
            assert re.sub(r"\s+", " ", markdown.prose(prose)).strip() in flat["solutions.md"], each.recipe
    assert "**Answer" not in flat["exercises.md"] and flat["solutions.md"].count("**Answer") >= len(plan.places)
    for link in re.findall(r"\]\(((?:figures|data)/[^)]+)\)", "".join(flat.values())):
        assert link in files
    assert r"\\" not in "".join(re.findall(r"\$([^$]+)\$", files["exercises.md"])), "GitHub would take one away"


def test_the_page_says_it_loads_nothing_and_has_no_script():
    plan = planned()
    page = written("html", plan).decode()
    for each in exercises(plan):
        assert all(text(prose).html in page for prose in told(each)), each.recipe
    assert "<script" not in page and "Content-Security-Policy" in page and "100 % &amp; $5 #1" in page
    assert not re.search(r'(src|href)="(?!data:|#)', page) and not re.search(r'\son\w+="', page)
    assert not re.search(r"url\((?!\"?data:)", page)


def test_latex_is_whole_and_says_what_the_exercises_say():
    document = unpacked(written("latex", planned()))[tex.DOCUMENT]
    for each in exercises(planned()):
        assert all(tex.prose(prose) in document for prose in told(each)), each.recipe
    body = re.sub(r"\\[\\{}%$&#_]", "", document[document.index(r"\begin{document}") :])
    depth = 0
    for sign in re.sub(r"(?m)%.*$", "", body):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0 and body.count("$") % 2 == 0
    stack: list[str] = []
    for kind, name, switch in re.findall(
        r"\\(begin|end)\{(\w+\*?)\}|\\(if(?:solutions|hints|mistakes|key)\b|fi\b)", body
    ):
        if kind == "begin" or switch.startswith("if"):
            stack.append(name or "fi")
        else:
            assert stack.pop() == (name or "fi")
    assert not stack
    assert r"\DeclareUnicodeCharacter{4E2D}{\fbox{\tiny 4E2D}}" in document


def test_cards_are_read_back_with_all_that_was_written():
    plan = planned()
    lines = written("anki", plan).decode().splitlines(keepends=True)
    assert [line for line in lines if line.startswith("#")][:2] == ["#separator:Comma\n", "#html:true\n"]
    rows = list(csv.reader(io.StringIO("".join(line for line in lines if not line.startswith("#")))))
    assert len(rows) == len(plan.places) == len({row[0] for row in rows})
    for (_, front, back, tags), each in zip(rows, exercises(plan), strict=True):
        assert anki.prose(each.stem) in front and all(anki.prose(part.ask) in front for part in each.parts)
        assert all(anki.prose(step) in back for part in each.parts for step in part.steps)
        assert tags.split()[1:] == [each.topic.replace(".", "::"), each.skill, each.level]
        assert "{{" not in front + back and len(each.figures) == front.count("<img ")


def test_notebooks_say_what_the_exercises_say():
    plan = planned(40)
    solved = json.loads(unpacked(written("ipynb", plan))["solutions.ipynb"])
    source = re.sub(r"\s+", " ", " ".join("".join(cell["source"]) for cell in solved["cells"]))
    for each in exercises(plan):
        assert all(re.sub(r"\s+", " ", markdown.prose(prose)).strip() in source for prose in told(each)), each.recipe


def words_of(exercise: Exercise) -> Iterator[str]:
    for prose in told(exercise):
        for span in spans(prose):
            if isinstance(span, str) and not isinstance(span, Code):
                yield from re.findall(r"\w+", span)


def test_docx_opens_with_words_equations_and_figures():
    plan = planned(24)
    made = written("docx", plan)
    found = Document(BytesIO(made))
    xml = found.element
    said = " ".join("".join(each.itertext()) for each in xml.iter("{*}p"))
    known = set(re.findall(r"\w+", said))
    for each in exercises(plan):
        assert set(words_of(each)) <= known, each.recipe
    formulas = sum(
        not isinstance(span, str) for each in exercises(plan) for prose in told(each) for span in spans(prose)
    )
    assert len(list(xml.iter(f"{{{NAMESPACE}}}oMath"))) >= formulas
    pictures = sum(
        2 * len(each.figures) + sum(part.figure is not None for part in each.parts) for each in exercises(plan)
    )
    described = [each.get("descr") for each in xml.iter("{*}docPr")]
    assert len(described) == pictures and all(described)
    assert found.paragraphs[0].text == NASTY


SLOTS = {
    "f": ["num", "den"], "sSub": ["e", "sub"], "sSup": ["e", "sup"], "sSubSup": ["e", "sub", "sup"],
    "rad": ["deg", "e"], "nary": ["sub", "sup", "e"], "limLow": ["e", "lim"], "func": ["fName", "e"],
    "bar": ["e"], "acc": ["e"],
}  # fmt: skip
"""What stands in an element of Office MathML besides its properties, in this order."""
FORMULAS = [
    "x^2 + 1/2", "[[1, 2 | 3], [4, 5 | 6]]", "sum(x_i^2, i, 1, n)", "integral(f(x), x, a, b)", "limit(f(x), x, oo)",
    "argmin(f(x), x)", "piecewise((x, x > 0), (0, True))", "bar(x) + hat(p) + vec(v)", "sqrt(2) + root(x, 3)",
    "binomial(n, k)", "f'(x)", "A^T*x", "||v||", "x = 1, y = 2", "2*sin(x)*cos(x)", 'P("a < b & c" | x)', "x_1^2",
]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_office_mathml_has_the_slots_of_the_standard(formula):
    root = etree.fromstring(omml(parse(formula)))
    for each in root.iter():
        name = etree.QName(each).localname
        inside = [etree.QName(child).localname for child in each if not child.tag.endswith("Pr")]
        if name in SLOTS:
            assert inside == SLOTS[name], name
        if name in ("d", "eqArr"):
            assert set(inside) == {"e"}
        if name == "r":
            assert inside == ["t"]
    assert "".join(root.itertext()).strip()


@pytest.mark.parametrize("format", (*DOCUMENTS, "docx"))
def test_the_same_plan_gives_the_same_bytes(format):
    plan = planned(6)
    assert written(format, plan) == written(format, plan)


def test_markdown_has_no_backslash_before_a_percent_sign_in_a_formula():
    assert (
        markdown.prose("The $95%$ interval: $9% * 50 = 4$.") == r"The $95$% interval: $9\text{ percent} \cdot 50 = 4$."
    )


def test_sheets_are_documents_too():
    pages = leaves([Sheet(code=code, items=sheet().items[:3]) for code in ("BCDF", "GHJK")])
    source = tex.sources("Week", pages, Layout(paper="letter"))[tex.DOCUMENT].decode()
    assert source.count("Variant ") == 2 and "letterpaper" in source and source.count(r"\clearpage") == 2
    made = {kind: Document(BytesIO(docx.document("Week", pages, kind))) for kind in ("sheets", "key", "solutions")}
    told = {kind: "\n".join(p.text for p in document.paragraphs) for kind, document in made.items()}
    heads = ["".join(cell.text for cell in page.header.tables[0].rows[0].cells) for page in made["sheets"].sections]
    assert ["Variant BCDF" in heads[0], "Variant GHJK" in heads[1], len(heads)] == [True, True, 2]
    assert "Answer: _" in told["sheets"] and "Hint" not in told["sheets"]
    assert told["key"].count("Week: Answers") == 2 and "Exercise" not in told["key"]
    assert "Where others went wrong" in told["solutions"]


# Deep ------------------------------------------------------------------------------------------------------------


@pytest.mark.deep
@pytest.mark.parametrize("format", (*DOCUMENTS, "docx"))
def test_all_levels_of_all_generators_are_written(format):
    plan = planned(levels=LEVELS)
    assert written(format, plan)


@pytest.mark.deep
def test_pdflatex_sets_all_levels_of_all_generators_without_an_error(tmp_path):
    assert shutil.which("pdflatex"), "install texlive-latex-recommended"
    for name, body in tex.sources(NASTY, leaves([sheet(LEVELS)])).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        switched = (
            re.sub(rb"\\(solutions|hints|mistakes|key)false", rb"\\\1true", body) if name == tex.DOCUMENT else body
        )
        (tmp_path / name).write_bytes(switched)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", tex.DOCUMENT]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2_000:]
