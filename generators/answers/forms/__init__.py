"""Whether an answer is written in the form that is asked for, judged on the tree as written: 6/4 is not 3/2 here.

Each judge gives None if the form is right, else a sentence that says what is still to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generators.answers.exact import NotExact
from generators.answers.forms.arithmetic import Work
from generators.answers.forms.fractions import lowest_terms, partial_fractions, single_fraction
from generators.answers.forms.numbers import number_form, written_in
from generators.answers.forms.polynomials import completed_square, expanded, factored
from generators.answers.forms.simplified import simplified
from generators.answers.forms.written import as_written
from generators.notation.errors import NotationError
from generators.notation.tree import Node
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Assumption, ExpressionForm

__all__ = ["expression_form", "number_form", "written_in"]


def expression_form(node: Node, key: Node, form: ExpressionForm, symbols: Mapping[str, Assumption] = {}) -> str | None:
    """What is still to be done to bring a formula into a form; `key` is the same value, however it is written."""
    if form == "as_written":
        return as_written(node, key)
    try:
        return _FORMS[form](node, key, Work(symbols, node, key))
    except (NotExact, NotationError, Undefined, Imprecise):
        return None if as_written(node, key) is None else "This is not in the form that is asked for."


_FORMS: dict[ExpressionForm, Callable[[Node, Node, Work], str | None]] = {
    "expanded": expanded,
    "factored": factored,
    "single_fraction": single_fraction,
    "lowest_terms": lowest_terms,
    "partial_fractions": partial_fractions,
    "completed_square": completed_square,
    "simplified": simplified,
}
