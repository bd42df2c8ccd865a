"""The derivative of a tree, as a tree."""

from __future__ import annotations

from collections.abc import Callable

from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.tree import Call, Cases, Name, Neg, Node, Num, Op, Rows, children, product, rebuild, walk

ZERO, ONE, TWO, THREE = Num("0"), Num("1"), Num("2"), Num("3")
MAX_ORDER = 12
MAX_CHOSEN = 12
"""Greatest k for which binomial(u, k) is differentiated as a polynomial in u."""


def derivative(node: Node, name: str) -> Node:
    """The derivative with respect to a name, idle zeros and ones left out.

    It holds wherever the function is differentiable: |u| gives u*u'/|u|, which has no value at 0, and what is constant
    between jumps gives 0. NotationError for what has no derivative here: factorials, the gamma function, gcd, lcm,
    functions that are only named. `e` is Euler's number.
    """
    return _Differentiation(name).of(node)


class _Differentiation:
    """One walk over a tree. What depends on the name is told once for every node, by its identity."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.known: dict[int, tuple[Node, bool]] = {}

    def varies(self, node: Node) -> bool:
        if (found := self.known.get(id(node))) is None or found[0] is not node:
            own = isinstance(node, Name) and node.text == self.name
            found = self.known[id(node)] = (node, own or any([self.varies(child) for child in children(node)]))
        return found[1]

    def of(self, node: Node) -> Node:
        if not self.varies(node):
            return ZERO
        match node:
            case Name():
                return ONE
            case Neg(of):
                return negative(self.of(of))
            case Op("+" | "-" as sign, left, right):
                return total(sign, self.of(left), self.of(right))
            case Op("*" | "dot" | "times", left, right):
                return total("+", times(self.of(left), right), times(left, self.of(right)))
            case Op("/", left, right):
                return self.of_quotient(left, right)
            case Op("^", base, exponent):
                return self.of_power(node, base, exponent)
            case Call("ln", (Call("abs", (u,)),)):
                return over(self.of(u), u)
            case Call(function, (u,)) if function in _SLOPES:
                return times(_SLOPES[function](u), self.of(u))
            case Call("log", (u, base)):
                return self.of(Op("/", Call("ln", (u,)), Call("ln", (base,))))
            case Call("root", (u, degree)) if not self.varies(degree):
                return times(over(node, times(degree, u)), self.of(u))
            case Call("max" | "min" as which, args):
                return self.of_extreme(which, args)
            case Call("binomial", (u, Num(k))) if k.isdigit() and int(k) <= MAX_CHOSEN:
                return self.of(_binomial(u, int(k)))
            case Cases(branches):
                return Cases(tuple((self.of(value), when) for value, when in branches))
            case Rows(rows, bar):
                return Rows(tuple(tuple(map(self.of, row)) for row in rows), bar)
            case Call(function):
                raise NotationError(f"`{function}` cannot be differentiated here.")
        raise NotationError("This cannot be differentiated here.")

    def of_quotient(self, above: Node, below: Node) -> Node:
        if not self.varies(below):
            return over(self.of(above), below)
        top = total("-", times(self.of(above), below), times(above, self.of(below)))
        return over(top, _square(below))

    def of_power(self, node: Node, base: Node, exponent: Node) -> Node:
        if not self.varies(exponent):
            lowered = _lowered(exponent)
            power = base if lowered == ONE else ONE if lowered == ZERO else Op("^", base, lowered)
            return times(times(exponent, power), self.of(base))
        grown = times(node, times(self.of(exponent), ONE if base == Name("e") else _call("ln", base)))
        if not self.varies(base):
            return grown
        return total("+", grown, times(node, over(times(exponent, self.of(base)), base)))

    def of_extreme(self, which: str, args: tuple[Node, ...]) -> Node:
        """max(u, v) is (u + v + |u - v|)/2; of several they are taken one after the other."""
        u, *rest = args
        if not rest:
            return self.of(u)
        v = rest[0] if len(rest) == 1 else Call(which, tuple(rest))
        along, across = self.of(u), self.of(v)
        leaning = times(_direction(Op("-", u, v)), total("-", along, across))
        return over(total("+" if which == "max" else "-", total("+", along, across), leaning), TWO)


def _lowered(exponent: Node) -> Node:
    """The exponent less 1, worked out where it is a whole number or a fraction of such."""
    match exponent:
        case Num(n) if n.isdigit():
            return _integer(int(n) - 1)
        case Neg(Num(n)) if n.isdigit():
            return _integer(-int(n) - 1)
        case Op("/", Num(p), Num(q)) if p.isdigit() and q.isdigit():
            return Op("/", _integer(int(p) - int(q)), Num(q))
    return Op("-", exponent, ONE)


def _integer(n: int) -> Node:
    return Neg(Num(str(-n))) if n < 0 else Num(str(n))


def _binomial(u: Node, k: int) -> Node:
    """u over k as a polynomial in u."""
    factors = [u if i == 0 else Op("-", u, Num(str(i))) for i in range(k)]
    divisor = product(*(Num(str(i)) for i in range(1, k + 1))) if k else ONE
    return Op("/", product(*factors), divisor) if k else ONE


def negative(node: Node) -> Node:
    return node.of if isinstance(node, Neg) else ZERO if node == ZERO else Neg(node)


def times(left: Node, right: Node) -> Node:
    if ZERO in (left, right):
        return ZERO
    return right if left == ONE else left if right == ONE else Op("*", left, right)


def over(above: Node, below: Node) -> Node:
    if isinstance(above, Neg):
        return negative(over(above.of, below))
    return ZERO if above == ZERO else above if below == ONE else Op("/", above, below)


def total(sign: str, left: Node, right: Node) -> Node:
    """The sum or difference of two trees."""
    if right == ZERO:
        return left
    if left == ZERO:
        return right if sign == "+" else negative(right)
    return Op(sign, left, right)


def _square(u: Node) -> Node:
    return Op("^", u, TWO)


def _call(name: str, u: Node) -> Node:
    return Call(name, (u,))


def _root(u: Node) -> Node:
    return Call("sqrt", (u,))


def _direction(u: Node) -> Node:
    """The sign of u, which has no value at 0."""
    return Op("/", u, _call("abs", u))


def _below(divisor: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda u: Op("/", ONE, divisor(u))


def _minus(slope: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda u: Neg(slope(u))


def _flat(u: Node) -> Node:
    return ZERO


_SLOPES: dict[str, Callable[[Node], Node]] = {
    "sin": lambda u: _call("cos", u),
    "cos": lambda u: Neg(_call("sin", u)),
    "tan": lambda u: _square(_call("sec", u)),
    "cot": lambda u: Neg(_square(_call("csc", u))),
    "sec": lambda u: times(_call("sec", u), _call("tan", u)),
    "csc": lambda u: Neg(times(_call("csc", u), _call("cot", u))),
    "asin": _below(lambda u: _root(Op("-", ONE, _square(u)))),
    "acos": _minus(_below(lambda u: _root(Op("-", ONE, _square(u))))),
    "atan": _below(lambda u: Op("+", ONE, _square(u))),
    "acot": _minus(_below(lambda u: Op("+", ONE, _square(u)))),
    "asec": _below(lambda u: times(_call("abs", u), _root(Op("-", _square(u), ONE)))),
    "acsc": _minus(_below(lambda u: times(_call("abs", u), _root(Op("-", _square(u), ONE))))),
    "sinh": lambda u: _call("cosh", u),
    "cosh": lambda u: _call("sinh", u),
    "tanh": lambda u: Op("-", ONE, _square(_call("tanh", u))),
    "sech": lambda u: Neg(times(_call("sech", u), _call("tanh", u))),
    "csch": lambda u: Neg(times(_call("csch", u), _call("coth", u))),
    "coth": lambda u: Neg(_square(_call("csch", u))),
    "asinh": _below(lambda u: _root(Op("+", _square(u), ONE))),
    "acosh": _below(lambda u: times(_root(Op("-", u, ONE)), _root(Op("+", u, ONE)))),
    "atanh": _below(lambda u: Op("-", ONE, _square(u))),
    "asech": _minus(_below(lambda u: times(u, _root(Op("-", ONE, _square(u)))))),
    "acsch": _minus(_below(lambda u: times(_call("abs", u), _root(Op("+", ONE, _square(u)))))),
    "acoth": _below(lambda u: Op("-", ONE, _square(u))),
    "exp": lambda u: _call("exp", u),
    "ln": _below(lambda u: u),
    "log10": _below(lambda u: times(u, _call("ln", Num("10")))),
    "sqrt": _below(lambda u: times(TWO, _root(u))),
    "cbrt": _below(lambda u: times(THREE, _square(_call("cbrt", u)))),
    "abs": _direction,
    "sign": _flat,
    "floor": _flat,
    "ceil": _flat,
    "step": _flat,
    "relu": lambda u: _call("step", u),
    "sigmoid": lambda u: times(_call("sigmoid", u), Op("-", ONE, _call("sigmoid", u))),
    "erf": lambda u: Op("/", times(TWO, _call("exp", Neg(_square(u)))), _root(Name("pi"))),
    "percent": lambda u: Op("/", ONE, Num("100")),
}


JUMPS = frozenset({"sign", "floor", "ceil", "step"})


def worked_out(node: Node) -> Node:
    """The tree with every `diff(f, x)`, `diff(f, x, n)` and `partial(f, x)` carried out, innermost first.

    So is `limit(f, x, a)`, where f is a formula without jumps: a is put in. Where f has no value at a, the result has
    none either, though there may be a limit.
    """
    node = rebuild(node, worked_out)
    match node:
        case Call("diff" | "partial", (of, Name(name))):
            return derivative(of, name)
        case Call("diff", (of, Name(name), Num(order))) if order.isdigit() and int(order) <= MAX_ORDER:
            for _ in range(int(order)):
                of = derivative(of, name)
            return of
        case Call("limit", (of, Name() as name, to)) if not any(map(_jumps, walk(of))):
            return put_in(of, {name: to})
    return node


def _jumps(node: Node) -> bool:
    return isinstance(node, Cases) or (isinstance(node, Call) and node.name in JUMPS)
