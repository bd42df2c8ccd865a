"""When a constant is zero: separation bounds for algebraic numbers make ball arithmetic a proof.

The bound is that of Burnikel, Funke, Mehlhorn, Schirra and Schmitt, "A separation bound for real algebraic
expressions" (Algorithmica 55, 2009): an expression from whole numbers by + - * / and k-th roots is either 0 or at least
1/(l*u^(D-1)), where u and l follow the expression and D is the product of the degrees of its roots. A sine or cosine of
a rational multiple of pi is half an algebraic integer with conjugates of at most 2.
"""

from __future__ import annotations

from functools import lru_cache
from math import lcm, log2

from flint import acb, arb, fmpq, fmpz

from generators.notation.balls import Evaluation, evaluate, numeral
from generators.notation.errors import NotationError
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, names
from generators.notation.values import Imprecise, Undefined, only_integer, precision

MAX_BITS = 16_384
"""Most bits that a proof of equality may take."""
SLACK = 1e-9  # relative, on each logarithm, for rounding


class NotAlgebraic(Exception):
    """This tree is not built by arithmetic, roots and angles that are rational multiples of pi."""


class Bounds:
    """log2 of u and l for a tree, and the degree of the field it lies in."""

    def __init__(self, complex: bool) -> None:
        self.complex = complex
        self.roots: dict[Node, int] = {}
        self.order = 1

    def of(self, node: Node) -> tuple[float, float]:
        match node:
            case Num(text):
                value = numeral(text)
                if type(value) is not fmpq:
                    raise NotAlgebraic
                return _size(value.p), _size(value.q)
            case Name("i" | "I") if self.complex:
                self.roots[Name("i")] = 2
                return 0.0, 0.0
            case Neg(of) | Call("abs", (of,)):
                return self.of(of)
            case Op("+" | "-", left, right):
                (u, v), (x, y) = self.of(left), self.of(right)
                return max(u + y, x + v) + 1, v + y
            case Op("*", left, right):
                (u, v), (x, y) = self.of(left), self.of(right)
                return u + x, v + y
            case Op("/", left, right):
                (u, v), (x, y) = self.of(left), self.of(right)
                return u + y, v + x
            case Op("^", base, exponent):
                power = evaluate(exponent)
                if type(power) is not fmpq or power.q > 64 or abs(power.p) > 4096:
                    raise NotAlgebraic
                n, q = int(power.p), int(power.q)
                return self.raised(self.root(base, q), n)
            case Call("sqrt", (of,)):
                return self.root(of, 2)
            case Call("cbrt", (of,)):
                return self.root(of, 3, "real root")
            case Call("root", (of, degree)):
                n = evaluate(degree)
                if type(n) is not fmpq or n.q != 1 or not 0 < n <= 64:
                    raise NotAlgebraic
                return self.root(of, int(n.p), "real root")
            case Call("percent", (of,)):
                u, v = self.of(of)
                return u, v + log2(100)
            case Call("sin" | "cos" | "tan" | "cot" | "sec" | "csc" as name, (of,)):
                turns = Evaluation({}).turns(of)
                if turns is None:
                    raise NotAlgebraic
                self.order = lcm(self.order, 4 * int(turns.q))
                return {"sin": (1.0, 1.0), "cos": (1.0, 1.0)}.get(name, (2.0, 2.0))
        raise NotAlgebraic

    def root(self, of: Node, k: int, which: str = "root") -> tuple[float, float]:
        u, v = self.of(of)
        if k == 1:
            return u, v
        self.roots[Call(which if self.complex else "root", (of, Num(str(k))))] = k
        return ((u + (k - 1) * v) / k, v) if u >= v else (u, ((k - 1) * u + v) / k)

    @staticmethod
    def raised(bounds: tuple[float, float], n: int) -> tuple[float, float]:
        u, v = bounds
        return (n * u, n * v) if n >= 0 else (-n * v, -n * u)

    @property
    def degree(self) -> int:
        degree = int(fmpz(self.order).euler_phi())
        for k in self.roots.values():
            degree *= k
        return degree


def _size(value: fmpz) -> float:
    """log2|value|, rounded up; 0 for 0."""
    return log2(abs(int(value))) * (1 + SLACK) + SLACK if abs(value) > 1 else 0.0


def separation(node: Node, complex: bool = False) -> int | None:
    """A whole b such that the constant is 0 or more than 2^-b in modulus; None if it is not plainly algebraic."""
    bounds = Bounds(complex)
    try:
        u, v = bounds.of(node)
    except (NotAlgebraic, NotationError, Undefined, Imprecise):
        return None
    return int(((bounds.degree - 1) * max(u, 0.0) + v) * (1 + SLACK)) + 2


def is_zero(node: Node, complex: bool = False) -> tuple[bool, int] | None:
    """Whether an algebraic constant is zero, and the bits it took; None if that is too dear or not to be told.

    Raises Undefined where it has no value.
    """
    needed = separation(node, complex)
    if needed is None or needed > MAX_BITS:
        return None
    bits = 64
    while True:
        with precision(bits):
            try:
                value = Evaluation({}, complex).value(node)
            except Imprecise:
                value = None
            if type(value) is fmpq:
                return not value, bits
            if type(value) in (arb, acb):
                if not value.contains(0):
                    return False, bits
                if abs(value).abs_upper() < arb(2) ** -needed:
                    return True, bits
        if bits > needed + 256:
            return None
        bits = min(4 * bits, max(needed + 257, bits + 1))


@lru_cache(maxsize=4096)
def turns_of(name: str, argument: Node) -> fmpq | None:
    """The rational r, of denominator up to 60, with r*pi the value of an inverse trigonometric function; proved."""
    if names(argument) - {"pi", "e"}:
        return None
    try:
        angle = evaluate(Call(name, (argument,)), bits=128)
    except (NotationError, Undefined, Imprecise):
        return None
    if type(angle) is acb:
        return None
    with precision(128):
        turns = arb(angle) / arb.pi()
        whole = next(((p, q) for q in range(1, 61) if (p := only_integer(turns * q)) is not None), None)
    if whole is None:
        return None
    p, q = whole
    direct = Call(name[1:], (Op("/", Op("*", Num(str(abs(p))), Name("pi")), Num(str(q))),))
    back: Node = Neg(direct) if p < 0 and name not in ("acos", "asec") else direct
    proved = is_zero(Op("-", back, argument)) if abs(p) or name not in ("acot", "acsc") else None
    return fmpq(p, q) if proved is not None and proved[0] else None
