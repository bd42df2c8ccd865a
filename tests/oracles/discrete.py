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


@oracle("prob_stats.discrete.match_pmf_plot")
def _(exercise: Exercise) -> None:
    """Each chart has the heights of its own law, and is far from those of the others."""
    (part,) = exercise.parts
    texts = {option.id: option.text.replace("$", "") for option in part.answer.right}
    charts = {figure.label: figure.marks[0] for figure in exercise.figures}
    assert len(set(part.answer.value.values())) == len(charts) == len(texts)
    for letter, bars in charts.items():
        at = [round(edge + 0.5) for edge in bars.edges[:-1]]
        gaps = {id: np.abs(np.array(bars.heights) - law(text, at)).max() for id, text in texts.items()}
        own = gaps.pop(part.answer.value[letter])
        assert own < 6e-4 and min(gaps.values()) > 0.02, gaps


def law(text: str, at: list[int]) -> np.ndarray:
    """The probabilities of a law in words."""
    found = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)]
    if text.startswith("binomial"):
        return stats.binom(int(found[0]), found[1]).pmf(at)
    if text.startswith("uniform"):
        return stats.randint(int(found[0]), int(found[1]) + 1).pmf(at)
    count, faces = (1, *found) if text.startswith("one die") else found
    pmf = np.array([1.0])
    for _ in range(int(count)):
        pmf = np.convolve(pmf, np.full(int(faces), 1 / faces))
    shifted = dict(enumerate(pmf, int(count)))
    return np.array([shifted.get(x, 0.0) for x in at])


@oracle("prob_stats.discrete.identify_distribution")
def _(exercise: Exercise) -> None:
    """What the story means, by enumeration where something is counted, against every option."""
    (part,) = exercise.parts
    texts = {option.id: option.text.replace("$", "") for option in part.answer.options}
    right = texts.pop(part.answer.value)
    story = part.ask.replace("$", "")
    k = [int(each) for each in re.findall(r"\d+", story)]
    if (true := distribution(story, k)) is None:
        assert right.startswith("none")
        return
    shape, *numbers = true
    assert right.startswith(shape), (right, true)
    given = [float(Fraction(each)) for each in re.findall(r"\d+/\d+|\d+(?:\.\d+)?", right)]
    assert np.allclose(given, [float(each) for each in numbers]), (right, true)


def distribution(story: str, k: list[int]) -> tuple | None:
    """The kind of model and its numbers; None if there is none among those offered."""
    if "none of them twice" in story or "for the first time" in story:
        return None
    if "is rolled once" in story:
        return "Bernoulli", Fraction(sum(face <= k[3] for face in range(1, k[1] + 1)), k[1])
    if "rolls above" in story:
        faces = range(1, k[1] + 1)
        return "binomial", k[2], Fraction(sum(face > k[3] for face in faces), len(faces))
    if "put back" in story:
        return "binomial", k[2], Fraction(k[1], k[0])
    if "quiz" in story:
        answers = [0] * (k[1] - 1) + [1]
        return "binomial", k[0], Fraction(answers.count(int("of right answers" in story)), k[1])
    if "Two fair dice" in story:
        sums = [a + b for a, b in product(range(1, 7), repeat=2)]
        return "binomial", k[0], Fraction(sum(s >= k[1] for s in sums), 36)
    if "fair coins" in story:
        throws = list(product((0, 1), repeat=k[0]))
        return "binomial", k[1], Fraction(sum(sum(throw) == k[2] for throw in throws), len(throws))
    if "%" in story and "Of all" in story:
        q = Fraction(k[0], 100)
        says = re.search(r"% (.*?) and the others", story)[1]
        return "binomial", k[1], q if story.split(" that ")[-1].startswith(says) else 1 - q
    if "squared" in story:
        return "chi-squared", k[k.index(0) - 1]
    if "95%" in story:
        *_, low, high = k
        return "normal", (low + high) / 2, (high - low) / 4
    if "its number" in story or "that number" in story:
        return "uniform on the whole numbers", *k[-2:]
    return "uniform on the interval", 0, k[0]
