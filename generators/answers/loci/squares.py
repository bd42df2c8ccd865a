"""Sums of squares, told by positive semidefinite forms in monomials."""

from __future__ import annotations

import itertools

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import GENS, Poly


def semidefinite(M: list[list[fmpq]]) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite (by symmetric elimination)."""
    rows = [row.copy() for row in M]
    for k in range(len(rows)):
        if rows[k][k] < 0:
            return False
        if not rows[k][k]:
            if any(rows[k][k:]):
                return False
            continue
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return True


def quadratic_form(p: fmpq_mpoly) -> tuple[list[Poly], list[list[fmpq]]] | None:
    """Monomials w, the last of them 1, and a symmetric M with p = w^T*M*w; None where p is not plainly of that form."""
    terms = p.to_dict()
    halves = [
        tuple(n // 2 for n in monomial) for monomial in terms if any(monomial) and not any(n % 2 for n in monomial)
    ]
    halves.append((0,) * len(GENS))
    place = {half: k for k, half in enumerate(halves)}
    pairs = {
        tuple(m + n for m, n in zip(halves[i], halves[j], strict=True)): (i, j)
        for i, j in itertools.combinations(range(len(halves)), 2)
    }
    M = [[fmpq(0)] * len(halves) for _ in halves]
    for monomial, c in terms.items():
        if not any(n % 2 for n in monomial):
            k = place[tuple(n // 2 for n in monomial)]
            M[k][k] += c
        elif monomial in pairs:
            i, j = pairs[monomial]
            M[i][j] += c / 2
            M[j][i] += c / 2
        else:
            return None
    ring = p.context()
    return [*(ring.from_dict({half: fmpq(1)}) for half in halves[:-1]), fmpq(1)], M
