"""Moodle XML, held to the rules of Moodle's importer, written down here once more: elements that must be there, shares
that are accepted, the grammar of cloze fields; and marked as Moodle marks."""

import re
from base64 import b64decode
from decimal import Decimal as D
from html import unescape
from xml.etree import ElementTree

import pytest

from generators.answers import check
from schemas.answer import NumberAnswer
from service.exports.asking import questions
from service.exports.fields import Choice, Number, Order, Pairs, Words
from tests.exports.kinds import KEYS, drawn, exercise, plan, written

SHARES = {
    100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10,
    5, 0,
}  # fmt: skip
SHARES |= {-share for share in SHARES}
TYPES = {"numerical", "multichoice", "truefalse", "shortanswer", "matching", "cloze"}
FIELD = re.compile(
    r"\{([0-9]*):(NUMERICAL|MULTICHOICE_VS|MULTICHOICE_V|MULTICHOICE|SHORTANSWER_C|SHORTANSWER|MULTIRESPONSE_S|MULTIRESPONSE):"
)
NUMERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def parsed(body):
    return list(ElementTree.fromstring(body))


def text(element, path="text"):
    found = element.find(path)
    assert found is not None, f"{element.tag} has no {path}"
    return found.text or ""


class Answer:
    """A right or wrong answer as Moodle holds it."""

    def __init__(self, share, said, feedback, tolerance=None):
        self.share, self.said, self.feedback, self.tolerance = share, said, feedback, tolerance

    def holds(self, typed, numeric):
        if not numeric:
            return typed == self.said
        return abs(D(typed) - D(self.said)) <= D(self.tolerance or "0") + D("1e-13") * max(1, abs(D(self.said)))


def fields(source):
    """The fields of a cloze text by a reader of our own: character by character, not by Moodle's expression."""
    found = []
    at = 0
    while start := FIELD.search(source, at):
        end = source.index("}", start.end())
        body = source[start.end() : end]
        assert "{" not in body and not re.search(r"\\[~#}]", body), body
        answers = []
        for piece in body.split("~"):
            said, feedback = (*re.split(r"(?<!&)#", piece, maxsplit=1), "")[:2]  # one behind & belongs to an entity
            if said.startswith("="):
                share, said = 100.0, said[1:]
            elif said.startswith("%"):
                percent, said = said[1:].split("%", 1)
                share = float(percent)
            else:
                share = 0.0
            assert share in SHARES, share
            assert "=" not in said and "%" not in said
            if start[2] == "NUMERICAL":
                value, tolerance = said.split(":")
                assert NUMERAL.fullmatch(value) and NUMERAL.fullmatch(tolerance)
                answers.append(Answer(share, value, unescape(feedback), tolerance))
            else:
                assert said
                answers.append(Answer(share, unescape(said), unescape(feedback)))
        assert max(answer.share for answer in answers) == 100 or start[2].startswith("MULTIRESPONSE")
        found.append((int(start[1]), start[2], answers))
        at = end + 1
    return found


def well_formed(html):
    return ElementTree.fromstring(f"<div>{html.replace('&nbsp;', ' ')}</div>")


def held(question):
    """What Moodle's importer asks of a question."""
    kind = question.get("type")
    if kind == "category":
        path = text(question, "category/text")
        assert path.startswith("$course$/top/")
        return
    assert kind in TYPES
    assert text(question, "name/text")
    for tag in ("questiontext", "generalfeedback"):
        assert question.find(tag).get("format") == "html"
        well_formed(text(question, f"{tag}/text"))
        files = {file.get("name"): file for file in question.find(tag).findall("file")}
        assert set(re.findall(r"@@PLUGINFILE@@/([^\"]+)", text(question, f"{tag}/text"))) == set(files)
        for file in files.values():
            assert (file.get("encoding"), file.get("path")) == ("base64", "/")
            assert b64decode(file.text).startswith(b"<svg ")
    assert re.fullmatch(r"BCDFGH-\d{3}-\d{3}", text(question, "idnumber"))
    for hint in question.findall("hint"):
        well_formed(text(hint))
    answers = question.findall("answer")
    for answer in answers:
        assert float(answer.get("fraction")) in SHARES
        well_formed(text(answer, "feedback/text"))
    if kind != "cloze":
        assert float(text(question, "defaultgrade")) > 0
    if kind in ("numerical", "shortanswer", "truefalse"):
        assert max(float(answer.get("fraction")) for answer in answers) == 100
    match kind:
        case "numerical":
            for answer in answers:
                assert NUMERAL.fullmatch(text(answer)) and NUMERAL.fullmatch(text(answer, "tolerance"))
        case "truefalse":
            assert [text(answer) for answer in answers] == ["true", "false"]
        case "multichoice":
            assert len(answers) >= 2
            assert text(question, "single") in ("true", "false")
            shares = [float(answer.get("fraction")) for answer in answers]
            total = sum(share for share in shares if share > 0)
            assert abs(total - 100) < 0.001
            if text(question, "single") == "true":
                assert sorted(set(shares)) == [0, 100]
        case "matching":
            pairs = question.findall("subquestion")
            assert len([pair for pair in pairs if text(pair)]) >= 2
            assert len({text(pair, "answer/text") for pair in pairs}) >= 3
        case "cloze":
            assert fields(text(question, "questiontext/text"))


def all_held(body):
    found = parsed(body)
    for question in found:
        held(question)
    ids = [text(question, "idnumber") for question in found if question.get("type") != "category"]
    assert len(set(ids)) == len(ids)
    return [question for question in found if question.get("type") != "category"]


def gaps(question):
    """Every place to answer, with its share of the mark and its answers."""
    kind = question.get("type")
    if kind == "cloze":
        return fields(text(question, "questiontext/text"))
    if kind == "matching":
        rights = [text(pair, "answer/text") for pair in question.findall("subquestion")]
        return [
            (1, "matching", [Answer(100.0 if each == right else 0.0, each, "") for each in dict.fromkeys(rights)])
            for pair, right in zip(question.findall("subquestion"), rights, strict=True)
            if text(pair)
        ]
    several = kind == "multichoice" and text(question, "single") == "false"
    names = {"numerical": "NUMERICAL", "shortanswer": "SHORTANSWER"}
    answers = [
        Answer(float(answer.get("fraction")), text(answer), text(answer, "feedback/text"), answer.findtext("tolerance"))
        for answer in question.findall("answer")
    ]
    return [(1, "MULTIRESPONSE" if several else names.get(kind, "MULTICHOICE"), answers)]


def mark(question, typed):
    """Share of the mark and the feedback, as Moodle gives them for what stands in the fields."""
    places = gaps(question)
    assert len(places) == len(typed)
    earned, said = 0.0, []
    for (weight, kind, answers), given in zip(places, typed, strict=True):
        if kind.startswith("MULTIRESPONSE"):
            chosen = [answers[i] for i in given]
            share = max(0.0, sum(answer.share for answer in chosen))
        else:
            chosen = [answers[given]] if isinstance(given, int) else []
            chosen = chosen or [a for a in answers if a.holds(given, kind == "NUMERICAL")][:1]
            share = sum(answer.share for answer in chosen)
        said += [answer.feedback for answer in chosen if answer.feedback]
        earned += weight * min(share, 100.0) / 100
    return earned / sum(weight for weight, _, _ in places), said


def typing(asked, given):
    """What a learner puts into the fields of one question: `given` stands in its boxes."""
    for box, each in zip(asked.boxes, given, strict=True):
        match box.field:
            case Number():
                yield each.shown
            case Words():
                yield each
            case Choice(options=options, several=True, right=right):
                ids = [option.id for option in options]
                if 0 < len(right) <= 10:
                    yield [ids.index(id) for id in each]
                else:
                    yield from (0 if id in each else 1 for id in ids)
            case Choice(options=options):
                ids = ["true", "false"] if options[0].id == "true" else [option.id for option in options]
                yield ids.index(each[0])
            case Pairs(left, right):
                letters = any("$" in option.text or "`" in option.text for option in right)
                named = {o.id: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n] if letters else o.text for n, o in enumerate(right)}
                yield from (named[each[option.id]] for option in left)
            case Order(items):
                yield from (str(each.index(option.id) + 1) for option in items)


def right_of(field):
    match field:
        case Number(right):
            return right
        case Words(accepted):
            return accepted[0]
        case Choice(right=ids):
            return ids
    return field.value


def rights(asked):
    return [right_of(box.field) for box in asked.boxes]


def test_every_kind_is_carried_alone():
    body, report = written(plan(*map(exercise, KEYS)), "moodle-xml")
    assert len(all_held(body)) == len(KEYS)
    assert report.counts["refused"] == 0


@pytest.mark.parametrize("kind", KEYS)
def test_the_right_answer_earns_everything_and_the_wrong_one_does_not(kind):
    body, _ = written(plan(exercise(kind)), "moodle-xml")
    (question,) = all_held(body)
    (asked,) = questions(exercise(kind))
    assert mark(question, list(typing(asked, rights(asked))))[0] == pytest.approx(1)
    for slip in asked.slips:
        assert mark(question, list(typing(asked, slip.given)))[0] < 0.99


def test_an_exercise_of_many_parts_is_one_question_with_fields():
    made = exercise("number", "vector", "choice", "choices", "matching", "order", "text", "expression", "table")
    body, report = written(plan(made, points=9.0), "moodle-xml")
    (question,) = all_held(body)
    assert question.get("type") == "cloze"
    asked = questions(made)
    typed = [each for one in asked for each in typing(one, rights(one))]
    assert mark(question, typed)[0] == pytest.approx(1)
    assert report.items[0].fate == "replaced"


def test_a_pool_is_a_category_of_its_own_with_all_its_exercises():
    pools = [exercise("number"), exercise("set").model_copy(update={"seed": 2})], [exercise("choice")]
    found = parsed(written(plan(*pools), "moodle-xml")[0])
    assert [question.get("type") for question in found] == ["category", "numerical", "cloze", "category", "multichoice"]
    assert text(found[0], "category/text") == "$course$/top/Week 3 // & more/01 A sample: a < b"


def test_nothing_tells_the_seed():
    made = exercise("number").model_copy(update={"seed": 987654321, "source": "somewhere"})
    body, _ = written(plan(made), "moodle-xml")
    assert b"987654321" not in body and b"@1:" not in body


def test_points_hints_solutions_and_feedback_travel():
    body, _ = written(plan(exercise("number"), points=2.5), "moodle-xml")
    (question,) = all_held(body)
    assert text(question, "defaultgrade") == "2.5"
    assert [text(hint) for hint in question.findall("hint")] == [r"Think of \(x^{2}\)."]
    assert r"Look: \(1 &lt; 2\)." in text(question, "generalfeedback/text")
    assert "Mind the sign" in text(question.findall("answer")[1], "feedback/text")


def test_weights_of_parts_are_the_points_where_they_can_be():
    two, report = written(plan(exercise("number", "number"), points=4.0), "moodle-xml")
    assert [weight for weight, _, _ in gaps(all_held(two)[0])] == [2, 2]
    assert not [note for note in report.items[0].notes if note.what == "points"]
    _, report = written(plan(exercise("number", "number"), points=1.0), "moodle-xml")
    assert [note.what for note in report.items[0].notes] == ["points"]


def test_the_same_order_gives_the_same_bytes():
    made = plan(*drawn(every=9))
    assert written(made, "moodle-xml") == written(made, "moodle-xml")


def swept(level, every):
    made = drawn(level, every)
    body, report = written(plan(*made), "moodle-xml")
    found = all_held(body)
    assert report.counts["refused"] == 0
    assert len(found) == len(made)
    for each, question in zip(made, found, strict=True):
        asked = questions(each)
        typed = [list(typing(one, rights(one))) for one in asked]
        assert mark(question, [value for values in typed for value in values])[0] == pytest.approx(1, abs=1e-6)
        for n, one in enumerate(asked):
            for slip in one.slips:
                wrong = [*typed[:n], list(typing(one, slip.given)), *typed[n + 1 :]]
                earned, _ = mark(question, [value for values in wrong for value in values])
                assert earned < 0.9999, (each.recipe, one.number, slip)
            as_here(one)


def as_here(one):
    """Our own checker says the same of what is typed for a number."""
    key = one.part.answer
    if isinstance(key, NumberAnswer) and key.tolerance and one.boxes and isinstance(one.boxes[0].field, Number):
        assert check(key, one.boxes[0].field.right.shown).outcome == "correct"
        for slip in one.slips:
            assert check(key, slip.given[0].shown).outcome != "correct"


def test_every_generator_is_carried_and_marked_as_here():
    swept("core", 1)


@pytest.mark.deep
@pytest.mark.parametrize("level", ["easy", "core", "hard"])
def test_every_generator_at_every_level(level):
    swept(level, 1)
