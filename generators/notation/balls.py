"""Trees to values: exact rationals while everything is rational, else balls that certainly hold the true value.

>>> from flint import fmpq
>>> from generators.notation.parse import parse
>>> evaluate(parse("1/3 + x^2"), {"x": fmpq(1, 2)})
7/12
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, arb, fmpq

from generators.notation import regions
from generators.notation.elementary import (
    UNARY,
    at_pi,
    binomial,
    extreme,
    greatest_divisor,
    least_multiple,
    log,
)
from generators.notation.errors import NotationError
from generators.notation.functions import TRIGONOMETRIC
from generators.notation.rules import (
    RULES,
    add,
    as_matrix,
    as_scalar,
    cross,
    dot,
    eye,
    hadamard,
    matrix_power,
    multiply,
    scale,
    square,
    subtract,
    transposed,
)
from generators.notation.tree import (
    Braces,
    Call,
    Cases,
    Chain,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Op,
    Rows,
    Sub,
    Tuple,
    names,
)
from generators.notation.values import (
    MAX_TERMS,
    ONE,
    SCALARS,
    Identity,
    Imprecise,
    Infinite,
    Matrix,
    Region,
    Scalar,
    Undefined,
    Value,
    as_int,
    compare,
    differ,
    divide,
    lean,
    magnitude,
    power,
    precision,
    root,
)

__all__ = ["Imprecise", "Infinite", "Matrix", "Region", "Scalar", "Undefined", "Value", "evaluate", "precision"]

MAX_DIGITS = 1_000
"""Most digits, and largest decimal exponent, of a numeral."""
NUMERAL = re.compile(r"(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?")


def evaluate(node: Node, at: Mapping[str, Value] = {}, *, bits: int = 64, complex: bool = False) -> Value:
    """The value of a tree where `at` says what its names stand for; `pi`, `e` and `oo` need no saying.

    Real numbers unless `complex`, which also knows `i`. Raises Undefined where there is provably no value (a point
    outside the domain), Imprecise where `bits` do not suffice to tell, NotationError for what has no value at all:
    an unknown name, a relation such as `approx`, sizes that do not fit together. In `x^0` a variable x may be 0 (the
    empty product, as polynomials need it); `0^0` between numbers is undefined.
    """
    with precision(bits):
        return Evaluation(at, complex).value(node)


class Watch:
    """The orders of magnitude met on the way: the least and the greatest power of 2, and the bits asked for.

    Two expressions that agree to fewer bits than these span may still differ, as `sin(x) + 10^-400` and `sin(x)` do.
    """

    __slots__ = ("bits", "high", "low")

    def __init__(self) -> None:
        self.low = self.high = self.bits = 0

    def see(self, value: Value) -> None:
        if type(value) in SCALARS:
            size = magnitude(value)
            if size is not None:
                if size < self.low:
                    self.low = size
                elif size > self.high:
                    self.high = size

    def near_a_limit(self, name: str, argument: Value) -> None:
        """Functions that come close to a constant: `tanh(1000)` is 1 to 2885 bits."""
        if name in SATURATING and type(argument) in SCALARS:
            size = min(abs(float(arb(abs(argument)).mid())), 1e6)
            self.bits = max(self.bits, int(2 * size * size if name == "erf" else 3 * size))


SATURATING = frozenset({"tanh", "coth", "erf", "sigmoid"})


class Evaluation:
    """One walk over a tree at one point, at the working precision."""

    __slots__ = ("at", "complex", "terms", "watch")

    def __init__(self, at: Mapping[str, Value], complex: bool = False, watch: Watch | None = None) -> None:
        self.at, self.complex, self.watch, self.terms = at, complex, watch, 0

    def value(self, node: Node) -> Value:
        found = _VALUE.get(type(node))
        if found is None:
            raise NotationError("This has no value.")
        result = found(self, node)
        if self.watch is not None:
            self.watch.see(result)
        return result

    def scalar(self, node: Node, what: str) -> Scalar:
        return as_scalar(self.value(node), what)

    # Leaves

    def num(self, node: Num) -> Value:
        return numeral(node.text)

    def name(self, node: Name) -> Value:
        text = node.text
        if text in self.at:
            return self.at[text]
        constant = _CONSTANTS.get(text)
        if constant is not None:
            return constant()
        if text == "i" and self.complex:
            return acb(0, 1)
        if text == "I":
            return acb(0, 1) if self.complex else Identity(ONE)
        raise NotationError(f"`{text}` has no value here.")

    def sub(self, node: Sub) -> Value:
        base = self.value(node.base)
        if isinstance(base, Matrix):
            return RULES["entry"](base, *(self.value(each) for each in node.index))
        raise NotationError("This index has no value here.")

    # Arithmetic

    def neg(self, node: Neg) -> Value:
        x = self.value(node.of)
        if type(x) in SCALARS:
            return -x
        if isinstance(x, Matrix):
            return x.map(lambda entry: -entry)
        if isinstance(x, Infinite):
            return Infinite(-x.sign)
        if isinstance(x, Identity):
            return Identity(-x.factor)
        raise NotationError("A minus does not apply to this.")

    def op(self, node: Op) -> Value:
        symbol = node.symbol
        if symbol == "^":
            return self.power(node)
        if symbol in _SETS:
            return _SETS[symbol](self.region(node.left), self.region(node.right))
        x, y = self.value(node.left), self.value(node.right)
        if type(x) in SCALARS and type(y) in SCALARS:
            if symbol == "+":
                return lean(x + y)
            if symbol == "*":
                return lean(x * y)
            if symbol == "-":
                return lean(x - y)
            if symbol == "/":
                return divide(x, y)
        return _OPERATIONS[symbol](x, y)

    def power(self, node: Op) -> Value:
        left, right = node.left, node.right
        if type(right) is Name and right.text == "T" and "T" not in self.at:
            base = self.value(left)
            return transposed(base) if isinstance(base, Matrix) else as_scalar(base, "a transpose")
        y = self.value(right)
        if type(left) is Name and left.text == "e" and "e" not in self.at and type(y) in SCALARS:
            return UNARY["exp"](y, self.complex)
        x = self.value(left)
        if isinstance(x, Matrix):
            return matrix_power(x, as_int(y, "a power of a matrix"))
        if isinstance(x, Identity):
            return Identity(as_scalar(self.raised(node, x.factor, as_scalar(y, "a power")), "a power"))
        return self.raised(node, as_scalar(x, "a power"), as_scalar(y, "a power"))

    def raised(self, node: Op, x: Scalar, y: Scalar) -> Value:
        if type(y) is fmpq and not y and names(node.left) - _CONSTANTS.keys():
            return ONE  # x^0 at x = 0: the empty product
        return power(x, y, self.complex)

    # Functions

    def call(self, node: Call) -> Value:
        name, args = node.name, node.args
        if name in UNARY and len(args) == 1:
            if name in TRIGONOMETRIC and (turns := self.turns(args[0])) is not None:
                return at_pi(name, turns)
            x = self.value(args[0])
            if type(x) in SCALARS:
                if self.watch is not None:
                    self.watch.near_a_limit(name, x)
                return UNARY[name](x, self.complex)
            if isinstance(x, Matrix) and name in ("tanh", "percent"):
                return x.map(lambda entry: UNARY[name](entry, self.complex))
            if isinstance(x, Matrix) and name == "abs" and 1 in x.shape:
                return RULES["norm"](x)
            raise NotationError(f"`{name}` needs a number.")
        if name in ("sum", "product") and len(args) == 4:
            return self.repeated(name, args)
        if name in RULES:
            values = [self.value(arg) for arg in args]
            if self.watch is not None and values:
                self.watch.near_a_limit(name, values[0])
            return RULES[name](*values)
        if name in ("max", "min", "gcd", "lcm"):
            return _GATHERED[name]([x for arg in args for x in flat(self.value(arg), name)])
        if name == "pm" and len(args) == 1:
            x = self.scalar(args[0], name)
            return (-x, x)
        if name in ("log", "root", "binomial") and len(args) == 2:
            x, y = self.scalar(args[0], name), self.scalar(args[1], name)
            if name == "log":
                return log(x, y, self.complex)
            return root(x, as_int(y, "root"), self.complex) if name == "root" else binomial(x, y)
        raise NotationError(f"`{name}` has no value here.")

    def turns(self, node: Node) -> fmpq | None:
        """The rational r with node = r*pi, where the tree shows it."""
        match node:
            case Name("pi") if "pi" not in self.at:
                return ONE
            case Neg(of):
                r = self.turns(of)
                return None if r is None else -r
            case Op("/", left, right) if (r := self.turns(left)) is not None:
                divisor = self.value(right)
                return r / divisor if type(divisor) is fmpq and divisor else None
            case Op("*", left, right):
                for part, other in ((left, right), (right, left)):
                    if (r := self.turns(part)) is not None:
                        factor = self.value(other)
                        return r * factor if type(factor) is fmpq else None
            case Op("+" | "-" as symbol, left, right):
                if (r := self.turns(left)) is not None and (s := self.turns(right)) is not None:
                    return r + s if symbol == "+" else r - s
        return None

    def repeated(self, name: str, args: tuple[Node, ...]) -> Value:
        """`sum(f, i, a, b)` and `product(f, i, a, b)` over whole numbers; empty if b < a."""
        body, variable, low, high = args
        if not isinstance(variable, Name):
            raise NotationError(f"`{name}` needs a name as its second argument.")
        first, last = as_int(self.value(low), name), as_int(self.value(high), name)
        self.terms += max(0, last - first + 1)
        if self.terms > MAX_TERMS:
            raise NotationError(f"This {name} is too large: at most {MAX_TERMS} terms.")
        result: Value = fmpq(name == "product")
        outer = self.at
        try:
            for k in range(first, last + 1):
                self.at = {**outer, variable.text: fmpq(k)}
                term = self.value(body)
                result = term if k == first else _plus(result, term) if name == "sum" else _times(result, term)
        finally:
            self.at = outer
        return result

    # Containers

    def matrix(self, node: Rows) -> Value:
        return Matrix(tuple(tuple(self.scalar(cell, "an entry") for cell in row) for row in node.rows))

    def finite_set(self, node: Braces) -> Value:
        return tuple(self.value(item) for item in node.items)

    def point_or_interval(self, node: Tuple) -> Value:
        if (node.left, node.right) == ("(", ")"):
            return Matrix((tuple(self.scalar(item, "a coordinate") for item in node.items),))
        return self.region(node)

    def region(self, node: Node) -> Region:
        """The set of reals a tree denotes: `(1, 2)` is an open interval here, `[1, 2]` a closed one."""
        match node:
            case Tuple((low, high), left, right):
                ends = self.value(low), self.value(high)
                return regions.interval(*ends, closed_low=left == "[", closed_high=right == "]")
            case Rows(((low, high),), 0):
                return regions.interval(self.value(low), self.value(high), closed_low=True, closed_high=True)
            case Name("RR") if "RR" not in self.at:
                return regions.LINE
        value = self.value(node)
        if isinstance(value, Region):
            return value
        if isinstance(value, tuple):
            result = regions.EMPTY
            for item in value:
                if not isinstance(item, (fmpq, arb)):
                    raise NotationError("Only real numbers are joined with intervals.")
                result = regions.union(result, regions.point(item))
            return result
        raise NotationError("This is no set of real numbers.")

    # Relations

    def chain(self, node: Chain) -> Value:
        pairs = zip(node.relations, node.terms, node.terms[1:], strict=False)
        return all([self.holds(relation, left, right) for relation, left, right in pairs])

    def holds(self, relation: str, left: Node, right: Node) -> bool:
        if relation in ("in", "notin"):
            x = self.scalar(left, "a number in a set")
            return regions.contains(self.region(right), x) == (relation == "in")
        x, y = self.value(left), self.value(right)
        if relation in ("=", "!="):
            return equal(x, y) == (relation == "=")
        if relation not in _ORDERS:
            raise NotationError(f"`{relation}` has no truth value here.")
        if isinstance(x, Infinite) or isinstance(y, Infinite):
            return _ORDERS[relation](_among_infinities(x, y))
        return _ORDERS[relation](compare(as_scalar(x, relation), as_scalar(y, relation)))

    def logic(self, node: Logic) -> Value:
        truths = [self.value(item) for item in node.items]
        if any(type(truth) is not bool for truth in truths):
            raise NotationError(f"`{node.word}` joins statements that are true or false.")
        return not truths[0] if node.word == "not" else (all if node.word == "and" else any)(truths)

    def cases(self, node: Cases) -> Value:
        for value, when in node.branches:
            if when is None or self.value(when):
                return self.value(value)
        raise Undefined("no case applies")


# Values ------------------------------------------------------------------------------------------------------------


def numeral(text: str) -> Scalar:
    """The exact value of a decimal numeral; NotationError beyond 1,000 digits or a decimal exponent of 1,000."""
    if text.isdigit() and len(text) <= MAX_DIGITS:
        return fmpq(int(text))
    match = NUMERAL.fullmatch(text)
    if match is None:
        raise NotationError(f"`{text}` is no number.")
    whole, decimals, exponent = match.groups()
    shift = int(exponent or 0) - len(decimals) if len(exponent or "") < 9 else MAX_DIGITS + 1
    if len(whole) + len(decimals) > MAX_DIGITS or abs(shift) > MAX_DIGITS:
        raise NotationError("This number is too large or too fine to work with.")
    digits = int(whole + decimals)
    return fmpq(digits * 10**shift) if shift >= 0 else fmpq(digits, 10**-shift)


def flat(value: Value, what: str) -> list[Scalar]:
    """The numbers in a value: itself, the entries of a matrix, the elements of a set."""
    if type(value) in SCALARS:
        return [value]
    if isinstance(value, Matrix):
        return list(value.entries)
    if isinstance(value, tuple):
        return [x for item in value for x in flat(item, what)]
    raise NotationError(f"`{what}` needs numbers.")


def equal(x: Value, y: Value) -> bool:
    """Whether two values are equal: exactly, or not so by disjoint balls; else Imprecise."""
    if type(x) in SCALARS and type(y) in SCALARS:
        if differ(x, y):
            return False
        if type(x) is fmpq and type(y) is fmpq:
            return True
        gap = x - y
        if gap.is_zero():
            return True
        raise Imprecise("these may be equal")
    if isinstance(x, Matrix) and isinstance(y, Matrix):
        return x.shape == y.shape and all([equal(a, b) for a, b in zip(x.entries, y.entries, strict=True)])
    if isinstance(x, tuple) and isinstance(y, tuple):
        return all(any(equal(a, b) for b in y) for a in x) and all(any(equal(a, b) for a in x) for b in y)
    if isinstance(x, Region) and isinstance(y, Region):
        same_shape = x.gaps == y.gaps and x.on == y.on
        return same_shape and all(equal(a, b) for a, b in zip(x.ends, y.ends, strict=True))
    return type(x) is type(y) and x == y


def _among_infinities(x: Value, y: Value) -> int:
    def place(v: Value) -> int:
        return v.sign if isinstance(v, Infinite) else 0

    if place(x) == place(y):
        raise NotationError("Infinities have no order among themselves.")
    return -1 if place(x) < place(y) else 1


def _plus(x: Value, y: Value) -> Value:
    return _joined(x, y, "+")


def _minus(x: Value, y: Value) -> Value:
    return _joined(x, y, "-")


def _joined(x: Value, y: Value, symbol: str) -> Value:
    if type(x) in SCALARS and type(y) in SCALARS:
        return lean(x + y if symbol == "+" else x - y)
    if isinstance(x, Identity) and isinstance(y, Identity):
        return Identity(lean(x.factor + y.factor if symbol == "+" else x.factor - y.factor))
    if isinstance(x, Identity) and isinstance(y, Matrix):
        x = scale(eye(square(y, "the identity")), x.factor)
    if isinstance(y, Identity) and isinstance(x, Matrix):
        y = scale(eye(square(x, "the identity")), y.factor)
    if isinstance(x, Matrix) and isinstance(y, Matrix):
        return add(x, y) if symbol == "+" else subtract(x, y)
    _no_infinity(x, y)
    raise NotationError("These do not add: a number, a matrix or a set meets something of another kind.")


def _times(x: Value, y: Value) -> Value:
    _no_infinity(x, y)
    if isinstance(x, Identity) and isinstance(y, (Matrix, Identity)):
        return scale(y, x.factor) if isinstance(y, Matrix) else Identity(lean(x.factor * y.factor))
    if isinstance(y, Identity):
        return scale(x, y.factor) if isinstance(x, Matrix) else Identity(lean(as_scalar(x, "a product") * y.factor))
    if isinstance(x, Identity):
        return Identity(lean(x.factor * as_scalar(y, "a product")))
    if isinstance(x, Matrix):
        return multiply(x, y) if isinstance(y, Matrix) else scale(x, as_scalar(y, "a product"))
    if isinstance(y, Matrix):
        return scale(y, as_scalar(x, "a product"))
    return lean(as_scalar(x, "a product") * as_scalar(y, "a product"))


def _over(x: Value, y: Value) -> Value:
    _no_infinity(x, y)
    divisor = as_scalar(y, "a division")
    if isinstance(x, Matrix):
        return x.map(lambda entry: divide(entry, divisor))
    if isinstance(x, Identity):
        return Identity(divide(x.factor, divisor))
    return divide(as_scalar(x, "a division"), divisor)


def _around(x: Value, y: Value) -> Value:
    """m pm e: both values."""
    middle, radius = as_scalar(x, "pm"), as_scalar(y, "pm")
    return (lean(middle - radius), lean(middle + radius))


def _entrywise(x: Value, y: Value) -> Value:
    if type(x) in SCALARS and type(y) in SCALARS:
        return lean(x * y)
    return hadamard(as_matrix(x, "odot"), as_matrix(y, "odot"))


def _no_infinity(x: Value, y: Value) -> None:
    if isinstance(x, Infinite) or isinstance(y, Infinite):
        raise Undefined("infinity is no number to calculate with")


_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "pm": _around,
    "odot": _entrywise,
    "times": lambda x, y: cross(x, y) if isinstance(x, Matrix) and isinstance(y, Matrix) else _times(x, y),
    "dot": lambda x, y: dot(x, y) if isinstance(x, Matrix) and isinstance(y, Matrix) else _times(x, y),
}
_SETS: dict[str, Callable[[Region, Region], Region]] = {
    "cup": regions.union,
    "cap": regions.intersection,
    "setminus": regions.difference,
}
_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
_CONSTANTS: dict[str, Callable[[], Value]] = {
    "pi": arb.pi,
    "e": arb.const_e,
    "oo": lambda: Infinite(1),
    "emptyset": lambda: (),
}
_GATHERED: dict[str, Callable[[list[Scalar]], Scalar]] = {
    "max": lambda values: extreme(values, 1),
    "min": lambda values: extreme(values, -1),
    "gcd": greatest_divisor,
    "lcm": least_multiple,
}
_VALUE: dict[type, Callable[[Evaluation, Any], Value]] = {
    Num: Evaluation.num,
    Name: Evaluation.name,
    Sub: Evaluation.sub,
    Neg: Evaluation.neg,
    Op: Evaluation.op,
    Call: Evaluation.call,
    Rows: Evaluation.matrix,
    Braces: Evaluation.finite_set,
    Tuple: Evaluation.point_or_interval,
    Chain: Evaluation.chain,
    Logic: Evaluation.logic,
    Cases: Evaluation.cases,
}
