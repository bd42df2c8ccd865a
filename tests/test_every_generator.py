"""The contract every generator keeps. A new generator is tested by existing."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pytest
import typst as compiler

from generators import bank
from generators.authoring.verify import Broken, Made, drawn, formulas, judged, verify_level
from generators.notation import typst
from schemas.exercise import LEVELS
from tests import oracles

ROOT = Path(__file__).parent.parent
BANK = bank.load()
ORACLES = oracles.load()
SEEDS = range(24)

every_level = pytest.mark.parametrize(
    ("id", "level"), [pytest.param(id, level, id=f"{id}:{level}") for id in BANK for level in LEVELS]
)


@dataclass(frozen=True)
class Draws:
    """The exercises of one level by seed, and why others could not be made."""

    id: str
    level: str
    made: dict[int, Made]
    broken: list[Broken]


@pytest.fixture(scope="module")
def draws(request):
    """Drawn once for all tests that ask of them."""
    id, level = request.param
    return Draws(id, level, *drawn(BANK[id], level, SEEDS))


drawn_levels = pytest.mark.parametrize(
    "draws",
    [pytest.param((id, level), id=f"{id}:{level}") for id in BANK for level in LEVELS],
    indirect=True,
    scope="module",
)


@drawn_levels
def test_promises_are_kept(draws):
    """Every promise of a third of the seeds; the three levels of a generator together ask of all of them."""
    asked = SEEDS[LEVELS.index(draws.level) :: len(LEVELS)]
    broken = [*draws.broken, *judged(BANK[draws.id], draws.level, asked, draws.made)]
    assert not broken, "\n".join(map(str, broken[:8]))


@drawn_levels
def test_oracle_agrees(draws):
    assert draws.id in ORACLES, f"{draws.id} has no oracle in tests/oracles/"
    for seed in SEEDS:
        exercise = draws.made[seed].exercise
        try:
            ORACLES[draws.id](exercise)
        except AssertionError as error:
            raise AssertionError(f"{exercise.recipe}: {error}") from error


@pytest.mark.deep
@every_level
def test_promises_are_kept_over_many_seeds(id, level):
    broken = verify_level(id, level, range(1_000))
    assert not broken, "\n".join(map(str, broken[:8]))


@pytest.mark.deep
@every_level
def test_oracle_agrees_on_many_seeds(id, level):
    for seed in range(1_000):
        ORACLES[id](BANK[id](seed, level))


def test_no_oracle_is_left_over():
    assert set(ORACLES) <= set(BANK)


def test_typst_compiles_every_formula(tmp_path):
    nodes = {
        typst(node): None for generator in BANK.values() for level in LEVELS for node in formulas(generator(0, level))
    }
    page = tmp_path / "page.typ"
    page.write_text("\n\n".join(f"$ {maths} $" for maths in nodes))
    assert len(nodes) > 3 * len(BANK)
    assert compiler.compile(str(page)).startswith(b"%PDF")


DIGESTS = """
import json
from tests.test_every_generator import digests
print(json.dumps(digests()))
"""


def digests():
    """One exercise of every generator and level, by a digest of its bytes."""
    return {
        f"{id}:{level}": blake2b(generator(7, level).model_dump_json().encode(), digest_size=8).hexdigest()
        for id, generator in BANK.items()
        for level in LEVELS
    }


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_same_recipe_same_bytes_in_another_process(hash_seed):
    env = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    there = subprocess.run(
        [sys.executable, "-c", DIGESTS], env=env, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert json.loads(there.stdout) == digests()
