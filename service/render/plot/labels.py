"""The names of marks, each where it hides least."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import dist

from schemas.figure import Arrow, Curve, Dots, Figure, Line, Polygon
from schemas.figure import Box as BoxPlot
from service.render.plot.axes import x_numbers, y_numbers
from service.render.plot.frame import Frame, rows_of
from service.render.plot.glyphs import Outline, outline, text
from service.render.plot.ink import Box, Ink, Point, clipped_polyline
from service.render.plot.marks import across
from service.render.plot.style import COLOURS, GAP, OVERSHOOT, PAD, SMALL, TEXT, TICK


def placed(figure: Figure, frame: Frame) -> Iterator[Ink]:
    """The names of marks, each where it hides least."""
    if figure.label:
        name = outline(figure.label, TEXT + 1, bold=True)
        yield from text(name, (PAD, PAD + name.height), COLOURS["ink"])
    yield from feet(figure, frame)
    yield from sides(figure, frame)
    for value, place in standing(figure, frame):
        yield from text(value, place, COLOURS["ink"], halo=True)
    named = list(names(figure, frame))
    if not named:
        return
    page = Box(1, 1, frame.width - 1, frame.height - 1)
    lines = list(traces(figure, frame))
    taken = [around_label(label, place) for place, label in (*x_numbers(figure, frame), *y_numbers(figure, frame))]
    taken += [around_label(label, place) for label, place in standing(figure, frame)]
    for anchors, label, colour, gap in named:
        name = outline(label, TEXT)
        places = [place for point, toward in anchors for place in around(point, toward, name, gap)]
        reach = [Box(x, y, x, y).grown(name.width + 20) for (x, y), _ in anchors]
        near = [point for box in reach for point in box.among(lines)]
        close = [other for other in taken if any(box.overlap(other) for box in reach)]
        place = best(places, name, page, near, close)
        taken.append(around_label(name, place))
        yield from text(name, place, colour, halo=True)


def standing(figure: Figure, frame: Frame) -> Iterator[tuple[Outline, Point]]:
    """Labels that stand on a point, with the left ends of their baselines: those of curves of a single point."""
    for mark in figure.marks:
        if isinstance(mark, Curve) and mark.label and len(mark.points) == 1:
            x, y = frame.window.at(*mark.points[0])
            name = outline(mark.label, SMALL)
            yield name, (x - name.width / 2, y + name.height / 2)


def around_label(label: Outline, place: Point) -> Box:
    return Box(place[0], place[1] - label.height, place[0] + label.width, place[1] + label.depth)


Anchors = tuple[tuple[Point, Point], ...]
"""Where a label may stand: points, each with the direction from it that suits best."""


def names(figure: Figure, frame: Frame) -> Iterator[tuple[Anchors, str, str, float]]:
    """Each label to be placed: its anchors, its words, colour and distance."""
    for mark in figure.marks:
        match mark:
            case Dots(labels=labels) if labels:
                for point, label in zip(frame.window.all(mark.points), labels, strict=False):
                    if label:
                        yield ((point, (0.7, -0.7)),), label, COLOURS["ink"], 4.0
            case Arrow(label=label) if label:
                tail, tip = frame.window.all((mark.tail, mark.head))
                yield ((tip, unit(tail, tip)),), label, COLOURS[mark.colour], 3.0
            case Curve(label=label) if label:
                if runs := clipped_polyline(frame.window.all(mark.points), frame.window.box):
                    yield ((runs[-1][-1], (1.0, 0.0)),), label, COLOURS[mark.colour], 4.0
            case Line(label=label) if label:
                if ends := across(mark, frame):
                    yield ((ends[1], (1.0, 0.0)), (ends[0], (0.0, -1.0))), label, COLOURS[mark.colour], 4.0


def unit(a: Point, b: Point) -> Point:
    span = dist(a, b) or 1.0
    return (b[0] - a[0]) / span, (b[1] - a[1]) / span


def best(
    places: Sequence[tuple[Point, float]], name: Outline, page: Box, lines: Sequence[Point], taken: Sequence[Box]
) -> Point:
    """The place (baseline's left end) where the label hides least; each comes with what it costs in itself."""

    found, least = places[0][0], float("inf")
    for place, penalty in sorted(places, key=lambda candidate: candidate[1]):
        if penalty >= least:
            break  # the others cost more before anything is counted
        box = around_label(name, place)
        size = max(box.area, 1.0)
        wide, wider = box.grown(1.0), box.grown(1.5)
        hidden = len(wider.among(lines))
        collided = sum(wide.overlap(other) / max(min(size, other.area), 1.0) for other in taken)
        cost = penalty + 50 * (1 - box.overlap(page) / size) + 30 * collided + hidden
        if cost < least:
            found, least = place, cost
    return found


def around(anchor: Point, toward: Point, name: Outline, gap: float) -> Iterator[tuple[Point, float]]:
    """Sixteen places around a point, each with its penalty: far is worse than near, and backwards than forwards."""
    (x, y), w, h = anchor, name.width, name.height + name.depth
    for far, reach in enumerate((gap, gap + 7)):
        slant = reach * 0.75
        for left, top in (
            (x + reach, y - h / 2), (x - reach - w, y - h / 2), (x - w / 2, y - reach - h), (x - w / 2, y + reach),
            (x + slant, y - slant - h), (x + slant, y + slant), (x - slant - w, y - slant - h),
            (x - slant - w, y + slant),
        ):  # fmt: skip
            ux, uy = unit(anchor, (left + w / 2, top + h / 2))
            yield (left, top + name.height), far + 1.5 * (1 - ux * toward[0] - uy * toward[1])


def traces(figure: Figure, frame: Frame) -> Iterator[Point]:
    """Points along everything drawn, about three points of the page apart."""
    for mark in figure.marks:
        match mark:
            case Curve():
                for run in clipped_polyline(frame.window.all(mark.points), frame.window.box):
                    yield from walked(run)
            case Line():
                yield from walked(across(mark, frame) or ())
            case Arrow():
                yield from walked(frame.window.all((mark.tail, mark.head)))
            case Polygon(points=points):
                for run in clipped_polyline(frame.window.all([*points, points[0]]), frame.window.box):
                    yield from walked(run)
            case Dots():
                for x, y in frame.window.all(mark.points):
                    yield from ((x + dx, y + dy) for dx in (-2, 0, 2) for dy in (-2, 0, 2))
    box = frame.window.box
    ox, oy = frame.origin
    if figure.x.shown:
        yield from walked(((box.left, oy), (box.right + OVERSHOOT, oy)))
    if figure.y.shown:
        yield from walked(((ox, box.top - OVERSHOOT), (ox, box.bottom)))


def walked(points: Sequence[Point]) -> Iterator[Point]:
    for a, b in pairwise(points):
        n = max(1, round(dist(a, b) / 3))
        yield from ((a[0] + (b[0] - a[0]) * k / n, a[1] + (b[1] - a[1]) * k / n) for k in range(n + 1))


def feet(figure: Figure, frame: Frame) -> Iterator[Ink]:
    """Marker labels in rows under the axis."""
    box = frame.window.box
    first = frame.origin[1] + (TICK + GAP + SMALL if figure.x.shown else 0) + GAP
    for k, row in enumerate(rows_of(figure, box.right - box.left)):
        for mark in row:
            name = outline(mark.label, TEXT)
            x = frame.window.at(mark.x, 0)[0]
            place = (x - name.width / 2, first + k * (TEXT + GAP) + name.height)
            yield from text(name, place, COLOURS["ink"], halo=True)


def sides(figure: Figure, frame: Frame) -> Iterator[Ink]:
    """Names of box plots, left of the window."""
    for mark in figure.marks:
        if isinstance(mark, BoxPlot) and mark.label:
            name = outline(mark.label, TEXT)
            _, y = frame.window.at(0, mark.y)
            yield from text(name, (frame.window.box.left - name.width - 8, y + name.height / 2), COLOURS["ink"])
