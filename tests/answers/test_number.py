"""Numbers: exact, within tolerances, in forms."""

import pytest

from generators.answers import agrees, key_text, number
from tests.answers import codes, rows, verdict

TABLE = rows([
    (number("1/3"), {
        "correct": ["1/3", "2/6", "(1)/(3)", "x = 1/3", "1/3 + 0", "-(-1/3)", "1/(3)", "⅓", r"\frac13", r"\frac{1}{3}",
                    "3^-1", "3^(-1)", "100/300", "1 - 2/3", "= 1/3", "sqrt(1/9)", "{1/3}", "a = 1/3", "[1/3]"],
        "incorrect": ["0.33", "0.3333333333333333333333333333333333333333333333333", "-1/3", "3", "1/4", "1/3 + 10^-50",
                      "0", "33.3%", "100/3", "oo", "2 + 3i"],
        "invalid": ["", "  ", "y", "1/0", "1/3, 2/3", "x = 1/3 or x = 2", "[1/3, 2]", "1/2x", "x < 1/3", "nan", "1//3",
                    "(1/3", "1/3)", "±1/3", "det(1)", "sum(1/3)", "f(1/3)", "0/0", "ln(0)", "sqrt(-1)", "0^0"],
    }),
    (number("sqrt(2)/2"), {
        "correct": ["sqrt(2)/2", "1/sqrt(2)", "√2/2", "2^(-1/2)", "2^-0.5", "sqrt(0.5)", "sqrt(1/2)", "sin(pi/4)",
                    "cos(pi/4)", "0.5*sqrt(2)", "sqrt(8)/4", r"\frac{\sqrt2}{2}", r"\frac{1}{\sqrt{2}}", "(1/2)^(1/2)"],
        "incorrect": ["0.707", "0.70710678118654752440084436210484903928", "-sqrt(2)/2", "sqrt(2)", "sqrt(3)/2",
                      "sqrt(2)/2 + 10^-200", "i*sqrt(2)/2"],
    }),
    (number("2*ln(3)", places=2), {
        "correct": ["2.20", "2.2", "2.197", "2 ln 3", "ln 9", "log(9)", "2.1972245773", "2.195", "2.2022", "≈ 2.20",
                    "x ≈ 2.20", "220%", "11/5"],
        "incorrect": ["2", "2.19", "2.21", "2.203", "-2.20", "0.4551", "2*ln(2)"],
    }),
    (number(3, places=0), {"correct": ["3", "3.4", "2.5", "3.5", "2.6"], "incorrect": ["3.6", "2.4", "4"]}),
    (number("12.34", rel="0.01"), {"correct": ["12.34", "12.45", "12.2166", "12.4634"], "incorrect": ["12.47", "12.2"]}),
    (number("12.34", abs="0.1"), {"correct": ["12.24", "12.44", "12.34"], "incorrect": ["12.23", "12.45"]}),
    (number("0.0012345", sigfigs=3), {
        "correct": ["0.00123", "1.23e-3", "1.23*10^-3", "0.0012345", "0.001239", "0.00123950"],
        "incorrect": ["0.0012", "0.00124", "0.00122", "0.123"],
    }),
    (number(-250, sigfigs=2), {"correct": ["-250", "-2.5*10^2", "-254"], "incorrect": ["250", "-256", "-244"]}),
    (number("1.96", places=2, or_with="1.645"), {
        "correct": ["1.96", "1.645", "1.8", "1.64", "1.965"], "incorrect": ["1.97", "1.63", "2", "-1.8"],
    }),
    (number("1.645", places=2, or_with=("1.62", "1.66", "1.64")), {
        "correct": ["1.645", "1.62", "1.66", "1.63", "1.615"], "incorrect": ["1.61", "1.67", "-1.645"],
    }),
    (number(6, form="integer"), {"correct": ["6", "+6"], "incorrect": ["12/2", "6.0", "5"]}),
    (number("3/4", form="lowest_terms"), {
        "correct": ["3/4", "¾"], "incorrect": ["6/8", "0.75", "75%", "3/5", "1.5/2"],
    }),
    (number("3/4", form="fraction"), {"correct": ["3/4", "6/8"], "incorrect": ["0.75", "75%", "sqrt(9)/4"]}),
    (number("-3/4", form="lowest_terms"), {"correct": ["-3/4", "(-3)/4"], "incorrect": ["-6/8", "3/4"]}),
    (number("0.75", form="decimal"), {"correct": ["0.75", ".75", "0.750"], "incorrect": ["3/4", "75%", "7.5e-1"]}),
    (number(45000, form="scientific"), {
        "correct": ["4.5*10^4", "4.5e4", "4.50 * 10^4", "4.5·10⁴", r"4.5 \cdot 10^{4}"],
        "incorrect": ["45000", "45*10^3", "0.45*10^5", "4.5*10^5"],
    }),
    (number("3/2", mixed=True), {"correct": ["1 1/2", "3/2", "1.5", "1½"], "incorrect": ["2 1/2"]}),
    (number("3/2"), {"invalid": ["1 1/2"]}),
    (number("2 + 3*i"), {"correct": ["2+3i", "3i + 2", "2+sqrt(-9)"], "incorrect": ["2-3i", "5", "3+2i"]}),
    (number("2 + 3*i", abs="0.1"), {"correct": ["2.05+3.05i", "2+3i", "3i+1.93"], "incorrect": ["2.08+3.08i", "2-3i", "2", "3i", "3.6"]}),
    (number("2 + 3*i", rel="0.01"), {"correct": ["2.02+3.02i", "2+3.036i"], "incorrect": ["2.03+3.03i", "2+3.04i"]}),
    (number("2 + 3*i", places=1), {"correct": ["2.04+2.96i", "2.0+3.0i"], "incorrect": ["2.06+3i", "2+3.06i", "2"]}),
    (number("3*i", sigfigs=2), {"correct": ["3i", "0.04+3i", "3.04i"], "incorrect": ["0.2+3i", "3.1i", "3"]}),
    (number(2, places=1), {"correct": ["2", "2.04", "2+0i"], "incorrect": ["2+0.01i", "2.06", "2i"]}),
    (number("e^(i*pi/4)"), {"correct": ["(1+i)/sqrt(2)", "cos(pi/4) + i sin(pi/4)", "e^(9*i*pi/4)"], "incorrect": ["e^(-i*pi/4)", "(1+i)/2", "0.707+0.707i"]}),
    (number(0, abs="0.1"), {"correct": ["0", "0.1", "-0.1", "1/10"], "incorrect": ["0.11", "-0.100001"]}),
    (number(0, rel="0.1"), {"correct": ["0", "1 - 1"], "incorrect": ["0.001"]}),
    (number(0, sigfigs=2), {"correct": ["0", "0.04"], "incorrect": ["0.06"]}),
    (number("-12.34", rel="0.01"), {"correct": ["-12.34", "-12.45", "-12.2166"], "incorrect": ["-12.47", "12.34", "-12.2"]}),
    (number("1/7", rel="1e-6"), {"correct": ["1/7", "0.142857", "0.1428571", "14.2857%"], "incorrect": ["0.14286", "0.1429", "7"]}),
    (number("1000", sigfigs=1), {"correct": ["1000", "1.2*10^3", "1e3", "1500"], "incorrect": ["1600", "499", "400"]}),
    (number("999.6", sigfigs=3), {"correct": ["1000", "999.6", "999.2", "1000.1"], "incorrect": ["1001", "999"]}),
    (number("0.5", places=0), {"correct": ["0", "1", "0.5"], "incorrect": ["1.1", "-0.1"]}),
    (number("2/3", places=4), {"correct": ["0.6667", "2/3", "0.66667", "0.66666666667", "66.67%", "6.667e-1", "1 - 1/3"], "incorrect": ["0.667", "0.66", "0.6666", "0.6668", "3/2"]}),
    (number("sqrt(2)", places=3), {"correct": ["1.414", "sqrt(2)", "1.4142135623730951", "2^(1/2)", "sqrt(8)/2", "e^(ln(2)/2)"], "incorrect": ["1.41", "1.42", "1.4", "-1.414", "sqrt(3)"]}),
    (number("oo", places=2), {"correct": ["oo"], "incorrect": ["1e300", "-oo", "0"]}),
    (number(7, places=2), {"correct": ["7", "7.00", "7.005", "14/2"], "incorrect": ["oo", "7.01"]}),
    (number("0.05", form="percent"), {"correct": ["5%", "5.0%"], "incorrect": ["0.05", "5", "1/20"]}),
    (number("1/3", form="percent", places=3), {"correct": ["33.3%", "33.33%"], "incorrect": ["33%", "0.333", "33.3"]}),
    (number("0.05"), {"correct": ["5%", "0.05", "1/20", "5e-2", "50/1000"], "incorrect": ["5", "0.5%", "0.5"]}),
    (number("1.96", places=2, or_with="1.645"), {"correct": ["1.640", "1.965", "1.645"], "incorrect": ["1.639", "1.966", "0"]}),
    (number("oo"), {"correct": ["oo", "∞", "infinity", r"\infty"], "incorrect": ["-oo", "1e300"], "invalid": ["1/0"]}),
    (number("-oo"), {"correct": ["-oo", "-∞"], "incorrect": ["oo"]}),
    (number(100), {
        "correct": ["100", "10^2", "1e2", "100.0", "((((100))))", "+100", "1e2"],
        "incorrect": ["9^9^9", "(10!)!", "2^(10^9)", "100!", "99.999999999999999999999999999999999999999"],
        "invalid": ["1e999999999", "100!!!"],
    }),
    (number("e^(pi*sqrt(163))"), {"incorrect": ["262537412640768744"], "correct": ["exp(sqrt(163)*pi)"]}),
    (number("1/2^99"), {"incorrect": ["1/2^98"], "correct": ["2^-99", "0.5^99"]}),
    (number("ln(2)"), {"correct": ["ln 2", "log 2", "-ln(1/2)", "ln(8)/3", "ln(4)/2"], "incorrect": ["log10(2)", "0.69"]}),
    (number("pi/4"), {"correct": ["atan(1)", "arctan 1", "pi/4", "π/4", "0.25π"], "incorrect": ["45", "0.785"]}),
    (number("sqrt(2) + sqrt(3)"), {"correct": ["sqrt(5+2sqrt(6))", "√2+√3"], "incorrect": ["sqrt(5)", "3.146264"]}),
    (number("1/2", functions=["sqrt"]), {"correct": ["sqrt(1/4)"], "invalid": ["sin(pi/6)", "abs(1/2)"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), TABLE)
def test_numbers_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "code"),
    [
        (number(5), "-5", "sign"),
        (number("1/4"), "4", "reciprocal"),
        (number("0.25"), "25", "percent"),
        (number("2*ln(3)", places=3), "2.2", "rounded-too-coarsely"),
        (number("sqrt(2)"), "1.41", "rounded"),
        (number("3/4", form="lowest_terms"), "6/8", "wrong-form"),
        (number(5), "x = 5", "read-as"),
        (number(5), "1/0", "undefined"),
        (number(5), "5 +", "unreadable"),
    ],
)
def test_what_is_said_about_numbers(key, response, code):
    assert code in codes(verdict(key, response))


def test_the_right_value_in_the_wrong_form_earns_what_the_key_gives():
    found = verdict(number("3/4", form="lowest_terms", form_credit=0.5), "6/8")
    assert (found.outcome, found.score) == ("partial", 0.5)


def test_a_reading_error_points_at_the_column():
    (feedback,) = verdict(number(5), "2 + )").feedback
    assert feedback.span == (4, 5)


@pytest.mark.parametrize("response", ["1/3", "2/6"])
def test_evidence_of_rational_numbers_is_exact(response):
    assert verdict(number("1/3"), response).evidence.method in ("tree", "exact")


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (number(45000, form="scientific"), "4.5*10^4"), (number("-0.0045", form="scientific"), "-4.5*10^(-3)"), (number("1/4", form="scientific"), "2.5*10^(-1)"), (number(7, form="scientific"), "7*10^0"),
        (number("1/20", form="percent"), "5%"), (number("-1/8", form="percent"), "-12.5%"), (number("1/3", form="percent"), "(100/3)%"), (number("3/4", form="decimal"), "0.75"), (number("6/8", form="lowest_terms"), "3/4"),
        (number("0.75", form="fraction"), "3/4"), (number("12/2", form="integer"), "6"), (number("5.0", form="integer"), "5"), (number("-3/4", form="lowest_terms"), "-3/4"), (number("2*ln(3)", places=2, form="scientific"), "2.1972245773*10^0"),
    ],
)  # fmt: skip
def test_a_key_is_typed_in_the_form_it_asks_for(key, typed):
    assert key_text(key) == typed and agrees(key, typed)
