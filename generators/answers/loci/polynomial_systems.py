"""Finitely many real solutions of a polynomial system, all of them, with exact coordinates.

Equations are split by their factors, linear unknowns put in, and what is left in two unknowns is solved by resultants:
of all pairs of roots those are kept at which Newton's method proves a solution, and the others at which an equation is
certainly not 0 left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from flint import arb, fmpq, fmpq_mpoly

from generators.answers.exact import Field, NotExact, Poly, lowest
from generators.answers.loci.line import solution_set
from generators.answers.loci.places import ZERO, Place, Undecidable, ball, constant_sign, order, place, tree_of
from generators.answers.loci.polynomials import by_powers, denominators, factored, poly_tree, put, roots_over_q, used
from generators.answers.loci.statements import conjunction, relation
from generators.notation.fill import put_in
from generators.notation.tree import Name, Node
from generators.notation.values import Imprecise, Undefined, precision

Point = tuple[Place, ...]
MAX_BRANCHES = 64
MAX_DEGREE = 12
NEWTON_BITS = (64, 256, 1024)


def finite_solutions(functions: Sequence[Node], unknowns: tuple[str, ...]) -> list[Point]:
    """All common real zeros. Raises Undecidable where they are not finitely many, or not found."""
    field = Field({})
    polys: list[Poly] = []
    cuts: list[fmpq_mpoly] = []
    for function in functions:
        try:
            polys.append(lowest(field.form(function))[0])
            for each in denominators(function):
                below = lowest(field.form(each))[0]
                cuts += [p for p, _ in factored(below)]
        except Undefined:
            return []
        except (NotExact, Imprecise):
            raise Undecidable("no polynomial system") from None
    place_of = {kernel.args[0]: i for i, kernel in enumerate(field.kernels) if kernel.tag == "name"}
    if set(place_of) - set(unknowns) or set(unknowns) - set(place_of):
        raise Undecidable("unknowns that do not occur, or others that do")
    for i in {i for p in (*polys, *cuts) for i in used(p)}:
        if field.kernels[i].tag != "name" and i in field.varying:
            raise Undecidable("no polynomial system")
    solver = _Solver(field, [place_of[name] for name in unknowns])
    found: list[Point] = []
    for point in solver.solutions(polys, {}):
        if not any(_same_point(point, other) for other in found) and not _on_any(point, cuts, field, unknowns):
            found.append(point)
    return found


def _on_any(point: Point, cuts: list[fmpq_mpoly], field: Field, unknowns: tuple[str, ...]) -> bool:
    if not cuts:
        return False
    values: dict[Node, Node] = {Name(name): tree_of(x) for name, x in zip(unknowns, point, strict=True)}
    return any(constant_sign(put_in(poly_tree(p, field), values)) == 0 for p in cuts)


def _same_point(a: Point, b: Point) -> bool:
    return all(order(x, y) == 0 for x, y in zip(a, b, strict=True))


class _Solver:
    def __init__(self, field: Field, gens: list[int]) -> None:
        self.field, self.gens, self.branches = field, gens, 0

    def name(self, i: int) -> str:
        return str(self.field.kernels[i].args[0])

    def solutions(self, polys: list[Poly], known: dict[int, Poly]) -> Iterator[Point]:
        """`known` says what some unknowns are, by the others."""
        self.branches += 1
        if self.branches > MAX_BRANCHES:
            raise Undecidable("many branches")
        rest: list[fmpq_mpoly] = []
        for p in polys:
            if self.is_constant(p):
                if not self.vanishes(p):
                    return
            else:
                rest.append(p)
        if not rest:
            if len(known) < len(self.gens):
                raise Undecidable("infinitely many solutions")
            yield self.point(known, {})
            return
        for k, p in enumerate(rest):
            parts = [q for q, _ in factored(p) if not self.is_constant(q)]
            if len(parts) > 1 or parts[0].total_degree() < p.total_degree():
                others = [*rest[:k], *rest[k + 1 :]]
                for q in parts:
                    yield from self.solutions([q, *others], known)
                return
        for p in rest:
            pivot = self.pivot(p)
            if pivot is not None:
                yield from self.put_in(p, pivot, rest, known)
                return
        yield from self.eliminated(rest, known)

    def is_constant(self, p: Poly) -> bool:
        return not any(i in self.gens for i in used(p))

    def vanishes(self, p: Poly) -> bool:
        return self.field.vanishes(p) or constant_sign(poly_tree(p, self.field)) == 0

    def pivot(self, p: fmpq_mpoly) -> int | None:
        for i in used(p):
            if i in self.gens and p.degrees()[i] == 1 and type(by_powers(p, i)[1]) is fmpq:
                return i
        return None

    def put_in(self, p: fmpq_mpoly, i: int, rest: list[fmpq_mpoly], known: dict[int, Poly]) -> Iterator[Point]:
        parts = by_powers(p, i)
        value = -parts.get(0, fmpq(0)) / parts[1]
        others: list[Poly] = [self.reduced(put(q, {i: value})) for q in rest if q is not p]
        changed = {j: self.reduced(put(v, {i: value})) if type(v) is not fmpq else v for j, v in known.items()}
        yield from self.solutions(others, {**changed, i: value})

    def reduced(self, poly: Poly) -> Poly:
        if type(poly) is not fmpq:
            for relation_ in self.field.relations.values():
                poly = poly % relation_
            if poly.is_constant():
                return poly.leading_coefficient() if poly else fmpq(0)
        return poly

    def point(self, known: dict[int, Poly], values: dict[int, Place]) -> Point:
        """The coordinates, where some are numbers and the others follow from them."""
        trees: dict[Node, Node] = {Name(self.name(i)): tree_of(x) for i, x in values.items()} if known else {}
        found: list[Place] = []
        for i in self.gens:
            if i in values:
                found.append(values[i])
            else:
                value = known[i]
                found.append(value if type(value) is fmpq else place(put_in(poly_tree(value, self.field), trees)))
        return tuple(found)

    def eliminated(self, rest: list[fmpq_mpoly], known: dict[int, Poly]) -> Iterator[Point]:
        """What is left in one unknown, or in two."""
        open_ones = sorted({i for p in rest for i in used(p) if i in self.gens})
        if len(open_ones) + len(known) < len(self.gens):
            raise Undecidable("infinitely many solutions")
        if len(open_ones) == 1:
            (i,) = open_ones
            said = conjunction(*(relation(poly_tree(p, self.field), "=", ZERO) for p in rest))
            found = solution_set(said, self.name(i))
            if any(found.gaps):
                raise Undecidable("infinitely many solutions")
            for x in found.ends:
                yield self.point(known, {i: x})
            return
        if len(open_ones) != 2 or any(not self.field.kernels[i].tag == "name" for p in rest for i in used(p)):
            raise Undecidable("more than two unknowns")
        for x, y in self.pairs(rest, *open_ones):
            yield self.point(known, {open_ones[0]: x, open_ones[1]: y})

    def pairs(self, rest: list[fmpq_mpoly], i: int, j: int) -> Iterator[tuple[Place, Place]]:
        if len(rest) < 2:
            raise Undecidable("infinitely many solutions")
        f, g = rest[:2]
        candidates: list[list[Place]] = []
        for kept, gone in ((i, j), (j, i)):
            r = f.resultant(g, f"g{gone}")
            if not r or r.total_degree() > MAX_DEGREE:
                raise Undecidable("curves with a common part, or of high degree")
            candidates.append([x for p, _ in factored(r) if kept in used(p) for x in roots_over_q(p)])
        for x, y in itertools.product(*candidates):
            if self.is_solution(rest, {i: x, j: y}, {i: candidates[0], j: candidates[1]}):
                yield x, y

    def is_solution(self, rest: list[fmpq_mpoly], at: dict[int, Place], roots: dict[int, list[Place]]) -> bool:
        if all(type(x) is fmpq for x in at.values()):
            return all(not put(p, dict(at)) for p in rest)
        for bits in NEWTON_BITS:
            with precision(bits):
                values = {i: arb(ball(x, 2 * bits)) for i, x in at.items()}
                if any(not _value(p, values).contains(0) for p in rest):
                    return False
                radius = arb(2) ** (-bits // 3)
                alone = all(_apart(values[i], at[i], roots[i], radius, bits) for i in at)
                if len(rest) == 2 and alone and self.proved(rest, values, radius):
                    return True
        return self.by_formulas(rest, at)

    def proved(self, rest: list[fmpq_mpoly], values: dict[int, arb], radius: arb) -> bool:
        """Whether Newton's operator maps a small box around the point into itself: then it holds just one solution.

        Its coordinates are roots of the resultants, so where the box holds no others it is the point itself.
        """
        box = {i: x + arb(0, radius.mid()) for i, x in values.items()}
        (i, x), (j, y) = values.items()
        rows = [[_value(p.derivative(k), box) for k in (i, j)] for p in rest]
        (a, b), (c, d) = rows
        det = a * d - b * c
        if det.contains(0):
            return False
        f, g = (_value(p, {i: arb(x.mid()), j: arb(y.mid())}) for p in rest)
        step = ((d * f - b * g) / det, (a * g - c * f) / det)
        return all(abs(s).abs_upper() < radius / 2 for s in step)

    def by_formulas(self, rest: list[fmpq_mpoly], at: dict[int, Place]) -> bool:
        trees: dict[Node, Node] = {Name(self.name(i)): tree_of(x) for i, x in at.items()}
        return all(constant_sign(put_in(poly_tree(p, self.field), trees)) == 0 for p in rest)


def _apart(x: arb, root: Place, roots: list[Place], radius: arb, bits: int) -> bool:
    """Whether all other roots are certainly farther away than twice the radius."""
    return all(abs(arb(ball(z, 2 * bits)) - x) > 2 * radius for z in roots if z != root)


def _value(p: fmpq_mpoly, values: dict[int, arb]) -> arb:
    total = arb(0)
    for monomial, c in p.to_dict().items():
        term = arb(c)
        for i, power in enumerate(monomial):
            if power:
                term *= values[i] ** power
        total += term
    return total
