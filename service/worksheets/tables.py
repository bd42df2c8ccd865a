"""Class lists and marks as tables for spreadsheets: CSV with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from schemas.marks import MarksWrite
from schemas.worksheet import MAX_VARIANTS, Candidate, Sheet
from service.scores.table import cell

Fill = Literal["points", "responses"]
MAX_LINE = 20_000
"""Characters of one line."""
ID = (
    "id", "learner", "learner id", "student id", "student number", "number", "no", "matriculation number", "login",
    "username", "user", "matrikelnummer", "matrikel", "kennung", "identifiant", "numero", "matricula",
)  # fmt: skip
NAME = ("name", "full name", "student", "student name", "vollstandiger name", "nom complet", "nombre completo")
FIRST = ("first name", "firstname", "given name", "vorname", "prenom", "nombre")
LAST = ("last name", "lastname", "surname", "family name", "nachname", "familienname", "nom", "apellido", "apellidos")
LINE = ("line", "extra", "extra line", "group", "seat", "note", "gruppe", "platz", "groupe", "place", "grupo")
CODE = ("code", "sheet", "sheet code", "reference")
"""What columns may be called: small letters without accents."""
POINTS = re.compile(r"(?:points|p)[ _]?([1-9][0-9]{0,2})")
RESPONSE = re.compile(r"(?:response|answer|r)[ _]?([1-9][0-9]{0,2})([a-z]?)")


class BadTable(Exception):
    """What is wrong, in one line; it names the line of the table."""


class Row(NamedTuple):
    line: int
    cells: Mapping[str, str]
    """By the name of the column, blank ones left out."""


class Marks(NamedTuple):
    write: MarksWrite
    lines: tuple[int, ...]
    """The line each sheet stands on."""
    columns: Mapping[str, str]
    """What the table calls a field, by what the service calls it."""

    def name(self, place: int, field: str) -> str:
        """`line 4, points_2`."""
        told = self.columns.get(field, field)
        return f"line {self.lines[place]}" + (f", {told}" if told else "")


def decoded(raw: bytes) -> str:
    """Raises `BadTable` for what is not UTF-8, naming the line."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadTable(f"line {line}: not UTF-8; save the table as CSV in UTF-8") from None


# Class lists -----------------------------------------------------------------------------------------------------


def class_list(text: str) -> tuple[Candidate, ...]:
    """Who gets a sheet. Columns: id and, if there are, name (or first and last name) and a line of one's own.

    Raises `BadTable`.
    """
    heads, rows = _table(text)
    column = _chosen(heads, {"id": ID, "name": NAME, "first": FIRST, "last": LAST, "line": LINE})
    if "id" not in column:
        raise BadTable(f"line 1: no column is called id, but {', '.join(map(repr, heads))}")
    seen: dict[str, int] = {}
    found: list[Candidate] = []
    for row in rows:
        told = {name: row.cells.get(head, "") for name, head in column.items()}
        whole = told.get("name") or " ".join(filter(None, (told.get("first"), told.get("last"))))
        if not told["id"]:
            raise BadTable(f"line {row.line}: the id is empty")
        if told["id"] in seen:
            raise BadTable(f"line {row.line}: the id {told['id']!r} is that of line {seen[told['id']]} too")
        seen[told["id"]] = row.line
        try:
            found.append(Candidate(id=told["id"], name=whole or None, line=told.get("line") or None))
        except ValidationError as error:
            first = error.errors()[0]
            raise BadTable(f"line {row.line}: {first['loc'][0]}: {first['msg']}") from None
    if not found:
        raise BadTable("there is nobody in it")
    if len(found) > MAX_VARIANTS:
        raise BadTable(f"line {row.line}: there are {len(found)} people in it; at most {MAX_VARIANTS} are allowed")
    return tuple(found)


# Marks -----------------------------------------------------------------------------------------------------------


def marks(text: str) -> Marks:
    """Marks of sheets: a column for codes (or learners of a class list), and one for the points of each exercise
    (`points_1`) or the response to each part (`response_1`, `response_2a`). Blank cells say nothing, and lines with
    nothing but blanks are passed over.

    Raises `BadTable`.
    """
    heads, rows = _table(text)
    column = _chosen(heads, {"code": CODE, "learner": ID, "name": NAME})
    if not column.keys() & {"code", "learner"}:
        raise BadTable(f"line 1: no column is called code or learner, but {', '.join(map(repr, heads))}")
    fields = {head: found for head in heads if head not in column.values() and (found := _field(head)) is not None}
    if not fields:
        raise BadTable(
            "line 1: there are no marks: columns are called points_1, points_2 … or response_1, response_2a …"
        )
    sheets: list[dict[str, Any]] = []
    lines: list[int] = []
    problems: list[str] = []
    for row in rows:
        given: dict[str, Any] = {"points": {}, "responses": {}}
        for head, (n, part) in fields.items():
            if not (typed := row.cells.get(head)):
                continue
            if part is not None:
                given["responses"].setdefault(n, {})[part] = _plain(typed)
            elif (points := _number(typed)) is not None:
                given["points"][n] = points
            else:
                problems.append(f"line {row.line}, {head}: {typed[:40]!r} is no number of points")
        if not (given["points"] or given["responses"]):
            continue
        for name, head in column.items():
            if head in row.cells:
                given[name] = _plain(row.cells[head])
        if not given.keys() & {"code", "learner"}:
            problems.append(f"line {row.line}: there are marks, but neither code nor learner")
            continue
        sheets.append(given)
        lines.append(row.line)
    if problems:
        raise BadTable("; ".join(problems))
    if not sheets:
        raise BadTable("there are no marks in it")
    named = {_path(n, part): head for head, (n, part) in fields.items()}
    columns = named | column
    try:
        return Marks(MarksWrite.model_validate({"sheets": sheets}), tuple(lines), columns)
    except ValidationError as error:
        told = [_complaint(each, lines, columns) for each in error.errors()]
        raise BadTable("; ".join(told)) from None


def template(sheets: Iterable[Sheet], fill: Fill) -> str:
    """A table to fill in: a line for each sheet, a column for each exercise or part. It reads back as it is."""
    rows = list(sheets)
    first = rows[0].items
    if fill == "points":
        heads = [f"points_{n}" for n in range(1, len(first) + 1)]
    else:
        heads = [
            f"response_{n}" + ("abcdefghijklmnopqrstuvwxyz"[k] if len(item.exercise.parts) > 1 else "")
            for n, item in enumerate(first, 1)
            for k in range(max(len(sheet.items[n - 1].exercise.parts) for sheet in rows))
        ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["code", "learner", "name", *heads])
    for sheet in rows:
        who = sheet.candidate
        people = ["", ""] if who is None else [cell(who.id), cell(who.name or "")]
        writer.writerow([sheet.reference, *people, *("" for _ in heads)])
    return out.getvalue()


def _field(head: str) -> tuple[str, str | None] | None:
    """The exercise and, for responses, the part that a column is about."""
    name = _normal(head)
    if (found := POINTS.fullmatch(name)) is not None:
        return found[1], None
    if (found := RESPONSE.fullmatch(name)) is not None:
        return found[1], str(ord(found[2] or "a") - ord("a") + 1)
    return None


def _path(n: str, part: str | None) -> str:
    return f"points.{n}" if part is None else f"responses.{n}.{part}"


def _complaint(error: Any, lines: Sequence[int], columns: Mapping[str, str]) -> str:
    where = error["loc"]
    if len(where) < 3:
        return f"{error['msg']}"
    field = ".".join(map(str, where[2:]))
    return f"line {lines[int(where[1])]}, {columns.get(field, field)}: {error['msg']}"


def _number(typed: str) -> float | None:
    """Points as they are typed, with a point or a comma."""
    plain = _plain(typed).replace(",", ".")
    return float(plain) if re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{0,6})?", plain) else None


def _plain(typed: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from computing a cell."""
    return typed[1:] if typed.startswith("'") and cell(typed[1:]) == typed else typed


# Tables ----------------------------------------------------------------------------------------------------------


def _table(text: str) -> tuple[list[str], Iterator[Row]]:
    """The heads of the columns, and the rows that are not blank."""
    lines = text.removeprefix("\ufeff")
    head = next((line for line in lines.splitlines() if line.strip()), "")
    if not head:
        raise BadTable("the table is empty")
    if "\0" in lines:
        raise BadTable("there is a NUL in it: that is no table")
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True)
    found = _read(reader)
    heads = [cell.strip() for cell in next(found).cells.values()]
    if doubled := sorted({each for each in heads if each and heads.count(each) > 1}):
        raise BadTable(f"line 1: two columns are called {doubled[0]!r}")
    return heads, _rows(found, heads)


def _rows(found: Iterator[Row], heads: Sequence[str]) -> Iterator[Row]:
    for row in found:
        cells = list(row.cells.values())
        if len(cells) > len(heads) and any(each.strip() for each in cells[len(heads) :]):
            raise BadTable(f"line {row.line}: it has {len(cells)} columns; the first line has {len(heads)}")
        named = dict(zip(heads, (each.strip() for each in cells), strict=False))
        yield Row(row.line, {head: text for head, text in named.items() if head and text})


def _read(reader: Any) -> Iterator[Row]:
    """Lines that are not blank, with their numbers; cells by their place."""
    while True:
        line = reader.line_num + 1
        try:
            cells: list[str] = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadTable(f"line {line}: {error}") from None
        if sum(map(len, cells)) > MAX_LINE:
            raise BadTable(f"line {line}: more than {MAX_LINE:,} characters")
        if any(cell.strip() for cell in cells):
            yield Row(line, {str(n): cell for n, cell in enumerate(cells)})


def _chosen(heads: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which column is which: the first that goes by one of the names."""
    normal = {_normal(head): head for head in reversed(heads)}
    found = {field: next((normal[name] for name in known if name in normal), None) for field, known in names.items()}
    return {field: head for field, head in found.items() if head is not None}


def _normal(head: str) -> str:
    """Small letters without accents, words apart by one blank."""
    plain = unicodedata.normalize("NFKD", head).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))
