"""`verify` and `new`: for those who write generators."""

from __future__ import annotations

import keyword
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from difflib import get_close_matches
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.errors import Refused, refusing
from service.cli.progress import bar
from service.cli.scaffold import add_to, scaffold

if TYPE_CHECKING:
    from generators.authoring.verify import Broken
    from schemas.exercise import Level

ID = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z][a-z0-9_]*")


def register(app: typer.Typer) -> None:
    app.command("verify")(verify)
    app.command("new")(new)


def verify(
    generator: Annotated[list[str] | None, typer.Argument(help="Ids; all generators if absent.")] = None,
    seeds: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many seeds a level.")] = 200,
    jobs: Annotated[int | None, typer.Option(min=1, max=256, help="Processes; one a core if absent.")] = None,
) -> None:
    """Check every promise that generators make, over many seeds. Exit code 1 if one is broken.

    Example: problembank verify linear_algebra.eigen.eigenvalues_2x2 --seeds 1000
    """
    from generators import bank

    with refusing(bank.BankError):
        found = [bank.get(id) for id in dict.fromkeys(generator)] if generator else list(bank.load().values())
    broken = 0
    tasks = [(each.id, level) for each in found for level in each.levels]
    with bar("Levels", len(tasks)) as tick:
        for complaints in _verified(tasks, seeds, jobs):
            tick(1)
            for complaint in complaints:
                broken += 1
                print(complaint, flush=True)
    told = f"{len(found)} generator{'s' * (len(found) != 1)}, {seeds} seeds a level"
    if broken:
        print(f"{told}: {broken} broken promise{'s' * (broken != 1)}")
        raise typer.Exit(1)
    print(f"{told}: all promises kept")


def _verified(tasks: Sequence[tuple[str, Level]], seeds: int, jobs: int | None) -> Iterator[list[Broken]]:
    """What each level breaks, as soon as it is known."""
    from generators.authoring.verify import verify_level

    workers = min(jobs or os.cpu_count() or 1, len(tasks))
    if workers == 1:
        yield from (verify_level(id, level, range(seeds)) for id, level in tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        waiting: list[Future[list[Broken]]] = [
            pool.submit(verify_level, id, level, range(seeds)) for id, level in tasks
        ]
        for done in as_completed(waiting):
            yield done.result()


def new(
    id: Annotated[str, typer.Argument(help="course.topic.name, such as linear_algebra.eigen.my_exercise")],
    skill: Annotated[str | None, typer.Option(help="The skill it trains; the topic's first if absent.")] = None,
) -> None:
    """Add a small generator that works, to be made into yours, to the file of its topic.

    Example: problembank new linear_algebra.eigen.my_exercise
    """
    import generators
    from generators import bank
    from generators.topics import TOPIC_OF, TOPICS

    if ID.fullmatch(id) is None:
        raise Refused(f"{id!r} must look like course.topic.name, in small letters, digits and _")
    topic, _, name = id.rpartition(".")
    if topic not in TOPICS:
        close = get_close_matches(topic, list(TOPICS), n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(close)}?" if close else "; `problembank topics` lists them"
        raise Refused(f"there is no topic {topic!r}{hint}")
    if keyword.iskeyword(name):
        raise Refused(f"{name!r} is a word of Python and cannot name a function")
    chosen = skill or TOPICS[topic].skills[0].id
    if TOPIC_OF.get(chosen) != topic:
        listed = ", ".join(each.id for each in TOPICS[topic].skills)
        raise Refused(f"topic {topic} has no skill {chosen!r}, only {listed}")
    if id in bank.load():
        raise Refused(f"there is a generator {id!r} already")
    course, _, subject = topic.partition(".")
    file = Path(generators.__path__[0]) / course / f"{subject}.py"
    with refusing(OSError):
        add_to(file, TOPICS[topic].title, scaffold(id, chosen))
    print(f"Added {name} to {file}")
    print(f"It works already: problembank show {id}@1:core:1 --solution")
    print(f"Make it yours, and keep this green: problembank verify {id}")
    print("What may be written there: docs/authoring.md and docs/notation.md")
    print("When it is done: make freeze, then make test")
