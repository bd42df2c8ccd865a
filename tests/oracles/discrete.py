"""Discrete distributions, by exact sums over all outcomes and by SciPy."""

import re
from fractions import Fraction
from itertools import product

import numpy as np
from scipy import stats

from generators.notation.tree import Chain
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import formulas, function, numeric, only


def held(event: str, x: int) -> bool:
    """Whether a value has an event such as `1 < X <= 3`."""
    return all(
        {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": a == b}[sign]
        for a, sign, b in relations(event.replace("X", str(x)))
    )


def relations(text: str) -> list[tuple[int, str, int]]:
    parts = re.split(r"\s*(<=|>=|<|>|=)\s*", text)
    return [(int(parts[i]), parts[i + 1], int(parts[i + 2])) for i in range(0, len(parts) - 2, 2)]


def chance(ask: str, pmf: dict[int, Fraction]) -> Fraction:
    """P(event) or P(event | condition) of a sentence."""
    inside = re.search(r"P\(([^)]*)\)", ask)[1]
    event, _, condition = (part.strip() for part in inside.partition("|"))
    left = {x: p for x, p in pmf.items() if not condition or held(condition, x)}
    return sum((p for x, p in left.items() if held(event, x)), Fraction(0)) / sum(left.values())


def vector_of(part) -> list[Fraction]:
    return [Fraction(value) for value in part.answer.value]


@oracle("prob_stats.discrete.pmf_cdf_table")
def _(exercise: Exercise) -> None:
    first, second, third = exercise.parts
    if "distribution function" in exercise.stem:
        if exercise.data:
            values = [int(x) for x in exercise.data.columns[1:]]
            F = [Fraction(x) for x in exercise.data.rows[0][1:]]
        else:
            points = exercise.figures[0].marks[-2].points
            values, F = [int(x) for x, _ in points], [Fraction(str(y)) for _, y in points]
        pmf = dict(zip(values, np.diff([Fraction(0), *F]), strict=True))
        assert vector_of(first) == list(pmf.values())
        for part in (second, third):
            assert Fraction(part.answer.value) == chance(part.ask, pmf)
        return
    c = Fraction(first.answer.value)
    if exercise.data:
        values = [int(x) for x in exercise.data.columns[1:]]
        pmf = {x: c if p == "c" else Fraction(p) for x, p in zip(values, exercise.data.rows[0][1:], strict=True)}
    else:
        values = [int(x) for x in re.findall(r"\$(-?\d+)\$", exercise.stem)]
        law = function(only(exercise.stem, Chain).terms[-1], "x", "c")
        pmf = {x: Fraction(law(float(x), float(c))).limit_denominator(10_000) for x in values}
    assert sum(pmf.values()) == 1
    assert vector_of(second) == [sum(p for x, p in pmf.items() if x <= value) for value in values]
    assert Fraction(third.answer.value) == chance(third.ask, pmf)


@oracle("prob_stats.discrete.binomial_probability")
def _(exercise: Exercise) -> None:
    if "not known" in exercise.stem:
        mean, variance = (numeric(chain.terms[1]) for chain in formulas(exercise.stem) if isinstance(chain, Chain))
        p, n, value = exercise.parts
        X = stats.binom(int(n.answer.value), float(Fraction(p.answer.value)))
        assert np.allclose(X.stats(), (mean, variance))
        assert abs(float(value.answer.value) - X.pmf(int(inner(value.ask).split("=")[1]))) < 1e-9
        return
    found = [each for each in re.findall(r"\$([\d./]+)\$", exercise.stem)]
    n = int(next(each for each in found if each.isdigit()))
    p = Fraction(next(each for each in found if not each.isdigit()))
    X = stats.binom(n, float(p))
    if "most likely" in exercise.parts[0].ask:
        mode, value = exercise.parts
        assert int(mode.answer.value) == int(np.argmax(X.pmf(np.arange(n + 1))))
        assert abs(float(value.answer.value) - X.pmf(int(mode.answer.value))) < 1e-9
    elif len(exercise.parts) == 3:
        tail, mean, variance = exercise.parts
        hits = [k for k in range(n + 1) if held(inner(tail.ask), k)]
        assert abs(float(tail.answer.value) - X.pmf(hits).sum()) < 1e-9
        assert np.allclose([float(Fraction(part.answer.value)) for part in (mean, variance)], X.stats())
    else:
        orders, value = exercise.parts
        k = int(inner(value.ask).split("=")[1])
        worlds = [world for world in product((0, 1), repeat=n) if sum(world) == k]
        assert int(orders.answer.value) == len(worlds)
        assert Fraction(value.answer.value) == sum(
            np.prod([p if hit else 1 - p for hit in world], dtype=object) for world in worlds
        )


def inner(ask: str) -> str:
    return re.search(r"P\((X[^)]*)\)", ask)[1].strip()
