"""As many different questions as each entry of the catalogue promises, by capture and recapture."""

import json
from pathlib import Path

import pytest

from generators import bank
from generators.authoring.verify import question
from schemas.exercise import LEVELS

BANK = bank.load()
PROMISED = json.loads((Path(__file__).parent / "promised.json").read_text())
"""Different questions over all levels, by generator."""
ENOUGH = 10_000
SAMPLE = 1_000


def estimated(first: list[object], second: list[object]) -> float:
    """How many different things there are, from two samples (D. G. Chapman, 1951)."""
    caught, again = set(first), set(second)
    return (len(caught) + 1) * (len(again) + 1) / (len(caught & again) + 1) - 1


def test_the_estimate_is_near_the_truth_for_a_known_number_of_things():
    for size in (50, 3_000):
        drawn = [hash((size, k)) % size for k in range(2 * SAMPLE)]
        assert 0.8 * size < estimated(drawn[:SAMPLE], drawn[SAMPLE:]) < 1.2 * size


@pytest.mark.deep
@pytest.mark.parametrize("id", sorted(set(BANK) & set(PROMISED)))
def test_questions_are_as_many_as_promised(id):
    found = 0.0
    for level in LEVELS:
        questions = [question(BANK[id](seed, level)) for seed in range(2 * SAMPLE)]
        found += estimated(questions[:SAMPLE], questions[SAMPLE:])
    assert found >= min(PROMISED[id], ENOUGH), f"about {found:.0f} different questions, {PROMISED[id]} are promised"


def test_every_generator_promises_a_number_of_questions():
    assert set(BANK) <= set(PROMISED)
