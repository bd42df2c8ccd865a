"""Equations by their solution sets."""

import pytest

from generators.answers import equation
from tests.answers import rows, verdict

TABLE = rows([
    (equation("y = 2*x + 1"), {
        "correct": ["y = 2x+1", "2y = 4x + 2", "y - 2x = 1", "x = (y-1)/2", "0 = 2x + 1 - y", "(y-2x-1)(x^2+1) = 0",
                    "(y-2x-1)^2 = 0", "y/2 = x + 0.5", "y = 2(x + 1/2)", "y^3 = (2x+1)^3", r"y=2x+1", "-y = -2x - 1",
                    "(y-2x-1)((x-1)^2+(y-3)^2) = 0", "y*e^x = (2x+1)e^x"],
        "incorrect": ["1 = 1", "1 = 2", "y = 2x", "y = x + 1", "y = 2x - 1", "x = 2y + 1", "y^2 = (2x+1)^2", "y = y",
                      "y = 2x + 1 or x = 1", "y = 2x + 1.0000001", "(y-2x-1)(x-3) = 0", "(y-2x-1)/(x-1) = 0", "x = 1",
                      "y = |2x+1|", "x^2 + y^2 = -1"],
        "invalid": ["2x + 1", "y", "y = 2t + 1", "y < 2x + 1", "", "y = ", "y == == 2", "y = x/0 +"],
    }),
    (equation("x^2 - 3*x + 2 = 0"), {
        "correct": ["x = 1 or x = 2", "x=2 or x=1", "x = 1, x = 2", "x in {1, 2}", "(x-1)(x-2)=0", "x = 1.5 ± 0.5",
                    "x = 3/2 ± 1/2", "2x^2 = 6x - 4", "(x-1)^2 (x-2)^3 = 0", "x = 1, 2", "x^2 + 2 = 3x"],
        "incorrect": ["x = 1", "x = 1 and x = 2", "x = 1 or x = 3", "x = -1 or x = -2", "x^2 + 3x + 2 = 0", "x = x",
                      "(x-1)(x-2)/(x-2) = 0", "x = 1 or x = 2 or x = 3", "1 = 1"],
        "invalid": ["1 or 2", "1, 2", "x", "{1, 2}"],
    }),
    (equation("x^2 + y^2 = 1"), {
        "correct": ["y^2 = 1 - x^2", "(x-1)(x+1) + y^2 = 0", "2x^2 + 2y^2 = 2", "y = ±sqrt(1-x^2)", "x^2+y^2-1=0"],
        "incorrect": ["x^2 + y^2 = 2", "y = sqrt(1-x^2)", "x = y", "x^2 - y^2 = 1", "y = ±sqrt(1-x^2) or x = 5", "x+y=1",
                      "(x^2+y^2-1)((x-5)^2+y^2) = 0"],
    }),
    (equation("x*y = 1"), {
        "correct": ["y = 1/x", "x = 1/y", "1/x = y", "xy - 1 = 0"],
        "incorrect": ["xy = 2", "x = y", "xy = 1 or x = 0", "x^2 y = x"],
    }),
    (equation("y = e^x"), {
        "correct": ["ln(y) = x", "y - e^x = 0", "2y = 2e^x", "y e^-x = 1", "y/e^x = 1", "x = ln y", "(y-e^x)(x^2+1) = 0"],
        "incorrect": ["y = e^-x", "y = e^x + 10^-30", "(x-1)(y-e^x) = 0", "ln(y^2) = 2x", "y^2 = e^(2x)", "y = x^e"],
    }),
    (equation("x = 2", x="positive"), {"correct": ["x^2 = 4", "x^3 = 8", "x = ±2"], "incorrect": ["x = -2", "x = 4"]}),
    (equation("x^2 = -1"), {"correct": ["x^4 = -1", "0 = 1", "1 = 2"], "incorrect": ["x = 1", "x = x", "x = -1"]}),
    (equation("x^2 = -1", x="complex"), {"correct": ["x^2 + 1 = 0"], "incorrect": ["x^4 = -1", "0 = 1"]}),
    (equation("x = ln(2)"), {
        "correct": ["x = ln 2", "x = ln(4)/2", "2x = ln 4", "x - ln(2) = 0"], "incorrect": ["x = 0.69", "x = ln 3"],
    }),
    (equation("sin(x) = 0"), {"correct": ["2sin(x) = 0", "tan(x) = 0"], "incorrect": ["x = 0", "cos(x) = 0"]}),
    (equation("x = 2/3"), {
        "correct": ["3x = 2", "x = 4/6", "6x - 4 = 0", "x = 0.5 + 1/6", r"x = \frac{2}{3}"],
        "incorrect": ["x = 0.67", "x = 3/2", "x = -2/3"],
    }),
    (equation("x = 1 or x = -1"), {
        "correct": ["x^2 = 1", "x = ±1", "x = -1, x = 1", "|x| = 1"], "incorrect": ["x = 1", "x^2 = 2"],
    }),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), TABLE)
def test_equations_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize("response", ["y = 2x + 1", "2y = 4x + 2", "y = 2x"])
def test_no_tautology_is_ever_a_line(response):
    assert verdict(equation("y = 2*x + 1"), f"{response} or 1 = 1").outcome in ("incorrect", "undecided")
