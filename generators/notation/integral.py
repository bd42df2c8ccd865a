"""An antiderivative of a tree, where the table of standard integrals has one."""

from __future__ import annotations

from collections.abc import Callable

from generators.notation.derivative import ONE, TWO, negative, over, times, total
from generators.notation.tidy import tidy
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, names


def antiderivative(node: Node, name: str) -> Node | None:
    """One function with this derivative, logarithms with absolute values; None where the table does not reach.

    It reaches sums, constant factors, powers and functions of a linear argument.
    """
    found = _of(node, name)
    return None if found is None else tidy(found)


def _of(node: Node, name: str) -> Node | None:
    if name not in names(node):
        return times(node, Name(name))
    match node:
        case Name():
            return over(Op("^", node, TWO), TWO)
        case Neg(of):
            found = _of(of, name)
            return None if found is None else negative(found)
        case Op("+" | "-" as sign, left, right):
            first, second = _of(left, name), _of(right, name)
            return None if first is None or second is None else total(sign, first, second)
        case Op("*", left, right):
            return _of_product(left, right, name)
        case Op("/", left, right):
            return _of_quotient(left, right, name)
        case Op("^", base, exponent) if name not in names(exponent):
            return _of_power(base, exponent, name)
        case Op("^", base, exponent) if name not in names(base):
            slope = _slope(exponent, name)
            below = slope if base == Name("e") or slope is None else times(slope, Call("ln", (base,)))
            return None if below is None else over(node, below)
        case Call(function, (u,)) if function in _TABLE and (slope := _slope(u, name)) is not None:
            return over(_TABLE[function](u), slope)
    return None


def _of_product(left: Node, right: Node, name: str) -> Node | None:
    if name not in names(left):
        found = _of(right, name)
        return None if found is None else times(left, found)
    if name not in names(right):
        found = _of(left, name)
        return None if found is None else times(right, found)
    return None


def _of_quotient(above: Node, below: Node, name: str) -> Node | None:
    if name not in names(below):
        found = _of(above, name)
        return None if found is None else over(found, below)
    if name in names(above):
        return None
    match below:
        case Op("^", base, exponent) if name not in names(exponent):
            found = _of_power(base, negative(exponent), name)
        case Call("sqrt", (u,)):
            found = _of_power(u, Neg(Op("/", ONE, TWO)), name)
        case Op("*", factor, rest) if name not in names(factor):
            inner = _of_quotient(ONE, rest, name)
            found = None if inner is None else over(inner, factor)
        case _:
            found = _of_power(below, Neg(ONE), name)
    return None if found is None else times(above, found)


def _of_power(base: Node, exponent: Node, name: str) -> Node | None:
    slope = _slope(base, name)
    if slope is None:
        return None
    if exponent == Neg(ONE):
        return over(Call("ln", (Call("abs", (base,)),)), slope)
    match exponent:
        case Num(n) if n.isdigit():
            raised: Node = Num(str(int(n) + 1))
        case Neg(Num(n)) if n.isdigit():
            raised = Neg(Num(str(int(n) - 1)))
        case Op("/", Num(p), Num(q)) if p.isdigit() and q.isdigit():
            raised = Op("/", Num(str(int(p) + int(q))), Num(q))
        case Neg(Op("/", Num(p), Num(q))) if p.isdigit() and q.isdigit() and int(p) < int(q):
            raised = Op("/", Num(str(int(q) - int(p))), Num(q))
        case _:
            return None  # a symbol in the exponent may stand for -1
    return over(over(Op("^", base, raised), raised), slope)


def _slope(u: Node, name: str) -> Node | None:
    """The derivative of a linear formula that is not constant; None for others."""
    match u:
        case Name():
            return ONE if u.text == name else None
        case Neg(of):
            slope = _slope(of, name)
            return None if slope is None else negative(slope)
        case Op("+" | "-", left, right) if (name in names(left)) != (name in names(right)):
            slope = _slope(left if name in names(left) else right, name)
            return slope if slope is None or name in names(left) or u.symbol == "+" else negative(slope)
        case Op("*", left, right) if (name in names(left)) != (name in names(right)):
            factor, rest = (right, left) if name in names(left) else (left, right)
            slope = _slope(rest, name)
            return None if slope is None else times(factor, slope)
        case Op("/", above, below) if name not in names(below):
            slope = _slope(above, name)
            return None if slope is None else over(slope, below)
    return None


def _ln_abs(u: Node) -> Node:
    return Call("ln", (Call("abs", (u,)),))


_TABLE: dict[str, Callable[[Node], Node]] = {
    "sin": lambda u: Neg(Call("cos", (u,))),
    "cos": lambda u: Call("sin", (u,)),
    "tan": lambda u: Neg(_ln_abs(Call("cos", (u,)))),
    "cot": lambda u: _ln_abs(Call("sin", (u,))),
    "sinh": lambda u: Call("cosh", (u,)),
    "cosh": lambda u: Call("sinh", (u,)),
    "tanh": lambda u: Call("ln", (Call("cosh", (u,)),)),
    "exp": lambda u: Call("exp", (u,)),
    "ln": lambda u: Op("-", Op("*", u, Call("ln", (u,))), u),
    "sqrt": lambda u: over(times(times(TWO, u), Call("sqrt", (u,))), Num("3")),
    "atan": lambda u: Op(
        "-",
        Op("*", u, Call("atan", (u,))),
        over(Call("ln", (Op("+", ONE, Op("^", u, TWO)),)), TWO),
    ),
    "abs": lambda u: over(Op("*", u, Call("abs", (u,))), TWO),
}
