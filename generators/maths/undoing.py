"""Formulas built by one operation after another, and how each operation is undone.

An operation is a formula in `u`, what it is applied to: `u - mu`, `9/5*u`, `1/u`, `exp(u)`. Values are positive where
an inverse has two branches.

>>> undone("u/4", "x - 3", "z")
Undone(what='the division by $4$', how='Multiply both sides by $4$', value='4*z')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from generators.notation import fill, house, parse, text_of
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, names, rebuild

LIKELY = (
    "root-forgotten", "log-of-sum", "ratio-of-logs", "undo-in-wrong-order", "divides-by-exponent", "base-e-for-ten",
    "reciprocal-for-inverse-function", "minus-left-behind", "inverts-division", "sign-kept-on-move", "divides-again",
    "multiplies-by-k",
)  # fmt: skip
"""Slips in rearranging, those first that tell most about the learner."""


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


class Slip(NamedTuple):
    """A wrong way to undo: the misconception, where it leads, what to say."""

    misconception: str
    value: str
    told: str


def wrong_ways(operations: Sequence[str], left: str) -> list[Slip]:
    """Where wrong ways to solve `left = operations(x)` lead, one a misconception, the most telling ones first.

    One operation is undone wrongly, or all in the wrong order.
    """
    slips = {slip.misconception: slip for slip in reversed([*_wrong_ways(operations, left)])}
    return sorted(slips.values(), key=lambda slip: LIKELY.index(slip.misconception))


def _wrong_ways(operations: Sequence[str], left: str) -> Iterator[Slip]:
    if len(operations) > 1:
        reached = left
        for operation in operations:
            reached = undone(operation, "", reached).value
        last = undone(operations[-1], "", left).what
        yield Slip("undo-in-wrong-order", reached, f"Begin with what is done last on the right side: {last}.")
    reached = left
    for k in range(len(operations) - 1, -1, -1):
        for id, slipped, told in _slips(operations[k], reached):
            for operation in reversed(operations[:k]):
                slipped = undone(operation, "", slipped).value
            yield Slip(id, numbers_first(slipped), told)
        reached = undone(operations[k], "", reached).value


def _slips(operation: str, value: str) -> Iterator[tuple[str, str, str]]:
    """Usual wrong ways to undo an operation: the misconception, what is thought to be inside, and what to say."""
    match parse(operation), parse(value):
        case ((Op("+", Name("u"), t) | Op("+", t, Name("u"))), _):
            told = f"${house(t)}$ is added on the right side, so it must be subtracted from both sides."
            yield "sign-kept-on-move", fill("v + t", v=value, t=house(t)), told
        case Op("-", Name("u"), t), _:
            told = f"${house(t)}$ is subtracted on the right side, so it must be added to both sides."
            yield "sign-kept-on-move", fill("v - t", v=value, t=house(t)), told
        case Op("-", t, Name("u")), _:
            told = "There is a minus in front of what you are looking for: bring it to the other side first."
            yield "minus-left-behind", fill("v - t", v=value, t=house(t)), told
        case Neg(), _:
            yield "minus-left-behind", value, "There is still a minus in front: multiply both sides by $-1$."
        case Op("*", t, Name("u")) | Op("*", Name("u"), t), _:
            told = f"${house(t)}$ is a factor on the right side: divide both sides by it."
            yield "multiplies-by-k", fill("t*v", v=value, t=house(t)), told
        case Op("/", Name("u"), Op("-", Num("1"), Name("u"))), _:
            told = "When the terms are collected on one side, a term that changes sides changes its sign."
            yield "sign-kept-on-move", fill("v/(1 - v)", v=value), told
        case Op("/", Name("u"), t), _:
            told = f"The right side is divided by ${house(t)}$: multiply both sides by it."
            yield "divides-again", fill("v/t", v=value, t=house(t)), told
        case Op("/", t, Name("u")), _:
            told = "What you are looking for stands below the line: multiply both sides by it before you divide."
            yield "inverts-division", fill("v/t", v=value, t=house(t)), told
            yield "multiplies-by-k", fill("v*t", v=value, t=house(t)), told
        case Call("sqrt"), _:
            yield "root-forgotten", value, "To undo a root, square the whole other side."
        case Op("^", Name("u"), t), _:
            told = "A power is undone by a root, not by a division."
            yield "divides-by-exponent", fill("v/t", v=value, t=house(t)), told
        case Op("^", t, Name("u")), _:
            told = "A quotient of two logarithms is not the logarithm of a quotient."
            yield "ratio-of-logs", fill("ln(v/t)", v=value, t=house(t)), told
        case Call("exp"), Op("+" | "-" as sign, a, b):
            told = "The logarithm of a sum or difference is not the sum or difference of the logarithms."
            yield "log-of-sum", fill(f"ln(v) {sign} ln(t)", v=house(a), t=house(b)), told
        case Call("exp"), Op("/", a, b):
            told = "The logarithm of a quotient is the difference of the logarithms, not their quotient."
            yield "ratio-of-logs", fill("ln(v)/ln(t)", v=house(a), t=house(b)), told
        case Call("ln"), _:
            yield "reciprocal-for-inverse-function", fill("1/v", v=value), "The logarithm is undone by a power of $e$."
        case Call("log10"), _:
            yield "base-e-for-ten", fill("exp(v)", v=value), "Here the logarithm has the base 10, not $e$."


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
        case Op("*", left, Num() as number) if names(left):
            return _times(number, left)
        case Op("*" | "/" as symbol, left, Neg(of)):
            return _ordered(Neg(Op(symbol, left, of)))
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
