"""Vectors and matrices as learners write them: rows in brackets, columns, factors in front, transposes."""

from __future__ import annotations

from dataclasses import replace

from generators.answers.judging import Reading, Response
from generators.answers.reading import is_plus_minus, meant, read_after, refuse, with_names, without_strangers
from generators.notation.tree import Braces, Chain, Logic, Name, Neg, Node, Op, Rows, Series, Tuple, walk


def entries(response: Response, *, matrix: bool) -> Reading:
    """A vector as a column of `Rows`, or a matrix; a factor in front is multiplied in, `^T` transposes."""
    words = response.vocabulary
    wide = with_names(response, complex=not words.symbols)
    widened = replace(wide.vocabulary, symbols=wide.vocabulary.symbols | {"T"})
    wide = Response(wide.text, wide.format, widened)
    tree, led = read_after(wide)
    inner = tree
    if isinstance(tree, Chain) and tree.relations == ("=",) and isinstance(tree.terms[0], Name):
        inner = tree.terms[1]
    rows = as_rows(inner)
    if rows is None or not rows.rows:
        if matrix:
            raise refuse("A matrix is asked for: write it row by row.", response, "`[[1, 2], [3, 4]]`")
        raise refuse("A vector is asked for: write it in brackets.", response, "`[1, 2]`")
    if rows.bar:
        rows = Rows(rows.rows)
    if any(
        isinstance(node, Rows | Series | Chain | Logic | Tuple | Braces)
        for row in rows.rows
        for cell in row
        for node in walk(cell)
    ):
        raise refuse("The entries must be single values.", response)
    if any(is_plus_minus(node) for node in walk(rows)):
        raise refuse("The entries must be single values; ± stands for two.", response)
    if not matrix:
        if len(rows.rows) > 1 and len(rows.rows[0]) > 1:
            raise refuse("A vector is asked for, not a matrix.", response, "`[1, 2]`")
        rows = Rows(tuple((cell,) for row in rows.rows for cell in row))
    without_strangers(rows, response, words)
    if any(isinstance(node, Name) and node.text == "T" for node in walk(rows)) and "T" not in words.symbols:
        raise refuse("`T` is not a variable of this exercise.", response)
    same_thing = isinstance(inner, Rows | Tuple | Series) and inner is tree and not led
    return Reading(rows, () if same_thing else (meant(rows),))


def as_rows(tree: Node) -> Rows | None:
    """The matrix a tree spells out, factors and quotients by numbers multiplied in; None if it spells out none."""
    match tree:
        case Rows():
            return tree
        case Tuple(items, "(", ")") | Series(items):
            if all(isinstance(item, Rows) and len(item.rows) == 1 for item in items):
                rows = tuple(item.rows[0] for item in items if isinstance(item, Rows))
                return Rows(rows) if len({len(row) for row in rows}) == 1 else None
            return Rows((items,))
        case Neg(of):
            inner = as_rows(of)
            return None if inner is None else _each(inner, Neg)
        case Op("^", base, Name("T")):
            inner = as_rows(base)
            return None if inner is None else Rows(tuple(zip(*inner.rows, strict=True)))
        case Op("/", above, below):
            inner = as_rows(above) if as_rows(below) is None else None
            return None if inner is None else _each(inner, lambda cell: Op("/", cell, below))
        case Op("*" | "times" | "dot", left, right):
            first, second = as_rows(left), as_rows(right)
            if (first is None) == (second is None):
                return None
            if first is None and second is not None:
                return _each(second, lambda cell: Op("*", left, cell))
            return None if first is None else _each(first, lambda cell: Op("*", cell, right))
    return None


def _each(rows: Rows, change: object) -> Rows:
    return Rows(tuple(tuple(change(cell) for cell in row) for row in rows.rows))  # type: ignore[operator]
