"""Solution sets of linear systems, exactly: by elimination over Q, or over rational functions of symbolic coefficients.

A family told by parameters is what is left when they are eliminated; two sets are the same if their reduced forms are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flint import fmpq, fmpq_mat

from generators.answers.exact import Field, Fraction, NotExact, Poly, lowest, negative, plus, times
from generators.answers.loci.places import constant_sign
from generators.answers.loci.polynomials import kernel_tree, poly_tree, used
from generators.answers.loci.shape import names_of
from generators.notation.tree import Node
from generators.notation.values import ONE, Imprecise, Undefined

ZERO: Fraction = (fmpq(0), ONE)
MAX_COLUMNS = 24


class NotLinear(Exception):
    """An equation is not linear in its unknowns."""


@dataclass(frozen=True, slots=True)
class Affine:
    """The reduced rows of a linear system in `size` unknowns, the constants last; no solution where `empty`."""

    size: int
    rows: tuple[tuple[Fraction, ...], ...]
    empty: bool = False

    @property
    def dimension(self) -> int:
        return self.size - len(self.rows)

    def point(self) -> tuple[Fraction, ...] | None:
        """The only solution, if there is just one."""
        if self.empty or len(self.rows) < self.size:
            return None
        return tuple(negative(row[-1]) for row in self.rows)


def affine_set(
    functions: Iterable[Node], unknowns: tuple[str, ...], parameters: tuple[str, ...], field: Field
) -> Affine:
    """Where all functions are 0 for some values of the parameters. Raises NotLinear, Undecidable."""
    columns = (*parameters, *unknowns)
    if len(columns) > MAX_COLUMNS:
        raise NotLinear
    rows = [_row(function, columns, field) for function in functions]
    if not rows:
        return Affine(len(unknowns), ())
    reduced = reduced_rows(rows, field)
    p = len(parameters)
    kept: list[tuple[Fraction, ...]] = []
    for row in reduced:
        pivot = next(k for k, x in enumerate(row) if x[0])
        if pivot == len(columns):
            return Affine(len(unknowns), (), empty=True)
        if pivot >= p:
            kept.append(tuple(row[p:]))
    return Affine(len(unknowns), tuple(kept))


def _row(function: Node, columns: tuple[str, ...], field: Field) -> list[Fraction]:
    """The coefficients of a function that is linear in the columns, and its constant."""
    try:
        above, below = lowest(field.form(function))
    except Undefined:
        raise NotLinear from None
    except (NotExact, Imprecise):
        raise NotLinear from None
    place = {kernel.args[0]: i for i, kernel in enumerate(field.kernels) if kernel.tag == "name"}
    at = {place[name]: k for k, name in enumerate(columns) if name in place}
    for i in {*used(above), *used(below)}:
        if i not in at and not names_of(kernel_tree(field, i)).isdisjoint(columns):
            raise NotLinear
    if any(i in at for i in used(below)):
        raise NotLinear
    row: list[Poly] = [fmpq(0)] * (len(columns) + 1)
    if type(above) is fmpq:
        row[-1] = above
    else:
        ring = above.context()
        for monomial, c in above.to_dict().items():
            inside = [i for i in at if monomial[i]]
            if len(inside) > 1 or (inside and monomial[inside[0]] > 1):
                raise NotLinear
            rest = tuple(0 if i in at else n for i, n in enumerate(monomial))
            term: Poly = ring.from_dict({rest: c}) if any(rest) else c
            k = at[inside[0]] if inside else len(columns)
            row[k] = row[k] + term
    return [(entry, ONE) for entry in row]


def reduced_rows(rows: list[list[Fraction]], field: Field) -> list[list[Fraction]]:
    """The reduced row echelon form, zero rows left out."""
    if all(type(above) is fmpq and type(below) is fmpq for row in rows for above, below in row):
        form, rank = fmpq_mat([[above / below for above, below in row] for row in rows]).rref()
        return [[(x, ONE) for x in row] for row in form.tolist()[:rank]]
    rows = [row.copy() for row in rows]
    done = 0
    for k in range(len(rows[0])):
        pivot = next((i for i in range(done, len(rows)) if not is_zero(rows[i][k], field)), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        inverse = field.inverse(rows[done][k])
        rows[done] = [_short(times(x, inverse)) for x in rows[done]]
        for i, row in enumerate(rows):
            if i != done and not is_zero(row[k], field):
                rows[i] = [_short(plus(x, negative(times(row[k], y)))) for x, y in zip(row, rows[done], strict=True)]
        done += 1
        if done == len(rows):
            break
    return [[ZERO if is_zero(x, field) else x for x in row] for row in rows[:done]]


def _short(x: Fraction) -> Fraction:
    return lowest(x)


def is_zero(x: Fraction, field: Field) -> bool:
    """Whether a coefficient is 0: as a function of its symbols, or certainly as a constant."""
    above = x[0]
    if field.vanishes(above):
        return True
    if type(above) is fmpq or any(i in field.varying for i in used(above)):
        return False
    return constant_sign(poly_tree(above, field)) == 0


def contains(large: Affine, small: Affine, field: Field) -> bool:
    """Whether every solution of the second system solves the first."""
    if small.empty:
        return True
    if large.empty:
        return False
    rows = [list(row) for row in small.rows]
    if not rows:
        return not large.rows
    both = reduced_rows([*rows, *(list(row) for row in large.rows)], field)
    return len(both) == len(rows)
