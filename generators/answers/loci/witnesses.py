"""Points at which two statements differ: drawn at random, and on the zero sets of their polynomials."""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb, fmpq, fmpq_mpoly, fmpz_poly

from generators.answers.exact import GENS
from generators.answers.loci.clashes import hidden_names
from generators.answers.loci.formulas import bit
from generators.answers.loci.places import NOTHING, whole
from generators.answers.loci.polynomials import (
    by_powers,
    kernel_tree,
    used,
)
from generators.answers.loci.space import Space
from generators.answers.points import Draws, Point
from generators.notation.balls import Evaluation
from generators.notation.errors import NotationError
from generators.notation.values import Imprecise, Scalar, Undefined, precision
from schemas.answer import Assumption

BITS = 256


class Samples:
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
                    if vector is not None and wrong >> bit(vector) & 1:
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
        hidden = hidden_names(self.space, [p])
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
