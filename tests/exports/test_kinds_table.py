"""What each kind of answer becomes in each format of a learning platform, as docs/exports.md tells it."""

import re
from pathlib import Path
from xml.etree import ElementTree

from generators.answers.kinds import KINDS
from tests.exports.kinds import KEYS, exercise, plan, written
from tests.exports.qti import package
from tests.exports.test_canvas import metadata
from tests.exports.test_canvas import package as canvas
from tests.exports.test_moodle import gaps

COLUMNS = {
    "moodle-xml": ("moodle-xml", {}),
    "moodle-xml --stack": ("moodle-xml", {"stack": True}),
    "qti21, qti30": ("qti30", {}),
    "canvas-qti12": ("canvas-qti12", {}),
}
INTERACTIONS = ("textEntryInteraction", "choiceInteraction", "orderInteraction", "matchInteraction")


def moodle(body):
    (question,) = (each for each in ElementTree.fromstring(body) if each.get("type") != "category")
    if question.get("type") != "cloze":
        return question.get("type")
    return "cloze: " + several([kind for _, kind, _ in gaps(question)])


def qti(body):
    (item,) = package(body, "qti30")[0].values()
    return several([name for name in INTERACTIONS for _ in item.all(name)])


def blanks(body):
    (item,) = canvas(body)[0]
    return metadata(item)["question_type"].removesuffix("_question")


def several(names):
    return ", ".join(f"{names.count(name)} {name}" if names.count(name) > 1 else name for name in dict.fromkeys(names))


def cell(kind, column):
    format, options = COLUMNS[column]
    body, report = written(plan(exercise(kind)), format, **options)
    read = {"moodle-xml": moodle, "qti30": qti, "canvas-qti12": blanks}[format]
    return f"{read(body)} ({report.items[0].fate})"


def row(kind):
    return f"| `{kind}` | {' | '.join(cell(kind, column) for column in COLUMNS)} |"


def test_the_page_tells_what_each_kind_becomes():
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
    found = re.findall(rf"^\| `(?:{'|'.join(KINDS)})` \|.*\|$", page, re.MULTILINE)
    assert found == [row(kind) for kind in KINDS]


def test_every_kind_has_a_sample():
    assert KEYS.keys() == KINDS.keys()


def test_qti_21_carries_the_same_as_30():
    made = plan(*map(exercise, KEYS))
    old, new = (written(made, format)[1] for format in ("qti21", "qti30"))
    assert old.items == new.items
