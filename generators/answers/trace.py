"""An iteration written out row by row, each row judged from the learner's own row above it.

A row is right if it is the true row, or if it is what the step makes of the row above as the learner has it. What was
shown there stands for every number that is rounded to it: to as many digits as the key asks for, or to those shown if
they are more. So a row may differ by the key's tolerance and by what this rounding can do in the step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil, log10

from flint import arb, fmpq

from generators.answers.compare import Comparison, Prove, both, same
from generators.answers.judging import Judgement, open_question, partly, right
from generators.answers.points import numeral_node
from generators.answers.tolerance import decimals_of, near, number_value, slack, spread
from generators.notation import NotationError, evaluate, label, parse, put_in
from generators.notation.tree import Name, Neg, Node, Num, Op
from generators.notation.values import SCALARS, Imprecise, Scalar, Undefined
from schemas.answer import TableAnswer, Tolerance
from schemas.verdict import Feedback

Given = Sequence[Node | None]
"""The cells of a row; None for an empty one."""
WRONG = Comparison(False, "exact")
EXACT = fmpq(0)


def judge_trace(key: TableAnswer, rows: Sequence[Given], prove: Prove | None) -> Judgement:
    """The share of right rows."""
    found = [step.judged(given, truth, prove) for step, given, truth in _steps(key, rows)]
    if all(each.equal for each in found):
        return right(both(found))
    if any(each.equal is None for each in found):
        return open_question(Comparison(None))
    evidence = both([each for each in found if not each.equal])
    return partly(sum(each.equal is True for each in found) / len(found), evidence)


def slips_of_trace(key: TableAnswer, rows: Sequence[Given]) -> tuple[Feedback, ...]:
    """Which row is the first that is wrong, and what it looks like."""
    for step, given, truth in _steps(key, rows):
        if not step.judged(given, truth, None).equal:
            return tuple(step.told(given))
    return ()


def _steps(key: TableAnswer, rows: Sequence[Given]) -> Iterator[tuple[Step, Given, list[Node]]]:
    """Each row with the step that leads to it from the row above, and the true row; an empty cell counts as its key."""
    above, exact = [parse(text) for text in key.start or ()], True
    for i, given in enumerate(rows):
        truth = [parse(cell) for cell in key.value[i] if isinstance(cell, str)]
        yield Step(key, i, above, exact), given, truth
        above, exact = [t if g is None else g for g, t in zip(given, truth, strict=True)], None in given


class Step:
    """One step of the iteration from a row as the learner has it; `exact` if that row was not rounded."""

    def __init__(self, key: TableAnswer, row: int, above: Sequence[Node], exact: bool) -> None:
        self.key, self.row, self.exact = key, row, exact
        self.above = dict(zip(key.columns, above, strict=True))
        self.formulas = [parse(text) for text in key.step or ()]
        self._wrong: list[int] | None = None

    @cached_property
    def made(self) -> list[Node]:
        """What the step makes of the row above, by column."""
        return [self._put_in(formula, self.above) for formula in self.formulas]

    @cached_property
    def widths(self) -> list[Scalar]:
        """How far each cell may lie from that, beyond the tolerance, because the row above it is rounded."""
        if self.exact or self.key.tolerance is None:
            return [EXACT] * len(self.formulas)
        shown = {name: _with_all_digits(tree, self.key.tolerance) for name, tree in self.above.items()}
        return [spread(formula, shown, shown) for formula in self.formulas]

    @staticmethod
    def _put_in(formula: Node, row: Mapping[str, Node]) -> Node:
        """A formula on a row: worked out if it is rational there, else as it is with the values put in."""
        filled = put_in(formula, {Name(name): tree for name, tree in row.items()})
        value = evaluate(filled)
        return numeral_node(value) if type(value) is fmpq else filled

    def judged(self, given: Given, truth: Sequence[Node], prove: Prove | None) -> Comparison:
        """Whether a row is the true one, or what the step makes of the row above.

        A row that only repeats the one above, at a fixed point where it should not be, is no step.
        """
        cells = [cell for cell in given if cell is not None]
        if len(cells) < len(given):
            return WRONG
        by_key = both([near(t, self.key.tolerance, g, prove) for t, g in zip(truth, cells, strict=True)])
        if by_key.equal or all(same(a, b).equal for a, b in zip(self.above.values(), cells, strict=True)):
            return by_key
        try:
            rows = zip(self.made, cells, self.widths, strict=True)
            return both([near(m, self.key.tolerance, g, prove, widen=width) for m, g, width in rows])
        except (Undefined, Imprecise, NotationError):
            return by_key

    # What a wrong row looks like ---------------------------------------------------------------------------------

    def told(self, given: Given) -> Iterator[Feedback]:
        """That the row is wrong, and what it looks like, if it looks like anything."""
        name = self.key.rows[self.row] if self.key.rows[self.row].isdigit() else label(self.key.rows[self.row])
        above = "the row above it" if self.row else "the start"
        cells = [cell for cell in given if cell is not None]
        if len(cells) < len(given):
            yield Feedback(code="row", text=f"Row {name} is not complete.")
            return
        yield Feedback(code="row", text=f"Row {name} does not follow from {above}.")
        for code, sentence, looks in SLIPS:
            try:
                if looks(self, cells):
                    yield Feedback(code=code, text=sentence.format(row=name, above=above))
                    return
            except (Undefined, Imprecise, NotationError):
                continue

    def fits(self, j: int, tree: Node, given: Sequence[Node]) -> bool:
        return near(tree, self.key.tolerance, given[j], widen=self.widths[j]).equal is True

    def wrong(self, given: Sequence[Node]) -> list[int]:
        """The columns that do not follow."""
        if self._wrong is None:
            self._wrong = [j for j, tree in enumerate(self.made) if not self.fits(j, tree, given)]
        return self._wrong

    def looks(self, given: Sequence[Node], change: Callable[[Node, Node], Node]) -> bool:
        """Whether the wrong cells are what `change` makes of the old and the new value."""
        old, wrong = list(self.above.values()), self.wrong(given)
        return bool(wrong) and all(self.fits(j, change(old[j], self.made[j]), given) for j in wrong)

    def repeated(self, given: Sequence[Node]) -> bool:
        return all(self.fits(j, tree, given) for j, tree in enumerate(self.above.values()))

    def coarse(self, given: Sequence[Node]) -> bool:
        wrong = self.wrong(given)
        return bool(wrong) and all(self._is_coarse(j, given[j]) for j in wrong)

    def _is_coarse(self, j: int, given: Node) -> bool:
        decimals = decimals_of(given)
        return bool(decimals) and near(self.made[j], Tolerance(decimals=decimals), given).equal is True

    def skipped(self, given: Sequence[Node]) -> bool:
        twice = dict(zip(self.key.columns, self.made, strict=True))
        return all(self.fits(j, self._put_in(formula, twice), given) for j, formula in enumerate(self.formulas))

    def early(self, given: Sequence[Node]) -> bool:
        """Whether cells come from new values of other columns: those before them, those behind them, or one of them."""
        wrong = self.wrong(given)
        return bool(wrong) and all(self._is_early(j, given) for j in wrong)

    def _is_early(self, j: int, given: Sequence[Node]) -> bool:
        columns = self.key.columns
        new = dict(zip(columns, given, strict=True))
        used = [columns[:j], columns[j + 1 :], *((column,) for column in columns if column != columns[j])]
        return any(
            self.fits(j, self._put_in(self.formulas[j], {**self.above, **{name: new[name] for name in names}}), given)
            for names in used
            if names
        )

    def exchanged(self, given: Sequence[Node]) -> bool:
        wrong = self.wrong(given)
        return len(wrong) == 2 and all(self.fits(j, self.made[sum(wrong) - j], given) for j in wrong)


TWO = Num("2")
SLIPS: tuple[tuple[str, str, Callable[[Step, Sequence[Node]], bool]], ...] = (
    ("row-repeated", "Row {row} repeats {above}.", Step.repeated),
    ("rounded-too-coarsely", "This is rounded too coarsely: give more digits.", Step.coarse),
    ("step-sign", "Row {row} goes the wrong way: check the sign of the step.",
     lambda step, given: step.looks(given, lambda old, new: Op("-", Op("*", TWO, old), new))),
    ("step-doubled", "Row {row} goes twice as far as the step says.",
     lambda step, given: step.looks(given, lambda old, new: Op("-", Op("*", TWO, new), old))),
    ("step-halved", "Row {row} goes half as far as the step says.",
     lambda step, given: step.looks(given, lambda old, new: Op("/", Op("+", old, new), TWO))),
    ("row-skipped", "Row {row} is one step too far: a row is missing.", Step.skipped),
    ("updated-too-early", "In row {row} a new value is used too early: use {above} in every column.", Step.early),
    ("not-updated", "In row {row} something stayed as it is in {above}.",
     lambda step, given: step.looks(given, lambda old, new: old)),
    ("columns-exchanged", "In row {row} two columns are exchanged.", Step.exchanged),
    ("sign", "Check the sign in row {row}.", lambda step, given: step.looks(given, lambda old, new: Neg(new))),
)  # fmt: skip
"""Code, what to say, and whether a row looks like it; the first that it looks like is told."""


def _with_all_digits(tree: Node, tolerance: Tolerance) -> Node:
    """A numeral with zeros up to the digits that the tolerance asks for; anything else as it is."""
    match tree:
        case Neg(of):
            return Neg(_with_all_digits(of, tolerance))
        case Num(text) if "e" not in text.lower():
            value = number_value(tree)
            width = slack(tolerance, value) if type(value) in SCALARS else EXACT
            shown, asked = decimals_of(tree) or 0, ceil(-log10(2 * float(arb(width)))) if width else 0
            return Num(f"{text}{'' if shown else '.'}{'0' * (asked - shown)}") if asked > shown else tree
    return tree
