"""Keys from values: what an author writes. Values are ints, fractions, SymPy objects, house notation; never floats."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import blake2b
from string import ascii_uppercase
from typing import Any, Literal, TypeVar

from flint import acb, arb, fmpq

from generators.answers.compare import is_complex, same
from generators.answers.points import Sample, points, terrain
from generators.answers.regions import interval_text, region_of
from generators.answers.spectra import eigenpairs as pairs_of
from generators.maths.decimals import rounded
from generators.notation import NotationError, house, parse, text_of, tree_of
from generators.notation.balls import evaluate
from generators.notation.derivative import derivative
from generators.notation.functions import FUNCTIONS
from generators.notation.integral import antiderivative as tabulated
from generators.notation.rules import echelon as reduced_form
from generators.notation.rules import is_exact
from generators.notation.tree import Braces, Call, Chain, Logic, Node, Num, Rows, Tuple, names, walk
from generators.notation.values import SCALARS, Imprecise, Infinite, Matrix, Undefined, Value, dyadic, magnitude
from schemas.answer import (
    AntiderivativeAnswer,
    ArgumentAnswer,
    Assumption,
    BasisAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    DirectionAnswer,
    EchelonAnswer,
    EigenpairsAnswer,
    EquationAnswer,
    ExpressionAnswer,
    ExpressionForm,
    InequalityAnswer,
    IntervalAnswer,
    Key,
    ListAnswer,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    NumberForm,
    Option,
    OrderAnswer,
    SetAnswer,
    SystemAnswer,
    TableAnswer,
    TextAnswer,
    Tolerance,
    VectorAnswer,
)

K = TypeVar("K")
SPARE = 8
"""Decimals a key keeps beyond its tolerance: enough never to matter, and a decimal is compared faster than a surd."""
DIGITS = 24
"""Significant digits a key keeps where its tolerance does not say."""
BITS = 400


class Refused(ValueError):
    """This cannot be a key; the message names the value and says why."""


def number(
    value: object,
    *,
    places: int | None = None,
    sigfigs: int | None = None,
    rel: object = None,
    abs: object = None,
    or_with: object = None,
    form: NumberForm | None = None,
    form_credit: float = 0,
    mixed: bool = False,
    functions: Sequence[str] | None = None,
) -> NumberAnswer:
    """One number: exact, or within half a unit of a decimal (`places`) or figure (`sigfigs`), or within `rel` or `abs`.

    `or_with` is a second value by another accepted convention: what lies between is right too. A tuple is several such
    values, all rational: what lies between the outermost of all is right, and `value` is shown.

    >>> number("2*ln(3)", places=2).value
    '2.1972245773'
    """
    tolerance = _tolerance(places, sigfigs, rel, abs)
    text = _number_text(value, tolerance)
    between = None
    if isinstance(or_with, tuple):
        texts = [text, *(_number_text(other, tolerance) for other in or_with)]
        between = min(texts, key=Fraction), max(texts, key=Fraction)
    elif or_with is not None:
        between = text, _number_text(or_with, tolerance)
    return NumberAnswer(
        value=text,
        tolerance=tolerance,
        between=between,
        form=form,
        form_credit=form_credit,
        mixed=mixed,
        functions=None if functions is None else tuple(functions),
    )


def expression(
    value: object,
    *,
    form: ExpressionForm | None = None,
    up_to: Literal["constant", "factor", "renaming"] | None = None,
    form_credit: float = 0,
    functions: Sequence[str] | None = None,
    symbols: Mapping[str, Assumption] = {},
    **assumptions: Assumption,
) -> ExpressionAnswer:
    """A formula in its names: `expression("ln(x)", x="positive")`. Names are real unless told."""
    text = _text(value)
    known = {**_dropped(value, text), **symbols, **assumptions}
    _defined_somewhere(parse(text), known, f"expression({text!r})")
    return ExpressionAnswer(
        value=text,
        form=form,
        up_to=up_to,
        form_credit=form_credit,
        functions=None if functions is None else tuple(functions),
        symbols=known,
    )


def antiderivative(
    integrand: object,
    variable: str,
    value: object = None,
    *,
    constant: Literal["optional", "required"] = "optional",
    log_abs: Literal["optional", "required"] = "optional",
    constants: Sequence[str] = ("C", "c", "K"),
    symbols: Mapping[str, Assumption] = {},
    **assumptions: Assumption,
) -> AntiderivativeAnswer:
    """Any function of `variable` whose derivative is the integrand.

    `value` is the one that is shown; where the table of standard integrals has one, it need not be given.

    >>> antiderivative("2*x*cos(x^2)", "x", "sin(x^2)").value
    'sin(x^2)'
    """
    text = _text(integrand)
    known = {**_dropped(integrand, text), variable: "real", **symbols, **assumptions}
    _defined_somewhere(parse(text), known, f"antiderivative({text!r})")
    own = tabulated(parse(text), variable) if value is None else _tree(value)
    if own is None:
        raise Refused(f"antiderivative({text!r}): give one, to be shown")
    found = same(derivative(own, variable), parse(text), known)
    if found.equal is False and found.reason != "domain":
        raise Refused(f"antiderivative({text!r}): the derivative of {house(own)} is something else")
    return AntiderivativeAnswer(
        integrand=text,
        variable=variable,
        value=house(own),
        constant=constant,
        log_abs=log_abs,
        constants=tuple(constants),
        symbols=known,
    )


def equation(
    value: object,
    *,
    symbols: Mapping[str, Assumption] = {},
    **assumptions: Assumption,
) -> EquationAnswer:
    """An equation such as `y = 2*x + 1`, several joined by "or", or a SymPy `Eq`: right is the same solution set."""
    text = _text(value)
    match parse(text):
        case Chain(relations=("=", *_)) | Logic("and" | "or"):
            return EquationAnswer(value=text, symbols={**_dropped(value, text), **symbols, **assumptions})
    raise Refused(f"equation({text!r}): write an equation such as y = 2*x + 1")


def inequality(
    value: object,
    *,
    symbols: Mapping[str, Assumption] = {},
    **assumptions: Assumption,
) -> InequalityAnswer:
    """An inequality such as `x > 1 and x < 5` or `y <= 2*x + 1`: right is the same solution set."""
    text = _text(value)
    match parse(text):
        case Chain() | Logic("and" | "or"):
            return InequalityAnswer(value=text, symbols={**_dropped(value, text), **symbols, **assumptions})
    raise Refused(f"inequality({text!r}): write an inequality such as x > 1 and x < 5")


def system(
    *equations: object,
    unknowns: Sequence[str] | None = None,
    parameters: Sequence[str] = (),
    form: Literal["solved"] | None = None,
    symbols: Mapping[str, Assumption] = {},
) -> SystemAnswer:
    """Equations that hold together: `system("x + y = 3", "x - y = 1")`; a family has free `parameters`.

    >>> system("x = 1 + 2*t", "y = t", parameters=["t"]).value
    ('x = 1 + 2*t', 'y = t')
    """
    texts = tuple(map(_text, equations))
    if not texts:
        raise Refused("system(): a system needs an equation")
    return SystemAnswer(
        value=texts,
        unknowns=None if unknowns is None else tuple(unknowns),
        parameters=tuple(parameters),
        form=form,
        symbols=dict(symbols),
    )


def sequence(
    *values: object, places: int | None = None, rel: object = None, symbols: Mapping[str, Assumption] = {}
) -> ListAnswer:
    """Values in order, repeats included: the kind `list`."""
    tolerance = _tolerance(places, None, rel, None)
    entries = tuple(_entry(value, tolerance, symbols) for value in _flattened(values))
    return ListAnswer(value=entries, tolerance=tolerance, symbols=dict(symbols))


def decimal(x: int | Fraction, places: int, *others: int | Fraction) -> NumberAnswer:
    """A number to so many decimals, as it is printed; right is what lies between it and `others`, by other conventions.

    The key keeps no more digits than are needed to mark it.
    """
    kept = places + 8
    return number(
        rounded(x, kept), places=places, or_with=tuple(rounded(other, kept) for other in others) if others else None
    )


def finite_set(
    *values: object, places: int | None = None, rel: object = None, symbols: Mapping[str, Assumption] = {}
) -> SetAnswer:
    """A finite set, without repeats; `finite_set()` is the empty one. Formulas need `symbols`: `{"a": "real"}`.

    One text such as `(1, 2)` is a set of one point; `{1, 2}`, or a sequence, is the set itself.
    """
    tolerance = _tolerance(places, None, rel, None)
    texts: list[str] = []
    one_point = len(values) == 1 and isinstance(values[0], str) and isinstance(_tree(values[0]), Rows | Tuple)
    for value in values if one_point else _flattened(values):
        text = (
            _number_text(value, tolerance)
            if tolerance
            else _entry(value, None, symbols)
            if symbols
            else _defined_text(value)
        )
        if not any(same(parse(text), parse(other), symbols).equal for other in texts):
            texts.append(text)
    return SetAnswer(value=tuple(_ascending(texts)), tolerance=tolerance, symbols=dict(symbols))


def vector(
    *values: object,
    places: int | None = None,
    rel: object = None,
    up_to: Literal["sign"] | None = None,
    partial: Literal["entries"] | None = None,
    symbols: Mapping[str, Assumption] = {},
) -> VectorAnswer:
    """A vector by its entries, or one sequence or SymPy matrix of them."""
    tolerance = _tolerance(places, None, rel, None)
    entries = tuple(_entry(value, tolerance, symbols) for value in _flattened(values))
    if not entries:
        raise Refused("vector(): a vector needs an entry")
    return VectorAnswer(value=entries, tolerance=tolerance, up_to=up_to, partial=partial, symbols=dict(symbols))


def direction(*values: object, symbols: Mapping[str, Assumption] = {}) -> DirectionAnswer:
    """A vector up to a nonzero factor; it must not be the zero vector."""
    entries = tuple(_entry(value, None, symbols) for value in _flattened(values))
    if all(same(parse(entry), Num("0"), symbols).equal for entry in entries):
        raise Refused(f"direction({', '.join(entries)}): the zero vector has no direction")
    return DirectionAnswer(value=entries, symbols=dict(symbols))


def matrix(
    rows: object,
    *,
    places: int | None = None,
    rel: object = None,
    partial: Literal["entries"] | None = None,
    symbols: Mapping[str, Assumption] = {},
) -> MatrixAnswer:
    """A matrix: rows of values, a SymPy matrix, or house notation `[[1, 2], [3, 4]]`."""
    tolerance = _tolerance(places, None, rel, None)
    return MatrixAnswer(
        value=_rows(rows, tolerance, symbols), tolerance=tolerance, partial=partial, symbols=dict(symbols)
    )


def echelon(of: object, value: object = None, *, reduced: bool = False) -> EchelonAnswer:
    """Any (reduced) row echelon form of the matrix `of`; `value` is one of them, the reduced one if absent."""
    given = _rows(of, None, {})
    A = _exact_matrix(given, "echelon")
    form, _ = reduced_form(A)
    rows = tuple(tuple(str(x) for x in row) for row in form.rows) if value is None else _rows(value, None, {})
    R = _exact_matrix(rows, "echelon")
    if R.shape != A.shape or reduced_form(R)[0] != form:
        raise Refused(f"echelon: {rows} is not row equivalent to {given}")
    if not staircase(R) or (reduced and form != R):
        raise Refused(f"echelon: {rows} is not in {'reduced ' * reduced}row echelon form")
    return EchelonAnswer(matrix=given, value=rows, reduced=reduced)


def staircase(A: Matrix) -> bool:
    """Whether zero rows come last and each pivot stands right of the one above."""
    n = A.shape[1]
    pivots = [next((j for j, x in enumerate(row) if x), n + i) for i, row in enumerate(A.rows)]
    return all(above < below for above, below in itertools.pairwise(pivots))


def basis(*vectors: object) -> BasisAnswer:
    """Independent vectors: right are all others that span the same subspace. Each a sequence, or a SymPy vector.

    `basis()` is that of the subspace of 0 alone.
    """
    rows = tuple(tuple(_entry(value, None, {}) for value in _flattened((v,))) for v in vectors)
    if rows and len(reduced_form(_exact_matrix(rows, "basis"))[1]) < len(rows):
        raise Refused(f"basis: {rows} are not independent")
    return BasisAnswer(value=rows)


def eigenpairs(matrix: object) -> EigenpairsAnswer:
    """All eigenvalues of a square matrix with their eigenvectors; they must need no more than a square root."""
    key = EigenpairsAnswer(matrix=_rows(matrix, None, {}))
    try:
        pairs_of(key.matrix)
    except NotationError as error:
        raise Refused(f"eigenpairs({list(map(list, key.matrix))}): {error.message}") from None
    return key


def interval(low: object, high: NumberAnswer | None = None) -> IntervalAnswer:
    """A set of reals such as `interval("(1, 2]")` or `interval("[1, 2) U (3, oo)")`, or the two ends as number keys."""
    if isinstance(low, NumberAnswer):
        if high is None:
            raise Refused("interval: the upper end is missing")
        if _sorted_by_value([low.value, high.value], lambda text: text) != [low.value, high.value]:
            raise Refused(f"interval: {low.value} is greater than {high.value}")
        return IntervalAnswer(low=low, high=high)
    if high is not None:
        raise Refused("interval: give one text, or both ends as number(...)")
    node = _tree(low)
    try:
        region_of(node)
    except (NotationError, Undefined, Imprecise) as error:
        raise Refused(f"interval({house(node)!r}): {error}") from None
    return IntervalAnswer(value=interval_text(node))


def boolean(value: bool) -> BooleanAnswer:
    """True or false, yes or no."""
    return BooleanAnswer(value=value)


def choices(right: Sequence[str], others: Sequence[str], *, partial: bool = False) -> ChoicesAnswer:
    """All the right options among others, in an order that does not depend on which are right."""
    options, _ = _shuffled([*right, *others], "choices")
    chosen = tuple(option.id for option in options if option.text in right)
    return ChoicesAnswer(options=options, value=chosen, partial="per_option" if partial else None)


def order(*items: str) -> OrderAnswer:
    """Items in their right order; they are shown in another one that does not depend on it."""
    options, ids = _shuffled(items, "order")
    return OrderAnswer(items=options, value=tuple(ids[text] for text in items))


def argument(*lines: object) -> ArgumentAnswer:
    """Lines of working, each following from the one before it."""
    return ArgumentAnswer(value=tuple(map(_text, lines)))


def words(*accepted: str, case: bool = False) -> TextAnswer:
    """One of some words; `case` makes capitals count."""
    return TextAnswer(value=accepted, case="exact" if case else "ignore")


def _shuffled(texts: Sequence[str], what: str) -> tuple[tuple[Option, ...], dict[str, str]]:
    """Options in an order told by their texts alone, and the id of each text."""
    if len(set(texts)) < max(len(texts), 2):
        raise Refused(f"{what}({', '.join(map(repr, texts))}): two different texts or more are needed, each once")
    salt = "\x1f".join(sorted(texts))
    if _differ_by_letter(texts):
        mixed = sorted(texts)
    else:
        mixed = sorted(texts, key=lambda text: blake2b(f"{salt}\x1e{text}".encode(), digest_size=8).digest())
    options = tuple(Option(id=id, text=text) for id, text in zip(_ids(len(mixed)), mixed, strict=True))
    return options, {option.text: option.id for option in options}


def _differ_by_letter(texts: Sequence[str]) -> bool:
    """Whether the texts are `Page A`, `Page B` and so on: then option A must be page A, or letters mean two things."""
    bare = sorted(text.rstrip("$.") for text in texts)
    letters = "".join(text[-1:] for text in bare)
    return letters == ascii_uppercase[: len(bare)] and len({text[:-1] for text in bare}) == 1


def choice(right: str, *others: str) -> ChoiceAnswer:
    """The right option among others, in an order that does not depend on which is right. Texts are prose."""
    options, ids = _shuffled(list(dict.fromkeys((right, *others))), "choice")
    return ChoiceAnswer(options=options, value=ids[right])


def one_of(options: Mapping[str, str], name: str) -> ChoiceAnswer:
    """The key whose right option is the one of that name."""
    return choice(options[name], *(text for text in options.values() if text != options[name]))


def matching(left: Mapping[str, str], right: Mapping[str, str], pairs: Mapping[str, str]) -> MatchingAnswer:
    """Ids with their texts on both sides, and which left id goes with which right id."""
    return MatchingAnswer(
        left=tuple(Option(id=id, text=text) for id, text in left.items()),
        right=tuple(Option(id=id, text=text) for id, text in right.items()),
        value=dict(pairs),
    )


def table(
    rows: Mapping[str, Sequence[object]], columns: Sequence[str], *, places: int | None = None, rel: object = None
) -> TableAnswer:
    """Cells by row: `table({"faulty": [a, b], "sound": [c, d]}, ["flagged", "passed"])`; a cell may be a key itself."""
    tolerance = _tolerance(places, None, rel, None)

    def cell(value: Any) -> Any:
        return value if isinstance(value, Key) else _number_text(value, tolerance)

    return TableAnswer(
        columns=tuple(columns),
        rows=tuple(rows),
        value=tuple(tuple(map(cell, cells)) for cells in rows.values()),
        tolerance=tolerance,
    )


def trace(
    step: Mapping[str, object], start: Iterable[object], *, rows: int, places: int | None = None, rel: object = None
) -> TableAnswer:
    """An iteration of so many rows: `step` maps each column to its formula over the row above.

    >>> trace({"x": "x - 0.1*(2*x)"}, [5], rows=2).value
    (('4',), ('16/5',))
    """
    tolerance = _tolerance(places, None, rel, None)
    formulas = {name: tree_of(formula) for name, formula in step.items()}
    begin = tuple(map(_defined_text, start))
    if len(begin) != len(formulas):
        raise Refused(f"trace: {len(formulas)} columns begin with {len(begin)} values")
    state: dict[str, Value] = {
        name: evaluate(parse(text), bits=BITS) for name, text in zip(formulas, begin, strict=True)
    }
    made: list[tuple[str, ...]] = []
    for i in range(rows):
        try:
            state = {name: evaluate(formula, state, bits=BITS) for name, formula in formulas.items()}
        except (NotationError, Undefined, Imprecise) as error:
            raise Refused(f"trace: row {i + 1} has no value: {error}") from None
        made.append(tuple(value_text(value, tolerance, f"trace: row {i + 1}") for value in state.values()))
    return TableAnswer(
        mode="trace",
        columns=tuple(formulas),
        rows=tuple(str(i + 1) for i in range(rows)),
        value=tuple(made),
        tolerance=tolerance,
        start=begin,
        step=tuple(house(formula) for formula in formulas.values()),
    )


# Texts -------------------------------------------------------------------------------------------------------------


def _tolerance(places: int | None, sigfigs: int | None, rel: object, abs: object) -> Tolerance | None:
    if places is None and sigfigs is None and rel is None and abs is None:
        return None
    return Tolerance(
        decimals=places,
        sigfigs=sigfigs,
        rel=None if rel is None else text_of(rel),
        abs=None if abs is None else text_of(abs),
    )


def _exact(value: object) -> object:
    """The value; Refused if it is a SymPy object with a float in it."""
    if type(value).__module__.startswith("sympy") and any(atom.is_Float for atom in value.atoms()):  # type: ignore[attr-defined]
        raise Refused(f"{value!r} cannot be a key: it holds a float, which is not exact")
    return value


def _tree(value: object) -> Node:
    _exact(value)
    try:
        return tree_of(value)
    except NotationError as error:
        raise Refused(f"{value!r} cannot be a key: {error.message}") from None


def _text(value: object) -> str:
    _exact(value)
    try:
        return text_of(value)
    except NotationError as error:
        raise Refused(f"{value!r} cannot be a key: {error.message}") from None


def _dropped(value: object, text: str) -> dict[str, Assumption]:
    """Names that tidying took out of a key, as in `0*x + 5`: a learner may still use them."""
    left_out = names(_tree(value)) - names(parse(text)) - {"pi", "e", "E", "I", "i", "oo"}
    return dict.fromkeys(sorted(left_out), "real")


def _value(text: str) -> Value:
    node = parse(text)
    try:
        return evaluate(node, bits=BITS, complex=is_complex(terrain(node).names, {}))
    except (NotationError, Undefined, Imprecise) as error:
        reason = error.message if isinstance(error, NotationError) else str(error)
        raise Refused(f"{text!r} cannot be a key: {reason}") from None


def _defined_text(value: object) -> str:
    """The text of a constant that has a value."""
    text = _text(value)
    _value(text)
    return text


def _number_text(value: object, tolerance: Tolerance | None) -> str:
    """The text of a number; where it is marked by tolerance and irrational, a decimal with digits to spare."""
    if isinstance(value, int | Fraction):
        return str(value)
    text = _text(value)
    found = _value(text)
    if isinstance(found, Infinite):
        return text
    if type(found) not in SCALARS:
        raise Refused(f"{text!r} cannot be a key: one number is needed")
    if tolerance is None or type(found) is acb:
        return text
    if type(found) is fmpq:
        return text if _is_plain(parse(text)) else str(found)
    try:
        return value_text(found, tolerance, text)
    except Imprecise:
        raise Refused(f"{text!r} cannot be a key: it is too large to write out") from None


def _is_plain(node: Node) -> bool:
    """Whether a number is written as a numeral or a fraction of two."""
    text = house(node).removeprefix("-")
    parts = text.split("/")
    return len(parts) <= 2 and all(part.replace(".", "", 1).isdigit() for part in parts)


def value_text(value: Value, tolerance: Tolerance | None, what: str) -> str:
    """The text of a computed number: exact if rational, else a decimal with digits to spare."""
    if type(value) is fmpq:
        text = str(value)
        if len(text) > 60 and tolerance is not None:
            value = arb(value)
        elif len(text) > 4_000:
            raise Refused(f"{what}: this fraction has {len(text)} digits: give places")
        else:
            return text
    if type(value) is not arb:
        raise Refused(f"{what} is no real number")
    if tolerance is None:
        raise Refused(f"{what} is irrational: give places, or write it as a formula")
    return _decimal(value, tolerance)


def _decimal(value: Any, tolerance: Tolerance) -> str:
    """The middle of a ball to 8 places, or figures, beyond the tolerance."""
    if tolerance.decimals is not None:
        return decimal_text(value, tolerance.decimals + SPARE)
    figures = DIGITS if tolerance.sigfigs is None else tolerance.sigfigs + SPARE
    size = magnitude(value)
    leading = 0 if size is None else size * 3 // 10 + 1
    return decimal_text(value, max(figures - leading, 0))


def decimal_text(value: Any, places: int) -> str:
    """The middle of a ball, rounded to so many decimals."""
    units = int((dyadic(value) * fmpq(10) ** places + fmpq(1, 2)).floor())
    digits = f"{abs(units):0{places + 1}d}"
    whole, decimals = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return "-" * (units < 0) + whole + ("." + decimals if decimals else "")


def _entry(value: object, tolerance: Tolerance | None, symbols: Mapping[str, Assumption]) -> str:
    if isinstance(value, int | Fraction):  # the usual entry: nothing to parse, nothing to doubt
        return str(value)
    if tolerance is not None:
        return _number_text(value, tolerance)
    text = _text(value)
    _defined_somewhere(parse(text), symbols, repr(text))
    return text


def _defined_somewhere(node: Node, symbols: Mapping[str, Assumption], what: str) -> None:
    """Refuses a formula that has no value at any point of its domain."""
    if not defined_somewhere(node, symbols):
        raise Refused(f"{what} cannot be a key: it has no value at any point of its domain")


def defined_somewhere(node: Node, symbols: Mapping[str, Assumption], tries: int = 40) -> bool:
    """Whether a formula has a value at some point of the domain that `symbols` declares; one with f(x) in it may."""
    if any(isinstance(each, Call) and each.name not in FUNCTIONS for each in walk(node)):
        return True
    used = terrain(node).names
    variables = tuple(sorted(used - ({"pi", "e", "oo", "i", "I", "emptyset", "RR"} - symbols.keys())))
    complex = is_complex(used, symbols)
    stream = points(terrain(node), terrain(node), variables, symbols) if variables else iter([Sample({})])
    for _, sample in zip(range(tries), stream, strict=False):
        for bits in (64, 512):
            try:
                evaluate(node, sample.at, bits=bits, complex=complex)
                return True
            except Undefined:
                break
            except Imprecise:
                continue
            except NotationError as error:
                raise Refused(f"{house(node)!r} cannot be a key: {error.message}") from None
    return False


def _flattened(values: tuple[object, ...]) -> list[object]:
    """The values, one of which may be a sequence, a SymPy matrix or a vector in house notation."""
    if len(values) != 1:
        return list(values)
    (only,) = values
    if isinstance(only, str):
        node = _tree(only)
        if isinstance(node, Rows) and 1 in (len(node.rows), len(node.rows[0])):
            return [house(cell) for row in node.rows for cell in row]
        if isinstance(node, Braces | Tuple):
            return [house(item) for item in node.items]
        return [only]
    if hasattr(only, "tolist"):  # a SymPy matrix
        return [entry for row in only.tolist() for entry in row]
    return list(only) if isinstance(only, Iterable) else [only]


def _rows(rows: object, tolerance: Tolerance | None, symbols: Mapping[str, Assumption]) -> tuple[tuple[str, ...], ...]:
    if isinstance(rows, str):
        node = _tree(rows)
        if not isinstance(node, Rows):
            raise Refused(f"{rows!r} is no matrix: write [[1, 2], [3, 4]]")
        listed: list[list[object]] = [[house(cell) for cell in row] for row in node.rows]
    else:
        entries: Any = rows.tolist() if hasattr(rows, "tolist") else rows
        listed = [list(row) for row in entries]
    return tuple(tuple(_entry(value, tolerance, symbols) for value in row) for row in listed)


def _exact_matrix(rows: tuple[tuple[str, ...], ...], what: str) -> Matrix:
    A = evaluate(Rows(tuple(tuple(map(parse, row)) for row in rows)))
    if not isinstance(A, Matrix) or not is_exact(A):
        raise Refused(f"{what}: {rows} must have rational entries")
    return A


def _ascending(texts: list[str]) -> list[str]:
    return _sorted_by_value(texts, lambda text: text)


def _sorted_by_value(items: list[K], text: Callable[[K], str]) -> list[K]:
    """Real constants in ascending order; as they come if some are not real."""
    values = [_value(text(item)) if not _has_variables(text(item)) else None for item in items]
    if any(type(value) not in (fmpq, arb) for value in values):
        return items
    order = sorted(range(len(items)), key=lambda i: float(arb(values[i]).mid()))
    return [items[i] for i in order]


def _has_variables(text: str) -> bool:
    return bool(terrain(parse(text)).names - {"pi", "e"})


def _ids(count: int) -> str:
    if count > 26:
        raise Refused(f"choice: at most 26 options, not {count}")
    return "abcdefghijklmnopqrstuvwxyz"[:count]
