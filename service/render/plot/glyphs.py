"""Labels of figures as outlines.

Text becomes outlines, so that a label looks the same in a browser, in a PNG and in a PDF, whatever fonts are there.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from generators.notation import NotationError, latex, parse, spans
from generators.notation.names import GREEK, split_name
from generators.notation.tree import Node, names
from service.render.plot.ink import Ink, Point, Step, moved, operators_of, relative
from service.render.plot.style import AXIS, WHITE

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

LETTERS = {1: "M", 2: "L", 3: "Q", 4: "C"}
"""Matplotlib's path codes that carry points; 79 closes."""
TAKES = {1: 1, 2: 1, 3: 2, 4: 3, 79: 1}
ESCAPED = str.maketrans(
    {c: "\\" + c for c in "{}$%#_&"} | {" ": r"\ ", "\\": r"\backslash ", "^": r"\^{}", "~": r"\sim "}
)
WORDS = re.compile(r"[A-Za-z0-9 ]+")
SPACE = 0.333
WIDTHS = {",": 0.17, ".": 0.278}
"""Of a word space, a thin space and a full stop that no space follows, in units of the size."""
NUMERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
drawing = RLock()
"""Held while Matplotlib works: its font objects are shared and not thread-safe."""


class Outline(NamedTuple):
    """A label's outline with its baseline at the origin; `height` above it, `depth` below."""

    steps: tuple[Step, ...]
    width: float
    height: float
    depth: float
    d: str = ""
    operators: str = ""
    """The steps as `relative` and `operators_of` write them: labels come again and again."""


NOTHING = Outline((), 0.0, 0.0, 0.0)


@lru_cache(maxsize=4096)
def outline(label: str, size: float, bold: bool = False) -> Outline:
    """A label's outline: house notation, or prose with `$maths$`; `size` in points."""
    if not label.strip():
        return NOTHING
    source = mathtext(label)
    if not bold and NUMERAL.fullmatch(source):
        return numeral(source, size)
    if not bold and source == words(label) and WORDS.fullmatch(label):
        return spelled(label, size)
    return typeset(source, size, bold)


@lru_cache(maxsize=4096)
def typeset(source: str, size: float, bold: bool = False) -> Outline:
    """The outline of Matplotlib's mathtext; what it cannot read is drawn as plain text."""
    from matplotlib.textpath import text_to_path

    source = rf"\mathbf{{{source}}}" if bold else source
    with drawing:
        font = _font()
        try:
            width, height, depth = text_to_path.get_text_width_height_descent(f"${source}$", font, True)
            vertices, codes = text_to_path.get_text_path(font, f"${source}$", True)
        except ValueError:
            width, height, depth = text_to_path.get_text_width_height_descent(source, font, False)
            vertices, codes = text_to_path.get_text_path(font, source, False)
    width, height, depth = (float(length) * size / font.get_size_in_points() for length in (width, height, depth))
    steps = _steps([(float(x), float(y)) for x, y in vertices], [int(code) for code in codes], size / 100.0)
    return Outline(steps, width, height - depth, depth, relative(steps), operators_of(steps))


@lru_cache(maxsize=4096)
def numeral(text: str, size: float) -> Outline:
    """A number; `,` is a thin space."""
    return joined([(sign, WIDTHS.get(sign)) for sign in text], size)


@lru_cache(maxsize=4096)
def spelled(text: str, size: float) -> Outline:
    """Words of plain letters."""
    return joined([(" ", SPACE) if sign == " " else (rf"\mathrm{{{sign}}}", None) for sign in text], size)


def joined(signs: Iterable[tuple[str, float | None]], size: float) -> Outline:
    """Sign by sign, which is ten times faster than as a whole and looks the same; some have widths of their own."""
    steps: list[Step] = []
    at = height = depth = 0.0
    for sign, width in signs:
        glyph = NOTHING if sign in (" ", ",") else typeset(sign, size)
        steps += moved(glyph.steps, at, 0)
        at += glyph.width if width is None else width * size
        height, depth = max(height, glyph.height), max(depth, glyph.depth)
    return Outline(tuple(steps), at, height, depth, relative(steps), operators_of(steps))


def text(label: Outline, place: Point, colour: str = AXIS, halo: bool = False) -> Iterator[Ink]:
    """A label with its baseline's left end at `place`; the halo keeps lines behind it away."""
    if halo and label.steps:
        yield Ink(label.steps, WHITE, 2.6, colour, at=place, d=label.d, operators=label.operators, behind=True)
    elif label.steps:
        yield Ink(label.steps, fill=colour, at=place, d=label.d, operators=label.operators)


def mathtext(label: str) -> str:
    """A label in the subset of LaTeX that Matplotlib sets: formulas in italics, words upright.

    A label without dollars is a formula if all its names look like names of variables, else words.
    """
    if "$" in label:
        return "".join(words(span) if isinstance(span, str) else formula(span) for span in spans(label))
    try:
        node = parse(label)
    except NotationError:
        return words(label)
    stems = {split_name(name)[0] for name in names(node)}
    return formula(node) if all(len(stem) == 1 or stem in GREEK for stem in stems) else words(label)


def words(text: str) -> str:
    return rf"\mathrm{{{text.translate(ESCAPED)}}}" if text else ""


def formula(node: Node) -> str:
    """The LaTeX of a formula; brackets that grow look wrong in mathtext around what is not tall."""
    source = latex(node)
    return source if r"\frac" in source else source.replace(r"\left", "").replace(r"\right", "")


def _steps(vertices: list[tuple[float, float]], codes: list[int], scale: float) -> tuple[Step, ...]:
    steps: list[Step] = []
    i = 0
    while i < len(codes):
        code = codes[i]
        points = tuple((x * scale, -y * scale) for x, y in vertices[i : i + TAKES[code]])
        steps.append((LETTERS[code], points) if code in LETTERS else ("Z", ()))
        i += TAKES[code]
    return tuple(steps)


@lru_cache(maxsize=1)
def _font() -> "FontProperties":
    from matplotlib import get_data_path
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=f"{get_data_path()}/fonts/ttf/cmr10.ttf", size=10, math_fontfamily="cm")
