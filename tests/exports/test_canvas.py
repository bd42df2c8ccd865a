"""Canvas packages have the structure that Canvas's own exporter writes and its importer reads, and are marked as Canvas
marks: a question by its type, a blank by the texts it accepts."""

import re
import zipfile
from fractions import Fraction
from io import BytesIO
from xml.etree import ElementTree

import pytest

from service.exports.asking import questions
from service.exports.canvas import spellings
from service.exports.fields import Choice, Number, Order, Pairs, Range, Words
from tests.exports.kinds import KEYS, drawn, exercise, plan, written
from tests.exports.test_moodle import rights

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
PACKAGE = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
META = "{http://canvas.instructure.com/xsd/cccv1p0}"
TYPES = {
    "numerical_question", "short_answer_question", "multiple_choice_question", "true_false_question",
    "multiple_answers_question", "matching_question", "fill_in_multiple_blanks_question",
}  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def the(element, path):
    found = element.findall("/".join(f"{QTI}{step}" for step in path.split("/")))
    assert len(found) == 1, f"{element.tag}: {len(found)} of {path}"
    return found[0]


def every(element, name):
    return element.findall(f".//{QTI}{name}")


def package(body):
    """The items, after the package was held to its rules."""
    archive = zipfile.ZipFile(BytesIO(body))
    files = {name: archive.read(name) for name in archive.namelist()}
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    resources = {each.get("identifier"): each for each in manifest.iter(f"{PACKAGE}resource")}
    listed = {file.get("href") for each in resources.values() for file in each}
    assert listed - {None} | {"imsmanifest.xml"} == set(files)
    (quiz,) = (each for each in resources.values() if each.get("type") == "imsqti_xmlv1p2")
    assert {each.get("identifierref") for each in quiz.findall(f"{PACKAGE}dependency")} <= resources.keys()
    name = quiz.get("identifier")
    meta = ElementTree.fromstring(files[f"{name}/assessment_meta.xml"])
    assert meta.tag == f"{META}quiz" and meta.get("identifier") == name
    root = ElementTree.fromstring(files[f"{name}/{name}.xml"])
    assert root.tag == f"{QTI}questestinterop"
    assert the(root, "assessment").get("ident") == name
    assert the(root, "assessment/section").get("ident") == "root_section"
    items = every(root, "item")
    assert len({item.get("ident") for item in items}) == len(items)
    total = sum(float(every(section, "points_per_item")[0].text) for section in every(root, "section")[1:]) + sum(
        float(metadata(item)["points_possible"]) for item in the(root, "assessment/section").findall(f"{QTI}item")
    )
    assert float(meta.findtext(f"{META}points_possible")) == pytest.approx(total)
    used = set()
    for item in items:
        held(item)
        used |= set(re.findall(r'src="%24IMS-CC-FILEBASE%24/([^"]+)"', "".join(item.itertext())))
    assert used == {each for each in files if each.startswith("images/")}
    return items, root


def metadata(item):
    return {the(field, "fieldlabel").text: the(field, "fieldentry").text for field in every(item, "qtimetadatafield")}


def held(item):
    """What Canvas's importer asks of an item."""
    assert [child.tag.removeprefix(QTI) for child in item if child.tag != f"{QTI}itemfeedback"] == [
        "itemmetadata", "presentation", "resprocessing",
    ]  # fmt: skip
    kind = metadata(item)["question_type"]
    assert kind in TYPES
    assert float(metadata(item)["points_possible"]) > 0
    for text in every(item, "mattext"):
        if text.get("texttype") == "text/html":
            ElementTree.fromstring(f"<div>{text.text or ''}</div>")
    feedback = {each.get("ident") for each in every(item, "itemfeedback")}
    assert {each.get("linkrefid") for each in every(item, "displayfeedback")} == feedback
    declared = {each.get("ident") for name in ("response_lid", "response_str") for each in every(item, name)}
    assert {
        each.get("respident") for name in ("varequal", "vargte", "varlte") for each in every(item, name)
    } <= declared
    labels = [
        (lid.get("ident"), each.get("ident"))
        for lid in every(item, "response_lid")
        for each in every(lid, "response_label")
    ]
    assert len(set(labels)) == len(labels)
    presentation = the(item, "presentation")
    match kind:
        case "numerical_question":
            assert the(presentation, "response_str/render_fib").get("fibtype") == "Decimal"
        case "fill_in_multiple_blanks_question":
            names = set(re.findall(r"\[(q\d+b\d+(?:p\d+)?)\]", the(presentation, "material/mattext").text))
            assert {f"response_{name}" for name in names} == declared
        case "multiple_choice_question" | "true_false_question" | "multiple_answers_question":
            assert len(labels) >= 2


def accepted(item):
    """The texts that each blank accepts."""
    return {
        lid.get("ident").removeprefix("response_"): [
            the(label, "material/mattext").text for label in every(lid, "response_label")
        ]
        for lid in every(item, "response_lid")
    }


def mark(item, given):
    """Share of the points and the identifiers of the comments, as Canvas gives them."""
    kind = metadata(item)["question_type"]
    presentation = the(item, "presentation")
    if kind == "fill_in_multiple_blanks_question":
        blanks = accepted(item)
        hits = sum(given[name].strip().lower() in [text.lower() for text in texts] for name, texts in blanks.items())
        return hits / len(blanks), []
    if kind == "matching_question":
        lids = every(presentation, "response_lid")
        total = 0.0
        for lid, typed in zip(lids, given, strict=True):
            (chosen,) = (
                each.get("ident")
                for each in every(lid, "response_label")
                if the(each, "material/mattext").text == typed
            )
            for condition in every(item, "respcondition"):
                for test in condition.findall(f"{QTI}conditionvar/{QTI}varequal"):
                    if (test.get("respident"), test.text) == (lid.get("ident"), chosen):
                        total += float(the(condition, "setvar").text)
        return total / 100, []
    score, comments = 0.0, []
    for condition in every(item, "respcondition"):
        tests = [check(test, given) for test in the(condition, "conditionvar")]
        if any(tests) if kind == "short_answer_question" else all(tests):  # there Canvas lists what it accepts
            for earned in condition.findall(f"{QTI}setvar"):
                score = float(earned.text) / 100
            comments += [each.get("linkrefid") for each in condition.findall(f"{QTI}displayfeedback")]
    if kind == "multiple_answers_question" and score == 0:
        wanted = {test.text for test in every(item, "and")[0].findall(f"{QTI}varequal")}
        score = max(0, len(wanted & set(given)) - len(set(given) - wanted)) / len(wanted)
    return score, [each for each in comments if not each.startswith("general")]


def check(test, given):
    match test.tag.removeprefix(QTI):
        case "other":
            return True
        case "and":
            return all(check(each, given) for each in test)
        case "or":
            return any(check(each, given) for each in test)
        case "not":
            return not check(test[0], given)
        case "vargte":
            return Fraction(given) >= Fraction(test.text)
        case "varlte":
            return Fraction(given) <= Fraction(test.text)
        case "varequal":
            if isinstance(given, list):
                return test.text in given
            return given.strip().lower() == (test.text or "").lower()
    raise AssertionError(test.tag)


def alone(kind, asked, given):
    """What is entered for a question of Canvas's own type."""
    (box,), (each,) = asked.boxes, given
    match box.field:
        case Number():
            return each.shown
        case Words():
            return each
        case Choice(options=options):
            ids = [str(1001 + [option.id for option in options].index(one)) for one in each]
            return ids if kind == "multiple_answers_question" else ids[0]
        case Pairs(left, right):
            plain = not any("$" in option.text or "`" in option.text for option in right)
            names = {o.id: o.text if plain else LETTERS[n] for n, o in enumerate(right)}
            return [names[each[option.id]] for option in left]
        case Order(items):
            return [str(each.index(thing.id) + 1) for thing in items]


def blanks(asked, given):
    """What is typed into the blanks of one question."""
    for n, (box, each) in enumerate(zip(asked.boxes, given, strict=True), 1):
        name = f"q{asked.number}b{n}"
        match box.field:
            case Number():
                yield name, each.shown
            case Words():
                yield name, each
            case Choice(options=options):
                yield name, "".join(sorted(letter(options, id) for id in each)) or "none"
            case Order(items):
                yield name, "".join(letter(items, id) for id in each)
            case Pairs(left, right):
                for k, option in enumerate(left, 1):
                    yield f"{name}p{k}", letter(right, each[option.id])


def letter(options, id):
    return LETTERS[[option.id for option in options].index(id)]


def entered(item, asked, answers):
    """What is entered for a whole item, `answers` by question."""
    kind = metadata(item)["question_type"]
    if kind == "fill_in_multiple_blanks_question":
        return {name: text for one, given in zip(asked, answers, strict=True) for name, text in blanks(one, given)}
    return alone(kind, asked[0], answers[0])


def test_every_kind_is_carried_and_marked():
    items, _ = package((made := written(plan(*map(exercise, KEYS), points=2.0), "canvas-qti12"))[0])
    assert made[1].counts["refused"] == 0
    for kind, item in zip(KEYS, items, strict=True):
        asked = questions(exercise(kind))
        assert mark(item, entered(item, asked, [rights(asked[0])]))[0] == pytest.approx(1, abs=0.001), kind
        for slip in asked[0].slips:
            assert mark(item, entered(item, asked, [slip.given]))[0] < 0.99, kind


def test_a_mistake_among_options_is_told():
    (item,), _ = package(written(plan(exercise("choice")), "canvas-qti12")[0])
    asked = questions(exercise("choice"))
    assert mark(item, entered(item, asked, [asked[0].slips[0].given])) == (0, ["1002_fb"])


def test_an_exercise_of_many_parts_is_one_question_with_blanks():
    made = exercise(*KEYS)
    (item,), _ = package(written(plan(made, points=23.0), "canvas-qti12")[0])
    asked = questions(made)
    assert mark(item, entered(item, asked, [rights(one) for one in asked]))[0] == pytest.approx(1)


def test_a_pool_is_a_group_that_picks_one():
    _, root = package(
        written(plan([exercise("number"), exercise("set")], exercise("choice"), points=3.0), "canvas-qti12")[0]
    )
    (_, group) = every(root, "section")
    assert every(group, "selection_number")[0].text == "1"
    assert len(every(group, "item")) == 2


def test_numbers_in_blanks_may_be_typed_in_the_usual_ways():
    half = Range(Fraction(1, 2), Fraction(1, 2), "0.5")
    assert {"0.5", ".5", "0.50", "1/2"} <= set(spellings(half))
    near = spellings(Range(Fraction("-0.335"), Fraction("-0.325"), "-0.33"))
    assert {"-0.33", "-0.334", "-.33", "\u22120.33"} <= set(near)
    assert "-0.34" not in near and "-0.336" not in near
    assert {"3", "3.0"} <= set(spellings(Range(Fraction(3), Fraction(3), "3")))


def test_nothing_tells_the_seed():
    made = exercise("number").model_copy(update={"seed": 987654321})
    body, _ = written(plan(made), "canvas-qti12")
    archive = zipfile.ZipFile(BytesIO(body))
    assert not any(b"987654321" in archive.read(name) for name in archive.namelist())


def test_the_same_order_gives_the_same_bytes():
    made = plan(*drawn(every=9))
    assert written(made, "canvas-qti12") == written(made, "canvas-qti12")


def swept(level, every):
    made = drawn(level, every)
    body, report = written(plan(*made), "canvas-qti12")
    items, _ = package(body)
    assert report.counts["refused"] == 0
    for each, item in zip(made, items, strict=True):
        asked = questions(each)
        right = [rights(one) for one in asked]
        assert mark(item, entered(item, asked, right))[0] == pytest.approx(1, abs=0.01), each.recipe
        for n, one in enumerate(asked):
            for slip in one.slips:
                wrong = [*right[:n], slip.given, *right[n + 1 :]]
                assert mark(item, entered(item, asked, wrong))[0] < 0.999, (each.recipe, slip)


def test_every_generator_is_carried_and_marked():
    swept("core", 2)


@pytest.mark.deep
@pytest.mark.parametrize("level", ["easy", "core", "hard"])
def test_every_generator_at_every_level(level):
    swept(level, 1)
