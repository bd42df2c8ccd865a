"""The gradebook as CSV, for spreadsheets that would take a cell such as `=HYPERLINK(…)` for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from schemas.score import ScoreRow

HEAD = ("learner", "name", "attempts", "score", "max_score", "state", "pending_review")
ACTS = re.compile(r"[=+\-@\t\r\n|%＝＋－＠]")
"""With these a spreadsheet may begin to act."""
ARITHMETIC = re.compile(r"[-+][0-9 .,+\-*/^()]*")
"""Signed numbers and sums of them: nothing in them can act, so they are left as they are."""


def text(rows: Iterable[ScoreRow]) -> str:
    """One line a learner, one column an item."""
    rows = list(rows)
    width = max((len(row.items) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*HEAD, *(f"item_{n}" for n in range(1, width + 1))))
    for row in rows:
        fixed = (row.attempts, row.score, row.max_score, row.state, row.pending_review)
        writer.writerow((cell(row.learner), cell(row.name or ""), *fixed, *row.items))
    return out.getvalue()


def cell(words: str) -> str:
    """The words as a spreadsheet shows them and never computes them.

    >>> cell("-2+3"), cell("=HYPERLINK(1)"), cell("-2+cmd|' /C calc'!A0")
    ('-2+3', "'=HYPERLINK(1)", "'-2+cmd|' /C calc'!A0")
    """
    acts = ACTS.match(words.lstrip()) and not ARITHMETIC.fullmatch(words)
    return f"'{words}" if acts else words
