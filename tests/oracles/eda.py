"""Summaries by the standard library's statistics, and pictures by reading them."""

import re
import statistics
from fractions import Fraction
from itertools import accumulate, permutations, product

import numpy as np

from schemas.exercise import Exercise
from schemas.figure import Area, Bars, Box, Figure
from tests.oracles import oracle
from tests.oracles.reading import definitions, numeric


@oracle("prob_stats.eda.summary_statistics")
def _(exercise: Exercise) -> None:
    assert exercise.data is not None
    data = [Fraction(value) for _, value in exercise.data.rows]
    asks = [part.ask for part in exercise.parts]
    values = [numeric(part.answer.value) for part in exercise.parts]
    stem = exercise.stem
    if told := re.search(r"mean \$(.+?)\$, median \$(.+?)\$ and sample variance \$(.+?)\$", stem):
        assert [float(x) for x in told.groups()] == [f(data) for f in (mean, statistics.median, statistics.variance)]
    if new := re.search(r"one more value comes in: \$(.+?)\$", stem):
        data = [*data, Fraction(new[1])]
    elif wrong := re.search(r"(\d+) was copied wrongly: instead of \$(.+?)\$ it should be \$(.+?)\$", stem):
        assert data[int(wrong[1]) - 1] == Fraction(wrong[2])
        data[int(wrong[1]) - 1] = Fraction(wrong[3])
    elif "y" in (rule := definitions(stem)):
        data = [Fraction(repr(round(numeric(rule["y"], x=float(x)), 9))) for x in data]
    assert len(statistics.multimode(data)) == 1 or "mode" not in "".join(asks)
    measures = {
        "mean": mean, "median": statistics.median, "mode": statistics.mode, "variance": statistics.variance,
        "deviation": statistics.stdev, "range": lambda data: max(data) - min(data),
    }  # fmt: skip
    for ask, value in zip(asks, values, strict=True):
        (measure,) = [measure for word, measure in measures.items() if re.search(rf"\b{word}\b", ask)]
        assert abs(float(measure(data)) - value) < 1e-6, ask


def mean(data: list[Fraction]) -> Fraction:
    return statistics.mean(data)


@oracle("prob_stats.eda.histogram_to_boxplot")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    bars = {figure.label: figure.marks[0] for figure in exercise.figures[:4]}
    assert all(isinstance(mark, Bars) for mark in bars.values()) and list(bars) == ["A", "B", "C", "D"]
    others = exercise.figures[4:]
    assert len({(figure.x.low, figure.x.high) for figure in exercise.figures}) == 1, "axes differ"
    assert len({(figure.y.low, figure.y.high) for figure in exercise.figures[:4]}) == 1, "heights are not comparable"
    if len(others) == 1:
        plots = {box.label: box for box in others[0].marks if isinstance(box, Box)}
        apart = "separate points" in exercise.stem
        fits = {(a, n): boxed(bars[a], plots[n], apart) for a, n in product(bars, plots)}
    else:
        cost = {(a, figure.label): distance(bars[a], figure) for a, figure in product(bars, others)}
        fits = {(a, n): cost[a, n] == min(cost[a, other.label] for other in others) for a, n in cost}
    found = [dict(zip(bars, order, strict=True)) for order in permutations("1234")]
    possible = [pairs for pairs in found if all(fits[pair] for pair in pairs.items())]
    assert possible == [part.answer.value], possible


def boxed(bars: Bars, box: Box, apart: bool) -> bool:
    """Whether the data of a histogram may have this box plot: every number lies where counting the bars puts it."""
    edges, counts = bars.edges, [round(height) for height in bars.heights]
    n, reached = sum(counts), list(accumulate(counts))

    def in_place(rank: int, x: float) -> bool:
        c = next(c for c, so_far in enumerate(reached) if so_far >= rank)
        return edges[c] <= x <= edges[c + 1]

    low, q1, middle, q3, high = box.five
    assert n % 4 == 3
    quartiles = [((n + 1) // 4, q1), ((n + 1) // 2, middle), (3 * (n + 1) // 4, q3)]
    below = sum(x < q1 for x in box.outliers)
    ends = [(1 + below, low), (n - len(box.outliers) + below, high)]
    beyond = [
        (rank, x)
        for rank, x in zip(
            [*range(1, below + 1), *range(n - len(box.outliers) + below + 1, n + 1)], box.outliers, strict=True
        )
    ]
    if apart:
        reach = 1.5 * (q3 - q1)
        assert all(x < q1 - reach or x > q3 + reach for x in box.outliers) and q1 - reach <= low and high <= q3 + reach
    return all(in_place(rank, x) for rank, x in [*quartiles, *ends, *beyond])


def distance(bars: Bars, violin: Figure) -> float:
    """How far the shape of a violin is from that of the bars."""
    (upper,) = [mark for mark in violin.marks if isinstance(mark, Area) and mark.points[0][1] >= 0]
    xs, ys = np.array(upper.points).T
    middles = (np.array(bars.edges[1:]) + np.array(bars.edges[:-1])) / 2
    widths = np.interp(middles, xs, ys, left=0.0, right=0.0)
    heights = np.array(bars.heights)
    return float(np.abs(widths / widths.sum() - heights / heights.sum()).sum())
