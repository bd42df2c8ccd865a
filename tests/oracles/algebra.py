"""Algebra, by bisection and substitution, by NumPy's roots and on grids of points."""

import math
import re

import numpy as np
from scipy.optimize import brentq

from generators.notation import parse
from generators.notation.tree import Call, Chain, Name, Neg, Node, Op, Rows, Tuple, names
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import OPERATORS, definitions, entries, formulas, function, numeric, only


@oracle("refresher.algebra.linear_equation")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    equation = only(part.ask, Chain)
    left, right = (function(side, "x") for side in equation.terms)
    assert abs(brentq(lambda x: left(x) - right(x), -200, 200.5, xtol=1e-13) - numeric(part.answer.value)) < 1e-9


@oracle("refresher.algebra.quadratic_roots")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    left, right = (function(side, "x") for side in only(part.ask, Chain).terms)
    xs = np.array([-1.0, 0.0, 1.0])
    coefficients = np.rint(np.polyfit(xs, [left(x) - right(x) for x in xs], 2))
    found = np.roots(coefficients)
    real = sorted({round(float(root.real), 6) for root in found if abs(root.imag) < 1e-6})
    stated = np.sort(entries(part.answer))
    assert len(stated) == len(real) and np.allclose(stated, real, atol=1e-5)
    for root in stated:
        assert abs(left(root) - right(root)) < 1e-8 * np.abs(coefficients).max()


@oracle("refresher.algebra.rearrange_formula")
def _(exercise: Exercise) -> None:
    """At random values of the letters: what the formula makes of them, put into the key, gives the letter back."""
    (part,) = exercise.parts
    formula = only(part.ask, Chain)
    asked = formulas(part.ask)[-1]
    assert isinstance(asked, Name) and isinstance(formula.terms[0], Name)
    left, x, rng, found = formula.terms[0].text, asked.text, np.random.default_rng(exercise.seed), 0
    letters = sorted({*part.answer.symbols, x} - {left})
    right, key = function(formula.terms[1], *letters), function(part.answer.value, *letters, left)
    for top in (0.3, 1.0, 2.5) * 60:
        at = dict(zip(letters, 10 ** rng.uniform(-1.5, top, len(letters)), strict=True))
        with np.errstate(all="ignore"):
            made, nearby = right(*at.values()), right(*(at | {x: at[x] * 1.001}).values())
            back = key(*at.values(), made)
        if (
            1e-290 < made < np.inf and abs(nearby / made - 1) > 1e-6
        ):  # else the letter hardly matters here, and floats cannot tell
            assert np.isclose(back, at[x], rtol=1e-6), at
            found += 1
    assert found > 2, "the formula is hardly ever defined"


@oracle("refresher.algebra.exponents_and_logs")
def _(exercise: Exercise) -> None:
    """Numerically: the key solves the equation, or has the value of what is shown, for random positive letters."""
    (part,) = exercise.parts
    shown = max(formulas(part.ask), key=lambda node: len(str(node)))
    letters = sorted(names(shown) - {"e"})
    at = dict(zip(letters, np.random.default_rng(exercise.seed).uniform(0.5, 2, len(letters)), strict=True))
    if part.answer.kind == "set":
        left, right = (function(side, "x") for side in only(part.ask, Chain).terms)
        with np.errstate(invalid="ignore", divide="ignore"):
            xs = np.arange(-60, 60) + 0.0
            found = xs[np.isclose(left(xs), right(xs))]
            rising = left(xs)[np.isfinite(left(xs))]
        assert (np.diff(rising) > 0).all(), "there may be roots between"
        assert found.tolist() == entries(part.answer).tolist()
    elif isinstance(shown, Chain):
        said = [node.text for node in formulas(part.ask) if isinstance(node, Name)]
        unknown = next(name for name in ("n", "c", "r", "x", "t") if name in said)
        at[unknown] = numeric(part.answer.value)
        left, right = (numeric(term, **at) for term in shown.terms)
        assert np.isclose(left, right), f"{left} and {right}"
    else:
        value = np.exp(numeric(shown, **at)) if "logarithm" in part.ask else numeric(shown, **at)
        assert np.isclose(value, numeric(part.answer.value, **at))


@oracle("refresher.algebra.sigma_notation")
def _(exercise: Exercise) -> None:
    """By running through the indices."""
    data: dict[str, list[float]] = {}
    if exercise.data:
        _, x, y = zip(*exercise.data.rows, strict=True)
        data = {"x": list(map(float, x)), "y": list(map(float, y))}
    elif stated := definitions(exercise.stem):
        data = {"x": [numeric(value) for _, value in sorted(stated.items())]}
    for part in exercise.parts:
        (shown,) = formulas(part.ask)
        assert looped(shown, data, {}) == numeric(part.answer.value), part.ask


def looped(node: Node, data: dict[str, list[float]], at: dict[str, float]) -> float:
    """The value of a formula with sums and products over indices and `x_i` of the data."""
    match node:
        case Call("sum" | "product" as name, (body, Name(i), low, high)):
            run = range(int(looped(low, data, at)), int(looped(high, data, at)) + 1)
            terms = [looped(body, data, at | {i: n} | {f"{x}_{i}": xs[n - 1] for x, xs in data.items()}) for n in run]
            return sum(terms) if name == "sum" else math.prod(terms)
        case Call("bar", (Name(x),)):
            return sum(data[x]) / len(data[x])
        case Op(symbol, left, right):
            return OPERATORS[symbol](looped(left, data, at), looped(right, data, at))
        case Neg(of):
            return -looped(of, data, at)
        case Name(name):
            return at[name]
    return numeric(node)


@oracle("refresher.algebra.inequality_interval")
def _(exercise: Exercise) -> None:
    """Whether the statement holds is whether the key holds the point, on a grid of quarters with all ends in it."""
    (part,) = exercise.parts
    xs = np.arange(-1600, 2400) / 4
    wrong = xs[stated_true(part.ask, xs) != members(parse(part.answer.value), xs)]
    assert not wrong.size, f"{part.answer.value} is wrong at {wrong[:5]}"


ORDERS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
WORDS = {"less than": "<", "at most": "<=", "more than": ">", "at least": ">="}


def stated_true(ask: str, xs: np.ndarray) -> np.ndarray:
    """For which numbers what the question says is true."""
    if story := re.search(r"mean \$(\d+)\$ .* deviation \$(\d+)\$ .* are (\D+) ([\d.]+) standard", ask):
        m, s, k = float(story[1]), float(story[2]), float(story[4])
        return ORDERS[WORDS[story[3]]](np.abs(xs - m), k * s)
    chain = only(ask, Chain)
    values = [numeric(term, x=xs) for term in chain.terms]
    links = [ORDERS[sign](a, b) for sign, a, b in zip(chain.relations, values, values[1:], strict=False)]
    return np.logical_and.reduce(links)


def members(region: Node, xs: np.ndarray) -> np.ndarray:
    """Which numbers lie in an interval or a union."""
    match region:
        case Op("cup", left, right):
            return members(left, xs) | members(right, xs)
        case Rows(((low, high),)):
            return (numeric(low) <= xs) & (xs <= numeric(high))
        case Tuple((low, high), opening, closing):
            above = ORDERS[">=" if opening == "[" else ">"](xs, numeric(low))
            return above & ORDERS["<=" if closing == "]" else "<"](xs, numeric(high))
    raise AssertionError(f"{region} is no set of reals")
