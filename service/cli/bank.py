"""`topics`, `list`, `show`: look around in the bank."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from service.cli.errors import Refused, refusing


def register(app: typer.Typer) -> None:
    app.command("topics")(topics)
    app.command("list")(list_generators)
    app.command("show")(show)


def topics(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a course, with topics and skills.")] = False,
) -> None:
    """Courses and topics, and how many generators each has.

    Example: problembank topics
    """
    from generators import bank

    for course in bank.courses():
        if as_json:
            print(course.model_dump_json())
            continue
        print(f"{course.title} ({course.id})")
        width = max(len(topic.id) for topic in course.topics)
        for topic in course.topics:
            print(f"  {topic.id:<{width}}  {topic.generators or '-':>3}  {topic.title}")


def list_generators(
    topic: Annotated[str | None, typer.Option(help="Only this topic or course, such as linear_algebra.eigen.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Generators: their ids, kinds of answer and titles.

    Example: problembank list --topic linear_algebra.eigen --json
    """
    from generators import bank
    from schemas.quiz import Pick

    with refusing(bank.BankError):
        found = bank.load().values() if topic is None else bank.pick(Pick(topics=(named(topic),)), "core")
    infos = [generator.info() for generator in found]
    if as_json:
        for info in infos:
            print(info.model_dump_json())
        return
    rows = [(info.id, ", ".join(info.kinds), info.title) for info in infos]
    first, second = (max((len(row[i]) for row in rows), default=0) for i in range(2))
    for id, kinds, title in rows:
        print(f"{id:<{first}}  {kinds:<{second}}  {title}")


def named(topic: str) -> str:
    """The id, if it can be one; whether there is such a topic is for the bank to say."""
    if re.fullmatch(r"[A-Za-z0-9_.\-]{1,120}", topic) is None:
        raise Refused(f"{topic!r} is not the id of a topic or course, such as linear_algebra.eigen")
    return topic


def show(
    recipe: Annotated[str, typer.Argument(help="generator@version:level:seed")],
    solution: Annotated[bool, typer.Option(help="With answers, worked steps and predictable mistakes.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The learner's view as JSON; the instructor's with --solution.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write a page for a browser instead; the solution is folded away.")
    ] = None,
) -> None:
    """One exercise, always the same.

    Example: problembank show linear_algebra.eigen.eigenvalues_2x2@1:core:42 --solution
    """
    from generators import bank

    with refusing(bank.BankError):
        exercise = bank.make(recipe)
    if html is not None:
        from service.render.page import page

        with refusing(OSError):
            html.write_text(page(exercise), encoding="utf-8")
    elif as_json:
        from service.render import views

        view = views.instructor(exercise) if solution else views.learner(exercise)
        print(json.dumps(view.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        from service.cli.sheet import lines

        print("\n".join(lines(exercise, solution)))
