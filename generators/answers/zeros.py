"""The sign of a function of one real unknown everywhere, all its zeros found and proved to be all.

A function is cut where a part of it changes its formula or its domain ends (what stands in |...|, under a root, in a
logarithm, below a fraction bar); on each piece it is a polynomial over kernels. Its factors are solved by what they
are: polynomials by certified isolation of roots, one kernel by its inverse, radicals by elimination, exponentials and
logarithms beside powers of x by monotone pieces (Rolle's theorem). What is none of these raises Undecidable.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cmp_to_key, lru_cache, reduce

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import GENS, Field, NotExact, Poly, lowest
from generators.answers.kernel_trees import by_powers, fraction_tree, kernel_tree, over, poly_tree, put, used
from generators.answers.places import (
    BITS,
    NOTHING,
    ONE,
    TWO,
    ZERO,
    Pieces,
    Place,
    Undecidable,
    Zero,
    ball,
    between,
    both,
    constant_sign,
    everywhere,
    order,
    pieces,
    place,
    real_roots,
    sign_at,
    tree_of,
    value_at,
    whole,
)
from generators.answers.points import numeral_node
from generators.answers.shape import names_of, shape
from generators.notation.derivative import derivative
from generators.notation.errors import NotationError
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, rebuild, walk
from generators.notation.values import Imprecise, Undefined, only_integer, precision

Sign = int | None
"""-1, 0, 1; None where the function is not defined."""
MAX_DEGREE, MAX_TERMS = 60, 400
MAX_ELIMINATED = 24  # degree of what is left when radicals are eliminated
MAX_DEPTH = 6
NEEDS = {"nonzero": (-1, 1), "nonnegative": (0, 1), "positive": (1,), "any": (-1, 0, 1)}


class Periodic(Undecidable):
    """A sine or the like of the unknown: its zeros have no end."""


@lru_cache(maxsize=4096)
def signs(node: Node, name: str) -> Pieces[Sign]:
    """The sign of a function of one unknown everywhere. Raises Undecidable."""
    if name not in names_of(node):
        return everywhere(_sign_of_constant(node))
    if is_rational(node):
        return _rational_signs(node, name)
    return _general_signs(node, name)


def _sign_of_constant(node: Node) -> Sign:
    try:
        return constant_sign(node)
    except Undefined:
        return None


def is_rational(node: Node) -> bool:
    """Whether a tree is built from names and numbers by arithmetic and whole powers."""
    for each in walk(node):
        match each:
            case Num() | Neg() | Op("+" | "-" | "*" | "/" | "times" | "dot"):
                continue
            case Name(text):
                if text in ("pi", "e", "oo", "i", "I"):
                    return False
            case Op("^", _, exponent):
                exponent = exponent.of if isinstance(exponent, Neg) else exponent
                if not (isinstance(exponent, Num) and exponent.text.isdigit()):
                    return False
            case Call("percent"):
                continue
            case _:
                return False
    return True


# Rational functions ------------------------------------------------------------------------------------------------


def denominators(node: Node) -> Iterator[Node]:
    for each in walk(node):
        if isinstance(each, Op) and each.symbol == "/":
            yield each.right
        elif isinstance(each, Op) and each.symbol == "^" and isinstance(each.right, Neg):
            yield each.left


def _rational_signs(node: Node, name: str) -> Pieces[Sign]:
    field = Field({name: "real"})
    try:
        above, below = lowest(field.form(node))
        excluded = [
            factor
            for each in denominators(node)
            if names_of(each)
            for factor, _ in factored(lowest(field.form(each))[0])
        ]
    except Undefined:
        return everywhere(None)
    except (NotExact, Imprecise):
        raise Undecidable("too long a function") from None
    sign = (1 if leading(above) > 0 else -1 if leading(above) < 0 else 0) * (1 if leading(below) > 0 else -1)
    turns: list[tuple[Place, Sign, bool]] = []  # a place, the value there, whether the sign changes
    poles = factored(below)
    known = {str(p) for p, _ in poles}
    for p, power in factored(above) if sign else ():
        value: Sign = None if any(p == e for e in excluded) else 0
        known.add(str(p))
        turns += [(root, value, power % 2 == 1) for root in roots_over_q(p)]
    for p, power in poles if sign else ():
        turns += [(root, None, power % 2 == 1) for root in roots_over_q(p)]
    for p in excluded:
        if str(p) not in known or not sign:
            known.add(str(p))
            turns += [(root, None, False) for root in roots_over_q(p)]
    turns.sort(key=cmp_to_key(_by_place))
    gaps: list[Sign] = [sign]
    for _, _, changes in reversed(turns):
        if changes and sign:
            sign = -sign
        gaps.append(sign)
    return pieces(tuple(turn[0] for turn in turns), gaps[::-1], [turn[1] for turn in turns])


def _by_place(a: tuple[Place, Sign, bool], b: tuple[Place, Sign, bool]) -> int:
    return order(a[0], b[0])


def leading(poly: Poly) -> fmpq:
    return poly if type(poly) is fmpq else poly.leading_coefficient()


def factored(poly: Poly) -> list[tuple[fmpq_mpoly, int]]:
    """The irreducible factors of a polynomial over Q with their powers, leading coefficients 1; none of a number."""
    if type(poly) is fmpq or poly.is_constant():
        return []
    if poly.total_degree() > MAX_DEGREE or len(poly) > MAX_TERMS:
        raise Undecidable("a polynomial of high degree")
    if poly.total_degree() == 1 or is_graph(poly):
        return [(poly / poly.leading_coefficient(), 1)]
    return [(factor / factor.leading_coefficient(), int(power)) for factor, power in poly.factor()[1]]


def is_graph(poly: fmpq_mpoly) -> bool:
    """Whether a generator occurs in one term, alone and to the first power: then no factor but numbers splits off."""
    monomials = poly.monoms()
    for i, power in enumerate(poly.degrees()):
        if power == 1:
            with_it = [monomial for monomial in monomials if monomial[i]]
            if len(with_it) == 1 and sum(with_it[0]) == 1:
                return True
    return False


def roots_over_q(p: fmpq_mpoly) -> tuple[Place, ...]:
    """The real roots of an irreducible polynomial over Q in one generator, ascending."""
    coefficients = [fmpq(0)] * (p.total_degree() + 1)
    for monomial, c in p.to_dict().items():
        coefficients[sum(monomial)] = c
    if len(coefficients) == 2:
        return (-coefficients[0] / coefficients[1],)
    return real_roots(whole(coefficients))


# In general --------------------------------------------------------------------------------------------------------


def conditions(node: Node, unknowns: frozenset[str]) -> Iterator[tuple[Node, str]]:
    """The parts of a function whose sign decides where it is defined, or by which formula."""

    def varies(part: Node) -> bool:
        return not unknowns.isdisjoint(names_of(part))

    about = shape(node)
    if about.whole and about.plain and not about.calls:
        return
    for each in walk(node):
        if not (type(each) is Call or (type(each) is Op and each.symbol not in "+-*")) or not varies(each):
            continue
        match each:
            case Op("/", _, below) if varies(below):
                yield below, "nonzero"
            case Op("^", base, exponent):
                yield from _of_power(base, exponent, varies(base), varies(exponent))
            case Op("pm" | "cup" | "cap" | "setminus" | "odot"):
                raise Undecidable("no function")
            case Call("sqrt", (of,)):
                yield of, "nonnegative"
            case Call("root", (of, degree)):
                n = _whole(degree)
                if n is None or n < 1:
                    raise Undecidable("a root of no whole degree")
                yield of, "any" if n % 2 else "nonnegative"
            case Call("ln" | "log10", (of,)):
                yield of, "positive"
            case Call("log", (of, base)):
                yield of, "positive"
                if varies(base):
                    yield base, "positive"
                    yield Call("ln", (base,)), "nonzero"
                elif constant_sign(base) != 1 or constant_sign(Op("-", base, ONE)) == 0:
                    raise Undecidable("no logarithm")
            case Call("asin" | "acos", (of,)):
                yield Op("-", ONE, of), "nonnegative"
                yield Op("+", ONE, of), "nonnegative"
            case Call("atanh", (of,)):
                yield Op("-", ONE, of), "positive"
                yield Op("+", ONE, of), "positive"
            case Call("acosh", (of,)):
                yield Op("-", of, ONE), "nonnegative"
            case Call("asec" | "acsc", (of,)):
                yield Op("-", Op("*", of, of), ONE), "nonnegative"
            case Call("tan" | "sec", (of,)):
                yield Call("cos", (of,)), "nonzero"
            case Call("cot" | "csc", (of,)):
                yield Call("sin", (of,)), "nonzero"
            case Call("coth" | "csch", (of,)):
                yield of, "nonzero"
            case Call("abs" | "sign" | "cbrt", (of,)):
                yield of, "any"
            case Call("min" | "max", args):
                for a, b in itertools.combinations(args, 2):
                    yield Op("-", a, b), "any"
            case Call(function) if function in SMOOTH:
                pass
            case Call():
                raise Undecidable("a function that is not known here")


SMOOTH = frozenset({
    "sin", "cos", "exp", "sinh", "cosh", "tanh", "atan", "asinh", "erf", "percent", "acot",
})  # fmt: skip
"""Functions that are defined and analytic on the whole line."""


def _of_power(base: Node, exponent: Node, below: bool, above: bool) -> Iterator[tuple[Node, str]]:
    """`below` and `above` say whether base and exponent hold an unknown."""
    if above:
        if below:
            raise Undecidable("a power with the unknown in base and exponent")
        if constant_sign(base) != 1:
            raise Undecidable("a power of no positive base")
        return
    n = _whole(exponent)
    if n is not None:
        if n < 0:
            yield base, "nonzero"
        return
    yield base, "nonnegative" if constant_sign(exponent) > 0 else "positive"


def _whole(node: Node) -> int | None:
    """The whole number a tree is, if it plainly is one."""
    if names_of(node):
        return None
    try:
        value = place(node)
    except (Undefined, NotationError):
        raise Undecidable("an exponent without a value") from None
    return int(value.p) if type(value) is fmpq and value.q == 1 else None


def _general_signs(node: Node, name: str) -> Pieces[Sign]:
    node = simplified(node, name)
    needed = list(dict.fromkeys(conditions(node, frozenset({name}))))
    parts = list(dict.fromkeys(part for part, _ in needed))
    table: Pieces[tuple[Sign, ...]] = everywhere(())
    for part in parts:
        table = both(table, signs(part, name), lambda known, here: (*known, here))
    at = {part: i for i, part in enumerate(parts)}

    def defined(known: tuple[Sign, ...]) -> bool:
        return all(known[at[part]] in NEEDS[need] for part, need in needed)

    ends: list[Place] = []
    gaps: list[Sign] = []
    on: list[Sign] = []
    for i, known in enumerate(table.gaps):
        low = table.ends[i - 1] if i else None
        high = table.ends[i] if i < len(table.ends) else None
        inner: tuple[list[Place], list[Sign]] = ([], [None])
        if defined(known):
            inner = signs_between(rewritten(node, dict(zip(parts, known, strict=True))), name, low, high)
        ends += inner[0]
        gaps += inner[1]
        on += [0] * len(inner[0])
        if high is not None:
            here = table.on[i]
            ends.append(high)
            on.append(sign_at_end(node, name, high, dict(zip(parts, here, strict=True))) if defined(here) else None)
    return pieces(tuple(ends), gaps, on)


def sign_at_end(node: Node, name: str, end: Place, known: dict[Node, Sign]) -> Sign:
    return sign_at(rewritten(node, known), name, end)


def rewritten(node: Node, known: dict[Node, Sign]) -> Node:
    """The function where the signs of its parts are known: without |...|, sign, min and max; 0 for what is 0."""
    if known.get(node) == 0:
        return ZERO
    match node:
        case Call("abs", (of,)) if of in known:
            return rewritten(of, known) if (known[of] or 0) > 0 else Neg(rewritten(of, known))
        case Call("sign", (of,)) if of in known:
            return Num("1") if (known[of] or 0) > 0 else Neg(Num("1")) if known[of] else ZERO
        case Call("min" | "max" as which, (first, *rest)):
            best = first
            for each in rest:
                greater = _difference_sign(each, best, known)
                if (greater > 0) == (which == "max"):
                    best = each
            return rewritten(best, known)
    return rebuild(node, lambda child: rewritten(child, known))


def _difference_sign(a: Node, b: Node, known: dict[Node, Sign]) -> int:
    if Op("-", a, b) in known:
        return known[Op("-", a, b)] or 0
    return -(known.get(Op("-", b, a)) or 0)


def simplified(node: Node, name: str) -> Node:
    """The function with roots of squares as absolute values, so that their kernels are few: sqrt((x - 1)^2) is |x - 1|.

    Logarithms of products and powers of one name are left as they are.
    """
    node = rebuild(node, lambda child: simplified(child, name))
    match node:
        case Call("sqrt", (of,)) if name in names_of(of) and is_rational(of):
            field = Field({name: "real"})
            try:
                above, below = lowest(field.form(of))
            except (NotExact, Imprecise, Undefined):
                return node
            parts = factored(above)
            if type(below) is fmpq and parts and leading(above) > 0 and all(power % 2 == 0 for _, power in parts):
                root = reduce(operator.mul, (p ** (power // 2) for p, power in parts))
                square = Call("sqrt", (numeral_node(leading(above) / below),))
                return Op("*", square, Call("abs", (poly_tree(root, field),)))
    return node


# Zeros on a piece --------------------------------------------------------------------------------------------------


def signs_between(node: Node, name: str, low: Place | None, high: Place | None) -> tuple[list[Place], list[Sign]]:
    """The zeros of an analytic function strictly between two places (None: no end), and its sign in between."""
    found = zeros_between(node, name, low, high)
    if found is None:
        return [], [0]
    edges = [low, *found, high]
    return found, [sign_at(node, name, between(a, b)) for a, b in itertools.pairwise(edges)]


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
        if tags <= {"name", "root"}:
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
        raise Undecidable("a polynomial with irrational coefficients")

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
            return self.by_root(others[0], x)
        p: Poly = self.p
        for i in sorted(range(len(self.field.kernels)), reverse=True):
            if self.field.kernels[i].tag == "root" and i in self.field.varying and i in used(p):
                q, above, below = self.field.kernels[i].args
                p = p.resultant(below * GENS[i] ** q - above, f"g{i}")
        if type(p) is fmpq or not p or p.is_constant():
            if p:
                return []
            raise Undecidable("an elimination that comes to nothing")
        if p.total_degree() > MAX_ELIMINATED:
            raise Undecidable("an elimination of high degree")
        candidates = [root for factor, _ in factored(p) if x in used(factor) for root in self.roots(factor, x)]
        return [c for c in _ascending(candidates, self.low, self.high) if self.is_zero(c, others)]

    def lines_up(self, i: int, x: int) -> bool:
        """Whether a root is one of a linear function of x."""
        _, above, below = self.field.kernels[i].args
        return type(below) is fmpq and used(above) == [x] and above.degrees()[x] == 1

    def by_root(self, i: int, x: int) -> list[Place]:
        """With s = root(a*x + b), x = (s^q - b)/a: a polynomial in s alone, to be solved for s >= 0."""
        q, above, below = self.field.kernels[i].args
        parts = by_powers(above / below, x)
        p = put(self.p, {x: (GENS[i] ** q - parts.get(0, fmpq(0))) / parts[1]})
        if type(p) is fmpq or p.is_constant():
            return []
        roots = [root for factor, _ in factored(p) if i in used(factor) for root in self.roots(factor, i)]
        return [x for root in roots for x in self.inverted(i, root)]

    def is_zero(self, at: Place, others: list[int]) -> bool:
        """Whether the factor is 0 where its norm is."""
        tree = self.tree(self.p)
        try:
            return sign_at(tree, self.name, at) == 0
        except Undecidable:
            pass
        roots = [i for i in others if self.field.kernels[i].args[0] == 2]
        if len(roots) < len(others) or len(roots) > 3:
            raise Undecidable("roots of high degree")
        for choice in itertools.product((1, -1), repeat=len(roots)):
            if -1 in choice:
                other = put(self.p, {i: s * GENS[i] for i, s in zip(roots, choice, strict=True)})
                if sign_at(self.tree(other), self.name, at) == 0:
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
        turns = zeros_between(slope, self.name, low, high, self.depth + 1)
        if turns is None:
            raise Undecidable("a constant quotient")
        values = {id(x): sign_at(quotient, self.name, x) for x in turns}
        found = [x for x in turns if values[id(x)] == 0]
        for a, b in itertools.pairwise([low, *turns, high]):
            piece = _Monotone(quotient, self.name, a, b, sign_at(slope, self.name, between(a, b)))
            left = values[id(a)] if a is not None and id(a) in values else None
            right = values[id(b)] if b is not None and id(b) in values else None
            found += piece.zero(left, right)
        return found


EXPONENTIALS = frozenset({"exp", "power"})
LOGARITHMIC = frozenset({"ln", "atan", "asinh", "asin", "acosh", "atanh"})


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


@dataclass(frozen=True, slots=True)
class _Monotone:
    """A function that is strictly monotone between two places; `slope` is 1 or -1."""

    function: Node
    name: str
    low: Place | None
    high: Place | None
    slope: int

    def zero(self, left: int | None, right: int | None) -> list[Place]:
        """Its one zero, if it has one. `left` and `right` are its signs at its ends, None where it has no value."""
        begin, end = (left, right) if self.slope > 0 else (right, left)  # where it is least, where it is greatest
        if (begin is not None and begin >= 0) or (end is not None and end <= 0):
            return []
        negative = self.sample(-1)
        positive = self.sample(1)
        if negative is not None and positive is not None:
            low, high = min(negative, positive), max(negative, positive)
            return [self.told(low, high)]
        if negative is None and positive is None:
            raise Undecidable("a function whose sign is not clear")
        if self.bounded(1 if positive is None else -1):
            return []
        raise Undecidable("a function that may have a zero near an end")

    def sample(self, wanted: int) -> fmpq | None:
        """A point where the function has this sign, looked for towards the end where it must have it."""
        rising = self.slope * wanted > 0  # towards the upper end
        for x in self.towards(rising):
            for bits in (64, 1024):
                with precision(bits):
                    try:
                        value = value_at(self.function, self.name, x)
                    except (Imprecise, Undefined):
                        continue
                    if (value > 0) if wanted > 0 else (value < 0):
                        return x
                    break
        return None

    def towards(self, upper: bool) -> Iterator[fmpq]:
        middle = between(self.low, self.high)
        yield middle
        end = self.high if upper else self.low
        for k in (1, 2, 3, 5, 8, 12, 20, 30, 60):
            if end is None:
                yield middle + (fmpq(2) ** k if upper else -(fmpq(2) ** k)) if k < 30 else middle
            else:
                step = fmpq(1, 2**k)
                try:
                    edge = ball(end, BITS[1])
                except Imprecise:
                    return
                near = edge if type(edge) is fmpq else _dyadic(edge)
                x = near + (middle - near) * step
                if (self.low is None or order(self.low, x) < 0) and (self.high is None or order(x, self.high) < 0):
                    yield x

    def bounded(self, side: int) -> bool:
        """Whether the function is proved never to be positive (side 1) or negative (side -1): by its limit."""
        upper = self.slope * side > 0
        end = self.high if upper else self.low
        if end is not None:
            try:
                return sign_at(self.function, self.name, end) * side <= 0
            except Undefined:
                return False
        return limit_sign(self.function, self.name, upper) * side <= 0

    def told(self, low: fmpq, high: fmpq) -> Place:
        """The zero between two points: a simple fraction if it is one."""
        zero = Zero(self.function, self.name, low, high)
        x = ball(zero, 64)
        if type(x) is not fmpq:
            for q in range(1, 13):
                p = only_integer(x * q)
                if p is not None and sign_at(self.function, self.name, fmpq(p, q)) == 0:
                    return fmpq(p, q)
        return zero if type(x) is not fmpq else x


def _dyadic(x: object) -> fmpq:
    mantissa, exponent = x.mid().man_exp()  # type: ignore[attr-defined]
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def limit_sign(function: Node, name: str, upper: bool) -> int:
    """The sign of a sum of products of powers of x, e^(c*x) and ln(x) far out, by its fastest term."""
    field = Field({name: "positive"})
    node = function if upper else _reflected(function, name)
    try:
        above, below = lowest(field.form(node))
    except (NotExact, Imprecise, Undefined):
        raise Undecidable("no limit") from None
    return _far_sign(above, field, name) * _far_sign(below, field, name)


def _reflected(node: Node, name: str) -> Node:
    if node == Name(name):
        return Neg(node)
    return rebuild(node, lambda child: _reflected(child, name))


def _far_sign(poly: Poly, field: Field, name: str) -> int:
    if type(poly) is fmpq:
        return int(poly > 0) - int(poly < 0)
    best: list[tuple[Node, int, int, Poly]] = []
    for monomial, c in poly.to_dict().items():
        rate: Node = ZERO
        degree = logs = 0
        constant: Poly = c
        for i, power in enumerate(monomial):
            if not power:
                continue
            kernel = field.kernels[i]
            if i not in field.varying:
                constant = constant * GENS[i] ** power
            elif kernel.tag == "name":
                degree += power
            elif kernel.tag == "ln" and kernel.args[0] == _generator(field, name) and kernel.args[1] == 1:
                logs += power
            elif kernel.tag in EXPONENTIALS:
                rate = Op("+", rate, Op("*", Num(str(power)), _rate(field, i, name)))
            else:
                raise Undecidable("no limit")
        best = _faster(best, (rate, degree, logs, constant))
    total: Poly = sum((constant for *_, constant in best), fmpq(0))
    sign = constant_sign(poly_tree(total, field))
    if sign == 0:
        raise Undecidable("terms that cancel")
    return sign


def _generator(field: Field, name: str) -> fmpq_mpoly:
    return field.kernel("name", name)


def _rate(field: Field, i: int, name: str) -> Node:
    """c where a kernel is e^(c*x)."""
    kernel = field.kernels[i]
    monomial, q = kernel.args[-2:]
    constant = monomial / _generator(field, name)
    if type(constant) is not fmpq_mpoly and type(constant) is not fmpq:
        raise Undecidable("no limit")
    tree = over(poly_tree(constant, field), q)
    if name in names_of(tree):
        raise Undecidable("no limit")
    return Op("*", tree, Call("ln", (Num(str(kernel.args[0])),))) if kernel.tag == "power" else tree


def _faster(
    best: list[tuple[Node, int, int, Poly]], term: tuple[Node, int, int, Poly]
) -> list[tuple[Node, int, int, Poly]]:
    """The fastest terms: the new one alone, beside, or not at all."""
    if not best:
        return [term]
    rate = constant_sign(Op("-", term[0], best[0][0]))
    here, there = (rate, *term[1:3]), (0, *best[0][1:3])
    if here == there:
        return [*best, term]
    return [term] if here > there else best
