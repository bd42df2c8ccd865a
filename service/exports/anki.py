r"""Cards for Anki: a CSV file whose first lines say how to import it.

One note an exercise: the question in front, answer, worked steps, hints and predictable mistakes at the back. Formulas
are for Anki's own MathJax, figures SVG inside the note. Each note has an identifier of its own, so importing again
changes cards instead of doubling them.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from hashlib import blake2b
from html import escape

from generators.notation import Code, latex, spans
from generators.notation.tree import Node
from schemas.exercise import Exercise, Part
from schemas.export import ExportCreate
from schemas.figure import Figure
from service.exports.plan import Plan
from service.exports.questions import Grid, Question, answer, blank, choices, questions, slip, table
from service.exports.report import Ledger
from service.render import figures
from service.render.keys import Spelled
from service.render.prose import displayed, spoken, with_tails
from service.render.setting import named

HEAD = "#separator:Comma\n#html:true\n#notetype:Basic\n#columns:GUID,Front,Back,Tags\n#guid column:1\n#tags column:4\n"


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The CSV file in UTF-8."""
    for place in plan.places:
        ledger.note(place.number, "points", "refused", "Cards carry no points: the learner grades them.")
    out = io.StringIO()
    out.write(HEAD + f"#deck:{plan.title.replace('::', ':')}\n")
    rows = ([_guid(plan, each), _front(each.exercise), _back(each.exercise), _tags(each)] for each in questions(plan))
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _guid(plan: Plan, question: Question) -> str:
    """Names the note for ever; tells nothing about the seed."""
    return blake2b(f"{plan.id} {question.number}".encode(), digest_size=9).hexdigest()


def _tags(question: Question) -> str:
    exercise = question.exercise
    return f"problembank {exercise.topic.replace('.', '::')} {exercise.skill} {exercise.level}"


def _front(exercise: Exercise) -> str:
    return "".join(_question(exercise))


def _question(exercise: Exercise) -> Iterator[str]:
    yield f"<p>{prose(exercise.stem)}</p>" if exercise.stem else ""
    if exercise.data:
        yield f"<p>{prose(exercise.data.caption)}</p>" if exercise.data.caption else ""
        yield grid(table(exercise.data))
    yield from map(_picture, exercise.figures)
    for letter, part in named(exercise):
        yield f"<p>{_letter(letter)}{prose(part.ask)}</p>"
        if (open_table := blank(part.answer)) is not None:
            yield grid(open_table)
        for listed in choices(part.answer):
            yield f"<p>{prose(listed.head)}</p>" if listed.head else ""
            rows = zip(listed.marks, listed.texts, strict=True)
            yield f"<p>{'<br>'.join(f'<b>{mark}</b> {_line(text)}' for mark, text in rows)}</p>"


def _back(exercise: Exercise) -> str:
    solved = "<hr>".join("".join(_solution(letter, part)) for letter, part in named(exercise))
    return f"{solved}<p><small>{escape(exercise.source)}</small></p>"


def _solution(letter: str, part: Part) -> Iterator[str]:
    right = answer(part.answer)
    shown = grid(right) if isinstance(right, Grid) else spelling(right)
    yield f"<p>{_letter(letter)}<b>{'Answer' if letter else 'Answer:'}</b> {shown}</p>"
    yield f"<ol>{''.join(f'<li>{prose(step)}</li>' for step in part.steps)}</ol>"
    yield _picture(part.figure) if part.figure else ""
    if part.hints:
        yield f"<p><i>Hints</i></p><ul>{''.join(f'<li>{prose(hint)}</li>' for hint in part.hints)}</ul>"
    if part.mistakes:
        slips = (f"<li>{spelling(slip(each.answer))}: {prose(each.feedback)}</li>" for each in part.mistakes)
        yield f"<p><i>Where others went wrong</i></p><ul>{''.join(slips)}</ul>"


def _letter(letter: str) -> str:
    return f"({letter}) " if letter else ""


def _picture(figure: Figure) -> str:
    body = base64.b64encode(figures.svg(figure).encode()).decode()
    below = f"<br><small>Figure {escape(figure.label)}</small>" if figure.label else ""
    return f'<p><img alt="{escape(spoken(figure.alt))}" src="data:image/svg+xml;base64,{body}">{below}</p>'


def prose(text: str) -> str:
    out = (
        _words(span) if isinstance(span, str) else _formula(span, tail, displayed(span))
        for span, tail in with_tails(text)
    )
    return "".join(out)


def _line(text: str) -> str:
    return spelling(spans(text))


def spelling(pieces: Spelled) -> str:
    return "".join(_words(piece) if isinstance(piece, str) else _formula(piece) for piece in pieces)


def _words(words: str) -> str:
    if not isinstance(words, Code):
        return escape(words).replace("\n", " ")
    return f"<pre>{escape(words.strip(chr(10)))}</pre>" if words.listing else f"<code>{escape(words)}</code>"


def _formula(node: Node, tail: str = "", block: bool = False) -> str:
    # Two braces in a row would begin or end a cloze field where a note is changed into one.
    made = escape(latex(node), quote=False).replace("{{", "{ {").replace("}}", "} }")
    return rf"\[{made}{tail}\]" if block else rf"\({made}\){tail}"


def grid(shown: Grid) -> str:
    head = "".join(f"<th>{_line(each)}</th>" for each in shown.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{spelling(each)}</td>' for each in row)}</tr>" for row in shown.rows)
    return f'<table border="1" cellpadding="4"><tr>{head}</tr>{rows}</table>'
