"""Real numbers as places on the line, and what changes from place to place.

A place is a rational number, a root of an irreducible polynomial over Q, a constant given by its tree, or the one zero
of a function on which it is monotone. Their order is certain: balls that do not meet, or a proof that two are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, Generic, TypeAlias, TypeVar

from flint import acb, arb, fmpq, fmpq_mpoly, fmpz, fmpz_poly

from generators.answers.compare import same
from generators.answers.exact import Field, NotExact, lowest
from generators.answers.points import numeral_node
from generators.notation import house
from generators.notation.balls import Evaluation, evaluate
from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.regions import merged
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, names, walk
from generators.notation.values import Imprecise, Scalar, precision

V = TypeVar("V")
W = TypeVar("W")
BITS = (64, 256, 1024)
MOST_BITS = 4096
ZERO, ONE, TWO = Num("0"), Num("1"), Num("2")
NOTHING = fmpq(0)


class Undecidable(Exception):
    """What is asked about these sets is not decided here."""


@dataclass(frozen=True, slots=True)
class Root:
    """A real root of an irreducible polynomial of degree 2 or more: its coefficients from the constant one up (whole
    numbers without a common factor, the last positive), and its place among the real roots, from 0."""

    coefficients: tuple[int, ...]
    index: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A real number by its tree."""

    tree: Node


@dataclass(frozen=True, slots=True)
class Zero:
    """The one zero between two rationals of a function of `name` that is strictly monotone there."""

    function: Node
    name: str
    low: fmpq
    high: fmpq


Place: TypeAlias = Any
"""An fmpq, Root, Constant or Zero (flint has no types, so to a type checker this is anything)."""


def place(tree: Node) -> Place:
    """The number that a constant is, told as simply as can be. Raises Undefined, Undecidable, NotationError."""
    if isinstance(tree, Num) and tree.text.isdigit():
        return fmpq(int(tree.text))
    return _place(tree)


@lru_cache(maxsize=4096)
def _place(tree: Node) -> Place:
    field = Field({})
    try:
        above, below = lowest(field.form(tree))
    except (NotExact, Imprecise):
        above = below = None
    if type(above) is fmpq and type(below) is fmpq:
        return above / below
    found = Constant(tree)
    for bits in (*BITS, MOST_BITS):
        try:
            value = ball(found, bits)
        except Imprecise:
            continue
        if type(value) is fmpq:
            return value
        return (_surd(above, field) if type(below) is fmpq else None) or found
    raise Undecidable("a constant without a clear value")


def _surd(above: fmpq_mpoly, field: Field) -> Root | None:
    """a + b*sqrt(m) as a root of its quadratic."""
    a, b, m = fmpq(0), fmpq(0), fmpq(1)
    for monomial, c in above.to_dict().items():
        powers = [(field.kernels[i], power) for i, power in enumerate(monomial) if power]
        if not powers:
            a = c
        elif b or any(power > 1 or kernel.tag != "radical" or kernel.args[1] != 2 for kernel, power in powers):
            return None
        else:
            b = c
            for kernel, _ in powers:
                m *= int(kernel.args[0])
    coefficients = [a * a - b * b * m, -2 * a, fmpq(1)]
    return Root(whole(coefficients), 1 if b > 0 else 0)


def whole(coefficients: Sequence[fmpq]) -> tuple[int, ...]:
    """Proportional whole numbers without a common factor, the last positive."""
    below = reduce(lambda s, c: s.lcm(c.q), coefficients, fmpz(1))
    scaled = [(c * below).p for c in coefficients]
    shared = reduce(lambda g, c: g.gcd(c), scaled, fmpz(0)) * (-1 if scaled[-1] < 0 else 1)
    return tuple(int(c // shared) for c in scaled)


# Values ------------------------------------------------------------------------------------------------------------


def ball(place: Place, bits: int) -> Scalar:
    """The number itself if it is rational, else a ball that holds it, of about so many bits."""
    if type(place) is fmpq:
        return place
    if type(place) is Root:
        return _roots(place.coefficients, bits)[place.index]
    return _value(place, bits)


@lru_cache(maxsize=4096)
def _roots(coefficients: tuple[int, ...], bits: int) -> tuple[arb, ...]:
    """The real roots of a polynomial in ascending order."""
    with precision(bits):
        if len(coefficients) == 3:
            c, b, a = coefficients
            square = b * b - 4 * a * c
            if square < 0:
                return ()
            half = arb(square).sqrt()
            return (-b - half) / (2 * a), (-b + half) / (2 * a)
        real = [root.real for root, _ in fmpz_poly(list(coefficients)).complex_roots() if root.imag.is_zero()]
    return tuple(sorted(real, key=lambda x: float(x.mid())))


def real_roots(coefficients: tuple[int, ...]) -> tuple[Root, ...]:
    """All real roots of an irreducible polynomial of degree 2 or more, ascending."""
    return tuple(Root(coefficients, i) for i in range(len(_roots(coefficients, 64))))


@lru_cache(maxsize=4096)
def _value(place: Constant | Zero, bits: int) -> Scalar:
    if isinstance(place, Zero):
        return _refined(place, bits)
    value = evaluate(place.tree, bits=bits)
    if type(value) is acb or type(value) not in (fmpq, arb):
        raise NotationError(f"`{house(place.tree)}` is no real number.")
    return value


def _refined(place: Zero, bits: int) -> Scalar:
    """A ball of about so many bits around the zero.

    Where a chord crosses 0 the zero is near; a neighbourhood of that point that holds it is tried half as wide, then
    squared, as long as this goes well, and the interval is halved where it does not.
    """
    with precision(2 * bits + 64):
        bracket = _Bracket(place, arb(place.low).mid(), arb(place.high).mid())
        small = (abs(bracket.high) + abs(bracket.low)) * arb(2) ** -bits + arb(2) ** (-2 * bits)
        power = 4
        for _ in range(2 * bits):
            width = bracket.width
            if width < small:
                break
            chord, half = bracket.chord(), width * arb(2) ** -power
            if bracket.narrow(chord - half) and bracket.narrow(chord + half) and bracket.width <= 3 * half:
                power = min(2 * power, bits)
            elif not any(bracket.narrow(bracket.low + bracket.width * share) for share in SHARES):
                break
            else:
                power = max(power // 2, 2)
        return bracket.low.union(bracket.high)


SHARES = (fmpq(1, 2), fmpq(3, 8), fmpq(5, 8))
"""Where to halve an interval; one of them may be too close to the zero."""


class _Bracket:
    """Two numbers between which a function changes its sign."""

    def __init__(self, place: Zero, low: arb, high: arb) -> None:
        self.place, self.low, self.high = place, low, high
        self.at_low, self.at_high = self.value(low), self.value(high)

    def value(self, x: arb) -> Scalar:
        return value_at(self.place.function, self.place.name, x)

    @property
    def width(self) -> arb:
        return self.high - self.low

    def chord(self) -> arb:
        return (self.low + self.width * self.at_low / (self.at_low - self.at_high)).mid()

    def narrow(self, x: arb) -> bool:
        """Whether the sign at x is clear, and the interval thus shorter; True as well where x lies outside."""
        x = x.mid()
        if not self.low < x < self.high:
            return True
        here = self.value(x)
        if here > 0 or here < 0:
            if (here > 0) == (self.at_high > 0):
                self.high, self.at_high = x, here
            else:
                self.low, self.at_low = x, here
            return True
        if type(here) is fmpq:
            self.low = self.high = x
        return type(here) is fmpq


def value_at(function: Node, name: str, x: Scalar) -> Scalar:
    """The value at a point, at the working precision; it must be a real number."""
    value = Evaluation({name: x}).value(function)
    if type(value) not in (fmpq, arb):
        raise NotationError("This is no real function.")
    return value


@lru_cache(maxsize=4096)
def tree_of(place: Place) -> Node:
    """A formula for the number. Raises Undecidable where it has none: a root of a long polynomial, a mere zero."""
    if type(place) is fmpq:
        return numeral_node(place)
    if type(place) is Constant:
        return place.tree
    if type(place) is Root:
        if len(place.coefficients) == 3:
            return _quadratic(*place.coefficients, upper=place.index == 1)
        if not any(place.coefficients[1:-1]):
            return _pure(place)
    raise Undecidable("a number without a formula")


def _quadratic(c: int, b: int, a: int, upper: bool) -> Node:
    """A root of a*x^2 + b*x + c, a > 0."""
    root: Node = Call("sqrt", (Num(str(b * b - 4 * a * c)),))
    if b == 0:
        over: Node = root if a == 1 else Op("/", root, Num(str(2 * a)))
        over = over if a != 1 else Op("/", root, TWO)
        return over if upper else Neg(over)
    above = Op("+" if upper else "-", numeral_node(fmpq(-b)), root)
    return Op("/", above, Num(str(2 * a)))


def _pure(place: Root) -> Node:
    """A root of a*x^n + c."""
    n = len(place.coefficients) - 1
    power = fmpq(-place.coefficients[0], place.coefficients[-1])
    tree: Node = Call("root", (numeral_node(abs(power)), Num(str(n))))
    return Neg(tree) if power < 0 or (n % 2 == 0 and place.index == 0) else tree


# Order -------------------------------------------------------------------------------------------------------------


def order(a: Place, b: Place) -> int:
    """The sign of a - b, exact where the two are equal. Raises Undecidable."""
    if type(a) is fmpq and type(b) is fmpq:
        return int(a > b) - int(a < b)
    if a == b:
        return 0
    if type(a) is Root and type(b) is Root and a.coefficients == b.coefficients:
        return 1 if a.index > b.index else -1
    for bits in BITS:
        if sign := _apart(a, b, bits):
            return sign
        if bits == BITS[1] and equal(a, b):
            return 0
    if sign := _apart(a, b, MOST_BITS):
        return sign
    raise Undecidable("two numbers that may be equal")


def _apart(a: Place, b: Place, bits: int) -> int:
    """1 or -1 where balls show it, else 0."""
    try:
        x, y = ball(a, bits), ball(b, bits)
    except Imprecise:
        return 0
    with precision(bits):  # in which a rational is compared with a ball
        return 1 if x > y else -1 if x < y else 0


def equal(a: Place, b: Place) -> bool | None:
    """Whether two numbers whose balls meet are proved equal; None where that is not known."""
    exact = [type(each) in (fmpq, Root) for each in (a, b)]
    if all(exact):
        return False  # a root of degree 2 or more is no other number told so
    for one, other in ((a, b), (b, a)):
        if type(one) is Zero:
            if type(other) is Zero:
                return None
            try:
                return vanishes(one.function, one.name, other)
            except Undecidable:
                return None
        if type(one) is Root and len(one.coefficients) > 3:
            return equal_numbers(_horner(one.coefficients, tree_of(other)), ZERO)
    return equal_numbers(tree_of(a), tree_of(b))


def _horner(coefficients: tuple[int, ...], x: Node) -> Node:
    result: Node = ZERO
    for c in reversed(coefficients):
        result = Op("+", Op("*", result, x), numeral_node(fmpq(c)))
    return result


@lru_cache(maxsize=4096)
def equal_numbers(left: Node, right: Node) -> bool | None:
    """Whether two constants are equal, by proof; also where both are rational combinations of logarithms."""
    found = same(left, right)
    if found.equal is not None or found.reason:
        return found.equal
    a, b = _power_of_e(left), _power_of_e(right)
    return None if a is None or b is None else same(a, b).equal


def _power_of_e(tree: Node) -> Node | None:
    """e^tree without the logarithms, where the tree is a rational combination of such."""
    match tree:
        case Num("0"):
            return ONE
        case Call("ln", (of,)):
            return of
        case Neg(of):
            inner = _power_of_e(of)
            return None if inner is None else Op("/", ONE, inner)
        case Op("+" | "-" as sign, left, right):
            a, b = _power_of_e(left), _power_of_e(right)
            return None if a is None or b is None else Op("*" if sign == "+" else "/", a, b)
        case Op("*", factor, of) | Op("*", of, factor) if not names(factor) and not _holds_calls(factor):
            inner = _power_of_e(of)
            return None if inner is None else Op("^", inner, factor)
        case Op("/", of, divisor) if not names(divisor) and not _holds_calls(divisor):
            inner = _power_of_e(of)
            return None if inner is None else Op("^", inner, Op("/", ONE, divisor))
    return None


def _holds_calls(node: Node) -> bool:
    return any(isinstance(each, Call) for each in walk(node))


def vanishes(function: Node, name: str, place: Place) -> bool:
    """Whether a function that is defined at a place is 0 there. Raises Undecidable."""
    return sign_at(function, name, place) == 0


def sign_at(function: Node, name: str, place: Place) -> int:
    """The sign of a function at a place where it is defined. Raises Undecidable, and Undefined if it is not."""
    for bits in BITS:
        with precision(bits):
            try:
                value = value_at(function, name, ball(place, bits))
            except Imprecise:
                continue
            if type(value) is fmpq or not value.contains(0):
                return int(value > 0) - int(value < 0)
        if bits == BITS[1]:
            proved = _zero_at(function, name, place)
            if proved:
                return 0
    raise Undecidable("a value that may be 0")


def _zero_at(function: Node, name: str, place: Place) -> bool | None:
    return equal_numbers(put_in(function, {Name(name): tree_of(place)}), ZERO)


def constant_sign(tree: Node) -> int:
    """The sign of a constant. Raises Undecidable, Undefined where it has no value."""
    return sign_at(tree, "", NOTHING)


# Between places ----------------------------------------------------------------------------------------------------


def between(low: Place | None, high: Place | None) -> fmpq:
    """A simple rational strictly between two places; None is infinity."""
    if low is None and high is None:
        return fmpq(0)
    for bits in (*BITS, MOST_BITS):
        try:
            below = None if low is None else bound(ball(low, bits), 1)
            above = None if high is None else bound(ball(high, bits), -1)
        except Imprecise:
            continue
        if below is None:
            return fmpq((above - fmpq(1, 2)).floor())
        if above is None:
            return fmpq((below).floor() + 1)
        if below < above:
            return simplest(below, above)
    raise Undecidable("two numbers that are very close")


def simplest(low: fmpq, high: fmpq) -> fmpq:
    """A rational strictly between two, of the smallest power of 2 as denominator."""
    scale = fmpq(1)
    while True:
        x = fmpq((low * scale).floor() + 1)
        if x < high * scale:
            return x / scale
        scale *= 2


def bound(x: Scalar, side: int) -> fmpq:
    """A rational bound of a ball from above (1) or below (-1)."""
    if type(x) is fmpq:
        return x
    edge = x.upper() if side > 0 else x.lower()
    mantissa, exponent = edge.mid().man_exp()
    mid = fmpq(mantissa) * fmpq(2) ** int(exponent)
    mantissa, exponent = edge.rad().mid().man_exp()
    return mid + side * fmpq(mantissa) * fmpq(2) ** int(exponent)


# Pieces ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pieces(Generic[V]):
    """What holds where: `gaps[i]` between ends i - 1 and i, `on[i]` at end i. Ends rise strictly; none is idle."""

    ends: tuple[Place, ...]
    gaps: tuple[V, ...]
    on: tuple[V, ...]

    def map(self, rule: Callable[[V], W]) -> Pieces[W]:
        if not self.ends:
            return Pieces((), (rule(self.gaps[0]),), ())
        return pieces(self.ends, [rule(each) for each in self.gaps], [rule(each) for each in self.on])


def pieces(ends: tuple[Place, ...], gaps: list[V], on: list[V]) -> Pieces[V]:
    """The pieces without ends at which nothing changes."""
    kept = [i for i in range(len(ends)) if not gaps[i] == on[i] == gaps[i + 1]]
    if len(kept) == len(ends):
        return Pieces(ends, tuple(gaps), tuple(on))
    return Pieces(tuple(ends[i] for i in kept), (*(gaps[i] for i in kept), gaps[-1]), tuple(on[i] for i in kept))


def everywhere(value: V) -> Pieces[V]:
    return Pieces((), (value,), ())


def both(left: Pieces[Any], right: Pieces[Any], rule: Callable[[Any, Any], W]) -> Pieces[W]:
    """The pieces of what `rule` makes of the two. Raises Undecidable where two ends cannot be put in order."""
    if not left.ends and not right.ends:
        return Pieces((), (rule(left.gaps[0], right.gaps[0]),), ())
    return Pieces(*merged(left, right, rule, order))


def equal_pieces(left: Pieces[V], right: Pieces[V]) -> bool:
    """Whether the same holds everywhere. Raises Undecidable only where ends might be equal and all else is."""
    if left.gaps != right.gaps or left.on != right.on:
        return False
    undecided: Undecidable | None = None
    for a, b in zip(left.ends, right.ends, strict=True):
        try:
            if order(a, b):
                return False
        except Undecidable as error:
            undecided = error
    if undecided is not None:
        raise undecided
    return True


def negative(x: Place) -> Place:
    """The number -x."""
    if type(x) is fmpq:
        return -x
    if type(x) is Root:
        n = len(x.coefficients) - 1
        signed = [(-1) ** (n - k) * c for k, c in enumerate(x.coefficients)]
        return Root(tuple(signed), len(_roots(x.coefficients, 64)) - 1 - x.index)
    return place(Neg(tree_of(x)))
