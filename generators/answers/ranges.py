"""Which real numbers a key accepts, as a range with rational ends, for platforms that mark by nothing else."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq

from generators.answers.compare import BITS
from generators.answers.tolerance import slack
from generators.notation import NotationError, parse
from generators.notation.balls import Evaluation
from generators.notation.values import Imprecise, Undefined, dyadic, precision
from schemas.answer import Tolerance


def real_value(text: str) -> Fraction | None:
    """The real number a text denotes: exact if it is rational, else to 50 digits and more. None for all else."""
    found = real_range(text)
    return None if found is None else found[0]


def real_range(
    text: str, tolerance: Tolerance | None = None, between: tuple[str, str] | None = None
) -> tuple[Fraction, Fraction] | None:
    """The least and the greatest number that a key with this value accepts, both ends included.

    Ends are exact where the key is rational, else within 1e-50 of the truth. None if the value is no real number.
    """
    try:
        with precision(BITS[1]):
            walk = Evaluation({})
            key = walk.value(parse(text))
            ends = [walk.value(parse(end)) for end in between or ()] or [key]
            if any(type(value) not in (fmpq, arb) for value in (key, *ends)):
                return None
            width = _fraction(slack(tolerance, key))
            values = [_fraction(value) for value in ends]
    except (NotationError, Undefined, Imprecise):
        return None
    return min(values) - width, max(values) + width


def _fraction(value: fmpq | arb) -> Fraction:
    exact = value if type(value) is fmpq else dyadic(value.mid())
    return Fraction(int(exact.p), int(exact.q))
