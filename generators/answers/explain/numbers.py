"""Slips in one number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flint import acb, arb, fmpq

from generators.answers.compare import same
from generators.answers.forms.parts import whole
from generators.answers.tolerance import imaginary, near, slack
from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.functions import TRIGONOMETRIC
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, rebuild, walk
from generators.notation.values import Imprecise, Infinite, Scalar, Undefined, Value, only_integer, precision
from schemas.answer import Tolerance
from schemas.verdict import Feedback

BITS = 128
NARROW = 0.01
"""How near, relative to the key, an answer must be to the slipped value: tolerances may be wide."""
NARROWER = 0.002
"""The same for slips by an irrational factor."""
CLOSE = 20
"""Up to so many tolerances away an answer counts as close."""
PI, LN10, HUNDRED, TWO, ONE = Name("pi"), Call("ln", (Num("10"),)), Num("100"), Num("2"), Num("1")
DEGREE = Op("/", PI, Num("180"))


@dataclass(frozen=True, slots=True)
class Question:
    """The key with its tolerance, and the answer."""

    key: Node
    tolerance: Tolerance | None
    between: tuple[Node, Node] | None
    given: Node

    @property
    def loose(self) -> bool:
        return self.tolerance is not None or self.between is not None

    def fits(self, other: Node, narrow: float) -> bool:
        """Whether the answer put right is what the key asks for."""
        try:
            if not self.loose:
                return same(self.key, other).equal is True
            found = near(self.key, self.tolerance, other, None, self.between)
            return found.equal is True and (self.between is not None or _distance(self.key, other) <= narrow)
        except (Undefined, Imprecise, NotationError):
            return False


def _distance(key: Node, other: Node) -> float:
    """How far apart two numbers are, relative to the first."""
    x, y = evaluate(key, bits=BITS), evaluate(other, bits=BITS)
    with precision(BITS):
        return abs(float(arb(x - y)) / float(arb(x))) if x else float("inf")


def number_slips(
    key: Node, tolerance: Tolerance | None, between: tuple[Node, Node] | None, given: Node
) -> tuple[Feedback, ...]:
    """What a wrong number looks like, if it looks like anything."""
    question = Question(key, tolerance, between, given)
    try:
        complex = imaginary(key, given)
        k, x = evaluate(key, bits=BITS, complex=complex), evaluate(given, bits=BITS, complex=complex)
    except (Undefined, Imprecise, NotationError):
        return ()
    if isinstance(k, Infinite) or isinstance(x, Infinite):
        turned = isinstance(k, Infinite) and isinstance(x, Infinite)
        return _said("sign", "Check the sign.") if turned else ()
    if type(k) is acb or type(x) is acb:
        return _complex_slips(question, k, x)
    if type(k) not in (fmpq, arb) or type(x) not in (fmpq, arb):
        return ()
    with precision(BITS):
        rounding = _rounding(question, k, x)
        if rounding:
            return rounding
        found = {code: text for code, text in _explanations(question, k, x)}
        if "sign" in found:
            return _said("sign", found["sign"])
        if len(found) == 1:
            return _said(*next(iter(found.items())))
        return () if found else _close(question, k, x)


def _said(code: str, text: str) -> tuple[Feedback, ...]:
    return (Feedback(code=code, text=text),)


def _explanations(question: Question, k: Scalar, x: Scalar) -> Iterator[tuple[str, str]]:
    """Every slip that leads from the key to the answer."""
    given = question.given
    if k and x:
        a, b, width = float(arb(k)), float(arb(x)), _width(question, k)
        for code, text, factor, undone, narrow in _FACTORS:
            if abs(b * factor - a) <= width and question.fits(undone(given), narrow):
                yield code, text
        if abs(1 - a * b) <= width * abs(b) and question.fits(Op("/", ONE, given), NARROW):
            yield "reciprocal", "This is one over the right value."
        if b > 0 and abs(b**0.5 - a) <= width and question.fits(Call("sqrt", (given,)), NARROW):
            yield "square", "This is the square of the right value: is a root missing?"
        if a > 0 and abs(b) < 1e150 and abs(b * b - a) <= width and question.fits(Op("^", given, TWO), NARROW):
            yield "square-root", "This is the square root of the right value."
    if any(isinstance(each, Call) and each.name in TRIGONOMETRIC for each in walk(question.key)):
        turned = _in_degrees(question.key)
        if turned != question.key and _shows(given, _value(turned), x):
            yield "degrees", "A calculator set to degrees gives this: angles are in radians here."
    if type(k) is fmpq and type(x) is fmpq and abs(k - x) == 1 and k.q == 1:
        yield "off-by-one", "This is off by one."
    yield from _digits(question, k)


def _width(question: Question, k: Scalar) -> float:
    """How far from the key an answer put right may be, for a quick look."""
    width = 1e-9 * abs(float(arb(k))) + 1.01 * float(arb(slack(question.tolerance, k)))
    if question.between is not None:
        low, high = (_value(end) for end in question.between)
        width += abs(float(arb(high - low))) if low is not None and high is not None else 0.0
    return width


def _times(factor: Node) -> Callable[[Node], Node]:
    return lambda given: Op("*", given, factor)


def _ten(power: int) -> tuple[str, str, float, Callable[[Node], Node], float]:
    factor: Node = Num(str(10**power)) if power > 0 else Op("/", ONE, Num(str(10**-power)))
    return "power-of-ten", "The decimal point is in the wrong place.", 10.0**power, _times(factor), NARROW


SHARE = "A share or a percentage? This is off by a factor of 100."
_FACTORS: tuple[tuple[str, str, float, Callable[[Node], Node], float], ...] = (
    ("sign", "Check the sign.", -1.0, Neg, 1.0),
    ("factor-2", "A factor of 2 is missing.", 2.0, _times(TWO), NARROW),
    ("factor-2", "There is a factor of 2 too much.", 0.5, _times(Op("/", ONE, TWO)), NARROW),
    ("percent", "Is this a percentage? Then write the sign %.", 0.01, _times(Op("/", ONE, HUNDRED)), NARROW),
    ("percent", SHARE, 100.0, _times(HUNDRED), NARROW),
    *(_ten(power) for power in (-6, -5, -4, -3, -1, 1, 3, 4, 5, 6)),
    ("degrees", "This is in degrees: give it in radians.", 0.017453292519943295, _times(DEGREE), NARROWER),
    ("degrees", "This is off by the factor between radians and degrees.", 57.29577951308232,
     _times(Op("/", ONE, DEGREE)), NARROWER),
    ("logarithm", "This is off by the factor between natural and common logarithms.", 2.302585092994046,
     _times(LN10), NARROWER),
    ("logarithm", "This is off by the factor between natural and common logarithms.", 0.4342944819032518,
     _times(Op("/", ONE, LN10)), NARROWER),
)  # fmt: skip
"""Code, what to say, what the answer is to be multiplied by, the answer put right, how near it must then be."""


def _complex_slips(question: Question, k: Value, x: Value) -> tuple[Feedback, ...]:
    k, x = acb(k), acb(x)
    with precision(BITS):
        if not (k + x).abs_lower() > 0 and question.fits(Neg(question.given), 1.0):
            return _said("sign", "Check the sign.")
        if not (k - x.conjugate()).abs_lower() > 0:
            return _said("conjugate", "Check the sign of the imaginary part.")
        if not (k - acb(x.imag, x.real)).abs_lower() > 0:
            return _said("parts-exchanged", "Real and imaginary part are exchanged.")
    return ()


# Digits --------------------------------------------------------------------------------------------------------------


def unit_of(node: Node) -> fmpq | None:
    """One unit of the last digit that is written, zeros at the end of a whole number left out; None for no decimal."""
    match node:
        case Neg(of):
            return unit_of(of)
        case Call("percent", (of,)):
            unit = unit_of(of)
            return None if unit is None else unit / 100
        case Op("*", Num() as figures, Op("^", Num("10"), exponent)):
            unit, power = unit_of(figures), whole(exponent)
            return unit * fmpq(10) ** power if unit is not None and power is not None and abs(power) < 1000 else None
        case Num(text):
            mantissa, _, shift = text.lower().partition("e")
            decimals = len(mantissa.partition(".")[2])
            zeros = 0 if "." in mantissa else len(mantissa) - len(mantissa.rstrip("0"))
            return fmpq(10) ** (int(shift or 0) - decimals + (zeros if zeros < len(mantissa) else 0))
    return None


def _rounding(question: Question, k: Scalar, x: Scalar) -> tuple[Feedback, ...]:
    """Whether the answer is the key with fewer digits."""
    unit = unit_of(question.given)
    if unit is None or not x or not k or (x > 0) != (k > 0):
        return ()
    gap = abs(k - x)
    rounded = bool(gap <= unit / 2)
    cut = bool(gap < unit) and bool(abs(x) < abs(k))
    if not (rounded or cut) or not 9 * gap <= abs(k):
        return ()
    if question.loose:
        if rounded:
            return _said("rounded-too-coarsely", "This is rounded too coarsely: give more digits.")
        return _said("truncated", "The digits are cut off here: round to the nearest instead.")
    if unit < 1 and not (_is_decimal(k) and abs(x) < 10 * unit):
        return _said("rounded", "Give the exact value, not a rounded decimal.")
    return ()


def _is_decimal(k: Scalar) -> bool:
    """Whether a number has a finite decimal expansion."""
    if type(k) is not fmpq:
        return False
    q = int(k.q)
    for prime in (2, 5):
        while q % prime == 0:
            q //= prime
    return q == 1


def _digits(question: Question, k: Scalar) -> Iterator[tuple[str, str]]:
    """Whether one digit is wrong, or two neighbours are exchanged, in a number of three digits or more."""
    given = question.given.of if isinstance(question.given, Neg) else question.given
    if not isinstance(given, Num) or "e" in given.text.lower():
        return
    decimals = len(given.text.partition(".")[2])
    wanted = _written(k, decimals)
    text = given.text.replace(".", "")
    if wanted is None or len(text) != len(wanted) or len(text.lstrip("0")) < 3:
        return
    if isinstance(question.given, Neg) == bool(k > 0):
        return
    wrong = [i for i, (a, b) in enumerate(zip(text, wanted, strict=True)) if a != b]
    if len(wrong) == 1 and (wrong[0] < len(text) - 1 or not question.loose):
        yield "digit", "One digit is wrong."
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(text) == sorted(wanted):
        yield "digits-exchanged", "Two digits are exchanged."


def _written(k: Scalar, decimals: int) -> str | None:
    """The digits of the key, rounded to so many decimals, without point and sign."""
    units = (abs(k) * fmpq(10) ** decimals + fmpq(1, 2)).floor()
    whole = units if type(k) is fmpq else only_integer(units)
    return None if whole is None else f"{int(whole):0{decimals + 1}d}"


def _close(question: Question, k: Scalar, x: Scalar) -> tuple[Feedback, ...]:
    if question.tolerance is None or not k:
        return ()
    gap = abs(k - x)
    if bool(gap <= CLOSE * slack(question.tolerance, k)) and bool(gap <= abs(k) / 100):
        text = "This is close, but not close enough: keep more digits on the way and round at the end."
        return _said("rounded-early", text)
    return ()


# Degrees -------------------------------------------------------------------------------------------------------------


def _in_degrees(node: Node) -> Node:
    """The key as a calculator set to degrees works it out."""
    node = rebuild(node, _in_degrees)
    match node:
        case Call(name, (u,)) if name in TRIGONOMETRIC:
            return Call(name, (Op("*", u, DEGREE),))
    return node


def _value(node: Node) -> Scalar | None:
    try:
        value = evaluate(node, bits=BITS)
    except (Undefined, Imprecise, NotationError):
        return None
    return value if type(value) in (fmpq, arb) else None


def _shows(given: Node, value: Scalar | None, x: Scalar) -> bool:
    """Whether a decimal of three digits or more shows a value."""
    unit = unit_of(given)
    if unit is None or value is None or abs(x) < 100 * unit:
        return False
    return bool(abs(value - x) <= unit)
