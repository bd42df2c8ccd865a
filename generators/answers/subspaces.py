"""Subspaces spanned by vectors: what lies in one, and whether vectors are independent.

Exact where entries are rational. Else membership is an identity of formulas, decided by the tiers of `compare`, and
independence is shown by a minor whose ball does not hold 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flint import arb, fmpq, fmpq_mat

from generators.answers.compare import BITS, CONSTANTS, Comparison, Symbols, both, is_complex, plain, same
from generators.answers.points import numeral_node, survey
from generators.notation import parse
from generators.notation.balls import Evaluation, evaluate
from generators.notation.errors import NotationError
from generators.notation.rules import as_scalar
from generators.notation.tree import Neg, Node, Num, Op
from generators.notation.values import Imprecise, Scalar, Undefined, precision
from schemas.answer import Assumption

Vector = Sequence[Node]

ZERO = Num("0")
PROVED, REFUTED, OPEN = Comparison(True, "exact"), Comparison(False, "exact"), Comparison(None)
MAX_EXPANDED = 5
"""Largest determinant that is written out."""
MAX_MINORS = 24
"""Most determinants that are written out for one answer."""


@dataclass(frozen=True, slots=True)
class Span:
    """Independent vectors, and columns in which they are independent already.

    `numbers` are the vectors in reduced echelon form where they are rational. `dimension` is None where it was not
    found; `width` is the length of the vectors.
    """

    vectors: tuple[tuple[Node, ...], ...]
    pivots: tuple[int, ...]
    width: int
    dimension: int | None
    numbers: tuple[tuple[fmpq, ...], ...] | None = None


def rational(node: Node) -> fmpq | None:
    """The value of a constant that comes out rational; None for everything else. Raises Undefined for no value."""
    value = plain(node)
    if value is not None or survey(node).names:
        return value
    try:
        found = evaluate(node, bits=64)
    except (NotationError, Imprecise):
        return None
    return found if type(found) is fmpq else None


def rationals(vector: Vector) -> tuple[fmpq, ...] | None:
    """The entries, if all are rational."""
    found = []
    for node in vector:
        x = rational(node)
        if x is None:
            return None
        found.append(x)
    return tuple(found)


@lru_cache(maxsize=1024)
def spanned(rows: tuple[tuple[str, ...], ...], symbols: frozenset[tuple[str, Assumption]] = frozenset()) -> Span:
    """The subspace that the vectors of a key span."""
    trees = tuple(tuple(map(parse, row)) for row in rows)
    width = len(rows[0]) if rows else 0
    numbers = [rationals(row) for row in trees]
    exact = [row for row in numbers if row is not None]
    if len(exact) == len(rows):
        return _exact_span(exact, width)
    pivots = certain_pivots(trees, dict(symbols))
    kept = tuple(trees[i] for i, _ in pivots)
    sure = len(pivots) == len(rows)
    return Span(kept, tuple(j for _, j in pivots), width, len(pivots) if sure else None)


def _exact_span(rows: list[tuple[fmpq, ...]], width: int) -> Span:
    if not rows or not width:
        return Span((), (), width, 0, ())
    reduced, rank = fmpq_mat(len(rows), width, [x for row in rows for x in row]).rref()
    kept = tuple(tuple(row) for row in reduced.tolist()[:rank])
    pivots = tuple(next(j for j, x in enumerate(row) if x) for row in kept)
    return Span(tuple(tuple(map(numeral_node, row)) for row in kept), pivots, width, rank, kept)


def lies_in(span: Span, vector: Vector, symbols: Symbols) -> Comparison:
    """Whether a vector of the right length belongs to the subspace."""
    if span.numbers is not None:
        numbers = rationals(vector)
        if numbers is not None:
            return PROVED if _is_combination(span.numbers, span.pivots, numbers) else REFUTED
        return both(_combined(span, vector, j, symbols) for j in range(span.width) if j not in span.pivots)
    if span.dimension is None or span.dimension >= MAX_EXPANDED:
        return OPEN
    rows = [*span.vectors, tuple(vector)]
    rest = (j for j in range(span.width) if j not in span.pivots)
    minors = ([[row[j] for j in (*span.pivots, extra)] for row in rows] for extra in rest)
    return both(same(determinant(minor), ZERO, symbols) for minor in minors)


def _is_combination(rows: tuple[tuple[fmpq, ...], ...], pivots: tuple[int, ...], vector: tuple[fmpq, ...]) -> bool:
    for j, x in enumerate(vector):
        if x != sum((vector[p] * row[j] for p, row in zip(pivots, rows, strict=True)), fmpq(0)):
            return False
    return True


def _combined(span: Span, vector: Vector, j: int, symbols: Symbols) -> Comparison:
    """Whether the j-th entry is that of the one combination which the entries at the pivots leave."""
    terms = [Op("*", row[j], vector[p]) for p, row in zip(span.pivots, span.vectors, strict=True) if row[j] != ZERO]
    return same(total(terms), vector[j], symbols)


def independent(vectors: Sequence[Vector], symbols: Symbols) -> bool | None:
    """Whether vectors of one length are independent; None where it was not decided."""
    count = len(vectors)
    if not count:
        return True
    width = len(vectors[0])
    if count > width:
        return False
    exact = [row for vector in vectors if (row := rationals(vector)) is not None]
    if len(exact) == count:
        return bool(fmpq_mat(count, width, [x for row in exact for x in row]).rank() == count)
    pivots = certain_pivots(vectors, symbols)
    if len(pivots) == count:
        return True
    found = [same(determinant(minor), ZERO, symbols).equal for minor in _bordered(vectors, pivots)]
    if found and all(found):
        return False
    return True if False in found and len(pivots) == count - 1 else None


def _bordered(vectors: Sequence[Vector], pivots: list[tuple[int, int]]) -> list[list[list[Node]]]:
    """The minors one larger than one that is not 0, which hold it: the rank is no larger if all of them vanish.

    None at all where these are too many or too large.
    """
    count, width = len(vectors), len(vectors[0])
    if len(pivots) >= MAX_EXPANDED or (count - len(pivots)) * (width - len(pivots)) > MAX_MINORS:
        return []
    rows, columns = [i for i, _ in pivots], [j for _, j in pivots]
    return [
        [[vectors[k][c] for c in (*columns, j)] for k in (*rows, i)]
        for i in range(count)
        if i not in rows
        for j in range(width)
        if j not in columns
    ]


def certain_pivots(vectors: Sequence[Vector], symbols: Symbols) -> list[tuple[int, int]]:
    """Rows and columns of a minor that is certainly not 0, as large as is found; at one point of the domain.

    Raises Undefined where an entry is a constant without a value.
    """
    best: list[tuple[int, int]] = []
    for bits in BITS:
        with precision(bits):
            try:
                found = _eliminated(_values(vectors, symbols))
            except (NotationError, Imprecise):
                continue
        best = max(best, found, key=len)
        if len(best) == min(len(vectors), len(vectors[0])):
            break
    return best


def _values(vectors: Sequence[Vector], symbols: Symbols) -> list[list[Scalar]]:
    used = frozenset[str]().union(*(survey(node).names for vector in vectors for node in vector))
    names = sorted(used - (CONSTANTS - symbols.keys()))
    at = {name: fmpq(17 + 6 * k, 1 if symbols.get(name) == "integer" else 7) for k, name in enumerate(names)}
    walk = Evaluation(at, is_complex(used, symbols))
    try:
        return [[as_scalar(walk.value(node), "an entry") for node in vector] for vector in vectors]
    except Undefined:
        if names:
            raise Imprecise("not defined at this point") from None
        raise


def _eliminated(rows: list[list[Scalar]]) -> list[tuple[int, int]]:
    """Places of pivots that are certainly not 0, by elimination with the largest entry left."""
    left = list(range(len(rows)))
    found: list[tuple[int, int]] = []
    while left:
        places = [(i, j) for i in left for j in range(len(rows[i])) if all(j != column for _, column in found)]
        sure = [(i, j) for i, j in places if not _may_be_zero(rows[i][j])]
        if not sure:
            break
        i, j = max(sure, key=lambda place: float(arb(abs(rows[place[0]][place[1]])).mid()))
        found.append((i, j))
        left.remove(i)
        for k in left:
            factor = rows[k][j] / rows[i][j]
            rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i], strict=True)]
    return found


def _may_be_zero(x: Scalar) -> bool:
    return not x if type(x) is fmpq else bool(x.contains(0))


def determinant(rows: Sequence[Sequence[Node]]) -> Node:
    """The determinant, written out by its first row."""
    if len(rows) == 1:
        return rows[0][0]
    terms = []
    for j, entry in enumerate(rows[0]):
        if entry != ZERO:
            rest = determinant([[x for k, x in enumerate(row) if k != j] for row in rows[1:]])
            terms.append(Op("*", Neg(entry) if j % 2 else entry, rest))
    return total(terms)


def total(terms: Iterable[Node]) -> Node:
    """The sum of some terms."""
    whole: Node | None = None
    for term in terms:
        whole = term if whole is None else Op("+", whole, term)
    return ZERO if whole is None else whole
