"""Whether linear conditions can hold together, by Fourier and Motzkin's elimination; exact over Q.

Numbers are rationals, or balls where constants such as sqrt(2) or pi occur: then a sign that is not clear raises
Undecidable, so an answer is always right. Where conditions exclude one another, it is told which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpq

from generators.answers.loci.places import Undecidable, simplest
from generators.notation.values import Scalar

MAX_ROWS = 300


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """sum of a[i]*x[i] + c, which is `relation` 0: "=", ">" or ">=". `origin` are the conditions it follows from."""

    a: tuple[Scalar, ...]
    c: Scalar
    relation: str
    origin: frozenset[int]


class Clash(Exception):
    """Some conditions, by their origin, exclude one another."""

    def __init__(self, origin: frozenset[int]) -> None:
        self.origin = origin


def sign(x: Scalar) -> int:
    if x > 0:
        return 1
    if x < 0:
        return -1
    if type(x) is fmpq or x.is_zero():
        return 0
    raise Undecidable("a number that may be 0")


def feasible_point(rows: Sequence[Row], n: int) -> list[Scalar]:
    """A point at which all conditions hold. Raises Clash if there is none."""
    return _solve(list(rows), list(range(n)), n)


def _solve(rows: list[Row], variables: list[int], n: int) -> list[Scalar]:
    if len(rows) > MAX_ROWS:
        raise Undecidable("many conditions")
    kept: list[Row] = []
    for row in rows:
        if any(sign(x) for x in row.a):
            kept.append(row)
        elif not _holds(row):
            raise Clash(row.origin)
    for row in kept:
        if row.relation == "=":
            pivot = next(v for v in variables if sign(row.a[v]))
            others = [_without(other, row, pivot) for other in kept if other is not row]
            point = _solve(others, [v for v in variables if v != pivot], n)
            point[pivot] = -_value(row, point, pivot) / row.a[pivot]
            return point
    return _eliminate(kept, variables, n) if kept else [fmpq(0)] * n


def _eliminate(rows: list[Row], variables: list[int], n: int) -> list[Scalar]:
    """One variable less: every lower bound must stay below every upper bound."""

    def cost(v: int) -> int:
        signs = [sign(row.a[v]) for row in rows]
        return signs.count(1) * signs.count(-1)

    v = min((v for v in variables if any(sign(row.a[v]) for row in rows)), key=cost)
    lower = [row for row in rows if sign(row.a[v]) > 0]
    upper = [row for row in rows if sign(row.a[v]) < 0]
    rest = [row for row in rows if sign(row.a[v]) == 0]
    for low in lower:
        for high in upper:
            strict = ">" if ">" in (low.relation, high.relation) else ">="
            rest.append(_combined(low, -high.a[v], high, low.a[v], strict, v))
    point = _solve(rest, [w for w in variables if w != v], n)
    point[v] = _choice([_bound(row, point, v) for row in lower], [_bound(row, point, v) for row in upper])
    return point


def _without(row: Row, equation: Row, v: int) -> Row:
    if not sign(row.a[v]):
        return row
    return _combined(row, fmpq(1), equation, -row.a[v] / equation.a[v], row.relation, v)


def _combined(one: Row, s: Scalar, other: Row, t: Scalar, relation: str, gone: int) -> Row:
    """s times one row and t times another, in which the variable `gone` is no longer."""
    pairs = enumerate(zip(one.a, other.a, strict=True))
    a = tuple(fmpq(0) if k == gone else s * x + t * y for k, (x, y) in pairs)
    return Row(a, s * one.c + t * other.c, relation, one.origin | other.origin)


def _holds(row: Row) -> bool:
    here = sign(row.c)
    return here == 0 if row.relation == "=" else here > 0 if row.relation == ">" else here >= 0


def _value(row: Row, point: list[Scalar], without: int) -> Scalar:
    total = row.c
    for i, x in enumerate(row.a):
        if i != without:
            total = total + x * point[i]
    return total


def _bound(row: Row, point: list[Scalar], v: int) -> Scalar:
    return -_value(row, point, v) / row.a[v]


def _choice(lower: list[Scalar], upper: list[Scalar]) -> Scalar:
    """A number between the bounds, off them where it can be."""
    low, high = _extreme(lower, 1), _extreme(upper, -1)
    if low is None:
        return fmpq(0) if high is None else high - 1
    if high is None:
        return low + 1
    if type(low) is type(high) is fmpq:
        return simplest(low, high) if low < high else low
    return (low + high) / 2


def _extreme(values: list[Scalar], which: int) -> Scalar | None:
    best: Scalar | None = None
    for x in values:
        if best is None or sign(x - best) == which:
            best = x
    return best
