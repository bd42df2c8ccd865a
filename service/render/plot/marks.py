"""The marks of a figure as ink."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import dist, hypot

from schemas.figure import Area, Arrow, Bars, Curve, Dots, Figure, Line, Marker, Network, Pixels, Polygon, Style
from schemas.figure import Box as BoxPlot
from service.render.plot.frame import Frame
from service.render.plot.glyphs import numeral, outline, text
from service.render.plot.ink import (
    Ink,
    Point,
    Step,
    circle,
    clipped_polygon,
    clipped_polyline,
    clipped_segment,
    hatching,
    head,
    operators_of,
    polyline,
    relative,
    simplified,
)
from service.render.plot.style import AXIS, COLOURS, DASHES, DISC, FILL, SMALL, TEXT, WEIGHTS, WHITE

THIN = 0.03
"""Points of a curve are left out if that moves it by less than this, in points: a tenth of a printer's dot."""
SPECK = 1.0
"""A line no longer than this, in points, only holds a label."""


def shapes(figure: Figure, frame: Frame) -> Iterator[tuple[int, Ink]]:
    """The marks as (floor, ink): 0 lies below the axes, 1 below the numbers on them, 2 above."""
    solid = {mark.colour for mark in figure.marks if isinstance(mark, Curve | Line) and mark.style == "solid"}
    several = len(solid) > 1
    filled = [m for m in figure.marks if isinstance(m, Area) or (isinstance(m, Polygon) and m.filled)]
    hatched = list(dict.fromkeys(mark.colour for mark in filled))
    for mark in sorted(figure.marks, key=lambda mark: isinstance(mark, Dots) + 2 * isinstance(mark, Arrow)):
        match mark:
            case Area():
                yield from ((0, ink) for ink in area(mark, frame, hatched.index(mark.colour)))
            case Bars():
                yield from ((0, ink) for ink in bars(mark, frame))
            case Curve():
                yield from ((1, ink) for ink in curve(mark, frame, several))
            case Line():
                yield from ((1, ink) for ink in line(mark, frame, several))
            case Marker():
                yield from ((1, ink) for ink in marker(mark, figure, frame))
            case BoxPlot():
                yield from ((1, ink) for ink in box_plot(mark, figure, frame))
            case Polygon():
                yield from ((int(ink.fill == ""), ink) for ink in polygon(mark, frame, hatched))
            case Pixels():
                yield from ((1, ink) for ink in pixels(mark, frame))
            case Network():
                yield from ((1, ink) for ink in network(mark, frame))
            case Arrow():
                yield from ((2, ink) for ink in arrow(mark, frame))
            case Dots():
                yield from ((2, ink) for ink in dots(mark, frame))


def curve(mark: Curve, frame: Frame, several: bool) -> Iterator[Ink]:
    for run in clipped_polyline(frame.window.all(mark.points), frame.window.box.grown(0.5)):
        if len(run) > 2 or dist(run[0], run[-1]) > SPECK:
            yield stroke(simplified(run, THIN), mark.colour, mark.style, several)


def stroke(points: Sequence[Point], colour: str, style: Style, several: bool) -> Ink:
    width = WEIGHTS[colour] if several and style == "solid" else 1.4
    return Ink(polyline(points), COLOURS[colour], width, dash=DASHES[style])


def line(mark: Line, frame: Frame, several: bool) -> Iterator[Ink]:
    if ends := across(mark, frame):
        yield stroke(ends, mark.colour, mark.style, several)


def across(mark: Line, frame: Frame) -> tuple[Point, Point] | None:
    """Both ends of a straight line where it leaves the window, left (or bottom) first."""
    a, b = frame.window.all(mark.through)
    span = dist(a, b)
    if span == 0:
        return None
    far = 4 * (frame.width + frame.height + hypot(*a))
    dx, dy = (b[0] - a[0]) / span * far, (b[1] - a[1]) / span * far
    ends = clipped_segment((a[0] - dx, a[1] - dy), (a[0] + dx, a[1] + dy), frame.window.box)
    return ends and (min(ends), max(ends))


def area(mark: Area, frame: Frame, rank: int) -> Iterator[Ink]:
    base = min(max(0.0, frame.window.y[0]), frame.window.y[1])
    outer = [(mark.points[0][0], base), *mark.points, (mark.points[-1][0], base)]
    shape = clipped_polygon(frame.window.all(outer), frame.window.box)
    if len(shape) >= 3:
        yield from shaded(simplified(shape, THIN), mark.colour, rank)


def shaded(shape: Sequence[Point], colour: str, rank: int) -> Iterator[Ink]:
    """A filled shape: the first one on a page plain, the others hatched too."""
    yield Ink(polyline(shape, True), fill=COLOURS[colour], opacity=0.2)
    if rank:
        for ends in hatching(shape, 5.0, rising=rank % 2 == 1):
            yield Ink(polyline(ends), COLOURS[colour], 0.6)


def polygon(mark: Polygon, frame: Frame, hatched: Sequence[str]) -> Iterator[Ink]:
    corners = frame.window.all(mark.points)
    if mark.filled:
        shape = clipped_polygon(corners, frame.window.box)
        if len(shape) >= 3:
            yield from shaded(shape, mark.colour, hatched.index(mark.colour))
    for run in clipped_polyline([*corners, corners[0]], frame.window.box.grown(0.5)):
        yield Ink(polyline(run), COLOURS[mark.colour], 1.4, dash=DASHES[mark.style])


def bars(mark: Bars, frame: Frame) -> Iterator[Ink]:
    for (a, b), height in zip(pairwise(mark.edges), mark.heights, strict=False):
        if height:
            corners = frame.window.all([(a, 0), (a, height), (b, height), (b, 0)])
            shape = clipped_polygon(corners, frame.window.box)
            yield Ink(polyline(shape, True), COLOURS["ink"], 0.8, FILL)


def marker(mark: Marker, figure: Figure, frame: Frame) -> Iterator[Ink]:
    """Up to the curve above it, or through the whole window where there is none."""
    box = frame.window.box
    x, foot = frame.window.at(mark.x, 0)[0], frame.origin[1]
    curves = [m.points for m in figure.marks if isinstance(m, Curve)]
    heights = [y for points in curves if (y := height_at(points, mark.x)) is not None]
    top = box.top
    if heights and not figure.y.shown:
        top = min(frame.window.at(mark.x, max(heights))[1], foot - 0.3 * (foot - box.top))
    yield Ink(polyline(((x, foot), (x, max(top, box.top)))), COLOURS["ink"], 1.0, dash=DASHES[mark.style])


def height_at(points: Sequence[tuple[float, float]], x: float) -> float | None:
    for (xa, ya), (xb, yb) in pairwise(points):
        if xa <= x <= xb and xa < xb:
            return ya + (yb - ya) * (x - xa) / (xb - xa)
    return None


def box_plot(mark: BoxPlot, figure: Figure, frame: Frame) -> Iterator[Ink]:
    heights = sorted({box.y for box in figure.marks if isinstance(box, BoxPlot)})
    y = frame.window.at(0, mark.y)[1]
    pitch = min((frame.window.at(0, a)[1] - frame.window.at(0, b)[1] for a, b in pairwise(heights)), default=30.0)
    half = min(max(pitch * 0.3, 4.0), 9.0)
    low, q1, middle, q3, high = (frame.window.at(x, 0)[0] for x in mark.five)
    ink = COLOURS["ink"]
    yield Ink(polyline(((low, y), (q1, y))), ink, 1.0)
    yield Ink(polyline(((q3, y), (high, y))), ink, 1.0)
    for x in (low, high):
        yield Ink(polyline(((x, y - half * 0.5), (x, y + half * 0.5))), ink, 1.0)
    yield Ink(polyline(((q1, y - half), (q3, y - half), (q3, y + half), (q1, y + half)), True), ink, 1.0, FILL)
    yield Ink(polyline(((middle, y - half), (middle, y + half))), ink, 2.0)
    for x in mark.outliers:
        yield Ink(circle((frame.window.at(x, 0)[0], y), 2.0), ink, 1.0, WHITE)


def pixels(mark: Pixels, frame: Frame) -> Iterator[Ink]:
    """The squares with thin edges; numbers of the rows at the left, of the columns on top."""
    m = len(mark.rows)
    for i, row in enumerate(mark.rows):
        for j, shade in enumerate(row):
            corners = frame.window.all([(j, m - i), (j + 1, m - i), (j + 1, m - i - 1), (j, m - i - 1)])
            grey = f"{round(255 * (1 - shade)):02x}"
            yield Ink(polyline(corners, True), AXIS, 0.6, f"#{grey * 3}")
    centres = [(-0.5, m - i - 0.5) for i in range(m)] + [(j + 0.5, m + 0.5) for j in range(len(mark.rows[0]))]
    for k, centre in enumerate(centres):
        name = numeral(str(k + 1 if k < m else k - m + 1), SMALL)
        x, y = frame.window.at(*centre)
        yield from text(name, (x - name.width / 2, y + name.height / 2))


def network(mark: Network, frame: Frame) -> Iterator[Ink]:
    """The arrows, their labels beside the middle on the outer side of the bend, then the discs with their names."""
    nodes = frame.window.all(mark.nodes)
    middle = sum(x for x, _ in nodes) / len(nodes), sum(y for _, y in nodes) / len(nodes)
    pairs = {(link.tail, link.head) for link in mark.links}
    for link in mark.links:
        a, b = nodes[link.tail], nodes[link.head]
        back = (link.head, link.tail) in pairs
        path = loop(a, middle) if link.tail == link.head else bent(a, b, min(0.2, APART / dist(a, b)) if back else 0.0)
        yield Ink(polyline(path[:-1]), COLOURS["ink"], 1.2, dash=DASHES[link.style])
        yield head(path[-2], path[-1], HEAD, COLOURS["ink"])
        if link.label:
            yield from beside(link.label, path)
    for node, name in zip(nodes, mark.names, strict=True):
        yield Ink(circle(node, DISC), COLOURS["ink"], 1.2, FILL)
        letters = outline(name, TEXT)
        place = (node[0] - letters.width / 2, node[1] + letters.height / 2)
        yield from text(letters, place, COLOURS["ink"])


HEAD = 7.0
"""Length of the arrow heads of a network, in points."""
APART = 25.0
"""How far the middle of a bent arrow may lie from the straight way, doubled, in points."""


def bent(a: Point, b: Point, bend: float) -> list[Point]:
    """A parabola from disc to disc, to the left of the straight way as the page is seen; its last piece is the head."""
    control = ((a[0] + b[0]) / 2 + bend * (b[1] - a[1]), (a[1] + b[1]) / 2 - bend * (b[0] - a[0]))
    start, tip = toward(a, control, DISC), toward(b, control, DISC + 1)
    stop = toward(tip, control, HEAD * 0.9)
    return [*_curved((start, control, stop)), tip]


def loop(node: Point, middle: Point) -> list[Point]:
    """A loop at a disc, on the side that faces away from the middle; its last piece is the head."""
    span = dist(node, middle) or 1.0
    ux, uy = (node[0] - middle[0]) / span, (node[1] - middle[1]) / span

    def at(along: float, across: float) -> Point:
        return node[0] + along * ux - across * uy, node[1] + along * uy + across * ux

    start, tip = at(DISC * 0.8, -DISC * 0.6), at((DISC + 1) * 0.8, (DISC + 1) * 0.6)
    stop = toward(tip, at(DISC * 1.9, DISC * 1.35), HEAD * 0.9)
    return [*_curved((start, at(DISC * 3.1, -DISC * 2.1), at(DISC * 3.1, DISC * 2.1), stop)), tip]


def _curved(controls: Sequence[Point], pieces: int = 24) -> Iterator[Point]:
    """Points of a Bézier curve, by de Casteljau's rule."""
    for k in range(pieces + 1):
        t, row = k / pieces, list(controls)
        while len(row) > 1:
            row = [((1 - t) * a + t * c, (1 - t) * b + t * d) for (a, b), (c, d) in pairwise(row)]
        yield row[0]


def toward(a: Point, b: Point, far: float) -> Point:
    """The point so far from a on the way to b."""
    span = dist(a, b) or 1.0
    return a[0] + (b[0] - a[0]) / span * far, a[1] + (b[1] - a[1]) / span * far


def beside(label: str, path: Sequence[Point]) -> Iterator[Ink]:
    """A label on the left of the middle of a path, as the page is seen."""
    name = outline(label, TEXT)
    k = len(path) // 2
    (xa, ya), (xb, yb) = path[k - 1], path[k + 1]
    span = dist((xa, ya), (xb, yb)) or 1.0
    nx, ny = (yb - ya) / span, -(xb - xa) / span
    off = 3.0 + abs(nx) * name.width / 2 + abs(ny) * name.height / 2
    x, y = path[k][0] + nx * off, path[k][1] + ny * off
    yield from text(name, (x - name.width / 2, y + name.height / 2), COLOURS["ink"], halo=True)


def arrow(mark: Arrow, frame: Frame) -> Iterator[Ink]:
    tail, tip = frame.window.all((mark.tail, mark.head))
    span = dist(tail, tip)
    if span == 0:
        return
    length = min(8.0, span * 0.5)
    stop = (tip[0] - (tip[0] - tail[0]) / span * length * 0.8, tip[1] - (tip[1] - tail[1]) / span * length * 0.8)
    yield Ink(polyline((tail, stop)), COLOURS[mark.colour], 1.5, dash=DASHES[mark.style])
    yield head(tail, tip, length, COLOURS[mark.colour])


def dots(mark: Dots, frame: Frame) -> Iterator[Ink]:
    steps, d, operators = sign(mark.colour, 1.9 if len(mark.points) > 40 else 2.5)
    colour, width = COLOURS[mark.colour], 1.2 if mark.hollow else 0.5
    for point in frame.window.box.grown(1.0).among(frame.window.all(mark.points)):
        yield Ink(steps, colour, width, WHITE if mark.hollow else colour, at=point, d=d, operators=operators)


@lru_cache(maxsize=16)
def sign(colour: str, r: float) -> tuple[tuple[Step, ...], str, str]:
    """The shape of a point at the origin, every colour having its own, and how SVG and PDF write it."""
    steps = shape_of(colour, r)
    return steps, relative(steps), operators_of(steps)


def shape_of(colour: str, r: float) -> tuple[Step, ...]:
    x = y = 0.0
    match colour:
        case "orange":
            r *= 0.9
            return polyline(((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)), True)
        case "green":
            r *= 1.25
            return polyline(((x, y - r), (x + 0.87 * r, y + 0.5 * r), (x - 0.87 * r, y + 0.5 * r)), True)
        case "purple":
            r *= 1.3
            return polyline(((x, y - r), (x + r, y), (x, y + r), (x - r, y)), True)
        case _:
            return circle((x, y), r)
