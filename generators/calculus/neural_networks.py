"""Neural networks by hand."""

import cmath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from math import gcd, prod
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    expression,
    fill,
    matching,
    matrix,
    number,
    rounded,
    table,
    terminating,
    vector,
)
from generators.maths import reals
from generators.maths.activations import (
    IDENTITY,
    RELU,
    SIGMOID,
    SOFTPLUS,
    STEP,
    TANH,
    Activation,
    inside,
    leaky,
    times,
)
from generators.maths.decimals import Decimal
from generators.maths.figures import at, axis, graph, listed, spot
from generators.maths.matrices import Mat, column, dot, integer_matrix
from generators.maths.rationals import Rational, rational
from generators.maths.rng import drawn
from generators.notation import evaluate, house, parse, put_in, text_of, tree_of
from generators.notation.tree import Name, Node
from schemas.answer import (
    Assumption,
    ChoiceAnswer,
    ExpressionAnswer,
    MatrixAnswer,
    NumberAnswer,
    Option,
    TableAnswer,
    VectorAnswer,
)
from schemas.exercise import DataTable
from schemas.figure import Arrow, Axis, Colour, Curve, Dots, Figure, Line, Link, Mark, Point, Style
from schemas.figure import Network as Graph

# Activations: values and slopes ----------------------------------------------------------------------------------

SIGMOID_IS = "$sigmoid(z) = 1/(1 + exp(-z))$"
TANH_IS = "$tanh(z) = (exp(z) - exp(-z))/(exp(z) + exp(-z))$"


class Row(NamedTuple):
    """A row of the table: its function of z, where it is evaluated, value and slope there, how one finds them.

    `slips` are wrong slopes, each with its misconception and what to say.
    """

    name: str
    text: str
    z: int
    value: Rational
    slope: Rational
    how: str
    slips: tuple[tuple[str, Rational, str], ...] = ()


@exercise(
    "calculus.neural_networks.activations_table",
    title="Values and derivatives of activations",
    skill="s.nn.activation",
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 3.10 and 6.3",
    levels={"easy": {"ask": "table"}, "core": {"ask": "logarithms"}, "hard": {"ask": "formulas"}},
)
def activations_table(rng: Rng, *, ask: Literal["table", "logarithms", "formulas"]) -> Multipart:
    """Find values and slopes of activation functions, or express the slope through the activation itself."""
    match ask:
        case "table":
            return slopes_table(rng)
        case "logarithms":
            return at_logarithms(rng)
        case "formulas":
            return slope_through_activation(rng)


def slopes_table(rng: Rng) -> Multipart:
    """ReLU, leaky ReLU, the identity and a smooth function, each at one number."""
    rows = rng.shuffled((relu_row(rng.choice((-1, 1, 1)) * rng.integer(2, 9)), leaky_row(rng, -rng.integer(1, 9)),
                         smooth_row(rng), identity_row(rng.nonzero(-9, 9))))  # fmt: skip
    columns = ("value", "slope")

    def label(row: Row) -> str:
        return f"{row.name} at ${row.z}$"

    def key(slopes: Mapping[str, Rational]) -> TableAnswer:
        return table({label(row): (row.value, slopes.get(row.name, row.slope)) for row in rows}, columns)

    defined = [f"{row.name} is ${row.text}$" for row in rows]
    return Multipart(
        f"Four activation functions of $z$ are given: {listed(defined)}."
        + f" Here {SIGMOID_IS}." * any("sigmoid" in row.text for row in rows)
        + f" Here {TANH_IS}." * any("tanh" in row.text for row in rows),
        parts=[
            Part(
                ask="Fill in the table: the value of each function at the number that is given, and its slope there.",
                answer=key({}),
                steps=[row.how for row in rows],
                hints=[
                    "Put the number in for $z$. Which branch of the function is that?",
                    "The slope of a straight piece can be read off its formula. The slope of the sigmoid is "
                    "$a*(1 - a)$, that of tanh is $1 - a^2$, where $a$ is the value.",
                ],
                mistakes=[
                    Mistake(id, key({row.name: wrong}), told) for row in rows for id, wrong, told in row.slips
                ],
            )
        ],
    )  # fmt: skip


def relu_row(z: int) -> Row:
    if z > 0:
        how = f"ReLU keeps what is positive: $max(0, {z}) = {z}$. There its graph is the line with slope $1$."
        slip = ("relu-prime-is-z", z, "The slope of ReLU right of 0 is $1$, whatever $z$ is.")
    else:
        how = f"ReLU turns what is negative into 0: $max(0, {z}) = 0$. There its graph is flat: the slope is $0$."
        slip = ("inactive-relu", 1, "Left of 0 the graph of ReLU is flat: its slope is 0 there.")
    return Row("ReLU", "max(0, z)", z, max(z, 0), int(z > 0), how, (slip,))


def leaky_row(rng: Rng, z: int) -> Row:
    n = rng.choice((4, 5, 8, 10, 20, 100))
    value, slope = (terminating(Fraction(part, n)) for part in (z, 1))
    how = (
        f"Leaky ReLU takes the greater of the two: $max({z}/({n}), {z}) = {value}$. Left of 0 it is the line "
        f"$z/({n})$, whose slope is $1/({n}) = {slope}$."
    )
    slips: tuple[tuple[str, Rational, str], ...] = (
        ("leak-overlooked", 0, "Leaky ReLU is not flat left of 0: it rises there with a small slope."),
        ("negative-slope-left-of-zero", -slope, "Left of 0 leaky ReLU still rises, though slowly."),
    )
    return Row("leaky ReLU", f"max(z/{n}, z)", z, value, slope, how, slips)


def identity_row(z: int) -> Row:
    how = f"The identity gives back ${z}$, and its slope is $1$ everywhere."
    slips = (("identity-slope-is-z", z, "The slope of the line $z$ is 1 everywhere."),) if z != 1 else ()
    return Row("the identity", "z", z, z, 1, how, slips)


def smooth_row(rng: Rng) -> Row:
    """A smooth function at 0."""
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    if rng.chance(half):
        k = rng.choice((1, 2, 3, 4))
        text = text_of(f"{k}*sigmoid(z)")
        how = "At 0 the sigmoid is $1/(1 + exp(0)) = 1/2$ and its slope is $1/2*(1 - 1/2) = 1/4$" + (
            f"; multiplied by ${k}$ these are ${half * k}$ and ${quarter * k}$." if k > 1 else "."
        )
        slips: tuple[tuple[str, Rational, str], ...] = (
            ("derivative-height", half * k, "That is the value of the sigmoid; its slope is $a*(1 - a)$."),
            ("sigma-prime-with-z", 0, "Use the activation value, not $z$: the slope is $a*(1 - a)$."),
        )
        name = "the sigmoid" if k == 1 else "a scaled sigmoid"
        return Row(name, text, 0, rational(half * k), rational(quarter * k), how, slips)
    k = rng.choice((1, 2, 3, 4))
    text = text_of(f"{k}*tanh(z)")
    how = "At 0 the function tanh is $0$ and its slope is $1 - 0^2 = 1$" + (
        f"; multiplied by ${k}$ these are $0$ and ${k}$." if k > 1 else "."
    )
    slips = (
        ("derivative-height", 0, "That is the value of tanh; its slope is $1 - a^2$."),
        ("sigmoid-tanh", rational(quarter * k), "That is the slope of the sigmoid at 0. The graph of tanh is steeper."),
    )
    return Row("tanh" if k == 1 else "a scaled tanh", text, 0, 0, k, how, slips)


def at_logarithms(rng: Rng) -> Multipart:
    """Two smooth functions at logarithms, where they are fractions; the slope from the value."""
    chosen = rng.sample(("sigmoid", "tanh", "softplus"), 2)
    places = drawn(
        lambda: [half_logarithm(rng) if name == "tanh" else logarithm(rng) for name in chosen],
        lambda found: not any(f"ln({1 + e})" in z for _, e in found for z, _ in found),  # the value of softplus
    )
    told = {"sigmoid": SIGMOID_IS, "tanh": TANH_IS, "softplus": "softplus is $ln(1 + exp(z))$"}
    asked = (f"{'the ' * (name == 'sigmoid')}{name} at ${z}$" for name, (z, _) in zip(chosen, places, strict=True))
    return Multipart(
        f"Remember that {listed(told[name] for name in chosen)}. You are going to find values and slopes of "
        f"{listed(asked)}. All of them are exact; no calculator is needed.",
        parts=[
            part
            for name, letter, (z, e) in zip(chosen, "ab", places, strict=True)
            for part in LOGARITHMIC[name](letter, z, e)
        ],
    )


def logarithm(rng: Rng) -> tuple[str, Fraction]:
    """A logarithm as text, and e to that power."""
    k = rng.integer(2, 12)
    return rng.choice(((f"ln({k})", Fraction(k)), (f"-ln({k})", Fraction(1, k)), (f"ln(1/{k})", Fraction(1, k))))


def half_logarithm(rng: Rng) -> tuple[str, Fraction]:
    """A logarithm or half of one as text, and e to twice that power."""
    k, halved, sign = rng.integer(2, 9), rng.chance(Fraction(1, 2)), rng.sign()
    z = text_of(f"{'-' * (sign < 0)}{'1/2*' * halved}ln({k})")
    return z, Fraction(k) ** (sign if halved else 2 * sign)


def sigmoid_parts(letter: str, z: str, e: Fraction) -> list[Part]:
    value = e / (1 + e)
    slope = value * (1 - value)
    assert abs(reals.sigmoid(reals.ln(e)) - value) < Fraction(1, 10**30)
    return [
        Part(
            name=letter,
            ask=f"Find ${letter} = sigmoid({z})$.",
            answer=number(value),
            steps=[
                f"The exponent is $-({z})$, and $exp(-({z})) = {1 / e}$.",
                f"So ${letter} = 1/(1 + {1 / e}) = {value}$.",
            ],
            hints=["What is $exp(-ln(k))$?"],
            mistakes=[
                Mistake("sigmoid-sign", number(1 - value), "The exponent of the sigmoid has a minus: $exp(-z)$."),
                Mistake("exponential-for-sigmoid", number(e), "That is $exp(z)$. The sigmoid is $1/(1 + exp(-z))$."),
            ],
        ),
        Part(
            ask=f"Find the slope of the sigmoid at $z = {z}$.",
            answer=number(slope),
            follows=f"{letter}*(1 - {letter})",
            steps=[f"The slope is ${letter}*(1 - {letter}) = {fill('a*(1 - a)', a=value)} = {slope}$."],
            hints=["The slope of the sigmoid can be had from its value alone."],
            mistakes=[
                Mistake("sigma-prime-with-z", number(f"({z})*(1 - ({z}))"), "Use the activation value, not $z$: the "
                        "slope is $a*(1 - a)$."),
                Mistake("derivative-height", letter, "That is the value of the sigmoid; its slope is $a*(1 - a)$."),
                Mistake("sigmoid-tanh", f"1 - {letter}^2", "That is the rule for tanh. For the sigmoid it is "
                        "$a*(1 - a)$."),
            ],
        ),
    ]  # fmt: skip


def tanh_parts(letter: str, z: str, square: Fraction) -> list[Part]:
    value = (square - 1) / (square + 1)
    slope = 1 - value**2
    assert abs(reals.tanh(reals.ln(square) / 2) - value) < Fraction(1, 10**30)
    return [
        Part(
            name=letter,
            ask=f"Find ${letter} = tanh({z})$.",
            answer=number(value),
            steps=[
                "Multiply numerator and denominator of tanh by $exp(z)$: it is $(exp(2*z) - 1)/(exp(2*z) + 1)$.",
                f"Here $exp(2*({z})) = {square}$, so ${letter} = ({square} - 1)/({square} + 1) = {value}$.",
            ],
            hints=["What is $exp(2*z)$ here? Write tanh with it alone."],
            mistakes=[
                Mistake("tanh-sign", number(-value), "tanh is positive where $z$ is positive, and negative where it is "
                        "negative."),
                Mistake("sigmoid-tanh", number(square / (1 + square)), "That is the sigmoid of $2*z$. tanh runs from "
                        "$-1$ to $1$."),
            ],
        ),
        Part(
            ask=f"Find the slope of tanh at $z = {z}$.",
            answer=number(slope),
            follows=f"1 - {letter}^2",
            steps=[f"The slope is $1 - {letter}^2 = {fill('1 - a^2', a=value)} = {slope}$."],
            hints=["The slope of tanh can be had from its value alone."],
            mistakes=[
                Mistake("tanh-prime", f"1 - {letter}", "Square the value of tanh: its slope is $1 - a^2$."),
                Mistake("sigmoid-tanh", f"{letter}*(1 - {letter})", "That is the rule for the sigmoid. For tanh it is "
                        "$1 - a^2$."),
            ],
        ),
    ]  # fmt: skip


def softplus_parts(letter: str, z: str, e: Fraction) -> list[Part]:
    slope = e / (1 + e)
    return [
        Part(
            name=letter,
            ask=f"Find ${letter}$, the value of softplus at $z = {z}$, exactly.",
            answer=number(f"ln({1 + e})"),
            steps=[f"Since $exp({z}) = {e}$, we have ${letter} = ln(1 + {e}) = ln({1 + e})$."],
            hints=["What is $exp(z)$ here?"],
            mistakes=[
                Mistake("log-of-sum", number(z), "The logarithm of a sum is not the sum of the logarithms."),
                Mistake("softplus-relu", number(max(e, Fraction(0)) if e > 1 else 0), "Softplus is $ln(1 + exp(z))$; "
                        "it is not cut off as ReLU is."),
            ],
        ),
        Part(
            ask=f"Find the slope of softplus at $z = {z}$.",
            answer=number(slope),
            follows=f"1 - exp(-{letter})",
            steps=[
                "By the chain rule the slope of $ln(1 + exp(z))$ is $exp(z)/(1 + exp(z))$, which is $sigmoid(z)$.",
                f"Here it is ${e}/(1 + {e}) = {slope}$.",
            ],
            hints=["The outer function is a logarithm. What is the derivative of the inner one?"],
            mistakes=[
                Mistake("no-inner-derivative", number(1 / (1 + e)), "The derivative of $1 + exp(z)$ is $exp(z)$: "
                        "it belongs into the numerator."),
                Mistake("relu-for-softplus-slope", number(int(e > 1)), "That is the slope of ReLU. Softplus bends "
                        "smoothly."),
            ],
        ),
    ]  # fmt: skip


LOGARITHMIC: Mapping[str, Callable[[str, str, Fraction], list[Part]]] = {
    "sigmoid": sigmoid_parts,
    "tanh": tanh_parts,
    "softplus": softplus_parts,
}
SQUEEZES: tuple[Rational, ...] = (1, 2, 3, 4, 5, Fraction(1, 2), Fraction(1, 4))
NAMES = (("a", "w", "x", "b"), ("h", "v", "u", "c"), ("y", "m", "t", "k"), ("p", "w", "r", "b"))
"""How an activation, a weight, its input and the bias may be called."""


def slope_through_activation(rng: Rng) -> Multipart:
    """The slope of a scaled or squeezed activation through its value, and the derivative by a parameter."""
    a, w, x, b = rng.choice(NAMES)
    kind = rng.choice(("sigmoid", "sigmoid", "sigmoid", "tanh", "tanh", "tanh", "softplus"))
    c, k, d = rng.choice([(c, k, d) for c in (1, 2, 3, 4, 5) for k in SQUEEZES for d in (0, 0, -2, -1, 1)
                          if c > 1 or k != 1])  # fmt: skip
    if kind == "softplus":
        c, d = 1, 0
    outer = {"sigmoid": "c*sigmoid(k*z) + d", "tanh": "c*tanh(k*z) + d", "softplus": "ln(1 + exp(k*z))"}[kind]
    rule, full = {
        "sigmoid": ("k*(a - d)*(1 - (a - d)/c)", f"({c * k})*sigmoid(k*z)*(1 - sigmoid(k*z))"),
        "tanh": ("k*(c - (a - d)^2/c)", f"({c * k})*(1 - tanh(k*z)^2)"),
        "softplus": ("k*(1 - exp(-a))", "k*exp(k*z)/(1 + exp(k*z))"),
    }[kind]
    told = f"Here ${a}$ is not the bare {kind}: undo what is done to it before you use its rule."
    wrong = {
        "sigmoid": (("outer-factor-in-slope", "k*a*(1 - a)", told),
                    ("no-inner-derivative", "(a - d)*(1 - (a - d)/c)", f"The inner function has the derivative ${k}$."),
                    ("sigmoid-tanh", "k*(c - (a - d)^2/c)", "That is the rule for tanh.")),
        "tanh": (("outer-factor-in-slope", "k*(1 - a^2)", told),
                 ("no-inner-derivative", "c - (a - d)^2/c", f"The inner function has the derivative ${k}$."),
                 ("tanh-prime", "k*(c - (a - d))", "The slope of tanh is $1 - tanh(z)^2$: square it.")),
        "softplus": (("no-inner-derivative", "1 - exp(-a)", f"The inner function has the derivative ${k}$."),
                     ("softplus-slope-inverted", "k*exp(-a)", "That is one over the argument of the logarithm. What is "
                      "inside has a derivative too.")),
    }[kind]  # fmt: skip

    def put(rule: str) -> str:
        return text_of(fill(rule, a=a, c=c, k=k, d=d))

    g, slope = put(outer), put(rule)
    bare = text_of(f"({a} - ({d}))/({c})")
    by, factor = rng.choice(((w, x), (b, "1"), (x, w)))
    whole = slope if factor == "1" else put(rule.replace("k*", f"k*{factor}*", 1))
    named: dict[str, Assumption] = {name: "real" for name in (a, w, x)}
    known: dict[str, Assumption] = {name: "real" for name in (a, "z")}
    through = {
        "sigmoid": f"Since $sigmoid({put('k*z')}) = {bare}$",
        "tanh": f"Since $tanh({put('k*z')}) = {bare}$",
        "softplus": f"Since $exp({a}) = 1 + exp({put('k*z')})$",
    }[kind]
    return Multipart(
        f"A neuron with the weight ${w}$, the input ${x}$ and the bias ${b}$ forms ${w}*{x} + {b}$ and applies the "
        f"activation function $g(z) = {g}$ to it" + f", where {SIGMOID_IS}" * (kind == "sigmoid") + ". Write "
        f"${a} = g(z)$ for its activation.",
        given={w: w, x: x},
        parts=[
            Part(
                name="d",
                ask=f"Express the slope of $g$ at $z$ by ${a}$ alone, without $z$.",
                answer=expression(slope, symbols={a: "real"}),
                steps=[
                    f"By the chain rule $g'(z) = {put(full)}$.",
                    f"{through}, this is ${slope}$.",
                ],
                hints=["First differentiate by $z$, with the chain rule.", f"Then look for ${a}$ in what you found."],
                mistakes=[Mistake(id, expression(put(formula), symbols=known), told) for id, formula, told in wrong],
            ),
            Part(
                ask=f"Now give the derivative of ${a}$ with respect to ${by}$, by ${a}$"
                f"{f' and ${factor}$' if factor != '1' else ' alone'}.",
                answer=expression(whole, symbols=named),
                follows=f"({factor})*d" if factor != "1" else "d",
                steps=[
                    f"The derivative of ${w}*{x} + {b}$ with respect to ${by}$ is ${factor}$.",
                    f"By the chain rule it is multiplied by the slope of $g$: ${whole}$.",
                ],
                hints=[f"How does $z$ change with ${by}$?"],
                mistakes=parameter_mistakes(slope, w, x, factor, named),
            ),
        ],
    )


def parameter_mistakes(slope: str, w: str, x: str, factor: str, named: Mapping[str, Assumption]) -> list[Mistake]:
    if factor == "1":
        return [
            Mistake("bias-times-x", f"{x}*d", "The bias is not multiplied by the input: its derivative has no such "
                    "factor."),
            Mistake("differentiates-by-input", f"{w}*d", "That is the derivative with respect to the input."),
        ]  # fmt: skip
    other = w if factor == x else x
    return [
        Mistake("no-inner-derivative", "d", f"By the chain rule the factor ${factor}$ remains."),
        Mistake("differentiates-by-input" if factor == x else "differentiates-by-weight", f"{other}*d",
                f"In $z$ this one is multiplied by ${factor}$."),
    ]  # fmt: skip


# Activations: graphs ---------------------------------------------------------------------------------------------

VIEW = (-4, 4)
TOLD = (-4, -2, -1, 0, 1, 2, 4)
"""Where the text alternative of a graph tells its height."""


@exercise(
    "calculus.neural_networks.activation_graphs",
    title="Match activation graphs",
    skill="s.nn.activation",
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 3.10 and 6.3",
    levels={"easy": {"graphs": "basic"}, "core": {"graphs": "changed"}, "hard": {"graphs": "slopes"}},
)
def activation_graphs(rng: Rng, *, graphs: Literal["basic", "changed", "slopes"]) -> Multipart:
    """Match activation functions with their graphs, or with the graphs of their derivatives."""
    slopes = graphs == "slopes"
    shown = drawn(lambda: chosen_activations(rng, graphs), lambda found: all_differ(found, slopes), 200)
    order = rng.shuffled(shown[:4])
    texts = rng.shuffled(shown)
    names = dict(zip("ABCD", order, strict=True))
    left = {name: f"figure {name}" for name in names}
    right = {str(n): f"${each.text}$" for n, each in enumerate(texts, 1)}
    numbers = {each.text: str(n) for n, each in enumerate(texts, 1)}
    pairs = {name: numbers[each.text] for name, each in names.items()}
    what = "the derivative of one of the activation functions below" if slopes else "an activation function"
    parts = [
        Part(
            ask=f"Which function {'has the derivative that' if slopes else ''}{'' if slopes else 'does'} each figure "
            f"show{'s' * slopes}?{' One of the functions is left over.' if len(texts) > len(names) else ''}",
            answer=matching(left, right, pairs),
            steps=[
                "Compare what the functions do far to the left and far to the right, at 0, and whether there is a "
                "corner.",
                *(f"Figure {name}: {recognised(each, slopes)}" for name, each in names.items()),
                f"So {listed(f'{name} goes with {number}' for name, number in pairs.items())}.",
            ],
            hints=[
                "What is each function near when $z$ is very large, and when it is very small?",
                "What is the slope of each function left and right of 0?" if slopes else "Put in $z = 0$.",
            ],
            mistakes=graph_mistakes(left, right, names, texts, pairs, slopes),
        )
    ]
    if slopes:
        parts.append(largest_slope(rng))
    return Multipart(
        f"Each figure shows {what}." + f" Here {SIGMOID_IS}." * any("sigmoid" in each.text for each in texts),
        figures=[curve_of(each, name, slopes) for name, each in names.items()],
        parts=parts,
    )


def chosen_activations(rng: Rng, graphs: str) -> list[Activation]:
    """Four functions that are drawn; at the higher levels a fifth that is not."""
    if graphs == "basic":
        pool = [SIGMOID, TANH, RELU, IDENTITY, STEP, *(inside(g, -1) for g in (SIGMOID, RELU, TANH)), times(-1, RELU)]
        return rng.sample(pool, 4)
    k, b = Fraction(rng.choice(("1/2", "2", "4"))), rng.choice((-2, -1, 1, 2))
    n = rng.choice((4, 5))
    bends = [RELU, SOFTPLUS, leaky(n), inside(SOFTPLUS, 1, b), inside(RELU, 1, b), inside(SOFTPLUS, -1)]
    saturating = [
        SIGMOID, TANH, inside(SIGMOID, k), inside(SIGMOID, 1, b), inside(SIGMOID, k, b), inside(TANH, k),
        inside(TANH, 1, b), inside(SIGMOID, -1),
    ]  # fmt: skip
    return rng.shuffled([*rng.sample(bends, 2), *rng.sample(saturating, 3)])


def all_differ(shown: Sequence[Activation], slopes: bool) -> bool:
    """Whether any two graphs are well apart somewhere in view: by 0.3, those of slopes by 0.2."""
    heights = [[(g.slope_at if slopes else g.at)(z / 4) for z in range(-16, 17) if z or not slopes] for g in shown]
    return all(
        max(abs(u - v) for u, v in zip(one, other, strict=True)) >= (0.2 if slopes else 0.3)
        for i, one in enumerate(heights)
        for other in heights[:i]
    )


def curve_of(each: Activation, label: str, slopes: bool) -> Figure:
    """The graph of the function or of its slope, with its heights at some places told."""
    f = each.slope_at if slopes else each.at
    jumps = each is STEP or (slopes and "max" in each.text)
    heights = [f(z / 10) for z in range(10 * VIEW[0], 10 * VIEW[1] + 1)]
    low = -0.2 if min(heights) > -0.05 else -1.2 if min(heights) > -1.1 else -4.2
    high = 0.2 if max(heights) < 0.05 else 1.2 if max(heights) < 1.1 else 2.2 if slopes else 4.2
    y = (low, high)
    marks: tuple[Mark, ...]
    if jumps:
        place = jump_of(f)
        sides = (VIEW[0], place - 0.001), (place + 0.001, VIEW[1])
        marks = tuple(piece for side in sides for piece in graph(f, side, y))
        told = [(z, f(z)) for z in TOLD if z != place]
    else:
        marks = graph(f, VIEW, y)
        told = [(z, f(z)) for z in TOLD]
    seen = listed(f"{round(h, 2) + 0.0:.10g} at {z}" for z, h in told if low <= h <= high)
    corner = " It has a corner." if not slopes and "max" in each.text else ""
    jump = f" It jumps at {place}." if jumps else ""
    return Figure(
        alt=f"Figure {label}: a curve over z from {VIEW[0]} to {VIEW[1]}. Its heights are about {seen}.{corner}{jump}",
        marks=marks,
        x=axis(VIEW, "z", step=1),
        y=axis(y, step=1 if high - low > 3 else Fraction(1, 2)),
        grid=True,
        rim=True,
        label=label,
    )


def jump_of(f: Callable[[float], float]) -> int:
    """The whole number at which a function of steps jumps."""
    return next(z for z in range(VIEW[0], VIEW[1] + 1) if abs(f(z + 0.01) - f(z - 0.01)) > 0.1)


def recognised(each: Activation, slopes: bool) -> str:
    """How one tells the graph of this function, or of its slope."""
    left, right = (limit_of(each, z, slopes) for z in (-1, 1))
    middle = (each.slope_at if slopes else each.at)(0.0)
    if "max" in each.text or each is STEP:
        if each is STEP:
            how = "0 on the left, 1 on the right, and a jump between them"
        elif slopes:
            how = f"the slope is {left} on the left and {right} on the right, with a jump at the corner"
        else:
            how = "two straight pieces that meet in a corner"
        return f"{how}. This is ${each.text}$."
    if each is IDENTITY:
        return f"a straight line through the origin with the slope 1. This is ${each.text}$."
    what = "the slope" if slopes else "the curve"
    return (
        f"{what} is {left} on the left and {right} on the right, and about "
        f"${round(middle, 2) + 0.0:.10g}$ at 0. "
        f"This is ${each.text}$."
    )


def limit_of(each: Activation, side: int, slopes: bool) -> str:
    value = (each.slope_at if slopes else each.at)(30.0 * side)
    if abs(value) > 5:
        return "like a rising line" if value * side > 0 else "like a falling line"
    return f"near ${round(value, 2) + 0.0:.10g}$"


def graph_mistakes(
    left: Mapping[str, str],
    right: Mapping[str, str],
    names: Mapping[str, Activation],
    texts: Sequence[Activation],
    pairs: Mapping[str, str],
    slopes: bool,
) -> list[Mistake]:
    """Two functions that are taken for each other."""
    told = {
        frozenset({"sigmoid", "tanh"}): ("sigmoid-tanh", "tanh runs from $-1$ to $1$, the sigmoid from $0$ to $1$. "
                                         "Mind what is done to $z$."),
        frozenset({"ReLU", "softplus"}): ("softplus-relu", "ReLU has a corner; softplus is smooth."),
        frozenset({"leaky ReLU", "ReLU"}): ("leak-overlooked", "Leaky ReLU is not flat left of 0."),
        frozenset({"leaky ReLU", "softplus"}): ("softplus-relu", "Leaky ReLU has a corner; softplus is smooth."),
        frozenset({"sigmoid"}): ("inside-change-misread", SQUEEZED),
        frozenset({"tanh"}): ("inside-change-misread", SQUEEZED),
        frozenset({"ReLU"}): ("inside-change-misread", "A minus inside turns the graph round, a minus in front turns "
                              "it upside down, and a number that is added to $z$ moves it sideways."),
        frozenset({"softplus"}): ("inside-change-misread", "A number that is added to $z$ moves the curve sideways, a "
                                  "minus turns it round."),
        frozenset({"step", "sigmoid"}): ("smooth-for-jump", "A jump is not smooth: the sigmoid rises gradually."),
        frozenset({"step", "ReLU"}): ("smooth-for-jump", "The step jumps from 0 to 1; ReLU has a corner and rises."),
        frozenset({"step", "tanh"}): ("smooth-for-jump", "A jump is not smooth: tanh rises gradually."),
        frozenset({"identity", "ReLU"}): ("negative-relu", "ReLU is flat on one side; the identity is not."),
        frozenset({"identity", "tanh"}): ("near-zero-only", "Near 0 tanh is like the identity, but it levels off."),
        frozenset({"identity", "sigmoid"}): ("near-zero-only", "The sigmoid levels off; the identity does not."),
        frozenset({"identity", "step"}): ("smooth-for-jump", "The identity is a straight line without a jump."),
    }  # fmt: skip
    found: dict[str, Mistake] = {}
    places = {text: name for name, text in pairs.items()}
    for i, one in enumerate(texts, 1):
        for j, other in enumerate(texts[: i - 1], 1):
            slip = told.get(frozenset({one.name, other.name}))
            if slip is None or slip[0] in found:
                continue
            swapped = dict(pairs)
            for here, there in ((str(i), str(j)), (str(j), str(i))):
                if here in places:
                    swapped[places[here]] = there
            found[slip[0]] = Mistake(slip[0], matching(left, right, swapped), slip[1])
    return list(found.values())[:4]


SQUEEZED = (
    "A factor of $z$ makes the curve steeper or flatter, a number added to it moves the curve sideways, a minus turns "
    "it round."
)


def largest_slope(rng: Rng) -> Part:
    """The greatest slope of a scaled and squeezed sigmoid."""
    c, k = rng.integer(1, 6), rational(Fraction(rng.choice(("1/2", "1/3", "2", "3", "5", "6", "7", "8", "10"))))
    b = rng.integer(-5, 5)
    text = text_of(f"{c}*sigmoid(({k})*z + ({b}))")
    top = Fraction(c) * k / 4
    return Part(
        ask=f"What is the greatest slope of the function ${text}$?",
        answer=number(rational(top)),
        steps=[
            "The slope of the sigmoid is $a*(1 - a)$, where $a$ is its value. This is greatest in the middle, at "
            "$a = 1/2$, where it is $1/2*(1 - 1/2) = 1/4$.",
            f"The inner function has the slope ${k}$"
            + (f", and the whole is multiplied by ${c}$" if c > 1 else "")
            + f": the greatest slope is ${f'{c}*' * (c > 1)}{k}*1/4 = {rational(top)}$."
            + (" The number that is added inside only moves the curve sideways." if b else ""),
        ],
        hints=["Where is the graph of a sigmoid steepest?", "Use the chain rule."],
        mistakes=[
            Mistake("derivative-height", number(2 * top), "At 0 the sigmoid is $1/2$, and its slope is "
                    "$1/2*(1 - 1/2) = 1/4$."),
            Mistake("no-inner-derivative", number(Fraction(c, 4)), "By the chain rule the factor of $z$ counts "
                    "too."),
            Mistake("slope-of-inner-only", number(c * k), "The slope of the sigmoid itself is at most $1/4$."),
        ],
    )  # fmt: skip


# Cost functions --------------------------------------------------------------------------------------------------

LOG_LOSS = "-(y*ln(p) + (1 - y)*ln(1 - p))"
YES = (
    ("A filter gives an e-mail the probability {p} of being spam", "it is spam", "it is no spam"),
    ("A model gives a customer the probability {p} of buying", "the customer buys", "the customer does not buy"),
    ("A scanner gives a part the probability {p} of being broken", "it is broken", "it is in order"),
    ("A forecast gives tomorrow the probability {p} of rain", "it rains", "it stays dry"),
    ("A test gives a patient the probability {p} of being ill", "the patient is ill", "the patient is well"),
    ("An app gives a photo the probability {p} of showing a cat", "it shows a cat", "it shows no cat"),
)
"""Predictions of a yes-or-no model, and what happens for the labels 1 and 0."""
MEASURES = (
    ("the temperature at noon", "degrees", (10, 300)), ("the price of a flat", "hundred thousand euros", (10, 60)),
    ("the length of a trip", "hours", (10, 90)), ("the yield of a field", "tonnes", (20, 90)),
    ("the sales of a day", "thousand euros", (15, 90)), ("the time of a run", "minutes", (100, 400)),
)  # fmt: skip
"""What a regression model predicts: with its unit, and bounds in tenths."""
NATURAL = "Use the natural logarithm."


@exercise(
    "calculus.neural_networks.loss_values",
    title="Evaluate a cost function",
    skill="s.nn.loss",
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 5.5 and 6.2.2",
    levels={"easy": {"batch": "single"}, "core": {"batch": "several"}, "hard": {"batch": "classes"}},
)
def loss_values(rng: Rng, *, batch: Literal["single", "several", "classes"]) -> Multipart:
    """Evaluate squared error, log loss or cross-entropy of single predictions or of a small batch."""
    match batch:
        case "single":
            return single_losses(rng)
        case "several":
            return batch_of_labels(rng) if rng.chance(Fraction(2, 3)) else batch_of_measurements(rng)
        case "classes":
            return cross_entropy(rng)


def single_losses(rng: Rng) -> Multipart:
    """The squared error of one prediction, and the log loss of another."""
    what, unit, (low, high) = rng.choice(MEASURES)
    wrong = rng.nonzero(-15, 15)
    y = rounded(Fraction(rng.integer(low, high), 10), 1)
    p = rounded(y + Fraction(wrong, 10), 1)
    squared = (y - p) ** 2 / 2
    scene, yes, no = rng.choice(YES)
    label = rng.integer(0, 1)
    q = terminating(Fraction(rng.choice([n for n in range(1, 20) if n != 10]), 20))
    likely = terminating(q if label else 1 - q)
    loss = minus_ln(likely)
    return Multipart(
        f"One model predicts {what}, in {unit}, and its cost is the squared loss $1/2*(y - p)^2$ of its prediction $p$ "
        f"for the true value $y$. Another one predicts labels $y$, which are 0 or 1; its cost is the log loss "
        f"${LOG_LOSS}$ with the natural logarithm, where $p$ is the predicted probability of the label 1.",
        parts=[
            Part(
                ask=f"The first model predicts ${p}$, and the true value is ${y}$. Find the squared loss.",
                answer=number(terminating(squared)),
                steps=[
                    f"The prediction is off by ${y} - {p} = {terminating(y - p)}$.",
                    f"Half the square is $1/2*({terminating(y - p)})^2 = {terminating(squared)}$.",
                ],
                mistakes=[
                    Mistake("half-forgotten", number(terminating(2 * squared)), "This loss has a factor one half in "
                            "front."),
                    Mistake("square-forgotten", number(terminating(abs(y - p) / 2)), "Square the difference before you "
                            "halve it."),
                ],
            ),
            Part(
                ask=f"{scene.format(p=f'${q}$')}, and then {yes if label else no}. Find the log loss to three "
                    "decimals.",
                answer=number(loss, places=3),
                steps=[
                    f"The label is ${label}$, so only one of the two terms remains: the loss is "
                    + (f"$-ln({q})$." if label else f"$-ln(1 - {q})$."),
                    f"It is $-ln({likely}) approx {rounded(loss, 3)}$.",
                ],
                hints=["Which label is it, and which of the two terms does it leave?"],
                mistakes=[
                    Mistake("label-swapped", number(minus_ln(1 - likely), places=3), "For the label 1 the loss is "
                            "$-ln(p)$, for the label 0 it is $-ln(1 - p)$."),
                    Mistake("log-base", number(-log10(likely), places=3), NATURAL),
                    Mistake("log-loss-without-minus", number(-loss, places=3), "A logarithm of a probability is "
                            "negative; the minus in front makes the loss positive."),
                ],
            ),
        ],
    )  # fmt: skip


def minus_ln(x: Rational) -> Decimal:
    """The log loss of a probability, to FINE decimals."""
    return -rounded(reals.ln(x), FINE)


def log10(x: Rational) -> Decimal:
    return rounded(reals.log10(x), FINE)


def exp(x: Rational) -> Decimal:
    return rounded(reals.exp(x), FINE)


def in_order(texts: Sequence[str], right: int) -> ChoiceAnswer:
    """A choice among options that have an order of their own."""
    options = tuple(Option(id=chr(97 + n), text=text) for n, text in enumerate(texts))
    return ChoiceAnswer(options=options, value=options[right].id)


def batch_of_labels(rng: Rng) -> Multipart:
    """The log loss of three or four predictions, its mean, and where a better prediction helps most."""
    n = rng.integer(3, 4)
    labels = drawn(lambda: [rng.integer(0, 1) for _ in range(n)], lambda found: 0 < sum(found) < n)
    sizes = rng.distinct(2, 18, count=n)
    likely = [Fraction(size, 20) for size in sizes]
    predicted = [q if y else 1 - q for q, y in zip(likely, labels, strict=True)]
    losses = [minus_ln(q) for q in likely]
    shown = [rounded(loss, 3) for loss in losses]
    mean, true = sum(shown, Fraction(0)) / n, rounded(sum(losses, Fraction(0)) / n, FINE)
    worst, best = likely.index(min(likely)), likely.index(max(likely))
    texts = [*(f"example {k}" for k in range(1, n + 1)), "It is the same for all."]
    swapped = [minus_ln(1 - q) for q in likely]
    of_mean = minus_ln(sum(likely, Fraction(0)) / n)
    return Multipart(
        "A model predicts for each example the probability $p$ of the label 1. The cost is the mean of the log losses "
        f"${LOG_LOSS}$ with the natural logarithm.",
        data=DataTable(
            columns=("example", "label y", "predicted p"),
            rows=tuple((str(k + 1), str(labels[k]), str(rounded(predicted[k], 2))) for k in range(n)),
        ),
        given={"n": n},
        parts=[
            Part(
                name="l",
                ask=f"Find the losses of the {COUNTED[n]} examples in their order, each to three decimals.",
                answer=vector(*losses, places=3),
                honest=[vector(*shown, places=3)],
                steps=[
                    "For the label 1 the loss is $-ln(p)$, for the label 0 it is $-ln(1 - p)$.",
                    *(
                        f"Example {k + 1}: ${told_loss(labels[k], terminating(predicted[k]))} approx {shown[k]}$."
                        for k in range(n)
                    ),
                    f"The losses are $[{', '.join(map(str, shown))}]$.",
                ],
                hints=["How probable did the model think the label that came true?"],
                mistakes=[
                    Mistake("label-swapped", vector(*swapped, places=3), "For the label 1 the loss is $-ln(p)$, for "
                        "the "
                            "label 0 it is $-ln(1 - p)$."),
                    Mistake("always-log-of-p", vector(*(minus_ln(p) for p in predicted), places=3), "For the label 0 "
                            "the model should predict a small $p$: use $ln(1 - p)$."),
                    Mistake("log-base", vector(*(-log10(q) for q in likely), places=3), NATURAL),
                ],
            ),
            Part(
                name="L",
                ask="Find the cost to three decimals.",
                answer=number(true, places=3),
                follows="mean(l)",
                honest=[number(rounded(mean, 3), places=3)],
                steps=[
                    f"The mean of the losses is $({' + '.join(map(str, shown))})/({n}) approx {rounded(mean, 3)}$.",
                ],
                mistakes=[
                    Mistake("loss-not-averaged", "mean(l)*n", "The cost is the mean: divide by the number of "
                        "examples."),
                    Mistake("loss-of-mean", number(of_mean, places=3), "Average the losses, not the probabilities."),
                ],
            ),
            Part(
                ask="For one example the probability of its true label may be raised by 0.05. For which one does the "
                    "cost "
                "fall most?",
                answer=in_order(texts, worst),
                steps=[
                    "The loss is $-ln(q)$, where $q$ is the probability of the true label. It falls the more "
                    "steeply, the "
                    "smaller $q$ is: its slope is $-1/q$.",
                    f"The smallest such probability, ${terminating(likely[worst])}$, is that of example {worst + 1}.",
                ],
                hints=["How steep is the graph of $-ln(q)$ at small and at large $q$?"],
                mistakes=[
                    Mistake("best-prediction-gains-most", in_order(texts, best), "There the loss is small already, and "
                            "the logarithm is flat."),
                    Mistake("equal-gains", in_order(texts, n), "Equal steps in probability are not equal steps of its "
                            "logarithm."),
                ],
            ),
        ],
    )  # fmt: skip


COUNTED = {2: "two", 3: "three", 4: "four", 5: "five"}


def told_loss(label: int, p: Rational) -> str:
    """The loss with the numbers put in."""
    return f"-ln({p})" if label else f"-ln(1 - {p})"


def batch_of_measurements(rng: Rng) -> Multipart:
    """The errors of three or four predictions, and half their mean square."""
    what, unit, (low, high) = rng.choice(MEASURES)
    n = rng.integer(3, 4)
    errors = drawn(lambda: [rng.nonzero(-9, 9) for _ in range(n)], lambda found: sum(found) and len(set(found)) == n)
    e = [terminating(Fraction(error, 10)) for error in errors]
    y = [rounded(Fraction(rng.integer(low, high), 10), 1) for _ in errors]
    p = [rounded(a + b, 1) for a, b in zip(y, e, strict=True)]
    squares = sum(error * error for error in errors)
    cost = Fraction(squares, 200 * n)
    largest = max(range(n), key=lambda k: abs(errors[k]))
    smallest = min(range(n), key=lambda k: abs(errors[k]))
    assume(sum(abs(error) == abs(errors[largest]) for error in errors) == 1, "two errors are the largest")
    assume(sum(abs(error) == abs(errors[smallest]) for error in errors) == 1, "two errors are the smallest")
    texts = [*(f"example {k}" for k in range(1, n + 1)), "It is the same for all."]
    return Multipart(
        f"A model predicts {what}, in {unit}. The cost of $n$ predictions $p_i$ for the true values $y_i$ is "
        "$1/(2*n)*sum((p_i - y_i)^2, i, 1, n)$.",
        data=DataTable(
            columns=("example", "true y", "predicted p"),
            rows=tuple((str(k + 1), str(y[k]), str(p[k])) for k in range(n)),
        ),
        given={"n": n},
        parts=[
            Part(
                name="d",
                ask="Find the differences $p_i - y_i$ in their order.",
                answer=vector(*e),
                steps=[
                    "Subtract the true value from the prediction each time.",
                    f"The differences are $[{', '.join(map(str, e))}]$.",
                ],
                mistakes=[
                    Mistake("error-sign", vector(*(-x for x in e)), "Take the prediction less the true value, in this "
                            "order."),
                    Mistake("absolute-differences", vector(*map(abs, e)), "Keep the signs: too small is negative."),
                ],
            ),
            Part(
                ask="Find the cost to four decimals.",
                answer=number(cost, places=4),
                follows="1/(2*n)*(" + " + ".join(f"entry(d, {k})^2" for k in range(1, n + 1))
                + ")",
                steps=[
                    f"The squares add up to ${' + '.join(f'({x})^2' for x in e)} = "
                    f"{terminating(Fraction(squares, 100))}$.",
                    f"Divided by twice their number this is ${terminating(Fraction(squares, 100))}/(2*{n}) approx "
                    f"{rounded(cost, 4)}$.",
                ],
                mistakes=[
                    Mistake("loss-not-averaged", number(cost * n, places=4), "The cost is a mean: divide by the "
                        "number of "
                            "examples too."),
                    Mistake("half-forgotten", number(2 * cost, places=4), "This cost has a factor one half in front."),
                    Mistake("square-of-sum", number(Fraction(sum(errors) ** 2, 200 * n), places=4), "Square each "
                            "difference before you add."),
                ],
            ),
            Part(
                ask="One of the predictions may be moved by 0.01 towards its true value. For which example does the "
                    "cost "
                "fall most?",
                answer=in_order(texts, largest),
                steps=[
                    "The derivative of the cost with respect to a prediction is proportional to its difference: the "
                    "largest difference counts most.",
                    f"In size this is ${abs(e[largest])}$, that of example {largest + 1}.",
                ],
                hints=["How steep is a square far from 0, and how steep near 0?"],
                mistakes=[
                    Mistake("best-prediction-gains-most", in_order(texts, smallest), "Near the true value the square "
                        "is "
                            "flat, and little can be gained."),
                    Mistake("equal-gains", in_order(texts, n), "Equal steps do not change squares equally."),
                ],
            ),
        ],
    )  # fmt: skip


def cross_entropy(rng: Rng) -> Multipart:
    """Softmax of three scores, the loss of the true class, and the probability that a given loss stands for."""
    scores = drawn(
        lambda: [terminating(Fraction(rng.integer(-6, 6), 2)) for _ in range(3)],
        lambda found: len(set(found)) == 3 and max(found) - min(found) <= 4,
    )
    right = rng.integer(0, 2)
    powers = [exp(score) for score in scores]
    total = sum(powers, Fraction(0))
    a = [rounded(power / total, FINE) for power in powers]
    shown, written = [rounded(x, 4) for x in a], [rounded(power, 4) for power in powers]
    loss = minus_ln(a[right])
    worth = minus_ln(shown[right])
    t = terminating(Fraction(rng.choice([n for n in range(1, 31) if n != 20]), 20))
    needed = exp(-t)
    fractions = (
        [rounded(score / sum(scores, Fraction(0)), FINE) for score in scores] if sum(scores) else [Fraction(1, 3)] * 3
    )
    sigmoids = [sigmoid(score) for score in scores]
    classes = rng.choice((("cat", "dog", "bird"), ("red", "green", "blue"), ("sun", "cloud", "rain"),
                          ("bus", "car", "bicycle"), ("oak", "beech", "ash"), ("rock", "jazz", "folk")))  # fmt: skip
    return Multipart(
        f"A network has three output units for the classes {listed(classes)}. Their scores for one example are "
        f"$z = [{', '.join(map(str, scores))}]$. Softmax turns them into probabilities: $a_i$ is $exp(z_i)$ divided "
        "by the "
        f"sum of $exp(z_1)$, $exp(z_2)$ and $exp(z_3)$. The true class is {classes[right]}, and the cost is the "
        "cross-entropy: minus the natural logarithm of the probability of the true class.",
        parts=[
            Part(
                name="a",
                ask="Find the vector $a$ of the three probabilities, to three decimals.",
                answer=vector(*a, places=3),
                honest=[vector(*shown, places=3)],
                steps=[
                    f"The exponentials are about {listed(f'${each}$' for each in written)}; they add up to about "
                    f"${rounded(total, 4)}$.",
                    f"Divided by their sum they are about {listed(f'${x}$' for x in shown)}: "
                    f"$a approx [{', '.join(str(rounded(x, 3)) for x in a)}]$.",
                ],
                hints=["Exponentiate all three scores first, and add."],
                mistakes=[
                    Mistake("sigmoid-for-softmax", vector(*sigmoids, places=3), "Probabilities of three classes add "
                        "up to "
                            "1: divide by the sum of all exponentials."),
                    Mistake("scores-as-shares", vector(*fractions, places=3), "Scores may be negative: exponentiate "
                        "them "
                            "before you form shares."),
                ],
            ),
            Part(
                name="L",
                ask="Find the cost to three decimals.",
                answer=number(loss, places=3),
                follows=f"-ln(entry(a, {right + 1}))",
                honest=[number(rounded(worth, 3), places=3)],
                steps=[
                    f"The true class {classes[right]} has the probability ${shown[right]}$, so the cost is "
                    f"$-ln({shown[right]}) approx {rounded(worth, 3)}$.",
                ],
                mistakes=[
                    Mistake("log-base", f"-log10(entry(a, {right + 1}))", NATURAL),
                    Mistake("loss-of-all-classes", "-(" + " + ".join(f"ln(entry(a, {k}))" for k in (1, 2, 3)) + ")",
                            "Only the true class counts: the others have the label 0."),
                    Mistake("one-minus-p-for-loss", f"1 - entry(a, {right + 1})", "The cost is the logarithm of the "
                            "probability, not its distance from 1."),
                ],
            ),
            Part(
                ask=f"Which probability must the true class have for a cost of ${t}$? Give it to three decimals.",
                answer=number(needed, places=3),
                steps=[
                    f"With this probability $p$ we want $-ln(p) = {t}$, that is $ln(p) = -{t}$.",
                    f"So it is $exp(-{t}) approx {rounded(needed, 3)}$.",
                ],
                hints=["Which function undoes the natural logarithm?"],
                mistakes=[
                    Mistake("one-minus-p-for-loss", number(1 - t, places=3), "The cost is a logarithm: undo it with "
                        "the "
                            "exponential function."),
                    Mistake("base-e-for-ten", number(exp(-t * reals.ln(10)), places=3), NATURAL),
                    Mistake("negative-exponent-ignored", number(exp(t), places=3), "Mind the minus in front of the "
                            "logarithm: a probability is at most 1."),
                ],
            ),
        ],
    )  # fmt: skip


# The derivative by the pre-activation ----------------------------------------------------------------------------


class Neuron(NamedTuple):
    """An activation and a cost through z, a and y, with the two factors of the derivative, and the product.

    `told` says how the slope of the activation comes about, `slips` are wrong results.
    """

    g: str
    cost: str
    by_a: str
    slope: str
    delta: str
    told: str
    slips: tuple[tuple[str, str, str], ...]
    label: str = ""
    where: str = ""


SIGN = "The derivative of $(y - a)^2$ with respect to $a$ is $-2*(y - a)$, which is $2*(a - y)$."
NO_SLOPE = "That is the derivative with respect to $a$. By the chain rule multiply by the slope of the activation."


def squared(
    rng: Rng, g: str, factor: str, told: str, *more: tuple[str, str, str], k: Rational = 1, where: str = ""
) -> Neuron:
    """An activation whose slope is `k*factor`, with a multiple of the squared error."""
    slope = factor if k == 1 else str(k) if factor == "1" else f"{k}*{factor}"
    c = rng.choice((Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3), Fraction(1, 4), Fraction(3, 2)))
    by_a = text_of(f"({2 * c})*(a - y)")
    delta = text_of(f"({2 * c * Fraction(k)})*(a - y)" + f"*{bracketed(factor)}" * (factor != "1"))
    slips = (
        ("residual-sign", f"-({delta})", SIGN),
        *((("no-activation-slope", by_a, NO_SLOPE),) if slope != "1" else ()),
        ("power-rule-factor", f"({c})*(a - y)*({slope})", "The square gives a factor 2 when it is differentiated."),
        *more,
    )
    return Neuron(g, text_of(f"({c})*(y - a)^2"), by_a, slope, delta, told, slips, where=where)


def bracketed(formula: str) -> str:
    """In parentheses if it is a difference."""
    return f"({formula})" if formula.startswith("1 - ") else formula


LOGISTIC = "The sigmoid has the slope $a*(1 - a)$."


def easy_neuron(rng: Rng) -> Neuron:
    if rng.chance(Fraction(1, 3)):
        other = ("input-value-kept", "z*(a - y)", "The identity has the slope 1: no further factor appears.")
        return squared(rng, "z", "1", "The activation is $z$ itself, and its slope is $1$.", other)
    other = ("sigma-prime-with-z", "(a - y)*z*(1 - z)", "Use the activation value, not $z$: the slope is $a*(1 - a)$.")
    return squared(rng, "sigmoid(z)", "a*(1 - a)", LOGISTIC, other)


def core_neuron(rng: Rng) -> Neuron:
    kind = rng.choice(("log", "log", "tanh", "relu"))
    if kind == "tanh":
        other = ("tanh-prime", "(a - y)*(1 - a)", "The slope of tanh is $1 - a^2$: square the value.")
        return squared(rng, "tanh(z)", "1 - a^2", "The function tanh has the slope $1 - a^2$.", other)
    if kind == "relu":
        active = rng.chance(Fraction(1, 2))
        if active:
            other = ("relu-prime-is-z", "(a - y)*z", "The slope of ReLU right of 0 is 1, whatever $z$ is.")
            return squared(rng, "max(0, z)", "1", "Right of 0 ReLU has the slope $1$.", other, where="z > 0")
        k = rng.choice((4, 5, 10, 20, 100))
        other = ("leak-overlooked", "0", "Leaky ReLU is not flat left of 0.")
        told = f"Left of 0 leaky ReLU is the line $z/({k})$ with the slope $1/({k})$."
        return squared(rng, f"max(z/{k}, z)", "1", told, other, k=Fraction(1, k), where="z < 0")
    c = rng.choice((1, 1, 2, 3, 4, 5))
    by_a = text_of(f"({c})*((1 - y)/(1 - a) - y/a)")
    delta = text_of(f"({c})*(a - y)")
    slips = (
        ("extra-slope", f"({c})*(a - y)*a*(1 - a)", "The slope $a*(1 - a)$ cancels against the denominators: $a - y$ "
         "remains."),
        ("residual-sign", f"({c})*(y - a)", "The derivative of $-y*ln(a)$ is $-y/a$: prediction less target remains."),
        ("no-activation-slope", by_a, NO_SLOPE),
    )  # fmt: skip
    cost = text_of(f"-({c})*(y*ln(a) + (1 - y)*ln(1 - a))")
    return Neuron("sigmoid(z)", cost, by_a, "a*(1 - a)", delta, LOGISTIC, slips, "0 < a < 1")


def hard_neuron(rng: Rng) -> Neuron:
    kind = rng.choice(("softplus", "poisson", "squeezed", "quartic"))
    if kind == "softplus":
        told = "Softplus has the slope $exp(z)/(1 + exp(z))$; since $exp(a)$ is $1 + exp(z)$, this is $1 - exp(-a)$."
        other = ("relu-for-softplus-slope", "a - y", "Softplus is smooth: its slope is $1 - exp(-a)$, not 1.")
        return squared(rng, "ln(1 + exp(z))", "1 - exp(-a)", told, other)
    if kind == "squeezed":
        k = rng.choice((2, 3, 4, 5))
        told = f"By the chain rule the activation has the slope ${k}*a*(1 - a)$."
        other = ("no-inner-derivative", "(a - y)*a*(1 - a)", f"The inner function ${k}*z$ has the derivative ${k}$.")
        return squared(rng, f"sigmoid({k}*z)", "a*(1 - a)", told, other, k=k)
    if kind == "quartic":
        c = rng.choice((1, 2, 4))
        g, slope, told = rng.choice((("sigmoid(z)", "a*(1 - a)", LOGISTIC),
                                     ("tanh(z)", "1 - a^2", "The function tanh has the slope $1 - a^2$.")))  # fmt: skip
        by_a = text_of(f"({rational(Fraction(4, c))})*(a - y)^3")
        slips = (
            ("residual-sign", f"-({by_a})*({slope})", "Mind the inner derivative $-1$ of $y - a$."),
            ("no-activation-slope", by_a, NO_SLOPE),
            ("power-rule-factor", f"1/({c})*(a - y)^3*({slope})", "The fourth power gives a factor 4 when it is "
             "differentiated."),
        )  # fmt: skip
        return Neuron(
            g,
            text_of(f"1/({c})*(y - a)^4"),
            by_a,
            slope,
            text_of(f"({rational(Fraction(4, c))})*(a - y)^3*{bracketed(slope)}"),
            told,
            slips,
        )
    c = rng.choice((1, 2, 3, 4))
    slips = (
        ("extra-slope", f"({c})*(a - y)*a", "The slope $a$ cancels against the denominator."),
        ("residual-sign", f"({c})*(y - a)", "The derivative of $a - y*ln(a)$ is $1 - y/a$: prediction less target "
         "remains."),
        ("no-activation-slope", f"({c})*(1 - y/a)", NO_SLOPE),
    )  # fmt: skip
    told = "The exponential function is its own derivative, so its slope is $a$."
    cost, by_a, delta = (text_of(f"({c})*({each})") for each in ("a - y*ln(a)", "1 - y/a", "a - y"))
    return Neuron("exp(z)", cost, by_a, "a", delta, told, slips, "a > 0")


NEURONS = {"first": easy_neuron, "cancels": core_neuron, "further": hard_neuron}


@exercise(
    "calculus.neural_networks.delta_for_activation_and_cost",
    title="dL/dz for an activation and a cost",
    skill="s.nn.delta",
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 5.3.1",
    levels={"easy": {"pairs": "first"}, "core": {"pairs": "cancels"}, "hard": {"pairs": "further"}},
)
def delta_for_activation_and_cost(rng: Rng, *, pairs: Literal["first", "cancels", "further"]) -> Multipart:
    """Find the derivative of the cost with respect to the pre-activation of a neuron."""
    if pairs == "further" and rng.chance(Fraction(1, 4)):
        return softmax_delta(rng)
    neuron = NEURONS[pairs](rng)
    a, y, z = rng.choice(("a", "p", "h", "r")), rng.choice(("y", "t")), rng.choice(("z", "s", "u"))

    def put(formula: str) -> str:
        return text_of(fill(formula, a=a, y=y, z=z))

    def say(text: str) -> str:
        return "$".join(put(piece) if n % 2 else piece for n, piece in enumerate(text.split("$")))

    kind: Assumption = "positive" if neuron.label else "real"
    known: dict[str, Assumption] = {a: kind, y: "real", z: "real"}
    delta = put(neuron.delta)
    product = put(f"({neuron.by_a})*{bracketed(neuron.slope)}") if neuron.slope != "1" else delta
    where = f" Suppose that ${put(neuron.where)}$." if neuron.where else ""
    parts = [
        Part(
            name="d",
            ask=f"Find $diff(L, {a})$, by ${a}$ and ${y}$.",
            answer=expression(put(neuron.by_a), symbols=known),
            steps=[f"Differentiate the cost with respect to ${a}$; ${y}$ is a constant: "
                   f"$diff(L, {a}) = {put(neuron.by_a)}$."],
            mistakes=[
                Mistake("residual-sign", expression(f"-({put(neuron.by_a)})", symbols=known), "Mind the sign: it "
                    "must be "
                        "positive where the activation is too large."),
                Mistake("half-or-double", expression(f"1/2*({put(neuron.by_a)})", symbols=known), "Look at the "
                    "factor in "
                        "front: the power rule brings the exponent down."),
            ] if "^" in neuron.cost else [
                Mistake("residual-sign", expression(f"-({put(neuron.by_a)})", symbols=known), "Mind the sign: it "
                    "must be "
                        "positive where the activation is too large."),
                Mistake("log-prime", expression(put(neuron.cost), symbols=known), "That is the cost itself. "
                    "Differentiate "
                        "it: $ln(x)$ has the derivative $1/x$."),
            ],
        ),
        Part(
            name="D",
            ask=f"Find $diff(L, {z})$, by ${a}$ and ${y}$, as simple as you can.",
            answer=expression(delta, symbols=known),
            follows=f"d*({put(neuron.slope)})",
            steps=[
                say(neuron.told),
                f"By the chain rule $diff(L, {z})$ is the product of both: ${product if product != delta else ''}"
                f"{' = ' * (product != delta)}{delta}$.",
            ],
            hints=[f"What is the slope of the activation, expressed by ${a}$?"],
            mistakes=[Mistake(id, expression(put(bad), symbols=known), say(told)) for id, bad, told in neuron.slips],
        ),
    ]  # fmt: skip
    return Multipart(
        f"A neuron with the pre-activation ${z}$ gives the activation ${a}$, which is ${put(neuron.g)}$"
        + f", where {say(SIGMOID_IS)}" * ("sigmoid" in neuron.g)
        + f". For the target ${y}$ its cost is $L = {put(neuron.cost)}$.{where}",
        given={a: a, y: y},
        parts=parts,
    )


def softmax_delta(rng: Rng) -> Multipart:
    """One component of softmax with cross-entropy."""
    K, c = rng.integer(3, 5), rng.choice((1, 1, 2, 3))
    i = rng.integer(1, K)
    a, y = rng.choice((("a", "y"), ("p", "y"), ("p", "t"), ("a", "t")))
    ai, yi = f"{a}_{i}", f"{y}_{i}"
    own: dict[str, Assumption] = {ai: "positive", yi: "real"}
    by_a, delta = text_of(f"-({c})*{yi}/{ai}"), text_of(f"({c})*({ai} - {yi})")

    def key(formula: str) -> ExpressionAnswer:
        return expression(text_of(formula), symbols=own)

    return Multipart(
        f"A network has ${K}$ output units with the scores $z_j$. Softmax turns them into the probabilities "
        f"${a}_j$, each $exp(z_j)$ divided by the sum of all these exponentials. The targets ${y}_j$ are 1 for the "
        "true "
        f"class and 0 for the others, so that they add up to 1. The cost $L$ is the cross-entropy, "
        f"{f'${c}$ times ' * (c > 1)}minus the sum of all ${y}_j*ln({a}_j)$.",
        given={ai: ai, yi: yi},
        parts=[
            Part(
                ask=f"Find $partial(L, {ai})$, by ${ai}$ and ${yi}$, with all other ${a}_j$ held constant.",
                answer=key(by_a),
                steps=[f"Only one term of the sum holds ${ai}$, and its derivative is ${by_a}$."],
                mistakes=[
                    Mistake("residual-sign", key(f"({c})*{yi}/{ai}"), "Mind the minus in front of the sum."),
                    Mistake("extra-slope", key(delta), "That is the derivative with respect to the score. Here "
                            f"differentiate by ${ai}$ alone."),
                ],
            ),
            Part(
                ask=f"Find $partial(L, z_{i})$, by ${ai}$ and ${yi}$. The score $z_{i}$ changes all the probabilities.",
                answer=key(delta),
                steps=[
                    f"The score changes its own probability by the slope ${ai}*(1 - {ai})$, and each other ${a}_j$ by "
                    f"$-{a}_j*{ai}$.",
                    f"The first gives ${text_of(f'-({c})*{yi}*(1 - {ai})')}$. The others give "
                    f"${text_of(f'({c})*{ai}')}$ "
                    f"times the sum of the other targets, which is $1 - {yi}$.",
                    f"Together: ${text_of(f'-({c})*{yi}*(1 - {ai}) + ({c})*{ai}*(1 - {yi})')} = {delta}$.",
                ],
                hints=["Use the chain rule over all the probabilities, and that the targets add up to 1."],
                mistakes=[
                    Mistake("softmax-own-term-only", key(f"-({c})*{yi}*(1 - {ai})"), "The other probabilities change "
                            "with this score too: add their terms."),
                    Mistake("residual-sign", key(f"({c})*({yi} - {ai})"), "It is prediction less target, in this "
                        "order."),
                    Mistake("no-activation-slope", key(by_a), "That is the derivative with respect to the probability. "
                            "Multiply by the slopes of softmax."),
                ],
            ),
        ],
    )  # fmt: skip


# One full step of backpropagation --------------------------------------------------------------------------------

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


def diagram(net: Network, *, named: bool = False) -> Figure:
    """The network from left to right, weights on the edges, biases beside the units; inputs without numbers if "
    "`named`."""
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
    values = ("x_1", "x_2") if named else tuple(map(str, net.x))
    labels = tuple(f"$x_{i}$" if named else f"$x_{i} = {value}$" for i, value in enumerate(values, 1))
    return Figure(
        alt=f"A network drawn from left to right: inputs {values[0]} and {values[1]}, two hidden units with biases "
        f"{net.b_1[0, 0]} and {net.b_1[1, 0]}, one output unit with bias {net.b_2}. Of its arrows, {'; '.join(told)}.",
        marks=(
            *marks,
            Dots(points=inputs, colour="ink", labels=labels),
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
        bare: bool = False,
    ) -> Part:
        """Asks for the value that `rule` gives from what is written down, and writes it down.

        `meaning` is what the rule says with the numbers put in, where that is more than its names replaced; with `bare`
        nothing else is printed.
        """
        true, written = self.true[name], shown(value)
        entries = true if isinstance(true, Mat) else (true,)
        loose = any(10**PLACES % Fraction(entry).denominator for entry in entries)
        links = [*([] if bare else [rule, self.filled(rule)]), *([meaning] if meaning else [])]
        self.known[name] = written
        opening = f"{why} So" if ":" in why else f"{why.removesuffix('.')}:"
        if written == value:
            step = f"{opening} ${' = '.join([name, *links, str(written)])}$."
        else:
            step = f"{opening} ${' = '.join(links)} approx {written}$; rounded, ${name} = {written}$."
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


# One step of a single neuron -------------------------------------------------------------------------------------

SINGLE_RATES = (Fraction(1, 10), Fraction(1, 5), Fraction(1, 2))
GRADIENT_BY_WEIGHT = "The derivative with respect to a weight is the error times the input of that weight."
GRADIENT_BY_BIAS = "The bias has the constant input $1$, so its derivative is the error itself."
AGAINST = "Every parameter moves against its gradient, by the learning rate."


def neuron_diagram(inputs: Sequence[str], weights: Sequence[Rational], bias: Rational | str, out: str) -> Figure:
    """One unit with its inputs on the left, weights on the edges and the bias beside it."""
    heights = {1: (0.0,), 2: (1.0, -1.0)}[len(inputs)]
    places = [(0.0, height) for height in heights]
    unit = (2.6, 0.0)
    edges = [mark for place, w in zip(places, weights, strict=True) for mark in edge(place, unit, w, 0.5, "blue")]
    told = (f"the arrow from {name} to the unit has weight {w}" for name, w in zip(inputs, weights, strict=True))
    return Figure(
        alt=f"A single unit with {COUNTED.get(len(inputs), 'one')} input{'s' * (len(inputs) > 1)} on its left; its "
        "bias "
        f"is {bias} and its output is {out}; {'; '.join(told)}.",
        marks=(
            *edges,
            Arrow(tail=unit, head=(3.9, 0.0), colour="ink", label=f"${out}$"),
            Dots(points=tuple(places), colour="ink", labels=tuple(f"${name}$" for name in inputs)),
            Dots(points=(unit,), colour="ink", labels=(f'$"bias" = {bias}$',)),
        ),
        x=Axis(low=-0.9, high=4.6, shown=False),
        y=Axis(low=-heights[0] - 0.5, high=heights[0] + 0.5, shown=False),
        equal=True,
    )


def step_slips(old: str, gradient: str) -> list[Mistake]:
    """Wrong updates of one parameter."""
    slips = [
        Mistake("ascent", f"{old} + alpha*{gradient}", "The gradient points to where the loss grows: subtract the "
                "learning rate times it."),
        Mistake("rate-ignored", f"{old} - {gradient}", "Multiply the gradient by the learning rate first."),
        Mistake("rate-twice", f"{old} - alpha^2*{gradient}", "The learning rate is used once: multiply the gradient by "
                "it, and subtract."),
    ]  # fmt: skip
    if old == "b":
        slips.append(Mistake("bias-kept", "b", "The bias is a parameter too: it takes a step like the weights."))
    return slips


def stepped(old: Value, gradient: Value, rate: Rational) -> Value:
    """A number or a column after a step of descent."""
    if isinstance(old, Mat) and isinstance(gradient, Mat):
        return old - gradient * rate
    assert not isinstance(old, Mat) and not isinstance(gradient, Mat)
    return old - rate * gradient


def hides_results(work: Workings, given: Mapping[str, object]) -> bool:
    """Whether no number that is asked for stands among what is told, longer ones at least."""
    told = {str(entry) for value in given.values() for entry in (value if isinstance(value, Mat) else (value,))}
    return not any(
        str(value) in told for name, value in work.known.items() if name not in given and len(str(value)) > 3
    )


def update_parts(w: Workings) -> list[Part]:
    alpha, before = w.number("alpha"), w.known["w"]
    after, several = stepped(before, w.known["G"], alpha), isinstance(before, Mat)
    return [
        w.part("w_new", f"Update: give the weight{'s' * several} $w$ after the step.", "w - alpha*G", after, AGAINST,
               *step_slips("w", "G")),
        w.part("b_new", "Give the bias $b$ after the step.", "b - alpha*g", w.number("b") - alpha * w.number("g"),
               "The bias moves in the same way.", *step_slips("b", "g")),
    ]  # fmt: skip


def halves(rng: Rng, low: int, high: int) -> Rational:
    """A nonzero multiple of 1/2 or of 1/10."""
    size = rng.choice((2, 10))
    return terminating(Fraction(rng.nonzero(low * size, high * size), size))


@exercise(
    "calculus.neural_networks.perceptron_regression_step",
    title="Perceptron with linear activation: one step",
    skill="s.nn.perceptron",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 5.6 and 7.1",
    levels={"easy": {"inputs": "one"}, "core": {"inputs": "two"}, "hard": {"inputs": "batch"}},
)
def perceptron_regression_step(rng: Rng, *, inputs: Literal["one", "two", "batch"]) -> Multipart:
    """Carry out one step of gradient descent for a linear neuron: prediction, loss, gradient, update."""
    if inputs == "batch":
        return regression_batch(rng)
    alpha = terminating(rng.choice((Fraction(1, 100), *SINGLE_RATES)))
    b, off = halves(rng, -3, 3), Fraction(rng.nonzero(-8, 8), 2)
    x: Value
    w: Value
    if inputs == "one":
        by, weight, rule = rng.choice((-3, -2, 2, 3, 4, 5)), halves(rng, -3, 3), "w*x + b"
        x, w, a = by, weight, Fraction(weight) * by + b
        told = "one input $x$, the weight $w$ and the bias $b$: its output $a$ is $w*x + b$"
        shown_inputs, shown_weights = [f"x = {by}"], [weight]
    else:
        sizes = [size * rng.sign() for size in rng.sample((1, 2, 3, 4, 5), 2)]
        weights, rule = [halves(rng, -3, 3), halves(rng, -3, 3)], "w^T*x + b"
        x, w = column(*sizes), column(*weights)
        a = Fraction(dot(w, x)) + b
        told = "two inputs $x$, the weights $w$ and the bias $b$: its output $a$ is $w^T*x + b$"
        shown_inputs, shown_weights = [f"x_{i + 1} = {size}" for i, size in enumerate(sizes)], weights
    y = terminating(a - off)
    error = Fraction(a) - y
    G, L = x * error, error**2 / 2
    given: dict[str, Value] = {"w": w, "x": x, "b": b, "y": y, "alpha": alpha}
    work = Workings(
        dict(given), {"a": a, "L": L, "g": error, "G": G, "w_new": stepped(w, G, alpha), "b_new": b - alpha * error}
    )
    several = inputs == "two"
    same = "[[a - y], [a - y]]" if several else "a - y"
    parts = [
        work.part("a", "Forward pass: give the output $a$.", rule, a, "The unit adds its weighted inputs and its bias."
                  if several else "The unit multiplies its input by the weight and adds the bias.",
                  Mistake("bias-ignored", rule.removesuffix(" + b"), "The unit also adds its bias: add $b$."),
                  Mistake("bias-sign", f"{rule.removesuffix(' + b')} - b", "The bias is added, with its sign.")),
        work.part("L", "Give the loss $L$.", "1/2*(y - a)^2", L, "The squared loss compares the output with the "
            "target.",
                  Mistake("half-forgotten", "(y - a)^2", "This loss has a factor one half in front."),
                  Mistake("square-forgotten", "1/2*abs(y - a)", "Square the difference.")),
        work.part("g", "Give $g$, the derivative of the loss with respect to the bias $b$.", "a - y", error,
                  GRADIENT_BY_BIAS + " The error is prediction minus target.",
                  Mistake("residual-sign", "y - a", "The derivative of the loss is prediction minus target, in this "
                          "order."),
                  Mistake("bias-times-x", "(a - y)*entry(x, 1)" if several else "(a - y)*x",
                          "The bias is not multiplied by an input."),
                  hints=["Apply the chain rule to $1/2*(y - a)^2$. How does $a$ change with $b$?"]),
        work.part("G", "Give $G$, the gradient of the loss with respect to the weights $w$." if several else
                  "Give $G$, the derivative of the loss with respect to the weight $w$.", "(a - y)*x", G,
                  GRADIENT_BY_WEIGHT,
                  Mistake("error-sign", "(y - a)*x", "The error is prediction minus target, in this order."),
                  Mistake("input-forgotten", same, "Each weight multiplies an input: this factor stays in its "
                          "derivative."),
                  Mistake("weight-for-input", "(a - y)*w", "The derivative of $w*x$ with respect to $w$ is the input "
                          "$x$.")),
        *update_parts(work),
    ]  # fmt: skip
    assume(hides_results(work, given), "the question shows a result")
    listed_values = f"$w = {w}$ and $b = {b}$"
    return Multipart(
        f"A linear neuron has {told}. The parameters, which are also in the picture, are {listed_values}. Carry out "
        "one "
        f"step of gradient descent with the learning rate $alpha = {alpha}$ for the example $x = {x}$ with the target "
        f"$y = {y}$ and the squared loss $1/2*(y - a)^2$.",
        given=given,
        parts=parts,
        figures=[neuron_diagram(shown_inputs, shown_weights, b, "a")],
    )


@cache
def error_columns(n: int) -> tuple[tuple[int, ...], ...]:
    """Errors of two or three examples with a mean, and a mean of squares, of short decimals."""
    every = (e for e in product((-4, -3, -2, -1, 1, 2, 3, 4), repeat=n) if sum(e))
    return tuple(e for e in every if n == 2 or (sum(e) % 3 == 0 and sum(k * k for k in e) % 3 == 0))


def errors_of(rng: Rng, X: Mat) -> Mat:
    """Errors of the examples whose products with the inputs have means of short decimals too, none of them 0."""
    found = []
    for e in error_columns(X.shape[0]):
        totals = [sum(int(x) * k for x, k in zip(inputs, e, strict=True)) for inputs in X.columns]
        if all(total and (len(e) == 2 or total % 3 == 0) for total in totals):
            found.append(e)
    assume(found, "no errors with short means")
    return column(*rng.choice(found))


def regression_batch(rng: Rng) -> Multipart:
    """Two or three examples at once."""
    n = rng.choice((2, 3))
    X = drawn(
        lambda: Mat([[rng.nonzero(-4, 4), rng.nonzero(-4, 4)] for _ in range(n)]),
        lambda X: len(set(X.rows)) == n and X.rank() == 2,
    )
    e = errors_of(rng, X)
    w, b, alpha = (
        column(halves(rng, -2, 2), halves(rng, -2, 2)),
        halves(rng, -2, 2),
        terminating(rng.choice(SINGLE_RATES)),
    )
    u = column(*[1] * n)
    a = (X * w + u * b).map(shortened)
    y = (a - e).map(shortened)
    G, g, L = X.T * e / n, Fraction(dot(u, e)) / n, Fraction(dot(e, e)) / (2 * n)
    given: dict[str, Value] = {"X": X, "w": w, "b": b, "u": u, "y": y, "alpha": alpha, "n": n}
    work = Workings(dict(given), {"a": a, "L": L, "g": g, "G": G, "w_new": w - alpha * G, "b_new": b - alpha * g})
    parts = [
        work.part("a", "Forward pass: give the outputs $a$ of all examples.", "X*w + b*u", a,
                  "Each row of $X$ is multiplied by the weights, and the bias is added.",
                  Mistake("bias-ignored", "X*w", "The unit also adds its bias: add $b$ to every output."),
                  Mistake("bias-sign", "X*w - b*u", "The bias is added, with its sign.")),
        work.part("L", "Give the loss $L$.", "1/(2*n)*(a - y)^T*(a - y)", L,
                  "It is half the mean of the squared errors.",
                  Mistake("loss-not-averaged", "1/2*(a - y)^T*(a - y)", "Divide by the number of examples."),
                  Mistake("half-forgotten", "1/n*(a - y)^T*(a - y)", "This loss has a factor one half in front.")),
        work.part("g", "Give $g$, the derivative of the loss with respect to the bias $b$.", "1/n*u^T*(a - y)", g,
                  "The bias has the input $1$ in every example: its derivative is the mean of the errors.",
                  Mistake("gradient-not-averaged", "u^T*(a - y)", "The loss is a mean, so its derivative has the "
                      "factor "
                          "$1/n$ as well."),
                  Mistake("residual-sign", "1/n*u^T*(y - a)", "The error is prediction minus target, in this order."),
                  hints=["What is the derivative for a single example? The loss is a mean."]),
        work.part("G", "Give $G$, the gradient of the loss with respect to the weights $w$.", "1/n*X^T*(a - y)", G,
                  "For each weight it is the mean of error times input: the columns of $X$ are multiplied by the "
                  "errors.",
                  Mistake("gradient-not-averaged", "X^T*(a - y)", "The loss is a mean, so its gradient has the factor "
                          "$1/n$ as well."),
                  Mistake("error-sign", "1/n*X^T*(y - a)", "The error is prediction minus target, in this order."),
                  Mistake("input-forgotten", "1/n*[[1], [1]]*(u^T*(a - y))", "Each error is multiplied by the input of "
                          "that weight before the mean is taken.")),
        *update_parts(work),
    ]  # fmt: skip
    assume(hides_results(work, given), "the question shows a result")
    return Multipart(
        f"A linear neuron has two inputs, the weights $w = {w}$ and the bias $b = {b}$, which are also in the "
        "picture. The "
        f"{COUNTED[n]} examples are the rows of $X = {X}$, and their targets are $y = {y}$. With the column of ones "
        f"$u = {u}$ the outputs are $X*w + b*u$. The loss is half the mean squared error, "
        f"$1/(2*n)*sum((a_i - y_i)^2, i, 1, n)$ with $n = {n}$. Carry out one step of gradient descent with the "
        "learning "
        f"rate $alpha = {alpha}$.",
        given=given,
        parts=parts,
        figures=[neuron_diagram(["x_1", "x_2"], [w[0, 0], w[1, 0]], b, "a")],
    )


def shortened(x: Rational) -> Rational:
    return terminating(x) if 10**6 % Fraction(x).denominator == 0 else x


@exercise(
    "calculus.neural_networks.perceptron_classification_step",
    title="Sigmoid neuron with log loss: one step",
    skill="s.nn.perceptron",
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2",
    levels={"easy": {"numbers": "exact"}, "core": {"numbers": "rounded"}, "hard": {"numbers": "batch"}},
)
def perceptron_classification_step(rng: Rng, *, numbers: Literal["exact", "rounded", "batch"]) -> Multipart:
    """Carry out one step of gradient descent for a sigmoid neuron with log loss."""
    match numbers:
        case "exact":
            return exact_classification(rng)
        case "rounded":
            return rounded_classification(rng)
        case "batch":
            return classification_batch(rng)


NEURON_IS = "forms its pre-activation $z$ as {rule} and applies the sigmoid {sigmoid}, which gives its output $a$"


def exact_classification(rng: Rng) -> Multipart:
    """With a logarithm in the bias, so that the output is a fraction."""
    k, alpha = (
        Fraction(rng.choice(("2", "3", "4", "5", "7", "9", "1/2", "1/3", "1/4"))),
        terminating(rng.choice(SINGLE_RATES)),
    )
    (x_1, x_2), (w_1, w_2) = ([size * rng.sign() for size in rng.sample((1, 2, 3, 4), 2)] for _ in range(2))
    carried = w_1 * x_1 + w_2 * x_2
    y = rng.integer(0, 1)
    z = f"ln({k})" if k > 1 else f"-ln({1 / k})"
    b = text_of(f"{z} - ({carried})")
    a = k / (1 + k)
    g = a - y
    G = column(g * x_1, g * x_2)
    likely = a if y else 1 - a
    given: dict[str, object] = {
        "w_1": w_1, "w_2": w_2, "x_1": x_1, "x_2": x_2, "b": b, "y": y, "alpha": alpha,
    }  # fmt: skip
    w_new, b_new = column(w_1, w_2) - alpha * G, text_of(f"{z} + ({-carried - alpha * g})")
    rule = "w_1*x_1 + w_2*x_2 + b"
    assert abs(reals.sigmoid(reals.ln(k)) - a) < Fraction(1, 10**30)

    def put(formula: str, **more: object) -> str:
        return text_of(fill(formula, **{name: value for name, value in {**given, **more}.items()}))

    parts = [
        Part(
            name="z", ask="Forward pass: give the pre-activation $z$ exactly.", answer=number(z), follows=rule,
            steps=[f"The unit adds its weighted inputs and its bias: $z = {rule} = {put(rule)} = {z}$."],
            mistakes=[
                Mistake("bias-ignored", "w_1*x_1 + w_2*x_2", "The unit also adds its bias: add $b$."),
                Mistake("bias-sign", "w_1*x_1 + w_2*x_2 - b", "The bias is added, with its sign."),
            ],
        ),
        Part(
            name="a", ask="Give the output $a$ as a fraction.", answer=number(a), follows="1/(1 + exp(-z))",
            steps=[f"Since $exp(-({z})) = {1 / k}$, the sigmoid gives $a = 1/(1 + {1 / k}) = {a}$."],
            hints=["What is $exp(-z)$ if $z$ is a logarithm?"],
            mistakes=[
                Mistake("sigmoid-sign", "1/(1 + exp(z))", "The exponent of the sigmoid has a minus: $exp(-z)$."),
                Mistake("exponential-for-sigmoid", "exp(z)", "That is $exp(z)$. The sigmoid is $1/(1 + exp(-z))$."),
            ],
        ),
        Part(
            name="L", ask="Give the loss $L$ exactly, with a logarithm.", answer=number(f"-ln({likely})"),
            follows="-ln(a)" if y else "-ln(1 - a)",
            steps=[f"Of the two terms of the log loss the target ${y}$ leaves one: "
                   f"$L = {'-ln(a)' if y else '-ln(1 - a)'} = -ln({likely})$."],
            mistakes=[
                Mistake("loss-other-class", "-ln(1 - a)" if y else "-ln(a)", "For the target one the loss is $-ln(a)$, "
                        "for the target zero it is $-ln(1 - a)$."),
                Mistake("log-loss-without-minus", "ln(a)" if y else "ln(1 - a)", "A logarithm of a probability is "
                        "negative; the minus in front makes the loss positive."),
            ],
        ),
        Part(
            name="g", ask="Give $g$, the derivative of the loss with respect to the bias $b$.", answer=number(g),
            follows="a - y",
            steps=[f"With log loss the slope of the sigmoid cancels, and prediction minus target is left. "
                   f"{GRADIENT_BY_BIAS} So $g = a - y = {a} - {y} = {g}$."],
            hints=["The derivative of the log loss by $a$ is $(a - y)/(a*(1 - a))$, and the slope of the sigmoid is "
                   "$a*(1 - a)$."],
            mistakes=[
                Mistake("extra-sigma-prime", "(a - y)*a*(1 - a)", "The factor $a*(1 - a)$ belongs to squared loss. "
                    "With "
                        "log loss it cancels."),
                Mistake("threshold-before", "step(z) - y", "Use the probability, not the class that it is rounded to."),
                Mistake("residual-sign", "y - a", "The derivative of the loss is prediction minus target, in this "
                        "order."),
            ],
        ),
        Part(
            name="G", ask="Give $G$, the gradient of the loss with respect to the two weights.", answer=vector(*G),
            follows="[[g*x_1], [g*x_2]]",
            steps=[f"{GRADIENT_BY_WEIGHT} So $G = [[g*x_1], [g*x_2]] = {G}$."],
            mistakes=[
                Mistake("input-forgotten", "[[g], [g]]", "Each weight multiplies an input: this factor stays in its "
                        "derivative."),
                Mistake("weight-for-input", "[[g*w_1], [g*w_2]]", "The derivative of $w*x$ with respect to $w$ is the "
                        "input $x$."),
            ],
        ),
        Part(
            name="w_new", ask="Update: give the two weights after the step, as a vector.", answer=vector(*w_new),
            follows="[[w_1], [w_2]] - alpha*G",
            steps=[f"{AGAINST} The new weights are $[[{w_1}], [{w_2}]] - {alpha}*{G} = {w_new}$."],
            mistakes=step_slips("[[w_1], [w_2]]", "G"),
        ),
        Part(
            name="b_new", ask="Give the bias after the step, exactly.", answer=number(b_new), follows="b - alpha*g",
            steps=[f"The bias moves in the same way: $b - alpha*g = {b} - {alpha}*({g}) = {b_new}$."],
            mistakes=step_slips("b", "g"),
        ),
    ]  # fmt: skip
    how = NEURON_IS.format(rule=f"${rule}$", sigmoid=SIGMOID_IS)
    return Multipart(
        f"A neuron {how}. The parameters, which are also in the picture, are $w_1 = {w_1}$, $w_2 = {w_2}$ and $b = "
        f"{b}$. "
        f"Carry out one step of gradient descent with the learning rate $alpha = {alpha}$ for the example with "
        f"$x_1 = {x_1}$ and $x_2 = {x_2}$, whose target is $y = {y}$, and the log loss $-(y*ln(a) + (1 - y)*ln(1 - "
        "a))$ "
        "with the natural logarithm. All results can be given exactly.",
        given=given,
        parts=parts,
        figures=[neuron_diagram([f"x_1 = {x_1}", f"x_2 = {x_2}"], [w_1, w_2], b, "a")],
    )


def rounded_classification(rng: Rng) -> Multipart:
    """One example with decimals."""
    x = column(*(size * rng.sign() for size in rng.sample((1, 2, 3, 4), 2)))
    w, b = drawn(
        lambda: (column(*(terminating(Fraction(rng.nonzero(-15, 15), 10)) for _ in (0, 1))),
                 terminating(Fraction(rng.nonzero(-20, 20), 10))),
        lambda wb: Fraction(3, 10) <= abs(Fraction(dot(wb[0], x)) + wb[1]) <= Fraction(5, 2),
    )  # fmt: skip
    y, alpha = rng.integer(0, 1), terminating(rng.choice(SINGLE_RATES[1:]))
    z = Fraction(dot(w, x)) + b
    a = sigmoid(z)
    g, likely = a - y, a if y else 1 - a
    given: dict[str, Value] = {"w": w, "x": x, "b": b, "y": y, "alpha": alpha}
    work = Workings(
        dict(given),
        {"z": z, "a": a, "L": -ln(likely), "g": g, "G": x * g, "w_new": w - alpha * g * x, "b_new": b - alpha * g},
    )
    parts = [
        work.part("z", "Forward pass: give the pre-activation $z$.", "w^T*x + b", z, WEIGHTED,
                  Mistake("bias-ignored", "w^T*x", "The unit also adds its bias: add $b$."),
                  Mistake("bias-sign", "w^T*x - b", "The bias is added, with its sign.")),
        work.part("a", "Give the output $a$.", "sigmoid(z)", a, "The sigmoid makes it a number between zero and one.",
                  Mistake("sigmoid-sign", "sigmoid(-z)", "The exponent of the sigmoid has a minus: $exp(-z)$."),
                  hints=["Put $z$ into $1/(1 + exp(-z))$."], meaning=f"1/(1 + exp(-({shown(z)})))"),
    ]  # fmt: skip
    seen = work.number("a")
    left = shown(seen if y else 1 - seen)
    assert not isinstance(left, Mat)
    parts += [
        work.part("L", "Give the loss $L$.", "-(y*ln(a) + (1 - y)*ln(1 - a))", -ln(left),
                  "Of the two terms of the log loss the target leaves one.",
                  Mistake("loss-other-class", "-((1 - y)*ln(a) + y*ln(1 - a))", "For the target one the loss is "
                          "$-ln(a)$, for the target zero it is $-ln(1 - a)$."),
                  Mistake("log-base", "-(y*log10(a) + (1 - y)*log10(1 - a))", NATURAL), meaning=f"-ln({left})"),
        work.part("g", "Give $g$, the derivative of the loss with respect to the bias $b$.", "a - y", seen - y,
                  f"With log loss the slope of the sigmoid cancels, and prediction minus target is left. "
                  f"{GRADIENT_BY_BIAS}",
                  Mistake("extra-sigma-prime", "(a - y)*a*(1 - a)", "The factor $a*(1 - a)$ belongs to squared loss. "
                          "With log loss it cancels."),
                  Mistake("threshold-before", "step(z) - y", "Use the probability, not the class that it is rounded "
                          "to."),
                  Mistake("residual-sign", "y - a", "The derivative of the loss is prediction minus target, in this "
                          "order."),
                  hints=["The derivative of the log loss by $a$ is $(a - y)/(a*(1 - a))$, and the slope of the sigmoid "
                         "is $a*(1 - a)$."]),
        work.part("G", "Give $G$, the gradient of the loss with respect to the weights $w$.", "g*x",
                  x * (seen - y), GRADIENT_BY_WEIGHT,
                  Mistake("input-forgotten", "[[g], [g]]", "Each weight multiplies an input: this factor stays in its "
                          "derivative."),
                  Mistake("weight-for-input", "g*w", "The derivative of $w*x$ with respect to $w$ is the input $x$.")),
        *update_parts(work),
    ]  # fmt: skip
    assume(hides_results(work, given), "the question shows a result")
    how = NEURON_IS.format(rule="$w^T*x + b$", sigmoid=SIGMOID_IS)
    return Multipart(
        f"A neuron {how}. The parameters, which are also in the picture, are $w = {w}$ and $b = {b}$. Carry out one "
        "step "
        f"of gradient descent with the learning rate $alpha = {alpha}$ for the example $x = {x}$ with the target "
        f"$y = {y}$ and the log loss $-(y*ln(a) + (1 - y)*ln(1 - a))$ with the natural logarithm." + ROUNDING,
        given=given,
        parts=parts,
        figures=[neuron_diagram([f"x_{i + 1} = {x[i, 0]}" for i in (0, 1)], [w[0, 0], w[1, 0]], b, "a")],
    )


def classification_batch(rng: Rng) -> Multipart:
    """Two or three examples at once, with the mean log loss."""
    n = rng.choice((2, 3))
    w, b = column(*(terminating(Fraction(rng.nonzero(-4, 4), 2)) for _ in (0, 1))), rng.nonzero(-2, 2)
    X = drawn(
        lambda: Mat([[rng.nonzero(-3, 3), rng.nonzero(-3, 3)] for _ in range(n)]),
        lambda X: len(set(X * w)) == n and all(Fraction(1, 2) <= abs(Fraction(t) + b) <= 2 for t in X * w),
        200,
    )
    labels = drawn(lambda: [rng.integer(0, 1) for _ in range(n)], lambda found: 0 < sum(found) < n)
    y, alpha, u = column(*labels), terminating(rng.choice(SINGLE_RATES[1:])), column(*[1] * n)
    z = X * w + u * b
    a = z.map(sigmoid)
    e = a - y
    losses = [-ln(p if label else 1 - p) for p, label in zip(a, labels, strict=True)]
    G, g = X.T * e / n, sum(map(Fraction, e), Fraction(0)) / n
    given: dict[str, Value] = {"X": X, "w": w, "b": b, "u": u, "y": y, "alpha": alpha, "n": n}
    work = Workings(
        dict(given),
        {"z": z, "a": a, "L": sum(map(Fraction, losses), Fraction(0)) / n, "g": g, "G": G, "w_new": w - alpha * G,
         "b_new": b - alpha * g},
    )  # fmt: skip
    parts = [
        work.part("z", "Forward pass: give the pre-activations $z$ of all examples.", "X*w + b*u", z,
                  "Each row of $X$ is multiplied by the weights, and the bias is added.",
                  Mistake("bias-ignored", "X*w", "The unit also adds its bias: add $b$ to each of them."),
                  Mistake("bias-sign", "X*w - b*u", "The bias is added, with its sign.")),
        work.part("a", "Give the outputs $a$.", "sigmoid(z)", a, "The sigmoid is applied to each entry.",
                  Mistake("sigmoid-sign", "sigmoid(-z)", "The exponent of the sigmoid has a minus: $exp(-z)$."),
                  hints=["Put each entry of $z$ into $1/(1 + exp(-z))$."]),
    ]  # fmt: skip
    seen = work.matrix("a")
    left = [shown(p if label else 1 - p) for p, label in zip(seen, labels, strict=True)]
    terms = [f"entry(a, {i})" if label else f"1 - entry(a, {i})" for i, label in enumerate(labels, 1)]
    other = [f"1 - entry(a, {i})" if label else f"entry(a, {i})" for i, label in enumerate(labels, 1)]

    def summed(of: Sequence[object], log: str = "ln") -> str:
        return f"({' + '.join(f'{log}({each})' for each in of)})"

    mean = sum((-ln(p) for p in left if not isinstance(p, Mat)), Fraction(0)) / n
    parts += [
        work.part("L", "Give the loss $L$.", f"-1/n*{summed(terms)}", mean,
                  "For each example the target leaves one of the two terms of the log loss, and the mean is taken.",
                  Mistake("loss-not-averaged", f"-{summed(terms)}", "Divide by the number of examples."),
                  Mistake("loss-other-class", f"-1/n*{summed(other)}", "For the target one the loss is $-ln(a)$, for "
                      "the "
                          "target zero it is $-ln(1 - a)$."),
                  Mistake("log-base", f"-1/n*{summed(terms, 'log10')}", NATURAL),
                  meaning=f"-1/({n})*{summed(left)}", bare=True),
    ]  # fmt: skip
    e_seen = seen - y
    parts += [
        work.part("g", "Give $g$, the derivative of the loss with respect to the bias $b$.", "1/n*u^T*(a - y)",
                  sum(map(Fraction, e_seen), Fraction(0)) / n,
                  "With log loss the slope of the sigmoid cancels: the derivative is the mean of prediction minus "
                  "target.",
                  Mistake("gradient-not-averaged", "u^T*(a - y)", "The loss is a mean, so its derivative has the "
                      "factor "
                          "$1/n$ as well."),
                  Mistake("extra-sigma-prime", "1/n*u^T*((a - y) odot a odot (u - a))", "The factor $a*(1 - a)$ "
                      "belongs "
                          "to squared loss. With log loss it cancels."),
                  Mistake("threshold-before", "1/n*u^T*(step(z) - y)", "Use the probabilities, not the classes that "
                      "they "
                          "are rounded to.")),
        work.part("G", "Give $G$, the gradient of the loss with respect to the weights $w$.", "1/n*X^T*(a - y)",
                  X.T * e_seen / n,
                  "For each weight it is the mean of error times input: the columns of $X$ are multiplied by the "
                  "errors.",
                  Mistake("gradient-not-averaged", "X^T*(a - y)", "The loss is a mean, so its gradient has the factor "
                          "$1/n$ as well."),
                  Mistake("error-sign", "1/n*X^T*(y - a)", "The error is prediction minus target, in this order."),
                  Mistake("extra-sigma-prime", "1/n*X^T*((a - y) odot a odot (u - a))", "The factor $a*(1 - a)$ "
                      "belongs "
                          "to squared loss. With log loss it cancels.")),
        *update_parts(work),
    ]  # fmt: skip
    assume(hides_results(work, given), "the question shows a result")
    return Multipart(
        f"A sigmoid neuron has two inputs, the weights $w = {w}$ and the bias $b = {b}$, which are also in the "
        "picture. The "
        f"{COUNTED[n]} examples are the rows of $X = {X}$, and their targets are $y = {y}$. With the column of ones "
        f"$u = {u}$ the pre-activations are $X*w + b*u$, and {SIGMOID_IS} gives the outputs $a$. The loss is the "
        "mean of "
        f"the log losses $-(y_i*ln(a_i) + (1 - y_i)*ln(1 - a_i))$ with the natural logarithm, over the $n = {n}$ "
        f"examples. Carry out one step of gradient descent with the learning rate $alpha = {alpha}$." + ROUNDING,
        given=given,
        parts=parts,
        figures=[neuron_diagram(["x_1", "x_2"], [w[0, 0], w[1, 0]], b, "a")],
    )


# Decision boundaries ---------------------------------------------------------------------------------------------

PLANE = 6
"""How far the pictures of boundaries reach from the origin."""
LINE_LOOKS: tuple[tuple[Style, Colour], ...] = (
    ("solid", "blue"), ("dashed", "orange"), ("dotted", "green"), ("solid", "purple"),
)  # fmt: skip
Whole = tuple[int, int]


def score_text(w: Whole, b: int) -> str:
    """`3*x_1 - 2*x_2 + 6`."""
    return text_of(f"({w[0]})*x_1 + ({w[1]})*x_2 + ({b})")


def lattice_on(w: Whole, b: int) -> list[Whole]:
    """The points of the grid in view on the boundary, those on the axes first."""
    every = [(x, y) for x in range(-PLANE, PLANE + 1) for y in range(-PLANE, PLANE + 1)]
    return sorted((p for p in every if w[0] * p[0] + w[1] * p[1] + b == 0), key=lambda p: (p[0] != 0) + (p[1] != 0))


def drawn_boundary(rng: Rng) -> tuple[Whole, int]:
    """Weights and a bias whose boundary meets both axes in points of the grid, not symmetrically."""
    p, q = drawn(lambda: (rng.nonzero(-5, 5), rng.nonzero(-5, 5)), lambda pq: abs(pq[0]) != abs(pq[1]))
    size = abs(p * q) // gcd(p, q)
    sign = rng.sign()
    return (sign * size // p, sign * size // q), -sign * size


@exercise(
    "calculus.neural_networks.decision_boundary",
    title="Which line does the neuron draw?",
    skill="s.nn.boundary",
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.1.1",
    tier="standard",
    levels={"easy": {"ask": "line"}, "core": {"ask": "errors"}, "hard": {"ask": "probability"}},
)
def decision_boundary(rng: Rng, *, ask: Literal["line", "errors", "probability"]) -> Multipart:
    """Find the decision line of a neuron, its sides and errors, and lines of equal probability."""
    match ask:
        case "line":
            return line_from_weights(rng) if rng.chance(Fraction(1, 2)) else weights_from_line(rng)
        case "errors":
            return misclassified(rng)
        case "probability":
            return equal_probability(rng)


STEP_NEURON = (
    "A neuron with the inputs $x_1$ and $x_2$ has the score {score}; its output is the class 1 where the score is "
    "positive, and the class 0 where it is negative."
)


def wrong_lines(w: Whole, b: int) -> list[tuple[str, Whole, int, str]]:
    return [
        ("weights-are-direction", (-w[1], w[0]), b, "The weights are perpendicular to the line: put in points of the "
                                                    "line "
         "and see whether the score is 0."),
        ("bias-sign", w, -b, "Where $x_2$ is 0 the score is the first weight times $x_1$, plus the bias. Set it to 0."),
        ("weights-exchanged", (w[1], w[0]), b, "The first weight belongs to $x_1$, the horizontal axis."),
    ]  # fmt: skip


def line_from_weights(rng: Rng) -> Multipart:
    """The boundary among four lines."""
    w, b = drawn_boundary(rng)
    every = [("", w, b, ""), *wrong_lines(w, b)]
    order = rng.shuffled(range(4))
    names = {k: "ABCD"[place] for place, k in enumerate(order)}
    texts = [f"line {name}" for name in "ABCD"]
    across, up = Fraction(-b, w[0]), Fraction(-b, w[1])
    return Multipart(
        STEP_NEURON.format(score=f"${score_text(w, b)}$") + " The figure shows four lines.",
        figures=[line_figure({names[k]: every[k][1:3] for k in order})],
        parts=[
            Part(
                ask="Which line parts the two classes?",
                answer=in_order(texts, order.index(0)),
                steps=[
                    f"On the boundary the score is 0: ${score_text(w, b)} = 0$.",
                    f"Where $x_2$ is 0 this gives ${across}$ for $x_1$, and where $x_1$ is 0 it gives ${up}$ for "
                    "$x_2$.",
                    f"The line through $({across}, 0)$ and $(0, {up})$ is {texts[order.index(0)]}.",
                ],
                hints=["What is the score on the boundary?", "Where does the boundary meet the two axes?"],
                mistakes=[
                    Mistake(id, in_order(texts, order.index(k)), told) for k, (id, _, _, told) in enumerate(every) if id
                ],
            ),
            side_part(w, b),
        ],
    )


def side_part(w: Whole, b: int) -> Part:
    """The class of the origin."""
    positive = b > 0
    return Part(
        ask="Which class does the neuron give to the origin?",
        answer=in_order(["class 0", "class 1"], int(positive)),
        steps=[
            f"At the origin only the bias is left of the score: it is ${b}$, which is "
            f"{'positive' if positive else 'negative'}.",
            f"So the origin gets the class ${int(positive)}$, and with it its whole side of the line.",
        ],
        mistakes=[
            Mistake("side-swapped", in_order(["class 0", "class 1"], int(not positive)), "Put the origin into the "
                "score: "
                    "a positive score means class 1."),
        ],
    )  # fmt: skip


def weights_from_line(rng: Rng) -> Multipart:
    """The score that belongs to a line with its positive side marked."""
    w, b = drawn_boundary(rng)
    slips = [
        ("side-swapped", (-w[0], -w[1]), -b, "The line is right, but put in a point of the side of class 1: the score "
         "must be positive there."),
        *wrong_lines(w, b)[1:],
    ]  # fmt: skip
    texts = [f"${score_text(*each)}$" for each in ((w, b), *((v, c) for _, v, c, _ in slips))]
    across, up = Fraction(-b, w[0]), Fraction(-b, w[1])

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    side = side_point(w, b)
    figure = line_figure({"": (w, b)}, {"class 1": side})
    value = w[0] * side[0] + w[1] * side[1] + b
    return Multipart(
        "The figure shows the decision line of a neuron with the inputs $x_1$ and $x_2$, and a point on the side where "
        "its output is the class 1. The output is 1 where the score is positive, and 0 where it is negative.",
        figures=[figure],
        parts=[
            Part(
                ask="Which of these is its score?",
                answer=key(texts[0]),
                steps=[
                    f"The line meets the axes at $({across}, 0)$ and $(0, {up})$: the score must be 0 at both points.",
                    f"This leaves ${score_text(w, b)}$ and its negative. At the point $({side[0]}, {side[1]})$ of "
                    "class "
                    f"1 the score must be positive: "
                    f"${fill('a*x + b*y + c', a=w[0], b=w[1], c=b, x=side[0], y=side[1])} "
                    f"= {value}$.",
                    f"So the score is {texts[0]}.",
                ],
                hints=["Read off two points of the line. What is the score there?", "Test the sign on one side."],
                mistakes=[Mistake(id, key(f"${score_text(v, c)}$"), told) for id, v, c, told in slips],
            )
        ],
    )


def side_point(w: Whole, b: int) -> Whole:
    """A point of the grid well on the positive side, near the middle of the picture."""
    points = [(x, y) for x in range(-4, 5) for y in range(-4, 5)]
    norm = (w[0] ** 2 + w[1] ** 2) ** 0.5
    fits = [p for p in points if 1.4 <= (w[0] * p[0] + w[1] * p[1] + b) / norm <= 3]
    assume(fits, "no point to mark the side")
    return min(fits, key=lambda p: (abs(p[0]) + abs(p[1]), p))


def line_figure(lines: Mapping[str, tuple[Whole, int]], marked: Mapping[str, Whole] = {}) -> Figure:
    """Lines by their names on a square grid, and points."""
    marks: list[Mark] = []
    told = []
    for (name, (w, b)), (style, colour) in zip(lines.items(), LINE_LOOKS, strict=False):
        p, q = ends_of(w, b)
        marks.append(Line(through=(spot(p), spot(q)), style=style, colour=colour, label=name))
        told.append(f"{f'Line {name}' if name else 'A line'} passes through {at(p)} and {at(q)}.")
    for name, point in marked.items():
        marks.append(Dots(points=(spot(point),), colour="ink", labels=(name,)))
        told.append(f"A point of class 1 is marked at {at(point)}.")
    return Figure(
        alt=f"A grid of unit squares, x_1 across and x_2 up. {' '.join(told)}",
        marks=tuple(marks),
        x=axis((-PLANE, PLANE), "x_1", step=1),
        y=axis((-PLANE, PLANE), "x_2", step=1),
        equal=True,
        grid=True,
        rim=True,
    )


def ends_of(w: Whole, b: int) -> tuple[Whole, Whole]:
    """Two points of the grid on a line."""
    points = lattice_on(w, b)
    assume(len(points) > 1, "a line without two points of the grid in view")
    return points[0], points[1]


def misclassified(rng: Rng) -> Multipart:
    """The points on the wrong side of a boundary."""
    w, b = drawn_boundary(rng)
    points = [(x, y) for x in range(-5, 6) for y in range(-5, 6)]
    norm = (w[0] ** 2 + w[1] ** 2) ** 0.5
    clear = [p for p in points if abs(w[0] * p[0] + w[1] * p[1] + b) / norm > 0.7]
    n = rng.integer(8, 10)
    shown: list[Whole] = []
    for point in rng.shuffled(clear):
        if len(shown) < n and all(abs(point[0] - x) + abs(point[1] - y) > 1 for x, y in shown):
            shown.append(point)
    right = [int(w[0] * x + w[1] * y + b > 0) for x, y in shown]
    assume(len(shown) == n and 2 <= sum(right) <= n - 2, "too few points on one side")
    up, down = [k for k, c in enumerate(right) if c], [k for k, c in enumerate(right) if not c]
    first, second = rng.sample([(i, j) for i in range(0, 4) for j in range(0, 4) if i != j and i < len(up)
                                and j < len(down) and 1 <= i + j < n / 2], 1)[0]  # fmt: skip
    wrong = {*rng.sample(up, first), *rng.sample(down, second)}
    labels = [c if k not in wrong else 1 - c for k, c in enumerate(right)]
    assume(2 <= sum(labels) <= n - 2, "nearly all examples have the same class")
    missed = sorted(shown[k] for k in wrong)
    texts = ["above the line", "below the line"]
    above = int(w[1] < 0)  # where the class 1 is: 0 above, 1 below
    p, q = ends_of(w, b)
    by_class = {c: [point for point, label in zip(shown, labels, strict=True) if label == c] for c in (0, 1)}
    alt = "; ".join(f"class {c} at {listed(map(at, sorted(by_class[c])))}" for c in (1, 0))
    test = (0, PLANE) if not above else (0, -PLANE)
    figure = Figure(
        alt=f"A grid of unit squares, x_1 across and x_2 up. A line passes through {at(p)} and {at(q)}. Points of "
        f"{alt}.",
        marks=(
            Line(through=(spot(p), spot(q)), style="solid", colour="ink"),
            Dots(points=tuple(map(spot, by_class[1])), colour="blue"),
            Dots(points=tuple(map(spot, by_class[0])), colour="orange", hollow=True),
        ),
        x=axis((-PLANE, PLANE), "x_1", step=1),
        y=axis((-PLANE, PLANE), "x_2", step=1),
        equal=True,
        grid=True,
        rim=True,
    )
    value = w[0] * test[0] + w[1] * test[1] + b
    return Multipart(
        STEP_NEURON.format(score=f"${score_text(w, b)}$") + " The figure shows where the score is 0, and labelled "
            "examples: "
        "filled points have the class 1, hollow ones the class 0.",
        figures=[figure],
        parts=[
            Part(
                ask="On which side of the line does the neuron give the class 1?",
                answer=in_order(texts, above),
                steps=[
                    f"High above the line $x_2$ is large. The weight of $x_2$ is ${w[1]}$, so the score is "
                    f"{'positive' if w[1] > 0 else 'negative'} there.",
                    f"For example at $({test[0]}, {test[1]})$ it is "
                    f"${fill('a*x + b*y + c', a=w[0], b=w[1], c=b, x=test[0], y=test[1])} = {value}$. "
                    f"The class 1 is given {texts[above]}.",
                ],
                hints=["Put a point that is clearly on one side into the score."],
                mistakes=[
                    Mistake("side-swapped", in_order(texts, 1 - above), "Put a point into the score: where it is "
                        "positive, "
                            "the output is 1."),
                ],
            ),
            Part(
                ask="How many of the examples does it get wrong?",
                answer=number(len(wrong)),
                steps=[
                    f"Wrong are hollow points on the side of class 1 and filled points on the other side: "
                    f"{listed(f'$({x}, {y})$' for x, y in missed)}.",
                    f"These are ${len(wrong)}$ points.",
                ],
                mistakes=[
                    Mistake("side-swapped", number(n - len(wrong)), "These are the ones it gets right: mind which "
                        "side is "
                            "that of class 1."),
                    Mistake("one-kind-of-error", number(max(first, second)), "Count the errors of both kinds: hollow "
                        "points "
                            "on the side of class 1, and filled ones on the other."),
                ],
            ),
        ],
    )  # fmt: skip


def equal_probability(rng: Rng) -> Multipart:
    """The line where a sigmoid neuron is so sure, its distance from the boundary, and larger weights."""
    u, v, length = rng.choice(((3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10), (5, 12, 13), (12, 5, 13)))
    w, b = (u * rng.sign(), v * rng.sign()), rng.nonzero(-12, 12)
    k = rng.choice((2, 3, 4, 9, 19))
    p = Fraction(k, k + 1)
    said = str(terminating(p)) if 10**4 % (k + 1) == 0 else f"{k}/{k + 1}"
    factor = rng.choice((2, 3, 4, 5))
    score = score_text(w, b)
    distance = f"ln({k})/{length}"
    return Multipart(
        f"A neuron gives the probability of the class 1 as the sigmoid of its score ${score}$, where {SIGMOID_IS}. "
        f"The natural logarithm may stay in your answers.",
        given={"n": length, "k": factor},
        parts=[
            Part(
                name="s",
                ask=f"Which score gives the probability ${said}$?",
                answer=number(f"ln({k})"),
                steps=[
                    f"We want $1/(1 + exp(-s)) = {said}$, so $1 + exp(-s) = {1 / p}$ and $exp(-s) = {1 / p - 1}$.",
                    f"So $s = -ln({1 / p - 1}) = ln({k})$.",
                ],
                hints=["Solve for the exponential first, then take the logarithm."],
                mistakes=[
                    Mistake("log-odds-inverted", number(f"-ln({k})"), "A probability above one half needs a positive "
                        "score."),
                    Mistake("log-of-probability", number(f"ln({p})"), "The score is the logarithm of the odds "
                            f"${p}/({1 - p})$, not of the probability."),
                ],
            ),
            Part(
                name="d",
                ask=f"How far is the line where the probability is ${said}$ from the decision boundary, where it is "
                    "0.5?",
                answer=number(distance),
                follows="s/n",
                steps=[
                    f"On the boundary the score is 0, on the other line $ln({k})$. The score grows fastest in the "
                    "direction "
                    f"of the weights, by $sqrt(({w[0]})^2 + ({w[1]})^2) = {length}$ for each unit of length.",
                    f"So the distance is ${distance}$.",
                ],
                hints=["How much does the score change if you walk one unit straight away from the boundary?"],
                mistakes=[
                    Mistake("length-of-weights-ignored", "s", "That is the difference of the scores. Divide by the "
                        "length "
                            "of the weights."),
                    Mistake("divides-by-squared-length", "s/n^2", "Divide by the length of the weights, not by its "
                        "square."),
                    Mistake("adds-the-weights", number(f"ln({k})/{abs(w[0]) + abs(w[1])}"), "The length of the "
                        "weights is "
                            "the root of the sum of their squares."),
                ],
            ),
            Part(
                ask=f"Now both weights and the bias are multiplied by ${factor}$. How far from the boundary is the "
                    "line "
                f"where the probability is ${said}$?",
                answer=number(f"ln({k})/{length * factor}"),
                follows="d/k",
                steps=[
                    f"The boundary stays, since ${factor}$ times 0 is 0. The length of the weights is "
                    f"${factor}*{length} = "
                    f"{factor * length}$ now, and the score needed is the same.",
                    f"So the distance is $ln({k})/({length * factor})$: the neuron becomes surer, closer to the "
                    "boundary.",
                ],
                hints=["What happens to the boundary, and what to the steepness of the score?"],
                mistakes=[
                    Mistake("scaling-changes-nothing", "d", "The boundary stays, but the score grows faster now."),
                    Mistake("scaling-widens", "d*k", "The score grows faster, so the same score is reached sooner."),
                ],
            ),
        ],
    )  # fmt: skip


# Computation graphs ----------------------------------------------------------------------------------------------


@exercise(
    "calculus.neural_networks.computation_graph",
    title="Chain rule on a computation graph",
    skill="s.nn.graph",
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5",
    levels={"easy": {"graph": "chain"}, "core": {"graph": "paths"}, "hard": {"graph": "values"}},
)
def computation_graph(rng: Rng, *, graph: Literal["chain", "paths", "values"]) -> Multipart:
    """Find a derivative from a computation graph: along a chain, over several paths, forward and backward."""
    match graph:
        case "chain":
            return along_chain(rng)
        case "paths":
            return over_paths(rng)
        case "values":
            return forward_and_backward(rng)


def graph_figure(places: Mapping[str, Point], links: Mapping[tuple[str, str], str], low: Point, high: Point) -> Figure:
    """Nodes by their names, with labelled arrows."""
    names = list(places)
    told = [
        f"from {tail} to {head}{f' with the local derivative {label}' if label else ''}"
        for (tail, head), label in links.items()
    ]
    return Figure(
        alt=f"A computation graph drawn from left to right, with the nodes {listed(names)} and these arrows: "
        f"{'; '.join(told)}.",
        marks=(
            Graph(
                nodes=tuple(places.values()),
                names=tuple(names),
                links=tuple(
                    Link(tail=names.index(tail), head=names.index(head), label=f"${label}$" if label else "")
                    for (tail, head), label in links.items()
                ),
            ),
        ),
        x=Axis(low=low[0], high=high[0], shown=False),
        y=Axis(low=low[1], high=high[1], shown=False),
        equal=True,
    )


LOCAL = (
    "At each arrow stands the local derivative: that of the value at its head with respect to the value at its tail."
)


def factors(rng: Rng, count: int) -> list[int]:
    """Local derivatives, of which at most one is 1 or -1."""
    return drawn(
        lambda: [rng.nonzero(-5, 5) for _ in range(count)],
        lambda found: sum(abs(k) == 1 for k in found) <= 1 and prod(found) != sum(found) and abs(prod(found)) <= 300,
    )


def along_chain(rng: Rng) -> Multipart:
    """One chain of three or four arrows."""
    n = rng.integer(3, 4)
    d = factors(rng, n)
    names = ["x", *"uvw"[: n - 1], "L"]
    places = {name: (1.9 * k, 0.0) for k, name in enumerate(names)}
    links = {pair: str(k) for pair, k in zip(pairwise(names), d, strict=True)}
    whole, rest = prod(d), prod(d[1:])
    written = "*".join(f"({k})" for k in d)
    after = "*".join(f"({k})" for k in d[1:])
    return Multipart(
        f"The figure shows how $L$ is computed from $x$. {LOCAL}",
        figures=[graph_figure(places, links, (-0.6, -0.7), (1.9 * n + 0.6, 0.8))],
        given={"d": d[0]},
        parts=[
            Part(
                name="D",
                ask="Find $diff(L, u)$.",
                answer=number(rest),
                steps=[f"Multiply the local derivatives along the way from $u$ to $L$: ${after} = {rest}$."],
                mistakes=[
                    Mistake("adds-along-path", number(sum(d[1:])), "Along a path the local derivatives are "
                        "multiplied."),
                    Mistake("last-factor-only", number(d[-1]), "That is only the last local derivative: go back to "
                        "$u$."),
                ],
            ),
            Part(
                ask="Find $diff(L, x)$.",
                answer=number(whole),
                follows="d*D",
                steps=[f"One more factor, from $x$ to $u$: ${d[0]}*({rest}) = {written} = {whole}$."],
                hints=["How does a small change of $x$ arrive at $L$?"],
                mistakes=[
                    Mistake("adds-along-path", "d + D", "Along a path the local derivatives are multiplied."),
                    Mistake("first-factor-left-out", "D", "That is the derivative with respect to $u$. One more "
                                                          "arrow leads "
                            "back to $x$."),
                ],
            ),
        ],
    )  # fmt: skip


def over_paths(rng: Rng) -> Multipart:
    """Two paths that join; one of them may be longer, or a third one goes straight."""
    kind = rng.choice(("even", "long", "straight"))
    upper, lower = factors(rng, 2), factors(rng, 3 if kind == "long" else 2)
    assume(prod(upper) + prod(lower) and prod(upper) != prod(lower), "the paths cancel, or are alike")
    low = ["v", "w"] if kind == "long" else ["v"]
    width = 4.8
    places: dict[str, Point] = {"x": (0.0, 0.0), "u": (width / 2, 1.2)}
    places |= {name: (width * (k + 1) / (len(low) + 1), -1.2) for k, name in enumerate(low)}
    places["L"] = (width, 0.0)
    ways = [(["x", "u", "L"], upper), (["x", *low, "L"], lower)]
    if kind == "straight":
        ways.append((["x", "L"], [rng.nonzero(-9, 9)]))
    links = {pair: str(k) for names, d in ways for pair, k in zip(pairwise(names), d, strict=True)}
    products = [prod(d) for _, d in ways]
    total = sum(products)
    assume(total, "the paths cancel")
    sums = [sum(d) for _, d in ways]
    spelled = {2: "over $u$ and over $v$", 3: "over $u$, over $v$ and straight"}[len(ways)]
    return Multipart(
        f"The figure shows how $L$ is computed from $x$. {LOCAL}",
        figures=[graph_figure(places, links, (-0.6, -1.9), (width + 0.6, 1.9))],
        parts=[
            Part(
                name="p",
                ask=f"What do the paths from $x$ to $L$ contribute to the derivative? Give the numbers for the paths "
                f"{spelled}, in this order.",
                answer=vector(*products),
                steps=[
                    *(
                        f"The path {' to '.join(f'${name}$' for name in names)} contributes "
                        f"${'*'.join(f'({k})' for k in d)}{f' = {prod(d)}' * (len(d) > 1)}$."
                        for names, d in ways
                    ),
                    f"The contributions are $[{', '.join(map(str, products))}]$.",
                ],
                hints=["Multiply along each path."],
                mistakes=[
                    Mistake("adds-along-path", vector(*sums), "Along a path the local derivatives are multiplied."),
                    Mistake("last-factor-only", vector(*(d[-1] for _, d in ways)), "Multiply all local derivatives "
                        "of the "
                            "path, not only the last one."),
                ],
            ),
            Part(
                ask="Find $diff(L, x)$.",
                answer=number(total),
                follows=" + ".join(f"entry(p, {k + 1})" for k in range(len(ways))),
                steps=[f"Add over all paths: ${' + '.join(f'({k})' for k in products)} = {total}$."],
                mistakes=[
                    Mistake("one-path", "entry(p, 1)", "Add the contributions of all paths from $x$ to $L$."),
                    Mistake("multiplies-paths", "*".join(f"entry(p, {k + 1})" for k in range(len(ways))), "Factors are "
                            "multiplied along a path; different paths are added."),
                ],
            ),
        ],
    )  # fmt: skip


class GraphNode(NamedTuple):
    """A node: its name, its formula, and the names of what it is computed from."""

    name: str
    op: Literal["*", "+", "-", "square", "relu"]
    of: tuple[str, ...]

    @property
    def formula(self) -> str:
        match self.op:
            case "square":
                return f"{self.of[0]}^2"
            case "relu":
                return f"max(0, {self.of[0]})"
            case _:
                return f"{self.of[0]} {self.op} {self.of[1]}".replace(" * ", "*")

    def value(self, at: Mapping[str, int]) -> int:
        a, *rest = (at[name] for name in self.of)
        match self.op:
            case "square":
                return a * a
            case "relu":
                return max(a, 0)
            case "*":
                return a * rest[0]
            case "+":
                return a + rest[0]
            case "-":
                return a - rest[0]

    def local(self, by: str, at: Mapping[str, str], *, own: bool = False) -> str:
        """The derivative with respect to one of its arguments, with the values put in; `own` takes the wrong factor."""
        first = self.of[0] == by
        match self.op:
            case "square":
                return f"2*({at[by]})"
            case "relu":
                return f"step({at[by]})"
            case "*":
                other = self.of[1] if first else self.of[0]
                return f"({at[by if own else other]})"
            case "+":
                return "1"
            case "-":
                return "1" if first else "(-1)"


def small_program(rng: Rng) -> tuple[list[GraphNode], dict[str, int]]:
    """u from x and y, v from u and x, w from v alone, L from w and u or y; and all values."""
    values = {"x": rng.nonzero(-4, 4), "y": rng.nonzero(-4, 4)}
    nodes = [
        GraphNode("u", rng.choice(("*", "*", "+", "-")), ("x", "y")),
        GraphNode("v", rng.choice(("*", "+", "-")), ("u", "x")),
        GraphNode("w", rng.choice(("square", "relu")), ("v",)),
        GraphNode("L", "*" if rng.chance(Fraction(2, 3)) else "+", ("w", rng.choice(("u", "u", "y")))),
    ]
    for node in nodes:
        values[node.name] = node.value(values)
    return nodes, values


def derivatives(nodes: Sequence[GraphNode], at: Mapping[str, str], *, own: bool = False) -> dict[str, str]:
    """dL by each node and input, as formulas in the values that `at` names."""
    found = {"L": "1"}
    for name in ("w", "v", "u", "x"):
        users = [node for node in nodes if name in node.of]
        found[name] = " + ".join(f"({found[node.name]})*{node.local(name, at, own=own)}" for node in users)
    return found


def worth(formula: str) -> int:
    """The value of a formula of whole numbers."""
    return int(str(evaluate(parse(formula))))


def forward_and_backward(rng: Rng) -> Multipart:
    """Values forward, derivatives backward, where x is used twice."""

    def fits(made: tuple[list[GraphNode], dict[str, int]]) -> bool:
        nodes, values = made
        told = {name: str(value) for name, value in values.items()}
        back = {name: worth(formula) for name, formula in derivatives(nodes, told).items()}
        product_used = sum(node.op == "*" for node in nodes) >= 1
        inactive = nodes[2].op == "relu" and values["v"] <= 0
        others = [value for name, value in values.items() if name in "uvwL"]
        return (
            product_used and not inactive and all(back[name] for name in "wux") and max(map(abs, others)) <= 80
            and abs(back["x"]) <= 300 and all(others) and values["x"] != values["y"]
            and len({values["u"], values["v"], values["x"]}) == 3
        )  # fmt: skip

    nodes, values = drawn(lambda: small_program(rng), fits, 400)
    told = {name: str(value) for name, value in values.items()}
    places = {f"{name}": f"entry(F, {k})" for k, name in enumerate("uvwL", 1)} | {"x": "x", "y": "y"}
    back = {name: worth(formula) for name, formula in derivatives(nodes, told).items()}
    rules, wrong = derivatives(nodes, places), derivatives(nodes, places, own=True)
    forward_values = [values[name] for name in "uvwL"]
    backward_values = [back[name] for name in "wvu"]
    spots: dict[str, Point] = {"x": (0.0, 1.3), "y": (0.0, -1.3), "u": (1.9, -0.2), "v": (3.5, 0.9), "w": (5.1, 0.9),
                               "L": (6.7, -0.2)}  # fmt: skip
    links = {(name, node.name): "" for node in nodes for name in node.of}
    users = [node for node in nodes if "x" in node.of]
    B = {name: f"entry(B, {k})" for k, name in enumerate("wvu", 1)}
    through = {node.name: f"{B[node.name]}*{node.local('x', places)}" for node in users}
    last = {node.name: f"({back[node.name]})*{node.local('x', told)}" for node in users}
    skipped = dict(values)
    for node in nodes:
        skipped[node.name] = skipped[node.of[0]] if node.op in ("square", "relu") else node.value(skipped)
    computed = [f"${n.name} = {text_of(fill(n.formula, **told))} = {values[n.name]}$" for n in nodes]
    told_unary = f"The node $w$ changes its value: it is ${nodes[2].formula}$."
    unary = [Mistake("unary-node-skipped", vector(*(skipped[name] for name in "uvwL")), told_unary)]
    if nodes[2].op == "relu":  # it passes a positive value on
        unary = [
            Mistake(
                "relu-flattens",
                vector(values["u"], values["v"], 0, nodes[3].value({**values, "w": 0})),
                "ReLU keeps what is positive.",
            )
        ]
    steps_back = [
        f"$partial(L, {name}) = "
        f"{text_of(' + '.join(f'({back[node.name]})*{node.local(name, told)}' for node in nodes if name in node.of))} "
        f"= {back[name]}$"
        for name in "wvu"
    ]
    return Multipart(
        f"A small program computes {listed(f'${node.name} = {node.formula}$' for node in nodes)}; the figure shows its "
        f"graph. The inputs are $x = {values['x']}$ and $y = {values['y']}$.",
        given={"x": values["x"], "y": values["y"]},
        figures=[graph_figure(spots, links, (-0.6, -2.0), (7.3, 2.0))],
        parts=[
            Part(
                name="F",
                ask="Forward: give the values of $u$, $v$, $w$ and $L$ in this order, as a vector.",
                answer=vector(*forward_values),
                steps=[
                    f"In turn {listed(computed)}.",
                    f"So the values are $[{', '.join(map(str, forward_values))}]$.",
                ],
                mistakes=[
                    *unary,
                    Mistake("sign-of-product", vector(*(abs(value) for value in forward_values)), "Mind the signs."),
                ],
            ),
            Part(
                name="B",
                ask="Backward: give $partial(L, w)$, $partial(L, v)$ and $partial(L, u)$ in this order, as a vector. "
                    "Count "
                    "every path.",
                answer=vector(*backward_values),
                follows=f"[[{rules['w']}], [{rules['v']}], [{rules['u']}]]",
                steps=[
                    "Begin at $L$, and multiply by the local derivative at each node that uses the value; where "
                    "several "
                    "nodes use it, add."
                    + " At the node $w$ it is $step(v)$, which is 1 for a positive $v$." * (nodes[2].op == "relu"),
                    f"So {listed(steps_back)}: the vector is $[{', '.join(map(str, backward_values))}]$.",
                ],
                hints=["Which nodes use $w$? Which use $v$, which $u$?", "The derivative of a product by one factor "
                    "is the "
                       "other factor."],
                mistakes=[
                    Mistake("product-node", f"[[{wrong['w']}], [{wrong['v']}], [{wrong['u']}]]", "The derivative of a "
                            "product by one factor is the other factor."),
                    Mistake("one-path", f"[[{rules['w']}], [{rules['v']}], "
                                        f"[({rules['v']})*{nodes[1].local('u', places)}]]"
                            if "u" in nodes[3].of else vector(back["w"], back["v"], 0), "Add the contributions of all "
                            "nodes that use the value."),
                ],
            ),
            Part(
                ask="Find $partial(L, x)$.",
                answer=number(back["x"]),
                follows=" + ".join(through.values()),
                steps=[
                    f"The input $x$ is used by {listed(f'${node.name}$' for node in users)}: "
                    f"${text_of(' + '.join(last.values()))} = {back['x']}$.",
                ],
                hints=["Which nodes use $x$ itself?"],
                mistakes=[
                    Mistake("one-path", through["u"], "The input is used by $v$ as well: add that path."),
                    Mistake("direct-path-only", through["v"], "The input is used by $u$ as well: add that path."),
                ],
            ),
        ],
    )  # fmt: skip


# Forward pass, shapes, parameters --------------------------------------------------------------------------------


@exercise(
    "calculus.neural_networks.forward_pass_and_shapes",
    title="Forward pass; shapes and parameter count",
    skill="s.nn.forward",
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 6.1 and 6.4",
    levels={"easy": {"network_of": "integers"}, "core": {"network_of": "sigmoids"}, "hard": {"network_of": "batch"}},
)
def forward_pass_and_shapes(rng: Rng, *, network_of: Literal["integers", "sigmoids", "batch"]) -> Multipart:
    """Work out the output of a small network, and count the parameters of a larger one."""
    if network_of == "batch":
        return forward_batch(rng)
    if network_of == "integers":
        net = network(rng, "relu", "linear")
    else:
        kinds: tuple[tuple[Hidden, Output], ...] = (("sigmoid", "sigmoid"), ("relu", "sigmoid"), ("sigmoid", "linear"))
        net = network(rng, *rng.choice(kinds))
    given: dict[str, Value] = {"W_1": net.W_1, "b_1": net.b_1, "W_2": net.W_2, "b_2": net.b_2, "x": net.x, "y": net.y}
    work = Workings(dict(given), net.passed())
    *parts, _ = forward(net, work)
    del given["y"]
    assume(hides_results(work, given), "the question shows a result")
    layers = LAYERS[net.hidden, net.output]
    loose = any(part.answer.tolerance for part in parts if isinstance(part.answer, NumberAnswer | VectorAnswer))
    return Multipart(
        "A small network has two inputs, a hidden layer of two units and one output unit. The hidden layer forms its "
        f"pre-activations $z_1$ as $W_1*x + b_1$ and {layers} The parameters, which are also in the picture, are "
        f"$W_1 = {net.W_1}$, $b_1 = {net.b_1}$, $W_2 = {net.W_2}$ and $b_2 = {net.b_2}$, and the input is $x = "
        f"{net.x}$." + (ROUNDING if loose else ""),
        given=given,
        parts=[*parts, *larger_network(rng, deep=False)],
        figures=[diagram(net)],
    )


LAYERS["sigmoid", "linear"] = (
    "applies the sigmoid $sigmoid(z) = 1/(1 + exp(-z))$ to each entry, which gives $a_1$. The output unit is linear: "
    "its "
    "output $a_2$ is $W_2*a_1 + b_2$."
)


def larger_network(rng: Rng, *, deep: bool) -> list[Part]:
    """The shape of a weight matrix of another network, and how many parameters that has."""
    hidden = rng.distinct(10, 16, count=rng.integer(2, 3) if deep else 1)
    sizes = [rng.integer(6, 9), *hidden, rng.integer(1, 5)]
    what = (
        f"one hidden layer of {hidden[0]} units"
        if len(hidden) == 1
        else f"hidden layers of {listed(map(str, hidden))} units"
    )
    k = rng.integer(1, len(sizes) - 1)
    units = f"{sizes[-1]} output unit{'s' * (sizes[-1] > 1)}"
    weights = sum(m * n for m, n in pairwise(sizes))
    total = weights + sum(sizes[1:])
    assert total == sum((m + 1) * n for m, n in pairwise(sizes))
    shape, wrong = (sizes[k], sizes[k - 1]), (sizes[k - 1], sizes[k])
    into = (
        "the output layer" if k == len(sizes) - 1 else "the hidden layer" if len(hidden) == 1 else f"hidden layer {k}"
    )
    written = " + ".join(f"({m} + 1)*{n}" for m, n in pairwise(sizes))
    return [
        Part(
            ask=f"Another network has {sizes[0]} inputs, {what} and {units}. Its layers are fully connected and have "
            f"biases. Give the shape of the weight matrix $W_{k}$ of {into}, as (rows, columns).",
            answer=vector(*shape),
            steps=[
                f"$W_{k}$ is multiplied by a column of ${sizes[k - 1]}$ numbers, so it has ${sizes[k - 1]}$ columns. "
                "It "
                f"gives ${sizes[k]}$ numbers, one for each unit, so it has ${sizes[k]}$ rows.",
                f"Its shape is $({shape[0]}, {shape[1]})$.",
            ],
            hints=["By what is the matrix multiplied, and what comes out?"],
            mistakes=[
                Mistake("shape-transposed", vector(*wrong), "A matrix has a row for each unit of its layer, and a "
                    "column "
                        "for each input of that layer."),
                Mistake("bias-as-column", vector(shape[0], shape[1] + 1), "The biases are a vector of their own here."),
            ],
        ),
        Part(
            ask="How many parameters has this other network, weights and biases together?",
            answer=number(total),
            steps=[
                "Each unit has a weight for each of its inputs, and one bias.",
                f"Layer by layer this is ${written} = {total}$.",
            ],
            hints=["How many parameters has a single unit?"],
            mistakes=[
                Mistake("biases-not-counted", number(weights), "Each unit has a bias as well."),
                Mistake("biases-for-inputs", number(total + sizes[0]), "The inputs are no units: they have no biases."),
                Mistake("counts-units", number(sum(sizes)), "Count the connections, not the units."),
            ],
        ),
    ]  # fmt: skip


def forward_batch(rng: Rng) -> Multipart:
    """Three inputs in the columns of a matrix."""
    m = rng.choice((2, 3))
    net = network(rng, "relu", "linear")
    X = drawn(
        lambda: Mat([[rng.nonzero(-3, 3) for _ in range(m)] for _ in range(2)]),
        lambda X: len(set(X.columns)) == m and mixed(net.W_1 * X + spread(net.b_1, m)),
        200,
    )
    u = Mat([[1] * m])
    Z = net.W_1 * X + net.b_1 * u
    A = Z.map(lambda v: max(v, 0))
    Y = net.W_2 * A + u * net.b_2
    given: dict[str, Value] = {"W_1": net.W_1, "b_1": net.b_1, "W_2": net.W_2, "b_2": net.b_2, "X": X, "u": u}
    work = Workings(dict(given), {"Z": Z, "A": A, "Y": Y})
    parts = [
        work.part("Z", "Give the pre-activations $Z$ of the hidden layer, a matrix with a column for each example.",
                  "W_1*X + b_1*u", Z, "Each column of $X$ is multiplied by $W_1$, and the biases are added to each "
                                      "column.",
                  Mistake("bias-ignored", "W_1*X", "Each unit also adds its bias, in every column."),
                  hints=["Multiply the matrix $W_1$ by each column of $X$, and add the biases to each column."]),
        work.part("A", "Give the activations $A$ of the hidden layer.", "relu(Z)", A,
                  "ReLU keeps what is positive and turns what is negative into zero.",
                  Mistake("negative-relu", "Z", "ReLU gives zero for a negative number.")),
        work.part("Y", "Give the outputs of the network as a row, one for each example.", "W_2*A + b_2*u", Y,
                  "The output unit adds its weighted inputs and its bias.",
                  Mistake("activation-skipped", "W_2*Z + b_2*u", "The output unit receives the activations $A$, not "
                      "the "
                          "pre-activations."),
                  Mistake("bias-ignored", "W_2*A", "The output unit adds its bias to each of them.")),
    ]  # fmt: skip
    return Multipart(
        "A small network has two inputs, a hidden layer of two units with ReLU and one linear output unit. The "
        "columns of "
        f"$X = {X}$ are {COUNTED[m]} examples. With the row of ones $u = {u}$ the hidden layer forms $W_1*X + b_1*u$ "
        "and "
        "applies ReLU to each entry, which gives $A$; the outputs are the row $W_2*A + b_2*u$. The parameters, which "
        "are "
        f"also in the picture, are $W_1 = {net.W_1}$, $b_1 = {net.b_1}$, $W_2 = {net.W_2}$ and $b_2 = {net.b_2}$.",
        given=given,
        parts=[*parts, *larger_network(rng, deep=True)],
        figures=[diagram(net, named=True)],
    )


def spread(b: Mat, m: int) -> Mat:
    """A column, repeated."""
    return b * Mat([[1] * m])


def mixed(Z: Mat) -> bool:
    """Whether some pre-activations are positive and some negative, none 0, and none large."""
    entries = [int(z) for z in Z]
    return min(entries) < 0 < max(entries) and all(entries) and max(map(abs, entries)) <= 15


# Which way a weight moves ----------------------------------------------------------------------------------------

MOVES = {1: "becomes larger", -1: "becomes smaller", 0: "stays"}


def moves_text(names: Sequence[str], signs: Sequence[int]) -> str:
    """`w_1 becomes larger, w_2 stays and w_3 becomes smaller`."""
    return listed(f"${name}$ {MOVES[sign]}" for name, sign in zip(names, signs, strict=True))


def sign_of(x: Rational) -> int:
    return (x > 0) - (x < 0)


@exercise(
    "calculus.neural_networks.update_direction",
    title="Which way will the weight move?",
    skill="s.nn.backprop",
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 6.5 and 8.1",
    tier="standard",
    levels={"easy": {"neuron": "linear"}, "core": {"neuron": "sigmoid"}, "hard": {"neuron": "hidden"}},
)
def update_direction(rng: Rng, *, neuron: Literal["linear", "sigmoid", "hidden"]) -> Multipart:
    """Tell without much computing which weights a step of gradient descent raises, lowers or leaves."""
    return hidden_directions(rng) if neuron == "hidden" else output_directions(rng, neuron)


def output_directions(rng: Rng, neuron: str) -> Multipart:
    """The weights of a single neuron with three inputs, one of them 0."""
    sizes = rng.sample(range(1, 8), 2)
    side = rng.sign()
    x = rng.shuffled((sizes[0] * side, -sizes[1] * side, 0))
    w = [terminating(Fraction(k * rng.sign(), 10)) for k in rng.sample(range(1, 30), 3)]
    if neuron == "linear":
        y = rng.integer(-9, 9)
        off = terminating(Fraction(rng.nonzero(-30, 30), 10))
        a = terminating(y + Fraction(off))
        what = "A linear neuron with squared loss $1/2*(y - a)^2$"
    else:
        y = rng.integer(0, 1)
        a = terminating(Fraction(rng.integer(2, 18), 20))
        what = "A sigmoid neuron with log loss"
    error = Fraction(a) - y
    right = tuple(-sign_of(error * k) for k in x)
    up = -sign_of(error)
    patterns = {
        "with-gradient": (tuple(-s for s in right), "Descent goes against the gradient."),
        "ignores-input-sign": ((up,) * 3, "The gradient is error times input: the sign of the input counts, and "
                                          "where the "
                               "input is 0 nothing moves."),
        "zero-input-moves": (tuple(s or up for s in right), "The gradient is error times input: with the input 0 it "
            "is 0."),
    }  # fmt: skip
    names = ("w_1", "w_2", "w_3")
    texts = [moves_text(names, right)]
    for pattern, _ in patterns.values():
        if (text := moves_text(names, pattern)) not in texts:
            texts.append(text)

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    most = max(range(3), key=lambda k: abs(x[k]))
    options = [f"${name}$" for name in names]
    smallest, *_, largest = sorted(range(3), key=lambda k: abs(Fraction(w[k])))
    every = [
        ("small-input-moves-most", smallest, "The size of the weight does not matter: the step is proportional to the "
         "input."),
        ("largest-weight-moves-most", largest, "The step is proportional to the input, not to the weight."),
        ("zero-input-moves", x.index(0), "With the input 0 the gradient is 0."),
    ]  # fmt: skip
    slips = {k: (id, told) for id, k, told in reversed(every) if k != most}
    return Multipart(
        f"{what} has a bias and the weights ${w[0]}$, ${w[1]}$ and ${w[2]}$, called $w_1$, $w_2$ and $w_3$. For the "
        "inputs "
        f"${x[0]}$, "
        f"${x[1]}$ and ${x[2]}$ it gives the output $a = {a}$; the target is $y = {y}$. One step of gradient descent "
        "is "
        "made for this example.",
        parts=[
            Part(
                ask="What happens to the weights?",
                answer=key(texts[0]),
                steps=[
                    f"The error $a - y = {a} - {y} = {terminating(error)}$ is "
                    f"{'positive' if error > 0 else 'negative'}: the "
                    f"output is too {'large' if error > 0 else 'small'}.",
                    "The gradient for a weight is the error times its input, and the step goes against it.",
                    *(
                        f"For ${names[k]}$ the input is ${x[k]}$: the gradient is {SIGNS[sign_of(error * x[k])]}, "
                        "and the "
                        f"weight {MOVES[right[k]]}."
                        for k in range(3)
                    ),
                ],
                hints=["Is the output too large or too small?", "How does the output change if that weight grows?"],
                mistakes=[Mistake(id, key(moves_text(names, signs)), why) for id, (signs, why) in patterns.items()],
            ),
            Part(
                ask="Which weight changes most?",
                answer=in_order(options, most),
                steps=[
                    f"All gradients share the error; they differ by the inputs. The largest input in size is "
                    f"${x[most]}$, "
                    f"so it is {options[most]}.",
                ],
                mistakes=[Mistake(id, in_order(options, k), told) for k, (id, told) in slips.items()],
            ),
        ],
    )  # fmt: skip


SIGNS = {1: "positive", -1: "negative", 0: "0"}


def hidden_directions(rng: Rng) -> Multipart:
    """The weights of a hidden layer with one active and one inactive unit."""
    side = rng.sign()
    x = [side * rng.integer(1, 5), -side * rng.integer(1, 5)]
    v = [rng.nonzero(-4, 4), rng.nonzero(-4, 4)]
    active = rng.integer(0, 1)
    z = [k if j == active else -k for j, k in enumerate(rng.sample(range(1, 8), 2))]
    out = rng.choice(("linear", "sigmoid"))
    if out == "linear":
        y = rng.integer(-9, 9)
        a: Rational = y + rng.nonzero(-6, 6)
        what = "a linear output unit, with squared loss $1/2*(y - a)^2$"
    else:
        y, a = rng.integer(0, 1), terminating(Fraction(rng.integer(2, 18), 20))
        what = "a sigmoid output unit, with log loss"
    error = Fraction(a) - y
    names = [f"w_{j}{i}" for j in (1, 2) for i in (1, 2)]
    on = [int(j == active) for j in (0, 1)]

    def signs(by_v: bool = True, gated: bool = True, way: int = -1, by_x: bool = True) -> tuple[int, ...]:
        return tuple(
            way
            * sign_of(error)
            * (sign_of(v[j]) if by_v else 1)
            * (on[j] if gated else 1)
            * (sign_of(x[i]) if by_x else 1)
            for j in (0, 1)
            for i in (0, 1)
        )

    right = signs()
    patterns = {
        "inactive-relu": (signs(gated=False), "The inactive unit passes nothing back: the slope of ReLU is 0 there, "
                                              "and its "
                          "weights stay."),
        "ignores-input-sign": (signs(by_x=False), "The sign of the input counts too."),
    }  # fmt: skip
    if v[active] < 0:
        patterns["outer-weight-ignored"] = (
            signs(by_v=False),
            "The error comes back through the outer weight: its sign counts.",
        )
    else:
        patterns["with-gradient"] = signs(way=1), "Descent goes against the gradient."
    texts = [moves_text(names, right)]
    for pattern, _ in patterns.values():
        if (text := moves_text(names, pattern)) not in texts:
            texts.append(text)

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in texts if other != text))

    chosen = [f"w_{active + 1}{i}" for i in (1, 2)]
    told = [
        f"For ${name}$ the factors are the error ${terminating(error)}$, the outer weight ${v[active]}$ and the input "
        f"${x[i]}$: the gradient is {SIGNS[sign_of(error * v[active] * x[i])]}, and the weight "
        f"{MOVES[-sign_of(error * v[active] * x[i])]}."
        for i, name in enumerate(chosen)
    ]
    outer = (-sign_of(error) * on[0], -sign_of(error) * on[1])
    outer_names = ("v_1", "v_2")
    slips = {
        "with-gradient": (tuple(-s for s in outer), "Descent goes against the gradient."),
        "inactive-relu": ((-sign_of(error),) * 2, "The inactive unit has the activation 0, and this is the input of "
                                                  "its outer "
                          "weight."),
        "zero-means-largest": (tuple(-sign_of(error) * (1 - k) for k in on), "The active unit is the one with the "
            "positive "
                               "pre-activation."),
    }  # fmt: skip
    outer_texts = [moves_text(outer_names, outer), *(moves_text(outer_names, pattern) for pattern, _ in slips.values())]

    def outer_key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in outer_texts if other != text))

    return Multipart(
        f"A network has two inputs, two hidden units with ReLU and {what}. All units have biases. The weight from "
        "input $i$ to hidden unit "
        "$j$ is "
        f"called $w_ji$. For the inputs $x_1 = {x[0]}$ and $x_2 = {x[1]}$ the hidden units have the pre-activations "
        f"$z_1 = {z[0]}$ and $z_2 = {z[1]}$; their weights to the output are $v_1 = {v[0]}$ and $v_2 = {v[1]}$. The "
        "output "
        f"is $a = {a}$, the target $y = {y}$. One step of gradient descent is made for this example.",
        parts=[
            Part(
                ask="What happens to the weights of the hidden layer?",
                answer=key(texts[0]),
                steps=[
                    f"The error is $a - y = {terminating(error)}$. The gradient for $w_ji$ is this error times $v_j$ "
                    "times "
                    "the slope of ReLU in unit $j$ times $x_i$.",
                    f"Unit {2 - active} has a negative pre-activation: the slope is 0, and its weights stay.",
                    *told,
                ],
                hints=["Which hidden unit is active?", "Follow the way from a weight to the loss and note the sign "
                                                       "of each "
                       "factor."],
                mistakes=[Mistake(id, key(moves_text(names, pattern)), why) for id, (pattern, why) in patterns.items()],
            ),
            Part(
                ask="What happens to the outer weights?",
                answer=outer_key(outer_texts[0]),
                steps=[
                    "The gradient for $v_j$ is the error times the activation of unit $j$, which is positive for the "
                    "active "
                    "unit and 0 for the other one.",
                    f"So {outer_texts[0]}.",
                ],
                mistakes=[Mistake(id, outer_key(moves_text(outer_names, pattern)), why)
                          for id, (pattern, why) in slips.items()],
            ),
        ],
    )  # fmt: skip
