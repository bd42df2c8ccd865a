"""docs/coverage.md names, for every phrase of the course's description, generators that are there."""

import re
from itertools import product
from pathlib import Path

import pytest

from generators import bank
from generators.bank import LEVELS

PAGE = (Path(__file__).parent.parent / "docs" / "coverage.md").read_text()
SERVED = {
    match[1]: tuple(re.findall(r"`([a-z0-9_.]+)`", match[2]))
    for match in re.finditer(r"^- \*\*(.+?)\*\*: (.*)$", PAGE, re.MULTILINE)
}
SEEN = SERVED["Intuitive understanding through visualizations"]


@pytest.mark.parametrize("phrase", SERVED)
def test_every_phrase_is_served(phrase):
    assert SERVED[phrase]
    assert set(SERVED[phrase]) <= set(bank.known_ids())


def test_every_generator_serves_a_phrase():
    assert set(bank.known_ids()) <= {id for ids in SERVED.values() for id in ids}


@pytest.mark.parametrize("id", SEEN)
def test_what_gives_an_intuition_shows_a_figure(id):
    made = [bank.draw(bank.get(id), seed, level) for level, seed in product(LEVELS, range(3))]
    assert any(exercise.figures or any(part.figure for part in exercise.parts) for exercise in made)
