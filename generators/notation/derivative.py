"""The derivative of a tree, as a tree."""

from __future__ import annotations

from collections.abc import Callable

from generators.notation.errors import NotationError
from generators.notation.tree import Call, Cases, Name, Neg, Node, Num, Op, Rows, names, rebuild

ZERO, ONE, TWO = Num("0"), Num("1"), Num("2")
MAX_ORDER = 12


def derivative(node: Node, name: str) -> Node:
    """The derivative with respect to a name, idle zeros and ones left out. NotationError for what has none here.

    It holds wherever the function is differentiable: |u| gives sign(u)*u', jumps give 0.
    """
    if name not in names(node):
        return ZERO
    match node:
        case Name():
            return ONE
        case Neg(of):
            return negative(derivative(of, name))
        case Op("+" | "-" as sign, left, right):
            return _sum(sign, derivative(left, name), derivative(right, name))
        case Op("*" | "dot" | "times", left, right):
            return _sum("+", times(derivative(left, name), right), times(left, derivative(right, name)))
        case Op("/", left, right):
            if name not in names(right):
                return over(derivative(left, name), right)
            above = _sum("-", times(derivative(left, name), right), times(left, derivative(right, name)))
            return over(above, Op("^", right, TWO))
        case Op("^", base, exponent):
            return _of_power(node, base, exponent, name)
        case Call(function, (of,)) if function in _SLOPES:
            return times(_SLOPES[function](of), derivative(of, name))
        case Call("log", (of, base)):
            return derivative(Op("/", Call("ln", (of,)), Call("ln", (base,))), name)
        case Call("root", (of, degree)):
            slope = over(node, times(degree, of))
            return times(slope, derivative(of, name))
        case Cases(branches):
            return Cases(tuple((derivative(value, name), when) for value, when in branches))
        case Rows(rows, bar):
            return Rows(tuple(tuple(derivative(cell, name) for cell in row) for row in rows), bar)
    raise NotationError("This cannot be differentiated here.")


def _of_power(node: Node, base: Node, exponent: Node, name: str) -> Node:
    if name not in names(exponent):
        lowered = _lowered(exponent)
        power = base if lowered == ONE else Op("^", base, lowered)
        return times(times(exponent, power), derivative(base, name))
    grown = times(node, times(derivative(exponent, name), ONE if base == Name("e") else Call("ln", (base,))))
    if name not in names(base):
        return grown
    return _sum("+", grown, times(node, over(times(exponent, derivative(base, name)), base)))


def _lowered(exponent: Node) -> Node:
    if isinstance(exponent, Num) and exponent.text.isdigit():
        return Num(str(int(exponent.text) - 1)) if int(exponent.text) else Neg(ONE)
    return Op("-", exponent, ONE)


def negative(node: Node) -> Node:
    return node.of if isinstance(node, Neg) else ZERO if node == ZERO else Neg(node)


def times(left: Node, right: Node) -> Node:
    if ZERO in (left, right):
        return ZERO
    return right if left == ONE else left if right == ONE else Op("*", left, right)


def over(above: Node, below: Node) -> Node:
    return ZERO if above == ZERO else above if below == ONE else Op("/", above, below)


def _sum(sign: str, left: Node, right: Node) -> Node:
    if right == ZERO:
        return left
    if left == ZERO:
        return right if sign == "+" else negative(right)
    return Op(sign, left, right)


def _square(u: Node) -> Node:
    return Op("^", u, TWO)


def _call(name: str, u: Node) -> Node:
    return Call(name, (u,))


def _inverse_root(inside: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda u: Op("/", ONE, Call("sqrt", (inside(u),)))


_SLOPES: dict[str, Callable[[Node], Node]] = {
    "sin": lambda u: _call("cos", u),
    "cos": lambda u: Neg(_call("sin", u)),
    "tan": lambda u: _square(_call("sec", u)),
    "cot": lambda u: Neg(_square(_call("csc", u))),
    "sec": lambda u: times(_call("sec", u), _call("tan", u)),
    "csc": lambda u: Neg(times(_call("csc", u), _call("cot", u))),
    "asin": _inverse_root(lambda u: Op("-", ONE, _square(u))),
    "acos": lambda u: Neg(_inverse_root(lambda v: Op("-", ONE, _square(v)))(u)),
    "atan": lambda u: Op("/", ONE, Op("+", ONE, _square(u))),
    "acot": lambda u: Neg(Op("/", ONE, Op("+", ONE, _square(u)))),
    "asec": lambda u: Op("/", ONE, times(_call("abs", u), Call("sqrt", (Op("-", _square(u), ONE),)))),
    "acsc": lambda u: Neg(Op("/", ONE, times(_call("abs", u), Call("sqrt", (Op("-", _square(u), ONE),))))),
    "sinh": lambda u: _call("cosh", u),
    "cosh": lambda u: _call("sinh", u),
    "tanh": lambda u: Op("-", ONE, _square(_call("tanh", u))),
    "asinh": _inverse_root(lambda u: Op("+", _square(u), ONE)),
    "acosh": lambda u: Op("/", ONE, times(Call("sqrt", (Op("-", u, ONE),)), Call("sqrt", (Op("+", u, ONE),)))),
    "atanh": lambda u: Op("/", ONE, Op("-", ONE, _square(u))),
    "sech": lambda u: Neg(times(_call("sech", u), _call("tanh", u))),
    "csch": lambda u: Neg(times(_call("csch", u), _call("coth", u))),
    "coth": lambda u: Neg(_square(_call("csch", u))),
    "asech": lambda u: Neg(Op("/", ONE, times(u, Call("sqrt", (Op("-", ONE, _square(u)),))))),
    "acsch": lambda u: Neg(Op("/", ONE, times(_call("abs", u), Call("sqrt", (Op("+", ONE, _square(u)),))))),
    "acoth": lambda u: Op("/", ONE, Op("-", ONE, _square(u))),
    "exp": lambda u: _call("exp", u),
    "ln": lambda u: Op("/", ONE, u),
    "log10": lambda u: Op("/", ONE, times(u, Call("ln", (Num("10"),)))),
    "sqrt": lambda u: Op("/", ONE, times(TWO, _call("sqrt", u))),
    "cbrt": lambda u: Op("/", ONE, times(Num("3"), _square(_call("cbrt", u)))),
    "abs": lambda u: _call("sign", u),
    "sign": lambda u: ZERO,
    "floor": lambda u: ZERO,
    "ceil": lambda u: ZERO,
    "step": lambda u: ZERO,
    "relu": lambda u: _call("step", u),
    "sigmoid": lambda u: times(_call("sigmoid", u), Op("-", ONE, _call("sigmoid", u))),
    "erf": lambda u: Op("/", times(TWO, _call("exp", Neg(_square(u)))), Call("sqrt", (Name("pi"),))),
    "percent": lambda u: Op("/", ONE, Num("100")),
}


def worked_out(node: Node) -> Node:
    """The tree with every `diff(f, x)`, `diff(f, x, n)` and `partial(f, x)` carried out, innermost first."""
    node = rebuild(node, worked_out)
    match node:
        case Call("diff" | "partial", (of, Name(name))):
            return derivative(of, name)
        case Call("diff", (of, Name(name), Num(order))) if order.isdigit() and int(order) <= MAX_ORDER:
            for _ in range(int(order)):
                of = derivative(of, name)
            return of
    return node
