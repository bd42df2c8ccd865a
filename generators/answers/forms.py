"""Whether an answer is written in the form that is asked for, judged on the tree as written: 6/4 is not 3/2 here.

Each judge gives None if the form is right, else a sentence that says what is still to be done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import gcd

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import Field, NotExact, Poly, content, lowest
from generators.notation.balls import evaluate, numeral
from generators.notation.errors import NotationError
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, children, names, walk
from generators.notation.values import ONE, Imprecise, Undefined
from schemas.answer import ExpressionForm, NumberForm

ALWAYS = frozenset({"pi", "e", "i", "oo"})

# Numbers -----------------------------------------------------------------------------------------------------------


def number_form(node: Node, form: NumberForm) -> str | None:
    return _NUMBERS[form](node.of if isinstance(node, Neg) else node)


def _digits(node: Node) -> int | None:
    return int(node.text) if isinstance(node, Num) and node.text.isdigit() else None


def _whole(node: Node) -> int | None:
    """A whole number with or without a minus."""
    return _digits(node.of if isinstance(node, Neg) else node)


def _integer(node: Node) -> str | None:
    return None if _digits(node) is not None else "Give a whole number: digits and a sign only."


def _fraction(node: Node) -> str | None:
    match node:
        case Num() if _digits(node) is not None:
            return None
        case Op("/", above, below) if _whole(above) is not None and _whole(below) is not None:
            return None
        case Op("+", Num() as whole, Op("/", Num() as above, Num() as below)):
            if all(_digits(each) is not None for each in (whole, above, below)):
                return None
    return "Give a fraction of two whole numbers."


def _lowest_terms(node: Node) -> str | None:
    for each in walk(node):
        if isinstance(each, Op) and each.symbol == "/":
            if any(isinstance(n, Num) and _digits(n) is None for n in walk(each)):
                return "No decimals inside a fraction."
            above, below = _numeric_content(each.left), _numeric_content(each.right)
            if gcd(above, below) > 1:
                return "This fraction can be reduced."
    if any(isinstance(each, Call) and each.name == "percent" for each in walk(node)) or _is_decimal(node):
        return "Give a fraction in lowest terms, not a decimal."
    if not names(node) and not any(isinstance(n, Call) or (isinstance(n, Op) and n.symbol == "^") for n in walk(node)):
        return _fraction(node)
    return None


def _is_decimal(node: Node) -> bool:
    return isinstance(node, Num) and _digits(node) is None


def _numeric_content(node: Node) -> int:
    """The product of the whole numbers among the factors of a node; of a sum what its terms share."""
    match node:
        case Num() if (n := _digits(node)) is not None:
            return n
        case Neg(of):
            return _numeric_content(of)
        case Op("*", left, right):
            return _numeric_content(left) * _numeric_content(right)
        case Op("+" | "-", left, right):
            return gcd(_numeric_content(left), _numeric_content(right))
    return 1


def _decimal(node: Node) -> str | None:
    return None if isinstance(node, Num) and "e" not in node.text.lower() else "Give a decimal number."


def _scientific(node: Node) -> str | None:
    wrong = "Give the number as a*10^n with one digit other than 0 before the point of a."
    match node:
        case Num(text):
            mantissa, _, exponent = text.lower().partition("e")
            return None if exponent and _one_digit(mantissa) else wrong
        case Op("*" | "times", Num(mantissa), Op("^", Num("10"), exponent)) if _whole(exponent) is not None:
            return None if _one_digit(mantissa) else wrong
        case Op("^", Num("10"), exponent) if _whole(exponent) is not None:
            return None
        case Op("/", Num(mantissa), Op("^", Num("10"), exponent)) if _digits(exponent) is not None:
            return None if _one_digit(mantissa) else wrong
    return wrong


def _one_digit(mantissa: str) -> bool:
    whole = mantissa.partition(".")[0]
    return len(whole) == 1 and whole != "0"


_NUMBERS: dict[NumberForm, Callable[[Node], str | None]] = {
    "integer": _integer,
    "fraction": _fraction,
    "lowest_terms": _lowest_terms,
    "decimal": _decimal,
    "scientific": _scientific,
}


# Formulas ----------------------------------------------------------------------------------------------------------


def expression_form(node: Node, key: Node, form: ExpressionForm) -> str | None:
    """What is still to be done to bring a formula into a form; `key` is the same value in the right form."""
    try:
        return _FORMS[form](node, key)
    except (NotExact, NotationError, Undefined, Imprecise):
        return None if as_written(node, key) is None else "This is not in the form that is asked for."


def terms(node: Node) -> Iterator[tuple[int, Node]]:
    """The terms of a sum with their signs."""
    match node:
        case Op("+", left, right):
            yield from terms(left)
            yield from terms(right)
        case Op("-", left, right):
            yield from terms(left)
            yield from ((-sign, term) for sign, term in terms(right))
        case Neg(of):
            yield from ((-sign, term) for sign, term in terms(of))
        case _:
            yield 1, node


def is_sum(node: Node) -> bool:
    return isinstance(node, Op) and node.symbol in "+-"


@dataclass(frozen=True, slots=True)
class Factor:
    base: Node
    power: int
    """Negative below the line."""


def factors(node: Node, power: int = 1) -> Iterator[Factor]:
    """The factors of a product or quotient, whole powers taken apart."""
    match node:
        case Neg(of):
            yield from factors(of, power)
        case Op("*" | "times" | "dot", left, right):
            yield from factors(left, power)
            yield from factors(right, power)
        case Op("/", left, right):
            yield from factors(left, power)
            yield from factors(right, -power)
        case Op("^", base, exponent) if (n := _whole(exponent)) is not None:
            yield Factor(base, power * (-n if isinstance(exponent, Neg) else n))
        case _:
            yield Factor(node, power)


def _is_number(node: Node) -> bool:
    return not names(node) - ALWAYS


def _expanded(node: Node, key: Node) -> str | None:
    field = Field({})
    seen: list[tuple[Poly, Poly]] = []
    for _, term in terms(node):
        numbers = 0
        bases: list[Node] = []
        for factor in factors(term):
            if is_sum(factor.base) and not (factor.power < 0 and names(factor.base)):
                return "Multiply out: there is still a product or a power of a sum."
            if isinstance(factor.base, Neg) and is_sum(factor.base.of):
                return "Multiply out: there is still a product of a sum."
            if isinstance(factor.base, Num):
                numbers += factor.power > 0
            elif factor.base in bases:
                return "Collect the powers of one base."
            else:
                bases.append(factor.base)
        if numbers > 1 or _reducible(term):
            return "Work out the products of numbers."
        above, below = lowest(field.form(term))
        if not above:
            return "Leave out what is zero."
        shape = (_monic(above), _monic(below))
        if shape in seen:
            return "Collect like terms."
        seen.append(shape)
    return None


def _reducible(term: Node) -> bool:
    """Whether the numbers above and below the line of a product have a common factor."""
    sizes = {1: 1, -1: 1}
    for factor in factors(term):
        if (n := _digits(factor.base)) is not None and abs(factor.power) < 64:
            sizes[1 if factor.power > 0 else -1] *= n ** abs(factor.power)
    return gcd(sizes[1], sizes[-1]) > 1


def _monic(poly: Poly) -> Poly:
    return ONE if type(poly) is fmpq else poly / poly.leading_coefficient()


def _factored(node: Node, key: Node) -> str | None:
    field = Field({})
    numbers = 0
    seen: list[Poly] = []
    for factor in factors(node):
        if isinstance(factor.base, Num):
            numbers += factor.base != Num("1") and factor.power > 0
            continue
        if _is_number(factor.base):
            if is_sum(factor.base):
                return "Work out the sums of numbers."
            continue
        if any(isinstance(each, Op) and each.symbol == "/" for each in walk(factor.base)) and is_sum(factor.base):
            return "Take common denominators out of the sums."
        above, below = lowest(field.form(factor.base))
        if type(above) is fmpq or not _is_one(below):
            return "Write this as a product of factors that cannot be factored further."
        parts = above.factor()[1]
        if len(parts) > 1 or parts[0][1] > 1:
            return "This can be factored further."
        if is_sum(factor.base) and content(above) != 1:
            return "Take out the common numerical factor."
        if is_sum(factor.base) and (message := _expanded(factor.base, key)) is not None:
            return message
        part = _monic(parts[0][0])
        if part in seen:
            return "Collect equal factors into a power."
        seen.append(part)
    if numbers > 1:
        return "Work out the products of numbers."
    return None


def _is_one(poly: Poly) -> bool:
    return type(poly) is fmpq


def _single_fraction(node: Node, key: Node) -> str | None:
    inner = node.of if isinstance(node, Neg) else node
    parts = children(inner) if isinstance(inner, Op) and inner.symbol == "/" else (inner,)
    for part in parts:
        for each in walk(part):
            if isinstance(each, Op) and (each.symbol == "/" or (each.symbol == "^" and isinstance(each.right, Neg))):
                return "Write this as one fraction."
    return None


def _lowest(node: Node, key: Node) -> str | None:
    field = Field({})
    if _is_number(node):
        return number_form(node, "lowest_terms")
    for each in walk(node):
        if isinstance(each, Op) and each.symbol == "/":
            if any(isinstance(n, Num) and _digits(n) is None for n in walk(each)):
                return "No decimals inside a fraction."
            (above, over), (below, under) = field.form(each.left), field.form(each.right)
            if not (_is_one(over) and _is_one(under)):
                return "No fractions inside a fraction."
            if gcd(_numeric_content(each.left), _numeric_content(each.right)) > 1:
                return "This fraction can be reduced."
            if type(above) is fmpq_mpoly and type(below) is fmpq_mpoly and not above.gcd(below).is_constant():
                return "This fraction can be reduced."
    return None


def _partial_fractions(node: Node, key: Node) -> str | None:
    field = Field({})
    seen: list[tuple[Poly, int]] = []
    polynomial: list[Poly] = []
    for _, term in terms(node):
        above, below = lowest(field.form(term))
        if type(below) is fmpq:
            shape = _monic(above) if type(above) is fmpq or len(above) == 1 else None
            if shape is None or shape in polynomial:
                return "Collect the terms without a denominator."
            polynomial.append(shape)
            continue
        parts = below.factor()[1]
        if len(parts) > 1:
            return "Take this apart: each denominator is a power of one factor that cannot be factored further."
        base, power = _monic(parts[0][0]), parts[0][1]
        if type(above) is fmpq_mpoly and above.total_degree() >= base.total_degree():
            return "Each numerator has a lower degree than the factor below it."
        if (base, power) in seen:
            return "Collect the terms with the same denominator."
        if not isinstance(term, Op) or is_sum(term):
            return "Write this as a sum of fractions."
        seen.append((base, power))
    return None


def _completed_square(node: Node, key: Node) -> str | None:
    message = "Complete the square: each variable stands once, inside a square such as $(x - 1)^2$."
    occurrences = Counter(each.text for each in walk(node) if isinstance(each, Name) and each.text not in ALWAYS)
    if any(count > 1 for count in occurrences.values()):
        return message
    squared = {
        name
        for each in walk(node)
        if isinstance(each, Op) and each.symbol == "^" and each.right == Num("2") and _linear(each.left)
        for name in names(each.left)
    }
    field = Field({})
    above, _ = lowest(field.form(key))
    for i, kernel in enumerate(field.kernels):
        degree = above.degrees()[i] if type(above) is fmpq_mpoly else 0
        if degree == 2 and kernel.tag == "name" and kernel.args[0] not in squared:
            return message
    constants = sum(not names(term) - ALWAYS for _, term in terms(node))
    return "Collect the constants." if constants > 1 else None


def _linear(node: Node) -> bool:
    above, below = lowest(Field({}).form(node))
    return type(below) is fmpq and (type(above) is fmpq or above.total_degree() == 1)


def _simplified(node: Node, key: Node) -> str | None:
    """Fractions reduced, numbers worked out, like terms and equal factors collected, nothing idle."""
    for each in walk(node):
        message = _idle(each) or _unworked(each)
        if message:
            return message
    if (message := _lowest(node, key)) is not None:
        return message
    for each in _tops(node):
        if is_sum(each) and (message := _uncollected(each)) is not None:
            return message
    return None


def _tops(node: Node) -> Iterator[Node]:
    """Sums that are not terms of a longer sum."""
    stack: list[tuple[Node, bool]] = [(node, True)]
    while stack:
        here, top = stack.pop()
        if top:
            yield here
        inside = is_sum(here)
        stack += [(child, not (inside and is_sum(child))) for child in children(here)]


def _idle(node: Node) -> str | None:
    match node:
        case (
            Op("*", Num("1" | "0"), _) | Op("*", _, Num("1" | "0")) | Op("+" | "-", _, Num("0")) | Op("+", Num("0"), _)
        ):
            return "Leave out idle zeros and ones."
        case Op("/" | "^", _, Num("1")) | Op("^", _, Num("0")) | Op("/", Num("0"), _):
            return "Leave out idle zeros and ones."
        case Neg(Neg()) | Op("+" | "-", _, Neg()):
            return "Write two signs in a row as one."
    return None


def _unworked(node: Node) -> str | None:
    """Arithmetic on plain numbers that is left to do."""
    match node:
        case Op("+" | "-", left, right) if _rational(left) and _rational(right):
            return "Work out the sums of numbers."
        case Op("*", left, right) if _rational(left) and _rational(right):
            return "Work out the products of numbers."
        case Op("^", left, right) if _rational(left) and (_whole(right) is not None) and abs(_whole(right) or 0) < 7:
            return "Work out the powers of numbers." if isinstance(left, Num) and len(left.text) < 3 else None
        case Call("sqrt", (Num() as of,)) if (n := _digits(of)) is not None:
            if any(n % (k * k) == 0 for k in range(2, 200)) or n < 2:
                return "A root can be simplified: take out square factors."
        case Call("ln" | "log10" | "exp" | "sin" | "cos" | "tan" | "abs" | "log" as name, args) if all(
            _rational(arg) for arg in args
        ):
            try:
                if type(evaluate(node)) is fmpq:
                    return f"Work out the value of {name}."
            except (NotationError, Undefined, Imprecise):
                return None
    product = [factor for factor in factors(node)] if isinstance(node, Op) and node.symbol in "*/" else []
    if sum(isinstance(factor.base, Num) and factor.base != Num("1") and factor.power > 0 for factor in product) > 1:
        return "Work out the products of numbers."
    bases = [factor.base for factor in product if not isinstance(factor.base, Num)]
    if len(set(bases)) < len(bases):
        return "Collect equal factors into a power."
    return None


def _rational(node: Node) -> bool:
    match node:
        case Num():
            return True
        case Neg(of):
            return _rational(of)
        case Op("/", left, right):
            return _rational(left) and _rational(right)
    return False


def _uncollected(node: Node) -> str | None:
    field = Field({})
    seen: list[tuple[Poly, Poly]] = []
    for _, term in terms(node):
        above, below = lowest(field.form(term))
        if type(above) is fmpq_mpoly and len(above) > 1 and _is_one(below) and not is_sum(term):
            continue
        shape = (_monic(above), _monic(below))
        if shape in seen:
            return "Collect like terms."
        seen.append(shape)
    return None


# The same up to order and grouping ---------------------------------------------------------------------------------


def as_written(node: Node, key: Node) -> str | None:
    """Whether a formula is the key up to the order and grouping of sums and products and the place of a minus."""
    return None if shape_of(node) == shape_of(key) else "Write it in the form that is asked for."


Shape = tuple[object, ...]


def shape_of(node: Node) -> Shape:
    """A tree with sums and products flattened and in a fixed order."""
    match node:
        case Num(text):
            value = numeral(text)
            return ("number", str(value)) if "." not in text and "e" not in text else ("decimal", text)
        case Name(text):
            return ("name", text)
        case Neg() | Op("*" | "times" | "dot" | "/"):
            sign, above, below = _signed_factors(node)
            if sign > 0 and len(above) == 1 and not below:
                return above[0]
            return ("product", sign, tuple(sorted(above, key=repr)), tuple(sorted(below, key=repr)))
        case Op("+" | "-"):
            return ("sum", tuple(sorted((_signed(sign, shape_of(term)) for sign, term in terms_kept(node)), key=repr)))
        case Call("exp", (of,)):
            return ("^", ("name", "e"), shape_of(of))
        case Op(symbol, left, right):
            return (symbol, shape_of(left), shape_of(right))
        case Call(name, args):
            return ("call", name, tuple(map(shape_of, args)))
    return (type(node).__name__, tuple(map(shape_of, children(node))))


def terms_kept(node: Node) -> Iterator[tuple[int, Node]]:
    """The terms of a sum; a sum in parentheses behind a minus stays one term."""
    match node:
        case Op("+", left, right):
            yield from terms_kept(left)
            yield from terms_kept(right)
        case Op("-", left, right):
            yield from terms_kept(left)
            yield (-1, right)
        case _:
            yield (1, node)


def _signed(sign: int, shape: Shape) -> Shape:
    if sign > 0:
        return shape
    if shape[0] == "product":
        _, own, above, below = shape
        return ("product", -own, above, below) if own > 0 or len(above) > 1 or below else above[0]  # type: ignore
    return ("product", -1, (shape,), ())


def _signed_factors(node: Node) -> tuple[int, list[Shape], list[Shape]]:
    match node:
        case Neg(of):
            sign, above, below = _signed_factors(of)
            return -sign, above, below
        case Op("*" | "times" | "dot", left, right):
            s, a, b = _signed_factors(left)
            t, c, d = _signed_factors(right)
            return s * t, a + c, b + d
        case Op("/", left, right):
            s, a, b = _signed_factors(left)
            t, c, d = _signed_factors(right)
            return s * t, a + d, b + c
    return 1, [] if node == Num("1") else [shape_of(node)], []


_FORMS: dict[ExpressionForm, Callable[[Node, Node], str | None]] = {
    "expanded": _expanded,
    "factored": _factored,
    "single_fraction": _single_fraction,
    "lowest_terms": _lowest,
    "partial_fractions": _partial_fractions,
    "completed_square": _completed_square,
    "simplified": _simplified,
    "as_written": as_written,
}
