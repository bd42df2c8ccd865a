"""Solution sets of equations, compared as sets of points: no multiplicities, only real points unless told.

Polynomial equations are compared factor by factor over Q: equal factors, once those without points in the domain are
left out, are a proof of equality, and a certified point on one set that is off the other a proof of difference. Other
equations are compared by the same factors over kernels, by points on a graph `y = g(x)`, or left open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from flint import arb, fmpq, fmpq_mat, fmpq_mpoly, fmpz, fmpz_poly

from generators.answers.compare import CONSTANTS, Comparison, Prove, same
from generators.answers.exact import GENS, Field, NotExact, Poly, lowest
from generators.answers.points import Draws, Point, terrain
from generators.answers.reading import both_signs
from generators.notation import put_in
from generators.notation.balls import Evaluation
from generators.notation.errors import NotationError
from generators.notation.tree import Braces, Chain, Logic, Name, Neg, Node, Num, Op, Series, names, walk
from generators.notation.values import SCALARS, Imprecise, Scalar, Undefined, precision
from schemas.answer import Assumption

Symbols = Mapping[str, Assumption]
ZERO, ONE = Num("0"), Num("1")
POSITIVE_KERNELS = frozenset({"exp", "power", "radical", "pi", "exp of fraction", "ln of prime"})
TRIES = 16
SAMPLES = 8
BITS = 256
TRUE, FALSE, OPEN = Comparison(True, "exact"), Comparison(False, "exact"), Comparison(None)


@dataclass(frozen=True, slots=True)
class Equations:
    """A union of the zero sets of some functions, or (`every`) their intersection."""

    functions: tuple[Node, ...]
    every: bool = False


def equations_of(node: Node) -> Equations:
    """What `f = g`, `x = 1 or x = 2`, `x = ±2`, `x in {1, 2}`, `x = 1, x = 2` say. NotationError for other things."""
    match node:
        case Chain((left, right), ("=",)):
            pairs = [(a, b) for a, b in zip(_signs(left, right), _signs(right, left), strict=True)]
            return Equations(tuple(_difference(a, b) for a, b in pairs))
        case Chain(terms, relations) if set(relations) == {"="}:
            links = itertools.pairwise(terms)
            return Equations(tuple(_difference(a, b) for a, b in links), every=True)
        case Chain((Name() as name, Braces(items)), ("in",)):
            return Equations(tuple(_difference(name, item) for item in items))
        case Logic("or", items):
            return _joined(items, every=False)
        case Logic("and", items):
            return _joined(items, every=True)
        case Series(items):
            if _bare(items[0]):
                raise NotationError("An equation is asked for: there must be a sign `=`.")
            return _joined(items, every=not _lists_values(items))
    raise NotationError("An equation is asked for: there must be a sign `=`.")


def _bare(item: Node) -> bool:
    return not isinstance(item, Chain | Logic)


def _lists_values(items: tuple[Node, ...]) -> bool:
    """Whether equations side by side list the values of one unknown, as `x = 1, x = 2` and `x = 1, 2` do."""
    about = {item.terms[0] for item in items if isinstance(item, Chain)}
    given = [item.terms[1] if isinstance(item, Chain) else item for item in items]
    constant = all(names(value) <= CONSTANTS for value in given)
    return len(about) == 1 and all(isinstance(name, Name) for name in about) and constant


def _signs(side: Node, other: Node) -> tuple[Node, ...]:
    """A side of an equation, once for every choice of signs in either side."""
    mine, theirs = both_signs(side), both_signs(other)
    if len(mine) == 1:
        return mine * len(theirs)
    if len(theirs) == 1:
        return mine
    raise NotationError("Write out the solutions: two signs ± leave open which belong together.")


def _joined(items: tuple[Node, ...], every: bool) -> Equations:
    """Several equations. A chain `x = 1, 2` continues its name; `x = ±1` inside "or" is two more."""
    functions: list[Node] = []
    name: Node | None = None
    for item in items:
        if _bare(item) and isinstance(name, Name):
            functions.append(_difference(name, item))
            continue
        part = equations_of(item)
        if len(part.functions) > 1 and part.every != every:
            raise NotationError("Write this as one list of equations joined by one word.")
        functions += part.functions
        name = item.terms[0] if isinstance(item, Chain) else None
    return Equations(tuple(functions), every and len(functions) > 1)


def _difference(left: Node, right: Node) -> Node:
    return left if right == ZERO else Op("-", left, right)


def unknowns(*nodes: Node, symbols: Symbols) -> tuple[str, ...]:
    found = {name for node in nodes for name in names(node)}
    return tuple(sorted(found - (CONSTANTS - symbols.keys())))


def same_solutions(left: Equations, right: Equations, symbols: Symbols, prove: Prove | None = None) -> Comparison:
    """Whether two equations have the same solutions in the space of all their unknowns."""
    variables = unknowns(*left.functions, *right.functions, symbols=symbols)
    if not variables:
        return _constant_truths(left, right)
    for decide in (_by_factors, _by_points, _by_samples, _by_crossings):
        found = decide(left, right, variables, symbols)
        if found is not None:
            return found
    return OPEN


def _constant_truths(left: Equations, right: Equations) -> Comparison:
    truths = [_truth(each) for each in (left, right)]
    return OPEN if None in truths else Comparison(truths[0] == truths[1], "exact")


def _truth(equations: Equations) -> bool | None:
    held = [same(function, ZERO).equal for function in equations.functions]
    return None if None in held else all(held) if equations.every else any(held)


# Factors over Q ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """The zeros of `factors` outside the zeros of `excluded`; everything where `full`."""

    factors: tuple[fmpq_mpoly, ...]
    excluded: tuple[fmpq_mpoly, ...]
    full: bool
    partial: frozenset[int]


def _by_factors(left: Equations, right: Equations, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    field = Field(symbols)
    try:
        ours = [_piece(function, field, symbols) for function in left.functions]
        theirs = [_piece(function, field, symbols) for function in right.functions]
    except (NotExact, Imprecise):
        return None
    if len(variables) == 1 and field.rational:
        a, b = _roots(ours, left.every, symbols, variables[0]), _roots(theirs, right.every, symbols, variables[0])
        if a is None or b is None:
            return Comparison(a is b, "exact")
        return Comparison(a == b, "exact")
    if left.every or right.every:
        return None
    if any(piece.full for piece in (*ours, *theirs)):
        full = [any(piece.full for piece in pieces) for pieces in (ours, theirs)]
        return Comparison(full[0] == full[1], "exact") if field.rational else None
    mine, others = _union(ours), _union(theirs)
    if len(mine) == len(others) and all(p in others for p in mine):
        same_kernels = frozenset().union(*(piece.partial for piece in ours)) == frozenset().union(
            *(piece.partial for piece in theirs)
        )
        if same_kernels and _same_exclusions(ours, theirs):
            return TRUE
        return _cut_apart(ours, theirs, field, variables, symbols) if field.rational else None
    if not field.rational:
        return None
    covered = _same_exclusions(ours, theirs)
    for own, other, p, kept in [
        *((ours, theirs, p, others) for p in mine if p not in others),
        *((theirs, ours, p, mine) for p in others if p not in mine),
    ]:
        if _witness(p, own, other, field, variables, symbols):
            return Comparison(False, "ball", 1, BITS)
        covered = covered and _thin_and_covered(p, kept, field, variables, symbols)
    return TRUE if covered else OPEN


def _piece(function: Node, field: Field, symbols: Symbols) -> Piece:
    field.partial = set()
    try:
        above, _ = lowest(field.form(function))
        excluded = [p for node in _denominators(function) for p in _irreducible(lowest(field.form(node))[0])]
    except Undefined:  # a denominator is zero throughout: no points at all
        return Piece((), (), False, frozenset())
    excluded = [p for p in excluded if not _never_zero(p, field, symbols)]
    full = field.vanishes(above)
    kept = [] if full else [p for p in _irreducible(above) if p not in excluded and not _never_zero(p, field, symbols)]
    return Piece(tuple(kept), tuple(excluded), full, frozenset(field.partial))


def _denominators(node: Node) -> Iterator[Node]:
    for each in walk(node):
        if isinstance(each, Op) and each.symbol == "/":
            yield each.right
        elif isinstance(each, Op) and each.symbol == "^" and isinstance(each.right, Neg):
            yield each.left


def _irreducible(poly: Poly) -> list[fmpq_mpoly]:
    """The factors of a polynomial, each with leading coefficient 1; none for a number."""
    if type(poly) is fmpq or poly.is_constant():
        return []
    if poly.total_degree() > 60 or len(poly) > 400:
        raise NotExact
    if poly.total_degree() == 1:
        return [poly / poly.leading_coefficient()]
    return [factor / factor.leading_coefficient() for factor, _ in poly.factor()[1]]


def _never_zero(p: fmpq_mpoly, field: Field, symbols: Symbols) -> bool:
    """Whether a polynomial has plainly no zero in the domain: all its terms are of one sign and one is not zero."""
    signs = {c > 0 for c in p.coeffs()}
    if len(signs) > 1:
        return False
    sure = False
    for monomial in p.monoms():
        strict = True
        for i, power in enumerate(monomial):
            if not power:
                continue
            kernel = field.kernels[i]
            kind = symbols.get(kernel.args[0], "real") if kernel.tag == "name" else ""
            if kind == "positive" or kernel.tag in POSITIVE_KERNELS:
                continue
            if kind == "complex" or (power % 2 and kind != "nonnegative" and kernel.tag not in ("root", "abs")):
                return False
            strict = False
        sure |= strict
    return sure


def _union(pieces: list[Piece]) -> list[fmpq_mpoly]:
    found: list[fmpq_mpoly] = []
    for piece in pieces:
        found += [p for p in piece.factors if p not in found]
    return found


def _same_exclusions(ours: list[Piece], theirs: list[Piece]) -> bool:
    """Whether what is cut out of the two (equal) zero sets is the same, as far as it cuts into them at all."""
    cuts = [
        [e for piece in pieces for e in piece.excluded if any(_meet(p, e) for p in piece.factors)]
        for pieces in (ours, theirs)
    ]
    return all(e in cuts[1] for e in cuts[0]) and all(e in cuts[0] for e in cuts[1])


def _cut_apart(
    ours: list[Piece], theirs: list[Piece], field: Field, variables: tuple[str, ...], symbols: Symbols
) -> Comparison:
    """Equal polynomials with different exclusions: different if a real point of the zero set is cut out of one only."""
    for own, other in ((ours, theirs), (theirs, ours)):
        for piece in own:
            for e in piece.excluded:
                for p in piece.factors:
                    if _meet(p, e) and _cut_out(p, e, other, field, variables, symbols):
                        return Comparison(False, "ball", 1, BITS)
    return OPEN


def _cut_out(
    p: fmpq_mpoly, e: fmpq_mpoly, other: list[Piece], field: Field, variables: tuple[str, ...], symbols: Symbols
) -> bool:
    """Whether a real point on p and on e is found that the other set has. Only for e linear in a variable."""
    if set(symbols.values()) - {"real"}:
        return False
    for i, power in enumerate(e.degrees()):
        if power == 1 and (slope := e.derivative(i)).is_constant():
            at_zero = e - slope * GENS[i]
            put: dict[str, Poly] = {f"g{i}": -at_zero / slope.leading_coefficient()}
            line = _put(p, put)
            others = [_put(each, put) for each in _excluded(other)]
            if not line:
                return all(bool(each) for each in others)
            if not isinstance(line, fmpq_mpoly) or line.is_constant():
                return False
            kept = Piece((), tuple(each for each in others if isinstance(each, fmpq_mpoly)), False, frozenset())
            return all(bool(each) for each in others) and _witness(line, [kept], [], field, variables, symbols)
    return False


def _excluded(pieces: list[Piece]) -> list[fmpq_mpoly]:
    return [e for piece in pieces for e in piece.excluded]


def _meet(p: fmpq_mpoly, e: fmpq_mpoly) -> bool:
    """Whether the zeros of e may meet those of p; not so where p is a number other than 0 on them."""
    rest = p % e
    return not (rest.is_constant() and rest)


def _thin_and_covered(
    p: fmpq_mpoly, kept: list[fmpq_mpoly], field: Field, variables: tuple[str, ...], symbols: Symbols
) -> bool:
    """Whether p is a sum of squares of linear forms whose common zeros lie on the factors in `kept`.

    With p = w^T*M*w, w = (x_1, …, x_n, 1) and M positive semidefinite, p is 0 just where M*w is.
    """
    if p.total_degree() != 2 or set(symbols.values()) - {"real"}:
        return False
    gens = [i for i, kernel in enumerate(field.kernels) if kernel.args[0] in variables]
    n = len(gens)
    M = [[fmpq(0)] * (n + 1) for _ in range(n + 1)]
    for monomial, c in p.to_dict().items():
        at = [k for k, i in enumerate(gens) for _ in range(monomial[i])] + [n, n]
        i, j = at[:2]
        M[i][j] += c / 2
        M[j][i] += c / 2
    if not _semidefinite(M):
        return False
    reduced, rank = fmpq_mat(M).rref()
    rows = reduced.tolist()[:rank]
    pivots = [next(j for j, x in enumerate(row) if x) for row in rows]
    if n in pivots:
        return True  # M*w = 0 has no solution with last entry 1
    put = {}
    for row, pivot in zip(rows, pivots, strict=True):
        rest: Poly = -row[n]
        for k in range(n):
            if k != pivot and row[k]:
                rest = rest - row[k] * GENS[gens[k]]
        put[f"g{gens[pivot]}"] = rest
    return any(not _put(q, put) for q in kept)


def _put(poly: fmpq_mpoly, values: dict[str, Poly]) -> Poly:
    """A polynomial with polynomials put in for some of its generators."""
    return poly.compose(*(values.get(f"g{i}", gen) + 0 * gen for i, gen in enumerate(GENS)))


def _semidefinite(M: list[list[fmpq]]) -> bool:
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


def _roots(pieces: list[Piece], every: bool, symbols: Symbols, name: str) -> frozenset[tuple[str, int]] | None:
    """The solutions in one unknown, each told by its minimal polynomial and its place among the roots; None: all."""
    sets: list[frozenset[tuple[str, int]] | None] = []
    for piece in pieces:
        if piece.full:
            sets.append(None)
            continue
        sets.append(frozenset((str(p), i) for p in piece.factors for i in _places(p, symbols.get(name, "real"))))
    some = [each for each in sets if each is not None]
    if every:
        return None if not some else reduce(lambda a, b: a & b, some)
    return None if len(some) < len(sets) else frozenset().union(*some)


def _places(p: fmpq_mpoly, kind: Assumption) -> list[int]:
    """Which of the roots of an irreducible polynomial lie in the domain, numbered in flint's order."""
    if p.total_degree() == 1:
        root = -p.subs({f"g{i}": 0 for i in range(16)}).leading_coefficient() if len(p) > 1 else fmpq(0)
        fits = {"positive": root > 0, "nonnegative": root >= 0, "integer": root.q == 1}.get(kind, True)
        return [0] if fits else []
    if kind == "integer":
        return []
    places = []
    with precision(64):
        for i, root in enumerate(_all_roots(p)):
            real = root.imag.is_zero()
            if kind == "complex" or (real and (kind == "real" or root.real > 0)):
                places.append(i)
    return places


def _all_roots(p: fmpq_mpoly) -> list[Any]:
    scale = reduce(lambda s, c: s.lcm(c.q), p.coeffs(), fmpz(1))
    coefficients = [fmpz(0)] * (p.total_degree() + 1)
    for monomial, c in p.to_dict().items():
        coefficients[sum(monomial)] = (c * scale).p
    return [root for root, _ in fmpz_poly(coefficients).complex_roots()]


def _witness(
    p: fmpq_mpoly, own: list[Piece], other: list[Piece], field: Field, variables: tuple[str, ...], symbols: Symbols
) -> bool:
    """Whether a real point of the domain is found on p, outside what is excluded, and off the other set."""
    places = {kernel.args[0]: i for i, kernel in enumerate(field.kernels)}
    draws = Draws(str(p).encode())
    with precision(BITS):
        for attempt in range(TRIES):
            free = [name for name in variables if name in places and p.degrees()[places[name]]]
            pivot = free[attempt % len(free)]
            at: Point = {name: _draw(symbols.get(name, "real"), attempt, draws) for name in variables if name != pivot}
            line = p.subs({f"g{places[name]}": value for name, value in at.items() if name in places})
            if line.is_constant() or line.total_degree() > 40:
                continue
            for root in _all_roots(line):
                if not root.imag.is_zero():
                    continue
                point = {**at, pivot: root.real}
                if _in_domain(point[pivot], symbols.get(pivot, "real")) and _off(point, own, other, field):
                    return True
    return False


def _draw(kind: Assumption, attempt: int, draws: Draws) -> fmpq:
    value = draws.fraction() * (3, 1, 20, 200)[attempt % 4]
    if kind == "integer":
        return fmpq(1 + value.floor())
    return value if kind in ("positive", "nonnegative") or draws.below(2) else -value


def _in_domain(x: Scalar, kind: Assumption) -> bool:
    return bool({"positive": x > 0, "nonnegative": x >= 0, "integer": False}.get(kind, True))


def _off(point: Point, own: list[Piece], other: list[Piece], field: Field) -> bool:
    values = [arb(point.get(kernel.args[0], fmpq(0))) for kernel in field.kernels]

    def nonzero(p: fmpq_mpoly) -> bool:
        total = arb(0)
        for monomial, c in p.to_dict().items():
            term = arb(c)
            for value, power in zip(values, monomial, strict=False):
                if power:
                    term *= value**power
            total += term
        return not total.contains(0)

    inside = any(all(nonzero(e) for e in piece.excluded) for piece in own)
    return inside and all(nonzero(p) for piece in other for p in piece.factors)


# Solved forms ------------------------------------------------------------------------------------------------------


def _by_points(left: Equations, right: Equations, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    """Equations in one unknown that are both solved: `x = ln(2)` and `2*x = ln(4)`; compared as finite sets."""
    if len(variables) > 1 or left.every or right.every:
        return None
    (name,) = variables
    ours = [_solved(function, name) for function in left.functions]
    theirs = [_solved(function, name) for function in right.functions]
    if any(value is None for value in (*ours, *theirs)):
        return None
    from generators.answers.compare import both, some

    points = [
        [value for value in side if value is not None and _admitted(value, symbols.get(name, "real"))]
        for side in (ours, theirs)
    ]
    parts = [some([same(x, y) for y in points[1]]) for x in points[0]]
    parts += [some([same(x, y) for x in points[0]]) for y in points[1]]
    return both(parts)


def _admitted(value: Node, kind: Assumption) -> bool:
    found = Evaluation({}).value(value)
    return type(found) not in SCALARS or _in_domain(found, kind)


def _solved(function: Node, name: str) -> Node | None:
    """The one zero of a function that is linear in its unknown, as a formula; None if it is not so."""
    at = [put_in(function, {Name(name): Num(str(k))}) for k in range(3)]
    slope, again = Op("-", at[1], at[0]), Op("-", at[2], at[1])
    for each in walk(function):
        if isinstance(each, Op) and each.symbol in "+-*/":
            continue
        if name in names(each) and not isinstance(each, Name | Neg):
            return None
    try:
        if same(slope, again).equal is not True or same(slope, ZERO).equal is not False:
            return None
        return Op("/", Neg(at[0]), slope)
    except (Undefined, NotationError):
        return None


def _by_samples(left: Equations, right: Equations, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    """Certified points on either set, tried in the other: graphs are sampled anywhere, polynomials along lines.

    Different where a point is certainly off the other set; equal where many points of both lie on it to far more bits
    than chance allows.
    """
    if left.every or right.every or len(variables) < 2 or "integer" in symbols.values():
        return None
    agreed = [_inside(one, other, variables, symbols) for one, other in ((left, right), (right, left))]
    if False in agreed:
        return Comparison(False, "ball", 1, BITS)
    return Comparison(True, "ball", 2 * SAMPLES, BITS) if agreed == [True, True] else None


def _inside(one: Equations, other: Equations, variables: tuple[str, ...], symbols: Symbols) -> bool | None:
    """Whether points of the first set all lie on the second; False for one that certainly does not."""
    if any(terrain(function).jumping for function in (*one.functions, *other.functions)):
        return None
    enough = True
    with precision(BITS):
        for function in one.functions:
            draws = Draws(terrain(function).ink + b"".join(terrain(each).ink for each in other.functions))
            for sheet in _sheets(function, variables, symbols, draws):
                agreed = 0
                for at in sheet:
                    found = [_vanishes(each, at) for each in other.functions]
                    if True in found:
                        agreed += 1
                    elif None not in found:
                        return False
                    if agreed == SAMPLES:
                        break
                enough &= agreed == SAMPLES
    return True if enough else None


def _sheets(function: Node, variables: tuple[str, ...], symbols: Symbols, draws: Draws) -> list[Iterator[Point]]:
    """For each sheet of a zero set a stream of points that certainly lie on it: its factors, or one graph."""
    field = Field(symbols)
    try:
        above, _ = lowest(field.form(function))
        factors = _irreducible(above) if field.rational else []
    except (NotExact, Undefined, Imprecise):
        factors = []
    if factors and all(p.total_degree() <= 12 for p in factors):
        return [_along_lines(p, field, symbols, draws) for p in factors if not _never_zero(p, field, symbols)]
    return [_on_graph(function, variables, symbols, draws)]


def _along_lines(p: fmpq_mpoly, field: Field, symbols: Symbols, draws: Draws) -> Iterator[Point]:
    """Points of the domain on a polynomial, all those on each of some lines."""
    names_of = [kernel.args[0] for kernel in field.kernels]
    pivots = [i for i, power in enumerate(p.degrees()) if power]
    for attempt in range(6 * SAMPLES):
        pivot = pivots[attempt % len(pivots)]
        at: Point = {
            name: _draw(symbols.get(name, "real"), attempt, draws) for i, name in enumerate(names_of) if i != pivot
        }
        line = p.subs({f"g{names_of.index(name)}": value for name, value in at.items()})
        if line.is_constant():
            continue
        for root in _all_roots(line):
            if root.imag.is_zero() and _in_domain(root.real, symbols.get(names_of[pivot], "real")):
                yield {**at, names_of[pivot]: root.real}


def _on_graph(function: Node, variables: tuple[str, ...], symbols: Symbols, draws: Draws) -> Iterator[Point]:
    """Points on the zero set of a*v - g, where a is a number and g a function of the other variables."""
    for pivot in variables:
        inside = [each for each in walk(function) if pivot in names(each) and not isinstance(each, Name | Neg)]
        if not inside or not all(_linear_node(each, pivot) for each in inside):
            continue
        known: fmpq | None = None
        points: list[Point] = []
        for attempt in range(6 * SAMPLES):
            at: Point = {v: _draw(symbols.get(v, "real"), attempt, draws) for v in variables if v != pivot}
            try:
                start, end = (Evaluation({**at, pivot: fmpq(k)}).value(function) for k in range(2))
            except (Undefined, Imprecise, NotationError):
                continue
            slope = end - start
            if known is None:
                known = slope if type(slope) is fmpq else _rational(arb(slope))
            if known is None:
                continue
            if not known or (slope != known if type(slope) is fmpq else not slope.contains(known)):
                break
            root = -start / known
            if _in_domain(root, symbols.get(pivot, "real")):
                points.append({**at, pivot: root})
        else:
            yield from points
            return


def _rational(x: arb) -> fmpq | None:
    """The fraction of a denominator up to 60 in a ball, if there is one."""
    return next((fmpq(p, q) for q in range(1, 61) if (p := (x * q).unique_fmpz()) is not None), None)


def _linear_node(node: Node, name: str) -> bool:
    match node:
        case Op("+" | "-"):
            return True
        case Op("*", left, right):
            return (name in names(left)) != (name in names(right))
        case Op("/", _, below):
            return name not in names(below)
    return False


def _vanishes(function: Node, at: Point) -> bool | None:
    """Whether a function is 0 at a point to two thirds of the bits; False if it is certainly not, or not defined."""
    try:
        value = Evaluation(at).value(function)
    except Undefined:
        return False
    except (Imprecise, NotationError):
        return None
    if type(value) is fmpq:
        return not value
    if type(value) is not arb or not value.contains(0):
        return False
    return True if value.abs_upper() < arb(2) ** -(BITS // 2) else None


# Crossings ---------------------------------------------------------------------------------------------------------

GRID = (-60, -19, -7, -4, -3, -2, -1, 0, 1, 2, 3, 4, 7, 19, 60)
LINES = 3


def _by_crossings(left: Equations, right: Equations, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    """Different where one function certainly crosses zero, by a change of sign, and the others are certainly not 0."""
    if left.every or right.every or set(symbols.values()) & {"integer", "complex"}:
        return None
    for own, other in ((left, right), (right, left)):
        draws = Draws(b"".join(terrain(each).ink for each in (*own.functions, *other.functions)))
        for function in own.functions:
            for line in range(LINES * len(variables)):
                pivot = variables[line % len(variables)]
                at: Point = {v: _draw(symbols.get(v, "real"), line, draws) for v in variables if v != pivot}
                shift = draws.fraction()
                for place in _crossings(function, at, pivot, [k + shift for k in GRID]):
                    if not _in_domain(place, symbols.get(pivot, "real")):
                        continue
                    if all(_certainly_not_zero(each, {**at, pivot: place}) for each in other.functions):
                        return Comparison(False, "ball", 1, BITS)
    return None


def _crossings(function: Node, at: Point, pivot: str, grid: list[fmpq]) -> Iterator[arb]:
    """Short intervals that hold a zero: the function is continuous on them and changes its sign."""
    with precision(BITS):
        signs = [_sign(function, {**at, pivot: x}) for x in grid]
        for low, high, below, above in zip(grid, grid[1:], signs, signs[1:], strict=False):
            if below * above >= 0:
                continue
            for _ in range(40):
                middle = (low + high) / 2
                here = _sign(function, {**at, pivot: middle})
                if here == 0:
                    break
                low, high = (middle, high) if here == below else (low, middle)
            ball = arb(low).union(arb(high))
            try:
                value = Evaluation({**at, pivot: ball}).value(function)
            except (Undefined, Imprecise, NotationError):
                continue
            if type(value) is arb and value.contains(0) and abs(value) < 1:
                yield ball


def _sign(function: Node, at: Point) -> int:
    """-1 or 1; 0 where it is not certain."""
    try:
        value = Evaluation(at).value(function)
    except (Undefined, Imprecise, NotationError):
        return 0
    if type(value) not in (fmpq, arb):
        return 0
    return 1 if value > 0 else -1 if value < 0 else 0


def _certainly_not_zero(function: Node, at: Point) -> bool:
    with precision(BITS):
        return _sign(function, at) != 0
