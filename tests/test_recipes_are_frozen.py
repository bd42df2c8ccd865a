"""A recipe in the database must mean the same exercise for ever.

If this fails you changed what an existing seed means: add 1 to the generator's `version`, run `make freeze` and commit
`tests/recipes.json` and `generators/facts.py`.
"""

import json

import pytest

from generators import bank
from generators.authoring.registry import sample_facts
from generators.facts import FACTS
from tests import freeze

BANK = bank.load()
FROZEN = freeze.frozen()
every_generator = pytest.mark.parametrize("generator", BANK.values(), ids=list(BANK))


@every_generator
def test_recipes_mean_what_they_meant(generator):
    known = FROZEN.get(freeze.name(generator))
    assert known is not None, f"{freeze.name(generator)} is not frozen: run `make freeze`"
    assert freeze.digests(generator) == known, (
        f"{freeze.name(generator)} makes other exercises than before: set version={generator.version + 1}, "
        "run `make freeze`"
    )


@every_generator
def test_the_catalogue_shows_what_exercises_hold(generator):
    assert FACTS.get(generator.id) == sample_facts(generator), "generators/facts.py is stale: run `make freeze`"


def test_nothing_is_frozen_that_is_not_in_the_bank():
    assert set(FROZEN) == {freeze.name(generator) for generator in BANK.values()}
    assert set(FACTS) == set(BANK)


def test_the_files_are_as_the_script_writes_them():
    assert freeze.RECIPES.read_text() == freeze.recipes_text(FROZEN)
    assert freeze.TABLE.read_text() == freeze.facts_text(dict(FACTS))


def test_a_change_without_a_new_version_is_refused():
    generator = next(iter(BANK.values()))
    other = json.loads(json.dumps(FROZEN))
    assert not freeze.changed(generator, other)
    other[freeze.name(generator)]["core"][0] = "0" * 16
    assert freeze.changed(generator, other)
    del other[freeze.name(generator)]
    assert not freeze.changed(generator, other)
