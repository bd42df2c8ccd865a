"""Ink on a page: outlines with a stroke and a fill, in points, the second coordinate downwards."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]
"""One step of an outline as SVG writes it: `M`, `L`, `Q`, `C` with their points, or `Z`."""


@dataclass(frozen=True, slots=True)
class Ink:
    """One outline and how it is painted; an empty colour paints nothing. `at` moves the outline."""

    steps: tuple[Step, ...]
    stroke: str = ""
    width: float = 0.0
    fill: str = ""
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    at: Point = (0.0, 0.0)
    d: str = ""
    """The steps as `relative` writes them, where that is known already."""
    operators: str = ""
    """The steps as `operators_of` writes them, where that is known already."""
    behind: bool = False
    """The stroke lies behind the fill, as a halo does."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; `top < bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def holds(self, point: Point) -> bool:
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def among(self, points: Iterable[Point]) -> list[Point]:
        """Those of the points that it holds."""
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        return [point for point in points if left <= point[0] <= right and top <= point[1] <= bottom]

    def overlap(self, other: "Box") -> float:
        """Area in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0.0) * max(down, 0.0)


@dataclass(frozen=True, slots=True)
class Picture:
    width: float
    height: float
    inks: tuple[Ink, ...]


def polyline(points: Sequence[Point], closed: bool = False) -> tuple[Step, ...]:
    steps: list[Step] = [("M", (points[0],)), *(("L", (point,)) for point in points[1:])]
    return (*steps, ("Z", ())) if closed else tuple(steps)


def moved(steps: Iterable[Step], dx: float, dy: float) -> tuple[Step, ...]:
    return tuple((letter, tuple((x + dx, y + dy) for x, y in points)) for letter, points in steps)


FINE = 50
"""Steps of a point on which SVG puts coordinates: integers, which make half as many bytes as decimals."""


def path_of(ink: Ink) -> str:
    """The `d` of an SVG path, on the fine grid."""
    outline = ink.d or relative(ink.steps)
    if ink.at == (0.0, 0.0):
        return "M" + outline[1:]
    return f"M{round(ink.at[0] * FINE)} {round(ink.at[1] * FINE)}{outline}"


def relative(steps: Iterable[Step]) -> str:
    """The steps from the current point on, as SVG writes them: `M100 200` before them moves the outline there."""
    made: list[str] = []
    pen = start = (0, 0)
    for letter, points in steps:
        placed = [(round(x * FINE), round(y * FINE)) for x, y in points]
        made.append(letter.lower() + " ".join(f"{x - pen[0]} {y - pen[1]}" for x, y in placed))
        pen = placed[-1] if placed else start
        start = pen if letter == "M" else start
    return "".join(made)


def operators_of(steps: Iterable[Step]) -> str:
    """The steps as PDF writes them, on the fine grid."""
    made: list[str] = []
    px = py = 0.0
    for letter, points in steps:
        match letter, [(round(x * FINE), round(y * FINE)) for x, y in points]:
            case "M", [(x, y)]:
                made.append(f"{x} {y} m")
            case "L", [(x, y)]:
                made.append(f"{x} {y} l")
            case "Q", [(ax, ay), (x, y)]:  # PDF has cubic curves alone
                bx, by, cx, cy = (round((p + 2 * a) / 3) for p, a in ((px, ax), (py, ay), (x, ax), (y, ay)))
                made.append(f"{bx} {by} {cx} {cy} {x} {y} c")
            case "C", [(bx, by), (cx, cy), (x, y)]:
                made.append(f"{bx} {by} {cx} {cy} {x} {y} c")
            case _:
                made.append("h")
                continue
        px, py = x, y
    return "\n".join(made)


def short(value: float) -> str:
    """Two decimals at most, no idle zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def head(tail: Point, tip: Point, length: float, colour: str) -> Ink:
    """A filled arrow head at `tip`."""
    span = dist(tail, tip) or 1.0
    ux, uy = (tip[0] - tail[0]) / span, (tip[1] - tail[1]) / span
    back, half = (tip[0] - length * ux, tip[1] - length * uy), length * 0.36
    wings = ((back[0] - half * uy, back[1] + half * ux), (back[0] + half * uy, back[1] - half * ux))
    return Ink(polyline((tip, wings[0], wings[1]), True), fill=colour)


def circle(centre: Point, radius: float) -> tuple[Step, ...]:
    (x, y), r = centre, radius
    k = 0.5523 * r  # the Bézier circle: off by less than 0.03 % of the radius
    return (
        ("M", ((x + r, y),)),
        ("C", ((x + r, y + k), (x + k, y + r), (x, y + r))),
        ("C", ((x - k, y + r), (x - r, y + k), (x - r, y))),
        ("C", ((x - r, y - k), (x - k, y - r), (x, y - r))),
        ("C", ((x + k, y - r), (x + r, y - k), (x + r, y))),
        ("Z", ()),
    )


def simplified(points: Sequence[Point], most: float) -> list[Point]:
    """The points without those that lie within `most` of the line that is left (Douglas and Peucker)."""
    kept = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        (xa, ya), (xb, yb) = points[first], points[last]
        span = dist(points[first], points[last])
        far, at = most, 0
        for i in range(first + 1, last):
            x, y = points[i]
            off = abs((xb - xa) * (ya - y) - (xa - x) * (yb - ya)) / span if span else dist(points[first], points[i])
            if off > far:
                far, at = off, i
        if at:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [points[i] for i in sorted(kept)]


def clipped_segment(a: Point, b: Point, window: Box) -> tuple[Point, Point] | None:
    """The piece of a segment inside the window (Liang and Barsky), or None."""
    (x, y), (dx, dy) = a, (b[0] - a[0], b[1] - a[1])
    enter, leave = 0.0, 1.0
    for speed, room in ((-dx, x - window.left), (dx, window.right - x), (-dy, y - window.top), (dy, window.bottom - y)):
        if speed == 0:
            if room < 0:
                return None
        elif speed < 0:
            enter = max(enter, room / speed)
        else:
            leave = min(leave, room / speed)
    if enter > leave:
        return None
    return (x + enter * dx, y + enter * dy), (x + leave * dx, y + leave * dy)


def clipped_polyline(points: Sequence[Point], window: Box) -> list[list[Point]]:
    """The runs of a polyline that lie inside the window."""
    if len(points) > 1 and len(window.among(points)) == len(points):
        return [list(points)]
    runs: list[list[Point]] = []
    for a, b in pairwise(points):
        piece = clipped_segment(a, b, window)
        if piece is None:
            continue
        if runs and runs[-1][-1] == piece[0]:
            runs[-1].append(piece[1])
        else:
            runs.append(list(piece))
    return runs


def clipped_polygon(points: Sequence[Point], window: Box) -> list[Point]:
    """The part of a polygon inside the window (Sutherland and Hodgman)."""
    shape = list(points)
    for axis, bound, sign in ((0, window.left, 1), (0, window.right, -1), (1, window.top, 1), (1, window.bottom, -1)):
        kept: list[Point] = []
        for a, b in pairwise([*shape, *shape[:1]]):
            inside_a, inside_b = (sign * (point[axis] - bound) >= 0 for point in (a, b))
            if inside_a:
                kept.append(a)
            if inside_a != inside_b:
                t = (bound - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        shape = kept
    return shape


def hatching(polygon: Sequence[Point], apart: float, rising: bool) -> Iterator[tuple[Point, Point]]:
    """Slanted lines that fill a polygon, by even-odd crossings."""
    sign = 1 if rising else -1
    edges = list(pairwise([*polygon, *polygon[:1]]))
    offsets = [y + sign * x for x, y in polygon]
    for k in range(int(min(offsets) // apart), int(max(offsets) // apart) + 1):
        offset = (k + 0.5) * apart
        crossings = []
        for (xa, ya), (xb, yb) in edges:
            a, b = ya + sign * xa - offset, yb + sign * xb - offset
            if (a < 0) != (b < 0):
                t = a / (a - b)
                crossings.append((xa + t * (xb - xa), ya + t * (yb - ya)))
        crossings.sort()
        yield from zip(crossings[::2], crossings[1::2], strict=False)
