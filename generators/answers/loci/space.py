"""Statements in several unknowns as formulas over the signs of irreducible polynomials."""

from __future__ import annotations

from collections.abc import Mapping

from flint import fmpq, fmpq_mat, fmpq_mpoly

from generators.answers.exact import GENS, Field, NotExact, Poly, lowest
from generators.answers.loci.formulas import Formula, SignIs, every, negation, some
from generators.answers.loci.line import TESTS
from generators.answers.loci.places import ONE, ZERO, Undecidable, constant_sign
from generators.answers.loci.polynomials import (
    by_powers,
    factored,
    fraction_tree,
    kernel_tree,
    poly_tree,
    used,
)
from generators.answers.loci.shape import names_of, shape
from generators.answers.loci.signs import conditions
from generators.answers.loci.squares import quadratic_form, semidefinite
from generators.answers.loci.statements import FLIPPED, NEGATED, function_of, unknowns
from generators.notation.fill import put_in
from generators.notation.tree import Call, Chain, Logic, Name, Neg, Node, Num, Op, children
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Assumption

Symbols = Mapping[str, Assumption]
RELATION_OF = {"nonzero": "!=", "nonnegative": ">=", "positive": ">"}
EXPONENTIALS = frozenset({"exp", "power"})
POSITIVE_KERNELS = frozenset({"exp", "power", "radical", "pi", "exp of fraction", "ln of prime"})
MAX_CASES = 24


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
        for i, square in self.field.relations.items():
            if i not in self.field.varying and type(poly) is fmpq_mpoly:
                poly = poly % square
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
        found: Formula = SignIs(constant, tuple(factors), relation) if factors else TESTS[relation](constant)
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
