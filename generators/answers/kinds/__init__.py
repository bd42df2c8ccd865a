"""The kinds of answers, one file each; to add one, write the file and name it here."""

from generators.answers.judging import Kind
from generators.answers.kinds import (
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
    vector,
)

KINDS: dict[str, Kind] = {
    "number": number.KIND,
    "expression": expression.KIND,
    "equation": equation.KIND,
    "set": finite_set.KIND,
    "vector": vector.KIND,
    "matrix": matrix.KIND,
    "echelon": echelon.KIND,
    "direction": direction.KIND,
    "interval": interval.KIND,
    "choice": choice.KIND,
    "matching": matching.KIND,
    "table": table.KIND,
}
"""By the `kind` of a key."""
