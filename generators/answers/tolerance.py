"""How far a number may be from the key, decided by rigorous balls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from flint import acb, arb, fmpq

from generators.answers.compare import BITS, Comparison, Prove, both, same
from generators.maths.decimals import rounded, significant
from generators.notation.balls import Evaluation, evaluate
from generators.notation.elementary import extreme
from generators.notation.errors import NotationError
from generators.notation.tree import Name, Neg, Node, Num, Rows, names, walk
from generators.notation.values import (
    SCALARS,
    ZERO,
    Imprecise,
    Infinite,
    Matrix,
    Scalar,
    Undefined,
    Value,
    compare,
    dyadic,
    only_integer,
    precision,
)
from schemas.answer import Tolerance

HALF = fmpq(1_000_001, 2_000_000)
"""Half a unit, and a millionth of it for values that were rounded on the way to the key."""

PLACES = 24
"""Decimals of a widened tolerance."""


def imaginary(*nodes: Node) -> bool:
    """Whether an `i` stands in one of the trees, so that complex numbers are meant."""
    return any(isinstance(each, Name) and each.text in ("i", "I") for node in nodes for each in walk(node))


def number_value(node: Node, bits: int = 64, complex: bool = False) -> Scalar | Infinite:
    """The number a tree denotes. NotationError if it denotes none; Undefined and Imprecise as `evaluate`."""
    value = evaluate(node, bits=bits, complex=complex)
    if isinstance(value, Infinite):
        return value
    if type(value) not in SCALARS:
        raise NotationError("One number is asked for.")
    return value


def slack(tolerance: Tolerance | None, key: Scalar) -> Scalar:
    """How far from the key a number may be, that distance included."""
    if tolerance is None:
        return fmpq(0)
    if tolerance.decimals is not None:
        return HALF / fmpq(10) ** tolerance.decimals
    if tolerance.sigfigs is not None:
        return HALF * unit_of_figure(key, tolerance.sigfigs)
    if tolerance.abs is not None:
        return _positive(tolerance.abs)
    return abs(key) * _positive(tolerance.rel or "0")


def _positive(text: str) -> Scalar:
    from generators.notation import parse

    value = evaluate(parse(text))
    if type(value) not in (fmpq, arb) or value < 0:
        raise NotationError(f"A tolerance is a number that is not negative, not {text}.")
    return value


def unit_of_figure(key: Scalar, figures: int) -> fmpq:
    """One unit of the key's n-th significant figure; of 0 a unit of the n-th decimal place before the first."""
    if type(key) is fmpq:
        if not key:
            return fmpq(1, 10 ** (figures - 1))
        size, place = abs(key), 0
        while size >= fmpq(10) ** (place + 1):
            place += 1
        while size < fmpq(10) ** place:
            place -= 1
    else:
        with precision(256):
            digits = only_integer((abs(key).log() / arb(10).log()).floor())
        if digits is None:
            raise Imprecise("the size of the key is not clear")
        place = int(digits)
    return fmpq(10) ** (place - figures + 1)


def near(
    key: Node,
    tolerance: Tolerance | None,
    given: Node,
    prove: Prove | None = None,
    between: tuple[Node, Node] | None = None,
    widen: Scalar = ZERO,
) -> Comparison:
    """Whether `given` is within the tolerance of the key, or between two values widened by it; ends included.

    `widen` is added to the tolerance.

    Raises Undefined where `given` has no value.
    """
    complex = imaginary(key, given)
    value = _first_value(given, complex)
    if isinstance(value, Infinite) or isinstance(wanted := _first_value(key, complex), Infinite):
        other = _first_value(key, complex)
        both_infinite = isinstance(value, Infinite) and isinstance(other, Infinite)
        return Comparison(both_infinite and value.sign == other.sign, "exact")
    if tolerance is None and between is None and not widen:
        return same(key, given, prove=prove)
    if type(value) is acb and type(wanted) is not acb and not value.imag.contains(0):
        return Comparison(False, "ball", 1, BITS[0])  # no rounding takes a real number off the line
    if type(value) is acb or type(wanted) is acb:
        return _near_complex(key, given, tolerance, complex)
    return _near_real(key, given, tolerance, between, complex, widen)


def _first_value(node: Node, complex: bool) -> Scalar | Infinite:
    for bits in BITS:
        try:
            return number_value(node, bits, complex)
        except Imprecise:
            continue
    raise Undefined("it has no clear value")


def _near_real(
    key: Node,
    given: Node,
    tolerance: Tolerance | None,
    between: tuple[Node, Node] | None,
    complex: bool,
    widen: Scalar,
) -> Comparison:
    for bits in BITS:
        with precision(bits):
            walk_ = Evaluation({}, complex)
            try:
                x = walk_.value(given)
                ends = [walk_.value(end) for end in (between or (key,))]
                low, high = extreme(ends, -1), extreme(ends, 1)
                width = slack(tolerance, walk_.value(key)) + widen
                inside = compare(x, low - width) >= 0 and compare(x, high + width) <= 0
            except Imprecise:
                continue
            exact = all(type(each) is fmpq for each in (x, low, high, width))
            return Comparison(inside, "exact" if exact else "ball", 0 if exact else 1, 0 if exact else bits)
    return Comparison(None, bits=BITS[-1])


def _near_complex(key: Node, given: Node, tolerance: Tolerance | None, complex: bool) -> Comparison:
    """By the distance in the plane for `abs` and `rel`; real and imaginary parts, each rounded, for places and figures.

    A part of the key that is 0 has no figures: it counts as many of them as the other part has.
    """
    by_parts = tolerance is not None and (tolerance.decimals is not None or tolerance.sigfigs is not None)
    for bits in BITS:
        with precision(bits):
            try:
                x, y = (acb(Evaluation({}, complex).value(node)) for node in (given, key))
                if not by_parts:
                    return Comparison(compare(abs(x - y), slack(tolerance, y)) <= 0, "ball", 1, bits)
                pairs = (x.real, y.real, y.imag), (x.imag, y.imag, y.real)
                parts = [
                    Comparison(compare(abs(a - b), slack(tolerance, other if b.is_zero() else b)) <= 0, "ball", 1, bits)
                    for a, b, other in pairs
                ]
            except Imprecise:
                continue
            return both(parts)
    return Comparison(None, bits=BITS[-1])


def rounded_text(text: str, tolerance: Tolerance | None) -> str:
    """A number of a key rounded to the decimals or figures its tolerance counts; anything else as it is."""
    if tolerance is None or (tolerance.decimals is None and tolerance.sigfigs is None):
        return text
    try:
        value = Fraction(text)
    except ValueError:  # a formula, or infinity
        return text
    near = (
        rounded(value, tolerance.decimals)
        if tolerance.decimals is not None
        else significant(value, tolerance.sigfigs or 1)
    )
    return text if near == value else str(near)


def decimals_of(node: Node) -> int | None:
    """The number of decimals of a plain decimal numeral as written; None for anything else. `1e-3` counts as 0.001."""
    match node:
        case Neg(of):
            return decimals_of(of)
        case Num(text):
            mantissa, _, exponent = text.lower().partition("e")
            return max(len(mantissa.partition(".")[2]) - int(exponent or 0), 0)
    return None


def spread(formula: Node, values: Mapping[str, Node], rounded: Iterable[str]) -> Scalar:
    """How far the value of a formula may move when the decimals in the values named `rounded` are off by half a unit.

    To first order: the sum of what each of them alone can do. Raises Undefined, Imprecise, NotationError as `evaluate`.
    """
    needed = names(formula)
    at = {name: evaluate(tree, bits=BITS[1]) for name, tree in values.items() if name in needed}
    with precision(BITS[1]):
        middle = Evaluation(at).value(formula)
        total: Scalar = ZERO
        for name in rounded:
            if name in at:
                for pair in _shifted(values[name], at[name]):
                    moved = (Evaluation({**at, name: value}).value(formula) for value in pair)
                    total = total + extreme([_distance(value, middle) for value in moved], 1)
    return total


def _shifted(tree: Node, value: Value) -> Iterator[tuple[Value, Value]]:
    """For each decimal in a tree its value with that decimal half a unit higher and lower."""
    if isinstance(tree, Rows) and isinstance(value, Matrix):
        for i, row in enumerate(tree.rows):
            for j, cell in enumerate(row):
                if places := decimals_of(cell):
                    half = fmpq(1, 2 * 10**places)
                    yield _moved(value, i, j, half), _moved(value, i, j, -half)
    elif type(value) in SCALARS and (places := decimals_of(tree)):
        half = fmpq(1, 2 * 10**places)
        yield value + half, value - half


def _moved(A: Matrix, i: int, j: int, by: fmpq) -> Matrix:
    rows = [list(row) for row in A.rows]
    rows[i][j] = rows[i][j] + by
    return Matrix(tuple(map(tuple, rows)))


def _distance(a: Value, b: Value) -> Scalar:
    """The greatest distance between two numbers, or between the entries of two matrices or lists."""
    if type(a) in SCALARS and type(b) in SCALARS:
        return abs(a - b)
    if isinstance(a, Matrix) and isinstance(b, Matrix) and a.shape == b.shape:
        return extreme([abs(x - y) for x, y in zip(a.entries, b.entries, strict=True)], 1)
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b) and a:
        return extreme([_distance(x, y) for x, y in zip(a, b, strict=True)], 1)
    raise NotationError("These values have no distance.")


def widest(tolerance: Tolerance, keys: Iterable[Node], extra: Scalar) -> Tolerance:
    """The tolerance of a key with these values, as a distance with `extra` added; rounded up."""
    with precision(BITS[1]):
        widths = [slack(tolerance, Evaluation({}).value(key)) for key in keys]
        total = dyadic(arb(extreme(widths, 1) + extra).abs_upper())
        units = int((total * fmpq(10) ** PLACES).ceil()) + 1
    digits = f"{units:0{PLACES + 1}d}"
    return Tolerance(abs=f"{digits[:-PLACES]}.{digits[-PLACES:]}")
