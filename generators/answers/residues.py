"""Rational functions of high degree, compared modulo large primes at random points.

`((x + 1)^99)^99` is too long to be multiplied out and spans too many bits for balls, yet has a value modulo a prime in
microseconds. Values that differ prove a difference; agreement at several points proves equality up to a chance below
10^-40 (J. T. Schwartz, Fast probabilistic algorithms for verification of polynomial identities, J. ACM 27, 1980).
"""

from __future__ import annotations

from collections.abc import Mapping

from generators.answers.points import Draws, terrain
from generators.notation.balls import numeral
from generators.notation.tree import Name, Neg, Node, Num, Op

PRIMES = (2**127 - 1, 2**89 - 1)
"""Two primes of Mersenne: no formula knows their multiples."""
POINTS = 3
MAX_DEGREE = 10**12
"""Degrees below it keep the chance of an error under 10^-40."""


class NotRational(Exception):
    """This tree is no rational function, or of too high a degree."""


def agree(left: Node, right: Node, variables: tuple[str, ...]) -> bool | None:
    """Whether two rational functions over Q are equal; None where one is no such function, or has a pole everywhere."""
    try:
        if max(degree(left), degree(right)) > MAX_DEGREE:
            return None
        draws = Draws(terrain(left).ink + terrain(right).ink)
        for prime in PRIMES:
            for _ in range(POINTS):
                at = {name: (draws.word() << 96 | draws.word() << 64 | draws.word()) % prime for name in variables}
                if residue(left, at, prime) != residue(right, at, prime):
                    return False
    except (NotRational, ZeroDivisionError):
        return None
    return True


def degree(node: Node) -> int:
    """At least the degree of numerator and denominator. Raises NotRational."""
    match node:
        case Num():
            return 0
        case Name():
            return 1
        case Neg(of):
            return degree(of)
        case Op("+" | "-" | "*" | "/", left, right):
            return degree(left) + degree(right)
        case Op("^", base, exponent):
            return degree(base) * abs(_whole(exponent))
    raise NotRational


def residue(node: Node, at: Mapping[str, int], prime: int) -> int:
    """The value modulo a prime. Raises NotRational, or ZeroDivisionError at a pole."""
    match node:
        case Num(text):
            value = numeral(text)
            return int(value.p) * _inverse(int(value.q), prime) % prime
        case Name(text) if text in at:
            return at[text]
        case Neg(of):
            return -residue(of, at, prime) % prime
        case Op("+", left, right):
            return (residue(left, at, prime) + residue(right, at, prime)) % prime
        case Op("-", left, right):
            return (residue(left, at, prime) - residue(right, at, prime)) % prime
        case Op("*", left, right):
            return residue(left, at, prime) * residue(right, at, prime) % prime
        case Op("/", left, right):
            return residue(left, at, prime) * _inverse(residue(right, at, prime), prime) % prime
        case Op("^", base, exponent):
            n = _whole(exponent)
            value = residue(base, at, prime)
            return pow(value if n >= 0 else _inverse(value, prime), abs(n), prime)
    raise NotRational


def _inverse(value: int, prime: int) -> int:
    if not value % prime:
        raise ZeroDivisionError
    return pow(value, -1, prime)


def _whole(node: Node) -> int:
    """A whole exponent as written. Raises NotRational."""
    match node:
        case Num(text) if text.isdigit() and len(text) < 10:
            return int(text)
        case Neg(of):
            return -_whole(of)
    raise NotRational
