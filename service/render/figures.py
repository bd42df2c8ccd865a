"""Figures as SVG, PNG and PDF: the same ink, three pens. Drawn once, then remembered by content."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from html import escape
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from schemas.figure import Figure
from service.render.plot.axes import axes, numbers
from service.render.plot.frame import layout
from service.render.plot.glyphs import drawing
from service.render.plot.ink import FINE, Ink, Picture, path_of, polyline, short
from service.render.plot.labels import placed
from service.render.plot.marks import shapes
from service.render.plot.pdf import page
from service.render.plot.style import WHITE
from service.render.prose import spoken

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Page

CODES = {"M": 1, "L": 2, "Q": 3, "C": 4}


@lru_cache(maxsize=512)
def svg(figure: Figure, width: float | None = None) -> str:
    """A whole `<svg>` element that needs no fonts and says in words what it shows.

    `width` is in points; chosen by what it shows if absent.
    """
    return _svg(figure, picture(figure, width))


@lru_cache(maxsize=64)
def png(figure: Figure, width_px: int = 840) -> bytes:
    """The same picture in pixels, `width_px` wide."""
    return _png(picture(figure), width_px)


@lru_cache(maxsize=512)
def pdf(figure: Figure, width: float | None = None) -> str:
    """The same picture as a PDF of one page, as large as the picture, for Typst and LaTeX."""
    return page(picture(figure, width))


@lru_cache(maxsize=512)
def across(figure: Figure, width: float | None = None) -> float:
    """Width of the picture, in points."""
    return picture(figure, width).width


@lru_cache(maxsize=32)
def picture(figure: Figure, width: float | None = None) -> Picture:
    """The figure as ink, sized to what it shows."""
    frame = layout(figure, width)
    marks = list(shapes(figure, frame))
    under, over = axes(figure, frame)
    (boxes, ticked), labels = numbers(figure, frame), list(placed(figure, frame))
    paper = Ink(polyline(((0, 0), (frame.width, 0), (frame.width, frame.height), (0, frame.height)), True), fill=WHITE)
    back, front, points = ([ink for level, ink in marks if level == each] for each in range(3))
    return Picture(frame.width, frame.height, (paper, *under, *back, *over, *boxes, *front, *ticked, *points, *labels))


def _svg(figure: Figure, drawn: Picture) -> str:
    key = blake2b(figure.model_dump_json().encode(), digest_size=6).hexdigest()
    width, height = short(drawn.width), short(drawn.height)
    title = f"Figure {figure.label}" if figure.label else "Figure"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="t{key} d{key}"><title id="t{key}">{escape(title)}</title>'
        f'<desc id="d{key}">{escape(spoken(figure.alt))}</desc>'
        f'<g transform="scale({1 / FINE:g})">{"".join(paths(drawn.inks))}</g></svg>'
    )


def paths(inks: Sequence[Ink]) -> Iterator[str]:
    """Paths; neighbours that look the same are one, for every path costs a reader time."""
    for look, alike in groupby(inks, key=_look):
        yield f'<path d="{"".join(map(path_of, alike))}" {look}/>'


def _look(ink: Ink) -> str:
    painted = [f'fill="{ink.fill}"' if ink.fill else 'fill="none"']
    if ink.opacity < 1:
        painted.append(f'fill-opacity="{ink.opacity:g}"')
    if ink.stroke:
        painted.append(f'stroke="{ink.stroke}" stroke-width="{ink.width * FINE:g}" stroke-linejoin="round"')
    if ink.dash:
        painted.append(f'stroke-dasharray="{" ".join(f"{length * FINE:g}" for length in ink.dash)}"')
    if ink.behind:
        painted.append('paint-order="stroke"')
    return " ".join(painted)


def _png(drawn: Picture, width_px: int) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with drawing:
        canvas, stream = FigureCanvasAgg(_sheet(drawn, 72 * width_px / drawn.width)), BytesIO()
        canvas.print_png(stream, metadata={"Software": None})
        return stream.getvalue()


def _sheet(drawn: Picture, dpi: float) -> "Page":
    """The ink on a sheet of matplotlib, which has a pen for pixels."""
    from matplotlib.figure import Figure as Sheet
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D

    sheet = Sheet(figsize=(drawn.width / 72, drawn.height / 72), dpi=dpi, frameon=False)
    place = Affine2D().scale(1, -1).translate(0, drawn.height).scale(dpi / 72)
    for ink in drawn.inks:
        vertices = [point for letter, points in ink.steps for point in points or ((0.0, 0.0),)]
        codes = [CODES.get(letter, 79) for letter, points in ink.steps for _ in points or (0,)]
        dash = (0, tuple(length / ink.width for length in ink.dash)) if ink.dash else "solid"
        fill = (ink.fill, ink.opacity) if ink.fill else "none"
        for stroke, inside in [(ink.stroke, "none"), ("", fill)] if ink.behind else [(ink.stroke, fill)]:
            patch = PathPatch(
                Path(vertices, codes),
                facecolor=inside,
                edgecolor=stroke or "none",
                linewidth=ink.width,
                linestyle=dash,
                joinstyle="round",
                transform=Affine2D().translate(*ink.at) + place,
            )
            sheet.add_artist(patch)
    return sheet
