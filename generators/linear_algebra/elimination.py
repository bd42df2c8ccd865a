"""Row operations and row echelon forms."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    choices,
    echelon,
    exercise,
    fill,
    matrix,
    number,
    system,
    vector,
)
from generators.maths.elimination import (
    added,
    adding,
    eliminate,
    exchanged,
    lower,
    scaling,
    shown,
    staircase,
    worked,
)
from generators.maths.equations import UNKNOWNS, equation_text, equations_text, linear
from generators.maths.figures import listed
from generators.maths.matrices import Mat, column, diag, integer_matrix, is_echelon, unimodular
from generators.maths.rationals import Rational, rational
from generators.maths.rng import Redraw
from generators.maths.writing import lower_first
from schemas.answer import ChoiceAnswer, ChoicesAnswer, SystemAnswer

LIMIT, LARGE = 20, 30
"""Entries of a matrix to be eliminated, and those that row operations lead to, have at most this size."""


# Row operations --------------------------------------------------------------------------------------------------


class Operation(NamedTuple):
    """`R_i <-> R_j`, `R_i -> k*R_i` or `R_i -> R_i + k*R_j`; rows count from 0."""

    kind: Literal["exchange", "scale", "add"]
    i: int
    j: int
    k: Rational = 1

    def __str__(self) -> str:
        match self.kind:
            case "exchange":
                return f"R_{self.i + 1} <-> R_{self.j + 1}"
            case "scale":
                return scaling(self.i, self.k)
            case "add":
                return adding(self.i, self.k, self.j)

    def on(self, A: Mat) -> Mat:
        match self.kind:
            case "exchange":
                return exchanged(A, self.i, self.j)
            case "scale":
                return A.with_row(self.i, [self.k * x for x in A.rows[self.i]])
            case "add":
                return added(A, self.i, self.k, self.j)

    @property
    def factor(self) -> Rational:
        """What the determinant of a square matrix is multiplied by."""
        return {"exchange": -1, "scale": self.k, "add": 1}[self.kind]


APPLY = ("Apply the row operation ${}$ to {}.", "Carry out ${}$ on {}.", "What does the row operation ${}$ make of {}?")


@exercise(
    "linear_algebra.elimination.row_operation",
    title="Apply or identify a row operation",
    skill="s.elim.rowops",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.3.2",
    levels={"easy": {"task": "apply one"}, "core": {"task": "apply two"}, "hard": {"task": "identify"}},
)
def row_operation(rng: Rng, *, task: Literal["apply one", "apply two", "identify"]) -> Part | Multipart:
    """Apply one or two row operations to a matrix, or identify an operation and its effect on the determinant."""
    match task:
        case "apply one":
            return _apply_one(rng)
        case "apply two":
            return _apply_two(rng)
        case "identify":
            return _identify(rng)


def _operation(rng: Rng, A: Mat, kind: str | None = None) -> Operation:
    """An operation with a factor 1/2 only where the row is even."""
    kind = kind or rng.choice(("add", "add", "add", "scale", "exchange"))
    i, j = rng.distinct(0, A.shape[0] - 1, count=2)
    if kind == "exchange":
        return Operation("exchange", min(i, j), max(i, j))
    used = i if kind == "scale" else j
    factors: list[Rational] = [-1, 2, 3, -2, -3] if kind == "scale" else [-4, -3, -2, -1, 1, 2, 3]
    if all(int(x) % 2 == 0 for x in A.rows[used]):
        factors += [Fraction(1, 2), Fraction(-1, 2)]
    return Operation("scale" if kind == "scale" else "add", i, used, rng.choice(factors))


def _sized(rng: Rng, m: int, n: int) -> Mat:
    """Entries up to 6, at most one zero; in a third of the draws one row is even."""
    rows = [[rng.integer(-6, 6) for _ in range(n)] for _ in range(m)]
    rows = [[x if x or rng.chance(Fraction(1, 4)) else rng.nonzero(-6, 6) for x in row] for row in rows]
    if rng.chance(Fraction(1, 3)):
        i = rng.integer(0, m - 1)
        rows[i] = [2 * rng.nonzero(-3, 3) for _ in range(n)]
    return Mat(rows)


def _entrywise(operation: Operation, A: Mat) -> str:
    """How the changed row comes about."""
    i, j, k = operation.i, operation.j, operation.k
    match operation.kind:
        case "exchange":
            return f"Rows {i + 1} and {j + 1} change places as a whole; nothing else changes."
        case "scale":
            made = ", ".join(fill("k*x", k=k, x=x) for x in A.rows[i])
            result = ", ".join(map(str, operation.on(A).rows[i]))
            return f"Only row {i + 1} changes: every entry of it is multiplied, $({made}) = ({result})$."
        case "add":
            sign, size = ("-", -k) if k < 0 else ("+", k)
            shape = f"x {sign} y" if size == 1 else f"x {sign} k*y"
            made = ", ".join(fill(shape, x=x, k=size, y=y) for x, y in zip(A.rows[i], A.rows[j], strict=True))
            result = ", ".join(map(str, operation.on(A).rows[i]))
            return (f"Only row {i + 1} changes, entry by entry: $({made}) = ({result})$. "
                    f"Row {j + 1} is used and stays as it is.")  # fmt: skip


def _slips_of(operation: Operation, A: Mat, bar: int) -> list[tuple[str, Mat, str]]:
    """Where wrong ways to carry it out lead."""
    i, j, k, B = operation.i, operation.j, operation.k, operation.on(A)
    last = A.shape[1] - 1
    skipped = Mat([*done[:last], old[last]] for done, old in zip(B.rows, A.rows, strict=True))
    told = "The last column belongs to the rows as well: change it too." if bar else "The last entry changes as well."
    slips = [("skips-rhs", skipped, told)]
    match operation.kind:
        case "exchange":
            slips.append(("exchanges-columns", Mat(exchanged(A.T, i, j).columns), "Rows are exchanged, not columns."))
        case "scale":
            one = A.with_entry(i, 0, k * A[i, 0])
            slips += [("scales-one-entry", one, "Every entry of the row is multiplied."),
                      ("scales-all-rows", A * k, f"Only row {i + 1} is multiplied.")]  # fmt: skip
        case "add":
            slips += [
                ("changes-pivot-row", A.with_row(j, B.rows[i]), f"The result belongs into row {i + 1}."),
                ("adds-instead-of-subtracting-row" if k < 0 else "subtracts-instead-of-adding-row",
                 added(A, i, -k, j), "Mind the sign of the multiple."),
            ]  # fmt: skip
    return slips


def _apply_one(rng: Rng) -> Part:
    m, n = rng.choice(((2, 3), (3, 3), (2, 4), (3, 4)))
    A, bar = _sized(rng, m, n), n - 1 if rng.chance(Fraction(1, 2)) else 0
    operation = _operation(rng, A)
    B = operation.on(A)
    thing = f"the {'augmented ' * bool(bar)}matrix ${shown(A, bar)}$"
    return Part(
        ask=rng.choice(APPLY).format(operation, thing),
        answer=matrix(B),
        steps=[_entrywise(operation, A), f"So ${shown(A, bar)} ~ {shown(B, bar)}$."],
        hints=["Which row changes? Copy all others first."],
        mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in _slips_of(operation, A, bar)],
    )


def _apply_two(rng: Rng) -> Part:
    """The second operation uses the row that the first has changed."""
    A, bar = _sized(rng, 3, 4), 3 if rng.chance(Fraction(1, 2)) else 0
    first = _operation(rng, A, rng.choice(("add", "add", "scale", "exchange")))
    B = first.on(A)
    changed = first.i
    other = rng.choice([i for i in range(3) if i != changed and (first.kind != "exchange" or i != first.j)])
    factors = [k for k in (-3, -2, -1, 2, 3) if all(-LARGE <= x <= LARGE for x in added(B, other, k, changed))]
    assume(factors, "the entries become large")
    second = Operation("add", other, changed, rng.choice(factors))
    C = second.on(B)
    old_row = added(B, other, 0, 0).with_row(
        other, [x + second.k * y for x, y in zip(B.rows[other], A.rows[changed], strict=True)]
    )
    turned, in_order = first.on(second.on(A)), "Carry them out in the order in which they are named."
    slips = [
        ("uses-old-row", old_row, f"The second operation uses row {changed + 1} as the first has left it."),
        *([("operations-in-reversed-order", turned, in_order)] if turned not in (old_row, C) else []),
        *((id, wrong, told) for id, wrong, told in _slips_of(second, B, bar) if id != "changes-pivot-row"),
    ]
    return Part(
        ask=f"Apply the row operations ${first}$ and then ${second}$ to the {'augmented ' * bool(bar)}matrix "
        f"${shown(A, bar)}$.",
        answer=matrix(C),
        steps=[
            f"First: {lower_first(_entrywise(first, A))} This gives ${shown(B, bar)}$.",
            f"Then: {lower_first(_entrywise(second, B))}",
            f"So ${shown(A, bar)} ~ {shown(C, bar)}$.",
        ],
        hints=["Carry out the first operation completely, then the second one on its result."],
        mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in slips],
    )


def _identify(rng: Rng) -> Multipart:
    """Before and after: the operation, and its effect on the determinant."""
    A = _sized(rng, 3, 3)
    operation = _operation(rng, A, rng.choice(("add", "add", "scale", "scale", "exchange")))
    B = operation.on(A)
    i, j, k = operation.i, operation.j, operation.k
    third = 3 - i - j if operation.kind != "scale" else (i + 1) % 3
    slips: list[tuple[str, Rational, str]]
    match operation.kind:
        case "exchange":
            others = [
                (
                    "looks-at-one-row",
                    Operation("add", i, j, 1),
                    "Both rows have changed: compare each with the rows before.",
                ),
                ("wrong-rows", Operation("exchange", *sorted((i, third))), "Which two rows have changed?"),
                ("wrong-rows", Operation("exchange", *sorted((j, third))), "Which two rows have changed?"),
            ]
            reason = f"Rows {i + 1} and {j + 1} have changed places."
            effect = "An exchange of two rows changes the sign of the determinant."
            slips = [
                ("exchange-keeps-determinant", 1, "An exchange changes the sign."),
                ("exchange-makes-zero", 0, "Equal rows would make it zero; exchanged ones change its sign."),
            ]  # fmt: skip
        case "scale":
            others = [
                (
                    "factor-from-after-to-before",
                    Operation("scale", i, i, rational(1 / Fraction(k))),
                    "Put the rows before first.",
                ),
                ("sign-of-factor", Operation("scale", i, i, -k), "Compare the signs of the entries."),
                (
                    "looks-at-one-entry",
                    Operation("add", i, third, rng.choice((-2, 2))),
                    "Compare all entries of the row.",
                ),
            ]
            reason = f"Only row {i + 1} has changed, and each of its entries was multiplied by ${k}$."
            effect = "A factor of one row is a factor of the determinant."
            slips = [
                ("scalar-power", k**3, "Only one row was multiplied, so the factor counts once."),
                ("row-factor-keeps-determinant", 1, "A factor of a row comes out of the determinant."),
            ]  # fmt: skip
        case "add":
            others = [
                (
                    "sign-of-factor",
                    Operation("add", i, j, -k),
                    "Check it: does the first entry of the row come out right?",
                ),
                (
                    "rows-of-operation-exchanged",
                    Operation("add", j, i, k),
                    f"Row {i + 1} has changed, so it stands on the left.",
                ),
                ("wrong-rows", Operation("add", i, third, k), "Which multiple of which row was added?"),
            ]
            difference = ", ".join(str(y - x) for x, y in zip(A.rows[i], B.rows[i], strict=True))
            reason = f"Only row {i + 1} has changed, by $({difference})$, which is ${k}$ times row {j + 1}."
            effect = "To add a multiple of a row to another one does not change the determinant."
            slips = [
                ("row-multiple-changes-determinant", k, "Only the multiple of the row itself would do that."),
                ("exchange-for-addition", -1, "The sign changes when two rows are exchanged."),
            ]  # fmt: skip
    chosen: dict[str, tuple[Operation, str]] = {}
    for id, wrong, told in others:
        if wrong.on(A) != B and id not in chosen:
            chosen[id] = wrong, told
    texts = [f"${each}$" for each in (operation, *(wrong for wrong, _ in chosen.values()))]
    texts += [text for _, wrong, _ in others if (text := f"${wrong}$") not in texts and wrong.on(A) != B]

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    return Multipart(
        f"A row operation has turned the matrix $A = {A}$ into $B = {B}$.",
        parts=[
            Part(
                ask="Which one?",
                answer=key(texts[0]),
                steps=[reason, "So the operation is the one that says this."],
                hints=["Which rows have changed?"],
                mistakes=[Mistake(id, key(f"${wrong}$"), told) for id, (wrong, told) in chosen.items()],
            ),
            Part(
                ask="By which factor does it multiply the determinant?",
                answer=number(operation.factor),
                steps=[f"{effect} The factor is ${operation.factor}$."],
                hints=["What do the three kinds of row operations do to a determinant?"],
                mistakes=[Mistake(id, number(value), told) for id, value, told in slips],
            ),
        ],
    )  # fmt: skip


# Echelon forms ---------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.elimination.echelon_form",
    title="Bring a matrix to (reduced) row echelon form",
    skill="s.elim.echelon",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.3.2",
    levels={"easy": {"form": "two rows"}, "core": {"form": "full rank"}, "hard": {"form": "reduced"}},
)
def echelon_form(rng: Rng, *, form: Literal["two rows", "full rank", "reduced"]) -> Part:
    """Bring a matrix to row echelon form, or to reduced row echelon form if it is rank-deficient."""
    reduced = form == "reduced"
    A, target = {"two rows": _two_rows, "full rank": _full_rank, "reduced": _rank_two}[form](rng)
    bar = A.shape[1] - 1 if rng.chance(Fraction(1, 2)) else 0
    work = list(eliminate(A, reduced=reduced))
    _, end = work[-1]
    assert end == target
    assert all(isinstance(entry, int) for _, after in work for entry in after)

    name = "reduced row echelon form" if reduced else "row echelon form"
    thing = "augmented matrix" if bar else "matrix"
    told = "" if reduced else " Any row echelon form is right; its pivots need not be 1."
    return Part(
        ask=f"Bring the {thing} ${shown(A, bar)}$ to {name}.{told}",
        answer=echelon(A, end, reduced=reduced),
        steps=[
            *worked(A, work, bar),
            f"{_end_reached(end, reduced)}, so this is {'the' if reduced else 'a'} {name}: ${shown(end, bar)}$.",
        ],
        hints=[
            "Work column by column from the left: choose a pivot, then make the entries below it 0.",
            *(["In the end make every pivot 1, and clear the entries above the pivots too."] if reduced else []),
            "To clear an entry, subtract (entry divided by pivot) times the pivot row from its row.",
        ],
        mistakes=list(_slips(A, end, reduced, bar)),
    )


# Drawing: the echelon form comes first ---------------------------------------------------------------------------


def _two_rows(rng: Rng) -> tuple[Mat, Mat]:
    """A 2 by 3 matrix whose second row is cleared with an integer multiplier, and its echelon form."""
    target = staircase(rng, (0, 1), 3)
    return lower(2, {(1, 0): rng.sign() * rng.integer(2, 3)}) * target, target


def _full_rank(rng: Rng) -> tuple[Mat, Mat]:
    """A 3 by 4 matrix of rank 3, in one draw of three with a 0 in its first place, and its echelon form."""
    target = staircase(rng, rng.choice(((0, 1, 2), (0, 1, 2), (0, 1, 2), (0, 1, 3), (0, 2, 3))), 4)
    factor = {(2, 0): rng.choice((-2, 2)), (2, 1): rng.choice((-2, -1, 1, 2))}
    if rng.chance(Fraction(1, 3)):
        return exchanged(lower(3, factor) * target, 0, 1), target
    return lower(3, {**factor, (1, 0): rng.choice((-2, -1, 1, 2))}) * target, target


def _rank_two(rng: Rng) -> tuple[Mat, Mat]:
    """A 3 by 4 matrix of rank 2, and its reduced echelon form, which has integer entries up to 4."""
    for _ in range(200):
        j = rng.choice((1, 1, 1, 2, 2, 3))
        free = integer_matrix(rng, 2, 4, 4)
        first = [1, *(0 if k == j else free[0, k] for k in range(1, 4))]
        second = [0 if k < j else 1 if k == j else free[1, k] for k in range(4)]
        upper = diag(rng.choice((1, 1, 2, -1)), rng.choice((1, 2, 3, -1, -2))) * Mat([[1, rng.nonzero(-2, 2)], [0, 1]])
        rows = (upper * Mat([first, second])).rows
        turned = rng.chance(Fraction(1, 4))
        factor = {(2, 0): rng.nonzero(-3, 3), (2, 1): rng.nonzero(-2, 2), (1, 0): 0 if turned else rng.nonzero(-3, 3)}
        A = lower(3, factor) * Mat([*rows, (0, 0, 0, 0)])
        if all(-LIMIT <= entry <= LIMIT for entry in A):
            return exchanged(A, 0, 1) if turned else A, Mat([first, second, (0, 0, 0, 0)])
    raise Redraw("no small entries were found")


# Saying why ------------------------------------------------------------------------------------------------------


def _end_reached(end: Mat, reduced: bool) -> str:
    zero_rows = sum(not any(row) for row in end.rows)
    told = "Each pivot stands further to the right than the one above it"
    if zero_rows:
        told += f", the zero row{'s come' if zero_rows > 1 else ' comes'} last"
    return f"{told}, and the pivots are 1 and alone in their columns" if reduced else told


# Slips -----------------------------------------------------------------------------------------------------------


def _slips(A: Mat, end: Mat, reduced: bool, bar: int) -> Iterator[Mistake]:
    """Where wrong rules lead; what follows the slip is done correctly."""

    def finished(first_column_done: Mat) -> Mat:
        return [first_column_done, *(after for _, after in eliminate(first_column_done, reduced=reduced))][-1]

    start = A if A[0, 0] else exchanged(A, 0, 1)
    if reduced:
        *_, (_, stopped) = eliminate(A)
        told = "This is a row echelon form, but not the reduced one: make pivots 1 and clear the entries above them."
        yield Mistake("stops-at-ref", echelon(A, stopped), told)
        adding = _cleared_above_by_adding(stopped, end)
    else:
        adding = finished(_cleared(start, lambda entry, pivot: -Fraction(entry) / pivot))
    told = "Subtract the multiple of the pivot row; check that the cleared entry really becomes 0."
    yield Mistake("adds-instead-of-subtracting-row", matrix(adding), told)
    inverted = finished(_cleared(start, lambda entry, pivot: Fraction(pivot) / entry))
    told = "To make the entry 0, subtract (entry divided by pivot) times the pivot row, not (pivot divided by entry)."
    yield Mistake("multiplier-inverted", matrix(inverted), told)
    if len(A.rows) == 3 and start[1, 0] and not reduced:
        changed = added(start, 1, -Fraction(start[1, 0]) / start[0, 0], 0)
        reused = added(changed, 2, -Fraction(start[2, 0]) / start[0, 0], 1).with_entry(2, 0, 0)
        told = "In the first column all rows are cleared with row 1. Row 2 has changed already and has no pivot there."
        yield Mistake("new-row-reused-wrongly", matrix(finished(reused)), told)
    elif bar:
        untouched = Mat([*done[:-1], old[-1]] for done, old in zip(end.rows, A.rows, strict=True))
        told = "A row operation changes the whole row: the entry right of the bar too."
        yield Mistake("skips-rhs", matrix(untouched), told)


def _cleared(A: Mat, multiplier: Callable[[Rational, Rational], Fraction]) -> Mat:
    """A with 0 below its first pivot, the rest of these rows less `multiplier(entry, pivot)` times the first row."""
    for i in range(1, A.shape[0]):
        if A[i, 0]:
            A = added(A, i, -multiplier(A[i, 0], A[0, 0]), 0).with_entry(i, 0, 0)
    return A


def _cleared_above_by_adding(stopped: Mat, end: Mat) -> Mat:
    """Two pivots made 1; 0 above the second one, but the rest of the first row with the second row added."""
    j = end.rows[1].index(1)
    above = Fraction(stopped[0, j]) / stopped[0, 0]
    return added(end, 0, 2 * above, 1).with_entry(0, j, 0)


# Recognising echelon forms ---------------------------------------------------------------------------------------

REF = (
    "In row echelon form the zero rows come last, and the first nonzero entry of each row stands further to the right "
    "than that of the row above."
)
RREF = f"{REF} It is reduced if these entries are 1 and the only nonzero ones in their columns."


NOT_ENOUGH = "Zeros below the diagonal are not enough: the leading entries must move right."


@exercise(
    "linear_algebra.elimination.recognise_echelon",
    title="Echelon or not?",
    skill="s.elim.echelon",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.3.2",
    tier="extra",
    levels={"easy": {"form": "square"}, "core": {"form": "zero rows"}, "hard": {"form": "reduced"}},
)
def recognise_echelon(rng: Rng, *, form: Literal["square", "zero rows", "reduced"]) -> Part:
    """Select the matrices in (reduced) row echelon form."""
    reduced = form == "reduced"
    makers: Sequence[Callable[[Rng], Mat]] = {
        "square": (_square_echelon, _square_echelon, _broken_staircase, _entry_below),
        "zero rows": (_with_zero_row, _with_leap, _zero_row_above, _broken_staircase),
        "reduced": (_reduced_form, _reduced_form, _not_cleared, _pivot_not_one),
    }[form]
    anything = rng.choice(makers)
    found: dict[Mat, str] = {}
    for make in (*makers, anything):
        A = make(rng)
        while A in found:
            A = make(rng)
        found[A] = _verdict(A, reduced)
    right = [f"${A}$" for A in found if is_echelon(A, reduced=reduced)]
    key = choices(right, [text for A in found if (text := f"${A}$") not in right], partial=True)
    matrices = {f"${A}$": A for A in found}

    def those(belief: Callable[[Mat], bool]) -> ChoicesAnswer:
        return key.model_copy(
            update={"value": tuple(option.id for option in key.options if belief(matrices[option.text]))}
        )

    beliefs = {
        "square": [
            ("triangular-enough", _triangular, NOT_ENOUGH),
            ("pivots-must-be-one", lambda A: is_echelon(A) and _pivots_are_one(A), "Only the reduced form asks for 1."),
        ],
        "zero rows": [
            ("triangular-enough", _triangular, NOT_ENOUGH),
            ("no-zero-rows", lambda A: is_echelon(A) and all(map(any, A.rows)), "A zero row may come last."),
        ],
        "reduced": [
            ("ref-is-rref", is_echelon, "In reduced form each leading entry is 1, and alone in its column."),
            ("pivots-one-enough", lambda A: is_echelon(A) and _pivots_are_one(A), "Clear the entries above too."),
        ],
    }[form]  # fmt: skip
    name = "reduced row echelon form" if reduced else "row echelon form"
    return Part(
        ask=f"{RREF if reduced else REF} Which of these matrices are in {name}? Choose all of them.",
        answer=key,
        steps=[
            *(f"Matrix {option.id}, {option.text}: {found[matrices[option.text]]}" for option in key.options),
            f"So the right choice is {listed(key.value)}.",
        ],
        hints=["Mark the first nonzero entry of each row. How do the marks move from row to row?"],
        mistakes=[Mistake(id, those(belief), told) for id, belief, told in beliefs],
    )


def _leading(A: Mat) -> list[int]:
    """The columns of the first nonzero entries, row by row; the number of columns for a zero row."""
    return [next((j for j, x in enumerate(row) if x), A.shape[1]) for row in A.rows]


def _triangular(A: Mat) -> bool:
    return all(A[i, j] == 0 for i in range(A.shape[0]) for j in range(min(i, A.shape[1])))


def _pivots_are_one(A: Mat) -> bool:
    return all(row[j] == 1 for row, j in zip(A.rows, _leading(A), strict=True) if j < len(row))


def _verdict(A: Mat, reduced: bool) -> str:
    """Why it is in the form, or what is wrong with it."""
    places, n = _leading(A), A.shape[1]
    for i in range(1, len(places)):
        if places[i] < n and places[i - 1] == n:
            return f"the zero row {i} stands above row {i + 1}, which is not zero: no."
        if places[i] < n and places[i] <= places[i - 1]:
            return f"the first nonzero entry of row {i + 1} is not right of that of row {i}: no."
    if not reduced:
        return "the leading entries move right from row to row" + ", and zero rows come last" * (n in places) + ": yes."
    for i, j in enumerate(places):
        if j < n and A[i, j] != 1:
            return f"the leading entry ${A[i, j]}$ of row {i + 1} is not 1: no."
        if j < n and any(A[h, j] for h in range(i)):
            return f"above the leading entry of row {i + 1} there is a number that is not 0: no."
    return "it is in echelon form, and the leading entries are 1 and alone in their columns: yes."


def _square_echelon(rng: Rng) -> Mat:
    """3 by 3 with three leading entries, or with a zero row."""
    return (
        staircase(rng, (0, 1, 2), 3)
        if rng.chance(Fraction(1, 2))
        else Mat([*staircase(rng, rng.choice(((0, 1), (0, 2))), 3).rows, (0, 0, 0)])
    )


def _entry_below(rng: Rng) -> Mat:
    """An echelon form with an entry below a leading one."""
    A = staircase(rng, (0, 1, 2), 3)
    i, j = rng.choice(((1, 0), (2, 0), (2, 1)))
    return A.with_entry(i, j, rng.nonzero(-3, 3))


def _broken_staircase(rng: Rng) -> Mat:
    """Zeros below the diagonal, but two leading entries in one column."""
    n = rng.choice((3, 3, 4))
    a = [rng.nonzero(-4, 4) for _ in range(3 * n)]
    rows = [[a[0], *a[1:n]], [0, 0, *a[n : 2 * n - 2]], [0, 0, *a[2 * n : 3 * n - 2]]]
    return Mat(rows)


def _with_zero_row(rng: Rng) -> Mat:
    n = rng.choice((3, 4))
    pivots = rng.choice(((0, 1), (0, 2), (1, 2)))
    return Mat([*staircase(rng, pivots, n).rows, [0] * n])


def _with_leap(rng: Rng) -> Mat:
    return staircase(rng, rng.choice(((0, 1, 3), (0, 2, 3), (1, 2, 3))), 4)


def _zero_row_above(rng: Rng) -> Mat:
    n = rng.choice((3, 4))
    first, second = staircase(rng, rng.choice(((0, 1), (0, 2))), n).rows
    zero = [0] * n
    return Mat(rng.choice(([first, zero, second], [zero, first, second])))


def _reduced_form(rng: Rng) -> Mat:
    """3 by 4, with or without a zero row."""
    places = rng.choice(((0, 1, 2), (0, 1, 3), (0, 2, 3), (0, 1), (0, 2), (1, 2)))
    entries = integer_matrix(rng, 3, 4, 4)
    rows = [[0 if j < p or (j in places and j != p) else 1 if j == p else entries[i, j] for j in range(4)]
            for i, p in enumerate(places)]  # fmt: skip
    return Mat([*rows, *[[0] * 4] * (3 - len(rows))])


def _not_cleared(rng: Rng) -> Mat:
    """Leading ones, but a number above one of them."""
    A = _reduced_form(rng)
    places = _leading(A)
    i = rng.choice([i for i, j in enumerate(places) if i and j < 4])
    return A.with_entry(rng.integer(0, i - 1), places[i], rng.nonzero(-4, 4))


def _pivot_not_one(rng: Rng) -> Mat:
    """Cleared, but a leading entry that is not 1."""
    A = _reduced_form(rng)
    i = rng.choice([i for i, j in enumerate(_leading(A)) if j < 4])
    return A.with_row(i, [rng.choice((-2, -1, 2, 3)) * x for x in A.rows[i]])


# Elimination from start to finish --------------------------------------------------------------------------------


class Elimination(NamedTuple):
    """A system as told, the augmented matrix to begin with, multipliers, echelon form, and the solution if any."""

    told: Mat
    M: Mat
    multipliers: tuple[Rational, ...]
    U: Mat
    solution: tuple[Rational, ...] | None

    @property
    def n(self) -> int:
        return self.M.shape[0]


@exercise(
    "linear_algebra.elimination.gaussian_elimination_full",
    title="Gaussian elimination, start to finish",
    skill="s.elim.solve",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), sections 2.2 and 2.3",
    levels={"easy": {"size": "two"}, "core": {"size": "three"}, "hard": {"size": "exchange or none"}},
)
def gaussian_elimination_full(rng: Rng, *, size: Literal["two", "three", "exchange or none"]) -> Multipart:
    """Write the augmented matrix, give the multipliers, the echelon form and the solution."""
    run = _drawn_elimination(rng, size)
    texts = listed(f"${text}$" for text in equations_text(run.told, UNKNOWNS[: run.n]))
    return Multipart(
        f"The system {texts} is to be solved by Gaussian elimination.",
        parts=[_matrix_part(run), _multiplier_part(run), _echelon_part(run), _solution_part(run)],
    )


def _drawn_elimination(rng: Rng, size: str) -> Elimination:
    """Multipliers up to 3, or halves; at the last level rows to be exchanged, or no solution."""
    n = 2 if size == "two" else 3
    turned = size == "exchange or none" and rng.chance(Fraction(1, 2))
    solvable = size != "exchange or none" or turned or rng.chance(Fraction(1, 2))
    for _ in range(300):
        x = [rng.nonzero(-6, 6) for _ in range(n)]
        U = [
            [0] * i + [rng.choice((1, 1, 2, -1, 3, -2))] + [rng.nonzero(-4, 4) for _ in range(n - 1 - i)]
            for i in range(n)
        ]
        halved = rng.chance(Fraction(1, 3))
        if halved:
            U[0] = [2 * entry for entry in U[0]]
        m: dict[tuple[int, int], Rational]
        m = {(i, j): rng.choice((-3, -2, -1, 1, 2, 3)) for i in range(n) for j in range(i)}
        if halved:
            m[1, 0] = rng.choice((Fraction(1, 2), Fraction(-1, 2), Fraction(3, 2)))
        if turned:
            m[1, 0] = 0
        if not solvable:
            U[n - 1][n - 1] = 0
        right = list(Mat(U) * column(*x))
        if not solvable:
            right[n - 1] = rng.nonzero(-5, 5)
        end = Mat(U).beside(column(*right))
        M = lower(n, m) * end
        small = all(-12 <= entry <= 12 for row in M.rows for entry in row[:n])
        if small and all(-40 <= row[n] <= 40 for row in M.rows) and all(row.count(0) < 2 for row in M.rows):
            multipliers = tuple(rational(m[at]) for at in ((1, 0), (2, 0), (2, 1)) if at in m)
            assert [M, *(after for _, after in eliminate(M, columns=n))][-1] == end
            return Elimination(exchanged(M, 0, 1) if turned else M, M, multipliers, end, tuple(x) if solvable else None)
    raise Redraw("no small system was found")


def _matrix_part(run: Elimination) -> Part:
    n, told, M = run.n, run.told, run.M
    turned = told != M
    ask = "Write down the augmented matrix, with the equations in the order in which they are given."
    if turned:
        ask = "The first equation has no $x$: exchange the first two. Then write down the augmented matrix."
    flipped = M.with_entry(0, 1, -M[0, 1])
    slips = [
        ("sign-of-coefficient", flipped, "Compare the signs of all coefficients."),
        ("rhs-moved-to-left", Mat([*row[:n], -row[n]] for row in M.rows), "The right sides stay where they are."),
    ]
    if turned:
        told_again = "The first equation has no $x$, so its row cannot be the first one."
        slips = [("exchange-forgotten", told, told_again), *slips]
        mixed = Mat([*row[:n], old[n]] for row, old in zip(M.rows, told.rows, strict=True))
        slips.append(("swap-without-rhs", mixed, "Equations are exchanged as a whole: the right sides go along."))
    return Part(
        name="M",
        ask=ask,
        answer=matrix(M),
        steps=[
            "Each equation becomes a row: its coefficients, and its right side behind the bar.",
            f"So the augmented matrix is ${shown(M, n)}$.",
        ],
        hints=["An unknown that is missing in an equation has the coefficient 0."],
        mistakes=[Mistake(id, matrix(wrong), feedback) for id, wrong, feedback in slips],
    )


M21, M31 = "entry(M, 2, 1)/entry(M, 1, 1)", "entry(M, 3, 1)/entry(M, 1, 1)"
M32 = f"(entry(M, 3, 2) - {M31}*entry(M, 1, 2))/(entry(M, 2, 2) - {M21}*entry(M, 1, 2))"
"""The multipliers by the entries of the augmented matrix."""


def _multiplier_part(run: Elimination) -> Part:
    """entry/pivot, one or three."""
    M, m = run.M, run.multipliers
    if run.n == 2:
        (m21,) = m
        return Part(
            name="m",
            ask="Which multiple $m_21$ of the first row must be subtracted from the second to clear its first entry?",
            answer=number(m21),
            follows=M21,
            steps=[f"It is the entry divided by the pivot: $m_21 = {fill('e/p', e=M[1, 0], p=M[0, 0])} = {m21}$."],
            hints=["By what must the pivot be multiplied to give the entry below it?"],
            mistakes=[
                Mistake("multiplier-sign", number(-m21), "With this sign the entry would be doubled, not cleared."),
                Mistake("multiplier-inverted", number(rational(1 / Fraction(m21))), "Divide the entry by the pivot."),
            ],
        )
    m21, m31, m32 = m
    B = added(added(M, 1, -m21, 0), 2, -m31, 0)
    inverted = [rational(1 / Fraction(x)) if x else 0 for x in m]
    early = rational(Fraction(M[2, 1]) / M[1, 1]) if M[1, 1] else None
    slips = [
        ("multiplier-sign", [-x for x in m], "Subtracting with these signs would double the entries, not clear them."),
        ("multiplier-inverted", inverted, "Divide the entry by the pivot, not the pivot by the entry."),
    ]
    if early is not None:
        told = "Before the second column is cleared, rows 2 and 3 have changed: use the new entries."
        slips.append(("multiplier-from-old-rows", [m21, m31, early], told))
    return Part(
        name="m",
        ask="Row $i$ is cleared in column $j$ by subtracting $m_ij$ times row $j$. Give the multipliers "
        "$(m_21, m_31, m_32)$.",
        answer=vector(*m, partial="entries"),
        follows=f"[{M21}, {M31}, {M32}]",
        steps=[
            f"In the first column the entries are divided by the pivot ${M[0, 0]}$: "
            f"$m_21 = {fill('e/p', e=M[1, 0], p=M[0, 0])} = {m21}$ and "
            f"$m_31 = {fill('e/p', e=M[2, 0], p=M[0, 0])} = {m31}$.",
            f"Subtracting these multiples of row 1 leaves ${', '.join(map(str, B.rows[1][1:]))}$ in row 2 and "
            f"${', '.join(map(str, B.rows[2][1:]))}$ in row 3, from the second column on.",
            f"So $m_32 = {fill('e/p', e=B[2, 1], p=B[1, 1])} = {m32}$, "
            f"and the multipliers are $({m21}, {m31}, {m32})$.",
        ],
        hints=["A multiplier is the entry to be cleared divided by the pivot above it.",
               "For $m_32$ use the rows as they are after the first column has been cleared."],
        mistakes=[Mistake(id, vector(*values), told) for id, values, told in slips],
    )  # fmt: skip


def _echelon_part(run: Elimination) -> Part:
    """The augmented matrix after all multiples are subtracted."""
    n, M, U = run.n, run.M, run.U
    steps = list(worked(M, eliminate(M, columns=n), n))
    undone = "[[1, 0], [-m, 1]]" if n == 2 else (
        "[[1, 0, 0], [-entry(m, 1), 1, 0], [entry(m, 1)*entry(m, 3) - entry(m, 2), -entry(m, 3), 1]]")  # fmt: skip
    plus = M
    for (i, j), k in zip(((1, 0), (2, 0), (2, 1)), run.multipliers, strict=False):
        plus = added(plus, i, k, j).with_entry(i, j, 0)
    return Part(
        name="U",
        ask="Bring the augmented matrix to row echelon form with " + ("it." if n == 2 else "these multipliers."),
        answer=echelon(M, U),
        follows=f"{undone}*M",
        steps=[*steps, f"So the row echelon form is ${shown(U, n)}$."],
        hints=["Subtract from the whole row, the right side included."],
        mistakes=[
            Mistake("rhs-untouched", matrix([*row[:n], old[n]] for row, old in zip(U.rows, M.rows, strict=True)),
                    "The right sides are part of the rows: they change as well."),
            Mistake("adds-instead-of-subtracting-row", matrix(plus),
                    "Subtract the multiple; check that the entry below the pivot really becomes 0."),
        ],
    )  # fmt: skip


def _solution_part(run: Elimination) -> Part:
    """Back-substitution, or why there is nothing."""
    n, U, solution = run.n, run.U, run.solution
    unknowns = UNKNOWNS[:n]
    named = f"({', '.join(unknowns)})"

    def key(*values: Rational) -> SystemAnswer:
        return system(*(f"{x} = {v}" for x, v in zip(unknowns, values, strict=True)), unknowns=unknowns, form="solved")

    square = ", ".join(f"[{', '.join(f'entry(U, {i}, {j})' for j in range(1, n + 1))}]" for i in range(1, n + 1))
    right = ", ".join(f"[entry(U, {i}, {n + 1})]" for i in range(1, n + 1))
    hints = ["Begin with the last row: how many unknowns does it hold?"]
    if solution is None:
        top = [rational(Fraction(U[i, n]) / U[i, i]) for i in range(n - 1)]
        return Part(
            ask=f"Give the solution ${named}$; if there is none, say so.",
            answer=system("0 = 1", unknowns=unknowns, form="solved"),
            steps=[
                f"The last row has zeros left of the bar and ${U[n - 1, n]}$ behind it: no numbers satisfy it.",
                "So there is no solution, and the set of solutions is $emptyset$.",
            ],
            hints=hints,
            mistakes=[
                Mistake("zero-row-of-contradiction-ignored", key(*top, 0), "The last row is an equation too."),
                Mistake("zeros-for-no-solution", key(*[0] * n), "Zeros do not satisfy the equations: put them in."),
            ],
        )  # fmt: skip
    steps: list[str] = []
    known: dict[str, Rational] = {}
    for i in range(n - 1, -1, -1):
        row, x = U.rows[i], unknowns[i]
        equation = equation_text(row, unknowns)
        said = f"The last row says ${equation}$" if not known else (
            f"Row {i + 1} says ${equation}$; with what is known this is ${fill(equation, **known)}$")  # fmt: skip
        steps.append(f"{said}." if equation == f"{x} = {solution[i]}" else f"{said}, hence ${x} = {solution[i]}$.")
        known[x] = solution[i]
    backwards: dict[int, Rational] = {}
    for i in range(n - 1, -1, -1):
        rest = U[i, n] + sum(U[i, j] * backwards[j] for j in backwards)
        backwards[i] = rational(Fraction(rest) / U[i, i])
    return Part(
        ask=f"Give the solution ${named}$" + ("; if there is none, say so." if n == 3 else "."),
        answer=key(*solution),
        follows=f"inv([{square}])*[{right}]",
        steps=[*steps, f"So the solution is ${named} = ({', '.join(map(str, solution))})$."],
        hints=hints,
        mistakes=[
            Mistake("top-down", key(*(rational(Fraction(U[i, n]) / U[i, i]) for i in range(n))),
                    "Only the last row holds one unknown: the others need what is known already."),
            Mistake("backsub-sign", key(*(backwards[i] for i in range(n))),
                    "Known terms that go to the other side change their sign."),
        ],
    )  # fmt: skip


# Free variables --------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.elimination.parametric_solution",
    title="All solutions of a rank-deficient system",
    skill="s.elim.parametric",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.3.1",
    levels={"easy": {"size": "one equation"}, "core": {"size": "one parameter"}, "hard": {"size": "two parameters"}},
)
def parametric_solution(rng: Rng, *, size: Literal["one equation", "one parameter", "two parameters"]) -> Part:
    """Give the general solution of a system with free unknowns."""
    M, n = {"one equation": _one_equation, "one parameter": _two_equations, "two parameters": _rank_deficient}[size](
        rng
    )
    R, pivots = M.rref()
    pivots = tuple(j for j in pivots if j < n)
    assert M.rank() == Mat(row[:n] for row in M.rows).rank() == len(pivots)
    unknowns = list(UNKNOWNS[:n]) if n < 4 else [f"x_{j + 1}" for j in range(n)]
    free = [j for j in range(n) if j not in pivots]
    parameters = ["t"] if len(free) == 1 else ["s", "t"]
    letter = dict(zip(free, parameters, strict=True))

    def family(sign: int, moving: bool = True) -> SystemAnswer:
        """The pivot unknowns by the free ones, which have a sign, or are zero unless `moving`."""
        values = {j: letter[j] if moving else "0" for j in free}
        for i, j in enumerate(pivots):
            terms = [R[i, n], *(sign * R[i, k] for k in free)]
            values[j] = linear(terms, ("", *(values[k] for k in free))) if moving else str(R[i, n])
        return system(
            *(f"{unknowns[j]} = {values[j]}" for j in range(n)),
            unknowns=unknowns,
            parameters=parameters if moving else [],
            form="solved",
        )

    answer = family(-1)
    right = dict(zip(unknowns, (text.partition(" = ")[2] for text in answer.value), strict=True))
    work = list(eliminate(M, columns=n, reduced=True))
    solved = []
    for row, j in zip(R.rows, pivots, strict=False):
        rest = linear([row[n], *(-row[k] for k in free)], ["", *(unknowns[k] for k in free)])
        equation = equation_text(row, unknowns)
        solved.append(f"${equation}$" + f" gives ${unknowns[j]} = {rest}$" * any(row[k] for k in free))
    everything = system(
        *(f"{x} = r_{i}" for i, x in enumerate(unknowns, 1)),
        unknowns=unknowns,
        parameters=[f"r_{i}" for i in range(1, n + 1)],
        form="solved",
    )
    texts = listed(f"${text}$" for text in equations_text(M, unknowns))
    point = f"({', '.join(unknowns)}) = ({', '.join(right[x] for x in unknowns)})"
    checked = equation_text(M.rows[-1] if any(M.rows[-1]) else M.rows[0], unknowns)
    return Part(
        ask=f"Find all solutions of {'the system ' if len(M.rows) > 1 else ''}{texts}. Give each unknown, with free "
        f"parameter{'s' if len(free) > 1 else ''} {listed(f'${p}$' for p in parameters)}.",
        answer=answer,
        steps=[
            *(worked(M, work, n) if len(M.rows) > 1 else _divided(M, unknowns)),
            f"{listed(f'${unknowns[j]}$' for j in free)} {'has' if len(free) == 1 else 'have'} no pivot and can be "
            f"chosen freely: set {listed(f'${unknowns[j]} = {letter[j]}$' for j in free)}.",
            f"The others follow: {listed(solved)}.",
            f"Check: ${fill(checked, **{x: right[x] for x in unknowns})}$ for all values of the parameters.",
            f"So the solutions are ${point}$.",
        ],
        hints=[
            "Bring the augmented matrix to reduced row echelon form." if len(M.rows) > 1 else "Solve for an unknown.",
            "Unknowns without a pivot are free: give them the names of the parameters.",
        ],
        mistakes=[
            Mistake("direction-sign", family(1), "A term that changes sides changes its sign."),
            Mistake("particular-only", family(-1, moving=False), "A free unknown may have any value, not only 0."),
            Mistake("pivot-free", everything, "There are as many parameters as unknowns without a pivot."),
        ],
    )  # fmt: skip


def _divided(M: Mat, unknowns: Sequence[str]) -> list[str]:
    """A single equation divided by its first coefficient."""
    (a, *_), (row,) = M.rows[0], M.rref()[0].rows
    return [f"Divide by ${a}$: ${equation_text(row, unknowns)}$."] if a != 1 else []


def _one_equation(rng: Rng) -> tuple[Mat, int]:
    n = rng.choice((2, 2, 3))
    a = rng.choice((1, 1, -1, 2, 3))
    rest = [a * rng.nonzero(-5, 5) for _ in range(n - 1)]
    return Mat([[a, *rest, a * rng.nonzero(-6, 6)]]), n


def _two_equations(rng: Rng) -> tuple[Mat, int]:
    """Two equations in three unknowns."""
    for _ in range(200):
        j = rng.choice((1, 1, 2))
        if j == 1:
            R = Mat([[1, 0, rng.nonzero(-4, 4), rng.nonzero(-5, 5)], [0, 1, rng.nonzero(-4, 4), rng.nonzero(-5, 5)]])
        else:
            R = Mat([[1, rng.nonzero(-4, 4), 0, rng.nonzero(-5, 5)], [0, 0, 1, rng.nonzero(-5, 5)]])
        M = unimodular(rng, 2) * R
        if all(-15 <= x <= 15 for x in M) and all(row.count(0) < 2 for row in M.rows):
            return M, 3
    raise Redraw("no small system was found")


def _rank_deficient(rng: Rng) -> tuple[Mat, int]:
    """Three equations of rank 2 in four unknowns."""
    for _ in range(300):
        j = rng.choice((1, 1, 2, 3))
        first = [1, *(0 if k == j else rng.nonzero(-3, 3) for k in range(1, 4)), rng.nonzero(-5, 5)]
        second = [0 if k < j else 1 if k == j else rng.nonzero(-3, 3) for k in range(4)] + [rng.nonzero(-5, 5)]
        M = unimodular(rng, 2, 1) * Mat([first, second])
        p, q = rng.choice(((1, 1), (1, -1), (2, 1), (-1, 1), (1, 2), (2, -1)))
        third = [p * a + q * b for a, b in zip(*M.rows, strict=True)]
        rows = rng.shuffled([*M.rows, third])
        if all(-15 <= x <= 15 for row in rows for x in row) and all(list(row).count(0) < 3 for row in rows):
            return Mat(rows), 4
    raise Redraw("no small system was found")
