"""One exercise as a page for a browser: self-contained, without scripts, the solution folded away."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from jinja2 import Environment, PackageLoader, Template

from generators.notation import label, mathml
from schemas.answer import AnswerKey, ChoiceAnswer, MatchingAnswer, TableAnswer
from schemas.exercise import Exercise
from service.render import figures, views
from service.render.keys import as_node, cell
from service.render.prose import text

LEVELS = {"easy": "Easy", "core": "Core", "hard": "Hard"}


def page(exercise: Exercise, *, opened: bool = False) -> str:
    """The HTML of the page; with `opened` the solutions are unfolded."""
    view = views.instructor(exercise)
    parts = [
        {
            "view": shown,
            "answer": answer(part.answer),
            "drawing": part.figure and figures.svg(part.figure),
            "slips": [{"answer": answer(m.answer), "feedback": text(m.feedback).html} for m in part.mistakes],
        }
        for shown, part in zip(view.parts, exercise.parts, strict=True)
    ]
    several = len(parts) > 1
    return _template().render(
        exercise=view,
        level=LEVELS[view.level],
        caption=text(exercise.data.caption).html if exercise.data else "",
        heads=[text(label(name)).html for name in exercise.data.columns] if exercise.data else [],
        drawings=[figures.svg(figure) for figure in exercise.figures],
        parts=parts,
        letters=["abcdefghijklmnopqrstuvwxyz"[i] if several else "" for i in range(len(parts))],
        opened=opened,
    )


def answer(key: AnswerKey) -> str:
    """The key as HTML."""
    match key:
        case ChoiceAnswer(options=options, value=value):
            right = next(option for option in options if option.id == value)
            return f"<b>{escape(right.id)}</b> {text(right.text).html}"
        case MatchingAnswer(value=value):
            return ", ".join(f"{escape(left)}–{escape(right)}" for left, right in value.items())
        case TableAnswer(columns=columns, rows=rows):
            head = "".join(f"<th scope=col>{text(label(name)).html}</th>" for name in columns)
            body = "".join(
                f"<tr><th scope=row>{text(label(name)).html}</th>"
                + "".join(f"<td>{mathml(cell(key, i, j))}</td>" for j in range(len(columns)))
                + "</tr>"
                for i, name in enumerate(rows)
            )
            return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
        case _:
            return mathml(as_node(key))


@lru_cache(maxsize=1)
def _template() -> Template:
    return Environment(loader=PackageLoader("service.render"), autoescape=True, trim_blocks=True).get_template(
        "page.html"
    )
