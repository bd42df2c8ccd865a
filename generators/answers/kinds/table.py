"""A table, cell by cell, or a trace, row by row from the learner's own row above.

A response is rows of cells: `[[1, 2], [3, 4]]`, or a row a line with commas between the cells; a cell may stay empty.
Each cell is read and judged as an answer of its own kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from generators.answers import kinds
from generators.answers.compare import CONSTANTS, Comparison, Prove, both
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, partly, right, wrong
from generators.answers.kinds import number, words
from generators.answers.reading import refuse, vocabulary
from generators.answers.reading.cells import MAX_CHARACTERS, QUOTES, SEPARATORS, Layout, Piece, cut, layouts, unwrapped
from generators.answers.reading.wording import folded
from generators.answers.tolerance import near, rounded_text
from generators.answers.trace import judge_trace, slips_of_trace
from generators.notation import NotationError, Vocabulary, label, parse
from generators.notation.names import GREEK
from generators.notation.tree import Name, Node, Rows
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Cell, CellKey, NumberAnswer, TableAnswer, Tolerance
from schemas.verdict import Feedback

MAX_CELL = 1_000
BLANKS = frozenset({"", "_", "?", "-", "–", "—", "null"})
WORD = re.compile(r"[^\W\d_]{2,}")
MISSING = Name("_")
NAMED = 4
"""How many wrong cells are named; of more only the number is told."""
UNBRACKETED = frozenset({"order", "matching", "system"})
"""Kinds whose answers are lists without brackets, so that they stand in brackets inside a cell."""
EMPTY = Judgement("incorrect", 0.0, Comparison(False, "exact"))
Cells = tuple[tuple[Reading | None, ...], ...]
Place = tuple[int, int]
Arranged = tuple[Layout, tuple[Feedback, ...]] | None
"""The rows in the shape of the table, and what was left out of them; None where they do not fit."""


# Reading -----------------------------------------------------------------------------------------------------------


def read(key: TableAnswer | None, response: Response) -> Reading:
    if len(response.text) > MAX_CHARACTERS:
        raise refuse(f"This answer is too long: at most {MAX_CHARACTERS:,} characters can be read.", response)
    found = [rows for rows in layouts(response) if rows]
    if not found:
        raise refuse("Fill in the table: separate the cells by commas.", response, "`[[1, 2], [3, 4]]`")
    rows, notes = (found[0], ()) if key is None else _arranged(key, found, response)
    cells = tuple(
        tuple(_cell(key, i, j, text, at, response) for j, (text, at) in enumerate(row)) for i, row in enumerate(rows)
    )
    return Reading(_tree(cells), notes, cells)


def _tree(cells: Cells) -> Node:
    width = max(len(row) for row in cells)
    trees = ([MISSING if cell is None else cell.tree for cell in row] for row in cells)
    return Rows(tuple((*row, *[MISSING] * (width - len(row))) for row in trees))


def _arranged(key: TableAnswer, found: list[Layout], response: Response) -> tuple[Layout, tuple[Feedback, ...]]:
    """The rows in the shape of the table, and what was left out of them."""
    for change in (_as_it_is, _as_one_line, _without_names, _without_start):
        for rows in found:
            fitting = change(key, rows, response)
            if fitting is not None:
                return fitting
    m, n = len(key.rows), len(key.columns)
    if any([len(row) for row in rows] == [m] * n for rows in found):
        raise refuse(f"Rows and columns are exchanged: give {m} rows of {n} cells.", response)
    shape = "[" + ", ".join(["…"] * n) + "]"
    raise refuse(
        f"This table has {m} row{'s' * (m > 1)} of {n} cell{'s' * (n > 1)}: separate the cells by commas.",
        response, f"[{', '.join([shape] * min(m, 3))}]" if m <= 3 else None,
    )  # fmt: skip


def _as_it_is(key: TableAnswer, rows: Layout, response: Response) -> Arranged:
    return (rows, ()) if [len(row) for row in rows] == [len(key.columns)] * len(key.rows) else None


def _as_one_line(key: TableAnswer, rows: Layout, response: Response) -> Arranged:
    """A single row or column may be a bare list."""
    turned = [list(column) for column in zip(*rows, strict=True)] if len({len(row) for row in rows}) == 1 else []
    if 1 not in (len(key.rows), len(key.columns)) or 1 not in (len(rows), len(turned)):
        return None
    return _as_it_is(key, turned, response) or (_without_start(key, turned, response) if turned else None)


def _without_names(key: TableAnswer, rows: Layout, response: Response) -> Arranged:
    """The table written with the names of its rows or columns, and in a trace with its start."""
    n = len(key.columns)
    bare = rows[1:] if _are(key.columns, rows[0][-n:]) else rows
    if all(len(row) == n + 1 for row in bare) and _are(key.rows, [row[0] for row in bare[-len(key.rows) :]]):
        bare = [row[1:] for row in bare]
    if bare is rows:
        return None
    note = Feedback(code="read-as", text="The names of rows and columns are left out.")
    fitting = _as_it_is(key, bare, response) or _without_start(key, bare, response)
    return fitting and (fitting[0], (note, *fitting[1]))


def _are(names: tuple[str, ...], pieces: list[Piece]) -> bool:
    return list(map(_bare, names)) == [_bare(text) for text, _ in pieces]


def _bare(name: str) -> str:
    return folded(name).replace("$", "").replace(" ", "")


def _without_start(key: TableAnswer, rows: Layout, response: Response) -> Arranged:
    """A trace written with its start as a row of its own."""
    m, n = len(key.rows), len(key.columns)
    if key.start is None or [len(row) for row in rows] != [n] * (m + 1):
        return None
    for j, (text, at) in enumerate(rows[0]):
        cell = _cell(key, 0, j, text, at, response)
        if cell is None or not _is_start(key, j, cell.tree):
            return None
    return rows[1:], (Feedback(code="read-as", text="Your first row is taken as the start."),)


def _is_start(key: TableAnswer, j: int, given: Node) -> bool:
    assert key.start is not None
    try:
        return near(parse(key.start[j]), key.tolerance, given).equal is True
    except (Undefined, NotationError):
        return False


def _cell(key: TableAnswer | None, i: int, j: int, text: str, at: int, response: Response) -> Reading | None:
    bare = text.strip()
    if bare in BLANKS:
        return None
    if len(bare) > MAX_CELL:
        raise NotationError(f"A cell holds at most {MAX_CELL:,} characters.", response.text, at, at + len(text))
    shift = at + text.index(bare[0])
    format = "text" if response.format == "text" else None
    try:
        if key is None:
            return _previewed(Response(bare, format, response.vocabulary))
        cell = key_of(key, i, j)
        if cell.kind in UNBRACKETED:
            for brackets in ("()", "[]", "{}"):
                shift, bare = unwrapped(bare, shift, brackets)
        if len(bare) > 2 and bare[0] in QUOTES and bare[-1] in QUOTES:
            shift, bare = shift + 1, bare[1:-1]
        return kinds.KINDS[cell.kind].read(cell, Response(bare, format, _vocabulary(key, cell, response)))
    except NotationError as error:
        raise NotationError(
            error.message, response.text, min(error.at + shift, len(response.text)), error.end + shift, error.suggestion
        ) from None


def _previewed(response: Response) -> Reading:
    """A cell of any kind: a number or formula if it can be one, else words."""
    if WORD.fullmatch(response.text) and response.text not in CONSTANTS and response.text not in GREEK:
        return words.read(None, response)
    try:
        return number.read(None, response)
    except NotationError:
        return words.read(None, response)


def key_of(key: TableAnswer, i: int, j: int) -> CellKey:
    """The key of a cell; a plain text is a number within the table's tolerance."""
    cell = key.value[i][j]
    return _number(cell, key.tolerance) if isinstance(cell, str) else cell


@lru_cache(maxsize=2048)
def _number(value: str, tolerance: Tolerance | None) -> NumberAnswer:
    return NumberAnswer(value=value, tolerance=tolerance)


def _vocabulary(key: TableAnswer, cell: CellKey, response: Response) -> Vocabulary:
    mixed = isinstance(cell, NumberAnswer) and cell.mixed
    functions = cell.functions if cell.functions is not None else key.functions
    symbols = frozenset({**key.symbols, **cell.symbols}.items())
    words = vocabulary(kinds.KINDS[cell.kind].formulas(cell), symbols, functions, mixed)
    return replace(words, decimal_comma=True) if response.vocabulary.decimal_comma else words


# Judging -----------------------------------------------------------------------------------------------------------


def judge(key: TableAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    if key.mode == "trace":
        return judge_trace(key, _trees(reading), prove)
    if [len(row) for row in reading.cells] != [len(key.columns)] * len(key.rows):
        return wrong(Comparison(False, "exact"))
    flat = [each for row in _found(key, reading, prove) for each in row]
    if all(each.outcome == "correct" for each in flat):
        return right(both([each.evidence for each in flat]))
    if any(each.outcome == "undecided" for each in flat):
        return open_question(Comparison(None))
    evidence = both([each.evidence for each in flat if each.outcome != "correct"])
    return partly(sum(each.score for each in flat) / len(flat), evidence)


def _trees(reading: Reading) -> list[list[Node | None]]:
    return [[None if cell is None else cell.tree for cell in row] for row in reading.cells]


def _found(key: TableAnswer, reading: Reading, prove: Prove | None) -> list[list[Judgement]]:
    """The judgement on every cell, by row."""
    return [[_judged(key, (i, j), given, prove) for j, given in enumerate(row)] for i, row in enumerate(reading.cells)]


def _judged(key: TableAnswer, at: Place, given: Reading | None, prove: Prove | None) -> Judgement:
    if given is None:
        return EMPTY
    cell = key_of(key, *at)
    return kinds.KINDS[cell.kind].judge(cell, given, prove)


# What a wrong table looks like -------------------------------------------------------------------------------------


def slips(key: TableAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """How much is right, what is not, and what seems to have happened."""
    if key.mode == "trace":
        return slips_of_trace(key, _trees(reading))
    return tuple(_told(key, reading.cells, _found(key, reading, None)))


def _told(key: TableAnswer, cells: Cells, found: list[list[Judgement]]) -> Iterator[Feedback]:
    total = len(key.rows) * len(key.columns)
    wrong = [(i, j) for i, row in enumerate(found) for j, each in enumerate(row) if each.outcome != "correct"]
    empty = [(i, j) for i, j in wrong if cells[i][j] is None]
    filled = [place for place in wrong if place not in empty]
    hits = total - len(wrong)
    yield Feedback(code="some-cells", text=f"{hits} of {total} cells {'is' if hits == 1 else 'are'} right.")
    if empty:
        are = "1 cell is" if len(empty) == 1 else f"{len(empty)} cells are"
        yield Feedback(code="empty-cells", text=f"{are} empty.")
    if exchanged := _exchanged(key, cells, filled):
        yield exchanged
        return
    if filled and (len(filled) <= NAMED or hits):
        yield Feedback(code="wrong-cells", text=f"Look again at {_named(key, filled)}.")
    if filled:
        remarks = [{each.code: each for each in _remarks(key, (i, j), cells[i][j], found[i][j])} for i, j in filled]
        common = set(remarks[0]).intersection(*remarks)
        yield from (each for code, each in remarks[0].items() if code in common)


def _remarks(key: TableAnswer, at: Place, given: Reading | None, judgement: Judgement) -> tuple[Feedback, ...]:
    cell = key_of(key, *at)
    return (*judgement.feedback, *kinds.KINDS[cell.kind].slips(cell, given, judgement)) if given is not None else ()


def _named(key: TableAnswer, places: list[Place]) -> str:
    """Cells by the names of their rows and columns, each if they are few, else the rows or columns they fill."""
    rows, columns = ({place[k] for place in places} for k in (0, 1))
    if len(places) == len(rows) * len(columns) and (len(rows) == len(key.rows)) != (len(columns) == len(key.columns)):
        if len(columns) == len(key.columns):
            return _listed("row", [key.rows[i] for i in sorted(rows)])
        return _listed("column", [key.columns[j] for j in sorted(columns)])
    if len(places) > NAMED:
        return f"{len(places)} cells"
    if len(key.columns) == 1:
        return _listed("row", [key.rows[i] for i, _ in places])
    if len(key.rows) == 1:
        return _listed("column", [key.columns[j] for _, j in places])
    return "; ".join(f"row {label(key.rows[i])}, column {label(key.columns[j])}" for i, j in places)


def _listed(what: str, names: list[str]) -> str:
    if len(names) > NAMED:
        return f"{len(names)} {what}s"
    *first, last = map(label, names)
    return f"{what}s {', '.join(first)} and {last}" if first else f"{what} {last}"


def _exchanged(key: TableAnswer, cells: Cells, wrong: list[Place]) -> Feedback | None:
    """Whether the wrong cells would be right in each other's places."""
    m, n = len(key.rows), len(key.columns)
    ways: list[tuple[str, str, Callable[[Place], Place]]] = []
    if len(wrong) < 2:
        return None
    if m == n:
        ways.append(("transposed", "Rows and columns are exchanged.", lambda at: (at[1], at[0])))
    rows, columns = (sorted({place[k] for place in wrong}) for k in (0, 1))
    if len(rows) == 2:
        ways.append(("rows-exchanged", "Two rows are exchanged.", lambda at: (sum(rows) - at[0], at[1])))
    if len(columns) == 2:
        ways.append(("columns-exchanged", "Two columns are exchanged.", lambda at: (at[0], sum(columns) - at[1])))
    if len(wrong) == 2:
        other = {wrong[0]: wrong[1], wrong[1]: wrong[0]}
        ways.append(("cells-exchanged", "Two cells are exchanged.", lambda at: other[at]))
    for code, sentence, place in ways:
        if all(_fits(key, at, cells, place(at)) for at in wrong):
            return Feedback(code=code, text=sentence)
    return None


def _fits(key: TableAnswer, at: Place, cells: Cells, other: Place) -> bool:
    """Whether what stands in the other cell is right here."""
    given = cells[other[0]][other[1]]
    if key_of(key, *at).kind != key_of(key, *other).kind:
        return False
    try:
        return _judged(key, at, given, None).outcome == "correct"
    except (NotationError, Undefined, Imprecise):
        return False


# The key -----------------------------------------------------------------------------------------------------------


def text(key: TableAnswer) -> str:
    m, n = len(key.rows), len(key.columns)
    return "[" + ", ".join("[" + ", ".join(_typed(key_of(key, i, j)) for j in range(n)) + "]" for i in range(m)) + "]"


def _typed(cell: CellKey) -> str:
    """The key of a cell as a learner would type it there."""
    typed = kinds.KINDS[cell.kind].text(cell)
    if len(cut(typed, 0, SEPARATORS)) == 1 and typed not in BLANKS:
        return typed
    return f'"{typed}"' if cell.kind == "text" else f"({typed})"


def formulas(key: TableAnswer) -> tuple[str, ...]:
    """The texts with names, which a table in LaTeX is read with as a whole."""
    cells = [cell for row in key.value for cell in row if not isinstance(cell, str)]
    return tuple(text for cell in cells for text in kinds.KINDS[cell.kind].formulas(cell))


def value(key: TableAnswer) -> Node | None:
    m, n = len(key.rows), len(key.columns)
    cells = [[kinds.KINDS[(cell := key_of(key, i, j)).kind].value(cell) for j in range(n)] for i in range(m)]
    rows = tuple(tuple(cell for cell in row if cell is not None) for row in cells)
    return Rows(rows) if all(len(row) == n for row in rows) else None


def rounded(key: TableAnswer) -> TableAnswer:
    def cell(value: Cell) -> Cell:
        if isinstance(value, str):
            return rounded_text(value, key.tolerance)
        shown: CellKey = kinds.KINDS[value.kind].rounded(value)
        return shown

    return key.model_copy(update={"value": tuple(tuple(map(cell, row)) for row in key.value)})


KIND = Kind(read, judge, text, formulas, value, rounded=rounded, slips=slips)
