"""Maximum likelihood, by summing logarithms of the printed density and maximising the sum numerically."""

import re

import numpy as np
from scipy import optimize, stats

from generators.notation import house, parse
from generators.notation.tree import Call, Chain
from schemas.exercise import Exercise, Part
from schemas.figure import Dots
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, function, numeric


@oracle("prob_stats.mle.mle_closed_form")
def _(exercise: Exercise) -> None:
    density = definitions(exercise.stem)["f"]
    data = observed(exercise.stem)
    text = house(density)
    t = next(name for name in ("lambda", "theta", "mu", "p") if re.search(rf"\b{name}\b", text))
    f = function(density, "x", t)
    uniform = text == "1/theta"

    def loglik(at: float) -> float:
        return float(sum(np.log(f(x, at)) for x in data))

    core, slope, third, last = exercise.parts
    low = max(data) if uniform else min(data) if t == "mu" else 1e-6
    high = 1 - 1e-6 if t == "p" else 60.0 if t != "mu" else max(data)
    at = np.linspace(low, high, 9)[1:-1]
    ell, D = function(core.answer.value, t), function(slope.answer.value, t)
    assert np.ptp([ell(u) - loglik(u) for u in at]) < 1e-8
    for u in at:
        h = 1e-5 * max(abs(u), 1)
        assert abs((loglik(u + h) - loglik(u - h)) / (2 * h) - D(u)) < 1e-4 * (1 + abs(D(u)))
    best = estimate(third.answer)
    if uniform:
        assert best == max(data)
        other = float(re.findall(r"theta = (\d+)", last.ask)[0])
        assert np.isclose(np.log(numeric(last.answer.value)), loglik(best) - loglik(other))
        return
    found = optimize.minimize_scalar(lambda u: -loglik(u), bounds=(low, high), method="bounded",
                                     options={"xatol": 1e-9}).x  # fmt: skip
    assert abs(found - best) < 1e-4 * (1 + abs(best)), (found, best)
    n, x = len(data), np.array(data)
    letter = re.findall(r"write \$(\w)\$", last.ask)[0]
    worth = {"s": x.sum(), "q": (x**2).sum(), "w": np.log(x).sum()}[letter]
    assert abs(numeric(last.answer.value, n=n, **{letter: worth}) - best) < 1e-8 * (1 + abs(best))


def observed(text: str) -> list[float]:
    """What stands behind `The data are`."""
    return [numeric(node) for node in formulas(text[text.index("The data are") :])]


def estimate(answer) -> float:
    """The value of a number, or what the last line of an argument says."""
    if answer.kind == "number":
        return numeric(answer.value)
    chain = parse(answer.value[-1])
    assert isinstance(chain, Chain) and not isinstance(chain.terms[-1], Call)
    return numeric(chain.terms[-1])


@oracle("prob_stats.mle.pick_model")
def _(exercise: Exercise) -> None:
    values, pick, *more = exercise.parts
    cells = entries(values.answer)
    if "normally distributed" not in exercise.stem:
        p = re.findall(r"probability \$([\d.]+)\$", exercise.stem)
        tries = re.search(r"the result was ((?:[A-Z] )+)", exercise.stem)[1].split()
        letter = re.search(r"\((\w) for", exercise.stem)[1]
        worth = np.array([np.prod([float(a) if t == letter else 1 - float(a) for t in tries]) for a in p])
        assert np.allclose(cells[:, 0], worth, atol=1e-12)
        assert chosen(pick)[-1] == "123"[worth.argmax()]
        return
    text = exercise.stem
    models = np.array(re.findall(r"N\((\d+), (\d+)(?:\^2)?\)", exercise.stem), dtype=float)
    data = np.array(
        [numeric(node) for node in formulas(text[text.index("independent values") : text.index(" all come")])]
    )
    log_likelihoods = np.array([stats.norm(mu, s).logpdf(data).sum() for mu, s in models])
    assert np.allclose(cells[:, 0], [((data - mu) ** 2).sum() for mu, _ in models])
    assert np.ptp(cells[:, 1] - log_likelihoods) < 1e-6
    assert chosen(pick)[-1] == "123"[log_likelihoods.argmax()]
    assert np.diff(np.sort(log_likelihoods))[-1] >= np.log(1.2) - 1e-9
    (dots,) = [mark for mark in exercise.figures[0].marks if isinstance(mark, Dots)]
    assert sorted(x for x, _ in dots.points) == sorted(data)
    for part in more:
        prior = np.array(re.findall(r"\$(0\.\d+)\$ for", part.ask), dtype=float)
        assert np.isclose(prior.sum(), 1)
        assert chosen(part)[-1] == "123"[(prior * np.exp(log_likelihoods)).argmax()]


def chosen(part: Part) -> str:
    """The text of the right option."""
    return next(option.text for option in part.answer.options if option.id == part.answer.value)
