"""Codes on sheets: typed as anyone types, told when mistyped, hopeless to guess."""

import random

import pytest

from service.compose import LETTERS
from service.worksheets import references
from service.worksheets.kept import Ticket, dressed, key_of, number_of
from service.worksheets.references import Mistyped, Reference, check_sign, read, spell
from tests.worksheets.blueprints import TWO, order

CODE = "M2XD-9FBC-B7KQ-2"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "m2xd9fbcb7kq2",
        " M2XD 9FBC B7KQ 2 ",
        "https://bank.example.org/api/v1/worksheets/by-code/M2XD-9FBC-B7KQ-2",
        "https://bank.example.org/api/v1/worksheets/by-code/M2XD-9FBC-B7KQ-2/",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert read(typed) == Reference("M2XD9FBC", "B7KQ")
    assert spell(*read(typed)) == CODE


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("M2XD-9FBC-B7KQ-3", "mistyped"),
        ("M2XD-9FBC-B7KQ", "12 signs"),
        ("M2XD-9FBC-B7KQ-22", "14 signs"),
        ("M2XD-9FBC-B7KO-2", "'O'"),
        ("M2XD-9FBC-B7K0-2", "'0'"),
        ("", "0 signs"),
        ("ä" * 1_000, "'Ä'"),
    ],
)
def test_what_is_no_code_is_told_as_that(typed, told):
    with pytest.raises(Mistyped, match=told):
        read(typed)


def test_every_wrong_sign_is_found_and_nearly_all_that_changed_places():
    signs = "".join(random.Random(1).choices(LETTERS, k=references.LENGTH - 1))
    right = check_sign(signs)
    for at, sign in enumerate(signs):
        assert all(check_sign(signs[:at] + other + signs[at + 1 :]) != right for other in LETTERS if other != sign)
    missed = tried = 0
    for seed in range(300):
        signs = "".join(random.Random(seed).choices(LETTERS, k=references.LENGTH - 1))
        for at in range(len(signs) - 1):
            if signs[at] != signs[at + 1]:
                tried += 1
                swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]
                missed += check_sign(swapped) == check_sign(signs)
    assert missed / tried < 0.01


def test_a_code_belongs_to_one_sheet_of_one_set():
    wanted = order(TWO, variants=40)
    ours, others = (Ticket(order=wanted, seed=5, key=key) for key in ("a" * 32, "b" * 32))
    sheets = dressed(ours, [sheet for sheet in _blank(40)])
    assert [number_of(ours, read(sheet.reference)) for sheet in sheets] == list(range(1, 41))
    assert not any(number_of(others, read(sheet.reference)) for sheet in sheets)
    assert number_of(ours, Reference(ours.set, "BBBB")) is None


def test_codes_do_not_tell_the_seed_and_change_with_the_key():
    wanted = order(TWO)
    assert key_of(wanted, 1) != key_of(wanted, 2)
    assert key_of(wanted, 1) == key_of(wanted.model_copy(update={"large_print": True}), 1), "the same sheets"
    people = order(TWO, class_list=[{"id": "s-17"}])
    assert key_of(wanted, 1) != key_of(people, 1)


def _blank(count):
    from schemas.worksheet import Sheet

    return [Sheet(code="", items=()) for _ in range(count)]
