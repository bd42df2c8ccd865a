"""The stream of draws is the same everywhere and for ever, and it is fair."""

from collections import Counter
from fractions import Fraction

import pytest
from scipy import stats

from generators.maths.rng import Redraw, Rng, assume


def test_stream_is_frozen():
    """Changing it would change every exercise ever made."""
    rng = Rng("linear_algebra.rank.rank", 1, "core", 42, 0)
    assert [rng.integer(-9, 9) for _ in range(12)] == [4, 1, -9, -3, -4, 2, -9, -5, -9, 6, -6, -2]
    assert rng.shuffled("abcdefgh") == list("hfbeacdg")
    assert [rng.normal(10, 2) for _ in range(2)] == [
        Fraction(515854116145007, 70368744177664),
        Fraction(525652420454527, 70368744177664),
    ]


def test_streams_differ_with_every_part_of_their_name():
    streams = [
        Rng(*path).bits()
        for path in [
            ("a", 1, "core", 0),
            ("b", 1, "core", 0),
            ("a", 2, "core", 0),
            ("a", 1, "easy", 0),
            ("a", 1, "core", 1),
        ]
    ]
    assert len(set(streams)) == len(streams)


@pytest.mark.parametrize("low, high", [(0, 1), (-3, 3), (5, 5), (0, 2**40)])
def test_integers_keep_to_both_ends(low, high):
    rng = Rng("range", low, high)
    drawn = [rng.integer(low, high) for _ in range(500)]
    assert low <= min(drawn) and max(drawn) <= high
    assert high - low > 10 or set(drawn) == set(range(low, high + 1))


def test_integers_are_uniform():
    rng = Rng("uniform")
    counts = Counter(rng.integer(0, 9) for _ in range(20_000))
    assert stats.chisquare([counts[k] for k in range(10)]).pvalue > 1e-4


def test_nonzero_draws_everything_but_zero_equally():
    rng = Rng("nonzero")
    counts = Counter(rng.nonzero(-2, 3) for _ in range(10_000))
    assert set(counts) == {-2, -1, 1, 2, 3}
    assert stats.chisquare(list(counts.values())).pvalue > 1e-4
    assert {rng.nonzero(2, 3) for _ in range(50)} == {2, 3}


def test_shuffling_reaches_every_order_equally():
    rng = Rng("orders")
    counts = Counter("".join(rng.shuffled("abc")) for _ in range(6_000))
    assert len(counts) == 6 and stats.chisquare(list(counts.values())).pvalue > 1e-4


def test_samples_and_distinct_integers_do_not_repeat():
    rng = Rng("distinct")
    for _ in range(100):
        assert len(set(rng.distinct(-3, 3, count=5))) == 5
        assert len(set(rng.sample("abcdef", 4))) == 4


def test_normals_are_normal():
    rng = Rng("normal")
    drawn = [float(rng.normal(3, 2)) for _ in range(4_000)]
    assert stats.kstest(drawn, "norm", args=(3, 2)).pvalue > 1e-4


def test_chances_are_kept():
    rng = Rng("chance")
    assert 900 < sum(rng.chance(0.25) for _ in range(4_000)) < 1_100
    assert not any(rng.chance(0) for _ in range(100)) and all(rng.chance(1) for _ in range(100))


def test_fractions_lie_between_their_ends():
    rng = Rng("fractions")
    drawn = [rng.fraction(-2, 3, (2, 3, 5)) for _ in range(300)]
    assert min(drawn) == -2 and max(drawn) == 3 and {q.denominator for q in drawn} == {1, 2, 3, 5}
    assert all(type(q) is Fraction for q in drawn)


@pytest.mark.parametrize(
    "draw", [lambda rng: rng.integer(3, 2), lambda rng: rng.sample("ab", 3), lambda rng: rng.sample("ab", -1)]
)
def test_impossible_draws_say_so(draw):
    with pytest.raises(ValueError, match="cannot draw"):
        draw(Rng("empty"))


def test_assume_gives_the_reason():
    assume(True, "not used")
    with pytest.raises(Redraw, match="too large"):
        assume([], "too large")
