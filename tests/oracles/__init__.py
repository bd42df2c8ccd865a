"""One oracle a generator: the same answer by another route, from what is printed.

An oracle takes an exercise as a learner gets it (stem, asks, data, figures, `given`) and asserts that the keys follow,
with NumPy, SciPy, simulation or enumeration. It does not import the generator, nor `generators.maths` or
`generators.answers`: a mistake there must not be repeated here. `tests/oracles/reading.py` reads the printed maths.
"""

import importlib
import pkgutil
from collections.abc import Callable

from schemas.exercise import Exercise

Oracle = Callable[[Exercise], None]
ORACLES: dict[str, Oracle] = {}


def oracle(id: str) -> Callable[[Oracle], Oracle]:
    """Register the oracle of the generator `id`."""

    def register(function: Oracle) -> Oracle:
        assert id not in ORACLES, f"{id} has an oracle already, in {ORACLES[id].__module__}"
        ORACLES[id] = function
        return function

    return register


def load() -> dict[str, Oracle]:
    """All oracles by generator."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    return ORACLES
