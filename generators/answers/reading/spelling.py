"""Vectors and matrices in the brackets and lines of the grammar: `<1, 2>`, rows on lines, hats of unit vectors."""

from __future__ import annotations

import re

from generators.answers.judging import Response
from generators.answers.reading import LED, read_after
from generators.notation import NotationError
from generators.notation.read import MAX_CHARACTERS, is_latex
from generators.notation.tree import Node

SPECIAL = re.compile(r"[<>⟨⟩〈〉;\nîĵ\u0302]|\\(?:wide)?hat|\\[ij]math")
ANGLES = str.maketrans("⟨⟩〈〉", "()()")
ANGLED = re.compile(r"<([^<>=]*[,;\n][^<>=]*)>(?=\s*(?:[-+*/^,;)\]}'.]|$|\n|\bor\b|\band\b))")
"""A vector between signs of order, which those of inequalities such as `x < 1, y > 2` do not look like."""
HAT = re.compile(r"\\(?:wide)?hat(?=\s*\{?\s*(?:\\(?:mathbf|mathrm|bm|boldsymbol|vec)\s*\{?\s*)?\\?[ijk])")
DOTLESS = re.compile(r"\\([ij])math(?![A-Za-z])")


def spelled(response: Response, *, angles: bool = True, wrap: bool = True) -> tuple[Response, int]:
    """The response with brackets and lines as the grammar has them, and by how many columns it has moved right.

    Angle brackets are round ones; line breaks are semicolons, and rows without brackets get some if `wrap`.
    """
    text = response.text
    if len(text) > MAX_CHARACTERS or not SPECIAL.search(text):
        return response, 0
    if is_latex(text, response.format):
        text = HAT.sub(lambda found: " " * len(found[0]), text)
        text = DOTLESS.sub(lambda found: found[1] + " " * 5, text)
        return Response(text, "latex", response.vocabulary), 0
    text = re.sub("([ijk])\u0302", r"\1 ", text.replace("î", "i").replace("ĵ", "j"))
    if angles:
        text = ANGLED.sub(r"(\1)", text.translate(ANGLES))
    wrap = wrap and not response.vocabulary.decimal_comma
    text, wrapped = _on_lines(text, wrap)
    return Response(text, response.format, response.vocabulary), int(wrapped)


def read_spelled(response: Response, moved: Response, shift: int, pattern: re.Pattern[str] = LED) -> tuple[Node, bool]:
    """What `read_after` gives for a respelled response, with errors in the columns of the response as typed."""
    try:
        return read_after(moved, pattern)
    except NotationError as error:
        at, end = max(error.at - shift, 0), max(error.end - shift, 0)
        raise NotationError(error.message, response.text, at, end, error.suggestion) from None


def _on_lines(text: str, wrap: bool) -> tuple[str, bool]:
    """Rows on lines, behind semicolons or in round brackets, as `[1, 2; 3, 4]`; whether brackets were put around."""
    signs = list(text)
    opened: list[int] = []
    parting: set[int] = set()  # brackets with a semicolon directly in them; -1 is none at all
    for i, sign in enumerate(text):
        if sign in "([{":
            opened.append(i)
        elif sign in ")]}" and opened:
            begin = opened.pop()
            if wrap and begin in parting and signs[begin] == "(":
                signs[begin], signs[i] = "[", "]"
        elif sign == ";" or (sign == "\n" and _parts_rows(text, i)):
            signs[i] = ";"
            parting.add(opened[-1] if opened else -1)
        elif sign == "\n":
            signs[i] = " "
    made = "".join(signs)
    name, equals, rows = made.rpartition("=")
    if wrap and -1 in parting and "=" not in name and not all(map(_one_group, _pieces(rows))):
        return f"{name}{equals}[{rows}]", True
    return made, False


def _parts_rows(text: str, at: int) -> bool:
    """Whether a line break stands between two rows, not beside a sign that needs both its sides."""
    before, after = text[:at].rstrip()[-1:], text[at:].lstrip()[:1]
    return bool(before and after) and before not in ",;([{=+-*/^" and after not in ",;)]}="


def _pieces(text: str) -> list[str]:
    """What stands between semicolons that are in no brackets."""
    depth, pieces = 0, [""]
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == ";" and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces]


def _one_group(piece: str) -> bool:
    """Whether a piece is one pair of brackets with what is in it, or holds vectors, or is empty."""
    if not piece or "[" in piece:
        return True
    depth = 0
    for i, sign in enumerate(piece):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return i == len(piece) - 1 and i > 0
    return False
