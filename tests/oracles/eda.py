"""Summaries by the standard library's statistics, and pictures by reading them."""

import re
import statistics
from fractions import Fraction
from itertools import accumulate, permutations, product

import numpy as np
from scipy import stats

from schemas.exercise import Exercise
from schemas.figure import Area, Bars, Box, Dots, Figure, Line
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, numbers, numeric


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


@oracle("prob_stats.eda.five_number_boxplot")
def _(exercise: Exercise) -> None:
    assert exercise.data is not None
    data = sorted(int(value) for (value,) in exercise.data.rows)
    linear = "linear interpolation" in exercise.stem
    five, second, third, *rest = exercise.parts
    found = np.percentile(data, [0, 25, 50, 75, 100]).tolist() if linear else by_halves(data)
    assert np.allclose(entries(five.answer), found)
    if not rest:
        assert numeric(second.answer.value) == found[3] - found[1]
        lengths = np.diff(found)
        text = next(option.text for option in third.answer.options if option.id == third.answer.value)
        parts = [("smallest", "lower"), ("lower quartile", "median"), ("median", "upper"), ("upper", "largest")]
        (place,) = [i for i, pair in enumerate(parts) if all(word in text for word in pair)]
        assert list(lengths).count(min(lengths)) == 1 and lengths[place] == min(lengths)
        return
    fences = np.array([found[1] - 1.5 * (found[3] - found[1]), found[3] + 1.5 * (found[3] - found[1])])
    assert np.allclose(entries(second.answer), fences)
    far = [x for x in data if not fences[0] <= x <= fences[1]]
    assert sorted(entries(third.answer)) == far and min(abs(x - fence) for x in data for fence in fences) >= 1
    inside = [x for x in data if x not in far]
    assert np.allclose(entries(rest[0].answer), [inside[0], inside[-1]])
    old, new = map(int, numbers(rest[1].ask))
    data[data.index(old)] = new
    _, q1, _, q3, _ = by_halves(data)
    assert numeric(rest[1].answer.value) == q3 + 1.5 * (q3 - q1)


def by_halves(data: list[int]) -> list[float]:
    """The five numbers by counting: a quartile has as many values of its half below as above."""
    ordered = sorted(data)
    half = len(ordered) // 2
    parts = ordered[:half], ordered, ordered[-half:]
    return [ordered[0], *(float(statistics.median(part)) for part in parts), ordered[-1]]


@oracle("prob_stats.eda.read_histogram")
def _(exercise: Exercise) -> None:
    asks = [part.ask for part in exercise.parts]
    values = [part.answer for part in exercise.parts]
    if not exercise.figures:
        from_table(exercise)
        return
    bars = exercise.figures[0].marks[0]
    assert isinstance(bars, Bars)
    edges, heights = np.array(bars.edges), np.array(bars.heights)
    if exercise.figures[0].y.label == "density":
        areas = heights * np.diff(edges)
        assert abs(areas.sum() - 1) < 1e-3
        total = numeric(exercise.given["n"])
        low, high = numbers(asks[0])
        area = areas[list(edges).index(low)]
        assert high == edges[list(edges).index(low) + 1] and abs(numeric(values[0].value) - area) < 1e-9
        assert abs(numeric(values[1].value) - total * area) < 1e-6
        (below,) = numbers(asks[2])
        assert abs(numeric(values[2].value) - areas[edges[1:] <= below].sum()) < 1e-9
        a, _, _, d = numbers(asks[3])
        assert abs(numeric(values[3].value) - areas[(edges[:-1] >= a) & (edges[1:] <= d)].sum() / (d - a)) < 1e-9
        return
    assert numeric(values[0].value) == heights.sum()
    if "median" in asks[1]:
        text = next(option.text for option in values[1].options if option.id == values[1].value)
        middles = (edges[1:] + edges[:-1]) / 2
        expanded = np.repeat(middles, heights.astype(int))
        low, high = numbers(text)
        assert low < np.median(expanded) < high and np.median(expanded) in middles
        assert abs(numeric(values[2].value) - expanded.mean()) < 1e-9
    else:
        (edge,) = numbers(asks[1])
        chosen = heights[edges[1:] <= edge] if "below" in asks[1] else heights[edges[:-1] >= edge]
        assert numeric(values[1].value) == chosen.sum()
        assert abs(numeric(values[2].value) - chosen.sum() / heights.sum()) < 1e-9


def from_table(exercise: Exercise) -> None:
    """Heights from counts, or counts from raw values."""
    assert exercise.data is not None
    first, second, third = exercise.parts
    if len(exercise.data.columns) == 2:
        spans = [tuple(map(int, row[0].split(" to "))) for row in exercise.data.rows]
        counts = np.array([int(row[1]) for row in exercise.data.rows])
        densities = counts / counts.sum() / [b - a for a, b in spans]
        assert np.allclose(entries(first.answer), densities)
        text = next(option.text for option in second.answer.options if option.id == second.answer.value)
        assert tuple(map(int, numbers(text))) == spans[int(np.argmax(densities))]
        a, _, _, d = numbers(third.ask)
        inside = sum(n for n, (low, high) in zip(counts, spans, strict=True) if a <= low and high <= d)
        assert abs(numeric(third.answer.value) - inside / counts.sum() / (d - a)) < 1e-9
        return
    data = np.array([int(value) for (value,) in exercise.data.rows])
    found = []
    for part in (first, second):
        width, low, high = map(int, numbers(part.ask))
        found.append(np.histogram(data, np.arange(low, high + width, width))[0])
        assert data.max() < high and list(entries(part.answer)) == list(found[-1])
    tops = [sum(x > max(row[max(i - 1, 0)] if i else -1, row[i + 1] if i + 1 < len(row) else -1)
                for i, x in enumerate(row)) for row in found]  # fmt: skip
    assert list(entries(third.answer)) == tops


KERNELS = {
    "box": lambda u: np.where(np.abs(u) <= 1, 0.5, 0.0),
    "triangular": lambda u: np.clip(1 - np.abs(u), 0, None),
    "Gaussian": stats.norm.pdf,
}


def estimated(kernel: str, data: np.ndarray, h: float, x: float) -> float:
    """The estimate at x; checked to be a density."""
    grid = np.linspace(data.min() - 9 * h, data.max() + 9 * h, 8_001)
    curve = KERNELS[kernel]((grid[:, None] - data) / h).mean(axis=1) / h
    assert abs(np.trapezoid(curve, grid) - 1) < 5e-3
    return float(KERNELS[kernel]((x - data) / h).mean() / h)


@oracle("prob_stats.eda.kde")
def _(exercise: Exercise) -> None:
    data = np.array([float(x) for x in re.search(r": ([\d, ]+)\.", exercise.stem)[1].split(", ")])
    (kernel,) = [name for name in KERNELS if f"{name} kernel" in exercise.stem]
    last = exercise.parts[-1]
    if exercise.figures:
        from_pictures(exercise, data)
        return
    told = {name: numeric(node) for name, node in definitions(exercise.stem).items() if name == "h"}
    h, x = told["h"], numeric(definitions(last.ask)["x"])
    u = np.abs(x - data) / h
    assert min(abs(u - 1)) > 1e-9 or kernel == "Gaussian", "on the edge of a kernel"
    if kernel == "box":
        count, value = exercise.parts
        assert numeric(count.answer.value) == (u <= 1).sum()
        assert abs(numeric(value.answer.value) - estimated(kernel, data, h, x)) < 1e-9
        return
    total, value, double = exercise.parts
    assert f"doubled to ${2 * h:g}$" in double.ask
    assert abs(numeric(total.answer.value) - KERNELS[kernel](u).sum()) < 1e-9
    assert abs(numeric(value.answer.value) - estimated(kernel, data, h, x)) < 1e-9
    assert abs(numeric(double.answer.value) - estimated(kernel, data, 2 * h, x)) < 1e-9


def from_pictures(exercise: Exercise, data: np.ndarray) -> None:
    """Each picture has the bandwidth whose estimate runs through its points."""
    pair, alone = exercise.parts
    widths = {option.id: numeric(definitions(option.text)["h"]) for option in pair.answer.right}
    for figure in exercise.figures:
        xs, ys = np.array(figure.marks[0].points).T
        fits = {
            id: np.abs(stats.norm.pdf((xs[:, None] - data) / h).mean(axis=1) / h - ys).max() for id, h in widths.items()
        }
        best, second = sorted(fits.values())[:2]
        assert best < 1e-4 and second > 0.01 and fits[pair.answer.value[figure.label]] == best
    h, x = (numeric(definitions(alone.ask)[name]) for name in ("h", "x"))
    assert h == min(widths.values()) and abs(numeric(alone.answer.value) - estimated("Gaussian", data, h, x)) < 1e-9


SIGNS = {"normal": (0, 0), "right": (1, 1), "left": (-1, -1), "heavy": (-1, 1), "light": (1, -1)}
"""Where the points of a QQ plot leave the line, at the left and at the right end: above is 1."""


def bends(figure: Figure) -> tuple[int, int]:
    """On which side of the line the outermost points are, if they are clearly off it."""
    (line,) = [mark for mark in figure.marks if isinstance(mark, Line)]
    (dots,) = [mark for mark in figure.marks if isinstance(mark, Dots)]
    (x0, y0), (x1, y1) = line.through
    z, values = np.array(dots.points).T
    slope = (y1 - y0) / (x1 - x0)
    off = (values - y0 - slope * (z - x0)) / (values.max() - values.min())
    assert np.abs(z - stats.norm.ppf((np.arange(len(z)) + 0.5) / len(z))).max() < 1e-3
    assert np.abs(off[np.abs(z) < 0.8]).max() < 0.06, "the line does not follow the middle"
    ends = off[:3].mean(), off[-3:].mean()
    assert all(abs(end) < 0.035 or abs(end) > 0.05 for end in ends), f"unclear ends {ends}"
    return tuple(int(np.sign(end)) if abs(end) > 0.04 else 0 for end in ends)


def shape_said(text: str) -> str:
    words = {"normal": "roughly normal", "right": "to the right", "left": "to the left", "heavy": "heavy tails",
             "light": "light tails"}  # fmt: skip
    (name,) = [name for name, said in words.items() if said in text]
    return name


@oracle("prob_stats.eda.qq_plot")
def _(exercise: Exercise) -> None:
    first, *rest = exercise.parts
    if first.answer.kind == "number":
        line, dots = exercise.figures[0].marks
        (x0, y0), (x1, y1) = line.through
        slope = (y1 - y0) / (x1 - x0)
        z, values = np.array(dots.points).T
        assert np.abs(values - y0 - slope * (z - x0)).max() < 0.2 * slope
        found = [y0 - slope * x0, slope, y0 + slope * (2 - x0)]
        assert np.allclose([numeric(part.answer.value) for part in exercise.parts], found)
        return
    if first.answer.kind == "matching":
        plots = {figure.label: bends(figure) for figure in exercise.figures[3:]}
        assert len(set(plots.values())) == 3
        for figure in exercise.figures[:3]:
            middles = (np.array(figure.marks[0].edges[1:]) + np.array(figure.marks[0].edges[:-1])) / 2
            data = np.repeat(middles, np.array(figure.marks[0].heights).astype(int))
            skew, kurtosis = stats.skew(data), stats.kurtosis(data)
            name = next(name for name, signs in SIGNS.items() if signs == plots[first.answer.value[figure.label]])
            assert {"right": skew > 0.5, "left": skew < -0.5, "heavy": kurtosis > 1, "light": kurtosis < -0.9,
                    "normal": abs(skew) < 0.5 and -0.9 < kurtosis < 1}[name], (name, skew, kurtosis)  # fmt: skip
        return
    said = next(option.text for option in first.answer.options if option.id == first.answer.value)
    name = shape_said(said)
    assert bends(exercise.figures[0]) == SIGNS[name]
    (second,) = rest
    text = next(option.text for option in second.answer.options if option.id == second.answer.value)
    (_, dots) = exercise.figures[0].marks
    values = np.array(dots.points)[:, 1]
    if "mean" in text:
        gap = (values.mean() - np.median(values)) / values.std()
        wanted = "greater" if gap > 0.08 else "less" if gap < -0.08 else "about equal"
        assert wanted in text, gap
    else:
        low, high = SIGNS[name]
        said = {(0, 0): "about as many", (1, 1): "more values far above the middle, and fewer", (-1, -1): "fewer values "
                "far above the middle, and more", (-1, 1): "more values far above and far", (1, -1): "fewer values far "
                "above and far"}  # fmt: skip
        assert text.startswith(said[low, high])


@oracle("prob_stats.eda.robust_statistics")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    data = [Fraction(x) for x in re.search(r"values are ([\d, ]+)\.", stem)[1].split(", ")]
    told = re.search(r"mean is \$(.+?)\$, their median \$(.+?)\$, their standard deviation \$(.+?)\$", stem)
    before = measures(data)
    assert [float(x) for x in told.groups()] == [before[key] for key in ("mean", "median", "standard deviation")]
    new = list(data)
    if typed := re.search(r"largest value, \$(\d+)\$, was entered as \$(\d+)\$", stem):
        new[-1] = Fraction(typed[2])
        assert data[-1] == int(typed[1])
    elif added := re.search(r"it is \$(\d+)\$", stem):
        new.append(Fraction(added[1]))
    elif "trimmed" in stem:
        typos = re.findall(r"\$(\d+)\$ instead of \$(\d+)\$", stem)
        assert data[-len(typos) :] == [int(x) for _, x in typos]
        new[-len(typos) :] = [Fraction(y) for y, _ in typos]
    else:
        rule = definitions(stem)["y"]
        new = [Fraction(repr(round(numeric(rule, x=float(x)), 9))) for x in data]
    after = measures(new)
    (part,) = exercise.parts
    for option in part.answer.options:
        name = max((name for name in before if f"The {name} " in option.text), key=len)
        verb, *_ = re.findall(r"stays|rises|falls|becomes|grows", option.text)
        value = float(re.findall(r"\$(-?[\d.]+)\$", option.text)[-1])
        places = 0.006 if "about" in option.text else 1e-9
        change = after[name] - before[name]
        moves = {"stays": abs(change) < 1e-9, "rises": change > 0, "grows": change > 0, "falls": change < 0}
        true = moves.get(verb, True) and abs(after[name] - value) < places
        assert true == (option.id in part.answer.value), (option.text, after[name])


def measures(data: list[Fraction]) -> dict[str, float]:
    ordered = sorted(data)
    _, q1, _, q3, _ = by_halves(ordered)
    centre = mean(ordered)
    found = {
        "mean": centre, "median": statistics.median(ordered), "standard deviation": statistics.stdev(ordered),
        "variance": statistics.variance(ordered), "range": ordered[-1] - ordered[0], "interquartile range": q3 - q1,
        "sum of the squared deviations": sum((x - centre) ** 2 for x in ordered), "trimmed mean": mean(ordered[1:-1]),
    }  # fmt: skip
    return {name: float(value) for name, value in found.items()}


@oracle("prob_stats.eda.simpsons_paradox")
def _(exercise: Exercise) -> None:
    assert exercise.data is not None
    by_group, overall, conclusion, *rest = exercise.parts
    arms = list(dict.fromkeys(row[1] for row in exercise.data.rows))
    groups = list(dict.fromkeys(row[0] for row in exercise.data.rows))
    hits, sizes = (
        np.array([[next(int(row[k]) for row in exercise.data.rows if row[:2] == (group, arm)) for arm in arms]
                  for group in groups])
        for k in (2, 3)
    )  # fmt: skip
    assert by_group.answer.columns == tuple(arms) and by_group.answer.rows == tuple(groups)
    rates = hits / sizes
    assert np.allclose([[numeric(cell) for cell in row] for row in by_group.answer.value], rates)
    pooled = hits.sum(axis=0) / sizes.sum(axis=0)
    assert np.allclose(entries(overall.answer), pooled) and abs(pooled[0] - pooled[1]) > 0.03 - 1e-9
    best = set(rates.argmax(axis=1))
    assert len(best) == 1
    (winner,) = best
    text = next(option.text for option in conclusion.answer.options if option.id == conclusion.answer.value)
    inside, whole = text.rstrip(".").split(" in both groups and ")
    assert arms[winner].casefold() in inside.casefold()
    assert whole == f"{'also' if pooled.argmax() == winner else arms[pooled.argmax()]} overall"
    for part in rest:
        if part.answer.kind == "choice":
            chosen = next(option.text for option in part.answer.options if option.id == part.answer.value)
            assert chosen == arms[winner]
        else:
            weights = sizes.sum(axis=1) / sizes.sum()
            assert np.allclose(entries(part.answer), weights @ rates)
