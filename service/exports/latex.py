r"""LaTeX to edit: a document for pdflatex (or XeLaTeX, LuaLaTeX) and its figures as PDF files.

What is printed is switched at the top of the document: `\solutionstrue`, `\hintstrue`, `\mistakestrue`, `\keytrue`.

For worksheets, `sources(title, leaves(sheets), layout)` gives the same files for sheets, each on pages of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.notation import latex, spans
from generators.notation.tree import Node
from schemas.answer import ArgumentAnswer
from schemas.exercise import Exercise, Part
from schemas.export import ExportCreate
from schemas.figure import Figure
from schemas.worksheet import Layout
from service.exports.plan import Plan
from service.exports.questions import (
    Grid,
    Leaf,
    Question,
    answer,
    beside,
    blank,
    choices,
    questions,
    series,
    slip,
    table,
)
from service.exports.report import Ledger
from service.files import packed
from service.render import figures
from service.render.code import png
from service.render.keys import Spelled
from service.render.prose import LATEX, displayed, latex_words, roomy, with_tails
from service.render.setting import named
from service.render.sheet import rows_of
from service.render.words import WORDS, Words, points

DOCUMENT = "exercises.tex"
WIDEST = 440.0
"""Points across the text on A4 paper with our margins."""
ROOM = "2.5cm"
LONG = 30
"""Letters of a name from which on it has a line of its own."""
CIRCLE = r"$\circ$"
SIGNS = {
    "\u2212": "-", "\u00b2": "^2", "\u00b3": "^3", "\u00b9": "^1", "\u207b": "^-", "\u00b7": r"\cdot",
    "\u00d7": r"\times", "\u2264": r"\le", "\u2265": r"\ge", "\u2260": r"\ne", "\u2248": r"\approx",
    "\u2192": r"\to", "\u03b1": r"\alpha",
    "\u03b2": r"\beta", "\u03b3": r"\gamma", "\u03b4": r"\delta", "\u03b5": r"\varepsilon", "\u03bb": r"\lambda",
    "\u03bc": r"\mu", "\u03c0": r"\pi", "\u03c3": r"\sigma", "\u03b8": r"\theta", "\u221e": r"\infty",
}  # fmt: skip
"""Signs among words that LaTeX knows in formulas only."""
KNOWN = {*map(chr, range(0xC0, 0x180)), *"“”‘’–—…§¶©«»£¿¡"}
"""Signs beyond ASCII that pdflatex sets without being told how."""
PREAMBLE = r"""% Made by Problembank. Compile with pdflatex, xelatex or lualatex.
\documentclass[11pt,PAPER]{article}
\usepackage{iftex}
\ifpdftex
  \IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\fi
\usepackage{amsmath,amssymb,graphicx}
\usepackage[margin=2.3cm]{geometry}
\setcounter{MaxMatrixCols}{30}
\setlength{\parindent}{0pt}\setlength{\parskip}{0.6em}
\emergencystretch=3em

% What is printed. Write \solutionstrue for \solutionsfalse, and so on.
\newif\ifsolutions \solutionsfalse % worked steps and answers below each question
\newif\ifhints     \hintsfalse     % hints
\newif\ifmistakes  \mistakesfalse  % predictable mistakes, with what to say to them
\newif\ifkey       \keyfalse       % the answers in short, at the end

\newcommand{\answerword}{ANSWER}
\newcommand{\answerbox}[1]{\ifsolutions\else\par\vspace{#1}\answerword: \underline{\hspace{6cm}}\par\fi}
"""
HEADS = r"""
% The head of every page of a sheet: title and name, and the code by which the sheet is found again.
\usepackage{fancyhdr}
\pagestyle{fancy}\fancyhf{}\setlength{\headheight}{46pt}\addtolength{\topmargin}{-22pt}
\newcommand{\sheet}[5]{\setcounter{page}{1}\fancyfoot[C]{#4 \thepage}%
  \fancyhead[L]{\ifnum\value{page}>1 \parbox[b]{0.6\textwidth}{\raggedright #1}\fi}%
  \fancyhead[R]{\footnotesize\begin{tabular}[b]{r@{}}#2\\[1pt]\texttt{#3}\end{tabular}\;%
    \includegraphics[height=40pt]{#5}}}
\newcommand{\fillin}[3]{#1: \if\relax\detokenize{#3}\relax\underline{\makebox[#2]{}}\else#3\fi}
"""


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The ZIP file. Nothing is lost: what is switched off stands in the document."""
    return packed(sources(plan.title, [Leaf("", questions(plan))]))


def sources(title: str, leaves: Sequence[Leaf], layout: Layout = Layout()) -> dict[str, bytes]:
    """The files to compile: `exercises.tex` and what it includes. Each leaf with a code begins on a new page.

    Of the layout, paper, language, course and date count.
    """
    fixed = WORDS[layout.language]
    body = "\n\n".join(block for leaf in leaves for block in _leaf(title, leaf, layout, fixed))
    preamble = PREAMBLE.replace("PAPER", "letterpaper" if layout.paper == "letter" else "a4paper")
    preamble = preamble.replace("ANSWER", words(fixed.answer)) + HEADS * any(leaf.code for leaf in leaves)
    document = f"{preamble}{_declared(body)}\n\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"
    return {DOCUMENT: document.encode(), **dict(_figures(leaves))}


def _declared(body: str) -> str:
    """How pdflatex sets the signs it does not know by itself; a sign of another script is shown as its number."""
    strange = sorted({sign for sign in body if ord(sign) > 126} - KNOWN)
    lines = [rf"\DeclareUnicodeCharacter{{{ord(sign):04X}}}{{{_shown(sign)}}}" for sign in strange]
    return "\n" + "\n".join([r"\ifpdftex", *lines, r"\fi", ""]) if lines else ""


def _shown(sign: str) -> str:
    return rf"\ensuremath{{{SIGNS[sign]}}}" if sign in SIGNS else rf"\fbox{{\tiny {ord(sign):04X}}}"


def _leaf(title: str, leaf: Leaf, layout: Layout, fixed: Words) -> Iterator[str]:
    heading = rf"{{\Large\bfseries {words(title)}}}"
    if leaf.code:
        yield from _head(title, leaf, layout, fixed)
        yield rf"{heading}\hfill \rule{{1.4cm}}{{0.4pt}} / {points(leaf.points, fixed)}"
        yield from _fields(leaf, layout, fixed)
    else:
        yield heading
    for question in leaf.questions:
        yield "\n\n".join(_question(question, fixed))
    key = f"{words(fixed.key)}{f': {leaf.code}' if leaf.code else ''}"
    yield "\n".join([r"\ifkey", rf"\subsection*{{{key}}}", *_key(leaf), r"\fi"])
    if leaf.code:
        yield r"\clearpage"


def _head(title: str, leaf: Leaf, layout: Layout, fixed: Words) -> Iterator[str]:
    """The code of the sheet, for the head of each of its pages."""
    told = " · ".join(filter(None, (title, leaf.who[0])))
    variant = rf"{words(fixed.variant)} \textbf{{{leaf.code}}}"
    page = words(fixed.page.split(" ")[0])
    yield rf"\sheet{{{words(told)}}}{{{variant}}}{{{leaf.reference}}}{{{page}}}{{{_code(leaf)}}}"
    if layout.course:
        yield words(layout.course)


def _fields(leaf: Leaf, layout: Layout, fixed: Words) -> Iterator[str]:
    """Name, number, date and the line of one's own, or lines to fill in."""
    name, number, line = leaf.who
    blanks = ((fixed.name, name, "6.5cm"), (fixed.number, number, "2.5cm"), (fixed.date, layout.date or "", "2.5cm"))
    told = [rf"\fillin{{{words(what)}}}{{{wide}}}{{{words(known)}}}" for what, known, wide in blanks]
    if len(name) < LONG:
        yield r"\hfill ".join(told)
    else:
        yield r"{\raggedright " + r" \\ ".join(told) + r"\par}"
    if line:
        yield words(line)


def _code(leaf: Leaf) -> str:
    return f"figures/code-{leaf.code}.png"


def _question(question: Question, fixed: Words) -> Iterator[str]:
    exercise = question.exercise
    told = rf"\ifsolutions\quad\textnormal{{{words(exercise.title)}}}\fi"
    worth = points(question.points, fixed)
    yield rf"\subsection*{{{fixed.exercise} {question.number}{told}\hfill{{\normalsize\mdseries {worth}}}}}"
    yield f"% {exercise.recipe}"
    if exercise.stem:
        yield prose(exercise.stem)
    yield from _data(exercise)
    yield from _drawings(question, exercise.figures, 0)
    drawn, asked = len(exercise.figures), list(named(exercise))
    if len(asked) > 1:
        yield r"\begin{enumerate}"
    for letter, part in asked:
        yield (rf"\item[({letter})] " if letter else "") + prose(part.ask)
        yield from _field(part)
        yield from _solution(question, part, drawn)
        drawn += part.figure is not None
    if len(asked) > 1:
        yield r"\end{enumerate}"
    yield rf"\ifsolutions{{\footnotesize {words(exercise.source)}\par}}\fi"


def _data(exercise: Exercise) -> Iterator[str]:
    if exercise.data is None:
        return
    if (values := series(exercise.data)) is not None:
        yield f"{prose(values.head)}: {', '.join(map(spelling, values.cells))}"
        return
    if exercise.data.caption:
        yield rf"\begin{{center}}{prose(exercise.data.caption)}\end{{center}}"
    shown = r"\quad".join(grid(block) for block in beside(table(exercise.data)))
    yield rf"\begin{{center}}\small {shown}\end{{center}}"


def _field(part: Part) -> Iterator[str]:
    open_table, listed = blank(part.answer), list(choices(part.answer))
    if open_table is not None:
        yield rf"\ifsolutions\else\begin{{center}}{grid(open_table, True)}\end{{center}}\fi"
    for each in listed:
        if each.head:
            yield prose(each.head)
        rows = zip(each.marks, each.texts, strict=True)
        items = [rf"\item[{mark or CIRCLE}] {{}}{_line(text)}" for mark, text in rows]
        yield "\n".join([r"\begin{itemize}", *items, r"\end{itemize}"])
    if open_table is None and not listed:
        lines = len(part.answer.value) + 2 if isinstance(part.answer, ArgumentAnswer) else 0
        yield rf"\answerbox{{{lines}cm}}" if lines else rf"\answerbox{{{ROOM}}}"


def _solution(question: Question, part: Part, drawn: int) -> Iterator[str]:
    if part.hints:
        yield "\n".join([r"\ifhints", *(rf"\emph{{Hint.}} {prose(hint)}\par" for hint in part.hints), r"\fi"])
    yield r"\ifsolutions"
    steps = (rf"\item[{n}.] {{}}{prose(step)}" for n, step in enumerate(part.steps, 1))
    yield "\n".join([r"\begin{enumerate}", *steps, r"\end{enumerate}"])
    yield from _drawings(question, [part.figure] if part.figure else [], drawn)
    right = answer(part.answer)
    shown = grid(right, True) if isinstance(right, Grid) else spelling(right)
    yield rf"\textbf{{\answerword:}} {shown}"
    yield r"\fi"
    if part.mistakes:
        slips = (rf"\item {{}}{spelling(slip(mistake.answer))}: {prose(mistake.feedback)}" for mistake in part.mistakes)
        begin = r"\textbf{Where others went wrong}\begin{itemize}"
        yield "\n".join([r"\ifmistakes", begin, *slips, r"\end{itemize}", r"\fi"])


def _key(leaf: Leaf) -> Iterator[str]:
    for question in leaf.questions:
        for letter, part in named(question.exercise):
            name = question.number + (f"\\,({letter})" if letter else "")
            yield rf"\textbf{{{name}}}\quad {spelling(slip(part.answer))}\par"


# Figures ---------------------------------------------------------------------------------------------------------


def _drawings(question: Question, drawn: Sequence[Figure], before: int) -> Iterator[str]:
    n = before
    for width, row in rows_of(drawn):
        shown = []
        for figure in row:
            n += 1
            across = min(figures.across(figure, width), WIDEST)
            shown.append(rf"\includegraphics[width={across:.0f}bp]{{{_name(question, n)}}}")
        yield rf"\begin{{center}}{' '.join(shown)}\end{{center}}"


def _figures(leaves: Sequence[Leaf]) -> Iterator[tuple[str, bytes]]:
    for leaf in leaves:
        if leaf.code:
            yield _code(leaf), png(leaf.mark)
        for question in leaf.questions:
            n = 0
            hung = [rows_of(question.exercise.figures)]
            hung += [rows_of([part.figure]) for part in question.exercise.parts if part.figure]
            for width, row in (each for rows in hung for each in rows):
                for figure in row:
                    n += 1
                    yield _name(question, n), figures.pdf(figure, width).encode()


def _name(question: Question, n: int) -> str:
    return f"figures/{question.slug}-{n}.pdf"


# Text ------------------------------------------------------------------------------------------------------------


def prose(text: str) -> str:
    """Words and formulas; a formula over several lines stands on lines of its own."""
    return "".join(
        latex_words(span) if isinstance(span, str) else formula(span, tail) for span, tail in with_tails(text)
    ).strip()


def _line(text: str) -> str:
    return spelling(spans(text))


def spelling(pieces: Spelled) -> str:
    return "".join(latex_words(piece) if isinstance(piece, str) else _inline(piece) for piece in pieces)


def words(text: str) -> str:
    return text.translate(LATEX)


def formula(node: Node, tail: str = "") -> str:
    return f"\n\\[ {latex(node)}{tail} \\]\n" if displayed(node) else _inline(node) + tail


def _inline(node: Node) -> str:
    return rf"$\displaystyle {latex(node)}$" if roomy(node) else f"${latex(node)}$"


def grid(shown: Grid, ruled: bool = False) -> str:
    """A table; with `ruled` every cell has its box, to be written into."""
    line = r"\hline" if ruled else ""
    columns = "|" + "l|" + "c|" * (len(shown.heads) - 1) if ruled else "r" * len(shown.heads)
    rows = [" & ".join(map(_line, shown.heads)), *(" & ".join(map(spelling, row)) for row in shown.rows)]
    body = rf" \\ {line} ".join(rows[1:])
    return (
        rf"{{\renewcommand{{\arraystretch}}{{1.3}}\begin{{tabular}}[t]{{{columns}}} \hline "
        rf"{rows[0]} \\ \hline {body} \\ \hline \end{{tabular}}}}"
    )
