"""Files that are handed to learners tell neither key nor steps, mistakes or seed: sheets, their names, exported questions."""

import base64
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from generators import bank
from schemas.answer import ChoiceAnswer, ChoicesAnswer, MatchingAnswer, OrderAnswer
from schemas.exercise import Exercise, Part
from schemas.export import ExportCreate
from schemas.figure import Axis, Dots, Figure
from schemas.worksheet import Candidate, Layout, Sheet, SheetItem
from service.exports import docx, markdown, notebook
from service.exports.plan import Place, Plan
from service.exports.questions import leaves
from service.exports.report import Ledger
from service.render import figures
from service.render.sheet import document
from service.worksheets import printing
from tests.service.canary import BIRD, BIRDS, KEY, SEED, SLIP, birds_in, hatched, planted
from tests.service.routes import drawn
from tests.worksheets.blueprints import MANY_KINDS, TWO, ticket

SOME = (
    *MANY_KINDS["sections"][0]["pick"]["generators"][1:6],  # type: ignore[index]
    "prob_stats.eda.summary_statistics",
    drawn().generator,
)
EVERY = Layout(tagged=True, course="Course", date="2026-03-02")


def sheet(exercises: list[Exercise]) -> Sheet:
    return Sheet(code="M2XD", items=tuple(SheetItem(exercise=each, points=1) for each in exercises))


def made(ids: Any) -> list[Exercise]:
    return [bank.load()[id](7, "core") for id in ids]


def exported(write: Any, format: str, exercises: list[Exercise]) -> dict[str, bytes]:
    """The files of an export by name."""
    places = tuple(Place(n, 1.0, (each,)) for n, each in enumerate(exercises, 1))
    blueprint = ExportCreate.model_validate(TWO | {"format": format})
    with zipfile.ZipFile(BytesIO(write(Plan("t", "ABCDEF", places), blueprint, Ledger()))) as bundle:
        return {each: bundle.read(each) for each in bundle.namelist()}


def for_learners(exercises: list[Exercise]) -> dict[str, bytes]:
    """All that learners are given of some exercises, by the name of the file."""
    bare = sheet(exercises)
    listed = bare.model_copy(update={"candidate": Candidate(id="s-17", name="Ada Lovelace")})
    notes = exported(notebook.write, "ipynb", exercises)
    pages = exported(markdown.write, "markdown", exercises)
    pictures = [(n, figure) for n, each in enumerate(exercises, 1) for figure in each.figures]
    return {
        "sheets.pdf": document("t", "ABCDEF", [bare]),
        f"{printing.file_name(listed, 1)}.pdf": document("t", "ABCDEF", [listed], "sheets", EVERY),
        "sheets.docx": docx.document("t", leaves([bare])),
        "exercises.ipynb": notes["exercises.ipynb"].replace(
            hatched("hints").encode(), b""
        ),  # they are there to be read
        "exercises.md": pages["exercises.md"],
        **{name: body for name, body in pages.items() if name.endswith(".csv")},
        **{f"figure-{n}-{m}.svg": figures.svg(figure).encode() for m, (n, figure) in enumerate(pictures)},
    }


def test_what_learners_are_given_has_no_birds():
    given = for_learners([planted(each) for each in made(SOME)])
    assert len(given) >= 7
    assert {name: birds_in(body, name) for name, body in given.items()} == {name: set() for name in given}


def test_what_teachers_are_given_has_them():
    """The control: what is searched for is found in solutions and keys, in each of the formats."""
    exercises = [planted(each) for each in made(SOME[:2])]
    for kind in ("solutions", "key"):
        found = birds_in(document("t", "ABCDEF", [sheet(exercises)], kind, EVERY))
        assert found >= ({BIRD, KEY, str(SEED)} if kind == "solutions" else {KEY}), kind
        assert KEY in birds_in(docx.document("t", leaves([sheet(exercises)]), kind))
    for write, format, name in (
        (notebook.write, "ipynb", "solutions.ipynb"),
        (markdown.write, "markdown", "solutions.md"),
    ):
        assert birds_in(exported(write, format, exercises)[name]) >= {BIRD, KEY, SLIP, str(SEED)}, format


def test_a_whole_order_gives_learners_no_bird(tmp_path, monkeypatch):
    """As a worksheet is printed: `sheets.pdf`, a file for each, `sheets.docx`, and the names of all in the ZIP file."""
    real = printing.draw
    monkeypatch.setattr(printing, "draw", lambda *given: (planted(real(*given)[0]), True))
    people = [{"id": "s-17", "name": "Ada"}, {"id": "s-18"}]
    wanted = ticket(TWO, SEED % 2**53, class_list=people, separate=True, docx=True)
    printing.print_order(wanted, tmp_path, bundle=True)
    with zipfile.ZipFile(tmp_path / "worksheet.zip") as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
        assert bundle.comment == b"" and not any(each.comment or each.extra for each in bundle.infolist())
    mine = {name: body for name, body in files.items() if name.startswith("sheets")}
    assert {"sheets.pdf", "sheets.docx", "sheets/001-Ada-s-17.pdf"} <= set(mine)
    assert not any(birds_in(body, name) for name, body in mine.items())
    assert not any(birds_in(b"", name) or str(wanted.seed) in name for name in files)
    assert not any(str(wanted.seed).encode() in body for body in mine.values())
    assert all(birds_in(files[name]) for name in ("solutions.pdf", "key.pdf"))


def one_of(kind: str) -> Exercise:
    """An exercise with a part of that kind."""
    drawn = (
        each(7, level) for each in bank.load().values() if kind in each.info().kinds for level in each.info().levels
    )
    return next(each for each in drawn if any(part.answer.kind == kind for part in each.parts))


def hidden_changed(part: Part) -> Part:
    """The part with another right option, where there are options, and another solution of as many steps: more of them
    leave more room to work in."""
    match part.answer:
        case ChoiceAnswer(options=options, value=value):
            other: Any = {"value": next(each.id for each in options if each.id != value)}
        case ChoicesAnswer(options=options, value=value):
            other = {"value": tuple(each.id for each in options if each.id not in value)}
        case OrderAnswer(value=value):
            other = {"value": value[::-1]}
        case MatchingAnswer(value=pairs):
            other = {"value": dict(zip(pairs, [*pairs.values()][::-1], strict=True))}
        case _:
            other = {}
    answer = part.answer.model_copy(update=other)
    return part.model_copy(
        update={
            "answer": answer,
            "steps": ("x",) * len(part.steps),
            "mistakes": (),
            "hints": (),
            "figure": None,
            "follows": None,
        }
    )


def test_what_is_hidden_changes_no_byte_of_what_learners_are_given():
    """Two exercises with the same question, other right options, steps, mistakes and seeds look the same to the byte.

    The notebook is left out: it holds salted hashes of what is right.
    """
    plain = [*made(SOME[:3]), *map(one_of, ("choice", "choices", "order", "matching"))]
    changed = [
        each.model_copy(
            update={"parts": tuple(map(hidden_changed, each.parts)), "source": "x", "seed": SEED, "given": {}}
        )
        for each in plain
    ]
    mine, theirs = for_learners(plain), for_learners(changed)
    assert {part.answer.kind for each in plain for part in each.parts} >= {"choice", "choices", "order", "matching"}
    for name in set(mine) - {"exercises.ipynb"}:
        assert mine[name] == theirs[name], name
    assert mine["exercises.ipynb"] != theirs["exercises.ipynb"]


# The search itself -------------------------------------------------------------------------------------------------


def pdf(**changes: Any) -> bytes:
    """A sheet with a bird put in somewhere else than in its text."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(document("t", "ABCDEF", [sheet(made(SOME[:1]))]))))
    if "metadata" in changes:
        writer.add_metadata({"/Keywords": changes["metadata"]})
    if "attachment" in changes:
        writer.add_attachment("a.txt", changes["attachment"].encode())
    if "attached" in changes:
        writer.add_attachment(changes["attached"], b"")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def titled(**changes: Any) -> bytes:
    exercise = made(SOME[:1])[0].model_copy(update=changes)
    return document("t", "ABCDEF", [sheet([exercise])], "sheets", EVERY)


def zipped(name: str, body: bytes = b"", comment: bytes = b"") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(name, body)
        bundle.comment = comment
    return stream.getvalue()


PICTURE = Figure(
    alt="what is drawn: canary", marks=(Dots(points=((1, 2),)),), x=Axis(low=0, high=3), y=Axis(low=0, high=3)
)
HIDING_PLACES = {
    "text": lambda: titled(stem="The answer is $987654321$."),
    "hyphenated text": lambda: titled(stem="So many words that a line is not enough for them all " * 3 + "canary" * 40),
    "alternative text": lambda: titled(figures=(PICTURE,)),
    "metadata": lambda: pdf(metadata=f"seed {SEED}"),
    "an attachment": lambda: pdf(attachment="canary"),
    "the name of an attachment": lambda: pdf(attached="canary.txt"),
    "a file in a ZIP file": lambda: zipped("a", b"canary"),
    "a name in a ZIP file": lambda: zipped("987654321.txt"),
    "a ZIP file in a ZIP file": lambda: zipped("a.zip", zipped("b", b"canary")),
    "the comment of a ZIP file": lambda: zipped("a", comment=b"canary"),
    "a PDF file in a ZIP file": lambda: zipped("a.pdf", pdf(metadata="canary")),
    "SVG": lambda: figures.svg(PICTURE).encode(),
    "a picture in a notebook": lambda: json.dumps({"x": base64.b64encode(b"." * 99 + b"canary").decode()}).encode(),
    "grouped digits": lambda: rb"$987\,654\,321$",
    "a seed as a hexadecimal number": lambda: f"{SEED:X}".encode(),
    "an escaped letter": lambda: b"can&#97;ry",
}


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_the_search_finds_a_bird_wherever_it_is_put(place):
    assert birds_in(HIDING_PLACES[place]())


def test_the_search_finds_nothing_where_there_is_nothing():
    assert not birds_in(pdf(metadata="nothing", attachment="nothing"), "sheets.pdf")
    assert len(set(BIRDS)) == 5


@pytest.mark.deep
def test_no_generator_gives_learners_a_bird():
    ids = list(bank.load())
    for first in range(0, len(ids), 14):
        given = for_learners([planted(each) for each in made(ids[first : first + 14])])
        assert not {name for name, body in given.items() if birds_in(body, name)}
