"""Exact identity: trees as rational functions over Q in their names and in what is not rational about them.

`2*x*sin(x)` is a polynomial in x and the kernel sin(x); two trees whose cross product vanishes are equal, and that is a
proof. Kernels are normalised (`sin(-u)`, `sqrt(8)`, `ln(12)`, `e^(2x)`, `8^x`) and carry relations (sin^2 + cos^2 = 1,
sqrt(2)^2 = 2). What cannot be written so is left to the other tiers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import atan2, comb, gcd, isqrt, pi
from typing import Any, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz

from generators.answers.algebraic import turns_of
from generators.notation.balls import evaluate, numeral
from generators.notation.tree import Call, Name, Neg, Node, Num, Op
from generators.notation.values import ONE, ZERO, Imprecise, Undefined
from schemas.answer import Assumption

GENERATORS = 16
"""Most names and kernels together."""
MAX_TERMS = 3_000
MAX_PRODUCT = 20_000
"""Most products of terms in one multiplication."""
MAX_POWER = 10_000
MAX_ANGLES, MAX_MULTIPLE = 3, 6
"""Most terms of an angle, and multiples of one, that are taken apart."""
MAX_SQUARES = 1_000_000
"""Largest prime that is written as a sum of two squares."""
MAX_FACTORED = 64
"""Longest integer, in bits, that is factored into primes."""

_RING = fmpq_mpoly_ctx.get(tuple(f"g{i}" for i in range(GENERATORS)), Ordering.degrevlex)
GENS = _RING.gens()

Poly: TypeAlias = fmpq | fmpq_mpoly
Fraction: TypeAlias = tuple[Poly, Poly]
"""Numerator and denominator; the denominator is exactly `ONE` where it is 1."""

ODD = frozenset({"asin", "atan", "asinh", "atanh", "erf", "sign", "cbrt"})
EVEN = frozenset({"abs"})
TOTAL = frozenset({"atan", "acot", "asinh", "erf", "abs", "sign", "floor", "ceil", "cbrt"})
"""Functions that are defined on all reals."""
PARTIAL = frozenset({"asin", "acos", "asec", "acsc", "acosh", "atanh", "ln", "gamma"})


POSITIVE = frozenset({"pi", "exp", "power", "radical", "root", "ln of prime", "exp of fraction"})
"""Kernels that are never negative."""


class NotExact(Exception):
    """This tree is no rational function of few names and kernels."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """What stands for one generator: a name (`tag` "name"), or a function of exact fractions."""

    tag: str
    args: tuple[Any, ...]


class Field:
    """Rational functions in the names and kernels met so far."""

    def __init__(self, symbols: Mapping[str, Assumption], complex: bool = False) -> None:
        self.symbols, self.complex = symbols, complex
        self.kernels: list[Kernel] = []
        self.relations: dict[int, fmpq_mpoly] = {}
        self.partial: set[int] = set()
        self.varying: set[int] = set()

    def copy(self) -> Field:
        other = Field(self.symbols, self.complex)
        other.kernels, other.relations = self.kernels.copy(), self.relations.copy()
        other.partial, other.varying = self.partial.copy(), self.varying.copy()
        return other

    def form(self, node: Node) -> Fraction:
        """The tree as a fraction. Raises NotExact, or Undefined for a division by what is exactly zero."""
        fraction: Fraction = _FORM.get(type(node), _no_form)(self, node)  # type: ignore[no-untyped-call]
        if type(fraction[0]) is fmpq_mpoly and len(fraction[0]) > MAX_TERMS:
            raise NotExact
        return fraction

    def kernel(self, tag: str, *args: Any) -> fmpq_mpoly:
        """The generator for a kernel, the same for the same kernel."""
        wanted = Kernel(tag, args)
        for i, kernel in enumerate(self.kernels):
            if kernel.tag == tag and kernel.args == args:
                return GENS[i]
        if len(self.kernels) == GENERATORS:
            raise NotExact
        self.kernels.append(wanted)
        if tag == "name" or any(self.varies(arg) for arg in args):
            self.varying.add(len(self.kernels) - 1)
        return GENS[len(self.kernels) - 1]

    def varies(self, part: Any) -> bool:
        """Whether an argument of a kernel depends on a name."""
        if type(part) is tuple:
            return any(map(self.varies, part))
        if type(part) is not fmpq_mpoly:
            return False
        return any(power and i in self.varying for i, power in enumerate(part.degrees()))

    def restricted(self, generator: fmpq_mpoly) -> fmpq_mpoly:
        """A kernel that is not defined everywhere; constant ones have a value or none, wherever one looks."""
        if (i := GENS.index(generator)) in self.varying:
            self.partial.add(i)
        return generator

    def vanishes(self, poly: Poly) -> bool:
        """Whether a polynomial is zero by itself or by the relations of its kernels."""
        for _ in range(2):
            if not poly:
                return True
            for relation in self.relations.values():
                poly = poly % relation if type(poly) is fmpq_mpoly else poly
        return not poly

    @property
    def rational(self) -> bool:
        """Whether only names were met, so that a polynomial that is not zero means something else."""
        return all(kernel.tag == "name" for kernel in self.kernels)

    # Nodes

    def num(self, node: Num) -> Fraction:
        value = numeral(node.text)
        if type(value) is not fmpq:
            raise NotExact
        return value, ONE

    def name(self, node: Name) -> Fraction:
        text = node.text
        if text not in self.symbols:
            if text == "e":
                return self.exponential((ONE, ONE))
            if text in ("i", "I") and self.complex:
                unit = self.kernel("i")
                self.relations[GENS.index(unit)] = unit**2 + 1
                return unit, ONE
            if text in ("oo", "i", "I", "emptyset"):
                raise NotExact
            if text == "pi":
                return self.kernel("pi"), ONE
        return self.kernel("name", text), ONE

    def neg(self, node: Neg) -> Fraction:
        above, below = self.form(node.of)
        return -above, below

    def op(self, node: Op) -> Fraction:
        symbol = node.symbol
        if symbol == "^":
            return self.power(self.form(node.left), node.left, node.right)
        left, right = self.form(node.left), self.form(node.right)
        if symbol == "+":
            return plus(left, right)
        if symbol == "-":
            return plus(left, (-right[0], right[1]))
        if symbol in ("*", "times", "dot"):
            return times(left, right)
        if symbol == "/":
            return times(left, self.inverse(right))
        raise NotExact

    def inverse(self, x: Fraction) -> Fraction:
        above, below = x
        if self.vanishes(above):
            raise Undefined("division by zero")
        if type(above) is fmpq:
            return below * (1 / above), ONE
        if above.is_constant():
            return below * (1 / above.leading_coefficient()), ONE
        return below, above

    def power(self, base: Fraction, left: Node, right: Node) -> Fraction:
        if isinstance(left, Name) and left.text == "e" and "e" not in self.symbols:
            return self.exponential(self.form(right))
        exponent = self.form(right)
        if type(exponent[0]) is fmpq and exponent[1] is ONE:
            return self.rational_power(base, exponent[0])
        return self.symbolic_power(base, exponent)

    def integer_power(self, base: Fraction, n: int) -> Fraction:
        if n < 0:
            return self.integer_power(self.inverse(base), -n)
        if n == 0 and self.vanishes(base[0]):
            raise NotExact
        if n > MAX_POWER:
            raise NotExact
        return self.raised(base[0], n), self.raised(base[1], n)

    def raised(self, poly: Poly, n: int) -> Poly:
        """The n-th power, n >= 0; of a long sum to a high power the sum becomes a kernel."""
        if type(poly) is fmpq:
            if poly is ONE or n == 1:
                return poly
            if n * poly.height_bits() > 8192:
                raise NotExact
            return poly**n
        if len(poly) == 1 or (n <= 64 and comb(len(poly) + n - 1, n) <= MAX_TERMS):
            return poly**n
        shared = content(poly) * (-1 if _leading(poly) < 0 else 1)
        return self.raised(shared, n) * self.kernel("sum", poly / shared) ** n

    def rational_power(self, base: Fraction, exponent: fmpq) -> Fraction:
        n, q = int(exponent.floor()), int(exponent.q)
        if q == 1:
            return self.integer_power(base, n)
        rest = int((exponent - n).p)
        whole = self.integer_power(base, n) if n else (ONE, ONE)
        return times(whole, self.integer_power(self.radical(base, q), rest))

    def radical(self, base: Fraction, q: int) -> Fraction:
        """base^(1/q), a positive rational content taken out."""
        above, below = lowest(base)
        if type(above) is fmpq and type(below) is fmpq:
            return self.radical_of_rational(above / below, q)
        if self.complex:
            raise NotExact
        shared = content(above) / content(below)
        over, taken = self.positive_roots(above / content(above), q)
        under, divided = self.positive_roots(below / content(below), q)
        taken = times(taken, self.inverse(divided))
        if type(over) is fmpq and type(under) is fmpq:
            return times(self.radical_of_rational(shared * over / under, q), taken)
        primitive = (over, under) if type(under) is fmpq_mpoly else (over / under, ONE)
        root = self.kernel("root", q, *primitive)
        if not all(self.is_positive(part) for part in primitive):
            self.restricted(root)
        if type(primitive[1]) is fmpq:
            self.relations[GENS.index(root)] = root**q - primitive[0] / primitive[1]
        return times(times(self.radical_of_rational(shared, q), taken), (root, ONE))

    def positive_roots(self, poly: Poly, q: int) -> tuple[Poly, Fraction]:
        """A polynomial without its positive factors that are single kernels, and the product of their q-th roots."""
        taken: Fraction = (ONE, ONE)
        if type(poly) is fmpq:
            return poly, taken
        for i, power in enumerate(_least_powers(poly)):
            if not power or not self.is_positive_kernel(kernel := self.kernels[i]):
                continue
            poly = poly / GENS[i] ** power
            if kernel.tag == "name":
                root = self.kernel("root", q, GENS[i], ONE)
                self.relations[GENS.index(root)] = root**q - GENS[i]
                taken = times(taken, self.integer_power((root, ONE), power))
            else:
                taken = times(taken, self.exponential((self.exponent_of(kernel, GENS[i]) * power / q, ONE)))
        return (poly.leading_coefficient() if poly.is_constant() else poly), taken

    def radical_of_rational(self, value: fmpq, q: int) -> Fraction:
        if value < 0 or q > 12:
            raise NotExact
        if not value:
            return ZERO, ONE
        result: Fraction = (ONE, ONE)
        for prime, power in _factored(value):
            whole, rest = divmod(power, q)
            result = times(result, (fmpq(prime) ** whole, ONE))
            if rest:
                common = gcd(rest, q)  # 4^(1/4) is sqrt(2)
                rest, degree = rest // common, q // common
                root = self.kernel("radical", prime, degree)
                if (i := GENS.index(root)) not in self.relations:
                    self.relations[i] = root**degree - prime
                result = times(result, (root**rest, ONE))
        return result

    def is_positive(self, poly: Poly, strictly: bool = False) -> bool:
        """Whether it is a polynomial with positive coefficients in positive names: no restriction under a root."""
        allowed = ("positive",) if strictly else ("positive", "nonnegative")
        if type(poly) is fmpq:
            return bool(poly > 0)
        unused = set(poly.unused_gens())
        signs = all(c > 0 for c in poly.coeffs())
        return signs and all(
            self.symbols.get(kernel.args[0]) in allowed if kernel.tag == "name" else kernel.tag in POSITIVE
            for i, kernel in enumerate(self.kernels)
            if f"g{i}" not in unused
        )

    def symbolic_power(self, base: Fraction, exponent: Fraction) -> Fraction:
        """b^x: e^(x*ln b) where b is plainly positive, whatever the names in it are."""
        rational = type(base[0]) is fmpq and base[1] is ONE and base[0] > 0
        if rational and type(exponent[1]) is fmpq:
            result: Fraction = (ONE, ONE)
            for prime, power in _factored(base[0]):
                scaled = (exponent[0] * (power / exponent[1]), ONE)
                result = times(result, self.split_power(("power", prime), scaled))
            return result
        if self.complex:
            raise NotExact
        if rational or (self.is_positive(base[0], strictly=True) and self.is_positive(base[1], strictly=True)):
            return self.exponential(lowest(times(exponent, self.logarithm(base))))
        if type(exponent[1]) is not fmpq:
            raise NotExact
        above = exponent[0] / exponent[1]
        constant = _constant_term(above)
        whole = fmpq(constant.floor())
        kernel = self.restricted(self.kernel("general power", *lowest(base), above - whole))
        return times(self.integer_power(base, int(whole.p)) if whole else (ONE, ONE), (kernel, ONE))

    def exponential(self, exponent: Fraction) -> Fraction:
        above, below = exponent
        if type(below) is fmpq:
            return self.split_power(("exp",), (above / below, ONE))
        if self.complex:
            raise NotExact
        above, below = lowest(exponent)
        shared = content(above) * (-1 if _leading(above) < 0 else 1)
        kernel = self.kernel("exp of fraction", above / shared, below, int(shared.q))
        return self.integer_power((kernel, ONE), int(shared.p))

    def split_power(self, tag: tuple[Any, ...], exponent: Fraction) -> Fraction:
        """b^(sum of c*m) as the product of (b^(m/q))^p over its terms, where c = p/q."""
        result: Fraction = (ONE, ONE)
        above = exponent[0]
        if type(above) is fmpq_mpoly and len(above) > 12:
            raise NotExact
        for monomial, c in _terms(above):
            here, monomial = self.with_logarithm(tag, monomial)
            if here[0] == "base":
                factor = self.rational_power(here[1], c)
            elif here[0] == "power" and monomial is ONE:
                factor = self.rational_power((fmpq(here[1]), ONE), c)
            elif self.complex and tag == ("exp",) and (turn := self.turn(monomial, c)) is not None:
                factor = turn
            else:
                factor = self.integer_power((self.kernel(*here, monomial, int(c.q)), ONE), int(c.p))
            result = times(result, factor)
        return result

    def with_logarithm(self, tag: tuple[Any, ...], monomial: Poly) -> tuple[tuple[Any, ...], Poly]:
        """The base and exponent of e^m or p^m, a logarithm in m taken as the base: e^(x*ln 2) is 2^x, e^(ln u) is u.

        Of several primes the least is the base.
        """
        if type(monomial) is not fmpq_mpoly:
            return tag, monomial
        inside = [i for i, power in enumerate(monomial.degrees()) if power]
        if tag == ("exp",) and len(inside) == 1 and monomial == GENS[inside[0]]:
            kernel = self.kernels[inside[0]]
            if kernel.tag == "ln":
                return ("base", kernel.args), ONE
        primes = {self.kernels[i].args[0]: i for i in inside if self.kernels[i].tag == "ln of prime"}
        if not primes or (tag[0] == "power" and tag[1] <= min(primes)):
            return tag, monomial
        least = min(primes)
        rest = monomial / GENS[primes[least]]
        if tag[0] == "power":
            rest = rest * self.kernel("ln of prime", tag[1])
        return ("power", least), ONE if rest.is_constant() else rest

    def turn(self, monomial: Poly, c: fmpq) -> Fraction | None:
        """e^(c*pi*i) as cosine and sine."""
        powers = () if type(monomial) is fmpq else monomial.degrees()
        tags = [self.kernels[i].tag for i, power in enumerate(powers) for _ in range(power)]
        if sorted(tags) != ["i", "pi"]:
            return None
        unit = self.name(Name("i"))
        return plus(self.sine(c + fmpq(1, 2)), times(unit, self.sine(c)))

    # Functions

    def call(self, node: Call) -> Fraction:
        name, args = node.name, node.args
        forms = [self.form(arg) for arg in args]
        if all(type(above) is fmpq and below is ONE for above, below in forms):
            value = evaluate(Call(name, tuple(_numeral(above) for above, _ in forms)))
            if type(value) is fmpq:
                return value, ONE
        if name in _INVERSE and (turns := turns_of(name, args[0])) is not None:
            return self.kernel("pi") * turns, ONE
        if name in ("atan", "acot") and type(forms[0][0]) is fmpq and forms[0][1] is ONE:
            angle = self.arctangent(forms[0][0])
            return angle if name == "atan" else plus((self.kernel("pi") / 2, ONE), negative(angle))
        if name in _CALLS:
            return _CALLS[name](self, *forms)
        if self.complex:
            raise NotExact
        if name in ("min", "max"):
            return self.kernel(name, tuple(sorted((lowest(form) for form in forms), key=str))), ONE
        if len(forms) == 1 and (name in TOTAL or name in PARTIAL):
            return self.function(name, forms[0])
        raise NotExact

    def function(self, name: str, x: Fraction) -> Fraction:
        above, below = lowest(x)
        minus = (name in ODD or name in EVEN) and _leading(above) < 0
        if minus:
            above = -above
        if name == "abs" and self.is_positive(above) and self.is_positive(below):
            return above, below
        kernel = self.kernel(name, above, below)
        if name in PARTIAL:
            self.restricted(kernel)
        return (-kernel if minus and name in ODD else kernel), ONE

    def arctangent(self, t: fmpq) -> Fraction:
        """atan(p/q), the angle of q + p*i, by the angles of its prime factors among the whole complex numbers.

        So 4*atan(1/5) - atan(1/239) is pi/4.
        """
        if self.complex:
            raise NotExact
        x, y = int(t.q), int(t.p)
        angle: Poly = ZERO
        rest = atan2(y, x)
        for prime, _ in _factored(fmpq(x * x + y * y)):
            if prime % 4 != 1:
                continue
            a, b = _two_squares(prime)
            times_met = 0
            for sign in (1, -1):  # a + b*i, then a - b*i
                while not (x * a + y * b * sign) % prime and not (y * a - x * b * sign) % prime:
                    x, y = (x * a + y * b * sign) // prime, (y * a - x * b * sign) // prime
                    times_met += sign
            if times_met:
                angle = angle + times_met * self.kernel("angle", prime)
                rest -= times_met * atan2(b, a)
        eighths = round(4 * rest / pi)  # what is left is a power of 1 + i and a unit
        return angle + (self.kernel("pi") * fmpq(eighths, 4) if eighths else ZERO), ONE

    def sine_cosine(self, x: Fraction) -> tuple[Fraction, Fraction]:
        """Sine and cosine, by those of the terms of the angle: all identities of sums and whole multiples hold then."""
        above, below = lowest(x)
        if type(below) is not fmpq or (type(above) is fmpq_mpoly and len(above) > MAX_ANGLES):
            return self.angle((above, below))
        parts = _terms(above)
        if len(parts) == 1:
            return self.angle_of_term(*parts[0])
        sine: Fraction = (ZERO, ONE)
        cosine: Fraction = (ONE, ONE)
        for monomial, c in parts:
            s, k = self.angle_of_term(monomial, c)
            sine, cosine = plus(times(sine, k), times(cosine, s)), plus(times(cosine, k), negative(times(sine, s)))
        return sine, cosine

    def angle_of_term(self, monomial: Poly, c: fmpq) -> tuple[Fraction, Fraction]:
        if type(monomial) is fmpq_mpoly and monomial.total_degree() == 1 and self.is_pi(monomial):
            return self.sine(c), self.sine(c + fmpq(1, 2))
        if c == 1:
            return self.angle((monomial, ONE))
        multiple = int(c.p)
        if monomial is ONE or abs(multiple) > MAX_MULTIPLE:
            return self.angle((monomial * c, ONE))
        sine, cosine = one = self.angle((monomial if c.q == 1 else monomial / fmpq(c.q), ONE))
        for _ in range(abs(multiple) - 1):
            sine, cosine = (
                plus(times(sine, one[1]), times(cosine, one[0])),
                plus(times(cosine, one[1]), negative(times(sine, one[0]))),
            )
        return (sine if multiple > 0 else negative(sine)), cosine

    def angle(self, x: Fraction) -> tuple[Fraction, Fraction]:
        """Sine and cosine of an angle as kernels of their own."""
        above, below = x
        if not above:
            return (ZERO, ONE), (ONE, ONE)
        minus = _leading(above) < 0
        if minus:
            above = -above
        sine, cosine = self.kernel("sin", above, below), self.kernel("cos", above, below)
        i = GENS.index(sine)
        if i not in self.relations:
            self.relations[i] = sine * sine + cosine * cosine - 1
        return (-sine if minus else sine, ONE), (cosine, ONE)

    def is_pi(self, monomial: fmpq_mpoly) -> bool:
        found = next((g for g, kernel in zip(GENS, self.kernels, strict=False) if kernel.tag == "pi"), None)
        return found is not None and bool(monomial == found)

    def sine(self, turns: fmpq) -> Fraction:
        """sin(turns*pi); by square roots where the denominator divides 12."""
        turns -= 2 * fmpq((turns / 2).floor())
        if turns >= 1:
            above, below = self.sine(turns - 1)
            return -above, below
        if turns > fmpq(1, 2):
            turns = 1 - turns
        square = _SQUARES.get((int(turns.p), int(turns.q)))
        if square is None:
            return self.kernel("sine", turns), ONE
        rational, sign, radicand = square
        root = self.radical_of_rational(rational, 2)
        return root if not sign else plus(root, times((fmpq(sign), ONE), self.radical_of_rational(radicand, 2)))

    def logarithm(self, x: Fraction) -> Fraction:
        """ln, by those of primes and of all positive factors: ln(12), ln(2x), ln(e^x), ln(xy) for positive x and y."""
        if self.complex:
            raise NotExact
        above, below = lowest(x)
        over, high = self.taken_out(above)
        under, low = self.taken_out(below)
        logs: Fraction = (high - low, ONE)
        if type(over) is fmpq and type(under) is fmpq:
            if over * under <= 0:
                raise Undefined("the logarithm of a number that is not positive")
            return logs
        return plus(logs, self.function("ln", (over, under)))

    def taken_out(self, poly: Poly) -> tuple[Poly, Poly]:
        """What is left of a polynomial without its positive factors, and the sum of their logarithms."""
        if not poly:
            raise Undefined("the logarithm of 0")
        shared = content(poly)
        logs: Poly = ZERO
        for prime, power in _factored(shared):
            logs = logs + power * self.kernel("ln of prime", prime)
        if type(poly) is fmpq:
            return poly / shared, logs
        poly = poly / shared
        for i, power in enumerate(_least_powers(poly)):
            if power and self.is_positive_kernel(self.kernels[i]):
                logs = logs + power * self.exponent_of(self.kernels[i], GENS[i])
                poly = poly / GENS[i] ** power
        return (poly.leading_coefficient() if poly.is_constant() else poly), logs

    def is_positive_kernel(self, kernel: Kernel) -> bool:
        if kernel.tag == "name":
            return self.symbols.get(kernel.args[0]) == "positive"
        return kernel.tag in ("exp", "power", "radical")

    def exponent_of(self, kernel: Kernel, generator: fmpq_mpoly) -> Poly:
        """The natural logarithm of a positive kernel."""
        if kernel.tag == "name":
            return self.kernel("ln", generator, ONE)
        if kernel.tag == "radical":
            prime, degree = kernel.args
            return self.kernel("ln of prime", prime) / degree
        monomial, q = kernel.args[-2:]
        exponent = monomial / q
        return exponent if kernel.tag == "exp" else exponent * self.kernel("ln of prime", kernel.args[0])

    def gamma(self, x: Fraction) -> Fraction:
        """The gamma function; at half a whole number a multiple of sqrt(pi)."""
        above, below = x
        if type(above) is fmpq and below is ONE and above.q == 2 and abs(above) < 100:
            result: Fraction = self.rational_power((self.kernel("pi"), ONE), fmpq(1, 2))
            at = fmpq(1, 2)
            while at < above:
                result, at = times((at, ONE), result), at + 1
            while at > above:
                at -= 1
                result = times((1 / at, ONE), result)
            return result
        return self.function("gamma", x)

    def hyperbolic(self, x: Fraction) -> tuple[Fraction, Fraction]:
        """sinh and cosh."""
        up = self.exponential(x)
        down = self.inverse(up)
        half = (fmpq(1, 2), ONE)
        return times(half, plus(up, (-down[0], down[1]))), times(half, plus(up, down))

    def area(self, name: str, x: Fraction) -> Fraction:
        """An inverse hyperbolic function; of a rational number the logarithm it is."""
        if type(x[0]) is not fmpq or x[1] is not ONE or self.complex:
            return self.function(name, x)
        if name == "atanh":
            return times((fmpq(1, 2), ONE), self.logarithm(((1 + x[0]) / (1 - x[0]), ONE)))
        root = self.rational_power((x[0] ** 2 + (1 if name == "asinh" else -1), ONE), fmpq(1, 2))
        return self.logarithm(plus(x, root))


# Fractions ---------------------------------------------------------------------------------------------------------


def plus(x: Fraction, y: Fraction) -> Fraction:
    a, b = x
    c, d = y
    if b is ONE and d is ONE:
        return a + c, ONE
    if b is ONE:
        return a * d + c, d
    if d is ONE:
        return a + c * b, b
    if b == d:
        return a + c, b
    if max(_terms_in(a), _terms_in(b)) * max(_terms_in(c), _terms_in(d)) > MAX_PRODUCT:
        raise NotExact
    return a * d + c * b, b * d


def negative(x: Fraction) -> Fraction:
    return -x[0], x[1]


def times(x: Fraction, y: Fraction) -> Fraction:
    a, b = x
    c, d = y
    if _terms_in(a) * _terms_in(c) > MAX_PRODUCT or _terms_in(b) * _terms_in(d) > MAX_PRODUCT:
        raise NotExact
    if b is ONE:
        return (a * c, d) if d is ONE or type(a) is fmpq or type(d) is fmpq else _cancelled(a * c, d)
    if d is ONE:
        return _cancelled(a * c, b)
    return _cancelled(a * c, b * d)


def _terms_in(poly: Poly) -> int:
    return 1 if type(poly) is fmpq else len(poly)


def _cancelled(above: Poly, below: Poly) -> Fraction:
    """The fraction as it is, unless terms grow."""
    if type(below) is fmpq:
        return above / below, ONE
    if type(above) is fmpq_mpoly and len(above) + len(below) > 40:
        return lowest((above, below))
    return above, below


def lowest(x: Fraction) -> Fraction:
    """The fraction without common factors, the denominator with leading coefficient 1; constants as numbers."""
    above, below = x
    if type(above) is fmpq_mpoly and above.is_constant():
        above = above.leading_coefficient()
    if type(below) is fmpq_mpoly and below.is_constant():
        below = below.leading_coefficient()
    if type(below) is fmpq:
        return above / below, ONE
    if type(above) is fmpq_mpoly:
        common = above.gcd(below)
        if not common.is_constant():
            return lowest((above / common, below / common))
    lead = below.leading_coefficient()
    return above / lead, below / lead


def _terms(poly: Poly) -> list[tuple[Poly, fmpq]]:
    """Monomials and coefficients; the monomial of a constant term is `ONE`."""
    if type(poly) is fmpq:
        return [(ONE, poly)] if poly else []
    if len(poly) == 1:
        c = poly.leading_coefficient()
        return [(ONE if poly.is_constant() else poly if c == 1 else poly / c, c)]
    return [(_RING.from_dict({m: ONE}) if any(m) else ONE, c) for m, c in poly.to_dict().items()]


@lru_cache(maxsize=256)
def _two_squares(prime: int) -> tuple[int, int]:
    """a > b > 0 with a^2 + b^2 = prime; NotExact for primes that are searched too long."""
    if prime > MAX_SQUARES:
        raise NotExact
    for b in range(1, isqrt(prime)):
        a = isqrt(prime - b * b)
        if a * a + b * b == prime:
            return max(a, b), min(a, b)
    raise NotExact


def _least_powers(poly: fmpq_mpoly) -> list[int]:
    """For each generator the greatest power that divides a polynomial."""
    return [min(powers) for powers in zip(*poly.monoms(), strict=True)]


def _leading(poly: Poly) -> fmpq:
    return poly if type(poly) is fmpq else poly.leading_coefficient()


def _monic(poly: Poly) -> Poly:
    return -poly if _leading(poly) < 0 else poly


def _constant_term(poly: Poly) -> fmpq:
    return poly if type(poly) is fmpq else poly.to_dict().get((0,) * GENERATORS, ZERO)


def content(poly: Poly) -> fmpq:
    """The greatest positive rational that leaves whole coefficients without a common factor."""
    if type(poly) is fmpq:
        return abs(poly) if poly else ONE
    coefficients = poly.coeffs()
    above = reduce(lambda g, c: g.gcd(c.p), coefficients, fmpz(0))
    below = reduce(lambda g, c: g.lcm(c.q), coefficients, fmpz(1))
    return fmpq(above, below)


def _factored(value: fmpq) -> list[tuple[int, int]]:
    """Primes and exponents of a positive rational; NotExact for long numbers."""
    if value.height_bits() > MAX_FACTORED or value <= 0:
        raise NotExact
    found = [(int(prime), power) for prime, power in value.p.factor()]
    return found + [(int(prime), -power) for prime, power in value.q.factor()]


def _no_form(field: Field, node: Node) -> Fraction:
    raise NotExact


def _numeral(value: fmpq) -> Node:
    whole: Node = Num(str(abs(value.p)))
    quotient = whole if value.q == 1 else Op("/", whole, Num(str(value.q)))
    return Neg(quotient) if value < 0 else quotient


def _ratio(which: int, of: int) -> Callable[[Field, Fraction], Fraction]:
    """A quotient of (1, sine, cosine)."""

    def value(field: Field, x: Fraction) -> Fraction:
        parts = ((ONE, ONE), *field.sine_cosine(x))
        return times(parts[which], field.inverse(parts[of]))

    return value


def _log(field: Field, x: Fraction, base: Fraction) -> Fraction:
    return times(field.logarithm(x), field.inverse(field.logarithm(base)))


def _root(field: Field, x: Fraction, n: Fraction) -> Fraction:
    if type(n[0]) is not fmpq or n[1] is not ONE or n[0].q != 1 or n[0] < 1:
        raise NotExact
    if n[0].p % 2 and not (field.is_positive(x[0]) and field.is_positive(x[1])):
        return field.function("cbrt", x) if n[0] == 3 else _odd_root(field, x, int(n[0].p))
    return field.rational_power(x, 1 / n[0])


def _odd_root(field: Field, x: Fraction, n: int) -> Fraction:
    above, below = lowest(x)
    minus = _leading(above) < 0
    kernel = field.kernel("odd root", n, -above if minus else above, below)
    return (-kernel if minus else kernel), ONE


def _cbrt(field: Field, x: Fraction) -> Fraction:
    above, below = lowest(x)
    if type(above) is type(below) is fmpq:
        value = above / below
        root = field.radical_of_rational(abs(value), 3)
        return (-root[0], root[1]) if value < 0 else root
    if field.is_positive(above) and field.is_positive(below):
        return field.rational_power(x, fmpq(1, 3))
    return field.function("cbrt", x)


_FORM: dict[type, Callable[[Field, Any], Fraction]] = {
    Num: Field.num,
    Name: Field.name,
    Neg: Field.neg,
    Op: Field.op,
    Call: Field.call,
}
_INVERSE = frozenset({"asin", "acos", "atan", "acot", "asec", "acsc"})
_CALLS: dict[str, Callable[..., Fraction]] = {
    "sin": lambda field, x: field.sine_cosine(x)[0],
    "cos": lambda field, x: field.sine_cosine(x)[1],
    "tan": _ratio(1, 2),
    "cot": _ratio(2, 1),
    "sec": _ratio(0, 2),
    "csc": _ratio(0, 1),
    "exp": Field.exponential,
    "ln": Field.logarithm,
    "log": _log,
    "log10": lambda field, x: _log(field, x, (fmpq(10), ONE)),
    "sqrt": lambda field, x: field.rational_power(x, fmpq(1, 2)),
    "cbrt": _cbrt,
    "root": _root,
    "gamma": lambda field, x: field.gamma(x),
    "factorial": lambda field, x: field.gamma(plus(x, (ONE, ONE))),
    "percent": lambda field, x: times((fmpq(1, 100), ONE), x),
    "sinh": lambda field, x: field.hyperbolic(x)[0],
    "cosh": lambda field, x: field.hyperbolic(x)[1],
    "tanh": lambda field, x: times(field.hyperbolic(x)[0], field.inverse(field.hyperbolic(x)[1])),
    "coth": lambda field, x: times(field.hyperbolic(x)[1], field.inverse(field.hyperbolic(x)[0])),
    "sech": lambda field, x: field.inverse(field.hyperbolic(x)[1]),
    "csch": lambda field, x: field.inverse(field.hyperbolic(x)[0]),
    "asinh": lambda field, x: field.area("asinh", x),
    "acosh": lambda field, x: field.area("acosh", x),
    "atanh": lambda field, x: field.area("atanh", x),
    "asech": lambda field, x: field.area("acosh", field.inverse(x)),
    "acsch": lambda field, x: field.area("asinh", field.inverse(x)),
    "acoth": lambda field, x: field.area("atanh", field.inverse(x)),
    "sigmoid": lambda field, x: field.inverse(plus((ONE, ONE), field.exponential((-x[0], x[1])))),
}
_SQUARES = {
    (0, 1): (ZERO, 0, ZERO), (1, 2): (ONE, 0, ZERO), (1, 6): (fmpq(1, 4), 0, ZERO), (1, 4): (fmpq(1, 2), 0, ZERO),
    (1, 3): (fmpq(3, 4), 0, ZERO), (1, 12): (fmpq(3, 8), -1, fmpq(1, 8)), (5, 12): (fmpq(3, 8), 1, fmpq(1, 8)),
}  # fmt: skip
"""sin(r*pi) = sqrt(a) + s*sqrt(b) as (a, s, b), for r in [0, 1/2]."""


@lru_cache(maxsize=2048)
def _form_of(node: Node, symbols: frozenset[tuple[str, Assumption]], complex: bool) -> tuple[Field, Fraction] | None:
    """The fraction of a key, with the field it lies in."""
    field = Field(dict(symbols), complex)
    try:
        return field, field.form(node)
    except (NotExact, Imprecise, Undefined):
        return None


def identical(left: Node, right: Node, symbols: Mapping[str, Assumption], complex: bool = False) -> bool | None:
    """Whether two trees are the same function; None where this tier cannot tell.

    True is proved for values and domains: kernels that are not defined everywhere are the same on both sides. Constants
    in them are taken to have a value. False only for rational functions.
    """
    known = _form_of(left, frozenset(symbols.items()), complex)
    if known is None:
        return None
    field, (a, b) = known[0].copy(), known[1]
    restrictions, field.partial = field.partial, set()
    try:
        c, d = field.form(right)
    except (NotExact, Imprecise, Undefined):
        return None
    if field.vanishes(b) or field.vanishes(d):
        return None
    gap = a * d - b * c if not (b is ONE and d is ONE) else a - c
    if not gap or (not field.rational and field.vanishes(gap)):
        return True if restrictions == field.partial else None
    return False if field.rational else None
