"""The face of a page: how much room there is, by paper, columns and size of print."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.worksheet import Layout, Paper

PAPERS: dict[Paper, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
"""Width and height in points."""
NORMAL, LARGE = 10.5, 18.0
"""Sizes of print in points."""
TOP, BOTTOM = 82.0, 58.0
"""Margins in points; the code stands in the upper one."""
GUTTER = 26.0
CM = 72 / 2.54


@dataclass(frozen=True, slots=True)
class Face:
    """Lengths in points but for `across` and `down`, the room in a column, which are in ems."""

    size: float
    columns: int
    margin: float
    page: tuple[float, float]

    @property
    def text(self) -> float:
        """Width of all columns together."""
        return self.page[0] - 2 * self.margin

    @property
    def column(self) -> float:
        return (self.text - (self.columns - 1) * GUTTER) / self.columns

    @property
    def across(self) -> float:
        return self.column / self.size

    @property
    def down(self) -> float:
        return (self.page[1] - TOP - BOTTOM) / self.size

    @property
    def scale(self) -> float:
        """How much larger than usual everything is."""
        return self.size / NORMAL


def face_of(layout: Layout) -> Face:
    roomy = layout.columns == 1 and not layout.large_print
    return Face(
        size=LARGE if layout.large_print else NORMAL,
        columns=layout.columns,
        margin=62.0 if roomy else 48.0,
        page=PAPERS[layout.paper],
    )
