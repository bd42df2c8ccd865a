"""The pen for PDF: a page as large as the picture, ready to be set into others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from service.render.plot.ink import FINE, Ink, Picture, operators_of, short


def page(picture: Picture) -> str:
    """A whole file with one page: ASCII, nothing packed. The same picture gives the same file."""
    return paper(picture.width, picture.height, _painted(picture), sorted({ink.opacity for ink in picture.inks}))


def paper(width: float, height: float, painted: str, opacities: Sequence[float] = ()) -> str:
    """A file of one page, so many points large, whose content is these operators on the fine grid, downwards."""
    grid = f"{1 / FINE:g} 0 0 {-1 / FINE:g} 0 {short(height)} cm"
    content = f"{grid}\n{painted}"
    states = "".join(f"/{_name(opacity)}<</ca {opacity:g}>>" for opacity in opacities)
    size = f"0 0 {short(width)} {short(height)}"
    return _file(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{size}]/Resources<</ExtGState<<{states}>>>>/Contents 4 0 R>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
    )


def _file(*objects: str) -> str:
    made = "%PDF-1.4\n"
    rows = ["0000000000 65535 f \n"]
    for number, each in enumerate(objects, 1):
        rows.append(f"{len(made):010} 00000 n \n")
        made += f"{number} 0 obj\n{each}\nendobj\n"
    table = f"xref\n0 {len(rows)}\n{''.join(rows)}"
    return f"{made}{table}trailer\n<</Size {len(rows)}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF\n"


def _name(opacity: float) -> str:
    return f"O{round(100 * opacity)}"


def _painted(picture: Picture) -> str:
    lines = ["1 j"]
    for (look, paint, moves), alike in groupby(picture.inks, key=lambda ink: (_look(ink), _paint(ink), _moves(ink))):
        lines += look
        if moves:
            lines += (line for ink in alike for line in _moved(ink, paint))
        else:
            path = "\n".join([ink.operators or operators_of(ink.steps) for ink in alike])
            lines += _filled(path, paint)
    return "\n".join(lines)


def _moves(ink: Ink) -> bool:
    return ink.at != (0.0, 0.0)


def _moved(ink: Ink, paint: str) -> Iterator[str]:
    yield f"q 1 0 0 1 {round(ink.at[0] * FINE)} {round(ink.at[1] * FINE)} cm"
    yield from _filled(ink.operators or operators_of(ink.steps), paint)
    yield "Q"


def _filled(path: str, paint: str) -> Iterator[str]:
    for operator in paint.split():
        yield path
        yield operator


def _paint(ink: Ink) -> str:
    """Operators that paint a path, one after the other."""
    if ink.behind:
        return "S f"
    return "B" if ink.fill and ink.stroke else "f" if ink.fill else "S" if ink.stroke else "n"


def _look(ink: Ink) -> tuple[str, ...]:
    """Colours, widths and dashes."""
    look = [f"/{_name(ink.opacity)} gs"]
    if ink.fill:
        look.append(f"{_colour(ink.fill)} rg")
    if ink.stroke:
        dash = " ".join(f"{length * FINE:g}" for length in ink.dash)
        look.append(f"{_colour(ink.stroke)} RG {ink.width * FINE:g} w [{dash}] 0 d")
    return tuple(look)


def _colour(name: str) -> str:
    """Red, green and blue of `#rrggbb`, from 0 to 1."""
    return " ".join(f"{int(name[i : i + 2], 16) / 255:.3g}" for i in (1, 3, 5))
