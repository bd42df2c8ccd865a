"""The forms of a number: judged on the digits, never on the value."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd, isqrt

from generators.answers.forms.parts import digits, literal, whole
from generators.maths.decimals import terminating
from generators.notation import parse
from generators.notation.tree import Call, Neg, Node, Num, Op, walk
from schemas.answer import NumberForm

INTEGER = "Give a whole number: digits and a sign only."
FRACTION = "Give a fraction of two whole numbers."
REDUCE = "This fraction can be reduced."
NO_DECIMALS = "No decimals inside a fraction."
DECIMAL = "Give a decimal number."
SCIENTIFIC = "Give the number as a*10^n with one digit other than 0 before the point of a."
PERCENT = "Give a percentage, with the sign %."


def number_form(node: Node, form: NumberForm, mixed: bool = False) -> str | None:
    """What is still to be done to bring a number into a form. With `mixed`, 1 1/2 is a fraction."""
    if form == "lowest_terms":
        return _lowest_terms(node, mixed)
    if form == "fraction":
        return _fraction(node, mixed)
    return _NUMBERS[form](node.of if isinstance(node, Neg) else node)


def _integer(node: Node) -> str | None:
    return None if digits(node) is not None else INTEGER


def _fraction(node: Node, mixed: bool) -> str | None:
    inner = node.of if isinstance(node, Neg) else node
    match inner:
        case Num() if digits(inner) is not None:
            return None
        case Op("/", above, below) if whole(above) is not None and whole(below) is not None:
            return None
        case Op("+", Num() as ones, Op("/", Num() as above, Num() as below)) if mixed:
            if all(digits(each) is not None for each in (ones, above, below)):
                return None
    return FRACTION


def _lowest_terms(node: Node, mixed: bool) -> str | None:
    inner = node.of if isinstance(node, Neg) else node
    if isinstance(inner, Num):
        return None if digits(inner) is not None else "Give a fraction in lowest terms, not a decimal."
    for each in walk(inner):
        if isinstance(each, Op) and each.symbol == "/":
            if any(isinstance(n, Num) and digits(n) is None for n in walk(each)):
                return NO_DECIMALS
            if gcd(integer_content(each.left), integer_content(each.right)) > 1:
                return REDUCE
            if isinstance(each.left, Neg) and isinstance(each.right, Neg):
                return "Leave out the two minus signs."
    if any(isinstance(each, Call) and each.name == "percent" for each in walk(inner)):
        return "Give a fraction in lowest terms, not a percentage."
    if any(isinstance(each, Num) and digits(each) is None for each in walk(inner)):
        return "Give a fraction in lowest terms, not a decimal."
    if any(isinstance(each, Call) or not isinstance(each, Num | Neg | Op) for each in walk(inner)):
        return None  # an irrational number: only its fractions count
    if isinstance(inner, Op) and inner.symbol == "+" and mixed and _fraction(inner, mixed) is None:
        part = inner.right
        proper = isinstance(part, Op) and (digits(part.left) or 0) < (digits(part.right) or 0)
        return None if proper else "The fraction in a mixed number is less than 1."
    return _fraction(node, mixed)


def integer_content(node: Node) -> int:
    """The product of the whole numbers among the factors of a node, roots of squares taken out; of a sum what its terms
    share."""
    match node:
        case Num():
            n = digits(node)
            return 1 if n is None else n
        case Neg(of):
            return integer_content(of)
        case Op("*" | "times" | "dot", left, right):
            return integer_content(left) * integer_content(right)
        case Op("+" | "-", left, right):
            return gcd(integer_content(left), integer_content(right))
        case Op("^", base, Num(n)) if n.isdigit() and 0 < int(n) <= 64:
            return int(integer_content(base) ** int(n))
        case Call("sqrt", (Num() as of,)) if (n := digits(of)) is not None:
            return square_factor(n)
    return 1


def square_factor(n: int) -> int:
    """The greatest k up to 1000 with k^2 dividing n."""
    return next((k for k in range(min(isqrt(n), 1000), 1, -1) if n % (k * k) == 0), 1) if n else 1


def _decimal(node: Node) -> str | None:
    return None if isinstance(node, Num) and "e" not in node.text.lower() else DECIMAL


def _scientific(node: Node) -> str | None:
    match node:
        case Num(text) if "e" in text.lower():
            mantissa, exponent = text.lower().split("e")
            return None if _one_digit(mantissa) or _is_zero(mantissa) else SCIENTIFIC
        case Num(text):
            return None if _is_zero(text) else SCIENTIFIC
        case Op("*" | "times", Num(mantissa), Op("^", Num("10"), exponent)) if whole(exponent) is not None:
            return None if _one_digit(mantissa) or _is_zero(mantissa) else SCIENTIFIC
        case Op("*" | "times", Neg(Num(mantissa)), Op("^", Num("10"), exponent)) if whole(exponent) is not None:
            return None if _one_digit(mantissa) else SCIENTIFIC
        case Op("^", Num("10"), exponent) if whole(exponent) is not None:
            return None
    return SCIENTIFIC


def _one_digit(mantissa: str) -> bool:
    ones, _, decimals = mantissa.partition(".")
    return len(ones) == 1 and ones.isdigit() and ones != "0" and (not decimals or decimals.isdigit())


def _is_zero(mantissa: str) -> bool:
    return not mantissa.strip("0.")


def _percent(node: Node) -> str | None:
    match node:
        case Call("percent", (of,)) if literal(of) is not None and _fraction(of, True) is None:
            return None
        case Call("percent", (of,)) if _decimal(of.of if isinstance(of, Neg) else of) is None:
            return None
    return PERCENT


_NUMBERS: dict[NumberForm, Callable[[Node], str | None]] = {
    "integer": _integer,
    "decimal": _decimal,
    "scientific": _scientific,
    "percent": _percent,
}


def written_in(text: str, form: NumberForm) -> str:
    """A number in a form, where it has one; else its text."""
    node = parse(text)
    value = literal(node)
    if value is None or number_form(node, form) is None:
        return text
    exact = Fraction(int(value.p), int(value.q))
    try:
        match form:
            case "decimal":
                return str(terminating(exact))
            case "percent":
                return f"{terminating(100 * exact)}%"
            case "scientific":
                return _with_power_of_ten(exact)
    except ValueError:  # its decimals do not end
        return f"({100 * exact})%" if form == "percent" else text
    return str(exact)


def _with_power_of_ten(value: Fraction) -> str:
    """A number other than 0, whose decimals end, as a*10^n."""
    n = 0
    while abs(value) >= Fraction(10) ** (n + 1):
        n += 1
    while abs(value) < Fraction(10) ** n:
        n -= 1
    return f"{terminating(value / Fraction(10) ** n)}*10^{n if n >= 0 else f'({n})'}"
