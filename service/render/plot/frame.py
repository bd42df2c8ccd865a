"""The page before ink: its size, the window of the axes, the ticks, and where things fall."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.figure import Area, Axis, Bars, Curve, Dots, Figure, Line, Marker, Pixels
from schemas.figure import Box as BoxPlot
from service.render.plot.glyphs import outline
from service.render.plot.ink import Box, Point
from service.render.plot.style import GAP, NARROW, OVERSHOOT, PAD, PIXEL, SMALL, TEXT, TICK, WIDE
from service.render.plot.ticks import Ticks, thinned, ticks

STRIP = 4.4
"""Points from one level line to the next."""
CLOUD = 6
"""From so many separate points on, and without curves or arrows, a figure is a data plot with its axes at the rim."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where axis units fall on the page."""

    box: Box
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> Point:
        return (
            self.box.left + (x - self.x[0]) / (self.x[1] - self.x[0]) * (self.box.right - self.box.left),
            self.box.bottom - (y - self.y[0]) / (self.y[1] - self.y[0]) * (self.box.bottom - self.box.top),
        )

    def all(self, points: Iterable[tuple[float, float]]) -> list[Point]:
        return [self.at(x, y) for x, y in points]


@dataclass(frozen=True, slots=True)
class Frame:
    """The page before ink: its size, the window, the ticks and whether the axes cross at the origin."""

    width: float
    height: float
    window: Window
    x: Ticks
    y: Ticks
    crossing: bool

    @property
    def origin(self) -> Point:
        """Where the axes meet, on the page."""
        x, y = self.window.x[0], self.window.y[0]
        if self.crossing:
            x, y = min(max(0.0, x), self.window.x[1]), min(max(0.0, y), self.window.y[1])
        return self.window.at(x, y)


def layout(figure: Figure, width: float | None = None) -> Frame:
    width = width or natural(figure)
    crossing = crosses(figure)
    x, y = ticks(figure.x, figure, 34.0, width), ticks(figure.y, figure, 26.0, width * 0.62)
    left, right = sideways(figure, x, y, crossing)
    across = width - left - right
    top, bottom = upwards(figure, crossing, across)
    down = height_for(figure, across)
    if figure.equal and down > width * 1.05:
        across, down = across * width * 1.05 / down, width * 1.05
        width = left + across + right
    box = Box(left, top, left + across, top + down)
    window = Window(box, (figure.x.low, figure.x.high), (figure.y.low, figure.y.high))
    return Frame(width, top + down + bottom, window, thinned(x, across, True), thinned(y, down, False), crossing)


def natural(figure: Figure) -> float:
    """The width that suits what is shown: pixels need not be large."""
    wide = NARROW if figure.label else WIDE
    drawn = any(isinstance(mark, Pixels) for mark in figure.marks)
    return min(wide, 2 * PAD + PIXEL * (figure.x.high - figure.x.low)) if drawn else wide


def sideways(figure: Figure, x: Ticks, y: Ticks, crossing: bool) -> tuple[float, float]:
    """Margins at the left and the right."""
    name = outline(figure.x.label, TEXT)
    names = [outline(mark.label, TEXT).width + 8 for mark in figure.marks if isinstance(mark, BoxPlot) and mark.label]
    left = max([x.labels[0].width / 2 if x.labels else 0.0, *names])
    right = max([x.labels[-1].width / 2 if x.labels else 0.0, ending(figure)])
    if figure.y.shown:
        left = max(left, (y.widest + TICK + GAP + 1) * rim(figure.x, crossing) + max(names, default=0.0))
    if figure.x.shown and crossing:
        right = max(right, OVERSHOOT + (GAP + name.width if name.steps else 0.0))
    return PAD + left, PAD + right


def upwards(figure: Figure, crossing: bool, across: float) -> tuple[float, float]:
    """Margins at the top and the bottom of a window so wide."""
    x, y = outline(figure.x.label, TEXT), outline(figure.y.label, TEXT)
    top = bottom = PAD
    if figure.label:
        top += TEXT + 2 * GAP
    if figure.y.shown:
        top += OVERSHOOT if crossing else SMALL / 2
        top += y.height + y.depth + GAP if y.steps else 0.0
    if figure.x.shown:
        bottom += (TICK + GAP + SMALL) * rim(figure.y, crossing)
        bottom += x.height + x.depth + 3 if x.steps and not crossing else 0.0
    return top, bottom + len(rows_of(figure, across)) * (TEXT + GAP)


def crosses(figure: Figure) -> bool:
    """Axes through the origin suit functions and vectors; data plots have theirs at the rim."""
    if any(isinstance(mark, Bars | BoxPlot) for mark in figure.marks) or not figure.y.shown or figure.rim:
        return False
    drawn = any(isinstance(mark, Curve | Area) for mark in figure.marks)
    points = sum(len(mark.points) for mark in figure.marks if isinstance(mark, Dots))
    in_view = figure.x.low <= 0 <= figure.x.high and figure.y.low <= 0 <= figure.y.high
    return in_view and (drawn or points < CLOUD)


def rim(other: Axis, crossing: bool) -> float:
    """How much of an axis' labels lies outside the window: 0 where the axis runs through the middle of it."""
    if not crossing:
        return 1.0
    share = (0 - other.low) / (other.high - other.low)
    return max(0.0, 1.0 - share / 0.08)


def height_for(figure: Figure, across: float) -> float:
    boxes = sum(isinstance(mark, BoxPlot) for mark in figure.marks)
    if figure.equal:
        return across * (figure.y.high - figure.y.low) / (figure.x.high - figure.x.low)
    if boxes:
        return 14.0 + 30.0 * boxes
    if any(isinstance(mark, Bars) for mark in figure.marks):
        return across * 0.5
    if number_line(figure):
        return 30.0
    if strips(figure):
        return max(across * 0.44, STRIP * (figure.y.high - figure.y.low))
    return across * (0.68 if figure.y.shown else 0.44)


def number_line(figure: Figure) -> bool:
    """Whether all that is drawn lies on one level, and no axis tells which."""
    return not figure.y.shown and all(
        isinstance(mark, Curve | Dots) and all(y == 0 for _, y in mark.points) for mark in figure.marks
    )


def strips(figure: Figure) -> bool:
    """Whether it shows level lines one above another, such as many intervals."""
    curves = [mark for mark in figure.marks if isinstance(mark, Curve)]
    return (
        not figure.y.shown
        and len(curves) > 2
        and all(len({y for _, y in mark.points}) == 1 for mark in curves)
        and len({mark.points[0][1] for mark in curves}) == len(curves)
    )


def ending(figure: Figure) -> float:
    """Room at the right for the names of curves that end there."""
    edge = figure.x.high - 0.06 * (figure.x.high - figure.x.low)
    names = [m.label for m in figure.marks if isinstance(m, Curve) and m.label and m.points[-1][0] >= edge]
    names += [m.label for m in figure.marks if isinstance(m, Line) and m.label and leaves_right(m, figure)]
    return max((outline(name, TEXT).width + 5 for name in names), default=0.0)


def leaves_right(line: Line, figure: Figure) -> bool:
    (xa, ya), (xb, yb) = line.through
    return xa != xb and figure.y.low <= ya + (figure.x.high - xa) * (yb - ya) / (xb - xa) <= figure.y.high


def rows_of(figure: Figure, across: float) -> list[list[Marker]]:
    """The labelled markers, in rows below the tick labels of a window so wide, where none touches its neighbour."""
    rows: list[list[Marker]] = []
    span = figure.x.high - figure.x.low
    for mark in sorted((m for m in figure.marks if isinstance(m, Marker) and m.label), key=lambda m: m.x):
        half = outline(mark.label, TEXT).width / 2 + 3
        for row in rows:
            last = row[-1]
            if (mark.x - last.x) / span * across >= half + outline(last.label, TEXT).width / 2:
                row.append(mark)
                break
        else:
            rows.append([mark])
    return rows
