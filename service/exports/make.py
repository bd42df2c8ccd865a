"""Make an export: compose, write, and report what became of every item."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from schemas.export import ExportCreate, Report
from service.compose import compose, sheet_id
from service.exports.formats import FORMATS, Unavailable
from service.exports.plan import plan_of
from service.exports.report import Ledger

__all__ = ["Made", "NothingCarried", "Unavailable", "make", "steps_of"]


class Made(NamedTuple):
    body: bytes
    report: Report


class NothingCarried(Exception):
    """The format can carry nothing of the blueprint: there is a report, and no file."""

    def __init__(self, report: Report) -> None:
        reasons = dict.fromkeys(note.text for item in report.items for note in item.notes if note.fate == "refused")
        super().__init__(f"{report.format} can carry nothing of this blueprint: {' '.join(reasons)}".strip())
        self.report = report


def steps_of(order: ExportCreate) -> int:
    return order.pool + 1


def make(order: ExportCreate, seed: int, tick: Callable[[], None] = lambda: None) -> Made:
    """The whole file and its report; `tick` is called `steps_of(order)` times.

    Raises `BankError` if the blueprint cannot be drawn, `NothingCarried` if every item is refused,
    `Unavailable` if the format needs what is not installed.
    """
    composed = compose(order, order.pool, seed, tick)
    plan = plan_of(order.title, sheet_id(order, seed), composed.sheets)
    ledger = Ledger()
    body = FORMATS[order.format].write(plan, order, ledger)
    report = ledger.report(order.format, plan.places)
    tick()
    if report.counts["refused"] == len(report.items):
        raise NothingCarried(report)
    return Made(body, report)
