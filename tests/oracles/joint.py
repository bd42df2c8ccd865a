"""Several random variables: by NumPy, enumeration, numerical integration, and by measuring what is drawn."""

import re
from fractions import Fraction

import numpy as np
from scipy import stats
from scipy.integrate import dblquad, quad

from schemas.exercise import Exercise
from schemas.figure import Curve, Dots
from tests.oracles import oracle
from tests.oracles.reading import close, entries, function, numeric


def matched(part) -> dict[str, str]:
    """The letters with the texts that belong to them."""
    texts = {option.id: option.text for option in part.answer.right}
    return {letter: texts[id] for letter, id in part.answer.value.items()}


@oracle("prob_stats.joint.guess_correlation")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    told = {letter: float(re.findall(r"-?[\d.]+", text)[0]) for letter, text in matched(part).items()}
    slack = 0.0051 if "rounded" in part.ask else 1e-5
    for figure in exercise.figures:
        (dots,) = [mark for mark in figure.marks if isinstance(mark, Dots)]
        assert abs(np.corrcoef(np.array(dots.points).T)[0, 1] - told[figure.label]) < slack
    values = sorted(told.values())
    assert min(np.diff(values)) > 0.25, values


@oracle("prob_stats.joint.gaussian_contours")
def _(exercise: Exercise) -> None:
    """Points of the ellipses satisfy their equation with the matrix of the key and with no other one."""
    (part,) = exercise.parts
    laws = {letter: law(text) for letter, text in matched(part).items()}
    for figure in exercise.figures:
        one, two = [np.array(mark.points) for mark in figure.marks if isinstance(mark, Curve)]
        fits = [
            letter for letter, (m, S) in laws.items()
            if all(np.allclose(np.einsum("ij,jk,ik->i", P - m, np.linalg.inv(S), P - m), k * k, rtol=1e-2)
                   for P, k in ((one, 1), (two, 2)))
        ]  # fmt: skip
        assert fits == [figure.label]


def law(text: str) -> tuple[np.ndarray, np.ndarray]:
    *m, a, b, c, d = map(float, re.findall(r"-?\d+", text))
    return np.array(m or [0.0, 0.0]), np.array([[a, b], [c, d]])


def table_of(exercise: Exercise, missing: float | None = None) -> tuple[np.ndarray, list[int], list[int]]:
    """Cells, the values of X and those of Y."""
    xs = [int(row[0].split("= ")[1]) for row in exercise.data.rows]
    ys = [int(head.split("= ")[1]) for head in exercise.data.columns[1:]]
    cells = [[missing if cell == "?" else float(Fraction(cell)) for cell in row[1:]] for row in exercise.data.rows]
    return np.array(cells, dtype=float), xs, ys


@oracle("prob_stats.joint.joint_marginals")
def _(exercise: Exercise) -> None:
    if exercise.data is None:
        joint_density(exercise)
        return
    first, *others = exercise.parts
    missing = None
    if "missing" in first.ask:
        missing = numeric(first.answer.value)
        first, *others = others
    p, xs, ys = table_of(exercise, missing)
    assert abs(p.sum() - 1) < 1e-9 and p.min() > 0
    assert np.allclose(entries(first.answer), p.sum(axis=1))
    other, independence = others
    if missing is None:
        assert np.allclose(entries(other.answer), p.sum(axis=0))
    else:
        event = re.findall(r"P\((.+?)\)", other.ask)[0].replace(" = ", " == ")
        close(other, sum(p[i, j] for i, X in enumerate(xs) for j, Y in enumerate(ys) if eval(event, {"X": X, "Y": Y})))
    assert independence.answer.value == np.allclose(p, np.outer(p.sum(axis=1), p.sum(axis=0)))


def joint_density(exercise: Exercise) -> None:
    g = function(re.findall(r"f\(x, y\) = (.+?)\$", exercise.stem)[0], "k", "x", "y")
    a, b = map(float, re.findall(r"<= [xy] <= (\d+)", exercise.stem))
    constant, marginal, event, independence = exercise.parts
    k = 1 / dblquad(lambda y, x: g(1, x, y), 0, a, 0, b)[0]
    close(constant, k)

    def f_X(x: float) -> float:
        return quad(lambda y: g(k, x, y), 0, b)[0]

    for x in np.linspace(0.1, a, 4):
        assert abs(numeric(marginal.answer.value, x=x) - f_X(x)) < 1e-7
    close(event, quad(f_X, 0, float(re.findall(r"X <= ([\d.]+)", event.ask)[0]))[0])
    x0, y0 = a / 3, b / 5
    product = abs(g(k, x0, y0) - f_X(x0) * quad(lambda x: g(k, x, y0), 0, a)[0]) < 1e-7
    assert independence.answer.value == product


def slice_of_density(exercise: Exercise) -> None:
    f = function(re.findall(r"f\(x, y\) = (.+?)\$", exercise.stem)[0], "x", "y")
    a, b = map(float, re.findall(r"<= [xy] <= (\d+)", exercise.stem))
    x = float(re.findall(r"X = (\d+)", exercise.stem)[0])
    assert abs(dblquad(lambda y, x: f(x, y), 0, a, 0, b)[0] - 1) < 1e-7
    condition, conditional, mean = exercise.parts
    whole = quad(lambda y: f(x, y), 0, b)[0]
    close(condition, whole)
    for y in np.linspace(0.1, b, 4):
        assert abs(numeric(conditional.answer.value, y=y) - f(x, y) / whole) < 1e-7
    close(mean, quad(lambda y: y * f(x, y) / whole, 0, b)[0])


@oracle("prob_stats.joint.conditional_distribution")
def _(exercise: Exercise) -> None:
    if exercise.data is None:
        slice_of_density(exercise)
        return
    p, xs, ys = table_of(exercise)
    if "total expectation" in exercise.parts[-1].ask:
        given, marginal, total = exercise.parts
        assert np.allclose(entries(given.answer), p @ ys / p.sum(axis=1))
        assert np.allclose(entries(marginal.answer), p.sum(axis=1) / p.sum())
        close(total, float((p.sum(axis=0) / p.sum()) @ ys))
        return
    condition, conditional, *rest = exercise.parts
    row = p[xs.index(int(re.findall(r"X = (\d+)", condition.ask)[0]))]
    close(condition, row.sum())
    assert np.allclose(entries(conditional.answer), row / row.sum())
    for part in rest:
        close(part, float(row @ ys / row.sum()))


@oracle("prob_stats.joint.covariance_and_correlation")
def _(exercise: Exercise) -> None:
    if exercise.data is None:
        v, w, k = [float(x) for x in re.findall(r"= (-?\d+)", exercise.stem)]
        S = np.array([[v, k], [k, w]])
        assert np.linalg.eigvalsh(S)[0] > 0
        first, second, third = exercise.parts
        both = [linear(text) for text in re.findall(r"Cov\((.+), (.+)\)", first.ask)[0]]
        close(first, both[0] @ S @ both[1])
        weights = linear(re.findall(r"Var\((.+)\)", second.ask)[0])
        close(second, weights @ S @ weights)
        close(third, both[0] @ S @ both[1] / np.sqrt((both[0] @ S @ both[0]) * (both[1] @ S @ both[1])))
        return
    if "joint" in exercise.stem:
        p, xs, ys = table_of(exercise)
        means, product, cov, *rest = exercise.parts
        m = np.array([p.sum(axis=1) @ xs, p.sum(axis=0) @ ys])
        assert abs(p.sum() - 1) < 1e-9 and np.allclose(entries(means.answer), m)
        close(product, float(xs @ p @ ys))
        close(cov, float((np.array(xs) - m[0]) @ p @ (np.array(ys) - m[1])))
        for part in rest:
            assert abs(numeric(cov.answer.value)) < 1e-12
            assert part.answer.value == np.allclose(p, np.outer(p.sum(axis=1), p.sum(axis=0)))
        return
    x, y = np.array([[float(cell) for cell in row] for row in exercise.data.rows]).T
    means, cov, *rest = exercise.parts
    assert np.allclose(entries(means.answer), [x.mean(), y.mean()])
    close(cov, np.cov(x, y)[0, 1])
    if rest:
        assert np.allclose(entries(rest[0].answer), [x.var(ddof=1), y.var(ddof=1)])
        close(rest[1], np.corrcoef(x, y)[0, 1])


def linear(text: str) -> np.ndarray:
    """The factors of X and Y."""
    f = function(text, *(names := [name for name in "XY" if name in text]))
    zero = f(*[0.0] * len(names))
    found = {name: f(*(1.0 if other == name else 0.0 for other in names)) - zero for name in names}
    return np.array([found.get("X", 0.0), found.get("Y", 0.0)])


def told(*texts: str) -> dict[str, np.ndarray]:
    """Matrices by the names that are given to them."""
    found = re.findall(r"(\w+) = (\[\[.+?\]\])", " ".join(texts))
    return {name: numeric(text) for name, text in found}


@oracle("prob_stats.joint.covariance_of_linear_map")
def _(exercise: Exercise) -> None:
    first, second, third = exercise.parts
    if "shares" in exercise.stem:
        v, w, c = [float(x) for x in re.findall(r"\) = (-?\d+)", exercise.stem)]
        S = np.array([[v, c], [c, w]])
        grid = np.linspace(-30, 30, 600_001)
        V = np.einsum("ij,jk,ik->i", W := np.stack([grid, 1 - grid], axis=1), S, W)
        for a in (0.0, 0.3, 2.0):
            assert abs(numeric(first.answer.value, a=a) - np.array([a, 1 - a]) @ S @ [a, 1 - a]) < 1e-9
        assert abs(numeric(second.answer.value) - grid[V.argmin()]) < 1e-4
        assert abs(numeric(third.answer.value) - V.min()) < 1e-6
        return
    given = told(exercise.stem)
    if "uncorrelated" in exercise.stem:
        values, vectors = np.linalg.eigh(given["Sigma"])
        assert np.allclose(sorted(map(numeric, first.answer.value)), values)
        way = np.array([numeric(each) for each in second.answer.value])
        assert np.allclose(abs(way @ vectors[:, 1]), np.linalg.norm(way))
        R = np.array([way, [-way[1], way[0]]]) / np.linalg.norm(way)
        assert np.allclose(entries(third.answer), R @ given["Sigma"] @ R.T)
        return
    S, mu = given["Sigma"], given["mu"].ravel()
    points = np.concatenate([[mu], mu + np.linalg.cholesky(S).T * 2**0.5, mu - np.linalg.cholesky(S).T * 2**0.5])
    weights = np.array([0.0, 0.25, 0.25, 0.25, 0.25])  # a distribution of four points with this mean and covariance
    assert np.allclose(weights @ points, mu) and np.allclose(np.cov(points.T, aweights=weights, ddof=0), S)
    if "w" in given:
        Z = points @ given["w"].ravel()
        close(first, float(weights @ Z))
        assert np.allclose(entries(second.answer), given["w"].T @ S)
        close(third, float(weights @ (Z - weights @ Z) ** 2))
        return
    Y = points @ given["A"].T + given["b"].ravel()
    assert np.allclose(entries(first.answer), weights @ Y)
    assert np.allclose(entries(second.answer), given["A"] @ S)
    assert np.allclose(entries(third.answer), np.cov(Y.T, aweights=weights, ddof=0))


@oracle("prob_stats.joint.multivariate_gaussian")
def _(exercise: Exercise) -> None:
    given = told(exercise.stem, exercise.parts[1].ask)
    S, mu = given["Sigma"], given["mu"].ravel()
    first, second, third, *rest = exercise.parts
    if "standard deviation of $X$" in first.ask:
        assert np.allclose(entries(first.answer), [mu[0], S[0, 0] ** 0.5])
        assert np.allclose(entries(second.answer), [mu[1], S[1, 1] ** 0.5])
        close(third, S[0, 1] / (S[0, 0] * S[1, 1]) ** 0.5)
        assert rest[0].answer.value == (S[0, 1] == 0)
        return
    law = stats.multivariate_normal(mu, S)
    if "density" in exercise.stem:
        assert np.allclose(entries(first.answer) @ S, np.eye(2))
        ratio = law.pdf(given["x"].ravel()) / law.pdf(mu)
        close(second, -2 * np.log(ratio))
        assert abs(numeric(third.answer.value) - law.pdf(mu)) < 1e-9
        return
    x = float(re.findall(r"X = (-?\d+)", first.ask)[0])
    reach = np.linspace(mu[1] - 12 * S[1, 1] ** 0.5, mu[1] + 12 * S[1, 1] ** 0.5, 20_001)
    slice_ = law.pdf(np.stack([np.full_like(reach, x), reach], axis=1))
    share = slice_ / slice_.sum()
    m = float(share @ reach)
    close(first, m)
    close(second, float(share @ (reach - m) ** 2))
    close(third, float(S.sum()))
    bound = float(re.findall(r"> (-?[\d.]+)", rest[0].ask)[0])
    p = stats.norm(mu.sum(), S.sum() ** 0.5).sf(bound)
    span = sorted(numeric(text) for text in rest[0].answer.between)
    assert span[0] - 1e-9 <= p <= span[1] + 1e-9 and span[1] - span[0] < 0.003
