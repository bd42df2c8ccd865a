"""Tree to SymPy, node by node through whitelists: exact, and no text is ever handed to SymPy to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Basic, ImmutableMatrix, Integer, MatrixBase, Rational, S

from generators.notation.balls import numeral
from generators.notation.errors import NotationError
from generators.notation.house import house
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
    Series,
    Sub,
    Tuple,
)

Values = Mapping[Node, Basic]
IDENTITY = sympy.Symbol("I")
"""`I` beside a matrix. It cannot clash with the imaginary unit, which is `sympy.I`."""
MAX_BITS = 20_000
"""Longest number that a power, factorial or binomial coefficient may work out to."""
MAX_TERMS = 1_000

ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "integer": {"integer": True},
    "complex": {},
}
CONSTANTS: dict[str, Basic] = {
    "pi": sympy.pi,
    "e": sympy.E,
    "i": sympy.I,
    "oo": sympy.oo,
    "emptyset": S.EmptySet,
    "RR": S.Reals,
    "QQ": S.Rationals,
    "ZZ": S.Integers,
    "NN": S.Naturals,
    "CC": S.Complexes,
}


def to_sympy(node: Node, given: Values = {}, symbols: Mapping[str, str] = {}) -> Basic:  # noqa: B006
    """The SymPy object a tree denotes, where `given` says what some of its parts stand for.

    `given` may define functions: with `f(x)` as a key, `f(3)` and `f'(x)` follow. `symbols` declares assumptions on
    names (`{"x": "positive"}`); other names are symbols without any. Numbers are exact; a 1 by 1 matrix that results
    from an operation is its entry. Derivatives are carried out; integrals, limits and symbolic sums are left as they
    are (`.doit()`). Raises NotationError for what has no value and for numbers too large to write out.
    """
    return _Builder(given, symbols).value(node)


class _Builder:
    def __init__(self, given: Values, symbols: Mapping[str, str]) -> None:
        self.given, self.symbols = given, symbols

    def without(self, name: str) -> _Builder:
        """The same with one name free, as inside a sum over it; `i` is no imaginary unit there."""
        given = {node: value for node, value in self.given.items() if node != Name(name)}
        return _Builder(given, {**self.symbols, name: self.symbols.get(name, "complex")})

    def symbol(self, name: str) -> sympy.Symbol:
        return sympy.Symbol(name, **ASSUMPTIONS[self.symbols.get(name, "complex")])

    def value(self, node: Node) -> Basic:
        if self.given and node in self.given:
            return self.given[node]
        try:
            return self.built(node)
        except (sympy.ShapeError, TypeError, AttributeError, IndexError) as error:
            raise NotationError(f"`{house(node)}` has no value: {error}") from None

    def expr(self, node: Node) -> Any:
        """The value, to calculate with."""
        return self.value(node)

    def built(self, node: Node) -> Basic:
        match node:
            case Num(text):
                number = numeral(text)
                return Rational(int(number.p), int(number.q))
            case Name("I") if "I" not in self.symbols:
                return IDENTITY
            case Name(text):
                return CONSTANTS[text] if text in CONSTANTS and text not in self.symbols else self.symbol(text)
            case Sub(base, index):
                return self.indexed(node, base, index)
            case Neg(of):
                return -self.expr(of)
            case Op("^", left, right):
                return self.power(left, right)
            case Op("cup" | "cap" | "setminus" as symbol, left, right):
                return SETS[symbol](self.region(left), self.region(right))
            case Op(symbol, left, right):
                return _slim(ARITHMETIC[symbol](self.expr(left), self.expr(right)))
            case Call(name, args):
                return self.call(name, args, node)
            case Rows(rows):
                return ImmutableMatrix([[self.value(cell) for cell in row] for row in rows])
            case Tuple(items, "(", ")"):
                return ImmutableMatrix([[self.value(item) for item in items]])
            case Tuple():
                return self.region(node)
            case Braces(items):
                return sympy.FiniteSet(*map(self.value, items))
            case Cases(branches):
                return sympy.Piecewise(
                    *((self.value(value), S.true if when is None else self.value(when)) for value, when in branches)
                )
            case Chain(terms, relations):
                links = zip(relations, terms, terms[1:], strict=False)
                return sympy.And(*(self.relation(*link) for link in links))
            case Logic(word, items):
                return LOGIC[word](*map(self.value, items))
            case Series(items):
                return sympy.Tuple(*map(self.value, items))
        raise NotationError("This has no value.")

    def indexed(self, node: Node, base: Node, index: tuple[Node, ...]) -> Basic:
        of = self.given.get(base)
        if isinstance(of, MatrixBase):
            return _entry(of, *(self.expr(each) for each in index))
        return sympy.Symbol(house(node))

    def power(self, left: Node, right: Node) -> Basic:
        base = self.expr(left)
        if right == Name("T") and right not in self.given and "T" not in self.symbols:
            return base.T if isinstance(base, MatrixBase) else base
        exponent = self.expr(right)
        if base == IDENTITY:
            return IDENTITY
        _affordable(base, exponent)
        return _slim(base**exponent)

    def region(self, node: Node) -> sympy.Set:
        """A set, where round brackets around two numbers are an open interval."""
        match node:
            case Tuple((low, high), left, right):
                return sympy.Interval(self.value(low), self.value(high), left == "(", right == ")")
            case Rows(((low, high),), 0):
                return sympy.Interval(self.value(low), self.value(high))
        value = self.value(node)
        if isinstance(value, sympy.Set):
            return value
        raise NotationError(f"`{house(node)}` is no set.")

    def relation(self, relation: str, left: Node, right: Node) -> Basic:
        if relation in ("in", "notin"):
            inside = sympy.Contains(self.value(left), self.region(right))
            return inside if relation == "in" else sympy.Not(inside)
        if relation == "subset":
            return S.true if self.region(left).is_subset(self.region(right)) else S.false
        if relation not in RELATIONS:
            raise NotationError(f"`{relation}` has no value.")
        return RELATIONS[relation](self.value(left), self.value(right))

    # Functions

    def call(self, name: str, args: tuple[Node, ...], node: Node) -> Basic:
        if name in BOUND and len(args) >= 2 and isinstance(args[1], Name):
            return self.bound(name, args, args[1].text)
        if name in FUNCTIONS:
            return _slim(FUNCTIONS[name](*map(self.expr, args)))
        definition = self.definition(name.rstrip("'"), len(args))
        if definition is not None:
            parameters, body = definition
            primes = len(name) - len(name.rstrip("'"))
            if primes:
                body = sympy.diff(body, parameters[0], primes)
            return body.subs(dict(zip(parameters, map(self.value, args), strict=True)), simultaneous=True)
        if name.isidentifier() and name not in OPAQUE:
            return sympy.Function(name)(*map(self.value, args))
        raise NotationError(f"`{house(node)}` has no value.")

    def definition(self, name: str, arity: int) -> tuple[list[sympy.Symbol], Basic] | None:
        for node, body in self.given.items():
            if isinstance(node, Call) and node.name == name and len(node.args) == arity:
                return [self.symbol(arg.text) for arg in node.args if isinstance(arg, Name)], body
        return None

    def bound(self, name: str, args: tuple[Node, ...], variable: str) -> Basic:
        """What binds its second argument."""
        inner = self.without(variable)
        symbol, body = inner.symbol(variable), inner.expr(args[0])
        if name in ("diff", "partial"):
            order = self.expr(args[2]) if len(args) > 2 else Integer(1)
            if not (isinstance(order, Integer) and 0 <= order <= 20):
                raise NotationError("The order of a derivative is a whole number of at most 20.")
            slope = body.diff(symbol, order) if isinstance(body, MatrixBase) else sympy.diff(body, symbol, order)
            return slope.subs(symbol, self.given[Name(variable)]) if Name(variable) in self.given else slope
        if name == "integral":
            limits = tuple(map(self.value, args[2:]))
            return sympy.Integral(body, (symbol, *limits) if len(limits) == 2 else symbol)
        if name == "limit":
            side = {"+": "+", "-": "-"}.get(house(args[3]).strip('"') if len(args) > 3 else "", "+-")
            return sympy.Limit(body, symbol, self.value(args[2]), side)
        if len(args) != 4:
            raise NotationError(f"`{name}` needs both its limits to have a value.")
        low, high = self.expr(args[2]), self.expr(args[3])
        if isinstance(low, Integer) and isinstance(high, Integer):
            if high - low >= MAX_TERMS:
                raise NotationError(f"This {name} is too large: at most {MAX_TERMS} terms.")
            parts = [
                _Builder({**inner.given, Name(variable): Integer(k)}, inner.symbols).expr(args[0])
                for k in range(int(low), int(high) + 1)
            ]
            return _total(parts) if name == "sum" else sympy.Mul(*parts)
        return (sympy.Sum if name == "sum" else sympy.Product)(body, (symbol, low, high))


# Arithmetic --------------------------------------------------------------------------------------------------------


def _slim(value: Any) -> Basic:
    return value[0, 0] if isinstance(value, MatrixBase) and value.shape == (1, 1) else value


def _affordable(base: Any, exponent: Any) -> None:
    """Raises NotationError if SymPy would write out a number of more than 20,000 bits."""
    if isinstance(base, Rational) and isinstance(exponent, Rational):
        bits = max(int(base.p).bit_length(), int(base.q).bit_length())
        if abs(base) != 1 and bits * abs(exponent) > MAX_BITS:
            raise NotationError("This power is too large.")
    if isinstance(exponent, Rational) and abs(exponent) > MAX_TERMS and isinstance(base, MatrixBase | sympy.Add):
        raise NotationError("This power is too large.")


def _total(parts: list[Any]) -> Basic:
    if any(isinstance(part, MatrixBase) for part in parts):
        result = parts[0]
        for part in parts[1:]:
            result = result + part
        return result
    return sympy.Add(*parts)


def _sum(a: Any, b: Any) -> Any:
    """a + b, where `I` beside a matrix is the identity: A - lambda*I."""
    for matrix, other in ((a, b), (b, a)):
        if isinstance(matrix, MatrixBase) and isinstance(other, sympy.Expr) and other.has(IDENTITY):
            return matrix + other.subs(IDENTITY, 1) * sympy.eye(matrix.rows)
    return a + b


def _product(a: Any, b: Any) -> Any:
    if isinstance(a, MatrixBase) and b == IDENTITY:
        return a
    return b if isinstance(b, MatrixBase) and a == IDENTITY else a * b


def _quotient(a: Any, b: Any) -> Any:
    if b == 0:
        raise NotationError("Division by zero.")
    return a / b


def _cross(a: Any, b: Any) -> Any:
    return a.cross(b) if isinstance(a, MatrixBase) and isinstance(b, MatrixBase) else a * b


def _dot(a: Any, b: Any) -> Any:
    return a.dot(b) if isinstance(a, MatrixBase) and isinstance(b, MatrixBase) else a * b


def _entrywise(a: Any, b: Any) -> Any:
    if isinstance(a, MatrixBase) and isinstance(b, MatrixBase):
        return sympy.matrix_multiply_elementwise(a, b)
    return a * b


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": _sum,
    "-": lambda a, b: _sum(a, -b),
    "*": _product,
    "/": _quotient,
    "pm": lambda a, b: sympy.FiniteSet(a - b, a + b),
    "odot": _entrywise,
    "times": _cross,
    "dot": _dot,
}
SETS: dict[str, Callable[..., Basic]] = {
    "cup": sympy.Union,
    "cap": sympy.Intersection,
    "setminus": sympy.Complement,
}
RELATIONS: dict[str, Callable[..., Basic]] = {
    "=": sympy.Eq,
    "!=": sympy.Ne,
    "<": sympy.Lt,
    "<=": sympy.Le,
    ">": sympy.Gt,
    ">=": sympy.Ge,
}
LOGIC: dict[str, Callable[..., Basic]] = {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}
BOUND = frozenset({"diff", "partial", "integral", "limit", "sum", "product"})
OPAQUE = frozenset({"P", "E", "Var", "Cov", "SD", "bar", "hat", "vec", "tilde", "argmin", "argmax"})
"""What has a value only if `given` says it."""


# Functions ---------------------------------------------------------------------------------------------------------


def _root(x: Any, n: Any = Integer(3)) -> Any:
    """The n-th root; for odd n the real one of a negative number."""
    if not (isinstance(n, Integer) and n > 0):
        raise NotationError("A root needs a positive whole number.")
    if n % 2 == 0 or x.is_nonnegative:
        return x ** Rational(1, n)
    if x.is_negative:
        return -((-x) ** Rational(1, n))
    return sympy.sign(x) * sympy.Abs(x) ** Rational(1, n)


def _log(x: Any, base: Any = None) -> Any:
    if x == 0:
        raise NotationError("The logarithm of 0.")
    if base in (0, 1):
        raise NotationError(f"There is no logarithm to the base {base}.")
    return sympy.log(x) if base is None else sympy.log(x, base)


def _factorial(n: Any) -> Any:
    if isinstance(n, Integer) and n > MAX_TERMS:
        raise NotationError("This factorial is too large.")
    return sympy.factorial(n)


def _gamma(x: Any) -> Any:
    if isinstance(x, Rational) and x > MAX_TERMS:
        raise NotationError("This value of the gamma function is too large.")
    return sympy.gamma(x)


def _binomial(n: Any, k: Any) -> Any:
    if isinstance(n, Integer) and isinstance(k, Integer) and min(abs(k), abs(n - k)) * n.p.bit_length() > MAX_BITS:
        raise NotationError("This binomial coefficient is too large.")
    return sympy.binomial(n, k)


def _flat(values: tuple[Any, ...]) -> list[Any]:
    return [x for value in values for x in (value if isinstance(value, sympy.Set | MatrixBase) else [value])]


def _each(of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda z: z.applyfunc(of) if isinstance(z, MatrixBase) else of(z)


def _step(x: Any) -> Any:
    if x.is_number:
        return Integer(bool(x > 0))
    return sympy.Piecewise((0, x <= 0), (1, True))


def _entry(A: MatrixBase, i: Any, j: Any = None) -> Any:
    if j is None:
        return A[int(i) - 1] if int(i) >= 1 else _no_entry()
    return A[int(i) - 1, int(j) - 1] if int(i) >= 1 and int(j) >= 1 else _no_entry()


def _no_entry() -> Any:
    raise NotationError("Entries are counted from 1.")


def _mean(X: MatrixBase) -> Any:
    if 1 in X.shape:
        return sympy.Add(*X) / len(X)
    return ImmutableMatrix([sympy.Add(*X.col(j)) / X.rows for j in range(X.cols)])


def _centre(X: MatrixBase, m: Any) -> MatrixBase:
    if not isinstance(m, MatrixBase):
        return X.applyfunc(lambda x: x - m)
    return ImmutableMatrix([[X[i, j] - m[j] for j in range(X.cols)] for i in range(X.rows)])


def _cov(X: MatrixBase, m: Any = None) -> Any:
    centred = _centre(X, _mean(X) if m is None else m)
    if 1 in X.shape:
        return sympy.Add(*(x**2 for x in centred)) / (len(X) - 1)
    return centred.T * centred / (X.rows - 1)


def _eigenvector(A: MatrixBase, value: Any) -> MatrixBase:
    space = (A - value * sympy.eye(A.rows)).nullspace()
    if not space:
        raise NotationError(f"{value} is no eigenvalue of this matrix.")
    return ImmutableMatrix(space[0])


def _diag(A: MatrixBase) -> MatrixBase:
    if 1 in A.shape:
        return ImmutableMatrix(sympy.diag(*A))
    return ImmutableMatrix([A[i, i] for i in range(A.rows)])


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in ("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan")},
    **{name: getattr(sympy, name) for name in ("asec", "acsc", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh")},
    **{name: getattr(sympy, name) for name in ("sech", "csch", "coth", "asech", "acsch", "acoth")},
    **{name: getattr(sympy, name) for name in ("exp", "sqrt", "sign", "floor", "erf", "gcd", "lcm")},
    "acot": lambda x: sympy.pi / 2 - sympy.atan(x),
    "ln": _log,
    "log": _log,
    "log10": lambda x: _log(x, Integer(10)),
    "cbrt": _root,
    "root": _root,
    "abs": lambda x: x.norm() if isinstance(x, MatrixBase) else sympy.Abs(x),
    "ceil": sympy.ceiling,
    "min": lambda *values: sympy.Min(*_flat(values)),
    "max": lambda *values: sympy.Max(*_flat(values)),
    "binomial": _binomial,
    "factorial": _factorial,
    "gamma": _gamma,
    "percent": lambda x: x / 100,
    "pm": lambda x: sympy.FiniteSet(-x, x),
    "det": lambda A: A.det(),
    "tr": lambda A: A.trace(),
    "rank": lambda A: Integer(A.rank()),
    "inv": lambda A: A.inv(),
    "norm": lambda v: v.norm(),
    "diag": _diag,
    "entry": _entry,
    "eigenvalues": lambda A: sympy.FiniteSet(*A.eigenvals()),
    "eigenvector": _eigenvector,
    "mean": _mean,
    "centre": _centre,
    "cov": _cov,
    "sd": lambda X: sympy.sqrt(_cov(X)),
    "relu": _each(lambda x: sympy.Max(x, 0)),
    "step": _each(_step),
    "sigmoid": _each(lambda x: 1 / (1 + sympy.exp(-x))),
}
