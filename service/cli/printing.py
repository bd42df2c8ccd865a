"""`worksheet` and `marks`: print sheets, their key and their solutions; take in what was written on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.errors import Refused, refusing
from service.cli.progress import bar

if TYPE_CHECKING:
    from schemas.marks import MarksRead
    from schemas.worksheet import Candidate, WorksheetCreate
    from service.server import Server
    from service.worksheets.kept import Ticket

HERE = Path(".")


def register(app: typer.Typer) -> None:
    app.command("worksheet")(worksheet)
    app.command("marks")(marks)


def worksheet(
    blueprint: Annotated[Path | None, typer.Argument(help="A YAML or JSON file with a title and sections.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder for the files.")] = None,
    variants: Annotated[int, typer.Option(help="How many different sheets, 1 to 1,000.")] = 1,
    class_list: Annotated[
        Path | None, typer.Option(help="A CSV table of people, with columns id, name, line: a sheet for each.")
    ] = None,
    key: Annotated[bool, typer.Option("--key", help="Also print the answers of all variants in short.")] = False,
    solutions: Annotated[
        bool, typer.Option("--solutions", help="Also print every sheet with worked solutions.")
    ] = False,
    paper: Annotated[str, typer.Option(help="a4 or letter.")] = "a4",
    columns: Annotated[int, typer.Option(help="Columns of exercises on a page, 1 or 2.")] = 1,
    large_print: Annotated[bool, typer.Option("--large-print", help="Everything in 18 point.")] = False,
    language: Annotated[str, typer.Option(help="Of the fixed words: en, de, fr or es.")] = "en",
    course: Annotated[str | None, typer.Option(help="A line above the title.")] = None,
    date: Annotated[str | None, typer.Option(help="As it shall be printed; a line to fill in if absent.")] = None,
    space: Annotated[str, typer.Option(help="Room to work in: auto, none, lines or grid.")] = "auto",
    space_cm: Annotated[float | None, typer.Option(help="Height of that room, 0 to 20.")] = None,
    tagged: Annotated[bool, typer.Option("--tagged", help="Tagged PDF with alternatives in words.")] = False,
    separate: Annotated[bool, typer.Option("--separate", help="Also a file for each sheet.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Also LaTeX sources to edit, for at most 100 sheets.")] = False,
    docx: Annotated[bool, typer.Option("--docx", help="Also DOCX documents to edit, for at most 100 sheets.")] = False,
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same sheets; drawn and told if absent.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, max=64, help="Processes; one a core if absent.")] = None,
    reprint: Annotated[str | None, typer.Option(help="The code of a sheet: print it again, with its key.")] = None,
    order: Annotated[
        Path | None, typer.Option(help="With --reprint: the folder of the printed order, else that of --out.")
    ] = None,
) -> None:
    """Print a worksheet in different variants of equal level as PDF.

    Example: problembank worksheet week3.yaml --variants 30 --out printed --key --solutions

    Example: problembank worksheet --reprint M2XD-9FBC-B7KQ-2 --order printed --out again

    A blueprint: {title: Week 3, sections: [{pick: {topics: [linear_algebra.eigen]}, level: core, count: 2, points: 2}]}

    With the PDF files stands order.jsonl.gz: keep it, for sheets are found again and marked with it. A command that was
    interrupted goes on where it was when it is given again.
    """
    if reprint is not None:
        if blueprint is not None:
            raise Refused("--reprint takes no blueprint: the order is kept with its sheets")
        _reprint(reprint, order or out or HERE, out or HERE)
        return
    if blueprint is None or out is None:
        raise Refused("give a blueprint and --out, or --reprint; see `problembank worksheet --help`")
    options = {
        "variants": variants, "key": key, "solutions": solutions, "paper": paper, "columns": columns,
        "large_print": large_print, "language": language, "course": course, "date": date, "space": space,
        "space_cm": space_cm, "tagged": tagged, "separate": separate, "latex": latex, "docx": docx,
        "seed": seed,
    }  # fmt: skip
    from service.cli import blueprint as blueprints

    plan = blueprints.load(blueprint)
    people = None if class_list is None else _class_list(class_list)
    _print(_ordered({**plan.model_dump(), **options, "class_list": people}), out, jobs)


def marks(
    table: Annotated[Path, typer.Argument(help="A CSV table with a line for each sheet.")],
    order: Annotated[
        Path | None, typer.Option(help="The folder of sheets that were printed on the command line.")
    ] = None,
) -> None:
    """Take in marks from paper: points, or responses for the checker. They are scores of a quiz from then on.

    Example: problembank marks week3.csv --order printed

    Columns: code (as on the sheet), learner and name where no class list says whose sheet it is, then points_1,
    points_2 … or response_1, response_2a … . All of it is taken in or nothing. Sent again it changes nothing; sent
    otherwise it corrects, and the audit log has both. The database is the service's (DATABASE_URL, PROBLEMBANK_DATA).
    """
    from service.worksheets import tables

    with refusing(tables.BadTable, about=str(table)):
        read = tables.marks(tables.decoded(_bytes(table)))
    with _service() as server:
        result = _taken_in(server, read, table, order)
    for sheet in result.sheets:
        waits = f", {sheet.pending_review} to review" if sheet.pending_review else ""
        print(f"{sheet.code}  {sheet.learner}  {sheet.score:g}/{sheet.max_score:g}{waits}")
    changed = sum(sheet.changed for sheet in result.sheets)
    typer.echo(
        f"{changed} of {len(result.sheets)} sheets have new marks; scores are those of quiz {result.quiz}", err=True
    )


# Printing --------------------------------------------------------------------------------------------------------


def _ordered(fields: dict[str, Any]) -> WorksheetCreate:
    """The order, or what is wrong with an option, by its name."""
    from pydantic import ValidationError

    from schemas.worksheet import WorksheetCreate

    try:
        return WorksheetCreate.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        message = first["msg"].removeprefix("Value error, ")
        name = str(first["loc"][0]) if first["loc"] else ""
        option = f"--{name.replace('_', '-')}: " if name else ""
        given = f", not {first['input']!r}" if name and isinstance(first["input"], str | int | float) else ""
        raise Refused(f"{option}{message}{given}") from None


def _class_list(file: Path) -> tuple[Candidate, ...]:
    from service.worksheets import tables

    with refusing(tables.BadTable, about=str(file)):
        return tables.class_list(tables.decoded(_bytes(file)))


def _print(order: WorksheetCreate, out: Path, jobs: int | None) -> None:
    import os
    from concurrent.futures import BrokenExecutor

    from generators.bank import BankError
    from service.worksheets.printing import print_order, steps_of
    from service.worksheets.typed import unprintable

    if (found := unprintable(order)) is not None:
        raise Refused(": ".join(found))
    ticket, resumed = _ticket(order, out)
    if resumed:
        typer.echo(f"going on with the unfinished order in {out}", err=True)
    told = refusing(OSError, about=str(out))
    with refusing(BankError, BrokenExecutor), told, bar("Printing", steps_of(order)) as tick:
        printed = print_order(ticket, out, tick, processes=jobs or os.cpu_count() or 1)
    for file in printed.files:
        print(file)
    typer.echo(f"seed {ticket.seed}", err=True)
    if printed.repeated:
        typer.echo(
            f"{printed.repeated} exercises are on more than one sheet: there are no more different ones", err=True
        )


def _ticket(order: WorksheetCreate, out: Path) -> tuple[Ticket, bool]:
    """What to print, and whether it was begun before: then with the seed of then."""
    import secrets

    from schemas.exercise import MAX_SEED
    from service.worksheets.kept import Ticket, key_of
    from service.worksheets.printing import unfinished

    begun = unfinished(out)
    if begun is not None and begun.order == order:
        return begun, True
    seed = secrets.randbelow(MAX_SEED + 1) if order.seed is None else order.seed
    return Ticket(order=order, seed=seed, key=key_of(order, seed)), False


# Reprinting ------------------------------------------------------------------------------------------------------


def _reprint(code: str, source: Path, out: Path) -> None:
    """From the folder of a printed order if it is one with this code, else from the service's database."""
    from schemas.worksheet import Document
    from service.files import kept as keep
    from service.worksheets import kept, references
    from service.worksheets.printing import print_alone

    with refusing(references.Mistyped):
        reference = references.read(code)
    shown = references.spell(*reference)
    file = source / kept.KEPT
    if file.exists():
        with refusing(kept.Unkept):
            ticket = kept.ticket_in(file)
            number = kept.number_of(ticket, reference)
            sheets = {} if number is None else dict(kept.sheets_in(file, frozenset({number})))
    else:
        ticket, sheets = _kept_by_service(shown)
    if not sheets:
        raise Refused(f"{file}: there is no sheet {shown} in it")
    (sheet,) = sheets.values()
    documents: tuple[Document, ...] = ("sheets", "key", "solutions")
    with refusing(OSError):
        out.mkdir(parents=True, exist_ok=True)
        for kind in documents:
            name = "sheet" if kind == "sheets" else kind
            print(keep(out / f"{name}-{shown}.pdf", print_alone(ticket, sheet, kind)))


def _kept_by_service(code: str) -> tuple[Ticket, dict[int, Any]]:
    from service.worksheets import service as worksheets

    with _service() as server:
        with server.database.read() as session:
            found = worksheets.by_code(session, code, worksheets.COMMAND_LINE, frozenset({worksheets.EVERYTHING}))
            session.expunge(found.row)
        sheets = worksheets.sheets_of(found.row, server.settings, frozenset({found.number}))
        return worksheets.ticket_of(found.row, server.settings), dict(sheets)


# Marks -----------------------------------------------------------------------------------------------------------


def _taken_in(server: Server, read: Any, table: Path, order: Path | None) -> MarksRead:
    from service.errors import Invalid
    from service.worksheets import kept, marks
    from service.worksheets import service as worksheets

    rights = frozenset({worksheets.EVERYTHING})
    if order is not None:
        with refusing(kept.Unkept), server.database.write() as session:
            id = worksheets.adopt(session, server.settings, order / kept.KEPT, server.clock()).id
    else:
        codes = [sheet.code for sheet in read.write.sheets if sheet.code is not None]
        if not codes:
            raise Refused(f"{table}: it has no codes; --order names the folder of the sheets that it is about")
        with server.database.read() as session:
            id = worksheets.by_code(session, codes[0], worksheets.COMMAND_LINE, rights).row.id
    try:
        return marks.take_in(server, id, read.write, worksheets.COMMAND_LINE, rights, None, read.name)
    except Invalid as error:
        for each in error.errors[1:]:
            typer.echo(f"{table}: {each.field}: {each.message}", err=True)
        first = error.errors[0] if error.errors else None
        told = error.detail if first is None else f"{first.field}: {first.message}; nothing was taken in"
        raise Refused(f"{table}: {told}") from None


@contextmanager
def _service() -> Iterator[Server]:
    """The service's database, without its server."""
    from service.cli.database import refused, settings
    from service.server import Server

    server = Server(settings())
    try:
        with refused():
            server.start()
            yield server
    finally:
        server.close()


def _bytes(file: Path) -> bytes:
    from service.cli.blueprint import MAX_BYTES

    with refusing(OSError, about=str(file)), file.open("rb") as stream:
        raw = stream.read(8 * MAX_BYTES + 1)
    if len(raw) > 8 * MAX_BYTES:
        raise Refused(f"{file}: more than {8 * MAX_BYTES:,} bytes; that is no table")
    return raw
