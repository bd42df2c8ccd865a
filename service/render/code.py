"""QR codes for print: one path, without seams between its squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

from service.render.plot.ink import FINE
from service.render.plot.pdf import paper

QUIET = 2
"""White squares around the code in the picture; the paper around it gives the rest of the four that readers want."""
OVERLAP = 0.04
"""How far rows reach into those below them, so that no light shows between them."""


class Code(NamedTuple):
    """A code as runs of dark squares in its rows: (column, row, length) each, in squares."""

    side: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def svg(self) -> str:
        path = "".join([f"M{x} {y}h{long}v{1 + OVERLAP}h-{long}z" for x, y, long in self.runs])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.side}" height="{self.side}" '
            f'viewBox="0 0 {self.side} {self.side}"><path d="{path}"/></svg>'
        )

    @property
    def pdf(self) -> str:
        """A page, a point for each square."""
        tall = round((1 + OVERLAP) * FINE)
        boxes = [f"{x * FINE} {y * FINE} {long * FINE} {tall} re" for x, y, long in self.runs]
        return paper(self.side, self.side, "\n".join([*boxes, "f"]))


@lru_cache(maxsize=64)
def qr(text: str) -> Code:
    """A code that can still be read with a seventh of it smudged (error level M).

    Raises `segno.DataOverflowError` above about 2,300 bytes.
    """
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    return Code(len(rows) + 2 * QUIET, tuple(_runs(rows)))


def png(text: str) -> bytes:
    """The same code in pixels, six for each square."""
    import segno

    stream = BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="png", scale=6, border=QUIET)
    return stream.getvalue()


def _runs(rows: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for dark, squares in groupby(row):
            long = len(list(squares))
            if dark:
                yield x, y, long
            x += long
