"""The solution set of a statement about one real unknown, as intervals and points with exact ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import Field, NotExact, lowest
from generators.answers.loci.places import (
    NOTHING,
    ONE,
    TWO,
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
    tree_of,
)
from generators.answers.loci.polynomials import by_powers, poly_tree, used
from generators.answers.loci.shape import names_of, shape
from generators.answers.loci.signs import Sign, signs
from generators.answers.loci.statements import FLIPPED, function_of, relations_of
from generators.answers.loci.zeros import Periodic
from generators.answers.points import numeral_node
from generators.notation.fill import put_in
from generators.notation.tree import Call, Chain, Logic, Name, Node, Num, Op, children, rebuild, walk
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Assumption

TESTS: dict[str, Callable[[Sign], bool]] = {
    "=": lambda sign: sign == 0,
    "!=": lambda sign: sign is not None and sign != 0,
    "<": lambda sign: sign is not None and sign < 0,
    "<=": lambda sign: sign is not None and sign <= 0,
    ">": lambda sign: sign is not None and sign > 0,
    ">=": lambda sign: sign is not None and sign >= 0,
}
RULES: dict[str, Callable[[bool, bool], bool]] = {"and": lambda a, b: a and b, "or": lambda a, b: a or b}
LINE, EMPTY = everywhere(True), everywhere(False)
POSITIVE = Pieces((NOTHING,), (False, True), (False,))
NONNEGATIVE = Pieces((NOTHING,), (False, True), (True,))
MAX_PERIODS = 24
MAX_MULTIPLE = 12
TURNING = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})


@lru_cache(maxsize=4096)
def solution_set(statement: Node, name: str, kind: Assumption = "real") -> Pieces[bool]:
    """Where a statement holds; whole numbers are found in it by `integers`. Raises Undecidable."""
    found = _solutions(statement, name)
    if kind in ("positive", "nonnegative"):
        found = both(found, POSITIVE if kind == "positive" else NONNEGATIVE, RULES["and"])
    return found


def _solutions(statement: Node, name: str) -> Pieces[bool]:
    match statement:
        case Chain((left, right), (sign,)):
            if right == Name(name) and name not in names_of(left):
                left, right, sign = right, left, FLIPPED[sign]
            if left == Name(name) and name not in names_of(right):
                return _bound(sign, right)
            return signs(function_of(statement), name).map(TESTS[sign])
        case Logic("not", (item,)):
            return _solutions(item, name).map(lambda inside: not inside)
        case Logic("and", items):
            return _conjunction(items, name)
        case Logic(word, items):
            return _folded(word, [_solutions(item, name) for item in items])
    raise Undecidable("no statement")


def _folded(word: str, parts: list[Pieces[bool]]) -> Pieces[bool]:
    first, *rest = parts
    for other in rest:
        first = both(first, other, RULES[word])
    return first


def _bound(sign: str, value: Node) -> Pieces[bool]:
    """`x < 3`."""
    try:
        end = place(value)
    except Undefined:
        return EMPTY
    below, here, above = TESTS[sign](-1), TESTS[sign](0), TESTS[sign](1)
    return pieces((end,), [below, above], [here])


def _conjunction(items: tuple[Node, ...], name: str) -> Pieces[bool]:
    """What holds together: periodic conditions are unrolled where the others leave a bounded set."""
    plain: list[Pieces[bool]] = []
    turning: list[Node] = []
    for item in items:
        try:
            plain.append(_solutions(item, name))
        except Periodic:
            turning.append(item)
    if not turning:
        return _folded("and", plain)
    if not plain:
        raise Periodic("a periodic function")
    window = _folded("and", plain)
    if window == EMPTY:
        return EMPTY
    if window.gaps[0] or window.gaps[-1]:
        raise Periodic("a periodic function")
    low, high = window.ends[0], window.ends[-1]
    return _folded("and", [window, *(unrolled(item, name, low, high) for item in turning)])


# Whole numbers -----------------------------------------------------------------------------------------------------

Run = tuple[fmpq | None, fmpq | None]
"""The whole numbers from one to another, both included; None is infinity."""


def integers(found: Pieces[bool]) -> tuple[Run, ...]:
    """The whole numbers in a set, as runs that do not touch."""
    runs: list[Run] = []
    for i, inside in enumerate(found.gaps):
        low = found.ends[i - 1] if i else None
        high = found.ends[i] if i < len(found.ends) else None
        if inside:
            _append(
                runs, (None if low is None else floor(low) + 1, None if high is None else -floor_of_negative(high) - 1)
            )
        if high is not None and found.on[i] and is_whole(high):
            _append(runs, (high, high))
    return tuple(runs)


def _append(runs: list[Run], run: Run) -> None:
    low, high = run
    if low is not None and high is not None and low > high:
        return
    if runs and runs[-1][1] is not None and low is not None and runs[-1][1] + 1 == low:
        runs[-1] = (runs[-1][0], high)
    else:
        runs.append(run)


def is_whole(x: Place) -> bool:
    return type(x) is fmpq and x.q == 1


def floor(x: Place) -> fmpq:
    """The greatest whole number that is not greater."""
    if type(x) is fmpq:
        return fmpq(x.floor())
    n = fmpq(between(x, None).floor())
    while order(n, x) > 0:
        n -= 1
    return n


def floor_of_negative(x: Place) -> fmpq:
    """floor(-x)."""
    if type(x) is fmpq:
        return fmpq((-x).floor())
    return -floor(x) - 1


# Periodic statements -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turns:
    """A set with period 2*pi*unit: by t = tan(x/(2*unit)) on the line, and whether x = pi*unit belongs to it."""

    pieces: Pieces[bool]
    opposite: bool

    @property
    def constant(self) -> bool | None:
        """Whether it is everything or nothing."""
        same = not self.pieces.ends and self.pieces.gaps[0] == self.opposite
        return self.opposite if same else None


def scale_of(statement: Node, name: str) -> tuple[int, Node] | None:
    """(q, c) such that the unknown occurs only in sines and the like of (p/q)*c*x + b with whole p; c is 1 or pi.

    None where it occurs otherwise, or not at all.
    """
    slopes: list[tuple[fmpq, bool]] = []
    for chain in relations_of(statement):
        for term in chain.terms:
            if not _turning_only(term, name, slopes):
                return None
    if not slopes or len({by_pi for _, by_pi in slopes}) > 1:
        return None
    return math.lcm(*(int(slope.q) for slope, _ in slopes)), Name("pi") if slopes[0][1] else ONE


def _turning_only(node: Node, name: str, slopes: list[tuple[fmpq, bool]]) -> bool:
    if isinstance(node, Name):
        return node.text != name
    if isinstance(node, Call) and node.name in TURNING and name in names_of(node):
        line = _line(node.args[0], name)
        if line is None:
            return False
        slopes.append(line[:2])
        return True
    return all(_turning_only(child, name, slopes) for child in children(node))


def _line(angle: Node, name: str) -> tuple[fmpq, bool, Node] | None:
    """(r, whether times pi, b) where an angle is r*x + b or r*pi*x + b."""
    field = Field({name: "real"})
    try:
        above, below = lowest(field.form(angle))
    except (NotExact, Undefined, Imprecise):
        return None
    x = next((i for i, kernel in enumerate(field.kernels) if kernel.tag == "name"), None)
    if x is None or type(below) is not fmpq or type(above) is not fmpq_mpoly:
        return None
    if any(i in field.varying for i in used(above) if i != x):
        return None
    parts = by_powers(above / below, x)
    if set(parts) - {0, 1}:
        return None
    slope, rest = parts[1], poly_tree(parts.get(0, fmpq(0)), field)
    if type(slope) is fmpq:
        return slope, False, rest
    if len(slope) == 1 and slope.total_degree() == 1 and field.kernels[used(slope)[0]].tag == "pi":
        return slope.leading_coefficient(), True, rest
    return None


def turns(statement: Node, name: str, q: int, c: Node) -> Turns:
    """The set of a periodic statement by t = tan(c*x/(2*q))."""
    t = _fresh(statement)
    on_line = _solutions(_unrolled_angles(statement, name, q, t), t)
    opposite = put_in(statement, {Name(name): Op("/", Op("*", Num(str(q)), Name("pi")), c)})
    return Turns(on_line, holds(opposite))


def _fresh(statement: Node) -> str:
    return next(name for name in ("t", "u", "v", "w", "t_0") if name not in names_of(statement))


def _unrolled_angles(node: Node, name: str, q: int, t: str) -> Node:
    """The statement with sines and the like as rational functions of t."""
    if isinstance(node, Call) and node.name in TURNING and name in names_of(node):
        line = _line(node.args[0], name)
        assert line is not None
        k = int((line[0] * q).p)
        if abs(k) > MAX_MULTIPLE:
            raise Undecidable("a high multiple of an angle")
        sine, cosine = _multiple(k, t)
        if line[2] != ZERO:
            s, c = Call("sin", (line[2],)), Call("cos", (line[2],))
            sine, cosine = (
                Op("+", Op("*", sine, c), Op("*", cosine, s)),
                Op("-", Op("*", cosine, c), Op("*", sine, s)),
            )
        match node.name:
            case "sin":
                return sine
            case "cos":
                return cosine
            case "tan":
                return Op("/", sine, cosine)
            case "cot":
                return Op("/", cosine, sine)
            case "sec":
                return Op("/", ONE, cosine)
        return Op("/", ONE, sine)
    return rebuild(node, lambda child: _unrolled_angles(child, name, q, t))


@lru_cache(maxsize=256)
def _multiple(k: int, t: str) -> tuple[Node, Node]:
    """sin(k*y) and cos(k*y) by t = tan(y/2): the parts of (1 + i*t)^(2k) over (1 + t^2)^k."""
    n = abs(k)
    real, imaginary = [0] * (2 * n + 1), [0] * (2 * n + 1)
    for j in range(2 * n + 1):
        (imaginary if j % 2 else real)[j] = math.comb(2 * n, j) * (-1 if j % 4 > 1 else 1)
    below = Op("^", Op("+", ONE, Op("^", Name(t), TWO)), Num(str(n)))
    sine, cosine = (Op("/", _polynomial(part, t), below) for part in (imaginary, real))
    return (sine if k > 0 else Op("*", numeral_node(fmpq(-1)), sine)), cosine


def _polynomial(coefficients: list[int], t: str) -> Node:
    result: Node = ZERO
    for c in reversed(coefficients):
        result = Op("+", Op("*", result, Name(t)), numeral_node(fmpq(c)))
    return result


def holds(statement: Node) -> bool:
    """Whether a statement without unknowns is true; a relation between what has no value is not. Raises Undecidable."""
    match statement:
        case Chain(_, (sign,)):
            try:
                return TESTS[sign](constant_sign(function_of(statement)))
            except Undefined:
                return False
        case Logic("not", (item,)):
            return not holds(item)
        case Logic("and", items):
            return all(holds(item) for item in items)
        case Logic(_, items):
            return any(holds(item) for item in items)
    raise Undecidable("no statement")


def unrolled(statement: Node, name: str, low: Place, high: Place) -> Pieces[bool]:
    """A periodic statement's set, right between two places."""
    scale = scale_of(statement, name)
    if scale is None:
        raise Undecidable("sines beside other functions")
    q, c = scale
    found = turns(statement, name, q, c)
    unit = Op("/", Num(str(q)), c)
    period = Op("*", Op("*", TWO, Name("pi")), unit)
    first = floor(place(Op("/", tree_of(low), period))) - 1
    last = floor(place(Op("/", tree_of(high), period))) + 1
    if last - first > MAX_PERIODS:
        raise Undecidable("many periods")
    ends: list[Place] = []
    gaps: list[bool] = [found.pieces.gaps[-1]]
    on: list[bool] = []
    for k in range(int(first.p), int(last.p) + 1):
        ends.append(place(Op("*", numeral_node(fmpq(2 * k - 1)), Op("*", Name("pi"), unit))))
        on.append(found.opposite)
        gaps.append(found.pieces.gaps[0])
        for i, end in enumerate(found.pieces.ends):
            angle = Op("*", TWO, Call("atan", (tree_of(end),)))
            ends.append(place(Op("+", Op("*", angle, unit), Op("*", numeral_node(fmpq(k)), period))))
            on.append(found.pieces.on[i])
            gaps.append(found.pieces.gaps[i + 1])
    return pieces(tuple(ends), gaps, on)


def is_periodic(statement: Node, name: str) -> bool:
    if shape(statement).calls.isdisjoint(TURNING):
        return False
    return any(isinstance(each, Call) and each.name in TURNING and name in names_of(each) for each in walk(statement))


def intervals(found: Pieces[bool]) -> Iterator[tuple[Place | None, bool, Place | None, bool]]:
    """The intervals and points of a set, ascending: (low, whether it belongs, high, whether it belongs)."""
    low: Place | None = None
    closed = inside = False
    inside = found.gaps[0]
    for i, end in enumerate(found.ends):
        on, after = found.on[i], found.gaps[i + 1]
        if inside and on and after:
            continue
        if inside:
            yield low, closed, end, on
            inside = False
        elif on and not after:
            yield end, True, end, True
        if after:
            low, closed, inside = end, on, True
            if found.gaps[i] and not on:
                closed = False
    if inside:
        yield low, closed, None, False
