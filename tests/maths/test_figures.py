"""Figures show what they are asked to, and their alternatives tell what may be read."""

from fractions import Fraction

from generators.maths import figures
from generators.maths.distributions import normal_density
from schemas.figure import Area, Arrow, Bars, Box, Curve, Dots, Figure, Line, Marker, Network


def kinds(figure):
    return [type(mark) for mark in figure.marks]


def test_a_graph_keeps_to_its_view_and_breaks_at_poles():
    figure = figures.function_graph(lambda x: 1 / x, (-4, 4), (-3, 3), through=[(1, 1), (2, Fraction(1, 2))], name="g")
    curves = [mark for mark in figure.marks if isinstance(mark, Curve)]
    assert len(curves) == 2 and all(-3 <= y <= 3 for curve in curves for _, y in curve.points)
    assert figure.alt == "Graph of g on a grid, x from -4 to 4. It passes through (1, 1) and (2, 0.5)."


def test_a_tangent_is_drawn_and_told_by_two_points():
    figure = figures.function_graph(lambda x: x * x, (-3, 3), (-2, 8), tangent=((1, 1), (3, 5)))
    assert kinds(figure) == [Curve, Line, Dots]
    assert "touches it at (1, 1) and passes through (3, 5)" in figure.alt


def test_densities_are_shaded_where_they_are_asked_to():
    figure = figures.shaded_density(
        lambda x: float(normal_density(x)),
        (-4, 4),
        [(-4, -1.5), (0, 1)],
        name="Standard normal density",
        marked={"$z$": Fraction(3, 2)},
    )
    assert kinds(figure) == [Area, Area, Curve, Marker]
    assert [(area.points[0][0], area.points[-1][0]) for area in figure.marks[:2]] == [(-4, -1.5), (0, 1)]
    assert (
        "left of -1.5 is shaded" in figure.alt
        and "from 0 to 1 is shaded" in figure.alt
        and "1.5 is marked z" in figure.alt
    )


def test_scatter_plots_tell_their_points_and_axes():
    points = [(1, 2), (3, Fraction(7, 2)), (4, 1)]
    figure = figures.scatter(
        points, ("height", (0, 5)), ("weight", (0, 4)), line=((0, 0), (2, 2)), axes={"$u$": ((1, 1), (2, 3))}
    )
    assert kinds(figure) == [Dots, Line, Arrow] and figure.marks[0].points == ((1, 2), (3, 3.5), (4, 1))
    for said in (
        "3 points",
        "height across",
        "(1, 2), (3, 3.5) and (4, 1)",
        "through (0, 0) and (2, 2)",
        "arrow u points from (1, 1) to (2, 3)",
    ):
        assert said in figure.alt


def test_box_plots_stand_above_one_another():
    figure = figures.box_plots({"A": ((1, 2, 3, 4, 5), [9]), "B": ((0, 1, 2, 3, 4), [])}, (0, 10))
    assert (
        kinds(figure) == [Box, Box] and [box.y for box in figure.marks] == [1, 0] and figure.marks[0].outliers == (9,)
    )
    assert "Box plot A: whiskers from 1 to 5, box from 2 to 4, median 3; separate points at 9." in figure.alt
    assert "Box plot B: whiskers from 0 to 4, box from 1 to 3, median 2." in figure.alt


def test_histograms_and_bar_charts_tell_their_heights():
    histogram = figures.histogram([0, 5, 10], [3, 4], label="A")
    assert kinds(histogram) == [Bars] and histogram.alt == "Histogram A, count by class: 0 to 5: 3, 5 to 10: 4."
    chart = figures.bar_chart({0: Fraction(1, 4), 2: Fraction(3, 4)})
    assert chart.marks[0].heights == (0.25, 0, 0.75) and chart.marks[0].edges == (-0.5, 0.5, 1.5, 2.5)


def test_lines_and_arrows_lie_on_square_grids():
    lines = figures.lines({"$g$": ((0, 1), (2, 2)), "$h$": ((0, 0), (1, -1))}, (-5, 5), (-5, 5))
    arrows = figures.vectors({"$u$": (2, 1), "$v$": (-3, 2)})
    for figure in (lines, arrows):
        assert isinstance(figure, Figure) and figure.equal and figure.grid and "$" not in figure.alt
    assert "g passes through (0, 1) and (2, 2)" in lines.alt and "v points from the origin to (-3, 2)" in arrows.alt
    assert arrows.x.low <= -3 and len({line.colour for line in lines.marks}) == 2


def test_pictures_tell_their_rows():
    figure = figures.pixels([[0, 2, 1], [0, 0, 0]], black=2)
    (picture,) = figure.marks
    assert picture.rows == ((0, 1, 0.5), (0, 0, 0)) and figure.equal
    assert figure.alt.endswith("row 1 is black in column 2, and grey in column 3; row 2 is white.")


def test_networks_tell_their_arrows():
    figure = figures.network(["1", "2", "3"], {(0, 0): "0.4", (0, 1): "?", (1, 2): ""})
    (graph,) = figure.marks
    assert isinstance(graph, Network) and figure.equal and len(graph.nodes) == 3
    assert [link.style for link in graph.links] == ["solid", "dashed", "solid"]
    assert figure.alt.endswith("from 1 to itself labelled 0.4 and 2 labelled ?; from 2 to 3; from 3 nowhere.")
