"""`worksheet`: print sheets, their key and their solutions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from service.cli.errors import Refused, refusing
from service.cli.progress import bar


def register(app: typer.Typer) -> None:
    app.command("worksheet")(worksheet)


def worksheet(
    blueprint: Annotated[Path, typer.Argument(help="A YAML file with a title and sections.")],
    out: Annotated[Path, typer.Option(help="The folder for the PDF files.")],
    variants: Annotated[int, typer.Option(help="How many different sheets, 1 to 1,000.")] = 1,
    paper: Annotated[str, typer.Option(help="a4 or letter.")] = "a4",
    key: Annotated[bool, typer.Option("--key", help="Also print the answers of all variants in short.")] = False,
    solutions: Annotated[
        bool, typer.Option("--solutions", help="Also print every sheet with worked solutions.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same sheets; drawn and told if absent.")
    ] = None,
) -> None:
    """Print a worksheet in different variants of equal level as PDF.

    Example: problembank worksheet week3.yaml --variants 30 --out printed --key --solutions

    A blueprint: {title: Week 3, sections: [{pick: {topics: [linear_algebra.eigen]}, level: core, count: 2, points: 2}]}
    """
    import secrets

    from generators.bank import BankError
    from schemas.exercise import MAX_SEED
    from schemas.worksheet import MAX_VARIANTS, Paper, WorksheetCreate
    from service.cli import blueprint as blueprints

    if not 1 <= variants <= MAX_VARIANTS:
        raise Refused(f"--variants must be from 1 to {MAX_VARIANTS}, not {variants}")
    if paper not in get_args(Paper):
        raise Refused(f"--paper must be a4 or letter, not {paper!r}")
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise Refused(f"--seed must be from 0 to {MAX_SEED}, not {seed}")
    plan = blueprints.load(blueprint)
    order = WorksheetCreate.model_validate(
        {**plan.model_dump(), "variants": variants, "paper": paper, "key": key, "solutions": solutions}
    )
    chosen = secrets.randbelow(10**9) if seed is None else seed

    from service.worksheets.printing import print_order, steps_of

    with refusing(BankError, OSError), bar("Printing", steps_of(order)) as tick:
        printed = print_order(order, chosen, out, tick)
    for file in printed.files:
        print(file)
    typer.echo(f"seed {chosen}", err=True)
    if printed.repeated:
        typer.echo(
            f"{printed.repeated} exercises are on more than one sheet: there are no more different ones", err=True
        )
