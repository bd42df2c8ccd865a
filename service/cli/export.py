"""`export`: a blueprint in the format of another platform, and what that format could carry."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.errors import Refused, refusing
from service.cli.progress import bar

if TYPE_CHECKING:
    from schemas.export import ItemReport, Note, Report


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    blueprint: Annotated[Path, typer.Argument(help="A YAML or JSON file with a title and sections.")],
    format: Annotated[str, typer.Option(help="Such as moodle-xml or html; an unknown one is answered with the list.")],
    out: Annotated[Path, typer.Option(help="The file; it appears, or takes the place of an older one, when whole.")],
    pool: Annotated[int, typer.Option(help="Frozen exercises at each place, 1 to 500.")] = 1,
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same file; drawn and told if absent.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Also write the fidelity report as JSON.")] = None,
    stack: Annotated[
        bool, typer.Option("--stack", help="moodle-xml: symbolic answers as questions of the STACK plugin.")
    ] = False,
    nbgrader: Annotated[bool, typer.Option("--nbgrader", help="ipynb: with the metadata of nbgrader.")] = False,
    service_url: Annotated[
        str | None, typer.Option(help="ipynb: check cells ask this service; else they compare salted hashes.")
    ] = None,
) -> None:
    """Write a blueprint's exercises for another platform, and tell item by item what its format could carry.

    Example: problembank export week3.yaml --format moodle-xml --out week3.xml --pool 20

    Each item is kept, approximated, replaced or refused; a file in which every item would be refused is not written.
    """
    import secrets

    from pydantic import ValidationError

    from generators.bank import BankError
    from schemas.exercise import MAX_SEED
    from schemas.export import MAX_POOL, ExportCreate
    from service.cli import blueprint as blueprints
    from service.exports.formats import FORMATS
    from service.exports.make import NothingCarried, Unavailable, make, steps_of
    from service.files import kept

    known = {str(name): each for name, each in FORMATS.items()}
    if format not in known:
        raise Refused(f"--format must be one of {', '.join(known)}, not {format!r}")
    if out.suffix.lower() != known[format].suffix:
        raise Refused(f"--out must end in {known[format].suffix} for {format}, not {out.name!r}")
    if not 1 <= pool <= MAX_POOL:
        raise Refused(f"--pool must be from 1 to {MAX_POOL}, not {pool}")
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise Refused(f"--seed must be from 0 to {MAX_SEED}, not {seed}")
    wanted = blueprints.load(blueprint).model_dump()
    options = {"format": format, "pool": pool, "stack": stack, "nbgrader": nbgrader, "service_url": service_url}
    try:
        order = ExportCreate.model_validate({**wanted, **options})
    except ValidationError as error:
        first = error.errors()[0]
        name = "--service-url: " if "service_url" in first["loc"] else ""
        raise Refused(name + first["msg"].removeprefix("Value error, ")) from None
    chosen = secrets.randbelow(10**9) if seed is None else seed

    with refusing(BankError, Unavailable), bar("Exporting", steps_of(order)) as tick:
        try:
            made = make(order, chosen, lambda: tick(1))
        except NothingCarried as nothing:
            _report(report, nothing.report)
            raise Refused(str(nothing)) from None
    with refusing(OSError, about=str(out)):
        kept(out, made.body)
    _report(report, made.report)
    print("\n".join(lines(made.report)))
    print(out)
    typer.echo(f"seed {chosen}", err=True)


def _report(file: Path | None, report: Report) -> None:
    from service.files import kept

    if file is not None:
        with refusing(OSError, about=str(file)):
            kept(file, report.model_dump_json(indent=2).encode() + b"\n")


def lines(report: Report) -> Iterator[str]:
    """The report as a table for the terminal, with the reasons below each item."""
    width = max(len(item.generator) for item in report.items)
    yield f"{'item':>4}  {'fate':<12}  {'generator':<{width}}  exercises"
    for item in report.items:
        yield f"{item.item:>4}  {item.fate:<12}  {item.generator:<{width}}  {item.exercises}"
        yield from _reasons(item)
    yield ", ".join(f"{count} {fate}" for fate, count in report.counts.items() if count)


def _reasons(item: ItemReport) -> Iterator[str]:
    columns = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
    for note in item.notes:
        yield from textwrap.wrap(_told(note), columns, initial_indent=" " * 6, subsequent_indent=" " * 8)


def _told(note: Note) -> str:
    part = "" if note.part is None else f"part {note.part}, "
    return f"{part}{note.what} {note.fate}: {note.text}"
