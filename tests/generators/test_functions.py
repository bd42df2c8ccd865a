"""What the levels of the generators about functions promise beyond the common contract."""

from fractions import Fraction

from generators.bank import get
from schemas.figure import Dots

LINE = get("refresher.functions.line_from_points")


def test_the_graph_shows_two_lattice_points_off_the_vertical_axis():
    for seed in range(60):
        exercise = LINE(seed, "core")
        (figure,) = exercise.figures
        (dots,) = (mark for mark in figure.marks if isinstance(mark, Dots))
        (a, b), (c, d) = dots.points
        assert all(number == int(number) and abs(number) < 8 for number in (a, b, c, d))
        assert a and c and max(abs(a - c), abs(b - d)) >= 3
        assert Fraction(int(d - b), int(c - a)).denominator > 1
        assert figure.equal and figure.grid and "y =" not in figure.alt


def test_hard_lines_come_from_stories_and_from_perpendiculars():
    asks = [LINE.draw(seed, "hard").parts[0].ask for seed in range(60)]
    assert 15 <= sum("perpendicular" in ask for ask in asks) <= 45
