"""Neural networks by hand."""

import cmath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    exercise,
    matrix,
    number,
    rounded,
    terminating,
    vector,
)
from generators.maths import reals
from generators.maths.decimals import Decimal
from generators.maths.matrices import Mat, column, dot, integer_matrix
from generators.maths.rationals import Rational
from generators.notation import house, parse, put_in, tree_of
from generators.notation.tree import Name, Node
from schemas.answer import MatrixAnswer, NumberAnswer, VectorAnswer
from schemas.figure import Arrow, Axis, Colour, Curve, Dots, Figure, Mark, Point

PLACES, FORGIVEN = 4, 3
"""Numbers are rounded to PLACES decimals on the way and marked to FORGIVEN."""
SLACK = Fraction(1, 2 * 10**FORGIVEN)
RATES = (Fraction(1, 10), Fraction(1, 2), Fraction(1))
FINE = 12
"""Decimals of the true values that the rounded ones are compared with."""
TINY = 1e-20

Hidden = Literal["relu", "sigmoid"]
Output = Literal["linear", "sigmoid"]
Value = Mat | Rational


@dataclass(frozen=True)
class Network:
    """Two inputs, two hidden units, one output; the example x with its target y."""

    hidden: Hidden
    output: Output
    W_1: Mat
    b_1: Mat
    W_2: Mat
    b_2: Rational
    x: Mat
    y: Rational

    def activated(self, z: Mat) -> Mat:
        return z.map(lambda v: max(v, 0) if self.hidden == "relu" else sigmoid(v))

    def passed(self) -> dict[str, Value]:
        """The forward pass."""
        z_1 = self.W_1 * self.x + self.b_1
        a_1 = self.activated(z_1)
        z_2 = dot(self.W_2, a_1) + self.b_2
        if self.output == "linear":
            return {"z_1": z_1, "a_1": a_1, "a_2": z_2, "L": Fraction(1, 2) * (self.y - z_2) ** 2}
        a_2 = sigmoid(z_2)
        return {"z_1": z_1, "a_1": a_1, "z_2": z_2, "a_2": a_2, "L": -ln(a_2 if self.y else 1 - a_2)}


def sigmoid(z: Rational) -> Decimal:
    return rounded(reals.sigmoid(z), FINE)


def ln(a: Rational) -> Decimal:
    return rounded(reals.ln(a), FINE)


def network(rng: Rng, hidden: Hidden, output: Output) -> Network:
    """Small integers throughout; of two ReLU units one is active and one is not, so that wrong rules show."""
    x = column(*(size * rng.sign() for size in rng.sample((1, 2, 3), 2)))
    rows = [row for row in product((-3, -2, -1, 1, 2, 3), repeat=2) if 0 < abs(Fraction(dot(row, x))) <= 6]
    W_1 = Mat(rng.sample(rows, 2))
    W_2 = integer_matrix(rng, 1, 2, 3 if hidden == "sigmoid" or output == "linear" else 2)
    inner = W_1 * x
    reach = range(1, 7 if output == "linear" else 5)
    sizes = product(reach, reach) if hidden == "relu" else ((1, 2), (2, 1))
    signs = ((1, -1), (-1, 1)) if hidden == "relu" else tuple(product((1, -1), repeat=2))
    drawn = (column(p * u, q * v) for (p, q), (u, v) in product(sizes, signs))
    shown_already = (x, W_2.T)  # a question must not show what it asks for
    z_1 = rng.choice([z for z in drawn if z not in shown_already and all(0 < abs(Fraction(b)) <= 9 for b in z - inner)])
    net = Network(hidden, output, W_1, z_1 - inner, W_2, 0, x, 0)
    carried = Fraction(dot(W_2, net.activated(z_1)))
    if output == "linear":
        b_2 = rng.nonzero(-3, 3)
        return replace(net, b_2=b_2, y=carried + b_2 - rng.nonzero(-4, 4))
    biases = [b for b in range(-9, 10) if b and Fraction(1, 4) <= abs(carried + b) <= 2]
    return replace(net, b_2=rng.choice(biases), y=rng.integer(0, 1))


def gradients(net: Network, at: Mapping[str, Value]) -> dict[str, Value]:
    """From the forward pass the errors of both layers and the gradients of both weight matrices, without rounding."""
    z_1, a_1, a_2 = at["z_1"], at["a_1"], at["a_2"]
    assert isinstance(z_1, Mat) and isinstance(a_1, Mat) and not isinstance(a_2, Mat)
    slope = z_1.map(lambda v: int(v > 0)) if net.hidden == "relu" else a_1.map(lambda a: a * (1 - a))
    delta_2 = a_2 - net.y
    delta_1 = (net.W_2.T * delta_2).hadamard(slope)
    return {"delta_2": delta_2, "G_2": a_1.T * delta_2, "delta_1": delta_1, "G_1": delta_1 * net.x.T}


def tells_weights_apart(net: Network, slopes: Mapping[str, Value], rate: Fraction) -> bool:
    """Whether new weights of the output unit would give clearly other errors in the hidden layer."""
    delta_1, delta_2, G_2 = slopes["delta_1"], slopes["delta_2"], slopes["G_2"]
    assert isinstance(delta_1, Mat) and isinstance(G_2, Mat) and not isinstance(delta_2, Mat)
    changes = (rate * d * g / Fraction(w) for d, g, w in zip(delta_1, G_2, net.W_2, strict=True))
    return any(abs(change) > 4 * SLACK for change in changes)


def worked_out(net: Network) -> tuple[Network, dict[str, Value], dict[str, Value], list[Fraction]]:
    """The network, its forward pass, its gradients, and the learning rates that suit it."""
    at = net.passed()
    slopes = gradients(net, at)
    return net, at, slopes, [rate for rate in RATES if tells_weights_apart(net, slopes, rate)]


def fits(net: Network, G_1: Mat, delta_1: Mat, G_2: Mat, delta_2: Rational) -> bool:
    """Whether the loss grows along the gradient as fast as it says: a check of all nine entries, by the loss alone.

    The parameters take an imaginary step; the loss then has its slope as imaginary part.
    """

    def moved(parameters: Iterable[Rational], slopes: Iterable[Rational]) -> list[complex]:
        return [complex(float(p), TINY * float(g)) for p, g in zip(parameters, slopes, strict=True)]

    weights, biases = moved(net.W_1, G_1), moved(net.b_1, delta_1)
    x, y = [float(v) for v in net.x], float(net.y)
    z_1 = [weights[2 * j] * x[0] + weights[2 * j + 1] * x[1] + biases[j] for j in (0, 1)]
    a_1 = [z if z.real > 0 else 0 for z in z_1] if net.hidden == "relu" else [1 / (1 + cmath.exp(-z)) for z in z_1]
    (bias,) = moved([net.b_2], [delta_2])
    z_2 = sum((w * a for w, a in zip(moved(net.W_2, G_2), a_1, strict=True)), bias)
    loss = (y - z_2) ** 2 / 2 if net.output == "linear" else cmath.log(1 + cmath.exp(-z_2 if y else z_2))
    squared = float(dot(G_1, G_1) + dot(delta_1, delta_1) + dot(G_2, G_2) + delta_2**2)
    return abs(loss.imag / TINY - squared) < 1e-9 * (1 + squared)


# The picture -----------------------------------------------------------------------------------------------------


def edge(tail: Point, head: Point, weight: Rational, at: float, colour: Colour) -> list[Mark]:
    """An arrow with its weight beside the point that is `at` of its length from the tail."""

    def along(share: float) -> Point:
        return tail[0] + share * (head[0] - tail[0]), tail[1] + share * (head[1] - tail[1])

    name = Curve(points=(along(at), along(at + 0.002)), colour=colour, label=f"${weight}$")
    return [Arrow(tail=tail, head=along(0.97), colour=colour), name]


def diagram(net: Network) -> Figure:
    """The network from left to right, weights on the edges, biases beside the units."""
    inputs, units, out = ((0.0, 1.1), (0.0, -1.1)), ((2.4, 1.1), (2.4, -1.1)), (4.6, 0.0)
    colours: tuple[Colour, Colour] = ("blue", "orange")
    marks = [
        mark
        for j in range(2)
        for i in range(2)
        for mark in edge(inputs[i], units[j], net.W_1[j, i], 0.5 if i == j else 0.3, colours[j])
    ]
    marks += [mark for j in range(2) for mark in edge(units[j], out, net.W_2[0, j], 0.5, "green")]
    told = [
        f"the arrow from input {i + 1} to hidden unit {j + 1} has weight {net.W_1[j, i]}"
        for j in (0, 1)
        for i in (0, 1)
    ]
    told += [f"the arrow from hidden unit {j + 1} to the output has weight {net.W_2[0, j]}" for j in (0, 1)]
    biases = [f'$"bias" = {b}$' for b in (*net.b_1, net.b_2)]
    return Figure(
        alt=f"A network drawn from left to right: inputs {net.x[0, 0]} and {net.x[1, 0]}, two hidden units with biases "
        f"{net.b_1[0, 0]} and {net.b_1[1, 0]}, one output unit with bias {net.b_2}. Of its arrows, {'; '.join(told)}.",
        marks=(
            *marks,
            Dots(points=inputs, colour="ink", labels=(f"$x_1 = {net.x[0, 0]}$", f"$x_2 = {net.x[1, 0]}$")),
            Dots(points=(*units, out), colour="ink", labels=tuple(biases)),
        ),
        x=Axis(low=-0.7, high=5.6, shown=False),
        y=Axis(low=-1.7, high=1.7, shown=False),
        equal=True,
    )


# The parts -------------------------------------------------------------------------------------------------------


def shown(value: Value) -> Value:
    """As it is written down: to PLACES decimals where it has more."""
    if isinstance(value, Mat):
        return value.map(shown)
    ends = 10**PLACES % Fraction(value).denominator == 0
    return terminating(value) if ends else rounded(value, PLACES)


def key(value: Value, loose: bool) -> NumberAnswer | VectorAnswer | MatrixAnswer:
    """A number, a vector for a column, or a matrix; marked to FORGIVEN decimals if it is `loose`."""
    places = FORGIVEN if loose else None
    if not isinstance(value, Mat):
        return number(value, places=places)
    return vector(*value, places=places) if value.shape[1] == 1 else matrix(value.tolist(), places=places)


@dataclass(frozen=True)
class Workings:
    """What is written down so far, by name, and the true values without rounding."""

    known: dict[str, Value]
    true: Mapping[str, Value]
    trees: dict[Node, Node] = field(default_factory=dict)

    def part(
        self,
        name: str,
        ask: str,
        rule: str,
        value: Value,
        why: str,
        *mistakes: Mistake,
        hints: Sequence[str] = (),
        meaning: str = "",
    ) -> Part:
        """Asks for the value that `rule` gives from what is written down, and writes it down.

        `meaning` is what the rule says with the numbers put in, where that is more than its names replaced.
        """
        true, written = self.true[name], shown(value)
        entries = true if isinstance(true, Mat) else (true,)
        loose = any(Fraction(entry).denominator > 10**PLACES for entry in entries)
        links = [rule, self.filled(rule), *([meaning] if meaning else [])]
        self.known[name] = written
        if written == value:
            step = f"{why} ${' = '.join([name, *links, str(written)])}$."
        else:
            step = f"{why} ${' = '.join(links)} approx {written}$; rounded, ${name} = {written}$."
        return Part(
            name=name,
            ask=ask,
            answer=key(written, loose),
            follows=rule,
            steps=[step],
            honest=[key(shown(true), loose)] if shown(true) != written else [],
            mistakes=mistakes,
            hints=hints,
        )

    def filled(self, rule: str) -> str:
        """The rule with what is written down put in for its names."""
        for name, value in list(self.known.items())[len(self.trees) :]:
            self.trees[Name(name)] = tree_of(value)
        return house(put_in(parse(rule), self.trees))

    def matrix(self, name: str) -> Mat:
        found = self.known[name]
        assert isinstance(found, Mat)
        return found

    def number(self, name: str) -> Rational:
        found = self.known[name]
        assert not isinstance(found, Mat)
        return found


WEIGHTED = "Each unit adds its weighted inputs and its bias."
SKIPPED = Mistake(
    "activation-skipped", "W_2*z_1 + b_2", "The output unit receives the activations $a_1$, not the pre-activations."
)


def forward(net: Network, w: Workings) -> list[Part]:
    parts = [
        w.part("z_1", "Forward pass: give the pre-activations $z_1$ of the hidden layer.", "W_1*x + b_1",
               w.matrix("W_1") * w.matrix("x") + w.matrix("b_1"), WEIGHTED,
               Mistake("bias-ignored", "W_1*x", "Each unit also adds its bias: add $b_1$."),
               hints=["Multiply the matrix $W_1$ by the column $x$, row by row, and add the biases."]),
    ]  # fmt: skip
    if net.hidden == "relu":
        why = "ReLU keeps what is positive and turns what is negative into zero."
        slip = Mistake("negative-relu", "z_1", "ReLU gives zero for a negative number.")
    else:
        why = "The sigmoid is applied to each entry."
        slip = Mistake("sigmoid-sign", f"{net.hidden}(-z_1)", "The exponent of the sigmoid has a minus: $exp(-z)$.")
    ask = "Give the activations $a_1$ of the hidden layer."
    parts.append(w.part("a_1", ask, f"{net.hidden}(z_1)", net.activated(w.matrix("z_1")), why, slip))
    out = dot(w.matrix("W_2"), w.matrix("a_1")) + w.number("b_2")
    if net.output == "linear":
        parts += [
            w.part("a_2", "Give the output $a_2$ of the network.", "W_2*a_1 + b_2", out,
                   "The output unit adds its weighted inputs and its bias, and is linear.", SKIPPED),
            w.part("L", "Give the loss $L$.", "1/2*(y - a_2)^2", Fraction(1, 2) * (net.y - out) ** 2,
                   "The squared loss compares the output with the target.",
                   Mistake("half-forgotten", "(y - a_2)^2", "This loss has a factor one half in front.")),
        ]  # fmt: skip
        return parts
    parts.append(
        w.part("z_2", "Give the pre-activation $z_2$ of the output unit.", "W_2*a_1 + b_2", out, WEIGHTED, SKIPPED)
    )
    a_2 = sigmoid(out)
    parts.append(
        w.part("a_2", "Give the output $a_2$ of the network.", "sigmoid(z_2)", a_2,
               "The sigmoid makes it a number between zero and one.",
               Mistake("sigmoid-sign", "sigmoid(-z_2)", "The exponent of the sigmoid has a minus: $exp(-z)$."),
               hints=["Put $z_2$ into $1/(1 + exp(-z))$."], meaning=f"1/(1 + exp(-({w.known['z_2']})))")
    )  # fmt: skip
    likely = shown(w.number("a_2") if net.y else 1 - w.number("a_2"))
    assert not isinstance(likely, Mat)
    parts.append(
        w.part("L", "Give the loss $L$.", "-(y*ln(a_2) + (1 - y)*ln(1 - a_2))", -ln(likely),
               "Of the two terms of the log loss the target leaves one.",
               Mistake("loss-other-class", "-((1 - y)*ln(a_2) + y*ln(1 - a_2))",
                       "For the target one the loss is $-ln(a_2)$, for the target zero it is $-ln(1 - a_2)$."),
               Mistake("log-base", "-(y*log10(a_2) + (1 - y)*log10(1 - a_2))",
                       "Use the natural logarithm."),
               meaning=f"-ln({likely})")
    )  # fmt: skip
    return parts


def backward(net: Network, w: Workings) -> list[Part]:
    if net.output == "linear":
        why = "The derivative of the squared loss with respect to the output is prediction minus target."
    else:
        why = "With log loss the slope of the sigmoid cancels, and prediction minus target is left."
    slips = [
        Mistake("residual-sign", "y - a_2", "The derivative of the loss is prediction minus target, in this order.")
    ]
    if net.output == "sigmoid":
        text = "The factor $a_2*(1 - a_2)$ belongs to squared loss. With log loss it cancels."
        slips.append(Mistake("extra-sigma-prime", "(a_2 - y)*a_2*(1 - a_2)", text))
    ask = (
        "Backward pass: give $delta_2$, the derivative of the loss with respect to the pre-activation of the output "
        "unit."
    )
    parts = [w.part("delta_2", ask, "a_2 - y", w.number("a_2") - net.y, why, *slips)]
    parts.append(
        w.part("G_2", "Give $G_2$, the gradient of the loss with respect to the weights $W_2$, as a row.",
               "delta_2*a_1^T", w.matrix("a_1").T * w.number("delta_2"),
               "The derivative with respect to a weight is the error at its end times the activation at its beginning.",
               Mistake("preactivation-as-input", "delta_2*z_1^T",
                       "What comes in through these weights is $a_1$, after the activation."),
               Mistake("input-forgotten", "[[delta_2, delta_2]]",
                       "Each weight multiplies an activation: this factor stays in its derivative."),
               hints=["Each weight of the output unit multiplies one entry of $a_1$."])
    )  # fmt: skip
    if net.hidden == "relu":
        through = "step(z_1)"
        slope = w.matrix("z_1").map(lambda v: int(v > 0))
        why = (
            "The error goes back through the old weights $W_2$. Then each hidden unit multiplies it by the slope of "
            "ReLU: $step(z_1)$ is $1$ where $z_1$ is positive and $0$ where it is negative."
        )
        slip = Mistake(
            "inactive-relu", "W_2^T*delta_2", "An inactive unit passes nothing back: the slope of ReLU is zero there."
        )
    else:
        through = "(a_1 - a_1 odot a_1)"
        slope = w.matrix("a_1").map(lambda a: a * (1 - a))
        why = (
            "The error goes back through the old weights $W_2$. Then each hidden unit multiplies it by the slope of "
            "the sigmoid, $a*(1 - a)$."
        )
        slip = Mistake("no-hidden-slope", "W_2^T*delta_2", "Each hidden unit also multiplies by its slope $a*(1 - a)$.")
    mistakes = [
        Mistake("new-weights-in-delta", f"(W_2 - alpha*G_2)^T*delta_2 odot {through}",
                "All gradients belong to the old weights. Update everything at the end."),
        slip,
    ]  # fmt: skip
    delta_1 = (w.matrix("W_2").T * w.number("delta_2")).hadamard(slope)
    parts.append(
        w.part("delta_1",
               "Give $delta_1$, the derivatives of the loss with respect to the pre-activations of the hidden layer.",
               f"W_2^T*delta_2 odot {through}", delta_1, why, *mistakes,
               hints=["Between a hidden pre-activation and the output stand two factors: the slope of the hidden unit "
                      "and a weight."])
    )  # fmt: skip
    parts.append(
        w.part("G_1", "Give $G_1$, the gradient of the loss with respect to the weights $W_1$, as a matrix.",
               "delta_1*x^T", w.matrix("delta_1") * w.matrix("x").T,
               "Again it is the error at the end of a weight times what comes in at its beginning, here the input.",
               Mistake("output-as-input", "delta_1*a_1^T",
                       "What comes in through $W_1$ is the input $x$; $a_1$ is what goes out."),
               hints=["Row $i$ of the matrix belongs to hidden unit $i$: its error times each of the two inputs."])
    )  # fmt: skip
    return parts


UPDATES = (
    ("W_2", "G_2", "the weights $W_2$", "Every parameter moves against its gradient, by the learning rate."),
    ("b_2", "delta_2", "the bias $b_2$", "What comes in at a bias is $1$, so its gradient is the error $delta_2$."),
    ("W_1", "G_1", "the weights $W_1$", "The weights of the hidden layer move in the same way."),
    ("b_1", "delta_1", "the biases $b_1$", "In the same way the gradient of the hidden biases is the error $delta_1$."),
)


def updates(w: Workings) -> list[Part]:
    alpha = w.number("alpha")
    parts = []
    for old, gradient, what, why in UPDATES:
        before, by = w.known[old], w.known[gradient]
        after: Value
        if isinstance(before, Mat) and isinstance(by, Mat):
            after = before - alpha * by
        else:
            after = w.number(old) - alpha * w.number(gradient)
        opening = "Update: give" if old == "W_2" else "Give"
        parts.append(
            w.part(f"{old}_new", f"{opening} {what} after the step.", f"{old} - alpha*{gradient}", after, why,
                   Mistake("ascent", f"{old} + alpha*{gradient}",
                           "The gradient points to where the loss grows: subtract the learning rate times it."),
                   Mistake("rate-ignored", f"{old} - {gradient}", "Multiply the gradient by the learning rate first."))
        )  # fmt: skip
    return parts


LAYERS = {
    ("relu", "linear"): "applies ReLU to each entry, which gives $a_1$. The output unit is linear: its output $a_2$ is "
    "$W_2*a_1 + b_2$.",
    (
        "relu",
        "sigmoid",
    ): "applies ReLU to each entry, which gives $a_1$. The output unit forms its pre-activation $z_2$ "
    "as $W_2*a_1 + b_2$ and applies the sigmoid $sigmoid(z) = 1/(1 + exp(-z))$, which gives $a_2$.",
    ("sigmoid", "sigmoid"): "applies the sigmoid $sigmoid(z) = 1/(1 + exp(-z))$ to each entry, which gives $a_1$. The "
    "output unit forms its pre-activation $z_2$ as $W_2*a_1 + b_2$ and applies the sigmoid too, which gives $a_2$.",
}
LOSSES = {
    "linear": "the squared loss $1/2*(y - a_2)^2$",
    "sigmoid": "the log loss $-(y*ln(a_2) + (1 - y)*ln(1 - a_2))$ with the natural logarithm",
}
ROUNDING = (
    f" Round every result to {PLACES} decimals and go on with the rounded numbers. Answers are marked to {FORGIVEN} "
    "decimals."
)


@exercise(
    "calculus.neural_networks.backprop_full_step",
    title="One full step of backpropagation",
    skill="s.nn.backprop",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 5.6",
    levels={
        "easy": {"hidden": "relu", "output": "linear"},
        "core": {"hidden": "relu", "output": "sigmoid"},
        "hard": {"hidden": "sigmoid", "output": "sigmoid"},
    },
)
def backprop_full_step(rng: Rng, *, hidden: Hidden, output: Output) -> Multipart:
    """Carry out one full step of backpropagation in a network with one hidden layer of two units."""
    net = network(rng, hidden, output)
    labels = [net, replace(net, y=1 - net.y)] if output == "sigmoid" else [net]
    net, at, slopes, rates = next(each for each in map(worked_out, labels) if each[-1])
    alpha = terminating(rng.choice(rates))
    given: dict[str, Value] = {
        "W_1": net.W_1, "b_1": net.b_1, "W_2": net.W_2, "b_2": net.b_2, "x": net.x, "y": net.y, "alpha": alpha,
    }  # fmt: skip
    G_1, delta_1, G_2, delta_2 = (slopes[name] for name in ("G_1", "delta_1", "G_2", "delta_2"))
    assert isinstance(G_1, Mat) and isinstance(delta_1, Mat) and isinstance(G_2, Mat) and not isinstance(delta_2, Mat)
    assert fits(net, G_1, delta_1, G_2, delta_2)
    after: dict[str, Value] = {
        "W_1_new": net.W_1 - alpha * G_1,
        "b_1_new": net.b_1 - alpha * delta_1,
        "W_2_new": net.W_2 - alpha * G_2,
        "b_2_new": net.b_2 - alpha * delta_2,
    }
    w = Workings(dict(given), {**at, **slopes, **after})
    parts = [*forward(net, w), *backward(net, w), *updates(w)]
    told = {tuple(value) for value in given.values() if isinstance(value, Mat)}
    found = (value for name, value in w.known.items() if name not in given)
    assume(not any(isinstance(value, Mat) and tuple(value) in told for value in found), "the question shows a result")
    return Multipart(
        "A small network has two inputs, a hidden layer of two units and one output unit. The hidden layer forms its "
        f"pre-activations $z_1$ as $W_1*x + b_1$ and {LAYERS[hidden, output]} The parameters, which are also in the "
        f"picture, are $W_1 = {net.W_1}$, $b_1 = {net.b_1}$, $W_2 = {net.W_2}$ and $b_2 = {net.b_2}$. Carry out one "
        f"step of gradient descent with the learning rate $alpha = {alpha}$ for the example $x = {net.x}$ with the "
        f"target $y = {net.y}$ and {LOSSES[output]}." + (ROUNDING if output == "sigmoid" else ""),
        given=given,
        parts=parts,
        figures=[diagram(net)],
    )
