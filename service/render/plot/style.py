"""How figures look: sizes in points, colours, dashes."""

from schemas.figure import Style

WIDE, NARROW = 264.0, 216.0
"""Widths in points. A figure with a label of its own is one of several, two of which stand side by side."""
PIXEL = 19.0
"""Side of a pixel of a picture, at most."""
DISC = 10.0
"""Radius of the nodes of a network."""
TEXT, SMALL = 9.0, 8.0
PAD, TICK, GAP, OVERSHOOT = 4.0, 3.0, 2.5, 6.0
AXIS, GRID, WHITE, FILL = "#33373d", "#dde1e6", "#ffffff", "#b9d3e8"
COLOURS = {
    "ink": "#1b1e23", "blue": "#0062a8", "orange": "#cf5200", "green": "#00805c", "purple": "#93408a",
    "grey": "#7a818a",
}  # fmt: skip
"""Dark enough for print and told apart by the colour-blind (after Okabe and Ito)."""
WEIGHTS = {"ink": 1.3, "blue": 1.4, "orange": 1.9, "green": 1.0, "purple": 2.3, "grey": 0.9}
"""Where several solid lines meet without colour, their weight tells them apart."""
DASHES: dict[Style, tuple[float, ...]] = {"solid": (), "dashed": (5.0, 3.0), "dotted": (1.2, 2.4)}
