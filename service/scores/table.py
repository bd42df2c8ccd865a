"""The gradebook for spreadsheets, which would take a cell such as `=HYPERLINK(…)` for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from xlsxwriter import Workbook

from schemas.score import ScoreRow

HEAD = ("learner", "name", "attempts", "score", "max_score", "state", "pending_review")
ACTS = re.compile(r"[=+\-@\t\r\n|%＝＋－＠]")
"""With these a spreadsheet may begin to act."""
ARITHMETIC = re.compile(r"[-+][0-9 .,+\-*/^()]*")
"""Signed numbers and sums of them: nothing in them can act, so they are left as they are."""


def text(rows: Iterable[ScoreRow]) -> str:
    """One line a learner, one column an item."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_head(rows))
    for row in rows:
        fixed = (row.attempts, row.score, row.max_score, row.state, row.pending_review)
        writer.writerow((cell(row.learner), cell(row.name or ""), *fixed, *row.items))
    return out.getvalue()


def workbook(rows: Iterable[ScoreRow]) -> bytes:
    """The same as an Excel workbook; texts are stored as texts, so that nothing in them is ever computed."""
    rows = list(rows)
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": "Scores", "created": datetime(2000, 1, 1)})
        sheet, bold = book.add_worksheet("Scores"), book.add_format({"bold": True})
        for column, head in enumerate(_head(rows)):
            sheet.write_string(0, column, head, bold)
        for line, row in enumerate(rows, start=1):
            for column, words in ((0, row.learner), (1, row.name or ""), (5, row.state)):
                sheet.write_string(line, column, words)
            numbers = {2: row.attempts, 3: row.score, 4: row.max_score, 6: row.pending_review}
            for column, number in {**numbers, **dict(enumerate(row.items, start=len(HEAD)))}.items():
                sheet.write_number(line, column, number)
        sheet.freeze_panes(1, 1)
        sheet.autofit()
    return out.getvalue()


def _head(rows: Sequence[ScoreRow]) -> list[str]:
    width = max((len(row.items) for row in rows), default=0)
    return [*HEAD, *(f"item_{n}" for n in range(1, width + 1))]


def cell(words: str) -> str:
    """The words as a spreadsheet shows them and never computes them.

    >>> cell("-2+3"), cell("=HYPERLINK(1)"), cell("-2+cmd|' /C calc'!A0")
    ('-2+3', "'=HYPERLINK(1)", "'-2+cmd|' /C calc'!A0")
    """
    acts = ACTS.match(words.lstrip()) and not ARITHMETIC.fullmatch(words)
    return f"'{words}" if acts else words
