"""Sets and lists as learners write them, to their elements.

Braces, bare lists, solutions such as `x = 1 or x = 2`, both values of a sign ±, words for the empty set; elements are
values, points or sets, as the key has them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from generators.answers.compare import plain
from generators.answers.judging import Reading, Response
from generators.answers.reading import both_signs, in_words, is_plus_minus, meant, refuse, with_names, without_strangers
from generators.answers.reading.entries import SEVERAL, as_rows
from generators.answers.reading.spelling import read_spelled, spelled
from generators.answers.reading.unknowns import assignment, in_order, solved
from generators.notation import NotationError, parse
from generators.notation.tree import Braces, Chain, Logic, Name, Node, Op, Rows, Series, Tuple, walk

Of = Literal["values", "points", "sets"]
"""What the elements are."""

EMPTY = Braces(())
STEM = re.compile(r"[^\d_']+")


@lru_cache(maxsize=2048)
def of_key(texts: tuple[str, ...]) -> tuple[Of | None, tuple[Node, ...]]:
    """What the elements of a key are, None if it has none or several sorts, and the elements, points as `Tuple`."""
    found = tuple(_plain_element(parse(text)) for text in texts)
    sorts: set[Of] = {
        "points" if isinstance(node, Tuple) else "sets" if isinstance(node, Braces) else "values" for node in found
    }
    return (sorts.pop() if len(sorts) == 1 else None), found


def _plain_element(node: Node) -> Node:
    match node:
        case Rows(rows) if len(rows) == 1 or len(rows[0]) == 1:
            return Tuple(tuple(cell for row in rows for cell in row))
        case Braces(items):
            return Braces(tuple(map(_plain_element, items)))
    return node


def elements(response: Response, of: Of | None = "values", unknowns: tuple[str, ...] = ()) -> Reading:
    """A finite set as `Braces`; `of` says what its elements are, None takes them as they come.

    `unknowns` are the names of the exercise in order, for points such as `x = 1 and y = 2`.
    """
    if (nothing := _nothing(response)) is not None:
        return nothing
    tree, led = _read(response, angles=of == "points")
    items = _points(tree, unknowns) if of == "points" else _values(tree)
    if items is None:
        raise refuse("A set is asked for: write its elements in braces.", response, _example(of))
    items = tuple(each for item in items for each in both_signs(item))
    result = Braces(tuple(_element(item, of, response) for item in items))
    without_strangers(result, response, response.vocabulary)
    return Reading(result, () if tree == result and not led else (meant(result),))


def sequence(response: Response, of: Of | None = "values", unknowns: tuple[str, ...] = ()) -> Reading:
    """A list as one row of `Rows`, the empty one as `Braces(())`; `of` and `unknowns` as for `elements`."""
    if (nothing := _nothing(response)) is not None:
        return nothing
    tree, led = _read(response, angles=True)
    items = _points(tree, unknowns) if of == "points" else _in_turn(tree)
    if items is None:
        raise refuse("A list is asked for: write its values in order, with commas between them.", response, "`1, 2, 3`")
    if any(is_plus_minus(node) for item in items for node in walk(item)):
        raise refuse("In a list order counts, and ± leaves it open: write both values.", response)
    items = tuple(_element(item, of, response) for item in items)
    result = Rows((items,)) if items else EMPTY
    without_strangers(result, response, response.vocabulary)
    plainly = tree == result or (isinstance(tree, Series) and tree.items == items)
    return Reading(result, () if plainly and not led else (meant(result),))


def _read(response: Response, *, angles: bool) -> tuple[Node, bool]:
    if (at := response.text.find("+-")) >= 0:
        raise NotationError("`+-` can mean two things here.", response.text, at, at + 2, "`±` or `-`")
    response = Response(response.text.replace("+/-", "±  "), response.format, response.vocabulary)
    moved, shift = spelled(response, angles=angles, wrap=False)
    wide = with_names(moved, complex=not response.vocabulary.symbols)
    return read_spelled(response, wide, shift)


def _nothing(response: Response) -> Reading | None:
    """The empty set, said in words."""
    text = response.text.strip()
    if text in response.vocabulary.symbols or in_words(text) != EMPTY:
        return None
    return Reading(EMPTY, () if text.startswith("{") else (meant(EMPTY),))


def _example(of: Of | None) -> str:
    return "`{(1, 2), (3, 4)}`" if of == "points" else "`{{1}, {1, 2}}`" if of == "sets" else "`{1, 2}`"


def _element(item: Node, of: Of | None, response: Response) -> Node:
    """One element as it is compared: a value, a point as `Tuple`, a set as `Braces`."""
    if of == "points":
        rows = as_rows(item, response.vocabulary, response) if not isinstance(item, Series) else None
        if rows is None or (len(rows.rows) > 1 and len(rows.rows[0]) > 1):
            raise refuse("The elements are points: write each in parentheses.", response, _example(of))
        return Tuple(tuple(_element(cell, "values", response) for row in rows.rows for cell in row))
    if of == "sets":
        if not isinstance(item, Braces):
            raise refuse("The elements are sets themselves: write each in braces.", response, _example(of))
        return Braces(tuple(_plain_element(part) for part in item.items))
    if of is None:
        return _plain_element(item)
    if plain(item) is None and any(isinstance(node, SEVERAL) for node in walk(item)):
        raise refuse("Single values are asked for, with commas between them.", response, _example(of))
    return item


def _values(tree: Node) -> tuple[Node, ...] | None:
    """The values that a list, a set or a statement about one unknown names; None if it is nothing of the kind."""
    match tree:
        case Braces(items) if any(isinstance(item, Chain) for item in items):
            return _values(Series(items))
        case Braces(items):
            return items
        case Op("cup", left, right):
            first, second = _values(left), _values(right)
            return None if first is None or second is None else (*first, *second)
        case Rows(rows, 0) if len(rows) == 1 or len(rows[0]) == 1:
            return tuple(cell for row in rows for cell in row)
        case Chain((Name(), Braces() as value), ("in",)):
            return _values(value)  # but `x in [1, 3]` is an interval
        case Chain((Name(), value) | (value, Name()), ("=" | "approx",)):
            return _values(value)
        case Series(items) | Logic("or", items) if len(_about(tree)) < 2:
            if _about(tree) and not _about(items[0]):
                return None  # `1, x = 2`
            parts = [_values(item) if isinstance(item, Chain | Logic) else (item,) for item in items]
            return None if None in parts else tuple(value for part in parts if part is not None for value in part)
        case Logic("and", items) if not any(isinstance(item, Chain | Logic) for item in items):
            return items  # `1 and 3`; but `x = 1 and x = 3` is a contradiction
        case Chain() | Logic() | Series() | Rows() | Tuple():
            return None
    return (tree,)


def _about(tree: Node) -> set[str]:
    """The names that statements are about, without their indices: `x_1 = 2, x_2 = 3` is about x."""
    match tree:
        case Chain((Name(text), *_)) | Chain((_, Name(text))):
            found = STEM.match(text)
            return {found[0] if found else text}
        case Series(items) | Logic(_, items):
            return set[str]().union(*map(_about, items))
    return set()


def _in_turn(tree: Node) -> tuple[Node, ...] | None:
    """The values of a list in order; `a_1 = 1, a_2 = 3` gives them by their indices."""
    match tree:
        case Rows(rows, 0) if len(rows) == 1 or len(rows[0]) == 1:
            return tuple(cell for row in rows for cell in row)
        case Tuple(items, "(", ")") | Braces(items):
            return items
        case Chain((Name(), value), ("=" | "approx",)):
            return _in_turn(value)
        case Series(items):
            named = dict(found for item in items if (found := assignment(item)) is not None)
            if not named:
                *before, last = items
                return (*before, *last.items) if isinstance(last, Logic) and last.word == "and" else items
            ordered = in_order(list(named), ()) if len(named) == len(items) else None
            return None if ordered is None else tuple(named[name] for name in ordered)
        case Logic("and", items):
            return items
        case Chain() | Logic() | Rows() | Tuple():
            return None
    return (tree,)


def _points(tree: Node, unknowns: tuple[str, ...]) -> tuple[Node, ...] | None:
    """The points that a set, a list or statements name; a single point is a set of one."""
    match tree:
        case Braces(items) | Tuple(items, "(", ")") | Series(items) | Logic("and", items) if all(map(_holds, items)):
            return items
        case Rows((row,), 0) if all(map(_holds, row)):
            return row
        case Rows(rows, 0) if len(rows) > 1 and len(rows[0]) > 1:
            return tuple(Tuple(row) for row in rows)
        case Chain((Name(), value), ("=" | "in" | "approx",)) if _holds(value):
            return _points(value, unknowns)
        case Chain((Tuple(), Tuple() as value), ("=" | "approx",)):
            return (value,)
        case Logic("or", items):
            parts = [_points(item, unknowns) for item in items]
            return None if None in parts else tuple(point for part in parts if part is not None for point in part)
        case Series() | Logic("and"):
            column = solved(tree, unknowns)
            return None if column is None else (column,)
        case Braces() | Chain() | Logic():
            return None
    return (tree,)


def _holds(node: Node) -> bool:
    """Whether something is a point, or holds some."""
    return any(isinstance(part, Tuple | Rows | Braces) for part in walk(node))
