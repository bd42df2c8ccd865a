"""Where two functions are compared: points of the declared domain, drawn from the two trees themselves.

The draws are deterministic (BLAKE2b of both trees), so the same question always gets the same verdict, and nobody can
craft an answer for points that do not depend on it. Where a function of one variable changes its formula (the sign of
what stands in `|...|`, under a root or in a logarithm), every interval between such places gets a point of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from hashlib import blake2b
from itertools import pairwise
from struct import Struct
from typing import TypeAlias

from flint import acb, arb, fmpq, fmpq_mpoly, fmpz, fmpz_poly

from generators.answers.exact import Field, NotExact, lowest
from generators.notation.balls import Evaluation
from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.functions import TRIGONOMETRIC
from generators.notation.tree import Call, Cases, Chain, Name, Neg, Node, Num, Op, children, names, walk
from generators.notation.values import Imprecise, Scalar, Undefined, dyadic, precision
from schemas.answer import Assumption

Point: TypeAlias = dict[str, Scalar]

SMOOTH = frozenset({
    "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "sech", "csch", "coth", "exp", "erf",
    "sigmoid", "percent",
})  # fmt: skip
"""Functions that are analytic on the real line but for poles: agreement near one point is agreement everywhere."""
JUMPING = frozenset({"sign", "floor", "ceil", "step"})
"""Functions with jumps, whose values at single points count."""
MAX_CELLS = 24
ROUNDS = 2
"""How often the other variables are fixed anew while one is taken through its cells."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """What a tree asks of the points: `turning` lists the subtrees whose sign changes the formula."""

    names: frozenset[str]
    turning: tuple[Node, ...]
    jumping: bool
    odd_roots: bool
    wild: bool
    """Whether turning places may lie anywhere."""
    ink: bytes
    """A short fingerprint of the tree, the same on every machine."""

    def smooth_in(self, variables: tuple[str, ...]) -> bool:
        """Whether it is one formula throughout, analytic but for poles."""
        return not (self.wild or self.jumping or _about(self.turning, variables))


def _about(nodes: tuple[Node, ...], variables: tuple[str, ...]) -> tuple[Node, ...]:
    """Those of the nodes that depend on the variables; `e` is one of these only if it was declared."""
    return tuple(node for node in nodes if not names(node).isdisjoint(variables)) if nodes else ()


class _Survey:
    """One walk over a tree."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.turning: list[Node] = []
        self.jumping = self.odd_roots = self.wild = False
        self.parts: list[str] = []

    def visit(self, node: Node) -> None:
        if isinstance(node, Num | Name):
            self.parts.append(node.text)
            if isinstance(node, Name):
                self.names.add(node.text)
            return
        if isinstance(node, Op):
            self.parts.append(node.symbol)
            if node.symbol == "^" and not _whole(node.right) and names(node.left):
                self.turning.append(node.left)
            self.visit(node.left)
            self.visit(node.right)
            return
        self.parts.append(type(node).__name__)
        if isinstance(node, Call):
            self.call(node)
        elif isinstance(node, Chain):
            self.parts.extend(node.relations)
            self.turning += [Op("-", a, b) for a, b in pairwise(node.terms)]
        elif isinstance(node, Cases):
            self.jumping = True
        for child in children(node):
            self.visit(child)
        self.parts.append(")")

    def call(self, node: Call) -> None:
        self.parts.append(node.name)
        if node.name in SMOOTH:
            return
        match node:
            case Call("abs" | "sign" | "sqrt" | "ln" | "log10" | "relu" | "step" | "cbrt", (of,)):
                self.turning.append(of)
                self.jumping |= node.name in JUMPING
                self.odd_roots |= node.name == "cbrt"
            case Call("asin" | "acos" | "asec" | "acsc" | "atanh" | "acosh", (of,)):
                self.turning += [Op("-", of, Num("1")), Op("+", of, Num("1"))]
            case Call("log", (of, base)):
                self.turning += [of, base]
            case Call("root", (of, _)):
                self.turning.append(of)
                self.odd_roots = True
            case Call("asech" | "acoth", (of,)):
                self.turning += [of, Op("-", of, Num("1")), Op("+", of, Num("1"))]
            case Call("acsch", (of,)):
                self.turning.append(of)
                self.poles(of)
            case Call("atan" | "acot" | "asinh", (of,)):
                self.poles(of)
            case Call("min" | "max", args):
                self.turning += [Op("-", a, b) for i, a in enumerate(args) for b in args[:i]]
            case Call(name):
                self.wild = True
                self.jumping |= name in JUMPING

    def poles(self, node: Node) -> None:
        """`atan(1/x)` jumps where its argument has a pole."""
        for each in walk(node):
            match each:
                case Op("/", _, below) | Op("^", below, Neg()) if names(below):
                    self.turning.append(below)
                case Call("tan" | "sec" | "csc" | "cot"):
                    self.wild = True


def survey(node: Node) -> Terrain:
    found = _Survey()
    found.visit(node)
    turning = tuple(dict.fromkeys(found.turning))
    ink = blake2b("\x1f".join(found.parts).encode(), digest_size=16).digest()
    return Terrain(frozenset(found.names), turning, found.jumping, found.odd_roots, found.wild, ink)


terrain = lru_cache(maxsize=8192)(survey)
"""The same, remembered: for keys."""


def _whole(exponent: Node) -> bool:
    if isinstance(exponent, Neg):
        exponent = exponent.of
    return isinstance(exponent, Num) and exponent.text.isdigit()


WORDS = Struct(">16I")


class Draws:
    """A stream of numbers from a seed."""

    def __init__(self, seed: bytes) -> None:
        self.seed, self.block, self.at = seed, 0, 0
        self.words: tuple[int, ...] = ()

    def word(self) -> int:
        """The next 32 bits."""
        if self.at == len(self.words):
            self.words = WORDS.unpack(blake2b(self.seed + self.block.to_bytes(4, "big")).digest())
            self.block, self.at = self.block + 1, 0
        self.at += 1
        return int(self.words[self.at - 1])

    def below(self, n: int) -> int:
        return self.word() % n

    def fraction(self) -> fmpq:
        """A number strictly between 0 and 1, of a denominator that no formula knows."""
        q = 2 * (500 + self.below(1500)) + 1
        return fmpq(1 + self.below(q - 1), q)


SCALES = ((1, 4), (1, 4), (4, 30), (0, 1), (1, 4), (30, 300), (0, 1), (300, 100_000), (1, 10), (0, 1))
"""Sizes of the points, in turn: between the two numbers."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A point to compare at. One that is not `general` (a place where a formula turns) counts only where both sides are
    defined; one that is `required` stands for a region that no other point need lie in."""

    at: Point
    general: bool = True
    required: bool = True


def points(
    here: Terrain, there: Terrain, variables: tuple[str, ...], symbols: Mapping[str, Assumption]
) -> Iterator[Sample]:
    """Points to compare two trees at, without end: a quick probe; then the cells of each variable, with the others
    fixed; then points of many sizes and signs."""
    draws = Draws(here.ink + there.ink)
    yield Sample(_drawn(variables, symbols, 0, draws))
    turning, jumping = _about((*here.turning, *there.turning), variables), here.jumping or there.jumping
    if turning:
        for round in range(1 if len(variables) == 1 else ROUNDS):
            for name in variables:
                kind = symbols.get(name, "real")
                if kind in ("real", "positive", "nonnegative"):
                    rest = _drawn(variables, symbols, 3 * round, draws)
                    del rest[name]
                    yield from _cells(name, kind, rest, turning, jumping, draws)
    if jumping or "integer" in symbols.values():
        for value in (0, 1, -1, 2, -2):
            if all(_allowed(fmpq(value), symbols.get(name, "real")) for name in variables):
                yield Sample(dict.fromkeys(variables, fmpq(value)), general=False)
    i = 1
    while True:
        yield Sample(_drawn(variables, symbols, i, draws), required=False)
        i += 1


def _drawn(variables: tuple[str, ...], symbols: Mapping[str, Assumption], i: int, draws: Draws) -> Point:
    return {name: _draw(symbols.get(name, "real"), i, j, draws) for j, name in enumerate(variables)}


def _draw(kind: Assumption, i: int, j: int, draws: Draws) -> Scalar:
    low, high = SCALES[(i + (j * (i // 3))) % len(SCALES)]
    if kind == "integer":
        n = draws.below(9 if i < 6 else 60) + 2
        return fmpq(-n if i % 3 == 2 and draws.below(2) else n)
    value = low + (high - low) * draws.fraction()
    if kind == "complex":
        return acb(value * (1 - 2 * draws.below(2)), draws.fraction() * (2 - 4 * draws.below(2)))
    if kind == "real" and (i + (draws.below(2) if i else 0) * (j + 1)) % 2:
        return -value
    return value


def _allowed(x: fmpq, kind: Assumption) -> bool:
    return bool({"positive": x > 0, "nonnegative": x >= 0}.get(kind, True))


def _cells(
    name: str, kind: Assumption, rest: Point, turning: tuple[Node, ...], jumping: bool, draws: Draws
) -> Iterator[Sample]:
    """One point in every interval between the real roots of what turns; where values jump, rational roots too."""
    roots: dict[fmpq, bool] = {fmpq(0): True}
    fixed: dict[Node, Node] = {Name(other): numeral_node(value) for other, value in rest.items() if type(value) is fmpq}
    for node in turning:
        roots.update(turning_places(put_in(node, fixed) if fixed else node, name))
    low = None if kind == "real" else fmpq(0)
    places = sorted(root for root in roots if low is None or root >= low)
    if len(places) > MAX_CELLS:
        places = places[:: -(-len(places) // MAX_CELLS)]
    if jumping:
        for place in places:
            if roots[place] and _allowed(place, kind):
                yield Sample({**rest, name: place}, general=False)
    edges: list[fmpq | None] = [low, *(p for p in places if p != low), None]
    for below, above in pairwise(edges):
        if below is None:
            assert above is not None
            x = above - (1 + abs(above)) * draws.fraction()
        elif above is None:
            x = below + (1 + abs(below)) * draws.fraction()
        else:
            x = below + (above - below) * draws.fraction()
        yield Sample({**rest, name: x})


def numeral_node(value: fmpq) -> Node:
    """A rational number as a tree."""
    whole: Node = Num(str(abs(value.p)))
    quotient = whole if value.q == 1 else Op("/", whole, Num(str(value.q)))
    return Neg(quotient) if value < 0 else quotient


def turning_places(node: Node, name: str) -> Mapping[fmpq, bool]:
    """Where a formula of one variable may change its sign, and whether that is exactly so."""
    if name not in names(node):
        return {}
    exact = real_roots(node, name)
    return exact if exact is not None else sign_changes(node, name)


GRID = tuple(sorted(sign * fmpq(3, 2) ** k for k in range(-12, 52, 2) for sign in (1, -1)))
NEAR = tuple(x for x in GRID if abs(x) < 60)
"""The grid for periodic formulas, whose turning places have no end: those near 0 stand for the others."""


@lru_cache(maxsize=1024)
def sign_changes(node: Node, name: str) -> Mapping[fmpq, bool]:
    """About where a formula changes its sign or begins to be defined, found on a grid from 10^-2 to 10^9."""
    found: dict[fmpq, bool] = {}
    periodic = any(isinstance(each, Call) and each.name in TRIGONOMETRIC and name in names(each) for each in walk(node))
    grid = NEAR if periodic else GRID
    with precision(64):
        signs = [_sign(node, name, x) for x in grid]
        for low, high, below, above in zip(grid, grid[1:], signs, signs[1:], strict=False):
            if below == above:
                continue
            for _ in range(20):
                middle = (low + high) / 2
                if _sign(node, name, middle) == below:
                    low = middle
                else:
                    high = middle
            found[low] = False
    return found


def _sign(node: Node, name: str, x: fmpq) -> int | None:
    try:
        value = Evaluation({name: x}).value(node)
    except (Undefined, Imprecise, NotationError):
        return None
    if type(value) is fmpq or type(value) is arb:
        return 1 if value > 0 else -1 if value < 0 else 0
    return None


@lru_cache(maxsize=4096)
def real_roots(node: Node, name: str) -> Mapping[fmpq, bool] | None:
    """The real roots and poles of a rational function of one variable, to 30 bits or exact (and which it is).

    None if it is no rational function.
    """
    field = Field({})
    try:
        fraction = lowest(field.form(node))
    except (NotExact, Undefined, Imprecise):
        return None
    if any(kernel.tag != "name" for kernel in field.kernels) or names(node) - {name}:
        return None
    found: dict[fmpq, bool] = {}
    for part in fraction:
        if isinstance(part, fmpq_mpoly):
            found.update(_roots_of(part))
    return found


def _roots_of(poly: fmpq_mpoly) -> Iterator[tuple[fmpq, bool]]:
    if poly.total_degree() > 40:
        return
    scale = reduce(lambda s, c: s.lcm(c.q), poly.coeffs(), fmpz(1))
    coefficients = [fmpz(0)] * (poly.total_degree() + 1)
    for monomial, c in poly.to_dict().items():
        coefficients[sum(monomial)] = (c * scale).p
    with precision(128):
        for factor, _ in fmpz_poly(coefficients).factor()[1]:
            if factor.degree() == 1:
                yield fmpq(-factor[0], factor[1]), True
            else:
                for value, _ in factor.complex_roots():
                    if value.imag.is_zero():
                        yield fmpq((dyadic(value.real) * 2**30).floor(), 2**30), False
