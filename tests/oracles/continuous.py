"""Continuous distributions, by numerical integration, by scipy.stats, and by measuring what is drawn."""

import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy import stats
from scipy.integrate import quad

from generators.notation.tree import Call, Cases, Chain, Name, Node
from schemas.exercise import Exercise
from schemas.figure import Area, Curve, Figure
from tests.oracles import oracle
from tests.oracles.reading import close, formulas, function, numbers, numeric, right_option


@oracle("prob_stats.continuous.area_under_pdf")
def _(exercise: Exercise) -> None:
    if "~ N(" in exercise.stem:
        bell(exercise)
    elif len(exercise.figures) == 3:
        order(exercise)
    elif len(exercise.figures) == 2:
        density_and_cdf(exercise)
    else:
        (part,) = exercise.parts
        assert abs(numeric(part.answer.value) - area(exercise.figures[0])) < 1e-6


def drawn(figure: Figure, kind: type) -> np.ndarray:
    """The points of the only mark of that kind."""
    (mark,) = [mark for mark in figure.marks if isinstance(mark, kind)]
    return np.array(mark.points)


def area(figure: Figure) -> float:
    """Of the shaded polygon; the whole curve holds 1, as far as the four decimals of the drawing tell."""
    assert abs(np.trapezoid(*drawn(figure, Curve).T[::-1]) - 1) < 1e-3
    return float(np.trapezoid(*drawn(figure, Area).T[::-1]))


def order(exercise: Exercise) -> None:
    areas = {figure.label: area(figure) for figure in exercise.figures}
    first, largest = exercise.parts
    assert re.findall(r"P\((\w)\)", right_option(first)) == sorted(areas, key=areas.__getitem__)
    assert abs(numeric(largest.answer.value) - max(areas.values())) < 1e-6


def bell(exercise: Exercise) -> None:
    """One option alone is worth what is shaded, measured from the picture."""
    mu, sigma = map(float, re.findall(r"N\((\d+), (\d+)\^2\)", exercise.stem)[0])
    X, (figure,), (part,) = stats.norm(mu, sigma), exercise.figures, exercise.parts
    shaded = 0.0
    for mark in figure.marks:
        if isinstance(mark, Area):
            low, high = mark.points[0][0], mark.points[-1][0]
            shaded += X.cdf(np.inf if high >= figure.x.high else high) - X.cdf(-np.inf if low <= figure.x.low else low)
    worth = {option.id: value_of(option.text, X) for option in part.answer.options}
    assert abs(worth[part.answer.value] - shaded) < 1e-9
    assert sorted(abs(value - shaded) for value in worth.values())[1] > 0.0009, "a second option is right too"


def value_of(text: str, X) -> float:
    """An expression in F and f, with the normal distribution put in."""
    (formula,) = formulas(text)
    from generators.notation import house, parse

    def put(match: re.Match) -> str:
        return f"({(X.cdf if match[1] == 'F' else X.pdf)(float(match[2])):.15f})"

    return numeric(parse(re.sub(r"([Ff])\((\d+)\)", put, house(formula))))


def density_and_cdf(exercise: Exercise) -> None:
    density, cdf = exercise.figures
    choice, shaded, height = exercise.parts
    assert "rises" in right_option(choice)
    xs, values = drawn(cdf, Curve).T
    low, *_, high = drawn(density, Area).T[0]
    assert abs(numeric(shaded.answer.value) - (np.interp(high, xs, values) - np.interp(low, xs, values))) < 1e-9
    assert list(map(float, re.findall(r"\$(\d+)\$", right_option(choice)))) == [low, high]
    c, d = map(float, re.findall(r"\$(\d+)\$", height.ask))
    slope = (np.interp(d, xs, values) - np.interp(c, xs, values)) / (d - c)
    assert abs(numeric(height.answer.value) - slope) < 1e-9
    assert abs(area(density) - numeric(shaded.answer.value)) < 1e-3


# Densities in formulas ---------------------------------------------------------------------------------------------


def density_of(stem: str) -> tuple[Callable[..., float], list[float]]:
    """f(x, k), and the ends of its pieces."""
    found = formulas(stem)
    rule = next(node for node in found if isinstance(node, Chain) and node.terms[0] == Call("f", (Name("x"),)))
    body = rule.terms[1]
    if isinstance(body, Cases):
        cases = [(g, condition(where)) for g, where in body.branches if where]
    else:
        cases = [(body, condition(found[found.index(rule) + 1]))]

    def f(x: float, k: float) -> float:
        return next((numeric(g, x=x, k=k) for g, (low, high) in cases if low <= x <= high), 0.0)

    return f, sorted({end for _, ends in cases for end in ends})


def condition(node: Node) -> tuple[float, float]:
    """`0 <= x < 6`, `x >= 0` or `1 < X < 3` as its ends."""
    assert isinstance(node, Chain)
    if len(node.terms) == 3:
        return numeric(node.terms[0]), numeric(node.terms[2])
    bound = numeric(node.terms[1])
    return (bound, np.inf) if node.relations[0] in (">", ">=") else (-np.inf, bound)


def event_of(ask: str) -> tuple[float, float]:
    """The ends of the event of the first `P(…)`."""
    node = next(node for node in formulas(ask) if isinstance(node, Call) and node.name == "P")
    return condition(node.args[0])


def integral(g: Callable[[float], float], low: float, high: float, breaks: list[float]) -> float:
    """Piece by piece."""
    places = [low, *(x for x in breaks if low < x < high), high]
    return sum(quad(g, a, b, epsabs=1e-11)[0] for a, b in pairwise(places))


@oracle("prob_stats.continuous.density_normalise")
def _(exercise: Exercise) -> None:
    f, breaks = density_of(exercise.stem)
    first, probability, mean, *rest = exercise.parts
    low, high = breaks[0], breaks[-1]
    k = 1 / integral(lambda x: f(x, 1), low, high, breaks)
    close(first, k)
    a, b = event_of(probability.ask)
    close(probability, integral(lambda x: f(x, k), max(a, low), min(b, high), breaks))
    m = integral(lambda x: x * f(x, k), low, high, breaks)
    close(mean, m)
    for part in rest:
        close(part, integral(lambda x: (x - m) ** 2 * f(x, k), low, high, breaks))


def law_of(stem: str) -> tuple[tuple[float, float], Callable[[float], float], Callable[[float], float]]:
    """Where the variable lies, its distribution function and its density, by whichever is printed."""
    if "uniformly" in stem:
        a, b = numbers(stem)
        X = stats.uniform(a, b - a)
        return (a, b), X.cdf, X.pdf
    if "Its distribution function" in stem:
        rule, where = formulas(stem)[-2:]
        F = function(rule.terms[1], "x")
        return condition(where), F, lambda x: (F(x + 1e-6) - F(x - 1e-6)) / 2e-6
    f, breaks = density_of(stem)
    a, b = breaks[0], breaks[-1]
    return (a, b), lambda x: integral(lambda y: f(y, 1), a, x, breaks), lambda x: f(x, 1)


@oracle("prob_stats.continuous.cdf_and_quantile")
def _(exercise: Exercise) -> None:
    (a, b), F, f = law_of(exercise.stem)
    first, *others = exercise.parts
    low, high = condition(formulas(first.ask)[-1])
    for x in np.linspace(low + 0.01, min(high, low + 7) - 0.01, 5):
        assert abs(numeric(first.answer.value, x=x) - (f if "density $f" in first.ask else F)(x)) < 1e-6, x
    for part in others:
        if "$q$" in part.ask:
            q = numeric(part.answer.value)
            (level,) = [numeric(node.terms[1]) for node in formulas(part.ask) if isinstance(node, Chain)]
            assert a <= q <= b and abs(F(q) - level) < 1e-7
        elif beyond := re.findall(r"P\(X > (\d+) \| X > (\d+)\)", part.ask):
            far, near = map(float, beyond[0])
            close(part, (1 - F(far)) / (1 - F(near)))
        else:
            u, v = event_of(part.ask)
            close(part, F(v) - F(u))


# Normal distributions ----------------------------------------------------------------------------------------------


def parameters(text: str) -> dict[str, float]:
    """`mu`, `sigma` as far as they are told; the root of a variance that is told."""
    told = {"mu": r"mu = ([\d.]+)", "sigma": r"sigma = ([\d.]+)", "sigma^2": r"sigma\^2 = ([\d.]+)"}
    found = {name: float(match[1]) for name, pattern in told.items() if (match := re.search(pattern, text))}
    if "sigma^2" in found:
        found["sigma"] = found.pop("sigma^2") ** 0.5
    return found


def spanned(part, value: float, slack: float) -> None:
    """The exact value is the key, or lies with it between two conventions that are not further apart than `slack`."""
    key = part.answer
    assert abs(numeric(key.value) - value) < slack, f"{key.value}, not {value}"
    ends = sorted(numeric(text) for text in key.between or (key.value, key.value))
    assert ends[0] - 1e-6 <= value <= ends[1] + 1e-6 and ends[1] - ends[0] < slack


def table_values_hold(exercise: Exercise) -> None:
    """Every `Phi(z) approx p` of the steps."""
    for part in exercise.parts:
        for z, p in re.findall(r"\$Phi\(([\d.]+)\) approx (0\.\d+)\$", " ".join(part.steps)):
            assert abs(stats.norm.cdf(float(z)) - float(p)) <= 0.51e-4, (z, p)


@oracle("prob_stats.continuous.normal_probability")
def _(exercise: Exercise) -> None:
    table_values_hold(exercise)
    if "two tests" in exercise.stem:
        two_scales(exercise)
        return
    told = parameters(exercise.stem)
    if len(told) == 1:
        missing_parameter(exercise, told)
        return
    X = stats.norm(told["mu"], told["sigma"])
    for part in exercise.parts:
        if "Standardise" in part.ask:
            (x,) = numbers(part.ask)
            close(part, (x - told["mu"]) / told["sigma"])
        else:
            a, b = event_of(part.ask)
            spanned(part, X.cdf(b) - X.cdf(a), 0.01 if "0.997" in exercise.stem else 1.01e-4)


def missing_parameter(exercise: Exercise, told: dict[str, float]) -> None:
    event = next(
        node for node in formulas(exercise.stem) if isinstance(node, Chain) and isinstance(node.terms[0], Call)
    )
    low, high = condition(event.terms[0].args[0])
    p = numeric(event.terms[1])
    x, z = (low, stats.norm.isf(p)) if high == np.inf else (high, stats.norm.ppf(p))
    score, found = exercise.parts
    spanned(score, z, 0.002)
    sigma = told.get("sigma") or (x - told["mu"]) / z
    spanned(found, sigma if "mu" in told else x - z * sigma, 0.003 * sigma)


def two_scales(exercise: Exercise) -> None:
    m, s, x, n, t, y = numbers(exercise.stem)
    scores = (x - m) / s, (y - n) / t
    first, second, better, share = exercise.parts
    close(first, scores[0])
    close(second, scores[1])
    assert f"test {'A' if scores[0] > scores[1] else 'B'}" in right_option(better)
    spanned(share, stats.norm.cdf(max(scores)), 1.01e-4)


@oracle("prob_stats.continuous.normal_quantile")
def _(exercise: Exercise) -> None:
    told = parameters(exercise.stem)
    score, *others = exercise.parts
    if "percentile" in exercise.stem:
        X = stats.norm(told["mu"], told["sigma"])
        (x,) = numbers(score.ask)
        close(score, (x - told["mu"]) / told["sigma"])
        spanned(others[0], 100 * X.cdf(x), 0.0101)
        rank = re.findall(r"percentile \$(\d+)\$", others[1].ask)[0]
        spanned(others[1], X.ppf(int(rank) / 100), 0.006 * told["sigma"])
    elif len(others) == 3:
        (a, p), (b, q) = [
            (re.findall(r"[<>] (-?[\d.]+)\)", text)[0], text.rpartition("= ")[2])
            for text in re.findall(r"P\(X [<>] [\d.]+\) = [\d.]+", exercise.stem)
        ]
        z = stats.norm.ppf(float(p)), stats.norm.isf(float(q))
        sigma = (float(b) - float(a)) / (z[1] - z[0])
        spanned(score, z[0], 0.006)
        spanned(others[0], z[1], 0.006)
        spanned(others[1], sigma, 0.012 * sigma)
        spanned(others[2], float(a) - z[0] * sigma, 0.02 * sigma)
    elif share := re.findall(r"holds \$(\d+)%", exercise.stem):
        low, high = stats.norm.interval(float(share[0]) / 100, told["mu"], told["sigma"])
        spanned(score, (high - told["mu"]) / told["sigma"], 0.006)
        ends = others[0].answer
        for key, value in ((ends.low, low), (ends.high, high)):
            span = sorted(map(numeric, key.between))
            assert span[0] - 1e-6 <= value <= span[1] + 1e-6 and span[1] - span[0] < 0.006 * told["sigma"]
    else:
        (sign, p) = re.findall(r"P\(X ([<>]) x\) = ([\d.]+)", exercise.stem)[0]
        X = stats.norm(told["mu"], told["sigma"])
        x = X.ppf(float(p)) if sign == "<" else X.isf(float(p))
        spanned(score, (x - told["mu"]) / told["sigma"], 0.006)
        spanned(others[0], x, 0.006 * told["sigma"])


# Curves ------------------------------------------------------------------------------------------------------------


@oracle("prob_stats.continuous.match_density_parameters")
def _(exercise: Exercise) -> None:
    """Each density lies on the drawn points; of two curves, F is the running area of f."""
    (part,) = exercise.parts
    drawn_ones = {figure.label: drawn(figure, Curve) for figure in exercise.figures}
    if len(exercise.figures) == 8:
        best = {letter: min("1234", key=lambda n: mismatch(drawn_ones[letter], drawn_ones[n])) for letter in "ABCD"}
    else:
        names = {option.id: option.text for option in part.answer.right}
        scale = next((curve_moments(drawn_ones[letter]) for letter, id in part.answer.value.items()
                      if names[id] == "$X$"), (0.0, 1.0))  # fmt: skip
        laws = {id: law_named(text, *scale) for id, text in names.items()}
        best = {letter: min(laws, key=lambda id: off(laws[id], drawn_ones[letter])) for letter in "ABCD"}
        assert all(off(laws[id], drawn_ones[letter]) < 2e-3 for letter, id in best.items())
    assert best == part.answer.value


def mismatch(f: np.ndarray, F: np.ndarray) -> float:
    """How far the running area of f, from its first point on, is from F."""
    area = np.concatenate([[0], np.cumsum((f[1:, 1] + f[:-1, 1]) / 2 * np.diff(f[:, 0]))])
    return float(np.max(np.abs(np.interp(F[:, 0], f[:, 0], area) - F[:, 1])))


def curve_moments(points: np.ndarray) -> tuple[float, float]:
    x, y = points.T
    m = np.trapezoid(x * y, x)
    return float(m), float(np.sqrt(np.trapezoid((x - m) ** 2 * y, x)))


def off(law, points: np.ndarray) -> float:
    """The greatest distance of the drawn points from the density, jumps left out."""
    x, y = points.T
    jumps = law.support() if law.dist.name in ("uniform", "chi2") else ()
    inside = ~np.isin(x, jumps) & ((x > 0) | (law.dist.name != "chi2"))
    return float(np.max(np.abs(law.pdf(x[inside]) - y[inside])))


def law_named(text: str, m: float, s: float):
    """The distribution of an option; `m` and `s` are those of X where options speak of it."""
    found = [float(x) for x in re.findall(r"-?\d+\.?\d*", text)]
    if text.startswith("normal, mean"):
        return stats.norm(*found)
    if text.startswith("$N"):
        return stats.norm(found[0], found[1] ** 0.5)
    if text.startswith("$U"):
        return stats.uniform(found[0], found[1] - found[0])
    if "chi" in text:
        return stats.chi2(found[1])
    if "mean" in text:
        return stats.norm(m, s / found[0] ** 0.5)
    return {"$X$": stats.norm(m, s), "$2*X$": stats.norm(2 * m, 2 * s)}.get(text) or stats.norm(2 * m, 2**0.5 * s)


@oracle("prob_stats.continuous.chi_squared")
def _(exercise: Exercise) -> None:
    sigma = float(re.findall(r"standard deviation \$(\d+)\$", exercise.stem)[0])
    first, second, *rest = exercise.parts
    if len(rest) == 0:
        w = float(re.findall(r"X\^2 > ([\d.]+)", second.ask)[0])
        close(first, (w / sigma**2) ** 0.5)
        spanned(second, stats.chi2(1).sf(w / sigma**2), 2.01e-4)
        return
    if exercise.data is not None:
        for row in exercise.data.rows:
            law = stats.chi2(int(row[0]))
            assert np.allclose(
                [float(x) for x in row[1:]], law.ppf([float(p) for p in exercise.data.columns[1:]]), atol=0.0051
            )
        k = int(re.findall(r"observed \$(\d+)\$", exercise.stem)[0])
        p = float(re.findall(r"probability \$([\d.]+)\$", first.ask)[0])
        assert abs(numeric(first.answer.value) - stats.chi2(k).isf(p)) < 0.0051
        assert abs(numeric(second.answer.value) - stats.chi2(k, scale=sigma**2).isf(p)) < 0.0051 * sigma**2
        seen = float(re.findall(r"is \$(\d+)\$", rest[0].ask)[0])
        assert rest[0].answer.value == (stats.chi2(k, scale=sigma**2).sf(seen) < p)
        return
    if "two directions" in exercise.stem:
        W = stats.chi2(2)
        close(first, W.sf(float(re.findall(r"W > (\d+)", first.ask)[0])))
        p = numeric(re.findall(r"probability \$(.+?)\$", second.ask)[0])
        close(second, W.isf(p))
        close(rest[0], W.sf(float(re.findall(r"> (\d+)", rest[0].ask)[0]) / sigma**2))
        return
    k = int(re.findall(r"observed \$(\d+)\$", exercise.stem)[0])
    for parts, scale in (((first, second), 1.0), (rest, sigma**2)):
        for part, value in zip(parts, stats.chi2(k, scale=scale).stats(), strict=True):
            close(part, float(value))


# Statements --------------------------------------------------------------------------------------------------------


@oracle("prob_stats.continuous.pdf_cdf_facts")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    for option in part.answer.options:
        assert (option.id in part.answer.value) == holds(option.text, exercise.stem), option.text


def holds(text: str, stem: str) -> bool:
    """Whether the statement is true, by numerical integration or simulation on a fine grid."""
    if stem.startswith("A density is"):
        g, where = formulas(text)
        low, high = condition(where)
        f = function(g, "x")
        xs = np.linspace(low, min(high, 400.0), 200_001)
        ys = np.array([f(x) for x in xs[::100]])
        return bool(ys.min() > -1e-12 and abs(quad(f, low, high)[0] - 1) < 1e-7)
    if "uniformly" in stem:
        return holds_of_y(text, stem)
    f, (low, high) = density_of(stem)
    heights = [f(x, 1) for x in np.linspace(low, high, 101)]

    def F(x: float) -> float:
        return integral(lambda y: f(y, 1), low, min(x, high), [])

    if "never exceeds" in text:
        return max(heights) <= 1 + 1e-12
    if "area under $F$" in text:
        return abs(quad(F, low, high)[0] - 1) < 1e-9
    if "never falls" in text:
        return min(heights) >= 0
    if "P(X <" in text:
        return True  # a density has no atoms
    left, right = formulas(text)[0].terms
    return "F(" in text and abs(F(numeric(left.args[0])) - numeric(right)) < 1e-9


def holds_of_y(text: str, stem: str) -> bool:
    w, a, b = [float(x) for x in re.findall(r"and \$(\d+)\$, and \$Y = (\d+)\*X \+ (\d+)\$", stem)[0]]
    X, Y = stats.uniform(0, w), stats.uniform(b, a * w)
    told_numbers = numbers(text)
    if "height" in text:
        return abs(Y.pdf(b + a * w / 3) - told_numbers[-1]) < 1e-9
    if "lie between" in text:
        return bool(np.allclose(told_numbers, Y.support()))
    if "area" in text:
        return True
    if "standard deviation" in text:
        return abs(Y.std() / X.std() - told_numbers[0]) < 1e-9
    found = [numeric(node.terms[-1]) for node in formulas(text) if isinstance(node.terms[-1], Call) is False]
    bounds = [float(x) for x in re.findall(r"[XY] <= (\d+)", text)]
    if "X <=" in text:
        return abs(X.cdf(bounds[0]) - Y.cdf(bounds[1])) < 1e-9
    return abs(Y.cdf(bounds[0]) - found[0]) < 1e-9
