"""`generate`: many exercises into a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer

from service.cli.bank import named
from service.cli.errors import Refused, refusing
from service.cli.progress import bar

CHUNK = 200
"""Exercises a task."""
Task = tuple[str, str, int, int]
"""Generator, level, first seed, how many seeds."""


def register(app: typer.Typer) -> None:
    app.command("generate")(generate)


def generate(
    per_level: Annotated[int, typer.Option(min=1, max=1_000_000, help="Exercises for each generator and level.")],
    out: Annotated[Path, typer.Option(help="The file: FILE.jsonl, one exercise a line.")],
    topic: Annotated[str | None, typer.Option(help="Only this topic or course.")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; as many as there are cores if absent.")
    ] = None,
) -> None:
    """Exercises of all generators, with keys, steps and mistakes. The file appears when it is whole.

    Example: problembank generate --per-level 1000 --out corpus.jsonl --topic linear_algebra
    """
    if out.suffix == ".parquet":
        raise Refused("Parquet needs pyarrow, which is not part of this installation; write to FILE.jsonl")
    if out.suffix != ".jsonl":
        raise Refused(f"--out must end in .jsonl, not {out.name!r}")
    from generators import bank
    from schemas.quiz import Pick

    with refusing(bank.BankError):
        found = bank.load().values() if topic is None else bank.pick(Pick(topics=(named(topic),)), "core")
    wanted = [(generator.id, level) for generator in found for level in generator.levels]
    part = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    with refusing(OSError, about=str(out)), bar("Exercises", per_level * len(wanted)) as tick:
        try:
            with part.open("wb") as stream, _pool(jobs) as pool:
                for id, level in wanted:
                    for lines in made(pool, id, level, per_level):
                        stream.write(b"".join(lines))
                        tick(len(lines))
            os.replace(part, out)
        finally:
            part.unlink(missing_ok=True)
    print(out)


def made(pool: ProcessPoolExecutor, id: str, level: str, count: int) -> Iterator[list[bytes]]:
    """`count` lines, in blocks: the exercises of the smallest seeds that give one."""
    seed = 0
    while count:
        tasks = [(id, level, seed + start, min(CHUNK, count - start)) for start in range(0, count, CHUNK)]
        seed += count
        for lines in pool.map(lines_of, tasks):
            count -= len(lines)
            if lines:
                yield lines
        if seed > 1_000 and count == seed:
            raise Refused(f"{id} gives no exercises at level {level}")


def lines_of(task: Task) -> list[bytes]:
    """The exercises of some seeds as JSON lines; a seed that cannot be admitted gives none."""
    from generators import bank
    from service.exports.corpus import line

    id, level, first, count = task
    generator, known = bank.get(id), bank.known_level(level)
    lines: list[bytes] = []
    for seed in range(first, first + count):
        try:
            exercise = bank.draw(generator, seed, known)
        except bank.NotAdmitted:
            continue
        lines.append(line(exercise))
    return lines


def _pool(jobs: int | None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("forkserver"))
