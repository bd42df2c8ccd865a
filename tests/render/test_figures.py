"""Figures: well-formed, the same every time, and drawn where they should be."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageFilter
from typst import Compiler

from schemas.figure import Axis, Curve, Dots, Figure, Line, Marker
from service.render import figures
from service.render.plot.frame import layout
from service.render.plot.glyphs import mathtext, numeral, spelled, typeset, words
from service.render.plot.ink import (
    FINE,
    Box,
    clipped_polygon,
    clipped_polyline,
    clipped_segment,
    hatching,
    relative,
    short,
    simplified,
)
from service.render.plot.labels import feet, standing
from service.render.plot.ticks import decimal, of_pi
from tests.render.figures_to_draw import ALT, BOXES, DENSITY, EVERY, HISTOGRAM, SCATTER, SINE, TANGENT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=EVERY)
def figure(request):
    return EVERY[request.param]


def parsed(figure):
    return ElementTree.fromstring(figures.svg(figure))


def corners(d):
    """Where a path leads, in points: capital letters are absolute, small ones go on from where the pen is."""
    pen = start = (0.0, 0.0)
    for letter, body in re.findall(r"([MLQCZmlqcz])([^MLQCZmlqcz]*)", d):
        numbers = [int(n) / FINE for n in re.findall(r"-?\d+", body)]
        base = pen if letter.islower() else (0.0, 0.0)
        points = [(base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        yield from points
        pen = points[-1] if points else start
        start = pen if letter in "Mm" else start


def test_svg_is_well_formed_and_says_what_it_shows(figure):
    root = parsed(figure)
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert described.text == ALT
    assert root.get("aria-labelledby").split() == [title.get("id"), described.get("id")]


def test_svg_needs_no_fonts_and_fetches_nothing(figure):
    drawn = figures.svg(figure)
    assert "<text" not in drawn and "font" not in drawn
    assert "href" not in drawn and "url(" not in drawn and "<style" not in drawn and "<script" not in drawn


def test_everything_lies_on_the_page(figure):
    _, _, width, height = map(float, parsed(figure).get("viewBox").split())
    for path in parsed(figure).iter(f"{SVG}path"):
        for x, y in corners(path.get("d")):
            assert -1 <= x <= width + 1 and -1 <= y <= height + 1


def test_the_same_figure_gives_the_same_bytes(figure):
    first, pixels = figures.svg(figure), figures.png(figure)
    figures.svg.cache_clear()
    figures.png.cache_clear()
    figures.picture.cache_clear()
    assert (figures.svg(figure), figures.png(figure)) == (first, pixels)


def test_another_process_with_another_hash_seed_gives_the_same_bytes():
    script = (
        "from hashlib import sha256; from service.render import figures; from tests.render.figures_to_draw import EVERY;"
        "print(*(sha256(figures.svg(f).encode() + figures.png(f)).hexdigest() for f in EVERY.values()))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True)
        for seed in ("1", "2")
    ]
    assert runs[0].returncode == 0, runs[0].stderr
    assert runs[0].stdout == runs[1].stdout != b""


def test_png_has_the_width_asked_for(figure):
    image = Image.open(BytesIO(figures.png(figure, 500)))
    assert image.size[0] == 500
    assert image.getpixel((1, 1))[:3] == (255, 255, 255)
    assert len(image.getcolors(100_000)) > 10


def test_pdf_looks_like_svg(figure):
    def seen(body, format):
        page = "#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.body), format: sys.inputs.format)"
        inputs = {"body": body, "format": format}
        made = Compiler(ignore_system_fonts=True).compile(page.encode(), format="png", ppi=144, sys_inputs=inputs)
        return Image.open(BytesIO(made)).convert("RGB")

    svg, pdf = seen(figures.svg(figure), "svg"), seen(figures.pdf(figure), "pdf")
    assert svg.size == pdf.size
    apart = ImageChops.difference(svg, pdf).filter(ImageFilter.BoxBlur(2))
    assert max(most for _, most in apart.getextrema()) < 60


def test_threads_draw_the_same_pictures():
    figures.svg.cache_clear()
    figures.picture.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(figures.svg, list(EVERY.values()) * 4))
    assert drawn == [figures.svg(figure) for figure in EVERY.values()] * 4


def test_a_hostile_text_stays_text():
    evil = '</desc><script>alert("1")</script> & more of it'
    figure = HISTOGRAM.model_copy(
        update={"alt": evil, "label": "<b>&", "x": Axis(low=0, high=80, label="a & b_{c} \\x")}
    )
    root = ElementTree.fromstring(figures.svg(figure))
    assert root.find(f"{SVG}desc").text == evil
    assert root.find(f"{SVG}title").text == "Figure <b>&"
    assert root.find(f".//{SVG}script") is None


@pytest.mark.parametrize(
    ("figure", "crossing"),
    [(TANGENT, True), (SINE, True), (SCATTER, False), (DENSITY, False), (HISTOGRAM, False), (BOXES, False)],
)
def test_functions_have_axes_through_the_origin_and_data_have_them_at_the_rim(figure, crossing):
    assert layout(figure).crossing is crossing


@pytest.mark.parametrize("figure", [TANGENT, SCATTER])
def test_equal_scales_are_equal(figure):
    window = layout(figure).window
    across = (window.box.right - window.box.left) / (window.x[1] - window.x[0])
    down = (window.box.bottom - window.box.top) / (window.y[1] - window.y[0])
    assert across == pytest.approx(down)


def test_a_tall_figure_of_equal_scales_is_not_taller_than_a_page():
    tall = TANGENT.model_copy(update={"y": Axis(low=-50, high=50, step=10)})
    frame = layout(tall)
    assert frame.height < 330
    assert frame.window.box.right - frame.window.box.left < 40


@pytest.mark.parametrize("width", [120.0, 150.0, 200.0, 340.0])
def test_all_marker_labels_lie_on_the_page_however_narrow_it_is(width):
    marks = [Curve(points=((0.0, 0.0), (10.0, 1.0))), *(Marker(x=x, label="612.73") for x in (2.0, 3.5, 5.0))]
    figure = Figure(alt=ALT, marks=tuple(marks), x=Axis(low=0, high=10), y=Axis(low=0, high=1, shown=False))
    frame = layout(figure, width)
    for ink in feet(figure, frame):
        for _, points in ink.steps:
            assert all(ink.at[1] + y <= frame.height for _, y in points)


def test_a_point_is_drawn_at_its_coordinates():
    figure = Figure(alt=ALT, x=Axis(low=0, high=10), y=Axis(low=0, high=10), marks=(Dots(points=((5, 5),)),))
    frame = layout(figure)
    box = frame.window.box
    assert frame.window.at(5, 5) == pytest.approx(((box.left + box.right) / 2, (box.top + box.bottom) / 2))
    pixel = figures.png(figure, 2 * round(frame.width))
    scale = 2 * round(frame.width) / frame.width
    colour = Image.open(BytesIO(pixel)).getpixel(tuple(round(c * scale) for c in frame.window.at(5, 5)))
    assert colour[2] > 100 > colour[0]  # blue


def test_the_label_of_a_curve_of_one_point_stands_on_the_point():
    plane = Figure(
        alt=ALT, marks=(Curve(points=((3.0, 1.0),), label="8"),), x=Axis(low=0, high=4), y=Axis(low=0, high=2)
    )
    (name, (left, base)) = next(standing(plane, layout(plane)))
    x, y = layout(plane).window.at(3.0, 1.0)
    assert (left + name.width / 2, base - name.height / 2) == pytest.approx((x, y))
    assert figures.svg(plane) != figures.svg(plane.model_copy(update={"marks": (Curve(points=((3.0, 1.0),)),)}))


def test_colours_are_told_apart_without_colour():
    """Points by their shape; solid lines by their weight."""
    shapes = set()
    for colour in ("blue", "orange", "green", "purple"):
        figure = Figure(
            alt=ALT, x=Axis(low=0, high=1, shown=False), y=Axis(low=0, high=1, shown=False),
            marks=(Dots(points=((0.5, 0.5),), colour=colour),),
        )  # fmt: skip
        path = [each for each in parsed(figure).iter(f"{SVG}path")][-1]
        shapes.add((path.get("d").count("l"), path.get("d").count("c"), path.get("d").split("l")[0]))
    assert len(shapes) == 4
    two = Figure(
        alt=ALT, x=Axis(low=0, high=1, shown=False), y=Axis(low=0, high=1, shown=False),
        marks=tuple(Line(through=((0, y), (1, y)), colour=c, style="solid") for y, c in ((0.3, "blue"), (0.6, "orange"))),
    )  # fmt: skip
    assert len({path.get("stroke-width") for path in parsed(two).iter(f"{SVG}path") if path.get("stroke")}) == 2


@pytest.mark.parametrize(
    ("label", "source"),
    [
        ("x", "x"),
        ("mu + sigma", r"\mu + \sigma"),
        ("tangent", r"\mathrm{tangent}"),
        ("waiting time", r"\mathrm{waiting\ time}"),
        ("50% & more_", r"\mathrm{50\%\ \&\ more\_}"),
        ("mean of $x_1$", r"\mathrm{mean\ of\ }x_{1}"),
    ],
)
def test_labels_are_formulas_if_they_look_like_formulas(label, source):
    assert mathtext(label).replace(" ", "") == source.replace(" ", "")


@pytest.mark.parametrize(
    "source", ["x", r"\frac{1}{2}", r"\begin{matrix}1\end{matrix}", r"\nosuchcommand", "{", "é", "😀", "σ²"]
)
def test_every_label_is_drawn_somehow(source):
    assert typeset(source, 9).width > 0


@pytest.mark.parametrize(("text", "source"), [("-12.5", "-12.5"), ("0.25", "0.25"), ("7", "7")])
def test_a_numeral_is_as_wide_as_mathtext_sets_it(text, source):
    assert numeral(text, 10).width == pytest.approx(typeset(source, 10).width, rel=0.06)


@pytest.mark.parametrize("text", ["waiting time", "Affe", "group 12"])
def test_words_are_as_wide_as_mathtext_sets_them(text):
    assert spelled(text, 10).width == pytest.approx(typeset(words(text), 10).width, rel=0.06)
    assert spelled(text, 10).height == pytest.approx(typeset(words(text), 10).height, rel=0.1)


@pytest.mark.parametrize("value", [0.1 + 0.2 - 0.05, 1e-7, 2.5e8, -0.0, 12_000.0])
def test_ticks_have_labels(value):
    assert decimal(round(value, 12)).steps


def test_multiples_of_pi_have_labels_of_their_own():
    from fractions import Fraction

    assert of_pi(Fraction(0)).steps == typeset("0", 8).steps
    assert of_pi(Fraction(-3, 2)).steps == typeset(r"-3\pi/2", 8).steps
    assert of_pi(Fraction(1)).steps == typeset(r"\pi", 8).steps


WINDOW = Box(0, 0, 10, 10)


def test_clipping_keeps_what_is_inside():
    assert clipped_segment((-5, 5), (15, 5), WINDOW) == ((0, 5), (10, 5))
    assert clipped_segment((-5, -5), (-1, 20), WINDOW) is None
    assert clipped_polyline([(1, 1), (5, 5), (5, 15), (8, 15), (8, 5)], WINDOW) == [
        [(1, 1), (5, 5), (5, 10)],
        [(8, 10), (8, 5)],
    ]
    assert set(clipped_polygon([(-5, -5), (15, -5), (15, 15), (-5, 15)], WINDOW)) == {
        (0, 0),
        (10, 0),
        (10, 10),
        (0, 10),
    }
    assert clipped_polygon([(20, 20), (30, 20), (30, 30)], WINDOW) == []


def test_curves_are_drawn_with_few_points_and_stay_where_they_are():
    from math import sin

    fine = [(k / 10, 20 * sin(k / 100)) for k in range(1001)]
    few = simplified(fine, 0.03)
    assert (few[0], few[-1]) == (fine[0], fine[-1]) and len(few) < 100
    for x, y in fine:
        (xa, ya), (xb, yb) = next(pair for pair in pairwise(few) if pair[0][0] <= x <= pair[1][0])
        assert abs(ya + (yb - ya) * (x - xa) / (xb - xa) - y) < 0.07
    assert simplified([(0, 0), (1, 1), (0, 0)], 0.1) == [(0, 0), (1, 1), (0, 0)]
    assert simplified([(0, 0), (1, 0)], 0.1) == [(0, 0), (1, 0)]


def test_hatching_stays_in_the_polygon():
    triangle = [(0, 0), (10, 0), (0, 10)]
    lines = list(hatching(triangle, 2, rising=True))
    assert lines
    for a, b in lines:
        for x, y in (a, b):
            assert min(x, y) >= -1e-9 and x + y <= 10 + 1e-9


def test_outlines_are_written_on_a_grid_without_adding_up_errors():
    steps = (
        ("M", ((0.0, 0.0),)),
        *(("L", ((0.011 * k, 0.0),)) for k in range(1, 101)),
        ("Z", ()),
        ("M", ((1.0, 1.0),)),
    )
    ends = list(corners("M0 0" + relative(steps)))
    assert ends[-2] == pytest.approx((1.1, 0.0), abs=0.5 / FINE)
    assert ends[-1] == pytest.approx((1.0, 1.0))
    assert [short(x) for x in (1.0, 0.10, 2.346, 1200.5)] == ["1", "0.1", "2.35", "1200.5"]


def test_a_curve_that_leaves_the_window_is_cut():
    steep = Figure(
        alt=ALT, x=Axis(low=-1, high=1), y=Axis(low=-1, high=1), marks=(Curve(points=((-1, -50), (0, 0), (1, 50))),)
    )
    frame = layout(steep)
    path = [p for p in parsed(steep).iter(f"{SVG}path") if p.get("stroke") == "#0062a8"]
    ys = [y for _, y in corners(path[0].get("d"))]
    assert min(ys) >= frame.window.box.top - 1 and max(ys) <= frame.window.box.bottom + 1
