"""Solution sets in several unknowns, told by the signs of irreducible polynomials.

A statement becomes a formula over the signs of polynomials in names and in what is not rational about them (e^x,
sin(y)). Two statements with the same truth value for all signs that their polynomials can have together are equal,
which is a proof; a point with signs on which they disagree proves a difference. Absolute values are taken apart by
cases, roots and logarithms are turned round: sqrt(u) < v where 0 <= u < v^2 and v > 0.
"""

from __future__ import annotations

from functools import lru_cache

from generators.answers.compare import Comparison
from generators.answers.exact import NotExact
from generators.answers.loci.clashes import possible
from generators.answers.loci.formulas import Formula, masks
from generators.answers.loci.places import Undecidable
from generators.answers.loci.space import Space, Symbols
from generators.answers.loci.witnesses import BITS, Samples
from generators.answers.points import terrain
from generators.notation.errors import NotationError
from generators.notation.tree import Node
from generators.notation.values import Imprecise
from schemas.answer import Assumption

MAX_POLYNOMIALS = 10
MAX_VECTORS = 300
FIRST_POINTS, ALL_POINTS = 8, 40


@lru_cache(maxsize=1024)
def _space_of(statement: Node, symbols: frozenset[tuple[str, Assumption]]) -> tuple[Space, Formula] | None:
    space = Space(dict(symbols))
    try:
        return space, space.formula(statement)
    except (Undecidable, NotExact, Imprecise, NotationError):
        return None


def same_regions(left: Node, right: Node, symbols: Symbols, proofs: bool = True) -> Comparison | None:
    """Whether two statements hold at the same points; None where that is not decided here.

    Without `proofs` only what shows in the truth values for all signs counts.
    """
    known = _space_of(left, frozenset(symbols.items()))
    if known is None:
        return None
    space = known[0].copy()
    try:
        other = space.formula(right)
    except (Undecidable, NotExact, Imprecise, NotationError):
        return None
    n = len(space.polys)
    if n > MAX_POLYNOMIALS:
        return None
    table = masks(n)
    wrong = (table.truth(known[1]) ^ table.truth(other)) & table.allowed(space.signs)
    if not wrong:
        return Comparison(True, "exact")
    if not proofs:
        return None
    variables = tuple(sorted({kernel.args[0] for kernel in space.field.kernels if kernel.tag == "name"}))
    samples = Samples(space, variables, terrain(left).ink + terrain(right).ink)
    if samples.hit(wrong, FIRST_POINTS):
        return Comparison(False, "ball", 1, BITS)
    found = _all_impossible(space, wrong, n)
    if found is not None:
        return Comparison(found, "exact")
    return Comparison(False, "ball", 1, BITS) if samples.hit(wrong, ALL_POINTS) else None


def _all_impossible(space: Space, wrong: int, n: int) -> bool | None:
    """True if no sign vector in `wrong` can occur, False if one certainly does.

    A clash between a few signs rules out every vector that holds them.
    """
    table = masks(n)
    open_ones = 0
    for _ in range(MAX_VECTORS):
        if not wrong:
            return None if open_ones else True
        at = (wrong & -wrong).bit_length() - 1
        vector = [at // 3**i % 3 - 1 for i in range(n)]
        here = possible(space, list(zip(space.polys, vector, strict=True)))
        if isinstance(here, bool):
            return False
        if here is None:
            open_ones += 1
            wrong ^= 1 << at
        else:
            clash = table.all
            for i in here:
                clash &= table.of[i][vector[i] + 1]
            wrong &= ~clash
    return None
