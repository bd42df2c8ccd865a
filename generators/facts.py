"""What only making exercises shows about each generator, so that the catalogue needs none. Written by `make freeze`."""

from collections.abc import Mapping
from typing import NamedTuple


class Facts(NamedTuple):
    version: int
    kinds: tuple[str, ...]
    figures: bool
    misconceptions: tuple[str, ...]


FACTS: Mapping[str, Facts] = {}
