"""QR codes for print: one path, without seams between its squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

QUIET = 2
"""White squares around the code in the picture; the paper around it gives the rest of the four that readers want."""
OVERLAP = 0.04
"""How far rows reach into those below them, so that no light shows between them."""


@lru_cache(maxsize=64)
def qr(text: str) -> str:
    """An SVG picture of a code that can still be read with a seventh of it smudged (error level M).

    Raises `segno.DataOverflowError` above about 2,300 bytes.
    """
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}">'
        f'<path d="{"".join(_runs(rows))}"/></svg>'
    )


def _runs(rows: Sequence[Sequence[int]]) -> Iterator[str]:
    """A rectangle for each run of dark squares in a row."""
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for dark, squares in groupby(row):
            long = len(list(squares))
            if dark:
                yield f"M{x} {y}h{long}v{1 + OVERLAP}h-{long}z"
            x += long
