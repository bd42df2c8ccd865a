"""What people typed into an order, and whether it can be printed."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.worksheet import WorksheetCreate
from service.render.signs import unshown


def unprintable(order: WorksheetCreate) -> tuple[str, str] | None:
    """The first field whose text has signs that no font has, and what to say about it; None if all can be printed."""
    fields = list(_fields(order))
    if not unshown("\n".join(text for _, text in fields), foreign=False):
        return None
    for field, text in fields:
        if unshown(text, foreign=False) and (signs := unshown(text, foreign=True)):
            return field, (
                f"no font here has signs for {signs!r} in {text!r}: install one that has, such as Noto, or write it "
                "in other letters"
            )
    return None


def _fields(order: WorksheetCreate) -> Iterator[tuple[str, str]]:
    yield "title", order.title
    yield "course", order.course or ""
    yield "date", order.date or ""
    for n, each in enumerate(order.class_list or ()):
        yield from ((f"class_list.{n}.{name}", text or "") for name, text in each)
