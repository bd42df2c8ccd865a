"""What the levels of the algebra generators promise beyond the common contract."""

from generators.bank import get
from generators.notation import parse
from generators.notation.tree import Op, Tuple
from tests.oracles.reading import entries

QUADRATIC = get("refresher.algebra.quadratic_roots")
INEQUALITY = get("refresher.algebra.inequality_interval")


def keys(generator, level, seeds=range(60)):
    return [generator.draw(seed, level).parts[0].answer for seed in seeds]


def test_easy_quadratics_have_two_integer_roots():
    for key in keys(QUADRATIC, "easy"):
        roots = entries(key)
        assert len(roots) == 2 and all(root == int(root) for root in roots)


def test_core_quadratics_have_a_fraction_among_their_roots():
    assert all("/" in "".join(key.value) and "sqrt" not in "".join(key.value) for key in keys(QUADRATIC, "core"))


def test_hard_quadratics_have_surds_a_double_root_or_none():
    found = keys(QUADRATIC, "hard")
    assert {len(key.value) for key in found} == {0, 1, 2}
    assert all("sqrt" in text for key in found if len(key.value) == 2 for text in key.value)


def test_core_inequalities_have_one_open_and_one_closed_end():
    for key in keys(INEQUALITY, "core"):
        interval = parse(key.value)
        assert isinstance(interval, Tuple) and {interval.left, interval.right} in ({"(", "]"}, {"[", ")"})


def test_hard_inequalities_ask_for_the_inside_and_for_the_outside():
    unions = [isinstance(parse(key.value), Op) for key in keys(INEQUALITY, "hard")]
    assert 15 <= sum(unions) <= 45
