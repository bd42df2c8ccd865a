"""Figures as data: what is drawn, not how. Coordinates are in axis units."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Shape

Point = tuple[float, float]
Points = Annotated[tuple[Point, ...], Field(min_length=1, max_length=4_000)]
Shade = Annotated[float, Field(ge=0, le=1)]
Style = Literal["solid", "dashed", "dotted"]
Colour = Literal["ink", "blue", "orange", "green", "purple", "grey"]
"""Named by role in `service/render`; every colour is also told apart by its line style or marker."""


class Curve(Shape):
    """A polyline through `points`; with one point only its label, which stands on it like the value of a contour."""

    kind: Literal["curve"] = "curve"
    points: Points
    style: Style = "solid"
    colour: Colour = "blue"
    label: str = Field(default="", description="House notation or prose with `$maths$`, drawn beside its last point.")


class Area(Shape):
    """The region between a curve and the horizontal axis."""

    kind: Literal["area"] = "area"
    points: Points
    colour: Colour = "blue"


class Dots(Shape):
    """Separate points, such as a scatter plot or lattice points to read from."""

    kind: Literal["dots"] = "dots"
    points: Points
    colour: Colour = "blue"
    hollow: bool = False
    labels: tuple[str, ...] = Field(default=(), description="One a point, or none.")


class Line(Shape):
    """The straight line through two points, drawn across the whole picture."""

    kind: Literal["line"] = "line"
    through: tuple[Point, Point]
    style: Style = "dashed"
    colour: Colour = "orange"
    label: str = ""


class Arrow(Shape):
    kind: Literal["arrow"] = "arrow"
    tail: Point = (0.0, 0.0)
    head: Point
    style: Style = "solid"
    colour: Colour = "ink"
    label: str = ""


class Polygon(Shape):
    """A closed outline; `filled` shades it and, where several are, hatches all but the first."""

    kind: Literal["polygon"] = "polygon"
    points: Points
    style: Style = "solid"
    colour: Colour = "blue"
    filled: bool = True


class Marker(Shape):
    """A vertical line at `x`, labelled at its foot."""

    kind: Literal["marker"] = "marker"
    x: float
    label: str
    style: Style = "dashed"


class Bars(Shape):
    """A histogram: `heights[i]` stands over `edges[i]` to `edges[i + 1]`."""

    kind: Literal["bars"] = "bars"
    edges: tuple[float, ...] = Field(min_length=2, max_length=200)
    heights: tuple[float, ...] = Field(min_length=1, max_length=199)


class Box(Shape):
    """A box plot lying along the horizontal axis, at height `y`; `outliers` are drawn as separate points."""

    kind: Literal["box"] = "box"
    five: tuple[float, float, float, float, float] = Field(description="Whisker, quartile, median, quartile, whisker.")
    outliers: tuple[float, ...] = ()
    y: float = 0.0
    label: str = ""


class Pixels(Shape):
    """A picture of unit squares above the horizontal axis and right of the vertical one, its rows and columns numbered.

    Rows run from the top; 0 is white and 1 black.
    """

    kind: Literal["pixels"] = "pixels"
    rows: Annotated[
        tuple[Annotated[tuple[Shade, ...], Field(min_length=1, max_length=32)], ...],
        Field(min_length=1, max_length=32),
    ]


class Link(Shape):
    """An arrow of a network from one node to another, or to itself; nodes are counted from 0."""

    tail: int = Field(ge=0)
    head: int = Field(ge=0)
    label: str = ""
    style: Style = "solid"


class Network(Shape):
    """A directed graph: discs with a name in each, and arrows between them; those that go both ways bend apart."""

    kind: Literal["network"] = "network"
    nodes: Annotated[tuple[Point, ...], Field(min_length=1, max_length=26)]
    names: tuple[str, ...] = Field(description="One a node, short enough for a disc.")
    links: tuple[Link, ...] = ()


Mark = Annotated[
    Curve | Area | Dots | Line | Arrow | Polygon | Marker | Bars | Box | Pixels | Network, Field(discriminator="kind")
]


class Axis(Shape):
    """One axis: its range, where its ticks stand, and its name in house notation."""

    low: float
    high: float
    step: float | None = Field(default=None, gt=0, description="Distance of ticks and grid lines; chosen if absent.")
    label: str = ""
    shown: bool = True


class Figure(Shape):
    """`alt` tells what may be read off the picture and does not tell the answer."""

    alt: str = Field(min_length=20, max_length=4_000)
    marks: tuple[Mark, ...] = Field(min_length=1)
    x: Axis
    y: Axis
    equal: bool = Field(default=False, description="The same scale on both axes, as angles and lengths need.")
    grid: bool = False
    rim: bool = Field(
        default=False, description="Numbers stand at the rim, where they hide nothing; lines mark where x and y are 0."
    )
    label: str = Field(default="", description="How the text refers to it, such as A.")
