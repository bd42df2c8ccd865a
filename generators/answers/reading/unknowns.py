"""Values given by the names of unknowns: `x = 1, y = 2`, in the order of the names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from generators.notation.tree import Chain, Logic, Name, Node, Rows, Series

NUMBERED = re.compile(r"([^\d_]+)_?(\d+)")


def solved(tree: Node, unknowns: Sequence[str]) -> Rows | None:
    """`x = 1, y = 2` as a column, the names in their order; None if it is nothing of the kind."""
    items = tree.items if isinstance(tree, Series) or (isinstance(tree, Logic) and tree.word == "and") else ()
    values = dict(found for item in items if (found := assignment(item)) is not None)
    if len(values) < max(2, len(items)):
        return None
    ordered = in_order(list(values), unknowns)
    return None if ordered is None else Rows(tuple((values[name],) for name in ordered))


def assignment(item: Node) -> tuple[str, Node] | None:
    """Name and value of `x = 1`; None for anything else."""
    match item:
        case Chain((Name(text), value), ("=" | "approx",)):
            return text, value
    return None


def in_order(listed: list[str], unknowns: Sequence[str]) -> list[str] | None:
    """Names of unknowns in order: as declared, by their indices, or by the alphabet; None where it is not clear."""
    if len(set(listed)) < len(listed):
        return None
    if set(listed) <= set(unknowns):
        return sorted(listed, key=list(unknowns).index)
    numbered = [found for name in listed if (found := NUMBERED.fullmatch(name))]
    if len(numbered) == len(listed) and len({found[1] for found in numbered}) == 1:
        places = sorted((int(found[2]), found[0]) for found in numbered)
        first = places[0][0]
        whole = first < 2 and all(place == first + i for i, (place, _) in enumerate(places))
        return [name for _, name in places] if whole else None
    alphabetic = sorted(listed)
    if alphabetic == listed:
        return listed
    neighbours = all(len(a) == len(b) == 1 and ord(b) - ord(a) == 1 for a, b in pairwise(alphabetic))
    return alphabetic if neighbours and alphabetic[0] != "w" else None  # (x, y, z, w) is as common as (w, x, y, z)
