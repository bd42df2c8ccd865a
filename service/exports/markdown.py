r"""Markdown for GitHub and Pandoc: a ZIP file with `exercises.md`, `solutions.md`, figures and long tables beside them.

Formulas are LaTeX between dollars. GitHub reads Markdown before formulas and takes a backslash before punctuation
away, so what would be hurt is spelled otherwise: `\lbrace` for `\{`, `\cr` for `\\`. Figures are SVG files, since
GitHub shows none that is written into the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.notation import Code, latex, spans
from generators.notation.tree import Node
from schemas.exercise import Exercise, Part
from schemas.export import ExportCreate
from schemas.figure import Figure
from service.exports.plan import Plan
from service.exports.questions import Grid, Question, answer, blank, choices, questions, slip, table
from service.exports.report import Ledger
from service.files import packed
from service.render import figures
from service.render.columns import MANY, as_csv
from service.render.keys import Spelled
from service.render.prose import displayed, spoken, with_tails
from service.render.setting import named
from service.render.words import points

SPECIAL = re.compile(r"[\\`*_\[\]<>|$~^#&]")
"""What may be markup wherever it stands."""
LEADING = re.compile(r"^(\d+)([.)])(?=\s)|^([-+=])(?=\s|$)")
"""What would begin a list or underline a heading at the beginning of a line."""
PUNCTUATED = {
    r"\\": r"\cr ", r"\{": r"\lbrace ", r"\}": r"\rbrace ", r"\,": r"\thinspace ", r"\!": r"\negthinspace ",
    r"\%": r"\text{ percent}",
}  # fmt: skip
COMMAND = re.compile(r"\\[\\{},!%]")


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The ZIP file. Nothing is lost: hints, mistakes and solutions are in `solutions.md`."""
    asked = questions(plan)
    files = {"exercises.md": _document(plan.title, asked, solved=False)}
    files["solutions.md"] = _document(f"{plan.title}: solutions", asked, solved=True)
    for question in asked:
        drawn = (*question.exercise.figures, *(part.figure for part in question.exercise.parts if part.figure))
        files |= {_name(question, n): figures.svg(figure).encode() for n, figure in enumerate(drawn, 1)}
        if _as_file(question.exercise) and question.exercise.data:
            files[_csv(question)] = as_csv(question.exercise.data).encode()
    return packed(files)


def _document(title: str, asked: tuple[Question, ...], solved: bool) -> bytes:
    blocks = [f"# {words(title)}", *(block for question in asked for block in _question(question, solved))]
    return ("\n\n".join(blocks) + "\n").encode()


def _question(question: Question, solved: bool) -> Iterator[str]:
    exercise = question.exercise
    yield f"## Exercise {question.number} ({points(question.points)})" + (
        f": {words(exercise.title)}" if solved else ""
    )
    if exercise.stem:
        yield prose(exercise.stem)
    if exercise.data:
        if exercise.data.caption:
            yield prose(exercise.data.caption)
        yield f"[The data as a CSV file]({_csv(question)})" if _as_file(exercise) else grid(table(exercise.data))
    for n, figure in enumerate(exercise.figures, 1):
        yield _picture(question, n, figure)
    drawn = len(exercise.figures)
    for letter, part in named(exercise):
        yield (f"**({letter})** " if letter else "") + prose(part.ask)
        yield from _field(part)
        if solved:
            drawn += part.figure is not None
            yield from _solution(question, part, drawn)
    if solved:
        yield f"Source: {words(exercise.source)} Recipe: `{exercise.recipe}`"


def _field(part: Part) -> Iterator[str]:
    if (open_table := blank(part.answer)) is not None:
        yield grid(open_table)
    for listed in choices(part.answer):
        if listed.head:
            yield prose(listed.head)
        named = zip(listed.marks, listed.texts, strict=True)
        yield "\n".join(f"- **{mark}** {line(text)}" if mark else f"- {line(text)}" for mark, text in named)


def _solution(question: Question, part: Part, n: int) -> Iterator[str]:
    for i, hint in enumerate(part.hints, 1):
        yield f"*Hint{f' {i}' if len(part.hints) > 1 else ''}.* {prose(hint)}"
    yield "\n".join(f"{i}. {set_in(prose(step), '   ')}" for i, step in enumerate(part.steps, 1))
    if part.figure:
        yield _picture(question, n, part.figure)
    right = answer(part.answer)
    if isinstance(right, Grid):
        yield "**Answer**"
        yield grid(right)
    else:
        yield f"**Answer:** {spelling(right)}"
    if part.mistakes:
        yield "Where others went wrong:"
        told = (f"{spelling(slip(mistake.answer))}: {prose(mistake.feedback)}" for mistake in part.mistakes)
        yield "\n".join(f"- {set_in(each, '  ')}" for each in told)


def _picture(question: Question, n: int, figure: Figure) -> str:
    alt = words(spoken(figure.alt).replace("\n", " "))
    below = f"\n\n*Figure {words(figure.label)}*" if figure.label else ""
    return f"![{alt}]({_name(question, n)}){below}"


def _name(question: Question, n: int) -> str:
    return f"figures/{question.slug}-{n}.svg"


def _csv(question: Question) -> str:
    return f"data/{question.slug}.csv"


def _as_file(exercise: Exercise) -> bool:
    return exercise.data is not None and len(exercise.data.rows) >= MANY


# Text ------------------------------------------------------------------------------------------------------------


def prose(text: str) -> str:
    """Words and formulas; a formula over several lines stands on lines of its own."""
    out = "".join(
        _program(span) if isinstance(span, Code) else words(span) if isinstance(span, str) else formula(span, tail)
        for span, tail in with_tails(text)
    )
    out = re.sub(r" *\n\n+ *", "\n\n", out).strip()
    return LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", out)


def line(text: str) -> str:
    """The same on one line, as cells and options need it."""
    return spelling(spans(text))


def spelling(pieces: Spelled) -> str:
    return "".join(
        f"`{piece}`" if isinstance(piece, Code) else words(piece) if isinstance(piece, str) else inline(piece)
        for piece in pieces
    )


def words(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text)


def formula(node: Node, tail: str = "") -> str:
    return f"\n\n$$\n{safe(node)}{tail}\n$$\n\n" if displayed(node) else f"{inline(node)}{tail}"


def inline(node: Node) -> str:
    """A formula between dollars; a percent sign at its end stands behind them, where nothing hurts it."""
    made = safe(node)
    whole = made.removesuffix(PUNCTUATED[r"\%"])
    return f"${whole.rstrip()}$%" if whole != made else f"${made}$"


def safe(node: Node) -> str:
    """LaTeX that survives a reader of Markdown."""
    made = COMMAND.sub(lambda found: PUNCTUATED[found[0]], latex(node))
    return made.replace("}_", "} _ ").replace("  ", " ").strip()


def _program(code: Code) -> str:
    return f"\n\n```python\n{code.strip(chr(10))}\n```\n\n" if code.listing else f"`{code}`"


def set_in(text: str, indent: str) -> str:
    return re.sub(r"\n(?=[^\n])", f"\n{indent}", text)


def grid(shown: Grid) -> str:
    rows = [[line(head) or " " for head in shown.heads], ["---:"] * len(shown.heads)]
    rows += [[spelling(cell) or " " for cell in row] for row in shown.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
