"""Exercises as a page for a browser: self-contained, without scripts, the solutions folded away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, Template

from generators.notation import label, mathml, parse
from schemas.answer import AnswerKey, TableAnswer
from schemas.exercise import Exercise
from service.render import figures, views
from service.render.columns import MANY, as_csv
from service.render.keys import Spelled, cell, options_of, spelled
from service.render.prose import text

LEVELS = {"easy": "Easy", "core": "Core", "hard": "Hard"}


def page(exercise: Exercise, *, opened: bool = False) -> str:
    """The HTML of the page; with `opened` the solutions are unfolded."""
    return template("page.html").render(**content(exercise), opened=opened)


def book(title: str, questions: Sequence[tuple[str, str, Exercise]]) -> str:
    """Several exercises on one page, each with its number and its points in words."""
    asked = [{"number": number, "points": points, **content(exercise)} for number, points, exercise in questions]
    return template("book.html").render(title=title, questions=asked)


def content(exercise: Exercise) -> dict[str, object]:
    """What `exercise.html` shows."""
    view = views.instructor(exercise)
    parts = [
        {
            "view": shown,
            "answer": answer(part.answer),
            "start": _start(part.answer),
            "below": _below(part.answer),
            "drawing": part.figure and figures.svg(part.figure),
            "slips": [{"answer": answer(m.answer), "feedback": text(m.feedback).html} for m in part.mistakes],
        }
        for shown, part in zip(view.parts, exercise.parts, strict=True)
    ]
    several = len(parts) > 1
    return {
        "exercise": view,
        "level": LEVELS[view.level],
        "caption": text(exercise.data.caption).html if exercise.data else "",
        "heads": [text(label(name)).html for name in exercise.data.columns] if exercise.data else [],
        "file": quote(as_csv(exercise.data)) if exercise.data and len(exercise.data.rows) >= MANY else "",
        "drawings": [figures.svg(figure) for figure in exercise.figures],
        "parts": parts,
        "letters": ["abcdefghijklmnopqrstuvwxyz"[i] if several else "" for i in range(len(parts))],
    }


def answer(key: AnswerKey) -> str:
    """The key as HTML."""
    if not isinstance(key, TableAnswer):
        return _html(spelled(key))
    head = "".join(f"<th scope=col>{text(label(name)).html}</th>" for name in key.columns)
    body = "".join(
        f"<tr><th scope=row>{text(label(name)).html}</th>"
        + "".join(f"<td>{_html(cell(key, i, j))}</td>" for j in range(len(key.columns)))
        + "</tr>"
        for i, name in enumerate(key.rows)
    )
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"


def _start(key: AnswerKey) -> list[str]:
    """The row that the others of a trace follow from."""
    return [mathml(parse(each)) for each in key.start or ()] if isinstance(key, TableAnswer) else []


def _below(key: AnswerKey) -> list[tuple[str, list[dict[str, str]]]]:
    """What the cells of a table choose from."""
    return [
        (text(name).html, [{"id": option.id, "text": text(option.text).html} for option in options])
        for name, _, options in (options_of(key) if isinstance(key, TableAnswer) else ())
    ]


def _html(spelling: Spelled) -> str:
    return "".join(escape(piece) if isinstance(piece, str) else mathml(piece) for piece in spelling)


@lru_cache(maxsize=2)
def template(name: str) -> Template:
    loader = PackageLoader("service.render")
    return Environment(loader=loader, autoescape=True, trim_blocks=True).get_template(name)
