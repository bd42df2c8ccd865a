"""What a generator file imports."""

from generators.answers import (
    choice,
    direction,
    echelon,
    equation,
    expression,
    finite_set,
    interval,
    matching,
    matrix,
    number,
    table,
    trace,
    vector,
)
from generators.authoring.problem import Mistake, Multipart, Part, Range, by_rule
from generators.authoring.registry import Generator, TooManyRedraws, catalogue, exercise
from generators.maths.decimals import rounded, terminating
from generators.maths.rng import Rng, assume
from generators.notation import fill

__all__ = [
    "Generator",
    "Mistake",
    "Multipart",
    "Part",
    "Range",
    "Rng",
    "TooManyRedraws",
    "assume",
    "by_rule",
    "catalogue",
    "choice",
    "direction",
    "echelon",
    "equation",
    "exercise",
    "expression",
    "fill",
    "finite_set",
    "interval",
    "matching",
    "matrix",
    "number",
    "rounded",
    "table",
    "terminating",
    "trace",
    "vector",
]
