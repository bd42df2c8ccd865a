"""Follow-through: the key that a rule gives for a learner's own earlier answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flint import arb, fmpq

from generators.answers.judging import Reading
from generators.answers.keys import decimal_text, defined_somewhere, value_text
from generators.answers.kinds import KINDS
from generators.answers.loci.systems import unknowns_of
from generators.answers.tolerance import decimals_of, spread, widest
from generators.notation import NotationError, house, parse, put_in, tidy
from generators.notation.balls import evaluate
from generators.notation.derivative import worked_out
from generators.notation.rules import echelon, is_exact, transposed
from generators.notation.tree import (
    Braces,
    Call,
    Cases,
    Chain,
    Logic,
    Name,
    Node,
    Rows,
    Series,
    Text,
    Tuple,
    names,
    walk,
)
from generators.notation.values import SCALARS, Imprecise, Matrix, Undefined, Value
from schemas.answer import (
    AnswerKey,
    AntiderivativeAnswer,
    BasisAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    DirectionAnswer,
    EchelonAnswer,
    EigenpairsAnswer,
    EquationAnswer,
    ExpressionAnswer,
    InequalityAnswer,
    IntervalAnswer,
    ListAnswer,
    MatrixAnswer,
    NumberAnswer,
    SetAnswer,
    SystemAnswer,
    TableAnswer,
    Tolerance,
    VectorAnswer,
)

Own = Mapping[str, Node]
"""Values that a rule may name: what was given, and the answers to earlier parts, as trees."""

BITS = 256
FINE = Tolerance(abs="1e-30")
"""Where a rule gives an irrational value for an exact key, the learner's must agree with it to 30 decimals."""
MANY = Tolerance(decimals=12)


def reference(key: AnswerKey) -> Node | None:
    """The key's value as a tree that rules can use; None for kinds without one, such as a choice."""
    return KINDS[key.kind].value(key)


def earlier(key: AnswerKey, reading: Reading) -> Node | None:
    """What later rules take a learner's answer to be; None where it has no such value."""
    if reference(key) is None or any(cell is None for row in reading.cells for cell in row):
        return None
    return reading.tree


def rekey(key: AnswerKey, formula: str, own: Own) -> AnswerKey | None:
    """The key of the same kind for the value a rule has on `own`; None where it has none that suits the kind."""
    try:
        rule = parse(formula)
        if any(isinstance(each, Call) and each.name in ("diff", "partial", "limit") for each in walk(rule)):
            rule = _filled(rule, own)
        return _rekeyed(key, rule, own)
    except (NotationError, Undefined, Imprecise):
        return None


def _rekeyed(key: AnswerKey, rule: Node, own: Own) -> AnswerKey | None:
    match key:
        case ExpressionAnswer() | EquationAnswer() | InequalityAnswer():
            return _formula(key, rule, own)
        case AntiderivativeAnswer():
            made = _filled(rule, own)
            sound = _is_scalar(made) and defined_somewhere(made, key.symbols)
            return key.model_copy(update={"integrand": house(made), "value": None}) if sound else None
        case BooleanAnswer():
            value = _value(rule, own)
            return key.model_copy(update={"value": value}) if isinstance(value, bool) else None
        case ChoiceAnswer():
            return _option(key, _value(rule, own))
        case NumberAnswer():
            return _number(key, _value(rule, own), rule, own)
        case SetAnswer():
            value = _value(rule, own)
            return _with_entries(key, list(value)) if isinstance(value, tuple) else None
        case ListAnswer():
            value = _value(rule, own)
            if isinstance(value, Matrix) and 1 in value.shape:
                value = value.entries
            return _with_entries(key, list(value)) if isinstance(value, tuple) else None
        case SystemAnswer():
            return _solution(key, _value(rule, own))
        case BasisAnswer():
            return _basis(key, _value(rule, own))
        case EigenpairsAnswer():
            value = _value(rule, own)
            square = isinstance(value, Matrix) and len(set(value.shape)) == 1
            return key.model_copy(update={"matrix": _exact_rows(value)}) if square and is_exact(value) else None
        case VectorAnswer() | DirectionAnswer():
            value = _value(rule, own)
            if isinstance(value, Matrix) and 1 in value.shape:
                return _with_entries(key, list(value.entries))
            return _with_entries(key, [value]) if type(value) in SCALARS else None
        case MatrixAnswer() | TableAnswer() | EchelonAnswer():
            value = _value(rule, own)
            if type(value) in SCALARS:
                value = Matrix(((value,),))
            return _with_rows(key, value) if isinstance(value, Matrix) else None
        case IntervalAnswer():
            return _interval(key, _value(rule, own))
        case _:
            return None


def _value(rule: Node, own: Own) -> Value:
    needed = names(rule)
    return evaluate(rule, {name: evaluate(tree, bits=BITS) for name, tree in own.items() if name in needed}, bits=BITS)


def _filled(rule: Node, own: Own) -> Node:
    return tidy(worked_out(put_in(rule, {Name(name): tree for name, tree in own.items()})))


def _formula(key: ExpressionAnswer | EquationAnswer | InequalityAnswer, rule: Node, own: Own) -> AnswerKey | None:
    made = _filled(rule, own)
    if isinstance(key, EquationAnswer | InequalityAnswer):
        return key.model_copy(update={"value": house(made)}) if isinstance(made, Chain | Logic) else None
    if not _is_scalar(made) or not defined_somewhere(made, key.symbols):
        return None
    return key.model_copy(update={"value": house(made)})


def _option(key: ChoiceAnswer, value: Value) -> ChoiceAnswer | None:
    """The option of that number, counted from 1 in the order of their ids."""
    if type(value) is not fmpq or value.q != 1 or not 1 <= value <= len(key.options):
        return None
    return key.model_copy(update={"value": sorted(option.id for option in key.options)[int(value.p) - 1]})


def _is_scalar(node: Node) -> bool:
    return not any(
        isinstance(each, Rows | Braces | Tuple | Chain | Logic | Series | Text | Cases) for each in walk(node)
    )


def _number(key: NumberAnswer, value: Value, rule: Node, own: Own) -> AnswerKey | None:
    if type(value) not in (fmpq, arb):
        return None
    if key.tolerance is None and type(value) is arb and _is_scalar(made := _filled(rule, own)):
        return key.model_copy(update={"value": house(made), "between": None})
    text, tolerance = _text(value, key.tolerance)
    return key.model_copy(update={"value": text, "between": None, "tolerance": tolerance})


def _text(value: Value, tolerance: Tolerance | None) -> tuple[str, Tolerance | None]:
    """A number as text, and the tolerance it is marked with."""
    if type(value) is arb and tolerance is None:
        return decimal_text(value, 40), FINE
    return value_text(value, tolerance or MANY, "the rule"), tolerance


def _texts(values: Iterable[Value], tolerance: Tolerance | None) -> tuple[list[str], Tolerance | None]:
    made = [_text(value, tolerance) for value in values]
    rules = {rule for _, rule in made if rule is not None}
    return [text for text, _ in made], rules.pop() if rules else None


def _with_entries(key: Any, values: list[Value]) -> AnswerKey | None:
    if any(type(value) not in (fmpq, arb) for value in values):
        return None
    texts, tolerance = _texts(values, getattr(key, "tolerance", None))
    if isinstance(key, DirectionAnswer):
        return key.model_copy(update={"value": tuple(texts)}) if tolerance is None and any(values) else None
    return key.model_copy(update={"value": tuple(texts), "tolerance": tolerance})  # type: ignore[no-any-return]


def _solution(key: SystemAnswer, value: Value) -> AnswerKey | None:
    """The one solution that a column of numbers is, in the order of the unknowns."""
    unknowns = unknowns_of(key)
    if (
        not isinstance(value, Matrix)
        or value.shape != (len(unknowns), 1)
        or any(type(x) is not fmpq for x in value.entries)
    ):
        return None
    return key.model_copy(update={"value": tuple(f"{x} = {v}" for x, v in zip(unknowns, value.entries, strict=True))})


def _with_rows(key: MatrixAnswer | TableAnswer | EchelonAnswer, value: Matrix) -> AnswerKey | None:
    if any(type(entry) not in (fmpq, arb) for entry in value.entries):
        return None
    m, n = value.shape
    tolerance = None if isinstance(key, EchelonAnswer) else key.tolerance
    texts, tolerance = _texts(value.entries, tolerance)
    rows = tuple(tuple(texts[i * n : (i + 1) * n]) for i in range(m))
    if isinstance(key, EchelonAnswer):
        if tolerance is not None:
            return None
        return key.model_copy(update={"matrix": rows, "value": _exact_rows(echelon(value)[0])})
    if isinstance(key, TableAnswer):
        plain = all(isinstance(cell, str) for row in key.value for cell in row)
        if key.mode == "trace" or not plain or (m, n) != (len(key.rows), len(key.columns)):
            return None
    return key.model_copy(update={"value": rows, "tolerance": tolerance})


def _basis(key: BasisAnswer, value: Value) -> AnswerKey | None:
    """The columns of a matrix, or several vectors, where they are rational and independent."""
    vectors = value if isinstance(value, tuple) else ()
    if isinstance(value, Matrix):
        rows = transposed(value)
    elif vectors and all(isinstance(v, Matrix) and 1 in v.shape for v in vectors):
        rows = Matrix(tuple(v.entries for v in vectors))
    else:
        return None
    whole = len({len(row) for row in rows.rows}) == 1
    if not whole or not is_exact(rows) or len(echelon(rows)[1]) < len(rows.rows):
        return None
    return key.model_copy(update={"value": _exact_rows(rows)})


def _exact_rows(A: Matrix) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, row)) for row in A.rows)


def _interval(key: IntervalAnswer, value: Value) -> AnswerKey | None:
    if key.low is None or key.high is None:
        return None
    ends = list(value) if isinstance(value, tuple) else list(value.entries) if isinstance(value, Matrix) else []
    if len(ends) != 2 or any(type(end) not in (fmpq, arb) for end in ends):
        return None
    low, high = (
        end.model_copy(
            update={"value": _text(x, end.tolerance)[0], "between": None, "tolerance": _text(x, end.tolerance)[1]}
        )
        for end, x in zip((key.low, key.high), ends, strict=True)
    )
    return key.model_copy(update={"low": low, "high": high})


def rounded_names(own: Own) -> set[str]:
    """The names whose values hold decimals, which may have been rounded."""
    return {name for name, tree in own.items() if any(decimals_of(each) for each in walk(tree))}


def loosened(key: AnswerKey, formula: str, own: Own, rounded: Iterable[str]) -> AnswerKey:
    """The key with its tolerance widened by what the rounding of earlier answers can do; exact keys stay exact."""
    near = sorted(set(rounded) & names(parse(formula)))
    if not near:
        return key
    tolerances = (
        [key.low.tolerance] if isinstance(key, IntervalAnswer) and key.low else [getattr(key, "tolerance", None)]
    )
    if tolerances == [None]:
        return key
    try:
        extra = spread(parse(formula), own, near)
    except (NotationError, Undefined, Imprecise):
        return key
    match key:
        case IntervalAnswer(low=NumberAnswer() as low, high=NumberAnswer() as high):
            return key.model_copy(update={"low": _wider(low, extra), "high": _wider(high, extra)})
        case NumberAnswer():
            return _wider(key, extra)
        case (
            SetAnswer(tolerance=Tolerance() as tolerance)
            | ListAnswer(tolerance=Tolerance() as tolerance)
            | VectorAnswer(tolerance=Tolerance() as tolerance)
        ):
            return key.model_copy(update={"tolerance": widest(tolerance, map(parse, key.value), extra)})
        case MatrixAnswer(tolerance=Tolerance() as tolerance):
            cells = [parse(cell) for row in key.value for cell in row]
            return key.model_copy(update={"tolerance": widest(tolerance, cells, extra)})
        case TableAnswer(tolerance=Tolerance() as tolerance):
            texts = [cell for row in key.value for cell in row if isinstance(cell, str)]
            return key.model_copy(update={"tolerance": widest(tolerance, map(parse, texts), extra)})
        case _:
            return key


def _wider(key: NumberAnswer, extra: Any) -> NumberAnswer:
    if key.tolerance is None:
        return key
    return key.model_copy(update={"tolerance": widest(key.tolerance, [parse(key.value)], extra)})
