"""Sheets: the same for the same seed, different from one another, equally hard."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from generators import bank
from schemas.quiz import Blueprint
from service.compose import CODE, LETTERS, codes_of, compose, lot, plan, sheet_id
from tests.worksheets.blueprints import EIGEN, TWO

BLUEPRINT = Blueprint.model_validate(TWO)
TOPICS = Blueprint.model_validate(
    {"title": "t", "sections": [{"pick": {"topics": ["refresher.algebra"]}, "level": "easy", "count": 5, "points": 1}]}
)


def test_the_same_seed_gives_the_same_sheets():
    assert compose(BLUEPRINT, 3, 7) == compose(BLUEPRINT, 3, 7)
    assert compose(BLUEPRINT, 3, 7) != compose(BLUEPRINT, 3, 8)


def test_more_variants_leave_the_first_ones_as_they_are():
    assert compose(BLUEPRINT, 2, 7).sheets == compose(BLUEPRINT, 5, 7).sheets[:2]


def test_another_hash_seed_gives_the_same_sheets():
    script = (
        "from schemas.quiz import Blueprint; from service.compose import compose;"
        f"print(compose(Blueprint.model_validate({TWO!r}), 2, 7))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != b""


def test_all_exercises_differ():
    made = compose(BLUEPRINT, 8, 1)
    questions = Counter(bank.question_of(item.exercise) for sheet in made.sheets for item in sheet.items)
    assert made.repeated == 0
    assert len(questions) == 16


def test_variants_are_equal_in_what_they_ask_and_what_it_is_worth():
    sheets = compose(TOPICS, 3, 5).sheets
    kinds = {
        tuple((item.exercise.generator, item.exercise.level, item.points) for item in sheet.items) for sheet in sheets
    }
    assert len(kinds) == 1
    assert {sheet.points for sheet in sheets} == {5}


def test_no_generator_comes_twice_before_all_have_come():
    found = bank.pick(TOPICS.sections[0].pick, "easy")
    used = Counter(place.generator.id for place in plan(TOPICS, 3))
    assert max(used.values()) - min(used[each.id] for each in found) <= 1


def test_what_must_be_repeated_is_counted(monkeypatch):
    """A generator of which only three exercises can be told apart."""
    generator = bank.get(EIGEN)
    monkeypatch.setattr(bank, "draw", lambda _, seed, level: generator(seed % 3, level))
    made = compose(BLUEPRINT, 4, 1)
    questions = Counter(bank.question_of(item.exercise) for sheet in made.sheets for item in sheet.items)
    assert len(questions) == 3
    assert made.repeated == 8 - 3


def test_a_seed_that_is_not_admitted_is_passed_over(monkeypatch):
    generator = bank.get(EIGEN)

    def draw(_, seed, level):
        if seed % 4:
            raise bank.NotAdmitted("no")
        return generator(seed, level)

    monkeypatch.setattr(bank, "draw", draw)
    assert all(item.exercise.seed % 4 == 0 for sheet in compose(BLUEPRINT, 2, 1).sheets for item in sheet.items)
    monkeypatch.setattr(bank, "draw", lambda *_: (_ for _ in ()).throw(bank.NotAdmitted("no")))
    with pytest.raises(bank.NotAdmitted, match=EIGEN):
        compose(BLUEPRINT, 1, 1)


def test_every_exercise_can_be_made_again_from_its_recipe():
    for item in compose(BLUEPRINT, 2, 123456789).sheets[1].items:
        assert bank.make(item.exercise.recipe) == item.exercise


@pytest.mark.parametrize("pick", [{"skills": ["s.pca.code"]}, {"skills": ["s.none"]}, {"generators": ["a.b.c"]}])
def test_a_pick_that_stands_for_nothing_is_refused(pick):
    empty = Blueprint.model_validate({"title": "t", "sections": [{"pick": pick}]})
    with pytest.raises(bank.BankError):
        compose(empty, 1, 1)


def test_codes_differ_and_tell_nothing():
    codes = codes_of(200, 5)
    assert len(set(codes)) == 200
    assert all(len(code) == CODE and set(code) <= set(LETTERS) for code in codes)
    assert codes_of(3, 5) == codes[:3]
    assert set(codes_of(50, 6)) != set(codes[:50])


def test_codes_that_collide_are_drawn_again(monkeypatch):
    monkeypatch.setattr("service.compose.lot", lambda seed, *words: lot(seed, *words) % 30)
    assert len(set(codes_of(20, 1))) == 20


def test_the_id_of_a_worksheet_depends_on_blueprint_and_seed():
    ids = {sheet_id(BLUEPRINT, 1), sheet_id(BLUEPRINT, 2), sheet_id(TOPICS, 1)}
    assert len(ids) == 3
    assert sheet_id(BLUEPRINT, 1) == sheet_id(Blueprint.model_validate(TWO), 1)


def test_progress_is_told_after_each_sheet():
    ticks = []
    compose(BLUEPRINT, 3, 1, lambda: ticks.append(1))
    assert len(ticks) == 3
