"""One self-contained page for a browser: MathML, figures as SVG, hints and solutions folded away, no script.

It loads nothing from anywhere, and says so in a content security policy of its own.
"""

from __future__ import annotations

from schemas.export import ExportCreate
from service.exports.plan import Plan
from service.exports.questions import questions
from service.exports.report import Ledger
from service.render.page import book
from service.render.words import points


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    asked = ((question.number, points(question.points), question.exercise) for question in questions(plan))
    return book(plan.title, tuple(asked)).encode()
