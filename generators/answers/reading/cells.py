"""The text of a table, cut into its cells: `[[1, 2], [3, 4]]`, or a row a line with commas between the cells."""

from __future__ import annotations

from collections.abc import Iterator

from generators.answers.judging import Response
from generators.answers.reading import tree_of_response
from generators.notation import house
from generators.notation.tree import Rows, Series, Tuple

MAX_CHARACTERS = 8_000
OPEN, CLOSE, QUOTES = "([{", ")]}", '"“”'
SEPARATORS = ",;\t\n"
Piece = tuple[str, int]
"""A text and the column it begins at."""


Layout = list[list[Piece]]
"""Cells by row."""


def layouts(response: Response) -> Iterator[Layout]:
    """How the response may be cut into rows of cells, the most likely way first.

    Brackets may stand around the table, a row, or an entry: which, the shape of the table tells. Where decimals have a
    comma, one between two digits separates nothing, and semicolons may stand between cells.
    """
    text = response.text
    if response.format == "latex" or "\\begin" in text or "\\\\" in text:
        yield list(_of_tree(response))
        return
    comma = response.vocabulary.decimal_comma
    for between_rows, between_cells in ((";\n", ",\t"), *((("\n", ";\t"),) if comma else ())):
        for start, body in (unwrapped(text, 0), (0, text)):
            lines = [piece for piece in cut(body, start, between_rows, comma) if piece[0].strip()]
            if len(lines) == 1:
                items = cut(body, start, SEPARATORS, comma)
                inner = [unwrapped(*item) for item in items]
                if all(within != item[0] for item, (_, within) in zip(items, inner, strict=True)):
                    yield [cut(row, at, between_cells, comma) for at, row in inner]
            for line_of in (lambda line, at: unwrapped(_without_comma(line), at), lambda line, at: (at, line)):
                yield [cut(row, at, between_cells, comma) for at, row in (line_of(*line) for line in lines)]


def _without_comma(line: str) -> str:
    """A line in brackets without the comma that may end it."""
    return line.rstrip().rstrip(",") if line.strip().startswith("[") else line


def _of_tree(response: Response) -> Iterator[list[Piece]]:
    tree = tree_of_response(response, MAX_CHARACTERS)
    match tree:
        case Rows(rows):
            for row in rows:
                yield [(house(cell), 0) for cell in row]
        case Series(items) | Tuple(items):
            yield [(house(item), 0) for item in items]
        case _:
            yield [(house(tree), 0)]


def unwrapped(text: str, at: int, brackets: str = "[]") -> tuple[int, str]:
    """Where what stands inside one pair of brackets around all of the text begins, and that; else the text itself."""
    stripped = text.strip()
    if stripped[:1] == brackets[0] and stripped[-1:] == brackets[1] and _closes(stripped) == len(stripped) - 1:
        return at + text.index(brackets[0]) + 1, stripped[1:-1]
    return at, text


def _closes(text: str) -> int:
    """Where the bracket at the beginning is closed; -1 if nowhere."""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign in OPEN) - (sign in CLOSE)
        if depth == 0:
            return i
    return -1


def cut(text: str, at: int, separators: str, decimal_comma: bool = False) -> list[Piece]:
    """The pieces between separators outside brackets and quotation marks, with their columns."""
    pieces: list[Piece] = []
    depth = begin = 0
    quoted = False
    for i, sign in enumerate(text):
        if sign in QUOTES:
            quoted = not quoted
        if quoted:
            continue
        if sign in separators and depth == 0 and not (decimal_comma and sign == "," and _is_decimal(text, i)):
            pieces.append((text[begin:i], at + begin))
            begin = i + 1
        depth += (sign in OPEN) - (sign in CLOSE)
    pieces.append((text[begin:], at + begin))
    return pieces


def _is_decimal(text: str, i: int) -> bool:
    return text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit()
