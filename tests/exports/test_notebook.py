"""Notebooks: valid, run by a real kernel, right answers right and wrong ones wrong with what is to be said."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from zipfile import ZipFile

import nbformat
import pytest
from nbclient import NotebookClient

from generators import bank
from generators.answers import key_text
from schemas.export import ExportCreate
from schemas.worksheet import Sheet, SheetItem
from service.exports import notebook, selfcheck
from service.exports.plan import Plan, plan_of
from service.exports.report import Ledger
from service.render.prose import shown

PICK = (
    "linear_algebra.eigen.eigenvalues_2x2",
    "linear_algebra.eigen.check_eigenvectors",
    "prob_stats.eda.five_number_boxplot",
    "linear_algebra.matrices.matrix_product",
)


def planned(*generators: str) -> Plan:
    made = [bank.draw(bank.get(id), 3, "core") for id in generators]
    return plan_of("Week", "ABC", (Sheet(code="X", items=tuple(SheetItem(exercise=each, points=2) for each in made)),))


def order(**options: object) -> ExportCreate:
    section = {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}}
    return ExportCreate.model_validate({"title": "Week", "sections": [section], "format": "ipynb", **options})


def written(plan: Plan, **options: object) -> dict[str, nbformat.NotebookNode]:
    bundle = ZipFile(BytesIO(notebook.write(plan, order(**options), Ledger())))
    found = {name: nbformat.reads(bundle.read(name).decode(), as_version=4) for name in bundle.namelist()}
    for each in found.values():
        nbformat.validate(each)
    return found


def ran(book: nbformat.NotebookNode, answers: dict[str, str]) -> dict[str, str]:
    """What the check cells print when these answers are typed."""
    for cell in book.cells:
        for name, answer in answers.items():
            if cell.cell_type == "code" and cell.source == f'answer_{name} = ""':
                cell.source = f"answer_{name} = {answer!r}"
    NotebookClient(book, timeout=60, kernel_name="python3").execute()
    out = "".join(each.get("text", "") for cell in book.cells for each in cell.get("outputs", ()))
    return dict(line.split(": ", 1) for line in out.splitlines() if ": " in line)


def named(plan: Plan) -> Iterator[tuple[str, object]]:
    for place in plan.places:
        several = len(place.exercises[0].parts) > 1
        for i, part in enumerate(place.exercises[0].parts):
            yield f"{place.number}{'abcdefghij'[i] if several else ''}", part


def test_a_kernel_finds_right_answers_right_and_mistakes_wrong_with_their_feedback():
    plan = planned(*PICK)
    ids = {name: part for name, part in named(plan) if notebook.seal(part.answer, "")}
    right = ran(written(plan)["exercises.ipynb"], {name: key_text(part.answer) for name, part in ids.items()})
    assert right == dict.fromkeys(ids, "right.") and len(ids) >= 6
    slips = {name: part.mistakes[0] for name, part in ids.items() if part.mistakes}
    wrong = ran(written(plan)["exercises.ipynb"], {name: key_text(slip.answer) for name, slip in slips.items()})
    assert {name: wrong[name] for name in slips} == {
        name: f"wrong. {shown(slip.feedback)}" for name, slip in slips.items()
    }


def test_check_cells_ask_the_service_with_the_earlier_answers(api):
    plan = planned("linear_algebra.eigen.check_eigenvectors")
    part = plan.places[0].exercises[0].parts

    class Bridge(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = api.send("POST", self.path.removeprefix("/api/v1"), None, json=body)
            self.send_response(answer.status_code)
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Bridge) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        books = written(plan, service_url=f"http://127.0.0.1:{server.server_port}")
        said = ran(books["exercises.ipynb"], {"1a": key_text(part[0].answer), "1b": "{1000, 1001}"})
        server.shutdown()
        thread.join()
    assert said["1a"].startswith("right.") and said["1b"].startswith("wrong.")


def test_nbgrader_finds_its_tests_and_what_is_graded_by_hand():
    plan = planned(*PICK, "calculus.rules.chain_rule")
    book = written(plan, nbgrader=True)["exercises.ipynb"]
    graded = [cell.metadata.nbgrader for cell in book.cells if "nbgrader" in cell.metadata]
    ids = [each.grade_id for each in graded]
    assert len(set(ids)) == len(ids)
    assert sum(each.points for each in graded if each.grade) == pytest.approx(2 * len(plan.places))
    assert any(each.grade and each.solution for each in graded), "an expression is graded by hand"
    assert all(each.locked for each in graded if each.grade and not each.solution)


READ = [
    ("number", "3/4", ["|3/4"]),
    ("number", "0.75", ["|3/4"]),
    ("number", "75 %", None),
    ("number", "75%", ["|3/4"]),
    ("number", "\u22122", ["|-2"]),
    ("set", "{2, 1, 1}", ["|1,2"]),
    ("list", "[1; 2]", ["|1,2"]),
    ("direction", "(0, 2, -4)", ["|0,1,-2"]),
    ("matrix", "[[1, 2], [3, 4]]", ["2|1,2,3,4"]),
    ("options", "C, a", ["a,c"]),
    ("pairs", "b-2, a - 1", ["a-1,b-2"]),
    ("words", " Not  Singular ", ["not singular"]),
    ("number", "two", None),
    ("number", "1/0", None),
]


@pytest.mark.parametrize(("how", "typed", "found"), READ)
def test_answers_are_read_in_one_spelling(how, typed, found):
    if found is None:
        with pytest.raises(ValueError, match="is not a number"):
            selfcheck.tokens(how, typed, [])
    else:
        assert selfcheck.tokens(how, typed, []) == found


def test_values_of_python_are_answers_too():
    assert selfcheck.plain([1, {2, 3}]) == "[1, {2, 3}]" and selfcheck.plain(0.5) == "0.5"
