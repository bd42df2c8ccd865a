"""Answer keys as formulas to be shown: rounded as the question asks, vectors as points, intervals in their brackets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor, log10

from generators.answers import key_text
from generators.maths.decimals import rounded, significant, terminating
from generators.notation import NotationError, evaluate, parse
from generators.notation.tree import Braces, Chain, Neg, Node, Num, Op, Rows, Series, Tuple, rebuild
from schemas.answer import (
    AnswerKey,
    BasisAnswer,
    DirectionAnswer,
    EigenpairsAnswer,
    ExpressionAnswer,
    IntervalAnswer,
    ListAnswer,
    MatrixAnswer,
    NumberAnswer,
    SetAnswer,
    TableAnswer,
    Tolerance,
    VectorAnswer,
)

SHORT = 9
"""Characters up to which an exact value is shown beside the rounded one."""
PLACES, FIGURES = 8, 4
"""Most decimals, and significant figures where the tolerance is relative."""


def as_node(key: AnswerKey) -> Node:
    """The key as print shows it. Not for choices, matchings and tables, which are no formulas."""
    match key:
        case NumberAnswer(value=value, tolerance=tolerance):
            return number(parse(value), tolerance)
        case IntervalAnswer(low=NumberAnswer() as low, high=NumberAnswer() as high):
            return Tuple((near(parse(low.value), low.tolerance), near(parse(high.value), high.tolerance)), "[", "]")
        case IntervalAnswer():
            return closed(parse(key_text(key)))
        case VectorAnswer(value=value, tolerance=tolerance):
            return Tuple(tuple(near(parse(entry), tolerance) for entry in value))
        case DirectionAnswer(value=value):
            return Tuple(tuple(map(parse, value)))
        case ListAnswer(value=value, tolerance=tolerance) if len(value) > 1:
            return Series(tuple(near(parse(entry), tolerance) for entry in value))
        case BasisAnswer(value=vectors):
            return Braces(tuple(Tuple(tuple(map(parse, vector))) for vector in vectors))
        case EigenpairsAnswer():
            return points(parse(key_text(key)))
        case SetAnswer(value=value, tolerance=tolerance):
            return Braces(tuple(near(parse(element), tolerance) for element in value))
        case MatrixAnswer(value=rows, tolerance=tolerance):
            return Rows(tuple(tuple(near(parse(entry), tolerance) for entry in row) for row in rows))
        case _:
            return parse(key_text(key))


def cell(key: TableAnswer, row: int, column: int) -> Node:
    """One cell of a table, as a decimal where it has a short one."""
    match key.value[row][column]:
        case NumberAnswer(value=value, tolerance=tolerance):
            return near(parse(value), tolerance or key.tolerance, decimal)
        case ExpressionAnswer(value=value):
            return parse(value)
        case text:
            return near(parse(text), key.tolerance, decimal)


def number(node: Node, tolerance: Tolerance | None) -> Node:
    """A number with its decimals; a short exact value stands beside them, an absolute tolerance behind them."""
    shown = near(node, tolerance)
    if shown == node or tolerance is None:
        return node
    if tolerance.abs is not None:
        return Op("pm", shown, parse(tolerance.abs))
    if is_numeral(node) or len(str(value(node) or "")) > SHORT:
        return shown
    return Chain((node, shown), ("=" if value(node) == value(shown) else "approx",))


def near(node: Node, tolerance: Tolerance | None, otherwise: Callable[[Node], Node] = lambda node: node) -> Node:
    """The value rounded as far as the tolerance asks for; without one, `otherwise` of it."""
    exact = value(node)
    if tolerance is None or exact is None:
        return otherwise(node)
    if tolerance.decimals is not None:
        shown = rounded(exact, tolerance.decimals)
    elif tolerance.abs is not None:
        shown = rounded(exact, places_for(tolerance.abs))
    else:
        shown = significant(exact, tolerance.sigfigs or FIGURES)
    return parse(str(terminating(exact) if shown == exact else shown))


def decimal(node: Node) -> Node:
    """The value as a decimal of at most four places if it is one, else the node."""
    exact = value(node)
    if exact is None or 10_000 % exact.denominator:
        return node
    return parse(str(terminating(exact)))


def places_for(tolerance: str) -> int:
    """Decimals that show a difference of a tenth of the tolerance."""
    width = value(parse(tolerance))
    return min(PLACES, max(0, 1 - floor(log10(width)))) if width else PLACES


def value(node: Node) -> Fraction | None:
    """A real number: exact if it is rational, else to the precision of a float. None for everything else."""
    try:
        found = evaluate(node)
        return Fraction(str(found)) if "fmpq" in type(found).__name__ else Fraction(float(found))
    except (NotationError, TypeError, ValueError, OverflowError):
        return None


def is_numeral(node: Node) -> bool:
    return isinstance(node, Num) or (isinstance(node, Neg) and isinstance(node.of, Num))


def points(node: Node) -> Node:
    """Rows are vectors, and shown as points."""
    match node:
        case Rows((row,)):
            return Tuple(row)
    return rebuild(node, points)


def closed(node: Node) -> Node:
    """Rows of two entries are closed intervals here."""
    match node:
        case Rows(((low, high),)):
            return Tuple((low, high), "[", "]")
    return rebuild(node, closed)
