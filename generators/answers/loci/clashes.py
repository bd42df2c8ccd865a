"""Which signs polynomials can have together: exactly for linear ones, by proofs of impossibility for others."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import GENS, NotExact, Poly
from generators.answers.loci.line import solution_set
from generators.answers.loci.places import ZERO, Undecidable, constant_sign, everywhere
from generators.answers.loci.polyhedra import Clash, Row, feasible_point
from generators.answers.loci.polynomials import (
    by_powers,
    kernel_tree,
    poly_tree,
    put,
    used,
)
from generators.answers.loci.shape import names_of
from generators.answers.loci.space import Space
from generators.answers.loci.squares import quadratic_form, semidefinite
from generators.answers.loci.statements import conjunction, relation, unknowns
from generators.notation.balls import Evaluation
from generators.notation.errors import NotationError
from generators.notation.tree import Node
from generators.notation.values import Imprecise, Scalar, Undefined, precision

RELATION_OF_SIGN = {-1: "<", 0: "=", 1: ">"}
BITS = 256


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A polynomial, the sign it is to have, and the conditions this follows from."""

    p: Poly
    sign: int
    origin: frozenset[int]


def possible(space: Space, wanted: list[tuple[Poly, int]]) -> Literal[True] | frozenset[int] | None:
    """Whether polynomials can have these signs at one point of the domain.

    True, or the places of some signs that exclude one another; None where that is not known.
    """
    try:
        found = _possible(space, [*_domain(space), *(Wanted(p, s, frozenset({i})) for i, (p, s) in enumerate(wanted))])
    except Clash as clash:
        return clash.origin
    except (Undecidable, NotExact, Imprecise, Undefined, NotationError):
        return None
    return True if found else None


def _domain(space: Space) -> list[Wanted]:
    """The positive names, as conditions that need no reason."""
    return [
        Wanted(GENS[i], 1, frozenset())
        for i, kernel in enumerate(space.field.kernels)
        if kernel.tag == "name" and space.kind(i) == "positive"
    ]


def _possible(space: Space, wanted: list[Wanted]) -> bool:
    """True if there is such a point; False if that is not known. Raises Clash if there is none."""
    rest: list[Wanted] = []
    for each in wanted:
        p = each.p
        gens = used(p)
        if len(gens) > 1 and p.total_degree() == 1:
            rest.append(each)
        elif not any(i in space.field.varying for i in gens):
            here = int(p > 0) - int(p < 0) if type(p) is fmpq else constant_sign(poly_tree(p, space.field))
            if here != each.sign:
                raise Clash(each.origin)
        elif each.sign not in space.possible_signs(p) or _never(p, each.sign):
            raise Clash(each.origin)
        else:
            rest.append(each)
    if not rest:
        return _real(space)
    if all(_is_linear(space, each.p) for each in rest):
        feasible_point(*_linear_rows(space, rest))
        return _real(space)
    for each in rest:
        if each.sign == 0 and (pivot := _pivot(space, each.p, rest)) is not None:
            return _put_in(space, each, pivot, rest)
    if _by_single_names(space, rest):
        return _real(space)
    _with_zero_kernels(space, rest)
    feasible_point(*_monomial_rows(space, rest))
    return False


def _real(space: Space) -> bool:
    """A real point settles the question, unless other numbers are meant."""
    return not set(space.symbols.values()) & {"integer", "complex", "nonnegative"}


def _never(p: fmpq_mpoly, s: int) -> bool:
    """Whether a polynomial never has this sign because it or its negative is a sum of squares."""
    if p.total_degree() == 1 or s == 0:
        return False
    form = quadratic_form(-s * p)
    return form is not None and semidefinite(form[1])


def _pivot(space: Space, p: fmpq_mpoly, rest: list[Wanted]) -> int | None:
    """A name in which p is linear with a rational coefficient, and which no kernel hides."""
    hidden = hidden_names(space, [each.p for each in rest])
    for i in used(p):
        kernel = space.field.kernels[i]
        if kernel.tag == "name" and kernel.args[0] not in hidden and p.degrees()[i] == 1:
            parts = by_powers(p, i)
            if type(parts[1]) is fmpq:
                return i
    return None


def hidden_names(space: Space, polys: list[Poly]) -> set[str]:
    """Names that stand inside kernels."""
    found: set[str] = set()
    for p in polys:
        for i in used(p):
            if space.field.kernels[i].tag != "name" and i in space.field.varying:
                found |= names_of(kernel_tree(space.field, i))
    return found


def _put_in(space: Space, equation: Wanted, pivot: int, rest: list[Wanted]) -> bool:
    parts = by_powers(equation.p, pivot)
    value = -parts.get(0, fmpq(0)) / parts[1]
    others: list[Wanted] = []
    for each in rest:
        if each is equation:
            continue
        if pivot in used(each.p):
            changed = _reduced(space, put(each.p, {pivot: value}))
            others.append(Wanted(changed, each.sign, each.origin | equation.origin))
        else:
            others.append(each)
    return _possible(space, others)


def _reduced(space: Space, poly: Poly) -> Poly:
    if type(poly) is not fmpq:
        for relation in space.field.relations.values():
            poly = poly % relation
        if poly.is_constant():
            return poly.leading_coefficient() if poly else fmpq(0)
    return poly


def _is_linear(space: Space, p: fmpq_mpoly) -> bool:
    """Whether it is linear in names, with constant coefficients."""
    for monomial in p.monoms():
        degree = 0
        for i, power in enumerate(monomial):
            if power and i in space.field.varying:
                if space.field.kernels[i].tag != "name":
                    return False
                degree += power
        if degree > 1:
            return False
    return True


Monomial = tuple[int, ...]
"""(i, i, j) stands for g_i^2*g_j."""


def _monomials(space: Space, wanted: list[Wanted]) -> dict[Monomial, int]:
    """The monomials that occur, numbered."""
    found: dict[Monomial, int] = {}
    for each in wanted:
        for powers in each.p.monoms():
            key = tuple(i for i, power in enumerate(powers) if i in space.field.varying for _ in range(power))
            if key:
                found.setdefault(key, len(found))
    return found


def _linear_rows(space: Space, rest: list[Wanted]) -> tuple[list[Row], int]:
    places = _monomials(space, rest)
    return [_row(space, each, places) for each in rest], len(places)


def _row(space: Space, wanted: Wanted, places: dict[Monomial, int]) -> Row:
    """A condition as a row over monomials."""
    a: list[Scalar] = [fmpq(0)] * len(places)
    constant: Scalar = fmpq(0)
    for monomial, c in wanted.p.to_dict().items():
        key: list[int] = []
        value: Scalar = c
        for i, power in enumerate(monomial):
            if power and i in space.field.varying:
                key += [i] * power
            elif power:
                value = value * _kernel_value(space, i) ** power
        if key:
            a[places[tuple(key)]] += value
        else:
            constant += value
    factor = -1 if wanted.sign < 0 else 1
    return Row(tuple(factor * x for x in a), factor * constant, ">" if wanted.sign else "=", wanted.origin)


def _kernel_value(space: Space, i: int) -> Scalar:
    with precision(BITS):
        return Evaluation({}).value(kernel_tree(space.field, i))


def _by_single_names(space: Space, rest: list[Wanted]) -> bool:
    """True where each condition is about one name alone and those about each can be met; raises Clash if not."""
    groups: dict[str, list[tuple[Node, frozenset[int]]]] = {}
    for each in rest:
        tree = poly_tree(each.p, space.field)
        about = tuple(unknowns(tree, space.declared))
        if len(about) != 1:
            return False
        said = relation(tree, RELATION_OF_SIGN[each.sign], ZERO)
        groups.setdefault(about[0], []).append((said, each.origin))
    for name, parts in groups.items():
        if solution_set(conjunction(*(said for said, _ in parts)), name) == everywhere(False):
            raise Clash(frozenset().union(*(origin for _, origin in parts)))
    return True


def _with_zero_kernels(space: Space, rest: list[Wanted]) -> None:
    """Raises Clash where kernels that are to be 0 contradict sin^2 + cos^2 = 1 or another condition."""
    gens = {i for each in rest for i in used(each.p)}
    relations = [
        Wanted(relation, 0, frozenset())
        for i, relation in space.field.relations.items()
        if space.field.kernels[i].tag == "sin" and not gens.isdisjoint(used(relation))
    ]
    open_ones = [*rest, *relations]
    while True:
        zero = next(
            (each for each in open_ones if each.sign == 0 and len(each.p) == 1 and len(used(each.p)) == 1), None
        )
        if zero is None:
            return
        (i,) = used(zero.p)
        changed: list[Wanted] = []
        for each in open_ones:
            if i not in used(each.p):
                changed.append(each)
                continue
            p = put(each.p, {i: fmpq(0)})
            origin = each.origin | zero.origin
            if not p or p.is_constant():
                value = p.leading_coefficient() if p else fmpq(0)
                if int(value > 0) - int(value < 0) != each.sign:
                    raise Clash(origin)
            else:
                changed.append(Wanted(p, each.sign, origin))
        open_ones = changed


def _monomial_rows(space: Space, rest: list[Wanted]) -> tuple[list[Row], int]:
    """A relaxation: monomials as free numbers, but squares are not negative and positive kernels positive."""
    extended = rest + _products(rest)
    places = _monomials(space, extended)
    rows = [_row(space, each, places) for each in extended]
    for key, k in places.items():
        odd = [i for i in set(key) if key.count(i) % 2 and space.kind(i) not in ("positive", "nonnegative")]
        if not odd:
            strict = all(space.kind(i) == "positive" for i in key)
            unit = tuple(fmpq(j == k) for j in range(len(places)))
            rows.append(Row(unit, fmpq(0), ">" if strict else ">=", frozenset()))
    return rows, len(places)


def _products(rest: list[Wanted]) -> list[Wanted]:
    """What follows for products of linear polynomials in the same name."""
    lines = [each for each in rest if each.p.total_degree() == 1]
    found: list[Wanted] = []
    for one, other in itertools.combinations(lines, 2):
        if used(one.p) == used(other.p):
            found.append(Wanted(one.p * other.p, one.sign * other.sign, one.origin | other.origin))
    squares = [each for each in lines if len(used(each.p)) == 1 and each.sign and len(each.p) > 1]
    return found + [Wanted(each.p**2, 1, each.origin) for each in squares]
