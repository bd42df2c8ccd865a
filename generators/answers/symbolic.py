"""The slow tier: a proof by SymPy. It may run for hours or eat all memory, so it belongs where someone can kill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy

from generators.notation.errors import NotationError
from generators.notation.sympify import to_sympy
from generators.notation.tree import Node, names
from schemas.answer import Assumption

REWRITINGS: tuple[Callable[[sympy.Expr], sympy.Expr], ...] = (
    sympy.expand,
    sympy.radsimp,
    lambda gap: sympy.expand_log(sympy.expand(gap), force=False),
    sympy.trigsimp,
    sympy.simplify,
    lambda gap: sympy.simplify(gap.rewrite(sympy.exp)),
)
"""Identities, cheap ones first; each is right on the whole domain."""


def prove(left: Node, right: Node, symbols: Mapping[str, Assumption]) -> bool | None:
    """Whether two trees are equal, by symbolic proof; None if neither equality nor difference is proved.

    Constants may be proved different too; for functions only equality is claimed, since the fast tiers find points
    where they differ.
    """
    declared = {name: symbols.get(name, "real") for node in (left, right) for name in _names(node)}
    try:
        gap = to_sympy(left, {}, declared) - to_sympy(right, {}, declared)
    except (NotationError, TypeError):
        return None
    if not isinstance(gap, sympy.Expr) or gap.has(sympy.nan, sympy.zoo, sympy.oo):
        return None
    if gap.has(sympy.gamma, sympy.factorial, sympy.binomial):
        gap = sympy.gammasimp(gap)
    if gap.is_number:
        decided = gap.equals(0)
        if decided is not None:
            return bool(decided)
    for rewrite in REWRITINGS:
        if rewrite(gap) == 0:
            return True
    return None


def _names(node: Node) -> set[str]:
    return names(node) - {"pi", "e", "i", "I", "oo"}
