"""Equations in complex unknowns: the same zeros, by squarefree polynomials over Q(i)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flint import fmpq

from generators.answers.compare import Comparison, both, same, some
from generators.answers.exact import Field, NotExact, Poly, lowest
from generators.answers.loci.places import Undecidable
from generators.answers.loci.polynomials import denominators, factored
from generators.answers.loci.shape import names_of
from generators.answers.loci.statements import ZERO, function_of, relations_of
from generators.notation.fill import put_in
from generators.notation.tree import Chain, Logic, Name, Node
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Assumption

Symbols = Mapping[str, Assumption]
Gauss = tuple[fmpq, fmpq]
"""A number of Q(i): real and imaginary part."""
Polynomial = tuple[Gauss, ...]
"""Coefficients from the constant one up, the last not 0; () is the zero polynomial."""
NOTHING: Gauss = (fmpq(0), fmpq(0))
UNIT: Gauss = (fmpq(1), fmpq(0))
MAX_DEGREE = 40


def same_complex(left: Node, right: Node, variables: tuple[str, ...], symbols: Symbols) -> Comparison:
    """Whether two statements made of equations have the same complex solutions."""
    if len(variables) == 1:
        (name,) = variables
        try:
            return Comparison(zero_set(left, name) == zero_set(right, name), "exact")
        except Undecidable:
            pass
        return _by_points(left, right, name, symbols) or _by_points(right, left, name, symbols) or Comparison(None)
    return _by_factors(left, right, symbols)


# One unknown -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Zeros:
    """The zeros of a polynomial, or (`all_but`) everything else; monic and squarefree."""

    polynomial: Polynomial
    all_but: bool = False


def zero_set(statement: Node, name: str) -> Zeros:
    match statement:
        case Chain(_, ("=",)):
            return _of_equation(function_of(statement), name)
        case Chain(_, ("!=",)):
            return _complement(_of_equation(function_of(statement), name))
        case Logic("not", (item,)):
            return _complement(zero_set(item, name))
        case Logic(word, items):
            first, *rest = (zero_set(item, name) for item in items)
            for other in rest:
                first = _union(first, other) if word == "or" else _complement(_union(*map(_complement, (first, other))))
            return first
    raise Undecidable("complex numbers have no order")


def _of_equation(function: Node, name: str) -> Zeros:
    field = Field({name: "complex"}, complex=True)
    try:
        above, _ = lowest(field.form(function))
        p = _polynomial(above, field)
        cut: Polynomial = (UNIT,)
        for each in denominators(function):
            cut = multiplied(cut, _polynomial(lowest(field.form(each))[0], field))
    except Undefined:
        return Zeros((UNIT,))
    except (NotExact, Imprecise):
        raise Undecidable("coefficients outside Q(i)") from None
    cut = squarefree(cut)
    if not p:
        return Zeros(cut, all_but=True)
    p = squarefree(p)
    return Zeros(divided(p, common(p, cut))[0])


def _complement(zeros: Zeros) -> Zeros:
    return Zeros(zeros.polynomial, not zeros.all_but)


def _union(a: Zeros, b: Zeros) -> Zeros:
    p, q = a.polynomial, b.polynomial
    if a.all_but and b.all_but:
        return Zeros(common(p, q), all_but=True)
    if a.all_but or b.all_but:
        cut, kept = (p, q) if a.all_but else (q, p)
        return Zeros(divided(cut, common(cut, kept))[0], all_but=True)
    return Zeros(squarefree(multiplied(p, q)))


def _polynomial(poly: Poly, field: Field) -> Polynomial:
    """A polynomial in one name over Q(i)."""
    if type(poly) is fmpq:
        return ((poly, fmpq(0)),) if poly else ()
    if poly.total_degree() > MAX_DEGREE:
        raise Undecidable("a polynomial of high degree")
    found: dict[int, Gauss] = {}
    for monomial, c in poly.to_dict().items():
        power = turns = 0
        for i, n in enumerate(monomial):
            tag = field.kernels[i].tag if n else ""
            if tag == "name":
                power += n
            elif tag == "i":
                turns += n
            elif n:
                raise Undecidable("coefficients outside Q(i)")
        a, b = found.get(power, NOTHING)
        unit = c if turns % 4 < 2 else -c
        found[power] = (a, b + unit) if turns % 2 else (a + unit, b)
    return trimmed([found.get(k, NOTHING) for k in range(max(found) + 1)])


def trimmed(coefficients: list[Gauss]) -> Polynomial:
    while coefficients and coefficients[-1] == NOTHING:
        coefficients.pop()
    return tuple(coefficients)


def product(x: Gauss, y: Gauss) -> Gauss:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def quotient(x: Gauss, y: Gauss) -> Gauss:
    size = y[0] * y[0] + y[1] * y[1]
    a, b = product(x, (y[0], -y[1]))
    return a / size, b / size


def multiplied(p: Polynomial, q: Polynomial) -> Polynomial:
    if not p or not q:
        return ()
    found = [NOTHING] * (len(p) + len(q) - 1)
    for i, x in enumerate(p):
        for j, y in enumerate(q):
            a, b = product(x, y)
            found[i + j] = (found[i + j][0] + a, found[i + j][1] + b)
    return trimmed(found)


def divided(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder."""
    rest, found = list(p), [NOTHING] * max(0, len(p) - len(q) + 1)
    for k in range(len(p) - len(q), -1, -1):
        c = quotient(rest[k + len(q) - 1], q[-1])
        found[k] = c
        for j, y in enumerate(q):
            a, b = product(c, y)
            rest[k + j] = (rest[k + j][0] - a, rest[k + j][1] - b)
    return trimmed(found), trimmed(rest[: len(q) - 1] if len(p) >= len(q) else rest)


def common(p: Polynomial, q: Polynomial) -> Polynomial:
    """The monic greatest common divisor."""
    while q:
        p, q = q, divided(p, q)[1]
    return monic(p)


def monic(p: Polynomial) -> Polynomial:
    return tuple(quotient(c, p[-1]) for c in p)


def squarefree(p: Polynomial) -> Polynomial:
    slope = trimmed([(k * c[0], k * c[1]) for k, c in enumerate(p)][1:])
    return monic(divided(p, common(p, slope))[0]) if slope else monic(p)


def _by_points(listed: Node, other: Node, name: str, symbols: Symbols) -> Comparison | None:
    """Where one statement lists its solutions: whether each solves the other, and whether these are all."""
    points = list(_points(listed, name))
    if not points or None in points:
        return None
    values = [value for value in points if value is not None]
    known = [value for value in _points(other, name) if value is not None]
    if known and len(known) == len(list(_points(other, name))):
        parts = [some(same(x, y, symbols) for y in known) for x in values]
        return both([*parts, *(some(same(x, y, symbols) for x in values) for y in known)])
    try:
        zeros = zero_set(other, name)
    except Undecidable:
        return None
    if zeros.all_but:
        return Comparison(False, "exact")
    functions = [function_of(chain) for chain in relations_of(other)]
    for value in values:
        hits = [same(put_in(function, {Name(name): value}), ZERO, symbols) for function in functions]
        if isinstance(other, Logic) and other.word != "or":
            return None
        if (found := some(hits)).equal is not True:
            return found
    for x, y in itertools.combinations(values, 2):
        if same(x, y, symbols).equal is not False:
            return None
    return Comparison(len(values) == len(zeros.polynomial) - 1, "exact")


def _points(statement: Node, name: str) -> Iterator[Node | None]:
    """The values that a list of solutions names; None among them if it is no such list."""
    match statement:
        case Chain((Name(text), value), ("=",)) if text == name and name not in names_of(value):
            yield value
        case Logic("or", items):
            for item in items:
                yield from _points(item, name)
        case _:
            yield None


# Several -----------------------------------------------------------------------------------------------------------


def _by_factors(left: Node, right: Node, symbols: Symbols) -> Comparison:
    """One equation each, or several joined by "or": the irreducible factors over Q tell the zeros (Nullstellensatz)."""
    field = Field(symbols, complex=True)
    found: list[set[str]] = []
    for statement in (left, right):
        factors: set[str] = set()
        for chain in relations_of(statement):
            if chain.relations != ("=",) or (isinstance(statement, Logic) and statement.word != "or"):
                return Comparison(None)
            try:
                above, _ = lowest(field.form(function_of(chain)))
                if any(names_of(each) for each in denominators(function_of(chain))) or not above:
                    return Comparison(None)
                factors |= {str(p) for p, _ in factored(above)}
            except (NotExact, Imprecise, Undefined, Undecidable):
                return Comparison(None)
        found.append(factors)
    if found[0] == found[1]:
        return Comparison(True, "exact")
    pure = field.rational and set(symbols.get(kernel.args[0], "real") for kernel in field.kernels) == {"complex"}
    return Comparison(False, "exact") if pure else Comparison(None)
