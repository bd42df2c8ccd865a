"""Vectors and matrices as learners write them, to rows of entries.

Rows in brackets, columns, rows on lines, factors in front, transposes, `x = 1, y = 2`, `3i - 2j + k`; sums of vectors
only with a parameter, since `[1, 2] + [3, 4]` is work that is left to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from generators.answers.compare import plain
from generators.answers.judging import Reading, Response
from generators.answers.reading import (
    CONSTANTS,
    LED,
    is_plus_minus,
    meant,
    refuse,
    with_names,
    without_strangers,
)
from generators.answers.reading.spelling import read_spelled, spelled
from generators.answers.reading.unknowns import in_order, solved
from generators.notation.names import LETTERS
from generators.notation.read import MAX_CHARACTERS
from generators.notation.tree import (
    Braces,
    Call,
    Chain,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Op,
    Rows,
    Series,
    Tuple,
    names,
    walk,
)
from generators.notation.vocabulary import Vocabulary

ZERO, ONE = Num("0"), Num("1")
SEVERAL = (Rows, Series, Chain, Logic, Tuple, Braces)
PRODUCTS = ("*", "times", "dot")
LETTER = "A-Za-z" + "".join(LETTERS)

OF_A_MATRIX = rf"""
    \s*[{LETTER}\\](?:[{LETTER}_'\s*+.\-\\]|\{{[{LETTER}\d\s]*\}}|\([{LETTER}\s]*\)|_\d+|\^[({{]?-?[{LETTER}\d]+[)}}]?)*
    =(?!=)\s*(?=\S)"""
LEFT_SIDE = re.compile(rf"(?:{OF_A_MATRIX})|{LED.pattern}", re.VERBOSE)
"""`x =`, `A^-1 =`, `AB =`, and a sign alone; not `2x =`, which does not say what x is."""
UNKNOWNS = re.compile(
    rf"""\s*(?:[(\[]+ | \\begin\{{([pb]?)matrix\}})
    \s*([{LETTER}]\w*(?:\s*(?:[\])]?\s*[,;]\s*[\[(]?|\\\\|&)\s*[{LETTER}]\w*)+)
    \s*(?:[)\]]+(?:\^T|ᵀ|\.T|')? | \\end\{{\1matrix\}})\s*=(?!=)\s*(?=\S)""",
    re.VERBOSE,
)
"""`(x, y) =`: a vector of names, on the left of its value."""
WORD = re.compile(rf"[{LETTER}]\w*")
UNITS = re.compile(r"(?<![A-Za-z_\\])[ijk](?![A-Za-z_'])")
NUMBERED = re.compile(r"e_\{?([1-9])\}?")
CONTAINER = re.compile(r"[\[,;]|\\begin|\(\s*-?\d+\s*,|=.*=")


def entries(
    response: Response,
    *,
    matrix: bool,
    unknowns: Sequence[str] = (),
    size: int | None = None,
    either_sign: bool = False,
) -> Reading:
    """A vector as a column of `Rows`, or a matrix.

    `unknowns` are the names of the exercise in order, for `x = 1, y = 2`; `size` is how many entries the key has, None
    in a preview: a single number is read as a vector only of one entry, and i, j, k as unit vectors only of 2 or 3.
    With `either_sign` a ± before the whole is left off.
    """
    words = response.vocabulary
    if matrix and words.decimal_comma and ";" in response.text and "\n" in response.text.strip():
        raise refuse("Write each row in brackets of its own.", response, "`[[1; 2]; [3; 4]]`")
    moved, shift = spelled(response)
    units = () if matrix else _units(moved.text, words, size)
    wide = with_more(with_names(moved, complex=not words.symbols and not units), units)
    tree, led = read_spelled(response, wide, shift, _left_side(moved.text, words, unknowns))
    match tree:
        case Call("pm", (of,)) | Chain((Name(), Call("pm", (of,))), ("=",)) if either_sign:
            tree, led = of, True
    rows, plainly = _rows_of(tree, response, matrix, units, unknowns, size)
    if not matrix:
        if len(rows.rows) > 1 and len(rows.rows[0]) > 1:
            raise refuse("A vector is asked for, not a matrix.", response, "`[1, 2]`")
        rows = Rows(tuple((cell,) for row in rows.rows for cell in row))
    must_be_values(rows, response, words)
    return Reading(rows, () if plainly and not led else (meant(rows),))


def with_more(response: Response, names: Sequence[str] = ()) -> Response:
    """The response with some names in its vocabulary, and `T` for the transpose."""
    added = frozenset(names) | ({"T"} if "T" in response.text else frozenset())
    if not added:
        return response
    words = replace(response.vocabulary, symbols=response.vocabulary.symbols | added)
    return replace(response, vocabulary=words)


def must_be_values(rows: Rows, response: Response, words: Vocabulary) -> None:
    """Refuses what stands in an entry and is no single value in the names of the exercise."""
    cells = [cell for row in rows.rows for cell in row if plain(cell) is None]
    for cell in cells:
        for node in walk(cell):
            if isinstance(node, SEVERAL):
                raise refuse("The entries must be single values.", response)
            if is_plus_minus(node):
                raise refuse("The entries must be single values; ± stands for two.", response)
            if isinstance(node, Name) and node.text == "T" and "T" not in words.symbols and not words.open_names:
                raise refuse("`T` is not a variable of this exercise.", response)
        without_strangers(cell, response, words)


def _left_side(text: str, words: Vocabulary, unknowns: Sequence[str]) -> re.Pattern[str]:
    """What may be left off at the beginning."""
    if text.count("=") != 1 or len(text) > MAX_CHARACTERS:
        return LED
    found = UNKNOWNS.match(text)
    if found is not None:
        listed = WORD.findall(found[2])
        return UNKNOWNS if in_order(listed, unknowns) == listed else LED
    return LEFT_SIDE


def _units(text: str, words: Vocabulary, size: int | None) -> tuple[str, ...]:
    """The unit vectors that a sum such as `3i - 2j + k` or `e_1 + 2e_3` is made of; none if it is no such sum."""
    if CONTAINER.search(text):
        return ()
    letters = set(UNITS.findall(text))
    if letters and size in (None, 2, 3) and not letters & words.symbols and not words.complex and letters != {"i"}:
        return ("i", "j", "k")[: max(size or 2, 3 if "k" in letters else 2)]
    if letters == {"i"} and size in (2, 3) and not words.symbols and not words.complex:
        return ("i", "j", "k")[:size]
    numbers = {int(digit) for digit in NUMBERED.findall(text)}
    if numbers and not {f"e_{n}" for n in numbers} & words.symbols:
        return tuple(f"e_{n}" for n in range(1, max(*numbers, size or 1) + 1))
    return ()


# Trees -------------------------------------------------------------------------------------------------------------


def _rows_of(
    tree: Node, response: Response, matrix: bool, units: tuple[str, ...], unknowns: Sequence[str], size: int | None
) -> tuple[Rows, bool]:
    """The rows a tree spells out, and whether it spelled them plainly."""
    inner = tree
    match tree:
        case Chain((Name(), value), ("=" | "approx",)) | Chain((value, Name()), ("=" | "approx",)):
            inner = value
    words = response.vocabulary
    if units and (combined := _combination(inner, units)) is not None:
        return combined, False
    if not matrix and (column := solved(tree, unknowns)) is not None:
        return column, False
    rows = as_rows(inner, words, response)
    if rows is not None:
        bare = isinstance(inner, Rows | Tuple) or (isinstance(inner, Series) and not matrix)
        return rows, bare and inner is tree
    if size == 1 and not isinstance(inner, SEVERAL):
        return Rows(((inner,),)), False
    if isinstance(inner, Braces):
        sentence = "In braces order does not count: write it in square brackets."
        raise refuse(sentence, response, "`[[1, 2], [3, 4]]`" if matrix else "`[1, 2]`")
    if any(isinstance(node, Rows) for node in walk(inner)):
        raise refuse(f"Work this out and give one {'matrix' if matrix else 'vector'}.", response)
    if matrix:
        raise refuse("A matrix is asked for: write it row by row.", response, "`[[1, 2], [3, 4]]`")
    raise refuse("A vector is asked for: write it in brackets.", response, "`[1, 2]`")


def as_rows(tree: Node, words: Vocabulary, response: Response) -> Rows | None:
    """The matrix a tree spells out, factors multiplied in and transposes taken; None if it spells out none.

    Sums are worked out where a name of the exercise is in them, as in `[1, 0] + t*[2, 1]`.
    """

    def inside(node: Node) -> Rows | None:
        match node:
            case Rows((row,), 0) if all(isinstance(cell, Tuple) for cell in row):
                return stacked(row)
            case Rows(rows, bar):
                return Rows(rows) if bar else node
            case Tuple(items, "(", ")") | Series(items):
                return stacked(items)
            case Call("binomial", (above, below)):  # LaTeX has no shorter way to write a column
                return Rows(((above,), (below,)))
            case Braces(items) if items and all(isinstance(item, Braces) for item in items):
                return stacked(items)
            case Neg(of):
                return each(inside(of), Neg)
            case Op("^", base, Name("T")):
                turned = inside(base)
                return None if turned is None else Rows(tuple(zip(*turned.rows, strict=True)))
            case Op("/", above, below):
                return each(inside(above), lambda cell: Op("/", cell, below)) if is_factor(below) else None
            case Op(symbol, left, right) if symbol in PRODUCTS:
                if is_factor(left):
                    return each(inside(right), lambda cell: Op("*", left, cell))
                return each(inside(left), lambda cell: Op("*", cell, right)) if is_factor(right) else None
            case Op("+" | "-" as symbol, left, right) if _has_parameter(tree, words):
                first, second = inside(left), inside(right)
                if first is None or second is None:
                    return None
                if _shape(first) != _shape(second):
                    raise refuse("The terms of this sum differ in size.", response)
                pairs = zip(first.rows, second.rows, strict=True)
                return Rows(tuple(tuple(Op(symbol, *cells) for cells in zip(*pair, strict=True)) for pair in pairs))
        return None

    return inside(tree)


def stacked(items: tuple[Node, ...]) -> Rows | None:
    """Rows one below the other, or a single row of values; None if they differ in length."""
    rows = [row_of(item) for item in items]
    if all(row is None for row in rows):
        return Rows((items,))
    whole = tuple(row for row in rows if row is not None)
    return Rows(whole) if len(whole) == len(items) and len({len(row) for row in whole}) == 1 else None


def row_of(item: Node) -> tuple[Node, ...] | None:
    """The entries of one row: `[1, 2]`, `(1, 2)`, `{1, 2}`."""
    match item:
        case Rows((row,)) | Tuple(row, "(", ")") | Braces(row):
            return row or None
    return None


def each(rows: Rows | None, change: Callable[[Node], Node]) -> Rows | None:
    return None if rows is None else Rows(tuple(tuple(map(change, row)) for row in rows.rows))


def is_factor(node: Node) -> bool:
    """Whether a node can be a number in front of a vector."""
    return not any(isinstance(part, SEVERAL) for part in walk(node))


def _times(left: Node, right: Node) -> Node:
    return left if right == ONE else right if left == ONE else Op("*", left, right)


def _shape(rows: Rows) -> tuple[int, int]:
    return len(rows.rows), len(rows.rows[0])


def _has_parameter(tree: Node, words: Vocabulary) -> bool:
    used = names(tree) - CONSTANTS
    return bool(used if words.open_names else used & words.symbols)


def _combination(tree: Node, units: tuple[str, ...]) -> Rows | None:
    """A sum of multiples of unit vectors as a column; None if it is none."""
    found = _coefficients(tree, frozenset(units))
    return None if found is None else Rows(tuple((found.get(unit, ZERO),) for unit in units))


def _coefficients(node: Node, units: frozenset[str]) -> dict[str, Node] | None:
    match node:
        case Name(text) if text in units:
            return {text: ONE}
        case Neg(of) if (inner := _coefficients(of, units)) is not None:
            return {unit: Neg(c) for unit, c in inner.items()}
        case Op("+" | "-" as symbol, left, right):
            first, second = _coefficients(left, units), _coefficients(right, units)
            if first is None or second is None:
                return None
            for unit, c in second.items():
                signed = Neg(c) if symbol == "-" else c
                first[unit] = Op(symbol, first[unit], c) if unit in first else signed
            return first
        case Op("*", left, right):
            for factor, of in ((left, right), (right, left)):
                if not names(factor) & units and (inner := _coefficients(of, units)) is not None:
                    return {unit: _times(factor, c) for unit, c in inner.items()}
        case Op("/", above, below) if not names(below) & units and (inner := _coefficients(above, units)) is not None:
            return {unit: Op("/", c, below) for unit, c in inner.items()}
    return None
