"""The elementary functions of one number, exact where their value is rational and known to be.

Real numbers: outside its domain a function is `Undefined`. With `complex=True` it takes its principal value there.
Ranges: acot in (0, pi), asec and asech not negative, as in ISO 80000-2; angles are in radians.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from flint import acb, arb, fmpq, fmpz

from generators.notation.errors import NotationError
from generators.notation.values import (
    MAX_FACTORIAL,
    ONE,
    ZERO,
    Imprecise,
    Scalar,
    Undefined,
    compare,
    divide,
    finite,
    is_integer,
    is_zero,
    lean,
    only_integer,
    power,
    root,
    sign,
    sqrt,
)

Unary: TypeAlias = Callable[[Scalar, bool], Scalar]


def _entire(method: str, at_zero: fmpq) -> Unary:
    """A function without gaps, on real numbers and on complex ones."""

    def value(x: Scalar, complex: bool) -> Scalar:
        if type(x) is fmpq:
            if not x:
                return at_zero
            x = arb(x)
        return lean(finite(getattr(x, method)()))

    return value


def _with_poles(method: str, at_zero: fmpq | None) -> Unary:
    """A function with poles; None where 0 is one. Other poles are irrational, hence never met exactly."""

    def value(x: Scalar, complex: bool) -> Scalar:
        if type(x) is fmpq:
            if not x:
                if at_zero is None:
                    raise Undefined(f"{method} at a pole")
                return at_zero
            x = arb(x)
        return lean(finite(getattr(x, method)()))

    return value


def _between(method: str, low: int, high: int, at: dict[int, fmpq]) -> Unary:
    """A function on [low, high], with its rational values `at` whole numbers."""

    def value(x: Scalar, complex: bool) -> Scalar:
        if type(x) is fmpq and x.q == 1 and int(x.p) in at:
            return at[int(x.p)]
        if type(x) is not acb and not complex and (compare(x, fmpq(low)) < 0 or compare(x, fmpq(high)) > 0):
            raise Undefined(f"{method} outside [{low}, {high}]")
        y = arb(x) if type(x) is fmpq else x
        if type(y) is arb:
            real = getattr(y, method)()
            if real.is_finite():
                return real
            if not complex:
                raise Imprecise("at the edge of the domain")
            y = acb(y)
        return lean(finite(getattr(y, method)()))

    return value


def ln(x: Scalar, complex: bool = False) -> Scalar:
    if type(x) is fmpq:
        if x == 1:
            return ZERO
        if not x:
            raise Undefined("the logarithm of 0")
        x = arb(x)
    if type(x) is arb:
        if x > 0:
            return finite(x.log())
        if not complex:
            if x <= 0:
                raise Undefined("the logarithm of a number that is not positive")
            raise Imprecise("this may be negative")
        x = acb(x)
    if is_zero(x):
        raise Undefined("the logarithm of 0")
    return lean(finite(x.log()))


def log(x: Scalar, base: Scalar, complex: bool = False) -> Scalar:
    """The logarithm of x to a base, exact where it is rational with a denominator up to 12."""
    if type(base) is fmpq and type(x) is fmpq and base > 0 and x > 0 and base != 1:
        if x == 1:
            return ZERO
        ratio = finite(arb(x).log() / arb(base).log())
        for q in range(1, 13):
            p = only_integer((ratio * q + fmpq(1, 2)).floor())
            if p is None or abs(p) > 4096 or not (ratio * q).contains(p):
                continue
            if power(base, fmpq(p)) == power(x, fmpq(q)):
                return fmpq(p, q)
        return ratio
    above, below = ln(x, complex), ln(base, complex)
    return divide(above, below)


def log10(x: Scalar, complex: bool = False) -> Scalar:
    return log(x, fmpq(10), complex)


def absolute(x: Scalar, complex: bool = False) -> Scalar:
    return lean(abs(x))


def signum(x: Scalar, complex: bool = False) -> Scalar:
    return fmpq(sign(x))


def floor(x: Scalar, complex: bool = False) -> Scalar:
    if type(x) is acb:
        raise Undefined("a complex number cannot be rounded down")
    if type(x) is fmpq:
        return fmpq(x.floor())
    n = only_integer(x.floor())
    if n is None:
        raise Imprecise("this may be a whole number")
    return fmpq(n)


def ceil(x: Scalar, complex: bool = False) -> Scalar:
    return -floor(-x)


def exp(x: Scalar, complex: bool = False) -> Scalar:
    if type(x) is fmpq:
        if not x:
            return ONE
        x = arb(x)
    return lean(finite(x.exp()))


def gamma(x: Scalar, complex: bool = False) -> Scalar:
    if type(x) is fmpq:
        if x.q == 1:
            n = int(x.p)
            if n <= 0:
                raise Undefined(f"gamma({n})")
            if n <= MAX_FACTORIAL:
                return fmpq(fmpz.fac_ui(n - 1))
        x = arb(x)
    return lean(finite(x.gamma()))


def factorial(x: Scalar, complex: bool = False) -> Scalar:
    """x!, which is gamma(x + 1) where x is no whole number."""
    return gamma(x + 1, complex)


def percent(x: Scalar, complex: bool = False) -> Scalar:
    return lean(x / fmpq(100))


def cbrt(x: Scalar, complex: bool = False) -> Scalar:
    return root(x, 3, complex)


def _reciprocal(of: Unary) -> Unary:
    return lambda x, complex: of(divide(ONE, x), complex)


def acot(x: Scalar, complex: bool = False) -> Scalar:
    return arb.pi() / 2 - UNARY["atan"](x, complex)


def acosh(x: Scalar, complex: bool = False) -> Scalar:
    if type(x) is not acb and not complex and compare(x, ONE) < 0:
        raise Undefined("acosh below 1")
    if type(x) is fmpq and x == 1:
        return ZERO
    y = arb(x).acosh() if type(x) is not acb else x.acosh()
    if not y.is_finite() and complex:
        y = acb(x).acosh()
    return lean(finite(y))


def atanh(x: Scalar, complex: bool = False) -> Scalar:
    if type(x) is fmpq:
        if not x:
            return ZERO
        if abs(x) == 1:
            raise Undefined("atanh at a pole")
    if type(x) is not acb and not complex and compare(abs(x), ONE) >= 0:
        raise Undefined("atanh outside (-1, 1)")
    y = arb(x).atanh() if type(x) is not acb else x.atanh()
    if not y.is_finite() and complex:
        y = acb(x).atanh()
    return lean(finite(y))


UNARY: dict[str, Unary] = {
    "sin": _entire("sin", ZERO),
    "cos": _entire("cos", ONE),
    "tan": _with_poles("tan", ZERO),
    "sec": _with_poles("sec", ONE),
    "csc": _with_poles("csc", None),
    "cot": _with_poles("cot", None),
    "asin": _between("asin", -1, 1, {0: ZERO}),
    "acos": _between("acos", -1, 1, {1: ZERO}),
    "atan": _entire("atan", ZERO),
    "acot": acot,
    "sinh": _entire("sinh", ZERO),
    "cosh": _entire("cosh", ONE),
    "tanh": _entire("tanh", ZERO),
    "sech": _entire("sech", ONE),
    "csch": _with_poles("csch", None),
    "coth": _with_poles("coth", None),
    "asinh": _entire("asinh", ZERO),
    "acosh": acosh,
    "atanh": atanh,
    "exp": exp,
    "ln": ln,
    "log10": log10,
    "sqrt": sqrt,
    "cbrt": cbrt,
    "abs": absolute,
    "sign": signum,
    "floor": floor,
    "ceil": ceil,
    "factorial": factorial,
    "gamma": gamma,
    "erf": _entire("erf", ZERO),
    "percent": percent,
}
UNARY["asec"] = _reciprocal(UNARY["acos"])
UNARY["acsc"] = _reciprocal(UNARY["asin"])
UNARY["asech"] = _reciprocal(UNARY["acosh"])
UNARY["acsch"] = _reciprocal(UNARY["asinh"])
UNARY["acoth"] = _reciprocal(UNARY["atanh"])


def at_pi(name: str, turns: fmpq) -> Scalar:
    """A trigonometric function at `turns`*pi; rational values are exact and poles are undefined."""
    if name in ("sin", "cos"):
        known = _SINE.get(_mod(turns if name == "sin" else turns + fmpq(1, 2)))
        return arb_at_pi(name, turns) if known is None else known
    if name in ("sec", "csc"):
        return divide(ONE, at_pi("cos" if name == "sec" else "sin", turns))
    if (4 * turns).q == 1:
        above, below = at_pi("sin", turns), at_pi("cos", turns)
        above, below = (above, below) if name == "tan" else (below, above)
        if type(above) is fmpq and type(below) is fmpq:
            return divide(above, below)
        return ONE if (4 * turns).p % 4 == 1 else -ONE
    above, below = arb_at_pi("sin", turns), arb_at_pi("cos", turns)
    return divide(above, below) if name == "tan" else divide(below, above)


def arb_at_pi(name: str, turns: fmpq) -> arb:
    return arb.sin_pi_fmpq(turns) if name == "sin" else arb.cos_pi_fmpq(turns)


def _mod(turns: fmpq) -> tuple[int, int]:
    """Numerator and denominator of turns modulo 2, in [0, 2)."""
    rest = turns - 2 * fmpq((turns / 2).floor())
    return int(rest.p), int(rest.q)


_HALF = fmpq(1, 2)
_SINE = {
    (0, 1): ZERO, (1, 6): _HALF, (1, 2): ONE, (5, 6): _HALF,
    (1, 1): ZERO, (7, 6): -_HALF, (3, 2): -ONE, (11, 6): -_HALF,
}  # fmt: skip
"""The rational values of sin(r*pi), by r: there are no others (Niven's theorem)."""


def binomial(n: Scalar, k: Scalar) -> Scalar:
    """n over k: for a whole k the polynomial in n, 0 for k < 0; else by the gamma function.

    Undefined where both are negative whole numbers: conventions differ there.
    """
    if type(n) is acb or type(k) is acb:
        raise Undefined("a binomial coefficient of a complex number")
    if not is_integer(k):
        return _binomial_by_gamma(arb(n), arb(k))
    if is_integer(n) and n >= 0 and k > n / 2:
        k = n - k
    if k < 0:
        if is_integer(n) and n < 0:
            raise Undefined("a binomial coefficient of two negative numbers")
        return ZERO
    if is_integer(n) and 0 <= n < 2**62 and k * n.height_bits() <= 100_000:
        return lean(fmpq(fmpz.bin_uiui(int(n.p), int(k.p))))
    if k <= 500:
        result: Scalar = ONE
        for i in range(int(k.p)):
            result = lean(result * (n - i) / fmpq(i + 1))
        return result
    return _binomial_by_gamma(arb(n), arb(k))


def _binomial_by_gamma(n: arb, k: arb) -> arb:
    return finite((n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma())


def greatest_divisor(values: list[Scalar]) -> Scalar:
    """The greatest common divisor of whole numbers."""
    result = fmpz(0)
    for value in values:
        if not is_integer(value):
            raise NotationError("gcd needs whole numbers")
        result = result.gcd(value.p)
    return fmpq(result)


def least_multiple(values: list[Scalar]) -> Scalar:
    """The least common multiple of whole numbers."""
    result = fmpz(1)
    for value in values:
        if not is_integer(value):
            raise NotationError("lcm needs whole numbers")
        result = result.lcm(value.p)
    return lean(fmpq(result))


def extreme(values: list[Scalar], which: int) -> Scalar:
    """The greatest (which = 1) or the least (which = -1) of real numbers."""
    best = values[0]
    for value in values:
        if type(value) is acb or type(best) is acb:
            raise Undefined("complex numbers have no order")
        if type(value) is fmpq and type(best) is fmpq:
            best = value if (value > best) == (which > 0) else best
        else:
            x, y = arb(best), arb(value)
            best = x.max(y) if which > 0 else x.min(y)
    return best
