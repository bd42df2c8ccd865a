"""Answer keys as words and formulas: rounded as the question asks, vectors as points, options by their marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import floor, log10
from typing import Literal

from generators.answers import key_text
from generators.maths.decimals import rounded, significant, terminating
from generators.notation import NotationError, evaluate, label, parse, spans
from generators.notation.tree import Braces, Chain, Neg, Node, Num, Op, Rows, Series, Tuple, rebuild
from schemas.answer import (
    AnswerKey,
    ArgumentAnswer,
    BasisAnswer,
    BooleanAnswer,
    Cell,
    ChoiceAnswer,
    ChoicesAnswer,
    DirectionAnswer,
    EigenpairsAnswer,
    IntervalAnswer,
    ListAnswer,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    Option,
    OrderAnswer,
    SetAnswer,
    SystemAnswer,
    TableAnswer,
    TextAnswer,
    Tolerance,
    VectorAnswer,
)

SHORT = 9
"""Characters up to which an exact value is shown beside the rounded one."""
PLACES, FIGURES = 8, 4
"""Most decimals, and significant figures where the tolerance is relative."""


Spelled = tuple[str | Node, ...]
"""Words and formulas in turn."""
Side = Literal["options", "left", "right"]
"""Options to choose from or to order, or a side of a matching."""
Marks = Callable[[Sequence[Option], Side], Sequence[str]]
"""What stands beside options where they are shown."""


def ids(options: Sequence[Option], side: Side) -> Sequence[str]:
    return [option.id for option in options]


def spelled(key: AnswerKey, marks: Marks = ids) -> Spelled:
    """The key in words and formulas. Not for tables."""
    match key:
        case BooleanAnswer(value=value):
            return ("true" if value else "false",)
        case ChoiceAnswer(options=options, value=value):
            return _option(options, value, marks)
        case ChoicesAnswer(options=options, value=chosen):
            each = [_option(options, id, marks) for id in chosen]
            sentences = all(option.text.endswith(".") for option in options)
            return _joined(each, " " if sentences else "; ") if each else ("none of them",)
        case TextAnswer(value=accepted):
            return (" or ".join(accepted),)
        case ArgumentAnswer(value=lines):
            return _joined([(parse(line),) for line in lines], "; ")
        case OrderAnswer() | MatchingAnswer():
            return (short(key, marks),)
        case _:
            return (as_node(key),)


def short(key: ChoiceAnswer | ChoicesAnswer | OrderAnswer | MatchingAnswer, marks: Marks = ids) -> str:
    """The marks of the right options alone."""
    match key:
        case ChoiceAnswer(options=options, value=value):
            return _marked(options, marks)[value]
        case ChoicesAnswer(options=options, value=chosen):
            return ", ".join(_marked(options, marks)[id] for id in chosen) or "none"
        case OrderAnswer(items=items, value=order):
            return ", ".join(_marked(items, marks)[id] for id in order)
        case MatchingAnswer(left=left, right=right, value=pairs):
            here, there = _marked(left, marks, "left"), _marked(right, marks, "right")
            return ", ".join(f"{here[a]}–{there[b]}" for a, b in pairs.items())


def _marked(options: Sequence[Option], marks: Marks, side: Side = "options") -> dict[str, str]:
    return {option.id: mark for option, mark in zip(options, marks(options, side), strict=True)}


def _option(options: Sequence[Option], id: str, marks: Marks) -> Spelled:
    text = next(option.text for option in options if option.id == id)
    return (f"{_marked(options, marks)[id]}: ", *spans(text))


def _joined(each: Sequence[Spelled], between: str) -> Spelled:
    return tuple(piece for i, some in enumerate(each) for piece in ((between, *some) if i else some))


def as_node(key: AnswerKey) -> Node:
    """The key as one formula. Only for kinds whose answers are formulas."""
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
        case BasisAnswer(value=vectors):
            return Braces(tuple(Tuple(tuple(map(parse, vector))) for vector in vectors))
        case EigenpairsAnswer():
            return points(parse(key_text(key)))
        case SetAnswer(value=value, tolerance=tolerance):
            return Braces(tuple(near(parse(element), tolerance) for element in value))
        case ListAnswer(value=value, tolerance=tolerance) if value:
            return _series([near(parse(element), tolerance) for element in value])
        case MatrixAnswer(value=rows, tolerance=tolerance):
            return Rows(tuple(tuple(near(parse(entry), tolerance) for entry in row) for row in rows))
        case SystemAnswer(value=equations) if key_text(key) != "emptyset":
            return _series(list(map(parse, equations)))
        case _:
            return parse(key_text(key))


def _series(items: Sequence[Node]) -> Node:
    return Series(tuple(items)) if len(items) != 1 else items[0]


def cell(key: TableAnswer, row: int, column: int, marks: Marks = ids) -> Spelled:
    """One cell of a table, as a decimal where it has a short one; of options the marks."""
    match key.value[row][column]:
        case NumberAnswer(value=value, tolerance=tolerance):
            return (near(parse(value), tolerance or key.tolerance, decimal),)
        case ChoiceAnswer() | ChoicesAnswer() | OrderAnswer() | MatchingAnswer() as options:
            return (short(options, marks),)
        case str(text):
            return (near(parse(text), key.tolerance, decimal),)
        case other:
            return spelled(other, marks)


def options_of(key: TableAnswer) -> Iterator[tuple[str, Side, tuple[Option, ...]]]:
    """What the cells of a table choose from: each list once, with the row or column it belongs to, as prose."""
    where: dict[tuple[Side, tuple[Option, ...]], list[tuple[int, int]]] = {}
    for i, row in enumerate(key.value):
        for j, each in enumerate(row):
            for side, options in _sides(each):
                where.setdefault((side, options), []).append((i, j))
    for (side, options), places in where.items():
        rows, columns = ({place[k] for place in places} for k in (0, 1))
        if len(columns) == 1:
            yield label(key.columns[columns.pop()]), side, options
        else:
            yield label(key.rows[rows.pop()]) if len(rows) == 1 else "the cells", side, options


def _sides(key: Cell) -> Iterator[tuple[Side, tuple[Option, ...]]]:
    match key:
        case ChoiceAnswer(options=options) | ChoicesAnswer(options=options) | OrderAnswer(items=options):
            yield "options", options
        case MatchingAnswer(left=left, right=right):
            yield "left", left
            yield "right", right


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
