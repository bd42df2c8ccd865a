"""Are two trees equal? By tiers: the same tree, exact arithmetic, rigorous balls at points of the domain, a proof.

Equal means: as functions on the declared domain, wherever both are defined, with domains that differ at most by
isolated points. `True` rests on an identity, a proof, or agreement at several points of the domain to far more bits
than the numbers in the trees span; `False` on a point where rigorous error bounds keep the two apart, or where only one
of them is defined; what neither shows is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import Literal

from flint import acb, arb, fmpq, fmpz

from generators.answers import algebraic, residues
from generators.answers.exact import identical
from generators.answers.normal import spelled_alike
from generators.answers.points import Point, Sample, Terrain, points, survey, terrain
from generators.notation.balls import Evaluation, Watch, numeral
from generators.notation.errors import NotationError
from generators.notation.functions import TRIGONOMETRIC
from generators.notation.tree import Braces, Call, Name, Neg, Node, Num, Op, Rows, Tuple, rebuild, walk
from generators.notation.values import (
    SCALARS,
    Imprecise,
    Infinite,
    Matrix,
    Scalar,
    Undefined,
    Value,
    differ,
    magnitude,
    precision,
)
from schemas.answer import Assumption
from schemas.verdict import Method

Symbols = Mapping[str, Assumption]
Prove = Callable[[Node, Node, Symbols], bool | None]
Reason = Literal["", "domain", "left-undefined", "right-undefined"]

BITS = (64, 256, 1024)
"""Precision at one point, rising until the balls are disjoint or tight."""
CONFIRMED = 320
MAX_BITS = 4_096
CONFIRMED_AT_MOST = 16_384
POINTS, MANY_POINTS = 3, 10
"""How many points must agree: where both functions are analytic on a connected domain, and elsewhere."""
TRIES = 160
CONSTANTS = frozenset({"pi", "e", "oo", "i", "I", "emptyset", "RR"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """`equal` is None where it was not decided. `reason` says more about a difference or an undefined side."""

    equal: bool | None
    method: Method = "none"
    points: int = 0
    bits: int = 0
    reason: Reason = ""


UNDECIDED = Comparison(None)


def same(left: Node, right: Node, symbols: Symbols = {}, *, prove: Prove | None = None) -> Comparison:  # noqa: B006
    """Whether two trees are equal on the domain that `symbols` declares (real unless told)."""
    a, b = plain(left), plain(right)
    if a is not None and b is not None:  # most numbers, and most entries of matrices
        return Comparison(bool(a == b), "exact")
    if isinstance(left, Rows | Braces | Tuple) or isinstance(right, Rows | Braces | Tuple):
        return _same_containers(left, right, symbols, prove)
    here, there = terrain(left), survey(right)
    used = here.names | there.names
    variables = tuple(sorted(used - CONSTANTS if not symbols else used - (CONSTANTS - symbols.keys())))
    complex = is_complex(used, symbols)
    if not variables:
        return _same_constants(left, right, symbols, complex, prove)
    if spelled_alike(left, right):
        return Comparison(True, "tree")
    with precision(BITS[0]):
        found = _same_functions(left, right, here, there, variables, symbols, complex)
    if found.reason == "domain" and (here.odd_roots or there.odd_roots):
        return _same_by_powers(left, right, symbols, prove, found)
    if found.equal is None and found.reason != "right-undefined":
        equal = residues.agree(left, right, variables)
        if equal is not None:
            return Comparison(equal, "exact", len(residues.PRIMES) * residues.POINTS)
    if found.equal is None and found.reason != "right-undefined" and prove is not None:
        proved = prove(left, right, symbols)
        return found if proved is None else Comparison(proved, "symbolic")
    return found


def _same_by_powers(
    left: Node, right: Node, symbols: Symbols, prove: Prove | None, otherwise: Comparison
) -> Comparison:
    """Two formulas that are defined at different points, as if the third root of a negative number had no value.

    x^(1/3) has none there by the rule for powers, `cbrt(x)` has; to a learner they are two spellings of one thing.
    """
    here, there = by_powers(left), by_powers(right)
    if (here, there) == (left, right):
        return otherwise
    found = same(here, there, symbols, prove=prove)
    return found if found.equal else otherwise


def by_powers(node: Node) -> Node:
    """A tree with its odd roots as powers."""
    node = rebuild(node, by_powers)
    match node:
        case Call("cbrt", (of,)):
            return Op("^", of, Op("/", Num("1"), Num("3")))
        case Call("root", (of, Num(degree))) if degree.isdigit() and int(degree) % 2:
            return Op("^", of, Op("/", Num("1"), Num(degree)))
    return node


def plain(node: Node) -> fmpq | None:
    """The value of a numeral or a fraction of two, with or without a minus; None for everything else."""
    if type(node) is Neg:
        value = plain(node.of)
        return None if value is None else -value
    if type(node) is Num:
        return numeral(node.text)
    if type(node) is Op and node.symbol == "/" and type(node.left) is Num and type(node.right) is Num:
        below = numeral(node.right.text)
        return numeral(node.left.text) / below if below else None
    return None


def is_complex(used: frozenset[str], symbols: Symbols) -> bool:
    """Whether complex numbers are meant: by a declaration, or by an `i` that is not declared as something else."""
    return "complex" in symbols.values() or any(name in used and name not in symbols for name in ("i", "I"))


def _same_containers(left: Node, right: Node, symbols: Symbols, prove: Prove | None) -> Comparison:
    """Matrices entry by entry; sets as sets; what only one side spells out is evaluated."""
    if isinstance(left, Rows) and isinstance(right, Rows):
        if [len(row) for row in left.rows] != [len(row) for row in right.rows]:
            return Comparison(False, "exact")
        pairs = [pair for rows in zip(left.rows, right.rows, strict=True) for pair in zip(*rows, strict=True)]
        return both(same(x, y, symbols, prove=prove) for x, y in pairs)
    if isinstance(left, Tuple) and isinstance(right, Tuple):
        if (left.left, left.right, len(left.items)) != (right.left, right.right, len(right.items)):
            return Comparison(False, "exact")
        return both(same(x, y, symbols, prove=prove) for x, y in zip(left.items, right.items, strict=True))
    if isinstance(left, Braces) and isinstance(right, Braces):
        parts = [some(same(x, y, symbols, prove=prove) for y in right.items) for x in left.items]
        parts += [some(same(x, y, symbols, prove=prove) for x in left.items) for y in right.items]
        return both(parts)
    used = terrain(left).names | terrain(right).names
    return _same_constants(left, right, symbols, is_complex(used, symbols), None)


def both(parts: Iterable[Comparison]) -> Comparison:
    """All of them hold: the weakest evidence, or the first that does not."""
    found = list(parts)
    if not found:
        return Comparison(True, "exact")
    for each in found:
        if each.equal is False:
            return each
    return max(found, key=lambda each: (each.equal is None, _WEIGHT[each.method], each.bits))


def some(parts: Iterable[Comparison]) -> Comparison:
    """One of them holds: the first that does; else undecided if any is."""
    found = list(parts)
    if not found:
        return Comparison(False, "exact")
    for each in found:
        if each.equal is True:
            return each
    return max(found, key=lambda each: (each.equal is None, _WEIGHT[each.method], each.bits))


_WEIGHT: dict[Method, int] = {"tree": 0, "exact": 1, "predicate": 2, "ball": 3, "symbolic": 4, "none": 5}


# Constants ---------------------------------------------------------------------------------------------------------


def _same_constants(left: Node, right: Node, symbols: Symbols, complex: bool, prove: Prove | None) -> Comparison:
    for bits in BITS[:2]:
        found = _apart(left, right, {}, bits, complex)
        if found is not None:
            return found
    if spelled_alike(left, right):
        return Comparison(True, "tree")
    if identical(left, right, symbols, complex):
        return Comparison(True, "exact")
    if not complex and (_same_logarithms(left, right, symbols) or _same_angles(left, right)):
        return Comparison(True, "exact")
    try:
        zero = algebraic.is_zero(Op("-", left, right), complex)
    except (Undefined, NotationError):
        zero = None
    if zero is not None:
        return Comparison(zero[0], "exact" if zero[0] else "ball", 0, zero[1])
    for bits in (BITS[2], MAX_BITS):
        found = _apart(left, right, {}, bits, complex)
        if found is not None:
            return found
    proved = prove(left, right, symbols) if prove is not None else None
    return Comparison(None, bits=MAX_BITS) if proved is None else Comparison(proved, "symbolic")


def by_roots(node: Node) -> Node:
    """A tree with its powers of odd denominators as odd roots, which negative numbers have too."""
    node = rebuild(node, by_roots)
    match node:
        case Op("^", base, Op("/", Num(above), Num(below))) if above.isdigit() and below.isdigit() and int(below) % 2:
            root = Call("root", (base, Num(below)))
            return root if above == "1" else Op("^", root, Num(above))
    return node


LOGARITHMS = frozenset({"ln", "log", "log10", "asinh", "acosh", "atanh", "asech", "acsch", "acoth"})


def _same_logarithms(left: Node, right: Node, symbols: Symbols) -> bool:
    """Whether e, or 10, to the power of either is the same: ln(2 + sqrt(3)) is -ln(2 - sqrt(3)).

    No power takes a value twice.
    """
    if not any(isinstance(each, Call) and each.name in LOGARITHMS for node in (left, right) for each in walk(node)):
        return False
    return any(identical(Op("^", base, left), Op("^", base, right), symbols) for base in (Name("e"), Num("10")))


def _same_angles(left: Node, right: Node) -> bool:
    """Whether two constants are values of one function: sin(8/7) and 2*sin(4/7)*cos(4/7) are, of t = 1/7."""
    angles = {a for node in (left, right) for each in walk(node) if (a := _angle(each)) is not None}
    if len(angles) < 2:
        return False
    unit = reduce(lambda s, a: s.lcm(a.q), angles, fmpz(1))
    parts = reduce(lambda s, a: s.gcd((a * unit).p), angles, fmpz(0))

    def moved(node: Node) -> Node:
        angle = _angle(node)
        if angle is None or not isinstance(node, Call):
            return rebuild(node, moved)
        multiple = Op("*", Num(str(int(abs((angle * unit).p) / parts))), Name("t"))
        return Call(node.name, (multiple if angle > 0 else Neg(multiple),))

    return same(moved(left), moved(right)).equal is True


def _angle(node: Node) -> fmpq | None:
    """The rational number whose sine, cosine or the like a node is; None for all others, and for 0."""
    if isinstance(node, Call) and node.name in TRIGONOMETRIC and len(node.args) == 1:
        return plain(node.args[0]) or None
    return None


def _apart(left: Node, right: Node, at: Point, bits: int, complex: bool) -> Comparison | None:
    """What one evaluation of two constants shows: different, exactly equal, or undefined; else None."""
    with precision(bits):
        try:
            a = Evaluation(at, complex).value(left)
        except Undefined:
            return Comparison(None, "exact", reason="left-undefined")
        except Imprecise:
            return None
        try:
            b = Evaluation(at, complex).value(right)
        except Undefined:
            return Comparison(None, "exact", reason="right-undefined")
        except Imprecise:
            return None
        return _verdict(a, b, bits)


def _verdict(a: Value, b: Value, bits: int) -> Comparison | None:
    if type(a) is fmpq and type(b) is fmpq:
        return Comparison(bool(a == b), "exact")
    if type(a) in SCALARS and type(b) in SCALARS:
        return Comparison(False, "ball", 1, bits) if differ(a, b) else None
    if isinstance(a, Infinite) and isinstance(b, Infinite):
        return Comparison(a.sign == b.sign, "exact")
    if isinstance(a, Matrix) and isinstance(b, Matrix):
        if a.shape != b.shape:
            return Comparison(False, "exact")
        parts = [_verdict(x, y, bits) for x, y in zip(a.entries, b.entries, strict=True)]
        known = [part for part in parts if part is not None]
        if any(not part.equal for part in known):
            return Comparison(False, "ball", 1, bits)
        return both(known) if len(known) == len(parts) else None
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _verdict_of_sets(a, b, bits)
    if type(a) is type(b) and not isinstance(a, Matrix) and type(a) not in SCALARS:
        return Comparison(a == b, "exact") if isinstance(a, bool) else None
    return Comparison(False, "exact")


def _verdict_of_sets(a: tuple[Value, ...], b: tuple[Value, ...], bits: int) -> Comparison | None:
    for one, other in ((a, b), (b, a)):
        for x in one:
            parts = [_verdict(x, y, bits) for y in other]
            if any(part is not None and part.equal for part in parts):
                continue
            return None if None in parts else Comparison(False, "ball", 1, bits)
    return Comparison(True, "exact")


# Functions ---------------------------------------------------------------------------------------------------------


def _same_functions(
    left: Node,
    right: Node,
    here: Terrain,
    there: Terrain,
    variables: tuple[str, ...],
    symbols: Symbols,
    complex: bool,
) -> Comparison:
    integers = "integer" in symbols.values()
    smooth = here.smooth_in(variables) and there.smooth_in(variables) and not integers
    needed = POINTS if smooth else MANY_POINTS
    agreed: list[tuple[Sample, bool]] = []
    nowhere = 0
    generic = 0
    for sample in islice(points(here, there, variables, symbols), TRIES):
        if generic >= needed and not sample.required:
            break
        found = _at_point(left, right, sample.at, complex)
        if isinstance(found, int):
            if not found:
                continue
            agreed.append((sample, found == EXACTLY))
            generic += sample.general
            if len(agreed) == 1:
                proved = identical(left, right, symbols, complex)
                if proved is not None:
                    return Comparison(proved, "exact", 1)
        elif found == "both":
            nowhere += 1
        elif found in ("left", "right"):
            if sample.general and not (integers and _defined_beside(left, right, sample.at, symbols, complex)):
                return Comparison(False, "ball", len(agreed) + 1, BITS[0], "domain")
        else:
            return Comparison(False, "exact" if found == "exact" else "ball", len(agreed) + 1, _BITS_OF[found])
        if smooth and generic >= needed:
            break
    if generic < min(needed, 3):
        undefined = not agreed and nowhere > TRIES // 2
        return Comparison(None, points=len(agreed), reason="right-undefined" if undefined else "")
    return _confirmed(left, right, agreed[:1] if smooth else agreed, complex, len(agreed))


def _defined_beside(left: Node, right: Node, at: Point, symbols: Symbols, complex: bool) -> bool:
    """Whether both sides have a value at the same point with other whole numbers: n!/(n - 1)! has none for n = -3,
    and whole numbers are isolated points."""
    wholes = sorted(name for name in at if symbols.get(name) == "integer")
    for first in (7, 40):
        moved = at | {name: fmpq(first + 5 * k) for k, name in enumerate(wholes)}
        back = at | {name: fmpq(first + 5 * k) for k, name in enumerate(reversed(wholes))}
        if any(isinstance(_at_point(left, right, point, complex), int) for point in (moved, back)):
            return True
    return False


def _confirmed(left: Node, right: Node, agreed: list[tuple[Sample, bool]], complex: bool, points: int) -> Comparison:
    """The verdict on two functions that agree to 64 bits: looked at more closely wherever they were not exactly equal.

    Points far out, where numbers span too many bits, may be left out, unless they stand for a region of their own.
    """
    most = BITS[0]
    for sample, exactly in agreed:
        if exactly:
            continue
        bits = _confirm(left, right, sample.at, complex)
        if bits is None:
            if sample.required:
                return Comparison(None, "none", points, CONFIRMED_AT_MOST)
            continue
        if bits < 0:
            return Comparison(False, "ball", points, -bits)
        most = max(most, bits)
    return Comparison(True, "ball", points, most)


EXACTLY = -1
"""Both sides are the same rational number."""
_BITS_OF = {"exact": 0, "differ-64": 64, "differ-256": 256, "differ-1024": 1024}


def _at_point(left: Node, right: Node, at: Point, complex: bool) -> int | str:
    """What one point shows: the bits to which both agree, or EXACTLY; "differ-64", "exact" (different); "left",
    "right", "both" (undefined); 0 where nothing can be told."""
    for bits in BITS:
        with precision(bits):
            try:
                a: Value | None = Evaluation(at, complex).value(left)
            except Undefined:
                a = None
            except Imprecise:
                continue
            try:
                b: Value | None = Evaluation(at, complex).value(right)
            except Undefined:
                b = None
            except Imprecise:
                continue
            if a is None or b is None:
                return "both" if a is None and b is None else "left" if a is None else "right"
            if type(a) not in SCALARS or type(b) not in SCALARS:
                raise NotationError("Only numbers and formulas with numbers as values can be compared here.")
            if type(a) is fmpq and type(b) is fmpq:
                return EXACTLY if a == b else "exact"
            if differ(a, b):
                return f"differ-{bits}"
            if _gap(a, b) < _size(a, b) - 24:
                return bits
    return 0


def _gap(a: Scalar, b: Scalar) -> int:
    """A whole k with |a - b| < 2^k, at the working precision."""
    gap = a - b
    if type(gap) is fmpq:
        gap = arb(gap)
    bound = abs(gap).abs_upper() if type(gap) is acb else gap.abs_upper()
    mantissa, exponent = bound.man_exp()
    return int(mantissa.bit_length()) + int(exponent) if mantissa else -(10**9)


def _size(a: Scalar, b: Scalar) -> int:
    """The order of magnitude of what is compared; 0 where it may be zero."""
    sizes = [size for size in (magnitude(a), magnitude(b)) if size is not None]
    return max(sizes) if sizes else 0


def _confirm(left: Node, right: Node, at: Point, complex: bool) -> int | None:
    """The bits to which both agree at a point, more than the numbers on the way span; -bits where they differ there.

    None where 16,384 bits are too few to tell.
    """
    bits = CONFIRMED
    while bits <= CONFIRMED_AT_MOST:
        watch = Watch()
        with precision(bits):
            try:
                a, b = (Evaluation(at, complex, watch).value(node) for node in (left, right))
            except (Imprecise, Undefined):
                bits *= 4
                continue
            if differ(a, b):
                return -bits
            spread = 2 * (watch.high - watch.low) + watch.bits + 32
            known = [size for size in (magnitude(a), magnitude(b)) if size is not None]
            missing = _gap(a, b) - (max(known, default=watch.low) - spread)
        if missing <= 0:
            return bits
        bits = max(bits + missing + 32, 2 * bits)
    return None
