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

from flint import acb, fmpq, fmpq_mpoly, fmpz, fmpz_poly

from generators.answers.exact import Field, NotExact, lowest
from generators.notation.tree import Call, Cases, Chain, Name, Neg, Node, Num, Op, children, names
from generators.notation.values import Imprecise, Scalar, Undefined
from schemas.answer import Assumption

Point: TypeAlias = dict[str, Scalar]

SMOOTH = frozenset({
    "sin", "cos", "tan", "sec", "csc", "cot", "atan", "acot", "sinh", "cosh", "tanh", "asinh", "exp", "erf", "sigmoid",
    "percent",
})  # fmt: skip
"""Functions that are analytic on the real line but for poles: agreement near one point is agreement everywhere."""
JUMPING = frozenset({"sign", "floor", "ceil", "step"})
"""Functions with jumps, whose values at single points count."""
MAX_CELLS = 24


@dataclass(frozen=True, slots=True)
class Terrain:
    """What a tree asks of the points: `turning` lists the subtrees whose sign changes the formula."""

    names: frozenset[str]
    turning: tuple[Node, ...]
    jumping: bool
    wild: bool
    """Whether turning places may lie anywhere."""
    ink: bytes
    """A short fingerprint of the tree, the same on every machine."""

    @property
    def smooth(self) -> bool:
        return not (self.turning or self.wild or self.jumping)


class _Survey:
    """One walk over a tree."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.turning: list[Node] = []
        self.jumping = self.wild = False
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
            case Call("asin" | "acos" | "asec" | "acsc" | "atanh" | "acosh", (of,)):
                self.turning += [Op("-", of, Num("1")), Op("+", of, Num("1"))]
            case Call("log", (of, base)):
                self.turning += [of, base]
            case Call("root", (of, _)):
                self.turning.append(of)
            case Call("min" | "max", args):
                self.turning += [Op("-", a, b) for i, a in enumerate(args) for b in args[:i]]
            case Call(name):
                self.wild = True
                self.jumping |= name in JUMPING


def survey(node: Node) -> Terrain:
    found = _Survey()
    found.visit(node)
    turning = tuple(each for each in dict.fromkeys(found.turning) if names(each)) if found.turning else ()
    ink = blake2b("\x1f".join(found.parts).encode(), digest_size=16).digest()
    return Terrain(frozenset(found.names), turning, found.jumping, found.wild, ink)


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


def points(
    here: Terrain, there: Terrain, variables: tuple[str, ...], symbols: Mapping[str, Assumption]
) -> Iterator[tuple[Point, bool]]:
    """Points to compare two trees at, without end; and whether each is a point in general position.

    The first is a quick probe; then come the cells of one variable, then points of many sizes and signs.

    Points that are not (the places where a formula turns) count only where both sides are defined.
    """
    draws = Draws(here.ink + there.ink)
    yield _drawn(variables, symbols, 0, draws), True
    if len(variables) == 1 and (here.turning or there.turning):
        (name,) = variables
        kind = symbols.get(name, "real")
        if kind in ("real", "positive", "nonnegative"):
            yield from _cells(name, kind, (*here.turning, *there.turning), here.jumping or there.jumping, draws)
    if here.jumping or there.jumping:
        for value in (0, 1, -1, 2, -2):
            if all(_allowed(fmpq(value), symbols.get(name, "real")) for name in variables):
                yield dict.fromkeys(variables, fmpq(value)), False
    i = 1
    while True:
        yield _drawn(variables, symbols, i, draws), True
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
    name: str, kind: Assumption, turning: tuple[Node, ...], jumping: bool, draws: Draws
) -> Iterator[tuple[Point, bool]]:
    """One point in every interval between the real roots of what turns; where values jump, rational roots too."""
    roots: list[tuple[fmpq, bool]] = [(fmpq(0), True)]
    for node in dict.fromkeys(turning):
        roots += real_roots(node, name)
    low = fmpq(0) if kind != "real" else None
    places = sorted({root for root, _ in roots if low is None or root >= low})[:MAX_CELLS]
    if jumping:
        for place, exact in roots:
            if exact and _allowed(place, kind):
                yield {name: place}, False
    edges: list[fmpq | None] = [None if low is None else low, *(p for p in places if p != low), None]
    for below, above in pairwise(edges):
        if below is None and above is None:
            x = draws.fraction()
        elif below is None:
            assert above is not None
            x = above - (1 + abs(above)) * draws.fraction()
        elif above is None:
            x = below + (1 + abs(below)) * draws.fraction()
        else:
            x = below + (above - below) * draws.fraction()
        yield {name: x}, True


@lru_cache(maxsize=4096)
def real_roots(node: Node, name: str) -> tuple[tuple[fmpq, bool], ...]:
    """The real roots and poles of a rational function of one variable, each exact or to 30 bits (and which it is)."""
    field = Field({})
    try:
        fraction = lowest(field.form(node))
    except (NotExact, Undefined, Imprecise):
        return ()
    if any(kernel.tag != "name" for kernel in field.kernels) or names(node) - {name, "pi", "e"}:
        return ()
    found: list[tuple[fmpq, bool]] = []
    for part in fraction:
        if isinstance(part, fmpq_mpoly):
            found += _roots_of(part)
    return tuple(found)


def _roots_of(poly: fmpq_mpoly) -> list[tuple[fmpq, bool]]:
    if poly.total_degree() > 40:
        return []
    scale = reduce(lambda s, c: s.lcm(c.q), poly.coeffs(), fmpz(1))
    coefficients = [fmpz(0)] * (poly.total_degree() + 1)
    for monomial, c in poly.to_dict().items():
        coefficients[sum(monomial)] = (c * scale).p
    found: list[tuple[fmpq, bool]] = []
    for factor, _ in fmpz_poly(coefficients).factor()[1]:
        if factor.degree() == 1:
            found.append((fmpq(-factor[0], factor[1]), True))
        else:
            for value, _ in factor.complex_roots():
                if value.imag.is_zero():
                    found.append((fmpq((value.real * 2**30).mid().floor().unique_fmpz(), 2**30), False))
    return found
