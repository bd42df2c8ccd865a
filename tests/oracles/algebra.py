"""Algebra, by bisection and substitution."""

from scipy.optimize import brentq

from generators.notation.tree import Chain
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import function, numeric, only


@oracle("refresher.algebra.linear_equation")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    equation = only(part.ask, Chain)
    left, right = (function(side, "x") for side in equation.terms)
    assert abs(brentq(lambda x: left(x) - right(x), -200, 200.5, xtol=1e-13) - numeric(part.answer.value)) < 1e-9
