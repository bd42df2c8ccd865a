"""Figures that several generators share. Their text alternatives are computed from the numbers that are drawn.

Pairs are (x, y). Numbers may be integers, fractions or floats; a figure holds floats of four decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from schemas.figure import (
    Area,
    Arrow,
    Axis,
    Bars,
    Box,
    Colour,
    Curve,
    Dots,
    Figure,
    Line,
    Link,
    Mark,
    Marker,
    Network,
    Pixels,
    Point,
    Polygon,
    Style,
)

Number = Any
"""Whatever `float` takes: an int, a Fraction, a `rounded` decimal."""
Pair = tuple[Number, Number]
Span = tuple[Number, Number]
"""From the first to the second."""
Five = tuple[Number, Number, Number, Number, Number]
STEPS = 160
"""Pieces of a drawn curve."""


def plain(x: Number) -> str:
    """A number as a text alternative says it: at most four significant decimals, no `-0`."""
    return f"{round(float(x), 4) + 0.0:.10g}"


def at(point: Pair) -> str:
    """`(1, -2)`."""
    return f"({plain(point[0])}, {plain(point[1])})"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def spot(point: Pair) -> Point:
    """A pair as a figure holds it."""
    return round(float(point[0]), 4), round(float(point[1]), 4)


def axis(span: Span, label: str = "", *, step: Number | None = None, shown: bool = True) -> Axis:
    return Axis(
        low=float(span[0]), high=float(span[1]), step=None if step is None else float(step), label=label, shown=shown
    )


def caption(place: Pair, text: str) -> Curve:
    """A text alone: the label of a line too short to be seen."""
    x, y = spot(place)
    return Curve(points=((x, y), (x + 0.001, y)), colour="ink", label=text)


def points_of(f: Callable[[float], float], span: Span, steps: int = STEPS) -> Iterator[Point]:
    """Points of a graph at equal distances, both ends included; where f has no value there is none."""
    low, high = map(float, span)
    for k in range(steps + 1):
        x = low + (high - low) * k / steps
        try:
            yield round(x, 4), round(float(f(x)), 4)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue


def graph(f: Callable[[float], float], x: Span, y: Span, **look: Any) -> tuple[Curve, ...]:
    """The graph of f inside the view, in as many pieces as it takes. `look` is style, colour and label."""
    inside = groupby(points_of(f, x), key=lambda point: float(y[0]) <= point[1] <= float(y[1]))
    pieces = [tuple(piece) for seen, piece in inside if seen]
    return tuple(Curve(points=piece, **look) for piece in pieces if len(piece) > 1)


def function_graph(
    f: Callable[[float], float],
    x: Span,
    y: Span,
    *,
    name: str = "f",
    through: Sequence[Pair] = (),
    tangent: tuple[Pair, Pair] | None = None,
    step: Number = 1,
    label: str = "",
) -> Figure:
    """The graph of a function on a grid.

    `through` are the points that can be read off: they are marked, and the text alternative lists them. `tangent` is
    the point of contact and another point of the line.
    """
    alt = [f"Graph of {name} on a grid, x from {plain(x[0])} to {plain(x[1])}."]
    marks: list[Mark] = [*graph(f, x, y)]
    if through:
        marks.append(Dots(points=tuple(map(spot, through)), colour="ink"))
        alt.append(f"It passes through {listed(map(at, through))}.")
    if tangent:
        touch, other = tangent
        marks += [Line(through=(spot(touch), spot(other))), Dots(points=(spot(touch), spot(other)), colour="orange")]
        alt.append(f"A straight line touches it at {at(touch)} and passes through {at(other)}.")
    return Figure(
        alt=" ".join(alt),
        marks=tuple(marks),
        x=axis(x, "x", step=step),
        y=axis(y, "y", step=step),
        grid=True,
        label=label,
    )


def lines(through: Mapping[str, tuple[Pair, Pair]], x: Span, y: Span, *, step: Number = 1, label: str = "") -> Figure:
    """Straight lines on a square grid, each by its label and two of its points, which the text alternative tells."""
    looks = (("solid", "blue"), ("dashed", "orange"), ("dotted", "green"))
    drawn = [
        Line(through=(spot(p), spot(q)), style=style, colour=colour, label=name)
        for (name, (p, q)), (style, colour) in zip(through.items(), looks, strict=False)
    ]
    told = (f"{name or 'The line'} passes through {at(p)} and {at(q)}." for name, (p, q) in through.items())
    return Figure(
        alt=f"Straight lines on a grid of unit {plain(step)}. {' '.join(told)}".replace("$", ""),
        marks=tuple(drawn),
        x=axis(x, "x", step=step),
        y=axis(y, "y", step=step),
        equal=True,
        grid=True,
        label=label,
    )


def shaded_density(
    density: Callable[[float], float],
    x: Span,
    shaded: Sequence[Span],
    *,
    name: str,
    marked: Mapping[str, Number] = {},
    variable: str = "x",
    label: str = "",
) -> Figure:
    """A density with the areas over `shaded` filled and values marked; `name` begins the text alternative."""
    curve = tuple(points_of(density, x))
    areas = [tuple(points_of(density, (max(a, x[0]), min(b, x[1])), STEPS // 2)) for a, b in shaded]
    told = [f"{name}, drawn from {plain(x[0])} to {plain(x[1])}."]
    told += [f"The area under the curve {_over(span, x)} is shaded." for span in shaded]
    told += [f"The value {plain(value)} is marked {text}.".replace("$", "") for text, value in marked.items()]
    top = max(y for _, y in curve)
    return Figure(
        alt=" ".join(told),
        marks=(
            *(Area(points=area) for area in areas),
            Curve(points=curve),
            *(Marker(x=round(float(value), 4), label=text) for text, value in marked.items()),
        ),
        x=axis(x, variable),
        y=axis((0, 1.1 * top), shown=False),
        label=label,
    )


def scatter(
    points: Sequence[Pair],
    x: tuple[str, Span],
    y: tuple[str, Span],
    *,
    line: tuple[Pair, Pair] | None = None,
    axes: Mapping[str, tuple[Pair, Pair]] = {},
    equal: bool = False,
    label: str = "",
) -> Figure:
    """A scatter plot, axes as (name, span); `axes` are labelled arrows from the first point to the second."""
    told = [f"Scatter plot of {len(points)} points, {x[0]} across and {y[0]} up: {listed(map(at, points))}."]
    marks: list[Mark] = [Dots(points=tuple(map(spot, points)))]
    if line:
        marks.append(Line(through=(spot(line[0]), spot(line[1]))))
        told.append(f"A straight line passes through {at(line[0])} and {at(line[1])}.")
    for name, (tail, head) in axes.items():
        marks.append(Arrow(tail=spot(tail), head=spot(head), label=name))
        told.append(f"An arrow {name} points from {at(tail)} to {at(head)}.")
    return Figure(
        alt=" ".join(told).replace("$", ""),
        marks=tuple(marks),
        x=axis(x[1], x[0]),
        y=axis(y[1], y[0]),
        equal=equal,
        grid=True,
        label=label,
    )


def box_plots(
    plots: Mapping[str, tuple[Five, Sequence[Number]]], across: Span, *, axis_label: str = "", label: str = ""
) -> Figure:
    """Box plots above one another, the first on top: label to (five numbers, outliers)."""
    boxes = [
        Box(five=_five(five), outliers=tuple(map(float, far)), y=float(len(plots) - 1 - i), label=name)
        for i, (name, (five, far)) in enumerate(plots.items())
    ]
    told = []
    for name, (five, far) in plots.items():
        low, q1, middle, q3, high = map(plain, five)
        apart = f"; separate points at {listed(map(plain, far))}" if far else ""
        told.append(
            f"Box plot{f' {name}' if name else ''}: whiskers from {low} to {high}, box from {q1} to {q3}, "
            f"median {middle}{apart}."
        )
    return Figure(
        alt=" ".join(told).replace("$", ""),
        marks=tuple(boxes),
        x=axis(across, axis_label),
        y=axis((-0.7, len(plots) - 0.3), shown=False),
        label=label,
    )


def histogram(
    edges: Sequence[Number], heights: Sequence[Number], *, x_label: str = "", y_label: str = "count", label: str = ""
) -> Figure:
    """Bars over the classes from edge to edge."""
    classes = (f"{plain(a)} to {plain(b)}: {plain(n)}" for a, b, n in zip(edges, edges[1:], heights, strict=False))
    return Figure(
        alt=f"Histogram{f' {label}' if label else ''}, {y_label} by class: {', '.join(classes)}.",
        marks=(Bars(edges=tuple(map(float, edges)), heights=tuple(round(float(h), 4) for h in heights)),),
        x=axis((edges[0], edges[-1]), x_label),
        y=axis((0, 1.1 * max(map(float, heights))), y_label),
        label=label,
    )


def bar_chart(
    weights: Mapping[int, Number], *, x_label: str = "k", y_label: str = "probability", label: str = ""
) -> Figure:
    """A bar over each whole number, such as a probability function."""
    low, high = min(weights), max(weights)
    told = (f"{k}: {plain(w)}" for k, w in sorted(weights.items()))
    return Figure(
        alt=f"Bar chart{f' {label}' if label else ''}, {y_label} by {x_label}: {', '.join(told)}.",
        marks=(
            Bars(
                edges=tuple(k - 0.5 for k in range(low, high + 2)),
                heights=tuple(round(float(weights.get(k, 0)), 4) for k in range(low, high + 1)),
            ),
        ),
        x=axis((low - 0.5, high + 0.5), x_label, step=1),
        y=axis((0, 1.1 * max(map(float, weights.values())) or 1), y_label),
        label=label,
    )


def vectors(arrows: Mapping[str, Pair], *, bound: int | None = None, label: str = "") -> Figure:
    """Arrows from the origin on a square grid, by their labels."""
    colours = ("blue", "orange", "green", "purple", "ink")
    reach = bound or max(abs(int(c)) for head in arrows.values() for c in head) + 1
    told = (f"{name} points from the origin to {at(head)}." for name, head in arrows.items())
    return Figure(
        alt=f"Arrows on a grid of unit squares. {' '.join(told)}".replace("$", ""),
        marks=tuple(
            Arrow(head=spot(head), label=name, colour=colour)
            for (name, head), colour in zip(arrows.items(), colours, strict=False)
        ),
        x=axis((-reach, reach), "x", step=1),
        y=axis((-reach, reach), "y", step=1),
        equal=True,
        grid=True,
        label=label,
    )


def arrows(
    placed: Mapping[str, tuple[Pair, Pair]], x: Span, y: Span, *, colours: Mapping[str, Colour] = {}, label: str = ""
) -> Figure:
    """Arrows anywhere on a square grid, each by its label and its ends; ink unless a colour is told."""
    told = (f"{name} runs from {at(tail)} to {at(head)}." for name, (tail, head) in placed.items())
    return Figure(
        alt=f"Arrows on a grid of unit squares. {' '.join(told)}".replace("$", ""),
        marks=tuple(
            Arrow(tail=spot(tail), head=spot(head), label=name, colour=colours.get(name, "ink"))
            for name, (tail, head) in placed.items()
        ),
        x=axis(x, "x", step=1),
        y=axis(y, "y", step=1),
        equal=True,
        grid=True,
        rim=True,
        label=label,
    )


def labelled_points(points: Mapping[str, Pair], x: Span, y: Span, *, apart: str = "", label: str = "") -> Figure:
    """Points on a square grid by their labels; the one called `apart` looks different."""
    others = {name: point for name, point in points.items() if name != apart}
    marks = [Dots(points=tuple(map(spot, others.values())), labels=tuple(others), colour="blue")]
    if apart:
        marks.append(Dots(points=(spot(points[apart]),), labels=(apart,), colour="orange"))
    return Figure(
        alt="Points on a grid of unit squares: "
        f"{listed(f'{name} at {at(point)}' for name, point in points.items())}.".replace("$", ""),
        marks=tuple(marks),
        x=axis(x, "x", step=1),
        y=axis(y, "y", step=1),
        equal=True,
        grid=True,
        label=label,
    )


UNIT: tuple[Pair, ...] = ((0, 0), (1, 0), (1, 1), (0, 1))
GLYPH: tuple[tuple[Pair, ...], ...] = (((0.25, 0.15), (0.25, 0.85), (0.75, 0.85)), ((0.25, 0.5), (0.6, 0.5)))
"""The letter F in the unit square, stroke by stroke: it tells a picture from its mirror image."""


def square_image(
    first: Pair, second: Pair, reach: int, *, names: tuple[str, str] | None = None, label: str = ""
) -> Figure:
    """Where a linear map takes the unit square and a letter F in it; `first` and `second` are the images of e_1, e_2.

    With `names` arrows lead to these: a solid one to the first, a dashed one to the second.
    """

    def image(point: Pair) -> Pair:
        return tuple(x * a + y * b for (x, y), (a, b) in ((point, pair) for pair in zip(first, second, strict=True)))

    corners = [image(corner) for corner in UNIT]
    flat = first[0] * second[1] == first[1] * second[0]
    whole = "a parallelogram" if not flat else "part of a straight line" if any((*first, *second)) else "a single point"
    going = f"going round the square, its corners {{}} at {listed(map(at, corners))}."
    told = ["The unit square: " + going.format("lie") if corners == [*UNIT] else
            f"The unit square lands on {whole}; " + going.format("land")]  # fmt: skip
    marks: list[Mark] = [Polygon(points=tuple(map(spot, corners)), colour="grey")]
    marks += [Curve(points=tuple(spot(image(point)) for point in stroke), colour="ink") for stroke in GLYPH]
    if not any((*first, *second)):
        marks.append(Dots(points=((0.0, 0.0),), colour="ink"))
    foot, top, arm = (at(image(point)) for point in GLYPH[0])
    told.append(f"The letter F in the square has its foot at {foot}, its top at {top} and its upper arm ends at {arm}.")
    if names:
        looks: tuple[tuple[Style, Colour], ...] = (("solid", "orange"), ("dashed", "blue"))
        for name, head, (style, colour) in zip(names, (first, second), looks, strict=True):
            told.append(f"A {style} arrow ${name}$ runs from the origin to {at(head)}.")
            if any(head):
                marks.append(Arrow(head=spot(head), style=style, colour=colour, label=name))
    return Figure(
        alt=" ".join(told),
        marks=tuple(marks),
        x=axis((-reach, reach), "x", step=1),
        y=axis((-reach, reach), "y", step=1),
        equal=True,
        grid=True,
        rim=True,
        label=label,
    )


def grid_image(first: Pair, second: Pair, reach: int, *, label: str = "") -> Figure:
    """Where a linear map takes the grid of unit squares and a letter F; `first`, `second` are the images of e_1, e_2.

    Images of vertical lines are solid, of horizontal ones dashed. Only what lies within `reach` is seen.
    """

    def image(point: Pair) -> Pair:
        (x, y), (a, b), (c, d) = point, first, second
        return x * a + y * c, x * b + y * d

    det = first[0] * second[1] - first[1] * second[0]
    glyph = [Curve(points=tuple(spot(image(point)) for point in stroke), colour="ink") for stroke in GLYPH]
    marks: list[Mark] = []
    if det:
        far = 3 * reach
        for k in range(-far, far + 1):
            ends = (image((k, -far)), image((k, far))), (image((-far, k)), image((far, k)))
            looks: tuple[tuple[Style, Colour], ...] = (("solid", "blue"), ("dashed", "orange"))
            marks += [
                Curve(points=tuple(map(spot, line)), style=style, colour=colour)
                for line, (style, colour) in zip(ends, looks, strict=True)
                if _crosses(line, reach)
            ]
        foot, top, arm = (at(image(point)) for point in GLYPH[0])
        told = (
            f"The vertical grid lines land on the parallels of the line through the origin and {at(second)}, the "
            f"horizontal ones on the parallels of the line through the origin and {at(first)}. The letter F has its "
            f"foot at {foot}, its top at {top} and its upper arm ends at {arm}."
        )
    elif any((*first, *second)):
        along = first if any(first) else second
        far = 2 * reach
        marks.append(Curve(points=(spot((-far * along[0], -far * along[1])), spot((far * along[0], far * along[1])))))
        low, *_, high = sorted(image(point) for stroke in GLYPH for point in stroke)
        told = (
            f"All grid lines land on one straight line, through the origin and {at(along)}. The letter F covers it "
            f"from {at(low)} to {at(high)}."
        )
    else:
        marks += [*glyph, Dots(points=((0.0, 0.0),), colour="blue")]
        glyph = []
        told = "All grid lines and the letter F land at the origin."
    return Figure(
        alt=told,
        marks=(*marks, *glyph),
        x=axis((-reach, reach), "x", step=1),
        y=axis((-reach, reach), "y", step=1),
        equal=True,
        grid=not det,
        rim=True,
        label=label,
    )


def _crosses(line: tuple[Pair, Pair], reach: int) -> bool:
    """Whether a straight line enters the square of that size around the origin."""
    (a, b), (c, d) = line
    sides = {(c - a) * (y - b) - (d - b) * (x - a) > 0 for x in (-reach, reach) for y in (-reach, reach)}
    return len(sides) == 2


def basis_arrows(
    first: Pair, second: Pair, points: Mapping[str, Pair], reach: int, *, slanted: bool, label: str = ""
) -> Figure:
    """Arrows b_1 and b_2 from the origin on a square grid, and points by their labels.

    With `slanted` there are lines parallel to both arrows instead: they meet where coordinates in this basis are whole.
    """
    looks: tuple[tuple[Style, Colour], ...] = (("solid", "orange"), ("dashed", "blue"))
    marks: list[Mark] = []
    if slanted:
        for (_, colour), along, across in zip(looks, (first, second), (second, first), strict=True):
            marks += [
                Line(through=(spot(start), spot(end)), style="dotted", colour=colour)
                for start, end in parallels(along, across, reach)
            ]
    for name, head, (style, colour) in zip(("$b_1$", "$b_2$"), (first, second), looks, strict=True):
        marks.append(Arrow(head=spot(head), style=style, colour=colour, label=name))
    marks.append(Dots(points=tuple(map(spot, points.values())), labels=tuple(points), colour="ink"))
    lines = "A slanted grid of lines parallel to both arrows" if slanted else "A grid of unit squares"
    told = (f"{name} lies at {at(point)}." for name, point in points.items())
    return Figure(
        alt=f"{lines}. A solid arrow b_1 runs from the origin to {at(first)}, a dashed arrow b_2 to {at(second)}. "
        f"In standard coordinates {' '.join(told)}".replace("$", ""),
        marks=tuple(marks),
        x=axis((-reach, reach), "x", step=1),
        y=axis((-reach, reach), "y", step=1),
        equal=True,
        grid=not slanted,
        rim=True,
        label=label,
    )


def parallels(along: Pair, across: Pair, reach: int) -> Iterator[tuple[Pair, Pair]]:
    """Two points of each line of direction `along`, at steps of `across`, that crosses the square of this reach."""
    for k in range(-4 * reach, 4 * reach + 1):
        x, y = k * across[0], k * across[1]
        # the line is where this product is constant, and the corners are where it is largest on the square
        if abs(along[0] * y - along[1] * x) < reach * (abs(along[0]) + abs(along[1])):
            yield (x, y), (x + along[0], y + along[1])


def pixels(rows: Sequence[Sequence[int]], *, black: int = 1, label: str = "") -> Figure:
    """A picture of squares, rows from the top: 0 is white, `black` is black, and what lies between is grey."""
    names = {black: "black", 0: "white"}

    def told(i: int, row: Sequence[int]) -> str:
        shades = sorted({shade for shade in row if shade}, reverse=True)
        seen = (
            f"{names.get(shade, 'grey')} in {_columns([j + 1 for j, x in enumerate(row) if x == shade])}"
            for shade in shades
        )
        return f"row {i + 1} is {', and '.join(seen) or 'white'}"

    m, n = len(rows), len(rows[0])
    return Figure(
        alt=f"A picture of {m} rows and {n} columns of pixels, white unless told: "
        f"{'; '.join(told(i, row) for i, row in enumerate(rows))}.",
        marks=(Pixels(rows=tuple(tuple(round(shade / black, 4) for shade in row) for row in rows)),),
        x=axis((-1, n + 0.2), shown=False),
        y=axis((-0.2, m + 1), shown=False),
        equal=True,
        label=label,
    )


PLACES: Mapping[int, tuple[Pair, ...]] = {
    2: ((-1.1, 0), (1.1, 0)),
    3: ((0, 1.2), (1.5, -0.9), (-1.5, -0.9)),
    4: ((-1.5, 1), (1.5, 1), (1.5, -1), (-1.5, -1)),
    5: ((0, 1.4), (1.6, 0.4), (1, -1.2), (-1, -1.2), (-1.6, 0.4)),
}
"""Where the nodes of a network stand, by their number."""


def network(names: Sequence[str], links: Mapping[tuple[int, int], str], *, label: str = "") -> Figure:
    """A directed graph of 2 to 5 nodes: (from, to), counted from 0, with the label of the arrow, which may be empty.

    An arrow labelled with a question mark is dashed.
    """
    places = PLACES[len(names)]
    loops = any(i == j for i, j in links)
    reach = 2.8 if loops else 2.0
    tall = {2: (-0.8, 0.8), 3: (-1.8, 2.1) if loops else (-1.5, 1.6)}.get(len(names), (-1.6, 1.7))
    told = []
    for i, name in enumerate(names):
        away = [
            f"{'itself' if i == j else names[j]}{f' labelled {text}' if text else ''}".replace("$", "")
            for (tail, j), text in links.items()
            if tail == i
        ]
        told.append(f"from {name} {'to ' + listed(away) if away else 'nowhere'}")
    drawn = (
        Link(tail=i, head=j, label=text, style="dashed" if text == "?" else "solid") for (i, j), text in links.items()
    )
    return Figure(
        alt=f"A graph of {len(names)} nodes {listed(names)}, with these arrows: {'; '.join(told)}.",
        marks=(Network(nodes=tuple(map(spot, places)), names=tuple(names), links=tuple(drawn)),),
        x=axis((-reach, reach), shown=False),
        y=axis(tall, shown=False),
        equal=True,
        label=label,
    )


def _columns(numbers: Sequence[int]) -> str:
    return f"column{'s' if len(numbers) > 1 else ''} {listed(map(str, numbers))}"


def _over(span: Span, view: Span) -> str:
    low, high = span
    if low <= view[0]:
        return f"left of {plain(high)}"
    if high >= view[1]:
        return f"right of {plain(low)}"
    return f"from {plain(low)} to {plain(high)}"


def _five(five: Five) -> tuple[float, float, float, float, float]:
    low, q1, middle, q3, high = map(float, five)
    return low, q1, middle, q3, high
