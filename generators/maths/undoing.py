"""Formulas built by one operation after another, and how each operation is undone.

An operation is a formula in `u`, what it is applied to: `u - mu`, `9/5*u`, `1/u`, `exp(u)`. Values are positive where
an inverse has two branches.

>>> undone("u/4", "x - 3", "z")
Undone(what='the division by $4$', how='Multiply both sides by $4$', value='4*z')
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from generators.notation import fill, house, parse, text_of
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, rebuild

U = Name("u")


class Undone(NamedTuple):
    """An operation in words, what undoes it, and what is left on the other side."""

    what: str
    how: str
    value: str


def applied(operation: str, to: str) -> str:
    """The operation with `to` put in."""
    return text_of(fill(operation, u=to))


def built(operations: Sequence[str], start: str) -> list[str]:
    """What there is after each operation, `start` first."""
    return list(accumulate(operations, lambda inside, operation: applied(operation, inside), initial=start))


def undone(operation: str, inside: str, value: str) -> Undone:
    """How to come from `operation(inside) = value` to `inside = …`. ValueError for an operation not known here."""
    y = parse(value)
    match _shape(operation):
        case Op("+", Name("u"), t) | Op("+", t, Name("u")):
            return _undone("the addition of {}", "Subtract {} from both sides", t, Op("-", y, t))
        case Op("-", Name("u"), t):
            return _undone("the subtraction of {}", "Add {} to both sides", t, Op("+", y, t))
        case Op("-", t, Name("u")):
            how = f"Add ${inside}$ to both sides and subtract ${value}$"
            return Undone(f"the subtraction from ${house(t)}$", how, _text(Op("-", t, y)))
        case Neg(Name("u")):
            return Undone("the change of sign", "Multiply both sides by $-1$", _text(Neg(y)))
        case Op("/", Name("u"), Op("-", Num("1"), Name("u"))):
            how = f"Multiply both sides by $1 - {inside}$ and bring the terms with ${inside}$ to one side"
            odds = _over(y, Op("+", Num("1"), y))
            return Undone(
                "the quotient",
                f"{how}: ${inside}*({_text(Op('+', Num('1'), y))}) = {value}$. Divide by the bracket",
                _text(odds),
            )
        case Op("*", Op("/", Num() as p, Num() as q), Name("u")):
            back = Op("/", q, p)
            how = f"Multiply both sides by ${_text(back)}$, the reciprocal of ${house(p)}/{house(q)}$"
            return Undone(f"the multiplication by ${house(p)}/{house(q)}$", how, _text(_times(back, y)))
        case Op("*", t, Name("u")) | Op("*", Name("u"), t):
            return _undone("the multiplication by {}", "Divide both sides by {}", t, _over(y, t))
        case Op("/", Name("u"), t):
            return _undone("the division by {}", "Multiply both sides by {}", t, _times(t, y))
        case Op("/", Num("1"), Name("u")):
            return Undone("the reciprocal", "Take the reciprocal of both sides", _text(_over(Num("1"), y)))
        case Op("/", t, Name("u")):
            how = f"Multiply both sides by ${inside}$ and divide them by ${value}$"
            return Undone(f"the division of ${house(t)}$", how, _text(_over(t, y)))
        case Op("^", Name("u"), Num("2")):
            return Undone("the square", "Take the positive root of both sides", _text(Call("sqrt", (y,))))
        case Op("^", Name("u"), t):
            return _undone("the power {}", "Take both sides to the power 1 over {}", t, Op("^", y, _over(Num("1"), t)))
        case Op("^", t, Name("u")):
            how = f"Take the natural logarithm of both sides and divide by $ln({house(t)})$"
            return Undone("the power", how, _text(_over(Call("ln", (y,)), Call("ln", (t,)))))
        case Call("sqrt"):
            return Undone("the root", "Square both sides", _text(Op("^", y, Num("2"))))
        case Call("exp"):
            return Undone("the exponential", "Take the natural logarithm of both sides", _text(Call("ln", (y,))))
        case Call("ln"):
            return Undone("the logarithm", "Take $e$ to the power of both sides", _text(Call("exp", (y,))))
        case Call("log10"):
            return Undone("the logarithm", "Take $10$ to the power of both sides", _text(Op("^", Num("10"), y)))
    raise ValueError(f"how is {operation!r} undone?")


@lru_cache(maxsize=512)
def _shape(operation: str) -> Node:
    return parse(operation)


def _undone(what: str, how: str, t: Node, value: Node) -> Undone:
    shown = f"${house(t)}$"
    return Undone(what.format(shown), how.format(shown), _text(value))


def _text(node: Node) -> str:
    return text_of(house(_ordered(node)))


def numbers_first(formula: str) -> str:
    """The formula with plain numbers in front of the other factors of a product: `12*z` for `z*12`."""
    return _text(parse(formula))


def _ordered(node: Node) -> Node:
    match rebuild(node, _ordered):
        case Op("*", left, Num() as number) if not isinstance(left, Num):
            return _times(number, left)
        case Op("*" | "/" as symbol, left, Neg(of)):
            return Neg(Op(symbol, left, of))
        case made:
            return made


def _times(a: Node, b: Node) -> Node:
    """The product, without brackets around products."""
    match b:
        case Op("*" | "/" as symbol, left, right):
            return Op(symbol, _times(a, left), right)
        case Neg(of):
            return Neg(_times(a, of))
        case _:
            return Op("*", a, b)


def _over(a: Node, b: Node) -> Node:
    """The quotient, with one fraction bar."""
    match a, b:
        case (Neg(of), _):
            return Neg(_over(of, b))
        case (_, Neg(of)):
            return Neg(_over(a, of))
        case _, Op("/", top, bottom):
            return _over(_times(a, bottom), top)
        case Op("/", top, bottom), _:
            return Op("/", top, _times(bottom, b))
        case _:
            return Op("/", a, b)
