"""Brackets, matrices, cases and lines of LaTeX."""

from __future__ import annotations

from generators.notation import latex_words as words
from generators.notation.latex_reader import CLOSERS, ROW_ENDS, SEPARATORS, Reader, goes_on, joined
from generators.notation.tokens import Token
from generators.notation.tree import Call, Cases, Node, Rows, Series


def displayed_lines(reader: Reader, command: str, at: int) -> None:
    r"""`\displaylines{…}`, as MathLive writes several lines."""
    if reader.peek() != "{":
        raise reader.fail(f"`{command}` needs an argument.", at)
    begin = reader.take("{")
    reader.deeper(begin)
    rows = [reader.row("}")]
    while reader.peek() in ROW_ENDS:
        reader.end_row()
        rows.append(reader.row("}"))
    if not reader.stands("}"):
        raise reader.unclosed("}", "{", begin)
    reader.at += 1
    reader.depth -= 1
    reader.inline(joined(rows))


def left(reader: Reader, command: str, at: int) -> None:
    opening = delimiter(reader, command, at)
    behind, spaced = reader.at, reader.spaced
    reader.deeper(at)
    found = reader.captured(lambda: inside(reader, opening))
    right = reader.peek()
    if right not in words.RIGHT:
        if right in CLOSERS and right != "}":
            raise reader.stray()
        raise reader.fail(f"`\\right` is missing: this `{command}` is never closed.", at, at + len(command))
    reader.depth -= 1
    end, where = reader.at, reader.take(right)
    closing = delimiter(reader, right, where)
    if opening == closing and (opening in words.CALLED or opening == "angle"):
        if opening in ("|", "||") and len(found) == 1 and isinstance(found[0].node, Rows):
            raise reader.fail("Give the value of the determinant.", at)
        fence(reader, opening, reader.text[at:behind], at, found, end)
    elif opening == "{" and closing == ".":
        reader.inline(found)
    elif (opening, closing) == ("{", "}") or (opening in "([])" and closing in "([])"):
        if (opening, closing) == ("[", "]") and is_bare(found):
            reader.inline(found)
            return
        reader.out.append(Token("op", "(" if opening in "])" else opening, at, behind, spaced))
        reader.out += found
        reader.put("op", ")" if closing in "([" else closing, where)
    else:
        raise reader.fail(f"This `{right}` does not close the `{command}` in column {at + 1}.", where, reader.at)


def inside(reader: Reader, opening: str) -> None:
    r"""What stands between `\left` and `\right`. An array behind a brace is a list of cases."""
    if opening == "{" and reader.peek() == r"\begin":
        environment(reader, r"\begin", reader.take(r"\begin"), braced=True)
    reader.formula("")


def delimiter(reader: Reader, command: str, at: int) -> str:
    piece = reader.peek()
    piece = piece if piece in words.DELIMITERS else piece[:1]
    if piece not in words.DELIMITERS:
        raise reader.fail(f"`{command}` needs a bracket that can be read here.", at, at + len(command))
    reader.at += len(piece)
    return words.DELIMITERS[piece]


def pair(reader: Reader, command: str, at: int) -> None:
    r"""`\lvert x \rvert` and the like."""
    closing = words.PAIRED[command]
    found = reader.captured(lambda: reader.until(closing, command, at))
    fence(reader, words.DELIMITERS[command], command, at, found, reader.at - len(closing))


def fence(reader: Reader, opening: str, typed: str, at: int, found: list[Token], end: int) -> None:
    """Bars and brackets that make a function, `⟨1, 2⟩` a row."""
    if not found:
        raise reader.fail("There is nothing between these brackets.", at)
    tree = reader.node(found, end)
    if opening == "angle":
        reader.put("tree", typed, at, Rows((tree.items if isinstance(tree, Series) else (tree,),)))
        return
    name = words.CALLED[opening]
    reader.put("tree", "|", at, Call("abs", (tree,)) if name == "abs" else reader.call(name, typed, at, tree))


def environment(reader: Reader, command: str, at: int, braced: bool = False) -> None:
    name = reader.raw(command, at)[0].strip()
    plain = name.rstrip("*")
    reader.deeper(at)
    if plain in words.CASES or (braced and plain in words.BARE | words.LINES):
        cases_of(reader, name, at)
    elif plain in words.MATRICES:
        matrix(reader, name, at)
    elif plain in words.LINES:
        skip_columns(reader, name)
        reader.inline(joined([[token for cell, _ in row for token in cell] for row in cells_of(reader, name, at)]))
    elif plain in words.DETERMINANTS:
        raise reader.fail("Give the value of the determinant.", at)
    else:
        shown = name if len(name) < 20 else name[:20] + "…"
        raise reader.fail(f"The LaTeX environment `{shown}` cannot be read here.", at)
    reader.depth -= 1


def cells_of(reader: Reader, name: str, at: int) -> list[list[tuple[list[Token], int]]]:
    """The cells of an environment with the columns where they end, row by row, up to and past its end."""
    rows: list[list[tuple[list[Token], int]]] = [[]]
    while True:
        cell = reader.captured(reader.sequence)
        rows[-1].append((cell, reader.at))
        piece = reader.peek()
        if piece == "&":
            reader.at += 1
        elif piece in ROW_ENDS:
            reader.end_row()
            rows.append([])
        else:
            finish(reader, name, at)
            return rows[:-1] if len(rows) > 1 and not any(cell for cell, _ in rows[-1]) else rows


def finish(reader: Reader, name: str, at: int) -> None:
    piece = reader.peek()
    if piece != r"\end":
        if piece:
            raise reader.stray()
        raise reader.fail(f"`\\end{{{name}}}` is missing.", at, at + 6)
    where = reader.take(piece)
    if reader.raw(piece, where)[0].strip() != name:
        raise reader.fail(f"`\\end{{{name}}}` is expected here.", where)


def skip_columns(reader: Reader, name: str) -> str:
    """What an environment says about its columns."""
    if reader.peek() == "[":
        opening = reader.take("[")
        reader.captured(lambda: reader.until("]", "[", opening))
    if name == "array" or name.startswith("alignat") or name.startswith("alignedat"):
        return reader.raw(r"\begin", reader.at)[0].replace(" ", "").strip("|")
    return ""


def matrix(reader: Reader, name: str, at: int) -> None:
    columns = skip_columns(reader, name)
    bar = columns.find("|") if "|" in columns else 0
    rows = tuple(tuple(entry(reader, found, end, at) for found, end in row) for row in cells_of(reader, name, at))
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise reader.fail(f"The rows differ in length: {lengths}.", at, at + 6)
    reader.put("tree", name.rstrip("*"), at, Rows(rows, bar if bar < len(rows[0]) else 0))


def entry(reader: Reader, found: list[Token], end: int, at: int) -> Node:
    if not found:
        raise reader.fail("An entry of this matrix is empty.", end, end + 1)
    tree = reader.node(found, end)
    if isinstance(tree, Series):
        comma = next(token for token in found if token.text in SEPARATORS)
        message = "A comma cannot stand in an entry of a matrix: write `&` between entries."
        raise reader.fail(message, comma.at, comma.end)
    return tree


def cases_of(reader: Reader, name: str, at: int) -> None:
    """Equations one below the other, or the branches of a function."""
    skip_columns(reader, name)
    in_cases, reader.in_cases = reader.in_cases, True
    rows = cells_of(reader, name, at)
    reader.in_cases = in_cases
    if all(len(row) == 1 or any(goes_on(cell) for cell, _ in row[1:]) for row in rows):
        reader.inline(joined([[token for cell, _ in row for token in cell] for row in rows]))
        return
    branches: list[tuple[Node, Node | None]] = []
    for row in rows:
        if len(row) != 2 or not row[0][0] or (not row[1][0] and row is not rows[-1]):
            raise reader.fail("Each case needs a value and a condition with `&` between them.", at, at + 6)
        (value, value_end), (when, end) = row
        while len(value) > 1 and value[-1].text in SEPARATORS:
            value.pop()
        branches.append((reader.value(value, value_end), reader.value(when, end) if when else None))
    reader.put("tree", "cases", at, Cases(tuple(branches)))


def is_bare(found: list[Token]) -> bool:
    """Whether this is a matrix that has no brackets of its own."""
    return len(found) == 1 and found[0].kind == "tree" and found[0].text in words.BARE
