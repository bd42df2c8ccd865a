"""Neural networks: derivatives by central differences and dual numbers, forward passes by NumPy."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.special import xlogy

from generators.notation import house
from schemas.exercise import Exercise, Part
from schemas.figure import Curve, Dots, Line
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, formulas, function, numeric

PARAMETERS = ("W_1", "b_1", "W_2", "b_2")
H = 1e-5


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def forward(stem: str, at: Mapping[str, Any]) -> dict[str, Any]:
    z_1 = at["W_1"] @ at["x"] + at["b_1"]
    a_1 = np.maximum(z_1, 0) if "ReLU" in stem else sigmoid(z_1)
    z_2 = (at["W_2"] @ a_1).item() + at["b_2"]
    if "linear" in stem:
        return {"z_1": z_1, "a_1": a_1, "a_2": z_2, "L": (at["y"] - z_2) ** 2 / 2}
    a_2 = sigmoid(z_2)
    loss = -(at["y"] * np.log(a_2) + (1 - at["y"]) * np.log(1 - a_2))
    return {"z_1": z_1, "a_1": a_1, "z_2": z_2, "a_2": a_2, "L": loss}


def gradient(stem: str, at: Mapping[str, Any], name: str) -> Any:
    """The loss differentiated by each entry of one parameter."""
    value = np.array(at[name], dtype=float)
    found = np.zeros_like(value)
    for place in np.ndindex(value.shape):
        step = np.zeros_like(value)
        step[place] = H
        ahead, behind = (forward(stem, {**at, name: value + side * step})["L"] for side in (1, -1))
        found[place] = (ahead - behind) / (2 * H)
    return found


def stated(part: Part) -> Any:
    value = numeric(part.answer.value) if part.answer.kind == "number" else entries(part.answer)
    return np.asarray(value, dtype=float)


@oracle("calculus.neural_networks.loss_values")
def _(exercise: Exercise) -> None:
    """SciPy's logarithms and NumPy's means, from the table and the sentences."""
    first, second, *more = exercise.parts
    if exercise.level == "easy":
        p, y = (numeric(text) for text in re.findall(r"\$([-\d.]+)\$", first.ask))
        assert np.isclose(numeric(first.answer.value), (y - p) ** 2 / 2)
        (p,) = (numeric(text) for text in re.findall(r"\$([-\d.]+)\$", second.ask))
        no = re.search(
            r"then (it is no|it shows no|it stays|it is in order|the \w+ does not|the patient is well)", second.ask
        )
        assert np.isclose(numeric(second.answer.value), -xlogy(1, 1 - p if no else p))
        return
    if exercise.level == "core":
        assert exercise.data
        y, p = np.array([[float(x) for x in row[1:]] for row in exercise.data.rows]).T
        logs = "logarithm" in exercise.stem
        each = -(xlogy(y, p) + xlogy(1 - y, 1 - p)) if logs else p - y
        assert np.allclose(entries(first.answer), each)
        cost = (
            (lambda p: np.mean(-(xlogy(y, p) + xlogy(1 - y, 1 - p)))) if logs else lambda p: np.mean((p - y) ** 2) / 2
        )
        assert np.isclose(numeric(second.answer.value), cost(p))
        size = 0.05 if logs else 0.01
        after = [cost(p + size * (np.arange(len(p)) == k) * np.sign(y - p)) for k in range(len(p))]
        (part,) = more
        assert "abcd"[int(np.argmin(after))] == part.answer.value and np.ptp(sorted(after)[:2]) > 1e-9
        return
    z = numeric(definitions(exercise.stem)["z"]).ravel()
    a = np.exp(z) / np.exp(z).sum()
    assert np.allclose(entries(first.answer), a)
    classes = re.search(r"for the classes (\w+), (\w+) and (\w+)", exercise.stem).groups()
    true = re.search(r"true class is (\w+)", exercise.stem)[1]
    assert np.isclose(numeric(second.answer.value), -np.log(a[classes.index(true)]))
    (part,) = more
    (cost,) = (numeric(text) for text in re.findall(r"\$([-\d.]+)\$", part.ask))
    assert np.isclose(-np.log(numeric(part.answer.value)), cost)


@oracle("calculus.neural_networks.delta_for_activation_and_cost")
def _(exercise: Exercise) -> None:
    """The cost as a function of the pre-activation, differentiated by central differences."""
    first, second = exercise.parts
    if "Softmax" in exercise.stem:
        n, c = (
            int(re.search(r"\$(\d)\$ output", exercise.stem)[1]),
            re.search(r"cross-entropy, \$(\d)\$", exercise.stem),
        )
        i = int(re.search(r"z_(\d)", second.ask)[1]) - 1
        z, y = np.linspace(-1.3, 0.8, n), np.eye(n)[1]
        factor = float(c[1]) if c else 1.0

        def cost(z: Any) -> Any:
            return -factor * float(y @ np.log(np.exp(z) / np.exp(z).sum()))

        a = np.exp(z) / np.exp(z).sum()
        (a_name, y_name) = (next(key for key in exercise.given if (key[0] in "ap") == is_a) for is_a in (True, False))
        at = {a_name: a[i], y_name: y[i]}
        step = H * np.eye(n)[i]
        assert np.isclose(numeric(second.answer.value, **at), (cost(z + step) - cost(z - step)) / (2 * H), atol=1e-8)
        assert np.isclose(numeric(first.answer.value, **at), -factor * y[i] / a[i])
        return
    z, a = re.search(r"pre-activation \$(\w)\$ gives the activation \$(\w)\$", exercise.stem).groups()
    y = re.search(r"target \$(\w)\$", exercise.stem)[1]
    g = function(re.search(r"which is \$(.*?)\$", exercise.stem)[1], z)
    L = function(definitions(exercise.stem)["L"], a, y)
    left, right = "< 0" in exercise.stem, "> 0" in exercise.stem
    places = [-1.4, -0.3] if left else [0.4, 1.1] if right else [-1.4, -0.3, 0.4, 1.1]
    for here in places:
        for target in (0.0, 0.3, 1.0):
            at = {a: float(g(here)), y: target}
            assert np.isclose(numeric(first.answer.value, **at), slope(lambda v, t=target: L(v, t), at[a]), atol=1e-7)
            found = slope(lambda v, t=target: L(g(v), t), here)
            assert np.isclose(numeric(second.answer.value, **at), found, atol=1e-7)


@oracle("calculus.neural_networks.backprop_full_step")
def _(exercise: Exercise) -> None:
    at = {name: numeric(text) for name, text in exercise.given.items()}
    slopes = {name: gradient(exercise.stem, at, name) for name in PARAMETERS}
    true = forward(exercise.stem, at)
    true |= {"delta_2": slopes["b_2"], "delta_1": slopes["b_1"], "G_2": slopes["W_2"], "G_1": slopes["W_1"]}
    true |= {f"{name}_new": at[name] - at["alpha"] * slopes[name] for name in PARAMETERS}
    assert {part.name for part in exercise.parts} == set(true)
    for part in exercise.parts:
        within = 5e-4 if part.answer.tolerance else 1e-6
        assert stated(part).ravel() == pytest.approx(np.ravel(true[part.name]), abs=within), part.name


def slope(f: Any, z: float) -> float:
    return float(f(z + H) - f(z - H)) / (2 * H)


@oracle("calculus.neural_networks.activations_table")
def _(exercise: Exercise) -> None:
    """Values as printed, slopes by central differences."""
    if exercise.level == "easy":
        (part,) = exercise.parts
        told = dict(re.findall(r"(?:: |, | and )([a-zA-Z ]+?) is \$(.*?)\$", exercise.stem))
        assert len(told) == 4
        for label, cells in zip(part.answer.rows, part.answer.value, strict=True):
            name, _, at = label.partition(" at ")
            f, z = function(told[name], "z"), numeric(at.strip("$"))
            assert np.allclose([numeric(cell) for cell in cells], [f(z), slope(f, z)], atol=1e-8)
        return
    if exercise.level == "core":
        assert len(exercise.parts) == 4
        functions = {"sigmoid": sigmoid, "tanh": np.tanh, "softplus": lambda z: np.log(1 + np.exp(z))}
        for value, rate in zip(exercise.parts[::2], exercise.parts[1::2], strict=True):
            (name,) = (each for each in functions if each in rate.ask)
            z = numeric(definitions(rate.ask)["z"])
            assert np.isclose(numeric(value.answer.value), functions[name](z))
            assert np.isclose(numeric(rate.answer.value), slope(functions[name], z))
        return
    g = function(definitions(exercise.stem)["g"], "z")
    first, second = exercise.parts
    a = re.search(r"Write \$(\w+) =", exercise.stem)[1]
    for z in (-1.3, 0.2, 0.9):
        assert np.isclose(numeric(first.answer.value, **{a: g(z)}), slope(g, z), atol=1e-7)
    w, x, b = re.search(r"forms \$(\w+)\*(\w+) \+ (\w+)\$", exercise.stem).groups()
    by = re.search(r"with respect to \$(\w+)\$", second.ask)[1]
    at = {w: 0.7, x: -0.4, b: 0.3}

    def neuron(moved: float) -> float:
        values = {**at, by: moved}
        return float(g(values[w] * values[x] + values[b]))

    here = {a: neuron(at[by]), w: at[w], x: at[x]}
    assert np.isclose(numeric(second.answer.value, **here), slope(neuron, at[by]), atol=1e-7)


@oracle("calculus.neural_networks.activation_graphs")
def _(exercise: Exercise) -> None:
    """Every formula is put beside every drawn curve: only the matched ones fit."""
    first, *more = exercise.parts
    slopes = "derivative" in first.ask
    formula = {option.id: function(option.text.strip("$"), "z") for option in first.answer.right}
    for figure in exercise.figures:
        points = np.array([p for mark in figure.marks if isinstance(mark, Curve) for p in mark.points])
        away = {}
        for id, f in formula.items():
            z = points[:, 0]
            heights = (f(z + H) - f(z - H)) / (2 * H) if slopes else f(z)
            smooth = np.abs(f(z + H) - 2 * f(z) + f(z - H)) < 1e-7 if slopes else np.abs(z) > 0.01
            away[id] = float(np.abs(heights - points[:, 1])[smooth].max())
        right = first.answer.value[figure.label]
        assert away.pop(right) < 1e-3, (figure.label, right)
        assert min(away.values()) > 0.05, away
    for part in more:
        f = function(formulas(part.ask)[0], "z")
        z = np.linspace(-60, 60, 240_001)
        assert np.isclose(np.max(np.gradient(f(z), z)), numeric(part.answer.value), rtol=1e-4)


class Dual(NamedTuple):
    """A number with its derivative: arithmetic on it differentiates."""

    value: float
    slope: float = 0.0

    def __add__(self, other: Any) -> "Dual":  # type: ignore[override]
        other = dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    __radd__ = __add__

    def __mul__(self, other: Any) -> "Dual":  # type: ignore[override]
        other = dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    __rmul__ = __mul__  # type: ignore[assignment]

    def __sub__(self, other: Any) -> "Dual":
        return self + dual(other) * -1.0

    def logistic(self) -> "Dual":
        a = 1 / (1 + np.exp(-self.value))
        return Dual(a, a * (1 - a) * self.slope)

    def minus_log(self) -> "Dual":
        return Dual(-np.log(self.value), -self.slope / self.value)


def dual(x: Any) -> Dual:
    return x if isinstance(x, Dual) else Dual(float(x))


@oracle("calculus.neural_networks.perceptron_regression_step")
@oracle("calculus.neural_networks.perceptron_classification_step")
def _(exercise: Exercise) -> None:
    """One neuron with dual numbers: the loss is differentiated by one parameter at a time."""
    at = {name: np.ravel(numeric(text)) for name, text in exercise.given.items()}
    if "w_1" in at:
        at["w"], at["x"] = np.r_[at["w_1"], at["w_2"]], np.r_[at["x_1"], at["x_2"]]
    X = numeric(exercise.given["X"]) if "X" in at else at["x"].reshape(1, -1)
    logistic = "sigmoid" in exercise.stem
    parameters = [*at["w"], *at["b"]]

    def run(by: int) -> tuple[list[Dual], list[Dual], Dual]:
        moved = [Dual(float(p), float(k == by)) for k, p in enumerate(parameters)]
        z = [sum((float(x) * w for x, w in zip(row, moved[:-1], strict=True)), moved[-1]) for row in X]
        a = [each.logistic() for each in z] if logistic else z
        losses = [
            (
                (each if target else Dual(1.0) - each).minus_log()
                if logistic
                else (each - target) * (each - target) * 0.5
            )
            for each, target in zip(a, at["y"], strict=True)
        ]
        return z, a, sum(losses, Dual(0.0)) * (1 / len(losses))

    slopes = np.array([run(k)[2].slope for k in range(len(parameters))])
    z, a, loss = run(0)
    rate = at["alpha"][0]
    true = {"z": [each.value for each in z], "a": [each.value for each in a], "L": loss.value,
            "g": slopes[-1], "G": slopes[:-1], "w_new": at["w"] - rate * slopes[:-1],
            "b_new": at["b"] - rate * slopes[-1]}  # fmt: skip
    if not logistic:
        del true["z"]
    assert [part.name for part in exercise.parts] == list(true)
    for part in exercise.parts:
        within = 5.5e-4 if part.answer.tolerance else 1e-9  # both are rounded to four decimals before
        assert stated(part).ravel() == pytest.approx(np.ravel(true[part.name]), abs=within), part.name


@oracle("calculus.neural_networks.decision_boundary")
def _(exercise: Exercise) -> None:
    """The sign of the score at the drawn points and on the drawn lines."""
    first, *more = exercise.parts
    if exercise.level == "hard":
        score = function(formulas(exercise.stem)[0], "x_1", "x_2")
        p = numeric(re.search(r"probability \$(.*?)\$", first.ask)[1])
        s = numeric(first.answer.value)
        assert np.isclose(1 / (1 + np.exp(-s)), p)
        gradient = np.array([score(1, 0) - score(0, 0), score(0, 1) - score(0, 0)])
        boundary = -score(0, 0) * gradient / (gradient @ gradient)
        for part, factor in zip(more, (1.0, float(exercise.given["k"])), strict=True):
            assert (f"multiplied by ${factor:.0f}$" in part.ask) == (factor > 1)
            there = boundary + numeric(part.answer.value) * gradient / np.linalg.norm(gradient)
            assert np.isclose(1 / (1 + np.exp(-factor * score(*there))), p)
        return
    (figure,) = exercise.figures
    lines = {mark.label: np.array(mark.through) for mark in figure.marks if isinstance(mark, Line)}
    if "four lines" in exercise.stem:
        score = function(formulas(exercise.stem)[2], "x_1", "x_2")
        on = [name for name, ends in lines.items() if all(abs(score(*end)) < 1e-9 for end in ends)]
        assert [chosen(first)] == [f"line {name}" for name in on]
        assert chosen(more[0]) == f"class {int(score(0, 0) > 0)}"
        return
    (ends,) = lines.values()
    dots = [mark for mark in figure.marks if isinstance(mark, Dots)]
    if exercise.level == "easy":
        (inside,) = dots[0].points
        fitting = []
        for option in first.answer.options:
            score = function(option.text.strip("$"), "x_1", "x_2")
            if all(abs(score(*end)) < 1e-9 for end in ends) and score(*inside) > 0:
                fitting.append(option.id)
        assert fitting == [first.answer.value]
        return
    score = function(formulas(exercise.stem)[2], "x_1", "x_2")
    assert all(abs(score(*end)) < 1e-9 for end in ends)
    (x, y), slope_of_line = ends[0], (ends[1] - ends[0])[1] / (ends[1] - ends[0])[0]
    assert chosen(first) == ("above the line" if score(x, y + 1 + abs(slope_of_line)) > 0 else "below the line")
    wrong = sum((score(*point) > 0) == mark.hollow for mark in dots for point in mark.points)
    assert wrong == int(numeric(more[0].answer.value))


def chosen(part: Part) -> str:
    """The text of the right option."""
    (text,) = (option.text for option in part.answer.options if option.id == part.answer.value)
    return text


@oracle("calculus.neural_networks.computation_graph")
def _(exercise: Exercise) -> None:
    """All paths at once, as the inverse of I - A for the drawn graph; programs by central differences."""
    (figure,) = exercise.figures
    (graph,) = figure.marks
    first, *more = exercise.parts
    if exercise.level != "hard":
        A = np.zeros((len(graph.nodes), len(graph.nodes)))
        for link in graph.links:
            A[link.head, link.tail] = numeric(link.label.strip("$"))
        total = np.linalg.inv(np.eye(len(A)) - A)
        at = {name: k for k, name in enumerate(graph.names)}
        (last,) = more
        assert np.isclose(numeric(last.answer.value), total[at["L"], at["x"]])
        if exercise.level == "easy":
            assert np.isclose(numeric(first.answer.value), total[at["L"], at["u"]])
        else:
            through = entries(first.answer)
            assert np.isclose(through.sum(), total[at["L"], at["x"]])
            assert np.isclose(through[0], A[at["u"], at["x"]] * total[at["L"], at["u"]])
            assert np.isclose(through[1], A[at["v"], at["x"]] * total[at["L"], at["v"]])
        return
    said = definitions(exercise.stem)
    uses = {(graph.names[link.tail], graph.names[link.head]) for link in graph.links}
    assert uses == {
        (name, node) for node in "uvwL" for name in "xyuvw" if re.search(rf"\b{name}\b", str(house(said[node])))
    }

    def run(**moved: float) -> dict[str, float]:
        """The program, with some values moved after they are computed."""
        values = {"x": numeric(said["x"]) + moved.get("x", 0.0), "y": numeric(said["y"])}
        for name in "uvwL":
            values[name] = float(numeric(said[name], **values)) + moved.get(name, 0.0)
        return values

    backward, last = more
    assert np.allclose(entries(first.answer), [run()[name] for name in "uvwL"])
    found = {name: (run(**{name: H})["L"] - run(**{name: -H})["L"]) / (2 * H) for name in "wvux"}
    assert np.allclose(entries(backward.answer), [found[name] for name in "wvu"], atol=1e-6)
    assert np.isclose(numeric(last.answer.value), found["x"], atol=1e-6)


@oracle("calculus.neural_networks.forward_pass_and_shapes")
def _(exercise: Exercise) -> None:
    """NumPy's matrix products; shapes and parameters of arrays that are made."""
    at = {name: numeric(text) for name, text in exercise.given.items()}
    *own, shape, count = exercise.parts
    if "X" in at:
        Z = at["W_1"] @ at["X"] + at["b_1"]
        true = {"Z": Z, "A": np.maximum(Z, 0), "Y": at["W_2"] @ np.maximum(Z, 0) + at["b_2"]}
    else:
        hidden, _, output = exercise.stem.partition("The output unit")
        z_1 = at["W_1"] @ at["x"] + at["b_1"]
        a_1 = np.maximum(z_1, 0) if "ReLU" in hidden else sigmoid(z_1)
        z_2 = (at["W_2"] @ a_1).item() + at["b_2"]
        true = {"z_1": z_1, "a_1": a_1, "z_2": z_2, "a_2": z_2 if "is linear" in output else sigmoid(z_2)}
    assert {part.name for part in own} <= set(true)
    for part in own:
        assert stated(part).ravel() == pytest.approx(np.ravel(true[part.name]), abs=5.5e-4), part.name
    sizes = [int(n) for n in re.findall(r"(\d+)", shape.ask.split("Its layers")[0])]
    layers = [(np.zeros((n, m)), np.zeros(n)) for m, n in pairwise(sizes)]
    k = int(re.search(r"W_(\d)", shape.ask)[1])
    assert tuple(entries(shape.answer)) == layers[k - 1][0].shape
    assert numeric(count.answer.value) == sum(W.size + b.size for W, b in layers)


@oracle("calculus.neural_networks.update_direction")
def _(exercise: Exercise) -> None:
    """The change of the loss after a tiny change of each weight."""
    first, second = exercise.parts
    said = {name: float(numeric(node)) for name, node in definitions(exercise.stem).items()}

    def loss(a: float) -> float:
        y = said["y"]
        return (y - a) ** 2 / 2 if "squared loss" in exercise.stem else -float(xlogy(y, a) + xlogy(1 - y, 1 - a))

    def output(more: float) -> float:
        """The output when the last pre-activation grows by so much."""
        a = said["a"]
        return a + more if "squared loss" in exercise.stem else float(sigmoid(np.log(a / (1 - a)) + more))

    def way(more: float) -> int:
        change = loss(output(more)) - loss(output(-more))
        return 0 if abs(change) < 1e-12 else -int(np.sign(change))

    words = {"larger": 1, "smaller": -1, "stays": 0}
    seen = [words[word] for word in re.findall(r"larger|smaller|stays", chosen(first))]
    if exercise.level != "hard":
        x = [float(n) for n in re.findall(r"\$(-?[\d.]+)\$", exercise.stem.split("For the inputs")[1])[:3]]
        assert seen == [way(H * each) for each in x]
        assert chosen(second) == f"$w_{int(np.argmax(np.abs(x))) + 1}$"
        return
    x, z, v = ([said[f"{name}_{k}"] for k in (1, 2)] for name in "xzv")
    hidden = [way(v[j] * (max(z[j] + H * x[i], 0) - max(z[j], 0))) for j in (0, 1) for i in (0, 1)]
    assert seen == hidden
    outer = [words[word] for word in re.findall(r"larger|smaller|stays", chosen(second))]
    assert outer == [way(H * max(z[j], 0)) for j in (0, 1)]
