"""Grid, axes and the numbers on them."""

from collections.abc import Iterator

from schemas.figure import Figure
from service.render.plot.frame import Frame, rows_of
from service.render.plot.glyphs import Outline, outline, text
from service.render.plot.ink import Ink, Point, head, polyline
from service.render.plot.style import AXIS, GAP, GRID, OVERSHOOT, PAD, SMALL, TEXT, TICK, WHITE


def axes(figure: Figure, frame: Frame) -> tuple[list[Ink], list[Ink]]:
    """What lies under the marks (the grid) and over areas and bars (axes and ticks)."""
    box = frame.window.box
    under: list[Ink] = []
    over: list[Ink] = []
    ox, oy = frame.origin
    columns = [frame.window.at(x, figure.y.low)[0] for x in frame.x.at]
    rows = [frame.window.at(figure.x.low, y)[1] for y in frame.y.at]
    if figure.grid:
        lines = [*(((x, box.top), (x, box.bottom)) for x in columns), *(((box.left, y), (box.right, y)) for y in rows)]
        under += [Ink(polyline(line), GRID, 0.7) for line in lines]
    if figure.rim:
        x, y = frame.window.at(0, 0)
        zeros = [((x, box.top), (x, box.bottom))] * (figure.x.low < 0 < figure.x.high)
        zeros += [((box.left, y), (box.right, y))] * (figure.y.low < 0 < figure.y.high)
        over += [Ink(polyline(line), AXIS, 0.8) for line in zeros]
    if figure.x.shown:
        over += axis_line((box.left, oy), (box.right + OVERSHOOT * frame.crossing, oy), frame.crossing)
        over += [Ink(polyline(((x, oy), (x, oy + TICK))), AXIS, 0.8) for x in columns]
    if figure.y.shown:
        over += axis_line((ox, box.bottom), (ox, box.top - OVERSHOOT * frame.crossing), frame.crossing)
        over += [Ink(polyline(((ox - TICK, y), (ox, y))), AXIS, 0.8) for y in rows]
    return under, over


def axis_line(start: Point, end: Point, arrow: bool) -> list[Ink]:
    line = Ink(polyline((start, end)), AXIS, 0.8)
    return [line, head(start, end, 4.5, AXIS)] if arrow else [line]


def numbers(figure: Figure, frame: Frame) -> tuple[list[Ink], list[Ink]]:
    """Tick labels and the names of the axes, and the white below them where grid and bars may run behind them.

    The white comes first. Curves belong between the two: a label must not make a solid line look dashed.
    """
    found = [(place, label) for place, label in (*x_numbers(figure, frame), *y_numbers(figure, frame)) if label.steps]
    boxes = [box_of(place, label) for place, label in found] if frame.crossing else []
    return boxes, [ink for place, label in found for ink in text(label, place)]


def box_of(place: Point, label: Outline) -> Ink:
    (x, y), edge = place, 0.9
    left, top, right, bottom = x - edge, y - label.height - edge, x + label.width + edge, y + label.depth + edge
    return Ink(polyline(((left, top), (right, top), (right, bottom), (left, bottom)), True), fill=WHITE)


def x_numbers(figure: Figure, frame: Frame) -> Iterator[tuple[Point, Outline]]:
    if not figure.x.shown:
        return
    box, name, (ox, oy) = frame.window.box, outline(figure.x.label, TEXT), frame.origin
    down = oy + TICK + GAP + SMALL * 0.68
    both = frame.crossing and figure.y.shown
    for value, label in zip(frame.x.at, frame.x.labels, strict=True):
        if value == 0 and both and label.steps:
            yield (ox - label.width - TICK - 0.5, down), label
        else:
            yield (frame.window.at(value, 0)[0] - label.width / 2, down), label
    if frame.crossing:
        yield (box.right + OVERSHOOT + GAP, oy + name.height / 2 - 0.5), name
    elif name.steps:
        below = TICK + GAP + SMALL + 3 + len(rows_of(figure, box.right - box.left)) * (TEXT + GAP) + name.height
        yield ((box.left + box.right - name.width) / 2, box.bottom + below), name


def y_numbers(figure: Figure, frame: Frame) -> Iterator[tuple[Point, Outline]]:
    if not figure.y.shown:
        return
    box, name, ox = frame.window.box, outline(figure.y.label, TEXT), frame.origin[0]
    for value, label in zip(frame.y.at, frame.y.labels, strict=True):
        if not (frame.crossing and value == 0 and figure.x.shown):
            y = frame.window.at(0, value)[1]
            yield (ox - TICK - GAP - label.width, y + label.height / 2), label
    left = ox - name.width / 2 if frame.crossing else min(ox - name.width / 2, ox - TICK)
    above = OVERSHOOT if frame.crossing else GAP + 1
    yield (max(left, PAD), box.top - name.depth - GAP - above), name
