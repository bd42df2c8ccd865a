"""What only making exercises shows about each generator, so that the catalogue needs none. Written by `make freeze`."""

from collections.abc import Mapping
from typing import NamedTuple


class Facts(NamedTuple):
    version: int
    kinds: tuple[str, ...]
    figures: bool
    misconceptions: tuple[str, ...]


FACTS: Mapping[str, Facts] = {
    "linear_algebra.eigen.eigenvalues_2x2": Facts(
        1,
        ("set",),
        False,
        ("diagonal-is-spectrum", "sign-of-root", "trace-and-det"),
    ),
    "refresher.algebra.linear_equation": Facts(
        1,
        ("number",),
        False,
        ("adds-x-terms", "inverts-division", "sign-kept-on-move"),
    ),
}  # fmt: skip
