"""Solution sets in several unknowns, told by the signs of irreducible polynomials.

A statement becomes a formula over the signs of polynomials in names and in what is not rational about them (e^x,
sin(y)). Two statements with the same truth value for all signs that their polynomials can have together are equal,
which is a proof; a point with signs on which they disagree proves a difference. Absolute values are taken apart by
cases, roots and logarithms are turned round: sqrt(u) < v where 0 <= u < v^2 and v > 0.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Literal

from flint import arb, fmpq, fmpq_mat, fmpq_mpoly, fmpz_poly

from generators.answers.compare import Comparison
from generators.answers.exact import GENS, Field, NotExact, Poly, lowest
from generators.answers.kernel_trees import by_powers, fraction_tree, kernel_tree, poly_tree, put, used
from generators.answers.line import TESTS, solution_set
from generators.answers.places import NOTHING, ONE, ZERO, Undecidable, constant_sign, everywhere, whole
from generators.answers.points import Draws, Point, terrain
from generators.answers.polyhedra import Clash, Row, feasible_point
from generators.answers.shape import names_of, shape
from generators.answers.statements import FLIPPED, NEGATED, conjunction, function_of, relation, unknowns
from generators.answers.zeros import conditions, factored
from generators.notation.balls import Evaluation
from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.tree import Call, Chain, Logic, Name, Neg, Node, Num, Op, children
from generators.notation.values import Imprecise, Scalar, Undefined, precision
from schemas.answer import Assumption

Symbols = Mapping[str, Assumption]
RELATION_OF = {"nonzero": "!=", "nonnegative": ">=", "positive": ">"}
RELATION_OF_SIGN = {-1: "<", 0: "=", 1: ">"}
EXPONENTIALS = frozenset({"exp", "power"})
POSITIVE_KERNELS = frozenset({"exp", "power", "radical", "pi", "exp of fraction", "ln of prime"})
MAX_CASES = 24
MAX_POLYNOMIALS = 10
MAX_VECTORS = 300
FIRST_POINTS, ALL_POINTS = 8, 40
CURVES = 6
BITS = 256


# Formulas ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sign:
    """That `constant` times a product of polynomials, by index and whether to an odd power, is `relation` 0."""

    constant: int
    factors: tuple[tuple[int, bool], ...]
    relation: str


@dataclass(frozen=True, slots=True)
class Every:
    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    item: Formula


Formula = bool | Sign | Every | Some | Negation


def every(*items: Formula) -> Formula:
    if False in items:
        return False
    kept = tuple(item for item in items if item is not True)
    return kept[0] if len(kept) == 1 else Every(kept) if kept else True


def some(*items: Formula) -> Formula:
    if True in items:
        return True
    kept = tuple(item for item in items if item is not False)
    return kept[0] if len(kept) == 1 else Some(kept) if kept else False


def negation(item: Formula) -> Formula:
    return (not item) if isinstance(item, bool) else Negation(item)


class Space:
    """The polynomials met so far, and statements as formulas over their signs."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.field = Field(symbols)
        self.polys: list[fmpq_mpoly] = []
        self.index: dict[str, int] = {}
        self.signs: list[tuple[int, ...]] = []
        self.cases = 0
        self.declared = frozenset(symbols)

    def copy(self) -> Space:
        other = Space(self.symbols)
        other.field = self.field.copy()
        other.polys, other.index, other.signs = self.polys.copy(), self.index.copy(), self.signs.copy()
        return other

    def formula(self, statement: Node) -> Formula:
        match statement:
            case Chain(_, (sign,)):
                return self.of(function_of(statement), sign)
            case Logic("not", (item,)):
                return negation(self.formula(item))
            case Logic("and", items):
                return every(*map(self.formula, items))
            case Logic(_, items):
                return some(*map(self.formula, items))
        raise Undecidable("no statement")

    def of(self, function: Node, relation: str) -> Formula:
        """That a function is defined and `relation` 0."""
        part = _by_cases(function)
        if part is not None:
            return self.split(function, part, relation)
        about = unknowns(function, self.declared)
        needs = [(each, RELATION_OF[need]) for each, need in conditions(function, about) if need in RELATION_OF]
        domain = [self.of(each, need) for each, need in dict.fromkeys(needs)]
        try:
            above, below = lowest(self.field.form(function))
        except Undefined:
            return False
        except (NotExact, Imprecise):
            raise Undecidable("a function that is not known here") from None
        if any(i in self.field.varying for i in used(below)):
            return every(*domain, self.sign(above * below, relation))
        upright = type(below) is fmpq or constant_sign(poly_tree(below, self.field)) > 0
        return every(*domain, self.sign(above, relation if upright else FLIPPED[relation]))

    def split(self, function: Node, part: Call, relation: str) -> Formula:
        """By cases, where |u|, sign(u), min(u, v) or max(u, v) occurs."""
        self.cases += 1
        if self.cases > MAX_CASES:
            raise Undecidable("many cases")
        match part:
            case Call("abs", (of,)):
                choices = [(of, ">=", of), (of, "<", Neg(of))]
            case Call("sign", (of,)):
                choices = [(of, ">", ONE), (of, "<", Neg(ONE)), (of, "=", ZERO)]
            case Call(which, (first, second)):
                gap = Op("-", first, second)
                more, less = (first, second) if which == "max" else (second, first)
                choices = [(gap, ">=", more), (gap, "<", less)]
            case _:
                raise Undecidable("no cases")
        found = [
            every(self.of(u, sign), self.of(put_in(function, {part: value}), relation)) for u, sign, value in choices
        ]
        return some(*found)

    def sign(self, poly: Poly, relation: str) -> Formula:
        if type(poly) is fmpq:
            return TESTS[relation](int(poly > 0) - int(poly < 0))
        if self.field.vanishes(poly):
            return TESTS[relation](0)
        for i in used(poly):
            if i not in self.field.varying and self.field.kernels[i].tag == "root":
                shorter = self.without_powers(poly, i)
                if shorter is not None:
                    return self.sign(shorter, relation)
        for i in sorted(used(poly), reverse=True):
            if i in self.field.varying and self.field.kernels[i].tag in TURNED:
                return self.turned(poly, i, relation)
        if (found := self.two_powers(poly, relation)) is not None:
            return found
        return self.product(poly, relation)

    def without_powers(self, poly: fmpq_mpoly, i: int) -> Poly | None:
        """A polynomial of the same sign where a constant root stands in low powers only; None if it does so already."""
        q, above, below = self.field.kernels[i].args
        parts = by_powers(poly, i)
        top = max(parts) // q
        if top == 0:
            return None
        square = below ** (top % 2)  # an even power of what is below in all
        return sum(
            (c * GENS[i] ** (n % q) * above ** (n // q) * below ** (top - n // q) * square for n, c in parts.items()),
            fmpq(0),
        )

    # Kernels turned round

    def turned(self, poly: fmpq_mpoly, i: int, relation: str) -> Formula:
        kernel = self.field.kernels[i]
        parts = by_powers(poly, i)
        if kernel.tag == "root" and kernel.args[0] == 2:
            return self.square_root(parts, kernel.args[1], kernel.args[2], relation)
        if max(parts) > 1 or type(parts[1]) is not fmpq:
            raise Undecidable("a kernel that cannot be turned round")
        slope = parts[1]
        value = poly_tree(-parts.get(0, fmpq(0)) / slope, self.field)
        relation = relation if slope > 0 else FLIPPED[relation]
        u = fraction_tree(kernel.args[-2], kernel.args[-1], self.field)
        match kernel.tag:
            case "ln":
                return self.of(Op("-", u, Op("^", Name("e"), value)), relation)
            case "cbrt":
                return self.of(Op("-", u, Op("^", value, Num("3"))), relation)
            case "odd root":
                return self.of(Op("-", u, Op("^", value, Num(str(kernel.args[0])))), relation)
        power = Op("-", u, Op("^", value, Num(str(kernel.args[0]))))
        match relation:
            case "=":
                return every(self.of(value, ">="), self.of(power, "="))
            case "<":
                return every(self.of(value, ">"), self.of(power, "<"))
            case ">":
                return some(self.of(value, "<"), self.of(power, ">"))
        return negation(self.turned(poly, i, NEGATED[relation] if slope > 0 else NEGATED[FLIPPED[relation]]))

    def square_root(self, parts: dict[int, Poly], above: Poly, below: Poly, relation: str) -> Formula:
        """a + b*sqrt(u) against 0, by the signs of a, b and a^2 - b^2*u; u >= 0 is asked elsewhere."""
        top = max(parts) // 2
        a = sum((c * above ** (n // 2) * below ** (2 * top - n // 2) for n, c in parts.items() if n % 2 == 0), fmpq(0))
        b = sum((c * above ** (n // 2) * below ** (2 * top - n // 2) for n, c in parts.items() if n % 2), fmpq(0))
        if type(b) is fmpq and not b:
            return self.sign(a, relation)
        norm = a * a * below * below - b * b * above * below

        def positive(a: Poly, b: Poly) -> Formula:
            return some(
                every(self.sign(a, ">"), self.sign(norm, ">")),
                every(self.sign(b, ">="), some(self.sign(a, ">"), self.sign(norm, "<"))),
            )

        match relation:
            case ">":
                return positive(a, b)
            case "<":
                return positive(-a, -b)
            case ">=":
                return negation(positive(-a, -b))
            case "<=":
                return negation(positive(a, b))
        zero = every(self.sign(norm, "="), self.sign(a * b, "<="))
        return zero if relation == "=" else negation(zero)

    def two_powers(self, poly: fmpq_mpoly, relation: str) -> Formula | None:
        """c*A + d*B with products A, B of exponentials: by logarithms."""
        if len(poly) != 2:
            return None
        varying = [i for i in used(poly) if i in self.field.varying]
        if not varying or any(self.field.kernels[i].tag not in EXPONENTIALS for i in varying):
            return None
        (first, c), (second, d) = poly.to_dict().items()
        if (c > 0) == (d > 0):
            return TESTS[relation](1 if c > 0 else -1)
        total: Node = Neg(Call("ln", (poly_tree(-d / c, self.field),)))
        for i, (m, n) in enumerate(zip(first, second, strict=True)):
            if m != n:
                power = Num(str(m - n)) if m > n else Neg(Num(str(n - m)))
                total = Op("+", total, Op("*", power, self.logarithm(i)))
        return self.of(total, relation if c > 0 else FLIPPED[relation])

    def logarithm(self, i: int) -> Node:
        match kernel_tree(self.field, i):
            case Op("^", Name("e"), exponent):
                return exponent
            case Op("^", base, exponent) if i in self.field.varying:
                return Op("*", exponent, Call("ln", (base,)))
            case tree:
                return Call("ln", (tree,))

    # Products of polynomials

    def product(self, poly: fmpq_mpoly, relation: str) -> Formula:
        constant = 1 if poly.leading_coefficient() > 0 else -1
        factors: list[tuple[int, bool]] = []
        thin: list[Formula] = []
        for p, power in factored(poly):
            zero = self.thin(p)
            if zero is not None:
                thin.append(zero)
                continue
            for q in self.over_surds(p):
                i = self.register(q)
                if self.signs[i] == (-1,):
                    constant = -constant if power % 2 else constant
                elif self.signs[i] != (1,):
                    factors.append((i, power % 2 == 1))
        found: Formula = Sign(constant, tuple(factors), relation) if factors else TESTS[relation](constant)
        for zero in thin:
            found = some(every(zero, TESTS[relation](0)), every(negation(zero), found))
        return found

    def register(self, p: fmpq_mpoly) -> int:
        text = str(p)
        if text not in self.index:
            self.index[text] = len(self.polys)
            self.polys.append(p)
            self.signs.append(self.possible_signs(p))
        return self.index[text]

    def kind(self, i: int) -> str:
        kernel = self.field.kernels[i]
        if kernel.tag == "name":
            return self.symbols.get(kernel.args[0], "real")
        return (
            "positive" if kernel.tag in POSITIVE_KERNELS else "nonnegative" if kernel.tag in ("root", "abs") else "real"
        )

    def possible_signs(self, p: fmpq_mpoly) -> tuple[int, ...]:
        """The signs that a polynomial can have, as far as its terms show."""
        if not any(i in self.field.varying for i in used(p)):
            return (constant_sign(poly_tree(p, self.field)),)
        signs = {1 if c > 0 else -1 for c in p.coeffs()}
        if len(signs) > 1:
            return (-1, 0, 1)
        sure = False
        for monomial in p.monoms():
            strict = True
            for i, power in enumerate(monomial):
                if not power or self.kind(i) == "positive":
                    continue
                if power % 2 and self.kind(i) != "nonnegative":
                    return (-1, 0, 1)
                strict = False
            sure |= strict
        (s,) = signs
        return (s,) if sure else tuple(sorted((0, s)))

    def thin(self, p: fmpq_mpoly) -> Formula | None:
        """Where a sum of squares is 0, as equations; False if nowhere, None if it does not show that it is one.

        With p = w^T*M*w for monomials w and M positive semidefinite, p is 0 just where M*w is.
        """
        if p.total_degree() == 1 or any(self.field.kernels[i].tag != "name" for i in used(p)):
            return None
        form = quadratic_form(p)
        if form is None or not semidefinite(form[1]):
            return None
        reduced, rank = fmpq_mat(form[1]).rref()
        rows = reduced.tolist()[:rank]
        sums = [sum((c * w for w, c in zip(form[0], row, strict=True) if c), fmpq(0)) for row in rows]
        return every(*(self.sign(each, "=") for each in sums))

    def over_surds(self, p: fmpq_mpoly) -> list[fmpq_mpoly]:
        """A quadratic polynomial in one name alone by its two real roots: x^2 - 2 as (x - sqrt(2))*(x + sqrt(2))."""
        gens = used(p)
        if p.total_degree() != 2 or len(gens) != 1 or self.field.kernels[gens[0]].tag != "name":
            return [p]
        parts = by_powers(p, gens[0])
        b, c = parts.get(1, fmpq(0)), parts.get(0, fmpq(0))
        square = b * b - 4 * c
        if square <= 0:
            return [p]
        try:
            root, _ = self.field.radical_of_rational(square, 2)
        except NotExact:
            return [p]
        x = GENS[gens[0]]
        return [x + (b + root) / 2, x + (b - root) / 2]


SPLIT = frozenset({"abs", "sign", "min", "max"})
TURNED = frozenset({"root", "ln", "cbrt", "odd root"})


def _by_cases(node: Node) -> Call | None:
    """An innermost |u|, sign, min or max that depends on a name."""
    if shape(node).calls.isdisjoint(SPLIT):
        return None
    for child in children(node):
        if (found := _by_cases(child)) is not None:
            return found
    match node:
        case Call("abs" | "sign", (_,)) if names_of(node):
            return node
        case Call("min" | "max", (_, _)) if names_of(node):
            return node
    return None


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


# Truth for all signs -----------------------------------------------------------------------------------------------


class Masks:
    """Truth values for all sign vectors of n polynomials at once: bit sum(d[i]*3^i), d[i] = sign + 1, of an integer."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.all: int = (1 << 3**n) - 1
        self.of: list[tuple[int, int, int]] = []
        for i in range(n):
            block, period = 3**i, 3 ** (i + 1)
            repeat = self.all // ((1 << period) - 1)
            negative = ((1 << block) - 1) * repeat
            self.of.append((negative, negative << block, negative << 2 * block))

    def truth(self, formula: Formula) -> int:
        match formula:
            case bool():
                return self.all if formula else 0
            case Sign():
                return self.sign(formula)
            case Negation(item):
                return self.all ^ self.truth(item)
            case Every(items):
                return int(reduce(operator.and_, map(self.truth, items), self.all))
            case Some(items):
                return int(reduce(operator.or_, map(self.truth, items), 0))

    def sign(self, sign: Sign) -> int:
        negative, zero, positive = (self.all, 0, 0) if sign.constant < 0 else (0, 0, self.all)
        for i, odd in sign.factors:
            n, z, p = self.of[i]
            if not odd:
                n, p = 0, n | p
            negative, zero, positive = negative & p | positive & n, zero | z, negative & n | positive & p
        found = 0
        for s, mask in ((-1, negative), (0, zero), (1, positive)):
            found |= mask if TESTS[sign.relation](s) else 0
        return found

    def allowed(self, signs: list[tuple[int, ...]]) -> int:
        found = self.all
        for i, possible in enumerate(signs):
            found &= int(reduce(operator.or_, (self.of[i][s + 1] for s in possible), 0))
        return found


masks = lru_cache(maxsize=16)(Masks)


# Comparison --------------------------------------------------------------------------------------------------------


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
    samples = _Samples(space, variables, terrain(left).ink + terrain(right).ink)
    if samples.hit(wrong, FIRST_POINTS):
        return Comparison(False, "ball", 1, BITS)
    found = _all_impossible(space, wrong, n)
    if found is not None:
        return Comparison(found, "exact")
    return Comparison(False, "ball", 1, BITS) if samples.hit(wrong, ALL_POINTS) else None


def _bit(vector: tuple[int, ...]) -> int:
    return sum((s + 1) * 3**i for i, s in enumerate(vector))


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


# Which signs occur together ----------------------------------------------------------------------------------------


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
    hidden = _hidden(space, [each.p for each in rest])
    for i in used(p):
        kernel = space.field.kernels[i]
        if kernel.tag == "name" and kernel.args[0] not in hidden and p.degrees()[i] == 1:
            parts = by_powers(p, i)
            if type(parts[1]) is fmpq:
                return i
    return None


def _hidden(space: Space, polys: list[Poly]) -> set[str]:
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


# Points ------------------------------------------------------------------------------------------------------------


class _Samples:
    """Sign vectors that certainly occur: at points drawn at random, and at points on the zero set of a polynomial."""

    def __init__(self, space: Space, variables: tuple[str, ...], ink: bytes) -> None:
        self.space, self.variables, self.draws = space, variables, Draws(ink)
        self.places = {k.args[0]: i for i, k in enumerate(space.field.kernels) if k.tag == "name"}
        self.attempt = 0

    def hit(self, wrong: int, count: int) -> bool:
        """Whether one of so many points and those on curves near them has signs whose bit is set."""
        with precision(BITS):
            for _ in range(count):
                self.attempt += 1
                at = {name: draw(self.space.symbols.get(name, "real"), self.draws) for name in self.variables}
                i = self.attempt % len(self.space.polys)
                for point, zero in [(at, None), *((point, i) for point in self.on_curve(i, at))]:
                    vector = self.vector(point, zero)
                    if vector is not None and wrong >> _bit(vector) & 1:
                        return True
        return False

    def vector(self, at: Point, zero: int | None) -> tuple[int, ...] | None:
        """The signs at a point, where one polynomial is known to be 0; None if one is not clear."""
        values = self.values(at)
        found: list[int] = []
        for i, p in enumerate(self.space.polys):
            if i == zero:
                found.append(0)
                continue
            value = evaluated(p, values)
            if value > 0:
                found.append(1)
            elif value < 0:
                found.append(-1)
            elif type(value) is fmpq:
                found.append(0)
            else:
                return None
        return tuple(found)

    def on_curve(self, i: int, at: Point) -> Iterator[Point]:
        """Points on the zero set of a polynomial, with all coordinates but one as they are."""
        p = self.space.polys[i]
        gens = used(p)
        kernels = [self.space.field.kernels[g] for g in gens]
        names_here = [kernel.args[0] for kernel in kernels if kernel.tag == "name"]
        hidden = _hidden(self.space, [p])
        free = [name for name in names_here if name not in hidden]
        if not free:
            return
        pivot = free[self.attempt // max(1, len(self.space.polys)) % len(free)]
        g = self.places[pivot]
        kind = self.space.symbols.get(pivot, "real")
        parts = by_powers(p, g)
        plain = all(kernel.tag == "name" for kernel in kernels)
        if plain:
            values = self.values(at)
            coefficients = [fmpq(0)] * (max(parts) + 1)
            for n, part in parts.items():
                coefficients[n] = part if type(part) is fmpq else evaluated(part, values)
            for root in rational_or_real_roots(coefficients):
                if in_domain(root, kind):
                    yield {**at, pivot: root}
        elif max(parts) == 1:
            values = self.values(at)
            slope = parts[1] if type(parts[1]) is fmpq else evaluated(parts[1], values)
            rest = parts.get(0, fmpq(0))
            value = rest if type(rest) is fmpq else evaluated(rest, values)
            if slope > 0 or slope < 0:
                root = -value / slope
                if in_domain(root, kind):
                    yield {**at, pivot: root}

    def values(self, at: Point) -> list[Scalar]:
        return [self.kernel(i, at) for i in range(len(self.space.field.kernels))]

    def kernel(self, i: int, at: Point) -> Scalar:
        kernel = self.space.field.kernels[i]
        if kernel.tag == "name":
            return at[kernel.args[0]]
        try:
            return Evaluation(at).value(kernel_tree(self.space.field, i))
        except (Undefined, Imprecise, NotationError):
            return arb("nan")


def evaluated(p: fmpq_mpoly, values: list[Scalar]) -> Scalar:
    """The value of a polynomial where the kernels have these values."""
    if all(type(value) is fmpq for value in values):
        return p(*values, *([NOTHING] * (len(GENS) - len(values))))
    total: Scalar = NOTHING
    for monomial, c in p.to_dict().items():
        term: Scalar = c
        for i, power in enumerate(monomial[: len(values)]):
            if power:
                term = term * values[i] ** power
        total = total + term
    return total


SIZES = (1, 1, 3, 3, 3, 20, 20, 200)


def draw(kind: Assumption, draws: Draws) -> fmpq:
    value = draws.fraction() * SIZES[draws.below(len(SIZES))]
    if kind == "integer":
        value = fmpq(value.floor())
        return -value if draws.below(2) else value
    return value if kind in ("positive", "nonnegative") or draws.below(2) else -value


def in_domain(x: Scalar, kind: Assumption) -> bool:
    if kind == "integer":
        return type(x) is fmpq and x.q == 1
    return bool({"positive": x > 0, "nonnegative": x >= 0}.get(kind, True))


def rational_or_real_roots(coefficients: list[fmpq]) -> list[Scalar]:
    """The real roots of a polynomial by its coefficients from the constant one up; none of a constant."""
    while coefficients and not coefficients[-1]:
        coefficients = coefficients[:-1]
    if len(coefficients) == 2:
        return [-coefficients[0] / coefficients[1]]
    if len(coefficients) < 2:
        return []
    numbers = list(whole(coefficients))
    return [root.real for root, _ in fmpz_poly(numbers).complex_roots() if root.imag.is_zero()]
