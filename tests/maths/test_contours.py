"""Contour maps: what is drawn lies where the function has the value that is written."""

from fractions import Fraction
from itertools import pairwise
from math import hypot

import numpy as np
import pytest

from generators.maths.contours import Quadratic, bowl, contour_map, level_curve
from schemas.figure import Curve

VIEW = (-5, 5)
SURFACES = {
    "ellipses": Quadratic(1, 1, 2, -3, 4, 5),
    "circles": bowl((1, 2), 2, 2),
    "dome": Quadratic(-1, 0, -3, 2, 0, 7),
    "hyperbolas": Quadratic(1, 3, -1, 1, 1, 0),
    "plane": Quadratic(0, 0, 0, 2, -1, 3),
}


@pytest.mark.parametrize("name", SURFACES)
def test_every_point_of_a_level_curve_has_its_value(name):
    f = SURFACES[name]
    middle = 3 if f.flat else f(*f.centre)
    found = 0
    for level in (middle - 4, middle - 1, middle, middle + 1, middle + 4):
        for piece in level_curve(f, level, VIEW, VIEW):
            for x, y in piece:
                found += 1
                assert f(x, y) == pytest.approx(float(level), abs=2e-4 * (1 + hypot(*map(float, f.gradient(x, y)))))
    assert found > 5


def test_a_level_curve_is_all_there_in_the_view():
    """Wherever the function changes from below to above the value between neighbours of a grid, a curve passes."""
    grid = np.linspace(-5, 5, 41)
    for f in SURFACES.values():
        level = 2.5 if f.flat else float(f(*f.centre)) + 1.3
        drawn = np.array([p for piece in level_curve(f, level, VIEW, VIEW) for p in _filled(piece)] or [(99, 99)])
        for x in grid:
            for y in grid:
                if (f(x, y) - level) * (f(x + 0.25, y) - level) < 0:
                    assert np.hypot(*(drawn - [x + 0.125, y]).T).min() < 0.4


def _filled(piece):
    for (a, b), (c, d) in pairwise(piece):
        yield from ((a + (c - a) * k / 400, b + (d - b) * k / 400) for k in range(0, 401, 5 if len(piece) == 2 else 50))


def test_a_bowl_is_exact_in_its_centre_its_bottom_and_its_curvatures():
    f = bowl((Fraction(1, 2), -3), Fraction(3, 2), Fraction(1, 4), (2, 1), 7)
    assert f.centre == (Fraction(1, 2), -3) and f(*f.centre) == 7
    hessian = np.array([[2 * f.a, f.b], [f.b, 2 * f.c]], dtype=float)
    assert hessian @ [2, 1] == pytest.approx([6, 3]) and hessian @ [-1, 2] == pytest.approx([-0.5, 1])


def test_a_contour_map_writes_each_value_on_its_curve():
    f = SURFACES["ellipses"]
    figure = contour_map(f, [5, 10, 20], VIEW, VIEW)
    written = {mark.label: mark.points[0] for mark in figure.marks if isinstance(mark, Curve) and mark.label}
    assert written.keys() == {"5", "10", "20"}
    for label, point in written.items():
        assert f(*point) == pytest.approx(float(label), abs=0.01)
    assert "5, 10 and 20 are ellipses" in figure.alt
