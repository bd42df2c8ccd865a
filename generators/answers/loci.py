"""Solution sets of equations, compared as sets of points: no multiplicities, only real points unless told.

Polynomial equations are compared factor by factor over Q: equal factors, once those without points in the domain are
left out, are a proof of equality, and a certified point on one set that is off the other a proof of difference. Other
equations are compared by the same factors over kernels, by points on a graph `y = g(x)`, or left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice

from flint import arb, fmpq, fmpq_mpoly, fmpz, fmpz_poly

from generators.answers.compare import CONSTANTS, Comparison, Prove, same
from generators.answers.exact import Field, NotExact, Poly, lowest
from generators.answers.points import Draws, Point, ink, terrain
from generators.answers.reading import both_signs, listed
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
            pairs = [
                (a, b)
                for a, b in zip(_signs(left, right), _signs(right, left), strict=True)
            ]
            return Equations(tuple(_difference(a, b) for a, b in pairs))
        case Chain(terms, relations) if set(relations) == {"="}:
            links = zip(terms, terms[1:], strict=False)
            return Equations(tuple(_difference(a, b) for a, b in links), every=True)
        case Chain((Name() as name, Braces(items)), ("in",)):
            return Equations(tuple(_difference(name, item) for item in items))
        case Logic("or", items):
            return _joined(items, every=False)
        case Logic("and", items):
            return _joined(items, every=True)
        case Series(items):
            about = {item.terms[0] for item in items if isinstance(item, Chain)}
            values = listed(node) is not None and len(about) == 1
            return _joined(items, every=not values) if not any(_bare(item) for item in items[:1]) else _listing(items)
    raise NotationError("An equation is asked for: there must be a sign `=`.")


def _bare(item: Node) -> bool:
    return not isinstance(item, Chain | Logic)


def _listing(items: tuple[Node, ...]) -> Equations:
    raise NotationError("An equation is asked for: there must be a sign `=`.")


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
    for decide in (_by_factors, _by_points, _by_graphs):
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


def _by_factors(
    left: Equations, right: Equations, variables: tuple[str, ...], symbols: Symbols
) -> Comparison | None:
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
        return None
    if field.rational:
        for own, other, p in [
            *((ours, theirs, p) for p in mine if p not in others),
            *((theirs, ours, p) for p in others if p not in mine),
        ]:
            if _witness(p, own, other, field, variables, symbols):
                return Comparison(False, "ball", 1, BITS)
    return None


def _piece(function: Node, field: Field, symbols: Symbols) -> Piece:
    field.partial = set()
    try:
        above, _ = lowest(field.form(function))
        excluded = [p for node in _denominators(function) for p in _irreducible(lowest(field.form(node))[0])]
    except Undefined:  # a denominator is zero throughout: no points at all
        return Piece((), (), False, frozenset())
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


def _meet(p: fmpq_mpoly, e: fmpq_mpoly) -> bool:
    """Whether the zeros of e may meet those of p; not so where p is a number other than 0 on them."""
    rest = p % e
    return not (rest.is_constant() and rest)


def _roots(
    pieces: list[Piece], every: bool, symbols: Symbols, name: str
) -> frozenset[tuple[str, int]] | None:
    """The solutions in one unknown, each told by its minimal polynomial and its place among the roots; None: all."""
    sets: list[frozenset[tuple[str, int]] | None] = []
    for piece in pieces:
        if piece.full:
            sets.append(None)
            continue
        sets.append(
            frozenset(
                (str(p), i) for p in piece.factors for i in _places(p, symbols.get(name, "real"))
            )
        )
    some = [each for each in sets if each is not None]
    if every:
        return None if not some else reduce(lambda a, b: a & b, some)
    return None if len(some) < len(sets) else reduce(lambda a, b: a | b, some, frozenset())


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


def _all_roots(p: fmpq_mpoly) -> list[object]:
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
                if not root.imag.is_zero():  # type: ignore[attr-defined]
                    continue
                point = {**at, pivot: root.real}  # type: ignore[attr-defined]
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

    points = [[value for value in side if value is not None and _admitted(value, symbols.get(name, "real"))] for side in (ours, theirs)]
    parts = [some([same(x, y) for y in points[1]]) for x in points[0]]
    parts += [some([same(x, y) for x in points[0]]) for y in points[1]]
    return both(parts)


def _admitted(value: Node, kind: Assumption) -> bool:
    found = Evaluation({}).value(value)
    return type(found) not in SCALARS or _in_domain(found, kind)  # type: ignore[arg-type]


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


def _by_graphs(left: Equations, right: Equations, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    """One equation each, at least one solved for a variable: points on either graph, tried in the other equation.

    Equal where both are graphs and every point of either solves the other; different where a certified point does not.
    """
    if left.every or right.every or len(left.functions) != 1 or len(right.functions) != 1:
        return None
    (f,), (g,) = left.functions, right.functions
    agreed = 0
    for one, other in ((f, g), (g, f)):
        graph = _graph(one, variables)
        if graph is None:
            continue
        verdict = _on_other(graph, one, other, variables, symbols)
        if verdict is False:
            return Comparison(False, "ball", 1, BITS)
        agreed += bool(verdict)
    return Comparison(True, "ball", 2 * SAMPLES, BITS) if agreed == 2 else None


def _graph(function: Node, variables: tuple[str, ...]) -> str | None:
    """A variable that the equation is solved for or linear in, so that its solutions are a graph over the others."""
    match function:
        case Op("-", Name(name), rest) | Op("-", rest, Name(name)) if name in variables and name not in names(rest):
            return name
    for name in variables:
        inside = [each for each in walk(function) if name in names(each) and not isinstance(each, Name)]
        if inside and all(isinstance(each, Neg) or _linear_node(each, name) for each in inside):
            return name
    return None


def _linear_node(node: Node, name: str) -> bool:
    match node:
        case Op("+" | "-"):
            return True
        case Op("*", left, right):
            return (name in names(left)) != (name in names(right))
        case Op("/", _, below):
            return name not in names(below)
    return False


def _on_other(
    name: str, one: Node, other: Node, variables: tuple[str, ...], symbols: Symbols
) -> bool | None:
    """Whether points on one graph solve the other equation; False for a certified point that does not."""
    draws = Draws(ink(one) + ink(other))
    rest = [variable for variable in variables if variable != name]
    agreed = 0
    if terrain(one).jumping or terrain(other).jumping:
        return None
    for attempt in islice(range(6 * SAMPLES), 6 * SAMPLES):
        at: Point = {v: _draw(symbols.get(v, "real"), attempt, draws) for v in rest}
        with precision(BITS):
            try:
                start = Evaluation({**at, name: fmpq(0)}).value(one)
                slope = Evaluation({**at, name: fmpq(1)}).value(one) - start  # type: ignore[operator]
                if slope.contains(0) if type(slope) is arb else not slope:
                    continue
                x = -start / slope  # type: ignore[operator]
            except (Undefined, Imprecise):
                continue
            if not _in_domain(x, symbols.get(name, "real")):
                continue
            try:
                value = Evaluation({**at, name: x}).value(other)
            except Undefined:
                return False
            except Imprecise:
                continue
            if type(value) is fmpq:
                if value:
                    return False
            elif not value.contains(0):  # type: ignore[union-attr]
                return False
            elif not abs(value).abs_upper() < arb(2) ** -(BITS // 3):  # type: ignore[arg-type]
                continue
        agreed += 1
        if agreed == SAMPLES:
            return True
    return None
