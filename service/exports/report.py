"""The fidelity report: writers note what became of things, and it is added up here."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.export import FATES, ExportFormat, Fate, ItemReport, Note, Report
from service.exports.plan import Place

ESSENTIAL = ("answer", "tolerance", "form", "statement")
"""What decides the fate of an item; the rest (hints, feedback …) is told in notes and loses no marks."""


class Ledger:
    """Notes on the items of one export. Writers call `note`; what is not noted was kept."""

    def __init__(self) -> None:
        self._notes: dict[int, dict[Note, None]] = {}

    def note(self, item: int, what: str, fate: Fate, text: str, part: int | None = None) -> None:
        """The same note for several exercises of a place counts once."""
        self._notes.setdefault(item, {})[Note(part=part, what=what, fate=fate, text=text)] = None

    def report(self, format: ExportFormat, places: Iterable[Place]) -> Report:
        items = tuple(self._item(place) for place in places)
        fates = [item.fate for item in items]
        return Report(format=format, items=items, counts={fate: fates.count(fate) for fate in FATES})

    def _item(self, place: Place) -> ItemReport:
        notes = tuple(self._notes.get(place.number, ()))
        worst = max((FATES.index(note.fate) for note in notes if note.what in ESSENTIAL), default=0)
        return ItemReport(
            item=place.number,
            generator=place.generator,
            exercises=len(place.exercises),
            fate=FATES[worst],
            notes=notes,
        )
