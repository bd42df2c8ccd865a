"""Activation functions of neurons: as formulas in house notation, and as numbers for pictures.

>>> inside(TANH, 2, -1).text
'tanh(2*z - 1)'
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import exp, log1p, tanh
from typing import NamedTuple

from generators.maths.rationals import Rational
from generators.notation import fill, text_of


class Activation(NamedTuple):
    """The name, g(z) in house notation, and g and its slope as numbers; at a corner the slope is that on the left."""

    name: str
    text: str
    at: Callable[[float], float]
    slope_at: Callable[[float], float]


def logistic(z: float) -> float:
    return 1 / (1 + exp(-z))


SIGMOID = Activation("sigmoid", "sigmoid(z)", logistic, lambda z: logistic(z) * (1 - logistic(z)))
TANH = Activation("tanh", "tanh(z)", tanh, lambda z: 1 - tanh(z) ** 2)
RELU = Activation("ReLU", "max(0, z)", lambda z: max(z, 0.0), lambda z: float(z > 0))
IDENTITY = Activation("identity", "z", lambda z: z, lambda z: 1.0)
STEP = Activation("step", "step(z)", lambda z: float(z > 0), lambda z: 0.0)
SOFTPLUS = Activation("softplus", "ln(1 + exp(z))", lambda z: log1p(exp(z)), logistic)


def leaky(denominator: int) -> Activation:
    """ReLU with the slope 1/denominator on the left."""
    s = 1 / denominator
    text = f"max(z/{denominator}, z)"
    return Activation("leaky ReLU", text, lambda z: max(s * z, z), lambda z: 1.0 if z > 0 else s)


def inside(of: Activation, k: Rational, b: int = 0) -> Activation:
    """g(k*z + b)."""
    slope, inner = float(k), text_of(f"({Fraction(k)})*z + ({b})")
    return Activation(
        of.name,
        text_of(fill(of.text, z=inner)),
        lambda z: of.at(slope * z + b),
        lambda z: slope * of.slope_at(slope * z + b),
    )


def times(factor: Rational, of: Activation) -> Activation:
    """A multiple of g(z)."""
    c = float(factor)
    text = text_of(f"({Fraction(factor)})*({of.text})")
    return Activation(of.name, text, lambda z: c * of.at(z), lambda z: c * of.slope_at(z))
