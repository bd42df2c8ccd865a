"""Answer keys: what counts as right, one model a kind.

Values are text in house notation, never floats, so that 0.1 is one tenth for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.base import Shape

Assumption = Literal["real", "positive", "nonnegative", "integer", "complex"]
Symbols = dict[str, Assumption]
Maths = Annotated[str, Field(min_length=1, max_length=4_000)]
Row = Annotated[tuple[Maths, ...], Field(max_length=64)]
Rows = Annotated[tuple[Row, ...], Field(min_length=1, max_length=64)]
Words = Annotated[str, Field(min_length=1, max_length=1_000)]
NumberForm = Literal["integer", "fraction", "lowest_terms", "decimal", "scientific", "percent"]
ExpressionForm = Literal[
    "expanded",
    "factored",
    "single_fraction",
    "partial_fractions",
    "completed_square",
    "lowest_terms",
    "simplified",
    "as_written",
]


class Tolerance(Shape):
    """Exactly one rule; ends are inclusive and relative to the key.

    `decimals: 2` accepts what lies within half a unit of the second decimal, `sigfigs: 3` within half a unit
    of the key's third significant figure.
    """

    abs: Maths | None = None
    rel: Maths | None = None
    decimals: int | None = Field(strict=True, default=None, ge=0, le=12)
    sigfigs: int | None = Field(strict=True, default=None, ge=1, le=15)

    @model_validator(mode="after")
    def _one_rule(self) -> Tolerance:
        given = [name for name in ("abs", "rel", "decimals", "sigfigs") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of abs, rel, decimals, sigfigs; got {', '.join(given) or 'none'}")
        return self


class Key(Shape):
    """What every key may carry."""

    symbols: Symbols = Field(default={}, description="Assumptions on the names in it; `real` unless told.")
    form_credit: float = Field(
        strict=True, default=0, ge=0, le=1, description="Credit for the right value in the wrong form."
    )
    functions: tuple[str, ...] | None = Field(
        default=None, description="The functions a response may use; all known ones unless told."
    )


class NumberAnswer(Key):
    kind: Literal["number"] = "number"
    value: Maths
    tolerance: Tolerance | None = None
    between: tuple[Maths, Maths] | None = Field(
        default=None,
        description="Two values by accepted conventions; anything between them, widened by the tolerance, is right.",
    )
    form: NumberForm | None = None
    mixed: bool = Field(strict=True, default=False, description="Whether `1 1/2` is read as one and a half.")


class ExpressionAnswer(Key):
    kind: Literal["expression"] = "expression"
    value: Maths
    form: ExpressionForm | None = None
    up_to: Literal["constant", "factor", "renaming"] | None = None


class AntiderivativeAnswer(Key):
    """Any function whose derivative is the integrand. `value` is one of them, to be shown.

    A constant of integration may have any name in `constants` that is not otherwise declared, and is needed where
    `constant` is "required". With `log_abs` "required", an antiderivative of 1/x is ln|x|, and ln(x) is refused.
    """

    kind: Literal["antiderivative"] = "antiderivative"
    integrand: Maths
    variable: str = Field(min_length=1, max_length=40)
    value: Maths | None = None
    constant: Literal["optional", "required"] = "optional"
    log_abs: Literal["optional", "required"] = "optional"
    constants: tuple[str, ...] = Field(default=("C", "c", "K"), max_length=16)


class EquationAnswer(Key):
    """An equation such as `y = 2*x + 1`: right is what has the same solution set."""

    kind: Literal["equation"] = "equation"
    value: Maths


class InequalityAnswer(Key):
    """An inequality such as `x > 1 and x < 5`, in one unknown or several: right is what has the same solution set."""

    kind: Literal["inequality"] = "inequality"
    value: Maths


class SystemAnswer(Key):
    """Equations that hold together: right is the same solution set, be it empty, a point, or a family.

    `unknowns` are what is solved for (the names in `value` that are no parameters, unless told). A family may be given
    by equations between the unknowns or by free `parameters`: `x = 1 + 2*t, y = t`. A learner may name theirs as they
    like. With the form "solved" each unknown stands alone on one side: the system that is to be solved is no answer.
    """

    kind: Literal["system"] = "system"
    value: Row
    form: Literal["solved"] | None = None
    unknowns: tuple[str, ...] | None = Field(default=None, max_length=16)
    parameters: tuple[str, ...] = Field(default=(), max_length=16)


class SetAnswer(Key):
    """A finite set: order and repetition do not matter; the empty one is allowed."""

    kind: Literal["set"] = "set"
    value: Row
    tolerance: Tolerance | None = None


class ListAnswer(Key):
    """Values in order, repeats included."""

    kind: Literal["list"] = "list"
    value: Row
    tolerance: Tolerance | None = None


class VectorAnswer(Key):
    """Read as a column; a row, a tuple and a bare list are accepted."""

    kind: Literal["vector"] = "vector"
    value: Row
    tolerance: Tolerance | None = None
    up_to: Literal["sign"] | None = None
    partial: Literal["entries"] | None = None


class MatrixAnswer(Key):
    kind: Literal["matrix"] = "matrix"
    value: Rows
    tolerance: Tolerance | None = None
    partial: Literal["entries"] | None = None

    @model_validator(mode="after")
    def _rectangular(self) -> MatrixAnswer:
        rectangular("value", self.value)
        return self


class EchelonAnswer(Key):
    """Any echelon form of `matrix`: the same row space and the staircase pattern. `value` is one of them."""

    kind: Literal["echelon"] = "echelon"
    matrix: Rows
    value: Rows
    reduced: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _rectangular(self) -> EchelonAnswer:
        rectangular("matrix", self.matrix)
        rectangular("value", self.value)
        return self


class DirectionAnswer(Key):
    """A vector up to a nonzero factor."""

    kind: Literal["direction"] = "direction"
    value: Row


class BasisAnswer(Key):
    """Vectors that are independent and span the same subspace as these; none for the subspace of 0 alone."""

    kind: Literal["basis"] = "basis"
    value: Annotated[tuple[Row, ...], Field(max_length=64)]

    @model_validator(mode="after")
    def _rectangular(self) -> BasisAnswer:
        rectangular("value", self.value)
        return self


class EigenpairsAnswer(Key):
    """All eigenvalues of a square matrix, each with independent eigenvectors, as many as there are."""

    kind: Literal["eigenpairs"] = "eigenpairs"
    matrix: Rows

    @model_validator(mode="after")
    def _square(self) -> EigenpairsAnswer:
        rectangular("matrix", self.matrix)
        if len(self.matrix) != len(self.matrix[0]):
            raise ValueError(f"matrix must be square, not {len(self.matrix)} by {len(self.matrix[0])}")
        return self


class IntervalAnswer(Key):
    """Either `value`, an interval or a union such as `[1, 2) U (3, oo)`, or both ends as number keys."""

    kind: Literal["interval"] = "interval"
    value: Maths | None = None
    low: NumberAnswer | None = None
    high: NumberAnswer | None = None

    @model_validator(mode="after")
    def _one_way(self) -> IntervalAnswer:
        ends = (self.low is not None) + (self.high is not None)
        if ends == 1 or (self.value is None) == (ends == 0):
            raise ValueError("give either value, or both low and high")
        return self


class BooleanAnswer(Key):
    kind: Literal["boolean"] = "boolean"
    value: bool = Field(strict=True)


class Option(Shape):
    id: str = Field(min_length=1, max_length=40)
    text: str = Field(description="Prose with `$maths$` in house notation.")


Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=26)]


class ChoiceAnswer(Key):
    kind: Literal["choice"] = "choice"
    options: Options
    value: str

    @model_validator(mode="after")
    def _among_options(self) -> ChoiceAnswer:
        distinct("options", self.options)
        if self.value not in {option.id for option in self.options}:
            raise ValueError(f"value {self.value!r} is not the id of an option")
        return self


class ChoicesAnswer(Key):
    """Exactly the options in `value`; with `partial` credit per option, never below 0."""

    kind: Literal["choices"] = "choices"
    options: Options
    value: tuple[str, ...] = Field(max_length=26)
    partial: Literal["per_option"] | None = None

    @model_validator(mode="after")
    def _among_options(self) -> ChoicesAnswer:
        distinct("options", self.options)
        known_once("value", self.value, self.options)
        return self


class OrderAnswer(Key):
    """All items in the right order, by their ids; credit per position."""

    kind: Literal["order"] = "order"
    items: Options
    value: tuple[str, ...] = Field(max_length=26)

    @model_validator(mode="after")
    def _all_items(self) -> OrderAnswer:
        distinct("items", self.items)
        known_once("value", self.value, self.items)
        if len(self.value) != len(self.items):
            raise ValueError("value must name every item once")
        return self


class MatchingAnswer(Key):
    """`value` pairs each left id with a right id; credit per pair, the last, forced pair not counted."""

    kind: Literal["matching"] = "matching"
    left: Options
    right: Options
    value: dict[str, str]

    @model_validator(mode="after")
    def _pairs(self) -> MatchingAnswer:
        distinct("left", self.left)
        distinct("right", self.right)
        if set(self.value) != {option.id for option in self.left}:
            raise ValueError("value must pair every left id once")
        if stray := set(self.value.values()) - {option.id for option in self.right}:
            raise ValueError(f"value names {sorted(stray)}, which are not right ids")
        return self


class ArgumentAnswer(Key):
    """Lines of working, each following from the one before it; the first and the last are those of `value`."""

    kind: Literal["argument"] = "argument"
    value: Annotated[tuple[Maths, ...], Field(min_length=1, max_length=64)]


class TextAnswer(Key):
    """One of some words. `case` and `whitespace` say whether differences in them count."""

    kind: Literal["text"] = "text"
    value: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=1_000)], ...], Field(min_length=1, max_length=64)
    ]
    case: Literal["ignore", "exact"] = "ignore"
    whitespace: Literal["collapse", "ignore", "exact"] = "collapse"


CellKey = Annotated[
    NumberAnswer
    | ExpressionAnswer
    | AntiderivativeAnswer
    | EquationAnswer
    | InequalityAnswer
    | SystemAnswer
    | VectorAnswer
    | MatrixAnswer
    | EchelonAnswer
    | DirectionAnswer
    | BasisAnswer
    | EigenpairsAnswer
    | SetAnswer
    | ListAnswer
    | IntervalAnswer
    | BooleanAnswer
    | ChoiceAnswer
    | ChoicesAnswer
    | OrderAnswer
    | MatchingAnswer
    | TextAnswer,
    Field(discriminator="kind"),
]
"""A key whose answer fits into one cell: any but a table and an argument, whose answers take several lines."""
Cell = Maths | CellKey
"""A plain text is a number, marked within the table's tolerance."""


class TableAnswer(Key):
    """Cells in named rows and columns, credit per cell; or a `trace`, an iteration row by row.

    In a trace each row is marked from the learner's own row above it: `step` says, per column, how a row follows
    from the last, in house notation over the column names, beginning at `start`.
    """

    kind: Literal["table"] = "table"
    mode: Literal["cells", "trace"] = "cells"
    columns: tuple[str, ...] = Field(min_length=1, max_length=16)
    rows: tuple[str, ...] = Field(min_length=1, max_length=64)
    value: tuple[tuple[Cell, ...], ...] = Field(description="A key a cell.")
    tolerance: Tolerance | None = None
    start: Row | None = None
    step: Row | None = None

    @model_validator(mode="after")
    def _shape(self) -> TableAnswer:
        if len(self.value) != len(self.rows) or any(len(row) != len(self.columns) for row in self.value):
            raise ValueError(f"value must have {len(self.rows)} rows of {len(self.columns)} cells")
        width = len(self.columns)
        traced = self.start is not None and self.step is not None and len(self.start) == len(self.step) == width
        if self.mode == "trace" and not traced:
            raise ValueError(f"a trace needs start and step, {width} entries each")
        if self.mode == "trace" and not all(isinstance(cell, str) for row in self.value for cell in row):
            raise ValueError("the cells of a trace are plain texts")
        if self.mode == "cells" and (self.start is not None or self.step is not None):
            raise ValueError("start and step belong to mode 'trace'")
        return self


AnswerKey = Annotated[CellKey | TableAnswer | ArgumentAnswer, Field(discriminator="kind")]
"""Any key, told apart by `kind`."""


def rectangular(field: str, rows: Sequence[Sequence[str]]) -> None:
    widths = {len(row) for row in rows}
    if len(widths) > 1 or 0 in widths:
        raise ValueError(f"{field}: rows must be of one length, not {sorted(widths)}")


def distinct(field: str, options: Sequence[Option]) -> None:
    ids = [option.id for option in options]
    if len(set(ids)) < len(ids):
        raise ValueError(f"{field}: ids must differ, not {ids}")


def known_once(field: str, ids: Sequence[str], options: Sequence[Option]) -> None:
    if len(set(ids)) < len(ids):
        raise ValueError(f"{field}: ids must differ, not {list(ids)}")
    if stray := set(ids) - {option.id for option in options}:
        raise ValueError(f"{field} names {sorted(stray)}, which are no ids here")
