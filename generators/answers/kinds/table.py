"""A table, cell by cell, or a trace, row by row from the learner's own row above.

A response is rows of cells: `[[1, 2], [3, 4]]`, or a row a line with commas between the cells; a cell may stay empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flint import fmpq

from generators.answers.compare import Comparison, Prove, both
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, partly, right
from generators.answers.kinds import expression, number
from generators.answers.reading import refuse, tree_of_response, vocabulary
from generators.answers.tolerance import near, rounded_text, spread
from generators.notation import NotationError, house, parse, put_in
from generators.notation.tree import Name, Node, Rows, Series, Tuple
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Cell, ExpressionAnswer, NumberAnswer, TableAnswer
from schemas.verdict import Feedback

MAX_RESPONSE = 8_000
MAX_CELL = 1_000
OPEN, CLOSE = "([{", ")]}"
BLANKS = frozenset({"", "_", "?", "-"})
MISSING = Name("_")


def read(key: TableAnswer | None, response: Response) -> Reading:
    if len(response.text) > MAX_RESPONSE:
        raise refuse(f"This answer is too long: at most {MAX_RESPONSE:,} characters can be read.", response)
    rows = _arranged(key, list(rows_of(response)), response)
    cells = tuple(
        tuple(_cell(key, i, j, text, at, response) for j, (text, at) in enumerate(row)) for i, row in enumerate(rows)
    )
    tree = Rows(tuple(tuple(MISSING if cell is None else cell.tree for cell in row) for row in cells))
    return Reading(tree, (), cells)


Piece = tuple[str, int]
"""A text and the column it begins at."""


def rows_of(response: Response) -> Iterator[list[Piece]]:
    """The cells of the response, by row."""
    text = response.text
    if response.format == "latex" or "\\begin" in text or "\\\\" in text:
        yield from _of_tree(response)
        return
    start, body = _unwrapped(text, 0)
    lines = [piece for piece in cut(body, start, ";\n") if piece[0].strip()]
    if len(lines) == 1:
        items = cut(body, start, ",;\n")
        inner = [_unwrapped(piece, at) for piece, at in items]
        if all(piece.strip().startswith("[") for piece, _ in items):
            yield from (cut(row, at, ",\t") for at, row in inner)
            return
    for line, at in lines:
        start, row = _unwrapped(line.rstrip().rstrip(",") if line.strip().startswith("[") else line, at)
        yield cut(row, start, ",\t")


def _of_tree(response: Response) -> Iterator[list[Piece]]:
    tree = tree_of_response(response, MAX_RESPONSE)
    match tree:
        case Rows(rows):
            for row in rows:
                yield [(house(cell), 0) for cell in row]
        case Series(items) | Tuple(items):
            yield [(house(item), 0) for item in items]
        case _:
            yield [(house(tree), 0)]


def _unwrapped(text: str, at: int) -> tuple[int, str]:
    """What stands inside one pair of square brackets around all of the text, and where it begins."""
    stripped = text.strip()
    if stripped.startswith("[") and _closes(stripped) == len(stripped) - 1:
        return at + text.index("[") + 1, stripped[1:-1]
    return at, text


def _closes(text: str) -> int:
    """Where the bracket at the beginning is closed; -1 if nowhere."""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign in OPEN) - (sign in CLOSE)
        if depth == 0:
            return i
    return -1


def cut(text: str, at: int, separators: str) -> list[Piece]:
    """The pieces between separators outside brackets, with their columns."""
    pieces: list[Piece] = []
    depth = begin = 0
    for i, sign in enumerate(text):
        if sign in separators and depth == 0:
            pieces.append((text[begin:i], at + begin))
            begin = i + 1
        depth += (sign in OPEN) - (sign in CLOSE)
    pieces.append((text[begin:], at + begin))
    return pieces


def _arranged(key: TableAnswer | None, rows: list[list[Piece]], response: Response) -> list[list[Piece]]:
    """The rows in the shape of the table; a single row or column may be a bare list."""
    if key is None:
        return rows
    m, n = len(key.rows), len(key.columns)
    if [len(row) for row in rows] == [n] * m:
        return rows
    if n == 1 and len(rows) == 1 and len(rows[0]) == m:
        return [[piece] for piece in rows[0]]
    if m == 1 and len(rows) == n and all(len(row) == 1 for row in rows):
        return [[row[0] for row in rows]]
    shape = "[" + ", ".join(["…"] * n) + "]"
    raise refuse(
        f"This table has {m} row{'s' * (m > 1)} of {n} cell{'s' * (n > 1)}: separate the cells by commas.",
        response, f"[{', '.join([shape] * min(m, 3))}]" if m <= 3 else None,
    )  # fmt: skip


def _cell(key: TableAnswer | None, i: int, j: int, text: str, at: int, response: Response) -> Reading | None:
    bare = text.strip()
    if bare in BLANKS:
        return None
    if len(bare) > MAX_CELL:
        raise NotationError(f"A cell holds at most {MAX_CELL:,} characters.", response.text, at, at + len(text))
    shift = at + text.index(bare[0])
    words = response.vocabulary
    cell: Cell | None = None
    if key is not None:
        cell = key.value[i][j]
        texts = (cell,) if isinstance(cell, str) else (cell.value,)
        own = {} if isinstance(cell, str) else cell.symbols
        functions = key.functions if isinstance(cell, str) else cell.functions
        mixed = isinstance(cell, NumberAnswer) and cell.mixed
        words = vocabulary(texts, frozenset({**key.symbols, **own}.items()), functions, mixed)
        words = replace(words, decimal_comma=response.vocabulary.decimal_comma)
    inner = Response(bare, "text" if response.format == "text" else None, words)
    try:
        if isinstance(cell, ExpressionAnswer):
            return expression.read(cell, inner)
        return number.read(None, inner)
    except NotationError as error:
        raise NotationError(
            error.message, response.text, min(error.at + shift, len(response.text)), error.end + shift, error.suggestion
        ) from None


def judge(key: TableAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    return _trace(key, reading, prove) if key.mode == "trace" else _cells(key, reading, prove)


def _cells(key: TableAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    found = [
        _judged(key, wanted, given, prove)
        for row, cells in zip(key.value, reading.cells, strict=True)
        for wanted, given in zip(row, cells, strict=True)
    ]
    score = sum(each.score for each in found) / len(found)
    if all(each.outcome == "correct" for each in found):
        return right(both([each.evidence for each in found]))
    if any(each.outcome == "undecided" for each in found):
        return open_question(Comparison(None))
    evidence = both([each.evidence for each in found if each.outcome == "incorrect"] or [Comparison(False, "exact")])
    hits = sum(each.outcome == "correct" for each in found)
    return partly(score, evidence, Feedback(code="some-cells", text=f"{hits} of {len(found)} cells are right."))


def _judged(key: TableAnswer, wanted: Cell, given: Reading | None, prove: Prove | None) -> Judgement:
    if given is None:
        return Judgement("incorrect", 0.0, Comparison(False, "exact"))
    if isinstance(wanted, ExpressionAnswer):
        return expression.judge(wanted, given, prove)
    if isinstance(wanted, str):
        wanted = NumberAnswer(value=wanted, tolerance=key.tolerance)
    return number.judge(wanted, given, prove)


def _trace(key: TableAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    """Each row from the learner's own row above it, or right by the key; the first that is neither is named."""
    assert key.start is not None and key.step is not None
    steps = [parse(formula) for formula in key.step]
    above: list[Node] = [parse(text) for text in key.start]
    found: list[Comparison] = []
    for i, row in enumerate(reading.cells):
        truth = [parse(cell) for cell in key.value[i] if isinstance(cell, str)]
        given = [None if cell is None else cell.tree for cell in row]
        names = dict(zip(key.columns, above, strict=True))
        parts = [
            Comparison(False, "exact") if g is None else _follows(step, names, t, g, key, prove)
            for step, t, g in zip(steps, truth, given, strict=True)
        ]
        found.append(both(parts))
        above = [t if g is None else g for g, t in zip(given, truth, strict=True)]
    if any(each.equal is None for each in found):
        return open_question(Comparison(None))
    hits = [each.equal is True for each in found]
    if all(hits):
        return right(both(found))
    first = key.rows[hits.index(False)]
    note = Feedback(code="row", text=f"Row {first} does not follow from the row above it.")
    evidence = both([each for each in found if not each.equal])
    return partly(sum(hits) / len(hits), evidence, note)


def _follows(
    step: Node, above: Mapping[str, Node], truth: Node, given: Node, key: TableAnswer, prove: Prove | None
) -> Comparison:
    """Whether a cell follows from the row above as the learner has it, or is the true one."""
    by_key = near(truth, key.tolerance, given, prove)
    if by_key.equal:
        return by_key
    made = put_in(step, {Name(name): tree for name, tree in above.items()})
    try:
        widened = fmpq(0) if key.tolerance is None else spread(step, above, above)
        return near(made, key.tolerance, given, prove, widen=widened)
    except (Undefined, Imprecise):
        return by_key


def text(key: TableAnswer) -> str:
    def cell(value: Cell) -> str:
        return value if isinstance(value, str) else value.value

    return "[" + ", ".join("[" + ", ".join(map(cell, row)) + "]" for row in key.value) + "]"


def value(key: TableAnswer) -> Node:
    return Rows(tuple(tuple(parse(c if isinstance(c, str) else c.value) for c in row) for row in key.value))


def rounded(key: TableAnswer) -> TableAnswer:
    def cell(value: Cell) -> Cell:
        if isinstance(value, str):
            return rounded_text(value, key.tolerance)
        return number.rounded(value) if isinstance(value, NumberAnswer) else value

    return key.model_copy(update={"value": tuple(tuple(map(cell, row)) for row in key.value)})


KIND = Kind(read, judge, text, value=value, rounded=rounded)
