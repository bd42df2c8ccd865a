"""Maximum likelihood, by summing logarithms of the printed density and maximising the sum numerically."""

import re

import numpy as np
from scipy import optimize

from generators.notation import house, parse
from generators.notation.tree import Call, Chain
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import definitions, formulas, function, numeric


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
