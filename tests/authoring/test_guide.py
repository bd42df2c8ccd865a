"""The guide for authors is true: its generator keeps every promise, its oracle agrees."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from generators.authoring import catalogue
from generators.authoring.verify import EXERCISE, LEVEL, verify
from tests.oracles import ORACLES

GUIDE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text()
GENERATOR, ORACLE = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
ID = "linear_algebra.vectors.perpendicular_entry"


@pytest.fixture
def guide(tmp_path):
    """The generator of the guide, imported from a file as it would be, and its oracle."""
    before, oracles = dict(catalogue), dict(ORACLES)
    for name, text in (("guide_generator", GENERATOR), ("guide_oracle", ORACLE)):
        file = tmp_path / f"{name}.py"
        file.write_text(text)
        spec = importlib.util.spec_from_file_location(name, file)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    yield catalogue[ID], ORACLES[ID]
    catalogue.clear()
    catalogue.update(before)
    ORACLES.clear()
    ORACLES.update(oracles)
    for name in ("guide_generator", "guide_oracle"):
        del sys.modules[name]


def test_the_generator_of_the_guide_keeps_every_promise(guide):
    generator, _ = guide
    assert list(verify(generator, range(24))) == []


def test_the_oracle_of_the_guide_agrees(guide):
    generator, oracle = guide
    for level in generator.levels:
        for seed in range(24):
            oracle(generator(seed, level))


def test_the_guide_tells_every_promise_that_counts():
    assert len(EXERCISE) + len(LEVEL) > 20
    for words in ("draws vary", "redraws are rare", "one slip costs", "claims are true", "honest rounding is right"):
        assert words in " ".join(GUIDE.split())
