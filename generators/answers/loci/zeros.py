"""All zeros of an analytic function of one unknown on a piece of the line, by what its factors are."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key

from flint import acb, acb_poly, arb, fmpq, fmpq_mpoly

from generators.answers.exact import GENS, Field, NotExact, Poly, lowest
from generators.answers.loci.monotone import EXPONENTIALS, LOGARITHMIC, Monotone
from generators.answers.loci.places import (
    BITS,
    NOTHING,
    ONE,
    TWO,
    ZERO,
    Place,
    Undecidable,
    Zero,
    ball,
    between,
    bound,
    constant_sign,
    order,
    place,
    sign_at,
    tree_of,
    value_at,
)
from generators.answers.loci.polynomials import (
    by_powers,
    factored,
    fraction_tree,
    kernel_tree,
    over,
    poly_tree,
    put,
    roots_over_q,
    used,
)
from generators.answers.loci.shape import names_of
from generators.notation.derivative import derivative
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, walk
from generators.notation.values import Imprecise, Undefined, precision

MAX_ELIMINATED = 24  # degree of what is left when radicals are eliminated
MAX_DEPTH = 6
MAX_BRANCHES = 27
MAX_NODES = 160  # of a function whose derivative is looked at


class Periodic(Undecidable):
    """A sine or the like of the unknown: its zeros have no end."""


def zeros_between(node: Node, name: str, low: Place | None, high: Place | None, depth: int = 0) -> list[Place] | None:
    """All zeros of an analytic function strictly between two places, ascending; None if it is 0 throughout."""
    if name not in names_of(node):
        return [] if constant_sign(node) else None
    if depth > MAX_DEPTH:
        raise Undecidable("too deep")
    field = Field({name: "real"})
    try:
        above, _ = lowest(field.form(node))
    except (NotExact, Imprecise, Undefined):
        raise Undecidable("a function that is not known here") from None
    if field.vanishes(above):
        return None
    found: list[Place] = []
    for p in _parts(above, field):
        found += _Factor(p, field, name, low, high, depth).zeros()
    return _ascending(found, low, high)


def _parts(above: Poly, field: Field) -> list[fmpq_mpoly]:
    if type(above) is fmpq:
        return []
    return [p for p, _ in factored(unified(above, field))]


def _ascending(found: list[Place], low: Place | None, high: Place | None) -> list[Place]:
    """The places between two others in order, each once."""
    inside = [x for x in found if (low is None or order(x, low) > 0) and (high is None or order(x, high) < 0)]
    inside.sort(key=cmp_to_key(order))
    return [x for i, x in enumerate(inside) if i == 0 or order(inside[i - 1], x)]


def unified(poly: fmpq_mpoly, field: Field) -> fmpq_mpoly:
    """The polynomial with kernels that are powers of one another by one: e^x and e^(x/2), sqrt(x) and x^(1/4)."""
    groups: dict[tuple[str, object], dict[int, int]] = {}
    for i in used(poly):
        kernel = field.kernels[i]
        if kernel.tag == "exp" and i in field.varying:
            groups.setdefault(("exp", str(kernel.args[0])), {})[i] = kernel.args[1]
        elif kernel.tag == "power" and i in field.varying:
            groups.setdefault(("power", (kernel.args[0], str(kernel.args[1]))), {})[i] = kernel.args[2]
        elif kernel.tag == "root" and i in field.varying:
            groups.setdefault(("root", (str(kernel.args[1]), str(kernel.args[2]))), {})[i] = kernel.args[0]
    values: dict[int, Poly] = {}
    for (tag, _), members in groups.items():
        if len(members) < 2:
            continue
        q = _least_multiple(members.values())
        kernel = field.kernels[next(iter(members))]
        args = (q, *kernel.args[1:]) if tag == "root" else (*kernel.args[:-1], q)
        common = field.kernel(tag, *args)
        values |= {i: common ** (q // n) for i, n in members.items()}
    return put(poly, values) if values else poly


def _least_multiple(values: Iterable[int]) -> int:
    return math.lcm(*values)


@dataclass(frozen=True, slots=True)
class _Factor:
    """An irreducible polynomial over kernels of `name`, to be solved strictly between two places."""

    p: fmpq_mpoly
    field: Field
    name: str
    low: Place | None
    high: Place | None
    depth: int

    def zeros(self) -> list[Place]:
        varying = [i for i in used(self.p) if i in self.field.varying]
        if not varying:
            if constant_sign(self.tree(self.p)) == 0:
                raise Undecidable("a factor that is 0")
            return []
        tags = {self.field.kernels[i].tag for i in varying}
        if tags & {"sin", "cos"}:
            raise Periodic("a periodic function")
        if len(varying) == 1:
            return self.of_one(varying[0])
        if tags <= {"name", *RADICALS}:
            return self.radical(varying)
        if (found := self.two_powers(varying)) is not None:
            return found
        return self.monotone(varying)

    def tree(self, poly: Poly) -> Node:
        return poly_tree(poly, self.field)

    def again(self, node: Node) -> list[Place]:
        """The zeros of another function on the same piece."""
        found = zeros_between(node, self.name, self.low, self.high, self.depth + 1)
        if found is None:
            raise Undecidable("a function that is 0 throughout")
        return found

    # One kernel

    def of_one(self, i: int) -> list[Place]:
        roots = self.roots(self.p, i)
        if self.field.kernels[i].tag == "name":
            return roots
        return [x for root in roots for x in self.inverted(i, root)]

    def roots(self, p: fmpq_mpoly, i: int) -> list[Place]:
        """The real roots of a polynomial in one generator with constant coefficients."""
        if used(p) == [i]:
            return list(roots_over_q(p))
        parts = by_powers(p, i)
        degree = max(parts)
        c = [self.tree(parts.get(k, fmpq(0))) for k in range(degree + 1)]
        if constant_sign(c[-1]) == 0:
            raise Undecidable("a leading coefficient that is 0")
        if degree == 1:
            if type(parts[1]) is fmpq:
                return [place(self.tree(parts.get(0, fmpq(0)) / -parts[1]))]
            return [place(Op("/", self.tree(-parts.get(0, fmpq(0))), c[1]))]
        if not any(k in parts for k in range(1, degree)):
            power = Op("/", self.tree(-parts[0]), c[-1])
            return self.pure(self.tree(-parts[0] / parts[degree]) if type(parts[degree]) is fmpq else power, degree)
        if degree == 2:
            square = Op("-", Op("^", c[1], TWO), Op("*", Op("*", Num("4"), c[2]), c[0]))
            sign = constant_sign(square)
            twice = Op("*", TWO, c[2])
            if sign <= 0:
                return [place(Op("/", Neg(c[1]), twice))] if sign == 0 else []
            root = Call("sqrt", (square,))
            return [place(Op("/", Op(s, Neg(c[1]), root), twice)) for s in "+-"]
        return numerical_roots(c)

    def pure(self, power: Node, n: int) -> list[Place]:
        """The real x with x^n a constant."""
        sign = constant_sign(power)
        if sign == 0:
            return [NOTHING]
        if sign < 0 and n % 2 == 0:
            return []
        root = Call("root", (power if sign > 0 else Neg(power), Num(str(n))))
        return [place(root), place(Neg(root))] if n % 2 == 0 else [place(root if sign > 0 else Neg(root))]

    def inverted(self, i: int, root: Place) -> list[Place]:
        """The zeros of kernel - root: those of what stands in the kernel less the inverse function's value."""
        kernel = self.field.kernels[i]
        tag, args = kernel.tag, kernel.args
        sign = order(root, NOTHING)
        if tag in ("exp", "power", "exp of fraction", "general power") and sign <= 0:
            return []
        r = tree_of(root)
        inside = self.inside(i)
        match tag:
            case "exp" | "exp of fraction":
                return self.again(Op("-", inside, Call("ln", (r,))))
            case "power":
                return self.again(Op("-", inside, Call("log", (r, Num(str(args[0]))))))
            case "general power":
                return self.again(Op("-", inside, Op("^", r, Op("/", ONE, self.tree(args[2])))))
            case "ln":
                return self.again(Op("-", inside, Op("^", Name("e"), r)))
            case "root":
                return self.again(Op("-", inside, Op("^", r, Num(str(args[0]))))) if sign >= 0 else []
            case "odd root" | "cbrt":
                degree = args[0] if tag == "odd root" else 3
                return self.again(Op("-", inside, Op("^", r, Num(str(degree)))))
            case "sum":
                return self.again(Op("-", inside, r))
            case "asin" | "atan" | "acos" | "acot":
                return self.again(Op("-", inside, Call(tag[1:], (r,)))) if _in_range(tag, root) else []
            case "asinh" | "atanh":
                return self.again(Op("-", inside, Call(tag[1:], (r,))))
            case "acosh":
                return self.again(Op("-", inside, Call("cosh", (r,)))) if sign >= 0 else []
        raise Undecidable("a kernel without an inverse here")

    def inside(self, i: int) -> Node:
        """What a kernel is a function of."""
        kernel = self.field.kernels[i]
        args = kernel.args
        match kernel.tag:
            case "exp":
                return over(self.tree(args[0]), args[1])
            case "power":
                return over(self.tree(args[1]), args[2])
            case "exp of fraction":
                return over(fraction_tree(args[0], args[1], self.field), args[2])
            case "root" | "odd root":
                return fraction_tree(args[1], args[2], self.field)
            case "sum":
                return self.tree(args[0])
            case _:
                return fraction_tree(args[0], args[1], self.field)

    # Radicals

    def radical(self, varying: list[int]) -> list[Place]:
        """x and roots of functions of x: by one root alone where x is a polynomial in it, else by elimination."""
        (x,) = [i for i, kernel in enumerate(self.field.kernels) if kernel.tag == "name"]
        others = [i for i in varying if i != x]
        if len(others) == 1 and self.lines_up(others[0], x):
            try:
                return self.by_root(others[0], x)
            except Undecidable:
                pass  # a root without a formula
        p: Poly = self.p
        for i in sorted(range(len(self.field.kernels)), reverse=True):
            if self.field.kernels[i].tag in RADICALS and i in self.field.varying and i in used(p):
                q, above, below = radicand(self.field, i)
                p = p.resultant(below * GENS[i] ** q - above, f"g{i}")
        if type(p) is fmpq or not p or p.is_constant():
            if p:
                return []
            raise Undecidable("an elimination that comes to nothing")
        if p.total_degree() > MAX_ELIMINATED:
            raise Undecidable("an elimination of high degree")
        if any(i in self.field.varying for i in used(p) if i != x):
            candidates = self.again(self.tree(p))
        else:
            candidates = [root for factor, _ in factored(p) if x in used(factor) for root in self.roots(factor, x)]
        return [c for c in _ascending(candidates, self.low, self.high) if self.is_zero(c, others)]

    def lines_up(self, i: int, x: int) -> bool:
        """Whether a root is one of a linear function of x."""
        _, above, below = radicand(self.field, i)
        return type(below) is fmpq and used(above) == [x] and above.degrees()[x] == 1

    def by_root(self, i: int, x: int) -> list[Place]:
        """With s = root(a*x + b), x = (s^q - b)/a: a polynomial in s alone, to be solved for s >= 0."""
        q, above, below = radicand(self.field, i)
        parts = by_powers(above / below, x)
        p = put(self.p, {x: (GENS[i] ** q - parts.get(0, fmpq(0))) / parts[1]})
        if type(p) is fmpq or p.is_constant():
            return []
        roots = [root for factor, _ in factored(p) if i in used(factor) for root in self.roots(factor, i)]
        return [x for root in roots for x in self.inverted(i, root)]

    def is_zero(self, at: Place, others: list[int]) -> bool:
        """Whether the factor is 0 where its norm is: the product over all choices of complex roots."""
        tree = self.tree(self.p)
        try:
            return sign_at(tree, self.name, at) == 0
        except Undecidable:
            pass
        if any(not set(used(part)).isdisjoint(others) for i in others for part in radicand(self.field, i)[1:]):
            raise Undecidable("roots of roots")
        degrees = [radicand(self.field, i)[0] for i in others]
        if math.prod(degrees) > MAX_BRANCHES:
            raise Undecidable("roots of high degree")
        with precision(BITS[1]):
            values = [acb(value_at(kernel_tree(self.field, i), self.name, ball(at, BITS[1]))) for i in used(self.p)]
            places = dict(zip(used(self.p), values, strict=True))
            for turns in itertools.product(*map(range, degrees)):
                if any(turns):
                    turned = {i: places[i] * turn(k, q) for i, k, q in zip(others, turns, degrees, strict=True)}
                    if _complex_value(self.p, {**places, **turned}).contains(0):
                        raise Undecidable("a norm with several zero factors")
        return True

    # Two powers

    def two_powers(self, varying: list[int]) -> list[Place] | None:
        """c*A = d*B with products A, B of positive kernels: by logarithms."""
        kernels = [self.field.kernels[i] for i in varying]
        if len(self.p) != 2 or any(kernel.tag not in ("exp", "power", "exp of fraction") for kernel in kernels):
            return None
        (first, c), (second, d) = self.p.to_dict().items()
        total: Node = ZERO
        constant: list[tuple[int, int]] = []
        for i, (m, n) in enumerate(zip(first, second, strict=True)):
            if m == n:
                continue
            if i not in varying:
                constant.append((i, n - m))
                continue
            kernel = self.field.kernels[i]
            grown = self.inside(i)
            if kernel.tag == "power":
                grown = Op("*", grown, Call("ln", (Num(str(kernel.args[0])),)))
            total = Op("+", total, Op("*", _signed(m - n), grown))
        ratio: Node = tree_of(-d / c)
        for i, n in constant:
            ratio = Op("*", ratio, Op("^", kernel_tree(self.field, i), _signed(n)))
        if constant_sign(ratio) <= 0:
            return []
        return self.again(Op("-", total, Call("ln", (ratio,))))

    # Monotone pieces

    def monotone(self, varying: list[int]) -> list[Place]:
        """Exponentials or logarithms beside other functions: zeros lie one between two zeros of a derivative at most.

        Divided by a coefficient and differentiated, a polynomial in e^x has a term less, one in ln(x) a lower degree.
        """
        main = max(varying, key=lambda i: (self.field.kernels[i].tag in EXPONENTIALS, i))
        tag = self.field.kernels[main].tag
        if tag not in EXPONENTIALS and tag not in LOGARITHMIC:
            raise Undecidable("kernels that do not go together")
        parts = by_powers(self.p, main)
        divisor = self.tree(parts[min(parts) if tag in EXPONENTIALS else max(parts)])
        function = self.tree(self.p)
        cuts = zeros_between(divisor, self.name, self.low, self.high, self.depth + 1)
        if cuts is None:
            raise Undecidable("a coefficient that is 0")
        found = [x for x in cuts if sign_at(function, self.name, x) == 0]
        quotient = Op("/", function, divisor)
        for low, high in itertools.pairwise([self.low, *cuts, self.high]):
            found += self.between_turns(quotient, low, high)
        return found

    def between_turns(self, quotient: Node, low: Place | None, high: Place | None) -> list[Place]:
        slope = derivative(quotient, self.name)
        if sum(1 for _ in walk(slope)) > MAX_NODES:
            raise Undecidable("a long derivative")
        turns = zeros_between(slope, self.name, low, high, self.depth + 1)
        if turns is None:
            raise Undecidable("a constant quotient")
        values = {id(x): sign_at(quotient, self.name, x) for x in turns}
        found = [x for x in turns if values[id(x)] == 0]
        for a, b in itertools.pairwise([low, *turns, high]):
            piece = Monotone(quotient, self.name, a, b, sign_at(slope, self.name, between(a, b)))
            left = values[id(a)] if a is not None and id(a) in values else None
            right = values[id(b)] if b is not None and id(b) in values else None
            found += piece.zero(left, right)
        return found


RADICALS = frozenset({"root", "cbrt", "odd root"})


def radicand(field: Field, i: int) -> tuple[int, Poly, Poly]:
    """(q, a, b) where a kernel is the q-th root of a/b."""
    kernel = field.kernels[i]
    return (3, *kernel.args) if kernel.tag == "cbrt" else kernel.args


def turn(k: int, q: int) -> acb:
    """The k-th of the q-th roots of 1."""
    return acb(0, 2 * arb.pi() * k / q).exp()


def _complex_value(p: fmpq_mpoly, values: dict[int, acb]) -> acb:
    total = acb(0)
    for monomial, c in p.to_dict().items():
        term = acb(c)
        for i, power in enumerate(monomial):
            if power:
                term *= values[i] ** power
        total += term
    return total


def numerical_roots(coefficients: list[Node]) -> list[Place]:
    """The real roots of a polynomial with real coefficients, all simple, each alone between two rationals."""
    name = "x"
    function: Node = ZERO
    for c in reversed(coefficients):
        function = Op("+", Op("*", function, Name(name)), c)
    for bits in BITS:
        with precision(bits):
            try:
                values = [value_at(c, "", NOTHING) for c in coefficients]
                roots = acb_poly([acb(value) for value in values]).roots()
            except (Imprecise, ValueError):
                continue  # not precise enough to keep them apart, or not simple
            found: list[Place] = []
            for root in roots:
                if root.imag.contains(0):  # its conjugate lies in the same ball, which holds one root only
                    low, high = (bound(edge, side) for edge, side in ((root.real, -1), (root.real, 1)))
                    signs = [value_at(function, name, edge) for edge in (low, high)]
                    if not (signs[0] > 0 > signs[1] or signs[0] < 0 < signs[1]):
                        break
                    found.append(Zero(function, name, low, high))
            else:
                return found
    raise Undecidable("a polynomial with irrational coefficients")


def _signed(n: int) -> Node:
    return Num(str(n)) if n >= 0 else Neg(Num(str(-n)))


def _in_range(tag: str, value: Place) -> bool:
    """Whether a number is a value of an inverse trigonometric function."""
    half = place(Op("/", Name("pi"), TWO))
    low, high = place(Neg(tree_of(half))), half
    if tag in ("acos", "acot"):
        low, high = NOTHING, place(Name("pi"))
    below, above = order(low, value), order(value, high)
    return below < 0 and above < 0 if tag in ("atan", "acot") else below <= 0 and above <= 0
