"""QTI packages are valid by the content models, and an independent processor marks their items as our checker does."""

from itertools import permutations

import pytest

from generators.answers import check, key_text
from schemas.answer import ChoiceAnswer, ChoicesAnswer, MatchingAnswer, NumberAnswer, OrderAnswer
from service.exports.asking import questions
from service.exports.fields import Choice, Number, Order, Pairs, Words
from tests.exports.kinds import KEYS, drawn, exercise, plan, written
from tests.exports.qti import Session, package
from tests.exports.test_moodle import rights

FORMATS = ["qti21", "qti30"]


def responses(asked, given):
    """What a player records for one question: `given` stands in its boxes."""
    found = {}
    for n, (box, each) in enumerate(zip(asked.boxes, given, strict=True), 1):
        id = f"RESPONSE_{asked.number}_{n}"
        match box.field:
            case Number():
                found[id] = each.shown
            case Words():
                found[id] = each
            case Choice(options=options, several=several):
                ids = [f"option-{[option.id for option in options].index(one) + 1}" for one in each]
                found[id] = ids if several else ids[0]
            case Order(items):
                found[id] = [f"item-{[thing.id for thing in items].index(one) + 1}" for one in each]
            case Pairs(left, right):
                lefts, rightly = [o.id for o in left], [o.id for o in right]
                found[id] = [f"left-{lefts.index(a) + 1} right-{rightly.index(b) + 1}" for a, b in each.items()]
    return found


def everything(asked):
    return {id: value for one in asked for id, value in responses(one, rights(one)).items()}


@pytest.mark.parametrize("format", FORMATS)
def test_every_kind_is_carried_and_marked(format):
    body, report = written(plan(*map(exercise, KEYS), points=2.0), format)
    items, _ = package(body, format)
    assert report.counts["refused"] == 0
    for kind, item in zip(KEYS, items.values(), strict=True):
        (asked,) = questions(exercise(kind))
        right = Session(item, responses(asked, rights(asked)))
        assert (right.score, right.most, right.feedback) == (pytest.approx(2.0), 2.0, []), kind
        for n, slip in enumerate(asked.slips, 1):
            wrong = Session(item, responses(asked, slip.given))
            assert wrong.score < 2.0, kind
            assert wrong.feedback == [f"mistake-{n}", "hints"], kind
        unanswered = Session(item, {})
        assert (unanswered.score, unanswered.feedback) == (0, ["hints"]), kind


@pytest.mark.parametrize("format", FORMATS)
def test_an_exercise_of_many_parts_is_one_item(format):
    made = exercise(*KEYS)
    items, _ = package(written(plan(made, points=23.0), format)[0], format)
    (item,) = items.values()
    asked = questions(made)
    assert Session(item, everything(asked)).score == pytest.approx(23.0)
    assert Session(item, responses(asked[0], rights(asked[0]))).score == pytest.approx(1.0)


@pytest.mark.parametrize("format", FORMATS)
def test_a_pool_is_a_section_of_which_one_is_selected(format):
    _, test = package(written(plan([exercise("number"), exercise("set")], exercise("choice")), format)[0], format)
    pool, single = test.all("assessmentSection")
    assert pool.one("selection")["select"] == "1"
    assert len(pool.all("assessmentItemRef")) == 2
    assert not single.all("selection")


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_tells_the_seed(format):
    made = exercise("number").model_copy(update={"seed": 987654321})
    items, test = package(written(plan(made), format)[0], format)
    assert not any("987654321" in str(vars(each)) for each in (*items.values(), test))


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_order_gives_the_same_bytes(format):
    made = plan(*drawn(every=9))
    assert written(made, format) == written(made, format)


def test_numbers_are_ranges_and_ends_count():
    items, _ = package(written(plan(exercise("number")), "qti30")[0], "qti30")
    (item,) = items.values()
    scores = {text: Session(item, {"RESPONSE_1_1": text}).score for text in ("2.45", "2.55", "2.44", "2.56", "2.5")}
    assert scores == {"2.45": 1, "2.55": 1, "2.44": 0, "2.56": 0, "2.5": 1}


def test_partial_credit_is_that_of_the_checker():
    made = exercise("order")
    (key,) = (part.answer for part in made.parts)
    item = next(iter(package(written(plan(made), "qti30")[0], "qti30")[0].values()))
    (asked,) = questions(made)
    for order in permutations("abc"):
        ours = check(key, ", ".join(order)).score
        assert Session(item, responses(asked, [order])).score == pytest.approx(ours, abs=1e-9)


def swept(level, every, format):
    made = drawn(level, every)
    body, report = written(plan(*made), format)
    items, _ = package(body, format)
    assert report.counts["refused"] == 0
    for each, item in zip(made, items.values(), strict=True):
        asked = questions(each)
        right = everything(asked)
        assert Session(item, right).score == pytest.approx(1, abs=1e-9), each.recipe
        for one in asked:
            for slip in one.slips:
                wrong = Session(item, right | responses(one, slip.given))
                ours = verdict(one, slip)
                lost = one.part.points_share * (1 - ours.score) if ours else None
                assert wrong.score < 1 - 1e-9, (each.recipe, slip)
                assert wrong.feedback, (each.recipe, slip)
                if lost is not None:
                    assert wrong.score == pytest.approx(1 - lost, abs=2e-3), (each.recipe, slip)


def verdict(one, slip):
    """Of our checker on the mistake, where the platform asks for the same answer."""
    key = one.part.answer
    mistake = next(each for each in one.part.mistakes if each.feedback == slip.feedback)
    if isinstance(key, NumberAnswer):
        return check(key, slip.given[0].shown)
    if isinstance(key, ChoiceAnswer | ChoicesAnswer | OrderAnswer | MatchingAnswer):
        return check(key, key_text(mistake.answer))
    return None


@pytest.mark.parametrize("format", FORMATS)
def test_every_generator_is_carried_and_marked_as_here(format):
    swept("core", 1 if format == "qti30" else 8, format)


@pytest.mark.deep
@pytest.mark.parametrize("level", ["easy", "core", "hard"])
@pytest.mark.parametrize("format", FORMATS)
def test_every_generator_at_every_level(level, format):
    swept(level, 1, format)
