"""The sign of a function of one real unknown everywhere, all its zeros found and proved to be all.

A function is cut where a part of it changes its formula or its domain ends (what stands in |...|, under a root, in a
logarithm, below a fraction bar); on each piece it is a polynomial over kernels. Its factors are solved by what they
are: polynomials by certified isolation of roots, one kernel by its inverse, radicals by elimination, exponentials and
logarithms beside powers of x by monotone pieces (Rolle's theorem). What is none of these raises Undecidable.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator
from functools import cmp_to_key, lru_cache, reduce

from flint import fmpq

from generators.answers.exact import Field, NotExact, lowest
from generators.answers.loci.places import (
    ONE,
    ZERO,
    Pieces,
    Place,
    Undecidable,
    between,
    both,
    constant_sign,
    everywhere,
    order,
    pieces,
    place,
    sign_at,
)
from generators.answers.loci.polynomials import (
    denominators,
    factored,
    is_rational,
    leading,
    poly_tree,
    roots_over_q,
)
from generators.answers.loci.shape import names_of, shape
from generators.answers.loci.zeros import zeros_between
from generators.answers.points import numeral_node
from generators.notation.errors import NotationError
from generators.notation.tree import Call, Neg, Node, Num, Op, rebuild, walk
from generators.notation.values import Imprecise, Undefined

Sign = int | None
"""-1, 0, 1; None where the function is not defined."""
NEEDS = {"nonzero": (-1, 1), "nonnegative": (0, 1), "positive": (1,), "any": (-1, 0, 1)}


@lru_cache(maxsize=4096)
def signs(node: Node, name: str) -> Pieces[Sign]:
    """The sign of a function of one unknown everywhere. Raises Undecidable."""
    if name not in names_of(node):
        return everywhere(_sign_of_constant(node))
    try:
        return _rational_signs(node, name) if is_rational(node) else _general_signs(node, name)
    except (Undefined, Imprecise, NotExact, NotationError) as error:
        raise Undecidable(str(error)) from None


def _sign_of_constant(node: Node) -> Sign:
    try:
        return constant_sign(node)
    except Undefined:
        return None


# Rational functions ------------------------------------------------------------------------------------------------


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


def signs_between(node: Node, name: str, low: Place | None, high: Place | None) -> tuple[list[Place], list[Sign]]:
    """The zeros of an analytic function strictly between two places (None: no end), and its sign in between."""
    found = zeros_between(node, name, low, high)
    if found is None:
        return [], [0]
    edges = [low, *found, high]
    return found, [sign_at(node, name, between(a, b)) for a, b in itertools.pairwise(edges)]
