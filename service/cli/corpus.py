"""`generate`: many exercises into a file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli.bank import named
from service.cli.errors import Refused, refusing
from service.cli.progress import bar

CHUNK = 200
"""Exercises a task."""
SHARD = 1_000
"""Exercises a Parquet file."""
Task = tuple[str, str, int, int]
"""Generator, level, first seed, how many seeds."""


def register(app: typer.Typer) -> None:
    app.command("generate")(generate)


def generate(
    per_level: Annotated[int, typer.Option(min=1, max=1_000_000, help="Exercises for each generator and level.")],
    out: Annotated[Path, typer.Option(help="FILE.jsonl, one exercise a line, or a folder DIR.parquet.")],
    topic: Annotated[str | None, typer.Option(help="Only this topic or course.")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; as many as there are cores if absent.")
    ] = None,
) -> None:
    """Exercises of all generators, with keys, steps and mistakes. A file appears when it is whole.

    A folder DIR.parquet gets a file for every 1,000 exercises of a generator and level; started again, it goes on.

    Example: problembank generate --per-level 1000 --out corpus.jsonl --topic linear_algebra
    """
    if out.suffix not in (".jsonl", ".parquet"):
        raise Refused(f"--out must end in .jsonl or .parquet, not {out.name!r}")
    from generators import bank
    from schemas.quiz import Pick

    with refusing(bank.BankError):
        found = bank.load().values() if topic is None else bank.pick(Pick(topics=(named(topic),)), "core")
    wanted = [(generator.id, level) for generator in found for level in generator.levels]
    if out.suffix == ".parquet":
        _parquet(out, [(generator.id, level) for generator in found for level in generator.levels], per_level, jobs)
        return
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


def _parquet(out: Path, wanted: Sequence[tuple[str, str]], per_level: int, jobs: int | None) -> None:
    from service.exports.corpus import table_of
    from service.exports.formats import Unavailable

    with refusing(Unavailable):
        table_of([])
    tasks = [(str(out), id, level, per_level) for id, level in wanted]
    with refusing(OSError, about=str(out)), bar("Exercises", per_level * len(tasks)) as tick:
        out.mkdir(exist_ok=True)
        with _pool(jobs) as pool:
            for (_, id, level, _), count in zip(tasks, pool.map(shards_of, tasks), strict=True):
                if not count:
                    raise Refused(f"{id} gives no exercises at level {level}")
                tick(count)
    print(out)


def shards_of(task: tuple[str, str, str, int]) -> int:
    """Fill up the files of one generator and level in a folder; how many exercises they hold then.

    A file is named after the seeds it covers, `…_000000000-000001000.parquet`: the second one is the next.
    """
    from generators import bank
    from service.exports.corpus import row_of, rows_in, table_of
    from service.files import kept

    folder, id, level, wanted = Path(task[0]), *task[1:]
    generator, known = bank.get(id), bank.known_level(level)
    name = f"{id}@{generator.version}_{level}"
    there = sorted(folder.glob(f"{name}_*-*.parquet"))
    count = sum(map(rows_in, there))
    seed = int(there[-1].stem.rpartition("-")[2]) if there else 0
    while count < wanted:
        first = seed
        rows: list[dict[str, Any]] = []
        while len(rows) < min(SHARD, wanted - count):
            if seed > 1_000 and not rows and not count:
                return 0
            with suppress(bank.NotAdmitted):
                rows.append(row_of(bank.draw(generator, seed, known)))
            seed += 1
        kept(folder / f"{name}_{first:09d}-{seed:09d}.parquet", table_of(rows))
        count += len(rows)
    return count


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
