"""One figure of every kind, by name."""

from math import cos, exp, pi, sin, sqrt

from schemas.figure import (
    Area,
    Arrow,
    Axis,
    Bars,
    Box,
    Curve,
    Dots,
    Figure,
    Line,
    Link,
    Marker,
    Network,
    Pixels,
    Polygon,
)

ALT = "What may be read from the picture, in words."
Pairs = tuple[tuple[float, float], ...]


def graph(f, low: float, high: float, steps: int = 100) -> Pairs:
    return tuple((low + (high - low) * k / steps, f(low + (high - low) * k / steps)) for k in range(steps + 1))


def bell(x: float) -> float:
    return exp(-x * x / 2) / sqrt(2 * pi)


TANGENT = Figure(
    alt=ALT,
    grid=True,
    equal=True,
    x=Axis(low=-4, high=6, step=1, label="x"),
    y=Axis(low=-3, high=5, step=1, label="y"),
    marks=(
        Curve(points=graph(lambda x: 0.25 * x * x - 0.5 * x - 1, -4, 6), label="f(x)"),
        Line(through=((2, -1), (4, 0)), label="tangent"),
        Dots(points=((2, -1), (4, 0)), colour="ink", labels=("P", "")),
    ),
)
DENSITY = Figure(
    alt=ALT,
    x=Axis(low=-4, high=4, step=1, label="t"),
    y=Axis(low=0, high=0.42, shown=False),
    marks=(
        Curve(points=graph(bell, -4, 4)),
        Area(points=graph(bell, -4, -1.96), colour="orange"),
        Area(points=graph(bell, 1.96, 4)),
        Marker(x=-1.96, label="-1.96"),
        Marker(x=1.96, label="1.96"),
        Marker(x=2.4, label="t = 2.4", style="solid"),
    ),
)
SCATTER = Figure(
    alt=ALT,
    equal=True,
    grid=True,
    x=Axis(low=-5, high=5, step=1, label="x_1"),
    y=Axis(low=-4, high=4, step=1, label="x_2"),
    marks=(
        Dots(points=tuple((4 * cos(k), 2 * sin(2 * k)) for k in range(20))),
        Line(through=((0, 0), (2, 1)), label="a", style="solid"),
        Line(through=((0, 0), (-1, 2)), label="b", colour="green"),
        Arrow(tail=(1, 1), head=(3, 2), label="u"),
    ),
)
BOXES = Figure(
    alt=ALT,
    grid=True,
    x=Axis(low=0, high=100, step=10, label="score"),
    y=Axis(low=-0.7, high=1.7, shown=False),
    marks=(
        Box(five=(12, 30, 45, 60, 88), y=1, label="Group A"),
        Box(five=(22, 40, 52, 70, 98), y=0, label="Group B", outliers=(3, 7)),
    ),
)
HISTOGRAM = Figure(
    alt=ALT,
    label="A",
    x=Axis(low=0, high=80, label="waiting time in minutes"),
    y=Axis(low=0, high=20, label="count"),
    marks=(Bars(edges=tuple(range(0, 81, 10)), heights=(2, 5, 11, 18, 14, 8, 4, 1)),),
)
SINE = Figure(
    alt=ALT,
    x=Axis(low=-2 * pi, high=2 * pi, step=pi / 2, label="x"),
    y=Axis(low=-1.5, high=1.5, step=0.5, label="y"),
    marks=(Curve(points=graph(sin, -2 * pi, 2 * pi), label="sin(x)"), Dots(points=((0, 0),), hollow=True)),
)
PICTURE = Figure(
    alt=ALT,
    equal=True,
    x=Axis(low=-1, high=5.2, shown=False),
    y=Axis(low=-0.2, high=4, shown=False),
    marks=(Pixels(rows=((0, 1, 0.5, 0, 1), (1, 1, 0, 0, 0.5), (0, 0.5, 1, 1, 0))),),
)
NETWORK = Figure(
    alt=ALT,
    equal=True,
    x=Axis(low=-2.8, high=2.8, shown=False),
    y=Axis(low=-0.8, high=0.8, shown=False),
    marks=(
        Network(
            nodes=((-1, 0), (1, 0)),
            names=("1", "2"),
            links=(
                Link(tail=0, head=0, label="0.7"),
                Link(tail=0, head=1, label="0.3"),
                Link(tail=1, head=0, label="?", style="dashed"),
                Link(tail=1, head=1, label="0.6"),
            ),
        ),
    ),
)
SHAPES = Figure(
    alt=ALT,
    equal=True,
    grid=True,
    rim=True,
    x=Axis(low=-3, high=4, step=1, label="x"),
    y=Axis(low=-2, high=4, step=1, label="y"),
    marks=(
        Polygon(points=((0, 0), (1, 0), (1, 1), (0, 1)), style="dashed", colour="grey"),
        Polygon(points=((0, 0), (2, 1), (1, 3), (-1, 2))),
        Polygon(points=((2, -1), (6, -1), (3, 2)), colour="green", style="dotted", filled=False),
        Arrow(head=(2, 1), colour="orange", label="A*e_1"),
        Arrow(head=(-1, 2), style="dashed", label="A*e_2"),
    ),
)
EVERY = {
    "tangent": TANGENT,
    "density": DENSITY,
    "scatter": SCATTER,
    "boxes": BOXES,
    "histogram": HISTOGRAM,
    "sine": SINE,
    "picture": PICTURE,
    "network": NETWORK,
    "shapes": SHAPES,
}
