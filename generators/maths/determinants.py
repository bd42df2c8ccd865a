"""How determinants are worked out, in words."""

from __future__ import annotations

from math import prod

from generators.maths.figures import listed
from generators.maths.matrices import Mat
from generators.maths.rationals import Rational


def two_by_two(A: Mat, name: str = "A") -> str:
    """The middle of a sentence: the products along both diagonals, and their difference."""
    (a, b), (c, d) = A.rows
    return (
        f"the product along the main diagonal is $({a})*({d}) = {a * d}$ and along the other one $({b})*({c}) = "
        f"{b * c}$, so $det({name}) = {difference(a * d, b * c)} = {A.det()}$"
    )


def three_by_three(A: Mat, name: str = "A") -> list[str]:
    """The rule of Sarrus, in sentences."""
    falling, rising = sarrus(A)
    return [
        "By the rule of Sarrus: the products along the falling diagonals are "
        f"{listed(f'${x}$' for x in falling)}, those along the rising ones {listed(f'${x}$' for x in rising)}.",
        f"So $det({name}) = {difference(sum(falling), sum(rising))} = {A.det()}$.",
    ]


def sarrus(A: Mat) -> tuple[list[Rational], list[Rational]]:
    """The products along the falling and the rising diagonals of a 3 by 3 matrix; the main ones come first."""
    falling = [prod(A[i, (i + j) % 3] for i in range(3)) for j in range(3)]
    rising = [prod(A[i, (2 + j - i) % 3] for i in range(3)) for j in range(3)]
    assert sum(falling) - sum(rising) == A.det()
    return falling, rising


def difference(a: Rational, b: Rational) -> str:
    """`5 - 4`, or `5 + 4` where the second number is negative."""
    return f"{a} - {b}" if b >= 0 else f"{a} + {-b}"
