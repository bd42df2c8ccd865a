"""Algebra."""

from fractions import Fraction
from math import lcm
from typing import Literal

from generators.authoring import Mistake, Part, Rng, assume, exercise, fill, number
from generators.maths.polynomials import Polynomial


@exercise(
    "refresher.algebra.linear_equation",
    title="Linear equation in one unknown",
    skill="s.alg.linear",
    source="OpenStax, Elementary Algebra 2e (2020), chapter 2",
    levels={"easy": {"form": "plain"}, "core": {"form": "brackets"}, "hard": {"form": "fractions"}},
)
def linear_equation(rng: Rng, *, form: Literal["plain", "brackets", "fractions"]) -> Part:
    """Solve a linear equation with the unknown on both sides."""
    if form == "fractions":
        x0 = Fraction(rng.choice([p for p in range(-11, 12) if p % 2 and p % 3]), rng.choice((2, 3, 6)))
        a, c = (Fraction(rng.nonzero(-7, 7), rng.integer(2, 4)) for _ in range(2))
        b = Fraction(rng.nonzero(-12, 12), rng.choice((1, 2, 3)))
    else:
        x0 = Fraction(rng.choice([k for k in range(-12, 13) if abs(k) > 1]))
        a, c = (Fraction(k) for k in rng.distinct(2, 9, count=2))
        c *= rng.sign()
        b = a * rng.nonzero(-6, 6) if form == "brackets" else Fraction(rng.nonzero(-20, 20))
    d = (a - c) * x0 + b
    assume(a not in (c, -c) and d != 0 and abs(d) <= 60, "the equation is degenerate or its numbers are large")
    assume(d.denominator <= 24, "a denominator is large")
    left, right = Polynomial([a, b]), Polynomial([c, d])
    assert (right - left).roots() == {x0: 1}
    shown = f"{a}*({Polynomial([1, b / a])})" if form == "brackets" else str(left)

    steps = []
    if form == "brackets":
        steps.append(f"Multiply out the brackets: ${shown} = {left}$.")
    common = lcm(*(q.denominator for q in (a, b, c, d)))
    if common > 1:
        left, right = left * common, right * common
        steps.append(f"Multiply both sides by the common denominator ${common}$: ${left} = {right}$.")
    coefficient, constant = left[1] - right[1], right[0] - left[0]
    steps += [
        f"Collect the terms in $x$ on the left, the constants on the right: ${Polynomial([coefficient, 0])} = {constant}$.",
        f"Divide by the coefficient: $x = {constant}/({coefficient}) = {x0}$.",
        f"Check: for $x = {x0}$ the left side is ${fill(shown, x=x0)} = {a * x0 + b}$ "
        f"and the right side is ${fill(Polynomial([c, d]), x=x0)} = {c * x0 + d}$.",
    ]
    return Part(
        ask=f"Solve ${shown} = {Polynomial([c, d])}$ for $x$.",
        answer=number(x0),
        steps=steps,
        hints=[
            "Bring all terms with $x$ to one side and all constants to the other.",
            "What you subtract on one side you subtract on the other; in the end divide by the coefficient of $x$.",
        ],
        mistakes=[
            Mistake(
                "sign-kept-on-move",
                number((d + b) / (a - c)),
                "A term that changes sides changes its sign: subtract it on both sides.",
            ),
            Mistake(
                "adds-x-terms",
                number((d - b) / (a + c)),
                "Subtract the term with $x$ on the right from both sides; the coefficients are not added.",
            ),
            Mistake(
                "inverts-division",
                number((a - c) / (d - b)),
                "The constant is divided by the coefficient of $x$, not the other way round.",
            ),
        ],
    )
