"""A formula: equal to the key as a function on the declared domain; in a form if the key asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, permutations

from flint import fmpq

from generators.answers.compare import Comparison, Prove, same
from generators.answers.explain import formula_slips
from generators.answers.forms import expression_form
from generators.answers.judging import Judgement, Kind, Reading, Response, found, right, wrong_form
from generators.answers.keys import defined_somewhere
from generators.answers.points import numeral_node, points, survey
from generators.answers.reading import CONSTANTS, formula
from generators.notation import parse, put_in
from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.tree import Name, Node, Num, Op, names
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Assumption, ExpressionAnswer
from schemas.verdict import Feedback

INTEGRATION = ("C", "c", "K")
"""Names that a constant of integration may have where the key is up to a constant."""
MAX_RENAMED = 6


def read(key: ExpressionAnswer | None, response: Response) -> Reading:
    words = response.vocabulary
    if key is not None and key.up_to == "constant":
        words = replace(words, symbols=words.symbols | set(INTEGRATION))
    if key is not None and key.up_to == "renaming":
        words = replace(words, open_names=True)
    return formula(Response(response.text, response.format, words))


def judge(key: ExpressionAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    target, given = parse(key.value), reading.tree
    comparison = compare(key, target, given, prove)
    if comparison.reason == "right-undefined" or (
        comparison.reason == "domain" and not defined_somewhere(given, key.symbols)
    ):
        raise Undefined("it has no value at any point of the domain")
    if not comparison.equal:
        return found(comparison)
    if key.form is not None and (message := expression_form(given, target, key.form, key.symbols)) is not None:
        return wrong_form(key.form_credit, comparison, message)
    return right(comparison)


def compare(key: ExpressionAnswer, target: Node, given: Node, prove: Prove | None) -> Comparison:
    match key.up_to:
        case None:
            return same(target, given, key.symbols, prove=prove)
        case "renaming":
            return _renamed(target, given, key.symbols, prove)
        case "constant":
            return _constant(Op("-", given, target), target, key.symbols, prove)
        case "factor":
            if same(given, Num("0"), key.symbols).equal and not same(target, Num("0"), key.symbols).equal:
                return Comparison(False, "exact")
            return _constant(Op("/", given, target), target, key.symbols, prove)


def _constant(ratio: Node, target: Node, symbols: Mapping[str, Assumption], prove: Prove | None) -> Comparison:
    """Whether a formula is constant in the key's names; a constant of integration in it is one more parameter."""
    variables = tuple(sorted(names(target) - set(INTEGRATION) - (CONSTANTS - symbols.keys())))
    if not variables:
        return Comparison(not names(ratio) - CONSTANTS - set(INTEGRATION), "exact")
    for sample in islice(points(survey(ratio), survey(target), variables, symbols), 20):
        rationals = {name: value for name, value in sample.at.items() if type(value) is fmpq}
        if not sample.general or len(rationals) < len(variables):
            continue
        fixed = put_in(ratio, {Name(name): numeral_node(value) for name, value in rationals.items()})
        try:
            evaluate(fixed, {name: fmpq(1) for name in names(fixed) - (CONSTANTS - symbols.keys())})
        except (Undefined, Imprecise, NotationError):
            continue
        return same(fixed, ratio, symbols, prove=prove)
    return Comparison(None)


def _renamed(target: Node, given: Node, symbols: Mapping[str, Assumption], prove: Prove | None) -> Comparison:
    """Whether the names can be exchanged one for one so that the two are equal."""
    wanted = sorted(names(target) - (CONSTANTS - symbols.keys()))
    used = sorted(names(given) - CONSTANTS)
    if len(used) != len(wanted):
        return Comparison(False, "exact")
    if len(used) > MAX_RENAMED:
        return Comparison(None)
    last = Comparison(True, "exact")
    for order in permutations(wanted):
        last = same(
            target, put_in(given, dict(zip(map(Name, used), map(Name, order), strict=True))), symbols, prove=prove
        )
        if last.equal is not False:
            return last
    return last


def slips(key: ExpressionAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """What a wrong formula looks like, if it looks like anything."""
    if judgement.feedback:
        return ()
    if judgement.evidence.reason == "domain":
        sentence = "This is not defined at the same points as the right answer."
        return (Feedback(code="domain", text=sentence),)
    return () if key.up_to is not None else formula_slips(parse(key.value), reading.tree, key.symbols)


def text(key: ExpressionAnswer) -> str:
    return key.value


def formulas(key: ExpressionAnswer) -> tuple[str, ...]:
    return (key.value,)


def value(key: ExpressionAnswer) -> Node:
    return parse(key.value)


KIND = Kind(read, judge, text, formulas, value, slips=slips)
